"""Days, moments and periods as values, and the months and years they are counted in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

from backlog_cli.terms import Precision  # noqa: TC001 - the cache reads what a period is made of

FIRST_YEAR, LAST_YEAR = 2000, 2100
# English whatever the computer's language is: the file and the screens are English, and a script may read them.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NUMBERS = {name[:size].lower(): n for n, name in enumerate(MONTHS, 1) for size in (3, 9)} | {"sept": 9}
WEEKDAY_NUMBERS = {name[:size].lower(): n for n, name in enumerate(WEEKDAYS) for size in (3, 9)}
ONE_DAY = timedelta(days=1)
# The dates of one home that others are counted from, by name ("closing", "orientation"); None where it has no such date.
HomeDates = Mapping[str, date | None]


class Direction(Enum):
    """Which way a typed date is meant: `log --at` looks back, `shift` and `promise` look ahead."""

    PAST = "past"
    FUTURE = "future"


class Moment(NamedTuple):
    """A day, and the time of day when one was given (001-2a). `str()` is the file's form: `2026-11-19 17:30`.

    Moments sort by day, then by clock; on one day those without a clock come first.
    """

    day: date
    clock: str | None = None  # "17:30": 24 hours, zero padded

    def __str__(self) -> str:
        return f"{self.day} {self.clock}" if self.clock else f"{self.day}"

    # Every tuple has an order of its own; a moment is only ever held against another moment.
    def _order(self) -> tuple[date, str]:
        return self.day, self.clock or ""

    def __lt__(self, other: Moment) -> bool:  # type: ignore[override]
        return self._order() < other._order()

    def __le__(self, other: Moment) -> bool:  # type: ignore[override]
        return self._order() <= other._order()

    def __gt__(self, other: Moment) -> bool:  # type: ignore[override]
        return self._order() > other._order()

    def __ge__(self, other: Moment) -> bool:  # type: ignore[override]
        return self._order() >= other._order()


class Period(NamedTuple):
    """What was told of a closing: its first and last day, both included, and how exactly it was said (002-4)."""

    text: str  # as it is in the file: "2026-12-11", "2027-W12", "2027-03", "2027-Q2"
    start: date
    end: date
    precision: Precision

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end

    def __str__(self) -> str:
        return self.text


def weekday_number(text: str) -> int | None:
    """Return the weekday (Monday 0) that an English name or its first three letters stand for; None for all else (reading 5)."""
    return WEEKDAY_NUMBERS.get(text.lower())


def add_months(day: date, n: int) -> date:
    """Return the same day `n` months on (or back), clamped at the month's end: Jan 31 + 1 is the end of February.

    OverflowError when that leaves the calendar.
    """
    months = day.year * 12 + day.month - 1 + n
    if not 12 <= months < 12 * 10_000:
        raise OverflowError(f"{n} months from {day} is outside the calendar")
    year, month = divmod(months, 12)
    for last in (day.day, 30, 29):
        found = day_or_none(year, month + 1, last)
        if found and last <= day.day:
            return found
    return date(year, month + 1, 28)


ORDINAL_ENDS = ("st", "nd", "rd", "th")


def is_number(text: str, least: int, most: int) -> bool:
    """Return whether this is `least` to `most` plain digits; the digits of other scripts are refused."""
    return least <= len(text) <= most and text.isascii() and text.isdigit()


def is_year(text: str) -> bool:
    """Return whether this is a year of the calendar that the file knows."""
    return is_number(text, 4, 4) and FIRST_YEAR <= int(text) <= LAST_YEAR


def day_or_none(year: int, month: int, day: int) -> date | None:
    """Return the day of these numbers; None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - ONE_DAY


def short_text(text: str) -> str:
    """Return what was written, on one line and short enough for a message."""
    flat = " ".join(text[:200].split())
    return flat if len(flat) <= 40 else f"{flat[:37]}..."
