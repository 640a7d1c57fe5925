"""The calls that make bytes safe on the disk, and folders that are the user's alone."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from backlog_cli.store.paths import SAFE_OPEN_FLAGS

if TYPE_CHECKING:
    from pathlib import Path


def make_private_folder(folder: Path) -> None:
    """Make a folder and the one above it where they are missing, open to this user alone. Raise OSError."""
    # One by one: parents made on the way would be open to everybody.
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def replace_private(place: Path, data: bytes) -> None:
    """Write a file of ours whole, or leave it as it was. What a power cut loses of it can be worked out. Raise OSError."""
    temp = place.with_name(f"{place.name}.part")
    descriptor = os.open(temp, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | SAFE_OPEN_FLAGS, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    os.replace(temp, place)


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
