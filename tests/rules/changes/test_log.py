"""What `log` writes, held against DOMAIN.md's "What the commands write"."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.dates.values import Moment
from backlog_cli.errors import UsageError
from backlog_cli.rules.change import Append, Put
from backlog_cli.rules.changes.log import LogInput, log_conversation, stage_precision, told_period
from backlog_cli.rules.summary import untold_shifts
from backlog_cli.terms import Channel, Mood, MovedDate, Policy, Precision, Stage, TalkKind, Topic

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.change import Change
    from backlog_cli.rules.summary import JobSummary

TODAY = date(2026, 6, 4)
NOW = Moment(TODAY, "09:02")
SHIFT = {"from": "2026-10-30", "to": "2026-11-20", "known_date": "2026-06-03", "told_date": None}
MOVED = {"contract": "2026-10-30", "internal": "2026-11-20", "told": "2026-10", "shifts": [SHIFT]}


def written(summary: JobSummary, policy: Policy | None = None, **words: Any) -> Change:
    return log_conversation(summary, LogInput(**({"at": NOW} | words)), policy or Policy(), today=TODAY)


def entry(change: Change) -> dict[str, Any]:
    entries = [intent.value for intent in change.intents if isinstance(intent, Append) and intent.path == ("log",)]
    assert len(entries) == 1
    assert isinstance(entries[0], dict)
    return entries[0]


def puts(change: Change) -> dict[str, Any]:
    return {".".join(map(str, intent.path)): intent.value for intent in change.intents if isinstance(intent, Put)}


def test_left_out_words_are_now_all_buyers_their_channel_an_update(job: Callable[..., JobSummary]) -> None:
    assert entry(written(job(), note="talked")) == {
        "at": "2026-06-04 09:02",
        "with": ["Anh Nguyen", "Linh Nguyen"],
        "how": "group-text",
        "kind": "update",
        "outcome": "sent",
        "text": "talked",
    }


@pytest.mark.parametrize(
    ("contact", "buyers", "how"),
    [
        ({"channel": "email"}, ["A B", "C D"], "email"),
        (None, ["A B", "C D"], "group-text"),
        (None, ["A B"], "text"),
    ],
    ids=["as they like it", "two buyers", "one buyer"],
)
def test_the_channel_left_out_is_theirs(job: Callable[..., JobSummary], contact: Any, buyers: list[str], how: str) -> None:
    assert entry(written(job(contact=contact, buyers=buyers), note="x"))["how"] == how


@pytest.mark.parametrize("how", list(Channel))
def test_live_channels_reach_and_the_others_send(job: Callable[..., JobSummary], how: Channel) -> None:
    assert entry(written(job(), note="x", how=how))["outcome"] == ("reached" if how.is_live else "sent")


@pytest.mark.parametrize(
    ("words", "kind", "outcome", "how"),
    [
        ({"is_voicemail": True}, "attempt", "voicemail", "phone"),
        ({"is_missed": True}, "attempt", "no-answer", "phone"),
        ({"is_missed": True, "how": Channel.VIDEO}, "attempt", "no-answer", "video"),
        ({"kind": TalkKind.NON_UPDATE}, "non-update", "sent", "group-text"),
        ({"kind": TalkKind.CHECK_IN, "how": Channel.IN_PERSON}, "check-in", "reached", "in-person"),
    ],
)
def test_kind_and_outcome(job: Callable[..., JobSummary], words: dict[str, Any], kind: str, outcome: str, how: str) -> None:
    found = entry(written(job(), **words))
    assert (found["kind"], found["outcome"], found["how"]) == (kind, outcome, how)


def test_an_inbound_owes_a_reply_and_has_no_outcome(job: Callable[..., JobSummary]) -> None:
    found = entry(written(job(), note="when are windows in?", is_inbound=True, topics=(Topic.CONSTRUCTION,)))
    assert found["kind"] == "inbound"
    assert found["reply_owed"] == "true"
    assert "outcome" not in found
    assert found["topic"] == ["construction"]


def test_every_word_finds_its_key(job: Callable[..., JobSummary]) -> None:
    found = entry(
        written(
            job(),
            note="text",
            mood=Mood.HAPPY,
            said="so big!",
            photos=("kitchen",),
            video="https://example.org/v",
            is_private=True,
            next_day=date(2026, 6, 12),
            next_what="send the plan",
        )
    )
    assert found["mood"] == "happy"
    assert found["said"] == "so big!"
    assert found["photos"] == ["kitchen"]
    assert found["video"] == "https://example.org/v"
    assert found["private"] == "true"
    assert found["next"] == {"what": "send the plan", "date": "2026-06-12", "agreed": "true"}


def test_an_agreed_nothing_is_written_as_none(job: Callable[..., JobSummary]) -> None:
    assert entry(written(job(), note="x", is_next_none=True))["next"] == "none"


def test_promises_go_to_their_own_list(job: Callable[..., JobSummary]) -> None:
    change = written(job(), note="x", promises=((date(2026, 6, 5), "paint codes"),))
    promise = next(intent.value for intent in change.intents if intent.path == ("promises",))
    assert promise == {
        "text": "paint codes",
        "by": "me",
        "to": "buyers",
        "made": "2026-06-04",
        "due": "2026-06-05",
        "status": "open",
    }


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("anh", ["Anh Nguyen"]),
        ("Linh Nguyen", ["Linh Nguyen"]),
        ("lin", ["Linh Nguyen"]),
    ],
)
def test_with_takes_a_first_name_or_a_whole_one(job: Callable[..., JobSummary], typed: str, names: list[str]) -> None:
    assert entry(written(job(), note="x", with_whom=(typed,)))["with"] == names


def test_a_name_that_fits_two_buyers_is_never_guessed(job: Callable[..., JobSummary]) -> None:
    with pytest.raises(UsageError, match="fits Anh Nguyen and Linh Nguyen; type a first name"):
        written(job(), note="x", with_whom=("nguyen",))


ABOUT = {
    "realtor": {"name": "Sol Whitaker"},
    "lender": {"name": "Birchline Home Loans", "officer": "Ray Tran"},
    "title_contact": "Mia Sands",
    "escalation": "Priya Dole",
}
ANYBODY = [  # case log-1 and its kind
    (("anh", "Sol Whitaker"), ["Anh Nguyen", "Sol Whitaker"], "update"),
    (("sol", "anh"), ["Sol Whitaker", "Anh Nguyen"], "update"),
    (("anh", "whitaker"), ["Anh Nguyen", "Sol Whitaker"], "update"),
    (("Sol Whitaker",), ["Sol Whitaker"], "internal"),
    (("realtor",), ["Sol Whitaker"], "internal"),
    (("hal",), ["Hal Moreno"], "internal"),
    (("superintendent", "linh"), ["Hal Moreno", "Linh Nguyen"], "update"),
    (("lender",), ["Ray Tran"], "internal"),
    (("ray",), ["Ray Tran"], "internal"),
    (("Birchline Home Loans",), ["Birchline Home Loans"], "internal"),
    (("mia", "anh"), ["Mia Sands", "Anh Nguyen"], "update"),
    (("priya",), ["Priya Dole"], "internal"),
    (("Tuan the uncle", "anh"), ["Tuan the uncle", "Anh Nguyen"], "update"),
    (("Bob",), ["Bob"], "internal"),
    (("anh", "linh", "ANH"), ["Anh Nguyen", "Linh Nguyen"], "update"),
]


@pytest.mark.parametrize(("typed", "names", "kind"), ANYBODY)
def test_anybody_may_take_part_and_without_a_buyer_it_is_no_update(
    job: Callable[..., JobSummary], typed: tuple[str, ...], names: list[str], kind: str
) -> None:
    found = entry(written(job(**ABOUT), note="x", with_whom=typed))
    assert (found["with"], found["kind"]) == (names, kind)


def test_what_somebody_else_wrote_to_us_still_came_in(job: Callable[..., JobSummary]) -> None:
    found = entry(written(job(**ABOUT), note="x", with_whom=("sol",), is_inbound=True))
    assert (found["with"], found["kind"], found["reply_owed"]) == (["Sol Whitaker"], "inbound", "true")


def test_a_voicemail_for_the_lender_is_no_attempt_at_the_buyers(job: Callable[..., JobSummary]) -> None:
    found = entry(written(job(**ABOUT), with_whom=("ray",), is_voicemail=True))
    assert (found["kind"], found["outcome"], found["how"]) == ("internal", "voicemail", "phone")


def test_the_buyers_alone_can_be_told_a_date(job: Callable[..., JobSummary]) -> None:
    with pytest.raises(UsageError, match="--told is for the buyers, and Sol Whitaker isn't one of them"):
        written(job(closing=MOVED, **ABOUT), note="x", with_whom=("sol",), is_told=True)


def test_who_spoke_is_noted_when_it_was_not_the_agent(job: Callable[..., JobSummary]) -> None:
    assert entry(written(job(), note="x", by="Dana Reyes"))["by"] == "Dana Reyes"
    assert "by" not in entry(written(job(), note="x"))


def test_nothing_is_logged_before_the_sale(job: Callable[..., JobSummary]) -> None:
    home = job()
    assert home.sold_date is not None
    with pytest.raises(UsageError, match="nothing can be logged before the sale"):
        log_conversation(home, LogInput(Moment(home.sold_date - timedelta(days=1)), note="x"), Policy(), today=TODAY)
    log_conversation(home, LogInput(Moment(home.sold_date), note="x"), Policy(), today=TODAY)


TWO_MOVES = {**SHIFT, "to": "2026-11-20"}, {"what": "orientation", "from": "2026-10-20", "to": "2026-11-06", "told_date": None}
START_MOVED = {"what": "start", "from": "2026-07-01", "to": "2026-07-15", "told_date": None}
PRECON_MOVED = {"what": "precon", "from": "2026-06-10", "to": "2026-06-17", "told_date": None}
TELLING = [
    (TWO_MOVES, None, {0}),
    (TWO_MOVES, MovedDate.CLOSING, {0}),
    (TWO_MOVES, MovedDate.ORIENTATION, {1}),
    ((START_MOVED,), None, {0}),
    ((PRECON_MOVED,), None, {0}),
    ((START_MOVED, {**START_MOVED, "to": "2026-07-20"}), None, {0, 1}),
    ((START_MOVED, TWO_MOVES[0]), None, {1}),
    ((PRECON_MOVED, START_MOVED, TWO_MOVES[0]), MovedDate.PRECON, {0}),
]


@pytest.mark.parametrize(("shifts", "what", "places"), TELLING)
def test_told_takes_the_closing_or_the_only_date_that_is_untold(
    job: Callable[..., JobSummary], shifts: tuple[dict[str, Any], ...], what: MovedDate | None, places: set[int]
) -> None:
    home = job(closing=MOVED | {"shifts": list(shifts)})
    values = puts(written(home, note="x", is_told=True, told_what=what))
    assert {int(key.split(".")[2]) for key in values if key.endswith("told_date")} == places
    assert ("closing.told" in values) is ("what" not in shifts[min(places)])


@pytest.mark.parametrize(
    ("shifts", "what", "why"),
    [
        ((PRECON_MOVED, START_MOVED), None, "precon and start are both untold; say which one"),
        ((START_MOVED,), MovedDate.CLOSING, "the closing isn't untold; still untold: start"),
        ((), MovedDate.CLOSING, "they already know every date"),
    ],
)
def test_told_is_refused_where_it_is_not_clear_which_date(
    job: Callable[..., JobSummary], shifts: tuple[dict[str, Any], ...], what: MovedDate | None, why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        written(job(closing=MOVED | {"shifts": list(shifts)}), note="x", is_told=True, told_what=what)


# Told


def test_told_marks_the_shift_and_moves_what_is_told_to_the_stages_precision(job: Callable[..., JobSummary]) -> None:
    change = written(job(closing=MOVED), note="told", how=Channel.PHONE, is_told=True)
    assert puts(change) == {
        "closing.shifts.0.told_date": "2026-06-04",
        "closing.shifts.0.told_how": "phone",
        "closing.told": "2026-11",
    }
    assert entry(change)["kind"] == "bad-news"


def test_told_marks_every_untold_shift_of_its_date_and_no_other(job: Callable[..., JobSummary]) -> None:
    shifts = [SHIFT | {"told_date": "2026-06-01"}, SHIFT, SHIFT | {"what": "orientation"}, SHIFT, SHIFT | {"what": "start"}]
    change = written(job(closing=MOVED | {"shifts": shifts}), note="x", is_told=True)
    told = {path for path in puts(change) if path.endswith("told_date")}
    assert told == {"closing.shifts.1.told_date", "closing.shifts.3.told_date"}


def test_an_earlier_date_is_no_bad_news(job: Callable[..., JobSummary]) -> None:
    earlier = MOVED | {"internal": "2026-09-10", "shifts": [SHIFT | {"to": "2026-09-10"}]}
    assert entry(written(job(closing=earlier), note="x", is_told=True))["kind"] == "update"


def test_an_orientation_told_alone_leaves_the_told_closing(job: Callable[..., JobSummary]) -> None:
    closing = MOVED | {"shifts": [SHIFT | {"what": "orientation"}]}
    assert "closing.told" not in puts(written(job(closing=closing), note="x", is_told=True))


def test_together_and_plan_b_complete_the_shift_told_or_not(job: Callable[..., JobSummary]) -> None:
    told = puts(written(job(closing=MOVED), note="x", is_told=True, together="weekly walk", plan_b="storage"))
    assert told["closing.shifts.0.together"] == "weekly walk"
    later = written(job(closing=MOVED), plan_b="storage")
    assert puts(later) == {"closing.shifts.0.plan_b": "storage"}
    assert len(later.intents) == 1


@pytest.mark.parametrize(
    "words",
    [
        {"is_told": True, "is_missed": True},
        {"is_told": True, "is_voicemail": True},
        {"is_told": True, "is_inbound": True},
        {"is_missed": True, "is_voicemail": True},
        {"is_inbound": True, "is_voicemail": True},
        {"told_as": Precision.DAY},
    ],
)
def test_words_that_contradict_each_other_are_refused(job: Callable[..., JobSummary], words: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        written(job(closing=MOVED), note="x", **words)


def test_told_with_nothing_untold_is_refused(job: Callable[..., JobSummary]) -> None:
    with pytest.raises(UsageError, match="they already know every date"):
        written(job(), note="x", is_told=True)


@pytest.mark.parametrize(
    ("stage", "precision", "told"),
    [
        ("contract", Precision.QUARTER, "2026-Q4"),
        ("released", Precision.QUARTER, "2026-Q4"),
        ("foundation", Precision.MONTH, "2026-11"),
        ("pre-drywall", Precision.MONTH, "2026-11"),
        ("drywall", Precision.DAY, "2026-11-20"),
        ("closing", Precision.DAY, "2026-11-20"),
    ],
)
def test_the_stage_says_how_exactly_a_date_is_told(
    job: Callable[..., JobSummary], stage: str, precision: Precision, told: str
) -> None:
    summary = job(stage=stage, closing=MOVED)
    assert stage_precision(summary, Policy()) is precision
    period = told_period(summary, Policy())
    assert period is not None
    assert period.text == told


def test_the_firm_stage_is_a_setting(job: Callable[..., JobSummary]) -> None:
    assert stage_precision(job(stage="framing"), Policy(firm_stage="framing")) is Precision.DAY


def test_as_overrides_the_stage(job: Callable[..., JobSummary]) -> None:
    assert puts(written(job(closing=MOVED), note="x", is_told=True, told_as=Precision.WEEK))["closing.told"] == "2026-W47"


# Written

CALLED = [{"at": "2026-06-01", "how": "phone", "kind": "update"}, {"at": "2026-06-02", "how": "text", "kind": "update"}]


def test_written_alone_ticks_off_the_last_live_talk(job: Callable[..., JobSummary]) -> None:
    change = written(job(log=CALLED), is_written=True)
    assert puts(change) == {"log.0.written_date": "2026-06-04"}
    assert len(change.intents) == 1


def test_written_with_a_call_belongs_to_that_call(job: Callable[..., JobSummary]) -> None:
    change = written(job(log=CALLED), note="x", how=Channel.PHONE, is_written=True)
    assert puts(change) == {}
    assert entry(change)["written_date"] == "2026-06-04"


def test_written_with_a_mail_ticks_off_the_call_before(job: Callable[..., JobSummary]) -> None:
    assert puts(written(job(log=CALLED), note="x", how=Channel.EMAIL, is_written=True)) == {"log.0.written_date": "2026-06-04"}


def test_written_without_any_call_is_refused(job: Callable[..., JobSummary]) -> None:
    with pytest.raises(UsageError, match="there's nothing to put in writing"):
        written(job(log=[]), is_written=True)


def test_a_day_in_writing_that_stands_there_stays(job: Callable[..., JobSummary]) -> None:
    log = [CALLED[0] | {"written_date": "2026-06-02"}]
    assert written(job(log=log), is_written=True).intents == ()


def test_written_is_about_talks_up_to_today(job: Callable[..., JobSummary]) -> None:
    log = [*CALLED, {"at": "2026-06-09", "how": "phone"}]
    assert puts(written(job(log=log), is_written=True)) == {"log.0.written_date": "2026-06-04"}


@pytest.mark.parametrize(
    ("words", "entered", "ticked"),
    [
        ({"is_inbound": True, "how": Channel.PHONE}, "2026-06-04", None),
        ({"is_missed": True}, None, "2026-06-04"),
        ({"kind": TalkKind.INTERNAL, "how": Channel.PHONE}, None, "2026-06-04"),
        ({"is_inbound": True, "how": Channel.EMAIL}, None, "2026-06-04"),
    ],
    ids=["their call", "a missed call", "a call inside the company", "their mail"],
)
def test_written_belongs_to_the_newest_talk_with_the_buyers(
    job: Callable[..., JobSummary], words: dict[str, Any], entered: str | None, ticked: str | None
) -> None:
    change = written(job(log=CALLED), is_written=True, **words)
    assert entry(change).get("written_date") == entered
    assert puts(change).get("log.0.written_date") == ticked


# What was typed besides the note is never dropped


@pytest.mark.parametrize(
    "words",
    [
        {"note": "x"},
        {"said": "x"},
        {"mood": Mood.HAPPY},
        {"kind": TalkKind.CHECK_IN},
        {"how": Channel.PHONE},
        {"topics": (Topic.RATE,)},
        {"photos": ("x",)},
        {"video": "x"},
        {"with_whom": ("anh",)},
        {"is_voicemail": True},
        {"is_missed": True},
        {"is_inbound": True},
        {"is_next_none": True},
        {"next_day": TODAY, "next_what": "x"},
        {"promises": ((TODAY, "x"),)},
    ],
    ids="".join,
)
@pytest.mark.parametrize("tick", [{"is_written": True}, {"together": "x"}, {"plan_b": "x"}], ids="".join)
def test_any_other_word_beside_a_tick_makes_a_conversation(
    job: Callable[..., JobSummary], words: dict[str, Any], tick: dict[str, Any]
) -> None:
    change = written(job(log=CALLED, closing=MOVED), **words, **tick)
    assert entry(change)["at"] == "2026-06-04 09:02"


@pytest.mark.parametrize("tick", [{"is_written": True}, {"together": "x", "plan_b": "y"}])
def test_a_tick_alone_is_no_conversation(job: Callable[..., JobSummary], tick: dict[str, Any]) -> None:
    change = written(job(log=CALLED, closing=MOVED), **tick)
    assert all(isinstance(intent, Put) for intent in change.intents)
    assert change.summary == "logged what was owed to Nguyen"


# Odd talks


def test_a_talk_inside_the_company_is_with_the_superintendent_by_phone(job: Callable[..., JobSummary]) -> None:
    found = entry(written(job(), note="windows Friday", kind=TalkKind.INTERNAL))
    assert (found["with"], found["how"], found["kind"]) == (["Hal Moreno"], "phone", "internal")


def test_a_missed_call_inside_the_company_is_no_attempt_at_the_buyers(job: Callable[..., JobSummary]) -> None:
    found = entry(written(job(), kind=TalkKind.INTERNAL, is_missed=True))
    assert (found["kind"], found["outcome"]) == ("internal", "no-answer")


def test_an_attempt_reached_nobody_however_it_is_typed(job: Callable[..., JobSummary]) -> None:
    assert entry(written(job(), kind=TalkKind.ATTEMPT))["outcome"] == "no-answer"


def test_a_buyer_named_twice_took_part_once(job: Callable[..., JobSummary]) -> None:
    assert entry(written(job(), note="x", with_whom=("anh", "Anh Nguyen", "linh")))["with"] == ["Anh Nguyen", "Linh Nguyen"]


@pytest.mark.parametrize(("buyers", "typed"), [(["Cher", "Bono"], "cher"), (["محمد علي", "李 明"], "李"), (["Ana Ünal"], "unal")])
def test_odd_names_are_found_too(job: Callable[..., JobSummary], buyers: list[str], typed: str) -> None:
    assert len(entry(written(job(buyers=buyers), note="x", with_whom=(typed,)))["with"]) == 1


@pytest.mark.parametrize(
    "words",
    [
        {"is_told": True, "kind": TalkKind.INTERNAL},
        {"is_told": True, "kind": TalkKind.ATTEMPT},
        {"is_told": True, "kind": TalkKind.INBOUND},
        {"is_inbound": True, "kind": TalkKind.CHECK_IN},
    ],
)
def test_kinds_that_contradict_the_other_words_are_refused(job: Callable[..., JobSummary], words: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        written(job(closing=MOVED), note="x", **words)


def test_in_with_its_own_kind_is_no_contradiction(job: Callable[..., JobSummary]) -> None:
    assert entry(written(job(), note="x", is_inbound=True, kind=TalkKind.INBOUND))["reply_owed"] == "true"


# News


@pytest.mark.parametrize(
    ("closing", "kind"),
    [
        ({"internal": "2026-11-20", "told": "2026-10", "shifts": [SHIFT]}, "bad-news"),
        ({"internal": "2026-10-30", "told": "2026-10", "shifts": [SHIFT, SHIFT | {"to": "2026-10-30"}]}, "update"),
        ({"internal": "2026-10-30", "told": "2026-10", "shifts": [SHIFT | {"from": "2026-10-09", "to": "2026-10-30"}]}, "update"),
        ({"internal": "2026-10-30", "shifts": [SHIFT | {"from": "2026-10-09", "to": "2026-10-30"}]}, "bad-news"),
        ({"internal": "2026-10-01", "shifts": [SHIFT | {"to": "2026-10-01"}]}, "update"),
        ({"shifts": [{"to": "2026-10-01"}]}, "update"),
        ({"told": "2026-10", "shifts": [SHIFT | {"what": "orientation"}]}, "bad-news"),
        ({"told": "2026-10", "shifts": [SHIFT | {"what": "orientation", "to": "2026-10-01"}]}, "update"),
    ],
    ids=[
        "past the told month",
        "there and back",
        "inside the told month",
        "later, nothing told",
        "earlier",
        "from nowhere",
        "orientation later",
        "orientation earlier",
    ],
)
def test_news_is_bad_when_the_day_is_later_than_what_they_knew(
    job: Callable[..., JobSummary], closing: dict[str, Any], kind: str
) -> None:
    assert entry(written(job(closing=closing), note="x", is_told=True))["kind"] == kind


def test_our_own_fault_is_owned_when_it_is_told(job: Callable[..., JobSummary]) -> None:
    closing = MOVED | {"shifts": [SHIFT | {"ours": "true"}]}
    assert puts(written(job(closing=closing), note="x", is_told=True))["closing.shifts.0.owned_date"] == "2026-06-04"


def test_a_plan_completes_the_newest_move_that_buyers_hear_of(job: Callable[..., JobSummary]) -> None:
    closing = MOVED | {"shifts": [SHIFT, {"what": "start", "to": "2026-07-01"}]}
    assert puts(written(job(closing=closing), plan_b="storage")) == {"closing.shifts.0.plan_b": "storage"}


@pytest.mark.parametrize("closing", [None, "2026-10-30", {"shifts": []}])
def test_a_plan_without_a_move_is_refused(job: Callable[..., JobSummary], closing: Any) -> None:
    with pytest.raises(UsageError, match="no plan to add"):
        written(job(closing=closing), plan_b="storage")


@pytest.mark.parametrize(
    ("names", "stage", "precision"),
    [
        (["released", "slab", "walls"], "released", Precision.QUARTER),
        (["released", "slab", "walls"], "slab", Precision.MONTH),
        (["dirt", "foundation", "walls"], "dirt", Precision.QUARTER),
        (["dirt", "foundation", "walls"], "foundation", Precision.MONTH),
        (["dirt", "drywall", "paint"], "paint", Precision.DAY),
        (["dirt", "walls"], "dirt", Precision.MONTH),
    ],
)
def test_a_table_of_her_own_keeps_the_rule(
    job: Callable[..., JobSummary], names: list[str], stage: str, precision: Precision
) -> None:
    own = Policy(stages=tuple(Stage(name, 9, 12) for name in names))
    assert stage_precision(job(stage=stage, policy=own), own) is precision


def test_a_told_move_is_silent_from_then_on(
    plain: Callable[..., dict[str, Any]], stand: Callable[..., JobSummary], after: Callable[..., JobSummary]
) -> None:
    data = plain(closing=MOVED)
    assert len(untold_shifts(stand(data))) == 1
    now = after(data, written(stand(data), note="x", is_told=True, how=Channel.PHONE))
    assert untold_shifts(now) == ()
    assert str(now.told) == "2026-11"
    assert now.talks[-1].kind == "bad-news"
