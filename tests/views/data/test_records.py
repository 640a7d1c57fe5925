"""What scripts read: lines with tabs and JSON, whole, unstyled and safe to print."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_cli.errors import UsageError
from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.cleanup.fixes import CleanupFinding, CleanupKind
from backlog_cli.rules.cleanup.report import CheckReport, PromiseTally
from backlog_cli.rules.due.morning import build_morning
from backlog_cli.rules.due.ranking import ranked_verdicts
from backlog_cli.rules.reports.week import PromiseStats, Share
from backlog_cli.rules.urgency import verdict_of
from backlog_cli.terms import Policy
from backlog_cli.views.columns import JOB_FIELDS, ROW_COLUMNS, Home, HomeRecord
from backlog_cli.views.data import due_data, envelope, records
from backlog_cli.views.data.delimited import csv, tsv

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlog_cli import model
    from backlog_cli.views.data.shapes import NoteFacts, ProblemFacts

    Golden = Callable[[str, str], None]
    Sample = tuple[Backlog, model.BacklogFile]

SAMPLE_DAY = date(2026, 11, 23)


def listed(book: Backlog, today: date, frog: str | None = None) -> list[Home]:
    return [
        Home(book.job(verdict.job), verdict, today, verdict.job == frog)
        for verdict in ranked_verdicts(book, today=today, archived=True)
    ]


def list_tsv(homes: Sequence[Home]) -> str:
    return tsv(records.LIST_COLUMNS, records.list_rows(homes))


def test_a_list_has_one_line_a_job_and_a_tab_between_columns(section_7: Sample, golden: Golden) -> None:
    text = list_tsv(listed(section_7[0], SAMPLE_DAY))
    heads, *rows = [line.split("\t") for line in text.splitlines()]
    assert heads == [column.name for column in ROW_COLUMNS]
    assert {"job", "buyer", "lot", "stage", "level", "closing", "moved", "word_days", "why"} <= set(heads)
    assert {len(row) for row in rows} == {len(records.LIST_COLUMNS)}
    assert [row[4] for row in rows if row[0] == "HC-1037"] == ["red"]
    golden("list_sample_tsv", text)


def test_a_spreadsheet_gets_the_same_rows_as_csv(section_7: Sample, golden: Golden) -> None:
    text = csv(records.LIST_COLUMNS, records.list_rows(listed(section_7[0], SAMPLE_DAY)))
    golden("list_sample_csv", text)


def test_nothing_is_cut_and_nothing_acts_in_a_plain_list(hard: Backlog, today: date) -> None:
    text = list_tsv(listed(hard, today))
    assert len(text.splitlines()) == 1 + len(hard.jobs)
    assert "Wolfeschlegelsteinhausen-Bergerdorffski" in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "…" not in text


def test_no_jobs_are_only_the_headings() -> None:
    assert list_tsv([]) == "\t".join(records.LIST_COLUMNS) + "\n"


# JSON.

JOB_KEYS = ["job", "buyer", "lot", "stage", "level", "quadrant", "frog", "reasons", "risk"]


def read(text: str) -> dict[str, Any]:
    found = json.loads(text)
    assert isinstance(found, dict)
    return found


def test_every_job_has_every_key_and_null_where_it_is_empty(section_7: Sample) -> None:
    book = section_7[0]
    facts = records.list_facts(listed(book, SAMPLE_DAY, frog="HC-1037"), total=9)
    jobs = read(envelope.json_document("list", facts, today=SAMPLE_DAY))["jobs"]
    assert {tuple(job) for job in jobs} == {JOB_FIELDS}
    assert list(JOB_FIELDS[: len(JOB_KEYS)]) == JOB_KEYS
    lost = next(job for job in jobs if job["job"] == "HC-1033")
    assert (lost["level"], lost["quadrant"], lost["closing"]) == ("archived", None, None)
    assert {tuple(reason) for job in jobs for reason in job["reasons"]} == {("job", "rule", "level", "day", "text", "next", "n")}
    assert {tuple(job["risk"]) for job in jobs} == {("total", "parts")}


def test_the_words_of_levels_and_days_are_plain(section_7: Sample) -> None:
    facts = records.list_facts(listed(section_7[0], SAMPLE_DAY), total=9)
    first = read(envelope.json_document("list", facts, today=SAMPLE_DAY))["jobs"][0]
    assert (first["level"], first["quadrant"], first["closing"], first["told"]) == ("red", "do-now", "2027-01-15", "2026-12-11")
    assert first["moved"] == {"times": 3, "days": 77}
    assert first["last_word"] == {"day": "2026-11-17", "how": "phone", "days": 6}


def test_fields_are_chosen_in_the_order_asked(section_7: Sample) -> None:
    book, backlog = section_7
    columns = due_data.due_columns("level, job,next_due, lender.name")
    homes = {id(summary): HomeRecord(job, job.own) for summary, job in zip(book.jobs, backlog.jobs, strict=True)}
    facts = due_data.morning_facts(build_morning(book, today=SAMPLE_DAY), book, columns=columns, records=homes)
    first = read(envelope.json_document("due", facts, today=SAMPLE_DAY))["jobs"][0]
    assert list(first.items()) == [
        ("level", "red"),
        ("job", "HC-1037"),
        ("next_due", "2026-11-23"),
        ("lender.name", "Harbor & Pine Mortgage"),
    ]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ("nonsense", "Did you mean"),
        ("job,leval", 'Did you mean "level"'),
        ("", "job,buyer,lender.name"),
        (" , ", "job,buyer,lender.name"),
    ],
)
def test_a_field_there_is_not_names_those_there_are(fields: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        due_data.due_columns(fields)


def test_one_job_as_json_holds_what_the_file_says(section_7: Sample) -> None:
    book, backlog = section_7
    verdict = verdict_of(book.jobs[1], book, today=SAMPLE_DAY)
    facts = records.show_facts(Home(book.jobs[1], verdict, SAMPLE_DAY), backlog.jobs[1])
    job = read(envelope.json_document("show", facts, today=SAMPLE_DAY))["jobs"][0]
    assert tuple(job) == records.SHOW_FIELDS
    assert job["file"]["closing"]["shifts"][2]["from"] == "2026-12-11"
    assert job["file"]["log"][0]["with"] == ["Ylva Brandt"]
    assert job["not_for_them"] == "internal Fri Jan 15 2027, 35 days after what they were told"


def test_a_check_as_json_counts_errors_and_warnings() -> None:
    about: NoteFacts = {
        "line": 41,
        "column": 14,
        "job": None,
        "buyer": None,
        "what": "closing is before sold",
        "cure": None,
        "is_left_out": False,
    }
    problems: list[ProblemFacts] = [{**about, "severity": "error"}, {**about, "severity": "warning"}]
    none = PromiseTally(PromiseStats(Share(1, 3), 1, 1, 2, 1), 1)
    finding = CleanupFinding("2401", "no channel", "ask them", kind=CleanupKind.CHANNEL)
    report = CheckReport((), 8, (finding,), none, none, doubles=("job 1 is in two files",))
    facts = records.check_facts(problems, report, Backlog(Policy()), (), today=SAMPLE_DAY, jobs=18, has_older_schema=True)
    found = read(envelope.json_document("check", facts, today=SAMPLE_DAY))
    assert found["counts"] == {"jobs": 18, "errors": 1, "warnings": 2}
    assert found["has_older_schema"] is True
    assert found["problems"][0]["line"] == 41
    assert found["grooming"] == [
        {"job": "2401", "kind": "channel", "what": "no channel", "fix": "ask them", "is_blank": True, "is_known": False}
    ]
    assert found["promises"]["mine"] == {"kept": 1, "late": 1, "broken": 1, "open": 2, "overdue": 1, "undated": 1}


@given(st.text(st.one_of(st.characters(), st.sampled_from("\x1b\x9b\x7f\u202e\u2028\ud800\U000e0041👩\u200d👧é"))))
@settings(max_examples=200)
def test_json_holds_the_text_itself_and_nothing_that_acts(text: str) -> None:
    document = envelope.json_document("x", {"text": text}, today=SAMPLE_DAY)
    document.encode("utf-8")
    assert json.loads(document)["text"] == _mended(text)
    assert not set(document) & {chr(n) for n in (*range(10), *range(11, 32), *range(127, 160), 0x202E, 0x2028)}


def _mended(text: str) -> str:
    """JSON knows no half characters side by side: two that belong together are one."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def test_honest_names_stay_readable_in_json() -> None:
    assert "Inés 王小明 😀" in envelope.json_document("x", {"name": "Inés 王小明 😀"}, today=SAMPLE_DAY)


@pytest.mark.parametrize(
    "thing", [object(), CleanupFinding("41", "no stage", "set it"), [Policy()]], ids=["object", "value", "listed"]
)
def test_what_json_does_not_know_is_a_mistake_of_ours(thing: object) -> None:
    with pytest.raises(TypeError):
        envelope.json_document("x", {"thing": thing}, today=SAMPLE_DAY)


@pytest.mark.parametrize(
    "room", ["escape", "screen", "columns", "data.records", "data.delimited", "data.hit_data", "job_phrases", "wrap"]
)
def test_plain_answers_load_no_drawing_and_no_model(room: str) -> None:
    code = f"import sys, backlog_cli.views.{room}; print(*[m for m in ('rich', 'pydantic', 'yaml', 'typer') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
