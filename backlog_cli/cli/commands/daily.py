"""The verbs of every day that write: log, shift, promise, done."""

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from backlog_cli.cli.commands.inbound import STDIN, log_inbound, refuse_other_words
from backlog_cli.cli.job_lookup import find_job, find_jobs
from backlog_cli.cli.options import (
    BY,
    DRY_RUN,
    JOBS,
    JSON,
    NOT_PRIVATE,
    NOTE,
    OPTIONAL_JOB,
    YES,
    choice_option,
    complete_item,
    confirm_far_off,
    parse_choice,
    parse_dated_text,
    parse_leading_date,
    parse_option_date,
    read_note,
    settle_date,
    split_list,
    text_or_none,
)
from backlog_cli.cli.output import show_result
from backlog_cli.cli.parsing import LogCommand, VerbCommand
from backlog_cli.cli.prompts import is_interactive, prompt_until
from backlog_cli.cli.repeat import repeat_when_refused
from backlog_cli.errors import UsageError
from backlog_cli.terms import CauseKind, Channel, Mood, MovedDate, Party, Precision, TalkKind, Topic, and_list
from backlog_cli.workflows.write import write_changes

# No deferred annotations in this module: every parameter would have to be worked out again from its text.
if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext
    from backlog_cli.cli.repeat import Answers
    from backlog_cli.dates.values import HomeDates, Moment
    from backlog_cli.rules.changes.log import LogInput
    from backlog_cli.rules.changes.shift import ShiftInput
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.store.cache.summaries import CachedBacklog
    from backlog_cli.terms import Policy
    from backlog_cli.workflows.plan import WritePlan
    from backlog_cli.workflows.read import Document


app = typer.Typer()


