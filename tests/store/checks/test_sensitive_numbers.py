"""Numbers that must never be kept are found, and dates, prices, phones and job numbers are left in peace."""

from __future__ import annotations

import re

import pytest

from backlog_cli.store.checks.sensitive_numbers import (
    mask_private_numbers,
    private_number_kind,
    private_numbers,
    suspicious_offsets,
)

# Made up, or the test numbers that card companies publish.
FOUND = [
    ("123-45-6789", "a social-security number"),
    ("123 45 6789", "a social-security number"),
    ("his is 555-12-3456.", "a social-security number"),
    ("SSN: 123456789", "a social-security number"),
    ("social security number 123456789", "a social-security number"),
    ("4111 1111 1111 1111", "a card number"),
    ("4111-1111-1111-1111", "a card number"),
    ("visa 4111111111111111 exp 12/27", "a card number"),
    ("378282246310005", "a card number"),
    ("3782 822463 10005", "a card number"),
    ("5555555555554444", "a card number"),
    ("6011111111111117", "a card number"),
    ("account no. 123456789", "an account number"),
    ("acct #00123456", "an account number"),
    ("Account number is 12345678", "an account number"),
    ("routing 021000021", "an account number"),
    ("credit score 712", "a credit score"),
    ("FICO: 640", "a credit score"),
    ("her credit score is 588, rebuilding", "a credit score"),
    ("his ssn is 123-45-6789", "a social-security number"),
    ("ssn-123-45-6789", "a social-security number"),
    ("SSN123456789", "a social-security number"),
    ("her social is 123456789", "a social-security number"),
    ("social: 123.45.6789", "a social-security number"),
    ("123.45.6789", "a social-security number"),
    ("123 - 45 - 6789", "a social-security number"),
    ("123\u201345\u20136789", "a social-security number"),
    ("123\u00a045\u00a06789", "a social-security number"),
    ("ITIN 912-78-1234", "a social-security number"),
    ("parcel came, ssn 123-45-6789", "a social-security number"),
    ("4111 - 1111 - 1111 - 1111", "a card number"),
    ("2221000000000009", "a card number"),  # Mastercard since 2017
    ("3056 930902 5904", "a card number"),
    ("3530111333300000", "a card number"),
    ("6200000000000005", "a card number"),
    ("acct:123456789", "an account number"),
    ("passport no X1234567", "the number of an identity paper"),
    ("driver's license D1234567", "the number of an identity paper"),
]

FREE = [
    "2026-11-19",
    "2026-11-19 17:30",
    "2026-11-19 2026-11-20 2026-11-21",
    "from 2026-11-19 to 2027-01-15",
    "555-0141",
    "555-123-4567",
    "(555) 123-4567",
    "+1 555 123 4567",
    "+49 170-12-3456",
    "+15551234567",
    "+4917012345678901",
    "HC-1041",
    "$412,000 and $1,250,000",
    "400000",
    "lot 12, 118 Heron Creek Ln 30301-1234",
    "30301 1234",
    "1041 1042 1043 1044 1045",
    "4111 1111 1111 1112",  # the check digit is wrong
    "1234567890123456",  # no card begins with 1
    "0000000000000000",
    "order 20261119123045",
    "https://video.example/4111111111111111",
    "https://x.example/123-45-6789/a",
    "on account of 2 windows and 3 doors",
    "the account manager is at 555-123-4567",
    "her account was opened 2026-11-19",
    "credit score is fine",
    "routing of the pipes: 3 days",
    "license plate 7ABC123",
    "social security office on 5th",
    "6 x 4 x 12 x 16",
    "123-456-789",
    "12-345-6789",
    "1-123-45-6789-0",
    # What a salesperson types all day.
    "APN 123-45-6789",
    "parcel no. 123-45-678-0000",
    "APN: 0123-456-78-9012",
    "folio 30-4021-007-0130",
    "permit 4111111111111111",
    "confirmation number 4111 1111 1111 1111",
    "confirmation #378282246310005",
    "tracking 6011111111111117",
    "UPS 1Z999AA10123456784",
    "FedEx 794644790132",
    "USPS 9400 1000 0000 0000 0000 00",
    "123456789",  # a parcel, an order: no word says what it is
    "call me at 4045551234 or 4045555678",
    "404.555.1234",
    "1-800-555-0199 ext 4412",
    "lot 12 block 4 plat 0087 page 123",
    "elevation B, 2412 sq ft, 3 bd 2.5 ba",
    "$412,000 less 3.5% = $14,420",
    "price 412000 to 425000, incentive 15000",
    "11-30-2026 10:00-11:30",
    "acct ending in 4321",
    "000-12-3456",
    "666-12-3456",
    "123-00-4567",
    "41111111111114",  # no Visa card has fourteen digits
    "PO 2026113000412",
    "١٢٣-٤٥-٦٧٨٩",
    "",
]


