"""The shape of every JSON document, declared once: type checkers hold the builders to it, and `schema --output` prints it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from typing_extensions import TypedDict

from backlog_cli.dates import values
from backlog_cli.terms import Channel, DraftKind, Level, Quadrant

# No command but `schema` loads this module: the builders name its types in annotations only.


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
    notices: Annotated[list[str], About("What is to be known of the file's past, and of what surrounds it.")]


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
    """How often the closing moved, and by how many days in all, if that's known."""

    times: int
    days: int | None


class LastWordFacts(TypedDict):
    """The last update: its day, how it went out, how many days ago that is."""

    day: date | None
    how: str | None
    days: int | None


class ListedHomeFacts(HomeFacts):
    """A home as `list` and `due` have it."""

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
    when: Annotated[str | None, About("When they like to be reached.")]
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
    by: Annotated[str | None, About("Who wrote; null for you.")]
    jobs: Annotated[list[HomeFacts], About("The homes it was about.")]
    undo: Annotated[int | None, About("What `backlog undo N` takes, 1 for the newest; null for what can't be taken back.")]


class HistoryFacts(TypedDict):
    """`history`: what was written and when."""

    entries: Annotated[list[EntryFacts], About("Newest first.")]


class CommitFacts(TypedDict):
    """A commit of the file."""

    commit: Annotated[str, About("Its name in git.")]
    at: Annotated[str, About("YYYY-MM-DD HH:MM, in the time of whoever made it.")]
    by: str
    text: str


class HistoryCommitsFacts(TypedDict):
    """`history --commits`: what git has of the file."""

    commits: Annotated[list[CommitFacts], About("Newest first.")]


class DriverLineFacts(TypedDict):
    """A line that lets git merge the file by meaning."""

    place: Annotated[str, About(".gitattributes, or git config.")]
    text: str
    was_there: bool


class MergeInstallFacts(TypedDict):
    """`merge --install`: what was set up in which repository."""

    dry_run: bool
    repository: str
    lines: list[DriverLineFacts]


# find and check.


class HitFacts(TypedDict):
    """One entry that holds all the words."""

    day: date | None
    job: Annotated[str | None, About("Null for what belongs to no home.")]
    buyer: str
    lot: str | None
    where: Annotated[str, About("Where in the home it was found.")]
    private: bool
    archive: Annotated[str | None, About("The archive it is in; null for your own file.")]
    text: str


class FindFacts(TypedDict):
    """`find`: what holds all the words."""

    words: Annotated[Sequence[str], About("As they were typed.")]
    total: int
    hits: Annotated[Sequence[HitFacts], About("Newest first.")]
    jobs: Annotated[Sequence[HomeFacts], About("The homes of the file that were hit.")]


class ProblemFacts(NoteFacts):
    """One thing that `check` found in the file."""

    severity: Literal["error", "warning"]


class CheckCountFacts(TypedDict):
    """How many homes the file has, and how many errors and warnings."""

    jobs: int
    errors: int
    warnings: int


class HomeDutyFacts(DutyFacts, HomeFacts):
    """A duty, and the home it is about by name."""


class CleanupFacts(TypedDict):
    """A field to fill in."""

    job: str
    kind: str
    what: str
    fix: str
    is_blank: bool
    is_known: Annotated[bool, About("Whether the file itself knows what belongs there.")]


class PromiseTallyFacts(TypedDict):
    """How many promises were kept in time, late or not at all, and how many are open."""

    kept: int
    late: int
    broken: int
    open: int
    overdue: int
    undated: Annotated[int, About("Open ones without a day.")]


class PromiseTalliesFacts(TypedDict):
    """Your promises, and those of all others."""

    mine: PromiseTallyFacts
    others: PromiseTallyFacts


class OnlyThereFacts(TypedDict):
    """Something that only a copy of the file holds."""

    job: str | None
    what: str
    day: str | None
    text: str
    here: Annotated[str | None, About("What the file says in its place.")]


class CopyFacts(TypedDict):
    """A second copy that a sync program left beside the file."""

    name: str
    problem: Annotated[str | None, About("Why it can't be read.")]
    only_there: Sequence[OnlyThereFacts]


