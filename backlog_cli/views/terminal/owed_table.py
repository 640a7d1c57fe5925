"""`due --owed`: everybody who is owed a weekly update, the longest waiting first, with how to reach them (001-6a)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from backlog_cli.dates.format import format_day
from backlog_cli.rules.due.owed import LOOK_AHEAD_DAYS
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.job_phrases import NO_JOBS
from backlog_cli.views.morning_words import OwedRow, owed_count, owed_row
from backlog_cli.views.terminal.style import HEADING_STYLE, QUIET_STYLE, level_sign, level_style, user_text
from backlog_cli.views.text import join_lines, keep_together, pad, wrap_hanging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.rules.due.morning import Morning
    from backlog_cli.rules.due.owed import OwedUpdate
    from backlog_cli.views.screen import Screen

_MARGIN = 4  # cells for the sign
_MIN_CALL = 24  # with less room for how to reach them, a home takes two lines
_HEADINGS = ("DUE", "HOME", "LAST", "CALL")


def owed_page(morning: Morning, *, ahead: int, screen: Screen) -> Text:
    """Return every update due within `ahead` days, the hard call's and the focus' too; nobody is cut."""
    if not morning.homes:
        return join_lines(wrap_hanging(Text(NO_JOBS), screen.width))
    today = morning.today
    by_today = [found for found in morning.owed if found.day <= today]
    later = [found for found in morning.owed if found.day > today]
    end = today + timedelta(days=ahead)
    rows = {id(found): owed_row(found, today=today) for found in morning.owed}
    widths = _widths(list(rows.values()), screen)
    lines = [*_part("OWED AN UPDATE", by_today, rows, widths, screen, is_headed=True)]
    title = "THIS WEEK" if ahead == LOOK_AHEAD_DAYS else f"BY {format_day(end, today=today).upper()}"
    lines += _part(title, later, rows, widths, screen, is_headed=not by_today)
    return join_lines([*lines, *wrap_hanging(Text(owed_count(len(by_today), len(later), end, today=today)), screen.width)])


def _widths(rows: Sequence[OwedRow], screen: Screen) -> tuple[int, int, int] | None:
    """Cells of the first three columns; None where they leave too little room for the last."""
    columns = zip(*((row.due, row.home, row.last) for row in rows), strict=True)
    widths = [max(cell_len(escape_for_terminal(cell)) for cell in cells) + 2 for cells in columns]
    if len(widths) < 3 or _MARGIN + sum(widths) + _MIN_CALL > screen.width:
        return None
    return widths[0], widths[1], widths[2]


def _part(
    title: str,
    updates: Sequence[OwedUpdate],
    rows: dict[int, OwedRow],
    widths: tuple[int, int, int] | None,
    screen: Screen,
    *,
    is_headed: bool,
) -> list[Text]:
    if not updates:
        return []
    head = []
    if is_headed and widths:
        names = Text(" " * _MARGIN, style=QUIET_STYLE)
        for heading, cells in zip(_HEADINGS, (*widths, 0), strict=True):
            names.append_text(pad(Text(heading), cells))
        head = wrap_hanging(names, screen.width)
    lines = [line for found in updates for line in _lines(found, rows[id(found)], widths, screen)]
    return [Text(title, style=HEADING_STYLE), *head, *lines]


def _lines(found: OwedUpdate, row: OwedRow, widths: tuple[int, int, int] | None, screen: Screen) -> list[Text]:
    style = level_style(found.duty.level)
    sign = Text(f" {level_sign(found.duty.level, screen)}  ", style=style)
    if widths is None:
        head = sign.append_text(user_text(f"{row.due}  ", style)).append_text(user_text(row.home, style))
        under = screen.signs(" · ").join(part for part in (f"last {row.last}", row.call, *row.notes) if part)
        return [
            *wrap_hanging(head, screen.width, _MARGIN),
            *wrap_hanging(Text(" " * _MARGIN).append_text(user_text(under)), screen.width, _MARGIN),
        ]
    due, home, last = widths
    lead = sign.append_text(pad(user_text(row.due, style), due)).append_text(pad(user_text(row.home, style), home))
    lead.append_text(pad(user_text(row.last), last))
    edge, under_last = _MARGIN + due + home + last, _MARGIN + due + home
    notes = [line for note in row.notes for line in _hung(note, under_last, screen)]
    return [*wrap_hanging(keep_together(lead).append_text(user_text(row.call)), screen.width, edge), *notes]


def _hung(words: str, indent: int, screen: Screen) -> list[Text]:
    return wrap_hanging(Text(" " * indent).append_text(user_text(words)), screen.width, indent)
