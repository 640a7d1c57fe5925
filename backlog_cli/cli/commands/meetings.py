"""The verbs for meetings: super, the sheet for a superintendent and the answers to it; walk, past the homes in lot order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.batch_input import BatchPrompt, read_batch
from backlog_cli.cli.options import (
    BY,
    DRY_RUN,
    FIELDS,
    JSON,
    NOT_PRIVATE,
    complete_superintendent,
    finish_reading,
    refuse_lone_fields,
    text_or_none,
)
from backlog_cli.cli.output import show_result
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.errors import Exit, UsageError
from backlog_cli.workflows.write import write_changes

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext
    from backlog_cli.workflows.plan import WritePlan
    from backlog_cli.workflows.read import Document

app = typer.Typer()
ANSWERS_PROMPT = BatchPrompt(
    "answer sheet", "Answer? (a home and what was said; Enter when done)", "what was answered", "windows come Tuesday"
)
HTML = Annotated[bool, typer.Option("--html", help="One web page on standard output, to print: a sheet for each.")]


@app.command("super", cls=VerbCommand)
def super_(
    ctx: typer.Context,
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]", help="A superintendent, if not all of them.", autocompletion=complete_superintendent),
    ] = None,
    answers: Annotated[
        bool, typer.Option("--answers", help="Enter the answers, one line each: 41 windows come Tuesday.")
    ] = False,
    as_html: HTML = False,
    _by: BY = None,
    _yes: NOT_PRIVATE = False,
    as_json: JSON = False,
    fields: FIELDS = None,
    dry_run: DRY_RUN = False,
) -> int:
    """The weekly sheet for each superintendent: what to ask, concerns, clashes, what is owed, what moved; in lot order.

    With --answers, lines from standard input or typed at the terminal answer the questions; you then owe the buyers an update.
    """
    context: AppContext = ctx.obj
    _refuse_mixed(answers=answers, as_html=as_html, as_json=as_json, dry_run=dry_run)
    refuse_lone_fields(fields, as_json=as_json)
    whom = text_or_none(" ".join(name or ()))
    if answers and fields is not None:
        raise UsageError("--fields goes with the sheet; --answers writes.")
    if answers:
        return _record_answers(context, whom, as_json=as_json, is_dry=dry_run)
    return _show_sheets(context, whom, as_html, as_json, fields)


def _refuse_mixed(*, answers: bool, as_html: bool, as_json: bool, dry_run: bool) -> None:
    if as_html and as_json:
        raise UsageError("--html and --json don't go together; leave one out.")
    if answers and as_html:
        raise UsageError("--answers changes the file; use it without --html.")
    if dry_run and not answers:
        raise UsageError("--dry-run goes with --answers: the sheet itself writes nothing.")


def _show_sheets(context: AppContext, name: str | None, as_html: bool, as_json: bool, fields: str | None) -> int:
    from backlog_cli.rules.meetings.superintendent import superintendent_sheets
    from backlog_cli.views.documents import sheets as views

    known = context.session.summaries()
    found = superintendent_sheets(known.backlog, name=name, today=context.today)
    if as_html:
        context.say(views.sheets_page(found, known.backlog, today=context.today))
    elif as_json:
        context.say_document("super", views.sheet_facts(found, fields=fields), known.backlog)
    else:
        context.draw(views.sheets_text(found, screen=context.screen(), today=context.today))
    return finish_reading(known, Exit.DONE, is_banner_shown=False)


@app.command(cls=VerbCommand)
def walk(ctx: typer.Context, as_json: JSON = False, fields: FIELDS = None) -> int:
    """What to look at, to photograph and to film today, home by home in lot order, and for whom."""
    context: AppContext = ctx.obj
    from backlog_cli.rules.meetings.walk import plan_walk
    from backlog_cli.views.documents import sheets as views

    refuse_lone_fields(fields, as_json=as_json)
    known = context.session.summaries()
    stops = plan_walk(known.backlog, today=context.today)
    if as_json:
        context.say_document("walk", views.walk_facts(stops, fields=fields), known.backlog)
    else:
        context.draw(views.walk_text(stops, screen=context.screen(), today=context.today))
    return finish_reading(known, Exit.DONE, is_banner_shown=False)


def _record_answers(context: AppContext, name: str | None, *, as_json: bool, is_dry: bool) -> int:
    texts = read_batch(context, _filter_by_superintendent(context, context.session.document(), name), ANSWERS_PROMPT)
    if not texts:
        context.say("No answers were typed; nothing was changed.")
        return Exit.DONE
    result = write_changes(context.session, lambda now: _answers_plan(context, now, texts), dry_run=is_dry)
    show_result(context, result, as_json=as_json, kind="super-answers")
    return Exit.DONE


def _filter_by_superintendent(context: AppContext, document: Document, name: str | None) -> Document:
    """The page with the homes of the superintendents of that name alone, so that `12` is the lot 12 of theirs."""
    if name is None:
        return document
    from backlog_cli.rules.meetings.superintendent import homes_of_superintendents, superintendent_sheets

    jobs = homes_of_superintendents(
        document.backlog.jobs, superintendent_sheets(document.backlog, name=name, today=context.today)
    )
    return document._replace(backlog=document.backlog._replace(jobs=jobs))


def _answers_plan(context: AppContext, document: Document, texts: dict[str, list[str]]) -> WritePlan:
    from backlog_cli.rules.changes.answers import match_answers, record_answers
    from backlog_cli.views.documents.sheets import answer_lines
    from backlog_cli.workflows.plan import WritePlan

    homes = [document.summary(job) for job in texts]
    answers = {home.job: match_answers(home, texts[home.job], today=context.today) for home in homes}
    policy = document.backlog.policy
    made = [record_answers(home, answers[home.job], policy, at=context.now(), today=context.today) for home in homes]
    return WritePlan(
        tuple(change for change in made if change is not None),
        lambda _backlog: answer_lines(homes, answers, today=context.today),
        nothing="All of it is in the file already; nothing was changed.",
    )
