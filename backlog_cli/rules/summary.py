"""Where a job stands: flat, frozen facts with their days, made once from what the file says. Nothing here depends on today."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.file_dates import period_of
from backlog_cli.dates.values import Moment, Period
from backlog_cli.keys import Blocks
from backlog_cli.rules.home_key import HomeKey, home_names
from backlog_cli.rules.names import Name, household, parse_name
from backlog_cli.terms import (
    CANCELLED,
    CLOSED,
    Channel,
    ContingencyStatus,
    Door,
    IssueStatus,
    LoanProduct,
    LoanStatus,
    MovedDate,
    Outcome,
    Party,
    Policy,
    Precision,
    PromiseStatus,
    QuestionTarget,
    TalkKind,
)

if TYPE_CHECKING:
    from backlog_cli import model

LIVE_CHANNELS = frozenset(channel for channel in Channel if channel.is_live)
UPDATE_KINDS = frozenset({TalkKind.UPDATE, TalkKind.NON_UPDATE, TalkKind.BAD_NEWS, TalkKind.CHECK_IN, TalkKind.APPOINTMENT})
QUIET_KINDS = frozenset({TalkKind.INBOUND, TalkKind.INTERNAL, TalkKind.ATTEMPT})  # we said nothing to the buyers
DELIVERED_OUTCOMES = frozenset({Outcome.REACHED, Outcome.SENT})
MISSED_OUTCOMES = frozenset({Outcome.VOICEMAIL, Outcome.NO_ANSWER, Outcome.BOUNCED})
CLEARED_STATUSES = frozenset({LoanStatus.CTC, LoanStatus.CD_ACKNOWLEDGED, LoanStatus.FUNDED})
APPLIED_STATUSES = CLEARED_STATUSES | {LoanStatus.APPLIED, LoanStatus.APPRAISAL, LoanStatus.CONDITIONAL}
MOOD_DAYS = 30  # an older mood says nothing about today
PASS_ON_PREFIX = "pass on: "  # how a promise begins that holds the superintendent's answer for the buyers
CARE_DAYS = 365  # a closed home is looked after for this long


class Buyer(NamedTuple):
    """One buyer; `name` is first name first. The last three are what the name is made of, kept so that it is taken apart once."""

    name: str
    phone: str | None = None
    email: str | None = None
    role: str | None = None
    family: str | None = None
    given: str = ""
    greeting: str = ""

    @property
    def parts(self) -> Name:
        """What the name is made of."""
        return parse_name(self.name) if self.family is None else Name(self.family, self.given, self.greeting)

    @property
    def surname(self) -> str:
        """The family name; a company's name without its form of law."""
        return self.parts.family

    @property
    def first_name(self) -> str:
        """How the buyer is greeted: Chidi, Dr. Lee, Heron Holdings."""
        return self.parts.greeting


def buyer_named(name: str, phone: str | None = None, email: str | None = None, role: str | None = None) -> Buyer:
    """Return a buyer whose name is taken apart already."""
    family, given, greeting, _ = parse_name(name)
    return Buyer(name, phone, email, role, family, given, greeting)


class NextStep(NamedTuple):
    """What was agreed to happen next (004-12). `none` is an agreed "nothing" that replaces an older step."""

    what: str | None
    day: date | None
    agreed: bool = True
    done: date | None = None
    none: bool = False
    is_done_undated: bool = False  # `done: yes`


class Talk(NamedTuple):
    """One conversation, with what was left out filled in as `log` would have written it (reading 3).

    `buyers` are the buyers who took part, spelled as in the job; `others` everybody else in `with`.
    """

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
    others: tuple[str, ...] = ()
    by: str | None = None  # who spoke, when it was not the agent
    photos: tuple[str, ...] = ()
    video: str | None = None

    @property
    def is_attempt(self) -> bool:
        """We tried and nobody was there (reading 4). What a buyer left on our own voicemail is not an attempt of ours."""
        if self.kind == TalkKind.ATTEMPT:
            return True
        return self.outcome in MISSED_OUTCOMES and self.kind not in QUIET_KINDS

    @property
    def is_outgoing(self) -> bool:
        """Words of ours that arrived: reached or sent, and not inbound, internal or an attempt (readings 6 and 7)."""
        return self.outcome in DELIVERED_OUTCOMES and self.kind not in QUIET_KINDS

    @property
    def is_real_word(self) -> bool:
        """It counts for the weekly update: an update of any kind that got to at least one buyer (reading 4, 001-6a)."""
        return self.kind in UPDATE_KINDS and self.outcome in DELIVERED_OUTCOMES and bool(self.buyers)

    @property
    def is_live(self) -> bool:
        """A buyer was spoken to by phone, by video or in person, whoever rang whom."""
        if self.kind in (TalkKind.INTERNAL, TalkKind.ATTEMPT):
            return False
        return self.outcome == Outcome.REACHED and self.how in LIVE_CHANNELS and bool(self.buyers)


