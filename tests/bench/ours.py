"""Our own commands as they are measured: a user with a file of so many homes, and every way of calling the program."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from tests.bench.homes import SEED, TODAY, backlog, job_number
from tests.bench.stopwatch import Command, Runner

if TYPE_CHECKING:
    from tests.bench.stopwatch import Stopwatch

ROOT = Path(__file__).parent.parent.parent

# What pip puts on the path as `backlog`, for a checkout.
_PROGRAM = f"""\
import sys
sys.path.insert(0, {str(ROOT)!r})
from backlog_cli.__main__ import main
main()
"""

# The same with the waits for the disk written down.
_TIMED_PROGRAM = f"""\
import gc, os, sys, time
sys.path.insert(0, {str(ROOT)!r})
real, waited = os.fsync, [0.0]
def fsync(descriptor):
    before = time.perf_counter()
    real(descriptor)
    waited[0] += time.perf_counter() - before
os.fsync = fsync
from backlog_cli.__main__ import run
code = run()
with open(os.environ["BENCH_FSYNC"], "w") as told:
    told.write(str(waited[0]))
gc.freeze()
sys.exit(code)
"""


# An agent who looks the file through from top to bottom.
_EDITOR = """\
import sys
with open(sys.argv[1], "r+", encoding="utf-8") as file:
    text = file.read()
    file.seek(0)
    file.write(f"# looked through\\n{text}# to the end\\n")
"""


def environ_of(folder: Path) -> dict[str, str]:
    """The surroundings of a user who has nothing but this folder."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "TZ": "UTC",
        **{f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("CONFIG", "CACHE", "DATA", "STATE")},
    }


def script(folder: Path, name: str, text: str) -> Path:
    """A program text as a file in that folder."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def python(path: Path, *words: str) -> tuple[str, ...]:
    """The words that run that program with this Python, away from its user's settings."""
    return (sys.executable, "-I", str(path), *words)


