"""Twelve homes from a page of notes, entered by somebody who has read nothing but `--help`: once asked, once on command lines."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from backlog_cli.store.load import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TODAY = "2026-11-30"
ENTER = "\r"


class Note(NamedTuple):
    """One home as it stands on the page of notes."""

    number: str
    buyer: str
    sold: str
    lot: str
    stage: str
    closing: str
    phone: str
    lender: str


class Meant(NamedTuple):
    """What the file should say of it: `closing` is the day that the rules reckon with."""

    family: str
    stage: str
    closing: str
    phones: str


PAGE = """
501 | Bob Smith Jr & Linda Smith | 6/14 | 12 | framing | mid March | 555-0181 | Birchline
502 | Maria de la Cruz | 7/2 | 14 | rough ins | 2/19 | 555-0182 | Harbor & Pine
503 | Garcia Family Trust | 8/20 | 3 | foundation | 3/12/27 | 555 0183 | CASH
504 | Wm. O'Brien & Kate O'Brien | Sept 5 | Lot 21 | permits | end of May | (555) 018-4123 | Sable Creek Bank
505 | Anh Nguyễn and Linh Tran | oct 10 | #7 | selections | Q3 | 555-0185, 555-0186 | ?
506 | José Peña-Ortiz III | 5/30 | 9 | sheetrock | jan 29 2027 | +1 555 018 7123 | Birchline
507 | Ruth Abrams | 1/10/26 | 2 | closed | 10/23 | 555-0187 | Birchline
508 | Sam & Dee Patel | feb 2 | 4 | closed | oct 30 | 555-0188 / 555-0189 | Birchline
509 | van der Berg, Chris | yesterday | 33 | contract | tbd | tbd | n/a
510 | St. James LLC | 4/11 | 18 | punch | dec 11 | 555-0190 | Wells
511 | Kim, Soo-jin and Park, Min | 6/1/26 | 30 | trim | 1/15 | | Birchline
512 | Dr. Alex Moore, MD | 3/3 | 40 | finals | 12/22 | 555-0192 | Sable Creek Bank
"""
MEANT = """
Smith | framing | 2027-03-31 | 555-0181, -
de la Cruz | rough-ins | 2027-02-19 | 555-0182
Garcia Family | foundation | 2027-03-12 | 555 0183
O'Brien | permitting | 2027-05-31 | (555) 018-4123, -
Nguyễn / Tran | selections | 2027-09-30 | 555-0185, 555-0186
Peña-Ortiz | drywall | 2027-01-29 | +1 555 018 7123
Abrams | closed | - | 555-0187
Patel | closed | - | 555-0188, 555-0189
van der Berg | contract | - | -
St. James | punch | 2026-12-11 | 555-0190
Kim / Park | trim | 2027-01-15 | -, -
Moore | finals | 2026-12-22 | 555-0192
"""


def cells(table: str) -> list[list[str]]:
    """The rows of a table."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


NOTES = [Note(*row) for row in cells(PAGE)]
FOUND = [Meant(*row) for row in cells(MEANT)]


def by_prompts(terminal: Callable[..., Any], note: Note) -> None:
    """Enter one home by answers alone."""
    page = terminal("add", today=("--today", TODAY))
    page.answer("Job number? ", note.number + ENTER)
    page.answer("Who bought it? ", note.buyer + ENTER)
    page.answer("Sold on which day? ", note.sold + ENTER)
    page.answer("Lot? ", note.lot + ENTER)
    page.answer("Which stage is it in now? ", note.stage + ENTER)
    page.answer("Closed on which day? " if note.stage == "closed" else "Closing date? ", note.closing + ENTER)
    page.answer("Their phone number? ", note.phone + ENTER)
    if note.stage != "closed":
        page.answer("Lender? ", note.lender + ENTER)
    assert page.end() == 0, page.text
    assert "backlog: " not in page.text


def by_words(run: Callable[..., Any], note: Note) -> None:
    """Enter one home by one command line, words unquoted but for what a shell takes away."""
    given = {"sold": note.sold, "lot": note.lot, "stage": note.stage, "closing": note.closing, "phone": note.phone}
    words = [word for name, value in given.items() if value for word in (f"--{name}", *value.split())]
    lender = [] if note.stage == "closed" else ["--lender", *note.lender.split()]
    answer = run("add", note.number, *note.buyer.split(), *words, *lender, today=TODAY)
    assert answer.code == 0, answer.err


def test_a_page_of_notes_is_a_backlog_in_which_nothing_is_red_but_what_is(
    way: str, home: Path, run: Callable[..., Any], terminal: Callable[..., Any], counted: Callable[[str], None]
) -> None:
    begun = time.monotonic()
    assert run("init", today=TODAY).code == 0
    for note in NOTES:
        by_prompts(terminal, note) if way == "asked" else by_words(run, note)
    counted(f"twelve homes {way}: {time.monotonic() - begun:.1f} s")

    homes = {job["job"]: job for job in json.loads(run("list", "--all", "--json", today=TODAY).out)["jobs"]}
    assert len(homes) == len(NOTES)
    file = load((home / "backlog.yaml").read_bytes(), "backlog.yaml").backlog_file
    phones = {job.job: ", ".join(buyer.phone or "-" for buyer in job.buyers) for job in file.jobs}
    for note, meant in zip(NOTES, FOUND, strict=True):
        found = homes[note.number]
        closing = "-" if found["stage"] == "closed" else found["closing"] or "-"
        assert Meant(found["buyer"], found["stage"], closing, phones[note.number]) == meant

    page = json.loads(run("due", "--json", today=TODAY).out)
    red = {job["job"] for job in page["jobs"] if job["level"] == "red"}
    # The orientation is not scheduled 11 days before closing. A check-in that was due before the file began isn't late.
    assert red == {"510"}
    assert [duty["rule"] for duty in page["today"] if duty["job"] == "508"] == ["care"]
    # Nobody has heard from her yet as far as the file knows, and it began today: all ten are owed their update in a week.
    assert sorted({duty["day"] for duty in page["owed"]}) == ["2026-12-07"]
    assert len(page["owed"]) == 10
    assert "503" in run("list", "product:cash", today=TODAY).out
    assert run("check", today=TODAY).code == 0
    names = "smith, cruz, garcia, obrien, nguyen, pena, van der berg, st james, soo-jin kim, moore, #7, lot7, lot21"
    for name in names.split(", "):
        assert run("show", *name.split(), today=TODAY).code == 0, name


@pytest.fixture(params=["asked", "on command lines"])
def way(request: pytest.FixtureRequest) -> str:
    """How they are entered."""
    if request.param == "asked" and os.name == "nt":
        pytest.skip("there are no pseudo-terminals on Windows")
    return str(request.param)
