"""Who is owed a weekly update, by when, and who of a couple has not heard (001-6a)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.rules.clocks.contact import channels_tried, cover_for, is_live_update_due, update_duty
from backlog_cli.rules.summary import JobSummary, channel_of, is_open, last_update_talk, unheard_buyers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import Talk
    from backlog_cli.terms import Channel

LOOK_AHEAD_DAYS = 7


class OwedUpdate(NamedTuple):
    """One weekly update. `duty` is green before its day; `last` is the update before it, None when none since the sale.

    `cover` fills in when the day falls into an absence; `unheard` are co-buyers without an update for 14 days; `is_call` when
    it has to be a call or a visit this time; `tried` are the channels on which nobody answered.
    """

    summary: JobSummary
    duty: Duty
    day: date
    last: Talk | None
    channel: Channel
    cover: str | None = None
    unheard: tuple[str, ...] = ()
    is_call: bool = False
    tried: tuple[str, ...] = ()


def owed_updates(
    homes: Iterable[tuple[JobSummary, Duty | None]], backlog: Backlog, *, today: date, ahead: int = LOOK_AHEAD_DAYS
) -> tuple[OwedUpdate, ...]:
    """Return the updates of all open homes that are due within `ahead` days: overdue first, then by day, then by number.

    `homes` come with their update where the day's verdict on them found it owed.
    """
    last = today + timedelta(days=ahead)
    found = (owed_update(summary, backlog, today=today, known=known) for summary, known in homes if is_open(summary))
    soon = [owed for owed in found if owed is not None and owed.day <= last]
    return tuple(sorted(soon, key=lambda owed: (owed.day, owed.summary.job)))


def owed_update(summary: JobSummary, backlog: Backlog, *, today: date, known: Duty | None = None) -> OwedUpdate | None:
    """Return the next weekly update of one job, whenever it is owed; None where nothing counts from. `known` as above."""
    duty = known or update_duty(summary, backlog, today=today)
    if duty is None or duty.day is None:
        return None
    channel = channel_of(summary)
    tried = channels_tried(summary, today=today)
    return OwedUpdate(
        summary=summary,
        duty=duty,
        day=duty.day,
        last=last_update_talk(summary, today=today),
        channel=channel,
        cover=cover_for(summary, backlog, duty.day, today=today),
        unheard=unheard_buyers(summary, backlog.policy, today=today),
        is_call=channel.is_live or (not tried and is_live_update_due(summary, backlog.policy, today=today)),
        tried=tried,
    )
