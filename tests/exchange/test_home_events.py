"""Which dates of a home become events of her calendar, in which words, and when they ring."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.exchange.home_events import home_events
from backlog_cli.terms import Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.exchange.calendar import Event
    from backlog_cli.rules.summary import JobSummary

TODAY = date(2026, 11, 30)
HOME = """
jobs:
  - job: 1
    lot: "7"
    address: 9 Elm St
    buyers: [{name: Ann Lee, phone: 555-0177}]
    sold_date: 2026-06-01
    stage: framing
"""


@pytest.fixture
def summary() -> Callable[[str], JobSummary]:
    from backlog_cli.workflows.read import document_of

    def made(lines: str) -> JobSummary:
        text = HOME + "".join(f"    {line}\n" for line in lines.split("\n"))
        return document_of(text.encode(), "backlog.yaml").backlog.jobs[0]

    return made


def events_of(home: JobSummary, **options: Any) -> list[Event]:
    asked = {"has_updates": False, "is_redacted": False, "today": TODAY, **options}
    return list(home_events([home], Policy(), **asked))


@pytest.mark.parametrize(
    ("lines", "day", "clock", "title", "alarm"),
    [
        ("closing: {internal: 2027-03-12}", date(2027, 3, 12), None, "Closing: Lee, lot 7 (1)", 7 * 1440 - 540),
        ('closing: {internal: 2027-03-12, time: "10:30"}', date(2027, 3, 12), "10:30", "Closing: Lee, lot 7 (1)", 7 * 1440),
        ("orientation_date: 2026-12-01 10:00", date(2026, 12, 1), "10:00", "Orientation: Lee, lot 7 (1)", 1440),
        ("precon_date: 2026-12-01", date(2026, 12, 1), None, "Pre-con: Lee, lot 7 (1)", 900),
        ("predrywall_date: 2026-12-01", date(2026, 12, 1), None, "Pre-drywall walk: Lee, lot 7 (1)", 900),
        ("appointments: [{at: 2026-12-02 09:00, what: pick tile}]", date(2026, 12, 2), "09:00", "Pick tile: Lee, lot 7 (1)", 60),
        (
            "promises: [{text: photos, by: me, due: 2026-12-03}]",
            date(2026, 12, 3),
            None,
            "Promise: photos - Lee, lot 7 (1)",
            -540,
        ),
    ],
)
def test_each_date_is_an_event(
    summary: Callable[[str], JobSummary], lines: str, day: date, clock: str | None, title: str, alarm: int
) -> None:
    (event,) = events_of(summary(lines))
    assert (event.day, event.clock, event.title, event.alarm) == (day, clock, title, alarm)
    assert event.about == "Call 555-0177"


@pytest.mark.parametrize(
    "lines",
    [
        "promises: [{text: photos, by: builder, due: 2026-12-03}]",
        "promises: [{text: photos, by: me, due: 2026-12-03, done: 2026-11-29}]",
        "promises: [{text: photos, by: me}]",
        "orientation_date: 2026-10-30",
        "closing: {internal: 2027-03-12}\ncancelled: {date: 2026-11-20, reason: rate}\nstages: {cancelled: 2026-11-20}",
    ],
)
def test_what_is_over_or_not_hers_is_none(summary: Callable[[str], JobSummary], lines: str) -> None:
    home = summary(lines)
    assert events_of(home._replace(stage="cancelled") if "cancelled" in lines else home) == []


def test_a_home_that_closed_stays_in_her_calendar_on_the_day_it_closed(summary: Callable[[str], JobSummary]) -> None:
    before = summary("closing: {internal: 2026-12-04}")
    after = summary("closing: {internal: 2026-12-04, closed_date: 2026-11-28}")._replace(stage="closed")
    (planned,), (closed,) = events_of(before), events_of(after)
    assert (planned.home, planned.what) == (closed.home, closed.what)
    assert (closed.day, closed.title) == (date(2026, 11, 28), "Closed: Lee, lot 7 (1)")


def test_the_next_update_is_there_when_it_is_asked_for(summary: Callable[[str], JobSummary]) -> None:
    home = summary("log: [{at: 2026-11-27, how: phone, kind: update, outcome: reached, text: all well}]")
    assert events_of(home) == []
    (event,) = events_of(home, has_updates=True)
    assert (event.day, event.title) == (date(2026, 12, 4), "Update due: Lee, lot 7 (1)")


def test_redacted_nobody_is_named_and_nothing_of_hers_is_repeated(summary: Callable[[str], JobSummary]) -> None:
    promises = "promises: [{text: call Ann Lee, by: me, due: 2026-12-03}]"
    lines = f"{promises}\nappointments: [{{at: 2026-12-02, what: tile with Ann, where: Ann's}}]"
    found = events_of(summary(lines), is_redacted=True, has_updates=True, today=date(2026, 6, 20))
    assert len(found) == 3
    shown = " ".join(f"{event.title} {event.where} {event.about}" for event in found)
    assert not any(word in shown for word in ("Ann", "Lee", "555", "tile", "call"))
