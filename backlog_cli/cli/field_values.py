"""What `set` and `add` mean: typed words as the value that belongs in a field of the file."""

from __future__ import annotations

import contextlib
import re
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin

from backlog_cli.dates.file_dates import file_date, file_moment, file_period
from backlog_cli.dates.parse import leading_date, leading_moment, read_date, read_moment, read_period
from backlog_cli.dates.values import Direction, Moment, Period
from backlog_cli.errors import BadDate, NoDate, UsageError
from backlog_cli.fields import NEW, FieldPath, field_at, field_path, fields_in, is_table
from backlog_cli.keys import OWN_PREFIX, SHORT_FORMS, WRITER_KEYS
from backlog_cli.model import read_value
from backlog_cli.rules.change import Unquoted
from backlog_cli.rules.job_lookup import resolve_choice
from backlog_cli.terms import CANCELLED, CLOSED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backlog_cli.dates.values import HomeDates
    from backlog_cli.fields import Field
    from backlog_cli.model import FileBlock
    from backlog_cli.store.load import LoadedFile
    from backlog_cli.terms import Policy

__all__ = ["CLEAR_WORDS", "Surroundings", "field_path", "parse_entry", "parse_value", "value_in_file"]

VERB_OF_LIST = {
    "log": "log",
    "issues": "issue",
    "questions": "ask",
    "appointments": "meet",
    "shifts": "shift",
}
CLEAR_WORDS = ("none", "-")  # what empties a field
_YES_NO = {"true": "true", "yes": "true", "false": "false", "no": "false"}
_THOUSANDS = re.compile(r"\$?([0-9]+(?:\.[0-9]{1,3})?)k", re.IGNORECASE)
_AMOUNT = re.compile(r"\$?[0-9][0-9,]*(?:\.0{1,2})?|\$?[0-9]+(?:\.[0-9]{1,3})?k", re.IGNORECASE)


class Surroundings(NamedTuple):
    """What words of a command line are read by: the day, the settings of the file, the stages there are.

    `home` holds the dates of the home that is meant; `chosen` is the day that was picked where one was in doubt.
    """

    today: date
    policy: Policy
    stages: tuple[str, ...]
    home: HomeDates | None = None
    chosen: date | None = None

    @classmethod
    def of(cls, policy: Policy, today: date, home: HomeDates | None = None) -> Surroundings:
        """Return those of a backlog."""
        stages = dict.fromkeys((*(stage.name for stage in policy.stages), CLOSED, CANCELLED))
        return cls(today, policy, tuple(stages), home)

    def reading(self, direction: Direction) -> dict[str, Any]:
        """Return what the readers of `dates.parse` have to know, as their arguments."""
        return {
            "direction": direction,
            "today": self.today,
            "days_off": self.policy.days_off,
            "home": self.home,
            "chosen": self.chosen,
            "order": self.policy.dates,
        }


def value_in_file(loaded: LoadedFile, job: str, path: FieldPath, field: str) -> object:
    """Return what stands at `path` now, None for nothing.

    Raise UsageError for a whole block where one of its keys has to be named, and for a place that the list doesn't have.
    """
    jobs = loaded.source.data.get("jobs")
    found: object = jobs[loaded.places[job]] if isinstance(jobs, list) else None
    for part in path:
        if part == NEW:
            return None
        if isinstance(part, int):
            items = found if isinstance(found, list) else [] if found is None else [found]
            if part >= len(items):
                count = "there are none" if not items else "there's only one" if len(items) == 1 else f"there are {len(items)}"
                raise UsageError(f"{field}: there's no number {part + 1}; {count}.")
            found = items[part]
        elif isinstance(found, dict):
            found = found.get(str(part))
        else:
            return None
    if isinstance(found, dict) and found and path == ("closing",):
        raise UsageError(
            f"closing has several dates. To move it and keep the old one: backlog shift {job} DATE why. "
            f"To correct one: {', '.join(f'{field}.{key}' for key in found)}."
        )
    if isinstance(found, dict) and found:
        raise UsageError(f"{field} has several parts; name the one you mean: {', '.join(f'{field}.{key}' for key in found)}.")
    return found


