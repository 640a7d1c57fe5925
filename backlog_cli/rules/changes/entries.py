"""What `promise`, `issue`, `ask` and `meet` write: things said that somebody will come back to (004)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.errors import UsageError
from backlog_cli.rules.bookings import BOOKING_FIELDS, appointments_for, booking_name
from backlog_cli.rules.change import Append, Change, Put, Unquoted
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.summary import is_open, joint_name
from backlog_cli.terms import IssueStatus, Party, PromiseStatus

if TYPE_CHECKING:
    from datetime import date

    from backlog_cli.dates.values import Moment
    from backlog_cli.rules.change import Intent
    from backlog_cli.rules.summary import Issue, JobSummary
    from backlog_cli.terms import QuestionTarget, Severity

MAX_DIGITS = 9  # of an issue's number; longer ones are somebody's own names


def day_text(day: date) -> Unquoted:
    """Return a day as the file holds it: `2026-06-12`, without quotes."""
    return Unquoted(day.isoformat())


def promise_entry(due: date, what: str, *, by: Party, needs: str | None = None, today: date) -> dict[str, object]:
    """Return a promise as the file holds it; what buyers promise is promised to the agent, all else to the buyers."""
    entry: dict[str, object] = {
        "text": what,
        "by": str(by),
        "to": "me" if by is Party.BUYER else "buyers",
        "made": day_text(today),
        "due": day_text(due),
    }
    if needs:
        entry["needs"] = needs
    entry["status"] = str(PromiseStatus.OPEN)
    return entry


def add_promise(summary: JobSummary, due: date, what: str, *, by: Party, needs: str | None, today: date) -> Change:
    """Return the change that records a promise, in either direction (004-1)."""
    entry = promise_entry(due, what, by=by, needs=needs, today=today)
    sentence = f'noted a promise by {by}: "{shorten(what)}" by {due.isoformat()}'
    return Change(summary.job, (Append(("promises",), entry),), sentence)


def add_question(summary: JobSummary, what: str, *, of: QuestionTarget, today: date) -> Change:
    """Return the change that records an open question (004-3)."""
    entry = {"ask": what, "of": str(of), "asked": day_text(today), "answered": None}
    return Change(summary.job, (Append(("questions",), entry),), f'noted a question for {of}: "{shorten(what)}"')


def book_meeting(summary: JobSummary, at: Moment, what: str, *, minutes: int | None, where: str | None) -> Change:
    """Return the change that books a meeting with a home's buyers (004-16, 004-17).

    An orientation, a pre-con or a pre-drywall walk of an open home sets the home's own date; an appointment stands beside it
    only for what that date cannot hold: how long, where, and words of her own.
    """
    name = booking_name(what)
    if name is None or name.kind not in BOOKING_FIELDS or not is_open(summary):
        return _add_appointment(summary, at, what, minutes=minutes, where=where)
    moment = Unquoted(str(at))
    intents: list[Intent] = [Put((BOOKING_FIELDS[name.kind],), moment)]
    written = appointments_for(summary, name.kind)
    for found in written:
        details = (("at", moment), ("what", what if name.has_more else None), ("minutes", minutes), ("where", where))
        values = ((key, Unquoted(str(value)) if key == "minutes" else value) for key, value in details if value is not None)
        intents += [Put(("appointments", found.place, key), value) for key, value in values]
    if not written and (name.has_more or minutes is not None or where):
        intents += _add_appointment(summary, at, what, minutes=minutes, where=where).intents
    return Change(summary.job, tuple(intents), f"set the {name.kind} to {at}")


def _add_appointment(summary: JobSummary, at: Moment, what: str, *, minutes: int | None, where: str | None) -> Change:
    """An appointment with all buyers of a home, not confirmed by them yet."""
    entry: dict[str, object] = {"at": Unquoted(str(at)), "what": what}
    if minutes is not None:
        entry["minutes"] = Unquoted(str(minutes))
    if where:
        entry["where"] = where
    entry["with"] = [buyer.name for buyer in summary.buyers]
    entry["confirmed"] = Unquoted("false")
    return Change(summary.job, (Append(("appointments",), entry),), f"made an appointment: {shorten(what)}")


def add_issue(
    summary: JobSummary, what: str, *, wants: str, owner: str | None, due: date | None, severity: Severity | None, today: date
) -> Change:
    """Return the change that opens an issue; both what is wrong and what the buyer wants are needed (003-8)."""
    entry: dict[str, object] = {"id": Unquoted(str(_next_id(summary))), "text": what, "wants": wants}
    if severity is not None:
        entry["severity"] = str(severity)
    entry["opened"] = day_text(today)
    entry["owner"] = owner
    if due is not None:
        entry["due"] = day_text(due)
    entry["reassured_date"] = None
    entry["status"] = str(IssueStatus.OPEN)
    return Change(summary.job, (Append(("issues",), entry),), f'opened an issue: "{shorten(what)}"')


def _next_id(summary: JobSummary) -> int:
    numbers = (_parse_number(issue.id) for issue in summary.issues)
    return max((number for number in numbers if number is not None), default=0) + 1


def _parse_number(text: str) -> int | None:
    """The number that plain digits stand for; None for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None


def issue_by_number(summary: JobSummary, number: str) -> Issue:
    """Return the issue of this job with that number, an open one before a resolved one.

    Raise UsageError listing the issues there are when none has it, or when two open ones do.
    """
    name = f"{summary.job} {joint_name(summary)}"
    if not summary.issues:
        raise UsageError(f"{name} has no issues.")
    known = "\n".join(f"  {issue.id}  {shorten(issue.text)} ({issue.status})" for issue in summary.issues)
    hits = [issue for issue in summary.issues if _is_numbered(issue, number)]
    hits = [issue for issue in hits if issue.is_open] or hits[-1:]
    if not hits:
        raise UsageError(f"{name} has no issue {number}. There are:\n{known}")
    if len(hits) > 1:
        raise UsageError(f"{name} has several issues numbered {number}; give each its own id in the file:\n{known}")
    return hits[0]


def _is_numbered(issue: Issue, number: str) -> bool:
    meant = _parse_number(number)
    return issue.id == number or (meant is not None and _parse_number(issue.id) == meant)


def update_issue(
    summary: JobSummary,
    issue: Issue,
    *,
    is_reassured: bool,
    is_resolved: bool,
    owner: str | None,
    due: date | None,
    severity: Severity | None,
    today: date,
) -> Change:
    """Return the change that reassures, hands on, re-dates or resolves one issue (003-11, 003-12).

    Raise UsageError for nothing to do.
    """
    place = ("issues", issue.place)
    values: tuple[tuple[str, object], ...] = (
        ("owner", owner),
        ("due", day_text(due) if due else None),
        ("severity", str(severity) if severity else None),
        ("reassured_date", day_text(today) if is_reassured else None),
        ("status", str(IssueStatus.RESOLVED) if is_resolved else None),
    )
    intents: tuple[Intent, ...] = tuple(Put((*place, key), value) for key, value in values if value is not None)
    if not intents:
        raise UsageError(f"issue {issue.id}: say what changed: --reassured, --resolved, --owner WHO, --due DATE or --severity.")
    done = "resolved" if is_resolved else "reassured about" if is_reassured else "updated"
    return Change(summary.job, intents, f'{done} the issue "{shorten(issue.text)}"')
