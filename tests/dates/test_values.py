"""Moments in their order, and counting in months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_cli.dates.file_dates import file_moment
from backlog_cli.dates.parse import read_date
from backlog_cli.dates.values import WEEKDAYS, Direction, Moment, add_months, weekday_number

FUTURE, PAST = Direction.FUTURE, Direction.PAST
TODAY = date(2026, 6, 4)  # a Thursday, CLI.md's example
ONE_DAY = timedelta(days=1)
QUICKLY = settings(max_examples=60, deadline=None)  # a busy machine is not a failure


def ahead(words: str, today: date = TODAY, base: date | None = None) -> date:
    return read_date(words, direction=FUTURE, today=today, base=base)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-1000, 1000))
@QUICKLY
def test_months_keep_the_day_or_clamp_at_the_months_end(start: date, n: int) -> None:
    moved = add_months(start, n)
    assert (moved.year * 12 + moved.month) - (start.year * 12 + start.month) == n
    if moved.day != start.day:
        assert moved.day < start.day
        assert (moved + ONE_DAY).day == 1


def test_a_month_after_the_end_of_january_is_the_end_of_february() -> None:
    assert add_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert ahead("1m", today=date(2026, 8, 31)) == date(2026, 9, 30)


@pytest.mark.parametrize("n", [-(10**12), -24_400, 10**5, 10**12])
def test_months_outside_the_calendar_overflow(n: int) -> None:
    with pytest.raises(OverflowError):
        add_months(TODAY, n)


def test_moments_sort_by_day_and_then_by_clock_with_the_whole_day_first() -> None:
    texts = ["2026-06-05", "2026-06-04 17:30", "2026-06-04", "2026-06-04 09:05"]
    assert [str(each) for each in sorted(map(file_moment, texts))] == [
        "2026-06-04",
        "2026-06-04 09:05",
        "2026-06-04 17:30",
        "2026-06-05",
    ]
    early, late = Moment(TODAY), Moment(TODAY, "09:00")
    assert early < late
    assert late > early
    assert early <= Moment(TODAY) >= early
    assert not early < Moment(TODAY)
    assert not early > Moment(TODAY)
    assert not late <= early
    assert not early >= late


def test_a_weekday_has_its_english_name_or_the_first_three_letters_and_nothing_else() -> None:
    for n, name in enumerate(WEEKDAYS):
        assert {weekday_number(word) for word in (name, name[:3], name.lower(), name.upper(), name[:3].upper())} == {n}
    for word in (
        "",
        "s",
        "tues",
        "thurs",
        "saturdays",
        "sat.",
        "sat or sun",
        "weekdays after 17:00",
        "evenings",
        " sat",
        "ſat",
        "montag",
    ):
        assert weekday_number(word) is None
