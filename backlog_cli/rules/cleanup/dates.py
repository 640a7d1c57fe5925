"""Dates that cannot be true, or that another date has left behind (001-1f)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_period
from backlog_cli.dates.values import WEEKDAYS
from backlog_cli.rules.bookings import BOOKING_FIELDS, BookingKind, booking_name, bookings_of, own_dates
from backlog_cli.rules.changes.collisions import stranded_bookings
from backlog_cli.rules.cleanup.fixes import CLOSED_FIX, CleanupKind, QuickFix, day_fix
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.summary import PASS_ON_PREFIX, closing_day, open_next_step, shifts_of
from backlog_cli.terms import MovedDate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.cleanup.fixes import CheckResult
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy


def _closing_passed(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    day = closing_day(summary)
    if day is not None and day < today:
        fix = f"did it close? backlog close {summary.typed} DATE, else backlog shift {summary.typed} DATE reason"
        yield (
            CleanupKind.CLOSING_PASSED,
            f"closing {format_day(day, today=today)} has passed and the home is still open",
            fix,
            CLOSED_FIX,
        )


def _old_dates(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    """What is still booked for a day that its date has left."""
    for what in MovedDate:
        for found in stranded_bookings(summary, what, today=today):
            day = "DATE" if found.new is None else found.new.isoformat()
            mends: tuple[QuickFix, ...] = (day_fix(found.field, asks="Which day and time now?"),)
            if found.new is not None:
                label = f"set it to the new date, {format_day(found.new, today=today)}"
                mends = (QuickFix("n", label, field=found.field, words=day), day_fix(found.field))
            yield CleanupKind.OLD_DATE, found.text, f"backlog set {summary.typed} {found.field} {day}", mends


def _two_dates(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    """An appointment that is the home's own date by its name, on another day than the date itself."""
    for found in bookings_of(summary):
        name = booking_name(found.what) if found.kind is BookingKind.APPOINTMENT and found.at.day >= today else None
        own = own_dates(summary)[name.kind] if name is not None else None
        if name is None or own is None or found.place is None or name.kind is BookingKind.CLOSING:
            continue
        days = format_day(own.day, today=today), format_day(found.at.day, today=today)
        fix = f"backlog meet {summary.typed} DATE TIME {name.kind}, and remove the other one from appointments"
        yield CleanupKind.TWO_DATES, f"{name.kind}: {BOOKING_FIELDS[name.kind]} says {days[0]}, an appointment {days[1]}", fix


