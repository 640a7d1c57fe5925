"""What buyers asked about the building of their home: it goes to the superintendent unasked (001-2b, 004-3)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.summary import talks_until
from backlog_cli.terms import TalkKind, Topic

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from backlog_cli.rules.summary import JobSummary, Talk

ASKED_DAYS = 14  # a message the agent has replied to stays on the sheet for two meetings; an unanswered one until it's answered

# What a superintendent may hear of: nothing of money, of the loan or of the buyers' own lives.
SITE_TOPICS = frozenset({Topic.CONSTRUCTION, Topic.DATE, Topic.SELECTIONS, Topic.WARRANTY})

# Beginnings of words that a message about the building has, where no topic was noted.
_SITE_WORDS = """
    alarm appliance attic backsplash balcony baseboard basement bath beam bedroom blind brick build cabinet carpet
    caulk ceiling chimney closet closing color colour concrete construct counter crack crew crooked dent deck
    dishwasher door drain dry drive drywall duct electric ended exterior faucet fence finish fireplace fixture
    floor footing foundation frame framing front furnace garage gas grad grass granite grout gutter handle
    hardwood heat hood hose house hvac inspect insulat kitchen knob laminate landscap lawn leak light lot lumber
    mailbox meter mirror model mold move-in mud oven outlet outside paint panel patio permit pipe plumb pool porch
    pour quartz rail rain ready roof room schedule scratch screen sealant sewer sheetrock shelf shelv shingle
    shower siding sill sink site slab slope sod soffit stair start step stone stove stucco stud sump switch
    thermostat tile toilet trim truss tub utilit vanit vent wall warrant water window wir wood yard
"""
# Words that keep a message off the sheet whatever else it is about; a plural or another ending changes nothing.
_PRIVATE_WORDS = """
    afford affordable appraisal appraise appraiser attorney baby bank bonus borrow borrower budget buyout cancel
    cash cheap cheaper cost credit custody debt deposit discount divorce doctor dollar escrow expensive fee
    financing fund gift hospital incentive income insurance interest job laid lawsuit lawyer lease lender loan
    mortgage money mother-in-law pay payment pregnancy pregnant price pricey rate realtor refinance refund rent
    salary saving sell selling sick sue surgery tax underwriter underwriting wedding worry worried
"""
_PRIVATE_PATTERN = r"[$€£]\s*\d|\d{3}[-. ]\d{4}|\b\d+\s?[kK]\b|\S@\S|\d\s*%"


class BuyerQuestion(NamedTuple):
    """One message about the building: its words, its day, its place in the log, and who of the buyers wrote it, if one did."""

    place: int
    text: str
    day: date
    who: str | None = None

    @property
    def is_question(self) -> bool:
        """Whether the words ask something, as far as their beginning and end tell."""
        return looks_like_question(self.text)


def buyer_questions(summary: JobSummary, *, today: date) -> tuple[BuyerQuestion, ...]:
    """Return what buyers asked about their home in messages that no superintendent has answered yet, oldest first."""
    found: dict[str, BuyerQuestion] = {}
    for talk in talks_until(summary, today=today):
        words = message_words(talk)
        if words and not _is_noted(summary, words, talk.at.day) and _is_waiting(summary, talk, today):
            who = talk.buyers[0] if len(talk.buyers) == 1 else None
            found.setdefault(message_key(words), BuyerQuestion(talk.place, words, talk.at.day, who))
    return tuple(found.values())


def message_words(talk: Talk) -> str:
    """Return what a buyer wrote about the building in this conversation, as far as the superintendent may read it."""
    if talk.kind != TalkKind.INBOUND or talk.private:
        return ""
    return site_words(talk.text or talk.said or "", talk.topics)


def _is_noted(summary: JobSummary, words: str, day: date) -> bool:
    """Whether the agent put the very question to somebody herself, or it was answered since."""
    asked = [question for question in summary.questions if message_key(question.ask) == message_key(words)]
    return any(question.answered is None or question.answered >= day for question in asked)


def _is_waiting(summary: JobSummary, talk: Talk, today: date) -> bool:
    if today - talk.at.day <= timedelta(days=ASKED_DAYS):
        return True
    return not any(later.is_outgoing and later.at >= talk.at for later in summary.talks if later.place != talk.place)


def site_words(text: str, topics: Iterable[str] = ()) -> str:
    """Return what of a message a superintendent may read and is his business; empty when that is nothing.

    By its topics, else by what it is about. Where it touches money or their own lives as well, the sentences that do stay out.
    """
    flat, known = " ".join(text.split()), set(topics) & set(Topic)
    if known and not known & SITE_TOPICS:
        return ""
    if known <= SITE_TOPICS and not has_private_words(flat):
        return flat if known or _SITE.search(fold_case(flat)) else ""
    sentences = re.split(r"(?<=[.?!;])\s+", flat)
    return " ".join(one for one in sentences if _SITE.search(fold_case(one)) and not has_private_words(one))


def has_private_words(text: str) -> bool:
    """Return whether words touch money, the loan or the buyers' own lives, which are none of the superintendent's business."""
    return _PRIVATE.search(fold_case(text)) is not None or re.search(_PRIVATE_PATTERN, text) is not None


_SITE = re.compile(rf"\b(?:{'|'.join(_SITE_WORDS.split())})")
_PRIVATE = re.compile(rf"\b(?:{'|'.join(_PRIVATE_WORDS.split())})(?:s|es|d|ed|ing)?\b(?! ?site)")


def message_key(text: str) -> str:
    """Return the letters and digits of words, by which the same question is known again."""
    return " ".join(re.findall(r"\w+", fold_case(text)))


_ASKING = """
    any are can could did do does has have how is may shall should was were what when where which who whose why
    will would
"""


def looks_like_question(text: str) -> bool:
    """Return whether words ask something: they begin as a question does, or end in a question mark."""
    first = re.match(r"\W*(\w+)", text)
    return text.rstrip().endswith("?") or (first is not None and fold_case(first[1]) in _ASKING.split())
