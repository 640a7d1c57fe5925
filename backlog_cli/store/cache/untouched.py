"""The homes that an edit by hand left alone, known by their bytes: only the others are read again."""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BadFile
from backlog_cli.rules.summarize import backlog_with, policy_of, summarize
from backlog_cli.store.cache import index as indexes
from backlog_cli.store.cache import snapshot
from backlog_cli.store.cache.index import Home, Index
from backlog_cli.store.yaml.encoding import is_well_bounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence, Set

    from backlog_cli.model import Job, Settings
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.store.cache.snapshot import CachedBacklog
    from backlog_cli.store.cache.storage import Cache
    from backlog_cli.store.load import Loaded

SORT = "parts"
MOST_PROBLEMS = 250  # of a file; where there are more some are not told, and counting them home by home would not do
MOST_BYTES = 2**18  # of a home, and of what stands above or below all of them
MOST_NODES = 4_000_000
MOST_HOMES = 15_000
SHARE = 2  # when more than one home in so many was touched, reading all of them is as quick


class Part(NamedTuple):
    """The whole lines of one home, from its dash up to the next one's; `name` is that of its bytes.

    It has so many `lines`, and the home itself begins so many below the `first`. `check` has so many `problems` to tell of it,
    `warnings` among them.
    """

    name: str
    lines: int
    first: int
    problems: int
    warnings: int


class Frame(NamedTuple):
    """What stands around the homes, by the names of its bytes: so many `above` and `below`. The dashes stand at `column`.

    `nodes` are those of the whole file, at the most; `problems` those that belong to no home.
    """

    head: str
    above: int
    tail: str
    below: int
    column: int
    nodes: int
    problems: int


class Parts(NamedTuple):
    """A whole file in pieces, its homes in file order."""

    frame: Frame
    homes: tuple[Part, ...]

    @property
    def problems(self) -> int:
        """All that `check` has to tell of the file."""
        return self.frame.problems + sum(home.problems for home in self.homes)


class _Piece(NamedTuple):
    """All that is remembered of one home: its lines, its name, and where it stands as one line of the snapshot."""

    part: Part
    home: Home
    line: bytes


class Reread(NamedTuple):
    """A file of which only a few homes were read: what all of them say, and what is to be remembered of it.

    `loaded` are those few, in a file of their own.
    """

    known: CachedBacklog
    said: bytes
    loaded: Loaded
    index: Index  # type: ignore[assignment]  # in the place of the search that every tuple has
    parts: Parts


def _name(lines: bytes) -> str:
    return sha256(lines).hexdigest()[:32]


# What is remembered of a reading


def parts_of(loaded: Loaded, backlog: Backlog, index: Index) -> Parts | None:
    """The pieces of a file that was read; None where they would not tell all that matters."""
    raw, homes = loaded.source.raw, index.homes
    if len(loaded.problems) > MOST_PROBLEMS or not homes:
        return None
    problems, warnings = [0] * len(homes), [0] * len(homes)
    for problem in loaded.problems:
        if problem.place is not None:
            problems[problem.place] += 1
            warnings[problem.place] += not problem.is_error
    lines = [raw.count(b"\n", home.start, home.end) for home in homes]
    starts = accumulate(lines, initial=raw.count(b"\n", 0, homes[0].start) + 1)
    firsts = [summary.line - start for summary, start in zip(backlog.jobs, starts, strict=False)]
    names = [_name(raw[home.start : home.end]) for home in homes]
    head, tail = raw[: homes[0].start], raw[homes[-1].end :]
    column = raw.index(b"-", homes[0].start) - homes[0].start
    loose = len(loaded.problems) - sum(problems)
    frame = Frame(_name(head), len(head), _name(tail), len(tail), column, loaded.source.nodes, loose)
    return Parts(frame, tuple(map(Part, names, lines, firsts, problems, warnings)))


