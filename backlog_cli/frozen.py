"""Small frozen values with named fields, as quick to define as to use, because every command defines dozens."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar, dataclass_transform


class FrozenType(type):
    """Makes frozen values of a class: its annotated names become slots, what stands behind them the defaults.

    It does what `@dataclass(frozen=True, slots=True)` does at a tenth of the start-up time: nothing is generated before
    the first value is made. A class may name slots of its own for what is no field.
    """

    def __new__(cls, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> FrozenType:
        """The class itself. A field without a default behind one that has it is refused by the first value."""
        if not bases:
            return super().__new__(cls, name, bases, space)
        fields = tuple(space.get("__annotations__", ()))
        made = super().__new__(
            cls,
            name,
            bases,
            {
                **{key: value for key, value in space.items() if key not in fields},
                "__slots__": (*fields, *space.get("__slots__", ())),
                "__match_args__": fields,
                "_names": fields,
                "_defaults": {field: space[field] for field in fields if field in space},
            },
        )
        made.__init__ = _first_init  # type: ignore[misc]
        return made


def _first_init(value: Any, *values: object, **named: object) -> None:
    """Stands in for `__init__` until the first value is made."""
    made = type(value)
    made.__init__ = _init_of(made)
    made.__init__(value, *values, **named)


FEW = 5  # fields that are set one by one in the time it takes to open a value and to close it


def _init_of(made: Any) -> Any:
    """What sets the fields of a new value. One with many fields is open while they are set, which takes a quarter of the time."""
    fields, defaults = made._names, made._defaults
    words = ", ".join(f"{field}=0" if field in defaults else field for field in fields)
    space: dict[str, Any] = {"_set": object.__setattr__}
    if len(fields) > FEW and made.__slots__ == fields:
        space |= {"_made": made, "_open": _open_twin(made)}
        lines = [f"self.{field} = {field}" for field in fields]
        lines = ["_set(self, '__class__', _open)", *lines, "self.__class__ = _made"]
    else:
        lines = [f"_set(self, {field!r}, {field})" for field in fields] or ["pass"]
    body = "".join(f"\n  {line}" for line in lines)
    exec(f"def __init__(self{', ' if words else ''}{words}):{body}", space)
    init = space["__init__"]
    init.__defaults__ = tuple(defaults[field] for field in fields if field in defaults)
    return init


def _open_twin(made: Any) -> type:
    """A class of the same fields whose values may be changed."""
    space = {"__slots__": made._names, "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type.__new__(FrozenType, made.__name__, made.__bases__, space)


class _Fields:
    """What the standard library asks a class for before it replaces a field or takes a value apart; made when asked for."""

    def __get__(self, value: object, made: Any) -> dict[str, Any]:
        from dataclasses import field, make_dataclass

        names = ((name, object, field(default=made._defaults[name])) for name in made._names if name in made._defaults)
        bare = ((name, object) for name in made._names if name not in made._defaults)
        twin: Any = make_dataclass(made.__name__, [*bare, *names])
        found = {name: twin.__dataclass_fields__[name] for name in made._names}
        made.__dataclass_fields__ = found
        return found


class _Params:
    """What the standard library asks before it prints a value prettily: these print themselves."""

    repr = False


@dataclass_transform(frozen_default=True)
class Frozen(metaclass=FrozenType):
    """A frozen value: equal when its fields are, printed with its fields, changed only by `replace`."""

    __slots__ = ()
    _names: ClassVar[tuple[str, ...]]
    _defaults: ClassVar[dict[str, object]]
    __dataclass_fields__: ClassVar[dict[str, Any]] = _Fields()  # type: ignore[assignment]
    __dataclass_params__: ClassVar[type[_Params]] = _Params

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be set: a frozen value does not change")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be taken away: a frozen value does not change")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self._names)

    def __hash__(self) -> int:
        return hash(_values(self))

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._names)
        return f"{type(self).__name__}({said})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), _values(self)


def _values(value: Frozen) -> tuple[object, ...]:
    return tuple(getattr(value, name) for name in value._names)


Value = TypeVar("Value", bound=Frozen)


def replace(value: Value, **changes: Any) -> Value:
    """The same value with these fields changed. Raises TypeError for a field that it does not have."""
    return type(value)(**{name: getattr(value, name) for name in value._names if name not in changes}, **changes)
