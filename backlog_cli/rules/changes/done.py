"""What `done` can tick off: every open duty of a job that ends by a field of its own."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import format_short_day
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
    from backlog_cli.rules.duty import Duty
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


def item_numbers(
    summary: JobSummary, duties: Sequence[Duty], policy: Policy, *, today: date, whole: JobSummary | None = None
) -> tuple[int | None, ...]:
    """Return for each duty of one job what `done JOB N` takes; None where `done` cannot end it, or it's not clear which item.

    `whole` is the home with all that the file says, where `summary` is without what is private: `done` counts that too.
    """
    items = open_items(whole or summary, policy, today=today)
    numbers = {_intents(item.ending, today): n for n, item in enumerate(items, 1)}
    phase, backlog = phase_of(summary), Backlog(policy)
    found: dict[Duty, int] = {}
    for clock in CLOCKS:
        theirs = [duty for duty in duties if duty.rule == clock.rule]
        if theirs and clock.endings is not None and phase in clock.ends:
            endings = list(clock.endings(summary, backlog, today=today))
            pairs = ((duty, _ending_of(duty, endings, is_only=len(theirs) == 1)) for duty in theirs)
            places = {duty: numbers.get(_intents(ending, today)) for duty, ending in pairs if ending is not None}
            found |= {duty: number for duty, number in places.items() if number is not None}
    return tuple(found.get(duty) for duty in duties)


def _ending_of(duty: Duty, endings: Sequence[Ending], *, is_only: bool) -> Ending | None:
    """The one of its clock's endings that the duty is about: the only one, else by its words, else by its day."""
    if is_only and len(endings) == 1:
        return endings[0]
    same_words = [ending for ending in endings if _subject(ending) and _subject(ending) in duty.text]
    same_day = [ending for ending in endings if ending.day == duty.day]
    both = [ending for ending in same_words if ending in same_day]
    for chosen in (both, same_words, same_day):
        if len(chosen) == 1:
            return chosen[0]
    return both[0] if both else None


def _subject(ending: Ending) -> str:
    """What the words of an ending are about: what is in quotes; without any, all behind the verb."""
    return ending.what.partition('"')[2].rpartition('"')[0] or ending.what.partition(" ")[2]


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
            whom = f" from the {question.of}" if question.of else ""
            what = f'get an answer to "{shorten(question.ask)}"{whom}'
            yield Ending(what, question.asked, ("questions", question.place), {"answered": today})


def _papers(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    for paper in summary.lender.papers if summary.lender else ():
        if not paper.is_done:
            what = f'get "{shorten(paper.what)}" to the lender'
            yield Ending(what, paper.due, ("lender", "papers", paper.place), {"done": today})


_CLOCKLESS: tuple[tuple[str, Endings, tuple[Phase, ...]], ...] = (("", _questions, PHASES), ("", _papers, ("open",)))


_STEM = 4  # letters that a word and its past tense have in common


def select_item(ticks: Sequence[OpenItem], words: Sequence[str], name: str) -> OpenItem:
    """Return the tick that a number (from 1) or some words of it name. Raise UsageError listing all when none or several fit."""
    if not ticks:
        raise UsageError(f"{name}: there's nothing to check off.")
    typed = " ".join(" ".join(words).split())
    if typed.isascii() and typed.isdigit():
        number = int(typed) if len(typed) < 5 else 0
        if 1 <= number <= len(ticks):
            return ticks[number - 1]
        raise UsageError(f"{name}: there's no number {shorten(typed)}.\n{numbered_list(ticks)}")
    hits = [tick for tick in ticks if typed and all(fold_case(word) in fold_case(tick.what) for word in typed.split())]
    # "answered" and "applied" mean what is still to be answered and applied for.
    stems = [fold_case(word)[:_STEM] for word in typed.split()]
    hits = hits or [
        tick for tick in ticks if stems and all(len(stem) == _STEM and stem in fold_case(tick.what) for stem in stems)
    ]
    if len(hits) == 1:
        return hits[0]
    what = "fits several of these" if hits else "fits none of these"
    raise UsageError(f'{name}: "{shorten(typed)}" {what}; type the number.\n{numbered_list(ticks)}')


def numbered_list(ticks: Sequence[OpenItem]) -> str:
    """Return the ticks as numbered lines with their days."""
    days = (f", {format_short_day(tick.day)}" if tick.day else "" for tick in ticks)
    return "\n".join(f"  {n}  {tick.what}{day}" for n, (tick, day) in enumerate(zip(ticks, days, strict=True), 1))


def complete_item(summary: JobSummary, item: OpenItem, *, on: date) -> Change:
    """Return the change that ends one duty, which was done on that day. Raise UsageError for a day before the sale."""
    if summary.sold_date is not None and on < summary.sold_date:
        raise UsageError(f"{on} is before {summary.job} {joint_name(summary)} was sold ({summary.sold_date}).")
    return Change(summary.job, _intents(item.ending, on), f"checked off for {joint_name(summary)}: {item.what}")
