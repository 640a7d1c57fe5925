"""The verdict on one job: its color, which reason speaks, the four quadrants (003), and who is the hardest call."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from backlog_cli.rules.clocks.contact import is_upset_and_unheard
from backlog_cli.rules.clocks.table import CLOCKS, RULE_ORDER, duties
from backlog_cli.rules.duty import FocusRank, FrogCause, Verdict
from backlog_cli.rules.risk import risk_of
from backlog_cli.rules.summary import days_to_closing, is_archived, is_closed, is_open, is_snoozed, latest_mood
from backlog_cli.terms import Level, Mood, Quadrant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Duty, Risk
    from backlog_cli.rules.summary import JobSummary

LEVEL_ORDER = {Level.RED: 0, Level.AMBER: 1, Level.GREEN: 2, Level.ARCHIVED: 3}
WEIGHTY = frozenset(clock.rule for clock in CLOCKS if clock.is_weighty)
# What stops a closing that is near.
STOPPERS = frozenset({"ctc", "orientation", "rate-lock", "closing-passed", "deposit", "needed-by"})
NEAR_CLOSING_DAYS = 14
MOOD_ORDER = {Mood.UPSET: 0, Mood.WORRIED: 1}  # all others alike
LAST_STEP = 6  # any other red


def verdict_of(summary: JobSummary, backlog: Backlog, *, today: date) -> Verdict:
    """One job judged on one day: its level is its loudest duty; archived jobs have no quadrant (section 5)."""
    reasons = sort_reasons(duties(summary, backlog, today=today), today=today)
    if is_archived(summary, today=today):
        return Verdict(summary.job, Level.ARCHIVED, None, is_urgent=False, is_important=False, reasons=reasons)
    risk = risk_of(summary, backlog.policy, today=today)
    urgent = any(is_urgent(duty, today=today) for duty in reasons)
    important = is_important(summary, reasons, risk, today=today)
    quadrant = quadrant_of(urgent, important)
    return Verdict(
        job=summary.job,
        level=level_of(reasons),
        quadrant=quadrant,
        is_urgent=urgent,
        is_important=important,
        reasons=reasons,
        risk=risk,
        mood=_low_mood(summary, reasons, today),
        frog=_frog_cause(summary, reasons, today) if quadrant is Quadrant.DO_NOW else None,
        focus=_focus_rank(summary, reasons, risk, today),
    )


def _low_mood(summary: JobSummary, reasons: Sequence[Duty], today: date) -> str | None:
    if not any(duty.rule == "mood" for duty in reasons):
        return None
    talk = latest_mood(summary, today=today)
    return talk.mood if talk else None


def sort_reasons(found: Iterable[Duty], *, today: date) -> tuple[Duty, ...]:
    """Return the reasons in the order in which they speak (reading 18).

    Strongest level first, among equals those whose day has come, then by consequence, then the earliest day, then as they
    stand in the file. Notes are last.
    """

    def rank(duty: Duty) -> tuple[int, bool, int, date]:
        return LEVEL_ORDER[duty.level], not is_urgent(duty, today=today), RULE_ORDER[duty.rule], duty.day or date.max

    return tuple(sorted(found, key=rank))


def level_of(found: Iterable[Duty]) -> Level:
    """Return the loudest level; green when nothing fires."""
    return min((duty.level for duty in found), key=LEVEL_ORDER.__getitem__, default=Level.GREEN)


def quadrant_of(urgent: bool, important: bool) -> Quadrant:
    """Do now, protect, quick or routine (003-1)."""
    if urgent:
        return Quadrant.DO_NOW if important else Quadrant.QUICK
    return Quadrant.PROTECT if important else Quadrant.ROUTINE


def is_urgent(duty: Duty, *, today: date) -> bool:
    """Return whether a row's day has come: it fires and is due; where money is at stake already the day before (reading 18)."""
    if not duty.is_firing or duty.day is None:
        return False
    return today >= duty.day - timedelta(days=1 if duty.is_money else 0)


