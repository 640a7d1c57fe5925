"""Every good job of one file together, with the policy that judges them, the absences, and what its closed homes teach."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from backlog_cli.rules.history import EMPTY_HISTORY, History, history_of
from backlog_cli.rules.names import person_meant
from backlog_cli.rules.summary import Conflict, JobSummary, closed_day, joint_name
from backlog_cli.terms import Policy

MOST_DAYS_AWAY = 366  # a longer absence is a mistyped year


class Absence(NamedTuple):
    """One absence, both ends included (001-6f)."""

    place: int
    from_day: date
    to_day: date
    cover: str | None = None
    buyers_told: bool = False
    autoreply_set: bool = False


class Backlog(NamedTuple):
    """Every good job of one file with the policy that judges them; `bad` are banner lines for jobs left out.

    `history` is what the closed homes among `jobs` teach; `with_history` works it out again.
    """

    policy: Policy
    away: tuple[Absence, ...] = ()
    jobs: tuple[JobSummary, ...] = ()  # in file order
    bad: tuple[str, ...] = ()
    warnings: int = 0
    history: History = EMPTY_HISTORY
    notices: tuple[str, ...] = ()  # what is said of the file before any answer
    conflicts: tuple[Conflict, ...] = ()  # where two copies disagreed about what belongs to no home

    def job(self, number: str) -> JobSummary:
        """Return the job of that number, exactly as the file spells it. Raise KeyError when there is none."""
        for summary in self.jobs:
            if summary.job == number:
                return summary
        raise KeyError(number)


class FileNote(NamedTuple):
    """One thing to mend in the file: what cannot be read, or what `check` warns of.

    `line` and `column` count from 1; line 0 means the file as a whole. `job` and `buyer` are the home's as far as they can be
    made out, `is_left_out` when nothing of that home is read. `cure` is what to write instead.
    """

    line: int
    column: int
    job: str | None
    buyer: str | None
    what: str
    cure: str | None
    is_left_out: bool = False


class FileNotes(NamedTuple):
    """What is to be said of a file itself: what cannot be read (`bad`), and what keeps nothing from being read."""

    bad: tuple[FileNote, ...] = ()
    warnings: tuple[FileNote, ...] = ()


def without_words(notes: FileNotes) -> FileNotes:
    """Return the same for others: where something is wrong and with which home, and nothing of what is written there."""
    bad = (note._replace(buyer=None, what="can't be read", cure=None) for note in notes.bad)
    warnings = (note._replace(buyer=None, what="check warns of this", cure=None) for note in notes.warnings)
    return FileNotes(tuple(bad), tuple(warnings))


def is_clean(backlog: Backlog) -> bool:
    """Return whether there is nothing to be said of the file that the backlog was read from."""
    return not (backlog.bad or backlog.warnings or any(home.unreadable for home in backlog.jobs))


def unreadable_lines(backlog: Backlog) -> tuple[str, ...]:
    """Return a sentence for each thing in the homes' lines that could not be read, and what to write in its place."""
    return tuple(
        f"{home.job} {joint_name(home)}, line {what.line}: {what.text} {what.says}{f' - {what.cure}' if what.cure else ''}"
        for home in backlog.jobs
        for what in home.unreadable
    )


def with_history(backlog: Backlog, archived: Iterable[JobSummary] = ()) -> Backlog:
    """Return the backlog with what its closed homes teach, and those that were put into an archive with them (own history)."""
    closings = ((home, day) for home in (*backlog.jobs, *archived) if (day := closed_day(home)) is not None)
    return backlog._replace(history=history_of(closings, backlog.policy))


def with_home(backlog: Backlog, summary: JobSummary) -> Backlog:
    """Return the backlog with one of its homes as it is now."""
    return backlog._replace(jobs=tuple(summary if home.key == summary.key else home for home in backlog.jobs))


def absence_covering(backlog: Backlog, day: date, *, today: date) -> Absence | None:
    """Return the absence that a day falls into, both ends included, as long as it is not over (reading 18)."""
    return next((away for away in backlog.away if away.from_day <= day <= away.to_day and today <= away.to_day), None)


def absence_cover(summary: JobSummary, absence: Absence) -> str | None:
    """Return who fills in for a home during an absence, by the full name that the absence has for a first name."""
    return person_meant(summary.cover, filter(None, [absence.cover])) if summary.cover else absence.cover


def jobs_by_number(backlog: Backlog) -> dict[str, JobSummary]:
    """Return the jobs of a backlog by what each is called: its number, and its key where several sales bear that number."""
    return {summary.job: summary for summary in backlog.jobs}
