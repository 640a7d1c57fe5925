"""What stands in each text to buyers, and what does not."""

from __future__ import annotations

import shlex
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.errors import BadFile, UsageError
from backlog_cli.model import BacklogFile
from backlog_cli.rules.letters.draft import build_letter, needed_draft_kind
from backlog_cli.terms import CauseKind, DraftKind, HoldCause
from tests.backlogs import backlog_of
from tests.wording import DID_YOU_MEAN

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.letters.draft import Letter

TODAY = date(2026, 6, 4)
HOME: dict[str, Any] = {
    "job": "2401",
    "lot": "14",
    "buyers": ["Anh Nguyen", "Linh Nguyen"],
    "sold_date": "2026-03-02",
    "stage": "framing",
    "stage_since": "2026-05-25",
    "closing": {"contract": "2026-10-30", "internal": "2026-10-20", "told": "2026-10"},
}
MOVE: dict[str, Any] = {"from": "2026-10-20", "to": "2026-12-11", "known_date": "2026-06-03"}


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def moved(**shift: Any) -> dict[str, Any]:
    return {"contract": "2026-10-30", "internal": "2026-12-11", "told": "2026-10", "shifts": [MOVE | shift]}


def called(days: int = 1, **keys: Any) -> list[dict[str, Any]]:
    return [{"at": day(-days), "how": "phone", "kind": "update"} | keys]


@pytest.fixture
def written() -> Callable[..., Letter]:
    """`written("update", stage="trim", tips=[...], settings={...})`: the text for the Nguyens, some keys changed."""

    def build(
        kind: str,
        *,
        tips: list[Any] | None = None,
        settings: dict[str, Any] | None = None,
        template: str | None = None,
        **keys: Any,
    ) -> Letter:
        others = [{"job": "2402", "buyers": "Ylva Brandt", "sold_date": "2026-03-02", "stage": "framing"}]
        data = {
            "settings": {"agent": "Renata Vance"} | (settings or {}),
            "local_items": tips or [],
            "jobs": [HOME | keys, *others],
        }
        backlog = BacklogFile.model_validate(data, context={"stages": None})
        book = backlog_of(backlog)
        own = None if template is None else ("mine.txt", template)
        return build_letter(DraftKind(kind), book.jobs[0], backlog.jobs[0], book, backlog.local_items, template=own, today=TODAY)

    return build


# Which text is needed now.

NEEDED: list[tuple[str, dict[str, Any], str]] = [
    ("the weekly word", {}, "update"),
    ("a quiet stage", {"stage": "permitting"}, "non-update"),
    ("news not told", {"closing": moved()}, "bad-news"),
    ("news that was told", {"closing": moved(told_date=day(-1))}, "update"),
    ("a call not in writing", {"log": called()}, "written"),
    ("a call in writing", {"log": called(written_date=day(0))}, "update"),
    ("a private call", {"log": called(private="true")}, "update"),
    ("news before what is owed in writing", {"closing": moved(), "log": called()}, "bad-news"),
    ("closed", {"stage": "closed", "log": called()}, "check-in"),
    ("cancelled", {"stage": "cancelled"}, "check-in"),
]


@pytest.mark.parametrize(("keys", "kind"), [row[1:] for row in NEEDED], ids=[row[0] for row in NEEDED])
def test_the_text_a_home_needs_now(keys: dict[str, Any], kind: str) -> None:
    book = backlog_of(BacklogFile.model_validate({"jobs": [HOME | keys]}))
    assert needed_draft_kind(book.jobs[0], book.policy, today=TODAY) == kind


# The weekly word.


def test_an_update_whole(written: Callable[..., Letter]) -> None:
    letter = written(
        "update",
        bought_for=["creek-side yard for a fire pit."],
        log=called(how="text", next={"what": "Video of the second floor", "date": day(4)}),
    )
    assert letter.text == (
        "Hi Anh and Linh,\n\n"
        "Here's where things are with your home. "
        "Walls, floors and the roof structure go up quickly: these are the weeks when you see the most.\n\n"
        "I haven't forgotten why you chose it: creek-side yard for a fire pit.\n\n"
        "Next up, as we agreed: video of the second floor, by Monday, June 8. We still plan to close in October.\n\n"
        "Let me know if you have any questions.\n\n"
        "Renata Vance"
    )
    assert letter.then == ("backlog log 2401 sent the weekly update", "backlog set 2401 bought_for.1.used_date today")


