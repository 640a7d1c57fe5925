"""The program's own files: opened, read and replaced only where they are ours alone (SAFETY 21), and swept when left over."""

from __future__ import annotations

import errno
import os
import stat
import string
import time
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING

from backlog_cli.store.disk import sync, sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAX_STATE_BYTES = 64 * 1024  # of a small state file; a larger one isn't ours
STALE_SECONDS = 3600  # after which a temp file of ours can only be a dead command's

_IS_WINDOWS = os.name == "nt"
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
_TEMP_DIGITS = 8
_OLD_TEMP_SUFFIX = ".part"  # of versions before 2026-12


def open_flags(*names: str) -> int:
    """Return what opens a file in these ways, as far as this system knows them."""
    return sum(getattr(os, name, 0) for name in names)


SAFE_OPEN_FLAGS = open_flags("O_NOFOLLOW", "O_BINARY", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC")


class ForeignReason(StrEnum):
    """Why something isn't ours alone, in a few words."""

    LINK = "it's a link"
    NO_FOLDER = "it isn't a folder"
    NO_FILE = "it isn't a regular file"
    OWNER = "it belongs to somebody else"
    OTHERS_WRITE = "others can write to it"
    SECOND_NAME = "it has a second name (a hard link)"
    TOO_LARGE = "it's too large"


class NotOurs(PermissionError):
    """Something in the place of a file or folder of ours that isn't ours alone; `strerror` says what it is."""

    def __init__(self, why: str) -> None:
        super().__init__(errno.EPERM, why)


def foreign_reason(status: os.stat_result, *, is_folder: bool = False, most: int | None = None) -> ForeignReason | None:
    """Return why something isn't ours alone: a file of at most `most` bytes, or a folder. None when it is."""
    mode = status.st_mode
    if stat.S_ISLNK(mode):
        return ForeignReason.LINK
    if is_folder and not stat.S_ISDIR(mode):
        return ForeignReason.NO_FOLDER
    if not is_folder and not stat.S_ISREG(mode):
        return ForeignReason.NO_FILE
    if not _IS_WINDOWS:  # a file has no such owner and no such mode there
        if status.st_uid != os.geteuid():
            return ForeignReason.OWNER
        if mode & _OTHERS_MAY_WRITE:
            return ForeignReason.OTHERS_WRITE
    if not is_folder and status.st_nlink > 1:
        return ForeignReason.SECOND_NAME
    if most is not None and status.st_size > most:
        return ForeignReason.TOO_LARGE
    return None


def foreign_reason_at(place: Path, *, is_folder: bool = False, most: int | None = None) -> ForeignReason | None:
    """Return why what is in that place isn't ours alone; None when it is, or nothing is there."""
    try:
        return foreign_reason(os.lstat(place), is_folder=is_folder, most=most)
    except (OSError, ValueError):
        return None


def is_own_file(place: Path) -> bool:
    """Whether a file is there that is ours alone."""
    return _is_own(place, is_folder=False)


def is_own_folder(place: Path) -> bool:
    """Whether a folder is there, no link to one, that is ours alone."""
    return _is_own(place, is_folder=True)


def _is_own(place: Path, *, is_folder: bool) -> bool:
    try:
        return foreign_reason(os.lstat(place), is_folder=is_folder) is None
    except (OSError, ValueError):
        return False


def open_own_file(place: Path, flags: int, *, most: int = MAX_STATE_BYTES, folders: int = 1) -> int:
    """Return a descriptor of a file of ours, opened without following a link or changing a byte; new ones are 0600.

    So many `folders` around it must be ours alone, too. Raise NotOurs, or OSError with what the system says.
    """
    assert not flags & os.O_TRUNC, "nothing is cut before it is known to be ours"
    for folder in place.parents[:folders]:
        _require_own(folder, is_folder=True)
    try:
        descriptor = os.open(place, flags | SAFE_OPEN_FLAGS, 0o600)
    except FileNotFoundError:
        raise
    except OSError:
        _require_own(place)  # a link, a pipe and the like say so in many ways
        raise
    try:
        why = foreign_reason(os.fstat(descriptor), most=most)
        if why is not None:
            raise NotOurs(why)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _require_own(place: Path, *, is_folder: bool = False) -> None:
    """Raise NotOurs for what is there and isn't ours alone."""
    why = foreign_reason_at(place, is_folder=is_folder)
    if why is not None:
        raise NotOurs(f"{place.name}: {why}" if is_folder else why)


def read_own_file(place: Path, *, most: int = MAX_STATE_BYTES, folders: int = 1) -> bytes:
    """Return all that a file of ours holds. Raise as `open_own_file`."""
    descriptor = open_own_file(place, os.O_RDONLY, most=most, folders=folders)
    try:
        size = os.fstat(descriptor).st_size
        parts, left = [], most + 1
        # All of it in one piece, where it has not grown meanwhile: pieces would have to be copied together.
        while left > 0 and (part := os.read(descriptor, min(left, size + 1))):
            parts.append(part)
            left -= len(part)
    finally:
        with suppress(OSError):  # nothing was written there
            os.close(descriptor)
    if left <= 0:
        raise NotOurs(ForeignReason.TOO_LARGE)
    return b"".join(parts)


def make_own_folder(folder: Path) -> None:
    """Make a folder and the one above it where they are missing, open to this user alone. Raise NotOurs or OSError."""
    # One by one: parents made on the way would be open to everybody.
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _require_own(folder, is_folder=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    _require_own(folder, is_folder=True)


def replace_own_file(place: Path, data: bytes, *, folders: int = 1) -> None:
    """Write a file of ours whole, or leave it as it was. What a power cut loses of it can be worked out.

    What killed commands left half written beside it goes after an hour. Raise NotOurs, for what is left alone, or OSError.
    """
    for folder in place.parents[:folders]:
        _require_own(folder, is_folder=True)
    _require_own(place)
    sweep_old_files(place.parent, is_half_written)
    replace_whole(place, data)


def replace_whole(place: Path, data: bytes, *, mode: int = 0o600, is_synced: bool = False) -> None:
    """Put a new file in the place of one, whatever is there; `is_synced` when a power cut may not lose it. Raise OSError."""
    temp = place.with_name(f"{place.name}.{os.urandom(_TEMP_DIGITS // 2).hex()}")
    try:
        with os.fdopen(os.open(temp, os.O_CREAT | os.O_EXCL | os.O_WRONLY | SAFE_OPEN_FLAGS, mode), "wb") as file:
            file.write(data)
            if is_synced:
                file.flush()
                sync(file.fileno())
        temp.replace(place)
    except BaseException:
        with suppress(OSError):
            temp.unlink()
        raise
    if is_synced:
        with suppress(OSError):
            sync_folder(place.parent)


def is_half_written(name: str) -> bool:
    """Whether a file of ours has the name of one that is being written, or was when its command was killed."""
    return name.endswith(_OLD_TEMP_SUFFIX) or temp_name_start(name, _TEMP_DIGITS) is not None


def temp_name_start(name: str, digits: int, end: str = "") -> str | None:
    """Return the part before the dot in the name of a temp file, with just so many hexadecimal digits up to `end`."""
    start, dot, drawn = name.removesuffix(end).rpartition(".")
    is_temp = dot and name.endswith(end) and len(drawn) == digits and all(sign in string.hexdigits for sign in drawn)
    return start if is_temp else None


def sweep_old_files(folder: Path, is_leftover: Callable[[str], bool]) -> None:
    """Remove files of this user that killed commands left in a folder more than an hour ago (or ahead: clocks jump)."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if is_leftover(entry.name):
                with suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    is_users = stat.S_ISREG(status.st_mode) and (_IS_WINDOWS or status.st_uid == os.geteuid())
                    if is_users and abs(time.time() - status.st_mtime) > STALE_SECONDS:
                        os.unlink(entry)  # noqa: PTH108 - no path is needed for that
