"""One intent carried out on one piece of text: what to cut, what to put in, and the proof that nothing else has changed."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import yaml

from backlog_cli.keys import SHORT_FORMS
from backlog_cli.rules.change import Put, Unquoted
from backlog_cli.store.yaml.events import EventTable, event_table, skip_blanks
from backlog_cli.store.yaml.layout import Layout, layout_around
from backlog_cli.store.yaml.problems import line_end, line_start, next_line
from backlog_cli.store.yaml.scalars import ValueWriter, event_key, literal_block, one_line_forms, to_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.rules.change import Intent, Path
    from backlog_cli.store.yaml.events import EventKey, Tree

_TRUE_WORDS = frozenset(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"))
_CARE_LEVELS = (0, 1, 2)


class CannotProve(Exception):  # no error of the agent's: the layout is strange
    """The edit cannot be made here and proved; the words say why, for the end of a sentence."""


class _NodeContext(NamedTuple):
    """A node with what its surroundings say: the column of its key or dash, the key, whether brackets are around it."""

    node: int
    column: int
    key: str
    key_node: int | None
    in_flow: bool


class _Candidate(NamedTuple):
    """One way to make an edit: splices of the text that stand apart, and the events from `at` to `until` that become `signs`."""

    splices: tuple[tuple[int, int, str], ...]
    at: int
    until: int
    signs: tuple[EventKey, ...]


class BlockEditor:
    """A text under edit. `base` is the mapping that paths start from, `around` the nodes that hold it, outermost first.

    `column` is the column of the dash before `base` (-1 for the top level), `order` its keys as the model has them.
    """

    def __init__(
        self, stream: EventTable, base: int, *, around: Sequence[int], order: Sequence[str], newline: str, is_pure: bool
    ) -> None:
        self.stream = stream
        self._base = base
        self._around = around
        self._order = {key: place for place, key in enumerate(order)}
        self._newline = newline
        self._is_pure = is_pure
        self._held: frozenset[int] | None = None

    def carry_out(self, intent: Intent) -> None:
        """Make the edit in `stream`. Raise CannotProve, and leave the stream alone, when no way of writing it can be proved."""
        value = to_tree(intent.value)
        if _has_lone_surrogate([value, *map(str, intent.path)]):
            raise CannotProve("the text holds half a character, and a file cannot")
        before = self.stream
        try:
            while not self._apply_step(intent, value):
                pass  # a short form was widened: that is a step of its own, and leads further down the path
        except CannotProve:
            self.stream = before
            raise

    def _apply_step(self, intent: Intent, value: Tree) -> bool:
        """One proved step towards the intent; True when nothing is left to do."""
        place, rest = self._locate(intent.path)
        stream, node = self.stream, place.node
        is_put = isinstance(intent, Put)
        wanted = value if is_put else [value]
        if not rest:
            return self._put_value(place, value) if is_put else self._append_value(place, value)
        step = rest[0]
        if stream.kind(node) == "map" and isinstance(step, str):
            if self._is_from_merge_key(node, step) and (len(rest) > 1 or not is_put):
                raise CannotProve(f'"{step}" comes from another place of the file through `<<`')
            self._apply_first_proved(self._key_candidates(place, step, _nest(rest[1:], wanted)))
            return True
        if stream.kind(node) == "null" and isinstance(step, str):
            self._apply_first_proved(self._value_candidates(place, _nest(rest, wanted)))
            return True
        if not stream.is_scalar(node) or stream.kind(node) == "null":
            raise CannotProve(_kind_mismatch(stream.kind(node), step))
        if isinstance(step, int):
            if step:
                raise CannotProve(f"there is only one entry where number {step + 1} is meant")
            if len(rest) == 1 and is_put:
                return self._put_value(place, value)
            self._apply_first_proved(self._list_wrap_candidates(place, is_block=True))
            return False
        return self._expand_short_form(place, rest, wanted)

    # Where: from the base down to the node that the path leads to, or as far as it goes.

    def _locate(self, path: Path) -> tuple[_NodeContext, Path]:
        stream = self.stream
        for node in (*self._around, self._base):
            self._refuse_shared(node)
        in_flow = any(stream.is_flow(node) for node in (*self._around, self._base))
        place = _NodeContext(self._base, self._base_column(), "", None, in_flow)
        for at, step in enumerate(path):
            node, kind = place.node, stream.kind(place.node)
            if kind == "map" and isinstance(step, str):
                found = stream.values_of(node, step)
                if not found:
                    if any(stream.kind(key) == "alias" for key, _ in stream.pairs(node)):
                        raise CannotProve("one of the keys here is a star")
                    return place, path[at:]
                if len(found) > 1:
                    raise CannotProve(f'"{step}" is there twice')
                key, value = found[0]
                column = stream.starts[key] - line_start(stream.text, stream.starts[key])
                place = _NodeContext(value, column, step, key, place.in_flow or stream.is_flow(node))
            elif kind == "list" and isinstance(step, int):
                items = stream.items(node)
                if step >= len(items):
                    raise CannotProve(f"the list has {len(items)} entries, and number {step + 1} is meant")
                is_flow = place.in_flow or stream.is_flow(node)
                column = place.column if is_flow else self._column(self._dash_offset(node, items, step))
                place = _NodeContext(items[step], column, place.key, None, is_flow)
            elif kind == "map" and step == 0 and place.key:
                continue  # one mapping where a list is meant
            else:
                return place, path[at:]
            self._refuse_shared(place.node)
        return place, ()

    def _refuse_shared(self, node: int) -> None:
        stream = self.stream
        if stream.kind(node) == "alias":
            raise CannotProve(f"`*{stream.signs[node][1]}` stands for something written elsewhere")
        if node in self._aliased_nodes():
            raise CannotProve(f"`&{stream.signs[node][2]}` is used in other places too, and they would change with it")

    def _aliased_nodes(self) -> frozenset[int]:
        if self._held is None:
            self._held = frozenset(_alias_targets(self.stream).values())
        return self._held

    def _is_from_merge_key(self, node: int, key: str) -> bool:
        stream, targets = self.stream, _alias_targets(self.stream)
        sources = [value for _, value in stream.values_of(node, "<<")]
        while sources:
            source = sources.pop()
            if stream.kind(source) == "alias":
                sources += [targets[source]] if source in targets else []
            elif stream.kind(source) == "list":
                sources += stream.items(source)
            elif stream.kind(source) == "map":
                if stream.values_of(source, key):
                    return True
                sources += [value for _, value in stream.values_of(source, "<<")]
        return False

    def _column(self, at: int) -> int:
        return at - line_start(self.stream.text, at)

    def _base_column(self) -> int:
        if not self._around or self.stream.is_flow(self._around[-1]):
            return -1
        holder = self._around[-1]
        items = self.stream.items(holder)
        return self._column(self._dash_offset(holder, items, items.index(self._base)))

    def _dash_offset(self, node: int, items: list[int], place: int) -> int:
        stream = self.stream
        return skip_blanks(stream.text, stream.content_end(items[place - 1])) if place else stream.token_start(node)

    def _end_of_comments(self, end: int, column: int) -> int:
        """The end of the line at `end`, and of the comment lines right below it that stand deeper than a column."""
        text = self.stream.text
        at = line_end(text, end)
        while (start := next_line(text, at)) < len(text):
            stop = line_end(text, start)
            line = text[start:stop]
            inner = line.lstrip(" ")
            if not inner.startswith("#") or len(line) - len(inner) <= column:
                break
            at = stop
        return at

    def _line_break_at(self, at: int) -> str:
        """The line break that the line at `at` ends with, or else the one of the line before."""
        text = self.stream.text
        if at >= len(text):
            at = line_start(text, at) - 1
            at -= text.startswith("\r\n", at - 1)
        if text.startswith("\r\n", at):
            return "\r\n"
        return text[at : at + 1] if text[at : at + 1] in ("\n", "\r") else self._newline

    def _insertion(self, at: int, lines: Sequence[str]) -> tuple[int, int, str]:
        newline = self._line_break_at(at)
        return at, at, "".join(newline + line for line in lines)

    # How: several ways of writing one edit, best first; the first that is proved is taken.

    def _apply_first_proved(self, tries: Iterator[_Candidate]) -> None:
        for one in tries:
            after = self._prove_candidate(one)
            if after is not None:
                self.stream, self._held = after, None
                return
        stream = self.stream
        if stream.signs and not stream.text.endswith(("\n", "\r")) and stream.is_open_ended(0):
            raise CannotProve("the file ends inside a text of several lines: add a line break at its end, then run this again")
        raise CannotProve("no way of writing it leaves the rest as it is")

    def _prove_candidate(self, one: _Candidate) -> EventTable | None:
        stream = self.stream
        text = stream.text
        for start, end, new in sorted(one.splices, reverse=True):
            text = text[:start] + new + text[end:]
        try:
            after = event_table(text, is_pure=self._is_pure)
        except yaml.YAMLError:
            return None
        expected = [*stream.signs[: one.at], *one.signs, *stream.signs[one.until :]]
        return after if after.signs == expected else None

    def _put_value(self, place: _NodeContext, value: Tree) -> bool:
        stream, node = self.stream, place.node
        if _is_equal(stream, node, value):
            return True
        if not stream.is_scalar(node) and not stream.is_empty(node):
            raise CannotProve(f'"{place.key}" holds a {"list" if stream.kind(node) == "list" else "mapping"} already')
        if self._has_comment(node):
            raise CannotProve("a comment stands between the brackets")
        self._apply_first_proved(self._value_candidates(place, value))
        return True

    def _value_candidates(self, place: _NodeContext, value: Tree) -> Iterator[_Candidate]:
        """Another value in the place of a scalar, a null or empty brackets."""
        look = self._layout_at(place)
        style = self.stream.styles[place.node]
        if place.in_flow:
            for care in _CARE_LEVELS:
                writer = ValueWriter(look, care)
                written = (
                    writer.flow(value) if isinstance(value, (list, dict)) else writer.scalar(value, in_flow=True, like=style)
                )
                yield from self._replacement_candidates(place, " " + written, [], writer.signs)
            return
        if isinstance(value, (list, dict)):
            is_item = place.key_node is None
            for care in _CARE_LEVELS:
                writer = ValueWriter(look, care)
                first, below = (" " + writer.flow(value), []) if is_item else writer.after_key(place.column, value, place.key)
                yield from self._replacement_candidates(place, first, below, writer.signs)
            return
        literal = literal_block(value) if isinstance(value, str) else None
        if literal:
            indent = " " * (place.column + look.step)
            lines = [indent + line if line else "" for line in literal[1]]
            yield from self._replacement_candidates(place, f" {literal[0]}", lines, [event_key(value, "|")])
        for written in one_line_forms(value, in_flow=False, like=style):
            yield from self._replacement_candidates(place, f" {written}", [], [event_key(value, written)])

    def _replacement_candidates(
        self, place: _NodeContext, first: str, below: Sequence[str], signs: Sequence[EventKey]
    ) -> Iterator[_Candidate]:
        """The value's own text becomes `first` (a blank and something, or nothing) with lines below it."""
        stream, node, text = self.stream, place.node, self.stream.text
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
            empty = self._insertion_point(place)
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
            at = line_end(text, stop) if signs[0][0] == "text" else self._end_of_comments(stop, place.column)
            splices.append(self._insertion(at, below))
        yield _Candidate(tuple(splices), node, stream.next_node(node), new)

    def _insertion_point(self, place: _NodeContext) -> tuple[int, str] | None:
        """Where a value goes that is not there yet, and what has to stand before it."""
        stream, text = self.stream, self.stream.text
        if not place.in_flow:
            at = stream.ends[place.node]
            has_anchor = stream.signs[place.node][2] is not None
            return (at, " ") if has_anchor or text[at - 1 : at] in (":", "-") else None
        if place.key_node is None:
            return None
        end = stream.content_end(place.key_node)
        colon = skip_blanks(text, end)
        return (colon + 1, " ") if text[colon : colon + 1] == ":" else (end, ": ")

    def _key_candidates(self, place: _NodeContext, key: str, value: Tree) -> Iterator[_Candidate]:
        stream, node = self.stream, place.node
        look = self._layout_at(place)
        if place.in_flow or stream.is_flow(node):
            for care in _CARE_LEVELS:
                writer = ValueWriter(look, care)
                written = f"{writer.key(key, in_flow=True)}: {writer.flow(value)}"
                yield self._bracket_candidate(node, written, writer.signs)
            return
        column = self._column(stream.starts[node + 1])
        for behind, threshold in self._key_insertion_points(place, key, value):
            for end in self._end_offsets(behind):
                at, after = self._end_of_comments(end, threshold), stream.next_node(behind)
                for care in _CARE_LEVELS:
                    writer = ValueWriter(look, care)
                    lines = writer.pair(column, key, value)
                    yield _Candidate((self._insertion(at, lines),), after, after, tuple(writer.signs))

    def _key_insertion_points(self, place: _NodeContext, key: str, value: Tree) -> list[tuple[int, int]]:
        """Behind which values a new key may go, best first, each with the column that its comments stand deeper than."""
        stream, node = self.stream, place.node
        pairs = list(stream.pairs(node))
        column = self._column(stream.starts[node + 1])
        last = pairs[-1][1]
        places = [(last, place.column), *((value, column) for _, value in pairs[-2:-1])]
        if not self._is_block_collection(last):
            return places
        if node == self._base and key in self._order:
            known = [(self._order.get(stream.signs[k][1], len(self._order)), v) for k, v in pairs]
            before = [one for one in known if one[0] < self._order[key]]
            behind = max(before)[1] if before else last
        else:
            short = [v for _, v in pairs]
            while short and self._is_block_collection(short[-1]):
                short.pop()
            behind = short[-1] if short and not isinstance(value, (dict, list)) else last
        return places if behind == last else [(behind, column), *places]

    def _end_offsets(self, node: int) -> list[int]:
        """Where a node ends; for one that ends in a text of several lines also where blank lines, said by it or not, end."""
        ends = [self.stream.content_end(node), self.stream.content_end(node, with_blank_lines=True)]
        return list(dict.fromkeys(ends))

    def _is_block_collection(self, node: int) -> bool:
        return self.stream.kind(node) in ("map", "list") and not self.stream.is_flow(node)

    def _bracket_candidate(self, node: int, new: str, signs: Sequence[EventKey]) -> _Candidate:
        """A further entry before the closing bracket, with commas and line breaks as the others have them."""
        stream, text = self.stream, self.stream.text
        close = stream.closes[node]
        opening, closing = stream.token_start(node), stream.ends[close] - 1
        entries = [key for key, _ in stream.pairs(node)] if stream.kind(node) == "map" else stream.items(node)
        if not entries:
            inside = text[opening + 1 : closing]
            start, end = (opening + 1, closing) if not inside.strip(" ") else (opening + 1, opening + 1)
            return _Candidate(((start, end, self._space_before_comment(end, new)),), close, close, tuple(signs))
        last = entries[-1]
        value = stream.next_node(last) if stream.kind(node) == "map" else last
        end = self._flow_entry_end(last, value)
        comma = skip_blanks(text, end)
        has_comma = text[comma : comma + 1] == ","
        indent = self._own_line_indent(last)
        if indent is None:
            at, written = (comma + 1, f" {new},") if has_comma else (end, f", {new}")
            splice = at, at, self._space_before_comment(at, written)
            return _Candidate((splice,), close, close, tuple(signs))
        mark = comma + 1 if has_comma else end
        stop = line_end(text, mark)
        at = stop if stop <= closing else mark
        line = self._line_break_at(stop) + indent + new
        if has_comma:
            return _Candidate(((at, at, line + ","),), close, close, tuple(signs))
        if at == mark:
            return _Candidate(((at, at, "," + line),), close, close, tuple(signs))
        return _Candidate(((mark, mark, ","), (at, at, line)), close, close, tuple(signs))

    def _space_before_comment(self, at: int, new: str) -> str:
        """The text with a blank behind it where a comment follows at once."""
        return f"{new} " if self.stream.text.startswith("#", at) else new

    def _has_comment(self, node: int) -> bool:
        """Whether a comment stands between empty brackets, which would go with them."""
        start, end = self.stream.token_start(node), self.stream.ends[self.stream.closes[node]]
        return not self.stream.is_scalar(node) and "#" in self.stream.text[start:end]

    def _flow_entry_end(self, key: int, value: int) -> int:
        stream = self.stream
        is_nothing = stream.kind(value) == "null" and stream.token_start(value) >= stream.ends[value]
        if value == key or not is_nothing or stream.signs[value][2]:
            return stream.content_end(value)
        end = stream.content_end(key)
        colon = skip_blanks(stream.text, end)
        if stream.text[colon : colon + 1] != ":":
            return end
        return colon + 2 if stream.text[colon + 1 : colon + 2] == " " else colon + 1  # `key:,` would be one word

    def _own_line_indent(self, last: int) -> str | None:
        """The blanks before the last entry when it begins a line of its own; None otherwise."""
        text, stream = self.stream.text, self.stream
        start = stream.starts[last]
        first = line_start(text, start)
        indent = text[first:start]
        return indent if not indent.strip(" \t") else None

    # Lists.

    def _append_value(self, place: _NodeContext, value: Tree) -> bool:
        stream, node = self.stream, place.node
        if stream.kind(node) == "list" and not stream.is_empty(node):
            tries = self._flow_item_candidates if place.in_flow or stream.is_flow(node) else self._block_item_candidates
            self._apply_first_proved(tries(place, value))
            return True
        if stream.is_empty(node) and stream.kind(node) != "map":
            self._apply_first_proved(self._first_item_candidates(place, value))
            return True
        if stream.is_empty(node):
            raise CannotProve(f'"{place.key}" holds a mapping, and a list is meant')
        self._apply_first_proved(self._list_wrap_candidates(place, is_block=isinstance(value, dict)))
        return False

    def _first_item_candidates(self, place: _NodeContext, value: Tree) -> Iterator[_Candidate]:
        stream, node = self.stream, place.node
        is_flow = stream.is_flow(node)
        stays = is_flow and (place.in_flow or not isinstance(value, dict) or self._has_comment(node))
        yield from self._flow_item_candidates(place, value) if stays else self._value_candidates(place, [value])

    def _flow_item_candidates(self, place: _NodeContext, value: Tree) -> Iterator[_Candidate]:
        look = self._layout_at(place)
        for care in _CARE_LEVELS:
            writer = ValueWriter(look, care)
            yield self._bracket_candidate(place.node, writer.flow(value), writer.signs)

    def _block_item_candidates(self, place: _NodeContext, value: Tree) -> Iterator[_Candidate]:
        stream, node = self.stream, place.node
        items = stream.items(node)
        like = _similar_item(stream, items, value)
        dash = self._dash_offset(node, items, items.index(like))
        column, text = self._column(dash), stream.text
        content = stream.starts[like]
        is_apart = line_start(text, content) != line_start(text, dash)
        gap = (self._column(content) if is_apart else content - line_start(text, dash)) - column
        in_flow = isinstance(value, dict) and stream.kind(like) == "map" and stream.is_flow(like)
        look = self._layout_at(place, like)
        end = stream.closes[node]
        gaps = [[""], []] if self._has_blank_line(node, items) else [[]]
        for at, blank in product([self._end_of_comments(one, place.column) for one in self._end_offsets(items[-1])], gaps):
            for care in _CARE_LEVELS:
                writer = ValueWriter(look, care)
                apart = is_apart and isinstance(value, dict) and not in_flow
                lines = writer.item(column, value, gap=gap if apart or not is_apart else 2, is_apart=apart, in_flow=in_flow)
                yield _Candidate((self._insertion(at, [*blank, *lines]),), end, end, tuple(writer.signs))

    def _has_blank_line(self, node: int, items: list[int]) -> bool:
        if len(items) < 2:
            return False
        text = self.stream.text
        end = self.stream.content_end(items[-2])
        between = text[end : self._dash_offset(node, items, len(items) - 1)]
        return any(not line.strip() for line in between.replace("\r\n", "\n").replace("\r", "\n").split("\n")[1:-1])

    def _list_wrap_candidates(self, place: _NodeContext, *, is_block: bool) -> Iterator[_Candidate]:
        """One text or mapping that is where a list is meant becomes the first entry of that list."""
        stream, node, text = self.stream, place.node, self.stream.text
        after = stream.next_node(node)
        inner = stream.signs[node:after]
        signs: tuple[EventKey, ...] = (("list", "", None, None), *inner, ("end", "", None, None))
        start, end = stream.starts[node], stream.content_end(node)
        if self._is_block_collection(node):
            first = line_start(text, start)
            column = place.column
            if self._column(start) >= column + 2:
                yield _Candidate(((first + column, first + column + 2, "- "),), node, after, signs)
            yield _Candidate(
                ((first, first, " " * column + "-" + self._line_break_at(line_end(text, start))),), node, after, signs
            )
            return
        is_literal = stream.styles[node] in ("|", ">")
        if is_block and stream.is_scalar(node) and not place.in_flow and not is_literal and "\n" not in text[start:end]:
            look = self._layout_at(place)
            below = [" " * (place.column + look.dash) + "-" + " " * (look.gap - 1) + text[start:end]]
            yield from (
                _Candidate(one.splices, node, after, signs) for one in self._replacement_candidates(place, "", below, inner)
            )
        if not is_literal:
            yield _Candidate(((start, start, "["), (end, end, "]")), node, after, signs)
        yield from self._value_candidates(place, [stream.signs[node][1]]) if stream.is_scalar(node) else ()

    # Short forms.

    def _expand_short_form(self, place: _NodeContext, rest: Path, wanted: Tree) -> bool:
        stream, node = self.stream, place.node
        mains = SHORT_FORMS.get(place.key)
        if mains is None:
            raise CannotProve(_kind_mismatch("text", rest[0]))
        if stream.signs[node][2]:
            raise CannotProve(f"`&{stream.signs[node][2]}` stands before the short form")
        if mains:
            self._apply_first_proved(self._expansion_candidates(place, mains))
            return False
        if stream.signs[node][1] not in _TRUE_WORDS:
            raise CannotProve(f'"{place.key}" says "{stream.signs[node][1]}" already')
        self._apply_first_proved(self._value_candidates(place, _nest(rest, wanted)))
        return True

    def _expansion_candidates(self, place: _NodeContext, mains: Sequence[str]) -> Iterator[_Candidate]:
        stream, node, text = self.stream, place.node, self.stream.text
        after, sign = stream.next_node(node), stream.signs[node]
        start, end = stream.token_start(node), stream.content_end(node)
        token = text[start:end]
        keys: list[EventKey] = [("plain", main, None, None) for main in mains]
        signs = (("map", "", None, None), *(one for key in keys for one in (key, sign)), ("end", "", None, None))
        is_one_line = not set(token) & set("\r\n") and stream.styles[node] not in ("|", ">")
        if place.in_flow and is_one_line:
            pad = " " if self._layout_at(place).is_padded else ""
            inside = ", ".join(f"{main}: {token}" for main in mains)
            yield _Candidate(((start, end, f"{{{pad}{inside}{pad}}}"),), node, after, signs)
        elif is_one_line and place.key_node is None:
            yield _Candidate(((start, start, f"{mains[0]}: "),), node, after, signs)
        elif is_one_line:
            indent = " " * (place.column + self._layout_at(place).step)
            below = [f"{indent}{main}: {token}" for main in mains]
            yield from (
                _Candidate(one.splices, node, after, signs) for one in self._replacement_candidates(place, "", below, [sign])
            )
        value: dict[str, Tree] = dict.fromkeys(mains, Unquoted(sign[1]) if sign[0] == "plain" else sign[1])
        yield from self._value_candidates(place, value)

    def _layout_at(self, place: _NodeContext, like: int | None = None) -> Layout:
        column = self._base_column()
        usual = column if self._around and column in (0, 2, 4) else 2
        return layout_around(self.stream, self._base, place.node if like is None else like, is_like=like is not None, dash=usual)


