"""Real processes whose system calls fail or kill them, one after another: the file is the old or the new one, and none lies.

Each run is traced by strace, which makes one system call of it kill the process, stop it, or fail. What is counted is printed.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.sampling import one_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60.0
LEAST_RUNS = 250  # a command, in the long search
LONG = 400  # calls of one command: the longest that writes one file
TODAY = ("--today", "2026-11-23")

EDITOR = "sed -i s/chips/cards/"
UNWRITTEN, STILL = "cannot be taken back later", re.compile("still (?:be )?in ")

# Python's own code where not even /dev/null takes what is left to be said; no surroundings of this world are like that.
UNHEARD = 120
ERRORS = ("ENOSPC", "EIO", "EACCES", "EINTR")

# Calls that name, open, change or close a file. The rest is memory and time.
ABOUT_FILES = (
    "openat,open,creat,close,read,write,pwrite64,lseek,newfstatat,fstat,stat,lstat,statx,getdents64,fsync,fdatasync,rename,renameat,"
    "renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,fchmod,chmod,fchown,flock,ftruncate,readlink,getcwd,utimensat,dup2,dup3"
)
CHANGING = (
    *("openat", "write", "fsync", "rename", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "rmdir"),
    *("fchmod", "fchown", "flock", "close", "ftruncate", "utimensat"),
)
# Python tries these again for as long as they say EINTR, as they ought to be: once is all that can be asked.
TRIED_AGAIN = ["openat", "read", "write", "fsync", "flock", "fchmod", "fchown", "ftruncate"]


@dataclass(frozen=True)
class Fault:
    """What happens to the nth call of that name."""

    call: str
    nth: int
    what: str  # KILL, TERM, INT, or the name of an error
    for_good: bool = False

    @property
    def rule(self) -> str:
        """As strace wants it."""
        kind = "signal" if self.what in ("KILL", "TERM", "INT") else "error"
        return f"inject={self.call}:{kind}={self.what}:when={self.nth}{'+' if self.for_good else ''}"

    @property
    def is_first_of_all(self) -> bool:
        """Whether it belongs to what every call meets under every verb: it kills, or it fails once."""
        return self.what == "KILL" or (self.what in ERRORS and not self.for_good)

    def __str__(self) -> str:
        return f"{self.what} at {self.call} no. {self.nth}{' and ever after' if self.for_good else ''}"


@dataclass(frozen=True)
class Ended:
    """How a run ended, and what it said."""

    code: int
    out: str
    err: str


class Bench:
    """A folder with a file and the state of its user, set up again for every run, and a program that can be watched."""

    def __init__(self, starter: Any, folder: Path, state_of: Callable[..., str]) -> None:
        folder.mkdir()
        self.starter, self.folder = starter, folder
        self.state = partial(state_of, folder / "work", folder / "user")
        self.work, self.user = folder / "work", folder / "user"
        self.file = self.work / "backlog.yaml"
        self.trace = folder / "trace"
        self.watcher: subprocess.Popen[bytes] | None = None
        for place in (self.work, self.user):
            place.mkdir()

    def keep(self, name: str) -> None:
        """From now on `reset(name)` brings this state back."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
        self._copy(self.folder, self.folder / name)

    def reset(self, name: str) -> None:
        """Everything as it was kept under this name; as nobody has touched it yet when there is no such thing."""
        for place in (self.work, self.user):
            shutil.rmtree(place)
            place.mkdir()
        if (self.folder / name).exists():
            self._copy(self.folder / name, self.folder)

    def _copy(self, source: Path, target: Path) -> None:
        for name in ("work", "user"):
            shutil.copytree(source / name, target / name, dirs_exist_ok=True)

    def text(self) -> bytes | None:
        """The bytes of the file; None when there is none."""
        return self.file.read_bytes() if self.file.exists() else None

    def shelves(self) -> dict[str, bytes]:
        """The archives beside the file: the bytes of each that holds a home."""
        found = {path.name: path.read_bytes() for path in self.work.glob("backlog-*.yaml")}
        return {name: text for name, text in found.items() if b"- job:" in text}

    def write(self, writing: Any, *rules: str) -> Ended:
        """The command that writes; watched, and tampered with by these rules, when there are any."""
        return self.run(*writing.words, typed=writing.typed, is_at_terminal=writing.is_at_terminal, rules=rules)

    def run(self, *words: str, typed: str = "", is_at_terminal: bool = False, rules: tuple[str, ...] = ()) -> Ended:
        """One command to its end; at a terminal both its streams are one."""
        with contextlib.ExitStack() as opened:
            if is_at_terminal:
                ours, theirs = os.openpty()
                opened.callback(os.close, ours)
                opened.callback(os.close, theirs)
                os.set_blocking(ours, False)
                os.write(ours, typed.encode())
                process = self._started(words, [theirs] * 3, rules)
                said = b"".join(self._until_end(process, words, ours)).decode("utf-8", "backslashreplace")
                return Ended(process.code, said, said)
            (self.folder / "typed").write_text(typed, "utf-8")
            places = [self.folder / name for name in ("typed", "out", "err")]
            streams = [opened.enter_context(place.open(mode)) for place, mode in zip(places, ("rb", "wb", "wb"), strict=True)]
            process = self._started(words, [stream.fileno() for stream in streams], rules)
            assert not list(self._until_end(process, words, None))
        out, err = (place.read_text("utf-8", "backslashreplace") for place in places[1:])
        return Ended(process.code, out, re.sub(r"\n +", " ", err))  # a sentence on several lines is one

    def _started(self, words: tuple[str, ...], streams: list[int], rules: tuple[str, ...]) -> Any:
        ready = self.folder / "ready"
        environ = {"HOME": str(self.user), "EDITOR": EDITOR}
        environ |= {"WAIT_FOR_WATCHER": str(ready)} if rules else {}
        process = self.starter.start(
            [*TODAY, *words], streams, folder=self.work, environ=self.starter.environ(environ), fresh=False
        )
        if rules:
            end = time.monotonic() + PATIENCE
            while not ready.exists():
                assert time.monotonic() < end, "it does not start"
                time.sleep(0.001)
            ready.unlink()
            self.watcher = self._watched(process.number, rules)
            os.kill(process.number, signal.SIGUSR1)
        else:
            self.watcher = None
        return process

    def _until_end(self, process: Any, words: tuple[str, ...], terminal: int | None) -> Iterator[bytes]:
        """Wait for the end of a process, and of its watcher; what it says at a terminal meanwhile."""
        end = time.monotonic() + PATIENCE
        while not (has_ended := process.has_ended()) or terminal is not None:
            with contextlib.suppress(BlockingIOError):
                while terminal is not None:
                    yield os.read(terminal, 65536)
            if has_ended:
                break
            assert time.monotonic() < end, f"{words} does not end"
            time.sleep(0.004)
        if self.watcher is not None:
            self.watcher.wait(PATIENCE)

    def _watched(self, number: int, rules: tuple[str, ...]) -> subprocess.Popen[bytes]:
        words = ["strace", "-o", str(self.trace), *(word for rule in rules for word in ("-e", rule)), "-p", str(number)]
        watcher = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert watcher.stderr is not None
        with watcher.stderr:
            said = watcher.stderr.readline()  # "Process ... attached"
        if b"attached" not in said:
            os.kill(number, signal.SIGKILL)
            pytest.skip(f"STRACE MAY NOT WATCH HERE, SO NO CRASH IS TRIED: {said.decode().strip()}")
        return watcher

    def calls(self, writing: Any) -> list[tuple[str, int]]:
        """Every call about files that this command makes after it was started, by name and number of its kind.

        Of a long one those from the lock on: there it writes.
        """
        self.write(writing, f"trace={ABOUT_FILES}")
        line = r"^(\w+)\(.*"
        seen: Counter[str] = Counter()
        found: list[tuple[str, int]] = []
        lock = 0
        for called in re.finditer(line, self.trace.read_text("utf-8", "replace"), re.MULTILINE):
            seen[called[1]] += 1
            if called[1] == "flock" and not lock:
                lock = len(found)
            if str(ROOT) not in called[0]:  # a look at the program's own sources is none at what is hers
                found.append((called[1], seen[called[1]]))
        return found if len(found) <= LONG else found[lock:]

    def age_temp_files(self) -> list[Path]:
        """Let the temp files that are there be of yesterday."""
        temp = [path for path in self.work.iterdir() if path.name.endswith(".tmp")]
        for path in temp:
            os.utime(path, (time.time() - 86400,) * 2)
        return temp


