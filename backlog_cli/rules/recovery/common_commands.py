"""Which commands two copies of a file have in common: until the first one that only one of them knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.change import Put
from backlog_cli.rules.home_key import find_home, raw_homes
from backlog_cli.rules.recovery.lost_entries import expand_short_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set

    from backlog_cli.rules.change import Change

    WrittenCommand = tuple[int, tuple[Change, ...]]  # its number, and what it changed
    Place = tuple[str | None, tuple[str | int, ...]]  # a home (None for the top of the file), and the path of a value in it


def last_common(written: Sequence[WrittenCommand], there: object, *, lost: Set[int]) -> int | None:
    """Return the number of the last of the commands that the plain data of a copy knows, all those before it included.

    `written` are the commands that stand, oldest first; `lost` those of them whose entries one of the two copies doesn't have.
    None where the copy doesn't even know the first.
    """
    unknown = lost | _overwritten(written, there)
    first = min(unknown, default=None)
    known = [number for number, _ in written if first is None or number < first]
    return max(known, default=None)


def _overwritten(written: Sequence[WrittenCommand], there: object) -> set[int]:
    """The commands that set a value of which the copy says something else: whether it knew them, nobody can tell."""
    values: dict[Place, list[tuple[int, str]]] = {}
    for number, changes in written:
        for place, value in _values_set(changes):
            values.setdefault(place, []).append((number, value))
    found: set[int] = set()
    for place, steps in values.items():
        now = _value_in(there, place)
        known = max((n for n, (_, value) in enumerate(steps) if value == now), default=-1)
        found.update(number for number, _ in steps[known + 1 :])
    return found


def _values_set(changes: Iterable[Change]) -> Iterable[tuple[Place, str]]:
    """What the changes set, but for what is in an entry of a list: that is followed with its entry."""
    for change in changes:
        for intent in change.intents:
            is_followed = any(isinstance(step, int) for step in intent.path)
            if isinstance(intent, Put) and isinstance(intent.value, str) and not is_followed:
                yield (change.job, intent.path), str(intent.value).strip()


def _value_in(data: object, place: Place) -> str | None:
    job, path = place
    at = find_home(data, job) if job is not None else None
    found = data if job is None else raw_homes(data)[at] if at is not None else None
    for before, step in zip(("", *path), path, strict=False):
        block = expand_short_form(str(before), found) if isinstance(found, str) else found
        found = block.get(step) if isinstance(block, dict) else None
    return found.strip() if isinstance(found, str) else None
