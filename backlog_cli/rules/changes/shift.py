"""What `shift` writes: a date moved, the old one kept with its reason, and a clock that runs until the buyers know (000-7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.errors import UsageError
from backlog_cli.frozen import Frozen
from backlog_cli.frozen import replace as with_changes
from backlog_cli.rules.change import Append, Bare, Change, Put
from backlog_cli.rules.changes.entries import day_text
from backlog_cli.rules.changes.log import NEWS, told_period
from backlog_cli.rules.summary import channel_of, closing_day, is_open, joint_name, shifts_of
from backlog_cli.terms import Moved

if TYPE_CHECKING:
    from datetime import date

    from backlog_cli.rules.change import Intent
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import CauseKind, Policy

# Where each date that can move stands in the job. A closing moves only its internal forecast: the contract stays signed.
FIELDS: dict[Moved, tuple[str, ...]] = {
    Moved.CLOSING: ("closing", "internal"),
    Moved.ORIENTATION: ("orientation_date",),
    Moved.PRECON: ("precon_date",),
    Moved.START: ("start_date",),
}
NAMES: dict[Moved, str] = {
    Moved.CLOSING: "closing",
    Moved.ORIENTATION: "orientation",
    Moved.PRECON: "pre-construction meeting",
    Moved.START: "start",
}


class Move(Frozen):
    """What was typed after `shift JOB`: the new day, why, and what was done about it. None was not typed."""

    to_day: date
    what: Moved = Moved.CLOSING
    cause: str | None = None
    cause_kind: CauseKind | None = None
    known_date: date | None = None
    together: str | None = None
    plan_b: str | None = None
    is_told: bool = False
    is_ours: bool = False


def moved_from(summary: JobSummary, what: Moved) -> date | None:
    """The day that this move starts from, or None when none is set; for a closing the date that the rules use."""
    if what is Moved.CLOSING:
        return closing_day(summary)
    if what is Moved.START:
        return summary.start_date
    moment = summary.orientation if what is Moved.ORIENTATION else summary.precon
    return moment.day if moment else None


def shifted(summary: JobSummary, move: Move, policy: Policy, *, today: date) -> Change:
    """The change that moves one date of one job.

    With `is_told` the buyers know it already: earlier moves of the same date that nobody told them count as told too.
    Raises BadWords when the date stands on that day already, or the home is closed or cancelled.
    """
    from_day = moved_from(summary, move.what)
    _refuse_idle(summary, move, from_day)
    intents: list[Intent] = [Put(FIELDS[move.what], day_text(move.to_day))]
    if move.is_told:
        intents += _told_before(summary, move, today)
    intents.append(Append(("closing", "shifts"), _entry(summary, move, from_day, today)))
    if move.is_told and move.what is Moved.CLOSING:
        period = told_period(with_changes(summary, internal=move.to_day), policy)
        intents.append(Put(("closing", "told"), Bare(period.text) if period else day_text(move.to_day)))
    return Change(summary.job, tuple(intents), f"moved {NAMES[move.what]} to {move.to_day.isoformat()}")


def _refuse_idle(summary: JobSummary, move: Move, from_day: date | None) -> None:
    name = f"{summary.job} {joint_name(summary)}"
    if not is_open(summary):
        raise UsageError(
            f"{name} is {summary.stage}: no date of it can move. `backlog stage {summary.typed} STAGE` takes it up again."
        )
    if from_day == move.to_day:
        hint = f" If they know it now: backlog log {summary.typed} --told" if move.is_told else ""
        raise UsageError(f"{name}: {NAMES[move.what]} is already on that day; there is nothing to move.{hint}")


def _told_before(summary: JobSummary, move: Move, today: date) -> list[Intent]:
    """Who knows the newest day need not be told of the ones before it."""
    untold = [shift for shift in shifts_of(summary, move.what) if shift.told_date is None and move.what in NEWS]
    return [Put(("closing", "shifts", shift.place, "told_date"), day_text(today)) for shift in untold]


def _entry(summary: JobSummary, move: Move, from_day: date | None, today: date) -> dict[str, object]:
    entry: dict[str, object] = {}
    if move.what is not Moved.CLOSING:
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
        entry["ours"] = Bare("true")
    if move.is_ours and move.is_told:
        entry["owned_date"] = day_text(today)
    for key, text in (("together", move.together), ("plan_b", move.plan_b)):
        # Left open on purpose: the blanks show her what the buyers will ask for (001-3b).
        if text or move.what in NEWS:
            entry[key] = text
    return entry
