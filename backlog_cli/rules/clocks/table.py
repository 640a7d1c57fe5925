"""Every clock in the order of its consequence: a new one is a module with its rule and its `Clock`, and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.clocks import build, care, closing, conflict, contact, loan, promises, unreadable
from backlog_cli.rules.clocks.clock import PHASES, Clock, phase_of
from backlog_cli.rules.summary import is_closed, is_live

if TYPE_CHECKING:
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary

ROWS: tuple[Clock, ...] = (
    closing.UNTOLD,
    closing.TOLD_BARE,
    closing.CLOSING_PASSED,
    loan.CTC,
    closing.ORIENTATION,
    loan.RATE_LOCK,
    loan.APPRAISAL,
    closing.NEEDED_BY,
    loan.CONTINGENCY,
    loan.DEPOSIT,
    loan.LOAN_APPLICATION,
    build.DECISION,
    build.PRECON,
    build.PLOT_SURVEY,
    closing.TOLD_EARLY,
    closing.BUFFER,
    closing.AMENDMENT,
    unreadable.UNREADABLE,
    conflict.CONFLICT,
    promises.PROMISE,
    contact.INBOUND,
    contact.MOOD,
    promises.ISSUE,
    promises.NEXT_STEP,
    promises.PROMISE_OTHER,
    care.SURVEY,
    care.CARE,
    care.CHECK_BACK,
    contact.UPDATE,
    promises.PIN,
    contact.WRITTEN,
    build.STAGE_TIME,
)
NOTES: tuple[Clock, ...] = (
    loan.CREDIT_PAPERS,
    promises.ESCALATION_UNTOLD,
    promises.AWAY,
    closing.PUSHES,
)
CLOCKS = (*ROWS, *NOTES)
RULE_ORDER = {clock.rule: place for place, clock in enumerate(CLOCKS)}
_RULES = {phase: tuple(clock.duties for clock in CLOCKS if phase in clock.runs) for phase in PHASES}


def duties(summary: JobSummary, backlog: Backlog, *, today: date) -> tuple[Duty, ...]:
    """Return all that fires and all notes of one job, in the table's order; a long closed home is left in peace."""
    if is_closed(summary) and not is_live(summary, today=today):
        return ()
    return tuple(duty for rule in _RULES[phase_of(summary)] for duty in rule(summary, backlog, today=today))
