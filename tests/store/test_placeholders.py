"""Of a home that cannot be read as much is made out as can be relied on, and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlog_cli.store.load import load
from backlog_cli.store.placeholders import placeholders, unreadable_job_message

if TYPE_CHECKING:
    from backlog_cli.rules.summary import JobSummary


def stand_in(home: str) -> JobSummary:
    loaded = load(f"jobs:\n- {home}\n".encode(), "backlog.yaml")
    assert loaded.bad
    (found,) = placeholders(loaded).values()
    return found


@pytest.mark.parametrize(
    ("home", "names"),
    [
        ("{buyers: Nguyen}", ("Nguyen",)),
        ("{buyers: [Nguyen, {name: Lee}, {phone: 1}, [x], '', ' ', {name: ' '}, {name: [y]}]}", ("Nguyen", "Lee")),
        ("{buyers: {name: Lee}}", ("Lee",)),
        ("{job: 7, buyers: ~}", ()),
        ("{job: 7}", ()),
        ("just words", ()),
    ],
)
def test_buyers_are_those_that_have_a_name(home: str, names: tuple[str, ...]) -> None:
    assert tuple(buyer.name for buyer in stand_in(home).buyers) == names


def test_number_lot_and_stage_are_taken_as_far_as_they_can_be() -> None:
    found = [
        stand_in(home)
        for home in ("{job: A7, lot: 41, stage: closed}", "{lot: [1], stage: [x]}", "{stage: cancelled}", "{stage: trim}")
    ]
    assert [(home.job, home.lot, home.stage) for home in found] == [
        ("A7", "41", "closed"),
        ("?", None, "contract"),
        ("?", None, "cancelled"),
        ("?", None, "contract"),
    ]


def test_only_the_homes_that_cannot_be_read_are_stood_in_for() -> None:
    good = "{job: 1, buyers: [Lee], sold_date: 2024-01-02, stage: trim}"
    loaded = load(f"jobs:\n- {good}\n- {{job: 2, lot: 5}}\n- {{job: 3}}\n".encode(), "backlog.yaml")
    assert {place: home.job for place, home in placeholders(loaded).items()} == {1: "2", 2: "3"}
    said = unreadable_job_message(loaded.bad[0], loaded, "backlog.yaml")
    assert said.startswith("job 2 can't be read as it is; fix it first.\nbacklog.yaml:3:")
    assert "backlog.yaml:4:" not in said
