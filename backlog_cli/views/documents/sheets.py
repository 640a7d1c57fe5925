"""Pictures for meetings: the superintendent's weekly sheet on a screen and on paper, and the walk past the homes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from backlog_cli.dates.format import format_day, format_period, format_short_day
from backlog_cli.rules.changes.answers import pass_on_day
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.meetings.superintendent import AgendaKind, superintendent_first_name
from backlog_cli.rules.meetings.walk import WalkTask
from backlog_cli.rules.summary import channel_of, closing_day, joint_name
from backlog_cli.terms import CANCELLED, Level, and_list, count_with_noun
from backlog_cli.views.data.records import select_fields
from backlog_cli.views.facts import home_facts
from backlog_cli.views.html import builder
from backlog_cli.views.job_phrases import channel_name, closing_words
from backlog_cli.views.terminal.messages import job_title
from backlog_cli.views.terminal.style import (
    ACTION_STYLE,
    HEADING_STYLE,
    QUIET_STYLE,
    level_sign,
    level_style,
    program_text,
    user_text,
)
from backlog_cli.views.text import join_lines, join_texts, keep_days_together, keep_together, pad, wrap_hanging

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.changes.answers import Answer
    from backlog_cli.rules.meetings.superintendent import AgendaItem, HomeAgenda, SuperintendentSheet
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.data.shapes import SheetHomeFacts, StopFacts, SuperFacts, WalkFacts, WalkHomeFacts
    from backlog_cli.views.html.builder import Element
    from backlog_cli.views.screen import Screen

NO_SUPERINTENDENT = "No superintendent noted"
_LABEL_CELLS = 10  # cells of the longest matter and a gap
_LOUDNESS = (Level.GREEN, Level.AMBER, Level.RED)


# On a screen.


def sheets_text(sheets: Sequence[SuperintendentSheet], *, screen: Screen, today: date) -> Text:
    """Return each superintendent's homes in lot order with what there is to talk over; the rest in one line (001-2b)."""
    lines: list[Text] = []
    for sheet in sheets:
        lines += [*_sheet_head(sheet, screen, today), *_home_lines(sheet.stops, screen, today, quiet="nothing for"), Text("")]
    if not lines:
        return Text("no open homes: nothing to go over")
    command = keep_together(program_text("backlog super --answers,", screen, ACTION_STYLE))
    foot = join_texts([Text("Then:"), command, Text("a line each: 41 windows come Tuesday")])
    return join_lines([*lines, *wrap_hanging(foot, screen.width, 2)])


def _sheet_head(sheet: SuperintendentSheet, screen: Screen, today: date) -> list[Text]:
    counts = [
        user_text(sheet.superintendent or NO_SUPERINTENDENT, HEADING_STYLE),
        Text(format_day(today, today=today)),
        Text(count_with_noun(len(sheet.stops), "home")),
        Text(f"{sheet.points} to go over"),
    ]
    return wrap_hanging(join_texts([keep_together(part) for part in counts], screen.signs(" · ")), screen.width, 2)


def walk_text(stops: Sequence[HomeAgenda], *, screen: Screen, today: date) -> Text:
    """Return the homes in lot order with what to do at each, and for whom (001-6b, 001-7a)."""
    busy = sum(bool(stop.points) for stop in stops)
    counts = [
        Text("Walk", style=HEADING_STYLE),
        Text(format_day(today, today=today)),
        Text(f"{busy} of {count_with_noun(len(stops), 'home')} to stop at"),
    ]
    head = wrap_hanging(join_texts([keep_together(part) for part in counts], screen.signs(" · ")), screen.width, 2)
    lines = [*head, *_home_lines(stops, screen, today, quiet="walk past", is_walk=True)]
    if any(point.matter is WalkTask.VIDEO for stop in stops for point in stop.points):
        lines += [
            Text(""),
            *wrap_hanging(
                Text("Film slowly, level, a room at a time; keep the link unlisted.", style=QUIET_STYLE), screen.width, 2
            ),
        ]
    return join_lines(lines)


