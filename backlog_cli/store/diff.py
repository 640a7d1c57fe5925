"""Which lines of one text became which of another, found quickly also where thousands of lines look alike."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.store.lines import split_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

# A closer look at n lines against m costs n times m where all look alike; beyond this a block counts as changed whole.
MAX_PAIRS = 60_000


# Equal lines that are looked at on either side of what differs: a change may be told some lines further down.
MARGIN = 200
_PIECE = 1 << 16  # characters that are compared at once


class DifferingLines(NamedTuple):
    """The lines of two texts without most of those that both begin and end with: there may be half a million of them.

    `above` lines, `start` characters, are left out at the top.
    """

    above: int
    start: int
    old: list[str]
    new: list[str]


def differing_lines(old: str, new: str) -> DifferingLines:
    """Return the lines around all that differs between two texts, with their line breaks."""
    most = min(len(old), len(new))
    at = _equal_length(most, lambda start, end: old[start:end] == new[start:end])
    rest = most - at
    end = _equal_length(rest, lambda start, end: old[len(old) - end : len(old) - start] == new[len(new) - end : len(new) - start])
    # Only a line feed ends a line wherever it stands: behind a carriage return it belongs to that.
    start = at
    for _ in range(MARGIN + 1):
        start = old.rfind("\n", 0, max(start - 1, 0)) + 1
    below = len(old) - end
    for _ in range(MARGIN + 1):
        below = old.find("\n", below) + 1 or len(old)
    lines = split_lines(old[start:below]), split_lines(new[start : len(new) - (len(old) - below)])
    above = old.count("\n", 0, start) + old.count("\r", 0, start) - old.count("\r\n", 0, start)
    return DifferingLines(above, start, *lines)


def _equal_length(most: int, is_equal: Callable[[int, int], bool]) -> int:
    """How many characters from one end are equal, `most` at the most."""
    at = 0
    while at < most and is_equal(at, min(at + _PIECE, most)):
        at = min(at + _PIECE, most)
    size = _PIECE
    while size := size // 2:
        if at + size <= most and is_equal(at, at + size):
            at += size
    return at


class Block(NamedTuple):
    """Lines `old_from` up to `old_to` of the old text became `new_from` up to `new_to` of the new one; either may be none."""

    old_from: int
    old_to: int
    new_from: int
    new_to: int


def diff_blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """What differs between two lists of lines, top to bottom; between two blocks there is at least one line that both have.

    Lines that occur once on either side hold the two together; only what lies between them is compared line by line.
    """
    found: list[Block] = []
    left = [Block(0, len(old), 0, len(new))]
    while left:
        part = _trim(left.pop(), old, new)
        if part.old_from == part.old_to and part.new_from == part.new_to:
            continue
        anchors = _anchors(part, old, new)
        if anchors:
            left += _between(part, anchors)
        else:
            found += _compare(part, old, new)
    return _slide_down(sorted(found), old, new)


def _trim(part: Block, old: Sequence[str], new: Sequence[str]) -> Block:
    """The part without the lines that are the same at its beginning and at its end."""
    old_from, old_to, new_from, new_to = part
    while old_from < old_to and new_from < new_to and old[old_from] == new[new_from]:
        old_from, new_from = old_from + 1, new_from + 1
    while old_from < old_to and new_from < new_to and old[old_to - 1] == new[new_to - 1]:
        old_to, new_to = old_to - 1, new_to - 1
    return Block(old_from, old_to, new_from, new_to)


def _anchors(part: Block, old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of places of lines that occur once in either part, as many as are in the same order."""
    there = _unique_lines(old, part.old_from, part.old_to)
    here = _unique_lines(new, part.new_from, part.new_to)
    pairs = [(at, here[line]) for line, at in there.items() if line in here]
    return _longest_rising_run(pairs)


def _unique_lines(lines: Sequence[str], start: int, end: int) -> dict[str, int]:
    counts = Counter(lines[start:end])
    return {lines[at]: at for at in range(start, end) if counts[lines[at]] == 1}


def _longest_rising_run(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs whose second places rise as the first ones do."""
    tops: list[int] = []  # the smallest last place of a row of each length
    ends: list[int] = []
    before: list[int | None] = []
    for n, (_, place) in enumerate(pairs):
        at = bisect_left(tops, place)
        before.append(ends[at - 1] if at else None)
        tops[at : at + 1], ends[at : at + 1] = [place], [n]
    row: list[tuple[int, int]] = []
    step = ends[-1] if ends else None
    while step is not None:
        row.append(pairs[step])
        step = before[step]
    return row[::-1]


def _between(part: Block, anchors: Sequence[tuple[int, int]]) -> Iterator[Block]:
    old_at, new_at = part.old_from, part.new_from
    for old_place, new_place in anchors:
        yield Block(old_at, old_place, new_at, new_place)
        old_at, new_at = old_place + 1, new_place + 1
    yield Block(old_at, part.old_to, new_at, part.new_to)


def _compare(part: Block, old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    old_from, old_to, new_from, new_to = part
    if (old_to - old_from) * (new_to - new_from) > MAX_PAIRS:
        yield part
        return
    matcher = SequenceMatcher(None, old[old_from:old_to], new[new_from:new_to], autojunk=False)
    for sort, a, b, c, d in matcher.get_opcodes():
        if sort != "equal":
            yield Block(old_from + a, old_from + b, new_from + c, new_from + d)


def _slide_down(found: list[Block], old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Lines that only came or only went, told as low as they fit: so a new entry begins with its own first line."""
    out = list(found)
    for n, block in enumerate(found):
        rest = found[n + 1].old_from - 1 if n + 1 < len(found) else len(old)
        steps = 0
        if block.old_from == block.old_to:
            while block.old_to + steps < rest and new[block.new_from + steps] == new[block.new_to + steps]:
                steps += 1
        elif block.new_from == block.new_to:
            while block.old_to + steps < rest and old[block.old_from + steps] == old[block.old_to + steps]:
                steps += 1
        out[n] = Block(*(place + steps for place in block))
    return out
