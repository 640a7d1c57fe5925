"""What the buyers have to choose, as a table: decide by, order by, needed on site (002)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from backlog_cli.dates.format import format_day, format_days, format_short_day
from backlog_cli.rules.backlog import jobs_by_number
from backlog_cli.rules.due.schedule import Basis
from backlog_cli.rules.history import history_source
from backlog_cli.rules.summary import joint_name
from backlog_cli.views.data.records import select_fields
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.facts import home_facts, homes_facts
from backlog_cli.views.terminal.style import HEADING_STYLE, QUIET_STYLE, level_sign, level_style, program_text, user_text
from backlog_cli.views.text import join_lines, join_texts, keep_together, pad, wrap_hanging

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.due.decisions import Choice, DecisionPlan
    from backlog_cli.rules.history import History
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.data.shapes import ChoiceFacts, DecideFacts
    from backlog_cli.views.screen import Screen

FIELDS = (
    "job", "key", "buyer", "lot", "item", "level", "stage", "needed", "lead_days", "order_by", "decide_by", "days_left", "basis",
    "status", "decided", "in_file",
)  # fmt: skip
_NARROW = 64
_WITHOUT_YEAR = 300


def plan_page(plan: DecisionPlan, history: History, *, screen: Screen, today: date) -> Text:
    """One home's choices in the order of their days, then what should be settled, then what is decided."""
    summary = plan.summary
    head = join_texts(
        [keep_together(user_text(_title(summary), HEADING_STYLE)), program_text(_basis_text(plan, history, today), screen)], "  "
    )
    lines = wrap_hanging(head, screen.width, 3)
    if plan.open:
        if screen.width >= _NARROW:
            lines.append(Text(_heads(), style=QUIET_STYLE))
        lines += [line for group in _group_choices(plan.open) for line in _row(group, screen, today)]
    else:
        lines += wrap_hanging(Text("   Going by the file, no decisions are waiting."), screen.width, 3)
    if plan.settled:
        items = escape_for_terminal(", ".join(choice.item for choice in plan.settled))
        lines += wrap_hanging(program_text(f"   Settled by now? The file doesn't mention: {items}.", screen), screen.width, 3)
        lines += wrap_hanging(
            join_texts(
                [
                    program_text("   If one is still open:", screen),
                    keep_together(program_text(f"backlog set {summary.typed} selections {plan.settled[0].item}", screen)),
                ]
            ),
            screen.width,
            3,
        )
    if plan.decided:
        lines += wrap_hanging(user_text(f"   Decided: {', '.join(choice.item for choice in plan.decided)}."), screen.width, 3)
    return join_lines(lines)


def coming_page(choices: Sequence[Choice], backlog: Backlog, *, ahead: int, screen: Screen, today: date) -> Text:
    """Return what must be decided in the coming weeks over all homes, in the order of the days (002-1, 002-5)."""
    homes = jobs_by_number(backlog)
    head = wrap_hanging(
        program_text(f"Decisions due in the next {format_days(ahead)}, all homes", screen, HEADING_STYLE), screen.width
    )
    if not choices:
        return join_lines([*head, *wrap_hanging(Text("   Nothing waits for a choice."), screen.width, 3)])
    lines: list[Text] = []
    for group in _group_choices(choices):
        summary = homes[group[0].job]
        who = keep_together(user_text(_title(summary)))
        indent = 19 if screen.width >= _NARROW else 5
        day = pad(keep_together(_decide_by(group[0], screen, today)), indent - 1)
        lines += wrap_hanging(
            join_texts([day, who, _items(group, screen, today)], " " if indent > 5 else "  "), screen.width, indent
        )
    jobs = len({choice.job for choice in choices})
    foot = f"{len(choices)} {'choice' if len(choices) == 1 else 'choices'} in {jobs} {'home' if jobs == 1 else 'homes'}"
    return join_lines([*head, *lines, *wrap_hanging(program_text(foot, screen, QUIET_STYLE), screen.width)])


def _title(summary: JobSummary) -> str:
    return f"{summary.job} {joint_name(summary)}{f' lot {summary.lot}' if summary.lot else ''}"