def _home_lines(stops: Sequence[HomeAgenda], screen: Screen, today: date, *, quiet: str, is_walk: bool = False) -> Iterator[Text]:
    for stop in stops:
        if stop.points:
            yield Text("")
            yield from wrap_hanging(_home_heading(stop.summary, screen, today, is_walk=is_walk), screen.width, 2)
            for point in stop.points:
                yield from _item_lines(point, screen)
    rest = [_lot_and_name(stop.summary) for stop in stops if not stop.points]
    if rest:
        yield Text("")
        yield from wrap_hanging(user_text(f"{quiet}: {', '.join(rest)}", QUIET_STYLE), screen.width, 2)


def _lot_and_name(summary: JobSummary) -> str:
    return f"{f'lot {summary.lot} ' if summary.lot else ''}{joint_name(summary)}"


def _home_heading(summary: JobSummary, screen: Screen, today: date, *, is_walk: bool) -> Text:
    name = join_texts(
        [
            user_text(f"lot {summary.lot}") if summary.lot else Text(),
            user_text(f"{summary.job} {joint_name(summary)}", HEADING_STYLE),
        ],
        "  ",
    )
    about = [name, user_text(_stage_words(summary, today)), user_text(for_whom(summary) if is_walk else _closing(summary, today))]
    return join_texts([keep_together(part) for part in about if part], screen.signs(" · "))


def _stage_words(summary: JobSummary, today: date) -> str:
    """`framing since Nov 12`, and whether it is on hold."""
    since = f" since {format_day(summary.stage_since, today=today)}" if summary.stage_since else ""
    return f"{summary.stage}{since}{', on hold' if summary.hold_what else ''}"


def _closing(summary: JobSummary, today: date) -> str:
    words = closing_words(summary, today=today)
    if summary.stage == CANCELLED or not words:
        return ""
    return f"closed {words}" if summary.closed_date else f"closing {words}"


def for_whom(summary: JobSummary) -> str:
    """`for Chidi and Amara, group-text`: whose eyes the pictures are for, and how they get them."""
    firsts = [buyer.first_name for buyer in summary.buyers]
    return f"for {and_list(firsts)}, {channel_name(channel_of(summary))}"


def _item_lines(point: AgendaItem, screen: Screen) -> list[Text]:
    mark = Text(f" {level_sign(point.level, screen)} ", style=level_style(point.level))
    label = pad(Text(str(point.matter), style=QUIET_STYLE), _LABEL_CELLS - 1)
    words = keep_days_together(program_text(point.text, screen))
    return wrap_hanging(keep_together(join_texts([mark, label], "")).append_text(words), screen.width, 3 + _LABEL_CELLS - 1)


# For scripts.


_STOP_FIELDS = ("job", "key", "buyer", "lot", "community", "stage", "stage_since", "stage_seen", "on_hold", "level", "points")
SUPER_FIELDS = (*_STOP_FIELDS, "closing", "told")
WALK_FIELDS = (*_STOP_FIELDS, "address", "buyers", "channel")


def sheet_facts(sheets: Sequence[SuperintendentSheet], *, fields: str | None = None) -> SuperFacts:
    """Return what `super --json` holds: the sheets, each home with what there is to talk over under `points`."""
    select_fields([], fields, known=SUPER_FIELDS)  # a wrong one is refused without a sheet too
    return {
        "sheets": [
            {
                "superintendent": sheet.superintendent,
                "jobs": select_fields([_sheet_home_facts(stop) for stop in sheet.stops], fields, known=SUPER_FIELDS),
            }
            for sheet in sheets
        ]
    }


def walk_facts(stops: Sequence[HomeAgenda], *, fields: str | None = None) -> WalkFacts:
    """Return what `walk --json` holds: every open home in lot order; `points` is empty where there is nothing to stop for."""
    return {"jobs": select_fields([_walk_home_facts(stop) for stop in stops], fields, known=WALK_FIELDS)}


def _stop_facts(stop: HomeAgenda) -> StopFacts:
    home = stop.summary
    return {
        **home_facts(home),
        "community": home.community,
        "stage": home.stage,
        "stage_since": home.stage_since,
        "stage_seen": home.stage_seen,
        "on_hold": home.hold_what,
        "level": loudest_level(stop),
        "points": [{"matter": one.matter, "level": one.level, "day": one.day, "text": one.text} for one in stop.points],
    }


def _sheet_home_facts(stop: HomeAgenda) -> SheetHomeFacts:
    return {**_stop_facts(stop), "closing": closing_day(stop.summary), "told": stop.summary.told}


