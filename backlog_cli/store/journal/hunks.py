"""What one write did to the file's lines, and how to put it back when other lines have changed since."""

from __future__ import annotations

import re
from itertools import chain, pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.store.diff import diff_blocks, differing_lines
from backlog_cli.store.lines import split_lines
from backlog_cli.store.yaml.encoding import BOM

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTEXT_LINES = 4  # lines kept on either side, to find the place again


class Hunk(NamedTuple):
    """Some lines that stood one below the other, what they became, and their neighbours. Every line keeps its line end.

    `place` is the index of the first line in the text before, counted from 0; `shift` how much later it stands after. `home`
    is the job number in the nearest line above that names one: two homes may hold the same lines.
    """

    place: int
    shift: int
    above: tuple[str, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]
    below: tuple[str, ...]
    home: str = ""

    def reverse(self) -> Hunk:
        """The hunk that undoes this one."""
        return Hunk(self.place + self.shift, -self.shift, self.above, self.new, self.old, self.below, self.home)


class HunkConflict(Exception):  # an answer, not a fault: the lines are no longer as the command left them
    """The lines of a hunk are not to be found, or in more than one place."""

    def __init__(self, hunk: Hunk) -> None:
        super().__init__(hunk)
        self.hunk = hunk


def hunks_between(before: str, after: str) -> tuple[Hunk, ...]:
    """What changed from one text to the other, top to bottom."""
    above, start, old, new = differing_lines(before, after)
    return tuple(
        Hunk(
            place=above + old_from,
            shift=new_from - old_from,
            above=tuple(old[max(old_from - CONTEXT_LINES, 0) : old_from]),
            old=tuple(old[old_from:old_to]),
            new=tuple(new[new_from:new_to]),
            below=tuple(old[old_to : old_to + CONTEXT_LINES]),
            home=next(filter(None, map(_job_number_in, chain(reversed(old[:old_from]), _lines_upward(before, start)))), ""),
        )
        for old_from, old_to, new_from, new_to in diff_blocks(old, new)
    )


def _lines_upward(text: str, end: int) -> Iterator[str]:
    """The lines of a text above a place where one begins, the nearest first."""
    while end:
        start = text.rfind("\n", 0, end - 1) + 1
        yield from reversed(split_lines(text[start:end]))
        end = start


def hunks_in(before: bytes, start: int, end: int, lines: bytes) -> tuple[Hunk, ...] | None:
    """As `hunks_between`, where it is known that only the whole lines from `start` up to `end` became others.

    Every line ends in a line feed alone. None when the home cannot be made out from what stands there.
    """
    above = start
    for _ in range(CONTEXT_LINES):
        above = before.rfind(b"\n", 0, max(above - 1, 0)) + 1
    below = end
    for _ in range(CONTEXT_LINES):
        below = before.find(b"\n", below) + 1 or len(before)
    frame = before[above:start], before[end:below]
    parts = (frame[0] + text + frame[1] for text in (before[start:end], lines))
    old, new = (part.removeprefix(BOM).decode("utf-8", errors="surrogateescape") for part in parts)
    first = before.count(b"\n", 0, above)
    found = hunks_between(old, new)
    if not all(hunk.home for hunk in found):
        return None
    return tuple(hunk._replace(place=hunk.place + first) for hunk in found)


def apply_exactly(text: str, hunks: tuple[Hunk, ...]) -> str | None:
    """The text with every hunk carried out where it stood, line ends and all; None when it is not there to the character."""
    lines = split_lines(text)
    for hunk in reversed(hunks):
        end = hunk.place + len(hunk.old)
        if tuple(lines[hunk.place : end]) != hunk.old:
            return None
        lines[hunk.place : end] = hunk.new
    return "".join(lines)


def apply_hunks(text: str, hunks: tuple[Hunk, ...], *, is_strict: bool = False) -> str:
    """Return the text with every hunk's old lines replaced by its new ones, wherever they are now.

    Raise HunkConflict when the old lines of one are not there.

    New lines alone go in between the two lines they stood between; unless `is_strict`, one of the two is enough.
    """
    lines = split_lines(text)
    spots = sorted(((_find_start(lines, hunk, is_strict=is_strict), hunk) for hunk in hunks), key=lambda pair: pair[0])
    for (spot, hunk), (next_spot, next_hunk) in pairwise(spots):
        if spot + len(hunk.old) > next_spot or spot == next_spot:
            raise HunkConflict(next_hunk)
    for spot, hunk in reversed(spots):
        lines[spot : spot + len(hunk.old)] = _with_line_ends(hunk, lines, spot)
    return "".join(lines)


