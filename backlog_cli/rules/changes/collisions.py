"""What a moved date breaks: every other date, duty and home that no longer fits (finding 5; 002-3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.business_days import federal_holiday, is_business_day
from backlog_cli.dates.format import format_day, format_day_beside, format_days, format_period
from backlog_cli.dates.values import WEEKDAYS, add_months
from backlog_cli.rules.backlog import absence_covering
from backlog_cli.rules.bookings import BookingKind, bookings_of, find_overlaps
from backlog_cli.rules.changes.log import told_period
from backlog_cli.rules.changes.shift import BOOKED_DATES, day_before_shift, former_days
from backlog_cli.rules.clocks.loan import LOCK_CUSHION, PAPER_MONTHS
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.summary import closing_day, is_open, joint_name, shifts_of
from backlog_cli.terms import DATE_NAMES, MovedDate, and_list

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.bookings import Booking
    from backlog_cli.rules.home_key import HomeKey
    from backlog_cli.rules.summary import JobSummary

NEED_SLACK = 10  # days a lease or school start should lie after the closing
# Nobody moves in before the keys.
MOVERS = re.compile(r"\b(?:movers?|moving|move[- ]?in|u-?haul|moving truck)\b")
MAX_ORIENTATION_DAYS = 14  # days before closing beyond which an orientation is too early to be worth much


def find_collisions(
    summary: JobSummary, what: MovedDate, backlog: Backlog, *, today: date, old: date | None = None
) -> tuple[str, ...]:
    """Short sentences about what does not fit now that the job stands as it does; () when all fits.

    `summary` is the job with its new date already in it, `old` the day that it had before.
    """
    day = day_before_shift(summary, what)
    if day is None:
        return ()
    booked = _bookings_on(summary, what)
    overlaps = find_overlaps(booked, backlog, today=today)
    around = (
        *(found.text for found in stranded_bookings(summary, what, today=today, old=old)),
        *_calendar_collisions(day, DATE_NAMES[what], backlog, today),
        *_absence_collisions(day, DATE_NAMES[what], backlog, today),
        *(overlap_text(one, other) for one, other in overlaps),
    )
    told = frozenset((other.summary.key, other.kind) for _, other in overlaps)
    if what is MovedDate.CLOSING:
        own = (
            *_loan_collisions(summary, day, today),
            *_needed_by_collisions(summary, day, today),
            *_build_collisions(summary, day, today),
        )
        return (*own, *around, *_same_day_clashes(summary, day, backlog, told), *_told_collisions(summary, day, backlog, today))
    if what is MovedDate.ORIENTATION:
        closing = closing_day(summary)
        own = () if closing is None else tuple(_orientation_collisions(day, closing, today))
        return (*own, *around, *_same_day_clashes(summary, day, backlog, told))
    return (*_start_collisions(summary, what, today), *around)


def _bookings_on(summary: JobSummary, what: MovedDate) -> tuple[Booking, ...]:
    """The date itself, as it is booked now."""
    kind = BOOKED_DATES.get(what)
    return tuple(found for found in bookings_of(summary) if found.kind is kind)


class StrandedBooking(NamedTuple):
    """Something booked for a day that its date has left: a clause about it, and the field of the file that holds its day.

    `new` is the day that it belongs on, where it can only be the new date itself.
    """

    text: str
    field: str
    new: date | None = None


def stranded_bookings(
    summary: JobSummary, what: MovedDate, *, today: date, old: date | None = None
) -> tuple[StrandedBooking, ...]:
    """Return what is still booked for a day that this date had before, or for days that its move has turned around.

    What is past or already on the new day is left in peace. `old` is the day before the last move, where it is known.
    """
    new = day_before_shift(summary, what)
    if new is None:
        return ()
    former = former_days(summary, what) | ({old} if old is not None else set())
    found = [
        StrandedBooking(text, f"appointments.{(booked.place or 0) + 1}.at")
        for booked in bookings_of(summary)
        if (text := _stranded_text(booked, what, new, former, old, today))
    ]
    if what is MovedDate.CLOSING:
        services = (
            ("insurance_bound", "home insurance starts", summary.insurance_day),
            ("utilities_moved", "utilities move", summary.utilities_day),
        )
        found += [
            StrandedBooking(f"{name} {format_day(day, today=today)}, {_old_date_words(day, old, what)}", field, new)
            for field, name, day in services
            if day is not None and day >= today and day != new and day in former
        ]
    return tuple(found)


def _stranded_text(booked: Booking, what: MovedDate, new: date, former: Collection[date], old: date | None, today: date) -> str:
    """What is wrong with one appointment now that the date is on the day `new`; empty when nothing is."""
    day = booked.at.day
    if booked.kind is not BookingKind.APPOINTMENT or day < today or day == new:
        return ""
    clock = f" {booked.at.clock}" if booked.at.clock else ""
    name = f'appointment {format_day(day, today=today)}{clock} "{shorten(booked.what)}"'
    if day in former:
        return f"{name} is on {_old_date_words(day, old, what)}"
    if what is not MovedDate.CLOSING:
        return ""
    days = (new - day).days
    if old is not None and old < day < new:
        return f"{name} is now {format_days(days)} before closing"
    if old is not None and new < day < old:
        return f"{name} is now {format_days(-days)} after closing"
    if days > 0 and MOVERS.search(fold_case(booked.what)):
        return f"{name} is {format_days(days)} before closing"
    return ""


def _old_date_words(day: date, old: date | None, what: MovedDate) -> str:
    """`the old date`; with the date's name where it was not the last one it had."""
    return "the old date" if day == old else f"an old {DATE_NAMES[what]} date"


