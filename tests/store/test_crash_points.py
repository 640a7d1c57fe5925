"""Every call to the system that a write makes fails once, fails for good, is stopped, or is the last one: nothing is lost."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import shutil
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.cli.app import run as run_words
from backlog_cli.errors import BacklogError, UsageError
from backlog_cli.rules.home_key import HomeKey
from backlog_cli.store import files
from backlog_cli.store.journal.record import JournalWriter
from tests.wording import is_unchanged_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

fcntl = pytest.importorskip("fcntl", reason="these calls are not those of Windows")

BEFORE, AFTER, NEXT = b"jobs: []\n", b"jobs: [] # one more\n", b"# next\n"
CALLS: tuple[tuple[Any, str], ...] = (
    *((os, name) for name in ("open", "read", "write", "fsync", "close", "replace", "link", "unlink", "fchmod", "fchown")),
    *(
        (os, name)
        for name in ("fstat", "stat", "lstat", "mkdir", "utime", "scandir", "lseek", "rename", "getcwd", "readlink", "listdir")
    ),
    (io, "open"),
    (fcntl, "flock"),
    (fcntl, "fcntl"),
    (files, "exchange"),
)
CLOSE = os.close
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EINTR)


class Dead(BaseException):
    """The process is no more: whatever it still tries does nothing."""


class Faults:
    """Counts the calls, and at the nth of all does what it was told to."""

    def __init__(self, at: int, what: str, number: int = 0) -> None:
        self.at, self.what, self.number = at, what, number
        self.count = 0
        self.hit = ""  # the name of the call that met it
        self.names: list[str] = []  # of all calls
        self.open: set[int] = set()  # descriptors, so that they can be closed as the system does when a process ends

    def meet(self, name: str) -> None:
        """One call is about to be made."""
        self.count += 1
        self.names.append(name)
        if self.count == self.at:
            self.hit = name
            if self.what == "stop":
                raise KeyboardInterrupt
        is_now = self.count == self.at or (self.count > self.at and self.what == "for good" and name == self.hit)
        if is_now and self.number:
            raise OSError(self.number, os.strerror(self.number))
        if self.what == "die" and self.count >= self.at:
            raise Dead


def stubbed(faults: Faults, patch: pytest.MonkeyPatch) -> None:
    """From now on every call meets the faults first."""

    def meeting(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            faults.meet(name)
            answer = real(*args, **named)
            if name == "os.open":
                faults.open.add(answer)
            elif name == "os.close":
                faults.open.discard(args[0])
            return answer

        return call

    for module, name in CALLS:
        patch.setattr(module, name, meeting(f"{module.__name__}.{name}", getattr(module, name)))


class Place:
    """A file, its user's state, and one write to it."""

    def __init__(self, folder: Path, *, is_new: bool) -> None:
        self.file = folder / "here" / "backlog.yaml"
        self.environ = {"HOME": str(folder / "user")}
        self.is_new = is_new
        self.file.parent.mkdir(parents=True)
        if not is_new:
            self.file.write_bytes(BEFORE)
            self.file.chmod(0o640)
            self.write(b"# first\n")
            self.file.write_bytes(BEFORE)  # by hand, so that the journal has something to look at

    def write(self, line: bytes) -> None:
        """Add a line, with its place in the journal."""
        record = JournalWriter(files.open_journal(self.file, self.environ), when="2026-11-23", verb="log")

        def make(before: bytes) -> bytes:
            record.describe("said so", [HomeKey("1041", None)])
            return before.rstrip() + b" " + line if line.startswith(b"# one") else before + line

        files.atomic_write(self.file, make, environ=self.environ, record=record)

    def act(self) -> None:
        """What is tried."""
        if self.is_new:
            files.create_file(self.file, AFTER, environ=self.environ)
        else:
            self.write(b"# one more\n")

    def text(self) -> bytes | None:
        """What the file holds."""
        return self.file.read_bytes() if self.file.exists() else None

    def temp(self) -> list[Path]:
        """The temp files beside it."""
        return [path for path in self.file.parent.iterdir() if path.name.endswith(".tmp")]


