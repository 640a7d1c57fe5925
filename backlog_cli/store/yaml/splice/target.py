"""From the path of an intent down to its node; what is shared with other places is refused on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.store.yaml.splice.block import CannotProve, NodeContext, base_column, column_at, dash_offset, key_column

if TYPE_CHECKING:
    from backlog_cli.rules.change import Path
    from backlog_cli.store.yaml.events import EventTable
    from backlog_cli.store.yaml.splice.block import Block


def locate(block: Block, path: Path) -> tuple[NodeContext, Path]:
    """Return the node that a path leads to, or as far as it goes, with the rest of the path. Raise CannotProve."""
    stream = block.stream
    aliased = frozenset(alias_targets(stream).values())
    for node in (*block.around, block.base):
        _refuse_shared(stream, node, aliased)
    in_flow = any(stream.is_flow(node) for node in (*block.around, block.base))
    place = NodeContext(block.base, base_column(block), "", None, in_flow)
    for at, step in enumerate(path):
        node, kind = place.node, stream.kind(place.node)
        if kind == "map" and isinstance(step, str):
            found = stream.values_of(node, step, place.key or ("jobs" if block.around else ""))
            if not found:
                if any(stream.kind(key) == "alias" for key, _ in stream.pairs(node)):
                    raise CannotProve("one of the keys here is a star")
                return place, path[at:]
            if len(found) > 1 and not block.is_by_hand:
                raise CannotProve(f'"{step}" is there twice')
            key, value = found[0]
            column = key_column(block, key)
            place = NodeContext(value, column, step, key, place.in_flow or stream.is_flow(node))
        elif kind == "list" and isinstance(step, int):
            items = stream.items(node)
            if step >= len(items):
                raise CannotProve(f"number {step + 1} of the list is needed, and it has {len(items)}")
            is_flow = place.in_flow or stream.is_flow(node)
            column = place.column if is_flow else column_at(block, dash_offset(block, node, items, step))
            place = NodeContext(items[step], column, place.key, None, is_flow)
        elif kind == "map" and step == 0 and place.key:
            continue  # one mapping where a list is meant
        else:
            return place, path[at:]
        _refuse_shared(stream, place.node, aliased)
    return place, ()


def _refuse_shared(stream: EventTable, node: int, aliased: frozenset[int]) -> None:
    if stream.kind(node) == "alias":
        raise CannotProve(f"`*{stream.signs[node][1]}` stands for something written elsewhere")
    if node in aliased:
        raise CannotProve(f"`&{stream.signs[node][2]}` is used in other places too, and they would change with it")


def is_from_merge_key(stream: EventTable, node: int, key: str) -> bool:
    """Return whether a mapping has this key through `<<`."""
    targets = alias_targets(stream)
    sources = [value for _, value in stream.values_of(node, "<<")]
    while sources:
        source = sources.pop()
        if stream.kind(source) == "alias":
            sources += [targets[source]] if source in targets else []
        elif stream.kind(source) == "list":
            sources += stream.items(source)
        elif stream.kind(source) == "map":
            if stream.values_of(source, key):
                return True
            sources += [value for _, value in stream.values_of(source, "<<")]
    return False


def alias_targets(stream: EventTable) -> dict[int, int]:
    """Return the node that each alias refers to."""
    anchors: dict[str, int] = {}
    found: dict[int, int] = {}
    for node, (kind, value, anchor, _) in enumerate(stream.signs):
        if anchor:
            anchors[anchor] = node
        if kind == "alias" and value in anchors:
            found[node] = anchors[value]
    return found
