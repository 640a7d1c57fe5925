"""How a home is named wherever one has to be told from all others."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class HomeKey(NamedTuple):
    """A home is its number and its sale date: one number may have several sales, one after the other.

    `sold_date` is None where the day of the sale is not written.
    """

    number: str
    sold_date: date | None

    @property
    def text(self) -> str:
        """The key as it is typed and kept in the journal: `1033@2026-02-08`, the number alone where no day is written."""
        if self.sold_date is not None:
            return f"{self.number}@{self.sold_date.isoformat()}"
        return f"{self.number}@" if "@" in self.number else self.number


def parse_home_key(text: str) -> HomeKey:
    """Return the key that `HomeKey.text` wrote; a text that ends in no `@` and a day is a number alone."""
    number, _, day = text.rpartition("@")
    if not number:
        return HomeKey(text, None)
    return HomeKey(number, None) if not day else HomeKey(number, sold) if (sold := _day(day)) else HomeKey(text, None)


def home_keys(numbers: Iterable[str], *states: object) -> tuple[HomeKey, ...]:
    """Return the keys of homes, each once, with their sale dates from the first of a file's plain data that holds the home."""
    wanted = dict.fromkeys(numbers)
    found: dict[str, date | None] = {}
    for data in states:
        jobs = data.get("jobs") if isinstance(data, dict) else None
        for job in jobs if isinstance(jobs, list) else ():
            if isinstance(job, dict) and (number := str(job.get("job"))) in wanted:
                found.setdefault(number, _day(str(job.get("sold_date"))))
    return tuple(HomeKey(number, found.get(number)) for number in wanted)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
