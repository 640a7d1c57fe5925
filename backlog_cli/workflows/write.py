"""Writing: from a decision to the file's new bytes, proved by reading them, and to what there is to say of it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BacklogError, UsageError
from backlog_cli.workflows.read import Document, document_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.change import Change
    from backlog_cli.rules.home_key import HomeKey
    from backlog_cli.store.files import Saved
    from backlog_cli.store.journal.record import Record
    from backlog_cli.workflows.read import BacklogSession
    from backlog_cli.workflows.single_job import SingleJobWriter

    Decide = Callable[[Document], "WritePlan"]


class WritePlan(NamedTuple):
    """What a writing command decided: the changes, and the sentences to say once they are in the file.

    `nothing` is said instead when the file needed no change.
    """

    changes: tuple[Change, ...]
    say: Callable[[Backlog], Iterable[str]]
    nothing: str = "It says so already; nothing needed to be changed."


class WriteResult(NamedTuple):
    """What became of a write: the `lines` to print, the `jobs` it was about, and whether `undo` takes it back.

    `diff` are the lines that would change, when nothing was to be written.
    """

    lines: tuple[str, ...]
    is_written: bool = False
    can_undo: bool = False
    jobs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    diff: str | None = None


class ReadWays(NamedTuple):
    """How a write sees the file: as it is, then as the decision makes it."""

    before: Callable[[bytes, str], Document]
    after: Callable[[Document, WritePlan, bytes, str], Document]


class Outcome(NamedTuple):
    """What became of a decision: it, the document before, the document after, and the bytes after."""

    plan: WritePlan
    before: Document
    page: Document
    after: bytes


def write_changes(
    session: BacklogSession, decide: Decide, *, dry_run: bool = False, single_job: str | None = None
) -> WriteResult:
    """Carry out what `decide` makes of the file as it is under the lock, or find the lines that it would change.

    `single_job` is the one home that the decision looks at and changes, if there is one: then the others need not be read.
    Raise what `decide` raises, UsageError when the outcome cannot stand in the file, FileLocked when it cannot be written.
    """
    record = session.new_record()
    writer = ChangeWriter(session, decide, record, None if dry_run else single_job)
    if dry_run:
        diff = preview(session, writer.make)
        return WriteResult(tuple(writer.outcome.plan.say(writer.outcome.page.backlog)), diff=diff)
    saved, warnings = commit(session, writer.make, record)
    plan, _, page, _ = writer.outcome
    if saved.after == saved.before:
        return WriteResult((plan.nothing,))
    jobs = tuple(dict.fromkeys(change.job for change in plan.changes if change.job is not None))
    lines = tuple(plan.say(page.backlog))
    with contextlib.suppress(Exception):  # what is not in the cache is worked out again
        writer.update_cache(saved.after)
    return WriteResult(lines, is_written=True, can_undo=record.is_kept, jobs=jobs, warnings=warnings)


def commit(session: BacklogSession, make: Callable[[bytes], bytes], record: Record) -> tuple[Saved, tuple[str, ...]]:
    """Put what `make` makes of the file in its place, by the write protocol. Return it with the warnings to print.

    `make` may be called again when somebody saves in between. Raise what it raises, and FileLocked.
    """
    from backlog_cli.store.files import replace, termination_stops

    with termination_stops():
        saved = replace(session.path, make, environ=session.environ, record=record)
        if saved.after == saved.before:
            return saved, ()
        session.is_saved = True
    return saved, (*saved.warnings, *_open_elsewhere(session))


def preview(session: BacklogSession, make: Callable[[bytes], bytes]) -> str:
    """Return the lines that a write would change."""
    from backlog_cli.store.paths import read
    from backlog_cli.store.yaml.patch import diff

    before = read(session.path)
    return diff(before, make(before))


def _open_elsewhere(session: BacklogSession) -> list[str]:
    """That an editor seems to have the file open: what it saves next would be older than what was just written."""
    from backlog_cli.store.sync_files import marks_beside

    path = session.path
    return [
        f"note: open in {editor} ({mark} lies beside {path.name}): load the file again there before you save."
        for editor, mark in marks_beside(path).items()
    ]


class ChangeWriter:
    """Makes the file's new bytes from a decision, and keeps its outcome, since the file may have to be read again."""

    outcome: Outcome

    def __init__(self, session: BacklogSession, decide: Decide, record: Record, single_job: str | None) -> None:
        # Loaded now: once the lock is taken, others wait for every moment of it.
        from backlog_cli.rules.recovery import effect, lost_entries  # noqa: F401
        from backlog_cli.store.yaml import patch  # noqa: F401

        self.session, self.decide, self.record = session, decide, record
        self._single = _single_job_writer(session, single_job)
        self._is_single = False

    def make(self, before: bytes) -> bytes:
        """Return the bytes after the decision. Raise what it raises, and UsageError when the outcome cannot be read."""
        is_known = self._single is not None and before == self.session.data()
        single = self._single.carry_out(before, self._carry_out, self.record) if is_known and self._single else None
        self._is_single = single is not None
        self.outcome = single or self._carry_out(before, WHOLE)
        return self.outcome.after

    def update_cache(self, after: bytes) -> None:
        """Let the cache know where the homes stand in the file as it is now."""
        from backlog_cli.store.journal.entries import digest

        if self._is_single and self._single is not None:
            self._single.save(self.session.cache, digest(after))
        else:
            self.session.update_cache(self.outcome.page, digest(after))

    def _carry_out(self, before: bytes, ways: ReadWays) -> Outcome:
        return carry_out(before, self.session.path.name, self.decide, self.record, ways)


