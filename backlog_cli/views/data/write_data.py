"""What a command that writes did, for scripts: one document for every verb."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - a document's schema is made from these annotations
from typing import TYPE_CHECKING, Annotated, TypedDict

from backlog_cli.dates.values import Moment
from backlog_cli.rules.urgency import verdict_of
from backlog_cli.terms import Level
from backlog_cli.views.data.envelope import Envelope
from backlog_cli.views.facts import DutyFacts, HomeFacts, duty_facts, home_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.changes.write_effect import WriteEffect
    from backlog_cli.rules.summary import JobSummary, Talk


class ChangeFacts(TypedDict):
    """One field before and after."""

    job: Annotated[str | None, "The home, as it's called now; null for what belongs to no home."]
    field: Annotated[str | None, "Its name as `set` takes it; null where the whole home came or went."]
    before: Annotated[object, "As the file wrote it; null where there was nothing."]
    after: Annotated[object, "As the file writes it; null where there is nothing now."]


class DutyChanges(TypedDict):
    """The duties that the command opened, and those that it ended."""

    opened: list[DutyFacts]
    ended: list[DutyFacts]


class WrittenHome(HomeFacts):
    """A home that the command was about, as it is now; one that left the file as it was."""

    stage: str
    level: Level


class TalkFacts(TypedDict):
    """A conversation that the command noted."""

    job: str
    at: Annotated[Moment, "The day, and the time of day where it's known."]
    how: str
    kind: str
    outcome: str
    with_: list[str]
    by: str | None
    is_update: bool


class BreakFacts(TypedDict):
    """Something that no longer fits a date."""

    job: str
    what: Annotated[str, "The date that moved: closing, orientation, start..."]
    text: str
