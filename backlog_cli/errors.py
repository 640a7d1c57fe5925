"""What can go wrong, each with its exit code and a sentence that says what to do next."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

# What a verb that writes ends every refusal with.
NOTHING_CHANGED = "Nothing was changed."


class Exit(IntEnum):
    """The exit codes of every command; a script may rely on them."""

    DONE = 0
    FOUND = 1
    USAGE = 2
    FILE = 3
    NO_JOB = 4
    BUSY = 5
    INTERRUPTED = 130


class BacklogError(Exception):
    """Something the agent can mend. `message` is one or more whole lines of plain text, no markup.

    `unchanged` says that her file is as it was: what is raised before a write left it alone.
    """

    exit_code: Exit = Exit.USAGE
    unchanged: bool = True

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(BacklogError):
    """The command line cannot be understood as typed (exit 2)."""

    exit_code = Exit.USAGE


class PrivateNumber(UsageError):
    """What was typed seems to hold a number that must not be kept; the message does not repeat it."""


class BadDate(UsageError):
    """A date that is not a date, or goes the wrong way. `message` says why and `forms` holds three forms that work."""

    def __init__(self, why: str, forms: Sequence[str]) -> None:
        self.why = why
        self.forms = tuple(forms)
        super().__init__(f"{why} Try {', '.join(self.forms)}." if self.forms else why)

    def about(self, name: str) -> BadDate:
        """Return the same error, which begins with the name of the field or option that the date was typed for."""
        return BadDate(f"{name}: {self.why}", self.forms)


class NoDate(BadDate):
    """Words that were to begin with a date and begin with something else altogether."""


class DoubtfulDate(BadDate):
    """A date that may be meant in several ways. `options` are the days to choose from at a terminal."""

    def __init__(self, why: str, forms: Sequence[str], options: Sequence[date]) -> None:
        super().__init__(why, forms)
        self.options = tuple(options)

    def about(self, name: str) -> DoubtfulDate:
        """Return the same doubt, which begins with the name of the field or option that the date was typed for."""
        return DoubtfulDate(f"{name}: {self.why}", self.forms, self.options)


class NoFile(BacklogError):
    """There is no backlog file where one was looked for (exit 3)."""

    exit_code = Exit.FILE


class BadFile(BacklogError):
    """The file, or the one job a command needs, is not valid (exit 3). `message` lists every problem with its line."""

    exit_code = Exit.FILE


class CannotEdit(BacklogError):
    """The file is valid but its layout at this place cannot be edited without touching other bytes (exit 3).

    `message` names the line and holds the text to paste by hand.
    """

    exit_code = Exit.FILE


class PasteBlock(NamedTuple):
    """One step of a change by hand: where ("in place of line 11"), and the lines that belong there, each to the blank."""

    where: str
    lines: tuple[str, ...]

    def text(self) -> str:
        """Return the step as it is said, with its lines below it."""
        if not self.lines:
            return f"{self.where}."
        count = "this line" if len(self.lines) == 1 else f"these {len(self.lines)} lines"
        return "\n".join([f"{self.where}, {count}:", *self.lines])


_PASTE_HEAD = re.compile(r"(?:in place of|below|above) lines? \d.*, (?:this line|these (\d+) lines):")


def pasted_lines(head: str) -> int:
    """Return how many lines below this one are there to be pasted, and stay as they are on any screen."""
    found = _PASTE_HEAD.fullmatch(head)
    return int(found.group(1) or 1) if found else 0


class NoSuchJob(BacklogError):
    """No job goes by what was typed, or several do (exit 4). `message` lists the nearest names or the candidates."""

    exit_code = Exit.NO_JOB


class FileLocked(BacklogError):
    """Another command is writing, the file keeps changing, or the disk refused (exit 5)."""

    exit_code = Exit.BUSY


class Interrupted(KeyboardInterrupt):
    """A termination signal, or an editor that Ctrl-C ended, before anything was written (exit 130).

    As Ctrl-C it's no error: what leaves out a file that can't be read doesn't go on to the next one.
    """
