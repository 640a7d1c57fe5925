"""Answers for scripts and pipes: one line a job with tabs between, and JSON. Nothing cut, nothing styled."""

from __future__ import annotations

import json
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from backlog_cli.dates.values import Moment, Period
from backlog_cli.errors import UsageError
from backlog_cli.rules.backlog import by_number
from backlog_cli.rules.summary import channel_of, closing_day, joint_name, last_word, phone_of, pushes
from backlog_cli.views.escape import clean, is_hidden
from backlog_cli.views.job_phrases import (
    moved_days,
    moved_words,
    moves_words,
    not_for_them,
    reach_words,
    reason_words,
    told_words,
    word_days,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.cleanup.findings import Groom
    from backlog_cli.rules.due.countdown import Missing
    from backlog_cli.rules.due.morning import Meeting, Morning, Owed
    from backlog_cli.rules.duty import Duty, Risk, Verdict
    from backlog_cli.rules.summary import JobSummary

SCHEMA_VERSION = 1

LIST_COLUMNS = ("level", "job", "buyer", "lot", "stage", "closing", "moved", "word_days", "why")
DUE_COLUMNS = ("part", "level", "job", "buyer", "lot", "day", "channel", "phone", "why")


# Lines.


def tabbed(cells: Iterable[object]) -> str:
    """One line of cells with tabs between; None is an empty cell, and no cell holds a tab or a line break."""
    return "\t".join("" if cell is None else clean(str(cell)) for cell in cells)


def list_lines(jobs: Sequence[tuple[JobSummary, Verdict]], *, today: date) -> str:
    """One line a job in the columns of LIST_COLUMNS; empty text for no jobs."""
    return "".join(
        tabbed(
            (
                verdict.level,
                summary.job,
                joint_name(summary),
                summary.lot,
                summary.stage,
                closing_day(summary),
                moved_words(summary),
                word_days(summary, today=today),
                why(verdict.reasons),
            )
        )
        + "\n"
        for summary, verdict in jobs
    )


def due_lines(morning: Morning, backlog: Backlog, *, everyone: bool = False) -> str:
    """The morning as one line a job in the columns of DUE_COLUMNS.

    `part` is away, frog, focus, today, owed, protect or good, in the page's order; with `everyone` all other live jobs
    follow as `rest`. Absences belong to no job: those cells are empty.
    """
    jobs = by_number(backlog)
    rows: list[tuple[object, ...]] = [
        ("away", duty.level, None, None, None, duty.day, None, None, reason_words(duty)) for duty in morning.away_untold
    ]
    if morning.frog:
        rows.append(_due_row("frog", morning.frog, jobs))
    rows += [_due_row("focus", verdict, jobs) for verdict in morning.focus]
    for meeting in morning.appointments:
        about = ", ".join(part for part in (meeting.what, meeting.where) if part)
        rows.append(("today", None, *_who(meeting.summary), meeting.at, *_how(meeting.summary), about))
    for owed in morning.owed:
        words = owed.duty.text + (f"; {owed.cover} fills in" if owed.cover else "")
        rows.append(("owed", owed.duty.level, *_who(owed.summary), owed.day, *_how(owed.summary), words))
    if morning.protect:
        found, summary = morning.protect, jobs[morning.protect.verdict.job]
        row = ("protect", found.verdict.level, *_who(summary), found.duty.day, *_how(summary), reason_words(found.duty))
        rows.append(row)
    if morning.good:
        good = morning.good
        rows.append(("good", None, *_who(good.summary), good.day, *_how(good.summary), good.text))
    if everyone:
        said = {row[2] for row in rows}
        rows += [_due_row("rest", verdict, jobs) for verdict in morning.verdicts if verdict.job not in said]
    return "".join(f"{tabbed(row)}\n" for row in rows)


def _due_row(part: str, verdict: Verdict, jobs: Mapping[str, JobSummary]) -> tuple[object, ...]:
    summary = jobs[verdict.job]
    day = min((duty.day for duty in verdict.reasons if duty.is_firing and duty.day), default=None)
    return (part, verdict.level, *_who(summary), day, *_how(summary), why(verdict.reasons))


def _who(summary: JobSummary) -> tuple[str, str, str | None]:
    return summary.job, joint_name(summary), summary.lot


def _how(summary: JobSummary) -> tuple[str, str | None]:
    return channel_of(summary), phone_of(summary)


def why(reasons: Iterable[Duty]) -> str:
    """Every reason that colours, with its next action, on one line."""
    return "; ".join(reason_words(duty) for duty in reasons if duty.is_firing)


def field_lines(facts: Mapping[str, object]) -> str:
    """`field<TAB>value` lines; a list has a line an entry, a mapping its keys dotted. Empty values are left out."""
    return "".join(f"{clean(name)}\t{clean(value)}\n" for name, value in fields_of(facts))


def fields_of(facts: object) -> Iterable[tuple[str, str]]:
    """Every filled fact as name and value, names dotted: `lender.product` and `fha`. Takes a mapping or a block of the file."""
    return _fields("", facts)


def _fields(name: str, value: object) -> Iterable[tuple[str, str]]:
    plain = _json_ready(value)
    if isinstance(plain, dict):
        for key, inner in plain.items():
            yield from _fields(f"{name}.{key}" if name else key, inner)
    elif isinstance(plain, list):
        for inner in plain:
            yield from _fields(name, inner) if not isinstance(inner, dict) else ((name, _one_line(inner)),)
    elif plain is not None and plain != "":
        yield name, str(plain).lower() if isinstance(plain, bool) else str(plain)


def _one_line(entry: Mapping[str, object]) -> str:
    """An entry of a list as one value: `text=rough-in photos; due=2026-11-20`; one fact alone needs no name."""
    facts = list(_fields("", entry))
    if len(facts) == 1:
        return facts[0][1]
    return "; ".join(f"{name}={value}" for name, value in facts)


# JSON.


def job_facts(summary: JobSummary, verdict: Verdict, *, today: date, frog: str | None = None) -> dict[str, object]:
    """One job as `list --json` and `due --json` show it: the same keys for every job, null where there is nothing.

    `frog` is the number of today's hardest call, if there is one.
    """
    word = last_word(summary, today=today)
    return {
        "job": summary.job,
        "buyer": joint_name(summary),
        "lot": summary.lot,
        "stage": summary.stage,
        "level": verdict.level,
        "quadrant": verdict.quadrant,
        "frog": summary.job == frog,
        "reasons": [duty_facts(duty) for duty in verdict.reasons],
        "risk": risk_facts(verdict.risk),
        "buyers": [buyer.name for buyer in summary.buyers],
        "address": summary.address,
        "community": summary.community,
        "plan": summary.plan,
        "superintendent": summary.superintendent,
        "sold": summary.sold_date,
        "stage_since": summary.stage_since,
        "closing": closing_day(summary),
        "told": summary.told,
        "contract": summary.contract,
        "closed": summary.closed_date,
        "moved": {"times": pushes(summary), "days": moved_days(summary)},
        "last_word": {
            "day": word and word.at.day,
            "how": word and word.how,
            "days": word_days(summary, today=today),
        },
        "channel": channel_of(summary),
        "when": summary.contact.when,
        "phone": phone_of(summary),
        "snoozed_until": summary.snooze_until,
    }


def duty_facts(duty: Duty) -> dict[str, object]:
    """One reason as scripts see it."""
    return {"rule": duty.rule, "level": duty.level, "day": duty.day, "text": duty.text, "next": duty.next}


def risk_facts(risk: Risk) -> dict[str, object]:
    """How likely a cancellation is, in parts."""
    return {"total": risk.total, "parts": dict(risk.parts)}


def morning_facts(morning: Morning, backlog: Backlog, *, fields: str | None = None) -> dict[str, object]:
    """What `due --json` holds: every live job under `jobs` in the page's order, then the parts of the page by job number."""
    jobs = by_number(backlog)
    frog = morning.frog.job if morning.frog else None
    facts = [job_facts(jobs[verdict.job], verdict, today=morning.today, frog=frog) for verdict in morning.verdicts]
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
        "frog": frog,
        "focus": [verdict.job for verdict in morning.focus],
        "owed": [_owed_facts(owed) for owed in morning.owed],
        "appointments": [_meeting_facts(meeting) for meeting in morning.appointments],
        "protect": {"job": protect.verdict.job, **duty_facts(protect.duty)} if protect else None,
        "good": {"job": good.summary.job, "day": good.day, "text": good.text} if good else None,
        "away_untold": [duty_facts(duty) for duty in morning.away_untold],
        "too_many_red": morning.too_many_red,
        "jobs": chosen(facts, fields, known=JOB_FIELDS),
        "bad": morning.bad,
        "warnings": morning.warnings,
    }


