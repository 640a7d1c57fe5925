"""A block of YAML under edit, and what the splices of its text are measured by."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.store.lines import line_end, line_start, next_line
from backlog_cli.store.yaml.events import skip_blanks
from backlog_cli.store.yaml.layout import layout_around
from backlog_cli.store.yaml.scalars import JSON_CARE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.store.yaml.events import EventKey, EventTable
    from backlog_cli.store.yaml.layout import Layout


CARE_LEVELS = (0, 1, 2)  # how carefully a value is quoted


class CannotProve(Exception):  # no error of the agent's: the layout is strange
    """The edit cannot be made here and proved; the words say why, for the end of a sentence."""


class NodeContext(NamedTuple):
    """A node with what its surroundings say: the column of its key or dash, the key, whether brackets are around it."""

    node: int
    column: int
    key: str
    key_node: int | None
    in_flow: bool


class Candidate(NamedTuple):
    """One way to make an edit: splices of the text that stand apart, and the events from `at` to `until` that become `signs`."""

    splices: tuple[tuple[int, int, str], ...]
    at: int
    until: int
    signs: tuple[EventKey, ...]


class Block(NamedTuple):
    """A text under edit. `base` is the mapping that paths start from, `around` the nodes that hold it, outermost first.

    `order` are its keys as the model has them, `newline` the line break of the file; `is_pure` does without libyaml.
    `is_by_hand` makes lines to show, not to write: of a key that is there twice the first is meant, as in reading.
    """

    stream: EventTable
    base: int
    around: tuple[int, ...]
    order: Sequence[str]
    newline: str
    is_pure: bool
    is_json: bool = False
    is_by_hand: bool = False

    @property
    def care_levels(self) -> tuple[int, ...]:
        """How carefully values are quoted, the ways to try in turn."""
        return (JSON_CARE,) if self.is_json else CARE_LEVELS


def column_at(block: Block, at: int) -> int:
    """Return the column of an offset in its line."""
    return at - line_start(block.stream.text, at)


def key_column(block: Block, key: int) -> int:
    """Return the column of a key, or of the question mark before it."""
    text, start = block.stream.text, block.stream.starts[key]
    first = line_start(text, start)
    before = text[first:start].rstrip(" ")
    return len(before) - 1 if before.endswith("?") else start - first


def base_column(block: Block) -> int:
    """Return the column of the dash before `base`, -1 where there is none."""
    if not block.around or block.stream.is_flow(block.around[-1]):
        return -1
    holder = block.around[-1]
    items = block.stream.items(holder)
    return column_at(block, dash_offset(block, holder, items, items.index(block.base)))


def dash_offset(block: Block, node: int, items: list[int], place: int) -> int:
    """Return where the dash of the entry at `place` of a block list stands."""
    stream = block.stream
    return skip_blanks(stream.text, stream.content_end(items[place - 1])) if place else stream.token_start(node)


def layout_at(block: Block, place: NodeContext, like: int | None = None) -> Layout:
    """Return how things are written around a node; `like` is the entry to write another one like."""
    column = base_column(block)
    usual = column if block.around and column in (0, 2, 4) else 2
    return layout_around(block.stream, block.base, place.node if like is None else like, is_like=like is not None, dash=usual)


def is_block_collection(block: Block, node: int) -> bool:
    """Return whether a node is a mapping or a list without brackets."""
    return block.stream.kind(node) in ("map", "list") and not block.stream.is_flow(node)


def has_comment(block: Block, node: int) -> bool:
    """Whether a comment stands between empty brackets, which would go with them."""
    start, end = block.stream.token_start(node), block.stream.ends[block.stream.closes[node]]
    return not block.stream.is_scalar(node) and "#" in block.stream.text[start:end]


def end_of_comments(block: Block, end: int, column: int) -> int:
    """The end of the line at `end`, and of the comment lines right below it that stand deeper than a column."""
    text = block.stream.text
    at = line_end(text, end)
    while (start := next_line(text, at)) < len(text):
        stop = line_end(text, start)
        line = text[start:stop]
        inner = line.lstrip(" ")
        if not inner.startswith("#") or len(line) - len(inner) <= column:
            break
        at = stop
    return at


def line_break_at(block: Block, at: int) -> str:
    """The line break that the line at `at` ends with, or else the one of the line before."""
    text = block.stream.text
    if at >= len(text):
        at = line_start(text, at) - 1
        at -= text.startswith("\r\n", at - 1)
    if text.startswith("\r\n", at):
        return "\r\n"
    return text[at : at + 1] if text[at : at + 1] in ("\n", "\r") else block.newline


def line_insertion(block: Block, at: int, lines: Sequence[str]) -> tuple[int, int, str]:
    """Return the splice that puts these lines below the one at `at`."""
    newline = line_break_at(block, at)
    return at, at, "".join(newline + line for line in lines)
