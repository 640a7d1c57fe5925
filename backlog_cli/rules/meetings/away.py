"""An absence: who has to hear of it first, what falls due inside, what the cover needs to know, and what happened (001-6f)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import format_day, format_long_day
from backlog_cli.rules.backlog import MOST_DAYS_AWAY, absence_cover, jobs_by_number
from backlog_cli.rules.clocks.contact import update_day
from backlog_cli.rules.due.appointments import meetings_on
from backlog_cli.rules.due.countdown import PROMISERS, unsettled_items
from backlog_cli.rules.due.ranking import ranked_verdicts
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.reports.office_copy import redact_job, redact_text
from backlog_cli.rules.summary import (
    cadence_of,
    channel_of,
    closed_day,
    is_live,
    is_open,
    latest_mood,
    open_next_step,
    untold_shifts,
)
from backlog_cli.terms import Level, Mood, Party

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.backlog import Absence, Backlog
    from backlog_cli.rules.due.countdown import MissingItem
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Channel, Policy

NEVER_DISCUSS = (
    "price, incentives or what other buyers paid",
    "any date that's not listed under say",
    "other households, by name or by lot",
)


class DueItem(NamedTuple):
    """Something that falls due inside an absence."""

    day: date
    what: str
    is_meeting: bool = False  # it could be moved


class AffectedHome(NamedTuple):
    """One home of an absence: what falls due inside, by day, and who fills in for it (None when nobody is named)."""

    summary: JobSummary
    items: tuple[DueItem, ...]
    cover: str | None

    @property
    def channel(self) -> Channel:
        """How these buyers are told."""
        return channel_of(self.summary)


def current_absence(backlog: Backlog, *, today: date) -> Absence | None:
    """Return the absence that lasts or comes next; None when none is ahead."""
    ahead = [away for away in backlog.away if away.to_day >= today]
    return min(ahead, key=lambda away: (away.from_day, away.place), default=None)


def latest_absence(backlog: Backlog, *, today: date) -> Absence | None:
    """Return the absence that began last, over or not; None when none has begun."""
    begun = [away for away in backlog.away if away.from_day <= today]
    return max(begun, key=lambda away: (away.from_day, away.place), default=None)


def affected_homes(backlog: Backlog, away: Absence, *, today: date) -> tuple[AffectedHome, ...]:
    """Return the live homes with something due inside, the one with the earliest day first: these buyers are told before."""
    dated: dict[str, list[DueItem]] = {summary.job: [] for summary in backlog.jobs if is_live(summary, today=today)}
    for found in _absence_days(away):
        for meeting in meetings_on(backlog, today=found):
            if meeting.summary.job in dated:
                clock = f" at {meeting.at.clock}" if meeting.at.clock else ""
                dated[meeting.summary.job].append(DueItem(found, f"{meeting.what}{clock}", is_meeting=True))
    for summary in backlog.jobs:
        if summary.job in dated:
            inside = (
                one for one in _dated_facts(summary, backlog.policy, away, today) if away.from_day <= one.day <= away.to_day
            )
            dated[summary.job] += inside
    homes = [
        AffectedHome(summary, tuple(sorted(dated[summary.job], key=lambda one: one.day)), absence_cover(summary, away))
        for summary in backlog.jobs
        if dated.get(summary.job)
    ]
    return tuple(sorted(homes, key=lambda home: (home.items[0].day, home.summary.job)))


def _absence_days(away: Absence) -> Iterator[date]:
    for n in range(min((away.to_day - away.from_day).days, MOST_DAYS_AWAY) + 1):
        yield away.from_day + timedelta(days=n)


def _dated_facts(summary: JobSummary, policy: Policy, away: Absence, today: date) -> Iterator[DueItem]:
    """What has a day of its own in the file or by the weekly rule."""
    if is_open(summary):
        yield from _update_items(summary, policy, away, today)
        step = open_next_step(summary, today=today)
        if step is not None and step.day is not None:
            yield DueItem(step.day, f"agreed: {shorten(step.what or 'the next step')}")
        yield from _sale_dates(summary)
    else:
        yield from _care_dates(summary, policy)
    for promise in summary.promises:
        if promise.is_open and promise.due is not None:
            who = PROMISERS[Party(promise.by)]
            yield DueItem(promise.due, f"{who} promised: {shorten(promise.text)}")
    for issue in summary.issues:
        if issue.is_open and issue.due is not None:
            yield DueItem(issue.due, f"issue with {issue.owner or 'nobody yet'}: {shorten(issue.text)}")


def _update_items(summary: JobSummary, policy: Policy, away: Absence, today: date) -> Iterator[DueItem]:
    """The weekly updates of the absence, the ones after the first a cadence apart. One owed already waits for its first day."""
    due = update_day(summary, policy, today=today)
    if due is None:
        return
    day = max(due, min(today, away.from_day))
    step = timedelta(days=max(cadence_of(summary, policy), 1))
    while day <= away.to_day:
        if day >= away.from_day:
            yield DueItem(day, f"weekly update by {channel_of(summary).replace('-', ' ')}")
        day += step


def _sale_dates(summary: JobSummary) -> Iterator[DueItem]:
    for deposit in summary.deposits:
        if not deposit.is_paid and deposit.due is not None:
            yield DueItem(deposit.due, f"{deposit.kind or 'a'} deposit due")
    for decision in summary.decisions:
        if not decision.is_decided and decision.decide_by is not None:
            yield DueItem(decision.decide_by, f"to decide: {shorten(decision.what)}")
    for found in summary.contingencies:
        if found.is_open and found.expires is not None:
            yield DueItem(found.expires, f"{found.kind} contingency runs out")
    if summary.lender is not None and summary.lender.lock_expires is not None:
        yield DueItem(summary.lender.lock_expires, "rate lock ends")


def _care_dates(summary: JobSummary, policy: Policy) -> Iterator[DueItem]:
    closed = closed_day(summary)
    for n in sorted(set(policy.check_in_days)) if closed is not None else ():
        if n not in summary.care.done and closed is not None:
            yield DueItem(closed + timedelta(days=n), f"day-{n} check-in")
    if summary.care.survey_expected is not None and summary.care.survey_score is None:
        yield DueItem(summary.care.survey_expected, "survey expected")


def auto_reply(away: Absence, policy: Policy, *, today: date) -> str:
    """Return the text that answers mail meanwhile; nothing in it is about any home."""
    until = format_long_day(away.to_day, today=today)
    back = format_long_day(away.to_day + timedelta(days=1), today=today)
    first = format_long_day(away.from_day, today=today)
    when = f"on {until}" if away.from_day == away.to_day else f"from {first} through {until}"
    who = f"{away.cover} is looking after your home while I'm out and can help you" if away.cover else "I'll read this then"
    name = f"\n{policy.agent}" if policy.agent else ""
    return f"Thanks for your message. I'm away {when}, and back on {back}. {who}.{name}"


# What the cover needs.


class Briefing(NamedTuple):
    """One home as the cover may know it: nothing private, no worries, no sums; but how to reach the buyers."""

    home: AffectedHome
    last: str | None  # the last word, in short
    open: tuple[MissingItem, ...]
    avoid: tuple[str, ...]  # what not to raise with them


def briefings(backlog: Backlog, away: Absence, *, today: date) -> tuple[Briefing, ...]:
    """Return the homes with something inside, as a pack for whoever fills in."""
    return tuple(_briefing(home, today) for home in affected_homes(backlog, away, today=today))


def _briefing(home: AffectedHome, today: date) -> Briefing:
    public = redact_job(home.summary)
    talk = next((one for one in reversed(public.talks) if one.is_real_word and not one.private and one.at.day <= today), None)
    last = None
    if talk is not None:
        said = f": {redact_text(shorten(talk.text))}" if talk.text else ""
        last = f"{format_day(talk.at.day, today=today)}, {talk.how}{said}"
    return Briefing(home, last, unsettled_items(public, today=today), tuple(topics_to_avoid(home.summary)))


def topics_to_avoid(summary: JobSummary) -> Iterator[str]:
    """Yield what the cover does not raise with these buyers, without saying more than that."""
    if untold_shifts(summary):
        yield "the closing date: leave it to the agent, news of it is on its way"
    elif summary.told is None and is_open(summary):
        yield "a closing date: they haven't been given one yet"
    if summary.lender is not None and summary.lender.lock_expires is not None:
        yield "rates and the rate lock"
    if any(found.is_open for found in summary.contingencies):
        yield "the sale of their own home, and the conditions of the contract"
    if summary.escalation_clause:
        yield "the escalation clause"


def is_tense(summary: JobSummary, *, today: date) -> bool:
    """Return whether these buyers were worried or upset last, as far as others may know it."""
    talk = latest_mood(redact_job(summary), today=today)
    return talk is not None and talk.mood in (Mood.WORRIED, Mood.UPSET)


def unaffected_homes(backlog: Backlog, inside: tuple[AffectedHome, ...]) -> tuple[JobSummary, ...]:
    """Return the open homes with nothing due inside: their buyers may ring the cover all the same."""
    named = {home.summary.job for home in inside}
    return tuple(summary for summary in backlog.jobs if is_open(summary) and summary.job not in named)


# Back again.


class AwayEvent(NamedTuple):
    """One thing that happened meanwhile. `by` is who wrote it down, or had the conversation, when it wasn't the agent."""

    summary: JobSummary
    day: date
    what: str
    by: str | None = None


