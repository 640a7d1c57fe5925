"""Everything of the program's own that may hold a text, file by file, and the text taken out of it (SAFETY 20)."""

from __future__ import annotations

import json
import os
import re
import stat
from contextlib import suppress
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.store.cache.storage import OLD_SUFFIXES, SUFFIX
from backlog_cli.store.editing.drafts import copy_folders
from backlog_cli.store.editing.edit_copy import BASE_NAME, ORIGIN_NAME, hold_copy
from backlog_cli.store.exports import MOST_BYTES
from backlog_cli.store.files import TEMP_DIGITS, TEMP_SUFFIX, hold_lock_at
from backlog_cli.store.journal.status import HEAD, LINES, REVIEWED, TEXTS
from backlog_cli.store.own_files import (
    SAFE_OPEN_FLAGS,
    is_half_written,
    is_own_folder,
    replace_own_file,
    replace_whole,
    temp_name_start,
)
from backlog_cli.store.paths import cache_folder, state_folder
from backlog_cli.store.purge.journal_lines import purged_lines
from backlog_cli.store.purge.pattern import REMOVED, lines_with, without_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Each file is replaced whole or removed, so that a purge that was killed is finished by the next one.
MAX_KEPT_BYTES = 256 * 1024 * 1024  # nothing of ours is larger
_MARK = r"[0-9a-f]{32}"  # how what belongs to one backlog file is called
_MEMORY_SUFFIXES = (".json", ".exports")


class KeptKind(StrEnum):
    """What of the program's own held a text."""

    JOURNAL = "the journal"
    TEXT = "kept copies"
    DRAFT = "unfinished edits"
    CACHE = "the cache"
    MEMORY = "what is remembered"
    LEFTOVER = "leftovers of killed commands"


class Removal(NamedTuple):
    """One file from which a text was taken, or would be; so many `places` of it held the text."""

    path: Path
    kind: KeptKind
    places: int


class OpenDraft(NamedTuple):
    """A draft that holds the text and is open in an editor, which would write it again."""

    path: Path
    lines: tuple[int, ...]


class PurgeResult(NamedTuple):
    """What a purge took the text from, and the drafts that it could not touch."""

    removals: tuple[Removal, ...]
    open_drafts: tuple[OpenDraft, ...]


def purge_kept_files(file: Path, pattern: re.Pattern[str], environ: Mapping[str, str], *, dry_run: bool) -> PurgeResult:
    """Take the text out of all that is kept of any backlog, and of what commands left beside `file`.

    Raise OSError, and FileLocked when another command is writing.
    """
    removals: list[Removal] = []
    open_drafts: list[OpenDraft] = []
    state, cache = state_folder(environ), cache_folder(environ)
    if state is not None and is_own_folder(state):
        for place in _entries(state):
            removals += _purge_state(place, pattern, dry_run=dry_run)
    for folder in copy_folders(environ):
        _purge_draft(folder, pattern, removals, open_drafts, dry_run=dry_run)
    if cache is not None and is_own_folder(cache):
        removals += _remove_all(_cache_files(cache), KeptKind.CACHE, pattern, dry_run=dry_run)
    real = Path(os.path.realpath(file))
    removals += _remove_all(_temp_files(real.parent), KeptKind.LEFTOVER, pattern, dry_run=dry_run)
    return PurgeResult(tuple(dict.fromkeys(removals)), tuple(open_drafts))


def read_text(place: Path) -> str | None:
    """Return what a file of this user holds as text; None for what isn't a file, is too large, or can't be read."""
    data = _read(place)
    return None if data is None else data.decode("utf-8", errors="surrogateescape")


