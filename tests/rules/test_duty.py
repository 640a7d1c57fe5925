"""Duties, and how words from the file are shortened for a reason."""

from __future__ import annotations

from datetime import date

import pytest

from backlog_cli.rules.duty import Duty, shorten
from backlog_cli.terms import Level


@pytest.mark.parametrize(("level", "firing"), [("red", True), ("amber", True), ("green", False)])
def test_only_amber_and_red_fire(level: str, firing: bool) -> None:
    assert Duty("update", "1", Level(level), date(2026, 6, 4), "", "").is_firing is firing


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("paint", "paint"),
        ("  two\n\t lines ", "two lines"),
        ("one two three", "one two…"),
        ("onetwothreefour", "onetwothr…"),
        ("a bbbbbbbbbbbbbb", "a bbbbbbb…"),
        ("1234567890", "1234567890"),
        ("", ""),
    ],
)
def test_words_of_the_file_are_cut_to_one_short_line(text: str, short: str) -> None:
    assert shorten(text, most=10) == short
    assert len(shorten(text, most=10)) <= 10
