"""The memory of every command that wrote: what it said, which lines it changed, and how to take it back."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backlog_cli.rules.change import Append, Bare, Change, Put
from backlog_cli.store.hunks import Hunk, hunks_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from backlog_cli.rules.change import Intent

MOST_TEXTS = 20 * 1024 * 1024  # bytes of whole old texts kept; the oldest go first
MOST_TEXT = 2 * 1024 * 1024  # a larger text is not kept whole, only its hunks are

# A state folder that is not ours to write: the change goes on, it only cannot be taken back.
NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)

DO, UNDO, REDO = "do", "undo", "redo"


@dataclass(frozen=True, slots=True)
class Entry:
    """One command that wrote.

    `when` is its day, with the time if it had one, as text; `say` a sentence in the past tense; `jobs` whom it was about.
    `before` and `after` are the SHA-256 of the file's bytes. `sort` is do, undo or redo, and `of` the number of the entry that
    an undo or redo is about. `changes` is what was meant, so that it can be made again, and `was` what each of their intents
    found before (see `rules.lost`).
    """

    number: int
    when: str
    verb: str
    say: str
    jobs: tuple[str, ...]
    before: str
    after: str
    hunks: tuple[Hunk, ...]
    changes: tuple[Change, ...] = ()
    was: tuple[tuple[object, ...], ...] = ()
    sort: str = DO
    of: int | None = None
    instead: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What the journal of one file holds. `open` is a last entry that nobody confirmed: its command was killed."""

    entries: tuple[Entry, ...] = ()
    open: Entry | None = None
    forgotten: frozenset[int] = frozenset()  # entries whose loss was agreed to
    told: frozenset[int] = frozenset()  # entries whose loss was told

    @property
    def next_number(self) -> int:
        """The number of the next entry; they count from 1."""
        newest = self.open or (self.entries[-1] if self.entries else None)
        return newest.number + 1 if newest else 1

    def by_number(self) -> dict[int, Entry]:
        """Every finished entry by its number."""
        return {entry.number: entry for entry in self.entries}

    def standing(self) -> tuple[Entry, ...]:
        """The commands that stand: done and not undone, or redone; oldest first."""
        return tuple(self._stacks()[0])

    def undone(self) -> tuple[Entry, ...]:
        """The commands that `redo` can bring back, the next one last."""
        return tuple(self._stacks()[1])

    def _stacks(self) -> tuple[list[Entry], list[Entry]]:
        done: list[Entry] = []
        undone: list[Entry] = []
        for entry in self.entries:
            if entry.sort == DO:
                done.append(entry)
                undone.clear()  # a new command ends what could be redone
            elif entry.sort == UNDO:
                _move(entry.of, done, undone)
            else:
                _move(entry.of, undone, done)
        return done, undone


def _move(number: int | None, source: list[Entry], target: list[Entry]) -> None:
    for place, entry in enumerate(source):
        if entry.number == number:
            target.append(source.pop(place))
            return


