"""The shape of every JSON document, declared once: mypy holds what makes it to this, and `schema --output` prints it.

No module needs this while a document is made: it is read by type checkers, by `schema` and by tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from typing_extensions import TypedDict

from backlog_cli.dates import values
from backlog_cli.terms import Channel, Level, Quadrant


class About(NamedTuple):
    """What a key means; `type` is its JSON type where the program has a value of its own for what is text in a document."""

    text: str
    type: str = ""

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        return {"type": "any"} if self.type else handler(source)

    def __get_pydantic_json_schema__(self, core: Any, handler: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        found = {"type": self.type} if self.type else handler(core)
        return {**found, "description": self.text}


Moment = Annotated[values.Moment, About("A day, with the time of day where it's known: `2026-11-19 17:30`.", "string")]
Period = Annotated[values.Period, About("A day, week, month or quarter: 2026-12-11, 2027-W12, 2027-03, 2027-Q2.", "string")]


# In every document.


class NoteFacts(TypedDict):
    """One thing to mend in the file."""

    line: Annotated[int, About("Where it is, counted from 1; 0 for the file as a whole.")]
    column: int
    job: Annotated[str | None, About("The home's number as far as it can be made out; null where it is about no home.")]
    buyer: str | None
    what: Annotated[str, About("What is wrong.")]
    cure: Annotated[str | None, About("What to write instead.")]
    is_left_out: Annotated[bool, About("Whether nothing of this home is read.")]


class Envelope(TypedDict):
    """What every document begins with."""

    schema_version: Annotated[Literal[1], About("Within a version keys are only ever added.")]
    kind: Annotated[str, About("Which document it is.")]
    as_of: Annotated[date, About("The day it was made for.")]
    bad: Annotated[list[NoteFacts], About("What can't be read: the rest of the document is without it.")]
    warnings: Annotated[list[NoteFacts], About("What `check` warns of; all of it is read.")]


class HomeFacts(TypedDict):
    """A home by name."""

    job: Annotated[str, About("The home's number.")]
    key: Annotated[str, About("What tells it from all others: the number, with the day it was sold where that was sold twice.")]
    buyer: Annotated[str | None, About("The buyers' last names.")]
    lot: str | None


class DutyFacts(TypedDict):
    """Something that is owed to somebody."""

    job: Annotated[str, About("The number of the home it's about; empty where it is about none.")]
    rule: Annotated[str, About("Which clock says so.")]
    level: Level
    day: Annotated[date | None, About("The day it is due.")]
    text: Annotated[str, About("What is the matter.")]
    next: Annotated[str, About("What to do about it.")]
    n: Annotated[int | None, About("What `backlog done JOB N` takes; null where that can't check it off.")]


class RiskFacts(TypedDict):
    """How likely a cancellation is."""

    total: int
    parts: Annotated[dict[str, int], About("What the total is made of.")]


# list and show.


class MovedFacts(TypedDict):
    """How often the closing moved, and by how many days in all."""

    times: int
    days: int


class LastWordFacts(TypedDict):
    """The last update: its day, how it went out, how many days ago that is."""

    day: date | None
    how: str | None
    days: int | None


class ListedHomeFacts(HomeFacts):
    """A home as `list` and `due` have it; with --fields it has those keys alone, fields of the file among them."""

    stage: str
    level: Level
    quadrant: Annotated[Quadrant | None, About("Urgent and important, important, urgent, or neither.")]
    frog: Annotated[bool, About("Whether it's the hardest call of the day.")]
    reasons: Annotated[Sequence[DutyFacts], About("Why it has its color; the first speaks, notes come last.")]
    risk: RiskFacts
    buyers: Annotated[Sequence[str], About("Their full names.")]
    address: str | None
    community: str | None
    plan: str | None
    superintendent: str | None
    sold: date | None
    stage_since: date | None
    closing: Annotated[date | None, About("The builder's day, else the one they were told, else the contract's.")]
    told: Annotated[Period | None, About("What the buyers heard last of the closing.")]
    contract: date | None
    closed: date | None
    moved: MovedFacts
    last_word: LastWordFacts
    word_days: Annotated[int | None, About("Days since the last update.")]
    channel: Channel
    when: Annotated[str, About("When they like to be reached.")]
    phone: str | None
    snoozed_until: date | None
    why: Annotated[str, About("The reasons as one sentence.")]


class ListFacts(TypedDict):
    """`list`: every open home, the most urgent first."""

    total: Annotated[int, About("How many homes there are before any term chose.")]
    jobs: Sequence[ListedHomeFacts]


class MissingFacts(TypedDict):
    """What the closing waits for; of a closed home what its buyers weren't asked yet."""

    what: str
    owner: str | None
    day: date | None
    fix: Annotated[str | None, About("The command that notes it.")]


