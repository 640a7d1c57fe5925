"""The verb that takes homes to other programs: spreadsheets, calendars, scripts, a page to paste, a phone."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.options import complete_column, complete_term, complete_words, finish_reading, parse_choice
from backlog_cli.cli.output import errors_about, print_error, write_bytes
from backlog_cli.cli.parsing import VerbCommand, complete_file
from backlog_cli.errors import BacklogError, Exit, UsageError
from backlog_cli.workflows.export import TABLE_KINDS, ExportKind, ExportQuestion, export_of, split_words
from backlog_cli.workflows.site import SiteQuestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.cli.context import AppContext
    from backlog_cli.views.tracker import Audience
    from backlog_cli.workflows.export import Export
    from backlog_cli.workflows.many_files import AgentFile, FileRoster
    from backlog_cli.workflows.read import Document
    from backlog_cli.workflows.warehouse import WarehouseQuestion

app = typer.Typer()


def _complete_target(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The name of a file first, unless a term was begun; terms behind it."""
    is_first = not ctx.params.get("words")
    terms = complete_term(ctx, incomplete) if incomplete or not is_first else []
    return terms or (complete_file(incomplete) if is_first else [])


@app.command(cls=VerbCommand)
def export(
    ctx: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="csv, xlsx (Excel), ics (calendar), json, md (a table to paste), site (pages for your phone), or jsonl and "
            "parquet (tables for a database).",
            autocompletion=complete_words(ExportKind),
        ),
    ],
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE] [terms...]",
            help="The file to write; standard output when left out, or for -. For site, jsonl and parquet: the folder. Terms "
            "choose homes, as in `list`.",
            autocompletion=_complete_target,
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="A,B",
            help="csv, xlsx, md: these columns instead, by heading or field: job,buyers,buyers.1.phone,lender.officer.",
            autocompletion=complete_column,
        ),
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Closed and cancelled homes too.")] = False,
    updates: Annotated[bool, typer.Option("--updates", help="ics: the day each next update is due, too.")] = False,
    redact: Annotated[bool, typer.Option("--redact", help="Leave out buyers' names, phones and your own words.")] = False,
    private: Annotated[bool, typer.Option("--private", help="Private notes too, for yourself alone.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file that isn't an earlier export.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="site, jsonl, parquet: say what was written as one JSON document.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="site: say what would be written; write nothing.")] = False,
) -> int:
    """Your homes for other programs and your phone: a spreadsheet, a calendar, a script, pages. Your file isn't changed.

    Importing the calendar file again moves what moved and takes out what was cancelled.
    """
    context: AppContext = ctx.obj
    wanted = parse_choice(kind, ExportKind, "kind of export")
    assert wanted is not None
    file, terms = split_words(wanted, words or ())
    _refuse_files_as_terms(context, terms)
    names = _columns_asked(wanted, columns, updates=updates)
    if file is not None and wanted is ExportKind.SITE:
        if redact:
            raise UsageError("--redact doesn't work with site: each home's page names its buyers.")
        question = SiteQuestion(terms, everybody, private)
        return _export_site(context, question, Path(file), is_replacing=replace, as_json=as_json, is_dry=dry_run)
    if dry_run:
        raise UsageError("--dry-run goes with site.")
    audience = _audience(redact=redact, private=private)
    if file is not None and wanted in TABLE_KINDS:
        from backlog_cli.workflows.warehouse import WarehouseQuestion

        return _export_tables(
            context, WarehouseQuestion(wanted, audience, terms, everybody), Path(file), is_replacing=replace, as_json=as_json
        )
    if as_json:
        raise UsageError("--json goes with site, jsonl and parquet.")
    asked = ExportQuestion(wanted, audience, terms, names, everybody, updates)
    return _export(context, asked, None if file is None else Path(file), is_replacing=replace)


