"""The verbs for meetings from words to file and screen: super with its answers, and walk."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store.load import load
from tests.wording import NOTHING_CHANGED_WITHIN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from backlog_cli import model

ENTER, CTRL_C = "\r", "\x03"


def job_in(path: Path, number: str) -> model.Job:
    loaded = load(path.read_bytes(), path.name)
    assert loaded.errors == ()
    return next(job for job in loaded.backlog_file.jobs if job.job == number)


@pytest.fixture
def asked(sample: Path, run: Callable[..., Any]) -> Path:
    """The sample with a question to Hal on lot 41 and two on lot 44."""
    run("ask", "41", "when do the windows come")
    run("ask", "44", "is the panel on the garage wall")
    run("ask", "44", "may they visit on Saturday")
    return sample


def test_off_a_terminal_the_sheet_is_the_same_page(asked: Path, run: Callable[..., Any]) -> None:
    found = run("super", "moreno")
    assert found.code == 0
    lines = found.out.splitlines()
    at = lines.index("lot 41  HC-1041 Okafor · framing since Thu Nov 12 · closing Fri Mar 12")
    assert lines[at + 1] == "   ask      when do the windows come"
    assert "Bea Lund" not in found.out
    assert "\t" not in found.out
    assert "\x1b" not in found.out


def test_the_documents_are_documents(asked: Path, run: Callable[..., Any]) -> None:
    sheet = json.loads(run("super", "--json", "--fields", "job,level").out)
    assert (sheet["schema_version"], sheet["kind"], sheet["as_of"]) == (1, "super", "2026-11-23")
    assert [found["superintendent"] for found in sheet["sheets"]] == ["Bea Lund", "Hal Moreno"]
    walk = json.loads(run("walk", "--json").out)
    assert [home["job"] for home in walk["jobs"]][:2] == ["LR-1049", "LR-1052"]


def test_walk_names_what_for_whom(sample: Path, run: Callable[..., Any]) -> None:
    lines = run("walk").out.splitlines()
    own = "the wiring and the pipes in the open walls: they plan home theatre wiring, garage outlets after closing"
    at = lines.index("lot 44  HC-1044 Adeyemi-Clarke · rough-ins since Thu Nov 5 · for Femi and Ruth, video")
    assert f" ~ video    {own}" in lines[at:]


def test_the_page_is_one_document_without_a_private_word(asked: Path, run: Callable[..., Any]) -> None:
    made = run("super", "--html").out
    assert made.startswith("<!doctype html>")
    assert made.endswith("</html>\n")
    for private in ("555-0137", "bass fishing", "rent twice", "11,400", "11400", "Birchline", "theatre", "lease", "hospital"):
        assert private not in made


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("super", "nobody"), "There are: Bea Lund, Hal Moreno"),
        (("super", "--html", "--json"), "leave one out"),
        (("super", "--answers", "--html"), "use it without --html"),
        (("super", "--dry-run"), "--dry-run goes with --answers"),
        (("super", "--fields", "job"), "--fields goes with --json"),
        (("super", "--json", "--fields", "price"), 'no field "price"'),
        (("walk", "--fields", "job"), "--fields goes with --json"),
    ],
)
def test_words_that_do_not_fit_are_refused(sample: Path, run: Callable[..., Any], words: tuple[str, ...], said: str) -> None:
    found = run(*words)
    assert (found.code, found.out) == (2, "")
    assert said in found.err


def test_answers_settle_questions_and_owe_the_buyers_a_word(
    asked: Path, run: Callable[..., Any], typing: Callable[[str], None]
) -> None:
    """A whole meeting in one write: DOMAIN 001-2b, 004-2, 004-3."""
    before = asked.read_bytes()
    typing("41 windows come Tuesday\n\n44 yes, the garage wall\nlot 44: Saturday is fine\r\n9 slab pours Monday\n")
    found = run("super", "--answers")
    assert found.code == 0, found.err
    assert found.out == (
        'HC-1041 Okafor lot 41: Hal answered "when do the windows come": "windows come Tuesday".\n'
        'HC-1044 Adeyemi-Clarke lot 44: Hal answered "is the panel on the garage wall": "yes, the garage wall".\n'
        'HC-1044 Adeyemi-Clarke lot 44: Hal answered "may they visit on Saturday": "Saturday is fine".\n'
        'LR-1049 Sorensen lot 9: Bea says "slab pours Monday"; nobody had asked, it\'s in the log.\n'
        "Pass them on to the buyers by Tue Nov 24: backlog draft JOB update, then log it.\n"
        f"{'(backlog undo)':>80}\n"
    )
    (window,) = job_in(asked, "HC-1041").questions
    assert (window.answered, window.answer) == (date(2026, 11, 23), "windows come Tuesday")
    assert [promise.text for promise in job_in(asked, "HC-1044").promises][1:] == [
        "pass on: yes, the garage wall",
        "pass on: Saturday is fine",
    ]
    assert job_in(asked, "LR-1049").log[-1].text == "slab pours Monday"
    (promise, *_) = [one for one in job_in(asked, "HC-1041").promises if one.done is None]
    assert (promise.text, promise.due) == ("pass on: windows come Tuesday", date(2026, 11, 24))
    assert run("undo").code == 0
    assert asked.read_bytes() == before


def test_a_question_of_theirs_goes_to_him_and_his_answer_back_to_them(
    sample: Path, run: Callable[..., Any], typing: Callable[[str], None]
) -> None:
    """One flow without a question typed twice: their message, his sheet, his answer, the next update, and log ends it."""
    run("log", "okafor", "when do the windows come", "--in")
    assert "   ask      they asked Mon Nov 23: when do the windows come" in run("super", "moreno").out
    typing("41 windows come Tuesday\n")
    assert 'Hal answered "when do the windows come": "windows come Tuesday".' in run("super", "--answers").out
    assert "when do the windows come" not in run("super", "moreno").out
    text = run("draft", "okafor", "update").out
    assert 'You asked: "When do the windows come?" Here\'s the answer: windows come Tuesday.' in text
    assert "Walls, floors" not in text
    assert 'Passed on: "windows come Tuesday".' in run("log", "okafor", "sent the weekly update").out
    assert "windows come" not in run("draft", "okafor", "update").out
    (promise,) = job_in(sample, "HC-1041").promises
    assert (promise.status, promise.done) == ("kept", date(2026, 11, 23))
    for _ in range(3):
        assert run("undo").code == 0
    assert not job_in(sample, "HC-1041").promises


@pytest.mark.parametrize("words", [("--voicemail",), ("--missed",), ("--in",), ("--kind", "internal"), ("--private",)])
def test_what_they_did_not_hear_checks_off_no_answer(
    sample: Path, run: Callable[..., Any], typing: Callable[[str], None], words: tuple[str, ...]
) -> None:
    typing("41 windows come Tuesday\n")
    run("super", "--answers")
    assert "Passed on" not in run("log", "okafor", "x", *words).out
    assert "windows come Tuesday" in run("draft", "okafor", "update").out


def test_the_same_answers_twice_are_written_once(asked: Path, run: Callable[..., Any], typing: Callable[[str], None]) -> None:
    for _ in range(2):
        typing("41 windows come Tuesday\n9 slab pours Monday\n")
        found = run("super", "--answers")
        saved = asked.read_bytes()
    assert found.out == f"All of it is in the file already; {NOTHING_CHANGED_WITHIN}.\n"
    assert saved.count(b"windows come Tuesday") == 2  # the answer and the word owed


def test_a_rehearsal_of_answers_writes_nothing(asked: Path, run: Callable[..., Any], typing: Callable[[str], None]) -> None:
    before = asked.read_bytes()
    typing("41 windows come Tuesday\n")
    found = run("super", "--answers", "--dry-run")
    assert found.code == 0
    assert "answer: windows come Tuesday" in found.out
    assert asked.read_bytes() == before


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ("41 fine\nokafr x\n\n412 y\n41\n", 2, ["line 2:", "Okafor", "line 4:", "line 5:", "is on its own"]),
        ("okafr x\n", 4, ["line 1:", "Okafor"]),
        ("41, x\n", 4, ["line 1:", "a comma with no home"]),
        ("\n \n", 2, ["answer sheet", "empty"]),
        ("", 2, ["empty"]),
        (b"41 \xff\n", 2, ["not UTF-8"]),
    ],
)
def test_all_bad_lines_are_told_at_once_and_nothing_is_written(
    asked: Path, run: Callable[..., Any], typing: Callable[[str | bytes], None], typed: str | bytes, code: int, told: list[str]
) -> None:
    before = asked.read_bytes()
    typing(typed)
    found = run("super", "--answers")
    assert found.code == code
    assert found.out == ""
    assert [words for words in told if words not in found.err] == []
    assert found.err.lower().count(NOTHING_CHANGED_WITHIN) == 1
    assert asked.read_bytes() == before


def test_a_name_says_whose_lot_12_is_meant(asked: Path, run: Callable[..., Any], typing: Callable[[str], None]) -> None:
    """Lot 12 is an open home of Bea's, and a closed one of Hal's."""
    typing("12 the plat is back\n")
    assert "LR-1052" in run("super", "--answers", "--dry-run").out
    typing("12 the grass is coming\n")
    assert "HC-1012" in run("super", "moreno", "--answers", "--dry-run").out
    typing("41 x\n")
    assert run("super", "lund", "--answers").code == 4


def test_answers_are_typed_at_a_terminal_line_by_line(asked: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("super", "--answers")
    page.answer("Answer? ", f"41 windows come Tuesday{ENTER}")
    page.answer("Answer? ", f"okafr x{ENTER}")
    page.until("was skipped")
    page.answer("Answer? ", ENTER)
    assert page.end() == 0
    assert "Hal answered" in page.text
    assert job_in(asked, "HC-1041").questions[0].answer == "windows come Tuesday"


def test_leaving_the_answers_changes_nothing(asked: Path, terminal: Callable[..., Any]) -> None:
    before = asked.read_bytes()
    page = terminal("super", "--answers")
    page.answer("Answer? ", f"41 windows come Tuesday{ENTER}")
    page.until("Answer? ")
    time.sleep(0.3)  # Python hears a Ctrl-C only once it waits for a key
    page.type(CTRL_C)
    assert page.end() == 130
    empty = terminal("super", "--answers")
    empty.answer("Answer? ", ENTER)
    assert empty.end() == 0
    assert asked.read_bytes() == before


def test_a_job_that_cannot_be_read_is_said_and_the_rest_is_shown(sample: Path, run: Callable[..., Any]) -> None:
    sample.write_text(sample.read_text(encoding="utf-8").replace("stage: framing", "stage: framming"), encoding="utf-8")
    for words in (("super",), ("super", "--html"), ("walk",)):
        found = run(*words)
        assert found.code == 3
        assert "HC-1041" in found.err
        assert "Whitfield" in found.out
