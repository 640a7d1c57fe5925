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
from backlog_cli.terms import PromiseStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.rules.change import Intent
    from backlog_cli.rules.clocks.clock import Endings, Phase
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy


class OpenItem(NamedTuple):
    """One open duty that can be ticked off: what is to be done, its day if it has one, and what ends it.

    `rule` is the clock that watches it, "" for what no clock does.
    """

    what: str
    day: date | None
    ending: Ending
    rule: str = ""


def open_items(summary: JobSummary, policy: Policy, *, today: date) -> tuple[OpenItem, ...]:
    """Return every open duty of one job that `done` can end, by day (those without a day last), then by consequence.

    A closed or cancelled home has left the dates of its sale behind; what was said and promised still stands.
    """
    phase, backlog = phase_of(summary), Backlog(policy)
    watched = ((clock.rule, clock.endings, clock.ends) for clock in CLOCKS if clock.endings is not None)
    asked = ((rule, endings) for rule, endings, phases in (*watched, *_CLOCKLESS) if phase in phases)
    found = [
        OpenItem(ending.what, ending.day, ending, rule)
        for rule, endings in asked
        for ending in endings(summary, backlog, today=today)
    ]
    return tuple(_make_distinct(sorted(found, key=lambda tick: (tick.day is None, tick.day))))


def _make_distinct(ticks: list[OpenItem]) -> Iterator[OpenItem]:
    """Each tick under words of its own: the second of two that read alike says so."""
    seen: Counter[str] = Counter()
    for tick in ticks:
        seen[tick.what] += 1
        yield tick if seen[tick.what] == 1 else tick._replace(what=f"{tick.what} (no. {seen[tick.what]})")


def _intents(ending: Ending, on: date) -> tuple[Intent, ...]:
    """The edits that end a duty which was done on that day."""
    puts = tuple(Put((*ending.path, key), _as_written(value, ending, on)) for key, value in ending.values.items())
    return (*puts, *(() if ending.added is None else (Append(ending.path, ending.added),)))


def _as_written(value: object, ending: Ending, on: date) -> object:
    """A value as the file holds it, days and false without quotes: a day is the day it was done, which tells kept from late."""
    if isinstance(value, date):
        return day_text(on)
    if value in (PromiseStatus.KEPT, PromiseStatus.LATE):
        return str(PromiseStatus.LATE if is_late(ending.day, on) else PromiseStatus.KEPT)
    return Unquoted("false") if value is False else str(value)


def is_late(due: date | None, on: date) -> bool:
    """Return whether what was due on one day was done after it."""
    return due is not None and due < on


# What no clock watches, and `done` ends all the same.


def _questions(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    for question in summary.questions:
        if question.answered is None:
            whom = f" ({question.of})" if question.of else ""
            what = f"get the answer: {shorten(question.ask)}{whom}"
            yield Ending(what, question.asked, ("questions", question.place), {"answered": today})


def _papers(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    for paper in summary.lender.papers if summary.lender else ():
        if not paper.is_done:
            what = f"lender's paper: {shorten(paper.what)}"
            yield Ending(what, paper.due, ("lender", "papers", paper.place), {"done": today})


_CLOCKLESS: tuple[tuple[str, Endings, tuple[Phase, ...]], ...] = (("", _questions, PHASES), ("", _papers, ("open",)))


def item_number(items: Sequence[OpenItem], rule: str, day: date | None, place: int = 0) -> int | None:
    """Return the number by which `done` knows a duty: the item of its clock and day, the `place`-th of several alike from 0.

    `items` are all of the home's open items, as `open_items` returns them. None when `done` cannot end that duty.
    """
    hits = [number for number, item in enumerate(items, 1) if item.rule == rule]
    hits = [number for number in hits if items[number - 1].day == day] or (hits if len(hits) == 1 else [])
    return hits[place] if place < len(hits) else None


_STEM = 4  # letters that a word and its past tense have in common


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
    # "answered" and "applied" mean what is still to be answered and applied for.
    stems = [fold_case(word)[:_STEM] for word in typed.split()]
    hits = hits or [
        tick for tick in ticks if stems and all(len(stem) == _STEM and stem in fold_case(tick.what) for stem in stems)
    ]
    if len(hits) == 1:
        return hits[0]
    what = "matches several of them" if hits else "matches none of them"
    raise UsageError(f'{name}: "{shorten(typed)}" {what}; type the number.\n{numbered_list(ticks)}')


def numbered_list(ticks: Sequence[OpenItem]) -> str:
    """Return the ticks as numbered lines, days in ISO form."""
    return "\n".join(f"  {n}  {tick.what}{f' ({tick.day.isoformat()})' if tick.day else ''}" for n, tick in enumerate(ticks, 1))


def complete_item(summary: JobSummary, item: OpenItem, *, on: date) -> Change:
    """Return the change that ends one duty, which was done on that day. Raise UsageError for a day before the sale."""
    if summary.sold_date is not None and on < summary.sold_date:
        raise UsageError(f"{on} is before {summary.job} {joint_name(summary)} was sold ({summary.sold_date}).")
    return Change(summary.job, _intents(item.ending, on), f"ticked off for {joint_name(summary)}: {item.what}")
