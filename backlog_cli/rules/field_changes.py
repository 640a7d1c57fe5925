"""What differs between two states of a file, field by field, under the names that `set` takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.keys import OWN_PREFIX
from backlog_cli.rules.home_key import raw_home_names, raw_homes, raw_key
from backlog_cli.rules.recovery.lost_entries import expand_short_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Value = tuple[str, object, object]  # dotted name, before, after


class FieldChange(NamedTuple):
    """One field of one home before and after, as the file writes them; None where there was or is nothing.

    `job` is what the home is called now, None for what belongs to no home. `field` is None where the whole home came or went.
    Entries of lists count from 1: those that went in the list as it was, all others in the list as it is.
    """

    job: str | None
    field: str | None
    before: object
    after: object


class HomePair(NamedTuple):
    """A home's place in the list of homes before and after; None where it isn't in the file."""

    before: int | None
    after: int | None


def field_changes(before: object, after: object) -> tuple[FieldChange, ...]:
    """Return what differs between a file's plain data and its plain data later: the file's own keys, then home by home."""
    olds, news = raw_homes(before), raw_homes(after)
    old_names, new_names = raw_home_names(before), raw_home_names(after)
    found = [FieldChange(None, *value) for value in _value_changes("", _without_homes(before), _without_homes(after))]
    for one, other in pair_homes(before, after):
        was = None if one is None else olds[one]
        now = None if other is None else news[other]
        name = new_names[other] if other is not None else old_names[one] if one is not None else ""
        if name and isinstance(was, dict) and isinstance(now, dict):
            found += [FieldChange(name, *value) for value in _value_changes("", was, now)]
        elif was != now:
            place = other if other is not None else one or 0
            found.append(FieldChange(name or None, None if name else f"jobs.{place + 1}", was, now))
    return tuple(found)


def pair_homes(before: object, after: object) -> tuple[HomePair, ...]:
    """Return each home with what became of it, in the order of the file as it is; those that are gone come last.

    A home is the one of the same number and sale, else of the same number, else the one in its place, where it got a new number.
    """
    old, new = ([raw_key(home) for home in raw_homes(data)] for data in (before, after))
    ways: list[tuple[Sequence[object], Sequence[object]]] = [
        (old, new),
        ([key and key.number for key in old], [key and key.number for key in new]),
    ]
    if len(old) == len(new):
        ways.append((range(len(old)), range(len(new))))
    pairs: dict[int, int] = {}  # the place before by the place now
    for old_names, new_names in ways:
        taken = set(pairs.values())
        free: dict[object, list[int]] = {}
        for place, name in enumerate(old_names):
            if name is not None and place not in taken:
                free.setdefault(name, []).append(place)
        for place, name in enumerate(new_names):
            if place not in pairs and free.get(name):
                pairs[place] = free[name].pop(0)
    gone = sorted(set(range(len(old))) - set(pairs.values()))
    return (*(HomePair(pairs.get(n), n) for n in range(len(new))), *(HomePair(n, None) for n in gone))


def _without_homes(data: object) -> dict[object, object]:
    return {key: value for key, value in data.items() if key != "jobs"} if isinstance(data, dict) else {}


def _value_changes(name: str, was: object, now: object) -> Iterator[Value]:
    """What differs below a name. A short form equals the block or the list it abbreviates."""
    if was == now:
        return
    key = name.rpartition(".")[2]
    if isinstance(was, list) or isinstance(now, list):
        was, now = _as_list(was), _as_list(now)
        if was is not None and now is not None:
            yield from _list_changes(name, was, now)
        return
    if (isinstance(was, dict) or isinstance(now, dict)) and not key.startswith(OWN_PREFIX):
        old, new = _as_block(key, was), _as_block(key, now)
        if old is not None and new is not None and all(map(_is_plain, (*old, *new))):
            for part in dict.fromkeys((*old, *new)):
                yield from _value_changes(f"{name}.{part}" if name else str(part), old.get(part), new.get(part))
            return
    yield name, was, now


def _as_list(value: object) -> list[object]:
    """The list that a value is or abbreviates."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _as_block(key: str, value: object) -> dict[str, object] | None:
    """The block that a value is or abbreviates; None for a text that abbreviates nothing."""
    if value is None or isinstance(value, dict):
        return value or {}
    return expand_short_form(key, value) or None


def _is_plain(key: object) -> bool:
    """Whether a key can be told from the dots and the numbers of a name."""
    return isinstance(key, str) and bool(key) and "." not in key and not key.isdigit()


def _list_changes(name: str, was: Sequence[object], now: Sequence[object]) -> Iterator[Value]:
    """What came, what went, and what differs within entries that stayed."""
    most = min(len(was), len(now))
    start = next((at for at in range(most) if was[at] != now[at]), most)
    end = next((at for at in range(most - start) if was[-1 - at] != now[-1 - at]), most - start)
    old, new = was[start : len(was) - end], now[start : len(now) - end]
    if len(old) == len(new):
        for place, (one, other) in enumerate(zip(old, new, strict=True), start + 1):
            yield from _entry_changes(f"{name}.{place}", name.rpartition(".")[2], one, other)
        return
    yield from ((f"{name}.{place}", one, None) for place, one in enumerate(old, start + 1))
    yield from ((f"{name}.{place}", None, other) for place, other in enumerate(new, start + 1))


def _entry_changes(name: str, key: str, was: object, now: object) -> Iterator[Value]:
    """What differs within one entry of a list of that key."""
    old, new = _as_block(key, was), _as_block(key, now)
    if isinstance(was, dict) != isinstance(now, dict) and was is not None and now is not None and old and new:
        was, now = old, new
    if isinstance(was, dict) and isinstance(now, dict):
        yield from _value_changes(name, was, now)
    elif was != now:
        yield name, was, now
