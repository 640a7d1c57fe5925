"""Exporting tables for a warehouse: file after file, so that thousands of them take no more memory than the largest one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BadFile, UsageError
from backlog_cli.workflows.export import ExportKind
from backlog_cli.workflows.many_files import iter_backlogs
from backlog_cli.workflows.read import archived_homes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from backlog_cli.dates.values import Moment
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.store.table_folder import TableFile, TableWriter
    from backlog_cli.views.data.warehouse import ExportedHome
    from backlog_cli.views.data.warehouse_data import WarehouseReport
    from backlog_cli.views.tracker import Audience
    from backlog_cli.workflows.many_files import FileReading
    from backlog_cli.workflows.read import BacklogSession

MOST_TOLD = 20  # sentences about what couldn't be read


class SourceHomes(NamedTuple):
    """What is read of one file: its backlog as the cache knows it, and the homes of its archives."""

    backlog: Backlog
    archived: Sequence[JobSummary]


class WarehouseQuestion(NamedTuple):
    """What is to be exported: as JSON lines or as Parquet, for whom, and which homes (all without terms)."""

    kind: ExportKind
    audience: Audience
    terms: tuple[str, ...] = ()
    is_all: bool = False


class _Tally:
    """What is counted while the files go by."""

    def __init__(self, left_out: Sequence[str]) -> None:
        self.homes = self.read = self.troubles = 0
        self.left_out = list(left_out)
        self.told: list[str] = []

    def add_trouble(self, sentence: str) -> None:
        self.troubles += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(sentence)


def source_names(paths: Sequence[Path]) -> list[str]:
    """Return what each file is called in the tables: its path below the folder that all of them share; its own name alone."""
    places = [path.absolute() for path in paths]
    shared = os.path.commonpath([place.parent for place in places]) if places else ""
    return [Path(os.path.relpath(place, shared)).as_posix() for place in places]


def _read(session: BacklogSession) -> SourceHomes:
    """Raise BacklogError."""
    found = session.summaries()
    return SourceHomes(found.backlog, archived_homes(session.path, found)[1])


def export_warehouse(
    paths: Sequence[Path],
    asked: WarehouseQuestion,
    folder: Path,
    *,
    unread: Sequence[Path] = (),
    is_replacing: bool,
    now: Moment,
    notify: Callable[[str], bool],
    environ: Mapping[str, str],
) -> WarehouseReport:
    """Write the tables of these files into a folder. One that can't be read is named and left out, and the others are written.

    `unread` are files of which that is known already. `notify` gets what a file or its past has to say.

    Raise UsageError for terms that there are not, for a folder of other things, and without DuckDB for Parquet; BacklogError
    when no file can be read, or the disk refuses. Then nothing was written.
    """
    from backlog_cli.exchange.parquet import require_duckdb
    from backlog_cli.rules.due.selection import filter_jobs
    from backlog_cli.store.table_folder import TableFolder, earlier_files, write_tables
    from backlog_cli.terms import Policy
    from backlog_cli.views.data.warehouse import TABLES
    from backlog_cli.views.data.warehouse_data import manifest_text

    if asked.kind is ExportKind.PARQUET:
        require_duckdb()
    filter_jobs((), asked.terms, Policy(), is_all=True, today=now.day)  # before anything is read
    _refuse_folder(folder, (*paths, *unread))
    files = {table.name: f"{table.name}.{asked.kind}" for table in TABLES}
    target = TableFolder(folder, files, _convert if asked.kind is ExportKind.PARQUET else None, is_replacing)
    earlier_files(target)  # so that a folder that won't do is refused at once
    names, today = source_names((*paths, *unread)), now.day
    tally = _Tally(names[len(paths) :])

    def fill(writer: TableWriter) -> None:
        readings = iter_backlogs(paths, environ, now=now, read=_read, notify=notify)
        for name, reading in zip(names[: len(paths)], readings, strict=True):
            if reading.found is None:
                _leave_out(name, reading, tally, is_only=len(names) == 1)
            else:
                _append_file(name, reading.agent, reading.found, asked, writer, tally, today=today)
        if tally.left_out and not tally.read:
            raise BadFile("\n".join(tally.told))

    def describe(found: Sequence[TableFile], is_whole: bool) -> bytes:
        return manifest_text(_report(folder, asked, tally, found), is_whole=is_whole, today=today).encode()

    found, warnings = write_tables(target, fill, describe, environ=environ)
    return _report(folder, asked, tally, found)._replace(warnings=tuple(warnings))


def _report(folder: Path, asked: WarehouseQuestion, tally: _Tally, found: Sequence[TableFile]) -> WarehouseReport:
    from backlog_cli.views.data.warehouse_data import WarehouseReport

    counts = (tally.homes, tally.read, tuple(tally.left_out))
    return WarehouseReport(str(folder), asked.kind, asked.audience, *counts, tuple(found), tally.troubles, tuple(tally.told))


def _refuse_folder(folder: Path, paths: Sequence[Path]) -> None:
    """Raise UsageError for the folder of a backlog itself: it's no place for tables."""
    real = os.path.realpath(folder)
    if any(os.path.realpath(path.absolute().parent) == real for path in paths):
        raise UsageError(f"{folder} is the folder of your backlog; name another one for the tables.")


