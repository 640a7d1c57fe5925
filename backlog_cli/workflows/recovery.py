"""Taking back: one command undone or redone, and what an older copy of the file lost put in again."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from backlog_cli.errors import BacklogError, BadFile, CannotEdit, FileLocked, UsageError
from backlog_cli.terms import count_with_noun
from backlog_cli.workflows.notices import lost_entries
from backlog_cli.workflows.past import tell_damage
from backlog_cli.workflows.read import document_of
from backlog_cli.workflows.write import Texts, WriteResult, commit, preview_write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.store.journal.entries import Entry
    from backlog_cli.store.journal.history import JournalState
    from backlog_cli.store.journal.hunks import Hunk
    from backlog_cli.store.journal.journal import Journal
    from backlog_cli.store.journal.record import JournalWriter
    from backlog_cli.store.load import LoadedFile
    from backlog_cli.workflows.read import BacklogSession, Document

ARCHIVE = "archive"  # the one command that writes two files
NOT_RECORDED = "couldn't be written to the journal when it was made"


def reverse_command(session: BacklogSession, *, is_redo: bool, dry_run: bool, number: int = 1) -> WriteResult:
    """Take a command back, the newest when `number` is 1, or with `is_redo` do again what was last taken back.

    Raise UsageError when there is no such command, CannotEdit with the difference where its lines have changed since, or with
    the newer commands that depend on it.
    """
    readable_document(session)
    reversal = Reversal(session, is_redo=is_redo, dry_run=dry_run, number=number)
    if dry_run:
        return preview_write(session, reversal.make)
    saved, warnings = commit(session, reversal.make, reversal.record)
    if saved.after == saved.before:
        return WriteResult(("The file says that already. Nothing was changed.",))
    lines = tuple(reversal.lines())
    if reversal.entry.verb == ARCHIVE:
        from backlog_cli.workflows.archiving import take_out_of_archives

        more, problems = take_out_of_archives(session, reversal.entry.homes)
        lines, warnings = (*lines, *more), (*warnings, *problems)
    texts, way_back = Texts(saved.before, saved.after), "undo" if is_redo else "redo"
    return WriteResult(lines, is_written=True, warnings=warnings, texts=texts, way_back=way_back)


def command_to_redo(session: BacklogSession) -> Entry | None:
    """Return the entry that `redo` would do again, None when there is none."""
    undone = session.new_record().require_state(current_bytes(session)).to_redo()
    return undone[-1] if undone else None


class Reversal:
    """Makes the file's bytes without one command (or with it again), and keeps which entry that was."""

    entry: Entry

    def __init__(self, session: BacklogSession, *, is_redo: bool, dry_run: bool, number: int = 1) -> None:
        self.session, self.is_redo, self.dry_run, self.number = session, is_redo, dry_run, number
        self.record = session.new_record()
        self._is_as_left = True
        self._unreadable: list[str] = []

    def make(self, before: bytes) -> bytes:
        """Return the bytes after the reversal. Raise as `reverse_command`."""
        from backlog_cli.store.archive.marker import begin_transfer
        from backlog_cli.store.journal.entries import REDO, UNDO, digest

        tell_damage(self.session)
        entry, after, self._unreadable = self._next(before)
        if entry.verb == ARCHIVE and not self.dry_run:
            begin_transfer(self.session.path, environ=self.session.environ)
        undo = self._undo_of(entry) if self.is_redo else None
        self.entry, self._is_as_left = entry, digest(before) == (undo.after if undo else entry.after)
        word = "redid" if self.is_redo else "took back"
        self.record.describe(f"{word}: {entry.say}", entry.homes, sort=REDO if self.is_redo else UNDO, of=entry.number)
        return after

    def lines(self) -> Iterator[str]:
        """Say what was taken back or done again, and what stays."""
        word = "Redone" if self.is_redo else "Taken back"
        if not self.is_redo:
            yield from skipped_edits(self.record, self.entry.number)
        yield f"{word}: {entry_line(self.entry)}"
        yield from (f"{label} cannot be read again, as before: backlog check" for label in self._unreadable)
        if not self._is_as_left:
            yield "Everything changed since then stays."

    def _next(self, before: bytes) -> tuple[Entry, bytes, list[str]]:
        """The entry that is meant, the bytes without or with it, and what can be read no more then."""
        candidates = _candidate_entries(self.record, before, is_redo=self.is_redo)
        if self.number > 1:
            return self._numbered(before, candidates)
        for entry in candidates:
            undo = self._undo_of(entry) if self.is_redo else None
            after, unreadable = reversed_bytes(before, entry, self.session.path.name, is_redo=self.is_redo, undo=undo)
            if after != before:
                return entry, after, unreadable
            # An edit of line ends, or of a mark at the top, that has been undone by hand since: the one below it is meant.
        raise UsageError("the file reads that way already.")

    def _undo_of(self, entry: Entry) -> Entry | None:
        """The entry that took this one back; where that was done while newer ones stayed, it alone knows the lines."""
        from backlog_cli.store.journal.entries import UNDO

        entries = self.record.journal_state().entries
        return next((one for one in reversed(entries) if one.sort == UNDO and one.of == entry.number), None)

    def _numbered(self, before: bytes, candidates: tuple[Entry, ...]) -> tuple[Entry, bytes, list[str]]:
        """As `_next`, for the command of that number among them, newest first, while the newer ones stay."""
        if self.number > len(candidates):
            known = "only number 1 is" if len(candidates) == 1 else f"the numbers go from 1 to {len(candidates)}"
            raise UsageError(f"there's no number {self.number} to take back: {known}. `backlog history` lists them.")
        newer, entry = candidates[: self.number - 1], candidates[self.number - 1]
        name = self.session.path.name
        try:
            after, unreadable = reversed_bytes(before, entry, name, is_redo=False)
        except CannotEdit:
            if entry.is_purged:
                raise
            if depending := depending_entries(before, entry, newer, name):
                raise CannotEdit(_dependence_message(entry, depending, newer)) from None
            raise
        if after == before:
            raise UsageError("the file reads that way already.")
        return entry, after, unreadable


