"""Comments of a text: which there are, and where one goes that found no place of its own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BadFile
from backlog_cli.rules.home_key import raw_homes
from backlog_cli.rules.merge.matching import home_pairs
from backlog_cli.store.lines import line_end, line_start
from backlog_cli.store.yaml.encoding import BOM
from backlog_cli.store.yaml.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_cli.rules.change import Path
    from backlog_cli.store.yaml.source import SourceFile


class Comment(NamedTuple):
    """One comment: its words from the mark on, where it begins, and whether something stands before it on its line."""

    text: str
    start: int
    is_behind: bool


def comment_counts(source: SourceFile) -> Counter[str]:
    """Return how often each comment is in a text."""
    return Counter(comment.text for comment in comments(source))


def comments(source: SourceFile) -> Iterator[Comment]:
    """Yield the comments of a text, top to bottom."""
    text, table = source.text, source.all_events
    spans = [(table.starts[node], table.content_end(node)) for node in range(len(table.signs)) if table.is_scalar(node)]
    starts = [start for start, _ in spans]
    mark = re.compile(r"(?:^|(?<=[ \t\r\n]))#")
    found = mark.search(text)
    while found:
        start = found.start()
        at = bisect_right(starts, start) - 1
        end = spans[at][1] if at >= 0 and start < spans[at][1] else line_end(text, start)
        if at < 0 or spans[at][1] <= start:
            before = text[line_start(text, start) : start]
            yield Comment(text[start:end].rstrip(), start, bool(before.strip()))
        found = mark.search(text, end)


def add_comments(source: SourceFile, side: SourceFile, missing: Counter[str]) -> SourceFile:
    """Return the file with these comments of another version, each on a line of its own above the key it was at."""
    homes = home_pairs(raw_homes(side.data), raw_homes(source.data))
    left = missing.copy()
    for comment in comments(side):
        if not left[comment.text]:
            continue
        left[comment.text] -= 1
        paths = _paths_near(side, comment, homes)
        found = (_with_line(source, path, comment.text) for path in paths)
        source = next((one for one in found if one is not None), source)
    return source


def _paths_near(side: SourceFile, comment: Comment, homes: dict[int, int]) -> Iterator[Path | None]:
    """The places in the file where a comment of another version could stand, the nearest first; None is the end."""
    place = next((at for at, (start, end) in enumerate(side.job_spans) if start <= comment.start < end), None)
    if place is None:  # above a home, or beside the homes
        place = next((at for at, (start, _) in enumerate(side.job_spans) if comment.start < start), None)
        sections = [(start, key) for key, start in side.sections if key != side.jobs_key and start > comment.start]
        if sections and (place is None or sections[0][0] < side.job_spans[place][0]):
            yield (sections[0][1],)
        elif place in homes and side.job_spans:
            yield "jobs", homes[place]
    elif place in homes:
        home = raw_homes(side.data)[place]
        keys = [(side.key_position(("jobs", place, key)).start, key) for key in home] if isinstance(home, dict) else []
        before = [pair for pair in sorted(keys) if pair[0] <= comment.start]
        behind = [pair for pair in sorted(keys) if pair[0] > comment.start]
        near = before[-1:] if comment.is_behind or not behind else behind[:1]
        yield from (("jobs", homes[place], key) for _, key in near)
        yield "jobs", homes[place]
    yield None


def _with_line(source: SourceFile, path: Path | None, comment: str) -> SourceFile | None:
    """The file with a comment above what is at a path; None where the text would say something else then."""
    text = source.text
    if path is None:
        at, indent = len(text), ""
        before = "" if not text or text.endswith(("\n", "\r")) else source.newline
    else:
        at = line_start(text, source.key_position(path).start)
        indent, before = re.match(" *", text[at:]).group(), ""  # type: ignore[union-attr]
    after = text[:at] + before + indent + comment + source.newline + text[at:]
    try:
        found = read_source((BOM if source.has_bom else b"") + after.encode("utf-8"), source.name)
    except BadFile:
        return None
    return found if found.data == source.data else None
