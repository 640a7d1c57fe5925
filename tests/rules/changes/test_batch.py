"""Lines as people write them: a home, then words."""

from __future__ import annotations

import pytest

from backlog_cli.rules.changes.batch import BatchLine, parse_lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("41 windows come Tuesday", [(1, "41", "windows come Tuesday")]),
        ("\ufeff41 windows\n\n   \nokafor slab  is\tdry \n", [(1, "41", "windows"), (4, "okafor", "slab is dry")]),
        (
            "41: windows\nlot 7 slab\nLot 8: trusses\nlot12 x",
            [(1, "41", "windows"), (2, "lot7", "slab"), (3, "Lot8", "trusses"), (4, "lot12", "x")],
        ),
        ("41\tTuesday", [(1, "41", "Tuesday")]),
        ("41", [(1, "41", "")]),
        ("lot", [(1, "lot", "")]),
        (":", [(1, ":", "")]),
        ("41,44 rain day", [(1, "41,44", "rain day")]),
        ("41 one\u2028two", [(1, "41", "one two")]),
        ("", []),
    ],
)
def test_lines_are_read_as_people_write_them(text: str, expected: list[tuple[int, str, str]]) -> None:
    assert parse_lines(text) == tuple(BatchLine(*line) for line in expected)
