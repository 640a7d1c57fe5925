"""Writing: from a decision to the file on the disk, by the write protocol, and to what there is to say of it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.workflows.plan import WHOLE_FILE_READER, Outcome, ReadWays, carry_out, document_after, names_after
from backlog_cli.workflows.read import Document

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.home_key import HomeKey
    from backlog_cli.store.files import SaveResult
    from backlog_cli.store.journal.record import JournalWriter
    from backlog_cli.workflows.plan import Decide, WritePlan
    from backlog_cli.workflows.read import BacklogSession
    from backlog_cli.workflows.single_job import NewJobWriter, SingleJobWriter


class Texts(NamedTuple):
    """The file's bytes before a write and after it."""

    before: bytes
    after: bytes


class WriteResult(NamedTuple):
    """What became of a write: the `lines` to print, the `jobs` it was about, and whether `undo` takes it back.

    `diff` are the lines that would change, when nothing was to be written. `texts` is None where the file needed no change.
    `way_back` is the verb that takes it back where that is not the `undo` at the edge: what took something back itself.
    """

    lines: tuple[str, ...]
    is_written: bool = False
    can_undo: bool = False
    jobs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    diff: str | None = None
    texts: Texts | None = None
    way_back: str | None = None

    @property
    def undo(self) -> str | None:
        """The verb that takes it back; None when there is nothing to take back, or it can't be."""
        return "undo" if self.can_undo else self.way_back


def write_changes(
    session: BacklogSession,
    decide: Decide,
    *,
    dry_run: bool = False,
    single_job: str | None = None,
    new_job: str | None = None,
    beside: Backlog | None = None,
) -> WriteResult:
    """Carry out what `decide` makes of the file as it is under the lock, or find the lines that it would change.

    `single_job` is the one home that the decision looks at and changes, if there is one, `new_job` the number of the one that
    it adds, with those `beside` it: then the others need not be read.
    `beside` are all homes as the cache has them, for a decision and for what is said afterwards about others too.
    Raise what `decide` raises, UsageError when the outcome cannot be in the file, FileLocked when it cannot be written.
    """
    record, who = session.new_record(), session.writer()
    if who is not None:
        from backlog_cli.workflows.writer import sign_decision

        decide = sign_decision(decide, who)
    single = _framed_writer(session, single_job, new_job, beside)
    writer = ChangeWriter(session, decide if session.is_sure else without_private_numbers(decide), record, single, beside)
    if dry_run:
        preview = preview_write(session, writer.make)
        return preview._replace(lines=tuple(writer.outcome.plan.say(writer.backlog_after())))
    saved, warnings = commit(session, writer.make, record)
    plan, before, document, _ = writer.outcome
    if saved.after == saved.before:
        return WriteResult((plan.nothing,))
    jobs = tuple(names_after(plan, before, document).values())
    lines = tuple(plan.say(writer.backlog_after()))
    with contextlib.suppress(Exception):  # what is not in the cache is worked out again
        writer.update_cache(saved.after)
    texts = Texts(saved.before, saved.after)
    return WriteResult(lines, is_written=True, can_undo=record.is_kept, jobs=jobs, warnings=warnings, texts=texts)


def without_private_numbers(decide: Decide) -> Decide:
    """The same decision, refused with PrivateNumber when it would write what looks like a number that must not be kept."""
    from backlog_cli.store.checks.sensitive_numbers import refuse_private_numbers

    def decide_and_check(document: Document) -> WritePlan:
        plan = decide(document)
        refuse_private_numbers(plan.changes)
        return plan

    return decide_and_check


def commit(session: BacklogSession, make: Callable[[bytes], bytes], record: JournalWriter) -> tuple[SaveResult, tuple[str, ...]]:
    """Put what `make` makes of the file in its place, by the write protocol. Return it with the warnings to print.

    `make` may be called again when somebody saves in between. Raise what it raises, and FileLocked.
    """
    from backlog_cli.store.files import atomic_write, stop_on_termination

    record.by = session.writer() or ""
    with stop_on_termination():
        saved = atomic_write(session.path, make, environ=session.environ, record=record)
        if saved.after == saved.before:
            return saved, ()
        session.is_saved = True
        session.written_text = saved.after
        session.sentences += (record.sentence,) if record.sentence else ()
    return saved, (*saved.warnings, *_open_elsewhere(session))


