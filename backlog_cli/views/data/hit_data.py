"""What `find` came upon, for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.backlog import jobs_by_number
from backlog_cli.views.data.records import select_fields
from backlog_cli.views.facts import homes_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.search import Hit
    from backlog_cli.views.data.shapes import FindFacts, HitFacts

HIT_FIELDS = ("day", "job", "buyer", "lot", "where", "private", "archive", "text")


def found_rows(hits: Sequence[Hit]) -> list[tuple[object, ...]]:
    """Return a row a hit in the columns of HIT_FIELDS."""
    return [tuple(getattr(hit, name) for name in HIT_FIELDS) for hit in hits]


def hits_facts(hits: Sequence[Hit], words: Sequence[str], backlog: Backlog, *, fields: str | None = None) -> FindFacts:
    """Return what `find --json` holds: the words as typed, and every hit, newest first."""
    homes = jobs_by_number(backlog)
    return {
        "words": list(words),
        "total": len(hits),
        "hits": select_fields([_hit_facts(hit) for hit in hits], fields, known=HIT_FIELDS),
        "jobs": homes_facts(homes[hit.job] for hit in hits if hit.archive is None and hit.job in homes),
    }


def _hit_facts(hit: Hit) -> HitFacts:
    return {
        "day": hit.day,
        "job": hit.job,
        "buyer": hit.buyer,
        "lot": hit.lot,
        "where": hit.where,
        "private": hit.private,
        "archive": hit.archive,
        "text": hit.text,
    }