@pytest.mark.parametrize(("text", "what"), FOUND)
def test_a_number_that_must_not_be_kept_is_named(text: str, what: str) -> None:
    assert private_number_kind(text) == what


@pytest.mark.parametrize("text", FREE)
def test_dates_prices_and_phones_are_left_in_peace(text: str) -> None:
    assert private_number_kind(text) is None


@pytest.mark.parametrize("text", [text for text, _ in FOUND])
def test_the_quick_look_over_a_file_misses_none_of_them(text: str) -> None:
    file = f"# Ünïcödé ☂ 日本\njobs:\n  - worries: {text}\n"
    start = file.index(text)
    assert any(start <= at < start + len(text) for at in suspicious_offsets(file))


def test_the_quick_look_finds_nothing_in_a_file_of_dates_and_phones() -> None:
    assert (
        suspicious_offsets(
            "jobs:\n  - {job: 1041, phone: 555-123-4567, sold_date: 2026-11-19, lender: {credit_docs_date: 2026-09-01}}\n"
        )
        == []
    )


@pytest.mark.parametrize("key", ["phone", "job", "lot", "block", "number", "email", "video", "version", "x_ssn"])
def test_a_key_that_holds_numbers_by_nature_is_not_judged(key: str) -> None:
    assert list(private_numbers({key: "123-45-6789", "deeper": {key: ["123-45-6789"]}})) == []


def test_a_number_is_found_at_its_path() -> None:
    data = {"log": [{"text": "fine"}, {"said": "it is 123-45-6789"}], "worries": "FICO 640", "buyers": None}
    assert [(finding.path, finding.is_error) for finding in private_numbers(data)] == [
        (("log", 1, "said"), True),
        (("worries",), True),
    ]
    assert [finding.what for finding in private_numbers(data)] == [
        "log 2, said: this looks like a social-security number",
        "worries: this looks like a credit score",
    ]
    assert not any("123" in finding.what + finding.fix + finding.hint for finding in private_numbers(data))


def card(length: int, first: str = "4") -> str:
    """A made-up number of so many digits whose check digit is right."""
    body = first + "1" * (length - 1 - len(first))
    return next(number for number in (f"{body}{digit}" for digit in range(10)) if check(number))


def check(digits: str) -> bool:
    total = 0
    for n, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if n % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


@pytest.mark.parametrize("length", range(11, 22))
def test_a_card_has_as_many_digits_as_are_issued(length: int) -> None:
    assert (private_number_kind(card(length)) == "a card number") is (length in (13, 16, 19))
    assert (private_number_kind(card(length, "37")) == "a card number") is (length == 15)


def test_a_card_begins_as_cards_do() -> None:
    begins = {first for first in range(10, 100) if private_number_kind(card(16, str(first))) == "a card number"}
    assert begins == {*range(23, 28), 30, 36, 38, 39, *range(40, 50), *range(51, 56), *range(60, 70)}


@pytest.mark.parametrize(("text", "_what"), FOUND)
def test_a_message_that_repeats_what_was_typed_masks_it(text: str, _what: str) -> None:
    masked = mask_private_numbers(text)
    assert private_number_kind(masked) is None
    assert re.sub("[0-9]", "x", masked) == re.sub("[0-9]", "x", text)
    assert mask_private_numbers("on 2026-11-19 his ssn is 123-45-6789, call 555-0141") == (
        "on 2026-11-19 his ssn is xxx-xx-xxxx, call 555-0141"
    )


def test_a_number_is_looked_for_forty_signs_from_the_word_on() -> None:
    assert suspicious_offsets("ssn" + " " * 34 + "123") == [0]
    assert suspicious_offsets("ssn" + " " * 35 + "123") == []
