"""Every question the program asks, asked at a real terminal; and that it asks nothing anywhere else."""

from __future__ import annotations

import os
import random
import shlex
import signal
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store.load import load
from tests.sampling import one_in
from tests.wording import is_unchanged_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.model import LogEntry

ENTER, CTRL_C, CTRL_D = "\r", "\x03", "\x04"
SECOND_OKAFOR = """
  - job: HC-1050
    lot: "50"
    address: 130 Heron Creek Ln
    buyers: [Ngozi Okafor]
    sold_date: 2026-07-18
    stage: framing
"""


@pytest.fixture
def two_okafors(sample: Path) -> Path:
    """The sample with a second home of that name."""
    sample.write_text(sample.read_text(encoding="utf-8").rstrip("\n") + "\n" + SECOND_OKAFOR, encoding="utf-8")
    return sample


def last_talk(path: Path, job: str) -> LogEntry:
    """The last conversation of a home, as the file now has it."""
    return next(home for home in load(path.read_bytes(), path.name).backlog_file.jobs if home.job == job).log[-1]


# The next agreed step

STEPS = {
    "Enter": ("", None, None, None),
    "none": ("none", "No next step, as agreed.", "none", None),
    "a date and what": ("fri call about it", "Next: call about it, Fri Nov 27 (in 4 days).", "call about it", date(2026, 11, 27)),
    "signs": ("dec 1 it's Hal's turn: #2", "Next: it's Hal's turn: #2, Tue Dec 1", "it's Hal's turn: #2", date(2026, 12, 1)),
}


@pytest.mark.parametrize("case", STEPS)
def test_log_asks_once_for_the_next_agreed_step(case: str, sample: Path, terminal: Callable[..., Any]) -> None:
    typed, said, what, day = STEPS[case]
    page = terminal("log", "okafor", "called", "about", "tiles")
    page.answer("Next agreed step? ", typed + ENTER)
    assert page.end() == 0
    assert page.text.count("?") == 1
    assert page.is_sane()
    assert said in page.text if said else "Next: " not in page.text
    talk = last_talk(sample, "HC-1041")
    assert talk.text == "called about tiles"
    assert (talk.next and talk.next.what, talk.next and talk.next.date) == (what, day)


NO_STEPS = {  # case log-2 and its kind
    "nope not a date": '"nope not a date" doesn\'t begin with a date.',
    "feb 30 call": "there's no Feb 30.",
    "next fri call": "Fri Nov 27 or Fri Dec 4? type the date.",
    "fri": "--next needs a date and what",
    "call them": '"call them" doesn\'t begin with a date.',
    "yesterday call": '"yesterday" is Sun Nov 22, and this needs today or a later day.',
    "2026-13-01 call": "there's no month 13.",
    "mon or tue call": '"mon or tue" is two dates: type one of them.',
    "thursday week call": "Thu Nov 26 or Thu Dec 3? type the date.",
    "2036-01-02 call": "is over three years ahead",
    "a week before orientation call": "this home has no orientation date to count from.",
}


@one_in(3, "typed", NO_STEPS)
def test_a_next_step_that_is_not_understood_is_asked_for_again_and_nothing_is_lost(
    typed: str, sample: Path, terminal: Callable[..., Any]
) -> None:
    page = terminal("log", "okafor", size=(200, 40))
    page.answer("What was said? ", "it's about the tiles" + ENTER)
    page.answer("Next agreed step? ", typed + ENTER)
    page.until(NO_STEPS[typed])
    page.answer("Next agreed step? ", "x" + ENTER)
    page.answer("Next agreed step? ", "fri call about it" + ENTER)
    assert page.end() == 0
    talk = last_talk(sample, "HC-1041")
    assert talk.text == "it's about the tiles"
    assert talk.next is not None
    assert (talk.next.what, talk.next.date) == ("call about it", date(2026, 11, 27))


