"""What a reading finds out about the file's past: writes that an older copy undid, and moves that were cut short."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from backlog_cli.errors import BacklogError
from backlog_cli.terms import and_list, count_with_noun

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from backlog_cli.rules.change import Change
    from backlog_cli.rules.home_key import HomeKey
    from backlog_cli.store.editing.drafts import Draft
    from backlog_cli.store.journal.entries import Entry
    from backlog_cli.store.journal.history import JournalState


def lost_entries(memory: JournalState, data: object) -> dict[int, tuple[Change, ...]]:
    """By entry, what the file no longer says of the commands that stand; those that were agreed to are left out."""
    from backlog_cli.rules.recovery.lost_entries import find_lost_changes

    entries = [entry for entry in memory.in_effect() if entry.changes]
    marks = {key.text: mark for entry in entries for key, mark in zip(entry.homes, entry.marks, strict=False) if mark}
    written = [(entry.number, _keyed(entry), entry.was) for entry in entries]
    return find_lost_changes(data, written, known=memory.missing, marks=marks)


def _keyed(entry: Entry) -> tuple[Change, ...]:
    """The changes with every home by its key: in older lines it goes by its number, which may be another home's by now."""
    texts = {key.number: key.text for key in entry.homes if entry.jobs.count(key.number) == 1}
    return tuple(
        change if change.job is None else change._replace(job=texts.get(change.job, change.job)) for change in entry.changes
    )


def lost_notice(memory: JournalState, missing: Mapping[int, tuple[Change, ...]], name: str, *, today: str) -> str:
    """Return what to tell when an older copy was saved over newer writes, which are `missing` now (see `lost_entries`)."""
    from backlog_cli.rules.change import Append

    intents = {number: [one for change in changes for one in change.intents] for number, changes in missing.items()}
    talks = [sum(isinstance(one, Append) and one.path == ("log",) for one in found) for found in intents.values()]
    others = sum(not count for count in talks)
    parts = [count_with_noun(sum(talks), "conversation")] if any(talks) else []
    parts += [count_with_noun(others, "other change" if any(talks) else "change")] if others else []
    first = memory.by_number()[min(missing)].when
    since = "today" if first == today else f"since {first.removeprefix(f'{today} ')}"
    be, them = ("is", "it") if sum(talks) + others == 1 else ("are", "them")
    return (
        f"{and_list(parts)} {'made' if others else 'logged'} {since} {be} no longer in {name} (was an older copy saved "
        f"over it?). `backlog recover` puts {them} back, `recover --forget` agrees with the deletion."
    )


def draft_notice(draft: Draft, name: str) -> str:
    """Return what to say of an edit by hand that was saved and did not get into the file of that name."""
    what = f"you saved an edit of {name} that isn't in the file, {count_with_noun(draft.lines, 'line')}: {draft.path}"
    if draft.base is None:
        return f"{what}. The text it started from is gone, so copy what you need by hand."
    return f"{what}. `backlog edit --resume` continues it, `backlog edit --drop` discards it."


def halfway_notices(path: Path, jobs: Mapping[str, HomeKey]) -> list[str]:
    """Return a line for each of these homes that a killed command left in the file and in an archive."""
    from backlog_cli.store.archive.year_files import archives_with_duplicates

    with suppress(BacklogError):
        return [
            f"{job} is in both {path.name} and {archive}; `backlog archive` finishes."
            for job, archive in archives_with_duplicates(path, jobs).items()
        ]
    return []
