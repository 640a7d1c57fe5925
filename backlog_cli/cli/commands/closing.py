"""The verbs about how a home leaves the backlog: close, cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.commands.home import write_change
from backlog_cli.cli.job_lookup import find_job
from backlog_cli.cli.options import (
    BY,
    DRY_RUN,
    JOB,
    JSON,
    NOT_PRIVATE,
    YES,
    choice_option,
    confirm_far_off,
    parse_choice,
    parse_option_date,
    read_note,
    text_or_none,
)
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.terms import CancelReason, Door

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext


app = typer.Typer()


@app.command(cls=VerbCommand)
def close(
    ctx: typer.Context,
    job: JOB,
    day: Annotated[list[str] | None, typer.Argument(metavar="[DATE]", help="The day it closed, if not today.")] = None,
    yes: YES = False,
    _by: BY = None,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """A home has closed: check-ins start, and you see what is still missing and who owns it."""
    context: AppContext = ctx.obj
    from backlog_cli.rules.changes.ending import close_job
    from backlog_cli.views.terminal.ending import close_lines

    document = context.session.document()
    summary = find_job(context, job, document, reading=False)
    typed = text_or_none(" ".join(day or ()))
    when = parse_option_date(context, typed, "", policy=document.backlog.policy, is_past=True) if typed else context.today
    sold = summary.sold_date
    confirm_far_off(context, when, summary, is_sure=yes or dry_run or (sold is not None and when < sold))
    write_change(
        context,
        summary.job,
        lambda _page, current: close_job(current, when),
        lambda backlog, before: close_lines(before, backlog, today=context.today),
        as_json=as_json,
        is_dry=dry_run,
    )


@app.command(cls=VerbCommand)
def cancel(
    ctx: typer.Context,
    job: JOB,
    why: Annotated[
        list[str] | None, typer.Argument(metavar="[reason...]", help="Why: a reason from the list below, or your own words.")
    ] = None,
    reason: Annotated[str | None, choice_option("REASON", "Why", CancelReason)] = None,
    lesson: Annotated[str | None, typer.Option(metavar="TEXT", help="What you take from it.")] = None,
    door: Annotated[str | None, choice_option("DOOR", "Whether they may come back", Door)] = None,
    check_back: Annotated[str | None, typer.Option(metavar="DATE", help="The day to ask how they're doing.")] = None,
    refund: Annotated[str | None, typer.Option(metavar="TEXT", help="What they get back: full, half, $4,000.")] = None,
    _by: BY = None,
    _yes: NOT_PRIVATE = False,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """A sale is lost: keep the reason, the lesson and whether they may come back. Run it again to add what you left out."""
    context: AppContext = ctx.obj
    from backlog_cli.rules.changes.ending import LostSale, cancel_job, parse_loss
    from backlog_cli.rules.summary import is_open
    from backlog_cli.views.terminal.ending import cancel_lines

    document = context.session.document()
    summary = find_job(context, job, document, reading=False)
    back = parse_option_date(context, check_back, "--check-back", policy=document.backlog.policy) if check_back else None
    given = LostSale(
        parse_choice(reason, CancelReason, "reason"),
        text_or_none(lesson),
        text_or_none(refund),
        parse_choice(door, Door, "door"),
        back,
    )
    needed = is_open(summary) and given.reason is None
    words = read_note(why, question="Why? (rate, income, delay ... or in your own words)", option="the reason", needed=needed)
    loss = parse_loss(words, given)
    write_change(
        context,
        summary.job,
        lambda _page, current: cancel_job(current, loss, today=context.today),
        lambda backlog, before: cancel_lines(before, backlog, today=context.today),
        as_json=as_json,
        is_dry=dry_run,
    )
