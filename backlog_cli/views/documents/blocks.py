"""A report as a row of blocks, written down twice: as Markdown to paste, and as a web page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rich.cells import chop_cells

from backlog_cli.terms import Level
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.html import builder, svg
from backlog_cli.views.html.contact import contact_links
from backlog_cli.views.html.links import NO_LINKS
from backlog_cli.views.wrap import cell_len, wrap_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.views.html.builder import Element
    from backlog_cli.views.html.links import PageLinks

WIDTH = 80
# A few numbers do not need the whole page.
CSS = (
    svg.CSS + "table.small{width:auto}table.small td,table.small th{padding-right:1.2rem}.small svg{display:inline-block}"
    "@media screen and (max-width:40rem){table.flows td:first-child{font-weight:600}"
    "table.flows td:first-child::before{content:none}}"
)
_MAX_BAR = 80  # pixels; a phone has no more beside three columns
_UNIT = 12  # pixels of one home
_FEW_COLUMNS = 3  # with more, a row is a block on a phone
_SIGNS = {Level.RED: "! ", Level.AMBER: "~ "}


class Heading(NamedTuple):
    """A heading of a part; `depth` 1 is the report's title."""

    words: str
    depth: int = 2


class Paragraph(NamedTuple):
    """A sentence or two."""

    words: str
    is_current: bool = False


class Bullet(NamedTuple):
    """One entry of a list: whom it is about, what is said, and what is under it."""

    words: str
    name: str = ""
    level: Level | None = None
    under: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()  # the phone numbers and mail addresses in the words, to be links on a page


class Bullets(NamedTuple):
    """A list with an entry a line."""

    entries: tuple[Bullet, ...]


class Table(NamedTuple):
    """A small table; the columns in `numbers` are set to the right. On a page the numbers of the column `bar` have bars."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    bar: int | None = None


class Picture(NamedTuple):
    """A drawing: on a page only, Markdown has the words beside it."""

    drawn: Element


Block: TypeAlias = Heading | Paragraph | Bullets | Table | Picture


# Markdown.


def markdown(blocks: Sequence[Block]) -> str:
    """Return the blocks as Markdown of at most 80 cells a line, the same on a terminal and in a pipe; pictures are left out."""
    parts = [_lines(block) for block in blocks if not isinstance(block, Picture)]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _lines(block: Block) -> list[str]:
    if isinstance(block, Heading):
        return [_shorten_heading(f"{'#' * block.depth} {_escape_tags(block.words)}")]
    if isinstance(block, Paragraph):
        return wrap_line(_escape_tags(block.words), WIDTH, 0)
    if isinstance(block, Bullets):
        return [line for entry in block.entries for line in _bullet(entry)]
    return _table(block) if isinstance(block, Table) else []


def _shorten_heading(line: str) -> str:
    """A heading is one line; what is cut off stands whole in the words under it."""
    return line if cell_len(line) <= WIDTH else f"{chop_cells(line, WIDTH - 3)[0]}..."


def _bullet(entry: Bullet) -> list[str]:
    name = f"**{_escape_tags(entry.name)}** " if entry.name else ""
    sign = _SIGNS.get(entry.level, "") if entry.level else ""
    lines = wrap_line(f"- {sign}{name}{_escape_tags(entry.words)}", WIDTH, 2)
    return lines + [line for words in entry.under for line in wrap_line(f"  - {_escape_tags(words)}", WIDTH, 4)]


def _escape_tags(words: str) -> str:
    """Words as typed, on one line; only what a reader of Markdown could take for a tag is kept from being one."""
    return re.sub(r"<(?=[A-Za-z/!?])", r"\\<", escape_for_terminal(" ".join(words.split())))


def _table(block: Table) -> list[str]:
    cells = [[_escape_tags(cell).replace("|", "\\|") for cell in row] for row in (block.head, *block.rows)]
    widths = [max(3, *(cell_len(row[place]) for row in cells)) for place in range(len(block.head))]
    if sum(widths) + 3 * len(widths) + 1 > WIDTH:
        return _as_list(block)
    rows = [
        [
            " " * (width - cell_len(cell)) + cell if place in block.numbers else cell + " " * (width - cell_len(cell))
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        for row in cells
    ]
    rule = ["-" * (width - 1) + (":" if place in block.numbers else "-") for place, width in enumerate(widths)]
    return [f"| {' | '.join(row)} |" for row in (rows[0], rule, *rows[1:])]


def pasted_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown to be pasted elsewhere: as wide as it needs."""
    lines = [f"| {' | '.join(_escape_tags(cell).replace('|', chr(92) + '|') for cell in row)} |" for row in (head, *rows)]
    return "\n".join([lines[0], f"|{' --- |' * len(head)}", *lines[1:]]) + "\n"


def _as_list(block: Table) -> list[str]:
    """A table too wide for its lines: an entry a row, each cell after its column's name."""
    rows = [[f"{head.lower()} {cell}" for head, cell in zip(block.head, row, strict=True) if cell] for row in block.rows]
    return [line for row in rows for line in wrap_line(f"- {_escape_tags(', '.join(row))}", WIDTH, 2)]


# A page.


def web_page(title: str, blocks: Sequence[Block], links: PageLinks = NO_LINKS) -> str:
    """Return the blocks as one page that asks for nothing outside itself."""
    return builder.html_page(title, links.row, *map(_html_block, blocks), css=CSS)


def _html_block(block: Block) -> Element:
    if isinstance(block, Heading):
        return builder.heading(block.words, block.depth)
    if isinstance(block, Paragraph):
        return builder.paragraph(block.words, classes="quiet" if block.is_current else None)
    if isinstance(block, Bullets):
        return builder.listing([_bullet_content(entry) for entry in block.entries])
    if isinstance(block, Table):
        return _html_table(block)
    return block.drawn


def _html_table(block: Table) -> Element:
    """A small table; a bar is drawn beside its number, so that nothing is said twice."""
    is_wide = len(block.head) > _FEW_COLUMNS
    rows: list[list[builder.Content]] = [list(row) for row in block.rows]
    head, numbers = block.head, block.numbers
    if block.bar is not None:
        place = block.bar + 1
        most = max([1, *(int(row[block.bar]) for row in block.rows)])
        for row, cells in zip(block.rows, rows, strict=True):
            cells.insert(place, _number_bar(int(row[block.bar]), min(_UNIT, _MAX_BAR / most)))
        head = (*head[:place], "", *head[place:])
        numbers = tuple(column + (column >= place) for column in numbers)
    return builder.table(head, rows, numbers=numbers, stacks=is_wide, flows=is_wide, classes="small")


def _number_bar(count: int, unit: float) -> Element | None:
    if not count:
        return None
    drawn = builder.el("rect", width="100%", height="100%", class_="bar")
    return builder.el("svg", drawn, width=round(count * unit), height=10, aria_hidden="true")


def _bullet_content(entry: Bullet) -> list[builder.Content]:
    parts: list[builder.Content] = [builder.level_mark(entry.level), " "] if entry.level in (Level.RED, Level.AMBER) else []
    if entry.name:
        parts += [builder.el("b", entry.name), " "]
    under = builder.listing([contact_links(words, entry.contacts) for words in entry.under]) if entry.under else None
    return [*parts, contact_links(entry.words, entry.contacts), under]