@app.command(cls=LogCommand)
def log(
    ctx: typer.Context,
    job: JOBS,
    note: NOTE = None,
    how: Annotated[str | None, choice_option("CHANNEL", "How you spoke", Channel)] = None,
    phone: Annotated[bool, typer.Option("--phone", help="You called.")] = False,
    text: Annotated[bool, typer.Option("--text", help="You texted.")] = False,
    email: Annotated[bool, typer.Option("--email", help="You emailed.")] = False,
    video: Annotated[bool, typer.Option("--video", help="You had a video call.")] = False,
    visit: Annotated[bool, typer.Option("--visit", help="You met in person.")] = False,
    at: Annotated[str | None, typer.Option(metavar="WHEN", help='When, if not now: "yesterday", "tue 17:30".')] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME", help="Who took part, if not all the buyers: anybody, the Realtor too."),
    ] = None,
    _by: BY = None,
    kind: Annotated[str | None, choice_option("KIND", "What it was, if not an update", TalkKind)] = None,
    mood: Annotated[str | None, choice_option("MOOD", "How they felt", Mood)] = None,
    topic: Annotated[list[str] | None, choice_option("TOPIC", "What it was about, or your own word", Topic)] = None,
    said: Annotated[str | None, typer.Option(metavar="WORDS", help="Their own words.")] = None,
    next_: Annotated[
        str | None, typer.Option("--next", metavar='"DATE what"', help='The next agreed step; "none" if there is none.')
    ] = None,
    promise: Annotated[list[str] | None, typer.Option(metavar='"DATE what"', help="Something you promised.")] = None,
    told: Annotated[bool, typer.Option("--told", help="You told them the new date.")] = False,
    what: Annotated[str | None, choice_option("DATE_NAME", "Which new date you told them", MovedDate, "--what")] = None,
    as_: Annotated[str | None, choice_option("PRECISION", "How exactly the date was told", Precision, "--as")] = None,
    together: Annotated[str | None, typer.Option(metavar="WORDS", help="How you will get through the delay together.")] = None,
    plan_b: Annotated[str | None, typer.Option(metavar="WORDS", help="What happens if it slips again.")] = None,
    voicemail: Annotated[bool, typer.Option("--voicemail", help="You left a message: an attempt, not an update.")] = False,
    missed: Annotated[bool, typer.Option("--missed", help="Nobody answered: an attempt, not an update.")] = False,
    in_: Annotated[bool, typer.Option("--in", help="They wrote or called you; starts the reply clock.")] = False,
    written: Annotated[bool, typer.Option("--written", help="Your recap is in writing now.")] = False,
    photo: Annotated[list[str] | None, typer.Option(metavar="WHAT", help="A photo you sent.")] = None,
    video_link: Annotated[str | None, typer.Option("--video-link", metavar="LINK", help="The video you sent.")] = None,
    local_item: Annotated[str | None, typer.Option("--local-item", metavar="TITLE", help="The local tip you passed on.")] = None,
    private: Annotated[bool, typer.Option("--private", help="For your eyes only: stays out of every report.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Log it again, even though you just did.")] = False,
    _yes: NOT_PRIVATE = False,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Record a conversation.

    If you add nothing: now, all the buyers, the way they like to be reached, an update. `-` reads the note from standard input.
    `log - --in` takes many messages at once: a line each, the home first, from standard input or typed; topic:rate in a line
    is its topic.
    """
    switches = {
        Channel.PHONE: phone,
        Channel.TEXT: text,
        Channel.EMAIL: email,
        Channel.VIDEO: video,
        Channel.IN_PERSON: visit,
    }
    with repeat_when_refused(ctx) as answers:
        _record_talks(
            ctx.obj,
            job,
            note,
            answers,
            TypedTalk(
                how=_channel(how, [channel for channel, is_on in switches.items() if is_on]),
                at=at,
                with_whom=split_list(with_),
                kind=parse_choice(kind, TalkKind, "kind"),
                mood=parse_choice(mood, Mood, "mood"),
                topics=split_list(topic),
                said=text_or_none(said),
                next_step=next_,
                promises=tuple(promise or ()),
                is_told=told,
                told_what=parse_choice(what, MovedDate, "date"),
                told_as=parse_choice(as_, Precision, "precision"),
                together=text_or_none(together),
                plan_b=text_or_none(plan_b),
                is_voicemail=voicemail,
                is_missed=missed,
                is_inbound=in_,
                is_written=written,
                photos=tuple(photo or ()),
                video_link=text_or_none(video_link),
                local_item=text_or_none(local_item),
                is_private=private,
                is_again=again,
                is_dry=dry_run,
            ),
            as_json=as_json,
        )


class TypedTalk(NamedTuple):
    """The options of `log` as far as they are understood without the file."""

    how: Channel | None
    at: str | None
    with_whom: tuple[str, ...]
    kind: TalkKind | None
    mood: Mood | None
    topics: tuple[str, ...]
    said: str | None
    next_step: str | None
    promises: tuple[str, ...]
    is_told: bool
    told_what: MovedDate | None
    told_as: Precision | None
    together: str | None
    plan_b: str | None
    is_voicemail: bool
    is_missed: bool
    is_inbound: bool
    is_written: bool
    photos: tuple[str, ...]
    video_link: str | None
    local_item: str | None
    is_private: bool
    is_again: bool
    is_dry: bool

    @property
    def own_words(self) -> tuple[object, ...]:
        """What is true of one conversation only, and says something without a note."""
        return (
            *(self.said, self.is_told, self.together, self.plan_b, self.is_voicemail, self.is_missed, self.is_written),
            *(self.photos, self.video_link, self.local_item, self.kind, self.next_step, self.promises),
        )


def _channel(typed: str | None, switches: list[Channel]) -> Channel | None:
    """The channel of --how or of one switch. Raise UsageError for two of them."""
    named = parse_choice(typed, Channel, "channel")
    chosen = list(dict.fromkeys([*([named] if named else []), *switches]))
    if len(chosen) > 1:
        raise UsageError(f"{and_list(chosen)} are two ways to talk; log each separately.")
    return chosen[0] if chosen else None


def _record_talks(
    context: "AppContext", job: str, note: list[str] | None, answers: "Answers", typed: TypedTalk, *, as_json: bool
) -> None:
    if job == STDIN:
        refuse_other_words(note, (*typed.own_words, typed.told_as, typed.told_what, typed.with_whom), is_inbound=typed.is_inbound)
    document = context.session.names()
    homes = [] if job == STDIN else find_jobs(context, job, document)
    jobs = [summary.job for summary in homes]
    is_needed = job != STDIN and not any((*typed.own_words, typed.mood))
    text = read_note(note, question="What was said?", option="words after the job", needed=is_needed)
    answers.note = text
    words = _log_input(context, typed, text, jobs, document.backlog.policy, answers)
    if job == STDIN:
        log_inbound(context, words, again=typed.is_again, is_dry=typed.is_dry, as_json=as_json)
        return
    alone = jobs[0] if len(jobs) == 1 and words.local_item is None else None
    show_result(
        context,
        write_changes(
            context.session,
            lambda now: _repeat_plan(context, now, jobs, words, typed.is_again) or _log_plan(context, now, jobs, words),
            dry_run=typed.is_dry,
            single_job=alone,
        ),
        as_json=as_json,
    )


def _log_input(
    context: "AppContext", typed: TypedTalk, text: str | None, jobs: list[str], policy: "Policy", answers: "Answers"
) -> "LogInput":
    """What was typed as the rules take it; the next agreed step is asked for at a terminal."""
    from backlog_cli.rules.changes.log import LogInput, local_title, resolve_topic
    from backlog_cli.rules.home_dates import home_dates

    asks = not (typed.next_step or typed.is_voicemail or typed.is_missed or typed.is_inbound or typed.is_dry) and bool(text)
    has_dates = bool(typed.next_step or typed.promises or (asks and is_interactive()))
    # Only now: of most talks nothing but the names has to be read.
    home = home_dates(context.session.summaries().backlog.job(jobs[0])) if len(jobs) == 1 and has_dates else None
    step = next_step(context, typed.next_step, answers, asks=asks, policy=policy, home=home)
    return LogInput(
        at=_talk_moment(context, typed.at, policy, answers),
        note=text,
        how=typed.how,
        with_whom=typed.with_whom,
        by=context.session.writer(),
        kind=typed.kind,
        mood=typed.mood,
        topics=tuple(map(resolve_topic, typed.topics)),
        said=typed.said,
        next_day=step[0] if isinstance(step, tuple) else None,
        next_what=step[1] if isinstance(step, tuple) else None,
        is_next_none=step == "none",
        promises=tuple(parse_dated_text(context, words, "--promise", policy=policy, home=home) for words in typed.promises),
        is_told=typed.is_told,
        told_what=typed.told_what,
        told_as=typed.told_as,
        together=typed.together,
        plan_b=typed.plan_b,
        is_voicemail=typed.is_voicemail,
        is_missed=typed.is_missed,
        is_inbound=typed.is_inbound,
        is_written=typed.is_written,
        photos=typed.photos,
        video=typed.video_link,
        local_item=local_title(typed.local_item, context.session.document().sections.local_items) if typed.local_item else None,
        is_private=typed.is_private,
    )


def _talk_moment(context: "AppContext", typed: str | None, policy: "Policy", answers: "Answers") -> "Moment":
    """When it was: as typed, else now. A day in doubt is asked about."""
    from backlog_cli.dates.parse import read_moment
    from backlog_cli.dates.values import Direction

    if not typed:
        return context.now()
    at = settle_date(
        context,
        lambda chosen: read_moment(
            typed,
            direction=Direction.PAST,
            today=context.today,
            days_off=policy.days_off,
            chosen=chosen,
            order=policy.dates,
        ),
    )
    answers.at = str(at)
    return at


def next_step(
    context: "AppContext",
    typed: str | None,
    answers: "Answers",
    *,
    asks: bool,
    policy: "Policy",
    home: "HomeDates | None",
) -> Any:
    """The (day, what) of the next agreed step, "none", or None when nothing was agreed; asked for once at a terminal.

    What is typed at the prompt and cannot be understood is asked for again, with the reason.
    """

    def parse(words: str) -> Any:
        if not words.strip():
            return None
        answers.next_step = words
        if words.strip().lower() == "none":
            return "none"
        return parse_dated_text(context, words, "--next", policy=policy, home=home)

    if typed is None and asks and is_interactive():
        return prompt_until("Next agreed step? (a date and what, Enter for nothing)", parse)
    return parse(typed or "")


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
        tip = mark_tip_used(jobs, words.local_item, document.sections.local_items, today=words.at.day)
        changes += [tip] if tip else []
    return WritePlan(tuple(changes), lambda backlog: log_lines(summaries, backlog, words, today=context.today))


@app.command(cls=VerbCommand)
def shift(
    ctx: typer.Context,
    job: JOBS,
    words: Annotated[list[str], typer.Argument(metavar="DATE [reason...]", help="The new date, then why in your own words.")],
    what: Annotated[str, choice_option("DATE_NAME", "Which date moves", MovedDate)] = "closing",
    cause: Annotated[str | None, choice_option("KIND", "The kind of cause", CauseKind)] = None,
    known: Annotated[str | None, typer.Option(metavar="DATE", help="When you found out, if not today.")] = None,
    together: Annotated[str | None, typer.Option(metavar="TEXT", help="How you will get through it together.")] = None,
    plan_b: Annotated[str | None, typer.Option(metavar="TEXT", help="What happens if it slips again.")] = None,
    told: Annotated[bool, typer.Option("--told", help="They know already.")] = False,
    ours: Annotated[bool, typer.Option("--ours", help="It's our own fault, and we say so.")] = False,
    _by: BY = None,
    yes: YES = False,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Move a date, keep the old one with its reason, and see what the new one breaks.

    `+2w` counts from the date that moves. The home shows "not told yet" until you log it with --told.
    """
    context: AppContext = ctx.obj
    found = context.session.summaries()
    homes = find_jobs(context, job, found)
    moves = MoveArguments(
        words, parse_choice(what, MovedDate, "date"), parse_choice(cause, CauseKind, "cause"), known, together, plan_b, told, ours
    )
    decided = {home.job: moves.move(context, home, found.backlog.policy, is_sure=yes or dry_run) for home in homes}
    result = write_changes(
        context.session,
        lambda now: _shift_plan(context, now, decided),
        dry_run=dry_run,
        single_job=next(iter(decided)) if len(decided) == 1 else None,
        beside=found.backlog,
    )
    show_result(context, result, as_json=as_json)


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

    def move(self, context: "AppContext", summary: "JobSummary", policy: "Policy", *, is_sure: bool) -> "ShiftInput":
        """The move this means for one job: `+2w` counts from that job's own date. Raise BadDate or UsageError."""
        from backlog_cli.dates.parse import leading_clock
        from backlog_cli.rules.changes.shift import BOOKED_DATES, ShiftInput, day_before_shift
        from backlog_cli.rules.home_dates import home_dates

        base = day_before_shift(summary, self.what)
        day, rest = parse_leading_date(context, self.words, base=base or context.today, policy=policy, home=home_dates(summary))
        clock, rest = leading_clock(rest)
        if clock is not None and self.what not in BOOKED_DATES:
            raise UsageError(f"the {self.what} has a day but no time of day; leave {clock} out.")
        confirm_far_off(context, day, summary, is_sure=is_sure)
        known = parse_option_date(context, self.known, "--known", policy=policy, is_past=True) if self.known else None
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
            clock=clock,
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
    job: OPTIONAL_JOB = None,
    words: Annotated[list[str] | None, typer.Argument(metavar="[DATE what...]", help="The day, then what is promised.")] = None,
    by: Annotated[str, choice_option("WHO", "Who promises, or the name of whoever promised it for you", Party)] = "me",
    needs: Annotated[str | None, typer.Option(metavar="WHO", help="Who has to come through for you to keep it.")] = None,
    yes: YES = False,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Note a promise, by you or to you, and the day it's due. Without a date, list every open promise, of all homes or of one."""
    context: AppContext = ctx.obj
    from backlog_cli.rules.home_dates import home_dates

    document = context.session.summaries()
    who = _promiser(context, by, document)
    summary = find_job(context, job, document, reading=not words) if job else None
    if summary is None or not words:
        _list_promises(context, document, summary, as_json=as_json)
        return
    day, rest = parse_leading_date(context, words, policy=document.backlog.policy, home=home_dates(summary))
    if not rest:
        raise UsageError("say what you promised after the date: backlog promise 41 fri paint codes.")
    confirm_far_off(context, day, summary, is_sure=yes or dry_run)
    job_number = summary.job

    def decide(now: "Document") -> "WritePlan":
        from backlog_cli.rules.changes.entries import add_promise
        from backlog_cli.views.terminal.messages import promise_lines
        from backlog_cli.workflows.plan import WritePlan

        what = " ".join(rest)
        change = add_promise(now.summary(job_number), day, what, by=who, needs=text_or_none(needs), today=context.today)
        return WritePlan((change,), lambda backlog: promise_lines(backlog.job(job_number), what, who, day, today=context.today))

    result = write_changes(context.session, decide, dry_run=dry_run, single_job=job_number)
    show_result(context, result, as_json=as_json)


