"""A home's key comes back from its text, and is taken from what the file says."""

from __future__ import annotations

from datetime import date

import pytest

from backlog_cli.rules.home_key import HomeKey, home_keys, parse_home_key


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (HomeKey("1033", date(2026, 2, 8)), "1033@2026-02-08"),
        (HomeKey("HC-1033", None), "HC-1033"),
        (HomeKey("", None), ""),
        (HomeKey("A@b", None), "A@b@"),
        (HomeKey("A@2026-02-08", None), "A@2026-02-08@"),
        (HomeKey("A@b", date(2026, 2, 8)), "A@b@2026-02-08"),
    ],
)
def test_a_key_comes_back_from_its_text(key: HomeKey, text: str) -> None:
    assert key.text == text
    assert parse_home_key(text) == key


@pytest.mark.parametrize("text", ["A@b", "@2026-02-08", "1@20260208", "1@2026-02-30", "1@2026-W06-7"])
def test_a_text_without_a_day_at_its_end_is_a_number_alone(text: str) -> None:
    assert parse_home_key(text) == HomeKey(text, None)


def test_the_sale_date_is_that_of_the_first_state_that_holds_the_home() -> None:
    before = {"jobs": [{"job": "1", "sold_date": "2026-02-08"}, "x", {"job": "2", "sold_date": "soon"}]}
    after = {"jobs": [{"job": "1", "sold_date": "2026-03-01"}, {"job": "3", "sold_date": "2026-03-02"}]}
    found = home_keys(["3", "1", "1", "2", "4"], before, after, None, {"jobs": None})
    assert found == (HomeKey("3", date(2026, 3, 2)), HomeKey("1", date(2026, 2, 8)), HomeKey("2", None), HomeKey("4", None))
