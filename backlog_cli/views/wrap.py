"""The one word wrap: where lines end, and how many cells they take."""

# Plain text is wrapped here, coloured text in `views.text`. A command that prints two plain sentences loads no Rich for them.

from __future__ import annotations

import re
from itertools import accumulate, pairwise

# A blank that never ends a line while the words are being set; on the screen it is an ordinary one.
GLUE = "\u00a0"
# A word with the blanks before the first one and with a sign between two things, which ends a line rather than begins
# one; then the blanks after it.
_WORD = re.compile(r"( *[^ ]+(?: +(?:·|→|->|-)(?= ))?)( *)")
# A command to paste: in backquotes, or `backlog VERB` with the words that belong to it. A lone dot in it is the last home.
_COMMAND = re.compile(r"`backlog [^`]*`|backlog [a-z]+(?: (?:\.(?= )|\"[^\"]*\"|'[^']*'|[^\s.;:,()`]+(?:[.:,][^\s.;:,()`]+)*))*")
# Letters and signs of one cell each: most of what is ever printed.
_SINGLE = re.compile(r"[ -~¡-¬®-˿–—‘’“”…→←×·≤≥✓]*")


def cell_len(text: str) -> int:
    """Return how many cells of a terminal the text takes, as Rich counts them."""
    if _SINGLE.fullmatch(text):
        return len(text)
    from rich.cells import cell_len as cells

    return cells(text)


def hanging(width: int, indent: int) -> int:
    """Return how far later lines are set in: `indent` cells, or next to none where that would leave no room."""
    return indent if indent < width - 8 else min(indent, 2, width - 1)


def wrap_line(line: str, width: int, indent: int = 0) -> list[str]:
    """Return the line as lines of at most `width` cells; every one after the first begins `indent` cells in."""
    if cell_len(line) <= width:
        return [line]
    indent = hanging(width, indent)
    ends = [0, *breaks(line, width, width - indent), len(line)]
    first, *rest = [line[start:end].replace(GLUE, " ").rstrip(" ") for start, end in pairwise(ends)]
    return [first, *(" " * indent + row for row in rest)]


def breaks(plain: str, first: int, rest: int) -> list[int]:
    """Return where lines end, as places in the text: `first` cells fit the first line, `rest` every other."""
    ends: list[int] = []
    room, column = first, 0
    # A command stays in one piece, so that it can be pasted.
    for found in _WORD.finditer(_COMMAND.sub(lambda command: command[0].replace(" ", GLUE), plain)):
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
    from rich.cells import chop_cells

    pieces: list[str] = []
    while cell_len(word) > room:
        piece = chop_cells(word, room)[0]
        blank = piece.rfind(GLUE) + 1
        hyphen = piece.rfind("-") + 1
        if piece[:blank].strip(f" {GLUE}"):
            piece = piece[:blank]
        elif hyphen > len(piece) // 3:
            piece = piece[:hyphen]
        pieces.append(piece)
        word = word[len(piece) :]
        room = rest
    return [*pieces, word]
