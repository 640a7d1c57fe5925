"""How a home is named wherever one has to be told from all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date


class HomeKey(NamedTuple):
    """A home is its number and its sale date: one number may have several sales, one after the other.

    `sold_date` is None where the day of the sale is not written.
    """

    number: str
    sold_date: date | None
