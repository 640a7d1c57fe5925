"""What the journal of one file holds: the commands that stand, those to undo and those to redo."""

from __future__ import annotations

from typing import NamedTuple

from backlog_cli.store.journal.entries import DO, MEND, UNDO, Entry, digest
from backlog_cli.store.journal.gap import superseded_entries


class JournalState(NamedTuple):
    """What the journal of one file holds. `open` is a last entry that nobody confirmed: its command was killed.

    `is_cut` says that after the last entry came a change that nobody could write down.
    """

    entries: tuple[Entry, ...] = ()
    open: Entry | None = None
    forgotten: frozenset[int] = frozenset()  # entries whose loss was agreed to
    missing: frozenset[int] = frozenset()  # entries that the file no longer held when it was last compared
    told: frozenset[int] = frozenset()  # those of them whose loss a person has read
    is_cut: bool = False

    @property
    def next_number(self) -> int:
        """The number of the next entry; they count from 1."""
        known = (*self.entries, *((self.open,) if self.open else ()))
        return max((entry.number for entry in known), default=0) + 1

    @property
    def untold(self) -> frozenset[int]:
        """The entries that are missing, as far as nobody has read it yet."""
        return self.missing.intersection(entry.number for entry in self.in_effect()) - self.told

    def by_number(self) -> dict[int, Entry]:
        """Every finished entry by its number."""
        return {entry.number: entry for entry in self.entries}

    def in_effect(self) -> tuple[Entry, ...]:
        """The commands that stand: done and not undone, or redone; oldest first.

        What was lost and then agreed to, put back by another command or taken out by hand stands no more.
        """
        done = self._done_and_undone()[0]
        # What was put back once stands for itself no more, even when that was undone; what an edit took out returns with it.
        instead = (entry.instead for entry in self.entries if entry.changes or entry in done)
        # Nor does what was undone or moved away by a change that nobody could write down.
        gone = self.forgotten.union(*instead, superseded_entries(name for entry in self.entries for name in entry.gaps))
        return tuple(entry for entry in done if entry.number not in gone)

    def to_undo(self) -> tuple[Entry, ...]:
        """The commands that `undo` can take back, the next one last: those that stand, back to a change that is not known.

        Further back it would take an older command for the last one.
        """
        first = max((entry.number for entry in self.entries if entry.gaps), default=0)
        return () if self.is_cut else tuple(entry for entry in self.in_effect() if entry.number >= first)

    def to_redo(self) -> tuple[Entry, ...]:
        """The commands that `redo` can bring back, the next one last; none after a change that is not known."""
        return () if self.is_cut else tuple(self._done_and_undone()[1])

    def skipped_mends(self, below: int) -> tuple[Entry, ...]:
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

    def _done_and_undone(self) -> tuple[list[Entry], list[Entry]]:
        done: list[Entry] = []
        undone: list[Entry] = []
        for entry in self.entries:
            if entry.sort == DO:
                done.append(entry)
                undone.clear()  # a new command ends what could be redone
            elif entry.sort == MEND:
                undone.clear()
            elif entry.sort == UNDO:
                _move_entry(entry.of, done, undone)
            else:
                _move_entry(entry.of, undone, done)
        return done, undone


def _move_entry(number: int | None, source: list[Entry], target: list[Entry]) -> None:
    for place, entry in enumerate(source):
        if entry.number == number:
            target.append(source.pop(place))
            return
