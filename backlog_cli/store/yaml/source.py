"""The text of a backlog file as plain data with positions: every scalar as typed, nothing guessed, everything bounded."""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

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

from backlog_cli.errors import BadFile
from backlog_cli.store.yaml.encoding import decode_source
from backlog_cli.store.yaml.events import NULLS, EventTable, Tree, event_table, has_fast_parser, parser, skip_blanks, span_of
from backlog_cli.store.yaml.problems import Problem, Severity, format_problem, line_end, line_number, line_start
from backlog_cli.store.yaml.syntax import ODD_SPACES, explain_error, glued_colon, odd_spaces, quoted_line

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["MAX_DEPTH", "MAX_EXPANDED", "Position", "Problem", "SourceFile", "Tree", "has_fast_parser", "read_source"]

MAX_DEPTH = 20
MAX_NOTES = 300  # of each severity; with more errors than that the file as a whole is bad
MAX_SHOWN = 40  # problems that a refusal spells out
MAX_JOBS = 20_000  # ten times what a builder sells in a year
MAX_LIST = 5_000  # entries of any other list
MAX_KEYS = 500  # of one mapping
MAX_NODES = 5_000_000  # of a whole file: a text of the greatest size, written as tightly as homes can be
MAX_EXPANDED = 100_000  # nodes that aliases and merge keys may stand for, all together

_OWN_LINE_FIX = "write `jobs:` on a line of its own, and the homes below it"
WRONG_FILE_FIX = "that cannot be a list of homes; is it the right file?"

# Keys whose values are chosen from a list: a comment right behind one cuts nothing off.
_VOCABULARY_KEYS = frozenset(
    (
        *("stage", "how", "kind", "outcome", "mood", "topic", "cause_kind", "status", "by", "of", "severity", "side", "level"),
        *("personality", "channel", "urgent_channel", "product", "lock_kind", "origin", "role", "door", "testimonial", "version"),
    )
)


class Position(NamedTuple):
    """A place of the text: line and column from 1, `start` and `end` as offsets into the text (a BOM is not counted)."""

    line: int
    column: int
    start: int
    end: int


