"""Words are set into lines that fit, and nothing of them is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.text import join_lines, join_texts, keep_days_together, keep_together, pad, wrap_hanging


def plain(lines: list[Text]) -> list[str]:
    return [line.plain for line in lines]


def test_lines_after_the_first_hang_under_the_indent() -> None:
    assert plain(wrap_hanging(Text(" ! 2401 Nguyen the windows are late again"), 20, 8)) == [
        " ! 2401 Nguyen the",
        "        windows are",
        "        late again",
    ]


def test_a_whole_piece_moves_to_the_next_line_together() -> None:
    text = join_texts([Text("call"), keep_together(Text("Aug 28 at noon"))])
    assert plain(wrap_hanging(text, 16, 2)) == ["call", "  Aug 28 at noon"]


def test_a_piece_wider_than_the_line_parts_at_its_hyphen() -> None:
    assert plain(wrap_hanging(Text("Wolfeschlegelstein-Montgomery-Featherstonehaugh"), 30)) == [
        "Wolfeschlegelstein-Montgomery-",
        "Featherstonehaugh",
    ]


def test_a_wide_name_counts_its_cells() -> None:
    assert plain(wrap_hanging(Text("王小明 王小明 王小明"), 14)) == ["王小明 王小明", "王小明"]


def test_a_padded_piece_keeps_its_column_and_a_wider_one_its_letters() -> None:
    assert pad(Text("ab"), 4).plain == "ab\u00a0\u00a0"
    assert pad(Text("abcdef"), 4).plain == "abcdef"


def test_colour_stays_with_its_words() -> None:
    first, second = wrap_hanging(Text("one ").append(Text("two three", style="red")), 7, 2)
    assert [(span.start, span.end, span.style) for span in first.spans] == [(4, 7, "red")]
    assert [(span.start, span.end, span.style) for span in second.spans] == [(2, 7, "red")]


def test_nothing_makes_one_empty_line() -> None:
    assert plain(wrap_hanging(Text(""), 20)) == [""]
    assert join_lines([]).plain == ""


WORDS = st.text(st.sampled_from("ab-王😀e\u0301ش \u00a0"), max_size=80)


@pytest.mark.parametrize("indent", [0, 5, 30])
@given(text=WORDS, width=st.integers(20, 60))
@settings(max_examples=60)
def test_every_line_fits_and_every_letter_is_there(indent: int, text: str, width: int) -> None:
    lines = plain(wrap_hanging(Text(escape_for_terminal(text)), width, indent))
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("it is due Tue Dec 1 again", ["it is due", "Tue Dec 1 again"]),
        ("it was due on Dec 11", ["it was due on", "Dec 11"]),
        ("Wed is a day, Mary too", ["Wed is a day,", "Mary too"]),
    ],
)
def test_a_day_stays_in_one_piece(words: str, lines: list[str]) -> None:
    assert plain(wrap_hanging(keep_days_together(Text(words)), 15)) == lines
