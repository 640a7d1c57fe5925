"""What must not reach a buyer: dates not told, private notes, other households' names, telephone numbers, prices."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import format_short_day
from backlog_cli.dates.values import MONTHS, WEEKDAYS
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.names import PARTICLES, is_company, name_key, surname
from backlog_cli.rules.summary import shifts_of
from backlog_cli.terms import MovedDate, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import Buyer, JobSummary

MIN_PRIVATE = 4  # letters of a private text that is recognised inside another
MIN_NAME = 3
MIN_PRICE = 4  # digits: smaller numbers are lots, times and counts

_PERSONAL = re.compile(r"\b(?:trusts?|trustees?|ttee|estate)\b", re.IGNORECASE)  # companies called after people
_SAINT = re.compile(r"(?:st\.?|saint|san|santa|santo)\s", re.IGNORECASE)
_CALENDAR = frozenset(fold_case(word) for word in (*MONTHS, *(month[:3] for month in MONTHS), *WEEKDAYS))
_APOSTROPHES = str.maketrans("‘’ʼ`´", "'" * 5)
_DAY_LIKE = r"\b\d{4}-\d{2}-\d{2}\b"
_PHONE_LIKE = r"\+?\(?\d[\d()./ -]{5,}\d"


class RedactionRules(NamedTuple):
    """What one home's buyers must not read. Made by `redaction_rules`."""

    days: frozenset[date] = frozenset()
    names: frozenset[str] = frozenset()  # full names of other households, folded
    families: re.Pattern[str] | None = None  # their family names; see `_family_pattern`
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
                yield f"it names {day}, which they haven't been told"
        numbers = re.sub(_DAY_LIKE, " ", text)
        if any(sum(sign.isdigit() for sign in found) >= 7 for found in re.findall(_PHONE_LIKE, numbers)):
            yield "it holds a telephone number"
        whole = set(re.findall(r"\d+", re.sub(r"(?<=\d),(?=\d{3})", "", numbers)))
        if self.prices & whole or re.search(r"[$€£]\s*\d", text):
            yield "it holds a price"
        plain = " ".join(fold_case(text).split())
        words = f" {_words_only(text)} "
        is_family = self.families is not None and self.families.search(_without_accents(text)) is not None
        if is_family or any(f" {name} " in words for name in self.names):
            yield "it names another buyer"
        if any(note in plain for note in self.private):
            yield "it repeats a private note"


def redaction_rules(summary: JobSummary, job: model.Job, backlog: Backlog) -> RedactionRules:
    """Return what the buyers of one home must not read (000-13, 001-1g, 002-4).

    Days not told are the forecast and the days of moves nobody told them of, unless the told date says the same day.
    """
    days = frozenset(_untold_days(summary))
    own = {name_key(name) for buyer in summary.buyers for name in (*_families(buyer), *buyer.parts.given.split())}
    known = {name_key(buyer.name) for buyer in summary.buyers}
    strangers = [
        buyer for home in backlog.jobs if home.key != summary.key for buyer in home.buyers if name_key(buyer.name) not in known
    ]
    families = {family for buyer in strangers for family in _families(buyer) if name_key(family) not in own}
    return RedactionRules(
        days=days,
        names=frozenset(name for buyer in strangers for name in _full_names(buyer) if len(name) >= MIN_NAME),
        families=_family_pattern(families),
        prices=frozenset(_prices(job)),
        private=tuple(" ".join(fold_case(text).split()) for text in _private_notes(job) if len(text.strip()) >= MIN_PRIVATE),
        patterns=tuple((format_short_day(day), _day_pattern(day)) for day in sorted(days)),
    )


def _full_names(buyer: Buyer) -> Iterator[str]:
    """The whole name as written, and first and family name alone."""
    name, family = buyer.parts, buyer.surname
    yield _words_only(buyer.name)
    if name.given:
        yield _words_only(f"{name.given.split()[0]} {family}")
    elif not name.is_company and " " in family:
        yield _words_only(family)


def _families(buyer: Buyer) -> Iterator[str]:
    """The family name of a buyer, and those parts of it that people say for it: Berg of van der Berg.

    A trust or an estate has the family name of the people it is called after. Another company has its whole name only: Heron
    of Heron Holdings is also a street.
    """
    family = buyer.surname
    if is_company(buyer.name):
        words = [word for word in family.split() if fold_case(word) != "family"]
        yield family
        if words and _PERSONAL.search(buyer.name):
            yield surname(" ".join(words))
        return
    yield family
    words = re.split(r"[\s-]+", family)
    if not _SAINT.match(family):  # James of St. James is a first name
        yield from (word for word in words if len(words) > 1 and fold_case(word) not in PARTICLES)


def _family_pattern(families: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds one of these family names in a text without accents, plural and possessive included.

    With a capital they are names anywhere: "trust", "green" and "park" are ordinary words. A month or a very short name is
    one only beside a title or a word such as "family", and there capitals do not matter.
    """
    plain = sorted({_without_accents(family).strip() for family in families} - {""})
    named = [family for family in plain if len(family) >= MIN_NAME and fold_case(family) not in _CALENDAR]
    forms = [rf"(?:{'|'.join(map(_cased, named))})(?:e?s)?(?:'s?)?(?!\w)"] if named else []
    if plain:
        every = "|".join(map(_spelling, plain))
        forms.append(rf"(?i:(?:mr|mrs|ms|miss|dr)\.?\s+(?:{every})(?!\w))")
        forms.append(rf"(?i:(?:{every})(?:'s)?\s+(?:family|household|residence)(?!\w))")
        forms.append(rf"[Tt]he\s+(?:{'|'.join(map(_cased, plain))})(?:e?s)(?!\w)")
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})") if forms else None


def _cased(family: str) -> str:
    """The name with a capital, or all in capitals; a particle may have one or not."""
    words = [word if fold_case(word) in PARTICLES else word[:1].upper() + word[1:] for word in family.split()]
    words = [word.capitalize() if word.isupper() and len(word) > 1 else word for word in words]
    first = f"[{words[0][0].lower()}{words[0][0].upper()}]" if fold_case(words[0]) in PARTICLES else ""
    written = _spelling(" ".join(words))
    return (
        f"{first}{_spelling(' '.join(words)[1:])}|{_spelling(family.upper())}"
        if first
        else f"{written}|{_spelling(family.upper())}"
    )


def _spelling(family: str) -> str:
    """The name with its apostrophes, hyphens, points and blanks written in any way, or left out."""
    return r"[\s'.-]*".join(re.escape(part) for part in re.split(r"[\s'.-]+", family) if part)


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


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
