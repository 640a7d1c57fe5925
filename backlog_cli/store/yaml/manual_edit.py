"""A change as lines to type by hand, where the layout of a file is too strange for the program to write it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import yaml

from backlog_cli.errors import BadFile, PasteBlock
from backlog_cli.keys import FILE_KEYS, JOB_KEYS, SHORT_FORMS
from backlog_cli.rules.change import Put
from backlog_cli.rules.home_key import find_home
from backlog_cli.store.diff import diff_blocks
from backlog_cli.store.lines import split_lines
from backlog_cli.store.yaml.scalars import is_printable, to_tree
from backlog_cli.store.yaml.source import is_json, read_source
from backlog_cli.store.yaml.splice.block import Block, CannotProve
from backlog_cli.store.yaml.splice.insertions import key_candidates
from backlog_cli.store.yaml.splice.intents import apply_first_proof, apply_intent
from backlog_cli.store.yaml.splice.replacements import overwrite_candidates
from backlog_cli.store.yaml.splice.unsharing import (
    context_of,
    label_removal,
    tree_at,
    unsharing_candidates,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.rules.change import Change, Intent, Path
    from backlog_cli.store.yaml.events import EventTable, Tree
    from backlog_cli.store.yaml.source import SourceFile

MAX_STEPS = 200  # stars that are written out on the way to one place


class LineEdit(NamedTuple):
    """Lines `first` to `last` of the file, from 1, become `lines`; with `last` before `first` they go in between."""

    first: int
    last: int
    lines: tuple[str, ...]

    def block(self) -> PasteBlock:
        """Return what to do, and with which lines."""
        if self.last >= self.first:
            where = f"line {self.first}" if self.last == self.first else f"lines {self.first}-{self.last}"
            return PasteBlock(f"in place of {where}" if self.lines else f"take out {where}", self.lines)
        depth = len(self.lines[0]) - len(self.lines[0].lstrip(" "))
        where = f"below line {self.last}" if self.last else "above line 1"
        return PasteBlock(f"{where}, {depth} {'space' if depth == 1 else 'spaces'} in" if depth else where, self.lines)


def manual_edits(source: SourceFile, changes: Sequence[Change], order: Sequence[str]) -> list[LineEdit]:
    """Return what to type where, from the bottom of the file up; nothing where no lines make the change and no other."""
    for text in _manual_texts(source, changes, order):
        found = _line_edits(source.text, text)
        if all(is_printable(sign) for edit in found for line in edit.lines for sign in line):
            return found
    return []


def manual_text(source: SourceFile, changes: Sequence[Change], order: Sequence[str] = JOB_KEYS) -> str | None:
    """Return the text with the changes made in lines that were rearranged for them; None where that makes another change too."""
    return next(_manual_texts(source, changes, order), None)


def _manual_texts(source: SourceFile, changes: Sequence[Change], order: Sequence[str]) -> Iterator[str]:
    for is_rewritten in (False, True):
        text = source.text
        with suppress(CannotProve, BadFile, yaml.YAMLError):
            for change in changes:
                text = _ManualText(source, text, change, order, is_rewritten=is_rewritten).text()
            yield text


class _ManualText:
    """The text of a file with one change made, its lines rearranged where the place is shared with others."""

    def __init__(self, source: SourceFile, text: str, change: Change, order: Sequence[str], *, is_rewritten: bool) -> None:
        self._source = read_source(text.encode("utf-8"), source.name, is_pure=source.is_pure)
        self._change = change
        self._order = order
        self._is_rewritten = is_rewritten  # values are written anew, whatever was there
        self._is_json = is_json(text)
        self._place = None if change.job is None else find_home(self._source.data, change.job)

    def text(self) -> str:
        """Return the new text. Raise CannotProve, or BadFile for one that could not be read."""
        if self._change.job is not None and self._place is None:
            raise CannotProve("there is no one home to change")
        stream = self._source.all_events
        for intent in self._change.intents:
            stream = self._with(stream, self._typed(intent))
        read_source(stream.text.encode("utf-8"), self._source.name, is_pure=self._source.is_pure)
        return stream.text

    def _typed(self, intent: Intent) -> Intent:
        if self._place is not None or intent.path[:1] != ("jobs",):
            return intent
        return type(intent)((self._source.jobs_key, *intent.path[1:]), intent.value)

    def _block(self, stream: EventTable) -> Block:
        source = self._source
        around: tuple[int, ...] = ()
        base, order = 0, FILE_KEYS
        if not stream.signs or stream.kind(0) != "map":
            raise CannotProve("there is something in it that is not a backlog")
        if self._place is not None:
            keys = {key for key, _ in source.job_lists}
            lists = [value for key, value in stream.pairs(0) if stream.signs[key][1] in keys and stream.kind(value) == "list"]
            base, jobs = [(item, jobs) for jobs in lists for item in stream.items(jobs)][self._place]
            around, order = (0, jobs), tuple(self._order)
        return Block(stream, base, around, order, source.newline, source.is_pure, is_json=self._is_json, is_by_hand=True)

    def _with(self, stream: EventTable, intent: Intent) -> EventTable:
        if len(stream.signs) == 1 and stream.is_empty(0) and self._place is None:
            return _begun(Block(stream, 0, (), FILE_KEYS, self._source.newline, self._source.is_pure), intent)
        block = self._unshared(self._block(stream), intent.path)
        if not self._is_rewritten:
            try:
                return apply_intent(block, intent).stream
            except CannotProve:
                pass
        return _overwritten(block, intent)

    def _unshared(self, block: Block, path: Path) -> Block:
        labels = {anchor for _, _, anchor, _ in block.stream.signs if anchor} & _stars(block.stream)
        for _ in range(MAX_STEPS):
            step = unsharing_candidates(block, path)
            if step is None:
                break
            block = self._block(apply_first_proof(block, step).stream)
        for label in sorted(labels - _stars(block.stream)):
            block = self._block(apply_first_proof(block, label_removal(block, label)).stream)
        return block


def _stars(stream: EventTable) -> set[str]:
    return {value for kind, value, _, _ in stream.signs if kind == "alias"}


def _begun(block: Block, intent: Intent) -> EventTable:
    """The events with a first key in the place of a word that says nothing."""
    key, *rest = intent.path
    tree: dict[str, Tree] = {str(key): _changed(None, tuple(rest), intent, str(key))}
    return apply_first_proof(block, overwrite_candidates(block, context_of(block, 0), tree)).stream


def _overwritten(block: Block, intent: Intent) -> EventTable:
    """The events with the whole value that the intent is about written anew, or the home where that does no good."""
    stream, base = block.stream, block.base
    key, *rest = intent.path
    tree = tree_at(stream, base)
    if not isinstance(tree, dict) or not isinstance(key, str):
        raise CannotProve("there is no mapping here")
    found = stream.values_of(base, key, "jobs" if block.around else "")
    name = stream.signs[found[0][0]][1] if found else key
    value = _changed(tree.get(name), tuple(rest), intent, key)
    try:
        if found:
            return apply_first_proof(block, overwrite_candidates(block, context_of(block, found[0][1]), value)).stream
        return apply_first_proof(block, key_candidates(block, context_of(block, base), key, value)).stream
    except CannotProve:
        if not block.around:
            raise
        return apply_first_proof(block, overwrite_candidates(block, context_of(block, base), {**tree, name: value})).stream


def _changed(old: Tree, rest: Path, intent: Intent, key: str) -> Tree:
    """The value at a place with the intent carried out in it; one of the wrong kind makes room."""
    value = to_tree(intent.value)
    if not rest:
        if isinstance(intent, Put):
            return value
        return [*(old if isinstance(old, list) else [] if not old else [old]), value]
    step, *deeper = rest
    if isinstance(step, int):
        items: list[Tree] = list(old) if isinstance(old, list) else [] if old is None else [old]
        if step >= len(items):
            raise CannotProve("the list is shorter than that")
        items[step] = _changed(items[step], tuple(deeper), intent, key)
        return items
    mains = SHORT_FORMS.get(key) or ()
    inner: dict[str, Tree] = dict(old) if isinstance(old, dict) else {}
    if isinstance(old, str):
        inner |= dict.fromkeys(mains, old)
    inner[step] = _changed(inner.get(step), tuple(deeper), intent, step)
    return inner


def _line_edits(before: str, after: str) -> list[LineEdit]:
    """What differs between two texts line by line, from the bottom up: so every number is right when its turn comes."""
    old, new = ([line.rstrip("\r\n") for line in split_lines(text)] for text in (before, after))
    edits = []
    for old_from, old_to, new_from, new_to in diff_blocks(old, new):
        up = _lines_higher(old, new, old_from, new_from, new_to) if old_from == old_to else 0
        edits.append(LineEdit(old_from - up + 1, old_to - up, tuple(new[new_from - up : new_to - up])))
    return edits[::-1]


def _lines_higher(old: Sequence[str], new: Sequence[str], at: int, start: int, end: int) -> int:
    """How many lines higher up lines that come in begin with an entry or a key, not in the middle of one."""
    up, most = 0, 0
    while most < at and old[at - most - 1] == new[end - most - 1]:
        most += 1
        if new[start - most].strip() and _depth(new[start - most]) < _depth(new[start - up]):
            up = most
    return up


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" ")) if line.strip() else MAX_DEPTH


MAX_DEPTH = 10_000  # deeper than any line that says something
