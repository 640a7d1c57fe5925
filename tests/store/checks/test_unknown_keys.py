"""Keys that no block knows are told with the key that may have been meant; known ones and one's own never."""

from __future__ import annotations

import pytest

from backlog_cli.model import BacklogFile, Job, Settings
from backlog_cli.store.checks.unknown_keys import unknown_keys


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"lendr": "x"}, 'unknown key "lendr"; did you mean "lender"?'),
        ({"Sold-Date": "x"}, 'unknown key "Sold-Date"; did you mean "sold_date"?'),
        ({"sold date": "x"}, 'unknown key "sold date"; did you mean "sold_date"?'),
        ({"status": "x"}, 'unknown key "status"; did you mean "stage"?'),
        ({"customers": "x"}, 'unknown key "customers"; did you mean "buyers"?'),
        ({"lock_expires": "x"}, 'unknown key "lock_expires" - it belongs under "lender"'),
        ({"told": "x"}, 'unknown key "told" - it belongs under "closing"'),
        ({"qqq": "x"}, 'unknown key "qqq" - take it out, or begin it with x_ to keep it for yourself'),
        ({"closing": {"tolld": "x"}}, 'closing: unknown key "tolld"; did you mean "told"?'),
        (
            {"closing": {"lender": "x"}},
            'closing: unknown key "lender" - it belongs to the job itself: take away its extra indentation',
        ),
        ({"closing": {"shifts": [{}, {"form": "x"}]}}, 'closing.shifts 2: unknown key "form"; did you mean "from"?'),
        ({"log": {"notes": "x"}}, 'log: unknown key "notes"; did you mean "text"?'),
        ({"log": [{"date": "x"}]}, 'log 1: unknown key "date"; did you mean "at"?'),
        ({"log": [{"who": "x"}]}, 'log 1: unknown key "who"; did you mean "with"?'),
        (
            {"log": [{"next": {"wen": "x"}}]},
            'log 1, next: unknown key "wen" - take it out, or begin it with x_ to keep it for yourself',
        ),
        ({"care": {"survey": {"scor": 1}}}, 'care.survey: unknown key "scor"; did you mean "score"?'),
    ],
)
def test_an_unknown_key_is_told_with_what_may_have_been_meant(data: object, said: str) -> None:
    (finding,) = unknown_keys(data, Job)
    assert finding.what + (f" - {finding.fix}" if finding.fix else "") == said
    assert finding.is_key
    assert not finding.is_error


@pytest.mark.parametrize(
    "data",
    [
        {},
        None,
        "text",
        ["a"],
        {"x_mine": {"any": "thing"}},
        {"closing": {"x_a": 1}, "log": [{"x_b": 1}, None, "text"]},
        {"closing": "2027-03-19", "lender": None, "buyers": ["A", {"name": "B"}]},
        {"log": {"at": "2026-11-19", "with": "A"}, "stages": {"any stage": "2026-11-19"}},
    ],
)
def test_known_keys_and_ones_own_are_silent(data: object) -> None:
    assert list(unknown_keys(data, Job)) == []


def test_every_unknown_key_is_told_where_it_is() -> None:
    data = {"a_a": 1, "log": [{"b_b": 1}, {"next": {"c_c": 1, "x_d": 2}}]}
    assert [finding.path for finding in unknown_keys(data, Job, ("jobs", 3))] == [
        ("jobs", 3, "a_a"),
        ("jobs", 3, "log", 0, "b_b"),
        ("jobs", 3, "log", 1, "next", "c_c"),
    ]


def test_keys_of_the_settings_belong_under_settings() -> None:
    (finding,) = unknown_keys({"cadence_days": 7, "jobs": []}, BacklogFile)
    assert finding.fix == 'it belongs under "settings"'
    assert list(unknown_keys({"lead_days": {"any item": 3}}, Settings)) == []
