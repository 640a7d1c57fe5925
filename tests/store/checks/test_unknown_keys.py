"""Keys that no block knows are told with the key that may have been meant; known ones and one's own never."""

from __future__ import annotations

import pytest

from backlog_cli.model import BacklogFile, Job, Settings
from backlog_cli.store.checks.unknown_keys import unknown_keys
from tests.wording import DID_YOU_MEAN


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"lendr": "x"}, f'unknown key "lendr"; {DID_YOU_MEAN} "lender"?'),
        ({"Sold-Date": "x"}, f'unknown key "Sold-Date"; {DID_YOU_MEAN} "sold_date"?'),
        ({"sold date": "x"}, f'unknown key "sold date"; {DID_YOU_MEAN} "sold_date"?'),
        ({"status": "x"}, f'unknown key "status"; {DID_YOU_MEAN} "stage"?'),
        ({"loan_officer": "x"}, 'unknown key "loan_officer" - it belongs under "lender"'),
        ({"last_call": "x"}, f'unknown key "last_call"; {DID_YOU_MEAN} "log"?'),
        ({"birthday": "x"}, f'unknown key "birthday"; {DID_YOU_MEAN} "milestones"?'),
        ({"lock_expires": "x"}, 'unknown key "lock_expires" - it belongs under "lender"'),
        ({"told": "x"}, 'unknown key "told" - it belongs under "closing"'),
        ({"qqq": "x"}, 'unknown key "qqq" - take it out, or begin it with x_ to keep it for yourself'),
        ({"closing": {"tolld": "x"}}, f'closing: unknown key "tolld"; {DID_YOU_MEAN} "told"?'),
        (
            {"closing": {"lender": "x"}},
            'closing: unknown key "lender" - it belongs to the job itself: take away its extra indentation',
        ),
        ({"closing": {"shifts": [{}, {"form": "x"}]}}, f'closing.shifts 2: unknown key "form"; {DID_YOU_MEAN} "from"?'),
        ({"log": {"priority": "x"}}, 'log: unknown key "priority" - take it out, or begin it with x_ to keep it for yourself'),
        ({"log": [{"response": "x"}]}, f'log 1: unknown key "response"; {DID_YOU_MEAN} "outcome"?'),
        (
            {"log": [{"next": {"wen": "x"}}]},
            'log 1, next: unknown key "wen" - take it out, or begin it with x_ to keep it for yourself',
        ),
        ({"care": {"survey": {"scor": 1}}}, f'care.survey: unknown key "scor"; {DID_YOU_MEAN} "score"?'),
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
