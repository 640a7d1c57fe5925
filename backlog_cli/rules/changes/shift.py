"""What `shift` writes: a date moved, the old one kept with its reason, and a clock that runs until the buyers know (000-7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import UsageError
from backlog_cli.rules.bookings import BookingKind, appointments_for
from backlog_cli.rules.change import Append, Change, Put, Unquoted
from backlog_cli.rules.changes.entries import day_text
from backlog_cli.rules.changes.log import told_period
from backlog_cli.rules.summary import channel_of, closing_day, is_open, joint_name, shifts_of
from backlog_cli.terms import DATE_NAMES, MovedDate, Precision

if TYPE_CHECKING:
    from datetime import date

    from backlog_cli.rules.change import Intent
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import CauseKind, Policy

# Where each date that can move is in the job. A closing moves only its internal forecast: the contract stays signed.
DATE_FIELDS: dict[MovedDate, tuple[str, ...]] = {
    MovedDate.CLOSING: ("closing", "internal"),
    MovedDate.ORIENTATION: ("orientation_date",),
    MovedDate.PRECON: ("precon_date",),
    MovedDate.START: ("start_date",),
}
# The dates of which buyers will ask how it goes on: the blanks for it are left open (001-3b, reading 9).
PLANNED_DATES = (MovedDate.CLOSING, MovedDate.ORIENTATION)
# The dates that are booked with a time of day.
BOOKED_DATES: dict[MovedDate, BookingKind] = {
    MovedDate.CLOSING: BookingKind.CLOSING,
    MovedDate.ORIENTATION: BookingKind.ORIENTATION,
    MovedDate.PRECON: BookingKind.PRECON,
}


class ShiftInput(NamedTuple):
    """What was typed after `shift JOB`: the new day, why, and what was done about it. None was not typed."""

    to_day: date
    what: MovedDate = MovedDate.CLOSING
    cause: str | None = None
    cause_kind: CauseKind | None = None
    known_date: date | None = None
    together: str | None = None
    plan_b: str | None = None
    is_told: bool = False
    is_ours: bool = False
    clock: str | None = None  # the new time of day


def day_before_shift(summary: JobSummary, what: MovedDate) -> date | None:
    """Return the day that this move starts from, or None when none is set; for a closing the date that the rules use."""
    if what is MovedDate.CLOSING:
        return closing_day(summary)
    if what is MovedDate.START:
        return summary.start_date
    moment = summary.orientation if what is MovedDate.ORIENTATION else summary.precon
    return moment.day if moment else None


def shift_date(summary: JobSummary, move: ShiftInput, policy: Policy, *, today: date) -> Change:
    """Return the change that moves one date of one job.

    With `is_told` the buyers know it already: earlier moves of the same date that nobody told them count as told too.
    Raise UsageError when the date stands on that day already, or the home is closed or cancelled.
    """
    from_day = day_before_shift(summary, move.what)
    _refuse_no_change(summary, move, from_day)
    intents = _date_intents(summary, move)
    if move.is_told:
        intents += _mark_earlier_told(summary, move, today)
    intents.append(Append(("closing", "shifts"), _entry(summary, move, from_day, today)))
    if move.is_told and move.what is MovedDate.CLOSING:
        period = told_period(summary._replace(internal=move.to_day), policy)
        intents.append(Put(("closing", "told"), Unquoted(period.text) if period else day_text(move.to_day)))
    return Change(summary.job, tuple(intents), f"moved {DATE_NAMES[move.what]} to {move.to_day.isoformat()}")


def former_days(summary: JobSummary, what: MovedDate) -> frozenset[date]:
    """Return every day on which this date was before it came to the one that it has now, as far as the file tells."""
    days = {day for shift in shifts_of(summary, what) for day in (shift.from_day, shift.to_day)}
    if what is MovedDate.CLOSING:
        told = summary.told
        days |= {summary.contract, told.end if told is not None and told.precision is Precision.DAY else None}
    return frozenset(day for day in days if day is not None) - {day_before_shift(summary, what)}


def _date_intents(summary: JobSummary, move: ShiftInput) -> list[Intent]:
    """The date itself, with its new time if one was typed; an appointment that is the same thing moves along."""
    if move.what is MovedDate.CLOSING:
        time: list[Intent] = [Put(("closing", "time"), move.clock)] if move.clock else []
        return [Put(DATE_FIELDS[move.what], day_text(move.to_day)), *time]
    moment = Unquoted(f"{move.to_day} {move.clock}") if move.clock else day_text(move.to_day)
    kind = BOOKED_DATES.get(move.what)
    written = appointments_for(summary, kind) if kind else ()
    return [Put(DATE_FIELDS[move.what], moment), *(Put(("appointments", found.place, "at"), moment) for found in written)]


def _refuse_no_change(summary: JobSummary, move: ShiftInput, from_day: date | None) -> None:
    name = f"{summary.job} {joint_name(summary)}"
    if not is_open(summary):
        raise UsageError(f"{name} is {summary.stage}: its dates can't move. To reopen it: backlog stage {summary.typed} STAGE.")
    if from_day == move.to_day:
        hint = f" If they know it now: backlog log {summary.typed} --told" if move.is_told else ""
        raise UsageError(f"{name}: {DATE_NAMES[move.what]} is already on that day, so there's nothing to move.{hint}")


def _mark_earlier_told(summary: JobSummary, move: ShiftInput, today: date) -> list[Intent]:
    """Who knows the newest day need not be told of the ones before it."""
    untold = [shift for shift in shifts_of(summary, move.what) if shift.told_date is None]
    return [Put(("closing", "shifts", shift.place, "told_date"), day_text(today)) for shift in untold]


def _entry(summary: JobSummary, move: ShiftInput, from_day: date | None, today: date) -> dict[str, object]:
    entry: dict[str, object] = {}
    if move.what is not MovedDate.CLOSING:
        entry["what"] = str(move.what)
    entry["from"] = day_text(from_day) if from_day else None
    entry["to"] = day_text(move.to_day)
    entry["known_date"] = day_text(move.known_date or today)
    entry["told_date"] = day_text(today) if move.is_told else None
    if move.is_told:
        entry["told_how"] = str(channel_of(summary))
    if move.cause_kind:
        entry["cause_kind"] = str(move.cause_kind)
    if move.cause:
        entry["cause"] = move.cause
    if move.is_ours:
        entry["ours"] = Unquoted("true")
    if move.is_ours and move.is_told:
        entry["owned_date"] = day_text(today)
    for key, text in (("together", move.together), ("plan_b", move.plan_b)):
        # Left open on purpose: the blanks show her what the buyers will ask for (001-3b).
        if text or move.what in PLANNED_DATES:
            entry[key] = text
    return entry
