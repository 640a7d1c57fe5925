"""Facts as plain values: as JSON knows them, and as the text of one cell or one line."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from backlog_cli.dates.values import Moment, Period

if TYPE_CHECKING:
    from collections.abc import Iterable


def json_ready(value: object) -> object:
    """Facts as JSON knows them: days and periods as text, words of a vocabulary as text, tuples as lists, models by key."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return value
    if isinstance(value, date | Moment | Period):
        return str(value)
    if isinstance(value, dict):
        return {str(key): json_ready(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset) and not hasattr(value, "_fields"):  # a named tuple is not a list
        return [json_ready(inner) for inner in value]
    fields = getattr(type(value), "model_fields", None)
    if fields is None:
        raise TypeError(f"no JSON for a {type(value).__name__}")
    return {field.alias or name: json_ready(getattr(value, name)) for name, field in fields.items()}


def fields_of(facts: object) -> Iterable[tuple[str, str]]:
    """Return every filled fact as name and value, names dotted: `lender.product` and `fha`.

    Takes a mapping or a block of the file.
    """
    return _fields("", json_ready(facts))


def _fields(name: str, plain: object) -> Iterable[tuple[str, str]]:
    if isinstance(plain, dict):
        for key, inner in plain.items():
            yield from _fields(f"{name}.{key}" if name else key, inner)
    elif isinstance(plain, list):
        for inner in plain:
            yield from _fields(name, inner) if not isinstance(inner, dict) else ((name, _one_line(inner)),)
    elif plain is not None and plain != "":
        yield name, str(plain).lower() if isinstance(plain, bool) else str(plain)


def _one_line(entry: object) -> str:
    """An entry of a list as one value: `text=rough-in photos; due=2026-11-20`; one fact alone needs no name."""
    facts = list(_fields("", entry))
    if len(facts) == 1:
        return facts[0][1]
    return "; ".join(f"{name}={value}" if name else value for name, value in facts)


def value_text(value: object) -> str:
    """Return a fact as the text of one cell: `2026-11-20`, `true`, `Chidi; Amara`, `times=2; days=28`; empty for nothing."""
    return _one_line(json_ready(value))
