"""From the file's text to its models: everything that is good, and every problem with its line, its caret and its fix."""

from __future__ import annotations

import gc
import re
from bisect import bisect_right
from contextlib import contextmanager
from copy import deepcopy
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from pydantic import ValidationError

from backlog_cli import model
from backlog_cli.keys import FILE_KEYS, OWN_PREFIX
from backlog_cli.rules.backlog import FileNote, FileNotes
from backlog_cli.rules.home_key import home_names, is_open_home, raw_key
from backlog_cli.store.checks.contradictions import findings
from backlog_cli.store.checks.finding import DataPath, Finding, path_words
from backlog_cli.store.checks.sensitive_numbers import private_numbers, suspicious_offsets
from backlog_cli.store.checks.unknown_keys import comma_findings, unknown_keys
from backlog_cli.store.file_problems import FileProblems, UnreadableEntry, noted_problems, problem_order, typed_path, value_at
from backlog_cli.store.yaml.source import SourceFile, read_source
from backlog_cli.terms import CANCELLED, CLOSED, DateOrder, Policy, and_list, word_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from pydantic_core import ErrorDetails

    from backlog_cli.rules.summary import Unreadable
    from backlog_cli.store.yaml.problems import Problem

ResultT = TypeVar("ResultT")
if TYPE_CHECKING:
    Converter = Callable[[model.Settings], Callable[[model.Job, int, tuple[Unreadable, ...]], ResultT]]


