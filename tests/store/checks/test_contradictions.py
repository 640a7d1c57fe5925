"""What does not add up in a job: closing dates before the sale, far closings, stages and names nothing answers to."""

from __future__ import annotations

from typing import Any

import pytest

from backlog_cli.model import Job
from backlog_cli.store.checks.contradictions import contradictions, findings
from backlog_cli.store.checks.finding import Finding, path_words
from backlog_cli.terms import DEFAULT_STAGES
from tests.wording import DID_YOU_MEAN

STAGES = tuple(stage.name for stage in DEFAULT_STAGES)


def a_job(**said: Any) -> Job:
    return Job.model_validate(
        {"job": "1", "buyers": ["Ada Good", "Bo Badd"], "sold_date": "2026-03-10", "stage": "framing"} | said
    )


def found(**said: Any) -> list[Finding]:
    return list(findings(a_job(**said), STAGES))


@pytest.mark.parametrize(
    ("closing", "paths", "hint"),
    [
        ({"contract": "2026-02-01"}, ["contract"], f"{DID_YOU_MEAN} 2027-02-01?"),
        ({"internal": "2025-06-01"}, ["internal"], f"{DID_YOU_MEAN} 2026-06-01?"),
        ({"closed_date": "2026-03-09"}, ["closed_date"], f"{DID_YOU_MEAN} 2027-03-09?"),
        ({"told": "2026-02"}, ["told"], f"{DID_YOU_MEAN} 2027-02?"),
        ({"told": "2025-Q4"}, ["told"], f"{DID_YOU_MEAN} 2026-Q4?"),
        ({"told": "2026-W09"}, ["told"], f"{DID_YOU_MEAN} 2027-W09?"),
        ({"told": "2026-03"}, [], ""),  # the told month ends after the sale
        ({"contract": "2026-03-10"}, [], ""),
        ({"contract": "2026-02-01", "internal": "2026-02-02"}, ["contract", "internal"], f"{DID_YOU_MEAN} 2027-02-01?"),
    ],
)
def test_a_closing_before_the_sale_is_an_error_with_the_year_that_may_be_meant(
    closing: dict[str, str], paths: list[str], hint: str
) -> None:
    errors = list(contradictions(a_job(closing=closing)))
    assert [error.path for error in errors] == [("closing", key) for key in paths]
    assert all(error.is_error and error.fix == "correct one of the two dates (sold 2026-03-10)" for error in errors)
    assert not errors or errors[0].hint == hint


def test_a_leap_day_that_no_other_year_has_gets_no_hint() -> None:
    (error,) = contradictions(a_job(sold_date="2024-03-01", closing={"contract": "2024-02-29"}))
    assert error.hint == ""


@pytest.mark.parametrize(("day", "is_far"), [("2036-12-31", False), ("2037-01-01", True)])
def test_a_closing_more_than_ten_years_off_is_doubted(day: str, is_far: bool) -> None:
    doubts = found(closing={"contract": day})
    assert bool(doubts) is is_far
    assert not any(doubt.is_error for doubt in doubts)


def test_stages_that_nothing_answers_to_are_doubted_where_they_stand() -> None:
    said = {
        "stages": {"framming": "2026-05-01"},
        "selections": [{"stage": "trim"}, {"stage": "tirm"}],
        "hot_buttons": [{"stage": "zoo"}],
    }
    assert [(doubt.path, doubt.is_key) for doubt in found(**said)] == [
        (("stages", "framming"), True),
        (("selections", 1, "stage"), False),
        (("hot_buttons", 0, "stage"), False),
    ]
    assert [doubt.what.partition(":")[0] for doubt in found(**said)] == ["stages", "selections 2", "hot_buttons 1"]
    assert list(findings(a_job(**said), None)) == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"with": ["Ada Good", "bo badd"]}, ""),
        ({"with": ["Ada Good", "Hal Moreno"]}, ""),
        ({"with": ["Hal Moreno"], "kind": "internal"}, ""),
        ({"with": ["Hal Moreno"], "kind": "inbound"}, ""),
        ({"with": []}, ""),
        ({"with": ["Hal Moreno"]}, "none of these are buyers"),
        ({"with": ["Ada"]}, ""),
        ({"with": ["bo", "ADA"]}, ""),
        ({"with": ["Goo"]}, "none of these are buyers"),
        ({"with": ["ada good", "BADD"]}, f'{DID_YOU_MEAN} "Bo Badd"?'),
        ({"with": ["Ada Goood"]}, f'{DID_YOU_MEAN} "Ada Good"?'),
    ],
)
def test_names_that_are_no_buyers_are_doubted_when_they_matter(entry: dict[str, object], said: str) -> None:
    doubts = found(log=[{"at": "2026-05-01"} | entry])
    assert [said in doubt.what for doubt in doubts] == ([True] if said else [])


def test_a_name_that_two_buyers_share_is_not_guessed() -> None:
    doubts = list(findings(a_job(buyers=["Ada Good", "Bo Good"], log=[{"at": "2026-05-01", "with": "Good"}]), STAGES))
    assert [(DID_YOU_MEAN in doubt.what) for doubt in doubts] == [False]


@pytest.mark.parametrize(
    ("own", "at", "what", "said"),
    [
        (
            "2026-06-10 10:00",
            "2026-06-10 10:30",
            "orientation",
            "the orientation is at 10:30 here and at 10:00 in orientation_date",
        ),
        ("2026-06-10 10:00", "2026-06-10 10:00", "orientation", None),
        ("2026-06-10", "2026-06-10 10:30", "orientation", None),
        ("2026-06-10 10:00", "2026-06-10", "orientation", None),
        ("2026-06-10 10:00", "2026-06-11 10:30", "orientation", None),
        ("2026-06-10 10:00", "2026-06-10 10:30", "photo", None),
        ("2026-06-10 10:00", None, "orientation", "this appointment has no day"),
        (None, "2026-06-10 10:30", "orientation", None),
    ],
)
def test_one_date_with_two_times_of_day_is_told(own: str | None, at: str | None, what: str, said: str | None) -> None:
    doubts = found(orientation_date=own, appointments=[{"at": at, "what": what}])
    assert [said in doubt.what for doubt in doubts if said] == ([True] if said else [])
    assert not any(doubt.is_error for doubt in doubts)
    assert bool(doubts) is (said is not None)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ((), ""),
        (("stage",), "stage"),
        (("lender", "status"), "lender.status"),
        (("log", 2, "next", "date"), "log 3, next.date"),
        (("closing", "shifts", 0, "to"), "closing.shifts 1, to"),
    ],
)
def test_a_path_is_said_in_words(path: tuple[str | int, ...], said: str) -> None:
    assert path_words(path) == said
