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
# What people call a field whose key says it badly; places in lists left out.
_PHRASES = {
    "closing": "the closing date",
    "closing.internal": "the closing date",
    "closing.contract": "the closing date in the contract",
    "closing.told": "the closing date they were told",
    "closing.closed_date": "the day it closed",
    "contact.channel": "how they like to be reached",
    "contact.when": "when they like to be reached",
    "lender.lock_expires": "the end of the rate lock",
    "lender.name": "the lender",
    "lender.product": "the loan type",
    "lender.status": "the loan status",
    "needed_by.date": "the day they need to be in",
    "next": "the next step",
    "realtor.name": "the Realtor",
    "sold_date": "the day it sold",
    "stage_seen": "the day you last saw it",
    "stage_since": "the day that stage began",
}
_FIELD_NOUNS = {
    "at": "time",
    "by": "person",
    "cause_kind": "cause",
    "done": "date done",
    "due": "due date",
    "email": "email address",
    "known_date": "day you found out",
    "phone": "phone number",
    "text": "wording",
    "told_date": "day they were told",
}
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
    """Return `the closing date, Fri Dec 18 (in your file) or Fri Dec 11`; only the field where the values are not for others."""
    field = field_phrase(conflict.key)
    if conflict.kept is None and conflict.other is None:
        return field
    writer = None if isinstance(conflict, MergeConflict) else conflict.by
    by = f", as {shorten(writer, MAX_VALUE)} had it" if writer else ""
    kept, other = (value_words(value, today=today) for value in (conflict.kept, conflict.other))
    return f"{field}, {kept} (in your file) or {other}{by}"


def conflict_line(conflict: MergeConflict, *, today: date) -> str:
    """Return `HC-1041: the closing date, Fri Dec 18 (in your file) or Fri Dec 11`."""
    return f"{conflict.job}: {disagreement(conflict, today=today)}" if conflict.job else disagreement(conflict, today=today)


def field_phrase(key: str) -> str:
    """Return a field as people call it: `the closing date`, `the due date of promise 2`, `the lot`."""
    from backlog_cli.rules.recovery.copies import ENTRY_NAMES

    parts = key.split(".")
    if parts[0] == "settings" and len(parts) > 1:
        return shorten(f"the {' '.join(map(_part_words, parts[1:]))} in your settings")
    places = [n for n, part in enumerate(parts) if part.isdigit()]
    if not places:
        return shorten(_PHRASES.get(key) or f"the {' '.join(map(_part_words, parts))}")
    place = places[-1]
    entry = ENTRY_NAMES.get(".".join(parts[:place])) or _part_words(parts[place - 1])
    numbered = f"{entry} {parts[place]}"
    below = " ".join(map(_part_words, parts[place + 1 :]))
    return shorten(f"the {below} of {numbered}" if below else numbered)


def _part_words(part: str) -> str:
    return _FIELD_NOUNS.get(part) or part.removesuffix("_date").replace("_", " ")


def value_words(value: str | None, *, today: date) -> str:
    """Return one side's value: a day with its weekday, any other text shortened, without what would end a sentence."""
    if value is None:
        return NOTHING
    try:
        moment = file_moment(value)
    except ValueError:
        return shorten(value, MAX_VALUE)
    return f"{format_day(moment.day, today=today)} {moment.clock or ''}".rstrip()
