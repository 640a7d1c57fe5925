"""Lines of one copy of a text put among those of another that went a different way from the same text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.store.diff import diff_blocks
from backlog_cli.store.lines import split_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlog_cli.store.diff import Block


class LineSplice(NamedTuple):
    """Lines `start` up to `end` of our text become others. `is_sure` where we left those lines as they were."""

    start: int
    end: int
    new: tuple[str, ...]
    is_sure: bool


def their_splices(base: str | None, ours: str, theirs: str) -> list[LineSplice]:
    """Return what `theirs` changed of `base` as splices of our lines, top to bottom; line ends make no difference.

    Where both changed the same lines, theirs come behind ours. Without a base, what only one of the two has was added to it.
    """
    mine, others = _bare_lines(ours), _bare_lines(theirs)
    if base is None:
        return [
            LineSplice(to, to, tuple(others[start:end]), old == to)
            for old, to, start, end in diff_blocks(mine, others)
            if start < end
        ]
    lines = _bare_lines(base)
    our_blocks = diff_blocks(lines, mine)
    found = []
    for block in diff_blocks(lines, others):
        new = tuple(others[block.new_from : block.new_to])
        if not any(block[:2] == our[:2] and new == tuple(mine[our.new_from : our.new_to]) for our in our_blocks):
            found.append(_splice(block, new, our_blocks))
    return found


def _bare_lines(text: str) -> list[str]:
    return [line.rstrip("\r\n") for line in split_lines(text)]


def _splice(block: Block, new: tuple[str, ...], ours: Sequence[Block]) -> LineSplice:
    touching = [our for our in ours if our.old_from < block.old_to and block.old_from < our.old_to]
    if touching:
        at = max(our.new_to for our in touching)
        return LineSplice(at, at, new, is_sure=False)
    shift = 0
    is_beside = False
    for our in ours:
        if our.old_to <= block.old_from:
            shift = our.new_to - our.old_to
            is_beside = our.old_to == block.old_from == block.old_to
    return LineSplice(block.old_from + shift, block.old_to + shift, new, is_sure=not is_beside)


def apply_splices(text: str, splices: Iterable[LineSplice], newline: str) -> str:
    """Return the text with these splices made; a last line without a line break stays one."""
    lines = split_lines(text)
    out: list[str] = []
    at = 0
    for splice in sorted(splices, key=lambda one: (one.start, one.end)):
        if splice.start < at:
            continue
        out += [*lines[at : splice.start], *(line + newline for line in splice.new)]
        at = splice.end
    out += lines[at:]
    broken = [line if line.endswith(("\n", "\r")) or n == len(out) - 1 else line + newline for n, line in enumerate(out)]
    if broken and lines and not lines[-1].endswith(("\n", "\r")):
        broken[-1] = broken[-1].rstrip("\r\n")
    return "".join(broken)
