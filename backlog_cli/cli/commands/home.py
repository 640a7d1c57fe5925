"""The verbs about one home: add, set, stage, issue, ask, meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.add_command import AddCommand, given_fields
from backlog_cli.cli.job_lookup import find_job, find_jobs
from backlog_cli.cli.options import (
    BY,
    DRY_RUN,
    JOB,
    JOBS,
    JSON,
    NOT_PRIVATE,
    OPTIONAL_JOB,
    YES,
    choice_option,
    complete_field,
    complete_stage,
    confirm_far_off,
    named_file,
    parse_choice,
    parse_option_date,
    read_note,
    settle_date,
    text_or_none,
)
from backlog_cli.cli.output import show_result
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.cli.prompts import is_interactive, prompt
from backlog_cli.errors import UsageError
from backlog_cli.terms import QuestionTarget, Severity
from backlog_cli.workflows.write import write_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from backlog_cli.cli.context import AppContext
    from backlog_cli.dates.values import HomeDates, Moment
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.change import Change
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy
    from backlog_cli.workflows.read import Document

app = typer.Typer()


def write_change(
    context: AppContext,
    job: str,
    make: Callable[[Document, JobSummary], Change],
    say: Callable[[Backlog, JobSummary], Iterable[str]],
    *,
    as_json: bool,
    is_dry: bool,
    is_alone: bool = False,
    beside: Backlog | None = None,
) -> None:
    """One change to one job: `make` decides it on the file as it is under the lock, `say` tells it afterwards.

    `is_alone` says that `make` looks at no other home; `beside` are the homes that `say` may look at besides.
    """
    from backlog_cli.workflows.plan import WritePlan

    def decide(now: Document) -> WritePlan:
        before = now.summary(job)
        return WritePlan((make(now, before),), lambda backlog: say(backlog, before))

    alone = job if is_alone else None
    result = write_changes(context.session, decide, dry_run=is_dry, single_job=alone, beside=beside)
    show_result(context, result, as_json=as_json)


@app.command(cls=AddCommand)
def add(
    ctx: typer.Context,
    number: Annotated[
        str | None, typer.Argument(metavar="NUMBER", help="The job number, as the builder writes it.", show_default=False)
    ] = None,
    buyer: Annotated[list[str] | None, typer.Argument(metavar="BUYER", help="Full names; `and` or a comma between two.")] = None,
    _by: BY = None,
    yes: YES = False,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Add a home you sold; it goes to the end of the file.

    `backlog add 2401 Kim Lee and Ana Lee --sold jun 1 --lot 14 --closing mar 19 --phone 555-0141`. At a terminal it asks
    for the sale, the lot, the stage, the closing, a phone number and the lender where you left them out; Enter skips one.
    Every other field goes by its name in the file: --lender.officer Bo Ray, --deposit earnest 8000 dec 1, --worry new job.
    """
    context: AppContext = ctx.obj
    from backlog_cli.cli.home_input import read_home
    from backlog_cli.rules.changes.home import add_job
    from backlog_cli.views.terminal.messages import add_lines
    from backlog_cli.workflows.plan import WritePlan
    from backlog_cli.workflows.read import is_first_home, job_numbers_in_use

    home = read_home(context, number, buyer, given_fields(ctx), is_sure=yes)

    def decide(now: Document) -> WritePlan:
        change = add_job(
            home.number,
            home.buyers,
            home.fields,
            taken=job_numbers_in_use(now, sold=str(home.fields.get("sold_date"))),
            starts_tracking=context.today if is_first_home(now) else None,
        )
        return WritePlan((change,), lambda backlog: add_lines(backlog.job(home.number), today=context.today))

    known = context.session.summaries().backlog
    result = write_changes(context.session, decide, dry_run=dry_run, new_job=home.number, beside=known)
    show_result(context, result, as_json=as_json)
    if not dry_run:
        context.set_last_job(home.number)


