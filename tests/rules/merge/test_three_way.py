"""What two copies of plain data come to, and the edits that make one say it."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from backlog_cli.rules.change import Append, Put, Remove
from backlog_cli.rules.home_key import raw_homes, raw_top_level
from backlog_cli.rules.merge.edit_script import edit_script
from backlog_cli.rules.merge.three_way import merge_data

TALK = {"at": "2026-11-19", "text": "the roof"}
HOME: dict[str, Any] = {"job": "A1", "buyers": ["Kim Lee"], "sold_date": "2026-07-01", "stage": "framing", "log": [TALK]}
BASE: dict[str, Any] = {"settings": {"agent": "Dana Reyes"}, "jobs": [HOME]}
NEW_TALK = {"at": "2026-11-20", "text": "the slab"}
NEW_HOME = {"job": "B2", "buyers": ["Bo Ray"], "sold_date": "2026-08-01"}


def base_with(**keys: object) -> dict[str, Any]:
    return {**BASE, "jobs": [{**HOME, **keys}]}


CHANGED = {
    "a value": base_with(stage="drywall"),
    "a key that is new": base_with(lot="7"),
    "a key that is gone": {**BASE, "jobs": [{key: value for key, value in HOME.items() if key != "stage"}]},
    "an entry": base_with(log=[TALK, NEW_TALK]),
    "an entry that is gone": base_with(log=[]),
    "an entry in other words": base_with(log=[{**TALK, "mood": "happy"}]),
    "a home": {**BASE, "jobs": [HOME, NEW_HOME]},
    "no home": {**BASE, "jobs": []},
    "a setting": {**BASE, "settings": {"agent": "Dana Reyes", "state": "TX"}},
}
changed = pytest.mark.parametrize("side", CHANGED.values(), ids=CHANGED)


@changed
def test_what_one_side_alone_changed_is_what_both_come_to(side: dict[str, Any]) -> None:
    for found in (merge_data(BASE, side, BASE), merge_data(BASE, BASE, side), merge_data(BASE, side, side)):
        assert found.differences == ()
        assert (found.data.get("settings"), raw_homes(found.data)) == (side["settings"], side["jobs"])


@changed
def test_without_a_base_nothing_is_taken_out(side: dict[str, Any]) -> None:
    for found in (merge_data({}, BASE, side), merge_data({}, side, BASE)):
        homes: dict[str, dict[str, Any]] = {home["job"]: home for home in raw_homes(found.data) if isinstance(home, dict)}
        for home in (*BASE["jobs"], *side["jobs"]):
            assert home.keys() <= homes[home["job"]].keys()
            assert len(home.get("log", ())) <= len(homes[home["job"]].get("log", ()))


def test_two_values_for_one_field_are_told_with_the_safer_one_standing() -> None:
    ours, theirs = base_with(closing={"internal": "2027-03-01"}), base_with(closing={"internal": "2027-02-15"})
    for one, other in ((ours, theirs), (theirs, ours)):
        (found,) = merge_data(BASE, one, other).differences
        assert (found.home, found.path, found.kept, found.other) == (0, ("closing", "internal"), "2027-03-01", "2027-02-15")


@changed
def test_an_edit_script_says_nothing_of_what_is_said_already(side: dict[str, Any]) -> None:
    assert edit_script(side, copy.deepcopy(side)) == []


@pytest.mark.parametrize(
    ("side", "intents"),
    [
        ("a value", [Put(("stage",), "drywall")]),
        ("a key that is new", [Put(("lot",), "7")]),
        ("a key that is gone", [Remove(("stage",), None)]),
        ("an entry", [Append(("log",), NEW_TALK)]),
        ("an entry that is gone", [Remove(("log", 0), None)]),
        ("an entry in other words", [Put(("log", 0, "mood"), "happy")]),
        ("a home", [Append(("jobs",), NEW_HOME)]),
        ("no home", [Remove(("jobs", 0), None)]),
        ("a setting", [Put(("settings", "state"), "TX")]),
    ],
)
def test_an_edit_script_holds_just_what_differs(side: str, intents: list[object]) -> None:
    (change,) = edit_script(BASE, CHANGED[side])
    assert list(change.intents) == intents
    assert change.job == (None if "home" in side or "setting" in side else "A1")


def test_the_rest_of_the_file_is_all_but_its_homes() -> None:
    assert raw_top_level(BASE) == {"settings": {"agent": "Dana Reyes"}}
    assert raw_top_level("no file") == {}
