"""Names as people write them: what they are called by, how they are greeted, and who is meant by one text."""

from __future__ import annotations

import pytest

from backlog_cli.rules.names import household, is_company, name_key, name_parts, parse_name, people_in, split_people, surname

PEOPLE = [
    # written, family name, given names, greeting
    ("Chidi Okafor", "Okafor", "Chidi", "Chidi"),
    ("Robert Smith Jr.", "Smith", "Robert", "Robert"),
    ("Robert Smith, Jr.", "Smith", "Robert", "Robert"),
    ("Carl Jones III", "Jones", "Carl", "Carl"),
    ("Jane Doe, M.D.", "Doe", "Jane", "Jane"),
    ("Jane Doe Esq.", "Doe", "Jane", "Jane"),
    ("Ana Ortiz Sr", "Ortiz", "Ana", "Ana"),
    ("Chris van der Berg", "van der Berg", "Chris", "Chris"),
    ("Ana de la Cruz", "de la Cruz", "Ana", "Ana"),
    ("Maria da Silva", "da Silva", "Maria", "Maria"),
    ("Bo St. James", "St. James", "Bo", "Bo"),
    ("Omar Al-Amin", "Al-Amin", "Omar", "Omar"),
    ("Nora O’Neill", "O’Neill", "Nora", "Nora"),
    ("Nora O'Neill", "O'Neill", "Nora", "Nora"),
    ("Femi Adeyemi-Clarke", "Adeyemi-Clarke", "Femi", "Femi"),
    ("Smith, John", "Smith", "John", "John"),
    ("de la Cruz, Ana", "de la Cruz", "Ana", "Ana"),
    ("Mary Beth Smith", "Smith", "Mary Beth", "Mary"),
    ("J. R. Ewing", "Ewing", "J. R.", "J."),
    ('Robert "Bob" Smith', "Smith", "Robert Bob", "Robert"),
    ("Maria Garcia Lopez", "Lopez", "Maria Garcia", "Maria"),
    ("Dr. Ana Lee", "Lee", "Ana", "Dr. Lee"),
    ("Mr. and Mrs. John Smith", "Smith", "John", "Mr. and Mrs. Smith"),
    ("Mrs Ana-Maria Lee", "Lee", "Ana-Maria", "Mrs Lee"),
    ("Judge Reinhold", "Reinhold", "Judge", "Judge"),
    ("Bishop Lee", "Lee", "Bishop", "Bishop"),
    ("Prince Rogers", "Rogers", "Prince", "Prince"),
    ("Kim Vo", "Vo", "Kim", "Kim"),
    ("Ana Do", "Do", "Ana", "Ana"),
    ("Van Nguyen", "Nguyen", "Van", "Van"),
    ("Cher", "Cher", "Cher", "Cher"),
    (" Ruth   Berg ", "Berg", "Ruth", "Ruth"),
    ("ROBERT SMITH", "SMITH", "ROBERT", "ROBERT"),
]


@pytest.mark.parametrize(("written", "family", "given", "greeting"), PEOPLE, ids=[row[0] for row in PEOPLE])
def test_a_person_has_a_family_name_and_given_names(written: str, family: str, given: str, greeting: str) -> None:
    assert parse_name(written) == (family, given, greeting, False)


COMPANIES = [
    ("Heron Holdings LLC", "Heron Holdings", "Heron Holdings"),
    ("Heron Holdings, L.L.C.", "Heron Holdings", "Heron Holdings"),
    ("Acme Inc.", "Acme", "Acme"),
    ("The Garcia Family Trust", "Garcia Family", "Garcia Family"),
    ("Garcia Revocable Living Trust", "Garcia", "Garcia"),
    ("Smith Family Trust dated May 1, 2019", "Smith Family", "Smith Family"),
    ("Jane Doe, Trustee", "Jane Doe", "Jane Doe"),
    ("Jane Doe, Trustee of the Doe Family Trust", "Jane Doe", "Jane Doe"),
    ("Trustees of the Smith Trust", "Smith", "Smith"),
    ("Estate of Maria Lopez", "Maria Lopez", "Estate of Maria Lopez"),
    ("Smith and Jones LLC", "Smith and Jones", "Smith and Jones"),
    ("Smith & Sons", "Smith & Sons", "Smith & Sons"),
    ("Ortiz Properties", "Ortiz Properties", "Ortiz Properties"),
]


