"""Who may cancel: the open homes by their risk, each part of it in words with what would lower it (001-11, 000-16, 003-2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import format_days, format_short_day
from backlog_cli.rules.summary import closing_day, is_open, last_update_day, latest_mood, push_count
from backlog_cli.rules.urgency import verdict_of

if TYPE_CHECKING:
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Risk, Verdict
    from backlog_cli.rules.summary import JobSummary


class RiskPart(NamedTuple):
    """One part of a risk: its name as scripts see it, its points, what is the matter in words, and what to do about it."""

    name: str
    points: int
    words: str
    next: str


class HomeAtRisk(NamedTuple):
    """One open home with the parts of its risk, the heaviest first; `flags` are those of `flags_of`."""

    summary: JobSummary
    verdict: Verdict
    parts: tuple[RiskPart, ...]
    flags: tuple[str, ...]

    @property
    def total(self) -> int:
        """0 to 100."""
        return self.verdict.risk.total


RISK_ACTIONS = {
    "mood": "call them before they call you",
    "pushes": "give them a date you can keep, and say what's done differently",
    "slip": "give them a date you can keep, and say what's done differently",
    "papers": "ask the lender which papers are missing, then ask the buyers",
    "selection": "get their choice, or move the day it's needed",
    "no-word": "try another channel, or their Realtor",
    "contingency": "ask how it's going, then release or extend it",
    "lock": "ask the lender to extend it",
    "rate-topic": "bring them and the lender together on the rate",
    "life-change": "ask how they are, and what's changed",
    "escalation-clause": "tell them what the price is now",
    "deposit": "ask them for it",
    "silence": "call them today",
    "broken-promise": "own it, and promise a day you can keep",
}


def explain_risk(summary: JobSummary, risk: Risk, *, today: date) -> tuple[RiskPart, ...]:
    """Return the parts of a risk in words, the heaviest first (001-11)."""
    found = (RiskPart(name, points, _part_words(name, summary, today), RISK_ACTIONS[name]) for name, points in risk.parts)
    return tuple(sorted(found, key=lambda part: -part.points))


def _part_words(name: str, summary: JobSummary, today: date) -> str:
    return _dated_words(name, summary, today) or {
        "papers": "lender papers past due",
        "selection": "a selection is overdue",
        "no-word": "they haven't answered for two weeks",
        "contingency": "a contingency expires within 30 days",
        "rate-topic": "rates came up twice in 30 days",
        "life-change": "worried about income, job or family",
        "escalation-clause": "an escalation clause",
        "deposit": "a deposit is late",
        "broken-promise": "a promise was broken",
    }.get(name, name)


def _dated_words(name: str, summary: JobSummary, today: date) -> str:
    """The parts that say how long or since when; empty for the others."""
    closing = closing_day(summary)
    if name == "mood":
        talk = latest_mood(summary, today=today)
        return f"{talk.mood} on {format_short_day(talk.at.day)}" if talk else ""
    if name == "pushes":
        return f"pushed {push_count(summary)} times"
    if name == "slip" and closing and summary.contract:
        return f"closing {format_days((closing - summary.contract).days)} after the contract date"
    if name == "lock" and closing and summary.lender and summary.lender.lock_expires:
        return f"rate lock ends {format_days((closing - summary.lender.lock_expires).days)} before closing"
    if name == "silence" and (last := last_update_day(summary, today=today)):
        return f"no update from us for {format_days((today - last).days)}"
    return ""


def flags_of(summary: JobSummary, risk: Risk) -> tuple[str, ...]:
    """Return the three things that undo a sale in hard times: `delay`, `escalation clause`, `rate at risk` (000-9).

    A rate is open while a loan is needed and no lock lasts to the closing.
    """
    names = {name for name, _ in risk.parts}
    lock = summary.lender.lock_expires if summary.lender else None
    needs_loan = summary.lender is None or summary.lender.is_needed
    flags = (
        ("delay", not names.isdisjoint({"pushes", "slip"})),
        ("escalation clause", summary.escalation_clause),
        ("rate at risk", is_open(summary) and needs_loan and (lock is None or "lock" in names)),
    )
    return tuple(name for name, holds in flags if holds)


def homes_by_risk(backlog: Backlog, *, today: date) -> tuple[HomeAtRisk, ...]:
    """Return every open home, the most at risk first, then the soonest closing."""
    homes = [_home_at_risk(summary, backlog, today) for summary in backlog.jobs if is_open(summary)]
    return tuple(sorted(homes, key=lambda home: (-home.total, closing_day(home.summary) or date.max, home.summary.job)))


def _home_at_risk(summary: JobSummary, backlog: Backlog, today: date) -> HomeAtRisk:
    verdict = verdict_of(summary, backlog, today=today)
    parts = explain_risk(summary, verdict.risk, today=today)
    return HomeAtRisk(summary, verdict, parts, flags_of(summary, verdict.risk))
