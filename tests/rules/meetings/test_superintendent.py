"""The superintendent's weekly sheet: what stands on it, for whom, in which order, and what never does (001-2b, 001-2c)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_cli.errors import UsageError
from backlog_cli.model import BacklogFile
from backlog_cli.rules.changes.collisions import jobs_by_day
from backlog_cli.rules.meetings.superintendent import (
    AgendaItem,
    AgendaKind,
    agenda_items,
    homes_of_superintendents,
    superintendent_sheets,
)
from backlog_cli.rules.summary import open_questions
from backlog_cli.terms import Level
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

    Build = Callable[..., JobSummary]
    Bind = Callable[..., Backlog]
    Ask = Callable[..., list[tuple[str, str, str]]]

TODAY = date(2026, 6, 4)


@pytest.fixture
def points(job: Build, book: Bind) -> Ask:
    """`points(questions=[...])`: what is to be talked over about the quiet home with some keys changed, as three texts each."""

    def ask(*others: JobSummary, **keys: Any) -> list[tuple[str, str, str]]:
        home = job(**keys)
        found = agenda_items(home, book(home, *others), jobs_by_day(book(home, *others)), today=TODAY)
        return [(str(point.matter), point.text, str(point.level)) for point in found]

    return ask


def test_a_quiet_home_has_nothing_to_talk_over(points: Ask) -> None:
    assert points() == []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            {"ask": "when do the windows come", "of": "superintendent", "asked": "2026-06-01"},
            ("when do the windows come", "green"),
        ),
        ({"ask": "when?", "of": "superintendent", "asked": "2026-05-28"}, ("when? (asked Thu May 28)", "amber")),
        ("is the frame up", ("is the frame up", "green")),
        ({"ask": "which rate", "of": "lender"}, None),
        ({"ask": "which tile", "of": "design"}, None),
        ({"ask": "which day", "of": "buyer"}, None),
        ({"ask": "done already", "of": "superintendent", "answered": "2026-06-02"}, None),
    ],
)
def test_his_open_questions_are_asked(points: Ask, question: Any, expected: tuple[str, str] | None) -> None:
    assert points(questions=[question]) == ([("ask", *expected)] if expected else [])


def test_the_oldest_question_comes_first_and_one_without_a_day_before_it(job: Build) -> None:
    asked = [
        {"ask": "b", "asked": "2026-05-02"},
        {"ask": "c", "asked": "2026-05-03"},
        {"ask": "a"},
        {"ask": "d", "asked": "2026-05-03"},
    ]
    assert [question.ask for question in open_questions(job(questions=asked))] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("closing", "text", "level"),
    [
        (None, "when will it close? there's no date yet", "green"),
        ("2026-06-03", "when will it close? Wed Jun 3 has passed", "red"),
    ],
)
def test_a_home_without_a_day_to_close_is_asked_for_one(points: Ask, closing: str | None, text: str, level: str) -> None:
    assert ("ask", text, level) in points(closing=closing)


@pytest.mark.parametrize(
    ("issue", "text", "level"),
    [
        (
            {"text": "outlets", "wants": "moved", "owner": "Hal Moreno", "due": "2026-06-09"},
            "outlets; they want: moved; you have it, due Tue Jun 9",
            "green",
        ),
        ({"text": "outlets", "owner": "Priya", "due": "2026-06-06"}, "outlets; Priya has it, due Sat Jun 6", "amber"),
        ({"text": "outlets", "due": "2026-06-01"}, "outlets; nobody has it yet, due Mon Jun 1, 3 days late", "red"),
        ({"text": "outlets", "severity": "high"}, "outlets; nobody has it yet", "red"),
        ({"text": "outlets", "severity": "high", "owner": "HAL  MORENO"}, "outlets; you have it", "amber"),
        ({"text": "outlets"}, "outlets; nobody has it yet", "green"),
    ],
)
def test_issues_are_his_buyers_concerns(points: Ask, issue: dict[str, Any], text: str, level: str) -> None:
    assert points(issues=[issue]) == [("concern", text, level)]
    assert points(issues=[issue | {"status": "resolved"}]) == []


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([{"mood": "upset"}], ("they're upset (Tue Jun 2)", "red")),
        ([{"mood": "worried", "topic": ["date", "rate", "money"]}], ("they're worried about date (Tue Jun 2)", "amber")),
        (
            [{"mood": "worried", "topic": ["construction", "selections"]}],
            ("they're worried about construction and selections (Tue Jun 2)", "amber"),
        ),
        ([{"mood": "worried", "private": "true"}], None),
        ([{"mood": "upset"}, {"mood": "happy"}], None),
        ([{"mood": "upset", "at": "2026-05-04"}], None),
        ([{"mood": "upset", "at": "2026-05-05"}], ("they're upset (Tue May 5)", "red")),
        ([{"mood": "upset", "at": "2026-06-05"}], None),
        ([{"mood": "neutral"}], None),
    ],
)
def test_a_worry_is_told_unless_it_was_private(points: Ask, entries: list[Any], expected: tuple[str, str] | None) -> None:
    log = [{"at": "2026-06-02", "kind": "update", "how": "text"} | entry for entry in entries]
    assert points(log=log) == ([("concern", *expected)] if expected else [])


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            {"closing": {"internal": "2026-11-13", "told": "2026-10"}},
            ("they were told October, closing is 13 days later", "amber"),
        ),
        ({"closing": {"internal": "2026-10-09", "told": "2026-10"}}, None),
        ({"stage_since": "2026-03-02"}, ("94 days in framing, 30 is already long", "amber")),
        ({"closing": "2026-06-22"}, ("orientation not scheduled, 18 days before closing Jun 22", "amber")),
        ({"hold": {"what": "weather", "since": "2026-05-29"}}, ("on hold for weather since Fri May 29: until when?", "green")),
        ({"hold": {"what": "other", "until": "2026-06-08"}}, ("on hold until Mon Jun 8", "green")),
        ({"hold": {"what": "permit", "until": "2026-06-04"}}, None),
        ({"closing": "2026-11-11"}, ("closing falls on Veterans Day", "amber")),
    ],
)
def test_what_clashes_in_the_schedule_is_told(points: Ask, keys: dict[str, Any], expected: tuple[str, str] | None) -> None:
    found = points(**keys)
    assert found == [("clash", *expected)] if expected else found == []


def test_two_homes_on_one_day_are_a_clash_for_both(job: Build, book: Bind) -> None:
    one, two = job(), job(job="2402", buyers="Ana Ito", lot="15")
    found = superintendent_sheets(book(one, two), today=TODAY)[0]
    assert [[point.text for point in stop.points] for stop in found.stops] == [
        ["2402 Ito closes the same day"],
        ["2401 Nguyen closes the same day"],
    ]


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        ({"text": "grading", "by": "builder", "due": "2026-06-09"}, ("you promised: grading by Tue Jun 9", "green")),
        ({"text": "grading", "by": "builder", "due": "2026-06-01"}, ("you promised: grading by Mon Jun 1, 3 days late", "red")),
        ({"text": "grading", "by": "builder"}, ("you promised: grading", "green")),
        (
            {"text": "a day", "by": "me", "needs": "Hal", "due": "2026-06-05"},
            ("I promised them: a day by Fri Jun 5; I need it from you", "amber"),
        ),
        ({"text": "a day", "by": "me", "needs": "the superintendent"}, ("I promised them: a day; I need it from you", "green")),
        ({"text": "a day", "by": "me", "needs": "lender"}, None),
        ({"text": "a day", "by": "me"}, None),
        ({"text": "letter", "by": "lender"}, None),
        ({"text": "choice", "by": "buyer"}, None),
        ({"text": "grading", "by": "builder", "done": "2026-06-02"}, None),
    ],
)
def test_what_the_builder_owes_is_named(points: Ask, promise: dict[str, Any], expected: tuple[str, str] | None) -> None:
    assert points(promises=[promise]) == ([("owed", *expected)] if expected else [])


@pytest.mark.parametrize(
    ("shift", "text"),
    [
        (
            {"known_date": "2026-05-28", "cause": "windows late"},
            "closing Oct 2 → Fri Oct 30 (windows late), they don't know yet",
        ),
        (
            {"known_date": "2026-06-04", "told_date": "2026-06-04", "cause_kind": "material"},
            "closing Oct 2 → Fri Oct 30 (material), they know",
        ),
        ({"known_date": "2026-05-27"}, None),
        ({"known_date": "2026-06-05"}, None),
        ({}, None),
        (
            {"known_date": "2026-06-01", "cause": "his income", "cause_kind": "lender", "told_date": "2026-06-01"},
            "closing Oct 2 → Fri Oct 30 (lender), they know",
        ),
        ({"known_date": "2026-06-01", "what": "start"}, "start Oct 2 → Fri Oct 30, they don't know yet"),
        (
            {"known_date": "2026-06-01", "what": "precon", "told_date": "2026-06-02"},
            "pre-construction meeting Oct 2 → Fri Oct 30, they know",
        ),
    ],
)
def test_dates_that_moved_since_last_week_are_told(points: Ask, shift: dict[str, Any], text: str | None) -> None:
    closing = {"internal": "2026-10-30", "told": "2026-10", "shifts": [{"from": "2026-10-02", "to": "2026-10-30"} | shift]}
    assert points(closing=closing) == ([("moved", text, "green")] if text else [])


def test_a_closed_home_stands_there_only_while_something_is_open(job: Build, book: Bind) -> None:
    closed = {"stage": "closed", "closing": {"internal": "2026-05-08", "closed_date": "2026-05-08"}}
    quiet = job(**closed, log=[{"at": "2026-06-02", "mood": "upset"}])
    scratched = job(**closed, job="2402", issues=["scratch in the tub"])
    old = job(job="2403", stage="closed", closing={"closed_date": "2025-05-08"}, issues=["x"])
    lost = job(job="2404", stage="cancelled", issues=["x"])
    found = superintendent_sheets(book(quiet, scratched, old, lost), today=TODAY)
    assert [[stop.summary.job for stop in sheet.stops] for sheet in found] == [["2402"]]


def test_there_is_a_sheet_for_each_superintendent_in_lot_order(job: Build, book: Bind) -> None:
    homes = [
        job(job="1", lot="10", superintendent="hal  moreno"),
        job(job="2", lot="9", superintendent="Hal Moreno"),
        job(job="3", lot="1", superintendent=None),
        job(job="4", lot="2", superintendent="Bea Lund"),
    ]
    found = superintendent_sheets(book(*homes), today=TODAY)
    assert [(sheet.superintendent, [stop.summary.job for stop in sheet.stops]) for sheet in found] == [
        ("Bea Lund", ["4"]),
        ("Hal Moreno", ["2", "1"]),
        (None, ["3"]),
    ]
    assert superintendent_sheets(book(), today=TODAY) == ()


@pytest.mark.parametrize(
    ("typed", "names"), [("moreno", ["Hal Moreno"]), ("HAL moreno", ["Hal Moreno"]), ("l", ["Bea Lund", "Hal Moreno"])]
)
def test_a_name_chooses_the_sheets_it_fits(job: Build, book: Bind, typed: str, names: list[str]) -> None:
    homes = [job(job="1"), job(job="2", superintendent="Bea Lund"), job(job="3", superintendent=None)]
    found = superintendent_sheets(book(*homes), name=typed, today=TODAY)
    assert [sheet.superintendent for sheet in found] == names
    assert [home.job for home in homes_of_superintendents(homes, found)] == (["1"] if names == ["Hal Moreno"] else ["1", "2"])


def test_a_name_that_fits_nobody_is_refused_with_those_there_are(job: Build, book: Bind) -> None:
    with pytest.raises(UsageError, match="There are: Hal Moreno"):
        superintendent_sheets(book(job()), name="bea", today=TODAY)
    with pytest.raises(UsageError, match="superintendent NAME"):
        superintendent_sheets(book(job(superintendent=None)), name="bea", today=TODAY)


SECRETS: dict[str, Any] = {
    "buyers": [{"name": "Anh Nguyen", "phone": "SECRET", "email": "SECRET"}],
    "price": "777777",
    "options_total": "777777",
    "deposits": [{"kind": "earnest", "amount": "777777", "due": "2026-06-01"}],
    "lender": {"name": "SECRET", "officer": "SECRET", "lock_expires": "2026-10-29", "credit_docs_date": "2026-01-01"},
    "contingencies": [{"kind": "home-to-sell", "expires": "2026-06-09", "note": "SECRET"}],
    "contact": {"channel": "phone", "when": "SECRET"},
    "needed_by": {"date": "2026-10-20", "reason": "birth"},
    "personality": "driver",
    "interests": ["SECRET"],
    "milestones": ["SECRET"],
    "bought_for": ["SECRET"],
    "hot_buttons": ["SECRET"],
    "after_closing_work": ["SECRET"],
    "worries": ["SECRET"],
    "log": [
        {
            "at": "2026-06-02",
            "mood": "upset",
            "text": "SECRET",
            "said": "SECRET",
            "topic": ["money"],
            "next": {"what": "SECRET", "date": "2026-06-05"},
        }
    ],
    "promises": [{"text": "SECRET", "by": "lender", "due": "2026-06-01"}, {"text": "SECRET", "by": "me", "due": "2026-06-01"}],
    "questions": [{"ask": "SECRET", "of": "lender"}, {"ask": "SECRET", "of": "buyer"}],
    "pin": {"level": "red", "reason": "SECRET"},
    "cancelled": None,
}


def test_nothing_private_no_money_and_no_loan_is_handed_on(points: Ask) -> None:
    told = points(**SECRETS)
    assert [text for _, text, _ in told] == [
        "they're upset (Tue Jun 2)",
        "they must be in by Tue Oct 20, 10 days before closing",
    ]


@given(st.text(min_size=1, max_size=200).filter(lambda text: bool(text.strip())))
def test_any_words_make_one_line_each(words: str) -> None:
    """Whatever was typed, a point is one line, and none is lost."""
    job = {
        "job": "1",
        "buyers": "Kim Lee",
        "sold_date": "2026-03-02",
        "stage": "framing",
        "superintendent": "Hal",
        "closing": "2026-10-30",
        "questions": [{"ask": words}],
        "issues": [{"text": words, "wants": words, "owner": "Hal"}],
        "promises": [{"text": words, "by": "builder"}],
    }
    book = backlog_of(BacklogFile.model_validate({"jobs": [job]}))
    found = [point for point in agenda_items(book.jobs[0], book, {}, today=TODAY) if point.matter != AgendaKind.CLASH]
    assert [point.matter for point in found] == [AgendaKind.ASK, AgendaKind.CONCERN, AgendaKind.OWED]
    assert all("\n" not in point.text for point in found)


MESSAGE = {"at": "2026-06-02", "kind": "inbound", "how": "text", "text": "when do the windows come"}


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({}, ("they asked Tue Jun 2: when do the windows come", "green")),
        ({"with": ["Anh Nguyen"]}, ("Anh asked Tue Jun 2: when do the windows come", "green")),
        ({"text": "a note about the fence"}, ("they wrote Tue Jun 2: a note about the fence", "green")),
        ({"at": "2026-05-28"}, ("they asked Thu May 28: when do the windows come", "amber")),
        ({"text": "is $8,000 too much for a deck"}, None),
        ({"text": "will the rate hold"}, None),
        ({"topic": ["money"]}, None),
        ({"topic": ["rate", "construction"]}, ("they asked Tue Jun 2: when do the windows come", "green")),
        ({"text": "is the rate locked? when is drywall?"}, ("they asked Tue Jun 2: when is drywall?", "green")),
        ({"private": "true"}, None),
        ({"text": None}, None),
        ({"text": "how was your weekend"}, None),
    ],
)
def test_what_buyers_wrote_about_the_building_is_asked_unasked(
    points: Ask, entry: dict[str, Any], expected: tuple[str, str] | None
) -> None:
    assert points(log=[MESSAGE | entry]) == ([("ask", *expected)] if expected else [])


@pytest.mark.parametrize(
    ("issue", "is_told"),
    [
        ({"text": "outlets on the wrong wall"}, True),
        ({"text": "appraisal came in low"}, False),
        ({"text": "deck", "wants": "a discount"}, False),
        ({"text": "deck", "wants": "a discount", "owner": "Hal Moreno"}, True),
        ({"text": "lender lost the papers", "owner": "Birchline"}, False),
    ],
)
def test_an_issue_about_their_money_is_not_his(points: Ask, issue: dict[str, Any], is_told: bool) -> None:
    assert bool(points(issues=[issue])) is is_told


def test_sums_and_numbers_are_masked_in_what_is_handed_on(points: Ask) -> None:
    found = points(questions=["is the $4,000 door in, call 919-555-0177"])
    assert found == [("ask", "is the an amount door in, call (a number)", "green")]


def test_a_point_is_green_until_something_presses() -> None:
    assert AgendaItem(AgendaKind.ASK, "when").level is Level.GREEN