def _promiser(context: "AppContext", typed: str, document: "CachedBacklog") -> Party:
    """Who promises. A name is somebody's who promises for the agent. Raise UsageError for a word that is neither."""
    from difflib import get_close_matches

    from backlog_cli.rules.writers import is_same_person, known_writers
    from backlog_cli.terms import word_of

    name = typed.strip()
    party = word_of(Party, name)
    if party is not None or not name:
        return party or Party.ME
    is_name = (name[:1].isupper() or " " in name) and not get_close_matches(name.casefold(), list(Party), cutoff=0.85)
    if not is_name and not any(is_same_person(name, who) for who in known_writers(document.backlog)):
        return parse_choice(name, Party, "party") or Party.ME
    context.session.by = name
    return Party.ME


def _list_promises(context: "AppContext", document: "CachedBacklog", summary: "JobSummary | None", *, as_json: bool) -> None:
    from backlog_cli.views.terminal.messages import format_lines
    from backlog_cli.views.terminal.open_lists import promise_list

    homes = document.backlog.jobs if summary is None else (summary,)
    if as_json:
        from backlog_cli.views.data.open_data import promise_facts

        context.say_document("promise-list", promise_facts(homes, document.backlog, today=context.today), document.backlog)
        return
    context.say(format_lines(promise_list(homes, today=context.today), context.screen()))


