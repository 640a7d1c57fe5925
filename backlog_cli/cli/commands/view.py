"""The morning page: due, and bare `backlog`. Nothing here can write her file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from backlog_cli.cli.options import (
    CSV,
    FIELDS,
    JSON,
    PRIVATE_PAGE,
    TSV,
    Form,
    complete_words,
    finish_reading,
    form_of,
    refuse_lone_private,
    say_rows,
)
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.errors import Exit, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.due.morning import Morning
    from backlog_cli.views.columns import Column
    from backlog_cli.workflows.read import Document

app = typer.Typer()
SORT_ORDERS = "urgency, closing, lot or channel"
MAX_AHEAD = 366

ALL_LIVE = Annotated[bool, typer.Option("--all", help="Every home with the next day something is due, instead of the page.")]
SORT = Annotated[
    str | None,
    typer.Option(
        "--sort",
        metavar="ORDER",
        help=f"{SORT_ORDERS}; by urgency when left out.",
        autocompletion=complete_words(SORT_ORDERS.replace(" or ", ", ").split(", ")),
    ),
]
AHEAD = Annotated[
    int | None, typer.Option("--ahead", metavar="DAYS", help="Also what comes due in the next so many days, of every kind.")
]
WELCOME = """\
backlog tracks the homes you've sold until they close, and who's waiting for you.
Start a file with `backlog init`, or look around with `backlog init --sample`.
`backlog --help` lists every command.
"""


def show_morning_or_welcome(context: AppContext) -> int:
    """Bare `backlog`: the morning once there is a file, three lines of welcome before that."""
    import os

    if not context.file_names and not os.environ.get("BACKLOG_FILE") and not os.path.lexists(context.location.path):
        context.say(WELCOME)
        return Exit.DONE
    context.verb = "due"
    if len(context.files) > 1:
        from backlog_cli.cli.many_files import run_verb

        code: int = run_verb(context, lambda own: _show_due(own, DueQuestion()), {})
        return code
    return _show_due(context, DueQuestion())


@app.command(cls=VerbCommand)
def due(
    ctx: typer.Context,
    owed: Annotated[bool, typer.Option("--owed", help="Everybody who is owed a weekly update, today and this week.")] = False,
    everybody: ALL_LIVE = False,
    sort: SORT = None,
    ahead: AHEAD = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 when somebody is waiting for you today.")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="One web page on standard output, to open or print.")] = False,
    private: PRIVATE_PAGE = False,
    as_json: JSON = False,
    as_csv: CSV = False,
    as_tsv: TSV = False,
    fields: FIELDS = None,
) -> int:
    """Your morning page: everything due today, the hardest call first, and who is owed an update."""
    context: AppContext = ctx.obj
    form = form_of(as_json=as_json, as_csv=as_csv, as_tsv=as_tsv, fields=fields)
    if as_html and form is not None:
        raise UsageError(f"--html and --{form} don't go together; leave one out.")
    if owed and everybody:
        raise UsageError("--owed and --all are two lists; leave one out.")
    if ahead is not None and not 0 <= ahead <= MAX_AHEAD:
        raise UsageError(f"--ahead takes 0 to {MAX_AHEAD} days, not {ahead}.")
    refuse_lone_private(private, as_html=as_html)
    is_everybody = everybody or (sort is not None and not owed)
    return _show_due(context, DueQuestion(owed, is_everybody, sort, ahead, exit_code, as_html, form, fields, private))


class DueQuestion(NamedTuple):
    """What `due` was asked for."""

    is_owed: bool = False
    is_everybody: bool = False
    sort: str | None = None
    ahead: int | None = None
    is_exit_code: bool = False
    is_html: bool = False
    form: Form | None = None
    fields: str | None = None
    is_private: bool = False


def _show_due(context: AppContext, asked: DueQuestion) -> int:
    from backlog_cli.rules.due.morning import build_morning, is_anybody_waiting, sorted_morning
    from backlog_cli.workflows.copies import tell_copies

    columns = _chosen_columns(asked.fields)
    document = context.session.document() if any(column.path for column in columns) else None
    known = document or context.session.summaries()
    tell_copies(context.session, known.backlog, today=context.today)
    days = 7 if asked.ahead is None else asked.ahead
    # What comes due later is worked out only where it is shown: each clock is asked on each of those days.
    coming = days if asked.ahead is not None or asked.form is Form.JSON else 0
    backlog = known.backlog
    if asked.is_html and not asked.is_private:
        from backlog_cli.rules.reports.office_copy import hide_private_notes

        backlog = hide_private_notes(backlog)
    found = sorted_morning(build_morning(backlog, today=context.today, ahead=days, coming=coming), asked.sort)
    context.keep_verdicts(found.verdicts)
    if asked.form is Form.JSON:
        _say_document(context, found, backlog, columns, document)
    else:
        _say_due(context, asked, found, backlog, days)
    code = Exit.FOUND if asked.is_exit_code and is_anybody_waiting(found) else Exit.DONE
    return finish_reading(known, code, is_banner_shown=asked.form is None)


def _say_due(context: AppContext, asked: DueQuestion, found: Morning, backlog: Backlog, days: int) -> None:
    if asked.form is not None:
        from backlog_cli.views.data import due_data

        every = due_data.due_rows(found, backlog, everyone=asked.is_everybody)
        say_rows(context, asked.form, due_data.DUE_COLUMNS, due_data.owed_rows(found.owed) if asked.is_owed else every)
    elif asked.is_html:
        from backlog_cli.views.html.morning import morning_html

        context.say(morning_html(found, is_owed=asked.is_owed, is_everybody=asked.is_everybody, backlog=backlog))
    elif asked.is_owed:
        from backlog_cli.views.terminal.owed_table import owed_page

        context.draw(owed_page(found, ahead=days, screen=context.screen()))
    else:
        from backlog_cli.views.terminal.morning_page import everyone_page, morning_page

        screen = context.screen()
        context.draw(everyone_page(found, backlog, screen=screen) if asked.is_everybody else morning_page(found, screen=screen))


def _chosen_columns(fields: str | None) -> tuple[Column, ...]:
    """The keys of `--fields`: those of a home in the document, and any field of the file. Raise UsageError."""
    if fields is None:
        return ()
    from backlog_cli.views.data.due_data import due_columns

    return due_columns(fields)


def _say_document(
    context: AppContext, found: Morning, backlog: Backlog, columns: Sequence[Column], document: Document | None
) -> None:
    from backlog_cli.views.data import due_data
    from backlog_cli.workflows.read import home_records

    homes = home_records(document) if document else {}
    facts = due_data.morning_facts(found, backlog, columns=columns, records=homes)
    context.say_document("due", facts, backlog)