class LoadedFile(NamedTuple):
    """One file, read: the good of it as models, the rest as problems.

    `lines` holds the first line of each good job and `places` its index in `jobs`, both by what it is called, and `unreadable`
    what could not be read of each, in the order of the jobs. `problems` stand in file order: an error of a job either left it
    out (it is in `bad`), or is a word that was read as left out (the job is in `damaged`), or a contradiction.
    """

    source: SourceFile
    backlog_file: model.BacklogFile
    lines: dict[str, int]
    places: dict[str, int]
    problems: tuple[Problem, ...]
    bad: tuple[UnreadableEntry, ...]
    damaged: tuple[UnreadableEntry, ...] = ()
    unreadable: tuple[tuple[Unreadable, ...], ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that `check` calls errors."""
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that keep nothing from being read."""
        return tuple(problem for problem in self.problems if not problem.is_error)

    @property
    def noted_problems(self) -> tuple[tuple[Problem, FileNote], ...]:
        """Each problem with what scripts are told of it."""
        return noted_problems(self.source, self.problems, self.bad)

    @property
    def notes(self) -> FileNotes:
        """What every document for scripts says of the file itself."""
        noted = self.noted_problems
        unread = tuple(note for problem, note in noted if problem.is_unread)
        return FileNotes(unread, tuple(note for problem, note in noted if not problem.is_error))


MAX_ROUNDS = 50  # of taking out what cannot be read: what is wrong behind it comes out with the next one
MAX_NAMED = 5  # other lines that one sentence names


def load(data: bytes, name: str) -> LoadedFile:
    """The models that the file's bytes stand for, with every problem at once. `name` is what messages call the file.

    Raises BadFile, with all errors in its message, when the file as a whole cannot be used: its text, its version, its
    or `jobs` that is no list. A job without number or buyers is left out instead; any other word that cannot be read is.
    """
    with _pause_garbage_collection():
        found, read = _read_sections(read_source(data, name), lambda _settings: lambda job, _line, _unreadable: job)
    jobs = tuple(job if job.job == name else job.named(name) for job, name in zip(read, found.places, strict=True))
    return found._replace(backlog_file=found.backlog_file.model_copy(update={"jobs": jobs}))


def load_without_jobs(data: bytes, name: str, *, like: SourceFile | None = None) -> LoadedFile:
    """As `load`, but no models of the homes are kept: every problem is there, and what each home is called.

    With a reading of nearly the same text (`like`) the homes that it has too are held once (see `read_source`).
    """
    return load_converted(data, name, lambda _settings: lambda _job, _line, _unreadable: None, like=like)[0]


def load_converted(
    data: bytes, name: str, turn: Converter[ResultT], *, like: SourceFile | None = None
) -> tuple[LoadedFile, tuple[ResultT, ...]]:
    """As `load_without_jobs`, and each good job, with the line on which it begins, turned into something else.

    `turn` is told the settings first. Thousands of jobs with all their history are never held at once.
    """
    with _pause_garbage_collection():
        return _read_sections(read_source(data, name, like=like), turn)


def load_source(source: SourceFile) -> LoadedFile:
    """As `load_without_jobs`, for a source that was read already."""
    with _pause_garbage_collection():
        return _read_sections(source, lambda _settings: lambda _job, _line, _unreadable: None)[0]


def load_sections(source: SourceFile) -> model.BacklogFile:
    """The file without its homes: settings, absences and local items, as far as they can be read."""
    return _FileReader(source).read_sections()


def iter_jobs(source: SourceFile, places: Mapping[str, int]) -> Iterator[model.Job]:
    """Make the models of good homes of a file that was read without them, by what each is called and its place in the list."""
    reading = _FileReader(source)
    reading.read_settings()
    for name, place in places.items():
        job = reading.read_job(place, reading.log.raw_jobs[place])
        assert job is not None  # it was read before
        yield job if job.job == name else job.named(name)


def _read_sections(source: SourceFile, turn: Converter[ResultT]) -> tuple[LoadedFile, tuple[ResultT, ...]]:
    reading = _FileReader(source)
    reading.check_version()
    reading.check_is_backlog()
    backlog_file = reading.read_sections()
    homes = reading.read_jobs(turn(backlog_file.settings))
    reading.check_private_numbers()
    reading.log.refuse_if_unusable()
    names = home_names(home.sale for home in homes)
    return LoadedFile(
        source=source,
        backlog_file=backlog_file,
        lines={name: home.line for name, home in zip(names, homes, strict=True)},
        places={name: home.place for name, home in zip(names, homes, strict=True)},
        problems=tuple(sorted(reading.log.problems, key=problem_order)),
        bad=reading.log.left_out_entries(),
        damaged=reading.log.damaged_entries(),
        unreadable=tuple(home.unreadable for home in homes),
    ), tuple(home.result for home in homes)


@contextmanager
def _pause_garbage_collection() -> Iterator[None]:
    """Nothing that is read becomes garbage while it is read, so looking for garbage only costs time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _ReadHome(NamedTuple, Generic[ResultT]):
    """One good job: its place in the list, what it is called by (see `home_names`), and what became of its model."""

    place: int
    sale: tuple[str, date | None, bool]
    line: int
    unreadable: tuple[Unreadable, ...]
    result: ResultT


PartT = TypeVar("PartT", bound=model.FileBlock)

_EXAMPLES = {
    "job": "the home's number, such as job: HC-1041",
    "buyers": "who bought the home, such as buyers: [Chidi Okafor, Amara Okafor]",
    "name": "the name, such as name: Chidi Okafor",
    "from": "the first day away, such as from: 2026-11-25",
    "to": "the last day away, such as to: 2026-11-29",
}


class _FileReader:
    """One reading of one file, section by section."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.log = FileProblems(source)
        self.stages: tuple[str, ...] | None = None
        self.dates: str = DateOrder.MDY

    # The sections of the file

    def check_version(self) -> None:
        """A file of a newer layout is refused at once: what it says may mean something else."""
        typed = self.source.data.get("version")
        if typed is None or typed == str(model.FILE_VERSION):
            return
        if isinstance(typed, str) and re.fullmatch("[0-9]{1,9}", typed) and int(typed) > model.FILE_VERSION:
            what, fix = f"this file was made by a newer backlog (version {typed})", "bring backlog up to date, then try again"
            self.log.add_file_error(Finding(("version",), what, fix, is_error=True))
            self.log.refuse_if_unusable()
        what, fix = f"{model.quote_value(typed)} is not a version of this file", f"write version: {model.FILE_VERSION}"
        self.log.add_file_error(Finding(("version",), what, fix, is_error=True))

    def check_is_backlog(self) -> None:
        """A file of something else is refused; an empty one, or one of settings alone, is a backlog without homes."""
        data = self.source.data
        other = next((key for key in data if key not in FILE_KEYS and not key.startswith(OWN_PREFIX)), None)
        if other is not None and "jobs" not in data:
            what = f"{model.quote_value(other)} isn't part of a backlog, and this file has no list of homes"
            fix = "write `jobs:` above the homes; is it the right file?"
            self.log.add_file_error(Finding((other,), what, fix, is_error=True, is_key=True))

    def read_sections(self) -> model.BacklogFile:
        """The file without its homes."""
        settings = self.read_settings()
        away = self.read_entries("away", model.AwayEntry)
        local_items = self.read_entries("local_items", model.LocalItem)
        conflicts = self.read_entries("conflicts", model.Conflict)
        return model.BacklogFile.model_construct(
            version=model.FILE_VERSION, settings=settings, away=away, local_items=local_items, conflicts=conflicts, jobs=()
        )

    def read_settings(self) -> model.Settings:
        """The settings; one that cannot be read has its default, and the page says so."""
        raw = self.source.data.get("settings")
        self.log.add_findings(unknown_keys(raw, model.Settings, ("settings",)))
        dates = raw.get("dates") if isinstance(raw, dict) else None
        self.dates = (word_of(DateOrder, dates) if isinstance(dates, str) else None) or DateOrder.MDY
        errors, settings = validate_block(raw, model.Settings, ("settings",), self._context)
        for error in errors:
            self.log.add_unreadable("settings", 0, error)
        if settings is None:
            return model.Settings()
        self.stages = settings.stage_names()
        for finding in _stage_findings(settings):
            if finding.is_error:
                self.log.add_unreadable("settings", 0, finding)
            else:
                self.log.add(finding)
        return settings

    @property
    def _context(self) -> dict[str, object]:
        """What the model has to know of the settings."""
        return {"stages": self.stages, "dates": self.dates}

    def read_entries(self, section: str, kind: type[PartT]) -> tuple[PartT, ...]:
        """The entries of a list at the top of the file; one that cannot be read is left out."""
        raw = self.source.data.get(section)
        listed = raw if isinstance(raw, list) else [] if raw in (None, "", {}) else [raw]
        good = []
        for place, item in enumerate(listed):
            path: DataPath = (section, place)
            self.log.add_findings(unknown_keys(item, kind, path))
            errors, entry = validate_block(item, kind, path, self._context)
            for error in errors:
                self.log.add_unreadable(section, place, error)
            if isinstance(entry, model.AwayEntry) and entry.to < entry.from_:
                what = f"{path_words(path)}: the last day away is before the first ({entry.from_})"
                self.log.add(Finding((*path, "to"), what, "swap the two, or look at the year", is_error=True))
            if entry is None:
                self.log.left_out.add((section, place))
            else:
                good.append(entry)
        return tuple(good)

    def read_jobs(self, turn: Callable[[model.Job, int, tuple[Unreadable, ...]], ResultT]) -> list[_ReadHome[ResultT]]:
        """What becomes of every good job, in the order of the list."""
        self.log.add_findings(unknown_keys(dict.fromkeys(self.source.data), model.BacklogFile))
        self._check_duplicate_numbers()
        good = []
        for place, item in enumerate(self.log.raw_jobs):
            job = self.read_job(place, item)
            if job is not None and ("jobs", place) not in self.log.left_out:
                line, unreadable = self.log.first_lines[place], self.log.unreadable(place)
                sale = (job.job, job.sold_date, job.stage not in (CLOSED, CANCELLED))
                good.append(_ReadHome(place, sale, line, unreadable, turn(job, line, unreadable)))
        return good

    def read_job(self, place: int, item: object) -> model.Job | None:
        """The job at this place of the list; None, and noted, when it cannot be read."""
        if not item:
            self.log.add(Finding((), "there's no job after this dash", "fill it in, or remove the dash"), place)
            return None
        for finding in (*comma_findings(item), *unknown_keys(item, model.Job)):
            if finding.is_error:
                self.log.add_unreadable("jobs", place, finding)
                item = _without(item, finding.path)
            else:
                self.log.add_warning(finding, place)
        errors, job = validate_block(item, model.Job, (), self._context)
        for error in errors:
            self.log.add_unreadable("jobs", place, error)
        if job is None:
            self.log.left_out.add(("jobs", place))
        else:
            # What could not be read is told already, and nothing is said to be missing there.
            told = {error.path[:size] for error in errors for size in range(1, len(error.path) + 1)}
            doubts = (finding for finding in findings(job, self.stages) if finding.path not in told)
            self.log.add_findings(_drop_repeated_closings(doubts, item), place)
        return job

    def _check_duplicate_numbers(self) -> None:
        """Two open homes of one number both stay, and both say so. An ended sale frees the number."""
        users: dict[str, list[int]] = {}
        for place, home in enumerate(self.log.raw_jobs):
            key = raw_key(home)
            if key is not None and key.number.strip() and is_open_home(home):
                users.setdefault(key.number, []).append(place)
        for number, places in users.items():
            for place in places if len(places) > 1 else ():
                lines = [f"line {self.log.first_lines[other]}" for other in places[: MAX_NAMED + 1] if other != place][:MAX_NAMED]
                more = len(places) - 1 - len(lines)
                others = and_list([*lines, f"{more} more"] if more else lines)
                what = f"the job number {model.quote_value(number)} is used by another open home too, on {others}"
                finding = Finding(("job",), what, "give each open home its own number", is_error=True)
                self.log.add_unreadable("jobs", place, finding, "is the number of another open home too")

    def check_private_numbers(self) -> None:
        """Numbers that must never be kept: errors for `check` that keep nothing from being read."""
        offsets = suspicious_offsets(self.source.text)
        if not offsets:
            return
        # A value behind an alias stands elsewhere in the text, so then every job is looked at.
        places = range(len(self.log.raw_jobs)) if self.source.has_aliases else self._jobs_at(offsets)
        for place in places:
            self.log.add_findings(private_numbers(self.log.raw_jobs[place]), place)
        for key, section in self.source.data.items():
            if key != "jobs":
                self.log.add_findings(private_numbers({key: section}))

    def _jobs_at(self, offsets: Sequence[int]) -> list[int]:
        starts = [start for start, _ in self.source.job_spans]
        return sorted({max(0, bisect_right(starts, offset) - 1) for offset in offsets if starts})


def validate_block(
    raw: object, kind: type[PartT], path: DataPath = (), context: dict[str, object] | None = None
) -> tuple[list[Finding], PartT | None]:
    """The block that the plain data stands for, without the words that cannot be read; None when what has to be there is not.

    One wrong word takes nothing else away: it is read as left out, and an error says so.
    """
    found: list[Finding] = []
    for _ in range(MAX_ROUNDS):
        try:
            return found, kind.model_validate(raw, context=context or {"stages": None})
        except ValidationError as error:
            details = error.errors(include_url=False, include_context=False, include_input=False)
        raw = raw if found else deepcopy(raw)
        known = {finding.path for finding in found}
        found += [finding for finding in (_to_finding(detail, path) for detail in details) if finding.path not in known]
        # From the last to the first: taking an entry out moves those behind it.
        taken_out = [_take_out(raw, detail) for detail in reversed(details)]
        if not all(taken_out):
            break
    return found, None


def _take_out(raw: object, detail: ErrorDetails) -> bool:
    """Take what is wrong out of the plain data; False where nothing is left to take it out of."""
    path = typed_path(raw, tuple(detail["loc"]))
    if detail["type"] == "missing" and path:
        path = path[:-1]  # what lacks it says nothing
    while path and not isinstance(value_at(raw, path[:-1]), dict | list):
        path = path[:-1]  # a short form stands for all that is below it
    if not path:
        return False
    holder = value_at(raw, path[:-1])
    last = path[-1]
    if isinstance(holder, dict) and last in holder:
        plain = _plain_number(holder[last]) if path == ("job",) else ""
        if plain:
            holder[last] = plain
        else:
            del holder[last]
        return True
    if not (isinstance(holder, list) and isinstance(last, int) and last < len(holder)):
        return False
    if detail["type"] == "missing":
        del holder[last]
    else:
        holder[last] = None  # the others keep their places
    return True


def _plain_number(typed: object) -> str:
    """A job number without what keeps commands from naming it; empty where nothing is left."""
    text = typed if isinstance(typed, str) else ""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split()).lstrip("- ")


