"""Keys of the file that no block knows: kept, passed over, and told with the key that may have been meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlog_cli.model import Job, Part, did_you_mean, quoted
from backlog_cli.store.findings import Finding, Path, where

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN = "x_"  # keys that begin so are the agent's own: kept and never judged


@dataclass(frozen=True, slots=True)
class _Known:
    """The keys of one kind of block, and those of them that hold blocks."""

    keys: frozenset[str]
    nested: tuple[tuple[str, type[Part]], ...]


_KNOWN: dict[type[Part], _Known] = {}


def _known(kind: type[Part]) -> _Known:
    if kind not in _KNOWN:
        blocks = kind.blocks()
        _KNOWN[kind] = _Known(frozenset(blocks), tuple((key, block) for key, block in blocks.items() if block))
    return _KNOWN[kind]


def unknown_keys(data: object, kind: type[Part], path: Path = (), *, is_deep: bool = True) -> Iterator[Finding]:
    """A warning for each key of the plain data that `kind`, or with `is_deep` a block inside it, does not know."""
    if isinstance(data, list):
        for n, item in enumerate(data):
            yield from unknown_keys(item, kind, (*path, n), is_deep=is_deep)
    if not isinstance(data, dict):
        return
    known = _known(kind)
    if not known.keys.issuperset(data):
        for key in data:
            if key not in known.keys and not key.startswith(OWN):
                yield _unknown((*path, key), key, kind)
    for key, block in known.nested if is_deep else ():
        inner = data.get(key)
        if inner and not isinstance(inner, str):
            yield from unknown_keys(inner, block, (*path, key))


def _unknown(path: Path, key: str, kind: type[Part]) -> Finding:
    said = f"{where(path[:-1])}: " if len(path) > 1 else ""
    said += f"unknown key {quoted(key)}"
    outer = next((name for name, block in _known(kind).nested if key in _known(block).keys), None)
    if outer:
        return Finding(path, said, f'it belongs under "{outer}"', is_key=True)
    if len(path) > 1 and key in _known(Job).keys:
        return Finding(path, said, "it belongs to the job itself: take away its extra indentation", is_key=True)
    near = did_you_mean(key.strip().replace("-", "_").replace(" ", "_"), sorted(_known(kind).keys))
    return Finding(path, said + near, "" if near else f"take it out, or begin it with {OWN} to keep it for yourself", is_key=True)