def _complete_value(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from backlog_cli.cli.completion import value_completions

    is_first = not ctx.params.get("value")
    return value_completions(named_file(ctx), ctx.params.get("field") or "", incomplete) if is_first else []


@app.command("set", cls=VerbCommand)
def set_(
    ctx: typer.Context,
    job: JOB,
    field: Annotated[
        str,
        typer.Argument(
            metavar="FIELD",
            help="Any field: lot, phone, lender.lock_expires, buyers.2.email, deposits.1.paid; deposits.new adds one.",
            autocompletion=complete_field,
        ),
    ],
    value: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="VALUE...", help='The new value; "none" or "-" empties the field.', autocompletion=_complete_value
        ),
    ] = None,
    _by: BY = None,
    _yes: NOT_PRIVATE = False,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Change one field of a home. A list gets what you type added to it.

    `set 41 deposits.new earnest 8000 dec 1`, `set 41 notes the dog bites`, `set 41 buyers.chidi.phone 555-0141`.
    """
    context: AppContext = ctx.obj
    from backlog_cli.cli.field_input import value_to_set
    from backlog_cli.rules.bookings import BOOKING_FIELDS
    from backlog_cli.rules.changes.home import check_new_number
    from backlog_cli.views.terminal.bookings import set_overlap_lines
    from backlog_cli.views.terminal.messages import set_lines
    from backlog_cli.workflows.read import job_numbers_in_use

    document = context.session.summaries()
    summary = find_job(context, job, document, reading=False)
    meant = value_to_set(context, summary, field, value, policy=document.backlog.policy)
    # What is booked may overlap what other homes have.
    is_booking = meant.path[0] in ("appointments", "closing", *BOOKING_FIELDS.values())
    is_number = meant.path == ("job",)

    def make(now: Document, current: JobSummary) -> Change:
        if is_number:
            check_new_number(current, str(meant.value or ""), job_numbers_in_use(now))
        return meant.change(now.loaded, current)

    write_change(
        context,
        summary.job,
        make,
        lambda backlog, before: [
            *set_lines(before, meant.path, meant.value, today=context.today),
            *(set_overlap_lines(before, backlog, today=context.today) if is_booking else ()),
        ],
        as_json=as_json,
        is_dry=dry_run,
        is_alone=not is_number,
        beside=document.backlog,
    )


@app.command(cls=VerbCommand)
def stage(
    ctx: typer.Context,
    job: JOBS,
    stage: Annotated[
        str | None, typer.Argument(metavar="[STAGE|next]", help="The stage it's in now.", autocompletion=complete_stage)
    ] = None,
    _by: BY = None,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Say which stage a home is in, because you looked or were told. Without a stage, show the one it's in.

    A closed or cancelled home is reopened, in this stage or the one it was in.
    """
    context: AppContext = ctx.obj
    from backlog_cli.rules.changes.ending import is_taken_up, reopen_job
    from backlog_cli.rules.changes.home import check_number_is_free, resolve_stage, set_stage
    from backlog_cli.rules.summary import is_open
    from backlog_cli.views.terminal.ending import reopen_lines
    from backlog_cli.views.terminal.messages import format_lines, stage_lines, stage_list
    from backlog_cli.workflows.plan import WritePlan

    document = context.session.summaries()
    summaries = find_jobs(context, job, document)
    if stage is None and any(is_open(summary) for summary in summaries):
        if as_json:
            from backlog_cli.views.data.open_data import stage_facts

            context.say_document("stage-list", stage_facts(summaries, document.backlog.policy), document.backlog)
            return
        lines = [line for summary in summaries for line in stage_list(summary, document.backlog.policy, today=context.today)]
        context.say(format_lines(lines, context.screen()))
        return
    names = {summary.job: stage and resolve_stage(summary, stage, document.backlog.policy) for summary in summaries}
    again = {summary.job for summary in summaries if is_taken_up(summary, names[summary.job])}

    def change(now: Document, name: str) -> Change:
        before, stage = now.summary(name), names[name]
        if name in again or stage is None:
            check_number_is_free(before, now.backlog)
            return reopen_job(before, stage, now.backlog.policy, today=context.today)
        return set_stage(before, stage, today=context.today)

    def lines_for(before: JobSummary, backlog: Backlog) -> Iterable[str]:
        lines = reopen_lines if before.job in again else stage_lines
        return lines(before, backlog, today=context.today)

    def decide(now: Document) -> WritePlan:
        before = [now.summary(name) for name in names]
        changes = tuple(change(now, name) for name in names)
        return WritePlan(changes, lambda backlog: [line for summary in before for line in lines_for(summary, backlog)])

    alone = next(iter(names)) if len(names) == 1 and not again else None
    show_result(context, write_changes(context.session, decide, dry_run=dry_run, single_job=alone), as_json=as_json)


