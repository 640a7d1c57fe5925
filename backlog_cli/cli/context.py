"""What a command knows about its surroundings: the options in front of it, today, the file, the screen."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from backlog_cli.cli.output import draw, print_answer, print_error
from backlog_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from rich.text import Text

    from backlog_cli.cli.options import Form
    from backlog_cli.dates.values import Moment
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Verdict
    from backlog_cli.store.paths import FileLocation
    from backlog_cli.views.screen import Screen
    from backlog_cli.workflows.read import BacklogSession
    from backlog_cli.workflows.write import WriteResult


class AppContext:
    """One run of the program. `clock` is the time of day as HH:MM, None when the day was chosen with --today.

    `run` carries out another command line and returns its exit code.
    """

    def __init__(
        self,
        files: Sequence[str] = (),
        today: date | None = None,
        clock: str | None = None,
        color: str = "auto",
        *,
        debug: bool = False,
        verb: str = "",
        run: Callable[[Sequence[str]], int] | None = None,
    ) -> None:
        self.file_names, self.clock, self.color, self.debug, self.verb = tuple(files), clock, color, debug, verb
        self.run = run
        self._today = today
        self.has_made_file = False

    @property
    def today(self) -> date:
        """The day that every rule takes for today."""
        assert self._today is not None, "the global options are read first"
        return self._today

    @today.setter
    def today(self, day: date) -> None:
        self._today = day

    def now(self) -> Moment:
        """Return this moment; a day without a time when --today chose the day."""
        from backlog_cli.dates.values import Moment

        return Moment(self.today, self.clock)

    @property
    def file(self) -> str | None:
        """The file that was named with --file; None where none was, or several."""
        return self.file_names[0] if len(self.file_names) == 1 else None

    @file.setter
    def file(self, name: str) -> None:
        self.file_names = (name,)
        self.__dict__.pop("files", None)

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """The files that several names, a folder or a pattern stand for; empty where one file is named, or none.

        Raise NoFile or BadFile where there is nothing there.
        """
        from backlog_cli.store.paths import may_mean_several, split_names

        names = self.file_names or split_names(os.environ.get("BACKLOG_FILE", ""))
        if len(names) < 2 and not any(map(may_mean_several, names)):
            return ()
        from backlog_cli.store.file_names import list_files

        return list_files(names)

    @cached_property
    def location(self) -> FileLocation:
        """Which file is meant, and why. Raise UsageError where several are."""
        from backlog_cli.store.paths import FileLocation, locate_file

        if len(self.files) > 1:
            raise UsageError(several_files_message(self.verb, self.files))
        if self.files:
            return FileLocation(self.files[0], "it's the only backlog where you said")
        return locate_file(self.file, os.environ, Path.cwd())

    @cached_property
    def session(self) -> BacklogSession:
        """What reads and writes the file for this command."""
        from backlog_cli.workflows.read import BacklogSession

        return BacklogSession(self.location.path, os.environ, now=self.now(), verb=self.verb, notify=print_error)

    def insist(self) -> None:
        """Write it, although it looks like a number that must not be kept: she says it isn't one."""
        self.session.is_sure = True

    @property
    def is_saved(self) -> bool:
        """Whether a change of this run is in a file: from then on nothing may turn the exit code."""
        return self.has_made_file or ("session" in self.__dict__ and self.session.is_saved)

    def mark_told(self) -> None:
        """Keep that a person has read the warnings of this run."""
        if "session" in self.__dict__:
            with suppress(Exception):  # told again is better than a command that fails after its answer
                self.session.mark_told()

    def commit_write(self) -> None:
        """Let git have what this run wrote, where the file's settings ask for it. Nothing that fails here is hers to mend."""
        session: BacklogSession | None = self.__dict__.get("session")
        folded = session.written_text.lower() if session is not None and session.written_text is not None else b""
        if session is None or not (b"git" in folded or b"version" in folded):  # a quick look, so that nothing more is loaded
            return
        from backlog_cli.workflows.git_commit import commit_write

        with suppress(Exception):
            commit_write(session)

    def screen(self) -> Screen:
        """Return what stdout can show."""
        from backlog_cli.views.screen import screen_of

        return screen_of(sys.stdout, option=self.color, environ=os.environ)  # type: ignore[arg-type]

    def say(self, text: str) -> None:
        """Print the answer on stdout."""
        print_answer(text)

    def say_document(
        self, kind: str, facts: Mapping[str, object], backlog: Backlog | None = None, *, is_for_others: bool = False
    ) -> None:
        """Print a JSON document on stdout. `backlog` is what was read for it, None where no file was.

        One that is for others holds nothing of what is written where the file can't be read.
        """
        from backlog_cli.rules.backlog import without_words
        from backlog_cli.views.data.envelope import document_facts

        notes = None if backlog is None else self.session.notes(backlog)
        if notes is not None and is_for_others:
            notes = without_words(notes)
        notices = self.session.notices if "session" in self.__dict__ and not is_for_others else ()
        self.print_document(document_facts(kind, facts, today=self.today, notes=notes, notices=notices))

    def print_document(self, document: Mapping[str, object]) -> None:
        """Print a whole JSON document on stdout."""
        from backlog_cli.views.data.envelope import dump_document

        self.say(dump_document(document))

    def keep_verdicts(self, verdicts: Iterable[Verdict]) -> None:
        """Take the verdicts on the homes of an answer, for the total of several files; one file has none."""

    def say_rows(self, form: Form, headings: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
        """Print rows on stdout, as CSV or as lines with tabs."""
        from backlog_cli.views.data.delimited import csv, tsv

        self.say(csv(headings, rows) if form == "csv" else tsv(headings, rows))

    def say_write(self, result: WriteResult, kind: str, facts: Mapping[str, object] | None = None) -> None:
        """Print what a write did as one JSON document; `facts` is what this verb alone has to say."""
        from backlog_cli.workflows.write_document import write_document

        self.say(write_document(self.session, result, kind=kind, file=self.file, facts=facts or {}, today=self.today))

    def draw(self, text: Text) -> None:
        """Print a laid-out text on stdout, in color where that is wanted."""
        draw(text, self.screen())

    def last_job(self) -> str | None:
        """Return the number of the job last shown or written today, which `.` means."""
        from backlog_cli.store.last_job import last_job

        return last_job(self.location.path, today=self.today, environ=os.environ)

    def set_last_job(self, job: str) -> None:
        """Let `.` mean this job from now on."""
        from backlog_cli.store.last_job import save_last_job

        save_last_job(self.location.path, job, today=self.today, environ=os.environ)


NAMED_AT_MOST = 5  # files that a refusal names


def several_files_message(verb: str, files: Sequence[Path]) -> str:
    """Return why a verb that works on one file does nothing with several: it has to be told which."""
    from backlog_cli.rules.summary import quote_for_shell

    lines = [f"  --file {quote_for_shell(str(path))}" for path in files[:NAMED_AT_MOST]]
    more = len(files) - NAMED_AT_MOST
    return "\n".join(
        [
            f"{verb or 'this'} works on one file, and you named {len(files)}. Name the one you mean:",
            *lines,
            *([f"  and {more} more"] if more > 0 else []),
        ]
    )
