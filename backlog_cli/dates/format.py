"""How a day and a told date are written on a screen and in a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.dates.values import MONTHS, WEEKDAYS, Period
from backlog_cli.terms import Precision

if TYPE_CHECKING:
    from datetime import date


def format_day(day: date, *, today: date) -> str:
    """`Fri Jun 12`; with its year when that is not today's: `Fri Jan 15 2027`."""
    return with_other_year(f"{WEEKDAYS[day.weekday()][:3]} {format_short_day(day)}", day, today)


def with_other_year(words: str, day: date, today: date) -> str:
    """Return the words of a day, followed by its year when that is not today's."""
    return words if day.year == today.year else f"{words} {day.year}"


def format_distance(day: date, *, today: date) -> str:
    """Return how far off a day is: `today`, `tomorrow`, `yesterday`, `in 8 days`, `8 days ago`."""
    days = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    return near or (f"in {format_days(days)}" if days > 0 else f"{format_days(-days)} ago")


def format_day_and_distance(day: date, *, today: date) -> str:
    """Return a date as every command says it back: `Fri Jun 12 (in 8 days)`."""
    return f"{format_day(day, today=today)} ({format_distance(day, today=today)})"


def format_short_day(day: date) -> str:
    """`Jun 12`."""
    return f"{MONTHS[day.month - 1][:3]} {day.day}"


HALF_A_YEAR = 183  # days within which a day beside another one is clear without its year


def format_day_beside(day: date, *, beside: date | None) -> str:
    """`Jan 15` on a line with another day; `Dec 1 2028` where that one is so far off that the year would be guessed wrong."""
    is_clear = beside is None or abs((day - beside).days) <= HALF_A_YEAR
    return format_short_day(day) if is_clear else f"{format_short_day(day)} {day.year}"


def format_long_day(day: date, *, today: date) -> str:
    """Return a day as a letter has it: `Friday, June 12`; with its year when that is not today's."""
    words = f"{WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}"
    return words if day.year == today.year else f"{words}, {day.year}"


def format_days(n: int) -> str:
    """Return a number of days: `1 day`, `8 days`."""
    return "1 day" if n == 1 else f"{n} days"


def format_period(period: Period, *, today: date) -> str:
    """Return a told date in a buyer's words: `Dec 11`, `the week of Mar 22`, `March`, `April to June`; another year is said."""
    first, last = MONTHS[period.start.month - 1], MONTHS[period.end.month - 1]
    year = "" if period.start.year == today.year else f"{period.start.year}"
    match period.precision:
        case Precision.MONTH:
            return f"{first} {year}".rstrip()
        case Precision.QUARTER:
            return f"{first} to {last} {year}".rstrip()
    words = format_short_day(period.start) + (f", {year}" if year else "")
    return f"the week of {words}" if period.precision is Precision.WEEK else words
