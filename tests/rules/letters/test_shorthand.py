"""What an agent notes for herself, and what may stand in a text to the buyers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlog_cli.rules.letters.redaction import RedactionRules
from backlog_cli.rules.letters.shorthand import ABOUT_THEM, NO_REASON, TO_YOURSELF
from backlog_cli.rules.letters.wording import TextFilter, names_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary

NAMES = frozenset({"Ylva", "Tom", "Brandt", "van der Berg"})

NOTES = [
    ("video of second floor", None),
    ("call with inspection result", None),
    ("send the paint codes", None),
    ("walk the frame, Saturday at 10", None),
    ("the theater room", None),
    ("Tomball tile shop", None),
    ("where the island goes", None),
    ("ten minutes from her hospital shift", ABOUT_THEM),
    ("room for his mother", ABOUT_THEM),
    ("ask if they can close early", ABOUT_THEM),
    ("She'll want the blue one", ABOUT_THEM),
    ("it's theirs", ABOUT_THEM),
    ("find out what he's thinking", ABOUT_THEM),
    ("tell 'em Friday", ABOUT_THEM),
    ("call Ylva with the codes", ABOUT_THEM),
    ("Tom's garage", ABOUT_THEM),
    ("lunch with the Brandt family", ABOUT_THEM),
    ("the van der Berg deck", ABOUT_THEM),
    ("a berg of tile", None),
    ("husband hates the color", ABOUT_THEM),
    ("buyer wants a fence", ABOUT_THEM),
    ("HER CLOSET", ABOUT_THEM),
    ("calm down, still upset", TO_YOURSELF),
    ("picky about grout", TO_YOURSELF),
    ("ask about the divorce", TO_YOURSELF),
    ("lawyer called", TO_YOURSELF),
]


@pytest.mark.parametrize(("note", "why"), NOTES, ids=[row[0] for row in NOTES])
def test_a_note_about_the_buyers_is_no_word_to_them(note: str, why: str | None) -> None:
    sieve = TextFilter(RedactionRules(), None, NAMES)
    assert sieve.accept_note(note, "the next step") == ("" if why else note)
    assert sieve.kept == ([f'the next step ("{note}"), since {why}'] if why else [])


REASONS = [
    ("creek-side yard for a fire pit", True),
    ("the view", True),
    ("a yard for the kids", True),
    ("ten minutes from work", True),
    ("close to the trail", True),
    ("lives for the garden", False),
    ("loves the view", False),
    ("wants a big garage", False),
    ("Needs one floor", False),
    ("hates stairs", False),
    ("because of the school", False),
    ("moved for work", False),
    ("has two dogs", False),
]


@pytest.mark.parametrize(("reason", "is_said"), REASONS)
def test_a_reason_is_a_thing_and_not_what_somebody_does(reason: str, is_said: bool) -> None:
    sieve = TextFilter(RedactionRules(), None, NAMES)
    assert bool(sieve.accept_note(reason, "a reason", is_reason=True)) is is_said
    assert all(NO_REASON in kept for kept in sieve.kept)


def test_what_must_not_be_read_comes_before_how_it_reads() -> None:
    sieve = TextFilter(RedactionRules(private=("her brother",)), None, NAMES)
    assert sieve.accept_note("ask her brother", "the next step") == ""
    assert sieve.kept == ["the next step, since it repeats a private note"]


def test_these_buyers_are_known_by_first_and_family_name(job: Callable[..., JobSummary]) -> None:
    assert {"Anh", "Linh", "Nguyen"} <= names_of(job())
