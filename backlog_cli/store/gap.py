"""The mark of a change that the journal could not take, left in the lock of the file: `undo` goes no further back than that."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from backlog_cli.frozen import Frozen

if TYPE_CHECKING:
    from pathlib import Path

_DIGEST = 64  # characters of a SHA-256 in hex


class Gap(Frozen):
    """One change that nobody wrote down: a name of its own, and the digest of the text that it found."""

    name: str
    before: str


def gap_in(lock: bytes) -> Gap | None:
    """The mark that a lock file bears; None when it is empty or was left half written, before any change was made."""
    name, _, before = lock[:200].decode("ascii", errors="replace").removesuffix("\n").partition(" ")
    return Gap(name, before) if name and len(before) == _DIGEST else None


def leave_gap(lock: int, before: str) -> None:
    """Put a mark into the lock that is held, in place of an older one, and wait for the disk. Raises OSError."""
    mark = f"{os.urandom(8).hex()} {before}\n".encode("ascii")
    os.ftruncate(lock, 0)
    os.lseek(lock, 0, os.SEEK_SET)
    os.write(lock, mark)
    os.fsync(lock)


def clear_gap(place: Path) -> None:
    """Take the mark out of a lock file, which stays; where that fails the mark stays, and an entry says that it is known."""
    with suppress(OSError):
        os.truncate(place, 0)
