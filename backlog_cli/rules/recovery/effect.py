"""What a write did to what the file says, so that taking it back can be held against it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from backlog_cli.rules.change import ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Keys = tuple[str, ...]
    Difference = tuple[str | None, Keys, object, object]  # home, keys, what was there, what is


def effect_digest(before: object, after: object) -> str:
    """Return the name of all differences between what a file said and what it says; equal for two writes that did the same.

    Places in lists do not count, so that what was added or taken out elsewhere in the meantime makes no difference.
    """
    parts = sorted(json.dumps(one, sort_keys=True) for one in differences(before, after))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def differences(before: object, after: object) -> Iterator[Difference]:
    """What differs from one state of a file's plain data to the next: by home, then by keys; `*` stands for a place in a list."""
    old, new = _parts_by_number(before), _parts_by_number(after)
    for number in dict.fromkeys((*old, *new)):
        for one, other in _pairs(old.get(number, []), new.get(number, [])):
            yield from ((number, *difference) for difference in _value_differences((), one, other))


def _parts_by_number(data: object) -> dict[str | None, list[object]]:
    """The homes of every number, and the rest of the file under None."""
    if not isinstance(data, dict) or not isinstance(data.get("jobs"), list):
        return {None: [data]}
    parts: dict[str | None, list[object]] = {None: [{key: value for key, value in data.items() if key != "jobs"}]}
    for job in data["jobs"]:
        parts.setdefault(str(job.get("job", "")) if isinstance(job, dict) else "", []).append(job)
    return parts


def _pairs(old: Sequence[object], new: Sequence[object]) -> list[tuple[object, object]]:
    """Each home of one number with what became of it: the sale of the same day, else the next one that is left."""
    if len(old) == len(new) == 1:
        return [(old[0], new[0])]
    left = list(new)
    pairs: list[tuple[object, object]] = []
    for home in sorted(old, key=lambda home: _sold_as_typed(home) not in map(_sold_as_typed, new)):
        same = next((other for other in left if _sold_as_typed(other) == _sold_as_typed(home)), left[0] if left else ABSENT)
        pairs.append((home, same))
        if left:
            left.remove(same)
    return [*pairs, *((ABSENT, home) for home in left)]


def _sold_as_typed(home: object) -> object:
    return home.get("sold_date") if isinstance(home, dict) else None


def _value_differences(keys: Keys, was: object, now: object) -> Iterator[tuple[Keys, object, object]]:
    if was == now:
        return
    if isinstance(was, dict) and isinstance(now, dict) and ABSENT not in (was, now):
        for key in dict.fromkeys((*was, *now)):
            yield from _value_differences((*keys, str(key)), was.get(key, ABSENT), now.get(key, ABSENT))
    elif isinstance(was, list) and isinstance(now, list):
        yield from _list_differences((*keys, "*"), was, now)
    else:
        yield keys, was, now


def _list_differences(keys: Keys, was: Sequence[object], now: Sequence[object]) -> Iterator[tuple[Keys, object, object]]:
    most = min(len(was), len(now))
    start = next((at for at in range(most) if was[at] != now[at]), most)
    end = next((at for at in range(most - start) if was[-1 - at] != now[-1 - at]), most - start)
    old, new = was[start : len(was) - end], now[start : len(now) - end]
    if len(old) == len(new):
        for one, other in zip(old, new, strict=True):
            yield from _value_differences(keys, one, other)
    else:
        yield keys, old, new
