"""The trade's closed vocabularies, its defaults, the policy that the settings make of them, and how words are listed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class Level(StrEnum):
    """How loud a duty or a job is. Archived jobs (cancelled, or closed over a year ago) have no colour."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    ARCHIVED = "archived"


class Quadrant(StrEnum):
    """Urgent against important (003): both, important only, urgent only, neither."""

    DO_NOW = "do-now"
    PROTECT = "protect"
    QUICK = "quick"
    ROUTINE = "routine"


class Channel(StrEnum):
    """How people are reached (001-4)."""

    PHONE = "phone"
    TEXT = "text"
    GROUP_TEXT = "group-text"
    EMAIL = "email"
    VIDEO = "video"
    IN_PERSON = "in-person"
    PORTAL = "portal"
    MAIL = "mail"

    @property
    def is_live(self) -> bool:
        """Whether the buyer answers at once: phone, video, in person."""
        return self in (Channel.PHONE, Channel.VIDEO, Channel.IN_PERSON)

    @property
    def is_written(self) -> bool:
        """Whether it leaves something in writing."""
        return not self.is_live


class TalkKind(StrEnum):
    """What a conversation was (001-2a)."""

    UPDATE = "update"
    NON_UPDATE = "non-update"
    BAD_NEWS = "bad-news"
    CHECK_IN = "check-in"
    INBOUND = "inbound"
    ATTEMPT = "attempt"
    INTERNAL = "internal"
    APPOINTMENT = "appointment"


class Outcome(StrEnum):
    """What became of a conversation."""

    REACHED = "reached"
    SENT = "sent"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no-answer"
    BOUNCED = "bounced"


class Mood(StrEnum):
    """How the buyers felt."""

    DELIGHTED = "delighted"
    HAPPY = "happy"
    NEUTRAL = "neutral"
    WORRIED = "worried"
    UPSET = "upset"


class Topic(StrEnum):
    """What a conversation was about (000-3, 000-4)."""

    RATE = "rate"
    DATE = "date"
    CONSTRUCTION = "construction"
    SELECTIONS = "selections"
    MONEY = "money"
    CONTINGENCY = "contingency"
    WARRANTY = "warranty"
    PERSONAL = "personal"
    COMMUNITY = "community"
    PAPERWORK = "paperwork"


TOPIC_WORDS: dict[Topic, str] = {
    Topic.RATE: "your interest rate",
    Topic.DATE: "your dates",
    Topic.CONSTRUCTION: "how construction is going",
    Topic.SELECTIONS: "your choices for the home",
    Topic.MONEY: "what's to be paid",
    Topic.CONTINGENCY: "your current home",
    Topic.WARRANTY: "what still needs a look in the house",
    Topic.PERSONAL: "your own plans",
    Topic.COMMUNITY: "the neighborhood",
    Topic.PAPERWORK: "the papers",
}


class CauseKind(StrEnum):
    """Why a date moved or a promise broke (004-4)."""

    WEATHER = "weather"
    PERMIT = "permit"
    INSPECTION = "inspection"
    MATERIAL = "material"
    LABOR = "labor"
    UTILITY = "utility"
    SITE = "site"
    BUYER_CHANGE = "buyer-change"
    LENDER = "lender"
    BUILDER = "builder"
    OTHER = "other"


# What to tell buyers of a cause (001-8c): what it does to a home, and nobody is to blame (004-10).
CAUSE_WORDS: dict[CauseKind, str] = {
    CauseKind.WEATHER: "The weather isn't cooperating. Wet or frozen ground stops work that has to stay dry, and it's "
    "better to wait than to build in the wet.",
    CauseKind.PERMIT: "We're waiting on a permit. They're reviewed in the order they come in, and work can't go on without it.",
    CauseKind.INSPECTION: "We're waiting on an inspection. Anything that doesn't pass gets fixed and re-inspected.",
    CauseKind.MATERIAL: "We're waiting on material. Some parts are made to order, and the next steps can't start "
    "until they're here.",
    CauseKind.LABOR: "The next crew is running behind schedule, and good work is worth the wait.",
    CauseKind.UTILITY: "We're waiting on a utility hookup. Power, water and gas run on their own schedules.",
    CauseKind.SITE: "We found something in the ground that has to be fixed before anything is built on it.",
    CauseKind.BUYER_CHANGE: "A change to a home has to be drawn, ordered and built, and that takes extra days.",
    CauseKind.LENDER: "The loan papers need a few more days before everyone can sign.",
    CauseKind.BUILDER: "Something on our side took longer than we planned.",
    CauseKind.OTHER: "",
}


