"""Real processes whose system calls fail or kill them, one after another: the file is the old or the new one, and none lies.

Each run is traced by strace, which makes one system call of it kill the process, stop it, or fail. What is counted is printed.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60.0
LEAST_RUNS = 250  # a command, in the long search
TODAY = ("--today", "2026-11-23")

# What stands in the file before: two homes, one of them with something owed.
BEFORE = (
    ("init",),
    ("add", "1041", "Kim", "Lee", "--sold", "2026-11-01"),
    ("add", "1042", "Ann", "Roe", "--sold", "2026-11-02"),
    ("set", "1041", "closing", "2027-02-01"),
    ("promise", "1041", "fri", "paint chips"),
)
LOGGED = ("log", "1041", "walls are up")

# verb: what comes before it, its words
WRITERS: dict[str, tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]] = {
    "log": ((), ("log", "1041", "the slab is poured", "--how", "phone")),
    "shift": ((), ("shift", "1041", "+2w", "windows late")),
    "promise": ((), ("promise", "1041", "tue", "a plan of the kitchen")),
    "done": ((), ("done", "1041", "paint")),
    "add": ((), ("add", "1043", "Bo", "Day", "--sold", "2026-11-20")),
    "set": ((), ("set", "1042", "lot", "12")),
    "stage": ((), ("stage", "1041", "framing")),
    "issue": ((), ("issue", "1041", "crack in the slab", "--wants", "a look at it")),
    "ask": ((), ("ask", "1041", "is the rate locked?")),
    "meet": ((), ("meet", "1041", "2026-12-01", "10:00", "walk")),
    "init": ((), ("init",)),
    "undo": ((LOGGED,), ("undo",)),
    "redo": ((LOGGED, ("undo",)), ("redo",)),
    "recover": ((LOGGED,), ("recover",)),
    "edit": ((), ("edit",)),
}
EDITOR = "sed -i s/chips/cards/"
UNWRITTEN = "cannot be taken back later"
NEXT = ("ask", "1042", "which tiles?")

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
    """A folder with a file and the state of its user, set up anew for every run, and a program that can be watched."""

    def __init__(self, starter: Any, folder: Path, state_of: Callable[..., str]) -> None:
        self.starter, self.folder = starter, folder
        self.state = partial(state_of, folder / "work", folder / "user")
        self.work, self.user = folder / "work", folder / "user"
        self.file = self.work / "backlog.yaml"
        self.trace = folder / "trace"
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

    def run(self, *words: str, rules: tuple[str, ...] | None = None) -> Ended:
        """One command to its end; watched, and tampered with by these rules, when they are given."""
        places = [self.folder / name for name in ("out", "err")]
        ready = self.folder / "ready"
        end = time.monotonic() + PATIENCE
        environ = {"HOME": str(self.user), "EDITOR": EDITOR}
        environ |= {} if rules is None else {"WAIT_FOR_WATCHER": str(ready)}
        with Path(os.devnull).open("rb") as nothing, places[0].open("wb") as out, places[1].open("wb") as err:
            process = self.starter.start(
                [*TODAY, *words],
                [nothing.fileno(), out.fileno(), err.fileno()],
                folder=self.work,
                environ=self.starter.environ(environ),
                fresh=False,
            )
            if rules is not None:
                while not ready.exists():
                    assert time.monotonic() < end, "it does not start"
                    time.sleep(0.001)
                ready.unlink()
                watcher = self._watched(process.number, rules)
                os.kill(process.number, signal.SIGUSR1)
                watcher.wait(PATIENCE)
            while not process.has_ended():
                assert time.monotonic() < end, f"{words} does not end"
                time.sleep(0.004)
        return Ended(process.code, *(place.read_text("utf-8", "backslashreplace") for place in places))

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

    def calls(self, words: tuple[str, ...]) -> list[tuple[str, int]]:
        """Every call about files that these words make after they were started, by name and number of its kind."""
        self.run(*words, rules=(f"trace={ABOUT_FILES}",))
        line = r"^(\w+)\(.*"
        seen: Counter[str] = Counter()
        found = []
        for called in re.finditer(line, self.trace.read_text("utf-8", "replace"), re.MULTILINE):
            seen[called[1]] += 1
            if str(ROOT) not in called[0]:  # a look at the program's own sources is none at what is hers
                found.append((called[1], seen[called[1]]))
        return found

    def age_temp_files(self) -> list[Path]:
        """Let the temp files that are there be of yesterday."""
        temp = [path for path in self.work.iterdir() if path.name.endswith(".tmp")]
        for path in temp:
            os.utime(path, (time.time() - 86400,) * 2)
        return temp


@pytest.fixture(scope="module")
def bench(starter: Any, tmp_path_factory: pytest.TempPathFactory, state_of: Callable[..., str]) -> Bench:
    if shutil.which("strace") is None:
        pytest.skip("STRACE IS NOT INSTALLED, SO NO CRASH OF A REAL PROCESS IS TRIED: apt-get install strace")
    bench = Bench(starter, tmp_path_factory.mktemp("crash"), state_of)
    for line in BEFORE:
        ended = bench.run(*line)
        assert ended.code == 0, (line, ended)
    bench.keep("two homes")
    return bench


@dataclass(frozen=True)
class Case:
    """One verb on the bench: the bytes before and after it, its words, and what the second `undo` gives from each of the two."""

    old: bytes | None
    new: bytes
    words: tuple[str, ...]
    back: dict[bytes | None, tuple[int, bytes | None]]
    seen: set[tuple[str, bool]] = field(default_factory=set)  # the ends that were gone on from


def set_up(bench: Bench, verb: str) -> Case:
    """The bench as it is before this verb."""
    first, words = WRITERS[verb]
    bench.reset("nothing" if verb == "init" else "two homes")
    older = bench.text()
    for line in first:
        assert bench.run(*line).code == 0
    if verb == "recover" and older is not None:
        bench.file.write_bytes(older)
    if verb != "init":
        bench.file.chmod(0o644)
    bench.keep("before")
    old = bench.text()
    back = {}
    if verb != "init":
        back[old] = second_undo(bench, "from the text before")
        bench.reset("before")
    ended = bench.run(*words)
    new = bench.text()
    assert ended.code == 0
    assert new is not None
    assert new != old
    if verb != "init":
        back[new] = second_undo(bench, "from the text after")
    return Case(old, new, words, back)


def second_undo(bench: Bench, told: str) -> tuple[int, bytes | None]:
    """One more command and two times `undo`: the first gives back what stands there now, and this is what the second does."""
    now = bench.text()
    bench.run(*NEXT)
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
    words, old, new = case.words, case.old, case.new
    ended = bench.run(*words, rules=(f"trace={fault.call}", fault.rule))
    now = bench.text()
    told = f"{fault}: {ended}"
    assert now in (old, new), f"neither old nor new after {told}"
    if ended.code == 0:
        assert now == new, f"0 with the old text after {told}"
    elif ended.code != -signal.SIGKILL and not (ended.code == UNHEARD and fault.call == "write" and fault.for_good):
        assert now == old, f"not 0 with the new text after {told}"
        assert "Traceback" not in ended.err, told
    temp = bench.age_temp_files()
    # A kill leaves one at most; whatever ended by itself has cleaned up, unless cleaning up was what failed.
    assert len(temp) <= (fault.what == "KILL" or fault.call in ("unlink", "close")), f"temp files after {told}"
    end = bench.state(), UNWRITTEN in ended.err
    if end not in case.seen:
        _go_on(bench, case, ended, now, told)
        case.seen.add(end)
    return "killed" if ended.code < 0 else "old" if now == old else "new"


def _go_on(bench: Bench, case: Case, ended: Ended, now: bytes | None, told: str) -> None:
    """The next command is clean; it can be undone, then what could be without the fault, but nothing behind what is unknown."""
    words, is_unwritten = case.words, UNWRITTEN in ended.err
    next_words = ("init",) if now is None else NEXT if words != ("init",) else ("add", "1", "Kim", "Lee", "--sold", "2026-11-01")
    after = bench.run(*next_words)
    # What is lost is told, by whichever command comes next; and an undo without a journal, which was told, looks like a loss.
    is_told = (words == ("recover",) and now == case.old) or (words == ("undo",) and is_unwritten)
    assert (after.code, bool(after.err)) == (0, is_told), f"the next run was not clean after {told}: {after}"
    assert not bench.age_temp_files(), f"temp files after the next write after {told}"
    if words != ("init",):
        first = bench.run("undo")
        assert (first.code, bench.text()) == (0, now), f"undo gave something else after {told}: {first}"
        back = bench.run("undo").code, bench.text()
        assert back == ((2, now) if is_unwritten else case.back[now]), f"the second undo gave something else after {told}"


@pytest.mark.parametrize("verb", WRITERS)
def test_a_process_that_dies_or_fails_at_the_swap_loses_nothing(verb: str, bench: Bench) -> None:
    case = set_up(bench, verb)
    swap = "link" if verb == "init" else "rename"
    assert hold(bench, Fault(swap, 1, "KILL"), case) == "killed"
    assert hold(bench, Fault("fsync", 1, "ENOSPC"), case) == "old"


@pytest.mark.sweep
@pytest.mark.parametrize("verb", WRITERS)
def test_no_call_about_files_loses_anything_when_it_kills_or_fails(
    verb: str, bench: Bench, counted: Callable[[str], None]
) -> None:
    case = set_up(bench, verb)
    bench.reset("before")
    calls = bench.calls(case.words)
    ended: Counter[str] = Counter()
    broken = []
    for fault in chosen(calls, list(WRITERS).index(verb)):
        try:
            ended[hold(bench, fault, case)] += 1
        except AssertionError as error:
            broken.append(str(error).partition("\n")[0])
    ways = ", ".join(f"{count} {way}" for way, count in sorted(ended.items()))
    counted(f"{verb}: {len(calls)} calls about files, {ended.total()} runs: {ways}; {len(case.seen)} ends; {len(broken)} lost")
    assert not broken, "\n".join(broken)
    assert ended.total() >= LEAST_RUNS