class ReturnReport(NamedTuple):
    """What an absence leaves behind: what happened, oldest first, and what is owed now, by home in the page's order."""

    away: Absence
    happened: tuple[AwayEvent, ...]
    owed: tuple[tuple[JobSummary, Duty], ...]


def return_report(backlog: Backlog, away: Absence, *, today: date) -> ReturnReport:
    """Return what was written down with a day inside the absence, and every duty that is owed today."""
    last = min(away.to_day, today)
    found = [one for summary in backlog.jobs for one in _events_of(summary, today) if away.from_day <= one.day <= last]
    jobs = jobs_by_number(backlog)
    owed = [
        (jobs[verdict.job], duty)
        for verdict in ranked_verdicts(backlog, today=today)
        for duty in verdict.reasons
        if duty.is_firing and (duty.level is Level.RED or (duty.day is not None and duty.day <= today))
    ]
    return ReturnReport(away, tuple(sorted(found, key=lambda one: one.day)), tuple(owed))


def _events_of(summary: JobSummary, today: date) -> Iterator[AwayEvent]:
    for talk in summary.talks:
        if talk.at.day <= today:
            text = f": {shorten(talk.text)}" if talk.text else f' "{shorten(talk.said)}"' if talk.said else ""
            mood = f", {talk.mood}" if talk.mood else ""
            yield AwayEvent(summary, talk.at.day, f"{talk.kind} ({talk.how}){text}{mood}", talk.by)
    for stage, day in summary.stage_entered:
        yield AwayEvent(summary, day, f"stage {stage}")
    for shift in summary.shifts:
        if shift.known_date is not None:
            to_day = f" to {format_day(shift.to_day, today=today)}" if shift.to_day else ""
            what = f"{shift.what} moved{to_day}{'' if shift.told_date else ', not told'}"
            yield AwayEvent(summary, shift.known_date, what, shift.by)
    for promise in summary.promises:
        if promise.made is not None:
            is_for_you = promise.is_mine and promise.noted_by is not None
            what = "promised for you" if is_for_you else f"{PROMISERS[Party(promise.by)]} promised"
            yield AwayEvent(summary, promise.made, f"{what}: {shorten(promise.text)}", promise.noted_by)
        if promise.done is not None:
            yield AwayEvent(summary, promise.done, f"promise done: {shorten(promise.text)}")
    for issue in summary.issues:
        if issue.opened is not None:
            yield AwayEvent(summary, issue.opened, f"issue opened: {shorten(issue.text)}", issue.noted_by)
    for question in summary.questions:
        if question.asked is not None:
            whom = f" for the {question.of}" if question.of else ""
            yield AwayEvent(summary, question.asked, f"question{whom}: {shorten(question.ask)}", question.by)
        if question.answered is not None:
            yield AwayEvent(summary, question.answered, f"answered: {shorten(question.ask)}")
    for deposit in summary.deposits:
        if deposit.paid is not None:
            yield AwayEvent(summary, deposit.paid, f"{deposit.kind or 'a'} deposit paid")
