"""What comes due in the days ahead if nothing is done: each clock asked on each of those days (002-1)."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.rules.clocks.table import duties
from backlog_cli.rules.urgency import is_urgent, sort_reasons

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary

MAX_AHEAD = 366


class ComingDuty(NamedTuple):
    """One duty whose day comes: the morning it is on, and its words as they will be then."""

    summary: JobSummary
    day: date
    duty: Duty


def coming_duties(
    backlog: Backlog, *, today: date, days: int, known: Mapping[int, Iterable[Duty]] | None = None
) -> tuple[ComingDuty, ...]:
    """Return every duty, of every kind, whose day comes in the next `days` days; the earliest first, then by number.

    `known` are the duties of today, by the `id` of the summary, of the homes that were judged already.
    """
    if days == 0:
        return ()
    found_today = known or {}
    found = (coming for summary in backlog.jobs for coming in _coming(summary, backlog, today, days, found_today))
    return tuple(sorted(found, key=lambda coming: (coming.day, coming.summary.job)))


def _coming(
    summary: JobSummary, backlog: Backlog, today: date, days: int, known: Mapping[int, Iterable[Duty]]
) -> Iterator[ComingDuty]:
    found = known.get(id(summary))
    before = _urgent(duties(summary, backlog, today=today) if found is None else found, today)
    for day in _days_after(today, days):
        due = _urgent(duties(summary, backlog, today=day), day)
        new = [duty for duty in due if not _was_due(duty, before)]
        yield from (ComingDuty(summary, day, duty) for duty in sort_reasons(new, today=day))
        before = due


def _was_due(duty: Duty, before: Iterable[Duty]) -> bool:
    """The words of most duties count the days, the day of some is always today: one of the two stays."""
    return any(duty.rule == old.rule and (duty.day == old.day or duty.text == old.text) for old in before)


def _urgent(found: Iterable[Duty], day: date) -> tuple[Duty, ...]:
    return tuple(duty for duty in found if is_urgent(duty, today=day))


def _days_after(today: date, days: int) -> Iterator[date]:
    return (today + timedelta(days=n) for n in range(1, days + 1))


def next_due_day(summary: JobSummary, backlog: Backlog, *, today: date) -> date | None:
    """Return today when something of this home is due, else the first day on which something will be; None within a year."""
    days = chain((today,), _days_after(today, MAX_AHEAD))
    return next((day for day in days if _is_due_on(summary, backlog, day)), None)


def _is_due_on(summary: JobSummary, backlog: Backlog, day: date) -> bool:
    return any(is_urgent(duty, today=day) for duty in duties(summary, backlog, today=day))
