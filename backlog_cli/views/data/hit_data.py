"""What `find` came upon, for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.views.data.records import select_fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.rules.search import Hit

HIT_FIELDS = ("day", "job", "buyer", "lot", "where", "private", "archive", "text")


def found_rows(hits: Sequence[Hit]) -> list[tuple[object, ...]]:
    """Return a row a hit in the columns of HIT_FIELDS."""
    return [tuple(getattr(hit, name) for name in HIT_FIELDS) for hit in hits]


def hit_facts(hits: Sequence[Hit], words: Sequence[str], *, fields: str | None = None) -> dict[str, object]:
    """Return what `find --json` holds: the words as typed, and every hit, newest first."""
    facts: list[dict[str, object]] = [{name: getattr(hit, name) for name in HIT_FIELDS} for hit in hits]
    return {"words": list(words), "total": len(hits), "hits": select_fields(facts, fields, known=HIT_FIELDS)}