MANNERS = [("driver", False), ("socializer", False), ("relator", True), ("analytic", True)]


@pytest.mark.parametrize(("personality", "is_whole"), MANNERS)
def test_the_stage_is_told_as_long_as_they_like_it(written: Callable[..., Letter], personality: str, is_whole: bool) -> None:
    text = written("update", personality=personality).text
    assert "Walls, floors" in text
    assert ("treated against moisture" in text) is is_whole


def test_an_analytic_reads_days_and_no_exclamation_mark(written: Callable[..., Letter]) -> None:
    text = written("update", personality="analytic", bought_for=["the view!!"]).text
    assert "This step usually takes 18 to 30 days; today is day 11." in text
    assert "!" not in text


def test_days_that_tell_of_a_delay_are_not_counted_out(written: Callable[..., Letter]) -> None:
    assert "day 6" not in written("update", personality="analytic", stage_since=day(-60)).text


def test_the_agents_own_words_for_a_stage_count(written: Callable[..., Letter]) -> None:
    stages = [{"name": "framing", "say": "The skeleton goes up. You will love it."}]
    assert "The skeleton goes up. You will love it." in written("update", personality="relator", settings={"stages": stages}).text


def test_a_stage_without_words_is_passed_over(written: Callable[..., Letter]) -> None:
    text = written("update", settings={"stages": [{"name": "framing"}, {"name": "walls"}]}, stage="walls").text
    assert "Here's a quick update on your home." in text


@pytest.mark.parametrize("cause", HoldCause)
def test_a_hold_is_explained(written: Callable[..., Letter], cause: HoldCause) -> None:
    assert "Right now" in written("update", hold={"what": cause, "since": day(-3)}).text
    assert "Right now" not in written("update", hold={"what": cause, "until": day(0)}).text


@pytest.mark.parametrize(("days", "is_told"), [(0, True), (29, True), (30, False)])
def test_a_delay_told_lately_is_explained_again(written: Callable[..., Letter], days: int, is_told: bool) -> None:
    closing = moved(told_date=day(-days), cause_kind="weather") | {"told": "2026-12"}
    assert ("The date moved because of the weather." in written("update", closing=closing).text) is is_told


# Dates: what was told, as exactly as it was told.

TOLD = [
    ("2026-12-11", "We still plan to close on Friday, December 11."),
    ("2026-W51", "We still plan to close in the week of Dec 14."),
    ("2026-12", "We still plan to close in December."),
    ("2026-Q4", "We still plan to close sometime between October and December."),
    ("2027-02", "We still plan to close in February 2027."),
]


@pytest.mark.parametrize(("told", "words"), TOLD)
def test_the_closing_is_said_as_it_was_told(written: Callable[..., Letter], told: str, words: str) -> None:
    assert words in written("update", closing={"internal": "2026-10-20", "told": told}).text


SILENT: list[tuple[str, dict[str, Any], str]] = [
    ("untold", {"closing": moved()}, "haven't been told"),
    ("told too early", {"closing": {"internal": "2026-12-11", "told": "2026-10"}}, "no longer holds"),
    ("told time over", {"closing": {"told": "2026-05"}}, "no longer holds"),
]


@pytest.mark.parametrize(("keys", "why"), [row[1:] for row in SILENT], ids=[row[0] for row in SILENT])
def test_a_date_that_no_longer_holds_is_not_repeated(written: Callable[..., Letter], keys: dict[str, Any], why: str) -> None:
    letter = written("update", **keys)
    assert "close" not in letter.text
    assert any(why in aside for aside in letter.asides)


