"""A private copy of her file to edit by hand, kept for as long as its text is nowhere else."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backlog_cli.errors import FileLocked
from backlog_cli.store.own_files import SAFE_OPEN_FLAGS, make_own_folder
from backlog_cli.store.paths import MAX_BYTES, error_cause, state_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

REJECTED_SUFFIX = ".rejected"
COPIES_FOLDER = "drafts"


@dataclass
class EditCopy:
    """One copy in a folder of its own, readable by the user alone. `base` are the bytes it began with."""

    path: Path
    base: bytes

    def read(self) -> bytes:
        """The copy as the editor left it. Raise FileLocked when there is nothing to read any more."""
        try:
            status = self.path.stat()
            if not stat.S_ISREG(status.st_mode):
                raise FileLocked("the editor left something that is no file in place of the copy.")
            if status.st_size > MAX_BYTES:
                raise FileLocked(f"the copy is {status.st_size // 2**20} MiB now; a backlog holds at most 32.")
            return self.path.read_bytes()
        except FileNotFoundError:
            raise FileLocked("the copy that was to be edited is gone.") from None
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
        aside = self.path.with_name(self.path.name + REJECTED_SUFFIX)
        with contextlib.suppress(OSError):
            self.path.chmod(0o600)  # an editor that replaces the file gives it the usual mode
            self.path.replace(aside)
            self.path = aside

    def keep_original(self) -> Path:
        """Write the text it began with beside the copy, for what no command can bring back. Raise FileLocked."""
        place = self.path.with_name(f"{self.path.name}.original")
        _write_new_file(place, self.base)
        return place

    def delete(self) -> None:
        """Take the copy away: its text is in the file, or was never changed. What else an editor left beside it stays."""
        for place in (self.path, self.path.with_name(f"{self.path.name}~")):
            with contextlib.suppress(OSError):
                place.unlink()
        with contextlib.suppress(OSError):
            self.path.parent.rmdir()


def create_edit_copy(base: bytes, name: str, environ: Mapping[str, str]) -> EditCopy:
    """A copy of these bytes, 0600, under a name that editors take for YAML. Raise FileLocked when no folder takes it."""
    draft = EditCopy(_new_folder(environ) / _file_name(name), base)
    try:
        _write_new_file(draft.path, base)
    except FileLocked:
        draft.delete()
        raise
    return draft


def _new_folder(environ: Mapping[str, str]) -> Path:
    """A new folder for one copy, 0700: in the state folder, else among the temporary files."""
    state = state_folder(environ)
    if state is not None:
        with contextlib.suppress(OSError):
            place = state / COPIES_FOLDER
            make_own_folder(place)
            return Path(tempfile.mkdtemp(prefix="", dir=place))
    try:
        return Path(tempfile.mkdtemp(prefix="backlog-"))
    except OSError as error:
        raise FileLocked(f"there is no place for a copy to edit: {error_cause(error)}.") from None


def _file_name(name: str) -> str:
    stem = re.sub(r"[^\w.-]+", "-", Path(name).stem, flags=re.ASCII).strip("-.")[:60]
    return f"{stem or 'backlog'}.yaml"


def _write_new_file(place: Path, data: bytes) -> None:
    try:
        with os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY | SAFE_OPEN_FLAGS, 0o600), "wb") as file:
            file.write(data)
    except OSError as error:
        raise FileLocked(f"the copy {place} could not be written: {error_cause(error)}.") from None
