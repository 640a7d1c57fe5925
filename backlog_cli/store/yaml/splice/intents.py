"""One intent carried out on one block: step by step, each proved to change nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from backlog_cli.keys import SHORT_FORMS
from backlog_cli.rules.change import Put, Remove
from backlog_cli.store.yaml.events import event_table
from backlog_cli.store.yaml.scalars import to_tree
from backlog_cli.store.yaml.splice.block import CannotProve, has_comment
from backlog_cli.store.yaml.splice.expansions import expansion_candidates, list_wrap_candidates
from backlog_cli.store.yaml.splice.insertions import (
    block_item_candidates,
    first_item_candidates,
    flow_item_candidates,
    key_candidates,
)
from backlog_cli.store.yaml.splice.removals import removal_candidates
from backlog_cli.store.yaml.splice.replacements import value_candidates
from backlog_cli.store.yaml.splice.target import is_from_merge_key, locate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_cli.rules.change import Intent, Path
    from backlog_cli.store.yaml.events import EventKey, EventTable, Tree
    from backlog_cli.store.yaml.splice.block import Block, Candidate, NodeContext


_TRUE_WORDS = frozenset(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"))


def apply_intent(block: Block, intent: Intent) -> Block:
    """Return the block with the edit made. Raise CannotProve when no way of writing it can be proved."""
    if isinstance(intent, Remove):
        return apply_first_proof(block, removal_candidates(block, intent.path))
    value = to_tree(intent.value)
    if _has_lone_surrogate([value, *map(str, intent.path)]):
        raise CannotProve("the text holds half a character, and a file can't")
    is_done = False
    while not is_done:  # widening a short form is a step of its own, and leads further down the path
        block, is_done = _apply_step(block, intent, value)
    return block


def _apply_step(block: Block, intent: Intent, value: Tree) -> tuple[Block, bool]:
    """Return the block one proved step closer to the intent, and whether nothing is left to do."""
    place, rest = locate(block, intent.path)
    stream, node = block.stream, place.node
    is_put = isinstance(intent, Put)
    wanted = value if is_put else [value]
    if not rest:
        return (_put_value(block, place, value), True) if is_put else _append_value(block, place, value)
    step = rest[0]
    if stream.kind(node) == "map" and isinstance(step, str):
        if is_from_merge_key(stream, node, step) and (len(rest) > 1 or not is_put):
            raise CannotProve(f'"{step}" comes from another place of the file through `<<`')
        return apply_first_proof(block, key_candidates(block, place, step, _nest(rest[1:], wanted))), True
    if stream.kind(node) == "null" and isinstance(step, str):
        return apply_first_proof(block, value_candidates(block, place, _nest(rest, wanted))), True
    if not stream.is_scalar(node) or stream.kind(node) == "null":
        raise CannotProve(_kind_mismatch(stream.kind(node), step))
    if isinstance(step, int):
        if step:
            raise CannotProve(f"there's only one entry, and number {step + 1} is needed")
        if len(rest) == 1 and is_put:
            return _put_value(block, place, value), True
        return apply_first_proof(block, list_wrap_candidates(block, place, is_block=True)), False
    return _expand_short_form(block, place, rest, wanted)


def _put_value(block: Block, place: NodeContext, value: Tree) -> Block:
    stream, node = block.stream, place.node
    if _is_equal(stream, node, value):
        return block
    if not stream.is_scalar(node) and not stream.is_empty(node):
        raise CannotProve(f'"{place.key}" holds a {"list" if stream.kind(node) == "list" else "mapping"} already')
    if has_comment(block, node):
        raise CannotProve("there's a comment between the brackets")
    return apply_first_proof(block, value_candidates(block, place, value))


def _append_value(block: Block, place: NodeContext, value: Tree) -> tuple[Block, bool]:
    stream, node = block.stream, place.node
    if stream.kind(node) == "list" and not stream.is_empty(node):
        tries = flow_item_candidates if place.in_flow or stream.is_flow(node) else block_item_candidates
        return apply_first_proof(block, tries(block, place, value)), True
    if stream.is_empty(node) and stream.kind(node) != "map":
        return apply_first_proof(block, first_item_candidates(block, place, value)), True
    if stream.is_empty(node):
        raise CannotProve(f'"{place.key}" holds a mapping where a list belongs')
    return apply_first_proof(block, list_wrap_candidates(block, place, is_block=isinstance(value, dict))), False


def _expand_short_form(block: Block, place: NodeContext, rest: Path, wanted: Tree) -> tuple[Block, bool]:
    stream, node = block.stream, place.node
    mains = SHORT_FORMS.get(place.key)
    if mains is None:
        raise CannotProve(_kind_mismatch("text", rest[0]))
    if mains:
        return apply_first_proof(block, expansion_candidates(block, place, mains)), False
    if stream.signs[node][1] not in _TRUE_WORDS:
        raise CannotProve(f'"{place.key}" says "{stream.signs[node][1]}" already')
    return apply_first_proof(block, value_candidates(block, place, _nest(rest, wanted))), True


def apply_first_proof(block: Block, candidates: Iterator[Candidate]) -> Block:
    """Return the block edited in the first of these ways that can be proved. Raise CannotProve when none can."""
    for candidate in candidates:
        after = _proved_events(block, candidate)
        if after is not None:
            return block._replace(stream=after)
    raise CannotProve("no way of writing it leaves the rest as it is")


def _proved_events(block: Block, candidate: Candidate) -> EventTable | None:
    stream = block.stream
    text = stream.text
    for start, end, new in sorted(candidate.splices, reverse=True):
        text = text[:start] + new + text[end:]
    try:
        after = event_table(text, is_pure=block.is_pure)
    except yaml.YAMLError:
        return None
    expected = [*stream.signs[: candidate.at], *candidate.signs, *stream.signs[candidate.until :]]
    return after if after.signs in (expected, _with_last_line_ended(stream, candidate, expected)) else None


def _with_last_line_ended(stream: EventTable, candidate: Candidate, expected: list[EventKey]) -> list[EventKey]:
    """The events where the text of several lines that the file ends in, without a line break, got one from the lines below it.

    A reader drops the outer blanks of a text: it says the same with it.
    """
    last = stream.open_end()
    if last is None or candidate.at <= last < candidate.until:
        return expected
    at = last if last < candidate.at else last + len(candidate.signs) - (candidate.until - candidate.at)
    kind, value, anchor, tag = expected[at]
    return [*expected[:at], (kind, f"{value}\n", anchor, tag), *expected[at + 1 :]]


def _has_lone_surrogate(value: Tree) -> bool:
    if isinstance(value, dict):
        return any(_has_lone_surrogate(key) or _has_lone_surrogate(one) for key, one in value.items())
    if isinstance(value, list):
        return any(map(_has_lone_surrogate, value))
    return value is not None and any("\ud800" <= sign <= "\udfff" for sign in value)


def _nest(path: Path, value: Tree) -> Tree:
    for step in reversed(path):
        if isinstance(step, int):
            raise CannotProve(f"there's no list yet, and entry {step + 1} of it is needed")
        value = {step: value}
    return value


def _kind_mismatch(kind: str, step: str | int) -> str:
    found = {"list": "a list", "map": "a mapping", "null": "nothing"}.get(kind, "one value")
    meant = f"entry {step + 1} of a list" if isinstance(step, int) else f'a key "{step}"'
    return f"there's {found} where {meant} belongs"


def _is_equal(stream: EventTable, node: int, value: Tree) -> bool:
    """Whether the node says exactly this already."""
    kind = stream.kind(node)
    if isinstance(value, dict):
        pairs = list(stream.pairs(node)) if kind == "map" else []
        keys = [stream.signs[key][1] for key, _ in pairs]
        return (
            kind == "map"
            and keys == list(value)
            and all(_is_equal(stream, v, value[k]) for k, (_, v) in zip(keys, pairs, strict=True))
        )
    if isinstance(value, list):
        items = stream.items(node) if kind == "list" else []
        return kind == "list" and len(items) == len(value) and all(map(lambda one, it: _is_equal(stream, it, one), value, items))
    if value is None or kind == "null":
        return value is None and kind == "null"
    return stream.is_scalar(node) and stream.signs[node][1] == value
