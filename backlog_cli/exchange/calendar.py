"""A calendar file (RFC 5545) of her dates, which moves and cancels in her calendar what moved and vanished here."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LINE_OCTETS = 75
DEFAULT_MINUTES = 60
UID_DIGITS = 20
MOST_MINUTES = 1_000_000  # nothing lasts longer, or rings earlier
STAMP = re.compile(r"[0-9]{8}T[0-9]{6}Z")
UID = re.compile(r"[0-9a-f]+-[0-9]+@backlog")
PAST_DAYS = 30  # what is longer ago is not exported any more


class Event(NamedTuple):
    """One date of a home. `home` and `what` identify it over moves; `clock` is `HH:MM`, None for the whole day.

    `alarm` is when to ring, in minutes before the start (before midnight for a whole day); negative for after it.
    """

    home: str
    what: str
    day: date
    clock: str | None = None
    minutes: int | None = None
    title: str = ""
    where: str | None = None
    about: str | None = None
    alarm: int | None = None


class ExportedEvent(NamedTuple):
    """An event as it was last exported: its UID, how often it has changed since, and the moment of its last change (UTC)."""

    uid: str
    sequence: int
    stamp: str
    event: Event
    is_cancelled: bool = False


ROW_LENGTH = len(ExportedEvent._fields) - 1 + len(Event._fields)


class CalendarExport(NamedTuple):
    """What goes into the file now, and what has to be remembered for the next time."""

    shown: tuple[ExportedEvent, ...]
    remembered: tuple[ExportedEvent, ...]


def next_export(
    events: Iterable[Event],
    last: Iterable[ExportedEvent],
    *,
    name: str,
    stamp: str,
    today: date,
    is_sure: Callable[[str], bool] = lambda _: True,
) -> CalendarExport:
    """Return the export after `last`: what moved keeps its UID under the next SEQUENCE, what vanished is cancelled once.

    An event is matched by its home and `what`; of several such, those that are unchanged first, then in order of day. What was
    cancelled is remembered, and comes back under its UID. A day that is over is left alone in her calendar when it vanishes here.
    Where `is_sure` says no for a home, because it could not be read in full, nothing of it is cancelled. `name` tells the UIDs
    of two files apart.
    """
    waiting, known = list(events), list(last)
    pairs = _match(waiting, known, _whole)
    oldest = today - timedelta(days=PAST_DAYS)
    old = [item for item in known if not item.is_cancelled and item.event.day < oldest]
    known = [item for item in known if item not in old]
    pairs += _match(waiting, known, _identity)
    known += old
    found = [_exported_again(event, before, stamp) for event, before in pairs]
    taken = {item.uid for item in (*known, *found)}
    for event in sorted(waiting, key=_time):
        uid = _new_uid(event, name, taken)
        taken.add(uid)
        found.append(ExportedEvent(uid, 0, stamp, event))
    cancelled = [
        item._replace(sequence=item.sequence + 1, stamp=stamp, is_cancelled=True)
        for item in known
        if not item.is_cancelled and item.event.day >= today and is_sure(item.event.home)
    ]
    ended = {item.uid for item in cancelled}
    quiet = [item for item in known if item.uid not in ended]
    shown = sorted((*found, *cancelled), key=lambda item: (*_time(item.event), item.uid))
    return CalendarExport(tuple(shown), (*shown, *quiet))


def _match(
    events: list[Event], known: list[ExportedEvent], mark: Callable[[Event], tuple[object, ...]]
) -> list[tuple[Event, ExportedEvent]]:
    """Pair events with those of the last export that bear the same mark, live ones first; both leave their lists."""
    offered: dict[tuple[object, ...], list[ExportedEvent]] = {}
    for item in sorted(known, key=lambda item: (item.is_cancelled, *_time(item.event), item.uid)):
        offered.setdefault(mark(item.event), []).append(item)
    pairs = []
    for event in sorted(events, key=_time):
        if candidates := offered.get(mark(event)):
            item = candidates.pop(0)
            pairs.append((event, item))
            events.remove(event)
            known.remove(item)
    return pairs


def _exported_again(event: Event, before: ExportedEvent, stamp: str) -> ExportedEvent:
    if before.event == event and not before.is_cancelled:
        return before
    return ExportedEvent(before.uid, before.sequence + 1, stamp, event)


def _time(event: Event) -> tuple[date, str, str, str]:
    return event.day, event.clock or "", event.home, event.what


def _identity(event: Event) -> tuple[object, ...]:
    return event.home, event.what


def _whole(event: Event) -> tuple[object, ...]:
    return event.home, event.what, event.day, event.clock


def _new_uid(event: Event, name: str, taken: set[str]) -> str:
    """A UID that says nothing about the home, and is the same again when the memory of the last export is lost."""
    mark = sha256("\0".join((name, event.home, event.what)).encode("utf-8", "surrogatepass")).hexdigest()[:UID_DIGITS]
    return next(uid for place in count(1) if (uid := f"{mark}-{place}@backlog") not in taken)


def event_row(item: ExportedEvent) -> list[object]:
    """Return an exported event as plain values, to be kept."""
    return [item.uid, item.sequence, item.stamp, item.is_cancelled, *item.event._replace(day=item.event.day.isoformat())]  # type: ignore[arg-type]


def read_event_row(row: object) -> ExportedEvent | None:
    """Return the event that `event_row` made these values of; None for anything else."""
    if not isinstance(row, list) or len(row) != ROW_LENGTH:
        return None
    uid, sequence, stamp, is_cancelled, home, what, day, clock, minutes, title, where, about, alarm = row
    texts, optional = (uid, stamp, home, what, day, title), (clock, where, about)
    numbers = [number for number in (minutes, alarm) if number is not None]
    is_right = (
        all(isinstance(text, str) for text in texts)
        and all(text is None or isinstance(text, str) for text in optional)
        and all(type(number) is int and abs(number) <= MOST_MINUTES for number in (sequence, *numbers))
        and isinstance(is_cancelled, bool)
        and (clock is None or _is_clock(clock))
    )
    if not is_right or not STAMP.fullmatch(stamp) or not UID.fullmatch(uid):
        return None
    try:
        event = Event(home, what, date.fromisoformat(day), clock, minutes, title, where, about, alarm)
    except ValueError:
        return None
    return ExportedEvent(uid, sequence, stamp, event, is_cancelled)


def _is_clock(text: str) -> bool:
    try:
        time.fromisoformat(text)
    except ValueError:
        return False
    return True


def calendar_text(exported: Iterable[ExportedEvent], *, title: str) -> str:
    """Return the .ics file: CRLF lines of at most 75 octets; times are floating, as everybody near the homes reads them."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//backlog//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_escape(title)}")
    for item in exported:
        lines += _event_lines(item)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _fold(line))


