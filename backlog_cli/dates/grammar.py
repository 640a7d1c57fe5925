"""The forms of a date or a time of day that an agent may type, each read by one function."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from backlog_cli.dates.business_days import business_days_after
from backlog_cli.dates.format import format_day, format_distance, format_short_day, with_other_year
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
from backlog_cli.terms import DateOrder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date

    from backlog_cli.dates.values import HomeDates


class Request(NamedTuple):
    """What is known when a date is typed: which way it is meant, from which day it counts, and the days off.

    `home` holds the dates of the home that is meant, None where no one home is; `chosen` the day that was picked when a
    reading was in doubt. `order` says what comes first in `3/12`.
    """

    direction: Direction
    today: date
    base: date | None = None
    days_off: Collection[date] = ()
    home: HomeDates | None = None
    chosen: date | None = None
    order: str = DateOrder.MDY

    @property
    def is_ahead(self) -> bool:
        """Whether the date is to be today or later."""
        return self.direction is Direction.FUTURE

    @property
    def wants(self) -> str:
        """What kind of day is needed, for a refusal."""
        return f"this needs today or {'a later' if self.is_ahead else 'an earlier'} day"

    def allows(self, day: date) -> bool:
        """Return whether the day is on the right side of today."""
        return day >= self.today if self.is_ahead else day <= self.today


class DayError(ValueError):
    """Words that look like a date and are none: why, the forms to offer first, and a day close to what was meant.

    `options` are the days that somebody may choose from when the words were in doubt.
    """

    def __init__(
        self, why: str, *, first: tuple[str, ...] = (), near: date | None = None, options: tuple[date, ...] = ()
    ) -> None:
        super().__init__(why)
        self.why = why
        self.first = first
        self.near = near
        self.options = options


Words = tuple[str, ...]
Read = TypeVar("Read")
DAY_NAMES = {
    "today": "today",
    "eod": "today",
    "end of day": "today",
    "end of the day": "today",
    "cob": "today",
    "close of business": "today",
    "tomorrow": "tomorrow",
    "tom": "tomorrow",
    "tmrw": "tomorrow",
    "tmr": "tomorrow",
    "tmw": "tomorrow",
    "yesterday": "yesterday",
    "next week": "next week",
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

    Raise DayError when there's no such day.
    """
    if len(words) > 1 and words[0] in _PREFIXES:
        is_doubled = words[1] in _PREFIXES[:4]  # "by by fri"
        return _home_day(words[1:], ask) or (None if is_doubled else day_of(words[1:], ask))
    end_of_day = next((tail for tail in _ENDS_OF_DAY if words[-len(tail) :] == tail and len(words) > len(tail)), ())
    if end_of_day and (day := day_of(words[: -len(end_of_day)], ask)):
        return day
    if len(words) > 1 and words[-1] == "of" and day_of(words[:-1], ask):
        raise DayError(f'"{quote_words(words)}" what?', near=day_of(words[:-1], ask))
    for reader in (_named_day, _weekday, _counted_from_home, _counted_day, _calendar_day):
        day = reader(words, ask)
        if day is not None:
            return day
    return None


_PREFIXES = ("by", "on", "until", "till", "eod", "cob")  # "by fri", "eod fri"
_ENDS_OF_DAY = (("eod",), ("cob",), ("end", "of", "day"), ("close", "of", "business"))  # "fri eod"


def _named_day(words: Words, ask: Request) -> date | None:
    if words[:2] == ("next", "week") and len(words) == 3 and words[2] in _TYPED_WEEKDAYS:
        raise _either(_TYPED_WEEKDAYS[words[2]], ask)
    match DAY_NAMES.get(" ".join(words)):
        case "today":
            return ask.today
        case "tomorrow":
            return _check_allowed(ask.today + ONE_DAY, words, ask)
        case "yesterday":
            return _check_allowed(ask.today - ONE_DAY, words, ask)
        case "next week":
            return _check_allowed(ask.today + (7 - ask.today.weekday()) * ONE_DAY, words, ask)
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
        raise DayError(f'"{quote_words(words)}" isn\'t one day.', first=(f"+1{words[1][0]}",) if ask.is_ahead else ())
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
    is_alone = len(core) == len(words)
    counted = _count(core, is_worded=not is_alone or core[0] in _COUNTS)
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


