"""Lines typed or sent in, a home and some words each: `41 windows come Tuesday`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class BatchLine(NamedTuple):
    """One line as it was typed: its number from 1, the word that names the home, and what was said of it."""

    number: int
    job: str
    text: str


def parse_lines(text: str) -> tuple[BatchLine, ...]:
    """Return the lines of a text, `41 windows come Tuesday`; empty ones are passed over. A line may lack its words."""
    lines = enumerate(text.removeprefix("\ufeff").split("\n"), 1)
    return tuple(_parse_line(number, line.split()) for number, line in lines if line.strip())


def _parse_line(number: int, words: Sequence[str]) -> BatchLine:
    """`41: windows come` and `lot 41 windows come` are read as people write them."""
    first, *rest = words
    if first.casefold() == "lot" and rest:
        first, *rest = f"{first}{rest[0]}", *rest[1:]
    return BatchLine(number, first.rstrip(":") or first, " ".join(rest))
