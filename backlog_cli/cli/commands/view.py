"""The verbs that only read: due, list, show. Nothing here can write her file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from backlog_cli.cli.job_lookup import find_job
from backlog_cli.cli.options import CSV, FIELDS, JOB, JSON, TSV, Form, finish_reading, form_of, refuse_lone_fields, say_rows
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.errors import Exit, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.due.morning import Morning

app = typer.Typer()
SORT_ORDERS = "urgency, closing, lot or channel"
MAX_AHEAD = 366

ALL_LIVE = Annotated[bool, typer.Option("--all", help="Every home with the next day something is due, instead of the page.")]
ALL_HOMES = Annotated[bool, typer.Option("--all", help="Closed and cancelled homes too.")]
ALL_FACTS = Annotated[bool, typer.Option("--all", help="Every conversation and every other field.")]
SORT = Annotated[str | None, typer.Option("--sort", metavar="ORDER", help=f"{SORT_ORDERS}; by urgency when left out.")]
AHEAD = Annotated[
    int | None, typer.Option("--ahead", metavar="DAYS", help="Also what comes due in the next so many days, of every kind.")
]
TERMS = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[terms...]",
        help="All of them have to fit: words, stage:framing, closing:aug, within:30d, level:red, super:moreno, "
        "community:heron, contingent, late, closed.",
    ),
]

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
    context.verb = "due"
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
    as_json: JSON = False,
    as_csv: CSV = False,
    as_tsv: TSV = False,
    fields: FIELDS = None,
) -> int:
    """Your morning page: everything due today, the hardest call first, and who is owed an update."""
    context: AppContext = ctx.obj
    form = form_of(as_json=as_json, as_csv=as_csv, as_tsv=as_tsv, fields=fields)
    if as_html and form is not None:
        raise UsageError(f"--html and --{form} are two answers; leave one out.")
    if owed and everybody:
        raise UsageError("--owed and --all are two lists; leave one out.")
    if ahead is not None and not 0 <= ahead <= MAX_AHEAD:
        raise UsageError(f"--ahead {ahead} is not a look ahead; from 0 to {MAX_AHEAD} days.")
    is_everybody = everybody or (sort is not None and not owed)
    return _show_due(context, DueQuestion(owed, is_everybody, sort, ahead, exit_code, as_html, form, fields))


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


def _show_due(context: AppContext, asked: DueQuestion) -> int:
    from backlog_cli.rules.due.morning import build_morning, is_anybody_waiting, sorted_morning

    known = context.session.summaries()
    days = 7 if asked.ahead is None else asked.ahead
    # What comes due later is worked out only where it is shown: each clock is asked on each of those days.
    coming = days if asked.ahead is not None or asked.form is Form.JSON else 0
    found = sorted_morning(build_morning(known.backlog, today=context.today, ahead=days, coming=coming), asked.sort)
    _say_due(context, asked, found, known.backlog, days)
    code = Exit.FOUND if asked.is_exit_code and is_anybody_waiting(found) else Exit.DONE
    return finish_reading(known, code, is_banner_shown=asked.form is None)


def _say_due(context: AppContext, asked: DueQuestion, found: Morning, backlog: Backlog, days: int) -> None:
    if asked.form is Form.JSON:
        from backlog_cli.views.data import due_data, records

        facts = due_data.morning_facts(found, backlog, fields=asked.fields)
        context.say(records.json_document("due", facts, today=context.today))
    elif asked.form is not None:
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


@app.command("list", cls=VerbCommand)
def list_(
    ctx: typer.Context,
    terms: TERMS = None,
    sort: SORT = None,
    everybody: ALL_HOMES = False,
    as_json: JSON = False,
    as_csv: CSV = False,
    as_tsv: TSV = False,
    fields: FIELDS = None,
) -> int:
    """Every open home, the most urgent first; terms narrow it down."""
    context: AppContext = ctx.obj
    form = form_of(as_json=as_json, as_csv=as_csv, as_tsv=as_tsv, fields=fields)
    return _show_list(context, tuple(terms or ()), sort, everybody, form, fields)


def _show_list(
    context: AppContext, terms: Sequence[str], sort: str | None, everybody: bool, form: Form | None, fields: str | None
) -> int:
    from backlog_cli.rules.backlog import home_names, jobs_by_number
    from backlog_cli.rules.due.morning import ranked_verdicts
    from backlog_cli.rules.due.selection import filter_jobs, sort_jobs
    from backlog_cli.rules.urgency import hardest_call
    from backlog_cli.views.columns import Home
    from backlog_cli.views.data import records

    known = context.session.summaries()
    jobs = jobs_by_number(known.backlog)
    verdicts = ranked_verdicts(known.backlog, today=context.today, archived=True)
    every = [(jobs[verdict.job], verdict) for verdict in verdicts]
    policy = known.backlog.policy
    shown = sort_jobs(filter_jobs(every, terms, policy, is_all=everybody, today=context.today), sort)
    total = max(len(shown), len(every) if everybody else len(filter_jobs(every, (), policy, is_all=False, today=context.today)))
    frog = hardest_call(verdicts)
    names = home_names(known.backlog)
    homes = [Home(summary, verdict, context.today, verdict is frog, names[summary.key], policy) for summary, verdict in shown]
    if form is Form.JSON:
        context.say(records.json_document("list", records.list_facts(homes, total=total, fields=fields), today=context.today))
    elif form is not None:
        say_rows(context, form, records.LIST_COLUMNS, records.list_rows(homes))
    else:
        from backlog_cli.views.terminal.tables import list_table

        context.draw(list_table(homes, total=total, screen=context.screen()))
    return finish_reading(known, Exit.DONE, is_banner_shown=False)


@app.command(cls=VerbCommand)
def show(ctx: typer.Context, job: JOB, everything: ALL_FACTS = False, as_json: JSON = False, fields: FIELDS = None) -> int:
    """One home on one screen, before a call: what you agreed, their own words, what is open, what to say."""
    context: AppContext = ctx.obj
    from backlog_cli.rules.due.countdown import missing_items_of
    from backlog_cli.rules.due.morning import ranked_verdicts
    from backlog_cli.rules.urgency import hardest_call, verdict_of
    from backlog_cli.views.columns import Home
    from backlog_cli.views.data import records
    from backlog_cli.workflows.read import model_of

    refuse_lone_fields(fields, as_json=as_json)
    document = context.session.summaries()
    summary = find_job(context, job, document, reading=True)
    context.set_last_job(summary.job)
    model = model_of(context.session, summary)
    verdict = verdict_of(summary, document.backlog, today=context.today)
    missing = missing_items_of(summary, document.backlog.policy, today=context.today)
    if as_json:
        frog = hardest_call(ranked_verdicts(document.backlog, today=context.today))
        from backlog_cli.rules.backlog import home_names

        is_frog = frog is not None and frog.job == summary.job
        names = home_names(document.backlog)
        home = Home(summary, verdict, context.today, is_frog, names.get(summary.key), document.backlog.policy)
        facts = records.show_facts(home, model, fields=fields, missing=missing)
        context.say(records.json_document("show", facts, today=context.today))
    else:
        from backlog_cli.views.terminal.cards import card_text

        backlog = document.backlog
        context.draw(
            card_text(
                summary,
                model,
                verdict,
                policy=backlog.policy,
                screen=context.screen(),
                today=context.today,
                everything=everything,
                history=backlog.history,
                missing=missing,
            )
        )
    return finish_reading(document, Exit.DONE, is_banner_shown=False)