class ShownHomeFacts(ListedHomeFacts):
    """One home with all that the file says of it."""

    say: Annotated[str | None, About("What may be said of the closing.")]
    not_for_them: Annotated[str | None, About("What the builder expects, where that is another day.")]
    moves: Annotated[str | None, About("How the closing moved, and why.")]
    missing: Sequence[MissingFacts]
    file: Annotated[object, About("Every field of the home, by the keys of the file (`backlog schema`).", "object")]
    own: Annotated[object, About("Your own keys, which begin with x_.", "object")]


class ShowFacts(TypedDict):
    """`show JOB`: one home, before a call."""

    jobs: Annotated[Sequence[ShownHomeFacts], About("The one home.")]


# due.


class CountFacts(TypedDict):
    """How many homes there are of a kind; `minutes` is what today's list takes."""

    open: int
    live: Annotated[int, About("Open, or closed less than a year ago.")]
    red: int
    amber: int
    all_clear: int
    close_within_14_days: int
    focus_left_out: Annotated[int, About("More that need you today.")]
    snoozed: int
    minutes: int


class DueHomeFacts(ListedHomeFacts):
    """A live home."""

    next_due: Annotated[date | None, About("The next day on which something is due.")]


class OwedFacts(DutyFacts):
    """An update that is owed. `n` is null: `log` ends it."""

    last: Annotated[date | None, About("The day of the update before.")]
    channel: Channel
    phone: str | None
    cover: Annotated[str | None, About("Who does it while you're away.")]
    unheard: Annotated[Sequence[str], About("The buyers who haven't heard anything lately.")]


class MeetingFacts(TypedDict):
    """An appointment of today."""

    job: str
    at: Moment
    what: str | None
    minutes: int | None
    where: str | None


class DoneFacts(TypedDict):
    """Something that was done today."""

    job: str
    text: str


class GoodFacts(TypedDict):
    """One good thing to end on."""

    job: str
    day: date
    text: str


class DueFacts(TypedDict):
    """`due`: the morning page."""

    counts: CountFacts
    nobody_waiting: Annotated[bool, About("Whether nobody is waiting for you today.")]
    notices: Annotated[list[str], About("What the page says above all else.")]
    frog: Annotated[str | None, About("The key of the home with the hardest call, first.")]
    focus: Annotated[list[str], About("The keys of the next ones.")]
    today: Annotated[list[DutyFacts], About("What is due today of every home: messages first, then promises and the rest.")]
    appointments: list[MeetingFacts]
    owed: Annotated[list[OwedFacts], About("Who is owed an update, and by which day.")]
    ahead: Annotated[list[DutyFacts], About("What comes due in the next days, seven without --ahead, as it will be then.")]
    done: list[DoneFacts]
    protect: Annotated[DutyFacts | None, About("One important thing that isn't urgent yet.")]
    good: GoodFacts | None
    away_untold: Annotated[list[DutyFacts], About("Days off the buyers don't know about: of no home, so `job` is empty.")]
    too_many_red: str | None
    jobs: Annotated[list[DueHomeFacts], About("Every home named anywhere in here, in the page's order.")]


# history.


class EntryFacts(TypedDict):
    """One command that wrote."""

    number: Annotated[int, About("Counted from the oldest.")]
    when: Annotated[str, About("The day, and the time if it is known.")]
    verb: str
    what: Annotated[str, About("What it did.")]
    jobs: Annotated[list[HomeFacts], About("The homes it was about.")]
    undo: Annotated[int | None, About("What `backlog undo N` takes, 1 for the newest; null for what can't be taken back.")]


class HistoryFacts(TypedDict):
    """`history`: what was written and when."""

    entries: Annotated[list[EntryFacts], About("Newest first.")]


DOCUMENTS: Mapping[str, type] = {
    "due": DueFacts,
    "list": ListFacts,
    "show": ShowFacts,
    "history": HistoryFacts,
}
