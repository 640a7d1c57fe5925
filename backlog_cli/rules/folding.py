"""Letters without case and accents, for comparing names."""

from __future__ import annotations

import unicodedata


def fold_case(text: str) -> str:
    """`text` without case, accents and outer blanks, for comparing names."""
    if text.isascii():
        return text.strip().casefold()
    parts = unicodedata.normalize("NFKD", text.strip())
    return "".join(letter for letter in parts if not unicodedata.combining(letter)).casefold()


# Quotation marks as a phone writes them and as a keyboard does.
_STRAIGHT_QUOTES = str.maketrans("‘’“”", "''\"\"")


def fold_with_positions(text: str) -> tuple[str, list[int]]:
    """`text` without case and accents, curly quotes straightened, and for each letter of that its place in the text."""
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text.translate(_STRAIGHT_QUOTES)):
        plain = (
            sign
            if sign.isascii()
            else "".join(one for one in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(one))
        )
        for letter in plain.casefold():
            letters.append(letter)
            places.append(place)
    return "".join(letters), places