def _owed_facts(owed: Owed) -> dict[str, object]:
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


def list_facts(
    jobs: Sequence[tuple[JobSummary, Verdict]], *, total: int, today: date, frog: str | None, fields: str | None = None
) -> dict[str, object]:
    """What `list --json` holds; `total` is how many homes there were before any term chose."""
    facts = [job_facts(summary, verdict, today=today, frog=frog) for summary, verdict in jobs]
    return {"total": total, "jobs": chosen(facts, fields, known=JOB_FIELDS)}


def show_facts(
    summary: JobSummary,
    job: model.Job,
    verdict: Verdict,
    *,
    today: date,
    frog: str | None = None,
    fields: str | None = None,
    missing: Sequence[Missing] = (),
) -> dict[str, object]:
    """What `show --json` holds: the one job under `jobs`, with all that the file says of it under `file`, by the file's keys.

    `missing` is what the closing waits for, or what a closed home's buyers were not asked yet.
    """
    facts = job_facts(summary, verdict, today=today, frog=frog) | {
        "say": told_words(summary, today=today),
        "not_for_them": not_for_them(summary, today=today) or None,
        "moves": moves_words(summary) or None,
        "missing": [{"what": one.what, "owner": one.owner, "day": one.day, "fix": one.fix} for one in missing],
        "file": job,
    }
    return {"jobs": chosen([facts], fields, known=SHOW_FIELDS)}


