"""What only a second copy of the file says: table by table."""

from __future__ import annotations

from typing import Any

import pytest

from backlog_cli.rules.recovery.copies import OnlyInCopy, only_in_copy

TALK = {"at": "2026-11-19 17:30", "how": "phone", "text": "called about the roof"}
HOME: dict[str, Any] = {"job": "A", "buyers": ["Kim Lee"], "sold_date": "2026-07-01", "stage": "framing", "log": [TALK]}


def told(there: dict[str, Any], here: dict[str, Any] | None = None) -> list[OnlyInCopy]:
    return list(only_in_copy({"jobs": [HOME | (here or {})]}, {"jobs": [HOME | there]}))


@pytest.mark.parametrize(
    ("there", "here", "found"),
    [
        pytest.param({}, {}, [], id="the same"),
        pytest.param(
            {"log": [TALK, TALK]}, {"log": [TALK]}, [OnlyInCopy("A", "conversation", "2026-11-19", TALK["text"])], id="twice"
        ),
        pytest.param({}, {"log": [TALK, TALK], "lot": "7", "promises": [{"text": "x"}]}, [], id="the file holds more"),
        pytest.param({"lot": "7"}, {}, [OnlyInCopy("A", "lot", None, "7")], id="a value"),
        pytest.param({"lot": "7"}, {"lot": "8"}, [OnlyInCopy("A", "lot", None, "7", "8")], id="another value"),
        pytest.param({"lot": None, "promises": [], "closing": {}, "plan": ""}, {"lot": "8"}, [], id="blanks"),
        pytest.param({"log": TALK}, {}, [], id="one entry alone"),
        pytest.param({"buyers": "Kim Lee"}, {}, [], id="one buyer alone"),
        pytest.param({"buyers": ["Kim Lee", "Al Moe"]}, {}, [OnlyInCopy("A", "buyer", None, "Al Moe")], id="a buyer"),
        pytest.param(
            {"closing": {"contract": "2027-03-19", "internal": "2027-03-26", "told": "2027-03-19"}},
            {"closing": "2027-03-19"},
            [OnlyInCopy("A", "closing.internal", None, "2027-03-26", "2027-03-19")],
            id="a block for a date",
        ),
        pytest.param(
            {"closing": "2027-03-19"},
            {"closing": {"contract": "2027-03-19", "internal": "2027-03-26", "told": "2027-03-19"}},
            [OnlyInCopy("A", "closing.internal", None, "2027-03-19", "2027-03-26")],
            id="a date for a block",
        ),
        pytest.param(
            {"promises": [{"text": "paint", "due": "2026-11-30", "status": "kept"}]},
            {"promises": [{"text": "paint", "due": "2026-11-30", "status": "open"}]},
            [OnlyInCopy("A", "promise.status", "2026-11-30", "kept", "open")],
            id="a promise kept there",
        ),
        pytest.param(
            {"closing": {"shifts": [{"from": "2027-03-19", "to": "2027-04-01", "known_date": "2026-11-01"}]}},
            {"closing": {"internal": "2027-03-19"}},
            [OnlyInCopy("A", "move", "2026-11-01", "2027-04-01")],
            id="a move",
        ),
        pytest.param({"deposits": [{"amount": "5"}]}, {}, [OnlyInCopy("A", "deposit", None, "amount: 5")], id="no words"),
        pytest.param({"x_own": [["a", {"b": None}]]}, {}, [OnlyInCopy("A", "x_own", None, "a, b: ")], id="her own"),
        pytest.param(
            {"log": [{"at": "soon", "text": 'a\n  "b"'}]}, {}, [OnlyInCopy("A", "conversation", None, 'a "b"')], id="no day"
        ),
    ],
)
def test_only_what_the_copy_alone_says_is_named(there: dict[str, Any], here: dict[str, Any], found: list[OnlyInCopy]) -> None:
    assert told(there, here) == found


def test_homes_are_known_by_their_number_in_any_order() -> None:
    other = {"job": "B", "buyers": [{"name": "Bo Ramos", "phone": "1"}], "sold_date": "2026-08-01"}
    assert only_in_copy({"jobs": [other, HOME]}, {"jobs": [HOME, other]}) == ()
    assert only_in_copy({"jobs": [HOME]}, {"jobs": [other, HOME]}) == (OnlyInCopy("B", "home", "2026-08-01", "Bo Ramos"),)


def test_the_settings_belong_to_no_home() -> None:
    assert only_in_copy({}, {"settings": {"agent": "Renata"}, "away": [{"from": "2026-12-01", "what": "leave"}]}) == (
        OnlyInCopy("", "settings.agent", None, "Renata"),
        OnlyInCopy("", "absence", "2026-12-01", "leave"),
    )


@pytest.mark.parametrize(
    "odd", [None, "", "text", [], {"jobs": None}, {"jobs": "x"}, {"jobs": [None, "x", [], {}]}, {"jobs": {}}]
)
def test_no_shape_is_too_odd(odd: Any) -> None:
    only_in_copy(odd, {"jobs": [HOME]})
    only_in_copy({"jobs": [HOME]}, odd)


def test_a_long_history_is_looked_through_in_a_moment() -> None:
    talks = [{"at": f"2026-11-19 {n // 60 % 24:02}:{n % 60:02}", "text": f"words {n} " * 20} for n in range(3000)]
    assert len(told({"log": talks})) == 3000
    assert told({"log": talks}, {"log": talks[::-1]}) == []
