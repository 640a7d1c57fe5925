"""Frozen values: what the whole house is made of, held against what the standard library does."""

from __future__ import annotations

import copy
import pickle
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from pprint import pformat

import pytest

from backlog_cli.frozen import Frozen
from backlog_cli.frozen import replace as replaced


class Key(Frozen):
    """One key, and how many of it there are."""

    name: str
    count: int = 1
    rooms: tuple[str, ...] = ()

    @property
    def is_spare(self) -> bool:
        return self.count > 1


@dataclass(frozen=True, slots=True)
class Twin:
    name: str
    count: int = 1
    rooms: tuple[str, ...] = ()


MADE = [(("front",), {}), (("front", 2), {"rooms": ("hall",)}), ((), {"name": "back", "count": 0})]


@pytest.mark.parametrize(("values", "named"), MADE)
def test_a_frozen_value_is_what_a_frozen_dataclass_would_be(values: tuple[str, ...], named: dict[str, object]) -> None:
    ours, theirs = Key(*values, **named), Twin(*values, **named)  # type: ignore[arg-type]
    assert asdict(ours) == asdict(theirs)
    assert repr(ours) == repr(theirs).replace("Twin", "Key")
    assert hash(ours) == hash(theirs)
    assert [field.name for field in fields(ours)] == [field.name for field in fields(theirs)]
    assert is_dataclass(Key)
    assert ours == Key(*values, **named)
    assert ours != replace(ours, name="other")
    assert replace(ours, count=7).count == 7


def test_equal_fields_of_another_kind_are_not_equal() -> None:
    class Lock(Frozen):
        name: str

    class Door(Frozen):
        name: str

    assert Lock("a") != Door("a")
    assert Lock("a") != "a"


def test_nothing_of_a_frozen_value_can_be_set_or_taken_away() -> None:
    key = Key("front")
    with pytest.raises(AttributeError, match="cannot be set"):
        key.name = "back"  # type: ignore[misc]
    with pytest.raises(AttributeError, match="cannot be taken away"):
        del key.name
    with pytest.raises(AttributeError, match="cannot be set"):
        key.colour = "red"
    assert not hasattr(key, "__dict__")


@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), (("a", 1, (), 4), {}), (("a",), {"name": "b"}), (("a",), {"colour": "red"})],
    ids=["too-few", "too-many", "twice", "unknown"],
)
def test_wrong_fields_are_refused_each_time(values: tuple[object, ...], named: dict[str, object]) -> None:
    class Fresh(Frozen):
        name: str
        count: int = 1
        rooms: tuple[str, ...] = ()

    for _ in range(2):
        with pytest.raises(TypeError):
            Fresh(*values, **named)  # type: ignore[arg-type]
    assert Fresh("a").count == 1


def test_a_frozen_value_can_be_copied_and_packed_and_matched() -> None:
    key = Key("front", 2, ("hall",))
    assert copy.copy(key) == copy.deepcopy(key) == pickle.loads(pickle.dumps(key)) == key
    assert key.is_spare
    match key:
        case Key(name, count):
            assert (name, count) == ("front", 2)


def test_replacing_a_field_leaves_the_others() -> None:
    key = Key("front", 2, ("hall",))
    assert replaced(key, count=3) == Key("front", 3, ("hall",))
    assert key.count == 2
    with pytest.raises(TypeError):
        replaced(key, colour="red")


def test_a_frozen_value_is_printed_prettily() -> None:
    assert pformat([Key("front", 2, ("hall", "attic"))], width=20).replace("\n", "").replace(" ", "") == repr(
        [Key("front", 2, ("hall", "attic"))]
    ).replace(" ", "")


class House(Frozen):
    """More fields than are set one by one."""

    street: str
    number: int
    rooms: tuple[str, ...] = ()
    floors: int = 1
    garage: bool = False
    owner: str | None = None
    built: int | None = None

    @property
    def is_new(self) -> bool:
        return self.built is None


def test_a_value_of_many_fields_is_as_frozen_as_one_of_few() -> None:
    for house in (House("Elm", 9), House("Elm", 9, owner="Jo"), House(number=9, street="Elm", rooms=("hall",), built=1999)):
        assert type(house) is House
        assert House.__name__ in repr(house)
        assert pickle.loads(pickle.dumps(house)) == copy.deepcopy(house) == house
        assert replaced(house, floors=2).floors == 2
        assert house.is_new == (house.built is None)
        with pytest.raises(AttributeError, match="cannot be set"):
            house.floors = 3  # type: ignore[misc]
        with pytest.raises(AttributeError, match="cannot be set"):
            house.colour = "red"
        with pytest.raises(AttributeError, match="cannot be taken away"):
            del house.street
        assert not hasattr(house, "__dict__")
    assert House("Elm", 9) == House("Elm", 9, (), 1, False, None, None)
    for values in ((), ("Elm",), ("Elm", 9, (), 1, False, None, None, 8)):
        with pytest.raises(TypeError):
            House(*values)
