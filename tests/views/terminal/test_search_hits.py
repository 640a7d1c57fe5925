"""What `find` shows: one line a hit, the words in the middle of what stands around them."""

from __future__ import annotations

from datetime import date

import pytest
from rich.cells import cell_len

from backlog_cli.rules.search import parse_search_terms, search_homes
from backlog_cli.views.data.delimited import tsv
from backlog_cli.views.data.hit_data import HIT_FIELDS, found_rows
from backlog_cli.views.screen import Screen
from backlog_cli.views.terminal.search_hits import hits_page

TODAY = date(2026, 11, 23)
LONG = "The slab was poured on Monday and must rest for a week; the windows come on Tuesday, and after that the roof is closed."
HOME: dict[str, object] = {
    "job": "2401",
    "buyers": ["Anh Nguyen"],
    "sold_date": "2026-02-01",
    "worries": "windows",
    "log": [{"at": "2026-06-01", "text": LONG, "private": "true"}],
}


def page(*typed: str, width: int = 80, is_ascii: bool = False, home: dict[str, object] = HOME, archive: str | None = None) -> str:
    hits = search_homes([(home, archive)], parse_search_terms(typed))
    return hits_page(
        hits, parse_search_terms(typed), everything=False, screen=Screen(width=width, ascii=is_ascii), today=TODAY
    ).plain


def test_a_long_note_is_shown_around_the_word() -> None:
    assert page("windows") == (
        "Mon Jun 1  2401 Nguyen  conversation  (private) …week; the windows come on…\n"
        "no day     2401 Nguyen  worries       (private) windows\n"
        "2 found."
    )


def test_archived_hits_are_told_with_their_file() -> None:
    assert page("roof", archive="backlog-2025.yaml").splitlines()[-1] == "1 found, 1 of them in backlog-2025.yaml."
    assert "conversation  (private, archived)" in page("roof", archive="backlog-2025.yaml")


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120, 200])
@pytest.mark.parametrize("word", ["slab", "windows", "closed", "2026-06", "jun", "anh", "ow"])
@pytest.mark.parametrize("is_ascii", [True, False])
def test_no_line_is_wider_than_the_screen_and_the_word_is_always_seen(width: int, word: str, is_ascii: bool) -> None:
    shown = page(word, width=width, is_ascii=is_ascii)
    assert max(map(cell_len, shown.splitlines())) <= width
    assert word in shown.casefold()
    assert not is_ascii or shown.isascii()


@pytest.mark.parametrize("name", ["王小明欧阳娜娜" * 4, "e\u0301" * 60, "😀🏠" * 30, "x" * 300])
@pytest.mark.parametrize("width", [30, 80])
def test_words_of_any_letters_fit(name: str, width: int) -> None:
    home: dict[str, object] = {
        "job": "1",
        "buyers": [name],
        "sold_date": "2026-01-01",
        "log": [{"text": f"{name} said slab {name}"}],
    }
    shown = page("slab", width=width, home=home)
    assert max(map(cell_len, shown.splitlines())) <= width
    assert "slab" in shown


def test_what_could_act_on_a_terminal_is_made_visible() -> None:
    home: dict[str, object] = {"job": "1", "buyers": ["Kim Lee"], "log": [{"text": "slab \x1b[31m [red] \u202eevil"}]}
    assert "\x1b" not in page("slab", home=home)
    assert "[red]" in page("slab", home=home)
    assert "\x1b" not in tsv(HIT_FIELDS, found_rows(search_homes([(home, None)], parse_search_terms(["slab"]))))


def test_only_the_mark_is_quiet_and_only_the_words_are_bold() -> None:
    hits = search_homes([(HOME, None)], parse_search_terms(["slab"]))
    page_ = hits_page(hits, parse_search_terms(["slab"]), everything=False, screen=Screen(), today=TODAY)
    line = page_.split("\n")[0]
    assert [(line.plain[span.start : span.end], str(span.style)) for span in line.spans] == [
        ("(private) ", "dim"),
        ("slab", "bold"),
    ]
