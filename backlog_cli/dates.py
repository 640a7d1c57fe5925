"""Days and the words for them: what the file may say, what an agent may type, and how a day is said back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from backlog_cli.terms import Precision

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


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the time of day when one was given (001-2a). `str()` is the file's form: `2026-11-19 17:30`.

    Moments sort by day, then by clock; on one day those without a clock come first.
    """

    day: date
    clock: str | None = None  # "17:30": 24 hours, zero padded

    def __str__(self) -> str:
        return f"{self.day} {self.clock}" if self.clock else f"{self.day}"

    def _order(self) -> tuple[date, str]:
        return self.day, self.clock or ""

    def __lt__(self, other: Moment) -> bool:
        return self._order() < other._order()

    def __le__(self, other: Moment) -> bool:
        return self._order() <= other._order()

    def __gt__(self, other: Moment) -> bool:
        return self._order() > other._order()

    def __ge__(self, other: Moment) -> bool:
        return self._order() >= other._order()


@dataclass(frozen=True, slots=True)
class Period:
    """What was told of a closing: its first and last day, both included, and how exactly it was said (002-4)."""

    text: str  # as it stands in the file: "2026-12-11", "2027-W12", "2027-03", "2027-Q2"
    start: date
    end: date
    precision: Precision

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return self.text


# What the file says. Every ValueError is one line: what is wrong - how to put it right.


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


def file_moment(text: str) -> Moment:
    """The day, with its time of day if there is one: `2026-11-19`, `2026-11-19 17:30`, `2026-11-19T17:30`. Else ValueError."""
    if len(text) == 10:
        return Moment(file_date(text))
    bare = text.strip()
    day, gap, clock = bare.partition(" ")
    if not gap and bare[:1].isdigit():
        day, gap, clock = bare.partition("T")
    if day.count("-") == 2 and gap:
        return Moment(file_date(day), file_clock(clock))
    if _is_number(bare[:1], 1, 1) and ":" in bare:
        raise ValueError(f'"{_cut(bare)}" has no day - write it like 2026-06-12 17:30')
    return Moment(file_date(bare))


def file_period(text: str) -> Period:
    """A told date with its precision: `2026-12-11`, `2027-W12`, `2027-03` or `2027-Q2` (002-4). Else ValueError."""
    bare = text.strip()
    year, dash, part = bare.partition("-")
    if not (dash and _is_number(year, 4, 4)) or "-" in part:
        if dash or not _is_number(year, 4, 4):
            day = file_date(bare)
            return Period(bare, day, day, Precision.DAY)
        raise ValueError(f'"{bare}" is a whole year - write a quarter, month, week or day: {_PERIOD_EXAMPLE}')
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValueError(_why_no_year(year))
    if part[:1] in "Ww" and _is_number(part[1:], 1, 2):
        return _week(bare, int(year), int(part[1:]))
    if part[:1] in "Qq" and _is_number(part[1:], 1, 1):
        return _quarter(bare, int(year), int(part[1:]))
    if not _is_number(part, 1, 2):
        raise ValueError(f'"{_cut(bare)}" is not a day, week, month or quarter - write it like {_PERIOD_EXAMPLE}')
    if not 1 <= int(part) <= 12:
        raise ValueError(f"there is no month {part} - write it like {_PERIOD_EXAMPLE}")
    return Period(bare, date(int(year), int(part), 1), _month_end(int(year), int(part)), Precision.MONTH)


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


_ORDINAL_ENDS = ("st", "nd", "rd", "th")


def _is_number(text: str, least: int, most: int) -> bool:
    """Whether this is `least` to `most` plain digits; the digits of other scripts are refused."""
    return least <= len(text) <= most and text.isascii() and text.isdigit()


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