def is_important(summary: JobSummary, reasons: Sequence[Duty], risk: Risk, *, today: date) -> bool:
    """Return the sale, money, a date told or trust is at stake (003)."""
    if any(duty.is_firing and is_weighty(duty, today=today) for duty in reasons):
        return True
    if is_closed(summary):  # a low survey nobody answered is among the firing ones above
        expected = summary.care.survey_expected
        return expected is not None and summary.care.survey_score is None and (expected - today).days <= 7
    days = days_to_closing(summary, today=today)
    return risk.total >= 50 or (is_open(summary) and days is not None and days <= 30)


def is_weighty(duty: Duty, *, today: date) -> bool:
    """Return a firing duty that by itself makes a job important."""
    if duty.rule == "promise":
        return duty.day is not None and duty.day < today
    if duty.rule == "survey":
        return duty.level is Level.RED
    return duty.is_money or duty.rule in WEIGHTY


def first_firing_day(verdict: Verdict) -> date:
    """Return the earliest day of a firing reason; the end of time when there is none (reading 17)."""
    return min((duty.day for duty in verdict.reasons if duty.is_firing and duty.day), default=date.max)


def is_closing_near(summary: JobSummary, *, today: date) -> bool:
    """Return whether an open home closes within 14 days, or should have closed already."""
    days = days_to_closing(summary, today=today)
    return is_open(summary) and days is not None and days <= NEAR_CLOSING_DAYS


def _frog_cause(summary: JobSummary, reasons: Sequence[Duty], today: date) -> FrogCause | None:
    """The first step of the rule that fits (section 5): an amber home is never the hardest call but by news of today."""
    red = tuple(duty for duty in reasons if duty.level is Level.RED)
    is_unheard = is_upset_and_unheard(summary, today=today)
    is_near = is_closing_near(summary, today=today)
    steps = (
        tuple(duty for duty in red if duty.rule == "untold"),
        tuple(duty for duty in red if duty.rule == "mood" and is_unheard),
        tuple(duty for duty in reasons if duty.rule == "untold"),
        tuple(duty for duty in red if duty.rule in STOPPERS and is_near),
        tuple(duty for duty in red if duty.rule == "survey"),
        red,
    )
    return next((FrogCause(step, found) for step, found in enumerate(steps, 1) if found), None)


def hardest_call(verdicts: Iterable[Verdict]) -> Verdict | None:
    """Return the frog (001-3e): the call that is put off, and hurts more every day."""
    return min((verdict for verdict in verdicts if verdict.frog is not None), key=_difficulty_key, default=None)


def _difficulty_key(verdict: Verdict) -> tuple[int, int, date, int, str]:
    """Smaller is harder. Ties go by the earliest day of what made it hard, then by risk, then by job number."""
    step, found = verdict.frog or FrogCause(LAST_STEP, ())
    low = MOOD_ORDER.get(Mood(verdict.mood), 2) if step == LAST_STEP and verdict.mood else 2
    day = min((duty.day for duty in found if duty.day), default=date.max)
    return step, low, day, -verdict.risk.total, verdict.job


def frog_reasons(verdict: Verdict) -> tuple[Duty, ...]:
    """Return the reasons of the hardest call with those first that made it the hardest call: it is named by them."""
    first = verdict.frog.duties if verdict.frog else ()
    return (*first, *(duty for duty in verdict.reasons if duty not in first))


def _focus_rank(summary: JobSummary, reasons: Sequence[Duty], risk: Risk, today: date) -> FocusRank | None:
    rows = tuple(_rows_awake(summary, reasons, today))
    is_red = any(duty.level is Level.RED for duty in rows)
    is_do_now = any(is_urgent(duty, today=today) for duty in rows) and is_important(summary, rows, risk, today=today)
    if not is_red and not is_do_now:
        return None
    day = min((duty.day for duty in rows if duty.day), default=date.max)
    return FocusRank(not is_red, not is_do_now, not is_closing_near(summary, today=today), day, -risk.total, summary.job)


def _rows_awake(summary: JobSummary, reasons: Sequence[Duty], today: date) -> Iterator[Duty]:
    """The firing rows. Of a snoozed home only red ones, an answer owed, and what stops a closing that is near (reading 18)."""
    is_asleep = is_snoozed(summary, today=today)
    is_near = is_closing_near(summary, today=today)
    for duty in reasons:
        is_kept = duty.level is Level.RED or duty.rule == "inbound" or (is_near and duty.rule in STOPPERS)
        if duty.is_firing and (is_kept or not is_asleep):
            yield duty
