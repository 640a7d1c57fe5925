"""What `meet` and `set` say of what is booked: what it replaces, and what it overlaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_day_and_distance
from backlog_cli.rules.backlog import absence_covering
from backlog_cli.rules.bookings import (
    BOOKING_FIELDS,
    BookingKind,
    booking_name,
    bookings_of,
    moved_bookings,
    own_dates,
    upcoming_bookings,
)
from backlog_cli.rules.changes.collisions import find_collisions, overlap_texts
from backlog_cli.rules.changes.shift import BOOKED_DATES
from backlog_cli.rules.summary import is_open
from backlog_cli.views.terminal.messages import job_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from backlog_cli.dates.values import Moment
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.bookings import Booking
    from backlog_cli.rules.summary import JobSummary


def agenda_lines(jobs: Sequence[JobSummary], backlog: Backlog, *, today: date) -> Iterator[str]:
    """Yield everything booked with these homes from today on, a line each, then what overlaps."""
    found = upcoming_bookings(jobs, today=today)
    for booked in found:
        clock = f" {booked.at.clock}, {booked.length} minutes" if booked.at.clock else ""
        where = f", {booked.where}" if booked.where else ""
        yield f"{format_day(booked.at.day, today=today)}{clock}: {job_title(booked.summary)}, {booked.what}{where}"
    if not found:
        yield "Nothing is booked. To book a meeting: backlog meet JOB DATE TIME what"
    yield from overlap_lines(found, backlog, today=today)


def meeting_lines(before: JobSummary, backlog: Backlog, at: Moment, what: str, *, today: date) -> Iterator[str]:
    """Yield what was booked, what it replaces, and what doesn't go with it."""
    after, name = backlog.job(before.job), booking_name(what)
    kind = name.kind if name is not None and name.kind in BOOKING_FIELDS and is_open(before) else None
    yield f"{job_title(before)}: {what}, {format_day_and_distance(at.day, today=today)} at {at.clock}."
    if kind is None:
        booked = [one for one in bookings_of(after) if one.kind is BookingKind.APPOINTMENT and (one.at, one.what) == (at, what)]
    else:
        booked = [one for one in bookings_of(after) if one.kind is kind]
        yield from _replaced_lines(own_dates(before)[kind], at, kind, after, today)
    moved = next((date_name for date_name, found in BOOKED_DATES.items() if found is kind), None)
    if moved is not None:
        broken = find_collisions(after, moved, backlog, today=today)
        if broken:
            yield "Breaks: " + "; ".join(broken) + "."
        return
    yield from overlap_lines(booked, backlog, today=today)
    absence = absence_covering(backlog, at.day, today=today)
    if absence is not None:
        yield f"You're away that day{f'; {absence.cover} fills in' if absence.cover else ''}."


def _replaced_lines(old: Moment | None, at: Moment, kind: BookingKind, after: JobSummary, today: date) -> Iterator[str]:
    """That the date was another one, and what keeps the old day with its reason."""
    if old is None or old == at:
        return
    yield f"It was {format_day(old.day, today=today)}{f' at {old.clock}' if old.clock else ''}."
    moved = next((name for name, found in BOOKED_DATES.items() if found is kind), None)
    if moved is not None and old.day != at.day:
        words = f"{after.typed} {at.day.isoformat()} {at.clock} WHY --what {moved}"
        yield f"To keep the old date with its reason: backlog undo, then backlog shift {words}"


def overlap_lines(booked: Iterable[Booking], backlog: Backlog, *, today: date) -> Iterator[str]:
    """Yield what is booked at the same time, by their lengths (002-3)."""
    for text in overlap_texts(booked, backlog, today=today):
        yield f"Careful: {text}."


def set_overlap_lines(before: JobSummary, backlog: Backlog, *, today: date) -> Iterator[str]:
    """Yield what overlaps a booking that a change of one field has moved, made or made longer."""
    return overlap_lines(moved_bookings(before, backlog.job(before.job)), backlog, today=today)
