"""The clock of two copies: what one home says differently in each, until somebody finds out which one is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.clocks.clock import PHASES, Clock, Ending
from backlog_cli.rules.conflicts import disagreement, is_vital, open_conflicts
from backlog_cli.rules.duty import Duty
from backlog_cli.terms import Level

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary


def conflict(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """Yield what two copies of the file disagreed on, from the day they were brought together."""
    for found in open_conflicts(summary.conflicts):
        level = Level.RED if is_vital(found) else Level.AMBER
        text = f"two copies disagree on {disagreement(found, today=today)}"
        yield Duty("conflict", summary.job, level, found.at or today, text, "find out which is right, then check it off")


def _conflict_endings(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    for found in open_conflicts(summary.conflicts):
        what = f"settle {disagreement(found, today=today)}"
        yield Ending(what, found.at, ("conflicts", found.place), {"settled": today})


CONFLICT = Clock(
    "conflict",
    conflict,
    short="copies disagree",
    about="two copies of the file disagree",
    amber="from the start",
    red="a date of closing, promises, deposits or the rate lock",
    runs=PHASES,
    endings=_conflict_endings,
    ends=PHASES,
)