def _days_out_of_order(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    """Two days of which the later one has to come first (001-1f)."""
    closing, start, lender = closing_day(summary), summary.start_date, summary.lender
    visit, walk = (moment.day if moment else None for moment in (summary.orientation, summary.predrywall))
    lock, applied = (lender.lock_expires, lender.applied_date) if lender else (None, None)
    pairs = (
        ("closing", "closing.internal", closing, "the start", start),
        ("orientation", "orientation_date", visit, "the start", start),
        ("pre-drywall walk", "predrywall_date", walk, "the start", start),
        ("orientation", "orientation_date", visit, "the pre-drywall walk", walk),
        ("rate lock", "lender.lock_expires", lock, "the sale", summary.sold_date),
        ("rate lock", "lender.lock_expires", lock, "the loan application", applied),
    )
    for name, field, day, other, first in pairs:
        if day is not None and first is not None and day < first:
            days = format_day(day, today=today), format_day(first, today=today)
            fix = f"backlog set {summary.typed} {field} DATE"
            yield CleanupKind.ORDER, f"{name} {days[0]} is before {other} ({days[1]})", fix, day_fix(field)
    if walk is not None and closing is not None and walk > closing:
        what = f"pre-drywall walk {format_day(walk, today=today)} is after closing {format_day(closing, today=today)}"
        yield CleanupKind.ORDER, what, f"backlog set {summary.typed} predrywall_date DATE", day_fix("predrywall_date")
    for found in summary.promises:
        if found.due is not None and found.made is not None and found.due < found.made:
            what = f'promise "{shorten(found.text)}" is due {format_day(found.due, today=today)}, before it was made'
            field = f"promises.{found.place + 1}.due"
            yield CleanupKind.ORDER, what, f"backlog set {summary.typed} {field} DATE", day_fix(field)


def _orientation_after_closing(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    closing = closing_day(summary)
    if summary.orientation is not None and closing is not None and summary.orientation.day > closing:
        day = format_day(summary.orientation.day, today=today)
        what = f"orientation {day} is after closing {format_day(closing, today=today)}"
        yield CleanupKind.ORDER, what, f"backlog shift {summary.typed} DATE --what orientation"


def _stage_days_out_of_order(summary: JobSummary, policy: Policy, today: date) -> Iterator[CheckResult]:
    entered = sorted(
        (pair for pair in summary.stage_entered if policy.place(pair[0]) >= 0), key=lambda pair: policy.place(pair[0])
    )
    for (earlier, first), (later, second) in pairwise(entered):
        if second < first:
            what = f"{later} began {format_day(second, today=today)}, before {earlier} ({format_day(first, today=today)})"
            yield CleanupKind.ORDER, what, f"correct the days under stages of {summary.job}"


def _stage_since_in_future(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    for key, day in (
        ("stage_since", summary.stage_since),
        ("stage_seen", summary.stage_seen),
        ("sold_date", summary.sold_date),
    ):
        if day is not None and day > today:
            yield (
                CleanupKind.FUTURE,
                f"{key} {format_day(day, today=today)} is in the future",
                f"backlog set {summary.typed} {key} DATE",
                day_fix(key),
            )


def done_in_future(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    """Yield the days of doing that are still ahead: they count as done, and hide what is owed (reading 2)."""
    lender, escalation = summary.lender, summary.blocks.escalation
    days: list[tuple[str, date | None]] = [
        ("closing.closed_date", summary.closed_date),
        ("cancelled.date", summary.cancelled_date),
        ("lender.applied_date", lender.applied_date if lender else None),
        ("lender.credit_docs_date", lender.credit_docs_date if lender else None),
        ("escalation.told_date", escalation.told_date if escalation else None),
        *((f"deposits.{found.place + 1}.paid", found.paid) for found in summary.deposits),
        *((f"promises.{found.place + 1}.done", found.done) for found in summary.promises),
        *((f"contingencies.{found.place + 1}.released_date", found.released_date) for found in summary.contingencies),
        *((f"closing.shifts.{found.place + 1}.told_date", found.told_date) for found in summary.shifts),
        *((f"closing.shifts.{found.place + 1}.known_date", found.known_date) for found in summary.shifts),
        *((f"issues.{found.place + 1}.reassured_date", found.reassured_date) for found in summary.issues),
    ]
    for field, day in days:
        if day is not None and day > today:
            fix = f"backlog set {summary.typed} {field} DATE"
            yield CleanupKind.FUTURE, f"{field} {format_day(day, today=today)} is in the future", fix, day_fix(field)


def _talk_in_future(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    for talk in summary.talks:
        if talk.at.day > today:
            what = f"a conversation dated {format_day(talk.at.day, today=today)} is in the future, so it doesn't count"
            yield CleanupKind.FUTURE, what, f"correct its day under log of {summary.job}"


_WEEKDAY_IN_WORDS = re.compile(rf"\b(?:by|on|until|this|call|text|email)\s+({'|'.join(WEEKDAYS)})\b", re.IGNORECASE)


def _weekday_words(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    """A step or a promise whose words name another weekday than the one it is due on."""
    step = open_next_step(summary, today=today)
    said = [("next step", step.what or "", step.day, "")] if step is not None else []
    said += [
        ("promise", found.text, found.due, f"promises.{found.place + 1}.due")
        for found in summary.promises
        if found.is_open and not found.text.startswith(PASS_ON_PREFIX)
    ]
    for name, words, day, field in said:
        hit = _WEEKDAY_IN_WORDS.search(words)
        if hit is None or day is None or hit[1].capitalize() == WEEKDAYS[day.weekday()]:
            continue
        what = f'{name} "{shorten(words)}" is due {format_day(day, today=today)}'
        fix = f"backlog set {summary.typed} {field} DATE" if field else f"correct its day under log of {summary.job}"
        yield CleanupKind.WEEKDAY, what, fix, day_fix(field) if field else ()


def _shift_days(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    for shift in summary.shifts:
        name = f"the move of {shift.what}" + (f" to {format_day(shift.to_day, today=today)}" if shift.to_day else "")
        path = f"closing.shifts of {summary.job}"
        knew = day_fix(f"closing.shifts.{shift.place + 1}.known_date", asks="On which day did you find out?")
        if shift.known_date is None and shift.told_date is None:
            what = f"{name}: the day you found out is blank, so nothing reminds you"
            yield CleanupKind.KNOWN, what, f"add known_date under {path}", knew
        elif shift.known_date is not None and shift.told_date is not None and shift.told_date < shift.known_date:
            told, known = format_day(shift.told_date, today=today), format_day(shift.known_date, today=today)
            yield (
                CleanupKind.MOVES,
                f"{name} was told {told}, before it was known {known}",
                f"correct one of the two under {path}",
            )
        if shift.to_day is None:
            yield CleanupKind.MOVES, f"{name} has no new date", f"add to under {path}"
        elif shift.to_day == shift.from_day:
            yield CleanupKind.MOVES, f"{name} doesn't move anything", f"correct from or to under {path}"


def _last_shift_against_closing(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    moves = [shift for shift in shifts_of(summary, MovedDate.CLOSING) if shift.to_day is not None]
    if not moves or summary.internal is None or moves[-1].to_day in (None, summary.internal):
        return
    last = format_day(moves[-1].to_day, today=today)
    what = f"the last move says {last}, closing.internal says {format_day(summary.internal, today=today)}"
    yield CleanupKind.MOVES, what, f"backlog shift {summary.typed} DATE reason, or correct closing.internal"


def _told_after_contract(summary: JobSummary, _policy: Policy, today: date) -> Iterator[CheckResult]:
    told, contract = summary.told, summary.contract
    if told is not None and contract is not None and told.start > contract and not shifts_of(summary):
        what = (
            f"told {format_period(told, today=today)}, later than the contract ({format_day(contract, today=today)}), and no move"
        )
        yield CleanupKind.MOVES, what, f"backlog shift {summary.typed} DATE reason"


DATE_CHECKS = (
    _closing_passed,
    _old_dates,
    _two_dates,
    _days_out_of_order,
    _orientation_after_closing,
    _stage_days_out_of_order,
    _stage_since_in_future,
    done_in_future,
    _talk_in_future,
    _weekday_words,
    _shift_days,
    _last_shift_against_closing,
    _told_after_contract,
)
