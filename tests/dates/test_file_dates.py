"""What the file may say as a day, a time or a period, and how everything else is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_cli.dates.file_dates import file_clock, file_date, file_moment, file_period, period_of
from backlog_cli.dates.values import MONTHS, WEEKDAYS, Moment, Period
from backlog_cli.terms import Precision

ONE_DAY = timedelta(days=1)
QUICKLY = settings(max_examples=60, deadline=None)  # a busy machine is not a failure


def day(text: str) -> date:
    return date.fromisoformat(text)


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


@pytest.mark.parametrize("text", ["2026-06-01", "2026-6-1", "2026-06-1", "2026-6-01"])
def test_the_file_takes_a_day_with_or_without_zeros(text: str) -> None:
    assert file_date(text) == date(2026, 6, 1)


TYPED_DAYS = [
    "3/12/26", "3/12/2026", "03/12/26", "3-12-2026", "3.12.2026", "3.12.26", "2026/3/12", "2026/03/12", "Mar 12 2026",
    "Mar 12, 2026", "March 12, 2026", "march 12 2026", "Mar. 12, 2026", "12 Mar 2026", "12 March 2026", "12th of March 2026",
    "March 12th, 2026", "the 12th of March 2026", "12-Mar-26", "12-Mar-2026", "Mar-12-2026", "Mar 12 '26", "Mar 12 26",
    "Mar12 2026", "2026 Mar 12", "Thu Mar 12 2026", "Thu, Mar 12, 2026", "Thursday 3/12/26", "Thu 2026-03-12",
    "2026-03-12 00:00:00", "3/12/2026 0:00", "2026-03-12T00:00:00", " 3/12/26 ", "3 / 12 / 26",
]  # fmt: skip


@pytest.mark.parametrize("text", TYPED_DAYS)
def test_a_day_is_read_as_people_type_it(text: str) -> None:
    assert file_date(text) == date(2026, 3, 12)


@pytest.mark.parametrize("text", ["12/3/26", "12.3.2026", "12-3-2026", "Thu 12/3/26"])
def test_the_settings_say_what_comes_first_where_nobody_can_tell(text: str) -> None:
    assert file_date(text, "dmy") == date(2026, 3, 12)
    assert file_date(text, "mdy") == date(2026, 12, 3)


@pytest.mark.parametrize("order", ["mdy", "dmy"])
@pytest.mark.parametrize("text", ["13/3/26", "3/13/26", "Mar 13 2026", "13 Mar 2026", "2026-03-13", "2026/3/13"])
def test_a_day_that_can_be_told_is_the_same_in_either_order(text: str, order: str) -> None:
    assert file_date(text, order) == date(2026, 3, 13)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.sampled_from(["mdy", "dmy"]))
@QUICKLY
def test_every_day_is_read_in_every_form(when: date, order: str) -> None:
    month = MONTHS[when.month - 1]
    first, second = (when.month, when.day) if order == "mdy" else (when.day, when.month)
    forms = [
        f"{first}/{second}/{when.year}", f"{first:02}/{second:02}/{when.year % 100:02}", f"{first}-{second}-{when.year}",
        f"{month} {when.day}, {when.year}", f"{when.day}-{month[:3]}-{when.year}",
        f"{when:%a} {month[:3]} {when.day} {when.year}",
    ]  # fmt: skip
    for form in forms:
        expected = when.replace(year=2000 + when.year % 100) if form == forms[1] and when.year == 2100 else when
        assert file_date(form, order) == expected


BAD_FILE_DATES = [
    ("13/14/26", 'there is no day 13/14/26 - write it like 2026-06-12'),
    ("2/30/26", 'there is no day 2/30/26 - write it like 2026-06-12'),
    ("2026/02/30", '"2026/02/30" needs dashes - write it like 2026-06-12'),
    ("Feb 30 2026", "there's no Feb 30, 2026 - that month ends on 2026-02-28"),
    ("June 1st, 1999", "the year 1999 is outside 2000 to 2100 - write it like 2026-06-12"),
    ("May or June 2026", '"May or June 2026" is not a date - write it like 2026-06-12'),
    ("Mar 12 maybe 2026", '"Mar 12 maybe 2026" is not a date - write it like 2026-06-12'),
    ("6/12", '"6/12" has no year - write it like 2026-06-12'),
    ("26-06-01", '"26-06-01" has a two-digit year, and it needs four digits - write it like 2026-06-12'),
    ("20251120", '"20251120" needs dashes - write 2025-11-20'),
    ("20251399", '"20251399" is a number, not a date - write it like 2026-06-12'),
    ("1764633600", '"1764633600" is a number, not a date - write it like 2026-06-12'),
    ("0", '"0" is a number, not a date - write it like 2026-06-12'),
    ("2026", '"2026" is a number, not a date - write it like 2026-06-12'),
    ("June 1st", '"June 1st" has no year and is in words - write YYYY-06-01 with the year'),
    ("tomorrow", '"tomorrow" is not a date - write it like 2026-06-12'),
    ("2026-02-30", "there's no Feb 30, 2026 - that month ends on 2026-02-28"),
    ("2027-02-29", "there's no Feb 29, 2027 - that month ends on 2027-02-28"),
    ("2026-06-00", "there's no Jun 0, 2026 - that month ends on 2026-06-30"),
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


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("5:30 pm", "17:30"),
        ("5pm", "17:00"),
        ("12 am", "00:00"),
        ("12:05pm", "12:05"),
        ("9:05 a.m.", "09:05"),
        ("5:30p", "17:30"),
    ],
)
def test_a_clock_may_have_twelve_hours(text: str, clock: str) -> None:
    assert file_clock(text) == clock


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("Mar 2027", "2027-03"), ("march, 2027", "2027-03"), ("3/2027", "2027-03"), ("Sept 2027", "2027-09"),
        ("Q2 2027", "2027-Q2"), ("2027 Q2", "2027-Q2"), ("2027Q2", "2027-Q2"), ("q2/2027", "2027-Q2"), ("Q2-2027", "2027-Q2"),
        ("3/12/27", "2027-03-12"), ("Mar 12 2027", "2027-03-12"), ("12-Mar-27", "2027-03-12"),
    ],
)  # fmt: skip
def test_a_told_date_is_read_as_people_type_it(text: str, usual: str) -> None:
    assert file_period(text) == file_period(usual)


def test_a_moment_in_the_file_may_have_a_time() -> None:
    assert file_moment("2026-11-19") == Moment(date(2026, 11, 19))
    for text in ("2026-11-19 17:30", "2026-11-19T17:30", "2026-11-19  17:30", "2026-11-19 17:30 "):
        assert file_moment(text) == Moment(date(2026, 11, 19), "17:30")
    for text in ("11/19/26 5:30 pm", "Nov 19 2026, 5:30pm", "Nov 19 2026 at 5:30 PM", "Thu 11/19/26 @ 17:30", "11/19/2026 17:30"):
        assert file_moment(text) == Moment(date(2026, 11, 19), "17:30")
    assert file_moment("19/11/26 5pm", "dmy") == Moment(date(2026, 11, 19), "17:00")
    assert str(file_moment("2026-6-1 9:05")) == "2026-06-01 09:05"
    assert str(file_moment("2026-06-01")) == "2026-06-01"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("17:30", '"17:30" has no day - write it like 2026-06-12 17:30'),
        ("2026-11-19 17pm", '"17pm" is not how this file writes a time - write it in 24 hours, like "17:30"'),
        ("2026-11-19 24:00", 'there\'s no 24:00 in a day - write it like "17:30"'),
        ("2026-11-19 17:30:00", '"17:30:00" has more than hours and minutes - write it like "17:30"'),
        ("2026-11-19T17:30Z", '"2026-11-19T17:30Z" has a time of day in it and only a day goes here - write it like 2026-06-12'),
        ("2026-11-19 at noon", '"at noon" is not a time of day - write it like "17:30"'),
        ("13/14/26 17:30", "there is no day 13/14/26 - write it like 2026-06-12"),
        ("2026-02-30 12:00", "there's no Feb 30, 2026 - that month ends on 2026-02-28"),
        ("Thu 12:30", '"Thu" is not a date - write it like 2026-06-12'),
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
    [
        "",
        "17pm",
        "0am",
        "5",
        "24:00",
        "12:60",
        "750",
        "17:3",
        "17:30:00",
        "17:030",
        "0:000",
        ":30",
        "17",
        "１７:３０",
        "-1:30",
        "123:00",
    ],
)
def test_a_clock_the_file_cannot_mean_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=" - write it"):
        file_clock(text)


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
        ("dec 25", '"dec 25" has no year - '),
        ("March", '"March" has no year - '),
        ("end of march", '"end of march" is not a day, week, month or quarter - '),
        ("Q5 2027", '"Q5 2027" is not a day, week, month or quarter - '),
        ("13/14/26", "there is no day 13/14/26 - "),
        ("2027-02-30", "there's no Feb 30, 2027 - "),
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
