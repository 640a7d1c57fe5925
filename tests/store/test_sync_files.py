"""What lies beside the file: marks of editors that have it open, second copies of sync programs, and nothing else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from backlog_cli.store.sync_files import files_beside, is_name_of_copy, open_editors

if TYPE_CHECKING:
    from pathlib import Path


def names(path: Path) -> tuple[str, ...]:
    return tuple(beside.path.name for beside in files_beside(path))


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


def test_every_yaml_file_is_seen_but_itself_its_archives_and_other_names_of_it(file: Path) -> None:
    for name in ("ann.yaml", "Backlog 2.YML", "backlog-DESK.yaml", "backlog-20.yaml", ".hidden.yaml"):
        file.with_name(name).write_bytes(b"x")
    for name in (
        "backlog-2025.yaml",
        "photo (conflicted copy).jpg",
        "backlog.yaml.bak",
        "backlog.schema.json",
        ".~backlog.yaml.tmp",
    ):
        file.with_name(name).write_bytes(b"x")
    os.link(file, file.with_name("second-name.yaml"))
    file.with_name("link.yaml").symlink_to(file)
    file.with_name("nowhere.yaml").symlink_to("nowhere")
    file.with_name("folder.yaml").mkdir()
    assert names(file) == (".hidden.yaml", "Backlog 2.YML", "ann.yaml", "backlog-20.yaml", "backlog-DESK.yaml")


def test_a_folder_of_thousands_is_looked_at_within_bounds(file: Path) -> None:
    for n in range(300):
        file.with_name(f"{n}.yaml").write_bytes(b"x")
    assert len(names(file)) == 200


def test_a_folder_that_cannot_be_read_or_a_file_that_is_not_there_has_no_neighbours(tmp_path: Path) -> None:
    assert files_beside(tmp_path / "none" / "backlog.yaml") == ()
    assert open_editors(tmp_path / "none" / "backlog.yaml") == {}


@pytest.mark.parametrize(
    ("name", "is_copy"),
    [
        ("backlog (Renata's conflicted copy 2026-11-20)", True),
        ("backlog (conflicted copy 2026-11-20 101010)", True),
        ("backlog (Case Conflict)", True),
        ("backlog.sync-conflict-20261120-101010-ABCDEFG", True),
        ("backlog_conflict-20261120-101010", True),
        ("backlog-desk-SAFEBACKUP-0001", True),
        ("Copy of Backlog", True),
        ("backlog - Copy (2)", True),
        ("backlog (1)", True),
        ("backlog 2", True),
        ("backlog(3)", True),
        ("backlog-todo", False),
        ("backlog-2026", False),
        ("backlog", False),
    ],
)
def test_what_sync_programs_call_a_copy_is_known(name: str, is_copy: bool) -> None:
    assert is_name_of_copy(name, "backlog") is is_copy


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such things in a folder")
def test_what_is_called_a_copy_is_seen_though_it_is_no_file(file: Path) -> None:
    os.mkfifo(file.with_name("backlog (1).yaml"))
    file.with_name("backlog (2).yaml").symlink_to("nowhere")
    file.with_name("backlog (3).yaml").mkdir()
    assert names(file) == ("backlog (1).yaml", "backlog (2).yaml", "backlog (3).yaml")