def test_an_agreed_day_that_has_passed_is_not_said(written: Callable[..., Letter]) -> None:
    letter = written("update", log=called(3, how="text", next={"what": "paint codes", "date": day(-1)}))
    assert "Still open from the last time we talked: paint codes." in letter.text
    assert letter.asides


def test_a_step_from_a_private_talk_is_not_said(written: Callable[..., Letter]) -> None:
    log = called(3, how="text", private="true", next={"what": "ask about the divorce", "date": day(3)})
    text = written("update", log=log).text
    assert "divorce" not in text


@pytest.mark.parametrize("kind", [kind for kind in DraftKind if kind not in (DraftKind.WRITTEN, DraftKind.CONFIRM)])
def test_no_day_is_promised_that_the_agent_did_not_agree_on(written: Callable[..., Letter], kind: DraftKind) -> None:
    """The rhythm of her updates is hers: no text makes a promise of it."""
    text = written(kind, closing=moved(), contact={"channel": "text", "when": "Tuesday"}, issues=["outlets"]).text
    assert not any(day_name in text for day_name in ("Tuesday", "Thursday", "June"))
    assert "hear from me" not in text.replace("You'll hear from me again [the day they hear from you next].", "")


# Why they bought, and local tips.


def test_a_reason_never_used_comes_before_one_that_rested(written: Callable[..., Letter]) -> None:
    bought = [{"text": "old", "used_date": day(-90)}, {"text": "older", "used_date": day(-120)}, "new"]
    assert ": new." in written("update", bought_for=bought).text
    assert ": older." in written("update", bought_for=bought[:2]).text


@pytest.mark.parametrize(("days", "is_said"), [(27, False), (28, True), (-1, False)])
def test_a_reason_used_lately_rests(written: Callable[..., Letter], days: int, is_said: bool) -> None:
    letter = written("update", bought_for=[{"text": "the view", "used_date": day(-days)}])
    assert ("the view" in letter.text) is is_said


def test_what_this_stage_has_to_show_comes_first(written: Callable[..., Letter]) -> None:
    buttons = [{"text": "the pool", "stage": "finals"}, {"text": "the big window", "stage": "framing"}]
    letter = written("update", hot_buttons=buttons, bought_for=["the view"])
    assert "Here's the part you've been waiting for: the big window." in letter.text
    assert "the view" not in letter.text
    assert letter.used.place is None


TIPS: list[Any] = [
    {"title": "Saturday market", "kind": "food", "used": [{"job": "2402", "date": day(-5)}]},
    {"title": "Mill Pond trail", "kind": "outdoors"},
    "the new bakery",
]


def test_a_tip_they_have_not_had_the_least_used_first(written: Callable[..., Letter]) -> None:
    letter = written("non-update", tips=TIPS)
    assert "A local tip: Mill Pond trail." in letter.text
    assert letter.used.tip is not None
    assert letter.used.tip.kind == "outdoors"
    assert letter.then == ('backlog log 2401 sent the weekly update --kind non-update --local-item "Mill Pond trail"',)


def test_a_title_that_a_shell_would_act_on_is_quoted(written: Callable[..., Letter]) -> None:
    letter = written("non-update", tips=['The "Blue" cafe, $HOME `lunch`'])
    assert shlex.split(letter.then[0])[-1] == 'The "Blue" cafe, $HOME `lunch`'


def test_a_tip_they_had_is_not_given_twice(written: Callable[..., Letter]) -> None:
    log = called(5, how="text", local_item="mill pond TRAIL")
    tips = [*TIPS[:2], {"title": "the new bakery", "used": [{"job": "2401", "date": day(-9)}]}]
    assert "Saturday market" in written("non-update", tips=tips, log=log).text
    assert "A local tip" not in written("non-update", tips=tips[1:], log=log).text


@pytest.mark.parametrize(("stage", "has_tip"), [("framing", False), ("permitting", True)])
def test_an_update_brings_a_tip_where_there_is_little_to_see(written: Callable[..., Letter], stage: str, has_tip: bool) -> None:
    assert ("A local tip" in written("update", tips=TIPS, stage=stage).text) is has_tip


