"""Two copies of her file that went different ways from one, made one file again."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BacklogError, BadFile, CannotEdit
from backlog_cli.terms import count_with_noun

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from backlog_cli.rules.change import Change
    from backlog_cli.rules.conflicts import MergeConflict
    from backlog_cli.rules.merge.three_way import Difference, MergedData
    from backlog_cli.rules.recovery.copies import OnlyInCopy
    from backlog_cli.store.yaml.source import SourceFile
    from backlog_cli.workflows.read import BacklogSession


class Merge(NamedTuple):
    """One file out of two: its bytes, what came in that ours did not say, and what both changed in different ways."""

    text: bytes
    taken: tuple[OnlyInCopy, ...]
    conflicts: tuple[MergeConflict, ...]


class CannotMerge(BacklogError):
    """The two copies cannot be made one by the program. `message` says why; nothing was written."""

    exit_code = BadFile.exit_code


def merge_texts(base: bytes | None, ours: bytes, theirs: bytes, *, name: str, today: date, copy_name: str | None = None) -> Merge:
    """Return the file that says what both copies made of `base`: our text, with theirs put in.

    Without a base nothing is taken out, and what differs is a conflict. `name` is what messages call the file, `copy_name` the
    other copy; a conflict is noted `from` it. Raise BadFile when one of the copies cannot be read, CannotMerge when what is
    wanted cannot be written and proved.
    """
    from backlog_cli.rules.merge.three_way import merge_data
    from backlog_cli.rules.recovery.copies import only_in_copy
    from backlog_cli.store.yaml.source import read_source

    base = base if base and base.strip() else None  # git has an empty one for two files that were both new
    if theirs in (base, ours):
        return Merge(ours, (), ())
    mine, others = read_source(ours, name), read_source(theirs, copy_name or f"the other copy of {name}")
    old = _source_or_none(base, name)
    if old is not None:
        _refuse_empty_copy(old, mine, others)
    wanted = merge_data({} if old is None else old.data, mine.data, others.data)
    if ours == base:
        return Merge(theirs, only_in_copy(mine.data, others.data), ())
    merge = _TextMerge(old, mine, others, wanted)
    source = merge.merged_source()
    conflicts = _conflicts(wanted, source.data)
    after = merge.with_conflicts(source, conflicts, today, copy_name)
    return Merge(after.raw, only_in_copy(mine.data, source.data), conflicts)


def merge_files(
    base: Path, ours: Path, theirs: Path, *, name: str, today: date, is_written: bool, session: BacklogSession | None = None
) -> Merge:
    """Merge three files as git hands them out, and write the result over `ours` unless it is only asked for.

    It is no command of the journal: `ours` is a file that git made. `session` is that of her own file where there is one: what
    either side took out is not told as lost there. Raise as `merge_texts`, NoFile, and FileLocked when the disk
    refuses; then `ours` is as it was.
    """
    from backlog_cli.store.file_contents import read_file
    from backlog_cli.store.merged_file import write_merged

    texts = [read_file(path) for path in (base, ours, theirs)]
    found = merge_texts(texts[0], texts[1], texts[2], name=name, today=today)
    if is_written and found.text != texts[1]:
        write_merged(ours, found.text)
        if session is not None:
            with suppress(BacklogError):
                accept_deletions(session, found.text, *texts[1:])
    return found


def accept_deletions(session: BacklogSession, after: bytes, *versions: bytes) -> None:
    """Tell the journal that what one of these versions held, and the file doesn't any more, was taken out by somebody.

    Else the next command would say that an older copy had been saved over it. A journal that can't be written says it then.
    """
    from backlog_cli.store.yaml.source import read_source
    from backlog_cli.workflows.notices import lost_entries

    record = session.new_record()
    if record.journal is None or not record.journal_state().entries:
        return
    memory = record.journal_state()
    lost, *before = (set(lost_entries(memory, read_source(text, session.path.name).data)) for text in (after, *versions))
    gone = {number for number in lost if not all(number in missing for missing in before)}
    if gone:
        with suppress(OSError):
            record.journal.forget(gone)


def conflict_lines(merge: Merge, name: str, *, today: date) -> Iterator[str]:
    """Say of each conflict which value is in the file and which isn't; `name` is the file's."""
    from backlog_cli.rules.conflicts import conflict_line

    count = len(merge.conflicts)
    are = "It is" if count == 1 else "They are"
    yield f"{name}: you both changed {count_with_noun(count, 'thing')}. {are} under `conflicts`."
    yield from (f"  {conflict_line(one, today=today)}" for one in merge.conflicts)


def _source_or_none(base: bytes | None, name: str) -> SourceFile | None:
    from backlog_cli.store.yaml.source import read_source

    try:
        return None if base is None else read_source(base, name)
    except BadFile:
        return None


def _refuse_empty_copy(base: SourceFile, *sides: SourceFile) -> None:
    """Raise CannotMerge for a copy without any home where there were several: that is an accident."""
    from backlog_cli.rules.home_key import raw_homes

    for side in sides:
        if len(raw_homes(base.data)) > 1 and not raw_homes(side.data):
            raise CannotMerge(f"{side.name} has no home in it any more, so it can't be merged: all your homes would go.")


class _TextMerge:
    """One merge of texts: what was read, and what is wanted.

    Their lines are taken as they stand wherever that brings the file nearer to what is wanted, so that their comments and
    layout come along. What is still missing then is written by the editor, and the outcome is read again.
    """

    def __init__(self, base: SourceFile | None, ours: SourceFile, theirs: SourceFile, wanted: MergedData) -> None:
        self._base, self._ours, self._theirs = base, ours, theirs
        self._wanted = wanted.data

    def merged_source(self) -> SourceFile:
        """Return our file with theirs in it, proved to say what is wanted. Raise CannotMerge."""
        from backlog_cli.rules.merge.edit_script import edit_script
        from backlog_cli.workflows.weaving import woven

        why = ""
        for start in dict.fromkeys((woven(self._base, self._ours, self._theirs, self._wanted), self._ours)):
            try:
                found = self._edit(start)
            except BacklogError as error:
                why = why or error.message
                continue
            if not edit_script(found.data, self._wanted):
                self._require_all_words(found)
                return self._with_comments(found)
        raise CannotMerge(why or "What the two copies say can't be written into one of them.")

    def _require_all_words(self, found: SourceFile) -> None:
        """Raise CannotMerge where a copy says something twice, or in a way that is no data, and that got lost."""
        from backlog_cli.workflows.weaving import error_count

        known = 0 if self._base is None else error_count(self._base)
        for side in (self._ours, self._theirs):
            if error_count(found) < error_count(side) > known:
                problem = next(note for note in side.notes if note.is_error)
                raise CannotMerge(f"{side.name}:{problem.line}: {problem.what} - {problem.fix}; then merge again.")

    def with_conflicts(
        self, source: SourceFile, conflicts: Sequence[MergeConflict], today: date, copy_name: str | None
    ) -> SourceFile:
        """Return the file with each conflict under its home, or at the top for the rest of the file."""
        from backlog_cli.rules.change import Append, Change, Unquoted

        changes: dict[str, list[Append]] = {}
        for one in conflicts:
            entry = {
                "key": one.key,
                "kept": self._unquote(one.kept),
                "other": self._unquote(one.other),
                "at": Unquoted(today.isoformat()),
                "from": copy_name,
            }
            changes.setdefault(one.job, []).append(Append(("conflicts",), {k: v for k, v in entry.items() if v is not None}))
        return self._apply(source, [Change(job or None, tuple(found), "noted a conflict") for job, found in changes.items()])

    def _edit(self, source: SourceFile) -> SourceFile:
        """The file with what is still missing. Raise BacklogError where it can't be written."""
        from backlog_cli.rules.merge.edit_script import edit_script

        return self._apply(source, [self._unquote_change(change) for change in edit_script(source.data, self._wanted)])

    def _apply(self, source: SourceFile, changes: Sequence[Change]) -> SourceFile:
        from backlog_cli.store.yaml.manual_edit import manual_text
        from backlog_cli.store.yaml.patch import apply_changes
        from backlog_cli.store.yaml.source import read_source
        from backlog_cli.workflows.weaving import encode

        try:
            return read_source(apply_changes(source, changes), source.name)
        except CannotEdit:
            text = manual_text(source, changes)
            if text is None:
                raise
            return read_source(encode(text, source), source.name)

    def _unquote_change(self, change: Change) -> Change:
        from backlog_cli.rules.change import last_key

        return change._replace(
            intents=tuple(type(one)(one.path, self._unquote(one.value, last_key(one.path))) for one in change.intents)
        )

    def _unquote(self, value: object, key: str = "") -> object:
        """A value with those texts unquoted that a copy has without quotes, under the same key where it is known."""
        from backlog_cli.rules.change import Unquoted

        if isinstance(value, dict):
            return {inner: self._unquote(one, inner) for inner, one in value.items()}
        if isinstance(value, list):
            return [self._unquote(one, key) for one in value]
        if isinstance(value, str) and (key, value) in self._plain_values:
            return Unquoted(value)
        return value

    @cached_property
    def _plain_values(self) -> frozenset[tuple[str, str]]:
        return frozenset(pair for side in (self._ours, self._theirs) for pair in _plain_values(side))

    def _with_comments(self, source: SourceFile) -> SourceFile:
        """Return the file with every comment that either side wrote, those that found no place at the home they were at."""
        from backlog_cli.store.editing.comments import add_comments, comment_counts

        known, mine, others = map(comment_counts, (self._base or self._ours, self._ours, self._theirs))
        wanted = Counter({one: min(mine[one] + others[one] - known[one], max(mine[one], others[one])) for one in mine | others})
        for side, own in ((self._ours, mine), (self._theirs, others)):
            missing = own & (wanted - comment_counts(source))
            if missing:
                source = add_comments(source, side, missing)
        return source