class Shift(NamedTuple):
    """One moved date (000-7). `amendment_written` tells `amendment_date: null` from a key left out."""

    place: int
    what: str
    from_day: date | None
    to_day: date | None
    known_date: date | None = None
    told_date: date | None = None
    told_how: str | None = None
    cause_kind: str | None = None
    cause: str | None = None
    together: str | None = None
    plan_b: str | None = None
    ours: bool | None = None
    amendment_date: date | None = None
    amendment_written: bool = False
    by: str | None = None  # who noted it, when it was not the agent

    @property
    def has_cause(self) -> bool:
        """A cause in words or by kind: either will do (reading 9)."""
        return bool(self.cause or self.cause_kind)

    @property
    def has_plan(self) -> bool:
        """There is something to offer: how we get through it together, or a plan B (001-3b)."""
        return bool(self.together or self.plan_b)


class Promise(NamedTuple):
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
    is_done_undated: bool = False  # `done: yes`
    noted_by: str | None = None  # when it was not the agent

    @property
    def is_open(self) -> bool:
        """Not done, and neither kept, broken nor withdrawn (reading 12)."""
        ended = (PromiseStatus.KEPT, PromiseStatus.BROKEN, PromiseStatus.WITHDRAWN)
        return self.done is None and not self.is_done_undated and self.status not in ended

    @property
    def is_mine(self) -> bool:
        """The agent promised it herself."""
        return self.by == Party.ME


class Issue(NamedTuple):
    """Something that needs to be fixed, and what the buyer wants (003-8)."""

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
    noted_by: str | None = None  # when it was not the agent

    @property
    def is_open(self) -> bool:
        """Not resolved yet."""
        return self.status != IssueStatus.RESOLVED


class Deposit(NamedTuple):
    """Money due before closing."""

    place: int
    kind: str | None
    amount: str | None = None
    due: date | None = None
    paid: date | None = None
    is_paid_undated: bool = False  # `paid: yes`

    @property
    def is_paid(self) -> bool:
        """It is paid, on whatever day (reading 20)."""
        return self.paid is not None or self.is_paid_undated


class Selection(NamedTuple):
    """A selection or a change request that waits for the buyers. `decide_by` is already worked out (reading 11)."""

    list_key: str  # "selections" or "change_requests"
    place: int
    what: str
    decide_by: date | None
    is_decided: bool


class Contingency(NamedTuple):
    """A condition of the sale that can still undo it."""

    place: int
    kind: str
    listed_date: date | None = None
    expires: date | None = None
    notice_until: date | None = None
    released_date: date | None = None
    status: str = "open"
    note: str | None = None

    @property
    def is_open(self) -> bool:
        """It can still undo the sale: neither released, waived nor expired."""
        return self.released_date is None and self.status in (ContingencyStatus.OPEN, ContingencyStatus.KICK_OUT)

    @property
    def is_kick_out(self) -> bool:
        """A kick-out notice is running (reading 11)."""
        return self.is_open and (self.status == ContingencyStatus.KICK_OUT or self.notice_until is not None)


class Question(NamedTuple):
    """One open question at a time (004-3)."""

    place: int
    ask: str
    of: str | None = None
    asked: date | None = None
    answered: date | None = None
    answer: str | None = None
    by: str | None = None  # who noted it, when it was not the agent


class Appointment(NamedTuple):
    """A meeting with its time, length in minutes, purpose and place (004-16, 004-17)."""

    place: int
    at: Moment
    what: str
    minutes: int | None = None
    where: str | None = None
    with_whom: tuple[str, ...] = ()
    purpose: str | None = None
    confirmed: bool | None = None
    by: str | None = None  # who noted it, when it was not the agent


class Conflict(NamedTuple):
    """What two copies of the file said about one field, as text: `kept` is in the file, `other` in one of the two.

    `key` leads there as `set` takes it; `by` wrote the other value, and `source` is the name of the copy.
    """

    place: int
    key: str
    kept: str | None = None
    other: str | None = None
    at: date | None = None
    by: str | None = None
    source: str | None = None
    is_settled: bool = False


