"""The desk a command works at: its file, its day, its screen, and how it asks and answers."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple, NoReturn

from backlog_cli.cli.output import hear
from backlog_cli.errors import BacklogError, BadFile, FileLocked, NoSuchJob, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from rich.text import Text

    from backlog_cli.dates.values import Moment
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.change import Change
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.store.cache.index import Index
    from backlog_cli.store.cache.snapshot import CachedBacklog
    from backlog_cli.store.cache.storage import Cache
    from backlog_cli.store.cache.untouched import Reread
    from backlog_cli.store.journal.record import Record
    from backlog_cli.store.load import LeftOut, Loaded
    from backlog_cli.store.paths import Found
    from backlog_cli.store.yaml.source import SourceFile
    from backlog_cli.views.screen import Screen


class Document(NamedTuple):
    """One reading of the file: what it says, and where that leaves every job.

    `reading` is None where the jobs' standings were known already: then the models are made when somebody asks for them.
    """

    source: SourceFile
    backlog: Backlog
    reading: Loaded | None = None

    @property
    def loaded(self) -> Loaded:
        """The models that the text stands for. Raises BadFile."""
        if self.reading is not None:
            return self.reading
        from backlog_cli.store.load import loaded

        return loaded(self.source)


class WritePlan(NamedTuple):
    """What a writing command decided: the changes, and the sentences to say once they are in the file.

    `nothing` is said instead when the file needed no change.
    """

    changes: tuple[Change, ...]
    say: Callable[[Backlog], Iterable[str]]
    nothing: str = "It says so already; nothing needed to be changed."


class AppContext:
    """Everything a command knows about its surroundings. `clock` is the time of day as HH:MM, None when --today is given."""

    # Whether a change of this process is in the file: from then on nothing may turn the exit code.
    is_saved: ClassVar[bool] = False

    def __init__(
        self, file: str | None, today: date, clock: str | None = None, color: str = "auto", *, debug: bool = False, verb: str = ""
    ) -> None:
        self.file, self.today, self.clock, self.color, self.debug, self.verb = file, today, clock, color, debug, verb
        self.spoken_of: str | None = None  # the job that `.` means from now on
        self.has_asked = False  # whether somebody was asked something
        self._found: Found | None = None
        self._data: bytes | None = None
        self._digest: str | None = None
        self._cache: Cache | None = None
        self._settled: Record | None = None
        self._homes: tuple[str, Index | None] | None = None

    def now(self) -> Moment:
        """This moment; a day without a time when --today chose the day."""
        from backlog_cli.dates.values import Moment

        return Moment(self.today, self.clock)

    def found(self) -> Found:
        """Which file is meant, and why."""
        from backlog_cli.store.paths import wanted_file

        if self._found is None:
            self._found = wanted_file(self.file, os.environ, Path.cwd())
        return self._found

    def data(self) -> bytes:
        """The file's bytes as this command found them first. Raises NoFile or BadFile."""
        if self._data is None:
            from backlog_cli.store.paths import read

            self._data = read(self.found().path)
        return self._data

    def digest(self) -> str:
        """The name of those bytes."""
        if self._digest is None:
            from hashlib import sha256

            self._digest = sha256(self.data()).hexdigest()
        return self._digest

    def cache(self) -> Cache:
        """What was worked out of this file before."""
        from backlog_cli.store.cache.storage import Cache

        if self._cache is None:
            self._cache = Cache(self.found().path, os.environ)
        return self._cache

    def known(self) -> CachedBacklog:
        """Where every job stands, from memory when these bytes were read before. Raises NoFile or BadFile."""
        from backlog_cli.store.cache.snapshot import known

        is_remembered = self.is_settled() and not self.is_halfway()
        return (known(self.cache(), self.digest()) if is_remembered else None) or self._read()

    def _read(self) -> CachedBacklog:
        """As `known`, from the file itself, without holding all of its models at once."""
        return self._read_touched() or self._read_whole()

    def _read_touched(self) -> CachedBacklog | None:
        """As `known`, where the file was read before and few of its homes were touched since; None otherwise."""
        from backlog_cli.store.cache.untouched import reread

        written = self._homes_written()
        if written is None or self.is_halfway():
            return None
        found = reread(self.cache(), self.data(), self.found().path.name, written)
        if found is None:
            return None
        self._keep_pieces(found, self.digest())
        self._tell(found.loaded.source.data, found.known.backlog)
        return found.known

    def _homes_written(self) -> frozenset[str] | None:
        """The homes that the journal may have to say something about; None when that is more than homes."""
        if self.is_settled():
            return frozenset()
        jobs = {change.job for entry in self._past().known().in_effect() for change in entry.changes}
        return None if None in jobs else frozenset(job for job in jobs if job is not None)

    def _past(self) -> Record:
        """The journal, held against the file as this command found it first."""
        if self._settled is None:
            self._settled = self.record()
            self._settled.settle(self.data())
        return self._settled

    def _read_whole(self) -> CachedBacklog:
        from backlog_cli.rules.summarize import backlog_with
        from backlog_cli.store.cache.snapshot import CachedBacklog
        from backlog_cli.store.cache.untouched import standings_in
        from backlog_cli.store.placeholders import placeholders

        name = self.found().path.name
        loaded, jobs = standings_in(self.data(), name)
        bad = [banner(left_out, name) for left_out in loaded.bad]
        found = CachedBacklog(
            backlog_with(loaded.backlog_file, jobs, bad, len(loaded.warnings)), tuple(placeholders(loaded).values())
        )
        self._keep(found, loaded, self.digest())
        self._tell(loaded.source.data, found.backlog)
        return found

    def sketch(self) -> CachedBacklog:
        """Every home by name, with the settings: enough to find the one that is meant. Raises NoFile or BadFile."""
        from backlog_cli.store.cache.snapshot import CachedBacklog

        index = self._index()
        return known_of(self.page()) if index is None else CachedBacklog(index.backlog())

    def page(self) -> Document:
        """The file as it stands. Raises NoFile or BadFile."""
        page = page_of(self.data(), self.found().path.name)
        self.keep_known(page, self.digest())
        self._tell(page.source.data, page.backlog)
        return page

    def page_in(self, data: bytes) -> Document:
        """The file as these bytes of it stand. Raises BadFile."""
        self._data, self._digest, self._settled = data, None, None
        return self.page()

    def keep_known(self, page: Document, digest: str) -> None:
        """Remember where every job stands in the file with these bytes."""
        from backlog_cli.store.cache.snapshot import SORT

        if not self.cache().has(SORT, digest):
            self._keep(known_of(page), page.loaded, digest)

    def _keep(self, found: CachedBacklog, loaded: Loaded, digest: str) -> None:
        from backlog_cli.cli.completion import keep_offers
        from backlog_cli.store.cache.index import index_of
        from backlog_cli.store.cache.index import remember as keep_index
        from backlog_cli.store.cache.snapshot import remember
        from backlog_cli.store.cache.untouched import parts_of
        from backlog_cli.store.cache.untouched import remember as keep_parts

        cache = self.cache()
        remember(cache, digest, found)
        keep_offers(cache, digest, found.backlog)
        index = index_of(loaded, found.backlog)
        if index is not None:
            keep_index(cache, digest, index)
            parts = parts_of(loaded, found.backlog, index)
            if parts is not None:
                keep_parts(cache, digest, parts)

    def _keep_pieces(self, found: Reread, digest: str) -> None:
        from backlog_cli.cli.completion import keep_offers
        from backlog_cli.store.cache import index, snapshot, untouched

        cache = self.cache()
        cache.keep(snapshot.SORT, digest, found.said)
        keep_offers(cache, digest, found.known.backlog)
        index.remember(cache, digest, found.index)
        untouched.remember(cache, digest, found.parts)

    def is_settled(self) -> bool:
        """Whether the journal has nothing to say of these bytes: they are as the last command left them, or were looked at."""
        from backlog_cli.store.journal.status import is_current
        from backlog_cli.store.paths import journal_folder

        folder = journal_folder(self.found().path, os.environ)
        return folder is None or is_current(folder, self.digest())

    def is_halfway(self) -> bool:
        """Whether an `archive` or its undo may have been killed between its two files."""
        from backlog_cli.store.journal.status import is_moving
        from backlog_cli.store.paths import journal_folder

        folder = journal_folder(self.found().path, os.environ)
        return folder is not None and is_moving(folder)

    def _tell(self, says: object, backlog: Backlog) -> None:
        """What the file's past has to say before any answer. `says` is its plain data, as far as the journal asks for it."""
        if not self.is_settled():
            self._tell_lost(says)
        if self.is_halfway():
            from backlog_cli.cli.commands.archive import tell_halfway

            tell_halfway(self, [summary.job for summary in backlog.jobs])

    def _tell_lost(self, says: object) -> None:
        """Say, once, when an older copy was saved over newer writes."""
        data, record = self.data(), self._past()
        if record.journal is None:
            return
        from backlog_cli.cli.commands.undo import notice
        from backlog_cli.cli.output import print_error
        from backlog_cli.store.paths import read

        path = self.found().path
        found = notice(record.known(), says, path.name, today=self.today.isoformat())
        if found is None:
            record.journal.looked_through(data)
        # Another command may have written since the file was read: then the journal is ahead of us, and nothing is lost.
        if found is not None and read(path) == data:
            print_error(found[0])
            record.journal.tell(found[1])

    def screen(self) -> Screen:
        """What stdout can show."""
        from backlog_cli.views.screen import screen_of

        return screen_of(sys.stdout, option=self.color, environ=os.environ)  # type: ignore[arg-type]

    def say(self, text: str) -> None:
        """The answer, on stdout."""
        text = text if text.endswith("\n") or not text else text + "\n"
        hear("out", text)
        with _answering():
            sys.stdout.write(text)

    def draw(self, text: Text) -> None:
        """A laid-out text on stdout, in colour where that is wanted."""
        from io import StringIO

        from backlog_cli.views.terminal.style import console_for, draw

        drawn = StringIO()
        draw(console_for(drawn, self.screen()), text)
        self.say(drawn.getvalue())

    def asks(self) -> bool:
        """Whether somebody sits at a terminal who can be asked."""
        return bool(sys.stdin and sys.stdin.isatty() and sys.stdout.isatty())

    def ask(self, question: str) -> str:
        """What is typed at a prompt, without outer blanks; Enter gives ''. Ctrl-C, Ctrl-D and termination raise."""
        from backlog_cli.store.files import termination_stops
        from backlog_cli.views.escape import clean

        self.has_asked = True
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 - the arrow keys work in a long note
        # Killed at a prompt, the terminal would be left without echo.
        with termination_stops():
            return input(f"{clean(question)} ").strip()

    def job(self, typed: str, page: Document | CachedBacklog, *, reading: bool) -> JobSummary:
        """The one job that `typed` names; at a terminal a choice is offered when several fit. Raises NoSuchJob or BadFile."""
        found = self.named(typed, page, reading=reading)
        if found in _unread(page):
            self._refuse(found, page if isinstance(page, Document) else self.page())
        return found

    def named(self, typed: str, page: Document | CachedBacklog, *, reading: bool) -> JobSummary:
        """As `job`, but a job that cannot be read may be meant too: then it is its stand-in. Raises NoSuchJob."""
        from backlog_cli.rules.job_lookup import SeveralJobs, job_named

        unread = _unread(page)
        try:
            found = job_named(typed, (*page.backlog.jobs, *unread), reading=reading, last=self.last_job())
        except SeveralJobs as several:
            if all(summary in unread for summary in several.candidates):
                found = several.candidates[0]
            elif self.asks():
                found = self._chosen(typed, several.candidates)
            else:
                raise
        except NoSuchJob:
            self._refuse_archived(typed)
            raise
        return found

    def _refuse_archived(self, typed: str) -> None:
        """Raises NoSuchJob when that number is in an archive, with where it is."""
        from backlog_cli.rules.summary import as_typed
        from backlog_cli.store.archive.year_files import doubled

        moved: dict[str, str] = {}
        with contextlib.suppress(BacklogError):  # an archive that cannot be read answers nothing
            moved = doubled(self.found().path, {typed, typed.upper()})
        for job, archive in moved.items():
            raise NoSuchJob(f"job {job} was moved to {archive}: backlog --file {as_typed(archive)} show {as_typed(job)}")

    def _refuse(self, found: JobSummary, page: Document) -> NoReturn:
        """Say what is wrong with a job that could not be read."""
        from backlog_cli.store.placeholders import placeholders, refusal

        place = next(place for place, summary in placeholders(page.loaded).items() if summary == found)
        bad = next(bad for bad in page.loaded.bad if bad.section == "jobs" and bad.place == place)
        raise BadFile(refusal(bad, page.loaded, self.found().path.name))

    def jobs(self, typed: str, page: Document | CachedBacklog) -> tuple[JobSummary, ...]:
        """The jobs of a list such as `41,44`, each once. Raises as `job`, before anything is done."""
        from backlog_cli.rules.job_lookup import names_in

        named = [self.job(name, page, reading=False) for name in names_in(typed)]
        return tuple({summary.job: summary for summary in named}.values())

    def summary(self, page: Document, job: str) -> JobSummary:
        """The job of that number on this page. Raises NoSuchJob when somebody took it away in the meantime."""
        try:
            return page.backlog.job(job)
        except KeyError:
            raise NoSuchJob(f"job {job} is no longer in the file; nothing was changed.") from None

    def last_job(self) -> str | None:
        """The number of the job last shown or written today."""
        from backlog_cli.store.last_job import last_job

        return last_job(self.found().path, today=self.today, environ=os.environ)

    def remember(self, job: str) -> None:
        """From now on `.` means this job."""
        from backlog_cli.store.last_job import remember

        self.spoken_of = job
        remember(self.found().path, job, today=self.today, environ=os.environ)

    def _chosen(self, typed: str, candidates: Sequence[JobSummary]) -> JobSummary:
        from backlog_cli.rules.job_lookup import name_line
        from backlog_cli.views.escape import clean

        self.say(f'"{clean(typed)}" fits {len(candidates)} jobs:')
        for n, summary in enumerate(candidates, 1):
            self.say(f"  {n}  {clean(name_line(summary))}")
        answer = self.ask("Which one? (a number, Enter for none)")
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(candidates):
            return candidates[int(answer) - 1]
        raise NoSuchJob("none was chosen; nothing was changed.")

    def record(self) -> Record:
        """The journal's place for one write of this command."""
        from backlog_cli.store.files import journal_of
        from backlog_cli.store.journal.entries import named
        from backlog_cli.store.journal.record import Record

        if self._data is not None and self._digest is not None:
            named(self._data, self._digest)
        return Record(journal_of(self.found().path, os.environ), when=str(self.now()), verb=self.verb)

    def write(self, decide: Callable[[Document], WritePlan], *, is_dry: bool, alone: str | None = None) -> None:
        """Carry out what `decide` makes of the file as it is under the lock, then say it; or show the lines that would change.

        `alone` is the one home that the decision looks at and changes, if there is one: then the others need not be read.
        """
        if is_dry:
            self._rehearse(decide)
            return
        # Opened now: once the lock is taken, others wait for every moment of it.
        from backlog_cli.cli.single_job import SingleJobWriter
        from backlog_cli.rules.recovery import (
            effect,  # noqa: F401
            lost_entries,  # noqa: F401
        )
        from backlog_cli.store.yaml import patch  # noqa: F401

        name, record = self.found().path.name, self.record()
        index = self._index() if alone else None
        home = SingleJobWriter(self.cache(), self.digest(), index, alone) if index is not None and alone is not None else None
        done: list[tuple[WritePlan, Document]] = []
        remember: list[Callable[[str], None]] = []

        def carry_out(before: bytes, reader: Reader) -> tuple[WritePlan, Document, Document, bytes]:
            return _carried_out(before, name, decide, record, reader)

        def make(before: bytes) -> bytes:
            short = home.carried_out(before, carry_out, record) if home is not None and before == self.data() else None
            decision, _, page, after = short or carry_out(before, WHOLE)
            done[:] = [(decision, page)]
            remember[:] = [home.carry_on if short and home else lambda digest: self.keep_known(page, digest)]
            return after

        def say() -> Iterable[str]:
            decision, page = done[0]
            jobs = {change.job for change in decision.changes if change.job is not None}
            if len(jobs) == 1:
                self.remember(next(iter(jobs)))
            return decision.say(page.backlog)

        after = self.save(make, record, say, nothing=lambda: done[0][0].nothing)
        if after is not None:
            from backlog_cli.store.journal.entries import digest

            with contextlib.suppress(Exception):  # what cannot be remembered is worked out again
                remember[0](digest(after))

    def _index(self) -> Index | None:
        """Where each home stands in the bytes that this command read, if that is known."""
        from backlog_cli.store.cache.index import known

        if not self.is_settled() or self.is_halfway():
            return None
        if self._homes is None or self._homes[0] != self.digest():
            self._homes = self.digest(), known(self.cache(), self.digest())
        return self._homes[1]

    def save(
        self,
        make: Callable[[bytes], bytes],
        record: Record,
        say: Callable[[], Iterable[str]],
        *,
        can_undo: bool = True,
        nothing: str | Callable[[], str] = "The file says so already; nothing needed to be changed.",
    ) -> bytes | None:
        """One write by the protocol, then what is to be said of it; `nothing` when there was nothing to change.

        The bytes that the file has now, None when nothing was changed.
        """
        from backlog_cli.cli.output import print_error
        from backlog_cli.store.files import replace, termination_stops
        from backlog_cli.views.terminal.messages import said

        with termination_stops():
            saved = replace(self.found().path, make, environ=os.environ, record=record)
            if saved.after == saved.before:
                self.say(nothing if isinstance(nothing, str) else nothing())
                return None
            AppContext.is_saved = True
            self.say(said(say(), self.screen(), can_undo=can_undo and record.is_kept))
            for warning in (*saved.warnings, *self._hints()):
                print_error(warning)
            return saved.after

    def _hints(self) -> list[str]:
        """That an editor seems to have the file open: what it saves next would be older than what was just written."""
        from backlog_cli.store.sync_files import marks_beside

        path = self.found().path
        return [
            f"note: open in {editor} ({mark} lies beside {path.name}): load the file again there before you save."
            for editor, mark in marks_beside(path).items()
        ]

    def _rehearse(self, decide: Callable[[Document], WritePlan]) -> None:
        from backlog_cli.views.terminal.messages import said

        path = self.found().path
        done: list[tuple[WritePlan, Document]] = []

        def make(before: bytes) -> bytes:
            decision, _, page, after = _carried_out(before, path.name, decide, self.record(), WHOLE)
            done[:] = [(decision, page)]
            return after

        def say() -> str:
            decision, page = done[0]
            return said(decision.say(page.backlog), self.screen())

        self.rehearse(make, say)

    def rehearse(self, make: Callable[[bytes], bytes], say: Callable[[], str] = lambda: "") -> None:
        """Show the lines that a write would change, and write nothing."""
        from backlog_cli.store.paths import read
        from backlog_cli.store.yaml.patch import diff
        from backlog_cli.views.terminal.cards import diff_text

        before = read(self.found().path)
        after = make(before)
        self.draw(diff_text(diff(before, after), self.screen()))
        self.say(say())
        self.say("Nothing was written (--dry-run).")


