"""The reports as people read them: the sample's week word for word, and pages that stay small with 150 homes."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.dates.values import add_months
from backlog_cli.model import BacklogFile
from backlog_cli.rules.meetings.calendar import month_of
from backlog_cli.rules.reports.handover import handover
from backlog_cli.rules.reports.job_record import build_job_record
from backlog_cli.rules.reports.stages import stage_counts
from backlog_cli.rules.reports.timeline import timeline
from backlog_cli.rules.reports.week import recent_slips, week_report
from backlog_cli.store.load import load
from backlog_cli.views.documents.blocks import markdown, web_page
from backlog_cli.views.documents.management import MAX_BARS, handover_blocks, record_blocks, slip_blocks, week_blocks
from backlog_cli.views.documents.week_page import PAGE_LINES, week_page_blocks
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.views.documents.blocks import Block

    Section7 = tuple[Backlog, model.BacklogFile]
    Golden = Callable[[str, str], None]
    Fits = Callable[[str, int], None]

MONDAY = date(2026, 11, 23)
FORTY_FIVE = Path(__file__).parents[2] / "data" / "cases" / "forty-five.yaml"


def week(book: Backlog, backlog: model.BacklogFile, today: date = MONDAY) -> list[Block]:
    found = week_report(book, backlog.jobs, today=today)
    first = today.replace(day=1)
    months = [month_of(book, add_months(first, n)) for n in range(2)]
    return week_blocks(found, bars=timeline(book, today=today), rungs=stage_counts(book, today=today), months=months)


def heavy(homes: int, glad: int = 0) -> BacklogFile:
    """Homes of which each has everything that a report can tell, and names that try to get out of it; the last `glad` are."""

    def day(days: int) -> str:
        return (MONDAY + timedelta(days=days)).isoformat()

    def home(n: int) -> dict[str, Any]:
        mood = "upset" if n < homes - glad else "delighted"
        first, last = day(n % 60 - 20), day(30 + n % 200)
        return {
            "job": f"HC-{1000 + n}",
            "buyers": [f"Christabel <script>alert({n})</script> Featherstone-{n}", f"Max Featherstone-{n}"],
            "sold_date": day(-200 - n % 90),
            "stage": "drywall",
            "stage_since": day(-70),
            "closing": {
                "contract": first,
                "internal": last,
                "told": day(10 + n % 60),
                "shifts": [{"from": first, "to": last, "known_date": day(-5), "cause": "the windows came two weeks late & more"}],
            },
            "lender": {"lock_expires": day(4)},
            "issues": [{"text": "outlets on the wrong wall of the house", "wants": "moved", "severity": "high", "due": day(-2)}],
            "promises": [{"text": "photos of the second floor and of the yard", "by": "builder", "due": day(-3)}],
            "log": [
                {"at": day(-9), "mood": "worried", "how": "phone"},
                {
                    "at": day(-5),
                    "how": "phone",
                    "mood": mood,
                    "said": "we cannot go on like this, <b>nobody</b> calls",
                },
            ],
        }

    return BacklogFile.model_validate({"jobs": [home(n) for n in range(homes)]})


def test_the_week_of_the_sample_word_for_word(section_7: Section7, golden: Golden, fits: Fits) -> None:
    text = markdown(week(*section_7))
    fits(text, 80)
    golden("report_week", text)


def page(book: Backlog, backlog: model.BacklogFile, today: date = MONDAY) -> list[Block]:
    """The week on two pages."""
    first = today.replace(day=1)
    return week_page_blocks(
        week_report(book, backlog.jobs, today=today), [month_of(book, add_months(first, n)) for n in range(2)]
    )


def test_the_two_pages_of_the_sample_word_for_word(section_7: Section7, golden: Golden, fits: Fits) -> None:
    text = markdown(page(*section_7))
    fits(text, 80)
    golden("report_week_page", text)


@pytest.mark.parametrize(("homes", "glad"), [(0, 0), (1, 0), (12, 0), (40, 0), (40, 20), (40, 40), (150, 0), (150, 70)])
def test_the_week_fits_two_printed_pages(fits: Fits, homes: int, glad: int) -> None:
    """Every home here has all that a report can tell, in long words."""
    backlog = heavy(homes, glad)
    text = markdown(page(backlog_of(backlog), backlog))
    fits(text, 80)
    assert len(text.splitlines()) <= 2 * PAGE_LINES


def test_forty_five_real_homes_fit_two_printed_pages(fits: Fits) -> None:
    loaded = load(FORTY_FIVE.read_bytes(), FORTY_FIVE.name)
    for n in range(14):
        text = markdown(page(backlog_of(loaded.backlog_file), loaded.backlog_file, date(2026, 11, 19) + timedelta(days=n)))
        fits(text, 80)
        assert len(text.splitlines()) <= 2 * PAGE_LINES


def test_two_pages_hold_what_management_asks_for(section_7: Section7) -> None:
    text = markdown(page(*section_7))
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == [
        "## Red",
        "## How the buyers feel",
        "## Open issues and requests",
        "## Slips and causes",
        "## Who might cancel",
        "## Closings",
    ]
    assert "backlog report week --all" in text


def test_the_slips_the_record_and_the_hand_over_of_the_sample(section_7: Section7, golden: Golden, fits: Fits) -> None:
    book, backlog = section_7
    found = week_report(book, backlog.jobs, today=MONDAY)
    brandt = next(n for n, job in enumerate(backlog.jobs) if job.job == "HC-1037")
    record = build_job_record(book.jobs[brandt], backlog.jobs[brandt], today=MONDAY)
    handed = handover(book, backlog.jobs, today=MONDAY, is_private=False)
    told = {
        "slips": slip_blocks(recent_slips(book, today=MONDAY), found),
        "record": record_blocks(record, today=MONDAY),
        "handover": handover_blocks(handed, agent="Renata Vance", today=MONDAY),
    }
    for name, blocks in told.items():
        fits(markdown(blocks), 80)
        golden(f"report_{name}", markdown(blocks))


@pytest.mark.parametrize("homes", [0, 1, 40, 150])
def test_a_page_stays_small_asks_for_nothing_and_holds_no_script(homes: int) -> None:
    backlog = heavy(homes)
    page = web_page("Week", week(backlog_of(backlog), backlog))
    assert len(page) < 100_000
    assert not re.search(r"<script|<link|<img|<iframe|https?:|@import|src=|\son\w+=", page.replace("&", " &"))
    # A bar a home, the scale and the key's seven samples, and a bar for each stage that has homes; a table has no second picture.
    bars = min(homes, MAX_BARS)
    assert page.count('href="#grid"') == bars
    assert (page.count("<svg") > bars + 8) == (homes > 0)
    assert (f"and {homes - bars} more that close later" in page) == (homes > bars)
    assert "&lt;b&gt;nobody&lt;/b&gt;" in page or homes == 0


@pytest.mark.parametrize("homes", [0, 1, 40, 150])
def test_every_line_of_the_markdown_is_at_most_eighty_cells(fits: Fits, homes: int) -> None:
    backlog = heavy(homes)
    text = markdown(week(backlog_of(backlog), backlog))
    fits(text, 80)
    assert "<script" not in text.replace("\\<", "")


def test_nothing_to_tell_is_told_plainly() -> None:
    backlog = heavy(0)
    text = markdown(week(backlog_of(backlog), backlog))
    for words in (
        "Nothing is red.",
        "No open issues or requests.",
        "No closing moved later this week.",
        "No open home shows any warning signs.",
    ):
        assert words in text
    assert markdown(slip_blocks((), week_report(backlog_of(backlog), backlog.jobs, today=MONDAY))).endswith("No slips.\n")


def test_of_few_sales_no_percentage_is_made(section_7: Section7) -> None:
    text = markdown(week(*section_7))
    assert "Last 12 months: 1 cancelled, 9 sold." in text
    assert "%" not in text


@pytest.mark.sweep
def test_the_week_in_a_real_browser(section_7: Section7, browser: Callable[[str], Any]) -> None:
    """No console error, no request out, readable on a phone, in the dark and on paper, and no script comes alive."""
    backlog = heavy(30)
    for told in (week(*section_7), week(backlog_of(backlog), backlog)):
        seen = browser(web_page("Week", told))
        assert (seen.wrong, seen.thin) == ((), ())
        assert "How the buyers feel" in seen.text
        assert 2 <= len(seen.sheets) <= 12
    assert "<b>nobody</b> calls" in seen.text
