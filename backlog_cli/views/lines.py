"""Lines that fit: words set into a width of cells, with a hanging indent, names and numbers whole."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A blank that never ends a line while the words are being set; on the screen it is an ordinary one.
_GLUE = "\u00a0"


def whole(text: Text) -> Text:
    """The text as one piece that no line break parts, unless it alone is wider than the line."""
    glued = text.copy()
    glued.plain = text.plain.replace(" ", _GLUE)
    return glued


def padded(text: Text, cells: int) -> Text:
    """The text with blanks up to `cells`; one that is wider keeps its width."""
    wide = text.copy()
    wide.append(_GLUE * max(cells - cell_len(text.plain), 0))
    return wide


def joined(parts: Iterable[Text], between: str = " ") -> Text:
    """The parts that hold anything, one after another."""
    return Text(between).join(part for part in parts if part.plain)


def hung(text: Text, width: int, indent: int = 0) -> list[Text]:
    """The text as lines of at most `width` cells; every line after the first begins `indent` cells in."""
    indent = indent if indent < width - 8 else min(2, width - 1)
    lines = text.divide(_breaks(text.plain, width, width - indent))
    out: list[Text] = []
    for n, line in enumerate(lines):
        line.plain = line.plain.replace(_GLUE, " ")
        line.rstrip()
        out.append(line if n == 0 else Text(" " * indent).append_text(line))
    return out


def _breaks(plain: str, first: int, rest: int) -> list[int]:
    """Where lines end, as places in the text: `first` cells fit the first line, `rest` every other."""
    ends: list[int] = []
    room, column, place = first, 0, 0
    for word, blanks in _words(plain):
        cells = cell_len(word)
        if column and column + cells > room:
            ends.append(place)
            room, column = rest, 0
        if cells > room:
            pieces = _folds(word, room, rest)
            ends.extend(place + at for at in accumulate(map(len, pieces[:-1])))
            room, cells = rest, cell_len(pieces[-1])
        column += cells + blanks
        place += len(word) + blanks
    return ends


def _folds(word: str, room: int, rest: int) -> list[str]:
    """A word wider than a line in pieces, after a hyphen where one stands well inside the line."""
    pieces: list[str] = []
    while cell_len(word) > room:
        piece = chop_cells(word, room)[0]
        hyphen = piece.rfind("-") + 1
        piece = piece[:hyphen] if hyphen > len(piece) // 3 else piece
        pieces.append(piece)
        word = word[len(piece) :]
        room = rest
    return [*pieces, word]


def _words(plain: str) -> Iterable[tuple[str, int]]:
    """Each word with the number of blanks after it; blanks before the first word are its own."""
    place = len(plain) - len(plain.lstrip(" "))
    start = 0
    while start < len(plain):
        end = plain.find(" ", place)
        end = len(plain) if end < 0 else end
        after = end
        while after < len(plain) and plain[after] == " ":
            after += 1
        yield plain[start:end], after - end
        start = place = after


def stacked(lines: Sequence[Text]) -> Text:
    """Lines as one text, a line break between each two."""
    return Text("\n").join(lines)
