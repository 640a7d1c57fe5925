"""The morning: the hardest call, at most five more, who is owed a word, one thing to protect, one good thing (000-1)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import format_day, format_distance
from backlog_cli.dates.values import Moment
from backlog_cli.rules.backlog import Backlog, jobs_by_number
from backlog_cli.rules.clocks.closing import time_to_closing
from backlog_cli.rules.clocks.contact import cover_for, update_duty
from backlog_cli.rules.duty import Duty, Verdict, shorten
from backlog_cli.rules.summary import (
    JobSummary,
    channel_of,
    closed_day,
    closing_day,
    days_to_closing,
    is_archived,
    is_live,
    is_open,
    is_snoozed,
    last_update_talk,
    latest_mood,
    owed_news,
    unheard_buyers,
)
from backlog_cli.rules.urgency import LEVEL_ORDER, first_firing_day, hardest_call, verdict_of
from backlog_cli.terms import Level, Mood, Quadrant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlog_cli.terms import Channel

MAX_FOCUS = 5
LOOK_AHEAD_DAYS = 7
CLOSING_SOON_DAYS = 14
GOOD_NEWS_DAYS = 7
MAX_RED_SHARE = 5  # one live job in five; more, and red means nothing
MIN_JOBS = 5  # below this many live jobs nothing is said about red


class OwedUpdate(NamedTuple):
    """One weekly update that is owed now or soon. `duty` is green before its day; `last` is None when none since the sale.

    `cover` fills in when the day falls into an absence; `unheard` are co-buyers without a word for 14 days.
    """

    summary: JobSummary
    duty: Duty
    day: date
    last: date | None
    channel: Channel
    cover: str | None = None
    unheard: tuple[str, ...] = ()


class Meeting(NamedTuple):
    """Something in today's calendar (004-16)."""

    summary: JobSummary
    at: Moment
    what: str
    minutes: int | None = None
    where: str | None = None


class ProtectedJob(NamedTuple):
    """The one important thing that is not urgent yet (003-1)."""

    verdict: Verdict
    duty: Duty


class GoodNews(NamedTuple):
    """One good thing to end on (000-14)."""

    summary: JobSummary
    day: date
    text: str


class Morning(NamedTuple):
    """What the agent sees with her coffee; every number counts live jobs, `open` and `closing_soon` open ones."""

    today: date
    open: int
    live: int
    red: int
    amber: int
    closing_soon: int
    frog: Verdict | None
    focus: tuple[Verdict, ...]
    left_out: int  # do-now and red jobs beyond the five
    snoozed: int  # do-now and red jobs that sleep until their day
    owed: tuple[OwedUpdate, ...]
    appointments: tuple[Meeting, ...]
    protect: ProtectedJob | None
    good: GoodNews | None
    away_untold: tuple[Duty, ...]  # the agent's own duties; they belong to no job
    too_many_red: str | None
    all_clear: int  # live jobs with nothing firing
    minutes: int  # what today's list may take (000-15)
    verdicts: tuple[Verdict, ...]  # every live job in the page's order
    bad: tuple[str, ...] = ()
    warnings: int = 0


def build_morning(backlog: Backlog, *, today: date, ahead: int = LOOK_AHEAD_DAYS) -> Morning:
    """Return the whole page for one day; updates and absences are looked at `ahead` days into the future (002-1)."""
    verdicts = ranked_verdicts(backlog, today=today)
    jobs = jobs_by_number(backlog)
    frog = hardest_call(verdicts)
    pressing = [verdict for verdict in verdicts if is_pressing(verdict) and verdict is not frog]
    awake = [verdict for verdict in pressing if not is_snoozed(jobs[verdict.job], today=today)]
    focus = tuple(awake[:MAX_FOCUS])
    above = {verdict.job for verdict in (*focus, *((frog,) if frog else ()))}
    owed = tuple(
        find_owed_updates((found for found in backlog.jobs if found.job not in above), backlog, today=today, ahead=ahead)
    )
    meetings = tuple(meetings_on(backlog, today=today))
    levels = [verdict.level for verdict in verdicts]
    red = levels.count(Level.RED)
    return Morning(
        today=today,
        open=sum(is_open(found) for found in backlog.jobs),
        live=len(verdicts),
        red=red,
        amber=levels.count(Level.AMBER),
        closing_soon=sum(_is_closing_soon(found, today) for found in backlog.jobs),
        frog=frog,
        focus=focus,
        left_out=len(awake) - len(focus),
        snoozed=len(pressing) - len(awake),
        owed=owed,
        appointments=meetings,
        protect=job_to_protect((verdict for verdict in verdicts if verdict.job not in above), jobs, today=today),
        good=newest_good_news(backlog, today=today),
        away_untold=tuple(untold_absences(backlog, today=today, ahead=ahead)),
        too_many_red=too_many_red_notice(red, len(verdicts)),
        all_clear=levels.count(Level.GREEN),
        minutes=_estimated_minutes(frog, focus, owed, meetings, today),
        verdicts=verdicts,
        bad=backlog.bad,
        warnings=backlog.warnings,
    )


