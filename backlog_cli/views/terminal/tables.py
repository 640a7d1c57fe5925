"""The bird's-eye table of `list`: one line a home, a sign and a colour each, set to the width there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from backlog_cli.rules.clocks.table import ROWS
from backlog_cli.rules.summary import joint_name
from backlog_cli.terms import CLOSED, Level
from backlog_cli.views.escape import clean
from backlog_cli.views.job_phrases import NO_JOBS, closing_words, moved_words, reason_words, word_days
from backlog_cli.views.terminal.style import HEADING, QUIET, ours, sign, tone, typed
from backlog_cli.views.text import hung, joined, stacked, whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from backlog_cli.rules.duty import Verdict
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.screen import Screen

Listed = tuple["JobSummary", "Verdict"]

# What a clock is called where there is no room for its sentence.
SHORT_REASONS = {clock.rule: clock.short for clock in ROWS}

_NAME_CELLS = 22  # longer names stand on a line of their own, whole
_WHY_LEAST = 20  # with less room for the reasons another column gives way
_WHY_SENTENCES = 36  # with this much room the reasons are told in full


class _Columns(NamedTuple):
    """Which columns are shown, and how."""

    gap: int = 2
    weekday: bool = True
    moved: bool = True
    word: bool = True


# What gives way first on a narrow screen: blanks, the weekday, days without a word, how far it moved.
_NARROWER = (
    _Columns(),
    _Columns(gap=1),
    _Columns(gap=1, weekday=False),
    _Columns(gap=1, weekday=False, word=False),
    _Columns(gap=1, weekday=False, word=False, moved=False),
)


def list_table(jobs: Sequence[Listed], *, total: int, screen: Screen, today: date) -> Text:
    """The homes as a table with the count under it; `total` is how many there are before any term chose (001-0)."""
    if not jobs:
        return stacked(hung(Text(_counted(0, total) if total else NO_JOBS, style=QUIET), screen.width))
    count = _counted(len(jobs), total)
    lines = _table(jobs, screen, today) or _stacked_homes(jobs, screen, today)
    return stacked([*lines, Text(count, style=QUIET)])


def _counted(shown: int, total: int) -> str:
    if shown == total:
        return "1 job" if total == 1 else f"{total} jobs"
    return f"{shown} of {'1 job' if total == 1 else f'{total} jobs'}"


def _table(jobs: Sequence[Listed], screen: Screen, today: date) -> list[Text]:
    """The homes in columns with a headline; empty when even the fewest columns leave no room for a reason."""
    for columns in _NARROWER:
        heads = _heads(columns)
        rows = [_cells(summary, columns, screen, today) for summary, _ in jobs]
        widths = [_width(column, head) for column, head in zip(zip(*rows, strict=True), heads, strict=True)]
        if screen.width - 4 - sum(widths) - columns.gap * len(widths) >= _WHY_LEAST:
            lines = [_headline(heads, widths, columns.gap)]
            for (summary, verdict), row in zip(jobs, rows, strict=True):
                lines += _row(summary, verdict, row, widths, columns.gap, screen)
            return lines
    return []


def _heads(columns: _Columns) -> list[str]:
    return ["JOB", "BUYER", "LOT", "STAGE", "CLOSING", *(["MOVED"] if columns.moved else []), *(["WORD"] if columns.word else [])]


def _cells(summary: JobSummary, columns: _Columns, screen: Screen, today: date) -> list[str]:
    days = word_days(summary, today=today) if columns.word else None
    return [
        clean(summary.job),
        clean(joint_name(summary)),
        clean(summary.lot or ""),
        clean(summary.stage),
        closing_words(summary, today=today, weekday=columns.weekday),
        *([screen.signs(moved_words(summary))] if columns.moved else []),
        *(["" if days is None else f"{days} d"] if columns.word else []),
    ]


def _width(column: Sequence[str], head: str) -> int:
    widths = [cell_len(cell) for cell in column]
    if head == "BUYER":
        widths = [width for width in widths if width <= _NAME_CELLS]
    return max([len(head), *widths])


def _headline(heads: list[str], widths: list[int], gap: int) -> Text:
    names = "".join(f"{head:{width + gap}}" for head, width in zip(heads, widths, strict=True))
    return Text(f"    {names}WHY", style=HEADING)


def _row(summary: JobSummary, verdict: Verdict, row: list[str], widths: list[int], gap: int, screen: Screen) -> list[Text]:
    """One home; a name wider than its column stands on a line of its own and the rest goes under it."""
    room = screen.width - 4 - sum(widths) - gap * len(widths)
    cells = [cell + " " * (width + gap - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
    who = Text().append(f" {sign(verdict.level, screen)}  {cells[0]}{cells[1]}", tone(verdict.level))
    rest = Text("".join(cells[2:])).append_text(why_text(summary, verdict, room, screen))
    if verdict.level is Level.ARCHIVED:
        rest.stylize(QUIET)
    if cell_len(row[1]) <= widths[1]:
        return hung(whole(who + rest), screen.width)
    under = Text(" " * (4 + widths[0] + widths[1] + 2 * gap))
    return [*hung(who, screen.width, 4), *hung(whole(under.append_text(rest)), screen.width)]


def why_text(summary: JobSummary, verdict: Verdict, room: int, screen: Screen) -> Text:
    """The reasons as far as `room` cells hold them: whole sentences where there is room, else a word or two each."""
    if summary.cancelled_reason and verdict.level is Level.ARCHIVED:
        return typed(summary.cancelled_reason)
    firing = [duty for duty in verdict.reasons if duty.is_firing]
    names = list(dict.fromkeys(SHORT_REASONS.get(duty.rule, duty.rule.replace("-", " ")) for duty in firing))
    if room >= _WHY_SENTENCES:
        for sentences in ([reason_words(duty) for duty in firing], [duty.text for duty in firing]):
            fitted = _fitted([screen.signs(clean(words)) for words in sentences], screen.signs(" · "), room)
            if fitted:
                return Text(fitted)
    return Text(_fitted(names, ", ", room) or "".join(names[:1]))


def _fitted(parts: Sequence[str], between: str, room: int) -> str:
    """As many parts as fit, the rest counted: `rate lock, mood +2`. Empty when not even the first does."""
    for count in range(len(parts), 0, -1):
        left = f" +{len(parts) - count}" if count < len(parts) else ""
        line = between.join(parts[:count]) + left
        if cell_len(line) <= room:
            return line
    return ""


def _stacked_homes(jobs: Sequence[Listed], screen: Screen, today: date) -> list[Text]:
    lines: list[Text] = []
    for summary, verdict in jobs:
        colour = tone(verdict.level)
        lot = typed(f"lot {summary.lot}") if summary.lot else Text("")
        head = joined(
            [
                whole(typed(f" {sign(verdict.level, screen)} {summary.job}", colour)),
                typed(joint_name(summary), colour),
                whole(lot),
            ]
        )
        closing = closing_words(summary, today=today, weekday=False)
        ends = f"{summary.stage} {closing}" if summary.stage == CLOSED else clean(summary.stage)
        days = word_days(summary, today=today)
        facts = [
            ends,
            f"closing {closing}" if closing and summary.stage != CLOSED else "",
            moved_words(summary),
            "" if days is None else f"{days} d since a word",
        ]
        under = joined([whole(ours(fact, screen)) for fact in facts], screen.signs(" · "))
        lines += hung(head, screen.width, 3)
        lines += hung(Text("   ").append_text(under), screen.width, 3)
        reasons = why_text(summary, verdict, screen.width - 3, screen)
        lines += hung(Text("   ").append_text(reasons), screen.width, 3) if reasons.plain else []
    return lines
