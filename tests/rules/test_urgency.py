"""The verdict: colour, the two axes and the four quadrants, which clocks a job has, and who is the hardest call."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.clocks.table import CLOCKS, RULE_ORDER
from backlog_cli.rules.duty import Duty, Risk, Verdict
from backlog_cli.rules.urgency import (
    first_firing_day,
    is_urgent,
    level_of,
    quadrant_of,
    sort_reasons,
    verdict_of,
)
from backlog_cli.terms import Level, Quadrant

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

    Build = Callable[..., JobSummary]
    Bind = Callable[..., Backlog]

TODAY = date(2026, 6, 4)  # a Thursday


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def duty(rule: str, level: str, days: int | None = None, *, is_money: bool = False) -> Duty:
    when = None if days is None else TODAY + timedelta(days=days)
    return Duty(rule, "1", Level(level), when, "", "", is_money)


def judged(job: str, *reasons: Duty, risk: int = 0, mood: str | None = None, quadrant: Quadrant = Quadrant.DO_NOW) -> Verdict:
    return Verdict(job, level_of(reasons), quadrant, True, True, reasons, Risk(risk), mood)


# --- one job ---


def test_a_quiet_home_is_green_and_routine(job: Build, book: Bind) -> None:
    found = verdict_of(job(), book(), today=TODAY)
    assert found == Verdict("2401", Level.GREEN, Quadrant.ROUTINE, is_urgent=False, is_important=False, reasons=())


def test_the_loudest_duty_gives_the_colour() -> None:
    assert level_of([duty("update", "amber"), duty("mood", "red"), duty("away", "green")]) is Level.RED
    assert level_of([duty("update", "amber"), duty("away", "green")]) is Level.AMBER
    assert level_of([duty("away", "green")]) is Level.GREEN


def order(*given: Duty) -> list[tuple[str, int | None]]:
    return [(found.rule, (found.day - TODAY).days if found.day else None) for found in sort_reasons(given, today=TODAY)]


def test_reasons_speak_by_strength_then_by_whose_day_has_come_then_by_consequence_with_notes_last() -> None:
    given = [
        duty("pushes", "green"),
        duty("credit-papers", "green", -9),
        duty("pin", "amber"),
        duty("stage-time", "amber"),
        duty("update", "amber", 0),
        duty("deposit", "red", 5),
        duty("deposit", "red", 1),
        duty("mood", "red", -3),
        duty("untold", "red", -1),
        duty("update", "red", -8),
    ]
    assert order(*given) == [
        ("untold", -1),
        ("mood", -3),
        ("update", -8),
        ("deposit", 1),
        ("deposit", 5),
        ("update", 0),
        ("pin", None),
        ("stage-time", None),
        ("credit-papers", -9),
        ("pushes", None),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(duty("update", "red", -1), duty("untold", "amber", 0), id="red before amber, whatever it is"),
        pytest.param(duty("written", "amber", 0), duty("untold", "amber", 1), id="its day has come"),
        pytest.param(duty("deposit", "amber", 1, is_money=True), duty("untold", "amber", None), id="money: the eve has come"),
        pytest.param(duty("promise", "amber", 0), duty("deposit", "amber", 2, is_money=True), id="money: two days are not"),
        pytest.param(duty("ctc", "red", -1), duty("orientation", "red", -9), id="consequence before day"),
        pytest.param(duty("promise", "red", -9), duty("promise", "red", -1), id="one rule: the earlier day"),
        pytest.param(duty("contingency", "red", 9), duty("contingency", "red", None), id="one rule: no day last"),
        pytest.param(duty("stage-time", "amber", None), duty("credit-papers", "green", -9), id="notes last"),
        pytest.param(duty("ctc", "red", -1), duty("update", "red", -14), id="what stops a closing before silence"),
        pytest.param(duty("untold", "red", -9), duty("update", "red", -14), id="news before silence"),
    ],
)
def test_which_of_two_reasons_speaks(first: Duty, second: Duty) -> None:
    assert sort_reasons([second, first], today=TODAY) == (first, second) == sort_reasons([first, second], today=TODAY)


def test_reasons_alike_stand_as_in_the_file() -> None:
    one, other = duty("promise", "red", -1)._replace(text="one"), duty("promise", "red", -1)._replace(text="other")
    assert sort_reasons([one, other], today=TODAY) == (one, other)
    assert sort_reasons([other, one], today=TODAY) == (other, one)


def test_the_table_names_every_rule_once_in_the_order_of_its_consequence() -> None:
    names = [clock.rule for clock in CLOCKS]
    assert " ".join(names) == (
        "untold told-bare closing-passed ctc orientation rate-lock appraisal needed-by contingency deposit loan-application "
        "decision precon plot-survey told-early buffer amendment unreadable conflict promise inbound mood issue next-step "
        "promise-other survey care check-back update pin written stage-time "
        "credit-papers escalation-untold away pushes"
    )
    assert len(set(names)) == len(names) == len(RULE_ORDER)
    assert all(clock.runs for clock in CLOCKS)


@pytest.mark.parametrize(
    ("found", "urgent"),
    [
        pytest.param(duty("promise", "amber", 1), False, id="tomorrow"),
        pytest.param(duty("promise", "amber", 0), True, id="today"),
        pytest.param(duty("promise", "red", -1), True, id="past"),
        pytest.param(duty("deposit", "amber", 2, is_money=True), False, id="money in two days"),
        pytest.param(duty("deposit", "amber", 1, is_money=True), True, id="money tomorrow"),
        pytest.param(duty("mood", "red", None), False, id="no day"),
        pytest.param(duty("away", "green", 0), False, id="a note"),
    ],
)
def test_a_firing_duty_is_urgent_once_its_day_has_come(found: Duty, urgent: bool) -> None:
    assert is_urgent(found, today=TODAY) is urgent


@pytest.mark.parametrize(
    ("urgent", "important", "quadrant"),
    [(True, True, "do-now"), (False, True, "protect"), (True, False, "quick"), (False, False, "routine")],
)
def test_two_axes_make_four_quadrants(urgent: bool, important: bool, quadrant: str) -> None:
    assert quadrant_of(urgent, important) == quadrant


WORRIED = [{"at": day(-1), "kind": "update", "how": "text", "mood": "worried"}]
UPSET_MONTH_AGO = [{"at": day(-31), "how": "text", "mood": "upset"}, {"at": day(-1), "how": "text"}]
MOVED = {"from": "2026-10-30", "to": "2026-11-20", "known_date": day(-1), "cause": "x", "together": "x", "plan_b": "x"}


@pytest.mark.parametrize(
    ("keys", "important"),
    [
        pytest.param(
            {"closing": day(31), "lender": {"status": "ctc"}, "orientation_date": day(20)}, False, id="closing in 31 days"
        ),
        pytest.param(
            {"closing": day(30), "lender": {"status": "ctc"}, "orientation_date": day(20)}, True, id="closing in 30 days"
        ),
        pytest.param({"closing": day(-4), "lender": {"status": "ctc"}, "orientation_date": day(-9)}, True, id="closing passed"),
        pytest.param({"closing": {"internal": "2026-11-20", "told": "2026-11", "shifts": [MOVED]}}, False, id="a move inside"),
        pytest.param({"closing": {"internal": "2026-11-20", "told": "2026-10", "shifts": [MOVED]}}, True, id="a move untold"),
        pytest.param({"lender": {"status": "applied", "lock_expires": "2026-11-03"}}, True, id="money: a lock too short"),
        pytest.param({"lender": {"status": "applied", "lock_expires": "2026-11-04"}}, False, id="money: a lock long enough"),
        pytest.param({"needed_by": "2026-11-09"}, True, id="needed by a day near closing"),
        pytest.param({"promises": [{"text": "x", "due": day(0)}]}, False, id="my promise due today"),
        pytest.param({"promises": [{"text": "x", "due": day(-1)}]}, True, id="my promise late"),
        pytest.param({"promises": [{"text": "x", "by": "builder", "due": day(-9)}]}, False, id="a promise of others late"),
        pytest.param({"log": WORRIED}, True, id="worried"),
        pytest.param({"lender": {"status": "applied", "appraisal": {"ok": "no"}}}, True, id="money: a low appraisal"),
        pytest.param({"plot_survey": {"ordered": day(-90)}}, False, id="a late plot survey alone"),
        pytest.param({"log": UPSET_MONTH_AGO}, False, id="upset a month ago"),
        pytest.param({"log": []}, False, id="silence alone is urgent, not important"),
        pytest.param({"pin": "red"}, False, id="a pin alone"),
    ],
)
def test_what_is_important(job: Build, book: Bind, keys: dict[str, Any], important: bool) -> None:
    assert verdict_of(job(**keys), book(), today=TODAY).is_important is important


@pytest.mark.parametrize(
    ("keys", "risk"),
    [
        pytest.param({"worries": ["new job in March"]}, 45, id="45"),
        pytest.param({"escalation_clause": "true", "selections": [{"item": "x", "decide_by": day(-1)}]}, 50, id="50"),
        pytest.param({"escalation_clause": "true", "worries": ["new job in March"]}, 53, id="53"),
    ],
)
def test_a_risk_of_fifty_is_important(job: Build, book: Bind, keys: dict[str, Any], risk: int) -> None:
    # 20 for three pushes, 10 for the slip, 15 for the job, 8 for the clause, 12 for the choice.
    days = ["2026-10-30", "2026-11-20", "2026-12-11", "2027-01-15"]
    whole = {"told_date": day(-9), "cause": "x", "together": "x", "plan_b": "x"}
    shifts = [{"from": days[n], "to": days[n + 1]} | whole for n in range(3)]
    closing = {"contract": days[0], "internal": days[3], "told": days[3], "shifts": shifts}
    found = verdict_of(job(closing=closing, **keys), book(), today=TODAY)
    assert (found.risk.total, found.is_important) == (risk, risk >= 50)


@pytest.mark.parametrize(("mood", "kept"), [("upset", "upset"), ("worried", "worried"), ("happy", None), (None, None)])
def test_a_verdict_keeps_the_low_mood_that_fired(job: Build, book: Bind, mood: str | None, kept: str | None) -> None:
    log = [{"at": day(-1), "how": "text", "mood": mood}]
    assert verdict_of(job(log=log), book(), today=TODAY).mood == kept


@pytest.mark.parametrize(
    ("survey", "log", "important"),
    [
        pytest.param({"expected": day(8)}, [], False, id="in eight days"),
        pytest.param({"expected": day(7)}, [], True, id="in seven days"),
        pytest.param({"expected": day(3)}, [{"at": day(-1), "kind": "check-in"}], True, id="in three days, though quiet"),
        pytest.param({"expected": day(-3)}, [], True, id="past"),
        pytest.param({"expected": day(-3), "score": "9"}, [], False, id="scored"),
        pytest.param({"expected": day(-3), "score": "4"}, [], True, id="scored low, and nobody did anything"),
        pytest.param({"score": "4"}, [], True, id="scored low, whenever"),
    ],
)
def test_a_survey_near_is_important_until_it_is_scored(
    job: Build, book: Bind, survey: dict[str, Any], log: list[Any], important: bool
) -> None:
    keys = {"stage": "closed", "closing": {"closed_date": day(-100)}, "care": {"survey": survey}, "log": log}
    assert verdict_of(job(**keys), book(), today=TODAY).is_important is important


# --- which clocks a job has ---

LOUD: dict[str, Any] = {
    "log": [
        {"at": day(-20), "kind": "update", "how": "phone", "mood": "upset", "next": {"what": "x", "date": day(-9)}},
        {"at": day(-2), "kind": "inbound", "how": "text"},
    ],
    "promises": [{"text": "x", "due": day(-1)}, {"text": "y", "by": "builder", "due": day(-1)}],
    "issues": [{"text": "x", "due": day(-1)}],
    "deposits": [{"kind": "options", "due": day(-5)}],
    "selections": [{"item": "x", "decide_by": day(-1)}],
    "contingencies": [{"kind": "financing", "expires": day(-1)}],
    "pin": "red",
    "escalation": "Priya Dole",
    "care": {"survey": {"expected": day(1)}},
    "needed_by": day(-9),
    "stage_since": day(-300),
}


def rules(found: Verdict) -> set[str]:
    return {reason.rule for reason in found.reasons}


def test_a_closed_home_has_only_care_survey_promises_issues_and_messages(job: Build, book: Bind) -> None:
    found = verdict_of(job(stage="closed", closing={"closed_date": day(-30)}, **LOUD), book(), today=TODAY)
    assert rules(found) == {"promise", "promise-other", "issue", "inbound", "care", "survey"}
    assert found.risk == Risk()


def test_an_open_home_has_all_but_care(job: Build, book: Bind) -> None:
    found = verdict_of(job(**LOUD), book(), today=TODAY)
    assert {"update", "mood", "pin", "deposit", "decision", "contingency", "stage-time", "written"} <= rules(found)
    assert not {"care", "survey", "check-back"} & rules(found)


@pytest.mark.parametrize(
    ("keys", "level"),
    [
        ({"stage": "closed", "closing": {"closed_date": day(-365)}}, Level.RED),
        ({"stage": "closed", "closing": {"closed_date": day(-366)}}, Level.ARCHIVED),
        ({"stage": "cancelled", "cancelled": {"reason": "rate"}}, Level.ARCHIVED),
        ({"stage": "cancelled", "cancelled": {"door": "open", "check_back": day(1)}}, Level.ARCHIVED),
        ({"stage": "cancelled", "cancelled": {"door": "open", "check_back": day(0)}, "log": []}, Level.AMBER),
    ],
    ids=["closed a year ago", "closed a year and a day ago", "cancelled", "to be checked back on", "checked back on today"],
)
def test_archived_homes_owe_nothing(job: Build, book: Bind, keys: dict[str, Any], level: Level) -> None:
    found = verdict_of(job(**(LOUD | keys)), book(), today=TODAY)
    assert found.level is level
    if level is Level.ARCHIVED:
        assert (found.quadrant, found.reasons, found.is_urgent, found.is_important) == (None, (), False, False)


def test_snooze_never_changes_the_colour(job: Build, book: Bind) -> None:
    plain, asleep = job(**LOUD), job(snooze=day(5), **LOUD)
    awake, snoozed = (verdict_of(home, book(), today=TODAY) for home in (plain, asleep))
    assert awake._replace(focus=None) == snoozed._replace(focus=None)


def test_the_first_day_is_the_earliest_of_a_firing_reason() -> None:
    assert first_firing_day(judged("1", duty("ctc", "amber", 3), duty("deposit", "red", 1), duty("away", "green", -5))) == date(
        2026, 6, 5
    )
    assert first_firing_day(judged("1", duty("mood", "red"))) == date.max
