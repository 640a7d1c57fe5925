"""A text taken out of the lines of a journal: an entry that wrote it keeps its place and loses what it wrote."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from backlog_cli.store.journal.entries import PURGED_SAYING
from backlog_cli.store.purge.pattern import holds_text, without_text

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

REMOVED_LINE = "# removed\n"


def purged_lines(data: bytes, pattern: re.Pattern[str]) -> tuple[bytes, int]:
    """Return the lines of a journal without the text, and how many of them held it. A damaged line that held it is left out."""
    kept: list[bytes] = []
    count = 0
    for line in data.split(b"\n"):
        found = _purged_line(line, pattern)
        count += found is not line
        if found is not None:
            kept.append(found)
    return b"\n".join(kept), count


def _purged_line(line: bytes, pattern: re.Pattern[str]) -> bytes | None:
    """The line without the text, the very same where it holds none; None for one that nobody can read."""
    text = line.decode("utf-8", errors="replace")
    with suppress(ValueError, RecursionError):
        entry = json.loads(text)
        purged = _purged_entry(entry, pattern) if isinstance(entry, dict) else without_text(entry, pattern)
        return line if purged == entry else json.dumps(purged, ensure_ascii=True, separators=(",", ":")).encode()
    return None if pattern.search(text) else line


def _purged_entry(entry: dict[str, Any], pattern: re.Pattern[str]) -> dict[str, Any]:
    hunks = entry.get("hunks")
    if not isinstance(hunks, list):
        return without_text(entry, pattern)  # type: ignore[return-value]  # a mapping stays one
    # By their marks homes are known again; what a command wrote is elsewhere.
    rest = {key: value for key, value in entry.items() if key not in ("hunks", "marks")}
    looked = [_hunk_without_neighbors(hunk, pattern) for hunk in hunks]
    if any(hunk is None for hunk in looked) or holds_text(rest, pattern):
        gone = {"say": PURGED_SAYING, "hunks": [], "changes": [], "was": [], "purged": True}
        return without_text({**entry, **gone}, pattern)  # type: ignore[return-value]
    return {**entry, "hunks": looked, **({"marks": without_text(entry["marks"], pattern)} if "marks" in entry else {})}


def _hunk_without_neighbors(hunk: Any, pattern: re.Pattern[str]) -> list[Any] | None:
    """The hunk with those of its neighboring lines blanked that hold the text; None when its own lines hold it."""
    try:
        place, shift, home, above, old, new, below = hunk
        blanked: set[tuple[str, int]] = set()
        for own in (old, new):
            touched = _touched_lines([*above, *own, *below], pattern)
            if any(len(above) <= n < len(above) + len(own) for n in touched):
                return None
            blanked |= {("above", n) if n < len(above) else ("below", n - len(above) - len(own)) for n in touched}
        if holds_text([home], pattern):
            return None
    except (TypeError, ValueError):
        return None if holds_text(hunk, pattern) else hunk
    above = [REMOVED_LINE if ("above", n) in blanked else line for n, line in enumerate(above)]
    below = [REMOVED_LINE if ("below", n) in blanked else line for n, line in enumerate(below)]
    return [place, shift, home, above, old, new, below]


def _touched_lines(lines: Sequence[str], pattern: re.Pattern[str]) -> set[int]:
    """Which of these lines, one below the other, hold the text or a part of it."""
    ends = list(accumulate(map(len, lines)))
    starts = [0, *ends[:-1]]
    return {
        n
        for found in pattern.finditer("".join(lines))
        for n, (start, end) in enumerate(zip(starts, ends, strict=True))
        if start < found.end() and found.start() < end
    }
