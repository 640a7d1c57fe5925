"""What one line about a job says, in words that every picture shares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_day_beside, format_days, format_period, format_short_day
from backlog_cli.rules.summary import (
    channel_of,
    closing_day,
    is_open,
    phone_of,
    shifts_of,
    untold_shifts,
    update_basis,
)
from backlog_cli.terms import CANCELLED, Channel, MovedDate, Policy, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary, Shift

# A month and a day alone are read as the nearest such day; further off the year is said.
_WITHOUT_YEAR = 300

NO_HOME_READABLE = "No home in the file can be read. Start here: backlog check"
NO_JOBS = "No homes yet. Add one: backlog add 2401 Kim Lee --sold jun 1"


def reason_parts(duty: Duty) -> tuple[str, str]:
    """Return what is the matter with the mark that leads on, and what to do: `rate lock ends Jul 12: ` and `ask the lender`."""
    if not duty.next:
        return duty.text, ""
    return f"{duty.text}{' - ' if ':' in duty.text + duty.next else ': '}", duty.next


def reason_words(duty: Duty) -> str:
    """Return a reason in one sentence: `rate lock ends Jul 12, closing Jul 10: ask the lender`."""
    return "".join(reason_parts(duty))


def why_words(reasons: Iterable[Duty]) -> str:
    """Return every reason that colours, with its next action, on one line."""
    return "; ".join(reason_words(duty) for duty in reasons if duty.is_firing)


def reach_words(summary: JobSummary) -> str:
    """Return how and when these buyers are reached, in one line: `phone after 5 · 555-0141` (001-4a)."""
    return " · ".join(part for part in (channel_words(summary), contact_number(summary)) if part)


def channel_name(channel: str) -> str:
    """`group text` for the file's `group-text`."""
    return channel.replace("-", " ")


def channel_words(summary: JobSummary) -> str:
    """Return on which channel and when: `phone after 5 · not local`."""
    channel, when = channel_of(summary), summary.contact.when
    name = channel_name(channel)
    how = f"{name} {when}" if when and when.casefold() != "any" else name
    return f"{how} · not local" if summary.contact.local is False else how


def numbers_to_use(summary: JobSummary, duties: Iterable[Duty]) -> tuple[str, ...]:
    """Return what to write to or dial: the address of their channel, and the phone where an action is a call or a visit."""
    found = [contact_number(summary)]
    if any(is_call(duty) for duty in duties):
        found.append(phone_of(summary))
    return tuple(dict.fromkeys(number for number in found if number))


_CALL = re.compile(r"\b(call|phone|visit|in person|see them|talk)\b", re.IGNORECASE)


def is_call(duty: Duty) -> bool:
    """Whether what is to be done is a call or a visit, by the words of what to do, or of what was agreed or promised."""
    agreed = duty.text if duty.rule in ("next-step", "promise") else ""
    return _CALL.search(f"{agreed} {duty.next}") is not None


def contact_number(summary: JobSummary) -> str | None:
    """Return what to dial or write to on their channel: the mail address for email, else the first phone number."""
    if channel_of(summary) == Channel.EMAIL:
        return next((buyer.email for buyer in summary.buyers if buyer.email), None)
    return phone_of(summary)


def closing_words(summary: JobSummary, *, today: date, weekday: bool = True) -> str:
    """Return the closing date that rules use: `Fri Aug 28`; narrow `Aug 28`; far off `Jun 25 2028`. Empty without one."""
    day = summary.closed_date or closing_day(summary)
    if day is None:
        return ""
    if abs((day - today).days) >= _WITHOUT_YEAR:
        return f"{format_short_day(day)} {day.year}"
    return f"{format_day(day, today=day)}" if weekday else format_short_day(day)


def moved_days(summary: JobSummary) -> int | None:
    """Return days by which the closing stands later than the contract (negative: earlier); None when either is missing."""
    day = closing_day(summary)
    return None if day is None or summary.contract is None else (day - summary.contract).days


def move_count(summary: JobSummary) -> int:
    """Return how often the closing was moved: what `list`, `show` and `shift` all count (000-7)."""
    return len(shifts_of(summary))


def moved_words(summary: JobSummary) -> str:
    """Return how often the closing was moved and how far it stands from the contract: `2× +28d` (000-7). Empty when neither."""
    if summary.stage == CANCELLED:
        return ""
    times, days = move_count(summary), moved_days(summary) or 0
    return " ".join(part for part in (f"{times}×" if times else "", f"{days:+}d" if days else "") if part)


def word_days(summary: JobSummary, policy: Policy, *, today: date) -> int | None:
    """Return the whole days since the last update to the buyers, or since the home's first day in this file.

    None for neither, and once it is closed.
    """
    last = update_basis(summary, policy, today=today)
    return (today - last).days if last is not None and is_open(summary) else None


def moves_words(summary: JobSummary) -> str:
    """Every move in one line: `3 times: Oct 30 → Nov 20 (material) → Jan 15 (inspection), not told yet` (000-7).

    Empty when no date was moved. Moves of other dates than the closing are named.
    """
    told = [_move_list(summary, what) for what in MovedDate if shifts_of(summary, what)]
    return "; ".join(told)


def _move_list(summary: JobSummary, what: MovedDate) -> str:
    shifts = shifts_of(summary, what)
    untold = untold_shifts(summary)
    first = format_day_beside(shifts[0].from_day, beside=shifts[0].to_day) if shifts[0].from_day else "no date"
    steps = [first, *(_move_text(shift, is_untold=shift in untold) for shift in shifts)]
    count = "once" if len(shifts) == 1 else f"{len(shifts)} times"
    name = "" if what is MovedDate.CLOSING else f"{what} "
    return f"{name}{count}: {' → '.join(steps)}"


def _move_text(shift: Shift, *, is_untold: bool) -> str:
    day = format_day_beside(shift.to_day, beside=shift.from_day) if shift.to_day else "no date"
    cause = shift.cause or shift.cause_kind or ""
    return f"{day}{f' ({cause})' if cause else ''}" + (", not told yet" if is_untold else "")


_CLOSING_PREFIXES = {
    Precision.DAY: "closing on",
    Precision.WEEK: "closing in",
    Precision.MONTH: "closing in",
    Precision.QUARTER: "closing sometime between",
}


def told_words(summary: JobSummary, *, today: date) -> str:
    """Return what can be said about the closing: the told date in a buyer's words, never the internal one (002-4, 001-3f)."""
    if summary.told is None:
        return "they haven't been given a closing date yet"
    words = format_period(summary.told, today=today)
    if summary.told.precision is Precision.QUARTER:
        words = words.replace(" to ", " and ")
    return f"{_CLOSING_PREFIXES[summary.told.precision]} {words}"


def internal_date_note(summary: JobSummary, *, today: date) -> str:
    """Return the internal date and how it stands to what was told; empty when there is nothing to keep back."""
    day, told = summary.internal, summary.told
    if day is None or (told is not None and told.start == told.end == day):
        return ""
    words = f"internal {format_day(day, today=today)}"
    if told is None:
        return words
    if day > told.end:
        return f"{words}, {format_days((day - told.end).days)} after what they were told"
    if day < told.start:
        return f"{words}, {format_days((told.start - day).days)} before what they were told"
    return f"{words}, within what they were told"
