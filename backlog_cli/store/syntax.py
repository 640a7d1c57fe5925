"""Text that is no YAML, explained: what the agent most likely typed there, and the line as it should be."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from backlog_cli.store.problem import Problem, line_end, line_of, line_start
from backlog_cli.store.raw import MAX_TOLD

if TYPE_CHECKING:
    import yaml

# Spaces that look like the one of the space bar and are none to YAML.
ODD_SPACES = "\xa0\u1680\u180e\u2000-\u200b\u202f\u205f\u3000\ufeff"


def explained(error: yaml.YAMLError, text: str) -> list[Problem]:
    """The problems behind an error of the YAML parser, the one that stopped it first."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    start = min(mark.index, len(text)) if mark else 0
    return [_problem(text, start, "this line cannot be read", "each line is `key: value`, or a dash and a value")]


def quoted_line(text: str, start: int) -> str:
    """The line with the value that begins at `start` between quotes, cut short when it is long."""
    value = text[start : line_end(text, start)]
    value = re.split(r" #", value)[0].rstrip()
    head = text[line_start(text, start) : start].strip()
    quote = '"' if '"' not in value and "\\" not in value else "'"
    shown = value if len(value) <= 40 else value[:37] + "..."
    inside = shown.replace("'", "''") if quote == "'" else shown
    return f"{head[-30:]} {quote}{inside}{quote}".strip()


def odd_spaces(text: str, starts: list[int]) -> list[Problem]:
    """A problem for each of these places, where a line begins with a space that is none to YAML."""
    fix = "replace it with ordinary spaces"
    return [_problem(text, at, f"this line begins with a {name_of(text[at])}", fix) for at in starts[:MAX_TOLD]]


def name_of(sign: str) -> str:
    """A character's name in plain words, with its number."""
    known = {"\xa0": "non-breaking space", "\u3000": "full-width space", "\u200b": "zero-width space"}
    name = known.get(sign) or unicodedata.name(sign, "strange character").lower().replace("_", " ")
    return f"{name} (U+{ord(sign):04X})"


def _problem(text: str, start: int, what: str, fix: str, length: int = 1) -> Problem:
    return Problem(line_of(text, start), start - line_start(text, start) + 1, "error", what, fix, length=length)
