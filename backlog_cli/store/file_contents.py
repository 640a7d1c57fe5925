"""The bytes of a file of hers: all of them, within bounds, and never half of what somebody is saving."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import stat
import time
from typing import TYPE_CHECKING

from backlog_cli.errors import BadFile
from backlog_cli.store.own_files import open_flags
from backlog_cli.store.paths import MAX_BYTES, read_error, real_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SAVE_TIMEOUT = 0.5  # seconds that a save is waited for
QUIET_SECONDS = 0.2  # for which a file that looks half written has to stay as it is
REOPEN_SECONDS = 0.2  # in which a program that closed a file may open it again to write the rest
_PAUSE = 0.01  # seconds between two looks


def read_file(path: Path) -> bytes:
    """The bytes of the file behind `path`; somebody's save of it that is under way is waited for, within bounds.

    Raise NoFile or BadFile (no regular file, or over 32 MiB) before reading any, FileLocked when the disk refuses.
    """
    real = real_path(path)
    data, status = read_with_status(real, path)
    if file_age(status) >= 1:
        return data
    return read_settled(real, path)[0]


def read_settled(real: Path, shown: Path, *, is_retry: bool = False) -> tuple[bytes, os.stat_result]:
    """The bytes behind a real path and what the system says of it, once nobody is seen saving it; `shown` is for messages.

    A save that takes longer than SAVE_TIMEOUT is not waited for. `is_retry` says that the file was seen to change.
    Raise NoFile, BadFile or FileLocked.
    """
    start = time.monotonic()
    while True:
        try:
            with open_regular_file(real) as descriptor:
                start_status = os.fstat(descriptor)
                data = read_descriptor(descriptor, shown)
                is_written = is_open_for_writing(descriptor)
                status = os.fstat(descriptor)
        except OSError as error:
            raise read_error(shown, error) from None
        is_torn = (start_status.st_size, start_status.st_mtime_ns) != (status.st_size, status.st_mtime_ns)
        is_young = file_age(status) < QUIET_SECONDS and (is_written is None or not data.strip())
        is_waited_for = is_torn or is_young or (is_written and (is_retry or file_age(status) < 2 * SAVE_TIMEOUT))
        if not is_waited_for or time.monotonic() - start > SAVE_TIMEOUT:
            return data, status
        time.sleep(_PAUSE)


def is_open_for_writing(descriptor: int) -> bool | None:
    """Whether somebody has the file behind a descriptor open to write it; None where the system doesn't tell.

    Linux grants a lease to read only on a file that nobody has open to write: it is asked for and given back. The descriptor
    must be open for reading alone.
    """
    try:
        import fcntl

        # Who opens the file in that moment waits for us, and we are told by a signal: by one that does nothing.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except (ImportError, AttributeError):  # Windows; macOS
        return None
    except OSError as error:
        return True if error.errno == errno.EAGAIN else None
    return False


def read_with_status(real: Path, shown: Path) -> tuple[bytes, os.stat_result]:
    """The bytes behind a real path and what the system says of it then; `shown` is what messages call it. Raise as `read`."""
    try:
        with open_regular_file(real) as descriptor:
            return read_descriptor(descriptor, shown), os.fstat(descriptor)
    except OSError as error:
        raise read_error(shown, error) from None


def changes_again(path: Path, before: bytes) -> bool:
    """Whether a text that can't be read was half a save: it is another one by now, or was just written and is a moment later."""
    real = real_path(path)
    data, status = read_with_status(real, path)
    if data == before and file_age(status) < REOPEN_SECONDS:
        time.sleep(REOPEN_SECONDS)
        data, _ = read_with_status(real, path)
    return data != before


def file_age(status: os.stat_result) -> float:
    """Seconds since a file was written; clocks that disagree make it old."""
    return abs(time.time() - status.st_mtime)


@contextlib.contextmanager
def open_regular_file(real: Path, *more: str) -> Iterator[int]:
    """A descriptor to read from. A pipe that has taken the file's place is not waited for, and refused."""
    descriptor = os.open(real, os.O_RDONLY | open_flags("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY", *more))
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is no longer a file")
        yield descriptor
    finally:
        with contextlib.suppress(OSError):  # nothing was written there
            os.close(descriptor)


def read_descriptor(descriptor: int, path: Path) -> bytes:
    """All bytes behind a descriptor. Raise BadFile when there are more than 32 MiB."""
    size = os.fstat(descriptor).st_size
    if size > MAX_BYTES:
        raise BadFile(f"{path} is {size // 1024 // 1024} MiB; a backlog holds at most 32. Is it the right file?")
    parts: list[bytes] = []
    left = MAX_BYTES + 1
    # All of it in one piece, where it has not grown meanwhile: pieces would have to be copied together.
    while left > 0 and (part := os.read(descriptor, min(left, size + 1))):
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise BadFile(f"{path} holds more than 32 MiB; a backlog is smaller. Is it the right file?")
    return b"".join(parts)
