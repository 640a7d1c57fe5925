"""What is printed: answers on stdout, everything else on stderr."""

from __future__ import annotations

import contextlib
import os
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING

from backlog_cli.errors import FileLocked, pasted_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from rich.text import Text

    from backlog_cli.cli.context import AppContext
    from backlog_cli.views.screen import Screen
    from backlog_cli.workflows.write import WriteResult


def print_answer(text: str) -> None:
    """Print an answer on stdout. Raise FileLocked when the disk under stdout is full."""
    text = text if text.endswith("\n") or not text else text + "\n"
    with _full_disk_as_error():
        sys.stdout.write(text)


def write_bytes(data: bytes) -> None:
    """Write a file's bytes on stdout, as they are where it is no terminal. Raise FileLocked when the disk under it is full."""
    raw = getattr(sys.stdout, "buffer", None)
    if raw is None or sys.stdout.isatty():
        from backlog_cli.views.escape import escape_for_terminal

        print_answer(escape_for_terminal(data.decode("utf-8-sig").replace("\r\n", "\n"), multiline=True))
        return
    with _full_disk_as_error():
        sys.stdout.flush()
        raw.write(data)
        raw.flush()


def draw(text: Text, screen: Screen) -> None:
    """Print a laid-out text on stdout, in color where the screen shows it."""
    print_answer(drawn_text(text, screen))


def drawn_text(text: Text, screen: Screen) -> str:
    """Return a laid-out text as it goes to that screen, in color where it shows it."""
    from io import StringIO

    from backlog_cli.views.terminal.style import console_for
    from backlog_cli.views.terminal.style import draw as draw_on

    drawn = StringIO()
    draw_on(console_for(drawn, screen), text)
    return drawn.getvalue()


def show_result(context: AppContext, result: WriteResult, *, as_json: bool, kind: str | None = None) -> None:
    """Print what a write did, or what it would change, as text or as one document; `.` means its home from now on.

    `kind` is the document's, where a document of the verb that only shows something has its name already.
    """
    if len(result.jobs) == 1:
        context.set_last_job(result.jobs[0])
    if as_json:
        context.say_write(result, kind or context.verb)
    else:
        _say_result(context, result)
    for warning in result.warnings:
        print_error(warning)


def _say_result(context: AppContext, result: WriteResult) -> None:
    from backlog_cli.views.terminal.messages import format_lines

    screen = context.screen()
    if result.diff:
        from backlog_cli.views.terminal.cards import diff_text

        context.draw(diff_text(result.diff, screen))
    lines = (*result.lines, *([f"(backlog {result.way_back})"] if result.way_back else ()))
    context.say(format_lines(lines, screen, can_undo=result.can_undo))
    if result.diff is not None:
        context.say("Nothing was written (--dry-run).")


# Which of several files is being read: what goes wrong is said of that one.
_FILE_IN_WORK: ContextVar[str] = ContextVar("file_in_work", default="")


@contextlib.contextmanager
def errors_about(file: str) -> Iterator[None]:
    """Inside, what is printed on stderr begins with the name of a file."""
    from backlog_cli.views.escape import escape_for_terminal

    token = _FILE_IN_WORK.set(escape_for_terminal(file))
    try:
        yield
    finally:
        _FILE_IN_WORK.reset(token)


def print_error(message: str) -> bool:
    """Print on stderr what went wrong; a stderr that is closed is nobody's error. Return whether a person's terminal took it."""
    from backlog_cli.views.escape import escape_for_terminal

    # After Ctrl-C the cursor is still behind the prompt.
    start = "\n" if message.startswith("\n") else ""
    about = f"{_FILE_IN_WORK.get()}: " if _FILE_IN_WORK.get() else ""
    try:
        text = f"backlog: {about}{escape_for_terminal(message.lstrip(chr(10)), multiline=True)}"
        sys.stderr.write(f"{start}{_fit_to_screen(text)}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        silence(sys.stderr)
        return False
    return has_reader()


def has_reader() -> bool:
    """Whether a person reads along: in a script's pipe or log one of the two streams at least is no terminal."""
    with contextlib.suppress(OSError, ValueError):
        return sys.stderr.isatty() and sys.stdout.isatty()
    return False


def _fit_to_screen(text: str) -> str:
    """The lines wrapped to the terminal's width, off one to `COLUMNS` or 80; a command and lines to paste stay in one piece."""
    from backlog_cli.views.screen import screen_of
    from backlog_cli.views.wrap import wrap_line

    width = screen_of(sys.stderr, option="never", environ=os.environ).width
    rows = []
    pasted = 0
    for line in text.split("\n"):
        is_whole = pasted > 0 or line.lstrip().startswith(_COMMAND)
        pasted = pasted - 1 if pasted else pasted_lines(line)
        rows += [line] if is_whole else wrap_line(line, width, len(line) - len(line.lstrip()) + 2)
    return "\n".join(rows)


_COMMAND = "backlog "  # how a command begins that is there to be pasted


def silence(stream: TextIO) -> None:
    """Write nothing more there. What is still buffered would be tried again when Python ends, and turn the exit code."""
    with contextlib.suppress(OSError, ValueError):
        place = stream.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, place)
        os.close(nowhere)


@contextlib.contextmanager
def _full_disk_as_error() -> Iterator[None]:
    """Inside, a full disk under stdout is said to be that. A closed pipe is left to `cli.app`."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        silence(sys.stdout)
        raise FileLocked(f"the answer could not be written: {(error.strerror or type(error).__name__).lower()}.") from None
