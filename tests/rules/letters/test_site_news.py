"""How the superintendent's answers come to the buyers: whose question, which day, and when a text can't repeat them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.duty import shorten
from backlog_cli.rules.letters.redaction import RedactionRules
from backlog_cli.rules.letters.site_news import news_sentences, site_news
from backlog_cli.rules.letters.wording import TextFilter, names_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary

TODAY = date(2026, 6, 4)
ASKED = "when do the windows come"


def answered(answer: str, ask: str = ASKED, day: str = "2026-06-04") -> dict[str, Any]:
    return {
        "questions": [{"ask": ask, "of": "superintendent", "asked": "2026-06-01", "answered": day, "answer": answer}],
        "promises": [{"text": f"pass on: {answer}", "by": "me", "to": "buyers", "made": day, "due": "2026-06-05"}],
    }


def wrote(text: str = ASKED, **keys: Any) -> dict[str, Any]:
    return {"log": [{"at": "2026-06-01", "kind": "inbound", "how": "text", "text": text} | keys]}


SENTENCES: list[tuple[str, dict[str, Any], list[str]]] = [
    (
        "what they asked themselves",
        answered("set for Tuesday") | wrote(),
        ['You asked: "When do the windows come?" Here\'s the answer: set for Tuesday.'],
    ),
    ("what she asked for them", answered("Tuesday"), ['I asked: "When do the windows come?" Here\'s the answer: Tuesday.']),
    (
        "asked in confidence is not said to be asked by them",
        answered("Tuesday") | wrote(private="true"),
        ['I asked: "When do the windows come?" Here\'s the answer: Tuesday.'],
    ),
    (
        "said on another day",
        answered("Tuesday", day="2026-06-02") | wrote(),
        ['You asked: "When do the windows come?" Here\'s the answer from Tuesday, June 2: Tuesday.'],
    ),
    (
        "no question in words",
        answered("done", "email about the fence") | wrote("email about the fence"),
        ["Here's the answer: done."],
    ),
    (
        "a question about them is not repeated",
        answered("Tuesday", "when can she see the tub"),
        ["Here's the answer: Tuesday."],
    ),
    (
        "news nobody asked for",
        {"promises": [{"text": "pass on: slab pours Monday", "made": "2026-06-04", "due": "2026-06-05"}]},
        ["Here's the latest from the site: slab pours Monday."],
    ),
    (
        "an answer about them is left to her",
        answered("tell them it's Tuesday") | wrote(),
        ['You asked: "When do the windows come?" Here\'s the answer: [the answer].'],
    ),
    ("passed on already", answered("Tuesday") | {"promises": [{"text": "pass on: Tuesday", "done": "2026-06-04"}]}, []),
    ("no answer", {"questions": [ASKED]}, []),
    ("another promise of hers", {"promises": [{"text": "paint codes", "due": "2026-06-05"}]}, []),
    ("its own mark", answered("all in!"), ['I asked: "When do the windows come?" Here\'s the answer: all in!']),
]


@pytest.mark.parametrize(("keys", "sentences"), [row[1:] for row in SENTENCES], ids=[row[0] for row in SENTENCES])
def test_an_answer_as_the_buyers_read_it(job: Callable[..., JobSummary], keys: dict[str, Any], sentences: list[str]) -> None:
    home = job(**keys)
    sieve = TextFilter(RedactionRules(), None, names_of(home))
    assert [words for words, _ in news_sentences(home, sieve, today=TODAY)] == sentences


def test_a_long_answer_comes_whole_though_its_promise_is_cut(job: Callable[..., JobSummary]) -> None:
    answer = "the windows come on Tuesday, " + "and the crew puts in the big one by the stairs first, " * 5
    keys = answered(answer.strip(" ,"))
    keys["promises"][0]["text"] = f"pass on: {shorten(answer.strip(' ,'), 200)}"
    (news,) = site_news(job(**keys))
    assert news.answer == answer.strip(" ,")
    assert news.question == ASKED
