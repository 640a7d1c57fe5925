"""The mark that a change leaves in the lock when the journal could not take it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from backlog_cli.store.journal.gap import LockMark, append_mark, clear_marks, parse_marks, restore_marks, superseded_entries

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "0123456789abcdef" * 4


def test_marks_stand_one_below_another_until_they_are_taken_out(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    place.write_bytes(b"half a mark")
    lock = os.open(place, os.O_RDWR)
    try:
        assert append_mark(lock, DIGEST, ()) == b"half a mark"
        first = place.read_bytes()
        assert append_mark(lock, DIGEST[::-1], (3, 12)) == first
        both = parse_marks(place.read_bytes())
        restore_marks(lock, first)
    finally:
        os.close(lock)
    assert [gap.before for gap in both] == [DIGEST, DIGEST[::-1]]
    assert both[0].name != both[1].name
    assert superseded_entries(gap.name for gap in both) == {3, 12}
    assert place.read_bytes() == first
    assert parse_marks(first) == both[:1]
    clear_marks(place)
    assert place.read_bytes() == b""
    clear_marks(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_many_marks_are_drawn_together_to_one_that_knows_what_they_knew(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    lock = os.open(place, os.O_RDWR | os.O_CREAT)
    try:
        counts = []
        for n in range(400):
            append_mark(lock, DIGEST, (n,))
            counts.append(len(parse_marks(place.read_bytes())))
    finally:
        os.close(lock)
    assert counts[0] == 1
    assert 150 < max(counts) < 200
    assert counts.count(1) == 3
    assert superseded_entries(gap.name for gap in parse_marks(place.read_bytes())) == set(range(400))


@pytest.mark.parametrize(("name", "gone"), [("ab", ()), ("ab:", ()), ("ab:1,22", (1, 22)), ("ab:x,3", (3,)), ("ab:\u0661", ())])
def test_a_name_tells_what_its_change_took_back(name: str, gone: tuple[int, ...]) -> None:
    assert superseded_entries([name]) == set(gone)


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
        append_mark(lock, DIGEST, ())
    finally:
        os.close(lock)
    assert done == ["write", "fsync"]


@pytest.mark.parametrize(
    ("lock", "gap"),
    [
        (f"ab12 {DIGEST}\n".encode(), LockMark("ab12", DIGEST)),
        (f"ab12 {DIGEST}".encode(), LockMark("ab12", DIGEST)),
        (f"ab12 {DIGEST[1:]}".encode(), None),
        (f"ab12 {DIGEST}0".encode(), None),
        (f" {DIGEST}\n".encode(), None),
        (f"ab12{DIGEST}\n".encode(), None),
        (b"a" * 136 + f" {DIGEST}".encode(), LockMark("a" * 136, DIGEST)),
        (b"", None),
        (b"\xff" * 300, None),
        (f"x\nab12 {DIGEST}\ncd34 {DIGEST[1:]}".encode(), LockMark("ab12", DIGEST)),
    ],
)
def test_a_mark_that_was_left_half_written_is_none(lock: bytes, gap: LockMark | None) -> None:
    assert parse_marks(lock) == (() if gap is None else (gap,))
