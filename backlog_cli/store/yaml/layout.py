"""How the lines around a place are laid out, so that new lines look like their neighbours."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.store.lines import line_start

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlog_cli.store.yaml.events import EventTable

LAST_ENTRIES = 3  # of a list, that a new one is to look like


class Layout(NamedTuple):
    """How the file around a place is laid out, so that new lines look like their neighbours.

    `step` is how much deeper the keys below a key stand, `dash` how much deeper the dashes of a list, `gap` the columns from
    a dash to its value. `flows` says of keys seen nearby whether their list or mapping stood in brackets; `is_padded`
    whether braces have blanks inside.
    """

    step: int = 2
    dash: int = 2
    gap: int = 2
    flows: Mapping[str, bool] = MappingProxyType({})
    is_padded: bool = False


def layout_around(stream: EventTable, base: int, near: int, *, is_like: bool, dash: int) -> Layout:
    """The habits of the mapping `base` and of the node `near`, which a new value is to look like when `is_like`.

    `dash` is how deep dashes stand below a key when nothing around says it.
    """
    seen = _LayoutSurvey(stream)
    seen.survey(base)
    if is_like:
        seen.flows.clear()
        seen.survey(near)
    dash = _most_common(seen.dashes, dash)
    return Layout(
        step=_most_common(seen.steps, dash or 2),
        dash=dash,
        gap=_most_common(seen.gaps, 2),
        flows=dict(seen.flows),
        is_padded=next((one for one in (_is_padded(stream, near), _is_padded(stream, base)) if one is not None), False),
    )


def _is_padded(stream: EventTable, node: int) -> bool | None:
    """Whether the first braces in a node have blanks inside; None when there are none."""
    for at in range(node, stream.next_node(node)):
        if stream.kind(at) == "map" and stream.is_flow(at) and not stream.is_empty(at):
            return stream.text[stream.token_start(at) + 1] == " "
    return None


def _most_common(votes: Counter[int], usual: int) -> int:
    return votes.most_common(1)[0][0] if votes else usual


class _LayoutSurvey:
    """What was counted in the mappings and lists that are written in lines."""

    def __init__(self, stream: EventTable) -> None:
        self._stream = stream
        self.steps: Counter[int] = Counter()
        self.dashes: Counter[int] = Counter()
        self.gaps: Counter[int] = Counter()
        self.flows: dict[str, bool] = {}

    def survey(self, node: int) -> None:
        """Counts a node and what is in it; of a list, its last entries are enough."""
        stream = self._stream
        if stream.is_flow(node):
            return
        if stream.kind(node) == "list":
            for item in stream.items(node)[-LAST_ENTRIES:]:
                if stream.kind(item) in ("map", "list"):
                    self.survey(item)
        elif stream.kind(node) == "map":
            for key, value in stream.pairs(node):
                if stream.kind(value) in ("map", "list") and not stream.is_empty(value):
                    self._survey_pair(key, value)

    def _survey_pair(self, key: int, value: int) -> None:
        stream = self._stream
        self.flows[stream.signs[key][1]] = stream.is_flow(value)
        if stream.is_flow(value):
            return
        column = self._column(stream.starts[key])
        start = stream.token_start(value)
        if stream.kind(value) == "map":
            self.steps[self._column(stream.starts[value + 1]) - column] += 1
        else:
            self.dashes[self._column(start) - column] += 1
            gap = stream.starts[value + 1] - start
            if 2 <= gap <= 8 and line_start(stream.text, start + gap) <= start:
                self.gaps[gap] += 1
        self.survey(value)

    def _column(self, at: int) -> int:
        return at - line_start(self._stream.text, at)
