"""A backlog of models, for tests: the program summarizes each home while it reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.summarize import backlog_with, policy_of, summarize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import Unreadable


def backlog_of(
    backlog_file: model.BacklogFile,
    lines: Sequence[int] = (),
    bad: Sequence[str] = (),
    warnings: int = 0,
    unreadable: Sequence[tuple[Unreadable, ...]] = (),
) -> Backlog:
    """Return every good job of a file with the policy that judges them, in file order.

    `lines` are the lines on which the jobs begin, in the same order; a line not known is 0. `unreadable` is what could not be
    read of each.
    """
    policy = policy_of(backlog_file.settings)
    begins = (*lines, *(0 for _ in range(len(backlog_file.jobs) - len(lines))))
    damages = (*unreadable, *(() for _ in range(len(backlog_file.jobs) - len(unreadable))))
    rows = zip(backlog_file.jobs, begins, damages, strict=True)
    jobs = (summarize(job, policy, line, damage) for job, line, damage in rows)
    return backlog_with(backlog_file, jobs, bad, warnings)
