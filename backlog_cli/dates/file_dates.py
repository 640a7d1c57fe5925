"""The days, times and periods that the file may say, and why a text is not one of them."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from backlog_cli.dates.values import (
    FIRST_YEAR,
    LAST_YEAR,
    MONTH_NUMBERS,
    MONTHS,
    ONE_DAY,
    ORDINAL_ENDS,
    WEEKDAY_NUMBERS,
    Moment,
    Period,
    day_or_none,
    is_number,
    month_end,
    short_text,
)
from backlog_cli.terms import DateOrder, Precision

MONTH_FIRST: str = DateOrder.MDY
_DAY_EXAMPLE = "write it like 2026-06-12"
_CLOCK_EXAMPLE = 'write it like "17:30"'
_PERIOD_EXAMPLE = "2026-12-11, 2026-W50, 2026-12 or 2026-Q4"
PARSE_CACHE_SIZE = 4096  # days that are not worked out again: a file of thousands of homes names a few hundred


@lru_cache(PARSE_CACHE_SIZE)
def file_date(text: str, order: str = MONTH_FIRST) -> date:
    """Return the day a file's text means: `2026-06-01`, `2026-6-1`, `6/1/26`, `Jun 1 2026`, `1-Jun-26`.

    `order` (a DateOrder) says what comes first where month and day cannot be told apart. Raise ValueError for anything else,
    for a day without its year, and for a year outside 2000 to 2100.
    """
    if len(text) == 10 and text[4] == "-" == text[7]:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return _spelled_out(text, order)
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
    return _spelled_out(text, order)


def file_clock(text: str) -> str:
    """Return the time of day a file's text means, 24 hours, zero padded: `9:05` is `09:05`, `5:30 pm` is `17:30`.

    Raise ValueError for anything else.
    """
    bare = text.strip()
    half = re.fullmatch(r"(?i)(1[0-2]|0?[1-9])(?::([0-5][0-9]))? ?([ap])\.?m?\.?", bare)
    if half:
        return f"{int(half[1]) % 12 + (12 if half[3] in 'pP' else 0):02}:{half[2] or '00'}"
    hours, _, minutes = bare.partition(":")
    if not (is_number(hours, 1, 2) and is_number(minutes, 2, 2)):
        raise ValueError(_why_no_clock(bare))
    if int(hours) > 23 or int(minutes) > 59:
        raise ValueError(f"there's no {bare} in a day - {_CLOCK_EXAMPLE}")
    return f"{int(hours):02}:{minutes}"


@lru_cache(PARSE_CACHE_SIZE)
def file_moment(text: str, order: str = MONTH_FIRST) -> Moment:
    """Return the day, with its time of day if there is one: `2026-11-19`, `2026-11-19 17:30`, `11/19/26 5:30 pm`.

    Raise ValueError for anything else.
    """
    if len(text) == 10 and text[4] == "-" == text[7]:
        return Moment(file_date(text, order))
    bare = text.strip()
    found = re.fullmatch(_CLOCK_BEHIND, bare)
    if found:
        return Moment(file_date(found[1], order), file_clock(found[2]))
    if re.fullmatch(_CLOCK, bare):
        raise ValueError(f'"{short_text(bare)}" has no day - write it like 2026-06-12 17:30')
    day, gap, clock = bare.partition(" ")
    if gap and day.count("-") == 2 and bare[:1].isdigit() and not re.fullmatch(_MIDNIGHT, clock):
        file_date(day, order)
        file_clock(clock)  # says what is wrong with it
        raise ValueError(_why_no_clock(clock))
    return Moment(file_date(bare, order))


# As text, compiled by `re` for the first day that is written in words.
_DATE_SIGNS = "[0-9A-Za-z ,./'\u2019-]*"
_CLOCK = r"[0-9]{1,2}:[0-9]+(?: ?[aApP]\.?[mM]?\.?)?|[0-9]{1,2}(?: ?[aApP]\.?[mM]\.?|[aApP]\.?)"
_MIDNIGHT = r"0?0:00(?::00(?:\.0+)?)?"  # as a spreadsheet hands out a day
_CLOCK_BEHIND = rf"(.*?\S)(?:(?:,? +| +@ ?)(?:at +)?|(?<=[0-9])T)({_CLOCK})"


def leading_moment(text: str, order: str = MONTH_FIRST) -> tuple[Moment | None, str]:
    """Return the day, with its time if there is one, at the beginning of a text, and the rest; None when there is none."""
    words = text.split()
    for size in range(min(len(words) - 1, 6), 0, -1):
        typed = " ".join(words[:size]).rstrip(":,;-\u2013\u2014 ")
        try:
            found = file_moment(typed, order)
        except ValueError:
            continue
        return found, " ".join(words[size:]).lstrip(":,;-\u2013\u2014 ")
    return None, text


def file_period(text: str, order: str = MONTH_FIRST) -> Period:
    """Return a told date with its precision: `2026-12-11`, `2027-W12`, `2027-03`, `2027-Q2`, `Mar 2027` (002-4).

    Raise ValueError for anything else.
    """
    bare = text.strip()
    year, dash, part = bare.partition("-")
    if dash and is_number(year, 4, 4) and "-" not in part:
        return _part_of_year(bare, year, part)
    worded = _worded_period(bare)
    if worded:
        return _part_of_year(worded, *worded.split("-"))
    if is_number(bare, 4, 4):
        raise ValueError(_why_no_period(bare))
    try:
        day = file_date(bare, order)
    except ValueError:
        if bare and not bare[0].isdigit():
            raise ValueError(_why_no_period(bare)) from None
        raise
    is_usual = bare.count("-") == 2 and bare[:4].isdigit()
    return Period(bare if is_usual else day.isoformat(), day, day, Precision.DAY)


def _worded_period(bare: str) -> str:
    """`Mar 2027`, `3/2027` or `Q2 2027` as the file writes it; empty for anything else."""
    words = re.findall(r"[A-Za-z]+|[0-9]+", bare.replace("Q", " Q").replace("q", " q"))
    if re.fullmatch(r"(?i)q ?[1-4][ ,/-]+[0-9]{4}|[0-9]{4} ?q ?[1-4]", bare):
        quarter, year = (words[1], words[2]) if words[0] in "Qq" else (words[2], words[0])
        return f"{year}-Q{quarter}"
    if re.fullmatch(r"[A-Za-z]+\.?,? +[0-9]{4}", bare) and words[0].lower() in MONTH_NUMBERS:
        return f"{words[1]}-{MONTH_NUMBERS[words[0].lower()]:02}"
    if re.fullmatch(r"[0-9]{1,2}/[0-9]{4}", bare) and 1 <= int(words[0]) <= 12:
        return f"{words[1]}-{int(words[0]):02}"
    return ""


def _part_of_year(text: str, year: str, part: str) -> Period:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValueError(_why_no_year(year))
    if part[:1] in ("W", "w") and is_number(part[1:], 1, 2):
        return _week(text, int(year), int(part[1:]))
    if part[:1] in ("Q", "q") and is_number(part[1:], 1, 1):
        return _quarter(text, int(year), int(part[1:]))
    if not is_number(part, 1, 2):
        raise ValueError(_why_no_period(text))
    if not 1 <= int(part) <= 12:
        raise ValueError(f"there is no month {part} - write it like {_PERIOD_EXAMPLE}")
    return Period(text, date(int(year), int(part), 1), month_end(int(year), int(part)), Precision.MONTH)


def _why_no_period(bare: str) -> str:
    if is_number(bare, 4, 4):
        return f'"{bare}" is a whole year - write a quarter, month, week or day, like {_PERIOD_EXAMPLE}'
    month, _, year = bare.lower().partition(" ")
    if month in MONTH_NUMBERS and is_number(year, 4, 4):
        return f'"{bare}" is in words - write {year}-{MONTH_NUMBERS[month]:02}'
    if re.fullmatch(r"[a-z]+\.?(?: ?[0-9]{1,2})?", bare.lower()) and re.findall("[a-z]+", bare.lower())[0] in MONTH_NUMBERS:
        return f'"{short_text(bare)}" has no year - write it like {_PERIOD_EXAMPLE}'
    return f'"{short_text(bare)}" is not a day, week, month or quarter - write it like {_PERIOD_EXAMPLE}'


def _week(text: str, year: int, week: int) -> Period:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        raise ValueError(f"{year} has no week {week} - write it like {_PERIOD_EXAMPLE}") from None
    return Period(text, monday, monday + 6 * ONE_DAY, Precision.WEEK)


def _quarter(text: str, year: int, quarter: int) -> Period:
    if not 1 <= quarter <= 4:
        raise ValueError(f"a year has quarters Q1 to Q4, not Q{quarter} - write it like {_PERIOD_EXAMPLE}")
    return Period(text, date(year, 3 * quarter - 2, 1), month_end(year, 3 * quarter), Precision.QUARTER)


def _spelled_out(text: str, order: str) -> date:
    """The slow way to a file's day: odd but clear spellings first, then the reason why it is none."""
    bare = re.sub(f"[ T](?:{_MIDNIGHT})$", "", text.strip())
    parts = bare.split("-")
    if not (len(parts) == 3 and is_number(parts[0], 4, 4) and is_number(parts[1], 1, 2) and is_number(parts[2], 1, 2)):
        found = _from_marks(bare, order) or _from_words(bare, order)
        if found is None:
            raise ValueError(_why_no_file_day(bare))
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError(_why_no_year(f"{found.year:04}"))
        return found
    year, month, day = (int(part) for part in parts)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(_why_no_year(parts[0]))
    if not 1 <= month <= 12:
        swapped = day_or_none(year, day, month)
        raise ValueError(f"there is no month {month} - " + (f"did you mean {swapped}?" if swapped else _DAY_EXAMPLE))
    whole = day_or_none(year, month, day)
    if whole is None:
        raise ValueError(_why_no_day(year, month, day))
    return whole


