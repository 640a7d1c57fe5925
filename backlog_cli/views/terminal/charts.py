"""The pictures on a terminal: the month's closings, each home from sale to keys, the stages, and who may cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from backlog_cli.dates.format import format_days, format_period, format_short_day
from backlog_cli.dates.values import MONTHS, WEEKDAYS
from backlog_cli.rules.bookings import BookingKind
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.summary import joint_name
from backlog_cli.terms import and_list
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.job_phrases import closing_words
from backlog_cli.views.terminal.style import (
    ACTION_STYLE,
    HEADING_STYLE,
    QUIET_STYLE,
    level_sign,
    level_style,
    program_text,
    user_text,
)
from backlog_cli.views.text import join_lines, join_texts, keep_together, pad, wrap_hanging
from backlog_cli.views.wrap import wrap_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from backlog_cli.rules.bookings import Booking
    from backlog_cli.rules.meetings.calendar import CalendarDay, CalendarPromise, CalendarVisit, Month
    from backlog_cli.rules.reports.cancellation import HomeAtRisk
    from backlog_cli.rules.reports.stages import StageCount
    from backlog_cli.rules.reports.timeline import Timeline, TimelineBar
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.screen import Screen

LOUD_STYLE = "bold red"
CLOSING_SIGN, ORIENTATION_SIGN = "◆", "○"
VISIT_SIGNS = {
    BookingKind.CLOSING: CLOSING_SIGN,
    BookingKind.ORIENTATION: ORIENTATION_SIGN,
    BookingKind.PRECON: "△",
    BookingKind.PREDRYWALL: "▽",
    BookingKind.APPOINTMENT: "•",
}
PROMISE_SIGN = "□"
_MARKS = (*VISIT_SIGNS.values(), PROMISE_SIGN, "*", "o", "^", "v", "-", "#")
_MAX_WORDS = 40  # of an appointment or a promise

_MIN_GRID = 70  # with fewer cells a month is a list by week
_MIN_PAIR = 110  # with so many, two months stand side by side when both fit
_PAIR_GAP = 4
_EMPTY_CELLS = 4  # a weekday on which nothing ever falls
_WHOLE_CELLS = 11  # a longer name may be parted at its hyphens


# A month.


def calendar_page(months: Sequence[Month], *, screen: Screen, today: date) -> Text:
    """The first month as a grid, the second beside it where there is room; on a narrow screen the first as a list by week."""
    first = months[0]
    if len(months) > 1 and screen.width >= _MIN_PAIR:
        half = (screen.width - _PAIR_GAP) // 2
        grids = [_grid(month, half, screen, today) for month in months[:2]]
        if all(grids):
            sides = [*_side_by_side(grids, half), *_month_foot(months[:2], screen, today)]
            return join_lines(sides)
    grid = _grid(first, screen.width, screen, today) if screen.width >= _MIN_GRID else []
    return join_lines([*(grid or _by_week(first, screen, today)), *_month_foot([first], screen, today)])


def _side_by_side(grids: Sequence[list[Text]], half: int) -> list[Text]:
    left, right = grids
    rows = max(len(left), len(right))
    filled = [[*grid, *(Text("") for _ in range(rows - len(grid)))] for grid in (left, right)]
    return [_trim_end(join_texts([_pad_cell(one, half + _PAIR_GAP), two], "")) for one, two in zip(*filled, strict=True)]


def _pad_cell(text: Text, cells: int) -> Text:
    """The text with blanks up to `cells`."""
    wide = text.copy()
    wide.append(" " * max(cells - cell_len(text.plain), 0))
    return wide


def _trim_end(line: Text) -> Text:
    line.rstrip()
    return line


def _grid(month: Month, width: int, screen: Screen, today: date) -> list[Text]:
    """The month's weeks; empty when the words of some weekday do not fit."""
    weeks = month.weeks()
    widths = _column_widths([[_cell_texts(day, screen, today) for day in week] for week in weeks], width)
    if not widths:
        return []
    heads = [_pad_cell(Text(name[:3], style=HEADING_STYLE), cells) for name, cells in zip(WEEKDAYS, widths, strict=True)]
    lines = [Text(month.name.center(width).rstrip(), style=HEADING_STYLE), _trim_end(join_texts(heads, " "))]
    for week in weeks:
        columns = [_lines_in(day, cells, screen, today) for day, cells in zip(week, widths, strict=True)]
        for row in range(max(map(len, columns))):
            found = [column[row] if row < len(column) else Text("") for column in columns]
            lines.append(_trim_end(Text(" ").join(_pad_cell(text, cells) for text, cells in zip(found, widths, strict=True))))
    return lines


