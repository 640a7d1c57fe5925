"""Seventy ways to lay a file out by hand: what two people did to it comes together as if one had done both."""

from __future__ import annotations

import itertools
from datetime import date
from typing import TYPE_CHECKING

import pytest

from backlog_cli.errors import CannotEdit
from backlog_cli.rules.change import Append, Change
from backlog_cli.store.editing.comments import comment_counts
from backlog_cli.store.yaml.patch import apply_changes
from backlog_cli.store.yaml.source import read_source
from backlog_cli.workflows.merge import merge_texts
from tests.store.test_layouts import EDITS, ENTRY, HOME, JOB, LAYOUTS

if TYPE_CHECKING:
    from tests.store.test_layouts import Layout

NAME = "backlog.yaml"
# What the other person does: the same, or another thing at the same place.
THEIRS = {
    **EDITS,
    "log": Change(JOB, (Append(("log",), {**ENTRY, "text": "another"}),), ""),
    "home": Change(None, (Append(("jobs",), {**HOME, "job": "1060", "buyers": ["Zed"]}),), ""),
}


def edited(text: bytes, *changes: Change) -> bytes | None:
    for change in changes:
        try:
            text = apply_changes(read_source(text, NAME), [change])
        except CannotEdit:
            return None
    return text


def check(layout: Layout, one: str, other: str) -> bool:
    """Both edits of a layout, merged, say what one after the other does. False where the layout takes one of them not."""
    base = layout.text if isinstance(layout.text, bytes) else layout.text.encode()
    ours, theirs = edited(base, EDITS[one]), edited(base, THEIRS[other])
    changes = [EDITS[one]] if EDITS[one] == THEIRS[other] else [EDITS[one], THEIRS[other]]
    wanted = edited(base, *changes)
    if ours is None or theirs is None or wanted is None:
        return False
    found = merge_texts(base, ours, theirs, name=NAME, today=date(2026, 11, 30))
    again = read_source(found.text, NAME)
    assert again.data == read_source(wanted, NAME).data
    assert not found.conflicts
    assert not comment_counts(read_source(base, NAME)) - comment_counts(again)
    return True


def test_both_logged_in_every_fourth_layout() -> None:
    assert sum(check(layout, "log", "log") for layout in LAYOUTS[::4]) > len(LAYOUTS[::4]) * 3 / 4


@pytest.mark.sweep
@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_any_two_edits_in_any_layout(layout: Layout) -> None:
    for one, other in itertools.product(EDITS, THEIRS):
        check(layout, one, other)
