"""Drawings for a page: what a bar, a stage, a month stands for can be counted in the markup."""

from __future__ import annotations

import html
import re
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.model import BacklogFile
from backlog_cli.rules.meetings.calendar import month_of
from backlog_cli.rules.reports.timeline import timeline
from backlog_cli.views.html.builder import to_markup
from backlog_cli.views.html.svg import month_tables, timeline_chart
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from backlog_cli.rules.backlog import Backlog

TODAY = date(2026, 6, 4)


def book(*closings: Any, stage: str = "framing") -> Backlog:
    jobs = [
        {"job": f"H{n}", "buyers": [f"Kim <b>{n}</b>"], "sold_date": "2026-03-02", "stage": stage, "closing": closing}
        for n, closing in enumerate(closings)
    ]
    return backlog_of(BacklogFile.model_validate({"jobs": jobs}))


def strokes(markup: str, kind: str) -> list[tuple[str, str]]:
    """From where to where each stroke of a kind runs, the key's own left out."""
    rows = markup.partition("<tbody>")[2]
    return re.findall(rf'<line x1="([^"]*)" x2="([^"]*)"[^>]*class="{kind}"', rows)


def test_no_homes_make_no_picture() -> None:
    assert timeline_chart(timeline(book(), today=TODAY)) is None


def test_a_bar_runs_from_the_sale_to_the_closing_with_its_marks() -> None:
    short = {"contract": "2026-07-01", "internal": "2026-09-01", "told": "2026-08-01"}
    markup = to_markup(timeline_chart(timeline(book(short, "2026-08-01"), today=TODAY)))
    rows = markup.partition("<tbody>")[2]
    assert [len(strokes(markup, kind)) for kind in ("behind", "ahead", "late", "told")] == [2, 2, 1, 1]
    assert [rows.count(f'<use href="#{sign}"') for sign in ("grid", "first", "closing")] == [2, 1, 2]
    # Seven months from March: August 1 ends what was told, September 1 the bar, each month a seventh of the width.
    assert strokes(markup, "late") == [("71.4%", "85.7%")]
    assert "Kim <b>" not in markup
    assert rows.count("<title>") == 2


def test_days_outside_the_picture_are_pointed_at() -> None:
    markup = to_markup(timeline_chart(timeline(book("2099-01-01"), today=TODAY)))
    shares = [float(share) for share in re.findall(r'="([\d.]+)%"', markup)]
    assert max(shares) <= 100
    assert "&#8594;</text>" in markup
    assert "outside the picture" in markup
    assert "outside the picture" not in to_markup(timeline_chart(timeline(book("2026-08-01"), today=TODAY)))


@pytest.mark.parametrize("ahead", [1, 6, 12, 40])
def test_the_names_of_the_months_leave_room_for_one_another(ahead: int) -> None:
    markup = to_markup(timeline_chart(timeline(book(f"{2026 + (5 + ahead) // 12}-{(5 + ahead) % 12 + 1:02}-01"), today=TODAY)))
    usual = re.findall(r'<text x="([\d.]+)%" y="14">', markup)
    gaps = [float(later) - float(sooner) for sooner, later in pairwise(usual)]
    assert all(gap * 3.1 > 30 for gap in gaps), gaps  # of the 310 pixels that a phone has


def test_the_key_names_every_stroke_and_sign() -> None:
    markup = to_markup(timeline_chart(timeline(book("2026-08-01"), today=TODAY)))
    for words in (
        "so far",
        "still to come",
        "later than told",
        "end of what they were told",
        "today",
        "closing",
        "promised first",
    ):
        assert f"{words}</li>" in markup
    assert "moved twice" in markup


def test_a_month_table_names_who_comes_and_what_falls_together() -> None:
    month = month_of(book("2026-07-03", "2026-07-10", "2026-07-10"), date(2026, 7, 1))
    markup = to_markup(month_tables([month], today=TODAY))
    assert markup.count("<td") == 35
    assert markup.count("data-label") == 31
    assert markup.count('class="off') == 10  # eight days of weekends, the holiday, and the key
    assert "Independence Day (observed)" in markup
    assert "! together" in markup
    assert "&lt;b&gt;2&lt;/b&gt;" in markup


def test_the_key_of_a_month_names_the_signs_on_it() -> None:
    month = month_of(book("2026-07-10", "2026-07-10"), date(2026, 7, 1))
    markup = to_markup(month_tables([month], today=TODAY))
    for words in (
        "\u25c6 closing",
        "\u25cb orientation",
        "look at this day",
        "weekend, holiday, day off or away",
        "x2 moved twice",
    ):
        assert html.unescape(markup).count(words) == 1
    assert "promise" not in markup
