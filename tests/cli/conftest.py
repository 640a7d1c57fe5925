"""The program as its users run it: at a real terminal, in real pipes, each time in a process of its own."""

from __future__ import annotations

import contextlib
import io
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ROOT = Path(__file__).parent.parent.parent
TODAY = ("--today", "2026-11-23")
PATIENCE = 20.0  # seconds until a program that says nothing has hung

# There are no pseudo-terminals on Windows.
collect_ignore = ["test_conventions.py", "test_prompts.py", "test_widths.py"] if os.name == "nt" else []

# What `python -m backlog_cli` does, after the new session has taken the terminal for its own, as a shell gives it.
AT_TERMINAL = """\
import fcntl, runpy, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
runpy.run_module("backlog_cli", run_name="__main__", alter_sys=True)
"""


class Process:
    """One run of the program; `code` is its exit code once it has ended, negative for the signal that ended it."""

    def __init__(self, number: int, ended: Callable[[], int | None]) -> None:
        self.number = number
        self._ended = ended
        self.code: int | None = None

    def has_ended(self) -> bool:
        """Whether it is over."""
        if self.code is None:
            self.code = self._ended()
        return self.code is not None


class Starter:
    """Starts the program on three streams: as a fork of the warm one, or with an interpreter of its own (`fresh`)."""

    def __init__(self, user: Path) -> None:
        self.user = user
        self._wire: socket.socket | None = None
        self._warm: subprocess.Popen[bytes] | None = None
        self._heard = b""
        self._started: list[int] = []
        self._codes: dict[int, int] = {}
        self.used: dict[int, tuple[float, int]] = {}  # seconds of a core's time and MB at most, of each that was no fresh one

    def environ(self, more: Mapping[str, str | None]) -> dict[str, str]:
        """Clean surroundings of a user with an empty home, with these changed; None takes a variable away."""
        usual = {"PATH": os.environ["PATH"], "HOME": str(self.user), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        wanted: dict[str, str | None] = {**usual, "PYTHONPATH": str(ROOT), **more}
        return {name: value for name, value in wanted.items() if value is not None}

    def start(
        self, words: Sequence[str], streams: Sequence[int], *, folder: Path, environ: Mapping[str, str], fresh: bool
    ) -> Process:
        """Run `backlog words...` in that folder."""
        if fresh:
            is_terminal = os.isatty(streams[0])
            start = ["-c", AT_TERMINAL] if is_terminal else ["-m", "backlog_cli"]
            process = subprocess.Popen(
                [sys.executable, *start, *words],
                stdin=streams[0],
                stdout=streams[1],
                stderr=streams[2],
                cwd=folder,
                env=environ,
                start_new_session=True,
            )
            return Process(process.pid, process.poll)
        asked = {"words": list(words), "folder": str(folder), "environ": dict(environ)}
        wire = self._ready()
        socket.send_fds(wire, [json.dumps(asked).encode()], list(streams))
        while not self._started:
            self._listen(PATIENCE)
        number = self._started.pop()
        return Process(number, lambda: self._code_of(number))

    def _ready(self) -> socket.socket:
        if self._wire is None:
            self._wire, theirs = socket.socketpair()
            self._warm = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("warm_program.py")), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=self.environ({}),
            )
            theirs.close()
        return self._wire

    def _code_of(self, number: int) -> int | None:
        while number not in self._codes and self._listen(0):
            pass
        return self._codes.get(number)

    def _listen(self, patience: float) -> bool:
        """Take in one thing that the warm program says of its children; False when it says nothing."""
        assert self._wire is not None
        while b"\n" not in self._heard:
            if not select.select([self._wire], [], [], patience)[0]:
                assert not patience, "the warm program says nothing"
                return False
            more = self._wire.recv(4096)
            if not more:
                pytest.fail("the warm program has died")
            self._heard += more
        line, _, self._heard = self._heard.partition(b"\n")
        match line.split():
            case [b"started", number]:
                self._codes.pop(int(number), None)  # of an earlier one: the system gives numbers out again
                self._started.append(int(number))
            case [b"ended", number, code, seconds, kilobytes]:
                self._codes[int(number)] = int(code)
                self.used[int(number)] = float(seconds), int(kilobytes) // 1024
        return True

    def close(self) -> None:
        """Let the warm program go."""
        if self._wire is not None and self._warm is not None:
            self._wire.close()
            self._warm.wait(PATIENCE)