# In writing.


def test_a_call_in_writing_whole(written: Callable[..., Letter]) -> None:
    letter = written(
        "written",
        log=called(text="he is fine with it", topic=["rate", "selections"], next={"what": "lender letter", "date": day(5)}),
        promises=[
            {"text": "paint codes", "by": "me", "made": day(-1), "due": day(1)},
            {"text": "an older thing", "by": "me", "made": day(-20), "due": day(2)},
            {"text": "pay stubs", "by": "buyer", "made": day(-1), "due": day(3)},
        ],
    )
    assert letter.text == (
        "Hi Anh and Linh,\n\n"
        "Thanks for the call on Wednesday, June 3. Here's a quick recap:\n\n"
        "We talked about your interest rate and your choices for the home.\n\n"
        "- Next: lender letter, by Tuesday, June 9\n"
        "- From me: paint codes, by Friday, June 5\n"
        "- From you: pay stubs, by Sunday, June 7\n\n"
        "If I got anything wrong, let me know and I'll fix it.\n\n"
        "Renata Vance"
    )
    assert letter.asides == ('your note of it, not in the text: "he is fine with it"',)
    assert letter.then == ("backlog log 2401 --written",)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (
            "Dana Reyes",
            "Thanks for talking with Dana on Wednesday, June 3. Here's a quick recap:\n\nYou talked about your interest",
        ),
        ("renata", "Thanks for the call on Wednesday, June 3. Here's a quick recap:\n\nWe talked about your interest"),
    ],
)
def test_a_call_of_somebody_else_is_not_taken_for_the_agents(written: Callable[..., Letter], by: str, words: str) -> None:
    assert words in written("written", log=called(topic=["rate"], by=by)).text


def test_news_told_in_the_call_is_put_in_writing(written: Callable[..., Letter]) -> None:
    shift = moved(told_date=day(-1), cause="Pete botched it", cause_kind="material", together="a walk every week")
    text = written("written", log=called(kind="bad-news"), closing=shift | {"told": "2026-12"}).text
    assert "Your closing is now planned for December. We're waiting on material." in text
    assert "Pete" not in text
    assert "How we'll get through it together: a walk every week." in text
    assert "[" not in text


def test_a_call_of_which_nothing_is_known_leaves_a_place_to_write(written: Callable[..., Letter]) -> None:
    letter = written("written", log=called())
    assert "[what we said, in a line or two]" in letter.text
    assert letter.gaps == ("what was said",)


def test_a_private_call_is_never_put_in_writing(written: Callable[..., Letter]) -> None:
    log = [*called(9, text="first"), *called(1, private="true", text="his brother drinks", topic=["money"])]
    letter = written("written", log=log)
    assert "May 26" in letter.text
    assert "paid" not in letter.text
    assert "brother" not in " ".join(letter.asides)


# Bad news: the call sheet.


def test_bad_news_whole(written: Callable[..., Letter]) -> None:
    shift = {
        "cause_kind": "material",
        "cause": "windows came late",
        "together": "a walk every week",
        "plan_b": "storage for a month",
        "change": "we order at dig",
        "ours": "true",
    }
    log = called(how="text", next={"what": "the new schedule", "date": day(4)})
    letter = written("bad-news", closing=moved(**shift), contact={"channel": "phone", "local": "true"}, log=log)
    assert letter.text == (
        "Hi Anh and Linh,\n\n"
        "I have some news I wish I didn't have to share: your closing is moving back from October to December. "
        "I'm sorry. I know you were counting on it.\n\n"
        "We're waiting on material. Some parts are made to order, and the next steps can't start until they're here. "
        "This one is on us, and I won't make excuses.\n\n"
        "How we'll get through it together: a walk every week.\n\n"
        "And if it moves again: storage for a month.\n\n"
        "What we're doing differently from now on: we order at dig.\n\n"
        "Next up, as we agreed: the new schedule, by Monday, June 8.\n\n"
        "Renata Vance"
    )
    assert letter.tell == "you have a plan and they're local, so tell them in person"
    assert letter.gaps == ()
    assert letter.then == ("backlog log 2401 told them --told --how in-person",)


