"""Decisions, the pre-construction meeting and the time in a stage: each across its thresholds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

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


# --- decision ---


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        pytest.param(11, [], id="eleven days"),
        pytest.param(10, [("amber", 10)], id="ten days"),
        pytest.param(0, [("amber", 0)], id="today"),
        pytest.param(-1, [("red", -1)], id="past"),
    ],
)
def test_a_choice_falls_due(fired: Fired, by: int, expected: list[Any]) -> None:
    assert pairs(fired("decision", selections=[{"item": "cabinets", "decide_by": day(by), "status": "open"}])) == expected
    assert pairs(fired("decision", change_requests=[{"what": "second sink", "answer_by": day(by)}])) == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param({"decide_by": day(3), "order_by": day(-9)}, [("amber", 3)], id="decide-by comes first"),
        pytest.param({"order_by": day(8)}, [("amber", 3)], id="five days before the order"),
        pytest.param({"needed_date": day(48), "lead_days": "40"}, [("amber", 3)], id="from the day it is needed"),
        pytest.param({"needed_date": day(43), "lead_days": "40"}, [("red", -2)], id="from the day it is needed, late"),
        pytest.param({"needed_date": day(48)}, [], id="no lead time known"),
        pytest.param({"lead_days": "40"}, [], id="no day needed"),
        pytest.param({}, [], id="no day at all"),
        pytest.param({"decide_by": day(-3), "decided": day(-4)}, [], id="decided on a day"),
        pytest.param({"decide_by": day(-3), "status": "decided"}, [], id="decided"),
        pytest.param({"decide_by": day(-3), "status": "changed"}, [], id="changed counts as decided"),
        pytest.param({"decide_by": day(-3), "status": "late"}, [("red", -3)], id="late"),
        pytest.param({"decide_by": day(-3), "status": "appointment"}, [("red", -3)], id="an appointment is not a choice"),
    ],
)
def test_the_day_to_decide_is_worked_backward(fired: Fired, keys: dict[str, Any], expected: list[Any]) -> None:
    assert pairs(fired("decision", selections=[{"item": "cabinets"} | keys])) == expected


@pytest.mark.parametrize(
    ("by", "choice", "change"),
    [
        (1, "cabinets not decided, due Fri Jun 5", 'change "second sink" not answered, due Fri Jun 5'),
        (0, "cabinets not decided, due today", 'change "second sink" not answered, due today'),
        (-1, "cabinets not decided, 1 day late", 'change "second sink" not answered, 1 day late'),
    ],
)
def test_a_choice_is_theirs_and_an_answer_is_ours(fired: Fired, by: int, choice: str, change: str) -> None:
    rows = {
        "selections": [{"item": "cabinets", "decide_by": day(by)}],
        "change_requests": [{"what": "second sink", "answer_by": day(by)}],
    }
    assert [(duty.text, duty.next) for duty in fired("decision", **rows)] == [
        (choice, "get their choice"),
        (change, "get them an answer and its price"),
    ]


def test_the_settings_lead_time_fills_in(fired: Fired) -> None:
    choices = [{"item": "Cabinets", "needed_date": day(57)}]
    assert pairs(fired("decision", selections=choices, settings={"lead_days": {"cabinets": "49"}})) == [("amber", 3)]


@pytest.mark.parametrize(("status", "open_"), [(None, True), ("open", True), ("answered", False), ("declined", False)])
def test_a_change_request_ends_with_its_answer(fired: Fired, status: str | None, open_: bool) -> None:
    duties = fired("decision", change_requests=[{"what": "second sink", "answer_by": day(-1), "status": status}])
    assert bool(duties) is open_


# --- precon ---


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        pytest.param(8, [], id="eight days to the start"),
        pytest.param(7, [("amber", 7)], id="seven days"),
        pytest.param(0, [("amber", 0)], id="the start is today"),
        pytest.param(-1, [("red", -1)], id="the start has passed"),
    ],
)
def test_the_meeting_is_set_a_week_before_the_start(fired: Fired, start: int, expected: list[Any]) -> None:
    assert pairs(fired("precon", stage="released", start_date=day(start), precon_date=None)) == expected


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (0, "pre-con not scheduled, start is Thu Jun 4"),
        (-1, "pre-con not scheduled, start Wed Jun 3 has passed"),
    ],
)
def test_the_meeting_says_when_the_start_is(fired: Fired, start: int, words: str) -> None:
    assert [duty.text for duty in fired("precon", stage="released", start_date=day(start), precon_date=None)] == [words]


@pytest.mark.parametrize(
    ("keys", "missing"),
    [
        ({"stage": "contract"}, True),
        ({"stage": "released"}, True),
        ({"stage": "foundation"}, False),
        ({"stage": "released", "start_date": None}, False),
        ({"stage": "released", "precon_date": day(3)}, False),
    ],
    ids=["from the first stage", "up to released", "not from foundation on", "not without a start", "not once it is set"],
)
def test_when_the_meeting_counts_as_missing(fired: Fired, keys: dict[str, Any], missing: bool) -> None:
    assert bool(fired("precon", **({"start_date": day(-1), "precon_date": None} | keys))) is missing


@pytest.mark.parametrize(("stage", "missing"), [("paper", True), ("foundation", False), ("roof", False)])
def test_a_table_of_their_own_without_released_ends_before_foundation(fired: Fired, stage: str, missing: bool) -> None:
    stages = [{"name": name, "days": "10", "max_days": "20"} for name in ("paper", "foundation", "roof")]
    duties = fired("precon", settings={"stages": stages}, stage=stage, start_date=day(-1), precon_date=None)
    assert bool(duties) is missing


# --- plot-survey ---


@pytest.mark.parametrize(
    ("survey", "start", "expected"),
    [
        pytest.param({"ordered": day(-21)}, None, [], id="ordered 21 days ago"),
        pytest.param({"ordered": day(-22)}, None, [("amber", -1)], id="ordered 22 days ago"),
        pytest.param({"ordered": day(-200)}, None, [("amber", -179)], id="never red"),
        pytest.param({"ordered": day(-2)}, 8, [], id="start in eight days"),
        pytest.param({"ordered": day(-2)}, 7, [("amber", 0)], id="start in seven days"),
        pytest.param({"ordered": day(-2)}, -30, [("amber", -37)], id="start has passed"),
        pytest.param({"ordered": day(-25)}, 3, [("amber", -4)], id="the earlier day of the two"),
        pytest.param({"ordered": None}, 8, [], id="not ordered, start in eight days"),
        pytest.param({"ordered": None}, 7, [("amber", 0)], id="not ordered, start in seven days"),
        pytest.param({"ordered": None}, None, [], id="not ordered, no start"),
        pytest.param({"ordered": day(-40), "received": day(-1)}, 1, [], id="received"),
        pytest.param({"approved": day(-1)}, 1, [], id="approved, ordered or not"),
        pytest.param(None, 1, [], id="no plot survey in the file"),
    ],
)
def test_the_plot_survey_comes_back_before_the_start(
    fired: Fired, survey: dict[str, Any] | None, start: int | None, expected: list[Any]
) -> None:
    keys = {"plot_survey": survey, "start_date": None if start is None else day(start)}
    assert pairs(fired("plot-survey", **keys)) == expected


@pytest.mark.parametrize(
    ("survey", "start", "words", "action"),
    [
        (day(-30), None, "plot survey ordered Tue May 5 isn't back", "ask the surveyor when it's coming"),
        (day(-2), 1, "plot survey ordered Tue Jun 2 isn't back, start is Fri Jun 5", "ask the surveyor when it's coming"),
        (None, 1, "plot survey not ordered, start is Fri Jun 5", "order it"),
        (None, -1, "plot survey not ordered, start Wed Jun 3 has passed", "order it"),
    ],
)
def test_the_plot_survey_says_what_it_is_needed_for(
    fired: Fired, survey: str | None, start: int | None, words: str, action: str
) -> None:
    (duty,) = fired("plot-survey", plot_survey={"ordered": survey}, start_date=None if start is None else day(start))
    assert (duty.text, duty.next) == (words, action)


# --- stage-time ---


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(45, [], id="one and a half times the longest"),
        pytest.param(46, [("amber", None)], id="a day more"),
        pytest.param(400, [("amber", None)], id="never red"),
    ],
)
def test_a_stage_takes_no_longer_than_one_and_a_half_times_its_longest(fired: Fired, days: int, expected: list[Any]) -> None:
    # framing: 30 days at the longest
    assert pairs(fired("stage-time", stage="framing", stage_since=day(-days))) == expected


@pytest.mark.parametrize(
    ("pace", "days", "long"),
    [("1.2", 54, False), ("1.2", 55, True), ("0.8", 36, False), ("0.8", 37, True), ("1.1", 49, False), ("1.1", 50, True)],
)
def test_the_pace_stretches_the_longest_too(fired: Fired, pace: str, days: int, long: bool) -> None:
    assert bool(fired("stage-time", stage_since=day(-days), settings={"pace": pace})) is long


@pytest.mark.parametrize(
    ("hold", "long"),
    [
        pytest.param({"what": "weather", "since": day(-10)}, False, id="the days on hold are not counted"),
        pytest.param({"what": "weather", "since": day(-1)}, True, id="one day on hold leaves 49"),
        pytest.param({"what": "weather", "since": day(-10), "until": day(-5)}, False, id="45 days without the hold"),
        pytest.param({"what": "weather", "since": day(-10), "until": day(-6)}, True, id="46 days without the hold"),
        pytest.param({"what": "weather", "since": day(-10), "until": day(20)}, False, id="held to a day ahead"),
        pytest.param({"what": "weather", "since": day(-60), "until": day(-45)}, False, id="held since the stage before"),
        pytest.param({"what": "weather", "since": day(-60), "until": day(-46)}, True, id="held since the stage before, 46 left"),
        pytest.param({"what": "weather", "since": day(-90), "until": day(-60)}, True, id="an old hold"),
        pytest.param({"what": "weather", "since": day(1)}, True, id="a hold that begins tomorrow"),
        pytest.param("weather", False, id="without the day it began the clock is silent"),
    ],
)
def test_a_hold_stops_the_clock(fired: Fired, hold: Any, long: bool) -> None:
    assert bool(fired("stage-time", stage_since=day(-50), hold=hold)) is long


def test_the_day_a_stage_was_entered_fills_in(fired: Fired) -> None:
    assert pairs(fired("stage-time", stage_since=None, stages={"framing": day(-46)})) == [("amber", None)]
    assert fired("stage-time", stage_since=None, stages={"foundation": day(-99)}) == []


def test_the_superintendent_is_asked_by_name(fired: Fired) -> None:
    (duty,) = fired("stage-time", stage_since=day(-46))
    assert (duty.text, duty.next) == ("46 days in framing, 30 is already long", "ask Hal Moreno what's holding it up")


@pytest.mark.parametrize(
    ("tracked", "sold", "since", "expected"),
    [
        pytest.param(-45, -200, -90, [], id="the file is 45 days old, whatever the stage is"),
        pytest.param(-46, -200, -90, [("amber", None)], id="the file is 46 days old"),
        pytest.param(-90, -200, -46, [("amber", None)], id="a stage begun since"),
        pytest.param(None, -200, -90, [("amber", None)], id="no first day written"),
    ],
)
def test_a_stage_begun_before_the_file_counts_from_its_first_day(
    fired: Fired, tracked: int | None, sold: int, since: int, expected: list[Any]
) -> None:
    settings = {"tracking_since": None if tracked is None else day(tracked)}
    assert pairs(fired("stage-time", sold_date=day(sold), stage_since=day(since), settings=settings)) == expected
