"""Which changed lines of another copy can be taken as they are: those that bring our file nearer to what is wanted."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

from backlog_cli.errors import BadFile
from backlog_cli.rules.home_key import raw_homes
from backlog_cli.rules.merge.edit_script import edit_script
from backlog_cli.rules.merge.matching import home_pairs
from backlog_cli.store.editing.weave import apply_splices, their_splices
from backlog_cli.store.lines import line_number, split_lines
from backlog_cli.store.yaml.encoding import BOM
from backlog_cli.store.yaml.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from backlog_cli.store.editing.weave import LineSplice
    from backlog_cli.store.yaml.source import SourceFile

MAX_TRIALS = 60  # readings of the whole file; what is left then is written by the editor
_HEAD = "jobs:\n"


def woven(base: SourceFile | None, ours: SourceFile, theirs: SourceFile, wanted: Mapping[str, object]) -> SourceFile:
    """Return our file with the lines of theirs that make it say more of what is wanted, and nothing else."""
    splices = their_splices(None if base is None else base.text, ours.text, theirs.text)
    most_errors = max(error_count(ours), error_count(theirs))
    whole = _Weaving(ours, wanted, most_errors)
    whole.take([one for one in splices if one.is_sure])
    if whole.taken and len(whole.taken) == len(splices):
        return whole.source
    at_homes, others = _by_home(ours, theirs, splices)
    if at_homes:
        whole = _Weaving(ours, wanted, most_errors)
        targets = raw_homes(wanted)
        meant = {here: targets[at] for at, here in home_pairs(targets, raw_homes(ours.data)).items()}
        known = [(place, group) for place, group in at_homes.items() if place in meant]
        found = [one for place, group in known for one in _at_home(ours, place, group, meant[place], most_errors)]
        if not whole.take(found):
            others = splices
    whole.choose([one for one in others if one.is_sure])
    whole.choose([one for one in others if not one.is_sure])
    return whole.source


def error_count(source: SourceFile) -> int:
    """Return how many errors a file has that don't keep the rest of it from being read."""
    return sum(note.is_error for note in source.notes)


def encode(text: str, source: SourceFile) -> bytes:
    """Return the bytes of a text, with a BOM where the file has one."""
    return (BOM if source.has_bom else b"") + text.encode("utf-8")


class _Weaving:
    """One text that takes lines, as long as no home gets further from what is wanted."""

    def __init__(self, ours: SourceFile, wanted: Mapping[str, object], most_errors: int) -> None:
        self._ours, self._wanted, self._most_errors = ours, wanted, most_errors
        self._trials = 0
        self._left = self._missing(ours)
        self.source = ours
        self.taken: list[LineSplice] = []

    def choose(self, splices: Sequence[LineSplice]) -> None:
        """Take what of these lines does good, by halves."""
        waiting = [splices]
        while waiting and self._trials < MAX_TRIALS:
            group = waiting.pop(0)
            if not self.take(group) and len(group) > 1:
                half = len(group) // 2
                waiting[:0] = [group[:half], group[half:]]

    def take(self, splices: Sequence[LineSplice]) -> bool:
        """Take all of these lines; False, and nothing taken, where that does harm."""
        found = self._tried([*self.taken, *splices]) if splices else None
        left = None if found is None else self._missing(found)
        if found is None or left is None or any(left[home] > self._left[home] for home in left):
            return not splices
        self.source, self._left = found, left
        self.taken += splices
        return True

    def _tried(self, splices: Iterable[LineSplice]) -> SourceFile | None:
        self._trials += 1
        ours = self._ours
        try:
            found = read_source(encode(apply_splices(ours.text, splices, ours.newline), ours), ours.name)
        except BadFile:
            return None
        keys = [key for key, _ in found.sections]
        return found if len(keys) == len(set(keys)) and error_count(found) <= self._most_errors else None

    def _missing(self, source: SourceFile) -> Counter[str]:
        """How much is missing until a file says what is wanted, by home."""
        left: Counter[str] = Counter()
        for change in edit_script(source.data, self._wanted):
            left[change.job or ""] += len(change.intents)
        return left


def _by_home(
    ours: SourceFile, theirs: SourceFile, splices: Sequence[LineSplice]
) -> tuple[dict[int, list[LineSplice]], list[LineSplice]]:
    """The changes within one home's lines of our file, by its place; and all others."""
    regions = ours.job_regions
    if not regions or ours.has_aliases or theirs.has_aliases:
        return {}, list(splices)
    starts = [0, *accumulate(len(line) for line in split_lines(ours.text))]
    homes: dict[int, list[LineSplice]] = {}
    others = []
    for one in splices:
        place = bisect_right(regions, (starts[one.start] - 1, len(ours.text))) - 1
        inside = place >= 0 and regions[place][0] < starts[one.start] <= starts[one.end] <= regions[place][1]
        if inside and not _has_home(one, ours.text[regions[place][0] :]):
            homes.setdefault(place, []).append(one)
        else:
            others.append(one)
    return homes, others


def _has_home(splice: LineSplice, home: str) -> bool:
    """Whether new lines stand as far out as the dash of a home, or further."""
    depth = len(home) - len(home.lstrip(" "))
    bare = ((line, line.lstrip(" ")) for line in splice.new)
    return any(rest and not rest.startswith("#") and len(line) - len(rest) <= depth for line, rest in bare)


def _at_home(ours: SourceFile, place: int, splices: Sequence[LineSplice], wanted: object, most_errors: int) -> list[LineSplice]:
    """Those of the changes of one home that do good: it is tried as a file of its own, which is quickly read."""
    assert ours.job_regions is not None
    start, end = ours.job_regions[place]
    shift = line_number(ours.text, start) - 2
    try:
        alone = read_source((_HEAD + ours.text[start:end]).encode("utf-8"), ours.name)
    except BadFile:
        return []
    weaving = _Weaving(alone, {"jobs": [wanted]}, most_errors)
    moved = {one._replace(start=one.start - shift, end=one.end - shift): one for one in splices}
    for is_sure in (True, False):
        weaving.choose([one for one in moved if one.is_sure == is_sure])
    return [moved[one] for one in weaving.taken]
