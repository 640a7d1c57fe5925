"""When two entries of a list are the same one: word by word, or corrected by hand since."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_COMPARED = 300  # characters; longer texts are compared by their words
MIN_SIMILARITY = 0.6  # of two texts of one day
MIN_TYPO_SIMILARITY = 0.75  # of two texts of any day
TEXT_KEYS = ("text", "ask", "what", "item", "title", "said")
DAY_KEYS = ("at", "made", "due", "asked", "opened", "date")
MOVE_KEYS = ("from", "to")
_PEOPLE_KEYS = ("with", "to")
# What two entries of one home have in common, one of which is the other with something corrected.
_MOVE_PAIRS = (MOVE_KEYS, ("cause", "known_date"), ("from", "cause"), ("from", "known_date"))
_HOME_PAIRS = (("buyers", "lot"), ("buyers", "sold_date"), ("lot", "sold_date"))


def is_same(item: object, meant: object) -> bool:
    """Return whether an entry of the file is the one that was meant, with a word or a day corrected."""
    if not isinstance(item, dict) or not isinstance(meant, dict):
        return isinstance(item, str) and isinstance(meant, str) and _is_alike(item, meant, MIN_SIMILARITY)
    if "job" in meant:
        return item.get("job") == meant["job"] or any(_has_same(item, meant, pair) for pair in _HOME_PAIRS)
    if "to" in meant and "from" in meant:
        return _has_same(item, meant, MOVE_KEYS) or _has_same(item, meant, ("cause", "known_date"))
    text, other = entry_text(item), entry_text(meant)
    if text and other and text == other:
        return True
    if " " in str(meant.get("at", "")) and item.get("at") == meant["at"]:
        return True
    on_a_day = _is_of_a_day(item, meant)
    if text and other:
        return on_a_day and _is_alike(text, other, MIN_SIMILARITY)
    return on_a_day and not text and not other and item.get("how") == meant.get("how")


def is_edited(item: object, meant: object) -> bool:
    """Return whether an entry of the same home may be the one that was meant, corrected in more than a word or a day.

    Its text holds the old one, or most of the old one's words; its day and people don't matter then. This takes more for
    edited than `is_same`, so the entries that stand for themselves are to be told apart first.
    """
    if not isinstance(item, dict) or not isinstance(meant, dict):
        return isinstance(item, str) and isinstance(meant, str) and is_edited_text(item, meant)
    if "job" in meant:
        return is_same(item, meant)
    if "to" in meant and "from" in meant:
        pairs = _MOVE_PAIRS if "cause" in meant else (("from",), ("to",))  # an absence has two days and nothing else
        return any(_has_same(item, meant, pair) for pair in pairs)
    text, other = entry_text(item), entry_text(meant)
    if text and other:
        return is_edited_text(text, other)
    if other:  # its words were taken out
        return _is_of_a_day(item, meant) and item.get("how") == meant.get("how")
    return _is_of_a_day(item, meant) or (not text and item.get("how") == meant.get("how") and "how" in meant)


def is_edited_text(text: str, other: str) -> bool:
    """Return whether a text may be the `other` one edited: it holds it or most of its words, or is a part of it."""
    words, others = _words(text), _words(other)
    if not words or not others:
        return text.strip() == other.strip()
    now, old = f" {' '.join(words)} ", f" {' '.join(others)} "
    if old in now or (len(words) > 1 and now in old):
        return True
    return 2 * len(set(words) & set(others)) > len(set(others)) or _is_alike(now, old, MIN_TYPO_SIMILARITY)


def is_moved(item: object, meant: object) -> bool:
    """Return whether an entry of another home is the one that was meant: only its people may differ, as those homes' do."""
    if not isinstance(item, dict) or not isinstance(meant, dict) or not entry_text(meant):
        return False
    return item | dict.fromkeys(_PEOPLE_KEYS) == meant | dict.fromkeys(_PEOPLE_KEYS)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.casefold())


def _is_of_a_day(item: dict[str, object], meant: dict[str, object]) -> bool:
    return any(meant.get(key) and item.get(key) == meant[key] for key in DAY_KEYS)


def _has_same(item: dict[str, object], meant: dict[str, object], keys: Sequence[str]) -> bool:
    return all(meant.get(key) and item.get(key) == meant[key] for key in keys)


def entry_text(entry: dict[str, object]) -> str:
    """Return what an entry says in words; empty when it says nothing."""
    return next((value for key in TEXT_KEYS if isinstance(value := entry.get(key), str) and value), "")


def _is_alike(one: str, other: str, least: float) -> bool:
    if max(len(one), len(other)) <= MAX_COMPARED:
        match = SequenceMatcher(None, one, other, autojunk=False)
        return match.real_quick_ratio() >= least and match.quick_ratio() >= least and match.ratio() >= least
    words, others = set(one.split()), set(other.split())
    return len(words & others) >= least * max(len(words), len(others))
