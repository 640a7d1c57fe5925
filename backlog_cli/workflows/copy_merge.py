"""Taking copies of her file into it: read, merged one after the other, written at once."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BacklogError, BadFile, NoFile, UsageError
from backlog_cli.terms import and_list, count_with_noun
from backlog_cli.workflows.merge import Merge, merge_texts
from backlog_cli.workflows.notices import lost_entries
from backlog_cli.workflows.read import document_of
from backlog_cli.workflows.write import Texts, WriteResult, commit, preview_write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from backlog_cli.rules.change import Change
    from backlog_cli.rules.conflicts import MergeConflict
    from backlog_cli.rules.recovery.copies import OnlyInCopy
    from backlog_cli.workflows.read import BacklogSession, Document

MAX_SHOWN = 8  # things of one copy
_PLAIN = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?|\d+|true|false")


class CopyText(NamedTuple):
    """A copy by its path, its bytes, and what messages call it: the name, or the path where the name alone says too little."""

    path: Path
    text: bytes
    name: str


class MergedCopy(NamedTuple):
    """What became of one copy: what was taken in, and what it and the file had changed in different ways.

    `returned` is what of it she had taken out here since the copy was made.
    """

    copy: CopyText
    merge: Merge
    has_base: bool
    returned: tuple[OnlyInCopy, ...] = ()


class Choice(NamedTuple):
    """Which of two values is right, as she was asked: that of the copy, or the one in the file."""

    conflict: MergeConflict
    is_other: bool


def read_copies(session: BacklogSession, paths: Sequence[Path]) -> tuple[CopyText, ...]:
    """Return the copies, each once. Raise NoFile, BadFile or UsageError that names every one that can't be taken in."""
    found: dict[str, CopyText] = {}
    problems: list[BacklogError] = []
    ours = _plain_data(session.data(), session.path.name)
    for path in paths:
        try:
            copy = _read_copy(session, path, ours)
            found.setdefault(os.path.realpath(copy.path), copy)
        except BacklogError as error:
            problems.append(error)
    if problems:
        raise type(problems[0])("\n".join(dict.fromkeys(error.message for error in problems)))
    return tuple(found.values())


def _read_copy(session: BacklogSession, typed: Path, ours: object) -> CopyText:
    from backlog_cli.rules.home_key import raw_homes
    from backlog_cli.rules.recovery.copies import is_anothers
    from backlog_cli.store.file_contents import read_file

    beside = session.path.with_name(typed.name)
    path = beside if not os.path.lexists(typed) and os.path.lexists(beside) else typed
    if os.path.lexists(path) and os.path.realpath(path) == os.path.realpath(session.path):
        raise UsageError(f"{typed} is your file itself. Name the other copy.")
    try:
        text = read_file(path)
    except NoFile:
        raise NoFile(f"there's no file {typed}.") from None
    try:
        data = document_of(text, path.name).source.data
    except BadFile as error:
        first = error.message.partition("\n")[0]
        raise BadFile(f"{typed} can't be read as a backlog: {first.removeprefix(f'{path.name}:')}") from None
    if not raw_homes(data):
        raise BadFile(f"{typed} holds no homes. Is it the right file?")
    if is_anothers(ours, data):
        raise UsageError(f"{typed} has other buyers under your job numbers: it isn't a copy of your file.")
    return CopyText(path, text, path.name if path == beside or typed.parent == Path() else str(typed))


def _plain_data(text: bytes, name: str) -> object:
    from backlog_cli.store.yaml.source import read_source

    return read_source(text, name).data