def digest(data: bytes) -> str:
    """The name of a text: its SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


class Journal:
    """The journal of one file: a folder of its own in the user's state folder, readable by the user alone.

    `lines.jsonl` holds a line for every intent and every confirmation; a line that a kill or a power cut left half written is
    passed over. `head` holds the number of the last finished entry and the digest it left, so that a file that is still as
    the last command left it needs no look into the rest. `texts` holds whole old texts by their digest.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lines = folder / "lines.jsonl"
        self._head = folder / "head"
        self._texts = folder / "texts"

    def memory(self) -> Memory:
        """Everything the journal holds; nothing when it cannot be read."""
        entries: dict[int, Entry] = {}
        done: list[int] = []
        open_one: Entry | None = None
        forgotten: set[int] = set()
        told: set[int] = set()
        for line in self._read():
            if "number" in line:
                open_one = _entry(line)
            elif open_one is not None and line.get("done") == open_one.number:
                entries[open_one.number] = open_one
                done.append(open_one.number)
                open_one = None
            elif open_one is not None and line.get("void") == open_one.number:
                open_one = None
            forgotten.update(line.get("forgotten", ()))
            told.update(line.get("told", ()))
        return Memory(tuple(entries[number] for number in done), open_one, frozenset(forgotten), frozenset(told))

    def _read(self) -> Iterator[dict[str, Any]]:
        try:
            text = self._lines.read_bytes().decode("utf-8", errors="replace")
        except OSError:
            return
        for line in text.split("\n"):
            with suppress(ValueError):
                found = json.loads(line)
                if isinstance(found, dict):
                    yield found

    def head(self) -> tuple[int, str]:
        """The number of the last finished entry and the digest that the file had then; (0, "") when that is not known."""
        try:
            number, _, name = self._head.read_text(encoding="ascii").partition(" ")
            return int(number), name
        except (OSError, ValueError):
            return 0, ""

    def intend(self, entry: Entry) -> None:
        """Write down what is about to happen, and wait for the disk. Raises OSError."""
        self._append(_data(entry))

    def confirm(self, entry: Entry) -> None:
        """Write down that it happened. Raises OSError."""
        self._append({"done": entry.number})
        temp = self._head.with_name("head.part")
        descriptor = os.open(temp, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{entry.number} {entry.after}")
        temp.replace(self._head)

    def void(self, entry: Entry) -> None:
        """Write down that it did not happen. Raises OSError."""
        self._append({"void": entry.number})

    def forget(self, numbers: Iterable[int]) -> None:
        """The loss of these entries is agreed to. Raises OSError."""
        self._append({"forgotten": sorted(numbers)})

    def tell(self, numbers: Iterable[int]) -> None:
        """The loss of these entries has been told; a journal that cannot be written tells again."""
        with suppress(OSError):
            self._append({"told": sorted(numbers)})

    def mend(self, now: str) -> None:
        """Settle the entry of a killed command by the digest of the file as it is now. Raises OSError.

        It happened when the file is what it was to become; also when the file is neither, for then somebody changed it since,
        and the lines themselves tell later whether they can be taken back.
        """
        entry = self.memory().open
        if entry is None:
            return
        if now == entry.before:
            self.void(entry)
        else:
            self.confirm(entry)

    def _append(self, line: dict[str, Any]) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_CREAT | os.O_RDWR | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(self._lines, flags, 0o600)
        try:
            data = json.dumps(line, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
            if not _ends_with_a_line(descriptor):
                data = b"\n" + data
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    # Whole old texts

    def keep(self, data: bytes) -> None:
        """Keep a whole text, unless it is large or the disk refuses; the oldest make room."""
        if len(data) > MOST_TEXT:
            return
        place = self._texts / digest(data)
        with suppress(OSError):
            self._texts.mkdir(mode=0o700, parents=True, exist_ok=True)
            if place.exists():
                os.utime(place)
                return
            temp = place.with_name(f"{place.name}.part")
            descriptor = os.open(temp, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            temp.replace(place)
            self._make_room()

    def text(self, name: str) -> bytes | None:
        """The whole text of that digest, if it is still kept and whole."""
        try:
            data = (self._texts / name).read_bytes()
        except OSError:
            return None
        return data if digest(data) == name else None

    def _make_room(self) -> None:
        texts = sorted(((path.stat().st_mtime_ns, path.stat().st_size, path) for path in self._texts.iterdir()), reverse=True)
        total = 0
        for _, size, path in texts:
            total += size
            if total > MOST_TEXTS:
                path.unlink()


def _ends_with_a_line(descriptor: int) -> bool:
    if os.fstat(descriptor).st_size == 0:
        return True
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1) == b"\n"


def _data(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "when": entry.when,
        "verb": entry.verb,
        "say": entry.say,
        "jobs": list(entry.jobs),
        "before": entry.before,
        "after": entry.after,
        "hunks": [[hunk.place, hunk.shift, hunk.above, hunk.old, hunk.new, hunk.below] for hunk in entry.hunks],
        "changes": [[change.job, change.summary, [_intent_data(one) for one in change.intents]] for change in entry.changes],
        "was": entry.was,
        "sort": entry.sort,
        "of": entry.of,
        "instead": entry.instead,
    }


def _entry(data: dict[str, Any]) -> Entry:
    return Entry(
        number=data["number"],
        when=data["when"],
        verb=data["verb"],
        say=data["say"],
        jobs=tuple(data["jobs"]),
        before=data["before"],
        after=data["after"],
        hunks=tuple(Hunk(place, shift, *(tuple(lines) for lines in parts)) for place, shift, *parts in data["hunks"]),
        changes=tuple(Change(job, tuple(_intent(one) for one in intents), summary) for job, summary, intents in data["changes"]),
        was=tuple(tuple(found) for found in data["was"]),
        sort=data["sort"],
        of=data["of"],
        instead=tuple(data["instead"]),
    )


def _intent_data(intent: Intent) -> list[Any]:
    return ["put" if isinstance(intent, Put) else "append", list(intent.path), _value_data(intent.value)]


def _intent(data: Sequence[Any]) -> Intent:
    sort, path, value = data
    return (Put if sort == "put" else Append)(tuple(path), _value(value))


def _value_data(value: object) -> Any:
    """JSON for a value, a Bare as `{"bare": text}` and a mapping as a list of pairs under `"map"`."""
    if isinstance(value, Bare):
        return {"bare": str(value)}
    if isinstance(value, dict):
        return {"map": [[key, _value_data(inner)] for key, inner in value.items()]}
    if isinstance(value, list | tuple):
        return [_value_data(inner) for inner in value]
    return value


def _value(data: Any) -> object:
    if isinstance(data, dict):
        return Bare(data["bare"]) if "bare" in data else {key: _value(inner) for key, inner in data["map"]}
    if isinstance(data, list):
        return [_value(inner) for inner in data]
    return data


# One write and its lines in the journal


class Record:
    """What the journal is told of one write, step by step: `note` inside the lock, `begin` before the swap, then how it ended.

    `journal` is None where no state folder is known; `when` and `verb` are as in `Entry`.
    """

    def __init__(self, journal: Journal | None, *, when: str, verb: str) -> None:
        self.journal, self.when, self.verb = journal, when, verb
        self.memory: Memory | None = None  # known only when the file is not as the last command left it
        self._noted: dict[str, Any] = {}
        self._entry: Entry | None = None

    def open(self, now: bytes) -> None:
        """Settle what a killed command left open when the file is not as the last finished command left it."""
        if self.journal is None or self.journal.head()[1] == digest(now):
            return
        with suppress(OSError):
            self.journal.mend(digest(now))
        self.memory = self.journal.memory()

    def known(self) -> Memory:
        """What the journal holds, read once."""
        if self.memory is None:
            self.memory = self.journal.memory() if self.journal is not None else Memory()
        return self.memory

    def note(
        self,
        say: str,
        jobs: Sequence[str],
        *,
        changes: Sequence[Change] = (),
        was: Sequence[tuple[object, ...]] = (),
        sort: str = DO,
        of: int | None = None,
        instead: Iterable[int] = (),
    ) -> None:
        """What this write is, as soon as it is decided; a later note replaces an earlier one."""
        self._noted = {
            "say": say,
            "jobs": tuple(jobs),
            "changes": tuple(changes),
            "was": tuple(was),
            "sort": sort,
            "of": of,
            "instead": tuple(instead),
        }

    def begin(self, before: bytes, after: bytes) -> list[str]:
        """The intent, on disk. Warnings when this machine lets nothing be remembered; other failures of the disk are raised."""
        if self.journal is None:
            return ["this change cannot be taken back later: no home folder is known to keep a journal in."]
        hunks = hunks_between(before.decode("utf-8"), after.decode("utf-8"))
        number = self.journal.head()[0] + 1 if self.memory is None else self.memory.next_number
        self._entry = Entry(number, self.when, self.verb, before=digest(before), after=digest(after), hunks=hunks, **self._noted)
        try:
            self.journal.intend(self._entry)
        except OSError as error:
            self._entry = None
            if error.errno in NOT_ALLOWED:
                return [f"this change cannot be taken back later: {self.journal.folder} cannot be written."]
            raise
        return []

    def finish(self, after: bytes) -> None:
        """The change is in the file. What fails from here on is mended by the next command."""
        if self.journal is not None and self._entry is not None:
            with suppress(OSError):
                self.journal.confirm(self._entry)
            self.journal.keep(after)

    def cancel(self) -> None:
        """The change is not in the file."""
        if self.journal is not None and self._entry is not None:
            with suppress(OSError):
                self.journal.void(self._entry)
        self._entry = None