class Terminal:
    """The program at a pseudo-terminal of that size. `raw` is every byte it wrote there."""

    def __init__(self, starter: Starter, words: Sequence[str], *, size: tuple[int, int], **start: object) -> None:
        import fcntl
        import struct
        import termios

        self.width, self.height = size
        self.raw = b""
        self._seen = 0
        self._master, self._slave = os.openpty()
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", self.height, self.width, 0, 0))
        self._manners = termios.tcgetattr(self._slave)
        self.process = starter.start(words, [self._slave] * 3, **start)  # type: ignore[arg-type]

    @property
    def text(self) -> str:
        """All that was written, as text with `\\n` between lines."""
        return self.raw.decode("utf-8", "backslashreplace").replace("\r\n", "\n")

    @property
    def lines(self) -> list[str]:
        """What stands on the screen at the end, trailing blanks and empty lines cut."""
        import pyte

        screen = pyte.Screen(self.width, self.height)
        stream = pyte.ByteStream(screen)
        stream.feed(self.raw)
        # Where nothing was drawn there is nothing to spell out, cell by cell, on a screen of a thousand lines.
        screen.lines = max((place + 1 for place, cells in screen.buffer.items() if cells), default=0)
        lines = [line.rstrip() for line in screen.display]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def until(self, words: str) -> None:
        """Read on until these words were written, after the ones waited for before."""
        end = time.monotonic() + PATIENCE
        while words not in self.text[self._seen :]:
            assert time.monotonic() < end, f"{words!r} never came: {self.text!r}"
            is_over = self.process.has_ended()
            more = self._read(0.2)
            assert more or not is_over, f"ended with {self.process.code} before {words!r} came: {self.text!r}"
        self._seen = self.text.index(words, self._seen) + len(words)

    def type(self, keys: str) -> None:
        """Press these keys; `\\r` is Enter, `\\x03` Ctrl-C, `\\x04` Ctrl-D."""
        if "\x03" in keys:
            self._wait_until_asleep()
        os.write(self._master, keys.encode())

    def _wait_until_asleep(self) -> None:
        """Wait until it reads: Python misses a Ctrl-C between printing a prompt and reading, quicker than any hand."""
        stat = Path(f"/proc/{self.process.number}/stat")
        end = time.monotonic() + PATIENCE
        while stat.exists() and time.monotonic() < end:
            if stat.read_text("utf-8").rpartition(")")[2].split()[0] == "S":
                return
            time.sleep(0.01)

    def answer(self, question: str, keys: str) -> None:
        """Wait for the question, then press the keys."""
        self.until(question)
        self.type(keys)

    def send(self, number: signal.Signals) -> None:
        """A signal from elsewhere."""
        os.kill(self.process.number, number)

    def end(self) -> int:
        """The exit code, once it is over and everything it wrote is read."""
        end = time.monotonic() + PATIENCE
        while not self.process.has_ended():
            self._read(0.02)
            assert time.monotonic() < end, f"does not end: {self.text!r}"
        while self._read(0):
            pass
        assert self.process.code is not None
        return self.process.code

    def is_sane(self) -> bool:
        """Whether the terminal is left as it was found: echo on, lines on."""
        import termios

        return termios.tcgetattr(self._slave) == self._manners

    def close(self) -> None:
        """Hang up."""
        if not self.process.has_ended():
            with contextlib.suppress(ProcessLookupError):
                self.send(signal.SIGKILL)
            self.end()
        os.close(self._slave)
        os.close(self._master)

    def _read(self, patience: float) -> bytes:
        if not select.select([self._master], [], [], patience)[0]:
            return b""
        more = os.read(self._master, 65536)
        self.raw += more
        return more


