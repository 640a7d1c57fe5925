"""A duty: something owed to somebody by a day. Every clock yields duties; a job's color is its loudest one."""

from datetime import date
from typing import NamedTuple

from backlog_cli.terms import Level, Quadrant


class Duty(NamedTuple):
    """One reason a job has its color, or a note (level green) that never colors.

    `rule` is the clock's name as scripts see it; `day` the day on which it falls due (None where the clock has none);
    `text` says in a few plain words what is the matter, buyer's data included, no markup; `next` the next action.
    `is_money` marks the clocks that are urgent already the day before.
    """

    rule: str
    job: str
    level: Level
    day: date | None
    text: str
    next: str
    is_money: bool = False

    @property
    def is_firing(self) -> bool:
        """Amber or red."""
        return self.level in (Level.AMBER, Level.RED)


def shorten(text: str, most: int = 60) -> str:
    """Words from the file for a reason: on one line, cut at a word when longer than `most` characters."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    cut = flat[: most - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[most // 2 :] else cut}…"


class Risk(NamedTuple):
    """How likely a cancellation is, 0-100, with the named parts it is the sum of (capped); kept apart from color."""

    total: int = 0
    parts: tuple[tuple[str, int], ...] = ()


class FrogCause(NamedTuple):
    """What makes a home the hardest call (001-3e): the step of the rule, 1 for the hardest, and the reasons behind it."""

    step: int
    duties: tuple[Duty, ...]


class FocusRank(NamedTuple):
    """Where a home stands among those in focus: of two ranks the smaller one comes first (reading 18)."""

    is_amber: bool
    can_wait: bool  # red, but not to do now
    is_far: bool  # closing isn't within 14 days
    day: date  # the earliest of its rows
    risk: int  # the negative of it: the higher risk comes first
    job: str


class Verdict(NamedTuple):
    """One job judged on one day."""

    job: str
    level: Level
    quadrant: Quadrant | None
    is_urgent: bool
    is_important: bool
    reasons: tuple[Duty, ...]  # in the order in which they speak; notes last
    risk: Risk = Risk()
    mood: str | None = None  # the mood that the `mood` clock fired for: worried or upset
    frog: FrogCause | None = None  # why it may be the hardest call; None when it may not
    focus: FocusRank | None = None  # its place among the homes in focus; None when it belongs elsewhere on the page
