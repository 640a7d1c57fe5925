"""The shapes of the documents of verbs that write: what was done, and what is open when they are called without words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from typing_extensions import TypedDict

from backlog_cli.terms import Level
from backlog_cli.views.data.shapes import About, CommitFacts, DutyFacts, HomeFacts, ImportFacts, Moment, OnlyThereFacts

# What a write did.


class ChangeFacts(TypedDict):
    """One field before and after."""

    job: Annotated[str | None, About("The home, as it's called now; null for what belongs to no home.")]
    field: Annotated[str | None, About("Its name as `set` takes it; null where the whole home came or went.")]
    before: Annotated[Any, About("As the file wrote it; null where there was nothing.")]
    after: Annotated[Any, About("As the file writes it; null where there is nothing now.")]


class DutyChanges(TypedDict):
    """What is owed since the command, and what no longer is."""

    opened: list[DutyFacts]
    ended: list[DutyFacts]


class WrittenHomeFacts(HomeFacts):
    """A home that the command was about, as it is now; one that left the file as it was."""

    stage: str
    level: Level


class TalkFacts(TypedDict):
    """A conversation that the command wrote down, with all that was left out filled in."""

    job: str
    at: Moment
    how: str
    kind: str
    outcome: str
    people: Annotated[list[str], About("Who took part, the buyers first.")]
    by: Annotated[str | None, About("Who spoke with them; null for you.")]
    is_update: Annotated[bool, About("Whether it counts as an update.")]


class BreakFacts(TypedDict):
    """Something that doesn't fit a date as it is now."""

    job: str
    what: Annotated[str, About("Which date: closing, orientation, start ...")]
    text: str


class WriteFacts(TypedDict):
    """Every verb that writes: what differs now, what that opens, ends and breaks, and how to take it back."""

    dry_run: Annotated[bool, About("True where nothing was written: all of this is what would be.")]
    file: Annotated[str, About("The whole path of the file.")]
    echo: Annotated[list[str], About("What the command says on a screen, a sentence each.")]
    changes: Annotated[
        list[ChangeFacts] | None, About("Every field that differs; null where the text before or after can't be read.")
    ]
    duties: DutyChanges
    jobs: Annotated[list[WrittenHomeFacts], About("The homes it was about.")]
    talks: list[TalkFacts]
    breaks: list[BreakFacts]
    diff: Annotated[str | None, About("With --dry-run: the lines that would change.")]
    undo: Annotated[str | None, About("The command that takes it back; null where there's nothing to take back.")]
    notices: Annotated[list[str], About("What is to be known of the file and of this write.")]


class ImportWriteFacts(WriteFacts, ImportFacts):
    """`import`: what was written, then what was understood of the spreadsheet."""


class MergedConflictFacts(TypedDict):
    """What a copy and the file had changed in different ways."""

    job: Annotated[str | None, About("The home; null for the top of the file.")]
    key: Annotated[str, About("The field, as `set` takes it.")]
    kept: Annotated[str | None, About("What is in the file.")]
    other: Annotated[str | None, About("What one of the two said instead.")]


class MergedCopyFacts(TypedDict):
    """One copy that was taken in."""

    name: str
    has_base: Annotated[bool, About("Whether the history has a text that it began from; else it could only add.")]
    taken: Annotated[Sequence[OnlyThereFacts], About("What came into the file; `here` is what it said before.")]
    conflicts: Sequence[MergedConflictFacts]


class MergeWriteFacts(WriteFacts):
    """`merge`: what was written, then what came from each copy."""

    copies: Sequence[MergedCopyFacts]


class SyncFacts(TypedDict):
    """What a sync exchanged."""

    taken: Annotated[list[CommitFacts], About("What came from others, oldest first.")]
    sent: Annotated[list[CommitFacts], About("What went to them, oldest first.")]
    conflicts: Annotated[Sequence[MergedConflictFacts], About("What both sides had changed differently; `check` shows both.")]


