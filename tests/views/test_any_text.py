"""Whatever she types into her file, every picture of it fits its screen and nothing of it acts."""

from __future__ import annotations

import io
import json
import unicodedata
from csv import reader
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from backlog_cli.model import BacklogFile
from backlog_cli.rules.due.morning import build_morning
from backlog_cli.rules.due.ranking import ranked_verdicts
from backlog_cli.rules.meetings.calendar import month_of
from backlog_cli.rules.reports.cancellation import homes_by_risk
from backlog_cli.rules.reports.handover import handover
from backlog_cli.rules.reports.job_record import build_job_record
from backlog_cli.rules.reports.stages import stage_counts
from backlog_cli.rules.reports.timeline import timeline
from backlog_cli.rules.reports.week import recent_slips, week_report
from backlog_cli.rules.urgency import verdict_of
from backlog_cli.terms import is_no_value
from backlog_cli.views.columns import Home
from backlog_cli.views.data import chart_data, due_data, envelope, records, report_data
from backlog_cli.views.data.delimited import csv, tsv
from backlog_cli.views.documents import blocks, management
from backlog_cli.views.screen import Screen
from backlog_cli.views.terminal import charts as shown
from backlog_cli.views.terminal import home_card, morning_page, owed_table, tables
from backlog_cli.views.terminal.style import console_for, draw
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.text import Text

TODAY = date(2026, 6, 4)

LETTERS = "ab Zé-·→王ש😀\u200d👩\u0301[]{}:/\\\"'|\t\n\r\x1b\x9b\u202e\u2028\u00a0\ud800\x00"
TEXT = st.text(st.sampled_from(LETTERS), max_size=60)
FILLED = TEXT.filter(lambda text: not is_no_value(text))
NUMBER = st.text(st.sampled_from("AB-12王é "), min_size=1, max_size=30).filter(
    lambda text: text == text.strip() and text[0] != "-"
)


def home(number: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "job": st.just(number),
            "buyers": st.lists(st.fixed_dictionaries({"name": FILLED, "phone": TEXT, "email": TEXT}), min_size=1, max_size=2),
            "lot": TEXT,
            "address": TEXT,
            "sold_date": st.just("2026-03-02"),
            "stage": st.sampled_from(["framing", "closed"]),
            "superintendent": TEXT,
            "closing": st.fixed_dictionaries({"contract": st.just("2026-08-14"), "shifts": st.lists(shift(), max_size=2)}),
            "contact": st.fixed_dictionaries({"channel": st.sampled_from(["text", "email", "phone"]), "when": TEXT}),
            "interests": st.lists(TEXT, max_size=2),
            "worries": st.lists(TEXT, max_size=2),
            "log": st.lists(talk(), max_size=3),
            "promises": st.lists(
                st.fixed_dictionaries({"text": FILLED, "due": st.just("2026-06-01"), "needs": TEXT}), max_size=2
            ),
            "issues": st.lists(st.fixed_dictionaries({"text": FILLED, "wants": TEXT, "owner": TEXT}), max_size=1),
            "appointments": st.lists(
                st.fixed_dictionaries({"at": st.just("2026-06-04 09:00"), "what": TEXT, "where": TEXT}), max_size=1
            ),
        }
    )


def talk() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "at": st.sampled_from(["2026-05-20", "2026-06-03 17:30"]),
            "text": TEXT,
            "said": TEXT,
            "mood": st.sampled_from(["upset", "delighted", None]),
            "next": st.fixed_dictionaries({"what": TEXT, "date": st.just("2026-06-04")}),
        }
    )


def promise() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"text": FILLED, "due": st.just("2026-06-01"), "needs": TEXT})


def meeting() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"at": st.just("2026-06-04 09:00"), "what": TEXT, "where": TEXT})


def shift() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"to": st.just("2026-09-01"), "known_date": st.just("2026-06-01"), "cause": TEXT})


BACKLOGS = st.lists(NUMBER, min_size=1, max_size=4, unique=True).flatmap(
    lambda numbers: st.tuples(*(home(number) for number in numbers))
)


def drawn(text: Text, screen: Screen) -> str:
    out = io.StringIO()
    draw(console_for(out, screen), text)
    return out.getvalue()


def pictures(backlog: BacklogFile, screen: Screen) -> list[str]:
    book = backlog_of(backlog)
    found = build_morning(book, today=TODAY, coming=7)
    verdicts = ranked_verdicts(book, today=TODAY, archived=True)
    homes = [Home(book.job(verdict.job), verdict, TODAY) for verdict in verdicts]
    texts = [
        morning_page.morning_page(found, screen=screen),
        morning_page.everyone_page(found, book, screen=screen),
        owed_table.owed_page(found, ahead=7, screen=screen),
        tables.list_table(homes, total=9, screen=screen),
    ]
    months = [month_of(book, date(2026, month, 1)) for month in (8, 9)]
    texts += [
        shown.calendar_page(months, screen=screen, today=TODAY),
        shown.timeline_page(timeline(book, today=TODAY), screen=screen, today=TODAY),
        shown.pipeline_page(stage_counts(book, today=TODAY), screen=screen),
        shown.risk_page(homes_by_risk(book, today=TODAY), screen=screen, today=TODAY),
    ]
    for summary, job in zip(book.jobs, backlog.jobs, strict=True):
        verdict = verdict_of(summary, book, today=TODAY)
        for everything in (False, True):
            texts.append(
                home_card.card_text(summary, job, verdict, policy=book.policy, screen=screen, today=TODAY, everything=everything)
            )
    return [drawn(text, screen) for text in texts]


