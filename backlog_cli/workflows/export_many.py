"""Exporting several files as one: a table with a column for the agent, one calendar, or a document of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import UsageError
from backlog_cli.terms import count_with_noun
from backlog_cli.workflows.export import ExportKind, calendar_events, calendar_file, document_of_file, homes_asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from backlog_cli.dates.values import Moment
    from backlog_cli.exchange.calendar import ExportedEvent
    from backlog_cli.store.exports import ExportMemory
    from backlog_cli.workflows.export import ExportQuestion
    from backlog_cli.workflows.many_files import AgentFile
    from backlog_cli.workflows.read import Document

AGENT = "Agent"  # the heading of the column in front


class ManyFilesExport(NamedTuple):
    """The bytes of an export of several files, what it holds in a few words, and what the next one has to know of each file."""

    data: bytes
    contents: str
    memories: tuple[tuple[Path, ExportMemory], ...] = ()


def export_many(
    documents: Iterable[tuple[AgentFile, Document]],
    asked: ExportQuestion,
    *,
    memory_of: Callable[[Path], ExportMemory],
    now: Moment,
) -> ManyFilesExport:
    """Return the export of several files, read one after another. Raise UsageError for columns or terms that there are not."""
    if asked.kind is ExportKind.ICS:
        return _one_calendar(documents, asked, memory_of, now)
    if asked.kind is ExportKind.JSON:
        return _one_document(documents, asked, now)
    if asked.kind in (ExportKind.CSV, ExportKind.XLSX, ExportKind.MD):
        return _one_table(documents, asked, now)
    raise UsageError(f"export {asked.kind} takes one file. Name it with --file.")


def _one_table(documents: Iterable[tuple[AgentFile, Document]], asked: ExportQuestion, now: Moment) -> ManyFilesExport:
    from backlog_cli.views.tracker import tracker_columns

    columns = tracker_columns(asked.audience, asked.columns, is_everything=asked.kind is not ExportKind.MD)
    headings = (AGENT, *(column.heading for column in columns))
    stages: dict[str, None] = {}
    rows: list[tuple[object, ...]] = []
    for file, document in documents:
        stages |= dict.fromkeys(stage.name for stage in document.backlog.policy.stages)
        homes = homes_asked(document, asked, today=now.day)
        rows += [(file.agent, *(column.cell(home) for column in columns)) for home in homes]
    sheet_headings = (f"{AGENT} (info)", *(column.sheet_heading for column in columns))
    if asked.kind is ExportKind.XLSX:
        data = _workbook(headings, sheet_headings, rows, tuple(stages), now)
    elif asked.kind is ExportKind.CSV:
        from backlog_cli.views.data.delimited import csv

        data = f"\ufeff{csv(sheet_headings, rows)}".encode()
    else:
        from backlog_cli.views.documents.blocks import pasted_table

        data = pasted_table(headings, [["" if cell is None else str(cell) for cell in row] for row in rows]).encode()
    return ManyFilesExport(data, count_with_noun(len(rows), "home"))


def _workbook(
    headings: tuple[str, ...], heads: tuple[str, ...], rows: list[tuple[object, ...]], stages: tuple[str, ...], now: Moment
) -> bytes:
    from backlog_cli.exchange.workbook import Spreadsheet, workbook_bytes
    from backlog_cli.terms import CANCELLED

    places = [headings.index(heading) if heading in headings else None for heading in ("Stage", "Level")]
    return workbook_bytes(Spreadsheet(heads, tuple(rows), (*stages, CANCELLED), now.day, *places))


def _one_document(documents: Iterable[tuple[AgentFile, Document]], asked: ExportQuestion, now: Moment) -> ManyFilesExport:
    from backlog_cli.views.data.envelope import json_document

    homes = 0
    found: list[dict[str, object]] = []
    for file, document in documents:
        inner = document_of_file(document, asked, today=now.day)
        homes += len(inner["jobs"])
        found.append({"file": str(file.path), "agent": file.agent, "key": file.key, "document": inner})
    facts = {"files": found, "unread": [], "copies": [], "totals": None}
    return ManyFilesExport(json_document("files", facts, today=now.day).encode(), count_with_noun(homes, "home"))


def _one_calendar(
    documents: Iterable[tuple[AgentFile, Document]],
    asked: ExportQuestion,
    memory_of: Callable[[Path], ExportMemory],
    now: Moment,
) -> ManyFilesExport:
    events: list[ExportedEvent] = []
    memories: list[tuple[Path, ExportMemory]] = []
    for file, document in documents:
        shown, memory = calendar_events(document, asked, memory_of(file.path), name=f"{file.path.stem} {file.key}", now=now)
        events += shown
        memories.append((file.path, memory))
    return ManyFilesExport(*calendar_file(events), tuple(memories))
