"""What the buyers have to choose, as a table: decide by, order by, needed on site (002)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from backlog_cli.dates.format import short_day, span, spell_day
from backlog_cli.rules.backlog import by_number
from backlog_cli.rules.due.schedule import Basis
from backlog_cli.rules.history import own_words
from backlog_cli.rules.summary import joint_name
from backlog_cli.views.data.records import chosen
from backlog_cli.views.escape import clean
from backlog_cli.views.terminal.style import HEADING, QUIET, ours, sign, tone, typed
from backlog_cli.views.text import hung, joined, padded, stacked, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.due.decisions import Choice, Plan
    from backlog_cli.rules.history import History
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.screen import Screen

FIELDS = (
    "job", "buyer", "lot", "item", "level", "stage", "needed", "lead_days", "order_by", "decide_by", "days_left", "basis",
    "status", "decided", "in_file",
)  # fmt: skip
_NARROW = 64
_WITHOUT_YEAR = 300


def plan_page(plan: Plan, history: History, *, screen: Screen, today: date) -> Text:
    """One home's choices in the order of their days, then what should be settled, then what is decided."""
    summary = plan.summary
    head = joined([whole(typed(_title(summary), HEADING)), ours(_how(plan, history, today), screen)], "  ")
    lines = hung(head, screen.width, 3)
    if plan.open:
        if screen.width >= _NARROW:
            lines.append(Text(_heads(), style=QUIET))
        lines += [line for group in _grouped(plan.open) for line in _row(group, screen, today)]
    else:
        lines += hung(Text("   As far as the file says, no choice waits."), screen.width, 3)
    if plan.settled:
        items = clean(", ".join(choice.item for choice in plan.settled))
        lines += hung(ours(f"   Settled by now? The file says nothing of: {items}.", screen), screen.width, 3)
        lines += hung(
            joined(
                [
                    ours("   If one is still open:", screen),
                    whole(ours(f"backlog set {summary.typed} selections {plan.settled[0].item}", screen)),
                ]
            ),
            screen.width,
            3,
        )
    if plan.decided:
        lines += hung(typed(f"   Decided: {', '.join(choice.item for choice in plan.decided)}."), screen.width, 3)
    return stacked(lines)


def coming_page(choices: Sequence[Choice], backlog: Backlog, *, ahead: int, screen: Screen, today: date) -> Text:
    """What must be decided in the coming weeks over all homes, in the order of the days (002-1, 002-5)."""
    homes = by_number(backlog)
    head = hung(ours(f"To be decided in the next {span(ahead)}, over all homes", screen, HEADING), screen.width)
    if not choices:
        return stacked([*head, *hung(Text("   Nothing waits for a choice."), screen.width, 3)])
    lines: list[Text] = []
    for group in _grouped(choices):
        summary = homes[group[0].job]
        who = whole(typed(_title(summary)))
        indent = 19 if screen.width >= _NARROW else 5
        day = padded(whole(_decide_by(group[0], screen, today)), indent - 1)
        lines += hung(joined([day, who, _items(group, screen, today)], " " if indent > 5 else "  "), screen.width, indent)
    jobs = len({choice.job for choice in choices})
    foot = f"{len(choices)} {'choice' if len(choices) == 1 else 'choices'} in {jobs} {'home' if jobs == 1 else 'homes'}"
    return stacked([*head, *lines, *hung(ours(foot, screen, QUIET), screen.width)])


def _title(summary: JobSummary) -> str:
    return f"{summary.job} {joint_name(summary)}{f' lot {summary.lot}' if summary.lot else ''}"


def _how(plan: Plan, history: History, today: date) -> str:
    """What the days were worked out from."""
    target, ways = plan.schedule.target, []
    if target is not None:
        reason = plan.summary.needed_reason
        need = f"the day they need it{f' ({reason})' if reason else ''}"
        name = need if target.basis is Basis.NEEDED_BY else "closing"
        ways.append(f"back from {name}, {spell_day(target.day, today=today)}")
    if any(begin.basis is Basis.STAGES for _, begin in plan.schedule.begins):
        ways.append(f"on from {plan.summary.stage}")
    if not ways:
        return "no closing date and no day of its stage: few days can be told"
    own = own_words(history)
    days = f", with days {own}" if own else ""
    sooner = ", whichever is sooner" if len(ways) > 1 else ""
    return f"{', or '.join(ways)}{sooner}{days}"


def _heads() -> str:
    return f"   {'DECIDE BY':<16}{'ORDER BY':<14}{'ON SITE':<14}ITEM"


def _grouped(choices: Sequence[Choice]) -> Iterator[list[Choice]]:
    """What shares all its days and stands in the table alone goes into one line; what the file names has its own."""

    def alike(choice: Choice) -> tuple[object, ...]:
        return (choice.job, choice.decide_by, choice.order_by, choice.needed, choice.stage, choice.place)

    return (list(group) for _, group in groupby(choices, alike))


def _row(group: list[Choice], screen: Screen, today: date) -> list[Text]:
    first = group[0]
    if screen.width < _NARROW:
        late = joined([_decide_by(first, screen, today), _items(group, screen, today)], "  ")
        days = [f"{name} {_brief(day, today)}" for name, day in (("order by", first.order_by), ("on site", first.needed)) if day]
        return [*hung(late, screen.width, 5), *(hung(Text("     " + ", ".join(days)), screen.width, 5) if days else [])]
    row = padded(_decide_by(first, screen, today), 19)
    row = padded(row.append(_brief(first.order_by, today)), 33)
    row = padded(row.append(_brief(first.needed, today)), 47)
    return hung(row.append_text(_items(group, screen, today)), screen.width, 47)


def _decide_by(choice: Choice, screen: Screen, today: date) -> Text:
    level = choice.level(today=today)
    mark = Text().append(f" {sign(level, screen)} ", tone(level))
    return mark.append(spell_day(choice.decide_by, today=today) if choice.decide_by else "no day yet")


def _items(group: list[Choice], screen: Screen, today: date) -> Text:
    words = typed(", ".join(choice.item for choice in group))
    first = group[0]
    days = first.days_left(today=today)
    late = f"{span(-days)} late" if days is not None and days < 0 else ""
    notes = [note for note in (first.status if first.status == "appointment" else "", late) if note]
    return joined([words, ours(", ".join(notes), screen)], ", ")


def _brief(day: date | None, today: date) -> str:
    if day is None:
        return "-"
    return f"{short_day(day)} {day.year}" if abs((day - today).days) >= _WITHOUT_YEAR else short_day(day)


# For scripts.


def _status(choice: Choice) -> str | None:
    """None for what only the table names: nobody knows how far that is."""
    if choice.is_decided:
        return "decided"
    return choice.status or ("open" if choice.is_written else None)


def choice_facts(choices: Sequence[Choice], backlog: Backlog, *, fields: str | None, today: date) -> list[dict[str, object]]:
    """What `decide --json` holds under `choices`; `in_file` is false for what only the trade's table names.

    Raises BadWords for a field that is none.
    """
    homes = by_number(backlog)
    facts = [_facts(choice, homes[choice.job], today) for choice in choices]
    return chosen(facts, fields, known=FIELDS)


def _facts(choice: Choice, summary: JobSummary, today: date) -> dict[str, object]:
    return {
        "job": choice.job,
        "buyer": joint_name(summary),
        "lot": summary.lot,
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
