"""What a conversation with the buyers settles besides: the superintendent's answers they hear of in it (004-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.change import Put
from backlog_cli.rules.changes.entries import day_text
from backlog_cli.rules.summary import unheard_answers
from backlog_cli.terms import PromiseStatus

if TYPE_CHECKING:
    from datetime import date

    from backlog_cli.rules.change import Intent
    from backlog_cli.rules.summary import JobSummary, Promise


def answers_heard_by(summary: JobSummary, day: date) -> tuple[Promise, ...]:
    """Return the answers that buyers who heard from the agent on that day heard: those that were there by then."""
    return tuple(found for found in unheard_answers(summary) if found.made is None or found.made <= day)


def passed_on_intents(summary: JobSummary, day: date) -> list[Intent]:
    """Return the edits that tick off every answer passed on in a conversation of that day."""
    intents: list[Intent] = []
    for found in answers_heard_by(summary, day):
        is_late = found.due is not None and day > found.due
        place = ("promises", found.place)
        intents += [
            Put((*place, "done"), day_text(day)),
            Put((*place, "status"), str(PromiseStatus.LATE if is_late else PromiseStatus.KEPT)),
        ]
    return intents
