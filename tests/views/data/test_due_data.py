"""What scripts read of a morning: a row a line of the page, and the document of `due --json`."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.changes.done import open_items
from backlog_cli.rules.due.morning import build_morning
from backlog_cli.terms import Policy
from backlog_cli.views.data import due_data, envelope
from backlog_cli.views.data.delimited import tsv

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli import model

    Golden = Callable[[str, str], None]
    Made = Callable[..., tuple[Backlog, Any]]
    Sample = tuple[Backlog, model.BacklogFile]

SAMPLE_DAY = date(2026, 11, 23)
DUTY_KEYS = ("job", "rule", "level", "day", "text", "next", "n")
# CLI.md, "JSON".
KEYS = {"frog", "focus", "today", "owed", "ahead", "protect", "good", "nobody_waiting", "notices", "jobs"}


def due_tsv(book: Backlog, today: date, *, everyone: bool = False) -> str:
    return tsv(due_data.DUE_COLUMNS, due_data.due_rows(build_morning(book, today=today), book, everyone=everyone))


def due_json(book: Backlog, today: date, coming: int = 7) -> dict[str, Any]:
    facts = due_data.morning_facts(build_morning(book, today=today, coming=coming), book)
    found = json.loads(envelope.json_document("due", facts, today=today))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("everyone", [False, True])
def test_the_morning_for_scripts(section_7: Sample, golden: Golden, everyone: bool) -> None:
    text = due_tsv(section_7[0], SAMPLE_DAY, everyone=everyone)
    heads, *rows = [line.split("\t") for line in text.splitlines()]
    assert heads == list(due_data.DUE_COLUMNS)
    assert {len(row) for row in rows} == {len(due_data.DUE_COLUMNS)}
    assert rows[1][:3] == ["frog", "red", "HC-1037"]
    golden(f"due_sample_tsv_{'all' if everyone else 'usual'}", text)


def test_the_morning_for_scripts_has_every_part(full: Backlog, today: date) -> None:
    rows = due_tsv(full, today, everyone=True).splitlines()[1:]
    parts = list(dict.fromkeys(line.split("\t")[0] for line in rows))
    assert parts == ["frog", "focus", "appointment", "owed", "protect", "good", "all"]
    live = [home.summary.job for home in build_morning(full, today=today).homes]
    assert [line.split("\t")[2] for line in rows if line.startswith("all\t")] == live


def test_the_morning_as_json(section_7: Sample, golden: Golden) -> None:
    book = section_7[0]
    text = envelope.json_document(
        "due", due_data.morning_facts(build_morning(book, today=SAMPLE_DAY, coming=7), book), today=SAMPLE_DAY
    )
    found = json.loads(text)
    assert (found["schema_version"], found["as_of"]) == (1, "2026-11-23")
    assert set(found) >= KEYS
    assert found["frog"] == "HC-1037" == found["jobs"][0]["job"]
    assert [job["frog"] for job in found["jobs"]] == [True] + [False] * 7
    assert found["nobody_waiting"] is False
    assert found["notices"] == [found["too_many_red"]]
    golden("due_sample_json", text)


def test_an_empty_backlog_has_the_same_keys(section_7: Sample) -> None:
    empty = due_json(Backlog(Policy()), SAMPLE_DAY)
    assert list(empty) == list(due_json(section_7[0], SAMPLE_DAY))
    assert (empty["jobs"], empty["today"], empty["owed"], empty["nobody_waiting"]) == ([], [], [], True)


def test_every_list_of_duties_holds_the_same_keys(section_7: Sample) -> None:
    found = due_json(section_7[0], SAMPLE_DAY)
    lists = [found["today"], found["ahead"], found["away_untold"], *(job["reasons"] for job in found["jobs"])]
    assert {tuple(duty) for duties in lists for duty in duties} == {DUTY_KEYS}
    assert all(tuple(duty)[: len(DUTY_KEYS)] == DUTY_KEYS for duty in found["owed"])
    assert tuple(found["protect"]) == DUTY_KEYS


def test_everything_named_is_among_the_jobs_and_every_job_has_its_next_due_day(section_7: Sample) -> None:
    found = due_json(section_7[0], SAMPLE_DAY)
    known = {job["key"] for job in found["jobs"]}
    named = {duty["job"] for part in ("today", "owed", "ahead") for duty in found[part]}
    assert named | {found["frog"], *found["focus"], found["protect"]["job"], found["good"]["job"]} <= known
    assert {job["job"]: job["next_due"] for job in found["jobs"]} == {
        "HC-1037": "2026-11-23",
        "LR-1052": "2026-11-23",
        "LR-1058": "2026-11-23",
        "HC-1044": "2026-11-23",
        "HC-1029": "2026-11-23",
        "HC-1012": "2026-11-25",
        "HC-1041": "2026-11-26",
        "LR-1049": "2026-11-26",
    }


def test_a_number_that_was_sold_twice_is_named_with_its_day(made: Made, today: date) -> None:
    late = {"promises": [{"text": "x", "by": "me", "due": str(today - timedelta(days=1))}]}
    sales = [{"job": "2401", "buyers": ["A Lost"], "stage": "cancelled", "sold_date": "2025-01-05"}]
    found = due_json(made(also=tuple(sales), **late)[0], today)
    assert found["frog"] == f"2401@{today - timedelta(days=90)}" == found["jobs"][0]["key"]
    assert due_json(made(**late)[0], today)["frog"] == "2401"


def test_the_number_of_a_duty_is_what_done_takes(made: Made, today: date) -> None:
    past, soon = str(today - timedelta(days=1)), str(today + timedelta(days=1))
    book, _ = made(
        promises=[
            {"text": "gate code", "by": "me", "due": past},
            {"text": "fence quote", "by": "me", "due": past},
            {"text": "trusses", "by": "builder", "due": past},
        ],
        issues=[{"text": "outlets", "due": past}, {"text": "paint", "due": past, "severity": "high"}],
        deposits=[{"kind": "options", "amount": "100", "due": soon}],
        log=[{"at": past, "kind": "inbound", "how": "email", "topic": ["rate"]}],
        lender={"product": "conv-30"},
    )
    home = book.jobs[0]
    items = dict(enumerate(open_items(home, book.policy, today=today), 1))
    reasons = due_json(book, today)["jobs"][0]["reasons"]
    words = {
        "gate code": "gate code",
        "fence quote": "fence quote",
        "trusses": "trusses",
        "outlets": "outlets",
        "paint": "paint",
        "deposit": "deposit",
        "email": "email",
    }
    for word, subject in words.items():
        (number,) = {duty["n"] for duty in reasons if word in duty["text"]}
        assert subject in items[number].what
    assert {duty["n"] for duty in reasons if duty["rule"] == "update"} == {None}


def test_owed_rows_are_the_updates_alone(section_7: Sample) -> None:
    found = build_morning(section_7[0], today=SAMPLE_DAY)
    rows = due_data.owed_rows(found.owed)
    assert [row[2] for row in rows] == [owed.summary.job for owed in found.owed]
    assert {row[0] for row in rows} == {"owed"}