def _why_no_day(year: int, month: int, day: int) -> str:
    return f"there's no {MONTHS[month - 1][:3]} {day}, {year} - that month ends on {month_end(year, month)}"


def _from_marks(bare: str, order: str) -> date | None:
    """The day in `6/12/26`, `12.6.2026`, `6-12-2026` or `2026/6/12`; None when it is not written so."""
    mark = next((mark for mark in "/.-" if mark in bare), "")
    parts = [part.strip() for part in bare.split(mark)] if mark else []
    if len(parts) != 3 or not all(is_number(part, 1, 4) for part in parts):
        return None
    first, second, third = (int(part) for part in parts)
    if len(parts[0]) == 4:
        return day_or_none(first, second, third)
    # Two digits between dashes may be the year at either end.
    if len(parts[2]) not in ((4,) if mark == "-" else (2, 4)) or max(len(parts[0]), len(parts[1])) > 2:
        return None
    year = third if len(parts[2]) == 4 else 2000 + third
    month_first, day_first = day_or_none(year, first, second), day_or_none(year, second, first)
    return month_first or day_first if order == MONTH_FIRST else day_first or month_first


_LONGEST_DAY = 60  # signs: a longer text is no day, however it begins


def _from_words(bare: str, order: str) -> date | None:
    """The day in `Jun 12 2026`, `12th of June, 2026`, `12-Jun-26`, `Fri 6/12/26`; None when it is not written so."""
    if len(bare) > _LONGEST_DAY:
        return None
    weekday, _, rest = bare.partition(" ")
    if weekday.rstrip(",.").lower() in WEEKDAY_NUMBERS:
        return _from_marks(rest.strip(), order) or _from_words(rest.strip(), order)
    words = [word for word in re.split(r"[ ,./-]+|(?<=[a-z])(?=[0-9])", bare.lower()) if word and word not in ("of", "the")]
    names = [word for word in words if word in MONTH_NUMBERS]
    if len(words) != 3 or len(names) != 1 or not re.fullmatch(_DATE_SIGNS, bare):
        return None
    first, last = (word for word in words if word not in names)
    if is_number(first, 4, 4):
        first, last = last, first  # 2026 June 12
    last = last.removeprefix("'").removeprefix("\u2019")
    number = first[:-2] if first[-2:] in ORDINAL_ENDS else first
    if not is_number(number, 1, 2) or len(last) not in (2, 4) or not is_number(last, 2, 4):
        return None
    return day_or_none(int(last) if len(last) == 4 else 2000 + int(last), MONTH_NUMBERS[names[0]], int(number))


