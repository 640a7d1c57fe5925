"""Clocks of the money: rate lock, contingencies, deposits, the loan's steps and the age of its papers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_days
from backlog_cli.dates.values import add_months
from backlog_cli.rules.clocks.clock import Clock, Ending
from backlog_cli.rules.clocks.closing import brief_day, distance_to_closing, time_to_closing
from backlog_cli.rules.duty import Duty, shorten
from backlog_cli.rules.summary import Lender, closing_day, first_day
from backlog_cli.terms import ContingencyStatus, DepositKind, Level, LoanStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import Contingency, Deposit, JobSummary

APPRAISAL_DAYS = 30  # before closing
APPLY_DAYS = 7  # after the sale
LOCK_CUSHION = 5  # days a lock should outlast closing
PAPER_MONTHS = 4  # how old credit papers may be on the day of closing


def rate_lock(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """The rate lock ends before closing, or too close to it (000-3)."""
    lock = summary.lender.lock_expires if summary.lender else None
    closing = closing_day(summary)
    if lock is None or closing is None or (lock - closing).days >= LOCK_CUSHION:
        return
    is_red = lock < closing or (lock - today).days <= 7
    verb, action = ("ended", "ask the lender for a new one") if lock < today else ("ends", "ask the lender to extend it")
    name = f"{summary.lender.lock_kind} rate lock" if summary.lender and summary.lender.lock_kind else "rate lock"
    text = f"{name} {verb} {brief_day(lock, today)}, {distance_to_closing(lock, closing, today)}"
    level = Level.RED if is_red else Level.AMBER
    yield Duty("rate-lock", summary.job, level, lock, text, action, is_money=True)


RATE_LOCK = Clock(
    "rate-lock",
    rate_lock,
    short="rate lock",
    about="$",
    amber="ends less than 5 days after closing",
    red="ends before closing, or then within 7 days",
)


def appraisal(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """The appraisal that was ordered isn't done, or the value doesn't carry the price (reading 19)."""
    lender, closing = summary.lender, closing_day(summary)
    if lender is None or lender.appraisal is None or closing is None or not lender.is_needed or lender.is_cleared:
        return
    found, when = lender.appraisal, time_to_closing(closing, today)
    if found.is_ok is False:
        text = f"the appraisal came back with a problem, {when}"
        day, action = found.done or today, "ask the lender what they can do, and talk it through with them"
        yield Duty("appraisal", summary.job, Level.RED, day, text, action, is_money=True)
    elif found.ordered is not None and not found.is_done and (days := (closing - today).days) <= APPRAISAL_DAYS:
        level = Level.RED if days <= 14 else Level.AMBER
        text = f"the appraisal ordered {brief_day(found.ordered, today)} isn't done, {when}"
        due = closing - timedelta(days=14)
        yield Duty("appraisal", summary.job, level, due, text, "ask the lender when it's due", is_money=True)


def _appraisal_endings(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    lender, closing = summary.lender or Lender(), closing_day(summary)
    if lender.appraisal is not None and lender.appraisal.ordered is not None and not lender.appraisal.is_done:
        due = closing - timedelta(days=14) if closing else None
        yield Ending("get the appraisal done", due, ("lender", "appraisal"), {"done": today})


APPRAISAL = Clock(
    "appraisal",
    appraisal,
    short="appraisal",
    about="$ ordered and not done",
    amber="30 days to closing",
    red="14 days, or done and not ok",
    endings=_appraisal_endings,
)


def contingency(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """A condition that can still undo the sale runs out (001-1d)."""
    for found in summary.contingencies:
        if not found.is_open or (found.expires is None and not found.is_kick_out):
            continue
        days_left = None if found.expires is None else (found.expires - today).days
        is_red = found.is_kick_out or (days_left is not None and days_left <= 5)
        if not is_red and days_left is not None and days_left > 14:
            continue
        day = min((day for day in (found.expires, found.notice_until if found.is_kick_out else None) if day), default=None)
        level = Level.RED if is_red else Level.AMBER
        text, action = _contingency_text(found, today), _contingency_action(found)
        yield Duty("contingency", summary.job, level, day, text, action, is_money=True)


def _contingency_endings(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    for found in summary.contingencies:
        if found.is_open:
            values = {"released_date": today, "status": ContingencyStatus.RELEASED}
            yield Ending(f"release the {found.kind} contingency", found.expires, ("contingencies", found.place), values)


CONTINGENCY = Clock(
    "contingency",
    contingency,
    short="contingency",
    about="$ still open",
    amber="14 days left",
    red="5 days left, or a kick-out notice runs",
    endings=_contingency_endings,
)


def _contingency_text(found: Contingency, today: date) -> str:
    name = f"{found.kind} contingency"
    if found.is_kick_out:
        until = f" until {format_day(found.notice_until, today=today)}" if found.notice_until else ""
        return f"the kick-out notice on the {name} is running{until}"
    if found.expires is None:
        return name
    facts = (found.listed_date and f"listed {brief_day(found.listed_date, today)}", found.note and shorten(found.note))
    note = f" ({', '.join(fact for fact in facts if fact)})" if any(facts) else ""
    days = (found.expires - today).days
    if days < 0:
        return f"{name} expired {format_day(found.expires, today=today)}{note}"
    if days == 0:
        return f"{name} expires today{note}"
    left = "tomorrow" if days == 1 else f"in {format_days(days)}"
    return f"{name} expires {left}, {format_day(found.expires, today=today)}{note}"


def _contingency_action(found: Contingency) -> str:
    if found.is_kick_out:
        return "ask whether they release it or give up the home"
    return "ask how it's going, then release or extend it"


def deposit(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """Money that is due and not paid (001-1b)."""
    for found in summary.deposits:
        if found.is_paid or found.due is None or (found.due - today).days > 3:
            continue
        days_late = (today - found.due).days
        level = Level.RED if days_late >= 3 else Level.AMBER
        text = f"{_deposit_text(found)} {_when_due(found.due, today)}"
        action = "ask them for it" if days_late >= 0 else "remind them"
        yield Duty("deposit", summary.job, level, found.due, text, action, is_money=True)


def _deposit_endings(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    for found in summary.deposits:
        if not found.is_paid:
            amount = f" of ${int(found.amount):,}" if found.amount and found.amount.isdecimal() else ""
            what = f"collect the {found.kind} deposit{amount}" if found.kind else f"collect the deposit{amount}"
            yield Ending(what, found.due, ("deposits", found.place), {"paid": today})


DEPOSIT = Clock(
    "deposit",
    deposit,
    short="deposit",
    about="$ unpaid",
    amber="due within 3 days",
    red="3 days late",
    endings=_deposit_endings,
    ends=("open", "closed"),
)


def _deposit_text(found: Deposit) -> str:
    kind = "option" if found.kind == DepositKind.OPTIONS else found.kind
    name = f"{kind} deposit" if kind else "deposit"
    if found.amount is None:
        return name
    return f"{name} ${int(found.amount):,}" if found.amount.isdecimal() else f"{name} {found.amount}"


def _when_due(day: date, today: date) -> str:
    days = (day - today).days
    if days == 0:
        return "due today"
    if days == 1:
        return "due tomorrow"
    return f"due {format_day(day, today=today)}" if days > 0 else f"{format_days(-days)} late"


def loan_application(summary: JobSummary, backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """No loan application yet (001-1d)."""
    lender, first = summary.lender or Lender(), first_day(summary, backlog.policy)
    if first is None or not lender.is_needed or lender.is_applied or (today - first).days <= APPLY_DAYS:
        return
    closing = closing_day(summary)
    is_red = (today - first).days > 21 and closing is not None and (closing - today).days <= 120
    text = f"no loan application, {format_days((today - (summary.sold_date or first)).days)} after the sale"
    due = first + timedelta(days=APPLY_DAYS)
    level = Level.RED if is_red else Level.AMBER
    yield Duty("loan-application", summary.job, level, due, text, "help them apply this week", is_money=True)


def _loan_application_endings(summary: JobSummary, backlog: Backlog, *, today: date) -> Iterator[Ending]:
    lender, first = summary.lender or Lender(), first_day(summary, backlog.policy)
    if lender.is_needed and not lender.is_applied:
        values = {"status": LoanStatus.APPLIED, "applied_date": today}
        yield Ending("help them apply for the loan", first and first + timedelta(days=APPLY_DAYS), ("lender",), values)


LOAN_APPLICATION = Clock(
    "loan-application",
    loan_application,
    short="no loan application",
    about="$ missing",
    amber="7 days after the sale",
    red="21 days, and closing within 120",
    endings=_loan_application_endings,
)


def ctc(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """The lender has not cleared the loan to close."""
    lender, closing = summary.lender or Lender(), closing_day(summary)
    if not lender.is_needed or lender.is_cleared or closing is None:
        return
    days = (closing - today).days
    if days > 14:
        return
    level = Level.RED if days <= 7 else Level.AMBER
    text = f"not clear to close, {time_to_closing(closing, today)}"
    due = closing - timedelta(days=7)
    yield Duty("ctc", summary.job, level, due, text, "ask the lender what's missing", is_money=True)


def _ctc_endings(summary: JobSummary, backlog: Backlog, *, today: date) -> Iterator[Ending]:
    for duty in ctc(summary, backlog, today=today):
        yield Ending("get the loan clear to close (ctc)", duty.day, ("lender",), {"status": LoanStatus.CTC})


CTC = Clock(
    "ctc",
    ctc,
    short="no clear to close",
    about="$ not clear to close",
    amber="14 days to closing",
    red="7 days",
    endings=_ctc_endings,
)


def credit_papers(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """A note: the credit papers will be more than four months old at closing, so the lender will ask again."""
    papers = summary.lender.credit_docs_date if summary.lender else None
    closing = closing_day(summary)
    if papers is None or closing is None:
        return
    good_until = add_months(papers, PAPER_MONTHS)
    if closing <= good_until:
        return
    days = (closing - papers).days
    text = f"credit papers from {brief_day(papers, today)} will be {format_days(days)} old at closing"
    action = "tell them the lender will want new ones, and not to take on new debt"
    yield Duty("credit-papers", summary.job, Level.GREEN, good_until, text, action)


CREDIT_PAPERS = Clock("credit-papers", credit_papers)
