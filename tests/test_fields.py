"""The fields of a home by the names people type."""

from __future__ import annotations

import pytest

from backlog_cli.errors import UsageError
from backlog_cli.fields import field_at, field_path, home_fields, short_names


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("lot", ("lot",)),
        ("lender.lock_expires", ("lender", "lock_expires")),
        ("lender.lock-expires", ("lender", "lock_expires")),
        ("lock", ("lender", "lock_expires")),
        ("lock-expires", ("lender", "lock_expires")),
        ("LOT", ("lot",)),
        ("sold", ("sold_date",)),
        ("sale_date", ("sold_date",)),
        ("since", ("stage_since",)),
        ("super", ("superintendent",)),
        ("builder-rep", ("superintendent",)),
        ("agent.phone", ("realtor", "phone")),
        ("product", ("lender", "product")),
        ("channel", ("contact", "channel")),
        ("told", ("closing", "told")),
        ("orientation", ("orientation_date",)),
        ("phone", ("buyers", 0, "phone")),
        ("buyers.2.phone", ("buyers", 1, "phone")),
        ("buyers.2.cell", ("buyers", 1, "phone")),
        ("deposits.new", ("deposits", "new")),
        ("deposit.new", ("deposits", "new")),
        ("deposits.2.paid", ("deposits", 1, "paid")),
        ("contingency.1.expires", ("contingencies", 0, "expires")),
        ("care.survey.score", ("care", "survey", "score")),
        ("score", ("care", "survey", "score")),
        ("stages.framing", ("stages", "framing")),
        ("interests.2", ("interests", 1)),
        ("notes", ("notes",)),
        ("note", ("notes",)),
        ("x_dog", ("x_dog",)),
    ],
)
def test_a_field_goes_by_its_name_a_shorter_one_or_a_synonym(typed: str, path: tuple[str | int, ...]) -> None:
    assert field_path(typed) == path


def test_every_field_goes_by_its_dotted_name() -> None:
    for name in home_fields():
        assert ".".join(map(str, field_path(name))) == name
        assert field_at(field_path(name)).says, name


def test_every_shorter_name_means_the_field_it_stands_for() -> None:
    for name, whole in short_names().items():
        assert field_path(name) == field_path(whole), name


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("lendr", 'Did you mean "lender"'),
        ("lender.nam", 'Did you mean "lender.name"'),
        ("intrests", '"interests"'),
        ("lender.lot", "There are: name, officer, phone, product"),
        ("lot.x", "there's nothing below lot"),
        ("interests.1.x", "there's nothing below interests.1"),
        ("deposits.0.paid", "places in a list count from 1"),
        ("deposits.earnest.paid", "say which one, by its number: deposits.1"),
        ("mood", "A conversation has one: backlog log JOB"),
        ("zzzz", "`backlog add --help` lists the fields"),
        ("", "there's no field"),
        ("x_", "there's no field"),
        (".", "there's no field"),
    ],
)
def test_what_is_no_field_is_refused_with_the_nearest(typed: str, says: str) -> None:
    with pytest.raises(UsageError) as refused:
        field_path(typed)
    assert says in str(refused.value)


def test_a_word_names_an_item_where_somebody_knows_the_list() -> None:
    asked: list[tuple[object, str]] = []

    def place_of(path: tuple[str | int, ...], word: str) -> int:
        asked.append((path, word))
        return 1

    assert field_path("buyers.amara.phone", place_of) == ("buyers", 1, "phone")
    assert asked == [(("buyers",), "amara")]
