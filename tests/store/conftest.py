"""What holds for every test of the modules that touch the disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPEN = Path("/proc/self/fd")


@pytest.fixture(autouse=True)
def nothing_left_open() -> Iterator[None]:
    """Whatever a module opens it closes again, where the system tells what is open."""
    before = _files()
    yield
    assert _files() <= before


def _files() -> set[str]:
    """The files of tests that this process has open, by their paths."""
    found = set()
    for place in _OPEN.iterdir() if _OPEN.is_dir() else ():
        try:
            found.add(f"{place.name}: {place.readlink()}")
        except OSError:
            continue  # the list itself, which is closed by now
    return {one for one in found if "/pytest-" in one or "/test_" in one}
