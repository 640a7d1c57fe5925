"""Exporting: the homes that were asked for, as the bytes of another program's file, and what the next export has to know."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from backlog_cli.dates.values import Moment
    from backlog_cli.exchange.calendar import ExportedEvent
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.store.exports import ExportMemory
    from backlog_cli.views.columns import Home
    from backlog_cli.views.tracker import Audience, TrackerColumn
    from backlog_cli.workflows.read import Document


class ExportKind(StrEnum):
    """What can be exported."""

    CSV = "csv"
    XLSX = "xlsx"
    ICS = "ics"
    JSON = "json"
    MD = "md"
    SITE = "site"
    JSONL = "jsonl"
    PARQUET = "parquet"

    @property
    def is_folder(self) -> bool:
        """Whether it goes into a folder of files."""
        return self in (ExportKind.SITE, *TABLE_KINDS)


TABLE_KINDS = (ExportKind.JSONL, ExportKind.PARQUET)


class ExportQuestion(NamedTuple):
    """What is to be exported: which homes, which columns, for whom."""

    kind: ExportKind
    audience: Audience
    terms: tuple[str, ...] = ()
    columns: tuple[str, ...] | None = None
    is_all: bool = False
    has_updates: bool = False


class Export(NamedTuple):
    """The bytes of an export, what it holds in a few words, and the memory of it for the next one."""

    data: bytes
    contents: str
    memory: ExportMemory


def export_of(document: Document, asked: ExportQuestion, memory: ExportMemory, *, name: str, now: Moment) -> Export:
    """Return the export of a file. `name` is the file's. Raise UsageError for columns or terms that there are not."""
    if asked.kind is ExportKind.ICS:
        return _calendar_export(document, asked, memory, name=name, now=now)
    from backlog_cli.views.tracker import tracker_columns

    columns = tracker_columns(asked.audience, asked.columns, is_everything=asked.kind is not ExportKind.MD)
    homes = homes_asked(document, asked, today=now.day)
    data = _table_bytes(document, asked, columns, homes, today=now.day)
    return Export(data, counted(len(homes), "home"), memory)


def _table_bytes(
    document: Document, asked: ExportQuestion, columns: Sequence[TrackerColumn], homes: Sequence[Home], *, today: date
) -> bytes:
    from backlog_cli.views.data import export_data

    if asked.kind is ExportKind.XLSX:
        return _workbook_bytes(document.backlog, columns, homes, today=today)
    if asked.kind is ExportKind.JSON:
        from backlog_cli.views.data.envelope import dump_document

        return dump_document(_file_document(document, asked, columns, homes, today=today)).encode("utf-8")
    if asked.kind is ExportKind.CSV:
        return export_data.csv_text(columns, homes).encode("utf-8")
    from backlog_cli.views.documents.blocks import pasted_table

    headings = [column.heading for column in columns]
    return pasted_table(headings, [[column.text(home) for column in columns] for home in homes]).encode("utf-8")


def document_of_file(document: Document, asked: ExportQuestion, *, today: date) -> dict[str, Any]:
    """Return what the JSON export of a file holds."""
    from backlog_cli.views.tracker import tracker_columns

    columns = tracker_columns(asked.audience, asked.columns)
    return _file_document(document, asked, columns, homes_asked(document, asked, today=today), today=today)


def _file_document(
    document: Document, asked: ExportQuestion, columns: Sequence[TrackerColumn], homes: Sequence[Home], *, today: date
) -> dict[str, Any]:
    from backlog_cli.rules.backlog import without_words
    from backlog_cli.views.data import export_data
    from backlog_cli.views.data.envelope import document_facts
    from backlog_cli.views.tracker import Audience

    notes = document.loaded.notes
    if asked.audience is Audience.ANYBODY:
        facts: Mapping[str, object] = export_data.redacted_facts(homes, columns)
        return document_facts("export-redacted", facts, today=today, notes=without_words(notes))
    facts = export_data.file_facts(document.sections, homes, asked.audience)
    notes = notes if asked.audience is Audience.HERSELF else without_words(notes)
    return document_facts("export", facts, today=today, notes=notes)


def _workbook_bytes(backlog: Backlog, columns: Sequence[TrackerColumn], homes: Sequence[Home], *, today: date) -> bytes:
    from backlog_cli.exchange.workbook import Spreadsheet, workbook_bytes
    from backlog_cli.terms import CANCELLED

    headings = tuple(column.heading for column in columns)
    rows = tuple(tuple(column.cell(home) for column in columns) for home in homes)
    stages = (*(stage.name for stage in backlog.policy.stages), CANCELLED)
    places = [headings.index(heading) if heading in headings else None for heading in ("Stage", "Level")]
    heads = tuple(column.sheet_heading for column in columns)
    return workbook_bytes(Spreadsheet(heads, rows, stages, today, *places))


def homes_asked(document: Document, asked: ExportQuestion, *, today: date) -> tuple[Home, ...]:
    """The homes that fit, in the order of the file, for scripts all of it; private conversations are there for herself alone."""
    from backlog_cli.rules.due.ranking import judged_homes
    from backlog_cli.rules.due.selection import filter_jobs
    from backlog_cli.rules.reports.office_copy import hide_private_talks
    from backlog_cli.views.columns import Home, HomeRecord
    from backlog_cli.views.tracker import Audience

    backlog = document.backlog
    pairs = zip(backlog.jobs, document.models(), strict=True)
    records = {id(summary): HomeRecord(job, job.own) for summary, job in pairs}
    place = {identity: number for number, identity in enumerate(records)}
    judged = judged_homes(backlog, today=today, archived=True)
    is_all = asked.is_all or (asked.kind is ExportKind.JSON and not asked.terms)
    fitting = filter_jobs(judged, asked.terms, backlog.policy, is_all=is_all, today=today)
    shown = sorted(fitting, key=lambda listed: place[id(listed[0])])
    is_hers = asked.audience is Audience.HERSELF
    return tuple(
        Home(
            summary if is_hers else hide_private_talks(summary),
            verdict,
            today,
            policy=backlog.policy,
            record=records[id(summary)],
        )
        for summary, verdict in shown
    )


