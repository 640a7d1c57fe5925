"""What a superintendent's answers become: questions settled, news in the log, and a word owed to the buyers (004-2, 004-3)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.dates.values import Moment
from backlog_cli.rules.changes.answers import Answer, match_answers, record_answers
from backlog_cli.rules.changes.log import LogInput, log_conversation
from backlog_cli.rules.site_questions import buyer_questions
from backlog_cli.terms import Channel, Policy, TalkKind

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


ASKED = {"at": "2026-06-02", "how": "text", "kind": "inbound", "text": "when do the windows come"}

TO_MESSAGES: list[tuple[list[Any], list[str], list[tuple[str | None, str | None]]]] = [
    ([ASKED], ["windows come Tuesday"], [(None, "when do the windows come")]),
    ([ASKED], ["Tuesday"], [(None, "when do the windows come")]),
    ([ASKED | {"text": "email about the fence"}], ["the fence is in"], [(None, "email about the fence")]),
    ([ASKED | {"text": "email about the fence"}], ["slab pours Monday"], [(None, None)]),
    ([ASKED | {"text": "will the rate hold"}], ["Tuesday"], [(None, None)]),
    ([ASKED | {"private": "true"}], ["Tuesday"], [(None, None)]),
    ([ASKED], ["Tuesday", "slab pours Monday"], [(None, "when do the windows come"), (None, None)]),
]


@pytest.mark.parametrize(("log", "texts", "settled"), TO_MESSAGES)
def test_an_answer_settles_what_the_buyers_wrote(
    home: Callable[..., JobSummary], log: list[Any], texts: list[str], settled: list[tuple[str | None, str | None]]
) -> None:
    found = match_answers(home(log=log), texts, today=TODAY)
    assert [(one.question and one.question.ask, one.message and one.message.text) for one in found] == settled


def test_her_own_question_is_answered_before_theirs(home: Callable[..., JobSummary]) -> None:
    (found,) = match_answers(home(log=[ASKED], questions=[PANEL]), ["Tuesday"], today=TODAY)
    assert found.asked == "where is the panel"


def test_an_answered_message_is_a_question_that_is_done(
    plain: Callable[..., dict[str, Any]], stand: Callable[..., JobSummary], after: Callable[..., JobSummary]
) -> None:
    data = plain(superintendent="Hal Moreno", log=[ASKED])
    before = stand(data)
    change = record_answers(before, match_answers(before, ["Tuesday"], today=TODAY), POLICY, at=NOW, today=TODAY)
    assert change is not None
    (question,) = after(data, change).questions
    assert (question.ask, question.asked, question.answered, question.answer) == (
        "when do the windows come",
        date(2026, 6, 2),
        TODAY,
        "Tuesday",
    )
    assert buyer_questions(after(data, change), today=TODAY) == ()


HEARD = [
    (LogInput(NOW), True),
    (LogInput(NOW, note="sent the weekly update"), True),
    (LogInput(NOW, how=Channel.PHONE), True),
    (LogInput(NOW, kind=TalkKind.NON_UPDATE), True),
    (LogInput(NOW, kind=TalkKind.CHECK_IN), True),
    (LogInput(Moment(date(2026, 6, 2)), note="earlier"), False),
    (LogInput(NOW, is_voicemail=True), False),
    (LogInput(NOW, is_missed=True), False),
    (LogInput(NOW, is_inbound=True), False),
    (LogInput(NOW, note="x", is_private=True), False),
    (LogInput(NOW, note="x", kind=TalkKind.INTERNAL), False),
]


@pytest.mark.parametrize(("words", "is_heard"), HEARD)
def test_what_the_buyers_hear_passes_the_answer_on(
    plain: Callable[..., dict[str, Any]],
    stand: Callable[..., JobSummary],
    after: Callable[..., JobSummary],
    words: LogInput,
    is_heard: bool,
) -> None:
    owed = {"text": "pass on: Tuesday", "by": "me", "to": "buyers", "made": "2026-06-03", "due": "2026-06-04"}
    other = {"text": "paint codes", "by": "me", "made": "2026-06-03", "due": "2026-06-04"}
    data = plain(promises=[owed, other])
    now = after(data, log_conversation(stand(data), words, POLICY, today=TODAY))
    assert [promise.is_open for promise in now.promises] == [not is_heard, True]
    assert now.promises[0].status == ("kept" if is_heard else None)


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
    words = " ".join(["the windows wait for the truck"] * 20)
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