def remember(cache: Cache, digest: str, parts: Parts) -> None:
    """From now on these are the pieces of the file with these bytes."""
    frame = parts.frame
    about = [frame.head, frame.above, frame.tail, frame.below, frame.column, frame.nodes, frame.problems]
    rows = [f"{part.name} {part.lines} {part.first} {part.problems} {part.warnings}" for part in parts.homes]
    cache.keep(SORT, digest, "\n".join([json.dumps(about), *rows]).encode("ascii"))


def last(cache: Cache) -> tuple[str, Parts] | None:
    """The pieces that the file was in when it was read last, with the name of the bytes that it had then."""
    found = cache.last(SORT)
    if found is None:
        return None
    with suppress(ValueError, TypeError):
        about, *rows = found[1].decode("ascii").split("\n")
        return found[0], Parts(Frame(*json.loads(about)), tuple([_part(*row.split(" ")) for row in rows]))
    return None


def _part(name: str, *counts: str) -> Part:
    lines, first, problems, warnings = map(int, counts)
    return Part(name, lines, first, problems, warnings)


def step(cache: Cache, digests: tuple[str, str], place: int, lines: bytes, *, warnings: int, nodes: int) -> None:
    """Take the pieces of a file to its next bytes, in which one home has these lines; so many warnings and nodes came with them.

    `digests` are those before and after.
    """
    found = cache.known(SORT, digests[0])
    if found is None:
        return
    about, *rows = found.split(b"\n")
    _, _, first, problems, known = rows[place].decode("ascii").split(" ")
    counts = (lines.count(b"\n"), first, int(problems) + warnings, int(known) + warnings)
    rows[place] = " ".join([_name(lines), *map(str, counts)]).encode("ascii")
    frame = json.loads(about)
    frame[5] += nodes
    cache.keep(SORT, digests[1], b"\n".join([json.dumps(frame).encode("ascii"), *rows]))


# Reading


def standings_in(data: bytes, name: str) -> tuple[Loaded, tuple[JobSummary, ...]]:
    """Where each good job of these bytes stands, and all else that they say. Raises BadFile."""
    from backlog_cli.store.load import load_as

    def turn(settings: Settings) -> Callable[[Job, int], JobSummary]:
        policy = policy_of(settings)
        return lambda job, line: summarize(job, policy, line)

    return load_as(data, name, turn)


