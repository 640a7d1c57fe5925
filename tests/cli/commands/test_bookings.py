"""`meet`, `set`, `shift` and the calendar on a file: one truth a date, overlaps, and what is on an old date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store.load import load

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]

CASES = Path(__file__).parents[2] / "data" / "cases"


@pytest.fixture
def moved_home(home: Path) -> Path:
    """Case move-1: the closing moved Dec 4 → Dec 11; appointment, insurance and utilities are still on Dec 4."""
    path = home / "backlog.yaml"
    path.write_bytes((CASES / "old-appointment.yaml").read_bytes())
    return path


def job_in(path: Path, number: str) -> Any:
    return next(job for job in load(path.read_bytes(), path.name).backlog_file.jobs if job.job == number)


def said(run: Run, *words: str) -> str:
    """The answer on one line."""
    answer = run(*words)
    assert answer.code == 0, answer.err
    return " ".join(answer.out.split())


def test_a_shift_names_what_is_still_on_an_earlier_day(moved_home: Path, run: Run) -> None:
    text = said(run, "shift", "whitfield", "+1w")
    for words in (
        "closing Fri Dec 11 → Fri Dec 18 (+7 days, in 25 days, 2nd move)",
        'appointment Fri Dec 4 14:00 "closing at title" is on an old closing date',
        "home insurance starts Fri Dec 4, an old closing date",
        "utilities move Fri Dec 4, an old closing date",
        "orientation Wed Dec 2 is now 16 days before closing",
        "Tell them today: backlog draft . bad-news, then backlog log . --told --phone",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "dec 11 --what orientation",
            "Tell them today: backlog draft . bad-news, then backlog log . --told --what orientation",
        ),
        ("dec 9 9:00 Hal is ill --what orientation", "orientation Wed Dec 2 → Wed Dec 9 at 09:00 (+7 days"),
        ("dec 9 --what orientation", "It was at 10:00. Set the new time: backlog meet HC-1029 2026-12-09 TIME orientation"),
        ("dec 18 --told", "Marked as told today: closing on Dec 18."),
    ],
)
def test_every_date_that_moves_says_whom_to_tell(moved_home: Path, run: Run, words: str, told: str) -> None:
    assert told in said(run, "shift", "whitfield", *words.split())


@pytest.mark.parametrize("what", ["closing", "orientation", "precon", "start"])
def test_a_move_of_each_date_waits_to_be_told(sample: Path, run: Run, what: str) -> None:
    text = said(
        run, "shift", "41", "2027-04-16", "crew", "--what", what, "--known", "nov 20", "--ours", "--together", "weekly walk"
    )
    shift = job_in(sample, "HC-1041").closing.shifts[-1]
    assert (shift.what, str(shift.known_date), shift.told_date, shift.ours, shift.together) == (
        what,
        "2026-11-20",
        None,
        True,
        "weekly walk",
    )
    assert "backlog log . --told" in text


@pytest.mark.parametrize(
    "words", ["dec 9 at 9 --what orientation", "dec 9 25:00 --what orientation", "dec 9 9am crew --what start", "10:00 x"]
)
def test_half_a_time_is_no_reason(moved_home: Path, run: Run, words: str) -> None:
    before = moved_home.read_bytes()
    assert run("shift", "whitfield", *words.split()).code == 2
    assert moved_home.read_bytes() == before


def test_a_time_behind_the_new_day_is_a_time_not_a_reason(moved_home: Path, run: Run) -> None:
    said(run, "shift", "whitfield", "dec", "9", "9:00", "Hal", "is", "ill", "--what", "orientation")
    job = job_in(moved_home, "HC-1029")
    assert str(job.orientation_date) == "2026-12-09 09:00"
    assert job.closing.shifts[-1].cause == "Hal is ill"
    said(run, "shift", "whitfield", "dec", "18", "2pm", "title", "is", "late")
    closing = job_in(moved_home, "HC-1029").closing
    assert (str(closing.internal), closing.time, closing.shifts[-1].cause) == ("2026-12-18", "14:00", "title is late")


@pytest.mark.parametrize(
    ("words", "field"),
    [("orientation", "orientation_date"), ("pre-con", "precon_date"), ("pre-drywall walk", "predrywall_date")],
)
def test_meet_sets_the_homes_own_date_and_nothing_else(sample: Path, run: Run, words: str, field: str) -> None:
    before = sample.read_bytes()
    text = said(run, "meet", "okafor", "dec", "1", "10:00", *words.split())
    job = job_in(sample, "HC-1041")
    assert (str(getattr(job, field)), job.appointments) == ("2026-12-01 10:00", ())
    assert f"HC-1041 Okafor lot 41: {words}, Tue Dec 1 (in 8 days) at 10:00." in text
    assert run("undo").code == 0
    assert sample.read_bytes() == before


def test_what_is_in_both_places_is_once_in_the_calendar_and_on_the_morning_page(
    sample: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(run, "meet", "okafor", "nov", "24", "10:00", "orientation", "with", "Hal", "--minutes", "90", "--where", "the home")
    job = job_in(sample, "HC-1041")
    assert (str(job.orientation_date), len(job.appointments)) == ("2026-11-24 10:00", 1)
    monkeypatch.setenv("COLUMNS", "60")
    calendar = run("calendar").out
    assert calendar.count("Okafor") == 1
    assert "○ Okafor HC-1041 10:00" in calendar
    assert run("due", today="2026-11-24").out.count("10:00") == 1


def test_a_second_meet_moves_it_and_says_what_it_was(moved_home: Path, run: Run) -> None:
    text = said(run, "meet", "whitfield", "dec", "3", "9:00", "orientation")
    assert "It was Wed Dec 2 at 10:00." in text
    assert "backlog undo, then backlog shift HC-1029 2026-12-03 09:00 WHY --what orientation" in text
    assert str(job_in(moved_home, "HC-1029").orientation_date) == "2026-12-03 09:00"
    assert said(run, "meet", "whitfield", "dec", "3", "9:00", "orientation") == "It says that already. Nothing was changed."


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "meet okafor dec 2 10:30 photo",
            "Careful: photo 10:30 to 11:00 overlaps HC-1029 Whitfield: orientation 10:00 to 11:00.",
        ),
        ("meet okafor dec 2 9:00 photo --minutes 61", "photo 09:00 to 10:01 overlaps HC-1029 Whitfield"),
        ("meet okafor dec 2 9:00 photo --minutes 60", None),
        ("meet okafor dec 2 11:00 photo", None),
        ("meet whitfield dec 4 14:15 photo", "photo 14:15 to 14:45 overlaps closing at title 14:00 to 14:30."),
        (
            "meet okafor dec 2 9:30 orientation",
            "orientation 09:30 to 10:30 overlaps HC-1029 Whitfield: orientation",
        ),
        ("set okafor orientation_date dec 2 10:30", "orientation 10:30 to 11:30 overlaps HC-1029 Whitfield"),
        ("set okafor orientation_date dec 2 11:00", None),
        (
            "set whitfield appointments.1.at dec 2 10:30",
            "closing at title 10:30 to 11:00 overlaps orientation 10:00 to 11:00.",
        ),
        (
            "shift okafor dec 2 10:45 --what orientation",
            "orientation 10:45 to 11:45 overlaps HC-1029 Whitfield",
        ),
        (
            "shift okafor dec 4 14:15",
            "closing 14:15 to 15:15 overlaps HC-1029 Whitfield: closing at title 14:00 to 14:30",
        ),
    ],
)
def test_what_takes_the_same_minutes_is_told(moved_home: Path, run: Run, words: str, told: str | None) -> None:
    text = said(run, *words.split())
    assert told in text if told else "overlaps" not in text


def test_a_meeting_while_away_says_who_fills_in(sample: Path, run: Run) -> None:
    assert "You're away that day; Dana Reyes fills in." in said(run, "meet", "okafor", "fri", "10:00", "photo")


def test_the_calendar_for_a_program(moved_home: Path, run: Run) -> None:
    import json

    run("meet", "okafor", "dec", "2", "10:30", "photo")
    run("promise", "okafor", "dec", "3", "paint codes")
    facts = json.loads(run("calendar", "dec", "--json").out)
    assert (facts["closings"], facts["orientations"], facts["appointments"], facts["promises"]) == (1, 1, 2, 1)
    day = next(day for day in facts["days"] if day["day"] == "2026-12-02")
    assert [(visit["what"], visit["time"], visit["minutes"], visit["text"]) for visit in day["visits"]] == [
        ("orientation", "10:00", 60, None),
        ("appointment", "10:30", 30, "photo"),
    ]
    assert [[side["job"] for side in pair] for pair in day["overlaps"]] == [["HC-1029", "HC-1041"]]
    (promise,) = next(day for day in facts["days"] if day["day"] == "2026-12-03")["promises"]
    assert (promise["job"], promise["by"], promise["text"]) == ("HC-1041", "me", "paint codes")


def test_meet_alone_lists_what_is_booked_for_one_home_or_all(moved_home: Path, run: Run) -> None:
    run("meet", "okafor", "dec", "2", "10:30", "photo", "--where", "on site")
    assert run("meet", "whitfield").out.splitlines() == [
        "Wed Dec 2 10:00, 60 minutes: HC-1029 Whitfield lot 29, orientation",
        "Fri Dec 4 14:00, 30 minutes: HC-1029 Whitfield lot 29, closing at title",
        "Fri Dec 11: HC-1029 Whitfield lot 29, closing",
        "Careful: orientation 10:00 to 11:00 overlaps HC-1041 Okafor: photo 10:30 to 11:00.",
    ]
    every = run("meet").out.splitlines()
    assert every[1] == "Wed Dec 2 10:30, 30 minutes: HC-1041 Okafor lot 41, photo, on site"
    assert sum(line.startswith("Careful") for line in every) == 1
    assert [line for line in every if "cancelled" in line or "Poole" in line] == []
    assert run("meet", "nobody").code == 4


def test_nothing_booked_says_how(home: Path, run: Run) -> None:
    (home / "backlog.yaml").write_text("jobs:\n- {job: A, buyers: Kim Lee, sold_date: 2026-11-01, stage: contract}\n")
    assert said(run, "meet") == "Nothing is booked. To book a meeting: backlog meet JOB DATE TIME what"