def _entries(folder: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(folder.iterdir())
    return []


def _read(place: Path) -> bytes | None:
    """The bytes of a regular file of this user, links not followed."""
    with suppress(OSError, ValueError):
        descriptor = os.open(place, os.O_RDONLY | SAFE_OPEN_FLAGS)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            is_users = os.name == "nt" or status.st_uid == os.geteuid()
            if stat.S_ISREG(status.st_mode) and is_users and status.st_size <= MAX_KEPT_BYTES:
                return file.read(MAX_KEPT_BYTES)
    return None


def _count(place: Path, pattern: re.Pattern[str]) -> int:
    """How often a file holds the text; one that is no text is looked at sign by sign, too."""
    data = _read(place)
    if data is None:
        return 0
    return max(sum(1 for _ in pattern.finditer(data.decode(code, "surrogateescape"))) for code in ("utf-8", "latin-1"))


def _remove_all(places: Iterator[Path], kind: KeptKind, pattern: re.Pattern[str], *, dry_run: bool) -> Iterator[Removal]:
    """Remove those of these files that hold the text: what they hold can be worked out again, or nobody needs it."""
    for place in places:
        count = _count(place, pattern)
        if count:
            if not dry_run:
                place.unlink(missing_ok=True)
            yield Removal(place, kind, count)


def _cache_files(folder: Path) -> Iterator[Path]:
    suffixes = "|".join((SUFFIX, *OLD_SUFFIXES))
    return (place for place in _entries(folder) if re.fullmatch(rf"{_MARK}\.({suffixes})", place.name))


def _temp_files(folder: Path) -> Iterator[Path]:
    """What killed commands left half written beside her file."""
    for place in _entries(folder):
        if place.name.startswith(".~") and temp_name_start(place.name, TEMP_DIGITS, TEMP_SUFFIX) is not None:
            yield place


def _purge_state(place: Path, pattern: re.Pattern[str], *, dry_run: bool) -> Iterator[Removal]:
    """Take the text out of one entry of the state folder. What has no name of ours may be hers, and is left alone."""
    if re.fullmatch(_MARK, place.name) and is_own_folder(place):
        yield from _purge_journal(place, pattern, dry_run=dry_run)
    elif is_half_written(place.name):
        yield from _remove_all(iter((place,)), KeptKind.LEFTOVER, pattern, dry_run=dry_run)
    elif place.name.endswith(_MEMORY_SUFFIXES):
        yield from _purge_memory(place, pattern, dry_run=dry_run)


def _purge_memory(place: Path, pattern: re.Pattern[str], *, dry_run: bool) -> Iterator[Removal]:
    """Take the text out of a small file of JSON; one that is damaged goes as a whole."""
    data = _read(place)
    if data is None:
        return
    try:
        known = json.loads(data if len(data) <= MOST_BYTES else b"")
        purged = without_text(known, pattern)
        count = int(purged != known)
    except (ValueError, RecursionError):
        purged, count = None, _count(place, pattern)
    if count:
        if not dry_run and purged is None:
            place.unlink(missing_ok=True)
        elif not dry_run:
            replace_own_file(place, json.dumps(purged).encode())
        yield Removal(place, KeptKind.MEMORY, count)


def _purge_journal(folder: Path, pattern: re.Pattern[str], *, dry_run: bool) -> Iterator[Removal]:
    """Take the text out of the journal of one backlog, under the lock that a command writes it under."""
    with hold_lock_at(folder.with_name(f"{folder.name}.lock")):
        lines = folder / LINES
        data = _read(lines)
        purged, count = purged_lines(data, pattern) if data is not None else (b"", 0)
        if data is not None and count:
            if not dry_run:
                _replace_lines(folder, data, purged)
            yield Removal(lines, KeptKind.JOURNAL, count)
        texts = folder / TEXTS
        yield from _remove_all(iter(_entries(texts) if is_own_folder(texts) else ()), KeptKind.TEXT, pattern, dry_run=dry_run)
        half = (place for place in _entries(folder) if is_half_written(place.name))
        yield from _remove_all(half, KeptKind.LEFTOVER, pattern, dry_run=dry_run)


def _replace_lines(folder: Path, old: bytes, new: bytes) -> None:
    """Put the new lines in the place of the old ones, and let the head know how long they are now.

    Between the two steps the head is of another length, and nobody believes it.
    """
    replace_whole(folder / LINES, new, is_synced=True)
    head = (_read(folder / HEAD) or b"").split(b" ")
    if len(head) == 3 and head[2] == str(len(old)).encode():
        replace_own_file(folder / HEAD, b" ".join((*head[:2], str(len(new)).encode())))
    (folder / REVIEWED).unlink(missing_ok=True)


def _purge_draft(
    folder: Path, pattern: re.Pattern[str], removals: list[Removal], open_drafts: list[OpenDraft], *, dry_run: bool
) -> None:
    """Take the text out of a copy that was edited and of what it began with; what else an editor left goes if it holds it."""
    found = [(place, count) for place in _entries(folder) if (count := _count(place, pattern))]
    if not found:
        return
    lock = hold_copy(folder)
    if lock is None and (folder / ORIGIN_NAME).exists():
        open_drafts += (OpenDraft(place, lines_with(pattern, read_text(place) or "")) for place, _ in found[-1:])
        return
    try:
        for place, count in found:
            if not dry_run:
                _purge_draft_file(place, pattern)
            removals.append(Removal(place, KeptKind.DRAFT, count))
    finally:
        if lock is not None:
            os.close(lock)


def _purge_draft_file(place: Path, pattern: re.Pattern[str]) -> None:
    data = _read(place) or b""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        place.unlink(missing_ok=True)
        return
    new = pattern.sub(REMOVED, text).encode()
    if b"\0" in data or place.name == ORIGIN_NAME:
        place.unlink(missing_ok=True)
        return
    if place.name == BASE_NAME:  # its digest first: a base that nobody vouches for is of no use
        origin = place.with_name(ORIGIN_NAME)
        digests, _, path = (_read(origin) or b"").partition(b" ")
        replace_own_file(origin, b"%s,%s %s" % (digests, sha256(new).hexdigest().encode(), path))
    replace_whole(place, new, mode=stat.S_IMODE(place.lstat().st_mode), is_synced=True)
