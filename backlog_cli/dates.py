"""Days and the words for them: what the file may say, what an agent may type, and how a day is said back."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from backlog_cli.errors import BadDate
from backlog_cli.terms import Precision

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

FIRST_YEAR, LAST_YEAR = 2000, 2100

# English whatever the computer's language is: the file and the screens are English, and a script may read them.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_OF = {name[:size].lower(): n for n, name in enumerate(MONTHS, 1) for size in (3, 9)} | {"sept": 9}
_WEEKDAY_OF = {name[:size].lower(): n for n, name in enumerate(WEEKDAYS) for size in (3, 9)}
_ONE_DAY = timedelta(days=1)
_DAY_EXAMPLE = "write it like 2026-06-12"
_CLOCK_EXAMPLE = 'write it like "17:30"'


class Direction(Enum):
    """Which way a typed date is meant: `log --at` looks back, `shift` and `promise` look ahead."""

    PAST = "past"
    FUTURE = "future"


class Moment(NamedTuple):
    """A day, and the time of day when one was given (001-2a). `str()` is the file's form: `2026-11-19 17:30`.

    Moments sort by day, then by clock; on one day those without a clock come first.
    """

    day: date
    clock: str | None = None  # "17:30": 24 hours, zero padded

    def __str__(self) -> str:
        return f"{self.day} {self.clock}" if self.clock else f"{self.day}"

    # Every tuple has an order of its own; a moment is only ever held against another moment.
    def _order(self) -> tuple[date, str]:
        return self.day, self.clock or ""

    def __lt__(self, other: Moment) -> bool:  # type: ignore[override]
        return self._order() < other._order()

    def __le__(self, other: Moment) -> bool:  # type: ignore[override]
        return self._order() <= other._order()

    def __gt__(self, other: Moment) -> bool:  # type: ignore[override]
        return self._order() > other._order()

    def __ge__(self, other: Moment) -> bool:  # type: ignore[override]
        return self._order() >= other._order()


class Period(NamedTuple):
    """What was told of a closing: its first and last day, both included, and how exactly it was said (002-4)."""

    text: str  # as it stands in the file: "2026-12-11", "2027-W12", "2027-03", "2027-Q2"
    start: date
    end: date
    precision: Precision

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end

    def __str__(self) -> str:
        return self.text


# What the file says. Every ValueError is one line: what is wrong - how to put it right.

SEEN = 4096  # days that are not worked out again: a file of thousands of homes names a few hundred


@lru_cache(SEEN)
def file_date(text: str) -> date:
    """The day a file's text means: `2026-06-01` or `2026-6-1`. ValueError for anything else, and outside 2000 to 2100."""
    if len(text) == 10 and text[4] == "-" == text[7]:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return _spelled_out(text)
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
    return _spelled_out(text)


def file_clock(text: str) -> str:
    """The time of day a file's text means, 24 hours, zero padded: `9:05` is `09:05`. ValueError for anything else."""
    bare = text.strip()
    hours, _, minutes = bare.partition(":")
    if not (_is_number(hours, 1, 2) and _is_number(minutes, 2, 2)):
        raise ValueError(_why_no_clock(bare))
    if int(hours) > 23 or int(minutes) > 59:
        raise ValueError(f"there is no {bare} in a day - {_CLOCK_EXAMPLE}")
    return f"{int(hours):02}:{minutes}"


@lru_cache(SEEN)
def file_moment(text: str) -> Moment:
    """The day, with its time of day if there is one: `2026-11-19`, `2026-11-19 17:30`, `2026-11-19T17:30`. Else ValueError."""
    if len(text) == 10:
        return Moment(file_date(text))
    bare = text.strip()
    day, gap, clock = bare.partition(" ")
    if not gap and bare[:1].isdigit():
        day, gap, clock = bare.partition("T")
    if gap and bare[:1].isdigit() and (day.count("-") == 2 or ":" in clock):
        return Moment(file_date(day), file_clock(clock))
    if _is_number(bare[:1], 1, 1) and ":" in bare:
        raise ValueError(f'"{_cut(bare)}" has no day - write it like 2026-06-12 17:30')
    return Moment(file_date(bare))


def file_period(text: str) -> Period:
    """A told date with its precision: `2026-12-11`, `2027-W12`, `2027-03` or `2027-Q2` (002-4). Else ValueError."""
    bare = text.strip()
    year, dash, part = bare.partition("-")
    if dash and _is_number(year, 4, 4) and "-" not in part:
        return _part_of_year(bare, year, part)
    if bare and (not bare[0].isdigit() or _is_number(bare, 4, 4)):
        raise ValueError(_why_no_period(bare))
    day = file_date(bare)
    return Period(bare, day, day, Precision.DAY)


def _part_of_year(text: str, year: str, part: str) -> Period:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValueError(_why_no_year(year))
    if part[:1] in ("W", "w") and _is_number(part[1:], 1, 2):
        return _week(text, int(year), int(part[1:]))
    if part[:1] in ("Q", "q") and _is_number(part[1:], 1, 1):
        return _quarter(text, int(year), int(part[1:]))
    if not _is_number(part, 1, 2):
        raise ValueError(_why_no_period(text))
    if not 1 <= int(part) <= 12:
        raise ValueError(f"there is no month {part} - write it like {_PERIOD_EXAMPLE}")
    return Period(text, date(int(year), int(part), 1), _month_end(int(year), int(part)), Precision.MONTH)


def _why_no_period(bare: str) -> str:
    if _is_number(bare, 4, 4):
        return f'"{bare}" is a whole year - write a quarter, month, week or day, like {_PERIOD_EXAMPLE}'
    month, _, year = bare.lower().partition(" ")
    if month in _MONTH_OF and _is_number(year, 4, 4):
        return f'"{bare}" is in words - write {year}-{_MONTH_OF[month]:02}'
    return f'"{_cut(bare)}" is not a day, week, month or quarter - write it like {_PERIOD_EXAMPLE}'


