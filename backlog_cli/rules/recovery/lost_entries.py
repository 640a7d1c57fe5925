"""Which conversations and other entries a file no longer holds although commands wrote them: an older copy was saved over it."""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from backlog_cli.keys import SHORT_FORMS
from backlog_cli.rules.change import ABSENT, Append, Change, Put, Unquoted
from backlog_cli.rules.home_key import find_home, home_mark, parse_home_key, raw_homes, raw_key
from backlog_cli.rules.recovery.same_entry import entry_text, is_edited, is_moved, is_same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence, Set

    from backlog_cli.rules.change import Intent, Path
    from backlog_cli.rules.home_key import HomeKey

    # For each intent of a change: the value that stood at its path, and what helps to know its entry of a list again -
    # for a value inside an entry that entry, for an addition the entries that look like it.
    FoundValues = tuple[Sequence[object], ...]
    WrittenCommand = tuple[int, tuple[Change, ...], tuple[FoundValues, ...]]  # number, changes, what each of their intents found
    ListKey = tuple[str | None, Path]  # a home (None for the file's top level) and the path of a list in it

NO_MARKS: Mapping[str, str] = MappingProxyType({})


def values_before(data: object, changes: Sequence[Change]) -> list[tuple[list[object], ...]]:
    """What each intent of the changes finds in the file's plain data, those before it being made; JSON, for the journal."""
    shadow = _copy_for_changes(data, changes)
    found = []
    for change in changes:
        parts = []
        for intent in change.intents:
            parts.append(deepcopy(_intent_values(shadow, change, intent)))  # as it is before this intent and all after it
            _apply_intent(shadow, change, intent)
        found.append(tuple(parts))
    return found


def _copy_for_changes(data: object, changes: Sequence[Change]) -> dict[str, object]:
    shadow = dict(data) if isinstance(data, dict) else {}
    places = {find_home(data, change.job) for change in changes if change.job is not None}
    jobs = shadow.get("jobs")
    if isinstance(jobs, list):
        shadow["jobs"] = [deepcopy(job) if place in places else job for place, job in enumerate(jobs)]
    for change in changes:
        for intent in change.intents if change.job is None else ():
            key = str(intent.path[0])
            if key in shadow and key != "jobs":
                shadow[key] = deepcopy(shadow[key])
    return shadow


def _intent_values(data: object, change: Change, intent: Intent) -> list[object]:
    target = _target(data, change.job)
    if isinstance(intent, Append):
        meant = _as_plain_data(intent.value)
        return [ABSENT, [item for item in _items(target, intent.path) if is_same(item, meant) or is_edited(item, meant)]]
    return [_value_at(target, intent.path), _entry_on_path(target, intent.path)]


def _entry_on_path(target: object, path: Path) -> object:
    """The entry of a list that a path goes through; ABSENT when it goes through none."""
    place = _list_position(path)
    return ABSENT if place is None else _value_at(target, path[: place + 1])


def _list_position(path: Path) -> int | None:
    return next((at for at, step in enumerate(path) if isinstance(step, int)), None)


def _apply_intent(data: dict[str, object], change: Change, intent: Intent) -> None:
    """Carry out one intent on plain data, as far as plain data can show it."""
    target = _target(data, change.job)
    if isinstance(intent, Put):
        _set_value(target, intent.path, _as_plain_data(intent.value))
    elif change.job is None and intent.path == ("jobs",):
        data["jobs"] = [*_items(data, ("jobs",)), _as_plain_data(intent.value)]
    else:
        _set_value(target, intent.path, [*_items(target, intent.path), _as_plain_data(intent.value)])