def _walk_home_facts(stop: HomeAgenda) -> WalkHomeFacts:
    home = stop.summary
    buyers = [buyer.name for buyer in home.buyers]
    return {**_stop_facts(stop), "address": home.address, "buyers": buyers, "channel": channel_of(home)}


def loudest_level(stop: HomeAgenda) -> Level:
    """Return the strongest level among what is to be talked over at a home; green where there is nothing."""
    return max((point.level for point in stop.points), key=_LOUDNESS.index, default=Level.GREEN)


# On paper.

_PAGE_POINTS = 700.0  # points of height for the rows of one sheet of Letter paper, under its heading
_TALK_POINTS = 240.0  # points of width of the column of words
_NAME_POINTS = 84.0  # and of the column of names
_LETTER_WIDTH = 0.5  # of a letter to its size


class _PrintLayout(NamedTuple):
    """How a sheet is set on paper: its class in the style sheet, letters and line height in points, the least height of a row."""

    name: str
    size: float
    line: float
    least: float
    is_run_on: bool = False  # points one after another in a line, not each on its own

    def height(self, stop: HomeAgenda) -> float:
        """About how many points of height a home takes."""
        words = [f"{point.matter}: {point.text}" for point in stop.points]
        said = [" ~  ".join(words)] if self.is_run_on else words
        lines = sum(self._lines(text, _TALK_POINTS) for text in said)
        names = self._lines(f"{joint_name(stop.summary)} {stop.summary.job}", _NAME_POINTS)
        about = self._lines(f"{stop.summary.stage} since Nov 24", _NAME_POINTS)
        return max(self.least, max(lines, names + about) * self.size * self.line) + 3

    def _lines(self, text: str, width: float) -> int:
        return -(-len(text) // int(width / (self.size * _LETTER_WIDTH)))


# The roomiest that holds the whole sheet on one page is taken; blanks to write in give way first, then the size.
_PRINT_LAYOUTS = (
    _PrintLayout("roomy", 9, 1.3, 44),
    _PrintLayout("snug", 8.5, 1.25, 26),
    _PrintLayout("close", 7.5, 1.17, 0, is_run_on=True),
    _PrintLayout("dense", 7, 1.13, 0, is_run_on=True),
    _PrintLayout("densest", 6.5, 1.1, 0, is_run_on=True),
)


def _print_layout(sheet: SuperintendentSheet) -> _PrintLayout:
    fitting = (way for way in _PRINT_LAYOUTS if sum(way.height(stop) for stop in sheet.stops) <= _PAGE_POINTS)
    # One that fits no page fills several, in a size that is pleasant to read.
    return next(fitting, _PRINT_LAYOUTS[2])


_CSS = """
.sheet{margin-bottom:2.5rem}
.meeting th{overflow-wrap:normal}
.meeting small{display:block;font-size:1em}
.point{display:block}
.point+.point{margin-top:.15rem}
@media not all and (max-width:40rem){
.meeting{table-layout:fixed}
.meeting th:nth-child(1){width:5.5%}
.meeting th:nth-child(2){width:17%}
.meeting th:nth-child(3){width:15%}
.meeting th:nth-child(5){width:19%}
.meeting td:nth-child(5){border-left:1px solid var(--rule)}}
@media screen and (max-width:40rem){
.meeting small{display:inline}
.meeting td:nth-child(4)::before{display:none}}
@media print{
@page{margin:8mm 9mm}
.sheet{margin:0;font-family:Arial,"Liberation Sans",Helvetica,sans-serif}
.sheet h1{margin:0;line-height:1.1}
.sheet p{margin:0 0 3pt}
.sheet table{margin:0}
.meeting th,.meeting td{padding:1pt 3pt}
.roomy table{font-size:9pt;line-height:1.3}
.roomy td{height:47pt}
.snug table{font-size:8.5pt;line-height:1.25}
.snug td{height:29pt}
.snug table,.close table,.dense table,.densest table{height:238mm}
.close table{font-size:7.5pt;line-height:1.17}
.dense table{font-size:7pt;line-height:1.13}
.densest table{font-size:6.5pt;line-height:1.1}
.close .point,.dense .point,.densest .point{display:inline}
.close .point+.point,.dense .point+.point,.densest .point+.point{margin-left:4pt}}
"""
_PAPER_COLUMNS = ("Lot", "Home", "Closing", "To go over", "Write here")


def sheets_page(sheets: Sequence[SuperintendentSheet], backlog: Backlog, *, today: date) -> str:
    """Return the sheets as one web page that prints a sheet of paper for each superintendent, with blanks to write in (001-2b).

    It is made to be handed over: what is private, money, loans and telephone numbers are not in it.
    """
    day = f"{format_day(today, today=today)} {today.year}"
    parts = [_paper_sheet(sheet, backlog, day, today) for sheet in sheets]
    empty = None if parts else builder.paragraph("No open homes: nothing to go over.")
    return builder.html_page(f"Superintendents' sheets, {day}", parts, empty, css=_CSS)


def _paper_sheet(sheet: SuperintendentSheet, backlog: Backlog, day: str, today: date) -> Element:
    homes = len(sheet.stops)
    agent = f" · {backlog.policy.agent}" if backlog.policy.agent else ""
    lead = f"As of {day} · {count_with_noun(homes, 'home')}, {sheet.points} to go over{agent}"
    several = len({stop.summary.community for stop in sheet.stops}) > 1
    rows = [_paper_row(stop, today, is_place_said=several) for stop in sheet.stops]
    return builder.section(
        builder.heading(sheet.superintendent or NO_SUPERINTENDENT, 1),
        builder.paragraph(lead, classes="quiet"),
        builder.table(_PAPER_COLUMNS, rows, classes="meeting"),
        classes=f"sheet {_print_layout(sheet).name}",
    )


def _paper_row(stop: HomeAgenda, today: date, *, is_place_said: bool) -> builder.Row:
    home = stop.summary
    place = [home.lot, home.community if is_place_said else None]
    since = f" since {format_short_day(home.stage_since)}" if home.stage_since else ""
    closing = closing_day(home)
    told = None
    if home.told and not home.closed_date:
        is_same_year = closing is not None and home.told.start.year == closing.year
        told = f"told {format_period(home.told, today=closing if closing and is_same_year else today)}"
    return builder.Row(
        (
            " ".join(part for part in place if part),
            [
                builder.el("b", joint_name(home)),
                " ",
                builder.short(home.job),
                _small_text(f" {home.stage}{since}"),
            ],
            [_closing(home, today).removeprefix("closing "), _small_text(f" {told}") if told else None],
            [_paper_item(point) for point in stop.points],
            None,
        ),
        loudest_level(stop),
    )


def _small_text(words: str) -> Element:
    return builder.el("small", words, class_="quiet")


_KIND_LABELS = {
    AgendaKind.ASK: "Ask",
    AgendaKind.CONCERN: "Concern",
    AgendaKind.CLASH: "Clash",
    AgendaKind.OWED: "Owed",
    AgendaKind.MOVED: "Moved",
}


def _paper_item(point: AgendaItem) -> Element:
    name = f"{_KIND_LABELS[AgendaKind(point.matter)]}:"
    label = builder.el("b", name) if point.level is Level.GREEN else builder.level_mark(point.level, name)
    return builder.el("span", label, f" {point.text} ", class_="point")


# What is said after the answers were typed back.


def answer_lines(before: Sequence[JobSummary], answers: Mapping[str, Sequence[Answer]], *, today: date) -> Iterator[str]:
    """Yield each answer with the question it settled, and by when the buyers have to hear of it (004-3)."""
    news = 0
    for summary in before:
        who = superintendent_first_name(summary.superintendent)
        for answer in answers[summary.job]:
            news += not answer.is_known
            yield f"{job_title(summary)}: {_answer_words(answer, who)}."
    if news:
        by = format_day(pass_on_day(today=today), today=today)
        yield f"Pass {'it' if news == 1 else 'them'} on to the buyers by {by}: backlog draft JOB update, then log it."


def _answer_words(answer: Answer, who: str) -> str:
    if answer.is_known:
        return f'"{shorten(answer.text)}" was written down before'
    if answer.asked is None:
        return f'{who} says "{shorten(answer.text)}"; nobody had asked, it\'s in the log'
    return f'{who} answered "{shorten(answer.asked)}": "{shorten(answer.text)}"'
