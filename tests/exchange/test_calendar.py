"""The calendar file, read back by another program; moved and cancelled as a calendar understands it."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_cli.exchange.calendar import CalendarExport, Event, ExportedEvent, calendar_text, event_row, read_event_row
from backlog_cli.exchange.calendar import next_export as export_after

if TYPE_CHECKING:
    from collections.abc import Iterable

icalendar = pytest.importorskip("icalendar")
TODAY = date(2026, 11, 30)
STAMP = "20261130T090000Z"
LATER = "20261201T090000Z"
CLOSING = Event("HC-1041", "closing", date(2027, 3, 12), title="Closing: Okafor, lot 41", alarm=7 * 1440 - 540)
VISIT = Event("HC-1041", "final walk", date(2027, 3, 10), "09:30", 45, "Final walk: Okafor", where="118 Heron Creek Ln")
APPOINTMENTS = tuple(Event("HC-1041", "appointment: site visit", date(2026, 12, day), "10:00") for day in (4, 11, 18))


def next_export(
    events: Iterable[Event], last: Iterable[ExportedEvent] = (), *, stamp: str = STAMP, today: date = TODAY
) -> CalendarExport:
    return export_after(events, last, name="backlog", stamp=stamp, today=today)


def read(text: str) -> dict[str, Any]:
    return {str(event["UID"]): event for event in icalendar.Calendar.from_ical(text).walk("VEVENT")}


class Store:
    """A calendar as RFC 5546 has it: one event a UID, a higher SEQUENCE replaces a lower one, a cancelled one goes."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def take(self, shown: Iterable[ExportedEvent]) -> None:
        for uid, event in read(calendar_text(shown, title="t")).items():
            if uid in self.kept and int(event["SEQUENCE"]) < int(self.kept[uid]["SEQUENCE"]):
                continue
            self.kept[uid] = event

    def days(self) -> list[date]:
        live = [event for event in self.kept.values() if event["STATUS"] != "CANCELLED"]
        starts = [event["DTSTART"].dt for event in live]
        return sorted(start.date() if isinstance(start, datetime) else start for start in starts)


def test_days_and_times_are_read_by_another_program() -> None:
    text = calendar_text(next_export([CLOSING, VISIT]).shown, title="Closings")
    walk, closing = sorted(read(text).values(), key=lambda event: str(event["SUMMARY"]), reverse=True)
    assert closing["DTSTART"].dt == date(2027, 3, 12)
    assert (walk["DTSTART"].dt, walk["DTEND"].dt) == (datetime(2027, 3, 10, 9, 30), datetime(2027, 3, 10, 10, 15))
    assert walk["LOCATION"] == "118 Heron Creek Ln"


def test_an_alarm_rings_at_nine_in_the_morning_a_week_before() -> None:
    (event,) = read(calendar_text(next_export([CLOSING]).shown, title="t")).values()
    (alarm,) = event.walk("VALARM")
    assert datetime(2027, 3, 12) + alarm["TRIGGER"].dt == datetime(2027, 3, 5, 9, 0)
    on_the_day = CLOSING._replace(alarm=-540)
    (event,) = read(calendar_text(next_export([on_the_day]).shown, title="t")).values()
    assert event.walk("VALARM")[0]["TRIGGER"].dt == timedelta(hours=9)


def test_a_moved_event_keeps_its_uid_and_counts_up() -> None:
    first = next_export([CLOSING, VISIT])
    moved = next_export([CLOSING._replace(day=date(2027, 3, 26)), VISIT], first.remembered, stamp=LATER)
    assert {item.uid for item in moved.shown} == {item.uid for item in first.shown}
    assert {item.event.what: (item.sequence, item.stamp) for item in moved.shown} == {
        "closing": (1, LATER),
        "final walk": (0, STAMP),
    }