def parse_value(path: FieldPath, typed: str, *, field: str, among: Surroundings) -> object:
    """Return what belongs at `path`: text, an Unquoted, None to empty it, or a list of what is added to a list.

    Raise UsageError or BadDate, with what works, when the words are not a value of that field.
    """
    if str(path[0]).startswith(OWN_PREFIX):
        return None if typed.lower() in CLEAR_WORDS else typed
    if typed.lower() in CLEAR_WORDS:
        return None
    found = field_at(path)
    if path[-1] == NEW or found.is_list:
        return _parse_items(found, typed, field, among, is_new=path[-1] == NEW)
    return _parse_single(found, typed, field, among)


def _parse_items(found: Field, typed: str, field: str, among: Surroundings, *, is_new: bool) -> list[object]:
    key = next(part for part in reversed(found.path) if part != NEW)
    item = found if is_new else found._replace(kind=found.item_kind, is_list=False)
    if item.block is None:
        whole = is_new or key == "notes"
        parts = [typed] if whole else [part.strip() for part in typed.split(",")]
        return [_parse_single(item, part, field, among) for part in parts if part]
    if key in VERB_OF_LIST:
        raise UsageError(f"{key} has its own command: backlog {VERB_OF_LIST[key]}.")
    return [parse_entry(item.block, key, typed, field=field, among=among)]


def _parse_single(found: Field, typed: str, field: str, among: Surroundings) -> object:
    if found.block is not None:
        return _parse_short_form(found.block, typed, field, among)
    if is_table(found):
        raise UsageError(f"{field} is a table; name its row: {field}.{among.stages[0]}.")
    kinds = _plain_kinds(found.kind)
    if bool in kinds and typed.lower() in _YES_NO:
        return Unquoted(_YES_NO[typed.lower()])
    if date in kinds and not (int in kinds and _AMOUNT.fullmatch(typed)):
        return Unquoted(_parse_day(typed, field, among, is_past=found.is_past).isoformat())
    if Moment in kinds:
        return Unquoted(_parse_moment(typed, field, among))
    if Period in kinds:
        return Unquoted(_parse_period(typed, field, among))
    if int in kinds:
        typed = _plain_number(typed)
    return _checked(found, typed, field, among)


def _checked(found: Field, typed: str, field: str, among: Surroundings) -> object:
    """The value as the file's own reader takes it: words of a list by their only beginning too. Raise UsageError."""
    words = _word_list(found) or (among.stages if found.path[-1] == "stage" else ())
    try:
        value = read_value(found.kind, typed, stages=among.stages)
    except ValueError as error:
        if words:
            return resolve_choice(typed, words, field)
        what, _, fix = str(error).rpartition(" - ")
        raise UsageError(f"{field}: {what}. {fix[:1].upper()}{fix[1:]}." if what else f"{field}: {error}.") from None
    if value is None:
        raise UsageError(f'{field}: "{typed}" is empty. `-` clears the field.')
    if words and str(value) not in words:
        return resolve_choice(typed, words, field)
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, bool):
        return Unquoted(str(value).lower())
    if isinstance(value, int | float) and not typed[:1].isalpha():
        return Unquoted(str(value))
    return value if isinstance(value, str) else typed


def _plain_kinds(kind: Any) -> tuple[Any, ...]:
    """The kinds of value in `Annotated[date | bool | None, ...]`."""
    while hasattr(kind, "__metadata__"):
        kind = kind.__origin__
    inner = get_args(kind) if get_origin(kind) is not None or get_args(kind) else (kind,)
    return tuple(part for one in inner for part in (_plain_kinds(one) if hasattr(one, "__metadata__") else (one,)))


def _plain_number(typed: str) -> str:
    """Digits as the file has them: `$8,000`, `8k` and `8.5k` are 8000, 8000 and 8500."""
    found = _THOUSANDS.fullmatch(typed.strip())
    if found is None:
        return typed.strip().removeprefix("$").replace(",", "")
    whole, _, part = found[1].partition(".")
    return str(int(whole) * 1000 + int(part.ljust(3, "0") or 0))


