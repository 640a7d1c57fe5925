"""Commits of her file, for scripts: what a sync took in and sent, and what `history --commits` lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_cli.views.data.shapes import CommitFacts
    from backlog_cli.views.data.write_shapes import MergedConflictFacts, SyncFacts

    Conflict = tuple[str, str, str | None, str | None]  # the home, the field, what is in the file, what the other copy said
    FileCommit = tuple[str, str, str, str]  # its name, when and by whom it was made, its sentence


def sync_facts(taken: Iterable[FileCommit], sent: Iterable[FileCommit], conflicts: Iterable[Conflict]) -> SyncFacts:
    """Return what came from others, what went to them, and what both had changed differently."""
    both: list[MergedConflictFacts] = [
        {"job": job or None, "key": key, "kept": kept, "other": other} for job, key, kept, other in conflicts
    ]
    return {"taken": commit_facts(taken), "sent": commit_facts(sent), "conflicts": both}


def commit_facts(commits: Iterable[FileCommit]) -> list[CommitFacts]:
    """Return these commits."""
    return [{"commit": name, "at": at, "by": by, "text": text} for name, at, by, text in commits]
