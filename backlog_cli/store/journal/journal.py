"""The journal of one file on disk: intents and confirmations."""

from __future__ import annotations

import errno
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from backlog_cli.store.disk import sync, sync_folder
from backlog_cli.store.journal.entries import Entry, digest, entry_data, numbers_in, parse_entry
from backlog_cli.store.journal.gap import clear_marks, parse_marks, read_lock
from backlog_cli.store.journal.history import JournalState
from backlog_cli.store.journal.status import (
    HEAD,
    LINES,
    MAX_JOURNAL_BYTES,
    REVIEWED,
    has_place,
    is_shortened,
    read_bytes_or_error,
    read_head,
    record_place,
    review_mark,
)
from backlog_cli.store.journal.texts import has_happened
from backlog_cli.store.own_files import NotOurs, make_own_folder, open_own_file, replace_own_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path


# A state folder that is not ours to write: the change goes on, it only cannot be taken back.
PERMISSION_ERRNOS = (
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG),
    *(errno.EEXIST, errno.EISDIR, errno.ENXIO),  # something else stands where the journal would be
)
_MAX_DAMAGED_LINES = 1000  # with more of them it is no journal


class Journal:
    """The journal of one file: a folder of its own in the user's state folder, readable by the user alone.

    `lines.jsonl` holds a line for every intent and every confirmation; a line that a kill or a power cut left half written, or
    that is not ours, is passed over. `head` holds the number of the last finished entry, the digest it left and how long
    `lines.jsonl` was then, so that a file that is still as the last command left it needs no look into the rest. `texts`
    holds whole old texts (see `store.journal.texts`). `looked` says of one text and one length of `lines.jsonl` that nothing
    is lost. `file` is the real path of the file that it is of; `path` holds that, so that it is found again when the file
    was moved (see `store.journal.adoption`).

    `locks` are the files that may serve as the lock of this file: they bear the mark of a change that could not be written
    down here (see `store.journal.gap`).
    """

    def __init__(self, folder: Path, locks: Sequence[Path] = (), file: Path | None = None) -> None:
        self.folder, self.file = folder, file
        self.locks = tuple(locks)
        self._lines = folder / LINES
        self._head = folder / HEAD
        self._looked = folder / REVIEWED
        self._size = -1  # how long the lines were when they were read
        self._is_loss_untold = False  # as it was when the lines were read
        self.refused: OSError | None = None  # why the disk did not let the lines be read that are there
        self._damaged: int | None = None  # how many lines were none of ours when they were read

    def load(self) -> JournalState:
        """Everything the journal holds; nothing when it cannot be read."""
        done: dict[int, Entry] = {}
        open_one: Entry | None = None
        forgotten: set[int] = set()
        missing: set[int] = set()
        told: set[int] = set()
        damaged = 0
        for line in self._read():
            if line is None:
                damaged += 1
                if damaged >= _MAX_DAMAGED_LINES:
                    self.refused = NotOurs(f"{_MAX_DAMAGED_LINES} lines of {LINES} or more are damaged")
                    break
                continue
            if "number" in line:
                entry = parse_entry(line)
                if entry is None:
                    damaged += 1
                    continue
                if open_one is not None and entry.before == open_one.after:
                    # Its command was killed before it could say so, but this one found the file as it left it.
                    done[open_one.number] = open_one
                open_one = entry
            elif open_one is not None and line.get("done") == open_one.number:
                done[open_one.number] = open_one
                open_one = None
            elif open_one is not None and line.get("void") == open_one.number:
                open_one = None
            forgotten.update(numbers_in(line.get("forgotten")))
            told.update(numbers_in(line.get("told")))
            if "missing" in line:
                missing = set(numbers_in(line["missing"]))
                told &= missing  # what came back and is lost again is told again
        self._damaged = damaged
        if open_one is not None:
            self._size = -1  # how it ended is yet to be settled
        # Older journals name only what was told.
        state = JournalState(tuple(done.values()), open_one, frozenset(forgotten), frozenset(missing | told), frozenset(told))
        self._is_loss_untold = bool(state.untold)
        return state

    def _read(self) -> Iterator[dict[str, Any] | None]:
        """What each line holds; None for one that is none of ours, but for one at the end that was being written."""
        found, self.refused = read_bytes_or_error(self._lines, most=MAX_JOURNAL_BYTES)
        self._size = len(found)
        whole = found.rfind(b"\n") + 1
        at = 0
        for line in _split_lines(found):
            data = _parse_line(line)
            if data is not None or (line and at < whole):
                yield data
            at += len(line) + 1

    def is_there(self) -> bool:
        """Whether anything was ever written down here."""
        with suppress(OSError):
            return os.lstat(self._lines).st_size > 0
        return False

    def begin(self) -> None:
        """Record that this file is new: it wasn't moved here, whatever it holds. What the disk refuses does no harm."""
        with suppress(OSError):
            make_own_folder(self.folder)
            os.close(open_own_file(self._lines, os.O_CREAT | os.O_WRONLY, most=MAX_JOURNAL_BYTES))
        if self.file is not None:
            record_place(self.folder, self.file)

    def damage(self) -> str | None:
        """What is wrong with the lines as they were read, as the end of a sentence; None when they are whole."""
        if self._damaged is None:
            self.load()
        if self._damaged:
            return f"{self._damaged} line{'' if self._damaged == 1 else 's'} of it can't be read"
        return "its end is missing" if is_shortened(self.folder) else None

    def head(self) -> tuple[int, str]:
        """The number of the last finished entry and the digest that the file had then; (0, "") when that is not known."""
        return read_head(self.folder)

    def unrecorded_changes(self, now: bytes) -> tuple[str, ...]:
        """The changes that nobody could write down, by their marks. One that left the text as it was did not happen."""
        found = (gap for place in self.locks for gap in parse_marks(read_lock(place)))
        return tuple(gap.name for gap in found if gap.before != digest(now))

    def clear_lock_marks(self) -> None:
        """The marks are no longer needed: an entry holds them."""
        for place in self.locks:
            if read_lock(place):
                clear_marks(place)

    def mark_reviewed(self, now: bytes) -> None:
        """Nothing of what was last read here is lost in this text; where that cannot be kept it is found out again."""
        if self.refused is None and self._size > 0:
            with suppress(OSError):
                replace_own_file(self._looked, review_mark(digest(now), self._size))

    def intend(self, entry: Entry) -> None:
        """Write down what is about to happen, and wait for the disk. Raise OSError."""
        self._append(entry_data(entry))
        if self.file is not None and not has_place(self.folder):
            record_place(self.folder, self.file)

    def confirm(self, entry: Entry) -> None:
        """Write down that it happened. Raise OSError.

        While a loss is untold the head stays behind, so that every command compares the file until a person has read of it.
        """
        self._append({"done": entry.number})
        if self._is_loss_untold:
            return
        size = self._lines.stat().st_size
        replace_own_file(self._head, f"{entry.number} {entry.after} {size}".encode())

    def void(self, entry: Entry) -> None:
        """Write down that it did not happen. Raise OSError."""
        self._append({"void": entry.number})

    def forget(self, numbers: Iterable[int]) -> None:
        """The loss of these entries is agreed to. Raise OSError."""
        self._append({"forgotten": sorted(numbers)})

    def mark_missing(self, numbers: Iterable[int]) -> None:
        """The file holds these entries no longer, and all others; a journal that cannot be written finds it out again."""
        with suppress(OSError):
            self._append({"missing": sorted(numbers)})

    def mark_told(self, numbers: Iterable[int]) -> None:
        """A person has read of the loss of these entries; a journal that cannot be written tells again."""
        with suppress(OSError):
            self._append({"told": sorted(numbers)})

    def settle_interrupted(self, now: bytes) -> None:
        """Settle the entry of a killed command by the file as it is now. Raise OSError.

        The file is what it was before: it did not happen. It is what was to become of it, or was edited since and still has
        the lines: it happened. Else nobody was told that it did, and it is not to be taken back.
        """
        entry = self.load().open
        if entry is None:
            return
        if has_happened(self.folder, entry, now):
            self.confirm(entry)
        else:
            self.void(entry)

    def settled_state(self, memory: JournalState, now: bytes) -> JournalState:
        """The memory as it will be once the entry of a killed command is mended, for commands that only read."""
        if memory.open is None:
            return memory
        happened = (memory.open,) if has_happened(self.folder, memory.open, now) else ()
        return memory._replace(entries=(*memory.entries, *happened), open=None)

    def _append(self, line: dict[str, Any]) -> None:
        make_own_folder(self.folder)
        descriptor = open_own_file(self._lines, os.O_CREAT | os.O_RDWR | os.O_APPEND, most=MAX_JOURNAL_BYTES)
        try:
            status = os.fstat(descriptor)
            data = json.dumps(line, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
            if not _has_final_newline(descriptor):
                data = b"\n" + data
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            sync(descriptor)
        finally:
            os.close(descriptor)
        if status.st_size == 0:
            # A new name is safe only when its folder is.
            for folder in (self.folder, self.folder.parent):
                with suppress(OSError):
                    sync_folder(folder)


def _split_lines(data: bytes) -> Iterator[bytes]:
    """The lines one by one: whoever finds no journal in the first of them need not cut up the rest."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        yield data[start:end]
        start = end + 1


def _parse_line(line: bytes) -> dict[str, Any] | None:
    if not line.startswith(b"{"):
        return None
    try:
        found = json.loads(line.decode("utf-8", errors="replace"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _has_final_newline(descriptor: int) -> bool:
    if os.fstat(descriptor).st_size == 0:
        return True
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1) == b"\n"
