"""The law of the page, over random backlogs and days: what is due is on it, nobody owed is missing, nobody is forgotten."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from backlog_cli.model import BacklogFile
from backlog_cli.rules.clocks.table import duties
from backlog_cli.rules.due.morning import build_morning, is_anybody_waiting
from backlog_cli.rules.due.ranking import ranked_verdicts
from backlog_cli.rules.due.selection import filter_jobs
from backlog_cli.views.columns import Home
from backlog_cli.views.data import due_data, envelope
from backlog_cli.views.screen import Screen
from backlog_cli.views.terminal.morning_page import everyone_page, morning_page
from backlog_cli.views.terminal.owed_table import owed_page
from backlog_cli.views.terminal.style import console_for, draw
from backlog_cli.views.terminal.tables import list_table
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Duty

FIRST = date(2026, 6, 4)
WIDTHS = (60, 80, 120)
CADENCE = 7
NAMES = ("Nguyen", "Okafor", "Garcia", "Adeyemi-Clarke", "O'Brien", "Ito", "Lopez", "Wolfeschlegelsteinhausen")
UPDATE_KINDS = ("update", "non-update", "bad-news", "check-in", "appointment")
OUR_WORDS_ARRIVED = ("reached", "sent")


def day(days: int) -> str:
    return (FIRST + timedelta(days=days)).isoformat()


DAYS = st.integers(-16, 16).map(day)
PAST = st.integers(-25, 0).map(day)


ENTRIES = st.fixed_dictionaries(
    {
        "at": PAST,
        "how": st.sampled_from(["text", "email", "phone", "group-text", "video"]),
        "kind": st.sampled_from(["update", "update", "inbound", "attempt", "internal", "non-update"]),
        "mood": st.sampled_from([None, None, "happy", "worried", "upset"]),
        "reply_owed": st.sampled_from([None, None, None, "false"]),
    }
)


def told_in(contract: str) -> dict[str, str]:
    """A closing of which only the month was told."""
    return {"contract": contract, "told": contract[:7]}


def dated(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(keys), min_size=1, max_size=2)


# What may be the matter with a home; the dates of one that sold for cash and is not near its closing make no row.
TROUBLES = (
    st.fixed_dictionaries({"lender": st.sampled_from([{"product": "fha", "status": "conditional"}, {"product": "fha"}, {}])}),
    st.fixed_dictionaries({"closing": st.one_of(DAYS, st.builds(told_in, st.integers(-5, 90).map(day)))}),
    st.fixed_dictionaries({"orientation_date": DAYS}),
    st.fixed_dictionaries({"log": st.lists(ENTRIES, max_size=5)}),
    st.fixed_dictionaries({"log": st.lists(ENTRIES, min_size=1, max_size=2)}),
    st.fixed_dictionaries(
        {"promises": dated(text=st.sampled_from(["paint codes", "a quote"]), by=st.sampled_from(["me", "builder"]), due=DAYS)}
    ),
    st.fixed_dictionaries(
        {"issues": dated(text=st.sampled_from(["outlets", "drafty door"]), due=DAYS, owner=st.sampled_from(["Hal", ""]))}
    ),
    st.fixed_dictionaries({"deposits": dated(kind=st.sampled_from(["earnest", "options"]), amount=st.just("8000"), due=DAYS)}),
    st.fixed_dictionaries({"selections": dated(item=st.sampled_from(["tile", "cabinets"]), decide_by=DAYS)}),
    st.fixed_dictionaries({"contingencies": dated(kind=st.just("financing"), expires=DAYS)}),
    st.fixed_dictionaries({"appointments": dated(at=DAYS.map(lambda text: f"{text} 10:00"), what=st.just("frame walk"))}),
    st.fixed_dictionaries({"pin": st.sampled_from(["red", "amber"])}),
    st.fixed_dictionaries({"snooze": DAYS}),
    st.fixed_dictionaries({"stage": st.sampled_from(["closed", "cancelled"])}),
)
NOTHING: st.SearchStrategy[dict[str, Any]] = st.just({})
HOMES = st.builds(
    lambda base, *troubles: base | {key: value for trouble in troubles for key, value in trouble.items()},
    st.fixed_dictionaries(
        {
            "lot": st.sampled_from(["", "1", "2", "12b"]),
            "buyers": st.sampled_from(
                [[first] for first in NAMES] + [[first, second] for first in NAMES for second in NAMES]
            ).map(lambda names: [f"{first} {name}" for first, name in zip(("Ana", "Bo"), names, strict=False)]),
            "sold_date": st.integers(-200, -20).map(day),
            "stage": st.sampled_from(["contract", "permitting", "framing", "drywall", "punch"]),
            "closing": st.just(day(150)),
            "lender": st.just({"product": "cash"}),
            "contact": st.fixed_dictionaries({"channel": st.sampled_from(["text", "email", "phone"])}),
            "log": st.lists(ENTRIES.map(lambda entry: entry | {"kind": "update"}), min_size=1, max_size=1),
            "promises": st.just([]),
            "appointments": st.just([]),
        }
    ),
    st.one_of(NOTHING, *TROUBLES),
    st.one_of(NOTHING, *TROUBLES),
)
BACKLOGS = st.one_of(st.lists(HOMES, max_size=3), st.lists(HOMES, min_size=8, max_size=16))
AWAY = st.lists(
    st.builds(
        lambda start, length, told: {"from": day(start), "to": day(start + length), "buyers_told": told},
        st.integers(-10, 10),
        st.integers(0, 5),
        st.sampled_from(["true", "false"]),
    ),
    max_size=1,
)
TODAYS = st.integers(-5, 12).map(lambda days: FIRST + timedelta(days=days))


class Case(NamedTuple):
    """A backlog on one day, as the file has it and as the rules see it."""

    jobs: list[dict[str, Any]]
    away: list[dict[str, Any]]
    book: Backlog
    today: date

    def live(self) -> Iterator[dict[str, Any]]:
        """Yield the homes that are not lost; every closed one closed less than a year ago."""
        return (job for job in self.jobs if job["stage"] != "cancelled")

    def open(self) -> Iterator[dict[str, Any]]:
        """Yield the homes that are neither lost nor closed."""
        return (job for job in self.live() if job["stage"] != "closed")


def case_of(jobs: list[dict[str, Any]], away: list[dict[str, Any]], today: date) -> Case:
    plain = [{"job": f"HC-{1000 + n}"} | job for n, job in enumerate(jobs)]
    for job in plain:
        if job["stage"] == "closed":
            job["closing"] = {"closed_date": day(-18)}
        job["log"] = [{key: value for key, value in entry.items() if value is not None} for entry in job["log"]]
    book = backlog_of(BacklogFile.model_validate({"jobs": plain, "away": away}))
    return Case(plain, away, book, today)


# What DOMAIN.md says, worked out from the file's words and the clocks alone.


def due_duties(case: Case) -> list[Duty]:
    """Every row whose day has come: it fires, and its day is here, where money is at stake tomorrow's too."""
    found = [duty for home in case.book.jobs for duty in duties(home, case.book, today=case.today)]
    firing = [duty for duty in found if duty.level in ("red", "amber") and duty.day is not None]
    return [duty for duty in firing if duty.day is not None and duty.day - timedelta(days=int(duty.is_money)) <= case.today]


