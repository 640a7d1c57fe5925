"""What `find` came upon: one line a hit, the words bold in what stands around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from backlog_cli.dates.format import format_day
from backlog_cli.rules.search import term_positions
from backlog_cli.terms import and_list
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.terminal.style import HEADING_STYLE, QUIET_STYLE, user_text
from backlog_cli.views.text import join_lines, wrap_hanging

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from backlog_cli.rules.search import Hit, SearchTerm
    from backlog_cli.views.screen import Screen

NOTHING_FOUND = "Nothing in the file says that. Try fewer words, or part of a word."
NO_DAY = "no day"
_GAP = 2
_MIN_AROUND = 20  # cells for the words around a hit; with less they stand on a line of their own
_INDENT = 4
_ELLIPSIS = "…"


def hits_page(hits: Sequence[Hit], words: Sequence[SearchTerm], *, everything: bool, screen: Screen, today: date) -> Text:
    """Return the hits as lines that fit the screen, newest first, and the count; on a full screen older ones are only counted."""
    if not hits:
        return join_lines(wrap_hanging(Text(NOTHING_FOUND, style=QUIET_STYLE), screen.width))
    room = max(screen.height - 3, 8)
    shown = hits if everything or len(hits) <= room else hits[:room]
    rows = [(_day(hit, today), _owner_text(hit), escape_for_terminal(hit.where)) for hit in shown]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    around = screen.width - sum(widths) - _GAP * len(widths)
    lines: list[Text] = []
    for hit, row in zip(shown, rows, strict=True):
        if around >= _MIN_AROUND:
            cells = (Text(set_cell_size(cell, width + _GAP)) for cell, width in zip(row, widths, strict=True))
            lines.append(Text.assemble(*cells, _hit_text(hit, words, around, screen)))
        else:
            lines += wrap_hanging(Text("  ".join(row)), screen.width, _INDENT)
            lines.append(Text(" " * _INDENT).append_text(_hit_text(hit, words, screen.width - _INDENT, screen)))
    return join_lines([*lines, *wrap_hanging(Text(_count_line(hits, len(shown)), style=QUIET_STYLE), screen.width)])


def _day(hit: Hit, today: date) -> str:
    return format_day(hit.day, today=today) if hit.day else NO_DAY


def _owner_text(hit: Hit) -> str:
    return escape_for_terminal(f"{hit.job} {hit.buyer}" if hit.job is not None else "")


def _hit_text(hit: Hit, words: Sequence[SearchTerm], room: int, screen: Screen) -> Text:
    """What it says around the words, and before that whether it is private or archived."""
    marks = ", ".join(mark for mark, is_so in (("private", hit.private), ("archived", hit.archive)) if is_so)
    mark = f"({marks}) " if marks else ""
    return (
        Text()
        .append(mark, QUIET_STYLE)
        .append_text(_highlighted_excerpt(escape_for_terminal(hit.text), hit.place, words, room - len(mark), screen))
    )


def _count_line(hits: Sequence[Hit], shown: int) -> str:
    archives = sorted({hit.archive for hit in hits if hit.archive}, reverse=True)
    old = sum(hit.archive is not None for hit in hits)
    where = f", {old} of them in {and_list([escape_for_terminal(archive) for archive in archives])}" if old else ""
    more = f"; the {shown} newest are shown: add a word, or --all" if shown < len(hits) else ""
    return f"{len(hits)} found{where}{more}."


def _highlighted_excerpt(text: str, place: int, words: Sequence[SearchTerm], room: int, screen: Screen) -> Text:
    """The text, or as much of it around the first hit as there is room for, with the words bold."""
    start, end = _excerpt_window(text, place, words, room)
    shown = text[start:end]
    out = Text(_ELLIPSIS if start else "").append_text(user_text(shown)).append(_ELLIPSIS if end < len(text) else "")
    shift = len(out.plain.partition(shown)[0])
    for first, last in term_positions(shown, words):
        out.stylize(HEADING_STYLE, shift + first, shift + last)
    if screen.ascii:
        out.plain = out.plain.replace(_ELLIPSIS, ".")
    return out


def _excerpt_window(text: str, place: int, words: Sequence[SearchTerm], room: int) -> tuple[int, int]:
    if cell_len(text) <= room:
        return 0, len(text)
    spans = (span for span in term_positions(text, words) if span[0] >= place)
    place, last = next(spans, (min(place, len(text)),) * 2)
    start = _word_start(text, place, max(min(room // 3, room - cell_len(text[place:last]) - 2), 0))
    left = room - bool(start)
    if cell_len(text[start:]) <= left:
        # There is room before it: the end of the text is shown with as much as fits in front.
        start = _word_start(text, len(text), room - 1)
        return start, len(text)
    end = start
    cells = 0
    while end < len(text) and cells + cell_len(text[end]) <= left - 1:
        cells += cell_len(text[end])
        end += 1
    blank = text.rfind(" ", place + 1, end)
    return start, blank if blank > place and text[end : end + 1] != " " else end


def _word_start(text: str, place: int, room: int) -> int:
    """Where to begin so that at most `room` cells stand before `place`, at the start of a word where there is one."""
    start, cells = place, 0
    while start > 0 and cells + cell_len(text[start - 1]) <= room:
        start -= 1
        cells += cell_len(text[start])
    if start == 0:
        return 0
    blank = text.find(" ", start - 1, place)
    return blank + 1 if blank >= 0 else start
