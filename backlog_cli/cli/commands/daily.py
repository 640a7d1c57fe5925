"""The verbs of every day that write: log, shift, promise, done."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from backlog_cli.cli.commands.inbound import STDIN, log_inbound, refuse_other_words
from backlog_cli.cli.job_lookup import find_job, find_jobs
from backlog_cli.cli.options import (
    DRY_RUN,
    JOB,
    JOBS,
    NOTE,
    YES,
    confirm_far_off,
    parse_choice,
    parse_dated_text,
    parse_option_date,
    read_note,
    split_list,
    text_or_none,
    vocabulary_help,
)
from backlog_cli.cli.output import show_result
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.cli.prompts import is_interactive, prompt
from backlog_cli.errors import UsageError
from backlog_cli.terms import CauseKind, Channel, Mood, MovedDate, Party, Precision, TalkKind, Topic
from backlog_cli.workflows.write import write_changes

# No deferred annotations in this module: every parameter would have to be worked out again from its text.
if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.changes.log import LogInput
    from backlog_cli.rules.changes.shift import ShiftInput
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.store.cache.summaries import CachedBacklog
    from backlog_cli.workflows.plan import WritePlan
    from backlog_cli.workflows.read import Document


app = typer.Typer()


@app.command(cls=VerbCommand)
def log(
    ctx: typer.Context,
    job: JOBS,
    note: NOTE = None,
    how: Annotated[str | None, typer.Option(metavar="CHANNEL", help=vocabulary_help("How you spoke", Channel))] = None,
    at: Annotated[str | None, typer.Option(metavar="WHEN", help='When, if not now: "yesterday", "tue 17:30".')] = None,
    with_: Annotated[list[str] | None, typer.Option("--with", metavar="NAME", help="Which buyer, if not all of them.")] = None,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help=vocabulary_help("What it was, if not an update", TalkKind))
    ] = None,
    mood: Annotated[str | None, typer.Option(metavar="MOOD", help=vocabulary_help("How they felt", Mood))] = None,
    topic: Annotated[list[str] | None, typer.Option(metavar="TOPIC", help=vocabulary_help("What it was about", Topic))] = None,
    said: Annotated[str | None, typer.Option(metavar="WORDS", help="Their own words.")] = None,
    next_: Annotated[
        str | None, typer.Option("--next", metavar='"DATE what"', help='The next agreed step; "none" if there is none.')
    ] = None,
    promise: Annotated[list[str] | None, typer.Option(metavar='"DATE what"', help="Something you promised.")] = None,
    told: Annotated[bool, typer.Option("--told", help="You told them the new date.")] = False,
    as_: Annotated[
        str | None, typer.Option("--as", metavar="PRECISION", help=vocabulary_help("How exactly the date was told", Precision))
    ] = None,
    together: Annotated[str | None, typer.Option(metavar="WORDS", help="How you will get through the delay together.")] = None,
    plan_b: Annotated[str | None, typer.Option(metavar="WORDS", help="What happens if it slips again.")] = None,
    voicemail: Annotated[bool, typer.Option("--voicemail", help="You left a message: an attempt, not an update.")] = False,
    missed: Annotated[bool, typer.Option("--missed", help="Nobody answered: an attempt, not an update.")] = False,
    in_: Annotated[bool, typer.Option("--in", help="They wrote or called you; starts the reply clock.")] = False,
    written: Annotated[bool, typer.Option("--written", help="Your recap is in writing now.")] = False,
    photo: Annotated[list[str] | None, typer.Option(metavar="WHAT", help="A photo you sent.")] = None,
    video: Annotated[str | None, typer.Option(metavar="LINK", help="The video you sent.")] = None,
    local_item: Annotated[str | None, typer.Option("--local-item", metavar="TITLE", help="The local tip you passed on.")] = None,
    private: Annotated[bool, typer.Option("--private", help="For your eyes only: stays out of every report.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Write it down again, although you just did.")] = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Record a conversation.

    If you add nothing: now, all the buyers, the way they like to be reached, an update. `-` reads the note from standard input.
    `log - --in` takes many messages at once: a line each, the home first, from standard input or typed.
    """
    context: AppContext = ctx.obj
    from backlog_cli.dates.parse import read_moment
    from backlog_cli.dates.values import Direction
    from backlog_cli.rules.changes.log import LogInput, local_title

    own = (said, told, together, plan_b, voicemail, missed, written, photo, video, local_item, kind, next_, promise)
    if job == STDIN:
        refuse_other_words(note, (*own, as_, with_), is_inbound=in_)
    document = context.session.names()
    jobs = [] if job == STDIN else [summary.job for summary in find_jobs(context, job, document)]
    days_off = document.backlog.policy.days_off
    is_needed = job != STDIN and not any((*own, mood))
    text = read_note(note, question="What was said?", option="words after the job", needed=is_needed)
    step = next_step(context, document, next_, asks=not (next_ or voicemail or missed or in_ or dry_run) and bool(text))
    words = LogInput(
        at=read_moment(at, direction=Direction.PAST, today=context.today, days_off=days_off) if at else context.now(),
        note=text,
        how=parse_choice(how, Channel, "channel"),
        with_whom=split_list(with_),
        kind=parse_choice(kind, TalkKind, "kind"),
        mood=parse_choice(mood, Mood, "mood"),
        topics=tuple(topic_ for topic_ in (parse_choice(word, Topic, "topic") for word in split_list(topic)) if topic_),
        said=text_or_none(said),
        next_day=step[0] if isinstance(step, tuple) else None,
        next_what=step[1] if isinstance(step, tuple) else None,
        is_next_none=step == "none",
        promises=tuple(parse_dated_text(context, typed, "--promise", days_off=days_off) for typed in promise or ()),
        is_told=told,
        told_as=parse_choice(as_, Precision, "precision"),
        together=text_or_none(together),
        plan_b=text_or_none(plan_b),
        is_voicemail=voicemail,
        is_missed=missed,
        is_inbound=in_,
        is_written=written,
        photos=tuple(photo or ()),
        video=text_or_none(video),
        local_item=local_title(local_item, context.session.document().loaded.backlog_file.local_items)
        if text_or_none(local_item) and local_item
        else None,
        is_private=private,
    )
    if job == STDIN:
        log_inbound(context, words, again=again, is_dry=dry_run)
        return
    alone = jobs[0] if len(jobs) == 1 and words.local_item is None else None
    show_result(
        context,
        write_changes(
            context.session,
            lambda now: _repeat_plan(context, now, jobs, words, again) or _log_plan(context, now, jobs, words),
            dry_run=dry_run,
            single_job=alone,
        ),
    )


