"""The memory of every command that wrote: what it said, which lines it changed, and how to take it back."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
import sys
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from backlog_cli.errors import FileLocked
from backlog_cli.rules.change import Append, Bare, Change, Put
from backlog_cli.store.journal.gap import clear_gap, gaps_in, gone_in, leave_gap, put_back_gap
from backlog_cli.store.journal.hunks import Hunk, HunkConflict, carried_out, exactly, hunks_between
from backlog_cli.store.journal.status import HEAD, LINES, LOOKED, bytes_at, bytes_or_error, head_of, looked_mark
from backlog_cli.store.paths import CAREFUL
from backlog_cli.store.yaml.encoding import BOM
from backlog_cli.store.yaml.problems import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from backlog_cli.rules.change import Intent

MOST_TEXTS = 20 * 1024 * 1024  # bytes of whole old texts kept; the oldest go first
MOST_TEXT = 2 * 1024 * 1024  # a larger text is not kept whole, only its hunks are

# A state folder that is not ours to write: the change goes on, it only cannot be taken back.
NOT_ALLOWED = (
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG),
    *(errno.EEXIST, errno.EISDIR, errno.ENXIO),  # something else stands where the journal would be
)

DO, UNDO, REDO = "do", "undo", "redo"
MEND = "mend"  # an edit of a text that could not be read, which no undo brings back


class Entry(NamedTuple):
    """One command that wrote.

    `when` is its day, with the time if it had one, as text; `say` a sentence in the past tense; `jobs` whom it was about.
    `before` and `after` are the SHA-256 of the file's bytes. `sort` is do, undo, redo or mend, and `of` the number of the entry
    that an undo or redo is about. `changes` is what was meant, so that it can be made again, and `was` what each of their intents
    found before (`rules.recovery.lost_entries`). `effect` is the name of what it did to what the file says
    (`rules.recovery.effect`), and `instead` the lost entries that it put back. `gaps` are the marks of changes before it that
    nobody could write down.
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
    was: tuple[tuple[Sequence[object], ...], ...] = ()
    sort: str = DO
    of: int | None = None
    instead: tuple[int, ...] = ()
    effect: str = ""
    gaps: tuple[str, ...] = ()


class Memory(NamedTuple):
    """What the journal of one file holds. `open` is a last entry that nobody confirmed: its command was killed.

    `is_cut` says that after the last entry came a change that nobody could write down.
    """

    entries: tuple[Entry, ...] = ()
    open: Entry | None = None
    forgotten: frozenset[int] = frozenset()  # entries whose loss was agreed to
    told: frozenset[int] = frozenset()  # entries whose loss was told
    is_cut: bool = False

    @property
    def next_number(self) -> int:
        """The number of the next entry; they count from 1."""
        known = (*self.entries, *((self.open,) if self.open else ()))
        return max((entry.number for entry in known), default=0) + 1

    def by_number(self) -> dict[int, Entry]:
        """Every finished entry by its number."""
        return {entry.number: entry for entry in self.entries}

    def in_effect(self) -> tuple[Entry, ...]:
        """The commands that stand: done and not undone, or redone; oldest first.

        What was lost and then agreed to, put back by another command or taken out by hand stands no more.
        """
        done = self._stacks()[0]
        # What was put back once stands for itself no more, even when that was undone; what an edit took out returns with it.
        instead = (entry.instead for entry in self.entries if entry.changes or entry in done)
        # Nor does what was undone or moved away by a change that nobody could write down.
        gone = self.forgotten.union(*instead, gone_in(name for entry in self.entries for name in entry.gaps))
        return tuple(entry for entry in done if entry.number not in gone)

    def to_undo(self) -> tuple[Entry, ...]:
        """The commands that `undo` can take back, the next one last: those that stand, back to a change that is not known.

        Further back it would take an older command for the last one.
        """
        first = max((entry.number for entry in self.entries if entry.gaps), default=0)
        return () if self.is_cut else tuple(entry for entry in self.in_effect() if entry.number >= first)

    def to_redo(self) -> tuple[Entry, ...]:
        """The commands that `redo` can bring back, the next one last; none after a change that is not known."""
        return () if self.is_cut else tuple(self._stacks()[1])

    def passed_over(self, below: int) -> tuple[Entry, ...]:
        """The mends that an undo of entry `below` is the first to go past; of everything there is when `below` is 0."""
        done = [entry for entry in self.entries if entry.sort == MEND and entry.number > below]
        past = [entry for entry in self.entries if entry.sort == UNDO and entry.of is not None]
        return tuple(mend for mend in done if not any(undo.number > mend.number > (undo.of or 0) for undo in past))

    def is_edited_since(self, entry: Entry, now: bytes) -> bool:
        """Whether the file, which is `now`, was changed by somebody else than commands since this entry was written."""
        after = entry.after
        for later in self.entries:
            if later.number > entry.number:
                if later.before != after:
                    return True
                after = later.after
        return digest(now) != after

    def _stacks(self) -> tuple[list[Entry], list[Entry]]:
        done: list[Entry] = []
        undone: list[Entry] = []
        for entry in self.entries:
            if entry.sort == DO:
                done.append(entry)
                undone.clear()  # a new command ends what could be redone
            elif entry.sort == MEND:
                undone.clear()
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