def preview_write(session: BacklogSession, make: Callable[[bytes], bytes]) -> WriteResult:
    """Return a write that is only looked at: the lines that it would change, and nothing to say yet."""
    from backlog_cli.store.file_contents import read_file
    from backlog_cli.store.yaml.patch import line_diff

    before = read_file(session.path)
    after = make(before)
    return WriteResult((), diff=line_diff(before, after), texts=Texts(before, after))


def _open_elsewhere(session: BacklogSession) -> list[str]:
    """That an editor seems to have the file open: what it saves next would be older than what was just written."""
    from backlog_cli.store.sync_files import open_editors

    path = session.path
    return [
        f"note: open in {editor} ({mark} is next to {path.name}): reload the file there before you save."
        for editor, mark in open_editors(path).items()
    ]


class ChangeWriter:
    """Makes the file's new bytes from a decision, and keeps its outcome, since the file may have to be read again."""

    outcome: Outcome

    def __init__(
        self,
        session: BacklogSession,
        decide: Decide,
        record: JournalWriter,
        single: SingleJobWriter | NewJobWriter | None,
        beside: Backlog | None = None,
    ) -> None:
        # Loaded now: once the lock is taken, others wait for every moment of it.
        from backlog_cli.rules.recovery import effect, lost_entries  # noqa: F401
        from backlog_cli.store.yaml import patch  # noqa: F401

        self.session, self.decide, self.record = session, decide, record
        self._beside = beside
        self._single = single
        self._is_single = False

    def make(self, before: bytes) -> bytes:
        """Return the bytes after the decision. Raise what it raises, and UsageError when the outcome cannot be read."""
        is_known = before == self.session.data()
        single = self._single.carry_out(before, self._carry_out, self.record) if is_known and self._single else None
        self._is_single = single is not None
        ways = ReadWays(self._document_beside, document_after) if is_known and self._beside else WHOLE_FILE_READER
        self.outcome = single or self._carry_out(before, ways)
        return self.outcome.after

    def _document_beside(self, data: bytes, name: str) -> Document:
        from backlog_cli.store.yaml.source import read_source

        assert self._beside is not None
        return Document(read_source(data, name), self._beside)

    def backlog_after(self) -> Backlog:
        """Where every home is now; of a home that was written alone the others are those `beside` it, which hold it as it was."""
        if self._beside is None or not self._is_single or self._single is None:
            return self.outcome.document.backlog
        return self._single.backlog_after(self._beside, self.outcome)

    def update_cache(self, after: bytes) -> None:
        """Let the cache know where the homes are in the file as it is now."""
        from backlog_cli.store.journal.entries import digest

        if self._is_single and self._single is not None:
            self._single.save(self.session.cache, after, self.outcome)
        else:
            self.session.update_cache(self.outcome.document, digest(after))

    def _carry_out(self, before: bytes, ways: ReadWays) -> Outcome:
        return carry_out(before, self.session.path.name, self.decide, self.record, ways)


def _framed_writer(
    session: BacklogSession, job: str | None, new_job: str | None, beside: Backlog | None
) -> SingleJobWriter | NewJobWriter | None:
    """What writes the one home alone; None where it takes the whole file."""
    from backlog_cli.workflows.single_job import NewJobWriter, SingleJobWriter

    homes = session.cached() if job is not None or new_job is not None else None
    if homes is None:
        return None
    if new_job is not None:
        return NewJobWriter(homes, new_job, beside) if beside is not None else None
    key: HomeKey | None = homes.key_of(job) if job is not None else None
    return SingleJobWriter(homes, key) if key is not None else None
