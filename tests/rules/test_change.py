"""Intended edits as values: what may not be taken for each other is not equal."""

from __future__ import annotations

from copy import deepcopy

import pytest

from backlog_cli.rules.change import Append, Change, Put

PATH = ("closing", "shifts", 2, "told_date")


def test_setting_a_value_is_not_adding_it_to_a_list() -> None:
    assert Put(PATH, "2026-11-23") != Append(PATH, "2026-11-23")
    assert not Put(PATH, "2026-11-23") == Append(PATH, "2026-11-23")  # noqa: SIM201 - the other half of the comparison
    assert Append(PATH, "2026-11-23") not in (Put(PATH, "2026-11-23"),)
    assert len({Put(PATH, None), Append(PATH, None)}) == 2


def test_changes_that_edit_in_other_ways_are_not_equal() -> None:
    assert Change("41", (Put(PATH, "x"),), "moved") != Change("41", (Append(PATH, "x"),), "moved")


@pytest.mark.parametrize("kind", [Put, Append])
def test_an_edit_is_equal_to_its_like_alone(kind: type[Put | Append]) -> None:
    assert kind(PATH, ["x"]) == kind(PATH, ["x"]) == deepcopy(kind(PATH, ["x"]))
    assert hash(kind(PATH, "x")) == hash(kind(PATH, "x"))
    assert kind(PATH, "x") != kind(PATH, "y")
    assert kind(PATH, "x") != (PATH, "x")
    assert type(kind(PATH, "x")._replace(value="y")) is kind
    assert repr(kind(("lot",), "x")) == f"{kind.__name__}(path=('lot',), value='x')"