def overlap_texts(wanted: Iterable[Booking], backlog: Backlog, *, today: date) -> Iterator[str]:
    """Yield what of other homes, and of the same one, is booked at the same time (002-3)."""
    for one, other in find_overlaps(wanted, backlog, today=today):
        yield overlap_text(one, other)


def overlap_text(one: Booking, other: Booking) -> str:
    """`orientation 10:00 to 11:00 overlaps 2399 Osei: frame walk 10:30 to 11:00`."""
    whose = f"{other.summary.job} {joint_name(other.summary)}: " if other.summary.key != one.summary.key else ""
    return f"{shorten(one.what)} {one.hours} overlaps {whose}{shorten(other.what)} {other.hours}"


def jobs_by_day(backlog: Backlog) -> dict[date, list[JobSummary]]:
    """The open homes by the days on which something is booked with them: asked once for many homes."""
    taken: dict[date, list[JobSummary]] = {}
    for summary in backlog.jobs:
        if is_open(summary):
            for day in {booked.at.day for booked in bookings_of(summary)}:
                taken.setdefault(day, []).append(summary)
    return taken


def site_clashes(
    summary: JobSummary, backlog: Backlog, taken: Mapping[date, Sequence[JobSummary]], *, today: date
) -> tuple[str, ...]:
    """What in a home's calendar its builder has to sort out: days that do not fit each other, two homes on one day (002-3).

    `taken` are the backlog's `jobs_by_day`. For the superintendent's eyes: nothing of the loan, of money, or of why the buyers
    need the home by a day.
    """
    closing, visit = closing_day(summary), summary.orientation.day if summary.orientation else None
    found: list[str] = []
    if closing is not None:
        found += _build_collisions(summary, closing, today)
        if summary.needed_by is not None and summary.needed_by <= closing:
            found.append(
                f"they must be in by {format_day(summary.needed_by, today=today)}, {_distance_text(summary.needed_by, closing)}"
            )
    for day, name in ((closing, DATE_NAMES[MovedDate.CLOSING]), (visit, DATE_NAMES[MovedDate.ORIENTATION])):
        if day is not None and day >= today:
            found += [*_day_collisions(day, name, backlog, "my"), *_shared_day(summary, day, taken.get(day, ()))]
    found += _start_collisions(summary, MovedDate.START, today)
    return tuple(dict.fromkeys((*found, *_hour_clashes(summary, backlog, taken, today))))


