"""The pre-call card: one home on one screen, as much as the screen holds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from backlog_cli.rules.history import EMPTY_HISTORY, History
from backlog_cli.rules.summary import talks_until
from backlog_cli.views.terminal.card_sections import (
    Card,
    Detail,
    agreed_lines,
    closing_lines,
    file_lines,
    heading_lines,
    home_lines,
    left_out_lines,
    open_lines,
    people_lines,
    state_lines,
    talk_lines,
)
from backlog_cli.views.text import fit_lines, join_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from backlog_cli import model
    from backlog_cli.rules.due.countdown import MissingItem
    from backlog_cli.rules.duty import Verdict
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy
    from backlog_cli.views.screen import Screen

_FULL_DETAIL = Detail(is_airy=True, talks=1_000_000, everything=True)
_DETAIL_LEVELS = (
    Detail(is_airy=True),
    Detail(),
    Detail(talks=1),
    Detail(talks=1, notes=False),
    Detail(talks=1, notes=False, reasons=4, missing=4),
    Detail(talks=0, notes=False, reasons=3, missing=4),
    Detail(talks=0, notes=False, reasons=2, missing=4),
    Detail(talks=0, notes=False, reasons=2, explains=False, missing=4),
    Detail(talks=0, notes=False, reasons=1, explains=False, missing=2),
)


def card_text(
    summary: JobSummary,
    job: model.Job,
    verdict: Verdict,
    *,
    policy: Policy,
    screen: Screen,
    today: date,
    everything: bool = False,
    history: History = EMPTY_HISTORY,
    missing: Sequence[MissingItem] = (),
) -> Text:
    """Return the pre-call card: what was agreed and their own words first, then all that a good call needs, on one screen.

    `everything` adds every conversation and every other key the file holds; `history` is what closed homes teach. `missing`
    is what the closing waits for, or what a closed home's buyers were not asked yet.
    """
    talks = talks_until(summary, today=today)[::-1]
    card = Card(summary, job, verdict, policy, screen, today, history, missing, talks)
    if everything:
        return join_lines(_card_lines(card, _FULL_DETAIL))
    return join_lines(fit_lines(_DETAIL_LEVELS, partial(_card_lines, card), screen.height))


def _card_lines(card: Card, room: Detail) -> list[Text]:
    """The whole card, part by part."""
    parts = [
        [*heading_lines(card), *agreed_lines(card)],
        people_lines(card),
        open_lines(card),
        home_lines(card, explains=room.explains),
        closing_lines(card, room),
        state_lines(card, room),
        talk_lines(card, card.talks[: room.talks], in_full=room.everything),
        file_lines(card) if room.everything else (),
        left_out_lines(card, room),
    ]
    lines: list[Text] = []
    for part in map(list, parts):
        lines += [Text(""), *part] if lines and part and room.is_airy else part
    return lines
