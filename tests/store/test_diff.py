"""What differs between two texts is found whole, kept apart, and found fast where all lines look alike."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_cli.store.diff import Block, diff_blocks, differing_lines
from backlog_cli.store.lines import split_lines

LINES = st.lists(st.sampled_from("abcdefg"), max_size=14)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("", "", []),
        ("abc", "abc", []),
        ("abc", "aXc", [(1, 2, 1, 2)]),
        ("abc", "ac", [(1, 2, 1, 1)]),
        ("ac", "abc", [(1, 1, 1, 2)]),
        ("", "ab", [(0, 0, 0, 2)]),
        ("ab", "", [(0, 2, 0, 0)]),
        ("abcde", "aXcYe", [(1, 2, 1, 2), (3, 4, 3, 4)]),
        ("nnnnn", "nnnn", [(4, 5, 4, 4)]),
        ("anbnc", "anXnc", [(2, 3, 2, 3)]),
        ("XAnnBnn", "YAnn", [(0, 1, 0, 1), (4, 7, 4, 4)]),
        ("AnnBnn", "BnnAnn", [(0, 3, 0, 0), (6, 6, 3, 6)]),
        ("nnnn", "nXnnXn", [(1, 1, 1, 2), (3, 3, 4, 5)]),
        ("abbaa", "babaab", [(0, 0, 0, 1), (2, 3, 3, 3), (5, 5, 5, 6)]),
        ("babb", "abaabba", [(0, 0, 0, 1), (2, 2, 3, 4), (4, 4, 6, 7)]),
    ],
)
def test_the_changed_lines_are_found(old: str, new: str, wanted: list[tuple[int, int, int, int]]) -> None:
    assert [tuple(block) for block in diff_blocks(old, new)] == wanted


@settings(max_examples=120, deadline=None)
@given(LINES, LINES)
def test_the_blocks_make_the_new_text_of_the_old(old: list[str], new: list[str]) -> None:
    found = diff_blocks(old, new)
    made = list(old)
    for block in reversed(found):
        made[block.old_from : block.old_to] = new[block.new_from : block.new_to]
    assert made == new
    assert all(block.old_from < block.old_to or block.new_from < block.new_to for block in found)
    for one, other in pairwise(found):
        assert other.old_from > one.old_to
        assert other.new_from - one.new_to == other.old_from - one.old_to


@settings(max_examples=50, deadline=None)
@given(LINES, st.integers(0, 14), st.integers(0, 3), LINES.filter(bool))
def test_one_change_stays_one_block_of_its_size(old: list[str], at: int, gone: int, came: list[str]) -> None:
    at = min(at, len(old))
    new = [*old[:at], *(line.upper() for line in came), *old[at + gone :]]
    assert diff_blocks(old, new) == [Block(at, min(at + gone, len(old)), at, at + len(came))]


LINE_ENDS = st.sampled_from(["a\n", "b\n", "a\r\n", "c\r", "\n", "é\n"])
ENDS = st.sampled_from(["", "a", "\r"])
TEXTS = st.tuples(st.lists(LINE_ENDS, max_size=12), ENDS).map(lambda parts: "".join(parts[0]) + parts[1])


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS, TEXTS, TEXTS, st.sampled_from([1, 3, 200]))
def test_the_lines_around_what_differs_say_all_that_differs(top: str, old: str, new: str, end: str, margin: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("backlog_cli.store.diff.MARGIN", margin)
        patch.setattr("backlog_cli.store.diff._PIECE", 4)
        before, after = top + old + end, top + new + end
        found = differing_lines(before, after)
    lines, others = split_lines(before), split_lines(after)
    assert found.start == sum(map(len, lines[: found.above]))
    assert lines[found.above : found.above + len(found.old)] == found.old
    assert others[found.above : found.above + len(found.new)] == found.new
    assert lines[: found.above] == others[: found.above]
    assert lines[found.above + len(found.old) :] == others[found.above + len(found.new) :]
    if margin == 200:
        assert found == (0, 0, lines, others)


def test_of_a_large_text_only_the_lines_around_what_differs_are_looked_at() -> None:
    lines = [f"line {n}\n" for n in range(100_000)]
    found = differing_lines("".join(lines), "".join([*lines[:50_000], "new\n", *lines[50_000:]]))
    assert 49_000 < found.above < 50_000
    assert len(found.new) == len(found.old) + 1 < 1000


def test_looking_closely_stops_where_it_would_take_minutes() -> None:
    old = ["how: phone", "mood: happy"] * 3000
    new = ["how: text", *old[::-1], "mood: upset"]
    assert diff_blocks(old, new) == [Block(0, 6000, 0, 6002)]


def test_a_large_file_changed_at_both_ends_and_in_another_order_is_compared_by_its_own_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes: list[int] = []

    class Counted(SequenceMatcher[str]):
        def __init__(self, junk: None, a: list[str], b: list[str], autojunk: bool) -> None:
            sizes.append(len(a) * len(b))
            super().__init__(junk, a, b, autojunk)

    monkeypatch.setattr("backlog_cli.store.diff.SequenceMatcher", Counted)
    homes = [
        [f"job: {n}", *[f"note: talk {n} {k // 4}" if k % 4 == 0 else f"same {k % 4}" for k in range(48)]] for n in range(100)
    ]
    old = [line for home in homes for line in home]
    assert diff_blocks(old, ["job: A", *old[1:-1], "Z"]) == [Block(0, 1, 0, 1), Block(4899, 4900, 4899, 4900)]
    moved = [line for home in [*homes[50:], *homes[:50]] for line in home]
    assert len(diff_blocks(old, moved)) == 2
    assert sum(sizes) < 10_000


def test_the_longest_row_of_lines_in_order_is_what_stays() -> None:
    assert diff_blocks("ABCDE", "CABDE") == [Block(0, 0, 0, 1), Block(2, 3, 3, 3)]
    assert diff_blocks("ABCDE", "ABDEC") == [Block(2, 3, 2, 2), Block(5, 5, 4, 5)]
