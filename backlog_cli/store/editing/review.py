"""Whether a text that was edited by hand can take the place of the old one, or breaks what could be read before."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BadFile
from backlog_cli.store.load import LeftOut, Loaded, load
from backlog_cli.store.yaml.problems import spelled

if TYPE_CHECKING:
    from collections.abc import Iterable

BOM = b"\xef\xbb\xbf"
MOST_SHOWN = 20  # problems that are spelled out
GONE = "there is no `jobs:` any more, so every home is gone - write `jobs: []` if that is meant"


class Verdict(NamedTuple):
    """What is wrong with a text: each problem as `check` shows it, and the line of the first one (0 for the whole file).

    `is_worse` when it must not take the place of the old text. `loaded` is what it says, when it can be read.
    """

    problems: tuple[str, ...]
    line: int
    is_worse: bool
    loaded: Loaded | None


def read_or_why(data: bytes, name: str) -> Loaded | str:
    """What the bytes say, or every problem that keeps the whole file from being read."""
    try:
        return load(data, name)
    except BadFile as error:
        return error.message


def judged(before: bytes, after: bytes, name: str) -> Verdict:
    """How the new text compares with the old one: a home that was good has to stay good, a file that could be read readable.

    A file that could not be read may stay so, as long as it holds no more problems than before and is still the same file.
    """
    old, new = read_or_why(before, name), read_or_why(after, name)
    if isinstance(new, str):
        is_better = isinstance(old, str) and _count(new, name) <= _count(old, name) and _is_kin(before, after)
        return Verdict((new,), first_line(new, name), not is_better, None)
    if isinstance(old, Loaded) and old.source.data.get("jobs") and "jobs" not in new.source.data:
        return Verdict((f"{name}: error: {GONE}",), 0, True, new)
    was_readable = isinstance(old, Loaded)
    worse = spoilt(old, new) if isinstance(old, Loaded) else new.bad
    return Verdict(_told(new, worse, name), min((min(bad.lines) for bad in worse), default=0), bool(was_readable and worse), new)


def spoilt(old: Loaded, new: Loaded) -> tuple[LeftOut, ...]:
    """The entries of the new text that cannot be read, and could be in the old one."""
    return tuple(_beyond(Counter(map(_entry, old.bad)), new.bad))


def _entry(bad: LeftOut) -> tuple[str, str]:
    return bad.section, bad.job or bad.buyer


def _beyond(known: Counter[tuple[str, str]], bad: Iterable[LeftOut]) -> Iterable[LeftOut]:
    """The entries that cannot be read and could be before."""
    for left_out in bad:
        known[_entry(left_out)] -= 1
        if known[_entry(left_out)] < 0:
            yield left_out


def _told(loaded: Loaded, spoilt: Iterable[LeftOut], name: str) -> tuple[str, ...]:
    lines = {(bad.section, bad.place if bad.section == "jobs" else None, line) for bad in spoilt for line in bad.lines}
    found = [p for p in loaded.errors if ("jobs", p.place, p.line) in lines or (p.place is None and _stands_in(p.line, lines))]
    told = [spelled(problem, loaded.source.text, name) for problem in found[:MOST_SHOWN]]
    more = len(found) - len(told)
    return (*told, f"and {more} more") if more else tuple(told)


def _stands_in(line: int, lines: Iterable[tuple[str, int | None, int]]) -> bool:
    return any(section != "jobs" and line == other for section, _, other in lines)


def first_line(message: str, name: str) -> int:
    """The line of the first problem in a message about a file of that name; 0 when it names none."""
    found = re.search(rf"^{re.escape(name)}:(\d+):\d+: ", message, re.MULTILINE)
    return int(found[1]) if found else 0


def _count(message: str, name: str) -> int:
    more = re.search(r"^and (\d+) more", message, re.MULTILINE)
    return len(re.findall(rf"^{re.escape(name)}(?::\d+:\d+)?: ", message, re.MULTILINE)) + (int(more[1]) if more else 0)


def _is_kin(before: bytes, after: bytes) -> bool:
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
    """Whether nothing stands there."""
    return not data.removeprefix(BOM).strip()