def next_step(context: "AppContext", document: "CachedBacklog", typed: str | None, *, asks: bool) -> Any:
    """The (day, what) of the next agreed step, "none", or None when nothing was agreed; asked for once at a terminal."""
    if typed is None and asks and is_interactive():
        typed = prompt("Next agreed step? (a date and what, Enter for nothing)") or None
    if typed is None:
        return None
    if typed.strip().lower() == "none":
        return "none"
    return parse_dated_text(context, typed, "--next", days_off=document.backlog.policy.days_off)


def _repeat_plan(
    context: "AppContext", document: "Document", jobs: list[str], words: "LogInput", again: bool
) -> "WritePlan | None":
    """What to answer when the very same was recorded within the last minute: nothing is written. None for anything new."""
    from backlog_cli.workflows.plan import WritePlan

    then = None if again else _repeat_time(context, document, jobs, words)
    if then is None:
        return None
    said = f"Already logged at {then.partition(' ')[2]}; nothing was changed. --again to repeat."
    return WritePlan((), lambda _backlog: (said,), nothing=said)


def _repeat_time(context: "AppContext", document: "Document", jobs: list[str], words: "LogInput") -> str | None:
    from backlog_cli.rules.changes.log import is_repeat

    # With --today there is no time of day, and nobody can tell what was just now.
    if context.clock is None:
        return None
    summaries = [document.summary(job) for job in jobs]
    if not any(talk.text == words.note for summary in summaries for talk in summary.talks):
        return None
    for entry in reversed(context.session.new_record().journal_state().in_effect()):
        about = {change.job: change for change in entry.changes if change.job is not None}
        if entry.verb != "log" or set(about) != {summary.key.text for summary in summaries}:
            continue
        homes = ((summary, about[summary.key.text]) for summary in summaries)
        if all(is_repeat(summary, words, change, entry.when, now=context.now()) for summary, change in homes):
            return entry.when
    return None


