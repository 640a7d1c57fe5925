"""Nothing she types about a home is lost on her: every documented field is found, or is used by a rule that is named here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlog_cli.model import Job
from backlog_cli.rules.search import HIDDEN_KEYS, parse_search_terms, search_homes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_cli.model import FileBlock

# What `find` does not look into, and who uses it.
USED_BY_RULES = {
    "stage": "every screen",
    "buyers.role": "the card of the home",
    "closing.shifts.told_how": "the told-bare clock",
    "log.by": "the card, the log of the home",
    "conflicts.by": "the clock of two copies",
    "closing.shifts.by": "the card, the first day back",
    "promises.noted_by": "the card, the first day back",
    "issues.noted_by": "the card, the first day back",
    "questions.by": "the card, the first day back",
    "appointments.by": "the card",
    "deposits.by": "every field of the home",
    "change_requests.by": "every field of the home",
    "log.private": "every report that leaves her desk",
    "promises.by": "whose promise it is: two clocks",
    "closing.shifts.to": "the move itself: clocks and cards",
    "promises.to": "letters and the superintendent's sheet",
    "issues.id": "backlog issue JOB N",
    "issues.side": "the weekly report",
    "questions.of": "whose sheet a question stands on",
}


def fields(block: type[FileBlock], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every leaf of a block by its keys."""
    for key, part in block.blocks().items():
        if part is None:
            yield (*path, key)
        else:
            yield from fields(part, (*path, key))


LISTS = ("log", "promises", "issues", "questions", "shifts")


def written(path: tuple[str, ...]) -> dict[str, Any]:
    """A home that says one thing, at that place."""
    value: Any = "zebra"
    for key, below in zip(path[-2::-1], path[:0:-1], strict=True):
        value = [{below: value}] if key in LISTS else {below: value}
    return {"job": "1", "buyers": ["Ann Gray"], path[0]: value}


def test_every_field_is_found_or_used_by_a_rule() -> None:
    terms = parse_search_terms(["zebra"])
    every = list(fields(Job))
    assert len(every) > 150
    lost = {".".join(path) for path in every if not search_homes([(written(path), None)], terms)}
    assert lost == set(USED_BY_RULES)


def test_what_is_not_looked_into_is_named_with_its_user() -> None:
    assert {path.split(".")[-1] for path in USED_BY_RULES} == {"stage", *HIDDEN_KEYS}
