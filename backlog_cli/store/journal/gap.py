"""The mark of a change that the journal could not take, left in the lock of the file: `undo` goes no further back than that."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.store.own_files import open_own_file, read_own_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_DIGEST_LENGTH = 64  # characters of a SHA-256 in hex
_MAX_LOCK_BYTES = 16384  # bytes of marks, which are then drawn together to one


class LockMark(NamedTuple):
    """One change that nobody wrote down: a name of its own, and the digest of the text that it found.

    The name tells which entries of the journal stand no more since then: `8c1f...:12,14`.
    """

    name: str
    before: str


def read_lock(place: Path) -> bytes:
    """What a lock file holds; nothing when it is missing or not ours alone. The folder can be that of the backlog."""
    try:
        return read_own_file(place, folders=0)
    except (OSError, ValueError):
        return b""


def parse_marks(lock: bytes) -> tuple[LockMark, ...]:
    """The marks that a lock file bears, oldest first; one that was left half written, before any change was made, is none."""
    found = (line.partition(" ")[::2] for line in lock.decode("ascii", errors="replace").split("\n"))
    return tuple(LockMark(name, before) for name, before in found if name and len(before) == _DIGEST_LENGTH)


def superseded_entries(names: Iterable[str]) -> frozenset[int]:
    """The numbers of the entries that changes of these names took back or moved away: what they wrote is not lost."""
    numbers = (number for name in names for number in name.partition(":")[2].split(","))
    return frozenset(int(number) for number in numbers if number.isascii() and number.isdigit())


def append_mark(lock: int, before: str, gone: Iterable[int]) -> bytes:
    """Add a mark to the lock that is held, and wait for the disk. What stood there before. Raise OSError."""
    old = _read_lock(lock)
    is_long = len(old) > _MAX_LOCK_BYTES
    if is_long:
        gone = {*gone, *superseded_entries(gap.name for gap in parse_marks(old))}
        os.ftruncate(lock, 0)
    numbers = ",".join(map(str, sorted(gone)))
    mark = f"{os.urandom(8).hex()}{numbers and ':'}{numbers} {before}\n"
    _append_to_lock(lock, (mark if is_long or old[-1:] in (b"", b"\n") else f"\n{mark}").encode("ascii"))
    return old


def restore_marks(lock: int, old: bytes) -> None:
    """The change was not made: only what stood there before counts. Raise OSError."""
    os.ftruncate(lock, 0)
    _append_to_lock(lock, old)


def _read_lock(lock: int) -> bytes:
    os.lseek(lock, 0, os.SEEK_SET)
    return b"".join(iter(lambda: os.read(lock, 1 << 20), b""))


def _append_to_lock(lock: int, mark: bytes) -> None:
    os.lseek(lock, 0, os.SEEK_END)
    os.write(lock, mark)
    os.fsync(lock)


def clear_marks(place: Path) -> None:
    """Take the mark out of a lock file, which stays; where that fails the mark stays, and an entry says that it is known."""
    with suppress(OSError):
        descriptor = open_own_file(place, os.O_WRONLY, folders=0)
        try:
            os.ftruncate(descriptor, 0)
        finally:
            os.close(descriptor)
