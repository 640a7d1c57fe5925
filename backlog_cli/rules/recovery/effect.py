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
    old, new = _parts_by_home(before), _parts_by_home(after)
    for name in dict.fromkeys((*old, *new)):
        for keys, was, now in _value_differences((), old.get(name, ABSENT), new.get(name, ABSENT)):
            yield name[0], keys, was, now


def _parts_by_home(data: object) -> dict[tuple[str | None, int], object]:
    """Every home by its number, told apart when two have the same, and the rest of the file under None."""
    if not isinstance(data, dict):
        return {(None, 0): data}
    jobs = data.get("jobs")
    if not isinstance(jobs, list):
        return {(None, 0): data}
    parts: dict[tuple[str | None, int], object] = {(None, 0): {key: value for key, value in data.items() if key != "jobs"}}
    for job in jobs:
        number = str(job.get("job", "")) if isinstance(job, dict) else ""
        times = sum(name == number for name, _ in parts)
        parts[number, times] = job
    return parts


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