def _set_value(target: object, path: Path, value: object) -> None:
    for step, after in pairwise(path):
        if isinstance(target, list) and isinstance(step, int) and step < len(target):
            target = target[step]
        elif isinstance(target, dict):
            if not isinstance(target.get(str(step)), list if isinstance(after, int) else dict):
                target[str(step)] = [] if isinstance(after, int) else expand_short_form(str(step), target.get(str(step)))
            target = target[str(step)]
    if isinstance(target, dict):
        target[str(path[-1])] = value
    elif isinstance(target, list) and isinstance(path[-1], int) and path[-1] < len(target):
        target[path[-1]] = value


def expand_short_form(key: str, short: object) -> dict[str, object]:
    """Return the block that a short form stands for; an empty one for anything else."""
    return dict.fromkeys(SHORT_FORMS.get(key, ()), short) if isinstance(short, str) and short else {}


def with_one_shape(key: str, *sides: object) -> tuple[object, ...]:
    """Return all sides of a value in one shape: a single entry as a list of one, a short form as the block it stands for.

    Whatever isn't plain data stands for nothing.
    """
    if any(isinstance(side, list) for side in sides):
        return tuple(
            side if isinstance(side, list) else [side] if isinstance(side, dict | str) and side != "" else [] for side in sides
        )
    if any(isinstance(side, dict) for side in sides):
        return tuple(expand_short_form(key, side) or side for side in sides)
    return sides


# What is there no more


class _TrackedEntry:
    """One entry of a list that commands added or changed: what it said after each of them, and where it stands now."""

    def __init__(self, states: list[object], *, is_ours: bool) -> None:
        self.states = states
        self.is_ours = is_ours  # a command added it
        self.place: int | None = None
        self.is_exact = False  # found there word by word
        self.is_moved = False  # found in another home


class _WrittenIntent:
    """One intent of a command that stands, with what it found."""

    def __init__(self, number: int, change: Change, intent: Intent, was: object, item: _TrackedEntry | None, rest: Path) -> None:
        self.number, self.change, self.intent, self.was, self.item = number, change, intent, was, item
        self.rest = rest  # below the item
        self.is_lost = False
        self.is_there = False  # the file says it, and did not before
        self.is_certain = False  # lost in a way that no correction by hand looks like
        self.is_unsure = False  # the value went on from here and came back to what it is now: it stands so with it or without it


