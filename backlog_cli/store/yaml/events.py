"""The events of a YAML text in order, with the place of each: what reading points into and what an edit is proved on."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from backlog_cli.keys import KEY_SYNONYMS, canonical_key, known_keys
from backlog_cli.store.lines import line_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# What a text says, as typed: None is only what YAML calls null (nothing at all, ~, null), and "" is an empty quoted text.
Tree: TypeAlias = "str | list[Tree] | dict[str, Tree] | None"

# What one event says, apart from how it is written: its kind ("map", "list", "end", "alias", or for a scalar "null",
# "plain" or "text" as a reader without quotes would see it), its value or alias name, its anchor and its tag.
EventKey: TypeAlias = tuple[str, str, str | None, str | None]

# Plain scalars that YAML calls null.
NULLS = frozenset(("", "~", "null", "Null", "NULL"))
SCALARS = frozenset(("null", "plain", "text"))

_END: EventKey = ("end", "", None, None)


def has_fast_parser() -> bool:
    """Whether the quick parser of libyaml is there; everything works without it, some seven times slower."""
    return bool(yaml.__with_libyaml__)


def parser(text: str, *, is_pure: bool) -> Any:
    """A parser whose `get_event()` hands out the events of the text one by one."""
    if is_pure or not has_fast_parser():
        return yaml.SafeLoader(text)
    return yaml.CSafeLoader(text)


class EventTable:
    """The events of one document without its frame; all lists are parallel.

    `starts` and `ends` are the parser's marks as offsets, `closes` the number of the event that ends a collection (its own
    for anything else), `styles` how it is written: "block" or "flow" for collections, "", ', ", | or > for scalars.
    An empty text or one of comments only has no events.
    """

    __slots__ = ("closes", "ends", "signs", "starts", "styles", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.signs: list[EventKey] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.closes: list[int] = []
        self.styles: list[str] = []

    def kind(self, node: int) -> str:
        """map, list, alias, null, plain or text."""
        return self.signs[node][0]

    def is_scalar(self, node: int) -> bool:
        """Whether the node is one value, null included."""
        return self.signs[node][0] in SCALARS

    def is_flow(self, node: int) -> bool:
        """Whether a collection is written with brackets."""
        return self.styles[node] == "flow"

    def is_empty(self, node: int) -> bool:
        """Whether nothing is there: a null however written, or a collection without entries."""
        return self.kind(node) == "null" or (self.kind(node) in ("map", "list") and self.closes[node] == node + 1)

    def next_node(self, node: int) -> int:
        """The number of the event behind a node."""
        return self.closes[node] + 1

    def pairs(self, node: int) -> Iterator[tuple[int, int]]:
        """The key and the value of each entry of a mapping, as the text has them."""
        key = node + 1
        while key < self.closes[node]:
            value = self.closes[key] + 1
            yield key, value
            key = self.closes[value] + 1

    def items(self, node: int) -> list[int]:
        """The entries of a list."""
        items, item = [], node + 1
        while item < self.closes[node]:
            items.append(item)
            item = self.closes[item] + 1
        return items

    def values_of(self, node: int, key: str, block: str = "") -> list[tuple[int, int]]:
        """Key and value of every entry that goes by this key: more than one when the key is there twice.

        In a `block` of a home a key goes by other names too, where it does not stand there itself.
        """
        pairs = [(k, v) for k, v in self.pairs(node) if self.is_scalar(k)]
        found = [(k, v) for k, v in pairs if self.signs[k][1] == key]
        if found or block not in KEY_SYNONYMS:
            return found
        known = known_keys(block)
        return [(k, v) for k, v in pairs if self.signs[k][1] not in known and canonical_key(block, self.signs[k][1]) == key]

    def token_start(self, node: int) -> int:
        """Where the value itself begins, behind an anchor."""
        if not self.signs[node][2]:
            return self.starts[node]
        behind = self.starts[node] + len(self.signs[node][2] or "") + 1
        if self.is_scalar(node) and self.ends[node] <= behind:
            return behind
        return skip_blanks(self.text, behind)

    def content_end(self, node: int, *, with_blank_lines: bool = False) -> int:
        """Where the last character of a node stands that is not a blank line or a comment.

        A literal may say blank lines; `with_blank_lines` takes those at the end of one in, where they are hard to tell.
        """
        close = self.closes[node]
        if close != node and self.styles[node] == "flow":
            return self.ends[close]
        last = close - 1 if close != node else node
        if last == node:
            return self._leaf_end(node, with_blank_lines)
        # The last leaf may sit inside flow brackets, which end exactly.
        while self.signs[last][0] == "end":
            opening = self._opening_of(last)
            if self.styles[opening] == "flow":
                return self.ends[last]
            last -= 1
        return self._leaf_end(last, with_blank_lines)

    def open_end(self) -> int | None:
        """The text over several lines that everything ends in without a line break, which lines below it would give it one."""
        if not self.signs or self.text.endswith(("\n", "\r")):
            return None
        last = len(self.signs) - 1
        while self.signs[last][0] == "end" and self.styles[self._opening_of(last)] == "block":
            last -= 1
        return last if self.styles[last] in ("|", ">") else None

    def _opening_of(self, close: int) -> int:
        return next(at for at in range(close - 1, -1, -1) if self.closes[at] == close)

    def _leaf_end(self, node: int, with_blank_lines: bool) -> int:
        if self.styles[node] not in ("|", ">"):
            return self.ends[node]
        start = self.token_start(node)
        end = self.ends[node]
        header = self.text[start : line_end(self.text, start)]
        if with_blank_lines or re.match(r"[|>][0-9]?\+", header):
            return _before_line_break(self.text, end)
        # The parser counts the blank lines behind the text in; they are not said by it.
        kept = len(self.text[start:end].rstrip(" \t\r\n"))
        return start + kept


def span_of(table: EventTable, node: int, path: Sequence[str | int], *, key: bool = False, block: str = "") -> tuple[int, int]:
    """From where to where the value (or the key) at a path below `node` stands; where it stops short, what is there.

    `block` is the key that leads to `node`.
    """
    named = -1
    for step in path:
        below = _child(table, node, step, block)
        if below is None:
            break
        named, node = below
        block = step if isinstance(step, str) else block
    if key and named >= 0:
        return table.token_start(named), table.ends[named]
    return _node_span(table, node)


def _child(table: EventTable, node: int, step: str | int, block: str) -> tuple[int, int] | None:
    if isinstance(step, int):
        items = table.items(node) if table.kind(node) == "list" else []
        return (-1, items[step]) if step < len(items) else None
    if table.kind(node) != "map":
        return None
    return next(iter(table.values_of(node, step, block)), None) or next(iter(table.values_of(node, "<<")), None)


def _node_span(table: EventTable, node: int) -> tuple[int, int]:
    while table.closes[node] > node + 1 and not table.is_flow(node):
        node += 1
    return table.token_start(node), table.content_end(node)


@cache
def _blank_pattern() -> re.Pattern[str]:
    return re.compile(r"(?:[ \t\r\n\x85\u2028\u2029]++|#[^\r\n\x85\u2028\u2029]*+)*+")


def skip_blanks(text: str, at: int) -> int:
    """The next place, from `at` on, that is not blank and not in a comment. `at` must not be inside a value."""
    between = _blank_pattern().match(text, at)
    return between.end() if between else at


def _before_line_break(text: str, end: int) -> int:
    if text.endswith("\r\n", 0, end):
        return end - 2
    return end - 1 if text.endswith(("\n", "\r"), 0, end) else end


def iter_events(text: str, *, is_pure: bool = False) -> Iterator[tuple[EventKey, Any]]:
    """Yield what each event of the one document says, with the event itself, which knows its place and its style.

    Raise yaml.YAMLError on the way, when the text cannot be read or holds a second document.
    """
    get = parser(text, is_pure=is_pure).get_event
    documents = 0
    while type(event := get()) is not StreamEndEvent:
        kind = type(event)
        if kind is ScalarEvent:
            value = event.value
            yield ("text" if event.style else "null" if value in NULLS else "plain", value, event.anchor, event.tag), event
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            yield ("map" if kind is MappingStartEvent else "list", "", event.anchor, event.tag), event
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            yield _END, event
        elif kind is AliasEvent:
            yield ("alias", event.anchor, None, None), event
        elif kind is DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise yaml.YAMLError("a second document")


def event_table(text: str, *, is_pure: bool = False) -> EventTable:
    """Return the events of the one document in the text. Raise yaml.YAMLError as `iter_events` does."""
    table = EventTable(text)
    signs, starts, ends, closes, styles = table.signs, table.starts, table.ends, table.closes, table.styles
    opened: list[int] = []
    for key, event in iter_events(text, is_pure=is_pure):
        kind = key[0]
        place = len(closes)
        if kind in ("map", "list"):
            opened.append(place)
            styles.append("flow" if event.flow_style else "block")
        elif kind == "end":
            closes[opened.pop()] = place
            styles.append("")
        else:
            styles.append("" if kind == "alias" else event.style or "")
        signs.append(key)
        closes.append(place)
        starts.append(event.start_mark.index)
        ends.append(event.end_mark.index)
    return table
