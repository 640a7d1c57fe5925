"""The trade's closed vocabularies, its defaults, the policy that the settings make of them, and how words are listed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, TypeVar

WordT = TypeVar("WordT", bound=str)
EnumT = TypeVar("EnumT", bound=StrEnum)


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
    CauseKind.BUYER_CHANGE: "A change to a home has to be drawn, ordered and built, and that takes extra time.",
    CauseKind.LENDER: "The loan papers need more time before everyone can sign.",
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


# What these dates are called in a sentence.
DATE_NAMES: dict[MovedDate, str] = {
    MovedDate.CLOSING: "closing",
    MovedDate.ORIENTATION: "orientation",
    MovedDate.PRECON: "pre-construction meeting",
    MovedDate.START: "start",
}


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


class DateOrder(StrEnum):
    """What comes first in a date such as 3/12/26."""

    MDY = "mdy"
    DMY = "dmy"


class GitUse(StrEnum):
    """Whether each write becomes a commit, where the file is in a git repository."""

    OFF = "off"
    COMMIT = "commit"


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
        "Your agreement is being checked and signed. Nothing moves on the lot yet; if there's a loan, the application "
        "is your part.",
    ),
    Stage(
        "selections",
        21,
        30,
        "You pick the structure first, then the finishes. Structure gets settled early because the plans, the permit "
        "and the truss order depend on it.",
    ),
    Stage(
        "permitting",
        35,
        60,
        "The engineers finish the plot plan, and the town reviews drawings in the order they come in. It's all on "
        "paper, so days go by with nothing to see.",
        quiet=True,
    ),
    Stage(
        "released",
        21,
        45,
        "The permit is out. Surveyors stake the corners, orders go out to the trades, and we hold your "
        "pre-construction meeting while we wait for the foundation crew.",
    ),
    Stage(
        "foundation",
        18,
        25,
        "Footings, under-floor plumbing and the slab or walls go in. An inspector looks before any concrete is poured, "
        "rain stops it, and it has to harden before it carries weight. A bare slab always looks small.",
    ),
    Stage(
        "framing",
        18,
        30,
        "Walls, floors and the roof structure go up quickly: these are the weeks when you see the most. The "
        "green-tinted wood at the bottom is treated against moisture.",
    ),
    Stage(
        "dry-in",
        10,
        20,
        "The roof, windows and wrap close up the house against the weather so work can start inside. Window "
        "deliveries set the pace.",
    ),
    Stage(
        "rough-ins",
        16,
        28,
        "Pipes, ducts and wires go into the open walls, one trade after another, and each one gets inspected. It can "
        "look like nothing is happening because the work hides between the studs.",
        quiet=True,
    ),
    Stage(
        "pre-drywall",
        8,
        14,
        "It's time for inspections, your walk through the open frame, and insulation. It's the last easy look inside "
        "your walls; anything that doesn't pass gets fixed and inspected again.",
    ),
    Stage(
        "drywall",
        14,
        21,
        "The wallboard gets hung, taped, sanded and textured. Each coat needs time to dry, more when the air is damp. "
        "This is when the rooms get their real size.",
        quiet=True,
    ),
    Stage(
        "trim",
        18,
        28,
        "Doors, baseboards and cabinets go in, then the counters, with paint in between. Counters can't be cut until "
        "the cabinets are in and measured.",
    ),
    Stage(
        "flooring",
        12,
        18,
        "Tile and hard floors go in first, carpet last. Crews need the house empty, so it may look idle.",
    ),
    Stage(
        "finals",
        14,
        21,
        "Lights, fixtures, appliances, meters, driveway and yard get done. Utility companies and final inspectors keep "
        "their own calendars.",
    ),
    Stage(
        "punch",
        8,
        14,
        "We check our own work, fix, clean and get the certificate that lets you move in: many small jobs, one visit each.",
    ),
    Stage(
        "orientation",
        10,
        14,
        "You learn how your house works and list anything left to do. Repairs need the days between that visit and closing.",
    ),
    Stage(
        "closing",
        4,
        7,
        "What's left is a last walk, the papers, the funds and the keys. With a loan, you get the closing disclosure "
        "three business days before.",
    ),
    Stage(
        CLOSED,
        365,
        365,
        "Small settling cracks, adjustments and warranty visits are a normal part of the first year.",
    ),
)


# What agents type for these words. The words themselves stand for themselves; case, blanks, hyphens and a plural s make no
# difference (`word_of`), so `phone calls` is there with `phone call`. A word never stands for two things in one list.
SYNONYMS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Channel: {
        Channel.PHONE: "call, called, calling, phone call, phoned, telephone, tel, cell, cell phone, mobile, rang, "
        "ring, voice, "
        "by phone, over the phone, dial, spoke, talked, ph",
        Channel.TEXT: "sms, texted, texting, txt, text message, texts, imessage, dm, message, msg, whatsapp, by text, messaged",
        Channel.GROUP_TEXT: "group, group chat, group message, group txt, group sms, group thread, text thread, gt, "
        "grp text, grouptexts",
        Channel.EMAIL: "e-mail, emailed, mailed them, eml, by email, e mail message, email message, inbox",
        Channel.VIDEO: "video call, facetime, zoom, teams, video chat, google meet, skype, bombbomb, loom, video message, vid",
        Channel.IN_PERSON: "person, visit, visited, face to face, f2f, met, meeting, on site, onsite, site visit, "
        "at the model, "
        "at the home, walk-in, walked in, stopped by, came by, live, office, in office, at the office, model home, "
        "coffee, lunch",
        Channel.PORTAL: "buyer portal, customer portal, app, website, web, online, co-construct, buildertrend, blog, hub",
        Channel.MAIL: "letter, card, post, usps, snail mail, postcard, note card, handwritten note, thank you card, fedex, ups",
    },
    TalkKind: {
        TalkKind.UPDATE: "weekly, weekly update, updated, status, status update, news, regular, construction update, progress",
        TalkKind.NON_UPDATE: "no news, nothing new, no change, no update, nothing to report, same, non-news, touch base",
        TalkKind.BAD_NEWS: "bad, delay, delayed, delay call, bad call",
        TalkKind.CHECK_IN: "checked in, check, checkin call, checkup, follow up, followup, care, care call, courtesy call, touch",
        TalkKind.INBOUND: "in, incoming, from them, they called, they wrote, they texted, they emailed, received, "
        "question, reply, "
        "inquiry, from buyer, inbound call, inbound email, inbound text",
        TalkKind.ATTEMPT: "tried, try, missed, missed call, left message, lm, lvm, attempted, tried calling, called no answer",
        TalkKind.INTERNAL: "note, memo, own note, team, inhouse, in-house, staff, note to self, private",
        TalkKind.APPOINTMENT: "appt, meeting, met, walk, walkthrough, walk-through, orientation, visit, tour, design appointment",
    },
    Outcome: {
        Outcome.REACHED: "spoke, talked, answered, connected, picked up, got them, yes, live, met, completed, "
        "contacted, spoken, held",
        Outcome.SENT: "delivered, emailed, texted, mailed, out, went out",
        Outcome.VOICEMAIL: "vm, left vm, lvm, left voicemail, voice mail, left a voicemail, left message, "
        "left a message, lm, message",
        Outcome.NO_ANSWER: "missed, no reply, no response, no pickup, nobody, not reached, unanswered, busy, "
        "didnt answer, no, "
        "did not answer, no luck, rang out",
        Outcome.BOUNCED: "bounce, returned, undeliverable, undelivered, failed, wrong number, bad number, bad email, "
        "disconnected",
    },
    Mood: {
        Mood.DELIGHTED: "thrilled, ecstatic, overjoyed, excited, very happy, super happy, amazing, raving, love it, "
        "loves it, elated, "
        "over the moon, loving it, stoked, very excited",
        Mood.HAPPY: "glad, good, pleased, great, satisfied, positive, content, cheerful, smiling, upbeat, grateful, "
        "thankful, relieved",
        Mood.NEUTRAL: "ok, okay, fine, normal, so so, alright, all right, average, calm, flat, indifferent, patient, "
        "understanding, "
        "not bad, no complaints, steady, quiet, even",
        Mood.WORRIED: "anxious, nervous, concerned, stressed, uneasy, scared, uncertain, unsure, hesitant, impatient, "
        "doubtful, tense, "
        "confused, overwhelmed, antsy, cold feet, disappointed, sad, unhappy, apprehensive, stressed out",
        Mood.UPSET: "angry, mad, furious, frustrated, annoyed, livid, irate, pissed, pissed off, hostile, fed up, "
        "irritated, "
        "very upset, bad, outraged, hot, yelling, screaming, ticked off",
    },
    Topic: {
        Topic.RATE: "interest rate, rate lock, lock, mortgage rate, interest, apr, points, rate hike",
        Topic.DATE: "closing date, timeline, schedule, delay, move-in, closing, timing, completion date, move-in date",
        Topic.CONSTRUCTION: "build, building, site, house, progress, job site",
        Topic.SELECTIONS: "design, design center, design studio, choices, options, colors, finishes, upgrades, design choices",
        Topic.MONEY: "price, deposit, payment, cost, costs, earnest money, budget",
        Topic.CONTINGENCY: "home to sell, house to sell, their house, contingent, current home, home sale",
        Topic.WARRANTY: "warranty item, repair, service request, warranty request, callback",
        Topic.PERSONAL: "family, life, birthday, kids, small talk",
        Topic.COMMUNITY: "neighborhood, hoa, amenities, neighbors, neighbourhood",
        Topic.PAPERWORK: "papers, documents, docs, contract, forms, addendum, amendment, signatures",
    },
    CauseKind: {
        CauseKind.WEATHER: "rain, rained, snow, storm, ice, cold, heat, wind, hurricane, mud, wet, freeze, frozen, "
        "rainout, rain day, flood",
        CauseKind.PERMIT: "permitting, city, county, town, approval, zoning, plan review, permit office, municipality",
        CauseKind.INSPECTION: "inspector, failed inspection, reinspection, re-inspection, failed, co, certificate of occupancy",
        CauseKind.MATERIAL: "supply, supplies, supply chain, backorder, back order, backordered, windows, trusses, "
        "lumber, cabinets, shortage, "
        "delivery, supplier, truss, window, lead time, order, brick, appliances",
        CauseKind.LABOR: "labour, crew, trade, trades, sub, subs, subcontractor, framer, framers, staffing, manpower, "
        "workers, no crew",
        CauseKind.UTILITY: "power, electric company, gas, water, sewer, meter, electric, utility company, hookup, "
        "transformer, telecom",
        CauseKind.SITE: "lot, soil, rock, grading, ground, drainage, survey, dirt, land, site work, sitework, septic, well",
        CauseKind.BUYER_CHANGE: "buyer, change order, buyers change, customer change, change request, customer, "
        "buyer request, selections, "
        "late selections, upgrade, buyer delay",
        CauseKind.LENDER: "loan, bank, financing, mortgage, appraisal, underwriting, funding, title",
        CauseKind.BUILDER: "us, our mistake, mistake, error, our fault, schedule, scheduling, our side, office, "
        "superintendent, construction",
        CauseKind.OTHER: "misc, something else, various, miscellaneous, holiday, covid",
    },
    MovedDate: {
        MovedDate.CLOSING: "close, settlement, coe, close of escrow, closing date, close date, move-in",
        MovedDate.ORIENTATION: "walk, walkthrough, walk-through, final walk, homeowner orientation, nho, demo, "
        "new home orientation, "
        "orientation date, blue tape walk",
        MovedDate.PRECON: "pre-construction, precon meeting, preconstruction meeting, pre-start, precon date, pre-con",
        MovedDate.START: "start date, dig, dig date, ground breaking, groundbreaking, construction start, break ground",
    },
    Party: {
        Party.ME: "i, myself, agent, us, we, sales, sales agent, our side",
        Party.BUILDER: "super, superintendent, construction, site, pm, project manager, company, office, builder rep, warranty",
        Party.LENDER: "bank, loan officer, lo, mortgage company, mortgage",
        Party.BUYER: "them, they, customer, client, homeowner, purchaser, family",
    },
    QuestionTarget: {
        QuestionTarget.SUPERINTENDENT: "super, supt, construction, builder, site, pm, project manager, foreman, "
        "builder rep, field",
        QuestionTarget.LENDER: "bank, loan officer, lo, mortgage, mortgage company, loan",
        QuestionTarget.DESIGN: "design center, design studio, designer, selections, interior designer, studio",
        QuestionTarget.BUYER: "customer, client, them, homeowner, purchaser",
    },
    Severity: {
        Severity.LOW: "minor, small, cosmetic, little, trivial, low priority",
        Severity.MEDIUM: "med, moderate, normal, mid, average, medium priority",
        Severity.HIGH: "major, urgent, severe, critical, big, serious, emergency, bad, top, high priority",
    },
    BuyerRole: {
        BuyerRole.BUYER: "primary, main, main buyer, primary buyer, purchaser, borrower, owner",
        BuyerRole.CO_BUYER: "coborrower, co-borrower, spouse, husband, wife, partner, second, secondary, co, "
        "second buyer, cosigner, co-signer",
        BuyerRole.DECISION_MAKER: "decider, decides, boss, dm, decision, final say",
    },
    Origin: {
        Origin.TO_BE_BUILT: "tbb, build to order, bto, presale, pre-sale, dirt, dirt sale, from scratch, build job, "
        "ground up, new build, built to order",
        Origin.SPEC: "inventory, qmi, quick move-in, quick move, spec home, showcase, available home, inventory home, "
        "move-in ready",
        Origin.MODEL: "model home, show home, leaseback, model leaseback",
    },
    HoldCause: {
        HoldCause.WEATHER: "rain, snow, storm, cold, ice, mud, wet, frozen, wind",
        HoldCause.PERMIT: "permitting, city, county, town, inspection, approval, zoning, hoa",
        HoldCause.BUYER: "customer, client, selections, financing, loan, change order, contingency, lender, their house",
        HoldCause.OTHER: "misc, material, labor, crew, supply, site, utility, something else, builder, backorder",
    },
    Deadline: {
        Deadline.LEASE: "rent, rental, lease end, lease ends, apartment, landlord, lease up, end of lease",
        Deadline.SCHOOL: "school start, school year, kids school, first day of school, semester, college",
        Deadline.SALE: "home sale, house sale, selling, sold house, sale of home, current home, their sale, "
        "home closing, their house",
        Deadline.JOB: "work, new job, transfer, relocation, job start, military, pcs, relo, orders",
        Deadline.BIRTH: "baby, due date, newborn, pregnancy, new baby, expecting",
        Deadline.OTHER: "misc, wedding, holiday, visa, something else, surgery, family",
    },
    LoanProduct: {
        LoanProduct.CONV_30: "conventional, conv, conventional 30, 30 year, 30 yr, 30 year fixed, 30yr fixed, fixed, "
        "30, conf, conforming, c30, "
        "conventional 30 year, conv 30 yr, 30 fixed, jumbo, 30 year conventional, fannie mae",
        LoanProduct.CONV_15: "conventional 15, 15 year, 15 yr, 15 year fixed, 15yr fixed, 15, c15, "
        "conventional 15 year, conv 15 yr, 15 fixed",
        LoanProduct.FHA: "fha loan, fha 30, fha30, fha 30 year",
        LoanProduct.VA: "va loan, veteran, veterans, va 30, va 30 year, veterans affairs",
        LoanProduct.USDA: "rural, rd, rural development, usda loan, usda rural",
        LoanProduct.ARM: "adjustable, adjustable rate, 5/1 arm, 7/1 arm, 5/1, 7/1, 10/1, 10/1 arm, 5/6 arm, 7/6 arm, arm loan",
        LoanProduct.CASH: "cash buyer, no loan, all cash, cash sale, cash deal, cash purchase, paying cash",
        LoanProduct.OTHER: "misc, bond, dpa, construction loan, portfolio, non-qm, heloc, down payment assistance, "
        "bridge, bank statement loan",
    },
    LoanStatus: {
        LoanStatus.NONE: "not started, no application, not applied, nothing yet, no loan yet, not yet",
        LoanStatus.PRE_APPROVED: "preapproval, pre-approval, prequalified, pre-qualified, prequal, pre-qual, pa, preapp",
        LoanStatus.APPLIED: "application, application in, app in, in process, processing, submitted, underwriting, "
        "in underwriting, uw, in uw, "
        "full application, apped, at lender, loan app, pending, in progress",
        LoanStatus.APPRAISAL: "appraisal ordered, appraisal in, appraised, appraisal done, appraisal scheduled",
        LoanStatus.CONDITIONAL: "conditional approval, conditionally approved, approved with conditions, approved, "
        "approval, "
        "loan approval, commitment, loan commitment, cla, conditions, committed, loan approved",
        LoanStatus.CTC: "clear to close, cleared to close, clear, cleared, cleared for closing",
        LoanStatus.CD_ACKNOWLEDGED: "cd, cd signed, closing disclosure, cd sent, cd out, cd acked, disclosed, cd ack, "
        "closing disclosure signed",
        LoanStatus.FUNDED: "closed, paid out, wired, loan funded, funding",
        LoanStatus.N_A: "na, cash, not needed, not applicable, no loan, not required",
    },
    LockKind: {
        LockKind.SHORT: "standard, regular, 30 day, 45 day, 60 day, normal, locked",
        LockKind.EXTENDED: "long, extended lock, 90 day, 180 day, 270 day, builder lock, long term, 120 day, 360 day, "
        "long lock, forward, builder forward",
        LockKind.FLOAT_DOWN: "float, floatdown option, float down option, floating, float-down lock",
    },
    DepositKind: {
        DepositKind.EARNEST: "emd, earnest money, first, initial, good faith, em, deposit, contract deposit, "
        "initial deposit, earnest deposit, first deposit, down payment",
        DepositKind.SECOND: "2nd, additional, second deposit, second earnest, 2nd deposit, additional deposit",
        DepositKind.OPTIONS: "upgrades, option deposit, options deposit, design, design deposit, selections, "
        "design center, options money, structural, upgrade deposit",
        DepositKind.CHANGE: "change order, co, change order deposit, change request, change deposit",
    },
    SelectionStatus: {
        SelectionStatus.OPEN: "pending, not decided, undecided, to do, todo, waiting, outstanding, incomplete, "
        "not started, tbd, in progress",
        SelectionStatus.APPOINTMENT: "appt, scheduled, booked, appointment set, appointment made, appt set, appointment booked",
        SelectionStatus.DECIDED: "done, complete, completed, chosen, selected, picked, final, finalized, signed, "
        "signed off, made, finished, closed",
        SelectionStatus.LATE: "overdue, past due, behind, delayed",
        SelectionStatus.CHANGED: "change, revised, updated, changed mind, modified",
    },
    RequestStatus: {
        RequestStatus.OPEN: "pending, waiting, requested, submitted, outstanding, in review, new, pricing, in progress",
        RequestStatus.ANSWERED: "approved, accepted, yes, done, complete, completed, signed, granted, ok, okay, replied, closed",
        RequestStatus.DECLINED: "denied, rejected, refused, no, turned down, not possible, canceled, cancelled, withdrawn",
    },
    ContingencyKind: {
        ContingencyKind.HOME_TO_SELL: "sale, home sale, house to sell, sale of home, sell, to sell, house sale, hts, "
        "sale of house, must sell, sell home, home must sell",
        ContingencyKind.HOME_TO_CLOSE: "close, house to close, to close, htc, under contract, closing of home, "
        "pending sale, their closing, close of home",
        ContingencyKind.FINANCING: "loan, mortgage, finance, lender, loan approval, mortgage approval, credit",
        ContingencyKind.APPRAISAL: "value, appraised value, appraisal gap",
        ContingencyKind.INSPECTION: "home inspection, inspector, third party inspection, due diligence, option period",
        ContingencyKind.HOA_REVIEW: "hoa, hoa docs, association, hoa documents, condo docs, attorney review, covenants, ccrs",
    },
    ContingencyStatus: {
        ContingencyStatus.OPEN: "active, pending, in place, waiting, outstanding, running, not met, listed, "
        "on the market, in progress",
        ContingencyStatus.RELEASED: "removed, satisfied, lifted, cleared, met, done, sold, closed, complete, "
        "completed, fulfilled, resolved",
        ContingencyStatus.WAIVED: "waiver, waived by buyer, dropped",
        ContingencyStatus.EXPIRED: "lapsed, over, past, ended, ran out",
        ContingencyStatus.KICK_OUT: "kickout notice, kicked out, notice, kick, notice given, 72 hour, 48 hour, "
        "kick-out clause, bumped",
    },
    Expectation: {
        Expectation.COST: "price, money, pricing, budget",
        Expectation.DELAY: "timeline, schedule, timing, dates",
        Expectation.CONTACT: "communication, updates, how we talk, cadence",
        Expectation.ESCALATION: "who to call, escalate, manager",
        Expectation.SITE_VISIT: "visits, site, safety, walks, visiting",
        Expectation.CHANGES: "change orders, change order, upgrades",
    },
    Personality: {
        Personality.DRIVER: "dominant, d, direct, driving, bossy, red, in charge, type a, results",
        Personality.RELATOR: "amiable, s, steady, relater, relational, green, easygoing, friendly, supporter, relationship",
        Personality.ANALYTIC: "analytical, c, analyst, thinker, blue, detail, detailed, engineer, conscientious, numbers, data",
        Personality.SOCIALIZER: "expressive, i, social, influencer, yellow, talker, outgoing, socialiser, fun, people person",
    },
    PromiseStatus: {
        PromiseStatus.OPEN: "pending, waiting, to do, todo, in progress, outstanding, not done, not yet, still open",
        PromiseStatus.KEPT: "done, complete, completed, fulfilled, delivered, met, closed, sent, finished, yes, "
        "resolved, honored",
        PromiseStatus.LATE: "overdue, past due, behind, delayed",
        PromiseStatus.BROKEN: "missed, failed, not kept, forgot, dropped, forgotten, no",
        PromiseStatus.WITHDRAWN: "canceled, cancelled, dropped it, no longer needed, taken back, void, retracted, not needed",
    },
    Side: {
        Side.BUYER: "customer, client, buyer side, theirs, homeowner, them",
        Side.BUILDER: "us, ours, construction, builder side, our side, site, superintendent, company",
    },
    IssueStatus: {
        IssueStatus.OPEN: "pending, active, in progress, new, not fixed, outstanding, unresolved, waiting, "
        "working on it, scheduled, to do",
        IssueStatus.RESOLVED: "done, fixed, closed, solved, complete, completed, finished, repaired, handled, taken care of, ok",
    },
    Level: {
        Level.RED: "high, urgent, hot, critical, top",
        Level.AMBER: "yellow, orange, medium, warm, watch",
        Level.GREEN: "low, fine",
        Level.ARCHIVED: "old",
    },
    Testimonial: {
        Testimonial.NOT_ASKED: "no, not yet, none yet, not requested, to ask, to do",
        Testimonial.ASKED: "requested, pending, waiting, sent, promised, asked for",
        Testimonial.RECEIVED: "yes, got it, done, complete, given, got, posted, written, in, have it, review posted",
    },
    CancelReason: {
        CancelReason.RATE: "interest rate, mortgage rate, payment too high, interest, payment, affordability",
        CancelReason.INCOME: "job loss, lost job, lost income, laid off, layoff, job, money, finances, unemployment",
        CancelReason.HOME_UNSOLD: "contingency, home did not sell, couldnt sell, could not sell, house did not sell, "
        "house unsold, home to sell, did not sell",
        CancelReason.DELAY: "too late, took too long, delays, timeline, schedule, took too long to build, construction delay",
        CancelReason.REMORSE: "cold feet, buyers remorse, buyer's remorse, changed mind, changed their mind, second thoughts",
        CancelReason.BETTER_DEAL: "competitor, competition, resale, found another, other house, bought elsewhere, "
        "price, another builder, found another home",
        CancelReason.RELOCATION: "moved, relocated, transfer, transferred, job transfer, moving, relo, military, pcs",
        CancelReason.LENDER: "loan denied, financing, denied, loan, credit, mortgage, bank, loan declined, "
        "loan fell through, not approved, appraisal",
        CancelReason.OTHER: "misc, personal, divorce, death, health, family, unknown reason, something else, illness, medical",
    },
    Door: {
        Door.OPEN: "yes, maybe, warm, ajar, may come back",
        Door.CLOSED: "no, shut, never, cold, done",
    },
    Precision: {
        Precision.DAY: "exact, exact day, date",
        Precision.WEEK: "wk",
        Precision.MONTH: "mo, mth",
        Precision.QUARTER: "qtr, season, q",
    },
}

# The same for the usual stages. A stage of her own of that name comes first.
STAGE_SYNONYMS: dict[str, str] = {
    "contract": "sold, under contract, new sale, signed, contracted, new contract, pending, sale, written",
    "selections": "design, design center, design studio, options, color selections, structural selections, choices, studio",
    "permitting": "permit, in permitting, permit submitted, plan review, in permit, at the city, permit process, "
    "waiting on permit",
    "released": "permit issued, permitted, release, ready to start, start ready, pre-start, prestart, "
    "released to start, permit in hand, permit out, precon, pre-construction",
    "foundation": "slab, footing, footings, concrete, foundation poured, dirt, excavation, basement, poured, dig, pour",
    "framing": "frame, framed, frame stage, trusses, framing up, rough framing",
    "dry-in": "dried in, dry in, roof, roofing, roofed, windows, windows in, sheathing, weather tight",
    "rough-ins": "rough, roughs, mechanicals, mechanical, plumbing, electrical, hvac, mep, rough mechanical, "
    "rough plumbing, rough electric, rough mech, mech rough, mechs, rough in, roughin, mep rough, mep rough in",
    "pre-drywall": "insulation, predrywall walk, pre-drywall walk, frame walk, insulated, pre-rock",
    "drywall": "sheetrock, sheet rock, rock, taping, mud, texture, board, drywalled, hang, drywall hung, gypsum",
    "trim": "paint, painting, cabinets, cabinetry, countertops, interior trim, doors, painted, trimmed, millwork, counters",
    "flooring": "floor, carpet, tile, hardwood, lvp, tiling",
    "finals": "final, final trades, appliances, landscaping, fixtures, finish, finishes, trim-out, driveway, "
    "final inspection, final trim",
    "punch": "punch list, punchlist, punch out, quality, qa, co, certificate of occupancy, cleaning, clean",
    "orientation": "walkthrough, walk-through, final walk, homeowner orientation, nho, blue tape, final walkthrough, "
    "new home orientation",
    "closing": "ready to close, clear to close, close, settlement, closing week, ctc, at closing",
    CLOSED: "settled, moved in, done, complete, completed, delivered, homeowner, close of escrow, funded, keys, keys handed over",
    CANCELLED: "canceled, cancel, cxl, fell through, fell out, dead, lost, bust, busted, terminated, kicked out, "
    "cancellation, cancelled sale",
}

# What says that there is no value yet, alone in its place: a list that has such a word of its own keeps it (`lender.status`).
NO_VALUE_WORDS = frozenset({"", "tbd", "tba", "n/a", "na", "n.a.", "none", "?", "??", "???", "-", "--", "–", "—"})


def is_no_value(text: str) -> bool:
    """Return whether a text says that nothing is known yet: blank, `TBD`, `n/a`, `none`, `?` or `-`."""
    return len(text) < 7 and text.strip().casefold() in NO_VALUE_WORDS


def squeeze(text: str) -> str:
    """A word as it is compared: case, blanks, hyphens, underlines, dots and apostrophes make no difference."""
    return text.casefold().translate(_MARKS)


MEANING_MARKS = " \t\n-_.,'\u2019\u00a0"  # make no difference between two words
_MARKS = str.maketrans("", "", MEANING_MARKS)


def singular(word: str) -> str:
    return word.removesuffix("s") if len(word) > 3 else word


@cache
def meanings_of(vocabulary: type[StrEnum]) -> dict[str, StrEnum]:
    return _table({word: SYNONYMS.get(vocabulary, {}).get(word, "") for word in vocabulary})


@cache
def stage_meanings() -> dict[str, str]:
    return _table(STAGE_SYNONYMS)


def _table(meanings: Mapping[WordT, str]) -> dict[str, WordT]:
    table = {squeeze(word): word for word in meanings}
    for word, typed in meanings.items():
        table |= {squeeze(synonym): table.get(squeeze(synonym), word) for synonym in typed.split(",")}
    table.pop("", None)
    return {singular(word): meant for word, meant in table.items()} | table


def word_of(vocabulary: type[EnumT], typed: str) -> EnumT | None:
    """Return the word of a closed list that was typed, by itself or by what agents call it; None when it is none of them."""
    table: dict[str, Any] = meanings_of(vocabulary)
    word = squeeze(typed)
    return table.get(word) or table.get(singular(word))


def stage_of(typed: str, names: Sequence[str]) -> str | None:
    """Return the stage among `names` that was typed, by its name or by what agents call it; None when it is none of them."""
    if typed in names:
        return typed
    word = squeeze(typed)
    own = {squeeze(name): name for name in names}
    own = {singular(name): meant for name, meant in own.items()} | own
    found = own.get(word) or own.get(singular(word))
    if found is None:
        found = stage_meanings().get(word) or stage_meanings().get(singular(word))
    return found if found in names else None


def nearest_words(typed: str, words: Iterable[str]) -> list[str]:
    """Return the three words most like what was typed, the nearest first."""
    from difflib import SequenceMatcher

    word = squeeze(typed)
    return sorted(words, key=lambda known: -SequenceMatcher(None, word, squeeze(known)).ratio())[:3]


def synonyms_of(vocabulary: type[StrEnum]) -> dict[str, tuple[str, ...]]:
    """Return every word of a closed list with what agents type for it."""
    typed = SYNONYMS.get(vocabulary, {})
    return {str(word): tuple(part.strip() for part in typed.get(word, "").split(",") if part.strip()) for word in vocabulary}


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
    dates: str = "mdy"  # which comes first in `3/12/26`: DateOrder
    git: str = "off"  # GitUse

    def stage(self, name: str) -> Stage | None:
        """Return the stage of that name, or None when the table has none (cancelled stands outside it)."""
        return next((stage for stage in self.stages if stage.name == name), None)

    def place(self, name: str) -> int:
        """Return how far along a stage is (0 first); -1 when the table has no such stage."""
        return next((n for n, stage in enumerate(self.stages) if stage.name == name), -1)


def and_list(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f" {last} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part) if words else ""


def count_with_noun(count: int, noun: str) -> str:
    """Return a number with what it counts: `1 change`, `2,000 changes`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