def depending_entries(before: bytes, entry: Entry, newer: Sequence[Entry], name: str) -> tuple[Entry, ...]:
    """Return the newer entries that keep an entry from being taken back alone: without them it could be.

    Where no one of them is enough, all of its homes are returned.
    """

    def without(text: bytes, one: Entry) -> bytes | None:
        with suppress(CannotEdit):
            return reversed_bytes(text, one, name, is_redo=False)[0]
        return None

    def is_in_the_way(one: Entry) -> bool:
        text = without(before, one)
        return text is not None and without(text, entry) is not None

    return tuple(filter(is_in_the_way, newer)) or tuple(one for one in newer if set(one.jobs) & set(entry.jobs))


def _dependence_message(entry: Entry, depending: Sequence[Entry], newer: Sequence[Entry]) -> str:
    numbers = {one.number: n for n, one in enumerate(newer, 1)}
    lines = "\n".join(f"  {numbers[one.number]}  {entry_line(one)}" for one in depending)
    first = numbers[depending[0].number]
    return (
        f"this can't be taken back alone: {entry_line(entry)}\n"
        f"What was written since depends on it:\n{lines}\n"
        f"Take {'that' if len(depending) == 1 else 'those'} back first: backlog undo {first}"
    )


def readable_document(session: BacklogSession) -> Document:
    """Return the file as it stands; what it has lost is said. Raise BadFile that says how to go on."""
    try:
        return session.document()
    except BadFile as error:
        raise BadFile(
            f"{error.message}\nThe file has to be readable first. Fix these lines, or go back to an older "
            "version of the whole file: `backlog history` names the last one that was kept."
        ) from None


def backlog_or_none(session: BacklogSession) -> Backlog | None:
    """Return where every home is, None when that can't be read; what an older copy has lost is said, as by every command.

    The journal can be read anyway.
    """
    with suppress(BacklogError):
        return session.summaries().backlog
    return None


def current_bytes(session: BacklogSession) -> bytes | None:
    """Return what the file holds; None when it cannot be read."""
    from backlog_cli.store.file_contents import read_file

    with suppress(BacklogError):
        return read_file(session.path)
    return None