def _event_lines(item: ExportedEvent) -> Iterator[str]:
    event = item.event
    yield "BEGIN:VEVENT"
    yield f"UID:{item.uid}"
    yield f"SEQUENCE:{item.sequence}"
    yield f"DTSTAMP:{item.stamp}"
    if event.clock is None:
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    else:
        start = datetime.combine(event.day, time.fromisoformat(event.clock))
        yield f"DTSTART:{start:%Y%m%dT%H%M%S}"
        yield f"DTEND:{start + timedelta(minutes=event.minutes or DEFAULT_MINUTES):%Y%m%dT%H%M%S}"
    yield f"SUMMARY:{_escape(event.title or event.what)}"
    if event.where:
        yield f"LOCATION:{_escape(event.where)}"
    if event.about:
        yield f"DESCRIPTION:{_escape(event.about)}"
    yield f"STATUS:{'CANCELLED' if item.is_cancelled else 'CONFIRMED'}"
    if event.alarm is not None and not item.is_cancelled:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escape(event.title or event.what)}")
        yield f"TRIGGER:{'-' if event.alarm > 0 else ''}PT{abs(event.alarm)}M"
        yield "END:VALARM"
    yield "END:VEVENT"


def _escape(text: str) -> str:
    plain = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text.replace("\r\n", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _fold(line: str) -> Iterator[str]:
    """Lines of at most 75 octets, no character cut; all but the first begin with a blank, which counts."""
    part = ""
    for sign in line:
        if len((part + sign).encode()) > LINE_OCTETS:
            yield part
            part = " "
        part += sign
    yield part
