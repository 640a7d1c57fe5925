"""What is not an answer: everything that goes to stderr, and streams that nothing more is written to."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


def print_error(message: str) -> None:
    """Say on stderr what went wrong; a stderr that is closed is nobody's error."""
    from backlog_cli.views.escape import clean

    # After Ctrl-C the cursor still stands behind the prompt.
    start = "\n" if message.startswith("\n") else ""
    try:
        sys.stderr.write(f"{start}backlog: {clean(message.lstrip(chr(10)), multiline=True)}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Nothing more is written there. What is still buffered would be tried again when Python ends, and turn the exit code."""
    with contextlib.suppress(OSError, ValueError):
        place = stream.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, place)
        os.close(nowhere)
