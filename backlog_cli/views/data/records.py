"""Answers for scripts: rows of cells, and JSON. Nothing cut, nothing styled."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from backlog_cli.errors import UsageError
from backlog_cli.rules.summary import joint_name
from backlog_cli.views.columns import COLUMNS, JOB_FIELDS, ROW_COLUMNS, Column, Home, job_facts
from backlog_cli.views.escape import is_hidden
from backlog_cli.views.job_phrases import internal_date_note, moves_words, told_words
from backlog_cli.views.values import json_ready

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from backlog_cli import model
    from backlog_cli.rules.cleanup.report import CheckReport, PromiseTally
    from backlog_cli.rules.due.countdown import MissingItem

SCHEMA_VERSION = 1

LIST_COLUMNS = tuple(column.name for column in ROW_COLUMNS)


def list_facts(homes: Sequence[Home], *, total: int, columns: Sequence[Column] | None = None) -> dict[str, object]:
    """Return what `list --json` holds; `total` is how many homes there were before any term chose."""
    chosen = COLUMNS if columns is None else columns
    return {"total": total, "jobs": [{column.name: column.value(home) for column in chosen} for home in homes]}


def list_rows(homes: Sequence[Home], columns: Sequence[Column] = ROW_COLUMNS) -> list[tuple[object, ...]]:
    """A row a home in these columns, usually those of LIST_COLUMNS."""
    return [tuple(column.spreadsheet_value(home) for column in columns) for home in homes]


def show_facts(
    home: Home,
    job: model.Job,
    *,
    fields: str | None = None,
    missing: Sequence[MissingItem] = (),
) -> dict[str, object]:
    """What `show --json` holds: the one job under `jobs`, with all that the file says of it under `file`, by the file's keys.

    `missing` is what the closing waits for, or what a closed home's buyers were not asked yet; the agent's own
    keys go under `own`.
    """
    summary = home.summary
    facts = job_facts(home) | {
        "say": told_words(summary, today=home.today),
        "not_for_them": internal_date_note(summary, today=home.today) or None,
        "moves": moves_words(summary) or None,
        "missing": [{"what": one.what, "owner": one.owner, "day": one.day, "fix": one.fix} for one in missing],
        "file": job,
        "own": job.own,
    }
    return {"jobs": select_fields([facts], fields, known=SHOW_FIELDS)}


def check_facts(problems: Sequence[Mapping[str, object]], report: CheckReport, *, jobs: int) -> dict[str, object]:
    """Return what `check --json` holds.

    `problems` are mappings with at least `severity` (error or warning), `line` and `what`.
    """
    severities = [problem["severity"] for problem in problems]
    return {
        "jobs": jobs,
        "errors": severities.count("error"),
        "warnings": severities.count("warning") + len(report.doubles),
        "problems": problems,
        "doubles": report.doubles,
        "reds": [
            {
                "job": found.summary.job,
                "buyer": joint_name(found.summary),
                "lot": found.summary.lot,
                "rule": found.duty.rule,
                "day": found.duty.day,
                "text": found.duty.text,
                "next": found.duty.next,
            }
            for found in report.reds
        ],
        "grooming": [
            {
                "job": found.job,
                "kind": found.kind,
                "what": found.what,
                "fix": found.fix,
                "is_blank": found.kind.is_blank,
                "is_known": found.certain_fix is not None,
            }
            for found in report.findings
        ],
        "promises": {"mine": _promise_facts(report.mine), "others": _promise_facts(report.others)},
    }


def _promise_facts(tally: PromiseTally) -> dict[str, object]:
    stats = tally.stats
    return {
        "kept": stats.in_time.part,
        "late": stats.late,
        "broken": stats.broken,
        "open": stats.is_open,
        "overdue": stats.overdue,
        "undated": tally.undated,
    }


def count_line(errors: int, warnings: int, tidy: int, jobs: int) -> str:
    """`1 error, 1 warning, 2 to groom in 18 jobs.`"""
    found = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in ((errors, "error"), (warnings, "warning")) if count]
    found += [f"{tidy} to clean up"] if tidy else []
    return f"{', '.join(found) or 'No problems'} in {jobs} {'job' if jobs == 1 else 'jobs'}."


def select_fields(facts: Sequence[dict[str, object]], fields: str | None, *, known: Sequence[str]) -> list[dict[str, object]]:
    """Return the facts with only the keys of `--fields a,b`, in that order; all of them when it is None.

    `known` are the keys there are, so that a wrong one is refused with an empty list of jobs too (UsageError).
    """
    if fields is None:
        return list(facts)
    names = [name.strip() for name in fields.split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        wrong = f'there\'s no field "{unknown[0]}"' if unknown else "--fields names no field"
        raise UsageError(f"{wrong}. The fields are: {', '.join(known)}.")
    return [{name: fact[name] for name in names} for fact in facts]


SHOW_FIELDS = (*JOB_FIELDS, "say", "not_for_them", "moves", "missing", "file", "own")


def json_document(kind: str, facts: Mapping[str, object], *, today: date) -> str:
    """One JSON document: `schema_version`, `kind`, `as_of`, then the facts; each entry of a list on a line of its own.

    Days are ISO dates, told periods and moments as the file writes them. Text is the file's own; characters that could
    act on a terminal or hide there are written as `\\uXXXX`, which reads back the same.
    """
    whole = {"schema_version": SCHEMA_VERSION, "kind": kind, "as_of": today, **facts}
    body = ",\n".join(f"  {_dump_json(name)}: {_format_json(json_ready(value))}" for name, value in whole.items())
    return f"{{\n{body}\n}}\n"


def _format_json(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _dump_json(value)
    return "[\n" + ",\n".join(f"    {_dump_json(entry)}" for entry in value) + "\n  ]"


def _dump_json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape_char(char) if ord(char) >= 0x7F and is_hidden(char) else char for char in text)


def _escape_char(char: str) -> str:
    code = ord(char)
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
