"""The words behind `add`: a new home's number, its buyers and its fields, asked for at a terminal where they are missing."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from backlog_cli.cli.add_command import option_word
from backlog_cli.cli.field_values import Surroundings, parse_value
from backlog_cli.cli.options import settle_date
from backlog_cli.cli.prompts import is_interactive, prompt_until
from backlog_cli.dates.file_dates import file_period
from backlog_cli.dates.parse import read_period
from backlog_cli.errors import BadDate, UsageError
from backlog_cli.fields import field_path
from backlog_cli.keys import SHORT_FORMS
from backlog_cli.rules.changes.home import check_job_number, parse_buyers
from backlog_cli.terms import CLOSED, Precision, is_no_value
from backlog_cli.workflows.read import job_numbers_in_use

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from backlog_cli.cli.context import AppContext

T = TypeVar("T")

# What a terminal is asked for where it was left out, in this order; Enter skips a question.
QUESTIONS = {
    "sold_date": "Sold on which day? (jul 18)",
    "lot": "Lot?",
    "stage": "Which stage is it in now? (Enter for contract)",
    "closing": "Closing date? (mar 19, or just march)",
    "phone": "Their phone number?",
    "lender": "Lender? (or cash)",
}
_CLOSED_QUESTIONS = {"closing": "Closed on which day? (oct 16)", "lender": ""}  # of a home that has closed; "" is not asked
_REACHED = {"phone": "phone", "email": "email"}  # fields of the buyers, one for each of them
_PHONE = re.compile(r"[+(]?[0-9][0-9 ().-]{5,}")
_LOT = re.compile(r"lot\b[\s#.:]*(?=\S)", re.IGNORECASE)  # what the screen says itself
_BETWEEN_PHONES = re.compile(r"\s*(?:[/;&]|\band\b)\s*")
_CLOSED_DATE = "closing.closed_date"


class HomeInput(NamedTuple):
    """A new home as it was typed, ready for the file."""

    number: str
    buyers: tuple[object, ...]
    fields: Mapping[str, object]


def read_home(
    context: AppContext, number: str | None, buyer: Sequence[str] | None, given: Mapping[str, tuple[str, ...]], *, is_sure: bool
) -> HomeInput:
    """Return the home that was typed. What is missing is asked for at a terminal, again and again until it can be read.

    Raise UsageError or BadDate, with what works, for words that make no home.
    """
    found = context.session.summaries()
    document = context.session.document() if found.backlog.bad else found
    among = Surroundings.of(document.backlog.policy, context.today)
    taken = job_numbers_in_use(document)
    # Before anything is asked: the answers would be lost.
    number = _needed(number, "Job number?", "the job number after `add`", lambda typed: _free_number(typed, taken))
    names = _needed(" ".join(buyer or ()), "Who bought it?", "the buyer's name after the number", _buyer_names)
    values: dict[str, object] = {}

    def parse_field(name: str, typed: Sequence[str], label: str) -> dict[str, object]:
        """The value of one field; a day in doubt is asked about."""

        def read(chosen: date | None) -> dict[str, object]:
            return _parse_field(name, typed, names, among._replace(chosen=chosen), values, label)

        return settle_date(context, read)

    for name, typed in sorted(given.items(), key=lambda pair: pair[0] != "stage"):
        values |= parse_field(name, typed, option_word(name))
    if is_interactive():
        _ask_for_rest(values, parse_field)
    elif values.get("sold_date") is None:
        raise UsageError("--sold is missing: add it with a date, such as --sold jun 1.")
    _check_closing(context, values, is_sure=is_sure)
    reached = {name: values.pop(name) for name in _REACHED if name in values}
    stage = CLOSED if values.get(_CLOSED_DATE) else among.stages[0]
    return HomeInput(number, _buyers(names, reached), {"stage": stage, **_nested(values)})


def _ask_for_rest(values: dict[str, object], parse_field: Callable[[str, Sequence[str], str], dict[str, object]]) -> None:
    """Add to the values what a terminal answers to the questions about fields that nobody gave."""
    for name, usual in QUESTIONS.items():
        is_given = name in values or any(known.startswith(f"{name}.") for known in values)
        if is_given or (name == "stage" and values.get(_CLOSED_DATE)):
            continue
        question = _CLOSED_QUESTIONS.get(name, usual) if _is_closed(values) else usual
        label = option_word(name).removeprefix("--")

        def parse(typed: str, name: str = name, label: str = label) -> dict[str, object]:
            return parse_field(name, (typed,), label) if typed else {}

        if question:
            values.update(prompt_until(question, parse))


def _is_closed(values: Mapping[str, object]) -> bool:
    return values.get("stage") == CLOSED or bool(values.get(_CLOSED_DATE))


def _free_number(typed: str, taken: Mapping[str, str]) -> str:
    check_job_number(typed, taken)
    return typed


def _buyer_names(typed: str) -> tuple[str, ...]:
    for word in typed.replace(",", " ").split():
        if "@" in word or (_PHONE.fullmatch(word) and sum(sign.isdigit() for sign in word) >= 7):
            option = "--email" if "@" in word else "--phone"
            raise UsageError(f'"{word}" isn\'t part of a name: put it after {option}, as in {option} {word}.')
    return parse_buyers(typed)


def _needed(typed: str | None, question: str, option: str, parse: Callable[[str], T]) -> T:
    """The value of what was typed, else of an answer at a terminal."""
    if typed is not None and typed.strip():
        return parse(typed)
    answer = prompt_until(question, lambda typed: parse(typed) if typed else None) if is_interactive() else None
    if answer is None:
        raise UsageError(f"a home needs {option}, as in: backlog add 2401 Kim Lee --sold jun 1")
    return answer


def _parse_field(
    name: str, typed: Sequence[str], names: Sequence[str], among: Surroundings, values: Mapping[str, object], label: str
) -> dict[str, object]:
    """The value of one field by its name; of phone and email one for each buyer, of a list all that was given.

    The `closing` of a home that has closed is the day it did; one that is a month or a quarter is what they were told.
    """
    if name in _REACHED:
        return {name: _numbers(name, typed, names)}
    words = [word for word in typed if word.strip() and (name == "lender.status" or not is_no_value(word))]
    words = [_LOT.sub("", word) for word in words] if name == "lot" else words
    if name == "closing" and _is_closed(values):
        name = _CLOSED_DATE
    elif name == "closing" and words and _is_rough(words[-1], among.today):
        name = "closing.told"
    path = field_path(name)
    try:
        found = [parse_value(path, word, field=label, among=among) for word in words]
    except BadDate as error:
        year = among.today.year + 1
        forms = (*error.forms[-1:], f"mar {year}", f"q3 {year}") if name == "closing" else error.forms
        raise BadDate(error.why, forms) from None
    if found and isinstance(found[0], list):
        return {name: [item for items in found if isinstance(items, list) for item in items]}
    return {name: found[-1] if found else None}


def _is_rough(words: str, today: date) -> bool:
    """Whether a closing is known to the week, the month or the quarter only."""
    with contextlib.suppress(ValueError):
        return file_period(words.upper()).precision is not Precision.DAY
    return read_period(words, today=today) is not None


def _numbers(name: str, typed: Sequence[str], names: Sequence[str]) -> list[str]:
    """The number or address of each buyer, in their order; empty for one that is not known."""
    parts = [part.strip() for words in typed for part in words.split(",") if part.strip()]
    if len(parts) == 1 < len(names):
        parts = _BETWEEN_PHONES.split(parts[0])
    if len(parts) > len(names):
        raise UsageError(f"{len(parts)} of --{name} for {len(names)} {'buyer' if len(names) == 1 else 'buyers'}: one each.")
    return ["" if is_no_value(part) else part for part in parts]


def _buyers(names: Sequence[str], reached: Mapping[str, object]) -> tuple[object, ...]:
    """Each buyer as the file has one: a name, or a block with phone and email."""
    made: list[object] = []
    for place, name in enumerate(names):
        more = {
            key: found[place]
            for key in _REACHED
            if isinstance(found := reached.get(key), list) and place < len(found) and found[place]
        }
        made.append({"name": name, **more} if more else name)
    return tuple(made)


def _nested(values: Mapping[str, object]) -> dict[str, object]:
    """Dotted names as blocks in blocks; a short form beside other keys of its block is written out."""
    fields: dict[str, object] = {}
    for name, value in sorted(values.items(), key=lambda pair: pair[0].count(".")):
        if value is None or value == []:
            continue
        *above, key = name.split(".")
        place = fields
        for part in above:
            inner = place.get(part)
            if not isinstance(inner, dict):
                inner = {} if inner is None else dict.fromkeys(SHORT_FORMS.get(part, ()), inner)
                place[part] = inner
            place = inner
        place[key] = value
    return {key: _short(key, value) for key, value in fields.items()}


def _short(key: str, value: object) -> object:
    """A block that holds its main key alone, in one word."""
    main = SHORT_FORMS.get(key, ())
    return value[main[0]] if isinstance(value, dict) and len(main) == 1 and set(value) == set(main) else value


def _check_closing(context: AppContext, values: Mapping[str, object], *, is_sure: bool) -> None:
    """Refuse a closing that is far off or before the sale, unless it is meant. Raise UsageError."""
    from backlog_cli.dates.file_dates import file_date
    from backlog_cli.dates.format import format_day_and_distance
    from backlog_cli.dates.parse import is_far_off

    closing, sold = (_day(values.get(name), file_date) for name in ("closing", "sold_date"))
    if closing is None or is_sure:
        return
    is_early = sold is not None and closing < sold
    if is_early or is_far_off(closing, today=context.today):
        why = "before the day of the sale" if is_early else "over three years ahead"
        raise UsageError(
            f"--closing {format_day_and_distance(closing, today=context.today)} is {why}. If that's right, add --yes."
        )


def _day(value: object, read: Callable[[str], date]) -> date | None:
    return read(value) if isinstance(value, str) else None
