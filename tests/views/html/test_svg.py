"""Drawings for a page: what a bar, a stage, a month stands for can be counted in the markup."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from backlog_cli.model import BacklogFile
from backlog_cli.rules.meetings.calendar import month_of
from backlog_cli.rules.reports.stages import stage_counts
from backlog_cli.rules.reports.timeline import timeline
from backlog_cli.rules.reports.week import MonthRow
from backlog_cli.rules.summarize import backlog_of
from backlog_cli.views.html.builder import to_markup
from backlog_cli.views.html.svg import month_table, months_drawing, pipeline_drawing, timeline_drawing

if TYPE_CHECKING:
    from backlog_cli.rules.backlog import Backlog

TODAY = date(2026, 6, 4)


def book(*closings: Any, stage: str = "framing") -> Backlog:
    jobs = [
        {"job": f"H{n}", "buyers": [f"Kim <b>{n}</b>"], "sold_date": "2026-03-02", "stage": stage, "closing": closing}
        for n, closing in enumerate(closings)
    ]
    return backlog_of(BacklogFile.model_validate({"jobs": jobs}))


def paths(markup: str) -> list[str]:
    return re.findall(r'<path d="([^"]*)"', markup)


def test_no_homes_make_no_picture() -> None:
    assert timeline_drawing(timeline(book(), today=TODAY)) is None


def test_a_bar_runs_from_the_sale_to_the_closing_with_its_marks() -> None:
    short = {"contract": "2026-07-01", "internal": "2026-09-01", "told": "2026-08-01"}
    markup = to_markup(timeline_drawing(timeline(book(short, "2026-08-01"), today=TODAY)))
    _, behind, ahead, late, told, first, kept = paths(markup)
    assert [path.count("M") for path in (behind, ahead, late, told, first, kept)] == [2, 2, 1, 1, 1, 2]
    # March 2 is the second day of the first month, 44 units a month; August 1 ends what was told, September 1 the bar.
    assert "M410 57H454" in late
    assert "Kim <b>" not in markup
    assert markup.count("<title>") == 2


def test_days_outside_the_picture_stand_at_its_edge() -> None:
    markup = to_markup(timeline_drawing(timeline(book("2099-01-01"), today=TODAY)))
    width = int(re.findall(r'viewBox="0 0 (\d+)', markup)[0])
    assert max(int(number) for number in re.findall(r"[MH](\d+)", "".join(paths(markup)))) <= width - 110


def test_every_stage_has_its_name_and_number_and_only_filled_ones_a_bar() -> None:
    rungs = stage_counts(book(None, None, stage="trim"), today=TODAY)
    markup = to_markup(pipeline_drawing(rungs))
    assert markup.count('class="bar"') == 1
    assert all(f">{rung.stage}</text>" in markup for rung in rungs)


def test_a_month_of_closings_stacks_what_is_still_to_come_on_what_has_closed() -> None:
    rows = [
        MonthRow(date(2026, 12, 1), 0, 2, 0, 2),
        MonthRow(date(2027, 1, 1), 0, 0, 0, 1),
        MonthRow(date(2027, 2, 1), 0, 0, 0, 0),
    ]
    markup = to_markup(months_drawing(rows))
    heights = [(name, float(height)) for height, name in re.findall(r'height="([\d.]+)" class="([\w-]+)"', markup)]
    assert heights == [("bar", 55.0), ("bar-ahead", 55.0), ("bar-ahead", 27.5)]
    assert ">Dec</text>" in markup
    assert ">2027</text>" in markup


def test_a_month_table_names_who_comes_and_what_falls_together() -> None:
    markup = to_markup(month_table(month_of(book("2026-07-03", "2026-07-10", "2026-07-10"), date(2026, 7, 1)), today=TODAY))
    assert markup.count("<td>") + markup.count("<td data-label") == 35
    assert "Independence Day (observed)" in markup
    assert "! together" in markup
    assert "&lt;b&gt;2&lt;/b&gt;" in markup