HOME_DATE_WORDS = {
    "closing": "closing",
    "close": "closing",
    "coe": "closing",
    "close of escrow": "closing",
    "orientation": "orientation",
    "pre-con": "pre-con",
    "precon": "pre-con",
    "pre con": "pre-con",
    "pre-construction": "pre-con",
    "pre-drywall": "pre-drywall",
    "predrywall": "pre-drywall",
    "pre drywall": "pre-drywall",
    "start": "start",
    "sale": "sale",
    "lock": "rate lock",
    "rate lock": "rate lock",
    "needed-by": "needed-by",
}
_OTHER_MEANINGS = ("close", "start", "lock", "sale")  # "fri to lock the rate" names no date of a home
_ARTICLES = ("the", "their", "his", "her", "our", "your", "my", "we")
_SIDES = {("before",): -1, ("b4",): -1, ("prior", "to"): -1, ("ahead", "of"): -1, ("after",): 1, ("past",): 1, ("from",): 0}


def _counted_from_home(words: Words, ask: Request) -> date | None:
    """`2w before closing`, `3 days after closing`, `the day before orientation`: counted from that date of the home."""
    place, size, side = _side_of(words)
    if not 0 < place < len(words) - size:
        return None
    core = words[:place]
    counted = ("", 1, "d") if core in (("day",), ("the", "day")) else _count(_without_plus(core), is_worded=True)
    name = _home_date_name(words[place + size :])
    if counted is None or name is None:
        return None
    _, number, unit = counted
    start = home_date(name, words, ask)
    if side == 0:
        days = [_move_by(start, sign * number, unit, words, ask) for sign in (-1, 1)]
        raise DayError(f'"{quote_words(words)}" is before or after? type the date.', first=_offered_forms(days, ask))
    return _check_allowed(_move_by(start, side * number, unit, words, ask), words, ask)


def _side_of(words: Words) -> tuple[int, int, int]:
    """Where `before`, `after` or the like stands, how many words it is, and which way it counts; place 0 when there is none."""
    for place in range(1, len(words)):
        for link, side in _SIDES.items():
            if words[place : place + len(link)] == link:
                return place, len(link), side
    return 0, 0, 0


def _without_plus(core: Words) -> Words:
    return (core[0].removeprefix("+"), *core[1:])


def _home_date_name(words: Words) -> str | None:
    """The date of a home that all these words name: `closing`, `the closing date`, `their orientation`."""
    bare = words[1:] if words[0] in _ARTICLES else words
    bare = bare[:-1] if len(bare) > 1 and bare[-1] in ("date", "day") else bare
    return HOME_DATE_WORDS.get(" ".join(bare)) if bare else None


def home_date(name: str, words: Words, ask: Request) -> date:
    """Return that date of the home. Raise DayError when no one home is meant, or it has no such date."""
    if ask.home is None:
        raise DayError(f'"{quote_words(words)}" counts from a date of one home: type the date itself.')
    day = ask.home.get(name)
    if day is None:
        raise DayError(f"this home has no {name} date to count from.")
    return day


def _home_day(words: Words, ask: Request) -> date | None:
    """`by closing`, `on the closing date`: that date of the home itself."""
    name = None if words[-1] in _OTHER_MEANINGS else _home_date_name(words)
    return None if name is None else _check_allowed(home_date(name, words, ask), words, ask)


_LINKS = ("before", "after", "from", "or", "and", "&", "to", "-", "\u2013", "until", "till", "thru", "through")
_SIDE_LINKS = {"before": -1, "after": 1}


def refuse_half_phrase(words: Words, size: int, day: date, ask: Request, *, is_range: bool) -> None:
    """Raise DayError where the `size` words of a date are only half of what was typed: `thursday week`, `mon or tue`.

    `is_range` says that two dates with a word between them are what the command takes.
    """
    first, rest = words[:size], words[size:]
    if rest[:1] == ("week",):
        weekday = _TYPED_WEEKDAYS.get(first[-1])
        if weekday is not None:
            raise _either(weekday, ask)
        raise DayError(f'"{quote_words((*first, "week"))}" isn\'t one day.', first=_offered_forms([day], ask))
    if is_range or len(rest) < 2 or rest[0] not in _LINKS:
        return
    _refuse_linked_home_date(first, rest, ask)
    other = _other_day(rest, first[-1], ask)
    if other is None:
        return
    said, other_day = other
    days = [day] if other_day is None else [day, other_day]
    raise DayError(f'"{quote_words((*first, *said))}" is two dates: type one of them.', first=_offered_forms(days, ask))


