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
from backlog_cli.rules.cleanup.findings import Groom
from backlog_cli.rules.due.morning import judged, morning
from backlog_cli.rules.urgency import verdict_of
from backlog_cli.terms import Policy
from backlog_cli.views.data import records

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli import model
    from backlog_cli.rules.duty import Verdict
    from backlog_cli.rules.summary import JobSummary

    Golden = Callable[[str, str], None]
    Sample = tuple[Backlog, model.BacklogFile]

SAMPLE_DAY = date(2026, 11, 23)


def listed(book: Backlog, today: date) -> list[tuple[JobSummary, Verdict]]:
    return [(book.job(verdict.job), verdict) for verdict in judged(book, today=today, archived=True)]


def test_a_list_has_one_line_a_job_and_a_tab_between_columns(section_7: Sample, golden: Golden) -> None:
    text = records.list_lines(listed(section_7[0], SAMPLE_DAY), today=SAMPLE_DAY)
    rows = [line.split("\t") for line in text.splitlines()]
    assert {len(row) for row in rows} == {len(records.LIST_COLUMNS)}
    assert [row[0] for row in rows if row[1] == "HC-1037"] == ["red"]
    golden("list_sample_plain", text)


def test_nothing_is_cut_and_nothing_acts_in_a_plain_list(hard: Backlog, today: date) -> None:
    text = records.list_lines(listed(hard, today), today=today)
    assert len(text.splitlines()) == len(hard.jobs)
    assert "Wolfeschlegelsteinhausen-Bergerdorffski" in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "…" not in text


def test_no_jobs_are_no_lines() -> None:
    assert records.list_lines([], today=SAMPLE_DAY) == ""


@pytest.mark.parametrize("everyone", [False, True])
def test_the_morning_for_scripts(section_7: Sample, golden: Golden, everyone: bool) -> None:
    text = records.due_lines(morning(section_7[0], today=SAMPLE_DAY), section_7[0], everyone=everyone)
    rows = [line.split("\t") for line in text.splitlines()]
    assert {len(row) for row in rows} == {len(records.DUE_COLUMNS)}
    assert rows[1][:3] == ["frog", "red", "HC-1037"]
    golden(f"due_sample_plain_{'all' if everyone else 'usual'}", text)


def test_the_morning_for_scripts_has_every_part(full: Backlog, today: date) -> None:
    text = records.due_lines(morning(full, today=today), full, everyone=True)
    parts = list(dict.fromkeys(line.split("\t")[0] for line in text.splitlines()))
    assert parts == ["frog", "focus", "today", "owed", "protect", "good", "rest"]
    live = {verdict.job for verdict in morning(full, today=today).verdicts}
    assert {line.split("\t")[2] for line in text.splitlines()} == live


def test_a_card_for_scripts_is_field_and_value(section_7: Sample, golden: Golden) -> None:
    book, backlog = section_7
    verdict = verdict_of(book.jobs[1], book, today=SAMPLE_DAY)
    text = records.show_lines(book.jobs[1], backlog.jobs[1], verdict, today=SAMPLE_DAY)
    assert all(line.count("\t") == 1 for line in text.splitlines())
    assert "say\tclosing on Dec 11\n" in text
    assert "lender.lock_expires\t2026-12-31\n" in text
    golden("show_sample_plain", text)


def test_a_value_with_lines_and_tabs_stays_on_its_line() -> None:
    assert records.field_lines({"note": "one\ntwo\tthree \x1b[0m", "empty": None, "blank": "", "flag": True}) == (
        "note\tone two three \\x1b[0m\nflag\ttrue\n"
    )


# JSON.

JOB_KEYS = ["job", "buyer", "lot", "stage", "level", "quadrant", "frog", "reasons", "risk"]


def read(text: str) -> dict[str, Any]:
    found = json.loads(text)
    assert isinstance(found, dict)
    return found


def test_the_morning_as_json(section_7: Sample, golden: Golden) -> None:
    text = records.document("due", records.morning_facts(morning(section_7[0], today=SAMPLE_DAY), section_7[0]), today=SAMPLE_DAY)
    found = read(text)
    assert (found["schema_version"], found["as_of"]) == (1, "2026-11-23")
    assert found["frog"] == "HC-1037" == found["jobs"][0]["job"]
    assert [job["frog"] for job in found["jobs"]] == [True] + [False] * 7
    golden("due_sample_json", text)


def test_every_job_has_every_key_and_null_where_it_is_empty(section_7: Sample) -> None:
    book = section_7[0]
    facts = records.list_facts(listed(book, SAMPLE_DAY), total=9, today=SAMPLE_DAY, frog="HC-1037")
    jobs = read(records.document("list", facts, today=SAMPLE_DAY))["jobs"]
    assert {tuple(job) for job in jobs} == {records.JOB_FIELDS}
    assert list(records.JOB_FIELDS[: len(JOB_KEYS)]) == JOB_KEYS
    lost = next(job for job in jobs if job["job"] == "HC-1033")
    assert (lost["level"], lost["quadrant"], lost["closing"]) == ("archived", None, None)
    assert {tuple(reason) for job in jobs for reason in job["reasons"]} == {("rule", "level", "day", "text", "next")}
    assert {tuple(job["risk"]) for job in jobs} == {("total", "parts")}


