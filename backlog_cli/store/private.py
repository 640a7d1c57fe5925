"""Numbers that are nobody's business: social-security, card and account numbers, credit scores, identity papers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_cli.store.findings import Finding, Path, where
from backlog_cli.store.keys import OWN

if TYPE_CHECKING:
    from collections.abc import Iterator

# Values that are numbers by nature: a phone, a home's number, the number of a permit, a link.
_NOT_JUDGED = frozenset(("phone", "job", "lot", "block", "number", "email", "video", "version"))
_WORDS = ("ssn", "social", "accoun", "acct", "routing", "fico", "credit", "passport", "licen")


def may_hold_private_numbers(text: str) -> bool:
    """A quick look over the file's text: whether any value has to be looked at closely."""
    if re.search(r"\d{3}[- ]\d\d[- ]\d{4}|\d{13}|\d{4}[- ]\d{4}[- ]\d{4}|\d{4}[- ]\d{6}[- ]\d{5}", text):
        return True
    lower = text.lower()
    return any(word in lower for word in _WORDS)


def private_numbers(data: object, path: Path = ()) -> Iterator[Finding]:
    """An error for each text of the plain data that seems to hold such a number. The agent's own x_ keys are left alone."""
    if isinstance(data, str):
        what = private_number(data)
        if what:
            yield Finding(
                path, f"{where(path)}: this looks like {what}", "take it out: it must never be kept here", is_error=True
            )
    elif isinstance(data, list):
        for n, item in enumerate(data):
            yield from private_numbers(item, (*path, n))
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in _NOT_JUDGED and not key.startswith(OWN):
                yield from private_numbers(value, (*path, key))


def private_number(text: str) -> str | None:
    """What kind of number a text seems to hold that must not be kept; None for dates, prices, phone numbers and links."""
    bare = re.sub(r"\S+://\S+", " ", text)
    if re.search(r"(?<![\d-])\d{3}([- ])\d\d\1\d{4}(?![\d-])|(?i:\b(?:ssn|social[- ]security)\b)\D{0,20}\d{9}(?!\d)", bare):
        return "a social-security number"
    if any(_is_card(re.sub(r"\D", "", found[0])) for found in re.finditer(r"(?<![\d+$-])\d(?:[- ]?\d){12,18}(?![\d-])", bare)):
        return "a card number"
    if re.search(r"(?i)\b(?:account|acct|routing)\b\.?\s*(?:number|num|no\b|nr\b|#)?[\s.:#=]*(?:is\s+)?\d{6,17}(?!\d)", bare):
        return "an account number"
    if re.search(r"(?i)\b(?:fico|credit[- ]score)\b\W*(?:score\W*)?(?:is\s+|of\s+|was\s+)?[3-8]\d\d(?![\d,])", bare):
        return "a credit score"
    if re.search(
        r"(?i)\b(?:passport|driver'?s?[- ]licen[cs]e)\b\W*(?:number|no\b|nr\b|#)?\W*(?:is\s+)?[A-Z]{0,2}\d{6,9}(?!\d)", bare
    ):
        return "the number of an identity paper"
    return None


def _is_card(digits: str) -> bool:
    """Whether the digits can be those of a payment card: the first one, how many, and the check digit."""
    if digits[0] not in "3456" or not 13 <= len(digits) <= 19 or not digits.isascii():
        return False
    doubled = [int(digit) * (2 if n % 2 else 1) for n, digit in enumerate(reversed(digits))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0
