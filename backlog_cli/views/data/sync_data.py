"""Commits of her file, for scripts: what a sync took in and sent, and what `history --commits` lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.views.data.copies_data import merge_conflict_facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_cli.rules.conflicts import MergeConflict
    from backlog_cli.store.git.commits import Commit
    from backlog_cli.views.data.shapes import CommitFacts
    from backlog_cli.views.data.write_shapes import SyncFacts


def sync_facts(taken: Iterable[Commit], sent: Iterable[Commit], conflicts: Iterable[MergeConflict]) -> SyncFacts:
    """Return what came from others, what went to them, and what both had changed differently."""
    return {"taken": commit_facts(taken), "sent": commit_facts(sent), "conflicts": merge_conflict_facts(conflicts)}


def commit_facts(commits: Iterable[Commit]) -> list[CommitFacts]:
    """Return these commits."""
    return [{"commit": one.name, "at": one.at, "by": one.by, "text": one.text} for one in commits]
