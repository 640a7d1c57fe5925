"""The problems of a text that is being read, each with its place, and the end of reading where there are too many."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, Any, NoReturn

from backlog_cli.store.lines import line_end, line_number, line_start
from backlog_cli.store.yaml.problems import Problem, Severity
from backlog_cli.store.yaml.syntax import odd_indents, odd_spaces, quoted_line

if TYPE_CHECKING:
    from backlog_cli.store.yaml.events import Tree

MAX_NOTES = 300  # of each severity; with more errors than that the file as a whole is bad

# Keys whose values are chosen from a list: a comment right behind one cuts nothing off.
_VOCABULARY_KEYS = frozenset(
    (
        *("stage", "how", "kind", "outcome", "mood", "topic", "cause_kind", "status", "by", "of", "severity", "side", "level"),
        *("personality", "channel", "urgent_channel", "product", "lock_kind", "origin", "role", "door", "testimonial", "version"),
    )
)


class ReadingStopped(Exception):  # not an error of ours
    """What carries the problems that end the reading out of a deep place."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


class Anchor:
    """A name that a text gives to a value, so that stars may point to it."""

    __slots__ = ("is_open", "is_used", "name", "nodes", "place", "start", "value")

    def __init__(self, name: str, start: int, place: int | None) -> None:
        self.name, self.start, self.place = name, start, place
        self.value: Tree = None
        self.nodes: int  # known once it is closed
        self.is_open = True
        self.is_used = False


class ProblemLog:
    """What is wrong with one text, found while it is read. `place` is the index of the job that is being read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.notes: list[Problem] = []
        self.place: int | None = None
        self._counts: Counter[str] = Counter()
        self.cuts = {match.start() for match in re.finditer(r" #(?<=\S #)", text)}
        self.odd = odd_indents(text)

    def check_used(self, anchor: Anchor) -> None:
        """Note an anchor that nothing points to."""
        if not anchor.is_used and self._counts["warning"] < MAX_NOTES:
            what = f'"&{anchor.name}" is read as a label, not as text'
            problem = self.problem(anchor.start, what, quoting_fix(self.text, anchor.start), len(anchor.name) + 1, "warning")
            self.add(problem._replace(place=anchor.place))

    def refuse_tag(self, event: Any) -> NoReturn:
        """Raise ReadingStopped: a value has a type."""
        start = event.start_mark.index
        tag = self.text.find("!", start)
        what = "a word that begins with an exclamation mark gives the value a type, and this file has none"
        raise ReadingStopped(self.problem(max(start, tag), what, quoting_fix(self.text, max(start, tag))))

    def check_spaces(self, event: Any) -> None:
        """Raise ReadingStopped where a value holds blanks that are none."""
        at = bisect_left(self.odd, event.start_mark.index)
        if at < len(self.odd) and self.odd[at] < event.end_mark.index:
            raise ReadingStopped(*odd_spaces(self.text, self.odd[at:]))

    def check_comment(self, event: Any, key: str) -> None:
        """Note a comment that may have cut off a value."""
        end = event.end_mark.index
        if end not in self.cuts or key in _VOCABULARY_KEYS or self._counts["warning"] >= MAX_NOTES:
            return
        # `#12` right behind a word is nearly always meant as text; a comment with a space is, behind a date or a number.
        is_spaced = self.text[end + 2 : end + 3] in ("", " ", "\t", "\r", "\n")
        if is_spaced and re.fullmatch(r"[-+\d.,:/TQW% ]*|true|false|null|~", event.value):
            return
        rest = line_end(self.text, end)
        what = 'everything after " #" is a comment'
        fix = "put quotes around the value if you meant it, or two spaces before the #"
        self.add(self.problem(end + 1, what, fix, rest - end - 1, "warning"))

    def joined_surrogates(self, event: Any, value: str) -> str:
        """Return the text with the halves of its characters joined; note one that is left alone."""
        joined = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if "\ufffd" in joined and "\ufffd" not in value:
            self.add(self.problem(event.start_mark.index, "this text holds half a character", "type the text again"))
        return joined

    def add_duplicate(self, key: str, second: int, first: int, *, is_root: bool) -> None:
        """Note a key that is there twice."""
        line = line_number(self.text, first)
        what = f'"{key}" is there twice, on lines {line} and {line_number(self.text, second)}'
        self.add(self.problem(second, what, "keep one of them", len(key)), is_root=is_root)

    def add_second_name(self, key: str, first: str, start: int) -> None:
        """Note a key that means the same as another one beside it."""
        what = f'"{key}" and "{first}" mean the same, and only "{first}" is read'
        self.add(self.problem(start, what, "keep one of them", len(key)))

    def add(self, problem: Problem, *, is_root: bool = False) -> None:
        """Note a problem. Raise ReadingStopped when it is one of the top level, or one too many."""
        if is_root:
            raise ReadingStopped(problem)
        self._counts[problem.severity] += 1
        if self._counts[problem.severity] > MAX_NOTES:  # only errors come this far
            raise ReadingStopped(problem)
        self.notes.append(problem)

    def problem(self, start: int, what: str, fix: str, length: int = 1, severity: Severity = "error") -> Problem:
        """Return a problem at an offset of the text."""
        column = start - line_start(self.text, start) + 1
        return Problem(line_number(self.text, start), column, severity, what, fix, length=length, place=self.place)


def quoting_fix(text: str, start: int) -> str:
    """Return how to make text of a value that YAML takes for something else."""
    return f"put quotes around the value: {quoted_line(text, start)}"
