"""Is this tracker still true? What is stale, blank or says two different things, for `check` alone (001-1f)."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import format_day, format_days, format_period
from backlog_cli.rules.clocks.build import is_before_start
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.summary import APPLIED_STATUSES, closing_day, is_archived, is_closed, is_open, shifts_of
from backlog_cli.terms import CANCELLED, CLOSED, CancelReason, Channel, Expectation, LoanProduct, MovedDate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy

    CleanupCheck = Callable[[JobSummary, Policy, date], Iterator["CheckResult"]]

STALE_DAYS = 10
SETTLING_DAYS = 7  # after the sale she has this long to ask how they like to be reached
REQUIRED_EXPECTATIONS = (Expectation.COST, Expectation.DELAY, Expectation.CONTACT, Expectation.ESCALATION)


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


class CleanupFinding(NamedTuple):
    """One thing to tidy. `what` says what is wrong in plain words, `fix` what to type or to change in the file.

    `mends` are the ways to put it right with one key.
    """

    job: str
    what: str
    fix: str
    mends: tuple[QuickFix, ...] = ()


# What is wrong, what to do about it, and the keys that do it.
CheckResult = tuple[str, str] | tuple[str, str, QuickFix | tuple[QuickFix, ...]]


def _finding(job: str, what: str, fix: str, mends: QuickFix | tuple[QuickFix, ...] = ()) -> CleanupFinding:
    return CleanupFinding(job, what, fix, (mends,) if isinstance(mends, QuickFix) else mends)


def _day_fix(field: str, label: str = "set the day", asks: str = "Which day?") -> QuickFix:
    return QuickFix("d", label, field=field, asks=asks)


def _name_fix(field: str, asks: str) -> QuickFix:
    return QuickFix("w", "say who", field=field, asks=asks)


CHANNEL_FIXES = tuple(
    QuickFix(key, f"prefer {channel}", field="contact.channel", words=channel)
    for key, channel in (
        ("p", Channel.PHONE),
        ("t", Channel.TEXT),
        ("g", Channel.GROUP_TEXT),
        ("e", Channel.EMAIL),
        ("v", Channel.VIDEO),
    )
)
ESCALATION_FIX = _name_fix("escalation.name", "Whom were they told to turn to?")
CONTRACT_FIX = _day_fix("closing.contract", "set the contract's day")
CLOSED_FIX = QuickFix("c", "it has closed", FixKind.CLOSE, asks="On which day?")
BEGUN_FIX = QuickFix("n", "it has begun, now foundation", FixKind.STAGE, words="foundation")
ISSUE_FIELDS = {
    "wants": ("what they want", "What do they want done?"),
    "owner": ("who sees to it", "Who puts it right?"),
    "due": ("by when", "By which day?"),
}


def cleanup_findings(backlog: Backlog, *, today: date) -> tuple[CleanupFinding, ...]:
    """Return everything to tidy in a file, in the order of its jobs; it never changes a colour."""
    return tuple(found for summary in backlog.jobs for found in job_findings(summary, backlog.policy, today=today))


def job_findings(summary: JobSummary, policy: Policy, *, today: date) -> tuple[CleanupFinding, ...]:
    """Return everything to tidy in one job. A home closed over a year ago is left in peace; a lost sale owes only its reason."""
    if summary.stage == CANCELLED:
        looks: tuple[CleanupCheck, ...] = (_lost_without_reason,)
    elif is_archived(summary, today=today):
        return ()
    else:
        looks = OPEN_CHECKS if is_open(summary) else CLOSED_CHECKS
    return tuple(_finding(summary.job, *found) for look in looks for found in look(summary, policy, today))


def last_seen_day(summary: JobSummary) -> date | None:
    """Return the day the home was last looked at on site; reaching its stage counts. None when nobody noted either."""
    return max((day for day in (summary.stage_seen, summary.stage_since) if day is not None), default=None)


def _stale_stage(summary: JobSummary, policy: Policy, today: date) -> Iterator[CheckResult]:
    seen = last_seen_day(summary)
    fix = f"go and look, then: backlog stage {summary.typed} {summary.stage}"
    if seen is None:
        yield f"nobody noted when {summary.stage} began or was last seen", fix, _stage_fixes(summary, policy)
    elif (today - seen).days >= STALE_DAYS:
        yield f"stage not looked at for {format_days((today - seen).days)}", fix, _stage_fixes(summary, policy)


def _stage_fixes(summary: JobSummary, policy: Policy) -> tuple[QuickFix, ...]:
    """Somebody looked today: it still is so, or it has gone on to the next stage, closing day left to `close`."""
    still = QuickFix("s", f"seen today, still {summary.stage}", FixKind.STAGE, words=summary.stage)
    place = policy.place(summary.stage)
    following = policy.stages[place + 1].name if 0 <= place < len(policy.stages) - 1 else CLOSED
    return (
        (still,)
        if following == CLOSED
        else (still, QuickFix("n", f"seen today, now {following}", FixKind.STAGE, words=following))
    )


def _is_settling(summary: JobSummary, today: date) -> bool:
    """Whether the sale is so new that blanks are no wonder."""
    return summary.sold_date is not None and (today - summary.sold_date).days < SETTLING_DAYS


def _blank_preferences(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    if _is_settling(summary, today):
        return
    if summary.contact.channel is None:
        yield (
            "how they like to be reached is blank",
            f"ask them, then: backlog set {summary.typed} contact.channel text",
            CHANNEL_FIXES,
        )
    if summary.contact.when is None:
        fix = f"ask them, then: backlog set {summary.typed} contact.when evenings"
        when = QuickFix("w", "say when", field="contact.when", asks="When? (evenings, Saturday, before 09:00)")
        yield "when they like to be reached is blank", fix, when


def _expectations_not_set(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    missing = [topic for topic in REQUIRED_EXPECTATIONS if topic not in summary.expectations]
    if missing and not _is_settling(summary, today):
        yield (
            f"you haven't covered {', '.join(missing)} with them yet",
            f"talk it through, then add it under expectations of {summary.job}",
            QuickFix("t", "all of it was talked through", field="expectations", words=",".join(missing)),
        )


def _escalation_without_name(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    found = summary.blocks.escalation
    if found is not None and found.told_date is not None and not found.name:
        yield "an escalation was told, but to whom is blank", f"backlog set {summary.typed} escalation.name NAME", ESCALATION_FIX


def _no_closing(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    if closing_day(summary) is None:
        yield (
            "no closing date at all, so most clocks are silent",
            f"backlog set {summary.typed} closing.contract DATE",
            CONTRACT_FIX,
        )


def _closing_passed(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    day = closing_day(summary)
    if day is not None and day < today:
        fix = f"closed: backlog stage {summary.typed} closed; else: backlog shift {summary.typed} DATE reason"
        yield f"closing {format_day(day, today=today)} has passed and the home is still open", fix, CLOSED_FIX


def _stage_against_start(summary: JobSummary, policy: Policy, today: date) -> Iterator[CheckResult]:
    is_before = is_before_start(summary.stage, policy)
    start = summary.start_date
    if start is not None and start < today and is_before:
        fix = f"backlog stage {summary.typed} foundation, or: backlog shift {summary.typed} DATE --what start"
        yield (
            f"start {format_day(start, today=today)} has passed, but the stage is still {summary.stage}",
            fix,
            BEGUN_FIX if policy.place("foundation") >= 0 else (),
        )
    if not is_before and policy.place(summary.stage) > policy.place("foundation") >= 0:
        if start is None:
            yield (
                f"stage {summary.stage} without a start date",
                f"backlog set {summary.typed} start_date DATE",
                _day_fix("start_date"),
            )
        elif start > today:
            fix = f"backlog set {summary.typed} start_date DATE"
            yield (
                f"stage {summary.stage}, but the start {format_day(start, today=today)} is still ahead",
                fix,
                _day_fix("start_date"),
            )


def _stage_days_out_of_order(summary: JobSummary, policy: Policy, today: date) -> Iterator[CheckResult]:
    entered = sorted(
        (pair for pair in summary.stage_entered if policy.place(pair[0]) >= 0), key=lambda pair: policy.place(pair[0])
    )
    for (earlier, first), (later, second) in pairwise(entered):
        if second < first:
            what = f"{later} began {format_day(second, today=today)}, before {earlier} ({format_day(first, today=today)})"
            yield what, f"correct the days under stages of {summary.job}"


def _stage_since_in_future(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    for key, day in (
        ("stage_since", summary.stage_since),
        ("stage_seen", summary.stage_seen),
        ("sold_date", summary.sold_date),
    ):
        if day is not None and day > today:
            yield f"{key} {format_day(day, today=today)} is still ahead", f"backlog set {summary.typed} {key} DATE", _day_fix(key)


def _talk_in_future(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    for talk in summary.talks:
        if talk.at.day > today:
            what = f"a conversation of {format_day(talk.at.day, today=today)} is still ahead, so nothing counts it"
            yield what, f"correct its day under log of {summary.job}"


def _orientation_after_closing(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    closing = closing_day(summary)
    if summary.orientation is not None and closing is not None and summary.orientation.day > closing:
        day = format_day(summary.orientation.day, today=today)
        what = f"orientation {day} is after closing {format_day(closing, today=today)}"
        yield what, f"backlog shift {summary.typed} DATE --what orientation"


def _shift_days(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    for shift in summary.shifts:
        name = f"the move of {shift.what}" + (f" to {format_day(shift.to_day, today=today)}" if shift.to_day else "")
        path = f"closing.shifts of {summary.job}"
        knew = _day_fix(f"closing.shifts.{shift.place + 1}.known_date", asks="On which day did you know?")
        if shift.known_date is None and shift.told_date is None:
            yield f"{name}: the day you knew is blank, so no clock runs", f"add known_date under {path}", knew
        elif shift.known_date is not None and shift.told_date is not None and shift.told_date < shift.known_date:
            told, known = format_day(shift.told_date, today=today), format_day(shift.known_date, today=today)
            yield f"{name} was told {told}, before it was known {known}", f"correct one of the two under {path}"
        if shift.to_day is None:
            yield f"{name} has no new day", f"add to under {path}"
        elif shift.to_day == shift.from_day:
            yield f"{name} moves nothing", f"correct from or to under {path}"


def _last_shift_against_closing(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    moves = [shift for shift in shifts_of(summary, MovedDate.CLOSING) if shift.to_day is not None]
    if not moves or summary.internal is None or moves[-1].to_day in (None, summary.internal):
        return
    last = format_day(moves[-1].to_day, today=today)
    what = f"the last move says {last}, closing.internal says {format_day(summary.internal, today=today)}"
    yield what, f"backlog shift {summary.typed} DATE reason, or correct closing.internal"


def _told_after_contract(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    told, contract = summary.told, summary.contract
    if told is not None and contract is not None and told.start > contract and not shifts_of(summary):
        what = (
            f"told {format_period(told, today=today)}, later than the contract ({format_day(contract, today=today)}), and no move"
        )
        yield what, f"backlog shift {summary.typed} DATE reason"


def _half_closed(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    if summary.closed_date is not None and is_open(summary):
        day = format_day(summary.closed_date, today=today)
        yield (
            f"closed_date {day} is written, but the stage is {summary.stage}",
            f"backlog stage {summary.typed} {CLOSED}",
            QuickFix("c", "it has closed", FixKind.STAGE, words=CLOSED),
        )
    if is_closed(summary) and summary.closed_date is None:
        yield (
            "closed without the day it closed",
            f"backlog set {summary.typed} closing.closed_date DATE",
            _day_fix("closing.closed_date"),
        )


def _half_cancelled(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    if summary.cancelled_date is not None or summary.cancelled_reason is not None:
        yield (
            f"a cancellation is written, but the stage is {summary.stage}",
            f"backlog stage {summary.typed} {CANCELLED}",
            QuickFix("c", "it is cancelled", FixKind.STAGE, words=CANCELLED),
        )


def _lost_without_reason(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    if summary.cancelled_reason is None:
        yield (
            "cancelled without a reason to learn from",
            f"backlog set {summary.typed} cancelled.reason rate",
            QuickFix("r", "say why", field="cancelled.reason", asks=f"Why? ({', '.join(CancelReason)})"),
        )


def _unpaid_after_closing(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    for found in summary.deposits:
        if not found.is_paid:
            name = f"{found.kind} deposit" if found.kind else "deposit"
            yield (
                f"closed, but the {name} is not marked paid",
                f"write the paid day under deposits of {summary.job}",
                _day_fix(f"deposits.{found.place + 1}.paid", "it was paid", "On which day?"),
            )


def _deposit_without_day(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    for found in summary.deposits:
        if not found.is_paid and found.due is None:
            yield (
                f"{found.kind or 'a'} deposit without a due day",
                f"add due under deposits of {summary.job}",
                _day_fix(f"deposits.{found.place + 1}.due"),
            )


def _cash_with_loan(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    lender = summary.lender
    if lender is not None and lender.product == LoanProduct.CASH and lender.status in APPLIED_STATUSES:
        yield (
            f"a cash sale with a loan that is {lender.status}",
            f"backlog set {summary.typed} lender.status n/a",
            QuickFix("n", "there is no loan", field="lender.status", words="n/a"),
        )


def _contingency_without_day(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    for found in summary.contingencies:
        if found.is_open and not found.is_kick_out and found.expires is None:
            yield (
                f"{found.kind} contingency without its last day",
                f"add expires under contingencies of {summary.job}",
                _day_fix(f"contingencies.{found.place + 1}.expires"),
            )


def _promise_without_day(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    for found in summary.promises:
        if found.is_open and found.due is None:
            yield (
                f'promise "{shorten(found.text)}" without a day',
                f"add due under promises of {summary.job}",
                _day_fix(f"promises.{found.place + 1}.due"),
            )


def _issue_without_facts(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    for found in summary.issues:
        blanks = [name for name, fact in (("wants", found.wants), ("owner", found.owner), ("due", found.due)) if not fact]
        if found.is_open and blanks:
            yield (
                f'issue "{shorten(found.text)}" without {", ".join(blanks)}',
                f"fill it in under issues of {summary.job}",
                tuple(
                    QuickFix(
                        name[0],
                        f"say {ISSUE_FIELDS[name][0]}",
                        field=f"issues.{found.place + 1}.{name}",
                        asks=ISSUE_FIELDS[name][1],
                    )
                    for name in blanks
                ),
            )


def _expired_hold(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    if summary.hold_what is not None and summary.hold_since is None:
        yield (
            "on hold without the day it began, so the stage clock is silent",
            f"backlog set {summary.typed} hold.since DATE",
            _day_fix("hold.since"),
        )
    if summary.hold_until is not None and summary.hold_until <= today:
        until = format_day(summary.hold_until, today=today)
        yield (
            f"the hold was to end {until}",
            f"move its day, or take the hold off {summary.job}",
            _day_fix("hold.until", "it goes on", "Until which day?"),
        )


def _expired_pin(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    if summary.pin_level is None:
        return
    if summary.pin_until is None:
        yield (
            f"pinned {summary.pin_level} without an end",
            f"backlog set {summary.typed} pin.until DATE",
            _day_fix("pin.until", "let it end", "On which day?"),
        )
    elif summary.pin_until <= today:
        yield (
            f"the pin ended {format_day(summary.pin_until, today=today)}",
            f"take the pin off {summary.job}",
            QuickFix("o", "take it off", field="pin.level", words="none"),
        )


def _superintendent_blank(summary: JobSummary, policy: Policy, _today: date) -> Iterator[CheckResult]:
    if summary.superintendent is None and not is_before_start(summary.stage, policy):
        yield (
            "nobody noted who builds it",
            f"backlog set {summary.typed} superintendent NAME",
            _name_fix("superintendent", "Who builds it?"),
        )


OPEN_CHECKS = (
    _stale_stage,
    _stage_since_in_future,
    _stage_against_start,
    _stage_days_out_of_order,
    _closing_passed,
    _no_closing,
    _last_shift_against_closing,
    _told_after_contract,
    _shift_days,
    _talk_in_future,
    _orientation_after_closing,
    _half_closed,
    _half_cancelled,
    _deposit_without_day,
    _cash_with_loan,
    _contingency_without_day,
    _promise_without_day,
    _issue_without_facts,
    _expired_hold,
    _expired_pin,
    _blank_preferences,
    _expectations_not_set,
    _escalation_without_name,
    _superintendent_blank,
)
CLOSED_CHECKS = (_half_closed, _unpaid_after_closing, _promise_without_day, _issue_without_facts)