def _plain_values(source: SourceFile) -> Iterable[tuple[str, str]]:
    """Every value without quotes, with its key and with none."""
    table = source.all_events
    yield from (("", value) for kind, value, _, _ in table.signs if kind == "plain")
    stack = [(0, "")] if table.signs else []
    while stack:
        node, key = stack.pop()
        kind = table.kind(node)
        if kind == "map":
            stack += [(v, table.signs[k][1]) for k, v in table.pairs(node)]
        elif kind == "list":
            stack += [(item, key) for item in table.items(node)]
        elif kind == "plain":
            yield key, table.signs[node][1]


def _conflicts(wanted: MergedData, data: object) -> tuple[MergeConflict, ...]:
    """The differences as they are noted, their places as they are in the file."""
    from backlog_cli.rules.conflicts import MergeConflict
    from backlog_cli.rules.home_key import raw_home_names, raw_homes
    from backlog_cli.rules.merge.matching import home_pairs

    names, homes = raw_home_names(data), raw_homes(data)
    pairs = home_pairs(raw_homes(wanted.data), homes)
    found = []
    for one in wanted.differences:
        place = None if one.home is None else pairs.get(one.home)
        target = wanted.data if one.home is None else raw_homes(wanted.data)[one.home]
        there = data if one.home is None else homes[place] if place is not None else {}
        key = ".".join(_field_steps(one, target, there))
        found.append(MergeConflict("" if place is None else names[place], key, _one_line(one.kept), _one_line(one.other)))
    return tuple(dict.fromkeys(found))


def _field_steps(difference: Difference, wanted: object, there: object) -> Iterable[str]:
    """The steps to a field in the file, its entries counted from 1 where they are there."""
    from backlog_cli.rules.merge.matching import entry_pairs

    key = ""
    for step in difference.path:
        if isinstance(step, str):
            key = step
            wanted = wanted.get(step) if isinstance(wanted, dict) else None
            there = there.get(step) if isinstance(there, dict) else None
            yield step
            continue
        targets, entries = (side if isinstance(side, list) else [side] for side in (wanted, there))
        place = entry_pairs(key, targets, entries).get(step, step)
        wanted, there = targets[step], entries[place] if place < len(entries) else None
        yield str(place + 1)


def _one_line(value: object) -> str | None:
    from backlog_cli.rules.recovery.copies import entry_summary

    return None if value is None else value if isinstance(value, str) else entry_summary(value)
