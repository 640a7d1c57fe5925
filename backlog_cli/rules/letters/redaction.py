"""What must not reach a buyer: dates not told, private notes, other households' names, telephone numbers, prices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import format_short_day
from backlog_cli.dates.values import MONTHS
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.names import surname
from backlog_cli.rules.summary import shifts_of
from backlog_cli.terms import MovedDate, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

MIN_PRIVATE = 4  # letters of a private text that is recognised inside another
MIN_NAME = 3
MIN_PRICE = 4  # digits: smaller numbers are lots, times and counts

_DAY_LIKE = r"\b\d{4}-\d{2}-\d{2}\b"
_PHONE_LIKE = r"\+?\(?\d[\d()./ -]{5,}\d"


class RedactionRules(NamedTuple):
    """What one home's buyers must not read. Made by `redaction_rules`."""

    days: frozenset[date] = frozenset()
    names: frozenset[str] = frozenset()  # full names of other households, folded
    surnames: frozenset[str] = frozenset()  # theirs, as typed: an ordinary word in lower case is none
    prices: frozenset[str] = frozenset()
    private: tuple[str, ...] = ()
    patterns: tuple[tuple[str, re.Pattern[str]], ...] = ()  # how each of the days is written

    def objection(self, text: str | None) -> str | None:
        """Return why these words cannot be in a buyer's text; None when nothing speaks against them."""
        if not text or not text.strip():
            return None
        return next(self._objections(text), None)

    def _objections(self, text: str) -> Iterator[str]:
        for day, pattern in self.patterns:
            if pattern.search(text):
                yield f"it names {day}, which they have not been told"
        numbers = re.sub(_DAY_LIKE, " ", text)
        if any(sum(sign.isdigit() for sign in found) >= 7 for found in re.findall(_PHONE_LIKE, numbers)):
            yield "it holds a telephone number"
        whole = set(re.findall(r"\d+", re.sub(r"(?<=\d),(?=\d{3})", "", numbers)))
        if self.prices & whole or re.search(r"[$€£]\s*\d", text):
            yield "it holds a price"
        plain = " ".join(fold_case(text).split())
        words = f" {_words_only(text)} "
        if any(f" {name} " in words for name in self.names) or self.surnames & set(re.findall(r"[^\W\d_][\w'-]*", text)):
            yield "it names another buyer"
        if any(note in plain for note in self.private):
            yield "it repeats a private note"


def redaction_rules(summary: JobSummary, job: model.Job, backlog: Backlog) -> RedactionRules:
    """Return what the buyers of one home must not read (000-13, 001-1g, 002-4).

    Days not told are the forecast and the days of moves nobody told them of, unless the told date says the same day.
    """
    days = frozenset(_untold_days(summary))
    own = {fold_case(surname(buyer.name)) for buyer in summary.buyers}
    others = [buyer.name for home in backlog.jobs if home.job != summary.job for buyer in home.buyers]
    strangers = [name for name in others if fold_case(name) not in {fold_case(buyer.name) for buyer in summary.buyers}]
    return RedactionRules(
        days=days,
        names=frozenset(_words_only(name) for name in strangers if len(name) >= MIN_NAME),
        surnames=frozenset(
            last for last in map(surname, strangers) if len(last) >= MIN_NAME and fold_case(last) not in own and last[0].isupper()
        ),
        prices=frozenset(_prices(job)),
        private=tuple(" ".join(fold_case(text).split()) for text in _private_notes(job) if len(text.strip()) >= MIN_PRIVATE),
        patterns=tuple((format_short_day(day), _day_pattern(day)) for day in sorted(days)),
    )


def _words_only(name: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", fold_case(name)).split())


def _untold_days(summary: JobSummary) -> Iterator[date]:
    """The forecast, moves not told, and the very days of moves that were told as a week, a month or a quarter."""
    told = summary.told
    is_exact = told is not None and told.precision is Precision.DAY
    known = {told.start if told is not None and is_exact else None, summary.closed_date}
    closings, visits = shifts_of(summary), shifts_of(summary, MovedDate.ORIENTATION)
    moves = {shift.to_day for shift in (*closings, *visits) if shift.told_date is None}
    moves |= {shift.to_day for shift in closings if not is_exact}
    for day in (summary.internal, *moves):
        if day is not None and day not in known:
            yield day


def _prices(job: model.Job) -> Iterator[str]:
    amounts: Iterable[int | None] = (job.price, job.options_total, *(deposit.amount for deposit in job.deposits))
    costs = (request.cost_told for request in job.change_requests)
    for amount in (*amounts, *(cost for cost in costs if isinstance(cost, int) and not isinstance(cost, bool))):
        if amount is not None and len(str(amount)) >= MIN_PRICE:
            yield str(amount)


def _private_notes(job: model.Job) -> Iterator[str]:
    yield from job.worries
    for entry in job.log:
        if entry.private:
            step = entry.next.what if entry.next and not entry.next.is_none else None
            yield from (text for text in (entry.text, entry.said, step) if text)


def _day_pattern(day: date) -> re.Pattern[str]:
    """The ways a day is written: 2027-01-15, Jan 15, January 15th, 15 Jan, 1/15, 1/15/27."""
    month = MONTHS[day.month - 1]
    name = rf"(?:{month}|{month[:3]}|{month[:4]})\.?"
    number = rf"0?{day.day}(?:st|nd|rd|th)?"
    year = rf"(?:{day.year}|{day.year % 100:02})"
    forms = (
        day.isoformat(),
        f"{day:%Y%m%d}",
        rf"{name}\s*(?:the\s+)?{number}",
        rf"{number}\s*(?:of\s+)?{name}(?!\w)",
        rf"0?{day.month}[/.-]0?{day.day}(?:[/.-]{year})?",
    )
    return re.compile(rf"(?<![\w/])(?:{'|'.join(forms)})(?![\d/]|th|st|nd|rd)", re.IGNORECASE)
