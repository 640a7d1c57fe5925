"""The ways of writing another value in the place of one, best first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.store.lines import line_end
from backlog_cli.store.yaml.events import skip_blanks
from backlog_cli.store.yaml.scalars import ValueWriter, event_key, literal_block, one_line_forms
from backlog_cli.store.yaml.splice.block import Candidate, column_at, end_of_comments, layout_at, line_break_at, line_insertion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.store.yaml.events import EventKey, Tree
    from backlog_cli.store.yaml.splice.block import Block, NodeContext


def value_candidates(block: Block, place: NodeContext, value: Tree) -> Iterator[Candidate]:
    """Another value in the place of a scalar, a null or empty brackets."""
    look = layout_at(block, place)
    style = block.stream.styles[place.node]
    if place.in_flow:
        for care in block.care_levels:
            writer = ValueWriter(look, care)
            written = writer.flow(value) if isinstance(value, (list, dict)) else writer.scalar(value, in_flow=True, like=style)
            yield from replacement_candidates(block, place, " " + written, [], writer.signs)
        return
    if isinstance(value, (list, dict)):
        is_item = place.key_node is None
        for care in block.care_levels:
            writer = ValueWriter(look, care)
            first, below = (" " + writer.flow(value), []) if is_item else writer.after_key(place.column, value, place.key)
            yield from replacement_candidates(block, place, first, below, writer.signs)
        return
    literal = literal_block(value) if isinstance(value, str) else None
    if literal:
        indent = " " * (place.column + look.step)
        lines = [indent + line if line else "" for line in literal[1]]
        yield from replacement_candidates(block, place, f" {literal[0]}", lines, [event_key(value, "|")])
    for written in one_line_forms(value, in_flow=False, like=style):
        yield from replacement_candidates(block, place, f" {written}", [], [event_key(value, written)])


def replacement_candidates(
    block: Block, place: NodeContext, first: str, below: Sequence[str], signs: Sequence[EventKey]
) -> Iterator[Candidate]:
    """The value's own text becomes `first` (a blank and something, or nothing) with lines below it."""
    stream, node, text = block.stream, place.node, block.stream.text
    anchor = stream.signs[node][2]
    new = (signs[0][0], signs[0][1], anchor, None), *signs[1:]
    start, end = stream.token_start(node), stream.ends[stream.closes[node]]
    splices: list[tuple[int, int, str]] = []
    if stream.styles[node] in ("|", ">"):
        head = start + 1
        while text[head : head + 1] in tuple("+-0123456789"):
            head += 1
        stop = start + len(text[start:end].rstrip(" \t\r\n"))
        header_end = line_end(text, start)
        if stop > header_end:
            splices.append((header_end, stop, ""))
        end = head
    if start == end and stream.is_scalar(node):
        empty = _insertion_point(block, place)
        if empty is None:
            return
        start = end = empty[0]
        first = empty[1] + first.lstrip(" ") if first else ""
    elif first:
        first = first[1:]
    else:
        while text[end : end + 1] in ("", " ", "\t", "\r", "\n") and text[start - 1 : start] in (" ", "\t"):
            start -= 1
    splices.append((start, end, first))
    if below:
        stop = max(end, *(cut[1] for cut in splices))
        # A literal's lines follow its head at once; other lines leave the comments under the key in their place.
        at = line_end(text, stop) if signs[0][0] == "text" else end_of_comments(block, stop, place.column)
        splices.append(line_insertion(block, at, below))
    yield Candidate(tuple(splices), node, stream.next_node(node), new)


def _insertion_point(block: Block, place: NodeContext) -> tuple[int, str] | None:
    """Where a value goes that is not there yet, and what has to stand before it."""
    stream, text = block.stream, block.stream.text
    if not place.in_flow:
        at = stream.ends[place.node]
        has_anchor = stream.signs[place.node][2] is not None
        return (at, " ") if has_anchor or text[at - 1 : at] in (":", "-") else None
    if place.key_node is None:
        return None
    end = stream.content_end(place.key_node)
    colon = skip_blanks(text, end)
    return (colon + 1, " ") if text[colon : colon + 1] == ":" else (end, ": ")


def overwrite_candidates(block: Block, place: NodeContext, value: Tree) -> Iterator[Candidate]:
    """Another value in the place of whatever is there, a list or a mapping with all that is in it."""
    stream, node, text = block.stream, place.node, block.stream.text
    start, end = stream.starts[node], stream.content_end(node)
    if place.key_node is not None:
        start = skip_blanks(text, stream.content_end(place.key_node)) + 1
    for care in block.care_levels:
        writer = ValueWriter(layout_at(block, place), care)
        if place.in_flow:
            new = " " * (place.key_node is not None) + writer.flow(value)
        elif place.key_node is not None:
            first, below = writer.after_key(place.column, value, place.key)
            new = line_break_at(block, line_end(text, start)).join([first, *below])
        elif isinstance(value, dict):
            column = column_at(block, start)
            new = line_break_at(block, line_end(text, start)).join(writer.block(column, value)).lstrip(" ")
        else:
            return
        yield Candidate(((start, max(start, end), new),), node, stream.next_node(node), tuple(writer.signs))
