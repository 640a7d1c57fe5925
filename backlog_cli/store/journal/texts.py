"""Whole old texts in a journal's folder, each under its digest, and what they tell of a killed command."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from backlog_cli.store.disk import make_private_folder, replace_private
from backlog_cli.store.journal.entries import decode_text, digest
from backlog_cli.store.journal.hunks import HunkConflict, apply_exactly, apply_hunks
from backlog_cli.store.journal.status import TEXTS, read_bytes
from backlog_cli.store.yaml.problems import split_lines

if TYPE_CHECKING:
    from pathlib import Path

    from backlog_cli.store.journal.entries import Entry

MAX_TEXTS_BYTES = 20 * 1024 * 1024  # bytes of whole old texts kept; the oldest go first
MAX_TEXT_BYTES = 2 * 1024 * 1024  # a larger text is not kept whole, only its hunks are


def store_text(folder: Path, data: bytes) -> None:
    """Keep a whole text, unless it is large or the disk refuses; the oldest make room."""
    if len(data) > MAX_TEXT_BYTES:
        return
    texts = folder / TEXTS
    place = texts / digest(data)
    with suppress(OSError):
        make_private_folder(folder)
        texts.mkdir(mode=0o700, exist_ok=True)
        if place.is_file() and place.stat().st_size == len(data):
            os.utime(place)
            return
        replace_private(place, data)
        _evict_old_texts(texts)


def text_path(folder: Path, name: str) -> Path | None:
    """Where the whole text of that digest is kept; None when it is not there any more, or not whole."""
    place = folder / TEXTS / name
    return place if digest(read_bytes(place)) == name else None


def has_happened(folder: Path, entry: Entry, now: bytes) -> bool:
    """Whether the change of an entry that nobody confirmed is in the file as it is now."""
    name = digest(now)
    if name in (entry.before, entry.after):
        return name == entry.after
    text, place = decode_text(now), text_path(folder, entry.before)
    before = None if place is None else decode_text(read_bytes(place))
    after = None if before is None else apply_exactly(before, entry.hunks)
    if before is not None and after is not None and _line_distance(text, before) != _line_distance(text, after):
        return _line_distance(text, after) < _line_distance(text, before)
    try:
        apply_hunks(text, tuple(hunk.reverse() for hunk in entry.hunks), is_strict=True)
    except HunkConflict:
        return False
    return True


def _evict_old_texts(folder: Path) -> None:
    texts = sorted(((path.stat().st_mtime_ns, path.stat().st_size, path) for path in folder.iterdir()), reverse=True)
    total = 0
    for _, size, path in texts:
        total += size
        if total > MAX_TEXTS_BYTES:
            path.unlink()


def _line_distance(one: str, other: str) -> int:
    """How many lines only one of two texts holds, wherever they stand and however they end."""
    lines, others = (Counter(line.rstrip("\r\n") for line in split_lines(text)) for text in (one, other))
    return (lines - others).total() + (others - lines).total()
