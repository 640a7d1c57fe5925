"""What a write did, named so that two writes that did the same have one name, wherever other lines have moved."""

from __future__ import annotations

from typing import Any

import pytest

from backlog_cli.rules.change import ABSENT
from backlog_cli.rules.recovery.effect import differences, effect_digest


def file(*jobs: Any, **top: Any) -> dict[str, Any]:
    return {**top, "jobs": list(jobs)}


A, B = {"job": "A", "stage": "x", "log": ["1", "2"]}, {"job": "B", "log": ["1", "2"]}

OLD, SALE = {"job": "A", "sold_date": "1"}, {"job": "A", "sold_date": "2"}


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        (file(A, B), file(B, A), []),
        (file(A), file({**A, "stage": "y"}), [("A", ("stage",), "x", "y")]),
        (file(A), file({**A, "lot": "7"}), [("A", ("lot",), ABSENT, "7")]),
        (file(A), file({**A, "log": ["1", "2", "3"]}), [("A", ("log", "*"), [], ["3"])]),
        (file(A), file({**A, "log": ["1", "x"]}), [("A", ("log", "*"), "2", "x")]),
        (file(A), file({**A, "log": ["2"]}), [("A", ("log", "*"), ["1"], [])]),
        (file(A), file(A, B), [("B", (), ABSENT, B)]),
        (file(A, B), file(A), [("B", (), B, ABSENT)]),
        (file(A), file(A, settings={"x": "1"}), [(None, ("settings",), ABSENT, {"x": "1"})]),
        (file(A, A), file(A), [("A", (), A, ABSENT)]),
        (file({**A, "c": "1"}), file({**A, "c": {"d": "1"}}), [("A", ("c",), "1", {"d": "1"})]),
        ({}, {"jobs": None}, [(None, ("jobs",), ABSENT, None)]),
        (None, {"a": "1"}, [(None, (), None, {"a": "1"})]),
        (file("odd"), file(), [("", (), "odd", ABSENT)]),
        # Several sales of one number: each is held against the sale of its own day.
        (file(OLD, SALE), file(SALE), [("A", (), OLD, ABSENT)]),
        (file(SALE), file(OLD, SALE), [("A", (), ABSENT, OLD)]),
        (file(OLD, SALE), file({**SALE, "lot": "7"}), [("A", (), OLD, ABSENT), ("A", ("lot",), ABSENT, "7")]),
        (file(SALE), file({**SALE, "sold_date": "3"}), [("A", ("sold_date",), "2", "3")]),
        (file(OLD, SALE), file(OLD, {**SALE, "sold_date": "3"}), [("A", ("sold_date",), "2", "3")]),
    ],
)
def test_differences_name_home_keys_and_both_values(before: Any, after: Any, wanted: list[Any]) -> None:
    assert sorted(differences(before, after), key=str) == sorted(wanted, key=str)


def test_what_was_done_elsewhere_in_the_meantime_makes_no_difference() -> None:
    did = effect_digest(file(A, B), file({**A, "log": ["1", "2", "3"]}, B))
    later = file({**B, "lot": "9"}, {**A, "log": ["0", "1", "2"], "stage": "y"})
    assert effect_digest(later, file({**B, "lot": "9"}, {**A, "log": ["0", "1", "2", "3"], "stage": "y"})) == did


def test_the_same_in_another_home_is_something_else() -> None:
    more = ["1", "2", "3"]
    assert effect_digest(file(A, B), file({**A, "log": more}, B)) != effect_digest(file(A, B), file(A, {**B, "log": more}))
    assert effect_digest(file(A), file({**A, "log": more})) != effect_digest(file({**A, "log": more}), file(A))
