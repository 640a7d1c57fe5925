"""A month of everything booked and promised, with holidays, days off and the days on which too much falls together."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.business_days import federal_holiday
from backlog_cli.dates.file_dates import file_period
from backlog_cli.dates.values import FIRST_YEAR, LAST_YEAR, MONTHS, add_months
from backlog_cli.errors import UsageError
from backlog_cli.rules.bookings import Booking, BookingKind, bookings_of, overlaps_of_day
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.summary import closed_day, push_count
from backlog_cli.terms import CANCELLED, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_cli.rules.backlog import Absence, Backlog
    from backlog_cli.rules.summary import JobSummary, Promise

FRIDAY = 4


# Of these there is a place and a crew, so that two of them on one day are too many (002-3).
CROWDING_KINDS = frozenset({BookingKind.CLOSING, BookingKind.ORIENTATION})
KIND_ORDER = tuple(BookingKind)


class CalendarVisit(NamedTuple):
    """One thing booked, on the day it falls. `moves` counts the closing's pushes; `is_past` tells that the home has closed.

    `words` are those of an appointment. `booking` is None for a closing that is past.
    """

    summary: JobSummary
    what: BookingKind
    day: date
    clock: str | None = None
    moves: int = 0
    is_past: bool = False
    words: str = ""
    booking: Booking | None = None


class CalendarPromise(NamedTuple):
    """One open promise, of hers or of others, on the day it is due (004-1)."""

    summary: JobSummary
    promise: Promise


class CalendarDay(NamedTuple):
    """One day of a month with all that falls on it; `away` is the absence it lies in."""

    day: date
    marks: tuple[CalendarVisit, ...] = ()
    holiday: str | None = None
    is_off: bool = False
    away: Absence | None = None
    promises: tuple[CalendarPromise, ...] = ()

    @property
    def is_weekend(self) -> bool:
        """Saturday or Sunday."""
        return self.day.weekday() > FRIDAY

    @property
    def is_clash(self) -> bool:
        """Two closings or orientations that are still to come on one day: there is only one of her (002-3)."""
        return len(self.crowding) > 1

    @property
    def crowding(self) -> tuple[CalendarVisit, ...]:
        """The closings and orientations still to come."""
        return tuple(mark for mark in self.marks if mark.what in CROWDING_KINDS and not mark.is_past)

    @property
    def overlaps(self) -> tuple[tuple[Booking, Booking], ...]:
        """What is booked for the same minutes."""
        return overlaps_of_day([mark.booking for mark in self.marks if mark.booking is not None])

    @property
    def awkward(self) -> tuple[CalendarVisit, ...]:
        """What falls on a day when offices are closed, or when she is away; she meets buyers on weekends as usual."""
        is_shut = self.holiday is not None or self.is_off or self.away is not None
        return tuple(
            mark
            for mark in self.marks
            if not mark.is_past and (is_shut or (self.is_weekend and mark.what is not BookingKind.APPOINTMENT))
        )

    @property
    def is_awkward(self) -> bool:
        """Whether anything falls on such a day."""
        return bool(self.awkward)

    @property
    def needs_care(self) -> bool:
        """Whether something about the day does not fit."""
        return self.is_clash or self.is_awkward or bool(self.overlaps)

    @property
    def is_empty(self) -> bool:
        """Nothing is to be said of this day."""
        return not (self.marks or self.promises or self.holiday or self.is_off or self.away)


class Month(NamedTuple):
    """One month; `first` is its first day, `days` all of its days."""

    first: date
    days: tuple[CalendarDay, ...]

    @property
    def name(self) -> str:
        """`November 2026`."""
        return f"{MONTHS[self.first.month - 1]} {self.first.year}"

    @property
    def marks(self) -> tuple[CalendarVisit, ...]:
        """Everything booked in the month, by day."""
        return tuple(mark for found in self.days for mark in found.marks)

    @property
    def clashes(self) -> tuple[CalendarDay, ...]:
        """The days with more than one closing or orientation to come."""
        return tuple(found for found in self.days if found.is_clash)

    @property
    def promises(self) -> tuple[CalendarPromise, ...]:
        """Every open promise that is due in the month, by day."""
        return tuple(promise for found in self.days for promise in found.promises)

    def count(self, what: BookingKind) -> int:
        """Return how many bookings of a kind fall into the month."""
        return sum(mark.what is what for mark in self.marks)

    def weeks(self) -> tuple[tuple[CalendarDay | None, ...], ...]:
        """Return the month's weeks from Monday to Sunday; None for days of the months beside it."""
        cells: list[CalendarDay | None] = [None] * self.first.weekday()
        cells += self.days
        cells += [None] * (-len(cells) % 7)
        return tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7))