def entries(case: Case, job: dict[str, Any]) -> list[dict[str, Any]]:
    told = [entry for entry in job["log"] if entry["at"] <= case.today.isoformat()]
    return sorted(told, key=lambda entry: str(entry["at"]))


def has_waiting_message(case: Case, job: dict[str, Any]) -> bool:
    waiting = False
    for entry in entries(case, job):
        if entry["kind"] == "inbound":
            waiting = waiting or entry.get("reply_owed") != "false"
        elif entry["kind"] not in ("attempt", "internal"):
            waiting = False
    return waiting


def update_day_of(case: Case, job: dict[str, Any]) -> date:
    days = [entry["at"] for entry in entries(case, job) if entry["kind"] in UPDATE_KINDS]
    return date.fromisoformat(max([job["sold_date"], *days])) + timedelta(days=CADENCE)


def has_appointment(case: Case, job: dict[str, Any]) -> bool:
    today = case.today.isoformat()
    if any(found["at"].startswith(today) for found in job["appointments"]):
        return True
    return job["stage"] != "closed" and today in (job.get("orientation_date"), job.get("closing"))


def is_absence_due(case: Case) -> bool:
    tomorrow = (case.today + timedelta(days=1)).isoformat()
    return any(
        away["buyers_told"] == "false" and away["from"] <= tomorrow and away["to"] >= case.today.isoformat() for away in case.away
    )


def somebody_waits(case: Case) -> bool:
    return (
        bool(due_duties(case))
        or any(has_waiting_message(case, job) for job in case.live())
        or any(update_day_of(case, job) <= case.today for job in case.open())
        or any(has_appointment(case, job) for job in case.live())
        or is_absence_due(case)
    )


# What is on the screen.


def drawn(text: Text, width: int) -> str:
    out = io.StringIO()
    draw(console_for(out, Screen(width=width)), text)
    found = out.getvalue()
    assert [line for line in found.splitlines() if cell_len(line) > width] == []
    return found


