"""Two changes of one text: both are kept where they stand apart, and neither is where they touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_cli.store.editing.merge import (
    MergeConflict,
    changed_homes,
    changed_line_count,
    is_exact_merge,
    merge_files,
    merge_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "both"),
    [
        ("abcde", "aXcde", "abcYe", "aXcYe"),
        ("abcde", "abcYe", "aXcde", "aXcYe"),
        ("abcde", "abcde", "abXde", "abXde"),
        ("abcde", "abXde", "abcde", "abXde"),
        ("abcde", "abXde", "abXde", "abXde"),
        ("abcde", "aXbcde", "aXbcde", "aXbcde"),
        ("abcde", "acde", "abcdeZ", "acdeZ"),
        ("abcde", "Zabcde", "abcd", "Zabcd"),
        ("abcde", "aXYcde", "abZde", "aXYZde"),  # side by side, but nothing new between them
        ("abcdef", "aXcdeY", "abZdef", "aXZdeY"),
        ("", "", "ab", "ab"),
        ("ab", "", "ab", ""),
    ],
)
def test_changes_that_stand_apart_are_both_kept(base: str, mine: str, theirs: str, both: str) -> None:
    assert merge_text(text(base), text(mine), text(theirs)) == text(both)


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ("abcde", "abXde", "abYde"),  # one line, two ways
        ("abcde", "abXcde", "abYcde"),  # two new lines at one place
        ("abcde", "abXcde", "abYde"),  # a new line beside one that was changed
        ("abcde", "abXde", "abcYde"),
        ("abcde", "ae", "abXde"),  # changed inside of what was taken out
        ("abcde", "ae", "abcXde"),
        ("abcde", "abXYe", "abcZe"),
        ("ab", "", "abX"),
        ("", "a", "b"),
    ],
)
def test_changes_that_touch_are_a_conflict_both_ways(base: str, mine: str, theirs: str) -> None:
    for one, other in ((mine, theirs), (theirs, mine)):
        with pytest.raises(MergeConflict):
            merge_text(text(base), text(one), text(other))


def test_a_conflict_shows_the_line_and_both_sides() -> None:
    with pytest.raises(MergeConflict) as caught:
        merge_text("a\nb\nc\n", "a\nmine\nc\n", "a\nc\n")
    assert caught.value.message == ("Line 2 was changed twice. Yours:\n  mine\nIn the file by now:\n  (these lines are gone)")
    with pytest.raises(MergeConflict) as caught:
        merge_text("a\n", "".join(f"{n}\n" for n in range(20)), "b\n")
    assert "  5\n  ... and 14 more\nIn the file by now:\n  b" in caught.value.message


def test_line_ends_are_part_of_the_line_and_a_missing_last_one_is_kept() -> None:
    assert merge_text("a\r\nb\r\nc", "A\r\nb\r\nc", "a\r\nb\r\nC") == "A\r\nb\r\nC"
    assert merge_text("a\nb\n", "a\r\nb\n", "a\nb") == "a\r\nb"


LINES = st.lists(st.sampled_from("abcdefghij"), max_size=12)


@settings(max_examples=80, deadline=None)
@given(LINES, LINES, LINES)
def test_two_sides_agree_whoever_comes_first(base: list[str], mine: list[str], theirs: list[str]) -> None:
    def tried(one: list[str], other: list[str]) -> str | None:
        try:
            return merge_text(text(base), text(one), text(other))
        except MergeConflict:
            return None

    assert tried(mine, theirs) == tried(theirs, mine)
    assert tried(mine, base) == text(mine)
    assert tried(base, theirs) == text(theirs)
    assert tried(mine, mine) == text(mine)


@settings(max_examples=80, deadline=None)
@given(LINES, st.integers(0, 12), st.integers(0, 12), st.booleans(), st.booleans())
def test_a_line_between_two_changes_is_enough(base: list[str], one: int, other: int, is_new: bool, is_gone: bool) -> None:
    lines = [f"{n}{line}" for n, line in enumerate(base)]
    low, high = sorted((min(one, len(lines)), min(other, len(lines))))
    if high - low < 2:
        return
    mine = [*lines[:low], "M", *lines[low + (not is_new) :]]
    theirs = [*lines[:high], *([] if is_gone else ["T"]), *lines[high + 1 :]]
    both = [*mine[: high + is_new], *([] if is_gone else ["T"]), *mine[high + 1 + is_new :]]
    assert merge_text(text(lines), text(mine), text(theirs)) == text(both)


# The proof: what the text says

HOME = {"job": "1", "stage": "framing", "log": ["x"]}


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "both", "is_proved"),
    [
        ("a", "a", "b", "b", True),
        ("a", "b", "a", "b", True),
        ("a", "b", "b", "b", True),
        ("a", "b", "c", "b", False),
        ("a", "a", "a", "b", False),
        ({"a": "1", "b": "2"}, {"a": "3", "b": "2"}, {"a": "1", "b": "4"}, {"a": "3", "b": "4"}, True),
        ({"a": "1", "b": "2"}, {"a": "3", "b": "2"}, {"a": "1", "b": "4"}, {"a": "3", "b": "2"}, False),
        ({"a": "1"}, {}, {"a": "1", "b": "2"}, {"b": "2"}, True),
        ({"a": "1"}, {}, {"a": "1", "b": "2"}, {"a": None, "b": "2"}, False),
        ({"a": "1"}, {"a": "2"}, {}, {"a": "2"}, False),
        (["a"], ["a", "m"], ["a", "t"], ["a", "m", "t"], True),
        (["a"], ["a", "m"], ["a", "t"], ["a", "m"], False),
        (["a", "b"], ["A", "b"], ["a", "b", "t"], ["A", "b", "t"], True),
        (["a", "b"], ["b"], ["a", "b", "t"], ["b", "t"], True),
        (["a", "b"], ["b"], ["a", "b", "t"], ["a", "b", "t"], False),
        ([{"x": "1", "y": "1"}], [{"x": "2", "y": "1"}], [{"x": "1", "y": "2"}], [{"x": "2", "y": "2"}], True),
        ([{"x": "1", "y": "1"}], [{"x": "2", "y": "1"}], [{"x": "1", "y": "2"}], [{"x": "2", "y": "1"}], False),
        ([HOME], [HOME | {"stage": "trim"}], [HOME | {"log": ["x", "y"]}], [HOME | {"stage": "trim", "log": ["x", "y"]}], True),
        ([HOME], [HOME, {"job": "2"}], [HOME | {"log": ["x", "y"]}], [HOME, {"job": "2", "log": ["y"]}], False),
        ([HOME], [], [HOME | {"log": []}], [], False),
        ([HOME], [HOME | {"stage": "trim"}], [HOME, HOME], [HOME | {"stage": "trim"}, HOME], True),
        ("a", ["a"], {"a": "a"}, "a", False),
    ],
)
def test_both_changes_and_nothing_else_are_said(
    base: object, mine: object, theirs: object, both: object, is_proved: bool
) -> None:
    assert is_exact_merge(base, mine, theirs, both) is is_proved
    assert is_exact_merge(base, theirs, mine, both) is is_proved or mine == theirs


def homes(*numbers: int, **more: str) -> str:
    said = "jobs:\n"
    for number in numbers:
        said += f"  - job: {number}\n    buyers: [Kim Lee]\n    sold_date: 2026-11-21\n    stage: framing\n"
        said += more.get(f"h{number}", "")
    return said


LOG = "    log:\n      - at: 2026-11-22\n        note: {}\n"


def test_an_entry_that_would_slide_under_another_home_is_never_written() -> None:
    base = homes(1, 3)
    mine = homes(1, 2, 3)
    theirs = homes(1, 3, h1=LOG.format("hello"))
    try:
        both = merge_files(base.encode(), mine.encode(), theirs.encode(), "b.yaml").decode()
    except MergeConflict:
        return
    assert both == homes(1, 2, 3, h1=LOG.format("hello"))


def test_lines_that_slid_are_noticed_by_what_they_say() -> None:
    # A home copied in by hand: line by line the new one seems to begin in the middle of the old one.
    base = "jobs:\n  - buyers: [Kim Lee]\n    sold_date: 2026-11-21\n    job: 1\n    stage: framing\n"
    mine = base + "  - buyers: [Kim Lee]\n    sold_date: 2026-11-21\n    job: 2\n    stage: framing\n"
    for theirs in (base.replace("job: 1", "job: 7"), base.replace("stage: framing", "stage: trim"), base.replace("Kim", "Tim")):
        try:
            both = merge_files(base.encode(), mine.encode(), theirs.encode(), "b.yaml").decode()
        except MergeConflict:
            continue
        assert both == theirs + mine[len(base) :]


def test_a_home_moved_by_one_side_and_taken_out_by_the_other_is_a_conflict() -> None:
    # Line by line both took the home away above, and one of them put a home below: nothing touches.
    base = homes(1, 2)
    mine = homes(2, 1, h1=LOG.format("hello"))
    theirs = homes(2)
    assert merge_text(base, mine, theirs) == mine
    with pytest.raises(MergeConflict, match="too similar"):
        merge_files(base.encode(), mine.encode(), theirs.encode(), "b.yaml")


def test_a_number_given_twice_by_both_sides_is_a_conflict() -> None:
    base = homes(1, 2, 3)
    mine = base.replace("jobs:\n", "jobs:\n" + homes(9).removeprefix("jobs:\n"))
    theirs = base + homes(9).removeprefix("jobs:\n").replace("framing", "trim")
    with pytest.raises(MergeConflict, match="can't be saved in the file"):
        merge_files(base.encode(), mine.encode(), theirs.encode(), "b.yaml")


@pytest.mark.parametrize("which", [0, 1, 2])
@pytest.mark.parametrize("broken", [b"\xff", b"jobs: [\n", b"jobs:\n\t- job: 1\n"])
def test_nothing_is_brought_together_that_cannot_be_read(which: int, broken: bytes) -> None:
    sides = [homes(1, 2).encode(), homes(1, 2, h1="    lot: 4\n").encode(), homes(1, 2, h2="    lot: 5\n").encode()]
    assert merge_files(sides[0], sides[1], sides[2], "b.yaml") == homes(1, 2, h1="    lot: 4\n", h2="    lot: 5\n").encode()
    sides[which] = broken
    with pytest.raises(MergeConflict):
        merge_files(sides[0], sides[1], sides[2], "b.yaml")


def test_the_same_text_on_both_sides_is_taken_as_it_is() -> None:
    assert merge_files(b"jobs: []\n", b"\xff", b"\xff", "b.yaml") == b"\xff"


# Telling what happened


def test_homes_are_told_by_number() -> None:
    before = {"jobs": [{"job": "1"}, {"job": "2", "lot": "4"}, {"job": "3"}]}
    after = {"jobs": [{"job": "4"}, {"job": "2", "lot": "5"}, {"job": "1"}, "nonsense"], "settings": {}}
    assert changed_homes(before, after) == (("2",), ("4",), ("3",))
    assert changed_homes({}, {"jobs": None}) == ((), (), ())
    assert changed_homes(None, {"jobs": [{"job": "1"}]}) == ((), ("1",), ())


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        (b"a\nb\n", b"a\nc\n", 1),
        (b"a\nb\n", b"a\n", 1),
        (b"a\n", b"a\nb\nc\n", 2),
        (b"a\nb\n", b"b\na\n", 2),
        (b"a\nb\n", b"a\r\nb\r\n", 2),
        (b"a\nb", b"a\nb\n", 1),
        (b"", b"x", 1),
        (b"a\n\xff\n", b"a\nb\n", 1),
    ],
)
def test_changed_lines_are_counted(before: bytes, after: bytes, count: int) -> None:
    assert changed_line_count(before, after) == count


def test_two_sides_that_mend_a_broken_text_alike_are_not_brought_together() -> None:
    broken = homes(1, 2, 3) + "x_own: [\n"
    mine, theirs = (homes(1, 2, 3, **lot) + "x_own: []\n" for lot in ({"h1": "    lot: 4\n"}, {"h2": "    lot: 5\n"}))
    assert merge_text(broken, mine, theirs) == homes(1, 2, 3, h1="    lot: 4\n", h2="    lot: 5\n") + "x_own: []\n"
    with pytest.raises(MergeConflict, match="can't be read"):
        merge_files(broken.encode(), mine.encode(), theirs.encode(), "b.yaml")
