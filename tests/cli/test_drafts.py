"""The verbs that prepare what buyers read, from typed words to printed text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_decide_tells_a_script_every_choice(run: Callable[..., Any], sample: Path) -> None:
    answer = run("decide", "nakamura", "--json", "--fields", "item,decide_by,level")
    found = json.loads(answer.out)
    assert (found["kind"], found["job"]) == ("decide", "LR-1058")
    assert found["target"] == {"day": "2027-08-13", "basis": "closing"}
    assert found["choices"][0] == {"item": "structural options", "decide_by": "2026-11-19", "level": "red"}
    assert answer.code == 0


def test_decide_over_all_homes_looks_as_far_as_asked(run: Callable[..., Any], sample: Path) -> None:
    near = run("decide", "--all", "--ahead", "9").out.splitlines()
    far = run("decide", "--all", "--ahead", "60").out.splitlines()
    assert 0 < len(near) < len(far)
    days = [line.split("\t")[8] for line in far]
    assert days == sorted(days)


def test_decide_as_a_text_names_no_day_but_the_last_one_to_choose(run: Callable[..., Any], sample: Path) -> None:
    text = run("decide", "nakamura", "--text").out
    assert "By Wednesday, December 2: kitchen layout" in text
    assert "December 7" not in text  # the order
    assert "August 13" not in text  # the forecast
    assert "\x1b" not in text


WRONG = [
    (["decide"], 2, "name a home"),
    (["decide", "41", "--all"], 2, "not both"),
    (["decide", "--all", "--text"], 2, "one household"),
    (["decide", "--all", "--ahead", "999"], 2, "no look ahead"),
    (["decide", "41", "--fields", "item"], 2, "--json"),
    (["decide", "41", "--json", "--fields", "prize"], 2, "The fields are"),
    (["decide", "marchetti", "--text"], 2, "nothing waits"),
    (["decide", "nobody"], 4, "no job goes by"),
]


@pytest.mark.parametrize(("words", "code", "why"), WRONG, ids=[" ".join(words) for words, _, _ in WRONG])
def test_what_cannot_be_meant_is_refused(run: Callable[..., Any], sample: Path, words: list[str], code: int, why: str) -> None:
    answer = run(*words)
    assert (answer.code, answer.out) == (code, "")
    assert why in answer.err


def test_a_home_that_cannot_be_read_is_said_after_the_rest(run: Callable[..., Any], sample: Path) -> None:
    sample.write_text(sample.read_text(encoding="utf-8").replace("sold_date: 2026-07-18", "sold_date: soon"), encoding="utf-8")
    answer = run("decide", "--all")
    assert answer.code == 3
    assert "LR-1058" in answer.out
    assert "HC-1041" in answer.err
