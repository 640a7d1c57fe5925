"""Keys of the file that no block knows: kept, passed over, and told with the key that may have been meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.keys import OWN_PREFIX, canonical_key
from backlog_cli.model import FileBlock, Job, did_you_mean, is_dated_key, quote_value
from backlog_cli.store.checks.finding import DataPath, Finding, path_words

if TYPE_CHECKING:
    from collections.abc import Iterator

# Words that come to mind for a key, and the key: near by meaning, but too far off to be read as it.
_NEAR_BY_MEANING = {
    "days_away": "away",
    "vacation": "away",
    "vacations": "away",
    "time_off": "away",
    "pto": "away",
    "config": "settings",
    "preferences": "settings",
    "tips": "local_items",
    "local_tips": "local_items",
    "status": "stage",
    "job_status": "stage",
    "progress": "stage",
    "state": "stage",
    "deadline": "needed_by",
    "must_close_by": "needed_by",
    "survey_date": "plot_survey",
    "plot_plan": "plot_survey",
    "email": "buyers",
    "phone": "buyers",
    "cell": "buyers",
    "mobile": "buyers",
    "spouse": "buyers",
    "co_buyer": "buyers",
    "second_buyer": "buyers",
    "lock": "lender",
    "rate_lock": "lender",
    "lock_date": "lender",
    "loan_officer": "lender",
    "loan_type": "lender",
    "loan_status": "lender",
    "deposit_amount": "deposits",
    "earnest_money": "deposits",
    "emd": "deposits",
    "kids": "interests",
    "pets": "interests",
    "family": "interests",
    "birthday": "milestones",
    "anniversary": "milestones",
    "style": "personality",
    "disc": "personality",
    "temperament": "personality",
    "reminder": "promises",
    "follow_up": "promises",
    "next_step": "log",
    "last_contact": "log",
    "last_call": "log",
    "last_update": "log",
    "warranty": "care",
    "referrals": "care",
    "testimonial": "care",
    "attitude": "mood",
    "response": "outcome",
    "priority": "pin",
    "color": "pin",
    "flag": "pin",
    "risk": "pin",
}


class _BlockKeys(NamedTuple):
    """The keys of one kind of block, and those of them that hold blocks."""

    keys: frozenset[str]
    nested: tuple[tuple[str, _BlockKeys], ...]


_BLOCK_KEYS: dict[type[FileBlock], _BlockKeys] = {}


_HOLDERS = (dict, list)


def _keys_of(kind: type[FileBlock]) -> _BlockKeys:
    if kind not in _BLOCK_KEYS:
        blocks = kind.blocks()
        _BLOCK_KEYS[kind] = _BlockKeys(frozenset(blocks), tuple((key, _keys_of(block)) for key, block in blocks.items() if block))
    return _BLOCK_KEYS[kind]


def unknown_keys(data: object, kind: type[FileBlock], path: DataPath = ()) -> Iterator[Finding]:
    """A warning for each key of the plain data that `kind`, or a block inside it, does not know."""
    known = _keys_of(kind)
    if isinstance(data, dict) and not _is_all_known(data, known):
        yield from _unknown_keys(data, known, path)


def comma_findings(data: object, path: DataPath = ()) -> Iterator[Finding]:
    """An error for each amount of which YAML took the thousands for a key: `{amount: 8,000}` says amount 8, and a key 000."""
    if _has_thousands(data):
        yield from _comma_findings(data, path)


def _has_thousands(data: object) -> bool:
    """The quick answer for the many blocks in which no key may be the thousands of an amount."""
    if isinstance(data, list):
        return any(type(item) in _HOLDERS and _has_thousands(item) for item in data)
    if not isinstance(data, dict):
        return False
    return any(
        _is_thousands(key, value) if value is None else type(value) in _HOLDERS and _has_thousands(value)
        for key, value in data.items()
    )


def _is_thousands(key: str, value: object) -> bool:
    return value is None and len(key) == 3 and key.isascii() and key.isdigit()


def _comma_findings(data: object, path: DataPath) -> Iterator[Finding]:
    if isinstance(data, list):
        for n, item in enumerate(data):
            yield from _comma_findings(item, (*path, n))
    if not isinstance(data, dict):
        return
    before, amount = "", ""
    for key, value in data.items():
        if amount and _is_thousands(key, value):
            amount += f",{key}"
        else:
            if "," in amount:
                yield _comma_finding((*path, before), amount)
            is_number = isinstance(value, str) and value.lstrip("$").isdigit() and len(value.lstrip("$")) <= 3
            before, amount = key, str(value) if is_number else ""
            yield from _comma_findings(value, (*path, key))
    if "," in amount:
        yield _comma_finding((*path, before), amount)


def _comma_finding(path: DataPath, amount: str) -> Finding:
    bare = amount.replace(",", "")
    what = f"{path_words(path)}: the comma in {amount} ends the value here"
    return Finding(path, what, f'write {bare}, or "{amount}" in quotes', is_error=True, typed=f"{path[-1]} {amount}")


def _is_all_known(data: dict[str, object], known: _BlockKeys) -> bool:
    """The quick answer for the many blocks that hold nothing unknown."""
    if not known.keys.issuperset(data):
        return False
    for key, block in known.nested:
        inner = data.get(key)
        if isinstance(inner, dict):
            if not _is_all_known(inner, block):
                return False
        elif isinstance(inner, list) and not all(_is_all_known(item, block) for item in inner if isinstance(item, dict)):
            return False
    return True


def _unknown_keys(data: object, known: _BlockKeys, path: DataPath) -> Iterator[Finding]:
    if isinstance(data, list):
        for n, item in enumerate(data):
            yield from _unknown_keys(item, known, (*path, n))
    if not isinstance(data, dict):
        return
    name = next((step for step in reversed(path) if isinstance(step, str)), "jobs")
    for key in data:
        usual = canonical_key(name, key)
        if (usual != key and usual in data and usual in known.keys) or (name == "log" and is_dated_key(key)):
            continue  # a second name of a key that is there is told already; a day may be the key of its conversation
        is_rest = _is_thousands(key, data[key])  # of an amount: `comma_findings`
        if key not in known.keys and not key.startswith(OWN_PREFIX) and not is_rest:
            yield _unknown_key_finding((*path, key), key, known)
    for key, block in known.nested:
        yield from _unknown_keys(data.get(key), block, (*path, key))


def _unknown_key_finding(path: DataPath, key: str, known: _BlockKeys) -> Finding:
    said = f"{path_words(path[:-1])}: " if len(path) > 1 else ""
    said += f"unknown key {quote_value(key)}"
    word = key.strip().casefold().replace("-", "_").replace(" ", "_")
    meant = _NEAR_BY_MEANING.get(word, "")
    holders = [name for name, block in known.nested if word in block.keys or (name == meant and canonical_key(name, word))]
    outer = meant if meant in holders else holders[0] if holders and meant not in known.keys else ""
    if outer:
        return Finding(path, said, f'it belongs under "{outer}"', is_key=True)
    near = f'; did you mean "{meant}"?' if meant in known.keys else did_you_mean(word, sorted(known.keys))
    if near:
        return Finding(path, said + near, is_key=True)
    if len(path) > 1 and word in _keys_of(Job).keys:
        return Finding(path, said, "it belongs to the job itself: take away its extra indentation", is_key=True)
    return Finding(path, said, f"take it out, or begin it with {OWN_PREFIX} to keep it for yourself", is_key=True)
