"""What many documents for scripts contain: a home by name, a duty, a risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.summary import joint_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from backlog_cli.rules.duty import Duty, Risk
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy
    from backlog_cli.views.data.shapes import DutyFacts, HomeFacts, RiskFacts


def home_facts(summary: JobSummary) -> HomeFacts:
    """Return a home by name."""
    return {"job": summary.key.number, "key": summary.key_text, "buyer": joint_name(summary), "lot": summary.lot}


def homes_facts(summaries: Iterable[JobSummary]) -> list[HomeFacts]:
    """Return homes by name, each once, in the order in which they come up."""
    return [home_facts(summary) for summary in {summary.key: summary for summary in summaries}.values()]


def duty_facts(duty: Duty, number: int | None = None) -> DutyFacts:
    """Return one duty as scripts see it; `number` is what `done` takes."""
    return {
        "job": duty.job,
        "rule": duty.rule,
        "level": duty.level,
        "day": duty.day,
        "text": duty.text,
        "next": duty.next,
        "n": number,
    }


def duties_facts(summary: JobSummary, duties: Sequence[Duty], policy: Policy, *, today: date) -> list[DutyFacts]:
    """Return some duties of one home as scripts see them, each with what `done JOB N` takes for it."""
    from backlog_cli.rules.changes.done import item_numbers

    numbers = item_numbers(summary, duties, policy, today=today)
    return [duty_facts(duty, number) for duty, number in zip(duties, numbers, strict=True)]


def risk_facts(risk: Risk) -> RiskFacts:
    """Return how likely a cancellation is, in parts."""
    return {"total": risk.total, "parts": dict(risk.parts)}