def test_a_step_that_was_not_understood_may_be_skipped(sample: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("log", "okafor", "called")
    page.answer("Next agreed step? ", "nope" + ENTER)
    page.answer("Next agreed step? ", ENTER)
    assert page.end() == 0
    talk = last_talk(sample, "HC-1041")
    assert (talk.text, talk.next) == ("called", None)


# Several lines at once

PASTED = {
    "two lines": ("first line\rsecond line\r", "first line\nsecond line"),
    "a blank line between": ("first\r\rthird\r", "first\n\nthird"),
    "signs": ("it's $5 off\r- \"tiles\": 'gray'\r# 3\r", "it's $5 off\n- \"tiles\": 'gray'\n# 3"),
    "what looks like a step": ("called\rfri call\r", "called\nfri call"),
    "ten lines": ("".join(f"line {n}\r" for n in range(10)), "\n".join(f"line {n}" for n in range(10))),
    "bracketed": ("\x1b[200~one\rtwo\x1b[201~\r", "one\ntwo"),
}


@pytest.mark.parametrize("case", PASTED)
def test_lines_pasted_into_a_note_are_all_its_lines(case: str, sample: Path, terminal: Callable[..., Any]) -> None:
    typed, note = PASTED[case]
    page = terminal("log", "okafor")
    page.answer("What was said? ", typed)
    page.answer("Next agreed step? ", "fri call" + ENTER)
    assert page.end() == 0, page.text
    talk = last_talk(sample, "HC-1041")
    assert talk.text == note
    assert talk.next is not None
    assert talk.next.what == "call"


def test_messages_pasted_at_once_are_each_a_message(sample: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("log", "-", "--in")
    page.answer("Message? ", "41 when do the windows come topic:windows\r37 any news\r44 rates topic:rate\r")
    page.answer("Message? ", ENTER)
    assert page.end() == 0, page.text
    assert "3 messages noted" in page.text
    assert (last_talk(sample, "HC-1041").text, last_talk(sample, "HC-1041").topic) == ("when do the windows come", ("windows",))
    assert (last_talk(sample, "HC-1037").text, last_talk(sample, "HC-1037").topic) == ("any news", ())
    assert (last_talk(sample, "HC-1044").text, last_talk(sample, "HC-1044").topic) == ("rates", ("rate",))


# A date that may be meant in several ways

DOUBTS = {
    "shift okafor nov 20 rain": ("Do you mean Sat Nov 20 2027 (in 362 days)? ", "y", "2027-11-20"),
    "promise okafor nov20 paint codes": ("Do you mean Sat Nov 20 2027 (in 362 days)? ", "yes", "2027-11-20"),
    "meet okafor nov 20 10:00 walk": ("Do you mean Sat Nov 20 2027 (in 362 days)? ", "y", "2027-11-20"),
    "shift okafor feb 29 rain": ("Which day? (a number, Enter for none) ", "2", "2027-03-01"),
    "promise okafor feb 29 a cake": ("Which day? (a number, Enter for none) ", "3", "2028-02-29"),
    "set okafor lock nov 20": ("Do you mean Sat Nov 20 2027 (in 362 days)? ", "y", "2027-11-20"),
    "set okafor lender.lock_expires 2027-01-02": ("", "", "2027-01-02"),
}


@pytest.mark.parametrize("words", DOUBTS)
def test_a_date_in_doubt_is_asked_about(words: str, sample: Path, terminal: Callable[..., Any]) -> None:
    question, answer, written = DOUBTS[words]
    before = sample.read_text(encoding="utf-8")
    page = terminal(*words.split(), size=(160, 40))
    if question:
        page.answer(question, "what" + ENTER)
        page.answer(question, answer + ENTER)
    assert page.end() == 0, page.text
    assert sample.read_text(encoding="utf-8").count(written) == before.count(written) + (2 if words.startswith("shift") else 1)


@pytest.mark.parametrize("words", [words for words in DOUBTS if DOUBTS[words][0]])
@one_in(2, "answer", ["", "n"])
def test_a_date_in_doubt_that_is_not_meant_changes_nothing(
    words: str, answer: str, sample: Path, terminal: Callable[..., Any]
) -> None:
    before = sample.read_bytes()
    if answer == "n" and "feb" in words:
        answer = ""
    page = terminal(*words.split(), size=(160, 40))
    page.answer(DOUBTS[words][0], answer + ENTER)
    assert page.end() == 2
    assert is_unchanged_by(page.text)
    assert sample.read_bytes() == before


def test_a_talk_of_another_year_is_asked_about_and_then_logged(sample: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("log", "marchetti", "moved in", "--at", "dec 24", "--next", "none", size=(160, 40))
    page.until("Thu Dec 24 2026 is in 31 days, and the last one was Wed Dec 24 2025: type the year.")
    page.answer("Do you mean Wed Dec 24 2025 (334 days ago)? (y, Enter for no) ", "y" + ENTER)
    assert page.end() == 0, page.text
    assert str(last_talk(sample, "HC-1012").at) == "2025-12-24"


# A refused log

REFUSED_LOGS = [
    ("log", "okafor", 'called about it\'s "tiles" $5', "--told"),
    ("log", "okafro", "called"),
    ("log", "okafor", "called", "--at", "dec 4", "--mood", "happy"),
    ("log", "okafor", "two words", "--next", "mon or tue call", "--photo", "the kitchen", "--photo", "roof"),
    ("log", "okafor", "x", "--phone", "--email"),
    ("log", "okafor", "x", "--with", "okafor", "--topic", "windows"),
    ("log", "okafor", "x", "--at", "2026-01-02", "--in", "--private"),
    ("log", "okafor", "--told", "--", "-3 windows missing"),
    ("log", "41,37", "rain", "--told"),
]


@one_in(3, "words", REFUSED_LOGS, ids=[" ".join(words[1:]) for words in REFUSED_LOGS])
def test_a_refused_log_prints_the_whole_command_to_repeat(
    words: tuple[str, ...], sample: Path, piped: Callable[..., Any]
) -> None:
    before = sample.read_bytes()
    answer = piped(*words)
    assert answer.code in (2, 4)
    assert is_unchanged_by(answer.told)
    line = answer.told.partition("To run it again:\n  ")[2].partition("\nNothing was changed")[0]
    verb, *rest = shlex.split(line)
    assert verb == "backlog"
    again = piped(*rest[2:])  # without --today, which the fixture adds
    assert (again.code, again.told) == (answer.code, answer.told)
    assert sorted(word for word in rest[2:] if word != "--") == sorted(word for word in words if word != "--")
    assert sample.read_bytes() == before


def test_what_was_typed_at_prompts_stands_in_the_command_to_repeat(sample: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("log", "okafor", "--told", size=(200, 40))
    assert page.end() == 2  # they already know every date, and nothing was typed that could be lost
    assert "To run it again" not in page.text
    page = terminal("log", "okafor", "--with", "okafor", size=(200, 40))
    page.answer("What was said? ", "it's fine" + ENTER)
    page.answer("Next agreed step? ", "fri call" + ENTER)
    assert page.end() == 2
    command = page.text.partition("To run it again:\n  ")[2].partition("\n")[0]
    assert shlex.split(command) == [
        *("backlog", "--today", "2026-11-23", "log", "okafor", "it's fine", "--with", "okafor", "--next", "fri call")
    ]


@pytest.mark.parametrize(
    "more", [("--next", "none"), ("--next", "fri call"), ("--voicemail",), ("--missed",), ("--in",), ("--dry-run",)], ids=" ".join
)
def test_log_does_not_ask_where_there_is_nothing_to_ask(
    more: tuple[str, ...], sample: Path, terminal: Callable[..., Any]
) -> None:
    page = terminal("log", "brandt", "left a word", *more)
    assert page.end() == 0
    assert "Next agreed step" not in page.text


def test_a_rain_day_is_asked_about_once(sample: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("log", "41,44", "rain")
    page.answer("Next agreed step? ", "mon call" + ENTER)
    assert page.end() == 0
    assert page.text.count("Next agreed step") == 1
    assert page.text.count("Next: call, Mon Nov 30") == 2


# What was left out


def test_a_note_that_was_left_out_is_asked_for_and_every_sign_is_safe_there(sample: Path, terminal: Callable[..., Any]) -> None:
    note = "it's Ann's \"ok\" $HOME `id` #1: 100% \\n [red] {x} & | ; > * ~ é 王"
    page = terminal("log", "okafor")
    page.answer("What was said? ", note + ENTER)
    page.answer("Next agreed step? ", ENTER)
    assert page.end() == 0
    assert last_talk(sample, "HC-1041").text == note
    shown = terminal("show", "okafor", size=(200, 50), environ={"NO_COLOR": "1"})
    shown.end()
    assert note in shown.text


SALE = (("Sold on which day? (jul 18) ", "nov 20"), ("Lot? ", "9"), ("contract) ", ""))  # what `add` asks first
REST = (("phone number? ", ""), ("Lender? (or cash) ", ""))

QUESTIONS: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...], str]] = {
    "issue": (("issue", "okafor"), (("What is wrong? ", "a scratch"), ("What do they want done? ", "a new tub")), "a new tub"),
    "ask": (("ask", "okafor"), (("What do you want to know? ", "when is drywall"),), "when is drywall"),
    "set": (("set", "okafor", "plan"), (("plan: ", "Elm's D"),), "plan: Elm's D"),
    "add": (
        ("add", "HC-77"),
        (("Who bought it? ", "Kim O'Lee and Bo Lee"), *SALE, ("Closing date? ", "2027-06-11"), *REST),
        "Kim O'Lee",
    ),
    "add with Enter for the rest": (
        ("add", "HC-77", "Kim Lee"),
        (*SALE, ("Closing date? ", ""), *REST),
        "Kim Lee",
    ),
    "add asks again": (
        ("add", "HC-77", "Kim Lee", "--lot", "9", "--stage", "framing", "--phone", "555-0101"),
        (("(jul 18) ", "nope"), ("(jul 18) ", "nov 20"), ("just march) ", "smarch 4"), ("just march) ", "mar 4"), ("cash) ", "")),
        "2027-03-04",
    ),
    "add asks for the number": (
        ("add", "--sold", "nov 20", "--lot", "9", "--stage", "framing", "--phone", "555-0101", "--closing", "mar 4"),
        (
            ("Job number? ", "hc-1041"),
            ("Job number? ", "HC-77"),
            ("Who bought it? ", "77"),
            ("Who bought it? ", "Kim Lee"),
            ("cash) ", ""),
        ),
        "HC-77",
    ),
}


@pytest.mark.parametrize("case", QUESTIONS)
def test_what_a_verb_needs_is_asked_for(case: str, sample: Path, terminal: Callable[..., Any]) -> None:
    words, questions, written = QUESTIONS[case]
    page = terminal(*words)
    for question, typed in questions:
        page.answer(question, typed + ENTER)
    assert page.end() == 0, page.text
    assert written in sample.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", ["log okafor", "issue okafor", "ask okafor", "set okafor plan", "add 77"])
def test_no_answer_to_what_is_needed_changes_nothing_and_says_what_to_add(
    words: str, sample: Path, terminal: Callable[..., Any]
) -> None:
    before = sample.read_bytes()
    page = terminal(*words.split())
    page.answer("plan: " if "plan" in words else "? ", ENTER)
    assert page.end() == 2
    assert "add " in page.text
    assert is_unchanged_by(page.text)
    assert sample.read_bytes() == before


def test_a_number_that_is_taken_is_told_before_anything_is_asked(sample: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("add", "hc-1041")
    assert page.end() == 2
    assert "job HC-1041 is already in the file: Okafor." in page.text
    assert "?" not in page.text


# Which of several


def test_one_of_several_homes_is_chosen_by_its_number(two_okafors: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("show", "okafor", environ={"NO_COLOR": "1"})
    page.answer("Which one? (a number, Enter for none) ", "2" + ENTER)
    assert page.end() == 0
    assert '"okafor" fits 2 jobs:\n  1  HC-1041 Okafor lot 41, 118 Heron Creek Ln\n  2  HC-1050 Okafor lot 50' in page.text
    assert "HC-1050 Okafor  lot 50 · 130 Heron Creek Ln" in page.text


def test_a_writer_writes_to_the_home_that_was_chosen(two_okafors: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("promise", "okafor", "fri", "paint codes")
    page.answer("Which one? ", "2" + ENTER)
    assert page.end() == 0
    assert "HC-1050 Okafor lot 50: you promised" in page.text
    assert "paint codes" in two_okafors.read_text(encoding="utf-8").partition("HC-1050")[2]


def test_enter_chooses_none(two_okafors: Path, terminal: Callable[..., Any]) -> None:
    before = two_okafors.read_bytes()
    page = terminal("promise", "okafor", "fri", "paint codes")
    page.answer("Which one? ", ENTER)
    assert page.end() == 4
    assert "none was chosen." in page.text
    assert is_unchanged_by(page.text)
    assert two_okafors.read_bytes() == before


@pytest.mark.parametrize("typed", ["0", "3", "x", "1 2", "-1", "²", "1.0"])
def test_anything_but_one_of_the_numbers_is_asked_again(typed: str, two_okafors: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("promise", "okafor", "fri", "paint codes")
    page.answer("Which one? ", typed + ENTER)
    page.until("type a number from 1 to 2, or Enter for none.")
    page.answer("Which one? ", "1" + ENTER)
    assert page.end() == 0
    assert "HC-1041 Okafor lot 41: you promised" in page.text


def test_each_of_a_list_is_chosen_by_itself(two_okafors: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("shift", "44,okafor", "+1w", "rain")
    page.answer("Which one? ", "1" + ENTER)
    assert page.end() == 0
    assert "HC-1041 Okafor lot 41: closing" in page.text
    assert "HC-1044 Adeyemi-Clarke lot 44: closing" in page.text


# A date far off

FAR_OFF = ("shift okafor 2036-01-02 strike", "promise okafor 2036-01-02 a plaque", "meet okafor 2036-01-02 10:00 reunion")


@pytest.mark.parametrize("words", FAR_OFF, ids=lambda words: words.split()[0])
def test_a_date_far_off_is_questioned(words: str, sample: Path, terminal: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    for answer in ("", "n", "2036-01-02"):
        page = terminal(*words.split())
        page.answer("is over three years ahead. Is that right? (y, Enter for no) ", answer + ENTER)
        if answer == "2036-01-02":
            page.until("type y for yes, or Enter for no.")
            page.answer("Is that right? (y, Enter for no) ", ENTER)
        assert page.end() == 2
        assert is_unchanged_by(page.text)
        assert sample.read_bytes() == before
    page = terminal(*words.split())
    page.answer("Is that right? (y, Enter for no) ", "y" + ENTER)
    assert page.end() == 0
    assert "2036-01-02" in sample.read_text(encoding="utf-8")


# Ctrl-C, Ctrl-D, and being told to end

ANYWHERE: dict[str, tuple[str, tuple[tuple[str, str], ...], str]] = {
    "the note": ("log brandt", (), "What was said? "),
    "the next step": ("log brandt called", (), "Next agreed step? "),
    "the next step after the note": ("log brandt", (("What was said? ", "hello"),), "Next agreed step? "),
    "several homes": ("promise okafor fri paint", (), "Which one? "),
    "several homes to read": ("show okafor", (), "Which one? "),
    "the buyer": ("add 77", (), "Who bought it? "),
    "the day of the sale": ("add 77 Kim Lee", (), "Sold on which day? "),
    "the closing": ("add 77 Kim Lee", SALE, "Closing date? "),
    "the issue": ("issue brandt", (), "What is wrong? "),
    "the wish": ("issue brandt scratch", (), "What do they want done? "),
    "the question": ("ask brandt", (), "What do you want to know? "),
    "the value": ("set brandt plan", (), "plan: "),
    "a date far off": (FAR_OFF[0].replace("okafor", "brandt"), (), "Is that right? "),
}


def until_asked(case: str, terminal: Callable[..., Any]) -> Any:
    """The run of that case, at its question."""
    words, answers, question = ANYWHERE[case]
    page = terminal(*words.split())
    for before, typed in answers:
        page.answer(before, typed + ENTER)
    page.until(question)
    time.sleep(0.1)  # the question stands there a moment before keys are read
    return page


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["Ctrl-C", "Ctrl-D"])
@one_in(4, "case", ANYWHERE)
def test_any_question_can_be_left_and_nothing_was_changed(
    case: str, key: str, two_okafors: Path, terminal: Callable[..., Any]
) -> None:
    before = two_okafors.read_bytes()
    page = until_asked(case, terminal)
    page.type(key)
    assert page.end() == 130
    assert page.is_sane()
    assert two_okafors.read_bytes() == before
    assert list(two_okafors.parent.iterdir()) == [two_okafors]
    last = page.text.rpartition(ANYWHERE[case][2])[2]
    assert "\nbacklog: stopped.\n" in last
    assert (is_unchanged_by(last)) is not ANYWHERE[case][0].startswith("show")
    assert "Traceback" not in page.text


def test_half_a_line_can_be_left_too(sample: Path, terminal: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    page = terminal("log", "okafor")
    page.answer("What was said? ", "half a sent")
    page.until("half a sent")
    time.sleep(0.1)
    page.type(CTRL_C)
    assert page.end() == 130
    assert page.is_sane()
    assert sample.read_bytes() == before


@pytest.mark.parametrize("case", ["the note", "several homes", "a date far off"])
def test_being_told_to_end_at_a_question_leaves_file_and_terminal_as_they_were(
    case: str, two_okafors: Path, terminal: Callable[..., Any]
) -> None:
    before = two_okafors.read_bytes()
    page = until_asked(case, terminal)
    assert not page.is_sane()  # while a line is edited, the terminal does not echo by itself
    page.send(signal.SIGTERM)
    assert page.end() == 130
    assert page.is_sane()
    assert "\nbacklog: stopped.\n" in page.text
    assert is_unchanged_by(page.text)
    assert two_okafors.read_bytes() == before


def test_a_dumb_terminal_is_asked_without_an_escape(sample: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("log", "okafor", "called", environ={"TERM": "dumb"})
    page.answer("Next agreed step? ", "fri call" + ENTER)
    assert page.end() == 0
    assert page.raw.isascii()
    assert b"\x1b" not in page.raw


@pytest.mark.sweep
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("words", ["log okafor hello --next none", "due", "list --json"])
def test_a_signal_at_any_moment_leaves_the_old_file_or_the_new_one(
    words: str, number: signal.Signals, sample: Path, terminal: Callable[..., Any]
) -> None:
    before = sample.read_bytes()
    begun = time.monotonic()
    assert terminal(*words.split(), fresh=True).end() == 0
    usual = time.monotonic() - begun
    chance = random.Random(words)
    for _ in range(25):
        sample.write_bytes(before)
        page = terminal(*words.split(), fresh=True)
        time.sleep(chance.uniform(0, 1.1 * usual))
        if not page.process.has_ended():
            page.send(number)
        page.end()
        code, said = page.process.code, page.text
        assert "backlog_cli" not in said  # no trace of ours
        if code == 130:
            assert "\nbacklog: stopped.\n" in said
        else:
            # Until our first line has run, Python answers Ctrl-C by itself.
            assert code in (0, -number) or (code == 1 and "KeyboardInterrupt" in said), (code, said)
            assert "stopped" not in said
        assert page.is_sane()
        assert (b"hello" in sample.read_bytes()) is (page.process.code == 0 and words.startswith("log"))
        assert list(sample.parent.iterdir()) == [sample]


# Standard input, and no terminal at all


@pytest.mark.parametrize(
    ("typed", "note"),
    [(b"it's fine\n", "it's fine"), (b"two\r\nlines\r\n", "two\nlines"), ("é 王 😀".encode(), "é 王 😀")],
    ids=["one line", "two lines", "any script"],
)
def test_a_dash_reads_the_note_from_standard_input(typed: bytes, note: str, sample: Path, piped: Callable[..., Any]) -> None:
    assert piped("log", "okafor", "-", stdin=typed).code == 0
    assert last_talk(sample, "HC-1041").text == note


@pytest.mark.parametrize("typed", [b"", b" \n\n", b"\xff\xfe", b"x" * 100_001], ids=["nothing", "blanks", "no text", "too long"])
def test_standard_input_that_is_no_note_changes_nothing(typed: bytes, sample: Path, piped: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    answer = piped("log", "okafor", "-", stdin=typed)
    assert answer.code == 2
    assert "on standard input" in answer.told
    assert is_unchanged_by(answer.told)
    assert sample.read_bytes() == before


def test_a_dash_at_a_terminal_reads_until_ctrl_d(sample: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("log", "okafor", "-", "--next", "none")
    page.type("first line" + ENTER + "second line" + ENTER + CTRL_D)
    assert page.end() == 0
    assert last_talk(sample, "HC-1041").text == "first line\nsecond line"


UNASKED = {
    "log okafor": "add words after the job",
    "issue brandt": "add what is wrong after the job",
    "issue brandt scratch": "--wants",
    "ask brandt": "add the question after the job",
    "set brandt plan": "add the value after the field",
    "add 77": "a home needs the buyer's name after the number, as in:\n  backlog add 2401 Kim Lee",
    "add 77 Kim Lee": "--sold",
    **dict.fromkeys(FAR_OFF, "--yes"),
}


@pytest.mark.parametrize("line", UNASKED)
def test_off_a_terminal_nothing_is_asked_and_what_to_add_is_said(line: str, sample: Path, piped: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    answer = piped(*line.split(), stdin=b"y\ny\ny\n")
    assert answer.code == 2
    assert UNASKED[line] in answer.told
    assert is_unchanged_by(answer.told)
    assert answer.out == b""
    assert sample.read_bytes() == before


def test_off_a_terminal_the_candidates_are_listed(two_okafors: Path, piped: Callable[..., Any]) -> None:
    before = two_okafors.read_bytes()
    for words in (("log", "okafor", "hello"), ("show", "okafor"), ("shift", "44,okafor", "fri")):
        answer = piped(*words, stdin=b"1\n")
        assert answer.code == 4
        assert "HC-1041 Okafor lot 41" in answer.told
        assert "HC-1050 Okafor lot 50" in answer.told
        assert answer.out == b""
    assert two_okafors.read_bytes() == before


def test_off_a_terminal_log_skips_the_next_step(sample: Path, piped: Callable[..., Any]) -> None:
    answer = piped("log", "okafor", "called", stdin=b"fri call\n")
    assert answer.code == 0
    assert "?" not in answer.text + answer.told


@pytest.mark.parametrize("at_terminal", [0, 1], ids=["only stdin", "only stdout"])
def test_half_a_terminal_is_none(at_terminal: int, sample: Path, starter: Any) -> None:
    before = sample.read_bytes()
    master, slave = os.openpty()
    with Path(os.devnull).open("r+b") as nothing:
        streams = [nothing.fileno()] * 3
        streams[at_terminal] = slave
        process = starter.start(["log", "okafor"], streams, folder=sample.parent, environ=starter.environ({}), fresh=False)
        end = time.monotonic() + 20
        while not process.has_ended():
            assert time.monotonic() < end
            time.sleep(0.01)
    os.close(slave)
    os.close(master)
    assert process.code == 2
    assert sample.read_bytes() == before


# A spreadsheet

TRACKER = "Job,Buyer,Sold,Stage\nLS-201,Ken Ito,6/11/26,drywall\n"


@pytest.mark.parametrize(("typed", "is_written"), [("y", True), ("", False), ("n", False)])
def test_import_asks_once_below_its_page(sample: Path, terminal: Callable[..., Any], typed: str, is_written: bool) -> None:
    before = sample.read_bytes()
    Path("tracker.csv").write_text(TRACKER, encoding="utf-8")
    page = terminal("import", "tracker.csv")
    page.until("New: LS-201 Ito.")
    page.answer("Import this? (y, Enter for no)", f"{typed}{ENTER}")
    assert page.end() == (0 if is_written else 2)
    assert (sample.read_bytes() != before) is is_written
    assert ("Added 1 home from tracker.csv." in page.text) is is_written
    assert ("Nothing was changed." in page.text) is not is_written


def test_import_asks_nothing_where_there_is_nothing_to_take(sample: Path, terminal: Callable[..., Any]) -> None:
    Path("tracker.csv").write_text("Job,Buyer\nLS-201,Spec\n", encoding="utf-8")
    page = terminal("import", "tracker.csv")
    assert page.end() == 0
    assert "tracker, row 2\n" in page.text.replace("\r", "")
    assert "Nothing to add." in page.text
