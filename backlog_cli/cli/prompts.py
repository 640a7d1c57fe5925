"""Questions at a terminal; off a terminal nothing ever asks."""

from __future__ import annotations

import contextlib
import select
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

from backlog_cli.errors import BacklogError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Answer = TypeVar("Answer")

# Seconds within which a line follows the one before it when several are pasted at once. Nobody types that fast.
PASTE_GAP = 0.05


_is_script = ContextVar("is_script", default=False)


@contextlib.contextmanager
def no_prompts() -> Iterator[None]:
    """Inside, nothing asks: a script reads the answer, also where it runs at a terminal."""
    token = _is_script.set(True)
    try:
        yield
    finally:
        _is_script.reset(token)


def is_interactive() -> bool:
    """Return whether somebody sits at a terminal who can be asked."""
    return not _is_script.get() and bool(sys.stdin and sys.stdin.isatty() and sys.stdout.isatty())


def prompt(question: str) -> str:
    """Return what is typed at a prompt, without outer blanks; Enter gives "". Ctrl-C, Ctrl-D and termination raise."""
    from backlog_cli.store.files import stop_on_termination
    from backlog_cli.views.escape import escape_for_terminal

    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - the arrow keys work in a long note
    # Killed at a prompt, the terminal would be left without echo.
    with stop_on_termination():
        return input(f"{escape_for_terminal(question)} " if question else "").strip()


def prompt_lines(question: str) -> str:
    """As `prompt`, for a text: lines that are pasted together with the first one belong to the answer."""
    lines = [prompt(question)]
    while _has_more_lines():
        lines.append(prompt(""))
    return "\n".join(lines).strip()


def _has_more_lines() -> bool:
    """Whether a further line is waiting already, as after a paste."""
    with contextlib.suppress(OSError, ValueError):  # a terminal that cannot be asked has nothing to say
        return bool(select.select([sys.stdin], [], [], PASTE_GAP)[0])
    return False


def prompt_until(question: str, parse: Callable[[str], Answer]) -> Answer:
    """Ask until `parse` takes the answer; each refusal is printed, and the question stands again."""
    from backlog_cli.cli.output import print_error

    while True:
        typed = prompt(question)
        try:
            return parse(typed)
        except BacklogError as error:
            print_error(error.message)


def confirm(question: str) -> bool:
    """Return whether the answer is yes; Enter is no."""
    from backlog_cli.errors import UsageError

    def parse(typed: str) -> bool:
        word = typed.lower()
        if word not in ("y", "yes", "n", "no", ""):
            raise UsageError("type y for yes, or Enter for no.")
        return word in ("y", "yes")

    return prompt_until(f"{question} (y, Enter for no)", parse)


def choose_number(question: str, count: int) -> int | None:
    """Return the number from 1 to `count` that is chosen; None for Enter."""
    from backlog_cli.errors import UsageError

    def parse(typed: str) -> int | None:
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:9]) <= count):
            raise UsageError(f"type a number from 1 to {count}, or Enter for none.")
        return int(typed)

    return prompt_until(f"{question} (a number, Enter for none)", parse)


def choose(question: str, choices: Sequence[Answer], lines: Sequence[str]) -> Answer | None:
    """Return the one of the choices whose numbered line is picked; None for Enter."""
    from backlog_cli.cli.output import print_answer
    from backlog_cli.views.escape import escape_for_terminal

    for n, line in enumerate(lines, 1):
        print_answer(f"  {n}  {escape_for_terminal(line)}")
    number = choose_number(question, len(choices))
    return None if number is None else choices[number - 1]