def _refuse_linked_home_date(first: Words, rest: Words, ask: Request) -> None:
    """`fri before closing` is a sum that the agent has in her head: the day that it gives is offered."""
    link, side = rest[0], _SIDE_LINKS.get(rest[0], 0)
    for size in (4, 3, 2, 1):
        named = rest[1 : 1 + size]
        name = _home_date_name(named) if len(named) == size else None
        if name is None or (named[-1] in _OTHER_MEANINGS and not (side or link == "from")):
            continue
        start = ask.home.get(name) if ask.home is not None else None
        weekday = _TYPED_WEEKDAYS.get(first[-1]) if start is not None and side else None
        days = [] if start is None else [start]
        if start is not None and weekday is not None:
            gap = (start.weekday() - weekday) if side < 0 else (weekday - start.weekday())
            days = [start + side * ((gap - 1) % 7 + 1) * ONE_DAY]
        why = f'"{quote_words((*first, link, *named))}": type the date itself.'
        raise DayError(why, first=_offered_forms(days, ask))


def _other_day(rest: Words, last: str, ask: Request) -> tuple[Words, date | None] | None:
    """The words of a second date behind a link, and its day if it has one; None when they are text."""
    for size in range(min(len(rest) - 1, 6), 0, -1):
        said = rest[1 : 1 + size]
        if size == 1 and (said[0] in MONTH_NUMBERS or said[0] == "tom"):
            continue  # "fri and may be late", "fri and tom calls"
        # A bare number is a day only where the first date ended in one: "12 or 13", and not "fri and 2 windows".
        if is_number(said[0], 1, 2) and size == 1 and not (last[:1].isdigit() or len(rest) == 2):
            continue
        try:
            day = day_of(said, ask)
        except DayError as no:
            return rest[: 1 + size], no.options[-1] if no.options else None
        if day is not None:
            return rest[: 1 + size], day
    return None


def _offered_forms(days: list[date], ask: Request) -> tuple[str, ...]:
    return tuple(typed_form(day, ask) for day in days if FIRST_YEAR <= day.year <= LAST_YEAR and ask.allows(day))


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
    day = _day_of_weekday(weekday, rest, ask) if rest[0] not in _TYPED_WEEKDAYS else None
    if day is not None and day.weekday() != weekday:
        said, is_said = WEEKDAYS[weekday], WEEKDAYS[day.weekday()]
        raise DayError(f"{with_other_year(format_short_day(day), day, ask.today)} is a {is_said}, not a {said}.", near=day)
    return day


def _day_of_weekday(weekday: int, rest: Words, ask: Request) -> date | None:
    """The calendar day behind a weekday's name, which settles a doubt where one of the readings alone is on that weekday."""
    try:
        return _calendar_day(rest, ask)
    except DayError as no:
        fitting = [day for day in no.options if day.weekday() == weekday]
        if no.options and not fitting:  # none of them is what was typed, so there is nothing to choose
            raise DayError(no.why, first=no.first) from None
        if len(fitting) != 1:
            raise
        return fitting[0]


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
    raise DayError(f'"{token}" isn\'t clear.', first=("/".join(parts),))


def _slashed_day(token: str, parts: list[str], ask: Request) -> date | None:
    """Month first, as written in the US, or day first where the file's settings say so; a year in front is a year."""
    is_day_first = ask.order == DateOrder.DMY and len(parts[0]) <= 2
    swapped = "/".join([parts[1], parts[0], *parts[2:]])
    if len(parts) == 3 and len(parts[0]) == 4:
        parts = [parts[1], parts[2], parts[0]]
        swapped = "/".join([parts[1], parts[0], *parts[2:]])
    if is_day_first:
        parts = [parts[1], parts[0], *parts[2:]]
    if max(len(parts[0]), len(parts[1])) > 2 or (len(parts) == 3 and len(parts[2]) not in (2, 4)):
        return None
    month, day = int(parts[0]), int(parts[1])
    if month > 12 and 1 <= day <= 12:
        near = _nearest_such_day(day, month, ask, is_ahead=ask.is_ahead) if len(parts) == 2 else None
        is_clear = near is None or parsed_or_none(swapped, ask, day_of) == near
        form = swapped if is_clear or near is None else _form_with_year(near)
        raise DayError(f"there's no month {month}: the {'day' if is_day_first else 'month'} comes first.", first=(form,))
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
        raise DayError(f"there's no month {month}.", near=day_or_none(year, 12, day))
    found = day_or_none(year, month, day)
    if found is None:
        raise DayError(f"there's no {MONTHS[month - 1][:3]} {day}, {year}.", near=_end_of_such_month(year, month, ask))
    return _check_allowed(found, words, ask)


