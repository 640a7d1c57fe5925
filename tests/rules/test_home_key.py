"""A home's key comes back from its text, and is taken from what the file says."""

from __future__ import annotations

from datetime import date

import pytest

from backlog_cli.rules.home_key import HomeKey, find_home, home_keys, home_names, parse_home_key, raw_home_names


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


D1, D2, D3 = date(2026, 2, 8), date(2026, 5, 1), date(2026, 11, 10)
SALES = [
    # number, sale, open; and what each is called
    ([("1", D1, True), ("2", D1, False)], ["1", "2"]),
    ([("1", D1, False), ("1", D2, True)], ["1@2026-02-08", "1"]),
    ([("1", D2, True), ("1", D1, False)], ["1", "1@2026-02-08"]),
    ([("1", D1, True), ("1", D3, False)], ["1", "1@2026-11-10"]),  # the open one, whatever its day
    ([("1", D1, False), ("1", D3, False), ("1", D2, False)], ["1@2026-02-08", "1", "1@2026-05-01"]),  # else the last sale
    ([("1", D1, True), ("1", D2, True)], ["1@2026-02-08", "1@2026-05-01"]),  # nobody knows which is meant
    ([("1", D1, True), ("1", D1, True)], ["1@2026-02-08", "1@2026-02-08#2"]),
    ([("1", D1, False), ("1", D1, True), ("1", D1, False)], ["1@2026-02-08", "1", "1@2026-02-08#2"]),
    ([("1", None, False), ("1", D1, True)], ["1#2", "1"]),
    ([("1", None, True), ("1", None, True)], ["1#2", "1#3"]),
    ([("1", D1, False), ("2", D1, True), ("1", D2, True), ("2", D2, False)], ["1@2026-02-08", "2", "1", "2@2026-05-01"]),
]


@pytest.mark.parametrize(("homes", "names"), SALES)
def test_each_home_of_a_file_has_a_name_of_its_own(homes: list[tuple[str, date | None, bool]], names: list[str]) -> None:
    assert home_names(homes) == names
    data = {
        "jobs": [
            {"job": number, "sold_date": str(sold) if sold else None, "stage": "framing" if is_open else "Canceled"}
            for number, sold, is_open in homes
        ]
    }
    assert raw_home_names(data) == names
    assert [find_home(data, name) for name in names] == list(range(len(names)))


def test_a_home_is_found_by_its_key_as_long_as_only_one_has_it() -> None:
    data = {"jobs": [{"job": "1", "sold_date": "2026-02-08", "stage": "closed"}, "x", {"job": "1", "sold_date": "May 1 2026"}]}
    assert [find_home(data, name) for name in ("1", "1@2026-02-08", "1@2026-05-01", "1@2026-05-02", "2", "")] == [
        2, 0, 2, None, None, None,
    ]  # fmt: skip
