"""Whole old texts in a journal's folder, each under its digest, and what they tell of a killed command."""

from __future__ import annotations

import os
import string
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from backlog_cli.store.journal.entries import decode_text, digest
from backlog_cli.store.journal.hunks import HunkConflict, apply_exactly, apply_hunks
from backlog_cli.store.journal.status import TEXTS
from backlog_cli.store.lines import split_lines
from backlog_cli.store.own_files import foreign_reason, is_own_file, make_own_folder, read_own_file, replace_own_file

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
        make_own_folder(folder)
        make_own_folder(texts)
        if is_own_file(place) and place.stat().st_size == len(data):
            os.utime(place)
            return
        replace_own_file(place, data)
        _evict_old_texts(texts)


def text_path(folder: Path, name: str) -> Path | None:
    """Where the whole text of that digest is kept; None when it is not there any more, or not whole."""
    place = folder / TEXTS / name
    return place if digest(_read_text(place)) == name else None


def read_text(folder: Path, name: str) -> bytes | None:
    """The whole text of that digest; None when it is not there any more, or not whole."""
    text = _read_text(folder / TEXTS / name)
    return text if digest(text) == name else None


def _read_text(place: Path) -> bytes:
    """The bytes of a whole text; none when it is not ours alone."""
    try:
        return read_own_file(place, most=MAX_TEXT_BYTES, folders=2)
    except (OSError, ValueError):
        return b""


def has_happened(folder: Path, entry: Entry, now: bytes) -> bool:
    """Whether the change of an entry that nobody confirmed is in the file as it is now."""
    name = digest(now)
    if name in (entry.before, entry.after):
        return name == entry.after
    if entry.is_purged:
        return False
    text, place = decode_text(now), text_path(folder, entry.before)
    before = None if place is None else decode_text(_read_text(place))
    after = None if before is None else apply_exactly(before, entry.hunks)
    if before is not None and after is not None and _line_distance(text, before) != _line_distance(text, after):
        return _line_distance(text, after) < _line_distance(text, before)
    try:
        apply_hunks(text, tuple(hunk.reverse() for hunk in entry.hunks), is_strict=True)
    except HunkConflict:
        return False
    return True


def _evict_old_texts(folder: Path) -> None:
    with os.scandir(folder) as entries:
        found = [(entry.stat(follow_symlinks=False), entry.path) for entry in entries if _is_digest(entry.name)]
    texts = [(status, path) for status, path in found if foreign_reason(status, most=MAX_TEXT_BYTES) is None]
    total = 0
    for status, path in sorted(texts, key=lambda text: text[0].st_mtime_ns, reverse=True):
        total += status.st_size
        if total > MAX_TEXTS_BYTES:
            os.unlink(path)


def _is_digest(name: str) -> bool:
    return len(name) == 64 and set(name) <= set(string.hexdigits)


def _line_distance(one: str, other: str) -> int:
    """How many lines only one of two texts holds, wherever they stand and however they end."""
    lines, others = (Counter(line.rstrip("\r\n") for line in split_lines(text)) for text in (one, other))
    return (lines - others).total() + (others - lines).total()
