"""Somebody else's save of her file that is under way: it is waited for, within bounds, and never taken for the whole text."""

from __future__ import annotations

import errno
import os
import signal
import time
from typing import TYPE_CHECKING

from backlog_cli.store.paths import file_age, open_regular_file, read_descriptor, read_error

if TYPE_CHECKING:
    from pathlib import Path

SAVE_TIMEOUT = 0.5  # seconds that a save is waited for
QUIET_SECONDS = 0.2  # for which a file that looks half written has to stay as it is
_PAUSE = 0.01  # seconds between two looks


def read_settled(real: Path, shown: Path, *, is_retry: bool = False) -> tuple[bytes, os.stat_result]:
    """The bytes behind a real path and what the system says of it, once nobody is seen saving it; `shown` is for messages.

    A save that takes longer than SAVE_TIMEOUT is not waited for. `is_retry` says that the file was seen to change.
    Raise NoFile, BadFile or FileLocked.
    """
    start = time.monotonic()
    while True:
        try:
            with open_regular_file(real) as descriptor:
                is_written = is_open_for_writing(descriptor)
                status = os.fstat(descriptor)
                data = read_descriptor(descriptor, shown)
        except OSError as error:
            raise read_error(shown, error) from None
        is_young = file_age(status) < QUIET_SECONDS and (is_written is None or not data.strip())
        is_waited_for = is_young or (is_written and (is_retry or file_age(status) < 2 * SAVE_TIMEOUT))
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
