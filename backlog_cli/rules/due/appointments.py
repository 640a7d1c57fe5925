"""What has its day in the calendar: appointments, walks, orientations, closings (004-16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.values import Moment
from backlog_cli.rules.bookings import BUYER_NAMES, BookingKind, bookings_of
from backlog_cli.rules.summary import JobSummary, closed_day, is_live, is_open
from backlog_cli.terms import Precision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.backlog import Backlog


class Meeting(NamedTuple):
    """Something in a day's calendar (004-16). `is_hers` is False for what takes place without her: a quality walk, a party."""

    summary: JobSummary
    at: Moment
    what: str
    minutes: int | None = None
    where: str | None = None
    is_hers: bool = True


def meetings_on(backlog: Backlog, *, today: date) -> Iterator[Meeting]:
    """A day's appointments of live jobs with what else has this day in the file, by time of day."""
    found = (meeting for summary in backlog.jobs if is_live(summary, today=today) for meeting in _meetings(summary, today))
    yield from sorted(found, key=lambda meeting: (meeting.at, meeting.summary.job))


def _meetings(summary: JobSummary, today: date) -> Iterator[Meeting]:
    if closed_day(summary) == today:
        return
    for booked in bookings_of(summary):
        if booked.at.day == today and not (booked.kind is BookingKind.CLOSING and _is_closing_vague(summary)):
            what = BUYER_NAMES.get(booked.kind, booked.what) if booked.what == booked.kind else booked.what
            yield Meeting(summary, booked.at, what, booked.minutes, booked.where)
    if is_open(summary) and summary.qa is not None and summary.qa.day == today:
        yield Meeting(summary, summary.qa, "quality walk", is_hers=False)
    if summary.event_day == today:
        yield Meeting(summary, Moment(today), summary.event_what or "party", is_hers=False)


def _is_closing_vague(summary: JobSummary) -> bool:
    """Whether the closing date that rules use is the end of a month or week that was told: that is no appointment."""
    return summary.internal is None and summary.told is not None and summary.told.precision is not Precision.DAY
