"""A first look tells rightly whether the journal has anything to say, and is in doubt rather than wrong."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from backlog_cli import __version__
from backlog_cli.store.journal.status import (
    HEAD,
    LINES,
    REVIEWED,
    TRANSFER,
    has_transfer_mark,
    is_current,
    read_bytes,
    read_bytes_or_error,
    read_head,
    review_mark,
)
from backlog_cli.store.own_files import NotOurs

if TYPE_CHECKING:
    from pathlib import Path

NAME = "0123abc"


def refused(*_: object, **__: object) -> int:
    raise OSError(errno.EIO, "no")


def test_a_journal_that_holds_nothing_is_quiet(tmp_path: Path) -> None:
    assert is_current(tmp_path / "none", NAME)
    assert is_current(tmp_path, NAME)
    (tmp_path / LINES).write_bytes(b"")
    assert is_current(tmp_path, NAME)
    assert is_current(tmp_path / LINES, NAME)  # a file where its folder would be
    (tmp_path / LINES).write_bytes(b"x")
    assert not is_current(tmp_path, NAME)


def test_a_journal_whose_last_word_is_this_text_is_quiet(tmp_path: Path) -> None:
    (tmp_path / LINES).write_bytes(b"x" * 12)
    (tmp_path / HEAD).write_bytes(f"3 {NAME} 12\n".encode())
    assert read_head(tmp_path) == (3, NAME)
    assert is_current(tmp_path, NAME)
    assert not is_current(tmp_path, NAME + "0")


def test_a_text_that_was_looked_at_is_quiet_until_the_journal_grows(tmp_path: Path) -> None:
    (tmp_path / LINES).write_bytes(b"x" * 12)
    (tmp_path / REVIEWED).write_bytes(review_mark(NAME, 12))
    assert is_current(tmp_path, NAME)
    assert not is_current(tmp_path, "other")
    (tmp_path / LINES).write_bytes(b"x" * 13)
    assert not is_current(tmp_path, NAME)


def test_another_version_looks_again() -> None:
    assert review_mark(NAME, 12) == f"{NAME} 12 {__version__}\n".encode()


def test_a_journal_that_cannot_be_looked_at_is_not_quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "lstat", refused)
    assert not is_current(tmp_path, NAME)
    monkeypatch.undo()
    assert not is_current(tmp_path / "\0", NAME)


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (b"1 abc 12\n", (1, "abc")),
        (b"0 abc 12\n", (0, "")),
        (b"-1 abc 12\n", (0, "")),
        (b"1 abc 11\n", (0, "")),
        (b"1 abc 13\n", (0, "")),
        (b"1 abc\n", (0, "")),
        (b"x abc 12\n", (0, "")),
        (b"1 \xff 12\n", (0, "")),
        (b"1 abc x\n", (0, "")),
        (b"", (0, "")),
    ],
)
def test_a_head_that_does_not_fit_its_journal_is_not_known(tmp_path: Path, head: bytes, known: tuple[int, str]) -> None:
    (tmp_path / LINES).write_bytes(b"x" * 12)
    (tmp_path / HEAD).write_bytes(head)
    assert read_head(tmp_path) == known


def test_a_head_without_its_journal_is_not_known(tmp_path: Path) -> None:
    assert read_head(tmp_path) == (0, "")
    (tmp_path / HEAD).write_bytes(b"1 abc 12\n")
    assert read_head(tmp_path) == (0, "")


def test_a_move_that_nobody_ended_is_seen(tmp_path: Path) -> None:
    assert not has_transfer_mark(tmp_path)
    (tmp_path / TRANSFER).symlink_to(tmp_path / "nowhere")
    assert not has_transfer_mark(tmp_path)  # whoever put it there, it wasn't us
    (tmp_path / TRANSFER).unlink()
    (tmp_path / TRANSFER).touch(mode=0o600)
    assert has_transfer_mark(tmp_path)


def test_what_is_no_file_holds_nothing(tmp_path: Path) -> None:
    place = tmp_path / "x"
    assert read_bytes_or_error(place) == (b"", None)
    place.write_bytes(b"word" * 16_384)
    assert read_bytes_or_error(place) == (b"word" * 16_384, None)
    assert read_bytes(place) == b"word" * 16_384
    (tmp_path / "link").symlink_to(place)
    os.mkfifo(tmp_path / "pipe")
    assert read_bytes_or_error(tmp_path / "\0") == (b"", None)
    place.write_bytes(b"word" * 16_384 + b"s")
    for foreign in (tmp_path / "folder", tmp_path / "link", tmp_path / "pipe", place, place / "below"):
        (tmp_path / "folder").mkdir(exist_ok=True)
        data, error = read_bytes_or_error(foreign)
        assert (data, type(error)) == (b"", NotOurs)
        assert read_bytes(foreign) == b""


def test_what_cannot_be_read_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "x"
    place.write_bytes(b"word")
    for call in ("open", "read", "fstat"):
        with monkeypatch.context() as patch:
            patch.setattr(os, call, refused)
            data, error = read_bytes_or_error(place)
        assert data == b""
        assert error is not None
        assert error.errno == errno.EIO
        assert read_bytes(place) == b"word"


def test_a_close_that_is_refused_takes_nothing_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "x"
    place.write_bytes(b"word")
    close = os.close

    def closed(descriptor: int) -> None:
        close(descriptor)
        raise OSError(errno.EIO, "no")

    with monkeypatch.context() as patch:
        patch.setattr(os, "close", closed)
        assert read_bytes(place) == b"word"
