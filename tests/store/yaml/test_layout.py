"""How new lines take after their neighbours: the depth of dashes, what stands behind them, and what is in brackets."""

from __future__ import annotations

import pytest

from backlog_cli.store.yaml.events import event_table
from backlog_cli.store.yaml.layout import Layout, layout_around


def look_of(*lines: str) -> Layout:
    """The habits of a job with these lines."""
    stream = event_table("".join(f"{line}\n" for line in lines))
    return layout_around(stream, 0, 0, is_like=False, dash=2)


def test_most_dashes_decide_how_far_behind_them_a_value_stands() -> None:
    assert look_of("a:", "  - x", "b:", "  - y", "c:", "  -   z").gap == 2
    assert look_of("a:", "  - x", "b:", "  -   y", "c:", "  -   z").gap == 4
    assert look_of("a:", "  -" + " " * 7 + "x").gap == 8
    assert look_of("a:", "  -" + " " * 8 + "x").gap == 2  # that far is not a habit
    assert look_of("a:", "  -", "    x: 1").gap == 2  # what stands below its dash says nothing


@pytest.mark.parametrize("older", [2, 3])
def test_the_last_three_entries_of_a_list_are_looked_at(older: int) -> None:
    lines = ["log:", "  - with: [Ann]", *["  - text: rang"] * older]
    assert look_of(*lines).flows == {"log": False} | ({"with": True} if older < 3 else {})


def test_what_most_of_the_neighbours_do_is_done() -> None:
    def inner(by: int, *dashes: int) -> list[str]:
        return [f"a{by}{n}{dash}:\n{' ' * dash}- x" for n, dash in enumerate(dashes)] + [f"b{by}:", f"{' ' * by}x: y"]

    assert look_of(*inner(3), *inner(4), "c:", "    x: y").step == 4
    assert look_of(*inner(4), *inner(3), "c:", "   x: y").step == 3
    assert look_of(*inner(2, 0, 3, 3)).dash == 3
    assert look_of(*inner(2, 3, 0, 0)).dash == 0
    assert look_of("x: y") == Layout(step=2, dash=2, gap=2)
