"""What has to be written into a file so that it says what is wanted, as intents of the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.change import Append, Change, Put, Remove, last_key
from backlog_cli.rules.home_key import raw_home_names, raw_homes, raw_top_level
from backlog_cli.rules.merge.matching import entry_pairs, home_pairs
from backlog_cli.rules.merge.three_way import MISSING, is_same_value
from backlog_cli.rules.recovery.lost_entries import expand_short_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from backlog_cli.rules.change import Intent, Path

SUMMARY = "took in what another copy says"
_EMPTY: tuple[object, ...] = ({}, [])


def edit_script(now: Mapping[str, object], wanted: Mapping[str, object]) -> list[Change]:
    """Return the changes that make plain data say what is wanted, order in lists aside; none when it says so already.

    First what is set and added, then what goes, from the end: so every place is right when its turn comes.
    """
    homes, names = raw_homes(now), raw_home_names(now)
    targets = raw_homes(wanted)
    pairs = home_pairs(targets, homes)
    changes = []
    for target, place in sorted(pairs.items(), key=lambda pair: pair[1]):
        intents = tuple(_ordered(_steps((), homes[place], targets[target])))
        if intents and names[place]:
            changes.append(Change(names[place], intents, SUMMARY))
        elif intents:
            moved = tuple(type(one)(("jobs", place, *one.path), one.value) for one in intents)
            changes.append(Change(None, moved, SUMMARY))
    whole = _ordered(_steps((), raw_top_level(now), raw_top_level(wanted)))
    whole += [Append(("jobs",), home) for at, home in enumerate(targets) if at not in pairs]
    kept = set(pairs.values())
    whole += [Remove(("jobs", at), None) for at in range(len(homes) - 1, -1, -1) if at not in kept]
    return [*changes, Change(None, tuple(whole), SUMMARY)] if whole else changes


def _ordered(intents: Iterator[Intent]) -> list[Intent]:
    listed = list(intents)
    gone = [one for one in listed if isinstance(one, Remove)]
    return [*(one for one in listed if not isinstance(one, Remove)), *sorted(gone, key=_place_order, reverse=True)]


def _place_order(intent: Intent) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (-1, step) for step in intent.path]


def _steps(path: Path, now: object, wanted: object) -> Iterator[Intent]:
    key = last_key(path)
    if is_same_value(now, wanted) or (now in (MISSING, *_EMPTY) and wanted in (MISSING, *_EMPTY)):
        return
    if wanted is MISSING:
        yield Remove(path, None)
        return
    if isinstance(now, list) and isinstance(wanted, list):
        yield from _list_steps(path, key, now, wanted)
        return
    if isinstance(wanted, list) and isinstance(now, str | dict) and now:
        yield from _list_steps(path, key, [now], wanted)
        return
    if isinstance(now, str) and isinstance(wanted, dict):
        now = expand_short_form(key, now) or now
    if isinstance(now, dict) and isinstance(wanted, dict):
        for one in dict.fromkeys((*wanted, *now)):
            yield from _steps((*path, one), now.get(one, MISSING), wanted.get(one, MISSING))
        return
    yield Put(path, wanted)


def _list_steps(path: Path, key: str, now: Sequence[object], wanted: Sequence[object]) -> Iterator[Intent]:
    pairs = entry_pairs(key, wanted, now)
    for target, place in pairs.items():
        yield from _steps((*path, place), now[place], wanted[target])
    yield from (Append(path, entry) for at, entry in enumerate(wanted) if at not in pairs)
    kept = set(pairs.values())
    yield from (Remove((*path, at), None) for at in range(len(now)) if at not in kept)
