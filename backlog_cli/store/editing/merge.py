"""Two changes of one text brought together line by line, where they stand apart, and proved by what the text then says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.rules.home_key import raw_home_names, raw_homes, raw_key
from backlog_cli.store.diff import diff_blocks
from backlog_cli.store.editing.review import is_text, load_or_message, review_edit
from backlog_cli.store.yaml.problems import split_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_SHOWN = 6  # lines of each side of a conflict
UNREADABLE = "One of the texts can't be read, so there's no way to tell whether the two changes fit together."


class MergeConflict(Exception):  # an answer, not a fault: both sides changed the same place
    """Both sides changed one place of the text. `message` shows it, both sides of it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def merge_files(base: bytes, mine: bytes, theirs: bytes, name: str) -> bytes:
    """The file with both changes, proved: it says what each side changed and nothing else. `name` is what messages call it.

    Raise MergeConflict when they touch, or when one of the texts cannot be read, so that nothing could be proved.
    """
    if mine == theirs:
        return theirs
    if not all(map(is_text, (base, mine, theirs))):
        raise MergeConflict(UNREADABLE)
    both = merge_text(*(side.decode("utf-8") for side in (base, mine, theirs))).encode("utf-8")
    read = [load_or_message(side, name) for side in (base, mine, theirs)]
    data: list[object] = [side.source.data for side in read if not isinstance(side, str)]
    verdict = review_edit(theirs, both, name)
    if len(data) < 3:
        raise MergeConflict(UNREADABLE)
    if verdict.is_worse or verdict.loaded is None:
        raise MergeConflict("\n".join(("The two changes together can't be saved in the file:", *verdict.problems)))
    if not is_exact_merge(data[0], data[1], data[2], verdict.loaded.source.data):
        raise MergeConflict("The two changes are too similar to tell apart line by line.")
    return both


def merge_text(base: str, mine: str, theirs: str) -> str:
    """The text with what `mine` and what `theirs` changed of `base`. Raise MergeConflict when the changes touch."""
    lines = split_lines(base)
    changes = sorted([*_changes(lines, mine, is_mine=True), *_changes(lines, theirs, is_mine=False)], key=_change_order)
    out: list[str] = []
    at = 0
    last: _ChangedLines | None = None
    for change in changes:
        if last is not None and last.is_mine != change.is_mine:
            if last[:3] == change[:3]:
                continue  # both sides did the same
            if _is_touching(last, change):
                raise MergeConflict(_conflict_text(*((last, change) if last.is_mine else (change, last))))
        out += [*lines[at : change.start], *change.new]
        at, last = change.end, change
    return "".join([*out, *lines[at:]])


class _ChangedLines(NamedTuple):
    """The lines of the base from `start` up to `end` that one side made into others."""

    start: int
    end: int
    new: list[str]
    is_mine: bool


def _changes(lines: list[str], side: str, *, is_mine: bool) -> Iterator[_ChangedLines]:
    new = split_lines(side)
    for block in diff_blocks(lines, new):
        yield _ChangedLines(block.old_from, block.old_to, new[block.new_from : block.new_to], is_mine)


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


def is_exact_merge(base: object, mine: object, theirs: object, both: object) -> bool:
    """Whether the plain data `both` says just what each side changed of `base`, and nothing else.

    Lines that look alike can slide when texts are compared; then an entry would land under another home.
    """
    if mine == base:
        return both == theirs
    if theirs in (base, mine):
        return both == mine
    if isinstance(base, dict) and isinstance(mine, dict) and isinstance(theirs, dict) and isinstance(both, dict):
        return _is_exact_by_key(base, mine, theirs, both)
    if isinstance(base, list) and isinstance(mine, list) and isinstance(theirs, list) and isinstance(both, list):
        homes = _homes_by_key(base, mine, theirs, both)
        if homes is not None:
            return _is_exact_by_key(*homes)
        return _has_all_entries(base, mine, theirs, both) or _is_exact_in_place(base, mine, theirs, both)
    return False


_MISSING = object()  # no key is not the same as an empty value


def _is_exact_by_key(*sides: Mapping[str, object]) -> bool:
    keys = {key for side in sides for key in side}
    return all(is_exact_merge(*(side.get(key, _MISSING) for side in sides)) for key in keys)


def _homes_by_key(*sides: list[object]) -> list[dict[str, object]] | None:
    """The homes of each side by their numbers, or by their keys where one side has several of a number.

    None when they are not homes, or a sale is there twice.
    """
    keys = [[raw_key(job) for job in side] for side in sides]
    resold = {number for side in keys for number, count in Counter(key.number for key in side if key).items() if count > 1}
    found = [
        {(key.text if key.number in resold else key.number): job for key, job in zip(of_side, side, strict=True) if key}
        for of_side, side in zip(keys, sides, strict=True)
    ]
    return found if list(map(len, found)) == list(map(len, sides)) else None


def _has_all_entries(base: list[object], mine: list[object], theirs: list[object], both: list[object]) -> bool:
    """Whether every entry that either side brought is there, and every one that either took away is not."""
    wanted, found = Counter(map(repr, both)), Counter(map(repr, mine))
    wanted.update(map(repr, base))
    found.update(map(repr, theirs))
    return wanted == found


def _is_exact_in_place(*sides: list[object]) -> bool:
    return len({len(side) for side in sides}) == 1 and all(map(is_exact_merge, *sides))


def changed_homes(before: object, after: object) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What the homes are called that say something else, that are new, and that are gone, each in the order of its file."""
    old, new = _home_table(before), _home_table(after)
    changed = tuple(number for number, job in new.items() if number in old and old[number] != job)
    return changed, tuple(number for number in new if number not in old), tuple(number for number in old if number not in new)


def _home_table(data: object) -> dict[str, object]:
    return {name: job for name, job in zip(raw_home_names(data), raw_homes(data), strict=True) if name}


def changed_line_count(before: bytes, after: bytes) -> int:
    """How many lines differ: those that came or went, whichever is more; where all only moved, those that stand elsewhere."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    came, went = Counter(new), Counter(old)
    moved = sum(1 for one, other in zip(old, new, strict=False) if one != other)
    return max((came - went).total(), (went - came).total()) or moved
