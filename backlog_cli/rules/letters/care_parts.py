"""A text while something gets fixed, and a hello that asks for nothing (003-11, 004-22)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from backlog_cli.rules.summary import closed_day, is_closed
from backlog_cli.terms import CANCELLED, Door, Side

if TYPE_CHECKING:
    from backlog_cli.rules.letters.letter_facts import LetterFacts
    from backlog_cli.rules.summary import Issue, JobSummary


def open_issue(summary: JobSummary) -> Issue | None:
    """Return the open issue that waits longest for a word; a builder's own that they never heard of does not count."""
    known = [
        issue for issue in summary.issues if issue.is_open and (issue.side != Side.BUILDER or issue.wants or issue.reassured_date)
    ]
    return min(known, key=lambda issue: (issue.reassured_date or issue.opened or date.min, issue.place), default=None)


def issue(facts: LetterFacts) -> str:
    """Return what is being fixed for them (003-11); that somebody works on it only where somebody has it."""
    found = open_issue(facts.summary)
    if found is None:
        return ""
    words = facts.sieve.accept_note(found.text, "the issue")
    about = f" ({words})" if words else ""
    if found.owner:
        return f"Your issue{about} is being worked on, and I'm keeping an eye on it."
    facts.asides.append(f"nobody has this issue yet: backlog issue {facts.summary.typed} {found.id} --owner WHO")
    return f"I haven't forgotten your issue{about}."


def wants(facts: LetterFacts) -> str:
    """Return what they asked for, so that they see it was heard (003-8); one word ("moved") says too little to repeat."""
    found = open_issue(facts.summary)
    words = facts.sieve.accept_note(found.wants, "what they want") if found else ""
    return f"I've written down what you asked for: {words}." if " " in words else ""


def reason_for_writing(facts: LetterFacts) -> str:
    """Return why she writes: nothing but that."""
    summary, since = facts.summary, closed_day(facts.summary)
    if is_closed(summary) and since is not None and since <= facts.today:
        span = _duration_phrase((facts.today - since).days)
        return f"Just saying hello, {span} after you got your keys. I hope it feels like home."
    if summary.stage == CANCELLED and facts.job.cancelled and facts.job.cancelled.door == Door.CLOSED:
        facts.asides.append("the door is closed in your file (cancelled.door)")
    return "Just saying hello. I hope you're doing well."


def _duration_phrase(days: int) -> str:
    if days < 14:
        return "a few days"
    if days < 45:
        return "a few weeks"
    return "a few months" if days < 330 else "a year" if days < 400 else "a good while"


def no_request_line(facts: LetterFacts) -> str:
    """Return the sentence that asks nothing of them (004-22), and offers help before any survey (001-10b)."""
    if is_closed(facts.summary):
        return "No need to write back. But if anything in the house isn't right, let me know and I'll be glad to help."
    return "No need to write back."