def _candidate_entries(record: JournalWriter, now: bytes, *, is_redo: bool) -> tuple[Entry, ...]:
    """What can be taken back or done again, the next one first. Raise UsageError when there is nothing."""
    memory = record.require_state(now)
    require_journal(record)
    entries = memory.to_redo() if is_redo else memory.to_undo()
    if entries:
        return entries[::-1]
    if memory.in_effect() and not is_redo:
        raise UsageError(f"next comes a change that {NOT_RECORDED}, so neither it nor anything before it can be taken back.")
    if is_redo and memory.is_cut:
        raise UsageError(f"the last change {NOT_RECORDED}, so what was undone before it can't be redone.")
    if is_redo:
        raise UsageError("there's nothing to redo: the last command wasn't an undo.")
    if passed := tuple(skipped_edits(record, 0)):
        raise UsageError("\n".join(("there's nothing to take back.", *passed)))
    raise UsageError("there's nothing to take back.")


NO_JOURNAL = "there's no journal for this file on this machine. No command has written to it here."


def require_journal(record: JournalWriter) -> Journal:
    """Return the journal of the file. Raise UsageError when there isn't one: then nothing can be said of what was written."""
    if record.journal is None:
        raise UsageError("there's no journal for this file: there's no folder to keep one in.")
    if not record.journal.is_there():
        raise UsageError(NO_JOURNAL)
    return record.journal


def skipped_edits(record: JournalWriter, below: int) -> Iterator[str]:
    """Say that an edit newer than the entry `below` stays: what it mended could not be read. Once, and where the old text is."""
    from backlog_cli.store.journal.texts import text_path

    for entry in record.journal_state().skipped_mends(below):
        kept = text_path(record.journal.folder, entry.before) if record.journal is not None else None
        yield f"Skipped: {entry_line(entry)}. The text before it couldn't be read{f', and is kept: {kept}' if kept else '.'}"


def reversed_bytes(
    before: bytes, entry: Entry, name: str, *, is_redo: bool, undo: Entry | None = None
) -> tuple[bytes, list[str]]:
    """Return the bytes with the entry's lines as they were, proved, and the entries of the file that can be read no more then.

    `undo` is the entry that took it back, for a redo.
    Raise CannotEdit, with the difference, where the lines have changed since.
    """
    from backlog_cli.store.editing.review import newly_unreadable
    from backlog_cli.store.journal.entries import decode_text, digest, encode_like
    from backlog_cli.store.journal.hunks import HunkConflict, apply_hunks
    from backlog_cli.store.load import load_without_jobs

    if entry.is_purged or (undo is not None and undo.is_purged):
        word = "done again" if is_redo else "taken back"
        raise CannotEdit(
            f"this can't be {word}: {entry_line(entry)}, so its lines aren't known anymore. "
            "Edit the file by hand. `backlog history` numbers the others; each can be taken back alone."
        )
    backwards = undo if is_redo else entry
    hunks = entry.hunks if backwards is None else tuple(hunk.reverse() for hunk in backwards.hunks)
    start, end = (entry.before, entry.after) if backwards is None else (backwards.after, backwards.before)
    exact = _exact_bytes(before, hunks, end) if digest(before) == start else None
    if exact is not None:
        old = load_without_jobs(before, name)
        return exact, [bad.label for bad in newly_unreadable(old, load_without_jobs(exact, name, like=old.source))]
    text = decode_text(before)
    try:
        # First the lines, then what they say: of a large file the two are too much to hold at once.
        after = encode_like(apply_hunks(text, hunks), before)
        old = load_without_jobs(before, name)
        new = load_without_jobs(after, name, like=old.source)
    except HunkConflict as lost:
        raise CannotEdit(_conflict_message(lost.hunk, text, entry, is_redo=is_redo)) from None
    except BadFile:
        raise CannotEdit(_conflict_message(hunks[0], text, entry, is_redo=is_redo)) from None
    made = (old.source.data, new.source.data) if is_redo else (new.source.data, old.source.data)
    worse = newly_unreadable(old, new)
    numbers = {*entry.jobs, *_new_numbers(entry)}
    # What the command mended in its own homes comes back; but no two open homes get one number, and no other home is hurt.
    is_hurt = any(bad.job not in numbers if bad.section == "jobs" else entry.effect for bad in worse)
    if is_hurt or _shared_numbers(new) - _shared_numbers(old) or not _is_effect_of(entry, *made):
        raise CannotEdit(_conflict_message(hunks[0], text, entry, is_redo=is_redo))
    return after, [bad.label for bad in worse]