def hold(folder: Path, faults: Faults, *, is_new: bool) -> str:
    """One write that meets the fault, then one that meets none; what came of the first."""
    place = Place(folder, is_new=is_new)
    ended = ""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "LOCK_TIMEOUT", 0.02)
        stubbed(faults, patch)
        try:
            with files.stop_on_termination():
                place.act()
            ended = "saved"
        except BacklogError as error:
            ended = "refused"
            told = error.message
            assert error.unchanged, told
        except KeyboardInterrupt:
            ended = "stopped"
        except Dead:
            ended = "dead"
    files.release_signals()
    for descriptor in faults.open:
        with contextlib.suppress(OSError):  # one that a file object had closed
            os.close(descriptor)
    then = place.text()
    _judge(place, ended, then, faults)
    return ended


def _judge(place: Place, ended: str, then: bytes | None, faults: Faults) -> None:
    old = None if place.is_new else BEFORE
    told = f"{faults.what} {faults.number} at {faults.hit}, call {faults.at}: {ended}"
    assert then in (old, AFTER), f"neither old nor new after {told}"
    if ended != "dead":
        assert (ended == "saved") is (then == AFTER), f"not the truth: {told}"
        is_cleaning_hit = faults.hit in ("os.unlink", "os.close")
        assert is_cleaning_hit or not place.temp(), f"temp files after {told}"
    for path in place.temp():
        os.utime(path, (time.time() - 7200,) * 2)
    if then is None:
        files.create_file(place.file, AFTER, environ=place.environ)
        then = b""
        assert place.text() == AFTER
    else:
        place.write(NEXT)
        assert place.text() == then + NEXT, f"the next write after {told}"
    assert not place.temp(), f"temp files after the next write after {told}"
    journal = files.open_journal(place.file, place.environ)
    assert journal is not None
    assert journal.load().open is None, f"an open entry after {told}"


def count_of(folder: Path, *, is_new: bool) -> int:
    """How many calls a write makes."""
    faults = Faults(0, "count")
    assert hold(folder, faults, is_new=is_new) == "saved"
    return faults.count


def all_of(tmp_path: Path, kinds: list[tuple[str, int]], *, is_new: bool, in_turn: bool = False) -> Counter[str]:
    """Every call, each of these ways or the ways in turn; how many ended how."""
    ended: Counter[str] = Counter()
    for at in range(1, count_of(tmp_path / "count", is_new=is_new) + 1):
        for what, number in [kinds[at % len(kinds)]] if in_turn else kinds:
            ended[hold(tmp_path / f"{at} {what} {number}", Faults(at, what, number), is_new=is_new)] += 1
    return ended


@pytest.mark.parametrize("is_new", [False, True], ids=["replace", "create"])
def test_a_write_that_dies_at_any_call_leaves_the_old_file_or_the_new_one(tmp_path: Path, is_new: bool) -> None:
    ended = all_of(tmp_path, [("die", 0)], is_new=is_new)
    assert ended.keys() == {"dead"}


@pytest.mark.parametrize("is_new", [False, True], ids=["replace", "create"])
def test_a_write_that_fails_at_any_call_tells_the_truth(tmp_path: Path, is_new: bool) -> None:
    ended = all_of(tmp_path, [("once", errno.ENOSPC), ("for good", errno.EIO)], is_new=is_new, in_turn=True)
    assert ended["refused"] > 10
    assert ended["saved"] > 0


@pytest.mark.sweep
@pytest.mark.parametrize("is_new", [False, True], ids=["replace", "create"])
def test_a_write_that_fails_in_any_way_tells_the_truth(tmp_path: Path, is_new: bool) -> None:
    ended = all_of(tmp_path, [(what, number) for what in ("once", "for good") for number in ERRORS], is_new=is_new)
    assert ended.total() > (200 if is_new else 250)  # making a file is fewer calls than replacing one


def test_a_write_that_is_stopped_before_it_began_changes_nothing(tmp_path: Path) -> None:
    for at in range(1, 9):  # up to the lock
        assert hold(tmp_path / str(at), Faults(at, "stop"), is_new=False) == "stopped"


# The same for every command that writes, from its words to its answer

LEAST_RUNS = 250  # a command, in the long search
LONG = 330  # calls of one command: the longest that writes one file
UNWRITTEN = "cannot be taken back later"
STILL = re.compile("still (?:be )?in ")


