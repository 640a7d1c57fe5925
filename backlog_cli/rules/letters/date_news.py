"""What buyers have to hear of their dates: the net move from what they were told, and the cause of that move alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.file_dates import period_of
from backlog_cli.dates.format import format_long_day, format_period, format_short_day
from backlog_cli.rules.changes.log import told_period
from backlog_cli.rules.summary import closing_day, shifts_of, untold_shifts
from backlog_cli.terms import MovedDate, Precision

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from backlog_cli.dates.values import Period
    from backlog_cli.rules.summary import JobSummary, Shift
    from backlog_cli.terms import Policy

BUYER_DATE_NAMES = {
    MovedDate.CLOSING: "your closing",
    MovedDate.ORIENTATION: "your orientation",
    MovedDate.PRECON: "your pre-construction meeting",
    MovedDate.START: "the start of construction",
}


class DateNews(NamedTuple):
    """One date that moved, from what the buyers knew to what they hear now, all moves since taken together.

    `is_later` is None when nobody told them anything before. `shifts` are the moves, oldest first; `cause` is the one that
    made most of the way, None for a date that moves up: that is no delay.
    """

    what: MovedDate
    shifts: tuple[Shift, ...]
    old: Period | None
    new: Period | None
    is_later: bool | None
    cause: Shift | None
    is_told: bool = False

    @property
    def newest(self) -> Shift:
        """The last of the moves: `log --told` completes its plan."""
        return self.shifts[-1]

    @property
    def is_vague(self) -> bool:
        """The new time, as exact as it may be told, still holds what they knew."""
        return self.old is not None and self.new is not None and self.old.start <= self.new.end and self.new.start <= self.old.end

    @property
    def has_plan(self) -> bool:
        """There is something to offer them (001-3b)."""
        return bool(self.together or self.plan_b)

    @property
    def together(self) -> str | None:
        """How they get through it together, as noted last."""
        return next((shift.together for shift in reversed(self.shifts) if shift.together), None)

    @property
    def plan_b(self) -> str | None:
        """What happens if it moves again, as noted last."""
        return next((shift.plan_b for shift in reversed(self.shifts) if shift.plan_b), None)


def untold_news(summary: JobSummary, policy: Policy, *, today: date) -> tuple[DateNews, ...]:
    """Return every date that moved and was not told, the closing first; () when they know all there is to know (001-3a)."""
    found = [_closing_news(summary, policy)]
    found += [_visit_news(summary, what, today) for what in MovedDate if what is not MovedDate.CLOSING]
    return tuple(news for news in found if news is not None)


def _closing_news(summary: JobSummary, policy: Policy) -> DateNews | None:
    leaving = tuple(shift for shift in untold_shifts(summary) if shift.what == MovedDate.CLOSING)
    if not leaving:
        return None
    shifts = _untold_since(shifts_of(summary)) or leaving
    told, day = summary.told, closing_day(summary)
    first = shifts[0].from_day
    if day is None:
        is_later = None
    elif told is not None:
        is_later = day > told.end
    else:
        is_later = None if first is None else day > first
    return DateNews(MovedDate.CLOSING, shifts, told, told_period(summary, policy), is_later, _main_cause(shifts, is_later))


def _untold_since(shifts: Sequence[Shift]) -> tuple[Shift, ...]:
    """The moves after the last one they were told of: together they make the way from what they know."""
    told = max((n for n, shift in enumerate(shifts) if shift.told_date is not None), default=-1)
    return tuple(shifts[told + 1 :])


def _visit_news(summary: JobSummary, what: MovedDate, today: date) -> DateNews | None:
    """An orientation, a meeting or a start that moved; nothing once its day has passed, or when it is back where it was."""
    shifts = tuple(shift for shift in untold_shifts(summary) if shift.what == what)
    if not shifts:
        return None
    first, last = shifts[0].from_day, shifts[-1].to_day
    if last is not None and (last < today or last == first):
        return None
    old, new = (period_of(day, Precision.DAY) if day else None for day in (first, last))
    is_later = None if first is None or last is None else last > first
    return DateNews(what, shifts, old, new, is_later, _main_cause(shifts, is_later))


def told_news(summary: JobSummary, day: date) -> DateNews | None:
    """Return what buyers were told of their dates on that day, the closing first; None when that was nothing."""
    for what in MovedDate:
        shifts = tuple(shift for shift in shifts_of(summary, what) if shift.told_date == day)
        if shifts:
            first, last = shifts[0].from_day, shifts[-1].to_day
            visit = period_of(last, Precision.DAY) if last is not None else None
            new = summary.told if what is MovedDate.CLOSING else visit
            is_later = None if first is None or last is None else last > first
            return DateNews(what, shifts, None, new, is_later, _main_cause(shifts, is_later), is_told=True)
    return None


def _main_cause(shifts: Sequence[Shift], is_later: bool | None) -> Shift | None:
    """The longest of the later moves, the newest of equals; a date that moves up has no cause of delay."""
    if is_later is False:
        return None
    later = [shift for shift in shifts if _days(shift) is None or (_days(shift) or 0) > 0]
    return max(later, key=lambda shift: (_days(shift) or 0, shift.place), default=None)


def _days(shift: Shift) -> int | None:
    return None if shift.from_day is None or shift.to_day is None else (shift.to_day - shift.from_day).days


def nothing_to_tell(summary: JobSummary, *, today: date) -> str:
    """Return in a sentence why there is no news of dates for these buyers; to be asked when `untold_news` has none."""
    told, day = summary.told, closing_day(summary)
    is_moved = any(shift.told_date is None for shift in shifts_of(summary))
    if told is not None and day is not None and (day > told.end or (is_moved and day < told.start)):
        return (
            f"closing {format_short_day(day)} isn't what they were told ({format_period(told, today=today)}), but no move "
            f"is on file: backlog shift {summary.typed} {day.isoformat()} why"
        )
    if is_moved and told is not None and day is not None:
        return (
            f"there's nothing to tell: closing {format_short_day(day)} is still within what they were told, "
            f"{bare_period(told, today=today)}."
        )
    known = [shift.told_date for shift in summary.shifts if shift.told_date is not None]
    if known:
        return (
            f"there's nothing to tell: they heard of the last move on {format_long_day(max(known), today=today)}. "
            "For a recap: backlog draft . written"
        )
    return "there's nothing to tell them, since no date has moved. If one does: backlog shift . DATE why"


def period_phrase(period: Period, *, today: date) -> str:
    """Return a told time inside a sentence: `on Friday, December 11`, `in March 2027`, `some time between April and June`."""
    if period.precision is Precision.DAY:
        return f"on {format_long_day(period.start, today=today)}"
    if period.precision is Precision.QUARTER:
        return f"sometime {bare_period(period, today=today)}"
    return f"in {format_period(period, today=today)}"


def bare_period(period: Period, *, today: date) -> str:
    """Return a told time behind "to" or "from": `Friday, December 11`, `March 2027`, `between April and June`."""
    if period.precision is Precision.DAY:
        return format_long_day(period.start, today=today)
    words = format_period(period, today=today)
    return f"between {words.replace(' to ', ' and ')}" if period.precision is Precision.QUARTER else words