def test_what_the_file_lacks_is_left_for_her_to_fill_in(written: Callable[..., Letter]) -> None:
    letter = written("bad-news", closing=moved())
    gaps = ("the cause, in a plain sentence", "how you get through it together", "plan B", "the day they hear from you next")
    assert letter.gaps == gaps
    told = 'backlog log 2401 told them --told --how phone --together "..." --plan-b "..." --next "fri ..."'
    assert letter.then == (told,)


TELLING = [
    ({"channel": "phone", "local": "true"}, "in-person"),
    ({"channel": "text", "local": "true"}, "in-person"),
    ({"channel": "in-person", "local": "true"}, "in-person"),
    ({"channel": "in-person"}, "phone"),
    ({"channel": "email", "local": "false"}, "phone"),
    ({"channel": "video", "local": "false"}, "video"),
    ({"channel": "text", "avoid": ["phone"], "local": "false"}, "video"),
    ({}, "phone"),
]


@pytest.mark.parametrize(("contact", "how"), TELLING)
@pytest.mark.parametrize("plan", [{}, {"together": "a walk every week"}])
def test_what_to_log_is_how_the_hint_says_to_tell_them(
    written: Callable[..., Letter], contact: dict[str, Any], how: str, plan: dict[str, Any]
) -> None:
    letter = written("bad-news", closing=moved(**plan), contact=contact)
    assert f"--how {how}" in letter.then[0]
    words = {"in-person": "tell them in person", "phone": "call them", "video": "call them by video"}
    assert letter.tell is not None
    assert words[how] in letter.tell


@pytest.mark.parametrize("cause", [*CauseKind, None])
def test_her_own_words_for_the_cause_are_never_in_it(written: Callable[..., Letter], cause: CauseKind | None) -> None:
    letter = written("bad-news", closing=moved(cause="Pete forgot to order", cause_kind=cause))
    assert "Pete" not in letter.text
    has_words = cause not in (None, CauseKind.OTHER)
    assert ("the cause, in a plain sentence" in letter.gaps) is not has_words
    assert any("Pete forgot" in aside for aside in letter.asides) is not has_words


def test_a_time_that_still_holds_what_they_knew_is_said_for_what_it_is(written: Callable[..., Letter]) -> None:
    closing = moved(to="2026-12-18") | {"internal": "2026-12-18", "told": "2026-12-11"}
    letter = written("bad-news", stage="permitting", closing=closing)
    assert "your closing is moving back. The plan is now between October and December." in letter.text
    assert any("--as month" in aside for aside in letter.asides)


def test_other_dates_that_moved_are_told_in_the_same_call(written: Callable[..., Letter]) -> None:
    shifts = [MOVE, {"what": "orientation", "from": day(10), "to": day(20), "known_date": day(0)}]
    letter = written("bad-news", closing=moved() | {"shifts": shifts})
    assert "orientation" not in letter.text
    assert any("the orientation moved too" in aside for aside in letter.asides)


OTHERS_PROMISES = [
    ({"by": "lender"}, False),
    ({"by": "builder"}, False),
    ({"by": "builder", "to": "buyers"}, True),
    ({"by": "lender", "to": "Sol Whitaker"}, False),
    ({"by": "me"}, True),
    ({"by": "me", "to": "buyers"}, True),
    ({"by": "me", "to": "Hal"}, False),
    ({"by": "buyer"}, True),
    ({"by": "buyer", "to": "me"}, True),
    ({"by": "me", "text": "pass on: the slab is dry"}, False),
]


@pytest.mark.parametrize(("promise", "is_theirs"), OTHERS_PROMISES)
def test_a_promise_made_to_somebody_else_is_none_to_them(
    written: Callable[..., Letter], promise: dict[str, Any], is_theirs: bool
) -> None:
    ours = {"text": "paint codes", "by": "me", "due": day(1)}
    text = written("confirm", promises=[ours, {"text": "the slab is dry", "due": day(2)} | promise]).text
    assert ("slab" in text) is is_theirs