class AppContext:
    """A folder with a file and its user's state, in which commands run in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.folder, self.capsys, self.patch = folder, capsys, patch
        self.work = folder / "work"
        self.file = self.work / "backlog.yaml"
        for name in ("work", "user"):
            (folder / name).mkdir(parents=True)
        patch.chdir(folder / "work")
        for name in ("BACKLOG_FILE", "VISUAL", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
            patch.delenv(name, raising=False)
        patch.setenv("HOME", str(folder / "user"))
        patch.setenv("EDITOR", "sed -i s/chips/cards/")

    def text(self) -> bytes | None:
        """The bytes of the file; None when there is none."""
        return self.file.read_bytes() if self.file.exists() else None

    def shelves(self) -> dict[str, bytes]:
        """The archives beside the file: the bytes of each that holds a home."""
        found = {path.name: path.read_bytes() for path in self.work.glob("backlog-*.yaml")}
        return {name: text for name, text in found.items() if b"- job:" in text}

    def run(self, *words: str) -> tuple[int, str]:
        """One command; its exit code and what it said on stderr, each sentence on one line."""
        code = run_words(["--today", "2026-11-23", *words])
        files.release_signals()
        return code, re.sub(r"\n +", " ", self.capsys.readouterr().err)

    def write(self, writing: Any) -> tuple[int, str]:
        """The command that writes; at a terminal both its streams are one."""
        with contextlib.ExitStack() as opened, self.patch.context() as patch:
            if not writing.is_at_terminal:
                patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(writing.typed.encode()), encoding="utf-8"))
                return self.run(*writing.words)
            ours, theirs = os.openpty()
            for end in (ours, theirs):
                opened.callback(CLOSE, end)
            # Not by the calls that may be made to fail.
            io.FileIO(ours, "w", closefd=False).write(writing.typed.encode())
            stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(theirs, "r", closefd=False)), encoding="utf-8")
            stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(theirs, "w", closefd=False)), encoding="utf-8")
            patch.setattr(sys, "stdin", stdin)
            patch.setattr(sys, "stdout", stdout)
            code, said = self.run(*writing.words)
            os.set_blocking(ours, False)
            with contextlib.suppress(OSError):  # a stream that cannot be written any more is given up, and so hangs up
                while more := io.FileIO(ours, closefd=False).read(65536):
                    said += more.decode("utf-8")
        return code, said

    def must(self, *words: str) -> bytes | None:
        """One command that has to succeed; the bytes of the file after it."""
        code, told = self.run(*words)
        assert code == 0, (words, told)
        return self.text()

    def keep(self) -> None:
        """From now on `reset` brings this state back."""
        for name in ("work", "user"):
            shutil.copytree(self.folder / name, self.folder / "kept" / name)

    def reset(self) -> None:
        """Everything as it was kept; the folder to work in stays the one it was."""
        for name in ("work", "user"):
            for path in (self.folder / name).iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            shutil.copytree(self.folder / "kept" / name, self.folder / name, dirs_exist_ok=True)

    def second_undo(self, writing: Any) -> tuple[int, bytes | None]:
        """One more command and two times `undo`: the first gives back what stands there now, and this is what the second does."""
        now = self.text()
        self.must(*writing.after)
        assert self.must("undo") == now
        return self.run("undo")[0], self.text()


@dataclass
class Case:
    """One command: the bytes before and after it, its archives', what the second `undo` gives from each, and its calls."""

    writing: Any
    old: bytes | None
    new: bytes | None = None
    shelves: tuple[dict[str, bytes], ...] = ()
    homes: frozenset[str] = frozenset()
    back: dict[bytes | None, tuple[int, bytes | None]] = field(default_factory=dict)
    calls: range = range(0)
    seen: set[tuple[str, bool]] = field(default_factory=set)  # the ends that were gone on from


def case_of(context: AppContext, writing: Any) -> Case:
    """The desk made ready for a command."""
    older = None
    for line in writing.before:
        older = context.text()
        context.must(*line) if line[0] != "by hand" else context.file.write_text(line[1])
    if writing.name == "recover" and older is not None:
        context.file.write_bytes(older)
    if not writing.is_new:
        context.file.chmod(0o640)
    context.keep()
    case = Case(writing, old=context.text(), homes=frozenset(writing.homes(context.work)))
    shelves = context.shelves()
    if not writing.is_new:
        case.back[case.old] = context.second_undo(writing)
        context.reset()
    assert context.write(writing)[0] == 0
    case.new = context.text()
    case.shelves = shelves, context.shelves()
    if not writing.is_new:
        case.back[case.new] = context.second_undo(writing)
    assert case.new != case.old
    faults = Faults(0, "count")
    met(context, case, faults)
    # Of a long one those from the lock on: there it writes.
    case.calls = range(1 if faults.count <= LONG else faults.names.index("fcntl.flock") + 1, faults.count + 1)
    return case


