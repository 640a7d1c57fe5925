"""The verdict on one job: its colour, the two axes and the four quadrants (003), and who is the hardest call."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from backlog_cli.rules.clocks.table import CLOCKS, RULE_ORDER, duties
from backlog_cli.rules.duty import Verdict
from backlog_cli.rules.risk import risk_of
from backlog_cli.rules.summary import days_to_closing, is_archived, is_closed, is_open, latest_mood
from backlog_cli.terms import Level, Mood, Quadrant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Duty, Risk
    from backlog_cli.rules.summary import JobSummary

LEVEL_ORDER = {Level.RED: 0, Level.AMBER: 1, Level.GREEN: 2, Level.ARCHIVED: 3}
WEIGHTY = frozenset(clock.rule for clock in CLOCKS if clock.is_weighty)


def verdict_of(summary: JobSummary, backlog: Backlog, *, today: date) -> Verdict:
    """One job judged on one day: its level is its loudest duty; archived jobs have no quadrant (section 5)."""
    reasons = sort_reasons(duties(summary, backlog, today=today))
    if is_archived(summary, today=today):
        return Verdict(summary.job, Level.ARCHIVED, None, is_urgent=False, is_important=False, reasons=reasons)
    risk = risk_of(summary, backlog.policy, today=today)
    urgent = any(is_urgent(duty, today=today) for duty in reasons)
    important = is_important(summary, reasons, risk, today=today)
    return Verdict(
        job=summary.job,
        level=level_of(reasons),
        quadrant=quadrant_of(urgent, important),
        is_urgent=urgent,
        is_important=important,
        reasons=reasons,
        risk=risk,
        mood=_low_mood(summary, reasons, today),
    )


def _low_mood(summary: JobSummary, reasons: Sequence[Duty], today: date) -> str | None:
    if not any(duty.rule == "mood" for duty in reasons):
        return None
    talk = latest_mood(summary, today=today)
    return talk.mood if talk else None


def sort_reasons(found: Iterable[Duty]) -> tuple[Duty, ...]:
    """Strongest level first, then the table's order, then the earliest day; notes last."""
    return tuple(sorted(found, key=lambda duty: (LEVEL_ORDER[duty.level], RULE_ORDER[duty.rule], duty.day or date.max)))


def level_of(found: Iterable[Duty]) -> Level:
    """Return the loudest level; green when nothing fires."""
    return min((duty.level for duty in found), key=LEVEL_ORDER.__getitem__, default=Level.GREEN)


def quadrant_of(urgent: bool, important: bool) -> Quadrant:
    """Do now, protect, quick or routine (003-1)."""
    if urgent:
        return Quadrant.DO_NOW if important else Quadrant.QUICK
    return Quadrant.PROTECT if important else Quadrant.ROUTINE


def is_urgent(duty: Duty, *, today: date) -> bool:
    """It fires and its day has come; where money is at stake already the day before."""
    if not duty.is_firing or duty.day is None:
        return False
    return today >= duty.day - timedelta(days=1 if duty.is_money else 0)


def is_important(summary: JobSummary, reasons: Sequence[Duty], risk: Risk, *, today: date) -> bool:
    """Return the sale, money, a date told or trust is at stake (003)."""
    if any(duty.is_firing and is_weighty(duty, today=today) for duty in reasons):
        return True
    if is_closed(summary):
        expected = summary.care.survey_expected
        return expected is not None and summary.care.survey_score is None and (expected - today).days <= 7
    days = days_to_closing(summary, today=today)
    return risk.total >= 50 or (is_open(summary) and days is not None and days <= 30)


def is_weighty(duty: Duty, *, today: date) -> bool:
    """Return a firing duty that by itself makes a job important."""
    if duty.rule == "promise":
        return duty.day is not None and duty.day < today
    return duty.is_money or duty.rule in WEIGHTY


def first_firing_day(verdict: Verdict) -> date:
    """Return the earliest day of a firing reason; the end of time when there is none (reading 17)."""
    return min((duty.day for duty in verdict.reasons if duty.is_firing and duty.day), default=date.max)


def hardest_call(verdicts: Iterable[Verdict]) -> Verdict | None:
    """Return the frog (001-3e): among do-now the news not told, else the upset, else the worried, else the oldest red."""
    ranked = [(_difficulty_key(verdict), verdict) for verdict in verdicts if verdict.quadrant is Quadrant.DO_NOW]
    callable_ones = [(dread, verdict) for dread, verdict in ranked if dread is not None]
    return min(callable_ones, key=lambda pair: pair[0], default=(None, None))[1]


def _difficulty_key(verdict: Verdict) -> tuple[int, date, int, str] | None:
    """Smaller is harder; ties go by risk, then by job number. None when there is nothing to dread."""
    is_untold = any(duty.rule == "untold" for duty in verdict.reasons)
    kinds = (is_untold, verdict.mood == Mood.UPSET, verdict.mood == Mood.WORRIED)
    if True in kinds:
        return kinds.index(True), date.min, -verdict.risk.total, verdict.job
    reds = [duty.day for duty in verdict.reasons if duty.level is Level.RED and duty.day is not None]
    return (3, min(reds), -verdict.risk.total, verdict.job) if reds else None