def _parse_short_form(block: type[FileBlock], typed: str, field: str, among: Surroundings) -> object:
    """One word where a block may stand: the value of its main key."""
    keys = SHORT_FORMS.get(block.short_form, ())
    known = fields_in(block)
    if keys:
        return _parse_single(known[keys[0]], typed, field, among)
    if field.endswith("escalation_clause") and typed.lower() in _YES_NO:
        return Unquoted(_YES_NO[typed.lower()])
    raise UsageError(f"{field} has several parts; name the one you mean: {', '.join(f'{field}.{key}' for key in known)}.")


def _parse_day(typed: str, field: str, among: Surroundings, *, is_past: bool) -> date:
    with contextlib.suppress(ValueError):
        day = file_date(typed, among.policy.dates)
        if not is_past or day <= among.today:
            return day
    direction = Direction.PAST if is_past else Direction.FUTURE
    try:
        return read_date(typed, **among.reading(direction))
    except BadDate as error:
        raise error.about(field) from None


def _parse_moment(typed: str, field: str, among: Surroundings) -> str:
    try:
        return str(file_moment(typed, among.policy.dates))
    except ValueError:
        pass
    try:
        return str(read_moment(typed, **among.reading(Direction.FUTURE)))
    except BadDate as error:
        raise error.about(field) from None


def _parse_period(typed: str, field: str, among: Surroundings) -> str:
    try:
        return file_period(typed.upper(), among.policy.dates).text
    except ValueError:
        pass
    period = read_period(typed, today=among.today)
    return period.text if period else _parse_day(typed, field, among, is_past=False).isoformat()


# One entry of a list, in the words' natural order: `earnest 8000 dec 1`.


def parse_entry(block: type[FileBlock], key: str, typed: str, *, field: str, among: Surroundings) -> object:
    """Return the entry that words say of a deposit, a selection and the like; plain text where that is all there is.

    A word of a list, an amount, and a day each find their key; the name of a key says that what follows is its value
    (`expires jan 15`); all other words are the main text. Raise UsageError or BadDate.
    """
    reader = _EntryReader(block, key, typed.split(), field, among)
    values = reader.read()
    main = SHORT_FORMS.get(block.short_form, ())
    if set(values) == set(main) and len(main) == 1:
        return values[main[0]]
    entry = {name: values[name] for name in reader.fields if name in values}
    return entry | {name: value for name, value in _USUAL_VALUES.get(key, {}).items() if name not in entry}


# What an entry of a list says besides, so that its clock runs and a person who reads the file sees it.
_USUAL_VALUES: dict[str, dict[str, object]] = {"promises": {"status": "open"}}
_SMALL_WORDS = ("by", "to", "of", "what", "text", "item")  # names of keys that any sentence may hold
_LESSER_DAYS = ("needed_date", "order_by", "notice_until")  # days that have to be named