def met(context: AppContext, case: Case, faults: Faults) -> tuple[int, str]:
    """The command, while these faults are met."""
    context.reset()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "LOCK_TIMEOUT", 0.02)
        patch.setattr(sys, "unraisablehook", lambda _: None)  # a process that is dead closes nothing, and says nothing of that
        stubbed(faults, patch)
        try:
            ended = context.write(case.writing)
        except Dead:
            ended = 137, ""
    files.release_signals()
    for descriptor in faults.open:
        with contextlib.suppress(OSError):  # one that a file object had closed
            os.close(descriptor)
    context.capsys.readouterr()
    return ended


def came_of(context: AppContext, case: Case, faults: Faults, state_of: Callable[..., str]) -> str:
    """The command while it meets the fault, and what comes after it; fails where a promise is broken.

    From an end that was met before, to the byte, what comes next is known.
    """
    code, err = met(context, case, faults)
    is_dead = faults.what == "die"
    now = context.text()
    told = f"{faults.what} {faults.number} at {faults.hit}, call {faults.at}: {code} {err}"
    assert now in (case.old, case.new), f"neither old nor new after {told}"
    _hold_shelves(context, case, told)
    if not is_dead:
        # Where several things are asked one after another, one that could not be written is told, and the next one asked.
        is_told = case.writing.is_at_terminal and code == 0 and "0 fixed" in err
        assert is_told or (code == 0) is (now == case.new), f"not the truth: {told}"
        assert "mistake" not in err, told
        assert "Traceback" not in err, told
        assert code == 0 or is_unchanged_by(err), told
        assert faults.hit in ("os.unlink", "os.close") or not left_in(context), f"temp files after {told}"
        assert code != 0 or not case.writing.doubled(context.work) or STILL.search(err), f"two files hold a home after {told}"
    for path in left_in(context):
        os.utime(path, (time.time() - 7200,) * 2)
    end = state_of(context.work, context.folder / "user"), UNWRITTEN in err
    if end not in case.seen:
        _go_on(context, case, now, told, is_unwritten=UNWRITTEN in err)
        case.seen.add(end)
    return "killed" if is_dead else "old" if now == case.old else "new"


def _hold_shelves(context: AppContext, case: Case, told: str) -> None:
    """Every home is in one of the files at least, and each archive is the old or the new one."""
    assert case.homes <= set(case.writing.homes(context.work)), f"a home is gone after {told}"
    shelves = context.shelves()
    for name in {name for texts in (shelves, *case.shelves) for name in texts}:
        assert shelves.get(name) in [texts.get(name) for texts in case.shelves], f"{name} is neither old nor new after {told}"


def _go_on(context: AppContext, case: Case, now: bytes | None, told: str, *, is_unwritten: bool) -> None:
    """The next command is clean; it can be undone, then what could be without the fault, but nothing behind what is unknown."""
    writing = case.writing
    is_halfway = writing.doubled(context.work)
    code, err = context.run(*(("init",) if now is None else writing.after))
    said = writing.said(err)
    # Where the state folder was not to be written, no mark there may say that two files hold a home: it was told at once.
    was_told = is_unwritten and bool(STILL.search(told))
    is_told = (is_halfway and (bool(said) or not was_told)) or (writing.name == "recover" and now == case.old)
    assert (code, bool(said)) == (0, is_told), f"the next run was not clean after {told}: {said}"
    assert not left_in(context), f"temp files after the next write after {told}"
    if writing.is_new:
        return
    assert context.must("undo") == now, f"undo gave something else after {told}"
    if is_halfway:
        assert not said or "`backlog archive` finishes" in said, f"not told to be halfway after {told}: {said}"
        for words in ("archive", "undo"):
            context.must(words)
            assert writing.homes(context.work) == sorted(case.homes), f"{words} is not the end of it after {told}"
        assert context.text() == now, f"the second undo gave something else after {told}"
        return
    back = context.run("undo")[0], context.text()
    assert back == ((2, now) if is_unwritten else case.back[now]), f"the second undo gave something else after {told}"
    assert not writing.doubled(context.work), f"two files hold a home after {told}"


def left_in(context: AppContext) -> list[Path]:
    """The temp files beside the file."""
    return [path for path in context.file.parent.iterdir() if path.name.endswith(".tmp")]