def nearest_lines(text: str, hunk: Hunk) -> tuple[str, ...]:
    """The lines that stand now where the old lines of a hunk would be looked for, without their ends; for a refusal to show."""
    lines = [_without_line_end(line) for line in split_lines(text)]
    wanted = [_without_line_end(line) for line in (*hunk.above, *hunk.old, *hunk.below)]
    homes = _home_of_each_line(lines)
    is_there = hunk.home in homes
    starts = range(-len(hunk.above), len(lines) + 1)

    def likeness(start: int) -> tuple[int, int]:
        pairs = zip(lines[max(start, 0) : start + len(wanted)], wanted[max(-start, 0) :], strict=False)
        at = min(max(start + len(hunk.above), 0), len(homes) - 1)
        return sum(one == other for one, other in pairs if not is_there or homes[at] == hunk.home), -abs(start - hunk.place)

    start = max(starts, key=likeness) + len(hunk.above)
    return tuple(lines[max(start, 0) : start + max(len(hunk.old), 1)])


def _find_start(lines: list[str], hunk: Hunk, *, is_strict: bool) -> int:
    """Where the old lines of a hunk begin: the only place, or the one whose neighbours agree best."""
    old = [_without_line_end(line) for line in hunk.old]
    bare = [_without_line_end(line) for line in lines]
    spots = _in_same_home(_exact_matches(bare, old) if old else _insertion_points(bare, hunk), bare, hunk)
    if not spots and not old and not is_strict:
        spots = _in_same_home(_insertion_points(bare, hunk, is_either=True), bare, hunk)
    if not spots:
        raise HunkConflict(hunk)
    ranked = sorted(spots, key=lambda spot: (-_context_score(bare, spot, hunk), abs(spot - hunk.place)))
    best = _context_score(bare, ranked[0], hunk)
    if len(ranked) > 1 and _context_score(bare, ranked[1], hunk) == best and ranked[0] != hunk.place:
        raise HunkConflict(hunk)
    return ranked[0]


def _in_same_home(spots: list[int], bare: list[str], hunk: Hunk) -> list[int]:
    """The spots that stand in the same home as the hunk did, as long as that home can be made out."""
    if any(map(_job_number_in, hunk.old)):
        return spots  # lines that name their home need no other sign
    homes = _home_of_each_line(bare)
    return [spot for spot in spots if homes[spot] == hunk.home] if hunk.home in homes else spots


def _home_of_each_line(bare: list[str]) -> list[str]:
    """For each line, and the end, the job number in the nearest line above it; "" where none is."""
    homes = [""]
    for line in bare:
        homes.append(_job_number_in(line) or homes[-1])
    return homes


def _job_number_in(line: str) -> str:
    """The job number that a line names, without quotes; "" for any other line."""
    if "job" not in line:
        return ""
    found = re.match(r"""[ \t]*(?:-[ \t]+)?["']?job["']?[ \t]*:[ \t]+["']?([^"'#\r\n]*)""", line)
    return found[1].strip() if found else ""


def _without_line_end(line: str) -> str:
    return line.rstrip("\r\n")


def _exact_matches(bare: list[str], old: list[str]) -> list[int]:
    first, size = old[0], len(old)
    return [at for at in range(len(bare) - size + 1) if bare[at] == first and bare[at : at + size] == old]


def _insertion_points(bare: list[str], hunk: Hunk, *, is_either: bool = False) -> list[int]:
    """Between which lines nothing was: where the line above and the line below (or one of them) are those that were there."""
    above = _without_line_end(hunk.above[-1]) if hunk.above else None
    below = _without_line_end(hunk.below[0]) if hunk.below else None
    gaps = []
    for at in range(len(bare) + 1):
        is_above = (bare[at - 1] if at else None) == above
        is_below = (bare[at] if at < len(bare) else None) == below
        if (is_above or is_below) if is_either else (is_above and is_below):
            gaps.append(at)
    return gaps


def _context_score(bare: list[str], spot: int, hunk: Hunk) -> int:
    """How many neighbours in a row, up and down, are still what they were."""
    up = zip(reversed(bare[max(spot - CONTEXT_LINES, 0) : spot]), map(_without_line_end, reversed(hunk.above)), strict=False)
    end = spot + len(hunk.old)
    down = zip(bare[end : end + CONTEXT_LINES], map(_without_line_end, hunk.below), strict=False)
    return sum(sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs)) for pairs in (up, down))


def _with_line_ends(hunk: Hunk, lines: list[str], spot: int) -> list[str]:
    """The new lines with the line ends that the place has now; the last line of a file keeps its own kind of end."""
    near = [*lines[spot : spot + len(hunk.old)], *lines[max(spot - 1, 0) : spot], *lines[spot : spot + 1]]
    end = next((line[len(_without_line_end(line)) :] for line in near if line != _without_line_end(line)), "\n")
    new = [_without_line_end(line) + end if line != _without_line_end(line) else line for line in hunk.new]
    is_last = spot + len(hunk.old) >= len(lines)
    if new and not is_last and new[-1] == _without_line_end(new[-1]):
        new[-1] += end
    if new and spot > 0 and lines[spot - 1] == _without_line_end(lines[spot - 1]):
        lines[spot - 1] += end
    return new