def is_anything_owed(found: Morning) -> bool:
    """Whether anybody is owed anything today: a hard call, a job in focus, an update, the agent's own word (`--exit-code`)."""
    updates = any(owed.day <= found.today for owed in found.owed)
    own = any(duty.is_firing for duty in found.away_untold)
    return found.frog is not None or bool(found.focus) or updates or own


def ranked_verdicts(backlog: Backlog, *, today: date, archived: bool = False) -> tuple[Verdict, ...]:
    """Return the verdict on every live job in the page's order; with `archived` the lost and long closed ones at the end."""
    chosen = (found for found in backlog.jobs if archived or not is_archived(found, today=today))
    return sort_verdicts(verdict_of(found, backlog, today=today) for found in chosen)


def sort_verdicts(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return the frog, then do-now, the other reds, amber, green, archived; each by day, risk, job number as text."""
    every = tuple(verdicts)
    frog = hardest_call(every)
    return tuple(sorted(every, key=lambda verdict: (verdict is not frog, *_page_rank(verdict))))


def _page_rank(verdict: Verdict) -> tuple[int, date, int, str]:
    rank = 0 if verdict.quadrant is Quadrant.DO_NOW else 1 + LEVEL_ORDER[verdict.level]
    return rank, first_firing_day(verdict), -verdict.risk.total, verdict.job


def is_pressing(verdict: Verdict) -> bool:
    """It belongs into the focus: do-now, or red."""
    return verdict.quadrant is Quadrant.DO_NOW or verdict.level is Level.RED


def find_owed_updates(
    summaries: Iterable[JobSummary], backlog: Backlog, *, today: date, ahead: int = LOOK_AHEAD_DAYS
) -> Iterator[OwedUpdate]:
    """Weekly updates of open jobs owed by `ahead` days from now, and answers to be passed on; earliest first (001-6a, 001-2b)."""
    last = today + timedelta(days=ahead)
    opened = (found for found in summaries if is_open(found))
    found = (_owed_answer_or_update(summary, backlog, today=today) for summary in opened)
    yield from sorted((owed for owed in found if owed and owed.day <= last), key=lambda owed: (owed.day, owed.summary.job))


def _owed_answer_or_update(summary: JobSummary, backlog: Backlog, *, today: date) -> OwedUpdate | None:
    """What the superintendent answered, while they have not heard it before their update is due; else the weekly update."""
    update, news = owed_update(summary, backlog, today=today), owed_news(summary)
    if update is None or news is None or news.due is None or news.due > update.day:
        return update
    level = Level.RED if news.due < today else Level.AMBER if (news.due - today).days <= 1 else Level.GREEN
    text = f"{shorten(news.text)}, due {format_distance(news.due, today=today)}"
    duty = Duty("promise", summary.job, level, news.due, text, "pass it on, then backlog done")
    cover = cover_for(summary, backlog, news.due, today=today)
    return OwedUpdate(summary, duty, news.due, update.last, update.channel, cover, update.unheard)


def owed_update(summary: JobSummary, backlog: Backlog, *, today: date) -> OwedUpdate | None:
    """Return the next weekly update of one job, whenever it is owed; None where nothing counts from."""
    duty = update_duty(summary, backlog, today=today)
    if duty is None or duty.day is None:
        return None
    talk = last_update_talk(summary, today=today)
    return OwedUpdate(
        summary=summary,
        duty=duty,
        day=duty.day,
        last=talk.at.day if talk else None,
        channel=channel_of(summary),
        cover=cover_for(summary, backlog, duty.day, today=today),
        unheard=unheard_buyers(summary, backlog.policy, today=today),
    )


def meetings_on(backlog: Backlog, *, today: date) -> Iterator[Meeting]:
    """Today's appointments of live jobs with what else has this day in the file, by time of day."""
    found = (meeting for summary in backlog.jobs if is_live(summary, today=today) for meeting in _meetings(summary, today))
    yield from sorted(found, key=lambda meeting: (meeting.at, meeting.summary.job))


def _meetings(summary: JobSummary, today: date) -> Iterator[Meeting]:
    written = [found for found in summary.appointments if found.at.day == today]
    for found in written:
        yield Meeting(summary, found.at, found.what, found.minutes, found.where)
    taken = {found.at for found in written}
    for what, at in _milestone_days(summary):
        if at is not None and at.day == today and at not in taken:
            yield Meeting(summary, at, what, where=summary.closing_place if what == "closing" else None)


def _milestone_days(summary: JobSummary) -> Iterator[tuple[str, Moment | None]]:
    yield "pre-construction meeting", summary.precon
    yield "walk before drywall", summary.predrywall
    yield "quality walk", summary.qa
    yield "orientation", summary.orientation
    closing = closing_day(summary) if is_open(summary) else None
    yield "closing", Moment(closing, summary.closing_time) if closing else None
    yield summary.event_what or "party", Moment(summary.event_day) if summary.event_day else None


def job_to_protect(verdicts: Iterable[Verdict], jobs: dict[str, JobSummary], *, today: date) -> ProtectedJob | None:
    """Return the important job that would be forgotten until it burns: the loudest, then the earliest; sleeping ones last."""
    chosen = min(
        (verdict for verdict in verdicts if verdict.quadrant is Quadrant.PROTECT),
        key=lambda verdict: (is_snoozed(jobs[verdict.job], today=today), *_page_rank(verdict)),
        default=None,
    )
    return None if chosen is None else ProtectedJob(chosen, _protected_duty(chosen, jobs[chosen.job], today))


def _protected_duty(verdict: Verdict, summary: JobSummary, today: date) -> Duty:
    firing = [duty for duty in verdict.reasons if duty.is_firing]
    if firing:
        return min(firing, key=lambda duty: duty.day or date.max)
    expected, closing = summary.care.survey_expected, closing_day(summary)
    if not is_open(summary) and expected is not None:
        text = f"survey expected {format_day(expected, today=today)}"
        return Duty("survey", summary.job, Level.GREEN, expected, text, "ask for the score and note it")
    days = days_to_closing(summary, today=today)
    if closing is not None and days is not None and days <= 30:
        action = "walk through what is left before the keys"
        return Duty("closing", summary.job, Level.GREEN, closing, time_to_closing(closing, today), action)
    text = f"risk {verdict.risk.total}: {', '.join(name for name, _ in verdict.risk.parts)}"
    return Duty("risk", summary.job, Level.GREEN, None, text, "call them before they call you")


def newest_good_news(backlog: Backlog, *, today: date) -> GoodNews | None:
    """Return a closing, else delighted, else happy buyers of the last seven days; the newest, then by job number."""
    found = [good for summary in backlog.jobs if is_live(summary, today=today) for good in _good_news_of(summary, today)]
    return min(found, key=lambda good: (good[0], -good[1].day.toordinal(), good[1].summary.job), default=(0, None))[1]


def _good_news_of(summary: JobSummary, today: date) -> Iterator[tuple[int, GoodNews]]:
    closed = closed_day(summary)
    if closed is not None and 0 <= (today - closed).days <= GOOD_NEWS_DAYS:
        yield 0, GoodNews(summary, closed, f"closed on {format_day(closed, today=today)}")
    talk = latest_mood(summary, today=today)
    if talk is None or talk.mood not in (Mood.DELIGHTED, Mood.HAPPY) or (today - talk.at.day).days > GOOD_NEWS_DAYS:
        return
    said = f': "{shorten(talk.said)}"' if talk.said else ""
    rank = 1 if talk.mood == Mood.DELIGHTED else 2
    yield rank, GoodNews(summary, talk.at.day, f"{talk.mood} on {format_day(talk.at.day, today=today)}{said}")


def untold_absences(backlog: Backlog, *, today: date, ahead: int = LOOK_AHEAD_DAYS) -> Iterator[Duty]:
    """Yield the buyers do not know of an absence: her own duty, due the day before it begins (reading 18)."""
    for away in backlog.away:
        due = away.from_day - timedelta(days=1)
        days = (due - today).days
        if away.buyers_told or away.to_day < today or days > max(ahead, 1):
            continue
        level = Level.GREEN if days > 1 else Level.AMBER if days >= 0 else Level.RED
        first, last = format_day(away.from_day, today=today), format_day(away.to_day, today=today)
        text = f"away {first} to {last}, and the buyers don't know yet"
        tell = f"tell them {away.cover} will fill in" if away.cover else "tell them, and find someone to fill in"
        action = tell if away.autoreply_set else f"{tell}, and set the auto-reply"
        yield Duty("away-untold", "", level, due, text, action)


def too_many_red_notice(red: int, live: int) -> str | None:
    """Return the notice when more than one live job in five is red, from five live jobs on (003-5)."""
    if live < MIN_JOBS or red * MAX_RED_SHARE <= live:
        return None
    return f"{red} of {live} live jobs are red: red only means something if it's rare. Clean up the file: backlog check"


def _is_closing_soon(summary: JobSummary, today: date) -> bool:
    days = days_to_closing(summary, today=today)
    return is_open(summary) and days is not None and days <= CLOSING_SOON_DAYS


def _estimated_minutes(
    frog: Verdict | None, focus: Sequence[Verdict], owed: Sequence[OwedUpdate], meetings: Sequence[Meeting], today: date
) -> int:
    """Half an hour for the hard call, a quarter for each focus job, ten minutes for a live update, five for a written one."""
    updates = sum(10 if found.channel.is_live else 5 for found in owed if found.day <= today and not found.cover)
    calendar = sum(30 if meeting.minutes is None else meeting.minutes for meeting in meetings)
    return (30 if frog else 0) + 15 * len(focus) + updates + calendar