@pytest.fixture(scope="module")
def bench(starter: Any, quick_folder: Path, state_of: Callable[..., str]) -> Bench:
    if shutil.which("strace") is None:
        pytest.skip("STRACE IS NOT INSTALLED, SO NO CRASH OF A REAL PROCESS IS TRIED: apt-get install strace")
    return Bench(starter, Path(tempfile.mkdtemp(prefix="crash", dir=quick_folder)) / "work", state_of)


@dataclass(frozen=True)
class Case:
    """One command on the bench: the bytes before and after it, its archives', and what the second `undo` gives from each."""

    writing: Any
    old: bytes | None
    new: bytes
    shelves: tuple[dict[str, bytes], dict[str, bytes]]
    homes: set[str]
    back: dict[bytes | None, tuple[int, bytes | None]]
    seen: set[tuple[str, bool]] = field(default_factory=set)  # the ends that were gone on from


def set_up(bench: Bench, writing: Any) -> Case:
    """The bench as it is before this command."""
    bench.reset("nothing")
    older = None
    for line in writing.before:
        older = bench.text() or older
        if line[0] == "by hand":
            bench.file.write_text(line[1])
            continue
        ended = bench.run(*line)
        assert ended.code == 0, (line, ended)
    if writing.name == "recover" and older is not None:
        bench.file.write_bytes(older)
    if not writing.is_new:
        bench.file.chmod(0o644)
    bench.keep("before")
    old, shelves, homes = bench.text(), bench.shelves(), set(writing.homes(bench.work))
    back = {}
    if not writing.is_new:
        back[old] = second_undo(bench, writing, "from the text before")
        bench.reset("before")
    ended = bench.write(writing)
    new = bench.text()
    assert ended.code == 0, ended
    assert new is not None
    assert new != old
    case = Case(writing, old, new, (shelves, bench.shelves()), homes, back)
    if not writing.is_new:
        back[new] = second_undo(bench, writing, "from the text after")
    return case