def _refuse_files_as_terms(context: AppContext, terms: Sequence[str]) -> None:
    """Raise UsageError where files or folders to read are among the terms: the word before them is the file to write."""
    from backlog_cli.rules.summary import quote_for_shell

    has_file = bool(context.files) or context.location.path.exists()
    for term in terms:
        if term.lower().endswith((".yaml", ".yml", "/")) or (not has_file and Path(term).is_dir()):
            raise UsageError(f"{term} is something to read, and not a term. Name it with --file {quote_for_shell(term)}")


def _columns_asked(kind: ExportKind, columns: str | None, *, updates: bool) -> tuple[str, ...] | None:
    """The columns that were typed. Raise UsageError for an option that this kind has no use for."""
    from backlog_cli.views.columns import split_columns

    if updates and kind is not ExportKind.ICS:
        raise UsageError("--updates goes with ics.")
    if columns is None:
        return None
    if kind in (ExportKind.ICS, ExportKind.JSON) or kind.is_folder:
        raise UsageError(f"--columns goes with csv, xlsx and md; {kind} has no columns.")
    return split_columns(columns)


def _audience(*, redact: bool, private: bool) -> Audience:
    from backlog_cli.views.tracker import Audience

    if redact and private:
        raise UsageError("--redact and --private are opposites; leave one out.")
    return Audience.ANYBODY if redact else Audience.HERSELF if private else Audience.TEAM


def _export(context: AppContext, asked: ExportQuestion, target: Path | None, *, is_replacing: bool) -> int:
    if len(context.files) > 1:
        return _export_many(context, asked, target, is_replacing=is_replacing)
    from backlog_cli.store.exports import load_exports, save_exports

    _refuse_workbook_on_screen(asked, target)
    path = context.location.path
    document = context.session.document()
    found = export_of(document, asked, load_exports(path, os.environ), name=path.stem, now=context.now())
    memory = found.memory
    if target is None:
        write_bytes(found.data)
    else:
        memory = memory.with_file(target, found.data)
        _write_file(context, found, target, is_replacing=is_replacing)
    # What is only looked at on the screen is in no calendar yet.
    is_remembered = target is not None or (asked.kind is ExportKind.ICS and not sys.stdout.isatty())
    for warning in save_exports(path, memory, os.environ) if is_remembered else ():
        print_error(warning)
    return finish_reading(document, Exit.DONE, is_banner_shown=False)


def _export_many(context: AppContext, asked: ExportQuestion, target: Path | None, *, is_replacing: bool) -> int:
    """Export several files as one. Return the exit code: 3 where one of them can't be read."""
    from backlog_cli.cli.many_files import read_roster
    from backlog_cli.store.exports import load_exports, save_exports, write_export
    from backlog_cli.workflows.export_many import export_many

    _refuse_workbook_on_screen(asked, target)
    roster = read_roster(context, has_homes=False)
    if not roster.files:
        return Exit.FILE
    first, codes = roster.files[0].path, [Exit.FILE] if roster.unread else []
    found = export_many(
        _iter_documents(context, roster, codes), asked, memory_of=lambda path: load_exports(path, os.environ), now=context.now()
    )
    if target is None:
        write_bytes(found.data)
    else:
        memory = load_exports(first, os.environ)
        warnings = write_export(target, found.data, memory, backlog=first, is_replacing=is_replacing, environ=os.environ)
        context.say(f"{found.contents} of {len(roster.files)} files in {target}.")
        for warning in (*warnings, *save_exports(first, memory.with_file(target, found.data), os.environ)):
            print_error(warning)
    if target is not None or not sys.stdout.isatty():
        for path, memory in found.memories:
            kept = memory if path != first or target is None else memory.with_file(target, found.data)
            for warning in save_exports(path, kept, os.environ):
                print_error(warning)
    return max(codes, default=Exit.DONE)


