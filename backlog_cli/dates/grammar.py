"""The forms of a date or a time of day that an agent may type, each read by one function."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from backlog_cli.dates.business_days import business_days_after
from backlog_cli.dates.format import format_day, format_short_day, with_other_year
from backlog_cli.dates.values import (
    FIRST_YEAR,
    LAST_YEAR,
    MONTH_NUMBERS,
    MONTHS,
    ONE_DAY,
    ORDINAL_ENDS,
    WEEKDAY_NUMBERS,
    WEEKDAYS,
    Direction,
    Moment,
    add_months,
    day_or_none,
    is_number,
    is_year,
    month_end,
    short_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date


class Request(NamedTuple):
    """What is known when a date is typed: which way it is meant, from which day it counts, and the days off."""

    direction: Direction
    today: date
    base: date | None = None
    days_off: Collection[date] = ()

    @property
    def is_ahead(self) -> bool:
        """Whether the date is to be today or later."""
        return self.direction is Direction.FUTURE

    @property
    def wants(self) -> str:
        """What kind of day is needed, for a refusal."""
        return f"today or a day {'to come' if self.is_ahead else 'that is past'} is needed here"

    def allows(self, day: date) -> bool:
        """Return whether the day is on the right side of today."""
        return day >= self.today if self.is_ahead else day <= self.today


class DayError(ValueError):
    """Words that look like a date and are none: why, the forms to offer first, and a day close to what was meant."""

    def __init__(self, why: str, *, first: tuple[str, ...] = (), near: date | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.first = first
        self.near = near


Words = tuple[str, ...]
Read = TypeVar("Read")
DAY_NAMES = {
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
_TYPED_WEEKDAYS = WEEKDAY_NUMBERS | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
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


def day_of(words: Words, ask: Request) -> date | None:
    """Return the day that all these words mean; None when they have not the shape of one.

    Raise DayError when there is no such day.
    """
    if len(words) > 1 and words[-1] == "of" and day_of(words[:-1], ask):
        raise DayError(f'"{quote_words(words)}" what?', near=day_of(words[:-1], ask))
    for reader in (_named_day, _weekday, _counted_day, _calendar_day):
        day = reader(words, ask)
        if day is not None:
            return day
    return None


def _named_day(words: Words, ask: Request) -> date | None:
    match DAY_NAMES.get(" ".join(words)):
        case "today":
            return ask.today
        case "tomorrow":
            return _check_allowed(ask.today + ONE_DAY, words, ask)
        case "yesterday":
            return _check_allowed(ask.today - ONE_DAY, words, ask)
        case "eow":
            return _check_allowed(_end_of_week(ask), words, ask)
        case "eom":
            return _check_allowed(month_end(ask.today.year, ask.today.month), words, ask)
    return None


def _end_of_week(ask: Request) -> date:
    """This week's Friday. On a weekend it is behind: looking ahead, the end of the week is then the coming Friday."""
    friday = ask.today + (4 - ask.today.weekday()) * ONE_DAY
    return friday if ask.allows(friday) or not ask.is_ahead else friday + 7 * ONE_DAY


def _weekday(words: Words, ask: Request) -> date | None:
    weekday = _TYPED_WEEKDAYS.get(words[0])
    if len(words) == 1:
        return None if weekday is None else _check_allowed(_nearest(weekday, ask), words, ask)
    if weekday is not None and words[1:] in _OTHER_WEEKS:
        raise _either(weekday, ask)
    if len(words) != 2 or words[0] not in ("this", "last", "next"):
        return None
    if words[1] in ("week", "month"):
        raise DayError(f'"{quote_words(words)}" is not one day.', first=(f"+1{words[1][0]}",) if ask.is_ahead else ())
    weekday = _TYPED_WEEKDAYS.get(words[1])
    return None if weekday is None else _weekday_of_which(words, weekday, ask)


_OTHER_WEEKS = (("this", "week"), ("last", "week"), ("next", "week"), ("after", "next"))  # "fri next week"


def _weekday_of_which(words: Words, weekday: int, ask: Request) -> date:
    """`this fri` looks ahead, `last fri` back, and no two people agree on `next fri`."""
    if (words[0] == "last") is ask.is_ahead:
        way = "back" if ask.is_ahead else "ahead"
        raise DayError(f'"{quote_words(words)}" looks {way}, and {ask.wants}.', near=_nearest(weekday, ask))
    if words[0] == "next":
        raise _either(weekday, ask)
    if words[0] == "this" and weekday == ask.today.weekday():
        # today itself, or a week from now: a weekday's name is never today, but "this thu" said on a Thursday may be
        raise _either(weekday, ask, first=ask.today)
    return _check_allowed(_nearest(weekday, ask), words, ask)


