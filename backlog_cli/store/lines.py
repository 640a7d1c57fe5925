"""The lines of a text: where they begin and end, whatever they end with."""

from __future__ import annotations

import re
from itertools import islice


def line_number(text: str, offset: int) -> int:
    """The number of the line, from 1, that holds this place of the text. `\\r\\n`, `\\n` and a lone `\\r` end a line."""
    breaks = text.count("\n", 0, offset) + text.count("\r", 0, offset) - text.count("\r\n", 0, offset)
    is_split = text[offset - 1 : offset + 1] == "\r\n"
    return breaks + (0 if is_split else 1)


def line_start(text: str, offset: int) -> int:
    """Where the line begins that holds this place of the text; the second half of a `\\r\\n` is still in its line."""
    newline = text.rfind("\n", 0, offset)
    is_split = text[offset - 1 : offset + 1] == "\r\n"
    return max(newline, text.rfind("\r", newline + 1, offset - is_split)) + 1


def line_end(text: str, offset: int) -> int:
    """Where the line ends, before its line break, that holds this place of the text."""
    newline = text.find("\n", offset)
    end = newline if newline >= 0 else len(text)
    lone = text.find("\r", offset, end)
    return lone if lone >= 0 else end


def next_line(text: str, offset: int) -> int:
    """Where the line after this place begins; the text's length when there is none."""
    end = line_end(text, offset)
    return min(end + (2 if text.startswith("\r\n", end) else 1), len(text))


def split_lines(text: str) -> list[str]:
    """The lines of the text with their line breaks; only `\\r\\n`, `\\n` and a lone `\\r` end a line."""
    lines, at = [], 0
    while at < len(text):
        after = next_line(text, at)
        lines.append(text[at:after])
        at = after
    return lines


def line_at(text: str, number: int) -> str:
    """The line of that number, from 1, without its line break; empty when there is none."""
    breaks = re.finditer(r"\r\n|\n|\r" if "\r" in text else "\n", text)
    before = next(islice(breaks, number - 2, None), None) if number > 1 else None
    if number > 1 and before is None:
        return ""
    at = before.end() if before else 0
    return text[at : line_end(text, at)]