class DraftKind(StrEnum):
    """A text to buyers that is prepared here, and sent by the agent herself."""

    UPDATE = "update"
    NON_UPDATE = "non-update"
    WRITTEN = "written"
    BAD_NEWS = "bad-news"
    REASSURE = "reassure"
    CHECK_IN = "check-in"
    CONFIRM = "confirm"


class MovedDate(StrEnum):
    """Which date a shift moved."""

    CLOSING = "closing"
    ORIENTATION = "orientation"
    PRECON = "precon"
    START = "start"


class Precision(StrEnum):
    """How exactly a closing has been told (002-4)."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class Party(StrEnum):
    """Who promised."""

    ME = "me"
    BUILDER = "builder"
    LENDER = "lender"
    BUYER = "buyer"


class QuestionTarget(StrEnum):
    """Whom a question is for (004-3)."""

    SUPERINTENDENT = "superintendent"
    LENDER = "lender"
    DESIGN = "design"
    BUYER = "buyer"


class Severity(StrEnum):
    """How bad an issue is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class BuyerRole(StrEnum):
    """What a buyer is in the purchase."""

    BUYER = "buyer"
    CO_BUYER = "co-buyer"
    DECISION_MAKER = "decision-maker"


class Origin(StrEnum):
    """How the home came to be sold (001-1a)."""

    TO_BE_BUILT = "to-be-built"
    SPEC = "spec"
    MODEL = "model"


class HoldCause(StrEnum):
    """What keeps a home waiting; the stage clock stands still meanwhile."""

    WEATHER = "weather"
    PERMIT = "permit"
    BUYER = "buyer"
    OTHER = "other"


HOLD_WORDS: dict[HoldCause, str] = {
    HoldCause.WEATHER: "Right now we're waiting on the weather. Work picks up again as soon as the ground allows.",
    HoldCause.PERMIT: "Right now we're waiting on paperwork from the town. Work continues once it's here.",
    HoldCause.BUYER: "Right now the next step is waiting on an answer we talked about.",
    HoldCause.OTHER: "Right now work is paused for a little while.",
}


class Deadline(StrEnum):
    """Why the buyers need the home by a day (002-6)."""

    LEASE = "lease"
    SCHOOL = "school"
    SALE = "sale"
    JOB = "job"
    BIRTH = "birth"
    OTHER = "other"


class LoanProduct(StrEnum):
    """The kind of loan (001-1d)."""

    CONV_30 = "conv-30"
    CONV_15 = "conv-15"
    FHA = "fha"
    VA = "va"
    USDA = "usda"
    ARM = "arm"
    CASH = "cash"
    OTHER = "other"


class LoanStatus(StrEnum):
    """How far the loan is, in order; n/a for a cash sale (001-1d)."""

    NONE = "none"
    PRE_APPROVED = "pre-approved"
    APPLIED = "applied"
    APPRAISAL = "appraisal"
    CONDITIONAL = "conditional"
    CTC = "ctc"
    CD_ACKNOWLEDGED = "cd-acknowledged"
    FUNDED = "funded"
    N_A = "n/a"


class LockKind(StrEnum):
    """The kind of rate lock (000-3)."""

    SHORT = "short"
    EXTENDED = "extended"
    FLOAT_DOWN = "float-down"


class DepositKind(StrEnum):
    """What a deposit is for (001-1b)."""

    EARNEST = "earnest"
    SECOND = "second"
    OPTIONS = "options"
    CHANGE = "change"


class SelectionStatus(StrEnum):
    """How far a choice is (002-5)."""

    OPEN = "open"
    APPOINTMENT = "appointment"
    DECIDED = "decided"
    LATE = "late"
    CHANGED = "changed"


class RequestStatus(StrEnum):
    """What became of a change the buyers asked for."""

    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"


class ContingencyKind(StrEnum):
    """What the sale still hangs on (001-1d)."""

    HOME_TO_SELL = "home-to-sell"
    HOME_TO_CLOSE = "home-to-close"
    FINANCING = "financing"
    APPRAISAL = "appraisal"
    INSPECTION = "inspection"
    HOA_REVIEW = "hoa-review"