@pytest.mark.parametrize(("written", "family", "greeting"), COMPANIES, ids=[row[0] for row in COMPANIES])
def test_a_company_goes_by_its_name_without_the_form_of_law(written: str, family: str, greeting: str) -> None:
    assert parse_name(written) == (family, "", greeting, True)


@pytest.mark.parametrize("written", ["Bo Co", "Trust", "Ann Holmes", "Ed Banks", "Inc", "Will Trustman", "", "  "])
def test_a_person_is_no_company(written: str) -> None:
    assert not is_company(written)
    assert surname(written) == (written.rsplit(maxsplit=1)[-1] if written.split() else written)


COUPLES = [
    ("John & Jane Smith", ["John Smith", "Jane Smith"]),
    ("John and Jane Smith", ["John Smith", "Jane Smith"]),
    ("John&Jane Smith", ["John Smith", "Jane Smith"]),
    ("John / Jane Smith", ["John Smith", "Jane Smith"]),
    ("Smith, John & Jane", ["John Smith", "Jane Smith"]),
    ("Smith, John and Jane", ["John Smith", "Jane Smith"]),
    ("Smith (John, Jane)", ["John Smith", "Jane Smith"]),
    ("Smith (John and Jane)", ["John Smith", "Jane Smith"]),
    ("van der Berg (Chris & Deborah)", ["Chris van der Berg", "Deborah van der Berg"]),
    ("Robert (Bob) Smith", ["Robert (Bob) Smith"]),
    ("John Smith (cash, VIP)", ["John Smith (cash", "VIP)"]),
    ("Smith, John R. & Jane A.", ["John R. Smith", "Jane A. Smith"]),
    ("Smith, John & Jones, Mary", ["John Smith", "Mary Jones"]),
    ("Smith, John and Mary Jones", ["John Smith", "Mary Jones"]),
    ("van der Berg, Chris & Deborah", ["Chris van der Berg", "Deborah van der Berg"]),
    ("Ana & Luis de la Cruz", ["Ana de la Cruz", "Luis de la Cruz"]),
    ("Ann and Bob and Cy Okafor", ["Ann Okafor", "Bob Okafor", "Cy Okafor"]),
    ("John Smith Jr. & Jane Smith", ["John Smith Jr.", "Jane Smith"]),
    ("Smith Jr., John & Jane", ["John Smith Jr.", "Jane Smith"]),
    ("Bob and Mary Beth Smith", ["Bob Smith", "Mary Beth Smith"]),
    ("Kim Lee and Ana Park", ["Kim Lee", "Ana Park"]),
    ("John & Jane", ["John", "Jane"]),
    ("Smith, John", ["John Smith"]),
    ("Smith, John, Jr.", ["John Smith, Jr."]),
    ("John Smith, Jr.", ["John Smith, Jr."]),
    ("Andy Brandt", ["Andy Brandt"]),
    ("Sandy Anderson", ["Sandy Anderson"]),
    ("Mr. and Mrs. John Smith", ["Mr. and Mrs. John Smith"]),
    ("Smith and Jones LLC", ["Smith and Jones LLC"]),
    ("John and Jane Smith, Trustees", ["John and Jane Smith, Trustees"]),
    ("Garcia Family Trust and Ana Garcia", ["Garcia Family Trust", "Ana Garcia"]),
    ("Heron Holdings, LLC", ["Heron Holdings, LLC"]),
]


@pytest.mark.parametrize(("typed", "people"), COUPLES, ids=[row[0] for row in COUPLES])
def test_one_text_may_name_two_people(typed: str, people: list[str]) -> None:
    assert list(split_people(typed)) == people


def test_people_are_named_the_same_way_twice() -> None:
    """What was read once reads back as it is: a conversation `with` them finds them."""
    for typed, people in COUPLES:
        assert people_in(people) == tuple(people), typed


def test_a_household_is_called_by_its_different_family_names() -> None:
    assert household(["O'Neill", "O’Neill", "Ito"]) == "O'Neill / Ito"
    assert household(["李", "王"]) == "李 / 王"


@pytest.mark.parametrize("typed", ["O'Neill", "O’Neill", "oneill", "O`NEILL", "o neill", "ONeíll", "O-Neill"])
def test_accents_apostrophes_hyphens_blanks_and_case_are_nothing(typed: str) -> None:
    assert name_key(typed) == "oneill"


def test_a_family_name_of_several_words_has_parts() -> None:
    assert name_parts("van der Berg") == ("van", "der", "berg")
    assert name_parts("Adeyemi-Clarke") == ("adeyemi", "clarke")
    assert name_parts("Okafor") == ()
