"""Every frozen value comes back from its plain form as it was, and nothing else is taken for one."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, NamedTuple

import pytest

from backlog_cli.dates.values import Moment, Period
from backlog_cli.store.cache.codec import decode, encode
from backlog_cli.terms import Policy, Precision

DAY = date(2026, 11, 23)


class Inner(NamedTuple):
    """A value inside another."""

    name: str
    phone: str | None = None


class Outer(NamedTuple):
    """One field of every sort that a value may have."""

    job: str
    inner: Inner
    day: date | None = None
    at: Moment | None = None
    told: Period | None = None
    precision: Precision | None = None
    number: int = 0
    share: float = 1.0
    is_sure: bool = False
    each: tuple[Inner, ...] = ()
    words: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    pairs: tuple[tuple[str, date], ...] = ()
    nested: tuple[tuple[str, tuple[int, ...]], ...] = ()
    triple: tuple[str, str | None, int] = ("", None, 0)


FULL = Outer(
    "41",
    Inner("Brandt", "555"),
    DAY,
    Moment(DAY, "17:30"),
    Period("2026-12", date(2026, 12, 1), date(2026, 12, 31), Precision.MONTH),
    Precision.WEEK,
    3,
    1.5,
    True,
    (Inner("a"), Inner("b", "1")),
    ("x", "y"),
    (DAY, date.min),
    (("framing", DAY), ("drywall", date.max)),
    (("framing", (1, 2)), ("drywall", ())),
    ("one", "more", 2),
)
VALUES = (
    FULL,
    Outer("41", Inner("Brandt")),
    Outer("", Inner("", ""), at=Moment(DAY)),
    Outer("41", Inner("a"), triple=("x", None, 1)),
    Outer("41", Inner("a"), is_sure=True),
    Outer("41", Inner("a"), days=(DAY,)),
    Policy(),
    Policy(agent="Renata", days_off=(DAY,), stages=Policy().stages[:2]),
)


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    back = decode(type(value), json.loads(json.dumps(encode(value))))
    assert back == value
    assert repr(back) == repr(value)  # the same kinds inside, not only the same fields
    for name in value._fields:
        assert type(getattr(back, name)) is type(getattr(value, name)), name


def test_every_sort_of_field_has_its_plain_form() -> None:
    assert encode(FULL) == [
        "41",
        ["Brandt", "555"],
        DAY.toordinal(),
        [DAY.toordinal(), "17:30"],
        ["2026-12", date(2026, 12, 1).toordinal(), date(2026, 12, 31).toordinal(), "month"],
        "week",
        3,
        1.5,
        True,
        [["a"], ["b", "1"]],
        ["x", "y"],
        [DAY.toordinal(), 1],
        [["framing", DAY.toordinal()], ["drywall", date.max.toordinal()]],
        [["framing", [1, 2]], ["drywall", []]],
        ["one", "more", 2],
    ]
    assert type(encode(FULL)[5]) is str


def test_what_is_as_it_was_left_out_is_left_out_at_the_end_alone() -> None:
    assert encode(Outer("41", Inner("a"))) == ["41", ["a"]]
    assert encode(Outer("41", Inner("a"), number=1)) == ["41", ["a"], None, None, None, None, 1]
    assert encode(Policy()) == []


def test_a_list_that_is_longer_than_the_kind_is_refused() -> None:
    assert decode(Inner, ["a", "b"]) == Inner("a", "b")
    with pytest.raises((ValueError, TypeError)):
        decode(Inner, ["a", "b", None])


def test_a_list_that_is_shorter_than_what_must_be_there_is_refused() -> None:
    with pytest.raises(TypeError):
        decode(Inner, [])


@pytest.mark.parametrize(
    ("place", "plain"),
    [(2, "monday"), (3, [1]), (4, ["x", 1, 2]), (5, "nonsense"), (9, 3), (12, [["framing"]]), (14, ["x", 1])],
)
def test_what_no_field_can_be_made_of_is_refused(place: int, plain: object) -> None:
    said = encode(FULL)
    said[place] = plain
    with pytest.raises((ValueError, TypeError, IndexError)):
        decode(Outer, said)


@pytest.mark.parametrize("value", ["Brandt", 3, 1.5, True, None, ""])
def test_what_is_plain_already_stays_as_it_is(value: object) -> None:
    assert encode(value) is value


class Word(NamedTuple):
    """One field alone."""

    word: str


class Nothing(NamedTuple):
    """No field at all."""


def test_one_field_or_none_comes_back_too() -> None:
    assert encode(Word("two")) == ["two"]
    assert decode(Word, ["two"]) == Word("two")
    assert encode(Nothing()) == []
    assert decode(Nothing, []) == Nothing()