def month_of(backlog: Backlog, first: date) -> Month:
    """Return the month that begins on `first`, for all homes but the lost ones: open ones close on the day that rules use."""
    length = calendar.monthrange(first.year, first.month)[1]
    marks = sorted(
        (mark for summary in backlog.jobs for mark in _visits_of(summary)),
        key=lambda mark: (mark.what is not BookingKind.CLOSING, mark.clock or "", KIND_ORDER.index(mark.what), mark.summary.job),
    )
    promises = [
        CalendarPromise(summary, found)
        for summary in backlog.jobs
        if summary.stage != CANCELLED
        for found in summary.promises
        if found.is_open and found.due
    ]
    days = (first + timedelta(days=n) for n in range(length))
    return Month(first, tuple(_calendar_day(backlog, day, marks, promises) for day in days))


def closings_and_orientations(month: Month) -> Month:
    """Return the month with these alone: what may be read by others than her."""
    days = (
        day._replace(marks=tuple(mark for mark in day.marks if mark.what in CROWDING_KINDS), promises=()) for day in month.days
    )
    return month._replace(days=tuple(days))


def _calendar_day(
    backlog: Backlog, day: date, marks: Iterable[CalendarVisit], promises: Iterable[CalendarPromise]
) -> CalendarDay:
    away = next((found for found in backlog.away if found.from_day <= day <= found.to_day), None)
    return CalendarDay(
        day,
        tuple(mark for mark in marks if mark.day == day),
        federal_holiday(day),
        day in backlog.policy.days_off,
        away,
        tuple(found for found in promises if found.promise.due == day),
    )


def _visits_of(summary: JobSummary) -> Iterator[CalendarVisit]:
    closed = closed_day(summary)
    if closed is not None:
        moves = push_count(summary)
        yield CalendarVisit(summary, BookingKind.CLOSING, closed, summary.closing_time, moves, is_past=True)
    for found in bookings_of(summary):
        is_closing = found.kind is BookingKind.CLOSING
        words = found.what if found.kind is BookingKind.APPOINTMENT else ""
        moves = push_count(summary) if is_closing else 0
        yield CalendarVisit(summary, found.kind, found.at.day, found.at.clock, moves, words=words, booking=found)


def parse_month(typed: str | None, *, today: date) -> date:
    """Return the first day of the month meant: this one when nothing is typed, the next such month for a name, or as `2026-12`.

    Raise UsageError for what is not a month.
    """
    if typed is None:
        return today.replace(day=1)
    word = fold_case(typed.strip())
    if word == "next":
        return add_months(today.replace(day=1), 1)
    if word == "last":
        return add_months(today.replace(day=1), -1)
    name, _, year = word.partition(" ")
    hits = [n for n, month in enumerate(MONTHS, 1) if len(name) >= 3 and month.casefold().startswith(name)]
    if len(hits) == 1 and not year:
        return date(today.year + (hits[0] < today.month), hits[0], 1)
    if len(hits) == 1 and year.isascii() and year.isdigit() and FIRST_YEAR <= int(year[:5]) <= LAST_YEAR:
        return date(int(year), hits[0], 1)
    try:
        period = file_period(word.upper())
    except ValueError:
        period = None
    if period is None or period.precision is not Precision.MONTH:
        raise UsageError(f'"{typed}" isn\'t a month. Try dec, dec 2027, 2027-03, next or last.')
    return period.start
