"""Blocks written down twice: Markdown that pastes as it reads, and a page that holds only text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_cli.terms import Level
from backlog_cli.views.documents.blocks import Bullet, Bullets, Heading, Paragraph, Picture, Table, markdown, web_page
from backlog_cli.views.html.builder import el

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.views.documents.blocks import Block

NASTY = "<script>alert(1)</script> | [lot 5] [/b] :house: [red] \x1b[31m \u202e two\nlines"

BLOCKS: list[Block] = [
    Heading("Backlog, week ending Mon Nov 23 2026", 1),
    Paragraph("7 open, 4 red."),
    Bullets((Bullet("closing Dec 11", "HC-1037 Brandt", Level.RED, ("told Dec 11", "rate lock ends Dec 31")), Bullet("fine"))),
    Table(("Month", "Sold"), (("Nov 2026", "1"), ("Dec 2026", "12")), (1,)),
    Picture(el("svg")),
]


def test_markdown_is_as_people_type_it() -> None:
    assert markdown(BLOCKS) == (
        "# Backlog, week ending Mon Nov 23 2026\n\n"
        "7 open, 4 red.\n\n"
        "- ! **HC-1037 Brandt** closing Dec 11\n"
        "  - told Dec 11\n"
        "  - rate lock ends Dec 31\n"
        "- fine\n\n"
        "| Month    | Sold |\n"
        "| -------- | ---: |\n"
        "| Nov 2026 |    1 |\n"
        "| Dec 2026 |   12 |\n"
    )


def test_a_page_holds_the_same_words_and_the_pictures() -> None:
    page = web_page("Week", BLOCKS)
    assert "<svg>" in page
    for words in ("<h1>Backlog", "! red", "<b>HC-1037 Brandt</b>", "<li>told Dec 11</li>", "<td", "12", "<svg>"):
        assert words.replace("! red", "!&#160;red") in page


def test_what_looks_like_a_tag_is_none_and_a_bar_parts_no_cells() -> None:
    text = markdown([Paragraph(NASTY), Table(("A",), (("<b>a|b</b>",),)), Bullets((Bullet(NASTY, NASTY, None, (NASTY,)),))])
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[lot 5] [/b] :house: [red]" in text
    assert text.replace("\\<", "").count("<script") == 0
    assert "| \\<b>a\\|b\\</b> |\n" in text
    page = web_page(NASTY, [Paragraph(NASTY), Heading(NASTY), Table((NASTY,), ((NASTY,),)), Bullets((Bullet(NASTY, NASTY),))])
    assert "<script" not in page


@given(st.text(max_size=300))
@settings(max_examples=60)
def test_no_line_of_prose_is_wider_than_eighty_cells(words: str) -> None:
    from rich.cells import cell_len

    text = markdown([Paragraph(words), Bullets((Bullet(words, words, Level.AMBER, (words,)),))])
    assert [line for line in text.splitlines() if cell_len(line) > 80] == []


def test_nothing_at_all_is_an_empty_line() -> None:
    assert markdown([]) == "\n"


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_headings_keep_their_depth(depth: int) -> None:
    assert markdown([Heading("Red", depth)]) == f"{'#' * depth} Red\n"
    assert f"<h{depth}>Red</h{depth}>" in web_page("x", [Heading("Red", depth)])


def test_wide_names_keep_a_table_straight(fits: Callable[[str, int], None]) -> None:
    from rich.cells import cell_len

    text = markdown([Table(("Stage", "Longest"), (("framing", "王小明"), ("trim", "Li")), ())])
    assert len({cell_len(line) for line in text.splitlines()}) == 1
    fits(text, 80)


def test_a_table_too_wide_for_its_lines_is_a_list(fits: Callable[[str, int], None]) -> None:
    text = markdown([Table(("Stage", "Homes", "Longest"), (("framing", "1", "Wolfeschlegelsteinhausen " * 4), ("trim", "", "")))])
    assert text.startswith("- stage framing, homes 1, longest Wolfeschlegelsteinhausen\n  Wolfe")
    assert text.endswith("- stage trim\n")
    fits(text, 80)


def test_a_heading_stays_on_one_line(fits: Callable[[str, int], None]) -> None:
    text = markdown([Heading("Wolfeschlegelsteinhausen " * 9, 1)])
    fits(text, 80)
    assert text.count("\n") == 1
    assert text.endswith("...\n")