def written_reports(backlog: BacklogFile) -> list[tuple[list[blocks.Block], Mapping[str, object]]]:
    """Every report of these homes, for people and for scripts."""
    book = backlog_of(backlog)
    week = week_report(book, backlog.jobs, today=TODAY)
    bars, rungs = timeline(book, today=TODAY), stage_counts(book, today=TODAY)
    months = [month_of(book, date(2026, month, 1)) for month in (8, 9)]
    moved = recent_slips(book, today=TODAY)
    record = build_job_record(book.jobs[0], backlog.jobs[0], today=TODAY)
    handed = handover(book, backlog.jobs, today=TODAY, is_private=True)
    return [
        (management.week_blocks(week, bars=bars, rungs=rungs, months=months), report_data.week_facts(week)),
        (management.slip_blocks(moved, week), report_data.slips_facts(moved, week)),
        (management.record_blocks(record, today=TODAY), report_data.record_facts(record)),
        (management.handover_blocks(handed, agent="Renata", today=TODAY), report_data.handover_facts(handed)),
    ]


def check_reports(jobs: tuple[dict[str, Any], ...]) -> None:
    for told, facts in written_reports(BacklogFile.model_validate({"jobs": jobs})):
        text = blocks.markdown(told)
        assert [line for line in text.split("\n") if cell_len(line) > 80] == []
        assert not [char for char in text if char != "\n" and unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")]
        assert "\u202e" not in text
        page = blocks.web_page("Report", told)
        assert page.isascii()
        document = envelope.json_document("report", facts, today=TODAY)
        document.encode("utf-8")
        assert json.loads(document)["kind"] == "report"


def check_pictures(jobs: tuple[dict[str, Any], ...], width: int, height: int) -> None:
    backlog = BacklogFile.model_validate({"jobs": jobs})
    for picture in pictures(backlog, Screen(width=width, height=height)):
        assert [line for line in picture.split("\n") if cell_len(line) > width] == []
        assert not [char for char in picture if char != "\n" and unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")]
        assert "\u202e" not in picture


def check_plain(jobs: tuple[dict[str, Any], ...]) -> None:
    backlog = BacklogFile.model_validate({"jobs": jobs})
    book = backlog_of(backlog)
    found = build_morning(book, today=TODAY)
    homes = [Home(book.job(verdict.job), verdict, TODAY) for verdict in found.verdicts]
    rows, due = records.list_rows(homes), due_data.due_rows(found, book, everyone=True)
    tabbed = (tsv(records.LIST_COLUMNS, rows), tsv(due_data.DUE_COLUMNS, due))
    assert [len(text.splitlines()) for text in tabbed] == [1 + len(rows), 1 + len(due)]
    commas = (csv(records.LIST_COLUMNS, rows), csv(due_data.DUE_COLUMNS, due))
    assert [len(list(reader(StringIO(text)))) for text in commas] == [1 + len(rows), 1 + len(due)]
    pictures = (
        chart_data.calendar_facts(month_of(book, date(2026, 8, 1))),
        chart_data.timeline_facts(timeline(book, today=TODAY)),
        chart_data.pipeline_facts(stage_counts(book, today=TODAY)),
        chart_data.risk_page_facts(homes_by_risk(book, today=TODAY)),
    )
    text = "".join((*tabbed, *commas, *(envelope.json_document("x", facts, today=TODAY) for facts in pictures)))
    assert not [char for char in text if char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")]
    document = envelope.json_document("due", due_data.morning_facts(found, book), today=TODAY)
    document.encode("utf-8")
    assert len(json.loads(document)["jobs"]) == len(rows)


@given(jobs=BACKLOGS, width=st.integers(20, 220), height=st.integers(8, 60))
@settings(max_examples=12, deadline=None)
def test_every_picture_fits_and_nothing_acts(jobs: tuple[dict[str, Any], ...], width: int, height: int) -> None:
    check_pictures(jobs, width, height)


@given(jobs=BACKLOGS)
@settings(max_examples=12, deadline=None)
def test_plain_answers_hold_one_line_a_fact(jobs: tuple[dict[str, Any], ...]) -> None:
    check_plain(jobs)


@given(jobs=BACKLOGS)
@settings(max_examples=10, deadline=None)
def test_reports_fit_and_nothing_acts(jobs: tuple[dict[str, Any], ...]) -> None:
    check_reports(jobs)


@pytest.mark.sweep
@given(jobs=BACKLOGS, width=st.integers(20, 220), height=st.integers(8, 60))
@settings(max_examples=300, deadline=None)
def test_every_picture_fits_at_length(jobs: tuple[dict[str, Any], ...], width: int, height: int) -> None:
    check_pictures(jobs, width, height)
    check_plain(jobs)
    check_reports(jobs)
