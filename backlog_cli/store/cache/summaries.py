"""The summaries of a backlog as a cache file holds them, and back: all of them, one of them, or the names alone."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.rules.backlog import Backlog, with_history
from backlog_cli.rules.summary import Buyer, JobSummary, name_homes
from backlog_cli.store.cache.codec import decode, encode
from backlog_cli.store.cache.contents import DAMAGED, CachedHome, CachedHomes, Frame, Head, line_of
from backlog_cli.store.cache.regions import digest_of, frame_of, regions_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.store.cache.contents import Piece
    from backlog_cli.store.load import LoadedFile

AT_ONCE = 200  # homes whose JSON is read at once: quicker than one by one, and thousands at once take much memory
_LINE = JobSummary._fields.index("line")


class CachedBacklog(NamedTuple):
    """What a reading of a file came to: the backlog, and a placeholder for each job that could not be read."""

    backlog: Backlog
    unread: tuple[JobSummary, ...] = ()


# From a reading to what is cached


def homes_of(found: CachedBacklog, loaded: LoadedFile) -> CachedHomes:
    """What is to be cached of a file that was read in full, or of those homes of it that were."""
    backlog = found.backlog
    lines = [summary_line(summary) for summary in backlog.jobs]
    regions = regions_of(loaded, len(backlog.jobs))
    if regions is None:
        places = [("", 0, 0, summary.line, 0, 0) for summary in backlog.jobs]
        line, frame = 0, None
    else:
        line, frame = loaded.source.raw.count(b"\n", 0, regions[0][0]) + 1, frame_of(loaded, regions)
        places = list(_places(loaded, regions, backlog.jobs, line))
    entries = tuple([entry_of(*row) for row in zip(backlog.jobs, places, map(len, lines), strict=True)])
    head = Head(
        encode(backlog.policy),
        encode(backlog.away),
        list(backlog.bad),
        backlog.warnings,
        encode(backlog.history),
        list(backlog.notices),
        encode(backlog.conflicts),
        encode(found.unread),
        line,
        frame,
    )
    return CachedHomes(head, entries, tuple(lines))


def entry_of(summary: JobSummary, place: tuple[str, int, int, int, int, int], size: int) -> CachedHome:
    """The facts of a home whose lines are these and whose summary has that size."""
    names = [[buyer.name, *buyer.parts[:3]] for buyer in summary.buyers]
    sold = None if summary.sold_date is None else summary.sold_date.toordinal()
    return CachedHome(summary.key.number, sold, names, summary.stage, summary.lot, summary.address, *place, size)


def _places(
    loaded: LoadedFile, regions: Sequence[tuple[int, int]], jobs: Sequence[JobSummary], line: int
) -> Iterator[tuple[str, int, int, int, int, int]]:
    raw = loaded.source.raw
    problems, warnings = [0] * len(regions), [0] * len(regions)
    for problem in loaded.problems:
        if problem.place is not None:
            problems[problem.place] += 1
            warnings[problem.place] += not problem.is_error
    for place, (start, end) in enumerate(regions):
        lines = raw.count(b"\n", start, end)
        first = jobs[place].line - line
        yield digest_of(raw[start:end]), end - start, lines, first, problems[place], warnings[place]
        line += lines


def _moved(summary: JobSummary, lines: int) -> JobSummary:
    """The summary with what could not be read so many lines further down."""
    moved = (what._replace(line=what.line + lines) for what in summary.unreadable)
    return summary._replace(unreadable=tuple(moved)) if summary.unreadable else summary


def summary_line(summary: JobSummary) -> bytes:
    """One summary as a line of JSON, its lines counted from the one on which the home begins: that changes with all above it."""
    # Called by its number alone: what tells it from others of that number is up to them.
    plain = encode(_moved(summary._replace(job=summary.key.number, number=None), -summary.line))
    if len(plain) > _LINE:
        plain[_LINE] = 0
    return line_of(plain)


def with_home(
    homes: CachedHomes, place: int, summary: JobSummary, lines: bytes, *, warnings: int, nodes: int
) -> CachedHomes | None:
    """What is to be cached once one home has these lines and this summary; None where the homes have no lines of their own.

    So many `warnings` and `nodes` came with it.
    """
    head, old = homes.head, homes.entries[place]
    if head.frame is None:
        return None
    line = summary_line(summary)
    row = (digest_of(lines), len(lines), lines.count(b"\n"), old.first, old.problems + warnings, old.warnings + warnings)
    entries = (*homes.entries[:place], entry_of(summary, row, len(line)), *homes.entries[place + 1 :])
    # Cut in three instead of copied: there are megabytes of it.
    (text,) = homes.summaries
    start = sum(entry.size for entry in homes.entries[:place])
    new = head._replace(warnings=head.warnings + warnings, frame=head.frame._replace(nodes=head.frame.nodes + nodes))
    return CachedHomes(new, entries, (text[:start], line, text[start + old.size :]))


def with_last_homes(homes: CachedHomes, last: CachedHomes, *, nodes: int) -> CachedHomes | None:
    """What is cached once one more home stands below the last ones, which were read with it; None where that can't be told.

    So many `nodes` came with it.
    """
    head = homes.head
    if head.frame is None or last.head.frame is None:
        return None
    kept, old = homes.entries[: 1 - len(last.entries)], homes.entries[1 - len(last.entries) :]
    warnings = head.warnings + sum(entry.warnings for entry in last.entries) - sum(entry.warnings for entry in old)
    new = head._replace(warnings=warnings, frame=head.frame._replace(nodes=head.frame.nodes + nodes))
    (text,) = homes.summaries
    above = text[: sum(entry.size for entry in kept)]
    return CachedHomes(new, (*kept, *last.entries), (above, *last.summaries))


def join_homes(
    head: Head, rows: Sequence[tuple[CachedHome, Piece]], *, line: int, frame: Frame, warnings: int
) -> tuple[CachedBacklog, CachedHomes] | None:
    """A file with these homes, each with its summary: its backlog, and what is to be cached of it. None for damaged ones.

    `head` is that of a file with the same settings of which nothing could not be read.
    """
    entries = tuple([entry for entry, _ in rows])
    new = head._replace(unread=[], line=line, frame=frame, warnings=warnings)
    homes = CachedHomes(new, entries, tuple([summary for _, summary in rows]))
    found = _backlog(homes, homes.summaries)
    if found is None:
        return None
    found = CachedBacklog(with_history(found.backlog))
    return found, homes._replace(head=new._replace(history=encode(found.backlog.history)))


# From what is cached to the backlog


def backlog_in(homes: CachedHomes) -> CachedBacklog | None:
    """The whole backlog; None when it is damaged."""
    return _backlog(homes, homes.summary_lines)


def backlog_of_one(homes: CachedHomes, place: int) -> Backlog | None:
    """The backlog with that one home in it; None when it is damaged.

    Its warnings count from none, and the home's line is not known: what could not be read counts from it.
    """
    start = sum(entry.size for entry in homes.entries[:place])
    try:
        summary = decode(JobSummary, json.loads(bytes(homes.summaries[0][start : start + homes.entries[place].size])))
        return _around(homes.head)._replace(jobs=(summary,), warnings=0)
    except DAMAGED:
        return None


def names_in(homes: CachedHomes) -> CachedBacklog | None:
    """The homes by name: nothing but number, sale, buyers, lot, address and stage is to be relied on. None when damaged."""
    try:
        jobs = [
            JobSummary(
                entry.number,
                tuple(
                    [Buyer(name, family=family, given=given, greeting=greeting) for name, family, given, greeting in entry.buyers]
                ),
                entry.stage,
                entry.key.sold_date,
                0,
                entry.lot,
                entry.address,
            )
            for entry in homes.entries
        ]
        return CachedBacklog(_around(homes.head)._replace(jobs=name_homes(jobs)), _unread(homes.head))
    except DAMAGED:
        return None


def _backlog(homes: CachedHomes, lines: Sequence[Piece]) -> CachedBacklog | None:
    try:
        jobs: list[JobSummary] = []
        firsts = homes.first_lines
        for start in range(0, len(lines), AT_ONCE):
            for plain in json.loads(b"[" + b",".join(lines[start : start + AT_ONCE]) + b"]"):
                plain[_LINE:] = [firsts[len(jobs)], *plain[_LINE + 1 :]]
                jobs.append(_moved(decode(JobSummary, plain), firsts[len(jobs)]))
        return CachedBacklog(_around(homes.head)._replace(jobs=name_homes(jobs)), _unread(homes.head))
    except DAMAGED:
        return None


def _around(head: Head) -> Backlog:
    """The backlog without a home."""
    plain = [head.policy, head.away, [], head.bad, head.warnings, head.history, head.notices, head.conflicts]
    return decode(Backlog, deepcopy(plain))  # it is used up


def _unread(head: Head) -> tuple[JobSummary, ...]:
    return tuple([decode(JobSummary, plain) for plain in deepcopy(head.unread)])
