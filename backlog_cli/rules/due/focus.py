"""Who comes after the hardest call: at most five homes in focus, one to protect, and whether red is still rare (003)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.urgency import LEVEL_ORDER
from backlog_cli.terms import Level, Quadrant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from backlog_cli.rules.duty import Verdict

MAX_FOCUS = 5
MAX_RED_SHARE = 5  # one live home in five; more, and red means nothing
MIN_HOMES = 5  # below this many live homes nothing is said about red
MIN_RED = 4  # nor below this many red ones


def focus_jobs(verdicts: Iterable[Verdict], frog: Verdict | None) -> tuple[tuple[Verdict, ...], int]:
    """Return at most five homes that need her today besides the frog, and how many more are red (readings 17 and 18)."""
    ranked = ((verdict.focus, verdict) for verdict in verdicts if verdict.focus is not None and verdict is not frog)
    chosen = [verdict for _, verdict in sorted(ranked, key=lambda pair: pair[0])]
    return tuple(chosen[:MAX_FOCUS]), sum(verdict.level is Level.RED for verdict in chosen[MAX_FOCUS:])


def home_to_protect(verdicts: Iterable[Verdict], above: Collection[Verdict]) -> Verdict | None:
    """Return the most important home that isn't urgent and isn't above on the page (003-1)."""
    found = (verdict for verdict in verdicts if verdict.quadrant is Quadrant.PROTECT and verdict not in above)
    return min(found, key=lambda verdict: (LEVEL_ORDER[verdict.level], -verdict.risk.total, verdict.job), default=None)


def too_many_red(verdicts: Collection[Verdict]) -> tuple[Verdict, ...]:
    """Return the red homes when they are too many to mean anything: over a fifth of the live ones, and four or more (003-5)."""
    red = tuple(verdict for verdict in verdicts if verdict.level is Level.RED)
    is_rare = len(verdicts) < MIN_HOMES or len(red) < MIN_RED or len(red) * MAX_RED_SHARE <= len(verdicts)
    return () if is_rare else red
