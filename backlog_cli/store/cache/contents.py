"""What a cache file holds: a head for the file, a line of facts for each home, and the summaries of the homes as JSON."""

import json
from collections.abc import Sequence
from datetime import date
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from backlog_cli.rules.home_key import HomeKey, home_names
from backlog_cli.terms import CANCELLED, CLOSED

Piece = bytes | memoryview

# What reading damaged JSON, or JSON of another shape, may raise.
DAMAGED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


class Frame(NamedTuple):
    """What stands around the homes of a file, by the digests of its bytes: so many `above` and `below`.

    The dashes are at `column`. `nodes` are those of the whole file, at the most; `problems` those that belong to no home.
    """

    above: int
    above_digest: str
    below: int
    below_digest: str
    column: int
    nodes: int
    problems: int


class CachedHome(NamedTuple):
    """One home: the `digest` of its whole lines and what is needed to look it up.

    Its lines have so many bytes (`length`) and line ends (`lines`); the home itself begins `first` lines below their first.
    `check` has so many `problems` to tell of it, `warnings` among them. Its summary is `size` bytes of JSON. Where the homes
    of a file cannot be told apart by their lines, `digest` is empty and `first` is the home's line in the file.
    """

    number: str
    sold: int | None  # a day as its ordinal
    buyers: Sequence[Sequence[str]]  # of each the name, and what it is made of
    stage: str
    lot: str | None
    address: str | None
    digest: str
    length: int
    lines: int
    first: int
    problems: int
    warnings: int
    size: int

    @property
    def key(self) -> HomeKey:
        """The name of the home."""
        return HomeKey(self.number, None if self.sold is None else date.fromordinal(self.sold))


class Head(NamedTuple):
    """What holds for the file as a whole, in the plain form of JSON.

    `frame` is None where the homes cannot be told apart by their lines. `line` is the one on which the lines of the first home
    begin. `unread` are the placeholders of the homes that cannot be read.
    """

    policy: Any
    away: Any
    bad: Any
    warnings: int
    history: Any
    notices: Any
    conflicts: Any
    unread: Any
    line: int
    frame: Frame | None


class CachedHomes(NamedTuple):
    """All that is cached of one file. `summaries` are lines of JSON in file order, in one piece or in many."""

    head: Head
    entries: tuple[CachedHome, ...]
    summaries: tuple[Piece, ...]

    @property
    def bounds(self) -> list[int]:
        """Where the lines of each home begin in the backlog file, and where those of the last one end."""
        frame = self.head.frame
        return list(accumulate((entry.length for entry in self.entries), initial=frame.above if frame else 0))

    @property
    def first_lines(self) -> list[int]:
        """The line on which each home begins, counted from 1."""
        starts = accumulate((entry.lines for entry in self.entries), initial=self.head.line)
        return [start + entry.first for start, entry in zip(starts, self.entries, strict=False)]

    @property
    def summary_lines(self) -> list[Piece]:
        """The summary of each home; of the contents of a file that was read."""
        (text,) = self.summaries
        ends = accumulate((entry.size for entry in self.entries), initial=0)
        return [text[start:end] for start, end in pairwise(ends)]

    @property
    def names(self) -> list[str]:
        """What each home is called by."""
        return home_names((*entry.key, entry.stage not in (CLOSED, CANCELLED)) for entry in self.entries)

    def key_of(self, name: str) -> HomeKey | None:
        """The home that is called so; None when there is none, or another one has the same key."""
        keys = [entry.key for entry in self.entries]
        names = self.names
        key = keys[names.index(name)] if name in names else None
        return key if keys.count(key) == 1 else None  # type: ignore[arg-type]

    def place(self, key: HomeKey) -> int | None:
        """Which of the homes that is."""
        return next((place for place, entry in enumerate(self.entries) if entry.key == key), None)


def parse(body: bytes) -> CachedHomes | None:
    """The contents of a cache file; None when they are damaged."""
    try:
        head_end = body.index(b"\n")
        table_end = body.index(b"\n", head_end + 1)
        plain, table = json.loads(body[:head_end]), json.loads(body[head_end:table_end])
        entries = tuple([CachedHome(*row) for row in table])
        about = Head._make([*plain[:-1], None if plain[-1] is None else Frame(*plain[-1])])
        homes = CachedHomes(about, entries, (memoryview(body)[table_end + 1 :],))
        is_whole = sum(entry.size for entry in entries) == len(homes.summaries[0])
    except DAMAGED:
        return None
    return homes if is_whole else None


def unparse(homes: CachedHomes) -> tuple[Piece, ...]:
    """The contents as a cache file holds them, in pieces."""
    return (line_of(homes.head), line_of(homes.entries), *homes.summaries)


def line_of(plain: Any) -> bytes:
    """One line of JSON."""
    return (json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8", "surrogatepass")