ConflictFacts = TypedDict(
    "ConflictFacts",
    {
        "job": Annotated[str | None, About("The key of the home; null for the top of the file.")],
        "key": Annotated[str, About("The field, as `set` takes it.")],
        "kept": Annotated[str | None, About("What is in the file.")],
        "other": Annotated[str | None, About("What one of the two said instead.")],
        "at": Annotated[date | None, About("The day the two were brought together.")],
        "by": Annotated[str | None, About("Who wrote that, if not the agent.")],
        "from": Annotated[str | None, About("The name of the copy.")],
        "n": Annotated[int | None, About("What `done JOB` takes to settle it.")],
    },
)


class CheckFacts(TypedDict):
    """`check`: mistakes in the file, and fields to fill in."""

    counts: CheckCountFacts
    problems: Annotated[Sequence[ProblemFacts], About("Errors first.")]
    doubles: Annotated[Sequence[str], About("Homes that are in the file and in an archive.")]
    conflicts: Annotated[Sequence[ConflictFacts], About("What two copies disagreed on, as long as it isn't settled.")]
    reds: Annotated[Sequence[HomeDutyFacts], About("Of each red home the reason that speaks.")]
    grooming: Sequence[CleanupFacts]
    promises: PromiseTalliesFacts
    copies: Sequence[CopyFacts]
    has_older_schema: Annotated[bool, About("Whether the schema for editors beside the file is of an older version.")]
    jobs: Annotated[Sequence[HomeFacts], About("Every home that can be read.")]


class RemovalFacts(TypedDict):
    """A file of the program's own from which a text was taken."""

    path: str
    what: Annotated[str, About("Such as: the journal, kept copies, unfinished edits, the cache.")]
    places: Annotated[int, About("In how many places of it the text was.")]


class StandingFacts(TypedDict):
    """A file of yours that still holds the text."""

    path: str
    lines: Annotated[Sequence[int], About("The lines on which the text begins.")]


class PurgeFacts(TypedDict):
    """`check --purge`: where a text was taken out, and where it's still to be found."""

    dry_run: Annotated[bool, About("Whether nothing was removed.")]
    removed: Sequence[RemovalFacts]
    standing: Annotated[Sequence[StandingFacts], About("Files of yours that still hold it; they aren't changed.")]
    open_drafts: Annotated[Sequence[str], About("Edits that hold it and are open in another window.")]
    in_git: Annotated[bool, About("Whether git has versions of the file, which may hold it too and aren't changed.")]


# decide and draft.


class TargetFacts(TypedDict):
    """The day that a home's choices count back from."""

    day: date
    basis: str


class ChoiceFacts(HomeFacts):
    """Something the buyers choose."""

    item: str
    level: Level
    stage: Annotated[str | None, About("The stage that needs it.")]
    needed: date | None
    lead_days: int | None
    order_by: date | None
    decide_by: date | None
    days_left: int | None
    basis: Annotated[str | None, About("What the days were worked out from.")]
    status: str | None
    decided: date | None
    in_file: Annotated[bool, About("False for what only the trade's usual list names.")]


class DecideFacts(TypedDict):
    """`decide`: what has to be chosen and by when."""

    job: Annotated[str | None, About("Null with --all.")]
    target: TargetFacts | None
    own_history: Annotated[str | None, About("How many of your own closings it learned from.")]
    choices: Sequence[ChoiceFacts]
    jobs: Annotated[Sequence[HomeFacts], About("The homes whose choices these are.")]


class JargonFacts(TypedDict):
    """A word of the trade, and what to say instead."""

    word: str
    say: str


class TipFacts(TypedDict):
    """A tip from around the community."""

    title: str
    kind: str | None


class UsedFacts(TypedDict):
    """Which of their reasons and which tip are in the text."""

    bought_for: str | None
    local_item: TipFacts | None


class DraftFacts(TypedDict):
    """`draft`: a text to the buyers of a home, and beside it what is for you alone."""

    job: str
    draft: DraftKind
    to: Sequence[str]
    channel: Channel
    subject: str
    text: str
    template: Annotated[str | None, About("Your own template, if it was made from one.")]
    how: Annotated[str | None, About("How to tell them.")]
    to_fill_in: Sequence[str]
    kept_back: Annotated[Sequence[str], About("Words of yours that were left out.")]
    notes: Sequence[str]
    jargon: Sequence[JargonFacts]
    used: UsedFacts
    once_sent: Annotated[Sequence[str], About("The commands to run once it's sent.")]
    jobs: Annotated[Sequence[HomeFacts], About("The one home.")]


