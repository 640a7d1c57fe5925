"""The dates of homes as events of her calendar: what is booked, what she promised, and when updates are owed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from backlog_cli.exchange.calendar import PAST_DAYS, Event
from backlog_cli.rules.bookings import BookingKind, bookings_of
from backlog_cli.rules.clocks.contact import update_day
from backlog_cli.rules.summary import closed_day, is_cancelled, is_open, joint_name, phone_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from backlog_cli.rules.bookings import Booking
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy

DAY = 24 * 60
MORNING = 9 * 60  # when the alarm of a whole day rings
HOUR_BEFORE = 60
ALARM_DAYS = {BookingKind.CLOSING: 7, BookingKind.ORIENTATION: 1, BookingKind.PRECON: 1, BookingKind.PREDRYWALL: 1}


def home_events(
    homes: Iterable[JobSummary], policy: Policy, *, has_updates: bool, is_redacted: bool, today: date
) -> tuple[Event, ...]:
    """Return every date of these homes from a month ago on; cancelled sales have none.

    `has_updates` adds the day of each next update. With `is_redacted` nobody is named, and no words of hers are repeated.
    """
    oldest = today - timedelta(days=PAST_DAYS)
    found = (
        event
        for summary in homes
        if not is_cancelled(summary)
        for event in _events_of(summary, policy, has_updates, is_redacted, today)
    )
    return tuple(event for event in found if event.day >= oldest)


def _events_of(summary: JobSummary, policy: Policy, has_updates: bool, is_redacted: bool, today: date) -> Iterator[Event]:
    yield from (_booked(summary, found, is_redacted) for found in bookings_of(summary))
    closed = closed_day(summary)
    if closed is not None:
        title = f"Closed: {_name(summary, is_redacted)}"
        yield Event(summary.key_text, BookingKind.CLOSING, closed, summary.closing_time, None, title, summary.address)
    for promise in summary.promises:
        if promise.is_open and promise.is_mine and promise.due is not None:
            name = _name(summary, is_redacted)
            title = f"Promise: {name}" if is_redacted else f"Promise: {promise.text} - {name}"
            about = _about(summary, is_redacted)
            yield Event(summary.key_text, f"promise: {promise.text}", promise.due, None, None, title, None, about, -MORNING)
    update = update_day(summary, policy, today=today) if has_updates and is_open(summary) else None
    if update is not None:
        title = f"Update due: {_name(summary, is_redacted)}"
        yield Event(summary.key_text, "update", update, None, None, title, None, _about(summary, is_redacted), -MORNING)


def _booked(summary: JobSummary, found: Booking, is_redacted: bool) -> Event:
    is_appointment = found.kind is BookingKind.APPOINTMENT
    words = "Appointment" if is_appointment and is_redacted else found.what if is_appointment else str(found.kind)
    return Event(
        summary.key_text,
        f"appointment: {found.what}" if is_appointment else str(found.kind),
        found.at.day,
        found.at.clock,
        found.minutes,
        f"{words[:1].upper()}{words[1:]}: {_name(summary, is_redacted)}",
        None if is_redacted else found.where or summary.address,
        _about(summary, is_redacted),
        _alarm(found),
    )


def _alarm(found: Booking) -> int:
    """Minutes before the start: an hour before an appointment, a day before a walk, a week before a closing."""
    days = ALARM_DAYS.get(found.kind, 0)
    if found.at.clock is None:
        return days * DAY - MORNING
    return days * DAY or HOUR_BEFORE


def _name(summary: JobSummary, is_redacted: bool) -> str:
    parts = [] if is_redacted else [joint_name(summary)]
    parts += [f"lot {summary.lot}"] if summary.lot else []
    return f"{', '.join(parts)} ({summary.job})" if parts else summary.job


def _about(summary: JobSummary, is_redacted: bool) -> str | None:
    """What is handy on a telephone: whom to call."""
    number = phone_of(summary)
    return None if is_redacted or number is None else f"Call {number}"