def _either(weekday: int, ask: Request, *, first: date | None = None) -> DayError:
    """Two days that the words could mean, both named."""
    one = first or _nearest(weekday, ask)
    other = one + (7 if ask.is_ahead else -7) * ONE_DAY
    why = f"{format_day(one, today=ask.today)} or {format_day(other, today=ask.today)}? type the date."
    return DayError(why, first=(typed_form(one, ask), typed_form(other, ask), other.isoformat()))


def _nearest(weekday: int, ask: Request) -> date:
    """The nearest such day in the asked direction, never today."""
    if ask.is_ahead:
        return ask.today + ((weekday - ask.today.weekday() - 1) % 7 + 1) * ONE_DAY
    return ask.today - ((ask.today.weekday() - weekday - 1) % 7 + 1) * ONE_DAY


def _counted_day(words: Words, ask: Request) -> date | None:
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
        raise DayError(f'"{quote_words(words)}" looks back, and {ask.wants}.', first=(f"+{number}{unit}",))
    if not is_back and not ask.is_ahead:
        raise DayError(f'"{quote_words(words)}" looks ahead, and {ask.wants}.', first=(f"-{number}{unit}",))
    start = ask.today if ask.base is None or is_from_now or not ask.is_ahead else ask.base
    return _check_allowed(_move_by(start, -number if is_back else number, unit, words, ask), words, ask)


def _refuse_counting_from_a_day(words: Words, ask: Request) -> None:
    """`2 weeks from fri` is not a form: a sum that the agent has in her head is typed as the day it gives."""
    middle = next((n for n, word in enumerate(words) if word in ("from", "after", "before")), 0)
    counted = _count(words[:middle], is_worded=True)
    start = parsed_or_none(" ".join(words[middle + 1 :]), ask, day_of) if counted and middle + 1 < len(words) else None
    if counted is None or start is None:
        return
    number = -counted[1] if words[middle] == "before" else counted[1]
    day = _move_by(start, number, counted[2], words, ask)
    first = (typed_form(day, ask), day.isoformat()) if FIRST_YEAR <= day.year <= LAST_YEAR else ()
    raise DayError(f'"{quote_words(words)}": type the date itself.', first=first)


def _count(core: Words, *, is_worded: bool) -> tuple[str, int, str] | None:
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


def _move_by(start: date, number: int, unit: str, words: Words, ask: Request) -> date:
    try:
        if abs(number) > _MOST:
            raise OverflowError
        match unit:
            case "b":
                return business_days_after(start, number, ask.days_off)
            case "m":
                return add_months(start, number)
        return start + number * (7 if unit == "w" else 1) * ONE_DAY
    except OverflowError:
        raise DayError(f'"{quote_words(words)}" is too far off: dates here run from {FIRST_YEAR} to {LAST_YEAR}.') from None


def _calendar_day(words: Words, ask: Request) -> date | None:
    """A day of the calendar, with its weekday in front or not: `fri jun 12`, `jun 12 2027`, `6/12`, `the 12th`."""
    weekday = _TYPED_WEEKDAYS.get(words[0])
    if weekday is None or len(words) == 1:
        return _numbered_day(words[0], ask) if len(words) == 1 else _month_day(words, ask)
    rest = words[1:]
    if len(rest) == 1 and (is_number(rest[0], 1, 2) or rest[0] in MONTH_NUMBERS):
        return None  # "fri 2 windows late" and "fri may be late" are Friday and some text
    day = _calendar_day(rest, ask) if rest[0] not in _TYPED_WEEKDAYS else None
    if day is not None and day.weekday() != weekday:
        said, is_said = WEEKDAYS[weekday], WEEKDAYS[day.weekday()]
        raise DayError(f"{with_other_year(format_short_day(day), day, ask.today)} is a {is_said}, not a {said}.", near=day)
    return day


def _numbered_day(token: str, ask: Request) -> date | None:
    """One word: `12`, `12th`, `6/12`, `6/12/27`, `2026-06-12`, `20260612`, `jun12`."""
    if is_number(token, 8, 8):
        return _exact_day((int(token[:4]), int(token[4:6]), int(token[6:])), (token,), ask)
    for mark in "-/":
        parts = token.split(mark)
        if len(parts) in (2, 3) and all(is_number(part, 1, 4) for part in parts):
            return _dashed_day(token, parts, ask) if mark == "-" else _slashed_day(token, parts, ask)
    _, digits, ending = _split(token)
    if token[:1] not in ("+", "-") and is_number(digits, 1, 2) and ending in ("", *ORDINAL_ENDS):
        return _day_of_month(int(digits), ask)
    return _month_day((token,), ask)


