"""Importing: from the rows of a spreadsheet to the homes of the file, looked at first, then written as one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import NoFile, UsageError
from backlog_cli.exchange.cells import Surroundings
from backlog_cli.exchange.columns import KEYWORDS, LEFT_OUT, fold_heading, value_field
from backlog_cli.exchange.homes import read_homes
from backlog_cli.exchange.sheets import cell_name
from backlog_cli.fields import field_path
from backlog_cli.keys import OWN_PREFIX
from backlog_cli.rules.changes.home import field_name
from backlog_cli.rules.changes.sheet_homes import ImportReport, compare_homes, import_changes
from backlog_cli.rules.new_file import empty_file
from backlog_cli.store.checks.sensitive_numbers import private_number_kind
from backlog_cli.store.column_names import remember_columns, remembered_columns
from backlog_cli.terms import DateOrder
from backlog_cli.workflows.plan import WHOLE_FILE_READER, WritePlan, carry_out
from backlog_cli.workflows.read import document_of, is_first_home
from backlog_cli.workflows.write import Texts, WriteResult, write_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from backlog_cli.exchange.columns import Section
    from backlog_cli.exchange.homes import SheetReading
    from backlog_cli.exchange.sheets import Sheet
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.changes.sheet_homes import SheetImport
    from backlog_cli.workflows.read import BacklogSession, Document


class PlannedImport(NamedTuple):
    """An import that was looked at and not written yet; `is_new_file` where there is no file to write into."""

    report: ImportReport
    reading: SheetReading
    mapping: Mapping[str, str]
    is_new_file: bool


def plan_import(
    session: BacklogSession, source: str, sheets: Sequence[Sheet], mapping: Mapping[str, str], *, today: date, is_update: bool
) -> PlannedImport:
    """Return what these sheets say that the file does not. `mapping` is what she said of headings, as they are folded.

    Raise UsageError where no table of homes is found, BadFile for a file that cannot be read.
    """
    document, is_new_file = _document(session, today)
    policy = document.backlog.policy
    among = Surroundings(today, document.sections.settings.stage_names(), private_number_kind)
    known = remembered_columns(_headings_like(sheets), session.environ) | dict(mapping)
    reading = read_homes(sheets, among, order=DateOrder(policy.dates), mapping=known)
    if not reading.sections:
        raise UsageError(_no_table(source))
    _check_mapping(mapping, reading)
    columns = [column for section in reading.sections for column in section.columns]
    report = ImportReport(
        source,
        tuple(map(_table_words, reading.sections)),
        tuple(
            dict.fromkeys((column.heading, column.field) for column in columns if column.field not in (None, "percent", LEFT_OUT))
        ),
        tuple(reading.own_columns.items()),
        reading.orders,
        reading.unsold,
        _compare(session, reading, document),
        is_update,
    )
    return PlannedImport(report, reading, known, is_new_file)


def write_import(
    session: BacklogSession,
    planned: PlannedImport,
    say: Callable[[Backlog], Iterable[str]],
    *,
    today: date,
    dry_run: bool = False,
) -> WriteResult:
    """Write what was planned, in one step that one `undo` takes back; a file is made where there is none.

    Raise UsageError when the file was changed in between, so that it says something else of these homes.
    """
    report = planned.report
    warnings: tuple[str, ...] = ()

    def decide(now: Document) -> WritePlan:
        if _compare(session, planned.reading, now) != report.found:
            raise UsageError("the file was changed in the meantime. Run it again.")
        changes = import_changes(
            report.found,
            source=report.source,
            is_update=report.is_update,
            starts_tracking=today if is_first_home(now) else None,
        )
        return WritePlan(changes, say)

    if planned.is_new_file:
        from backlog_cli.store.files import create_file
        from backlog_cli.store.yaml.patch import line_diff
        from backlog_cli.workflows.editor_schema import with_schema_comment, write_schema_beside

        begun = with_schema_comment(empty_file(today=today), session.path).encode()
        # What cannot be written makes no file.
        outcome = carry_out(begun, session.path.name, decide, session.new_record(), WHOLE_FILE_READER)
        if dry_run:
            return WriteResult(
                tuple(say(outcome.document.backlog)), diff=line_diff(b"", outcome.after), texts=Texts(b"", outcome.after)
            )
        create_file(session.path, begun, environ=session.environ)
        warnings = write_schema_beside(session.path, session.environ)
    result = write_changes(session, decide, dry_run=dry_run)
    result = result._replace(warnings=(*result.warnings, *warnings))
    if not dry_run:
        _remember(planned, session)
    return result


def parse_mapping(typed: Iterable[str]) -> dict[str, str]:
    """Return the field of each heading, as it is folded, in `Their column=field`. Raise UsageError for what is none."""
    found: dict[str, str] = {}
    for words in typed:
        heading, sign, name = (part.strip() for part in words.rpartition("="))
        if not sign or not fold_heading(heading) or not name:
            raise UsageError(f'--map "{words}": write the heading, = and the field, as in --map "Unit No=job".')
        found[fold_heading(heading)] = _field_of(name)
    return found


def _field_of(name: str) -> str:
    if name in (LEFT_OUT, "none"):
        return LEFT_OUT
    if name in KEYWORDS.values():
        return name
    by_heading = KEYWORDS.get(fold_heading(name))
    if by_heading is not None:
        return by_heading
    if name.startswith(OWN_PREFIX):
        raise UsageError(f"{name}: a column without a field is kept under its own heading; leave it as it is, or name a field.")
    path = field_path(name)
    if path[0] == "buyers":
        return {"buyers.1.name": "buyers", "buyers.2.name": "buyers.2"}.get(field_name(path), field_name(path))
    is_numbered = len(path) == 3 and path[0] in ("deposits", "contingencies")
    found = field_name(path) if is_numbered else value_field(field_name(path))
    if found is None:
        raise UsageError(f'--map: "{name}" holds more than a cell can say; name a part of it, such as lender.officer.')
    return found


def _document(session: BacklogSession, today: date) -> tuple[Document, bool]:
    """The file; the empty one where there is none yet."""
    try:
        return session.document(), False
    except NoFile:
        if os.path.lexists(session.path) or not session.path.absolute().parent.is_dir():
            raise
    return document_of(empty_file(today=today).encode(), session.path.name), True


def _compare(session: BacklogSession, reading: SheetReading, document: Document) -> SheetImport:
    from backlog_cli.store.archive.year_files import read_archives

    loaded = document.loaded
    unreadable = {entry.job for entry in loaded.bad if entry.job}
    return compare_homes(
        reading.homes,
        tuple(document.models()),
        reading.doubts,
        archived=read_archives(session.path).jobs,
        unreadable=unreadable,
    )


def _headings_like(sheets: Iterable[Sheet]) -> Iterable[set[str]]:
    """The texts of each row, folded as headings are."""
    for sheet in sheets:
        for row in sheet.rows:
            yield {fold_heading(cell) for cell in row if isinstance(cell, str)}


def _table_words(section: Section) -> str:
    first, last = section.rows[0][0], section.rows[-1][0]
    return f"{section.sheet}, row {first}" if first == last else f"{section.sheet}, rows {first} to {last}"


def _check_mapping(mapping: Mapping[str, str], reading: SheetReading) -> None:
    headings = {fold_heading(column.heading): column.heading for section in reading.sections for column in section.columns}
    missing = [heading for heading in mapping if heading not in headings]
    if missing:
        raise UsageError(f'--map: there is no column "{missing[0]}". There are: {", ".join(headings.values())}.')


def _no_table(source: str) -> str:
    return (
        f"no table of homes was found in {source}. It needs a row of headings, one of them for the job number or the lot and "
        'one for the buyer. If yours have other names, say so: --map "Unit No=job" --map "Who=buyers".'
    )


def _remember(planned: PlannedImport, session: BacklogSession) -> None:
    """Keep what she said of the headings for the next spreadsheet of this kind."""
    for section in planned.reading.sections:
        headings = {fold_heading(column.heading): cell_name(column.place) for column in section.columns}
        said = {heading: field for heading, field in planned.mapping.items() if heading in headings}
        if said:
            remember_columns(headings, said, session.environ)