class SyncWriteFacts(WriteFacts, SyncFacts):
    """`sync`: what came and went, and what differs in the file now."""


# What is open: the same verbs without words.


class OpenDuties(TypedDict):
    """`done`, `done JOB`: everything that can be checked off, of one home or of all."""

    jobs: list[HomeFacts]
    open: Annotated[list[DutyFacts], About("Home by home; `n` is what `done JOB N` takes.")]


NOTED_BY = About("Who wrote it down; null for you.")


class PromiseFacts(TypedDict):
    """An open promise."""

    job: str
    text: str
    by: str
    is_mine: bool
    due: date | None
    made: date | None
    needs: Annotated[str | None, About("Who has to deliver so that it can be kept.")]
    noted_by: Annotated[str | None, NOTED_BY]
    n: int | None


class OpenPromises(TypedDict):
    """`promise`, `promise JOB`: the open promises."""

    jobs: list[HomeFacts]
    promises: Annotated[list[PromiseFacts], About("By the day they are due.")]


class IssueFacts(TypedDict):
    """An open issue."""

    job: str
    id: Annotated[str, About("What `issue JOB ID` takes.")]
    text: str
    wants: str | None
    owner: str | None
    severity: str | None
    opened: date | None
    due: date | None
    reassured: Annotated[date | None, About("The day they were last told that it's being handled.")]
    noted_by: Annotated[str | None, NOTED_BY]


class OpenIssues(TypedDict):
    """`issue`: the open issues."""

    jobs: list[HomeFacts]
    issues: Annotated[list[IssueFacts], About("By the day they are due.")]


class QuestionFacts(TypedDict):
    """A question without an answer."""

    job: str
    text: str
    of: Annotated[str | None, About("Who has to answer.")]
    asked: date | None
    by: Annotated[str | None, NOTED_BY]
    n: int | None


class OpenQuestions(TypedDict):
    """`ask`: the questions without an answer."""

    jobs: list[HomeFacts]
    questions: Annotated[list[QuestionFacts], About("The oldest first.")]


class BookingFacts(TypedDict):
    """Something booked."""

    job: str
    at: Moment
    kind: Annotated[str, About("closing, orientation, pre-con, pre-drywall walk or appointment.")]
    what: str
    minutes: int | None
    where: str | None


class Bookings(TypedDict):
    """`meet`, `meet JOB`: what is booked from today on."""

    jobs: list[HomeFacts]
    bookings: list[BookingFacts]
    overlaps: Annotated[list[str], About("What takes the same minutes.")]


class StagedHomeFacts(HomeFacts):
    """A home and the stage it is in."""

    stage: str
    stage_since: date | None


class HomeStages(TypedDict):
    """`stage JOB`: the stage it is in."""

    jobs: list[StagedHomeFacts]
    stages: Annotated[Sequence[str], About("All stages, in their order.")]


_VERBS = (
    *("log", "shift", "promise", "done", "add", "set", "stage", "issue", "ask", "meet", "close", "cancel"),
    *("init", "edit", "undo", "redo", "recover", "archive", "merge"),
)
# The command of each kind that says what was written: the verb's name, where no other document has it.
WRITING: Mapping[str, str] = {
    **{verb: verb for verb in _VERBS},
    "super-answers": "super --answers",
    "away-plan": "away FROM TO",
    "check-fix": "check --fix",
    "schema": "schema --install",
}
WRITE_DOCUMENTS: Mapping[str, type] = {
    **dict.fromkeys(WRITING, WriteFacts),
    "import": ImportWriteFacts,
    "sync": SyncWriteFacts,
    "merge": MergeWriteFacts,
    "done-list": OpenDuties,
    "promise-list": OpenPromises,
    "issue-list": OpenIssues,
    "ask-list": OpenQuestions,
    "meet-list": Bookings,
    "stage-list": HomeStages,
}