def _column_widths(weeks: Sequence[Sequence[Sequence[str]]], width: int) -> list[int]:
    """Cells for each weekday: its longest word, then evenly whatever room there is. Empty when the words do not fit."""
    columns = zip(*weeks, strict=True)
    words = [[word for texts in column for text in texts for word in _unbreakable_pieces(text)] for column in columns]
    widths = [max([_EMPTY_CELLS, *map(cell_len, found)]) for found in words]
    spare = width - 6 - sum(widths)
    if spare < 0:
        return []
    for _ in range(spare):
        widths[min(range(7), key=lambda n: widths[n])] += 1
    return widths


def _unbreakable_pieces(text: str) -> list[str]:
    """What a line break never parts: words, a sign with the first word after it, a long name up to its hyphens."""
    words = text.split()
    if words and words[0] in _MARKS:
        return [f"  {piece}" for word in words[1:] for piece in _split_hyphens(word)]
    return [piece for word in words for piece in _split_hyphens(word)]


def _split_hyphens(word: str) -> list[str]:
    parts = word.split("-")
    return [word] if cell_len(word) <= _WHOLE_CELLS else [f"{part}-" for part in parts[:-1]] + parts[-1:]


def _cell_texts(day: CalendarDay | None, screen: Screen, today: date) -> list[str]:
    """What is in the cell of one day, a text each: its number, what kind of day it is, and who comes."""
    if day is None:
        return []
    return [text.plain for text in _day_texts(day, screen, today)]


def _day_texts(day: CalendarDay, screen: Screen, today: date) -> list[Text]:
    kind = [Text(words, style=QUIET_STYLE) for words in day_kind_words(day)]
    return [_number_text(day, today), *kind, *_mark_texts(day, screen)]


def _number_text(day: CalendarDay, today: date) -> Text:
    number = Text(str(day.day.day), style=QUIET_STYLE if day.is_weekend and day.day != today else HEADING_STYLE)
    if day.day == today:
        number.append(" today", style=ACTION_STYLE)
    if day.needs_care and day.day >= today:
        number.append(" !", style=LOUD_STYLE)
    return number


def day_kind_words(day: CalendarDay) -> list[str]:
    """Return what makes a day unlike others: a holiday, a day off, an absence."""
    return [words for words in (day.holiday or "", "day off" if day.is_off else "", "away" if day.away else "") if words]


def _mark_texts(day: CalendarDay, screen: Screen) -> list[Text]:
    """What falls on a day, a text each, its sign in front."""
    found = []
    for sign, words, is_past in _signed_words(day):
        past = QUIET_STYLE if is_past else ""
        found.append(Text(screen.signs(sign), style=past or HEADING_STYLE).append(f" {words}", style=past))
    return found


def _signed_words(day: CalendarDay) -> list[tuple[str, str, bool]]:
    """The sign and the words of everything that falls on a day, and whether it is past."""
    visits = [(VISIT_SIGNS[mark.what], visit_words(mark), mark.is_past) for mark in day.marks]
    return [*visits, *((PROMISE_SIGN, promise_words(found), False) for found in day.promises)]


def visit_words(mark: CalendarVisit) -> str:
    """Who comes: `Nguyen MW-087 x2`, with the hour, with what an appointment is for, or that it closed."""
    moves = f"x{mark.moves}" if mark.moves else ""
    facts = (mark.clock or "", shorten(mark.words, _MAX_WORDS), moves, "closed" if mark.is_past else "")
    return " ".join(map(escape_for_terminal, filter(None, (joint_name(mark.summary), mark.summary.job, *facts))))


def promise_words(found: CalendarPromise) -> str:
    """`Okafor HC-1041 paint codes`; whose promise it is where it is not hers."""
    by = "" if found.promise.is_mine else f"{found.promise.by}:"
    words = (joint_name(found.summary), found.summary.job, by, shorten(found.promise.text, _MAX_WORDS))
    return " ".join(map(escape_for_terminal, filter(None, words)))