def test_an_answer_from_the_site_is_the_update(written: Callable[..., Letter]) -> None:
    owed = {"text": "pass on: the slab is dry", "by": "me", "to": "buyers", "made": day(0), "due": day(1)}
    letter = written("update", promises=[owed], bought_for=["the view"], tips=TIPS)
    assert letter.text == (
        "Hi Anh and Linh,\n\nHere's the latest from the site: the slab is dry.\n\n"
        "We still plan to close in October.\n\nLet me know if you have any questions.\n\nRenata Vance"
    )
    with pytest.raises(UsageError, match="there is news for them from the site"):
        written("non-update", promises=[owed])
    own = written("update", promises=[owed], template="Hi,\n{stage}")
    assert own.asides == ("what the site answered has no place in your template: {answers}",)


def test_an_answer_reaches_those_who_have_moved_in(written: Callable[..., Letter]) -> None:
    owed = {"text": "pass on: the grass comes Monday", "by": "me", "made": day(0), "due": day(1)}
    for kind in ("check-in", "update"):
        assert "the grass comes Monday" in written(kind, stage="closed", promises=[owed]).text


@pytest.mark.parametrize("kind", ["update", "non-update", "bad-news", "reassure"])
def test_a_sale_that_was_lost_gets_no_update(written: Callable[..., Letter], kind: str) -> None:
    with pytest.raises(UsageError, match="this sale was cancelled; say hello instead"):
        written(kind, stage="cancelled", closing=moved(), issues=["outlets"])


@pytest.mark.parametrize(
    ("clock", "words"), [("09:00", "9 a.m."), ("00:15", "12:15 a.m."), ("12:00", "12 p.m."), ("17:30", "5:30 p.m.")]
)
def test_a_time_is_said_as_buyers_say_it(written: Callable[..., Letter], clock: str, words: str) -> None:
    meeting = {"at": f"{day(7)} {clock}", "what": "frame walk"}
    assert f"at {words}" in written("confirm", appointments=[meeting]).text


def test_the_third_move_is_owned_up_to(written: Callable[..., Letter]) -> None:
    early = [
        {"from": "2026-08-20", "to": "2026-09-20", "told_date": day(-60)},
        {"from": "2026-09-20", "to": "2026-10-20", "told_date": day(-30)},
    ]
    closing = moved() | {"shifts": [*early, MOVE]}
    assert "This is the third time the date has moved" in written("bad-news", closing=closing).text


@pytest.mark.parametrize("cause", [cause for cause in CauseKind if cause is not CauseKind.OTHER])
def test_every_kind_of_cause_is_explained_and_nobody_is_blamed(written: Callable[..., Letter], cause: CauseKind) -> None:
    letter = written("bad-news", closing=moved(cause_kind=cause))
    assert not any("cause" in gap for gap in letter.gaps)
    assert not any(word in letter.text.lower() for word in ("fault", "blame", "the town is", "your lender", "the crew failed"))


def test_a_date_that_moves_forward_is_no_apology(written: Callable[..., Letter]) -> None:
    closing = moved(to="2026-09-11") | {"internal": "2026-09-11"}
    text = written("bad-news", closing=closing).text
    assert "it's moving up from October to September" in text
    assert "sorry" not in text


def test_the_new_date_is_no_more_exact_than_the_stage_allows(written: Callable[..., Letter]) -> None:
    assert "December 11" not in written("bad-news", closing=moved()).text
    assert "Friday, December 11" in written("bad-news", closing=moved(), stage="drywall").text  # what `log --told` writes


def test_a_moved_orientation_is_told_by_the_day(written: Callable[..., Letter]) -> None:
    shift = {"what": "orientation", "from": day(10), "to": day(20), "known_date": day(0)}
    closing = {"internal": "2026-10-20", "told": "2026-10", "shifts": [shift]}
    text = written("bad-news", closing=closing).text
    assert "your orientation is moving back from Sunday, June 14 to Wednesday, June 24" in text


