"""Every clock in the order of its consequence: a new one is a module with its rule and its `Clock`, and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.clocks import build, care, closing, contact, loan, promises
from backlog_cli.rules.clocks.clock import PHASES, Clock, phase_of
from backlog_cli.rules.summary import is_closed, is_live

if TYPE_CHECKING:
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary

ROWS: tuple[Clock, ...] = (
    contact.UPDATE,
    closing.UNTOLD,
    closing.TOLD_BARE,
    closing.AMENDMENT,
    closing.TOLD_EARLY,
    loan.RATE_LOCK,
    closing.NEEDED_BY,
    loan.CONTINGENCY,
    loan.DEPOSIT,
    build.DECISION,
    loan.LOAN_APPLICATION,
    loan.CTC,
    closing.ORIENTATION,
    build.PRECON,
    promises.PROMISE,
    promises.PROMISE_OTHER,
    promises.ISSUE,
    contact.INBOUND,
    promises.NEXT_STEP,
    contact.MOOD,
    build.STAGE_TIME,
    contact.WRITTEN,
    care.CARE,
    care.SURVEY,
    promises.PIN,
)
NOTES: tuple[Clock, ...] = (
    loan.CREDIT_PAPERS,
    promises.ESCALATION_UNTOLD,
    promises.AWAY,
    closing.PUSHES,
    care.CHECK_BACK,
)
CLOCKS = (*ROWS, *NOTES)
RULE_ORDER = {clock.rule: place for place, clock in enumerate(CLOCKS)}
_RULES = {phase: tuple(clock.duties for clock in CLOCKS if phase in clock.runs) for phase in PHASES}


def duties(summary: JobSummary, backlog: Backlog, *, today: date) -> tuple[Duty, ...]:
    """Return all that fires and all notes of one job, in the table's order; a lost or long closed home has at most a note."""
    if is_closed(summary) and not is_live(summary, today=today):
        return ()
    return tuple(duty for rule in _RULES[phase_of(summary)] for duty in rule(summary, backlog, today=today))
