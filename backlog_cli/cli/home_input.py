"""The words behind `add`: a new home's number, its buyers and its fields, asked for at a terminal where they are missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from backlog_cli.cli.add_command import option_word
from backlog_cli.cli.field_values import Surroundings, parse_value
from backlog_cli.cli.options import settle_date
from backlog_cli.cli.prompts import is_interactive, prompt_until
from backlog_cli.errors import UsageError
from backlog_cli.fields import field_path
from backlog_cli.keys import SHORT_FORMS
from backlog_cli.rules.changes.home import check_job_number, parse_buyers
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
    "closing": "Closing date in the contract?",
    "phone": "Their phone number?",
}
_REACHED = {"phone": "phone", "email": "email"}  # fields of the buyers, one for each of them
_PHONE = re.compile(r"[+(]?[0-9][0-9 ().-]{5,}")


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
    document = context.session.document()
    among = Surroundings.of(document.backlog.policy, context.today)
    taken = job_numbers_in_use(document)
    # Before anything is asked: the answers would be lost.
    number = _needed(number, "Job number?", "the job number after `add`", lambda typed: _free_number(typed, taken))
    names = _needed(" ".join(buyer or ()), "Who bought it?", "the buyer's name after the number", _buyer_names)

    def parse_field(name: str, typed: Sequence[str]) -> object:
        """The value of one field; a day in doubt is asked about."""
        return settle_date(context, lambda chosen: _parse_field(name, typed, names, among._replace(chosen=chosen)))

    values = {name: parse_field(name, typed) for name, typed in given.items()}
    if is_interactive():
        values |= _answers(values, parse_field)
    elif values.get("sold_date") is None:
        raise UsageError("--sold is missing: add --sold with a date, such as --sold jun 1.")
    _check_closing(context, values, is_sure=is_sure)
    reached = {name: values.pop(name) for name in _REACHED if name in values}
    fields = {"stage": among.stages[0], **_nested(values)}
    return HomeInput(number, _buyers(names, reached), fields)


def _answers(values: Mapping[str, object], parse_field: Callable[[str, Sequence[str]], object]) -> dict[str, object]:
    """What a terminal answers to the questions about fields that nobody gave."""
    answers: dict[str, object] = {}
    for name, question in QUESTIONS.items():
        if name in values or _has_closing(name, values):
            continue

        def parse(typed: str, name: str = name) -> object:
            return parse_field(name, (typed,)) if typed else None

        answer = prompt_until(question, parse)
        if answer is not None:
            answers[name] = answer
    return answers


def _has_closing(name: str, values: Mapping[str, object]) -> bool:
    return name == "closing" and any(known.startswith("closing.") for known in values)


def _free_number(typed: str, taken: Mapping[str, str]) -> str:
    check_job_number(typed, taken)
    return typed


def _buyer_names(typed: str) -> tuple[str, ...]:
    for word in typed.replace(",", " ").split():
        if "@" in word or (_PHONE.fullmatch(word) and sum(sign.isdigit() for sign in word) >= 7):
            option = "--email" if "@" in word else "--phone"
            raise UsageError(f'"{word}" isn\'t part of a name: put it behind {option}, as in {option} {word}.')
    return parse_buyers(typed)


def _needed(typed: str | None, question: str, option: str, parse: Callable[[str], T]) -> T:
    """The value of what was typed, else of an answer at a terminal."""
    if typed is not None and typed.strip():
        return parse(typed)
    answer = prompt_until(question, lambda typed: parse(typed) if typed else None) if is_interactive() else None
    if answer is None:
        raise UsageError(f"a home needs {option}, as in: backlog add 2401 Kim Lee --sold jun 1")
    return answer


def _parse_field(name: str, typed: Sequence[str], names: Sequence[str], among: Surroundings) -> object:
    """The value of one field; of phone and email one for each buyer, of a list all that was given."""
    if name in _REACHED:
        parts = [part.strip() for words in typed for part in words.split(",") if part.strip()]
        if len(parts) > len(names):
            raise UsageError(f"{len(parts)} of --{name} for {len(names)} {'buyer' if len(names) == 1 else 'buyers'}: one each.")
        return parts
    path, label = field_path(name), option_word(name)
    values = [parse_value(path, words, field=label, among=among) for words in typed if words.strip()]
    if values and isinstance(values[0], list):
        return [item for found in values if isinstance(found, list) for item in found]
    return values[-1] if values else None


def _buyers(names: Sequence[str], reached: Mapping[str, object]) -> tuple[object, ...]:
    """Each buyer as the file has one: a name, or a block with phone and email."""
    made: list[object] = []
    for place, name in enumerate(names):
        more = {key: found[place] for key in _REACHED if isinstance(found := reached.get(key), list) and place < len(found)}
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
            f"--closing {format_day_and_distance(closing, today=context.today)} is {why}. If it is meant, add --yes."
        )


def _day(value: object, read: Callable[[str], date]) -> date | None:
    return read(value) if isinstance(value, str) else None
