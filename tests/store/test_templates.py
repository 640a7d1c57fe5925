"""The agent's own templates: found beside her backlog, refused when they are not plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlog_cli.errors import BadFile
from backlog_cli.store.templates import own_template

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder for templates beside a backlog."""
    folder = tmp_path / "backlog-drafts"
    folder.mkdir()
    return folder


def test_there_need_be_none(tmp_path: Path, folder: Path) -> None:
    assert own_template(tmp_path / "backlog.yaml", "update") is None
    assert own_template(tmp_path / "elsewhere" / "backlog.yaml", "update") is None


def test_one_is_read_as_text(tmp_path: Path, folder: Path) -> None:
    (folder / "update.txt").write_bytes("\ufeffHi {names},\r\n{stage} é".encode())
    assert own_template(tmp_path / "backlog.yaml", "update") == ("backlog-drafts/update.txt", "Hi {names},\r\n{stage} é")


WRONG = [(b"\xff\xfe", "UTF-8"), (b"a\x00b", "NUL"), (b"x" * 70_000, "too long")]


@pytest.mark.parametrize(("data", "why"), WRONG, ids=[why for _, why in WRONG])
def test_what_is_no_letter_is_refused_by_its_name(tmp_path: Path, folder: Path, data: bytes, why: str) -> None:
    (folder / "update.txt").write_bytes(data)
    with pytest.raises(BadFile, match=why) as refused:
        own_template(tmp_path / "backlog.yaml", "update")
    assert "update.txt" in refused.value.message


def test_a_folder_of_that_name_is_no_template(tmp_path: Path, folder: Path) -> None:
    (folder / "update.txt").mkdir()
    with pytest.raises(BadFile):
        own_template(tmp_path / "backlog.yaml", "update")
