"""Lines that fit: words set into a width of cells, with a hanging indent, names and numbers whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from rich.text import Text

from backlog_cli.dates.values import MONTHS, WEEKDAYS
from backlog_cli.views.wrap import GLUE, breaks, cell_len, hanging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Detail = TypeVar("Detail")


def keep_together(text: Text) -> Text:
    """Return the text as one piece that no line break parts, unless it alone is wider than the line."""
    glued = text.copy()
    if " " in text.plain:
        glued.plain = text.plain.replace(" ", GLUE)
    return glued


def keep_days_together(text: Text) -> Text:
    """Return the text with its days in one piece each: no line ends inside `Tue Dec 1`."""
    days = rf"\b(?:({'|'.join(day[:3] for day in WEEKDAYS)}) )?({'|'.join(month[:3] for month in MONTHS)}) (\d)"
    glued = text.copy()
    glued.plain = re.sub(days, lambda found: found[0].replace(" ", GLUE), text.plain)
    return glued


def pad(text: Text, cells: int) -> Text:
    """Return the text with blanks up to `cells`; one that is wider keeps its width."""
    wide = text.copy()
    wide.append(GLUE * max(cells - cell_len(text.plain), 0))
    return wide


def join_texts(parts: Iterable[Text], between: str = " ") -> Text:
    """Return the parts that hold anything, one after another."""
    out = Text()
    for part in parts:
        if part:
            if out:
                out.append(between)
            out.append_text(part)
    return out


def wrap_hanging(text: Text, width: int, indent: int = 0) -> list[Text]:
    """Return the text as lines of at most `width` cells; every line after the first begins `indent` cells in."""
    if cell_len(text.plain) <= width:
        return [_restore_blanks(text.copy())]
    indent = hanging(width, indent)
    first, *rest = text.divide(breaks(text.plain, width, width - indent))
    return [_restore_blanks(first), *(Text(" " * indent).append_text(_restore_blanks(line)) for line in rest)]


def _restore_blanks(line: Text) -> Text:
    if GLUE in line.plain:
        line.plain = line.plain.replace(GLUE, " ")
    line.rstrip()
    return line


def join_lines(lines: Sequence[Text]) -> Text:
    """Return lines as one text, a line break between each two."""
    return Text("\n").join(lines)


def fit_lines(rooms: Sequence[Detail], lines_in: Callable[[Detail], list[Text]], height: int) -> list[Text]:
    """The lines in the first of `rooms`, the roomiest first, that leave a line of the screen free; else those in the last."""
    found: list[Text] | None = None
    lines: list[Text] = []
    low, high = 0, len(rooms) - 1
    while low <= high:
        middle = (low + high) // 2
        lines = lines_in(rooms[middle])
        if len(lines) < height:
            found, high = lines, middle - 1
        else:
            low = middle + 1
    return lines if found is None else found