def _lines_in(day: CalendarDay | None, cells: int, screen: Screen, today: date) -> list[Text]:
    if day is None:
        return []
    lines = [_number_text(day, today)]
    for words in day_kind_words(day):
        lines += [Text(line.plain.strip(), style=QUIET_STYLE) for line in wrap_hanging(Text(words), cells)]
    for sign, words, is_past in _signed_words(day):
        style = QUIET_STYLE if is_past else ""
        rows = wrap_line(words, cells - 2)
        lines += [Text(f"  {line}" if n else f"{screen.signs(sign)} {line}", style=style) for n, line in enumerate(rows)]
    return lines


def _by_week(month: Month, screen: Screen, today: date) -> list[Text]:
    lines = [Text(month.name, style=HEADING_STYLE)]
    for week in month.weeks():
        days = [day for day in week if day is not None]
        filled = [day for day in days if not day.is_empty or day.day == today]
        lines.append(
            Text(
                screen.signs(f"{format_short_day(days[0].day)} – {format_short_day(days[-1].day)}"),
                style=HEADING_STYLE if filled else QUIET_STYLE,
            )
        )
        for day in filled:
            number, *others = _day_texts(day, screen, today)
            lead = Text(f"  {WEEKDAYS[day.day.weekday()][:3]} ").append_text(pad(number, 2))
            lines += wrap_hanging(join_texts([lead, join_texts(map(keep_together, others), ", ")], "  "), screen.width, 10)
    return lines


def _month_foot(months: Sequence[Month], screen: Screen, today: date) -> list[Text]:
    lines: list[Text] = []
    for month in months:
        name = f"{month.name}: " if len(months) > 1 else ""
        counts = month_counts(month)
        lines += wrap_hanging(Text(f"{name}{', '.join(counts)}", style=HEADING_STYLE), screen.width, 2)
        for day in month.days:
            lines += [
                line
                for words in trouble_words(day, today=today)
                for line in wrap_hanging(program_text(f" ! {words}", screen, LOUD_STYLE), screen.width, 3)
            ]
    return [*lines, *wrap_hanging(_legend(months, screen), screen.width, 2)]


def month_counts(month: Month) -> list[str]:
    """Return how much of everything there is; of closings and orientations also that there are none."""
    found = [count_phrase(month.count(kind), kind) for kind in BookingKind if kind in _ALWAYS_SHOWN or month.count(kind)]
    return [*found, count_phrase(len(month.promises), "promise")] if month.promises else found


_ALWAYS_SHOWN = (BookingKind.CLOSING, BookingKind.ORIENTATION)


def calendar_kinds(months: Sequence[Month]) -> list[BookingKind]:
    """Return the kinds of bookings that the months hold, and those that are always told of."""
    return [kind for kind in BookingKind if kind in _ALWAYS_SHOWN or any(month.count(kind) for month in months)]


def _legend(months: Sequence[Month], screen: Screen) -> Text:
    """The signs that are on the page, each kept with its word."""
    signs = [f"{VISIT_SIGNS[kind]} {kind}" for kind in calendar_kinds(months)]
    signs += [f"{PROMISE_SIGN} promise"] if any(month.promises for month in months) else []
    entries = [keep_together(Text(screen.signs(words), style=QUIET_STYLE)) for words in (*signs, "x2 moved twice")]
    return join_texts(entries, "   ")


def trouble_words(day: CalendarDay, *, today: date) -> list[str]:
    """Return what is wrong with a day still to come: `Fri Dec 4: 3 visits on one day` (002-3)."""
    if day.day < today:
        return []
    name = f"{WEEKDAYS[day.day.weekday()][:3]} {format_short_day(day.day)}"
    found = [f"{name}: {_overlap_words(*pair)}" for pair in day.overlaps]
    told = {one.summary.key for pair in day.overlaps for one in pair}
    if day.is_clash and not all(mark.summary.key in told for mark in day.crowding):
        who = ", ".join(escape_for_terminal(joint_name(mark.summary)) for mark in day.crowding)
        found.append(f"{name}: {len(day.crowding)} visits on one day ({who})")
    if day.is_awkward:
        where = and_list([part for part in ("on a weekend" if day.is_weekend else "", _closed_words(day)) if part])
        found.append(f"{name}: {_visits_noun(day.awkward)} {where}")
    return found


def _overlap_words(one: Booking, other: Booking) -> str:
    """`Okafor frame walk 10:00 to 10:30 overlaps Brandt orientation 10:15 to 11:15`."""
    sides = [f"{joint_name(found.summary)} {shorten(found.what, _MAX_WORDS)} {found.hours}" for found in (one, other)]
    return escape_for_terminal(" overlaps ".join(sides))


