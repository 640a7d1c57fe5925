"""The table of choices: its days in columns where there is room, under each other where there is none."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.due.decisions import decision_plan, upcoming_choices
from backlog_cli.rules.history import EMPTY_HISTORY, History
from backlog_cli.views.screen import Screen
from backlog_cli.views.terminal.decisions import coming_page, plan_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.due.decisions import DecisionPlan

    Drawn = Callable[[Text, Screen], str]
    Fits = Callable[[str, int], None]
    Golden = Callable[[str, str], None]

SAMPLE_DAY = date(2026, 11, 23)
WIDTHS = (44, 60, 80, 120)


def plans(sample: tuple[Backlog, Any]) -> dict[str, DecisionPlan]:
    book, backlog = sample
    written = {job.job: job for job in backlog.jobs}
    return {
        summary.job: decision_plan(summary, written[summary.job].selections, book.policy, today=SAMPLE_DAY)
        for summary in book.jobs
    }


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("job", ["LR-1058", "HC-1041", "HC-1037", "HC-1012"])
def test_a_home_of_the_sample(
    section_7: tuple[Backlog, Any], drawn: Drawn, golden: Golden, fits: Fits, job: str, width: int
) -> None:
    screen = Screen(width=width)
    text = drawn(plan_page(plans(section_7)[job], EMPTY_HISTORY, screen=screen, today=SAMPLE_DAY), screen)
    fits(text, width)
    if width in (60, 80):
        golden(f"decide_{job}_{width}", text)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_coming_weeks_of_the_sample(
    section_7: tuple[Backlog, Any], drawn: Drawn, golden: Golden, fits: Fits, width: int
) -> None:
    screen = Screen(width=width)
    found = upcoming_choices(plans(section_7).values(), today=SAMPLE_DAY)
    text = drawn(coming_page(found, section_7[0], ahead=28, screen=screen, today=SAMPLE_DAY), screen)
    fits(text, width)
    if width in (60, 80):
        golden(f"decide_all_{width}", text)


def test_nothing_in_the_coming_weeks_is_said(section_7: tuple[Backlog, Any], drawn: Drawn) -> None:
    screen = Screen()
    assert "Nothing waits" in drawn(coming_page((), section_7[0], ahead=1, screen=screen, today=SAMPLE_DAY), screen)


def test_own_history_is_said_where_it_is_used(section_7: tuple[Backlog, Any], drawn: Drawn) -> None:
    screen = Screen(width=200)
    taught = History(closings=6, lengths=(("trim", (10, 11, 12, 13, 14, 15)),))
    text = drawn(plan_page(plans(section_7)["HC-1041"], taught, screen=screen, today=SAMPLE_DAY), screen)
    assert "from your own 6 closings" in text
