"""Lines that fit: words set into a width of cells, with a hanging indent, names and numbers whole."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

from rich.cells import cell_len, chop_cells
from rich.text import Text

from backlog_cli.dates.values import MONTHS, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Room = TypeVar("Room")

# A blank that never ends a line while the words are being set; on the screen it is an ordinary one.
_GLUE = "\u00a0"
# A word with the blanks before the first one and with a sign between two things, which ends a line rather than begins
# one; then the blanks after it.
_WORD = re.compile(r"( *[^ ]+(?: +(?:·|→|->|-)(?= ))?)( *)")


def whole(text: Text) -> Text:
    """The text as one piece that no line break parts, unless it alone is wider than the line."""
    glued = text.copy()
    if " " in text.plain:
        glued.plain = text.plain.replace(" ", _GLUE)
    return glued


def whole_days(text: Text) -> Text:
    """The text with its days in one piece each: no line ends inside `Tue Dec 1`."""
    days = rf"\b(?:({'|'.join(day[:3] for day in WEEKDAYS)}) )?({'|'.join(month[:3] for month in MONTHS)}) (\d)"
    glued = text.copy()
    glued.plain = re.sub(days, lambda found: found[0].replace(" ", _GLUE), text.plain)
    return glued


def padded(text: Text, cells: int) -> Text:
    """The text with blanks up to `cells`; one that is wider keeps its width."""
    wide = text.copy()
    wide.append(_GLUE * max(cells - cell_len(text.plain), 0))
    return wide


def joined(parts: Iterable[Text], between: str = " ") -> Text:
    """The parts that hold anything, one after another."""
    out = Text()
    for part in parts:
        if part:
            if out:
                out.append(between)
            out.append_text(part)
    return out


def hung(text: Text, width: int, indent: int = 0) -> list[Text]:
    """The text as lines of at most `width` cells; every line after the first begins `indent` cells in."""
    indent = indent if indent < width - 8 else min(2, width - 1)
    if cell_len(text.plain) <= width:
        return [_unglued(text.copy())]
    first, *rest = text.divide(_breaks(text.plain, width, width - indent))
    return [_unglued(first), *(Text(" " * indent).append_text(_unglued(line)) for line in rest)]


def _unglued(line: Text) -> Text:
    if _GLUE in line.plain:
        line.plain = line.plain.replace(_GLUE, " ")
    line.rstrip()
    return line


def _breaks(plain: str, first: int, rest: int) -> list[int]:
    """Where lines end, as places in the text: `first` cells fit the first line, `rest` every other."""
    ends: list[int] = []
    room, column = first, 0
    for found in _WORD.finditer(plain):
        word, blanks = found.groups()
        cells = cell_len(word)
        if column and column + cells > room:
            ends.append(found.start())
            room, column = rest, 0
        if cells > room:
            pieces = _folds(word, room, rest)
            ends.extend(found.start() + at for at in accumulate(map(len, pieces[:-1])))
            room, cells = rest, cell_len(pieces[-1])
        column += cells + len(blanks)
    return ends


def _folds(word: str, room: int, rest: int) -> list[str]:
    """A word wider than a line in pieces: at a glued blank if it holds one, else after a hyphen well inside the line."""
    pieces: list[str] = []
    while cell_len(word) > room:
        piece = chop_cells(word, room)[0]
        blank = piece.rfind(_GLUE) + 1
        hyphen = piece.rfind("-") + 1
        if piece[:blank].strip(f" {_GLUE}"):
            piece = piece[:blank]
        elif hyphen > len(piece) // 3:
            piece = piece[:hyphen]
        pieces.append(piece)
        word = word[len(piece) :]
        room = rest
    return [*pieces, word]


def stacked(lines: Sequence[Text]) -> Text:
    """Lines as one text, a line break between each two."""
    return Text("\n").join(lines)


def fitted(rooms: Sequence[Room], lines_in: Callable[[Room], list[Text]], height: int) -> list[Text]:
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
