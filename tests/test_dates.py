"""The words for days: what the file may say, what an agent may type, and how a day is said back."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from backlog_cli.dates.business_days import business_days_after, federal_holiday, is_business_day
from backlog_cli.dates.file_dates import file_clock, file_date, file_moment, file_period, period_of
from backlog_cli.dates.format import echo, long_day, short_day, span, spell_day, spell_distance, spell_period, step_day
from backlog_cli.dates.parse import is_far_off, leading_date, leading_moment, read_clock, read_date, read_moment
from backlog_cli.dates.values import FIRST_YEAR, LAST_YEAR, MONTHS, WEEKDAYS, Direction, Moment, Period, add_months, weekday_named
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlog_cli.errors import BadDate, Exit
from backlog_cli.terms import Precision

FUTURE, PAST = Direction.FUTURE, Direction.PAST
TODAY = date(2026, 6, 4)  # a Thursday, CLI.md's example
ONE_DAY = timedelta(days=1)
QUICKLY = settings(max_examples=60, deadline=None)  # a busy machine is no failure


def day(text: str) -> date:
    return date.fromisoformat(text)


def ahead(words: str, today: date = TODAY, base: date | None = None) -> date:
    return read_date(words, direction=FUTURE, today=today, base=base)


def back(words: str, today: date = TODAY) -> date:
    return read_date(words, direction=PAST, today=today)


def refusal(words: str, direction: Direction, today: date = TODAY, base: date | None = None) -> BadDate:
    with pytest.raises(BadDate) as caught:
        read_date(words, direction=direction, today=today, base=base)
    return caught.value


# Every row of the command line's table, on Thu Jun 4 2026: words, the day ahead, the day back; "" is refused.

TABLE = [
    ("fri", "2026-06-05", "2026-05-29"),
    ("thu", "2026-06-11", "2026-05-28"),
    ("last fri", "", "2026-05-29"),
    ("this fri", "2026-06-05", ""),
    ("next fri", "", ""),
    ("+2w", "2026-06-18", ""),
    ("2w", "2026-06-18", ""),
    ("10d", "2026-06-14", ""),
    ("1m", "2026-07-04", ""),
    ("5b", "2026-06-11", ""),
    ("in 2 weeks", "2026-06-18", ""),
    ("-3d", "", "2026-06-01"),
    ("3d ago", "", "2026-06-01"),
    ("3 days ago", "", "2026-06-01"),
    ("jun 12", "2026-06-12", "2025-06-12"),
    ("jun12", "2026-06-12", "2025-06-12"),
    ("12 jun", "2026-06-12", "2025-06-12"),
    ("6/12", "2026-06-12", "2025-06-12"),
    ("6/12/27", "2027-06-12", ""),
    ("6/12/25", "", "2025-06-12"),
    ("the 12th", "2026-06-12", "2026-05-12"),
    ("12", "2026-06-12", "2026-05-12"),
    ("2026-06-12", "2026-06-12", ""),
    ("20260612", "2026-06-12", ""),
    ("2026-05-12", "", "2026-05-12"),
    ("20260512", "", "2026-05-12"),
    ("today", "2026-06-04", "2026-06-04"),
    ("tomorrow", "2026-06-05", ""),
    ("tom", "2026-06-05", ""),
    ("yesterday", "", "2026-06-03"),
    ("eow", "2026-06-05", ""),
    ("eom", "2026-06-30", ""),
    ("feb 30", "", ""),
    ("2026-13-01", "", ""),
    ("tomorow", "", ""),
    ("jun", "", ""),
    ("the 45th", "", ""),
    # named dates may be today, weekday names never
    ("jun 4", "2026-06-04", "2026-06-04"),
    ("4", "2026-06-04", "2026-06-04"),
    ("2026-06-04", "2026-06-04", "2026-06-04"),
    # the same things as people also write them
    ("Friday", "2026-06-05", "2026-05-29"),
    ("thurs", "2026-06-11", "2026-05-28"),
    ("FRI.", "2026-06-05", "2026-05-29"),
    ("Sept 3", "2026-09-03", "2025-09-03"),
    ("september 3rd", "2026-09-03", "2025-09-03"),
    ("Sep. 3,", "2026-09-03", "2025-09-03"),
    ("Jun 12, 2027", "2027-06-12", ""),
    ("jun 12,2027", "2027-06-12", ""),
    ("june 12th 2027", "2027-06-12", ""),
    ("12 jun 2025", "", "2025-06-12"),
    ("12jun", "2026-06-12", "2025-06-12"),
    ("jun12th", "2026-06-12", "2025-06-12"),
    ("12th", "2026-06-12", "2026-05-12"),
    ("june the 12th", "2026-06-12", "2025-06-12"),
    ("the 12th of june", "2026-06-12", "2025-06-12"),
    ("12th of June 2027", "2027-06-12", ""),
    ("6/12/2027", "2027-06-12", ""),
    ("2026/6/12", "2026-06-12", ""),
    ("2026-6-12", "2026-06-12", ""),
    ("06/12", "2026-06-12", "2025-06-12"),
    ("fri jun 12", "2026-06-12", ""),
    ("thu jun 12", "", "2025-06-12"),
    ("fri the 12th", "2026-06-12", ""),
    ("fri 6/12", "2026-06-12", ""),
    ("the 31st", "2026-07-31", "2026-05-31"),
    ("feb 29", "2028-02-29", "2024-02-29"),
    ("last thu", "", "2026-05-28"),
    ("this mon", "2026-06-08", ""),
    ("in a week", "2026-06-11", ""),
    ("2 weeks", "2026-06-18", ""),
    ("+2 weeks", "2026-06-18", ""),
    ("in 3 months", "2026-09-04", ""),
    ("5 business days", "2026-06-11", ""),
    ("2 weeks from now", "2026-06-18", ""),
    ("a week ago", "", "2026-05-28"),
    ("2w ago", "", "2026-05-21"),
    ("1m ago", "", "2026-05-04"),
    ("5b ago", "", "2026-05-28"),
    ("0d", "2026-06-04", ""),
    ("0d ago", "", "2026-06-04"),
    ("end of the month", "2026-06-30", ""),
    # and what is no date, or could be two
    ("this thu", "", ""),
    ("fri next week", "", ""),
    ("next week", "", ""),
    ("2 weeks from fri", "", ""),
    ("fri 2", "", ""),
    ("fri 17:30", "", ""),
    ("13/4", "", ""),
    ("13/40", "", ""),
    ("6-12", "", ""),
    ("2026-06", "", ""),
    ("2026-02-30", "", ""),
    ("1999-12-31", "", ""),
    ("2101-01-01", "", ""),
    ("jun 12 27", "", ""),
    ("0", "", ""),
    ("32", "", ""),
    ("012", "", ""),
    ("the 012th", "", ""),
    ("2026-006-12", "", ""),
    ("2026-6-012", "", ""),
    ("6/12/127", "", ""),
    ("6/12/2", "", ""),
    ("6/012", "", ""),
    ("fri 012", "", ""),
    ("12/13/2", "", ""),
    ("weds", "2026-06-10", "2026-06-03"),
    ("thur", "2026-06-11", "2026-05-28"),
    ("in five days", "2026-06-09", ""),
    ("in nine days", "2026-06-13", ""),
    ("12000d", "2059-04-12", ""),
    ("12 of", "", ""),
    ("of", "", ""),
    ("2026", "", ""),
    ("-12", "", ""),
    ("+12", "", ""),
    ("+2w ago", "", ""),
    ("in -2w", "", ""),
    ("in 2w ago", "", ""),
    ("a week", "", ""),
    ("two weeks", "", ""),
    ("in ten days", "2026-06-14", ""),
    ("jun the of 12", "", ""),
    ("99999999d", "", ""),
    ("99999999b", "", ""),
    ("99999999m", "", ""),
    ("9" * 6000 + "d", "", ""),
    ("9" * 6000, "", ""),
    ("٣d", "", ""),
    ("１２", "", ""),
    ("²", "", ""),
    ("", "", ""),
    ("   ", "", ""),
    (",", "", ""),
    ("windows late", "", ""),
]


@pytest.mark.parametrize(("words", "future", "past"), TABLE, ids=[row[0][:20] or "nothing" for row in TABLE])
def test_every_row_of_the_grammar_reads_as_decided(words: str, future: str, past: str) -> None:
    for direction, expected in ((FUTURE, future), (PAST, past)):
        if expected:
            assert read_date(words, direction=direction, today=TODAY) == day(expected)
            continue
        refused = refusal(words, direction)
        assert refused.exit_code is Exit.USAGE
        assert len(refused.forms) >= 3
        assert len(refused.message) < 200
        for form in refused.forms:
            read_date(form, direction=direction, today=TODAY)


MOVED = [  # the closing being moved stands on Wed Jun 10
    ("+2w", "2026-06-24"),
    ("2w", "2026-06-24"),
    ("1m", "2026-07-10"),
    ("5b", "2026-06-17"),
    ("in 2 weeks", "2026-06-24"),
    ("-3d", "2026-06-07"),
    ("3d ago", "2026-06-07"),
    ("3 days ago", "2026-06-07"),
    ("-6d", "2026-06-04"),
    ("0d", "2026-06-10"),
    ("2 weeks from today", "2026-06-18"),
    ("fri", "2026-06-05"),
    ("tomorrow", "2026-06-05"),
    ("jun 12", "2026-06-12"),
    ("-7d", ""),
    ("-3w", ""),
    ("2026-06-03", ""),
    ("2025-01-01", ""),
]


@pytest.mark.parametrize(("words", "expected"), MOVED)
def test_a_span_in_a_shift_counts_from_the_date_being_moved(words: str, expected: str) -> None:
    base = date(2026, 6, 10)
    if expected:
        assert ahead(words, base=base) == day(expected)
        return
    refused = refusal(words, FUTURE, base=base)
    for form in refused.forms:
        assert ahead(form, base=base) >= TODAY


def test_a_closing_that_has_passed_cannot_be_moved_to_another_day_that_has_passed() -> None:
    refused = refusal("+2w", FUTURE, base=date(2026, 5, 1))
    assert "Fri May 15" in refused.why
    assert "+2w" not in refused.forms
    assert ahead("+2m", base=date(2026, 5, 1)) == date(2026, 7, 1)


def test_a_date_that_is_not_set_yet_counts_from_today() -> None:
    assert ahead("+2w", base=None) == date(2026, 6, 18)


def test_the_past_counts_from_today_whatever_the_base_is() -> None:
    assert read_date("3d ago", direction=PAST, today=TODAY, base=date(2027, 1, 1)) == date(2026, 6, 1)


# Thirty phrases of every day, on Wed 18 Nov 2026, ahead.

PHRASES = [
    ("today", "2026-11-18"),
    ("tomorrow", "2026-11-19"),
    ("fri", "2026-11-20"),
    ("Friday", "2026-11-20"),
    ("wed", "2026-11-25"),
    ("mon", "2026-11-23"),
    ("this sat", "2026-11-21"),
    ("+10d", "2026-11-28"),
    ("2w", "2026-12-02"),
    ("in 2 weeks", "2026-12-02"),
    ("in 3 days", "2026-11-21"),
    ("1m", "2026-12-18"),
    ("10b", "2026-12-03"),  # over Thanksgiving
    ("eow", "2026-11-20"),
    ("eom", "2026-11-30"),
    ("the 5th", "2026-12-05"),
    ("20", "2026-11-20"),
    ("dec 5", "2026-12-05"),
    ("5 dec", "2026-12-05"),
    ("Dec. 5th", "2026-12-05"),
    ("12/5", "2026-12-05"),
    ("12/5/26", "2026-12-05"),
    ("1/9", "2027-01-09"),
    ("jan 9", "2027-01-09"),
    ("january 9, 2027", "2027-01-09"),
    ("2026-12-05", "2026-12-05"),
    ("20261205", "2026-12-05"),
    ("nov 17", "2027-11-17"),
    ("two weeks from now", "2026-12-02"),
    ("sat, dec 5", "2026-12-05"),
]


@pytest.mark.parametrize(("words", "expected"), PHRASES)
def test_thirty_phrases_of_every_day_are_read_right(words: str, expected: str) -> None:
    assert len(PHRASES) == 30
    assert ahead(words, today=date(2026, 11, 18)) == day(expected)


@pytest.mark.parametrize("words", ["next friday", "13/40", "2 fridays from now", "friday after next", "next month", "in a while"])
def test_phrases_on_which_people_disagree_are_never_guessed(words: str) -> None:
    refusal(words, FUTURE, today=date(2026, 11, 18))
    refusal(words, PAST, today=date(2026, 11, 18))


# What a refusal says.

AHEAD = "today or a day to come is needed here. Try: fri, +2w, jun 18, 2026-06-18."
BACK = "today or a day that is past is needed here. Try: fri, -3d, may 28, 2026-05-28."
REFUSALS = [
    ("feb 30", FUTURE, "there is no Feb 30. Try: fri, +2w, feb 28, 2027-02-28."),
    ("feb 30", PAST, "there is no Feb 30. Try: fri, -3d, feb 28, 2026-02-28."),
    ("2/30", FUTURE, "there is no Feb 30. Try: fri, +2w, feb 28, 2027-02-28."),
    ("feb 29 2027", FUTURE, "there is no Feb 29, 2027. Try: fri, +2w, feb 28, 2027-02-28."),
    ("2028-02-30", FUTURE, "there is no Feb 30, 2028. Try: fri, +2w, feb 29, 2028-02-29."),
    ("next fri", FUTURE, "Fri Jun 5 or Fri Jun 12? type the date. Try: jun 5, jun 12, 2026-06-12."),
    ("this thu", FUTURE, "Thu Jun 4 or Thu Jun 11? type the date. Try: jun 4, jun 11, 2026-06-11."),
    ("tomorow", FUTURE, '"tomorow" is no date: did you mean tomorrow? Try: tomorrow, fri, +2w.'),
    ("tomorow", PAST, f'"tomorrow" is Fri Jun 5, and {BACK}'),
    ("jnue 12", FUTURE, '"jnue 12" is no date: did you mean june 12? Try: june 12, fri, +2w.'),
    ("2026-13-01", FUTURE, "there is no month 13. Try: fri, +2w, dec 1, 2026-12-01."),
    ("13/4", FUTURE, "there is no month 13: the month comes first. Try: 4/13, fri, +2w."),
    ("13/13", FUTURE, "there is no month 13. Try: fri, +2w, jun 18, 2026-06-18."),
    ("13/4/27", FUTURE, "there is no month 13: the month comes first. Try: 4/13/27, fri, +2w."),
    ("13/40", FUTURE, "there is no month 13. Try: fri, +2w, jun 18, 2026-06-18."),
    ("jun", FUTURE, "June is a whole month: which day? Try: fri, +2w, jun 30, 2026-06-30."),
    ("aug 2027", FUTURE, "August 2027 is a whole month: which day? Try: fri, +2w, aug 31 2027, 2027-08-31."),
    ("the 45th", FUTURE, "no month has a day 45. Try: fri, +2w, jun 30, 2026-06-30."),
    ("the 45th", PAST, "no month has a day 45. Try: fri, -3d, may 31, 2026-05-31."),
    ("2w", PAST, '"2w" looks ahead, and today or a day that is past is needed here. Try: -2w, fri, -3d.'),
    ("3d ago", FUTURE, '"3d ago" looks back, and today or a day to come is needed here. Try: +3d, fri, +2w.'),
    ("thu jun 12", FUTURE, "Jun 12 is a Friday, not a Thursday. Try: fri, +2w, jun 12, 2026-06-12."),
    ("2 weeks from fri", FUTURE, '"2 weeks from fri": type the date itself. Try: jun 19, 2026-06-19, fri.'),
    ("3 days before jun 12", FUTURE, '"3 days before jun 12": type the date itself. Try: jun 9, 2026-06-09, fri.'),
    ("2025-01-01", FUTURE, f'"2025-01-01" is Wed Jan 1 2025, and {AHEAD}'),
    ("6/12/27", PAST, f'"6/12/27" is Sat Jun 12 2027, and {BACK}'),
    ("jun 12 1/2", FUTURE, '"1/2" after jun 12 is not part of a date. Try: jun 12, fri, +2w.'),
    ("next week", FUTURE, '"next week" is not one day. Try: +1w, fri, +2w.'),
    ("99999999d", FUTURE, '"99999999d" is too far off: dates here run from 2000 to 2100. Try: fri, +2w, jun 18, 2026-06-18.'),
    ("6-12", FUTURE, '"6-12" is not clear. Try: 6/12, fri, +2w.'),
    ("", FUTURE, "no date was given. Try: fri, +2w, jun 18, 2026-06-18."),
    ("windows late", FUTURE, '"windows late" is no date. Try: fri, +2w, jun 18, 2026-06-18.'),
]  # fmt: skip


@pytest.mark.parametrize(("words", "direction", "message"), REFUSALS)
def test_a_refusal_says_why_and_shows_forms_that_work(words: str, direction: Direction, message: str) -> None:
    assert refusal(words, direction).message == message


def test_a_refusal_of_a_long_text_is_short() -> None:
    message = refusal("windows " * 1000, FUTURE).message
    assert len(message) < 120
    assert "windows windows" in message


def test_a_refusal_shows_one_line_even_when_lines_were_typed() -> None:
    assert "\n" not in refusal("windows\nlate\r\n", FUTURE).message


# The end of the week, and business days.


@pytest.mark.parametrize(
    ("today", "future", "past"),
    [
        ("2026-06-01", "2026-06-05", ""),
        ("2026-06-05", "2026-06-05", "2026-06-05"),
        ("2026-06-06", "2026-06-12", "2026-06-05"),
        ("2026-06-07", "2026-06-12", "2026-06-05"),
        ("2026-06-08", "2026-06-12", ""),
    ],
    ids=["mon", "fri", "sat", "sun", "next mon"],
)
def test_the_end_of_the_week_is_its_friday_and_on_a_weekend_the_coming_one(today: str, future: str, past: str) -> None:
    assert ahead("eow", today=day(today)) == day(future)
    if past:
        assert back("eow", today=day(today)) == day(past)
    else:
        refusal("eow", PAST, today=day(today))


def test_the_end_of_the_month_may_be_today_and_then_looks_both_ways() -> None:
    assert ahead("eom", today=date(2028, 2, 29)) == back("eom", today=date(2028, 2, 29)) == date(2028, 2, 29)
    assert ahead("eom", today=date(2026, 12, 1)) == date(2026, 12, 31)


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


# Properties that hold on every day.

DIRECTIONS = st.sampled_from(Direction)
TODAYS = st.dates(date(2001, 1, 1), date(2090, 12, 31)) | st.sampled_from(
    [
        day(text)
        for text in (
            "2024-02-29",
            "2026-01-31",
            "2026-12-31",
            "2027-01-01",
            "2028-02-28",
            "2028-02-29",
            "2028-03-01",
            "2026-08-31",
        )
    ]
)
NUMBERS = st.integers(0, 40).map(str)
MONTH_WORDS = st.sampled_from([word for name in MONTHS for word in (name, name[:3], name[:3].lower(), f"{name[:3]}.")] + ["sept"])
WEEKDAY_WORDS = st.sampled_from([word for name in WEEKDAYS for word in (name, name[:3], name[:3].lower())])
UNITS = st.sampled_from(["d", "w", "m", "b", "day", "days", "week", "weeks", "months", "business days", ""])
ENDINGS = st.sampled_from(["", "", "st", "nd", "rd", "th"])
SMALL_WORDS = [
    "the", "of", "in", "ago", "from", "now", "this", "last", "next", "week", "today", "tomorrow", "tom", "yesterday",
    "eow", "eom", "after", "a", "two", "at", "5pm", "17:30", ",", "x",
]  # fmt: skip
PIECES = (
    NUMBERS
    | MONTH_WORDS
    | WEEKDAY_WORDS
    | UNITS
    | st.builds("{}{}".format, NUMBERS, ENDINGS)
    | st.builds("{}{}{}".format, st.sampled_from(["", "+", "-"]), st.integers(0, 10**9), UNITS)
    | st.builds("{}/{}".format, NUMBERS, NUMBERS)
    | st.builds("{}/{}/{}".format, NUMBERS, NUMBERS, st.integers(0, 2200))
    | st.builds("{}-{}-{}".format, st.integers(1990, 2110), NUMBERS, NUMBERS)
    | st.integers(1990, 2110).map(str)
    | st.sampled_from(SMALL_WORDS)
)
PHRASED = st.lists(PIECES, min_size=1, max_size=6).map(" ".join)
ANYTHING = PHRASED | st.text(max_size=40)


def on_its_side(found: date, direction: Direction, today: date) -> bool:
    return found >= today if direction is FUTURE else found <= today


@given(ANYTHING, DIRECTIONS, TODAYS, st.none() | st.dates(date(2001, 1, 1), date(2099, 1, 1)))
@settings(max_examples=250, deadline=None)
def test_any_text_is_a_day_on_the_right_side_of_today_or_a_refusal_whose_forms_work(
    words: str, direction: Direction, today: date, base: date | None
) -> None:
    try:
        found = read_date(words, direction=direction, today=today, base=base)
    except BadDate as refused:
        assert len(refused.forms) >= 3
        assert len(refused.message) < 250
        assert "\n" not in refused.message
        for form in refused.forms:
            assert on_its_side(read_date(form, direction=direction, today=today, base=base), direction, today)
    else:
        assert on_its_side(found, direction, today)
        assert FIRST_YEAR <= found.year <= LAST_YEAR


@given(ANYTHING, DIRECTIONS, TODAYS)
@settings(max_examples=150, deadline=None)
def test_any_text_is_a_moment_or_a_refusal_whose_forms_work(words: str, direction: Direction, today: date) -> None:
    try:
        found = read_moment(words, direction=direction, today=today)
    except BadDate as refused:
        assert len(refused.forms) >= 3
        for form in refused.forms:
            assert on_its_side(read_moment(form, direction=direction, today=today).day, direction, today)
    else:
        assert on_its_side(found.day, direction, today)
        assert file_moment(str(found)) == found


@given(st.text(max_size=30) | PHRASED)
@QUICKLY
def test_any_text_in_the_file_is_read_or_refused_in_one_line_that_says_what_to_do(text: str) -> None:
    for reader in (file_date, file_clock, file_moment, file_period):
        try:
            reader(text)
        except ValueError as refused:
            assert type(refused) is ValueError
            assert " - " in str(refused)
            assert "\n" not in str(refused)
            assert len(str(refused)) < 200


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), DIRECTIONS)
@settings(max_examples=30, deadline=None)
def test_even_on_the_calendars_edges_a_refusal_is_a_refusal(today: date, direction: Direction) -> None:
    for edge in (today, date(2000, 1, 1), date(2000, 1, 2), date(2100, 12, 30), date(2100, 12, 31)):
        for words in (
            "fri",
            "this mon",
            "next fri",
            "2 weeks from fri",
            "tomorrow",
            "yesterday",
            "feb 29",
            "the 31st",
            "jan 31",
            "eow",
            "1b",
            "1b ago",
            "feb 30",
            "the 45th",
            "x",
        ):
            try:
                found = read_date(words, direction=direction, today=edge)
            except BadDate as refused:
                assert refused.forms
            else:
                assert FIRST_YEAR <= found.year <= LAST_YEAR


@given(WEEKDAY_WORDS, DIRECTIONS, TODAYS)
@QUICKLY
def test_a_weekday_is_the_nearest_such_day_and_never_today(words: str, direction: Direction, today: date) -> None:
    found = read_date(words, direction=direction, today=today)
    assert WEEKDAYS[found.weekday()].lower().startswith(words.lower()[:3])
    assert 1 <= abs((found - today).days) <= 7
    assert on_its_side(found, direction, today)
    prefixed = read_date(f"last {words}", direction=PAST, today=today)
    assert prefixed == read_date(words, direction=PAST, today=today)


@given(WEEKDAY_WORDS, TODAYS)
@QUICKLY
def test_next_friday_names_both_readings_seven_days_apart(words: str, today: date) -> None:
    refused = refusal(f"next {words}", FUTURE, today=today)
    one, other = (ahead(form, today=today) for form in refused.forms[:2])
    assert one == ahead(words, today=today)
    assert other == one + 7 * ONE_DAY


@given(st.integers(1, 31), st.integers(1, 12), DIRECTIONS, TODAYS)
@QUICKLY
def test_a_day_of_the_year_is_the_nearest_such_day_and_may_be_today(
    number: int, month: int, direction: Direction, today: date
) -> None:
    named = f"{MONTHS[month - 1][:3].lower()} {number}"
    step = ONE_DAY if direction is FUTURE else -ONE_DAY
    days = (today + n * step for n in range(9 * 366))
    expected = next((each for each in days if (each.month, each.day) == (month, number)), None)
    for words in (named, f"{month}/{number}", f"{number} {MONTHS[month - 1]}", named.replace(" ", ""), f"{named}th"):
        if expected is None:
            assert f"there is no {named.title()}" in refusal(words, direction, today=today).why
        else:
            assert read_date(words, direction=direction, today=today) == expected


@given(st.integers(1, 31), DIRECTIONS, TODAYS)
@QUICKLY
def test_a_day_of_the_month_is_the_nearest_such_day_and_may_be_today(number: int, direction: Direction, today: date) -> None:
    step = ONE_DAY if direction is FUTURE else -ONE_DAY
    expected = next(each for each in (today + n * step for n in range(70)) if each.day == number)
    for words in (f"{number}", f"{number}th", f"the {number}th"):
        assert read_date(words, direction=direction, today=today) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), TODAYS)
@QUICKLY
def test_every_way_of_spelling_a_day_reads_back_as_that_day(told: date, today: date) -> None:
    direction = FUTURE if told >= today else PAST
    month = MONTHS[told.month - 1]
    spellings = [
        spell_day(told, today=today),
        told.isoformat(),
        told.strftime("%Y%m%d"),
        f"{told.month}/{told.day}/{told.year}",
        f"{told.month:02}/{told.day:02}/{told.year % 100:02}" if told.year < 2100 else told.isoformat(),
        f"{month} {told.day}, {told.year}",
        f"{told.day} {month[:3]} {told.year}",
        f"{WEEKDAYS[told.weekday()]}, the {told.day}th of {month} {told.year}",
        f"{month[:3].upper()}{told.day},{told.year}",
    ]
    for spelling in spellings:
        assert read_date(spelling, direction=direction, today=today) == told
    assert file_date(told.isoformat()) == file_date(f"{told.year}-{told.month}-{told.day}") == told


@given(TODAYS, st.integers(0, 2000))
@QUICKLY
def test_spans_count_what_they_say_ahead_and_back(today: date, n: int) -> None:
    assert ahead(f"+{n}d", today=today) == ahead(f"in {n} days", today=today) == today + n * ONE_DAY
    assert ahead(f"{n // 7}w", today=today) == today + n // 7 * 7 * ONE_DAY
    if n < 300:
        assert back(f"-{n}d", today=today) == back(f"{n} days ago", today=today) == today - n * ONE_DAY
        assert ahead(f"{n}b", today=today) == business_days_after(today, n)


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


# The date at the start of a sentence.

LEADING = [
    ("fri 2 windows late", "2026-06-05", "2 windows late"),
    ("12 jun permit", "2026-06-12", "permit"),
    ("jun 12 2 windows late", "2026-06-12", "2 windows late"),
    ("jun 12 2027 permit", "2027-06-12", "permit"),
    ("jun 12, 2027, permit", "2027-06-12", "permit"),
    ("jun 12, 2 windows", "2026-06-12", "2 windows"),
    ("jun 12 2500 dollars short", "2026-06-12", "2500 dollars short"),
    ("12 feb 30", "2027-02-12", "30"),
    ("jun 12 27 windows", "2026-06-12", "27 windows"),
    ("in 2 weeks permit", "2026-06-18", "permit"),
    ("2 weeks windows late", "2026-06-18", "windows late"),
    ("+2w windows late", "2026-06-18", "windows late"),
    ("5 business days permit", "2026-06-11", "permit"),
    ("the 12th rain", "2026-06-12", "rain"),
    ("the 12th of june rain", "2026-06-12", "rain"),
    ("fri, windows late", "2026-06-05", "windows late"),
    ("fri: windows late", "2026-06-05", "windows late"),
    ("fri , windows late", "2026-06-05", "windows late"),
    ("fri jun 12 windows", "2026-06-12", "windows"),
    ("fri may be late", "2026-06-05", "may be late"),
    ("fri 5pm call", "2026-06-05", "5pm call"),
    ("today", "2026-06-04", ""),
    ("12", "2026-06-12", ""),
    ("tom paint codes", "2026-06-05", "paint codes"),
    ("20260612 x", "2026-06-12", "x"),
    ("6/12 -3d", "2026-06-12", "-3d"),
    ("fri don't  wait", "2026-06-05", "don't wait"),
    ("this fri or never", "2026-06-05", "or never"),
]


@pytest.mark.parametrize(("words", "expected", "rest"), LEADING)
def test_the_longest_date_at_the_start_is_the_date_and_the_rest_is_text(words: str, expected: str, rest: str) -> None:
    found, left = leading_date(words.split(), direction=FUTURE, today=TODAY)
    assert (found, " ".join(left)) == (day(expected), rest)


def test_words_that_the_shell_kept_together_are_read_and_given_back_as_typed() -> None:
    assert leading_date(["fri 2 windows  late"], direction=FUTURE, today=TODAY) == (date(2026, 6, 5), ("2 windows  late",))
    assert leading_date(["jun", "12, windows", "a  b"], direction=FUTURE, today=TODAY) == (date(2026, 6, 12), ("windows", "a  b"))
    assert leading_date(["jun 12,2027 a", "b"], direction=FUTURE, today=TODAY) == (date(2027, 6, 12), ("a", "b"))
    assert leading_date(["12 jun,2027 windows"], direction=FUTURE, today=TODAY) == (date(2027, 6, 12), ("windows",))
    assert leading_date(["fri 12,2500 x"], direction=FUTURE, today=TODAY) == (date(2026, 6, 5), ("12,2500 x",))
    assert leading_date(["", "jun 12", "2027", ""], direction=FUTURE, today=TODAY) == (date(2027, 6, 12), ("",))
    assert leading_date(["3 days ago rain"], direction=PAST, today=TODAY) == (date(2026, 6, 1), ("rain",))
    assert leading_date(["-3d", "early"], direction=FUTURE, today=TODAY, base=date(2026, 6, 30)) == (
        date(2026, 6, 27),
        ("early",),
    )


NOT_LEADING = [
    ("next fri windows", "Fri Jun 5 or Fri Jun 12? type the date."),
    ("feb 30 permit", "there is no Feb 30."),
    ("thu jun 12 windows", "Jun 12 is a Friday, not a Thursday."),
    ("fri next week windows", "Fri Jun 5 or Fri Jun 12? type the date."),
    ("2 weeks from fri windows", '"2 weeks from fri": type the date itself.'),
    ("-3d windows", '"-3d" looks back, and today or a day to come is needed here.'),
    ("3 days ago windows", '"3 days ago" looks back, and today or a day to come is needed here.'),
    ("jun paint", "June is a whole month: which day?"),
    ("may be late", "May is a whole month: which day?"),
    ("the 12th of next month", '"the 12th of" what?'),
    ("12 of the windows", '"12 of" what?'),
    ("jun 12 2025 windows", '"jun 12 2025" is Thu Jun 12 2025, and today or a day to come is needed here.'),
    ("tomorow paint codes", '"tomorow" is no date: did you mean tomorrow?'),
    ("windows late", '"windows late" does not begin with a date.'),
    ("12,2500 dollars", '"12,2500 dollars" does not begin with a date.'),
    ("12,500 dollars", '"12,500 dollars" does not begin with a date.'),
    ("the 12 windows", '"the 12 windows" does not begin with a date.'),
    ("", "no date was given."),
]


@pytest.mark.parametrize(("words", "why"), NOT_LEADING)
def test_a_start_that_only_looks_like_a_date_is_refused_and_not_cut_short(words: str, why: str) -> None:
    with pytest.raises(BadDate) as caught:
        leading_date(words.split(), direction=FUTURE, today=TODAY)
    assert caught.value.why == why
    assert len(caught.value.forms) >= 3


@given(PHRASED, DIRECTIONS, TODAYS, st.sampled_from(["permit", "windows late", "x 2 y", "#5", "(late)", "- late"]))
@settings(max_examples=150, deadline=None)
def test_text_after_a_date_changes_neither_the_date_nor_the_text(
    words: str, direction: Direction, today: date, junk: str
) -> None:
    try:
        found = read_date(words, direction=direction, today=today)
    except BadDate:
        return
    for typed in ((words, junk), (*words.split(), *junk.split()), (f"{words} {junk}",)):
        led, rest = leading_date(typed, direction=direction, today=today)
        assert (led, " ".join(rest)) == (found, junk)


# Days with a time.

MOMENTS = [
    ("17:30", "2026-06-04 17:30"),
    ("5:30pm", "2026-06-04 17:30"),
    ("5:30 PM", "2026-06-04 17:30"),
    ("5pm", "2026-06-04 17:00"),
    ("5 p.m.", "2026-06-04 17:00"),
    ("at 9:05", "2026-06-04 09:05"),
    ("12am", "2026-06-04 00:00"),
    ("23:59", "2026-06-04 23:59"),
    ("11:59pm", "2026-06-04 23:59"),
    ("1am", "2026-06-04 01:00"),
    ("12:30pm", "2026-06-04 12:30"),
    ("0:05", "2026-06-04 00:05"),
    ("yesterday", "2026-06-03"),
    ("fri 17:30", "2026-05-29 17:30"),
    ("yesterday 5 pm", "2026-06-03 17:00"),
    ("yesterday at 5 pm", "2026-06-03 17:00"),
    ("5pm yesterday", "2026-06-03 17:00"),
    ("2026-06-03 17:30", "2026-06-03 17:30"),
    ("2026-06-03T17:30", "2026-06-03 17:30"),
    ("12 5 pm", "2026-05-12 17:00"),
    ("1 7:30", "2026-06-01 07:30"),
    ("may 28, 2026, 9:00", "2026-05-28 09:00"),
    ("3 days ago 8am", "2026-06-01 08:00"),
    ("5", "2026-05-05"),
]


@pytest.mark.parametrize(("words", "expected"), MOMENTS)
def test_a_conversation_may_be_given_its_day_its_time_or_both(words: str, expected: str) -> None:
    assert str(read_moment(words, direction=PAST, today=TODAY)) == expected


NO_TIMES = [
    "25:00", "17:75", "13pm", "0am", "24:00", "17:30pm", "fri 25:00", "5:3", "at 5", "at", "1.7:30", "tomorrow 9:00",
    "next fri 5pm", "fri 9:00 10:00", "9:00 9:00", "17:30:00", "2026-06-03T25:00", "１７:３０", "",
]  # fmt: skip


@pytest.mark.parametrize("words", NO_TIMES)
def test_a_time_that_is_none_is_refused_with_forms_that_work(words: str) -> None:
    with pytest.raises(BadDate) as caught:
        read_moment(words, direction=PAST, today=TODAY)
    assert len(caught.value.forms) >= 3
    for form in caught.value.forms:
        read_moment(form, direction=PAST, today=TODAY)


def test_an_appointment_begins_with_its_day_and_time_and_the_rest_is_what_it_is_for() -> None:
    def led(words: str) -> tuple[str, str]:
        moment, rest = leading_moment(words.split(), direction=FUTURE, today=TODAY)
        return str(moment), " ".join(rest)

    assert led("fri 10:00 pre-con 2 hours") == ("2026-06-05 10:00", "pre-con 2 hours")
    assert led("jun 12 2027 5 pm walk") == ("2027-06-12 17:00", "walk")
    assert led("12 5 pm walk") == ("2026-06-12 17:00", "walk")
    assert led("Fri, the 12th of June 2026, at 5 pm walk") == ("2026-06-12 17:00", "walk")
    assert led("fri walk") == ("2026-06-05", "walk")
    with pytest.raises(BadDate, match="is not a time of day"):
        led("fri 25:00 walk")


def test_a_clock_that_was_typed_becomes_the_files_clock() -> None:
    assert [read_clock(words) for words in ("17:30", "5:30pm", "5 pm", "9:05", "at 5pm")] == [
        "17:30",
        "17:30",
        "17:00",
        "09:05",
        "17:00",
    ]
    for words in ("", "5", "25:00", "fri", "five"):
        with pytest.raises(BadDate) as caught:
            read_clock(words)
        assert [read_clock(form) for form in caught.value.forms] == ["17:30", "17:30", "09:05"]


# What the file says.


@pytest.mark.parametrize("text", ["2026-06-01", "2026-6-1", "2026-06-1", "2026-6-01"])
def test_the_file_takes_a_day_with_or_without_zeros(text: str) -> None:
    assert file_date(text) == date(2026, 6, 1)


BAD_FILE_DATES = [
    ("03/04/26", '"03/04/26" is 3 April or 4 March? - write 2026-04-03 or 2026-03-04'),
    ("3/4/2026", '"3/4/2026" is 3 April or 4 March? - write 2026-04-03 or 2026-03-04'),
    ("12.6.2026", '"12.6.2026" is 12 June or 6 December? - write 2026-06-12 or 2026-12-06'),
    ("6/30/26", '"6/30/26" is not how this file writes a date - write 2026-06-30'),
    ("4/4/26", '"4/4/26" is not how this file writes a date - write 2026-04-04'),
    ("2026/06/12", '"2026/06/12" needs dashes - write 2026-06-12'),
    ("6/12", '"6/12" has no year - write it like 2026-06-12'),
    ("26-06-01", '"26-06-01" has a two-digit year, and it needs four digits - write it like 2026-06-12'),
    ("20251120", '"20251120" needs dashes - write 2025-11-20'),
    ("20251399", '"20251399" is a number, not a date - write it like 2026-06-12'),
    ("1764633600", '"1764633600" is a number, not a date - write it like 2026-06-12'),
    ("0", '"0" is a number, not a date - write it like 2026-06-12'),
    ("2026", '"2026" is a number, not a date - write it like 2026-06-12'),
    ("June 1st", '"June 1st" has no year and is in words - write YYYY-06-01 with the year'),
    ("June 1st, 2026", '"June 1st, 2026" is in words - write 2026-06-01'),
    ("1 Sept. 2026", '"1 Sept. 2026" is in words - write 2026-09-01'),
    ("Feb 30 2026", '"Feb 30 2026" is in words - write it like 2026-06-12'),
    ("tomorrow", '"tomorrow" is not a date - write it like 2026-06-12'),
    ("2026-02-30", "there is no Feb 30, 2026 - that month ends on 2026-02-28"),
    ("2027-02-29", "there is no Feb 29, 2027 - that month ends on 2027-02-28"),
    ("2026-06-00", "there is no Jun 0, 2026 - that month ends on 2026-06-30"),
    ("2026-13-01", "there is no month 13 - did you mean 2026-01-13?"),
    ("2026-13-40", "there is no month 13 - write it like 2026-06-12"),
    ("0206-06-01", "the year 0206 is outside 2000 to 2100 - write it like 2026-06-12"),
    ("1999-12-31", "the year 1999 is outside 2000 to 2100 - write it like 2026-06-12"),
    ("2101-01-01", "the year 2101 is outside 2000 to 2100 - write it like 2026-06-12"),
    ("9999-01-01", "the year 9999 is outside 2000 to 2100 - write it like 2026-06-12"),
    ("2026-06-01 17:30", '"2026-06-01 17:30" has a time of day in it and only a day goes here - write it like 2026-06-12'),
    ("2026-06", '"2026-06" is a whole month, and one day is needed here - write it like 2026-06-12'),
    ("2026-W12", '"2026-W12" is not one day, and one day is needed here - write it like 2026-06-12'),
    ("2026-W12-1", '"2026-W12-1" is not one day, and one day is needed here - write it like 2026-06-12'),
    ("", "a date is missing here - write it like 2026-06-12, or leave the line out"),
    ("2026-06-0１", '"2026-06-0１" is not a date - write it like 2026-06-12'),
    ("02026-6-1", '"02026-6-1" is not a date - write it like 2026-06-12'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), BAD_FILE_DATES)
def test_a_day_the_file_cannot_mean_is_refused_with_its_cure(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=" - ") as caught:
        file_date(text)
    assert str(caught.value) == message


def test_the_calendar_of_the_file_runs_from_2000_to_2100() -> None:
    assert file_date("2000-01-01") == date(2000, 1, 1)
    assert file_date("2100-12-31") == date(2100, 12, 31)


def test_a_moment_in_the_file_may_have_a_time() -> None:
    assert file_moment("2026-11-19") == Moment(date(2026, 11, 19))
    for text in ("2026-11-19 17:30", "2026-11-19T17:30", "2026-11-19  17:30", "2026-11-19 17:30 "):
        assert file_moment(text) == Moment(date(2026, 11, 19), "17:30")
    assert str(file_moment("2026-6-1 9:05")) == "2026-06-01 09:05"
    assert str(file_moment("2026-06-01")) == "2026-06-01"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("17:30", '"17:30" has no day - write it like 2026-06-12 17:30'),
        ("2026-11-19 5pm", '"5pm" is not how this file writes a time - write it in 24 hours, like "17:30"'),
        ("2026-11-19 24:00", 'there is no 24:00 in a day - write it like "17:30"'),
        ("2026-11-19 17:30:00", '"17:30:00" has more than hours and minutes - write it like "17:30"'),
        ("2026-11-19T17:30Z", '"17:30Z" has more than hours and minutes - write it like "17:30"'),
        ("2026-11-19 at noon", '"at noon" is not a time of day - write it like "17:30"'),
        ("03/04/26 17:30", '"03/04/26" is 3 April or 4 March? - write 2026-04-03 or 2026-03-04'),
        ("2026-02-30 12:00", "there is no Feb 30, 2026 - that month ends on 2026-02-28"),
        ("12 June 2026", '"12 June 2026" is in words - write 2026-06-12'),
        ("Thu 12:30", '"Thu 12:30" is not a date - write it like 2026-06-12'),
    ],
)
def test_a_moment_the_file_cannot_mean_is_refused_with_its_cure(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=" - ") as caught:
        file_moment(text)
    assert str(caught.value) == message


def test_a_clock_in_the_file_is_24_hours_and_gets_its_zero() -> None:
    assert [file_clock(text) for text in ("17:30", "9:05", "09:05", "0:00", "23:59")] == [
        "17:30",
        "09:05",
        "09:05",
        "00:00",
        "23:59",
    ]


@pytest.mark.parametrize(
    "text",
    ["", "5pm", "24:00", "12:60", "750", "17:3", "17:30:00", "17:030", "0:000", ":30", "17", "１７:３０", "-1:30", "123:00"],
)
def test_a_clock_the_file_cannot_mean_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=" - write it"):
        file_clock(text)


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


PERIODS = [
    ("2026-12-11", "2026-12-11", "2026-12-11", Precision.DAY),
    ("2026-12-1", "2026-12-01", "2026-12-01", Precision.DAY),
    ("2027-W12", "2027-03-22", "2027-03-28", Precision.WEEK),
    ("2026-W53", "2026-12-28", "2027-01-03", Precision.WEEK),
    ("2025-W01", "2024-12-30", "2025-01-05", Precision.WEEK),
    ("2027-W1", "2027-01-04", "2027-01-10", Precision.WEEK),
    ("2027-w12", "2027-03-22", "2027-03-28", Precision.WEEK),
    ("2027-03", "2027-03-01", "2027-03-31", Precision.MONTH),
    ("2027-3", "2027-03-01", "2027-03-31", Precision.MONTH),
    ("2028-02", "2028-02-01", "2028-02-29", Precision.MONTH),
    ("2026-12", "2026-12-01", "2026-12-31", Precision.MONTH),
    ("2027-Q2", "2027-04-01", "2027-06-30", Precision.QUARTER),
    ("2026-Q4", "2026-10-01", "2026-12-31", Precision.QUARTER),
]


@pytest.mark.parametrize(("text", "start", "end", "precision"), PERIODS)
def test_a_told_date_says_its_own_precision(text: str, start: str, end: str, precision: Precision) -> None:
    assert file_period(text) == Period(text, day(start), day(end), precision)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2027-W53", "2027 has no week 53 - "),
        ("2027-W00", "2027 has no week 0 - "),
        ("2027-W012", '"2027-W012" is not a day, week, month or quarter - '),
        ("2027-Q02", '"2027-Q02" is not a day, week, month or quarter - '),
        ("2027-003", '"2027-003" is not a day, week, month or quarter - '),
        ("02027-03", '"02027-03" is not a date - '),
        ("2027-Q5", "a year has quarters Q1 to Q4, not Q5 - "),
        ("2027-Q0", "a year has quarters Q1 to Q4, not Q0 - "),
        ("2027-13", "there is no month 13 - "),
        ("2027-00", "there is no month 00 - "),
        ("2027", '"2027" is a whole year - '),
        ("1999-03", "the year 1999 is outside 2000 to 2100 - "),
        ("2027-spring", '"2027-spring" is not a day, week, month or quarter - '),
        ("2027-", '"2027-" is not a day, week, month or quarter - '),
        ("spring 2027", '"spring 2027" is not a day, week, month or quarter - '),
        ("March 2027", '"March 2027" is in words - write 2027-03'),
        ("dec 25", '"dec 25" is not a day, week, month or quarter - '),
        ("Q2 2027", '"Q2 2027" is not a day, week, month or quarter - '),
        ("12/11/26", '"12/11/26" is 12 November or 11 December? - '),
        ("2027-02-30", "there is no Feb 30, 2027 - "),
        ("", "a date is missing here - "),
    ],
)
def test_a_told_date_the_file_cannot_mean_is_refused_with_its_cure(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=" - ") as caught:
        file_period(text)
    assert str(caught.value).startswith(message)


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.sampled_from(Precision))
@QUICKLY
def test_the_period_of_a_day_holds_it_and_reads_back_from_the_file(told: date, precision: Precision) -> None:
    period = period_of(told, precision)
    assert told in period
    assert period.text not in period
    assert period.precision not in period
    assert file_period(period.text) == period
    assert period.precision is precision
    before, after = period_of(period.start - ONE_DAY, precision), period_of(period.end + ONE_DAY, precision)
    assert (before.end, after.start) == (period.start - ONE_DAY, period.end + ONE_DAY)


def test_the_period_of_any_day_of_the_calendar_can_be_named() -> None:
    assert period_of(date(2000, 1, 1), Precision.WEEK).start == date(1999, 12, 27)
    assert str(period_of(date(2100, 12, 31), Precision.QUARTER)) == "2100-Q4"


# A day said back.


def test_a_day_is_said_with_its_weekday_and_another_year_is_named() -> None:
    assert spell_day(date(2026, 6, 12), today=TODAY) == "Fri Jun 12"
    assert spell_day(date(2027, 1, 15), today=TODAY) == "Fri Jan 15 2027"
    assert spell_day(date(2025, 12, 31), today=date(2026, 1, 1)) == "Wed Dec 31 2025"


def test_a_letter_spells_the_day_out() -> None:
    assert long_day(date(2026, 6, 12), today=TODAY) == "Friday, June 12"
    assert long_day(date(2027, 1, 15), today=TODAY) == "Friday, January 15, 2027"
    assert short_day(date(2026, 6, 2)) == "Jun 2"


def test_a_day_beside_another_one_has_its_year_where_it_would_be_guessed_wrong() -> None:
    assert step_day(date(2027, 1, 15), beside=date(2026, 12, 11)) == "Jan 15"
    assert step_day(date(2026, 12, 1), beside=date(2027, 2, 26)) == "Dec 1"
    assert step_day(date(2028, 12, 1), beside=date(2026, 12, 1)) == "Dec 1 2028"
    assert step_day(date(2028, 12, 1), beside=None) == "Dec 1"


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
    assert echo(day(text), today=TODAY) == said
    assert spell_distance(day(text), today=TODAY) == said.partition("(")[2].rstrip(")")


def test_one_day_is_not_one_days() -> None:
    assert [span(n) for n in (0, 1, 2, 8)] == ["0 days", "1 day", "2 days", "8 days"]


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
    assert spell_period(file_period(text), today=date(2027, 1, 2)) == this_year
    assert spell_period(file_period(text), today=TODAY) == another_year


def test_a_week_over_new_year_is_named_by_its_monday() -> None:
    assert spell_period(file_period("2026-W53"), today=TODAY) == "the week of Dec 28"
    assert spell_period(file_period("2025-W01"), today=date(2025, 1, 1)) == "the week of Dec 30, 2024"


def test_days_are_spelled_in_english_whatever_the_locale_is() -> None:
    code = (
        "import locale; locale.setlocale(locale.LC_ALL, ''); from datetime import date; from backlog_cli.dates import echo; "
        "print(echo(date(2026, 6, 12), today=date(2026, 6, 4)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={"LC_ALL": "C.UTF-8", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "Fri Jun 12 (in 8 days)\n"


def test_over_three_years_ahead_is_far_off() -> None:
    assert not is_far_off(date(2029, 6, 4), today=TODAY)
    assert is_far_off(date(2029, 6, 5), today=TODAY)
    assert not is_far_off(date(2020, 1, 1), today=TODAY)


def test_a_weekday_has_its_english_name_or_the_first_three_letters_and_nothing_else() -> None:
    for n, name in enumerate(WEEKDAYS):
        assert {weekday_named(word) for word in (name, name[:3], name.lower(), name.upper(), name[:3].upper())} == {n}
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
        assert weekday_named(word) is None


# What must never happen.


@pytest.mark.parametrize(
    "words",
    [
        "9" * 10_000,
        "x" * 10_000,
        "fri " * 2_500,
        "1" * 5_000 + "/" * 5_000,
        "," * 10_000,
        " " * 10_000,
        "jun " + "1" * 9_996,
        "2 weeks from " * 770,
    ],
)
def test_ten_thousand_characters_are_read_or_refused_at_once(words: str) -> None:
    began = time.process_time()
    for direction in Direction:
        for reader in (read_date, read_moment):
            with pytest.raises(BadDate):
                reader(words, direction=direction, today=TODAY)
    for file_reader in (file_date, file_clock, file_moment, file_period):
        with pytest.raises(ValueError, match=" - "):
            file_reader(words)
    assert time.process_time() - began < 5  # a slow pattern would take minutes


def test_many_words_after_a_date_cost_nothing() -> None:
    words = ["fri", *(["windows late"] * 10_000)]
    found, rest = leading_date(words, direction=FUTURE, today=TODAY)
    assert (found, len(rest)) == (date(2026, 6, 5), 10_000)


def test_the_dates_room_opens_no_room_but_those_under_it() -> None:
    heavy = ("calendar", "locale", "difflib", "yaml", "pydantic", "rich", "typer")
    code = (
        "import sys; import backlog_cli.dates; "
        f"print(*sorted(name for name in sys.modules if name.startswith('backlog_cli.') or name in {heavy}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path)}, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["backlog_cli.dates", "backlog_cli.errors", "backlog_cli.terms"]


@pytest.mark.sweep
@given(ANYTHING, DIRECTIONS, TODAYS, st.none() | st.dates(date(2000, 1, 1), date(2100, 12, 31)))
@settings(max_examples=8_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_text_in_a_long_search_is_anything_but_a_day_or_a_refusal(
    words: str, direction: Direction, today: date, base: date | None
) -> None:
    for reader in (read_date, lambda typed, **known: leading_date([typed], **known)[0]):
        try:
            found = reader(words, direction=direction, today=today, base=base)
        except BadDate as refused:
            assert len(refused.forms) >= 3
        else:
            assert on_its_side(found, direction, today)
