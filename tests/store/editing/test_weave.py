"""Lines of another copy among ours: which are taken, and where they go."""

from __future__ import annotations

import pytest

from backlog_cli.store.editing.weave import apply_splices, their_splices

BASE = "a\nb\nc\nd\n"


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "woven", "is_sure"),
    [
        pytest.param(BASE, BASE, "a\nX\nc\nd\n", "a\nX\nc\nd\n", True, id="they alone changed a line"),
        pytest.param(BASE, "A\nb\nc\nd\n", "a\nb\nc\nX\n", "A\nb\nc\nX\n", True, id="each changed one"),
        pytest.param(BASE, "0\na\nb\nc\nd\n", "a\nb\nc\nd\nX\n", "0\na\nb\nc\nd\nX\n", True, id="ours moved theirs down"),
        pytest.param(BASE, BASE, "a\nc\nd\n", "a\nc\nd\n", True, id="they took a line out"),
        pytest.param(BASE, "a\nO\nc\nd\n", "a\nX\nc\nd\n", "a\nO\nX\nc\nd\n", False, id="both changed one: theirs behind ours"),
        pytest.param(BASE, "a\nb\nc\nd\nO\n", "a\nb\nc\nd\nX\n", "a\nb\nc\nd\nO\nX\n", False, id="both added at one place"),
        pytest.param(None, "a\nb\n", "a\nX\nb\n", "a\nX\nb\n", True, id="no base: what they alone have is added"),
        pytest.param(None, "a\nb\n", "b\n", "a\nb\n", None, id="no base: nothing is taken out"),
        pytest.param(BASE, "a\nO\nc\nd\n", "a\nO\nc\nd\n", "a\nO\nc\nd\n", None, id="both did the same"),
    ],
)
def test_lines_of_theirs_go_among_ours(base: str | None, ours: str, theirs: str, woven: str, is_sure: bool | None) -> None:
    splices = their_splices(base, ours, theirs)
    assert apply_splices(ours, splices, "\n") == woven
    assert [splice.is_sure for splice in splices] == ([] if is_sure is None else [is_sure])


def test_our_line_ends_stay_ours() -> None:
    ours, theirs = BASE.replace("\n", "\r\n").removesuffix("\r\n"), "a\nX\nb\nc\nd\n"
    assert apply_splices(ours, their_splices(BASE, ours, theirs), "\r\n") == "a\r\nX\r\nb\r\nc\r\nd"