_digests: list[tuple[bytes, str]] = []  # a write asks several times for the names of the same two texts


def digest(data: bytes) -> str:
    """The name of a text: its SHA-256 in hex."""
    for known, name in _digests:
        if known == data:  # a tenth of what it takes to work out the name
            return name
    name = hashlib.sha256(data).hexdigest()
    named(data, name)
    return name


def named(data: bytes, name: str) -> None:
    """The name of this text is known already."""
    _digests[:] = [*_digests[-2:], (data, name)]


def text_of(data: bytes) -> str:
    """The file's text as hunks see it: without a byte-order mark; bytes that are no text come back as they were."""
    return data.removeprefix(BOM).decode("utf-8", errors="surrogateescape")


def bytes_like(text: str, data: bytes) -> bytes:
    """The bytes of a text, with a byte-order mark when `data` begins with one."""
    return (BOM if data.startswith(BOM) else b"") + text.encode("utf-8", errors="surrogateescape")


def mark_turned(data: bytes) -> bytes:
    """The bytes with a byte-order mark when they have none, and without it when they have one."""
    return data.removeprefix(BOM) if data.startswith(BOM) else BOM + data


class Journal:
    """The journal of one file: a folder of its own in the user's state folder, readable by the user alone.

    `lines.jsonl` holds a line for every intent and every confirmation; a line that a kill or a power cut left half written, or
    that is not ours, is passed over. `head` holds the number of the last finished entry, the digest it left and how long
    `lines.jsonl` was then, so that a file that is still as the last command left it needs no look into the rest. `texts`
    holds whole old texts by their digest. `looked` says of one text and one length of `lines.jsonl` that nothing is lost.

    `locks` are the files that may serve as the lock of this file: they bear the mark of a change that could not be written
    down here (see `store.journal.gap`).
    """

    def __init__(self, folder: Path, locks: Sequence[Path] = ()) -> None:
        self.folder = folder
        self.locks = tuple(locks)
        self._lines = folder / LINES
        self._head = folder / HEAD
        self._texts = folder / "texts"
        self._looked = folder / LOOKED
        self._size = -1  # how long the lines were when they were read
        self.refused: OSError | None = None  # why the disk did not let the lines be read that are there

    def memory(self) -> Memory:
        """Everything the journal holds; nothing when it cannot be read."""
        done: dict[int, Entry] = {}
        open_one: Entry | None = None
        forgotten: set[int] = set()
        told: set[int] = set()
        for line in self._read():
            if "number" in line:
                entry = _entry(line)
                if entry is None:
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
            forgotten.update(_numbers(line.get("forgotten")))
            told.update(_numbers(line.get("told")))
        if open_one is not None:
            self._size = -1  # how it ended is yet to be settled
        return Memory(tuple(done.values()), open_one, frozenset(forgotten), frozenset(told))

    def _read(self) -> Iterator[dict[str, Any]]:
        found, self.refused = bytes_or_error(self._lines)
        self._size = len(found)
        for line in found.decode("utf-8", errors="replace").split("\n"):
            with suppress(ValueError, RecursionError):
                found = json.loads(line)
                if isinstance(found, dict):
                    yield found

    def head(self) -> tuple[int, str]:
        """The number of the last finished entry and the digest that the file had then; (0, "") when that is not known."""
        return head_of(self.folder)

    def gaps(self, now: bytes) -> tuple[str, ...]:
        """The changes that nobody could write down, by their marks. One that left the text as it was did not happen."""
        found = (gap for place in self.locks for gap in gaps_in(bytes_at(place)))
        return tuple(gap.name for gap in found if gap.before != digest(now))

    def clear_gaps(self) -> None:
        """The marks are no longer needed: an entry holds them."""
        for place in self.locks:
            if bytes_at(place):
                clear_gap(place)

    def looked_through(self, now: bytes) -> None:
        """Nothing of what was last read here is lost in this text; where that cannot be kept it is found out again."""
        if self.refused is None and self._size > 0:
            with suppress(OSError):
                descriptor = os.open(self._looked, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | CAREFUL, 0o600)
                try:
                    os.write(descriptor, looked_mark(digest(now), self._size))
                finally:
                    os.close(descriptor)

    def intend(self, entry: Entry) -> None:
        """Write down what is about to happen, and wait for the disk. Raises OSError."""
        self._append(_data(entry))

    def confirm(self, entry: Entry) -> None:
        """Write down that it happened. Raises OSError."""
        self._append({"done": entry.number})
        size = self._lines.stat().st_size
        temp = self._head.with_name("head.part")
        descriptor = os.open(temp, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(f"{entry.number} {entry.after} {size}".encode())
        os.replace(temp, self._head)

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

    def mend(self, now: bytes) -> None:
        """Settle the entry of a killed command by the file as it is now. Raises OSError.

        The file is what it was before: it did not happen. It is what was to become of it, or was edited since and still has
        the lines: it happened. Else nobody was told that it did, and it is not to be taken back.
        """
        entry = self.memory().open
        if entry is None:
            return
        if self._has_happened(entry, now):
            self.confirm(entry)
        else:
            self.void(entry)

    def settled(self, memory: Memory, now: bytes) -> Memory:
        """The memory as it will be once the entry of a killed command is mended, for commands that only read."""
        if memory.open is None:
            return memory
        happened = (memory.open,) if self._has_happened(memory.open, now) else ()
        return memory._replace(entries=(*memory.entries, *happened), open=None)

    def _has_happened(self, entry: Entry, now: bytes) -> bool:
        name = digest(now)
        if name in (entry.before, entry.after):
            return name == entry.after
        text, place = text_of(now), self.copy(entry.before)
        before = None if place is None else text_of(bytes_at(place))
        after = None if before is None else exactly(before, entry.hunks)
        if before is not None and after is not None and _apart(text, before) != _apart(text, after):
            return _apart(text, after) < _apart(text, before)
        try:
            carried_out(text, tuple(hunk.turned() for hunk in entry.hunks), is_strict=True)
        except HunkConflict:
            return False
        return True

    def _append(self, line: dict[str, Any]) -> None:
        self._make_folder()
        flags = os.O_CREAT | os.O_RDWR | os.O_APPEND | CAREFUL
        descriptor = os.open(self._lines, flags, 0o600)
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
            data = json.dumps(line, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
            if not _ends_with_a_line(descriptor):
                data = b"\n" + data
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            _sync(descriptor)
        finally:
            os.close(descriptor)
        if status.st_size == 0:
            # A new name is safe only when its folder is.
            _sync_folder(self.folder)
            _sync_folder(self.folder.parent)

    def _make_folder(self) -> None:
        # One by one: parents made on the way would be open to everybody.
        self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)

    # Whole old texts

    def keep(self, data: bytes) -> None:
        """Keep a whole text, unless it is large or the disk refuses; the oldest make room."""
        if len(data) > MOST_TEXT:
            return
        place = self._texts / digest(data)
        with suppress(OSError):
            self._make_folder()
            self._texts.mkdir(mode=0o700, exist_ok=True)
            if place.is_file() and place.stat().st_size == len(data):
                os.utime(place)
                return
            temp = place.with_name(f"{place.name}.part")
            descriptor = os.open(temp, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | CAREFUL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            os.replace(temp, place)
            self._make_room()

    def copy(self, name: str) -> Path | None:
        """Where the whole text of that digest is kept; None when it is not there any more, or not whole."""
        place = self._texts / name
        return place if digest(bytes_at(place)) == name else None

    def _make_room(self) -> None:
        texts = sorted(((path.stat().st_mtime_ns, path.stat().st_size, path) for path in self._texts.iterdir()), reverse=True)
        total = 0
        for _, size, path in texts:
            total += size
            if total > MOST_TEXTS:
                path.unlink()


def _apart(one: str, other: str) -> int:
    """How many lines only one of two texts holds, wherever they stand and however they end."""
    lines, others = (Counter(line.rstrip("\r\n") for line in lines_of(text)) for text in (one, other))
    return (lines - others).total() + (others - lines).total()


def _sync(descriptor: int) -> None:
    if sys.platform == "darwin":  # pragma: no cover - only macOS knows this call
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        return
    os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


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
        "hunks": [[hunk.place, hunk.shift, hunk.home, hunk.above, hunk.old, hunk.new, hunk.below] for hunk in entry.hunks],
        "changes": [[change.job, change.summary, [_intent_data(one) for one in change.intents]] for change in entry.changes],
        "was": entry.was,
        "sort": entry.sort,
        "of": entry.of,
        "instead": entry.instead,
        "effect": entry.effect,
        "gaps": list(entry.gaps),
    }


def _entry(data: dict[str, Any]) -> Entry | None:
    """The entry that a line holds; None when somebody else wrote it, or it was damaged."""
    try:
        return Entry(
            number=_is(int, data["number"]),
            when=_is(str, data["when"]),
            verb=_is(str, data["verb"]),
            say=_is(str, data["say"]),
            jobs=_texts(data["jobs"]),
            before=_is(str, data["before"]),
            after=_is(str, data["after"]),
            hunks=tuple(_hunk(*parts) for parts in _is(list, data["hunks"])),
            changes=tuple(_change(*parts) for parts in _is(list, data["changes"])),
            was=tuple(tuple(_is(list, one) for one in _is(list, found)) for found in _is(list, data["was"])),
            sort=_is(str, data["sort"]),
            of=None if data["of"] is None else _is(int, data["of"]),
            instead=tuple(_numbers(data["instead"])),
            effect=_is(str, data["effect"]),
            gaps=_texts(data.get("gaps", [])),
        )
    except (KeyError, TypeError, ValueError, RecursionError):
        return None


KindT = TypeVar("KindT")


def _is(kind: type[KindT], value: Any) -> KindT:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_is(str, one) for one in _is(list, value))


