"""What a moved date breaks: every other date, duty and home that no longer fits (finding 5; 002-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.dates.business_days import federal_holiday, is_business_day
from backlog_cli.dates.format import span, spell_day, spell_period, step_day
from backlog_cli.dates.values import WEEKDAYS, add_months
from backlog_cli.rules.backlog import absence_over
from backlog_cli.rules.changes.log import told_period
from backlog_cli.rules.changes.shift import NAMES, moved_from
from backlog_cli.rules.clocks.loan import LOCK_CUSHION, PAPER_MONTHS
from backlog_cli.rules.duty import in_short
from backlog_cli.rules.summary import closing_day, is_open, joint_name, shifts_of
from backlog_cli.terms import Moved, and_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

NEED_SLACK = 10  # days a lease or school start should lie after the closing
FAR_ORIENTATION = 14  # days before closing beyond which an orientation is too early to be worth much


def breaks(summary: JobSummary, what: Moved, backlog: Backlog, *, today: date) -> tuple[str, ...]:
    """Short sentences about what does not fit now that the job stands as it does; () when all fits.

    `standing` is the job with its new date already in it.
    """
    day = moved_from(summary, what)
    if day is None:
        return ()
    around = (*_calendar_breaks(day, NAMES[what], backlog, today), *_away_breaks(day, NAMES[what], backlog, today))
    if what is Moved.CLOSING:
        own = (*_loan_breaks(summary, day, today), *_life_breaks(summary, day, today), *_build_breaks(summary, day, today))
        return (*own, *around, *_same_day(summary, day, backlog), *_told_breaks(summary, day, backlog, today))
    if what is Moved.ORIENTATION:
        closing = closing_day(summary)
        own = () if closing is None else tuple(_visit_breaks(day, closing, today))
        return (*own, *around, *_same_day(summary, day, backlog))
    return (*_start_breaks(summary, what, today), *around)


def days_taken(backlog: Backlog) -> dict[date, list[JobSummary]]:
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

    `taken` are the book's `days_taken`. For the superintendent's eyes: nothing of the loan, of money, or of why the buyers
    need the home by a day.
    """
    closing, visit = closing_day(summary), summary.orientation.day if summary.orientation else None
    found: list[str] = []
    if closing is not None:
        found += _build_breaks(summary, closing, today)
        if summary.needed_by is not None and summary.needed_by <= closing:
            found.append(f"they must be in by {spell_day(summary.needed_by, today=today)}, {_gap(summary.needed_by, closing)}")
    for day, name in ((closing, NAMES[Moved.CLOSING]), (visit, NAMES[Moved.ORIENTATION])):
        if day is not None and day >= today:
            found += [*_day_breaks(day, name, backlog, "my"), *_shared_day(summary, day, taken.get(day, ()))]
    found += _start_breaks(summary, Moved.START, today)
    return tuple(dict.fromkeys((*found, *_same_hour(summary, taken, today))))


def _shared_day(summary: JobSummary, day: date, jobs: Sequence[JobSummary]) -> Iterator[str]:
    """Closings and orientations of other homes on that day, in a line each however many they are."""
    others = [job for job in jobs if job.job != summary.job]
    closings = [job for job in others if closing_day(job) == day]
    visits = [job for job in others if job.orientation is not None and job.orientation.day == day]
    if closings:
        yield f"{_some(closings)} {'closes' if len(closings) == 1 else 'close'} the same day"
    if visits:
        yield f"{_some(visits)} {'has' if len(visits) == 1 else 'have'} orientation the same day"


def _some(homes: Sequence[JobSummary]) -> str:
    """`2402 Ito`, `2402 Ito and 2403 Kim`, `2402 Ito and 38 others`."""
    names = [f"{home.job} {joint_name(home)}" for home in homes[:2]]
    return f"{names[0]} and {len(homes) - 1} others" if len(homes) > 2 else and_list(names)


def _same_hour(summary: JobSummary, taken: Mapping[date, Sequence[JobSummary]], today: date) -> Iterator[str]:
    """Appointments of two homes at one time."""
    for meeting in summary.appointments:
        if meeting.at.clock is None or meeting.at.day < today:
            continue
        homes = [job for job in taken.get(meeting.at.day, ()) if job.job != summary.job]
        others = [job for job in homes if any(found.at == meeting.at for found in job.appointments)]
        if others:
            when = f"{spell_day(meeting.at.day, today=today)} {meeting.at.clock}"
            verb = "has an appointment" if len(others) == 1 else "have appointments"
            yield f"{in_short(meeting.what)} {when}: {_some(others)} {verb} at that time too"


def _loan_breaks(summary: JobSummary, closing: date, today: date) -> Iterator[str]:
    lender = summary.lender
    if lender is None:
        return
    lock = lender.lock_expires
    if lock is not None and (lock - closing).days < LOCK_CUSHION:
        yield f"rate lock {'ended' if lock < today else 'ends'} {spell_day(lock, today=today)}, {_gap(lock, closing)}"
    papers = lender.credit_docs_date
    if papers is not None and add_months(papers, PAPER_MONTHS) < closing:
        yield f"credit papers of {spell_day(papers, today=today)} will be over four months old: the lender will ask again"