def _exact_bytes(before: bytes, hunks: tuple[Hunk, ...], end: str) -> bytes | None:
    """The bytes with these hunks carried out where they stood, if those are the ones of the digest `end`."""
    from backlog_cli.store.journal.entries import decode_text, digest, encode_like, toggle_bom
    from backlog_cli.store.journal.hunks import apply_exactly

    text = apply_exactly(decode_text(before), hunks)
    if text is None:
        return None
    after = encode_like(text, before)
    return next((found for found in (after, toggle_bom(after)) if digest(found) == end), None)


def _new_numbers(entry: Entry) -> Iterator[str]:
    """The numbers that a command gave to homes."""
    intents = (intent for change in entry.changes for intent in change.intents)
    return (str(intent.value) for intent in intents if intent.path == ("job",))


def _shared_numbers(loaded: LoadedFile) -> Counter[str]:
    """How often more than once each number is that of an open home."""
    from backlog_cli.rules.home_key import is_open_home, raw_homes, raw_key

    keys = (raw_key(home) for home in raw_homes(loaded.source.data) if is_open_home(home))
    users = Counter(key.number for key in keys if key is not None)
    return Counter({number: count - 1 for number, count in users.items()})


def _is_effect_of(entry: Entry, without: object, after: object) -> bool:
    """Whether what the file says differs by just what the command did; of an edit by hand, in the homes it was about."""
    from backlog_cli.rules.recovery.effect import differences, effect_digest

    if entry.effect:
        return effect_digest(without, after) == entry.effect
    return {home for home, *_ in differences(without, after)} <= {None, *entry.jobs}


def _conflict_message(hunk: Hunk, text: str, entry: Entry, *, is_redo: bool) -> str:
    from backlog_cli.store.journal.hunks import nearest_lines

    word, was = ("done again", "It would change") if is_redo else ("taken back", "It left")
    wanted = [line.rstrip("\r\n") for line in hunk.old or (*hunk.above[-1:], *hunk.below[:1])]
    now = nearest_lines(text, hunk)
    lines = "\n".join([*(f"  - {line}" for line in wanted), "What's there now:", *(f"  + {line}" for line in now)])
    return (
        f"this can't be {word} anymore: {entry_line(entry)}\n"
        f"Its lines have been changed since. {was}:\n{lines}\nEdit the file by hand."
    )


def entry_line(entry: Entry) -> str:
    """Return one command as a line: when, who wrote if it wasn't the agent, whom it was about, what it did."""
    joint = ": " if entry.sentence == entry.say else ", "
    return f"{entry.when} {joint.join(filter(None, (entry.by, entry.sentence)))}"


# The list of what was written


def history_lines(memory: JournalState, entries: Iterable[Entry], steps: Mapping[int, int]) -> Iterator[str]:
    """Return a line for each entry, the steps of undo numbered, with a remark where undo passes over one."""
    passed = {mend.number for mend in memory.skipped_mends(0)}
    for entry in entries:
        stays = " (stays: the text before it could not be read)" if entry.number in passed else ""
        yield f"{steps.get(entry.number, ''):2} {entry_line(entry)}{stays}"


def undo_limits(memory: JournalState, record: JournalWriter, now: bytes | None, *, is_readable: bool) -> Iterator[str]:
    """Say what the numbers do not: where undo ends, what it passes over, and which whole texts are kept."""
    from backlog_cli.store.journal.texts import text_path

    steps = memory.to_undo()
    if not steps:
        yield "There's nothing to take back."
        yield from skipped_edits(record, 0)
    elif now is not None and memory.is_edited_since(steps[0], now):
        yield "What you changed by hand in between isn't an undo step: it stays."
    if len(steps) < len(memory.in_effect()):
        yield f"Then comes a change that {NOT_RECORDED}: undo ends there."
    copies = (
        [text_path(record.journal.folder, entry.after) for entry in memory.entries[::-1]] if record.journal is not None else []
    )
    newest = next(filter(None, copies), None)
    if newest is not None and is_readable:
        yield "Full copies of the last versions are kept too; `backlog where` names the folder."
    elif newest is not None:
        yield f"The whole text as the last command left it: {newest}"


