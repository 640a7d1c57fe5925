"""What leaves the file for other programs as JSON: the whole file, or for anybody the columns of a tracker."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from backlog_cli.views.facts import home_facts
from backlog_cli.views.tracker import Audience
from backlog_cli.views.values import json_ready

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlog_cli import model
    from backlog_cli.views.columns import Home
    from backlog_cli.views.data.shapes import ExportedHomeFacts, ExportFacts, ExportRedactedFacts, RedactedHomeFacts
    from backlog_cli.views.tracker import TrackerColumn

# Of a home in the file: hers alone.
PRIVATE_KEYS = frozenset(
    {
        *("after_closing_work", "bought_for", "conflicts", "hot_buttons", "interests", "milestones", "notes", "options_total"),
        *("personality", "price", "worries"),
    }
)
# What is left of a private conversation: that there was one.
TALK_KEYS = ("at", "how", "kind", "outcome", "private")


def redacted_facts(homes: Iterable[Home], columns: Sequence[TrackerColumn]) -> ExportRedactedFacts:
    """Return the homes for anybody: the columns of the tracker alone, by their names."""
    facts = [{column.key: column.cell(home) for column in columns} for home in homes]
    return {"jobs": cast("list[RedactedHomeFacts]", facts)}


def file_facts(file: model.BacklogFile, homes: Iterable[Home], audience: Audience) -> ExportFacts:
    """Return the facts of the file: its settings, and of each home all that it says under `file`, her own keys under `own`."""
    return {
        "settings": file.settings,
        "away": file.away,
        "local_items": file.local_items,
        "conflicts": file.conflicts,
        "jobs": [_home_facts(home, audience) for home in homes],
    }


def _home_facts(home: Home, audience: Audience) -> ExportedHomeFacts:
    record = home.record
    assert record is not None
    said = json_ready(record.job)
    assert isinstance(said, dict)
    own = dict(record.own)
    if audience is not Audience.HERSELF:
        said = {key: value for key, value in said.items() if key not in PRIVATE_KEYS}
        said["log"] = [_public_talk(entry) for entry in said.get("log") or ()]
        own = {}
    return {**home_facts(home.summary), "level": home.verdict.level, "file": said, "own": own}


def _public_talk(entry: dict[str, object]) -> dict[str, object]:
    return {key: entry.get(key) for key in TALK_KEYS} if entry.get("private") else entry