def _dashed_day(token: str, parts: list[str], ask: Request) -> date | None:
    if len(parts[0]) == 4 and len(parts) == 3 and max(len(parts[1]), len(parts[2])) <= 2:
        return _exact_day((int(parts[0]), int(parts[1]), int(parts[2])), (token,), ask)
    if len(parts[0]) == 4 and len(parts) == 2 and 1 <= int(parts[1]) <= 12:
        raise _whole_month(int(parts[1]), int(parts[0]), ask)
    raise DayError(f'"{token}" is not clear.', first=("/".join(parts),))


def _slashed_day(token: str, parts: list[str], ask: Request) -> date | None:
    """Month first, as written in the US; a year in front stands for itself."""
    if len(parts) == 3 and len(parts[0]) == 4:
        parts = [parts[1], parts[2], parts[0]]
    if max(len(parts[0]), len(parts[1])) > 2 or (len(parts) == 3 and len(parts[2]) not in (2, 4)):
        return None
    month, day = int(parts[0]), int(parts[1])
    if month > 12 and 1 <= day <= 12:
        swapped = "/".join([parts[1], parts[0], *parts[2:]])
        raise DayError(f"there is no month {month}: the month comes first.", first=(swapped,))
    if len(parts) == 2:
        return _such_day(month, day, ask)
    return _exact_day((int(parts[2]) + (2000 if len(parts[2]) == 2 else 0), month, day), (token,), ask)


def _month_day(words: Words, ask: Request) -> date | None:
    """`jun 12`, `12 jun`, `jun12`, `june the 12th`, `the 12th of june`, each with a year or without; and `the 12th`."""
    typed, year = words, None
    if len(words) > 1 and is_year(words[-1]):
        year, words = int(words[-1]), words[:-1]
    match words:
        case (month,) if month in MONTH_NUMBERS:
            raise _whole_month(MONTH_NUMBERS[month], year, ask)
        case (glued,):
            month, day = _split_month_day(glued)
        case ("the", day) if year is None and day[-2:] in ORDINAL_ENDS:
            return _day_of_month(int(day[:-2]), ask) if is_number(day[:-2], 1, 2) else None
        case ("the", day, month) | ("the", day, "of", month) | (day, "of", month) | (month, "the", day) | (month, day):
            if month not in MONTH_NUMBERS:
                month, day = day, month
        case _:
            return None
    day = day[:-2] if day[-2:] in ORDINAL_ENDS else day
    if month not in MONTH_NUMBERS or not is_number(day, 1, 2):
        return None
    if year is None:
        return _such_day(MONTH_NUMBERS[month], int(day), ask)
    return _exact_day((year, MONTH_NUMBERS[month], int(day)), typed, ask)


def _split_month_day(token: str) -> tuple[str, str]:
    """Month and day of `jun12`, `12jun` or `jun12th`; two empty texts when it is not one of them."""
    _, digits, month = _split(token)
    if token[:1].isdigit():
        return month, digits
    letters = next((n for n, letter in enumerate(token) if letter.isdigit()), len(token))
    return token[:letters], token[letters:]


def _whole_month(month: int, year: int | None, ask: Request) -> DayError:
    name = MONTHS[month - 1] if year is None else f"{MONTHS[month - 1]} {year}"
    return DayError(f"{name} is a whole month: which day?", near=_end_of_such_month(year, month, ask))


def _exact_day(numbers: tuple[int, int, int], words: Words, ask: Request) -> date:
    """The day of a full date (year, month, day); on the wrong side of today it is refused like any other."""
    year, month, day = numbers
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DayError(f"the year {year} is outside {FIRST_YEAR} to {LAST_YEAR}.")
    if not 1 <= month <= 12:
        raise DayError(f"there is no month {month}.", near=day_or_none(year, 12, day))
    found = day_or_none(year, month, day)
    if found is None:
        raise DayError(f"there is no {MONTHS[month - 1][:3]} {day}, {year}.", near=_end_of_such_month(year, month, ask))
    return _check_allowed(found, words, ask)


