"""What a morning should not lose from sight: one thing to protect, one good thing, and what was done today."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import format_day, format_days
from backlog_cli.rules.clocks.closing import time_to_closing
from backlog_cli.rules.duty import Duty, shorten
from backlog_cli.rules.summary import (
    JobSummary,
    closed_day,
    closing_day,
    days_to_closing,
    is_live,
    is_open,
    latest_mood,
    talks_until,
)
from backlog_cli.terms import Level, Mood

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Verdict

GOOD_NEWS_DAYS = 7


class ProtectedJob(NamedTuple):
    """The one important thing that is not urgent yet (003-1)."""

    summary: JobSummary
    verdict: Verdict
    duty: Duty


class GoodNews(NamedTuple):
    """One good thing to end on (000-14)."""

    summary: JobSummary
    day: date
    text: str


class DoneToday(NamedTuple):
    """Something that was done today, in a word or two (000-6)."""

    summary: JobSummary
    what: str


def protected_duty(summary: JobSummary, verdict: Verdict, *, today: date) -> Duty:
    """Return what is to be said of the home to protect: its first reason, else its survey, its closing or its risk."""
    if verdict.reasons and verdict.reasons[0].is_firing:
        return verdict.reasons[0]
    expected, closing = summary.care.survey_expected, closing_day(summary)
    if not is_open(summary) and expected is not None:
        text = f"survey expected {format_day(expected, today=today)}"
        return Duty("survey", summary.job, Level.GREEN, expected, text, "ask for the score and note it")
    days = days_to_closing(summary, today=today)
    if closing is not None and days is not None and days <= 30:
        action = "walk through what is left before the keys"
        ahead = f"closing is in {format_days(days)}, {format_day(closing, today=today)}"
        text = ahead if days > 0 else time_to_closing(closing, today)
        return Duty("closing", summary.job, Level.GREEN, closing, text, action)
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
    yield rank, GoodNews(summary, talk.at.day, f"was {talk.mood} on {format_day(talk.at.day, today=today)}{said}")


def done_today(backlog: Backlog, *, today: date) -> tuple[DoneToday, ...]:
    """Return what today has seen done already, by job number: conversations, promises kept, homes closed."""
    homes = sorted(backlog.jobs, key=lambda summary: summary.job)
    return tuple(DoneToday(summary, what) for summary in homes for what in _done_on(summary, today))


def _done_on(summary: JobSummary, today: date) -> Iterator[str]:
    talks = talks_until(summary, today=today)
    spoken = [talk for talk in talks if talk.at.day == today and talk.is_outgoing and talk.buyers]
    yield from dict.fromkeys(f"{talk.how} by {talk.by.split()[0]}" if talk.by else talk.how for talk in spoken)
    steps = (talk.next.done for talk in talks if talk.next is not None)
    ends = (
        ("promise kept", (found.done for found in summary.promises if found.is_mine)),
        ("next step", steps),
        ("deposit paid", (found.paid for found in summary.deposits)),
        ("question answered", (found.answered for found in summary.questions)),
        ("closed", (closed_day(summary),)),
    )
    yield from (what for what, days in ends if today in days)
