"""What is said of messages noted together: a line each, and by when they want an answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day
from backlog_cli.rules.changes.log import conversation_channel
from backlog_cli.rules.clocks.contact import INBOUND_NOUNS
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.summary import reply_days_of
from backlog_cli.terms import CANCELLED
from backlog_cli.views.terminal.messages import job_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.changes.inbound import Message
    from backlog_cli.rules.changes.log import LogInput
    from backlog_cli.rules.summary import JobSummary


def inbound_lines(
    before: Sequence[JobSummary], backlog: Backlog, found: Mapping[str, Sequence[Message]], words: LogInput, *, today: date
) -> Iterator[str]:
    """Yield each message with the day its answer is owed by, then how many there are (000-2)."""
    new = 0
    for summary in before:
        owed = summary.stage != CANCELLED
        day = words.at.day + timedelta(days=reply_days_of(summary, backlog.policy))
        for message in found[summary.job]:
            if message.is_known:
                yield f'{job_title(summary)}: "{shorten(message.text)}" was noted before.'
                continue
            new += 1
            what = INBOUND_NOUNS.get(conversation_channel(summary, words), "text")
            answer = f"; answer by {format_day(day, today=today)}" if owed else ""
            yield f'{job_title(summary)}: {what}, "{shorten(message.text)}"{answer}.'
    yield f"{new} {'message' if new == 1 else 'messages'} noted, first things first: backlog due"