def _numbers(value: Any) -> list[int]:
    return [one for one in value if isinstance(one, int)] if isinstance(value, list) else []


def _hunk(place: Any, shift: Any, home: Any, *lines: Any) -> Hunk:
    above, old, new, below = map(_texts, lines)
    return Hunk(_is(int, place), _is(int, shift), above, old, new, below, home=_is(str, home))


def _change(job: Any, summary: Any, intents: Any) -> Change:
    made = tuple(_intent(one) for one in _is(list, intents))
    return Change(None if job is None else _is(str, job), made, _is(str, summary))


def _intent_data(intent: Intent) -> list[Any]:
    return ["put" if isinstance(intent, Put) else "append", list(intent.path), _value_data(intent.value)]


def _intent(data: Sequence[Any]) -> Intent:
    sort, path, value = data
    steps = tuple(step if isinstance(step, int) else _is(str, step) for step in _is(list, path))
    return (Put if sort == "put" else Append)(steps, _value(value))


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

    `journal` is None where no state folder is known; `when` and `verb` are as in `Entry`. `lock` is the descriptor of the lock
    that is held, None where there is none.

    What is promised: a change is either written down here before it is made, or refused (`FileBusy`, nothing changed, the
    cause and the path), with one exception: where the journal is not this user's to read or to write (NOT_ALLOWED) the change
    is made, and it says that it cannot be taken back. Of such a change a mark stays in the lock, which is there wherever a file
    can be written, and the next entry keeps the mark: `undo` and `redo` refuse to go further back than that, so that no older
    command is ever taken for the last one; and what the change took back or moved away is never told as lost. An edit by hand
    leaves no mark: what was written before it can be taken back.
    """

    def __init__(self, journal: Journal | None, *, when: str, verb: str) -> None:
        self.journal, self.when, self.verb = journal, when, verb
        self.memory: Memory | None = None  # known only when the file is not as the last command left it
        self.lock: int | None = None
        self.is_kept = True  # whether the write can be taken back; known once it has begun
        self.hunks: tuple[Hunk, ...] | None = None  # what changes, where that is known without comparing two whole texts
        self._number = 0  # of the next entry; 0 when it takes a look into the journal to tell
        self._gaps: tuple[str, ...] = ()
        self._mark: bytes | None = None  # what stood in the lock before this write was marked there
        self._noted: dict[str, Any] = {}
        self._entry: Entry | None = None

    def open(self, now: bytes) -> None:
        """Settle what a killed command left open when the file is not as the last finished command left it."""
        if self.journal is None:
            return
        self._gaps = self.journal.gaps(now)
        number, name = self.journal.head()
        if name == digest(now) and not self._gaps:
            self._number = number + 1
            return
        self._number, self.memory = 0, self._read()
        if self.memory.open is not None:
            with suppress(OSError):
                self.journal.mend(now)
            self.memory = self._read()

    def _read(self) -> Memory:
        if self.journal is None:
            return Memory()
        memory = self.journal.memory()
        known = {name for entry in memory.entries for name in entry.gaps}
        self._gaps = tuple(name for name in self._gaps if name not in known)
        return memory._replace(is_cut=bool(self._gaps), forgotten=memory.forgotten | gone_in(self._gaps))

    def settle(self, now: bytes) -> Memory:
        """What the journal holds, as the file shows how a killed command ended; for commands that write nothing."""
        if self.journal is not None:
            if self.memory is None:
                self._gaps = self.journal.gaps(now)
            self.memory = self.journal.settled(self.known(), now)
        return self.known()

    def known(self) -> Memory:
        """What the journal holds, read once."""
        if self.memory is None:
            self.memory = self._read()
        return self.memory

    def must_know(self, now: bytes | None = None) -> Memory:
        """The same for a command that cannot do without, settled by the file where that can be read (`now`).

        Raises FileBusy when there is a journal that cannot be read.
        """
        memory = self.known() if now is None else self.settle(now)
        if self.journal is not None and self.journal.refused is not None:
            raise FileLocked(self._refusal("read", self.journal.refused))
        return memory

    def _refusal(self, verb: str, error: OSError) -> str:
        cause = (error.strerror or type(error).__name__).lower()
        folder = None if self.journal is None else self.journal.folder
        return f"the journal in {folder} cannot be {verb}: {cause}. Nothing was changed."

    def note(
        self,
        say: str,
        jobs: Sequence[str],
        *,
        changes: Sequence[Change] = (),
        was: Sequence[tuple[Sequence[object], ...]] = (),
        sort: str = DO,
        of: int | None = None,
        instead: Iterable[int] = (),
        effect: str = "",
    ) -> None:
        """What this write is, as soon as it is decided; a later note replaces an earlier one."""
        self.hunks = None
        self._noted = {
            "say": say,
            "jobs": tuple(jobs),
            "changes": tuple(changes),
            "was": tuple(was),
            "sort": sort,
            "of": of,
            "instead": tuple(instead),
            "effect": effect,
        }

    def begin(self, before: bytes, after: bytes) -> list[str]:
        """The intent, on disk. A warning when the journal is not ours to keep; raises FileBusy for all else that stops it."""
        why = self._hindrance(before, after)
        self.is_kept = why is None
        if why is None:
            return []
        if self.lock is not None:
            self._mark = leave_gap(self.lock, digest(before), self._gone())
        return [f"this change cannot be taken back later: {why}."]

    def _hindrance(self, before: bytes, after: bytes) -> str | None:
        """Write the intent down; why that is not to be had here, None when it is done."""
        if self.journal is None:
            return "no home folder is known to keep a journal in"
        number = self._number or self.known().next_number
        if self.journal.refused is not None:  # then the next number is not known
            if self.journal.refused.errno not in NOT_ALLOWED:
                raise FileLocked(self._refusal("read", self.journal.refused))
            return f"{self.journal.folder} cannot be read"
        hunks = self.hunks or hunks_between(text_of(before), text_of(after))
        name, next_name = digest(before), digest(after)
        self._entry = Entry(
            number, self.when, self.verb, before=name, after=next_name, hunks=hunks, gaps=self._gaps, **self._noted
        )
        # First the text, then the intent: after a kill the two together tell whether it happened.
        self.journal.keep(before)
        try:
            self.journal.intend(self._entry)
        except OSError as error:
            if error.errno not in NOT_ALLOWED:
                raise FileLocked(self._refusal("written", error)) from None
            self._entry = None
            return f"{self.journal.folder} cannot be written"
        return None

    def finish(self, after: bytes) -> None:
        """The change is in the file. What fails from here on is mended by the next command."""
        if self.journal is not None and self._entry is not None:
            with suppress(OSError):
                self.journal.confirm(self._entry)
            self.journal.keep(after)
            self.journal.clear_gaps()

    def cancel(self) -> None:
        """The change is not in the file."""
        if self.journal is not None and self._entry is not None:
            with suppress(OSError):
                self.journal.void(self._entry)
        if self._mark is not None and self.lock is not None:
            with suppress(OSError):
                put_back_gap(self.lock, self._mark)
        self._entry, self._mark = None, None

    def _gone(self) -> frozenset[int]:
        """The entries that stand no more after this write: what it takes back, or takes out of the file."""
        sort, of, changes, instead = (self._noted[name] for name in ("sort", "of", "changes", "instead"))
        if sort == UNDO:
            return frozenset({of})
        if sort == REDO and (again := self.known().by_number().get(of)) is not None:
            changes, instead = again.changes, again.instead
        return frozenset(() if changes else instead)
