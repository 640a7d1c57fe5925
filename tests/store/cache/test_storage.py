"""What is remembered of a file is whole, of this program and of these bytes, or it is not there; nobody waits for it."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

import pytest

from backlog_cli.store.cache import storage as module
from backlog_cli.store.cache.storage import CacheFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.machinery import ModuleSpec
    from pathlib import Path

KEY, SAID = "abc", b"two lines\nof it\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "user" / "cache"


@pytest.fixture
def remembered(tmp_path: Path, folder: Path) -> CacheFile:
    """The memory of one file, in a folder that does not stand yet."""
    return CacheFile(tmp_path / "backlog.yaml", {"XDG_CACHE_HOME": f"{folder}"})


@pytest.fixture
def program() -> Iterator[None]:
    """The program is read again, now and afterwards."""
    module.program_mark.cache_clear()
    yield
    module.program_mark.cache_clear()


def body(cache: CacheFile, key: str) -> bytes | None:
    found = cache.read(key)
    return None if found is None else found[1]


def the_one(folder: Path) -> Path:
    (found,) = (path for path in folder.rglob("*") if not path.is_dir())
    return found


def refused(*_: object, **__: object) -> int:
    raise OSError(errno.EIO, "no")


def test_what_was_written_is_read_under_its_own_key_alone(remembered: CacheFile, tmp_path: Path, folder: Path) -> None:
    assert body(remembered, KEY) is None
    assert not remembered.has(KEY)
    remembered.write(KEY, [SAID[:4], memoryview(SAID)[4:]])
    assert body(remembered, KEY) == SAID
    assert remembered.read() == (KEY, SAID)
    assert remembered.has(KEY)
    for key in ("abcd", "ab", ""):
        assert body(remembered, key) is None
        assert not remembered.has(key)
    other = CacheFile(tmp_path / "other.yaml", {"XDG_CACHE_HOME": f"{folder}"})
    assert body(other, KEY) is None


def test_a_newer_text_takes_the_place_of_a_longer_one(remembered: CacheFile) -> None:
    remembered.write(KEY, [SAID * 9])
    remembered.write("new", [SAID])
    assert body(remembered, "new") == SAID
    assert body(remembered, KEY) is None


def test_a_link_and_the_file_behind_it_have_one_memory(remembered: CacheFile, tmp_path: Path, folder: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(tmp_path / "backlog.yaml")
    remembered.write(KEY, [SAID])
    assert body(CacheFile(tmp_path / "link.yaml", {"XDG_CACHE_HOME": f"{folder}"}), KEY) == SAID


def test_nobody_else_may_read_what_is_remembered(remembered: CacheFile, folder: Path) -> None:
    old = os.umask(0)
    try:
        remembered.write(KEY, [SAID])
    finally:
        os.umask(old)
    assert stat.S_IMODE(the_one(folder).stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "backlog").stat().st_mode) == 0o700


def test_damage_anywhere_is_no_memory(remembered: CacheFile, folder: Path) -> None:
    remembered.write(KEY, [SAID])
    place = the_one(folder)
    whole = place.read_bytes()
    for n in range(len(whole)):
        place.write_bytes(whole[:n] + bytes([whole[n] ^ 1]) + whole[n + 1 :])
        assert body(remembered, KEY) is None, n
        place.write_bytes(whole[:n])
        assert body(remembered, KEY) is None, n
    place.write_bytes(whole + b"\n")
    assert body(remembered, KEY) is None
    place.write_bytes(whole)
    assert body(remembered, KEY) == SAID


def test_half_a_text_is_there_but_not_known(remembered: CacheFile, folder: Path) -> None:
    remembered.write(KEY, [SAID])
    the_one(folder).write_bytes(the_one(folder).read_bytes()[:-3])
    assert remembered.has(KEY)
    assert body(remembered, KEY) is None


def test_without_a_home_nothing_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    homeless = CacheFile(tmp_path / "backlog.yaml", {})
    homeless.write(KEY, [SAID])
    assert body(homeless, KEY) is None
    assert homeless.has(KEY) is False
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_named_is_none(tmp_path: Path) -> None:
    nameless = CacheFile(tmp_path / "backlog.yaml", {"XDG_CACHE_HOME": f"{tmp_path}/\0"})
    nameless.write(KEY, [SAID])
    assert body(nameless, KEY) is None
    assert not nameless.has(KEY)


def test_a_file_where_the_folder_would_be_is_left_alone(remembered: CacheFile, folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_bytes(b"hers")
    remembered.write(KEY, [SAID])
    assert folder.read_bytes() == b"hers"
    assert body(remembered, KEY) is None
    assert not remembered.has(KEY)


def test_a_link_that_was_planted_is_not_followed(remembered: CacheFile, folder: Path, tmp_path: Path) -> None:
    remembered.write(KEY, [SAID])
    place = the_one(folder)
    victim = place.rename(tmp_path / "victim")
    whole = victim.read_bytes()
    place.symlink_to(victim)
    assert body(remembered, KEY) is None
    assert not remembered.has(KEY)
    remembered.write(KEY, [b"other"])
    assert victim.read_bytes() == whole


def test_what_is_no_file_is_neither_waited_for_nor_read(remembered: CacheFile, folder: Path) -> None:
    remembered.write(KEY, [SAID])
    place = the_one(folder)
    place.unlink()
    place.mkdir()
    assert body(remembered, KEY) is None
    assert not remembered.has(KEY)
    place.rmdir()
    os.mkfifo(place)
    assert body(remembered, KEY) is None
    remembered.write(KEY, [SAID])  # nobody reads from it: refused, and not waited for
    reader = os.open(place, os.O_RDONLY | os.O_NONBLOCK)
    try:
        remembered.write(KEY, [SAID])
        assert os.read(reader, 100) == b""
    finally:
        os.close(reader)


def test_a_file_that_is_too_large_to_be_ours_is_not_read(
    remembered: CacheFile, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered.write(KEY, [SAID])
    size = the_one(folder).stat().st_size
    monkeypatch.setattr(module, "MOST_BYTES", size)
    assert body(remembered, KEY) == SAID
    monkeypatch.setattr(module, "MOST_BYTES", size - 1)
    assert body(remembered, KEY) is None


def test_a_quarter_of_a_gibibyte_is_the_most(remembered: CacheFile, folder: Path) -> None:
    remembered.write(KEY, [SAID])
    os.truncate(the_one(folder), 256 * 1024 * 1024 + 1)
    assert body(remembered, KEY) is None
    assert module.MOST_BYTES == 256 * 1024 * 1024


def test_a_disk_that_refuses_is_no_memory(remembered: CacheFile, monkeypatch: pytest.MonkeyPatch) -> None:
    remembered.write(KEY, [SAID])
    with monkeypatch.context() as patch:
        patch.setattr(os, "read", refused)
        assert body(remembered, KEY) is None
        assert not remembered.has(KEY)
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refused)
        assert body(remembered, KEY) is None
        assert not remembered.has(KEY)
        remembered.write(KEY, [b"other"])
    assert body(remembered, KEY) == SAID


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="open files cannot be counted here")  # noqa: PTH112
def test_nothing_stays_open(remembered: CacheFile, monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    for _ in range(3):
        remembered.write(KEY, [SAID])
        body(remembered, KEY)
        remembered.has(KEY)
        with monkeypatch.context() as patch:
            patch.setattr(os, "read", refused)
            body(remembered, KEY)
            remembered.has(KEY)
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


@pytest.mark.usefixtures("program")
def test_a_program_whose_sources_cannot_be_seen_remembers_nothing(
    remembered: CacheFile, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered.write(KEY, [SAID])
    module.program_mark.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refused)
        assert module.program_mark() == ""
        blind = CacheFile(tmp_path / "backlog.yaml", {"XDG_CACHE_HOME": f"{folder}"})
        assert body(blind, KEY) is None
        blind.write("", [SAID])
    module.program_mark.cache_clear()
    assert body(remembered, KEY) == SAID


@pytest.mark.usefixtures("program")
def test_another_program_or_another_library_is_another_mark(
    remembered: CacheFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered.write(KEY, [SAID])
    marks = [module.program_mark()]
    house = tmp_path / "house" / "store"
    house.mkdir(parents=True)
    (house / "cache.py").write_text("one")

    def again() -> None:
        module.program_mark.cache_clear()
        marks.append(module.program_mark())
        assert body(remembered, KEY) is None

    with monkeypatch.context() as patch:
        patch.setattr(module, "find_spec", lambda _: None)
        again()
        patch.setattr(module, "__file__", f"{house / 'cache.py'}")
        again()
        (house / "cache.py").write_text("other")
        again()
        os.utime(house / "cache.py", (1, 1))
        again()

    class Where:
        origin = f"{tmp_path / 'library.py'}"

    (tmp_path / "library.py").write_text("1")
    with monkeypatch.context() as patch:
        patch.setattr(module, "find_spec", lambda _: Where)
        again()
        os.utime(tmp_path / "library.py", (1, 1))
        again()
        Where.origin = ""  # one that is built in
        module.program_mark.cache_clear()
        assert module.program_mark() == marks[1]
    assert len(set(marks)) == len(marks)
    assert {len(mark) for mark in marks} == {32}
    module.program_mark.cache_clear()
    assert module.program_mark() == marks[0]
    assert body(remembered, KEY) == SAID


@pytest.mark.usefixtures("program")
def test_a_library_that_is_gone_is_no_program_to_remember_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def gone(_: str) -> ModuleSpec | None:
        raise ImportError("gone")

    monkeypatch.setattr(module, "find_spec", gone)
    assert module.program_mark() == ""


def test_every_source_below_the_house_counts_and_nothing_else(tmp_path: Path) -> None:
    for name in ("a.py", "rooms/b.py", "rooms/deep/c.py", "__pycache__/d.py", "rooms/e.yaml", "f.egg/g.py", "plain"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    found = sorted(module.source_traits(tmp_path))
    assert [trait.split(" ")[0].removeprefix(f"{tmp_path}/") for trait in found] == ["a.py", "rooms/b.py", "rooms/deep/c.py"]
    assert all(trait.split(" ")[1] == "1" for trait in found)


def test_a_house_without_sources_is_no_house(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no sources"):
        module.source_traits(tmp_path)


def test_a_first_line_that_no_program_writes_is_not_known_under_any_key(remembered: CacheFile, folder: Path) -> None:
    remembered.write(KEY, [SAID])
    assert remembered.read() == (KEY, SAID)
    the_one(folder).write_bytes("é x\n".encode() + SAID)
    assert remembered.read() is None
    the_one(folder).write_bytes(b"\xff" * 2000)
    assert remembered.read() is None


# Only our own files are believed (SAFETY 21).


def test_a_file_with_a_second_name_is_left_alone(remembered: CacheFile, folder: Path, tmp_path: Path) -> None:
    remembered.write(KEY, [SAID])
    whole = the_one(folder).read_bytes()
    os.link(the_one(folder), tmp_path / "hers")
    assert body(remembered, KEY) is None
    assert not remembered.has(KEY)
    remembered.write(KEY, [b"other"])
    assert (tmp_path / "hers").read_bytes() == whole
    os.unlink(tmp_path / "hers")  # noqa: PTH108
    assert body(remembered, KEY) == SAID


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_to_is_left_alone(remembered: CacheFile, folder: Path, mode: int) -> None:
    remembered.write(KEY, [SAID])
    the_one(folder).chmod(mode)
    assert body(remembered, KEY) is None
    remembered.write(KEY, [b"other"])
    assert the_one(folder).read_bytes().endswith(SAID)
    the_one(folder).chmod(0o644)  # to be read by others does no harm to what we believe
    assert body(remembered, KEY) == SAID


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_that_others_may_write_to_is_left_alone(remembered: CacheFile, folder: Path, mode: int) -> None:
    remembered.write(KEY, [SAID])
    (folder / "backlog").chmod(mode)
    assert body(remembered, KEY) is None
    assert not remembered.has(KEY)
    remembered.write(KEY, [b"other"])
    assert the_one(folder).read_bytes().endswith(SAID)
    (folder / "backlog").chmod(0o755)
    assert body(remembered, KEY) == SAID


def test_a_link_to_a_folder_is_left_alone(remembered: CacheFile, folder: Path, tmp_path: Path) -> None:
    remembered.write(KEY, [SAID])
    (folder / "backlog").rename(tmp_path / "elsewhere")
    (folder / "backlog").symlink_to(tmp_path / "elsewhere")
    assert body(remembered, KEY) is None
    remembered.write(KEY, [b"other"])
    assert next((tmp_path / "elsewhere").iterdir()).read_bytes().endswith(SAID)


def test_what_belongs_to_somebody_else_is_left_alone(
    remembered: CacheFile, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered.write(KEY, [SAID])
    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: os.getuid() + 1)
        assert body(remembered, KEY) is None
        remembered.write(KEY, [b"other"])
    assert body(remembered, KEY) == SAID


def test_a_file_that_cannot_be_asked_is_no_memory(remembered: CacheFile, monkeypatch: pytest.MonkeyPatch) -> None:
    remembered.write(KEY, [SAID])
    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", refused)
        assert body(remembered, KEY) is None
    assert body(remembered, KEY) == SAID


def test_what_is_left_alone_can_be_said(remembered: CacheFile, folder: Path, tmp_path: Path) -> None:
    assert not CacheFile(tmp_path / "backlog.yaml", {}).is_left_alone()
    assert not remembered.is_left_alone()
    remembered.write(KEY, [SAID])
    assert not remembered.is_left_alone()
    the_one(folder).chmod(0o666)
    assert remembered.is_left_alone()
    the_one(folder).unlink()
    assert not remembered.is_left_alone()
    (folder / "backlog").chmod(0o777)
    assert remembered.is_left_alone()


def test_what_is_too_large_is_not_written(remembered: CacheFile, monkeypatch: pytest.MonkeyPatch) -> None:
    remembered.write(KEY, [SAID])
    monkeypatch.setattr(module, "MOST_BYTES", module.LONGEST_HEAD + len(SAID))
    remembered.write("new", [SAID, b"x"])
    assert body(remembered, KEY) == SAID
    remembered.write("new", [SAID])
    assert body(remembered, "new") == SAID


def test_what_earlier_versions_kept_is_swept_and_nothing_else(remembered: CacheFile, folder: Path, tmp_path: Path) -> None:
    remembered.write(KEY, [SAID])
    kept, mark = folder / "backlog", "0123456789abcdef" * 2
    old = [f"{mark}.{suffix}" for suffix in ("book", "index", "parts", "names", "answer0", "answer15")]
    other = [f"{mark}.jobs", f"{mark}.book.txt", f"{mark[1:]}.book", f"{mark}.answer16", "hers.book", f"{'x' * 32}.index"]
    for name in (*old, *other):
        (kept / name).write_bytes(b"Okafor")
    (tmp_path / "victim").write_bytes(b"hers")
    (kept / f"{'f' * 32}.book").symlink_to(tmp_path / "victim")
    (kept / f"{'f' * 32}.index").mkdir()
    remembered.write(KEY, [SAID])
    left = {path.name for path in kept.iterdir()} - {next(kept.glob("*.jobs")).name, *other}
    assert left - {path.name for path in kept.glob("*.jobs")} == {f"{'f' * 32}.book", f"{'f' * 32}.index"}
    assert (tmp_path / "victim").read_bytes() == b"hers"
