"""What one write did to the file's lines, and how to put it back when other lines have changed since."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from backlog_cli.store.problem import lines_of

AROUND = 4  # lines kept on either side, to find the place again


@dataclass(frozen=True, slots=True)
class Hunk:
    """Some lines that stood one below the other, what they became, and their neighbours. Every line keeps its line end.

    `place` is the index of the first line in the text before, counted from 0; `shift` how much later it stands after.
    """

    place: int
    shift: int
    above: tuple[str, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]
    below: tuple[str, ...]

    def turned(self) -> Hunk:
        """The hunk that undoes this one."""
        return Hunk(self.place + self.shift, -self.shift, self.above, self.new, self.old, self.below)


class Lost(Exception):  # an answer, not a fault: the lines are no longer as the command left them
    """The lines of a hunk are not to be found, or in more than one place."""

    def __init__(self, hunk: Hunk) -> None:
        super().__init__(hunk)
        self.hunk = hunk


def hunks_between(before: str, after: str) -> tuple[Hunk, ...]:
    """What changed from one text to the other, top to bottom."""
    old, new = lines_of(before), lines_of(after)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    most = min(len(old), len(new)) - same
    tail = sum(1 for _ in takewhile(lambda at: old[-1 - at] == new[-1 - at], range(most)))
    matcher = SequenceMatcher(None, old[same : len(old) - tail], new[same : len(new) - tail], autojunk=False)
    found = []
    for sort, *ends in matcher.get_opcodes():
        if sort != "equal":
            old_from, old_to, new_from, new_to = (same + end for end in ends)
            found.append(
                Hunk(
                    place=old_from,
                    shift=new_from - old_from,
                    above=tuple(old[max(old_from - AROUND, 0) : old_from]),
                    old=tuple(old[old_from:old_to]),
                    new=tuple(new[new_from:new_to]),
                    below=tuple(old[old_to : old_to + AROUND]),
                )
            )
    return tuple(found)


def carried_out(text: str, hunks: tuple[Hunk, ...]) -> str:
    """The text with every hunk's old lines become its new ones, wherever they stand now. Raises Lost when one is not there."""
    lines = lines_of(text)
    spots = [(_spot(lines, hunk), hunk) for hunk in hunks]
    taken = sorted((spot, spot + len(hunk.old)) for spot, hunk in spots)
    for (_, end), (start, _), hunk in zip(taken, taken[1:], hunks[1:], strict=False):
        if start < end:
            raise Lost(hunk)
    for spot, hunk in sorted(spots, key=lambda pair: pair[0], reverse=True):
        lines[spot : spot + len(hunk.old)] = _with_ends(hunk, lines, spot)
    return "".join(lines)


def _spot(lines: list[str], hunk: Hunk) -> int:
    """Where the old lines of a hunk begin: the only place, or the one whose neighbours agree best."""
    old = [_bare(line) for line in hunk.old]
    bare = [_bare(line) for line in lines]
    spots = _all_spots(bare, old) if old else _gaps(bare, hunk)
    if not spots:
        raise Lost(hunk)
    ranked = sorted(spots, key=lambda spot: (-_agreement(bare, spot, hunk), abs(spot - hunk.place)))
    best = _agreement(bare, ranked[0], hunk)
    if len(ranked) > 1 and _agreement(bare, ranked[1], hunk) == best and ranked[0] != hunk.place:
        raise Lost(hunk)
    return ranked[0]


def _bare(line: str) -> str:
    return line.rstrip("\r\n")


def _all_spots(bare: list[str], old: list[str]) -> list[int]:
    first, size = old[0], len(old)
    return [at for at in range(len(bare) - size + 1) if bare[at] == first and bare[at : at + size] == old]


def _gaps(bare: list[str], hunk: Hunk) -> list[int]:
    """Between which lines nothing was: where the line above or the line below is the one that was there."""
    above = _bare(hunk.above[-1]) if hunk.above else None
    below = _bare(hunk.below[0]) if hunk.below else None
    return [
        at
        for at in range(len(bare) + 1)
        if (above is None if at == 0 else bare[at - 1] == above) and (below is None if at == len(bare) else bare[at] == below)
    ]


def _agreement(bare: list[str], spot: int, hunk: Hunk) -> int:
    """How many neighbours in a row, up and down, are still what they were."""
    up = zip(reversed(bare[max(spot - AROUND, 0) : spot]), map(_bare, reversed(hunk.above)), strict=False)
    end = spot + len(hunk.old)
    down = zip(bare[end : end + AROUND], map(_bare, hunk.below), strict=False)
    return sum(sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs)) for pairs in (up, down))


def _with_ends(hunk: Hunk, lines: list[str], spot: int) -> list[str]:
    """The new lines with the line ends that the place has now; the last line of a file keeps its own kind of end."""
    near = [*lines[spot : spot + len(hunk.old)], *lines[max(spot - 1, 0) : spot], *lines[spot : spot + 1]]
    end = next((line[len(_bare(line)) :] for line in near if line != _bare(line)), "\n")
    new = [_bare(line) + end if line != _bare(line) else line for line in hunk.new]
    is_last = spot + len(hunk.old) >= len(lines)
    if new and not is_last and new[-1] == _bare(new[-1]):
        new[-1] += end
    if new and spot > 0 and lines[spot - 1] == _bare(lines[spot - 1]):
        lines[spot - 1] += end
    return new