def _convert(table: str, lines: Path, target: Path, longest: int) -> None:
    from backlog_cli.exchange.parquet import write_parquet
    from backlog_cli.views.data.warehouse import TABLES

    columns = next(found.columns for found in TABLES if found.name == table)
    write_parquet(lines, target, {column.name: column.type.value for column in columns}, longest)


def _leave_out(name: str, reading: FileReading[SourceHomes], tally: _Tally, *, is_only: bool) -> None:
    """Note a file that can't be read. Raise its error where it is the only one."""
    assert reading.error is not None
    if is_only:
        raise reading.error
    tally.left_out.append(name)
    tally.add_trouble(f"{name} is left out: {reading.error.message.partition(chr(10))[0]}")


def _append_file(
    name: str, agent: str, found: SourceHomes, asked: WarehouseQuestion, writer: TableWriter, tally: _Tally, *, today: date
) -> None:
    from backlog_cli.rules.backlog import unreadable_lines
    from backlog_cli.views.data.warehouse import TABLES, home_rows, json_line

    tally.read += 1
    for line in (*found.backlog.bad, *unreadable_lines(found.backlog)):
        tally.add_trouble(f"{name}: {line}")
    for home in _homes(name, agent, found, asked, today=today):
        tally.homes += 1
        for table in TABLES:
            for row in home_rows(table, home, asked.audience):
                writer.append(table.name, json_line(row))


def _homes(source: str, agent: str, found: SourceHomes, asked: WarehouseQuestion, *, today: date) -> Iterator[ExportedHome]:
    """The homes that were asked for in the order of the file, those of the archives last."""
    from backlog_cli.rules.due.selection import filter_jobs
    from backlog_cli.rules.reports.office_copy import hide_private_talks
    from backlog_cli.rules.urgency import verdict_of
    from backlog_cli.views.data.warehouse import ExportedHome
    from backlog_cli.views.tracker import Audience

    backlog, is_all = found.backlog, asked.is_all or not asked.terms
    for homes in (backlog.jobs, found.archived):
        judged = [(summary, verdict_of(summary, backlog, today=today)) for summary in homes]
        for summary, verdict in filter_jobs(judged, asked.terms, backlog.policy, is_all=is_all, today=today):
            shown, duties = summary, verdict.reasons
            if asked.audience is not Audience.HERSELF and any(talk.private for talk in summary.talks):
                shown = hide_private_talks(summary)
                duties = verdict_of(shown, backlog, today=today).reasons
            yield ExportedHome(source, agent, shown, verdict, duties, backlog, today, is_archived=homes is found.archived)
