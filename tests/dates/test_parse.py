"""What an agent types as a date: every form, every refusal, and properties that hold on every day."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlog_cli.dates.business_days import business_days_after
from backlog_cli.dates.file_dates import file_clock, file_date, file_moment, file_period
from backlog_cli.dates.format import format_day
from backlog_cli.dates.parse import is_far_off, leading_clock, leading_date, leading_moment, read_date, read_moment
from backlog_cli.dates.values import FIRST_YEAR, LAST_YEAR, MONTHS, WEEKDAYS, Direction
from backlog_cli.errors import BadDate, DoubtfulDate, Exit
from tests.wording import DID_YOU_MEAN

FUTURE, PAST = Direction.FUTURE, Direction.PAST
TODAY = date(2026, 6, 4)  # a Thursday, CLI.md's example
ONE_DAY = timedelta(days=1)
QUICKLY = settings(max_examples=60, deadline=None)  # a busy machine is not a failure


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
    ("jun 12", "2026-06-12", ""),
    ("jun12", "2026-06-12", ""),
    ("12 jun", "2026-06-12", ""),
    ("6/12", "2026-06-12", ""),
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
    ("12jun", "2026-06-12", ""),
    ("jun12th", "2026-06-12", ""),
    ("12th", "2026-06-12", "2026-05-12"),
    ("june the 12th", "2026-06-12", ""),
    ("the 12th of june", "2026-06-12", ""),
    ("12th of June 2027", "2027-06-12", ""),
    ("6/12/2027", "2027-06-12", ""),
    ("2026/6/12", "2026-06-12", ""),
    ("2026-6-12", "2026-06-12", ""),
    ("06/12", "2026-06-12", ""),
    ("fri jun 12", "2026-06-12", ""),
    ("thu jun 12", "", "2025-06-12"),
    ("fri the 12th", "2026-06-12", ""),
    ("fri 6/12", "2026-06-12", ""),
    ("the 31st", "2026-07-31", "2026-05-31"),
    ("feb 29", "", ""),
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
    # and what is not a date, or could be two
    ("this thu", "", ""),
    ("fri next week", "", ""),
    ("next month", "", ""),
    ("next week fri", "", ""),
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
    ("a week", "2026-06-11", ""),
    ("two weeks", "2026-06-18", ""),
    ("next week", "2026-06-08", ""),
    ("eod", "2026-06-04", "2026-06-04"),
    ("close of business", "2026-06-04", "2026-06-04"),
    ("tmrw", "2026-06-05", ""),
    ("by fri", "2026-06-05", "2026-05-29"),
    ("on fri", "2026-06-05", "2026-05-29"),
    ("until fri", "2026-06-05", "2026-05-29"),
    ("by the 12th", "2026-06-12", "2026-05-12"),
    ("by eow", "2026-06-05", ""),
    ("by tmrw", "2026-06-05", ""),
    ("by", "", ""),
    ("by by fri", "", ""),
    ("on hold", "", ""),
    ("until further notice", "", ""),
    ("thursday week", "", ""),
    ("mon or tue", "", ""),
    ("2w before closing", "", ""),
    ("by closing", "", ""),
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
    ("nov 17 2027", "2027-11-17"),
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


# Cases date-1 and date-2 and their kinds. It is Mon Nov 23 2026; the home closes on Fri Mar 12 2027 and has no orientation yet.
CASE_DAY = date(2026, 11, 23)
HOME = {
    "closing": date(2027, 3, 12),
    "orientation": None,
    "pre-con": date(2026, 10, 15),
    "pre-drywall": date(2026, 12, 15),
    "start": date(2026, 10, 19),
    "sale": date(2026, 7, 18),
    "rate lock": date(2027, 2, 1),
    "needed-by": None,
}
WHOLE_PHRASES = [
    ("2 weeks before closing send checklist", "2027-02-26", "send checklist"),
    ("2w before closing send checklist", "2027-02-26", "send checklist"),
    ("+2w before closing x", "2027-02-26", "x"),
    ("two weeks before the closing x", "2027-02-26", "x"),
    ("2 weeks before their closing date x", "2027-02-26", "x"),
    ("2 weeks before we close, x", "2027-02-26", "x"),
    ("2 weeks prior to closing x", "2027-02-26", "x"),
    ("2 weeks ahead of closing x", "2027-02-26", "x"),
    ("2w b4 closing x", "2027-02-26", "x"),
    ("2 weeks before close of escrow x", "2027-02-26", "x"),
    ("3 days after closing x", "2027-03-15", "x"),
    ("a month after closing x", "2027-04-12", "x"),
    ("10 business days before closing x", "2027-02-26", "x"),
    ("the day before closing x", "2027-03-11", "x"),
    ("day after closing x", "2027-03-13", "x"),
    ("a week before pre-drywall x", "2026-12-08", "x"),
    ("3 days after predrywall x", "2026-12-18", "x"),
    ("6 weeks after start x", "2026-11-30", "x"),
    ("2w before rate lock x", "2027-01-18", "x"),
    ("2w before lock x", "2027-01-18", "x"),
    ("by closing send x", "2027-03-12", "send x"),
    ("by the closing date x", "2027-03-12", "x"),
    ("by close of business x", "2026-11-23", "x"),
    ("by fri x", "2026-11-27", "x"),
    ("by eod fri x", "2026-11-27", "x"),
    ("eod fri x", "2026-11-27", "x"),
    ("eod photos", "2026-11-23", "photos"),
    ("until dec 4 x", "2026-12-04", "x"),
    ("on the 12th x", "2026-12-12", "x"),
    ("tmrw x", "2026-11-24", "x"),
    ("next week x", "2026-11-30", "x"),
    ("a week x", "2026-11-30", "x"),
    ("fri to send photos", "2026-11-27", "send photos"),
    ("fri to lock the rate", "2026-11-27", "lock the rate"),
    ("fri to start the loan", "2026-11-27", "start the loan"),
    ("fri to", "2026-11-27", ""),
    ("fri before lunch", "2026-11-27", "before lunch"),
    ("fri after work", "2026-11-27", "after work"),
    ("fri from the lender", "2026-11-27", "from the lender"),
    ("fri or never", "2026-11-27", "or never"),
    ("fri and 2 windows", "2026-11-27", "and 2 windows"),
    ("fri and may be late", "2026-11-27", "and may be late"),
    ("fri - windows late", "2026-11-27", "- windows late"),
    ("fri weekly call", "2026-11-27", "weekly call"),
    ("fri nov 20 2026 x", "", ""),
    ("sat nov 20 x", "2027-11-20", "x"),  # its weekday says which one is meant
    ("tue feb 29 x", "2028-02-29", "x"),
]


@pytest.mark.parametrize(("words", "expected", "rest"), WHOLE_PHRASES, ids=[row[0] for row in WHOLE_PHRASES])
def test_a_phrase_is_read_whole_and_only_the_rest_is_text(words: str, expected: str, rest: str) -> None:
    if not expected:
        with pytest.raises(BadDate):
            leading_date(words.split(), direction=FUTURE, today=CASE_DAY, home=HOME)
        return
    for typed in (words.split(), [words]):
        found, left = leading_date(typed, direction=FUTURE, today=CASE_DAY, home=HOME)
        assert (found, " ".join(left)) == (day(expected), rest)


HALF_PHRASES = [
    ("thursday week call", ("nov 26", "dec 3")),
    ("thu week", ("nov 26", "dec 3")),
    ("dec 1 week", ("dec 1",)),
    ("next week tue call", ("nov 24", "dec 1")),
    ("mon or tue call", ("nov 30", "nov 24")),
    ("mon and tue", ("nov 30", "nov 24")),
    ("mon & tue", ("nov 30", "nov 24")),
    ("mon to wed", ("nov 30", "nov 25")),
    ("mon - wed", ("nov 30", "nov 25")),
    ("mon until wed", ("nov 30", "nov 25")),
    ("fri, or sat", ("nov 27", "nov 28")),
    ("dec 1 to dec 4 away", ("dec 1", "dec 4")),
    ("dec 1 or 2", ("dec 1", "dec 2")),
    ("12 or 13", ("dec 12", "dec 13")),
    ("dec 12 - 14", ("dec 12", "dec 14")),
    ("today or tomorrow", ("nov 23", "nov 24")),
    ("fri before dec 12", ("nov 27", "dec 12")),
    ("mon or next fri", ("nov 30",)),
    ("fri before closing send docs", ("mar 5",)),
    ("mon after closing", ("mar 15",)),
    ("dec 1 or closing", ("mar 12",)),
    ("fri and closing", ("mar 12",)),
    ("2 weeks from closing", ("feb 26", "mar 26")),
    ("2 weeks from fri call", ("dec 11",)),
    ("3 days before dec 12", ("dec 9",)),
    ("a week before orientation", ()),
    ("2w before needed-by", ()),
]


@pytest.mark.parametrize(("words", "forms"), HALF_PHRASES, ids=[row[0] for row in HALF_PHRASES])
def test_half_of_a_phrase_never_becomes_text(words: str, forms: tuple[str, ...]) -> None:
    with pytest.raises(BadDate) as caught:
        leading_date(words.split(), direction=FUTURE, today=CASE_DAY, home=HOME)
    assert caught.value.forms[: len(forms)] == forms
    assert len(caught.value.forms) == 3
    for form in caught.value.forms:
        leading_date([form, "text"], direction=FUTURE, today=CASE_DAY, home=HOME)


def test_a_weekday_that_fits_no_year_ahead_leaves_nothing_to_choose() -> None:
    refused = refusal("fri nov 20", FUTURE, today=CASE_DAY)
    assert not isinstance(refused, DoubtfulDate)
    assert refused.why.startswith("Fri Nov 20 2026 was 3 days ago, and the next one is Sat Nov 20 2027")


def test_a_date_of_a_home_is_refused_where_there_is_none() -> None:
    with pytest.raises(BadDate, match="this home has no orientation date to count from"):
        leading_date(["a week before orientation"], direction=FUTURE, today=CASE_DAY, home=HOME)
    with pytest.raises(BadDate, match="counts from a date of one home: type the date itself"):
        leading_date(["a week before closing"], direction=FUTURE, today=CASE_DAY)


def test_two_days_with_a_word_between_are_what_a_range_is() -> None:
    first, rest = leading_date(["dec", "1", "to", "dec", "4"], direction=FUTURE, today=CASE_DAY, is_range=True)
    assert (first, rest) == (date(2026, 12, 1), ("to", "dec", "4"))


YEAR_JUMPS = [
    ("nov 20", FUTURE, ["2027-11-20"], "Fri Nov 20 2026 was 3 days ago, and the next one is Sat Nov 20 2027: type the year."),
    ("nov20", FUTURE, ["2027-11-20"], ""),
    ("11/20", FUTURE, ["2027-11-20"], ""),
    ("nov 22", FUTURE, ["2027-11-22"], "Sun Nov 22 2026 was yesterday, and the next one is Mon Nov 22 2027: type the year."),
    ("sep 24", FUTURE, ["2027-09-24"], ""),  # 60 days ago
    ("nov 30", PAST, ["2025-11-30"], "Mon Nov 30 2026 is in 7 days, and the last one was Sun Nov 30 2025: type the year."),
    ("dec 4", PAST, ["2025-12-04"], ""),
    ("jan 22", PAST, ["2026-01-22"], ""),  # in 60 days
    (
        "feb 29",
        FUTURE,
        ["2027-02-28", "2027-03-01", "2028-02-29"],
        "there's no Feb 29 in 2027: Sun Feb 28 2027, Mon Mar 1 2027 or Tue Feb 29 2028? type the date.",
    ),
    ("2/29", FUTURE, ["2027-02-28", "2027-03-01", "2028-02-29"], ""),
    ("feb 29", PAST, ["2026-03-01", "2026-02-28", "2024-02-29"], ""),
]


@pytest.mark.parametrize(("words", "direction", "options", "why"), YEAR_JUMPS)
def test_a_day_without_a_year_never_jumps_one_unasked(words: str, direction: Direction, options: list[str], why: str) -> None:
    refused = refusal(words, direction, today=CASE_DAY)
    assert isinstance(refused, DoubtfulDate)
    assert [str(option) for option in refused.options] == options
    assert not why or refused.why == why
    for option in refused.options:
        assert read_date(words, direction=direction, today=CASE_DAY, chosen=option) == option
        assert f"{option:%Y}" in refused.message


@pytest.mark.parametrize(
    ("words", "direction", "expected"),
    [
        ("sep 23", FUTURE, "2027-09-23"),  # 61 days ago
        ("may 20", FUTURE, "2027-05-20"),  # the coming one is as near as the last one
        ("jan 23", PAST, "2026-01-23"),
        ("nov 23", FUTURE, "2026-11-23"),
        ("nov 23", PAST, "2026-11-23"),
        ("nov 20", PAST, "2026-11-20"),
        ("nov 30", FUTURE, "2026-11-30"),
        ("nov 20 2027", FUTURE, "2027-11-20"),
    ],
)
def test_a_day_that_nobody_could_mean_otherwise_is_read_at_once(words: str, direction: Direction, expected: str) -> None:
    assert read_date(words, direction=direction, today=CASE_DAY) == day(expected)


AHEAD = "this needs today or a later day. Try fri, +2w, jun 18."
BACK = "this needs today or an earlier day. Try fri, -3d, may 28."
REFUSALS = [
    ("feb 30", FUTURE, "there's no Feb 30. Try fri, +2w, feb 28."),
    ("feb 30", PAST, "there's no Feb 30. Try fri, -3d, feb 28."),
    ("2/30", FUTURE, "there's no Feb 30. Try fri, +2w, feb 28."),
    ("feb 29 2027", FUTURE, "there's no Feb 29, 2027. Try fri, +2w, feb 28."),
    ("2028-02-30", FUTURE, "there's no Feb 30, 2028. Try fri, +2w, feb 29 2028."),
    ("next fri", FUTURE, "Fri Jun 5 or Fri Jun 12? type the date. Try jun 5, jun 12, 2026-06-12."),
    ("this thu", FUTURE, "Thu Jun 4 or Thu Jun 11? type the date. Try jun 4, jun 11, 2026-06-11."),
    ("tomorow", FUTURE, f'"tomorow" isn\'t a date; {DID_YOU_MEAN} tomorrow? Try tomorrow, fri, +2w.'),
    ("tomorow", PAST, f'"tomorrow" is Fri Jun 5, and {BACK}'),
    ("jnue 12", FUTURE, f'"jnue 12" isn\'t a date; {DID_YOU_MEAN} june 12? Try june 12, fri, +2w.'),
    ("2026-13-01", FUTURE, "there's no month 13. Try fri, +2w, dec 1."),
    ("13/4", FUTURE, "there's no month 13: the month comes first. Try apr 13 2027, fri, +2w."),
    ("13/13", FUTURE, "there's no month 13. Try fri, +2w, jun 18."),
    ("13/4/27", FUTURE, "there's no month 13: the month comes first. Try 4/13/27, fri, +2w."),
    ("13/40", FUTURE, "there's no month 13. Try fri, +2w, jun 18."),
    ("jun", FUTURE, "June is a whole month: which day? Try fri, +2w, jun 30."),
    ("aug 2027", FUTURE, "August 2027 is a whole month: which day? Try fri, +2w, aug 31 2027."),
    ("the 45th", FUTURE, "no month has a day 45. Try fri, +2w, jun 30."),
    ("the 45th", PAST, "no month has a day 45. Try fri, -3d, may 31."),
    ("2w", PAST, '"2w" looks ahead, and this needs today or an earlier day. Try -2w, fri, -3d.'),
    ("3d ago", FUTURE, '"3d ago" looks back, and this needs today or a later day. Try +3d, fri, +2w.'),
    ("thu jun 12", FUTURE, "Jun 12 is a Friday, not a Thursday. Try fri, +2w, jun 12."),
    ("2 weeks from fri", FUTURE, '"2 weeks from fri": type the date itself. Try jun 19, 2026-06-19, fri.'),
    ("3 days before jun 12", FUTURE, '"3 days before jun 12": type the date itself. Try jun 9, 2026-06-09, fri.'),
    ("2025-01-01", FUTURE, f'"2025-01-01" is Wed Jan 1 2025, and {AHEAD}'),
    ("6/12/27", PAST, f'"6/12/27" is Sat Jun 12 2027, and {BACK}'),
    ("jun 12 1/2", FUTURE, '"1/2" after jun 12 isn\'t part of a date. Try jun 12, fri, +2w.'),
    ("next month", FUTURE, '"next month" isn\'t one day. Try +1m, fri, +2w.'),
    ("99999999d", FUTURE, '"99999999d" is too far off: dates here run from 2000 to 2100. Try fri, +2w, jun 18.'),
    ("6-12", FUTURE, '"6-12" isn\'t clear. Try 6/12, fri, +2w.'),
    ("", FUTURE, "no date was given. Try fri, +2w, jun 18."),
    ("windows late", FUTURE, '"windows late" isn\'t a date. Try fri, +2w, jun 18.'),
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
            assert f"there's no {named.title()}" in refusal(words, direction, today=today).why
        elif is_doubtful(expected, today):
            refused = refusal(words, direction, today=today)
            assert isinstance(refused, DoubtfulDate)
            assert expected in refused.options
            assert read_date(words, direction=direction, today=today, chosen=expected) == expected
            assert read_date(refused.forms[0], direction=direction, today=today) in refused.options
        else:
            assert read_date(words, direction=direction, today=today) == expected


def is_doubtful(read: date, today: date) -> bool:
    """Whether a day without a year has a reading on the other side of today, nearer and at most 60 days off, or is a leap day."""
    step = -ONE_DAY if read >= today else ONE_DAY
    others = (today + n * step for n in range(61))
    other = next((each for each in others if (each.month, each.day) == (read.month, read.day)), None)
    if (read.month, read.day) == (2, 29):
        return any(
            (each.month, each.day) == (2, 28) and each.year != read.year
            for each in (today + n * -step for n in range(abs((read - today).days)))
        )
    return other is not None and abs((other - today).days) < abs((read - today).days)


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
        format_day(told, today=today),
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
    ("feb 30 permit", "there's no Feb 30."),
    ("thu jun 12 windows", "Jun 12 is a Friday, not a Thursday."),
    ("fri next week windows", "Fri Jun 5 or Fri Jun 12? type the date."),
    ("2 weeks from fri windows", '"2 weeks from fri": type the date itself.'),
    ("-3d windows", '"-3d" looks back, and this needs today or a later day.'),
    ("3 days ago windows", '"3 days ago" looks back, and this needs today or a later day.'),
    ("jun paint", "June is a whole month: which day?"),
    ("may be late", "May is a whole month: which day?"),
    ("the 12th of next month", '"the 12th of" what?'),
    ("12 of the windows", '"12 of" what?'),
    ("jun 12 2025 windows", '"jun 12 2025" is Thu Jun 12 2025, and this needs today or a later day.'),
    ("tomorow paint codes", f'"tomorow" isn\'t a date; {DID_YOU_MEAN} tomorrow?'),
    ("windows late", '"windows late" doesn\'t begin with a date.'),
    ("12,2500 dollars", '"12,2500 dollars" doesn\'t begin with a date.'),
    ("12,500 dollars", '"12,500 dollars" doesn\'t begin with a date.'),
    ("the 12 windows", '"the 12 windows" doesn\'t begin with a date.'),
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
    with pytest.raises(BadDate, match="isn't a time of day"):
        led("fri 25:00 walk")


def test_over_three_years_ahead_is_far_off() -> None:
    assert not is_far_off(date(2029, 6, 4), today=TODAY)
    assert is_far_off(date(2029, 6, 5), today=TODAY)
    assert not is_far_off(date(2020, 1, 1), today=TODAY)


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


@pytest.mark.parametrize(
    ("module", "loaded"),
    [
        ("dates", ["dates"]),
        ("dates.values", ["dates", "dates.values", "terms"]),
        (
            "dates.parse",
            [
                "dates",
                *(f"dates.{name}" for name in ("business_days", "format", "grammar", "parse", "values")),
                "errors",
                "terms",
            ],
        ),
    ],
)
def test_a_module_of_dates_loads_no_module_but_those_under_it(module: str, loaded: list[str]) -> None:
    heavy = ("calendar", "locale", "difflib", "yaml", "pydantic", "rich", "typer")
    code = (
        f"import sys; import backlog_cli.{module}; "
        f"print(*sorted(name for name in sys.modules if name.startswith('backlog_cli.') or name in {heavy}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path)}, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == [f"backlog_cli.{name}" for name in loaded]


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


@pytest.mark.parametrize(
    ("words", "clock", "rest"),
    [
        ("10:00 windows late", "10:00", "windows late"),
        ("9:05", "09:05", ""),
        ("at 5 pm title is late", "17:00", "title is late"),
        ("5pm title", "17:00", "title"),
        ("12:30pm", "12:30", ""),
        ("2 windows late", None, "2 windows late"),
        ("windows late 10:00", None, "windows late 10:00"),
        ("at the title office", None, "at the title office"),
        ("10 days of rain", None, "10 days of rain"),
        ("", None, ""),
    ],
)
def test_a_time_at_the_start_of_a_reason_is_a_time(words: str, clock: str | None, rest: str) -> None:
    found, behind = leading_clock(words.split())
    assert (found, " ".join(behind)) == (clock, rest)


@pytest.mark.parametrize("words", ["25:00 rain", "at 25:00", "13pm", "at 9", "at 9 rain", "at 9 o'clock"])
def test_a_time_that_is_none_or_only_half_of_one_is_refused(words: str) -> None:
    with pytest.raises(BadDate):
        leading_clock(words.split())
