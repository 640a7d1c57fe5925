"""How likely a cancellation is, in named parts that add up; kept apart from colour (001-11, 000-16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.duty import Risk
from backlog_cli.rules.summary import (
    closing_day,
    first_day,
    is_open,
    latest_mood,
    push_count,
    silence_days_of,
    talks_until,
    update_basis,
)
from backlog_cli.terms import Mood, Outcome, Party, PromiseStatus, TalkKind, Topic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy

LIFE_WORDS = frozenset({"income", "job", "family"})


def risk_of(summary: JobSummary, policy: Policy, *, today: date) -> Risk:
    """Return the risk of one open job, 0 to 100, with its parts in a fixed order; nothing for closed and cancelled ones."""
    if not is_open(summary):
        return Risk()
    parts = tuple((name, points) for name, points in _parts(summary, policy, today) if points)
    return Risk(min(100, sum(points for _, points in parts)), parts)


def _parts(summary: JobSummary, policy: Policy, today: date) -> Iterator[tuple[str, int]]:
    yield "mood", _mood_points(summary, today)
    yield "pushes", _push_points(push_count(summary))
    yield "slip", 10 * _has_slipped(summary)
    yield "papers", 12 * _is_paper_late(summary, today)
    yield "selection", 12 * _is_selection_late(summary, today)
    yield "no-word", 12 * _is_unheard_from(summary, policy, today)
    yield "contingency", 10 * _is_contingency_near(summary, today)
    yield "lock", 12 * _is_lock_short(summary)
    yield "rate-topic", 8 * _is_rate_on_their_mind(summary, today)
    yield "life-change", 15 * _is_life_changing(summary)
    yield "escalation-clause", 8 * summary.escalation_clause
    yield "deposit", 8 * any(not found.is_paid and found.due is not None and found.due < today for found in summary.deposits)
    yield "silence", 10 * _is_silent(summary, policy, today)
    yield "broken-promise", 8 * _has_broken_promise(summary, today)


def _mood_points(summary: JobSummary, today: date) -> int:
    talk = latest_mood(summary, today=today)
    if talk is None:
        return 0
    return 25 if talk.mood == Mood.UPSET else 12 if talk.mood == Mood.WORRIED else 0


def _push_points(times: int) -> int:
    return 20 if times >= 3 else 10 if times == 2 else 0


def _has_slipped(summary: JobSummary) -> bool:
    closing = closing_day(summary)
    return closing is not None and summary.contract is not None and (closing - summary.contract).days > 30


def _is_paper_late(summary: JobSummary, today: date) -> bool:
    papers = summary.lender.papers if summary.lender else ()
    return any(not paper.is_done and paper.due is not None and paper.due < today for paper in papers)


def _is_selection_late(summary: JobSummary, today: date) -> bool:
    return any(
        found.list_key == "selections" and not found.is_decided and found.decide_by is not None and found.decide_by < today
        for found in summary.decisions
    )


def _is_silent(summary: JobSummary, policy: Policy, today: date) -> bool:
    """Return whether we have been silent for as long as these buyers call silence."""
    basis = update_basis(summary, policy, today=today)
    return basis is not None and (today - basis).days >= silence_days_of(summary, policy)


def _is_unheard_from(summary: JobSummary, policy: Policy, today: date) -> bool:
    """Return whether there were two attempts, and two weeks since a buyer last wrote, called or was reached."""
    attempts, heard = 0, first_day(summary, policy)
    for talk in reversed(talks_until(summary, today=today)):
        if talk.kind == TalkKind.INBOUND or (talk.outcome == Outcome.REACHED and talk.is_outgoing and talk.buyers):
            heard = talk.at.day
            break
        attempts += talk.is_attempt
    return attempts >= 2 and heard is not None and (today - heard).days >= 14


def _is_contingency_near(summary: JobSummary, today: date) -> bool:
    """Return whether one runs out within 30 days; a running notice counts by its own day, one without a day at once."""
    for found in summary.contingencies:
        days = [day for day in (found.expires, found.notice_until if found.is_kick_out else None) if day]
        if found.is_open and ((min(days) - today).days <= 30 if days else found.is_kick_out):
            return True
    return False


def _is_lock_short(summary: JobSummary) -> bool:
    lock = summary.lender.lock_expires if summary.lender else None
    closing = closing_day(summary)
    return lock is not None and closing is not None and lock < closing


def _is_rate_on_their_mind(summary: JobSummary, today: date) -> bool:
    talks = talks_until(summary, today=today)
    return sum(Topic.RATE in talk.topics and (today - talk.at.day).days <= 30 for talk in talks) >= 2


def _is_life_changing(summary: JobSummary) -> bool:
    words = "".join(letter if letter.isalpha() else " " for letter in " ".join(summary.worries).casefold())
    return not LIFE_WORDS.isdisjoint(words.split())


def _has_broken_promise(summary: JobSummary, today: date) -> bool:
    return any(
        found.status == PromiseStatus.BROKEN
        and found.by in (Party.ME, Party.BUILDER)
        and found.due is not None
        and 0 <= (today - found.due).days <= 30
        for found in summary.promises
    )
