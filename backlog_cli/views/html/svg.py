"""Pictures for a page: bars from sale to keys, homes in each stage, closings by month, a month's calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_period
from backlog_cli.dates.values import MONTHS, WEEKDAYS, add_months
from backlog_cli.rules.meetings.calendar import VisitKind
from backlog_cli.rules.summary import joint_name
from backlog_cli.views.html.builder import drawing, el, table
from backlog_cli.views.terminal.charts import bar_end_words, day_kind_words, format_day_with_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from backlog_cli.rules.meetings.calendar import CalendarDay, CalendarVisit, Month
    from backlog_cli.rules.reports.stages import StageCount
    from backlog_cli.rules.reports.timeline import Timeline, TimelineBar
    from backlog_cli.rules.reports.week import MonthRow
    from backlog_cli.views.html.builder import Content, Element

_ROW_HEIGHT = 22  # units from one line to the next
_BAR_HEIGHT = 10
_NAMES_WIDTH, _ENDS_WIDTH = 190, 110
_MONTH_WIDTH = 44
_HEAD_HEIGHT = 24
_MAX_NAME = 26  # letters beside a bar; the tooltip holds the whole name


def timeline_drawing(found: Timeline) -> Element | None:
    """Return a bar a home with today's line, `told` and the first promise; None without homes (000-7)."""
    if not found.bars:
        return None
    chart = _Chart(found)
    for place, bar in enumerate(found.bars):
        chart.add(bar, _HEAD_HEIGHT + _ROW_HEIGHT * place + _ROW_HEIGHT // 2)
    words = [_row_words(bar, place, chart.width, found.today) for place, bar in enumerate(found.bars)]
    label = f"{len(found.bars)} homes from sale to keys, by closing"
    return drawing(chart.width, chart.height, label, *_grid(chart), *chart.shapes(), *words)


class _Chart:
    """The strokes of all bars, gathered by kind: one path each keeps a page of 150 homes small."""

    def __init__(self, found: Timeline) -> None:
        self.found = found
        self.width = _NAMES_WIDTH + _MONTH_WIDTH * len(found.months) + _ENDS_WIDTH
        self.height = _HEAD_HEIGHT + _ROW_HEIGHT * len(found.bars) + 8
        self.strokes: dict[str, list[str]] = {kind: [] for kind in ("behind", "ahead", "late", "told", "first", "kept")}

    def at(self, day: date) -> int:
        """Return where a day stands; days outside the picture are at its edge."""
        day = min(max(day, self.found.first), self.found.last)
        first = day.replace(day=1)
        months = (day.year - self.found.first.year) * 12 + day.month - self.found.first.month
        length = (add_months(first, 1) - first).days
        return round(_NAMES_WIDTH + _MONTH_WIDTH * (months + (day.day - 1) / length))

    def add(self, bar: TimelineBar, y: int) -> None:
        """One home on the line at `y`."""
        today, told = self.found.today, bar.told.end if bar.told else None
        end = bar.closing or today
        sold = bar.summary.sold_date or today
        reach = min(end, told) if told else end
        self._add_stretch("behind", sold, min(today, end), y)
        self._add_stretch("ahead", max(sold, today), reach, y)
        self._add_stretch("late", max(told, sold) if told and bar.short_days else end, max(end, today) if end < today else end, y)
        if told and told != bar.closing:
            self.strokes["told"].append(f"M{self.at(told)} {y - 8}v16")
        if bar.promised and bar.promised != bar.closing:
            self.strokes["first"].append(_diamond(self.at(bar.promised), y))
        if bar.closing:
            self.strokes["kept"].append(_diamond(self.at(bar.closing), y))

    def _add_stretch(self, kind: str, first: date, last: date, y: int) -> None:
        start, end = self.at(first), self.at(last)
        if end > start:
            self.strokes[kind].append(f"M{start} {y}H{end}")

    def shapes(self) -> Iterator[Element]:
        """Yield everything drawn, what matters most on top; what is late is broken up, so that it shows without colour."""
        inks = {"behind": "var(--bar)", "ahead": "var(--bar-ahead)", "late": "var(--red)"}
        for kind, ink in inks.items():
            dash = "4 2" if kind == "late" else None
            yield el("path", d=self._path(kind), stroke=ink, stroke_width=_BAR_HEIGHT, stroke_dasharray=dash, fill="none")
        yield el("path", d=self._path("told"), stroke="var(--amber)", stroke_width=3, fill="none")
        now = self.at(self.found.today)
        yield el("line", x1=now, y1=_HEAD_HEIGHT - 6, x2=now, y2=self.height, class_="line")
        yield el("path", d=self._path("first"), fill="var(--paper)", stroke="var(--ink)", stroke_width=1.5)
        yield el("path", d=self._path("kept"), class_="ink")

    def _path(self, kind: str) -> str:
        return "".join(self.strokes[kind])


def _grid(chart: _Chart) -> list[Content]:
    found, left = chart.found, _NAMES_WIDTH
    lines = "".join(f"M{left + _MONTH_WIDTH * place} {_HEAD_HEIGHT - 4}V{chart.height}" for place in range(len(found.months)))
    heads = [
        el("text", str(month.year) if month.month == 1 else MONTHS[month.month - 1][:3], x=left + _MONTH_WIDTH * place + 3, y=14)
        for place, month in enumerate(found.months)
    ]
    return [el("path", d=lines, class_="rule"), *heads]


def _diamond(x: int, y: int) -> str:
    return f"M{x} {y - 6}l6 6l-6 6l-6-6z"


def _row_words(bar: TimelineBar, place: int, width: int, today: date) -> Element:
    y = _HEAD_HEIGHT + _ROW_HEIGHT * place + _ROW_HEIGHT // 2 + 4
    name = f"{bar.summary.job} {joint_name(bar.summary)}"
    short = name if len(name) <= _MAX_NAME else f"{name[: _MAX_NAME - 1]}\u2026"
    title = bar_title(bar, today=today) if name == short else f"{name}: {bar_title(bar, today=today)}"
    ending = el("tspan", bar_end_words(bar, today=today), x=width - _ENDS_WIDTH + 10, class_="red" if bar.short_days else None)
    return el("text", el("title", title), short, ending, y=y)


def bar_title(bar: TimelineBar, *, today: date) -> str:
    """Return a bar in one sentence, read by a pointer that rests on it."""
    parts = [
        bar.summary.stage,
        f"told {format_period(bar.told, today=today)}" if bar.told else "no day told",
        f"promised first {format_day_with_year(bar.promised, today)}" if bar.promised else "",
    ]
    return ", ".join(part for part in parts if part)


def pipeline_drawing(rungs: Sequence[StageCount]) -> Element:
    """Return a bar a stage, empty ones too; the numbers are in the table beside it."""
    most = max([1, *(rung.count for rung in rungs)])
    unit = min(28.0, 420 / most)
    shapes: list[Content] = []
    for place, rung in enumerate(rungs):
        y = _ROW_HEIGHT * place
        shapes.append(el("text", rung.stage[:18], x=0, y=y + 15))
        if rung.count:
            shapes.append(el("rect", x=130, y=y + 4, width=round(rung.count * unit, 1), height=14, class_="bar"))
        shapes.append(el("text", rung.count, x=136 + round(rung.count * unit, 1), y=y + 15))
    return drawing(620, _ROW_HEIGHT * len(rungs) + 4, "homes in each stage", *shapes)


def months_drawing(rows: Sequence[MonthRow]) -> Element:
    """Closings by month: closed homes in a full bar, those still to come in a light one."""
    most = max([1, *(row.closed + row.planned for row in rows)])
    step, tall = 44, 110
    unit = tall / most
    shapes: list[Content] = []
    for place, row in enumerate(rows):
        x, floor = step * place, tall + 18
        done, ahead = row.closed * unit, row.planned * unit
        if row.closed:
            shapes.append(el("rect", x=x + 8, y=round(floor - done, 1), width=26, height=round(done, 1), class_="bar"))
        if row.planned:
            top = round(floor - done - ahead, 1)
            shapes.append(el("rect", x=x + 8, y=top, width=26, height=round(ahead, 1), class_="bar-ahead", stroke="var(--bar)"))
        if row.closed + row.planned:
            words = str(row.closed + row.planned)
            shapes.append(el("text", words, x=x + 21, y=round(floor - done - ahead - 4, 1), text_anchor="middle"))
        name = str(row.first.year) if row.first.month == 1 else MONTHS[row.first.month - 1][:3]
        shapes.append(el("text", name, x=x + 21, y=floor + 16, text_anchor="middle"))
    shapes.append(el("line", x1=0, y1=tall + 18, x2=step * len(rows), y2=tall + 18, class_="line"))
    return drawing(step * len(rows), tall + 40, "closings by month: closed and still to come", *shapes)


def month_table(month: Month, *, today: date) -> Element:
    """Return a month as a table with who closes and who comes to orientation; weekends and holidays are shaded and named."""
    rows = [[_day_cell(day, today) for day in week] for week in month.weeks()]
    return table([name[:3] for name in WEEKDAYS], rows, caption=month.name, stacks=False, classes="month")


def _day_cell(day: CalendarDay | None, today: date) -> list[Content]:
    if day is None:
        return []
    number = el("b", f"{day.day.day} today" if day.day == today else str(day.day.day))
    trouble = el("b", " ! together" if day.is_clash else " !", class_="mark red") if day.is_clash or day.is_awkward else None
    kinds = [el("div", words, class_="quiet") for words in day_kind_words(day)]
    return [number, trouble, *kinds, *_visits(day.marks)]


def _visits(marks: Sequence[CalendarVisit]) -> Iterator[Element]:
    for mark in marks:
        sign = "\u25c6" if mark.what is VisitKind.CLOSING else "\u25cb"
        facts = (mark.summary.job, mark.clock or "", f"x{mark.moves}" if mark.moves else "", "closed" if mark.is_past else "")
        name = f"{sign}\u00a0{joint_name(mark.summary)} "
        yield el("div", name, el("small", " ".join(filter(None, facts))), class_="quiet" if mark.is_past else None)
