"""The morning page: due, and bare `backlog`. Nothing here can write her file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from backlog_cli.cli.options import CSV, FIELDS, JSON, TSV, Form, finish_reading, form_of, say_rows
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.errors import Exit, UsageError

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext

app = typer.Typer()
SORT_ORDERS = "urgency, closing, lot or channel"
MAX_AHEAD = 366

ALL_LIVE = Annotated[bool, typer.Option("--all", help="Every live home with two reasons each, instead of the page.")]
SORT = Annotated[str | None, typer.Option("--sort", metavar="ORDER", help=f"{SORT_ORDERS}; by urgency when left out.")]
AHEAD = Annotated[int, typer.Option("--ahead", metavar="DAYS", help="How far ahead to look for updates that come due.")]
WELCOME = """\
backlog keeps the homes you have sold and not closed, and who is waiting for a word.
Start a file with `backlog init`, or look around with `backlog init --sample`.
`backlog --help` lists all there is.
"""


def show_morning_or_welcome(context: AppContext) -> int:
    """Bare `backlog`: the morning once there is a file, three lines of welcome before that."""
    import os

    if context.file is None and not os.environ.get("BACKLOG_FILE") and not os.path.lexists(context.location.path):
        context.say(WELCOME)
        return Exit.DONE
    return _answer_due(context, everybody=False, sort=None, ahead=7, form=None, fields=None, exit_code=False)


@app.command(cls=VerbCommand)
def due(
    ctx: typer.Context,
    everybody: ALL_LIVE = False,
    sort: SORT = None,
    ahead: AHEAD = 7,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 when somebody is owed something today.")] = False,
    as_json: JSON = False,
    as_csv: CSV = False,
    as_tsv: TSV = False,
    fields: FIELDS = None,
) -> int:
    """Your morning page: the hardest call, at most five more, who is owed an update, one thing to protect, one good thing."""
    context: AppContext = ctx.obj
    form = form_of(as_json=as_json, as_csv=as_csv, as_tsv=as_tsv, fields=fields)
    return _answer_due(context, everybody=everybody, sort=sort, ahead=ahead, form=form, fields=fields, exit_code=exit_code)


def _answer_due(context: AppContext, **asked: Any) -> int:
    context.verb = "due"
    return _show_morning(context, **asked)


def _show_morning(
    context: AppContext, *, everybody: bool, sort: str | None, ahead: int, form: Form | None, fields: str | None, exit_code: bool
) -> int:
    from backlog_cli.rules.backlog import jobs_by_number
    from backlog_cli.rules.due.morning import build_morning, is_anything_owed
    from backlog_cli.rules.due.selection import sort_jobs
    from backlog_cli.views.data import records

    if not 0 <= ahead <= MAX_AHEAD:
        raise UsageError(f"--ahead {ahead} is not a look ahead; from 0 to {MAX_AHEAD} days.")
    known = context.session.summaries()
    backlog = known.backlog
    found = build_morning(backlog, today=context.today, ahead=ahead)
    jobs = jobs_by_number(backlog)
    listed = sort_jobs([(jobs[verdict.job], verdict) for verdict in found.verdicts], sort)
    found = found._replace(verdicts=tuple(verdict for _, verdict in listed))
    is_listing = everybody or sort is not None
    if form is Form.JSON:
        context.say(records.json_document("due", records.morning_facts(found, backlog, fields=fields), today=context.today))
    elif form is not None:
        say_rows(context, form, records.DUE_COLUMNS, records.due_rows(found, backlog, everyone=everybody))
    else:
        from backlog_cli.views.terminal.morning_page import everyone_page, morning_page

        screen = context.screen()
        everyone = everyone_page(found, backlog, found.verdicts, screen=screen) if is_listing else None
        context.draw(everyone or morning_page(found, backlog, screen=screen))
    code = Exit.FOUND if exit_code and is_anything_owed(found) else Exit.DONE
    return finish_reading(known, code, is_banner_shown=form is None)
