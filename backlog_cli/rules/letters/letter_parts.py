"""The placeholders of a text to buyers: a name for each part, and what makes it; whole sentences of what they may read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from backlog_cli.rules.letters import agreement_parts, care_parts, home_parts, news_parts
from backlog_cli.rules.letters.wording import greeting
from backlog_cli.terms import and_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backlog_cli.rules.letters.letter_facts import LetterFacts

PLACEHOLDERS: dict[str, Callable[[LetterFacts], str]] = {
    "greeting": lambda facts: greeting(facts.summary),
    "names": lambda facts: and_list([buyer.first_name for buyer in facts.summary.buyers]),
    "agent": lambda facts: facts.policy.agent or "",
    "address": home_parts.address,
    "answers": home_parts.answers,
    "opening": home_parts.opening,
    "stage": home_parts.stage,
    "timing": home_parts.timing,
    "pause": home_parts.pause,
    "explained": home_parts.delay_explanation,
    "reason": home_parts.reason,
    "tip": home_parts.tip,
    "agreed": agreement_parts.agreed,
    "closing": home_parts.closing,
    "next_contact": agreement_parts.next_contact,
    "points": agreement_parts.points,
    "calendar": agreement_parts.calendar_line,
    "thanks": agreement_parts.thanks,
    "topics": agreement_parts.topics,
    "gap": agreement_parts.gap,
    "news": news_parts.news,
    "times": news_parts.move_count_line,
    "cause": news_parts.cause,
    "together": news_parts.together,
    "plan_b": news_parts.plan_b,
    "change": news_parts.change,
    "issue": care_parts.issue,
    "wants": care_parts.wants,
    "hello": care_parts.reason_for_writing,
    "offer": care_parts.no_request_line,
}


class LetterParts(Mapping[str, str]):
    """The parts of one text by name, each made when a template asks for it; empty for nothing to say."""

    def __init__(self, facts: LetterFacts) -> None:
        self._facts = facts

    def __getitem__(self, name: str) -> str:
        """The words of one placeholder. Raise KeyError when there is none with that name."""
        made = self._facts.made
        if name not in made:
            made[name] = PLACEHOLDERS[name](self._facts)
        return made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(PLACEHOLDERS)

    def __len__(self) -> int:
        return len(PLACEHOLDERS)