def _life_breaks(summary: JobSummary, closing: date, today: date) -> Iterator[str]:
    need = summary.needed_by
    if need is not None and (need - closing).days <= NEED_SLACK:
        reason = f" ({summary.needed_reason})" if summary.needed_reason else ""
        yield f"they need it by {spell_day(need, today=today)}{reason}, {_gap(need, closing)}"
    for found in summary.contingencies:
        if not found.is_open or found.expires is None or found.expires == closing:
            continue
        ends = "ends" if found.expires < closing else "is open until"
        days = span(abs((closing - found.expires).days))
        side = "before" if found.expires < closing else "after"
        yield f"{found.kind} contingency {ends} {spell_day(found.expires, today=today)}, {days} {side} closing"


def _build_breaks(summary: JobSummary, closing: date, today: date) -> Iterator[str]:
    if summary.orientation is not None:
        yield from _visit_breaks(summary.orientation.day, closing, today)
    if summary.precon is not None and summary.precon.day > closing:
        yield f"pre-construction meeting {spell_day(summary.precon.day, today=today)} is after closing"
    if summary.start_date is not None and summary.start_date > closing:
        yield f"start {spell_day(summary.start_date, today=today)} is after closing"


def _visit_breaks(visit: date, closing: date, today: date) -> Iterator[str]:
    """Repairs need the days between orientation and closing, but not many weeks."""
    days = (closing - visit).days
    if 1 <= days <= FAR_ORIENTATION:
        return
    where = "after closing" if days < 0 else f"{span(days)} before closing" if days else "on the day of closing"
    yield f"orientation {spell_day(visit, today=today)} is now {where}"


def _start_breaks(summary: JobSummary, what: Moved, today: date) -> Iterator[str]:
    start, meeting, closing = summary.start_date, summary.precon, closing_day(summary)
    if meeting is not None and start is not None and meeting.day > start:
        yield f"pre-construction meeting {spell_day(meeting.day, today=today)} is after the start {spell_day(start, today=today)}"
    day = moved_from(summary, what)
    if day is not None and closing is not None and day >= closing:
        yield f"closing {spell_day(closing, today=today)} is not after the {NAMES[what]}"


def _day_breaks(day: date, name: str, backlog: Backlog, whose: str) -> Iterator[str]:
    holiday = federal_holiday(day)
    if holiday is not None:
        yield f"{name} falls on {holiday}"
    elif day.weekday() > 4:
        yield f"{name} falls on a {WEEKDAYS[day.weekday()]}"
    elif not is_business_day(day, backlog.policy.days_off):
        yield f"{name} falls on one of {whose} days off"


def _calendar_breaks(day: date, name: str, backlog: Backlog, today: date) -> Iterator[str]:
    if federal_holiday(day) is None and day.weekday() > 4:
        yield f"{name} falls on a weekend ({spell_day(day, today=today)})"
    else:
        yield from _day_breaks(day, name, backlog, "your")


def _away_breaks(day: date, name: str, backlog: Backlog, today: date) -> Iterator[str]:
    absence = absence_over(backlog, day, today=today)
    if absence is not None:
        cover = f": {absence.cover} fills in" if absence.cover else ""
        yield f"{name} falls while you are away{cover}"


def _same_day(summary: JobSummary, day: date, backlog: Backlog) -> Iterator[str]:
    """Closings and orientations of other homes on that day: there is only one of her (002-3)."""
    for other in backlog.jobs:
        if other.job == summary.job or not is_open(other):
            continue
        if closing_day(other) == day:
            yield f"{other.job} {joint_name(other)} closes the same day"
        if other.orientation is not None and other.orientation.day == day:
            yield f"{other.job} {joint_name(other)} has orientation the same day"


def _told_breaks(summary: JobSummary, closing: date, backlog: Backlog, today: date) -> Iterator[str]:
    """What was told no longer holds; at this stage they would be told as much as is known (002-4)."""
    told, new = summary.told, told_period(summary, backlog.policy)
    if told is None or new is None or closing in told:
        return
    off = f"{span((closing - told.end).days)} past it" if closing > told.end else "earlier now"
    yield f"they were told {spell_period(told, today=today)}: {off}, so tell them {spell_period(new, today=today)}"


def _gap(earlier: date, closing: date) -> str:
    days = (closing - earlier).days
    if days > 0:
        return f"{span(days)} before closing"
    return f"only {span(-days)} after closing" if days else "on the day of closing"


def push_history(summary: JobSummary) -> str | None:
    """All moves of the closing in one line ("Jun 12 → Aug 14 permit → Aug 28 windows late"), or None for none (000-7)."""
    moves = [(shift, shift.to_day) for shift in shifts_of(summary) if shift.to_day is not None]
    if not moves:
        return None
    first = moves[0][0].from_day
    steps = [step_day(first, beside=moves[0][1]) if first else "no date"]
    steps += [
        f"{step_day(day, beside=shift.from_day)} {in_short(shift.cause or shift.cause_kind or '', 40)}".rstrip()
        for shift, day in moves
    ]
    return " → ".join(steps)