def _log_plan(context: "AppContext", document: "Document", jobs: list[str], words: "LogInput") -> "WritePlan":
    from backlog_cli.rules.changes.log import log_conversation, mark_tip_used
    from backlog_cli.views.terminal.messages import log_lines
    from backlog_cli.workflows.plan import WritePlan

    summaries = [document.summary(job) for job in jobs]
    changes = [log_conversation(summary, words, document.backlog.policy, today=context.today) for summary in summaries]
    if words.local_item is not None:
        tip = mark_tip_used(jobs, words.local_item, document.loaded.backlog_file.local_items, today=words.at.day)
        changes += [tip] if tip else []
    return WritePlan(tuple(changes), lambda backlog: log_lines(summaries, backlog, words, today=context.today))


@app.command(cls=VerbCommand)
def shift(
    ctx: typer.Context,
    job: JOBS,
    words: Annotated[list[str], typer.Argument(metavar="DATE [reason...]", help="The new date, then why in your own words.")],
    what: Annotated[str, typer.Option(metavar="DATE_NAME", help=vocabulary_help("Which date moves", MovedDate))] = "closing",
    cause: Annotated[str | None, typer.Option(metavar="KIND", help=vocabulary_help("The kind of cause", CauseKind))] = None,
    known: Annotated[str | None, typer.Option(metavar="DATE", help="When you found out, if not today.")] = None,
    together: Annotated[str | None, typer.Option(metavar="TEXT", help="How you will get through it together.")] = None,
    plan_b: Annotated[str | None, typer.Option(metavar="TEXT", help="What happens if it slips again.")] = None,
    told: Annotated[bool, typer.Option("--told", help="They know already.")] = False,
    ours: Annotated[bool, typer.Option("--ours", help="It's our own fault, and we say so.")] = False,
    yes: YES = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Move a date, keep the old one with its reason, and see what the new one breaks.

    `+2w` counts from the date that moves. The home shows "not told yet" until you log it with --told.
    """
    context: AppContext = ctx.obj
    # Only looked at: the write itself reads the whole file, since other homes' days count.
    found = context.session.summaries()
    homes = find_jobs(context, job, found)
    moves = MoveArguments(
        words, parse_choice(what, MovedDate, "date"), parse_choice(cause, CauseKind, "cause"), known, together, plan_b, told, ours
    )
    days_off = found.backlog.policy.days_off
    decided = {home.job: moves.move(context, home, days_off, is_sure=yes or dry_run) for home in homes}
    show_result(context, write_changes(context.session, lambda now: _shift_plan(context, now, decided), dry_run=dry_run))


class MoveArguments:
    """What was typed after `shift JOB`, before it is known which date it moves."""

    def __init__(
        self,
        words: list[str],
        what: MovedDate | None,
        cause_kind: CauseKind | None,
        known: str | None,
        together: str | None,
        plan_b: str | None,
        is_told: bool,
        is_ours: bool,
    ) -> None:
        self.words, self.what, self.cause_kind, self.known = words, what or MovedDate.CLOSING, cause_kind, known
        self.together, self.plan_b, self.is_told, self.is_ours = together, plan_b, is_told, is_ours

    def move(self, context: "AppContext", summary: "JobSummary", days_off: "Collection[date]", *, is_sure: bool) -> "ShiftInput":
        """The move this means for one job: `+2w` counts from that job's own date. Raise BadDate or UsageError."""
        from backlog_cli.dates.parse import leading_date
        from backlog_cli.dates.values import Direction
        from backlog_cli.rules.changes.shift import ShiftInput, day_before_shift

        base = day_before_shift(summary, self.what)
        day, rest = leading_date(
            self.words, direction=Direction.FUTURE, today=context.today, base=base or context.today, days_off=days_off
        )
        confirm_far_off(context, day, summary, is_sure=is_sure)
        known = parse_option_date(context, self.known, "--known", days_off=days_off, is_past=True) if self.known else None
        return ShiftInput(
            to_day=day,
            what=self.what,
            cause=text_or_none(" ".join(rest)),
            cause_kind=self.cause_kind,
            known_date=known,
            together=text_or_none(self.together),
            plan_b=text_or_none(self.plan_b),
            is_told=self.is_told,
            is_ours=self.is_ours,
        )


def _shift_plan(context: "AppContext", document: "Document", moves: "dict[str, ShiftInput]") -> "WritePlan":
    from backlog_cli.rules.changes.shift import shift_date
    from backlog_cli.views.terminal.messages import shift_lines
    from backlog_cli.workflows.plan import WritePlan

    summaries = {job: document.summary(job) for job in moves}
    changes = tuple(shift_date(summaries[job], move, document.backlog.policy, today=context.today) for job, move in moves.items())
    return WritePlan(changes, lambda backlog: shift_lines(tuple(summaries.values()), backlog, moves, today=context.today))


@app.command(cls=VerbCommand)
def promise(
    ctx: typer.Context,
    job: JOB,
    words: Annotated[list[str], typer.Argument(metavar="DATE what...", help="The day, then what is promised.")],
    by: Annotated[str, typer.Option(metavar="WHO", help=vocabulary_help("Who promises", Party))] = "me",
    needs: Annotated[str | None, typer.Option(metavar="WHO", help="Who has to deliver so that you can keep it.")] = None,
    yes: YES = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Note a promise, by you or to you, and the day it's due."""
    context: AppContext = ctx.obj
    from backlog_cli.dates.parse import leading_date
    from backlog_cli.dates.values import Direction

    document = context.session.summaries()
    summary = find_job(context, job, document, reading=False)
    day, rest = leading_date(words, direction=Direction.FUTURE, today=context.today, days_off=document.backlog.policy.days_off)
    if not rest:
        raise UsageError("say what is promised after the date: backlog promise 41 fri paint codes.")
    confirm_far_off(context, day, summary, is_sure=yes or dry_run)
    who = parse_choice(by, Party, "party") or Party.ME

    def decide(now: "Document") -> "WritePlan":
        from backlog_cli.rules.changes.entries import add_promise
        from backlog_cli.views.terminal.messages import promise_lines
        from backlog_cli.workflows.plan import WritePlan

        what = " ".join(rest)
        change = add_promise(now.summary(summary.job), day, what, by=who, needs=text_or_none(needs), today=context.today)
        return WritePlan((change,), lambda backlog: promise_lines(backlog.job(summary.job), what, who, day, today=context.today))

    show_result(context, write_changes(context.session, decide, dry_run=dry_run, single_job=summary.job))


@app.command(cls=VerbCommand)
def done(
    ctx: typer.Context,
    job: JOB,
    which: Annotated[list[str] | None, typer.Argument(metavar="[N|words...]", help="Its number, or some of its words.")] = None,
    dry_run: DRY_RUN = False,
) -> None:
    """Check off something you've done; without a number or words, list what there is."""
    context: AppContext = ctx.obj
    from backlog_cli.rules.changes.done import complete_item, open_items, select_item
    from backlog_cli.rules.summary import joint_name

    document = context.session.summaries()
    summary = find_job(context, job, document, reading=False)
    name = f"{summary.job} {joint_name(summary)}"
    if not which:
        _list_ticks(context, name, open_items(summary, document.backlog.policy, today=context.today))
        return
    meant = select_item(open_items(summary, document.backlog.policy, today=context.today), which, name).what

    def decide(now: "Document") -> "WritePlan":
        from backlog_cli.views.terminal.messages import done_lines
        from backlog_cli.workflows.plan import WritePlan

        current = now.summary(summary.job)
        ticks = open_items(current, now.backlog.policy, today=context.today)
        tick = next((tick for tick in ticks if tick.what == meant), None) or select_item(ticks, which, name)
        return WritePlan(
            (complete_item(current, tick),), lambda backlog: done_lines(backlog, current.job, tick, today=context.today)
        )

    show_result(context, write_changes(context.session, decide, dry_run=dry_run, single_job=summary.job))


def _list_ticks(context: "AppContext", name: str, ticks: Any) -> None:
    from backlog_cli.views.terminal.messages import format_lines, open_item_list

    context.say(format_lines(open_item_list(name, ticks, today=context.today), context.screen()))
