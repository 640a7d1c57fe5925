"""The calendar file, read back by another program; moved and cancelled as a calendar understands it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_cli.exchange.calendar import Event, calendar_text, next_export

icalendar = pytest.importorskip("icalendar")
STAMP = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
CLOSING = Event("HC-1041", "closing", date(2027, 3, 12), title="Closing: Okafor, lot 41", alarm_days=7)
VISIT = Event("HC-1041", "final walk", date(2027, 3, 10), "09:30", 45, "Final walk: Okafor", where="118 Heron Creek Ln")


def events(text: str) -> dict[str, object]:
    return {str(event["UID"]): event for event in icalendar.Calendar.from_ical(text).walk("VEVENT")}


def test_days_and_times_are_read_by_another_program() -> None:
    text = calendar_text(next_export([CLOSING, VISIT], [], name="her"), title="Closings", stamp=STAMP)
    walk, closing = sorted(events(text).values(), key=lambda event: str(event["SUMMARY"]), reverse=True)
    assert closing["DTSTART"].dt == date(2027, 3, 12)
    assert (walk["DTSTART"].dt, walk["DTEND"].dt) == (datetime(2027, 3, 10, 9, 30), datetime(2027, 3, 10, 10, 15))
    assert walk["LOCATION"] == "118 Heron Creek Ln"


def test_a_moved_event_keeps_its_uid_and_counts_up() -> None:
    first = next_export([CLOSING, VISIT], [], name="her")
    moved = next_export([CLOSING._replace(day=date(2027, 3, 26)), VISIT], first, name="her")
    assert [item.uid for item in sorted(moved)] == [item.uid for item in sorted(first)]
    assert {item.event.what: item.sequence for item in moved} == {"closing": 1, "final walk": 0}


def test_a_vanished_event_is_cancelled_once_and_comes_back_under_its_uid() -> None:
    first = next_export([CLOSING, VISIT], [], name="her")
    gone = next_export([CLOSING], first, name="her")
    assert [item.is_cancelled for item in gone] == [False, True]
    again = next_export([CLOSING], gone, name="her")
    assert len(again) == 1
    assert "CANCELLED" in calendar_text(gone, title="t", stamp=STAMP)


def test_nothing_changed_exports_the_same_text() -> None:
    first = next_export([CLOSING, VISIT], [], name="her")
    second = next_export([VISIT, CLOSING], first, name="her")
    assert calendar_text(first, title="t", stamp=STAMP) == calendar_text(second, title="t", stamp=STAMP)


@given(st.text(max_size=200))
def test_any_words_come_back_and_no_line_is_longer_than_75_octets(words: str) -> None:
    text = calendar_text(next_export([CLOSING._replace(title=words or "x")], [], name="her"), title="t", stamp=STAMP)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (event,) = events(text).values()
    plain = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in (words or "x").replace("\r\n", "\n"))
    assert str(event["SUMMARY"]) == plain
