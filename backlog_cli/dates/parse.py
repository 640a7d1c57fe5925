"""What an agent typed as a day or a moment, alone or at the start of a sentence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.grammar import (
    DAY_NAMES,
    DayError,
    Read,
    Request,
    Words,
    clock_of,
    day_of,
    moment_of,
    parsed_or_none,
    quote_words,
    refuse_half_phrase,
    typed_form,
)
from backlog_cli.dates.values import (
    MONTH_NUMBERS,
    MONTHS,
    ONE_DAY,
    WEEKDAYS,
    Direction,
    Moment,
    Period,
    add_months,
    is_number,
    is_year,
    month_end,
    short_text,
)
from backlog_cli.errors import BadDate, DoubtfulDate, NoDate
from backlog_cli.terms import DateOrder, Precision

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from backlog_cli.dates.values import HomeDates

_LONGEST = 9  # words: nobody says more than "fri the 12th of june 2027 at 5 pm"


def read_date(
    words: str,
    *,
    direction: Direction,
    today: date,
    base: date | None = None,
    days_off: Collection[date] = (),
    home: HomeDates | None = None,
    chosen: date | None = None,
    order: str = DateOrder.MDY,
) -> date:
    """Return the day that an agent's words mean, all of them (CLI: DATE). Raise BadDate, with forms that work, if there is none.

    A day on the wrong side of `today` is refused; today itself never is, but a weekday's name is never today.
    `base` is the date being moved: `+2w` and `-3d` count from it. `days_off` are extra days that `5b` skips. `2w before
    closing` counts from the dates of the `home`. A day that may be meant in several ways raises DoubtfulDate with its
    options; with one of them `chosen`, the words mean that one. `order` (a DateOrder) says what comes first in `3/12`.
    """
    return _whole((words,), Request(direction, today, base, days_off, home, chosen, order), day_of)


def leading_date(
    words: Sequence[str],
    *,
    direction: Direction,
    today: date,
    base: date | None = None,
    days_off: Collection[date] = (),
    home: HomeDates | None = None,
    chosen: date | None = None,
    order: str = DateOrder.MDY,
    is_range: bool = False,
) -> tuple[date, tuple[str, ...]]:
    """Return the day meant by the longest date at the start of the words, and the words after it, as typed.

    Words are the shell's, and may have blanks inside. A start that looks like a date and is none (`feb 30 permit`), or is only
    half of one (`mon or tue`), is refused, never read as something shorter; a `to` behind the date is no text. With `is_range`
    a second date may follow. BadDate as in `read_date`.
    """
    return _leading(words, Request(direction, today, base, days_off, home, chosen, order), day_of, is_range=is_range)


def read_moment(
    words: str,
    *,
    direction: Direction,
    today: date,
    days_off: Collection[date] = (),
    home: HomeDates | None = None,
    chosen: date | None = None,
    order: str = DateOrder.MDY,
) -> Moment:
    """Return the day, and the time of day if one was typed: `fri 17:30`, `5pm yesterday`; a time alone is today's.

    Raise BadDate for anything else.
    """
    return _whole((words,), Request(direction, today, None, days_off, home, chosen, order), moment_of)


def leading_moment(
    words: Sequence[str],
    *,
    direction: Direction,
    today: date,
    days_off: Collection[date] = (),
    home: HomeDates | None = None,
    chosen: date | None = None,
    order: str = DateOrder.MDY,
) -> tuple[Moment, tuple[str, ...]]:
    """Return the longest day, time of day, or both at the start of the words, and the words after it, as typed.

    Raise BadDate if there is none.
    """
    return _leading(words, Request(direction, today, None, days_off, home, chosen, order), moment_of, is_range=False)


def leading_clock(words: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """Return the time of day at the start of the words (`10:00`, `at 5 pm`), if there is one, and the words after it, as typed.

    Raise BadDate for what looks like a time and is none.
    """
    split = tuple(piece for word in words for piece in word.split())
    if len(split) > 1 and split[0].lower() == "at" and is_number(split[1], 1, 2) and clock_of(split[:3]) is None:
        raise BadDate(f'"at {split[1]}": morning or afternoon?', (f"{split[1]}am", f"{split[1]}pm", f"{split[1]}:00"))
    for size in (3, 2, 1):
        start = split[:size]
        try:
            clock = clock_of(tuple(token.text for token in _tokens(start))) if len(start) == size else None
        except DayError as no:
            raise BadDate(no.why, ("17:30", "5:30pm", "9:05")) from None
        if clock is not None:
            return clock, split[size:]
    return None, tuple(words)


def read_period(words: str, *, today: date) -> Period | None:
    """Return the month or quarter that words mean: `mar 2027`, `mid March`, `end of May`, `Q3`; the next such one of no year.

    None for everything else, a day among them.
    """
    parts = [part.strip(_ENDINGS) for part in words.lower().replace("-", " ").split()]
    while len(parts) > 1 and parts[0] in _ROUGHLY:
        parts.pop(0)
    if not 1 <= len(parts) <= 2 or (len(parts) == 2 and not is_year(parts[1])):
        return None
    months = {f"q{n + 1}": (3 * n + 1, 3 * n + 3, f"Q{n + 1}") for n in range(4)}
    months |= {name: (number, number, f"{number:02}") for name, number in MONTH_NUMBERS.items()}
    found = months.get(parts[0])
    if found is None:
        return None
    first, last, name = found
    year = int(parts[1]) if len(parts) == 2 else today.year + (last < today.month)
    return Period(
        f"{year}-{name}", date(year, first, 1), month_end(year, last), Precision.MONTH if first == last else Precision.QUARTER
    )


# What says where in a month or a quarter: told that exactly, it is still that month.
_ROUGHLY = ("early", "mid", "middle", "late", "beginning", "start", "end", "of", "in", "by", "around", "about", "sometime", "the")


def is_far_off(day: date, *, today: date) -> bool:
    """Return whether the day lies over three years ahead, so that somebody should be asked whether it is meant."""
    return day > add_months(today, 36)


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
            if comma and is_year(year):  # "jun 12,2027"; a comma before three digits is a large number's
                tokens.append(_Token(_plain(day), place, end - len(piece) + len(day) + 1))
                text = year
            tokens.append(_Token(_plain(text), place, end))
            if len(tokens) > 2 * _LONGEST:
                return tokens
    return tokens


_ENDINGS = ",;:."


def _plain(text: str) -> str:
    """Lower case. Other scripts stay as they are and so are never read as a date."""
    return text.lower() if text.isascii() else text


def _longest(tokens: list[_Token], ask: Request, reader: Callable[[Words, Request], Read | None]) -> tuple[Read, int] | None:
    """What the longest readable start of the words means, and how many words that is. Raise DayError for half of a phrase."""
    words = tuple(token.text for token in tokens)
    for size in range(min(len(words), _LONGEST), 0, -1):
        found = reader(words[:size], ask)
        if found is not None:
            return found, size
    return None


def _leading(
    words: Sequence[str], ask: Request, reader: Callable[[Words, Request], Read | None], *, is_range: bool
) -> tuple[Read, tuple[str, ...]]:
    tokens = _tokens(words)
    try:
        found = _longest(tokens, ask, reader)
        if found is not None:
            _refuse_half(tokens, found, ask, is_range=is_range)
    except DayError as no:
        raise _refusal(no, ask, reader) from None
    if found is None:
        raise _refusal(_unreadable(words, tokens, ask, reader, is_start=True), ask, reader)
    size = found[1] + (len(tokens) > found[1] and tokens[found[1]].text == "to" and not is_range)
    last = tokens[size - 1]
    tail = words[last.place][last.end :].strip()
    return found[0], ((tail,) if tail else ()) + tuple(words[last.place + 1 :])


def _refuse_half(tokens: list[_Token], found: tuple[Read, int], ask: Request, *, is_range: bool) -> None:
    read, size = found
    day = read.day if isinstance(read, Moment) else read
    refuse_half_phrase(tuple(token.text for token in tokens), size, day, ask, is_range=is_range)  # type: ignore[arg-type]


def _whole(words: Sequence[str], ask: Request, reader: Callable[[Words, Request], Read | None]) -> Read:
    tokens = _tokens(words)
    try:
        found = _longest(tokens, ask, reader)
        if found is not None:
            _refuse_half(tokens, found, ask, is_range=False)
    except DayError as no:
        raise _refusal(no, ask, reader) from None
    if found is not None and found[1] == len(tokens):
        return found[0]
    if found is None:
        raise _refusal(_unreadable(words, tokens, ask, reader, is_start=False), ask, reader)
    last = tokens[found[1] - 1]
    read = " ".join(token.text for token in tokens[: found[1]])
    rest = short_text(words[last.place][last.end :])
    raise _refusal(DayError(f'"{rest}" after {read} isn\'t part of a date.', first=(read,)), ask, reader)


def _unreadable(
    words: Sequence[str], tokens: list[_Token], ask: Request, reader: Callable[[Words, Request], Read | None], *, is_start: bool
) -> DayError:
    """Why words that have no date in them are refused, with the nearest that has one."""
    if not tokens:
        return DayError("no date was given.")
    try:
        meant = _likely_date(tokens, ask, reader, is_start=is_start)
    except DayError as no:  # "tomorow", where only the past will do
        return no
    if meant:
        said = quote_words(tuple(token.text for token in tokens[: len(meant.split())]))
        return DayError(f'"{said}" isn\'t a date; did you mean {meant}?', first=(meant,))
    said = short_text(" ".join(words))
    return _NoDay(f'"{said}" doesn\'t begin with a date.' if is_start else f'"{said}" isn\'t a date.')


class _NoDay(DayError):
    """Words that do not even look like a date."""


def _likely_date(
    tokens: list[_Token], ask: Request, reader: Callable[[Words, Request], Read | None], *, is_start: bool
) -> str | None:
    """The date that was probably meant, with its misspelt words fixed."""
    from difflib import get_close_matches  # only a refusal needs it, and it is slow to load

    known = [*DAY_NAMES, *(name.lower() for name in MONTHS + WEEKDAYS), "days", "weeks", "months"]
    mended = []
    for token in tokens[:_LONGEST]:
        near = get_close_matches(token.text, known, 1, 0.75) if 4 <= len(token.text) <= 12 and token.text.isalpha() else []
        mended.append(_Token(near[0] if near else token.text, token.place, token.end))
    found = _longest(mended, ask, reader)
    if found is None or (found[1] != len(tokens) and not is_start):
        return None
    return " ".join(token.text for token in mended[: found[1]])


def _refusal(no: DayError, ask: Request, reader: Callable[[Words, Request], Read | None]) -> BadDate:
    """The sentence for the screen, with forms that this same command would take."""
    ask = ask._replace(chosen=None)
    near = no.near if no.near is not None and ask.allows(no.near) else ask.today + (14 if ask.is_ahead else -7) * ONE_DAY
    offers = (*no.first, "fri", "+2w" if ask.is_ahead else "-3d", typed_form(near, ask), near.isoformat(), "today")
    forms = tuple(dict.fromkeys(offer for offer in offers if parsed_or_none(offer, ask, reader) is not None))[:3]
    if no.options:
        return DoubtfulDate(no.why, forms, no.options)
    return NoDate(no.why, forms) if isinstance(no, _NoDay) else BadDate(no.why, forms)
