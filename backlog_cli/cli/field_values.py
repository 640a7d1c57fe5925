"""What `set` means: a dotted field of the file, and typed words as the value that belongs there."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Any, get_args

from backlog_cli.dates.file_dates import file_date, file_moment, file_period
from backlog_cli.dates.parse import read_date, read_moment
from backlog_cli.dates.values import Direction, Moment, Period
from backlog_cli.errors import BadDate, UsageError
from backlog_cli.keys import SHORT_FORMS
from backlog_cli.model import FileBlock, Job
from backlog_cli.rules.change import Unquoted
from backlog_cli.rules.job_lookup import resolve_choice

if TYPE_CHECKING:
    from collections.abc import Collection

    from backlog_cli.store.load import LoadedFile

FieldPath = tuple[str | int, ...]

VERB_OF_LIST = {
    "log": "log",
    "promises": "promise",
    "issues": "issue",
    "questions": "ask",
    "appointments": "meet",
    "shifts": "shift",
}


def field_path(typed: str) -> FieldPath:
    """The path that `lender.lock_expires` or `deposits.2.paid` means: places in lists count from 1 when typed, from 0 here.

    Raise UsageError for a key the file does not know, with the nearest one.
    """
    path: list[str | int] = []
    block: type[FileBlock] | None = Job
    for part in typed.split("."):
        if part.isascii() and part.isdigit() and path:
            if int(part) < 1:
                raise UsageError(f"{typed}: places in a list count from 1.")
            path.append(int(part) - 1)
            continue
        if part.startswith("x_") and len(path) == 0:
            return (part,)
        block = _nested_block(block, part, typed)
        path.append(part)
    return tuple(path)


def _nested_block(block: type[FileBlock] | None, key: str, typed: str) -> type[FileBlock] | None:
    if block is None:
        raise UsageError(f'there is no field "{typed}": nothing is below {typed.rsplit(".", 1)[0]}.')
    known = block.blocks()
    if key in known:
        return known[key]
    near = get_close_matches(key, list(known), n=1)
    guess = f' Did you mean "{typed.replace(key, near[0])}"?' if near else f" There are: {', '.join(known)}."
    raise UsageError(f'there is no field "{key}"{f" in {typed}" if key != typed else ""}.{guess}')


def _annotation(path: FieldPath) -> Any:
    """The type of the field at `path`; below a list's place, that of its items."""
    block: type[FileBlock] | None = Job
    found: Any = None
    for part in path:
        if isinstance(part, int):
            found = next(iter(get_args(found)), str)
            continue
        assert block is not None
        field = next(field for name, field in block.model_fields.items() if part in (name, field.alias))
        found = field.annotation
        block = block.blocks()[part]
    return found


def _is_past(path: FieldPath) -> bool:
    """Whether the day at `path` is one on which something was done."""
    block: type[FileBlock] | None = Job
    *above, key = [part for part in path if isinstance(part, str)]
    for part in above:
        block = block and block.blocks()[part]
    return block is not None and block.is_past(key)


def refuse_filled_block(loaded: LoadedFile, job: str, path: FieldPath, field: str) -> None:
    """Refuse a whole block where one of its keys has to be named, and a place that the list does not have. Raise UsageError."""
    jobs = loaded.source.data.get("jobs")
    found: object = jobs[loaded.places[job]] if isinstance(jobs, list) else None
    for part in path:
        if isinstance(part, int) and isinstance(found, list):
            if part >= len(found):
                count = "only one is" if len(found) == 1 else f"only {len(found)} are"
                raise UsageError(f"{field}: there is no number {part + 1}; {count} there.")
            found = found[part]
        elif isinstance(found, dict):
            found = found.get(str(part))
        else:
            return
    if isinstance(found, dict) and found:
        raise UsageError(f"{field} holds several keys; name the one you mean: {', '.join(f'{field}.{key}' for key in found)}.")


def parse_value(path: FieldPath, typed: str, *, field: str, today: date, days_off: Collection[date]) -> object:
    """Return what `set` puts at `path`: text, a Bare, None for "none", or a list of one for something added to a list.

    Raise UsageError or BadDate when the words are not a value of that field.
    """
    is_own = path[0] not in Job.blocks()
    kind = None if is_own else _annotation(path)
    if not is_own and _is_list(kind):
        return _parse_list_items(path, kind, typed, field=field, today=today, days_off=days_off)
    if typed.lower() == "none":
        return None
    if is_own:
        return typed
    return _parse_single(path, kind, typed, field=field, today=today, days_off=days_off)


def _is_list(kind: Any) -> bool:
    return str(kind).startswith("tuple")


def _parse_list_items(path: FieldPath, kind: Any, typed: str, **surroundings: Any) -> list[object]:
    key = str(path[-1])
    item = get_args(kind)[0]
    if isinstance(item, type) and issubclass(item, FileBlock):
        if key in VERB_OF_LIST:
            raise UsageError(f"{key} has a verb of its own: backlog {VERB_OF_LIST[key]}.")
        if not SHORT_FORMS.get(key):
            raise UsageError(f"{key} is a list of blocks; add one in the file: {item.example}")
        return [typed]
    return [_parse_single(path, item, part.strip(), **surroundings) for part in typed.split(",") if part.strip()]


def _parse_single(path: FieldPath, kind: Any, typed: str, *, field: str, today: date, days_off: Collection[date]) -> object:
    kinds = get_args(kind) or (kind,)
    block = next((one for one in kinds if isinstance(one, type) and issubclass(one, FileBlock)), None)
    if block is not None:
        keys = SHORT_FORMS.get(block.short_form, ())
        if not keys:
            raise UsageError(
                f"{field} is a block of keys; name the one you mean: {', '.join(f'{field}.{key}' for key in block.blocks())}."
            )
        return _parse_single(
            (*path, keys[0]), block.model_fields[keys[0]].annotation, typed, field=field, today=today, days_off=days_off
        )
    vocabulary = next((one for one in kinds if isinstance(one, type) and issubclass(one, StrEnum)), None)
    if vocabulary is not None:
        return resolve_choice(typed, list(vocabulary), field)
    if bool in kinds and typed.lower() in ("true", "yes", "false", "no"):
        return Unquoted("true" if typed.lower() in ("true", "yes") else "false")
    if date in kinds:
        return Unquoted(_parse_day(path, typed, field, today, days_off).isoformat())
    if Moment in kinds:
        return Unquoted(_parse_moment(typed, today, days_off))
    if Period in kinds:
        return Unquoted(_parse_period(typed, today, days_off))
    if int in kinds or float in kinds:
        return Unquoted(typed.removeprefix("$").replace(",", ""))
    return typed


def _parse_day(path: FieldPath, typed: str, field: str, today: date, days_off: Collection[date]) -> date:
    try:
        return file_date(typed)
    except ValueError:
        direction = Direction.PAST if _is_past(path) else Direction.FUTURE
    try:
        return read_date(typed, direction=direction, today=today, days_off=days_off)
    except BadDate as error:
        raise BadDate(f"{field}: {error.why}", error.forms) from None


def _parse_moment(typed: str, today: date, days_off: Collection[date]) -> str:
    try:
        return str(file_moment(typed))
    except ValueError:
        return str(read_moment(typed, direction=Direction.FUTURE, today=today, days_off=days_off))


def _parse_period(typed: str, today: date, days_off: Collection[date]) -> str:
    try:
        return file_period(typed.upper()).text
    except ValueError:
        return read_date(typed, direction=Direction.FUTURE, today=today, days_off=days_off).isoformat()
