"""The bird's-eye table of `list`: one line a home, a sign and a colour each, set to the width there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from backlog_cli.rules.clocks.table import ROWS
from backlog_cli.rules.summary import joint_name
from backlog_cli.terms import Level
from backlog_cli.views.columns import SCREEN_COLUMNS
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.job_phrases import NO_HOME_READABLE, NO_JOBS, reason_words
from backlog_cli.views.terminal.style import HEADING_STYLE, QUIET_STYLE, level_sign, level_style, user_text
from backlog_cli.views.text import join_lines, join_texts, keep_together, pad, wrap_hanging

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.rules.duty import Verdict
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.columns import Column, Home
    from backlog_cli.views.screen import Screen

# What a clock is called where there is no room for its sentence.
SHORT_REASONS = {clock.rule: clock.short for clock in ROWS}

_UNLIMITED = 1_000_000  # cells of a line that is set already
_MIN_CELL = 10  # cells that a column keeps at least
_MIN_WHY = 14  # with less room for the reasons another column gives way
_WHY_SENTENCES = 36  # with this much room the reasons are told in full
_MARGIN = 4  # cells for the sign
_HEADLINE = ("job", "buyer", "lot")  # of a home where homes are listed under each other
_TONED = ("job", "buyer")  # what bears the colour of the level


class _Layout(NamedTuple):
    """Which columns are shown, and how."""

    columns: tuple[Column, ...]
    gap: int = 2
    is_short: bool = False


def _layouts() -> Iterator[_Layout]:
    """What gives way first on a narrow screen: blanks, long cells, then the columns that may be left out."""
    yield _Layout(SCREEN_COLUMNS)
    yield _Layout(SCREEN_COLUMNS, gap=1)
    for step in range(max(column.drop_order for column in SCREEN_COLUMNS) + 1):
        kept = tuple(column for column in SCREEN_COLUMNS if not 1 <= column.drop_order <= step)
        yield _Layout(kept, gap=1, is_short=True)


def list_table(
    homes: Sequence[Home], *, total: int, screen: Screen, columns: Sequence[Column] | None = None, bad: int = 0
) -> Text:
    """Return the homes as a table with the count under it; `total` is how many there are before any term chose (001-0).

    `columns` are those that were asked for, instead of the usual ones. `bad` homes could not be read.
    """
    if not homes:
        none = NO_HOME_READABLE if bad and not total else NO_JOBS
        return join_lines(wrap_hanging(Text(count_line(0, total) if total else none, style=QUIET_STYLE), screen.width))
    if columns is None:
        lines = _table(homes, screen) or _stacked_homes(homes, screen)
    else:
        lines = _grid(homes, columns, screen) or _stacked_grid(homes, columns, screen)
    return join_lines([*lines, Text(count_line(len(homes), total), style=QUIET_STYLE)])


def count_line(shown: int, total: int) -> str:
    """Return `2 of 18 homes`, or `18 homes` where all are shown."""
    every = "1 home" if total == 1 else f"{total} homes"
    return every if shown == total else f"{shown} of {every}"


def _grid(homes: Sequence[Home], columns: Sequence[Column], screen: Screen) -> list[Text]:
    """The homes in the columns that were asked for, wide cells wrapped; empty where they don't fit side by side."""
    rows = [[_chosen_cell(column, home, screen) for column in columns] for home in homes]
    heads = [column.heading or "" for column in columns]
    natural = [max(map(cell_len, cells)) for cells in zip(heads, *rows, strict=True)]
    least = [_MIN_WHY if column.name == "why" else max(_MIN_CELL, len(head)) for column, head in zip(columns, heads, strict=True)]
    widths = _narrowed(natural, least, screen.width - _MARGIN - 2 * (len(columns) - 1))
    if not widths:
        return []
    lines = _grid_row(Text(" " * _MARGIN), heads, widths, [HEADING_STYLE] * len(columns))
    for home, row in zip(homes, rows, strict=True):
        level = home.verdict.level
        rest = QUIET_STYLE if level is Level.ARCHIVED else ""
        styles = [level_style(level) if column.name in _TONED else rest for column in columns]
        lines += _grid_row(Text().append(f" {level_sign(level, screen)}  ", level_style(level)), row, widths, styles)
    return lines


