"""What `shift` writes: a date moved, the old one kept with its reason, and a clock that runs until the buyers know (000-7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BadWords
from backlog_cli.rules.change import Append, Bare, Change, Put
from backlog_cli.rules.changes.entries import day_text
from backlog_cli.rules.changes.log import NEWS, told_period
from backlog_cli.rules.summary import channel_of, closing_day, is_open, joint_name, shifts_of
from backlog_cli.terms import Moved

if TYPE_CHECKING:
    from datetime import date

    from backlog_cli.rules.change import Intent
    from backlog_cli.rules.summary import Standing
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


class Move(NamedTuple):
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


def moved_from(standing: Standing, what: Moved) -> date | None:
    """The day that this move starts from, or None when none is set; for a closing the date that the rules use."""
    if what is Moved.CLOSING:
        return closing_day(standing)
    if what is Moved.START:
        return standing.start_date
    moment = standing.orientation if what is Moved.ORIENTATION else standing.precon
    return moment.day if moment else None


def shifted(standing: Standing, move: Move, policy: Policy, *, today: date) -> Change:
    """The change that moves one date of one job.

    With `is_told` the buyers know it already: earlier moves of the same date that nobody told them count as told too.
    Raises BadWords when the date stands on that day already, or the home is closed or cancelled.
    """
    from_day = moved_from(standing, move.what)
    _refuse_idle(standing, move, from_day)
    intents: list[Intent] = [Put(FIELDS[move.what], day_text(move.to_day))]
    if move.is_told:
        intents += _told_before(standing, move, today)
    intents.append(Append(("closing", "shifts"), _entry(standing, move, from_day, today)))
    if move.is_told and move.what is Moved.CLOSING:
        period = told_period(standing._replace(internal=move.to_day), policy)
        intents.append(Put(("closing", "told"), Bare(period.text) if period else day_text(move.to_day)))
    return Change(standing.job, tuple(intents), f"moved {NAMES[move.what]} to {move.to_day.isoformat()}")


def _refuse_idle(standing: Standing, move: Move, from_day: date | None) -> None:
    name = f"{standing.job} {joint_name(standing)}"
    if not is_open(standing):
        raise BadWords(
            f"{name} is {standing.stage}: no date of it can move. `backlog stage {standing.typed} STAGE` takes it up again."
        )
    if from_day == move.to_day:
        hint = f" If they know it now: backlog log {standing.typed} --told" if move.is_told else ""
        raise BadWords(f"{name}: {NAMES[move.what]} is already on that day; there is nothing to move.{hint}")


def _told_before(standing: Standing, move: Move, today: date) -> list[Intent]:
    """Who knows the newest day need not be told of the ones before it."""
    untold = [shift for shift in shifts_of(standing, move.what) if shift.told_date is None and move.what in NEWS]
    return [Put(("closing", "shifts", shift.place, "told_date"), day_text(today)) for shift in untold]


def _entry(standing: Standing, move: Move, from_day: date | None, today: date) -> dict[str, object]:
    entry: dict[str, object] = {}
    if move.what is not Moved.CLOSING:
        entry["what"] = str(move.what)
    entry["from"] = day_text(from_day) if from_day else None
    entry["to"] = day_text(move.to_day)
    entry["known_date"] = day_text(move.known_date or today)
    entry["told_date"] = day_text(today) if move.is_told else None
    if move.is_told:
        entry["told_how"] = str(channel_of(standing))
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
