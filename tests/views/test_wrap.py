"""Where lines end in plain text, and how many cells they take."""

from __future__ import annotations

import pytest
import rich.cells
from hypothesis import given
from hypothesis import strategies as st

from backlog_cli.views.wrap import cell_len, wrap_line


def test_later_lines_are_set_in() -> None:
    assert wrap_line("call them today and say when the windows come", 20, 2) == [
        "call them today and",
        "  say when the",
        "  windows come",
    ]


def test_what_fits_stays_as_it_is() -> None:
    assert wrap_line("  two  blanks ", 14) == ["  two  blanks "]


@pytest.mark.parametrize(("width", "indent"), [(20, 0), (7, 0), (7, 4), (2, 6)])
def test_a_narrow_line_is_set_in_by_no_more_than_was_asked_for(width: int, indent: int) -> None:
    lines = wrap_line("one two three four five six", width, indent)
    assert all(cell_len(line) <= width for line in lines)
    assert all(len(line) - len(line.lstrip(" ")) <= min(indent, 2) for line in lines)


COMMANDS = [
    ("The pack for Dana Reyes is ready: backlog away --pack. Later: backlog away --back", "backlog away --back"),
    ("Tell them today: backlog draft . bad-news, then backlog log . --told --phone", "backlog log . --told --phone"),
    ("Once you have put it in writing: backlog log 41 --written", "backlog log 41 --written"),
    ("There are seven more of them, and `backlog list level:red` shows every one", "`backlog list level:red`"),
    ("What do they want done about it? backlog issue 41 'door' --wants 'a fix'", "--wants 'a fix'"),
]


@pytest.mark.parametrize(("line", "command"), COMMANDS)
@pytest.mark.parametrize("width", [44, 60, 70])
def test_a_command_to_paste_stays_in_one_piece(line: str, command: str, width: int) -> None:
    rows = wrap_line(line, width, 2)
    assert any(command in row for row in rows)
    assert all(cell_len(row) <= width for row in rows)


@given(text=st.text(st.characters(exclude_categories=("Cc", "Cs"))))
def test_cells_are_counted_as_rich_counts_them(text: str) -> None:
    assert cell_len(text) == rich.cells.cell_len(text)


@given(text=st.text("ab -é→·王😀"), width=st.integers(4, 30), indent=st.integers(0, 6))
def test_every_line_fits_and_every_letter_is_there(text: str, width: int, indent: int) -> None:
    lines = wrap_line(text, width, indent)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
