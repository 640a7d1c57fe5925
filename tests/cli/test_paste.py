"""What a refusal says to paste, and what a write leaves for her to edit: done and measured on whole files."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store.load import load
from backlog_cli.store.yaml.source import read_source
from tests.pasting import pasted

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = Path(__file__).parents[1] / "data" / "cases"
MAX_WIDTH = 120


def job_of(data: bytes, number: str) -> Any:
    """The home as the file says it."""
    jobs: Any = read_source(data, "backlog.yaml").data["jobs"]
    return next(job for job in jobs if job["job"] == number)


# safe-3: a value that two homes share


@pytest.mark.parametrize(("number", "other", "lines"), [("B-2", "A-1", [11, 6]), ("A-1", "B-2", [11, 6])])
def test_a_shared_value_is_changed_in_every_line_that_shares_it(
    run: Callable[..., Any], home: Path, number: str, other: str, lines: list[int]
) -> None:
    path = home / "backlog.yaml"
    before = (CASES / "alias.yaml").read_bytes()
    path.write_bytes(before)
    answer = run("set", number, "superintendent", "Bea")
    assert answer.code == 3
    assert path.read_bytes() == before
    assert [int(line) for line in re.findall(r"^in place of line (\d+), this line:$", answer.err, re.MULTILINE)] == lines
    path.write_bytes(pasted(before, answer.err))
    assert job_of(path.read_bytes(), number)["superintendent"] == "Bea"
    assert job_of(path.read_bytes(), other)["superintendent"] == "Hal"
    assert b"&hal" not in path.read_bytes()  # nothing would point to it any more
    assert not {"error", "warning"} & set(re.findall(r"\w+", run("check").out))
    assert run("set", number, "superintendent", "Cy").code == 0  # and from then on the program writes it


@pytest.mark.parametrize("columns", ["40", "80"])
def test_lines_to_paste_are_never_wrapped(
    run: Callable[..., Any], home: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    path = home / "backlog.yaml"
    before = (CASES / "alias.yaml").read_bytes()
    path.write_bytes(before)
    monkeypatch.setenv("COLUMNS", columns)
    words = "Bea who comes on Mondays and on Tuesdays and has a telephone in her truck, they say"
    answer = run("set", "B-2", "superintendent", words)
    assert job_of(pasted(before, answer.err), "B-2")["superintendent"] == words
    told = [line for line in answer.err.splitlines() if words not in line]
    assert max(map(len, told)) <= int(columns)


# yaml-1 and promise 25: what is written can be edited


LONG = ("the truss plant is down and nobody there picks up the telephone", "crane, crew and permit have to be booked once more")
WRITES = (
    ("shift", "1042", "2027-05-03", *LONG, "--cause", "material"),
    ("shift", "1042", "2027-05-12", *LONG, "--cause", "labor"),
    ("shift", "1042", "2027-05-26", "more"),
    (
        "log",
        "1042",
        "what\nthey\nsaid",
        "--how",
        "phone",
        "--with",
        "Ann Lee",
        "--next",
        "fri send the plan of the kitchen with sinks",
    ),
    ("log", "1042", "she asks who pays", "--in", "--topic", "money"),
    ("promise", "1042", "fri", "  a plan of the kitchen, with both sinks and the window seat in it  ", "--needs", "Hal"),
    ("set", "1042", "lender.status", "approved"),
    ("set", "1042", "lender.lock_expires", "2027-06-30"),
    ("set", "1042", "contact.channel", "text"),
    *(("set", "1042", "interests", f"golf, tennis and whatever number {n} is") for n in range(4)),
    ("stage", "1042", "drywall"),
    ("issue", "1042", "a crack in the slab right under the kitchen window", "--wants", "somebody to come and look at it"),
    ("ask", "1042", "is the rate locked, and until when, and who said so?"),
    ("meet", "1042", "2026-12-01", "10:00", "walk"),
    ("add", "1050", "Ito", "Ko", "--sold", "today", "--closing", "2027-08-20"),
)

PLAIN = """\
jobs:
  - job: 1042
    buyers: Ann Lee
    sold_date: 2026-03-10
    stage: framing
"""
BRACKETS = """\
jobs:
  - {job: 1042, buyers: [Ann Lee], sold_date: 2026-03-10, stage: framing, closing: {contract: 2027-03-19, told: 2027-03}, log: []}
"""
SOME = (
    PLAIN
    + """\
    closing: {contract: 2027-03-19, told: 2027-03}
    interests: [walks]
    log:
      - {at: 2026-11-19, how: text, text: fine, next: {date: 2026-11-24, what: a call}}
