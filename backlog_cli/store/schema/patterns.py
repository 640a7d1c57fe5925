"""The texts that the file may hold, as regular expressions that every JSON Schema reader takes: Python's, and a browser's."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from backlog_cli.dates.values import FIRST_YEAR, LAST_YEAR, MONTH_NUMBERS, WEEKDAY_NUMBERS
from backlog_cli.terms import NO_VALUE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Each says of a kind of value what its converter in `model.py` and the readers in `dates/file_dates.py` say in code; a test
# holds them against each other. A browser's expressions know no `(?i)`, so letters are written in both cases.


def any_case(text: str) -> str:
    """Return an expression for a plain text in small or large letters."""
    return "".join(_sign(sign) for sign in text)


def _sign(sign: str) -> str:
    return f"[{sign.upper()}{sign}]" if sign.isascii() and sign.isalpha() else _plain(sign)


def _plain(sign: str) -> str:
    return sign if sign.isalnum() or sign in " _'\u2019\u2713\u2714-#&\"=<>,;:!%@~`" or not sign.isascii() else f"\\{sign}"


def one_of(parts: Iterable[str]) -> str:
    """Return an expression for any of these expressions."""
    return f"(?:{'|'.join(parts)})"


def words_pattern(words: Iterable[str], *, between: str = "", gap: str = "_") -> str:
    """Return an expression for any of these words, in small or large letters, without a beginning that is written twice.

    `between` may stand between any two signs, and for each `_` of a word stands `gap`.
    """
    tree: dict[str, dict[str, object]] = {}
    for word in words:
        branch = tree
        for sign in word:
            branch = branch.setdefault(sign, {})  # type: ignore[assignment]
        branch[""] = {}
    return _tree_pattern(tree, between, gap)


def _tree_pattern(tree: Mapping[str, object], between: str, gap: str) -> str:
    ways: dict[str, list[str]] = {}
    for sign, below in tree.items():
        if sign:
            rest = _tree_pattern(below, between, gap)  # type: ignore[arg-type]
            ways.setdefault(f"{between if rest else ''}{rest}", []).append(sign)
    parts = [_signs(signs, gap) + rest for rest, signs in ways.items()]
    if "" not in tree:
        return parts[0] if len(parts) == 1 else one_of(parts)
    return f"(?:{'|'.join(parts)})?" if parts else ""


def _signs(signs: list[str], gap: str) -> str:
    if len(signs) == 1:
        return gap if signs[0] == "_" else _sign(signs[0])
    letters = [sign for sign in signs if sign != "_"]
    found = "[" + "".join(sign.upper() + sign if sign.isalpha() else re.escape(sign) for sign in letters) + "]"
    return one_of([gap, found]) if "_" in signs else found


def whole(*ways: str, blank: bool = False) -> str:
    """Return an expression for a whole text that is one of these, blanks around it allowed; or a word that says nothing."""
    found = rf"\s*{one_of(ways)}\s*"
    return f"^(?:{BLANK}|{found})$" if blank else f"^(?!{BLANK}$){found}$"


# A word that says that there is no value yet (`is_no_value`): at most six signs, the blanks around it among them.
BLANK = rf"(?=[\s\S]{{0,6}}$)\s*(?:{'|'.join(map(any_case, sorted(NO_VALUE_WORDS - {''})))})?\s*"

# Numbers
_WHOLE = r"(?:0*[0-9]{1,9}|[0-9]{1,3}(?:[,_][0-9]{3}){1,2})"
_ZEROS = r"(?:\.0+)?"  # as spreadsheets write a whole number
COUNT = _WHOLE + _ZEROS
SPAN = (
    r"(?:0*(?:[1-9][0-9]{0,2}|[12][0-9]{3}|3[0-5][0-9]{2}|36[0-4][0-9]|3650)"
    rf"|[12][,_][0-9]{{3}}|3[,_](?:[0-5][0-9]{{2}}|6[0-4][0-9]|650)){_ZEROS}"
)
SCORE = rf"0*(?:[0-9]|10){_ZEROS}\s*(?:(?:/|out of) ?10)?"
PACE = r"0*(?:[1-9](?:\.[0-9]*)?|10(?:\.0*)?|\.[1-9][0-9]*)"
DOLLARS = (
    rf"(?:{any_case('usd')}|[Uu][Ss]\$|\$)?\s*"
    rf"(?:{_WHOLE}(?:\.0*)?"
    rf"|[0-9]{{1,4}}(?:\.[0-9]{{1,3}})? ?(?:[Kk]|{any_case('thousand')})"
    rf"|[0-9]{{1,4}}(?:\.[0-9]{{1,6}})? ?(?:{any_case('million')}|{any_case('mil')}|[Mm]))"
    rf"\s*(?:{any_case('usd')}|{any_case('dollars')}|\$)?"
)
CHECK_IN = rf"(?:(?:{any_case('day')}|{any_case('month')})[-_ ]?)?0*[0-9]{{1,4}}{_ZEROS}"

# Days
_YEAR4, _YEAR2 = f"(?:20[0-9][0-9]|{LAST_YEAR})", "[0-9]{2}"
_LEAP2 = "(?:[02468][048]|[13579][26])"
_LEAP4 = f"20{_LEAP2}"
assert (FIRST_YEAR, LAST_YEAR) == (2000, 2100)  # the years above, of which 2000 is a leap year and 2100 is not
_LONG, _SHORT = (1, 3, 5, 7, 8, 10, 12), (4, 6, 9, 11)
_DAY31, _DAY30, _DAY28 = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|[12][0-9]|30)", "(?:0?[1-9]|1[0-9]|2[0-8])"


def _month_number(months: Iterable[int]) -> str:
    return one_of(f"{'0?' if month < 10 else ''}{month}" for month in months)


def _month_word(months: Iterable[int]) -> str:
    return words_pattern(name for name, number in MONTH_NUMBERS.items() if number in months)


def _days(form: str, months: str, *, zeros: str = "", year: str = "", leap: str = "") -> str:
    """The days of a year in one form with the names `{y}`, `{m}` and `{d}`; months as numbers, or as words."""
    name = _month_word if months == "words" else _month_number
    rows = (
        (name(_LONG), _DAY31, year),
        (name(_SHORT), _DAY30, year),
        (name((2,)), _DAY28, year),
        (name((2,)), "29", leap),
    )
    parts = (form.replace("{y}", y).replace("{m}", zeros + m).replace("{d}", zeros + d) for m, d, y in rows)
    return one_of(parts)


def _marked_days() -> str:
    """`6/12/26`, `12.6.2026`, `6-12-2026`, `2026/6/12`: month first or day first, and blanks around the marks."""
    forms = []
    for mark in ("/", r"\.", "-"):
        sign = rf"\s*{mark}\s*"
        forms.append(_days(f"{{y}}{sign}{{m}}{sign}{{d}}", "numbers", zeros="0{0,2}", year=_YEAR4, leap=_LEAP4))
        year, leap = (_YEAR4, _LEAP4) if mark == "-" else (f"(?:{_YEAR4}|{_YEAR2})", f"(?:20)?{_LEAP2}")
        for form in (f"{{m}}{sign}{{d}}{sign}{{y}}", f"{{d}}{sign}{{m}}{sign}{{y}}"):
            forms.append(_days(form, "numbers", year=year, leap=leap))
    return one_of(forms)


def _worded_days() -> str:
    """`Jun 12 2026`, `12th of June, '26`, `2026 June 12`: each month's name among the two numbers, wherever it is."""
    fill = rf"(?:{one_of(map(any_case, ('of', 'the')))}(?:[ ,./-]+|(?=[0-9])))*"
    gap = rf"(?:[ ,./-]+|(?<=[A-Za-z])(?=[0-9])){fill}"
    day = rf"{{d}}{one_of(map(any_case, ('st', 'nd', 'rd', 'th')))}?"
    short = ("{m}", day, "{y}"), (day, "{m}", "{y}"), (day, "{y}", "{m}")
    swapped = ("{m}", "{y}", day), ("{y}", "{m}", day), ("{y}", day, "{m}")
    year, leap = rf"['\u2019]?(?:{_YEAR4}|{_YEAR2})", rf"['\u2019]?(?:20)?{_LEAP2}"
    forms = [_days(gap.join(form), "words", year=year, leap=leap) for form in short]
    forms += [_days(gap.join(form), "words", year=_YEAR4, leap=_LEAP4) for form in swapped]
    return rf"[ ,./-]*{fill}{one_of(forms)}(?:[ ,./-]+{one_of(map(any_case, ('of', 'the')))})*[ ,./-]*"


