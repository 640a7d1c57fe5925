"""One document of several files: the document of each, or why it can't be read, and what they come to together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from backlog_cli.views.data.shapes import CountedHomesFacts, DuplicateFileFacts, FilesFacts, UnreadFileFacts
    from backlog_cli.workflows.many_files import FileRoster


def files_facts(
    roster: FileRoster, documents: Mapping[Path, dict[str, Any] | None], totals: CountedHomesFacts | None
) -> FilesFacts:
    """Return what a verb's `--json` holds of several files."""
    return {
        "files": [
            {"file": str(file.path), "agent": file.agent, "key": file.key, "document": documents.get(file.path)}
            for file in roster.files
        ],
        "unread": unread_facts(roster),
        "copies": duplicate_facts(roster),
        "totals": totals,
    }


def unread_facts(roster: FileRoster) -> list[UnreadFileFacts]:
    """Return the files that can't be read, each with why."""
    return [
        {"file": str(reading.path), "why": reading.error.message.partition("\n")[0] if reading.error else ""}
        for reading in roster.unread
    ]


def duplicate_facts(roster: FileRoster) -> list[DuplicateFileFacts]:
    """Return the files that were left out because another one has their homes."""
    return [{"file": str(copy), "of": str(other)} for copy, other in roster.copies]
