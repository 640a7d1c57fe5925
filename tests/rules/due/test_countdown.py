"""The last month before the keys, and what is asked for after them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.due.countdown import countdown, missing_at_closing, requests_to_make, unsettled_items
from backlog_cli.terms import Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary

TODAY = date(2026, 6, 4)
POLICY = Policy()
DONE: dict[str, Any] = {
    "stage": "closing",
    "closing": {"contract": "2026-06-12", "time": "10:30"},
    "orientation_date": "2026-06-05",
    "lender": {"name": "Birchline", "product": "fha", "status": "funded"},
    "insurance_bound": "true",
    "utilities_moved": "2026-06-01",
    "appointments": [{"at": "2026-06-11 16:00", "what": "Final walk"}],
}


def counted(summary: JobSummary, today: date = TODAY) -> list[tuple[str, str, str]]:
    return [(found.what, found.owner, str(found.day)) for found in countdown(summary, POLICY, today=today)]


def test_everything_that_is_not_written_down_is_missing_with_its_day_and_owner(job: Callable[..., JobSummary]) -> None:
    summary = job(closing="2026-06-26", lender={"officer": "Ana Ruiz", "name": "Birchline", "status": "applied"}, log=[])
    assert counted(summary) == [
        ("home insurance", "the buyers", "2026-06-12"),
        ("orientation", "you and Hal Moreno", "2026-06-12"),
        ("clear to close", "Ana Ruiz", "2026-06-19"),
        ("utilities in their name", "the buyers", "2026-06-19"),
        ("closing disclosure", "Ana Ruiz, then the buyers", "2026-06-23"),
        ("the signing time", "the title company", "2026-06-23"),
        ("final walk", "you and Hal Moreno", "2026-06-25"),
        ("funds", "Ana Ruiz, the buyers", "2026-06-25"),
        ("keys, and a photo", "you", "2026-06-26"),
    ]


def test_only_the_keys_are_left_when_all_is_written_down(job: Callable[..., JobSummary]) -> None:
    assert counted(job(**DONE)) == [("keys, and a photo", "you", "2026-06-12")]


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        ({"insurance_bound": "false"}, "home insurance"),
        ({"utilities_moved": None}, "utilities in their name"),
        ({"orientation_date": None}, "orientation"),
        ({"appointments": [{"at": "2026-06-01 16:00", "what": "frame walk"}]}, "final walk"),
        ({"appointments": [{"at": "2026-06-11 16:00", "what": "paint"}]}, "final walk"),
        ({"closing": {"contract": "2026-06-12"}}, "the signing time"),
        ({"lender": {"status": "cd-acknowledged"}}, "funds"),
        ({"lender": {"status": "funded", "papers": ["pay stubs"]}}, '"pay stubs" for the lender'),
        ({"deposits": [{"kind": "options", "amount": "11400"}]}, "options deposit of $11,400 paid"),
        ({"contingencies": [{"kind": "home-to-close"}]}, "home-to-close contingency released"),
    ],
)
def test_each_thing_is_missing_by_itself(job: Callable[..., JobSummary], keys: dict[str, Any], what: str) -> None:
    assert [found[0] for found in counted(job(**DONE | keys)) if not found[0].startswith("keys")] == [what]


def test_a_cash_sale_waits_for_no_loan(job: Callable[..., JobSummary]) -> None:
    assert [found[0] for found in counted(job(**DONE | {"lender": {"product": "cash"}, "insurance_bound": None}))] == [
        "funds",
        "keys, and a photo",
    ]


def test_the_disclosure_is_due_three_business_days_before_around_a_holiday(job: Callable[..., JobSummary]) -> None:
    summary = job(**DONE | {"closing": "2026-12-01", "lender": {"status": "ctc"}})
    days = {what: day for what, _, day in counted(summary, date(2026, 11, 23))}
    assert days["closing disclosure"] == "2026-11-25"


@pytest.mark.parametrize(("closing", "is_on"), [("2026-07-05", False), ("2026-07-04", True), ("2026-06-01", True)])
def test_the_countdown_runs_from_thirty_days_before_until_it_has_closed(
    job: Callable[..., JobSummary], closing: str, is_on: bool
) -> None:
    assert bool(counted(job(closing=closing))) is is_on
    assert counted(job(closing=closing, stage="closed")) == []
    assert counted(job(closing=None)) == []


def test_what_was_said_is_still_owed_after_the_end(job: Callable[..., JobSummary]) -> None:
    summary = job(
        stage="closed",
        promises=[{"text": "gate code", "due": "2026-06-10"}, {"text": "old", "done": "2026-05-01"}],
        issues=[{"text": "outlets", "owner": "Hal"}, {"text": "fixed", "status": "resolved"}],
        questions=[{"ask": "fence height?", "of": "buyer", "asked": "2026-06-01"}],
        log=[{"at": "2026-06-03", "kind": "inbound", "how": "email"}],
    )
    assert [(found.what, found.owner) for found in unsettled_items(summary, today=TODAY)] == [
        ('promise "gate code"', "you"),
        ('issue "outlets"', "Hal Moreno"),
        ("an answer to their email of Wed Jun 3", "you"),
        ('an answer to "fence height?"', "the buyer"),
    ]


def test_a_closing_is_told_what_it_lacks_without_days_that_no_longer_matter(job: Callable[..., JobSummary]) -> None:
    summary = job(
        closing="2026-10-30",
        contingencies=[{"kind": "appraisal", "expires": "2026-07-01"}],
        deposits=[{"kind": "second", "due": "2026-05-01"}],
    )
    assert [(found.what, found.owner, found.day) for found in missing_at_closing(summary, POLICY, today=TODAY)] == [
        ("clear to close", "Birchline", None),
        ("appraisal contingency released", "the buyers", None),
        ("orientation", "you and Hal Moreno", None),
        ("second deposit paid", "the buyers", date(2026, 5, 1)),
    ]


def test_what_a_closed_home_was_not_asked_yet_is_told_until_it_was(job: Callable[..., JobSummary]) -> None:
    """001-10b, 001-10c, 001-10d, 001-10e."""
    assert [found.what for found in requests_to_make(job(stage="closed"))] == [
        "the day the survey comes",
        "a referral",
        "a testimonial",
        "their party, and an invitation",
    ]
    care: dict[str, Any] = {
        "survey": "2026-06-20",
        "referral": {"asked": "false", "names": ["Jo Park"]},
        "testimonial": "asked",
        "event": "housewarming",
    }
    assert requests_to_make(job(stage="closed", care=care)) == ()
    assert [found.what for found in requests_to_make(job(stage="closed", care=care | {"testimonial": "not-asked"}))] == [
        "a testimonial"
    ]
    assert requests_to_make(job()) == ()
