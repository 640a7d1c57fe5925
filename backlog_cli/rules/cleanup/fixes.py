"""What there is to clean up, by kind, and what puts it right: the words that checks are made of (001-1f)."""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.rules.job_lookup import resolve_choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy

    CleanupCheck = Callable[[JobSummary, Policy, date], Iterator["CheckResult"]]

STALE_DAYS = 10


class CleanupKind(StrEnum):
    """What there is to clean up, by the word that `check KIND` takes."""

    CLOSING_PASSED = "closing-passed"
    OLD_DATE = "old-date"
    TWO_DATES = "two-dates"
    ORDER = "order"
    FUTURE = "future"
    MOVES = "moves"
    ENDED = "ended"
    WEEKDAY = "weekday"
    EXPIRED = "expired"
    LOAN = "loan"
    SEEN = "seen"
    SINCE = "since"
    CLOSING = "closing"
    START = "start"
    CLOSED_DAY = "closed-day"
    CANCELLED_DAY = "cancelled-day"
    REASON = "reason"
    KNOWN = "known"
    PROMISE = "promise"
    DEPOSIT = "deposit"
    PAID = "paid"
    CONTINGENCY = "contingency"
    ISSUE = "issue"
    HOLD = "hold"
    PIN = "pin"
    CHANNEL = "channel"
    WHEN = "when"
    EXPECTATIONS = "expectations"
    ESCALATION = "escalation"
    SUPERINTENDENT = "superintendent"

    @property
    def label(self) -> str:
        """What it is, in plain words."""
        return _LABELS[self]

    @property
    def is_blank(self) -> bool:
        """A field to fill in, of which many homes share one line; all else does not add up and has a line of its own."""
        return self in _BLANKS


_CONTRADICTIONS = {
    CleanupKind.CLOSING_PASSED: "the closing day has passed",
    CleanupKind.OLD_DATE: "booked for an old date",
    CleanupKind.TWO_DATES: "one date, two days",
    CleanupKind.ORDER: "dates in the wrong order",
    CleanupKind.FUTURE: "done on a day still ahead",
    CleanupKind.MOVES: "moves that don't add up",
    CleanupKind.ENDED: "only half ended",
    CleanupKind.WEEKDAY: "a weekday that isn't its date's",
    CleanupKind.EXPIRED: "holds and pins that have ended",
    CleanupKind.LOAN: "cash and a loan",
}
_BLANKS = {
    CleanupKind.SEEN: f"stage not looked at for {STALE_DAYS} days or more",
    CleanupKind.SINCE: "the day the stage began is blank",
    CleanupKind.CLOSING: "closing date is blank",
    CleanupKind.START: "start date is blank",
    CleanupKind.CLOSED_DAY: "the day it closed is blank",
    CleanupKind.CANCELLED_DAY: "the day it was cancelled is blank",
    CleanupKind.REASON: "why it was cancelled is blank",
    CleanupKind.KNOWN: "the day you knew of a move is blank, so no clock runs",
    CleanupKind.PROMISE: "promises without a day",
    CleanupKind.DEPOSIT: "deposits without a due day",
    CleanupKind.PAID: "closed, and a deposit isn't marked paid",
    CleanupKind.CONTINGENCY: "contingencies without their last day",
    CleanupKind.ISSUE: "issues without what they want, who fixes it or by when",
    CleanupKind.HOLD: "on hold without the day it began",
    CleanupKind.PIN: "pinned without an end",
    CleanupKind.CHANNEL: "how they like to be reached is blank",
    CleanupKind.WHEN: "when they like to be reached is blank",
    CleanupKind.EXPECTATIONS: "cost, delay, contact or escalation not covered yet",
    CleanupKind.ESCALATION: "whom they can turn to is blank",
    CleanupKind.SUPERINTENDENT: "who builds it is blank",
}
_LABELS = _CONTRADICTIONS | _BLANKS


class FixKind(Enum):
    """What puts a thing right: a field that is set, a stage that is reached, a home that has closed."""

    SET = "set"
    STAGE = "stage"
    CLOSE = "close"


class QuickFix(NamedTuple):
    """One key that puts one thing right (001-1f). `label` says what it means, `asks` what only she knows, if anything.

    `field` is named as `set` names it, places in lists counted from 1; `words` are the field's new value, or the stage.
    """

    key: str
    label: str
    way: FixKind = FixKind.SET
    field: str = ""
    words: str = ""
    asks: str | None = None

    @property
    def is_certain(self) -> bool:
        """The file itself has the answer, so nobody has to be asked."""
        return self.key == CERTAIN_KEY


class CleanupFinding(NamedTuple):
    """One thing to tidy. `what` says what is wrong in plain words, `fix` what to type or to change in the file.

    `mends` are the ways to put it right with one key.
    """

    job: str
    what: str
    fix: str
    mends: tuple[QuickFix, ...] = ()
    kind: CleanupKind = CleanupKind.ORDER

    @property
    def certain_fix(self) -> QuickFix | None:
        """The fix that the file itself has the answer for."""
        return next((mend for mend in self.mends if mend.is_certain), None)


CLOSED_FIX = QuickFix("c", "it has closed", FixKind.CLOSE, asks="On which day?")
CERTAIN_KEY = "="  # of a fix that needs no answer
# What kind of thing is wrong, what it is, what to do about it, and the keys that do it.
CheckResult = tuple[CleanupKind, str, str] | tuple[CleanupKind, str, str, QuickFix | tuple[QuickFix, ...]]


def make_finding(job: str, kind: CleanupKind, what: str, fix: str, mends: QuickFix | tuple[QuickFix, ...] = ()) -> CleanupFinding:
    """Return one thing to tidy in one home."""
    return CleanupFinding(job, what, fix, (mends,) if isinstance(mends, QuickFix) else mends, kind)


def parse_kind(typed: str) -> CleanupKind:
    """Return the kind of cleaning up that was typed, by its only beginning if need be. Raise UsageError."""
    return CleanupKind(resolve_choice(typed, list(CleanupKind), "kind of clean-up"))


def day_fix(field: str, label: str = "set the day", asks: str = "Which day?") -> QuickFix:
    """Return the fix that asks for a day."""
    return QuickFix("d", label, field=field, asks=asks)


def certain_fix(field: str, day: date) -> QuickFix:
    """Return the fix that fills in a day that the file itself knows."""
    return QuickFix(CERTAIN_KEY, f"it says so: {day.isoformat()}", field=field, words=day.isoformat())


def name_fix(field: str, asks: str) -> QuickFix:
    """Return the fix that asks for somebody's name."""
    return QuickFix("w", "say who", field=field, asks=asks)
