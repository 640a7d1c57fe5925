"""Where each home stands in the file's bytes and how it is called, remembered so that one home can be written by itself."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.summary import Buyer, JobSummary
from backlog_cli.store.cache.codec import flat, revived
from backlog_cli.store.yaml.encoding import BOM
from backlog_cli.terms import Policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.store.cache.storage import Cache
    from backlog_cli.store.load import Loaded

SORT = "index"


class Home(NamedTuple):
    """One home as it is called, and the bytes of its whole lines: from `start` up to `end`."""

    job: str
    buyers: tuple[str, ...]
    stage: str
    start: int
    end: int
    lot: str | None = None
    address: str | None = None

    def between(self, start: int, end: int) -> Home:
        """The same home where its lines stand elsewhere."""
        return Home(self.job, self.buyers, self.stage, start, end, self.lot, self.address)


class Index(NamedTuple):
    """Every home of a file, in file order, and the settings that judge them."""

    policy: Policy
    homes: tuple[Home, ...]

    def place(self, job: str) -> int | None:
        """Which of the homes has that number."""
        return next((place for place, home in enumerate(self.homes) if home.job == job), None)

    def home(self, job: str) -> Home | None:
        """The home of that number."""
        place = self.place(job)
        return None if place is None else self.homes[place]

    def backlog(self) -> Backlog:
        """The homes by name alone: nothing but number, buyers, lot, address and stage is to be relied on."""
        return Backlog(
            self.policy,
            jobs=tuple(
                [
                    JobSummary(
                        home.job, tuple([Buyer(name) for name in home.buyers]), home.stage, date.min, 0, home.lot, home.address
                    )
                    for home in self.homes
                ]
            ),
        )

    def moved(self, job: str, by: int) -> Index:
        """The index once the lines of that home have become `by` bytes longer."""
        place = self.place(job)
        if place is None:
            return self
        one, below = self.homes[place], self.homes[place + 1 :]
        longer = one.between(one.start, one.end + by)
        later = [home.between(home.start + by, home.end + by) for home in below]
        return Index(self.policy, (*self.homes[:place], longer, *later))


def index_of(loaded: Loaded, backlog: Backlog) -> Index | None:
    """The index of a file whose homes can be told apart by their lines; None for any other layout.

    Anchors reach across homes, an entry that cannot be read is called by its line, a dash without a home behind it is no
    home, and a lone carriage return is no line end to everybody: there every write looks at the whole file.
    """
    source = loaded.source
    regions = source.job_regions
    if regions is None or loaded.bad or source.has_aliases or source.is_pure or "\r" in source.text:
        return None
    if len(regions) != len(backlog.jobs):
        return None
    text, at, place = source.text, len(BOM) if source.has_bom else 0, 0
    is_ascii = text.isascii()
    homes = []
    for job, (start, end) in zip(backlog.jobs, regions, strict=True):
        first = at + (start - place if is_ascii else len(text[place:start].encode()))
        at = first + (end - start if is_ascii else len(text[start:end].encode()))
        place = end
        homes.append(Home(job.job, tuple(buyer.name for buyer in job.buyers), job.stage, first, at, job.lot, job.address))
    return Index(backlog.policy, tuple(homes))


def known(cache: Cache, digest: str) -> Index | None:
    """The index of the file with these bytes, if it is remembered and has one."""
    said = cache.known(SORT, digest)
    if said is None:
        return None
    with suppress(ValueError, TypeError, KeyError, AttributeError):
        policy, homes = json.loads(said)
        return Index(revived(Policy, policy), tuple([Home(job, tuple(buyers), *rest) for job, buyers, *rest in homes]))
    return None


def remember(cache: Cache, digest: str, index: Index) -> None:
    """From now on this is the index of the file with these bytes."""
    homes: list[Sequence[object]] = [
        (home.job, home.buyers, home.stage, home.start, home.end, home.lot, home.address) for home in index.homes
    ]
    cache.keep(SORT, digest, json.dumps([flat(index.policy), homes], separators=(",", ":")).encode("ascii"))
