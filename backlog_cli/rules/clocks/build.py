"""Clocks of the building itself: decisions to be made, the pre-construction meeting, the time a stage takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_days
from backlog_cli.rules.clocks.clock import Clock, Ending
from backlog_cli.rules.duty import Duty, shorten
from backlog_cli.rules.history import history_source, slow_stage_days
from backlog_cli.terms import Level, RequestStatus, SelectionStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy


def decision(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """A choice or a change that waits for an answer (002-5)."""
    for found in summary.decisions:
        if found.is_decided or found.decide_by is None or (found.decide_by - today).days > 10:
            continue
        days = (found.decide_by - today).days
        is_theirs = found.list_key == "selections"
        what = f"{shorten(found.what)} not decided" if is_theirs else f"change not answered: {shorten(found.what)}"
        text = f"{what}, {_due_phrase(days, found.decide_by, today)}"
        action = "get their choice" if is_theirs else "get them an answer and its price"
        yield Duty("decision", summary.job, Level.RED if days < 0 else Level.AMBER, found.decide_by, text, action)


def _decision_endings(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    for found in summary.decisions:
        if found.is_decided:
            continue
        path = (found.list_key, found.place)
        if found.list_key == "selections":
            values = {"decided": today, "status": SelectionStatus.DECIDED}
            yield Ending(f"get their choice: {shorten(found.what)}", found.decide_by, path, values)
        else:
            values = {"status": RequestStatus.ANSWERED}
            yield Ending(f"answer the change request: {shorten(found.what)}", found.decide_by, path, values)


DECISION = Clock(
    "decision",
    decision,
    short="decision",
    about="selection or change request open",
    amber="due within 10 days",
    red="past",
    endings=_decision_endings,
)


def _due_phrase(days: int, day: date, today: date) -> str:
    if days == 0:
        return "due today"
    return f"due {format_day(day, today=today)}" if days > 0 else f"{format_days(-days)} late"


def precon(summary: JobSummary, backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """Yield a start that is set while no pre-construction meeting is (001-1c)."""
    start = summary.start_date
    if start is None or summary.precon is not None or not is_before_start(summary.stage, backlog.policy):
        return
    days = (start - today).days
    if days > 7:
        return
    when = f"start {format_day(start, today=today)}" if days >= 0 else f"the start {format_day(start, today=today)} has passed"
    text = f"pre-construction meeting not set, {when}"
    level = Level.RED if days < 0 else Level.AMBER
    yield Duty("precon", summary.job, level, start, text, "agree on a day for the meeting")


PRECON = Clock(
    "precon",
    precon,
    short="no pre-con day",
    about="not scheduled",
    amber="7 days to the start",
    red="start passed",
)


def is_before_start(stage: str, policy: Policy) -> bool:
    """Return a stage up to `released`; in a table without it, one before `foundation`."""
    place = policy.place(stage)
    released, foundation = policy.place("released"), policy.place("foundation")
    return 0 <= place <= released if released >= 0 else 0 <= place < foundation


def stage_time(summary: JobSummary, backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """The home has been in its stage much longer than stages take, by the own closings or the table; a hold stops this clock."""
    stage = backlog.policy.stage(summary.stage)
    days = days_in_stage(summary, today=today)
    if stage is None or days is None:
        return
    most = slow_stage_days(stage.name, backlog.policy, backlog.history)
    if days <= round(1.5 * most, 6):
        return
    learned = history_source(backlog.history, stage.name)
    text = f"{format_days(days)} in {stage.name}, {most:g} is long{f' ({learned})' if learned else ''}"
    ask = summary.superintendent or "the superintendent"
    yield Duty("stage-time", summary.job, Level.AMBER, None, text, f"ask {ask} what it waits for")


STAGE_TIME = Clock(
    "stage-time",
    stage_time,
    short="long in stage",
    amber="half as long again as the stage should take, by the table or your own closings",
    red="never",
)


def days_in_stage(summary: JobSummary, *, today: date) -> int | None:
    """Return days in the stage without those on hold (reading 13); None when that cannot be said."""
    since = summary.stage_since or dict(summary.stage_entered).get(summary.stage)
    if since is None:
        return None
    days = (today - since).days
    if summary.hold_what is None:
        return days
    if summary.hold_since is None:
        return None
    ended = today if summary.hold_until is None else min(today, summary.hold_until)
    return days - max(0, (ended - max(summary.hold_since, since)).days)
