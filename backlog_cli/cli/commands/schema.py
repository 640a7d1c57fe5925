"""The verb that tells editors and other programs what may be in the file, and what is in each JSON document."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.options import DRY_RUN, JSON
from backlog_cli.cli.output import print_error, show_result
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.errors import UsageError

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext

app = typer.Typer()


def _complete_kind(ctx: typer.Context, incomplete: str) -> list[str]:
    """The kinds of documents behind --output; elsewhere a file is meant, and nothing is offered."""
    if not ctx.params.get("output"):
        return []
    from backlog_cli.views.data.document_kinds import DOCUMENTS

    return [kind for kind in DOCUMENTS if kind.startswith(incomplete)]


@app.command(cls=VerbCommand)
def schema(
    ctx: typer.Context,
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE|KIND]",
            help="Write it to this file; print it when left out. With --output: the kind of document.",
            autocompletion=_complete_kind,
        ),
    ] = None,
    output: Annotated[
        bool, typer.Option("--output", help="Print what --json documents of this kind hold; alone: list the kinds.")
    ] = False,
    install: Annotated[
        bool, typer.Option("--install", help="Put it beside your file, with a comment at its top that editors read.")
    ] = False,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """What may be in your file, as a JSON Schema: your editor then explains each key, offers the words, and marks mistakes.

    A file made by `init` or `import` has it already. After an update of this program, --install brings it up to date.
    """
    context: AppContext = ctx.obj
    if as_json and not install:
        raise UsageError("--json goes with --install: a schema is JSON anyway.")
    if output:
        if install or dry_run:
            raise UsageError("--output only prints; leave the other options out.")
        _print_document_schema(context, file)
        return
    if install:
        if file is not None:
            raise UsageError("--install puts it beside your file; leave the name out.")
        from backlog_cli.workflows.editor_schema import install_schema

        show_result(context, install_schema(context.session, dry_run=dry_run), as_json=as_json)
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


def _print_document_schema(context: AppContext, typed: str | None) -> None:
    """Print the schema of the documents of one kind, or which kinds there are."""
    from backlog_cli.views.data.document_kinds import DOCUMENTS, document_title

    if typed is None:
        from backlog_cli.views.terminal.cards import facts_page

        context.draw(facts_page({kind: document_title(kind) for kind in DOCUMENTS}, context.screen()))
        return
    from backlog_cli.rules.job_lookup import resolve_choice
    from backlog_cli.views.data.document_schema import document_schema_text

    context.say(document_schema_text(resolve_choice(typed, tuple(DOCUMENTS), "document")))