def _such_day(month: int, day: int, ask: Request) -> date:
    """The next or the last such day of the year, today included; Feb 29 is in leap years only."""
    if not 1 <= month <= 12:
        raise DayError(f"there is no month {month}.")
    named = f"{MONTHS[month - 1][:3]} {day}"
    if day_or_none(FIRST_YEAR, month, day) is None:  # a leap year has every day there is
        raise DayError(f"there is no {named}.", near=_end_of_such_month(None, month, ask))
    step = 1 if ask.is_ahead else -1
    for year in range(ask.today.year, ask.today.year + 9 * step, step):
        found = day_or_none(year, month, day)
        if found and ask.allows(found) and FIRST_YEAR <= year <= LAST_YEAR:
            return found
    raise DayError(f"there is no such {named} from {FIRST_YEAR} to {LAST_YEAR}.")


def _day_of_month(day: int, ask: Request) -> date:
    """The next or the last such day of a month, today included; months that are too short are passed over."""
    if not 1 <= day <= 31:
        near = month_end(ask.today.year, ask.today.month) if ask.is_ahead else ask.today.replace(day=1) - ONE_DAY
        raise DayError(f"no month has a day {day}.", near=near)
    first, step = ask.today.replace(day=1), 1 if ask.is_ahead else -1
    months = (add_months(first, n * step) for n in range(3))  # of three months in a row one always has that day to come
    days = (day_or_none(month.year, month.month, day) for month in months)
    return _check_allowed(next(found for found in days if found and ask.allows(found)), (str(day),), ask)


def _end_of_such_month(year: int | None, month: int, ask: Request) -> date | None:
    """The last day of the month that was probably meant, to offer in place of a day that does not exist."""
    step = 1 if ask.is_ahead else -1
    years = (year,) if year is not None else range(ask.today.year, ask.today.year + 3 * step, step)
    ends = (month_end(each, month) for each in years if FIRST_YEAR <= each <= LAST_YEAR)
    return next((end for end in ends if ask.allows(end)), None)


def _check_allowed(day: date, words: Words, ask: Request) -> date:
    """The day itself when it is on the right side of today and within the calendar; else DayError."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DayError(f'"{quote_words(words)}" is too far off: dates here run from {FIRST_YEAR} to {LAST_YEAR}.')
    if not ask.allows(day):
        raise DayError(f'"{quote_words(words)}" is {format_day(day, today=ask.today)}, and {ask.wants}.')
    return day


def moment_of(words: Words, ask: Request) -> Moment | None:
    """Return a day, a time of day, or both, in either order."""
    alone = clock_of(words)
    if alone:
        return Moment(ask.today, alone)
    if len(words) == 1 and "t" in words[0] and words[0][:4].isdigit():
        day_word, _, clock_word = words[0].partition("t")
        return moment_of((day_word, clock_word), ask) if ":" in clock_word else None
    for size in (3, 2, 1):  # the longest clock first: "12 5 pm" is the 12th at five
        for clock_words, day_words in ((words[-size:], words[:-size]), (words[:size], words[size:])):
            clock = clock_of(clock_words) if day_words else None
            day = day_of(day_words, ask) if clock else None
            if day:
                return Moment(day, clock)
    day = day_of(words, ask)
    return Moment(day) if day else None


def clock_of(words: Words) -> str | None:
    """`17:30`, `5:30pm`, `5 pm`, `at 5pm`; None when it has not the shape of a time; DayError when there is no such time."""
    typed, words = words, words[1:] if words[:1] == ("at",) else words
    half = next((end for end in _HALVES if words and words[-1].endswith(end)), "")
    said = [*words[:-1], words[-1].removesuffix(half)] if words else []
    said = [word for word in said if word]
    hours, colon, minutes = said[0].partition(":") if len(said) == 1 else ("", "", "")
    if not is_number(hours, 1, 2) or not (is_number(minutes, 2, 2) if colon else half):
        return None
    hour = int(hours)
    if int(minutes or 0) > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        raise DayError(f'"{quote_words(typed)}" is not a time of day.', first=("17:30", "5:30pm", "today 9:05"))
    if half:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    return f"{hour:02}:{minutes or '00'}"


_HALVES = ("am", "pm", "a.m", "p.m")


def parsed_or_none(words: str, ask: Request, reader: Callable[[Words, Request], Read | None]) -> Read | None:
    """Return what `reader` makes of the words; None when they are not a date, or one that is refused."""
    try:
        return reader(tuple(words.split()), ask)
    except DayError:
        return None


def typed_form(day: date, ask: Request) -> str:
    """Return the shortest way to type a day: `jun 12`, with the year when it would be taken for another one."""
    words = format_short_day(day).lower()
    return words if parsed_or_none(words, ask, day_of) == day else f"{words} {day.year}"


def quote_words(words: Words) -> str:
    """Return the words as a refusal shows them."""
    return short_text(" ".join(words))