class CopyMerge:
    """One merge of copies into the file; keeps what came of it, since the file may have to be read again."""

    document: Document

    def __init__(self, session: BacklogSession, copies: Sequence[CopyText], *, today: date) -> None:
        self.session, self.copies, self.today = session, copies, today
        self.choices: tuple[Choice, ...] = ()
        self.record = session.new_record()
        self.merged: tuple[MergedCopy, ...] = ()
        self.before = self.after = b""

    @property
    def conflicts(self) -> tuple[MergeConflict, ...]:
        """What the copies and the file had changed in different ways and nobody has settled."""
        chosen = {choice.conflict for choice in self.choices}
        return tuple(one for merged in self.merged for one in merged.merge.conflicts if one not in chosen)

    def make(self, before: bytes) -> bytes:
        """Return the file with the copies in it. Raise CannotMerge or BadFile."""
        self.before, text, merged = before, before, []
        for copy in self.copies:
            found = self._merge(text, copy)
            merged.append(found)
            text = found.merge.text
        self.merged, self.after = tuple(merged), self._settle(text)
        self.document = document_of(self.after, self.session.path.name)  # the proof that it can be read
        self._describe()
        return self.after

    def _merge(self, ours: bytes, copy: CopyText) -> MergedCopy:
        """One copy: against the text it began from where the journal has it, and by adding alone where it hasn't.

        What looks taken out since that text may never have been in the copy: then it's no text to go by either.
        """
        base = self._base(copy.text)
        if base is not None:
            try:
                merge = self._merge_with(base, ours, copy)
                if not _has_loss(ours, merge.text) and not _has_loss(copy.text, merge.text):
                    return MergedCopy(copy, merge, has_base=True, returned=self._returned(merge, ours))
            except BacklogError:
                pass  # what can't be written so may still be added
        merge = self._merge_with(None, ours, copy)
        return MergedCopy(copy, merge, has_base=False, returned=self._returned(merge, ours))

    def _merge_with(self, base: bytes | None, ours: bytes, copy: CopyText) -> Merge:
        name = self.session.path.name
        return merge_texts(base, ours, copy.text, name=name, today=self.today, copy_name=copy.name)

    def _returned(self, merge: Merge, ours: bytes) -> tuple[OnlyInCopy, ...]:
        """What was taken in that the file held round the last command and holds no more: she had taken it out."""
        from backlog_cli.rules.recovery.copies import only_in_copy
        from backlog_cli.store.journal.versions import find_version

        memory, journal, name = self.record.journal_state(), self.record.journal, self.session.path.name
        if journal is None or not memory.entries or not merge.taken:
            return ()
        last = memory.entries[-1]
        texts = (find_version(journal.folder, memory.entries, version) for version in (last.before, last.after))
        here = _plain_data(ours, name)
        gone = {one for text in texts if text is not None for one in only_in_copy(here, _plain_data(text, name))}
        return tuple(one for one in merge.taken if one in gone and one.here is None)

    def _base(self, copy: bytes) -> bytes | None:
        """The text that a copy began from, as far as the journal has one.

        It is what the last command left that both know: each command before it is in the copy and in the file. What was done
        by hand since is on neither side then, and counts as changed by whoever has it.
        """
        from backlog_cli.rules.recovery.common_commands import last_common
        from backlog_cli.store.journal.entries import digest
        from backlog_cli.store.journal.versions import find_version

        memory, journal, name = self.record.journal_state(), self.record.journal, self.session.path.name
        if journal is None or not memory.entries:
            return None
        here, there = (_plain_data(text, name) for text in (self.before, copy))
        missing = set(lost_entries(memory, here))
        if not missing and any(digest(copy) in (entry.before, entry.after) for entry in memory.entries):
            return copy  # an earlier text of the file, which has gone on from there
        written = [(entry.number, entry.changes) for entry in memory.in_effect() if entry.changes]
        number = last_common(written, there, lost=missing | set(lost_entries(memory, there)))
        wanted = memory.entries[0].before if number is None else memory.by_number()[number].after
        return find_version(journal.folder, memory.entries, wanted)

    def _settle(self, text: bytes) -> bytes:
        """The file with what she chose: the value, and that it's settled."""
        from backlog_cli.store.yaml.patch import apply_changes

        for choice in self.choices:
            document = document_of(text, self.session.path.name)
            changes = _settling(choice, document.source.data, self.today)
            if changes is not None:
                text = apply_changes(document.source, (changes,))
        return text

    def _describe(self) -> None:
        """Tell the journal. What a copy changed was meant: it's not told as lost later."""
        from backlog_cli.rules.home_key import home_keys
        from backlog_cli.store.editing.merge import changed_homes

        name = self.session.path.name
        old, new = _plain_data(self.before, name), self.document.source.data
        numbers = [number for numbers in changed_homes(old, new) for number in numbers]
        memory = self.record.journal_state()
        gone = set(lost_entries(memory, new)) - set(lost_entries(memory, old))
        names = ", ".join(merged.copy.name for merged in self.merged)
        taken = [found for merged in self.merged for found in _undisputed(merged.merge)]
        counts = entry_counts(taken) if taken else count_with_noun(len(self.conflicts), "disagreement")
        self.record.describe(f"took in {names}: {counts}", home_keys(numbers, old, new), instead=sorted(gone))


