"""What the parts of one text are made from, and what making them leaves for the agent: gaps, notes, material used up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import format_long_day
from backlog_cli.rules.summary import channel_of, open_next_step, talks_until
from backlog_cli.terms import Channel, Personality

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from backlog_cli import model
    from backlog_cli.rules.letters.wording import TextFilter
    from backlog_cli.rules.summary import JobSummary, NextStep, Talk
    from backlog_cli.terms import DraftKind, Policy

BRIEF_PERSONALITIES = (Personality.DRIVER, Personality.SOCIALIZER)  # who wants it short (001-8b)


class Tip(NamedTuple):
    """A local tip they have not had; `kind` as the file has it."""

    title: str
    kind: str | None = None


class UsedMaterial(NamedTuple):
    """What a text uses up: a reason they bought with its place in `bought_for`, and a local tip."""

    reason: str | None = None
    place: int | None = None
    tip: Tip | None = None


@dataclass
class LetterFacts:
    """One home on the day of its text. Making a part adds to `gaps` (for the agent to write), `asides` (to know) and `used`.

    `made` holds the parts that are in the text already: two of them never say the same.
    """

    kind: DraftKind
    summary: JobSummary
    job: model.Job
    policy: Policy
    tips: Sequence[model.LocalItem]
    today: date
    sieve: TextFilter
    gaps: list[str] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    used: UsedMaterial = field(default_factory=UsedMaterial)
    made: dict[str, str] = field(default_factory=dict)

    @property
    def is_brief(self) -> bool:
        """These buyers want it short: by their personality, else because it goes out as a text (001-8b)."""
        if self.summary.personality is None:
            return channel_of(self.summary) in (Channel.TEXT, Channel.GROUP_TEXT)
        return self.summary.personality in BRIEF_PERSONALITIES

    def gap(self, what: str) -> str:
        """Return a place for the agent to fill in, and note that there is one."""
        self.gaps.append(what)
        return f"[{what}]"

    def by_day(self, day: date) -> str:
        """Return `today` or `by Friday, June 12`."""
        return "today" if day == self.today else f"by {format_long_day(day, today=self.today)}"

    def next_step(self) -> NextStep | None:
        """Return the open next step, unless the conversation it was agreed in is private."""
        step = open_next_step(self.summary, today=self.today)
        holder = next((talk for talk in reversed(talks_until(self.summary, today=self.today)) if talk.next is step), None)
        return None if holder is None or holder.private else step

    def newest_call(self) -> Talk | None:
        """Return the newest live conversation that is not private."""
        talks = reversed(talks_until(self.summary, today=self.today))
        return next((talk for talk in talks if talk.is_live and not talk.private), None)
