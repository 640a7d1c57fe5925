"""The journals of files that are gone: the one of a file that was moved is found by what it holds, the others are listed."""

from __future__ import annotations

import os
import shutil
import string
import unicodedata
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.store.journal.status import (
    LINES,
    MAX_JOURNAL_BYTES,
    PLACE,
    REVIEWED,
    has_lines,
    has_place,
    read_bytes,
    read_head,
    record_place,
)
from backlog_cli.store.own_files import is_own_folder, open_own_file
from backlog_cli.store.paths import path_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_DIFFERENT = 0.2  # of the lines of a moved file that was edited by hand before any command saw it again
_NAME_DIGITS = 32


class GoneJournal(NamedTuple):
    """A journal whose file is no longer where it was: `file` is that place."""

    folder: Path
    file: Path


def gone_journals(state: Path) -> list[GoneJournal]:
    """The journals in the state folder whose file is gone, the last one written first."""
    return sorted(_iter_gone(state, None), key=lambda one: -_written_at(one))


def nameless_journals(state: Path) -> list[Path]:
    """The folders of journals that don't say which file they are of: no command of this version has seen that file yet."""
    return sorted(folder for folder in _journal_folders(state) if has_lines(folder) and not has_place(folder))


def adopt_journal(real: Path, state: Path, name: str, data: bytes) -> Path | None:
    """Make the journal of a moved file the one of its new path. Return the path it was moved from; None when there isn't one.

    `name` is the digest of the file's bytes, which are `data`. A file whose journal's own file is still there is a copy, and
    gets a journal of its own.
    """
    gone = sorted(_iter_gone(state, real), key=lambda one: -_written_at(one))
    tests: tuple[Callable[[GoneJournal], bool], ...] = (
        lambda one: read_head(one.folder)[1] == name,
        lambda one: name.encode() in read_bytes(one.folder / REVIEWED),
        lambda one: name.encode() in read_bytes(one.folder / LINES, most=MAX_JOURNAL_BYTES),
        lambda one: _is_nearly(one, data),
    )
    for is_its in tests:
        found = next(filter(is_its, gone), None)
        if found is not None:
            return found.file if _take_over(found, real, state) else None
    return None


def remove_journal(gone: GoneJournal) -> None:
    """Remove the journal of a file that is gone, with the old texts in it. Raise OSError."""
    shutil.rmtree(gone.folder)


def _iter_gone(state: Path, real: Path | None) -> Iterator[GoneJournal]:
    for folder in _journal_folders(state):
        file = Path(os.fsdecode(read_bytes(folder / PLACE)))
        is_of_it = path_digest(file) == folder.name  # else it was copied here, or damaged
        if is_of_it and (not os.path.lexists(file) or (real is not None and _is_respelled(file, real))):
            yield GoneJournal(folder, file)


def _journal_folders(state: Path) -> Iterator[Path]:
    with suppress(OSError), os.scandir(state) as entries:
        for entry in entries:
            is_named = len(entry.name) == _NAME_DIGITS and all(sign in string.hexdigits for sign in entry.name)
            if is_named and is_own_folder(Path(entry.path)):
                yield Path(entry.path)


def _is_respelled(one: Path, other: Path) -> bool:
    """Whether two paths name one file on a disk that does not tell upper case from lower case."""
    spelled = [unicodedata.normalize("NFC", str(path)).casefold() for path in (one, other)]
    with suppress(OSError):
        return one != other and spelled[0] == spelled[1] and os.path.samefile(one, other)
    return False


def _written_at(one: GoneJournal) -> int:
    with suppress(OSError):
        return (one.folder / LINES).stat().st_mtime_ns
    return 0


def _is_nearly(one: GoneJournal, data: bytes) -> bool:
    """Whether a text is the last one that the journal knows, or an older one, with a few lines edited by hand since."""
    from backlog_cli.store.journal.journal import Journal
    from backlog_cli.store.journal.texts import MAX_TEXT_BYTES, text_path

    entries = Journal(one.folder).load().entries
    kept = text_path(one.folder, entries[-1].after) if entries else None
    if kept is None:
        return False
    lines, known = _lines_of_homes(data), _lines_of_homes(read_bytes(kept, most=MAX_TEXT_BYTES, folders=2))
    has_home_in_common = any(line.lstrip("- ").startswith("job:") for line in lines & known)
    return has_home_in_common and (lines - known).total() <= MOST_DIFFERENT * lines.total()


def _lines_of_homes(data: bytes) -> Counter[str]:
    """The lines of a text, without comments: those are alike in all files that `init` made."""
    lines = (line.strip() for line in data.decode("utf-8", errors="replace").splitlines())
    return Counter(line for line in lines if line and not line.startswith("#"))


def _take_over(found: GoneJournal, real: Path, state: Path) -> bool:
    """Give the journal the name of the new path; another command may have been faster."""
    folder = state / path_digest(real)
    try:
        os.rename(found.folder, folder)  # fails where the new place holds anything
    except OSError:
        return False
    record_place(folder, real)
    _take_over_marks(found.folder.with_suffix(".lock"), folder.with_suffix(".lock"))
    return True


def _take_over_marks(old: Path, new: Path) -> None:
    """The marks of changes that the journal could not take hold at the new path too."""
    marks = read_bytes(old, folders=0)
    if marks and not read_bytes(new, folders=0):
        with suppress(OSError):
            descriptor = open_own_file(new, os.O_CREAT | os.O_WRONLY | os.O_APPEND, folders=0)
            with os.fdopen(descriptor, "wb") as lock:
                lock.write(marks)
