"""Clocks of the building itself: decisions to be made, the pre-con, the plot survey, the time a stage takes."""

from __future__ import annotations

from datetime import timedelta
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


SURVEY_DAYS = 21  # a plot survey takes no longer
NEAR_START_DAYS = 7


def decision(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """A choice or a change that waits for an answer (002-5)."""
    for found in summary.decisions:
        if found.is_decided or found.decide_by is None or (found.decide_by - today).days > 10:
            continue
        days = (found.decide_by - today).days
        is_theirs = found.list_key == "selections"
        what = f"{shorten(found.what)} not decided" if is_theirs else f'change "{shorten(found.what)}" not answered'
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
            yield Ending(f'get their choice on "{shorten(found.what)}"', found.decide_by, path, values)
        else:
            values = {"status": RequestStatus.ANSWERED}
            yield Ending(f'answer the change request "{shorten(found.what)}"', found.decide_by, path, values)


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
    if days > NEAR_START_DAYS:
        return
    when = _start_phrase(start, today)
    text = f"pre-con not scheduled, {when}"
    level = Level.RED if days < 0 else Level.AMBER
    yield Duty("precon", summary.job, level, start, text, "agree on a day for it")


PRECON = Clock(
    "precon",
    precon,
    short="no pre-con day",
    about="not scheduled",
    amber="7 days to the start",
    red="start passed",
)


def _start_phrase(start: date, today: date) -> str:
    when = format_day(start, today=today)
    return f"start is {when}" if start >= today else f"start {when} has passed"


def is_before_start(stage: str, policy: Policy) -> bool:
    """Return a stage up to `released`; in a table without it, one before `foundation`."""
    place = policy.place(stage)
    released, foundation = policy.place("released"), policy.place("foundation")
    return 0 <= place <= released if released >= 0 else 0 <= place < foundation


def plot_survey(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """The plot survey isn't back, or a start comes near and it wasn't ordered (001-1b, reading 19)."""
    found, start = summary.blocks.plot_survey, summary.start_date
    if found is None or found.received is not None or found.approved is not None:
        return
    is_late = found.ordered is not None and (today - found.ordered).days > SURVEY_DAYS
    is_near = start is not None and (start - today).days <= NEAR_START_DAYS
    if not is_late and not is_near:
        return
    days = (
        found.ordered and found.ordered + timedelta(days=SURVEY_DAYS),
        start and start - timedelta(days=NEAR_START_DAYS),
    )
    ordered = f"ordered {format_day(found.ordered, today=today)} isn't back" if found.ordered else "not ordered"
    text = f"plot survey {ordered}{f', {_start_phrase(start, today)}' if start and is_near else ''}"
    action = "ask the surveyor when it's coming" if found.ordered else "order it"
    yield Duty("plot-survey", summary.job, Level.AMBER, min(day for day in days if day), text, action)


def _plot_survey_endings(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    found = summary.blocks.plot_survey
    if found is not None and found.received is None and found.approved is None:
        due = found.ordered and found.ordered + timedelta(days=SURVEY_DAYS)
        yield Ending("get the plot survey back", due, ("plot_survey",), {"received": today})


PLOT_SURVEY = Clock(
    "plot-survey",
    plot_survey,
    short="plot survey",
    about="ordered and not back, or not ordered",
    amber="21 days after the order, or 7 days to the start",
    red="never",
    endings=_plot_survey_endings,
)


def stage_time(summary: JobSummary, backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """The home has been in its stage much longer than stages take, by the own closings or the table; a hold stops this clock."""
    stage = backlog.policy.stage(summary.stage)
    days = days_in_stage(summary, today=today, first=backlog.policy.tracking_since)
    if stage is None or days is None:
        return
    most = slow_stage_days(stage.name, backlog.policy, backlog.history)
    if days <= round(1.5 * most, 6):
        return
    learned = history_source(backlog.history, stage.name)
    text = f"{format_days(days)} in {stage.name}, {most:g} is already long{f' ({learned})' if learned else ''}"
    ask = summary.superintendent or "the superintendent"
    yield Duty("stage-time", summary.job, Level.AMBER, None, text, f"ask {ask} what's holding it up")


STAGE_TIME = Clock(
    "stage-time",
    stage_time,
    short="long in stage",
    amber="half as long again as the stage should take, by the table or your own closings",
    red="never",
)


def days_in_stage(summary: JobSummary, *, today: date, first: date | None = None) -> int | None:
    """Return days in the stage without those on hold (reading 13); None when that cannot be said.

    With `first`, the file's first day, a stage that began before it counts from there (reading 19).
    """
    since = summary.stage_since or dict(summary.stage_entered).get(summary.stage)
    if since is None:
        return None
    since = max(since, first or since)
    days = (today - since).days
    if summary.hold_what is None:
        return days
    if summary.hold_since is None:
        return None
    ended = today if summary.hold_until is None else min(today, summary.hold_until)
    return days - max(0, (ended - max(summary.hold_since, since)).days)
