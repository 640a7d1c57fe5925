"""The card before a call, the difference of a dry run, and the check."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.due.countdown import missing_items_of
from backlog_cli.rules.urgency import verdict_of
from backlog_cli.views.home_facts import PERSONALITY_TIPS
from backlog_cli.views.screen import Screen
from backlog_cli.views.terminal.cards import diff_text
from backlog_cli.views.terminal.home_card import card_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog

    Drawn = Callable[[Text, Screen], str]
    Fits = Callable[[str, int], None]
    Golden = Callable[[str, str], None]
    Made = Callable[..., tuple[Backlog, model.BacklogFile]]

SAMPLE_DAY = date(2026, 11, 23)
WIDTHS = (60, 80, 120, 200)
TRAP = "[lot 5] [/b] :house: [red] \x1b[31m\u202e"
SHOWN = "[lot 5] [/b] :house: [red] \\x1b[31m<U+202E>"


def shown(
    book: Backlog,
    backlog: model.BacklogFile,
    drawn: Drawn,
    today: date,
    number: int = 0,
    *,
    everything: bool = False,
    **keys: Any,
) -> str:
    screen = Screen(**{"height": 100, **keys})
    summary = book.jobs[number]
    verdict = verdict_of(summary, book, today=today)
    job, policy, history = backlog.jobs[number], book.policy, book.history
    known: dict[str, Any] = {
        "everything": everything,
        "history": history,
        "missing": missing_items_of(summary, policy, today=today),
    }
    return drawn(card_text(summary, job, verdict, policy=policy, screen=screen, today=today, **known), screen)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("number", range(9))
def test_the_samples_cards(
    section_7: tuple[Backlog, model.BacklogFile], drawn: Drawn, golden: Golden, fits: Fits, width: int, number: int
) -> None:
    text = shown(*section_7, drawn, SAMPLE_DAY, number, width=width, height=24)
    fits(text, width)
    job = section_7[0].jobs[number].job
    if width == 80 or job == "HC-1037":
        golden(f"card_{job}_{width}", text)


@pytest.mark.parametrize("number", range(9))
def test_a_card_fits_one_screen(section_7: tuple[Backlog, model.BacklogFile], drawn: Drawn, number: int) -> None:
    assert len(shown(*section_7, drawn, SAMPLE_DAY, number, height=24).splitlines()) < 24


def test_what_was_agreed_and_their_own_words_come_first(section_7: tuple[Backlog, model.BacklogFile], drawn: Drawn) -> None:
    lines = shown(*section_7, drawn, SAMPLE_DAY, 1).splitlines()
    assert lines[1].split(None, 1) == ["agreed", "call with inspection result, Tue Nov 24 (tomorrow)"]
    assert lines[2].split(None, 2)[2] == '"I can\'t pay rent twice" - Ylva, phone, Tue Nov 17, upset'


def test_what_may_be_said_and_what_not_stand_apart(section_7: tuple[Backlog, model.BacklogFile], drawn: Drawn) -> None:
    text = shown(*section_7, drawn, SAMPLE_DAY, 1)
    assert "say           closing on Dec 11\n" in text
    assert "not for them  internal Fri Jan 15 2027, 35 days after what they were told\n" in text


def test_every_push_is_told_in_one_line(section_7: tuple[Backlog, model.BacklogFile], drawn: Drawn) -> None:
    text = shown(*section_7, drawn, SAMPLE_DAY, 1, width=120)
    assert "3 times: Oct 30 → Nov 20 (material) → Dec 11 (labor) → Jan 15 (inspection), not told yet" in text


def test_a_tall_screen_shows_every_reason_with_its_action(section_7: tuple[Backlog, model.BacklogFile], drawn: Drawn) -> None:
    book, backlog = section_7
    text = " ".join(shown(book, backlog, drawn, SAMPLE_DAY, 1, width=200).split())
    for duty in verdict_of(book.jobs[1], book, today=SAMPLE_DAY).reasons:
        assert duty.text in text
        assert duty.next in text


def test_a_short_screen_counts_what_it_leaves_out(section_7: tuple[Backlog, model.BacklogFile], drawn: Drawn) -> None:
    assert "reasons and 1 conversation: backlog show HC-1037 --all" in shown(*section_7, drawn, SAMPLE_DAY, 1, height=24)


@pytest.mark.parametrize("width", [20, 44, *WIDTHS])
def test_everything_shows_every_filled_key(
    section_7: tuple[Backlog, model.BacklogFile], drawn: Drawn, golden: Golden, fits: Fits, width: int
) -> None:
    text = shown(*section_7, drawn, SAMPLE_DAY, 1, width=width, height=24, everything=True)
    fits(text, width)
    if width >= 60:
        for key in ("lender.product", "closing.shifts", "needed_by.firm"):
            assert key in text
        golden(f"card_everything_{width}", text)


RICH: dict[str, Any] = {
    "buyers": [
        {"name": f"Ada {TRAP}", "phone": "555-0100", "role": "decision-maker"},
        {"name": "Ben Ito", "email": "b@x.example"},
    ],
    "contact": {
        "channel": "email",
        "when": "any",
        "avoid": ["phone"],
        "time_zone": "Pacific",
        "local": "false",
        "language": "Spanish",
        "response": {"days": "2", "urgent_channel": "text"},
    },
    "personality": "analytic",
    "interests": ["chess", TRAP],
    "milestones": ["anniversary in May"],
    "bought_for": ["the porch"],
    "hot_buttons": [{"text": "the pool", "stage": "finals"}, "the light"],
    "worries": ["new job in March"],
    "after_closing_work": ["fence"],
    "realtor": {"name": "Sol Whitaker", "phone": "555-0199", "wants_updates": "true"},
    "hold": {"what": "weather", "since": "2026-06-01"},
    "needed_by": {"date": "2026-11-20", "reason": "lease"},
    "promises": [
        {"text": TRAP, "by": "me", "due": "2026-06-09", "needs": "Hal Moreno"},
        {"text": "lock letter", "by": "lender"},
        {"text": "pay stubs", "by": "buyer", "due": "2026-06-02"},
        {"text": "an old one", "status": "kept"},
    ],
    "issues": [{"text": "leak", "opened": "2026-06-03"}, {"text": "old leak", "status": "resolved"}],
    "questions": [
        {"ask": "which wall", "of": "superintendent", "asked": "2026-06-01"},
        {"ask": "done", "answered": "2026-06-01"},
    ],
    "appointments": [
        {"at": "2026-06-09 10:00", "what": "frame walk", "minutes": "45", "where": "on site", "purpose": "outlets"},
        {"at": "2026-05-09 10:00", "what": "long ago"},
    ],
    "log": [
        {"at": "2026-05-20 17:30", "how": "phone", "text": TRAP, "said": "fine", "mood": "happy", "next": "none"},
        {"at": "2026-06-01", "how": "phone", "outcome": "voicemail", "kind": "attempt", "with": ["Ben Ito", "Sol Whitaker"]},
        {"at": "2026-06-03", "how": "email", "mood": "worried"},
    ],
}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_card_with_all_there_is_to_know(made: Made, drawn: Drawn, golden: Golden, fits: Fits, today: date, width: int) -> None:
    text = shown(*made(**RICH), drawn, today, width=width)
    fits(text, width)
    assert "\x1b" not in text
    assert "\u202e" not in text
    golden(f"card_rich_{width}", text)


def test_a_note_is_shown_as_typed(made: Made, drawn: Drawn, today: date) -> None:
    text = shown(*made(**RICH), drawn, today, width=200, everything=True)
    assert text.count(SHOWN) > 5


STEPS = [
    ({"what": "send colors", "date": "2026-06-09"}, "send colors, Tue Jun 9 (in 5 days)"),
    ({"what": "send colors", "date": "2026-06-02"}, "send colors, Tue Jun 2 (2 days ago)"),
    ({"what": "send colors", "date": "2026-06-09", "done": "2026-06-03"}, "send colors, Tue Jun 9 (in 5 days), done"),
    ({"what": "send colors", "date": "2026-06-09", "agreed": "false"}, "send colors, Tue Jun 9 (in 5 days), not agreed yet"),
    ({"what": "send colors"}, "send colors"),
    ({"date": "2026-06-09"}, "the next step, Tue Jun 9 (in 5 days)"),
    ("none", "no next step, on purpose"),
    (None, "no next step yet: agree on one in this call"),
]


@pytest.mark.parametrize(("step", "words"), STEPS)
def test_the_agreed_step_says_how_it_stands(made: Made, drawn: Drawn, today: date, step: object, words: str) -> None:
    text = shown(*made(log=[{"at": "2026-06-01", "next": step}]), drawn, today)
    assert f"agreed        {words}\n" in text


TOLD = [
    ({"contract": "2026-10-30", "told": "2026-10-30", "internal": "2026-10-30"}, "closing on Oct 30", None),
    ({"told": "2026-10", "internal": "2026-10-09"}, "closing in October", "internal Fri Oct 9, within what they were told"),
    (
        {"told": "2026-W45", "internal": "2026-10-30"},
        "closing in the week of Nov 2",
        "internal Fri Oct 30, 3 days before what they were told",
    ),
    ({"told": "2027-Q1"}, "closing sometime between January and March 2027", None),
    ({"internal": "2026-10-30"}, "they haven't been given a closing date yet", "internal Fri Oct 30"),
    (None, "they haven't been given a closing date yet", None),
]


@pytest.mark.parametrize(("closing", "say", "secret"), TOLD)
def test_say_holds_the_told_date_alone(
    made: Made, drawn: Drawn, today: date, closing: object, say: str, secret: str | None
) -> None:
    text = shown(*made(closing=closing), drawn, today)
    assert f"say           {say}\n" in text
    assert (f"not for them  {secret}\n" in text) if secret else ("not for them" not in text)


def test_moves_of_other_dates_are_named(made: Made, drawn: Drawn, today: date) -> None:
    shifts = [{"what": "orientation", "from": "2026-09-01", "to": "2026-09-08", "told_date": "2026-06-01"}, {"to": "2026-11-03"}]
    text = shown(*made(closing={"contract": "2026-10-30", "shifts": shifts}), drawn, today, width=120)
    assert "once: no date → Nov 3, not told yet; orientation once: Sep 1 → Sep 8" in text


def test_every_kind_of_person_has_a_manner(made: Made, drawn: Drawn, today: date) -> None:
    for personality in ("driver", "relator", "analytic", "socializer"):
        assert PERSONALITY_TIPS[personality] in shown(*made(personality=personality), drawn, today, width=120)


def test_on_a_dumb_terminal_a_card_is_ascii(section_7: tuple[Backlog, model.BacklogFile], drawn: Drawn) -> None:
    assert shown(*section_7, drawn, SAMPLE_DAY, 1, ascii=True, width=200).isascii()


DIFF = "@@ -1,2 +1,2 @@\n jobs:\n-  - note: [red] old\n+  - note: \x1b[31mnew\n"


def test_a_difference_is_shown_line_by_line(drawn: Drawn) -> None:
    assert drawn(diff_text(DIFF, Screen()), Screen()) == DIFF.replace("\x1b", r"\x1b")


def test_a_difference_has_its_colours(drawn: Drawn) -> None:
    text = drawn(diff_text(DIFF, Screen(colour=True)), Screen(colour=True))
    assert "\x1b[31m-  - note: [red] old\x1b[0m" in text
    assert "\x1b[32m+  - note: \\x1b[31mnew\x1b[0m" in text


def test_the_card_says_when_the_usual_time_comes_from_the_own_closings(made: Made, drawn: Drawn) -> None:
    closed = {"buyers": ["Kim Lee"], "sold_date": "2025-11-01", "stage": "closed", "closing": {"closed_date": "2026-05-01"}}
    stages = {"framing": "2026-01-01", "dry-in": "2026-01-25"}
    book, backlog = made(also=tuple(closed | {"job": f"old {n}", "stages": stages} for n in range(5)))
    text = shown(book, backlog, drawn, date(2026, 6, 4), width=80)
    assert "framing, 9 days, usually 24 (from your own 5 closings)" in text
