"""What differs between two states of a file, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from backlog_cli.rules.field_changes import FieldChange, field_changes, pair_homes

LEE = {"job": "1041", "sold_date": "2026-11-01", "buyers": ["Kim Lee"]}
ROE = {"job": "1042", "sold_date": "2026-11-02", "buyers": ["Ann Roe"]}


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str | None, object, object]]:
    """What differs between two states of one home."""
    found = field_changes({"jobs": [LEE | before]}, {"jobs": [LEE | after]})
    assert {one.job for one in found} <= {"1041"}
    return [(one.field, one.before, one.after) for one in found]


FIELDS: tuple[tuple[str, dict[str, Any], dict[str, Any], list[tuple[str, object, object]]], ...] = (
    ("nothing", {}, {}, []),
    ("an empty value is none", {"lot": None}, {}, []),
    ("a new value", {}, {"lot": "7"}, [("lot", None, "7")]),
    ("another value", {"lot": "7"}, {"lot": "8"}, [("lot", "7", "8")]),
    ("a value taken away", {"lot": "7"}, {}, [("lot", "7", None)]),
    ("in a block", {"lender": {"name": "Sable"}}, {"lender": {"name": "Bank"}}, [("lender.name", "Sable", "Bank")]),
    ("a new block", {}, {"lender": {"name": "Bank", "officer": None}}, [("lender.name", None, "Bank")]),
    ("a short form widened", {"lender": "Bank"}, {"lender": {"name": "Bank", "officer": "Bo"}}, [("lender.officer", None, "Bo")]),
    (
        "the closing's short form",
        {"closing": "2027-02-01"},
        {"closing": {"contract": "2027-02-01", "internal": "2027-02-15", "told": "2027-02-01", "shifts": [{"to": "2027-02-15"}]}},
        [("closing.internal", "2027-02-01", "2027-02-15"), ("closing.shifts.1", None, {"to": "2027-02-15"})],
    ),
    ("a text for a list", {"worries": "noise"}, {"worries": ["noise", "dust"]}, [("worries.2", None, "dust")]),
    ("a new entry", {"log": [{"text": "a"}]}, {"log": [{"text": "a"}, {"text": "b"}]}, [("log.2", None, {"text": "b"})]),
    ("an entry in front", {"log": ["a"]}, {"log": ["b", "a"]}, [("log.1", None, "b")]),
    ("an entry gone", {"log": ["a", "b", "c"]}, {"log": ["a", "c"]}, [("log.2", "b", None)]),
    ("in an entry", {"log": [{"text": "a"}]}, {"log": [{"text": "a", "mood": "happy"}]}, [("log.1.mood", None, "happy")]),
    ("a short entry widened", {"log": ["a"]}, {"log": [{"text": "a", "mood": "happy"}]}, [("log.1.mood", None, "happy")]),
    ("entries replaced", {"log": ["a", "b"]}, {"log": ["c"]}, [("log.1", "a", None), ("log.2", "b", None), ("log.1", None, "c")]),
    ("one's own key is one value", {"x_gate": {"a": "1"}}, {"x_gate": {"a": "2"}}, [("x_gate", {"a": "1"}, {"a": "2"})]),
    ("a key with a dot in it", {"lendr": {"a.b": "1"}}, {"lendr": {"a.b": "2"}}, [("lendr", {"a.b": "1"}, {"a.b": "2"})]),
)


@pytest.mark.parametrize(("before", "after", "told"), [row[1:] for row in FIELDS], ids=[row[0] for row in FIELDS])
def test_each_field_that_differs_is_told_by_its_name(before: Any, after: Any, told: Any) -> None:
    assert changes(before, after) == told


def test_homes_come_and_go_whole() -> None:
    assert field_changes({"jobs": [LEE]}, {"jobs": [LEE, ROE]}) == (FieldChange("1042", None, None, ROE),)
    assert field_changes({"jobs": [LEE, ROE]}, {"jobs": [ROE]}) == (FieldChange("1041", None, LEE, None),)
    assert field_changes({}, {"jobs": [LEE]}) == (FieldChange("1041", None, None, LEE),)


def test_the_file_s_own_keys_belong_to_no_home() -> None:
    before, after = {"away": [{"from": "a"}]}, {"away": [{"from": "a", "cover": "Dana"}], "settings": {"agent": "Ann"}}
    assert field_changes(before, after) == (
        FieldChange(None, "away.1.cover", None, "Dana"),
        FieldChange(None, "settings.agent", None, "Ann"),
    )


def test_a_home_of_no_number_is_told_by_its_place() -> None:
    assert field_changes({"jobs": [LEE, "odd"]}, {"jobs": [LEE, "even"]}) == (FieldChange(None, "jobs.2", "odd", "even"),)


PAIRS = (
    ("the same order", [LEE, ROE], [LEE, ROE], [(0, 0), (1, 1)]),
    ("another order", [LEE, ROE], [ROE, LEE], [(1, 0), (0, 1)]),
    ("a new number", [LEE, ROE], [LEE, ROE | {"job": "1052"}], [(0, 0), (1, 1)]),
    ("another day of the sale", [LEE, ROE], [LEE | {"sold_date": "2026-11-09"}, ROE], [(0, 0), (1, 1)]),
    ("a second sale", [LEE], [LEE, LEE | {"sold_date": "2026-12-01"}], [(0, 0), (None, 1)]),
    ("a sale gone", [LEE, LEE | {"sold_date": "2026-12-01"}], [LEE | {"sold_date": "2026-12-01"}], [(1, 0), (0, None)]),
)


@pytest.mark.parametrize(("before", "after", "pairs"), [row[1:] for row in PAIRS], ids=[row[0] for row in PAIRS])
def test_each_home_is_known_again(before: Any, after: Any, pairs: Any) -> None:
    assert [tuple(pair) for pair in pair_homes({"jobs": before}, {"jobs": after})] == pairs