@app.command(cls=VerbCommand)
def issue(
    ctx: typer.Context,
    job: OPTIONAL_JOB = None,
    what: Annotated[
        list[str] | None, typer.Argument(metavar="what...|N", help="What is wrong, or the number of an issue.")
    ] = None,
    wants: Annotated[str | None, typer.Option(metavar="TEXT", help="What the buyers want done.")] = None,
    owner: Annotated[str | None, typer.Option(metavar="WHO", help="Who gets it fixed.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="The day it should be fixed by.")] = None,
    severity: Annotated[str | None, choice_option("SEVERITY", "How bad", Severity)] = None,
    reassured: Annotated[bool, typer.Option("--reassured", help="You told them it's being handled.")] = False,
    resolved: Annotated[bool, typer.Option("--resolved", help="It's fixed.")] = False,
    _by: BY = None,
    _yes: NOT_PRIVATE = False,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Open an issue, or follow up on one by its number: hand it on, reassure, resolve. Without a home, list every open one."""
    context: AppContext = ctx.obj
    if job is None:
        _show_open(context, "issue", as_json=as_json)
        return
    from backlog_cli.rules.changes.entries import add_issue, issue_by_number, update_issue
    from backlog_cli.views.terminal.messages import issue_lines

    document = context.session.summaries()
    summary = find_job(context, job, document, reading=False)
    day = parse_option_date(context, due, "--due", policy=document.backlog.policy) if due else None
    how_bad = parse_choice(severity, Severity, "severity")
    text = read_note(what, question="What is wrong?", option="what is wrong after the job", needed=True) or ""
    if text.isascii() and text.isdigit():
        issue_by_number(summary, text)

        def make(_page: Document, current: JobSummary) -> Change:
            return update_issue(
                current,
                issue_by_number(current, text),
                is_reassured=reassured,
                is_resolved=resolved,
                owner=text_or_none(owner),
                due=day,
                severity=how_bad,
                today=context.today,
            )
    else:
        if reassured or resolved:
            raise UsageError("--reassured and --resolved go with the number of an issue: backlog issue 41 1 --resolved.")
        wish = text_or_none(wants) or (text_or_none(prompt("What do they want done?")) if is_interactive() else None)
        if wish is None:
            raise UsageError('say what the buyers want done: add --wants "...".')

        def make(_page: Document, current: JobSummary) -> Change:
            return add_issue(current, text, wants=wish, owner=text_or_none(owner), due=day, severity=how_bad, today=context.today)

    write_change(
        context,
        summary.job,
        make,
        lambda backlog, before: issue_lines(before, backlog, today=context.today),
        as_json=as_json,
        is_dry=dry_run,
        is_alone=True,
    )


@app.command(cls=VerbCommand)
def ask(
    ctx: typer.Context,
    job: OPTIONAL_JOB = None,
    what: Annotated[list[str] | None, typer.Argument(metavar="what...", help="The question.")] = None,
    of: Annotated[str, choice_option("WHO", "Who has to answer", QuestionTarget)] = "superintendent",
    _by: BY = None,
    _yes: NOT_PRIVATE = False,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Note a question to ask at the next meeting. Without a home, list every open one."""
    context: AppContext = ctx.obj
    if job is None:
        _show_open(context, "ask", as_json=as_json)
        return
    from backlog_cli.rules.changes.entries import add_question
    from backlog_cli.views.terminal.messages import question_lines

    document = context.session.summaries()
    summary = find_job(context, job, document, reading=False)
    whom = parse_choice(of, QuestionTarget, "person to ask") or QuestionTarget.SUPERINTENDENT
    text = read_note(what, question="What do you want to know?", option="the question after the job", needed=True) or ""
    write_change(
        context,
        summary.job,
        lambda _page, current: add_question(current, text, of=whom, today=context.today),
        lambda backlog, before: question_lines(before, backlog, text, whom),
        as_json=as_json,
        is_dry=dry_run,
        is_alone=True,
    )


@app.command(cls=VerbCommand)
def meet(
    ctx: typer.Context,
    job: OPTIONAL_JOB = None,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="DATE TIME what...", help="The day, the time, and what for.")
    ] = None,
    minutes: Annotated[int | None, typer.Option(metavar="N", help="How long, in minutes.")] = None,
    where: Annotated[str | None, typer.Option(metavar="PLACE", help="Where.")] = None,
    _by: BY = None,
    yes: YES = False,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Make an appointment with a home's buyers. Without a day, show what is booked, for one home or for all.

    An orientation, a pre-con or a pre-drywall walk sets the home's own date.
    """
    context: AppContext = ctx.obj
    if job is None or not words:
        _show_bookings(context, job, as_json=as_json)
        return
    from backlog_cli.rules.changes.entries import book_meeting
    from backlog_cli.rules.home_dates import home_dates
    from backlog_cli.views.terminal.bookings import meeting_lines

    found = context.session.summaries()
    summary = find_job(context, job, found, reading=False)
    at, what = parse_meeting(context, words, found.backlog.policy, home_dates(summary))
    confirm_far_off(context, at.day, summary, is_sure=yes or dry_run)
    if minutes is not None and not 0 < minutes <= 24 * 60:
        raise UsageError(f"--minutes {minutes} is too short or too long. Try 30, 60 or 90.")
    write_change(
        context,
        summary.job,
        lambda _page, current: book_meeting(current, at, what, minutes=minutes, where=text_or_none(where)),
        lambda backlog, before: meeting_lines(before, backlog, at, what, today=context.today),
        as_json=as_json,
        is_dry=dry_run,
        is_alone=True,
        beside=found.backlog,
    )


def _show_open(context: AppContext, verb: str, *, as_json: bool) -> None:
    """List the open issues, or the open questions, of all homes."""
    backlog = context.session.summaries().backlog
    if as_json:
        from backlog_cli.views.data.open_data import issue_facts, question_facts

        facts = issue_facts(backlog) if verb == "issue" else question_facts(backlog, today=context.today)
        context.say_document(f"{verb}-list", facts, backlog)
        return
    from backlog_cli.views.terminal.messages import format_lines
    from backlog_cli.views.terminal.open_lists import issue_list, question_list

    lines = issue_list if verb == "issue" else question_list
    context.say(format_lines(lines(backlog.jobs, today=context.today), context.screen()))


def _show_bookings(context: AppContext, job: str | None, *, as_json: bool) -> None:
    from backlog_cli.views.terminal.bookings import agenda_lines
    from backlog_cli.views.terminal.messages import format_lines

    found = context.session.summaries()
    jobs = found.backlog.jobs if job is None else (find_job(context, job, found, reading=True),)
    if as_json:
        from backlog_cli.views.data.open_data import booking_facts

        context.say_document("meet-list", booking_facts(jobs, found.backlog, today=context.today), found.backlog)
        return
    context.say(format_lines(agenda_lines(jobs, found.backlog, today=context.today), context.screen()))


def parse_meeting(context: AppContext, words: list[str], policy: Policy, home: HomeDates) -> tuple[Moment, str]:
    """The moment and the purpose of "DATE TIME what...". Raise BadDate, or UsageError when the time or the purpose is missing."""
    from backlog_cli.dates.parse import leading_clock, leading_moment
    from backlog_cli.dates.values import Direction

    at, rest = settle_date(
        context,
        lambda chosen: leading_moment(
            words,
            direction=Direction.FUTURE,
            today=context.today,
            days_off=policy.days_off,
            home=home,
            chosen=chosen,
            order=policy.dates,
        ),
    )
    example = "backlog meet 41 fri 10:00 walk the frame"
    if at.clock is None:
        leading_clock(rest)  # says what to type for "at 3"
        raise UsageError(f"the time is missing: {example}.")
    what = " ".join(rest).strip()
    if not what:
        raise UsageError(f"say what the meeting is for: {example}.")
    return at, what
