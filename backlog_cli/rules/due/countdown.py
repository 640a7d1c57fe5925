"""The last month before the keys: what is missing for closing day, by when, and who has to see to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.business_days import business_days_after
from backlog_cli.dates.format import format_day
from backlog_cli.rules.clocks.contact import INBOUND_NOUNS, unanswered_messages
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.summary import Lender, closing_day, is_closed, is_open
from backlog_cli.terms import Channel, LoanProduct, LoanStatus, Party, Testimonial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backlog_cli.rules.summary import Deposit, JobSummary
    from backlog_cli.terms import Policy

    MissingCheck = Callable[[JobSummary, date, Policy], Iterator["MissingItem"]]

COUNTDOWN_DAYS = 30
WEEK = 7
DISCLOSURE_DAYS = 3  # business days between the acknowledged disclosure and closing
BUYERS = "the buyers"
PROMISERS = {Party.ME: "you", Party.BUYER: BUYERS, Party.BUILDER: "the builder", Party.LENDER: "the lender"}


class MissingItem(NamedTuple):
    """One thing that is not there yet: what, who has to see to it, by which day (None when none is set), and what to type."""

    what: str
    owner: str
    day: date | None
    fix: str


def countdown(summary: JobSummary, policy: Policy, *, today: date) -> tuple[MissingItem, ...]:
    """Return what is missing for the closing of an open home, earliest day first; empty while closing is over 30 days off.

    Only what the file can say is asked for: a thing is missing until it is written down. The keys come last.
    """
    closing = closing_day(summary)
    if closing is None or not is_open(summary) or (closing - today).days > COUNTDOWN_DAYS:
        return ()
    found = [missing for look in CHECKS for missing in look(summary, closing, policy)]
    return tuple(sorted(found, key=lambda missing: missing.day or closing))


def _lender_of(summary: JobSummary) -> Lender:
    return summary.lender or Lender()


def lender_name(summary: JobSummary) -> str:
    """Return who answers for the loan: the officer, else the lender by name, else "the lender"."""
    lender = _lender_of(summary)
    return lender.officer or lender.name or "the lender"


def _insurance(summary: JobSummary, closing: date, _policy: Policy) -> Iterator[MissingItem]:
    if _lender_of(summary).is_needed and not summary.insurance_bound:
        fix = f"backlog set {summary.typed} insurance_bound today"
        yield MissingItem("home insurance", BUYERS, closing - timedelta(days=14), fix)


def _orientation(summary: JobSummary, closing: date, _policy: Policy) -> Iterator[MissingItem]:
    if summary.orientation is None:
        owner = f"you and {summary.superintendent}" if summary.superintendent else "you"
        fix = f"backlog set {summary.typed} orientation_date DATE"
        yield MissingItem("orientation", owner, closing - timedelta(days=14), fix)


def _clear_to_close(summary: JobSummary, closing: date, _policy: Policy) -> Iterator[MissingItem]:
    lender = _lender_of(summary)
    if lender.is_needed and not lender.is_cleared:
        fix = f"backlog set {summary.typed} lender.status ctc"
        yield MissingItem("clear to close", lender_name(summary), closing - timedelta(days=7), fix)


def _disclosure(summary: JobSummary, closing: date, policy: Policy) -> Iterator[MissingItem]:
    lender = _lender_of(summary)
    if lender.is_needed and lender.status not in (LoanStatus.CD_ACKNOWLEDGED, LoanStatus.FUNDED):
        day = business_days_after(closing, -DISCLOSURE_DAYS, policy.days_off)
        fix = f"backlog set {summary.typed} lender.status cd-acknowledged"
        yield MissingItem("closing disclosure", f"{lender_name(summary)}, then {BUYERS}", day, fix)


def _utilities(summary: JobSummary, closing: date, _policy: Policy) -> Iterator[MissingItem]:
    if not summary.utilities_moved:
        fix = f"backlog set {summary.typed} utilities_moved today"
        yield MissingItem("utilities in their name", BUYERS, closing - timedelta(days=WEEK), fix)


def _papers(summary: JobSummary, closing: date, _policy: Policy) -> Iterator[MissingItem]:
    for paper in _lender_of(summary).papers:
        if not paper.is_done:
            day = paper.due or closing - timedelta(days=WEEK)
            what = f'"{shorten(paper.what)}" for the lender'
            yield MissingItem(what, BUYERS, day, f"backlog done {summary.typed} {paper.what}")


def _money(summary: JobSummary, closing: date, _policy: Policy) -> Iterator[MissingItem]:
    for found in summary.deposits:
        if not found.is_paid:
            yield MissingItem(
                f"{deposit_name(found)} paid", BUYERS, found.due or closing, f"backlog done {summary.typed} deposit"
            )


def deposit_name(found: Deposit) -> str:
    """`options deposit of $11,400`, as far as it is known."""
    amount = f" of ${int(found.amount):,}" if found.amount and found.amount.isdecimal() else ""
    return f"{found.kind or ''} deposit{amount}".strip()


def _conditions(summary: JobSummary, closing: date, _policy: Policy) -> Iterator[MissingItem]:
    for found in summary.contingencies:
        if found.is_open:
            yield MissingItem(
                f"{found.kind} contingency released",
                BUYERS,
                min(found.expires or closing, closing),
                f"backlog done {summary.typed} {found.kind}",
            )


def _signing(summary: JobSummary, closing: date, policy: Policy) -> Iterator[MissingItem]:
    if summary.closing_time is None:
        day = business_days_after(closing, -DISCLOSURE_DAYS, policy.days_off)
        owner = summary.title_contact or "the title company"
        yield MissingItem("the signing time", owner, day, f"backlog set {summary.typed} closing.time 10:30")


def _walk(summary: JobSummary, closing: date, _policy: Policy) -> Iterator[MissingItem]:
    first = closing - timedelta(days=WEEK)
    walks = [
        found
        for found in summary.appointments
        if "walk" in f"{found.what} {found.purpose or ''}".casefold() and first <= found.at.day <= closing
    ]
    if not walks:
        owner = f"you and {summary.superintendent}" if summary.superintendent else "you"
        fix = f"backlog meet {summary.typed} DATE TIME final walk"
        yield MissingItem("final walk", owner, closing - timedelta(days=1), fix)


def _funds(summary: JobSummary, closing: date, policy: Policy) -> Iterator[MissingItem]:
    lender = _lender_of(summary)
    day = business_days_after(closing, -1, policy.days_off)
    if lender.product == LoanProduct.CASH or not lender.is_needed:
        yield MissingItem("funds", BUYERS, day, "ask the title company")
    elif lender.status != LoanStatus.FUNDED:
        fix = f"backlog set {summary.typed} lender.status funded"
        yield MissingItem("funds", f"{lender_name(summary)}, {BUYERS}", day, fix)


def _keys(summary: JobSummary, closing: date, _policy: Policy) -> Iterator[MissingItem]:
    yield MissingItem("keys, and a photo", "you", closing, f"backlog close {summary.typed}")


CHECKS: tuple[MissingCheck, ...] = (
    _insurance,
    _orientation,
    _clear_to_close,
    _utilities,
    _papers,
    _money,
    _conditions,
    _disclosure,
    _signing,
    _walk,
    _funds,
    _keys,
)
# What should have been there when the papers were signed.
CLOSING_DAY_CHECKS: tuple[MissingCheck, ...] = (_clear_to_close, _conditions, _orientation)


def unsettled_items(summary: JobSummary, *, today: date) -> tuple[MissingItem, ...]:
    """Return what was said and is still owed, whoever owes it: promises, issues, unanswered messages, open questions (004-1).

    It outlives a closing and a cancellation.
    """
    return tuple(_find_unsettled(summary, today))


def _find_unsettled(summary: JobSummary, today: date) -> Iterator[MissingItem]:
    job = summary.typed
    for promise in summary.promises:
        if promise.is_open:
            what = f'promise "{shorten(promise.text)}"'
            yield MissingItem(what, PROMISERS[Party(promise.by)], promise.due, f"backlog done {job}")
    for issue in summary.issues:
        if issue.is_open:
            what = f'issue "{shorten(issue.text)}"'
            yield MissingItem(what, issue.owner or "nobody yet", issue.due, f"backlog issue {job} {issue.id} --resolved")
    for talk in unanswered_messages(summary, today=today):
        what = f"an answer to their {INBOUND_NOUNS.get(Channel(talk.how), 'message')}"
        yield MissingItem(f"{what} of {format_day(talk.at.day, today=today)}", "you", None, f"backlog log {job}")
    for question in summary.questions:
        if question.answered is None:
            what = f'an answer to "{shorten(question.ask)}"'
            yield MissingItem(what, f"the {question.of}" if question.of else "nobody yet", question.asked, f"backlog done {job}")


def missing_at_closing(summary: JobSummary, policy: Policy, *, today: date) -> tuple[MissingItem, ...]:
    """Return what the file lacks of a home on its closing day: told with its owner, never a reason to refuse."""
    closing = closing_day(summary) or today
    found = [missing._replace(day=None) for look in CLOSING_DAY_CHECKS for missing in look(summary, closing, policy)]
    return (*found, *_money(summary, closing, policy), *unsettled_items(summary, today=today))


def missing_items_of(summary: JobSummary, policy: Policy, *, today: date) -> tuple[MissingItem, ...]:
    """Return what `show` tells: what the closing of an open home waits for, or what a closed one's buyers were not asked yet."""
    return countdown(summary, policy, today=today) if is_open(summary) else requests_to_make(summary)


def requests_to_make(summary: JobSummary) -> tuple[MissingItem, ...]:
    """What a closed home's buyers have not been asked yet: the survey's day, a referral, a testimonial, their party (001-10)."""
    return tuple(_find_requests(summary)) if is_closed(summary) else ()


def _find_requests(summary: JobSummary) -> Iterator[MissingItem]:
    job, care = summary.typed, summary.care
    if care.survey_expected is None and care.survey_score is None:
        yield MissingItem("the day the survey comes", "you", None, f"backlog set {job} care.survey.expected DATE")
    if not care.referral_asked:
        yield MissingItem("a referral", "you", None, f"backlog set {job} care.referral.asked today")
    if care.testimonial in (None, Testimonial.NOT_ASKED):
        yield MissingItem("a testimonial", "you", None, f"backlog set {job} care.testimonial asked")
    if summary.event_what is None and summary.event_day is None:
        yield MissingItem("their party, and an invitation", "you", None, f"backlog set {job} care.event housewarming")