_WEEKDAY = rf"(?:{words_pattern(WEEKDAY_NUMBERS)}[,.]* \s*)*"
_BARE_DAY = rf"(?:{_WEEKDAY}(?:{_marked_days()}|{_worded_days()}))"
_MIDNIGHT = r"(?:\s*[ T]0?0:00(?::00(?:\.0+)?)?)"
DAY = rf"{_BARE_DAY}{_MIDNIGHT}?"

# Times of day
_HALF = r"(?:1[0-2]|0?[1-9]){minutes} ?[AaPp]\.?{m}\.?"
_CLOCK24 = "(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"
CLOCK = one_of((_CLOCK24, _HALF.format(minutes="(?::[0-5][0-9])?", m="[Mm]?")))
_CLOCK_BEHIND = one_of(
    (_CLOCK24, _HALF.format(minutes=":[0-5][0-9]", m="[Mm]?"), _HALF.format(minutes="", m="[Mm]"), r"(?:1[0-2]|0?[1-9])[AaPp]\.?")
)
MOMENT = rf"{_BARE_DAY}(?:{_MIDNIGHT}|(?:(?:,? +| +@ ?)(?:at +)?|(?<=[0-9])T){_CLOCK_BEHIND})?"

# What was told: a day, a week, a month or a quarter
_LONG_YEARS = [year for year in range(FIRST_YEAR, LAST_YEAR + 1) if date(year, 12, 28).isocalendar().week == 53]
PERIOD = one_of(
    (
        rf"{_YEAR4}-(?:[Ww](?:0?[1-9]|[1-4][0-9]|5[0-2])|[Qq][1-4]|0?[1-9]|1[0-2])",
        rf"(?:{'|'.join(map(str, _LONG_YEARS))})-[Ww]53",
        rf"[Qq] ?[1-4][ ,/-]+{_YEAR4}",
        rf"{_YEAR4} ?[Qq] ?[1-4]",
        rf"{words_pattern(MONTH_NUMBERS)}\.?,? +{_YEAR4}",
        rf"(?:0?[1-9]|1[0-2])/{_YEAR4}",
        rf"(?![0-9]{{4}}-[^-]*$){DAY}",
    )
)
