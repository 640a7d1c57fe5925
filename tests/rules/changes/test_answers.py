"""What a superintendent's answers become: questions settled, news in the log, and a word owed to the buyers (004-2, 004-3)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.dates.values import Moment
from backlog_cli.rules.changes.answers import Answer, match_answers, record_answers
from backlog_cli.terms import Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary

TODAY = date(2026, 6, 4)
NOW = Moment(TODAY, "10:15")
POLICY = Policy()

WINDOWS = {"ask": "when do the windows come", "of": "superintendent", "asked": "2026-06-01", "answered": None}
PANEL = {"ask": "where is the panel", "of": "superintendent", "asked": "2026-05-20", "answered": None}
RATE = {"ask": "which rate", "of": "lender", "asked": "2026-05-01", "answered": None}


@pytest.fixture
def home(stand: Callable[..., JobSummary], plain: Callable[..., dict[str, Any]]) -> Callable[..., JobSummary]:
    """`home(questions=[...])`: where the least home stands."""
    return lambda **keys: stand(plain(superintendent="Hal Moreno", **keys))


@pytest.mark.parametrize(
    ("questions", "texts", "settled"),
    [
        ([WINDOWS], ["Tuesday"], [0]),
        ([WINDOWS, PANEL], ["Tuesday"], [1]),
        ([WINDOWS, PANEL], ["windows come Tuesday"], [0]),
        ([WINDOWS, PANEL], ["WINDOWS, Tuesday", "garage"], [0, 1]),
        ([WINDOWS, PANEL], ["a", "b", "c"], [1, 0, None]),
        ([RATE], ["Tuesday"], [None]),
        ([WINDOWS | {"answered": "2026-06-02"}], ["Tuesday"], [None]),
        (["who has the key"], ["Pete"], [0]),
        ([], ["slab pours Monday"], [None]),
    ],
    ids=[
        "one",
        "the oldest",
        "the one it speaks of",
        "that one, then the rest",
        "more answers",
        "another's",
        "answered",
        "short form",
        "none",
    ],
)
def test_each_answer_settles_the_question_it_speaks_of_else_the_oldest(
    home: Callable[..., JobSummary], questions: list[Any], texts: list[str], settled: list[int | None]
) -> None:
    found = match_answers(home(questions=questions), texts, today=TODAY)
    assert [answer.question.place if answer.question else None for answer in found] == settled
    assert [answer.text for answer in found] == texts


def test_an_answer_ends_its_question_and_owes_the_buyers_a_word(
    plain: Callable[..., dict[str, Any]], stand: Callable[..., JobSummary], after: Callable[..., JobSummary]
) -> None:
    data = plain(superintendent="Hal Moreno", questions=[WINDOWS])
    before = stand(data)
    change = record_answers(before, match_answers(before, ["they come Tuesday"], today=TODAY), POLICY, at=NOW, today=TODAY)
    assert change is not None
    assert change.summary == 'noted what the superintendent said: "they come Tuesday"'
    now = after(data, change)
    assert (now.questions[0].answered, now.questions[0].answer) == (TODAY, "they come Tuesday")
    (promise,) = now.promises
    assert (promise.text, promise.by, promise.to, promise.due) == ("pass on: they come Tuesday", "me", "buyers", date(2026, 6, 5))
    assert now.talks == ()


def test_news_nobody_asked_for_goes_into_the_log_and_on_to_the_buyers(
    plain: Callable[..., dict[str, Any]], stand: Callable[..., JobSummary], after: Callable[..., JobSummary]
) -> None:
    data = plain(superintendent="Hal Moreno")
    before = stand(data)
    change = record_answers(before, [Answer("slab pours Monday")], POLICY, at=NOW, today=TODAY)
    assert change is not None
    now = after(data, change)
    (talk,) = now.talks
    assert (talk.kind, talk.others, talk.text, str(talk.at)) == (
        "internal",
        ("Hal Moreno",),
        "slab pours Monday",
        "2026-06-04 10:15",
    )
    assert not talk.is_real_word
    assert [promise.text for promise in now.promises] == ["pass on: slab pours Monday"]


def test_a_home_without_a_superintendent_and_a_lost_one_are_answered_too(
    plain: Callable[..., dict[str, Any]], stand: Callable[..., JobSummary], after: Callable[..., JobSummary]
) -> None:
    data = plain(stage="cancelled")
    change = record_answers(stand(data), [Answer("the permit is back")], POLICY, at=NOW, today=TODAY)
    assert change is not None
    now = after(data, change)
    assert now.talks[0].others == ("superintendent",)
    assert now.promises == ()


def test_a_long_answer_is_kept_whole_and_promised_in_short(
    plain: Callable[..., dict[str, Any]], stand: Callable[..., JobSummary], after: Callable[..., JobSummary]
) -> None:
    data = plain(questions=[WINDOWS])
    words = "the windows wait for the truck " * 20
    change = record_answers(stand(data), match_answers(stand(data), [words], today=TODAY), POLICY, at=NOW, today=TODAY)
    assert change is not None
    now = after(data, change)
    assert now.questions[0].answer == words
    assert len(now.promises[0].text) < 220


def test_the_same_lines_typed_twice_write_once(
    plain: Callable[..., dict[str, Any]], stand: Callable[..., JobSummary], after: Callable[..., JobSummary]
) -> None:
    data = plain(questions=[WINDOWS])
    texts = ["Tuesday", "Tuesday", "the slab is dry"]
    first = match_answers(stand(data), texts, today=TODAY)
    assert [answer.is_known for answer in first] == [False, True, False]
    change = record_answers(stand(data), first, POLICY, at=NOW, today=TODAY)
    assert change is not None
    again = match_answers(after(data, change), texts, today=TODAY)
    assert all(answer.is_known for answer in again)
    assert record_answers(stand(data), again, POLICY, at=NOW, today=TODAY) is None
    tomorrow = match_answers(stand(data), ["Tuesday"], today=date(2026, 6, 5))
    assert not tomorrow[0].is_known