def reread(cache: Cache, data: bytes, name: str, wanted: Set[str]) -> Reread | None:
    """What the file with these bytes says, when it was read before and most of its homes stand in it as they did.

    `wanted` are the numbers of homes that shall be read in any case. None when the whole file has to be looked at.

    Why the others need not be read: the lines between two dashes of the list of homes mean the same wherever in that list
    they stand, since nothing reaches across homes (`index_of` refuses what does), and a dash at that column ends all that may
    be open before it. That those which were touched end where the next dash stands is shown by reading them, in the same frame.
    """
    before = _remembered(cache)
    bounds = _bounds(data, before.parts.frame) if before is not None else None
    if before is None or bounds is None:
        return None
    texts = [data[start:end] for start, end in pairwise(bounds)]
    pieces = [before.pieces.get(_name(text)) for text in texts]
    touched = [n for n, piece in enumerate(pieces) if piece is None or piece.home.job in wanted] or [0]
    if len(touched) > max(len(texts) // SHARE, 1) or max(map(len, texts)) > MOST_BYTES:
        return None
    read = _read([texts[n] for n in touched], data, before.parts, name)
    if read is None:
        return None
    for n, piece in zip(touched, _pieces_of(read), strict=True):
        pieces[n] = piece
    return _together(before, [piece for piece in pieces if piece is not None], bounds, read)


class _Before(NamedTuple):
    """What is remembered of the file as it was read last: the first line of its snapshot, and its homes by their bytes."""

    about: bytes
    parts: Parts
    pieces: dict[str, _Piece]


def _remembered(cache: Cache) -> _Before | None:
    found = last(cache)
    said = cache.known(snapshot.SORT, found[0]) if found is not None else None
    index = indexes.known(cache, found[0]) if found is not None else None
    if found is None or said is None or index is None:
        return None
    about, *lines = said.split(b"\n")
    parts = found[1]
    if not len(lines) == len(index.homes) == len(parts.homes):
        return None
    pieces = map(_Piece, parts.homes, index.homes, lines)
    return _Before(about, parts, {piece.part.name: piece for piece in pieces})


def _bounds(data: bytes, frame: Frame) -> list[int] | None:
    """Where the lines of each home begin, and where those of the last one end; None when what is around them was touched."""
    end = len(data) - frame.below
    if not is_well_bounded(data) or b"\r" in data or end < frame.above or max(frame.above, frame.below) > MOST_BYTES:
        return None
    if _name(data[: frame.above]) != frame.head or _name(data[end:]) != frame.tail:
        return None
    dash = b" " * frame.column + b"-"
    if not data.startswith((dash + b" ", dash + b"\n"), frame.above, end):
        return None
    bounds, at = [frame.above], frame.above
    while (at := data.find(b"\n" + dash, at, end) + 1) > 0:
        if data[at + len(dash) : at + len(dash) + 1] in (b" ", b"\n"):
            bounds.append(at)
    return [*bounds, end] if len(bounds) <= MOST_HOMES else None


class _Read(NamedTuple):
    """The homes that were touched, read as a file of their own."""

    loaded: Loaded
    backlog: Backlog
    index: Index  # type: ignore[assignment]  # in the place of the search that every tuple has
    parts: Parts


def _read(texts: Sequence[bytes], data: bytes, before: Parts, name: str) -> _Read | None:
    """The touched homes; None when they do not keep to their own lines."""
    frame = before.frame
    try:
        loaded, summaries = standings_in(b"".join((data[: frame.above], *texts, data[len(data) - frame.below :])), name)
    except BadFile:
        return None
    backlog = backlog_with(loaded.backlog_file, summaries, (), len(loaded.warnings))
    index = indexes.index_of(loaded, backlog)
    parts = parts_of(loaded, backlog, index) if index is not None else None
    if index is None or parts is None:
        return None
    is_framed = [*(home.start for home in index.homes), index.homes[-1].end] == list(
        accumulate(map(len, texts), initial=frame.above)
    )
    is_bounded = parts.frame.nodes + frame.nodes <= MOST_NODES and before.problems + parts.problems <= MOST_PROBLEMS
    return _Read(loaded, backlog, index, parts) if is_framed and is_bounded else None


def _pieces_of(read: _Read) -> Iterator[_Piece]:
    lines = map(snapshot.line_of, read.backlog.jobs)
    return map(_Piece, read.parts.homes, read.index.homes, lines)


def _together(before: _Before, pieces: Sequence[_Piece], bounds: Sequence[int], read: _Read) -> Reread | None:
    """The whole file in these pieces; None when two homes have one number."""
    if len({piece.home.job for piece in pieces}) < len(pieces):
        return None
    frame = before.parts.frame
    above = read.loaded.source.raw.count(b"\n", 0, frame.above) + 1
    starts = accumulate((piece.part.lines for piece in pieces), initial=above)
    places = [start + piece.part.first for start, piece in zip(starts, pieces, strict=False)]
    loose = len(read.loaded.warnings) - sum(part.warnings for part in read.parts.homes)
    warnings = loose + sum(piece.part.warnings for piece in pieces)
    both = snapshot.put_together(before.about, [piece.line for piece in pieces], places, warnings)
    if both is None:
        return None
    homes = [piece.home.between(*lines) for piece, lines in zip(pieces, pairwise(bounds), strict=True)]
    nodes = frame.nodes + read.parts.frame.nodes
    new = Frame(frame.head, frame.above, frame.tail, frame.below, frame.column, nodes, read.parts.frame.problems)
    parts = Parts(new, tuple([piece.part for piece in pieces]))
    return Reread(*both, read.loaded, Index(read.index.policy, tuple(homes)), parts)