def _basis_text(plan: DecisionPlan, history: History, today: date) -> str:
    """What the days were worked out from."""
    target, ways = plan.schedule.target, []
    if target is not None:
        reason = plan.summary.needed_reason
        need = f"the day they need it{f' ({reason})' if reason else ''}"
        name = need if target.basis is Basis.NEEDED_BY else "closing"
        ways.append(f"counted back from {name} {format_day(target.day, today=today)}")
    if any(begin.basis is Basis.STAGES for _, begin in plan.schedule.begins):
        ways.append(f"forward from {plan.summary.stage}")
    if not ways:
        return "no closing date and no day for its stage, so few days can be worked out"
    own = history_source(history)
    days = f", with days {own}" if own else ""
    sooner = ", whichever is sooner" if len(ways) > 1 else ""
    return f"{' or '.join(ways)}{sooner}{days}"


def _heads() -> str:
    return f"   {'DECIDE BY':<16}{'ORDER BY':<14}{'ON SITE':<14}ITEM"


def _group_choices(choices: Sequence[Choice]) -> Iterator[list[Choice]]:
    """What shares all its days and is in the table alone goes into one line; what the file names has its own."""

    def alike(choice: Choice) -> tuple[object, ...]:
        return (choice.job, choice.decide_by, choice.order_by, choice.needed, choice.stage, choice.place)

    return (list(group) for _, group in groupby(choices, alike))


def _row(group: list[Choice], screen: Screen, today: date) -> list[Text]:
    first = group[0]
    if screen.width < _NARROW:
        late = join_texts([_decide_by(first, screen, today), _items(group, screen, today)], "  ")
        days = [
            f"{name} {_brief_day(day, today)}" for name, day in (("order by", first.order_by), ("on site", first.needed)) if day
        ]
        return [
            *wrap_hanging(late, screen.width, 5),
            *(wrap_hanging(Text("     " + ", ".join(days)), screen.width, 5) if days else []),
        ]
    row = pad(_decide_by(first, screen, today), 19)
    row = pad(row.append(_brief_day(first.order_by, today)), 33)
    row = pad(row.append(_brief_day(first.needed, today)), 47)
    return wrap_hanging(row.append_text(_items(group, screen, today)), screen.width, 47)


def _decide_by(choice: Choice, screen: Screen, today: date) -> Text:
    level = choice.level(today=today)
    mark = Text().append(f" {level_sign(level, screen)} ", level_style(level))
    return mark.append(format_day(choice.decide_by, today=today) if choice.decide_by else "no day yet")


def _items(group: list[Choice], screen: Screen, today: date) -> Text:
    words = user_text(", ".join(choice.item for choice in group))
    first = group[0]
    days = first.days_left(today=today)
    late = f"{format_days(-days)} late" if days is not None and days < 0 else ""
    notes = [note for note in (first.status if first.status == "appointment" else "", late) if note]
    return join_texts([words, program_text(", ".join(notes), screen)], ", ")


def _brief_day(day: date | None, today: date) -> str:
    if day is None:
        return "-"
    return f"{format_short_day(day)} {day.year}" if abs((day - today).days) >= _WITHOUT_YEAR else format_short_day(day)


# For scripts.


def _status(choice: Choice) -> str | None:
    """None for what only the table names: nobody knows how far that is."""
    if choice.is_decided:
        return "decided"
    return choice.status or ("open" if choice.is_written else None)


def decide_facts(
    choices: Sequence[Choice], plan: DecisionPlan | None, backlog: Backlog, *, fields: str | None, today: date
) -> DecideFacts:
    """Return what `decide --json` holds: the choices of one home, whose `plan` it is, or of all of them.

    Raise UsageError for a field that is none.
    """
    homes = jobs_by_number(backlog)
    target = plan and plan.schedule.target
    facts = [_choice_facts(choice, homes[choice.job], today) for choice in choices]
    return {
        "job": plan and plan.summary.job,
        "target": target and {"day": target.day, "basis": target.basis},
        "own_history": history_source(backlog.history) or None,
        "choices": select_fields(facts, fields, known=FIELDS),
        "jobs": homes_facts([plan.summary] if plan else [homes[choice.job] for choice in choices]),
    }


def _choice_facts(choice: Choice, summary: JobSummary, today: date) -> ChoiceFacts:
    return {
        **home_facts(summary),
        "item": choice.item,
        "level": choice.level(today=today),
        "stage": choice.stage,
        "needed": choice.needed,
        "lead_days": choice.lead_days,
        "order_by": choice.order_by,
        "decide_by": choice.decide_by,
        "days_left": choice.days_left(today=today),
        "basis": choice.basis,
        "status": _status(choice),
        "decided": choice.decided,
        "in_file": choice.is_written,
    }
