"""What `check` prints into a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.views.clean import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.rules.groom import Groom


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
