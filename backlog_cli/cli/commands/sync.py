"""The verb that exchanges changes with the shared copy of the file: sync."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from backlog_cli.cli.options import DRY_RUN, JSON
from backlog_cli.cli.output import print_error, show_result
from backlog_cli.cli.parsing import VerbCommand

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext

app = typer.Typer()


@app.command(cls=VerbCommand)
def sync(ctx: typer.Context, as_json: JSON = False, dry_run: DRY_RUN = False) -> None:
    """Take in what others sent to the shared copy, and send what you wrote. The file has to be in a git repository.

    Both sides' entries are kept. This is the one command that uses the network; nothing else is ever sent.
    """
    from backlog_cli.views.data.sync_data import sync_facts
    from backlog_cli.workflows.git_sync import sync_file

    context: AppContext = ctx.obj
    found = sync_file(context.session, dry_run=dry_run)
    if not as_json:
        show_result(context, found.write, as_json=False)
        return
    context.say_write(found.write, "sync", sync_facts(found.taken, found.sent, found.conflicts))
    for warning in found.write.warnings:
        print_error(warning)
