"""What every text to buyers shares: the greeting, lists, and the list of choices that can be sent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.model import BacklogFile
from backlog_cli.rules.due.decisions import decision_plan
from backlog_cli.rules.letters.redaction import RedactionRules, redaction_rules
from backlog_cli.rules.letters.wording import TextFilter, decision_text, greeting, sentence
from backlog_cli.terms import and_list
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary

TODAY = date(2026, 6, 4)


def test_all_buyers_are_greeted(job: Callable[..., JobSummary]) -> None:
    assert greeting(job(buyers=["Anh Nguyen", "Linh Nguyen", "Bo Li"])) == "Hi Anh, Linh and Bo,"
    assert greeting(job(buyers=["Smith, John & Jane"])) == "Hi John and Jane,"
    assert greeting(job(buyers=["Heron Holdings LLC", "Dr. Ana Lee"])) == "Hi Heron Holdings and Dr. Lee,"


@pytest.mark.parametrize(("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_a_list_is_said_as_people_say_it(words: list[str], said: str) -> None:
    assert and_list(words) == said


@pytest.mark.parametrize(("text", "said"), [("", ""), ("rain", "Rain."), ("Why?", "Why?"), ("ok.", "Ok.")])
def test_a_sentence_begins_and_ends_as_one(text: str, said: str) -> None:
    assert sentence(text) == said


def test_an_analytic_reads_no_exclamation_mark() -> None:
    assert TextFilter(RedactionRules(), "analytic").accept("the pool is in!!", "a reason") == "the pool is in"
    assert TextFilter(RedactionRules(), "socializer").accept("the pool is in!", "a reason") == "the pool is in!"


def test_what_is_kept_back_is_told_to_the_agent() -> None:
    sieve = TextFilter(RedactionRules(private=("his brother",)))
    assert sieve.accept("ask his brother", "the next step") == ""
    assert sieve.kept == ["the next step, since it repeats a private note"]


def decisions(**keys: Any) -> tuple[str, TextFilter]:
    home = {"job": "1", "buyers": ["Kim Lee", "Ana Lee"], "sold_date": "2026-06-01", "stage": "selections"} | keys
    backlog = BacklogFile.model_validate({"jobs": [home]})
    book = backlog_of(backlog)
    summary, job = book.jobs[0], backlog.jobs[0]
    sieve = TextFilter(redaction_rules(summary, job, book), job.personality)
    plan = decision_plan(summary, job.selections, book.policy, origin=job.origin, today=TODAY)
    return decision_text(plan, sieve, "Renata Vance", today=TODAY), sieve


def test_the_choices_as_a_text_to_send() -> None:
    selections = [
        {"item": "stairs", "decide_by": "2026-06-01"},
        {"item": "plumbing trim", "decide_by": "2026-06-12", "order_by": "2026-06-20", "needed_date": "2026-08-01"},
        {"item": "tile", "decide_by": "2026-06-12"},
        "elevator",
        {"item": "brick", "decided": "2026-06-02"},
    ]
    text, _ = decisions(origin="spec", selections=selections)
    assert text == (
        "Hi Kim and Ana,\n\n"
        "Here are the choices ahead of you, with the last day for each, so everything gets ordered in time:\n\n"
        "- As soon as you can: stairs\n"
        "- By Friday, June 12: faucets and tile\n"
        "- No day yet: elevator\n\n"
        "Let me know if you'd like to sit down and go over any of them.\n\n"
        "Renata Vance"
    )


def test_a_choice_they_must_not_read_is_left_out_and_said() -> None:
    text, sieve = decisions(origin="spec", closing={"internal": "2027-01-15"}, selections=["tile, closing is Jan 15", "carpet"])
    assert "Jan" not in text
    assert sieve.kept == ['"tile, closing is Jan 15", since it names Jan 15, which they haven\'t been told']


def test_nothing_to_choose_is_no_text() -> None:
    assert decisions(stage="closed")[0] == ""
