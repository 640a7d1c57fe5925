"""The texts that a file had, as far as its journal can show them: kept whole, or made again from the lines that changed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.store.journal.entries import decode_text, digest, encode_like
from backlog_cli.store.journal.hunks import apply_exactly
from backlog_cli.store.journal.texts import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from backlog_cli.store.journal.entries import Entry

MAX_VERSIONS = 500  # that are compared with a copy, the newest ones


class Version(NamedTuple):
    """One text of the file: it was there until the command of that `number` wrote."""

    number: int
    text: bytes


def nearest_version(folder: Path, entries: Sequence[Entry], copy: bytes, *, before: int | None = None) -> bytes | None:
    """Return the text of the file that a copy differs from in the fewest lines, the newest of several; None without any.

    `entries` are the finished ones of the journal in `folder`, oldest first. Where `before` is a number, only texts from before
    that command count.
    """
    lines = Counter(copy.splitlines())
    found: tuple[int, bytes] | None = None
    for version in _versions(folder, entries):
        if before is not None and version.number > before:
            continue
        theirs = Counter(version.text.splitlines())
        distance = (lines - theirs).total() + (theirs - lines).total()
        if found is None or distance < found[0]:
            found = (distance, version.text)
    return None if found is None else found[1]


def _versions(folder: Path, entries: Sequence[Entry]) -> Iterator[Version]:
    """The texts, newest first; one that can't be shown is left out."""
    text = read_text(folder, entries[-1].after) if entries else None
    if text is not None:
        yield Version(entries[-1].number + 1, text)
    for entry in reversed(entries[-MAX_VERSIONS:]):
        if text is None or digest(text) != entry.after:
            text = read_text(folder, entry.after)
        text = read_text(folder, entry.before) or _text_before(entry, text)
        if text is not None:
            yield Version(entry.number, text)


def _text_before(entry: Entry, after: bytes | None) -> bytes | None:
    """The text before a command from the one after it; None where that does not come to the same to the byte."""
    if after is None or entry.is_purged:
        return None
    text = apply_exactly(decode_text(after), tuple(hunk.reverse() for hunk in entry.hunks))
    before = None if text is None else encode_like(text, after)
    return before if before is not None and digest(before) == entry.before else None