def _narrowed(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths that fit into `room`: the widest column gives way, cell by cell, as far as its least; empty when they can't."""
    widths = list(natural)
    while sum(widths) > room:
        spare = [(width, place) for place, width in enumerate(widths) if width > least[place]]
        if not spare:
            return []
        widths[max(spare)[1]] -= 1
    return widths


def _grid_row(start: Text, cells: Sequence[str], widths: Sequence[int], styles: Sequence[str]) -> list[Text]:
    """One row, in as many lines as its highest cell has."""
    wrapped = [
        wrap_hanging(user_text(cell, style), width) if cell else []
        for cell, width, style in zip(cells, widths, styles, strict=True)
    ]
    lines = []
    for at in range(max(1, *map(len, wrapped))):
        line = start.copy() if at == 0 else Text(" " * _MARGIN)
        for parts, width in zip(wrapped, widths, strict=True):
            line.append_text(pad(parts[at] if at < len(parts) else Text(""), width + 2))
        lines += wrap_hanging(line, _UNLIMITED)
    return lines


def _chosen_cell(column: Column, home: Home, screen: Screen) -> str:
    if column.name == "why":
        return ", ".join(_reason_names(home.verdict))
    return screen.signs(column.text(home)) if column.cell else column.text(home)


def _stacked_grid(homes: Sequence[Home], columns: Sequence[Column], screen: Screen) -> list[Text]:
    """Each home under the other, a fact a line, where the columns don't fit side by side."""
    lines: list[Text] = []
    for home in homes:
        level = home.verdict.level
        named = [column for column in columns if column.name in _HEADLINE] or list(columns[:1])
        head = join_texts([user_text(_chosen_cell(column, home, screen), level_style(level)) for column in named])
        mark = Text().append(f" {level_sign(level, screen)} ", level_style(level))
        lines += wrap_hanging(mark.append_text(head), screen.width, 3)
        for column in (column for column in columns if column not in named):
            if cell := _chosen_cell(column, home, screen):
                name = user_text(f"   {(column.heading or column.name).lower()} ", QUIET_STYLE)
                lines += wrap_hanging(name.append_text(user_text(cell)), screen.width, 5)
    return lines


def _table(homes: Sequence[Home], screen: Screen) -> list[Text]:
    """The homes in columns with a headline; empty when even the fewest columns leave no room for a reason."""
    for layout in _layouts():
        rows = [[_cell(column, home, layout, screen) for column in layout.columns] for home in homes]
        widths = [_width(column, cells) for column, cells in zip(layout.columns, zip(*rows, strict=True), strict=True)]
        room = screen.width - _MARGIN - sum(widths) - layout.gap * len(widths)
        if room >= _MIN_WHY:
            lines = [_headline(layout, widths)]
            for home, row in zip(homes, rows, strict=True):
                lines += _row(home, row, widths, layout, room, screen)
            return lines
    return []


def _cell(column: Column, home: Home, layout: _Layout, screen: Screen) -> str:
    text = column.text(home, is_short=layout.is_short)
    return screen.signs(text) if column.cell else text


def _width(column: Column, cells: Sequence[str]) -> int:
    widths = [cell_len(cell) for cell in cells]
    return max([len(column.heading or ""), *(width for width in widths if not column.max_cells or width <= column.max_cells)])


def _headline(layout: _Layout, widths: list[int]) -> Text:
    names = "".join(f"{column.heading:{width + layout.gap}}" for column, width in zip(layout.columns, widths, strict=True))
    return Text(f"{' ' * _MARGIN}{names}WHY", style=HEADING_STYLE)


def _row(home: Home, row: list[str], widths: list[int], layout: _Layout, room: int, screen: Screen) -> list[Text]:
    """One home; what is wider than its column ends a line of its own, and the rest goes under it."""
    level = home.verdict.level
    rest = QUIET_STYLE if level is Level.ARCHIVED else ""
    lines: list[Text] = []
    line, place = Text().append(f" {level_sign(level, screen)}  ", level_style(level)), _MARGIN
    for column, cell, width in zip(layout.columns, row, widths, strict=True):
        blanks = " " * (width + layout.gap - cell_len(cell))
        line.append(f"{cell}{blanks}", level_style(level) if column.name in _TONED else rest)
        place += width + layout.gap
        if cell_len(cell) > width:
            lines += wrap_hanging(line, screen.width, _MARGIN)
            line = Text(" " * place)
    why = short_reasons(home.summary, home.verdict, room, screen)
    why.stylize(rest)
    return [*lines, *wrap_hanging(keep_together(line).append_text(why), screen.width, place)]


def short_reasons(summary: JobSummary, verdict: Verdict, room: int, screen: Screen) -> Text:
    """Return the reasons as far as `room` cells hold them: whole sentences where there is room, else a word or two each."""
    if summary.cancelled_reason and verdict.level is Level.ARCHIVED:
        return user_text(summary.cancelled_reason)
    firing = [duty for duty in verdict.reasons if duty.is_firing]
    names = _reason_names(verdict)
    if room >= _WHY_SENTENCES:
        for sentences in ([reason_words(duty) for duty in firing], [duty.text for duty in firing]):
            fitted = _fit_parts([screen.signs(escape_for_terminal(words)) for words in sentences], screen.signs(" · "), room)
            if fitted:
                return Text(fitted)
    more = f" +{len(names) - 1}" if len(names) > 1 else ""
    return Text(_fit_parts(names, ", ", room) or "".join(names[:1]) + more)


def _reason_names(verdict: Verdict) -> list[str]:
    """What colours a home, in a word or two each."""
    rules = (duty.rule for duty in verdict.reasons if duty.is_firing)
    return list(dict.fromkeys(SHORT_REASONS.get(rule, rule.replace("-", " ")) for rule in rules))


def _fit_parts(parts: Sequence[str], between: str, room: int) -> str:
    """As many parts as fit, the rest counted: `rate lock, mood +2`. Empty when not even the first does."""
    for count in range(len(parts), 0, -1):
        left = f" +{len(parts) - count}" if count < len(parts) else ""
        line = between.join(parts[:count]) + left
        if cell_len(line) <= room:
            return line
    return ""


def _stacked_homes(homes: Sequence[Home], screen: Screen) -> list[Text]:
    lines: list[Text] = []
    for home in homes:
        summary, verdict = home.summary, home.verdict
        colour = level_style(verdict.level)
        lot = user_text(f"lot {summary.lot}") if summary.lot else Text("")
        number = keep_together(user_text(f" {level_sign(verdict.level, screen)} {summary.job}", colour))
        lines += wrap_hanging(join_texts([number, user_text(joint_name(summary), colour), keep_together(lot)]), screen.width, 3)
        facts = [_stacked_fact(column, home, screen) for column in SCREEN_COLUMNS if column.name not in _HEADLINE]
        under = join_texts([keep_together(Text(fact)) for fact in facts], screen.signs(" · "))
        reasons = short_reasons(summary, verdict, screen.width - 3, screen)
        for body in (under, reasons):
            lines += wrap_hanging(Text("   ").append_text(body), screen.width, 3) if body.plain else []
    return lines


def _stacked_fact(column: Column, home: Home, screen: Screen) -> str:
    told = column.stacked_text(home)
    return screen.signs(told) if column.cell or column.stacked else told
