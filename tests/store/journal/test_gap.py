"""The mark that a change leaves in the lock when the journal could not take it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from backlog_cli.store.journal.gap import Gap, clear_gap, gaps_in, gone_in, leave_gap, put_back_gap

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "0123456789abcdef" * 4


def test_marks_stand_one_below_another_until_they_are_taken_out(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    place.write_bytes(b"half a mark")
    lock = os.open(place, os.O_RDWR)
    try:
        assert leave_gap(lock, DIGEST, ()) == b"half a mark"
        first = place.read_bytes()
        assert leave_gap(lock, DIGEST[::-1], (3, 12)) == first
        both = gaps_in(place.read_bytes())
        put_back_gap(lock, first)
    finally:
        os.close(lock)
    assert [gap.before for gap in both] == [DIGEST, DIGEST[::-1]]
    assert both[0].name != both[1].name
    assert gone_in(gap.name for gap in both) == {3, 12}
    assert place.read_bytes() == first
    assert gaps_in(first) == both[:1]
    clear_gap(place)
    assert place.read_bytes() == b""
    clear_gap(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_many_marks_are_drawn_together_to_one_that_knows_what_they_knew(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    lock = os.open(place, os.O_RDWR | os.O_CREAT)
    try:
        counts = []
        for n in range(400):
            leave_gap(lock, DIGEST, (n,))
            counts.append(len(gaps_in(place.read_bytes())))
    finally:
        os.close(lock)
    assert counts[0] == 1
    assert 150 < max(counts) < 200
    assert counts.count(1) == 3
    assert gone_in(gap.name for gap in gaps_in(place.read_bytes())) == set(range(400))


@pytest.mark.parametrize(("name", "gone"), [("ab", ()), ("ab:", ()), ("ab:1,22", (1, 22)), ("ab:x,3", (3,)), ("ab:\u0661", ())])
def test_a_name_tells_what_its_change_took_back(name: str, gone: tuple[int, ...]) -> None:
    assert gone_in([name]) == set(gone)


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
        leave_gap(lock, DIGEST, ())
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
        (b"a" * 136 + f" {DIGEST}".encode(), Gap("a" * 136, DIGEST)),
        (b"", None),
        (b"\xff" * 300, None),
        (f"x\nab12 {DIGEST}\ncd34 {DIGEST[1:]}".encode(), Gap("ab12", DIGEST)),
    ],
)
def test_a_mark_that_was_left_half_written_is_none(lock: bytes, gap: Gap | None) -> None:
    assert gaps_in(lock) == (() if gap is None else (gap,))
