"""What a file is to say once two copies of it are one: by home, by entry, by who changed a value."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from backlog_cli.rules.change import last_key
from backlog_cli.rules.home_key import raw_homes, raw_top_level
from backlog_cli.rules.merge.matching import Likeness, entry_pairs, home_pairs, is_same_day
from backlog_cli.rules.merge.safer import is_one_safer, safer_value
from backlog_cli.rules.recovery.lost_entries import with_one_shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from backlog_cli.rules.change import Path
    from backlog_cli.rules.merge.matching import Pairs

    Lists = tuple[Sequence[object], Sequence[object], Sequence[object]]  # of the base, of ours, of theirs

    class Match(Protocol):
        """Says which entry of one list is which of another, being so much alike."""

        def __call__(self, one: Sequence[object], other: Sequence[object], /, *, alike: Likeness) -> Pairs:
            """Return the place in `other` by the place in `one`."""


MISSING = object()  # no key is not the same as an empty value
EMPTY: tuple[object, ...] = ({}, [], "", None)


class Difference(NamedTuple):
    """One thing that both copies changed in different ways.

    `home` is the place of the home in what is wanted, None for the file's own settings; `path` leads on from there. `kept` is
    what stands, `other` what the other copy said; None is nothing at all.
    """

    home: int | None
    path: Path
    kept: object
    other: object


class MergedData(NamedTuple):
    """The plain data that a file is to say, and what both copies changed in different ways."""

    data: dict[str, object]
    differences: tuple[Difference, ...]


def merge_data(base: object, ours: object, theirs: object) -> MergedData:
    """Return what a file is to say that was `base` and became `ours` and `theirs`. With an empty base nothing is taken out."""
    merge = _ThreeWay(is_union=not base)
    data = merge.mapping((), *map(raw_top_level, (base, ours, theirs)))
    homes = merge.homes(*map(raw_homes, (base, ours, theirs)))
    has_list = homes or any(isinstance(side, dict) and "jobs" in side for side in (ours, theirs))
    return MergedData({**data, "jobs": homes} if has_list else data, tuple(merge.found))


def is_same_value(one: object, other: object) -> bool:
    """Return whether two values mean the same: a day with or without zeros is one day."""
    if one == other:
        return True
    if isinstance(one, str) and isinstance(other, str):
        return len(one) < 24 and len(other) < 24 and is_same_day(one, other) and (" " in one) == (" " in other)
    return False


class _ThreeWay:
    """One merge on its way: the home it is at, and the differences so far."""

    def __init__(self, *, is_union: bool) -> None:
        self._is_union = is_union
        self._alike = Likeness.PARTIAL if is_union else Likeness.FULL  # what makes two entries one that are new on both sides
        self.home: int | None = None
        self.found: list[Difference] = []

    def homes(self, base: Sequence[object], ours: Sequence[object], theirs: Sequence[object]) -> list[object]:
        """Return the homes of both, each once: ours in their order, then those of theirs alone."""
        lists = base, ours, theirs
        wanted: list[object] = []
        for old, mine, other in _Matches.of(lists, home_pairs, self._alike).triples(lists):
            self.home = len(wanted)
            home = self._entry((), old, mine, other, "job")
            if home is not MISSING:
                wanted.append(home)
        self.home = None
        return wanted

    def mapping(
        self, path: Path, base: Mapping[str, object], ours: Mapping[str, object], theirs: Mapping[str, object]
    ) -> dict[str, object]:
        """Return a block with what each side changed of it."""
        keys = dict.fromkeys((*ours, *theirs))
        found = {key: self.value((*path, key), *(side.get(key, MISSING) for side in (base, ours, theirs))) for key in keys}
        return {key: value for key, value in found.items() if value is not MISSING}

    def value(self, path: Path, base: object, ours: object, theirs: object) -> object:
        """Return what stands at a path; MISSING for nothing."""
        if MISSING in (ours, theirs) and all(side is MISSING or side in EMPTY for side in (ours, theirs)):
            return MISSING
        if is_same_value(ours, theirs) or is_same_value(theirs, base):
            return ours
        if is_same_value(ours, base):
            return theirs
        is_gone = MISSING in (ours, theirs)
        base, ours, theirs = with_one_shape(last_key(path), base, ours, theirs)
        if isinstance(ours, dict) and isinstance(theirs, dict):
            return self.mapping(path, base if isinstance(base, dict) else {}, ours, theirs)
        if isinstance(ours, list) and isinstance(theirs, list):
            found = self.entries(path, base if isinstance(base, list) else [], ours, theirs)
            return found if found or not is_gone else MISSING
        return self._stand(path, ours, theirs)

    def entries(self, path: Path, base: Sequence[object], ours: Sequence[object], theirs: Sequence[object]) -> list[object]:
        """Return a list with what each side added to it, changed in it and took out."""
        key = last_key(path)
        lists = base, ours, theirs
        wanted: list[object] = []
        for old, mine, other in _Matches.of(lists, partial(entry_pairs, key), self._alike).triples(lists):
            entry = self._entry((*path, len(wanted)), old, mine, other, None)
            if entry is not MISSING:
                wanted.append(entry)
        return wanted

    def _entry(self, path: Path, base: object, ours: object, theirs: object, main: str | None) -> object:
        """Return what becomes of one entry: one that a side took out and the other changed stays, and is told."""
        if MISSING not in (ours, theirs) or is_same_value(base, MISSING):
            return self.value(path, base, ours, theirs) if MISSING not in (ours, theirs) else theirs if ours is MISSING else ours
        left = theirs if ours is MISSING else ours
        if left is MISSING or left == base:
            return MISSING
        kept = left.get(main) if main and isinstance(left, dict) else left
        self.found.append(Difference(self.home, (main,) if main else path, kept, None))
        return left

    def _stand(self, path: Path, ours: object, theirs: object) -> object:
        """Return the one of two values that stands; the other is told."""
        one, other = (None if side is MISSING else side for side in (ours, theirs))
        if isinstance(one, dict | list) != isinstance(other, dict | list):
            kept = one if isinstance(one, dict | list) else other
        else:
            keys = [str(step) for step in path if isinstance(step, str)]
            # Where nobody knows who changed it, it stays: what is only added takes nothing away.
            is_added = self._is_union and None not in (one, other) and not is_one_safer(keys, one, other)
            kept = one if is_added else safer_value(keys, one, other)
        is_ours = kept is one
        if "conflicts" not in path:  # noted on another day, or settled on another one: nobody has to decide that
            self.found.append(Difference(self.home, path, kept, other if is_ours else one))
        return ours if is_ours else theirs


class _Matches(NamedTuple):
    """Which entries of two lists are the same: those of the base in ours, in theirs, and what both added alike."""

    ours: Pairs
    theirs: Pairs
    new: Pairs

    @classmethod
    def of(cls, lists: Lists, match: Match, new: Likeness) -> _Matches:
        """Match the entries of the base first, then what is `new` on both sides and so much alike."""
        base, ours, theirs = lists
        known = match(base, ours, alike=Likeness.EDITED), match(base, theirs, alike=Likeness.EDITED)
        mine, others = (
            [place for place in range(len(side)) if place not in set(pairs.values())]
            for side, pairs in zip((ours, theirs), known, strict=True)
        )
        found = match([ours[place] for place in mine], [theirs[place] for place in others], alike=new)
        return cls(*known, {mine[one]: others[other] for one, other in found.items()})

    def triples(self, lists: Lists) -> Iterator[tuple[object, object, object]]:
        """Yield every entry as the base, ours and theirs have it: in the order of ours, then what only the others hold."""
        base, ours, theirs = lists
        from_ours = {there: here for here, there in self.ours.items()}
        for place, entry in enumerate(ours):
            old = from_ours.get(place)
            other = self.new.get(place) if old is None else self.theirs.get(old)
            yield MISSING if old is None else base[old], entry, MISSING if other is None else theirs[other]
        for old, entry in enumerate(base):
            if old not in self.ours:
                yield entry, MISSING, theirs[self.theirs[old]] if old in self.theirs else MISSING
        taken = {*self.theirs.values(), *self.new.values()}
        yield from ((MISSING, MISSING, entry) for place, entry in enumerate(theirs) if place not in taken)