class _Comparison:
    """One comparison of what commands wrote with what the file says."""

    def __init__(self, data: object) -> None:
        self.data = data
        self.steps: list[_WrittenIntent] = []
        self.groups: dict[ListKey, list[_TrackedEntry]] = {}
        self.returning: set[str] = set()  # homes that were added, and are lost
        self._homes: dict[str, object] = {}

    def target(self, job: str | None) -> object:
        """Return the mapping that a change is about; None when it is not there."""
        if job is None:
            return _target(self.data, None)
        if job not in self._homes:
            self._homes[job] = _target(self.data, job)
        return self._homes[job]

    def read(self, written: Sequence[WrittenCommand]) -> None:
        for number, changes, was in written:
            places: dict[ListKey, _TrackedEntry] = {}  # in one command an entry is known by its place
            for change, found in zip(changes, was, strict=False):
                for intent, (value, near) in zip(change.intents, found, strict=False):
                    self.steps.append(self._step(number, change, intent, value, near, places))

    def _step(
        self, number: int, change: Change, intent: Intent, value: object, near: object, places: dict[ListKey, _TrackedEntry]
    ) -> _WrittenIntent:
        if isinstance(intent, Append):
            item = _TrackedEntry([_as_plain_data(intent.value)], is_ours=True)
            self._track_existing((change.job, intent.path), near if isinstance(near, list) else [])
            self.groups[change.job, intent.path].append(item)
            return _WrittenIntent(number, change, intent, value, item, ())
        place = _list_position(intent.path)
        if place is None or near == ABSENT:
            return _WrittenIntent(number, change, intent, value, None, ())
        rest = intent.path[place + 1 :]
        host = self._changed_entry((change.job, intent.path[: place + 1]), near, places)
        state = [deepcopy(host.states[-1])]
        _set_value(state, (0, *rest), _as_plain_data(intent.value))
        host.states.append(state[0])
        return _WrittenIntent(number, change, intent, value, host, rest)

    def _track_existing(self, group: ListKey, near: list[object]) -> None:
        """The entries that a command found and that look like its own: they stood there before, and answer for themselves."""
        items = self.groups.setdefault(group, [])
        known = list(items)
        for rival in near:
            item = next((item for item in known if item.states[-1] == rival), None)
            if item is None:
                items.append(_TrackedEntry([rival], is_ours=False))
            else:
                known.remove(item)

    def _changed_entry(self, place: ListKey, near: object, places: dict[ListKey, _TrackedEntry]) -> _TrackedEntry:
        """The entry of a list that a command changed: one that is known already, else one written by hand."""
        items = self.groups.setdefault((place[0], place[1][:-1]), [])
        item = places.get(place) or _find_tracked(near, [item for item in items if item not in places.values()])
        if item is None:
            item = _TrackedEntry([], is_ours=False)
            items.append(item)
        item.states.append(near)
        places[place] = item
        return item

    def match(self) -> None:
        """Find every known entry in the file; each entry of the file answers for one only."""
        unclaimed: dict[tuple[int, Path], list[object]] = {}  # by the `id` of a home's plain data
        for (job, path), known in self.groups.items():
            free = dict(enumerate(_items(self.target(job), path)))
            for is_it in (_is_latest_state, _is_earlier_state):
                for item in known:
                    _claim_entry(item, free, is_it, is_exact=True)
            _settle_versions(known, _items(self.target(job), path))
            for is_it in (_is_similar_state, _is_edited_state):
                for item in known:
                    _claim_entry(item, free, is_it, is_exact=False)
            unclaimed[id(self.target(job)), path] = list(free.values())
        texts: dict[Path, dict[str, list[object]]] = {}
        for (job, path), known in self.groups.items():
            gone = [item for item in known if item.place is None and item.is_ours]
            if gone and job is not None:
                if path not in texts:
                    texts[path] = self._unclaimed_by_text(path, unclaimed)
                _find_moved(gone, texts[path])

    def _unclaimed_by_text(self, path: Path, unclaimed: dict[tuple[int, Path], list[object]]) -> dict[str, list[object]]:
        """The entries of all homes that no command's entry was found in, by what they say."""
        texts: dict[str, list[object]] = {}
        for home in raw_homes(self.data):
            entries = unclaimed.get((id(home), path))
            for one in _items(home, path) if entries is None else entries:
                if isinstance(one, dict):
                    texts.setdefault(entry_text(one), []).append(one)
        return texts

    def mark_lost(self, known: Set[int]) -> None:
        """Say of every step whether the file has lost it."""
        self._judge_values()
        for step in self.steps:
            if isinstance(step.intent, Append) and self._has_target(step) and step.item is not None:
                step.is_lost = step.item.place is None and not step.item.is_moved
                step.is_there = step.item.is_exact
                step.is_certain = step.is_lost and step.change.job is not None
        newest = max((step.number for step in self.steps if step.is_there), default=0)
        # An older copy lacks everything that was written since: what is newer and there means that somebody took out or
        # set back the older by hand - unless it was known to be lost before the newer was written.
        for step in self.steps:
            if step.is_lost and not step.is_certain and step.number < newest and step.number not in known:
                step.is_lost = _is_part_of_a_loss(step, self.steps)
            if step.is_lost and step.change.job is None and step.intent.path == ("jobs",):
                added = raw_key(_as_plain_data(step.intent.value))
                self.returning |= set() if added is None else {added.text, added.number}
        for step in self.steps:
            if step.change.job in self.returning and self.target(step.change.job) is None:
                step.is_lost = step.is_certain = True

    def _has_target(self, step: _WrittenIntent) -> bool:
        return self.target(step.change.job) is not None

    def _judge_values(self) -> None:
        chains: dict[tuple[object, ...], list[_WrittenIntent]] = {}
        for step in self.steps:
            if isinstance(step.intent, Put) and self._has_target(step):
                key = (step.change.job, step.intent.path) if step.item is None else (id(step.item), step.rest)
                chains.setdefault(key, []).append(step)
        for chain in chains.values():
            self._judge_chain(chain)

    def _judge_chain(self, chain: list[_WrittenIntent]) -> None:
        """The commands that set one value, one after the other: those since the state that the value is in again are lost."""
        item = chain[0].item
        if item is not None and item.place is None:
            for step in chain:
                # An entry by hand that is gone is nobody's loss.
                step.is_lost = step.is_certain = item.is_ours and not item.is_moved
            return
        now = self._current_value(chain[0])
        meant = _as_plain_data(chain[-1].intent.value)
        before = [step.was for step in chain]
        returns = [at for at, was in enumerate(before) if was == now] or [len(chain)]
        if now == meant:
            chain[-1].is_there = returns[0] == len(chain)
            returns.append(len(chain))
        for step in chain[returns[0] : returns[-1]]:
            step.is_unsure = True
        for step in chain[returns[-1] :]:
            step.is_lost = True

    def _current_value(self, step: _WrittenIntent) -> object:
        target = self.target(step.change.job)
        if step.item is None or step.item.place is None:
            return _value_at(target, step.intent.path)
        path = step.intent.path[: len(step.intent.path) - len(step.rest) - 1]
        return _value_at(_items(target, path), (step.item.place, *step.rest))

    def found(self) -> dict[int, tuple[Change, ...]]:
        """By command, oldest first, what would have to be made again, its places as they are now."""
        ends: dict[ListKey, int] = {}
        parts: dict[int, dict[int, tuple[Change, list[Intent]]]] = {}
        for group in _group_by_change(self.steps):
            change = group[0].change
            if not _is_loss(group):
                continue
            intents = parts.setdefault(group[0].number, {}).setdefault(id(change), (change, []))[1]
            intents += [self._repeated_intent(step, ends) for step in group if step.is_lost]
        return {
            number: tuple(Change(change.job, tuple(intents), change.summary) for change, intents in found.values())
            for number, found in parts.items()
        }

    def _repeated_intent(self, step: _WrittenIntent, ends: dict[ListKey, int]) -> Intent:
        if isinstance(step.intent, Append):
            group = (step.change.job, step.intent.path)
            ends.setdefault(group, len(_items(self.target(step.change.job), step.intent.path)))
            if step.item is not None:
                step.item.place = ends[group]
            ends[group] += 1
            return step.intent
        if step.item is None or step.item.place is None:
            return step.intent
        path = step.intent.path[: len(step.intent.path) - len(step.rest) - 1]
        return Put((*path, step.item.place, *step.rest), step.intent.value)


