"""Two names in one folder that change places in one step, where the system can do that."""

from __future__ import annotations

import errno
import os
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_AT_FDCWD = -100
_EXCHANGE = 2  # RENAME_EXCHANGE of <linux/fs.h>, RENAME_SWAP of <sys/stdio.h>
# A system, or a disk, that doesn't know how; EPERM is also what a sandbox says to calls that it doesn't know.
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP}


def can_exchange() -> bool:
    """Whether the system has the call at all; a disk may say no all the same."""
    return _exchange_call() is not None


def exchange(one: Path, other: Path) -> bool:
    """Let two names change places in one step; False where this system or this disk can't. Raise OSError."""
    call = _exchange_call()
    number = errno.ENOSYS if call is None else call(os.fsencode(one), os.fsencode(other))
    if number in _UNSUPPORTED:
        return False
    if number:
        raise OSError(number, os.strerror(number), str(other))
    return True


@cache
def _exchange_call() -> Callable[[bytes, bytes], int] | None:
    """The call as the C library has it, which returns 0 or the number of its error; None where it has none."""
    if sys.platform not in ("linux", "darwin"):
        return None
    try:
        import ctypes

        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":  # pragma: no cover - only macOS knows this call
            swap = library.renamex_np
            swap.argtypes = (ctypes.c_char_p, ctypes.c_char_p, ctypes.c_uint)
            return lambda one, other: ctypes.get_errno() if swap(one, other, _EXCHANGE) else 0
        rename = library.renameat2
    except (ImportError, OSError, AttributeError):  # a Python without ctypes, a C library without the call
        return None
    rename.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    return lambda one, other: ctypes.get_errno() if rename(_AT_FDCWD, one, _AT_FDCWD, other, _EXCHANGE) else 0
