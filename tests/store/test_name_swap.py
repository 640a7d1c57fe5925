"""An editor saves between any two calls to the system that a write makes: what it saved is in the file, or told where it is."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import time
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.errors import BacklogError, BadFile, FileLocked
from backlog_cli.store import file_contents, files, name_swap, sync_files
from backlog_cli.store.journal.entries import digest
from tests.sampling import one_in
from tests.store.test_crash_points import BEFORE, Dead, Faults, Place, stubbed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    not name_swap.can_exchange(), reason="TWO NAMES CAN'T CHANGE PLACES HERE, SO THE SWAP IS NOT TRIED"
)

HERS = b"jobs: [] # hers, and a good deal longer than what it was\n"
OURS = b"# ours\n"
# Not by the calls that are counted.
OPEN, READ, WRITE, CLOSE, REPLACE, CUT = os.open, os.read, os.write, os.close, os.replace, os.ftruncate


def at_once_by_rename(place: Place) -> None:
    """What vim and most editors do: a new file, renamed over the old one."""
    new = place.file.with_name("4913")
    descriptor = OPEN(new, os.O_CREAT | os.O_WRONLY, 0o640)
    WRITE(descriptor, HERS)
    CLOSE(descriptor)
    REPLACE(new, place.file)


def in_parts(cut: int, *, flags: int) -> list[Any]:
    """What `nano` and `cat >` do: the file opened, cut short now or in the end, written in two pieces, and closed."""
    opened: list[int] = []

    def begin(place: Place) -> None:
        opened.append(OPEN(place.file, os.O_WRONLY | flags))

    def first(_: Place) -> None:
        WRITE(opened[0], HERS[:cut])

    def second(_: Place) -> None:
        WRITE(opened[0], HERS[cut:])
        CUT(opened[0], len(HERS))

    def end(_: Place) -> None:
        CLOSE(opened[0])

    return [begin, first, second, end]


def at_once_in_place(place: Place) -> None:
    """The same in one go."""
    for step in in_parts(20, flags=os.O_TRUNC):
        step(place)


class Between(Faults):
    """Carries out each step just before the call of that number; what was not reached comes at the end."""

    def __init__(self, place: Place, steps: dict[int, list[Any]], dies_at: int = 0) -> None:
        super().__init__(dies_at, "die" if dies_at else "count")
        self.place, self.steps = place, steps
        self.text_at_first: bytes | None = None  # of the file, when the first step came

    def meet(self, name: str) -> None:
        if not self._is_lease_held(name):
            self._carry_out([step for at in sorted(self.steps) if at <= self.count + 1 for step in self.steps.pop(at)])
        super().meet(name)

    def _is_lease_held(self, name: str) -> bool:
        """Whether this call gives back a lease: until it has, the system lets nobody open the file, who is one thread here."""
        return [*self.names[-3:], name][-3:] == ["fcntl.fcntl"] * 3 and self.names[-3:-2] != ["fcntl.fcntl"]

    def finish(self) -> None:
        self._carry_out([step for _, steps in sorted(self.steps.items()) for step in steps])

    def _carry_out(self, steps: list[Any]) -> None:
        for step in steps:
            if self.text_at_first is None:
                self.text_at_first = raw(self.place.file)
            step(self.place)


def raw(path: Path) -> bytes:
    """The bytes of a file, by calls that nobody counts."""
    descriptor = OPEN(path, os.O_RDONLY)
    try:
        return READ(descriptor, 1 << 20)
    finally:
        CLOSE(descriptor)


def write(folder: Path, steps: dict[int, list[Any]], *, dies_at: int = 0) -> tuple[Place, str, Between]:
    """One write while she saves; how it ended."""
    place = Place(folder, is_new=False)
    between = Between(place, steps, dies_at)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_contents, "_PAUSE", 0)
        stubbed(between, patch)
        try:
            place.write(OURS)
            ended = "saved"
        except FileLocked:
            ended = "refused"
        except BacklogError as error:
            ended = error.message
        except Dead:
            ended = "dead"
    files.release_signals()
    for descriptor in between.open:
        with contextlib.suppress(OSError):  # one that a file object had closed
            CLOSE(descriptor)
    between.finish()
    return place, ended, between


def hold(folder: Path, steps: dict[int, list[Any]], told: object) -> str:
    """One write while she saves: her text is in the file, and ours too unless hers came on top of it or we refused."""
    place, ended, between = write(folder, steps)
    text = place.text()
    assert text is not None
    assert text.startswith(HERS), (told, ended, text)
    came_before = between.text_at_first == BEFORE
    assert text in (HERS, HERS + OURS), (told, ended, text)
    if ended == "saved" and came_before:
        assert text == HERS + OURS, (told, ended)
    elif ended != "saved":
        assert ended == "refused", (told, ended)
        assert text == HERS, (told, ended)
    assert not place.temp(), (told, ended)
    return ended


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names of the calls that a write makes."""
    return write(tmp_path_factory.mktemp("calls"), {})[2].names


