"""Numbers that are nobody's business: social-security, card and account numbers, credit scores, identity papers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_cli.errors import PrivateNumber
from backlog_cli.keys import OWN_PREFIX
from backlog_cli.store.checks.finding import DataPath, Finding, path_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_cli.rules.change import Change

# Values that are numbers by nature: a phone, a home's number, the number of a permit, a link.
EXEMPT_KEYS = frozenset(("phone", "job", "lot", "block", "number", "email", "video", "version"))
_DIGIT_SHAPES = (
    *(b"000%b00%b0000" % (b"-" * gap, b"-" * gap) for gap in (1, 2, 3)),
    *(b"0000%b0000%b0000" % (b"-" * gap, b"-" * gap) for gap in (1, 2, 3)),
    *(b"0" * 13, b"0000-000000-0000"),
)
_KEYWORDS = (
    b"ssn",
    b"social",
    b"itin",
    b"account",
    b"acct",
    b"routing",
    b"fico",
    b"credit score",
    b"passport",
    b"licen",
)
_KEYWORD_REACH = 40  # how far behind its word a number may stand
_PIECE = 1 << 20  # characters that are looked at at once: several copies are made of them


def suspicious_offsets(text: str) -> list[int]:
    """Offsets of the file's text near which such a number may stand: a quick look, so that few values need a close one."""
    starts = range(0, len(text), _PIECE)
    # What begins in a piece may end in the next one.
    return sorted({start + at for start in starts for at in _offsets_in(text[start : start + _PIECE + _KEYWORD_REACH])})


def _offsets_in(text: str) -> Iterator[int]:
    flat = _plain_dashes(text).encode("latin-1", "replace")  # one byte for each character, so that offsets stay
    shapes = flat.translate(_SHAPE_TABLE)
    for shape in _DIGIT_SHAPES:
        yield from _offsets_of(shapes, shape)
    words = flat.lower()
    for word in _KEYWORDS:
        yield from (at for at in _offsets_of(words, word) if b"000" in shapes[at : at + _KEYWORD_REACH])


