"""Moving old homes to the files of their years, and back: two files are written, and a kill between them is found out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.errors import BacklogError
from backlog_cli.workflows.notices import lost_entries
from backlog_cli.workflows.read import document_of
from backlog_cli.workflows.write import Texts, WriteResult, commit, preview_write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.home_key import HomeKey
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.store.archive.year_files import ArchiveWrite, TransferPlan
    from backlog_cli.store.journal.entries import Entry
    from backlog_cli.workflows.read import BacklogSession, Document

    HomeSelector = Callable[[Backlog], Sequence[JobSummary]]
    Staying = Callable[[Backlog], Iterable[str]]


def move_to_archive(
    session: BacklogSession, choose: HomeSelector, staying: Staying = lambda _backlog: (), *, dry_run: bool, of: int | None = None
) -> WriteResult:
    """Write the archives, then the file without the homes; when the file cannot be written, the archives are taken back.

    `staying` says what is not old enough yet. `of` is the number of the entry that is done again. Raise FileLocked, CannotEdit.
    """
    move = ArchiveMove(session, choose, staying, of)
    if dry_run:
        preview = preview_write(session, move.plan_bytes)
        return preview._replace(lines=tuple(move.lines()))
    return move.carry_out()


def archive_again(session: BacklogSession, entry: Entry, *, dry_run: bool) -> WriteResult:
    """Move homes whose move was taken back: what the journal keeps of it holds again."""
    from backlog_cli.rules.changes.archive import require_archivable

    def choose(backlog: Backlog) -> list[JobSummary]:
        return [require_archivable(home) for home in backlog.jobs if home.key in entry.homes]

    return move_to_archive(session, choose, dry_run=dry_run, of=entry.number)


class ArchiveMove:
    """One move of homes into archives; keeps what was planned and which archives were written so far."""

    plan: TransferPlan
    document: Document

    def __init__(self, session: BacklogSession, choose: HomeSelector, staying: Staying, of: int | None) -> None:
        self.session, self.choose, self.staying, self.of = session, choose, staying, of
        self.record = session.new_record()
        self._written: list[ArchiveWrite] = []
        self._warnings: tuple[str, ...] = ()

    def carry_out(self) -> WriteResult:
        """Write both files. Raise what keeps the second from being written, with the first as it was if that can be done."""
        from backlog_cli.store.archive.marker import end_transfer

        session = self.session
        try:
            saved, warnings = commit(session, self.make, self.record)
        except BaseException:
            if not session.is_saved:
                self._take_back()
            raise
        end_transfer(session.path, environ=session.environ)
        lines, warnings = tuple(self.lines()), (*warnings, *self._warnings)
        if saved.after == saved.before:
            return WriteResult(lines, warnings=warnings)
        texts = Texts(saved.before, saved.after)
        return WriteResult(lines, is_written=True, can_undo=self.record.is_kept, warnings=warnings, texts=texts)

    def plan_bytes(self, before: bytes) -> bytes:
        """Return the bytes without the homes to move, and without those that a killed command left in both files."""
        from backlog_cli.rules.changes.archive import ended_day
        from backlog_cli.store.archive.year_files import archives_with_duplicates, plan_transfer

        path = self.session.path
        document = document_of(before, path.name)
        keys = {summary.job: summary.key for summary in document.backlog.jobs}
        years = {} if self.of is not None else dict.fromkeys(archives_with_duplicates(path, keys), 0)
        years |= {found.job: day.year for found in self.choose(document.backlog) if (day := ended_day(found)) is not None}
        self.document, self.plan = document, plan_transfer(path, document.loaded.source, years)
        return self.plan.after

    def make(self, before: bytes) -> bytes:
        """Write the archives, and return the bytes of the file without the homes."""
        from backlog_cli.store.archive.marker import begin_transfer
        from backlog_cli.store.archive.year_files import restore_archive, write_archives

        environ = self.session.environ
        while self._written:
            restore_archive(self._written.pop(), environ=environ)
        after = self.plan_bytes(before)
        if self.plan.jobs:
            # What commands wrote of these homes leaves with them; who cannot tell what that is would have it told as lost.
            self.record.require_state()
            begin_transfer(self.session.path, environ=environ)
            self._warnings = tuple(write_archives(self.plan, self._written, environ=environ))
            self._note()
        return after

    def lines(self) -> Iterable[str]:
        """Say which homes moved where, and which are not old enough yet."""
        from backlog_cli.views.terminal.ending import archive_lines

        return (
            *archive_lines(self.plan.jobs_by_archive(), self.plan.halfway, self.document.backlog),
            *self.staying(self.document.backlog),
        )

    def _take_back(self) -> None:
        """Take the homes out of the archives again, or say where they are twice."""
        from backlog_cli.store.archive.marker import end_transfer
        from backlog_cli.store.archive.year_files import restore_archive

        path, environ = self.session.path, self.session.environ
        left = [shelf.path.name for shelf in self._written if not restore_archive(shelf, environ=environ)]
        if not left:
            end_transfer(path, environ=environ)
            return
        self.session.notify(f"homes are in {' and '.join(left)} already, and still in {path.name}; `backlog archive` finishes.")

    def _note(self) -> None:
        """Tell the journal. What commands wrote of these homes has left with them: it is not told as lost."""
        from backlog_cli.rules.home_key import home_keys
        from backlog_cli.rules.recovery.effect import effect_digest
        from backlog_cli.store.journal.entries import REDO
        from backlog_cli.store.yaml.source import read_source

        record, plan, source = self.record, self.plan, self.document.loaded.source
        homes = home_keys(plan.jobs, source.data)
        if self.of is not None:
            record.describe(f"redid: moved {', '.join(plan.jobs)}", homes, sort=REDO, of=self.of)
            return
        before, after = source.data, read_source(plan.after, source.name, like=source).data
        known = record.journal_state()
        gone = set(lost_entries(known, after)) - set(lost_entries(known, before))
        names = " and ".join(shelf.path.name for shelf in plan.shelves) or "their archive"
        record.describe(
            f"moved to {names}: {', '.join(plan.jobs)}", homes, instead=sorted(gone), effect=effect_digest(before, after)
        )


def take_out_of_archives(session: BacklogSession, keys: Sequence[HomeKey]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """After an undo put homes back into the file, take them out of the archives. Return what to say, and what went wrong."""
    from backlog_cli.rules.home_key import raw_home_names, raw_homes, raw_key
    from backlog_cli.store.archive.marker import end_transfer
    from backlog_cli.store.archive.year_files import remove_from_archives
    from backlog_cli.store.file_contents import read_file
    from backlog_cli.store.yaml.source import read_source

    path = session.path
    try:
        said = read_source(read_file(path), path.name).data
    except BacklogError as error:
        return (), (
            f"the change is in the file; {error.message}\nThe homes are still in their archives too: `backlog archive` finishes.",
        )
    named = zip(raw_home_names(said), raw_homes(said), strict=True)
    homes = {name: home for name, home in named if raw_key(home) in keys}
    names, problems = remove_from_archives(path, homes, environ=session.environ)
    if not problems:
        end_transfer(path, environ=session.environ)
    return tuple(f"Removed from {name} again." for name in names), tuple(
        f"the change is in the file; {line}" for line in problems
    )
