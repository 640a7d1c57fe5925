"""One home's written record: what was sold, told, promised and agreed, day by day, private entries left out (001-6e)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import format_day
from backlog_cli.dates.values import Moment
from backlog_cli.rules.reports.office_copy import redact_text
from backlog_cli.rules.reports.week import cancelled_day
from backlog_cli.rules.summary import closed_day, talks_until
from backlog_cli.terms import MovedDate, Party, TalkKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli import model
    from backlog_cli.rules.summary import JobSummary, Promise, Shift, Talk


class RecordEntry(NamedTuple):
    """Something that happened: when, what, and what is under it (what they said, what was agreed)."""

    at: Moment
    what: str
    under: tuple[str, ...] = ()


class JobRecord(NamedTuple):
    """One home's record, oldest first; `private` counts the conversations that were left out."""

    summary: JobSummary
    entries: tuple[RecordEntry, ...]
    private: int


def build_job_record(summary: JobSummary, job: model.Job, *, today: date) -> JobRecord:
    """Return everything dated up to today that may be handed on: no telephone numbers, no sums, nothing marked private."""
    talks = talks_until(summary, today=today)
    found = [*_milestones(summary, job), *_move_entries(summary), *_promise_entries(summary), *_issue_entries(summary)]
    found += [_talk_entry(talk, today) for talk in talks if not talk.private]
    shown = [entry for entry in found if entry.at.day <= today]
    ordered = sorted(shown, key=lambda entry: entry.at)
    return JobRecord(summary, tuple(map(_redact_entry, ordered)), sum(talk.private for talk in talks))


def _redact_entry(entry: RecordEntry) -> RecordEntry:
    return RecordEntry(entry.at, redact_text(entry.what), tuple(map(redact_text, entry.under)))


def _dated_entry(day: date | None, what: str, *under: str | None) -> Iterator[RecordEntry]:
    if day is not None:
        yield RecordEntry(Moment(day), what, tuple(words for words in under if words))


def _milestones(summary: JobSummary, job: model.Job) -> Iterator[RecordEntry]:
    yield from _dated_entry(summary.sold_date, "sold")
    for stage, day in summary.stage_entered:
        yield from _dated_entry(day, f"stage {stage}")
    for deposit in summary.deposits:
        yield from _dated_entry(deposit.paid, f"{deposit.kind or 'a'} deposit paid")
    for choice in job.selections:
        yield from _dated_entry(choice.decided, f"chosen: {choice.item or 'a choice'}")
    for contingency in summary.contingencies:
        yield from _dated_entry(contingency.released_date, f"{contingency.kind} released")
    for meeting in summary.appointments:
        yield RecordEntry(meeting.at, f"appointment: {meeting.what}")
    yield from _dated_entry(closed_day(summary), "closed")
    yield from _dated_entry(cancelled_day(summary), f"cancelled: {summary.cancelled_reason or 'no reason noted'}")


def _move_entries(summary: JobSummary) -> Iterator[RecordEntry]:
    for shift in summary.shifts:
        move = _move_text(shift)
        yield from _dated_entry(shift.known_date, f"{move}: we found out", shift.cause or shift.cause_kind)
        plans = (f"together: {shift.together}" if shift.together else None, f"plan B: {shift.plan_b}" if shift.plan_b else None)
        yield from _dated_entry(shift.told_date, f"{move}: buyers told", shift.cause or shift.cause_kind, *plans)


def _move_text(shift: Shift) -> str:
    first = shift.from_day.isoformat() if shift.from_day else "no day"
    last = shift.to_day.isoformat() if shift.to_day else "no day"
    return f"{shift.what if shift.what != MovedDate.CLOSING else 'closing'} moved from {first} to {last}"


def _promise_entries(summary: JobSummary) -> Iterator[RecordEntry]:
    for promise in summary.promises:
        due = f" by {promise.due.isoformat()}" if promise.due else ""
        yield from _dated_entry(promise.made, f"promised by {_promiser(promise)}: {promise.text}{due}")
        yield from _dated_entry(
            promise.done, f"done, promised by {_promiser(promise)}: {promise.text}", due.strip() and f"it was due{due}"
        )


def _promiser(promise: Promise) -> str:
    return "us" if promise.by == Party.ME else str(promise.by)


def _issue_entries(summary: JobSummary) -> Iterator[RecordEntry]:
    for issue in summary.issues:
        wants = f"wanted: {issue.wants}" if issue.wants else None
        owner = f"owner: {issue.owner}" if issue.owner else None
        state = None if issue.is_open else "resolved"
        yield from _dated_entry(issue.opened, f"issue: {issue.text}", wants, owner, state)
        yield from _dated_entry(issue.reassured_date, f"told them it's being worked on: {issue.text}")
    for question in summary.questions:
        yield from _dated_entry(question.asked, f"asked{f' the {question.of}' if question.of else ''}: {question.ask}")
        yield from _dated_entry(question.answered, f"answered: {question.ask}", question.answer)


def _talk_entry(talk: Talk, today: date) -> RecordEntry:
    names = ", ".join((*talk.buyers, *talk.others))
    is_theirs = talk.kind == TalkKind.INBOUND
    kind = "" if talk.kind in (TalkKind.UPDATE, TalkKind.INBOUND) else f", {talk.kind}"
    outcome = "" if is_theirs else f", {talk.outcome}"
    way = "from" if is_theirs else "with"
    by = f", by {talk.by}" if talk.by else ""
    head = f"{talk.how}{f' {way} {names}' if names else ''}{by}{kind}{outcome}"
    under = (
        talk.text,
        f'they said: "{talk.said}"' if talk.said else None,
        _next_step_text(talk, today),
        f"put in writing {talk.written_date.isoformat()}" if talk.written_date else None,
    )
    return RecordEntry(talk.at, head, tuple(words for words in under if words))


def _next_step_text(talk: Talk, today: date) -> str | None:
    step = talk.next
    if step is None or step.none or not step.what:
        return None
    day = f" on {format_day(step.day, today=today)}" if step.day else ""
    return f"{'agreed' if step.agreed else 'proposed'}: {step.what}{day}"