_PERIOD_EXAMPLE = "2026-12-11, 2026-W50, 2026-12 or 2026-Q4"


def _week(text: str, year: int, week: int) -> Period:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        raise ValueError(f"{year} has no week {week} - write it like {_PERIOD_EXAMPLE}") from None
    return Period(text, monday, monday + 6 * _ONE_DAY, Precision.WEEK)


def _quarter(text: str, year: int, quarter: int) -> Period:
    if not 1 <= quarter <= 4:
        raise ValueError(f"a year has quarters Q1 to Q4, not Q{quarter} - write it like {_PERIOD_EXAMPLE}")
    return Period(text, date(year, 3 * quarter - 2, 1), _month_end(year, 3 * quarter), Precision.QUARTER)


def _spelled_out(text: str) -> date:
    """The slow way to a file's day: odd but clear spellings first, then the reason why it is none."""
    bare = text.strip()
    parts = bare.split("-")
    if len(parts) != 3 or not (_is_number(parts[0], 4, 4) and _is_number(parts[1], 1, 2) and _is_number(parts[2], 1, 2)):
        raise ValueError(_why_no_file_day(bare))
    year, month, day = (int(part) for part in parts)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(_why_no_year(parts[0]))
    if not 1 <= month <= 12:
        swapped = _day_or_none(year, day, month)
        raise ValueError(f"there is no month {month} - " + (f"did you mean {swapped}?" if swapped else _DAY_EXAMPLE))
    found = _day_or_none(year, month, day)
    if found is None:
        last = _month_end(year, month)
        raise ValueError(f"there is no {MONTHS[month - 1][:3]} {day}, {year} - that month ends on {last}")
    return found


def _why_no_year(year: str) -> str:
    return f"the year {year} is outside {FIRST_YEAR} to {LAST_YEAR} - {_DAY_EXAMPLE}"


def _why_no_file_day(bare: str) -> str:
    if not bare:
        return f"a date is missing here - {_DAY_EXAMPLE}, or leave the line out"
    said = f'"{_cut(bare)}"'
    if _is_number(bare, 1, len(bare)):
        return _why_not_digits(bare, said)
    for mark in "/.-":
        parts = bare.split(mark)
        if len(parts) in (2, 3) and all(_is_number(part, 1, 4) for part in parts):
            return _why_not_marked(parts, mark, said)
    if bare[:1].isdigit() and ":" in bare:
        return f"{said} has a time of day in it and only a day goes here - {_DAY_EXAMPLE}"
    if bare[:4].isdigit() and bare[4:5] == "-" and bare[5:6] in ("W", "w", "Q", "q"):
        return f"{said} is not one day, and one day is needed here - {_DAY_EXAMPLE}"
    return _why_not_words(bare, said)


def _why_not_digits(bare: str, said: str) -> str:
    day = _day_or_none(int(bare[:4]), int(bare[4:6]), int(bare[6:])) if len(bare) == 8 else None
    if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR:
        return f"{said} needs dashes - write {day}"
    return f"{said} is a number, not a date - {_DAY_EXAMPLE}"


def _why_not_marked(parts: list[str], mark: str, said: str) -> str:
    """Why a date with slashes, dots or too few dashes is refused; a day that can be read two ways names both."""
    if mark == "-" and len(parts) == 2 and len(parts[0]) == 4:
        return f"{said} is a whole month, and one day is needed here - {_DAY_EXAMPLE}"
    if len(parts) == 2:
        return f"{said} has no year - {_DAY_EXAMPLE}"
    first, second, third = (int(part) for part in parts)
    if len(parts[0]) == 4:
        day = _day_or_none(first, second, third)
        return f"{said} needs dashes - " + (f"write {day}" if day else _DAY_EXAMPLE)
    if mark == "-" and len(parts[2]) <= 2:
        return f"{said} has a two-digit year, and it needs four digits - {_DAY_EXAMPLE}"
    year = third if len(parts[2]) == 4 else 2000 + third if len(parts[2]) == 2 else 0
    day_first, month_first = _day_or_none(year, second, first), _day_or_none(year, first, second)
    if day_first and month_first and day_first != month_first:
        return f"{said} is {_day_month(day_first)} or {_day_month(month_first)}? - write {day_first} or {month_first}"
    day = day_first or month_first
    return f"{said} is not how this file writes a date - " + (f"write {day}" if day else _DAY_EXAMPLE)


def _why_not_words(bare: str, said: str) -> str:
    words = bare.lower().replace(",", " ").replace(".", " ").split()[:4]
    numbers = [word[:-2] if word[-2:] in _ORDINAL_ENDS else word for word in words]
    months = [_MONTH_OF[word] for word in words if word in _MONTH_OF]
    days = [int(number) for number in numbers if _is_number(number, 1, 2)]
    years = [int(number) for number in numbers if _is_number(number, 4, 4)]
    if len(months) != 1 or len(days) != 1:
        return f"{said} is not a date - {_DAY_EXAMPLE}"
    if len(years) != 1:
        return f"{said} has no year and is in words - write YYYY-{months[0]:02}-{days[0]:02} with the year"
    day = _day_or_none(years[0], months[0], days[0])
    return f"{said} is in words - " + (f"write {day}" if day else _DAY_EXAMPLE)


def _why_no_clock(bare: str) -> str:
    if not bare:
        return f"a time of day is missing here - {_CLOCK_EXAMPLE}"
    if bare.isascii() and bare[-2:].lower() in ("am", "pm"):
        return f'"{_cut(bare)}" is not how this file writes a time - write it in 24 hours, like "17:30"'
    if bare.count(":") > 1 or bare[-1:] in "Zz":
        return f'"{_cut(bare)}" has more than hours and minutes - {_CLOCK_EXAMPLE}'
    return f'"{_cut(bare)}" is not a time of day - {_CLOCK_EXAMPLE}'


