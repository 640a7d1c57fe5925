"""What `check` says of the homes: who is red, what does not add up, what is blank, and what became of promises (001-1f)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.rules.changes.done import open_items
from backlog_cli.rules.cleanup.findings import cleanup_findings
from backlog_cli.rules.conflicts import disagreement, open_conflicts
from backlog_cli.rules.reports.week import promise_stats
from backlog_cli.rules.summary import is_live, joint_name
from backlog_cli.rules.urgency import verdict_of
from backlog_cli.terms import CANCELLED, Level

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.cleanup.fixes import CleanupFinding, CleanupKind
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.home_key import HomeKey
    from backlog_cli.rules.reports.week import PromiseStats
    from backlog_cli.rules.summary import Conflict, JobSummary


class RedReason(NamedTuple):
    """A home that is red, with its loudest reason."""

    summary: JobSummary
    duty: Duty


class OpenConflict(NamedTuple):
    """What two copies disagreed on: of which home (None for the top of the file), and what `done` takes to settle it."""

    conflict: Conflict
    summary: JobSummary | None = None
    n: int | None = None


class PromiseTally(NamedTuple):
    """What became of promises over all homes; `undated` open ones have no day to be late on."""

    stats: PromiseStats
    undated: int

    @property
    def is_empty(self) -> bool:
        """Nobody promised anything."""
        return not (self.stats.in_time.of or self.stats.is_open)


class CheckReport(NamedTuple):
    """All of it. `live` counts the homes that could be red; `doubles` are sentences about homes that are in two files,
    `conflicts` what two copies of the file disagreed on.
    """

    reds: tuple[RedReason, ...]
    live: int
    findings: tuple[CleanupFinding, ...]
    mine: PromiseTally
    others: PromiseTally
    doubles: tuple[str, ...] = ()
    conflicts: tuple[OpenConflict, ...] = ()


def check_report(backlog: Backlog, *, today: date, kind: CleanupKind | None = None, doubles: tuple[str, ...] = ()) -> CheckReport:
    """Return what there is to say of a backlog's homes; with `kind` the findings of that kind alone."""
    live = [summary for summary in backlog.jobs if is_live(summary, today=today)]
    findings = cleanup_findings(backlog, today=today)
    return CheckReport(
        reds=tuple(_red_reasons(live, backlog, today)),
        live=len(live),
        findings=tuple(found for found in findings if kind in (None, found.kind)),
        mine=_tally(backlog, today, is_mine=True),
        others=_tally(backlog, today, is_mine=False),
        doubles=doubles,
        conflicts=unsettled_conflicts(backlog, today=today),
    )


def unsettled_conflicts(backlog: Backlog, *, today: date) -> tuple[OpenConflict, ...]:
    """Return what two copies disagreed on and nobody has settled: what belongs to no home first, then home by home."""
    found = [OpenConflict(conflict) for conflict in open_conflicts(backlog.conflicts)]
    for summary in backlog.jobs:
        theirs = open_conflicts(summary.conflicts)
        items = open_items(summary, backlog.policy, today=today) if theirs else ()
        numbers = {item.ending.path: n for n, item in enumerate(items, 1)}
        found += [OpenConflict(one, summary, numbers.get(("conflicts", one.place))) for one in theirs]
    return tuple(found)


def conflict_sentence(found: OpenConflict, *, today: date) -> str:
    """Return what two copies disagree on and how to settle it."""
    what = f"two copies disagree on {disagreement(found.conflict, today=today)} - find out which is right, then"
    if found.summary is None:
        return f"{what} write settled: {today} under it"
    return f"job {found.summary.job} {joint_name(found.summary)}: {what} backlog done {found.summary.typed} {found.n}"


def _red_reasons(live: Iterable[JobSummary], backlog: Backlog, today: date) -> Iterable[RedReason]:
    for summary in live:
        verdict = verdict_of(summary, backlog, today=today)
        if verdict.level is Level.RED:
            yield RedReason(summary, verdict.reasons[0])


def _tally(backlog: Backlog, today: date, *, is_mine: bool) -> PromiseTally:
    """Lost sales are left out: nothing is owed there any more."""
    promises = [
        found for summary in backlog.jobs if summary.stage != CANCELLED for found in summary.promises if found.is_mine is is_mine
    ]
    undated = sum(found.is_open and found.due is None for found in promises)
    return PromiseTally(promise_stats(promises, today), undated)


def double_homes(homes: Iterable[JobSummary], archived: Iterable[tuple[HomeKey, str]], *, name: str) -> tuple[str, ...]:
    """Return a sentence for each home that is in the file `name` and in an archive too: what is written to one is lost."""
    places: dict[HomeKey, str] = {}
    for key, archive in archived:
        places.setdefault(key, archive)
    return tuple(
        f"{name}: warning: job {summary.job} {joint_name(summary)} is in {places[summary.key]} too - take it out of one"
        for summary in homes
        if summary.key in places
    )
