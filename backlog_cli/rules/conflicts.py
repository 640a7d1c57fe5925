"""What two copies of the file disagreed on: found by a merge, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.file_dates import file_moment
from backlog_cli.dates.format import format_day
from backlog_cli.rules.duty import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from backlog_cli.rules.summary import Conflict

MAX_VALUE = 40  # characters of what one side says
NOTHING = "nothing"
_VITAL_BLOCKS = ("closing", "promises", "deposits")


class MergeConflict(NamedTuple):
    """What a merge found that both copies had changed in different ways, before it is a `Conflict` under `conflicts`.

    `job` is what the home is called, empty for the file's own settings. `key` is the field as `set` takes it
    (`promises.2.due`). `kept` is what stands, `other` what the other copy said; None is nothing.
    """

    job: str
    key: str
    kept: str | None
    other: str | None


def open_conflicts(conflicts: Iterable[Conflict]) -> tuple[Conflict, ...]:
    """Return those that nobody has settled yet."""
    return tuple(found for found in conflicts if not found.is_settled)


def is_vital(conflict: Conflict) -> bool:
    """Return whether it's about the closing, a promise, a deposit or the end of the rate lock."""
    return conflict.key.split(".")[0] in _VITAL_BLOCKS or conflict.key == "lender.lock_expires"


def disagreement(conflict: Conflict | MergeConflict, *, today: date) -> str:
    """Return `the closing, Fri Dec 18 (in the file) or Fri Dec 11`; only the field where the values are not for others."""
    field = f"the {field_words(conflict.key)}"
    if conflict.kept is None and conflict.other is None:
        return field
    writer = None if isinstance(conflict, MergeConflict) else conflict.by
    by = f", as {shorten(writer, MAX_VALUE)} had it" if writer else ""
    kept, other = (value_words(value, today=today) for value in (conflict.kept, conflict.other))
    return f"{field}, {kept} (in the file) or {other}{by}"


def conflict_line(conflict: MergeConflict, *, today: date) -> str:
    """Return `HC-1041: the closing, Fri Dec 18 (in the file) or Fri Dec 11`."""
    return f"{conflict.job}: {disagreement(conflict, today=today)}" if conflict.job else disagreement(conflict, today=today)


def field_words(key: str) -> str:
    """Return a field as people call it: `lender lock expires`, `promises 2 due`, `closing`."""
    parts = (part.removesuffix("_date").replace("_", " ") for part in key.split("."))
    return shorten(" ".join(parts))


def value_words(value: str | None, *, today: date) -> str:
    """Return one side's value: a day with its weekday, any other text shortened, without what would end a sentence."""
    if value is None:
        return NOTHING
    try:
        moment = file_moment(value)
    except ValueError:
        return shorten(value, MAX_VALUE)
    return f"{format_day(moment.day, today=today)} {moment.clock or ''}".rstrip()
