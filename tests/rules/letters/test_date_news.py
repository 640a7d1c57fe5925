"""What buyers have to hear of their dates: the net move from what they knew, and its own cause."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.letters.date_news import nothing_to_tell, told_news, untold_news
from backlog_cli.terms import Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary

TODAY = date(2026, 6, 4)


def move(start: str | None, end: str, kind: str | None = None, told: str | None = None, **keys: Any) -> dict[str, Any]:
    return {"from": start, "to": end, "known_date": "2026-06-03", "told_date": told, "cause_kind": kind} | keys


def closing(told: str | None, *shifts: dict[str, Any]) -> dict[str, Any]:
    return {"contract": "2026-10-30", "internal": shifts[-1]["to"], "told": told, "shifts": list(shifts)}


# Told, moves, and: later, earlier or nothing to tell; then the kind of cause.
NET: list[tuple[str, dict[str, Any], bool | None, str | None]] = [
    ("later", closing("2026-10", move("2026-10-20", "2026-12-11", "material")), True, "material"),
    ("earlier has no cause", closing("2026-10", move("2026-10-20", "2026-09-11", "labor")), False, None),
    (
        "later and a little back",
        closing("2026-10", move("2026-10-20", "2026-12-18", "inspection"), move("2026-12-18", "2026-12-11", "labor")),
        True,
        "inspection",
    ),
    (
        "earlier, then later, in all later",
        closing("2026-10", move("2026-10-20", "2026-09-10", "labor"), move("2026-09-10", "2026-12-01", "permit")),
        True,
        "permit",
    ),
    (
        "later, then earlier, in all earlier",
        closing("2026-10", move("2026-10-20", "2026-12-01", "permit"), move("2026-12-01", "2026-09-10", "labor")),
        False,
        None,
    ),
    (
        "the longest of two",
        closing("2026-10", move("2026-10-20", "2026-12-11", "permit"), move("2026-12-11", "2026-12-14", "weather")),
        True,
        "permit",
    ),
    (
        "the newer of two alike",
        closing("2026-10", move("2026-10-20", "2026-11-20", "permit"), move("2026-11-20", "2026-12-21", "weather")),
        True,
        "weather",
    ),
    (
        "what was told is no cause again",
        closing(
            "2026-11-20", move("2026-10-20", "2026-11-20", "permit", "2026-05-01"), move("2026-11-20", "2026-11-27", "labor")
        ),
        True,
        "labor",
    ),
    (
        "a drift inside what was told counts once it leaves it",
        closing("2026-10", move("2026-10-01", "2026-10-30", "inspection"), move("2026-10-30", "2026-11-03", "weather")),
        True,
        "inspection",
    ),
    ("nothing told", closing(None, move("2026-10-20", "2026-12-11", "site")), True, "site"),
    ("nothing known before", closing(None, move(None, "2026-12-11")), None, None),
    ("no cause noted", closing("2026-10", move("2026-10-20", "2026-12-11")), True, None),
]


@pytest.mark.parametrize(("keys", "is_later", "cause"), [row[1:] for row in NET], ids=[row[0] for row in NET])
def test_the_net_move_counts_and_its_own_cause(
    job: Callable[..., JobSummary], keys: dict[str, Any], is_later: bool | None, cause: str | None
) -> None:
    (news,) = untold_news(job(closing=keys), Policy(), today=TODAY)
    assert news.is_later is is_later
    assert (news.cause.cause_kind if news.cause else None) == cause


NOTHING: list[tuple[str, dict[str, Any], str]] = [
    ("no move", {"told": "2026-10"}, "no date has moved"),
    ("inside the month", closing("2026-10", move("2026-10-05", "2026-10-30")), "still within what they were told, October"),
    (
        "inside the quarter",
        closing("2027-Q2", move("2027-05-10", "2027-06-14", "inspection")),
        "still within what they were told, between April and June 2027",
    ),
    ("inside the week", closing("2026-W51", move("2026-12-14", "2026-12-18")), "still within what they were told"),
    ("earlier inside the month", closing("2026-10", move("2026-10-30", "2026-10-02")), "still within what they were told"),
    (
        "there and back",
        closing("2026-12-11", move("2026-12-11", "2027-01-15"), move("2027-01-15", "2026-12-11")),
        "Friday, December 11",
    ),
    (
        "told",
        closing("2026-12", move("2026-10-20", "2026-12-11", told="2026-06-02")),
        "they heard of the last move on Tuesday, June 2",
    ),
    (
        "told twice",
        closing(
            "2026-12", move("2026-10-20", "2026-11-11", told="2026-05-02"), move("2026-11-11", "2026-12-11", told="2026-06-01")
        ),
        "on Monday, June 1",
    ),
    ("moved by hand", {"internal": "2026-12-11", "told": "2026-10"}, "no move is on file: backlog shift 2401 2026-12-11 why"),
    ("no dates at all", {"contract": None}, "no date has moved"),
]


@pytest.mark.parametrize(("keys", "words"), [row[1:] for row in NOTHING], ids=[row[0] for row in NOTHING])
def test_without_news_it_says_why_there_is_none(job: Callable[..., JobSummary], keys: dict[str, Any], words: str) -> None:
    home = job(closing=keys)
    assert untold_news(home, Policy(), today=TODAY) == ()
    assert words in nothing_to_tell(home, today=TODAY)


VISITS = [
    ("2026-06-10", "2026-06-20", True),
    ("2026-06-20", "2026-06-10", False),
    (None, "2026-06-20", None),
    ("2026-06-01", "2026-06-03", "passed"),
]


@pytest.mark.parametrize(("start", "end", "is_later"), VISITS)
def test_an_orientation_is_news_until_its_day_has_passed(
    job: Callable[..., JobSummary], start: str | None, end: str, is_later: Any
) -> None:
    home = job(closing={"contract": "2026-10-30", "told": "2026-10", "shifts": [move(start, end, what="orientation")]})
    news = untold_news(home, Policy(), today=TODAY)
    assert [found.is_later for found in news] == ([] if is_later == "passed" else [is_later])


def test_the_closing_comes_before_any_other_date(job: Callable[..., JobSummary]) -> None:
    shifts = [move("2026-06-10", "2026-06-20", what="orientation"), move("2026-10-20", "2026-12-11")]
    news = untold_news(job(closing=closing("2026-10", *shifts)), Policy(), today=TODAY)
    assert [str(found.what) for found in news] == ["closing", "orientation"]


def test_a_plan_noted_with_an_earlier_move_still_holds(job: Callable[..., JobSummary]) -> None:
    shifts = [move("2026-10-20", "2026-11-20", together="a walk a week"), move("2026-11-20", "2026-12-11", plan_b="storage")]
    (news,) = untold_news(job(closing=closing("2026-10", *shifts)), Policy(), today=TODAY)
    assert (news.together, news.plan_b, news.has_plan) == ("a walk a week", "storage", True)


def test_a_recap_holds_what_that_day_told(job: Callable[..., JobSummary]) -> None:
    home = job(closing=closing("2026-12", move("2026-10-20", "2026-12-11", "permit", "2026-06-02")))
    news = told_news(home, date(2026, 6, 2))
    assert news is not None
    assert news.new is not None
    assert news.new.text == "2026-12"
    assert told_news(home, date(2026, 6, 1)) is None
