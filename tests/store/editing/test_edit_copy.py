"""The copy to edit: private, found again, kept while its text is nowhere else."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from backlog_cli.errors import FileLocked
from backlog_cli.store.editing.edit_copy import EditCopy, create_edit_copy

POSIX = pytest.mark.skipif(os.name == "nt", reason="modes, links and pipes of POSIX")


def new_copy(base: bytes, file: Path, environ: dict[str, str]) -> EditCopy:
    """A copy on which nobody works any more."""
    draft = create_edit_copy(base, file, environ)
    draft.close()
    return draft


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_STATE_HOME": str(tmp_path / "state")}


@POSIX
@pytest.mark.parametrize("mask", [0, 0o022])
def test_a_copy_is_readable_by_its_owner_alone_whatever_the_mask(environ: dict[str, str], mask: int) -> None:
    old = os.umask(mask)
    try:
        draft = new_copy(b"jobs: []\n", Path("backlog.yaml"), environ)
    finally:
        os.umask(old)
    assert stat.S_IMODE(draft.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(draft.path.parent.stat().st_mode) == 0o700
    assert draft.path.read_bytes() == b"jobs: []\n"


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("backlog.yaml", "backlog.yaml"),
        ("homes.yml", "homes.yaml"),
        ("my homes (2026).txt", "my-homes-2026.yaml"),
        (".hidden", "hidden.yaml"),
        ("-rf", "rf.yaml"),
        ("\x1b[31m;$(rm x)", "31m-rm-x.yaml"),
        ("客户.yaml", "backlog.yaml"),
        ("..", "backlog.yaml"),
        ("a" * 300 + ".yaml", "a" * 60 + ".yaml"),
    ],
)
def test_a_copy_is_called_so_that_editors_take_it_for_yaml(environ: dict[str, str], name: str, called: str) -> None:
    assert new_copy(b"", Path(name), environ).path.name == called


def test_two_copies_never_meet(environ: dict[str, str]) -> None:
    assert new_copy(b"a", Path(Path("b.yaml")), environ).path != new_copy(b"b", Path("b.yaml"), environ).path


def test_a_state_folder_that_takes_nothing_leaves_the_temporary_one(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state").write_text("a file stands in the way")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    draft = new_copy(b"a", Path("b.yaml"), environ)
    assert draft.path.parent.parent == tmp_path
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    with pytest.raises(FileLocked, match="no place to put a copy"):
        new_copy(b"a", Path("b.yaml"), environ)


def test_a_full_disk_leaves_no_half_copy(environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", full)
        with pytest.raises(FileLocked, match="no space left on device"):
            new_copy(b"a", Path("b.yaml"), environ)
    assert [path for path in (tmp_path / "state").rglob("*") if path.name not in ("drafts", "backlog")] == []


def test_a_copy_knows_whether_it_was_changed(environ: dict[str, str]) -> None:
    draft = new_copy(b"a", Path("b.yaml"), environ)
    assert not draft.is_changed()
    draft.path.write_bytes(b"b")
    assert draft.is_changed()
    draft.path.unlink()
    assert not draft.is_changed()
    draft.path.mkdir()
    assert draft.is_changed()


def test_a_copy_that_was_set_aside_is_kept_private(environ: dict[str, str]) -> None:
    draft = new_copy(b"a", Path("b.yaml"), environ)
    draft.path.write_bytes(b"typed")
    draft.path.chmod(0o644)
    draft.reject()
    assert draft.path.name == "b.yaml.rejected"
    assert draft.path.read_bytes() == b"typed"
    if os.name != "nt":
        assert stat.S_IMODE(draft.path.stat().st_mode) == 0o600


def test_a_copy_that_cannot_be_set_aside_stays(environ: dict[str, str]) -> None:
    draft = new_copy(b"a", Path("b.yaml"), environ)
    draft.path.with_name("b.yaml.rejected").mkdir()
    draft.reject()
    assert draft.path.name == "b.yaml"
    assert draft.read() == b"a"


def test_a_copy_that_is_done_with_takes_its_folder_along_but_nothing_else_of_the_editor(environ: dict[str, str]) -> None:
    draft = new_copy(b"a", Path("b.yaml"), environ)
    draft.path.with_name("b.yaml~").write_bytes(b"a")
    draft.delete()
    assert not draft.path.parent.exists()
    draft = new_copy(b"a", Path("b.yaml"), environ)
    other = draft.path.with_name("saved under another name.yaml")
    other.write_bytes(b"typed")
    draft.delete()
    assert not draft.path.exists()
    assert other.read_bytes() == b"typed"
    draft.delete()


EDITORS_FILES = (".b.yaml.swp", ".b.yaml.un~", ".#b.yaml", "#b.yaml#", "b.yaml.bak", ".b.yaml.kate-swp", ".undo")


def test_a_copy_whose_text_is_in_the_file_takes_along_what_an_editor_left_beside_it(environ: dict[str, str]) -> None:
    for kept in ((), ("saved under another name.yaml",), ("b.yaml.original",)):
        draft = new_copy(b"a", Path("b.yaml"), environ)
        folder = draft.path.parent
        for name in (*EDITORS_FILES[:-1], *kept):
            (folder / name).write_bytes(b"typed")
        (folder / EDITORS_FILES[-1]).mkdir()
        (folder / EDITORS_FILES[-1] / "step").write_bytes(b"typed")
        if os.name != "nt":
            (folder / ".#lock").symlink_to("renata@desk.1234")
        draft.finish()
        assert [place.name for place in folder.iterdir()] == list(kept) if kept else not folder.exists()
    unchanged = new_copy(b"a", Path("b.yaml"), environ)
    unchanged.path.with_name(".b.yaml.swp").write_bytes(b"typed, and not saved")
    unchanged.delete()
    assert unchanged.path.with_name(".b.yaml.swp").exists()


def test_the_text_it_began_with_can_be_kept(environ: dict[str, str]) -> None:
    draft = new_copy(b"a\xff", Path("b.yaml"), environ)
    place = draft.keep_original()
    draft.delete()
    assert place.read_bytes() == b"a\xff"
    with pytest.raises(FileLocked):
        draft.keep_original()


@POSIX
@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (Path.exists, "gone"),
        (Path.mkdir, "isn't a file"),
        (getattr(os, "mkfifo", None), "isn't a file"),
        (lambda path: path.symlink_to("/dev/zero"), "isn't a file"),
        (lambda path: path.symlink_to(path), "cannot be read"),
        (lambda path: path.symlink_to("/nowhere/at/all"), "gone"),
    ],
    ids=["gone", "a folder", "a pipe", "a device", "a loop", "a link to nothing"],
)
def test_what_is_no_file_is_not_read(environ: dict[str, str], damage: object, says: str) -> None:
    draft = new_copy(b"a", Path("b.yaml"), environ)
    draft.path.unlink()
    damage(draft.path)  # type: ignore[operator]
    with pytest.raises(FileLocked, match=says):
        draft.read()


def test_a_copy_that_grew_beyond_all_measure_is_not_read(environ: dict[str, str]) -> None:
    draft = new_copy(b"a", Path("b.yaml"), environ)
    os.truncate(draft.path, 32 * 2**20)
    assert len(draft.read()) == 32 * 2**20
    os.truncate(draft.path, 40 * 2**20)
    with pytest.raises(FileLocked, match="40 MiB"):
        draft.read()
    assert EditCopy(draft.path, b"a").is_changed()


def test_without_a_home_folder_the_copy_lies_among_the_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", f"{tmp_path}")
    draft = new_copy(b"jobs: []\n", Path("backlog.yaml"), {})
    assert (draft.path.parent.parent, draft.path.name) == (tmp_path, "backlog.yaml")
    assert stat.S_IMODE(draft.path.parent.stat().st_mode) == 0o700
    draft.delete()
    assert list(tmp_path.iterdir()) == []


def test_a_copy_lies_in_the_state_folder_whether_it_was_there_or_not(environ: dict[str, str], tmp_path: Path) -> None:
    drafts = [new_copy(b"a", Path("b.yaml"), environ) for _ in range(2)]
    assert [draft.path.parent.parent for draft in drafts] == [tmp_path / "state" / "backlog" / "drafts"] * 2
