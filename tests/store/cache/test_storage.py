"""What is remembered of a file is whole, of this program and of these bytes, or it is not there; nobody waits for it."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

import pytest

from backlog_cli.store.cache import storage as room
from backlog_cli.store.cache.storage import Cache

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.machinery import ModuleSpec
    from pathlib import Path

KEY, SAID = "abc", b"two lines\nof it\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "user" / "cache"


@pytest.fixture
def remembered(tmp_path: Path, folder: Path) -> Cache:
    """The memory of one file, in a folder that does not stand yet."""
    return Cache(tmp_path / "backlog.yaml", {"XDG_CACHE_HOME": f"{folder}"})


@pytest.fixture
def program() -> Iterator[None]:
    """The program is looked at anew, now and afterwards."""
    room.program.cache_clear()
    yield
    room.program.cache_clear()


def the_one(folder: Path) -> Path:
    (found,) = (path for path in folder.rglob("*") if not path.is_dir())
    return found


def refused(*_: object, **__: object) -> int:
    raise OSError(errno.EIO, "no")


def test_what_was_kept_is_known_under_its_own_sort_and_key_alone(remembered: Cache, tmp_path: Path, folder: Path) -> None:
    assert remembered.known("book", KEY) is None
    assert not remembered.has("book", KEY)
    remembered.keep("book", KEY, SAID)
    assert remembered.known("book", KEY) == SAID
    assert remembered.has("book", KEY)
    for sort, key in (("index", KEY), ("book", "abcd"), ("book", "ab"), ("book", "")):
        assert remembered.known(sort, key) is None
        assert not remembered.has(sort, key)
    other = Cache(tmp_path / "other.yaml", {"XDG_CACHE_HOME": f"{folder}"})
    assert other.known("book", KEY) is None


def test_a_newer_text_takes_the_place_of_a_longer_one(remembered: Cache) -> None:
    remembered.keep("book", KEY, SAID * 9)
    remembered.keep("book", "new", SAID)
    assert remembered.known("book", "new") == SAID
    assert remembered.known("book", KEY) is None


def test_a_link_and_the_file_behind_it_have_one_memory(remembered: Cache, tmp_path: Path, folder: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(tmp_path / "backlog.yaml")
    remembered.keep("book", KEY, SAID)
    assert Cache(tmp_path / "link.yaml", {"XDG_CACHE_HOME": f"{folder}"}).known("book", KEY) == SAID


def test_nobody_else_may_read_what_is_remembered(remembered: Cache, folder: Path) -> None:
    old = os.umask(0)
    try:
        remembered.keep("book", KEY, SAID)
    finally:
        os.umask(old)
    assert stat.S_IMODE(the_one(folder).stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "backlog").stat().st_mode) == 0o700


def test_damage_anywhere_is_no_memory(remembered: Cache, folder: Path) -> None:
    remembered.keep("book", KEY, SAID)
    place = the_one(folder)
    whole = place.read_bytes()
    for n in range(len(whole)):
        place.write_bytes(whole[:n] + bytes([whole[n] ^ 1]) + whole[n + 1 :])
        assert remembered.known("book", KEY) is None, n
        place.write_bytes(whole[:n])
        assert remembered.known("book", KEY) is None, n
    place.write_bytes(whole + b"\n")
    assert remembered.known("book", KEY) is None
    place.write_bytes(whole)
    assert remembered.known("book", KEY) == SAID


def test_half_a_text_is_there_but_not_known(remembered: Cache, folder: Path) -> None:
    remembered.keep("book", KEY, SAID)
    the_one(folder).write_bytes(the_one(folder).read_bytes()[:-3])
    assert remembered.has("book", KEY)
    assert remembered.known("book", KEY) is None


def test_without_a_home_nothing_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    homeless = Cache(tmp_path / "backlog.yaml", {})
    homeless.keep("book", KEY, SAID)
    (tmp_path / "None.book").write_text(f"{KEY} {room.program()} ")
    assert homeless.known("book", KEY) is None
    assert homeless.has("book", KEY) is False
    assert [path.name for path in tmp_path.iterdir()] == ["None.book"]


def test_a_folder_that_cannot_be_named_is_none(tmp_path: Path) -> None:
    nameless = Cache(tmp_path / "backlog.yaml", {"XDG_CACHE_HOME": f"{tmp_path}/\0"})
    nameless.keep("book", KEY, SAID)
    assert nameless.known("book", KEY) is None
    assert not nameless.has("book", KEY)


def test_a_file_where_the_folder_would_be_is_left_alone(remembered: Cache, folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_bytes(b"hers")
    remembered.keep("book", KEY, SAID)
    assert folder.read_bytes() == b"hers"
    assert remembered.known("book", KEY) is None
    assert not remembered.has("book", KEY)


def test_a_link_that_was_planted_is_not_followed(remembered: Cache, folder: Path, tmp_path: Path) -> None:
    remembered.keep("book", KEY, SAID)
    place = the_one(folder)
    victim = place.rename(tmp_path / "victim")
    whole = victim.read_bytes()
    place.symlink_to(victim)
    assert remembered.known("book", KEY) is None
    assert not remembered.has("book", KEY)
    remembered.keep("book", KEY, b"other")
    assert victim.read_bytes() == whole


def test_what_is_no_file_is_neither_waited_for_nor_read(remembered: Cache, folder: Path) -> None:
    remembered.keep("book", KEY, SAID)
    place = the_one(folder)
    place.unlink()
    place.mkdir()
    assert remembered.known("book", KEY) is None
    assert not remembered.has("book", KEY)
    place.rmdir()
    os.mkfifo(place)
    assert remembered.known("book", KEY) is None
    remembered.keep("book", KEY, SAID)  # nobody reads from it: refused, and not waited for
    reader = os.open(place, os.O_RDONLY | os.O_NONBLOCK)
    try:
        remembered.keep("book", KEY, SAID)
        assert os.read(reader, 100) == b""
    finally:
        os.close(reader)


def test_a_file_that_is_too_large_to_be_ours_is_not_read(
    remembered: Cache, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered.keep("book", KEY, SAID)
    size = the_one(folder).stat().st_size
    monkeypatch.setattr(room, "MOST_BYTES", size)
    assert remembered.known("book", KEY) == SAID
    monkeypatch.setattr(room, "MOST_BYTES", size - 1)
    assert remembered.known("book", KEY) is None


def test_a_quarter_of_a_gibibyte_is_the_most(remembered: Cache, folder: Path) -> None:
    remembered.keep("book", KEY, SAID)
    os.truncate(the_one(folder), 256 * 1024 * 1024 + 1)
    assert remembered.known("book", KEY) is None
    assert room.MOST_BYTES == 256 * 1024 * 1024


def test_a_disk_that_refuses_is_no_memory(remembered: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    remembered.keep("book", KEY, SAID)
    with monkeypatch.context() as patch:
        patch.setattr(os, "read", refused)
        assert remembered.known("book", KEY) is None
        assert not remembered.has("book", KEY)
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refused)
        assert remembered.known("book", KEY) is None
        assert not remembered.has("book", KEY)
        remembered.keep("book", KEY, b"other")
    assert remembered.known("book", KEY) == SAID


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="open files cannot be counted here")  # noqa: PTH112
def test_nothing_stays_open(remembered: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    for _ in range(3):
        remembered.keep("book", KEY, SAID)
        remembered.known("book", KEY)
        remembered.has("book", KEY)
        with monkeypatch.context() as patch:
            patch.setattr(os, "read", refused)
            remembered.known("book", KEY)
            remembered.has("book", KEY)
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


@pytest.mark.usefixtures("program")
def test_a_program_whose_sources_cannot_be_seen_remembers_nothing(
    remembered: Cache, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered.keep("book", KEY, SAID)
    room.program.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refused)
        assert room.program() == ""
        blind = Cache(tmp_path / "backlog.yaml", {"XDG_CACHE_HOME": f"{folder}"})
        assert blind.known("book", KEY) is None
        blind.keep("book", "", SAID)
    room.program.cache_clear()
    assert remembered.known("book", KEY) == SAID


@pytest.mark.usefixtures("program")
def test_another_program_or_another_library_is_another_mark(
    remembered: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered.keep("book", KEY, SAID)
    marks = [room.program()]
    house = tmp_path / "house" / "store"
    house.mkdir(parents=True)
    (house / "cache.py").write_text("one")

    def again() -> None:
        room.program.cache_clear()
        marks.append(room.program())
        assert remembered.known("book", KEY) is None

    with monkeypatch.context() as patch:
        patch.setattr(room, "find_spec", lambda _: None)
        again()
        patch.setattr(room, "__file__", f"{house / 'cache.py'}")
        again()
        (house / "cache.py").write_text("other")
        again()
        os.utime(house / "cache.py", (1, 1))
        again()

    class Where:
        origin = f"{tmp_path / 'library.py'}"

    (tmp_path / "library.py").write_text("1")
    with monkeypatch.context() as patch:
        patch.setattr(room, "find_spec", lambda _: Where)
        again()
        os.utime(tmp_path / "library.py", (1, 1))
        again()
        Where.origin = ""  # one that is built in
        room.program.cache_clear()
        assert room.program() == marks[1]
    assert len(set(marks)) == len(marks)
    assert {len(mark) for mark in marks} == {32}
    room.program.cache_clear()
    assert room.program() == marks[0]
    assert remembered.known("book", KEY) == SAID


@pytest.mark.usefixtures("program")
def test_a_library_that_is_gone_is_no_program_to_remember_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def gone(_: str) -> ModuleSpec | None:
        raise ImportError("gone")

    monkeypatch.setattr(room, "find_spec", gone)
    assert room.program() == ""


def test_every_source_below_the_house_counts_and_nothing_else(tmp_path: Path) -> None:
    for name in ("a.py", "rooms/b.py", "rooms/deep/c.py", "__pycache__/d.py", "rooms/e.yaml", "f.egg/g.py", "plain"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    found = sorted(room._traits(tmp_path))
    assert [trait.split(" ")[0].removeprefix(f"{tmp_path}/") for trait in found] == ["a.py", "rooms/b.py", "rooms/deep/c.py"]
    assert all(trait.split(" ")[1] == "1" for trait in found)


def test_a_house_without_sources_is_no_house(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no sources"):
        room._traits(tmp_path)


def test_a_first_line_that_no_program_writes_is_not_known_under_any_key(remembered: Cache, folder: Path) -> None:
    remembered.keep("book", KEY, SAID)
    assert remembered.last("book") == (KEY, SAID)
    the_one(folder).write_bytes("é x\n".encode() + SAID)
    assert remembered.last("book") is None
