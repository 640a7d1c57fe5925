"""The verb `find` from words to screen: her own file, the archives beside it, for people and for scripts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_for_a_script_each_hit_is_a_line_with_all_its_words(sample: Path, run: Callable[..., Any]) -> None:
    found = run("find", "rent", "--tsv")
    assert (found.code, found.err) == (0, "")
    assert found.out == (
        "day\tjob\tbuyer\tlot\twhere\tprivate\tarchive\ttext\n"
        '2026-11-17\tHC-1037\tBrandt\t37\tconversation\tfalse\t\t"I can\'t pay rent twice"\n'
    )
    assert run("find", "rent", "--csv").out.splitlines()[1] == (
        '"2026-11-17","HC-1037","Brandt","37","conversation","false","","""I can\'t pay rent twice"""'
    )


def test_a_pipe_shows_the_page_of_the_terminal(sample: Path, run: Callable[..., Any]) -> None:
    assert run("find", "rent").out == 'Tue Nov 17  HC-1037 Brandt  conversation  "I can\'t pay rent twice"\n1 found.\n'


def test_the_document_names_the_words_and_every_hit(sample: Path, run: Callable[..., Any]) -> None:
    found = json.loads(run("find", "outlets", "moreno", "--json").out)
    assert (found["schema_version"], found["kind"], found["as_of"]) == (1, "find", "2026-11-23")
    assert (found["words"], found["total"]) == (["outlets", "moreno"], 2)
    assert found["hits"][0] == {
        "day": "2026-11-18",
        "job": "HC-1044",
        "buyer": "Adeyemi-Clarke",
        "lot": "44",
        "where": "issue",
        "private": False,
        "archive": None,
        "text": "kitchen outlets on wrong wall; moved before insulation; owner: Hal Moreno",
    }
    chosen = json.loads(run("find", "outlets", "--json", "--fields", "job,day").out)["hits"]
    assert chosen == [{"job": "HC-1044", "day": "2026-11-18"}, {"job": "HC-1044", "day": None}]


def test_nothing_found_is_no_mistake(sample: Path, run: Callable[..., Any]) -> None:
    found = run("find", "zeppelin")
    assert (found.code, found.err) == (0, "")
    assert found.out == "Nothing in the file says that. Try fewer words, or part of a word.\n"
    assert run("find", "zeppelin", "--tsv").out.count("\n") == 1
    assert json.loads(run("find", "zeppelin", "--json").out)["hits"] == []


def test_a_home_in_an_archive_is_found_and_told_as_such(sample: Path, run: Callable[..., Any]) -> None:
    assert run("archive", "1033").code == 0
    assert run("find", "lock talk", "--tsv").out.splitlines()[1].split("\t")[6] == "backlog-2026.yaml"
    (sample.parent / "backlog-2024.yaml").write_text("jobs: [", encoding="utf-8")
    told = run("find", "lock talk", "--tsv")
    assert told.out.count("\n") == 2
    assert "backlog-2024.yaml is left out" in told.err


def test_what_a_home_that_cannot_be_read_says_is_found_all_the_same(sample: Path, run: Callable[..., Any]) -> None:
    sample.write_text(sample.read_text(encoding="utf-8").replace("sold_date: 2026-01-24", "sold_date: soon"), encoding="utf-8")
    found = run("find", "rent", "twice")
    assert found.code == 3
    assert "HC-1037" in found.out
    assert "HC-1037" in found.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("find",), "say what to look for"),
        (("find", " "), "say what to look for"),
        (("find", "rent", "--fields", "job"), "--fields goes with --json"),
        (("find", "rent", "--json", "--fields", "price"), 'no field "price"'),
    ],
)
def test_words_that_do_not_fit_are_refused(sample: Path, run: Callable[..., Any], words: tuple[str, ...], said: str) -> None:
    found = run(*words)
    assert (found.code, found.out) == (2, "")
    assert said in found.err


def test_at_a_terminal_older_hits_than_fit_are_counted(sample: Path, terminal: Callable[..., Any]) -> None:
    shown = terminal("find", "e", size=(80, 12))
    assert shown.end() == 0
    assert "newest are shown: add a word, or --all" in " ".join(shown.lines)
    assert len(shown.lines) <= 12
    whole = terminal("find", "e", "--all", size=(80, 12))
    assert whole.end() == 0
    assert "are shown" not in whole.text