class Paper(NamedTuple):
    """A paper the lender wants."""

    place: int
    what: str
    due: date | None = None
    done: date | None = None
    is_done_undated: bool = False  # `done: yes`

    @property
    def is_done(self) -> bool:
        """The lender has it, since whatever day (reading 20)."""
        return self.done is not None or self.is_done_undated


class Appraisal(NamedTuple):
    """The lender's appraisal. `is_ok` is None until it's known whether the value carries the price."""

    ordered: date | None = None
    done: date | None = None
    is_done: bool = False
    is_ok: bool | None = None


class Lender(NamedTuple):
    """The loan as the clocks need it (001-1d)."""

    name: str | None = None
    officer: str | None = None
    phone: str | None = None
    product: str | None = None
    status: str | None = None
    applied_date: date | None = None
    lock_expires: date | None = None
    lock_kind: str | None = None
    credit_docs_date: date | None = None
    papers: tuple[Paper, ...] = ()
    appraisal: Appraisal | None = None

    @property
    def is_needed(self) -> bool:
        """There is a loan to wait for: not cash, not n/a."""
        return self.product != LoanProduct.CASH and self.status != LoanStatus.N_A

    @property
    def is_applied(self) -> bool:
        """The application went in (reading 12)."""
        return self.applied_date is not None or self.status in APPLIED_STATUSES

    @property
    def is_cleared(self) -> bool:
        """Clear to close, or beyond (reading 12: by status only)."""
        return self.status in CLEARED_STATUSES


class Contact(NamedTuple):
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


class Care(NamedTuple):
    """What was done after closing (001-10). `done` holds check-in days as numbers."""

    done: tuple[int, ...] = ()
    survey_expected: date | None = None
    survey_score: int | None = None
    testimonial: str | None = None
    referral_asked: bool = False
    referral_names: tuple[str, ...] = ()
    warranty_items: tuple[str, ...] = ()


class Unreadable(NamedTuple):
    """Something in the home's lines that could not be read, and is taken as left out.

    `line` is its line in the file, counted from 1; `text` says in a few plain words what stands there (`mood "meh"`),
    `cure` what to write in its place. `is_vital` marks a date of closing, promises or deposits, or the end of the rate lock.
    """

    line: int
    text: str
    cure: str
    is_vital: bool = False
    says: str = "can't be read"  # what is wrong with it


