"""Which homes `archive` moves out of the file, and to which year (001-0)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.errors import UsageError
from backlog_cli.rules.summary import closed_day, is_archived, is_check_back_due, is_open, joint_name

if TYPE_CHECKING:
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary


def ended_day(summary: JobSummary) -> date | None:
    """Return the day a home closed or was cancelled; None while it is open, or when nobody noted the day."""
    if is_open(summary):
        return None
    return closed_day(summary) or summary.cancelled_date or summary.stage_since


def require_archivable(summary: JobSummary) -> JobSummary:
    """Return the home that was named, once it has ended. Raise UsageError for an open one, or one without its day."""
    name = f"{summary.job} {joint_name(summary)}"
    if is_open(summary):
        raise UsageError(f"{name} is {summary.stage}: only homes that closed or were cancelled go to an archive.")
    if ended_day(summary) is None:
        key = "cancelled.date" if summary.stage == "cancelled" else "closing.closed_date"
        raise UsageError(f"{name}: the day it ended is not noted: backlog set {summary.typed} {key} DATE, then archive it.")
    return summary


def old_homes(backlog: Backlog, *, before: date | None, today: date) -> tuple[JobSummary, ...]:
    """Return the homes that closed over a year ago or were cancelled, or that ended before a day; in the order of the file.

    One that is to be asked again on a day to come stays where it is: from the archive nobody would be reminded.
    """
    return tuple(found for found in _ended_homes(backlog, before, today) if not is_waiting(found, today=today))


def waiting_homes(backlog: Backlog, *, before: date | None, today: date) -> tuple[JobSummary, ...]:
    """Return the old homes that stay for their check-back day (004-23)."""
    return tuple(found for found in _ended_homes(backlog, before, today) if is_waiting(found, today=today))


def is_waiting(summary: JobSummary, *, today: date) -> bool:
    """Return whether its buyers are to be asked again, on a day to come or since a day that has come."""
    is_ahead = summary.check_back is not None and summary.check_back >= today
    return is_ahead or is_check_back_due(summary, today=today)


def _ended_homes(backlog: Backlog, before: date | None, today: date) -> list[JobSummary]:
    found = []
    for summary in backlog.jobs:
        day = ended_day(summary)
        if day is not None and (is_archived(summary, today=today) if before is None else day < before):
            found.append(summary)
    return found