@dataclass(frozen=True)
class Place:
    """One user with one file, the folders of the program's own, and a journal that has begun."""

    folder: Path
    homes: int
    conversations: int

    @property
    def file(self) -> Path:
        """The backlog file."""
        return self.folder / "backlog.yaml"

    @property
    def cache(self) -> Path:
        """The user's cache folder."""
        return self.folder / "cache"

    def prepare(self, watch: Stopwatch) -> None:
        """Write the file, and do what everybody has done once: one conversation logged, one morning seen."""
        self.folder.mkdir(parents=True)
        self.file.write_text(backlog(self.homes, self.conversations), encoding="utf-8")
        script(self.folder, "backlog", _PROGRAM)
        script(self.folder, "backlog_timed", _TIMED_PROGRAM)
        watch.run(self.log(0))
        watch.run(self.usual)

    @property
    def environ(self) -> dict[str, str]:
        """The surroundings of this user."""
        return {**environ_of(self.folder), "BACKLOG_FILE": str(self.file)}

    def command(self, *words: str, is_terminal: bool = False) -> Command:
        """`backlog words...` on the file, on the day on which it plays."""
        return Command(python(self.folder / "backlog", "--today", str(TODAY), *words), self.folder, self.environ, is_terminal)

    def log(self, n: int) -> Command:
        """The n-th conversation to be logged, each with another home."""
        note = f"called about the paint for the {n}. time"
        return self.command("log", job_number(1 + 7 * n % self.homes), note, "--how", "phone")

    def timed_log(self, n: int) -> Command:
        """The same, with its waits for the disk written down."""
        command = self.log(n)
        words = python(self.folder / "backlog_timed", *command.words[3:])
        return replace(command, words=words, environ={**self.environ, "BENCH_FSYNC": str(self.folder / "fsync")})

    def edit_by_hand(self, n: int) -> None:
        """Another comment at the end of the file, as an editor would leave it."""
        with self.file.open("a", encoding="utf-8") as file:
            file.write(f"\n# looked through for the {n}. time\n")

    def forget(self, _: int) -> None:
        """Nothing is remembered of the file any more."""
        rmtree(self.cache, ignore_errors=True)

    # The works that are measured.

    def new_day(self, name: str, watch: Stopwatch, *words: str, is_terminal: bool = False) -> Runner:
        """A reading of a file whose homes are all known."""
        command = self.command(*words, is_terminal=is_terminal)
        return Runner(name, lambda _: command, lambda _: _asked(watch, self.usual))

    @property
    def usual(self) -> Command:
        """A question after which all homes of the file are known."""
        return self.command("due", "--ahead", "300")

    def reading(self, name: str, *words: str) -> Runner:
        """A command that reads the file in full each time."""
        return Runner(name, lambda _: self.command(*words, is_terminal=True))

    def cold(self, name: str, *words: str, is_terminal: bool = False) -> Runner:
        """A command after the file was changed by hand."""
        return Runner(name, lambda _: self.command(*words, is_terminal=is_terminal), self.edit_by_hand)

    def first(self, name: str, *words: str, is_terminal: bool = False) -> Runner:
        """A command on a file that was never read before."""
        return Runner(
            name, lambda _: self.command(*words, is_terminal=is_terminal), lambda _: rmtree(self.cache, ignore_errors=True)
        )

    def warm_log(self, name: str, watch: Stopwatch, *, is_timed: bool = False) -> Runner:
        """A conversation logged into a file whose bytes the program has read before; `is_timed`: with its waits for the disk."""
        return Runner(name, self.timed_log if is_timed else self.log, lambda _: _asked(watch, self.usual))

    def warm_write(self, verb: str, watch: Stopwatch) -> Runner:
        """A verb that looks at other homes' days, on a file whose homes are all known: each time another home."""

        def write(n: int) -> Command:
            job = job_number(1 + 7 * n % self.homes)
            words = {
                "shift": ("shift", job, "+1w", "rain"),
                "add": ("add", f"NEW-{n}", "Kim", "Lee", "--sold", "today"),
                "meet": ("meet", job, f"+{n + 3}d", "10:00", "walk the frame"),
            }
            return self.command(*words[verb])

        return Runner(f"{verb}, warm", write, lambda _: _asked(watch, self.usual))

    def cold_log(self, name: str, *, is_timed: bool = False) -> Runner:
        """A conversation logged after the file was changed by hand."""
        return Runner(name, self.timed_log if is_timed else self.log, self.edit_by_hand)

    def undo(self, name: str, watch: Stopwatch) -> Runner:
        """The last conversation taken back."""
        return Runner(name, lambda _: self.command("undo"), lambda n: _asked(watch, self.log(n)))

    def edit(self, name: str) -> Runner:
        """One line of each end of the file changed in the agent's own editor."""
        editor = script(self.folder, "editor.py", _EDITOR)
        command = replace(self.command("edit"), environ={**self.environ, "EDITOR": f"{sys.executable} -I {editor}"})
        return Runner(name, lambda _: command)

    def version(self, name: str) -> Runner:
        """`backlog --version`, which needs no file."""
        command = Command(python(self.folder / "backlog", "--version"), self.folder, self.environ)
        return Runner(name, lambda _: command)

    def tab(self, name: str) -> Runner:
        """The Tab key, pressed behind the beginning of a job's number."""
        line = f"backlog show {job_number(1)[:3]}"
        pressed = {"_BACKLOG_COMPLETE": "bash", "_BACKLOG_LINE": line}
        command = Command(python(self.folder / "backlog"), self.folder, {**self.environ, **pressed})
        return Runner(name, lambda _: command)


@dataclass(frozen=True)
class Team:
    """A manager with a folder of so many agents' files, each of so many homes; a folder of the program's own."""

    folder: Path
    files: int
    homes: int
    conversations: int

    def prepare(self) -> None:
        """Write the files; no two of them have a home in common, and all of them number theirs alike."""
        for n in range(self.files):
            place = self.folder / "team" / f"agent{n:02}" / "backlog.yaml"
            place.parent.mkdir(parents=True)
            place.write_text(backlog(self.homes, self.conversations, seed=SEED + 1 + n), encoding="utf-8")
        script(self.folder, "backlog", _PROGRAM)

    def command(self, *words: str) -> Command:
        """`backlog words...` on all the files, on the day on which they play."""
        environ = {**environ_of(self.folder), "BACKLOG_FILE": str(self.folder / "team")}
        return Command(python(self.folder / "backlog", "--today", str(TODAY), *words), self.folder, environ)

    def known(self, name: str, watch: Stopwatch, *words: str) -> Runner:
        """A reading of files whose homes are all known."""
        return Runner(name, lambda _: self.command(*words), lambda _: _asked(watch, self.command("list")))

    def first(self, name: str, *words: str) -> Runner:
        """A reading of files of which nothing is remembered."""

        def forget(_: int) -> None:
            rmtree(self.folder / "cache", ignore_errors=True)

        return Runner(name, lambda _: self.command(*words), forget)


def _asked(watch: Stopwatch, command: Command) -> None:
    watch.run(command)
