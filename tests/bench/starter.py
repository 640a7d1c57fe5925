"""Starts commands, one at a time, and says what each took: small, as a child's memory begins at its parent's."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from typing import Any

MOST_KEPT = 1 << 16  # bytes of a command's answer that are handed on
ROWS, COLUMNS = 24, 80


def run(asked: dict[str, Any]) -> dict[str, Any]:
    """Run one command to its end.

    Asked are `words`, `folder`, `environ`, `is_terminal` and `typed` (what it reads, off a terminal). The answer holds its exit
    `code`, `cpu` and `wall` in seconds, `memory` in bytes at its peak, and `shown`, the beginning of what it wrote.
    """
    ours, theirs = _terminal() if asked["is_terminal"] else os.pipe()
    before = time.perf_counter()
    child = os.fork()
    if child == 0:
        _become(asked, theirs)
    os.close(theirs)
    shown = _read(ours)
    _, status, used = os.wait4(child, 0)
    return {
        "code": os.waitstatus_to_exitcode(status),
        "cpu": used.ru_utime + used.ru_stime,
        "wall": time.perf_counter() - before,
        "memory": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        "shown": shown.decode("utf-8", "replace").replace("\r\n", "\n"),
    }


def _terminal() -> tuple[int, int]:
    import fcntl
    import struct
    import termios

    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    return ours, theirs


def _become(asked: dict[str, Any], screen: int) -> None:
    """In the child: take the streams, then be the command."""
    try:
        os.setsid()
        if asked["is_terminal"]:
            import fcntl
            import termios

            fcntl.ioctl(screen, termios.TIOCSCTTY, 0)
            keys = screen
        else:
            keys, other = os.pipe()
            os.write(other, asked["typed"].encode())
            os.close(other)
        for number, stream in enumerate((keys, screen, screen)):
            os.dup2(stream, number)
        os.closerange(3, 64)
        os.chdir(asked["folder"])
        os.execve(asked["words"][0], asked["words"], asked["environ"])
    finally:
        os._exit(127)


def _read(stream: int) -> bytes:
    kept = b""
    with contextlib.suppress(OSError):  # so a terminal says that nobody is on its other side any more
        while more := os.read(stream, 1 << 16):
            kept += more[: MOST_KEPT - len(kept)]
    os.close(stream)
    return kept


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run(json.loads(line))) + "\n")
        sys.stdout.flush()
