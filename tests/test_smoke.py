"""What CI runs on the oldest releases that the pins allow runs on the newest, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.smoke import faults

if TYPE_CHECKING:
    from pathlib import Path


def test_a_morning_a_log_a_shift_and_the_help_work(tmp_path: Path) -> None:
    assert faults(tmp_path) == []
