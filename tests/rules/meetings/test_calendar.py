"""A month of closings and orientations: who comes when, what kind of day it is, and what falls together."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.errors import UsageError
from backlog_cli.rules.meetings.calendar import CalendarDay, Month, VisitKind, month_of, parse_month

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

    Job = Callable[..., JobSummary]
    MakeBook = Callable[..., Backlog]

TODAY = date(2026, 6, 4)
JULY = date(2026, 7, 1)


def closing(day: str) -> dict[str, str]:
    return {"contract": day, "internal": day, "told": day}


def on(month: Month, day: int) -> CalendarDay:
    return month.days[day - 1]


def test_a_month_holds_every_day_once_in_weeks_from_monday(book: MakeBook) -> None:
    month = month_of(book(), JULY)
    assert (month.name, len(month.days)) == ("July 2026", 31)
    weeks = month.weeks()
    assert {len(week) for week in weeks} == {7}
    assert [day.day for week in weeks for day in week if day is not None] == [day.day for day in month.days]
    assert all(day is None or day.day.weekday() == place for week in weeks for place, day in enumerate(week))


def test_open_homes_close_on_the_day_that_rules_use_and_closed_ones_on_their_own(job: Job, book: MakeBook) -> None:
    homes = (
        job(job="a", closing={"contract": "2026-07-01", "internal": "2026-07-10", "told": "2026-07"}),
        job(job="b", closing={"told": "2026-07"}),
        job(job="c", stage="closed", closing={**closing("2026-07-02"), "closed_date": "2026-07-09"}),
        job(job="d", stage="cancelled", closing=closing("2026-07-20")),
        job(job="e", closing=closing("2026-08-20"), orientation_date="2026-07-28 10:00"),
    )
    month = month_of(book(*homes), JULY)
    found = [(mark.summary.job, str(mark.what), mark.day.day, mark.clock, mark.is_past) for mark in month.marks]
    assert found == [
        ("c", "closing", 9, None, True),
        ("a", "closing", 10, None, False),
        ("e", "orientation", 28, "10:00", False),
        ("b", "closing", 31, None, False),
    ]
    assert (month.count(VisitKind.CLOSING), month.count(VisitKind.ORIENTATION)) == (3, 1)


def test_two_visits_to_come_on_one_day_are_a_clash(job: Job, book: MakeBook) -> None:
    first = job(job="a", closing=closing("2026-07-10"))
    other = job(job="b", closing=closing("2026-07-24"), orientation_date="2026-07-10")
    gone = job(job="c", stage="closed", closing={"closed_date": "2026-07-24"})
    month = month_of(book(first, other, gone), JULY)
    assert [day.day.day for day in month.clashes] == [10]


@pytest.mark.parametrize(
    ("day", "keys", "awkward"),
    [
        pytest.param("2026-07-03", {}, True, id="the observed holiday"),
        pytest.param("2026-07-04", {}, True, id="Saturday and holiday"),
        pytest.param("2026-07-12", {}, True, id="Sunday"),
        pytest.param("2026-07-13", {}, False, id="Monday"),
        pytest.param("2026-07-13", {"days_off": ["2026-07-13"]}, True, id="day off"),
        pytest.param("2026-07-13", {"away": [{"from": "2026-07-10", "to": "2026-07-13"}]}, True, id="last day away"),
        pytest.param("2026-07-13", {"away": [{"from": "2026-07-14", "to": "2026-07-15"}]}, False, id="the day before"),
    ],
)
def test_a_closing_on_a_day_when_nobody_works_is_awkward(
    job: Job, book: MakeBook, day: str, keys: dict[str, Any], awkward: bool
) -> None:
    month = month_of(book(job(closing=closing(day)), **keys), JULY)
    found = on(month, int(day[-2:]))
    assert found.is_awkward is awkward
    assert on(month_of(book(**keys), JULY), int(day[-2:])).is_awkward is False


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (None, (2026, 6)),
        ("jun", (2026, 6)),
        ("July", (2026, 7)),
        ("may", (2027, 5)),
        ("dec 2024", (2024, 12)),
        ("2026-03", (2026, 3)),
        ("next", (2026, 7)),
        ("last", (2026, 5)),
    ],
)
def test_a_month_is_meant_by_its_name_or_as_the_file_writes_it(typed: str | None, expected: tuple[int, int]) -> None:
    assert parse_month(typed, today=TODAY) == date(*expected, 1)


@pytest.mark.parametrize("typed", ["ju", "2026-13", "2026-Q2", "2026-07-12", "smarch", "dec 99999", "dec twenty", ""])
def test_what_is_no_month_is_refused_with_what_works(typed: str) -> None:
    with pytest.raises(UsageError, match="is not a month; type dec, dec 2027, 2027-03, next or last"):
        parse_month(typed, today=TODAY)
