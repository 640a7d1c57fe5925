"""The ways of giving a place its own text where it shares one with others, so that it alone can be changed by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.change import Unquoted
from backlog_cli.store.lines import line_end
from backlog_cli.store.yaml.scalars import ValueWriter
from backlog_cli.store.yaml.splice.block import (
    Candidate,
    NodeContext,
    column_at,
    dash_offset,
    key_column,
    layout_at,
    line_break_at,
)
from backlog_cli.store.yaml.splice.insertions import key_candidates
from backlog_cli.store.yaml.splice.removals import key_removals
from backlog_cli.store.yaml.splice.replacements import overwrite_candidates, value_candidates
from backlog_cli.store.yaml.splice.target import alias_targets, is_from_merge_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_cli.rules.change import Path
    from backlog_cli.store.yaml.events import EventTable, Tree
    from backlog_cli.store.yaml.splice.block import Block


def unsharing_candidates(block: Block, path: Path) -> Iterator[Candidate] | None:
    """The ways of taking the next step towards a path that is shared with no other place; None when it is shared with none.

    A star on the way is written out. What others point to stays as it is for them: their stars are written out. A key that
    comes through `<<` is written into the mapping itself; of a key that is there twice the first is read, and stays.
    """
    stream = block.stream
    targets = alias_targets(stream)
    users = {target: node for node, target in targets.items()}  # the last one that points to each: earlier numbers stay
    for node in (*block.around, block.base):
        if node in users:
            return _written_out(block, users[node])
        if stream.kind(node) == "alias":
            return _written_out(block, node)
    node, key = block.base, "jobs" if block.around else ""
    for step in path:
        if stream.kind(node) == "map" and isinstance(step, str):
            star = next((key for key, _ in stream.pairs(node) if stream.kind(key) == "alias"), None)
            if star is not None:
                return _key_written_out(block, star)
            found = stream.values_of(node, step, key)
            spare = next((pair for pair in found[1:] if stream.is_scalar(pair[1]) or stream.is_empty(pair[1])), None)
            if spare is not None:
                return key_removals(block, node, *spare)
            if not found and is_from_merge_key(stream, node, step):
                return key_candidates(block, context_of(block, node), step, _value_of(stream, node, step))
            if not found:
                return None
            node, key = found[0][1], step
        elif stream.kind(node) == "list" and isinstance(step, int) and step < len(stream.items(node)):
            node = stream.items(node)[step]
        else:
            return None
        if node in users:
            return _written_out(block, users[node])
        if stream.kind(node) == "alias":
            return _written_out(block, node)
    return None


def label_removal(block: Block, name: str) -> Iterator[Candidate]:
    """Take away a label that nothing points to any more."""
    stream = block.stream
    for node, (kind, value, anchor, tag) in enumerate(stream.signs):
        if anchor == name:
            start = stream.starts[node]
            end = start + len(name) + 1
            if stream.text[end : end + 1] == " ":
                end += 1
            elif stream.text[start - 1 : start] == " ":
                start -= 1
            yield Candidate(((start, end, ""),), node, node + 1, ((kind, value, None, tag),))


def tree_at(stream: EventTable, node: int) -> Tree:
    """What a node says, with the stars and the `<<` in it written out."""
    return _tree(stream, node, alias_targets(stream))


def _tree(stream: EventTable, node: int, targets: dict[int, int]) -> Tree:
    kind, value = stream.signs[node][:2]
    if kind == "alias":
        return _tree(stream, targets[node], targets) if node in targets else None
    if kind == "list":
        return [_tree(stream, item, targets) for item in stream.items(node)]
    if kind != "map":
        return None if kind == "null" else Unquoted(value) if kind == "plain" else value
    own: dict[str, Tree] = {}
    taken: dict[str, Tree] = {}
    for key, inner in stream.pairs(node):
        name = stream.signs[targets.get(key, key)][1]
        if name == "<<" and stream.kind(key) == "plain":
            sources = _tree(stream, inner, targets)
            for source in reversed(sources if isinstance(sources, list) else [sources]):
                taken |= source if isinstance(source, dict) else {}
        elif name not in own:
            own[name] = _tree(stream, inner, targets)
    return taken | own


def _value_of(stream: EventTable, node: int, key: str) -> Tree:
    tree = tree_at(stream, node)
    return tree.get(key) if isinstance(tree, dict) else None


def context_of(block: Block, target: int) -> NodeContext:
    """Return a node, found from the top of the text, with what its surroundings say."""
    stream = block.stream
    place = NodeContext(0, -1, "", None, False)
    while place.node != target:
        node = place.node
        in_flow = place.in_flow or stream.is_flow(node)
        if stream.kind(node) == "map":
            key, value = next(pair for pair in stream.pairs(node) if target < stream.next_node(pair[1]))
            column = key_column(block, key)
            place = NodeContext(value, column, stream.signs[key][1], key, in_flow)
        else:
            items = stream.items(node)
            at = next(at for at, item in enumerate(items) if target < stream.next_node(item))
            column = place.column if in_flow else column_at(block, dash_offset(block, node, items, at))
            place = NodeContext(items[at], column, place.key, None, in_flow)
    return place


def _written_out(block: Block, star: int) -> Iterator[Candidate]:
    place, tree = context_of(block, star), tree_at(block.stream, star)
    if place.key == "<<" and place.key_node is not None and not place.in_flow and isinstance(tree, dict):
        yield from _keys_written_out(block, place, place.key_node, tree)
    if place.key_node is None and not place.in_flow and isinstance(tree, dict):
        yield from overwrite_candidates(block, place, tree)
    yield from value_candidates(block, place, tree)


def _keys_written_out(block: Block, place: NodeContext, merge: int, tree: dict[str, Tree]) -> Iterator[Candidate]:
    """The keys that a mapping takes over through `<<` become its own, where it has none of that name."""
    stream = block.stream
    holder = next(node for node in range(merge - 1, -1, -1) if stream.kind(node) == "map" and stream.closes[node] > merge)
    own = {stream.signs[key][1] for key, _ in stream.pairs(holder)}
    taken = {key: value for key, value in tree.items() if key not in own}
    if not taken:
        return
    writer = ValueWriter(layout_at(block, place))
    lines = writer.block(place.column, taken)
    start, end = stream.starts[merge], stream.ends[place.node]
    new = line_break_at(block, line_end(stream.text, end)).join(lines).lstrip(" ")
    yield Candidate(((start, end, new),), merge, stream.next_node(place.node), tuple(writer.signs[1:-1]))


def _key_written_out(block: Block, star: int) -> Iterator[Candidate]:
    stream = block.stream
    writer = ValueWriter(layout_at(block, NodeContext(star, 0, "", None, True)))
    written = writer.key(stream.signs[alias_targets(stream)[star]][1], in_flow=True)
    yield Candidate(((stream.starts[star], stream.ends[star], written),), star, star + 1, tuple(writer.signs))