def _shared_day(summary: JobSummary, day: date, jobs: Sequence[JobSummary]) -> Iterator[str]:
    """Closings and orientations of other homes on that day, in a line each however many they are."""
    others = [job for job in jobs if job.job != summary.job]
    closings = [job for job in others if closing_day(job) == day]
    visits = [job for job in others if job.orientation is not None and job.orientation.day == day]
    if closings:
        yield f"{_short_list(closings)} {'closes' if len(closings) == 1 else 'close'} the same day"
    if visits:
        yield f"{_short_list(visits)} {'has' if len(visits) == 1 else 'have'} orientation the same day"


def _short_list(homes: Sequence[JobSummary]) -> str:
    """`2402 Ito`, `2402 Ito and 2403 Kim`, `2402 Ito and 38 others`."""
    names = [f"{home.job} {joint_name(home)}" for home in homes[:2]]
    return f"{names[0]} and {len(homes) - 1} others" if len(homes) > 2 else and_list(names)


def _hour_clashes(
    summary: JobSummary, backlog: Backlog, taken: Mapping[date, Sequence[JobSummary]], today: date
) -> Iterator[str]:
    """What of the home overlaps something of another one, in a line each however many they are."""
    for one in bookings_of(summary):
        if one.start is None or one.at.day < today:
            continue
        around = backlog._replace(jobs=tuple(taken.get(one.at.day, ())))
        others = [other.summary for _, other in find_overlaps((one,), around, today=today) if other.summary.key != summary.key]
        if others:
            when = f"{format_day(one.at.day, today=today)} {one.hours}"
            yield f"{shorten(one.what)} {when}: {_short_list(list(dict.fromkeys(others)))} at the same time"


def _loan_collisions(summary: JobSummary, closing: date, today: date) -> Iterator[str]:
    lender = summary.lender
    if lender is None:
        return
    lock = lender.lock_expires
    if lock is not None and (lock - closing).days < LOCK_CUSHION:
        yield f"rate lock {'ended' if lock < today else 'ends'} {format_day(lock, today=today)}, {_distance_text(lock, closing)}"
    papers = lender.credit_docs_date
    if papers is not None and add_months(papers, PAPER_MONTHS) < closing:
        yield f"credit papers from {format_day(papers, today=today)} will be over four months old: the lender will ask again"


def _needed_by_collisions(summary: JobSummary, closing: date, today: date) -> Iterator[str]:
    need = summary.needed_by
    if need is not None and (need - closing).days <= NEED_SLACK:
        reason = f" ({summary.needed_reason})" if summary.needed_reason else ""
        yield f"they need it by {format_day(need, today=today)}{reason}, {_distance_text(need, closing)}"
    for found in summary.contingencies:
        if not found.is_open or found.expires is None or found.expires == closing:
            continue
        ends = "ends" if found.expires < closing else "is open until"
        days = format_days(abs((closing - found.expires).days))
        side = "before" if found.expires < closing else "after"
        yield f"{found.kind} contingency {ends} {format_day(found.expires, today=today)}, {days} {side} closing"


def _build_collisions(summary: JobSummary, closing: date, today: date) -> Iterator[str]:
    if summary.orientation is not None:
        yield from _orientation_collisions(summary.orientation.day, closing, today)
    if summary.precon is not None and summary.precon.day > closing:
        yield f"pre-construction meeting {format_day(summary.precon.day, today=today)} is after closing"
    if summary.predrywall is not None and summary.predrywall.day > closing:
        yield f"pre-drywall walk {format_day(summary.predrywall.day, today=today)} is after closing"
    if summary.start_date is not None and summary.start_date > closing:
        yield f"start {format_day(summary.start_date, today=today)} is after closing"


def _orientation_collisions(visit: date, closing: date, today: date) -> Iterator[str]:
    """Repairs need the days between orientation and closing, but not many weeks."""
    days = (closing - visit).days
    if 1 <= days <= MAX_ORIENTATION_DAYS:
        return
    where = "after closing" if days < 0 else f"{format_days(days)} before closing" if days else "on the day of closing"
    yield f"orientation {format_day(visit, today=today)} is now {where}"


