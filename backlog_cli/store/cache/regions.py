"""Which bytes of a file are which home, where every home has whole lines of its own."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from backlog_cli.store.cache.contents import Frame
from backlog_cli.store.yaml.encoding import BOM, is_within_limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.store.load import LoadedFile

MOST_PROBLEMS = 250  # of a file; where there are more some are not told, and counting them home by home would not do
MOST_BYTES = 2**18  # of a home, and of what stands above or below all of them
MOST_NODES = 4_000_000
MOST_HOMES = 15_000


def digest_of(lines: bytes) -> str:
    """The name of the bytes of a home's lines."""
    return sha256(lines).hexdigest()[:32]


def regions_of(loaded: LoadedFile, homes: int) -> list[tuple[int, int]] | None:
    """Where the lines of each home begin and end in the bytes of a file that was read; None where they are not its own.

    Anchors reach across homes, an entry that cannot be read is called by its line, a dash without a home behind it is no
    home, and a lone carriage return is not a line end to everybody: there the file is one piece.
    """
    source = loaded.source
    regions = source.job_regions
    if regions is None or loaded.bad or source.has_aliases or source.is_pure or "\r" in source.text:
        return None
    if not len(regions) == homes > 0:
        return None
    text, at, place = source.text, len(BOM) if source.has_bom else 0, 0
    is_ascii = text.isascii()
    found = []
    for start, end in regions:
        first = at + (start - place if is_ascii else len(text[place:start].encode()))
        at = first + (end - start if is_ascii else len(text[start:end].encode()))
        place = end
        found.append((first, at))
    return found


def frame_of(loaded: LoadedFile, regions: Sequence[tuple[int, int]]) -> Frame:
    """What stands around the homes of a file that was read."""
    raw = loaded.source.raw
    (start, _), (_, end) = regions[0], regions[-1]
    loose = sum(problem.place is None for problem in loaded.problems)
    column = raw.index(b"-", start) - start
    return Frame(start, digest_of(raw[:start]), len(raw) - end, digest_of(raw[end:]), column, loaded.source.nodes, loose)


def bounds_in(data: bytes, frame: Frame) -> list[int] | None:
    """Where the lines of each home begin, and where those of the last one end, by the dashes alone.

    None when what stands around the homes was touched, or the file is of a size that has to be counted closely.
    """
    end = len(data) - frame.below
    if not is_within_limits(data) or b"\r" in data or end < frame.above or max(frame.above, frame.below) > MOST_BYTES:
        return None
    if digest_of(data[: frame.above]) != frame.above_digest or digest_of(data[end:]) != frame.below_digest:
        return None
    dash = b" " * frame.column + b"-"
    if not data.startswith((dash + b" ", dash + b"\n"), frame.above, end):
        return None
    bounds, at = [frame.above], frame.above
    while (at := data.find(b"\n" + dash, at, end) + 1) > 0:
        if data[at + len(dash) : at + len(dash) + 1] in (b" ", b"\n"):
            bounds.append(at)
    return [*bounds, end] if len(bounds) <= MOST_HOMES else None
