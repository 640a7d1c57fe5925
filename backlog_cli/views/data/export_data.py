"""What leaves the file for other programs: rows of a tracker as CSV, and the whole file as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.views.tracker import BUYERS, Audience
from backlog_cli.views.values import json_ready

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli import model
    from backlog_cli.views.columns import Home
    from backlog_cli.views.tracker import TrackerColumn

# Of a home in the file: hers alone.
PRIVATE_KEYS = frozenset(
    {
        *("after_closing_work", "bought_for", "hot_buttons", "interests", "milestones", "notes", "options_total"),
        *("personality", "price", "worries"),
    }
)
# What is left of a private conversation: that there was one.
TALK_KEYS = ("at", "how", "kind", "outcome", "private")


def csv_text(columns: Sequence[TrackerColumn], homes: Sequence[Home]) -> str:
    """Return the homes as CSV; it begins with the mark by which Excel knows UTF-8."""
    from backlog_cli.views.data.delimited import csv

    rows = ([column.cell(home) for column in columns] for home in homes)
    return "\ufeff" + csv([column.sheet_heading for column in columns], rows)


def file_facts(
    file: model.BacklogFile, homes: Sequence[Home], columns: Sequence[TrackerColumn], audience: Audience
) -> dict[str, object]:
    """Return the facts of the file: its settings, and of each home all that it says under `file`, her own keys under `own`.

    For anybody, a home has the columns of the tracker alone, by their names.
    """
    if audience is Audience.ANYBODY:
        return {"jobs": [_tracker_facts(home, columns) for home in homes]}
    return {
        "settings": file.settings,
        "away": file.away,
        "local_items": file.local_items,
        "jobs": [_home_facts(home, audience) for home in homes],
    }


def _tracker_facts(home: Home, columns: Sequence[TrackerColumn]) -> dict[str, object]:
    return {column.key: column.cell(home) for column in columns if column is not BUYERS}


def _home_facts(home: Home, audience: Audience) -> dict[str, object]:
    record = home.record
    facts: dict[str, object] = {"job": home.summary.job, "key": home.summary.key_text, "level": home.verdict.level}
    if record is None:
        return facts
    said = json_ready(record.job)
    assert isinstance(said, dict)
    if audience is Audience.HERSELF:
        return facts | {"file": said, "own": dict(record.own)}
    public = {key: value for key, value in said.items() if key not in PRIVATE_KEYS}
    return facts | {"file": public | {"log": [_public_talk(entry) for entry in public.get("log") or ()]}}


def _public_talk(entry: dict[str, object]) -> dict[str, object]:
    return {key: entry.get(key) for key in TALK_KEYS} if entry.get("private") else entry
