"""What every text to buyers shares: how they are greeted, how days and lists are said, and what is kept out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_long_day
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.letters.shorthand import reason_objection, shorthand_objection
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
    own_names: frozenset[str] = frozenset()
    kept: list[str] = field(default_factory=list)

    def accept(self, text: str | None, what: str) -> str:
        """Return the words on one line without the mark that ended them, or nothing when a buyer must not read them.

        An analytic reads no exclamation marks (001-5c). `what` is what the agent calls the piece.
        """
        words = " ".join((text or "").split())
        why = self.discretion.objection(words)
        if why is not None:
            self.kept.append(f"{what}, since {why}")
            return ""
        if self.personality == Personality.ANALYTIC:
            words = words.replace("!", "")
        return words.rstrip(" .;,")

    def accept_note(self, text: str | None, what: str, *, is_reason: bool = False) -> str:
        """Return words the agent noted, as `accept` does, or nothing when they speak about the buyers and not to them.

        A reason they bought (`is_reason`) has to be a thing as well: "the creek", not "loves the creek".
        """
        words = self.accept(text, what)
        why = shorthand_objection(words, self.own_names) or (reason_objection(words) if is_reason else None)
        if why is None:
            return words
        self.kept.append(f'{what} ("{shorten(words)}"), since {why}')
        return ""


def names_of(summary: JobSummary) -> frozenset[str]:
    """Return the first and family names of a home's buyers, as typed: one of them makes words a note about them."""
    return frozenset(word for buyer in summary.buyers for word in (buyer.first_name, buyer.surname) if word)


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
            key = (True, "No day yet")
        else:
            key = (False, "As soon as you can" if days < 0 else f"By {format_long_day(choice.decide_by, today=today)}")
        rows.setdefault(key, []).append(item)
    if not rows:
        return ""
    lines = [f"- {when}: {and_list(items)}" for (_, when), items in rows.items()]
    parts = [
        greeting(plan.summary),
        "Here are the choices ahead of you, with the last day for each, so everything gets ordered in time:",
        "\n".join(lines),
        "Let me know if you'd like to sit down and go over any of them.",
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