def second_undo(bench: Bench, writing: Any, told: str) -> tuple[int, bytes | None]:
    """One more command and two times `undo`: the first gives back what stands there now, and this is what the second does."""
    now = bench.text()
    bench.run(*writing.after)
    first = bench.run("undo")
    assert (first.code, bench.text()) == (0, now), f"undo gave something else {told}: {first}"
    return bench.run("undo").code, bench.text()


def faults(calls: list[tuple[str, int]], *, turn: int) -> list[Fault]:
    """What is done to these calls: each that changes something kills, is stopped, and fails in several ways.

    The errors take turns, from another one on with every `turn`, so that over all verbs every call fails in every way. Calls
    that only look fail now and then; to kill at them is to kill at the next one that changes something.
    """
    errors, stops, ever = (islice(cycle(round), turn, None) for round in (ERRORS, ("TERM", "INT"), ERRORS))
    found = []
    for place, (call, nth) in enumerate(calls):
        if call not in CHANGING:
            if (place + turn) % 5 == 0:
                found.append(Fault(call, nth, next(errors)))
            continue
        found += [Fault(call, nth, "KILL"), Fault(call, nth, next(errors))]
        if call == "close":
            continue
        found += [Fault(call, nth, next(stops)), Fault(call, nth, next(errors))]
        lasting = next(ever)
        if lasting != "EINTR" or call not in TRIED_AGAIN:
            found.append(Fault(call, nth, lasting, for_good=True))
        next(errors)  # so that the same call meets other errors under the next verb
    return found


