"""The problems of one file while it is read: each with its line, its caret and its fix, and the entries that they leave out."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from backlog_cli.errors import BadFile
from backlog_cli.rules.names import split_people, surname
from backlog_cli.store.yaml.problems import Problem, escape_invisible, format_problem
from backlog_cli.store.yaml.source import MAX_SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.store.checks.contradictions import DataPath, Finding
    from backlog_cli.store.yaml.source import SourceFile

MAX_ERRORS = 1_000  # of one file; with more of them it is another file
MAX_PROBLEMS = 1_000  # problems after which a warning is not told any more


class UnreadableEntry(NamedTuple):
    """One entry of the file that could not be read and is left out of everything until it is mended.

    `section` is `jobs`, `away` or `local_items`, `place` its index there. `label` is how people call it ("2388 Okafor",
    "away 2"); `job` and `buyer` are what could be made out, else empty. `line` and `last_line` say where it stands,
    `lines` where its errors are.
    """

    section: str
    place: int
    label: str
    line: int
    last_line: int
    lines: tuple[int, ...]
    job: str = ""
    buyer: str = ""


class FileProblems:
    """What is wrong with one file. `spoilt` are the lines of the errors that leave an entry out, by its section and place."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.spoilt: dict[tuple[str, int], list[int]] = {}  # (section, place) -> lines of the errors there
        self.is_useless = False
        self._errors = 0
        jobs = source.data.get("jobs")
        self.raw_jobs: list[object] = list(jobs) if isinstance(jobs, list) else []
        for note in source.notes:
            self._add_source_problem(note)

    def _add_source_problem(self, note: Problem) -> None:
        """A problem that the text itself has: without a job it concerns the whole file."""
        if note.place is None:
            self.problems.append(note)
            self.is_useless = self.is_useless or note.is_error
            return
        self.problems.append(note._replace(job=note.job or self.job_label(note.place)))
        if note.is_error:
            self.spoilt.setdefault(("jobs", note.place), []).append(note.line)

    def add_file_error(self, finding: Finding) -> None:
        """Note what makes the file as a whole useless."""
        self.add(finding)
        self.is_useless = True

    def add_findings(self, found: Iterator[Finding], place: int | None = None) -> None:
        """Note what was found, but no more warnings than anybody reads."""
        for finding in found:
            if len(self.problems) >= MAX_PROBLEMS and not finding.is_error:
                continue
            self.add(finding, place)

    def add(self, finding: Finding, place: int | None = None) -> Problem:
        """Note what was found, in the job at `place` if there is one."""
        path = _typed_path(self.source.data, finding.path if place is None else ("jobs", place, *finding.path))
        spot = self.source.key_position(path) if finding.is_key else self.source.position(path)
        is_block = not finding.is_key and isinstance(value_at(self.source.data, path), list | dict)
        problem = Problem(
            line=spot.line,
            column=spot.column,
            severity="error" if finding.is_error else "warning",
            what=escape_invisible(finding.what),
            fix=escape_invisible(finding.fix),
            job=None if place is None else self.job_label(place),
            length=1 if is_block else max(1, spot.end - spot.start),
            hint=finding.hint,
            place=place,
        )
        self.problems.append(problem)
        self._errors += problem.is_error
        if self._errors > MAX_ERRORS:
            self._refuse_file()
        return problem

    def add_unreadable(self, section: str, place: int, finding: Finding) -> None:
        """Note an error that leaves out the entry at `place`. A finding of a job has its path in the job."""
        problem = self.add(finding, place if section == "jobs" else None)
        self.spoilt.setdefault((section, place), []).append(problem.line)

    def _refuse_file(self) -> NoReturn:
        """Where nearly everything is wrong, more of the same helps nobody, and finding it takes minutes."""
        errors = [problem for problem in self.problems if problem.is_error]
        told = [format_problem(problem, self.source.text, self.source.name) for problem in errors[:MAX_SHOWN]]
        raise BadFile("\n".join([*told, f"and more than {MAX_ERRORS - MAX_SHOWN:,} others: is it the right file?"]))

    def refuse_if_unusable(self) -> None:
        """Raise BadFile with every error found so far when the file as a whole cannot be used."""
        if self.is_useless:
            errors = sorted((problem for problem in self.problems if problem.is_error), key=problem_order)
            raise BadFile("\n".join(format_problem(problem, self.source.text, self.source.name) for problem in errors))

    @cached_property
    def first_lines(self) -> list[int]:
        """The first line of each job."""
        return _line_numbers([start for start, _ in self.source.job_spans], self.source.text)

    def job_label(self, place: int) -> str:
        """How people call a job: its number and the buyers' surname, as far as they can be made out."""
        called = _number_and_surname(self.raw_jobs[place]) if place < len(self.raw_jobs) else ("", "")
        return " ".join(filter(None, called)) or f"no. {place + 1} of the file"

    def unreadable_entries(self) -> tuple[UnreadableEntry, ...]:
        """The entries that errors keep from being read, in file order."""
        entries = [self._unreadable_entry(section, place, lines) for (section, place), lines in self.spoilt.items()]
        return tuple(sorted(entries, key=lambda entry: (entry.line, entry.place)))

    def _unreadable_entry(self, section: str, place: int, lines: list[int]) -> UnreadableEntry:
        errors = tuple(sorted(set(lines)))
        if section != "jobs":
            line = self.source.position(_typed_path(self.source.data, (section, place))).line
            return UnreadableEntry(section, place, f"{section} {place + 1}", line, max(line, *errors), errors)
        first, last = self.source.job_lines(place)
        number, buyer = _number_and_surname(self.raw_jobs[place])
        return UnreadableEntry(section, place, self.job_label(place), first, last, errors, number, buyer)


def problem_order(problem: Problem) -> tuple[int, int]:
    """The order of the file."""
    return problem.line, problem.column


def _typed_path(data: object, path: DataPath) -> DataPath:
    """The path in the plain data: a single thing typed where a list is meant has no place in a list."""
    typed: list[str | int] = []
    for step in path:
        if isinstance(step, int) and not isinstance(data, list):
            continue
        typed.append(step)
        data = value_at(data, (step,))
    return tuple(typed)


def value_at(data: object, path: DataPath) -> object:
    """What stands at the path, or the nearest thing around it."""
    found: Any = data
    for step in path:
        is_entry = isinstance(found, list) and isinstance(step, int) and step < len(found)
        if not is_entry and not (isinstance(found, dict) and step in found):
            break
        found = found[step]
    return found


def _number_and_surname(raw: object) -> tuple[str, str]:
    """The number and the first buyer's family name as far as they can be made out."""
    if not isinstance(raw, dict):
        return "", ""
    number, buyers = raw.get("job"), raw.get("buyers")
    first = buyers[0] if isinstance(buyers, list) and buyers else buyers
    name = first.get("name") if isinstance(first, dict) else first
    people = split_people(name) if isinstance(name, str) and name.strip() else ()
    return escape_invisible(" ".join(number.split())[:40] if isinstance(number, str) else ""), escape_invisible(
        surname(people[0])[:40] if people else ""
    )


def _line_numbers(offsets: Sequence[int], text: str) -> list[int]:
    """The line number of each offset, in one walk over the text: they rise."""
    lines, line, at = [], 1, 0
    for offset in offsets:
        line += text.count("\n", at, offset) + text.count("\r", at, offset) - text.count("\r\n", at, offset)
        at = offset
        lines.append(line)
    return lines
