"""Two changes of one text: both are kept where they stand apart, and neither is where they touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_cli.store.editing.merge import LineConflict, changed_homes, changed_line_count, merge_text

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
        with pytest.raises(LineConflict):
            merge_text(text(base), text(one), text(other))


def test_a_conflict_shows_the_line_and_both_sides() -> None:
    with pytest.raises(LineConflict) as caught:
        merge_text("a\nb\nc\n", "a\nmine\nc\n", "a\nc\n")
    assert caught.value.message == ("Line 2 was changed twice. Yours:\n  mine\nIn the file by now:\n  (these lines are gone)")
    with pytest.raises(LineConflict) as caught:
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
        except LineConflict:
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