# What an agent types. A reader gets the words, lower case, and answers with a day; None when they have not the shape of
# a date at all; and raises _DayError when they have, but there is no such day or it lies on the wrong side of today.
# Its records are named tuples: a dataclass takes a millisecond to make, at every start of the program.


class _Ask(NamedTuple):
    """What is known when a date is typed: which way it is meant, from which day it counts, and the days off."""

    direction: Direction
    today: date
    base: date | None = None
    days_off: Collection[date] = ()

    @property
    def is_ahead(self) -> bool:
        return self.direction is Direction.FUTURE

    @property
    def wants(self) -> str:
        return f"today or a day {'to come' if self.is_ahead else 'that is past'} is needed here"

    def allows(self, day: date) -> bool:
        return day >= self.today if self.is_ahead else day <= self.today


class _DayError(ValueError):
    """Words that look like a date and are none: why, the forms to offer first, and a day close to what was meant."""

    def __init__(self, why: str, *, first: tuple[str, ...] = (), near: date | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.first = first
        self.near = near


_Words = tuple[str, ...]
_Read = TypeVar("_Read")

_LONGEST = 9  # words: nobody says more than "fri the 12th of june 2027 at 5 pm"
_NAMES = {
    "today": "today",
    "tomorrow": "tomorrow",
    "tom": "tomorrow",
    "yesterday": "yesterday",
    "eow": "eow",
    "end of week": "eow",
    "end of the week": "eow",
    "eom": "eom",
    "end of month": "eom",
    "end of the month": "eom",
}
_TYPED_WEEKDAYS = _WEEKDAY_OF | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_UNITS = {
    "d": "d", "day": "d", "days": "d",
    "w": "w", "wk": "w", "wks": "w", "week": "w", "weeks": "w",
    "m": "m", "mo": "m", "mos": "m", "month": "m", "months": "m",
    "b": "b", "bd": "b",
}  # fmt: skip
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_MOST = 40_000  # more days, weeks or months than this leave the calendar anyway, and nobody should wait for the counting


def read_date(
    words: str, *, direction: Direction, today: date, base: date | None = None, days_off: Collection[date] = ()
) -> date:
    """The day that an agent's words mean, all of them (CLI: DATE). BadDate says why there is none, with forms that work.

    A day on the wrong side of `today` is refused; today itself never is, but a weekday's name is never today.
    `base` is the date being moved: `+2w` and `-3d` count from it. `days_off` are extra days that `5b` skips.
    """
    return _whole((words,), _Ask(direction, today, base, days_off), _day)


def leading_date(
    words: Sequence[str], *, direction: Direction, today: date, base: date | None = None, days_off: Collection[date] = ()
) -> tuple[date, tuple[str, ...]]:
    """The day meant by the longest date at the start of the words, and the words after it, as typed.

    Words are the shell's, and may have blanks inside. A start that looks like a date and is none (`feb 30 permit`) is
    refused, never read as something shorter. BadDate as in `read_date`.
    """
    return _leading(words, _Ask(direction, today, base, days_off), _day)


def read_moment(words: str, *, direction: Direction, today: date, days_off: Collection[date] = ()) -> Moment:
    """The day, and the time of day if one was typed: `fri 17:30`, `5pm yesterday`; a time alone is today's. Else BadDate."""
    return _whole((words,), _Ask(direction, today, None, days_off), _moment)


def leading_moment(
    words: Sequence[str], *, direction: Direction, today: date, days_off: Collection[date] = ()
) -> tuple[Moment, tuple[str, ...]]:
    """The longest day, time of day, or both at the start of the words, and the words after it, as typed. Else BadDate."""
    return _leading(words, _Ask(direction, today, None, days_off), _moment)


def read_clock(words: str) -> str:
    """The time of day an agent typed, as the file has it: `5pm`, `5:30 pm` and `17:30` give `17:30`. Else BadDate."""
    forms = ("17:30", "5:30pm", "9:05")
    try:
        clock = _clock(tuple(token.text for token in _tokens((words,))))
    except _DayError as no:
        raise BadDate(no.why, forms) from None
    if clock is None:
        raise BadDate(f'"{_cut(words)}" is not a time of day.', forms)
    return clock


def weekday_named(text: str) -> int | None:
    """The weekday (Monday 0) that an English name or its first three letters stand for; None for all else (reading 5)."""
    return _WEEKDAY_OF.get(text.lower())


def is_far_off(day: date, *, today: date) -> bool:
    """Whether the day lies over three years ahead, so that somebody should be asked whether it is meant."""
    return day > add_months(today, 36)


# Words in, a day out.


def _day(words: _Words, ask: _Ask) -> date | None:
    if len(words) > 1 and words[-1] == "of" and _day(words[:-1], ask):
        raise _DayError(f'"{_said(words)}" what?', near=_day(words[:-1], ask))
    for reader in (_named_day, _weekday, _counted_day, _calendar_day):
        day = reader(words, ask)
        if day is not None:
            return day
    return None


def _named_day(words: _Words, ask: _Ask) -> date | None:
    match _NAMES.get(" ".join(words)):
        case "today":
            return ask.today
        case "tomorrow":
            return _allowed(ask.today + _ONE_DAY, words, ask)
        case "yesterday":
            return _allowed(ask.today - _ONE_DAY, words, ask)
        case "eow":
            return _allowed(_end_of_week(ask), words, ask)
        case "eom":
            return _allowed(_month_end(ask.today.year, ask.today.month), words, ask)
    return None


def _end_of_week(ask: _Ask) -> date:
    """This week's Friday. On a weekend it is behind: looking ahead, the end of the week is then the coming Friday."""
    friday = ask.today + (4 - ask.today.weekday()) * _ONE_DAY
    return friday if ask.allows(friday) or not ask.is_ahead else friday + 7 * _ONE_DAY


def _weekday(words: _Words, ask: _Ask) -> date | None:
    weekday = _TYPED_WEEKDAYS.get(words[0])
    if len(words) == 1:
        return None if weekday is None else _allowed(_nearest(weekday, ask), words, ask)
    if weekday is not None and words[1:] in _OTHER_WEEKS:
        raise _either(weekday, ask)
    if len(words) != 2 or words[0] not in ("this", "last", "next"):
        return None
    if words[1] in ("week", "month"):
        raise _DayError(f'"{_said(words)}" is not one day.', first=(f"+1{words[1][0]}",) if ask.is_ahead else ())
    weekday = _TYPED_WEEKDAYS.get(words[1])
    return None if weekday is None else _weekday_of_which(words, weekday, ask)


_OTHER_WEEKS = (("this", "week"), ("last", "week"), ("next", "week"), ("after", "next"))  # "fri next week"


def _weekday_of_which(words: _Words, weekday: int, ask: _Ask) -> date:
    """`this fri` looks ahead, `last fri` back, and no two people agree on `next fri`."""
    if (words[0] == "last") is ask.is_ahead:
        way = "back" if ask.is_ahead else "ahead"
        raise _DayError(f'"{_said(words)}" looks {way}, and {ask.wants}.', near=_nearest(weekday, ask))
    if words[0] == "next":
        raise _either(weekday, ask)
    if words[0] == "this" and weekday == ask.today.weekday():
        # today itself, or a week from now: a weekday's name is never today, but "this thu" said on a Thursday may be
        raise _either(weekday, ask, first=ask.today)
    return _allowed(_nearest(weekday, ask), words, ask)


def _either(weekday: int, ask: _Ask, *, first: date | None = None) -> _DayError:
    """Two days that the words could mean, both named."""
    one = first or _nearest(weekday, ask)
    other = one + (7 if ask.is_ahead else -7) * _ONE_DAY
    why = f"{spell_day(one, today=ask.today)} or {spell_day(other, today=ask.today)}? type the date."
    return _DayError(why, first=(_typed(one, ask), _typed(other, ask), other.isoformat()))


def _nearest(weekday: int, ask: _Ask) -> date:
    """The nearest such day in the asked direction, never today."""
    if ask.is_ahead:
        return ask.today + ((weekday - ask.today.weekday() - 1) % 7 + 1) * _ONE_DAY
    return ask.today - ((ask.today.weekday() - weekday - 1) % 7 + 1) * _ONE_DAY


def _counted_day(words: _Words, ask: _Ask) -> date | None:
    """`+2w`, `10d`, `in 2 weeks`, `3 days ago`, `2 weeks from now`."""
    is_ago, is_in, is_from_now = words[-1] == "ago", words[0] == "in", words[-2:] in (("from", "now"), ("from", "today"))
    if is_ago + is_in + is_from_now > 1:
        return None
    if not is_from_now:
        _refuse_counting_from_a_day(words, ask)
    core = words[is_in : len(words) - is_ago - 2 * is_from_now]
    counted = _count(core, is_worded=is_ago or is_in or is_from_now)
    if counted is None:
        return None
    sign, number, unit = counted
    is_back = is_ago or sign == "-"
    if is_back and ask.is_ahead and ask.base is None:
        raise _DayError(f'"{_said(words)}" looks back, and {ask.wants}.', first=(f"+{number}{unit}",))
    if not is_back and not ask.is_ahead:
        raise _DayError(f'"{_said(words)}" looks ahead, and {ask.wants}.', first=(f"-{number}{unit}",))
    start = ask.today if ask.base is None or is_from_now or not ask.is_ahead else ask.base
    return _allowed(_moved(start, -number if is_back else number, unit, words, ask), words, ask)


def _refuse_counting_from_a_day(words: _Words, ask: _Ask) -> None:
    """`2 weeks from fri` is no form: a sum that the agent has in her head is typed as the day it gives."""
    middle = next((n for n, word in enumerate(words) if word in ("from", "after", "before")), 0)
    counted = _count(words[:middle], is_worded=True)
    start = _try(" ".join(words[middle + 1 :]), ask, _day) if counted and middle + 1 < len(words) else None
    if counted is None or start is None:
        return
    number = -counted[1] if words[middle] == "before" else counted[1]
    day = _moved(start, number, counted[2], words, ask)
    first = (_typed(day, ask), day.isoformat()) if FIRST_YEAR <= day.year <= LAST_YEAR else ()
    raise _DayError(f'"{_said(words)}": type the date itself.', first=first)


def _count(core: _Words, *, is_worded: bool) -> tuple[str, int, str] | None:
    """Sign, number and unit of `+2w`, `2 weeks`, `5 business days`. With "in" or "ago" about, numbers may be words."""
    if not 1 <= len(core) <= 3:
        return None
    sign, digits, unit = _split(core[0])
    if is_worded and sign:
        return None
    if len(core) > 1 and unit:
        if not (is_worded and not digits and core[0] in _COUNTS):
            return None
        digits, unit = str(_COUNTS[core[0]]), ""
    if len(core) > 1:
        unit = core[1] if len(core) == 2 else ("b" if core[1] in _WORKING and core[2] in ("day", "days") else "")
    if not digits or unit not in _UNITS:
        return None
    return sign, int(digits) if len(digits) <= 6 else 10**6, _UNITS[unit]


_WORKING = ("business", "working", "work")


def _split(token: str) -> tuple[str, str, str]:
    """A sign, digits and what follows them: `+2w` is `+`, `2`, `w`."""
    sign = token[:1] if token[:1] in ("+", "-") else ""
    rest = token[len(sign) :]
    size = next((n for n, letter in enumerate(rest) if not (letter.isascii() and letter.isdigit())), len(rest))
    return sign, rest[:size], rest[size:]


def _moved(start: date, number: int, unit: str, words: _Words, ask: _Ask) -> date:
    try:
        if abs(number) > _MOST:
            raise OverflowError
        match unit:
            case "b":
                return business_days_after(start, number, ask.days_off)
            case "m":
                return add_months(start, number)
        return start + number * (7 if unit == "w" else 1) * _ONE_DAY
    except OverflowError:
        raise _DayError(f'"{_said(words)}" is too far off: dates here run from {FIRST_YEAR} to {LAST_YEAR}.') from None


def _calendar_day(words: _Words, ask: _Ask) -> date | None:
    """A day of the calendar, with its weekday in front or not: `fri jun 12`, `jun 12 2027`, `6/12`, `the 12th`."""
    weekday = _TYPED_WEEKDAYS.get(words[0])
    if weekday is None or len(words) == 1:
        return _numbered_day(words[0], ask) if len(words) == 1 else _month_day(words, ask)
    rest = words[1:]
    if len(rest) == 1 and (_is_number(rest[0], 1, 2) or rest[0] in _MONTH_OF):
        return None  # "fri 2 windows late" and "fri may be late" are Friday and some text
    day = _calendar_day(rest, ask) if rest[0] not in _TYPED_WEEKDAYS else None
    if day is not None and day.weekday() != weekday:
        said, is_said = WEEKDAYS[weekday], WEEKDAYS[day.weekday()]
        raise _DayError(f"{_year_if_other(short_day(day), day, ask.today)} is a {is_said}, not a {said}.", near=day)
    return day


def _numbered_day(token: str, ask: _Ask) -> date | None:
    """One word: `12`, `12th`, `6/12`, `6/12/27`, `2026-06-12`, `20260612`, `jun12`."""
    if _is_number(token, 8, 8):
        return _exact_day((int(token[:4]), int(token[4:6]), int(token[6:])), (token,), ask)
    for mark in "-/":
        parts = token.split(mark)
        if len(parts) in (2, 3) and all(_is_number(part, 1, 4) for part in parts):
            return _dashed_day(token, parts, ask) if mark == "-" else _slashed_day(token, parts, ask)
    _, digits, ending = _split(token)
    if token[:1] not in ("+", "-") and _is_number(digits, 1, 2) and ending in ("", *_ORDINAL_ENDS):
        return _day_of_month(int(digits), ask)
    return _month_day((token,), ask)


def _dashed_day(token: str, parts: list[str], ask: _Ask) -> date | None:
    if len(parts[0]) == 4 and len(parts) == 3 and max(len(parts[1]), len(parts[2])) <= 2:
        return _exact_day((int(parts[0]), int(parts[1]), int(parts[2])), (token,), ask)
    if len(parts[0]) == 4 and len(parts) == 2 and 1 <= int(parts[1]) <= 12:
        raise _whole_month(int(parts[1]), int(parts[0]), ask)
    raise _DayError(f'"{token}" is not clear.', first=("/".join(parts),))


def _slashed_day(token: str, parts: list[str], ask: _Ask) -> date | None:
    """Month first, as written in the US; a year in front stands for itself."""
    if len(parts) == 3 and len(parts[0]) == 4:
        parts = [parts[1], parts[2], parts[0]]
    if max(len(parts[0]), len(parts[1])) > 2 or (len(parts) == 3 and len(parts[2]) not in (2, 4)):
        return None
    month, day = int(parts[0]), int(parts[1])
    if month > 12 and 1 <= day <= 12:
        swapped = "/".join([parts[1], parts[0], *parts[2:]])
        raise _DayError(f"there is no month {month}: the month comes first.", first=(swapped,))
    if len(parts) == 2:
        return _such_day(month, day, ask)
    return _exact_day((int(parts[2]) + (2000 if len(parts[2]) == 2 else 0), month, day), (token,), ask)


def _month_day(words: _Words, ask: _Ask) -> date | None:
    """`jun 12`, `12 jun`, `jun12`, `june the 12th`, `the 12th of june`, each with a year or without; and `the 12th`."""
    typed, year = words, None
    if len(words) > 1 and _is_year(words[-1]):
        year, words = int(words[-1]), words[:-1]
    match words:
        case (month,) if month in _MONTH_OF:
            raise _whole_month(_MONTH_OF[month], year, ask)
        case (glued,):
            month, day = _unglued(glued)
        case ("the", day) if year is None and day[-2:] in _ORDINAL_ENDS:
            return _day_of_month(int(day[:-2]), ask) if _is_number(day[:-2], 1, 2) else None
        case ("the", day, month) | ("the", day, "of", month) | (day, "of", month) | (month, "the", day) | (month, day):
            if month not in _MONTH_OF:
                month, day = day, month
        case _:
            return None
    day = day[:-2] if day[-2:] in _ORDINAL_ENDS else day
    if month not in _MONTH_OF or not _is_number(day, 1, 2):
        return None
    if year is None:
        return _such_day(_MONTH_OF[month], int(day), ask)
    return _exact_day((year, _MONTH_OF[month], int(day)), typed, ask)


def _unglued(token: str) -> tuple[str, str]:
    """Month and day of `jun12`, `12jun` or `jun12th`; two empty texts when it is none of them."""
    _, digits, month = _split(token)
    if token[:1].isdigit():
        return month, digits
    letters = next((n for n, letter in enumerate(token) if letter.isdigit()), len(token))
    return token[:letters], token[letters:]


def _whole_month(month: int, year: int | None, ask: _Ask) -> _DayError:
    name = MONTHS[month - 1] if year is None else f"{MONTHS[month - 1]} {year}"
    return _DayError(f"{name} is a whole month: which day?", near=_end_of_such_month(year, month, ask))


def _exact_day(numbers: tuple[int, int, int], words: _Words, ask: _Ask) -> date:
    """The day of a full date (year, month, day); on the wrong side of today it is refused like any other."""
    year, month, day = numbers
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _DayError(f"the year {year} is outside {FIRST_YEAR} to {LAST_YEAR}.")
    if not 1 <= month <= 12:
        raise _DayError(f"there is no month {month}.", near=_day_or_none(year, 12, day))
    found = _day_or_none(year, month, day)
    if found is None:
        raise _DayError(f"there is no {MONTHS[month - 1][:3]} {day}, {year}.", near=_end_of_such_month(year, month, ask))
    return _allowed(found, words, ask)


def _such_day(month: int, day: int, ask: _Ask) -> date:
    """The next or the last such day of the year, today included; Feb 29 is in leap years only."""
    if not 1 <= month <= 12:
        raise _DayError(f"there is no month {month}.")
    named = f"{MONTHS[month - 1][:3]} {day}"
    if _day_or_none(FIRST_YEAR, month, day) is None:  # a leap year has every day there is
        raise _DayError(f"there is no {named}.", near=_end_of_such_month(None, month, ask))
    step = 1 if ask.is_ahead else -1
    for year in range(ask.today.year, ask.today.year + 9 * step, step):
        found = _day_or_none(year, month, day)
        if found and ask.allows(found) and FIRST_YEAR <= year <= LAST_YEAR:
            return found
    raise _DayError(f"there is no such {named} from {FIRST_YEAR} to {LAST_YEAR}.")


def _day_of_month(day: int, ask: _Ask) -> date:
    """The next or the last such day of a month, today included; months that are too short are passed over."""
    if not 1 <= day <= 31:
        near = _month_end(ask.today.year, ask.today.month) if ask.is_ahead else ask.today.replace(day=1) - _ONE_DAY
        raise _DayError(f"no month has a day {day}.", near=near)
    first, step = ask.today.replace(day=1), 1 if ask.is_ahead else -1
    months = (add_months(first, n * step) for n in range(3))  # of three months in a row one always has that day to come
    days = (_day_or_none(month.year, month.month, day) for month in months)
    return _allowed(next(found for found in days if found and ask.allows(found)), (str(day),), ask)


def _end_of_such_month(year: int | None, month: int, ask: _Ask) -> date | None:
    """The last day of the month that was probably meant, to offer in place of a day that does not exist."""
    step = 1 if ask.is_ahead else -1
    years = (year,) if year is not None else range(ask.today.year, ask.today.year + 3 * step, step)
    ends = (_month_end(each, month) for each in years if FIRST_YEAR <= each <= LAST_YEAR)
    return next((end for end in ends if ask.allows(end)), None)


def _allowed(day: date, words: _Words, ask: _Ask) -> date:
    """The day itself when it is on the right side of today and within the calendar; else _DayError."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _DayError(f'"{_said(words)}" is too far off: dates here run from {FIRST_YEAR} to {LAST_YEAR}.')
    if not ask.allows(day):
        raise _DayError(f'"{_said(words)}" is {spell_day(day, today=ask.today)}, and {ask.wants}.')
    return day


# A time of day beside the day.


def _moment(words: _Words, ask: _Ask) -> Moment | None:
    """A day, a time of day, or both, in either order."""
    alone = _clock(words)
    if alone:
        return Moment(ask.today, alone)
    if len(words) == 1 and "t" in words[0] and words[0][:4].isdigit():
        day_word, _, clock_word = words[0].partition("t")
        return _moment((day_word, clock_word), ask) if ":" in clock_word else None
    for size in (3, 2, 1):  # the longest clock first: "12 5 pm" is the 12th at five
        for clock_words, day_words in ((words[-size:], words[:-size]), (words[:size], words[size:])):
            clock = _clock(clock_words) if day_words else None
            day = _day(day_words, ask) if clock else None
            if day:
                return Moment(day, clock)
    day = _day(words, ask)
    return Moment(day) if day else None


def _clock(words: _Words) -> str | None:
    """`17:30`, `5:30pm`, `5 pm`, `at 5pm`; None when it has not the shape of a time; _DayError when there is no such time."""
    typed, words = words, words[1:] if words[:1] == ("at",) else words
    half = next((end for end in _HALVES if words and words[-1].endswith(end)), "")
    said = [*words[:-1], words[-1].removesuffix(half)] if words else []
    said = [word for word in said if word]
    hours, colon, minutes = said[0].partition(":") if len(said) == 1 else ("", "", "")
    if not _is_number(hours, 1, 2) or not (_is_number(minutes, 2, 2) if colon else half):
        return None
    hour = int(hours)
    if int(minutes or 0) > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        raise _DayError(f'"{_said(typed)}" is not a time of day.', first=("17:30", "5:30pm", "today 9:05"))
    if half:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    return f"{hour:02}:{minutes or '00'}"


_HALVES = ("am", "pm", "a.m", "p.m")


# From the shell's words to readers, and from a reader's refusal to a sentence.


class _Token(NamedTuple):
    """One word as a reader sees it, and where it ends: in which of the shell's words, after how many characters."""

    text: str
    place: int
    end: int


def _tokens(words: Sequence[str]) -> list[_Token]:
    """The first words, split at blanks, lower case, without the commas, colons and dots that follow them."""
    tokens: list[_Token] = []
    for place, word in enumerate(words):
        end = 0
        for piece in word.split():
            end = word.index(piece, end) + len(piece)
            text = piece.rstrip(_ENDINGS)
            if not text and tokens:
                tokens[-1] = _Token(tokens[-1].text, place, end)
                continue
            day, comma, year = text.rpartition(",")
            if comma and _is_year(year):  # "jun 12,2027"; a comma before three digits is a large number's
                tokens.append(_Token(_plain(day), place, end - len(piece) + len(day) + 1))
                text = year
            tokens.append(_Token(_plain(text), place, end))
            if len(tokens) > _LONGEST + 1:
                return tokens
    return tokens


_ENDINGS = ",;:."


def _plain(text: str) -> str:
    """Lower case. Other scripts stay as they are and so are never read as a date."""
    return text.lower() if text.isascii() else text


def _longest(tokens: list[_Token], ask: _Ask, reader: Callable[[_Words, _Ask], _Read | None]) -> tuple[_Read, int] | None:
    """What the longest readable start of the words means, and how many words that is."""
    words = tuple(token.text for token in tokens)
    for size in range(min(len(words), _LONGEST), 0, -1):
        found = reader(words[:size], ask)
        if found is not None:
            return found, size
    return None


def _leading(words: Sequence[str], ask: _Ask, reader: Callable[[_Words, _Ask], _Read | None]) -> tuple[_Read, tuple[str, ...]]:
    tokens = _tokens(words)
    try:
        found = _longest(tokens, ask, reader)
    except _DayError as no:
        raise _refusal(no, ask, reader) from None
    if found is None:
        raise _refusal(_unreadable(words, tokens, ask, reader, is_start=True), ask, reader)
    last = tokens[found[1] - 1]
    tail = words[last.place][last.end :].strip()
    return found[0], ((tail,) if tail else ()) + tuple(words[last.place + 1 :])


def _whole(words: Sequence[str], ask: _Ask, reader: Callable[[_Words, _Ask], _Read | None]) -> _Read:
    tokens = _tokens(words)
    try:
        found = _longest(tokens, ask, reader)
    except _DayError as no:
        raise _refusal(no, ask, reader) from None
    if found is not None and found[1] == len(tokens):
        return found[0]
    if found is None:
        raise _refusal(_unreadable(words, tokens, ask, reader, is_start=False), ask, reader)
    last = tokens[found[1] - 1]
    read = " ".join(token.text for token in tokens[: found[1]])
    rest = _cut(words[last.place][last.end :])
    raise _refusal(_DayError(f'"{rest}" after {read} is not part of a date.', first=(read,)), ask, reader)


def _unreadable(
    words: Sequence[str], tokens: list[_Token], ask: _Ask, reader: Callable[[_Words, _Ask], _Read | None], *, is_start: bool
) -> _DayError:
    """Why words that have no date in them are refused, with the nearest that has one."""
    if not tokens:
        return _DayError("no date was given.")
    try:
        meant = _meant(tokens, ask, reader, is_start=is_start)
    except _DayError as no:  # "tomorow", where only the past will do
        return no
    if meant:
        said = _said(tuple(token.text for token in tokens[: len(meant.split())]))
        return _DayError(f'"{said}" is no date: did you mean {meant}?', first=(meant,))
    said = _cut(" ".join(words))
    return _DayError(f'"{said}" does not begin with a date.' if is_start else f'"{said}" is no date.')


def _meant(tokens: list[_Token], ask: _Ask, reader: Callable[[_Words, _Ask], _Read | None], *, is_start: bool) -> str | None:
    """The date that was probably meant, with its misspelt words put right."""
    from difflib import get_close_matches  # only a refusal needs it, and it is slow to load

    known = [*_NAMES, *(name.lower() for name in MONTHS + WEEKDAYS), "days", "weeks", "months"]
    mended = []
    for token in tokens[:_LONGEST]:
        near = get_close_matches(token.text, known, 1, 0.75) if 4 <= len(token.text) <= 12 and token.text.isalpha() else []
        mended.append(_Token(near[0] if near else token.text, token.place, token.end))
    found = _longest(mended, ask, reader)
    if found is None or (found[1] != len(tokens) and not is_start):
        return None
    return " ".join(token.text for token in mended[: found[1]])


def _refusal(no: _DayError, ask: _Ask, reader: Callable[[_Words, _Ask], _Read | None]) -> BadDate:
    """The sentence for the screen, with forms that this same command would take."""
    near = no.near if no.near is not None and ask.allows(no.near) else ask.today + (14 if ask.is_ahead else -7) * _ONE_DAY
    offers = (*no.first, "fri", "+2w" if ask.is_ahead else "-3d", _typed(near, ask), near.isoformat(), "today")
    forms = tuple(dict.fromkeys(offer for offer in offers if _try(offer, ask, reader) is not None))
    return BadDate(no.why, forms[: 3 if no.first else 4])


def _try(words: str, ask: _Ask, reader: Callable[[_Words, _Ask], _Read | None]) -> _Read | None:
    try:
        return reader(tuple(words.split()), ask)
    except _DayError:
        return None


def _typed(day: date, ask: _Ask) -> str:
    """The shortest way to type a day: `jun 12`, with the year when it would be taken for another one."""
    words = short_day(day).lower()
    return words if _try(words, ask, _day) == day else f"{words} {day.year}"


def _said(words: _Words) -> str:
    return _cut(" ".join(words))


# The calendar: months, business days, federal holidays.


def add_months(day: date, n: int) -> date:
    """The same day `n` months on (or back), clamped at the month's end: Jan 31 + 1 is the end of February.

    OverflowError when that leaves the calendar.
    """
    months = day.year * 12 + day.month - 1 + n
    if not 12 <= months < 12 * 10_000:
        raise OverflowError(f"{n} months from {day} is outside the calendar")
    year, month = divmod(months, 12)
    for last in (day.day, 30, 29):
        found = _day_or_none(year, month + 1, last)
        if found and last <= day.day:
            return found
    return date(year, month + 1, 28)


def is_business_day(day: date, days_off: Collection[date] = ()) -> bool:
    """Whether offices are open: no weekend, no US federal holiday, none of `days_off`."""
    return day.weekday() < 5 and day not in days_off and federal_holiday(day) is None


def business_days_after(day: date, n: int, days_off: Collection[date] = ()) -> date:
    """The `n`-th business day after the day, or before it when `n` is negative; the day itself when `n` is 0."""
    step = _ONE_DAY if n > 0 else -_ONE_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_business_day(day, days_off)
    return day


def federal_holiday(day: date) -> str | None:
    """The US federal holiday on that day, else None. One that falls on a weekend is also observed on the nearest weekday."""
    name = _holiday_proper(day)
    if name is None and day.weekday() == 4:
        name = _observed(day, 1)
    if name is None and day.weekday() == 0:
        name = _observed(day, -1)
    return name


def _observed(day: date, step: int) -> str | None:
    name = _holiday_proper(day + step * _ONE_DAY)
    return f"{name} (observed)" if name else None


def _holiday_proper(day: date) -> str | None:
    name = _FIXED_HOLIDAYS.get((day.month, day.day))
    if name == "Juneteenth" and day.year < 2021:
        return None
    if name is None and day.month == 5 and day.weekday() == 0 and day.day > 24:
        return "Memorial Day"
    return name or _FLOATING_HOLIDAYS.get((day.month, day.weekday(), (day.day - 1) // 7 + 1))


_FIXED_HOLIDAYS = {
    (1, 1): "New Year's Day",
    (6, 19): "Juneteenth",
    (7, 4): "Independence Day",
    (11, 11): "Veterans Day",
    (12, 25): "Christmas Day",
}
_FLOATING_HOLIDAYS = {  # month, weekday, the how-manieth of that month
    (1, 0, 3): "Martin Luther King Day",
    (2, 0, 3): "Presidents' Day",
    (9, 0, 1): "Labor Day",
    (10, 0, 2): "Columbus Day",
    (11, 3, 4): "Thanksgiving Day",
}


# A day said back.


def spell_day(day: date, *, today: date) -> str:
    """`Fri Jun 12`; with its year when that is not today's: `Fri Jan 15 2027`."""
    return _year_if_other(f"{WEEKDAYS[day.weekday()][:3]} {short_day(day)}", day, today)


def _year_if_other(words: str, day: date, today: date) -> str:
    return words if day.year == today.year else f"{words} {day.year}"


def spell_distance(day: date, *, today: date) -> str:
    """How far off a day is: `today`, `tomorrow`, `yesterday`, `in 8 days`, `8 days ago`."""
    days = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    return near or (f"in {span(days)}" if days > 0 else f"{span(-days)} ago")


def echo(day: date, *, today: date) -> str:
    """A date as every command says it back: `Fri Jun 12 (in 8 days)`."""
    return f"{spell_day(day, today=today)} ({spell_distance(day, today=today)})"


def short_day(day: date) -> str:
    """`Jun 12`."""
    return f"{MONTHS[day.month - 1][:3]} {day.day}"


HALF_A_YEAR = 183  # days within which a day beside another one is clear without its year


def step_day(day: date, *, beside: date | None) -> str:
    """`Jan 15` on a line with another day; `Dec 1 2028` where that one is so far off that the year would be guessed wrong."""
    is_clear = beside is None or abs((day - beside).days) <= HALF_A_YEAR
    return short_day(day) if is_clear else f"{short_day(day)} {day.year}"


def long_day(day: date, *, today: date) -> str:
    """A day as a letter has it: `Friday, June 12`; with its year when that is not today's."""
    words = f"{WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}"
    return words if day.year == today.year else f"{words}, {day.year}"


def span(n: int) -> str:
    """A number of days: `1 day`, `8 days`."""
    return "1 day" if n == 1 else f"{n} days"


def period_of(day: date, precision: Precision) -> Period:
    """The day, ISO week, month or quarter that holds the day, as it would be told and as the file writes it (002-4)."""
    if precision is Precision.DAY:
        return Period(day.isoformat(), day, day, precision)
    if precision is Precision.MONTH:
        return file_period(f"{day.year}-{day.month:02}")
    if precision is Precision.QUARTER:
        return file_period(f"{day.year}-Q{(day.month + 2) // 3}")
    year, week, _ = day.isocalendar()
    return _week(f"{year}-W{week:02}", year, week)


def spell_period(period: Period, *, today: date) -> str:
    """A told date in a buyer's words: `Dec 11`, `the week of Mar 22`, `March`, `April to June`; another year is said."""
    first, last = MONTHS[period.start.month - 1], MONTHS[period.end.month - 1]
    year = "" if period.start.year == today.year else f"{period.start.year}"
    match period.precision:
        case Precision.MONTH:
            return f"{first} {year}".rstrip()
        case Precision.QUARTER:
            return f"{first} to {last} {year}".rstrip()
    words = short_day(period.start) + (f", {year}" if year else "")
    return f"the week of {words}" if period.precision is Precision.WEEK else words


# Small things that all of the above lean on.

_ORDINAL_ENDS = ("st", "nd", "rd", "th")


def _is_number(text: str, least: int, most: int) -> bool:
    """Whether this is `least` to `most` plain digits; the digits of other scripts are refused."""
    return least <= len(text) <= most and text.isascii() and text.isdigit()


def _is_year(text: str) -> bool:
    return _is_number(text, 4, 4) and FIRST_YEAR <= int(text) <= LAST_YEAR


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - _ONE_DAY


def _day_month(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def _cut(text: str) -> str:
    """What was written, on one line and short enough for a message."""
    flat = " ".join(text[:200].split())
    return flat if len(flat) <= 40 else f"{flat[:37]}..."
