"""Which homes `archive` moves out of the file, and to which year (001-0)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.errors import BadWords
from backlog_cli.rules.summary import closed_day, is_archived, is_open, joint_name

if TYPE_CHECKING:
    from datetime import date

    from backlog_cli.rules.summary import Book, Standing


def ended_day(standing: Standing) -> date | None:
    """The day a home closed or was cancelled; None while it is open, or when nobody noted the day."""
    if is_open(standing):
        return None
    return closed_day(standing) or standing.cancelled_date or standing.stage_since


def named_to_archive(standing: Standing) -> Standing:
    """A home that was named may go as soon as it has ended. Raises BadWords for an open one, or one without its day."""
    name = f"{standing.job} {joint_name(standing)}"
    if is_open(standing):
        raise BadWords(f"{name} is {standing.stage}: only homes that closed or were cancelled go to an archive.")
    if ended_day(standing) is None:
        key = "cancelled.date" if standing.stage == "cancelled" else "closing.closed_date"
        raise BadWords(f"{name}: the day it ended is not noted: backlog set {standing.typed} {key} DATE, then archive it.")
    return standing


def old_homes(book: Book, *, before: date | None, today: date) -> tuple[Standing, ...]:
    """The homes that closed over a year ago or were cancelled, or that ended before a day; in the order of the file.

    One that is to be asked again on a day to come stays where it is: from the archive nobody would be reminded.
    """
    return tuple(found for found in _ended(book, before, today) if not is_waiting(found, today=today))


def waiting_homes(book: Book, *, before: date | None, today: date) -> tuple[Standing, ...]:
    """The old homes that stay for their check-back day (004-23)."""
    return tuple(found for found in _ended(book, before, today) if is_waiting(found, today=today))


def is_waiting(standing: Standing, *, today: date) -> bool:
    """Whether its buyers are to be asked again on a day to come."""
    return standing.check_back is not None and standing.check_back >= today


def _ended(book: Book, before: date | None, today: date) -> list[Standing]:
    found = []
    for standing in book.jobs:
        day = ended_day(standing)
        if day is not None and (is_archived(standing, today=today) if before is None else day < before):
            found.append(standing)
    return found
