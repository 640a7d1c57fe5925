"""The page of `check`: problems with line and caret, who is red, dates that don't add up, clean-up by kind, promises."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.cleanup.fixes import CleanupFinding, CleanupKind
from backlog_cli.rules.cleanup.report import CheckReport, PromiseTally, check_report
from backlog_cli.rules.reports.week import PromiseStats, Share
from backlog_cli.views.screen import Screen
from backlog_cli.views.terminal.cleanup import check_page, kind_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog

    Drawn = Callable[..., str]
    Section7 = tuple[Backlog, model.BacklogFile]

SAMPLE_DAY = date(2026, 11, 23)
WIDTHS = (60, 80, 120, 200)
BEFORE_SOLD = """backlog.yaml:41:14: error: job 2388 Okafor: closing is before sold
   41 |     closing: 2026-02-01        (sold 2026-03-10)
      |              ^^^^^^^^^^ did you mean 2027-02-01?"""
UNKNOWN_KEY = """backlog.yaml:57:5: warning: job 2417 Garcia: unknown key "lendr" - did you mean "lender"?
   57 |     lendr: [red]
      |     ^^^^^"""
PROBLEMS = [BEFORE_SOLD, UNKNOWN_KEY, "backlog.yaml: error: the file is empty of jobs"]
DOUBLE = "backlog.yaml: warning: job HC-1012 Marchetti is in backlog-2026.yaml too - take it out of one"
NONE = PromiseTally(PromiseStats(Share(0, 0), 0, 0, 0, 0), 0)
SOME = PromiseTally(PromiseStats(Share(3, 5), 1, 1, 4, 2), 1)


def blanks(kind: CleanupKind, jobs: Sequence[str]) -> list[CleanupFinding]:
    return [CleanupFinding(job, "blank", f"backlog set {job} x", kind=kind) for job in jobs]


def report(findings: Sequence[CleanupFinding] = (), **more: Any) -> CheckReport:
    return CheckReport((), 0, tuple(findings), NONE, NONE)._replace(**more)


def page(found: CheckReport, book: Backlog, drawn: Drawn, problems: Sequence[str] = (), **screen: Any) -> str:
    is_short = screen.pop("is_short", False)
    what = Screen(**screen)
    errors = sum(": error:" in problem for problem in problems)
    warnings = len(problems) - errors + len(found.doubles)
    return drawn(
        check_page(problems, found, book.jobs, errors=errors, warnings=warnings, jobs=18, screen=what, is_short=is_short), what
    )


@pytest.mark.parametrize("width", [44, *WIDTHS])
def test_the_whole_page(section_7: Section7, drawn: Drawn, golden: Any, fits: Any, width: int) -> None:
    book = section_7[0]
    of_sample = check_report(book, today=SAMPLE_DAY)
    numbers = [summary.job for summary in book.jobs]
    found = of_sample._replace(
        findings=(
            *blanks(CleanupKind.CHANNEL, numbers[:3]),
            CleanupFinding("HC-1029", "stage began tomorrow", "backlog set HC-1029 stage_since DATE", kind=CleanupKind.FUTURE),
            *blanks(CleanupKind.SINCE, numbers),
        ),
        mine=SOME,
        others=SOME._replace(undated=0),
        doubles=(DOUBLE,),
    )
    text = page(found, book, drawn, PROBLEMS, width=width)
    fits(text, width)
    assert "2 errors, 2 warnings, 13 to clean up in 18 jobs." in " ".join(text.split())
    lines = text.splitlines()
    under = next(n for n, line in enumerate(lines) if "^^^^^^^^^^" in line)
    caret = lines[under].index("^")
    assert lines[under - 1][caret : caret + 10] == "2026-02-01"
    golden(f"check_{width}", text)


def test_a_check_without_findings_says_so(section_7: Section7, drawn: Drawn) -> None:
    assert page(report(), section_7[0], drawn) == "No problems in 18 jobs.\n"


def test_the_words_error_and_warning_have_their_colours(section_7: Section7, drawn: Drawn) -> None:
    text = page(report(doubles=(DOUBLE,)), section_7[0], drawn, PROBLEMS, colour=True)
    assert "\x1b[1;31merror:\x1b[0m" in text
    assert text.count("\x1b[33mwarning:\x1b[0m") == 2


@pytest.mark.parametrize(
    ("homes", "named"),
    [
        (1, "HC-1041 Okafor: "),
        (2, "HC-1041 Okafor and HC-1037 Brandt: "),
        (8, "LR-1049 Sorensen: "),
        (9, "LR-1049 Sorensen, and 1 more (backlog check channel): "),
    ],
)
def test_a_kind_is_one_line_with_its_count_its_homes_and_its_command(
    section_7: Section7, drawn: Drawn, homes: int, named: str
) -> None:
    book = section_7[0]
    found = report(blanks(CleanupKind.CHANNEL, [summary.job for summary in book.jobs[:homes]]))
    lines = page(found, book, drawn, width=300).splitlines()
    assert lines[0] == f"CLEAN-UP: {homes} field{'s' if homes > 1 else ''} to fill in"
    assert lines[1].startswith(f"   how they like to be reached is blank ({homes}): HC-1041 Okafor")
    assert lines[1].endswith(f"{named}backlog check --fix channel")
    assert len(lines) == 3


def test_one_kind_alone_is_told_home_by_home(section_7: Section7, drawn: Drawn) -> None:
    found = report(blanks(CleanupKind.CHANNEL, ["HC-1041", "HC-1037"]), mine=SOME)
    assert page(found, section_7[0], drawn, is_short=True, width=300).splitlines() == [
        "CLEAN-UP",
        "   HC-1041 Okafor",
        "     blank: backlog set HC-1041 x",
        "   HC-1037 Brandt",
        "     blank: backlog set HC-1037 x",
        "2 to clean up in 18 jobs.",
    ]


def test_promises_are_counted_over_all_homes(section_7: Section7, drawn: Drawn) -> None:
    text = page(report(mine=SOME, others=NONE), section_7[0], drawn, width=120)
    assert "   yours: 3 kept in time, 1 kept late, 1 broken, 4 open (2 overdue, 1 without a day)\n" in text
    assert "others'" not in text


def test_what_is_asked_names_the_kind_and_counts_the_homes() -> None:
    assert kind_line(CleanupKind.CHANNEL, blanks(CleanupKind.CHANNEL, ["1"])) == "How they like to be reached is blank: 1 home"
    assert kind_line(CleanupKind.ISSUE, blanks(CleanupKind.ISSUE, ["1", "1", "2"])).endswith(": 2 homes")