def find_lost_changes(
    data: object,
    written: Sequence[WrittenCommand],
    *,
    known: Set[int] = frozenset(),
    marks: Mapping[str, str] = NO_MARKS,
) -> dict[int, tuple[Change, ...]]:
    """By command, oldest first, the part of its changes that the file no longer says, with places as they are now.

    `known` are the commands whose loss was found before. `marks` are those of homes by their keys (see `home_mark`), so that a
    home is known again under another number. An entry counts as there when its home holds it corrected (`is_edited`), or
    another home holds it as it was: neither is a loss. Values count as lost only when all that a command set read again as
    they did before, and homes when they were the last thing written: an older copy lacks everything since.
    """
    look = _Comparison(data)
    look.read(_with_keys_of_file(data, written, marks))
    look.match()
    look.mark_lost(known)
    return look.found()


def _with_keys_of_file(data: object, written: Sequence[WrittenCommand], marks: Mapping[str, str]) -> list[WrittenCommand]:
    """The commands with every home by the key that it has in the file, where it is there; else by the one it was given last.

    An older copy may have an older number, or a newer one that was typed by hand. A home that is to be added again has the
    number that it was added with.
    """
    former: dict[str, list[str]] = {}  # by the newest key, the older ones
    latest = _with_latest_keys(written, former)
    added = {key.text for key in map(_added_key, _intents_of(written)) if key is not None}
    known: dict[str, str] = {}

    def key_of(job: str) -> str:
        if find_home(data, job) is not None:
            return job
        older = [key for key in former.get(job, ()) if "@" in key]
        there = next((key for key in older if find_home(data, key) is not None), None)
        return there or _renumbered(data, job, marks) or next((key for key in older if key in added), job)

    found: list[WrittenCommand] = []
    for number, changes, was in latest:
        for job in (change.job for change in changes if change.job is not None and change.job not in known):
            known[job] = key_of(job)
        found.append((number, tuple(one if one.job is None else one._replace(job=known[one.job]) for one in changes), was))
    return found


