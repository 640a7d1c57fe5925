"""Many messages at once: `log - --in` from words to file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store.load import load
from tests.wording import NOTHING_CHANGED_WITHIN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from backlog_cli import model

ENTER = "\r"


def log_in(path: Path, number: str) -> tuple[model.LogEntry, ...]:
    loaded = load(path.read_bytes(), path.name)
    assert loaded.errors == ()
    return next(job.log for job in loaded.backlog_file.jobs if job.job == number)


def test_a_busy_morning_is_one_write_and_one_undo(
    sample: Path, run: Callable[..., Any], typing: Callable[[str | bytes], None]
) -> None:
    """DOMAIN 000-2: each message starts its reply clock."""
    before = sample.read_bytes()
    typing("41 is the window in\nokafor and what is the rate\n\nlot 29: can we bring the dog\n")
    found = run("log", "-", "--in", "--how", "email", "--topic", "construction")
    assert (found.code, found.err) == (0, "")
    assert found.out == (
        'HC-1041 Okafor lot 41: email, "is the window in"; answer by Tue Nov 24.\n'
        'HC-1041 Okafor lot 41: email, "and what is the rate"; answer by Tue Nov 24.\n'
        'HC-1029 Whitfield lot 29: email, "can we bring the dog"; answer by Tue Nov 24.\n'
        "3 messages noted, first things first: backlog due                 (backlog undo)\n"
    )
    assert [(one.text, one.kind, one.how, one.topic) for one in log_in(sample, "HC-1041")[-2:]] == [
        ("is the window in", "inbound", "email", ("construction",)),
        ("and what is the rate", "inbound", "email", ("construction",)),
    ]
    late = run("list", "okafor", today="2026-11-26").out
    assert "email from them about construction, unanswered for 3 days" in late
    assert run("undo").code == 0
    assert sample.read_bytes() == before


def test_the_same_list_twice_is_noted_once(sample: Path, run: Callable[..., Any], typing: Callable[[str | bytes], None]) -> None:
    lines = "41 is the window in\n29 can we bring the dog\n"
    typing(lines)
    run("log", "-", "--in")
    saved = sample.read_bytes()
    typing(lines)
    found = run("log", "-", "--in")
    assert found.out == f"All of them are logged already; {NOTHING_CHANGED_WITHIN}. --again logs them once more.\n"
    assert sample.read_bytes() == saved
    typing(lines + "44 new\n")
    some = run("log", "-", "--in")
    assert '"is the window in" was noted before.' in some.out
    assert "1 message noted" in some.out
    typing(lines)
    assert "2 messages noted" in run("log", "-", "--in", "--again").out


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ("41 fine\nokafr x\n\n412 y\n41\n", 2, ["line 2:", "Okafor", "line 4:", "line 5:", "add what they wrote"]),
        ("okafr x\n", 4, ["line 1:", "Okafor"]),
        ("\n \n", 2, ["list of messages", "empty"]),
        (b"41 \xff\n", 2, ["not UTF-8"]),
    ],
)
def test_all_bad_lines_are_told_at_once_and_nothing_is_written(
    sample: Path, run: Callable[..., Any], typing: Callable[[str | bytes], None], typed: str | bytes, code: int, told: list[str]
) -> None:
    before = sample.read_bytes()
    typing(typed)
    found = run("log", "-", "--in")
    assert (found.code, found.out) == (code, "")
    assert [words for words in told if words not in found.err] == []
    assert found.err.lower().count(NOTHING_CHANGED_WITHIN) == 1
    assert sample.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("log", "-"), "add --in"),
        (("log", "-", "hello"), "add --in"),
        (("log", "-", "hello", "--in"), "leave out the words"),
        (("log", "-", "--in", "--told"), "what is true of every message"),
        (("log", "-", "--in", "--with", "Chidi"), "what is true of every message"),
        (("log", "-", "--in", "--next", "fri call"), "what is true of every message"),
    ],
)
def test_words_that_are_true_of_one_message_only_are_refused(
    sample: Path, run: Callable[..., Any], typing: Callable[[str | bytes], None], words: tuple[str, ...], told: str
) -> None:
    typing("41 hello\n")
    found = run(*words)
    assert (found.code, found.out) == (2, "")
    assert told in found.err


def test_a_rehearsal_writes_nothing(sample: Path, run: Callable[..., Any], typing: Callable[[str | bytes], None]) -> None:
    before = sample.read_bytes()
    typing("41 is the window in\n")
    assert "text: is the window in" in run("log", "-", "--in", "--dry-run").out
    assert sample.read_bytes() == before


def test_a_cancelled_home_is_owed_no_answer(sample: Path, run: Callable[..., Any], typing: Callable[[str | bytes], None]) -> None:
    typing("poole may we come back\n")
    assert run("log", "-", "--in").out.splitlines()[0] == 'HC-1033 Poole lot 33: text, "may we come back".'


def test_messages_are_typed_at_a_terminal_line_by_line(sample: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("log", "-", "--in")
    page.answer("Message? ", f"41 is the window in{ENTER}")
    page.answer("Message? ", f"okafr x{ENTER}")
    page.until("was skipped")
    page.answer("Message? ", ENTER)
    assert page.end() == 0
    assert log_in(sample, "HC-1041")[-1].text == "is the window in"
