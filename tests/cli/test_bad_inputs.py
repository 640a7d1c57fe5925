"""Every bad input that we know of, through the command line: what it is told, how long that takes, and that the file stays."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import signal
import socket
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.wording import DID_YOU_MEAN

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = ("--today", "2026-11-23")
DATA = Path(__file__).parent.parent / "data"
HOMES, TEXTS = (runpy.run_path(str(DATA / name)) for name in ("bad_homes.py", "bad_texts.py"))
VERBS = (("list",), ("check",), ("log", "1002", "hello"))
# Of a core's own time: on a busy machine the clock on the wall says nothing.
MOST_SECONDS, MOST_MB, HUNG = 2.0, 150, 60.0
A_FIX = re.compile(rf" - |{DID_YOU_MEAN}|right file\?|with --file|backlog init|[Mm]end the link", re.DOTALL)
# A short list in brackets becomes a list of lines when an entry is added; each entry stays as it was.
FLOW_LIST = re.compile(rb"^\w+: \[(?=\{)")


def bytes_of(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def sort_of(name: str) -> dict[str, Callable[[], bytes]]:
    """The bad files of one sort by their name, made when asked for."""
    if name == "huge":
        return dict(TEXTS["HUGE"])
    if name == "no text":
        return {threat: lambda raw=raw: raw for threat, (raw, _) in TEXTS["WHOLE"].items()}  # type: ignore[misc]
    if name == "texts":
        return {threat: lambda text=text: bytes_of(text) for threat, (text, *_) in TEXTS["THREATS"].items()}  # type: ignore[misc]
    bads = [
        *HOMES["FILES"],
        *HOMES["SETTINGS"],
        *HOMES["JOBS"],
        *HOMES["LEFT_OUT"],
        *(bad for severity, bad in HOMES["KEPT"] if severity == "error"),
    ]
    return {bad.name: lambda bad=bad: bytes_of(bad.text) for bad in bads}  # type: ignore[misc]


@dataclass
class Figures:
    """What was seen, to be printed and held."""

    files: int = 0
    runs: int = 0
    refusals: int = 0
    with_line: int = 0
    with_fix: int = 0
    slowest: tuple[float, str] = (0.0, "")
    largest: tuple[int, str] = (0, "")
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.files} files, {self.runs} runs: {self.refusals} refusals, {self.with_line} name file and line, "
            f"{self.with_fix} the fix; slowest {self.slowest[0]:.2f} s of a core ({self.slowest[1]}), "
            f"largest {self.largest[0]} MB ({self.largest[1]})"
        )


class Trial:
    """Commands on one bad thing after the other."""

    def __init__(self, starter: Any, folder: Path) -> None:
        self.starter, self.folder = starter, folder
        self.file = folder / "backlog.yaml"
        self.before: bytes | None = None  # what stands in it, where it is a file with a text
        self.seen = Figures()

    def run(self, *words: str) -> tuple[int, str, tuple[float, int]]:
        """One command: its code, what it said on both streams, and what it used."""
        environ = self.starter.environ({"HOME": str(self.folder.parent / "user")})
        with Path(os.devnull).open("rb") as nothing, tempfile.TemporaryFile() as said:
            streams = [nothing.fileno(), said.fileno(), said.fileno()]
            process = self.starter.start([*TODAY, *words], streams, folder=self.folder, environ=environ, fresh=False)
            end = time.monotonic() + HUNG
            while not process.has_ended():
                if time.monotonic() > end:
                    os.kill(process.number, signal.SIGKILL)
                time.sleep(0.003)
            said.seek(0)
            return process.code, said.read().decode("utf-8", "replace"), self.starter.used[process.number]

    def stays(self, where: str, *, is_saved: bool) -> None:
        """The file is what it was: only a home whose number and one buyer can be read is kept, and may be written to.

        Then all that stood there stays, the conversation put behind it, and one word takes that back.
        """
        if self.before is None or self.file.read_bytes() == self.before:
            return
        after = self.file.read_bytes()
        if not is_saved or b"text: hello" not in after:
            self.seen.wrong.append(f"{where}: the file was changed")
        elif lost := [line for line in self.before.split(b"\n") if FLOW_LIST.sub(b"", line.strip()).rstrip(b"]}") not in after]:
            self.seen.wrong.append(f"{where}: lines were changed: {lost}")
        elif self.run("undo")[0] != 0 or self.file.read_bytes() != self.before:
            self.seen.wrong.append(f"{where}: it could not be taken back")
        self.file.write_bytes(self.before)
        shutil.rmtree(self.folder.parent / "user")

    def of(self, name: str, *, is_text: bool = True) -> None:
        """Every verb on what now stands as `backlog.yaml`."""
        self.seen.files += 1
        for words in VERBS:
            code, said, (seconds, megabytes) = self.run(*words)
            self.seen.runs += 1
            where = f"{name} ({words[0]})"
            self.seen.slowest = max(self.seen.slowest, (seconds, where))
            self.seen.largest = max(self.seen.largest, (megabytes, where))
            self.stays(where, is_saved=code == 0 and words[0] == "log")
            known = code in (0, 1, 3, 4, 5)
            if not known or "Traceback" in said or "mistake in backlog" in said or re.search(r"[\x00-\x08\x0b-\x1f\x7f]", said):
                self.seen.wrong.append(f"{where}: {code} {said[:300]!r}")
            if words[0] == "check" and code in (1, 3, 5):
                self.seen.refusals += 1
                # What is not text has no lines.
                has_line = re.search(r"backlog\.yaml:\d+:\d+: ", said) if is_text else "backlog.yaml" in said
                self.seen.with_line += bool(has_line)
                self.seen.with_fix += bool(A_FIX.search(said))

    def hold(self, capsys: pytest.CaptureFixture[str], sort: str) -> None:
        """Print the figures, then the promises."""
        with capsys.disabled():
            os.write(2, f"\n{sort}: {self.seen}\n".encode())
        assert not self.seen.wrong
        assert self.seen.slowest[0] < MOST_SECONDS
        assert self.seen.largest[0] < MOST_MB
        assert self.seen.with_line >= 0.95 * self.seen.refusals
        assert self.seen.with_fix >= 0.9 * self.seen.refusals


@pytest.fixture
def trial(starter: Any, home: Path) -> Trial:
    return Trial(starter, home)


@pytest.mark.sweep
@pytest.mark.parametrize(("sort", "count"), [("texts", 60), ("homes", 105), ("no text", 12), ("huge", 30)])
def test_every_bad_file_is_refused_at_once_with_its_line_and_its_fix_and_stays_as_it_is(
    sort: str, count: int, trial: Trial, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bads = sort_of(sort)
    assert len(bads) >= count
    for name, make in bads.items():
        trial.before = before = make()
        trial.file.write_bytes(before)
        trial.of(name, is_text=sort != "no text" and (sort != "huge" or len(before) < 2_000_000))
        assert [path.name for path in home.iterdir()] == [trial.file.name], name
    trial.hold(capsys, sort)


@pytest.mark.sweep
def test_what_is_no_file_or_far_too_large_is_refused_without_a_look_inside(
    trial: Trial, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = trial.file
    listening = socket.socket(socket.AF_UNIX)

    def hole() -> None:
        file.touch()
        os.truncate(file, 1 << 30)

    things: dict[str, Callable[[], object]] = {
        "a folder": file.mkdir,
        "a pipe": lambda: os.mkfifo(file),
        "a socket": lambda: listening.bind(file.name),
        "an endless device": lambda: file.symlink_to("/dev/zero"),
        "a device that says nothing": lambda: file.symlink_to(os.devnull),
        "a link to nothing": lambda: file.symlink_to("gone.yaml"),
        "a link to itself": lambda: file.symlink_to(file.name),
        "a link through a file": lambda: file.symlink_to("/etc/passwd/x"),
        "100 MB": lambda: file.write_bytes(b"# a line\n" * 11_000_000),
        "a hole of 1 GB": hole,
    }
    for name, make in things.items():
        make()
        before = os.lstat(file)
        trial.of(name, is_text=False)
        after = os.lstat(file)
        assert (before.st_mode, before.st_size, before.st_mtime_ns) == (after.st_mode, after.st_size, after.st_mtime_ns), name
        assert [path.name for path in home.iterdir()] == [file.name], name
        (file.rmdir if name == "a folder" else file.unlink)()
    listening.close()
    trial.hold(capsys, "things")