"""
)


def too_long(before: str, after: str) -> list[str]:
    """Lines that were written and are too long to edit; one long text has no shorter form."""
    new = [line for line in after.splitlines() if line not in before.splitlines()]
    lone = r" *(?:- )?(?:\w+: )?(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^\[\]{}]*)"
    return [line for line in new if len(line) > MAX_WIDTH and not re.fullmatch(lone, line)]


@pytest.mark.parametrize("text", [PLAIN, SOME], ids=["plain", "some brackets"])
def test_no_line_that_is_written_is_too_long_to_edit(run: Callable[..., Any], home: Path, text: str) -> None:
    path = home / "backlog.yaml"
    path.write_text(text)
    for words in WRITES:
        before = path.read_text()
        answer = run(*words)
        assert answer.code == 0, (words, answer.err)
        assert not too_long(before, path.read_text()), words
    if text == PLAIN:
        assert "{" not in path.read_text()
        home_now = job_of(path.read_bytes(), "1042")
        assert len(home_now["closing"]["shifts"]) == 3
        assert home_now["promises"][0]["text"] == WRITES[5][3].strip()


@pytest.mark.parametrize("sign", [" ", "\n", "\t", "  \n "])
def test_the_outer_blanks_of_a_note_are_dropped(run: Callable[..., Any], home: Path, sign: str) -> None:
    path = home / "backlog.yaml"
    path.write_text(PLAIN)
    for words in (("log", "1042", "a\n b"), ("promise", "1042", "fri", "a\n b"), ("set", "1042", "notes", "a\n b")):
        assert run(*words[:-1], f"{sign}{words[-1]}{sign}").code == 0
    job = job_of(path.read_bytes(), "1042")
    assert job["log"][0]["text"].strip() == job["log"][0]["text"] != ""
    assert job["promises"][0]["text"].strip() == job["promises"][0]["text"] != ""
    assert all(note == note.strip() for note in job["notes"])


# yaml-2: however a file ends, it is written


ENDS = {
    "a text without a line break": "    log:\n      - at: 2026-11-10\n        text: |\n          line one\n          line two",
    "a stripped text": "    log:\n      - at: 2026-11-10\n        text: |-\n          line one\n          line two",
    "a kept text": "    log:\n      - at: 2026-11-10\n        text: |+\n          line one\n          line two",
    "a kept text with blank lines": "    log:\n      - at: 2026-11-10\n        text: |+\n          line one\n\n\n",
    "a folded text": "    log:\n      - at: 2026-11-10\n        text: >\n          line one\n          line two",
    "a text with its indentation": "    log:\n      - at: 2026-11-10\n        text: |2\n            line one\n          line two",
    "a text and blanks": "    log:\n      - at: 2026-11-10\n        text: |\n          line one\n          ",
    "a text and fewer blanks": "    log:\n      - at: 2026-11-10\n        text: |\n          line one\n    ",
    "a text of the home": "    notes: |\n      line one\n      line two",
    "the head of a text alone": "    notes: |",
    "a comment": "    lot: 7\n# the end",
    "a comment behind a value": "    lot: 7  # the end",
    "a deep comment": "    log:\n      - at: 2026-11-10\n        # the end",
    "dots": "    lot: 7\n...",
    "dots and a break": "    lot: 7\n...\n",
    "dots and a comment": "    lot: 7\n... # x",
    "blanks": "    lot: 7\n   ",
    "a tab behind a value": "    lot: 7\t",
    "blank lines": "    lot: 7\n\n\n",
    "a key": "    log:",
    "a key and a blank": "    log: ",
    "a dash": "    log:\n      -",
    "brackets": "    log: []",
    "quotes": "    notes: 'a\n      b'",
    "words over lines": "    notes: a\n      b",
    "a null": "    log: ~",
}
COMMANDS = {
    "log": ("log", "1042", "hello: there"),
    "next door": ("stage", "1041", "drywall"),
    "shift": ("shift", "1042", "2027-05-03", "windows"),
    "add": ("add", "1050", "Ito", "--sold", "today"),
    "away": ("away", "fri", "--cover", "Dana"),
}
OFTEN_ENDED = ("a text without a line break", "a dash")


@pytest.mark.parametrize(
    ("end", "newline"),
    [
        pytest.param(end, newline, id=f"{end}, {name}", marks=[] if end in OFTEN_ENDED else [pytest.mark.sweep])
        for end, (name, newline) in itertools.product(ENDS, {"LF": "\n", "CRLF": "\r\n"}.items())
    ],
)
def test_however_a_file_ends_it_is_written(run: Callable[..., Any], home: Path, end: str, newline: str) -> None:
    path = home / "backlog.yaml"
    top = "jobs:\n  - job: 1041\n    buyers: Bo Day\n    sold_date: 2026-03-10\n    stage: framing\n" + PLAIN.removeprefix(
        "jobs:\n"
    )
    before = (top + ENDS[end]).replace("\n", newline).encode()
    was = load(before, "backlog.yaml").backlog_file.jobs
    for verb, words in COMMANDS.items():
        path.write_bytes(before)
        answer = run(*words)
        assert answer.code == 0, (verb, answer.err)
        after = path.read_bytes()
        now = {job.job: job for job in load(after, "backlog.yaml").backlog_file.jobs}
        touched = {"next door": "1041", "add": "1050", "away": ""}.get(verb, "1042")
        assert [job for job in was if job.job != touched] == [
            job for number, job in now.items() if number not in (touched, "1050")
        ]
        if end.startswith("a text"):
            assert after.startswith(before.rstrip()) or verb in ("next door", "shift")
        assert run("undo").code == 0
        assert path.read_bytes() == before, verb


def test_the_case_of_the_open_text_is_written_and_taken_back(run: Callable[..., Any], home: Path) -> None:
    path = home / "backlog.yaml"
    before = (CASES / "literal-end.yaml").read_bytes()
    for words in (("log", "A-1", "hello"), ("add", "77", "Ito", "--sold", "nov20"), ("away", "fri", "--cover", "Dana")):
        path.write_bytes(before)
        assert run(*words).code == 0, words
        assert path.read_bytes().startswith(before)
        assert job_of(path.read_bytes(), "A-1")["log"][0]["text"].rstrip() == "line one\nline two"
        assert run("undo").code == 0
        assert path.read_bytes() == before
