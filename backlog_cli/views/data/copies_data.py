"""Other copies of the file for scripts: what each alone holds, what was taken in from it, and what two of them disagree on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_cli.rules.conflicts import MergeConflict
    from backlog_cli.rules.recovery.copies import OnlyInCopy
    from backlog_cli.views.data.shapes import CopyFacts, OnlyThereFacts
    from backlog_cli.views.data.write_shapes import MergedConflictFacts, MergedCopyFacts
    from backlog_cli.workflows.copies import CopyBeside
    from backlog_cli.workflows.copy_merge import MergedCopy


def copy_facts(copy: CopyBeside) -> CopyFacts:
    """Return one copy beside the file; `only_there` is empty for one that can't be read, and `problem` says why."""
    return {"name": copy.path.name, "problem": copy.why_not, "only_there": only_there_facts(copy.only)}


def merged_copy_facts(merged: MergedCopy) -> MergedCopyFacts:
    """Return what became of a copy that was taken in."""
    return {
        "name": merged.copy.name,
        "has_base": merged.has_base,
        "taken": only_there_facts(merged.merge.taken),
        "conflicts": merge_conflict_facts(merged.merge.conflicts),
    }


def only_there_facts(only: Iterable[OnlyInCopy]) -> list[OnlyThereFacts]:
    """Return what only one of two copies holds."""
    return [{"job": one.job or None, "what": one.what, "day": one.day, "text": one.text, "here": one.here} for one in only]


def merge_conflict_facts(conflicts: Iterable[MergeConflict]) -> list[MergedConflictFacts]:
    """Return what both copies had changed in different ways."""
    return [{"job": one.job or None, "key": one.key, "kept": one.kept, "other": one.other} for one in conflicts]
