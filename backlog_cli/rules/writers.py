"""Who writes: the name of whoever made an entry where it isn't the file's agent, and the entry with it (001-6f)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_cli.errors import UsageError
from backlog_cli.keys import WRITER_KEYS
from backlog_cli.rules.change import Append
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.names import SUFFIXES, TITLES, name_key
from backlog_cli.terms import and_list, is_no_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.change import Change, Intent

MAX_NAME = 80  # characters
AGENT_WORDS = frozenset({"me", "myself", "i"})  # the agent, by whatever name
_JOINERS = "\u200c\u200d"  # signs that cannot be seen and are part of a name in some scripts


def clean_name(typed: str) -> str:
    """Return a name as it can be written down, on one line. Raise UsageError saying why it can't be."""
    name = " ".join(typed.split())
    if any(not (sign.isprintable() or sign in _JOINERS) for sign in name):
        raise UsageError("that name holds characters that can't be seen; type it again.")
    if is_no_value(name) or not any(sign.isalpha() for sign in name):
        raise UsageError(f'"{name[:20]}" isn\'t a name.')
    if len(name) > MAX_NAME:
        raise UsageError(f"that name is {len(name)} characters long; a first and a last name will do.")
    return name


def entry_writer(typed: str, backlog: Backlog) -> str | None:
    """Return who is meant by a name, in full where the file knows it; None for the file's agent.

    Raise UsageError when it fits several.
    """
    if fold_case(typed) in AGENT_WORDS:
        return None
    agent = backlog.policy.agent
    people = distinct_people([*([agent] if agent else []), *known_writers(backlog)])
    exact = [name for name in people if name_key(name) == name_key(typed)]
    found = exact or [name for name in people if is_same_person(name, typed)]
    if len(found) > 1:
        raise UsageError(f'"{typed}" could be {and_list(found, "or")}: type the whole name.')
    who = max(*found, typed, key=_length) if found else typed
    return None if agent and is_same_person(who, agent) else who


def known_writers(backlog: Backlog) -> Iterator[str]:
    """Yield who may write besides the agent, as far as the file says: who covers, and who had a conversation; some twice."""
    yield from (away.cover for away in reversed(backlog.away) if away.cover)
    for home in backlog.jobs:
        if home.cover:
            yield home.cover
        yield from (talk.by for talk in home.talks if talk.by)


def distinct_people(names: Iterable[str]) -> tuple[str, ...]:
    """Return each person once, by the longest of their names."""
    people: list[str] = []
    for name in sorted(names, key=_length, reverse=True):
        if not any(is_same_person(name, known) for known in people):
            people.append(name)
    return tuple(people)


def is_same_person(first: str, second: str) -> bool:
    """Return whether two names may well be one person's: "Dana", "dana reyes", "D. Reyes", "Reyes, Dana" and "dreyes" are."""
    short, long = sorted((_words(first), _words(second)), key=len)
    if "".join(short) == "".join(long):
        return bool(short)
    if len(short) == 1 and len(long) > 1:
        given, family = long[0], long[-1]
        if short[0] in (given + family, given[0] + family, given + family[0]):
            return True
    return not set(short).isdisjoint(word for word in long if len(word) > 1) and all(_is_in(word, long) for word in short)


def _is_in(word: str, words: tuple[str, ...]) -> bool:
    """Whether a word of a name is in another one, as an initial if need be."""
    return any(word == other or (1 in (len(word), len(other)) and word[0] == other[0]) for other in words)


def _length(name: str) -> int:
    """How much of a name is written out."""
    return len("".join(_words(name)))


def _words(name: str) -> tuple[str, ...]:
    words = map(name_key, re.split(r"[\s.,_]+", name))
    return tuple(word for word in words if word and word not in TITLES | SUFFIXES)


def with_writer(change: Change, who: str) -> Change:
    """Return the change with every entry that it makes bearing who wrote it."""
    return change._replace(intents=tuple(_with_writer(intent, who) for intent in change.intents))


def _with_writer(intent: Intent, who: str) -> Intent:
    key = WRITER_KEYS.get(tuple(map(str, intent.path))) if isinstance(intent, Append) else None
    if key is None or not isinstance(intent.value, dict) or intent.value.get(key):
        return intent
    return intent._replace(value={**intent.value, key: who})