# super and walk.


class PointFacts(TypedDict):
    """Something to talk over or to look at."""

    matter: str
    level: Level
    day: date | None
    text: str


class StopFacts(HomeFacts):
    """A home on a sheet or on the way."""

    community: str | None
    stage: str
    stage_since: date | None
    stage_seen: Annotated[date | None, About("The day somebody last looked.")]
    on_hold: Annotated[str | None, About("Why it waits.")]
    level: Level
    points: Sequence[PointFacts]


class SheetHomeFacts(StopFacts):
    """A home on a superintendent's sheet."""

    closing: date | None
    told: Period | None


class WalkHomeFacts(StopFacts):
    """A home to walk past."""

    address: str | None
    buyers: Sequence[str]
    channel: Channel


class SheetFacts(TypedDict):
    """The sheet for one superintendent; null for homes that have none."""

    superintendent: str | None
    jobs: Annotated[Sequence[SheetHomeFacts], About("In lot order.")]


class SuperFacts(TypedDict):
    """`super`: the weekly sheets."""

    sheets: Sequence[SheetFacts]


class WalkFacts(TypedDict):
    """`walk`: every open home in lot order."""

    jobs: Sequence[WalkHomeFacts]


# calendar.


class VisitFacts(HomeFacts):
    """Something that falls on a day."""

    what: str
    time: str | None
    moves: Annotated[int, About("How often the closing moved.")]
    has_closed: bool
    text: Annotated[str | None, About("The words of an appointment.")]
    minutes: int | None
    where: str | None


class DayPromiseFacts(HomeFacts):
    """A promise that is due on a day."""

    by: str
    text: str


class BookingFacts(TypedDict):
    """One of two bookings that take the same minutes."""

    job: str
    what: str
    time: str | None
    minutes: int


class DayFacts(TypedDict):
    """A day with something on."""

    day: date
    holiday: str | None
    day_off: bool
    weekend: bool
    away: bool
    cover: str | None
    clash: Annotated[bool, About("Too much at once.")]
    awkward: Annotated[bool, About("Offices are closed, or you're away.")]
    visits: Sequence[VisitFacts]
    promises: Sequence[DayPromiseFacts]
    overlaps: Sequence[Sequence[BookingFacts]]


class CalendarFacts(TypedDict):
    """`calendar`: a month."""

    month: Annotated[str, About("As in 2026-12.")]
    closings: int
    orientations: int
    precons: int
    predrywalls: int
    appointments: int
    promises: int
    clashes: Sequence[date]
    days: Sequence[DayFacts]
    jobs: Annotated[Sequence[HomeFacts], About("The homes named on any day.")]


# report.


class NamedHomeFacts(HomeFacts):
    """A home in a report."""

    stage: str
    closing: date | None


class ShareFacts(TypedDict):
    """Some of them all; no percent where there are too few."""

    part: int
    of: int
    percent: int | None


class WeekCountFacts(TypedDict):
    """How many homes there are of a kind."""

    live: int
    open: int
    red: int
    amber: int
    close_within_30_days: int
    overdue_closings: int


class RedHomeFacts(NamedHomeFacts):
    """A red home."""

    reasons: Sequence[DutyFacts]
    left_out: Annotated[int, About("How many more reasons there are.")]


class FeelingFacts(NamedHomeFacts):
    """How the buyers of a home felt last."""

    mood: str | None
    day: date
    before: Annotated[str | None, About("A week before.")]
    moved: Annotated[int | None, About("Steps up, or down where negative.")]
    said: str | None


class FeelingsMovedFacts(TypedDict):
    """How many households feel better, worse, are new, are unknown."""

    up: int
    down: int
    new: int
    unknown: int


class AskFacts(NamedHomeFacts):
    """What is asked of somebody."""

    kind: str
    what: str
    wants: str | None
    owner: str | None
    day: date | None
    since: date | None
    grave: bool


