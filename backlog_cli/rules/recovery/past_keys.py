"""Which keys a home has had: its number or its sale date may have been changed by a command, or by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from backlog_cli.rules.home_key import HomeKey, parse_home_key
from backlog_cli.rules.recovery.lost_entries import renamed_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlog_cli.rules.change import Change


class Entry(Protocol):
    """What the journal keeps of a command, as far as it is looked at here."""

    @property
    def homes(self) -> tuple[HomeKey, ...]:
        """The homes it was about."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """What was meant."""


def past_keys(keys: Iterable[HomeKey], entries: Sequence[Entry], others: Iterable[HomeKey] = ()) -> frozenset[HomeKey]:
    """Return all keys that the home with one of these keys had, by what commands did. Those of `others` are no keys of it.

    A number that no other home has, or had, is enough: the sale date may have been corrected by hand.
    """
    renames = list(_renames(entries))
    mine, theirs = _connected(frozenset(keys), renames), _connected(frozenset(others), renames)
    taken = {key.number for key in theirs}
    every_number = {key.number for key in mine}
    numbers = every_number - taken
    every = {key for entry in entries for key in entry.homes}
    return mine | {key for key in every if key.number in numbers or (key.sold_date is None and key.number in every_number)}


def _renames(entries: Sequence[Entry]) -> Iterator[tuple[HomeKey, HomeKey]]:
    for entry in entries:
        for change in entry.changes:
            new = renamed_key(change)
            if new is not None:
                yield parse_home_key(change.job or ""), parse_home_key(new)


def _connected(keys: frozenset[HomeKey], renames: Sequence[tuple[HomeKey, HomeKey]]) -> frozenset[HomeKey]:
    """The keys, and all that renaming led to or from them."""
    while True:
        found = [pair for pair in renames if pair[0] in keys or pair[1] in keys]
        more = {old for old, _ in found} | {new for _, new in found}
        if more <= keys:
            return keys
        keys |= more