# While something is put right; a hello; what was agreed.


def test_patience_is_thanked_for_and_no_day_is_promised_that_nobody_told(written: Callable[..., Letter]) -> None:
    issues = [
        {"id": "1", "text": "scratch in the tub", "wants": "a new tub", "opened": day(-9), "reassured_date": day(-1)},
        {"id": "2", "text": "outlets on the wrong wall", "opened": day(-5), "due": day(6), "owner": "Hal Moreno"},
        {"id": "3", "text": "slab crack nobody told", "side": "builder", "opened": day(-30)},
    ]
    letter = written("reassure", issues=issues)
    assert letter.text.startswith("Hi Anh and Linh,\n\nThank you for your patience.\n\n")
    assert "Your issue (outlets on the wrong wall) is being worked on, and I'm keeping an eye on it." in letter.text
    assert not any(word in letter.text for word in ("June 10", "Hal", "slab", "tub"))
    assert letter.then == ("backlog issue 2401 2 --reassured",)
    text = written("reassure", issues=issues[:1]).text
    assert "I haven't forgotten your issue (scratch in the tub). I've written down what you asked for: a new tub." in text


def test_patience_is_asked_of_a_home_on_hold(written: Callable[..., Letter]) -> None:
    text = written("reassure", hold={"what": "weather"}).text
    assert "Thank you for your patience.\n\nRight now we're waiting on the weather." in text


def test_a_hello_asks_for_nothing(written: Callable[..., Letter]) -> None:
    closing = {"closed_date": day(-30), "told": day(-30)}
    letter = written("check-in", stage="closed", closing=closing, bought_for=["the view"], tips=TIPS)
    assert "a few weeks after you got your keys" in letter.text
    assert "I hope it's everything you bought it for: the view." in letter.text
    assert "No need to write back." in letter.text
    assert "?" not in letter.text
    assert not any(word in letter.text.lower() for word in ("refer", "review", "survey", "testimonial", "friend"))


def test_a_closed_door_is_told_to_the_agent_alone(written: Callable[..., Letter]) -> None:
    letter = written("check-in", stage="cancelled", cancelled={"reason": "rate", "lesson": "too late", "door": "closed"})
    assert any("door" in aside for aside in letter.asides)
    assert not any(word in letter.text for word in ("door", "rate", "late"))


def test_what_was_agreed_leaves_no_way_out(written: Callable[..., Letter]) -> None:
    letter = written(
        "confirm",
        log=called(how="text", next={"what": "frame walk", "date": day(4)}),
        promises=[
            {"text": "paint codes", "by": "me", "due": day(1)},
            {"text": "late thing", "by": "me", "due": day(-3)},
            {"text": "figures for Sol", "by": "me", "to": "Sol Whitaker", "due": day(1)},
            {"text": "clear answer", "by": "lender", "to": "Linh", "due": day(6)},
            {"text": "kept thing", "by": "me", "done": day(-2)},
        ],
        appointments=[
            {"at": f"{day(7)} 10:00", "what": "frame walk", "where": "at the home"},
            {"at": f"{day(8)} 10:00", "what": "meeting with Hal", "with": ["Hal Moreno"]},
            {"at": day(-2), "what": "old meeting"},
        ],
    )
    assert letter.text == (
        "Hi Anh and Linh,\n\n"
        "Just so we're on the same page, here's what we agreed on:\n\n"
        "- Next: frame walk, by Monday, June 8\n"
        "- From me: paint codes, by Friday, June 5\n"
        "- From me: late thing, by [a new day]\n"
        "- From the lender: clear answer, by Wednesday, June 10\n"
        "- Frame walk, Thursday, June 11 at 10 a.m., at the home\n\n"
        "It's on my calendar.\n\n"
        "Renata Vance"
    )
    assert letter.asides == ('"late thing" was due Monday, June 1: do it today, or name a new day',)
    assert letter.gaps == ("a new day",)


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ({"orientation_date": f"{day(7)} 10:00"}, "- Orientation, Thursday, June 11 at 10 a.m.\n"),
        ({"precon_date": day(7)}, "- Pre-construction meeting, Thursday, June 11\n"),
        ({"predrywall_date": f"{day(7)} 9:00"}, "- Walk before drywall, Thursday, June 11 at 9 a.m.\n"),
        (
            {
                "orientation_date": day(7),
                "appointments": [{"at": f"{day(7)} 10:00", "what": "orientation", "where": "at the home"}],
            },
            "- Orientation, Thursday, June 11 at 10 a.m., at the home\n",
        ),
        ({"orientation_date": day(-7)}, ""),
        (
            {"orientation_date": day(7), "closing": {"contract": day(90), "shifts": [{"what": "orientation", "to": day(7)}]}},
            "",
        ),
        ({"stage": "closed", "orientation_date": day(7)}, ""),
    ],
)
def test_the_homes_own_dates_are_what_was_agreed_unless_they_have_yet_to_hear(
    written: Callable[..., Letter], keys: dict[str, Any], line: str
) -> None:
    letter = written("confirm", log=called(how="text", next={"what": "frame walk", "date": day(4)}), **keys)
    if line:
        assert letter.text.count(line) == 1
    assert sum(word in letter.text.lower() for word in ("orientation", "pre-con", "drywall")) == bool(line)


