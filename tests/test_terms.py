"""What agents type for the trade's words: each means one thing, whatever its case, its blanks and its plural."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backlog_cli import terms
from backlog_cli.keys import KEY_SYNONYMS
from backlog_cli.terms import (
    STAGE_SYNONYMS,
    SYNONYMS,
    CancelReason,
    CauseKind,
    Channel,
    ContingencyKind,
    ContingencyStatus,
    DepositKind,
    IssueStatus,
    LoanProduct,
    LoanStatus,
    Mood,
    Outcome,
    Personality,
    PromiseStatus,
    SelectionStatus,
    TalkKind,
    Topic,
    is_no_value,
    nearest_words,
    stage_of,
    synonyms_of,
    word_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NAMES = [stage.name for stage in terms.DEFAULT_STAGES] + [terms.CANCELLED]
TABLES: list[tuple[str, Mapping[str, str]]] = [
    (kind.__name__, {str(word): typed for word, typed in table.items()}) for kind, table in SYNONYMS.items()
]
TABLES.append(("stages", STAGE_SYNONYMS))
# Its own word of another list, or nothing that people type differently.
NOT_TYPED_BY_HAND = {"Quadrant", "DraftKind", "DateOrder", "GitUse", "StrEnum"}


def spellings(table: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Every word of a table with what it means."""
    for word, typed in table.items():
        yield from ((part.strip(), str(word)) for part in (str(word), *typed.split(",")) if part.strip())


@pytest.mark.parametrize(("name", "table"), TABLES, ids=lambda part: part if isinstance(part, str) else "")
def test_no_word_means_two_things_in_one_list(name: str, table: Mapping[str, str]) -> None:
    meanings = defaultdict(set)
    for typed, word in spellings(table):
        bare = "".join(sign for sign in typed.casefold() if sign.isalnum() or sign == "/")
        meanings[bare.removesuffix("s") if len(bare) > 3 else bare].add(word)
    assert {typed: words for typed, words in meanings.items() if len(words) > 1} == {}


def test_every_list_that_people_type_from_has_its_synonyms() -> None:
    lists = {kind for kind in vars(terms).values() if isinstance(kind, type) and issubclass(kind, StrEnum)}
    assert {kind.__name__ for kind in lists} - NOT_TYPED_BY_HAND == {kind.__name__ for kind in SYNONYMS}
    assert set(STAGE_SYNONYMS) == set(NAMES)
    for kind, table in SYNONYMS.items():
        assert set(table) == set(kind)


@pytest.mark.parametrize("kind", list(SYNONYMS), ids=lambda kind: kind.__name__)
def test_every_synonym_is_read_in_any_spelling(kind: type[StrEnum]) -> None:
    for word, synonyms in synonyms_of(kind).items():
        for typed in (word, *synonyms):
            for text in (typed, typed.upper(), typed.title(), typed.replace(" ", "-"), f" {typed} "):
                assert word_of(kind, text) == word, typed


def test_every_synonym_of_a_stage_is_read_in_any_spelling() -> None:
    for typed, stage in spellings(STAGE_SYNONYMS):
        for text in (typed, typed.upper(), typed.replace(" ", "_"), typed.replace(" ", "")):
            assert stage_of(text, NAMES) == stage, text


SPOKEN = [
    *(
        (Channel, typed, "phone")
        for typed in ("call", "called", "Called", "phone call", "phone calls", "cell", "by phone", "calls")
    ),
    *((Channel, typed, "text") for typed in ("sms", "SMS", "texted", "texts", "txt", "text message", "iMessage")),
    *((Channel, typed, "email") for typed in ("e-mail", "emailed", "emails", "E Mail")),
    *((Channel, typed, "in-person") for typed in ("in person", "In_Person", "visit", "f2f", "met", "face to face")),
    *((Channel, typed, "video") for typed in ("zoom", "FaceTime", "video call")),
    *((Channel, typed, "group-text") for typed in ("group text", "group chat", "GroupText", "group texts")),
    *((Mood, typed, "neutral") for typed in ("ok", "OK", "okay", "fine", "so-so", "all right")),
    *((Mood, typed, "upset") for typed in ("angry", "mad", "furious", "frustrated", "pissed off")),
    *((Mood, typed, "happy") for typed in ("good", "glad", "pleased")),
    *((Mood, typed, "worried") for typed in ("nervous", "anxious", "concerned", "stressed")),
    *((LoanProduct, typed, "conv-30") for typed in ("conventional", "conv", "Conv 30", "30 year fixed", "30-yr")),
    *((LoanProduct, typed, "usda") for typed in ("rural", "USDA loan")),
    *((LoanStatus, typed, "ctc") for typed in ("clear to close", "Cleared to close", "CTC")),
    *((LoanStatus, typed, "n/a") for typed in ("n/a", "N/A", "na", "cash")),
    *((LoanStatus, typed, "pre-approved") for typed in ("preapproved", "prequal", "pre-qualified")),
    *((Outcome, typed, "voicemail") for typed in ("vm", "VM", "left vm", "left a message", "voice mail")),
    *((Outcome, typed, "no-answer") for typed in ("no answer", "missed", "no reply")),
    *((TalkKind, typed, "inbound") for typed in ("in", "incoming", "they called")),
    *((TalkKind, typed, "check-in") for typed in ("checkin", "check in", "follow-up")),
    *((CauseKind, typed, "weather") for typed in ("rain", "Snow", "storms")),
    *((CauseKind, typed, "material") for typed in ("materials", "windows", "backorder", "supply chain")),
    *((CauseKind, typed, "labor") for typed in ("labour", "crew", "crews", "subs")),
    *((DepositKind, typed, "earnest") for typed in ("earnest money", "EMD")),
    *((DepositKind, typed, "options") for typed in ("option", "upgrades", "upgrade")),
    *((SelectionStatus, typed, "decided") for typed in ("done", "complete", "picked")),
    *((ContingencyKind, typed, "home-to-sell") for typed in ("home to sell", "house to sell", "sale of home")),
    *((ContingencyStatus, typed, "released") for typed in ("removed", "satisfied", "sold")),
    *((PromiseStatus, typed, "kept") for typed in ("done", "delivered")),
    *((IssueStatus, typed, "resolved") for typed in ("fixed", "done", "closed")),
    *((Personality, typed, "analytic") for typed in ("analytical", "Analyst", "detail")),
    *((CancelReason, typed, "remorse") for typed in ("cold feet", "buyer's remorse", "changed mind")),
    *((Topic, typed, "rate") for typed in ("rates", "interest rate", "rate lock")),
]


