"""The ways of taking a key or an entry out of the text, best first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.store.lines import line_end, line_start, next_line
from backlog_cli.store.yaml.splice.block import Candidate, CannotProve, dash_offset
from backlog_cli.store.yaml.splice.replacements import overwrite_candidates
from backlog_cli.store.yaml.splice.target import locate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_cli.rules.change import Path
    from backlog_cli.store.yaml.splice.block import Block


def removal_candidates(block: Block, path: Path) -> Iterator[Candidate]:
    """What is at a path goes, its comments on the same lines with it; a list whose last entry goes stays, empty."""
    stream = block.stream
    holder, rest = locate(block, path[:-1])
    step, node = path[-1], holder.node
    place, missing = locate(block, path)
    if rest or missing or place.node == node:
        raise CannotProve("what is to be taken out is not there")
    if isinstance(step, str):
        if place.key_node is None:
            raise CannotProve(f'"{step}" has no place of its own')
        if len(list(stream.pairs(node))) == 1:
            raise CannotProve(f'"{step}" is all that is there')
        yield from key_removals(block, node, place.key_node, place.node)
        return
    if len(stream.items(node)) == 1:
        yield from overwrite_candidates(block, holder, [])
        return
    yield from _item_removals(block, node, step)


def key_removals(block: Block, node: int, key: int, value: int) -> Iterator[Candidate]:
    """Take a key with its value out of a mapping that has others."""
    stream = block.stream
    ones = list(stream.pairs(node))
    at = ones.index((key, value))
    if stream.is_flow(node):
        yield _flow_removal(block, [(k, v) for k, v in ones], at)
        return
    start = stream.starts[key]
    first = line_start(stream.text, start)
    if stream.text[first:start].strip(" ?") and at == 0:
        behind = stream.starts[ones[1][0]]  # the next key moves up, behind the dash
        if "#" not in stream.text[stream.content_end(value) : behind]:
            yield Candidate(((start, behind, ""),), key, stream.next_node(value), ())
        return
    yield _line_removal(block, start, key, value)


def _item_removals(block: Block, node: int, place: int) -> Iterator[Candidate]:
    stream = block.stream
    items = stream.items(node)
    item = items[place]
    if stream.is_flow(node):
        yield _flow_removal(block, [(one, one) for one in items], place)
        return
    yield _line_removal(block, dash_offset(block, node, items, place), item, item)


def _line_removal(block: Block, start: int, first: int, last: int) -> Candidate:
    """The whole lines from one offset to the end of a node."""
    stream, text = block.stream, block.stream.text
    end = max(start + 1, stream.content_end(last))
    begin, stop = line_start(text, start), next_line(text, line_end(text, end - 1))
    if text[begin:start].strip(" "):
        raise CannotProve("something else is on the same line")
    return Candidate(((begin, stop, ""),), first, stream.next_node(last), ())


def _flow_removal(block: Block, ones: list[tuple[int, int]], at: int) -> Candidate:
    """One entry between brackets, with the comma before it, or behind it when it is the first."""
    stream = block.stream
    key, value = ones[at]
    start, end = stream.starts[key], stream.content_end(value)
    if at:
        start = stream.content_end(ones[at - 1][1])
    elif len(ones) > 1:
        end = stream.starts[ones[1][0]]
    return Candidate(((start, end, ""),), key, stream.next_node(value), ())
