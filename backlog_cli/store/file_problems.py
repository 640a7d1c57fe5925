"""The problems of one file while it is read: each with its line, its caret and its fix, and the entries that they concern."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from backlog_cli.errors import BadFile
from backlog_cli.model import quote_value
from backlog_cli.rules.backlog import FileNote
from backlog_cli.rules.names import split_people, surname
from backlog_cli.rules.summary import Unreadable
from backlog_cli.store.yaml.problems import Problem, escape_invisible, format_problem
from backlog_cli.store.yaml.source import MAX_SHOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from backlog_cli.store.checks.finding import DataPath, Finding
    from backlog_cli.store.yaml.source import SourceFile

MAX_ERRORS = 1_000  # of one file; with more of them it is another file
MAX_PROBLEMS = 1_000  # problems after which a warning is not told any more


class UnreadableEntry(NamedTuple):
    """One entry of the file that could not be read, in whole (it is left out until it is mended) or in part.

    `section` is `settings`, `jobs`, `away` or `local_items`, `place` its index there. `label` is how people call it
    ("2388 Okafor", "away 2"); `job` and `buyer` are what could be made out, else empty. `line` and `last_line` say where it
    stands, `lines` where its errors are; `is_left_out` when nothing of it is read.
    """

    section: str
    place: int
    label: str
    line: int
    last_line: int
    lines: tuple[int, ...]
    job: str = ""
    buyer: str = ""
    is_left_out: bool = False


class FileProblems:
    """What is wrong with one file.

    `spoilt` are the errors of what could not be read, by the section and place of the entry, and `left_out` the entries
    of which nothing is read.
    """

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.spoilt: dict[tuple[str, int], list[Unreadable]] = {}
        self.left_out: set[tuple[str, int]] = set()
        self.is_useless = False
        self._errors = 0
        jobs = source.data.get("jobs")
        self.raw_jobs: list[object] = list(jobs) if isinstance(jobs, list) else []
        for note in source.notes:
            self._add_source_problem(note)

    def _add_source_problem(self, note: Problem) -> None:
        """A problem that the text itself has: without a job it concerns the whole file."""
        if note.place is None:
            self.problems.append(note._replace(is_unread=note.is_error))
            if note.is_error:
                self._spoil(self._section_at(note.line), 0, _unreadable_note(note))
            return
        self.problems.append(note._replace(job=note.job or self.job_label(note.place), is_unread=note.is_error))
        if note.is_error:
            self._spoil("jobs", note.place, _unreadable_note(note))

    def _section_at(self, line: int) -> str:
        """The key at the top of the file under which a line stands, as far as each has lines of its own."""
        starts = _line_numbers([start for _, start in self.source.sections], self.source.text)
        names = [name for (name, _), start in zip(self.source.sections, starts, strict=True) if start <= line]
        return names[-1] if names and names[-1] != "jobs" else "settings"

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
        path = typed_path(self.source.data, finding.path if place is None else ("jobs", place, *finding.path))
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

    def add_warning(self, finding: Finding, place: int) -> None:
        """Note what was found in the job at `place`, if there are not more warnings than anybody reads."""
        self.add_findings(iter((finding,)), place)

    def add_unreadable(self, section: str, place: int, finding: Finding, says: str = "can't be read") -> None:
        """Note what cannot be read in the entry at `place`. A finding of a job has its path in the job."""
        problem = self.add(finding, place if section == "jobs" else None)
        self.problems[-1] = problem._replace(is_unread=True)
        is_vital = section == "jobs" and is_vital_path(finding.path)
        text = finding.typed or (self._text_at(place, finding) if section == "jobs" else "") or problem.what
        self._spoil(section, place, Unreadable(problem.line, text, problem.fix, is_vital, says))

    def _spoil(self, section: str, place: int, what: Unreadable) -> None:
        self.spoilt.setdefault((section, place), []).append(what)

    def _text_at(self, place: int, finding: Finding) -> str:
        """The key and what stands there: `mood "meh"`; empty where it is not one value."""
        path = typed_path(self.source.data, ("jobs", place, *finding.path))
        value = value_at(self.source.data, path)
        name = next((step for step in reversed(path[2:]) if isinstance(step, str)), "")
        if not isinstance(value, str) or not name:
            return ""
        return escape_invisible(f"{name} {quote_value(value)}")

    def unreadable(self, place: int) -> tuple[Unreadable, ...]:
        """What could not be read of a job, in file order."""
        return tuple(sorted(self.spoilt.get(("jobs", place), ())))

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

    def left_out_entries(self) -> tuple[UnreadableEntry, ...]:
        """The jobs that are left out, and settings and entries of other lists that cannot be read in full, in file order."""
        return self._entries(lambda section, place: section != "jobs" or (section, place) in self.left_out)

    def damaged_entries(self) -> tuple[UnreadableEntry, ...]:
        """The jobs of which something could not be read, in file order; those that are left out not among them."""
        return self._entries(lambda section, place: section == "jobs" and (section, place) not in self.left_out)

    def _entries(self, is_wanted: Callable[[str, int], bool]) -> tuple[UnreadableEntry, ...]:
        entries = [self._unreadable_entry(*where, what) for where, what in self.spoilt.items() if is_wanted(*where)]
        return tuple(sorted(entries, key=lambda entry: (entry.line, entry.place)))

    def _unreadable_entry(self, section: str, place: int, what: list[Unreadable]) -> UnreadableEntry:
        errors = tuple(sorted({one.line for one in what}))
        if section not in ("jobs", "away", "local_items", "conflicts"):
            return UnreadableEntry(section, place, section, errors[0], errors[-1], errors)
        if section != "jobs":
            line = self.source.position(typed_path(self.source.data, (section, place))).line
            label, is_left_out = f"{section} {place + 1}", (section, place) in self.left_out
            return UnreadableEntry(section, place, label, line, max(line, *errors), errors, is_left_out=is_left_out)
        first, last = self.source.job_lines(place)
        number, buyer = _number_and_surname(self.raw_jobs[place])
        is_left_out = (section, place) in self.left_out
        return UnreadableEntry(section, place, self.job_label(place), first, last, errors, number, buyer, is_left_out)


def noted_problems(
    source: SourceFile, problems: Sequence[Problem], bad: Sequence[UnreadableEntry]
) -> tuple[tuple[Problem, FileNote], ...]:
    """Return each problem of a file with what scripts are told of it."""
    jobs = source.data.get("jobs")
    raw_jobs = jobs if isinstance(jobs, list) else []
    left_out = {entry.place for entry in bad if entry.section == "jobs" and entry.is_left_out}

    def note(problem: Problem) -> FileNote:
        place = problem.place
        number, buyer = _number_and_surname(raw_jobs[place]) if place is not None and place < len(raw_jobs) else ("", "")
        what, cure = problem.what, problem.fix or None
        return FileNote(problem.line, problem.column, number or None, buyer or None, what, cure, place in left_out)

    return tuple((problem, note(problem)) for problem in problems)


def problem_order(problem: Problem) -> tuple[int, int]:
    """The order of the file."""
    return problem.line, problem.column


def _unreadable_note(note: Problem) -> Unreadable:
    """A problem of the text itself, without the lines that it names: those change with all above the home."""
    return Unreadable(note.line, note.what.partition(", on lines ")[0], note.fix)


def is_vital_path(path: DataPath) -> bool:
    """Return whether a path in a job leads to a date that must not be missed: of closing, promises, deposits or the rate lock."""
    if path == ("lender", "lock_expires"):
        return True
    return (
        bool(path)
        and path[0] in ("closing", "promises", "deposits")
        and (not isinstance(path[-1], str) or path[-1] in _VITAL_KEYS)
    )


_VITAL_KEYS = frozenset(
    (
        *("closing", "contract", "internal", "told", "closed_date", "shifts", "from", "to", "known_date", "told_date"),
        *("owned_date", "written_date", "amendment_date", "promises", "made", "due", "done", "deposits", "paid"),
    )
)


def typed_path(data: object, path: DataPath) -> DataPath:
    """Return the path in the plain data: a single thing typed where a list is meant has no place in a list."""
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
