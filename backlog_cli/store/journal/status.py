"""A first look at the journal of a file: whether it has anything to say about these bytes, without opening it."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from backlog_cli import __version__
from backlog_cli.store.own_files import (
    MAX_STATE_BYTES,
    foreign_reason,
    is_own_file,
    is_own_folder,
    read_own_file,
    replace_own_file,
)

if TYPE_CHECKING:
    from pathlib import Path

# What lies in a journal's folder.
LINES, HEAD, REVIEWED, TRANSFER, TEXTS, PLACE = "lines.jsonl", "head", "looked", "moving", "texts", "path"
MAX_JOURNAL_BYTES = 128 * 1024 * 1024  # of the lines: more than fifty thousand commands


def is_current(folder: Path, name: str) -> bool:
    """Whether the journal in this folder has nothing to say of the text with that digest.

    It holds nothing of ours, or the text is as the last command left it, or it was held against it before.
    """
    try:
        status = os.lstat(folder / LINES)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    if foreign_reason(status) is not None or not is_own_folder(folder):
        return True
    size = status.st_size
    return size == 0 or read_head(folder)[1] == name or read_bytes(folder / REVIEWED) == review_mark(name, size)


def has_lines(folder: Path) -> bool:
    """Whether there is a journal in this folder at all."""
    return os.path.lexists(folder / LINES)


def has_place(folder: Path) -> bool:
    """Whether a journal says which file it is of."""
    return os.path.lexists(folder / PLACE)


def has_transfer_mark(folder: Path) -> bool:
    """Whether homes began to move between two files, and nobody has said that the move ended."""
    return is_own_folder(folder) and is_own_file(folder / TRANSFER)


def read_head(folder: Path) -> tuple[int, str]:
    """The number of the last finished entry and the digest that the file had then; (0, "") when that is not known."""
    number, name, size = _parse_head(folder)
    with suppress(OSError, ValueError):
        return (number, name) if number > 0 and os.lstat(folder / LINES).st_size == size else (0, "")
    return 0, ""


def is_shortened(folder: Path) -> bool:
    """Whether a journal has lost lines at its end: it was longer when its head was written."""
    with suppress(OSError, ValueError):
        return os.lstat(folder / LINES).st_size < _parse_head(folder)[2]
    return False


def _parse_head(folder: Path) -> tuple[int, str, int]:
    """The number of the last finished entry, the digest it left and the length of the lines then; zeros for what is no head."""
    parts = read_bytes(folder / HEAD).split(b" ")
    try:
        return int(parts[0]), parts[1].decode("ascii"), int(parts[2])
    except (ValueError, IndexError):
        return 0, "", 0


def review_mark(name: str, size: int) -> bytes:
    """What says that a journal of `size` bytes was held against the text with that digest, and nothing of it was lost."""
    # The version is told, too: another one may find what this one does not.
    return f"{name} {size} {__version__}\n".encode("ascii")


def read_bytes(place: Path, *, most: int = MAX_STATE_BYTES, folders: int = 1) -> bytes:
    """What a file of the journal holds; nothing when it is missing, unreadable or not ours alone."""
    return read_bytes_or_error(place, most=most, folders=folders)[0]


def read_bytes_or_error(place: Path, *, most: int = MAX_STATE_BYTES, folders: int = 1) -> tuple[bytes, OSError | None]:
    """The same, and why what is there could not be read."""
    try:
        return read_own_file(place, most=most, folders=folders), None
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return b"", None
    except OSError as error:
        return b"", error


def record_place(folder: Path, real: Path) -> None:
    """Keep in a journal's folder which file it is of; without that it is not found again when the file is moved."""
    with suppress(OSError):
        replace_own_file(folder / PLACE, os.fsencode(real))
