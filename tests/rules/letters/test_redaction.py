"""What a buyer must not read is recognised however it is written, and nothing else is."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_cli.dates.values import MONTHS
from backlog_cli.model import BacklogFile
from backlog_cli.rules.letters.redaction import RedactionRules, redaction_rules
from backlog_cli.store.load import load
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Callable

OTHER_HOUSEHOLD = Path(__file__).parents[2] / "data" / "cases" / "other-household.yaml"

HOME: dict[str, Any] = {
    "job": "2401",
    "buyers": [{"name": "Anh Nguyen", "phone": "555-0141"}, "Linh Nguyen"],
    "sold_date": "2026-03-02",
    "stage": "drywall",
    "price": "412,900",
    "deposits": [{"kind": "earnest", "amount": "$8,000"}],
    "closing": {"contract": "2026-10-30", "internal": "2027-01-15", "told": "2026-12-11"},
    "worries": ["new job in March"],
    "log": [
        {"at": "2026-06-01", "text": "his brother drinks", "private": "true"},
        {"at": "2026-06-02", "text": "talked about paint"},
    ],
}
OTHERS: list[dict[str, Any]] = [
    {"job": "2402", "buyers": ["Ylva Brandt", "Cher", "Tom Nguyen"], "sold_date": "2026-03-02", "stage": "framing"},
    {"job": "2403", "buyers": ["Bo Li"], "sold_date": "2026-03-02", "stage": "framing"},
]


@pytest.fixture
def discreet() -> Callable[..., RedactionRules]:
    """`discreet(closing=...)`: what the Nguyens must not read, some keys of their home changed."""

    def build(**keys: Any) -> RedactionRules:
        backlog = BacklogFile.model_validate({"jobs": [HOME | keys, *OTHERS]})
        book = backlog_of(backlog)
        return redaction_rules(book.jobs[0], backlog.jobs[0], book)

    return build


KEPT = [
    ("closing Jan 15", "Jan 15"),
    ("it will be january 15th, I think", "Jan 15"),
    ("done by 15 January", "Jan 15"),
    ("the 15th of Jan.", "Jan 15"),
    ("2027-01-15", "Jan 15"),
    ("20270115", "Jan 15"),
    ("inspection 1/15", "Jan 15"),
    ("inspection 01/15/27.", "Jan 15"),
    ("call me: 555-0141", "telephone"),
    ("(919) 555 0177", "telephone"),
    ("+1.919.555.0177", "telephone"),
    ("the price of 412,900 stands", "price"),
    ("412900 all in", "price"),
    ("a credit of $250", "price"),
    ("8000 is paid", "price"),
    ("like Ylva Brandt next door", "another buyer"),
    ("YLVA  BRANDT", "another buyer"),
    ("as the Brandts' neighbor Brandt said", "another buyer"),
    ("Cher asked too", "another buyer"),
    ("we know of the new job in March", "private"),
    ("His brother  DRINKS", "private"),
]


@pytest.mark.parametrize(("text", "why"), KEPT, ids=[text for text, _ in KEPT])
def test_what_they_must_not_read_is_kept_back(discreet: Callable[..., RedactionRules], text: str, why: str) -> None:
    assert why in (discreet().objection(text) or "")


PASSED = [
    "",
    None,
    "windows came two weeks late",
    "closing Dec 11, as told",
    "the contract says Oct 30",
    "Jan 1 and Jan 150",
    "11/15 and 1/150",
    "January",
    "lot 1401, 48 hours, 3,200 square feet",
    "2026-11-23 and 2026-11-24",
    "talked about paint",
    "Anh and Linh Nguyen",
    "a brandt new kitchen",
    "cherry cabinets",
]


@pytest.mark.parametrize("text", PASSED)
def test_honest_words_pass(discreet: Callable[..., RedactionRules], text: str | None) -> None:
    assert discreet().objection(text) is None


STRANGERS = [
    "Robert Smith Jr.", "Carl Jones III", "Chris van der Berg", "Nora O’Neill", "Ana de la Cruz", "Bo St. James",
    "Omar Al-Amin", "Femi Adeyemi-Clarke", "The Garcia Family Trust", "Heron Holdings LLC", "Estate of Maria Lopez",
    "Smythe, John & Jane", "Ken May", "Kim Vo", "Grace Green", "Inés Núñez", "PAT MARSH", "joe rizzo", "Dee View",
]  # fmt: skip
NAMED = [
    "show you the same tile as the Smith home", "the Smiths", "Smith's tile", "the Smiths' driveway", "SMITH", "Mr. Smith",
    "mr smith", "the smith family", "the Joneses", "Jones’s yard", "ask Carl Jones", "carl jones said", "van der Berg",
    "Van der Berg", "the van der Bergs", "the Bergs", "Berg next door", "O'Neill", "O’Neill’s", "the ONeills", "O Neill",
    "de la Cruz", "the Cruz home", "De La Cruz", "St. James", "St James", "Al-Amin", "Al Amin", "Adeyemi-Clarke",
    "the Clarkes", "the Garcia family", "the Garcias", "the Garcia Family Trust", "Heron Holdings", "heron holdings llc",
    "Maria Lopez", "the Lopez closing", "the Smythes", "Jane Smythe", "the May family", "the Mays", "Ken May", "Mrs. May",
    "the Vo family", "the Vos", "Green closed first", "the Nunez kitchen", "the Núñez kitchen", "the Marshes", "Marsh",
    "the Rizzos", "Rizzo's", "Ms. View",
]  # fmt: skip
LET_THROUGH = [
    "show you why you can trust the framing crew", "your view of the creek", "the green tile", "bergamot", "a smithy",
    "Robert", "ask Chris about it", "Carl and Nora", "James will bring it", "by May 12", "May 12", "in May",
    "Heron Creek Ln", "trust me", "the family room", "keep up with it", "a marsh behind the lot", "the lopez", "vote on it",
    "a long list", "Bo", "smiths", "the holdings", "the estate", "Cruising along", "Viewing on Friday",
]  # fmt: skip


def rules_against(names: list[str], own: str = "Liv Nyberg") -> RedactionRules:
    """What the buyers of one home must not read, beside homes with these names."""
    homes = [
        {"job": str(n), "buyers": [name], "sold_date": "2026-03-02", "stage": "framing"} for n, name in enumerate([own, *names])
    ]
    backlog = BacklogFile.model_validate({"jobs": homes})
    book = backlog_of(backlog)
    return redaction_rules(book.jobs[0], backlog.jobs[0], book)


@pytest.mark.parametrize("text", NAMED)
def test_another_family_is_known_in_all_forms_of_its_name(text: str) -> None:
    assert rules_against(STRANGERS).objection(f"we will {text}") == "it names another buyer"


@pytest.mark.parametrize("text", LET_THROUGH)
def test_first_names_and_ordinary_words_are_let_through(text: str) -> None:
    assert rules_against(STRANGERS).objection(text) is None


def test_a_name_of_their_own_is_no_strangers() -> None:
    rules = rules_against(["James Smith", "Tom Berg", "Ana van der Berg"], "James van der Berg")
    for text in ("James asked", "the van der Bergs", "your Berg file"):
        assert rules.objection(text) is None
    assert rules.objection("Tom Berg") == "it names another buyer"


def test_homes_of_the_case_file() -> None:
    """draft-3: the Smith home and the Ito family are kept back, trust is a word."""
    loaded = load(OTHER_HOUSEHOLD.read_bytes(), OTHER_HOUSEHOLD.name).backlog_file
    book = backlog_of(loaded)
    objections = {
        home.job: redaction_rules(home, job, book).objection(home.talks[-1].next.what)
        for home, job in zip(book.jobs, loaded.jobs, strict=True)
        if home.talks and home.talks[-1].next
    }
    assert objections == {"1003": "it names another buyer", "1004": None, "1005": "it names another buyer"}


def test_a_forecast_that_was_told_to_the_day_is_no_secret(discreet: Callable[..., RedactionRules]) -> None:
    assert discreet(closing={"internal": "2027-01-15", "told": "2027-01-15"}).objection("Jan 15") is None


def test_a_forecast_inside_a_told_month_stays_one(discreet: Callable[..., RedactionRules]) -> None:
    assert discreet(closing={"internal": "2027-01-15", "told": "2027-01"}).objection("Jan 15")


def test_the_day_of_a_move_nobody_told_is_a_secret(discreet: Callable[..., RedactionRules]) -> None:
    shifts = [{"from": "2026-12-11", "to": "2027-02-20", "known_date": "2026-06-01"}]
    found = discreet(closing={"internal": "2027-01-15", "told": "2026-12-11", "shifts": shifts})
    assert found.objection("Feb 20")


@given(day=st.integers(0, 900).map(lambda days: date(2026, 6, 4) + timedelta(days=days)), form=st.integers(0, 7))
def test_every_way_to_write_a_day_is_recognised(day: date, form: int) -> None:
    name = MONTHS[day.month - 1]
    forms = (
        day.isoformat(),
        f"{name} {day.day}",
        f"{name[:3]} {day.day}",
        f"{name[:3].lower()}{day.day}",
        f"{day.day} {name}",
        f"{day.month}/{day.day}",
        f"{day.month:02}/{day.day:02}/{day.year}",
        f"{name} {day.day}, {day.year}",
    )
    home = {
        "job": "1",
        "buyers": "Kim Lee",
        "sold_date": "2026-01-05",
        "stage": "framing",
        "closing": {"internal": day.isoformat()},
    }
    backlog = BacklogFile.model_validate({"jobs": [home]})
    book = backlog_of(backlog)
    assert redaction_rules(book.jobs[0], backlog.jobs[0], book).objection(f"we aim at {forms[form]}, then")
