"""Which entries of two copies are the same one: corrected ones are, and what two people wrote of two things is not."""

from __future__ import annotations

import pytest

from backlog_cli.rules.merge.matching import Likeness, entry_pairs, home_pairs

TALK = {"at": "2026-11-20 10:00", "text": "the slab is dry"}
NOTE = {"at": "2026-11-20", "text": "windows came"}


@pytest.mark.parametrize(
    ("key", "was", "now", "pairs"),
    [
        ("log", [TALK, NOTE], [NOTE, TALK], {0: 1, 1: 0}),
        ("log", [TALK], [TALK | {"mood": "happy"}], {0: 0}),
        ("log", [TALK], [TALK | {"text": "the slab is not dry"}], {0: 0}),
        ("log", [NOTE, TALK], [NOTE, TALK | {"text": "tiles"}], {0: 0, 1: 1}),
        ("log", [TALK], [], {}),
        ("promises", [{"text": "photos", "due": "2026-12-01"}], [{"text": "photos", "due": "2026-12-08"}], {0: 0}),
        (
            "promises",
            [{"text": "x", "due": "2026-12-01"}],
            [{"text": "quite another", "due": "2026-12-01"}],
            {0: 0},
        ),  # in its place
        (
            "deposits",
            [{"kind": "earnest", "amount": "8000"}],
            [{"kind": "earnest", "amount": "9000", "due": "2026-12-01"}],
            {0: 0},
        ),
        ("buyers", ["Kim Lee"], [{"name": "Kim Lee", "phone": "555"}], {0: 0}),
        ("notes", ["likes fish"], ["likes bass fish"], {0: 0}),
        ("notes", ["likes fish"], ["twins in May"], {}),
    ],
)
def test_what_became_of_an_entry(key: str, was: list[object], now: list[object], pairs: dict[int, int]) -> None:
    assert entry_pairs(key, was, now) == pairs


@pytest.mark.parametrize(
    ("key", "one", "other", "is_same"),
    [
        ("log", TALK, TALK | {"how": "phone"}, True),
        ("log", TALK, TALK | {"at": "2026-11-20"}, True),
        ("log", TALK, TALK | {"at": "2026-11-20 11:00"}, False),
        ("log", TALK, TALK | {"text": "the slab is wet"}, False),
        ("log", {"at": "2026-11-20", "how": "phone"}, {"at": "2026-11-20", "how": "text"}, False),
        ("promises", {"text": "photos", "due": "2026-12-01"}, {"text": "photos", "due": "2026-12-01", "by": "me"}, True),
        ("promises", {"text": "photos", "due": "2026-12-01"}, {"text": "photos", "due": "2026-12-08"}, False),
        ("shifts", {"from": "2027-03-19", "to": "2027-04-02"}, {"from": "2027-03-19", "to": "2027-04-02", "cause": "x"}, True),
        ("shifts", {"from": "2027-03-19", "to": "2027-04-02"}, {"from": "2027-03-19", "to": "2027-04-09"}, False),
    ],
)
def test_entries_that_are_both_new(key: str, one: object, other: object, is_same: bool) -> None:
    assert entry_pairs(key, [one], [other], alike=Likeness.FULL) == ({0: 0} if is_same else {})


HOME = {"job": "A1", "sold_date": "2026-07-01", "buyers": ["Kim Lee"], "lot": "4"}


@pytest.mark.parametrize(
    ("now", "is_same", "is_same_new"),
    [
        (HOME | {"stage": "trim"}, True, True),
        (HOME | {"sold_date": "2026-07-02"}, True, True),
        (HOME | {"sold_date": "7/1/26", "buyers": ["Bo Ramos"]}, True, False),
        (HOME | {"sold_date": "2026-11-01", "buyers": ["Bo Ramos"]}, False, False),  # sold again
        (HOME | {"job": "A2"}, True, False),
        (HOME | {"job": "A2", "buyers": ["Bo Ramos"]}, False, False),
    ],
)
def test_which_home_is_which(now: object, is_same: bool, is_same_new: bool) -> None:
    assert home_pairs([HOME], [now]) == ({0: 0} if is_same else {})
    assert home_pairs([HOME], [now], alike=Likeness.FULL) == ({0: 0} if is_same_new else {})
