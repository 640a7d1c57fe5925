"""What is booked with buyers, one truth a date: a home's own dates and its appointments, each once, and what overlaps (002-3)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.values import Moment
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.summary import closing_day, is_open
from backlog_cli.terms import CANCELLED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import Appointment, JobSummary


class BookingKind(StrEnum):
    """What is booked. All but an appointment are dates of the home itself."""

    CLOSING = "closing"
    ORIENTATION = "orientation"
    PRECON = "pre-con"
    PREDRYWALL = "pre-drywall walk"
    APPOINTMENT = "appointment"


# Where the dates that `meet` sets stand in the file. A closing is moved by `shift` alone.
BOOKING_FIELDS = {
    BookingKind.ORIENTATION: "orientation_date",
    BookingKind.PRECON: "precon_date",
    BookingKind.PREDRYWALL: "predrywall_date",
}
# What buyers call these dates.
BUYER_NAMES = {
    BookingKind.ORIENTATION: "orientation",
    BookingKind.PRECON: "pre-construction meeting",
    BookingKind.PREDRYWALL: "walk before drywall",
}
APPOINTMENT_MINUTES = 30  # of an appointment whose length is not written
MILESTONE_MINUTES = 60  # of a closing, an orientation, a pre-con or a pre-drywall walk

_WALK = r"(?:walk(?:-? ?through)?|meeting|mtg|visit|appointment|tour)"
_NAMES = {
    BookingKind.CLOSING: r"closing(?: appointment)?",
    BookingKind.ORIENTATION: rf"(?:(?:new[- ])?home(?:owner)?(?:'?s)? )?orientation(?: {_WALK})?",
    BookingKind.PRECON: rf"pre[- ]?con(?:struction)?(?: (?:{_WALK}|conference|call))?",
    BookingKind.PREDRYWALL: rf"(?:pre[- ]?drywall(?: (?:{_WALK}|orientation))?|walk before drywall)",
}
# What may follow the name without making another thing of it: "orientation with Hal", not "orientation packet".
_BEHIND = r"(?P<more>(?: (?:with|at|on|in|and|for)\b| ?[-,;:(/+&]).*)?"
# As text, compiled by `re` for the first appointment.
_PATTERNS = {kind: rf"(?:(?:the|their|his|her) )?{name}{_BEHIND}" for kind, name in _NAMES.items()}


class BookingName(NamedTuple):
    """The date of a home that an appointment's words name. `has_more` tells that they say more than its name."""

    kind: BookingKind
    has_more: bool


class Booking(NamedTuple):
    """One thing booked with the buyers of one home. `place` is its place among the appointments of the file, if it is there.

    `what` are the words of an appointment, else the name of the date; `minutes` its length, where one is written.
    """

    summary: JobSummary
    kind: BookingKind
    at: Moment
    what: str
    minutes: int | None = None
    where: str | None = None
    place: int | None = None

    @property
    def length(self) -> int:
        """How many minutes it takes; the usual ones where none are written."""
        return self.minutes or (APPOINTMENT_MINUTES if self.kind is BookingKind.APPOINTMENT else MILESTONE_MINUTES)

    @property
    def start(self) -> datetime | None:
        """When it begins; None while no time of day is set."""
        if self.at.clock is None:
            return None
        hour, minute = map(int, self.at.clock.split(":"))
        return datetime(self.at.day.year, self.at.day.month, self.at.day.day, hour, minute)

    @property
    def end(self) -> datetime | None:
        """When it ends."""
        return None if self.start is None else self.start + timedelta(minutes=self.length)

    @property
    def hours(self) -> str:
        """`10:00 to 11:00`; empty while no time is set."""
        return f"{self.start:%H:%M} to {self.end:%H:%M}" if self.start is not None else ""


def booking_name(words: str) -> BookingName | None:
    """Return which date of the home an appointment's words name: "orientation with Hal" is the orientation; None for none."""
    text = " ".join(fold_case(words).replace("’", "'").split()).rstrip(" .!?")
    for kind, pattern in _PATTERNS.items():
        found = re.fullmatch(pattern, text)
        if found is not None:
            return BookingName(kind, bool(found["more"]))
    return None


def unite_bookings(
    days: dict[BookingKind, Moment | None], appointments: Sequence[Appointment]
) -> tuple[dict[BookingKind, Moment | None], tuple[Appointment, ...]]:
    """Return a home's own dates and its appointments, told alike where both name the same thing.

    An appointment stands for a date that is not set; on the date's own day the two share one time of day.
    """
    united, told = dict(days), list(appointments)
    for kind in days:
        named = [place for place, found in enumerate(told) if _is_named(found, kind)]
        if not named:
            continue
        at = united[kind] or max(told[place].at for place in named)
        same = [place for place in named if told[place].at.day == at.day]
        clock = at.clock or next((told[place].at.clock for place in same if told[place].at.clock), None)
        united[kind] = Moment(at.day, clock)
        for place in same:
            told[place] = told[place]._replace(at=Moment(at.day, clock))
    return united, tuple(told)