def _has_loss(before: bytes, after: bytes) -> bool:
    """Whether something is in one text that the other says nothing about at all."""
    from backlog_cli.rules.recovery.copies import only_in_copy

    here, there = (_plain_data(text, "") for text in (after, before))
    return any(found.here is None for found in only_in_copy(here, there))


def write_merge(merge: CopyMerge, *, dry_run: bool) -> WriteResult:
    """Write the file with the copies in it, or find the lines that would change."""
    from backlog_cli.workflows.copies import remember_taken

    if dry_run:
        preview = preview_write(merge.session, merge.make)
        return preview._replace(lines=tuple(merge_lines(merge, would=True)))
    saved, warnings = commit(merge.session, merge.make, merge.record)
    from backlog_cli.store.journal.entries import digest

    before = "" if saved.after == saved.before else digest(saved.before)
    remember_taken((copy.path for copy in merge.copies), merge.session, before=before)
    lines = (*merge_lines(merge), *_farewell(merge))
    if saved.after == saved.before:
        return WriteResult((*lines, "Nothing was changed."))
    texts = Texts(saved.before, saved.after)
    return WriteResult(lines, is_written=True, can_undo=merge.record.is_kept, warnings=warnings, texts=texts)


def merge_lines(merge: CopyMerge, *, would: bool = False) -> Iterator[str]:
    """Say what was taken in from each copy (or would be), and what two of them disagree on."""
    from backlog_cli.views.terminal.copies import difference_text

    names = home_names(merge)
    for merged in merge.merged:
        if not merged.merge.taken and not merged.merge.conflicts:
            yield f"{merged.copy.name} holds nothing that isn't in your file."
            continue
        taken = _undisputed(merged.merge)
        if taken:
            yield f"{'Would take in' if would else 'Took in'} {merged.copy.name}: {entry_counts(taken)}."
        else:
            yield f"{merged.copy.name} has nothing new but what you disagree on:"
        again = dict.fromkeys(merged.returned, ", which you had taken out")
        for found in sorted(taken, key=lambda found: found not in again)[:MAX_SHOWN]:  # what she doesn't expect comes first
            words = difference_text(found, merge.today, here="was", name=names.get(found.job))
            yield f"  {words}{again.get(found, '')}"
        if len(taken) > MAX_SHOWN:
            yield f"  and {len(taken) - MAX_SHOWN} more"
    yield from _conflict_lines(merge, names)


def _undisputed(merge: Merge) -> list[OnlyInCopy]:
    """What came in, without the values that the copies disagree on: those are told by themselves."""
    disputed = {(one.job, one.kept, one.other) for one in merge.conflicts}
    return [one for one in merge.taken if one.here is None or (one.job, one.text, one.here) not in disputed]


def home_names(merge: CopyMerge) -> dict[str, str]:
    """Return what to call each home of the merged file: `HC-1041 Okafor`, by its number."""
    from backlog_cli.rules.summary import joint_name

    return {summary.job: f"{summary.job} {joint_name(summary)}" for summary in merge.document.backlog.jobs}


