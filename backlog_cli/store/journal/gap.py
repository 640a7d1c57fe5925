"""The mark of a change that the journal could not take, left in the lock of the file: `undo` goes no further back than that."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_DIGEST = 64  # characters of a SHA-256 in hex
_MOST = 16384  # bytes of marks, which are then drawn together to one


class Gap(NamedTuple):
    """One change that nobody wrote down: a name of its own, and the digest of the text that it found.

    The name tells which entries of the journal stand no more since then: `8c1f...:12,14`.
    """

    name: str
    before: str


def gaps_in(lock: bytes) -> tuple[Gap, ...]:
    """The marks that a lock file bears, oldest first; one that was left half written, before any change was made, is none."""
    found = (line.partition(" ")[::2] for line in lock.decode("ascii", errors="replace").split("\n"))
    return tuple(Gap(name, before) for name, before in found if name and len(before) == _DIGEST)


def gone_in(names: Iterable[str]) -> frozenset[int]:
    """The numbers of the entries that changes of these names took back or moved away: what they wrote is not lost."""
    numbers = (number for name in names for number in name.partition(":")[2].split(","))
    return frozenset(int(number) for number in numbers if number.isascii() and number.isdigit())


def leave_gap(lock: int, before: str, gone: Iterable[int]) -> bytes:
    """Add a mark to the lock that is held, and wait for the disk. What stood there before. Raises OSError."""
    old = _text(lock)
    is_long = len(old) > _MOST
    if is_long:
        gone = {*gone, *gone_in(gap.name for gap in gaps_in(old))}
        os.ftruncate(lock, 0)
    numbers = ",".join(map(str, sorted(gone)))
    mark = f"{os.urandom(8).hex()}{numbers and ':'}{numbers} {before}\n"
    _add(lock, (mark if is_long or old[-1:] in (b"", b"\n") else f"\n{mark}").encode("ascii"))
    return old


def put_back_gap(lock: int, old: bytes) -> None:
    """The change was not made: only what stood there before counts. Raises OSError."""
    os.ftruncate(lock, 0)
    _add(lock, old)


def _text(lock: int) -> bytes:
    os.lseek(lock, 0, os.SEEK_SET)
    return b"".join(iter(lambda: os.read(lock, 1 << 20), b""))


def _add(lock: int, mark: bytes) -> None:
    os.lseek(lock, 0, os.SEEK_END)
    os.write(lock, mark)
    os.fsync(lock)


def clear_gap(place: Path) -> None:
    """Take the mark out of a lock file, which stays; where that fails the mark stays, and an entry says that it is known."""
    with suppress(OSError):
        os.truncate(place, 0)
