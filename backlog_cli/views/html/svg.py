"""Pictures for a page: bars from sale to keys, and a month's calendar, both as wide as whatever they are read on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_period
from backlog_cli.dates.values import MONTHS, WEEKDAYS, add_months
from backlog_cli.rules.summary import joint_name
from backlog_cli.views.html.builder import el, short
from backlog_cli.views.html.links import NO_LINKS
from backlog_cli.views.terminal.charts import (
    PROMISE_SIGN,
    VISIT_SIGNS,
    bar_end_words,
    calendar_kinds,
    day_kind_words,
    format_day_with_year,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from backlog_cli.rules.meetings.calendar import CalendarDay, CalendarPromise, CalendarVisit, Month
    from backlog_cli.rules.reports.timeline import Timeline, TimelineBar
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.html.builder import Content, Element
    from backlog_cli.views.html.links import PageLinks

ROW_HEIGHT = 20  # pixels of a bar's drawing, as in the style sheet; its width is the page's business
_EVERY_MONTH = 8  # so many months have room for all their names on a phone
_MANY_MONTHS = 14  # and so many on a wide screen
_QUARTER = 3
_LAST_TENTH = 10  # there a name would leave the picture


# Each home from its sale to its keys.


def timeline_chart(found: Timeline, *, links: PageLinks = NO_LINKS) -> Element | None:
    """Return a row a home with today's line, `told` and the first promise, and the key to it; None without homes (000-7).

    Places are shares of the width, so that the same drawing fits a phone, a screen and a sheet of paper.
    """
    if not found.bars:
        return None
    chart = _Chart(found)
    rows = [_bar_row(bar, chart, found.today, links) for bar in found.bars]
    head = el("tr", el("th", "Home", scope="col"), el("th", chart.scale(), scope="col"), el("th", "Closing", scope="col"))
    label = f"{len(found.bars)} homes from sale to keys, by closing"
    bars = el("table", el("thead", head), el("tbody", *rows), class_="timeline", aria_label=label)
    return el("figure", _timeline_key(is_cut=chart.is_cut), bars)


class _Chart:
    """Months of equal width from the left to the right; a day is a share of the whole."""

    def __init__(self, found: Timeline) -> None:
        self.found = found
        self.months = found.months
        self.is_cut = False  # whether a mark is outside the picture

    def at(self, day: date) -> str:
        """Return the place of a day, as `41.5%`; days outside the picture are at its edge."""
        day = min(max(day, self.found.first), self.found.last)
        first = day.replace(day=1)
        months = (day.year - self.found.first.year) * 12 + day.month - self.found.first.month
        length = (add_months(first, 1) - first).days
        return f"{100 * (months + (day.day - 1) / length) / len(self.months):.1f}%"

    def scale(self) -> Element:
        """Return the names of the months, and with them what every row draws again: the grid and the signs."""
        lines = [el("line", x1=self.at(month), x2=self.at(month), y2="100%", class_="rule") for month in self.months[1:]]
        now = self.at(self.found.today)
        grid = el("g", *lines, el("line", x1=now, x2=now, y2="100%", class_="now"), id="grid")
        signs = (el("path", d=_DIAMOND, id="first"), el("path", d=_DIAMOND, id="closing"))
        names = [self._month_name(month, place) for place, month in enumerate(self.months)]
        return el("svg", el("defs", grid, *signs), *names, role="img", aria_label="months")

    def _month_name(self, month: date, place: int) -> Element | None:
        """The name of a month; between the quarters only where there is room."""
        count = len(self.months)
        is_between = (month.month - 1) % _QUARTER > 0 and count > _EVERY_MONTH
        if (count - place) * _LAST_TENTH < count or (is_between and count > _MANY_MONTHS):
            return None
        words = str(month.year) if month.month == 1 else MONTHS[month.month - 1][:3]
        return el("text", words, x=self.at(month), y=14, class_="between" if is_between else None)

    def bar(self, bar: TimelineBar) -> Iterator[Content]:
        """Yield the strokes of one home, what matters most on top."""
        today, told = self.found.today, bar.told.end if bar.told else None
        end = bar.closing or today
        sold = bar.summary.sold_date or today
        yield self._stretch("behind", sold, min(today, end))
        yield self._stretch("ahead", max(sold, today), min(end, told) if told else end)
        yield self._stretch("late", max(told, sold) if told and bar.short_days else end, max(end, today))
        if told and told != bar.closing:
            yield self._mark(told, el("line", x1=self.at(told), x2=self.at(told), y1=1, y2=ROW_HEIGHT - 1, class_="told"))
        if bar.promised and bar.promised != bar.closing:
            yield self._mark(bar.promised, _sign("first", self.at(bar.promised)))
        if bar.closing:
            yield self._mark(bar.closing, _sign("closing", self.at(bar.closing)))

    def _stretch(self, kind: str, first: date, last: date) -> Element | None:
        start, end = self.at(first), self.at(last)
        return el("line", x1=start, x2=end, class_=kind) if first < last and start != end else None

    def _mark(self, day: date, drawn: Element) -> Element:
        """A mark, or an arrow to where it would be."""
        if self.found.first <= day <= self.found.last:
            return drawn
        self.is_cut = True
        is_before = day < self.found.first
        return el("text", "\u2190" if is_before else "\u2192", x=self.at(day), y=14, text_anchor=None if is_before else "end")


_DIAMOND = "M0-6l6 6-6 6-6-6z"


def _sign(name: str, place: str | int) -> Element:
    return el("use", href=f"#{name}", x=place)


def _bar_row(bar: TimelineBar, chart: _Chart, today: date, links: PageLinks) -> Element:
    home = bar.summary
    name = [links.home(home, f"{home.job} {joint_name(home)}"), el("small", f" {home.stage}") if home.stage else None]
    drawn = el(
        "svg",
        el("title", bar_title(bar, today=today)),
        el("use", href="#grid"),
        *chart.bar(bar),
        role="img",
    )
    return el("tr", el("td", name), el("td", drawn), el("td", bar_end_words(bar, today=today), class_=_late_class(bar)))


def _late_class(bar: TimelineBar) -> str | None:
    return "mark red" if bar.short_days else None


def bar_title(bar: TimelineBar, *, today: date) -> str:
    """Return a bar in one sentence, read by a pointer that rests on it."""
    parts = [
        bar.summary.stage,
        f"told {format_period(bar.told, today=today)}" if bar.told else "no day told",
        f"promised first {format_day_with_year(bar.promised, today)}" if bar.promised else "",
    ]
    return ", ".join(part for part in parts if part)


def _timeline_key(*, is_cut: bool) -> Element:
    """What every stroke and sign means."""
    strokes = (("behind", "so far"), ("ahead", "still to come"), ("late", "later than told"))
    entries: list[Content] = [[_sample(el("line", x2="100%", class_=kind)), words] for kind, words in strokes]
    entries.append(
        [_sample(el("line", x1="50%", x2="50%", y1=1, y2=ROW_HEIGHT - 1, class_="told")), "end of what they were told"]
    )
    entries.append([_sample(el("line", x1="50%", x2="50%", y2="100%", class_="now")), "today"])
    entries.append([_sample(_sign("closing", "50%")), "closing"])
    entries.append([_sample(_sign("first", "50%")), "promised first"])
    entries.append(["(x2)\u00a0", "moved twice"])
    entries += ["\u2190 \u2192 outside the picture"] if is_cut else []
    return _key(entries)


def _sample(drawn: Element) -> Element:
    return el("svg", drawn, width=26, height=ROW_HEIGHT, aria_hidden="true")


def _key(entries: Sequence[Content]) -> Element:
    return el("ul", *(el("li", entry) for entry in entries), class_="key")


# A month.


def month_tables(months: Sequence[Month], *, today: date, links: PageLinks = NO_LINKS) -> Element:
    """Return the months, side by side where there is room, and the key to their signs.

    On a phone a month is a list of the days on which there is something.
    """
    kinds = calendar_kinds(months)
    entries: list[Content] = [f"{VISIT_SIGNS[kind]} {kind}" for kind in kinds]
    entries += [f"{PROMISE_SIGN} promise"] if any(month.promises for month in months) else []
    is_any_care = any(day.needs_care and day.day >= today for month in months for day in month.days)
    entries += [[el("b", "!", class_="mark red"), " look at this day"]] if is_any_care else []
    entries += [[el("span", "\u00a0", class_="off"), " weekend, holiday, day off or away"], "x2 moved twice"]
    tables = [_month_table(month, today, links) for month in months]
    return el("figure", _key(entries), el("div", *tables, class_="months"))


def _month_table(month: Month, today: date, links: PageLinks) -> Element:
    """A month with who closes and who comes to orientation; weekends and holidays are shaded and named."""
    head = el("tr", *(el("th", name[:3], scope="col") for name in WEEKDAYS))
    weeks = [el("tr", *(_day_cell(day, today, links) for day in week)) for week in month.weeks()]
    return el("table", el("caption", month.name), el("thead", head), el("tbody", *weeks), class_="month")


def _day_cell(day: CalendarDay | None, today: date, links: PageLinks) -> Element:
    if day is None:
        return el("td")
    number = el("b", f"{day.day.day} today" if day.day == today else str(day.day.day))
    trouble = el("b", " ! together" if day.is_clash else " !", class_="mark red") if day.needs_care and day.day >= today else None
    kinds = [el("div", words, class_="quiet") for words in day_kind_words(day)]
    classes = (
        "off" if day.is_weekend or day.holiday or day.is_off or day.away else "",
        "today" if day.day == today else "idle" if day.is_empty else "",
    )
    return el(
        "td",
        [number, trouble, *kinds, *_visits(day.marks, links), *_promises(day.promises, links)],
        class_=" ".join(filter(None, classes)) or None,
        data_label=WEEKDAYS[day.day.weekday()][:3],
    )


def _visits(marks: Sequence[CalendarVisit], links: PageLinks) -> Iterator[Element]:
    for mark in marks:
        facts = (mark.clock or "", mark.words, f"x{mark.moves}" if mark.moves else "", "closed" if mark.is_past else "")
        yield _entry(VISIT_SIGNS[mark.what], mark.summary, facts, links, is_past=mark.is_past)


def _promises(found: Sequence[CalendarPromise], links: PageLinks) -> Iterator[Element]:
    for one in found:
        by = "" if one.promise.is_mine else f"{one.promise.by}:"
        yield _entry(PROMISE_SIGN, one.summary, (by, one.promise.text), links)


def _entry(sign: str, home: JobSummary, facts: Sequence[str], links: PageLinks, *, is_past: bool = False) -> Element:
    """Who comes, and smaller the home's number and what else there is to know."""
    rest = " ".join(filter(None, facts))
    about = el("small", short(home.job), f" {rest}" if rest else "")
    return el("div", f"{sign}\u00a0", links.home(home, joint_name(home)), " ", about, class_="quiet" if is_past else None)


