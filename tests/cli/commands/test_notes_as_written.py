"""What `add` and JOB take as it is said: rough closings, days it closed, cash, lots with a sign, names of several words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.sampling import one_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]

TODAY = "2026-11-30"
SALE = ("--sold", "oct 5", "--stage", "framing")


@one_in(
    4,
    ("typed", "told"),
    [
        ("mid March", "2027-03"),
        ("mid-march", "2027-03"),
        ("march", "2027-03"),
        ("Mar 2027", "2027-03"),
        ("sept. 2027", "2027-09"),
        ("early december", "2026-12"),
        ("end of may", "2027-05"),
        ("the middle of June", "2027-06"),
        ("by late November", "2026-11"),
        ("Q3", "2027-Q3"),
        ("q4", "2026-Q4"),
        ("2027-03", "2027-03"),
        ("2027-W12", "2027-W12"),
        ("3/2027", "2027-03"),
    ],
)
def test_a_closing_known_to_the_month_is_what_they_were_told(run: Run, home: Path, typed: str, told: str) -> None:
    run("init", today=TODAY)
    answer = run("add", "501", "Kim", "Lee", *SALE, "--closing", typed, today=TODAY)
    assert answer.code == 0, answer.err
    assert f"closing:\n      told: {told}\n" in (home / "backlog.yaml").read_text(encoding="utf-8")
    assert run("check", today=TODAY).code == 0


@one_in(3, "typed", ["late summer", "march or april", "smarch", "mid", "2027", "may may"])
def test_a_closing_that_is_no_time_is_refused_with_times_that_work(run: Run, typed: str) -> None:
    run("init", today=TODAY)
    answer = run("add", "501", "Kim", "Lee", *SALE, "--closing", typed, today=TODAY)
    assert answer.code == 2
    for form in answer.err.partition("Try ")[2].splitlines()[0].rstrip(".").split(", "):
        assert run("add", "501", "Kim", "Lee", *SALE, "--closing", form, "--dry-run", today=TODAY).code == 0, form


@pytest.mark.parametrize(
    "words", [("--stage", "closed", "--closing", "10/16"), ("--closed", "oct 16"), ("--closed-date", "10/16/26")]
)
def test_a_home_that_closed_has_the_day_it_did(run: Run, home: Path, words: tuple[str, ...]) -> None:
    run("init", today=TODAY)
    assert "closed Fri Oct 16" in run("add", "507", "Ruth Abrams", "--sold", "1/10/26", *words, today=TODAY).out
    text = (home / "backlog.yaml").read_text(encoding="utf-8")
    assert "stage: closed" in text
    assert "closing:\n      closed_date: 2026-10-16" in text
    again = run("add", "507", "Ruth Abrams", "--sold", "1/10/26", *words, today=TODAY)
    assert (again.code, "job 507 is already in the file: Abrams" in again.err) == (2, True)


@pytest.mark.parametrize("word", ["tbd", "TBD", "?", "n/a", "none", "-", "tba"])
def test_a_word_for_nothing_is_nothing(run: Run, home: Path, word: str) -> None:
    run("init", today=TODAY)
    words = [part for name in ("lot", "closing", "phone", "lender", "plan") for part in (f"--{name}={word}",)]
    assert run("add", "501", "Kim", "Lee", "--sold", "oct 5", *words, today=TODAY).code == 0
    entry = (home / "backlog.yaml").read_text(encoding="utf-8").partition("'501'")[2].partition("\n#")[0]
    assert entry.split() == ["buyers:", "[Kim", "Lee]", "sold_date:", "2026-10-05", "stage:", "contract"]


@pytest.mark.parametrize("word", ["cash", "CASH", "all cash", "cash buyer"])
def test_cash_is_no_lender(run: Run, word: str) -> None:
    run("init", today=TODAY)
    run("add", "501", "Kim", "Lee", *SALE, "--lender", word, today=TODAY)
    assert run("list", "product:cash", "--json", today=TODAY).out.count('"501"') > 0
    reasons = json.loads(run("list", "--json", today="2027-02-01").out)["jobs"][0]["reasons"]
    assert "loan-application" not in {reason["rule"] for reason in reasons}


@pytest.mark.parametrize("lot", ["7", "#7", "Lot 7", "lot #7", "007"])
@one_in(3, "typed", ["7", "#7", "lot7", "l7", "lot 7"])
def test_a_lot_is_found_however_it_is_written(run: Run, lot: str, typed: str) -> None:
    run("init", today=TODAY)
    run("add", "HC-501", "Kim", "Lee", *SALE, "--lot", lot, today=TODAY)
    assert run("show", typed, today=TODAY).code == 0


HOMES = (
    "Maria de la Cruz",
    "Chris van der Berg",
    "St. James LLC",
    "Nora O'Neill",
    "Sam Patel",
    "Anna Lee",
    "Garcia Family Trust",
)


@one_in(
    4,
    ("typed", "job", "note"),
    [
        ("de la cruz called", "1", "called"),
        ("maria de la cruz called", "1", "called"),
        ("cruz called", "1", "called"),
        ("van der berg wants tile", "2", "wants tile"),
        ("st james signed", "3", "signed"),
        ("St. James signed", "3", "signed"),
        ("o neill called", "4", "called"),
        ("nora o'neill called", "4", "called"),
        ("sam patel came by", "5", "came by"),
        ("patel sam came by", "5", "sam came by"),
        ("patel called", "5", "called"),
        ("lee a bit worried", "6", "a bit worried"),
        ("anna lee worried", "6", "worried"),
        ("garcia family trust signed", "7", "signed"),
        ("garcia family signed", "7", "signed"),
        ("garcia signed", "7", "signed"),
        ("1 de la cruz called", "1", "de la cruz called"),
    ],
)
def test_a_name_of_several_words_needs_no_quotes_and_is_no_part_of_the_note(run: Run, typed: str, job: str, note: str) -> None:
    run("init", today=TODAY)
    for number, name in enumerate(HOMES, 1):
        run("add", str(number), name, *SALE, today=TODAY)
    answer = run("log", *typed.split(), "--text", today=TODAY)
    assert answer.out.startswith(f"{job} "), answer.err
    last = json.loads(run("show", job, "--json", "--all", today=TODAY).out)["jobs"][0]["last_word"]
    found = json.loads(run("find", note, "--json", today=TODAY).out)["hits"]
    assert last is not None
    assert [hit["text"] for hit in found] == [note]


def test_show_takes_a_name_without_quotes(run: Run) -> None:
    run("init", today=TODAY)
    run("add", "1", "Maria de la Cruz", *SALE, today=TODAY)
    assert "1 de la Cruz" in run("show", "de", "la", "cruz", today=TODAY).out
    assert run("show", "de", "la", "crux", today=TODAY).code == 2
    assert run("show", "de", "la", "cruz", "--help", today=TODAY).code == 0