def _iter_documents(context: AppContext, roster: FileRoster, codes: list[Exit]) -> Iterator[tuple[AgentFile, Document]]:
    """Read each file in full, one after another; what can't be read of one is said on stderr, and its exit code added."""
    from backlog_cli.workflows.read import BacklogSession

    for file in roster.files:
        with errors_about(str(file.path)):
            try:
                session = BacklogSession(file.path, os.environ, now=context.now(), verb=context.verb, notify=print_error)
                document = session.document()
            except BacklogError as error:
                print_error(error.message)
                codes.append(error.exit_code)
                continue
            codes.append(Exit(finish_reading(document, Exit.DONE, is_banner_shown=False)))
        yield file, document


def _refuse_workbook_on_screen(asked: ExportQuestion, target: Path | None) -> None:
    if target is None and asked.kind is ExportKind.XLSX and sys.stdout.isatty():
        raise UsageError("an Excel file can't be shown on a screen; name one: backlog export xlsx homes.xlsx")


def _write_file(context: AppContext, found: Export, target: Path, *, is_replacing: bool) -> None:
    from backlog_cli.store.exports import write_export

    path = context.location.path
    warnings = write_export(target, found.data, found.memory, backlog=path, is_replacing=is_replacing, environ=os.environ)
    context.say(f"{found.contents} in {target}.")
    for warning in warnings:
        print_error(warning)


def _export_site(context: AppContext, asked: SiteQuestion, path: Path, *, is_replacing: bool, as_json: bool, is_dry: bool) -> int:
    from backlog_cli.store.exports import load_exports
    from backlog_cli.store.site_folder import SiteFolder, plan_site, write_site
    from backlog_cli.views.data.site_data import SiteReport, site_facts, site_lines
    from backlog_cli.views.terminal.messages import format_lines
    from backlog_cli.workflows.read import backlog_with_archives
    from backlog_cli.workflows.site import MORNING, is_page_name, site_pages

    backlog = context.location.path
    document = context.session.document()
    learned = backlog_with_archives(backlog, document).history
    pages = site_pages(document, asked, learned=learned, today=context.today)
    data = {page.name: page.data for page in pages}
    folder = SiteFolder(path, load_exports(backlog, os.environ), is_page_name, is_replacing)
    plan, warnings = (plan_site(folder, data), ()) if is_dry else write_site(folder, data, backlog=backlog, environ=os.environ)
    homes = [(page.home, page.name) for page in pages if page.home is not None]
    found = SiteReport(str(path), homes, *plan, is_dry=is_dry)
    if as_json:
        context.say_document("site", site_facts(found), document.backlog)
    else:
        context.say(format_lines(site_lines(found, MORNING), context.screen()))
    for warning in warnings:
        print_error(warning)
    return finish_reading(document, Exit.DONE, is_banner_shown=False)


def _export_tables(context: AppContext, asked: WarehouseQuestion, folder: Path, *, is_replacing: bool, as_json: bool) -> int:
    from backlog_cli.views.data.warehouse_data import warehouse_facts, warehouse_lines
    from backlog_cli.views.terminal.messages import format_lines
    from backlog_cli.workflows.warehouse import export_warehouse

    paths, unread = _table_sources(context)
    found = export_warehouse(
        paths, asked, folder, unread=unread, is_replacing=is_replacing, now=context.now(), notify=print_error, environ=os.environ
    )
    if as_json:
        context.say_document("warehouse", warehouse_facts(found))
    else:
        context.say(format_lines(warehouse_lines(found), context.screen()))
    for line in (*found.warnings, *found.told):
        print_error(line)
    if found.troubles > len(found.told):
        print_error(f"and {found.troubles - len(found.told)} more: backlog check")
    return Exit.FILE if found.troubles or found.left_out else Exit.DONE


def _table_sources(context: AppContext) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The files to read, copies of others left out, and those that can't be read."""
    if len(context.files) < 2:
        return (context.location.path,), ()
    from backlog_cli.cli.many_files import read_roster

    roster = read_roster(context, has_homes=False)
    return tuple(file.path for file in roster.files), tuple(reading.path for reading in roster.unread)