@dataclass(frozen=True)
class Piped:
    """What one run off a terminal did."""

    code: int
    out: bytes
    err: bytes

    @property
    def told(self) -> str:
        """Its stderr as text."""
        return self.err.decode("utf-8", "backslashreplace")

    @property
    def text(self) -> str:
        """Its stdout as text."""
        return self.out.decode("utf-8", "backslashreplace")


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    """Whatever starts programs; one warm one for all tests of this run."""
    starter = Starter(tmp_path_factory.mktemp("user"))
    yield starter
    starter.close()


@pytest.fixture(autouse=True)
def _own_home(starter: Starter, tmp_path: Path) -> None:
    """A home of each test's own: what is left of another test's file would be taken for one that was moved."""
    starter.user = tmp_path / "user"


@pytest.fixture
def terminal(starter: Starter, home: Path) -> Iterator[Callable[..., Terminal]]:
    """`terminal("log", "okafor", size=(80, 24), environ={"NO_COLOR": "1"})`: a run at a terminal, to be typed at and `end`ed."""
    with contextlib.ExitStack() as opened:

        def run(
            *words: str,
            size: tuple[int, int] = (80, 24),
            environ: Mapping[str, str | None] | None = None,
            today: Sequence[str] = TODAY,
            fresh: bool = False,
        ) -> Terminal:
            run = Terminal(
                starter,
                [*today, *words],
                size=size,
                folder=Path.cwd(),
                environ=starter.environ(environ or {}),
                fresh=fresh,
            )
            opened.callback(run.close)
            return run

        yield run


@pytest.fixture
def piped(starter: Starter, home: Path, tmp_path: Path) -> Callable[..., Piped]:
    """`piped("list", stdin=b"", environ={...})`: a run with pipes on all three streams, to its end."""

    def run(
        *words: str,
        stdin: bytes = b"",
        environ: Mapping[str, str | None] | None = None,
        today: Sequence[str] = TODAY,
        fresh: bool = False,
    ) -> Piped:
        pipes = [os.pipe() for _ in range(3)]
        theirs = [pipes[0][0], pipes[1][1], pipes[2][1]]
        process = starter.start([*today, *words], theirs, folder=Path.cwd(), environ=starter.environ(environ or {}), fresh=fresh)
        for stream in theirs:
            os.close(stream)
        # Closing writes what is left, which a command that has ended does not read either.
        with contextlib.suppress(BrokenPipeError), open(pipes[0][1], "wb") as typed:  # noqa: PTH123 - a descriptor, no path
            typed.write(stdin)
        answers = _all_of(pipes[1][0], pipes[2][0])
        end = time.monotonic() + PATIENCE
        while not process.has_ended():
            assert time.monotonic() < end, "does not end"
            time.sleep(0.002)
        assert process.code is not None
        return Piped(process.code, *answers)

    return run


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | bytes], None]:
    """`typing("41 windows come Tuesday")`: what the next command finds on standard input."""

    def give(text: str | bytes) -> None:
        data = text if isinstance(text, bytes) else text.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))

    return give


def _all_of(*streams: int) -> tuple[bytes, bytes]:
    """Everything that comes through two pipes until both are closed."""
    read = dict.fromkeys(streams, b"")
    still_open = set(streams)
    while still_open:
        for stream in select.select(list(still_open), [], [], PATIENCE)[0]:
            more = os.read(stream, 65536)
            read[stream] += more
            if not more:
                still_open.discard(stream)
    for stream in streams:
        os.close(stream)
    return read[streams[0]], read[streams[1]]