def _such_day(month: int, day: int, ask: Request) -> date:
    """The next or the last such day of the year, today included; Feb 29 is in leap years only."""
    if not 1 <= month <= 12:
        raise DayError(f"there's no month {month}.")
    named = f"{MONTHS[month - 1][:3]} {day}"
    if day_or_none(FIRST_YEAR, month, day) is None:  # a leap year has every day there is
        raise DayError(f"there's no {named}.", near=_end_of_such_month(None, month, ask))
    found = _nearest_such_day(month, day, ask, is_ahead=ask.is_ahead)
    if found is None:
        raise DayError(f"there's no such {named} from {FIRST_YEAR} to {LAST_YEAR}.")
    doubt = _leap_day_doubt(found, ask) if (month, day) == (2, 29) else _year_doubt(found, ask)
    if doubt is None:
        return found
    if ask.chosen in doubt.options:
        assert ask.chosen is not None
        return ask.chosen
    raise doubt


def _nearest_such_day(month: int, day: int, ask: Request, *, is_ahead: bool) -> date | None:
    step = 1 if is_ahead else -1
    years = range(ask.today.year, ask.today.year + 9 * step, step)
    days = (day_or_none(year, month, day) for year in years if FIRST_YEAR <= year <= LAST_YEAR)
    return next((found for found in days if found and (found >= ask.today if is_ahead else found <= ask.today)), None)


_NEAR_OTHER_YEAR = 60  # days within which the other reading of a day without a year may well be the one that is meant


def _year_doubt(found: date, ask: Request) -> DayError | None:
    """A day without a year that lies just behind (or ahead), so that the year found may not be the one that is meant."""
    other = _nearest_such_day(found.month, found.day, ask, is_ahead=not ask.is_ahead)
    if other is None:
        return None
    gap = abs((other - ask.today).days)
    if gap > _NEAR_OTHER_YEAR or abs((found - ask.today).days) <= gap:
        return None
    near = f"{_with_year(other)} {'was' if ask.is_ahead else 'is'} {format_distance(other, today=ask.today)}"
    far = f"the {'next one is' if ask.is_ahead else 'last one was'} {_with_year(found)}"
    return DayError(f"{near}, and {far}: type the year.", first=(_form_with_year(found),), options=(found,))


def _leap_day_doubt(found: date, ask: Request) -> DayError | None:
    """Feb 29 of another year than the next February: the days about it are offered too."""
    near = _nearest_such_day(2, 28, ask, is_ahead=ask.is_ahead)
    if near is None or (found.year <= near.year if ask.is_ahead else found.year >= near.year):
        return None
    days = [day for day in (near, near + ONE_DAY) if ask.allows(day)]
    every = (*days, found) if ask.is_ahead else (*reversed(days), found)
    words = ", ".join(_with_year(day) for day in every[:-1])
    why = f"there's no Feb 29 in {near.year}: {words} or {_with_year(found)}? type the date."
    return DayError(why, first=tuple(map(_form_with_year, every)), options=every)


def _form_with_year(day: date) -> str:
    return f"{format_short_day(day).lower()} {day.year}"


def _with_year(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()][:3]} {format_short_day(day)} {day.year}"


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
    """`17:30`, `5:30pm`, `5 pm`, `at 5pm`, `by 5pm`; None when it hasn't the shape of a time; DayError when there's no such."""
    typed, words = words, words[1:] if words[:1] in (("at",), ("by",)) else words
    half = next((end for end in _HALVES if words and words[-1].endswith(end)), "")
    said = [*words[:-1], words[-1].removesuffix(half)] if words else []
    said = [word for word in said if word]
    hours, colon, minutes = said[0].partition(":") if len(said) == 1 else ("", "", "")
    if not is_number(hours, 1, 2) or not (is_number(minutes, 2, 2) if colon else half):
        return None
    hour = int(hours)
    if int(minutes or 0) > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        raise DayError(f'"{quote_words(typed)}" isn\'t a time of day.', first=("17:30", "5:30pm", "today 9:05"))
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
    return words if parsed_or_none(words, ask, day_of) == day else _form_with_year(day)


def quote_words(words: Words) -> str:
    """Return the words as a refusal shows them."""
    return short_text(" ".join(words))
