"""What commands wrote, for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.views.facts import home_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.home_key import HomeKey
    from backlog_cli.store.journal.entries import Entry
    from backlog_cli.views.data.shapes import HistoryFacts, HomeFacts


def history_facts(entries: Iterable[Entry], steps: Mapping[int, int], backlog: Backlog | None) -> HistoryFacts:
    """Return the commands that wrote; `steps` is what `undo` takes for each by its number."""
    homes = {} if backlog is None else {summary.key: home_facts(summary) for summary in backlog.jobs}
    return {
        "entries": [
            {
                "number": entry.number,
                "when": entry.when,
                "verb": entry.verb,
                "what": entry.say,
                "by": entry.by or None,
                "jobs": [homes.get(key) or _old_home(key) for key in entry.homes],
                "undo": steps.get(entry.number),
            }
            for entry in entries
        ]
    }


def _old_home(key: HomeKey) -> HomeFacts:
    """A home that is no longer in the file."""
    return {"job": key.number, "key": key.text, "buyer": None, "lot": None}
