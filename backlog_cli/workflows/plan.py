"""Plans: what a writing command decided, carried out on the text of the file and proved by reading it again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BacklogError, UsageError
from backlog_cli.workflows.read import Document, document_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.change import Change
    from backlog_cli.rules.home_key import HomeKey
    from backlog_cli.store.journal.record import JournalWriter
    from backlog_cli.store.load import LoadedFile

    Decide = Callable[[Document], "WritePlan"]


class WritePlan(NamedTuple):
    """What a writing command decided: the changes, and the sentences to say once they are in the file.

    `nothing` is said instead when the file needed no change.
    """

    changes: tuple[Change, ...]
    say: Callable[[Backlog], Iterable[str]]
    nothing: str = "It says that already. Nothing was changed."


class ReadWays(NamedTuple):
    """How a write sees the file: as it is, then as the decision makes it."""

    before: Callable[[bytes, str], Document]
    after: Callable[[Document, WritePlan, bytes, str], Document]


class Outcome(NamedTuple):
    """What became of a decision: it, the document before, the document after, and the bytes after."""

    plan: WritePlan
    before: Document
    document: Document
    after: bytes


def carry_out(before: bytes, name: str, decide: Decide, record: JournalWriter, ways: ReadWays) -> Outcome:
    """Decide on the bytes of the file, and make the new ones. Raise UsageError when the outcome could not be read."""
    from backlog_cli.rules.change import without_outer_blanks
    from backlog_cli.rules.home_key import home_marks
    from backlog_cli.rules.recovery.effect import effect_digest
    from backlog_cli.rules.recovery.lost_entries import values_before
    from backlog_cli.store.yaml.patch import apply_changes

    document = ways.before(before, name)
    plan = decide(document)
    plan = plan._replace(changes=tuple(map(without_outer_blanks, plan.changes)))
    after = apply_changes(document.source, plan.changes)
    next_page = ways.after(document, plan, after, name)
    data = document.source.data
    after_data = next_page.source.data
    homes = tuple(dict.fromkeys(key for change in plan.changes for key in _homes_in_change(change, data, after_data)))
    record.describe(
        _history_sentence(plan.changes),
        homes,
        changes=tuple(keyed(change, data) for change in plan.changes),
        was=values_before(data, plan.changes),
        effect=effect_digest(data, after_data),
        marks=home_marks(homes, after_data, data),
    )
    return Outcome(plan, document, next_page, after)


def _homes_in_change(change: Change, before: object, after: object) -> Iterable[HomeKey]:
    """Whom a change is about, a home that it adds included."""
    from backlog_cli.rules.home_key import home_keys, raw_key

    if change.job is not None:
        return home_keys([change.job], before, after)
    added = (intent.value for intent in change.intents if intent.path == ("jobs",))
    return [key for home in added if (key := raw_key(home)) is not None]


def keyed(change: Change, data: object) -> Change:
    """The change with its home by key: what a home is called by may be another one's later."""
    from backlog_cli.rules.home_key import home_keys

    return change if change.job is None else change._replace(job=home_keys([change.job], data)[0].text)


def _history_sentence(changes: Sequence[Change]) -> str:
    """What was done, for the history: the homes are named when there are several."""
    is_one = len({change.job for change in changes if change.job is not None}) < 2
    return "; ".join(f"{change.job}: {change.summary}" if change.job and not is_one else change.summary for change in changes)


def document_after(before: Document, plan: WritePlan, after: bytes, name: str) -> Document:
    """Return the file once the decision was carried out. Raise UsageError when that cannot be in it."""
    document = document_of(after, name, like=before.source) if after != before.source.raw else before
    _refuse_damage(before, document, plan)
    return document


def _refuse_damage(before: Document, after: Document, plan: WritePlan) -> None:
    """No write may make a file that the next reading refuses, in whole or in part. What she typed there herself stays."""
    damage = _damage(after.loaded)
    if damage and damage - _damage(before.loaded):
        known = {(problem.place, problem.what) for problem in before.loaded.problems}
        new = [problem for problem in after.loaded.errors if (problem.place, problem.what) not in known]
        lines = "\n".join(f"  {problem.what}{f' - {problem.fix}' if problem.fix else ''}" for problem in new)
        raise UsageError(f"that can't be saved:\n{lines}")
    names = {summary.job for summary in after.backlog.jobs}
    gone = [job for job, name in names_after(plan, before, after).items() if name not in names]
    if gone:
        raise BacklogError(f"job {gone[0]} could not be read back.")


def names_after(plan: WritePlan, before: Document, after: Document) -> dict[str, str]:
    """Return what the homes of a plan were called by, and what they are now: a number may be new, a sale may have ended."""
    from backlog_cli.rules.home_key import find_home, raw_home_names

    old, new = before.source.data, raw_home_names(after.source.data)
    places = {change.job: find_home(old, change.job) for change in plan.changes if change.job is not None}
    return {job: new[place] if place is not None and place < len(new) else "" for job, place in places.items()}


def _damage(loaded: LoadedFile) -> Counter[tuple[object, str]]:
    """What cannot be read of each home, by its place (its number may be what changes), and what is left out."""
    homes = zip(loaded.places.values(), loaded.unreadable, strict=True)
    words = ((place, what.text) for place, unreadable in homes for what in unreadable)
    return Counter([*words, *((entry.section, entry.job) for entry in loaded.bad)])


WHOLE_FILE_READER = ReadWays(document_of, document_after)