EMPTY = [
    ("written", "no call"),
    ("bad-news", "no date has moved"),
    ("confirm", "nothing agreed to confirm"),
    ("reassure", "nothing to reassure them about"),
]


@pytest.mark.parametrize(("kind", "why"), EMPTY)
def test_a_text_with_nothing_to_say_is_refused_with_what_to_do(written: Callable[..., Letter], kind: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        written(kind)


@pytest.mark.parametrize("kind", [kind for kind in DraftKind if kind not in {name for name, _ in EMPTY}])
def test_the_barest_home_has_a_text(kind: DraftKind) -> None:
    backlog = BacklogFile.model_validate(
        {"jobs": [{"job": "1", "buyers": "Cher", "sold_date": "2026-01-05", "stage": "framing"}]}
    )
    book = backlog_of(backlog)
    text = build_letter(kind, book.jobs[0], backlog.jobs[0], book, today=TODAY).text
    assert text.startswith("Hi Cher,\n\n")
    assert "  " not in text
    assert "None" not in text


# What is kept out, and what is pointed out.


def test_words_they_must_not_read_are_kept_back_and_said(written: Callable[..., Letter]) -> None:
    closing = moved(plan_b="closing is Dec 11 because of the Brandts' change", together="call 555-0141")
    letter = written("bad-news", closing=closing)
    assert "Dec 11" not in letter.text
    assert "555" not in letter.text
    assert len(letter.kept) == 2
    assert "plan B" in letter.gaps


def test_words_of_the_trade_are_pointed_out(written: Callable[..., Letter]) -> None:
    letter = written("update", log=called(how="text", next={"what": "punch list walk", "date": day(4)}))
    assert [(found.word, found.say) for found in letter.jargon] == [("punch list", "list of the last small fixes")]


# Her own template.


def test_her_own_words_around_our_parts(written: Callable[..., Letter]) -> None:
    letter = written("update", template="Dear {names},\n\n{stage}\n{tip}\n\n{closing}\nyours {agent}", address="7 Elm Ct")
    assert letter.text == (
        "Dear Anh and Linh,\n\n"
        "Walls, floors and the roof structure go up quickly: these are the weeks when you see the most.\n\n"
        "We still plan to close in October.\nyours Renata Vance"
    )


def test_a_part_she_does_not_use_is_not_used_up(written: Callable[..., Letter]) -> None:
    assert written("update", template="Hi {names}", bought_for=["the view"]).used.reason is None


def test_a_wrong_placeholder_of_hers_is_said_with_its_line(written: Callable[..., Letter]) -> None:
    with pytest.raises(BadFile, match=rf"mine\.txt:2: there is no \{{stages\}}; {DID_YOU_MEAN} \{{stage\}}\?"):
        written("update", template="Hi\n{stages}")