def _is_named(found: Appointment, kind: BookingKind) -> bool:
    name = booking_name(found.what)
    return name is not None and name.kind is kind


def own_dates(summary: JobSummary) -> dict[BookingKind, Moment | None]:
    """Return the home's own dates, its closing among them while it is open."""
    closing = closing_day(summary)
    return {
        BookingKind.CLOSING: Moment(closing, summary.closing_time) if closing else None,
        BookingKind.ORIENTATION: summary.orientation,
        BookingKind.PRECON: summary.precon,
        BookingKind.PREDRYWALL: summary.predrywall,
    }


def appointments_for(summary: JobSummary, kind: BookingKind) -> tuple[Appointment, ...]:
    """Return the appointments that are one of the home's own dates, written a second time."""
    at = own_dates(summary)[kind] if kind is not BookingKind.APPOINTMENT else None
    return tuple(found for found in summary.appointments if at and found.at.day == at.day and _is_named(found, kind))


def bookings_of(summary: JobSummary) -> Iterator[Booking]:
    """Yield everything booked with a home's buyers, each thing once; a home that closed has its appointments alone."""
    if summary.stage == CANCELLED:
        return
    seen: set[int] = set()
    for kind, at in own_dates(summary).items() if is_open(summary) else ():
        if at is None:
            continue
        twins = appointments_for(summary, kind)
        seen |= {found.place for found in twins}
        twin = twins[0] if twins else None
        yield Booking(
            summary,
            kind,
            Moment(at.day, at.clock or (twin.at.clock if twin else None)),
            twin.what if twin and booking_name(twin.what) == (kind, True) else str(kind),
            twin and twin.minutes,
            (twin and twin.where) or (summary.closing_place if kind is BookingKind.CLOSING else None),
            twin.place if twin else None,
        )
    for found in summary.appointments:
        if found.place not in seen:
            yield Booking(summary, BookingKind.APPOINTMENT, found.at, found.what, found.minutes, found.where, found.place)


def upcoming_bookings(jobs: Iterable[JobSummary], *, today: date) -> tuple[Booking, ...]:
    """Return everything booked with these homes from today on, in order of time."""
    found = (booked for summary in jobs for booked in bookings_of(summary) if booked.at.day >= today)
    return tuple(sorted(found, key=lambda booked: (booked.at, booked.summary.job, booked.kind)))


def moved_bookings(before: JobSummary, after: JobSummary) -> list[Booking]:
    """Return what is booked with a home that a change has moved, made, or made longer."""
    old = {(one.kind, one.place): one for one in bookings_of(before)}
    return [one for one in bookings_of(after) if _times(old.get((one.kind, one.place))) != _times(one)]


def _times(booked: Booking | None) -> object:
    return booked and (booked.at, booked.length)


def is_overlap(one: Booking, other: Booking) -> bool:
    """Whether two bookings take the same minutes; without a time of day nobody can tell."""
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return one.start < other.end and other.start < one.end


def find_overlaps(wanted: Iterable[Booking], backlog: Backlog, *, today: date) -> tuple[tuple[Booking, Booking], ...]:
    """Return each of the bookings still to come with everything in the backlog that overlaps it, each pair once."""
    coming = [found for found in wanted if found.start is not None and found.at.day >= today]
    if not coming:
        return ()
    days = {found.at.day + timedelta(days=n) for found in coming for n in (-1, 0, 1)}
    others = [found for summary in backlog.jobs for found in bookings_of(summary) if found.at.day in days]
    pairs: dict[frozenset[tuple[object, ...]], tuple[Booking, Booking]] = {}
    for one in coming:
        for other in others:
            if _key(one) != _key(other) and is_overlap(one, other):
                pairs.setdefault(frozenset((_key(one), _key(other))), (one, other))
    return tuple(pairs.values())


def overlaps_of_day(found: Sequence[Booking]) -> tuple[tuple[Booking, Booking], ...]:
    """Return the pairs among these bookings that overlap, in order of time."""
    timed = sorted((one for one in found if one.start is not None), key=lambda one: (one.at, one.summary.job))
    return tuple((one, other) for n, one in enumerate(timed) for other in timed[n + 1 :] if is_overlap(one, other))


def _key(found: Booking) -> tuple[object, ...]:
    return (*found.summary.key, found.kind, found.place)
