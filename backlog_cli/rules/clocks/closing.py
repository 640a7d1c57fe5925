"""Clocks of the closing date: moves not told, told badly or too early, a closing that passed, the day they need it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_days, format_period, format_short_day
from backlog_cli.rules.clocks.clock import Clock, Ending
from backlog_cli.rules.clocks.contact import LIVE_WORDS, live_channel
from backlog_cli.rules.duty import Duty, shorten
from backlog_cli.rules.summary import closing_day, days_to_closing, news_of, push_count, shifts_of
from backlog_cli.terms import DATE_NAMES, Channel, Level, MovedDate, Precision, and_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.dates.values import Period
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary, Shift


BRIEF_NAMES = DATE_NAMES | {MovedDate.PRECON: "pre-con"}  # where a line of the page has little room


def untold_shift(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """A moved date that they do not know of (001-3a): amber on the day it became known, then red."""
    for what in MovedDate:
        shift = news_of(summary, what, today=today)
        if shift is None or shift.known_date is None:
            continue
        day = shift.known_date
        known = "you learned it today" if day == today else f"you've known since {format_day(day, today=today)}"
        text = f"{_move_words(summary, shift, today)}; {known}, and they haven't been told"
        level = Level.AMBER if today == day else Level.RED
        yield Duty("untold", summary.job, level, day, text, how_to_tell(summary, shift))


UNTOLD = Clock(
    "untold",
    untold_shift,
    short="not told yet",
    about="a moved closing, orientation, pre-con or start they don't know of",
    amber="the day you learn of it",
    red="from the next day",
    is_weighty=True,
)


def _move_words(summary: JobSummary, shift: Shift, today: date) -> str:
    """From where to where it moved, all later moves included: what the buyers have to hear."""
    to_day = closing_day(summary) if shift.what == MovedDate.CLOSING else shift.to_day
    cause = shorten(shift.cause or shift.cause_kind or "")
    why = f" ({cause})" if cause else ""
    name = BRIEF_NAMES[MovedDate(shift.what)]
    if to_day is None:
        return f"{name} moved{why}, no new date yet"
    new = brief_day(to_day, today)
    return f"{name} moved {brief_day(shift.from_day, today)} → {new}{why}" if shift.from_day else f"{name} is now {new}{why}"


def how_to_tell(summary: JobSummary, shift: Shift) -> str:
    """Bad news in person when they are local and there is a plan to bring (001-3c)."""
    if summary.contact.local and shift.has_plan:
        return "you have a plan and they're local, so tell them in person"
    if summary.contact.local:
        return "no plan yet, so work one out, then tell them in person (they're local)"
    channel = live_channel(summary)
    channel = Channel.PHONE if channel is Channel.IN_PERSON else channel
    return f"{LIVE_WORDS[channel]} with the news{'' if shift.has_plan else ' and a plan to get through it'}"


TOLD_BY = (Channel.PHONE, Channel.TEXT, Channel.GROUP_TEXT, Channel.EMAIL, Channel.VIDEO, Channel.MAIL)  # "by" fits them


def told_bare(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """The newest news was told without its cause, the way through it or a plan B (001-3b)."""
    for what in (MovedDate.CLOSING, MovedDate.ORIENTATION):
        told = [shift for shift in shifts_of(summary, what) if shift.told_date is not None]
        if not told:
            continue
        shift = max(told, key=lambda found: (found.told_date, found.place))
        missing = _missing_parts(shift)
        if not missing or shift.told_date is None:
            continue
        due = shift.told_date + timedelta(days=3)
        level = Level.RED if len(missing) == 3 and today > due else Level.AMBER
        how = f" by {shift.told_how.replace('-', ' ')}" if shift.told_how in TOLD_BY else ""
        text = f"you told them the new {what} {format_day(shift.told_date, today=today)}{how} without {and_list(missing, 'or')}"
        yield Duty("told-bare", summary.job, level, due, text, f"tell them {and_list(missing)}")


TOLD_BARE = Clock(
    "told-bare",
    told_bare,
    short="told without a plan",
    about="told without the cause, a way through it together, a plan B",
    amber="one is missing",
    red="all are, for over 3 days",
)


def _missing_parts(shift: Shift) -> tuple[str, ...]:
    parts = (("the cause", shift.has_cause), ("how you get through it together", shift.together), ("a plan B", shift.plan_b))
    return tuple(name for name, is_there in parts if not is_there)


def closing_passed(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """The closing date has passed, and nobody noted that it closed or moved."""
    closing = closing_day(summary)
    if closing is None or today <= closing:
        return
    level = Level.RED if (today - closing).days >= 3 else Level.AMBER
    text = f"closing was {brief_day(closing, today)}: did it close?"
    action = f"if it did, run backlog close {summary.typed}; if not, shift it"
    yield Duty("closing-passed", summary.job, level, closing + timedelta(days=1), text, action)


CLOSING_PASSED = Clock(
    "closing-passed",
    closing_passed,
    short="did it close?",
    about="the closing date has passed, and the home isn't closed",
    amber="the day after",
    red="3 days after",
)


def amendment(summary: JobSummary, backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """Yield a told closing whose contract amendment nobody has signed."""
    days_left = days_to_closing(summary, today=today)
    is_near = days_left is not None and days_left <= 14
    for shift in shifts_of(summary):
        if shift.told_date is None or shift.amendment_date is not None:
            continue
        days = (today - shift.told_date).days
        if not (backlog.policy.amendments or shift.amendment_written) or days < (0 if is_near else 3):
            continue
        level = Level.RED if days >= 10 or is_near else Level.AMBER
        to_day = f" to {brief_day(shift.to_day, today)}" if shift.to_day else ""
        text = f"told {format_day(shift.told_date, today=today)}, but the amendment for the move{to_day} isn't signed"
        due = shift.told_date + timedelta(days=10)
        yield Duty("amendment", summary.job, level, due, text, "get it signed")


def _amendment_endings(summary: JobSummary, backlog: Backlog, *, today: date) -> Iterator[Ending]:
    for shift in shifts_of(summary):
        if shift.told_date is None or shift.amendment_date is not None:
            continue
        if backlog.policy.amendments or shift.amendment_written:
            to_day = f" to {format_short_day(shift.to_day)}" if shift.to_day else ""
            path = ("closing", "shifts", shift.place)
            yield Ending(f"get the amendment signed for the move{to_day}", shift.told_date, path, {"amendment_date": today})


AMENDMENT = Clock(
    "amendment",
    amendment,
    short="amendment",
    about="contract amendment unsigned",
    amber="3 days after telling",
    red="10 days, or closing within 14",
    endings=_amendment_endings,
)


def told_early(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """They were told a time that ends before the closing date (002-4). News of the closing says it better while it runs."""
    told, closing = summary.told, closing_day(summary)
    if told is None or closing is None or told.end >= closing or news_of(summary, MovedDate.CLOSING, today=today):
        return
    is_red = (closing - told.end).days > 7 or (closing - today).days <= 45
    text = f"they think closing is {_told_phrase(told, today)}; it's now {brief_day(closing, today)}"
    action = "give them a date you can keep" if is_red else "confirm the date, then tell them"
    yield Duty("told-early", summary.job, Level.RED if is_red else Level.AMBER, None, text, action)


TOLD_EARLY = Clock(
    "told-early",
    told_early,
    short="told too early",
    about="what was told ends before the closing date",
    amber="by up to 7 days",
    red="by more, or closing within 45",
)


def _told_phrase(told: Period, today: date) -> str:
    words = format_period(told, today=today)
    if told.precision is Precision.MONTH:
        return f"in {words}"
    return f"between {words.replace(' to ', ' and ')}" if told.precision is Precision.QUARTER else words


def buffer(summary: JobSummary, backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """They were told a time that leaves less room behind our own date than she wants to keep (004-7)."""
    told, closing = summary.told, summary.internal
    wanted = summary.buffer_days if summary.buffer_days is not None else backlog.policy.buffer_days
    if told is None or closing is None or not 0 <= (told.end - closing).days < wanted:
        return
    days = (told.end - closing).days
    head = "they were told" if told.precision is Precision.DAY else "what they were told ends"
    room = f"{format_days(days)} after our own date {brief_day(closing, today)}" if days else "the same as our own date"
    text = f"{head} {brief_day(told.end, today)}, {room}; you want {format_days(wanted)}"
    yield Duty("buffer", summary.job, Level.AMBER, None, text, "give them a later date while it's easy")


BUFFER = Clock(
    "buffer",
    buffer,
    short="no buffer",
    about="what was told ends less than `buffer_days` after the closing date",
    amber="less than that, but not early",
    red="never",
)


def needed_by(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """Their own life needs the home by a day (002-6)."""
    need, closing = summary.needed_by, closing_day(summary)
    if need is None or closing is None or (need - closing).days > 10:
        return
    reasons = (summary.needed_reason, "firm" if summary.is_needed_firm else None)
    reason = f" ({', '.join(filter(None, reasons))})" if any(reasons) else ""
    text = f"they need it by {brief_day(need, today)}{reason}, {distance_to_closing(need, closing, today)}"
    is_red = need < closing
    action = "find them a bridge, such as storage or a month-to-month lease" if is_red else "have a plan B ready in case it slips"
    yield Duty("needed-by", summary.job, Level.RED if is_red else Level.AMBER, need, text, action)


NEEDED_BY = Clock(
    "needed-by",
    needed_by,
    short="needed by",
    about="lease, school, sale",
    amber="up to 10 days after closing",
    red="before closing",
    is_weighty=True,
)


def brief_day(day: date, today: date) -> str:
    """`Jan 15`, with its year only when it is more than half a year off and in another one."""
    is_clear = day.year == today.year or abs((day - today).days) <= 183
    return format_short_day(day) if is_clear else f"{format_short_day(day)} {day.year}"


def distance_to_closing(day: date, closing: date, today: date) -> str:
    """Return where a day lies against closing: "15 days before closing Jan 15"."""
    days = (closing - day).days
    when = brief_day(closing, today)
    if days == 0:
        return f"the day of closing {when}"
    return f"{format_days(days)} before closing {when}" if days > 0 else f"only {format_days(-days)} after closing {when}"


def orientation(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """No orientation is set, and closing comes near (001-1c)."""
    closing = closing_day(summary)
    if summary.orientation is not None or closing is None or (closing - today).days > 21:
        return
    days = (closing - today).days
    level = Level.RED if days <= 14 else Level.AMBER
    due = closing - timedelta(days=14)
    text = f"orientation not scheduled, {time_to_closing(closing, today)}"
    yield Duty("orientation", summary.job, level, due, text, "agree on a day for it")


ORIENTATION = Clock(
    "orientation",
    orientation,
    short="no orientation day",
    about="not scheduled",
    amber="21 days to closing",
    red="14 days",
)


def time_to_closing(closing: date, today: date) -> str:
    """Return how far off closing is: "11 days before closing Dec 4"."""
    days = (closing - today).days
    if days == 0:
        return "closing is today"
    when = brief_day(closing, today)
    return f"{format_days(days)} before closing {when}" if days > 0 else f"closing {when} has passed"


def pushes_note(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """How often the closing was pushed, once it is twice (000-7)."""
    times = push_count(summary)
    if times < 2:
        return
    days = [shift.to_day for shift in shifts_of(summary) if shift.to_day is not None]
    text = f"closing pushed {times} times, now {brief_day(days[-1], today)}"
    yield Duty("pushes", summary.job, Level.GREEN, None, text, "mention it before they do")


PUSHES = Clock("pushes", pushes_note)
