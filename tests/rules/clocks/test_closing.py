"""The closing date: news untold, told badly or too early, the day they need, the orientation, each across its thresholds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.clocks.closing import brief_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.duty import Duty

    Fired = Callable[..., list[Duty]]

TODAY = date(2026, 6, 4)  # a Thursday


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def pairs(duties: list[Duty]) -> list[tuple[str, int | None]]:
    """Level, and the day as so many days from today."""
    return [(str(duty.level), None if duty.day is None else (duty.day - TODAY).days) for duty in duties]


def moved(to: str | None = "2026-11-20", **more: Any) -> dict[str, Any]:
    """The closing moved out of October, known two days ago, told nobody."""
    return {"from": "2026-10-30", "to": to, "known_date": day(-2), "cause_kind": "material"} | more


def closing(*shifts: dict[str, Any], internal: str = "2026-11-20", told: str | None = "2026-10") -> dict[str, Any]:
    return {"contract": "2026-10-30", "internal": internal, "told": told, "shifts": list(shifts)}


# --- untold ---


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param(0, [("amber", 0)], id="known today"),
        pytest.param(-1, [("red", -1)], id="known yesterday"),
        pytest.param(-30, [("red", -30)], id="known a month ago"),
        pytest.param(1, [], id="known tomorrow"),
    ],
)
def test_news_is_told_on_the_day_it_is_known(fired: Fired, known: int, expected: list[Any]) -> None:
    assert pairs(fired("untold", closing=closing(moved(known_date=day(known))))) == expected


@pytest.mark.parametrize(
    ("keys", "runs"),
    [
        pytest.param(closing(moved(told_date=day(0))), False, id="told"),
        pytest.param(closing(moved(told_date=day(3))), False, id="a day of telling still ahead counts as told"),
        pytest.param(closing(moved(known_date=None)), False, id="without the day it was known"),
        pytest.param(closing(moved("2026-10-12"), internal="2026-10-12"), False, id="drifting inside the told month"),
        pytest.param(closing(moved("2026-09-25"), internal="2026-09-25"), True, id="earlier than the told month"),
        pytest.param(closing(moved("2026-11-01"), internal="2026-11-01"), True, id="one day past the told month"),
        pytest.param(closing(moved("2026-10-31"), internal="2026-10-31"), False, id="the last day of the told month"),
        pytest.param(closing(moved("2026-11-20"), internal="2026-10-31"), False, id="moved back in since"),
        pytest.param(closing(moved("2026-10-12"), internal="2026-11-20"), False, id="its own day is inside"),
        pytest.param(closing(moved(), told=None), True, id="nothing told at all"),
        pytest.param(closing(moved("2026-10-12"), internal="2026-10-12", told=None), True, id="nothing told, earlier"),
        pytest.param(closing(moved(what="start")), True, id="a moved start"),
        pytest.param(closing(moved(what="precon")), True, id="a moved pre-con"),
        pytest.param(closing(moved(day(0), what="start")), True, id="a moved start, on its new day"),
        pytest.param(closing(moved(day(-1), what="start")), False, id="a moved start that has passed"),
        pytest.param(closing(moved(day(-1), what="precon")), False, id="a moved pre-con that has passed"),
        pytest.param(closing(moved(day(-1), what="orientation")), False, id="a moved orientation that has passed"),
        pytest.param(closing(moved(day(-1)), internal=day(-1)), True, id="a moved closing that has passed"),
        pytest.param(closing(moved(what="orientation"), internal="2026-10-30"), True, id="a moved orientation always runs"),
        pytest.param({"shifts": [moved(None)]}, True, id="no new day and no closing date"),
    ],
)
def test_which_moves_are_news(fired: Fired, keys: dict[str, Any], runs: bool) -> None:
    assert bool(fired("untold", closing=keys)) is runs


def test_the_oldest_untold_move_speaks_and_names_where_it_is_now(fired: Fired) -> None:
    older = moved("2026-11-10", known_date=day(-9), cause="windows late")
    newer = {"from": "2026-11-10", "to": "2026-11-20", "known_date": day(-1), "cause": "rain"}
    (duty,) = fired("untold", closing=closing(older, newer))
    assert (duty.day, duty.text) == (
        TODAY - timedelta(days=9),
        "closing moved Oct 30 → Nov 20 (windows late); you've known since Tue May 26, and they haven't been told",
    )


def test_closing_and_orientation_speak_each(fired: Fired) -> None:
    visit = {"what": "orientation", "from": "2026-10-12", "to": "2026-11-05", "known_date": day(-1)}
    assert [duty.text for duty in fired("untold", closing=closing(visit, moved()))] == [
        "closing moved Oct 30 → Nov 20 (material); you've known since Tue Jun 2, and they haven't been told",
        "orientation moved Oct 12 → Nov 5; you've known since Wed Jun 3, and they haven't been told",
    ]


def test_the_oldest_news_of_each_date_speaks(fired: Fired) -> None:
    visits = [{"what": "orientation", "to": f"2026-11-0{n}", "known_date": day(-n)} for n in (1, 3, 2)]
    assert pairs(fired("untold", closing={"shifts": visits})) == [("red", -3)]
    # One whose day has passed makes room for the next.
    visits[1]["to"] = day(-1)
    assert pairs(fired("untold", closing={"shifts": visits})) == [("red", -2)]


@pytest.mark.parametrize(
    ("what", "name"), [("closing", "closing"), ("orientation", "orientation"), ("precon", "pre-con"), ("start", "start")]
)
def test_news_of_today_names_its_date(fired: Fired, what: str, name: str) -> None:
    (duty,) = fired("untold", closing=closing(moved(what=what, known_date=day(0))))
    assert duty.text == f"{name} moved Oct 30 → Nov 20 (material); you learned it today, and they haven't been told"


def test_news_without_its_days_says_what_it_knows(fired: Fired) -> None:
    lost = {"what": "orientation", "known_date": day(-1), "cause": "x"}
    (duty,) = fired("untold", closing={"shifts": [lost]})
    assert duty.text == "orientation moved (x), no new date yet; you've known since Wed Jun 3, and they haven't been told"
    (duty,) = fired("untold", closing={"shifts": [lost | {"to": "2026-11-05"}]})
    assert duty.text == "orientation is now Nov 5 (x); you've known since Wed Jun 3, and they haven't been told"


@pytest.mark.parametrize(
    ("contact", "plan", "action"),
    [
        pytest.param(
            {"local": "true"}, {"together": "weekly walk"}, "you have a plan and they're local, so tell them in person", id="plan"
        ),
        pytest.param(
            {"local": "true"}, {"plan_b": "storage"}, "you have a plan and they're local, so tell them in person", id="plan B"
        ),
        pytest.param(
            {"local": "true"},
            {},
            "no plan yet, so work one out, then tell them in person (they're local)",
            id="local, no plan",
        ),
        pytest.param({"local": "false", "channel": "video"}, {"plan_b": "x"}, "call them by video with the news", id="far away"),
        pytest.param(None, {}, "call them with the news and a plan to get through it", id="not known"),
        pytest.param({"channel": "in-person"}, {"plan_b": "x"}, "call them with the news", id="in person is for locals"),
    ],
)
def test_bad_news_goes_in_person_to_locals_with_a_plan(fired: Fired, contact: Any, plan: dict[str, Any], action: str) -> None:
    (duty,) = fired("untold", closing=closing(moved(**plan)), contact=contact)
    assert duty.next == action


# --- told-bare ---

WHOLE = {"cause_kind": "material", "together": "weekly walk", "plan_b": "storage"}


@pytest.mark.parametrize(
    ("told", "parts", "expected"),
    [
        pytest.param(-9, WHOLE, [], id="all three"),
        pytest.param(-9, {"cause": "windows late", "together": "walk", "plan_b": "storage"}, [], id="the cause in words"),
        pytest.param(-1, WHOLE | {"cause_kind": None}, [("amber", 2)], id="no cause"),
        pytest.param(-1, WHOLE | {"together": None}, [("amber", 2)], id="no way through"),
        pytest.param(-1, WHOLE | {"plan_b": None}, [("amber", 2)], id="no plan B"),
        pytest.param(-9, WHOLE | {"plan_b": None}, [("amber", -6)], id="one missing is never red"),
        pytest.param(-9, {"cause_kind": "material"}, [("amber", -6)], id="two missing are never red"),
        pytest.param(0, {}, [("amber", 3)], id="all missing, told today"),
        pytest.param(-3, {}, [("amber", 0)], id="all missing for three days"),
        pytest.param(-4, {}, [("red", -1)], id="all missing for more than three days"),
    ],
)
def test_news_is_told_with_cause_way_through_and_plan_b(
    fired: Fired, told: int, parts: dict[str, Any], expected: list[Any]
) -> None:
    shift = {"from": "2026-10-30", "to": "2026-11-20", "known_date": day(-9), "told_date": day(told)} | parts
    assert pairs(fired("told-bare", closing=closing(shift, told="2026-11"))) == expected


@pytest.mark.parametrize(
    ("parts", "text", "action"),
    [
        ({"cause": "x", "plan_b": "x"}, "how you get through it together", "how you get through it together"),
        ({"cause": "x"}, "how you get through it together or a plan B", "how you get through it together and a plan B"),
        ({}, "the cause, how you get through it together or a plan B", "the cause, how you get through it together and a plan B"),
    ],
    ids=["one", "two", "three"],
)
def test_what_was_not_told_is_listed(fired: Fired, parts: dict[str, Any], text: str, action: str) -> None:
    shift = {"from": "2026-10-30", "to": "2026-11-20", "told_date": day(-2)} | parts
    (duty,) = fired("told-bare", closing=closing(shift, told="2026-11"))
    assert (duty.text, duty.next) == (f"you told them the new closing Tue Jun 2 without {text}", f"tell them {action}")


@pytest.mark.parametrize(
    ("how", "words"), [("text", "Jun 2 by text without"), ("group-text", "by group text"), ("in-person", "Jun 2 without")]
)
def test_how_it_was_told_is_said(fired: Fired, how: str, words: str) -> None:
    shift = {"from": "2026-10-30", "to": "2026-11-20", "told_date": day(-2), "told_how": how}
    (duty,) = fired("told-bare", closing=closing(shift, told="2026-11"))
    assert words in duty.text


def test_only_the_newest_telling_of_each_date_counts(fired: Fired) -> None:
    old = {"from": "2026-10-01", "to": "2026-10-30", "told_date": day(-30)}
    new = {"from": "2026-10-30", "to": "2026-11-20", "told_date": day(-10)} | WHOLE
    assert fired("told-bare", closing=closing(old, new)) == []
    assert fired("told-bare", closing=closing(new, old)) == []  # whatever the file's order
    visit = {"what": "orientation", "from": "2026-10-01", "to": "2026-10-30", "told_date": day(-30)}
    assert pairs(fired("told-bare", closing=closing(visit, new))) == [("red", -27)]


def test_an_untold_move_is_not_told_bare(fired: Fired) -> None:
    assert fired("told-bare", closing=closing(moved())) == []


# --- amendment ---


@pytest.mark.parametrize(
    ("told", "keys", "settings", "expected"),
    [
        pytest.param(-2, {}, {"amendments": "true"}, [], id="two days"),
        pytest.param(-3, {}, {"amendments": "true"}, [("amber", 7)], id="three days"),
        pytest.param(-9, {}, {"amendments": "true"}, [("amber", 1)], id="nine days"),
        pytest.param(-10, {}, {"amendments": "true"}, [("red", 0)], id="ten days"),
        pytest.param(-10, {}, {}, [], id="not asked for"),
        pytest.param(-10, {"amendment_date": None}, {}, [("red", 0)], id="asked for by an empty key"),
        pytest.param(-10, {"amendment_date": day(-1)}, {"amendments": "true"}, [], id="signed"),
        pytest.param(-10, {"told_date": None}, {"amendments": "true"}, [], id="not told"),
        pytest.param(-10, {"what": "orientation"}, {"amendments": "true"}, [], id="closings only"),
    ],
)
def test_a_told_closing_needs_its_amendment(
    fired: Fired, told: int, keys: dict[str, Any], settings: dict[str, Any], expected: list[Any]
) -> None:
    shift = {"from": "2026-10-30", "to": "2026-11-20", "told_date": day(told)} | keys
    assert pairs(fired("amendment", closing=closing(shift), settings=settings)) == expected


@pytest.mark.parametrize(("left", "expected"), [(15, []), (14, [("red", 10)]), (-1, [("red", 10)])])
def test_near_closing_the_amendment_is_red_from_the_day_of_telling(fired: Fired, left: int, expected: list[Any]) -> None:
    shift = {"from": "2026-10-30", "to": day(left), "told_date": day(0)}
    keys = closing(shift, internal=day(left), told=day(left))
    assert pairs(fired("amendment", closing=keys, settings={"amendments": "true"})) == expected


def test_every_told_closing_needs_one(fired: Fired) -> None:
    shifts = [{"from": "2026-10-30", "to": "2026-11-20", "told_date": day(-n)} for n in (20, 5)]
    assert pairs(fired("amendment", closing=closing(*shifts), settings={"amendments": "true"})) == [("red", -10), ("amber", 5)]


# --- told-early ---


@pytest.mark.parametrize(
    ("internal", "told", "expected"),
    [
        pytest.param("2026-10-30", "2026-10-30", [], id="the very day"),
        pytest.param("2026-10-31", "2026-10", [], id="the last day of the told month"),
        pytest.param("2026-11-01", "2026-10", [("amber", None)], id="one day late"),
        pytest.param("2026-11-07", "2026-10", [("amber", None)], id="seven days late"),
        pytest.param("2026-11-08", "2026-10", [("red", None)], id="eight days late"),
        pytest.param("2026-09-01", "2026-10", [], id="sooner than told"),
        pytest.param(day(46), day(45), [("amber", None)], id="one day late, closing in 46 days"),
        pytest.param(day(45), day(44), [("red", None)], id="one day late, closing in 45 days"),
        pytest.param(day(45), day(45), [], id="closing in 45 days and told right"),
        pytest.param("2026-12-31", "2026-Q4", [], id="a told quarter"),
        pytest.param("2026-11-20", None, [], id="nothing told"),
    ],
)
def test_what_was_told_holds_until_the_closing_date(fired: Fired, internal: str, told: str | None, expected: list[Any]) -> None:
    assert pairs(fired("told-early", closing=closing(internal=internal, told=told))) == expected


def test_without_a_forecast_what_was_told_is_the_closing_date(fired: Fired) -> None:
    assert fired("told-early", closing={"contract": "2026-12-30", "told": "2026-10"}) == []


def test_told_early_is_silent_while_the_news_of_the_closing_runs(fired: Fired) -> None:
    assert fired("told-early", closing=closing(moved())) == []
    assert pairs(fired("told-early", closing=closing(moved(known_date=None)))) == [("red", None)]
    assert pairs(fired("told-early", closing=closing(moved(known_date=day(1))))) == [("red", None)]
    assert pairs(fired("told-early", closing=closing(moved(told_date=day(-1))))) == [("red", None)]
    assert pairs(fired("told-early", closing=closing(moved(what="orientation")))) == [("red", None)]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("2026-10-30", "Oct 30"),
        ("2026-W44", "the week of Oct 26"),
        ("2026-10", "in October"),
        ("2026-Q3", "between July and September"),
    ],
)
def test_told_early_says_what_they_think(fired: Fired, told: str, words: str) -> None:
    (duty,) = fired("told-early", closing=closing(told=told))
    assert duty.text == f"they think closing is {words}; it's now Nov 20"


# --- buffer ---


@pytest.mark.parametrize(
    ("keys", "home", "settings", "expected"),
    [
        pytest.param(("2026-10-25", "2026-10"), None, "7", ["amber"], id="six days, seven wanted"),
        pytest.param(("2026-10-24", "2026-10"), None, "7", [], id="seven days"),
        pytest.param(("2026-10-31", "2026-10"), None, "7", ["amber"], id="the very day"),
        pytest.param(("2026-11-01", "2026-10"), None, "7", [], id="early: told-early says it"),
        pytest.param(("2026-10-31", "2026-10"), None, "0", [], id="off"),
        pytest.param(("2026-10-31", "2026-10"), None, None, [], id="off where nothing is set"),
        pytest.param(("2026-10-31", "2026-10"), "3", None, ["amber"], id="the home's own"),
        pytest.param(("2026-10-28", "2026-10"), "3", "7", [], id="the home's own beats the settings"),
        pytest.param(("2026-10-31", "2026-10"), "0", "7", [], id="off for this home"),
        pytest.param((None, "2026-10"), "9", None, [], id="no forecast of our own"),
        pytest.param(("2026-10-31", None), "9", None, [], id="nothing told"),
    ],
)
def test_what_was_told_keeps_her_buffer(
    fired: Fired, keys: tuple[str | None, str | None], home: str | None, settings: str | None, expected: list[str]
) -> None:
    internal, told = keys
    home_keys = {"closing": {"internal": internal, "told": told}, "buffer_days": home}
    assert [duty.level for duty in fired("buffer", settings={"buffer_days": settings}, **home_keys)] == expected


@pytest.mark.parametrize(
    ("internal", "told", "words"),
    [
        ("2026-10-28", "2026-10", "what they were told ends Oct 31, 3 days after our own date Oct 28; you want 7 days"),
        ("2026-10-31", "2026-10", "what they were told ends Oct 31, the same as our own date; you want 7 days"),
        ("2026-10-30", "2026-10-31", "they were told Oct 31, 1 day after our own date Oct 30; you want 7 days"),
    ],
)
def test_the_buffer_says_how_little_is_left(fired: Fired, internal: str, told: str, words: str) -> None:
    (duty,) = fired("buffer", closing={"internal": internal, "told": told}, buffer_days="7")
    assert (duty.text, duty.day) == (words, None)


# --- closing-passed ---


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        pytest.param(1, [], id="tomorrow"),
        pytest.param(0, [], id="today"),
        pytest.param(-1, [("amber", 0)], id="yesterday"),
        pytest.param(-2, [("amber", -1)], id="two days past"),
        pytest.param(-3, [("red", -2)], id="three days past"),
        pytest.param(-300, [("red", -299)], id="long past"),
    ],
)
def test_a_closing_that_passed_is_asked_about(fired: Fired, left: int, expected: list[Any]) -> None:
    assert pairs(fired("closing-passed", closing=day(left))) == expected


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        pytest.param({"closing": {"internal": day(5), "contract": day(-5)}}, False, id="the forecast counts before the contract"),
        pytest.param({"closing": {"contract": day(-5)}}, True, id="the contract, where nothing else is known"),
        pytest.param({"closing": {"told": "2026-05", "contract": day(9)}}, True, id="the end of the told period"),
        pytest.param({"closing": {"told": "2026-06", "contract": day(-9)}}, False, id="inside the told period"),
        pytest.param({"closing": None}, False, id="no closing date"),
        pytest.param({"closing": day(-9), "stage": "closed"}, False, id="closed"),
        pytest.param({"closing": day(-9), "stage": "cancelled"}, False, id="cancelled"),
        pytest.param({"closing": day(-9), "lender": {"product": "cash"}}, True, id="cash"),
    ],
)
def test_which_closing_date_has_passed(fired: Fired, keys: dict[str, Any], asked: bool) -> None:
    assert bool(fired("closing-passed", **keys)) is asked


def test_a_closing_that_passed_says_both_ways_out(fired: Fired) -> None:
    (duty,) = fired("closing-passed", closing=day(-5))
    assert duty.text == "closing was May 30: did it close?"
    assert duty.next == "if it did, run backlog close 2401; if not, shift it"


# --- needed-by ---


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        pytest.param(11, [], id="eleven days after closing"),
        pytest.param(10, [("amber", 70)], id="ten days after closing"),
        pytest.param(0, [("amber", 60)], id="the day of closing"),
        pytest.param(-1, [("red", 59)], id="one day before closing"),
    ],
)
def test_their_own_day_leaves_ten_days_after_closing(fired: Fired, gap: int, expected: list[Any]) -> None:
    keys = {"closing": day(60), "needed_by": {"date": day(60 + gap), "reason": "lease"}}
    assert pairs(fired("needed-by", **keys)) == expected


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (-1, "they need it by Aug 2, 1 day before closing Aug 3"),
        (0, "they need it by Aug 3, the day of closing Aug 3"),
        (1, "they need it by Aug 4, only 1 day after closing Aug 3"),
    ],
)
def test_how_their_day_lies_against_closing(fired: Fired, gap: int, words: str) -> None:
    assert [duty.text for duty in fired("needed-by", closing=day(60), needed_by=day(60 + gap))] == [words]


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (date(2026, 12, 31), "Dec 31"),
        (date(2027, 1, 2), "Jan 2 2027"),
        (date(2026, 1, 1), "Jan 1"),
        (date(2025, 12, 4), "Dec 4"),
        (date(2025, 12, 3), "Dec 3"),
        (date(2025, 12, 2), "Dec 2 2025"),
    ],
)
def test_a_day_more_than_half_a_year_off_carries_its_year(when: date, words: str) -> None:
    assert brief_day(when, TODAY) == words


@pytest.mark.parametrize("firm", ["true", "false"])
def test_a_firm_day_colours_like_any_other(fired: Fired, firm: str) -> None:
    (duty,) = fired("needed-by", closing=day(60), needed_by={"date": day(45), "reason": "lease", "firm": firm})
    why = "lease, firm" if firm == "true" else "lease"
    assert (duty.level, duty.text) == ("red", f"they need it by Jul 19 ({why}), 15 days before closing Aug 3")


# --- orientation ---


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        pytest.param(22, [], id="22 days to closing"),
        pytest.param(21, [("amber", 7)], id="21 days"),
        pytest.param(15, [("amber", 1)], id="15 days"),
        pytest.param(14, [("red", 0)], id="14 days"),
        pytest.param(0, [("red", -14)], id="closing today"),
        pytest.param(-3, [("red", -17)], id="closing passed and still open"),
    ],
)
def test_the_orientation_is_set_three_weeks_before_closing(fired: Fired, left: int, expected: list[Any]) -> None:
    assert pairs(fired("orientation", closing=day(left))) == expected


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (1, "orientation not scheduled, 1 day before closing Jun 5"),
        (0, "orientation not scheduled, closing is today"),
        (-1, "orientation not scheduled, closing Jun 3 has passed"),
    ],
)
def test_the_orientation_says_how_near_closing_is(fired: Fired, left: int, words: str) -> None:
    assert [duty.text for duty in fired("orientation", closing=day(left))] == [words]


def test_a_set_orientation_is_quiet_with_or_without_a_time(fired: Fired) -> None:
    assert fired("orientation", closing=day(5), orientation_date=f"{day(3)} 10:00") == []
    assert fired("orientation", closing=day(5), orientation_date=day(-30)) == []


def test_cash_buyers_get_an_orientation_too(fired: Fired) -> None:
    assert pairs(fired("orientation", closing=day(5), lender={"product": "cash"})) == [("red", -9)]


@pytest.mark.parametrize("rule", ["orientation", "needed-by", "rate-lock", "ctc", "told-early", "credit-papers"])
def test_without_any_closing_date_the_clocks_that_lean_on_it_are_silent(fired: Fired, rule: str) -> None:
    lender = {"status": "applied", "lock_expires": day(1), "credit_docs_date": "2025-01-01"}
    assert fired(rule, closing=None, lender=lender, needed_by=day(1)) == []


# --- pushes ---


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_pushes_are_noted_from_the_second_on_and_never_colour(fired: Fired, times: int) -> None:
    days = ["2026-10-30", "2026-11-20", "2026-12-11", "2027-01-15"]
    shifts = [{"from": days[n], "to": days[n + 1], "known_date": day(-n), "told_date": day(-n)} for n in range(times)]
    duties = fired("pushes", closing=closing(*shifts, internal=days[times], told=days[times]))
    assert [duty.text for duty in duties] == {
        2: ["closing pushed 2 times, now Dec 11"],
        3: ["closing pushed 3 times, now Jan 15 2027"],
    }.get(times, [])
    assert pairs(duties) == [("green", None)] * len(duties)