@pytest.fixture
def context(quick_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[AppContext]:
    folder = quick_folder / "desk"
    yield AppContext(folder, capsys, monkeypatch)
    monkeypatch.chdir(quick_folder)
    shutil.rmtree(folder)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a process that is dead closes nothing
def test_a_command_tells_the_truth_whichever_call_fails(
    sampled_writing: Any, writings: tuple[Any, ...], context: AppContext, state_of: Callable[..., str]
) -> None:
    case = case_of(context, sampled_writing)
    for at in case.calls[writings.index(sampled_writing) :: len(writings) * 2]:
        what, number = [("die", 0), ("once", errno.EIO), ("for good", errno.ENOSPC), ("once", errno.EACCES)][at % 4]
        came_of(context, case, Faults(at, what, number), state_of)


@pytest.mark.sweep
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a process that is dead closes nothing
def test_a_command_tells_the_truth_whichever_call_fails_in_whichever_way(
    writing: Any, writings: tuple[Any, ...], context: AppContext, counted: Callable[[str], None], state_of: Callable[..., str]
) -> None:
    case = case_of(context, writing)
    errors = cycle([(what, number) for number in ERRORS for what in ("once", "for good")])
    # Every call fails, the ways in turn; at one in four it dies, at others under every command (real processes die at each).
    todo = [(at, *next(errors)) for at in case.calls]
    todo += [(at, "die", 0) for at in case.calls[writings.index(writing) % 4 :: 4]]
    while len(todo) < LEAST_RUNS:  # once more, in another way, from the end on: there it is written
        next(errors)
        todo += [(at, *next(errors)) for at in reversed(case.calls)][: LEAST_RUNS - len(todo)]
    ended: Counter[str] = Counter()
    broken = []
    for at, what, number in todo:
        try:
            ended[came_of(context, case, Faults(at, what, number), state_of)] += 1
        except AssertionError as error:
            broken.append(str(error).partition("\nassert")[0])
    ways = ", ".join(f"{count} {way}" for way, count in sorted(ended.items()))
    counted(
        f"{writing.name}, in this process: {len(case.calls)} calls, {ended.total()} runs: {ways}; {len(case.seen)} ends; "
        f"{len(broken)} lost"
    )
    assert not broken, "\n".join(broken)
    assert ended.total() >= LEAST_RUNS


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_disk_that_cannot_confirm_a_folder_is_no_warning(tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _saved_without_folder_sync(tmp_path, number, monkeypatch).warnings == ()


def test_a_disk_that_does_not_confirm_the_folder_is_told_and_the_change_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = _saved_without_folder_sync(tmp_path, errno.EIO, monkeypatch)
    assert saved.warnings == ("written, but the disk did not confirm it (input/output error).",)


def _saved_without_folder_sync(tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> files.SaveResult:
    place = Place(tmp_path, is_new=False)
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").resolve().is_dir():
            raise OSError(number, os.strerror(number))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    saved = files.atomic_write(place.file, lambda before: before + NEXT, environ=place.environ)
    assert place.text() == BEFORE + NEXT
    return saved


@pytest.mark.parametrize(("module", "name"), [(os, "replace"), (files, "exchange")], ids=["rename", "exchange"])
def test_a_rename_whose_answer_was_lost_is_still_a_saved_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    place = Place(tmp_path, is_new=False)
    real = getattr(module, name)

    def renamed(source: Path, target: Path) -> None:
        real(source, target)
        if target == place.file:
            raise OSError(errno.ENOENT, "no such file: the server was asked twice")

    monkeypatch.setattr(files, "can_exchange", lambda: module is files)
    monkeypatch.setattr(module, name, renamed)
    place.act()
    assert place.text() == AFTER
    assert not place.temp()


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_disk_without_links_gets_a_new_file_all_the_same(tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_link(_source: Path, _target: Path) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", no_link)
    place = Place(tmp_path, is_new=True)
    place.act()
    assert place.text() == AFTER
    with pytest.raises(UsageError, match="already exists"):
        place.act()


def test_an_owner_that_cannot_be_kept_opens_the_file_to_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path, is_new=False)
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(place.file, 1234, 1234)
    files.atomic_write(place.file, lambda before: before + NEXT, environ=place.environ)
    assert (place.file.stat().st_uid, place.file.stat().st_gid) == (1234, 1234)

    def refused(*_args: int) -> None:
        raise OSError(errno.EINVAL, "no such user here")

    monkeypatch.setattr(os, "fchown", refused)
    files.atomic_write(place.file, lambda before: before + NEXT, environ=place.environ)
    assert place.file.stat().st_mode & 0o777 == 0o600  # 0640 for another group would be wider


def test_a_pipe_that_takes_the_place_of_the_file_is_not_waited_for(tmp_path: Path) -> None:
    place = Place(tmp_path, is_new=False)

    def make(before: bytes) -> bytes:
        place.file.unlink()
        os.mkfifo(place.file)
        return before + NEXT

    with pytest.raises(BacklogError, match="no longer a file"):
        files.atomic_write(place.file, make, environ=place.environ)
    assert not place.temp()


def test_a_folder_or_a_link_that_takes_the_place_of_the_file_is_left_alone(tmp_path: Path) -> None:
    for is_link in (False, True):
        place = Place(tmp_path / str(is_link), is_new=False)
        elsewhere = tmp_path / str(is_link) / "elsewhere.yaml"

        def make(before: bytes, place: Place = place, elsewhere: Path = elsewhere, is_link: bool = is_link) -> bytes:
            if place.file.is_file() and not place.file.is_symlink():
                if is_link:
                    place.file.rename(elsewhere)
                    place.file.symlink_to(elsewhere)
                else:
                    place.file.unlink()
                    place.file.mkdir()
            return before + NEXT

        with pytest.raises(BacklogError) as refused:
            files.atomic_write(place.file, make, environ=place.environ)
        assert refused.value.unchanged
        assert place.file.is_symlink() is is_link
        assert not place.temp()


def test_users_with_states_of_their_own_are_kept_apart_by_the_comparison(tmp_path: Path) -> None:
    place = Place(tmp_path, is_new=False)
    other = {"HOME": str(tmp_path / "other")}
    seen: list[bytes] = []

    def make(before: bytes) -> bytes:
        if not seen:
            seen.append(before)
            files.atomic_write(place.file, lambda text: text + b"# theirs\n", environ=other)
        return before + b"# ours\n"

    files.atomic_write(place.file, make, environ=place.environ)
    assert place.text() == BEFORE + b"# theirs\n# ours\n"


def test_a_lock_that_cannot_be_made_for_lack_of_space_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path, is_new=False)
    real = os.open

    def opened(path: Any, flags: int, *mode: int) -> int:
        if str(path).endswith(".lock"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, flags, *mode)

    monkeypatch.setattr(os, "open", opened)
    with pytest.raises(BacklogError, match=r"the lock .* could not be made: no space left"):
        place.act()
    assert place.text() == BEFORE


def test_a_name_that_leaves_no_room_for_ours_is_written_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / ("ö" * 120 + ".yaml")
    file.write_bytes(BEFORE)
    files.atomic_write(file, lambda before: before + NEXT, environ={})
    assert file.read_bytes() == BEFORE + NEXT


def test_a_name_that_looks_like_a_pattern_is_swept_like_any_other(tmp_path: Path) -> None:
    file = tmp_path / "back[log]*.yaml"
    file.write_bytes(BEFORE)
    old, strange, hers = (
        tmp_path / f".~{name}.tmp"
        for name in ("back[log]*.yaml.0123456789ab", "backl.yaml.0123456789ab", "back[log]*.yaml.notes")
    )
    for path in (old, strange, hers):
        path.write_bytes(b"")
        os.utime(path, (time.time() + 7200,) * 2)  # by a clock that was ahead
    files.atomic_write(file, lambda before: before + NEXT, environ={})
    assert [path.exists() for path in (old, strange, hers)] == [False, True, True]


def test_what_a_kill_left_beside_an_archive_goes_with_the_next_write_of_the_file_itself(tmp_path: Path) -> None:
    file = tmp_path / "backlog.yaml"
    file.write_bytes(BEFORE)
    names = ("backlog-2025.yaml", "backlog-20256.yaml", "backlog-late.yaml", "2025.yaml")
    left = [tmp_path / f".~{name}.0123456789ab.tmp" for name in names]
    for path in left:
        path.write_bytes(b"")
        os.utime(path, (time.time() - 7200,) * 2)
    files.atomic_write(file, lambda before: before + NEXT, environ={})
    assert [path.exists() for path in left] == [False, True, True, True]
