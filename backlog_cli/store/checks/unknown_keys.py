"""Keys of the file that no block knows: kept, passed over, and told with the key that may have been meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.model import FileBlock, Job, did_you_mean, quote_value
from backlog_cli.store.checks.contradictions import DataPath, Finding, path_words

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN_KEY_PREFIX = "x_"  # keys that begin so are the agent's own: kept and never judged

# Words that come to mind for a key, and the key: no spelling would lead from one to the other.
_SYNONYMS = {
    "channel": "how",
    "customer": "buyers",
    "customers": "buyers",
    "date": "at",
    "day": "at",
    "days_away": "away",
    "note": "text",
    "notes": "text",
    "number": "job",
    "phase": "stage",
    "status": "stage",
    "type": "kind",
    "who": "with",
}


class _BlockKeys(NamedTuple):
    """The keys of one kind of block, and those of them that hold blocks."""

    keys: frozenset[str]
    nested: tuple[tuple[str, _BlockKeys], ...]


_BLOCK_KEYS: dict[type[FileBlock], _BlockKeys] = {}


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
    for key in data:
        if key not in known.keys and not key.startswith(OWN_KEY_PREFIX):
            yield _unknown_key_finding((*path, key), key, known)
    for key, block in known.nested:
        yield from _unknown_keys(data.get(key), block, (*path, key))


def _unknown_key_finding(path: DataPath, key: str, known: _BlockKeys) -> Finding:
    said = f"{path_words(path[:-1])}: " if len(path) > 1 else ""
    said += f"unknown key {quote_value(key)}"
    word = key.strip().casefold().replace("-", "_").replace(" ", "_")
    outer = next((name for name, block in known.nested if word in block.keys and word not in _SYNONYMS), None)
    if outer:
        return Finding(path, said, f'it belongs under "{outer}"', is_key=True)
    meant = _SYNONYMS.get(word)
    near = f'; did you mean "{meant}"?' if meant in known.keys else did_you_mean(word, sorted(known.keys))
    if near:
        return Finding(path, said + near, is_key=True)
    if len(path) > 1 and word in _keys_of(Job).keys:
        return Finding(path, said, "it belongs to the job itself: take away its extra indentation", is_key=True)
    return Finding(path, said, f"take it out, or begin it with {OWN_KEY_PREFIX} to keep it for yourself", is_key=True)
