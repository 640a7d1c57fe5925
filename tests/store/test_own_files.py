"""One function opens the program's own files, and only where they are ours alone (SAFETY 21); what is half written goes (23)."""

from __future__ import annotations

import errno
import os
import stat
import time
from typing import TYPE_CHECKING

import pytest

from backlog_cli.store import own_files
from backlog_cli.store.own_files import (
    ForeignReason,
    NotOurs,
    foreign_reason_at,
    is_own_file,
    is_own_folder,
    make_own_folder,
    open_own_file,
    read_own_file,
    replace_own_file,
    sweep_old_files,
    temp_name_start,
)
from backlog_cli.store.paths import named_state_folder, state_folder
from backlog_cli.store.state_file import load_state, save_state

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="NO OWNERS, LINKS AND PIPES HERE: who may write our files was NOT tested")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The place of a file in a folder of ours."""
    folder = tmp_path / "ours"
    folder.mkdir(mode=0o700)
    return folder / "state"


def make(place: Path, kind: str) -> None:
    """Put something there that isn't ours alone."""
    aside = place.with_name("aside")
    match kind:
        case "link":
            aside.write_text("hers")
            place.symlink_to(aside)
        case "dangling link":
            place.symlink_to(aside)
        case "second name":
            aside.write_text("hers")
            place.hardlink_to(aside)
        case "pipe":
            os.mkfifo(place)
        case "folder":
            place.mkdir()
        case "group" | "others":
            place.write_text("hers")
            place.chmod(0o620 if kind == "group" else 0o602)
        case "huge":
            place.touch(mode=0o600)
            os.truncate(place, 1 << 40)


FOREIGN = {
    "link": ForeignReason.LINK,
    "dangling link": ForeignReason.LINK,
    "second name": ForeignReason.SECOND_NAME,
    "pipe": ForeignReason.NO_FILE,
    "folder": ForeignReason.NO_FILE,
    "group": ForeignReason.OTHERS_WRITE,
    "others": ForeignReason.OTHERS_WRITE,
    "huge": ForeignReason.TOO_LARGE,
}


@pytest.mark.parametrize("flags", [os.O_RDONLY, os.O_CREAT | os.O_RDWR, os.O_CREAT | os.O_WRONLY | os.O_APPEND])
@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_not_ours_alone_is_not_opened(place: Path, kind: str, flags: int) -> None:
    make(place, kind)
    before = place.lstat()
    with pytest.raises(NotOurs) as refused:
        open_own_file(place, flags)
    assert refused.value.strerror == FOREIGN[kind]
    after = place.lstat()
    assert (after.st_size, after.st_mtime_ns, after.st_ino) == (before.st_size, before.st_mtime_ns, before.st_ino)
    assert not place.with_name("aside").exists() or place.with_name("aside").read_text() == "hers"
    assert foreign_reason_at(place, most=1000) == FOREIGN[kind]
    assert is_own_file(place) is (kind == "huge")


@pytest.mark.parametrize("kind", [kind for kind in FOREIGN if kind != "huge"])
def test_what_is_not_ours_alone_is_not_replaced(place: Path, kind: str) -> None:
    make(place, kind)
    inode = place.lstat().st_ino
    with pytest.raises(NotOurs):
        replace_own_file(place, b"ours")
    assert place.lstat().st_ino == inode
    assert not place.with_name("aside").exists() or place.with_name("aside").read_text() == "hers"


@pytest.mark.parametrize("mode", [0o770, 0o777, 0o702])
def test_a_folder_that_others_may_write_to_opens_nothing(place: Path, mode: int) -> None:
    replace_own_file(place, b"ours")
    place.parent.chmod(mode)
    for attempt in (lambda: read_own_file(place), lambda: replace_own_file(place, b"x"), lambda: make_own_folder(place.parent)):
        with pytest.raises(NotOurs, match="ours: others can write to it"):
            attempt()
    assert not is_own_folder(place.parent)
    assert read_own_file(place, folders=0) == b"ours"
    place.parent.chmod(0o755)  # others may look: that does no harm to what we believe
    assert read_own_file(place) == b"ours"


def test_nothing_is_cut_before_it_is_known_to_be_ours(place: Path) -> None:
    with pytest.raises(AssertionError):
        open_own_file(place, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)


def test_what_is_missing_and_what_the_disk_refuses_keep_their_causes(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError):
        read_own_file(place)
    assert foreign_reason_at(place) is None
    replace_own_file(place, b"ours")

    def refused(*_: object) -> None:
        raise OSError(errno.EIO, "no")

    for call in ("open", "fstat", "read"):
        with monkeypatch.context() as patch:
            patch.setattr(os, call, refused)
            with pytest.raises(OSError, match="no") as error:
                read_own_file(place)
        assert error.value.errno == errno.EIO


