"""What a clock declares beside its rule: where it runs, its short name, what `done` ends, its line in the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from backlog_cli.terms import CANCELLED, CLOSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from typing import Protocol

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary

    class Rule(Protocol):
        """Looks at one job's summary on one day and yields what is owed, or nothing."""

        def __call__(self, summary: JobSummary, backlog: Backlog, /, *, today: date) -> Iterable[Duty]: ...  # noqa: D102 - the class says it

    class Endings(Protocol):
        """Yields every open duty of the clock that `done` can end today, due or not."""

        def __call__(self, summary: JobSummary, backlog: Backlog, /, *, today: date) -> Iterable[Ending]: ...  # noqa: D102 - the class says it


Phase = Literal["open", "closed", "cancelled"]
PHASES: tuple[Phase, ...] = ("open", "closed", "cancelled")


class Ending(NamedTuple):
    """One open duty as `done` ends it: its words, its day if it has one, and what is written at `path` of the job.

    `values` are set there, each under its key: days, text or false; `added` is put behind the last item of a list there.
    """

    what: str
    day: date | None
    path: tuple[str | int, ...]
    values: Mapping[str, object] = {}
    added: str | None = None


class Clock(NamedTuple):
    """One clock, with all that other modules have to know of it. Its place in `table.py` is its consequence.

    A clock without `short` only notes things: it never colors a home.
    """

    rule: str  # its name as scripts see it
    duties: Rule
    short: str = ""  # what `list` calls it where there is no room for its sentence
    about: str = ""  # its line in the documents: what it watches ($ for money), when it is amber and when red
    amber: str = ""
    red: str = ""
    runs: tuple[Phase, ...] = ("open",)
    is_weighty: bool = False  # whether firing makes the job important, as money does by itself
    endings: Endings | None = None
    ends: tuple[Phase, ...] = ("open",)  # where `done` offers the endings

    @property
    def document_row(self) -> str:
        """Its row in the documents' table of clocks."""
        about = f"`{self.rule}` {self.about}".strip()
        return f"| {about} | {self.amber} | {self.red} |"


def phase_of(summary: JobSummary) -> Phase:
    """Return whether the sale is open, closed or cancelled."""
    if summary.stage == CANCELLED:
        return "cancelled"
    return "closed" if summary.stage == CLOSED else "open"
