"""One table of what `list` says: each entry is a key of --json, a column of --tsv and --csv, and one on the screen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from backlog_cli.rules.due.ranking import ranked_verdicts
from backlog_cli.views import columns
from backlog_cli.views.columns import COLUMNS, ROW_COLUMNS, SCREEN_COLUMNS, Column, Home, job_facts
from backlog_cli.views.screen import Screen
from backlog_cli.views.terminal import tables

if TYPE_CHECKING:
    import pytest

    from backlog_cli.rules.backlog import Backlog

DAY = date(2026, 11, 23)


def homes(book: Backlog) -> list[Home]:
    return [Home(book.job(verdict.job), verdict, DAY) for verdict in ranked_verdicts(book, today=DAY)]


def test_every_column_is_a_key_and_no_name_is_taken_twice(section_7: tuple[Backlog, Any]) -> None:
    names = [column.name for column in COLUMNS]
    assert len(set(names)) == len(names)
    assert [list(job_facts(home)) for home in homes(section_7[0])] == [names] * len(homes(section_7[0]))


def test_what_is_on_the_screen_is_in_the_rows_too() -> None:
    assert set(SCREEN_COLUMNS) < set(ROW_COLUMNS) < set(COLUMNS)


def test_one_more_entry_is_one_more_column_on_the_screen(section_7: tuple[Backlog, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Column("plan", lambda home: home.summary.plan, "PLAN", drop_order=1)
    monkeypatch.setattr(tables, "SCREEN_COLUMNS", (*SCREEN_COLUMNS, plan))
    wide = tables.list_table(homes(section_7[0]), total=8, screen=Screen(width=120)).plain.splitlines()
    assert wide[0].split()[-2:] == ["PLAN", "WHY"]
    assert [plan.text(home) in line for home, line in zip(homes(section_7[0]), wide[1:], strict=False)] == [True] * 8
    narrow = tables.list_table(homes(section_7[0]), total=8, screen=Screen(width=72)).plain.splitlines()
    assert "PLAN" not in narrow[0]
    assert "CLOSING" in narrow[0]


def test_a_value_with_parts_is_words_in_a_cell(section_7: tuple[Backlog, Any]) -> None:
    by_name = {column.name: column for column in columns.COLUMNS}
    home = next(home for home in homes(section_7[0]) if home.summary.job == "HC-1037")
    assert by_name["moved"].value(home) == {"times": 3, "days": 77}
    assert by_name["moved"].spreadsheet_value(home) == "3× +77d"
    assert by_name["closing"].spreadsheet_value(home) == "2027-01-15"
    assert by_name["buyers"].spreadsheet_value(home) == "Ylva Brandt; Tom Brandt"