def _closed_words(day: CalendarDay) -> str:
    if day.holiday is not None:
        return f"on {day.holiday}"
    if day.is_off:
        return "on a day off"
    return "while you are away" if day.away else ""


def _visits_noun(marks: Sequence[CalendarVisit]) -> str:
    kinds = {mark.what for mark in marks}
    if len(kinds) > 1:
        return "visits"
    (kind,) = kinds
    return f"{'an' if kind[0] in 'ao' else 'a'} {kind}"


def count_phrase(number: int, what: str) -> str:
    """`1 closing`, `no closings`, `3 closings`."""
    return f"1 {what}" if number == 1 else f"{number or 'no'} {what}s"


# Each home from its sale to its keys.

_MIN_CHART = 26
_NAME_CELLS = 26  # a longer name stands on a line of its own
_MAX_BEHIND = 4
_CELL_STYLES = {
    "█": "",
    "░": QUIET_STYLE,
    "▒": "red",
    "│": ACTION_STYLE,
    "◆": HEADING_STYLE,
    "T": "yellow",
    "◇": "yellow",
    "→": HEADING_STYLE,
    "←": "yellow",
}


def timeline_page(found: Timeline, *, screen: Screen, today: date) -> Text:
    """Return a bar a home, the soonest closing first: what was promised first against what it has become (000-7, 002-4)."""
    if not found.bars:
        return join_lines(wrap_hanging(Text("no open homes", style=QUIET_STYLE), screen.width))
    names = [_bar_name(bar.summary) for bar in found.bars]
    left = max((cell_len(name) for name in names if cell_len(name) <= _NAME_CELLS), default=0)
    ends = [bar_end_words(bar, today=today) for bar in found.bars]
    right = max(map(cell_len, ends))
    per_month = (screen.width - left - right - 4) // len(found.months)
    if per_month < 1 or per_month * len(found.months) < _MIN_CHART:
        return join_lines([*_bars_in_words(found, screen, today), *_timeline_foot(found, screen, today)])
    lines = [Text(" " * (left + 2) + month_heads(found.months, per_month), style=HEADING_STYLE)]
    for bar, name, end in zip(found.bars, names, ends, strict=True):
        chart = _style_cells(bar_as_cells(bar, found, per_month), screen)
        lead = _pad_cell(Text(name), left) if cell_len(name) <= left else Text(" " * left)
        lines += [] if cell_len(name) <= left else wrap_hanging(Text(name), screen.width, 2)
        ending = Text(end, style=LOUD_STYLE if bar.short_days else "")
        lines.append(_trim_end(join_texts([lead, chart, ending], "  ")))
    return join_lines([*lines, *_timeline_key(lines, screen), *_timeline_foot(found, screen, today)])


def _timeline_key(lines: Sequence[Text], screen: Screen) -> list[Text]:
    """What the signs mean; arrows only where some are drawn."""
    legend = "█ behind us  ░ to come  ▒ later than told  │ today  ◆ closing  T told  ◇ promised first  (x2) moved twice"
    parts = [screen.signs(part) for part in legend.split("  ")]
    arrows = "<>" if screen.ascii else "←→"
    drawn = "".join(line.plain for line in lines)
    parts += [f"{arrow} outside the picture" for arrow in arrows if arrow in drawn]
    return wrap_hanging(join_texts([keep_together(Text(part, style=QUIET_STYLE)) for part in parts], "  "), screen.width)


def _bar_name(summary: JobSummary) -> str:
    return f"{escape_for_terminal(summary.job)} {escape_for_terminal(joint_name(summary))}"


def bar_end_words(bar: TimelineBar, *, today: date) -> str:
    """Return the closing with how often it was moved: `Jan 15 (x3)`."""
    day = closing_words(bar.summary, today=today, weekday=False) or "no date"
    return f"{day} (x{bar.moves})" if bar.moves else day


def month_heads(months: Sequence[date], per_month: int) -> str:
    """Return the months' names over their cells; some are left out where they would touch."""
    step = next(step for step in (1, 2, 3, 4, 6) if step * per_month > 3 or step == 6)
    heads = ["" if (month.month - 1) % step else _month_head(month, step * per_month) for month in months]
    cells = [" "] * (len(months) * per_month)
    for place, head in enumerate(heads):
        cells[place * per_month : place * per_month + len(head)] = head
    return "".join(cells[: len(months) * per_month]).rstrip()


def _month_head(month: date, cells: int) -> str:
    """`Nov`; January bears its year where that fits."""
    return str(month.year) if month.month == 1 and cells > 4 else MONTHS[month.month - 1][:3]