def show_lines(summary: JobSummary, job: model.Job, verdict: Verdict, *, today: date, missing: Sequence[Missing] = ()) -> str:
    """The card off a terminal: `field<TAB>value` lines, what was worked out first, then all that the file says."""
    facts = {
        "job": summary.job,
        "buyer": joint_name(summary),
        "level": verdict.level,
        "quadrant": verdict.quadrant,
        "reason": [f"{duty.level}: {reason_words(duty)}" for duty in verdict.reasons],
        "risk": verdict.risk.total,
        "risk_parts": dict(verdict.risk.parts),
        "reach": reach_words(summary),
        "say": told_words(summary, today=today),
        "not_for_them": not_for_them(summary, today=today),
        "moves": moves_words(summary),
        "missing": [f"{one.what}: {one.owner}{f', {one.day.isoformat()}' if one.day else ''}" for one in missing],
    }
    own = [(name, value) for name, value in fields_of(job) if name != "job"]
    return field_lines(facts) + "".join(f"{clean(name)}\t{clean(value)}\n" for name, value in own)


def check_facts(problems: Sequence[Mapping[str, object]], grooming: Sequence[Groom], *, jobs: int) -> dict[str, object]:
    """What `check --json` holds. `problems` are mappings with at least `severity` (error or warning), `line` and `what`."""
    severities = [problem["severity"] for problem in problems]
    return {
        "jobs": jobs,
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "problems": problems,
        "grooming": [{"job": found.job, "what": found.what, "fix": found.fix} for found in grooming],
    }


def check_lines(problems: Sequence[str], grooming: Sequence[Groom], *, jobs: int) -> str:
    """`check` into a pipe: each problem with its lines, then a line a home that wants grooming, then the count."""
    errors = sum(": error: " in problem.partition("\n")[0] for problem in problems)
    tidy = [f"groom: job {groom.job}: {groom.what} - {groom.fix}" for groom in grooming]
    lines = [
        clean(text, multiline=True) for text in (*problems, *tidy, count_line(errors, len(problems) - errors, len(tidy), jobs))
    ]
    return "".join(f"{line}\n" for line in lines)


def count_line(errors: int, warnings: int, tidy: int, jobs: int) -> str:
    """`1 error, 1 warning, 2 to groom in 18 jobs.`"""
    found = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in ((errors, "error"), (warnings, "warning")) if count]
    found += [f"{tidy} to groom"] if tidy else []
    return f"{', '.join(found) or 'No problems'} in {jobs} {'job' if jobs == 1 else 'jobs'}."


def chosen(facts: Sequence[dict[str, object]], fields: str | None, *, known: Sequence[str]) -> list[dict[str, object]]:
    """The facts with only the keys of `--fields a,b`, in that order; all of them when it is None.

    `known` are the keys there are, so that a wrong one is refused with an empty list of jobs too (BadWords).
    """
    if fields is None:
        return list(facts)
    names = [name.strip() for name in fields.split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        wrong = f'there is no field "{unknown[0]}"' if unknown else "--fields names no field"
        raise UsageError(f"{wrong}. The fields are: {', '.join(known)}.")
    return [{name: fact[name] for name in names} for fact in facts]


JOB_FIELDS = (
    "job", "buyer", "lot", "stage", "level", "quadrant", "frog", "reasons", "risk", "buyers", "address", "community", "plan",
    "superintendent", "sold", "stage_since", "closing", "told", "contract", "closed", "moved", "last_word", "channel", "when",
    "phone", "snoozed_until",
)  # fmt: skip


SHOW_FIELDS = (*JOB_FIELDS, "say", "not_for_them", "moves", "missing", "file")


def document(kind: str, facts: Mapping[str, object], *, today: date) -> str:
    """One JSON document: `schema_version`, `kind`, `as_of`, then the facts; each entry of a list on a line of its own.

    Days are ISO dates, told periods and moments as the file writes them. Text is the file's own; characters that could
    act on a terminal or hide there stand as `\\uXXXX`, which reads back the same.
    """
    whole = {"schema_version": SCHEMA_VERSION, "kind": kind, "as_of": today, **facts}
    body = ",\n".join(f"  {_dumped(name)}: {_laid_out(_json_ready(value))}" for name, value in whole.items())
    return f"{{\n{body}\n}}\n"


def _laid_out(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _dumped(value)
    return "[\n" + ",\n".join(f"    {_dumped(entry)}" for entry in value) + "\n  ]"


def _dumped(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(char) if ord(char) >= 0x7F and is_hidden(char) else char for char in text)


def _escaped(char: str) -> str:
    code = ord(char)
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def _json_ready(value: object) -> object:
    """Facts as JSON knows them: days and periods as text, words of a vocabulary as text, tuples as lists, models by key."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return value
    if isinstance(value, date | Moment | Period):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _json_ready(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset) and not hasattr(value, "_fields"):  # a named tuple is no list
        return [_json_ready(inner) for inner in value]
    fields = getattr(type(value), "model_fields", None)
    if fields is None:
        raise TypeError(f"no JSON for a {type(value).__name__}")
    return {field.alias or name: _json_ready(getattr(value, name)) for name, field in fields.items()}
