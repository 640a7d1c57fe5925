"""Lines about homes: sign, number, name and lot in columns, and words beside or under them, as the width allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from backlog_cli.rules.summary import joint_name
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.terminal.style import HEADING_STYLE, level_sign, level_style, user_text
from backlog_cli.views.text import join_texts, keep_together, pad, wrap_hanging

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Level
    from backlog_cli.views.screen import Screen

_NAME_CELLS = 12  # longer names push their own line only
_MIN_BODY = 38  # with less room beside the names, words go under them
_MARGIN = 3  # cells for the sign
_FURTHER = 2  # cells that later lines of one of several things are set in
_JOINED_CELLS = 100  # words that take no more are run together: two lines of a usual screen


class HomeLines:
    """The columns that the homes of one page share, on one screen."""

    def __init__(self, summaries: Iterable[JobSummary], screen: Screen) -> None:
        shown = list(summaries)
        names = [cell_len(escape_for_terminal(joint_name(summary))) for summary in shown]
        self.screen = screen
        self.job = max((cell_len(escape_for_terminal(summary.job)) for summary in shown), default=0)
        self.name = max((cells for cells in names if cells <= _NAME_CELLS), default=0)
        self.lot = max((cell_len(escape_for_terminal(summary.lot)) + 4 for summary in shown if summary.lot), default=0)

    @property
    def indent(self) -> int:
        """Return the cells to the left of the words."""
        return _MARGIN + self.job + 1 + self.name + 2 + self.lot + 2

    @property
    def is_narrow(self) -> bool:
        """Return whether words go under the names."""
        return self.screen.width - self.indent < _MIN_BODY

    def separator(self) -> str:
        """Return the dot between two things on one line."""
        return self.screen.signs(" · ")

    def about(self, level: Level, summary: JobSummary, bodies: Sequence[Text], *, is_listed: bool = False) -> list[Text]:
        """Return one home with words beside it: run together where that is short, else each on a line of its own."""
        lead, hang = self._lead(level, summary)
        joined = join_texts(bodies, self.separator())
        if len(bodies) < 2 or (cell_len(joined.plain) <= _JOINED_CELLS and not is_listed):
            return self._beside(lead, [joined], hang)
        return self._beside(lead, bodies, hang, further=_FURTHER)

    def timed(self, clock: str, summary: JobSummary, body: Text) -> list[Text]:
        """Return a line that begins with a time of day, the lot in its column."""
        place = user_text(f"lot {summary.lot}") if summary.lot else Text("")
        when = Text(f"{' ' * _MARGIN}{clock}", style=HEADING_STYLE)
        if self.is_narrow:
            return wrap_hanging(join_texts([when, keep_together(place), body]), self.screen.width, _MARGIN)
        lead = pad(when, _MARGIN + self.job + 1 + self.name + 2).append_text(pad(place, self.lot + 2))
        return wrap_hanging(keep_together(lead).append_text(body), self.screen.width, self.indent)

    def _lead(self, level: Level, summary: JobSummary) -> tuple[list[Text], int]:
        """The lines that name the home, the last of which words may follow, and where the words begin."""
        color = level_style(level)
        number, buyer = user_text(summary.job, color or HEADING_STYLE), user_text(joint_name(summary), color)
        place = user_text(f"lot {summary.lot}") if summary.lot else Text("")
        head = Text(f" {level_sign(level, self.screen)}", style=color)
        columns = join_texts([head, pad(number, self.job), pad(buyer, self.name)]).append("  ").append_text(pad(place, self.lot))
        if not self.is_narrow and cell_len(columns.plain) <= self.indent - 2:
            return [keep_together(columns).append("  ")], self.indent
        name = join_texts([keep_together(join_texts([head, number])), buyer, keep_together(place)])
        hang = _MARGIN if self.is_narrow else self.indent
        return [*wrap_hanging(name, self.screen.width, _MARGIN), Text(" " * hang)], hang

    def _beside(self, lead: list[Text], bodies: Sequence[Text], hang: int, *, further: int = 0) -> list[Text]:
        *names, first = lead
        leads = [first, *(Text(" " * hang) for _ in bodies[1:])]
        return [
            *names,
            *(
                line
                for before, body in zip(leads, bodies, strict=True)
                for line in wrap_hanging(before.copy().append_text(body), self.screen.width, hang + further)
            ),
        ]