def _intents_of(written: Sequence[WrittenCommand]) -> Iterator[Intent]:
    return (intent for _, changes, _ in written for change in changes if change.job is None for intent in change.intents)


def _added_key(intent: Intent) -> HomeKey | None:
    return raw_key(_as_plain_data(intent.value)) if intent.path == ("jobs",) else None


def _renumbered(data: object, job: str, marks: Mapping[str, str]) -> str | None:
    """The key in the file of a home that got another number by hand: the same people bought the same lot on the same day."""
    mark, sold = marks.get(job), parse_home_key(job).sold_date
    if not mark or sold is None:
        return None
    alike = (raw_key(home) for home in raw_homes(data) if home_mark(home) == mark)
    homes = [key for key in alike if key is not None and key.sold_date == sold]
    # Without a lot, the same people may have bought a second home.
    is_sure = len(homes) == 1 and (not mark.startswith(":") or homes[0].text not in marks)
    return homes[0].text if is_sure else None


def _with_latest_keys(written: Sequence[WrittenCommand], former: dict[str, list[str]]) -> list[WrittenCommand]:
    """The commands with every home by the key that commands gave it last; its `former` ones are kept by that."""
    latest: dict[str, str] = {}
    found: list[WrittenCommand] = []
    for number, changes, was in reversed(written):
        current = []
        for change in reversed(changes):
            if change.job is None:
                for intent in change.intents if change.intents and change.intents[0].path == ("jobs",) else ():
                    latest.pop(getattr(raw_key(_as_plain_data(intent.value)), "text", ""), None)  # another home had it before
                current.append(change)
                continue
            new = renamed_key(change)
            if new is not None:
                latest[change.job] = latest.get(new, new)
                former.setdefault(latest[change.job], []).append(change.job)
            current.append(change._replace(job=latest.get(change.job, change.job)))
        found.append((number, tuple(reversed(current)), was))
    return found[::-1]


def renamed_key(change: Change) -> str | None:
    """Return the key of a home after a change that sets its number or its sale date; None for any other."""
    number, sold = parse_home_key(change.job or "")
    values = {intent.path: str(intent.value) for intent in change.intents if isinstance(intent, Put)}
    if change.job is None or not values.keys() & {("job",), ("sold_date",)}:
        return None
    home = {"job": values.get(("job",), number), "sold_date": values.get(("sold_date",), str(sold))}
    key = raw_key(home)
    return None if key is None else key.text


def _group_by_change(steps: Sequence[_WrittenIntent]) -> Iterator[list[_WrittenIntent]]:
    groups: dict[tuple[int, int], list[_WrittenIntent]] = {}
    for step in steps:
        groups.setdefault((step.number, id(step.change)), []).append(step)
    return iter(groups.values())


def _is_loss(group: Sequence[_WrittenIntent]) -> bool:
    if any(step.is_lost and isinstance(step.intent, Append) for step in group):
        return True
    values = [step for step in group if step.was != _as_plain_data(step.intent.value) and not step.is_unsure]
    return bool(values) and all(step.is_lost for step in values)


