"""Answers for scripts: rows of cells, and JSON. Nothing cut, nothing styled."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from backlog_cli.errors import UsageError
from backlog_cli.rules.backlog import jobs_by_number
from backlog_cli.rules.summary import channel_of, joint_name, phone_of
from backlog_cli.views.columns import COLUMNS, JOB_FIELDS, ROW_COLUMNS, Column, Home, duty_facts, job_facts
from backlog_cli.views.escape import is_hidden
from backlog_cli.views.job_phrases import internal_date_note, moves_words, reason_words, told_words, why_words
from backlog_cli.views.values import json_ready

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.cleanup.findings import CleanupFinding
    from backlog_cli.rules.due.countdown import MissingItem
    from backlog_cli.rules.due.morning import Meeting, Morning, OwedUpdate
    from backlog_cli.rules.duty import Verdict
    from backlog_cli.rules.summary import JobSummary

SCHEMA_VERSION = 1

LIST_COLUMNS = tuple(column.name for column in ROW_COLUMNS)
DUE_COLUMNS = ("part", "level", "job", "buyer", "lot", "day", "channel", "phone", "why")


# Rows.


def due_rows(morning: Morning, backlog: Backlog, *, everyone: bool = False) -> list[tuple[object, ...]]:
    """Return the morning as a row a job in the columns of DUE_COLUMNS.

    `part` is away, frog, focus, today, owed, protect or good, in the page's order; with `everyone` all other live jobs
    follow as `rest`. Absences belong to no job: those cells are empty.
    """
    jobs = jobs_by_number(backlog)
    rows: list[tuple[object, ...]] = [
        ("away", duty.level, None, None, None, duty.day, None, None, reason_words(duty)) for duty in morning.away_untold
    ]
    if morning.frog:
        rows.append(_due_row("frog", morning.frog, jobs))
    rows += [_due_row("focus", verdict, jobs) for verdict in morning.focus]
    for meeting in morning.appointments:
        about = ", ".join(part for part in (meeting.what, meeting.where) if part)
        rows.append(("today", None, *_name_cells(meeting.summary), meeting.at, *_reach_cells(meeting.summary), about))
    for owed in morning.owed:
        words = owed.duty.text + (f"; {owed.cover} fills in" if owed.cover else "")
        rows.append(("owed", owed.duty.level, *_name_cells(owed.summary), owed.day, *_reach_cells(owed.summary), words))
    if morning.protect:
        found, summary = morning.protect, jobs[morning.protect.verdict.job]
        row = (
            "protect",
            found.verdict.level,
            *_name_cells(summary),
            found.duty.day,
            *_reach_cells(summary),
            reason_words(found.duty),
        )
        rows.append(row)
    if morning.good:
        good = morning.good
        rows.append(("good", None, *_name_cells(good.summary), good.day, *_reach_cells(good.summary), good.text))
    if everyone:
        said = {row[2] for row in rows}
        rows += [_due_row("rest", verdict, jobs) for verdict in morning.verdicts if verdict.job not in said]
    return rows


def _due_row(part: str, verdict: Verdict, jobs: Mapping[str, JobSummary]) -> tuple[object, ...]:
    summary = jobs[verdict.job]
    day = min((duty.day for duty in verdict.reasons if duty.is_firing and duty.day), default=None)
    return (part, verdict.level, *_name_cells(summary), day, *_reach_cells(summary), why_words(verdict.reasons))


def _name_cells(summary: JobSummary) -> tuple[str, str, str | None]:
    return summary.job, joint_name(summary), summary.lot


def _reach_cells(summary: JobSummary) -> tuple[str, str | None]:
    return channel_of(summary), phone_of(summary)


def morning_facts(morning: Morning, backlog: Backlog, *, fields: str | None = None) -> dict[str, object]:
    """What `due --json` holds: every live job under `jobs` in the page's order, then the parts of the page by job number."""
    jobs = jobs_by_number(backlog)
    frog = morning.frog.job if morning.frog else None
    facts = [job_facts(Home(jobs[verdict.job], verdict, morning.today, verdict.job == frog)) for verdict in morning.verdicts]
    protect, good = morning.protect, morning.good
    return {
        "counts": {
            "open": morning.open,
            "live": morning.live,
            "red": morning.red,
            "amber": morning.amber,
            "all_clear": morning.all_clear,
            "close_within_14_days": morning.closing_soon,
            "focus_left_out": morning.left_out,
            "snoozed": morning.snoozed,
            "minutes": morning.minutes,
        },
        "frog": jobs[frog].key_text if frog is not None else None,
        "focus": [jobs[verdict.job].key_text for verdict in morning.focus],
        "owed": [_owed_facts(owed) for owed in morning.owed],
        "appointments": [_meeting_facts(meeting) for meeting in morning.appointments],
        "protect": {"job": protect.verdict.job, **duty_facts(protect.duty)} if protect else None,
        "good": {"job": good.summary.job, "day": good.day, "text": good.text} if good else None,
        "away_untold": [duty_facts(duty) for duty in morning.away_untold],
        "too_many_red": morning.too_many_red,
        "jobs": select_fields(facts, fields, known=JOB_FIELDS),
        "bad": morning.bad,
        "warnings": morning.warnings,
    }


def _owed_facts(owed: OwedUpdate) -> dict[str, object]:
    return {
        "job": owed.summary.job,
        "level": owed.duty.level,
        "day": owed.day,
        "last": owed.last,
        "channel": owed.channel,
        "cover": owed.cover,
        "unheard": owed.unheard,
        "text": owed.duty.text,
        "next": owed.duty.next,
    }


def _meeting_facts(meeting: Meeting) -> dict[str, object]:
    return {
        "job": meeting.summary.job,
        "at": meeting.at,
        "what": meeting.what,
        "minutes": meeting.minutes,
        "where": meeting.where,
    }


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


def check_facts(problems: Sequence[Mapping[str, object]], grooming: Sequence[CleanupFinding], *, jobs: int) -> dict[str, object]:
    """Return what `check --json` holds.

    `problems` are mappings with at least `severity` (error or warning), `line` and `what`.
    """
    severities = [problem["severity"] for problem in problems]
    return {
        "jobs": jobs,
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "problems": problems,
        "grooming": [{"job": found.job, "what": found.what, "fix": found.fix} for found in grooming],
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
        wrong = f'there is no field "{unknown[0]}"' if unknown else "--fields names no field"
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
