"""The days on which offices are open: no weekend, no US federal holiday."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.dates.values import ONE_DAY

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date


def is_business_day(day: date, days_off: Collection[date] = ()) -> bool:
    """Return whether offices are open: no weekend, no US federal holiday, none of `days_off`."""
    return day.weekday() < 5 and day not in days_off and federal_holiday(day) is None


def business_days_after(day: date, n: int, days_off: Collection[date] = ()) -> date:
    """Return the `n`-th business day after the day, or before it when `n` is negative; the day itself when `n` is 0."""
    step = ONE_DAY if n > 0 else -ONE_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_business_day(day, days_off)
    return day


def federal_holiday(day: date) -> str | None:
    """Return the US federal holiday on that day, else None.

    One that falls on a weekend is also observed on the nearest weekday.
    """
    name = _holiday_proper(day)
    if name is None and day.weekday() == 4:
        name = _observance_of(day, 1)
    if name is None and day.weekday() == 0:
        name = _observance_of(day, -1)
    return name


def _observance_of(day: date, step: int) -> str | None:
    name = _holiday_proper(day + step * ONE_DAY)
    return f"{name} (observed)" if name else None


def _holiday_proper(day: date) -> str | None:
    name = _FIXED_HOLIDAYS.get((day.month, day.day))
    if name == "Juneteenth" and day.year < 2021:
        return None
    if name is None and day.month == 5 and day.weekday() == 0 and day.day > 24:
        return "Memorial Day"
    return name or _FLOATING_HOLIDAYS.get((day.month, day.weekday(), (day.day - 1) // 7 + 1))


_FIXED_HOLIDAYS = {
    (1, 1): "New Year's Day",
    (6, 19): "Juneteenth",
    (7, 4): "Independence Day",
    (11, 11): "Veterans Day",
    (12, 25): "Christmas Day",
}
_FLOATING_HOLIDAYS = {  # month, weekday, the how-manieth of that month
    (1, 0, 3): "Martin Luther King Day",
    (2, 0, 3): "Presidents' Day",
    (9, 0, 1): "Labor Day",
    (10, 0, 2): "Columbus Day",
    (11, 3, 4): "Thanksgiving Day",
}
