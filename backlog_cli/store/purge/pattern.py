"""Finding a text however it is written: in other quotes, with escapes of YAML or JSON, folded over several lines."""

from __future__ import annotations

import re
import unicodedata

from backlog_cli.errors import UsageError

MIN_SIGNS = 4  # letters and digits of a text that can be looked for
REMOVED = "removed"  # what replaces it; plain text anywhere in YAML
# What may come between two signs: blanks, line ends and comment signs, quotes, and what an escape of one begins with.
_BLANK_NUMBER = r"\\(?:x(?:20|85|a0)|u00(?:09|0a|0d|20|85|a0)|u(?:1680|200[0-9a-f]|202[89f]|205f|3000))"
_BETWEEN = rf"""(?:[\s'"#\\]|\\[ntr_NLP/]|{_BLANK_NUMBER})*"""
_LEFT_OUT = r"""[\s'"#\\]"""


def text_pattern(text: str) -> re.Pattern[str]:
    """Return what finds a text in any of its forms, in capitals or not. Raise UsageError for one that is too short."""
    signs = re.sub(_LEFT_OUT, "", text)
    if sum(sign.isalnum() for sign in signs) < MIN_SIGNS:
        raise UsageError(f"--purge takes a text with at least {MIN_SIGNS} letters or digits; a shorter one would be all over.")
    return re.compile(_BETWEEN.join(map(_letter_pattern, _letters(signs))), re.IGNORECASE)


def _letters(signs: str) -> list[str]:
    """The signs, each with the accents behind it."""
    letters: list[str] = []
    for sign in signs:
        if letters and unicodedata.combining(sign):
            letters[-1] += sign
        else:
            letters.append(sign)
    return letters


def _letter_pattern(letter: str) -> str:
    """A letter in one piece or with its accents apart, each sign as it is or by its number."""
    if letter.isascii():
        return re.escape(letter)
    cases = (letter, letter.lower(), letter.upper())
    forms = dict.fromkeys(unicodedata.normalize(form, case) for form in ("NFC", "NFD") for case in cases)
    return f"(?>{'|'.join(''.join(map(_sign_pattern, form)) for form in (*cases, *forms))})"


def _sign_pattern(sign: str) -> str:
    if sign.isascii():
        return re.escape(sign)
    units = sign.encode("utf-16-be", "surrogatepass")
    numbers = ["".join(rf"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2)), rf"\\U{ord(sign):08x}"]
    if ord(sign) < 0x100:
        numbers.append(rf"\\x{ord(sign):02x}")
    return f"(?>{'|'.join((re.escape(sign), *numbers))})"


def lines_with(pattern: re.Pattern[str], text: str) -> tuple[int, ...]:
    """Return the lines on which the text begins, counted from 1."""
    starts = [found.start() for found in pattern.finditer(text)]
    ends = [found.end() for found in re.finditer(r"\r\n|\n|\r", text)]
    return tuple(dict.fromkeys(sum(end <= start for end in ends) + 1 for start in starts)) if starts else ()


def without_text(value: object, pattern: re.Pattern[str]) -> object:
    """Return plain data with the text replaced in every string and in every key."""
    if isinstance(value, str):
        return pattern.sub(REMOVED, value)
    if isinstance(value, list):
        return [without_text(inner, pattern) for inner in value]
    if isinstance(value, dict):
        return {pattern.sub(REMOVED, key): without_text(inner, pattern) for key, inner in value.items()}
    return value


def holds_text(value: object, pattern: re.Pattern[str]) -> bool:
    """Return whether a string or a key of plain data holds the text."""
    if isinstance(value, str):
        return pattern.search(value) is not None
    if isinstance(value, list):
        return any(holds_text(inner, pattern) for inner in value)
    if isinstance(value, dict):
        return any(pattern.search(key) or holds_text(inner, pattern) for key, inner in value.items())
    return False