def _single_job_writer(session: BacklogSession, job: str | None) -> SingleJobWriter | None:
    from backlog_cli.workflows.single_job import SingleJobWriter

    homes = session.cached() if job is not None else None
    key: HomeKey | None = homes.key_of(job) if homes is not None and job is not None else None
    return SingleJobWriter(homes, key) if homes is not None and key is not None else None


def carry_out(before: bytes, name: str, decide: Decide, record: Record, ways: ReadWays) -> Outcome:
    """Decide on the bytes of the file, and make the new ones. Raise UsageError when the outcome could not be read."""
    from backlog_cli.rules.recovery.effect import effect
    from backlog_cli.rules.recovery.lost_entries import was_of
    from backlog_cli.store.yaml.patch import applied

    page = ways.before(before, name)
    plan = decide(page)
    after = applied(page.source, plan.changes)
    next_page = ways.after(page, plan, after, name)
    data = page.source.data
    record.note(
        _sentence(plan.changes),
        [job for change in plan.changes for job in _jobs_of(change)],
        changes=plan.changes,
        was=was_of(data, plan.changes),
        effect=effect(data, next_page.source.data),
    )
    return Outcome(plan, page, next_page, after)


def _jobs_of(change: Change) -> Iterable[str]:
    """Whom a change is about, a home that it adds included."""
    if change.job is not None:
        return (change.job,)
    added = [intent.value for intent in change.intents if intent.path == ("jobs",)]
    return [str(home["job"]) for home in added if isinstance(home, dict) and "job" in home]


def _sentence(changes: Sequence[Change]) -> str:
    """What was done, for the history: the homes are named when there are several."""
    is_one = len({change.job for change in changes if change.job is not None}) < 2
    return "; ".join(f"{change.job}: {change.summary}" if change.job and not is_one else change.summary for change in changes)


def document_after(before: Document, plan: WritePlan, after: bytes, name: str) -> Document:
    """Return the file once the decision was carried out. Raise UsageError when that cannot stand in it."""
    page = document_of(after, name) if after != before.source.raw else before
    _refuse_harm(before, page, plan)
    return page


def _refuse_harm(before: Document, after: Document, plan: WritePlan) -> None:
    """No write may make a file that the next reading refuses, in whole or in part."""
    if len(after.loaded.bad) > len(before.loaded.bad):
        known = {(problem.job, problem.what) for problem in before.loaded.problems}
        new = [problem for problem in after.loaded.errors if (problem.job, problem.what) not in known]
        lines = "\n".join(f"  {problem.what}{f' - {problem.fix}' if problem.fix else ''}" for problem in new)
        raise UsageError(f"that cannot stand in the file; nothing was changed:\n{lines}")
    jobs = {summary.job for summary in after.backlog.jobs}
    gone = [change.job for change in plan.changes if change.job is not None and change.job not in jobs]
    if gone:
        raise BacklogError(f"job {gone[0]} could not be read back; nothing was changed.")


WHOLE = ReadWays(document_of, document_after)