class JobSummary(NamedTuple):
    """One job, flattened: what every rule, screen and report of the day needs, and nothing that depends on today."""

    job: str
    buyers: tuple[Buyer, ...]
    stage: str  # empty where the file does not say
    sold_date: date | None
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
    predrywall: Moment | None = None
    qa: Moment | None = None
    orientation: Moment | None = None
    has_closing: bool = False
    contract: date | None = None
    internal: date | None = None
    told: Period | None = None
    closed_date: date | None = None
    closing_time: str | None = None
    closing_place: str | None = None
    shifts: tuple[Shift, ...] = ()
    needed_by: date | None = None
    needed_reason: str | None = None
    is_needed_firm: bool = False
    buffer_days: int | None = None
    lender: Lender | None = None
    title_contact: str | None = None
    insurance_bound: bool = False
    insurance_day: date | None = None  # the day written there, if one is
    utilities_moved: bool = False
    utilities_day: date | None = None
    deposits: tuple[Deposit, ...] = ()
    decisions: tuple[Selection, ...] = ()
    contingencies: tuple[Contingency, ...] = ()
    escalation_clause: bool = False
    contact: Contact = Contact()
    expectations: tuple[str, ...] = ()
    realtor: str | None = None
    blocks: Blocks = Blocks()
    personality: str | None = None
    worries: tuple[str, ...] = ()
    after_closing_work: tuple[str, ...] = ()
    hot_buttons: tuple[tuple[str, str | None], ...] = ()  # what lights them up, and the stage that shows it
    talks: tuple[Talk, ...] = ()  # in order of day, those of one day in file order
    promises: tuple[Promise, ...] = ()
    issues: tuple[Issue, ...] = ()
    questions: tuple[Question, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    pin_level: str | None = None
    pin_reason: str | None = None
    pin_until: date | None = None
    snooze_until: date | None = None
    care: Care = Care()
    event_what: str | None = None
    event_day: date | None = None
    cancelled_date: date | None = None
    cancelled_reason: str | None = None
    lesson: str | None = None
    refund: str | None = None
    door: str | None = None
    check_back: date | None = None
    is_checked_back: bool = False
    notes: tuple[str, ...] = ()
    own: tuple[tuple[str, str], ...] = ()  # her own keys, which begin with x_, and what they say
    unreadable: tuple[Unreadable, ...] = ()
    number: str | None = None  # in the file, where several homes bear it; then `job` is what this one is called by

    @property
    def key(self) -> HomeKey:
        """The name of the home among all others, for good."""
        return HomeKey(self.job if self.number is None else self.number, self.sold_date)

    @property
    def key_text(self) -> str:
        """The key as scripts see it: `1041`, `1033@2026-02-08` where the number was sold more than once."""
        return self.job if self.number is None or self.job != self.number else self.key.text

    @property
    def typed(self) -> str:
        """The job number as it is typed in a command: in quotes where the shell would take it apart."""
        return quote_for_shell(self.job)


def usual_channel(buyers: int, contact: "model.Contact | Contact | None") -> Channel:
    """As these buyers prefer, else one group text for a couple, else a text (001-4b)."""
    if contact is not None and contact.channel is not None:
        return Channel(contact.channel)
    return Channel.GROUP_TEXT if buyers >= 2 else Channel.TEXT


def quote_for_shell(word: str) -> str:
    """Return a word as a shell takes it for one: as it is, or in double quotes."""
    if not _SHELL_SPECIAL & set(word):
        return word
    return f'"{"".join(chr(92) + sign if sign in _SHELL_SPECIAL_IN_QUOTES else sign for sign in word)}"'


_SHELL_SPECIAL = frozenset(" \t'\"$`\\&|;<>()*?[]{}#~!")
_SHELL_SPECIAL_IN_QUOTES = frozenset('"$`\\')


def name_homes(jobs: Iterable[JobSummary]) -> tuple[JobSummary, ...]:
    """Return the homes of a file, each called by a name of its own: those of one number are told apart."""
    homes = tuple(jobs)
    if len({home.job for home in homes}) == len(homes) and all(home.number is None for home in homes):
        return homes
    numbers = [home.key.number for home in homes]
    names = home_names((*home.key, is_open(home)) for home in homes)
    users = Counter(numbers)
    return tuple(
        home._replace(job=name, number=number if users[number] > 1 else None)
        for home, number, name in zip(homes, numbers, names, strict=True)
    )


def joint_name(summary: JobSummary) -> str:
    """Return how the household is called: "Okafor", or "Garcia / Ito" when the surnames differ."""
    return household(buyer.surname for buyer in summary.buyers)


def first_names(summary: JobSummary, names: Iterable[str]) -> list[str]:
    """Return people as a sentence has them: buyers by their first names, everybody else as written."""
    known = {buyer.name: buyer for buyer in summary.buyers}
    return [known[name].first_name if name in known else name for name in names]


def channel_of(summary: JobSummary) -> Channel:
    """Return the channel these buyers prefer: as written, else one group text for a couple, else a text (001-4b)."""
    return usual_channel(len(summary.buyers), summary.contact)


def phone_of(summary: JobSummary) -> str | None:
    """Return the first telephone number among the buyers, as typed."""
    return next((buyer.phone for buyer in summary.buyers if buyer.phone), None)


def contacts_of(summary: JobSummary) -> tuple[str, ...]:
    """Return every phone number and mail address that words about this home may have in them, as typed."""
    found = [part for buyer in summary.buyers for part in (buyer.phone, buyer.email)]
    found.append(summary.lender.phone if summary.lender else None)
    return tuple(dict.fromkeys(part for part in found if part))


def stage_name(summary: JobSummary) -> str:
    """Return the stage, or that none is written yet."""
    return summary.stage or "no stage yet"


def is_open(summary: JobSummary) -> bool:
    """Neither closed nor cancelled."""
    return summary.stage not in (CLOSED, CANCELLED)


def is_closed(summary: JobSummary) -> bool:
    """Return whether the keys are handed over; the home is in care for a year (001-10a)."""
    return summary.stage == CLOSED


def is_cancelled(summary: JobSummary) -> bool:
    """Return whether the sale was lost."""
    return summary.stage == CANCELLED


def is_live(summary: JobSummary, *, today: date) -> bool:
    """Open, closed within the last 365 days, or lost and to be checked back on. Closed without any day written stays live."""
    if is_open(summary) or is_check_back_due(summary, today=today):
        return True
    day = closed_day(summary)
    return is_closed(summary) and (day is None or (today - day).days <= CARE_DAYS)


def is_check_back_due(summary: JobSummary, *, today: date) -> bool:
    """Return whether the day has come to ask a lost buyer whose door is open, and nobody did since (004-23, reading 19)."""
    day = summary.check_back
    if not is_cancelled(summary) or summary.door != Door.OPEN or summary.is_checked_back or day is None or today < day:
        return False
    return not any(talk.at.day >= day for talk in talks_until(summary, today=today))


def is_archived(summary: JobSummary, *, today: date) -> bool:
    """Cancelled and not to be checked back on, or closed more than a year ago: shown only when asked for."""
    return not is_live(summary, today=today)


def is_snoozed(summary: JobSummary, *, today: date) -> bool:
    """Hidden from the focus until its day, which is already over on that day (reading 15)."""
    return summary.snooze_until is not None and today < summary.snooze_until


def closing_day(summary: JobSummary) -> date | None:
    """Return the closing date that rules use: internal, else the end of what was told, else the contract's."""
    if summary.internal is not None:
        return summary.internal
    return summary.told.end if summary.told is not None else summary.contract


def days_to_closing(summary: JobSummary, *, today: date) -> int | None:
    """Return days until the closing date that rules use; negative once it has passed. None without any closing date."""
    day = closing_day(summary)
    return None if day is None else (day - today).days


def closed_day(summary: JobSummary) -> date | None:
    """Return the day a closed home closed: `closed_date`, else when the stage was entered (reading 14); None while open."""
    if not is_closed(summary):
        return None
    return summary.closed_date or dict(summary.stage_entered).get(CLOSED) or summary.stage_since


def cadence_of(summary: JobSummary, policy: Policy) -> int:
    """Return days between weekly updates: these buyers' own, else the settings'."""
    return summary.contact.cadence_days if summary.contact.cadence_days is not None else policy.cadence_days


def silence_days_of(summary: JobSummary, policy: Policy) -> int:
    """Return days without a word that are called silence: these buyers' own, else the settings'."""
    return summary.contact.worst_days if summary.contact.worst_days is not None else policy.worst_days


def reply_days_of(summary: JobSummary, policy: Policy) -> int:
    """Return days within which a message is answered: as agreed with these buyers, else the settings' (003-4)."""
    return summary.contact.response_days if summary.contact.response_days is not None else policy.reply_days


def talks_until(summary: JobSummary, *, today: date) -> tuple[Talk, ...]:
    """Return the conversations up to today, oldest first: entries dated later are ignored."""
    talks = summary.talks
    if not talks or talks[-1].at.day <= today:
        return talks
    return tuple(talk for talk in talks if talk.at.day <= today)


def last_update_talk(summary: JobSummary, *, today: date) -> Talk | None:
    """Return the last conversation that counts for the weekly update; None when the buyers never heard since the sale."""
    return next((talk for talk in reversed(talks_until(summary, today=today)) if talk.is_real_word), None)


def first_day(summary: JobSummary, policy: Policy) -> date | None:
    """Return the day from which clocks count that run since the sale: the later of the sale and the file's first day.

    None where the day of the sale isn't written.
    """
    sold: date | None = summary.sold_date
    if sold is None or policy.tracking_since is None:
        return sold
    return max(sold, policy.tracking_since)


def update_basis(summary: JobSummary, policy: Policy, *, today: date) -> date | None:
    """Return the day from which the weekly update counts: the last one that counted, else the home's first day."""
    talk = last_update_talk(summary, today=today)
    return talk.at.day if talk else first_day(summary, policy)


def last_update_day(summary: JobSummary, *, today: date) -> date | None:
    """Return the day of the last update that counted, else the day of the sale; None where that is not written."""
    talk = last_update_talk(summary, today=today)
    return talk.at.day if talk else summary.sold_date


def last_live_talk(summary: JobSummary, *, today: date) -> Talk | None:
    """Return the newest time a buyer was spoken to by phone, video or in person."""
    return next((talk for talk in reversed(talks_until(summary, today=today)) if talk.is_live), None)


def unheard_buyers(summary: JobSummary, policy: Policy, *, today: date, days: int = 14) -> tuple[str, ...]:
    """Buyers who themselves had no update for `days` days, while a co-buyer may have had one; group channels reach all."""
    if len(summary.buyers) < 2 or channel_of(summary) == Channel.GROUP_TEXT:
        return ()
    everybody = tuple(buyer.name for buyer in summary.buyers)
    heard: set[str] = set()
    for talk in reversed(talks_until(summary, today=today)):
        if (today - talk.at.day).days >= days:
            break
        if talk.is_real_word:
            heard.update(everybody if talk.how == Channel.GROUP_TEXT else talk.buyers)
    first = first_day(summary, policy)
    if first is None or (today - first).days < days:
        return ()
    return tuple(name for name in everybody if name not in heard)


def latest_mood(summary: JobSummary, *, today: date) -> Talk | None:
    """Return the newest conversation of the last 30 days that holds a mood."""
    for talk in reversed(talks_until(summary, today=today)):
        if (today - talk.at.day).days > MOOD_DAYS:
            return None
        if talk.mood is not None:
            return talk
    return None


def last_quoted_talk(summary: JobSummary, *, today: date) -> Talk | None:
    """Return the last conversation in which the buyers' own words were noted (004-14)."""
    return next((talk for talk in reversed(talks_until(summary, today=today)) if talk.said), None)


def open_next_step(summary: JobSummary, *, today: date) -> NextStep | None:
    """Return the newest agreed next step, while nothing has ended it (reading 7, 004-12)."""
    talks = talks_until(summary, today=today)
    holder = next((talk for talk in reversed(talks) if talk.next is not None), None)
    if holder is None or holder.next is None:
        return None
    step = holder.next
    if step.none or step.done is not None or step.is_done_undated or not step.agreed or step.day is None:
        return None
    is_met = any(talk.is_outgoing and talk.at.day >= step.day for talk in talks if talk is not holder)
    return None if is_met else step


def unheard_answers(summary: JobSummary) -> tuple[Promise, ...]:
    """Return every answer of the superintendent's that the buyers have not heard of, as the promise to pass it on."""
    return tuple(found for found in summary.promises if found.is_open and found.is_mine and found.text.startswith(PASS_ON_PREFIX))


def shifts_of(summary: JobSummary, what: str = MovedDate.CLOSING) -> tuple[Shift, ...]:
    """Return the moves of one date, oldest first as the file has them."""
    return tuple(shift for shift in summary.shifts if shift.what == what)


def untold_shifts(summary: JobSummary) -> tuple[Shift, ...]:
    """Moves that the buyers still have to hear of, oldest first (reading 9).

    A closing that drifts inside the period that was told owes nobody a word. Shifts without `known_date` are among
    them: they start no clock, but they are untold all the same.
    """
    return tuple(shift for shift in summary.shifts if shift.told_date is None and _is_news(summary, shift))


def _is_news(summary: JobSummary, shift: Shift) -> bool:
    if shift.what != MovedDate.CLOSING:
        return True
    told, closing = summary.told, closing_day(summary)
    if told is None or closing is None:
        return True
    return closing not in told and (shift.to_day is None or shift.to_day not in told)


def news_of(summary: JobSummary, what: str, *, today: date) -> Shift | None:
    """Return the move of one date whose news is oldest among those known and not told; None when nothing is to be told.

    A day other than the closing that has passed is no news any more (reading 9).
    """
    news = [
        (shift.known_date, shift.place, shift)
        for shift in untold_shifts(summary)
        if shift.what == what and shift.known_date is not None and shift.known_date <= today
        if what == MovedDate.CLOSING or shift.to_day is None or today <= shift.to_day
    ]
    return min(news)[2] if news else None


def push_count(summary: JobSummary) -> int:
    """Return how often the closing was moved later, out of what the buyers had been told (reading 10, 000-7)."""
    return sum(_is_push(summary, shift) for shift in shifts_of(summary))


def _is_push(summary: JobSummary, shift: Shift) -> bool:
    """Drifting inside the told period counts for nothing."""
    if shift.to_day is None:
        return False
    if shift.told_date is None and summary.told is not None:
        return shift.to_day > summary.told.end
    if shift.from_day is None:
        return False
    precision = summary.told.precision if summary.told is not None else Precision.DAY
    return shift.to_day > period_of(shift.from_day, precision).end


def is_for_superintendent(question: Question) -> bool:
    """Return an open question that the superintendent is to answer; one for nobody in particular is his too (004-2)."""
    return question.answered is None and question.of in (None, QuestionTarget.SUPERINTENDENT)


def open_questions(summary: JobSummary) -> tuple[Question, ...]:
    """Return the superintendent's open questions, the oldest first; those without a day are where the file has them, first."""
    waiting = [question for question in summary.questions if is_for_superintendent(question)]
    return tuple(sorted(waiting, key=lambda question: (question.asked is not None, question.asked)))
