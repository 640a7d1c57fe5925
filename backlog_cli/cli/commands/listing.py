"""The verbs that look at homes: list, show. Nothing here can write her file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.job_lookup import find_job
from backlog_cli.cli.options import (
    CSV,
    FIELDS,
    JOB,
    JSON,
    PRIVATE_PAGE,
    TSV,
    Form,
    complete_column,
    complete_term,
    complete_words,
    finish_reading,
    form_of,
    refuse_lone_fields,
    refuse_lone_private,
    say_rows,
)
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.errors import Exit, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.views.columns import Column, Home

app = typer.Typer()

ALL_HOMES = Annotated[bool, typer.Option("--all", help="Closed and cancelled homes too.")]
ALL_FACTS = Annotated[bool, typer.Option("--all", help="Every conversation and every field.")]
HTML = Annotated[bool, typer.Option("--html", help="One web page on standard output, to open or print: > homes.html")]
HOME_PAGE = Annotated[bool, typer.Option("--html", help="One web page on standard output, for a phone: > okafor.html")]
SORT = Annotated[
    str | None,
    typer.Option(
        "--sort",
        metavar="ORDER",
        help="urgency, closing, lot, last, next or stage; by urgency when left out.",
        autocompletion=complete_words(("urgency", "closing", "lot", "last", "next", "stage")),
    ),
]
CHOSEN_COLUMNS = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="A,B",
        help="These columns instead: lot, buyer, why, and any field of the file, as in lender.name or buyers.1.phone.",
        autocompletion=complete_column,
    ),
]
TERMS = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[terms...]",
        help="All of them must match: words, stage:framing, closing:aug, within:30d, level:red, super:moreno, "
        "community:heron, plan:alder, lender:birchline, product:fha, realtor:whitaker, contingent, owed, late, closed.",
        autocompletion=complete_term,
    ),
]


@app.command("list", cls=VerbCommand)
def list_(
    ctx: typer.Context,
    terms: TERMS = None,
    columns: CHOSEN_COLUMNS = None,
    sort: SORT = None,
    everybody: ALL_HOMES = False,
    as_html: HTML = False,
    private: PRIVATE_PAGE = False,
    as_json: JSON = False,
    as_csv: CSV = False,
    as_tsv: TSV = False,
    fields: FIELDS = None,
) -> int:
    """Every open home, the most urgent first; terms narrow it down."""
    context: AppContext = ctx.obj
    form = form_of(as_json=as_json, as_csv=as_csv, as_tsv=as_tsv, fields=fields)
    if as_html and form is not None:
        raise UsageError(f"--html and --{form} don't go together; ask for one.")
    if columns is not None and fields is not None:
        raise UsageError("--columns and --fields both choose; use one of them.")
    refuse_lone_private(private, as_html=as_html)
    names = columns if columns is not None else fields
    return _show_list(context, tuple(terms or ()), names, sort, everybody, form, as_html=as_html, is_hers=private or not as_html)


def _show_list(
    context: AppContext,
    terms: Sequence[str],
    names: str | None,
    sort: str | None,
    everybody: bool,
    form: Form | None,
    *,
    as_html: bool,
    is_hers: bool,
) -> int:
    from backlog_cli.rules.due.ranking import judged_homes
    from backlog_cli.rules.due.selection import filter_jobs, sort_list
    from backlog_cli.rules.urgency import hardest_call
    from backlog_cli.views.columns import Home, choose_columns, split_columns
    from backlog_cli.workflows.read import home_records

    columns = None if names is None else choose_columns(split_columns(names))
    document = context.session.document() if any(column.path for column in columns or ()) else None
    known = document or context.session.summaries()
    records = home_records(document) if document else {}
    backlog, today = known.backlog, context.today
    if not is_hers:
        from backlog_cli.rules.reports.office_copy import hide_private_notes

        backlog = hide_private_notes(backlog)
        records = {id(home): record for home, record in zip(backlog.jobs, records.values(), strict=False)}
    every = judged_homes(backlog, today=today, archived=True)
    context.keep_verdicts(verdict for _, verdict in every)
    fitting = filter_jobs(every, terms, backlog.policy, is_all=everybody, today=today)
    shown = sort_list(fitting, sort, backlog.policy, today=today)
    usual = every if everybody else filter_jobs(every, (), backlog.policy, is_all=False, today=today)
    frog = hardest_call(verdict for _, verdict in every)
    homes = [
        Home(summary, verdict, today, verdict is frog, backlog.policy, records.get(id(summary))) for summary, verdict in shown
    ]
    _print_list(context, homes, max(len(shown), len(usual)), columns, form, as_html=as_html, backlog=backlog)
    return finish_reading(known, Exit.DONE, is_banner_shown=False)


def _print_list(
    context: AppContext,
    homes: Sequence[Home],
    total: int,
    columns: Sequence[Column] | None,
    form: Form | None,
    *,
    as_html: bool,
    backlog: Backlog,
) -> None:
    from backlog_cli.views.columns import ROW_COLUMNS
    from backlog_cli.views.data import records

    if form is Form.JSON:
        facts = records.list_facts(homes, total=total, columns=columns)
        context.say_document("list", facts, backlog)
    elif form is not None:
        names = records.LIST_COLUMNS if columns is None else [column.name for column in columns]
        say_rows(context, form, names, records.list_rows(homes, columns or ROW_COLUMNS))
    elif as_html:
        from backlog_cli.views.html.home_list import home_list_page

        context.say(home_list_page(homes, columns, total=total, today=context.today))
    else:
        from backlog_cli.views.terminal.tables import list_table

        context.draw(list_table(homes, total=total, screen=context.screen(), columns=columns, bad=len(backlog.bad)))


@app.command(cls=VerbCommand)
def show(
    ctx: typer.Context,
    job: JOB,
    everything: ALL_FACTS = False,
    as_html: HOME_PAGE = False,
    private: PRIVATE_PAGE = False,
    as_json: JSON = False,
    fields: FIELDS = None,
) -> int:
    """One home on one screen, before a call: what you agreed, their own words, what is open, what to say."""
    context: AppContext = ctx.obj
    from backlog_cli.rules.due.countdown import missing_items_of
    from backlog_cli.rules.due.ranking import ranked_verdicts
    from backlog_cli.rules.urgency import hardest_call, verdict_of
    from backlog_cli.views.columns import Home
    from backlog_cli.views.data import records
    from backlog_cli.workflows.read import model_of

    refuse_lone_fields(fields, as_json=as_json)
    if as_html and as_json:
        raise UsageError("--html and --json don't go together; ask for one.")
    refuse_lone_private(private, as_html=as_html)
    document = context.session.summaries()
    summary = find_job(context, job, document, reading=True)
    context.set_last_job(summary.job)
    model = model_of(context.session, summary)
    if as_html:
        from backlog_cli.views.html.home_page import home_page
        from backlog_cli.workflows.site import home_details

        details = home_details(
            summary, model, document.backlog, today=context.today, is_private=private, is_everything=everything
        )
        context.say(home_page(details))
        return finish_reading(document, Exit.DONE, is_banner_shown=False)
    verdict = verdict_of(summary, document.backlog, today=context.today)
    missing = missing_items_of(summary, document.backlog.policy, today=context.today)
    if as_json:
        frog = hardest_call(ranked_verdicts(document.backlog, today=context.today))
        is_frog = frog is not None and frog.job == summary.job
        home = Home(summary, verdict, context.today, is_frog, document.backlog.policy)
        facts = records.show_facts(home, model, fields=fields, missing=missing)
        context.say_document("show", facts, document.backlog)
    else:
        from backlog_cli.views.terminal.home_card import card_text

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
