"""Rows for spreadsheets: headings first, one line a row, and nothing that a spreadsheet would run."""

from __future__ import annotations

from csv import reader
from datetime import date
from io import StringIO

import pytest

from backlog_cli.terms import Level
from backlog_cli.views.data.delimited import csv, tsv


def test_tabs_part_the_cells_under_a_line_of_headings() -> None:
    rows = [("1041", Level.RED, date(2026, 11, 23), None, True, 6, ["Ana", "Bo"]), ("a\tb\nc\x1b[31m", *[""] * 6)]
    assert tsv(("job", "level", "day", "lot", "private", "days", "buyers"), rows) == (
        "job\tlevel\tday\tlot\tprivate\tdays\tbuyers\n1041\tred\t2026-11-23\t\ttrue\t6\tAna; Bo\na b c\\x1b[31m\t\t\t\t\t\t\n"
    )


def test_commas_quotes_and_line_breaks_stay_inside_their_cell() -> None:
    text = csv(("job", "why"), [("1", 'she said "no", twice\nand left')])
    assert list(reader(StringIO(text))) == [["job", "why"], ["1", 'she said "no", twice and left']]


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "+1 555 0141", "=", "-", "-7d"])
def test_what_a_spreadsheet_would_reckon_out_is_text(cell: str) -> None:
    ((found,),) = list(reader(StringIO(csv(("x",), [(cell,)]))))[1:]
    assert found == f"'{cell}"
    assert tsv(("x",), [(cell,)]) == f"x\n{cell}\n"


@pytest.mark.parametrize("value", [-7, 77, "-7", "+3.5", "12", "Kim-Lee", "a=b", ""])
def test_plain_numbers_and_plain_words_stay(value: object) -> None:
    ((found,),) = list(reader(StringIO(csv(("x",), [(value,)]))))[1:]
    assert found == str(value)


def test_a_tab_or_a_return_at_the_start_cannot_hide_a_formula() -> None:
    cells = list(reader(StringIO(csv(("x",), [("\t=1+1",), ("\r=1+1",)]))))[1:]
    assert cells == [[" =1+1"], ["\\x0d=1+1"]]