_SHAPE_TABLE = bytes(
    ord("0") if chr(code) in "0123456789" else ord("-") if chr(code) in "- ." else ord("a") for code in range(256)
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"


def _plain_dashes(text: str) -> str:
    """The text with every dash and every blank as a keyboard has it; offsets stay."""
    if not text.isascii():
        for dash in _DASHES:
            text = text.replace(dash, "-")
        for blank in "\u00a0\u202f\u2007\u2009":
            text = text.replace(blank, " ")
    return text


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


def refuse_private_numbers(changes: Iterable[Change]) -> None:
    """Raise PrivateNumber when a value that is to be written seems to hold such a number, in a field of hers, too."""
    for change in changes:
        for intent in change.intents:
            keys = [step for step in intent.path if isinstance(step, str)]
            if EXEMPT_KEYS.isdisjoint(keys):
                for path, what in _typed_numbers(intent.value, tuple(keys)):
                    where = ", ".join(filter(None, (change.job, ".".join(path))))
                    raise PrivateNumber(
                        f"this looks like {what} ({where}), and that must never be kept here. "
                        "Leave it out, or add --yes if it's something else."
                    )


def _typed_numbers(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        what = private_number_kind(value)
        if what:
            yield path, what
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _typed_numbers(item, path)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in EXEMPT_KEYS:
                yield from _typed_numbers(inner, (*path, key))


def private_number_kind(text: str) -> str | None:
    """What kind of number a text seems to hold that must not be kept; None for dates, prices, phone numbers and links."""
    found = next(_found_numbers(text), None)
    return found[0] if found else None


def mask_private_numbers(text: str) -> str:
    """Return the text with an x for each digit of such numbers, for a message that repeats what was typed."""
    for _, start, end in _found_numbers(text):
        text = text[:start] + re.sub("[0-9]", "x", text[start:end]) + text[end:]
    return text


def _found_numbers(text: str) -> Iterator[tuple[str, int, int]]:
    """Each such number: its kind, and where it begins and ends, with the word that names it."""
    if not re.search(r"[0-9]{3}", text):
        return
    bare = re.sub(_APART, lambda found: " " * len(found[0]), _plain_dashes(text), flags=re.IGNORECASE)
    for what, shape in ((_SOCIAL, _SOCIAL_SHAPE), (_SOCIAL, _NAMED_SOCIAL), ("a card number", _CARD_PATTERN), *_KEYWORD_PATTERNS):
        for found in re.finditer(shape, bare, re.IGNORECASE):
            if shape != _CARD_PATTERN or _is_card_number(re.sub(r"\D", "", found[0])):
                yield what, *found.span()


_SOCIAL = "a social-security number"
# Links, phone numbers of other countries, and numbers that say what they are.
_APART = (
    r"\S+://\S+|\+[0-9]{1,3}[- (0-9)]+"
    r"|\b(?:apn|parcel|folio|permit|confirmation|conf|tracking)\b\W*(?:number|num|no|nr|id)?\b\W*[0-9][- .0-9]*"
)
# No social-security number has such a part of zeros.
_SOCIAL_SHAPE = r"(?<![\d-])(?!000|666)\d{3}([- .]{1,3})(?!00)\d\d\1(?!0000)\d{4}(?![\d-])"
_NAMED_SOCIAL = r"\b(?:ssn|itin|social(?:[- ]security)?)(?![a-z])\D{0,20}\d{3}[- .]{0,3}\d\d[- .]{0,3}\d{4}(?!\d)"
_CARD_PATTERN = r"(?<![\d$-])(?:\d{13,19}|\d{4}([- ]{1,3})\d{4}\1\d{4}\1\d{1,7}|\d{4}([- ])\d{6}\2\d{4,5})(?![\d-])"
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
        # One kind of gap at a time: the group of a reference would count differently here.
        *(_SOCIAL_SHAPE.replace("([- .]{1,3})", gap).replace(r"\1", gap) for gap in ("-", " ", r"\.")),
        _NAMED_SOCIAL,
        *(shape for _, shape in _KEYWORD_PATTERNS),
    )
    apart, found = (re.sub(r"\\.|\[[^\]]*\]|[a-z]", _for_a_browser, shape) for shape in (_APART, "|".join(shapes)))
    return rf"(?:(?=({apart}))\1|(?!{apart})[\s\S])*?(?:{found})"


def _for_a_browser(part: re.Match[str]) -> str:
    """One sign or one class of an expression, small and large letters alike."""
    sign = part[0]
    if sign.startswith("\\"):
        return {r"\d": "[0-9]", r"\D": "[^0-9]"}.get(sign, sign)
    if sign.startswith("["):
        return sign.replace(r"\d", "0-9").replace("cs", "CScs").replace("A-Z", "A-Za-z").replace("a-z", "A-Za-z")
    return f"[{sign.upper()}{sign}]"


# The first four digits of the cards that are issued, from and to, and how many digits such a card has.
_ISSUED_CARDS = (
    (4000, 4999, (13, 16, 19)),
    (5100, 5599, (16,)),
    (2221, 2720, (16,)),
    (3400, 3499, (15,)),
    (3700, 3799, (15,)),
    (3000, 3059, (14, 16, 17, 18, 19)),
    (3600, 3699, (14, 16, 17, 18, 19)),
    (3800, 3999, (14, 16, 17, 18, 19)),
    (3528, 3589, (16, 17, 18, 19)),
    (6000, 6999, (16, 17, 18, 19)),
)


def _is_card_number(digits: str) -> bool:
    """Whether the digits can be those of a payment card: the first ones, how many there are, and the check digit."""
    if not digits.isascii():
        return False
    first, size = int(digits[:4]), len(digits)
    if not any(low <= first <= high and size in sizes for low, high, sizes in _ISSUED_CARDS):
        return False
    doubled = [int(digit) * (2 if n % 2 else 1) for n, digit in enumerate(reversed(digits))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0
