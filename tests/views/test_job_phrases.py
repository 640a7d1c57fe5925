"""The words about one job that every picture shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.duty import Duty
from backlog_cli.terms import Level, Policy
from backlog_cli.views.job_phrases import closing_words, moved_words, moves_words, reach_words, reason_words, word_days

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from backlog_cli.rules.backlog import Backlog

    Made = Callable[..., tuple[Backlog, Any]]

REASONS = [
    ("rate lock ends Jul 12", "ask the lender", "rate lock ends Jul 12: ask the lender"),
    ('agreed: "colors"', "send them", 'agreed: "colors" - send them'),
    ("pinned red", "", "pinned red"),
]


@pytest.mark.parametrize(("text", "action", "words"), REASONS)
def test_a_reason_says_what_is_the_matter_and_what_to_do(text: str, action: str, words: str) -> None:
    assert reason_words(Duty("rule", "2401", Level.RED, None, text, action)) == words


REACHED = [
    ({"channel": "phone", "when": "after 5"}, {"phone": "555-0141"}, "phone after 5 · 555-0141"),
    ({"channel": "text", "when": "Any"}, {"phone": "555-0141"}, "text · 555-0141"),
    ({"channel": "email"}, {"phone": "555-0141", "email": "kim@x.example"}, "email · kim@x.example"),
    ({"channel": "email"}, {"phone": "555-0141"}, "email"),
    ({"channel": "video", "when": "19:00 Pacific", "local": "false"}, {}, "video 19:00 Pacific · not local"),
    (None, {}, "text"),
]


@pytest.mark.parametrize(("contact", "buyer", "words"), REACHED)
def test_how_they_are_reached_fits_one_line(made: Made, contact: object, buyer: dict[str, str], words: str) -> None:
    book, _ = made(contact=contact, buyers=[{"name": "Kim Lee"} | buyer])
    assert reach_words(book.jobs[0]) == words


CLOSINGS = [
    ("2026-08-28", True, "Fri Aug 28"),
    ("2026-08-28", False, "Aug 28"),
    ("2027-01-15", True, "Fri Jan 15"),
    ("2027-06-25", True, "Jun 25 2027"),
    ("2027-06-25", False, "Jun 25 2027"),
    (None, True, ""),
]


@pytest.mark.parametrize(("closing", "weekday", "words"), CLOSINGS)
def test_a_closing_names_its_year_only_when_far_off(
    made: Made, today: date, closing: str | None, weekday: bool, words: str
) -> None:
    assert closing_words(made(closing=closing)[0].jobs[0], today=today, weekday=weekday) == words


MOVES = [
    ({"contract": "2026-08-14", "internal": "2026-08-14"}, ""),
    ({"contract": "2026-08-14", "internal": "2026-08-21", "told": "2026-08"}, "+7d"),
    ({"contract": "2026-08-14", "internal": "2026-08-07"}, "-7d"),
    ({"internal": "2026-08-07"}, ""),
    (
        {"contract": "2026-08-14", "internal": "2026-08-28", "told": "2026-08-14", "shifts": [{"to": "2026-08-28"}]},
        "1× +14d",
    ),
    (None, ""),
]


@pytest.mark.parametrize(("closing", "words"), MOVES)
def test_a_move_counts_pushes_and_days_from_the_contract(made: Made, closing: object, words: str) -> None:
    assert moved_words(made(closing=closing)[0].jobs[0]) == words


def test_a_move_by_years_names_them(made: Made) -> None:
    shifts = [{"from": "2026-08-14", "to": "2026-08-28", "cause": "rain"}, {"from": "2026-08-28", "to": "2028-08-28"}]
    words = moves_words(made(closing={"internal": "2028-08-28", "shifts": shifts})[0].jobs[0])
    assert words == "2 times: Aug 14 → Aug 28 (rain), not told yet → Aug 28 2028, not told yet"


def test_a_lost_sale_moves_no_more(made: Made) -> None:
    book, _ = made(stage="cancelled", closing={"contract": "2026-08-14", "internal": "2026-08-21"})
    assert moved_words(book.jobs[0]) == ""


def test_days_without_a_word_count_from_the_sale_and_end_with_the_closing(made: Made, today: date) -> None:
    sold = made(log=[], sold_date="2026-06-01")[0].jobs[0]
    assert word_days(sold, Policy(), today=today) == 3
    assert word_days(sold, Policy(tracking_since=today), today=today) == 0  # the day this file began
    assert word_days(made(stage="closed")[0].jobs[0], Policy(), today=today) is None