def bar_as_cells(bar: TimelineBar, found: Timeline, per_month: int) -> str:
    """One bar as signs, `per_month` of them for each month."""
    width = len(found.months) * per_month

    def at(day: date) -> int:
        months = (day.year - found.first.year) * 12 + day.month - found.first.month
        return months * per_month + (day.day - 1) * per_month // 31

    cells = [" "] * width
    closing, now = bar.closing, at(found.today)
    end = at(closing) if closing else now
    sold = bar.summary.sold_date
    for place in range(max(0, at(sold)) if sold else now, min(width, max(end, now) + 1)):
        is_late = bar.told is not None and closing is not None and at(bar.told.end) < place <= end
        cells[place] = "▒" if is_late or place > end else "█" if place <= now else "░"
    if 0 <= now < width:
        cells[now] = "│"
    for day, mark in ((bar.promised, "◇"), (bar.told.end if bar.told else None, "T"), (closing, "◆")):
        if day is not None:
            place = at(day)
            cells[min(max(place, 0), width - 1)] = mark if 0 <= place < width else "→" if place >= width else "←"
    return "".join(cells)


def _style_cells(cells: str, screen: Screen) -> Text:
    text = Text()
    for mark in cells:
        text.append(
            screen.signs({"←": "<", "→": ">"}.get(mark, mark)) if screen.ascii else mark, style=_CELL_STYLES.get(mark, "")
        )
    return text


def _bars_in_words(found: Timeline, screen: Screen, today: date) -> list[Text]:
    lines: list[Text] = []
    for bar in found.bars:
        lines += wrap_hanging(
            join_texts([user_text(_bar_name(bar.summary), HEADING_STYLE), Text(bar_end_words(bar, today=today))], "  "),
            screen.width,
            3,
        )
        lines += wrap_hanging(program_text(f"   {bar_words(bar, today=today)}", screen), screen.width, 3)
    return lines


def bar_words(bar: TimelineBar, *, today: date) -> str:
    """Return a bar in words: `first promised Oct 30 · told Dec 11 · 35 days later than told`."""
    parts = [
        f"first promised {format_day_with_year(bar.promised, today)}" if bar.promised else "",
        f"told {format_period(bar.told, today=today)}" if bar.told else "no day told",
        f"{format_days(bar.short_days)} later than told" if bar.short_days else "",
    ]
    return " · ".join(part for part in parts if part)


def format_day_with_year(day: date, today: date) -> str:
    """`Dec 11`, with its year when that is not today's."""
    return format_short_day(day) if day.year == today.year else f"{format_short_day(day)} {day.year}"


def _timeline_foot(found: Timeline, screen: Screen, today: date) -> list[Text]:
    later = [bar for bar in found.bars if bar.slip_days > 0]
    short = [bar for bar in found.bars if bar.short_days > 0]
    homes = count_phrase(len(found.bars), "open home")
    parts = [
        homes,
        f"{len(later)} later than first promised, by up to {format_days(max(bar.slip_days for bar in later))}" if later else "",
        f"{len(short)} later than told" if short else "",
    ]
    lines = wrap_hanging(
        join_texts([keep_together(program_text(part, screen, HEADING_STYLE)) for part in parts if part], screen.signs(" · ")),
        screen.width,
        2,
    )
    behind = found.behind
    for bar in behind[:_MAX_BEHIND]:
        lines += wrap_hanging(program_text(f" ~ {behind_words(bar, today=today)}", screen), screen.width, 3)
    if len(behind) > _MAX_BEHIND:
        lines.append(Text(f"   +{len(behind) - _MAX_BEHIND} more whose stages run past the closing", style=QUIET_STYLE))
    return lines


def behind_words(bar: TimelineBar, *, today: date) -> str:
    """Return why a closing may not hold: `HC-1037 Brandt: drywall to keys usually takes to Jan 28, 13 days past Jan 15`."""
    if bar.forecast is None or bar.closing is None:
        return ""
    source = f" ({bar.source})" if bar.source else ""
    stage = escape_for_terminal(bar.summary.stage)
    forecast, closing = format_day_with_year(bar.forecast, today), format_day_with_year(bar.closing, today)
    days = f"{forecast}, {format_days(bar.forecast_late)} past {closing}"
    return f"{_bar_name(bar.summary)}: from {stage} on, the stages usually take until {days}{source}"


# The stages.

