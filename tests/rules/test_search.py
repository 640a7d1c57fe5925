"""Words looked up in everything the file says."""

from __future__ import annotations

from datetime import date

import pytest

from backlog_cli.errors import UsageError
from backlog_cli.rules.folding import fold_case, fold_with_positions
from backlog_cli.rules.search import Hit, parse_search_terms, search_homes, term_positions

OKAFOR: dict[str, object] = {
    "job": "HC-1041",
    "lot": "41",
    "buyers": [{"name": "Chidi Okafor", "phone": "555-0177"}, {"name": "Inés Ito"}],
    "address": "118 Heron Creek Ln",
    "superintendent": "Hal Moreno",
    "sold_date": "2026-07-18",
    "stage": "framing",
    "worries": ["two rents in March"],
    "lender": {"name": "Birchline", "lock_expires": "2026-12-31", "papers": [{"what": "pay stubs", "due": "2026-12-01"}]},
    "closing": {"contract": "2027-03-19", "shifts": [{"from": "2026-11-20", "to": "2027-03-19", "cause": "windows late"}]},
    "promises": [{"text": "Paint codes", "by": "me", "made": "2026-11-10", "due": "2026-11-20"}],
    "issues": [{"text": "outlets on wrong wall", "opened": "2026-11-18", "owner": "Hal Moreno"}],
    "questions": "which wall is the thermostat on",
    "x_diary": "she hums while she reads",
    "log": [
        {"at": "2026-11-02", "how": "phone", "text": "Windows come\n  on Tuesday", "with": ["Chidi Okafor"]},
        {"at": "2026-11-19 17:30", "text": "he’s fine", "said": "I can't pay rent twice", "private": "true"},
    ],
}
LOST: dict[str, object] = {
    "job": "HC-0900",
    "buyers": "Marlon Poole",
    "sold_date": "2024-02-08",
    "stage": "cancelled",
    "cancelled": {"date": "2024-09-15", "reason": "rate", "lesson": "talk about windows sooner"},
}


def hits(*typed: str) -> tuple[Hit, ...]:
    return search_homes([(OKAFOR, None), (LOST, "backlog-2024.yaml")], parse_search_terms(typed))


def said(*typed: str) -> list[tuple[str, str]]:
    return [(hit.where, hit.text) for hit in hits(*typed)]


def test_what_is_found_stands_newest_first_and_archived_homes_are_among_it() -> None:
    found_ = hits("windows")
    assert [(hit.where, hit.day, hit.archive) for hit in found_] == [
        ("conversation", date(2026, 11, 2), None),
        ("cancelled", date(2024, 9, 15), "backlog-2024.yaml"),
        ("move", None, None),
    ]
    assert (found_[0].job, found_[0].buyer, found_[0].lot, found_[0].text) == (
        "HC-1041",
        "Okafor / Ito",
        "41",
        "Windows come on Tuesday",
    )


@pytest.mark.parametrize(
    ("typed", "where", "text"),
    [
        (("rent", "PAY"), "conversation", 'he’s fine; "I can\'t pay rent twice"'),
        (("he's",), "conversation", 'he’s fine; "I can\'t pay rent twice"'),
        (("okafor", "paint"), "promise", "Paint codes"),
        (("outlets", "moreno"), "issue", "outlets on wrong wall; owner: Hal Moreno"),
        (("thermostat",), "question", "which wall is the thermostat on"),
        (("rents", "41"), "worries", "two rents in March"),
        (("birchline",), "lender", "Birchline"),
        (("stubs",), "papers", "pay stubs"),
        (("hums",), "x diary", "she hums while she reads"),
        (("INES",), "home", "Chidi Okafor, Inés Ito, 118 Heron Creek Ln"),
        (("heron", "118"), "home", "Chidi Okafor, Inés Ito, 118 Heron Creek Ln"),
        (("0177",), "home", "Chidi Okafor, Inés Ito, 118 Heron Creek Ln; phone: 555-0177"),
        (("lock", "expires"), "lender", "Birchline; lock expires: 2026-12-31"),
        (("2026-12-31",), "lender", "Birchline; lock expires: 2026-12-31"),
        (("dec", "31"), "lender", "Birchline; lock expires: 2026-12-31"),
        (("31", "december", "okafor"), "lender", "Birchline; lock expires: 2026-12-31"),
        (("12/31",), "lender", "Birchline; lock expires: 2026-12-31"),
        (("12/31/26",), "lender", "Birchline; lock expires: 2026-12-31"),
    ],
)
def test_all_words_fit_one_entry_with_the_home_it_belongs_to(typed: tuple[str, ...], where: str, text: str) -> None:
    assert said(*typed) == [(where, text)]


@pytest.mark.parametrize(
    "typed",
    [
        ("paint", "windows"),  # each stands in an entry, none holds both
        ("windows tuesday",),  # a phrase
        ("104",),  # a number is looked for whole
        ("12",),  # the digits of a day are not numbers
        ("dec", "30"),
        ("framing",),  # a stage is what `list stage:framing` asks for
        ("true",),
        ("9" * 5000,),
    ],
)
def test_what_does_not_fit_is_not_found(typed: tuple[str, ...]) -> None:
    assert hits(*typed) == ()


def test_a_phrase_is_found_over_a_line_break() -> None:
    assert said("windows come on tuesday")[0][0] == "conversation"


def test_private_entries_are_found_and_marked() -> None:
    assert [hit.private for hit in hits("rent")] == [True, True]
    assert {hit.where: hit.private for hit in hits("windows")} == {"conversation": False, "cancelled": False, "move": False}


def test_a_day_that_only_the_file_spells_is_the_day_of_its_hit() -> None:
    assert [hit.day for hit in hits("2026-12")] == [date(2026, 12, 31), date(2026, 12, 1)]


def test_nothing_to_look_for_is_refused() -> None:
    with pytest.raises(UsageError, match="say what to look for"):
        parse_search_terms(["", "  "])


def test_homes_of_any_shape_are_looked_through() -> None:
    odd: dict[str, object] = {
        "job": None,
        "buyers": [[], {"phone": "1"}, None],
        "log": "slab",
        "closing": [["slab"]],
        "lot": ["a"],
    }
    assert [hit.where for hit in search_homes([(odd, None)], parse_search_terms(["slab"]))] == ["conversation", "closing"]


def test_a_local_tip_belongs_to_no_home() -> None:
    tips = [{"title": "Saturday market", "used": [{"job": "HC-1041", "date": "2026-11-02"}]}, "fire station open day"]
    assert [(hit.job, hit.where, hit.text) for hit in search_homes([], parse_search_terms(["market"]), tips=tips)] == [
        (None, "local item", "Saturday market")
    ]


def test_places_are_places_in_the_text_as_it_stands() -> None:
    text = "Inés ﬁles the Straße papers"
    assert [text[first:last] for first, last in term_positions(text, parse_search_terms(["ines", "file", "strasse"]))] == [
        "Inés",
        "ﬁle",
        "Straße",
    ]


@pytest.mark.parametrize("text", ["Inés", "STRASSE", "e\u0301", "ﬁ", "ΣΊΣΥΦΟΣ", "أحمد", "Ǆ"])
def test_letters_with_places_are_those_that_names_are_compared_by(text: str) -> None:
    letters, places = fold_with_positions(text)
    assert letters == fold_case(text)
    assert len(places) == len(letters)
