"""Every picture at real terminals from narrow to wide: no line too long, no name or number cut."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len

from tests.sampling import one_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TODAY = date(2026, 11, 23)
WIDTHS = (40, 80, 120)
LONG = "Wolfeschlegelsteinhausen-Bergerdorffski"
NAMES = (
    *("Anh Nguyen", "王小明 欧阳娜娜", "Shira לוי-כהן", "محمد العبدالله", f"Ada {LONG}", "Inés Castellanos", "Max 😀🏠"),
    *(
        "Kim [red]lot[/red]",
        "Bjørn Østergård-Sørensen",
        "Tom O'Brien",
        "가나다 라마바사아자차카타파하",
        "Anne de la Cruz y Fernández-Echeverría",
    ),
)
PICTURES = (
    "due",
    "due --all",
    "due --owed",
    "due --ahead 9",
    "list",
    "list --all",
    "check",
    "done HC-1005",
    "stage HC-1005",
    "where",
    "show HC-1001",
    "show HC-1005",
    "report timeline",
    "report risk",
)
SHORT = ("report timeline", "report risk", "done HC-1005", "stage HC-1005", "where", "list --all")
MORE_PICTURES = (
    "show HC-1003 --all",
    "show HC-1002",
    "show HC-1004",
    "show HC-1007 --all",
    "stage HC-1011",
    "done HC-1012",
    "super",
    "walk",
    "calendar apr",
    "report timeline",
    "report stages",
    "report risk",
    "find a",
)


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def home_text(n: int) -> str:
    """One busy home: late words and promises, feelings, an appointment for the first four."""
    name = NAMES[n - 1] if n <= len(NAMES) else f"Kim Buyer{n}"
    channel, mood = ("text", "phone", "email")[n % 3], ("upset", "worried", "happy", "neutral")[n % 4]
    text = f"""\
- job: HC-{1000 + n}
  lot: '{n}'
  address: {100 + n} Heron Creek Ln
  buyers: ["{name}"]
  sold_date: {day(-90)}
  stage: framing
  stage_since: {day(-9)}
  closing: {{contract: {day(150)}, internal: {day(160)}, told: {day(150)[:7]}}}
  lender: {{name: Birchline, product: conv-30, status: conditional}}
  contact: {{channel: {channel}, when: evenings, local: true}}
  promises: [{{text: "paint codes for {name.split()[-1]}", due: {day(-(n % 5) + 1)}, by: me}}]
  log: [{{at: {day(-(n % 13) - 1)}, how: text, mood: {mood}, said: "we [b]need[/b] to know :house:"}}]
