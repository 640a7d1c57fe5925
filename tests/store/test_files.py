"""Her file on the disk: which one, read within bounds, replaced whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import stat
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backlog_cli.errors import BadFile, FileLocked, Interrupted, NoFile, UsageError
from backlog_cli.rules.home_key import HomeKey
from backlog_cli.store import file_contents, files, own_files, paths
from backlog_cli.store.journal.entries import digest
from backlog_cli.store.journal.record import JournalWriter
from backlog_cli.store.journal.texts import text_path

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path / "user")}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "here" / "backlog.yaml"
    path.parent.mkdir()
    path.write_bytes(b"jobs: []\n")
    return path


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.endswith(".tmp"))


# Which file


def test_the_option_beats_the_variable_beats_the_folder(tmp_path: Path, file: Path) -> None:
    assert paths.locate_file("x.yaml", {"BACKLOG_FILE": "y.yaml"}, file.parent).path == Path("x.yaml")
    assert paths.locate_file(None, {"BACKLOG_FILE": "y.yaml"}, file.parent).path == Path("y.yaml")
    assert paths.locate_file(None, {"BACKLOG_FILE": ""}, file.parent).path == file


def test_a_file_in_a_folder_above_is_found(file: Path) -> None:
    below = file.parent / "a" / "b"
    below.mkdir(parents=True)
    found = paths.locate_file(None, {}, below)
    assert found.path == file
    assert "above" in found.why


def test_the_data_folder_is_tried_last(tmp_path: Path) -> None:
    kept = tmp_path / "data" / "backlog" / "backlog.yaml"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert paths.locate_file(None, {"XDG_DATA_HOME": str(tmp_path / "data")}, empty).path == kept


def test_a_file_named_backlog_yml_is_found_too(tmp_path: Path) -> None:
    other, usual = tmp_path / "backlog.yml", tmp_path / "backlog.yaml"
    other.write_bytes(b"")
    assert paths.locate_file(None, {}, tmp_path) == (other, "it is in this folder")
    below = tmp_path / "below"
    below.mkdir()
    assert paths.locate_file(None, {}, below).path == other
    usual.write_bytes(b"")
    assert paths.locate_file(None, {}, tmp_path) == (usual, "it is in this folder; backlog.yml is there too and is not read")


def test_without_any_file_the_folder_is_where_one_would_be_made(tmp_path: Path) -> None:
    assert paths.locate_file(None, {}, tmp_path).path == tmp_path / "backlog.yaml"


@pytest.mark.parametrize("environ", [{}, {"HOME": ""}, {"HOME": "relative"}])
def test_without_a_home_there_is_no_state_folder(environ: dict[str, str]) -> None:
    assert paths.state_folder(environ) is None


def test_a_relative_xdg_folder_is_ignored() -> None:
    assert paths.state_folder({"XDG_STATE_HOME": "state", "HOME": "/h"}) == Path("/h/.local/state/backlog")


# Reading


def test_a_way_of_opening_that_a_system_does_not_know_is_left_out() -> None:
    assert own_files.open_flags() == own_files.open_flags("O_NO_SUCH_WAY") == 0
    assert own_files.open_flags("O_APPEND", "O_NO_SUCH_WAY", "O_EXCL") == os.O_APPEND | os.O_EXCL


def test_what_is_no_file_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(BadFile, match="is a pipe"):
        file_contents.read_file(pipe)
    with pytest.raises(BadFile, match="is a folder"):
        file_contents.read_file(tmp_path)
    with pytest.raises(BadFile, match="is a device"):
        file_contents.read_file(Path("/dev/zero"))
    door = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(door))
        with pytest.raises(BadFile, match="is a socket"):
            file_contents.read_file(door)


def test_links_that_lead_nowhere_or_round_are_named(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to("gone.yaml")
    with pytest.raises(NoFile, match=r"a link to gone\.yaml"):
        file_contents.read_file(tmp_path / "dangling")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(BadFile, match="leads back to itself"):
        file_contents.read_file(tmp_path / "loop")


def test_a_missing_file_names_init(tmp_path: Path) -> None:
    with pytest.raises(NoFile, match="backlog init"):
        file_contents.read_file(tmp_path / "backlog.yaml")


def test_a_hole_of_a_gigabyte_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "hole.yaml"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(BadFile, match="1024 MiB"):
        file_contents.read_file(path)


# Replacing


def test_the_new_bytes_are_there_and_no_temp_file_is(file: Path, environ: dict[str, str]) -> None:
    saved = files.atomic_write(file, lambda before: before + b"# more\n", environ=environ)
    assert file.read_bytes() == b"jobs: []\n# more\n" == saved.after
    assert saved.warnings == ()
    assert left_over(file.parent) == []


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o700])
def test_the_mode_stays(file: Path, environ: dict[str, str], mode: int) -> None:
    file.chmod(mode)
    files.atomic_write(file, lambda before: before + b"#\n", environ=environ)
    assert stat.S_IMODE(file.stat().st_mode) == mode


@pytest.mark.parametrize("mode", [0o400, 0o444, 0o555, 0o466])
def test_a_write_protected_file_is_not_replaced(file: Path, environ: dict[str, str], mode: int) -> None:
    file.chmod(mode)
    before = file.stat()
    with pytest.raises(FileLocked, match=f"it is write-protected: chmod u\\+w {file}$"):
        files.atomic_write(file, lambda before: before + b"#\n", environ=environ)
    assert files.is_write_protected(file)
    assert (file.stat().st_ino, file.read_bytes()) == (before.st_ino, b"jobs: []\n")
    assert left_over(file.parent) == []
    same = files.atomic_write(file, lambda before: before, environ=environ)  # nothing to write is no offense
    assert same.before == same.after
    file.chmod(0o600)
    assert not files.is_write_protected(file)
    assert not files.is_write_protected(file.with_name("missing"))


def test_a_link_stays_a_link(file: Path, environ: dict[str, str]) -> None:
    link = file.parent.parent / "link.yaml"
    link.symlink_to(file)
    files.atomic_write(link, lambda _before: b"jobs: [] # new\n", environ=environ)
    assert link.is_symlink()
    assert file.read_bytes() == b"jobs: [] # new\n"


def test_a_second_name_is_told_of(file: Path, environ: dict[str, str]) -> None:
    os.link(file, file.parent / "other.yaml")
    saved = files.atomic_write(file, lambda _before: b"new\n", environ=environ)
    assert any("hard link" in warning for warning in saved.warnings)
    assert (file.parent / "other.yaml").read_bytes() == b"jobs: []\n"


def test_an_editor_that_saves_in_between_is_never_overwritten(file: Path, environ: dict[str, str]) -> None:
    seen = []

    def make(before: bytes) -> bytes:
        seen.append(before)
        if len(seen) < 3:
            file.write_bytes(before + b"# typed in the editor\n")
        return before + b"# ours\n"

    files.atomic_write(file, make, environ=environ)
    assert file.read_bytes() == b"jobs: []\n" + b"# typed in the editor\n" * 2 + b"# ours\n"
    assert left_over(file.parent) == []


def test_a_file_that_never_stands_still_is_given_up(file: Path, environ: dict[str, str]) -> None:
    def make(before: bytes) -> bytes:
        file.write_bytes(before + b"#\n")
        return b"ours\n"

    with pytest.raises(FileLocked, match="keeps changing"):
        files.atomic_write(file, make, environ=environ)
    assert file.read_bytes() == b"jobs: []\n" + b"#\n" * files.MAX_TRIES
    assert left_over(file.parent) == []


@pytest.mark.parametrize("error", [UsageError("no"), KeyboardInterrupt(), SystemExit(3), ValueError()])
def test_what_goes_wrong_in_the_making_changes_nothing(file: Path, environ: dict[str, str], error: BaseException) -> None:
    def make(_before: bytes) -> bytes:
        raise error

    with pytest.raises(type(error)):
        files.atomic_write(file, make, environ=environ)
    assert file.read_bytes() == b"jobs: []\n"
    assert left_over(file.parent) == []


def test_equal_bytes_are_not_written(file: Path, environ: dict[str, str]) -> None:
    before = file.stat()
    files.atomic_write(file, lambda before: before, environ=environ)
    assert file.stat().st_ino == before.st_ino


def test_a_folder_that_cannot_be_written_says_so(file: Path, environ: dict[str, str]) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    file.parent.chmod(0o500)
    try:
        with pytest.raises(FileLocked, match="permission denied"):
            files.atomic_write(file, lambda _before: b"new\n", environ=environ)
    finally:
        file.parent.chmod(0o700)
    assert file.read_bytes() == b"jobs: []\n"


def test_two_writers_take_turns(file: Path, environ: dict[str, str]) -> None:
    def add(word: bytes) -> None:
        def make(before: bytes) -> bytes:
            time.sleep(0.02)
            return before + word + b"\n"

        files.atomic_write(file, make, environ=environ)

    threads = [threading.Thread(target=add, args=(b"#%d" % n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(file.read_bytes().split()) == sorted([b"jobs:", b"[]", *(b"#%d" % n for n in range(8))])


def test_a_lock_that_is_held_too_long_is_told(file: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    files.atomic_write(file, lambda before: before + b"#\n", environ=environ)
    lock = next(Path(environ["HOME"]).rglob("*.lock"))
    assert stat.S_IMODE(lock.stat().st_mode) == 0o600
    monkeypatch.setattr(files, "LOCK_TIMEOUT", 0.05)
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(FileLocked, match="another backlog command is writing"):
            files.atomic_write(file, lambda _before: b"", environ=environ)
    assert file.read_bytes() == b"jobs: []\n#\n"


@contextlib.contextmanager
def held(file: Path, environ: dict[str, str]) -> Iterator[None]:
    """Another command is writing all the while."""
    import fcntl

    files.atomic_write(file, lambda before: before + b"#\n", environ=environ)
    lock = next(Path(environ["HOME"]).rglob("*.lock"))
    with lock.open() as ours:
        fcntl.flock(ours, fcntl.LOCK_EX)
        yield


def test_who_waits_for_the_lock_gets_it_as_soon_as_it_is_free(file: Path, environ: dict[str, str]) -> None:
    import fcntl

    files.atomic_write(file, lambda before: before + b"# first\n", environ=environ)
    lock = next(Path(environ["HOME"]).rglob("*.lock")).open()
    fcntl.flock(lock, fcntl.LOCK_EX)
    release = threading.Timer(0.2, lock.close)
    release.start()
    start = time.monotonic()
    files.atomic_write(file, lambda before: before + b"# second\n", environ=environ)
    assert time.monotonic() - start > 0.1
    assert file.read_bytes().endswith(b"# second\n")
    assert (signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)) == (signal.SIG_DFL, (0.0, 0.0))


def test_an_alarm_that_is_somebody_elses_is_left_alone(
    file: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(files, "LOCK_TIMEOUT", 0.3)
    old = signal.signal(signal.SIGALRM, lambda number, _frame: rung.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with held(file, environ), pytest.raises(FileLocked, match="another backlog command is writing"):
            files.atomic_write(file, lambda _before: b"", environ=environ)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)
    assert rung == [signal.SIGALRM]


def test_where_no_alarm_comes_through_the_wait_ends_all_the_same(
    file: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LOCK_TIMEOUT", 0.05)
    old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    try:
        with held(file, environ), pytest.raises(FileLocked, match="another backlog command is writing"):
            files.atomic_write(file, lambda _before: b"", environ=environ)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)


def test_a_wait_for_the_lock_can_be_stopped(file: Path, environ: dict[str, str]) -> None:
    stop = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    with held(file, environ), pytest.raises(KeyboardInterrupt), files.stop_on_termination():
        stop.start()
        files.atomic_write(file, lambda _before: b"", environ=environ)
    stop.join()
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_without_a_home_the_lock_lies_beside_the_file(file: Path) -> None:
    files.atomic_write(file, lambda before: before + b"#\n", environ={})
    assert [path.name for path in file.parent.glob(".~*.lock")] == [".~backlog.yaml.lock"]


def test_old_temp_files_of_killed_commands_are_swept_and_young_ones_left(file: Path, environ: dict[str, str]) -> None:
    old, young = file.parent / ".~backlog.yaml.aaaaaaaaaaaa.tmp", file.parent / ".~backlog.yaml.bbbbbbbbbbbb.tmp"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    files.atomic_write(file, lambda before: before + b"#\n", environ=environ)
    assert left_over(file.parent) == [young.name]


def test_after_the_swap_signals_wait_and_afterwards_they_work_again(file: Path, environ: dict[str, str]) -> None:
    with files.stop_on_termination():
        files.atomic_write(file, lambda before: before + b"#\n", environ=environ)
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(Interrupted), files.stop_on_termination():
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1)


# Creating


def test_a_new_file_is_private_and_whole(tmp_path: Path, environ: dict[str, str]) -> None:
    path = tmp_path / "backlog.yaml"
    files.create_file(path, b"jobs: []\n", environ=environ)
    assert path.read_bytes() == b"jobs: []\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert left_over(tmp_path) == []


def test_what_is_there_already_is_never_made_anew(file: Path, environ: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="already exists"):
        files.create_file(file, b"other\n", environ=environ)
    assert file.read_bytes() == b"jobs: []\n"
    assert left_over(file.parent) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, environ: dict[str, str]) -> None:
    with pytest.raises(FileLocked, match="no such file or directory"):
        files.create_file(tmp_path / "no" / "backlog.yaml", b"", environ=environ)


# What the system may refuse


def refusal_of(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def test_a_link_that_was_made_although_the_disk_said_no_is_ours(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def made(here: Path, there: Path) -> None:
        link(here, there)
        raise FileExistsError(errno.EEXIST, "there already")

    monkeypatch.setattr(os, "link", made)
    files.create_file(tmp_path / "backlog.yaml", b"jobs: []\n", environ=environ)
    assert (tmp_path / "backlog.yaml").read_bytes() == b"jobs: []\n"
    assert left_over(tmp_path) == []


def test_a_disk_without_links_makes_the_file_all_the_same_but_on_top_of_none(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise refusal_of(errno.EPERM)

    monkeypatch.setattr(os, "link", refused)
    path = tmp_path / "backlog.yaml"
    files.create_file(path, b"jobs: []\n", environ=environ)
    assert path.read_bytes() == b"jobs: []\n"
    with pytest.raises(UsageError, match="already exists"):
        files.create_file(path, b"other", environ=environ)
    assert path.read_bytes() == b"jobs: []\n"


def test_where_no_lock_can_lie_the_comparison_guards_the_file(
    file: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = os.open

    def closed(path: Path, *rest: int, **more: int) -> int:
        if f"{path}".endswith(".lock"):
            raise refusal_of(errno.EACCES)
        return begin(path, *rest, **more)

    monkeypatch.setattr(os, "open", closed)
    files.atomic_write(file, lambda before: before + b"#\n", environ=environ)
    assert file.read_bytes() == b"jobs: []\n#\n"
    assert not list(file.parent.parent.rglob("*.lock"))


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_disk_that_knows_no_locks_is_written_without(
    file: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    import fcntl

    def refused(*_: object) -> None:
        raise refusal_of(number)

    monkeypatch.setattr(fcntl, "flock", refused)
    files.atomic_write(file, lambda before: before + b"#\n", environ=environ)
    assert file.read_bytes() == b"jobs: []\n#\n"


def test_a_system_that_cannot_hold_signals_back_writes_all_the_same(
    file: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask")
    files.atomic_write(file, lambda before: before + b"#\n", environ=environ)
    assert file.read_bytes() == b"jobs: []\n#\n"


@pytest.mark.parametrize(("number", "warned"), [(errno.EINVAL, False), (errno.ENOSYS, False), (errno.EIO, True)])
def test_a_folder_that_the_disk_does_not_confirm_is_told_unless_it_never_does(
    file: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, number: int, warned: bool
) -> None:
    sync = os.fsync

    def synced(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise refusal_of(number)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", synced)
    saved = files.atomic_write(file, lambda before: before + b"#\n", environ=environ)
    assert saved.warnings == ((f"written, but the disk did not confirm it ({os.strerror(number).lower()}).",) if warned else ())
    assert file.read_bytes() == b"jobs: []\n#\n"


class Scanned(PermissionError):
    """What Windows says while a virus scanner holds the file."""

    winerror = 32


@pytest.mark.parametrize("times", [0, 2, 3])
def test_a_file_that_a_virus_scanner_holds_is_tried_again_for_a_while(
    file: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    rename, tried = os.replace, [0]

    def held(here: Path, there: Path) -> None:
        tried[0] += 1
        if tried[0] <= times:
            raise Scanned(errno.EACCES, "held")
        rename(here, there)

    new = file.with_name("new")
    monkeypatch.setattr(files, "IS_WINDOWS", True)
    monkeypatch.setattr(files, "RENAME_DELAYS", (0.001, 0.001))
    monkeypatch.setattr(os, "replace", held)
    new.write_bytes(b"#\n")
    if times > 2:
        with pytest.raises(PermissionError):
            files.rename_with_retries(new, file)
        assert file.read_bytes() == b"jobs: []\n"
    else:
        files.rename_with_retries(new, file)
        assert file.read_bytes() == b"#\n"
    assert tried == [min(times + 1, 3)]


def test_any_other_refusal_of_a_rename_is_not_waited_for(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def refused(*_: object) -> None:
        tried.append(1)
        raise refusal_of(errno.EACCES)

    monkeypatch.setattr(os, "replace", refused)
    for is_windows in (True, False):
        monkeypatch.setattr(files, "IS_WINDOWS", is_windows)
        with pytest.raises(PermissionError):
            files.rename_with_retries(file, file)
    assert len(tried) == 2


def test_signals_beside_the_main_thread_are_none_of_ours(file: Path, environ: dict[str, str]) -> None:
    found: list[bytes] = []

    def work() -> None:
        with files.stop_on_termination():
            found.append(files.atomic_write(file, lambda before: before + b"#\n", environ=environ).after)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [b"jobs: []\n#\n"]


def test_what_the_caller_had_ignored_stays_ignored() -> None:
    old = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with files.stop_on_termination():
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, old)


def test_a_file_that_grows_while_it_is_read_is_too_large(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "read", lambda _, most: bytes(most))
    with pytest.raises(BadFile, match="more than 32 MiB"):
        file_contents.read_file(file)


@pytest.mark.parametrize("size", [100, 101])
def test_as_much_as_a_file_may_hold_is_read(file: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(file_contents, "MAX_BYTES", 100)
    file.write_bytes(b"#" * size)
    if size == 100:
        assert file_contents.read_file(file) == b"#" * size
    else:
        with pytest.raises(BadFile, match="at most 32"):
            file_contents.read_file(file)


def test_a_name_that_no_disk_takes_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(NoFile, match="cannot be read: file name too long"):
        paths.real_path(tmp_path / ("x" * 300))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NoFile, match="cannot be read: not a directory"):
        paths.real_path(tmp_path / "file" / "below")


def test_every_system_has_folders_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    folders = (paths.data_folder, paths.state_folder, paths.cache_folder)
    monkeypatch.setattr(sys, "platform", "darwin")
    mac = [folder({"HOME": "/u"}) for folder in folders]
    assert mac == [
        Path("/u/Library", *parts, "backlog") for parts in (("Application Support",), ("Application Support",), ("Caches",))
    ]
    monkeypatch.setattr(sys, "platform", "linux")
    linux = [folder({"HOME": "/u"}) for folder in folders]
    assert linux == [Path("/u", name, "backlog") for name in (".local/share", ".local/state", ".cache")]
    monkeypatch.setattr(paths, "IS_WINDOWS", True)
    environ = {"HOME": "/u", "APPDATA": "/roaming", "LOCALAPPDATA": "/local"}
    assert [folder(environ) for folder in folders] == [Path(f"/{name}/backlog") for name in ("roaming", "local", "local")]
    assert [folder({"HOME": "/u"}) for folder in folders] == [None, None, None]


# To the letter


def test_an_editor_is_given_way_to_five_times(file: Path, environ: dict[str, str]) -> None:
    made: list[bytes] = []

    def make(before: bytes) -> bytes:
        made.append(before)
        file.write_bytes(b"# %d\n" % len(made))
        return before + b"#\n"

    with pytest.raises(FileLocked, match="keeps changing"):
        files.atomic_write(file, make, environ=environ)
    assert made == [b"jobs: []\n", b"# 1\n", b"# 2\n", b"# 3\n", b"# 4\n"]


def test_who_waits_longer_tries_more_often_and_never_without_a_pause() -> None:
    assert files.retry_delay(0) == 0.02
    assert files.retry_delay(0.2) == 0.01
    assert files.retry_delay(0.4) == pytest.approx(0.02 / 9)
    assert files.retry_delay(10) == 0.0005


def test_only_names_that_are_just_so_are_swept(file: Path, environ: dict[str, str]) -> None:
    ours = ".~backlog.yaml.0123456789af.tmp"
    names = (
        ".~backlog.yaml.0123456789a.tmp",
        ".~backlog.yaml.0123456789abc.tmp",
        ".~backlog.yaml.0123456789ag.tmp",
        ".~backlog.yaml.0123456789af.old",
        ".~backlog.yml.0123456789af.tmp",
        "x~backlog.yaml.0123456789af.tmp",
    )
    for name in (ours, *names):
        (file.parent / name).write_bytes(b"half")
        os.utime(file.parent / name, (1, 1))
    (file.parent / ".~backlog.yaml.aaaaaaaaaaaa.tmp").mkdir()  # cannot be unlinked, and stands in nobody's way
    os.utime(file.parent / ".~backlog.yaml.aaaaaaaaaaaa.tmp", (1, 1))
    files.atomic_write(file, lambda before: before + b"#\n", environ=environ)
    assert not (file.parent / ours).exists()
    assert all((file.parent / name).exists() for name in names)


def test_nobody_else_may_read_the_new_bytes_or_the_lock_even_for_a_moment(
    file: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, modes = os.open, {}

    def watched(path: Path, flags: int, mode: int = 0o777, **more: int) -> int:
        if flags & os.O_CREAT:
            modes[Path(path).suffix] = mode
        return begin(path, flags, mode, **more)

    monkeypatch.setattr(os, "open", watched)
    old = os.umask(0)
    try:
        files.atomic_write(file, lambda before: before + b"#\n", environ=environ)
    finally:
        os.umask(old)
    assert modes == {".tmp": 0o600, ".lock": 0o600}
    folder = paths.state_folder(environ)
    assert folder is not None
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
def test_a_group_that_cannot_be_kept_may_do_what_everybody_may(
    file: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise refusal_of(errno.EPERM)

    for mode, left in ((0o664, 0o644), (0o660, 0o600), (0o646, 0o666), (0o671, 0o611), (0o777, 0o777)):
        os.chown(file, -1, 12345)
        file.chmod(mode)
        with monkeypatch.context() as patch:
            patch.setattr(os, "fchown", refused)
            saved = files.atomic_write(file, lambda before: before + b"#\n", environ=environ)
        assert stat.S_IMODE(file.stat().st_mode) == left
        assert saved.warnings == ("backlog.yaml was shared with group 12345; the group could not be kept.",)
    os.chown(file, 12345, 0)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fchown", refused)
        saved = files.atomic_write(file, lambda before: before + b"#\n", environ=environ)
    assert saved.warnings == ("backlog.yaml belonged to user 12345; the owner could not be kept, so it's yours now.",)


def test_a_name_of_two_hundred_bytes_is_the_longest_that_ours_begin_with(tmp_path: Path) -> None:
    for size, is_own in ((200, True), (201, False)):
        path = tmp_path / ("a" * (size - 5) + ".yaml")
        path.write_bytes(b"jobs: []\n")
        files.atomic_write(path, lambda now: now + b"away: []\n", environ={})
        assert path.with_name(f".~{path.name}.lock").exists() is is_own


def test_how_long_is_waited_and_what_is_too_much() -> None:
    assert (files.LOCK_TIMEOUT, files.MAX_TRIES, own_files.STALE_SECONDS) == (10.0, 5, 3600)
    assert files.RENAME_DELAYS == (0.05, 0.1, 0.2, 0.4, 0.8, 1.0)
    assert paths.MAX_BYTES == 32 * 1024 * 1024


def test_the_journal_of_a_file_is_the_one_of_the_file_behind_the_link(
    file: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    journals = [files.open_journal(path, environ) for path in (file, link)]
    assert [one and one.folder for one in journals] == [tmp_path / "user/.local/state/backlog" / paths.path_digest(file)] * 2
    assert journals[0] is not None
    assert journals[0].locks == (
        tmp_path / "user/.local/state/backlog" / f"{paths.path_digest(file)}.lock",
        file.with_name(".~backlog.yaml.lock"),
    )
    assert files.open_journal(file, {}) is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
def test_a_file_that_root_writes_still_belongs_to_whom_it_did(file: Path, environ: dict[str, str]) -> None:
    os.chown(file, 12345, 23456)
    file.chmod(0o664)
    files.atomic_write(file, lambda before: before + b"#\n", environ=environ)
    found = file.stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (12345, 23456, 0o664)


@pytest.mark.parametrize("is_free", [True, False])
def test_an_alarm_that_rings_when_the_wait_is_over_changes_nothing(
    file: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, is_free: bool
) -> None:
    import fcntl

    real, lock_file, rung = signal.setitimer, fcntl.flock, []

    def ringing(which: int, seconds: float, interval: float = 0.0) -> tuple[float, float]:
        if not seconds and signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL:
            rung.append(1)
            signal.raise_signal(signal.SIGALRM)
        return real(which, seconds, interval)

    def refusing_once(descriptor: int, how: int) -> None:
        if how & fcntl.LOCK_NB and not rung:
            raise BlockingIOError(errno.EAGAIN, "held")
        lock_file(descriptor, how)

    monkeypatch.setattr(signal, "setitimer", ringing)
    monkeypatch.setattr(files, "LOCK_TIMEOUT", 0.1)
    if is_free:  # from the second try on
        monkeypatch.setattr(fcntl, "flock", refusing_once)
        files.atomic_write(file, lambda before: before + b"# mine\n", environ=environ)
    else:
        with held(file, environ), pytest.raises(FileLocked, match="another backlog command is writing"):
            files.atomic_write(file, lambda _before: b"", environ=environ)
    assert rung
    assert file.read_bytes().endswith(b"# mine\n") is is_free
    assert (signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)) == (signal.SIG_DFL, (0.0, 0.0))


def test_a_write_is_confirmed_in_the_journal_at_once(file: Path, environ: dict[str, str]) -> None:
    journal = files.open_journal(file, environ)
    assert journal is not None
    record = JournalWriter(journal, when="2026-06-04 09:02", verb="log")
    record.describe("did it", [HomeKey("1", None)])
    saved = files.atomic_write(file, lambda before: before + b"#\n", environ=environ, record=record)
    assert journal.head() == (1, digest(saved.after))
    assert journal.load().open is None
    assert [entry.say for entry in journal.load().entries] == ["did it"]
    assert text_path(journal.folder, digest(saved.before)) is not None
    assert text_path(journal.folder, digest(saved.after)) is not None
