"""Frozen values as plain lists that JSON can hold, and back, by what their fields are declared to be."""

from __future__ import annotations

import sys
from datetime import date
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from backlog_cli.dates import Moment, Period
from backlog_cli.frozen import Frozen
from backlog_cli.terms import Precision

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value", bound=Frozen)
_AS_IT_IS = ("str", "int", "float", "bool", "object")


_PLAIN = frozenset({str, int, bool, float, type(None)})


def flat(value: Any) -> Any:
    """The plain form: lists, text, numbers, true, false and null. Fields at the end that hold their defaults are left out."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is date:
        return value.toordinal()
    if kind is tuple:
        return [part if type(part) in _PLAIN else flat(part) for part in value]
    if kind is Moment:
        return [value.day.toordinal(), value.clock] if value.clock else value.day.toordinal()
    if kind is Period:
        return [value.text, value.start.toordinal(), value.end.toordinal(), str(value.precision)]
    if isinstance(value, Frozen):
        return _fields(value)
    return str(value) if isinstance(value, str) else value


def _fields(value: Frozen) -> list[Any]:
    fields, defaults = _reader(type(value))
    values = fields(value)
    last = len(values)
    for default in defaults:  # from the last field on
        if values[last - 1] != default:
            break
        last -= 1
    return [part if type(part) in _PLAIN else flat(part) for part in values[:last]]


@cache
def _reader(kind: type[Frozen]) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[Any, ...]]:
    """What reads all fields of a kind at once, and the defaults of the last ones, the last first."""
    names = kind._names
    defaults = []
    for name in reversed(names):
        if name not in kind._defaults:
            break
        defaults.append(kind._defaults[name])
    read = attrgetter(*names) if len(names) > 1 else lambda value: tuple(getattr(value, name) for name in names)
    return read, tuple(defaults)


def revived(kind: type[Value], plain: list[Any]) -> Value:
    """The value of that kind whose plain form this is; the list is used up. Raises ValueError, TypeError or the like."""
    size = len(plain)
    for at, make in _makers(kind):
        if at >= size:
            break
        if plain[at] is not None:
            plain[at] = make(plain[at])
    return kind(*plain)


@cache
def _makers(kind: type[Frozen]) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    """How the fields of a kind are made from their plain forms, by place; those that are it already are left out."""
    room = vars(sys.modules[kind.__module__])
    makers = (_maker(kind.__annotations__[name], room) for name in kind._names)
    return tuple((at, make) for at, make in enumerate(makers) if make is not None)


def _maker(said: str, room: dict[str, Any]) -> Callable[[Any], Any] | None:
    said = said.removesuffix(" | None")
    if said in _AS_IT_IS:
        return None
    if said.startswith("tuple["):
        return _tuple_maker(said.removeprefix("tuple[").removesuffix("]"), room)
    by_name: dict[str, Callable[[Any], Any]] = {"date": date.fromordinal, "Moment": _moment, "Period": _period}
    if said in by_name:
        return by_name[said]
    kind = room[said]
    return (lambda plain: revived(kind, plain)) if issubclass(kind, Frozen) else kind


def _tuple_maker(said: str, room: dict[str, Any]) -> Callable[[Any], Any]:
    if said.endswith(", ..."):
        make = _maker(said.removesuffix(", ..."), room)
        return tuple if make is None else lambda plain: tuple([make(part) for part in plain])
    makers = [_maker(part, room) for part in _parts(said)]
    return lambda plain: tuple(part if make is None else make(part) for make, part in zip(makers, plain, strict=True))


def _parts(said: str) -> list[str]:
    """`str, tuple[int, ...]` as its two parts."""
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(said):
        depth += (sign == "[") - (sign == "]")
        if sign == "," and not depth:
            parts.append(said[start:at].strip())
            start = at + 1
    return [*parts, said[start:].strip()]


def _moment(plain: Any) -> Moment:
    return Moment(date.fromordinal(plain[0]), plain[1]) if isinstance(plain, list) else _on(plain)


@cache
def _on(ordinal: int) -> Moment:
    """That day without a time, made once: thousands of homes share a few hundred days."""
    return Moment(date.fromordinal(ordinal))


def _period(plain: list[Any]) -> Period:
    text, start, end, precision = plain
    return Period(text, date.fromordinal(start), date.fromordinal(end), Precision(precision))
