"""Where a job stands: flat, frozen facts with their days, made once from what the file says. Nothing here depends on today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from backlog_cli.dates import Moment, Period
    from backlog_cli.terms import Policy

# `place` is always the entry's index in its list in the file, so that a change can name it.


@dataclass(frozen=True, slots=True)
class Buyer:
    """One buyer; `name` as typed."""

    name: str
    phone: str | None = None
    email: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    """What was agreed to happen next (004-12). `none` is an agreed "nothing" that replaces an older step."""

    what: str | None
    day: date | None
    agreed: bool = True
    done: date | None = None
    none: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation, with what was left out filled in as `log` would have written it (reading 3)."""

    place: int
    at: Moment
    buyers: tuple[str, ...]
    how: str
    kind: str
    outcome: str
    mood: str | None = None
    topics: tuple[str, ...] = ()
    text: str | None = None
    said: str | None = None
    written_date: date | None = None
    reply_owed: bool | None = None
    next: NextStep | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """One moved date (000-7). `amendment_written` tells `amendment_date: null` from a key left out."""

    place: int
    what: str
    from_day: date | None
    to_day: date | None
    known_date: date | None = None
    told_date: date | None = None
    cause_kind: str | None = None
    cause: str | None = None
    together: str | None = None
    plan_b: str | None = None
    ours: bool | None = None
    amendment_date: date | None = None
    amendment_written: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """Something promised (004-1); `by` is me, builder, lender or buyer."""

    place: int
    text: str
    by: str
    to: str | None = None
    due: date | None = None
    made: date | None = None
    needs: str | None = None
    done: date | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that needs to be put right, and what the buyer wants (003-8)."""

    place: int
    id: str
    text: str
    wants: str | None = None
    side: str | None = None
    severity: str | None = None
    opened: date | None = None
    owner: str | None = None
    due: date | None = None
    reassured_date: date | None = None
    status: str = "open"


@dataclass(frozen=True, slots=True)
class Deposit:
    """Money due before closing."""

    place: int
    kind: str | None
    amount: str | None = None
    due: date | None = None
    paid: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A selection or a change request that waits for the buyers. `decide_by` is already worked out (reading 11)."""

    list_key: str  # "selections" or "change_requests"
    place: int
    what: str
    decide_by: date | None
    is_decided: bool


@dataclass(frozen=True, slots=True)
class Contingency:
    """A condition of the sale that can still undo it."""

    place: int
    kind: str
    expires: date | None = None
    notice_until: date | None = None
    released_date: date | None = None
    status: str = "open"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One open question at a time (004-3)."""

    place: int
    ask: str
    of: str | None = None
    asked: date | None = None
    answered: date | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Appointment:
    """A meeting with its time, length in minutes, purpose and place (004-16, 004-17)."""

    place: int
    at: Moment
    what: str
    minutes: int | None = None
    where: str | None = None
    with_whom: tuple[str, ...] = ()
    purpose: str | None = None
    confirmed: bool | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper the lender wants."""

    place: int
    what: str
    due: date | None = None
    done: date | None = None


@dataclass(frozen=True, slots=True)
class Lender:
    """The loan as the clocks need it (001-1d)."""

    name: str | None = None
    officer: str | None = None
    phone: str | None = None
    product: str | None = None
    status: str | None = None
    applied_date: date | None = None
    lock_expires: date | None = None
    credit_docs_date: date | None = None
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """How these buyers want to be reached (001-4). `when` and `avoid` as typed."""

    channel: str | None = None
    when: str | None = None
    avoid: tuple[str, ...] = ()
    time_zone: str | None = None
    local: bool | None = None
    response_days: int | None = None
    urgent_channel: str | None = None
    cadence_days: int | None = None
    worst_days: int | None = None


@dataclass(frozen=True, slots=True)
class Care:
    """What was done after closing (001-10). `done` holds check-in days as numbers."""

    done: tuple[int, ...] = ()
    survey_expected: date | None = None
    survey_score: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One job, flattened: what every rule, screen and report of the day needs, and nothing that depends on today."""

    job: str
    buyers: tuple[Buyer, ...]
    stage: str
    sold_date: date
    line: int = 0  # where the job begins in the file, counted from 1
    lot: str | None = None
    address: str | None = None
    community: str | None = None
    plan: str | None = None
    stage_since: date | None = None
    stage_seen: date | None = None
    stage_entered: tuple[tuple[str, date], ...] = ()
    superintendent: str | None = None
    cover: str | None = None
    hold_what: str | None = None
    hold_since: date | None = None
    hold_until: date | None = None
    start_date: date | None = None
    precon: Moment | None = None
    orientation: Moment | None = None
    has_closing: bool = False
    contract: date | None = None
    internal: date | None = None
    told: Period | None = None
    closed_date: date | None = None
    shifts: tuple[Shift, ...] = ()
    needed_by: date | None = None
    needed_reason: str | None = None
    lender: Lender | None = None
    deposits: tuple[Deposit, ...] = ()
    decisions: tuple[Decision, ...] = ()
    contingencies: tuple[Contingency, ...] = ()
    escalation_clause: bool = False
    contact: Contact = Contact()
    escalation_name: str | None = None
    escalation_told: date | None = None
    personality: str | None = None
    worries: tuple[str, ...] = ()
    talks: tuple[Talk, ...] = ()  # in order of day, those of one day in file order
    promises: tuple[Promise, ...] = ()
    issues: tuple[Issue, ...] = ()
    questions: tuple[Question, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    pin_level: str | None = None
    pin_reason: str | None = None
    pin_until: date | None = None
    snooze_until: date | None = None
    care: Care = Care()
    cancelled_date: date | None = None
    cancelled_reason: str | None = None
    check_back: date | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """One absence, both ends included (001-6f)."""

    place: int
    from_day: date
    to_day: date
    cover: str | None = None
    buyers_told: bool = False
    autoreply_set: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """Every good job of one file with the policy that judges them; `bad` are banner lines for jobs left out."""

    policy: Policy
    away: tuple[Away, ...] = ()
    jobs: tuple[Standing, ...] = ()  # in file order
    bad: tuple[str, ...] = ()
    warnings: int = 0