def chosen(calls: list[tuple[str, int]], turn: int) -> list[Fault]:
    """What is tried under one verb: each call kills and fails once; of the rest as many as it takes, from all parts alike."""
    todo = dict.fromkeys(faults(calls, turn=turn))
    while len(todo) < LEAST_RUNS:  # a short verb meets every error
        turn += 1
        todo |= dict.fromkeys(faults(calls, turn=turn))
    first: dict[tuple[str, int, bool], Fault] = {}
    for fault in todo:
        if fault.is_first_of_all:
            first.setdefault((fault.call, fault.nth, fault.what == "KILL"), fault)
    rest = [fault for fault in todo if fault not in first.values()]
    wanted = max(LEAST_RUNS - len(first), 0)
    return [*first.values(), *(rest[n * len(rest) // wanted] for n in range(wanted))]


def hold(bench: Bench, fault: Fault, case: Case) -> str:
    """One run with this fault, and the next ones without; how it ended. Fails where a promise is broken.

    From an end that was met before, to the byte, the next runs are known.
    """
    bench.reset("before")
    ended = bench.write(case.writing, f"trace={fault.call}", fault.rule)
    now = bench.text()
    told = f"{fault}: {ended}"
    assert now in (case.old, case.new), f"neither old nor new after {told}"
    if ended.code == 0:
        # Where several things are asked one after another, one that could not be written is told, and the next one asked.
        assert now == case.new or (case.writing.is_at_terminal and "0 fixed" in ended.out), f"0 with the old text: {told}"
    elif ended.code != -signal.SIGKILL and not (ended.code == UNHEARD and fault.call == "write" and fault.for_good):
        assert now == case.old, f"not 0 with the new text after {told}"
        assert "Traceback" not in ended.err, told
    _hold_shelves(bench, case, ended, told)
    temp = bench.age_temp_files()
    # A kill leaves one at most; whatever ended by itself has cleaned up, unless cleaning up was what failed: then one of each
    # file that it makes, and `init` makes the schema beside the backlog.
    kept = 1 + (case.writing.is_new and fault.for_good) if fault.what == "KILL" or fault.call in ("unlink", "close") else 0
    assert len(temp) <= kept, f"temp files after {told}"
    end = bench.state(), UNWRITTEN in ended.err
    if end not in case.seen:
        _go_on(bench, case, ended, now, told)
        case.seen.add(end)
    return "killed" if ended.code < 0 else "old" if now == case.old else "new"


def _hold_shelves(bench: Bench, case: Case, ended: Ended, told: str) -> None:
    """Every home is in one of the files at least, and each archive is the old or the new one."""
    assert set(case.writing.homes(bench.work)) >= case.homes, f"a home is gone after {told}"
    shelves = bench.shelves()
    for name in {name for texts in (shelves, *case.shelves) for name in texts}:
        assert shelves.get(name) in [texts.get(name) for texts in case.shelves], f"{name} is neither old nor new after {told}"
    if ended.code == 0 and case.writing.doubled(bench.work):
        assert STILL.search(ended.err), f"two files hold a home, untold, after {told}"


def _go_on(bench: Bench, case: Case, ended: Ended, now: bytes | None, told: str) -> None:
    """The next command is clean; it can be undone, then what could be without the fault, but nothing behind what is unknown."""
    writing, is_unwritten = case.writing, UNWRITTEN in ended.err
    is_halfway = writing.doubled(bench.work)
    after = bench.run(*(("init",) if now is None else writing.after))
    # What is lost is told, by whichever command comes next.
    # Where the state folder was not to be written, no mark there may say that two files hold a home: it was told at once.
    was_told = is_unwritten and bool(STILL.search(ended.err))
    said = writing.said(after.err)
    is_told = (is_halfway and (bool(said) or not was_told)) or (writing.name == "recover" and now == case.old)
    assert (after.code, bool(said)) == (0, is_told), f"the next run was not clean after {told}: {after}"
    assert not bench.age_temp_files(), f"temp files after the next write after {told}"
    if writing.is_new:
        return
    first = bench.run("undo")
    assert (first.code, bench.text()) == (0, now), f"undo gave something else after {told}: {first}"
    if is_halfway:
        assert not said or "`backlog archive` finishes" in after.err, f"not told to be halfway after {told}: {after}"
        for words in ("archive", "undo"):
            done = bench.run(words)
            assert (done.code, writing.doubled(bench.work)) == (0, False), f"{words} after {told}: {done}"
            assert set(writing.homes(bench.work)) == case.homes, f"{words} lost a home after {told}: {done}"
        assert bench.text() == now, f"the second undo gave something else after {told}"
        return
    back = bench.run("undo").code, bench.text()
    assert back == ((2, now) if is_unwritten else case.back[now]), f"the second undo gave something else after {told}"
    assert writing.homes(bench.work) == sorted(set(writing.homes(bench.work))), f"two files hold a home after {told}"


# One of each way to write: a file that is new, one home's lines, the whole file, two files, what an editor left, and back again.
# Every other command dies in the long search, and in this process in `test_crash_points.py`.
@one_in(6, "name", ["init", "log", "away", "archive", "edit", "undo"])
def test_a_process_that_dies_or_fails_at_the_swap_loses_nothing(name: str, writings: tuple[Any, ...], bench: Bench) -> None:
    writing = next(one for one in writings if one.name == name)
    case = set_up(bench, writing)
    swap = "link" if writing.is_new else "rename"
    assert hold(bench, Fault(swap, 1, "KILL"), case) == "killed"
    assert hold(bench, Fault("fsync", 1, "ENOSPC"), case) == "old"


@pytest.mark.sweep
def test_no_call_about_files_loses_anything_when_it_kills_or_fails(
    writing: Any, writings: tuple[Any, ...], bench: Bench, counted: Callable[[str], None]
) -> None:
    case = set_up(bench, writing)
    bench.reset("before")
    calls = bench.calls(writing)
    ended: Counter[str] = Counter()
    broken = []
    for fault in chosen(calls, writings.index(writing)):
        try:
            ended[hold(bench, fault, case)] += 1
        except AssertionError as error:
            broken.append(str(error).partition("\n")[0])
    ways = ", ".join(f"{count} {way}" for way, count in sorted(ended.items()))
    counted(
        f"{writing.name}: {len(calls)} calls about files, {ended.total()} runs: {ways}; {len(case.seen)} ends; {len(broken)} lost"
    )
    assert not broken, "\n".join(broken)
    assert ended.total() >= LEAST_RUNS


def test_every_verb_that_can_write_is_tried(writings: tuple[Any, ...]) -> None:
    from backlog_cli.cli.app import VERBS, load_command

    # What can be rehearsed writes her file, but for `export site`; so does the one verb that asks before each of its writes.
    rehearsed = {verb.name for verb in VERBS if any(param.name == "dry_run" for param in load_command(verb).params)} - {"export"}
    writing = rehearsed | {verb.name for verb in VERBS if isinstance(verb.writes, str)}
    assert {verb.name for verb in VERBS if verb.writes} <= writing
    # It needs a repository and a shared copy: tests/cli/git lets it die between any two of its steps.
    assert {one.words[0] for one in writings} == writing - {"sync"}
