"""Numbers that are nobody's business: social-security, card and account numbers, credit scores, identity papers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_cli.keys import OWN_PREFIX
from backlog_cli.store.checks.contradictions import DataPath, Finding, path_words

if TYPE_CHECKING:
    from collections.abc import Iterator

# Values that are numbers by nature: a phone, a home's number, the number of a permit, a link.
EXEMPT_KEYS = frozenset(("phone", "job", "lot", "block", "number", "email", "video", "version"))
_DIGIT_SHAPES = (b"000-00-0000", b"0" * 13, b"0000-0000-0000", b"0000-000000-00000")
_KEYWORDS = (
    b"ssn",
    b"social sec",
    b"social-sec",
    b"account",
    b"acct",
    b"routing",
    b"fico",
    b"credit score",
    b"passport",
    b"licen",
)
_KEYWORD_REACH = 40  # how far behind its word a number may stand


def suspicious_offsets(text: str) -> list[int]:
    """Offsets of the file's text near which such a number may stand: a quick look, so that few values need a close one."""
    flat = text.encode("latin-1", "replace")  # one byte for each character, so that offsets stay
    shapes = flat.translate(_SHAPE_TABLE)
    found = [at for shape in _DIGIT_SHAPES for at in _offsets_of(shapes, shape)]
    words = flat.lower()
    found += [at for word in _KEYWORDS for at in _offsets_of(words, word) if b"000" in shapes[at : at + _KEYWORD_REACH]]
    return sorted(found)


_SHAPE_TABLE = bytes(
    ord("0") if chr(code) in "0123456789" else ord("-") if chr(code) in "- " else ord("a") for code in range(256)
)


def _offsets_of(text: bytes, part: bytes) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def private_numbers(data: object, path: DataPath = ()) -> Iterator[Finding]:
    """An error for each text of the plain data that seems to hold such a number. The agent's own x_ keys are left alone."""
    if isinstance(data, str):
        what = private_number_kind(data)
        if what:
            yield Finding(
                path, f"{path_words(path)}: this looks like {what}", "take it out: it must never be kept here", is_error=True
            )
    elif isinstance(data, list):
        for n, item in enumerate(data):
            yield from private_numbers(item, (*path, n))
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in EXEMPT_KEYS and not key.startswith(OWN_PREFIX):
                yield from private_numbers(value, (*path, key))


def private_number_kind(text: str) -> str | None:
    """What kind of number a text seems to hold that must not be kept; None for dates, prices, phone numbers and links."""
    if not re.search(r"[0-9]{3}", text):
        return None
    bare = re.sub(_APART, " ", text)
    if re.search(rf"(?<![\d-])\d{{3}}([- ])\d\d\1\d{{4}}(?![\d-])|(?i:{_NAMED_SOCIAL})", bare):
        return "a social-security number"
    if any(_is_card_number(re.sub(r"\D", "", found[0])) for found in re.finditer(_CARD_PATTERN, bare)):
        return "a card number"
    for what, shape in _KEYWORD_PATTERNS:
        if re.search(shape, bare, re.IGNORECASE):
            return what
    return None


_APART = r"\S+://\S+|\+[0-9]{1,3}[- (0-9)]+"  # links and phone numbers of other countries
_NAMED_SOCIAL = r"\b(?:ssn|social[- ]security)\b\D{0,20}\d{9}(?!\d)"
_CARD_PATTERN = r"(?<![\d$-])(?:\d{13,19}|\d{4}([- ])\d{4}\1\d{4}\1\d{1,7}|\d{4}([- ])\d{6}\2\d{5})(?![\d-])"
_KEYWORD_PATTERNS = (
    ("an account number", r"\b(?:account|acct|routing)\b\.?\s*(?:number|num|no\b|nr\b|#)?[\s.:#=]*(?:is\s+)?\d{6,17}(?![\d-])"),
    ("a credit score", r"\b(?:fico|credit[- ]score)\b\W*(?:score\W*)?(?:(?:is|of|was)\s+)?[3-8]\d\d(?!,?\d)"),
    (
        "the number of an identity paper",
        r"\b(?:passport|driver'?s?[- ]licen[cs]e)\b\W*(?:number|no\b|nr\b|#)?\W*(?:is\s+)?[A-Z]{0,2}\d{6,9}(?![\d-])",
    ),
)


def private_number_pattern() -> str:
    """Return an expression for what `private_number_kind` finds in a text from its beginning on, card numbers left out.

    (Their check digit is beyond an expression.) It is written for a browser, too: letters in both cases, plain digits.
    """
    shapes = (
        r"(?<![\d-])(?:\d{3}-\d\d-\d{4}|\d{3} \d\d \d{4})(?![\d-])",
        _NAMED_SOCIAL,
        *(shape for _, shape in _KEYWORD_PATTERNS),
    )
    found = re.sub(r"\\.|\[[^\]]*\]|[a-z]", _for_a_browser, "|".join(shapes))
    return rf"(?:(?=({_APART}))\1|(?!{_APART})[\s\S])*?(?:{found})"


def _for_a_browser(part: re.Match[str]) -> str:
    """One sign or one class of an expression, small and large letters alike."""
    sign = part[0]
    if sign.startswith("\\"):
        return {r"\d": "[0-9]", r"\D": "[^0-9]"}.get(sign, sign)
    if sign.startswith("["):
        return sign.replace(r"\d", "0-9").replace("cs", "CScs").replace("A-Z", "A-Za-z")
    return f"[{sign.upper()}{sign}]"


def _is_card_number(digits: str) -> bool:
    """Whether the digits can be those of a payment card: the first one and the check digit."""
    if digits[0] not in "3456" or not digits.isascii():
        return False
    doubled = [int(digit) * (2 if n % 2 else 1) for n, digit in enumerate(reversed(digits))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0
