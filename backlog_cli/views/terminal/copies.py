"""Messages about other copies beside the file: what each one alone holds, or that nothing is in it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day
from backlog_cli.rules.summary import quote_for_shell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.rules.recovery.copies import OnlyInCopy
    from backlog_cli.workflows.copies import CopyBeside

MAX_SHOWN = 8  # things of one copy


def copy_lines(copies: Sequence[CopyBeside], *, today: date) -> Iterator[str]:
    """Yield each copy with what is only there, the first few of many, and what to do with it."""
    for copy in copies:
        yield f"note: {copy.path.name} is another copy of your file. {_copy_summary(copy)}"
        for found in copy.only[:MAX_SHOWN]:
            yield f"  only there: {difference_text(found, today)}"
        if len(copy.only) > MAX_SHOWN:
            yield f"  +{len(copy.only) - MAX_SHOWN} more: backlog check --json"


def _copy_summary(copy: CopyBeside) -> str:
    if copy.why_not is not None:
        return f"It can't be read: {copy.why_not}"
    if copy.is_taken:
        return "You've taken it in; you can delete it."
    if not copy.only:
        return "It holds nothing that isn't in your file; you can delete it."
    count = "1 thing is" if len(copy.only) == 1 else f"{len(copy.only)} things are"
    return f"{count} only in there: backlog merge {quote_for_shell(copy.path.name)}"


def difference_text(found: OnlyInCopy, today: date, *, here: str = "your file has", name: str | None = None) -> str:
    """Return `HC-1041: conversation of Thu Nov 19 "called about the roof"`, `HC-1041: the lot, 7 (your file has 8)`.

    `name` is what to call the home, if not by its number.
    """
    from backlog_cli.rules.conflicts import field_phrase, value_words
    from backlog_cli.rules.recovery.copies import is_entry

    of = "sold" if found.what == "home" else "of"
    when = f" {of} {format_day(date.fromisoformat(found.day), today=today)}" if found.day and found.day != found.text else ""
    job = f"{name or found.job}: " if found.job else ""
    if is_entry(found):
        return f'{job}{found.what}{when} "{found.text}"'
    ours = f" ({here} {value_words(found.here, today=today)})" if found.here is not None else ""
    return f"{job}{field_phrase(found.what)}{when}, {value_words(found.text, today=today)}{ours}"