# `from` is a word of Python: a shape with such a key can't be a class.
SlipFacts = TypedDict(
    "SlipFacts",
    {
        "job": str,
        "key": str,
        "buyer": str | None,
        "lot": str | None,
        "stage": str,
        "closing": date | None,
        "from": date | None,
        "to": date | None,
        "days": int,
        "known": date | None,
        "told": date | None,
        "days_to_tell": int | None,
        "cause_kind": str | None,
        "ours": Annotated[bool | None, About("Whether it was the builder's doing.")],
    },
)


class CauseFacts(TypedDict):
    """A cause of delays over twelve months."""

    cause: str
    slips: int
    days: int


class TellingFacts(TypedDict):
    """How long it took to tell the buyers."""

    median_days: int | None
    told_slips: int
    untold_slips: int


class KeptFacts(TypedDict):
    """How many promises were kept."""

    in_time: ShareFacts
    late: int
    broken: int
    open: int
    overdue: int


class KeptByFacts(TypedDict):
    """Our promises, and those of all others."""

    ours: KeptFacts
    others: KeptFacts


class IssueCountFacts(TypedDict):
    """Issues of the week."""

    resolved: int
    open: int
    special_efforts: int


class WeekRiskFacts(NamedHomeFacts):
    """A home whose sale may be lost."""

    risk: RiskFacts
    parts: Annotated[Sequence[str], About("What the risk is made of, in words.")]
    flags: Sequence[str]


class MonthFacts(TypedDict):
    """A month's sales and closings."""

    month: str
    homes_sold: int
    homes_closed: int
    homes_cancelled: int
    homes_to_close: int
    cancelled_of_12_months: ShareFacts | None


class LessonFacts(TypedDict):
    """What a lost sale taught."""

    job: str
    lesson: str


class CancellationFacts(ShareFacts):
    """The sales that were lost."""

    reasons: dict[str, int]
    lessons: Sequence[LessonFacts]


class StoryFacts(TypedDict):
    """How many were delighted or gave a testimonial, and what the surveys of the year came to."""

    delighted: int
    testimonials: int
    surveys: Annotated[Sequence[int], About("The scores, 0 to 10.")]


class TouchFacts(HomeFacts):
    """How often there was contact with the buyers of a home."""

    touches: int
    ours: int
    theirs: int
    minutes: int


class TouchesFacts(TypedDict):
    """The contacts of the week."""

    week: int
    week_before: int
    homes: Sequence[TouchFacts]


class WriterFacts(TypedDict):
    """How many updates somebody gave."""

    by: Annotated[str | None, About("Null for you.")]
    updates: int


class ReportWeekFacts(TypedDict):
    """`report week`: for management, with nothing private."""

    since: date
    agent: str | None
    counts: WeekCountFacts
    red: Sequence[RedHomeFacts]
    feelings: Sequence[FeelingFacts]
    feelings_moved: FeelingsMovedFacts
    asks: Sequence[AskFacts]
    slips: Sequence[SlipFacts]
    causes: Sequence[CauseFacts]
    telling: TellingFacts
    updates: ShareFacts
    up_to_date: ShareFacts
    updates_by: Annotated[Sequence[WriterFacts], About("The week's updates by who gave them.")]
    promises: KeptByFacts
    issues: IssueCountFacts
    risk: Sequence[WeekRiskFacts]
    months: Sequence[MonthFacts]
    cancellations: CancellationFacts
    stories: StoryFacts
    touches: TouchesFacts
    closed_this_week: Sequence[NamedHomeFacts]
    jobs: Annotated[Sequence[NamedHomeFacts], About("Every home named by any of these, once.")]


class ReportSlipsFacts(TypedDict):
    """`report slips`: closings that moved later."""

    slips: Sequence[SlipFacts]
    causes: Sequence[CauseFacts]
    telling: TellingFacts
    told_error_days: Annotated[Sequence[int], About("Days by which closings missed what was told.")]
    first_error_days: Annotated[Sequence[int], About("Days by which closings missed what was told first.")]
    jobs: Annotated[Sequence[NamedHomeFacts], About("The homes whose closings moved, once each.")]


class RecordEntryFacts(TypedDict):
    """Something that happened."""

    at: Moment
    what: str
    details: Sequence[str]