def test_a_new_file_and_its_folders_are_for_this_user_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        make_own_folder(tmp_path / "state" / "backlog")
        os.close(open_own_file(tmp_path / "state/backlog/lock", os.O_CREAT | os.O_RDWR))
        replace_own_file(tmp_path / "state/backlog/head", b"1")
    finally:
        os.umask(old)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert modes == {"state": 0o700, "backlog": 0o700, "lock": 0o600, "head": 0o600}


def test_a_file_that_grows_while_it_is_read_is_cut_off(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_own_file(place, b"x" * 100)
    assert read_own_file(place, most=100) == b"x" * 100
    monkeypatch.setattr(os, "read", lambda _descriptor, size: b"x" * min(size, 10))
    with pytest.raises(NotOurs, match="too large"):
        read_own_file(place, most=100)


def test_what_cannot_be_written_whole_leaves_what_was_there(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_own_file(place, b"old")
    for fault in (OSError(errno.ENOSPC, "full"), KeyboardInterrupt()):

        def stopped(*_: object, fault: BaseException = fault) -> None:
            raise fault

        with monkeypatch.context() as patch:
            patch.setattr(type(place), "replace", stopped)
            with pytest.raises(type(fault)):
                replace_own_file(place, b"new")
        assert [(path.name, path.read_bytes()) for path in place.parent.iterdir()] == [("state", b"old")]


@pytest.mark.parametrize("hours", [-2, 2])
def test_only_what_is_left_over_for_an_hour_is_swept(place: Path, hours: int) -> None:
    for name in ("a.0123abcd", "b.0123abcd", "c.txt"):
        place.with_name(name).write_text("half")
    place.with_name("d.0123abcd").mkdir()
    place.with_name("e.0123abcd").symlink_to(place.with_name("c.txt"))
    moment = time.time() - 3600 * hours
    for name in ("a.0123abcd", "c.txt", "d.0123abcd", "e.0123abcd"):
        os.utime(place.with_name(name), (moment, moment), follow_symlinks=False)
    sweep_old_files(place.parent, lambda name: temp_name_start(name, 8) is not None)
    assert sorted(path.name for path in place.parent.iterdir()) == ["b.0123abcd", "c.txt", "d.0123abcd", "e.0123abcd"]
    sweep_old_files(place.parent / "missing", lambda _: True)


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.b.0123456789ab.tmp", "a.b"), ("0123456789ab.tmp", None), ("a.0123456789ab", None), ("a.0123456789ag.tmp", None)],
)
def test_the_name_of_a_temp_file_is_known_by_its_digits_and_its_end(name: str, start: str | None) -> None:
    assert temp_name_start(name, 12, ".tmp") == start


def test_a_state_folder_that_is_not_ours_alone_is_none(tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": f"{tmp_path}"}
    folder = tmp_path / "backlog"
    assert state_folder(environ) == folder
    save_state("last.json", {"a": 1}, environ)
    assert load_state("last.json", environ) == {"a": 1}
    for mode in (0o770, 0o707):
        folder.chmod(mode)
        assert state_folder(environ) is None
        assert load_state("last.json", environ) == {}
        save_state("last.json", {"a": 2}, environ)
    assert named_state_folder(environ) == folder
    folder.chmod(0o700)
    assert load_state("last.json", environ) == {"a": 1}
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert state_folder(environ) is None


def test_a_state_file_never_grows_beyond_what_is_read_again(tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": f"{tmp_path}"}
    known: dict[str, object] = {f"/{n}/{'x' * 4000}": n for n in range(50)}
    save_state("last.json", known, environ)
    assert own_files.MAX_STATE_BYTES - 4100 < (tmp_path / "backlog/last.json").stat().st_size <= own_files.MAX_STATE_BYTES
    assert list(load_state("last.json", environ).values()) == list(range(34, 50))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="NOT ROOT: a file of another user was NOT tested")
def test_a_file_and_a_folder_of_another_user_are_not_ours(place: Path) -> None:
    replace_own_file(place, b"ours")
    os.chown(place, 65534, 65534)
    with pytest.raises(NotOurs, match="it belongs to somebody else"):
        read_own_file(place)
    os.chown(place, 0, 0)
    os.chown(place.parent, 65534, 65534)
    with pytest.raises(NotOurs, match="ours: it belongs to somebody else"):
        read_own_file(place)
