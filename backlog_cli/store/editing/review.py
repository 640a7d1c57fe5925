"""Whether a text that was edited by hand can take the place of the old one, or breaks what could be read before."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BadFile
from backlog_cli.store.load import LoadedFile, load_without_jobs
from backlog_cli.store.yaml.problems import format_problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_cli.store.file_problems import UnreadableEntry

BOM = b"\xef\xbb\xbf"
MAX_SHOWN = 20  # problems that are spelled out
JOBS_MISSING = "`jobs:` is gone, and every home with it - write `jobs: []` if you meant that"


class EditReview(NamedTuple):
    """What is wrong with a text: each problem as `check` shows it, and the line of the first one (0 for the whole file).

    `is_worse` when it must not take the place of the old text. `old` and `new` are what the two say, else why that can't be read.
    """

    problems: tuple[str, ...]
    line: int
    is_worse: bool
    old: LoadedFile | str
    new: LoadedFile | str


def load_or_message(data: bytes, name: str, *, like: LoadedFile | str = "") -> LoadedFile | str:
    """What the bytes say, without models of the homes, or every problem that keeps the whole file from being read.

    What a reading `like` it holds too is held once: several of the same large file are looked at side by side.
    """
    try:
        return load_without_jobs(data, name, like=None if isinstance(like, str) else like.source)
    except BadFile as error:
        return error.message


def review_edit(before: bytes, after: bytes, name: str, *, old: LoadedFile | str = "") -> EditReview:
    """How the new text compares with the old one: a home that was good has to stay good, a file that could be read readable.

    A file that could not be read may stay so, as long as it holds no more problems than before and is still the same file.
    `old` is what `before` says, if that was read already.
    """
    old = old or load_or_message(before, name)
    new = load_or_message(after, name, like=old)
    if isinstance(new, str):
        is_better = (
            isinstance(old, str) and _problem_count(new, name) <= _problem_count(old, name) and is_same_file(before, after)
        )
        return EditReview((new,), first_problem_line(new, name), not is_better, old, new)
    if isinstance(old, LoadedFile) and old.source.data.get("jobs") and "jobs" not in new.source.data:
        return EditReview((f"{name}: error: {JOBS_MISSING}",), 0, True, old, new)
    was_readable = isinstance(old, LoadedFile)
    worse = newly_unreadable(old, new) if isinstance(old, LoadedFile) else (*new.bad, *new.damaged)
    line = min((min(bad.lines) for bad in worse), default=0)
    return EditReview(_problem_lines(new, worse, name), line, bool(was_readable and worse), old, new)


def newly_unreadable(old: LoadedFile, new: LoadedFile) -> tuple[UnreadableEntry, ...]:
    """The entries of the new text that cannot be read in full, and could be in the old one."""
    known = Counter(map(_parse_entry, (*old.bad, *old.damaged)))
    return tuple(_entries_not_in(known, (*new.bad, *new.damaged)))


def _parse_entry(bad: UnreadableEntry) -> tuple[str, str]:
    return bad.section, bad.job or bad.buyer


def _entries_not_in(known: Counter[tuple[str, str]], bad: Iterable[UnreadableEntry]) -> Iterable[UnreadableEntry]:
    """The entries that cannot be read and could be before."""
    for left_out in bad:
        known[_parse_entry(left_out)] -= 1
        if known[_parse_entry(left_out)] < 0:
            yield left_out


def _problem_lines(loaded: LoadedFile, spoilt: Iterable[UnreadableEntry], name: str) -> tuple[str, ...]:
    lines = {(bad.section, bad.place if bad.section == "jobs" else None, line) for bad in spoilt for line in bad.lines}
    found = [
        p for p in loaded.errors if ("jobs", p.place, p.line) in lines or (p.place is None and _is_in_sections(p.line, lines))
    ]
    told = [format_problem(problem, loaded.source.text, name) for problem in found[:MAX_SHOWN]]
    more = len(found) - len(told)
    return (*told, f"and {more} more") if more else tuple(told)


def _is_in_sections(line: int, lines: Iterable[tuple[str, int | None, int]]) -> bool:
    return any(section != "jobs" and line == other for section, _, other in lines)


def first_problem_line(message: str, name: str) -> int:
    """The line of the first problem in a message about a file of that name; 0 when it names none."""
    found = re.search(rf"^{re.escape(name)}:(\d+):\d+: ", message, re.MULTILINE)
    return int(found[1]) if found else 0


def _problem_count(message: str, name: str) -> int:
    more = re.search(r"^and (\d+) more", message, re.MULTILINE)
    return len(re.findall(rf"^{re.escape(name)}(?::\d+:\d+)?: ", message, re.MULTILINE)) + (int(more[1]) if more else 0)


def is_same_file(before: bytes, after: bytes) -> bool:
    """Whether the text is still text, and half of the old lines are in it: no picture, no other file, no cry of an editor."""
    if not is_text(after):
        return False
    old, new = (Counter(data.removeprefix(BOM).split()) for data in (before, after))
    return 2 * (old & new).total() >= old.total()


def is_text(data: bytes) -> bool:
    """Whether the bytes are UTF-8 without a NUL."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


def is_blank(data: bytes) -> bool:
    """Whether nothing is there."""
    return not data.removeprefix(BOM).strip()
