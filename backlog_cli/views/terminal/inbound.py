"""What is said of messages noted together: a line each, and by when they want an answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from backlog_cli.dates.format import spell_day
from backlog_cli.rules.changes.log import channel_used
from backlog_cli.rules.clocks.contact import CAME_AS
from backlog_cli.rules.duty import in_short
from backlog_cli.rules.summary import reply_days_of
from backlog_cli.terms import CANCELLED
from backlog_cli.views.terminal.messages import title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.changes.inbound import Message
    from backlog_cli.rules.changes.log import Words
    from backlog_cli.rules.summary import JobSummary


def inbox_lines(
    before: Sequence[JobSummary], backlog: Backlog, found: Mapping[str, Sequence[Message]], words: Words, *, today: date
) -> Iterator[str]:
    """Each message with the day its answer is owed by, then how many there are (000-2)."""
    new = 0
    for summary in before:
        owed = summary.stage != CANCELLED
        day = words.at.day + timedelta(days=reply_days_of(summary, backlog.policy))
        for message in found[summary.job]:
            if message.is_known:
                yield f'{title(summary)}: "{in_short(message.text)}" was noted before.'
                continue
            new += 1
            what = CAME_AS.get(channel_used(summary, words), "text")
            answer = f"; answer by {spell_day(day, today=today)}" if owed else ""
            yield f'{title(summary)}: {what}, "{in_short(message.text)}"{answer}.'
    yield f"{new} {'message' if new == 1 else 'messages'} noted, first things first: backlog due"
