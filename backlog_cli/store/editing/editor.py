"""The agent's own editor: which one it is, how it is told a line, and one run of it, without a shell."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import FileLocked, Interrupted, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

IS_WINDOWS = os.name == "nt"
HANGUP_PATIENCE = 2.0  # seconds that an editor has to end when its window was closed
FALLBACK_EDITORS = ("notepad",) if IS_WINDOWS else ("nano", "vi")
SET_EDITOR_HINT = "Set EDITOR to the one you like: export EDITOR=nano"


class _LaunchOptions(NamedTuple):
    """How an editor takes a line: words before the file, or behind a colon. `wait` keeps it from returning at once."""

    at: tuple[str, ...] = ()
    wait: tuple[str, ...] = ()
    is_colon: bool = False


_PLUS, _COLON = _LaunchOptions(("+{}",)), _LaunchOptions(is_colon=True)
_LAUNCH_OPTIONS = {
    **dict.fromkeys(("vi", "vim", "nvim", "elvis", "nvi", "vis", "nano", "pico", "emacs", "emacsclient"), _PLUS),
    **dict.fromkeys(("micro", "kak", "joe", "jed", "mg", "zile", "ne", "jove"), _PLUS),
    **dict.fromkeys(("hx", "helix", "mcedit"), _COLON),
    **dict.fromkeys(("gvim", "mvim"), _LaunchOptions(("+{}",), wait=("--nofork",))),
    **dict.fromkeys(
        ("code", "codium", "vscodium", "cursor", "windsurf"), _LaunchOptions(("--goto",), ("--wait",), is_colon=True)
    ),
    **dict.fromkeys(("subl", "zed"), _LaunchOptions(wait=("--wait",), is_colon=True)),
    **dict.fromkeys(("gedit", "bbedit"), _LaunchOptions(("+{}",), wait=("--wait",))),
    "kate": _LaunchOptions(("--line", "{}"), wait=("--block",)),
    "mate": _LaunchOptions(("--line", "{}"), wait=("--wait",)),
}
_LONG_OPTIONS = {"-w": "--wait", "-f": "--nofork", "-b": "--block", "-g": "--goto"}
_VARIANT_SUFFIX = r"(\.(tiny|basic|nox|gtk3?|athena|exe|cmd|bat)|-(nox|gtk|insiders|oss))*"


def find_editor(environ: Mapping[str, str], *, is_terminal: bool) -> tuple[str, ...]:
    """The words that start the editor: VISUAL, else EDITOR, else what this machine has.

    Raise UsageError naming EDITOR when there is none, or when its words cannot be told apart.
    """
    for name in ("VISUAL", "EDITOR"):
        if environ.get(name, "").strip():
            return _split_command(name, environ[name].strip())
    if not is_terminal:
        raise UsageError("there's no terminal to open an editor in. Set EDITOR to a program that edits the file it's given.")
    found = next((name for name in FALLBACK_EDITORS if shutil.which(name, path=environ.get("PATH"))), None)
    if found is None:
        raise UsageError(f"no editor was found. {SET_EDITOR_HINT}")
    return (found,)


def _split_command(name: str, typed: str) -> tuple[str, ...]:
    whole = os.path.expanduser(typed)  # noqa: PTH111 - a word, no path yet
    if " " in whole and shutil.which(whole):
        return (whole,)  # a program whose own path holds blanks
    try:
        words = shlex.split(typed, posix=not IS_WINDOWS)
    except ValueError:
        raise UsageError(f"{name} cannot be read: a quote is not closed in {typed}. {SET_EDITOR_HINT}") from None
    if not words or not words[0]:
        raise UsageError(f"{name} names no program: {typed}. {SET_EDITOR_HINT}")
    if IS_WINDOWS:
        words = [word.strip('"') for word in words]
    return (os.path.expanduser(words[0]), *words[1:])  # noqa: PTH111 - a word, no path yet


def open_command(words: Sequence[str], path: Path, line: int) -> list[str]:
    """The whole command that opens a file at a line, as far as this editor is known to take one; line 0 means the top."""
    habit = _LAUNCH_OPTIONS.get(_program_name(words[0]), _LaunchOptions())
    given = {_LONG_OPTIONS.get(word, word) for word in words[1:]}
    opening = [*words, *(word for word in habit.wait if word not in given)]
    if not line:
        return [*opening, str(path)]
    opening += [word.replace("{}", str(line)) for word in habit.at if word not in given]
    return [*opening, f"{path}:{line}" if habit.is_colon else str(path)]


def _program_name(program: str) -> str:
    name = re.split(r"[/\\]" if IS_WINDOWS else "/", program)[-1].lower()
    found = re.fullmatch(rf"([a-z]+?){_VARIANT_SUFFIX}", name)
    return found[1] if found else name


def run_editor(command: Sequence[str], *, stdout: int | None = None) -> float:
    """Run the editor to its end; the value is how many seconds it was open. `stdout` is the descriptor it shall print on.

    Ctrl-C is the editor's own; a termination signal is passed on to it. Raise UsageError when it cannot be started, FileLocked
    when it fails or is killed, Interrupted when it ended because it was told to.
    """
    sys.stdout.flush()
    start = time.monotonic()
    with _restore_terminal(), _SignalForwarder() as watch:
        _make_streams_inheritable()
        try:
            child = subprocess.Popen(command, stdout=stdout)
        except (OSError, ValueError) as error:
            cause = (getattr(error, "strerror", None) or type(error).__name__).lower()
            raise UsageError(f"the editor {command[0]} could not be started: {cause}. {SET_EDITOR_HINT}") from None
        code = watch.wait_for(child)
    if watch.is_stopped or (code and watch.is_interrupted) or code == -signal.SIGINT:
        raise Interrupted("the editor was stopped.")
    if code:
        how = f"was killed (signal {-code})" if code < 0 else f"ended with code {code}"
        raise FileLocked(f"the editor {command[0]} {how}.")
    return time.monotonic() - start


def _make_streams_inheritable() -> None:
    """What stands in for a closed stream would be closed to the editor again, and sed fails over that."""
    for place in (0, 1, 2):
        with contextlib.suppress(OSError):
            os.set_inheritable(place, True)


class _SignalForwarder:
    """Signals while the editor has the terminal: we have to outlive it, for the text it leaves."""

    def __init__(self) -> None:
        self.is_stopped = self.is_interrupted = False
        self._child: subprocess.Popen[bytes] | None = None
        self._old: dict[int, object] = {}

    def __enter__(self) -> _SignalForwarder:
        # A handler, not SIG_IGN: the editor would inherit being deaf.
        handlers = {signal.SIGINT: self._on_interrupt, signal.SIGTERM: self._on_terminate}
        if hasattr(signal, "SIGHUP"):  # a terminal that is closed: what the editor saves on its way out has to be seen, too
            handlers[signal.SIGHUP] = self._on_hangup
        for number, handler in handlers.items():
            with contextlib.suppress(ValueError):  # not the main thread
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._old[number] = signal.signal(number, handler)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._old.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _on_interrupt(self, _number: int, _frame: object) -> None:
        self.is_interrupted = True

    def _on_terminate(self, _number: int, _frame: object) -> None:
        self.is_stopped = True
        if self._child is not None:
            self._child.terminate()

    def _on_hangup(self, _number: int, _frame: object) -> None:
        """The window was closed: the system has told the editor, too. A second signal would cut short what it saves now."""
        import threading

        self.is_stopped = True
        timer = threading.Timer(HANGUP_PATIENCE, self._pass_on_hangup)
        timer.daemon = True
        timer.start()

    def _pass_on_hangup(self) -> None:
        if self._child is not None:
            self._child.send_signal(signal.SIGHUP)  # nothing is sent to one that has ended

    def wait_for(self, child: subprocess.Popen[bytes]) -> int:
        """The child's exit code, waited for."""
        self._child = child
        if self.is_stopped:
            child.terminate()
        return child.wait()


@contextlib.contextmanager
def _restore_terminal() -> Iterator[None]:
    """Inside, the terminal may be set as the editor likes; a killed one leaves it without echo, so it is set back."""
    if IS_WINDOWS or not sys.stdin or not sys.stdin.isatty():
        yield
        return
    import termios

    place = sys.stdin.fileno()
    manners = termios.tcgetattr(place)
    try:
        yield
    finally:
        with contextlib.suppress(termios.error, OSError):
            if os.tcgetpgrp(place) == os.getpgrp():  # else we would be stopped for touching it
                termios.tcsetattr(place, termios.TCSADRAIN, manners)
