"""The agent's notes to herself: they speak about the buyers, and no text to the buyers may repeat them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_cli.rules.folding import fold_case

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

ABOUT_THEM = "it's a note about them, not to them"
TO_YOURSELF = "it's a note to yourself"
NO_REASON = "it doesn't read as a reason"

# Who a note speaks of. "They" may be the windows; nobody can tell, so it stays out.
_PEOPLE = """
    he she him her his hers himself herself they them their theirs themselves em buyer buyers client clients
    customer customers husband wife spouse couple
"""
# What an agent notes of people and would not write to them.
_JUDGMENTS = """
    angry annoyed annoying anxious attorney cheap crazy cranky difficult divorce divorced divorcing drama fight
    furious grumpy jealous lawyer mad moody nervous nuts pain picky pushy rude scared sue sueing suing touchy
    upset whiny worried
"""
# How a note about somebody begins ("loves the view"), where a reason is a thing ("the view").
_VERBS = """
    afraid are because believes can dislikes does enjoys fears feels gets got had has hates hopes is lived lives
    loved loves likes liked may moved moves moving must needed needs needing plans prefers said says seems since
    so sold thinks wanted wants wanting was were wishes works worked would
"""


def shorthand_objection(text: str, own_names: Collection[str]) -> str | None:
    """Return why words are a note of hers and no words to the buyers; None when they may stand in a text to them.

    `own_names` are these buyers' first and family names as typed: who is written to is not spoken of.
    """
    folded = {fold_case(word) for word in _words(text)}
    if folded & set(_PEOPLE.split()) or any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in own_names):
        return ABOUT_THEM
    return TO_YOURSELF if folded & set(_JUDGMENTS.split()) else None


def reason_objection(text: str) -> str | None:
    """Return why words are no reason to buy that can be named to the buyers: only a thing can, not what somebody does."""
    first = next(_words(text), "")
    return NO_REASON if fold_case(first) in _VERBS.split() else None


def _words(text: str) -> Iterator[str]:
    """Words without what hangs on an apostrophe: `she'll` is `she`, `Ylva's` is `Ylva`."""
    for found in re.finditer(r"[^\W\d_]+", re.sub(r"(?<=\w)['\u2019]\w+", "", text)):
        yield found[0]
