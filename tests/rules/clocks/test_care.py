"""Check-ins and the survey after closing, and the day to ask a lost buyer again: each across its thresholds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.summary import is_archived, is_live

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary

    Fired = Callable[..., list[Duty]]

TODAY = date(2026, 6, 4)  # a Thursday


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def pairs(duties: list[Duty]) -> list[tuple[str, int | None]]:
    """Level, and the day as so many days from today."""
    return [(str(duty.level), None if duty.day is None else (duty.day - TODAY).days) for duty in duties]


def closed(days: int, **more: Any) -> dict[str, Any]:
    """A home that closed so many days ago, with nothing said since."""
    return {"stage": "closed", "closing": {"closed_date": day(-days)}, "log": []} | more


def checked_in(days: int, **more: Any) -> dict[str, Any]:
    return {"at": day(days), "kind": "check-in", "how": "text"} | more


# --- care ---


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        # Check-ins on day 2, 7, 30, 60, 180 and 330 after closing; the ones before the latest are let go.
        pytest.param(0, [("amber", 2)], id="the day of closing: the first in two days"),
        pytest.param(2, [("amber", 0)], id="day 2"),
        pytest.param(4, [("amber", -2), ("amber", 3)], id="day 2 two days late, day 7 three days ahead"),
        pytest.param(3, [("amber", -1)], id="day 7 is still four days ahead"),
        pytest.param(7, [("amber", 0)], id="day 7: day 2 is let go"),
        pytest.param(14, [("amber", -7)], id="day 7 is seven days late"),
        pytest.param(15, [("red", -8)], id="day 7 is eight days late"),
        pytest.param(27, [("red", -20), ("amber", 3)], id="day 30 is three days ahead"),
        pytest.param(30, [("amber", 0)], id="day 30"),
        pytest.param(365, [("red", -35)], id="the last day of care"),
        pytest.param(366, [], id="archived"),
        pytest.param(-3, [], id="closing is in the future"),
    ],
)
def test_the_latest_check_in_and_the_next(fired: Fired, since: int, expected: list[Any]) -> None:
    assert pairs(fired("care", **closed(since))) == expected


@pytest.mark.parametrize(
    ("keys", "owed"),
    [
        pytest.param({}, True, id="nothing"),
        pytest.param({"care": {"done": ["day-30"]}}, False, id="done"),
        pytest.param({"care": {"done": ["day-7"]}}, True, id="an earlier one done"),
        pytest.param({"log": [checked_in(-8)]}, False, id="a check-in three days before it"),
        pytest.param({"log": [checked_in(-9)]}, True, id="a check-in four days before it"),
        pytest.param({"log": [checked_in(-1)]}, False, id="a check-in after it"),
        pytest.param({"log": [checked_in(-1, how="phone", outcome="voicemail")]}, True, id="a voicemail"),
        pytest.param({"log": [checked_in(-1, kind="update")]}, True, id="an update is not a check-in"),
        pytest.param({"log": [checked_in(1)]}, True, id="a check-in dated tomorrow"),
    ],
)
def test_what_ends_a_check_in_day(fired: Fired, keys: dict[str, Any], owed: bool) -> None:
    assert bool(fired("care", **closed(35, **keys))) is owed  # day 30 was five days ago


@pytest.mark.parametrize(
    ("keys", "day_"),
    [
        pytest.param({"closing": {"closed_date": day(-30)}, "stages": {"closed": day(-60)}, "stage_since": day(-7)}, 0, id="day"),
        pytest.param({"closing": None, "stages": {"closed": day(-60)}, "stage_since": day(-7)}, 0, id="the stage's day"),
        pytest.param({"closing": {"internal": day(-30)}, "stages": {}, "stage_since": day(-7)}, 0, id="since when closed"),
    ],
)
def test_the_day_of_closing_is_found(fired: Fired, keys: dict[str, Any], day_: int) -> None:
    assert [(duty.day - TODAY).days for duty in fired("care", stage="closed", log=[], **keys) if duty.day] == [day_]


def test_a_closing_without_any_day_runs_no_care_clock(fired: Fired) -> None:
    assert fired("care", stage="closed", closing=None, stage_since=None, log=[]) == []


def test_the_settings_choose_the_check_in_days(fired: Fired) -> None:
    assert pairs(fired("care", settings={"check_in_days": ["10", "3"]}, **closed(11))) == [("amber", -1)]


@pytest.mark.parametrize(
    ("since", "tracked", "expected"),
    [(15, -7, [("amber", -8)]), (15, -8, [("red", -8)]), (40, 0, [("amber", -10)]), (40, -8, [("red", -10)])],
    ids=["due the day before", "due on the first day", "long due, on the first day", "long due, a week on"],
)
def test_a_check_in_from_before_the_file_began_is_late_from_its_first_day(
    fired: Fired, since: int, tracked: int, expected: list[Any]
) -> None:
    assert pairs(fired("care", settings={"tracking_since": day(tracked)}, **closed(since))) == expected


def test_of_the_days_ahead_only_the_next_counts(fired: Fired) -> None:
    assert pairs(fired("care", settings={"check_in_days": ["2", "3"]}, **closed(0))) == [("amber", 2)]


@pytest.mark.parametrize(
    ("since", "survey", "words"),
    [
        (29, {"expected": day(0)}, "day-30 check-in due Fri Jun 5, before the survey"),
        (30, {"expected": day(-1)}, "day-30 check-in today"),
        (31, {"expected": day(4), "score": "9"}, "day-30 check-in, 1 day late"),
        (31, None, "day-30 check-in, 1 day late"),
    ],
)
def test_a_check_in_says_its_day_and_what_comes_after(fired: Fired, since: int, survey: Any, words: str) -> None:
    care = {"done": ["day-7"], "survey": survey}
    assert [duty.text for duty in fired("care", **closed(since, care=care))] == [words]


@pytest.mark.parametrize(
    ("items", "action"),
    [
        ([], "call and ask how they're settling in"),
        (["the sticking door"], "call and ask how they're settling in, and about the sticking door"),
        (["the door", "a crack", "the fan"], "call and ask how they're settling in, and about the door and a crack"),
    ],
)
def test_a_check_in_asks_about_what_the_warranty_crew_still_owes(fired: Fired, items: list[str], action: str) -> None:
    assert [duty.next for duty in fired("care", **closed(30, care={"warranty_items": items}))] == [action]


def test_an_open_home_has_no_care_clock(fired: Fired) -> None:
    assert fired("care", care={"survey": day(1)}) == []
    assert fired("survey", care={"survey": day(1)}) == []


# --- survey ---


@pytest.mark.parametrize(
    ("expected_in", "log", "expected"),
    [
        pytest.param(8, [], [], id="eight days ahead"),
        pytest.param(7, [], [("amber", 7)], id="seven days ahead"),
        pytest.param(0, [], [("amber", 0)], id="today"),
        pytest.param(3, [checked_in(-7)], [], id="a check-in seven days ago"),
        pytest.param(3, [checked_in(-8)], [("amber", 3)], id="a check-in eight days ago"),
        pytest.param(3, [checked_in(-1, how="phone", outcome="no-answer")], [("amber", 3)], id="a missed check-in"),
        pytest.param(0, [checked_in(-1)], [], id="today, after a check-in"),
        pytest.param(-1, [], [("amber", -1)], id="past, no score"),
        pytest.param(-1, [checked_in(-1)], [("amber", -1)], id="past, no score, whatever was said since"),
        pytest.param(-60, [], [("amber", -60)], id="long past: amber until there is a score"),
    ],
)
def test_the_survey_is_expected(fired: Fired, expected_in: int, log: list[Any], expected: list[Any]) -> None:
    keys = closed(100, care={"survey": {"expected": day(expected_in)}}, log=log)
    assert pairs(fired("survey", **keys)) == expected


@pytest.mark.parametrize(
    ("score", "issues", "expected"),
    [
        pytest.param(8, [], [], id="eight"),
        pytest.param(7, [], [("red", -9)], id="seven"),
        pytest.param(0, [], [("red", -9)], id="nought"),
        pytest.param(7, [{"text": "drafty door", "opened": day(-100)}], [], id="an issue opened on the day of closing"),
        pytest.param(7, [{"text": "drafty door", "opened": day(-101)}], [("red", -9)], id="an issue from before"),
        pytest.param(7, [{"text": "drafty door", "opened": day(-5), "status": "resolved"}], [], id="an issue since, resolved"),
        pytest.param(7, [{"text": "drafty door"}], [("red", -9)], id="an issue without a day"),
    ],
)
def test_a_low_score_needs_an_issue(fired: Fired, score: int, issues: list[Any], expected: list[Any]) -> None:
    keys = closed(100, care={"survey": {"expected": day(-9), "score": str(score)}}, issues=issues)
    assert pairs(fired("survey", **keys)) == expected


def test_a_low_score_is_due_at_once_where_no_day_was_expected(fired: Fired) -> None:
    assert pairs(fired("survey", **closed(100, care={"survey": {"score": "4"}}))) == [("red", 0)]


# --- check-back ---


LOST = {"date": day(-90), "reason": "rate", "door": "open", "check_back": day(-5)}


def lost(log: list[dict[str, Any]] | None = None, **keys: Any) -> dict[str, Any]:
    return {"stage": "cancelled", "cancelled": LOST | keys, "log": log or []}


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        pytest.param(lost(check_back=day(1)), [], id="the day before"),
        pytest.param(lost(check_back=day(0)), [("amber", 0)], id="its day"),
        pytest.param(lost(), [("amber", -5)], id="days later"),
        pytest.param(lost(check_back=day(-400)), [("amber", -400)], id="over a year later: until somebody asks"),
        pytest.param(lost(door="closed"), [], id="the door is closed"),
        pytest.param(lost(door=None), [], id="nothing is written of the door"),
        pytest.param(lost(check_back=None), [], id="no day"),
        pytest.param(lost(done=day(-3)), [], id="done"),
        pytest.param(lost(done="true"), [], id="done, without a day"),
        pytest.param(lost(done="no"), [("amber", -5)], id="not done"),
        pytest.param(lost([checked_in(-5)]), [], id="an entry of its day"),
        pytest.param(lost([checked_in(-2, how="phone", outcome="voicemail")]), [], id="any later entry"),
        pytest.param(lost([checked_in(-6)]), [("amber", -5)], id="an entry before it"),
        pytest.param(lost([checked_in(1)]), [("amber", -5)], id="an entry dated tomorrow"),
    ],
)
def test_a_lost_buyer_is_asked_again_from_the_day_on(fired: Fired, home: dict[str, Any], expected: list[Any]) -> None:
    assert pairs(fired("check-back", **home)) == expected


def test_checking_back_says_when_they_cancelled(fired: Fired) -> None:
    (duty,) = fired("check-back", **lost())
    assert duty.text == "they cancelled Fri Mar 6, and you planned to check back Sat May 30"
    assert duty.next == "call and ask how they're doing"


def test_done_ends_the_check_back(after_done: Callable[..., list[Duty]]) -> None:
    assert after_done("check-back", **lost()) == []


@pytest.mark.parametrize(
    ("home", "live"),
    [(lost(), True), (lost(door="closed"), False), (lost(check_back=day(1)), False), (lost(done=day(-1)), False)],
)
def test_a_lost_home_is_live_while_it_is_to_be_checked_back_on(
    job: Callable[..., JobSummary], home: dict[str, Any], live: bool
) -> None:
    assert is_live(job(**home), today=TODAY) is not is_archived(job(**home), today=TODAY)
    assert is_live(job(**home), today=TODAY) is live


def test_an_open_home_is_never_checked_back_on(fired: Fired) -> None:
    assert fired("check-back", cancelled=LOST) == []
