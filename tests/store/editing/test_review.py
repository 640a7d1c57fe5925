"""What may take the place of the old text: nothing that was good goes bad, and what was bad does not get worse."""

from __future__ import annotations

import pytest

from backlog_cli.store.editing.review import first_problem_line, is_blank, is_text, review_edit

NAME = "my (file).yaml"


def home(number: str, stage: str = "framing", sold: str = "2026-11-21") -> bytes:
    return f"  - job: {number}\n    buyers: [Kim Lee]\n    sold_date: {sold}\n    stage: {stage}\n".encode()


GOOD = b"jobs:\n" + home("1") + home("2")
BAD_2 = b"jobs:\n" + home("1") + home("2", "frming")
TAB = b"jobs:\n" + home("1") + b"\t- job: 2\n"
NO_COLON = b"settings\njobs:\n" + home("1")
AWAY = b"away:\n  - from: 2026-11-25\n    to: soon\n"


@pytest.mark.parametrize(
    ("before", "after", "is_worse"),
    [
        (GOOD, GOOD, False),
        (GOOD, b"jobs:\n" + home("2"), False),
        (GOOD, b"jobs: []\n", False),
        (GOOD, b"jobs:\n", False),
        (GOOD, b"settings: {}\n", True),
        (b"settings: {}\n", b"settings: {agent: Kim}\n", False),
        (b"", b"jobs: []\n", False),
        (GOOD, BAD_2, True),
        (BAD_2, BAD_2, False),
        (BAD_2, GOOD, False),
        (BAD_2, b"jobs:\n" + home("1", "frming") + home("2"), True),
        (BAD_2, b"jobs:\n" + home("1", "frming") + home("2", "frming"), True),
        (BAD_2, b"jobs:\n" + home("2", "frming") + home("1"), False),
        (BAD_2, b"jobs:\n" + home("1") + home("2", "frming", "soon"), False),
        (BAD_2, b"jobs:\n" + home("1") + home("2", "frming") + home("3", "frming"), True),
        (GOOD, b"jobs:\n" + home("1") + home("1"), True),
        (GOOD, AWAY + GOOD, True),
        (AWAY + GOOD, AWAY.replace(b"soon", b"later") + GOOD, False),
        (AWAY + GOOD, AWAY + BAD_2, True),
        (GOOD, TAB, True),
        (BAD_2, TAB, True),
        (TAB, GOOD, False),
        (TAB, BAD_2, False),
        (TAB, TAB.replace(b"Kim", b"Tim"), False),
        (TAB, TAB + b"\t- job: 3\n", True),
        (TAB, NO_COLON, False),
        (TAB, b"Segmentation fault\n", True),
        (TAB, TAB + b"\xff", True),
        (TAB, TAB + b"\0", True),
        (b"\xff" + TAB, b"\xfe" + TAB, True),
        (b"\x1f\x8b\xff\xff\xff", b"\x1f\x8b\xff\xff\xff\xff", True),
        (b"\x1f\x8b\xff\xff\xff", GOOD, False),
        (GOOD, b"\x1f\x8b\xff\xff\xff", True),
        (b"version: 999\n" + GOOD, b"version: 998\n" + GOOD, False),
        (b"\xef\xbb\xbf" + TAB, TAB, False),
    ],
)
def test_a_text_is_worse_when_it_breaks_what_could_be_read(before: bytes, after: bytes, is_worse: bool) -> None:
    verdict = review_edit(before, after, NAME)
    assert verdict.is_worse is is_worse
    assert bool(verdict.problems) or not is_worse


def test_only_what_was_broken_now_is_shown_with_its_line() -> None:
    verdict = review_edit(BAD_2, b"jobs:\n" + home("1", "fraaming") + home("2", "frming"), NAME)
    assert len(verdict.problems) == 1
    assert verdict.problems[0].startswith(f"{NAME}:5:12: error: job 1 Lee: stage")
    assert "fraaming" in verdict.problems[0]
    assert verdict.line == 5


def test_an_entry_of_another_list_is_shown_too() -> None:
    verdict = review_edit(GOOD, AWAY + GOOD, NAME)
    assert verdict.line == 3
    assert "soon" in "\n".join(verdict.problems)


def test_a_file_that_cannot_be_read_shows_where() -> None:
    verdict = review_edit(GOOD, TAB, NAME)
    assert verdict.line == 6
    assert isinstance(verdict.new, str)
    assert review_edit(GOOD, b"\x1f\x8b\xff\xff\xff", NAME).line == 0


def test_what_still_cannot_be_read_is_shown_though_it_is_not_worse() -> None:
    assert review_edit(TAB, TAB, NAME).problems
    verdict = review_edit(TAB, BAD_2, NAME)
    assert verdict.line == 9
    assert not isinstance(verdict.new, str)
    assert not review_edit(TAB, GOOD, NAME).problems


def test_very_many_problems_are_counted() -> None:
    many = b"jobs:\n" + b"".join(home(str(n)) for n in range(60))
    verdict = review_edit(many, many.replace(b"framing", b"frming"), NAME)
    assert len(verdict.problems) == 21
    assert verdict.problems[-1] == "and 40 more"


def test_the_first_line_of_a_message_is_the_line_to_open() -> None:
    assert first_problem_line(f"x\n{NAME}:12:3: error: a\n{NAME}:4:1: error: b", NAME) == 12
    assert first_problem_line("my (file)xyaml:12:3: error: a", NAME) == 0
    assert first_problem_line("", NAME) == 0


def test_text_and_blanks_are_known() -> None:
    assert [is_text(data) for data in ("é".encode(), b"", b"\xe9", b"a\0")] == [True, True, False, False]
    assert [is_blank(data) for data in (b"", b"\xef\xbb\xbf \r\n\t", b"# a")] == [True, True, False]
