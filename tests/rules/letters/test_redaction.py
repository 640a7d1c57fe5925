"""What a buyer must not read is recognised however it is written, and nothing else is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_cli.dates.values import MONTHS
from backlog_cli.model import BacklogFile
from backlog_cli.rules.letters.redaction import RedactionRules, redaction_rules
from backlog_cli.rules.summarize import backlog_of

if TYPE_CHECKING:
    from collections.abc import Callable

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
