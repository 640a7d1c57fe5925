"""What a second copy of the file says that the file itself does not, so that nothing is taken away with the copy."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.file_dates import file_moment
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.home_key import is_open_home, raw_home_names, raw_homes, raw_top_level
from backlog_cli.rules.recovery.lost_entries import with_one_shape
from backlog_cli.rules.recovery.same_entry import is_same

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Keys = tuple[str, ...]

# How one entry of a list is called; the other lists lend their own name.
ENTRY_NAMES = {
    "log": "conversation",
    "promises": "promise",
    "issues": "issue",
    "questions": "question",
    "appointments": "appointment",
    "selections": "selection",
    "change_requests": "change request",
    "contingencies": "contingency",
    "deposits": "deposit",
    "buyers": "buyer",
    "closing.shifts": "move",
    "away": "absence",
    "local_items": "local item",
}
TEXT_KEYS = ("text", "ask", "what", "item", "title", "said", "name", "kind", "to", "cause")
DAY_KEYS = ("at", "made", "opened", "asked", "known_date", "date", "due", "from", "sold_date")
MAX_COMPARED = 200  # entries of one list that are looked through for the one that only reads differently


class OnlyInCopy(NamedTuple):
    """One thing that only the copy says.

    `job` is the home's number, empty for the file's own settings. `what` is an entry by its kind (a conversation, a promise, a
    home), or the key of a value. `day` is the entry's own day as an ISO date, None when it has none that can be read. `text`
    is what it says, and `here` what the file says in its place, None when it says nothing.
    """

    job: str
    what: str
    day: str | None
    text: str
    here: str | None = None


def is_entry(found: OnlyInCopy) -> bool:
    """Return whether it is a whole entry or home that only the copy has, not one value of something that both have."""
    return found.here is None and (found.what == "home" or found.what in ENTRY_NAMES.values())


def is_copy(here: object, there: object) -> bool:
    """Return whether the plain data of another file is a copy of the file, however old.

    Open homes of it are in the file too, of the same buyers, and they are half of the homes of one of the two at least. One
    number in common with a colleague's file, or one home that was handed over, makes no copy.
    """
    ours, theirs = _homes(here), {number: home for number, home in _homes(there).items() if is_open_home(home)}
    both = sum(number in ours and _has_same_buyers(home, ours[number]) for number, home in theirs.items())
    return both > 0 and 2 * both >= min(len(ours), len(theirs))


def is_anothers(here: object, there: object) -> bool:
    """Return whether another file has other buyers under most of the same job numbers: a colleague's, of another community."""
    ours, theirs = _homes(here), _homes(there)
    both = [number for number in theirs if number in ours and is_open_home(ours[number]) and is_open_home(theirs[number])]
    return 2 * sum(_has_same_buyers(ours[number], theirs[number]) for number in both) < len(both)


def _has_same_buyers(one: dict[str, object], other: dict[str, object]) -> bool:
    """Whether two words of their names are in both, or all that one side has: who is not named is nobody else."""
    words, others = (set(fold_case(entry_summary(home.get("buyers"))).replace(",", " ").split()) for home in (one, other))
    return len(words & others) >= min(2, len(words), len(others))


def only_in_copy(here: object, there: object) -> tuple[OnlyInCopy, ...]:
    """Return what the plain data of a copy holds and that of the file does not, in the order of the copy; homes by their numbers.

    An entry that both hold in other words is not a loss as a whole: only the values that differ are named.
    """
    ours, theirs = _homes(here), _homes(there)
    found: list[OnlyInCopy] = []
    for number, home in theirs.items():
        if number not in ours:
            found.append(OnlyInCopy(number, "home", _entry_day(home), entry_summary(home.get("buyers"))))
        else:
            found += _not_noted(_value_differences(number, (), ours[number], home), ours[number])
    here, there = raw_top_level(here), raw_top_level(there)
    return (*found, *_not_noted(_value_differences("", (), here, there), here))


def _not_noted(found: Iterable[OnlyInCopy], here: dict[str, object]) -> Iterator[OnlyInCopy]:
    """What of it is not among the conflicts of the home (or of the top of the file) already, settled or not."""
    conflicts = here.get("conflicts")
    noted = (
        {entry_summary(one.get("other")) for one in conflicts if isinstance(one, dict)} if isinstance(conflicts, list) else set()
    )
    return (one for one in found if one.here is None or one.text not in noted)


def _homes(data: object) -> dict[str, dict[str, object]]:
    named = zip(raw_home_names(data), raw_homes(data), strict=True)
    return {name: home for name, home in named if name and isinstance(home, dict)}


def _value_differences(job: str, keys: Keys, here: object, there: object) -> Iterator[OnlyInCopy]:
    """What differs below one key. `keys` lead there, a place in a list left out."""
    if here == there or there in (None, "", [], {}):
        return
    here, there = with_one_shape(keys[-1] if keys else "", here, there)
    if isinstance(there, dict):
        ours = here if isinstance(here, dict) else {}
        for key, value in there.items():
            yield from _value_differences(job, (*keys, str(key)), ours.get(key), value)
    elif isinstance(there, list):
        yield from _entry_differences(job, keys, here, there)
    elif here != there:
        yield OnlyInCopy(job, ".".join(keys), None, entry_summary(there), entry_summary(here) or None)


def _entry_differences(job: str, keys: Keys, here: object, there: Sequence[object]) -> Iterator[OnlyInCopy]:
    ours, theirs = (
        _entries_not_in(here if isinstance(here, list) else [], there),
        _entries_not_in(there, here if isinstance(here, list) else []),
    )
    is_close = max(len(ours), len(theirs)) <= MAX_COMPARED
    for entry in theirs:
        twin = next((one for one in ours if is_same(one, entry)), None) if is_close else None
        if twin is None:
            yield OnlyInCopy(job, ENTRY_NAMES.get(".".join(keys), ".".join(keys)), _entry_day(entry), entry_summary(entry))
            continue
        ours.remove(twin)
        if isinstance(entry, dict):
            for found in _value_differences(job, (*keys[:-1], ENTRY_NAMES.get(".".join(keys), keys[-1])), twin, entry):
                yield found._replace(day=found.day or _entry_day(entry))
        else:
            yield OnlyInCopy(job, ".".join(keys), None, entry_summary(entry), entry_summary(twin))


def _entries_not_in(entries: Sequence[object], others: Sequence[object]) -> list[object]:
    """The entries that the others do not hold word by word, each of those answering for one."""
    known = Counter(_canonical_json(other) for other in others)
    left = []
    for entry in entries:
        if known[_canonical_json(entry)]:
            known[_canonical_json(entry)] -= 1
        else:
            left.append(entry)
    return left


def _canonical_json(entry: object) -> str:
    return json.dumps(entry, sort_keys=True)


def entry_summary(value: object) -> str:
    """What an entry or a value says, as words on one line."""
    if isinstance(value, dict):
        told = next((value[key] for key in TEXT_KEYS if value.get(key)), None)
        return (
            entry_summary(told)
            if told is not None
            else ", ".join(f"{key}: {entry_summary(inner)}" for key, inner in value.items())
        )
    if isinstance(value, list):
        return ", ".join(entry_summary(inner) for inner in value)
    return " ".join(str(value).split()) if value is not None else ""


def _entry_day(entry: object) -> str | None:
    for key in DAY_KEYS if isinstance(entry, dict) else ():
        text = entry.get(key) if isinstance(entry, dict) else None
        if isinstance(text, str) and text:
            try:
                return file_moment(text).day.isoformat()
            except ValueError:
                continue
    return None
