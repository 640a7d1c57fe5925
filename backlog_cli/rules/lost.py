"""Which conversations and other entries a file no longer holds although commands wrote them: an older copy was saved over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.change import Append, Bare, Change, Put

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from backlog_cli.rules.change import Intent, Path

    Written = tuple[int, tuple[Change, ...], tuple[tuple[object, ...], ...]]  # number, changes, what each intent found

ABSENT = {"absent": True}  # what `was` holds where nothing stood; JSON, because the journal keeps it


def was_of(data: object, change: Change) -> tuple[object, ...]:
    """What each intent of a change finds in the file's plain data before it is made: the value, or ABSENT; () for additions."""
    target = _target(data, change)
    return tuple(_at(target, intent.path) if isinstance(intent, Put) else ABSENT for intent in change.intents)


def lost(data: object, written: Sequence[Written]) -> dict[int, tuple[Change, ...]]:
    """By command, oldest first, the part of its changes that the file no longer says.

    An entry counts as there when the list holds one with its text, or one of the same time and kind: a corrected word is no
    loss. A value counts as lost only when it reads again as it did before the command.
    """
    places = {key: number for number, changes, _ in written for key in _put_keys(changes)}
    matched = _matched(data, written)
    found: dict[int, tuple[Change, ...]] = {}
    for number, changes, was in written:
        parts = []
        for change, before in zip(changes, was, strict=False):
            intents = tuple(_lost_intents(data, change, before, number, places, matched))
            if intents:
                parts.append(Change(change.job, intents, change.summary))
        if parts:
            found[number] = tuple(parts)
    return found


def _put_keys(changes: Sequence[Change]) -> Iterator[tuple[str | None, Path]]:
    for change in changes:
        for intent in change.intents:
            if isinstance(intent, Put):
                yield change.job, intent.path


def _lost_intents(
    data: object,
    change: Change,
    before: Sequence[object],
    number: int,
    places: Mapping[tuple[str | None, Path], int],
    matched: frozenset[int],
) -> Iterator[Intent]:
    target = _target(data, change)
    if target is None:
        return  # the job itself is gone: archived or taken out by hand, not an older copy of it
    for intent, was in zip(change.intents, before, strict=False):
        if isinstance(intent, Append):
            if id(intent) not in matched:
                yield intent
        elif places.get((change.job, intent.path)) == number and _is_reverted(target, intent, was):
            yield intent


def _is_reverted(target: object, intent: Put, was: object) -> bool:
    now, meant = _at(target, intent.path), _plain(intent.value)
    return now == was and now != meant


def _matched(data: object, written: Sequence[Written]) -> frozenset[int]:
    """The additions (by identity) that the file still holds; each entry of the file answers for one addition only."""
    groups: dict[tuple[str | None, Path], list[Append]] = {}
    for _, changes, _ in written:
        for change in changes:
            for intent in change.intents:
                if isinstance(intent, Append):
                    groups.setdefault((change.job, intent.path), []).append(intent)
    found: set[int] = set()
    for (job, path), additions in groups.items():
        items = _at(_target(data, Change(job, (), "")), path)
        free = list(items) if isinstance(items, list) else []
        for is_same in (_is_equal, _is_text, _is_moment):
            for addition in additions:
                if id(addition) not in found:
                    hit = next((item for item in free if is_same(item, _plain(addition.value))), None)
                    if hit is not None:
                        free.remove(hit)
                        found.add(id(addition))
    return frozenset(found)


def _is_equal(item: object, meant: object) -> bool:
    return item == meant


TEXTS = ("job", "text", "ask", "what", "item", "title")


def _is_text(item: object, meant: object) -> bool:
    if not (isinstance(item, dict) and isinstance(meant, dict)):
        return False
    return any(key in meant and meant[key] and item.get(key) == meant[key] for key in TEXTS)


MOMENTS = (("at", "how", "kind"), ("from", "to"), ("made", "due"), ("id", "opened"))


def _is_moment(item: object, meant: object) -> bool:
    if not (isinstance(item, dict) and isinstance(meant, dict)):
        return False
    return any(all(key in meant and item.get(key) == meant[key] for key in keys) for keys in MOMENTS)


def _target(data: object, change: Change) -> object:
    """The mapping that a change is about: the file's top level, or its job found by number; None when it is not there."""
    if change.job is None:
        return data if isinstance(data, dict) else {}
    jobs = data.get("jobs") if isinstance(data, dict) else None
    found = [job for job in jobs if isinstance(job, dict) and job.get("job") == change.job] if isinstance(jobs, list) else []
    return found[0] if len(found) == 1 else None


def _at(target: object, path: Path) -> object:
    """The plain value at a path below a mapping; ABSENT where there is none."""
    found = target
    for part in path:
        if isinstance(found, list) and isinstance(part, int) and part < len(found):
            found = found[part]
            continue
        if not isinstance(found, dict) or part not in found:
            return ABSENT
        found = found[part]
    return found


def _plain(value: object) -> object:
    """A value as the file's plain data would hold it: every scalar a text, null None."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, Bare) else value
