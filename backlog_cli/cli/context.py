"""The desk a command works at: its file, its day, its screen, and how it asks and answers."""

from __future__ import annotations

import contextlib
import os
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NoReturn

from backlog_cli.cli.output import print_error
from backlog_cli.errors import BacklogError, BadFile, FileLocked, NoSuchJob
from backlog_cli.workflows.read import BacklogReader, Document, known_numbers, page_of, unread_in
from backlog_cli.workflows.write import WHOLE, CarriedOut, Reader, WritePlan, carry_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from rich.text import Text

    from backlog_cli.dates import Moment
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.store.cache.summaries import CachedBacklog
    from backlog_cli.store.journal.entries import Record
    from backlog_cli.store.paths import Found
    from backlog_cli.views.screen import Screen

__all__ = ["AppContext", "Document", "WritePlan", "known_numbers", "page_of"]


class AppContext:
    """Everything a command knows about its surroundings. `clock` is the time of day as HH:MM, None when --today is given."""

    # Whether a change of this process is in the file: from then on nothing may turn the exit code.
    is_saved: ClassVar[bool] = False

    def __init__(
        self, file: str | None, today: date, clock: str | None = None, color: str = "auto", *, debug: bool = False, verb: str = ""
    ) -> None:
        self.file, self.today, self.clock, self.color, self.debug, self.verb = file, today, clock, color, debug, verb
        self._found: Found | None = None

    def now(self) -> Moment:
        """This moment; a day without a time when --today chose the day."""
        from backlog_cli.dates import Moment

        return Moment(self.today, self.clock)

    def found(self) -> Found:
        """Which file is meant, and why."""
        from backlog_cli.store.paths import wanted_file

        if self._found is None:
            self._found = wanted_file(self.file, os.environ, Path.cwd())
        return self._found

    @cached_property
    def reader(self) -> BacklogReader:
        """What reads the file for this command."""
        return BacklogReader(self.found().path, os.environ, today=self.today, record=self.record, notify=print_error)

    def data(self) -> bytes:
        """The file's bytes as this command found them first. Raises NoFile or BadFile."""
        return self.reader.data()

    def known(self) -> CachedBacklog:
        """Where every job stands. Raises NoFile or BadFile."""
        return self.reader.summaries()

    def sketch(self) -> CachedBacklog:
        """Every home by name, with the settings: enough to find the one that is meant. Raises NoFile or BadFile."""
        return self.reader.names()

    def page(self) -> Document:
        """The file as it stands. Raises NoFile or BadFile."""
        return self.reader.page()

    def page_in(self, data: bytes) -> Document:
        """The file as these bytes of it stand. Raises BadFile."""
        return self.reader.page_in(data)

    def screen(self) -> Screen:
        """What stdout can show."""
        from backlog_cli.views.screen import screen_of

        return screen_of(sys.stdout, option=self.color, environ=os.environ)  # type: ignore[arg-type]

    def say(self, text: str) -> None:
        """The answer, on stdout."""
        text = text if text.endswith("\n") or not text else text + "\n"
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

        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 - the arrow keys work in a long note
        # Killed at a prompt, the terminal would be left without echo.
        with termination_stops():
            return input(f"{clean(question)} ").strip()

    def job(self, typed: str, page: Document | CachedBacklog, *, reading: bool) -> JobSummary:
        """The one job that `typed` names; at a terminal a choice is offered when several fit. Raises NoSuchJob or BadFile."""
        found = self.named(typed, page, reading=reading)
        if found in unread_in(page):
            self._refuse(found, page if isinstance(page, Document) else self.page())
        return found

    def named(self, typed: str, page: Document | CachedBacklog, *, reading: bool) -> JobSummary:
        """As `job`, but a job that cannot be read may be meant too: then it is its stand-in. Raises NoSuchJob."""
        from backlog_cli.rules.job_lookup import SeveralJobs, job_named

        unread = unread_in(page)
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
        from backlog_cli.store.checks.placeholders import placeholders, refusal

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
        from backlog_cli.store.journal.entries import Record, named

        if "reader" in self.__dict__ and self.reader.has_digest:
            named(self.reader.data(), self.reader.digest())
        return Record(journal_of(self.found().path, os.environ), when=str(self.now()), verb=self.verb)

    def write(self, decide: Callable[[Document], WritePlan], *, is_dry: bool, alone: str | None = None) -> None:
        """Carry out what `decide` makes of the file as it is under the lock, then say it; or show the lines that would change.

        `alone` is the one home that the decision looks at and changes, if there is one: then the others need not be read.
        """
        if is_dry:
            self._rehearse(decide)
            return
        # Opened now: once the lock is taken, others wait for every moment of it.
        from backlog_cli.rules.recovery import (
            effect,  # noqa: F401
            lost_entries,  # noqa: F401
        )
        from backlog_cli.store.yaml import patch  # noqa: F401
        from backlog_cli.workflows.single_job import SingleJobWriter

        reader, name, record = self.reader, self.found().path.name, self.record()
        homes = reader.cached() if alone is not None else None
        key = homes.key_of(alone) if homes is not None and alone is not None else None
        home = SingleJobWriter(homes, key) if homes is not None and key is not None else None
        done: list[CarriedOut] = []
        save: list[Callable[[str], None]] = []

        def carried_out(before: bytes, how: Reader) -> CarriedOut:
            return carry_out(before, name, decide, record, how)

        def make(before: bytes) -> bytes:
            short = home.carry_out(before, carried_out, record) if home is not None and before == self.data() else None
            found = short or carried_out(before, WHOLE)
            done[:] = [found]
            save[:] = [
                (lambda digest: home.save(reader.cache, digest))
                if short and home
                else (lambda digest: reader.save(found.page, digest))
            ]
            return found.after

        def say() -> Iterable[str]:
            found = done[0]
            jobs = {change.job for change in found.plan.changes if change.job is not None}
            if len(jobs) == 1:
                self.remember(next(iter(jobs)))
            return found.plan.say(found.page.backlog)

        after = self.save(make, record, say, nothing=lambda: done[0].plan.nothing)
        if after is not None:
            from backlog_cli.store.journal.entries import digest

            with contextlib.suppress(Exception):  # what is not in the cache is worked out again
                save[0](digest(after))

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
        done: list[CarriedOut] = []

        def make(before: bytes) -> bytes:
            done[:] = [carry_out(before, path.name, decide, self.record(), WHOLE)]
            return done[0].after

        def say() -> str:
            return said(done[0].plan.say(done[0].page.backlog), self.screen())

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