class ReportJobFacts(TypedDict):
    """`report job`: one home's record, for its file."""

    job: str
    private_left_out: int
    entries: Annotated[Sequence[RecordEntryFacts], About("Oldest first.")]
    jobs: Annotated[Sequence[NamedHomeFacts], About("The one home.")]


class NamedTextFacts(TypedDict):
    """A fact in words."""

    name: str
    text: str


class HandoverHomeFacts(NamedHomeFacts):
    """What the next agent must know of a home."""

    level: Level
    facts: Sequence[NamedTextFacts]
    reasons: Sequence[DutyFacts]
    private: Annotated[Sequence[NamedTextFacts], About("Empty without --private.")]


class ReportHandoverFacts(TypedDict):
    """`report handover`: every live home, for whoever takes over."""

    jobs: Sequence[HandoverHomeFacts]


class StageFacts(TypedDict):
    """A stage, empty ones too."""

    stage: str
    homes: int
    jobs: Sequence[HomeFacts]
    median_days: int | None
    usual_days: int
    source: Annotated[str | None, About("Where the usual days come from, if from your own closings.")]
    oldest: Annotated[HomeFacts | None, About("The home that has been there longest.")]
    oldest_days: int | None


class ReportStagesFacts(TypedDict):
    """`report stages`: how many homes are in each stage, and for how long."""

    open: Annotated[int, About("All of them together.")]
    stages: Sequence[StageFacts]


class BarFacts(HomeFacts):
    """A home from its sale to the keys."""

    stage: str
    sold: date | None
    promised: Annotated[date | None, About("The closing as it was promised first.")]
    contract: date | None
    told: Period | None
    closing: date | None
    moves: int
    short_days: Annotated[int, About("Days later than told.")]
    slip_days: Annotated[int, About("Days later than promised first.")]
    forecast: Annotated[date | None, About("When the stages still to come would be done.")]
    forecast_late: Annotated[int, About("How many days after the closing that is.")]
    source: str | None


ReportTimelineFacts = TypedDict(
    "ReportTimelineFacts",
    {
        "from": date,
        "to": date,
        "jobs": Annotated[Sequence[BarFacts], About("The soonest closing first.")],
    },
)


ReportTimelineFacts.__doc__ = "`report timeline`: what was promised first, and what it has become."


class RiskPartFacts(TypedDict):
    """One part of a risk."""

    name: str
    points: int
    text: str
    next: str


class RiskyHomeFacts(HomeFacts):
    """An open home, and how likely its sale is lost."""

    stage: str
    level: Level
    closing: date | None
    risk: RiskFacts
    parts: Annotated[Sequence[RiskPartFacts], About("The heaviest first.")]
    flags: Sequence[str]
    next: Annotated[str | None, About("What would lower it.")]


class ReportRiskFacts(TypedDict):
    """`report risk`: the open homes, the most at risk first."""

    jobs: Sequence[RiskyHomeFacts]


# away.


AbsenceFacts = TypedDict(
    "AbsenceFacts",
    {"from": date, "to": date, "cover": str | None, "buyers_told": bool, "autoreply_set": bool},
)


class DueItemFacts(TypedDict):
    """Something that comes due while you're away."""

    day: date
    what: str
    is_meeting: Annotated[bool, About("Whether it's an appointment, which could be moved.")]


class AffectedHomeFacts(HomeFacts):
    """A home to tell."""

    channel: Channel
    cover: str | None
    items: Sequence[DueItemFacts]


class AwayFacts(TypedDict):
    """`away`: the absence ahead, null where there is none."""

    away: AbsenceFacts | None
    jobs: Annotated[Sequence[AffectedHomeFacts], About("Who to tell, in this order.")]
    autoreply: str | None


class ReachFacts(TypedDict):
    """How to reach a buyer."""

    name: str
    phone: str | None
    email: str | None


class MissingItemFacts(TypedDict):
    """Something that is open."""

    what: str
    owner: str
    day: date | None


class PackHomeFacts(HomeFacts):
    """An open home for whoever fills in; those with nothing due come last, and have no items."""

    cover: str | None
    stage: str
    say: Annotated[str, About("What may be said of the closing.")]
    buyers: Sequence[ReachFacts]
    items: Sequence[DueItemFacts]
    last: Annotated[str | None, About("The last update, in short.")]
    open: Sequence[MissingItemFacts]
    avoid: Annotated[Sequence[str], About("What not to raise with them.")]


