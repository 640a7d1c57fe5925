"""Names that agents type for the keys of the file: each means one key of its block, and the table knows every key."""

from __future__ import annotations

from collections import defaultdict

import pytest

from backlog_cli.keys import KEY_SYNONYMS, canonical_key, known_keys
from backlog_cli.model import BacklogFile, FileBlock


def blocks() -> dict[str, set[str]]:
    """Every block of the file by the key that leads to it, with its keys."""
    found: dict[str, set[str]] = {}

    def walk(kind: type[FileBlock]) -> None:
        for key, inner in kind.blocks().items():
            if inner is not None and key not in found:
                found[key] = set(inner.blocks())
                walk(inner)

    walk(BacklogFile)
    return found


def test_the_table_has_every_key_of_every_block() -> None:
    # The rows of `stages` have another shape in a home, where its keys are the stages themselves.
    expected = {name: keys for name, keys in blocks().items() if name != "stages"}
    assert {name: set(keys) for name, keys in KEY_SYNONYMS.items()} == expected


@pytest.mark.parametrize("block", list(KEY_SYNONYMS))
def test_no_name_means_two_keys_of_a_block(block: str) -> None:
    meanings = defaultdict(set)
    for key, typed in KEY_SYNONYMS[block].items():
        for name in (key, *(part.strip() for part in typed.split(",") if part.strip())):
            meanings[name].add(key)
    assert {name: keys for name, keys in meanings.items() if len(keys) > 1} == {}


@pytest.mark.parametrize("block", list(KEY_SYNONYMS))
def test_every_name_leads_to_its_key_in_any_spelling(block: str) -> None:
    for key, typed in KEY_SYNONYMS[block].items():
        for name in (key, *(part.strip() for part in typed.split(",") if part.strip())):
            for text in (name, name.upper(), name.title(), name.replace("_", " "), name.replace("_", "-")):
                assert canonical_key(block, text) == key


@pytest.mark.parametrize(
    ("block", "typed", "key"),
    [
        ("jobs", "sold", "sold_date"), ("jobs", "sale_date", "sold_date"), ("jobs", "Sale Date", "sold_date"),
        ("jobs", "number", "job"), ("jobs", "Job #", None), ("jobs", "Job", "job"), ("jobs", "job_number", "job"),
        ("jobs", "buyer", "buyers"), ("jobs", "customer", "buyers"), ("jobs", "Customers", "buyers"),
        ("jobs", "super", "superintendent"), ("jobs", "builder_rep", "superintendent"),
        ("jobs", "Superintendent", "superintendent"),
        ("jobs", "loan", "lender"), ("jobs", "agent", "realtor"), ("jobs", "realtor_name", "realtor"),
        ("jobs", "conversations", "log"), ("jobs", "calls", "log"), ("jobs", "note", "notes"), ("jobs", "notes", "notes"),
        ("jobs", "closing_date", "closing"), ("jobs", "orientation", "orientation_date"), ("jobs", "precon", "precon_date"),
        ("jobs", "promise", "promises"), ("jobs", "deposit", "deposits"), ("jobs", "lot #", None),
        ("jobs", "Floor Plan", "plan"),
        ("log", "date", "at"), ("log", "note", "text"), ("log", "notes", "text"), ("log", "channel", "how"),
        ("log", "who", "with"),
        ("lender", "lock", "lock_expires"), ("lender", "type", "product"), ("lender", "loan officer", "officer"),
        ("deposits", "paid_date", "paid"), ("deposits", "due date", "due"), ("promises", "what", "text"),
        ("buyers", "cell", "phone"),
        ("closing", "told_date", "told"), ("shifts", "told", "told_date"), ("contact", "preferred", "channel"),
        ("jobs", "x_sold", None), ("jobs", "zzz", None), ("nowhere", "job", None), ("stages", "framing", None),
    ],
)  # fmt: skip
def test_a_name_of_the_trade_is_read(block: str, typed: str, key: str | None) -> None:
    assert canonical_key(block, typed) == key


def test_blocks_of_her_own_keys_know_none() -> None:
    assert known_keys("stages") == known_keys("lead_days") == frozenset()
