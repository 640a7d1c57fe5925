"""What a moved date breaks: every other date, duty and home that no longer fits (finding 5; 002-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.dates.business_days import federal_holiday, is_business_day
from backlog_cli.dates.format import format_day, format_day_beside, format_days, format_period
from backlog_cli.dates.values import WEEKDAYS, add_months
from backlog_cli.rules.backlog import absence_covering
from backlog_cli.rules.changes.log import told_period
from backlog_cli.rules.changes.shift import DATE_NAMES, day_before_shift
from backlog_cli.rules.clocks.loan import LOCK_CUSHION, PAPER_MONTHS
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.summary import closing_day, is_open, joint_name, shifts_of
from backlog_cli.terms import MovedDate, and_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

NEED_SLACK = 10  # days a lease or school start should lie after the closing
MAX_ORIENTATION_DAYS = 14  # days before closing beyond which an orientation is too early to be worth much


def find_collisions(summary: JobSummary, what: MovedDate, backlog: Backlog, *, today: date) -> tuple[str, ...]:
    """Short sentences about what does not fit now that the job stands as it does; () when all fits.

    `summary` is the job with its new date already in it.
    """
    day = day_before_shift(summary, what)
    if day is None:
        return ()
    around = (
        *_calendar_collisions(day, DATE_NAMES[what], backlog, today),
        *_absence_collisions(day, DATE_NAMES[what], backlog, today),
    )
    if what is MovedDate.CLOSING:
        own = (
            *_loan_collisions(summary, day, today),
            *_needed_by_collisions(summary, day, today),
            *_build_collisions(summary, day, today),
        )
        return (*own, *around, *_same_day_clashes(summary, day, backlog), *_told_collisions(summary, day, backlog, today))
    if what is MovedDate.ORIENTATION:
        closing = closing_day(summary)
        own = () if closing is None else tuple(_orientation_collisions(day, closing, today))
        return (*own, *around, *_same_day_clashes(summary, day, backlog))
    return (*_start_collisions(summary, what, today), *around)


def jobs_by_day(backlog: Backlog) -> dict[date, list[JobSummary]]:
    """The open homes by the days on which they have a closing, an orientation or an appointment: asked once for many homes."""
    taken: dict[date, list[JobSummary]] = {}
    for summary in backlog.jobs:
        if is_open(summary):
            days = {meeting.at.day for meeting in summary.appointments}
            days |= {day for day in (closing_day(summary), summary.orientation and summary.orientation.day) if day}
            for day in days:
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
    return tuple(dict.fromkeys((*found, *_same_hour_clashes(summary, taken, today))))


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


def _same_hour_clashes(summary: JobSummary, taken: Mapping[date, Sequence[JobSummary]], today: date) -> Iterator[str]:
    """Appointments of two homes at one time."""
    for meeting in summary.appointments:
        if meeting.at.clock is None or meeting.at.day < today:
            continue
        homes = [job for job in taken.get(meeting.at.day, ()) if job.job != summary.job]
        others = [job for job in homes if any(found.at == meeting.at for found in job.appointments)]
        if others:
            when = f"{format_day(meeting.at.day, today=today)} {meeting.at.clock}"
            verb = "has an appointment" if len(others) == 1 else "have appointments"
            yield f"{shorten(meeting.what)} {when}: {_short_list(others)} {verb} at that time too"


def _loan_collisions(summary: JobSummary, closing: date, today: date) -> Iterator[str]:
    lender = summary.lender
    if lender is None:
        return
    lock = lender.lock_expires
    if lock is not None and (lock - closing).days < LOCK_CUSHION:
        yield f"rate lock {'ended' if lock < today else 'ends'} {format_day(lock, today=today)}, {_distance_text(lock, closing)}"
    papers = lender.credit_docs_date
    if papers is not None and add_months(papers, PAPER_MONTHS) < closing:
        yield f"credit papers of {format_day(papers, today=today)} will be over four months old: the lender will ask again"


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


def _same_day_clashes(summary: JobSummary, day: date, backlog: Backlog) -> Iterator[str]:
    """Closings and orientations of other homes on that day: there is only one of her (002-3)."""
    for other in backlog.jobs:
        if other.job == summary.job or not is_open(other):
            continue
        if closing_day(other) == day:
            yield f"{other.job} {joint_name(other)} closes the same day"
        if other.orientation is not None and other.orientation.day == day:
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