class ContingencyStatus(StrEnum):
    """What became of a condition of the sale."""

    OPEN = "open"
    RELEASED = "released"
    WAIVED = "waived"
    EXPIRED = "expired"
    KICK_OUT = "kick-out"


class Expectation(StrEnum):
    """What was talked through up front (004-6)."""

    COST = "cost"
    DELAY = "delay"
    CONTACT = "contact"
    ESCALATION = "escalation"
    SITE_VISIT = "site-visit"
    CHANGES = "changes"


class Personality(StrEnum):
    """How a buyer likes to be talked to (001-5b)."""

    DRIVER = "driver"
    RELATOR = "relator"
    ANALYTIC = "analytic"
    SOCIALIZER = "socializer"


class PromiseStatus(StrEnum):
    """What became of a promise (004-1)."""

    OPEN = "open"
    KEPT = "kept"
    LATE = "late"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class Side(StrEnum):
    """Whose concern an issue is (001-2c)."""

    BUYER = "buyer"
    BUILDER = "builder"


class IssueStatus(StrEnum):
    """Whether an issue still stands."""

    OPEN = "open"
    RESOLVED = "resolved"


class Testimonial(StrEnum):
    """Whether the buyers' praise was asked for (001-10e)."""

    NOT_ASKED = "not-asked"
    ASKED = "asked"
    RECEIVED = "received"


class CancelReason(StrEnum):
    """Why a sale was lost (004-24)."""

    RATE = "rate"
    INCOME = "income"
    HOME_UNSOLD = "home-unsold"
    DELAY = "delay"
    REMORSE = "remorse"
    BETTER_DEAL = "better-deal"
    RELOCATION = "relocation"
    LENDER = "lender"
    OTHER = "other"


class Door(StrEnum):
    """Whether the buyers may come back (004-23)."""

    OPEN = "open"
    CLOSED = "closed"


class Stage(NamedTuple):
    """One stage of a home. Durations are calendar days; `say` is what to tell a buyer (001-8a).

    `quiet` marks the stages where buyers' mood dips and a live contact every second week is worth it.
    """

    name: str
    days: int
    max_days: int
    say: str = ""
    quiet: bool = False


CLOSED = "closed"
CANCELLED = "cancelled"

DEFAULT_STAGES: tuple[Stage, ...] = (
    Stage(
        "contract",
        10,
        14,
        "The agreement is being checked, signed by the builder and sent to the lender. Nothing moves on the lot yet; "
        "the loan application is your part.",
    ),
    Stage(
        "selections",
        21,
        30,
        "You choose structure first and finishes after it. Structure is settled early because plans, permit and truss "
        "orders depend on it.",
    ),
    Stage(
        "permitting",
        35,
        60,
        "Engineers finish the plot plan and the town reviews the drawings in the order they arrived. The work is on "
        "paper, so days pass with nothing to see.",
        quiet=True,
    ),
    Stage(
        "released",
        21,
        45,
        "The permit is out. Surveyors stake the corners, orders go to the trades and we hold the pre-construction "
        "meeting while we wait for the foundation crew's slot.",
    ),
    Stage(
        "foundation",
        18,
        25,
        "Footings, under-floor plumbing and the slab or walls go in. An inspector looks before concrete is poured, "
        "rain stops it, and it must harden before it carries weight. A bare slab always looks small.",
    ),
    Stage(
        "framing",
        18,
        30,
        "Walls, floors and the roof structure go up quickly: the weeks when you see the most. The green-tinted wood "
        "at the bottom is treated against moisture.",
    ),
    Stage(
        "dry-in",
        10,
        20,
        "Roof, windows and wrap close the house against weather so that work indoors can start. Window deliveries set the pace.",
    ),
    Stage(
        "rough-ins",
        16,
        28,
        "Pipes, ducts and wires run inside the open walls, one trade after another, each inspected. It looks as if "
        "nothing happens because the work hides between the studs.",
        quiet=True,
    ),
    Stage(
        "pre-drywall",
        8,
        14,
        "Inspections, your walk through the open frame, then insulation. It is the last easy look inside your walls; "
        "anything that fails is fixed and inspected again.",
    ),
    Stage(
        "drywall",
        14,
        21,
        "Boards are hung, taped, sanded and textured. Each coat needs time to dry, more when the air is damp. Rooms "
        "get their real size, and after this the date can be named firmly.",
        quiet=True,
    ),
    Stage(
        "trim",
        18,
        28,
        "Doors, baseboards and cabinets go in, then counters are measured and cut, with paint in between. Counters "
        "wait for the measuring.",
    ),
    Stage(
        "flooring",
        12,
        18,
        "Tile and hard floors first, carpet last. Crews need the house empty, so it may look idle.",
    ),
    Stage(
        "finals",
        14,
        21,
        "Lights, fixtures, appliances, meters, driveway and yard. Utility companies and the final inspections keep "
        "calendars of their own.",
    ),
    Stage(
        "punch",
        8,
        14,
        "We check our own work, fix, clean and get the certificate that lets you move in: many tiny jobs, one visit each.",
    ),
    Stage(
        "orientation",
        10,
        14,
        "You learn how your house works and list anything left to do. Repairs need the days between this visit and closing.",
    ),
    Stage(
        "closing",
        4,
        7,
        "A last walk, loan papers, funds, keys. The lender must hand over the closing disclosure three business days before.",
    ),
    Stage(
        CLOSED,
        365,
        365,
        "Settling in: small settling cracks, adjustments and warranty visits are part of the first year.",
    ),
)


