"""The mark that a move is under way: it stands on the disk before the move, and is gone when both files are written."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

import pytest

from backlog_cli.errors import FileLocked
from backlog_cli.store.archive.marker import begin_transfer, end_transfer
from backlog_cli.store.journal.status import has_transfer_mark
from backlog_cli.store.paths import journal_folder

if TYPE_CHECKING:
    from pathlib import Path


def test_a_mark_stands_from_the_first_file_to_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, environ = tmp_path / "backlog.yaml", {"HOME": f"{tmp_path / 'user'}"}
    folder = journal_folder(path, environ)
    assert folder is not None
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    end_transfer(path, environ=environ)
    begin_transfer(path, environ=environ)
    assert has_transfer_mark(folder)
    assert len(synced) == 1
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(mark.stat().st_mode) for mark in folder.iterdir()} == {0o600}
    begin_transfer(path, environ=environ)
    end_transfer(path, environ=environ)
    assert not has_transfer_mark(folder)


def test_without_a_home_there_is_no_mark(tmp_path: Path) -> None:
    begin_transfer(tmp_path / "backlog.yaml", environ={})
    end_transfer(tmp_path / "backlog.yaml", environ={})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "is_told"), [(errno.ENOSPC, True), (errno.EIO, True), (errno.EACCES, False), (errno.EROFS, False)]
)
def test_a_disk_that_refuses_stops_the_move_and_a_folder_of_others_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, is_told: bool
) -> None:
    def refused(*_: object, **__: object) -> int:
        raise OSError(number, os.strerror(number))

    path, environ = tmp_path / "backlog.yaml", {"HOME": f"{tmp_path / 'user'}"}
    closed: list[int] = []
    close = os.close
    monkeypatch.setattr(os, "fsync", refused)

    def counted(descriptor: int) -> None:
        closed.append(descriptor)
        close(descriptor)

    monkeypatch.setattr(os, "close", counted)
    if not is_told:
        begin_transfer(path, environ=environ)
    else:
        with pytest.raises(FileLocked, match=os.strerror(number).lower()):
            begin_transfer(path, environ=environ)
    assert len(closed) == 1
    monkeypatch.setattr(type(tmp_path), "unlink", refused)
    end_transfer(path, environ=environ)
