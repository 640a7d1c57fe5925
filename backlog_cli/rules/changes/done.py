"""What `done` can tick off: every open duty of a job that ends by a field of its own."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import UsageError
from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.change import Append, Change, Put, Unquoted
from backlog_cli.rules.changes.entries import day_text
from backlog_cli.rules.clocks.clock import PHASES, Ending, phase_of
from backlog_cli.rules.clocks.table import CLOCKS
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.summary import joint_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.rules.change import Intent
    from backlog_cli.rules.clocks.clock import Endings, Phase
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy


class OpenItem(NamedTuple):
    """One open duty that can be ticked off: what it is, its day if it has one, and the edits that end it today."""

    what: str
    day: date | None
    intents: tuple[Intent, ...]


def open_items(summary: JobSummary, policy: Policy, *, today: date) -> tuple[OpenItem, ...]:
    """Return every open duty of one job that `done` can end, by day (those without a day last), then by consequence.

    A closed or cancelled home has left the dates of its sale behind; what was said and promised still stands.
    """
    phase, backlog = phase_of(summary), Backlog(policy)
    watched = ((clock.endings, clock.ends) for clock in CLOCKS if clock.endings is not None)
    asked = (endings for endings, phases in (*watched, *_CLOCKLESS) if phase in phases)
    found = [_tick(ending) for endings in asked for ending in endings(summary, backlog, today=today)]
    return tuple(_make_distinct(sorted(found, key=lambda tick: (tick.day is None, tick.day))))


def _make_distinct(ticks: list[OpenItem]) -> Iterator[OpenItem]:
    """Each tick under words of its own: the second of two that read alike says so."""
    seen: Counter[str] = Counter()
    for tick in ticks:
        seen[tick.what] += 1
        yield tick if seen[tick.what] == 1 else tick._replace(what=f"{tick.what} (no. {seen[tick.what]})")


def _tick(ending: Ending) -> OpenItem:
    puts = tuple(Put((*ending.path, key), _as_written(value)) for key, value in ending.values.items())
    added = () if ending.added is None else (Append(ending.path, ending.added),)
    return OpenItem(ending.what, ending.day, (*puts, *added))


def _as_written(value: object) -> object:
    """A value as the file holds it: days and false without quotes."""
    if isinstance(value, date):
        return day_text(value)
    return Unquoted("false") if value is False else str(value)


# What no clock watches, and `done` ends all the same.


def _questions(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    for question in summary.questions:
        if question.answered is None:
            whom = f" ({question.of})" if question.of else ""
            what = f"answered: {shorten(question.ask)}{whom}"
            yield Ending(what, question.asked, ("questions", question.place), {"answered": today})


def _papers(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    for paper in summary.lender.papers if summary.lender else ():
        if not paper.is_done:
            what = f"lender's paper: {shorten(paper.what)}"
            yield Ending(what, paper.due, ("lender", "papers", paper.place), {"done": today})


_CLOCKLESS: tuple[tuple[Endings, tuple[Phase, ...]], ...] = ((_questions, PHASES), (_papers, ("open",)))


def select_item(ticks: Sequence[OpenItem], words: Sequence[str], name: str) -> OpenItem:
    """Return the tick that a number (from 1) or some words of it name. Raise UsageError listing all when none or several fit."""
    if not ticks:
        raise UsageError(f"{name}: nothing is open that could be ticked off.")
    typed = " ".join(" ".join(words).split())
    if typed.isascii() and typed.isdigit():
        number = int(typed) if len(typed) < 5 else 0
        if 1 <= number <= len(ticks):
            return ticks[number - 1]
        raise UsageError(f"{name}: there is no number {shorten(typed)}.\n{numbered_list(ticks)}")
    hits = [tick for tick in ticks if typed and all(fold_case(word) in fold_case(tick.what) for word in typed.split())]
    if len(hits) == 1:
        return hits[0]
    what = "matches several of them" if hits else "matches none of them"
    raise UsageError(f'{name}: "{shorten(typed)}" {what}; type the number.\n{numbered_list(ticks)}')


def numbered_list(ticks: Sequence[OpenItem]) -> str:
    """Return the ticks as numbered lines, days in ISO form."""
    return "\n".join(f"  {n}  {tick.what}{f' ({tick.day.isoformat()})' if tick.day else ''}" for n, tick in enumerate(ticks, 1))


def complete_item(summary: JobSummary, tick: OpenItem) -> Change:
    """Return the change that ends one duty today."""
    return Change(summary.job, tick.intents, f"ticked off for {joint_name(summary)}: {tick.what}")
