"""One truth a date: which words name a home's own date, what stands in both places, and what overlaps."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_cli.dates.values import Moment
from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.bookings import (
    APPOINTMENT_MINUTES,
    MILESTONE_MINUTES,
    BookingKind,
    booking_name,
    bookings_of,
    find_overlaps,
    overlaps_of_day,
)
from backlog_cli.rules.changes.entries import book_meeting
from backlog_cli.rules.changes.shift import ShiftInput, shift_date
from backlog_cli.terms import MovedDate, Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary

    Job = Callable[..., JobSummary]
    Book = Callable[..., Backlog]

TODAY = date(2026, 6, 4)
DAY = "2026-06-10"
SHORT_VISIT = {"at": f"{DAY} 10:00", "what": "orientation", "minutes": 15}


@pytest.mark.parametrize(
    ("words", "kind", "has_more"),
    [
        ("orientation", "orientation", False),
        ("Orientation", "orientation", False),
        ("home orientation", "orientation", False),
        ("New-home orientation walk", "orientation", False),
        ("homeowner's orientation", "orientation", False),
        ("their orientation", "orientation", False),
        ("orientation walk-through", "orientation", False),
        ("Orientation!", "orientation", False),
        ("pre-con.", "pre-con", False),
        ("orientation with Hal", "orientation", True),
        ("orientation at the home, bring the keys", "orientation", True),
        ("orientation: second floor too", "orientation", True),
        ("pre-con", "pre-con", False),
        ("precon", "pre-con", False),
        ("Pre con meeting", "pre-con", False),
        ("pre-construction meeting", "pre-con", False),
        ("preconstruction mtg", "pre-con", False),
        ("pre-con call", "pre-con", False),
        ("precon with Hal and Bea", "pre-con", True),
        ("pre-drywall", "pre-drywall walk", False),
        ("predrywall walk", "pre-drywall walk", False),
        ("pre drywall orientation", "pre-drywall walk", False),
        ("walk before drywall", "pre-drywall walk", False),
        ("pre-drywall walk on site", "pre-drywall walk", True),
        ("closing", "closing", False),
        ("closing at title", "closing", True),
    ],
)
def test_words_that_name_a_date_of_the_home(words: str, kind: str, has_more: bool) -> None:
    assert booking_name(words) == (kind, has_more)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "frame walk",
        "walk the frame",
        "orientation packet",
        "orientation prep",
        "call about orientation",
        "second orientation",
        "prepare the orientation",
        "re-orientation",
        "preconceptions",
        "drywall",
        "drywall walk",
        "closing gift",
        "closing costs talk",
        "design center",
    ],
)
def test_words_that_are_an_appointment_of_their_own(words: str) -> None:
    assert booking_name(words) is None


def booked(summary: JobSummary) -> list[tuple[str, str, int]]:
    return [(str(one.kind), str(one.at), one.length) for one in bookings_of(summary) if one.kind is not BookingKind.CLOSING]


@pytest.mark.parametrize(
    ("field", "appointment", "shown"),
    [
        (None, {"at": f"{DAY} 10:00"}, [("orientation", f"{DAY} 10:00", 60)]),
        (DAY, {"at": f"{DAY} 10:00", "minutes": 90}, [("orientation", f"{DAY} 10:00", 90)]),
        (f"{DAY} 10:00", {"at": DAY}, [("orientation", f"{DAY} 10:00", 60)]),
        (f"{DAY} 10:00", {"at": f"{DAY} 10:30"}, [("orientation", f"{DAY} 10:00", 60)]),
        (
            f"{DAY} 10:00",
            {"at": "2026-06-11 10:00"},
            [("orientation", f"{DAY} 10:00", 60), ("appointment", "2026-06-11 10:00", 30)],
        ),
        (
            f"{DAY} 10:00",
            {"at": f"{DAY} 10:00", "what": "photo"},
            [("orientation", f"{DAY} 10:00", 60), ("appointment", f"{DAY} 10:00", 30)],
        ),
    ],
)
def test_what_stands_in_both_places_is_shown_once(
    job: Job, field: str | None, appointment: dict[str, Any], shown: list[tuple[str, str, int]]
) -> None:
    home = job(orientation_date=field, precon_date=None, appointments=[{"what": "orientation"} | appointment])
    assert booked(home) == shown
    assert home.orientation is not None
    assert str(home.orientation) == shown[0][1]


@pytest.mark.parametrize("kind", ["orientation", "pre-con", "pre-drywall"])
def test_a_date_that_is_written_as_an_appointment_alone_is_set(job: Job, kind: str) -> None:
    home = job(precon_date=None, appointments=[{"at": "2026-05-01 9:00", "what": kind}, {"at": f"{DAY} 10:00", "what": kind}])
    found = {"orientation": home.orientation, "pre-con": home.precon, "pre-drywall": home.predrywall}
    assert found.pop(kind) == Moment(date(2026, 6, 10), "10:00")
    assert set(found.values()) == {None}


def test_a_home_that_has_ended_keeps_no_date_of_its_own(job: Job) -> None:
    keys: dict[str, Any] = {"orientation_date": f"{DAY} 10:00", "appointments": [{"at": f"{DAY} 12:00", "what": "photo"}]}
    assert booked(job(stage="closed", **keys)) == [("appointment", f"{DAY} 12:00", 30)]
    assert booked(job(stage="cancelled", **keys)) == []


# What `meet` writes


def intents(home: JobSummary, at: str, what: str, **more: Any) -> dict[str, object]:
    day, _, clock = at.partition(" ")
    change = book_meeting(
        home, Moment(date.fromisoformat(day), clock), what, minutes=more.get("minutes"), where=more.get("where")
    )
    return {".".join(map(str, intent.path)): intent.value for intent in change.intents}


ENTRY = {"with": ["Anh Nguyen", "Linh Nguyen"], "confirmed": "false"}


@pytest.mark.parametrize(
    ("keys", "what", "more", "written"),
    [
        ({}, "orientation", {}, {"orientation_date": f"{DAY} 10:00"}),
        ({"orientation_date": "2026-06-09"}, "the orientation", {}, {"orientation_date": f"{DAY} 10:00"}),
        ({}, "pre-con", {}, {"precon_date": f"{DAY} 10:00"}),
        ({}, "pre-drywall walk", {}, {"predrywall_date": f"{DAY} 10:00"}),
        (
            {},
            "orientation",
            {"minutes": 90},
            {"orientation_date": f"{DAY} 10:00", "appointments": {"at": f"{DAY} 10:00", "what": "orientation", "minutes": "90"}},
        ),
        (
            {},
            "orientation with Hal",
            {"where": "home"},
            {
                "orientation_date": f"{DAY} 10:00",
                "appointments": {"at": f"{DAY} 10:00", "what": "orientation with Hal", "where": "home"},
            },
        ),
        (
            {"appointments": [{"at": "2026-06-09 9:00", "what": "orientation"}]},
            "orientation",
            {"minutes": 45},
            {"orientation_date": f"{DAY} 10:00", "appointments.0.at": f"{DAY} 10:00", "appointments.0.minutes": "45"},
        ),
        (
            {"orientation_date": "2026-06-09", "appointments": [{"at": "2026-06-08", "what": "orientation"}]},
            "orientation",
            {},
            {"orientation_date": f"{DAY} 10:00"},
        ),
        ({}, "photo", {}, {"appointments": {"at": f"{DAY} 10:00", "what": "photo"}}),
        ({"stage": "closed"}, "orientation", {}, {"appointments": {"at": f"{DAY} 10:00", "what": "orientation"}}),
    ],
)
def test_a_meeting_sets_the_homes_own_date_and_makes_no_second_one(
    job: Job, keys: dict[str, Any], what: str, more: dict[str, Any], written: dict[str, Any]
) -> None:
    found = intents(job(**{"precon_date": None} | keys), f"{DAY} 10:00", what, **more)
    expected = {key: value | ENTRY if key == "appointments" else value for key, value in written.items()}
    assert found == expected


@pytest.mark.parametrize(
    ("clock", "expected"), [(None, "2026-06-12"), ("14:00", "2026-06-12 14:00")], ids=["no time yet", "with a time"]
)
def test_an_appointment_that_is_the_date_moves_along_with_it(job: Job, clock: str | None, expected: str) -> None:
    home = job(
        orientation_date=f"{DAY} 10:00",
        appointments=[{"at": f"{DAY} 10:00", "what": "orientation"}, {"at": f"{DAY} 12:00", "what": "photo"}],
    )
    move = ShiftInput(date(2026, 6, 12), MovedDate.ORIENTATION, clock=clock)
    change = shift_date(home, move, Policy(), today=TODAY)
    puts = {".".join(map(str, intent.path)): intent.value for intent in change.intents}
    assert puts.pop("closing.shifts") is not None
    assert puts == {"orientation_date": expected, "appointments.0.at": expected}


def test_a_closing_that_moves_takes_its_new_time(job: Job) -> None:
    change = shift_date(job(), ShiftInput(date(2026, 11, 6), clock="14:00"), Policy(), today=TODAY)
    assert [(".".join(map(str, one.path)), str(one.value)) for one in change.intents[:2]] == [
        ("closing.internal", "2026-11-06"),
        ("closing.time", "14:00"),
    ]


# Overlaps


@pytest.mark.parametrize(
    ("one", "other", "overlaps"),
    [
        pytest.param({"at": "10:00"}, {"at": "10:00"}, True, id="equal starts"),
        pytest.param({"at": "10:00"}, {"at": "10:29"}, True, id="the last of the usual 30 minutes"),
        pytest.param({"at": "10:00"}, {"at": "10:30"}, False, id="just after them"),
        pytest.param({"at": "10:30"}, {"at": "10:00"}, False, id="just before them"),
        pytest.param({"at": "10:00", "minutes": 90}, {"at": "11:29"}, True, id="a long one"),
        pytest.param({"at": "10:00", "minutes": 90}, {"at": "11:30"}, False, id="a long one is over"),
        pytest.param({"at": "10:00", "minutes": 15}, {"at": "10:15"}, False, id="a short one is over"),
        pytest.param({"at": "10:00", "minutes": 15}, {"at": "10:14"}, True, id="a short one"),
        pytest.param({"at": "10:10", "minutes": 5}, {"at": "10:00", "minutes": 60}, True, id="one inside the other"),
        pytest.param({"at": "10:00", "minutes": 0}, {"at": "10:20"}, True, id="no length is the usual one"),
        pytest.param({"at": "23:45"}, {"at": "23:59"}, True, id="late at night"),
        pytest.param({"at": None}, {"at": "10:00"}, False, id="no time yet"),
        pytest.param({"at": None}, {"at": None}, False, id="neither has a time"),
    ],
)
@pytest.mark.parametrize("is_same_home", [True, False])
def test_two_appointments_overlap_by_their_lengths(
    job: Job, book: Book, one: dict[str, Any], other: dict[str, Any], overlaps: bool, is_same_home: bool
) -> None:
    def entry(said: dict[str, Any], what: str) -> dict[str, Any]:
        return said | {"at": f"{DAY} {said['at']}" if said["at"] else DAY, "what": what}

    if is_same_home:
        homes = [job(precon_date=None, appointments=[entry(one, "a"), entry(other, "b")])]
    else:
        homes = [job(precon_date=None, appointments=[entry(one, "a")]), job(job="2", appointments=[entry(other, "b")])]
    wanted = [found for found in bookings_of(homes[0]) if found.what == "a"]
    found = find_overlaps(wanted, book(*homes), today=TODAY)
    assert [(pair[0].what, pair[1].what) for pair in found] == ([("a", "b")] if overlaps else [])


@pytest.mark.parametrize(
    ("keys", "clock", "overlaps"),
    [
        ({"orientation_date": f"{DAY} 10:00"}, "10:59", True),
        ({"orientation_date": f"{DAY} 10:00"}, "11:00", False),
        ({"precon_date": f"{DAY} 10:00"}, "10:59", True),
        ({"predrywall_date": f"{DAY} 10:00"}, "9:31", True),
        ({"predrywall_date": f"{DAY} 10:00"}, "9:30", False),
        ({"closing": {"internal": DAY, "time": "10:00"}}, "10:45", True),
        ({"closing": {"internal": DAY}}, "10:45", False),
        ({"orientation_date": f"{DAY} 10:00", "stage": "closed"}, "10:00", False),
        ({"orientation_date": f"{DAY} 10:00", "stage": "cancelled"}, "10:00", False),
        (
            {"orientation_date": DAY, "appointments": [{"at": f"{DAY} 10:00", "what": "orientation", "minutes": 15}]},
            "10:20",
            False,
        ),
        (
            {"orientation_date": DAY, "appointments": [{"at": f"{DAY} 10:00", "what": "orientation", "minutes": 15}]},
            "10:10",
            True,
        ),
    ],
)
def test_an_appointment_overlaps_another_homes_own_dates(
    job: Job, book: Book, keys: dict[str, Any], clock: str, overlaps: bool
) -> None:
    home = job(precon_date=None, appointments=[{"at": f"{DAY} {clock}", "what": "photo"}])
    other = job(**{"job": "2", "precon_date": None} | keys)
    assert bool(find_overlaps(bookings_of(home), book(home, other), today=TODAY)) is overlaps
    assert not find_overlaps(bookings_of(home), book(home, other), today=date(2026, 6, 11)), "what is over overlaps nothing"


def test_the_usual_lengths() -> None:
    assert (APPOINTMENT_MINUTES, MILESTONE_MINUTES) == (30, 60)


TIMES = st.lists(st.tuples(st.integers(0, 23), st.integers(0, 59), st.integers(1, 180)), max_size=6)


@given(TIMES)
def test_a_days_overlaps_are_just_the_pairs_that_share_a_minute(times: list[tuple[int, int, int]]) -> None:
    from backlog_cli.rules.bookings import Booking
    from backlog_cli.rules.summary import Buyer, JobSummary

    home = JobSummary("1", (Buyer("A B"),), "framing", TODAY)
    day = date(2026, 6, 10)
    found = [
        Booking(home, BookingKind.APPOINTMENT, Moment(day, f"{hour:02}:{minute:02}"), "x", length, place=place)
        for place, (hour, minute, length) in enumerate(times)
    ]
    minutes = [set(range(hour * 60 + minute, hour * 60 + minute + length)) for hour, minute, length in times]
    shared = {(a, b) for a in range(len(times)) for b in range(a + 1, len(times)) if minutes[a] & minutes[b]}
    assert {tuple(sorted((one.place or 0, other.place or 0))) for one, other in overlaps_of_day(found)} == shared
    assert len(find_overlaps(found, Backlog(Policy()), today=TODAY)) == 0