def _start_collisions(summary: JobSummary, what: MovedDate, today: date) -> Iterator[str]:
    start, meeting, closing = summary.start_date, summary.precon, closing_day(summary)
    if meeting is not None and start is not None and meeting.day > start:
        days = format_day(meeting.day, today=today), format_day(start, today=today)
        yield f"pre-construction meeting {days[0]} is after the start {days[1]}"
    walk = summary.predrywall
    if walk is not None and start is not None and walk.day < start and what is MovedDate.START:
        yield f"pre-drywall walk {format_day(walk.day, today=today)} is before the start {format_day(start, today=today)}"
    day = day_before_shift(summary, what)
    if day is not None and closing is not None and day >= closing:
        yield f"closing {format_day(closing, today=today)} is not after the {DATE_NAMES[what]}"


def _day_collisions(day: date, name: str, backlog: Backlog, whose: str) -> Iterator[str]:
    holiday = federal_holiday(day)
    if holiday is not None:
        yield f"{name} falls on {holiday}"
    elif day.weekday() > 4:
        yield f"{name} falls on a {WEEKDAYS[day.weekday()]}"
    elif not is_business_day(day, backlog.policy.days_off):
        yield f"{name} falls on one of {whose} days off"


def _calendar_collisions(day: date, name: str, backlog: Backlog, today: date) -> Iterator[str]:
    if federal_holiday(day) is None and day.weekday() > 4:
        yield f"{name} falls on a weekend ({format_day(day, today=today)})"
    else:
        yield from _day_collisions(day, name, backlog, "your")


def _absence_collisions(day: date, name: str, backlog: Backlog, today: date) -> Iterator[str]:
    absence = absence_covering(backlog, day, today=today)
    if absence is not None:
        cover = f": {absence.cover} fills in" if absence.cover else ""
        yield f"{name} falls while you are away{cover}"


def _same_day_clashes(
    summary: JobSummary, day: date, backlog: Backlog, told: Collection[tuple[HomeKey, BookingKind]]
) -> Iterator[str]:
    """Closings and orientations of other homes on that day, without those `told`: there is only one of her (002-3)."""
    for other in backlog.jobs:
        if other.job == summary.job or not is_open(other):
            continue
        if closing_day(other) == day and (other.key, BookingKind.CLOSING) not in told:
            yield f"{other.job} {joint_name(other)} closes the same day"
        is_told = (other.key, BookingKind.ORIENTATION) in told
        if other.orientation is not None and other.orientation.day == day and not is_told:
            yield f"{other.job} {joint_name(other)} has orientation the same day"


def _told_collisions(summary: JobSummary, closing: date, backlog: Backlog, today: date) -> Iterator[str]:
    """What was told no longer holds; at this stage they would be told as much as is known (002-4)."""
    told, new = summary.told, told_period(summary, backlog.policy)
    if told is None or new is None or closing in told:
        return
    off = f"{format_days((closing - told.end).days)} past it" if closing > told.end else "earlier now"
    yield f"they were told {format_period(told, today=today)}: {off}, so tell them {format_period(new, today=today)}"


def _distance_text(earlier: date, closing: date) -> str:
    days = (closing - earlier).days
    if days > 0:
        return f"{format_days(days)} before closing"
    return f"only {format_days(-days)} after closing" if days else "on the day of closing"


def push_history(summary: JobSummary) -> str | None:
    """Return all moves of the closing in one line ("Jun 12 → Aug 14 permit → Aug 28 windows late"), or None for none (000-7)."""
    moves = [(shift, shift.to_day) for shift in shifts_of(summary) if shift.to_day is not None]
    if not moves:
        return None
    first = moves[0][0].from_day
    steps = [format_day_beside(first, beside=moves[0][1]) if first else "no date"]
    steps += [
        f"{format_day_beside(day, beside=shift.from_day)} {shorten(shift.cause or shift.cause_kind or '', 40)}".rstrip()
        for shift, day in moves
    ]
    return " → ".join(steps)
