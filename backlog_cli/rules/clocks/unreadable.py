"""The clock of the file itself: what stands in a home's lines and can't be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.clocks.clock import Clock
from backlog_cli.rules.duty import Duty, shorten
from backlog_cli.terms import Level

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary


def unreadable(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """Yield whatever of the home could not be read: a clock that misses it would be silent without a word."""
    for found in summary.unreadable:
        where = f"line {found.line}: " if found.line else ""
        level = Level.RED if found.is_vital else Level.AMBER
        yield Duty("unreadable", summary.job, level, today, f"{where}{shorten(found.text)} {found.says}", found.cure)


UNREADABLE = Clock(
    "unreadable",
    unreadable,
    short="can't be read",
    about="something in the home's lines can't be read",
    amber="from the start",
    red="a date of closing, promises, deposits or the rate lock",
    runs=("open", "closed"),
)
