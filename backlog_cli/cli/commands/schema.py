"""The verb that tells editors and other programs what may be in the file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.options import DRY_RUN
from backlog_cli.cli.output import print_error, show_result
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.errors import UsageError

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext

app = typer.Typer()


@app.command(cls=VerbCommand)
def schema(
    ctx: typer.Context,
    file: Annotated[str | None, typer.Argument(metavar="[FILE]", help="Write it to this file; print it when left out.")] = None,
    install: Annotated[
        bool, typer.Option("--install", help="Put it beside your file, with a comment at its top that editors read.")
    ] = False,
    dry_run: DRY_RUN = False,
) -> None:
    """What may be in your file, as a JSON Schema: your editor then explains each key, offers the words, and marks mistakes.

    A file made by `init` or `import` has it already. After an update of this program, --install brings it up to date.
    """
    context: AppContext = ctx.obj
    if install:
        if file is not None:
            raise UsageError("--install puts it beside your file; leave the name out.")
        from backlog_cli.workflows.editor_schema import install_schema

        show_result(context, install_schema(context.session, dry_run=dry_run))
        return
    if dry_run:
        raise UsageError("--dry-run goes with --install.")
    from backlog_cli.store.schema.install import schema_text, write_schema

    if file is None:
        context.say(schema_text().rstrip("\n"))
        return
    warnings = write_schema(Path(file).expanduser(), os.environ)
    context.say(f"Wrote {file}.")
    for warning in warnings:
        print_error(warning)
