"""The job that `.` means: for the day, each file for itself, and nothing is left of a command that was killed over it."""

from __future__ import annotations

import os
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest

from backlog_cli.store.last_job import last_job, save_last_job

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 6, 4)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path / "user")}


def folder(environ: dict[str, str]) -> Path:
    from backlog_cli.store.paths import state_folder

    found = state_folder(environ)
    assert found is not None
    return found


def test_each_file_has_its_own_job_and_only_for_the_day(tmp_path: Path, environ: dict[str, str]) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    assert last_job(one, today=DAY, environ=environ) is None
    save_last_job(one, "1", today=DAY, environ=environ)
    save_last_job(other, "2", today=DAY, environ=environ)
    assert [last_job(path, today=DAY, environ=environ) for path in (one, other)] == ["1", "2"]
    assert last_job(one, today=date(2026, 6, 5), environ=environ) is None
    assert last_job(one, today=DAY, environ={}) is None


def test_what_a_killed_command_left_goes_after_an_hour_and_nothing_else_does(tmp_path: Path, environ: dict[str, str]) -> None:
    path = tmp_path / "backlog.yaml"
    save_last_job(path, "1", today=DAY, environ=environ)
    place = folder(environ)
    for name, hours in (
        ("last.json.0123abcd", 2),
        ("last.json.0123abce", 0),
        ("last.json.0123abc", 2),
        ("last.json.notours1", 2),
        ("last.json.0123abcdef", 2),
    ):
        (place / name).write_bytes(b"")
        os.utime(place / name, (time.time() - 3600 * hours - 1,) * 2)
    save_last_job(path, "2", today=DAY, environ=environ)
    assert sorted(left.name for left in place.iterdir()) == [
        "last.json",
        "last.json.0123abc",
        "last.json.0123abcdef",
        "last.json.0123abce",
        "last.json.notours1",
    ]
    assert last_job(path, today=DAY, environ=environ) == "2"


@pytest.mark.parametrize("text", ["", "[]", "nonsense", '{"a": 1}', "\x00"])
def test_a_memory_that_is_garbage_is_begun_anew(tmp_path: Path, environ: dict[str, str], text: str) -> None:
    path = tmp_path / "backlog.yaml"
    folder(environ).mkdir(parents=True)
    (folder(environ) / "last.json").write_text(text)
    assert last_job(path, today=DAY, environ=environ) is None
    save_last_job(path, "1", today=DAY, environ=environ)
    assert last_job(path, today=DAY, environ=environ) == "1"


def test_fifty_files_are_remembered_and_the_oldest_goes_first(tmp_path: Path, environ: dict[str, str]) -> None:
    places = [tmp_path / f"{n}.yaml" for n in range(51)]
    for n, place in enumerate(places):
        save_last_job(place, str(n), today=DAY, environ=environ)
    assert [last_job(place, today=DAY, environ=environ) for place in places] == [None, *map(str, range(1, 51))]


def test_without_a_home_folder_nothing_is_remembered_and_nobody_is_told(tmp_path: Path) -> None:
    save_last_job(tmp_path / "backlog.yaml", "1", today=DAY, environ={})
    assert last_job(tmp_path / "backlog.yaml", today=DAY, environ={}) is None
    assert list(tmp_path.iterdir()) == []


def test_where_no_folder_can_be_made_nothing_is_remembered_and_nobody_is_told(tmp_path: Path, environ: dict[str, str]) -> None:
    (tmp_path / "user").write_text("no folder")
    save_last_job(tmp_path / "backlog.yaml", "1", today=DAY, environ=environ)
    assert last_job(tmp_path / "backlog.yaml", today=DAY, environ=environ) is None


def test_what_is_half_written_has_a_name_that_is_swept(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder(environ)).mkdir(parents=True)

    def killed(temp: Path, _: Path) -> None:
        os.utime(temp, (1, 1))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(tmp_path), "replace", killed)
        patch.setattr(type(tmp_path), "unlink", lambda _: None)
        with pytest.raises(KeyboardInterrupt):
            save_last_job(tmp_path / "backlog.yaml", "1", today=DAY, environ=environ)
    assert len(list(folder(environ).iterdir())) == 1
    save_last_job(tmp_path / "backlog.yaml", "2", today=DAY, environ=environ)
    assert [path.name for path in folder(environ).iterdir()] == ["last.json"]