def _alias_targets(stream: EventTable) -> dict[int, int]:
    """The node that each alias stands for."""
    anchors: dict[str, int] = {}
    found: dict[int, int] = {}
    for node, (kind, value, anchor, _) in enumerate(stream.signs):
        if anchor:
            anchors[anchor] = node
        if kind == "alias" and value in anchors:
            found[node] = anchors[value]
    return found


def _similar_item(stream: EventTable, items: list[int], value: Tree) -> int:
    """The last entry of a list that a new one should look like."""
    wanted = ("map",) if isinstance(value, dict) else ("plain", "text", "null", "alias")
    return next((item for item in reversed(items) if stream.kind(item) in wanted and not stream.is_empty(item)), items[-1])


def _has_lone_surrogate(value: Tree) -> bool:
    if isinstance(value, dict):
        return any(_has_lone_surrogate(key) or _has_lone_surrogate(one) for key, one in value.items())
    if isinstance(value, list):
        return any(map(_has_lone_surrogate, value))
    return value is not None and any("\ud800" <= sign <= "\udfff" for sign in value)


def _nest(path: Path, value: Tree) -> Tree:
    for step in reversed(path):
        if isinstance(step, int):
            raise CannotProve(f"there is no list yet, and entry {step + 1} of it is meant")
        value = {step: value}
    return value


def _kind_mismatch(kind: str, step: str | int) -> str:
    found = {"list": "a list", "map": "a mapping", "null": "nothing"}.get(kind, "one value")
    meant = f"entry {step + 1} of a list" if isinstance(step, int) else f'a key "{step}"'
    return f"there is {found} where {meant} is meant"


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
