"""The verb that takes homes over from a spreadsheet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.options import DRY_RUN, JSON
from backlog_cli.cli.output import print_error, show_result
from backlog_cli.cli.parsing import VerbCommand, complete_file
from backlog_cli.cli.prompts import confirm, is_interactive
from backlog_cli.errors import UsageError

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext
    from backlog_cli.exchange.sheets import Sheet
    from backlog_cli.workflows.sheet_import import PlannedImport
    from backlog_cli.workflows.write import WriteResult

app = typer.Typer()


@app.command("import", cls=VerbCommand)
def import_(
    ctx: typer.Context,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="A .csv, .tsv, .xlsx or .ods file; - for cells pasted into standard input.",
            autocompletion=complete_file,
        ),
    ],
    maps: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=FIELD", help='What a column is: "Unit No=job"; - leaves it out. Remembered.'),
    ] = None,
    update: Annotated[bool, typer.Option("--update", help="Also update homes already in the file, where they differ.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask: import what's clear, and list what isn't.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Import nothing if any cell isn't clear.")] = False,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Bring in your homes from a spreadsheet. You first see what was understood; one `backlog undo` takes it all back.

    The headings can be in any row, under any usual name. A home that is here already, by its number and its sale, is
    never entered twice. A cell that can mean one thing only is taken; any other cell is named and left out, never guessed.
    """
    context: AppContext = ctx.obj
    from backlog_cli.views.terminal.import_page import import_lines
    from backlog_cli.views.terminal.messages import format_lines
    from backlog_cli.workflows.sheet_import import parse_mapping, plan_import

    mapping = parse_mapping(maps or ())
    source, sheets = _read(file)
    planned = plan_import(context.session, source, sheets, mapping, today=context.today, is_update=update)
    if not as_json:
        context.say(format_lines(import_lines(planned.report), context.screen()))
    refusal = None if dry_run else _refusal(planned, is_sure=yes, is_strict=strict, as_json=as_json)
    is_to_write = refusal is None and not planned.report.is_empty
    result = _write(context, planned, dry_run=dry_run) if is_to_write else None
    if as_json:
        _say_document(context, planned, result, dry_run=dry_run)
    elif result is not None:
        _say_written(context, planned, result, dry_run=dry_run)
    elif refusal is None:
        context.say("Nothing to add. Nothing was changed.")
    if refusal is not None:
        raise UsageError(refusal)


def _read(file: str) -> tuple[str, tuple[Sheet, ...]]:
    """The name of the spreadsheet, and its sheets. Raise UsageError for what is none."""
    from backlog_cli.exchange.sheets import Sheet, decode, parse_delimited, read_sheets

    if file == "-":
        text = decode(sys.stdin.buffer.read()) if sys.stdin else ""
        return "the pasted cells", (Sheet("pasted", parse_delimited(text)),)
    path = Path(file).expanduser()
    try:
        return path.name, read_sheets(path)
    except OSError as error:
        raise UsageError(f"{file} can't be read: {(error.strerror or 'no such file').lower()}.") from None


def _refusal(planned: PlannedImport, *, is_sure: bool, is_strict: bool, as_json: bool) -> str | None:
    """Why nothing is written; None when all is agreed. At a terminal that is asked, once."""
    report = planned.report
    if is_strict and report.found.doubts:
        return "--strict: some cells aren't clear; fix them in the spreadsheet first."
    if is_sure or report.is_empty:
        return None
    if any(doubt.is_private for doubt in report.found.doubts):
        return (
            "some cells look like they hold a number that must never be kept. Remove them from the spreadsheet, or import "
            "everything else with --yes."
        )
    if not is_interactive() or as_json:
        return "if that's right, run it again with --yes."
    return None if confirm("Import this?") else "all right."


def _write(context: AppContext, planned: PlannedImport, *, dry_run: bool) -> WriteResult:
    from backlog_cli.views.terminal.import_page import written_lines
    from backlog_cli.workflows.sheet_import import write_import

    result = write_import(context.session, planned, lambda _: written_lines(planned.report), today=context.today, dry_run=dry_run)
    return result._replace(jobs=())


def _say_written(context: AppContext, planned: PlannedImport, result: WriteResult, *, dry_run: bool) -> None:
    if dry_run and planned.is_new_file:
        context.say("Nothing was written (--dry-run).")
    else:
        show_result(context, result, as_json=False)


def _say_document(context: AppContext, planned: PlannedImport, result: WriteResult | None, *, dry_run: bool) -> None:
    from backlog_cli.views.data.import_data import import_facts
    from backlog_cli.workflows.write import WriteResult

    done = result or WriteResult((), diff="" if dry_run else None)
    context.say_write(done, "import", import_facts(planned.report, is_written=done.is_written))
    for warning in done.warnings:
        print_error(warning)
