"""The program, kept warm: each request is a fork that takes over three streams and lives and dies as `backlog` does.

Starting an interpreter and its imports takes longer than most commands; the forks share that one start. What depends on
the start itself (closed streams, locale, time zone) is tested with interpreters of its own.
"""

from __future__ import annotations

import codecs
import fcntl
import gc
import io
import json
import os
import signal
import socket
import sys
import termios
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import backlog_cli

SAMPLE = Path(__file__).parent.parent.parent / "sample_backlog.yaml"


def serve(wire: socket.socket) -> None:
    """Answer every request with the child's number, then with its exit status and what it used; return in the child."""
    for module in walk_packages(backlog_cli.__path__, "backlog_cli."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    # The models are built when the first job is read.
    import_module("backlog_cli.store.load").load(SAMPLE.read_bytes(), SAMPLE.name)
    # What all forks share stays shared: no search through it when one of them ends.
    gc.collect()
    gc.freeze()
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    while True:
        data, streams, _, _ = socket.recv_fds(wire, 1 << 20, 3)
        if not data:
            sys.exit(0)
        child = os.fork()
        if not child:
            wire.close()
            _become(json.loads(data), streams)
            return
        for stream in streams:
            os.close(stream)
        wire.sendall(f"started {child}\n".encode())
        _, status, used = os.wait4(child, 0)
        code = os.waitstatus_to_exitcode(status)
        wire.sendall(f"ended {child} {code} {used.ru_utime + used.ru_stime:.3f} {used.ru_maxrss}\n".encode())


def _become(asked: dict[str, Any], streams: list[int]) -> None:
    """Take the streams, the surroundings and the words of this request."""
    os.setsid()
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
        os.close(stream)
    if os.isatty(0):
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environ"])
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0)), encoding=_encoding())
    sys.stdout = _answering(1, "strict")
    sys.stderr = _answering(2, "backslashreplace")
    sys.argv = ["backlog", *asked["words"]]
    if user := os.environ.pop("BECOME_USER", None):
        for name in ("ascii", "latin-1"):  # they may not be allowed to read where Python lies
            codecs.lookup(name)
        os.setgroups([])
        os.setgid(int(user))
        os.setuid(int(user))
    if ready := os.environ.pop("WAIT_FOR_WATCHER", None):
        Path(ready).touch()  # what comes before is not the program's own
        signal.sigwait({signal.SIGUSR1})  # sent once somebody watches this process


def _answering(place: int, errors: str) -> io.TextIOWrapper:
    """A stream as the interpreter opens it: line by line to a terminal and for errors, else in blocks."""
    is_eager = place == 2 or os.isatty(place)
    stream = io.BufferedWriter(io.FileIO(place, "w"))
    return io.TextIOWrapper(stream, encoding=_encoding(), errors=errors, line_buffering=is_eager)


def _encoding() -> str:
    return os.environ.get("PYTHONIOENCODING", "utf-8")


if __name__ == "__main__":
    from backlog_cli.__main__ import main

    signal.signal(signal.SIGINT, signal.default_int_handler)
    serve(socket.socket(fileno=int(sys.argv[1])))
    main()
