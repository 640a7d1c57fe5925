"""The verb that moves old homes out of the file: archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.job_lookup import find_job
from backlog_cli.cli.options import DRY_RUN, JSON, complete_job, parse_option_date
from backlog_cli.cli.output import show_result
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.errors import UsageError

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext

app = typer.Typer()


@app.command(cls=VerbCommand)
def archive(
    ctx: typer.Context,
    job: Annotated[
        str | None, typer.Argument(metavar="[JOB]", help="A home, if not every old one.", autocompletion=complete_job)
    ] = None,
    before: Annotated[
        str | None, typer.Option("--before", metavar="DATE", help="Every home that closed or was cancelled before that day.")
    ] = None,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Move old homes, closed over a year ago or cancelled, to a file of that year beside this one. They still count."""
    from backlog_cli.rules.changes.archive import old_homes, require_archivable, waiting_homes
    from backlog_cli.views.terminal.ending import waiting_lines
    from backlog_cli.workflows.archiving import move_to_archive

    context: AppContext = ctx.obj
    session, today = context.session, context.today
    document = session.document()
    if job is not None and before is not None:
        raise UsageError("name one home, or a day with --before; not both.")
    if job is not None:
        number = require_archivable(find_job(context, job, document, reading=False)).job
        result = move_to_archive(session, lambda backlog: [require_archivable(backlog.job(number))], dry_run=dry_run)
        show_result(context, result, as_json=as_json)
        return
    day = parse_option_date(context, before, "--before", policy=document.backlog.policy, is_past=True) if before else None
    result = move_to_archive(
        session,
        lambda backlog: old_homes(backlog, before=day, today=today),
        lambda backlog: waiting_lines(waiting_homes(backlog, before=day, today=today), today=today),
        dry_run=dry_run,
    )
    show_result(context, result, as_json=as_json)
