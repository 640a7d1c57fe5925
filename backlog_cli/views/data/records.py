"""The homes for scripts: what list, show and check say, as rows of cells and as facts. Nothing cut, nothing styled."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from backlog_cli.errors import UsageError
from backlog_cli.views.columns import COLUMNS, JOB_FIELDS, ROW_COLUMNS, Column, Home, job_facts
from backlog_cli.views.facts import duties_facts, home_facts, homes_facts
from backlog_cli.views.job_phrases import internal_date_note, moves_words, told_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.cleanup.report import CheckReport, OpenConflict, PromiseTally
    from backlog_cli.rules.due.countdown import MissingItem
    from backlog_cli.views.data.shapes import (
        CheckFacts,
        ConflictFacts,
        CopyFacts,
        ListedHomeFacts,
        ListFacts,
        ProblemFacts,
        PromiseTallyFacts,
        ShowFacts,
        ShownHomeFacts,
    )

LIST_COLUMNS = tuple(column.name for column in ROW_COLUMNS)


def list_facts(homes: Sequence[Home], *, total: int, columns: Sequence[Column] | None = None) -> ListFacts:
    """Return what `list --json` holds; `total` is how many homes there were before any term chose."""
    chosen = COLUMNS if columns is None else columns
    facts = [{column.name: column.value(home) for column in chosen} for home in homes]
    return {"total": total, "jobs": cast("list[ListedHomeFacts]", facts)}


def list_rows(homes: Sequence[Home], columns: Sequence[Column] = ROW_COLUMNS) -> list[tuple[object, ...]]:
    """A row a home in these columns, usually those of LIST_COLUMNS."""
    return [tuple(column.spreadsheet_value(home) for column in columns) for home in homes]


def show_facts(
    home: Home,
    job: model.Job,
    *,
    fields: str | None = None,
    missing: Sequence[MissingItem] = (),
) -> ShowFacts:
    """What `show --json` holds: the one job under `jobs`, with all that the file says of it under `file`, by the file's keys.

    `missing` is what the closing waits for, or what a closed home's buyers were not asked yet; the agent's own
    keys go under `own`.
    """
    summary = home.summary
    facts: ShownHomeFacts = {
        **job_facts(home),
        "say": told_words(summary, today=home.today),
        "not_for_them": internal_date_note(summary, today=home.today) or None,
        "moves": moves_words(summary) or None,
        "missing": [{"what": one.what, "owner": one.owner, "day": one.day, "fix": one.fix} for one in missing],
        "file": job,
        "own": job.own,
    }
    return {"jobs": select_fields([facts], fields, known=SHOW_FIELDS)}


def check_facts(
    problems: Sequence[ProblemFacts],
    report: CheckReport,
    backlog: Backlog,
    copies: Sequence[CopyFacts],
    *,
    today: date,
    jobs: int,
    has_older_schema: bool,
) -> CheckFacts:
    """Return what `check --json` holds of a file with so many `jobs`, those that can't be read among them."""
    severities = [problem["severity"] for problem in problems]
    return {
        "counts": {
            "jobs": jobs,
            "errors": severities.count("error"),
            "warnings": severities.count("warning") + len(report.doubles) + len(report.conflicts),
        },
        "problems": problems,
        "doubles": report.doubles,
        "conflicts": [_conflict_facts(found) for found in report.conflicts],
        "reds": [
            {**duties_facts(found.summary, [found.duty], backlog.policy, today=today)[0], **home_facts(found.summary)}
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
        "copies": copies,
        "has_older_schema": has_older_schema,
        "jobs": homes_facts(backlog.jobs),
    }


def _conflict_facts(found: OpenConflict) -> ConflictFacts:
    one, job = found.conflict, found.summary.key_text if found.summary else None
    sides: ConflictFacts = {
        "job": job,
        "key": one.key,
        "kept": one.kept,
        "other": one.other,
        "at": one.at,
        "by": one.by,
        "from": one.source,
        "n": found.n,
    }
    return sides


def _promise_facts(tally: PromiseTally) -> PromiseTallyFacts:
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


FactsT = TypeVar("FactsT", bound="Mapping[str, object]")


def select_fields(facts: Sequence[FactsT], fields: str | None, *, known: Sequence[str]) -> list[FactsT]:
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
    return [cast("FactsT", {name: fact[name] for name in names}) for fact in facts]


SHOW_FIELDS = (*JOB_FIELDS, "say", "not_for_them", "moves", "missing", "file", "own")
