"""What `check --fix` shows before it asks: the thing to tidy, and what each key does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.views.terminal.messages import job_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_cli.rules.cleanup.findings import CleanupFinding
    from backlog_cli.rules.summary import JobSummary


def finding_lines(summary: JobSummary, found: CleanupFinding) -> Iterator[str]:
    """Yield what is wrong with which home, then a line a key (001-1f)."""
    yield f"{job_title(summary)}: {found.what}"
    for mend in found.mends:
        yield f"  {mend.key}  {mend.label}"


def tally_words(mended: int, left: int) -> str:
    """`3 fixed, 2 left: backlog check`."""
    rest = f"{left} left: backlog check" if left else "nothing left to clean up"
    return f"{mended} fixed, {rest}."