"""
    return text + (f"  appointments: [{{at: {day(0)} 09:{n:02}, what: frame walk, where: at the home}}]\n" if n <= 4 else "")


@pytest.fixture
def forty(home: Path) -> Path:
    """Forty busy homes, the first of them with names that make life hard."""
    path = home / "backlog.yaml"
    path.write_text("jobs:\n" + "".join(home_text(n) for n in range(1, 41)), encoding="utf-8")
    return path


def squeezed(text: str) -> str:
    """The text without blanks and line breaks, as a folded name is read."""
    return "".join(text.split())


def fits(words: str, width: int, terminal: Callable[..., Any]) -> str:
    """The picture at that width, after it was found that no line of it is longer, by two ways of counting."""
    page = terminal(*words.split(), size=(width, 1000), environ={"NO_COLOR": "1"})
    assert page.end() == 0
    lines = page.text.rstrip("\n").split("\n")
    assert [line for line in lines if cell_len(line) > width] == []
    # A line too long would take two on the terminal's own count.
    assert len(page.lines) == len(lines)
    assert max(map(cell_len, lines)) > min(width, 120) // 3
    return str(page.text)


def holds_up(words: str, width: int, terminal: Callable[..., Any]) -> None:
    text = fits(words, width, terminal)
    # A hit is one line with the words that were looked for, not the whole conversation; all else is told in full.
    assert words.startswith("find ") or "…" not in text
    assert re.search(r"HC-\d{0,3}(?!\d)", text) is None
    everybody = words in ("due --all", "list", "list --all", "check")
    for n, name in enumerate(NAMES, 1):
        surname = name.split()[0] if name.startswith("Max") else name.split()[-1]  # an emoji is no family name
        if everybody or f"HC-{1000 + n}" in words:
            assert f"HC-{1000 + n}" in text
            assert surname in text or (
                width < 60 and surname in (LONG, NAMES[10], NAMES[11]) and squeezed(surname) in squeezed(text)
            )


@one_in(5, ("width", "words"), [(width, words) for width in WIDTHS for words in PICTURES if width == 80 or words not in SHORT])
def test_no_line_is_longer_than_the_terminal_and_no_name_is_cut(
    width: int, words: str, forty: Path, terminal: Callable[..., Any]
) -> None:
    holds_up(words, width, terminal)


@pytest.mark.sweep
@pytest.mark.parametrize("words", [*PICTURES, *MORE_PICTURES])
def test_every_width_between_narrow_and_wide_holds_every_picture(words: str, forty: Path, terminal: Callable[..., Any]) -> None:
    for width in (*range(40, 132, 3), 60, 80, 120, 160, 200, 250):
        holds_up(words, width, terminal)


@one_in(4, "width", [1, 7, 20, 39, 1000])
def test_a_terminal_that_is_absurd_is_answered_too(width: int, forty: Path, terminal: Callable[..., Any]) -> None:
    for words in ("due", "list", "show HC-1005", "check"):
        page = terminal(*words.split(), size=(width, 24), environ={"NO_COLOR": "1"})
        assert page.end() == 0
        assert "1005" in page.text or words == "due"
        assert max(map(cell_len, page.text.split("\n"))) <= max(width, 20)


@pytest.mark.parametrize("size", [(60, 24), (80, 24), (120, 40)], ids=str)
def test_the_morning_of_forty_homes_tells_everything_due_today_whatever_the_screen(
    size: tuple[int, int], forty: Path, terminal: Callable[..., Any], run: Callable[..., Any]
) -> None:
    page = terminal("due", size=(size[0], 1000), environ={"NO_COLOR": "1"})
    assert page.end() == 0
    text, facts = page.text, json.loads(run("due", "--json").out)
    assert text.startswith("Mon Nov 23 · 40 open")
    assert "next: backlog show " in text
    told = squeezed(text)
    assert facts["today"]
    assert all(squeezed(duty["text"]) in told for duty in facts["today"])
    owed = [duty["job"] for duty in facts["owed"] if duty["day"] <= "2026-11-23"]
    above = {facts["frog"], *facts["focus"]}
    assert f"OWED AN UPDATE ({len([job for job in owed if job not in above])})" in text
    short = terminal("due", size=size, environ={"NO_COLOR": "1"})
    assert short.end() == 0
    assert short.text == text


def test_the_sample_fits_the_smallest_usual_screen(sample: Path, terminal: Callable[..., Any]) -> None:
    for words in (("show", "brandt"), ("list",)):
        page = terminal(*words, environ={"NO_COLOR": "1"})
        assert page.end() == 0
        assert page.text.count("\n") < 25
        assert "Brandt" in "\n".join(page.lines)


def test_a_machine_s_lines_are_cut_and_folded_nowhere_whatever_columns_says(
    forty: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for columns in ("40", "9", "200", "0", "wide"):
        monkeypatch.setenv("COLUMNS", columns)
        for words in (("list", "--tsv"), ("due", "--all", "--tsv")):
            lines = run(*words).out.splitlines()
            assert len(lines) > 40
            assert {line.count("\t") for line in lines} == {lines[0].count("\t")}
        assert f"\t{LONG}\t" in run("list", "--tsv").out


@one_in(3, "columns", [None, "40", "120"])
def test_a_pipe_gets_the_very_page_of_the_terminal(
    columns: str | None, forty: Path, piped: Callable[..., Any], terminal: Callable[..., Any]
) -> None:
    """CLI.md 1: the same text, 80 cells wide or as wide as COLUMNS says, and nothing of it left out for want of lines."""
    width = int(columns or 80)
    every = (("due", "--all"), ("show", "HC-1005"), ("list",), ("check",), ("super",), ("walk",), ("find", "nguyen"))
    for words in every if columns is None else every[:2]:
        pipe = piped(*words, environ={"COLUMNS": columns})
        page = terminal(*words, size=(width, 500), environ={"NO_COLOR": "1"})
        assert page.end() == pipe.code
        assert max(map(cell_len, pipe.text.splitlines())) <= width, words
        assert "\x1b" not in pipe.text
        assert pipe.text + pipe.err.decode() == page.text.replace("\r\n", "\n"), words


def test_a_piped_morning_leaves_nothing_out(forty: Path, piped: Callable[..., Any], terminal: Callable[..., Any]) -> None:
    pipe = piped("due")
    assert pipe.text == terminal_text(terminal("due", size=(80, 500), environ={"NO_COLOR": "1"}))


def terminal_text(page: Any) -> str:
    page.end()
    return str(page.text).replace("\r\n", "\n")


def test_what_a_command_wrote_is_laid_out_to_the_width(forty: Path, terminal: Callable[..., Any]) -> None:
    for width in (40, 80):
        page = terminal(
            "shift", "HC-1005", "+2w", "windows came late again and again", size=(width, 24), environ={"NO_COLOR": "1"}
        )
        assert page.end() == 0
        assert max(map(cell_len, page.text.split("\n"))) <= width
        assert LONG in squeezed(page.text)
        assert "HC-1005" in page.text


@pytest.mark.parametrize("height", [1, 5, 10, 24, 60])
def test_no_height_loses_the_hard_call_or_the_way_on(height: int, forty: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("due", size=(80, height), environ={"NO_COLOR": "1"})
    assert page.end() == 0
    assert "THE HARD CALL FIRST" in page.text
    assert "next: backlog show " in page.text
