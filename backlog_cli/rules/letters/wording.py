"""What every text to buyers shares: how they are greeted, how days and lists are said, and what is kept out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_long_day
from backlog_cli.rules.duty import shorten
from backlog_cli.terms import Personality, and_list

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from backlog_cli.rules.due.decisions import DecisionPlan
    from backlog_cli.rules.letters.redaction import RedactionRules
    from backlog_cli.rules.summary import JobSummary


@dataclass
class TextFilter:
    """Lets words from the file into a buyer's text, one piece at a time; what it kept back, and why, is in `kept`."""

    discretion: RedactionRules
    personality: str | None = None
    kept: list[str] = field(default_factory=list)

    def accept(self, text: str | None, what: str) -> str:
        """Return the words on one line without the mark that ended them, or nothing when a buyer must not read them.

        An analytic reads no exclamation marks (001-5c). `what` is what the agent calls the piece.
        """
        words = " ".join((text or "").split())
        why = self.discretion.objection(words)
        if why is not None:
            self.kept.append(f"{what}: {why}")
            return ""
        if self.personality == Personality.ANALYTIC:
            words = words.replace("!", "")
        return words.rstrip(" .;,")


def greeting(summary: JobSummary) -> str:
    """`Hi Chidi and Amara,`."""
    return f"Hi {and_list([buyer.first_name for buyer in summary.buyers])},"


def sentence(text: str) -> str:
    """Return the words with a capital and a full stop."""
    if not text:
        return ""
    return f"{text[0].upper()}{text[1:]}{'' if text[-1] in '.!?' else '.'}"


def decision_text(plan: DecisionPlan, sieve: TextFilter, agent: str | None, *, today: date) -> str:
    """Return what the buyers have to choose and by when, to be sent: no day but the last one to choose (002-5, 002-6).

    Empty when nothing waits for them. What is late is wanted "as soon as you can"; a day that has passed is not held up.
    """
    rows: dict[tuple[bool, str], list[str]] = {}
    for choice in plan.open:
        item = sieve.accept(_plain_item(choice.item), f'"{shorten(choice.item)}"')
        if not item:
            continue
        days = choice.days_left(today=today)
        if choice.decide_by is None or days is None:
            key = (True, "Later, I will tell you when")
        else:
            key = (False, "As soon as you can" if days < 0 else f"By {format_long_day(choice.decide_by, today=today)}")
        rows.setdefault(key, []).append(item)
    if not rows:
        return ""
    lines = [f"- {when}: {and_list(items)}" for (_, when), items in rows.items()]
    parts = [
        greeting(plan.summary),
        "These are the choices ahead of you, with the last day for each, so that everything is ordered in time:",
        "\n".join(lines),
        "Tell me when you would like to sit down over any of them.",
        agent or "",
    ]
    return join_paragraphs(parts)


def join_paragraphs(paragraphs: Iterable[str]) -> str:
    """Paragraphs with an empty line between each two; empty ones are passed over."""
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


# What the trade calls a choice, and what buyers call it.
_PLAIN_ITEMS = {
    "plumbing trim": "faucets",
    "low-voltage wiring": "network wiring",
    "design center": "your design choices",
    "shower bases": "shower floors",
}


def _plain_item(item: str) -> str:
    return _PLAIN_ITEMS.get(item.casefold(), item)