def _is_part_of_a_loss(step: _WrittenIntent, steps: Sequence[_WrittenIntent]) -> bool:
    return any(other.is_certain for other in steps if other.number == step.number and other.change is step.change)


def _claim_entry(
    item: _TrackedEntry, free: dict[int, object], is_it: Callable[[object, _TrackedEntry], bool], *, is_exact: bool
) -> None:
    if item.place is not None:
        return
    at = next((at for at, one in free.items() if is_it(one, item)), None)
    if at is not None:
        item.place, item.is_exact = at, is_exact
        del free[at]


def _find_moved(gone: list[_TrackedEntry], texts: dict[str, list[object]]) -> None:
    """Find entries that went to another home by hand, where they were logged on the wrong one: `texts` are those of all homes."""
    for item in gone:
        meant = item.states[-1]
        near = texts.get(entry_text(meant), []) if isinstance(meant, dict) else []
        at = next((at for at, one in enumerate(near) if is_moved(one, meant)), None)
        if at is not None:
            item.is_moved = True
            del near[at]


def _settle_versions(known: Sequence[_TrackedEntry], entries: Sequence[object]) -> None:
    """Where one entry may be an older one as it was once or a newer one as it is: an older copy would hold the older one."""
    for at, item in enumerate(known):
        if item.place is not None or not item.is_ours:
            continue
        newer = next((one for one in known[at + 1 :] if one.place is not None and entries[one.place] in item.states), None)
        if newer is not None:
            item.place, item.is_exact = newer.place, True
            newer.place, newer.is_exact = None, False


def _find_tracked(near: object, items: Sequence[_TrackedEntry]) -> _TrackedEntry | None:
    for is_it in (_is_equal, is_same):
        for item in reversed(items):
            if is_it(near, item.states[-1]):
                return item
    return None


def _is_latest_state(one: object, item: _TrackedEntry) -> bool:
    return one == item.states[-1]


def _is_earlier_state(one: object, item: _TrackedEntry) -> bool:
    return one in item.states


def _is_similar_state(one: object, item: _TrackedEntry) -> bool:
    return is_same(one, item.states[-1])


def _is_edited_state(one: object, item: _TrackedEntry) -> bool:
    return is_edited(one, item.states[-1])


def _is_equal(one: object, other: object) -> bool:
    return one == other


# Plain data


def _target(data: object, job: str | None) -> object:
    """The mapping that a change is about: the file's top level, or its job by name or key; None when it is not there."""
    if job is None:
        return data if isinstance(data, dict) else {}
    place = find_home(data, job)
    return None if place is None else raw_homes(data)[place]


def _items(target: object, path: Path) -> list[object]:
    """The entries of the list at a path; one that is where a list is meant counts as a list of one."""
    found = _value_at(target, path)
    if found == ABSENT or found in (None, "", {}, []):
        return []
    return list(found) if isinstance(found, list) else [found]


def _value_at(target: object, path: Path) -> object:
    """The plain value at a path below a mapping; ABSENT where there is none. A short form says all that it stands for."""
    found, key = target, ""
    for step in path:
        if isinstance(found, str) and step in expand_short_form(key, found):
            continue
        key = step if isinstance(step, str) else key
        if isinstance(found, list) and isinstance(step, int) and step < len(found):
            found = found[step]
            continue
        if step == 0 and isinstance(found, dict):
            continue  # a single entry where a list is meant
        if not isinstance(found, dict) or step not in found:
            return ABSENT
        found = found[step]
    return found


def _as_plain_data(value: object) -> object:
    """A value as the file's plain data would hold it: every scalar a text, null None."""
    if isinstance(value, dict):
        return {key: _as_plain_data(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_as_plain_data(inner) for inner in value]
    return str(value) if isinstance(value, Unquoted) else value