def _without(item: object, path: DataPath) -> object:
    """The plain data without the value at a path."""
    left = deepcopy(item)
    holder = value_at(left, path[:-1])
    if isinstance(holder, dict):
        holder.pop(path[-1], None)
    return left


def _to_finding(detail: ErrorDetails, path: DataPath) -> Finding:
    at: DataPath = (*path, *detail["loc"])
    if detail["type"] == "missing":
        key, outer = str(at[-1]), path_words(at[:-1])
        said = f"{outer}: {key} is missing" if outer else f"{key} is missing"
        return Finding(at, said, f"add {_EXAMPLES.get(key, key)}", is_error=True)
    if detail["type"] != "refused":  # no converter of ours says so, but no sentence of a library may reach the agent
        return Finding(at, f"{path_words(at)}: this cannot be read", "write it as the README shows", is_error=True)
    what, _, fix = detail["msg"].rpartition(" - ")
    said, fix = (what, fix) if what else (fix, "")
    return Finding(at, f"{path_words(at)}: {said}" if at else said, fix, is_error=True)


def _stage_findings(settings: model.Settings) -> Iterator[Finding]:
    """What is wrong with the agent's own stages."""
    names, usual = settings.stage_names(), Policy().firm_stage
    for place, row in enumerate(settings.stages):
        if any(earlier.name == row.name for earlier in settings.stages[:place]):
            what = f"settings: the stage {model.quote_value(row.name)} is there twice"
            yield Finding(("settings", "stages", place, "name"), what, "take one of them out", is_error=True)
    firm = settings.firm_stage
    if firm and firm not in names:
        near = model.did_you_mean(firm, names)
        what = f"settings.firm_stage: there's no stage {model.quote_value(firm)}{near}"
        yield Finding(("settings", "firm_stage"), what, "" if near else f"use one of: {', '.join(names)}", is_error=True)
    elif not firm and usual not in names:
        what = f'settings: without a stage "{usual}" no stage makes the closing an exact day'
        yield Finding(("settings", "stages"), what, f"add firm_stage: {names[len(names) // 2]}")


def _drop_repeated_closings(found: Iterator[Finding], raw: object) -> Iterator[Finding]:
    """The findings of a job; a closing written as one date is wrong once, not once for each date it stands for."""
    is_short = isinstance(raw, dict) and not isinstance(raw.get("closing"), dict)
    for finding in found:
        if not is_short or finding.path[0] != "closing":
            yield finding
        elif finding.path[1] == "contract":
            yield finding._replace(path=("closing",), what=finding.what.replace("closing.contract", "closing"))
