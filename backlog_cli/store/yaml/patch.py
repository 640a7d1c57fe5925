"""Changes carried out on a backlog file: only the lines they are about differ, and all of it is proved first."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

import yaml

from backlog_cli.errors import CannotEdit
from backlog_cli.keys import FILE_KEYS, JOB_KEYS
from backlog_cli.rules.home_key import find_home, raw_homes, raw_key
from backlog_cli.store.diff import diff_blocks, differing_lines
from backlog_cli.store.yaml.encoding import BOM
from backlog_cli.store.yaml.events import event_table, iter_events
from backlog_cli.store.yaml.source import is_json, read_source
from backlog_cli.store.yaml.splice.block import Block, CannotProve
from backlog_cli.store.yaml.splice.intents import apply_intent
from backlog_cli.terms import and_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.rules.change import Change, Intent
    from backlog_cli.store.yaml.events import EventKey, EventTable
    from backlog_cli.store.yaml.source import SourceFile


def apply_changes(source: SourceFile, changes: Sequence[Change], *, key_order: Sequence[str] = JOB_KEYS) -> bytes:
    """The bytes of the file with every change made, or the same bytes when it says all that already.

    A new key of a job goes where `key_order` has it. Raises CannotEdit, with the line and the text to paste, when one of the
    changes cannot be made and proved; then none is.
    """
    if not changes:
        return source.raw
    try:
        if is_json(source.text):
            raise _Refused(changes[0], None, "it's JSON, which is read but never written")
        source.refuse_two_lists()
        try:
            return _FilePatcher(source, key_order).made(changes)
        except _HangTogether:
            return _FilePatcher(source, key_order, is_whole=True).made(changes)
    except _Refused as refused:
        raise CannotEdit(_refusal(source, refused) + _by_hand(source, changes, key_order)) from None
    except CannotEdit as refusal:
        raise CannotEdit(refusal.message + _by_hand(source, changes, key_order)) from None


class _Refused(Exception):
    """One intent of a change, or the change itself, that cannot be made and proved."""

    def __init__(self, change: Change, intent: Intent | None, reason: str) -> None:
        super().__init__(reason)
        self.change = change
        self.intent = intent
        self.reason = reason


class _HangTogether(Exception):
    """The homes cannot be edited each by itself: what is behind one is read with it."""


class _FilePatcher:
    """A file on its way from one text to the next, job by job."""

    def __init__(self, source: SourceFile, key_order: Sequence[str], *, is_whole: bool = False) -> None:
        self._source = source
        self._text = source.text  # ahead of `_source` after an edit of the whole
        self._order = key_order
        self._is_whole = is_whole  # no home is edited by itself
        self._jobs: dict[int, Block] = {}  # the jobs that were edited by themselves

    def made(self, changes: Sequence[Change]) -> bytes:
        """The bytes with every change made. Raises _Refused, and _HangTogether."""
        for change in changes:
            self._make(change)
        return self._to_bytes()

    def _make(self, change: Change) -> None:
        if change.job is None or self._text != self._source.text:
            self._merge_edited_jobs()
        if change.job is None:
            self._apply_to_whole(change, self._file_block(change))
            return
        place = self._job_index(change)
        piece = self._jobs.get(place) or self._job_block(place)
        if piece is None:
            self._merge_edited_jobs()
            self._apply_to_whole(change, self._job_block_in_whole(place))
            return
        self._jobs[place] = self._carry_out(change, piece)

    def _job_index(self, change: Change) -> int:
        """The index of the job in `jobs`, found by what it is called."""
        name = change.job or ""
        place = find_home(self._source.data, name)
        if place is not None:
            return place
        keys = map(raw_key, raw_homes(self._source.data))
        places = [at for at, key in enumerate(keys) if key is not None and key.number == name]
        lines = and_list([str(self._source.position(("jobs", at)).line) for at in places])
        reason = f"job {name} is there {len(places)} times, on lines {lines}" if places else f"it holds no job {name}"
        raise _Refused(change, None, reason)

    def _job_block(self, place: int) -> Block | None:
        """The lines of one job by themselves; None when they hang together with others."""
        source = self._source
        if self._is_whole or source.has_aliases or source.job_regions is None:
            return None
        start, end = source.job_regions[place]
        stream = event_table(source.text[start:end], is_pure=source.is_pure)
        is_one = stream.signs and stream.kind(0) == "list" and stream.kind(1) == "map" and stream.next_node(1) == stream.closes[0]
        return self._block(stream, 1, (0,)) if is_one else None

    def _job_block_in_whole(self, place: int) -> Block:
        stream = self._source.all_events
        lists = [value for _, value in stream.values_of(0, self._source.jobs_key) if stream.kind(value) == "list"]
        jobs = next(value for value in lists if not stream.is_empty(value))  # an empty one beside it is passed over
        return self._block(stream, stream.items(jobs)[place], (0, jobs))

    def _block(self, stream: EventTable, base: int, around: tuple[int, ...]) -> Block:
        source = self._source
        order = self._order if around else FILE_KEYS
        return Block(stream, base, around, order, source.newline, source.is_pure)

    def _file_block(self, change: Change) -> Block:
        stream = self._source.all_events
        if stream.signs and stream.kind(0) == "map":
            return self._block(stream, 0, ())
        return self._empty_file_block(change)

    def _empty_file_block(self, change: Change) -> Block:
        """A file that says nothing yet gets its first key, and is edited from there on."""
        source, text = self._source, self._source.text
        path = change.intents[0].path
        opening = f"{path[0]}: null"
        end = source.all_events.ends[0] if source.all_events.signs else len(text)
        for at in dict.fromkeys((len(text), end)):
            before, after = text[:at], text[at:]
            is_broken = not before or before.endswith(("\n", "\r"))
            tail = source.newline if (before.endswith(("\n", "\r")) or not text) and not after.startswith(("\n", "\r")) else ""
            new = before + ("" if is_broken else source.newline) + opening + tail + after
            try:
                stream = event_table(new, is_pure=source.is_pure)
            except yaml.YAMLError:
                continue
            if [sign[:2] for sign in stream.signs] == [("map", ""), ("plain", path[0]), ("null", "null"), ("end", "")]:
                return self._block(stream, 0, ())
        raise _Refused(change, None, "there is something in it that is not a backlog")

    def _apply_to_whole(self, change: Change, piece: Block) -> None:
        self._text = self._carry_out(change, piece).stream.text

    def _carry_out(self, change: Change, piece: Block) -> Block:
        for intent in change.intents:
            try:
                piece = apply_intent(piece, self._typed(change, intent))
            except CannotProve as unsure:
                raise _Refused(change, intent, str(unsure)) from None
        return piece

    def _typed(self, change: Change, intent: Intent) -> Intent:
        """The intent with the list of homes called as this file calls it."""
        if change.job is not None or intent.path[:1] != ("jobs",) or self._source.jobs_key == "jobs":
            return intent
        return type(intent)((self._source.jobs_key, *intent.path[1:]), intent.value)

    def _to_bytes(self) -> bytes:
        """The bytes of the new text; the old ones when nothing differs."""
        text = self._full_text()
        return self._source.raw if text == self._source.text else _encode(self._source, text)

    def _merge_edited_jobs(self) -> None:
        self._text = self._full_text()
        self._jobs = {}
        if self._text != self._source.text:
            source = self._source
            self._source = read_source(_encode(source, self._text), source.name, is_pure=source.is_pure)

    def _full_text(self) -> str:
        """The whole text with the edited jobs in it, proved to be as it was apart from them."""
        source, regions = self._source, self._source.job_regions or ()
        if not self._jobs:
            return self._text
        text = source.text
        for place, piece in sorted(self._jobs.items(), reverse=True):
            start, end = regions[place]
            text = text[:start] + piece.stream.text + text[end:]
        if text == source.text:
            return text
        edited = {source.job_spans[place][0]: piece.stream.signs[1:-1] for place, piece in self._jobs.items()}
        after = (sign for sign, _ in iter_events(text, is_pure=source.is_pure))
        try:
            is_proved = all(one == other for one, other in zip_longest(_expected_events(source, edited), after))
        except yaml.YAMLError:
            is_proved = False
        if not is_proved:
            raise _HangTogether
        return text


def _expected_events(source: SourceFile, edited: dict[int, list[EventKey]]) -> Iterator[EventKey]:
    """The events of the old text, with those of the edited jobs (by where each began) in the place of the old ones."""
    old = iter_events(source.text, is_pure=source.is_pure)
    for sign, event in old:
        if sign[0] != "map" or (start := event.start_mark.index) not in edited:
            yield sign
            continue
        yield from edited.pop(start)
        depth = 1
        while depth:
            kind = next(old)[0][0]
            depth += (kind in ("map", "list")) - (kind == "end")


def _encode(source: SourceFile, text: str) -> bytes:
    return (BOM if source.has_bom else b"") + text.encode("utf-8")


def _refusal(source: SourceFile, refused: _Refused) -> str:
    path = refused.intent.path if refused.intent else ()
    place = None if refused.change.job is None else _nearest_home(source, refused.change.job)
    line = source.position((*(() if place is None else ("jobs", place)), *path)).line
    return f"{source.name}:{line}: this file's layout is one I cannot edit safely here - {refused.reason}."


def _nearest_home(source: SourceFile, name: str) -> int | None:
    """The index of the home that is called so; of several, the last."""
    place = find_home(source.data, name)
    keys = map(raw_key, raw_homes(source.data))
    others = [at for at, key in enumerate(keys) if key is not None and key.number == name]
    return place if place is not None else others[-1] if others else None


def _by_hand(source: SourceFile, changes: Sequence[Change], order: Sequence[str]) -> str:
    """What to type where so that the file says it all the same; empty where no lines would."""
    from backlog_cli.store.yaml.manual_edit import manual_edits  # for a refusal alone

    edits = manual_edits(source, changes, order)
    if not edits:
        return ""
    head = "To make the change by hand" + (", from the bottom up:" if len(edits) > 1 else ":")
    return "\n".join(["", head, *(edit.block().text() for edit in edits)])


def line_diff(before: bytes, after: bytes) -> str:
    """The lines that differ, each with its number, `-` for a line that goes and `+` for one that comes; empty when none does."""
    above, _, *sides = differing_lines(*(one.removeprefix(BOM).decode("utf-8") for one in (before, after)))
    old, new = ([line.rstrip("\r\n") for line in lines] for lines in sides)
    shown = []
    for old_from, old_to, new_from, new_to in diff_blocks(old, new):
        shown += [f"{above + at + 1:5} - {old[at]}" for at in range(old_from, old_to)]
        shown += [f"{above + at + 1:5} + {new[at]}" for at in range(new_from, new_to)]
    return "\n".join(shown)
