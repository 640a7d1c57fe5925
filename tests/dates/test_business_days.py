"""Business days and federal holidays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_cli.dates.business_days import business_days_after, federal_holiday, is_business_day
from backlog_cli.dates.parse import read_date
from backlog_cli.dates.values import Direction

FUTURE, PAST = Direction.FUTURE, Direction.PAST
ONE_DAY = timedelta(days=1)
QUICKLY = settings(max_examples=60, deadline=None)  # a busy machine is not a failure


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_business_days_skip_weekends_holidays_and_days_off() -> None:
    wednesday = date(2026, 11, 25)  # the day before Thanksgiving
    assert business_days_after(wednesday, 1) == date(2026, 11, 27)
    assert business_days_after(wednesday, 1, days_off=[date(2026, 11, 27)]) == date(2026, 11, 30)
    assert business_days_after(date(2026, 11, 30), -1, days_off=[date(2026, 11, 27)]) == wednesday
    assert read_date("1b", direction=FUTURE, today=wednesday, days_off=[date(2026, 11, 27)]) == date(2026, 11, 30)
    assert read_date("1b ago", direction=PAST, today=date(2026, 11, 27)) == wednesday


def test_no_business_days_away_is_the_day_itself_even_on_a_sunday() -> None:
    assert business_days_after(date(2026, 6, 7), 0) == date(2026, 6, 7)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2026-01-01", "New Year's Day"),
        ("2026-01-19", "Martin Luther King Day"),
        ("2026-02-16", "Presidents' Day"),
        ("2026-05-25", "Memorial Day"),
        ("2026-06-19", "Juneteenth"),
        ("2026-07-03", "Independence Day (observed)"),
        ("2026-07-04", "Independence Day"),
        ("2026-09-07", "Labor Day"),
        ("2026-10-12", "Columbus Day"),
        ("2026-11-11", "Veterans Day"),
        ("2026-11-26", "Thanksgiving Day"),
        ("2026-12-25", "Christmas Day"),
        ("2027-07-05", "Independence Day (observed)"),
        ("2027-12-31", "New Year's Day (observed)"),
        ("2026-05-18", None),
        ("2026-11-27", None),
        ("2026-07-02", None),
        ("2020-06-19", None),
        ("2021-06-18", "Juneteenth (observed)"),
    ],
)
def test_federal_holidays_have_their_names_and_their_observed_days(text: str, name: str | None) -> None:
    assert federal_holiday(day(text)) == name


def test_the_federal_holidays_of_nineteen_years_agree_with_the_holidays_library() -> None:
    holidays = pytest.importorskip("holidays")
    library = holidays.country_holidays("US", years=range(2022, 2042))
    days = (date(2022, 1, 1) + n * ONE_DAY for n in range((date(2041, 1, 1) - date(2022, 1, 1)).days))
    assert [each for each in days if (federal_holiday(each) is not None) != (each in library)] == []


@given(st.dates(date(2000, 2, 1), date(2100, 11, 30)), st.integers(-60, 60))
@QUICKLY
def test_counting_business_days_there_and_back_ends_where_it_began(start: date, n: int) -> None:
    opening = business_days_after(start, 1)
    there = business_days_after(opening, n)
    assert is_business_day(there)
    assert business_days_after(there, -n) == opening
    between = (min(opening, there) + k * ONE_DAY for k in range(1, abs((there - opening).days) + 1))
    assert sum(is_business_day(each) for each in between) == abs(n)
