"""Every clock in the order of the table that the agent knows: a new one is one rule, one line here, one test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from backlog_cli.rules.clocks import build, care, closing, contact, loan, promises
from backlog_cli.rules.summary import is_closed, is_live, is_open
from backlog_cli.terms import CANCELLED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary


class Clock(Protocol):
    """One rule: looks at one job's standing on one day and yields what is owed, or nothing."""

    def __call__(self, summary: JobSummary, backlog: Backlog, /, *, today: date) -> Iterable[Duty]: ...


ROWS: tuple[tuple[str, Clock], ...] = (
    ("update", contact.update),
    ("untold", closing.untold),
    ("told-bare", closing.told_bare),
    ("amendment", closing.amendment),
    ("told-early", closing.told_early),
    ("rate-lock", loan.rate_lock),
    ("needed-by", closing.needed_by),
    ("contingency", loan.contingency),
    ("deposit", loan.deposit),
    ("decision", build.decision),
    ("loan-application", loan.loan_application),
    ("ctc", loan.ctc),
    ("orientation", closing.orientation),
    ("precon", build.precon),
    ("promise", promises.promise),
    ("promise-other", promises.promise_other),
    ("issue", promises.issue),
    ("inbound", contact.inbound),
    ("next-step", promises.next_step),
    ("mood", contact.mood),
    ("stage-time", build.stage_time),
    ("written", contact.written),
    ("care", care.care),
    ("survey", care.survey),
    ("pin", promises.pin),
)
NOTES: tuple[tuple[str, Clock], ...] = (
    ("credit-papers", loan.credit_papers),
    ("escalation-untold", promises.escalation_untold),
    ("away", promises.away),
    ("pushes", closing.pushes_note),
    ("check-back", care.check_back),
)
ORDER = {rule: place for place, (rule, _) in enumerate((*ROWS, *NOTES))}

AFTER_CLOSING = frozenset({"promise", "promise-other", "issue", "inbound", "care", "survey"})
BEFORE_CLOSING = frozenset(ORDER) - {"care", "survey", "check-back"}
_OPEN = tuple(clock for rule, clock in (*ROWS, *NOTES) if rule in BEFORE_CLOSING)
_CLOSED = tuple(clock for rule, clock in ROWS if rule in AFTER_CLOSING)


def duties(summary: JobSummary, backlog: Backlog, *, today: date) -> tuple[Duty, ...]:
    """All that fires and all notes of one job, in the table's order; a lost or long closed home has at most a note."""
    return tuple(duty for clock in _asked(summary, today) for duty in clock(summary, backlog, today=today))


def _asked(summary: JobSummary, today: date) -> tuple[Clock, ...]:
    if is_open(summary):
        return _OPEN
    if summary.stage == CANCELLED:
        return (care.check_back,)
    return _CLOSED if is_closed(summary) and is_live(summary, today=today) else ()