@one_in(2, "step", [5, 1], ids=["one call in five", "every call"])
@pytest.mark.parametrize("save", [at_once_by_rename, at_once_in_place])
def test_a_save_between_any_two_calls_of_a_write_is_never_lost(tmp_path: Path, calls: list[str], save: Any, step: int) -> None:
    places = sorted({*range(1, len(calls) + 1, step), *of_swap(calls, 4)})
    ended = [hold(tmp_path / str(at), {at: [save]}, (save, at, calls[at - 1])) for at in places]
    assert ended == ["saved"] * len(places)


def of_swap(calls: list[str], most: int = 8) -> range:
    """The calls around the swap, by number: so many before it and behind it."""
    swap = calls.index("backlog_cli.store.files.exchange") + 1
    return range(swap - most, swap + most + 1)


@one_in(3, "most", [3, 8])
@pytest.mark.parametrize(
    "flags",
    [pytest.param(os.O_TRUNC, id="cut first"), pytest.param(0, id="cut in the end", marks=pytest.mark.sweep)],
)
def test_a_save_in_parts_around_the_swap_is_never_lost(tmp_path: Path, calls: list[str], flags: int, most: int) -> None:
    for first, second in combinations(of_swap(calls, most), 2):
        begin, one, two, end = in_parts(20, flags=flags)
        hold(tmp_path / f"{first} {second}", {first: [begin], second: [one, two, end]}, (first, second))


@pytest.mark.sweep
def test_two_saves_right_behind_one_another_leave_the_last_and_nothing_is_lost(tmp_path: Path, calls: list[str]) -> None:
    swap = calls.index("backlog_cli.store.files.exchange") + 1
    for first, second in combinations(range(swap - 2, swap + 9), 2):
        other = b"jobs: [] # an earlier save\n"

        def save_other(place: Place, text: bytes = other) -> None:
            descriptor = OPEN(place.file, os.O_WRONLY | os.O_TRUNC)
            WRITE(descriptor, text)
            CLOSE(descriptor)

        place, ended, _ = write(tmp_path / f"{first} {second}", {first: [save_other], second: [at_once_by_rename]})
        text = place.text()
        assert text is not None
        assert text.startswith(HERS), (first, second, ended, text)


@pytest.mark.sweep
def test_a_save_is_not_lost_even_when_the_command_is_killed_at_any_call_after_it(tmp_path: Path, calls: list[str]) -> None:
    kept = 0
    for at in of_swap(calls):
        for dies_at in range(at, at + 14):
            for save in (at_once_by_rename, at_once_in_place):
                place, ended, _ = write(tmp_path / f"{at} {dies_at} {save.__name__}", {at: [save]}, dies_at=dies_at)
                beside = files.kept_saves(place.file)
                texts = [place.file.read_bytes(), *(path.read_bytes() for path in beside)]
                assert any(text.startswith(HERS) for text in texts), (at, dies_at, save, ended, texts)
                kept += len(beside)
                for path in place.temp():
                    os.utime(path, (1, 1))
                saved = files.atomic_write(place.file, lambda text: text + b"# next\n", environ=place.environ)
                assert place.temp() == beside, (at, dies_at, save, ended)
                assert bool(saved.warnings) is bool(beside)
                assert set(beside) <= {one.path for one in sync_files.files_beside(place.file)}
    assert kept > 0  # a kill between the swap and its undoing was among them


@pytest.mark.sweep
def test_a_thousand_saves_in_parts_anywhere_are_never_lost(
    tmp_path: Path, calls: list[str], counted: Callable[[str], None]
) -> None:
    chance, ended = Random(26), []
    for n in range(1000):
        places = sorted(chance.randint(1, len(calls) + 4) for _ in range(4))
        style = chance.choice(["rename", "in place", "cut first", "cut in the end"])
        steps: dict[int, list[Any]] = {}
        if style in ("rename", "in place"):
            steps[places[0]] = [at_once_by_rename if style == "rename" else at_once_in_place]
        else:
            parts = in_parts(chance.randint(0, len(HERS)), flags=os.O_TRUNC if style == "cut first" else 0)
            for at, step in zip(places, parts, strict=True):
                steps.setdefault(at, []).append(step)
        ended.append(hold(tmp_path / str(n), steps, (style, places)))
    counted(f"an editor's save between the calls of a write: {len(ended)} runs, {ended.count('refused')} refused, 0 lost")


def test_a_file_that_somebody_has_open_to_write_is_not_replaced_and_their_save_stays(tmp_path: Path) -> None:
    place = Place(tmp_path, is_new=False)
    with place.file.open("r+b") as hers:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(file_contents, "SAVE_TIMEOUT", 0.02)
            with pytest.raises(FileLocked, match="keeps changing"):
                place.write(OURS)
        hers.write(HERS)
    assert place.text() == HERS
    assert not place.temp()
    place.write(OURS)
    assert place.text() == HERS + OURS


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL, errno.EPERM, errno.EOPNOTSUPP])
def test_where_two_names_cannot_change_places_the_new_file_is_renamed_over_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    place = Place(tmp_path, is_new=False)
    monkeypatch.setattr(name_swap, "_exchange_call", lambda: lambda _one, _other: number)
    place.act()
    place.write(OURS)
    assert place.text() is not None
    assert place.text().endswith(OURS)  # type: ignore[union-attr]
    assert not place.temp()


