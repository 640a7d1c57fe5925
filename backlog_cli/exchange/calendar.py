"""A calendar file (RFC 5545) of her dates, which moves and cancels in her calendar what moved and vanished here."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LINE_OCTETS = 75
DEFAULT_MINUTES = 60


class Event(NamedTuple):
    """One date of a home. `home` and `what` identify it over moves; `clock` is `HH:MM`, None for the whole day."""

    home: str
    what: str
    day: date
    clock: str | None = None
    minutes: int | None = None
    title: str = ""
    where: str | None = None
    about: str | None = None
    alarm_days: int | None = None


class Exported(NamedTuple):
    """An event as it stands in a calendar: its UID, how often it was changed, and whether it was taken back."""

    uid: str
    sequence: int
    event: Event
    is_cancelled: bool = False


def next_export(events: Iterable[Event], last: Iterable[Exported], *, name: str) -> tuple[Exported, ...]:
    """Return what to export now, after `last`: moved events keep their UID with the next SEQUENCE, vanished ones are cancelled once.

    `name` tells the UIDs of two files apart. Two events of one home and one `what` are told apart by their order of day.
    """
    before = {_identity(item.event, place): item for item, place in _places(last, lambda item: item.event)}
    found: list[Exported] = []
    for event, place in _places(events, lambda event: event):
        known = before.pop(_identity(event, place), None)
        if known is None:
            found.append(Exported(f"{_slug(event.home)}-{_slug(event.what)}-{place}@{_slug(name)}.backlog", 0, event))
        else:
            is_same = known.event == event and not known.is_cancelled
            found.append(Exported(known.uid, known.sequence + (0 if is_same else 1), event))
    gone = [item for item in before.values() if not item.is_cancelled]
    return (*found, *(item._replace(sequence=item.sequence + 1, is_cancelled=True) for item in gone))


def _places(items, event_of):  # type: ignore[no-untyped-def]
    counts: dict[tuple[str, str], int] = {}
    for item in sorted(items, key=lambda item: (event_of(item).day, event_of(item).clock or "")):
        event = event_of(item)
        place = counts[event.home, event.what] = counts.get((event.home, event.what), 0) + 1
        yield item, place


def _identity(event: Event, place: int) -> tuple[str, str, int]:
    return event.home, event.what, place


def _slug(text: str) -> str:
    return "-".join("".join(sign if sign.isalnum() and sign.isascii() else " " for sign in text.casefold()).split()) or "x"


def calendar_text(exported: Iterable[Exported], *, title: str, stamp: datetime) -> str:
    """Return the .ics file: CRLF lines of at most 75 octets; times are floating, as everybody near the homes reads them."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//backlog//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_escape(title)}")
    for item in exported:
        lines += _event_lines(item, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _fold(line))


def _event_lines(item: Exported, stamp: datetime) -> Iterator[str]:
    event = item.event
    yield "BEGIN:VEVENT"
    yield f"UID:{item.uid}"
    yield f"SEQUENCE:{item.sequence}"
    yield f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"
    if event.clock is None:
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    else:
        start = datetime.combine(event.day, datetime.strptime(event.clock, "%H:%M").time())
        yield f"DTSTART:{start:%Y%m%dT%H%M%S}"
        yield f"DTEND:{start + timedelta(minutes=event.minutes or DEFAULT_MINUTES):%Y%m%dT%H%M%S}"
    yield f"SUMMARY:{_escape(event.title or event.what)}"
    if event.where:
        yield f"LOCATION:{_escape(event.where)}"
    if event.about:
        yield f"DESCRIPTION:{_escape(event.about)}"
    yield f"STATUS:{'CANCELLED' if item.is_cancelled else 'CONFIRMED'}"
    if event.alarm_days is not None and not item.is_cancelled:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escape(event.title or event.what)}")
        yield f"TRIGGER:-P{event.alarm_days}D"
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