def test_the_words_of_levels_and_days_are_plain(section_7: Sample) -> None:
    facts = records.list_facts(listed(section_7[0], SAMPLE_DAY), total=9, today=SAMPLE_DAY, frog=None)
    first = read(records.document("list", facts, today=SAMPLE_DAY))["jobs"][0]
    assert (first["level"], first["quadrant"], first["closing"], first["told"]) == ("red", "do-now", "2027-01-15", "2026-12-11")
    assert first["moved"] == {"times": 3, "days": 77}
    assert first["last_word"] == {"day": "2026-11-17", "how": "phone", "days": 6}


def test_an_empty_backlog_has_the_same_keys(section_7: Sample) -> None:
    empty = records.morning_facts(morning(Backlog(Policy()), today=SAMPLE_DAY), Backlog(Policy()))
    filled = records.morning_facts(morning(section_7[0], today=SAMPLE_DAY), section_7[0])
    assert list(empty) == list(filled)
    assert read(records.document("due", empty, today=SAMPLE_DAY))["jobs"] == []


def test_fields_are_chosen_in_the_order_asked(section_7: Sample) -> None:
    facts = records.morning_facts(morning(section_7[0], today=SAMPLE_DAY), section_7[0], fields="level, job")
    assert read(records.document("due", facts, today=SAMPLE_DAY))["jobs"][0] == {"level": "red", "job": "HC-1037"}


@pytest.mark.parametrize("fields", ["colour", "job,colour", "", " , "])
def test_a_field_there_is_not_names_those_there_are(fields: str) -> None:
    with pytest.raises(UsageError, match="The fields are: job, buyer, lot"):
        records.list_facts([], total=0, today=SAMPLE_DAY, frog=None, fields=fields)


def test_one_job_as_json_holds_what_the_file_says(section_7: Sample) -> None:
    book, backlog = section_7
    verdict = verdict_of(book.jobs[1], book, today=SAMPLE_DAY)
    facts = records.show_facts(book.jobs[1], backlog.jobs[1], verdict, today=SAMPLE_DAY)
    job = read(records.document("show", facts, today=SAMPLE_DAY))["jobs"][0]
    assert tuple(job) == records.SHOW_FIELDS
    assert job["file"]["closing"]["shifts"][2]["from"] == "2026-12-11"
    assert job["file"]["log"][0]["with"] == ["Ylva Brandt"]
    assert job["not_for_them"] == "internal Fri Jan 15 2027, 35 days after what they were told"


def test_a_check_as_json_counts_errors_and_warnings() -> None:
    problems: list[dict[str, object]] = [
        {"line": 41, "column": 14, "severity": "error", "what": "closing is before sold"},
        {"line": 57, "column": 5, "severity": "warning", "what": "unknown key"},
    ]
    facts = records.check_facts(problems, [Groom("2401", "no channel", "ask them")], jobs=18)
    found = read(records.document("check", facts, today=SAMPLE_DAY))
    assert (found["errors"], found["warnings"], found["jobs"]) == (1, 1, 18)
    assert found["problems"][0]["line"] == 41
    assert found["grooming"] == [{"job": "2401", "what": "no channel", "fix": "ask them"}]


@given(st.text(st.one_of(st.characters(), st.sampled_from("\x1b\x9b\x7f\u202e\u2028\ud800\U000e0041👩\u200d👧é"))))
@settings(max_examples=200)
def test_json_holds_the_text_itself_and_nothing_that_acts(text: str) -> None:
    document = records.document("x", {"text": text}, today=SAMPLE_DAY)
    document.encode("utf-8")
    assert json.loads(document)["text"] == _mended(text)
    assert not set(document) & {chr(n) for n in (*range(10), *range(11, 32), *range(127, 160), 0x202E, 0x2028)}


def _mended(text: str) -> str:
    """JSON knows no half characters side by side: two that belong together are one."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def test_honest_names_stay_readable_in_json() -> None:
    assert "Inés 王小明 😀" in records.document("x", {"name": "Inés 王小明 😀"}, today=SAMPLE_DAY)


@pytest.mark.parametrize("thing", [object(), Groom("41", "no stage", "set it"), [Policy()]], ids=["object", "value", "listed"])
def test_what_json_does_not_know_is_a_mistake_of_ours(thing: object) -> None:
    with pytest.raises(TypeError):
        records.document("x", {"thing": thing}, today=SAMPLE_DAY)


@pytest.mark.parametrize("room", ["escape", "screen", "data.records", "job_phrases"])
def test_plain_answers_load_no_drawing_and_no_model(room: str) -> None:
    code = f"import sys, backlog_cli.views.{room}; print(*[m for m in ('rich', 'pydantic', 'yaml', 'typer') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