def _conflict_lines(merge: CopyMerge, names: Mapping[str, str]) -> Iterator[str]:
    for choice in merge.choices:
        yield conflict_words(choice.conflict, names, "settled: ", today=merge.today)
    for conflict in merge.conflicts:
        yield conflict_words(conflict, names, "two copies disagree on ", today=merge.today)
    if not merge.conflicts:
        return
    homes = {conflict.job for conflict in merge.conflicts}
    yield f"Find out which is right. {_until(homes)}"


def _until(homes: set[str]) -> str:
    """How long it's shown. What belongs to no home is settled in the file itself, as `check` says."""
    if homes == {""}:
        return "`backlog check` shows it until it's settled."
    verb = f"`backlog done {next(iter(homes))}`" if len(homes) == 1 else "`backlog done`"
    return f"It stays on your morning page until you check it off with {verb}."


def conflict_words(conflict: MergeConflict, names: Mapping[str, str], says: str, *, today: date) -> str:
    """Return a sentence: of which home, what is said of it, the field, and what either copy has."""
    from backlog_cli.rules.conflicts import disagreement

    words = says + disagreement(conflict, today=today)
    return f"{names.get(conflict.job, conflict.job)}: {words}." if conflict.job else f"{words[:1].upper()}{words[1:]}."


def _farewell(merge: CopyMerge) -> Iterator[str]:
    """That the copies in the folder of the file aren't needed any more; elsewhere they may be somebody's file."""
    folder = os.path.realpath(merge.session.path.parent)
    names = [copy.name for copy in merge.copies if os.path.realpath(copy.path.parent) == folder]
    if names:
        yield f"You can delete {and_list(names)} now." if len(names) < 3 else "You can delete these copies now."


def entry_counts(found: Iterable[OnlyInCopy]) -> str:
    """Return what there is of each kind: `2 conversations, 1 home and 1 other change`."""
    from backlog_cli.rules.recovery.copies import is_entry

    counts = Counter(one.what if is_entry(one) else "" for one in found)
    others = counts.pop("", 0)
    parts = [count_with_noun(count, kind) for kind, count in counts.items()]
    parts += [count_with_noun(others, "other change" if parts else "change")] if others else []
    return and_list(parts)


def _settling(choice: Choice, data: object, today: date) -> Change | None:
    """The change that settles a conflict as she chose; None where it isn't noted in the file."""
    from backlog_cli.rules.change import Change, Put, Unquoted
    from backlog_cli.rules.home_key import find_home, raw_homes

    conflict = choice.conflict
    place = find_home(data, conflict.job) if conflict.job else None
    target = raw_homes(data)[place] if place is not None else data
    noted = target.get("conflicts") if isinstance(target, dict) else None
    rows = noted if isinstance(noted, list) else []
    at = next((n for n, row in enumerate(rows) if isinstance(row, dict) and _is_noted(row, conflict)), None)
    if at is None:
        return None
    settled = Put(("conflicts", at, "settled"), Unquoted(today.isoformat()))
    path = conflict_path(conflict.key)
    other = conflict.other or ""
    value = Unquoted(other) if _PLAIN.fullmatch(other) else other
    puts = (Put(path, value), settled) if choice.is_other else (settled,)
    return Change(conflict.job or None, puts, "settled")


def _is_noted(row: dict[str, object], conflict: MergeConflict) -> bool:
    return (row.get("key"), row.get("other")) == (conflict.key, conflict.other) and not row.get("settled")


def conflict_path(key: str) -> tuple[str | int, ...]:
    """Return the path that the key of a conflict means, places counted from 0."""
    return tuple(int(part) - 1 if part.isdigit() else part for part in key.split("."))


def can_choose(conflict: MergeConflict) -> bool:
    """Return whether the other value can be put in by a choice: one plain value, of which both copies have one."""
    from backlog_cli.fields import field_at

    if conflict.kept is None or conflict.other is None:
        return False
    path = conflict_path(conflict.key)
    if not conflict.job:
        return path[0] == "settings" and len(path) == 2
    try:
        field = field_at(path)
    except (KeyError, UsageError):
        return False
    return field.block is None and not field.is_list
