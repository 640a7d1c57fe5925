"""A month of closings and orientations: who comes when, what kind of day it is, and what falls together."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.errors import UsageError
from backlog_cli.rules.bookings import BookingKind
from backlog_cli.rules.meetings.calendar import CalendarDay, Month, closings_and_orientations, month_of, parse_month

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
    assert (month.count(BookingKind.CLOSING), month.count(BookingKind.ORIENTATION)) == (3, 1)


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
    with pytest.raises(UsageError, match=r"isn't a month\. Try dec, dec 2027, 2027-03, next or last"):
        parse_month(typed, today=TODAY)


# Everything else that is booked or promised


def test_every_kind_of_booking_and_every_open_promise_falls_on_its_day(job: Job, book: MakeBook) -> None:
    home = job(
        job="a",
        closing=closing("2026-07-31"),
        precon_date="2026-07-01 9:00",
        predrywall_date="2026-07-08",
        orientation_date="2026-07-22",
        appointments=[
            {"at": "2026-07-22 10:00", "what": "orientation", "minutes": 90},
            {"at": "2026-07-15 11:00", "what": "frame walk"},
            {"at": "2026-08-01 11:00", "what": "photo"},
        ],
        promises=[
            {"text": "paint codes", "due": "2026-07-10"},
            {"text": "fence", "by": "builder", "due": "2026-07-10"},
            {"text": "done", "due": "2026-07-11", "done": "2026-07-01"},
            {"text": "kept", "due": "2026-07-11", "status": "kept"},
            {"text": "no day"},
        ],
    )
    month = month_of(book(home), JULY)
    assert [(str(mark.what), mark.day.day, mark.clock, mark.words) for mark in month.marks] == [
        ("pre-con", 1, "09:00", ""),
        ("pre-drywall walk", 8, None, ""),
        ("appointment", 15, "11:00", "frame walk"),
        ("orientation", 22, "10:00", ""),
        ("closing", 31, None, ""),
    ]
    assert [(found.promise.text, found.promise.due) for found in month.promises] == [
        ("paint codes", date(2026, 7, 10)),
        ("fence", date(2026, 7, 10)),
    ]
    official = closings_and_orientations(month)
    assert [str(mark.what) for mark in official.marks] == ["orientation", "closing"]
    assert official.promises == ()


@pytest.mark.parametrize(
    ("keys", "is_shown"),
    [
        ({"stage": "closed"}, True),
        ({"stage": "cancelled"}, False),
        ({"stage": "framing"}, True),
    ],
)
def test_a_closed_home_keeps_its_appointments_and_promises_a_lost_one_does_not(
    job: Job, book: MakeBook, keys: dict[str, Any], is_shown: bool
) -> None:
    home = job(
        **keys, appointments=[{"at": "2026-07-15 11:00", "what": "touch-up"}], promises=[{"text": "paint", "due": "2026-07-10"}]
    )
    month = month_of(book(home), JULY)
    assert [mark.words for mark in month.marks if mark.what is BookingKind.APPOINTMENT] == (["touch-up"] if is_shown else [])
    assert bool(month.promises) is is_shown


@pytest.mark.parametrize(
    ("at", "keys", "awkward"),
    [
        pytest.param("2026-07-11 10:00", {}, False, id="an appointment on a Saturday is her work"),
        pytest.param("2026-07-04 10:00", {}, True, id="on a holiday"),
        pytest.param("2026-07-13 10:00", {"days_off": ["2026-07-13"]}, True, id="on a day off"),
        pytest.param("2026-07-13 10:00", {"away": [{"from": "2026-07-10", "to": "2026-07-13"}]}, True, id="while away"),
    ],
)
def test_an_appointment_is_awkward_only_when_she_is_not_there(
    job: Job, book: MakeBook, at: str, keys: dict[str, Any], awkward: bool
) -> None:
    month = month_of(book(job(appointments=[{"at": at, "what": "photo"}]), **keys), JULY)
    assert on(month, int(at[8:10])).is_awkward is awkward


def test_overlaps_of_a_day_are_pairs_and_a_crowded_day_counts_closings_and_orientations_alone(job: Job, book: MakeBook) -> None:
    first = job(job="a", orientation_date="2026-07-15 10:00", closing=closing("2026-07-24"))
    other = job(job="b", appointments=[{"at": "2026-07-15 10:30", "what": "photo"}], closing=closing("2026-08-24"))
    third = job(job="c", appointments=[{"at": "2026-07-15 11:00", "what": "photo"}], closing=closing("2026-08-25"))
    day = on(month_of(book(first, other, third), JULY), 15)
    assert [(one.summary.job, two.summary.job) for one, two in day.overlaps] == [("a", "b")]
    assert not day.is_clash
    assert day.needs_care
