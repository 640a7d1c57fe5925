"""The pictures under `tests/expected` are short enough to be read when one changes."""

from __future__ import annotations

from pathlib import Path

EXPECTED = Path(__file__).parent / "expected"


def test_no_picture_is_longer_than_two_hundred_lines() -> None:
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in EXPECTED.rglob("*.txt")}
    assert lengths
    assert {name: length for name, length in lengths.items() if length >= 200} == {}
