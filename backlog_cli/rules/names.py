"""How buyers are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def surname(name: str) -> str:
    """Return the last word of a name, as typed; the whole text when it has no words."""
    words = name.split()
    return words[-1] if words else name


def household(names: Iterable[str]) -> str:
    """Return how buyers of these names are called together: "Okafor", or "Garcia / Ito" when the surnames differ."""
    surnames: dict[str, str] = {}
    for name in names:
        last = surname(name)
        surnames.setdefault(last.casefold(), last)
    return " / ".join(surnames.values())
