"""What once came out wrong, each case typed again as it was typed then, from the file to the screen."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = Path(__file__).parents[2] / "data" / "cases"
SAMPLE = "sample"


class Step(NamedTuple):
    """One command line of a case, and what must come of it; texts are sought with every run of blanks made one."""

    words: tuple[str, ...]
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    code: int = 0
    day: str = "2026-11-23"
    typed: str = ""
    file_has: tuple[str, ...] = ()
    order: tuple[str, ...] = ()  # these stand on the page in this order


class Case(NamedTuple):
    """A file, and what is typed at it one after another."""

    file: str
    steps: tuple[Step, ...]
    under_sample: bool = False  # the file is put under the sample
    renamed: str = "backlog.yaml"
    text: tuple[str, str] = ("", "")  # one word of the file and what stands there instead


NOBODY = "Nobody is waiting for you today."

TABLE = {
    "page-1": Case(
        "due-today.yaml",
        (
            Step(
                ("due", "--exit-code"),
                day="2026-11-18",
                code=1,
                lacks=(NOBODY,),
                order=("ALSO TODAY", "email from Bo", 'you promised "paint codes"', "call with the truss date", "THIS WEEK"),
            ),
        ),
    ),
    "page-2": Case(
        "upset.yaml",
        (
            Step(
                ("due",),
                day="2026-11-19",
                order=("THE HARD CALL FIRST", "2403 Ives", "upset on Tue Nov 17", "FOCUS", "2401 Gray"),
            ),
        ),
    ),
    "page-3": Case(
        "check-ins.yaml",
        (
            Step(("due",), day="2026-12-02", has=("day-2 check-in today",), lacks=(NOBODY,)),
            Step(("due",), day="2026-12-07", has=("day-7 check-in today",), lacks=(NOBODY,)),
            Step(("due",), day="2026-12-14", has=("day-7 check-in, 7 days late",), lacks=(NOBODY,)),
            Step(("due", "--exit-code"), day="2026-12-02", code=1),
        ),
    ),
    "page-4": Case(
        "closing-passed.yaml",
        tuple(
            Step(("due", "--exit-code"), day=day, code=1, has=("! 1 Gray", "closing was Nov 30: did it close?"), lacks=(NOBODY,))
            for day in ("2026-12-03", "2026-12-08")
        ),
    ),
    "page-5": Case(
        "snoozed-message.yaml",
        (
            Step(
                ("due", "--exit-code"), day="2026-11-25", code=1, has=("email from Ana, unanswered for 2 days",), lacks=(NOBODY,)
            ),
        ),
    ),
    "page-6": Case(
        SAMPLE,
        (
            Step(
                ("due",),
                day="2026-12-04",
                order=(
                    "HC-1029 Whitfield lot 29 not clear to close, closing is today",
                    "orientation not scheduled",
                    "silent for 14 days",
                ),
            ),
        ),
    ),
    "page-7": Case(
        SAMPLE,
        (
            Step(
                ("due",),
                day="2026-11-30",
                order=(
                    "THE HARD CALL FIRST",
                    "HC-1037 Brandt lot 37 closing moved Dec 11 → Jan 15",
                    "haven't been told",
                    "upset",
                    "FOCUS",
                ),
            ),
        ),
    ),
    "page-8": Case(
        "forty-five.yaml",
        (
            Step(
                ("due",),
                day="2026-11-19",
                lacks=("more owed", "+37"),
                order=("OWED AN UPDATE (4)", "group text Yates lot 29", "Fitzgerald", "text Hughes", "phone Tran", "THIS WEEK"),
            ),
            Step(("due", "--owed"), day="2026-11-19", has=("7 owed by today, 38 more by Thu Nov 26",)),
        ),
    ),
    "page-9": Case(
        "low-survey.yaml",
        (
            Step(
                ("due",),
                day="2026-11-18",
                order=("THE HARD CALL FIRST", "1 Gray", "the survey came back 4 out of 10", "FOCUS", "2 Hunt"),
            ),
        ),
    ),
    "draft-1": Case(
        "drift.yaml",
        (
            Step(
                ("draft", "1", "bad-news"),
                day="2026-11-18",
                code=2,
                has=("there's nothing to tell", "still within what they were told"),
                lacks=("forward",),
            ),
        ),
    ),
    "draft-2": Case(
        "earlier.yaml",
        (
            Step(
                ("draft", "1", "bad-news"),
                day="2026-11-18",
                has=("moving up from March 2027 to February 2027",),
                lacks=("forward", "crew", "behind schedule"),
            ),
        ),
    ),
    "draft-3": Case(
        "other-household.yaml",
        (
            Step(("draft", "1003", "update"), has=("left out: the next step, since it names another buyer",), lacks=("Smith",)),
            Step(("draft", "1004", "update"), has=("show you why you can trust the framing crew",), lacks=("left out",)),
            Step(("draft", "1005", "update"), has=("left out",), lacks=("Ito",)),
        ),
    ),
    "draft-4": Case(
        SAMPLE,
        (
            Step(("log", "okafor", "when do the windows come", "--in"), has=("waiting for your answer",)),
            Step(("super", "--answers"), typed="41 windows come Tuesday\n", has=("windows come Tuesday",)),
            Step(("draft", "okafor", "update"), has=("When do the windows come?", "windows come Tuesday")),
        ),
    ),
    "name-1": Case(
        "names.yaml",
        tuple(
            Step(("show", typed), has=(found,))
            for typed, found in (
                ("smith", "1001 Smith lot 1"),
                ("jones", "1002 Jones lot 2"),
                ("van der berg", "1003"),
                ("oneill", "1004 O’Neill lot 4"),
            )
        ),
    ),
    "name-2": Case(
        SAMPLE,
        (
            Step(
                ("add", "2000", "John & Jane Smith", "--lot", "60", "--sold", "nov20"),
                has=("Added 2000 Smith lot 60",),
                file_has=("buyers: [John Smith, Jane Smith]",),
            ),
        ),
    ),
    "name-3": Case("names.yaml", (Step(("show", "deborah"), has=("1003", "Deborah Lind")),)),
    "word-1": Case(
        "one-word.yaml",
        (
            Step(("due",), has=("2 open",), lacks=("left out", "warning", "can't be read")),
            Step(("list",), has=("31 Ito", "32 Park", "2 homes")),
            Step(("check",), lacks=("error",)),
            Step(("find", "windows"), has=("31 Ito",)),
            Step(("list", "product:conv-30"), has=("31 Ito", "1 of 2 homes")),
        ),
    ),
    "word-1b": Case(
        "one-word-b.yaml",
        (
            Step(
                ("due",),
                code=3,
                has=(
                    "31 Ito",
                    "32 Park",
                    'line 6: stage "framming" can\'t be read - try framing',
                    'line 7: closing "soonish" can\'t be read - write it like',
                    'line 11: mood "meh" can\'t be read - try',
                ),
                lacks=(NOBODY,),
            ),
            Step(("list",), code=3, has=("31 Ito", "32 Park", "2 homes")),
            Step(("check",), code=1, has=("backlog.yaml:6:12: error", "backlog.yaml:7:14: error", "backlog.yaml:11:43: error")),
        ),
    ),
    "word-2": Case(
        "tbd.yaml",
        (
            Step(("due",), has=("7 Ito",), lacks=("TBD", "can't be read")),
            Step(("list",), has=("7 Ito permitting", "1 home"), lacks=("TBD",)),
            Step(("check",), has=("closing date is blank (1): 7 Ito",), lacks=("error", "TBD")),
        ),
    ),
    "word-3": Case(
        "comma.yaml",
        (
            Step(("due",), code=3, has=("earnest deposit due tomorrow", "amount 8,000 can't be read"), lacks=("$8 ",)),
            Step(("check",), code=1, has=("error", "the comma in 8,000")),
        ),
    ),
    "word-4 job": Case(
        SAMPLE, (Step(("list",), has=("`job:` is read as `jobs:`", "HC-1041 Okafor", "7 homes")),), text=("\njobs:", "\njob:")
    ),
    "word-4 Jobs": Case(
        SAMPLE, (Step(("list",), has=("`Jobs:` is read as `jobs:`", "HC-1041 Okafor", "7 homes")),), text=("\njobs:", "\nJobs:")
    ),
    "word-4 backlog.yml": Case(
        SAMPLE,
        (
            Step(("list",), has=("HC-1041 Okafor", "7 homes"), lacks=("there is no file",)),
            Step(("where",), has=("backlog.yml", "9 homes, 0 left out")),
        ),
        renamed="backlog.yml",
    ),
    "date-1": Case(
        SAMPLE,
        (
            Step(
                ("shift", "okafor", "nov", "20", "rain"),
                code=2,
                has=("Fri Nov 20 2026 was 3 days ago, and the next one is Sat Nov 20 2027", "Nothing was changed."),
            ),
            Step(
                ("shift", "okafor", "feb", "29", "rain"),
                code=2,
                has=("Sun Feb 28 2027, Mon Mar 1 2027 or Tue Feb 29 2028?", "Nothing was changed."),
            ),
            Step(("history",), has=("No command has written to it here",)),
        ),
    ),
    "date-2": Case(
        SAMPLE,
        (
            Step(
                ("promise", "okafor", "2", "weeks", "before", "closing", "send", "checklist"),
                has=('you promised "send checklist" by Fri Feb 26 2027',),
                file_has=("text: send checklist", "due: 2027-02-26"),
            ),
        ),
    ),
    "move-1": Case(
        "old-appointment.yaml",
        (
            Step(
                ("shift", "whitfield", "+1w"),
                has=(
                    "Breaks:",
                    'appointment Fri Dec 4 14:00 "closing at title" is on an old closing date',
                    "home insurance starts Fri Dec 4, an old closing date",
                    "utilities move Fri Dec 4, an old closing date",
                ),
            ),
            Step(
                ("check",),
                has=(
                    'Dec 4 14:00 "closing at title" is on an old closing',
                    "home insurance starts Fri Dec 4",
                    "utilities move Fri Dec 4",
                ),
            ),
        ),
    ),
    "sale-1": Case(
        "resale.yaml",
        (
            Step(("list",), has=("HC-1033 Vo", "8 homes"), lacks=("Poole",)),
            Step(("list", "--all"), has=("HC-1033 Vo", "HC-1033@2026-02-08 Poole")),
            Step(("show", "1033"), has=("HC-1033 Vo",)),
            Step(("show", "1033@2026-02-08"), has=("Poole",)),
            Step(("log", "1033", "hello"), has=("HC-1033 Vo",)),
        ),
        under_sample=True,
    ),
    "sale-1 add": Case(
        SAMPLE,
        (
            Step(("add", "HC-1033", "Kim Vo", "--lot", "33", "--sold", "nov 10"), has=("Added HC-1033 Vo lot 33",)),
            Step(("list", "--all"), has=("HC-1033 Vo", "HC-1033@2026-02-08 Poole")),
        ),
    ),
    "done-1": Case(
        SAMPLE,
        (
            Step(
                ("done", "44", "photos", "--at", "nov20"),
                has=("rough-in photos", "Kept on time."),
                file_has=("done: 2026-11-20",),
            ),
            Step(("report", "week"), has=("1 of 1",)),
        ),
    ),
    "log-1": Case(
        SAMPLE,
        (
            Step(
                ("log", "okafor", "x", "--with", "chidi", "--with", "Sol Whitaker"),
                has=("with Chidi and Sol Whitaker",),
                file_has=("[Chidi Okafor, Sol Whitaker]",),
            ),
        ),
    ),
    "undo-1": Case(
        SAMPLE,
        (
            Step(("log", "okafor", "the wrong home", "--how", "phone"), file_has=("the wrong home",)),
            Step(("log", "brandt", "the right one", "--how", "phone")),
            Step(("stage", "18", "next")),
            Step(("history",), has=("3 2026-11-23 HC-1041: logged a call",)),
            Step(("undo", "3"), has=("Taken back", "HC-1041: logged a call")),
            Step(("find", "wrong home"), code=0, lacks=("Okafor",)),
            Step(("show", "1037"), has=("the right one",)),
            Step(("show", "18"), has=("stage permitting",)),
        ),
    ),
    "safe-3": Case(
        "alias.yaml",
        (
            Step(
                ("set", "B-2", "superintendent", "Bea"),
                code=3,
                has=("in place of line 11, this line: superintendent: Bea", "Nothing was changed."),
                file_has=("superintendent: *hal",),
            ),
        ),
    ),
    "yaml-1": Case(
        "alias.yaml",
        (Step(("shift", "B-2", "2027-05-03", "windows"), file_has=("closing: internal: 2027-05-03 shifts: - from:",)),),
    ),
    "yaml-2 log": Case("literal-end.yaml", (Step(("log", "A-1", "hello"), file_has=("line two - at:",)),)),
    "yaml-2 add": Case("literal-end.yaml", (Step(("add", "77", "Ito", "--sold", "nov20"), file_has=("line two - job:",)),)),
    "yaml-2 away": Case("literal-end.yaml", (Step(("away", "fri", "--cover", "Dana"), file_has=("line two away:",)),)),
}


def laid(case: Case, folder: Path, sample: str) -> Path:
    """The file of the case, where the program looks for it."""
    text = sample if case.file == SAMPLE else (CASES / case.file).read_text(encoding="utf-8")
    if case.under_sample:
        text = sample + text
    path = folder / case.renamed
    path.write_text(text.replace(*case.text) if case.text[0] else text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", TABLE)
def test_the_case_has_its_right_answer(name: str, home: Path, run: Callable[..., Any], typing: Callable[[str], None]) -> None:
    case = TABLE[name]
    path = laid(case, home, (Path(__file__).parents[3] / "sample_backlog.yaml").read_text(encoding="utf-8"))
    for step in case.steps:
        typing(step.typed)
        answer = run(*step.words, today=step.day)
        page = " ".join((answer.out + answer.err).split())
        assert answer.code == step.code, (step.words, answer)
        for text in step.has:
            assert text in page, (step.words, answer)
        for text in step.lacks:
            assert text not in page, (step.words, answer)
        file = " ".join(path.read_text(encoding="utf-8").split())
        for text in step.file_has:
            assert text in file
        place = 0
        for text in step.order:
            place = page.find(text, place) + len(text)
            assert place >= len(text), (step.words, text, answer.out)


def test_a_file_of_every_case_is_played() -> None:
    assert {path.name for path in CASES.glob("*.yaml")} == {case.file for case in TABLE.values() if case.file != SAMPLE}


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals on Windows")
def test_log_2_a_step_that_is_no_date_loses_no_note(sample: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("log", "okafor")
    page.answer("What was said? ", "he likes the gray tile\r")
    page.answer("Next agreed step? ", "nope not a date\r")
    page.answer("Next agreed step? ", "fri call him\r")
    assert page.end() == 0, page.text
    text = sample.read_text(encoding="utf-8")
    assert "he likes the gray tile" in text
    assert "call him" in text


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals on Windows")
def test_date_1_the_year_is_asked_for_at_a_terminal(sample: Path, terminal: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    page = terminal("shift", "okafor", "nov", "20", "rain", size=(200, 24))
    page.until("Sat Nov 20 2027")
    page.type("\r")
    assert page.end() != 0
    assert sample.read_bytes() == before


def test_the_hard_call_of_every_case_is_the_frog_of_its_document(home: Path, run: Callable[..., Any]) -> None:
    for name, frog in (("upset", "2403"), ("closing-passed", "1"), ("low-survey", "1"), ("due-today", None)):
        day = {"closing-passed": "2026-12-03", "upset": "2026-11-19"}.get(name, "2026-11-18")
        (home / "backlog.yaml").write_bytes((CASES / f"{name}.yaml").read_bytes())
        page = json.loads(run("due", "--json", today=day).out)
        assert page["frog"] == frog, name
        assert page["nobody_waiting"] is False, name