@pytest.mark.parametrize(("kind", "typed", "word"), SPOKEN, ids=lambda part: part if isinstance(part, str) else part.__name__)
def test_a_word_of_the_trade_is_read(kind: type[StrEnum], typed: str, word: str) -> None:
    assert word_of(kind, typed) == word


@pytest.mark.parametrize(
    ("typed", "stage"),
    [
        ("sheetrock", "drywall"), ("Sheet Rock", "drywall"), ("paint", "trim"), ("painting", "trim"), ("cabinets", "trim"),
        ("permits", "permitting"), ("permit", "permitting"), ("rough in", "rough-ins"), ("Rough-In", "rough-ins"),
        ("frame", "framing"), ("slab", "foundation"), ("dried in", "dry-in"), ("pre drywall", "pre-drywall"),
        ("punch list", "punch"), ("final", "finals"), ("canceled", "cancelled"), ("fell through", "cancelled"),
        ("Closed", "closed"), ("under contract", "contract"), ("floors", "flooring"),
    ],
)  # fmt: skip
def test_a_stage_of_the_trade_is_read(typed: str, stage: str) -> None:
    assert stage_of(typed, NAMES) == stage


def test_a_stage_of_her_own_comes_before_what_the_word_usually_means() -> None:
    assert stage_of("paint", ["slab", "paint", "closed"]) == "paint"
    assert stage_of("sheetrock", ["slab", "paint", "closed"]) is None


@pytest.mark.parametrize("typed", ["", "meh", "purple", "phon3", "?", "x", "tbd"])
def test_a_word_of_no_list_is_none(typed: str) -> None:
    assert word_of(Mood, typed) is None
    assert stage_of(typed, NAMES) is None


@pytest.mark.parametrize(
    "typed", ["", " ", "TBD", "tbd", "Tba", "n/a", "N/A", "NA", "none", "None", "?", "??", "-", "--", "—", " - "]
)
def test_no_value_is_said_in_many_words(typed: str) -> None:
    assert is_no_value(typed)


@pytest.mark.parametrize("typed", ["no", "0", "nothing yet", "n", "Nan", "Null", "~", "none of them", "a-b", "TBD soon"])
def test_other_words_are_values(typed: str) -> None:
    assert not is_no_value(typed)


def test_the_three_nearest_words_are_named() -> None:
    assert nearest_words("framming", NAMES)[0] == "framing"
    assert nearest_words("fone", list(Channel))[0] == "phone"
    assert len(nearest_words("meh", list(Mood))) == 3


# The page of all words

WORDS_PAGE = Path(__file__).parent.parent / "docs" / "words.md"
TITLES = {
    "Level": "Color of a pin",
    "Channel": "How you spoke, how they like to be reached",
    "TalkKind": "Kind of conversation",
    "MovedDate": "Date that moves",
    "Party": "Who promises",
    "QuestionTarget": "Who has to answer",
    "CauseKind": "Cause of a delay",
    "HoldCause": "Why a home waits",
    "Deadline": "Why they need the home by a day",
    "LoanProduct": "Loan",
    "LoanStatus": "Loan status",
    "BuyerRole": "Role of a buyer",
    "Side": "Whose concern an issue is",
    "Door": "Whether they may come back",
    "Precision": "How exactly a date was told",
    "CancelReason": "Why a sale was lost",
    "Topic": "Topic (or any word of your own)",
}


def words_page() -> str:
    """Every word and every key with what else can be typed for it."""
    lines = [
        "# Words you may type", "",
        "Upper and lower case, blanks, hyphens and a plural s make no difference. A word is read as the one in front of it, here",
        "and on the command line, and stays in the file as you typed it.", "",
        "## Values", "",
    ]  # fmt: skip
    for name, table in TABLES:
        title = TITLES.get(name) or (
            "Stage" if name == "stages" else "".join(f" {a}" if a.isupper() else a for a in name).strip()
        )
        lines += [f"### {title.capitalize() if name not in TITLES else title}", "", "| Word | You may type |", "| --- | --- |"]
        lines += [f"| `{word}` | {typed} |" for word, typed in table.items() if typed]
        lines.append("")
    lines += ["## Keys", ""]
    for block, keys in KEY_SYNONYMS.items():
        lines += [f"### {'A home' if block == 'jobs' else f'`{block}`'}", "", "| Key | You may type |", "| --- | --- |"]
        lines += [f"| `{key}` | {typed} |" for key, typed in keys.items() if typed]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def test_the_page_of_words_has_them_all(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--rewrite"):
        WORDS_PAGE.write_text(words_page(), encoding="utf-8")
    assert WORDS_PAGE.read_text(encoding="utf-8") == words_page()
