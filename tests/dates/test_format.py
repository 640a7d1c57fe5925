"""How days and told dates are written."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from backlog_cli.dates.file_dates import file_period
from backlog_cli.dates.format import (
    format_day,
    format_day_and_distance,
    format_day_beside,
    format_days,
    format_distance,
    format_long_day,
    format_period,
    format_short_day,
)

TODAY = date(2026, 6, 4)  # a Thursday, CLI.md's example


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_a_day_is_said_with_its_weekday_and_another_year_is_named() -> None:
    assert format_day(date(2026, 6, 12), today=TODAY) == "Fri Jun 12"
    assert format_day(date(2027, 1, 15), today=TODAY) == "Fri Jan 15 2027"
    assert format_day(date(2025, 12, 31), today=date(2026, 1, 1)) == "Wed Dec 31 2025"


def test_a_letter_spells_the_day_out() -> None:
    assert format_long_day(date(2026, 6, 12), today=TODAY) == "Friday, June 12"
    assert format_long_day(date(2027, 1, 15), today=TODAY) == "Friday, January 15, 2027"
    assert format_short_day(date(2026, 6, 2)) == "Jun 2"


def test_a_day_beside_another_one_has_its_year_where_it_would_be_guessed_wrong() -> None:
    assert format_day_beside(date(2027, 1, 15), beside=date(2026, 12, 11)) == "Jan 15"
    assert format_day_beside(date(2026, 12, 1), beside=date(2027, 2, 26)) == "Dec 1"
    assert format_day_beside(date(2028, 12, 1), beside=date(2026, 12, 1)) == "Dec 1 2028"
    assert format_day_beside(date(2028, 12, 1), beside=None) == "Dec 1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-06-04", "Thu Jun 4 (today)"),
        ("2026-06-05", "Fri Jun 5 (tomorrow)"),
        ("2026-06-03", "Wed Jun 3 (yesterday)"),
        ("2026-06-12", "Fri Jun 12 (in 8 days)"),
        ("2026-05-27", "Wed May 27 (8 days ago)"),
        ("2026-06-06", "Sat Jun 6 (in 2 days)"),
        ("2027-06-12", "Sat Jun 12 2027 (in 373 days)"),
    ],
)
def test_every_date_is_echoed_with_its_weekday_and_distance(text: str, said: str) -> None:
    assert format_day_and_distance(day(text), today=TODAY) == said
    assert format_distance(day(text), today=TODAY) == said.partition("(")[2].rstrip(")")


def test_one_day_is_not_one_days() -> None:
    assert [format_days(n) for n in (0, 1, 2, 8)] == ["0 days", "1 day", "2 days", "8 days"]


@pytest.mark.parametrize(
    ("text", "this_year", "another_year"),
    [
        ("2027-12-11", "Dec 11", "Dec 11, 2027"),
        ("2027-W12", "the week of Mar 22", "the week of Mar 22, 2027"),
        ("2027-03", "March", "March 2027"),
        ("2027-Q2", "April to June", "April to June 2027"),
    ],
)
def test_a_told_date_is_said_in_a_buyers_words(text: str, this_year: str, another_year: str) -> None:
    assert format_period(file_period(text), today=date(2027, 1, 2)) == this_year
    assert format_period(file_period(text), today=TODAY) == another_year


def test_a_week_over_new_year_is_named_by_its_monday() -> None:
    assert format_period(file_period("2026-W53"), today=TODAY) == "the week of Dec 28"
    assert format_period(file_period("2025-W01"), today=date(2025, 1, 1)) == "the week of Dec 30, 2024"


def test_days_are_spelled_in_english_whatever_the_locale_is() -> None:
    code = (
        "import locale; locale.setlocale(locale.LC_ALL, ''); from datetime import date; "
        "from backlog_cli.dates.format import format_day_and_distance; "
        "print(format_day_and_distance(date(2026, 6, 12), today=date(2026, 6, 4)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={"LC_ALL": "C.UTF-8", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "Fri Jun 12 (in 8 days)\n"
