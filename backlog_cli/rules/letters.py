"""Letters without case and accents, for comparing names."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """`text` without case, accents and outer blanks, for comparing names."""
    if text.isascii():
        return text.strip().casefold()
    parts = unicodedata.normalize("NFKD", text.strip())
    return "".join(letter for letter in parts if not unicodedata.combining(letter)).casefold()