CSS = """
figure{margin:.6rem 0 1rem}
.key{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;color:var(--quiet);font-size:.9rem}
.key svg{display:inline-block;vertical-align:middle;margin-right:.4rem}
.key .off{display:inline-block;width:1.6rem;border:1px solid var(--rule)}
.off{background:var(--band)}
.timeline{table-layout:fixed;margin:0}
.timeline th:nth-child(1){width:34%}
.timeline th:nth-child(3){width:8rem}
.timeline td{padding:.1rem .5rem;vertical-align:middle}
.timeline td:nth-child(3){font-weight:600}
.timeline .between{display:none}
line.rule{stroke:var(--rule)}
line.now{stroke:var(--ink);stroke-width:1.5}
.timeline small{color:var(--quiet)}
.timeline svg{width:100%;height:20px}
.behind,.ahead,.late,use[href$="first"],use[href$="closing"]{transform:translateY(10px)}
.behind,.ahead,.late{stroke-width:9;stroke:var(--bar)}
.ahead{stroke:var(--bar-ahead)}
.late{stroke:var(--red);stroke-dasharray:4 2}
.told{stroke:var(--amber);stroke-width:3}
use[href$="closing"]{fill:var(--ink)}
use[href$="first"]{fill:var(--paper);stroke:var(--ink);stroke-width:1.5}
.months{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,44rem),1fr));gap:0 1.2rem}
.month{table-layout:fixed;height:fit-content}
.month td{border:1px solid var(--rule);padding:.25rem .35rem;font-size:.85rem;line-height:1.3;height:3.4rem}
.month td:empty{border:0}
.month small{font-size:.88em}
.month .today{outline:2px solid var(--ink);outline-offset:-2px}
@media screen and (min-width:60rem){.timeline .between{display:inline}}
@media screen and (max-width:60rem){.month td{font-size:.8rem;padding:.2rem}}
@media screen and (min-width:96rem){.months{margin-inline:calc((100% - max(100%,min(100vw - 4rem,96rem)))/2)}}
@media screen and (max-width:40rem){
.timeline,.timeline thead,.timeline tbody,.timeline thead tr,.timeline th:nth-child(2){display:block;width:auto}
.timeline th{padding:.1rem 0}
.timeline th:nth-child(odd){display:none}
.timeline thead{position:sticky;top:0;background:var(--band)}
.timeline tbody tr{display:grid;grid-template-columns:1fr auto;column-gap:.8rem;padding:.35rem 0}
.timeline tbody tr{border-bottom:1px solid var(--rule)}
.timeline td{border:0;padding:0}
.timeline td:nth-child(2){grid-area:2/1/3/3}
.month,.month tbody,.month tr,.month td,.month caption{display:block;height:auto}
.month thead,.month td:empty,.month .idle{display:none}
.month td{border-width:0 0 1px;padding:.4rem .3rem;font-size:.95rem}
.month td::before{content:attr(data-label) "\\a0";font-weight:600}
}
@media print{
figure{margin:4pt 0}
.key{font-size:8pt}
.timeline td{padding:0 4pt}
.month small{font-size:1em}
.month td{font-size:8pt;padding:1.5pt 3pt;height:26pt}
.months{display:block}
.off{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
"""
