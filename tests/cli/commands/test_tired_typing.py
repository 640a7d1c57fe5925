"""A tired salesperson's morning: dates, verbs and names as they come, on one command line after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("words", "at", "note"),
    [
        ("called --at yesterday 9am", "2026-11-22 09:00", "called"),
        ("called --at yesterday at 5 pm", "2026-11-22 17:00", "called"),
        ("called --at nov 20", "2026-11-20", "called"),
        ("called --at 5 oct", "2026-10-05", "called"),
        ("called --at 5 oct about tile", "2026-10-05", "called about tile"),
        ("called --at fri 2 windows", "2026-11-20", "called 2 windows"),
        ("called --at nov 20 to say hi", "2026-11-20", "called to say hi"),
        ("--at tue 17:30 called us", "2026-11-17 17:30", "called us"),
        ("called --at 3 days ago", "2026-11-20", "called"),
        ("called --at=friday about tile", "2026-11-20", "called about tile"),
        ("called --at fri --phone", "2026-11-20", "called"),
        ("called -- --at nov", "2026-11-23", "called --at nov"),
    ],
)
def test_a_date_behind_an_option_needs_no_quotes_and_is_no_part_of_the_note(
    run: Run, sample: Path, words: str, at: str, note: str
) -> None:
    answer = run("log", "okafor", *words.split())
    assert answer.code == 0, answer.err
    text = sample.read_text(encoding="utf-8")
    assert f"at: {at}\n" in text
    assert f"text: {note}\n" in text


@pytest.mark.parametrize(
    ("words", "what", "day"),
    [
        ("fri eod send codes", "send codes", "2026-11-27"),
        ("by fri eod send codes", "send codes", "2026-11-27"),
        ("fri end of day send codes", "send codes", "2026-11-27"),
        ("tomorrow cob send codes", "send codes", "2026-11-24"),
        ("dec 4 close of business send codes", "send codes", "2026-12-04"),
        ("eod fri send codes", "send codes", "2026-11-27"),
        ("eod send codes", "send codes", "2026-11-23"),
    ],
)
def test_the_end_of_a_day_is_that_day(run: Run, sample: Path, words: str, what: str, day: str) -> None:
    answer = run("promise", "okafor", *words.split())
    assert f'you promised "{what}"' in answer.out, answer.err
    assert f"due: {day}" in sample.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", ["nov31 paint", "thursday week paint", "mon or tue paint", "feb 30 paint", "next fri paint"])
def test_what_is_no_day_is_refused_and_nothing_is_written(run: Run, sample: Path, words: str) -> None:
    before = sample.read_bytes()
    answer = run("promise", "okafor", *words.split())
    assert (answer.code, "Nothing was changed." in answer.err) == (2, True)
    assert sample.read_bytes() == before


@pytest.mark.parametrize(
    ("typed", "verb"),
    [
        ("lgo", "log"), ("shwo", "show"), ("calls", "log"), ("called", "log"), ("texted", "log"), ("notes", "log"),
        ("email", "log"), ("visited", "log"), ("delay", "shift"), ("postpone", "shift"), ("questions", "ask"),
        ("problems", "issue"),
        ("vacation", "away"), ("todo", "due"), ("schedule", "meet"), ("sihft", "shift"), ("promis", ""),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("sample")
def test_a_word_that_is_no_verb_is_answered_with_the_verb_that_does_it(run: Run, typed: str, verb: str) -> None:
    answer = run(typed, "okafor")
    assert answer.code == (2 if verb else 0)
    assert not verb or f"`backlog {verb}" in answer.err


@pytest.mark.parametrize("name", ["Zoë Müller 🏡", "🏡 Zoë Müller", "Zoë 🏡 Müller", "Zoë Müller", "Zoë  Müller ❤️"])
@pytest.mark.usefixtures("sample")
def test_a_sign_in_a_name_is_no_name(run: Run, name: str) -> None:
    run("add", "2401", name, "--sold", "oct 5")
    for typed in ("muller", "MÜLLER", "zoe muller", "zoe"):
        assert "2401 Müller" in run("show", *typed.split()).out, typed


@pytest.mark.usefixtures("sample")
def test_an_hour_without_its_half_of_the_day_is_asked_for(run: Run) -> None:
    assert "morning or afternoon?" in run("meet", "okafor", "tomorrow", "at", "3", "walk").err
