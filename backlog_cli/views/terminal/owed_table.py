"""`due --owed`: everybody who is owed a weekly update, the longest waiting first, with how to reach them (001-6a)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from backlog_cli.dates.format import format_day
from backlog_cli.rules.due.owed import LOOK_AHEAD_DAYS
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.morning_words import OwedRow, owed_count, owed_row
from backlog_cli.views.terminal.morning_page import left_out_lines, no_jobs_page
from backlog_cli.views.terminal.style import HEADING_STYLE, QUIET_STYLE, level_sign, level_style, user_text
from backlog_cli.views.text import join_lines, keep_together, pad, wrap_hanging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.rules.due.morning import Morning
    from backlog_cli.rules.due.owed import OwedUpdate
    from backlog_cli.terms import Level
    from backlog_cli.views.screen import Screen

_MARGIN = 4  # cells for the sign
_GAP = 2
_MIN_CALL = 16  # with less room beside the rest, how to reach them goes under the home
_HEADINGS = ("DUE", "HOME", "LAST", "CALL")


class _Columns(NamedTuple):
    """Where things are on a line: cells of the first columns, and whether the last is beside them."""

    due: int
    home: int
    last: int
    is_beside: bool


def owed_page(morning: Morning, *, ahead: int, screen: Screen) -> Text:
    """Return every update due within `ahead` days, the hard call's and the focus' too; nobody is cut."""
    if not morning.homes:
        return no_jobs_page(morning, screen)
    today = morning.today
    by_today = [found for found in morning.owed if found.day <= today]
    later = [found for found in morning.owed if found.day > today]
    end = today + timedelta(days=ahead)
    rows = {id(found): owed_row(found, today=today) for found in morning.owed}
    columns = _columns(list(rows.values()), screen)
    title = "THIS WEEK" if ahead == LOOK_AHEAD_DAYS else f"BY {format_day(end, today=today).upper()}"
    lines = [
        *_part("OWED AN UPDATE", by_today, rows, columns, screen),
        *_part(title, later, rows, columns, screen),
    ]
    lines[1:1] = _head(columns, screen) if lines else []
    return join_lines(
        [
            *left_out_lines(morning, screen),
            *lines,
            *wrap_hanging(Text(owed_count(len(by_today), len(later), end, today=today)), screen.width),
        ]
    )


def _columns(rows: Sequence[OwedRow], screen: Screen) -> _Columns | None:
    """Cells of the columns with their gaps; None where the screen is too narrow for any."""
    cells = zip(*((row.due, row.home, row.last) for row in rows), strict=True)
    widths = [max(cell_len(escape_for_terminal(cell)) for cell in column) + _GAP for column in cells]
    left = screen.width - _MARGIN - sum(widths)
    if not widths or left + _GAP < 0:
        return None
    return _Columns(widths[0], widths[1], widths[2], is_beside=left >= _MIN_CALL)


def _part(
    title: str, updates: Sequence[OwedUpdate], rows: dict[int, OwedRow], columns: _Columns | None, screen: Screen
) -> list[Text]:
    lines = [line for found in updates for line in _lines(found.duty.level, rows[id(found)], columns, screen)]
    return [Text(title, style=HEADING_STYLE), *lines] if lines else []


def _head(columns: _Columns | None, screen: Screen) -> list[Text]:
    if columns is None:
        return []
    names = Text(" " * _MARGIN, style=QUIET_STYLE)
    for heading, cells in zip(_HEADINGS, (*columns[:3], 0), strict=True):
        names.append_text(pad(Text(heading if heading != "CALL" or columns.is_beside else ""), cells))
    return wrap_hanging(names, screen.width)


def _lines(level: Level, row: OwedRow, columns: _Columns | None, screen: Screen) -> list[Text]:
    style = level_style(level)
    sign = Text(f" {level_sign(level, screen)}  ", style=style)
    if columns is None:
        head = sign.append_text(user_text(f"{row.due}  {row.home}", style))
        return [*wrap_hanging(head, screen.width, _MARGIN), *_hung(_joined(f"last {row.last}", row, screen), _MARGIN, screen)]
    line = sign.append_text(pad(user_text(row.due, style), columns.due)).append_text(
        pad(user_text(row.home, style), columns.home)
    )
    line = keep_together(line.append_text(pad(user_text(row.last), columns.last)))
    under = _MARGIN + columns.due
    if not columns.is_beside:
        return [*wrap_hanging(line, screen.width, under), *_hung(_joined("", row, screen), under, screen)]
    notes = [piece for note in row.notes for piece in _hung(note, under + columns.home, screen)]
    return [*wrap_hanging(line.append_text(user_text(row.call)), screen.width, under + columns.home + columns.last), *notes]


def _joined(first: str, row: OwedRow, screen: Screen) -> str:
    return screen.signs(" · ").join(part for part in (first, row.call, *row.notes) if part)


def _hung(words: str, indent: int, screen: Screen) -> list[Text]:
    return wrap_hanging(Text(" " * indent).append_text(user_text(words)), screen.width, indent)
