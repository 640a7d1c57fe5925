"""What `check` says of the homes: who is red, what does not add up, what is blank, and what became of promises (001-1f)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.rules.cleanup.findings import cleanup_findings
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
    from backlog_cli.rules.summary import JobSummary


class RedReason(NamedTuple):
    """A home that is red, with its loudest reason."""

    summary: JobSummary
    duty: Duty


class PromiseTally(NamedTuple):
    """What became of promises over all homes; `undated` open ones have no day to be late on."""

    stats: PromiseStats
    undated: int

    @property
    def is_empty(self) -> bool:
        """Nobody promised anything."""
        return not (self.stats.in_time.of or self.stats.is_open)


class CheckReport(NamedTuple):
    """All of it. `live` counts the homes that could be red; `doubles` are sentences about homes that are in two files."""

    reds: tuple[RedReason, ...]
    live: int
    findings: tuple[CleanupFinding, ...]
    mine: PromiseTally
    others: PromiseTally
    doubles: tuple[str, ...] = ()


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
    )


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
