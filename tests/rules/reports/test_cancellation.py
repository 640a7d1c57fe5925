"""Who might cancel: every part of the number in words, the most at risk first, three flags for hard times."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.reports.cancellation import RISK_ACTIONS, explain_risk, flags_of, homes_by_risk
from backlog_cli.rules.risk import risk_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

    Job = Callable[..., JobSummary]
    MakeBook = Callable[..., Backlog]

TODAY = date(2026, 6, 4)


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def pushed(times: int) -> dict[str, Any]:
    months = ["2026-08-14", "2026-09-11", "2026-10-09", "2026-11-13"][: times + 1]
    shifts = [{"from": a, "to": b, "told_date": day(-9)} for a, b in pairwise(months)]
    return {"contract": months[0], "internal": months[-1], "told": months[-1], "shifts": shifts}


CASES: dict[str, tuple[dict[str, Any], str]] = {
    "mood": ({"log": [{"at": day(-2), "mood": "upset"}]}, "upset on Jun 2"),
    "pushes": ({"closing": pushed(3)}, "pushed 3 times"),
    "slip": ({"closing": {"contract": day(60), "internal": day(99), "told": day(99)}}, "closing 39 days after the contract date"),
    "papers": ({"lender": {"papers": [{"what": "pay stubs", "due": day(-3)}]}}, "lender papers past due"),
    "selection": ({"selections": [{"item": "cabinets", "decide_by": day(-3)}]}, "a selection is overdue"),
    "no-word": (
        {"log": [{"at": day(-n), "kind": "attempt"} for n in (9, 5)]},
        "they haven't answered for two weeks",
    ),
    "contingency": ({"contingencies": [{"kind": "financing", "expires": day(9)}]}, "a contingency expires within 30 days"),
    "lock": (
        {"lender": {"lock_expires": day(90)}, "closing": {"internal": day(100)}},
        "rate lock ends 10 days before closing",
    ),
    "rate-topic": ({"log": [{"at": day(-n), "topic": ["rate"]} for n in (9, 5)]}, "rates came up twice in 30 days"),
    "life-change": ({"worries": ["new job in March"]}, "worried about income, job or family"),
    "escalation-clause": ({"escalation_clause": "true"}, "an escalation clause"),
    "deposit": ({"deposits": [{"kind": "second", "amount": "9000", "due": day(-1)}]}, "a deposit is late"),
    "silence": ({"log": [{"at": day(-16)}]}, "no update from us for 16 days"),
    "broken-promise": ({"promises": [{"text": "x", "due": day(-3), "status": "broken"}]}, "a promise was broken"),
}


def test_every_part_has_words_and_something_to_do() -> None:
    assert list(CASES) == list(RISK_ACTIONS)


@pytest.mark.parametrize(("name", "keys", "words"), [(name, *case) for name, case in CASES.items()], ids=list(CASES))
def test_a_part_is_told_in_words(job: Job, book: MakeBook, name: str, keys: dict[str, Any], words: str) -> None:
    home = job(**keys)
    parts = explain_risk(home, risk_of(home, book().policy, today=TODAY), today=TODAY)
    assert [(part.words, part.next) for part in parts if part.name == name] == [(words, RISK_ACTIONS[name])]


def test_the_parts_sum_to_the_number_and_the_heaviest_comes_first(job: Job, book: MakeBook) -> None:
    home = job(closing=pushed(3), log=[{"at": day(-2), "mood": "upset"}], escalation_clause="true")
    (found,) = homes_by_risk(book(home), today=TODAY)
    assert [part.points for part in found.parts] == [25, 20, 10, 8]
    assert found.total == sum(part.points for part in found.parts)


def test_the_most_at_risk_comes_first_then_the_soonest_closing(job: Job, book: MakeBook) -> None:
    homes = (
        job(job="calm"),
        job(job="far", closing="2026-12-01", log=[{"at": day(-2), "mood": "worried"}]),
        job(job="near", closing="2026-08-01", log=[{"at": day(-2), "mood": "worried"}]),
        job(job="upset", log=[{"at": day(-2), "mood": "upset"}]),
        job(job="lost", stage="cancelled"),
        job(job="closed", stage="closed"),
    )
    assert [found.summary.job for found in homes_by_risk(book(*homes), today=TODAY)] == ["upset", "near", "far", "calm"]


@pytest.mark.parametrize(
    ("keys", "flags"),
    [
        pytest.param({"lender": {"product": "cash"}}, (), id="cash"),
        pytest.param({"lender": {"product": "fha"}}, ("rate at risk",), id="no lock yet"),
        pytest.param({"lender": {"product": "fha", "lock_expires": "2026-12-31"}}, (), id="locked past the closing"),
        pytest.param({"lender": {"product": "fha", "lock_expires": "2026-09-30"}}, ("rate at risk",), id="locked too short"),
        pytest.param({"lender": None}, ("rate at risk",), id="no lender named"),
        pytest.param(
            {"lender": {"product": "cash"}, "closing": pushed(2), "escalation_clause": "true"},
            ("delay", "escalation clause"),
            id="delay and clause",
        ),
    ],
)
def test_three_flags_are_shown_for_hard_times(job: Job, book: MakeBook, keys: dict[str, Any], flags: tuple[str, ...]) -> None:
    home = job(**keys)
    assert flags_of(home, risk_of(home, book().policy, today=TODAY)) == flags
