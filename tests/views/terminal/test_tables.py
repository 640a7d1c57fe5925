"""The table of `list`: one line a home where there is room, two or three where there is none, no name cut."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.clocks.table import NOTES, RULE_ORDER
from backlog_cli.rules.due.ranking import ranked_verdicts
from backlog_cli.rules.summary import joint_name
from backlog_cli.views.columns import Home
from backlog_cli.views.screen import Screen
from backlog_cli.views.terminal.tables import SHORT_REASONS, list_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    from backlog_cli.rules.backlog import Backlog

    Drawn = Callable[[Text, Screen], str]
    Fits = Callable[[str, int], None]
    Golden = Callable[[str, str], None]

SAMPLE_DAY = date(2026, 11, 23)
WIDTHS = (60, 80, 120, 200)


def listed(book: Backlog, today: date) -> list[Home]:
    return [Home(book.job(verdict.job), verdict, today) for verdict in ranked_verdicts(book, today=today, archived=True)]


def table(book: Backlog, drawn: Drawn, today: date, width: int = 80, total: int | None = None, **screen: bool) -> str:
    jobs, what = listed(book, today), Screen(width=width, **screen)
    return drawn(list_table(jobs, total=total or len(jobs), screen=what), what)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_sample_as_a_table(section_7: tuple[Backlog, Any], drawn: Drawn, golden: Golden, fits: Fits, width: int) -> None:
    text = table(section_7[0], drawn, SAMPLE_DAY, width)
    fits(text, width)
    golden(f"list_sample_{width}", text)


@pytest.mark.parametrize("width", [20, 31, 45, *WIDTHS])
def test_no_line_is_too_wide_and_no_number_or_name_is_cut(
    hard: Backlog, today: date, drawn: Drawn, golden: Golden, fits: Fits, width: int
) -> None:
    text = table(hard, drawn, today, width)
    fits(text, width)
    for summary in hard.jobs:
        assert summary.job in text
        assert joint_name(summary) in text or width < 45
    if width in WIDTHS:
        golden(f"list_hard_{width}", text)


def test_one_line_a_home_at_eighty(full: Backlog, today: date, drawn: Drawn) -> None:
    lines = table(full, drawn, today).splitlines()
    assert len(lines) == 1 + len(full.jobs) + 1
    assert lines[0].split() == ["JOB", "BUYER", "LOT", "STAGE", "CLOSING", "MOVED", "UPDATE", "WHY"]


def test_how_far_it_moved_stands_beside_the_closing(section_7: tuple[Backlog, Any], drawn: Drawn) -> None:
    line = next(line for line in table(section_7[0], drawn, SAMPLE_DAY, 120).splitlines() if "HC-1037" in line)
    assert re.search(r"Jan 15 2027 +3× \+77d +6 d", line)


def test_a_reason_too_long_for_eighty_cells_goes_on_under_its_column(section_7: tuple[Backlog, Any], drawn: Drawn) -> None:
    lines = table(section_7[0], drawn, SAMPLE_DAY).splitlines()
    assert lines[0].split() == ["JOB", "BUYER", "LOT", "STAGE", "CLOSING", "MOVED", "UPDATE", "WHY"]
    at = lines[0].index("WHY")
    under = [line for line in lines[1:-1] if not line[:at].strip()]
    assert f"{' ' * at}day +1" in under


def test_a_narrow_table_drops_columns_before_it_drops_reasons(section_7: tuple[Backlog, Any], drawn: Drawn) -> None:
    head = table(section_7[0], drawn, SAMPLE_DAY, 72).splitlines()[0]
    assert head.split() == ["JOB", "BUYER", "LOT", "STAGE", "CLOSING", "MOVED", "WHY"]


def test_what_the_terms_left_is_counted(full: Backlog, today: date, drawn: Drawn) -> None:
    jobs = listed(full, today)[:2]
    assert drawn(list_table(jobs, total=18, screen=Screen()), Screen()).splitlines()[-1] == "2 of 18 homes"
    assert drawn(list_table([], total=1, screen=Screen()), Screen()) == "0 of 1 home\n"
    assert drawn(list_table([], total=0, screen=Screen()), Screen()).startswith("No homes yet. Add one: backlog add")


def test_a_row_has_its_levels_colour_and_reads_the_same_without(full: Backlog, today: date, drawn: Drawn) -> None:
    coloured = table(full, drawn, today, colour=True)
    assert "\x1b[1;31m !" in coloured
    assert "\x1b[33m ~" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == table(full, drawn, today)


def test_on_a_dumb_terminal_only_names_are_not_ascii(section_7: tuple[Backlog, Any], drawn: Drawn) -> None:
    assert table(section_7[0], drawn, SAMPLE_DAY, 200, ascii=True).isascii()


def test_a_lost_sale_shows_its_sign_and_reason(section_7: tuple[Backlog, Any], drawn: Drawn) -> None:
    line = next(line for line in table(section_7[0], drawn, SAMPLE_DAY).splitlines() if "HC-1033" in line)
    assert line.startswith(" ·  HC-1033")
    assert line.endswith("rate")


def test_every_clock_has_a_short_name() -> None:
    assert all(SHORT_REASONS.values())
    assert not any(clock.short for clock in NOTES)
    assert set(RULE_ORDER) - {clock.rule for clock in NOTES} == set(SHORT_REASONS)
