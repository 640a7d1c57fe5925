"""The texts that a file had: kept whole in its journal, or made again from the lines that changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.store.journal.entries import decode_text, digest, encode_like
from backlog_cli.store.journal.hunks import apply_exactly
from backlog_cli.store.journal.texts import read_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from backlog_cli.store.journal.entries import Entry


def find_version(folder: Path, entries: Sequence[Entry], name: str) -> bytes | None:
    """Return the text of the file whose digest is `name`; None where the journal in `folder` can't show it any more.

    `entries` are the finished ones, oldest first.
    """
    text = read_text(folder, name)
    later: bytes | None = None
    for entry in reversed(entries) if text is None else ():
        if later is None or digest(later) != entry.after:
            later = read_text(folder, entry.after)
        later = read_text(folder, entry.before) or _text_before(entry, later)
        if entry.before == name:
            return later
    return text


def _text_before(entry: Entry, after: bytes | None) -> bytes | None:
    """The text before a command from the one after it; None where that does not come to the same to the byte."""
    if after is None or entry.is_purged:
        return None
    text = apply_exactly(decode_text(after), tuple(hunk.reverse() for hunk in entry.hunks))
    before = None if text is None else encode_like(text, after)
    return before if before is not None and digest(before) == entry.before else None
