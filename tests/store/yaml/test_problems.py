"""A problem is shown in its line, under a caret, however the line ends and however long it is."""

from __future__ import annotations

import pytest

from backlog_cli.store.lines import line_end, line_number, line_start, next_line
from backlog_cli.store.yaml.problems import WIDTH, Problem, cell_width, format_problem

TEXT = "one\ntwo\r\nthree\rfour\n\r\nsix"  # lines 1 to 6, with each way of ending one


def test_every_place_of_a_text_is_in_its_line() -> None:
    assert [line_number(TEXT, at) for at in range(len(TEXT) + 1)] == [1] * 4 + [2] * 5 + [3] * 6 + [4] * 5 + [5] * 2 + [6] * 4


def test_a_line_begins_and_ends_where_its_break_is() -> None:
    assert [line_end("\n\nx", at) for at in (0, 1, 2)] == [0, 1, 3]
    assert [line_start("\n\nx", at) for at in (0, 1, 2)] == [0, 1, 2]
    starts = {1: 0, 2: 4, 3: 9, 4: 15, 5: 20, 6: 22}
    ends = {1: 3, 2: 7, 3: 14, 4: 19, 5: 20, 6: 25}
    for at in range(len(TEXT)):
        number = line_number(TEXT, at)
        assert line_start(TEXT, at) == starts[number], at
        if TEXT[at] == "\n" and TEXT[at - 1 : at] == "\r":
            continue  # between the two halves of one line end
        assert line_end(TEXT, at) == ends[number], at
        assert next_line(TEXT, at) == starts.get(number + 1, len(TEXT)), at


def drawn(line: str, column: int, length: int = 1) -> tuple[str, str]:
    """The shown line and what the caret stands under."""
    _, shown, caret = format_problem(Problem(1, column, "error", "what", "", length=length), line, "x").split("\n")
    assert shown.startswith("    1 | ")
    assert caret.startswith("      | ")
    shown, caret = shown[8:], caret[8:]
    at = len(caret) - len(caret.lstrip(" "))
    assert caret == " " * at + "^" * (len(caret) - at)
    return shown, shown[at : at + len(caret) - at]


@pytest.mark.parametrize("width", [WIDTH - 2, WIDTH - 1, WIDTH, WIDTH + 1, WIDTH + 2, 2 * WIDTH, 500])
@pytest.mark.parametrize("sign", ["a", "é", "家"])
def test_a_line_is_shown_in_so_many_cells_with_its_place_in_it(width: int, sign: str) -> None:
    line = sign * (width // cell_width(sign))
    for column in (1, 2, len(line) // 2, len(line) - 1, len(line)):
        marked = line[: column - 1] + "X" + line[column:]
        _, shown, caret = format_problem(Problem(1, column, "error", "what", ""), marked, "x").split("\n")
        assert cell_width(shown[8:]) <= WIDTH + 3  # the dots in front
        before = shown[8:].index("X")
        assert caret[8:] == " " * cell_width(shown[8 : 8 + before]) + "^"
        if cell_width(marked) <= WIDTH:
            assert shown[8:] == marked


def test_what_is_marked_is_marked_whole_as_far_as_it_is_shown() -> None:
    assert drawn("stage: frmaing", 8, 7) == ("stage: frmaing", "frmaing")
    assert drawn("stage: x", 8, 0) == ("stage: x", "x")
    assert drawn("a" * WIDTH, 1, 500) == ("a" * WIDTH, "a" * WIDTH)
    assert drawn("a" * (WIDTH + 1), 1, 1) == ("a" * (WIDTH - 3) + "...", "a")
    shown, mark = drawn("a" * 100 + "bbb" + "c" * 100, 101, 3)
    assert mark == "bbb"
    assert shown.startswith("..." + "a" * (WIDTH // 3) + "bbb")
    assert len(shown) == WIDTH
    assert shown.endswith("c...")


def test_wide_signs_are_cut_by_their_cells() -> None:
    shown, mark = drawn("a" + "家" * 50, 1)
    assert (shown, mark) == ("a" + "家" * 34 + "...", "a")
    assert cell_width(shown) == WIDTH
    shown, _ = drawn("家" * 50, 1)
    assert shown == "家" * 34 + "..."


def test_a_place_behind_a_line_that_just_fits_leaves_the_line_whole() -> None:
    assert drawn("a" * WIDTH, WIDTH + 1) == ("a" * WIDTH, "")
    shown, _ = drawn("a" * (WIDTH + 1), WIDTH + 2)
    assert shown.startswith("...a")


def test_one_wide_sign_is_left_where_two_do_not_fit() -> None:
    assert drawn("a" * (WIDTH - 5) + "家" * 9, WIDTH - 4)[0] == "a" * (WIDTH - 5) + "家..."