# What an older copy lost


def put_back_lost(session: BacklogSession, *, dry_run: bool) -> WriteResult:
    """Put back what commands wrote and an older copy, saved over the file, has lost. Raise CannotEdit when that does no good."""
    recovery = LostEntriesRecovery(session)
    if dry_run:
        preview = preview_write(session, recovery.make)
        return preview._replace(lines=(f"Put back what {_command_count(recovery.count)} had written.",))
    saved, warnings = commit(session, recovery.make, recovery.record)
    if saved.after == saved.before:
        return WriteResult((recovery.nothing,))
    lines = (f"Put back what {_command_count(recovery.count)} had written.",)
    texts = Texts(saved.before, saved.after)
    return WriteResult(lines, is_written=True, can_undo=recovery.record.is_kept, warnings=warnings, texts=texts)


class LostEntriesRecovery:
    """Makes the file's bytes with all that commands wrote and the file no longer says, and counts those commands."""

    def __init__(self, session: BacklogSession) -> None:
        self.session, self.record, self.count = session, session.new_record(), 0
        self._is_damaged = False

    @property
    def nothing(self) -> str:
        """What to say where nothing is missing."""
        if self._is_damaged:
            return "Nothing is missing that the rest of the journal knows of."
        return "Nothing is lost: the file holds all that commands wrote."

    def make(self, before: bytes) -> bytes:
        """Return the bytes with what was lost. Raise CannotEdit when a home could not be read then."""
        from backlog_cli.rules.home_key import home_keys, home_marks
        from backlog_cli.rules.recovery.effect import effect_digest
        from backlog_cli.rules.recovery.lost_entries import renamed_key, values_before
        from backlog_cli.store.yaml.patch import apply_changes
        from backlog_cli.workflows.plan import keyed

        name = self.session.path.name
        loaded = document_of(before, name).loaded
        memory = self.record.require_state(before)
        require_journal(self.record)
        self._is_damaged = tell_damage(self.session)
        missing = lost_entries(memory, loaded.source.data)
        every = (change for parts in missing.values() for change in parts)
        # What the others call a home by is what it is called now: its other number comes last.
        changes = tuple(sorted(every, key=lambda change: renamed_key(change) is not None))
        self.count = len(missing)
        if not changes:
            return before
        after = apply_changes(loaded.source, changes)
        new = document_of(after, name, like=loaded.source).loaded
        if len(new.bad) > len(loaded.bad):
            raise CannotEdit("putting it back would leave a home that can't be read.")
        jobs = (change.job for change in changes if change.job is not None)
        homes = home_keys(jobs, loaded.source.data, new.source.data)
        self.record.describe(
            f"put back what {_command_count(len(missing))} had written",
            homes,
            changes=tuple(keyed(change, loaded.source.data) for change in changes),
            was=values_before(loaded.source.data, changes),
            instead=missing,
            effect=effect_digest(loaded.source.data, new.source.data),
            marks=home_marks(homes, new.source.data, loaded.source.data),
        )
        return after


def forget_lost(session: BacklogSession) -> WriteResult:
    """Agree that what an older copy lost will stay out. Raise FileLocked for a journal that can't be written."""
    record = session.new_record()
    memory, data = record.require_state(), readable_document(session).loaded.source.data
    journal = require_journal(record)
    tell_damage(session)
    missing = lost_entries(memory, data)
    if missing:
        try:
            journal.forget(missing)
        except OSError as error:
            raise FileLocked(f"{journal.folder} cannot be written: {(error.strerror or '').lower()}.") from None
    line = f"Agreed: {_command_count(len(missing))} will stay out." if missing else "There's nothing to forget."
    return WriteResult((line,))


def _command_count(count: int) -> str:
    return count_with_noun(count, "command")
