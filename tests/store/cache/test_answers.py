"""An answer is given again only to just the question it was given to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from backlog_cli.store.cache.answers import SLOTS, Answer, question_of, remember, remembered

from backlog_cli.store.cache import answers as room
from backlog_cli.store.cache.storage import Cache

if TYPE_CHECKING:
    from pathlib import Path

ANSWER = Answer((("out", "Brandt\n"), ("err", "\ud800 a word é 🏠\n")), 3, "41")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "backlog.yaml", {"XDG_CACHE_HOME": f"{tmp_path}"})


def in_slot(slot: int, start: int = 0) -> str:
    """A question that is kept in this slot."""
    return next(q for q in (question_of(n) for n in range(start, 10_000)) if int(q[:8], 16) % SLOTS == slot)


@pytest.mark.parametrize("answer", [ANSWER, Answer((), 0), Answer((("out", ""),), 0, None)])
def test_an_answer_comes_back_as_it_was(cache: Cache, answer: Answer) -> None:
    assert remembered(cache, in_slot(3)) is None
    remember(cache, in_slot(3), answer)
    assert remembered(cache, in_slot(3)) == answer


def test_sixteen_answers_are_kept_and_a_newer_one_takes_an_older_ones_place(cache: Cache) -> None:
    for slot in range(SLOTS):
        remember(cache, in_slot(slot), Answer((), slot))
    assert [remembered(cache, in_slot(slot)) for slot in range(SLOTS)] == [Answer((), slot) for slot in range(SLOTS)]
    newer = in_slot(5, 5000)
    assert newer != in_slot(5)
    remember(cache, newer, ANSWER)
    assert remembered(cache, newer) == ANSWER
    assert remembered(cache, in_slot(5)) is None
    assert SLOTS == 16


def test_questions_are_equal_only_when_everything_is() -> None:
    assert question_of("due", 1) == question_of("due", 1)
    parts = (("due", 1), ("due", "1"), ("due1",), ("due",), (), (("due", 1),), ("due", 1, None), ("\ud800", 1))
    assert len({question_of(*each) for each in parts}) == len(parts)


def test_a_very_long_answer_is_worked_out_each_time(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_SIGNS", 4)
    remember(cache, in_slot(1), Answer((("out", "ab"), ("err", "cd")), 0))
    remember(cache, in_slot(2), Answer((("out", "ab"), ("err", "cde")), 0))
    assert remembered(cache, in_slot(1)) is not None
    assert remembered(cache, in_slot(2)) is None


@pytest.mark.parametrize("said", [b"", b"{", b"3", b"[1]", b'[[["out"]],0,null]', b'[[],"x",null]', b"[3,0,null]", b"\xff"])
def test_what_is_no_answer_is_not_given(cache: Cache, said: bytes) -> None:
    cache.keep("answer7", in_slot(7), said)
    assert cache.known("answer7", in_slot(7)) == said
    assert remembered(cache, in_slot(7)) is None