def test_a_python_without_ctypes_renames(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(*_: object, **__: object) -> None:
        raise OSError("no such library")

    place = Place(tmp_path, is_new=False)
    monkeypatch.setattr(ctypes, "CDLL", missing)
    name_swap._exchange_call.cache_clear()
    try:
        assert not name_swap.can_exchange()
        place.write(OURS)
    finally:
        name_swap._exchange_call.cache_clear()
    assert place.text() == BEFORE + OURS


def test_a_refusal_of_the_swap_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path, is_new=False)
    monkeypatch.setattr(name_swap, "_exchange_call", lambda: lambda _one, _other: errno.EIO)
    with pytest.raises(FileLocked, match="input/output error"):
        place.write(OURS)
    assert place.text() == BEFORE
    assert not place.temp()


def test_what_came_out_and_is_known_is_swept_by_its_age_and_never_before(tmp_path: Path) -> None:
    place = Place(tmp_path, is_new=False)
    name = f".~{place.file.name}.{digest(BEFORE)[:12]}{digest(b'new')[:12]}.0123456789ab.tmp"
    for text, age, stays, is_told in (
        (BEFORE, 60, True, False),
        (BEFORE, 7200, False, False),
        (b"new", 7200, False, False),
        (HERS, 60, True, True),
        (HERS, 7200, True, True),
    ):
        left = place.file.with_name(name)
        left.write_bytes(text)
        os.utime(left, (time.time() - age,) * 2)
        saved = files.atomic_write(place.file, lambda before: before + OURS, environ=place.environ)
        assert left.exists() is stays, (text, age)
        assert bool(saved.warnings) is is_told
        assert (left in {one.path for one in sync_files.files_beside(place.file)}) is is_told


def test_what_was_left_beside_an_archive_or_the_schema_is_swept_with_a_write_of_the_file(tmp_path: Path) -> None:
    place = Place(tmp_path, is_new=False)
    known = f"{digest(BEFORE)[:12]}{digest(b'new')[:12]}.0123456789ab.tmp"
    names = {"backlog-2025.yaml": True, "backlog.schema.json": True, "backlog-25.yaml": False, "notes.yaml": False}
    for name in names:
        left = place.file.with_name(f".~{name}.{known}")
        left.write_bytes(BEFORE)
        os.utime(left, (1, 1))
    place.write(OURS)
    for name, is_swept in names.items():
        assert place.file.with_name(f".~{name}.{known}").exists() is not is_swept, name


def test_what_is_still_being_saved_is_waited_for(tmp_path: Path) -> None:
    place = Place(tmp_path, is_new=False)
    found: list[bytes] = []
    steps: Iterator[Any] = iter(in_parts(30, flags=os.O_TRUNC))
    next(steps)(place)

    def pause(_: float) -> None:
        next(steps)(place)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "sleep", pause)
        found.append(file_contents.read_settled(place.file, place.file)[0])
    assert found == [HERS]


def test_a_text_that_is_no_good_yet_is_read_once_more(tmp_path: Path) -> None:
    place = Place(tmp_path, is_new=False)
    place.file.write_bytes(b"jobs: [\n")  # half of it; its writer opens it again for the other half
    tried: list[bytes] = []

    def make(before: bytes) -> bytes:
        tried.append(before)
        if len(tried) == 1:
            place.file.write_bytes(HERS)
            raise BadFile("backlog.yaml:1:7: no end")
        return before + OURS

    files.atomic_write(place.file, make, environ=place.environ)
    assert tried == [b"jobs: [\n", HERS]
    assert place.text() == HERS + OURS


def test_mode_and_owner_are_those_of_the_file_that_went(tmp_path: Path) -> None:
    place = Place(tmp_path, is_new=False)
    second = place.file.with_name("second.yaml")
    os.link(place.file, second)
    if os.geteuid() == 0:
        os.chown(place.file, 1234, 1235)
    was = place.file.stat()
    saved = files.atomic_write(place.file, lambda before: before + OURS, environ=place.environ)
    now = place.file.stat()
    assert (now.st_mode, now.st_uid, now.st_gid) == (was.st_mode, was.st_uid, was.st_gid)
    assert second.read_bytes() == BEFORE
    assert any("hard link" in warning for warning in saved.warnings)


def test_a_lease_tells_writers_from_readers(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"")
    ask = file_contents.is_open_for_writing
    with path.open("rb") as ours:
        if ask(ours.fileno()) is None:
            pytest.skip("THIS DISK GRANTS NO LEASES, SO WHO WRITES IS NOT KNOWN")
        with path.open("rb"):
            assert ask(ours.fileno()) is False
        with path.open("ab"):
            assert ask(ours.fileno()) is True
        assert ask(ours.fileno()) is False
