"""How buyers are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def surname(name: str) -> str:
    """Return the last word of a name, as typed; the whole text when it has no words."""
    words = name.split()
    return words[-1] if words else name


def person_meant(typed: str, names: Iterable[str]) -> str:
    """Return the one of these people whom `typed` names in full or by the first name, where only one has it; else `typed`."""
    word, people = " ".join(typed.split()).casefold(), dict.fromkeys(names)
    whole = [name for name in people if name.casefold() == word]
    found = whole or [name for name in people if name.split()[:1] and name.split()[0].casefold() == word]
    return found[0] if len(found) == 1 else typed


def household(names: Iterable[str]) -> str:
    """Return how buyers of these names are called together: "Okafor", or "Garcia / Ito" when the surnames differ."""
    surnames: dict[str, str] = {}
    for name in names:
        last = surname(name)
        surnames.setdefault(last.casefold(), last)
    return " / ".join(surnames.values())
