"""An absence: who has to hear of it first, what falls due inside, what the cover needs to know, and what happened (001-6f)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import spell_day
from backlog_cli.rules.backlog import MOST_DAYS_AWAY, by_number
from backlog_cli.rules.clocks.contact import update_day
from backlog_cli.rules.due.countdown import PROMISERS, unsettled
from backlog_cli.rules.due.morning import judged, meetings_on
from backlog_cli.rules.duty import in_short
from backlog_cli.rules.reports.office_copy import shared, shared_words
from backlog_cli.rules.summary import cadence_of, channel_of, closed_day, is_live, is_open, latest_mood, open_step, untold_shifts
from backlog_cli.terms import Level, Mood, Party

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.backlog import Away, Backlog
    from backlog_cli.rules.due.countdown import Missing
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Channel, Policy

EVERYBODY = (
    "price, incentives or what other buyers paid",
    "any date beyond what stands under say",
    "other households, by name or by lot",
)


class Dated(NamedTuple):
    """Something that falls due inside an absence."""

    day: date
    what: str
    is_meeting: bool = False  # it could be moved


class Home(NamedTuple):
    """One home of an absence: what falls due inside, by day, and who fills in for it (None when nobody is named)."""

    summary: JobSummary
    items: tuple[Dated, ...]
    cover: str | None

    @property
    def channel(self) -> Channel:
        """How these buyers are told."""
        return channel_of(self.summary)


def current(backlog: Backlog, *, today: date) -> Away | None:
    """The absence that lasts or comes next; None when none is ahead."""
    ahead = [away for away in backlog.away if away.to_day >= today]
    return min(ahead, key=lambda away: (away.from_day, away.place), default=None)


def last_begun(backlog: Backlog, *, today: date) -> Away | None:
    """The absence that began last, over or not; None when none has begun."""
    begun = [away for away in backlog.away if away.from_day <= today]
    return max(begun, key=lambda away: (away.from_day, away.place), default=None)


def homes_inside(backlog: Backlog, away: Away, *, today: date) -> tuple[Home, ...]:
    """The live homes with something due inside, the one with the earliest day first: these buyers are told before."""
    dated: dict[str, list[Dated]] = {summary.job: [] for summary in backlog.jobs if is_live(summary, today=today)}
    for found in _days(away):
        for meeting in meetings_on(backlog, today=found):
            if meeting.summary.job in dated:
                clock = f" at {meeting.at.clock}" if meeting.at.clock else ""
                dated[meeting.summary.job].append(Dated(found, f"{meeting.what}{clock}", is_meeting=True))
    for summary in backlog.jobs:
        if summary.job in dated:
            inside = (one for one in _facts(summary, backlog.policy, away, today) if away.from_day <= one.day <= away.to_day)
            dated[summary.job] += inside
    homes = [
        Home(summary, tuple(sorted(dated[summary.job], key=lambda one: one.day)), summary.cover or away.cover)
        for summary in backlog.jobs
        if dated.get(summary.job)
    ]
    return tuple(sorted(homes, key=lambda home: (home.items[0].day, home.summary.job)))


def _days(away: Away) -> Iterator[date]:
    for n in range(min((away.to_day - away.from_day).days, MOST_DAYS_AWAY) + 1):
        yield away.from_day + timedelta(days=n)


def _facts(summary: JobSummary, policy: Policy, away: Away, today: date) -> Iterator[Dated]:
    """What has a day of its own in the file or by the weekly rule."""
    if is_open(summary):
        yield from _updates(summary, policy, away, today)
        step = open_step(summary, today=today)
        if step is not None and step.day is not None:
            yield Dated(step.day, f"agreed: {in_short(step.what or 'the next step')}")
        yield from _sale(summary)
    else:
        yield from _care(summary, policy)
    for promise in summary.promises:
        if promise.is_open and promise.due is not None:
            who = PROMISERS[Party(promise.by)]
            yield Dated(promise.due, f"{who} promised: {in_short(promise.text)}")
    for issue in summary.issues:
        if issue.is_open and issue.due is not None:
            yield Dated(issue.due, f"issue with {issue.owner or 'nobody yet'}: {in_short(issue.text)}")


def _updates(summary: JobSummary, policy: Policy, away: Away, today: date) -> Iterator[Dated]:
    """The weekly updates of the absence, the ones after the first a cadence apart. One owed already waits for its first day."""
    day = max(update_day(summary, policy, today=today), min(today, away.from_day))
    step = timedelta(days=max(cadence_of(summary, policy), 1))
    while day <= away.to_day:
        if day >= away.from_day:
            yield Dated(day, f"weekly update by {channel_of(summary)}")
        day += step


def _sale(summary: JobSummary) -> Iterator[Dated]:
    for deposit in summary.deposits:
        if deposit.paid is None and deposit.due is not None:
            yield Dated(deposit.due, f"{deposit.kind or 'a'} deposit due")
    for decision in summary.decisions:
        if not decision.is_decided and decision.decide_by is not None:
            yield Dated(decision.decide_by, f"to decide: {in_short(decision.what)}")
    for found in summary.contingencies:
        if found.is_open and found.expires is not None:
            yield Dated(found.expires, f"{found.kind} contingency runs out")
    if summary.lender is not None and summary.lender.lock_expires is not None:
        yield Dated(summary.lender.lock_expires, "rate lock ends")


def _care(summary: JobSummary, policy: Policy) -> Iterator[Dated]:
    closed = closed_day(summary)
    for n in sorted(set(policy.check_in_days)) if closed is not None else ():
        if n not in summary.care.done and closed is not None:
            yield Dated(closed + timedelta(days=n), f"day-{n} check-in")
    if summary.care.survey_expected is not None and summary.care.survey_score is None:
        yield Dated(summary.care.survey_expected, "survey expected")


def auto_reply(away: Away, policy: Policy, *, today: date) -> str:
    """The text that answers mail meanwhile; nothing in it is about any home."""
    until = spell_day(away.to_day, today=today)
    back = spell_day(away.to_day + timedelta(days=1), today=today)
    when = f"on {until}" if away.from_day == away.to_day else f"from {spell_day(away.from_day, today=today)} through {until}"
    who = f"{away.cover} looks after your home while I am away and can help you" if away.cover else "I read this when I am back"
    name = f"\n{policy.agent}" if policy.agent else ""
    return f"Thank you for your message. I am away {when}. {who}. I answer personally from {back} on.{name}"


# What the cover needs.


class Briefing(NamedTuple):
    """One home as the cover may know it: nothing private, no worries, no sums; but how to reach the buyers."""

    home: Home
    last: str | None  # the last word, in short
    open: tuple[Missing, ...]
    avoid: tuple[str, ...]  # what not to raise with them


def briefings(backlog: Backlog, away: Away, *, today: date) -> tuple[Briefing, ...]:
    """The homes with something inside, as a pack for whoever fills in."""
    return tuple(_briefing(home, today) for home in homes_inside(backlog, away, today=today))


def _briefing(home: Home, today: date) -> Briefing:
    public = shared(home.summary)
    talk = next((one for one in reversed(public.talks) if one.is_real_word and not one.private and one.at.day <= today), None)
    last = None
    if talk is not None:
        said = f": {shared_words(in_short(talk.text))}" if talk.text else ""
        last = f"{spell_day(talk.at.day, today=today)}, {talk.how}{said}"
    return Briefing(home, last, unsettled(public, today=today), tuple(no_go(home.summary)))


def no_go(summary: JobSummary) -> Iterator[str]:
    """What the cover does not raise with these buyers, without saying more than that."""
    if untold_shifts(summary):
        yield "the closing date: leave it to the agent, news of it is on its way"
    elif summary.told is None and is_open(summary):
        yield "a closing date: none has been told yet"
    if summary.lender is not None and summary.lender.lock_expires is not None:
        yield "rates and the rate lock"
    if any(found.is_open for found in summary.contingencies):
        yield "the sale of their own home, and the conditions of the contract"
    if summary.escalation_clause:
        yield "the escalation clause"


def is_tense(summary: JobSummary, *, today: date) -> bool:
    """Whether these buyers were worried or upset last, as far as others may know it."""
    talk = latest_mood(shared(summary), today=today)
    return talk is not None and talk.mood in (Mood.WORRIED, Mood.UPSET)


def others(backlog: Backlog, inside: tuple[Home, ...]) -> tuple[JobSummary, ...]:
    """The open homes with nothing due inside: their buyers may ring the cover all the same."""
    named = {home.summary.job for home in inside}
    return tuple(summary for summary in backlog.jobs if is_open(summary) and summary.job not in named)


# Back again.


class Happened(NamedTuple):
    """One thing that happened meanwhile."""

    summary: JobSummary
    day: date
    what: str


class Return(NamedTuple):
    """What an absence leaves behind: what happened, oldest first, and what is owed now, by home in the page's order."""

    away: Away
    happened: tuple[Happened, ...]
    owed: tuple[tuple[JobSummary, Duty], ...]