class AwayPackFacts(TypedDict):
    """`away --pack`: what the cover needs."""

    away: AbsenceFacts
    with_no_one: Annotated[Sequence[str], About("What nobody but you talks over.")]
    jobs: Sequence[PackHomeFacts]


class EventFacts(HomeFacts):
    """Something that happened while you were away."""

    day: date
    what: str
    by: Annotated[str | None, About("Who wrote it down, or had the conversation; null for you.")]


class AwayBackFacts(TypedDict):
    """`away --back`: the first day back."""

    away: AbsenceFacts
    happened: Sequence[EventFacts]
    owed: Sequence[HomeDutyFacts]
    jobs: Annotated[Sequence[HomeFacts], About("The homes of these, once each.")]


# where.


class TroubleFacts(TypedDict):
    """Something that is not as it should be, and what to do about it."""

    what: str
    cure: str


class PackageFacts(TypedDict):
    """A package this installation uses."""

    name: str
    version: str


class ExtraFacts(TypedDict):
    """An extra of the installation."""

    name: str
    is_installed: bool


class ShellFacts(TypedDict):
    """A shell whose Tab key knows the program."""

    shell: str
    is_current: Annotated[bool, About("Whether what was set up is of this version.")]


class GoneJournalFacts(TypedDict):
    """A journal that is kept although its file is gone."""

    file: Annotated[str, About("Where the file was.")]
    journal: Annotated[str, About("The folder of the journal.")]


class GitFacts(TypedDict):
    """The repository that the file is in."""

    repository: str
    commits: Annotated[bool, About("Whether each write becomes a commit: `settings: {git: commit}`.")]
    driver: Annotated[bool, About("Whether git merges the file by meaning: `merge --install`.")]
    shared: Annotated[str | None, About("What git calls the shared copy that `sync` goes to; null where there is none.")]
    unsent: Annotated[int | None, About("Commits of the file that the shared copy hasn't, as far as is known here.")]


class WhereFacts(TypedDict):
    """`where`: which file is used and why, what this machine offers, and what needs fixing."""

    file: str
    why: str
    is_there: bool
    state_of_file: Annotated[str, About("The file in one line.")]
    is_writable: bool
    sync: Annotated[str | None, About("The sync program whose folder it's in.")]
    git: Annotated[GitFacts | None, About("Null where the file is in no git repository.")]
    journal: str
    state: Annotated[str | None, About("The state folder; null where no home folder is known.")]
    undoable: Annotated[int, About("How many commands can be taken back.")]
    gone_journals: Annotated[list[GoneJournalFacts], About("Journals whose file is gone; `where --forget-gone` removes them.")]
    cache: str
    parser: str
    color: str
    color_why: str
    width: int
    editor: str | None
    python: str
    version: str
    program: Annotated[str, About("The words that start this program from anywhere.")]
    completion: list[ShellFacts]
    packages: list[PackageFacts]
    extras: list[ExtraFacts]
    troubles: list[TroubleFacts]


# import and export.


class ImportColumnFacts(TypedDict):
    """A heading, and the field of the file that it fills."""

    heading: str
    field: str


class OwnColumnFacts(TypedDict):
    """A heading that fills no field, and the key that keeps it."""

    heading: str
    key: str


class SheetRowFacts(TypedDict):
    """A home in a spreadsheet."""

    sheet: str
    row: int
    job: str | None
    buyers: Sequence[str]


class DifferenceFacts(TypedDict):
    """A field that the spreadsheet has otherwise."""

    field: str
    before: object
    after: object


class DifferentRowFacts(SheetRowFacts):
    """A home that is there, and what differs."""

    fields: Sequence[DifferenceFacts]


class DoubtFacts(TypedDict):
    """A cell that isn't clear."""

    sheet: str
    row: int
    cell: str
    heading: str
    value: str
    why: str
    is_row: Annotated[bool, About("Whether the whole row is left out.")]


