"""One write and its lines in the journal, from the intent to how it ended."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from backlog_cli.errors import FileLocked
from backlog_cli.store.journal.entries import DO, REDO, UNDO, Entry, decode_text, digest, with_home
from backlog_cli.store.journal.gap import append_mark, restore_marks, superseded_entries
from backlog_cli.store.journal.history import JournalState
from backlog_cli.store.journal.hunks import Hunk, hunks_between
from backlog_cli.store.journal.journal import PERMISSION_ERRNOS, Journal
from backlog_cli.store.journal.texts import store_text
from backlog_cli.store.paths import error_cause

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlog_cli.rules.change import Change
    from backlog_cli.rules.home_key import HomeKey


class JournalWriter:
    """What the journal is told of one write, step by step: `note` inside the lock, `begin` before the swap, then how it ended.

    `journal` is None where no state folder is known; `when` and `verb` are as in `Entry`. `lock` is the descriptor of the lock
    that is held, None where there is none.

    What is promised: a change is either written down here before it is made, or refused (`FileLocked`, nothing changed, the
    cause and the path), with one exception: where the journal is not this user's to read or to write (NOT_ALLOWED) the change
    is made, and it says that it cannot be taken back. Of such a change a mark stays in the lock, which is there wherever a file
    can be written, and the next entry keeps the mark: `undo` and `redo` refuse to go further back than that, so that no older
    command is ever taken for the last one; and what the change took back or moved away is never told as lost. An edit by hand
    leaves no mark: what was written before it can be taken back.
    """

    def __init__(self, journal: Journal | None, *, when: str, verb: str) -> None:
        self.journal, self.when, self.verb = journal, when, verb
        self.memory: JournalState | None = None  # known only when the file is not as the last command left it
        self.lock: int | None = None
        self.is_kept = True  # whether the write can be taken back; known once it has begun
        self.hunks: tuple[Hunk, ...] | None = None  # what changes, where that is known without comparing two whole texts
        self._number = 0  # of the next entry; 0 when it takes a look into the journal to tell
        self._gaps: tuple[str, ...] = ()
        self._mark: bytes | None = None  # what stood in the lock before this write was marked there
        self._noted: dict[str, Any] = {}
        self._entry: Entry | None = None
        self.by = ""  # as in `Entry`

    def prepare(self, now: bytes) -> None:
        """Settle what a killed command left open when the file is not as the last finished command left it."""
        if self.journal is None:
            return
        self._gaps = self.journal.unrecorded_changes(now)
        number, name = self.journal.head()
        if name == digest(now) and not self._gaps:
            self._number = number + 1
            return
        self._number, self.memory = 0, self._load_state()
        if self.memory.open is not None:
            with suppress(OSError):
                self.journal.settle_interrupted(now)
            self.memory = self._load_state()

    def _load_state(self) -> JournalState:
        if self.journal is None:
            return JournalState()
        memory = self.journal.load()
        known = {name for entry in memory.entries for name in entry.gaps}
        self._gaps = tuple(name for name in self._gaps if name not in known)
        return memory._replace(is_cut=bool(self._gaps), forgotten=memory.forgotten | superseded_entries(self._gaps))

    def settle(self, now: bytes) -> JournalState:
        """What the journal holds, as the file shows how a killed command ended; for commands that write nothing."""
        if self.journal is not None:
            if self.memory is None:
                self._gaps = self.journal.unrecorded_changes(now)
            self.memory = self.journal.settled_state(self.journal_state(), now)
        return self.journal_state()

    def journal_state(self) -> JournalState:
        """What the journal holds, read once."""
        if self.memory is None:
            self.memory = self._load_state()
        return self.memory

    def require_state(self, now: bytes | None = None) -> JournalState:
        """The same for a command that cannot do without, settled by the file where that can be read (`now`).

        Raise FileLocked when there is a journal that cannot be read.
        """
        memory = self.journal_state() if now is None else self.settle(now)
        if self.journal is not None and self.journal.refused is not None:
            raise FileLocked(self._refusal("read", self.journal.refused))
        return memory

    def _refusal(self, verb: str, error: OSError) -> str:
        folder = None if self.journal is None else self.journal.folder
        return f"the journal in {folder} cannot be {verb}: {error_cause(error)}."

    def describe(
        self,
        say: str,
        homes: Sequence[HomeKey],
        *,
        changes: Sequence[Change] = (),
        was: Sequence[tuple[Sequence[object], ...]] = (),
        sort: str = DO,
        of: int | None = None,
        instead: Iterable[int] = (),
        effect: str = "",
        marks: Sequence[str] = (),
    ) -> None:
        """What this write is, as soon as it is decided; a later note replaces an earlier one."""
        self.hunks = None
        self._noted = {
            "say": say,
            "homes": tuple(homes),
            "changes": tuple(changes),
            "was": tuple(was),
            "sort": sort,
            "of": of,
            "instead": tuple(instead),
            "effect": effect,
            "marks": tuple(marks),
        }

    @property
    def sentence(self) -> str:
        """What this write is in a few words; empty while it isn't decided."""
        return with_home(self._noted["say"], [home.number for home in self._noted["homes"]]) if self._noted else ""

    def begin(self, before: bytes, after: bytes) -> list[str]:
        """The intent, on disk. A warning when the journal is not ours to keep; raise FileLocked for all else that stops it."""
        why = self._write_intent(before, after)
        self.is_kept = why is None
        if why is None:
            return []
        if self.lock is not None:
            self._mark = append_mark(self.lock, digest(before), self._superseded_entries())
        return [f"this change cannot be taken back later: {why}."]

    def _write_intent(self, before: bytes, after: bytes) -> str | None:
        """Write the intent down; why that is not to be had here, None when it is done."""
        if self.journal is None:
            return "there's no folder to keep a journal in"
        number = self._number or self.journal_state().next_number
        if self.journal.refused is not None:  # then the next number is not known
            if self.journal.refused.errno not in PERMISSION_ERRNOS:
                raise FileLocked(self._refusal("read", self.journal.refused))
            return f"{self.journal.folder} cannot be read"
        hunks = self.hunks or hunks_between(decode_text(before), decode_text(after))
        name, next_name = digest(before), digest(after)
        self._entry = Entry(
            number, self.when, self.verb, before=name, after=next_name, hunks=hunks, gaps=self._gaps, by=self.by, **self._noted
        )
        # First the text, then the intent: after a kill the two together tell whether it happened.
        store_text(self.journal.folder, before)
        try:
            self.journal.intend(self._entry)
        except OSError as error:
            if error.errno not in PERMISSION_ERRNOS:
                raise FileLocked(self._refusal("written", error)) from None
            self._entry = None
            return f"{self.journal.folder} cannot be written"
        return None

    def finish(self, after: bytes) -> None:
        """The change is in the file. What fails from here on is mended by the next command."""
        if self.journal is not None and self._entry is not None:
            with suppress(OSError):
                self.journal.confirm(self._entry)
            store_text(self.journal.folder, after)
            self.journal.clear_lock_marks()

    def cancel(self) -> None:
        """The change is not in the file."""
        if self.journal is not None and self._entry is not None:
            with suppress(OSError):
                self.journal.void(self._entry)
        if self._mark is not None and self.lock is not None:
            with suppress(OSError):
                restore_marks(self.lock, self._mark)
        self._entry, self._mark = None, None

    def _superseded_entries(self) -> frozenset[int]:
        """The entries that stand no more after this write: what it takes back, or takes out of the file."""
        sort, of, changes, instead = (self._noted[name] for name in ("sort", "of", "changes", "instead"))
        if sort == UNDO:
            return frozenset({of})
        if sort == REDO and (again := self.journal_state().by_number().get(of)) is not None:
            changes, instead = again.changes, again.instead
        return frozenset(() if changes else instead)
