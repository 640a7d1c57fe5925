"""Is this tracker still true? What is stale, blank or says two different things, for `check` alone (001-1f)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_days
from backlog_cli.rules.cleanup.dates import DATE_CHECKS, done_in_future
from backlog_cli.rules.cleanup.fixes import (
    STALE_DAYS,
    CleanupFinding,
    CleanupKind,
    FixKind,
    QuickFix,
    certain_fix,
    day_fix,
    make_finding,
    name_fix,
)
from backlog_cli.rules.clocks.build import is_before_start
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.summary import APPLIED_STATUSES, closed_day, closing_day, is_archived, is_closed, is_open
from backlog_cli.terms import CANCELLED, CLOSED, CancelReason, Channel, Expectation, LoanProduct

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.cleanup.fixes import CheckResult, CleanupCheck
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy

NOTHING_TO_SEE = frozenset({"contract", "selections", "permitting"})  # nothing stands on the lot that could be looked at
SETTLING_DAYS = 7  # after the sale she has this long to ask how they like to be reached
REQUIRED_EXPECTATIONS = (Expectation.COST, Expectation.DELAY, Expectation.CONTACT, Expectation.ESCALATION)


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
ESCALATION_FIX = name_fix("escalation.name", "Who were they told to call?")
CONTRACT_FIX = day_fix("closing.contract", "set the contract's day")
BEGUN_FIX = QuickFix("n", "it has begun, now foundation", FixKind.STAGE, words="foundation")
ISSUE_FIELDS = {
    "wants": ("what they want", "What do they want done?"),
    "owner": ("who fixes it", "Who fixes it?"),
    "due": ("by when", "By which day?"),
}


def cleanup_findings(backlog: Backlog, *, today: date) -> tuple[CleanupFinding, ...]:
    """Return everything to tidy in a file, in the order of its jobs; it never changes a colour."""
    return tuple(found for summary in backlog.jobs for found in job_findings(summary, backlog.policy, today=today))


def job_findings(summary: JobSummary, policy: Policy, *, today: date) -> tuple[CleanupFinding, ...]:
    """Return everything to tidy in one job. A home closed over a year ago is left in peace; a lost sale owes only its reason."""
    if summary.stage == CANCELLED:
        looks: tuple[CleanupCheck, ...] = (_lost_without_day, _lost_without_reason, done_in_future)
    elif is_archived(summary, today=today):
        return ()
    else:
        looks = OPEN_CHECKS if is_open(summary) else CLOSED_CHECKS
    return tuple(make_finding(summary.job, *found) for look in looks for found in look(summary, policy, today))


def last_seen_day(summary: JobSummary) -> date | None:
    """Return the day the home was last looked at on site; reaching its stage counts. None when nobody noted either."""
    return max((day for day in (summary.stage_seen, summary.stage_since) if day is not None), default=None)


def _stale_stage(summary: JobSummary, policy: Policy, today: date) -> Iterator[CheckResult]:
    seen = last_seen_day(summary)
    if summary.stage in NOTHING_TO_SEE or seen is None or (today - seen).days < STALE_DAYS:
        return
    fix = f"go and look, then: backlog stage {summary.typed} {summary.stage}"
    what = f"stage not looked at for {format_days((today - seen).days)}"
    yield CleanupKind.SEEN, what, fix, _stage_fixes(summary, policy)


def _stage_since_blank(summary: JobSummary, policy: Policy, _today: date) -> Iterator[CheckResult]:
    """Without it `stage-time` is silent. Where the stage has its day, or is the first one, the file knows."""
    if summary.stage_since is not None:
        return
    known = dict(summary.stage_entered).get(summary.stage)
    if known is None and policy.place(summary.stage) == 0:
        known = summary.sold_date
    mend = certain_fix("stage_since", known) if known else day_fix("stage_since", asks=f"When did {summary.stage} begin?")
    yield (
        CleanupKind.SINCE,
        f"nobody noted when {summary.stage} began",
        f"backlog set {summary.typed} stage_since {known.isoformat() if known else 'DATE'}",
        mend,
    )


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
            CleanupKind.CHANNEL,
            "how they like to be reached is blank",
            f"ask them, then: backlog set {summary.typed} contact.channel text",
            CHANNEL_FIXES,
        )
    if summary.contact.when is None:
        fix = f"ask them, then: backlog set {summary.typed} contact.when evenings"
        when = QuickFix("w", "say when", field="contact.when", asks="When? (evenings, Saturday, before 09:00)")
        yield CleanupKind.WHEN, "when they like to be reached is blank", fix, when


def _expectations_not_set(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    missing = [topic for topic in REQUIRED_EXPECTATIONS if topic not in summary.expectations]
    if missing and not _is_settling(summary, today):
        yield (
            CleanupKind.EXPECTATIONS,
            f"you haven't covered {', '.join(missing)} with them yet",
            f"talk it through, then add it under expectations of {summary.job}",
            QuickFix("t", "all of it was talked through", field="expectations", words=",".join(missing)),
        )


def _escalation_without_name(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    found = summary.blocks.escalation
    if found is not None and found.told_date is not None and not found.name:
        yield (
            CleanupKind.ESCALATION,
            "they were told who to call above you, but the name is blank",
            f"backlog set {summary.typed} escalation.name NAME",
            ESCALATION_FIX,
        )


def _no_closing(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    if closing_day(summary) is None:
        yield (
            CleanupKind.CLOSING,
            "no closing date at all, so most reminders are silent",
            f"backlog set {summary.typed} closing.contract DATE",
            CONTRACT_FIX,
        )


def _stage_against_start(summary: JobSummary, policy: Policy, today: date) -> Iterator[CheckResult]:
    is_before = is_before_start(summary.stage, policy)
    start = summary.start_date
    if start is not None and start < today and is_before:
        fix = f"backlog stage {summary.typed} foundation, or: backlog shift {summary.typed} DATE --what start"
        yield (
            CleanupKind.ORDER,
            f"start {format_day(start, today=today)} has passed, but the stage is still {summary.stage}",
            fix,
            BEGUN_FIX if policy.place("foundation") >= 0 else (),
        )
    if not is_before and policy.place(summary.stage) > policy.place("foundation") >= 0:
        if start is None:
            yield (
                CleanupKind.START,
                f"stage {summary.stage}, but no start date",
                f"backlog set {summary.typed} start_date DATE",
                day_fix("start_date"),
            )
        elif start > today:
            fix = f"backlog set {summary.typed} start_date DATE"
            yield (
                CleanupKind.ORDER,
                f"stage {summary.stage}, but the start {format_day(start, today=today)} is in the future",
                fix,
                day_fix("start_date"),
            )


def _half_closed(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    if summary.closed_date is not None and is_open(summary):
        day = format_day(summary.closed_date, today=today)
        yield (
            CleanupKind.ENDED,
            f"closed_date {day} is written, but the stage is {summary.stage}",
            f"backlog stage {summary.typed} {CLOSED}",
            QuickFix("c", "it has closed", FixKind.STAGE, words=CLOSED),
        )
    if is_closed(summary) and summary.closed_date is None:
        known = closed_day(summary)
        yield (
            CleanupKind.CLOSED_DAY,
            "closed, but the day it closed is blank",
            f"backlog set {summary.typed} closing.closed_date {known.isoformat() if known else 'DATE'}",
            certain_fix("closing.closed_date", known) if known else day_fix("closing.closed_date", asks="When did it close?"),
        )


def _half_cancelled(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    if summary.cancelled_date is not None or summary.cancelled_reason is not None:
        yield (
            CleanupKind.ENDED,
            f"a cancellation is written, but the stage is {summary.stage}",
            f"backlog stage {summary.typed} {CANCELLED}",
            QuickFix("c", "it is cancelled", FixKind.STAGE, words=CANCELLED),
        )


def _lost_without_day(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    if summary.cancelled_date is None:
        known = dict(summary.stage_entered).get(CANCELLED) or summary.stage_since
        fix = f"backlog set {summary.typed} cancelled.date {known.isoformat() if known else 'DATE'}"
        mend = certain_fix("cancelled.date", known) if known else day_fix("cancelled.date", asks="When was it cancelled?")
        yield CleanupKind.CANCELLED_DAY, "cancelled, but the day is blank", fix, mend


def _lost_without_reason(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    if summary.cancelled_reason is None:
        yield (
            CleanupKind.REASON,
            "cancelled, but the reason is blank",
            f"backlog set {summary.typed} cancelled.reason rate",
            QuickFix("r", "say why", field="cancelled.reason", asks=f"Why? ({', '.join(CancelReason)})"),
        )


def _unpaid_after_closing(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    for found in summary.deposits:
        if not found.is_paid:
            name = f"{found.kind} deposit" if found.kind else "deposit"
            yield (
                CleanupKind.PAID,
                f"closed, but the {name} is not marked paid",
                f"write the paid day under deposits of {summary.job}",
                day_fix(f"deposits.{found.place + 1}.paid", "it was paid", "On which day?"),
            )


def _deposit_without_day(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    for found in summary.deposits:
        if not found.is_paid and found.due is None:
            yield (
                CleanupKind.DEPOSIT,
                f"{found.kind or 'a'} deposit has no due date",
                f"add due under deposits of {summary.job}",
                day_fix(f"deposits.{found.place + 1}.due"),
            )


def _cash_with_loan(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    lender = summary.lender
    if lender is not None and lender.product == LoanProduct.CASH and lender.status in APPLIED_STATUSES:
        yield (
            CleanupKind.LOAN,
            f"a cash sale with a loan that is {lender.status}",
            f"backlog set {summary.typed} lender.status n/a",
            QuickFix("n", "there is no loan", field="lender.status", words="n/a"),
        )


def _contingency_without_day(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    for found in summary.contingencies:
        if found.is_open and not found.is_kick_out and found.expires is None:
            yield (
                CleanupKind.CONTINGENCY,
                f"{found.kind} contingency has no expiration date",
                f"add expires under contingencies of {summary.job}",
                day_fix(f"contingencies.{found.place + 1}.expires"),
            )


def _promise_without_day(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    for found in summary.promises:
        if found.is_open and found.due is None:
            yield (
                CleanupKind.PROMISE,
                f'promise "{shorten(found.text)}" has no date',
                f"add due under promises of {summary.job}",
                day_fix(f"promises.{found.place + 1}.due"),
            )


def _issue_without_facts(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[CheckResult]:
    for found in summary.issues:
        blanks = [name for name, fact in (("wants", found.wants), ("owner", found.owner), ("due", found.due)) if not fact]
        for name in blanks if found.is_open else ():
            label, asks = ISSUE_FIELDS[name]
            field = f"issues.{found.place + 1}.{name}"
            what = f'issue "{shorten(found.text)}": {label} is blank'
            yield (
                CleanupKind.ISSUE,
                what,
                f"backlog set {summary.typed} {field} ...",
                QuickFix("w", label, field=field, asks=asks),
            )


def _expired_hold(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    if summary.hold_what is not None and summary.hold_since is None:
        yield (
            CleanupKind.HOLD,
            "on hold, but the day it began is blank",
            f"backlog set {summary.typed} hold.since DATE",
            day_fix("hold.since"),
        )
    if summary.hold_until is not None and summary.hold_until <= today:
        until = format_day(summary.hold_until, today=today)
        yield (
            CleanupKind.EXPIRED,
            f"the hold should have ended {until}",
            f"move its day, or take the hold off {summary.job}",
            day_fix("hold.until", "it goes on", "Until which day?"),
        )


def _expired_pin(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    if summary.pin_level is None:
        return
    if summary.pin_until is None:
        yield (
            CleanupKind.PIN,
            f"pinned {summary.pin_level} with no end date",
            f"backlog set {summary.typed} pin.until DATE",
            day_fix("pin.until", "let it end", "On which day?"),
        )
    elif summary.pin_until <= today:
        yield (
            CleanupKind.EXPIRED,
            f"the pin ended {format_day(summary.pin_until, today=today)}",
            f"take the pin off {summary.job}",
            QuickFix("o", "take it off", field="pin.level", words="none"),
        )


def _superintendent_blank(summary: JobSummary, policy: Policy, _today: date) -> Iterator[CheckResult]:
    if summary.superintendent is None and not is_before_start(summary.stage, policy):
        yield (
            CleanupKind.SUPERINTENDENT,
            "nobody noted who builds it",
            f"backlog set {summary.typed} superintendent NAME",
            name_fix("superintendent", "Who builds it?"),
        )


OPEN_CHECKS = (
    *DATE_CHECKS,
    _stage_against_start,
    _stale_stage,
    _stage_since_blank,
    _no_closing,
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
CLOSED_CHECKS = (_half_closed, done_in_future, _unpaid_after_closing, _promise_without_day, _issue_without_facts)