@app.command(cls=VerbCommand)
def done(
    ctx: typer.Context,
    job: OPTIONAL_JOB = None,
    which: Annotated[
        list[str] | None,
        typer.Argument(metavar="[N|words...]", help="Its number, or some of its words.", autocompletion=complete_item),
    ] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="DATE", help="The day you did it, if not today.")] = None,
    _by: BY = None,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Check off something you've done; without a number or words, list what there is, for one home or for all."""
    context: AppContext = ctx.obj
    from backlog_cli.rules.changes.done import complete_item, open_items, select_item
    from backlog_cli.rules.summary import joint_name

    document = context.session.summaries()
    summary = find_job(context, job, document, reading=not which) if job else None
    if summary is None or not which:
        if at is not None:
            raise UsageError("--at says when you did it: add its number or some of its words: backlog done 44 1 --at fri.")
        _list_open_items(context, document, summary, as_json=as_json)
        return
    name, home_number = f"{summary.job} {joint_name(summary)}", summary.job
    policy = document.backlog.policy
    on = parse_option_date(context, at, "--at", policy=policy, is_past=True) if at else context.today
    meant = select_item(open_items(summary, policy, today=context.today), which, name).what

    def decide(now: "Document") -> "WritePlan":
        from backlog_cli.views.terminal.messages import done_lines
        from backlog_cli.workflows.plan import WritePlan

        current = now.summary(home_number)
        items = open_items(current, now.backlog.policy, today=context.today)
        item = next((item for item in items if item.what == meant), None) or select_item(items, which, name)
        return WritePlan(
            (complete_item(current, item, on=on),),
            lambda backlog: done_lines(backlog, current.job, item, on=on, today=context.today),
        )

    result = write_changes(context.session, decide, dry_run=dry_run, single_job=home_number)
    show_result(context, result, as_json=as_json)


def _list_open_items(context: "AppContext", document: "CachedBacklog", summary: "JobSummary | None", *, as_json: bool) -> None:
    from backlog_cli.rules.changes.done import open_items
    from backlog_cli.views.terminal.messages import format_lines, open_item_list

    homes = document.backlog.jobs if summary is None else (summary,)
    if as_json:
        from backlog_cli.views.data.open_data import open_duty_facts

        context.say_document("done-list", open_duty_facts(homes, document.backlog, today=context.today), document.backlog)
        return
    policy = document.backlog.policy
    every = [(home, open_items(home, policy, today=context.today)) for home in homes]
    context.say(format_lines(open_item_list(every, is_one=summary is not None, today=context.today), context.screen()))
