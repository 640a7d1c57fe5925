"""The calls that make bytes safe on the disk."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def sync(descriptor: int) -> None:
    """Return when the disk itself has the bytes of an open file. Raise OSError."""
    if sys.platform == "darwin":  # pragma: no cover - only macOS knows this call
        import fcntl

        # macOS answers a plain fsync before the disk itself has the bytes; a network disk knows only the plain one.
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Return when the disk has the names in a folder. Raise OSError, also where a folder cannot be opened."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)