class _EntryReader:
    """Takes the words of one entry apart, from the left to the right."""

    def __init__(self, block: type[FileBlock], key: str, words: Sequence[str], field: str, among: Surroundings) -> None:
        self.block, self.field, self.among = block, field, among
        writer = next((name for path, name in WRITER_KEYS.items() if path[-1] == key), None)  # has an option of its own
        self.fields = {
            name: found
            for name, found in fields_in(block).items()
            if not found.is_list and found.block is None and name != writer
        }
        self.left, self.rest = list(words), list[str]()
        self.values: dict[str, object] = {}

    def read(self) -> Mapping[str, object]:
        """Return the values by their keys."""
        while self.left:
            if not (self._take_named() or self._take_next_day() or self._take_word() or self._take_number()):
                self.rest.append(self.left.pop(0))
        if self.rest:
            self._place_rest()
        if not self.values:
            raise UsageError(f"{self.field} needs more words, as in {self.block.example}")
        return self.values

    def _take_named(self) -> bool:
        """The name of a key with its value behind it."""
        name = self._key_named(self.left[0])
        if name is None or len(self.left) == 1:
            return False
        found, words = self.fields[name], self.left[1:]
        if _holds_days(found):
            return self._take_day(found, words)
        if name in _SMALL_WORDS and not self._fits(found, words[0]):
            return False
        end = 1
        if _plain_kinds(found.kind)[0] is str:
            end = next((at for at in range(1, len(words)) if self._key_named(words[at])), len(words))
        self.values[name] = _parse_single(found, " ".join(words[:end]), f"{self.field} {name}", self.among)
        self.left = words[end:]
        return True

    def _key_named(self, word: str) -> str | None:
        typed = word.casefold().rstrip(":").replace("-", "_")
        names = (typed, f"{typed}_date", f"{typed}_by")
        return next((name for name in names if name in self.fields and name not in self.values), None)

    def _take_next_day(self) -> bool:
        """A day, for the first key that still waits for one."""
        wanted = (found for name, found in self.fields.items() if name not in self.values and _looks_ahead(found))
        found = next(wanted, None)
        return found is not None and not _AMOUNT.fullmatch(self.left[0]) and self._take_day(found, self.left)

    def _take_day(self, found: Field, words: list[str]) -> bool:
        direction = Direction.PAST if found.is_past else Direction.FUTURE
        take = leading_moment if Moment in _plain_kinds(found.kind) else leading_date
        try:
            day, rest = take(words, **self.among.reading(direction))
        except BadDate as error:
            if any(sign.isdigit() for sign in words[0]) or not isinstance(error, NoDate):
                raise error.about(self.field) from None
            return False
        if self.rest and self.rest[-1].lower() in ("by", "on", "until"):
            self.rest.pop()
        self.values[found.path[-1]] = Unquoted(str(day))
        self.left = list(rest)
        return True

    def _take_word(self) -> bool:
        """A word of the list of words that a key knows."""
        for name, found in self.fields.items():
            if name not in self.values and self._fits(found, self.left[0]):
                self.values[name] = str(read_value(found.kind, self.left.pop(0)))
                return True
        return False

    def _fits(self, found: Field, word: str) -> bool:
        try:
            return bool(_word_list(found)) and read_value(found.kind, word) is not None
        except ValueError:
            return False

    def _take_number(self) -> bool:
        if not _AMOUNT.fullmatch(self.left[0]):
            return False
        for name, found in self.fields.items():
            if name not in self.values and int in _plain_kinds(found.kind):
                self.values[name] = _parse_single(found, self.left.pop(0), f"{self.field} {name}", self.among)
                return True
        return False

    def _place_rest(self) -> None:
        words = " ".join(self.rest)
        texts = [name for name, found in self.fields.items() if name not in self.values and _plain_kinds(found.kind)[0] is str]
        main = next((name for name in (*SHORT_FORMS.get(self.block.short_form, ()), "note", *texts) if name in texts), None)
        if main is not None:
            self.values[main] = _parse_single(self.fields[main], words, f"{self.field} {main}", self.among)
            return
        choices = next((_word_list(found) for found in self.fields.values() if _word_list(found)), tuple(self.fields))
        name = next((name for name, found in self.fields.items() if _word_list(found)), "")
        if name in self.values:
            raise UsageError(f'{self.field}: "{words}" is one word too many. As in {self.block.example}')
        self.values[name] = resolve_choice(words, choices, f"{self.field} {name}")


def _looks_ahead(found: Field) -> bool:
    return _holds_days(found) and not found.is_past and found.path[-1] not in _LESSER_DAYS


def _holds_days(found: Field) -> bool:
    kinds = _plain_kinds(found.kind)
    return (date in kinds and int not in kinds) or Moment in kinds


def _word_list(found: Field) -> tuple[str, ...]:
    """The words that a field may hold, where it knows a list of them."""
    kind = next((kind for kind in _plain_kinds(found.kind) if isinstance(kind, type) and issubclass(kind, StrEnum)), None)
    return tuple(map(str, kind)) if kind is not None else ()
