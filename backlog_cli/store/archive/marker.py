"""The mark that two files are being written: it outlives a kill, so that the next command looks whether a home is in both."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from backlog_cli.errors import FileLocked
from backlog_cli.store.journal.journal import PERMISSION_ERRNOS
from backlog_cli.store.journal.status import TRANSFER
from backlog_cli.store.own_files import make_own_folder, open_own_file
from backlog_cli.store.paths import error_cause, journal_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def begin_transfer(path: Path, *, environ: Mapping[str, str]) -> None:
    """Two files are about to be written: a mark in the state folder outlives a kill, so that the next command looks.

    Raise FileLocked when the disk refuses; a folder that is not ours to write does without.
    """
    mark = _marker_path(path, environ)
    if mark is None:
        return
    try:
        make_own_folder(mark.parent)
        descriptor = open_own_file(mark, os.O_CREAT | os.O_WRONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in PERMISSION_ERRNOS:
            raise FileLocked(f"{mark} cannot be written: {error_cause(error)}.") from None


def end_transfer(path: Path, *, environ: Mapping[str, str]) -> None:
    """Both files are written, or neither is."""
    mark = _marker_path(path, environ)
    if mark is not None:
        with contextlib.suppress(OSError):
            mark.unlink(missing_ok=True)


def _marker_path(path: Path, environ: Mapping[str, str]) -> Path | None:
    folder = journal_folder(path, environ)
    return None if folder is None else folder / TRANSFER