def _why_no_year(year: str) -> str:
    return f"the year {year} is outside {FIRST_YEAR} to {LAST_YEAR} - {_DAY_EXAMPLE}"


def _why_no_file_day(bare: str) -> str:
    if not bare:
        return f"a date is missing here - {_DAY_EXAMPLE}, or leave the line out"
    said = f'"{short_text(bare)}"'
    if is_number(bare, 1, len(bare)):
        return _why_not_digits(bare, said)
    for mark in "/.-":
        parts = bare.split(mark)
        if len(parts) in (2, 3) and all(is_number(part, 1, 4) for part in parts):
            return _why_not_marked(parts, mark, said)
    if bare[:1].isdigit() and ":" in bare:
        return f"{said} has a time of day in it and only a day goes here - {_DAY_EXAMPLE}"
    if bare[:4].isdigit() and bare[4:5] == "-" and bare[5:6] in ("W", "w", "Q", "q"):
        return f"{said} is not one day, and one day is needed here - {_DAY_EXAMPLE}"
    return _why_not_words(bare, said)


def _why_not_digits(bare: str, said: str) -> str:
    day = day_or_none(int(bare[:4]), int(bare[4:6]), int(bare[6:])) if len(bare) == 8 else None
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
        day = day_or_none(first, second, third)
        return f"{said} needs dashes - " + (f"write {day}" if day else _DAY_EXAMPLE)
    if mark == "-" and len(parts[2]) <= 2:
        return f"{said} has a two-digit year, and it needs four digits - {_DAY_EXAMPLE}"
    return f"there is no day {mark.join(parts)} - {_DAY_EXAMPLE}"


