"""The homes that an edit by hand left alone are known by their bytes: only the others are read again."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BadFile
from backlog_cli.rules.summarize import backlog_with, policy_of, summarize
from backlog_cli.store.cache.regions import MOST_BYTES, MOST_NODES, MOST_PROBLEMS, bounds_in, digest_of
from backlog_cli.store.cache.summaries import CachedBacklog, homes_of, join_homes
from backlog_cli.terms import CANCELLED, CLOSED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence, Set

    from backlog_cli.model import Job, Settings
    from backlog_cli.rules.summary import JobSummary, Unreadable
    from backlog_cli.store.cache.contents import CachedHome, CachedHomes, Piece
    from backlog_cli.store.load import LoadedFile
    from backlog_cli.store.yaml.source import SourceFile

SHARE = 2  # when more than one home in so many was touched, reading all of them is as quick


class Reread(NamedTuple):
    """A file of which only a few homes were read: its backlog, and what is to be cached of it.

    `loaded` are those few, in a file of their own.
    """

    found: CachedBacklog
    homes: CachedHomes
    loaded: LoadedFile


def summaries_in(data: bytes, name: str, *, like: SourceFile | None = None) -> tuple[LoadedFile, tuple[JobSummary, ...]]:
    """Where each good job of these bytes stands, and all else that they say; `like` as in `read_source`. Raise BadFile."""
    from backlog_cli.store.load import load_converted

    def turn(settings: Settings) -> Callable[[Job, int, tuple[Unreadable, ...]], JobSummary]:
        policy = policy_of(settings)
        return lambda job, line, unreadable: summarize(job, policy, line, unreadable)

    return load_converted(data, name, turn, like=like)


def reread(before: CachedHomes, data: bytes, name: str, wanted: Set[str]) -> Reread | None:
    """What the file with these bytes says, when most of its homes are in it as they did `before`.

    `wanted` are the numbers of homes that shall be read in any case. None when the whole file has to be looked at.

    Why the others need not be read: the lines between two dashes of the list of homes mean the same wherever in that list
    they stand, since nothing reaches across homes (`regions_of` refuses what does), and a dash at that column ends all that may
    be open before it. That those which were touched end where the next dash stands is shown by reading them, in the same frame.
    """
    frame = before.head.frame
    bounds = bounds_in(data, frame) if frame is not None else None
    if frame is None or bounds is None:
        return None
    texts = [data[start:end] for start, end in pairwise(bounds)]
    known = {entry.digest: (entry, line) for entry, line in zip(before.entries, before.summary_lines, strict=True)}
    rows = [known.get(digest_of(text)) for text in texts]
    touched = [n for n, row in enumerate(rows) if row is None or row[0].number in wanted] or [0]
    if len(touched) > max(len(texts) // SHARE, 1) or max(map(len, texts)) > MOST_BYTES:
        return None
    read = _read([texts[n] for n in touched], data, before, name)
    if read is None:
        return None
    loaded, few = read
    for n, row in zip(touched, zip(few.entries, few.summaries, strict=True), strict=True):
        rows[n] = row
    return _together(before, [row for row in rows if row is not None], loaded, few)


def _read(texts: Sequence[bytes], data: bytes, before: CachedHomes, name: str) -> tuple[LoadedFile, CachedHomes] | None:
    """The touched homes as a file of their own; None when they do not keep to their own lines."""
    frame = before.head.frame
    assert frame is not None
    try:
        loaded, summaries = summaries_in(b"".join((data[: frame.above], *texts, data[len(data) - frame.below :])), name)
    except BadFile:
        return None
    few = homes_of(CachedBacklog(backlog_with(loaded.backlog_file, summaries, (), len(loaded.warnings))), loaded)
    if few.head.frame is None or few.bounds != list(accumulate(map(len, texts), initial=frame.above)):
        return None
    is_bounded = frame.nodes + few.head.frame.nodes <= MOST_NODES
    return (loaded, few) if is_bounded and _problems(before) + _problems(few) <= MOST_PROBLEMS else None


def _problems(homes: CachedHomes) -> int:
    """All that `check` has to tell of a file."""
    return (homes.head.frame.problems if homes.head.frame else 0) + sum(entry.problems for entry in homes.entries)


def _together(
    before: CachedHomes, rows: Sequence[tuple[CachedHome, Piece]], loaded: LoadedFile, few: CachedHomes
) -> Reread | None:
    """The whole file with these homes; None when two open homes have one number, which is an error of both."""
    old, new = before.head.frame, few.head.frame
    assert old is not None
    assert new is not None
    users = Counter(entry.number for entry, _ in rows if entry.stage not in (CLOSED, CANCELLED))
    if any(count > 1 for count in users.values()):
        return None
    loose = len(loaded.warnings) - sum(entry.warnings for entry in few.entries)
    warnings = loose + sum(entry.warnings for entry, _ in rows)
    frame = old._replace(nodes=old.nodes + new.nodes, problems=new.problems)
    both = join_homes(before.head, rows, line=few.head.line, frame=frame, warnings=warnings)
    return None if both is None else Reread(*both, loaded)
