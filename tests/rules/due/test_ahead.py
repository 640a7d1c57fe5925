"""What comes due in the days ahead, of every kind, on the morning it will be on the page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.due.ahead import coming_duties, next_due_day
from backlog_cli.rules.due.morning import build_morning, due_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

    Build = Callable[..., JobSummary]
    Bind = Callable[..., Backlog]

TODAY = date(2026, 6, 4)  # a Thursday


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def said(days: int, **more: Any) -> dict[str, Any]:
    return {"at": day(days), "kind": "update", "how": "text"} | more


def coming(backlog: Backlog, days: int) -> list[tuple[str, int]]:
    return [(found.duty.rule, (found.day - TODAY).days) for found in coming_duties(backlog, today=TODAY, days=days)]


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        pytest.param({"promises": [{"text": "x", "due": day(5)}]}, [("promise", 5)], id="a promise"),
        pytest.param({"promises": [{"text": "x", "by": "lender", "due": day(5)}]}, [("promise-other", 5)], id="theirs"),
        pytest.param({"deposits": [{"kind": "options", "due": day(5)}]}, [("deposit", 4)], id="money on its eve"),
        pytest.param({"contingencies": [{"kind": "financing", "expires": day(5)}]}, [("contingency", 4)], id="a contingency"),
        pytest.param({"selections": [{"item": "tile", "decide_by": day(5)}]}, [("decision", 5)], id="a choice"),
        pytest.param({"issues": [{"text": "x", "due": day(5)}]}, [("issue", 5)], id="an issue"),
        pytest.param({"log": [said(-1, next={"what": "call", "date": day(5)})]}, [("next-step", 5), ("update", 6)], id="a step"),
        pytest.param({"log": [said(-2), said(0, kind="inbound")]}, [("inbound", 1), ("update", 5)], id="a message and an update"),
        pytest.param(
            {"stage": "closed", "closing": {"closed_date": day(-1)}, "care": {"survey": day(60)}, "log": []},
            [("care", 1), ("care", 6)],
            id="two check-ins, of which the later one hides the earlier",
        ),
        pytest.param({"promises": [{"text": "x", "due": day(-5)}]}, [], id="what is due already is not to come"),
        pytest.param({"promises": [{"text": "x", "due": day(9)}]}, [], id="further ahead"),
        pytest.param({"stage": "cancelled"}, [], id="a lost home"),
    ],
)
def test_what_comes_due_within_a_week(job: Build, book: Bind, keys: dict[str, Any], found: list[tuple[str, int]]) -> None:
    policy = {"cadence_days": "60"} if "log" not in keys else {}
    assert coming(book(job(contact=policy or {"channel": "text"}, **keys)), 7) == found


def test_a_look_ahead_of_no_days_is_empty(job: Build, book: Bind) -> None:
    assert coming(book(job(promises=[{"text": "x", "due": day(1)}])), 0) == []


def test_each_is_there_once_however_far_one_looks(job: Build, book: Bind) -> None:
    promises = [{"text": f"{n}", "due": day(n)} for n in range(1, 40)]
    found = coming(book(job(promises=promises, contact={"cadence_days": "90"})), 60)
    assert [days for rule, days in found if rule == "promise"] == list(range(1, 40))


@pytest.mark.parametrize(
    ("keys", "days"),
    [
        pytest.param({"promises": [{"text": "x", "due": day(-5)}]}, 0, id="late"),
        pytest.param({"promises": [{"text": "x", "due": day(0)}]}, 0, id="today"),
        pytest.param({"promises": [{"text": "x", "due": day(3)}]}, 3, id="in three days"),
        pytest.param({}, 5, id="the weekly update"),
        pytest.param({"log": [said(-7)]}, 0, id="an update owed"),
        pytest.param(
            {"stage": "closed", "closing": {"closed_date": day(-100)}, "care": {"done": ["day-60"]}, "log": []}, 80, id="day 180"
        ),
    ],
)
def test_the_next_day_on_which_something_is_due(job: Build, book: Bind, keys: dict[str, Any], days: int) -> None:
    home = job(**keys)
    assert next_due_day(home, book(home), today=TODAY) == TODAY + timedelta(days=days)


def test_a_home_with_nothing_ahead_has_no_next_day(job: Build, book: Bind) -> None:
    every = [f"day-{n}" for n in (2, 7, 30, 60, 180, 330)]
    home = job(stage="closed", closing={"closed_date": day(-100)}, care={"done": every, "survey": {"score": "10"}}, log=[])
    assert next_due_day(home, book(home), today=TODAY) is None


def test_what_is_said_to_come_is_on_that_mornings_page(job: Build, book: Bind) -> None:
    backlog = book(
        job(job="1", promises=[{"text": "x", "due": day(3)}]),
        job(job="2", deposits=[{"kind": "options", "due": day(6)}]),
        job(job="3", log=[said(-3, next={"what": "call", "date": day(2)})]),
    )
    for found in coming_duties(backlog, today=TODAY, days=10):
        homes = build_morning(backlog, today=found.day).homes
        assert any(found.duty in due_rows(home.verdict, today=found.day) for home in homes)