class ImportFacts(TypedDict):
    """`import`: what was understood, whether it was written or not."""

    source: str
    is_written: bool
    columns: Sequence[ImportColumnFacts]
    own_columns: Sequence[OwnColumnFacts]
    date_orders: Annotated[Sequence[str], About("What comes first in dates that could be two days: mdy or dmy.")]
    unsold_rows: Annotated[Sequence[int], About("The rows of homes that nobody has bought.")]
    new: Sequence[SheetRowFacts]
    same: Sequence[SheetRowFacts]
    different: Sequence[DifferentRowFacts]
    doubtful: Sequence[DoubtFacts]


class ExportedHomeFacts(HomeFacts):
    """A home with all that the file says of it."""

    level: Level
    file: Annotated[object, About("Every field of the home, by the keys of the file (`backlog schema`).", "object")]
    own: Annotated[object, About("Your own keys, which begin with x_.", "object")]


class ExportFacts(TypedDict):
    """`export json`: the whole file."""

    settings: Annotated[object, About("The settings, by the keys of the file (`backlog schema`).", "object")]
    away: Annotated[object, About("The absences.", "array")]
    local_items: Annotated[object, About("The tips.", "array")]
    conflicts: Annotated[object, About("What two copies disagreed on that belongs to no home.", "array")]
    jobs: Sequence[ExportedHomeFacts]


class RedactedHomeFacts(TypedDict):
    """A home in the columns of a tracker, without its buyers."""

    job: str
    community: str | None
    lot: str | None
    address: str | None
    plan: str | None
    sold: date | None
    stage: str | None
    stage_since: date | None
    superintendent: str | None
    plot_survey: date | None
    start: date | None
    pre_con: date | None
    orientation: Moment | None
    contract_closing: date | None
    told: Annotated[str | None, About("A day, week, month or quarter.")]
    est_closing: date | None
    closed: date | None
    lender: str | None
    loan_type: str | None
    loan_status: str | None
    rate_lock: date | None
    realtor: str | None
    deposits: str | None
    contingent: str | None
    last_update: date | None
    next_step: date | None
    level: Level


class ExportRedactedFacts(TypedDict):
    """`export json --redact`: the homes for anybody."""

    jobs: Sequence[RedactedHomeFacts]


class SkillFacts(TypedDict):
    """`skill`: how an assistant uses the program."""

    text: Annotated[str, About("SKILL.md, whole.")]


class SitePageFacts(TypedDict):
    """A home, and the name of its page."""

    job: str
    key: str
    buyer: str
    lot: str | None
    page: str


class SiteFacts(TypedDict):
    """`export site`: what became of each page of the folder."""

    folder: str
    dry_run: bool
    jobs: list[SitePageFacts]
    new: list[str]
    changed: list[str]
    same: list[str]
    removed: Annotated[list[str], About("Pages of homes that are gone.")]
    left: Annotated[list[str], About("Such pages that somebody changed; they stay.")]


class WarehouseColumnFacts(TypedDict):
    """A column of a table."""

    name: str
    type: Annotated[Literal["string", "date", "bigint", "boolean"], About("What it holds, in words that SQL takes for a type.")]
    about: str
    words: Annotated[list[str], About("All that can be in it besides null; empty where it is open.")]


class WarehouseTableFacts(TypedDict):
    """A table, and the file it is in."""

    name: str
    about: str
    file: str
    rows: int
    sha256: Annotated[str, About("Of the file.")]
    columns: list[WarehouseColumnFacts]


class WarehouseFacts(TypedDict):
    """`export jsonl` and `export parquet`: the tables of a folder; the same is in its schema.json."""

    version: Annotated[Literal[1], About("Of the tables: within a version tables and columns are only ever added.")]
    format: Annotated[str, About("jsonl or parquet.")]
    audience: Annotated[str, About("For whom: team, anybody (--redact) or herself (--private).")]
    is_whole: Annotated[bool, About("False while the files are being put in place, and after an export that was killed there.")]
    homes: int
    files: Annotated[int, About("The backlog files that were read.")]
    left_out: Annotated[list[str], About("Those that couldn't be read.")]
    tables: list[WarehouseTableFacts]


# Several files.


class FileFacts(TypedDict):
    """One of several files."""

    file: str
    agent: Annotated[str, About("Whose file it is: `settings.agent`, else the name of the file or its folder.")]
    key: Annotated[str, About("What is typed in front of a home's number: `vance` in `vance/1041`.")]
    document: Annotated[dict[str, Any] | None, About("The verb's own document of this file; null where it could not be made.")]


