"""Which files names, folders and patterns stand for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backlog_cli.errors import BadFile, NoFile
from backlog_cli.store.file_names import list_files
from backlog_cli.store.paths import may_mean_several, split_names

on_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`team` with two agents' folders, a loose file, an archive and what is no backlog."""
    for name in ("team/heron/backlog.yaml", "team/marsh/backlog.yml", "team/ito.yaml", "team/heron/backlog-2025.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("settings: {agent: A}\njobs: []\n")
    (tmp_path / "team/docker-compose.yaml").write_text("services: {}\n")
    (tmp_path / "team/.git").mkdir()
    (tmp_path / "team/.git/backlog.yaml").write_text("jobs: []\n")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (["team"], ["team/ito.yaml", "team/heron/backlog.yaml", "team/marsh/backlog.yml"]),
        (["team/*/backlog.y*ml"], ["team/heron/backlog.yaml", "team/marsh/backlog.yml"]),
        (["team/heron/backlog*.yaml"], ["team/heron/backlog.yaml"]),
        (["team/heron/backlog-2025.yaml"], ["team/heron/backlog-2025.yaml"]),
        (
            ["team/ito.yaml", "team/../team/ito.yaml", "team"],
            ["team/ito.yaml", "team/heron/backlog.yaml", "team/marsh/backlog.yml"],
        ),
        (["gone.yaml", "team/ito.yaml"], ["gone.yaml", "team/ito.yaml"]),
        (["team/docker-compose.yaml"], ["team/docker-compose.yaml"]),
        (["team/*.yaml"], ["team/docker-compose.yaml", "team/ito.yaml"]),
        (["tea[m]/ito.yaml"], ["team/ito.yaml"]),
    ],
)
def test_names_folders_and_patterns_stand_for_files(folder: Path, names: list[str], files: list[str]) -> None:
    assert list_files(names) == tuple(map(Path, files))


def test_what_stands_for_nothing_is_said(folder: Path) -> None:
    with pytest.raises(NoFile, match="no file fits team"):
        list_files(["team/*.yml"])
    with pytest.raises(BadFile, match="empty is a folder, not a backlog file, and it holds none"):
        list_files(["empty"])


@on_posix
def test_links_and_pipes_neither_double_nor_hold_anything_up(folder: Path) -> None:
    (folder / "team/a-loop").symlink_to("../team")
    (folder / "team/a.yaml").symlink_to("a.yaml")
    (folder / "team/b.yaml").symlink_to("ito.yaml")
    (folder / "team/c.yaml").hardlink_to(folder / "team/ito.yaml")
    os.mkfifo(folder / "team/pipe.yaml")
    assert list_files(["team"]) == tuple(map(Path, ("team/b.yaml", "team/heron/backlog.yaml", "team/marsh/backlog.yml")))
    os.mkfifo(folder / "empty/backlog.yaml")
    assert list_files(["empty"]) == (Path("empty/backlog.yaml"),)  # named like one: reading it says what it is


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(folder: Path) -> None:
    assert [may_mean_several(name) for name in ("team", "a*.yaml", "a.yaml")] == [True, True, False]
    (folder / "a[1].yaml").write_text("jobs: []\n")
    assert not may_mean_several("a[1].yaml")


def test_the_variable_holds_several_as_a_path_does(folder: Path) -> None:
    assert split_names("") == ()
    assert split_names(os.pathsep.join(("a.yaml", "", "b.yaml"))) == ("a.yaml", "b.yaml")
    if os.name != "nt":
        (folder / "a:b.yaml").write_text("jobs: []\n")
        assert split_names("a:b.yaml") == ("a:b.yaml",)
