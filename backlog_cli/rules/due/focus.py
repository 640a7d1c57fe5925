"""Who comes after the hardest call: at most five homes in focus, one to protect, and whether red is still rare (003)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from backlog_cli.rules.summary import is_snoozed
from backlog_cli.rules.urgency import LEVEL_ORDER, STOPPERS, is_closing_near, is_important, is_urgent
from backlog_cli.terms import Level, Quadrant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from backlog_cli.rules.duty import Duty, Verdict
    from backlog_cli.rules.summary import JobSummary

MAX_FOCUS = 5
MAX_RED_SHARE = 5  # one live home in five; more, and red means nothing
MIN_HOMES = 5  # below this many live homes nothing is said about red
MIN_RED = 4  # nor below this many red ones


def focus_jobs(
    verdicts: Iterable[Verdict], frog: Verdict | None, jobs: Mapping[str, JobSummary], *, today: date
) -> tuple[tuple[Verdict, ...], int]:
    """Return at most five homes that need her today besides the frog, and how many more are red (readings 17 and 18).

    `jobs` has the summary of every verdict, by its job number.
    """
    ranked = [
        (rank, verdict)
        for verdict in verdicts
        if verdict is not frog and (rank := _focus_rank(verdict, jobs[verdict.job], today)) is not None
    ]
    chosen = [verdict for _, verdict in sorted(ranked, key=lambda pair: pair[0])]
    return tuple(chosen[:MAX_FOCUS]), sum(verdict.level is Level.RED for verdict in chosen[MAX_FOCUS:])


def _focus_rank(verdict: Verdict, summary: JobSummary, today: date) -> tuple[bool, bool, bool, date, int, str] | None:
    """Smaller comes first; None when the home belongs elsewhere on the page."""
    rows = tuple(_rows_that_count(verdict, summary, today))
    is_red = verdict.level is Level.RED
    is_do_now = any(is_urgent(duty, today=today) for duty in rows) and is_important(summary, rows, verdict.risk, today=today)
    if not is_red and not is_do_now:
        return None
    day = min((duty.day for duty in rows if duty.day), default=date.max)
    is_near = is_closing_near(summary, today=today)
    return not is_red, not is_do_now, not is_near, day, -verdict.risk.total, verdict.job


def _rows_that_count(verdict: Verdict, summary: JobSummary, today: date) -> Iterator[Duty]:
    """The firing rows. Of a snoozed home only red ones, an answer owed, and what stops a closing that is near (reading 18)."""
    is_asleep = is_snoozed(summary, today=today)
    is_near = is_closing_near(summary, today=today)
    for duty in verdict.reasons:
        is_kept = duty.level is Level.RED or duty.rule == "inbound" or (is_near and duty.rule in STOPPERS)
        if duty.is_firing and (is_kept or not is_asleep):
            yield duty


def home_to_protect(verdicts: Iterable[Verdict], above: Collection[Verdict]) -> Verdict | None:
    """Return the most important home that isn't urgent and isn't above on the page (003-1)."""
    found = (verdict for verdict in verdicts if verdict.quadrant is Quadrant.PROTECT and verdict not in above)
    return min(found, key=lambda verdict: (LEVEL_ORDER[verdict.level], -verdict.risk.total, verdict.job), default=None)


def too_many_red(verdicts: Collection[Verdict]) -> tuple[Verdict, ...]:
    """Return the red homes when they are too many to mean anything: over a fifth of the live ones, and four or more (003-5)."""
    red = tuple(verdict for verdict in verdicts if verdict.level is Level.RED)
    is_rare = len(verdicts) < MIN_HOMES or len(red) < MIN_RED or len(red) * MAX_RED_SHARE <= len(verdicts)
    return () if is_rare else red
