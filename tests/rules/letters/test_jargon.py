"""Words of the trade are found as they stand in a text, and our own words hold none."""

from __future__ import annotations

import pytest

from backlog_cli.rules.letters.draft import SUBJECTS, TEMPLATES
from backlog_cli.rules.letters.jargon import jargon_in
from backlog_cli.terms import CAUSE_WORDS, DEFAULT_STAGES, HOLD_WORDS, TOPIC_WORDS

FOUND = [
    ("the punch list is short", ["punch list"]),
    ("Rough-ins pass on Friday, then dry-in", ["Rough-ins", "dry-in"]),
    ("CTC is in and the CD comes", ["CTC", "CD"]),
    ("two change  orders", ["change orders"]),
    ("clear\nto close", ["clear to close"]),
    ("a cd of hits, the co-buyer, punchy", []),
    ("superb", []),
    ("punch, punch list, punch", ["punch", "punch list"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "words"), FOUND, ids=[text for text, _ in FOUND])
def test_the_trades_words_are_found_once_each_in_their_order(text: str, words: list[str]) -> None:
    assert [found.word for found in jargon_in(text)] == words
    assert all(found.say for found in jargon_in(text))


def test_nothing_we_write_ourselves_is_jargon_or_shouts() -> None:
    ours = [
        *TEMPLATES.values(),
        *SUBJECTS.values(),
        *CAUSE_WORDS.values(),
        *HOLD_WORDS.values(),
        *TOPIC_WORDS.values(),
        *(stage.say for stage in DEFAULT_STAGES),
    ]
    assert [found.word for text in ours for found in jargon_in(text)] == []
    assert [text for text in ours if "!" in text] == []
