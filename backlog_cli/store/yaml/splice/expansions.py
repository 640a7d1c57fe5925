"""The ways of widening a single value to the list or the mapping that it stands for, best first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.change import Unquoted
from backlog_cli.store.lines import line_end, line_start
from backlog_cli.store.yaml.splice.block import Candidate, column_at, is_block_collection, layout_at, line_break_at
from backlog_cli.store.yaml.splice.replacements import replacement_candidates, value_candidates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.store.yaml.events import EventKey, Tree
    from backlog_cli.store.yaml.splice.block import Block, NodeContext


def list_wrap_candidates(block: Block, place: NodeContext, *, is_block: bool) -> Iterator[Candidate]:
    """One text or mapping that stands where a list is meant becomes the first entry of that list."""
    stream, node, text = block.stream, place.node, block.stream.text
    after = stream.next_node(node)
    inner = stream.signs[node:after]
    signs: tuple[EventKey, ...] = (("list", "", None, None), *inner, ("end", "", None, None))
    start, end = stream.starts[node], stream.content_end(node)
    if is_block_collection(block, node):
        first = line_start(text, start)
        column = place.column
        if column_at(block, start) >= column + 2:
            yield Candidate(((first + column, first + column + 2, "- "),), node, after, signs)
        yield Candidate(((first, first, " " * column + "-" + line_break_at(block, line_end(text, start))),), node, after, signs)
        return
    is_literal = stream.styles[node] in ("|", ">")
    if is_block and stream.is_scalar(node) and not place.in_flow and not is_literal and "\n" not in text[start:end]:
        look = layout_at(block, place)
        below = [" " * (place.column + look.dash) + "-" + " " * (look.gap - 1) + text[start:end]]
        yield from (Candidate(one.splices, node, after, signs) for one in replacement_candidates(block, place, "", below, inner))
    if not is_literal:
        yield Candidate(((start, start, "["), (end, end, "]")), node, after, signs)
    yield from value_candidates(block, place, [stream.signs[node][1]]) if stream.is_scalar(node) else ()


def expansion_candidates(block: Block, place: NodeContext, mains: Sequence[str]) -> Iterator[Candidate]:
    """A value that stands for a mapping becomes that mapping, with the value under its main keys."""
    stream, node, text = block.stream, place.node, block.stream.text
    after, sign = stream.next_node(node), stream.signs[node]
    start, end = stream.token_start(node), stream.content_end(node)
    token = text[start:end]
    keys: list[EventKey] = [("plain", main, None, None) for main in mains]
    signs = (("map", "", None, None), *(one for key in keys for one in (key, sign)), ("end", "", None, None))
    is_one_line = not set(token) & set("\r\n") and stream.styles[node] not in ("|", ">")
    if place.in_flow and is_one_line:
        pad = " " if layout_at(block, place).is_padded else ""
        inside = ", ".join(f"{main}: {token}" for main in mains)
        yield Candidate(((start, end, f"{{{pad}{inside}{pad}}}"),), node, after, signs)
    elif is_one_line and place.key_node is None:
        yield Candidate(((start, start, f"{mains[0]}: "),), node, after, signs)
    elif is_one_line:
        indent = " " * (place.column + layout_at(block, place).step)
        below = [f"{indent}{main}: {token}" for main in mains]
        yield from (Candidate(one.splices, node, after, signs) for one in replacement_candidates(block, place, "", below, [sign]))
    value: dict[str, Tree] = dict.fromkeys(mains, Unquoted(sign[1]) if sign[0] == "plain" else sign[1])
    yield from value_candidates(block, place, value)
