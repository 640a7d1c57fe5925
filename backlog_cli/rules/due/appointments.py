"""What has its day in the calendar: appointments, walks, orientations, closings (004-16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.values import Moment
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
    written = [found for found in summary.appointments if found.at.day == today]
    for found in written:
        yield Meeting(summary, found.at, found.what, found.minutes, found.where)
    taken = {found.at for found in written}
    for what, at, is_hers in _milestone_days(summary):
        if at is not None and at.day == today and at not in taken:
            where = summary.closing_place if what == "closing" else None
            yield Meeting(summary, at, what, where=where, is_hers=is_hers)


def _milestone_days(summary: JobSummary) -> Iterator[tuple[str, Moment | None, bool]]:
    if is_open(summary):
        yield "pre-construction meeting", summary.precon, True
        yield "walk before drywall", summary.predrywall, True
        yield "quality walk", summary.qa, False
        yield "orientation", summary.orientation, True
        closing = _day_of_closing(summary)
        yield "closing", Moment(closing, summary.closing_time) if closing else None, True
    yield summary.event_what or "party", Moment(summary.event_day) if summary.event_day else None, False


def _day_of_closing(summary: JobSummary) -> date | None:
    """The closing date that rules use where it is a day: the end of a month that was told is no appointment."""
    if summary.internal is not None or summary.told is None:
        return summary.internal or summary.contract
    return summary.told.end if summary.told.precision is Precision.DAY else None
