"""The ways of writing one more key or one more entry, best first."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from backlog_cli.keys import canonical_key
from backlog_cli.store.lines import line_end, line_start
from backlog_cli.store.yaml.events import skip_blanks
from backlog_cli.store.yaml.scalars import ValueWriter
from backlog_cli.store.yaml.splice.block import (
    Candidate,
    column_at,
    dash_offset,
    end_of_comments,
    has_comment,
    is_block_collection,
    key_column,
    layout_at,
    line_break_at,
    line_insertion,
)
from backlog_cli.store.yaml.splice.replacements import replacement_candidates, value_candidates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.store.yaml.events import EventKey, EventTable, Tree
    from backlog_cli.store.yaml.splice.block import Block, NodeContext

LINE_WIDTH = 110  # a list or a mapping in brackets goes on in a new line beyond this many characters


def key_candidates(block: Block, place: NodeContext, key: str, value: Tree) -> Iterator[Candidate]:
    """One more key of a mapping."""
    stream, node = block.stream, place.node
    look = layout_at(block, place)
    if place.in_flow or stream.is_flow(node):
        if _grows_too_long(block, place, {key: value}):
            indent = place.column + look.step
            writer = ValueWriter(look)
            yield from _unfolded_candidates(block, place, indent, writer.pair(indent, key, value), writer.signs)
        for care in block.care_levels:
            writer = ValueWriter(look, care)
            written = f"{writer.key(key, in_flow=True)}: {writer.flow(value)}"
            yield _bracket_candidate(block, node, written, writer.signs)
        return
    column = key_column(block, node + 1)
    for behind, threshold in _key_insertion_points(block, place, key, value):
        for end in _end_offsets(block, behind):
            at, after = end_of_comments(block, end, threshold), stream.next_node(behind)
            for care in block.care_levels:
                writer = ValueWriter(look, care)
                lines = writer.pair(column, key, value)
                yield Candidate((line_insertion(block, at, lines),), after, after, tuple(writer.signs))


def _key_insertion_points(block: Block, place: NodeContext, key: str, value: Tree) -> list[tuple[int, int]]:
    """Behind which values a new key may go, best first, each with the column that its comments stand deeper than."""
    stream, node = block.stream, place.node
    pairs = list(stream.pairs(node))
    column = key_column(block, node + 1)
    last = pairs[-1][1]
    places = [(last, place.column), *((value, column) for _, value in pairs[-2:-1])]
    if not is_block_collection(block, last):
        return places
    if node == block.base and key in block.order:
        order = {name: rank for rank, name in enumerate(block.order)}
        keys = [(stream.signs[k][1], v) for k, v in pairs]
        usual = [(name if name in order else canonical_key("jobs", name) or name, v) for name, v in keys]
        ranked = [(order.get(key, len(order)), v) for key, v in usual]
        before = [one for one in ranked if one[0] < order[key]]
        behind = max(before)[1] if before else last
    else:
        short = [v for _, v in pairs]
        while short and is_block_collection(block, short[-1]):
            short.pop()
        behind = short[-1] if short and not isinstance(value, (dict, list)) else last
    return places if behind == last else [(behind, column), *places]


def first_item_candidates(block: Block, place: NodeContext, value: Tree) -> Iterator[Candidate]:
    """The first entry of a list that holds nothing yet."""
    stream, node = block.stream, place.node
    is_flow = stream.is_flow(node)
    stays = is_flow and (place.in_flow or not isinstance(value, dict) or has_comment(block, node))
    yield from flow_item_candidates(block, place, value) if stays else value_candidates(block, place, [value])


def flow_item_candidates(block: Block, place: NodeContext, value: Tree) -> Iterator[Candidate]:
    """One more entry of a list in brackets."""
    look = layout_at(block, place)
    if isinstance(value, dict) and _grows_too_long(block, place, value):
        indent = place.column + look.dash
        writer = ValueWriter(look)
        lines = writer.item(indent, value, gap=look.gap)
        yield from _unfolded_candidates(block, place, indent, lines, writer.signs)
    for care in block.care_levels:
        writer = ValueWriter(look, care)
        yield _bracket_candidate(block, place.node, writer.flow(value), writer.signs)


def _grows_too_long(block: Block, place: NodeContext, new: Tree) -> bool:
    """Whether brackets on a line of their key would grow longer than she can edit, and could go on in lines instead."""
    stream, node, text = block.stream, place.node, block.stream.text
    start, end = stream.token_start(node), stream.content_end(node)
    if place.in_flow or place.key_node is None or stream.is_empty(node) or set(text[start:end]) & set("\r\n"):
        return False
    return column_at(block, end) + len(ValueWriter(layout_at(block, place)).flow(new)) > LINE_WIDTH


def _unfolded_candidates(
    block: Block, place: NodeContext, indent: int, new: Sequence[str], signs: Sequence[EventKey]
) -> Iterator[Candidate]:
    """Brackets on one line become lines, word for word, with the new ones below them."""
    stream, node, text = block.stream, place.node, block.stream.text

    def token(one: int) -> str:
        return text[stream.starts[one] : stream.content_end(one)]

    if stream.kind(node) == "map":
        lines = [f"{token(key)}: {token(value)}".rstrip() for key, value in stream.pairs(node)]
    else:
        lines = [f"- {token(item)}" for item in stream.items(node)]
    inside = stream.signs[node + 1 : stream.closes[node]]
    all_signs = [stream.signs[node], *inside, *signs, stream.signs[stream.closes[node]]]
    yield from replacement_candidates(block, place, "", [*(" " * indent + line for line in lines), *new], all_signs)


def block_item_candidates(block: Block, place: NodeContext, value: Tree) -> Iterator[Candidate]:
    """One more entry of a list of dashes."""
    stream, node = block.stream, place.node
    items = stream.items(node)
    like = _similar_item(stream, items, value)
    dash = dash_offset(block, node, items, items.index(like))
    column, text = column_at(block, dash), stream.text
    content = stream.starts[like]
    is_apart = line_start(text, content) != line_start(text, dash)
    gap = (column_at(block, content) if is_apart else content - line_start(text, dash)) - column
    look = layout_at(block, place, like)
    gap = gap if gap > 1 or is_apart else look.gap  # nothing follows that dash
    is_like_flow = stream.kind(like) == "map" and stream.is_flow(like)
    in_flow = isinstance(value, dict) and is_like_flow and ValueWriter(look).fits_in_brackets(value)
    end = stream.closes[node]
    gaps = [[""], []] if _has_blank_line(block, node, items) else [[]]
    for at, blank in product([end_of_comments(block, one, place.column) for one in _end_offsets(block, items[-1])], gaps):
        for care in block.care_levels:
            writer = ValueWriter(look, care)
            apart = is_apart and isinstance(value, dict) and not in_flow
            lines = writer.item(column, value, gap=gap if apart or not is_apart else 2, is_apart=apart, in_flow=in_flow)
            yield Candidate((line_insertion(block, at, [*blank, *lines]),), end, end, tuple(writer.signs))


def _end_offsets(block: Block, node: int) -> list[int]:
    """Where a node ends; for one that ends in a text of several lines also where blank lines, said by it or not, end."""
    ends = [block.stream.content_end(node), block.stream.content_end(node, with_blank_lines=True)]
    return list(dict.fromkeys(ends))


def _has_blank_line(block: Block, node: int, items: list[int]) -> bool:
    if len(items) < 2:
        return False
    text = block.stream.text
    end = block.stream.content_end(items[-2])
    between = text[end : dash_offset(block, node, items, len(items) - 1)]
    return any(not line.strip() for line in between.replace("\r\n", "\n").replace("\r", "\n").split("\n")[1:-1])


def _similar_item(stream: EventTable, items: list[int], value: Tree) -> int:
    """The last entry of a list that a new one should look like."""
    wanted = ("map",) if isinstance(value, dict) else ("plain", "text", "null", "alias")
    return next((item for item in reversed(items) if stream.kind(item) in wanted and not stream.is_empty(item)), items[-1])


def _bracket_candidate(block: Block, node: int, new: str, signs: Sequence[EventKey]) -> Candidate:
    """A further entry before the closing bracket, with commas and line breaks as the others have them."""
    stream, text = block.stream, block.stream.text
    close = stream.closes[node]
    opening, closing = stream.token_start(node), stream.ends[close] - 1
    entries = [key for key, _ in stream.pairs(node)] if stream.kind(node) == "map" else stream.items(node)
    if not entries:
        inside = text[opening + 1 : closing]
        start, end = (opening + 1, closing) if not inside.strip(" ") else (opening + 1, opening + 1)
        return Candidate(((start, end, _space_before_comment(block, end, new)),), close, close, tuple(signs))
    last = entries[-1]
    value = stream.next_node(last) if stream.kind(node) == "map" else last
    end = _flow_entry_end(block, last, value)
    comma = skip_blanks(text, end)
    has_comma = text[comma : comma + 1] == ","
    indent = _own_line_indent(block, last)
    if indent is None:
        gap = _gap_before_entry(block, comma + 1 if has_comma else end, new)
        at, written = (comma + 1, f"{gap}{new},") if has_comma else (end, f",{gap}{new}")
        splice = at, at, _space_before_comment(block, at, written)
        return Candidate((splice,), close, close, tuple(signs))
    mark = comma + 1 if has_comma else end
    stop = line_end(text, mark)
    at = stop if stop <= closing else mark
    line = line_break_at(block, stop) + indent + new
    if has_comma:
        return Candidate(((at, at, line + ","),), close, close, tuple(signs))
    if at == mark:
        return Candidate(((at, at, "," + line),), close, close, tuple(signs))
    return Candidate(((mark, mark, ","), (at, at, line)), close, close, tuple(signs))


def _gap_before_entry(block: Block, at: int, new: str) -> str:
    """A blank, or a line break where the line would grow too long to edit."""
    text = block.stream.text
    first = line_start(text, at)
    line = text[first : line_end(text, at)]
    if len(line) + len(new) <= LINE_WIDTH:
        return " "
    return line_break_at(block, line_end(text, at)) + " " * (len(line) - len(line.lstrip(" ")) + 4)


def _space_before_comment(block: Block, at: int, new: str) -> str:
    """The text with a blank behind it where a comment follows at once."""
    return f"{new} " if block.stream.text.startswith("#", at) else new


def _flow_entry_end(block: Block, key: int, value: int) -> int:
    stream = block.stream
    is_nothing = stream.kind(value) == "null" and stream.token_start(value) >= stream.ends[value]
    if value == key or not is_nothing or stream.signs[value][2]:
        return stream.content_end(value)
    end = stream.content_end(key)
    colon = skip_blanks(stream.text, end)
    if stream.text[colon : colon + 1] != ":":
        return end
    return colon + 2 if stream.text[colon + 1 : colon + 2] == " " else colon + 1  # `key:,` would be one word


def _own_line_indent(block: Block, last: int) -> str | None:
    """The blanks before the last entry when it begins a line of its own; None otherwise."""
    text, stream = block.stream.text, block.stream
    start = stream.starts[last]
    first = line_start(text, start)
    indent = text[first:start]
    return indent if not indent.strip(" \t") else None
