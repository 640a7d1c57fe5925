"""The verbs that only read: due, list, show. Nothing here can write her file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from backlog_cli.cli.job_lookup import find_job
from backlog_cli.cli.options import CSV, FIELDS, JOB, JSON, TSV, Form, finish_reading, form_of, refuse_lone_fields, say_rows
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.errors import Exit, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.cli.context import AppContext

app = typer.Typer()
SORT_ORDERS = "urgency, closing, lot or channel"
MAX_AHEAD = 366

ALL_LIVE = Annotated[bool, typer.Option("--all", help="Every live home with two reasons each, instead of the page.")]
ALL_HOMES = Annotated[bool, typer.Option("--all", help="Closed and cancelled homes too.")]
ALL_FACTS = Annotated[bool, typer.Option("--all", help="Every conversation and every other field.")]
SORT = Annotated[str | None, typer.Option("--sort", metavar="ORDER", help=f"{SORT_ORDERS}; by urgency when left out.")]
AHEAD = Annotated[int, typer.Option("--ahead", metavar="DAYS", help="How far ahead to look for updates that come due.")]
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
    from backlog_cli.rules.backlog import jobs_by_number
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
    homes = [Home(summary, verdict, context.today, verdict == frog) for summary, verdict in shown]
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
        home = Home(summary, verdict, context.today, is_frog=frog is not None and frog.job == summary.job)
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