_MIN_BAR = 6
_MAX_CELLS = 30  # a longer name goes on in the next line


def pipeline_page(rungs: Sequence[StageCount], *, screen: Screen) -> Text:
    """Return how many homes are in each stage, how long, and which has waited longest; the counts sum to `list` (001-0)."""
    total = sum(rung.count for rung in rungs)
    names = [escape_for_terminal(rung.stage) for rung in rungs]
    left = max([5, *map(cell_len, names)])
    ends = [oldest_words(rung) for rung in rungs]
    right = min(_MAX_CELLS, max([len("LONGEST"), *map(cell_len, ends)]))
    most = max([1, *(rung.count for rung in rungs)])
    room = screen.width - left - right - len("  HOMES  ") - len("  DAYS  USUAL  ")
    is_wide = room >= _MIN_BAR
    unit = min(3, room // most)
    bar_cells = max(_MIN_BAR, min(room, most * max(1, unit))) if is_wide else 0
    head = f"{'STAGE':{left}}  HOMES  {' ' * bar_cells}  DAYS  USUAL  LONGEST" if is_wide else f"{'STAGE':{left}}  HOMES  DAYS"
    lines = [Text(head[: screen.width], style=HEADING_STYLE)]
    for rung, name, end in zip(rungs, names, ends, strict=True):
        style = "" if rung.count else QUIET_STYLE
        lead = _pad_cell(Text(name, style=style), left).append(f"  {rung.count:5}", style=style)
        days = "" if rung.median_days is None else str(rung.median_days)
        if not is_wide:
            lines += wrap_hanging(lead.append(f"  {days:>4}  {end}".rstrip(), style=style), screen.width, left + 2)
            continue
        ticks = rung.count * unit or -(-rung.count * bar_cells // most)
        bar = _pad_cell(program_text("█" * ticks, screen, ACTION_STYLE), bar_cells)
        usual = f"{rung.usual}{'*' if rung.source else ''}"
        row = join_texts([lead, bar], "  ").append(f"  {days:>4}  {usual:>5}  ", style=style)
        indent = cell_len(row.plain)
        lines += map(_trim_end, wrap_hanging(keep_together(row).append(end, style=style), screen.width, indent))
    lines += wrap_hanging(
        Text(f"{count_phrase(total, 'open home')}; days: the median, days on hold not counted", style=QUIET_STYLE), screen.width
    )
    source = next((rung.source for rung in rungs if rung.source), "")
    return join_lines([*lines, *([Text(f"* {source}", style=QUIET_STYLE)] if source else [])])


def oldest_words(rung: StageCount) -> str:
    """Return the home that has stood longest in a stage: `HC-1041 Okafor 20 d`; empty without one."""
    return "" if rung.oldest is None else f"{_bar_name(rung.oldest)} {rung.oldest_days} d"


# Who may cancel.


def risk_page(homes: Sequence[HomeAtRisk], *, screen: Screen, today: date) -> Text:
    """The homes at risk, the most first, each with the parts of its number in words and what would lower it (001-11, 000-16)."""
    shown = [home for home in homes if home.total]
    lines: list[Text] = []
    for home in shown:
        summary, parts, level = home.summary, home.parts, home.verdict.level
        colour = level_style(level)
        lead = Text(f" {level_sign(level, screen)} {home.total:3} ", style=colour)
        closing = closing_words(summary, today=today, weekday=False)
        facts = [
            user_text(summary.stage),
            Text(f"closing {closing}" if closing else ""),
            Text(", ".join(home.flags), style=QUIET_STYLE),
        ]
        about = join_texts([keep_together(fact) for fact in facts], screen.signs(" · "))
        lines += wrap_hanging(
            join_texts([lead.append_text(user_text(_bar_name(summary), colour or HEADING_STYLE)), about], "  "), screen.width, 7
        )
        told = join_texts(
            [keep_together(Text(f"{part.points} {escape_for_terminal(part.words)}")) for part in parts], screen.signs(" · ")
        )
        lines += wrap_hanging(Text(" " * 7).append_text(told), screen.width, 7)
        lines += wrap_hanging(Text(" " * 7).append_text(program_text(parts[0].next, screen, ACTION_STYLE)), screen.width, 7)
    calm = len(homes) - len(shown)
    words = f"{count_phrase(len(shown), 'open home')} at risk, {calm} with no warning signs; risk runs from 0 to 100"
    return join_lines([*lines, *wrap_hanging(Text(words, style=QUIET_STYLE), screen.width, 2)])