@contextlib.contextmanager
def _answering() -> Iterator[None]:
    """Inside, a full disk under stdout is said to be that. A closed pipe is left to the door."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        from backlog_cli.cli.output import silence

        silence(sys.stdout)
        raise FileLocked(f"the answer could not be written: {(error.strerror or type(error).__name__).lower()}.") from None


def _unread(page: Document | CachedBacklog) -> tuple[JobSummary, ...]:
    """A stand-in for each job that could not be read."""
    if not isinstance(page, Document):
        return page.unread
    from backlog_cli.store.placeholders import placeholders

    return tuple(placeholders(page.loaded).values())


def known_of(page: Document) -> CachedBacklog:
    """What a reading came to, as it is remembered."""
    from backlog_cli.store.cache.snapshot import CachedBacklog

    return CachedBacklog(page.backlog, _unread(page))


def page_of(data: bytes, name: str) -> Document:
    """What these bytes say. Raises BadFile."""
    from backlog_cli.rules.summarize import backlog_of
    from backlog_cli.store.load import load

    loaded = load(data, name)
    lines = [loaded.lines[job.job] for job in loaded.backlog_file.jobs]
    bad = [banner(left_out, name) for left_out in loaded.bad]
    return Document(loaded.source, backlog_of(loaded.backlog_file, lines, bad, len(loaded.warnings)), loaded)


def banner(left_out: LeftOut, name: str) -> str:
    """One line about an entry that could not be read: who it is and which lines of the file to look at."""
    lines = sorted(set(left_out.lines))
    where = f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(map(str, lines))}"
    who = f"job {left_out.label}" if left_out.section == "jobs" else left_out.label
    return f"{who} is left out: {name} {where} cannot be read (backlog check says why)"


def known_numbers(page: Document) -> dict[str, str]:
    """Every job number in use with its buyers, those of jobs that cannot be read included."""
    from backlog_cli.rules.summary import joint_name

    bad = {bad.job: "cannot be read as it stands" for bad in page.loaded.bad if bad.job}
    return bad | {summary.job: joint_name(summary) for summary in page.backlog.jobs}


def page_after(before: Document, decision: WritePlan, after: bytes, name: str) -> Document:
    """The file once the decision was carried out. Raises BadWords when that cannot stand in it."""
    page = page_of(after, name) if after != before.source.raw else before
    _refuse_harm(before, page, decision)
    return page


class Reader(NamedTuple):
    """How a write sees the file: as it is, then as the decision makes it."""

    first: Callable[[bytes, str], Document]
    then: Callable[[Document, WritePlan, bytes, str], Document]


def _carried_out(
    before: bytes, name: str, decide: Callable[[Document], WritePlan], record: Record, reader: Reader
) -> tuple[WritePlan, Document, Document, bytes]:
    """The decision, the page before, the page after, the bytes after."""
    from backlog_cli.rules.recovery.effect import effect
    from backlog_cli.rules.recovery.lost_entries import was_of
    from backlog_cli.store.yaml.patch import applied

    page = reader.first(before, name)
    decision = decide(page)
    after = applied(page.source, decision.changes)
    next_page = reader.then(page, decision, after, name)
    data = page.source.data
    record.note(
        _sentence(decision.changes),
        [job for change in decision.changes for job in _jobs_of(change)],
        changes=decision.changes,
        was=was_of(data, decision.changes),
        effect=effect(data, next_page.source.data),
    )
    return decision, page, next_page, after


def _jobs_of(change: Change) -> Iterable[str]:
    """Whom a change is about, a home that it adds included."""
    if change.job is not None:
        return (change.job,)
    added = [intent.value for intent in change.intents if intent.path == ("jobs",)]
    return [str(home["job"]) for home in added if isinstance(home, dict) and "job" in home]


def _sentence(changes: Sequence[Change]) -> str:
    """What was done, for the history: the homes are named when there are several."""
    is_one = len({change.job for change in changes if change.job is not None}) < 2
    return "; ".join(f"{change.job}: {change.summary}" if change.job and not is_one else change.summary for change in changes)


def _refuse_harm(before: Document, after: Document, decision: WritePlan) -> None:
    """No write may make a file that the next reading refuses, in whole or in part."""
    if len(after.loaded.bad) > len(before.loaded.bad):
        known = {(problem.job, problem.what) for problem in before.loaded.problems}
        new = [problem for problem in after.loaded.errors if (problem.job, problem.what) not in known]
        lines = "\n".join(f"  {problem.what}{f' - {problem.fix}' if problem.fix else ''}" for problem in new)
        raise UsageError(f"that cannot stand in the file; nothing was changed:\n{lines}")
    jobs = {summary.job for summary in after.backlog.jobs}
    gone = [change.job for change in decision.changes if change.job is not None and change.job not in jobs]
    if gone:
        raise BacklogError(f"job {gone[0]} could not be read back; nothing was changed.")


WHOLE = Reader(page_of, page_after)
