"""Frozen values as plain lists that JSON can hold, and back, by what their fields are declared to be."""

from __future__ import annotations

from datetime import date
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from backlog_cli.dates.values import Moment, Period
from backlog_cli.terms import Precision

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value", bound=NamedTuple)


_PLAIN = frozenset({str, int, bool, float, type(None)})


def encode(value: Any) -> Any:
    """The plain form: lists, text, numbers, true, false and null. Fields at the end that hold their defaults are left out."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is date:
        return value.toordinal()
    if kind is tuple:
        return [part if type(part) in _PLAIN else encode(part) for part in value]
    if kind is Moment:
        return [value.day.toordinal(), value.clock] if value.clock else value.day.toordinal()
    if kind is Period:
        return [value.text, value.start.toordinal(), value.end.toordinal(), str(value.precision)]
    if hasattr(value, "_fields"):
        return _fields(value)
    return str(value) if isinstance(value, str) else value


def _fields(value: NamedTuple) -> list[Any]:
    last = len(value)
    for default in _last_defaults(type(value)):
        if value[last - 1] != default:
            break
        last -= 1
    return [part if type(part) in _PLAIN else encode(part) for part in value[:last]]


@cache
def _last_defaults(kind: type[NamedTuple]) -> tuple[Any, ...]:
    """The defaults of a kind's last fields, the last first."""
    return tuple(kind._field_defaults[name] for name in reversed(kind._fields) if name in kind._field_defaults)


def decode(kind: type[Value], plain: list[Any]) -> Value:
    """The value of that kind whose plain form this is; the list is used up. Raise ValueError, TypeError or the like."""
    size = len(plain)
    for at, make in _makers(kind):
        if at >= size:
            break
        if plain[at] is not None:
            plain[at] = make(plain[at])
    return kind(*plain)


@cache
def _makers(kind: type[NamedTuple]) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    """How the fields of a kind are made from their plain forms, by place; those that are it already are left out."""
    makers = map(_maker, get_type_hints(kind, localns=_SHARED).values())
    return tuple((at, make) for at, make in enumerate(makers) if make is not None)


def _maker(hint: Any) -> Callable[[Any], Any] | None:
    if get_origin(hint) is UnionType:
        hint = get_args(hint)[0]
    if hint in _AS_IT_IS:
        return None
    if get_origin(hint) is tuple:
        return _tuple_maker(get_args(hint))
    if hint in _MAKERS:
        return _MAKERS[hint]
    return (lambda plain: decode(hint, plain)) if issubclass(hint, tuple) else hint


def _tuple_maker(hints: tuple[Any, ...]) -> Callable[[Any], Any]:
    makers = [_maker(hint) for hint in hints if hint is not ...]
    if ... in hints:
        (make,) = makers
        return tuple if make is None else lambda plain: tuple([make(part) for part in plain])
    return lambda plain: tuple(part if make is None else make(part) for make, part in zip(makers, plain, strict=True))


def _moment(plain: Any) -> Moment:
    return Moment(date.fromordinal(plain[0]), plain[1]) if isinstance(plain, list) else _on(plain)


@cache
def _on(ordinal: int) -> Moment:
    """That day without a time, made once: thousands of homes share a few hundred days."""
    return Moment(date.fromordinal(ordinal))


def _period(plain: list[Any]) -> Period:
    text, start, end, precision = plain
    return Period(text, date.fromordinal(start), date.fromordinal(end), Precision(precision))


_AS_IT_IS = (str, int, float, bool, object)
_SHARED = {"date": date, "Moment": Moment, "Period": Period}  # what modules import for their annotations alone
_MAKERS: dict[type, Callable[[Any], Any]] = {date: date.fromordinal, Moment: _moment, Period: _period}
