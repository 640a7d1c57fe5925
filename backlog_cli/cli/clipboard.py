"""The clipboard: through the terminal that the program runs in, and through the system's own tool where there is one."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from backlog_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

TOOL_TIMEOUT = 5  # seconds
MAX_TERMINAL_BYTES = 74_000  # of text that terminals take over this way


def copy_to_clipboard(text: str, environ: Mapping[str, str]) -> None:
    """Put the text on the clipboard. Raise UsageError when there is none to be reached from here."""
    by_terminal = _is_osc52_terminal(environ) and len(text.encode("utf-8")) <= MAX_TERMINAL_BYTES
    by_tool = any(_run_clipboard_command(command, text) for command in _clipboard_commands(environ))
    if by_terminal:
        sys.stdout.write(osc52_sequence(text))
        sys.stdout.flush()
    if not (by_terminal or by_tool):
        raise UsageError("there's no clipboard here: leave --copy out, and copy the text by hand.")


def osc52_sequence(text: str) -> str:
    """Return what asks a terminal to put the text on its clipboard (OSC 52); the text in it is encoded and cannot act."""
    return f"\x1b]52;c;{base64.b64encode(text.encode('utf-8')).decode('ascii')}\x07"


def _is_osc52_terminal(environ: Mapping[str, str]) -> bool:
    return sys.stdout.isatty() and environ.get("TERM", "") not in ("", "dumb", "linux")


def _clipboard_commands(environ: Mapping[str, str]) -> list[list[str]]:
    """The system's own tools that can be there; over a remote line they would copy on the wrong machine."""
    if environ.get("SSH_CONNECTION"):
        return []
    if sys.platform == "win32":
        return [["clip"]]
    if sys.platform == "darwin":
        return [["pbcopy"]]
    found = [["wl-copy"]] if environ.get("WAYLAND_DISPLAY") else []
    return found + ([["xclip", "-selection", "clipboard"], ["xsel", "-ib"]] if environ.get("DISPLAY") else [])


def _run_clipboard_command(command: list[str], text: str) -> bool:
    program = shutil.which(command[0])
    if program is None:
        return False
    data = text.encode("utf-16" if os.name == "nt" else "utf-8")
    try:
        # Some of these stay behind to serve the clipboard: they must not hold our streams.
        done = subprocess.run(
            [program, *command[1:]],
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=TOOL_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
