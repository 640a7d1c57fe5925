"""Questions at a terminal; off a terminal nothing ever asks."""

from __future__ import annotations

import contextlib
import sys


def is_interactive() -> bool:
    """Return whether somebody sits at a terminal who can be asked."""
    return bool(sys.stdin and sys.stdin.isatty() and sys.stdout.isatty())


def prompt(question: str) -> str:
    """Return what is typed at a prompt, without outer blanks; Enter gives "". Ctrl-C, Ctrl-D and termination raise."""
    from backlog_cli.store.files import stop_on_termination
    from backlog_cli.views.escape import escape_for_terminal

    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - the arrow keys work in a long note
    # Killed at a prompt, the terminal would be left without echo.
    with stop_on_termination():
        return input(f"{escape_for_terminal(question)} ").strip()
