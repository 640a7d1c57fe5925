"""What lies beside the file: marks of editors that have it open, second copies of sync programs, and nothing else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from backlog_cli.store.sync_files import open_editors, read_copy, sync_copies

if TYPE_CHECKING:
    from pathlib import Path


def names(path: Path) -> tuple[str, ...]:
    return tuple(copy.name for copy in sync_copies(path))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "backlog.yaml"
    path.write_bytes(b"jobs: []\n")
    return path


@pytest.mark.parametrize(
    ("mark", "editor"),
    [
        (".backlog.yaml.swp", "vim"),
        (".backlog.yaml.swo", "vim"),
        (".#backlog.yaml", "emacs"),
        ("#backlog.yaml#", "emacs"),
        ("~$backlog.yaml", "an office program"),
        (".~lock.backlog.yaml#", "an office program"),
        (".backlog.yaml.kate-swp", "kate"),
    ],
)
def test_the_mark_of_an_open_editor_is_known(file: Path, mark: str, editor: str) -> None:
    file.with_name(mark).write_bytes(b"")
    assert open_editors(file) == {editor: mark}


def test_an_emacs_mark_leads_nowhere(file: Path) -> None:
    file.with_name(".#backlog.yaml").symlink_to("renata@desk.4711:1764")
    assert open_editors(file) == {"emacs": ".#backlog.yaml"}


def test_marks_of_other_files_say_nothing(file: Path) -> None:
    for name in (".other.yaml.swp", "backlog.yaml~", ".backlog.yaml.un~", ".~backlog.yaml.4f.tmp", "backlog.yaml.swp"):
        file.with_name(name).write_bytes(b"")
    assert open_editors(file) == {}


def test_marks_and_copies_are_found_beside_the_link_and_beside_what_it_leads_to(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "desk" / "homes.yaml"
    link.parent.mkdir()
    link.symlink_to(file)
    file.with_name(".backlog.yaml.swp").write_bytes(b"")
    link.with_name(".#homes.yaml").symlink_to("x")
    assert open_editors(link) == {"vim": ".backlog.yaml.swp", "emacs": ".#homes.yaml"}
    file.with_name("backlog.sync-conflict-20261120-101010-ABCDEFG.yaml").write_bytes(b"")
    link.with_name("homes (conflicted copy 2026-11-20).yaml").write_bytes(b"")
    assert names(link) == (
        "backlog.sync-conflict-20261120-101010-ABCDEFG.yaml",
        "homes (conflicted copy 2026-11-20).yaml",
    )


@pytest.mark.parametrize(
    "name",
    [
        "backlog (Renata's conflicted copy 2026-11-20).yaml",
        "backlog (conflicted copy 2026-11-20 101010).yaml",
        "backlog (Case Conflicted Copy).yaml",
        "backlog.sync-conflict-20261120-101010-ABCDEFG.yaml",
        "backlog-DESK-safeBackup-0001.yaml",
        "backlog-desk-SAFEBACKUP-0001.yaml",
    ],
)
def test_a_second_copy_is_known_by_its_name(file: Path, name: str) -> None:
    file.with_name(name).write_bytes(b"")
    assert names(file) == (name,)


def test_copies_of_other_files_say_nothing(file: Path) -> None:
    for name in ("photos (conflicted copy).jpg", "backlog.yaml.bak", "backlog (1).yaml", "backlog-2.yaml"):
        file.with_name(name).write_bytes(b"")
    assert sync_copies(file) == ()


def test_a_folder_that_cannot_be_read_or_a_file_that_is_not_there_has_no_neighbours(tmp_path: Path) -> None:
    assert sync_copies(tmp_path / "none" / "backlog.yaml") == ()
    assert open_editors(tmp_path / "none" / "backlog.yaml") == {}


def test_a_second_copy_is_read_as_plain_data(file: Path) -> None:
    copy = file.with_name("backlog.sync-conflict-1.yaml")
    copy.write_bytes(b"jobs:\n  - {job: 0012, lot: 7, sold_date: never}\n")
    assert read_copy(copy) == {"jobs": [{"job": "0012", "lot": "7", "sold_date": "never"}]}


BOMB = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n" % (n, n, *([n - 1] * 8)) for n in range(ord("b"), ord("k"))
)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"jobs: [\n", ":1:"),
        (b"\xff\xfe", "UTF-16"),
        (b"\0" * 99, "power cut"),
        (BOMB, "backlog.sync-conflict-1.yaml"),
        (b"[" * 60_000, "backlog.sync-conflict-1.yaml"),
    ],
    ids=["broken", "UTF-16", "NULs", "a bomb", "too deep"],
)
def test_a_second_copy_that_cannot_be_read_says_why_in_one_line(file: Path, data: bytes, says: str) -> None:
    copy = file.with_name("backlog.sync-conflict-1.yaml")
    copy.write_bytes(data)
    why = read_copy(copy)
    assert isinstance(why, str)
    assert says in why
    assert "\n" not in why


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such things in a folder")
def test_a_second_copy_that_is_no_file_is_not_read(file: Path) -> None:
    copy = file.with_name("backlog.sync-conflict-1.yaml")
    os.mkfifo(copy)
    assert "a pipe" in str(read_copy(copy))
    copy.unlink()
    copy.symlink_to("nowhere")
    assert isinstance(read_copy(copy), str)
    copy.unlink()
    copy.mkdir()
    assert "a folder" in str(read_copy(copy))
    copy.rmdir()
    with copy.open("wb") as hole:
        hole.truncate(2**30)
    assert "1024 MiB" in str(read_copy(copy))