def test_a_vanished_event_is_cancelled_once_and_comes_back_under_its_uid() -> None:
    first = next_export([CLOSING, VISIT])
    gone = next_export([CLOSING], first.remembered)
    assert {item.event.what: item.is_cancelled for item in gone.shown} == {"closing": False, "final walk": True}
    assert "STATUS:CANCELLED" in calendar_text(gone.shown, title="t")
    again = next_export([CLOSING], gone.remembered)
    assert [item.event.what for item in again.shown] == ["closing"]
    back = next_export([CLOSING, VISIT], again.remembered)
    (walk,) = [item for item in back.shown if item.event.what == "final walk"]
    (before,) = [item for item in first.shown if item.event.what == "final walk"]
    assert (walk.uid, walk.sequence, walk.is_cancelled) == (before.uid, 2, False)


def test_what_vanishes_after_its_day_stays_in_her_calendar() -> None:
    first = next_export([VISIT, CLOSING])
    later = next_export([CLOSING], first.remembered, today=date(2027, 3, 11))
    assert [item.event.what for item in later.shown] == ["closing"]
    assert not any(item.is_cancelled for item in later.remembered)


def test_of_several_alike_only_the_one_that_moved_moves() -> None:
    first = next_export(APPOINTMENTS)
    uids = {item.event.day: item.uid for item in first.shown}
    moved = next_export([APPOINTMENTS[0], APPOINTMENTS[1]._replace(day=date(2026, 12, 28)), APPOINTMENTS[2]], first.remembered)
    assert {item.event.day.day: (item.uid, item.sequence) for item in moved.shown} == {
        4: (uids[date(2026, 12, 4)], 0),
        18: (uids[date(2026, 12, 18)], 0),
        28: (uids[date(2026, 12, 11)], 1),
    }


def test_the_next_of_several_alike_is_not_made_of_one_that_is_long_past() -> None:
    first = next_export(APPOINTMENTS[:1])
    later = next_export([APPOINTMENTS[0]._replace(day=date(2027, 2, 1))], first.remembered, today=date(2027, 1, 20))
    assert [item.uid for item in later.shown] != [item.uid for item in first.shown]


def test_nothing_changed_exports_the_same_text() -> None:
    first = next_export([CLOSING, VISIT, *APPOINTMENTS])
    second = next_export([*APPOINTMENTS, VISIT, CLOSING], first.remembered, stamp=LATER)
    assert calendar_text(first.shown, title="t") == calendar_text(second.shown, title="t")
    assert first.remembered == second.remembered


def test_a_lost_memory_doubles_nothing() -> None:
    uids = [{item.uid for item in next_export([CLOSING, VISIT, *APPOINTMENTS]).shown} for _ in range(2)]
    assert uids[0] == uids[1]
    assert len(uids[0]) == 5


@given(st.text(max_size=200))
def test_any_words_come_back_and_no_line_is_longer_than_75_octets(words: str) -> None:
    text = calendar_text(next_export([CLOSING._replace(title=words or "x")]).shown, title="t")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (event,) = read(text).values()
    plain = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in (words or "x").replace("\r\n", "\n"))
    assert str(event["SUMMARY"]) == plain


DAYS = st.integers(0, 60).map(lambda n: TODAY + timedelta(days=n))
EVENTS = st.lists(
    st.tuples(st.sampled_from(["1", "2"]), st.sampled_from(["closing", "visit"]), DAYS).map(lambda parts: Event(*parts)),
    max_size=6,
)


@given(st.lists(EVENTS, max_size=5))
def test_a_calendar_holds_what_was_exported_last_after_any_changes(exports: list[list[Event]]) -> None:
    store, remembered = Store(), tuple[ExportedEvent, ...]()
    for events in exports:
        export = next_export(events, remembered)
        store.take(export.shown)
        remembered = export.remembered
        assert store.days() == sorted(event.day for event in events)
        assert len({item.uid for item in export.shown}) == len(export.shown)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=12), st.lists, max_leaves=5)


@given(st.data())
def test_a_kept_event_comes_back_and_anything_else_is_none(data: st.DataObject) -> None:
    (item,) = next_export([VISIT]).remembered
    row = json.loads(json.dumps(event_row(item)))
    assert read_event_row(row) == item
    row[data.draw(st.integers(0, len(row) - 1))] = data.draw(JSON)
    found = read_event_row(row)
    if found is not None:
        assert len(read(calendar_text([found], title="t"))) == 1
    assert read_event_row(data.draw(JSON)) is None
