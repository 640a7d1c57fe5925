"""The mark that a change leaves in the lock when the journal could not take it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from backlog_cli.store.gap import Gap, clear_gap, gap_in, leave_gap

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "0123456789abcdef" * 4


def test_a_mark_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    place.write_bytes(b"x" * 300)
    lock = os.open(place, os.O_RDWR)
    try:
        found = []
        for before in (DIGEST, DIGEST[::-1]):
            leave_gap(lock, before)
            found.append(gap_in(place.read_bytes()))
            assert place.stat().st_size == 16 + 1 + 64 + 1
    finally:
        os.close(lock)
    assert [gap and gap.before for gap in found] == [DIGEST, DIGEST[::-1]]
    assert len({gap and gap.name for gap in found}) == 2
    clear_gap(place)
    assert place.read_bytes() == b""
    clear_gap(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_mark_is_on_disk_before_the_change_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    write, sync = os.write, os.fsync

    def writing(lock: int, mark: bytes) -> int:
        done.append("write")
        return write(lock, mark)

    def syncing(lock: int) -> None:
        done.append("fsync")
        sync(lock)

    monkeypatch.setattr(os, "write", writing)
    monkeypatch.setattr(os, "fsync", syncing)
    lock = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    try:
        leave_gap(lock, DIGEST)
    finally:
        os.close(lock)
    assert done == ["write", "fsync"]


@pytest.mark.parametrize(
    ("lock", "gap"),
    [
        (f"ab12 {DIGEST}\n".encode(), Gap("ab12", DIGEST)),
        (f"ab12 {DIGEST}".encode(), Gap("ab12", DIGEST)),
        (f"ab12 {DIGEST[1:]}".encode(), None),
        (f"ab12 {DIGEST}0".encode(), None),
        (f" {DIGEST}\n".encode(), None),
        (f"ab12{DIGEST}\n".encode(), None),
        (b"a" * 135 + f" {DIGEST}".encode(), Gap("a" * 135, DIGEST)),
        (b"a" * 136 + f" {DIGEST}".encode(), None),
        (b"", None),
        (b"\xff" * 300, None),
    ],
)
def test_a_mark_that_was_left_half_written_is_none(lock: bytes, gap: Gap | None) -> None:
    assert gap_in(lock) == gap