class SourceFile:
    """One backlog file that was read: its bytes, its text, what it says, and where it says so.

    `data` is the top-level mapping. `notes` are problems that do not keep the rest from being read: errors spoil the job at
    their `place`, warnings nothing. `job_spans` are the offsets of each entry of `jobs`, in the order of `data["jobs"]`.
    `newline` is the file's first line break. `sections` are the top-level keys with their offsets, and `jobs_start` leads to
    the first job's dash, when they stand below each other. `nodes` is how many keys, values and collections there are.
    """

    # An ordinary class: what is worked out once is kept in it, and two readings are never compared by all that they hold.
    def __init__(
        self,
        *,
        name: str,
        raw: bytes,
        text: str,
        data: dict[str, Tree],
        has_bom: bool,
        newline: str,
        notes: tuple[Problem, ...],
        job_spans: tuple[tuple[int, int], ...],
        sections: tuple[tuple[str, int], ...],
        jobs_start: int | None,
        has_aliases: bool,
        is_pure: bool,
        nodes: int,
    ) -> None:
        self.name = name
        self.raw = raw
        self.text = text
        self.data = data
        self.has_bom = has_bom
        self.newline = newline
        self.notes = notes
        self.job_spans = job_spans
        self.sections = sections
        self.jobs_start = jobs_start
        self.has_aliases = has_aliases
        self.is_pure = is_pure
        self.nodes = nodes

    def __repr__(self) -> str:
        return f"Source({self.name!r})"

    def position(self, path: Sequence[str | int]) -> Position:
        """Where the value at this path stands; for one that is missing, the nearest thing around it that is there."""
        return self._position(tuple(path), key=False)

    def key_position(self, path: Sequence[str | int]) -> Position:
        """Where the key at the end of this path stands; for a missing one or a place in a list, as `spot`."""
        return self._position(tuple(path), key=True)

    def job_lines(self, place: int) -> tuple[int, int]:
        """The first and the last line of the job at this place of `jobs`."""
        stream, node, shift, rest = self._events_around(("jobs", place))
        for step in rest:
            node = next(v for _, v in stream.values_of(node, step)) if isinstance(step, str) else stream.items(node)[step]
        last = stream.content_end(node) - 1 + shift
        return bisect_right(self._line_starts, self.job_spans[place][0]), bisect_right(self._line_starts, last)

    @cached_property
    def job_regions(self) -> tuple[tuple[int, int], ...] | None:
        """The whole lines of each job, from its dash up to the next one's; None when jobs share lines."""
        if self.jobs_start is None or not self.job_spans:
            return None
        text = self.text
        dashes = [skip_blanks(text, self.jobs_start), *(skip_blanks(text, end) for _, end in self.job_spans)]
        starts = [line_start(text, at) if at < len(text) else at for at in dashes]
        firsts = [text[start : at + 1].lstrip(" ") for start, at in zip(starts[:-1], dashes[:-1], strict=True)]
        return tuple(pairwise(starts)) if set(firsts) == {"-"} else None

    @cached_property
    def all_events(self) -> EventTable:
        """The events of the whole text."""
        return event_table(self.text, is_pure=self.is_pure)

    @cached_property
    def _line_starts(self) -> list[int]:
        # A file may have a problem in every job: counting lines from the top for each would take minutes.
        return [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", self.text))]

    @cached_property
    def _slices(self) -> dict[tuple[int, int], EventTable]:
        return {}

    def _position(self, path: tuple[str | int, ...], *, key: bool) -> Position:
        stream, node, shift, rest = self._events_around(path)
        if not stream.signs:
            return Position(1, 1, 0, 0)
        first, last = span_of(stream, node, rest, key=key)
        start = first + shift
        line = bisect_right(self._line_starts, start)
        return Position(line, start - self._line_starts[line - 1] + 1, start, last + shift)

    def _events_around(self, path: tuple[str | int, ...]) -> tuple[EventTable, int, int, tuple[str | int, ...]]:
        # Positions are not kept for a large file: the few lines that hold the place are parsed again.
        regions, place = self.job_regions, path[1] if len(path) > 1 and path[0] == "jobs" else None
        if regions and isinstance(place, int) and place < len(regions):
            return self._parse_slice(*regions[place]), 1, regions[place][0], path[2:]
        ends = [*(line_start(self.text, start) for _, start in self.sections[1:]), len(self.text)]
        for (name, start), end in zip(self.sections, ends, strict=False):  # one end too many when there are no sections
            if path and name == path[0]:
                return self._parse_slice(start, regions[0][0] if regions and name == "jobs" else end), 0, start, path
        return self.all_events, 0, 0, path

    def _parse_slice(self, start: int, end: int) -> EventTable:
        if (start, end) not in self._slices:
            self._slices[start, end] = event_table(self.text[start:end], is_pure=self.is_pure)
        return self._slices[start, end]


def read_source(raw: bytes, name: str, *, is_pure: bool = False) -> SourceFile:
    """What the bytes of a file say. `name` is what messages call the file; `is_pure` does without libyaml.

    Raises BadFile with all that can be said when the file as a whole cannot be read.
    """
    text, has_bom, problems = decode_source(raw)
    if problems:
        raise _bad_file(problems, text, name)
    is_pure = is_pure or not has_fast_parser()
    if is_pure and "\t" in text and is_json(text):
        text = text.replace("\t", " ")  # JSON has tabs between its values only, and the slow parser takes none
    reader = _TreeReader(text, is_pure=is_pure)
    try:
        data = reader.read_root()
    except _ReadingStopped as stop:
        raise _bad_file([*stop.problems, *(note for note in reader.notes if note.is_error)], text, name) from None
    except yaml.YAMLError as error:
        if "nesting depth" in str(error):
            # libyaml 0.2.6 scans ahead of its events, up to a depth of its own. Cut off where it gave up, the text is still too
            # deep for us, and the reader gets to the level that is one too many.
            mark: Any = getattr(error, "problem_mark", None)
            read_source(text[: mark.index].encode(), name, is_pure=is_pure)
        if not is_pure and (_has_paired_escapes(text) or is_json(text)):
            # libyaml refuses the two halves of an emoji as JSON writes them.
            return read_source(raw, name, is_pure=True)
        raise _bad_file(explain_error(error, text), text, name) from None
    first_break = re.search(r"\r\n|\n|\r", text)
    return SourceFile(
        name=name,
        raw=raw,
        text=text,
        data=data,
        has_bom=has_bom,
        newline=first_break.group() if first_break else "\n",
        notes=tuple(sorted(reader.notes, key=lambda note: (note.line, note.column))),
        job_spans=tuple(reader.job_spans),
        sections=tuple(reader.sections) if _has_keys_on_own_lines(reader, text) else (),
        jobs_start=reader.jobs_start,
        has_aliases=reader.has_aliases,
        is_pure=is_pure,
        nodes=reader.nodes,
    )


def _bad_file(problems: Sequence[Problem], text: str, name: str) -> BadFile:
    told = [format_problem(problem, text, name) for problem in problems[:MAX_SHOWN]]
    more = len(problems) - len(told)
    return BadFile("\n".join([*told, f"and {more} more of the kind"] if more else told))


def is_json(text: str) -> bool:
    """Whether the text is JSON, which is read and never written."""
    if not text.lstrip().startswith("{"):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _has_keys_on_own_lines(reader: _TreeReader, text: str) -> bool:
    """Whether every top-level key begins a line of its own; behind a question mark, which begins it too, it does not."""
    return not any(text[line_start(text, at) : at].strip(" ") for _, at in reader.sections)


def _has_paired_escapes(text: str) -> bool:
    return bool(re.search(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F]", text))


class _ReadingStopped(Exception):  # not an error of ours: it carries what to tell out of a deep place
    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


class _Anchor:
    __slots__ = ("is_open", "is_used", "name", "nodes", "place", "start", "value")

    def __init__(self, name: str, start: int, place: int | None) -> None:
        self.name, self.start, self.place = name, start, place
        self.value: Tree = None
        self.nodes: int  # known once it is closed
        self.is_open = True
        self.is_used = False


class _TreeReader:
    """Builds plain data from the events of one text and notes what is wrong on the way."""

    def __init__(self, text: str, *, is_pure: bool) -> None:
        self.text = text
        self.notes: list[Problem] = []
        self.job_spans: list[tuple[int, int]] = []
        self.sections: list[tuple[str, int]] = []
        self.jobs_start: int | None = None
        self.has_aliases = False
        self._get: Any = parser(text, is_pure=is_pure).get_event
        self._is_pure = is_pure
        self._place: int | None = None
        self._end: int  # where the collection that was read last ends
        self._anchors: dict[str, _Anchor] = {}
        self._noted: Counter[str] = Counter()
        self.nodes = 0
        self._expanded = 0
        self._words: dict[str, str] = {}  # equal short texts are kept once: keys, names and dates repeat a thousandfold
        self._cuts = {match.start() for match in re.finditer(r" #(?<=\S #)", text)}
        self._odd = [] if text.isascii() else [m.end() for m in re.finditer(rf"(?:^|[\r\n])[ \t]*+(?=[{ODD_SPACES}])", text)]
        self._is_calm = not self._cuts and not self._odd and not is_pure

    def read_root(self) -> dict[str, Tree]:
        """The top-level mapping; empty for a text that says nothing."""
        data: Tree = None
        is_begun = False
        while type(event := self._get()) is not StreamEndEvent:
            if type(event) is not DocumentStartEvent:
                continue
            if is_begun:
                fix = "keep one, and delete the line of dashes between them"
                raise _ReadingStopped(self._problem(_end_offset(event) - 3, "a second document begins here", fix, 3))
            is_begun = True
            data = self._read_top(self._get())
        for anchor in self._anchors.values():
            self._check_used(anchor)
        return data if isinstance(data, dict) else {}

    def _read_top(self, event: Any) -> Tree:
        kind = type(event)
        if kind is MappingStartEvent:
            data = self._read_node(event, 0, "")
            if event.flow_style:
                self.sections = []  # between braces they have no lines of their own
            return data
        if kind is ScalarEvent and not event.style and event.tag is None and event.value in NULLS:
            return None
        start = event.start_mark.index
        if kind is SequenceStartEvent:
            raise _ReadingStopped(self._problem(start, "the file begins with a list", "put a line `jobs:` above it"))
        glued = glued_colon(self.text, line_start(self.text, start))
        if glued:
            raise _ReadingStopped(glued)
        what, fix = "this is not a backlog: there is no `key: value`", "begin with a line `jobs:` and list the homes below it"
        raise _ReadingStopped(self._problem(start, what, fix, event.end_mark.index - start))

    def _read_node(self, event: Any, depth: int, key: str) -> Tree:
        if type(event) is AliasEvent:
            return self._resolve_alias(event)
        if event.tag is not None:
            self._refuse_tag(event)
        if event.anchor is None:
            return self._read_content(event, depth, key)
        before = self.nodes
        anchor = _Anchor(event.anchor, event.start_mark.index, self._place)
        if event.anchor in self._anchors:
            self._check_used(self._anchors[event.anchor])
        self._anchors[event.anchor] = anchor
        anchor.value = self._read_content(event, depth, key)
        anchor.nodes = self.nodes - before + 1
        anchor.is_open = False
        return anchor.value

    def _read_content(self, event: Any, depth: int, key: str) -> Tree:
        if type(event) is ScalarEvent:
            return self._read_scalar(event, key)
        if depth >= MAX_DEPTH:
            fix = "a backlog needs six or seven; is a bracket left open?"
            raise _ReadingStopped(self._problem(event.start_mark.index, f"this is nested more than {MAX_DEPTH} levels deep", fix))
        if type(event) is MappingStartEvent:
            return self._read_mapping(depth + 1)
        return self._read_list(event, depth + 1, key)

    def _read_scalar(self, event: Any, key: str) -> str | None:
        value: str = event.value
        if not event.style:
            self._check_spaces(event)
            self._check_comment(event, key)
            if value in NULLS:
                return None
        if self._is_pure and re.search("[\ud800-\udfff]", value):
            value = self._join_surrogates(event, value)
        return self._words.setdefault(value, value) if len(value) < 24 else value

    def _read_mapping(self, depth: int) -> dict[str, Tree]:
        get, words, is_calm, is_root = self._get, self._words, self._is_calm, depth == 1
        result: dict[str, Tree] = {}
        marks: list[Any] = []
        merged: list[dict[str, Tree]] | None = None
        merge_mark: Any = None
        while type(event := get()) is not MappingEndEvent:
            mark = event.start_mark
            key = self._read_key(event, depth)
            if key is None:
                self._read_node(get(), depth, "")
                continue
            if len(marks) >= MAX_KEYS:
                raise _ReadingStopped(
                    self._problem(mark.index, f"more than {MAX_KEYS:,} keys stand below each other here", WRONG_FILE_FIX)
                )
            if is_root:
                self.sections.append((key, mark.index))
            is_merge = key == "<<" and not event.style and type(event) is ScalarEvent
            if key in result or (is_merge and merged is not None):
                first = marks[list(result).index(key)] if key in result else merge_mark
                self._note_duplicate(key, mark.index, first.index, is_root=is_root)
                self._read_node(get(), depth, "")
                continue
            event = get()
            if is_merge:
                merged, merge_mark = self._merged(event, depth), mark
                continue
            marks.append(mark)
            if is_root and key == "jobs":
                result[key] = self._read_jobs(event)
            # The quick way for what nearly every value is; `_node` says the same of it, in more steps.
            elif is_calm and type(event) is ScalarEvent and event.tag is None and event.anchor is None:
                value: str = event.value
                is_null = not event.style and value in NULLS
                result[key] = None if is_null else words.setdefault(value, value) if len(value) < 24 else value
            else:
                result[key] = self._read_node(event, depth, key)
        self._end = _end_offset(event)
        self._count_nodes(1 + 2 * len(marks))
        if not merged:
            return result
        full: dict[str, Tree] = {}
        for other in reversed(merged):
            full |= other
        if is_root and "jobs" in full and "jobs" not in result:
            raise _ReadingStopped(self._problem(merge_mark.index, "the list of homes comes from another place", _OWN_LINE_FIX, 2))
        return full | result

    def _read_list(self, opening: Any, depth: int, key: str) -> list[Tree]:
        result: list[Tree] = []
        is_jobs = depth == 2 and key == "jobs"
        most = MAX_JOBS if is_jobs else MAX_LIST
        while type(event := self._get()) is not SequenceEndEvent:
            if len(result) >= most:
                what = f"this is entry {most + 1:,} of one list"
                raise _ReadingStopped(self._problem(event.start_mark.index, what, WRONG_FILE_FIX))
            if is_jobs:
                self._place = len(result)
            result.append(self._read_node(event, depth, key))
            if is_jobs:
                is_leaf = type(event) in (ScalarEvent, AliasEvent)
                self.job_spans.append((event.start_mark.index, event.end_mark.index if is_leaf else self._end))
        if is_jobs:
            self._place = None
            start = opening.start_mark.index + (len(opening.anchor) + 1 if opening.anchor else 0)
            self.jobs_start = None if opening.flow_style else start
        self._end = _end_offset(event)
        self._count_nodes(1 + len(result))
        return result

    def _count_nodes(self, more: int) -> None:
        self.nodes += more
        if self.nodes - self._expanded > MAX_NODES:
            raise _ReadingStopped(self._problem(self._end, f"{MAX_NODES:,} entries stand above this line", WRONG_FILE_FIX))

    def _read_jobs(self, event: Any) -> Tree:
        is_null = type(event) is ScalarEvent and not event.style and event.value in NULLS
        if is_null or type(event) is SequenceStartEvent:
            return self._read_node(event, 1, "jobs")
        start = event.start_mark.index
        if self.text.startswith("-", start):
            raise _ReadingStopped(self._problem(start, "the blank behind this dash is missing", "write `- key: value`"))
        length = max(1, event.end_mark.index - start)
        raise _ReadingStopped(
            self._problem(start, "`jobs` is no list of homes", "begin each home with a dash: `- job: 1042`", length)
        )

    def _read_key(self, event: Any, depth: int) -> str | None:
        """The key as text; None, and noted, when it is not one."""
        kind = type(event)
        if kind is ScalarEvent and event.tag is None and event.anchor is None:
            key: str = event.value
            if event.style or key not in NULLS:
                if self._odd and not event.style:
                    self._check_spaces(event)
                return self._words.setdefault(key, key)
        start = event.start_mark.index
        value = self._read_node(event, depth, "")
        if isinstance(value, str):
            if depth == 1 and value == "jobs" and kind is AliasEvent:
                raise _ReadingStopped(
                    self._problem(start, "a star stands here for the key `jobs`", _OWN_LINE_FIX, len(event.anchor) + 1)
                )
            return value
        what = "a key is missing before the colon" if value is None else "a list or a mapping cannot be a key"
        self._note(self._problem(start, what, "write it as `key: value`"), is_root=depth == 1)
        return None

    def _merged(self, event: Any, depth: int) -> list[dict[str, Tree]]:
        start = event.start_mark.index
        value = self._read_node(event, depth, "")
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(one, dict) for one in values):
            self._note(self._problem(start, "`<<` takes over the keys of a mapping, and this is none", "write `<<: *name`"))
        return [one for one in values if isinstance(one, dict)]

    def _resolve_alias(self, event: Any) -> Tree:
        start, name = event.start_mark.index, event.anchor
        anchor = self._anchors.get(name)
        self.has_aliases = True
        if anchor is None:
            what = f'the star makes "*{name}" point to something named "{name}", and nothing is'
            self._note(self._problem(start, what, _quoting_fix(self.text, start), len(name) + 1))
            return None
        if anchor.is_open:
            fix = "write out what is meant instead of the star"
            raise _ReadingStopped(self._problem(start, f'"*{name}" stands inside what it points to', fix, len(name) + 1))
        anchor.is_used = True
        self.nodes += anchor.nodes
        self._expanded += anchor.nodes
        if self._expanded > MAX_EXPANDED:
            what = f"what the stars point to is more than {MAX_EXPANDED:,} entries when written out"
            raise _ReadingStopped(self._problem(start, what, "write out what is meant instead of the star", len(name) + 1))
        return anchor.value

    def _check_used(self, anchor: _Anchor) -> None:
        if not anchor.is_used and self._noted["warning"] < MAX_NOTES:
            what = f'"&{anchor.name}" is read as a label, not as text'
            problem = self._problem(anchor.start, what, _quoting_fix(self.text, anchor.start), len(anchor.name) + 1, "warning")
            self._note(problem._replace(place=anchor.place))

    def _refuse_tag(self, event: Any) -> NoReturn:
        start = event.start_mark.index
        tag = self.text.find("!", start)
        what = "a word that begins with an exclamation mark gives the value a type, and this file has none"
        raise _ReadingStopped(self._problem(max(start, tag), what, _quoting_fix(self.text, max(start, tag))))

    def _check_spaces(self, event: Any) -> None:
        at = bisect_left(self._odd, event.start_mark.index)
        if at < len(self._odd) and self._odd[at] < event.end_mark.index:
            raise _ReadingStopped(*odd_spaces(self.text, self._odd[at:]))

    def _check_comment(self, event: Any, key: str) -> None:
        end = event.end_mark.index
        if end not in self._cuts or key in _VOCABULARY_KEYS or self._noted["warning"] >= MAX_NOTES:
            return
        # `#12` right behind a word is nearly always meant as text; a comment with a space is, behind a date or a number.
        is_spaced = self.text[end + 2 : end + 3] in ("", " ", "\t", "\r", "\n")
        if is_spaced and re.fullmatch(r"[-+\d.,:/TQW% ]*|true|false|null|~", event.value):
            return
        rest = line_end(self.text, end)
        what = 'everything after " #" is a comment'
        fix = "put quotes around the value if you meant it, or two spaces before the #"
        self._note(self._problem(end + 1, what, fix, rest - end - 1, "warning"))

    def _join_surrogates(self, event: Any, value: str) -> str:
        joined = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if "\ufffd" in joined and "\ufffd" not in value:
            self._note(self._problem(event.start_mark.index, "this text holds half a character", "type the text again"))
        return joined

    def _note_duplicate(self, key: str, second: int, first: int, *, is_root: bool) -> None:
        line = line_number(self.text, first)
        what = f'"{key}" is there twice, on lines {line} and {line_number(self.text, second)}'
        self._note(self._problem(second, what, "keep one of them", len(key)), is_root=is_root)

    def _note(self, problem: Problem, *, is_root: bool = False) -> None:
        if is_root:
            raise _ReadingStopped(problem)
        self._noted[problem.severity] += 1
        if self._noted[problem.severity] > MAX_NOTES:  # only errors come this far
            raise _ReadingStopped(problem)
        self.notes.append(problem)

    def _problem(self, start: int, what: str, fix: str, length: int = 1, severity: Severity = "error") -> Problem:
        column = start - line_start(self.text, start) + 1
        return Problem(line_number(self.text, start), column, severity, what, fix, length=length, place=self._place)


def _end_offset(event: Any) -> int:
    end: int = event.end_mark.index
    return end


def _quoting_fix(text: str, start: int) -> str:
    return f"put quotes around the value: {quoted_line(text, start)}"