def _calendar_export(document: Document, asked: ExportQuestion, memory: ExportMemory, *, name: str, now: Moment) -> Export:
    shown, memory = calendar_events(document, asked, memory, name=name, now=now)
    return Export(*calendar_file(shown), memory)


def calendar_file(shown: Sequence[ExportedEvent]) -> tuple[bytes, str]:
    """Return the calendar with these events, and what it holds in a few words."""
    from backlog_cli.exchange.calendar import calendar_text

    ended = sum(item.is_cancelled for item in shown)
    contents = counted(len(shown) - ended, "date")
    text = calendar_text(shown, title="Backlog")
    return text.encode("utf-8"), f"{contents}, {ended} cancelled" if ended else contents


def calendar_events(
    document: Document, asked: ExportQuestion, memory: ExportMemory, *, name: str, now: Moment
) -> tuple[tuple[ExportedEvent, ...], ExportMemory]:
    """Return the events of a file as they go into a calendar now, and what the next export has to know."""
    from backlog_cli.exchange.calendar import event_row, next_export, read_event_row
    from backlog_cli.exchange.home_events import home_events
    from backlog_cli.views.tracker import Audience

    backlog, today = document.backlog, now.day
    homes = _calendar_homes(document, asked, today=today)
    is_redacted = asked.audience is Audience.ANYBODY
    events = home_events(homes, backlog.policy, has_updates=asked.has_updates, is_redacted=is_redacted, today=today)
    # For others to read is another calendar: what vanished is cancelled in each of them.
    calendar = "redacted" if is_redacted else "whole"
    known = [item for row in memory.calendars.get(calendar, ()) if (item := read_event_row(row)) is not None]
    others = _events_of_others(known, homes, backlog)
    left = set(others)
    last = [item for item in known if item not in left]
    sure = {home.key_text for home in backlog.jobs if not home.unreadable}
    keys = {home.key_text for home in backlog.jobs}
    found = next_export(
        events,
        last,
        name=f"{name} {calendar}",
        stamp=_stamp(now),
        today=today,
        is_sure=lambda home: home in sure or (home not in keys and not backlog.bad),
    )
    rows = [event_row(item) for item in (*found.remembered, *others)]
    return found.shown, memory.with_calendar(calendar, rows)


def _calendar_homes(document: Document, asked: ExportQuestion, *, today: date) -> tuple[JobSummary, ...]:
    """All homes where nothing was asked for: those that closed have a date, too."""
    if not asked.terms:
        return document.backlog.jobs
    from backlog_cli.rules.due.ranking import judged_homes
    from backlog_cli.rules.due.selection import filter_jobs

    judged = judged_homes(document.backlog, today=today, archived=True)
    return tuple(
        summary for summary, _ in filter_jobs(judged, asked.terms, document.backlog.policy, is_all=asked.is_all, today=today)
    )


def _events_of_others(known: Sequence[ExportedEvent], homes: Sequence[JobSummary], backlog: Backlog) -> list[ExportedEvent]:
    """What was exported of homes that are in the file and were not asked for now: nothing is said of them."""
    chosen = {home.key_text for home in homes}
    there = {home.key_text for home in backlog.jobs}
    return [item for item in known if item.event.home in there and item.event.home not in chosen]


def _stamp(now: Moment) -> str:
    """The moment in UTC, as calendars write it; midnight of a day that was chosen."""
    from datetime import UTC, datetime

    if now.clock is None:
        return f"{now.day:%Y%m%d}T000000Z"
    return f"{datetime.fromisoformat(f'{now.day} {now.clock}').astimezone(UTC):%Y%m%dT%H%M%SZ}"


def counted(number: int, word: str) -> str:
    """Return a number with its noun: `1 home`, `12 homes`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


SUFFIXES = {
    ExportKind.CSV: (".csv",),
    ExportKind.XLSX: (".xlsx",),
    ExportKind.ICS: (".ics",),
    ExportKind.JSON: (".json",),
    ExportKind.MD: (".md", ".markdown", ".txt"),
}


def split_words(kind: ExportKind, words: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """Return the file that these words name, and the terms behind it; None for standard output, which `-` means too.

    A file's name ends as its kind does, so that nothing else is ever taken for one; a folder has any name. Raise
    UsageError for a word that is neither.
    """
    from backlog_cli.rules.due.selection import TERM_EXAMPLES, WORD_TERMS

    form = f"backlog export {kind} FOLDER [terms...]"
    if not words and kind.is_folder:
        raise UsageError(f"name the folder for the {'pages' if kind is ExportKind.SITE else 'tables'}: {form}")
    if not words:
        return None, ()
    first, rest = words[0], tuple(words[1:])
    is_term = first.casefold() in WORD_TERMS or first.partition(":")[0].casefold() in TERM_EXAMPLES
    if kind.is_folder:
        if first == "-" or is_term:
            raise UsageError(f"name the folder first; \"{first}\" isn't a folder's name: {form}")
        return first, rest
    if first == "-":
        return None, rest
    if first.casefold().endswith(SUFFIXES[kind]):
        return first, rest
    if is_term:
        return None, tuple(words)
    end = SUFFIXES[kind][0]
    raise UsageError(
        f"for {kind}, a file's name ends in {end}: \"{first}\" doesn't. To choose homes by that word, put - in front: "
        f"backlog export {kind} - {first}"
    )
