"""Two changes of one text brought together line by line, where they stand apart; and what a change was, in numbers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import FileLocked
from backlog_cli.rules.home_key import raw_home_names, raw_homes
from backlog_cli.store.diff import diff_blocks, differing_lines
from backlog_cli.store.lines import split_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SHOWN = 6  # lines of each side of a conflict


class LineConflict(FileLocked):
    """Both sides changed one place of the text. `message` shows it, both sides of it."""


def merge_text(base: str, mine: str, theirs: str) -> str:
    """The text with what `mine` and what `theirs` changed of `base`. Raise LineConflict when the changes touch."""
    lines = split_lines(base)
    changes = sorted([*_changes(base, mine, is_mine=True), *_changes(base, theirs, is_mine=False)], key=_change_order)
    out: list[str] = []
    at = 0
    last: _ChangedLines | None = None
    for change in changes:
        if last is not None and last.is_mine != change.is_mine:
            if last[:3] == change[:3]:
                continue  # both sides did the same
            if _is_touching(last, change):
                raise LineConflict(_conflict_text(*((last, change) if last.is_mine else (change, last))))
        out += [*lines[at : change.start], *change.new]
        at, last = change.end, change
    return "".join([*out, *lines[at:]])


class _ChangedLines(NamedTuple):
    """The lines of the base from `start` up to `end` that one side made into others."""

    start: int
    end: int
    new: list[str]
    is_mine: bool


def _changes(base: str, side: str, *, is_mine: bool) -> Iterator[_ChangedLines]:
    above, _, old, new = differing_lines(base, side)
    for block in diff_blocks(old, new):
        yield _ChangedLines(above + block.old_from, above + block.old_to, new[block.new_from : block.new_to], is_mine)


def _change_order(change: _ChangedLines) -> tuple[int, int]:
    return change.start, change.end


def _is_touching(first: _ChangedLines, second: _ChangedLines) -> bool:
    """Whether two changes overlap, or stand side by side so that nobody knows which of the new lines comes first."""
    is_replaced = first.start < first.end and second.start < second.end
    return second.start < first.end or (second.start == first.end and not is_replaced)


def _conflict_text(mine: _ChangedLines, theirs: _ChangedLines) -> str:
    rows = [f"Line {min(mine.start, theirs.start) + 1} was changed twice. Yours:", *_sample_lines(mine)]
    return "\n".join([*rows, "In the file by now:", *_sample_lines(theirs)])


def _sample_lines(change: _ChangedLines) -> list[str]:
    new = [f"  {line.rstrip()}" for line in change.new] or ["  (these lines are gone)"]
    more = len(new) - MAX_SHOWN
    return new if more <= 0 else [*new[:MAX_SHOWN], f"  ... and {more} more"]


def changed_homes(before: object, after: object) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What the homes are called that say something else, that are new, and that are gone, each in the order of its file."""
    old, new = _home_table(before), _home_table(after)
    changed = tuple(number for number, job in new.items() if number in old and old[number] != job)
    return changed, tuple(number for number in new if number not in old), tuple(number for number in old if number not in new)


def _home_table(data: object) -> dict[str, object]:
    return {name: job for name, job in zip(raw_home_names(data), raw_homes(data), strict=True) if name}


def changed_line_count(before: bytes, after: bytes) -> int:
    """How many lines differ: those that came or went, whichever is more; where all only moved, those that stand elsewhere."""
    _, _, old, new = differing_lines(*(text.decode("utf-8", errors="surrogateescape") for text in (before, after)))
    came, went = Counter(new), Counter(old)
    moved = sum(1 for one, other in zip(old, new, strict=False) if one != other)
    return max((came - went).total(), (went - came).total()) or moved
