"""A month of closings and orientations, with holidays, days off and the days on which too much falls together."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.business_days import federal_holiday
from backlog_cli.dates.file_dates import file_period
from backlog_cli.dates.values import FIRST_YEAR, LAST_YEAR, MONTHS, add_months
from backlog_cli.errors import UsageError
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.summary import closed_day, closing_day, is_open, push_count
from backlog_cli.terms import Precision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_cli.rules.backlog import Absence, Backlog
    from backlog_cli.rules.summary import JobSummary

FRIDAY = 4


class VisitKind(StrEnum):
    """What buyers come for."""

    CLOSING = "closing"
    ORIENTATION = "orientation"


class CalendarVisit(NamedTuple):
    """One closing or orientation. `moves` counts the closing's pushes; `is_past` tells that the home has closed."""

    summary: JobSummary
    what: VisitKind
    day: date
    clock: str | None = None
    moves: int = 0
    is_past: bool = False


class CalendarDay(NamedTuple):
    """One day of a month with all that falls on it; `away` is the absence it lies in."""

    day: date
    marks: tuple[CalendarVisit, ...] = ()
    holiday: str | None = None
    is_off: bool = False
    away: Absence | None = None

    @property
    def is_weekend(self) -> bool:
        """Saturday or Sunday."""
        return self.day.weekday() > FRIDAY

    @property
    def is_clash(self) -> bool:
        """Two visits that are still to come on one day: there is only one of her (002-3)."""
        return sum(not mark.is_past for mark in self.marks) > 1

    @property
    def is_awkward(self) -> bool:
        """Something falls on a day when offices are closed, or when she is away."""
        closed = self.is_weekend or self.holiday is not None or self.is_off or self.away is not None
        return closed and any(not mark.is_past for mark in self.marks)

    @property
    def is_empty(self) -> bool:
        """Nothing is to be said of this day."""
        return not (self.marks or self.holiday or self.is_off or self.away)


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
        """Every closing and orientation of the month, by day."""
        return tuple(mark for found in self.days for mark in found.marks)

    @property
    def clashes(self) -> tuple[CalendarDay, ...]:
        """The days with more than one visit to come."""
        return tuple(found for found in self.days if found.is_clash)

    def count(self, what: VisitKind) -> int:
        """Return how many closings, or orientations, fall into the month."""
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
        key=lambda mark: (mark.what is VisitKind.ORIENTATION, mark.clock or "", mark.summary.job),
    )
    days = (first + timedelta(days=n) for n in range(length))
    return Month(first, tuple(_calendar_day(backlog, day, tuple(mark for mark in marks if mark.day == day)) for day in days))


def _calendar_day(backlog: Backlog, day: date, marks: tuple[CalendarVisit, ...]) -> CalendarDay:
    away = next((found for found in backlog.away if found.from_day <= day <= found.to_day), None)
    return CalendarDay(day, marks, federal_holiday(day), day in backlog.policy.days_off, away)


def _visits_of(summary: JobSummary) -> Iterator[CalendarVisit]:
    closed = closed_day(summary)
    if closed is not None:
        yield CalendarVisit(summary, VisitKind.CLOSING, closed, summary.closing_time, push_count(summary), is_past=True)
    if not is_open(summary):
        return
    closing = closing_day(summary)
    if closing is not None:
        yield CalendarVisit(summary, VisitKind.CLOSING, closing, summary.closing_time, push_count(summary))
    if summary.orientation is not None:
        yield CalendarVisit(summary, VisitKind.ORIENTATION, summary.orientation.day, summary.orientation.clock)


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
        raise UsageError(f'"{typed}" is not a month; type dec, dec 2027, 2027-03, next or last.')
    return period.start
