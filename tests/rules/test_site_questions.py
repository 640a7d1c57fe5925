"""Which messages of buyers are the superintendent's business, and until when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.site_questions import buyer_questions, looks_like_question, site_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary

TODAY = date(2026, 6, 4)

MATTERS: list[tuple[str, list[str], bool]] = [
    ("when do the windows come", [], True),
    ("is the slab poured yet?", [], True),
    ("email about the fence", [], True),
    ("crack in the garage floor", [], True),
    ("will it be ready by Christmas", [], True),
    ("Can we walk the house on Saturday", [], True),
    ("why is nobody working at the job site", ["construction"], True),
    ("when can we come by", ["construction"], True),
    ("what color is the grout", ["selections"], True),
    ("is there news on the date", ["date"], True),
    ("are rates going to wreck this for us", [], False),
    ("can we afford the bigger deck", [], False),
    ("what does the second sink cost", ["construction"], False),
    ("he lost his job, does the kitchen wait", ["construction"], False),
    ("the lender wants the floor plan", [], False),
    ("windows and the rate", ["construction", "rate"], False),
    ("roof: $4,000 more?", [], False),
    ("call me at 555-0141 about the roof", [], False),
    ("write to ana@example.com about the tile", [], False),
    ("she is pregnant, will the nursery be painted", [], False),
    ("how was your weekend", [], False),
    ("thanks!", [], False),
    ("happy to hear it", ["personal"], False),
]


@pytest.mark.parametrize(("text", "topics", "is_his"), MATTERS, ids=[row[0] for row in MATTERS])
def test_what_a_superintendent_may_read_is_about_the_building_alone(text: str, topics: list[str], is_his: bool) -> None:
    assert site_words(text, topics) == (text if is_his else "")


MIXED = [
    ("Is the rate locked? Also, when is drywall", [], "Also, when is drywall"),
    ("When is drywall? We can't afford a delay.", [], "When is drywall?"),
    ("When is drywall; the lender asks; and the roof?", ["construction", "rate"], "When is drywall; and the roof?"),
    ("when is drywall", ["construction", "rate"], "when is drywall"),
    ("how are you? what about the loan?", [], ""),
    ("how are you? is the slab dry?", ["date", "personal"], "is the slab dry?"),
    ("windows\n  and doors", [], "windows and doors"),
    ("when do they come", ["windows"], ""),
    ("when do the doors come", ["windows"], "when do the doors come"),
]


@pytest.mark.parametrize(("text", "topics", "words"), MIXED, ids=[row[0] for row in MIXED])
def test_of_a_mixed_message_the_sentences_about_the_building_go_on(text: str, topics: list[str], words: str) -> None:
    assert site_words(text, topics) == words


ASKING = [
    ("when do the windows come", True),
    ("Windows?", True),
    ("  is it up", True),
    ('"How high is the step"', True),
    ("email about the fence", False),
    ("Island in the kitchen", False),
    ("whenever you can, the fence", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "is_question"), ASKING)
def test_a_question_is_known_by_its_beginning_or_its_end(text: str, is_question: bool) -> None:
    assert looks_like_question(text) is is_question


def message(days: int = 1, text: str = "when do the windows come", **keys: Any) -> dict[str, Any]:
    return {"at": (TODAY - timedelta(days=days)).isoformat(), "kind": "inbound", "how": "text", "text": text} | keys


def reply(days: int) -> dict[str, Any]:
    return {"at": (TODAY - timedelta(days=days)).isoformat(), "kind": "update", "how": "text"}


WAITING: list[tuple[str, dict[str, Any], list[str]]] = [
    ("noted today", {"log": [message(0)]}, ["when do the windows come"]),
    ("its own words", {"log": [message(text="", said="is the roof on?")]}, ["is the roof on?"]),
    ("twice the same", {"log": [message(2), message(1, "When do the windows come?")]}, ["when do the windows come"]),
    ("two of them", {"log": [message(2), message(1, "is the roof on")]}, ["when do the windows come", "is the roof on"]),
    ("replied to, two weeks old", {"log": [message(14), reply(13)]}, ["when do the windows come"]),
    ("replied to, older", {"log": [message(15), reply(13)]}, []),
    ("never replied to", {"log": [message(40)]}, ["when do the windows come"]),
    ("tomorrow", {"log": [message(-1)]}, []),
    ("in confidence", {"log": [message(private="true")]}, []),
    ("ours", {"log": [message(kind="update")]}, []),
    ("asked by her", {"log": [message()], "questions": ["When do the windows come?"]}, []),
    (
        "answered since",
        {"log": [message(3)], "questions": [{"ask": "when do the windows come", "answered": "2026-06-03", "answer": "Tue"}]},
        [],
    ),
    (
        "asked again after an answer",
        {"log": [message(1)], "questions": [{"ask": "when do the windows come", "answered": "2026-05-03", "answer": "Tue"}]},
        ["when do the windows come"],
    ),
]


@pytest.mark.parametrize(("keys", "words"), [row[1:] for row in WAITING], ids=[row[0] for row in WAITING])
def test_a_message_waits_until_it_is_answered(job: Callable[..., JobSummary], keys: dict[str, Any], words: list[str]) -> None:
    assert [found.text for found in buyer_questions(job(**keys), today=TODAY)] == words


def test_who_asked_is_known_when_it_was_one_of_them(job: Callable[..., JobSummary]) -> None:
    home = job(log=[message(2) | {"with": ["Linh Nguyen"]}, message(1, "is the roof on")])
    assert [found.who for found in buyer_questions(home, today=TODAY)] == ["Linh Nguyen", None]
