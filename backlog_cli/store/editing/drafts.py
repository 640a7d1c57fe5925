"""Edits by hand that were saved and did not get into the file: found again after a kill, kept until she takes or drops them."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.store.editing.edit_copy import (
    BASE_NAME,
    COPIES_FOLDER,
    ORIGIN_NAME,
    REJECTED_SUFFIX,
    TEMP_PREFIX,
    EditCopy,
    hold_copy,
)
from backlog_cli.store.editing.merge import LineConflict, changed_line_count, merge_text
from backlog_cli.store.editing.review import is_same_file
from backlog_cli.store.own_files import SAFE_OPEN_FLAGS, ForeignReason, foreign_reason, is_own_folder, read_own_file
from backlog_cli.store.paths import MAX_BYTES, state_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# How an editor may leave a copy: in a mode of its own, or with its backup as a second name. The folder is hers alone.
_EDITORS_WAYS = (None, ForeignReason.OTHERS_WRITE, ForeignReason.SECOND_NAME)
UNTOUCHED_SECONDS = 30 * 24 * 3600  # after which a copy that nobody changed goes


class Draft(NamedTuple):
    """An edit that was saved and is not in the file. `saved` is when, in seconds of the system's clock; `lines` have changed.

    `base` is None where what it began with is lost: then nothing can bring it together with the file.
    """

    path: Path
    base: bytes | None
    saved: float
    lines: int

    def resume(self) -> EditCopy | None:
        """Return the copy to go on with; None when another `edit` has taken it up, or its base is lost."""
        if self.base is None:
            return None
        lock = hold_copy(self.path.parent)
        if lock is None:
            return None
        path = self.path.with_name(self.path.name.removesuffix(REJECTED_SUFFIX))
        try:
            self.path.rename(path)  # under its own name an editor takes it for YAML
        except OSError:
            path = self.path
        return EditCopy(path, self.base, lock)

    def drop(self) -> None:
        """Take it away, with all that an editor left beside it."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


def find_drafts(file: Path, now: bytes, environ: Mapping[str, str]) -> list[Draft]:
    """Return the edits of this file, which holds `now`, that were saved and are not in it, the newest first.

    Those on which an `edit` works are left out.
    """
    return sorted(_drafts(file, now, environ, is_in=False), key=lambda draft: draft.saved, reverse=True)


def sweep_drafts(file: Path, now: bytes, environ: Mapping[str, str]) -> None:
    """Take away the edits that got into the file before their command was killed, and copies untouched for 30 days."""
    for draft in _drafts(file, now, environ, is_in=True):
        draft.drop()
    for folder in copy_folders(environ):
        with contextlib.suppress(OSError):
            is_old = abs(time.time() - os.lstat(folder).st_mtime) > UNTOUCHED_SECONDS
            if is_old and _is_untouched(folder):
                shutil.rmtree(folder, ignore_errors=True)


def copy_folders(environ: Mapping[str, str]) -> Iterator[Path]:
    """Every folder of ours that holds a copy."""
    state = state_folder(environ)
    found = _entries_of(state / COPIES_FOLDER) if state is not None and is_own_folder(state / COPIES_FOLDER) else []
    found += [folder for folder in _entries_of(Path(tempfile.gettempdir())) if folder.name.startswith(TEMP_PREFIX)]
    return (folder for folder in found if is_own_folder(folder))


def _entries_of(place: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return sorted(place.iterdir())
    return []


def _drafts(file: Path, now: bytes, environ: Mapping[str, str], *, is_in: bool) -> Iterator[Draft]:
    """The changed copies of this file on which nobody works: those whose text is in it, or those whose text is not."""
    for folder in copy_folders(environ):
        lock = hold_copy(folder)
        if lock is None:
            continue
        try:
            found = _draft_in(folder, file, now)
            if found is not None and (found.lines == 0) == is_in:
                yield found
        finally:
            os.close(lock)


def _draft_in(folder: Path, file: Path, now: bytes) -> Draft | None:
    """Return the draft of this file in that folder, without lines where all of it is in the file; None where there isn't one."""
    path, base = _copy_in(folder), _base_of(folder)
    if path is None or not _is_copy_of(folder, file, base, now):
        return None
    text = _read_copy(path)
    if text is None or text == base:
        return None
    lines = 0 if _holds(now, base, text) else max(1, changed_line_count(now if base is None else base, text))
    return Draft(path, base, path.stat().st_mtime, lines)


def _copy_in(folder: Path) -> Path | None:
    """The copy, by its own name or set aside."""
    names = [place.name for place in _entries_of(folder) if not place.name.startswith(".")]
    found = [name for end in (".yaml", f".yaml{REJECTED_SUFFIX}") for name in names if name.endswith(end)]
    return folder / found[0] if found else None


def _is_untouched(folder: Path) -> bool:
    """Whether the copy says what it said at the start, or there is none; and nobody works on it."""
    path = _copy_in(folder)
    text = None if path is None else _read_copy(path)
    if path is not None and (text is None or text != _base_of(folder)):
        return False
    lock = hold_copy(folder)
    if lock is not None:
        os.close(lock)
    return lock is not None


def _read_copy(path: Path) -> bytes | None:
    """What the editor left; None for anything but a file of hers of a sensible size."""
    try:
        descriptor = os.open(path, os.O_RDONLY | SAFE_OPEN_FLAGS)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        if foreign_reason(os.fstat(descriptor)) not in _EDITORS_WAYS:
            return None
        data = file.read(MAX_BYTES + 1)
    return data if len(data) <= MAX_BYTES else None


def _base_of(folder: Path) -> bytes | None:
    """What the copy began with; None when that is lost or damaged."""
    with contextlib.suppress(OSError):
        base = read_own_file(folder / BASE_NAME, most=MAX_BYTES)
        if sha256(base).hexdigest().encode() in _origin(folder).partition(b" ")[0].split(b","):
            return base
    return None


def _origin(folder: Path) -> bytes:
    with contextlib.suppress(OSError):
        return read_own_file(folder / ORIGIN_NAME)
    return b""


def _is_copy_of(folder: Path, file: Path, base: bytes | None, now: bytes) -> bool:
    """Whether the copy was made of this file: by its path, or by what it says where that path leads nowhere any more."""
    origin = Path(os.fsdecode(_origin(folder).partition(b" ")[2]))
    if origin == Path(os.path.realpath(file)):
        return True
    return base is not None and not os.path.lexists(origin) and is_same_file(base, now)


def _holds(now: bytes, base: bytes | None, text: bytes) -> bool:
    """Whether the file holds the text, or all that the text changed of its base."""
    if text == now:
        return True
    if base is None:
        return False
    with contextlib.suppress(LineConflict, UnicodeDecodeError):
        return merge_text(*(side.decode("utf-8") for side in (base, text, now))).encode() == now
    return False
