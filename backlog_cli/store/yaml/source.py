"""The text of a backlog file as plain data with positions: every scalar as typed, nothing guessed, everything bounded."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from backlog_cli.errors import BadFile, CannotEdit
from backlog_cli.store.lines import line_start
from backlog_cli.store.yaml.encoding import decode_source
from backlog_cli.store.yaml.events import EventTable, Tree, event_table, has_fast_parser, skip_blanks, span_of
from backlog_cli.store.yaml.problem_log import ReadingStopped
from backlog_cli.store.yaml.problems import Problem, format_problem
from backlog_cli.store.yaml.syntax import explain_error
from backlog_cli.store.yaml.tree import KnownHomes, TreeReader
from backlog_cli.terms import and_list

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["MAX_SHOWN", "Position", "Problem", "SourceFile", "Tree", "has_fast_parser", "read_source"]

MAX_SHOWN = 40  # problems that a refusal spells out


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
    the first job's dash, when they stand below each other. `job_lists` are the keys under which homes are listed, as typed,
    with their offsets: `jobs`, or another word for it, or two of them. `nodes` is how many keys, values and collections there
    are.
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
        job_lists: tuple[tuple[str, int], ...],
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
        self.job_lists = job_lists
        self.has_aliases = has_aliases
        self.is_pure = is_pure
        self.nodes = nodes

    def __repr__(self) -> str:
        return f"Source({self.name!r})"

    @property
    def jobs_key(self) -> str:
        """The key of the list of homes as typed."""
        return self.job_lists[0][0] if self.job_lists else "jobs"

    def list_notices(self) -> tuple[str, ...]:
        """What to say of the list of homes before any answer: how it is spelled, or that there are two."""
        if len(self.job_lists) > 1:
            return (f"{self._lists_text()}: all are read, but nothing is written until there's only one.",)
        return tuple(f"`{key}:` is read as `jobs:`. Write `jobs:` there." for key, _ in self.job_lists if key != "jobs")

    def _lists_text(self) -> str:
        places = [f"`{key}` on line {bisect_right(self._line_starts, start)}" for key, start in self.job_lists]
        return f"{self.name} has {len(places)} lists of homes, {and_list(places)}"

    def refuse_two_lists(self) -> None:
        """Raise CannotEdit when homes are listed in two places: nobody can tell which of them to write to."""
        if len(self.job_lists) > 1:
            raise CannotEdit(f"{self._lists_text()}: move them under one `jobs:`, then try again.")

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
        block = "jobs" if len(rest) < len(path) else ""
        first, last = span_of(stream, node, rest, key=key, block=block)
        start = first + shift
        line = bisect_right(self._line_starts, start)
        return Position(line, start - self._line_starts[line - 1] + 1, start, last + shift)

    def _events_around(self, path: tuple[str | int, ...]) -> tuple[EventTable, int, int, tuple[str | int, ...]]:
        # Positions are not kept for a large file: the few lines that hold the place are parsed again.
        regions, place = self.job_regions, path[1] if len(path) > 1 and path[0] == "jobs" else None
        if path and path[0] == "jobs":
            path = (self.jobs_key, *path[1:])
        if len(self.job_lists) > 1 and isinstance(place, int) and place < len(self.job_spans):
            return self.all_events, self.all_events.starts.index(self.job_spans[place][0]), 0, path[2:]
        if regions and isinstance(place, int) and place < len(regions):
            return self._parse_slice(*regions[place]), 1, regions[place][0], path[2:]
        ends = [*(line_start(self.text, start) for _, start in self.sections[1:]), len(self.text)]
        for (name, start), end in zip(self.sections, ends, strict=False):  # one end too many when there are no sections
            if path and name == path[0]:
                return self._parse_slice(start, regions[0][0] if regions and name == self.jobs_key else end), 0, start, path
        return self.all_events, 0, 0, path

    def _parse_slice(self, start: int, end: int) -> EventTable:
        if (start, end) not in self._slices:
            self._slices[start, end] = event_table(self.text[start:end], is_pure=self.is_pure)
        return self._slices[start, end]


def read_source(raw: bytes, name: str, *, is_pure: bool = False, like: SourceFile | None = None) -> SourceFile:
    """What the bytes of a file say. `name` is what messages call the file; `is_pure` does without libyaml.

    With `like`, another reading of nearly the same text, a home that both have is one object in both: thousands of them are
    never held twice. Nobody changes what was read.
    Raises BadFile with all that can be said when the file as a whole cannot be read.
    """
    text, has_bom, problems = decode_source(raw)
    if problems:
        raise _bad_file(problems, text, name)
    is_pure = is_pure or not has_fast_parser()
    if is_pure and "\t" in text and is_json(text):
        text = text.replace("\t", " ")  # JSON has tabs between its values only, and the slow parser takes none
    known = None if like is None else KnownHomes(like.text, like.job_spans, like.data.get("jobs"))
    reader = TreeReader(text, is_pure=is_pure, known=known)
    try:
        data = reader.read_root()
    except ReadingStopped as stop:
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
        job_lists=tuple(reader.job_lists),
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


def _has_keys_on_own_lines(reader: TreeReader, text: str) -> bool:
    """Whether every top-level key begins a line of its own; behind a question mark, which begins it too, it does not."""
    return not any(text[line_start(text, at) : at].strip(" ") for _, at in reader.sections)


def _has_paired_escapes(text: str) -> bool:
    return bool(re.search(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F]", text))
