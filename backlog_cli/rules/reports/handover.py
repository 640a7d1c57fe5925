"""What the next agent must know of each home when one leaves; private things only when they are asked for (004-25)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import format_day, format_short_day
from backlog_cli.rules.changes.done import item_numbers
from backlog_cli.rules.reports.office_copy import redact_job, redact_text
from backlog_cli.rules.summary import (
    channel_of,
    closing_day,
    contacts_of,
    is_live,
    is_open,
    last_quoted_talk,
    last_update_talk,
    open_next_step,
)
from backlog_cli.rules.urgency import verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary, Talk
    from backlog_cli.terms import Level


class HandoverHome(NamedTuple):
    """One home for the next agent: facts by name in the order they are needed; `private` ones only when asked for."""

    summary: JobSummary
    level: Level
    facts: tuple[tuple[str, str], ...]
    reasons: tuple[Duty, ...]
    numbers: tuple[int | None, ...] = ()  # what `done` takes for each of the reasons
    private: tuple[tuple[str, str], ...] = ()
    contacts: tuple[str, ...] = ()  # the numbers and addresses in them


def handover(
    backlog: Backlog, jobs: Iterable[model.Job], *, today: date, is_private: bool, only: JobSummary | None = None
) -> tuple[HandoverHome, ...]:
    """Return every live home, the soonest closing first, closed ones in care last; or `only` one home, whatever became of it."""
    homes = [only] if only else [summary for summary in backlog.jobs if is_live(summary, today=today)]
    # Of each model the few words alone are kept: thousands of them would be too much.
    private = {job.job: tuple(_private_from_file(job)) for job in jobs} if is_private else {}
    homes.sort(key=lambda home: (not is_open(home), closing_day(home) or date.max, home.job))
    public = backlog._replace(jobs=tuple(map(redact_job, backlog.jobs)))
    return tuple(_handover_home(home, public, private.get(home.job, ()), today, is_private=is_private) for home in homes)


def _handover_home(
    home: JobSummary, public: Backlog, from_file: Sequence[tuple[str, str]], today: date, *, is_private: bool
) -> HandoverHome:
    summary = public.job(home.job)
    verdict = verdict_of(summary, public, today=today)
    firing = [duty for duty in verdict.reasons if duty.is_firing]
    numbers = item_numbers(summary, firing, public.policy, today=today, whole=home)
    reasons = tuple(duty._replace(text=redact_text(duty.text), next=redact_text(duty.next)) for duty in firing)
    facts = tuple((name, redact_text(words)) for name, words in _facts(summary, today) if words)
    private = tuple((name, words) for name, words in _private(home, from_file, today) if words) if is_private else ()
    contacts = contacts_of(home) if is_private else ()
    return HandoverHome(summary, verdict.level, facts, reasons, numbers, private, contacts)


def _facts(home: JobSummary, today: date) -> Iterator[tuple[str, str]]:
    step, said, word = open_next_step(home, today=today), last_quoted_talk(home, today=today), last_update_talk(home, today=today)
    yield "buyers", ", ".join(buyer.name for buyer in home.buyers)
    yield "agreed next", f"{step.what}, {format_day(step.day, today=today)}" if step and step.day else ""
    yield "they said", f'"{said.said}" ({format_short_day(said.at.day)})' if said else ""
    yield "last update", _update_text(word, today) if word else "none noted"
    yield "home", ", ".join(part for part in (f"lot {home.lot}" if home.lot else "", home.address, home.plan) if part)
    yield "stage", home.stage + (f", since {format_day(home.stage_since, today=today)}" if home.stage_since else "")
    yield "superintendent", home.superintendent or ""
    yield "told", str(home.told) if home.told else "no closing date" if is_open(home) else ""
    yield "closing", _closing(home, today)
    yield "reach", _reach_text(home)
    yield "Realtor", home.realtor or ""
    yield "lender", _lender(home)
    yield "turn to", (home.blocks.escalation and home.blocks.escalation.name) or ""
    for promise in home.promises:
        if promise.is_open:
            due = f" by {format_day(promise.due, today=today)}" if promise.due else ""
            yield "promise", f"{'we' if promise.is_mine else promise.by}: {promise.text}{due}"
    for issue in home.issues:
        if issue.is_open:
            yield "issue", f"{issue.text} (owner: {issue.owner or 'nobody'})"
    for question in home.questions:
        if question.answered is None:
            yield "question", f"{question.ask}{f' ({question.of})' if question.of else ''}"
    for decision in home.decisions:
        if not decision.is_decided:
            by = f" by {format_day(decision.decide_by, today=today)}" if decision.decide_by else ""
            yield "to decide", f"{decision.what}{by}"
    for contingency in home.contingencies:
        if contingency.is_open:
            until = f", until {format_day(contingency.expires, today=today)}" if contingency.expires else ""
            yield "condition", f"{contingency.kind}{until}"


def _update_text(talk: Talk, today: date) -> str:
    return f"{format_day(talk.at.day, today=today)} by {talk.how}{f', {talk.by}' if talk.by else ''}"


def _closing(home: JobSummary, today: date) -> str:
    if not is_open(home):
        return f"closed {format_day(home.closed_date, today=today)}" if home.closed_date else "closed"
    day = closing_day(home)
    return f"{format_day(day, today=today)} (ours, not for the buyers)" if day else ""


def _reach_text(home: JobSummary) -> str:
    contact = home.contact
    parts = (str(channel_of(home)), contact.when or "", f"not by {', '.join(contact.avoid)}" if contact.avoid else "")
    return ", ".join(part for part in (*parts, "not local" if contact.local is False else "") if part)


def _lender(home: JobSummary) -> str:
    lender = home.lender
    if lender is None:
        return ""
    lock = f"lock ends {format_short_day(lender.lock_expires)}" if lender.lock_expires else ""
    return ", ".join(str(part) for part in (lender.name, lender.product, lender.status, lock) if part)


def _private_from_file(job: model.Job) -> Iterator[tuple[str, str]]:
    """What the file alone says of a household."""
    yield "interests", "; ".join(job.interests)
    yield "milestones", "; ".join(job.milestones)
    yield "bought for", "; ".join(reason.text for reason in job.bought_for if reason.text)
    yield "hot buttons", "; ".join(button.text for button in job.hot_buttons if button.text)
    yield "own work later", "; ".join(job.after_closing_work)


def _private(home: JobSummary, from_file: Sequence[tuple[str, str]], today: date) -> Iterator[tuple[str, str]]:
    for buyer in home.buyers:
        reach = ", ".join(part for part in (buyer.phone, buyer.email) if part)
        yield "reach", f"{buyer.name}: {reach}" if reach else ""
    yield "manner", str(home.personality or "")
    yield "worries", "; ".join(home.worries)
    yield "notes", "; ".join(home.notes)
    for key, words in home.own:
        yield key.removeprefix("x_").replace("_", " "), words
    yield from from_file
    for talk in home.talks:
        if talk.private and talk.at.day <= today and (talk.text or talk.said):
            yield (
                "private note",
                f"{format_short_day(talk.at.day)}: {talk.text or ''}{f' they said {talk.said!r}' if talk.said else ''}",
            )
