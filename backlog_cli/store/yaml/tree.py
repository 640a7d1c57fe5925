"""From the events of a text to plain data: every scalar as typed, nothing guessed, everything bounded."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

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

from backlog_cli.keys import FILE_KEYS, JOBS_NAMES, canonical_key, known_keys
from backlog_cli.store.lines import line_number, line_start
from backlog_cli.store.yaml.events import NULLS, Tree, parser
from backlog_cli.store.yaml.problem_log import Anchor, ProblemLog, ReadingStopped, quoting_fix
from backlog_cli.store.yaml.syntax import glued_colon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.store.yaml.problems import Problem

MAX_DEPTH = 20
MAX_JOBS = 20_000  # ten times what a builder sells in a year
MAX_LIST = 5_000  # entries of any other list
MAX_KEYS = 500  # of one mapping
MAX_NODES = 5_000_000  # of a whole file: a text of the greatest size, written as tightly as homes can be
MAX_EXPANDED = 100_000  # nodes that aliases and merge keys may stand for, all together

_OWN_LINE_FIX = "write `jobs:` on a line of its own, and the homes below it"
WRONG_FILE_FIX = "that cannot be a list of homes; is it the right file?"


class KnownHomes:
    """The homes of another reading, to be found again by their lines."""

    def __init__(self, text: str, spans: Sequence[tuple[int, int]], homes: Tree) -> None:
        self._text, self._spans = text, spans
        self._homes = homes if isinstance(homes, list) and len(homes) == len(spans) else []
        self._places = {_job_number(home): place for place, home in enumerate(self._homes)}

    def same(self, home: Tree, text: str) -> Tree:
        """Return the known home with these lines if it says the same, whatever the stars in it point to; else this one."""
        number = _job_number(home)
        place = self._places.get(number) if number else None
        if place is None:
            return home
        start, end = self._spans[place]
        return self._homes[place] if self._text[start:end] == text and self._homes[place] == home else home


def _job_number(home: Tree) -> str:
    number = home.get("job") if isinstance(home, dict) else None
    return number if isinstance(number, str) else ""


class TreeReader:
    """Builds plain data from the events of one text and notes what is wrong on the way."""

    def __init__(self, text: str, *, is_pure: bool, known: KnownHomes | None = None) -> None:
        self.text = text
        self._known = known
        self._log = ProblemLog(text)
        self.job_spans: list[tuple[int, int]] = []
        self.sections: list[tuple[str, int]] = []
        self.jobs_start: int | None = None
        self.job_lists: list[tuple[str, int]] = []  # the key of each list of homes as typed, and its offset
        self.has_aliases = False
        events = parser(text, is_pure=is_pure)
        self._get: Any = events.get_event
        self._peek: Any = events.peek_event
        self._is_pure = is_pure
        self._end: int  # where the collection that was read last ends
        self._anchors: dict[str, Anchor] = {}
        self.nodes = 0
        self._expanded = 0
        self._words: dict[str, str] = {}  # equal short texts are kept once: keys, names and dates repeat a thousandfold
        self._is_calm = not self._log.cuts and not self._log.odd and not is_pure

    @property
    def notes(self) -> list[Problem]:
        """The problems that did not end the reading."""
        return self._log.notes

    def read_root(self) -> dict[str, Tree]:
        """The top-level mapping; empty for a text that says nothing."""
        data: Tree = None
        is_begun = False
        while type(event := self._get()) is not StreamEndEvent:
            if type(event) is not DocumentStartEvent:
                continue
            if is_begun:
                fix = "keep one, and delete the line of dashes between them"
                raise ReadingStopped(self._log.problem(_end_offset(event) - 3, "a second document begins here", fix, 3))
            is_begun = True
            data = self._read_top(self._get())
        for anchor in self._anchors.values():
            self._log.check_used(anchor)
        return data if isinstance(data, dict) else {}

    def _check_job_lists(self) -> None:
        """Say how `jobs` is spelled, and where there is a second list."""
        if len(self.job_lists) > 1:
            self.jobs_start = None  # no home has lines of its own that a command might write to
            for key, start in self.job_lists[1:]:
                line = line_number(self.text, self.job_lists[0][1])
                what = f"`{key}` is a second list of homes; the first, `{self.job_lists[0][0]}`, is on line {line}"
                self._log.add(self._log.problem(start, what, "move all homes under one `jobs:`", len(key), "warning"))
        for key, start in self.job_lists:
            if key != "jobs":
                self._log.add(self._log.problem(start, f"`{key}` is read as `jobs`", "write `jobs:`", len(key), "warning"))

    def _read_top(self, event: Any) -> Tree:
        kind = type(event)
        if kind is MappingStartEvent:
            data = self._read_node(event, 0, "")
            self._check_job_lists()
            if event.flow_style:
                self.sections = []  # between braces they have no lines of their own
            return data
        if kind is ScalarEvent and not event.style and event.tag is None and event.value in NULLS:
            return None
        start = event.start_mark.index
        if kind is SequenceStartEvent:
            raise ReadingStopped(self._log.problem(start, "the file begins with a list", "put a line `jobs:` above it"))
        glued = glued_colon(self.text, line_start(self.text, start))
        if glued:
            raise ReadingStopped(glued)
        what, fix = "this is not a backlog: there is no `key: value`", "begin with a line `jobs:` and list the homes below it"
        raise ReadingStopped(self._log.problem(start, what, fix, event.end_mark.index - start))

    def _read_node(self, event: Any, depth: int, key: str) -> Tree:
        if type(event) is AliasEvent:
            return self._resolve_alias(event)
        if event.tag is not None:
            self._log.refuse_tag(event)
        if event.anchor is None:
            return self._read_content(event, depth, key)
        before = self.nodes
        anchor = Anchor(event.anchor, event.start_mark.index, self._log.place)
        if event.anchor in self._anchors:
            self._log.check_used(self._anchors[event.anchor])
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
            raise ReadingStopped(
                self._log.problem(event.start_mark.index, f"this is nested more than {MAX_DEPTH} levels deep", fix)
            )
        if type(event) is MappingStartEvent:
            return self._read_mapping(depth + 1, key)
        return self._read_list(event, depth + 1, key)

    def _read_scalar(self, event: Any, key: str) -> str | None:
        value: str = event.value
        if not event.style:
            self._log.check_spaces(event)
            self._log.check_comment(event, key)
            if value in NULLS:
                return None
        if self._is_pure and re.search("[\ud800-\udfff]", value):
            value = self._log.joined_surrogates(event, value)
        return self._words.setdefault(value, value) if len(value) < 24 else value

    def _read_mapping(self, depth: int, block: str) -> dict[str, Tree]:
        get, words, is_calm, is_root, known = self._get, self._words, self._is_calm, depth == 1, known_keys(block)
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
                raise ReadingStopped(
                    self._log.problem(mark.index, f"there are more than {MAX_KEYS:,} keys in one place here", WRONG_FILE_FIX)
                )
            if is_root:
                self.sections.append((key, mark.index))
            is_merge = key == "<<" and not event.style and type(event) is ScalarEvent
            if is_root and self._is_jobs_key(key):
                if "jobs" not in result:
                    marks.append(mark)
                result["jobs"] = self._read_job_list(key, mark.index, result.get("jobs"))
                continue
            if key in result or (is_merge and merged is not None):
                first = marks[list(result).index(key)] if key in result else merge_mark
                self._log.add_duplicate(key, mark.index, first.index, is_root=is_root)
                self._read_node(get(), depth, "")
                continue
            event = get()
            if is_merge:
                merged, merge_mark = self._merge_sources(event, depth), mark
                continue
            marks.append(mark)
            # The quick way for what nearly every value is; `_node` says the same of it, in more steps.
            if is_calm and type(event) is ScalarEvent and event.tag is None and event.anchor is None:
                value: str = event.value
                is_null = not event.style and value in NULLS
                result[key] = None if is_null else words.setdefault(value, value) if len(value) < 24 else value
            else:
                usual = key if key in known else canonical_key(block, key) or key
                result[key] = self._read_node(event, depth, usual)
        self._end = _end_offset(event)
        self._count_nodes(1 + 2 * len(marks))
        if known and not known.issuperset(result):
            result = self._with_usual_keys(result, marks, block)
        if not merged:
            return result
        full: dict[str, Tree] = {}
        for other in reversed(merged):
            full |= other
        if is_root and "jobs" in full and "jobs" not in result:
            raise ReadingStopped(
                self._log.problem(merge_mark.index, "the list of homes comes from another place", _OWN_LINE_FIX, 2)
            )
        return full | result

    def _with_usual_keys(self, typed: dict[str, Tree], marks: list[Any], block: str) -> dict[str, Tree]:
        """The mapping with the keys that its own mean; two that mean one are noted, and the first is read."""
        known = known_keys(block)
        result: dict[str, Tree] = {}
        names: dict[str, int] = {}  # where each key was first
        for at, (key, value) in enumerate(typed.items()):
            usual = None if key in known else canonical_key(block, key)
            if usual is None or usual in typed:
                if usual is not None:
                    self._log.add_second_name(key, usual, marks[at].index)
                usual = key
            if usual in result:
                self._log.add_second_name(key, list(typed)[names[usual]], marks[at].index)
                continue
            names[usual] = at
            result[usual] = value
        return result

    def _read_list(self, opening: Any, depth: int, key: str) -> list[Tree]:
        result: list[Tree] = []
        is_jobs = depth == 2 and key == "jobs"
        most = MAX_JOBS if is_jobs else MAX_LIST
        while type(event := self._get()) is not SequenceEndEvent:
            if len(result) >= most:
                what = f"this is entry {most + 1:,} of one list"
                raise ReadingStopped(self._log.problem(event.start_mark.index, what, WRONG_FILE_FIX))
            if is_jobs:
                self._log.place = len(self.job_spans)
            item = self._read_node(event, depth, key)
            if is_jobs:
                is_leaf = type(event) in (ScalarEvent, AliasEvent)
                start, end = event.start_mark.index, event.end_mark.index if is_leaf else self._end
                self.job_spans.append((start, end))
                if self._known is not None:
                    item = self._known.same(item, self.text[start:end])
            result.append(item)
        if is_jobs and result:
            self._log.place = None
            start = opening.start_mark.index + (len(opening.anchor) + 1 if opening.anchor else 0)
            self.jobs_start = None if opening.flow_style else start
        self._end = _end_offset(event)
        self._count_nodes(1 + len(result))
        return result

    def _count_nodes(self, more: int) -> None:
        self.nodes += more
        if self.nodes - self._expanded > MAX_NODES:
            raise ReadingStopped(self._log.problem(self._end, f"there are {MAX_NODES:,} entries above this line", WRONG_FILE_FIX))

    def _is_jobs_key(self, key: str) -> bool:
        """Whether this key holds the list of homes: `jobs`, or a list under another word for it."""
        if key == "jobs":
            return True
        word = key.strip().casefold().replace(" ", "_")
        if key in FILE_KEYS or not (word in JOBS_NAMES or get_close_matches(word, ("jobs", "homes"), cutoff=0.75)):
            return False
        value = self._peek()
        return type(value) is SequenceStartEvent or (type(value) is ScalarEvent and not value.style and value.value in NULLS)

    def _read_job_list(self, key: str, start: int, before: Tree) -> Tree:
        """Read one list of homes behind those `before` it; an empty one beside another is passed over."""
        homes = self._read_jobs(self._get())
        if homes and not before:
            self.job_lists = [(key, start)]
        elif homes or not self.job_lists:
            self.job_lists.append((key, start))
        return [*before, *homes] if isinstance(before, list) and isinstance(homes, list) else homes or before

    def _read_jobs(self, event: Any) -> Tree:
        is_null = type(event) is ScalarEvent and not event.style and event.value in NULLS
        if is_null or type(event) is SequenceStartEvent:
            return self._read_node(event, 1, "jobs")
        start = event.start_mark.index
        if self.text.startswith("-", start):
            raise ReadingStopped(self._log.problem(start, "the space after this dash is missing", "write `- key: value`"))
        length = max(1, event.end_mark.index - start)
        raise ReadingStopped(
            self._log.problem(start, "`jobs` is not a list of homes", "begin each home with a dash: `- job: 1042`", length)
        )

    def _read_key(self, event: Any, depth: int) -> str | None:
        """The key as text; None, and noted, when it is not one."""
        kind = type(event)
        if kind is ScalarEvent and event.tag is None and event.anchor is None:
            key: str = event.value
            if event.style or key not in NULLS:
                if self._log.odd and not event.style:
                    self._log.check_spaces(event)
                return self._words.setdefault(key, key)
        start = event.start_mark.index
        value = self._read_node(event, depth, "")
        if isinstance(value, str):
            if depth == 1 and value == "jobs" and kind is AliasEvent:
                raise ReadingStopped(
                    self._log.problem(
                        start, "there's a star here in place of the key `jobs`", _OWN_LINE_FIX, len(event.anchor) + 1
                    )
                )
            return value
        what = "a key is missing before the colon" if value is None else "a list or a mapping cannot be a key"
        self._log.add(self._log.problem(start, what, "write it as `key: value`"), is_root=depth == 1)
        return None

    def _merge_sources(self, event: Any, depth: int) -> list[dict[str, Tree]]:
        start = event.start_mark.index
        value = self._read_node(event, depth, "")
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(one, dict) for one in values):
            self._log.add(self._log.problem(start, "`<<` copies the keys of a mapping, and this isn't one", "write `<<: *name`"))
        return [one for one in values if isinstance(one, dict)]

    def _resolve_alias(self, event: Any) -> Tree:
        start, name = event.start_mark.index, event.anchor
        anchor = self._anchors.get(name)
        self.has_aliases = True
        if anchor is None:
            what = f'the star makes "*{name}" point to something named "{name}", and nothing has that name'
            self._log.add(self._log.problem(start, what, quoting_fix(self.text, start), len(name) + 1))
            return None
        if anchor.is_open:
            fix = "write it out instead of using the star"
            raise ReadingStopped(self._log.problem(start, f'"*{name}" is inside what it points to', fix, len(name) + 1))
        anchor.is_used = True
        self.nodes += anchor.nodes
        self._expanded += anchor.nodes
        if self._expanded > MAX_EXPANDED:
            what = f"what the stars point to is more than {MAX_EXPANDED:,} entries when written out"
            raise ReadingStopped(self._log.problem(start, what, "write it out instead of using the star", len(name) + 1))
        return anchor.value


def _end_offset(event: Any) -> int:
    end: int = event.end_mark.index
    return end
