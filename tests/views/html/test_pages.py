"""Every page of the program in a real browser: readable on a phone, a tablet and a screen, light, dark and printed.

A new page is a line in PAGES: the words that print it, or that write a folder of pages.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.browser import QUICK_VIEWS, VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.browser import Chromium, View

    Run = Callable[..., Any]

ROOT = Path(__file__).parents[3]
LIGHT_PAGE = 100_000  # bytes
PAGES = (
    "due --html",
    "due --owed --html",
    "due --all --html",
    "due --ahead 30 --html",
    "list --html",
    "list --columns job,phone,buyers,address,realtor,notes,superintendent --html",
    "super --html",
    "calendar --html",
    "report week --html",
    "report week --all --html",
    "report slips --html",
    "report stages --html",
    "report timeline --html",
    "report risk --html",
    "report job {job} --html",
    "report handover --html",
    "report handover {job} --private --html",
    "away --pack --html",
    "show {job} --html",
    "show {job} --all --private --html",
    "export site site",
    "export site site --private",
    "report week --html backlog.yaml other.yaml",
    "report timeline --html backlog.yaml other.yaml",
    "due --html backlog.yaml other.yaml",
)

# Those on which everything that is drawn or set stands at least once.
QUICK_PAGES = ("due --html", "list --html", "super --html", "calendar --html", "report week --all --html")

LONG_WORD = "Wolfeschlegelsteinhausenbergerdorff" * 6
LONG_NAME = "Maria del Carmen de los Remedios y la Santisima Trinidad " * 4
NASTY_TEXTS = (
    LONG_WORD[:200],
    LONG_NAME[:200],
    "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
    "\u0645\u062d\u0645\u062f \u0627\u0644\u0639\u0628\u062f\u0627\u0644\u0644\u0647",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\U0001f3e0" * 12,
    "\u738b\u5c0f\u660e" * 20,
    '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
    "https://example.com/" + "a/" * 90,
)


def _nasty_home(number: int, text: str) -> dict[str, Any]:
    """A home in trouble of every kind, with the same hard words wherever words may be."""
    return {
        "job": text[:60] if number == 1 else f"N-{number}",
        "lot": text[:30],
        "community": text,
        "address": text,
        "plan": text,
        "superintendent": text if number % 2 else "Hal Moreno",
        "buyers": [{"name": text, "phone": "+1 (512) 555-0142 x7", "email": f"{'a' * 60}@{'example' * 8}.com"}, "Bo Li"],
        "realtor": text,
        "sold_date": "2026-03-02",
        "stage": "framing",
        "stage_since": "2026-08-02",
        "closing": {
            "contract": "2026-11-20",
            "internal": f"2026-12-{number + 5:02}",
            "told": "2026-12-01",
            "shifts": [{"from": "2026-11-20", "to": f"2026-12-{number + 5:02}", "known_date": "2026-11-27", "cause": text}],
        },
        "promises": [{"text": text, "by": "me", "due": "2026-12-02"}, {"text": text, "by": "builder", "due": "2026-11-28"}],
        "questions": [{"ask": text, "of": "superintendent", "asked": "2026-11-25"}],
        "issues": [{"text": text, "wants": text, "owner": text, "severity": "high", "opened": "2026-11-20", "due": "2026-11-28"}],
        "appointments": [{"at": "2026-12-03 10:00", "what": text, "where": text, "minutes": 45}],
        "log": [{"at": "2026-11-14", "kind": "update", "how": "phone", "text": text, "said": text, "mood": "upset"}],
        "notes": [text],
    }


def _nasty_backlog() -> str:
    """Homes whose words are long, unbroken, right to left, wide, emoji or markup, as JSON, which YAML holds."""
    homes = [_nasty_home(number, text) for number, text in enumerate(NASTY_TEXTS, 1)]
    away = [{"from": "2026-12-01", "to": "2026-12-09", "cover": NASTY_TEXTS[1]}]
    return json.dumps({"settings": {"agent": NASTY_TEXTS[1]}, "away": away, "jobs": homes}, ensure_ascii=False, indent=1)


class Book(NamedTuple):
    """A backlog, the day on which it is looked at, and the home of the reports on one."""

    text: str
    today: str
    job: str


BOOKS = {
    "sample": Book((ROOT / "sample_backlog.yaml").read_text(encoding="utf-8"), "2026-11-23", "HC-1041"),
    "honest": Book((ROOT / "tests/data/honest_45.yaml").read_text(encoding="utf-8"), "2026-11-30", "HC-2060"),
    "nasty": Book(_nasty_backlog(), "2026-11-30", "N-2"),
    "empty": Book("jobs: []\n", "2026-11-30", ""),
}
# Another agent's file, for pages of several.
OTHER = (ROOT / "tests/data/honest_12.yaml").read_text(encoding="utf-8")
NOT_OF_NOTHING = (*(words for words in PAGES if "{job}" in words), "away --pack --html")
NO_ABSENCE = "away --pack --html"  # the honest backlog has none ahead


def _made(run: Run, folder: Path, book: Book, words: str) -> Iterator[Path]:
    """Every page that a command prints or writes."""
    (folder / "backlog.yaml").write_text(book.text, encoding="utf-8")
    (folder / "other.yaml").write_text(OTHER, encoding="utf-8")
    made = run(*(word.format(job=book.job) for word in words.split()), today=book.today)
    assert made.code == 0, made.err
    if made.out.startswith("<!doctype html>"):
        (folder / "page.html").write_text(made.out, encoding="utf-8")
    files = sorted(folder.rglob("*.html"))
    assert files, f"{words} made no page"
    yield from files


def _wrong(
    chromium: Chromium, files: Iterator[Path], views: Sequence[View], *, is_nasty: bool = False
) -> dict[str, tuple[str, ...]]:
    found = {}
    for file in files:
        seen = chromium.look(file, views)
        assert seen.title
        assert seen.text.strip()
        heavy = [f"{len(file.read_bytes())} bytes"] if len(file.read_bytes()) > LIGHT_PAGE else []
        wrong = (*seen.wrong[:12], *heavy, *(() if is_nasty else seen.thin))
        found.update({file.name: wrong} if wrong else {})
    return found


def test_every_page_is_readable_at_a_glance(chromium: Chromium, run: Run, home: Path) -> None:
    """The quick pass: one backlog, a page of each make, a phone, a dark screen and paper, one browser."""
    found = {}
    for words in QUICK_PAGES:
        for file in home.rglob("*.html"):
            file.unlink()
        wrong = _wrong(chromium, _made(run, home, BOOKS["sample"], words), QUICK_VIEWS)
        found.update({words: wrong} if wrong else {})
    assert not found


@pytest.mark.sweep
@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("words", PAGES)
def test_every_page_is_readable_on_every_screen(chromium: Chromium, run: Run, home: Path, name: str, words: str) -> None:
    if (name == "empty" and words in NOT_OF_NOTHING) or (name == "honest" and words == NO_ABSENCE):
        pytest.skip("there is nothing to print")
    wrong = _wrong(chromium, _made(run, home, BOOKS[name], words), VIEWS, is_nasty=name == "nasty")
    assert not wrong


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("words", "links"),
    [
        ("due --html", {"tel:5550137", "sms:5550137"}),
        ("due --owed --html", {"tel:5550137", "sms:5550137"}),
        ("list --columns job,phone --html", {"tel:5550137", "sms:5550137"}),
        ("away --pack --html", {"tel:5550137", "sms:5550137"}),
        ("report handover --private --html", {"tel:5550137", "sms:5550137"}),
        ("report handover --html", set()),
        ("super --html", set()),
        ("report week --all --html", set()),
    ],
)
def test_numbers_can_be_touched_where_they_may_stand_and_are_nowhere_else(run: Run, words: str, links: set[str]) -> None:
    page = run(*words.split(), today="2026-11-23").out
    found = set(re.findall(r'href="((?:tel|sms|mailto):[^"]*)"', page))
    assert links <= found
    assert bool(found) == bool(links)