class Shot(NamedTuple):
    """One picture that a stage asks for (001-6b): what is on it, and the words by which a picture that was sent is known."""

    what: str
    words: tuple[str, ...]


# What to photograph, by the stage's name. Permitting has none: its work is on paper. A stage of her own has its name's picture.
SHOTS: dict[str, tuple[Shot, ...]] = {
    "contract": (Shot("the lot with the sold sign", ("lot", "sign", "sold")),),
    "selections": (Shot("the board of their choices", ("board", "choice", "color", "colour", "sample")),),
    "permitting": (),
    "released": (Shot("the stakes at the corners", ("stake", "corner")),),
    "foundation": (
        Shot("the forms", ("form",)),
        Shot("the slab", ("slab", "concrete", "pour")),
        Shot("the block", ("block", "wall")),
    ),
    "framing": (Shot("each floor", ("floor",)), Shot("the view from their windows", ("view", "window"))),
    "dry-in": (Shot("the roof on", ("roof",)), Shot("the windows in", ("window",))),
    "rough-ins": (Shot("the wiring", ("electric", "wir")), Shot("the pipes", ("plumb", "pipe"))),
    "pre-drywall": (Shot("their walk through the frame", ("walk", "frame")), Shot("the insulation", ("insulation",))),
    "drywall": (Shot("the drywall", ("drywall", "board", "room")),),
    "trim": (
        Shot("the cabinets", ("cabinet",)),
        Shot("the countertops", ("counter",)),
        Shot("the paint", ("paint",)),
    ),
    "flooring": (Shot("the floors", ("floor", "tile", "carpet")),),
    "finals": (Shot("the outside", ("outside", "exterior", "front", "yard", "drive")), Shot("the kitchen", ("kitchen",))),
    "punch": (Shot("before and after", ("before", "after")),),
    "orientation": (Shot("their orientation", ("orientation",)),),
    "closing": (Shot("the keys", ("key",)),),
}
# Where a video of the open walls is worth most, and the last stage in which they are still open (001-7b).
OPEN_WALL_STAGES = ("rough-ins", "pre-drywall")


class Policy(NamedTuple):
    """The settings of one file with defaults filled in. Spans are whole days; `days_off` are extra non-business days."""

    agent: str | None = None
    cadence_days: int = 7
    worst_days: int = 14
    reply_days: int = 1
    firm_stage: str = "drywall"
    buffer_days: int = 0
    pace: float = 1.0
    days_off: tuple[date, ...] = ()
    amendments: bool = False
    check_in_days: tuple[int, ...] = (2, 7, 30, 60, 180, 330)
    stages: tuple[Stage, ...] = DEFAULT_STAGES
    lead_days: tuple[tuple[str, int], ...] = ()
    tracking_since: date | None = None  # the day on which the file began

    def stage(self, name: str) -> Stage | None:
        """Return the stage of that name, or None when the table has none (cancelled stands outside it)."""
        return next((stage for stage in self.stages if stage.name == name), None)

    def place(self, name: str) -> int:
        """Return how far along a stage is (0 first); -1 when the table has no such stage."""
        return next((n for n, stage in enumerate(self.stages) if stage.name == name), -1)


def and_list(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f" {last} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part) if words else ""