def _why_not_words(bare: str, said: str) -> str:
    words = bare.lower().replace(",", " ").replace(".", " ").split()[:4]
    numbers = [word[:-2] if word[-2:] in ORDINAL_ENDS else word for word in words]
    months = [MONTH_NUMBERS[word] for word in words if word in MONTH_NUMBERS]
    days = [int(number) for number in numbers if is_number(number, 1, 2)]
    years = [int(number) for number in numbers if is_number(number, 4, 4)]
    if len(months) == len(years) == 1 and not days:
        return f"{said} is a whole month, and one day is needed here - {_DAY_EXAMPLE}"
    if len(months) != 1 or len(days) != 1:
        return f"{said} is not a date - {_DAY_EXAMPLE}"
    if len(years) != 1:
        return f"{said} has no year and is in words - write YYYY-{months[0]:02}-{days[0]:02} with the year"
    is_day = day_or_none(years[0], months[0], days[0]) is not None or not FIRST_YEAR <= years[0] <= LAST_YEAR
    return f"{said} is not a date - {_DAY_EXAMPLE}" if is_day else _why_no_day(years[0], months[0], days[0])


def _why_no_clock(bare: str) -> str:
    if not bare:
        return f"a time of day is missing here - {_CLOCK_EXAMPLE}"
    if bare.isascii() and bare[-2:].lower() in ("am", "pm"):
        return f'"{short_text(bare)}" is not how this file writes a time - write it in 24 hours, like "17:30"'
    if bare.count(":") > 1 or bare[-1:] in "Zz":
        return f'"{short_text(bare)}" has more than hours and minutes - {_CLOCK_EXAMPLE}'
    return f'"{short_text(bare)}" is not a time of day - {_CLOCK_EXAMPLE}'


def period_of(day: date, precision: Precision) -> Period:
    """Return the day, ISO week, month or quarter that holds the day, as it would be told and as the file writes it (002-4)."""
    if precision is Precision.DAY:
        return Period(day.isoformat(), day, day, precision)
    if precision is Precision.MONTH:
        return file_period(f"{day.year}-{day.month:02}")
    if precision is Precision.QUARTER:
        return file_period(f"{day.year}-Q{(day.month + 2) // 3}")
    year, week, _ = day.isocalendar()
    return _week(f"{year}-W{week:02}", year, week)
