"""The verb that moves old homes out of the file: archive, and how undo brings them back."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Annotated

from backlog_cli.cli.context import AppContext, page_of
from backlog_cli.cli.options import DRY, _jobs_offered, option_date
from backlog_cli.cli.output import print_error
from backlog_cli.cli.params import Argument, Option
from backlog_cli.errors import BacklogError, UsageError
from backlog_cli.terms import and_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from backlog_cli.cli.context import Document
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.store.archive.year_files import Plan, Shelf
    from backlog_cli.store.journal.entries import Entry
    from backlog_cli.store.journal.record import Record

    Choose = Callable[[Backlog], Sequence[JobSummary]]


def archive_(
    context: AppContext,
    job: Annotated[
        str | None, Argument(metavar="[JOB]", help="A home; every old one when left out.", autocompletion=_jobs_offered)
    ] = None,
    before: Annotated[
        str | None, Option("--before", metavar="DATE", help="Every home that closed or was cancelled before that day.")
    ] = None,
    dry_run: DRY = False,
) -> None:
    """Move old homes to a file of their year beside this one: closed over a year ago, or cancelled. They still count."""
    from backlog_cli.rules.changes.archive import named_to_archive, old_homes

    page = context.page()
    if job is not None and before is not None:
        raise UsageError("name one home, or a day with --before; not both.")
    if job is not None:
        number = named_to_archive(context.job(job, page, reading=False)).job
        _move(context, lambda backlog: [named_to_archive(backlog.job(number))], lambda _book: (), is_dry=dry_run)
        return
    day = option_date(context, before, "--before", days_off=page.backlog.policy.days_off, is_past=True) if before else None
    _move(
        context,
        lambda backlog: old_homes(backlog, before=day, today=context.today),
        lambda backlog: _staying(backlog, day, context.today),
        is_dry=dry_run,
    )


def again(context: AppContext, entry: Entry, *, is_dry: bool) -> None:
    """Move homes whose move was taken back: what the journal remembers of it stands again."""
    from backlog_cli.rules.changes.archive import named_to_archive

    def choose(backlog: Backlog) -> list[JobSummary]:
        return [named_to_archive(backlog.job(job)) for job in entry.jobs]

    _move(context, choose, lambda _book: (), is_dry=is_dry, of=entry.number)


def _staying(backlog: Backlog, before: date | None, today: date) -> Iterable[str]:
    from backlog_cli.rules.changes.archive import waiting_homes
    from backlog_cli.views.terminal.ending import staying_lines

    return staying_lines(waiting_homes(backlog, before=before, today=today), today=today)


def _move(
    context: AppContext, choose: Choose, staying: Callable[[Backlog], Iterable[str]], *, is_dry: bool, of: int | None = None
) -> None:
    """Write the archives, then the file without the homes; when the file cannot be written, the archives are taken back."""
    from backlog_cli.store.archive.marker import begin_transfer, end_transfer
    from backlog_cli.store.archive.year_files import shelved, unshelved
    from backlog_cli.views.terminal.ending import archive_lines
    from backlog_cli.views.terminal.messages import said

    path = context.found().path
    record = context.record()
    done: list[tuple[Plan, Document]] = []
    written: list[Shelf] = []
    warnings: list[str] = []

    def make(before: bytes) -> bytes:
        plan, page = _planned(context, choose, before, is_redo=of is not None)
        done[:] = [(plan, page)]
        return plan.after

    def make_and_shelve(before: bytes) -> bytes:
        while written:
            unshelved(written.pop(), environ=os.environ)
        after = make(before)
        plan, page = done[0]
        if plan.jobs:
            # What commands wrote of these homes leaves with them; who cannot tell what that is would have it told as lost.
            record.must_know()
            begin_transfer(path, environ=os.environ)
            warnings[:] = shelved(plan, written, environ=os.environ)
            _note(record, plan, page, of)
        return after

    def say() -> Iterable[str]:
        plan, page = done[0]
        return (*archive_lines(plan.shelves_by_name(), plan.halfway, page.backlog), *staying(page.backlog))

    if is_dry:
        context.rehearse(make, lambda: said(say(), context.screen()))
        return
    try:
        context.save(make_and_shelve, record, say, nothing=lambda: said(say(), context.screen()))
    except BaseException:
        if not AppContext.is_saved:
            left = [shelf.path.name for shelf in written if not unshelved(shelf, environ=os.environ)]
            if not left:
                end_transfer(path, environ=os.environ)
            else:
                print_error(f"homes stand in {and_list(left)} already, and still in {path.name}; `backlog archive` finishes.")
        raise
    end_transfer(path, environ=os.environ)
    for warning in warnings:
        print_error(warning)


def _planned(context: AppContext, choose: Choose, before: bytes, *, is_redo: bool) -> tuple[Plan, Document]:
    """What to move, and what a killed command left in both files. Raises as `store.archive.year_files.planned`."""
    from backlog_cli.rules.changes.archive import ended_day
    from backlog_cli.store.archive.year_files import doubled, planned

    path = context.found().path
    page = page_of(before, path.name)
    years = {} if is_redo else dict.fromkeys(doubled(path, page.loaded.places), 0)
    years |= {found.job: day.year for found in choose(page.backlog) if (day := ended_day(found)) is not None}
    return planned(path, page.loaded.source, years), page


def _note(record: Record, plan: Plan, page: Document, of: int | None) -> None:
    """Tell the journal. What commands wrote of these homes has left with them: it is not told as lost."""
    from backlog_cli.cli.commands.undo import lost_entries
    from backlog_cli.rules.recovery.effect import effect
    from backlog_cli.store.journal.entries import REDO
    from backlog_cli.store.yaml.source import read_source

    if of is not None:
        record.note(f"redid: moved {', '.join(plan.jobs)}", plan.jobs, sort=REDO, of=of)
        return
    before, after = page.loaded.source.data, read_source(plan.after, page.loaded.source.name).data
    known = record.known()
    gone = set(lost_entries(known, after)) - set(lost_entries(known, before))
    names = and_list([shelf.path.name for shelf in plan.shelves]) or "their archive"
    record.note(f"moved to {names}: {', '.join(plan.jobs)}", plan.jobs, instead=sorted(gone), effect=effect(before, after))


def brought_back(context: AppContext, jobs: Sequence[str]) -> None:
    """After an undo put homes back into the file: take them out of the archives, or say what to do by hand."""
    from backlog_cli.store.archive.marker import end_transfer
    from backlog_cli.store.archive.year_files import withdrawn
    from backlog_cli.store.paths import read
    from backlog_cli.store.yaml.source import read_source

    path = context.found().path
    try:
        every = read_source(read(path), path.name).data.get("jobs")
    except BacklogError as error:
        print_error(
            f"the change is saved; {error.message}\nThe homes still stand in their archives as well: `backlog archive` finishes."
        )
        return
    homes = {str(job.get("job")): job for job in (every if isinstance(every, list) else ()) if isinstance(job, dict)}
    left, told = withdrawn(path, {job: homes[job] for job in jobs if job in homes}, environ=os.environ)
    for name in left:
        context.say(f"Taken out of {name} again.")
    for line in told:
        print_error(f"the change is saved; {line}")
    if not told:
        end_transfer(path, environ=os.environ)


def tell_halfway(context: AppContext, jobs: Sequence[str]) -> None:
    """Say which of these homes a killed command left in the file and in an archive."""
    from backlog_cli.store.archive.year_files import doubled

    path = context.found().path
    with contextlib.suppress(BacklogError):
        for job, archive in doubled(path, jobs).items():
            print_error(f"{job} stands in both {path.name} and {archive}; `backlog archive` finishes.")