class UnreadFileFacts(TypedDict):
    """A file that can't be read."""

    file: str
    why: str


class DuplicateFileFacts(TypedDict):
    """A file that has the homes of another one again, and is left out."""

    file: str
    of: str


class CountedHomesFacts(TypedDict):
    """How many homes are open, and how many of the live ones are red and amber."""

    open: int
    red: int
    amber: int


class SilentHomeFacts(NamedHomeFacts):
    """Buyers whose update is three days late or more."""

    since: Annotated[date, About("The day of the last update, else of the sale or the file's beginning.")]
    days_late: int


class TeamRedFacts(NamedHomeFacts):
    """A home that is red, and the loudest of its reasons."""

    reason: DutyFacts | None


class AgentWeekFacts(TypedDict):
    """One agent's week, for the manager."""

    agent: str
    key: Annotated[str, About("What is typed in front of a home's number: `vance` in `vance/1041`.")]
    open: int
    amber: int
    red: list[TeamRedFacts]
    silent: Annotated[list[SilentHomeFacts], About("The longest first.")]
    updates: Annotated[ShareFacts, About("Updates given on time, of those owed in the last four weeks.")]
    up_to_date: Annotated[ShareFacts, About("Open homes that are updated on time, as of today.")]
    closings: Annotated[dict[str, int], About("Open homes by the month of their closing, as in 2026-12.")]
    overdue: Annotated[int, About("Open homes whose closing is past.")]
    undated: Annotated[int, About("Open homes without a closing.")]
    closed: Annotated[dict[str, int], About("Homes that closed, by month.")]
    slips: Annotated[int, About("Closings that moved later in the last twelve months.")]
    new_slips: Annotated[int, About("Those of this week.")]
    causes: list[CauseFacts]


class TeamTotalFacts(CountedHomesFacts):
    """All agents together."""

    silent: int
    updates: ShareFacts
    up_to_date: ShareFacts


class ReportTeamFacts(TypedDict):
    """`report week` over several files: the manager's page, with nothing private."""

    agents: Annotated[list[AgentWeekFacts], About("Those with the most silent homes first.")]
    totals: TeamTotalFacts
    causes: Annotated[list[CauseFacts], About("Why closings moved in twelve months, of all agents together.")]
    unread: list[UnreadFileFacts]
    copies: list[DuplicateFileFacts]
    jobs: Annotated[list[NamedHomeFacts], About("Every home that is red or silent.")]


class FilesFacts(TypedDict):
    """Any verb with `--json` over several files: its document of each of them."""

    files: list[FileFacts]
    unread: list[UnreadFileFacts]
    copies: list[DuplicateFileFacts]
    totals: Annotated[CountedHomesFacts | None, About("Of all files together; null for verbs that don't judge homes.")]


# By the `kind` of the document.
READ_DOCUMENTS: Mapping[str, type] = {
    "away": AwayFacts,
    "away-back": AwayBackFacts,
    "away-pack": AwayPackFacts,
    "calendar": CalendarFacts,
    "check": CheckFacts,
    "check-purge": PurgeFacts,
    "decide": DecideFacts,
    "draft": DraftFacts,
    "due": DueFacts,
    "export": ExportFacts,
    "export-redacted": ExportRedactedFacts,
    "files": FilesFacts,
    "find": FindFacts,
    "history": HistoryFacts,
    "history-commits": HistoryCommitsFacts,
    "list": ListFacts,
    "merge-install": MergeInstallFacts,
    "report-handover": ReportHandoverFacts,
    "report-job": ReportJobFacts,
    "report-risk": ReportRiskFacts,
    "report-slips": ReportSlipsFacts,
    "report-stages": ReportStagesFacts,
    "report-team": ReportTeamFacts,
    "report-timeline": ReportTimelineFacts,
    "report-week": ReportWeekFacts,
    "show": ShowFacts,
    "site": SiteFacts,
    "skill": SkillFacts,
    "super": SuperFacts,
    "walk": WalkFacts,
    "warehouse": WarehouseFacts,
    "where": WhereFacts,
}
