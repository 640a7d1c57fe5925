"""Exports on the disk: never over her file or anybody else's, and a memory that is ours or none."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from backlog_cli.errors import FileLocked, UsageError
from backlog_cli.store import exports
from backlog_cli.store.exports import ExportMemory, load_exports, save_exports, write_export

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path / "user"), "XDG_STATE_HOME": str(tmp_path / "state")}


@pytest.fixture
def backlog(tmp_path: Path) -> Path:
    path = tmp_path / "backlog.yaml"
    path.write_text("jobs: []\n", encoding="utf-8")
    return path


def memory_file(environ: dict[str, str]) -> Path:
    from pathlib import Path

    (found,) = (Path(environ["XDG_STATE_HOME"]) / "backlog").glob("*.exports")
    return found


def write(
    target: Path, data: bytes, memory: ExportMemory, backlog: Path, environ: dict[str, str], *, replacing: bool = False
) -> None:
    assert write_export(target, data, memory, backlog=backlog, is_replacing=replacing, environ=environ) == []


def test_an_earlier_export_is_written_over_and_nothing_else(tmp_path: Path, backlog: Path, environ: dict[str, str]) -> None:
    target, memory = tmp_path / "homes.csv", ExportMemory()
    write(target, b"one", memory, backlog, environ)
    memory = memory.with_file(target, b"one")
    write(target, b"two", memory, backlog, environ)
    assert target.read_bytes() == b"two"
    with pytest.raises(UsageError, match=r"was changed since it was exported.*--replace"):
        write(target, b"three", memory, backlog, environ)
    with pytest.raises(UsageError, match=r"isn't an earlier export.*--replace"):
        write(target, b"three", ExportMemory(), backlog, environ)
    assert target.read_bytes() == b"two"
    write(target, b"three", ExportMemory(), backlog, environ, replacing=True)
    assert target.read_bytes() == b"three"


def test_her_file_is_never_written_over_by_any_of_its_names(tmp_path: Path, backlog: Path, environ: dict[str, str]) -> None:
    soft, hard = tmp_path / "soft.csv", tmp_path / "hard.csv"
    soft.symlink_to(backlog)
    os.link(backlog, hard)
    for target in (backlog, soft, hard):
        with pytest.raises(UsageError, match="your backlog itself"):
            write(target, b"x", ExportMemory(), backlog, environ, replacing=True)
    assert backlog.read_text(encoding="utf-8") == "jobs: []\n"


def test_a_folder_and_a_folder_that_is_not_there_are_refused(tmp_path: Path, backlog: Path, environ: dict[str, str]) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        write(tmp_path / "a.csv", b"x", ExportMemory(), backlog, environ)
    with pytest.raises(FileLocked, match="no such file"):
        write(tmp_path / "none" / "a.csv", b"x", ExportMemory(), backlog, environ)


def test_what_is_remembered_comes_back(tmp_path: Path, backlog: Path, environ: dict[str, str]) -> None:
    memory = ExportMemory(calendars={"whole": [["uid", 1]]}).with_file(tmp_path / "a.csv", b"x")
    memory = memory.with_site(tmp_path / "phone", {"index.html": ["a digest"]})
    assert save_exports(backlog, memory, environ) == []
    found = load_exports(backlog, environ)
    assert (dict(found.files), found.calendars) == (dict(memory.files), {"whole": [["uid", 1]]})
    assert found.sites == {str(tmp_path / "phone"): {"index.html": ["a digest"]}}
    assert memory_file(environ).stat().st_mode & 0o777 == 0o600
    assert load_exports(tmp_path / "other.yaml", environ) == ExportMemory()


def test_it_is_bounded(tmp_path: Path, backlog: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    memory = ExportMemory().with_calendar("whole", [[n] for n in range(exports.MOST_EVENTS + 5)])
    for n in range(exports.MOST_FILES + 5):
        memory = memory.with_file(tmp_path / f"{n}.csv", b"x")
    for n in range(exports.MOST_SITES + 2):
        memory = memory.with_site(tmp_path / f"{n}", {})
    save_exports(backlog, memory, environ)
    found = load_exports(backlog, environ)
    assert list(found.sites) == [str(tmp_path / f"{n}") for n in range(2, exports.MOST_SITES + 2)]
    assert (len(found.files), len(found.calendars["whole"])) == (exports.MOST_FILES, exports.MOST_EVENTS)
    assert str(tmp_path / "0.csv") not in found.files
    monkeypatch.setattr(exports, "MOST_BYTES", 10)
    assert load_exports(backlog, environ) == ExportMemory()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "1", '{"files": []}', '{"files": {}, "calendars": 1}', "[" * 100_000, "\x00"],
    ids=lambda text: text[:20],
)
def test_a_damaged_memory_is_none(backlog: Path, environ: dict[str, str], text: str) -> None:
    save_exports(backlog, ExportMemory(), environ)
    memory_file(environ).write_text(text, encoding="utf-8")
    assert load_exports(backlog, environ) == ExportMemory()


@pytest.mark.parametrize(
    "sites", ["", ', "sites": 1', ', "sites": {"/a": 1, "/b": {"index.html": 1}}'], ids=["older", "none", "bad"]
)
def test_a_memory_without_folders_of_pages_is_read(backlog: Path, environ: dict[str, str], sites: str) -> None:
    save_exports(backlog, ExportMemory(), environ)
    memory_file(environ).write_text(f'{{"files": {{"a": "b"}}, "calendars": {{}}{sites}}}', encoding="utf-8")
    found = load_exports(backlog, environ)
    assert (found.files, [dict(pages) for pages in found.sites.values() if pages]) == ({"a": "b"}, [])


def test_a_memory_of_somebody_else_is_none(tmp_path: Path, backlog: Path, environ: dict[str, str]) -> None:
    save_exports(backlog, ExportMemory(calendars={"whole": [1]}), environ)
    place = memory_file(environ)
    place.chmod(0o666)
    assert load_exports(backlog, environ) == ExportMemory()
    real = tmp_path / "real"
    real.write_text(json.dumps({"files": {}, "calendars": {"whole": [1]}}), encoding="utf-8")
    place.unlink()
    place.symlink_to(real)
    assert load_exports(backlog, environ) == ExportMemory()
    place.unlink()
    os.mkfifo(place)
    assert load_exports(backlog, environ) == ExportMemory()


def test_where_nothing_can_be_kept_it_is_said(tmp_path: Path, backlog: Path, environ: dict[str, str]) -> None:
    assert load_exports(backlog, {}) == ExportMemory()
    assert save_exports(backlog, ExportMemory(), {}) == ["the export couldn't be recorded: there's no folder to keep that in."]
    (tmp_path / "state").write_text("in the way", encoding="utf-8")
    (warning,) = save_exports(backlog, ExportMemory(), environ)
    assert warning.startswith("the export couldn't be recorded: ")