def squeezed(text: str) -> str:
    """The text without blanks and line breaks, so that a sentence is found wherever its lines end."""
    return "".join(text.split())


def household(job: dict[str, Any]) -> str:
    return " / ".join(dict.fromkeys(name.split()[-1] for name in job["buyers"]))


def check(jobs: list[dict[str, Any]], away: list[dict[str, Any]], today: date) -> None:
    case = case_of(jobs, away, today)
    found = build_morning(case.book, today=today, coming=3)
    above = {home.job for home in (found.frog, *found.focus) if home}
    due = due_duties(case)
    for width in WIDTHS:
        page = drawn(morning_page(found, screen=Screen(width=width)), width)
        whole = squeezed(page)
        for duty in due:
            # The update of a home that is not above has its name under its channel instead.
            if duty.rule != "update" or duty.job in above:
                assert squeezed(duty.text) in whole, duty
        owed = squeezed(page.partition("OWED AN UPDATE")[2])
        below = [job for job in case.open() if update_day_of(case, job) <= today and job["job"] not in above]
        assert all(squeezed(household(job)) in owed for job in below)
        assert (f"OWED AN UPDATE ({len(below)})" in page) is bool(below)
        assert ("Nobody is waiting for you today." in page) is (bool(list(case.live())) and not somebody_waits(case))
        check_lists(case, width)
    assert is_anybody_waiting(found) is somebody_waits(case)
    check_json(case, due, above)


def check_lists(case: Case, width: int) -> None:
    found = build_morning(case.book, today=case.today)
    listed = drawn(owed_page(found, ahead=7, screen=Screen(width=width)), width)
    week = case.today + timedelta(days=7)
    assert {job["job"] for job in case.open() if update_day_of(case, job) <= week} == {
        job["job"] for job in case.jobs if job["job"] in listed
    }
    everyone = drawn(everyone_page(found, case.book, screen=Screen(width=width)), width)
    assert all(job["job"] in everyone for job in case.live())
    numbers = {home.job: home for home in case.book.jobs}
    every = [(numbers[one.job], one) for one in ranked_verdicts(case.book, today=case.today, archived=True)]
    chosen = filter_jobs(every, (), case.book.policy, is_all=True, today=case.today)
    table = list_table([Home(*pair, case.today) for pair in chosen], total=len(every), screen=Screen(width=width))
    text = drawn(table, width)
    assert all(job["job"] in text for job in case.jobs)


def check_json(case: Case, due: list[Duty], above: set[str]) -> None:
    found = build_morning(case.book, today=case.today, coming=7)
    facts = json.loads(
        envelope.json_document("due", due_data.morning_facts(found, case.book), today=case.today),
    )
    assert facts["nobody_waiting"] is not somebody_waits(case)
    told = [(duty["job"], duty["rule"], duty["text"]) for duty in facts["today"]]
    below = [(duty.job, duty.rule, duty.text) for duty in due if duty.rule != "update" and duty.job not in above]
    assert all(duty in told for duty in below)
    known = {job["key"] for job in facts["jobs"]}
    assert {duty["job"] for part in ("today", "owed", "ahead") for duty in facts[part]} <= known
    assert {job["job"] for job in case.live()} <= known


@given(jobs=BACKLOGS, away=AWAY, today=TODAYS)
@settings(max_examples=30, deadline=None)
def test_the_page_keeps_its_law(jobs: list[dict[str, Any]], away: list[dict[str, Any]], today: date) -> None:
    check(jobs, away, today)


@pytest.mark.sweep
@given(jobs=BACKLOGS, away=AWAY, today=TODAYS)
@settings(max_examples=1500, deadline=None)
def test_the_page_keeps_its_law_at_length(jobs: list[dict[str, Any]], away: list[dict[str, Any]], today: date) -> None:
    check(jobs, away, today)


QUIET = {
    "buyers": ["Ana Ito"],
    "sold_date": day(-100),
    "stage": "framing",
    "lender": {"product": "cash"},
    "contact": {"channel": "text"},
    "log": [{"at": day(-1), "how": "text", "kind": "update"}],
    "promises": [],
    "appointments": [],
}


@pytest.mark.parametrize("is_due", [False, True])
def test_both_answers_are_met(is_due: bool) -> None:
    """The law is not kept by a page that says always the same."""
    job = QUIET | ({"promises": [{"text": "x", "due": day(0)}]} if is_due else {})
    check([job], [], FIRST)
    assert somebody_waits(case_of([job], [], FIRST)) is is_due
