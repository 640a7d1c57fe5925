"""A private copy of her file to edit by hand, kept for as long as its text is nowhere else."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from backlog_cli.errors import FileLocked
from backlog_cli.store.disk import sync, sync_folder
from backlog_cli.store.own_files import SAFE_OPEN_FLAGS, make_own_folder, open_own_file
from backlog_cli.store.paths import MAX_BYTES, error_cause, state_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

REJECTED_SUFFIX, ORIGINAL_SUFFIX = ".rejected", ".original"
COPIES_FOLDER = "drafts"
TEMP_PREFIX = "backlog-"  # of a copy's folder among the temporary files
# Beside the copy: what it began with, and whose copy it is.
BASE_NAME, ORIGIN_NAME = ".base", ".origin"


@dataclass
class EditCopy:
    """One copy in a folder of its own, readable by the user alone. `base` are the bytes it began with.

    Beside it are these bytes and its origin: their digest and the path of the file. They outlive a kill, so that the next
    `edit` can go on with it (see `store.editing.drafts`). `lock` is the descriptor of the origin, locked as long as an `edit`
    works on the copy.
    """

    path: Path
    base: bytes
    lock: int | None = None

    def read(self) -> bytes:
        """The copy as the editor left it. Raise FileLocked when there is nothing to read any more."""
        try:
            status = self.path.stat()
            if not stat.S_ISREG(status.st_mode):
                raise FileLocked("the editor replaced the copy with something that isn't a file.")
            if status.st_size > MAX_BYTES:
                raise FileLocked(f"the copy is {status.st_size // 2**20} MiB now; a backlog holds at most 32.")
            return self.path.read_bytes()
        except FileNotFoundError:
            raise FileLocked("the copy you were editing is gone.") from None
        except OSError as error:
            raise FileLocked(f"the edited copy cannot be read: {error_cause(error)}.") from None

    def is_changed(self) -> bool:
        """Whether something is in its place that is not the text it began with."""
        try:
            return self.read() != self.base
        except FileLocked:
            return os.path.lexists(self.path)

    def reject(self) -> None:
        """Set the copy aside under a name that says so; where that fails it stays where it is."""
        if self.path.name.endswith(REJECTED_SUFFIX):
            return
        aside = self.path.with_name(self.path.name + REJECTED_SUFFIX)
        with contextlib.suppress(OSError):
            self.path.chmod(0o600)  # an editor that replaces the file gives it the usual mode
            self.path.replace(aside)
            self.path = aside

    def keep_original(self) -> Path:
        """Write the text it began with beside the copy, for what no command can bring back. Raise FileLocked."""
        place = self.path.with_name(f"{self.path.name}{ORIGINAL_SUFFIX}")
        _write_new_file(place, self.base)
        return place

    def finish(self) -> None:
        """Take the copy away, with the swap and backup files that an editor left beside it: its text is in the file.

        An original that was kept stays, and what was saved there under another name.
        """
        self.delete()  # the copy first: without it nothing is left to go on with
        with contextlib.suppress(OSError):
            for place in self.path.parent.iterdir():
                is_editors = place.name.startswith(".") or self.path.name in place.name
                if is_editors and not place.name.endswith(ORIGINAL_SUFFIX):
                    _remove(place)
            self.path.parent.rmdir()

    def delete(self) -> None:
        """Take the copy away, which was never changed. What else an editor left beside it stays: it may hold unsaved words."""
        sides = (f"{self.path.name}~", BASE_NAME, ORIGIN_NAME)
        for place in (self.path, *map(self.path.with_name, sides)):  # the copy first: without it nothing is left to go on with
            with contextlib.suppress(OSError):
                place.unlink()
        with contextlib.suppress(OSError):
            self.path.parent.rmdir()

    def close(self) -> None:
        """Nobody works on the copy any more; if it is still there, the next `edit` may go on with it."""
        if self.lock is not None:
            with contextlib.suppress(OSError):
                os.close(self.lock)
            self.lock = None


def create_edit_copy(base: bytes, file: Path, environ: Mapping[str, str]) -> EditCopy:
    """A copy of the bytes of a file, 0600, under a name that editors take for YAML. Raise FileLocked when no folder takes it."""
    draft = EditCopy(_new_folder(environ) / _file_name(file.name), base)
    try:
        origin = b"%s %s" % (sha256(base).hexdigest().encode(), os.fsencode(os.path.realpath(file)))
        _write_new_file(draft.path.with_name(ORIGIN_NAME), origin)
        draft.lock = hold_copy(draft.path.parent)
        _write_new_file(draft.path.with_name(BASE_NAME), base)
        _write_new_file(draft.path, base)  # the last: what has a copy has all
        with contextlib.suppress(OSError):
            sync_folder(draft.path.parent)
    except BaseException:
        draft.delete()
        draft.close()
        raise
    return draft


def hold_copy(folder: Path) -> int | None:
    """Hold the copy in that folder until the descriptor is closed; None when an `edit` that still runs works on it."""
    try:
        descriptor = open_own_file(folder / ORIGIN_NAME, os.O_RDWR)
    except OSError:
        return None
    with contextlib.suppress(ImportError):  # Windows: there nobody else can open what an editor has open
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EACCES):
                os.close(descriptor)
                return None
    return descriptor


def _new_folder(environ: Mapping[str, str]) -> Path:
    """A new folder for one copy, 0700: in the state folder, else among the temporary files."""
    state = state_folder(environ)
    if state is not None:
        with contextlib.suppress(OSError):
            place = state / COPIES_FOLDER
            make_own_folder(place)
            return Path(tempfile.mkdtemp(prefix="", dir=place))
    try:
        return Path(tempfile.mkdtemp(prefix=TEMP_PREFIX))
    except OSError as error:
        raise FileLocked(f"there's no place to put a copy to edit: {error_cause(error)}.") from None


def _file_name(name: str) -> str:
    stem = re.sub(r"[^\w.-]+", "-", Path(name).stem, flags=re.ASCII).strip("-.")[:60]
    return f"{stem or 'backlog'}.yaml"


def _remove(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place, ignore_errors=True)
        return
    with contextlib.suppress(OSError):
        place.unlink()


def _write_new_file(place: Path, data: bytes) -> None:
    try:
        with os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY | SAFE_OPEN_FLAGS, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            sync(file.fileno())
    except OSError as error:
        raise FileLocked(f"the copy {place} could not be written: {error_cause(error)}.") from None
