"""Exporting tables for a warehouse: file after file, so that thousands of them take no more memory than the largest one."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BacklogError, BadFile, UsageError
from backlog_cli.workflows.export import ExportKind
from backlog_cli.workflows.read import archived_homes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.store.table_folder import TableFile, TableWriter
    from backlog_cli.views.data.warehouse import ExportedHome
    from backlog_cli.views.data.warehouse_data import WarehouseReport
    from backlog_cli.views.tracker import Audience
    from backlog_cli.workflows.read import BacklogSession

MOST_TOLD = 20  # sentences about what couldn't be read


class SourceFile(NamedTuple):
    """One file to export, by the name it gets in the tables; `read` is its backlog and the homes of its archives.

    `read` raises BacklogError.
    """

    name: str
    path: Path
    read: Callable[[], tuple[Backlog, Sequence[JobSummary]]]


class WarehouseQuestion(NamedTuple):
    """What is to be exported: as JSON lines or as Parquet, for whom, and which homes (all without terms)."""

    kind: ExportKind
    audience: Audience
    terms: tuple[str, ...] = ()
    is_all: bool = False


class _Tally:
    """What is counted while the files go by."""

    def __init__(self) -> None:
        self.homes = self.read = self.troubles = 0
        self.left_out: list[str] = []
        self.told: list[str] = []

    def add_trouble(self, sentence: str) -> None:
        self.troubles += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(sentence)


def sources_of(sessions: Sequence[BacklogSession]) -> list[SourceFile]:
    """Return what is read of each file; its name is its path below the folder that all of them share, a single one's its own."""
    paths = [session.path.absolute() for session in sessions]
    shared = os.path.commonpath([path.parent for path in paths]) if paths else ""
    names = [Path(os.path.relpath(path, shared)).as_posix() for path in paths]
    return [SourceFile(name, session.path, partial(_read, session)) for name, session in zip(names, sessions, strict=True)]


def _read(session: BacklogSession) -> tuple[Backlog, Sequence[JobSummary]]:
    """The backlog of one file as the cache knows it, and the homes of its archives. Raise BacklogError."""
    found = session.summaries()
    return found.backlog, archived_homes(session.path, found)[1]


def export_warehouse(
    sources: Sequence[SourceFile],
    asked: WarehouseQuestion,
    folder: Path,
    *,
    is_replacing: bool,
    today: date,
    environ: Mapping[str, str],
) -> WarehouseReport:
    """Write the tables into a folder. A file that can't be read is named and left out, and the others are written.

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
    filter_jobs((), asked.terms, Policy(), is_all=True, today=today)  # before anything is read
    _refuse_folder(folder, sources)
    files = {table.name: f"{table.name}.{asked.kind}" for table in TABLES}
    target = TableFolder(folder, files, _convert if asked.kind is ExportKind.PARQUET else None, is_replacing)
    earlier_files(target)  # so that a folder that won't do is refused at once
    tally = _Tally()

    def fill(writer: TableWriter) -> None:
        _append_files(sources, asked, writer, tally, today=today)

    def describe(found: Sequence[TableFile], is_whole: bool) -> bytes:
        return manifest_text(_report(folder, asked, tally, found), is_whole=is_whole, today=today).encode()

    found, warnings = write_tables(target, fill, describe, environ=environ)
    return _report(folder, asked, tally, found)._replace(warnings=tuple(warnings))


def _report(folder: Path, asked: WarehouseQuestion, tally: _Tally, found: Sequence[TableFile]) -> WarehouseReport:
    from backlog_cli.views.data.warehouse_data import WarehouseReport

    counts = (tally.homes, tally.read, tuple(tally.left_out))
    return WarehouseReport(str(folder), asked.kind, asked.audience, *counts, tuple(found), tally.troubles, tuple(tally.told))


def _refuse_folder(folder: Path, sources: Sequence[SourceFile]) -> None:
    """Raise UsageError for the folder of a backlog itself: it's no place for tables."""
    real = os.path.realpath(folder)
    if any(os.path.realpath(source.path.absolute().parent) == real for source in sources):
        raise UsageError(f"{folder} is the folder of your backlog; name another one for the tables.")


def _convert(table: str, lines: Path, target: Path, longest: int) -> None:
    from backlog_cli.exchange.parquet import write_parquet
    from backlog_cli.views.data.warehouse import TABLES

    columns = next(found.columns for found in TABLES if found.name == table)
    write_parquet(lines, target, {column.name: column.type.value for column in columns}, longest)


def _append_files(
    sources: Sequence[SourceFile], asked: WarehouseQuestion, writer: TableWriter, tally: _Tally, *, today: date
) -> None:
    from backlog_cli.rules.backlog import unreadable_lines
    from backlog_cli.views.data.warehouse import TABLES, home_rows, json_line

    for source in sources:
        try:
            backlog, archived = source.read()
        except BacklogError as error:
            if len(sources) == 1:
                raise
            tally.left_out.append(source.name)
            tally.add_trouble(f"{source.name} is left out: {error.message.partition(chr(10))[0]}")
            continue
        tally.read += 1
        for line in (*backlog.bad, *unreadable_lines(backlog)):
            tally.add_trouble(f"{source.name}: {line}" if len(sources) > 1 else line)
        for home in _homes(source.name, backlog, archived, asked, today=today):
            tally.homes += 1
            for table in TABLES:
                for row in home_rows(table, home, asked.audience):
                    writer.append(table.name, json_line(row))
    if tally.left_out and not tally.read:
        raise BadFile("\n".join(tally.told))


def _homes(
    source: str, backlog: Backlog, archived: Sequence[JobSummary], asked: WarehouseQuestion, *, today: date
) -> Iterator[ExportedHome]:
    """The homes that were asked for in the order of the file, those of the archives last."""
    from backlog_cli.rules.due.selection import filter_jobs
    from backlog_cli.rules.reports.office_copy import hide_private_talks
    from backlog_cli.rules.urgency import verdict_of
    from backlog_cli.views.data.warehouse import ExportedHome
    from backlog_cli.views.tracker import Audience

    is_all = asked.is_all or not asked.terms
    for homes in (backlog.jobs, archived):
        judged = [(summary, verdict_of(summary, backlog, today=today)) for summary in homes]
        for summary, verdict in filter_jobs(judged, asked.terms, backlog.policy, is_all=is_all, today=today):
            shown, duties = summary, verdict.reasons
            if asked.audience is not Audience.HERSELF and any(talk.private for talk in summary.talks):
                shown = hide_private_talks(summary)
                duties = verdict_of(shown, backlog, today=today).reasons
            yield ExportedHome(source, shown, verdict, duties, backlog, today, is_archived=homes is archived)