def back(backlog: Backlog, away: Away, *, today: date) -> Return:
    """What was written down with a day inside the absence, and every duty that is owed today."""
    last = min(away.to_day, today)
    found = [one for summary in backlog.jobs for one in _happened(summary, today) if away.from_day <= one.day <= last]
    jobs = by_number(backlog)
    owed = [
        (jobs[verdict.job], duty)
        for verdict in judged(backlog, today=today)
        for duty in verdict.reasons
        if duty.is_firing and (duty.level is Level.RED or (duty.day is not None and duty.day <= today))
    ]
    return Return(away, tuple(sorted(found, key=lambda one: one.day)), tuple(owed))


def _happened(summary: JobSummary, today: date) -> Iterator[Happened]:
    for talk in summary.talks:
        if talk.at.day <= today:
            text = f": {in_short(talk.text)}" if talk.text else f' "{in_short(talk.said)}"' if talk.said else ""
            by = f" by {talk.by}" if talk.by else ""
            mood = f", {talk.mood}" if talk.mood else ""
            yield Happened(summary, talk.at.day, f"{talk.kind} ({talk.how}){by}{text}{mood}")
    for stage, day in summary.stage_entered:
        yield Happened(summary, day, f"stage {stage}")
    for shift in summary.shifts:
        if shift.known_date is not None:
            to_day = f" to {spell_day(shift.to_day, today=today)}" if shift.to_day else ""
            yield Happened(summary, shift.known_date, f"{shift.what} moved{to_day}{'' if shift.told_date else ', not told'}")
    for promise in summary.promises:
        if promise.made is not None:
            yield Happened(summary, promise.made, f"{PROMISERS[Party(promise.by)]} promised: {in_short(promise.text)}")
        if promise.done is not None:
            yield Happened(summary, promise.done, f"promise done: {in_short(promise.text)}")
    for issue in summary.issues:
        if issue.opened is not None:
            yield Happened(summary, issue.opened, f"issue opened: {in_short(issue.text)}")
    for deposit in summary.deposits:
        if deposit.paid is not None:
            yield Happened(summary, deposit.paid, f"{deposit.kind or 'a'} deposit paid")
