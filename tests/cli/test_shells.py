"""The Tab key in real bash, zsh and fish, at a pseudo-terminal: what is offered, what is put on the line, and what is not."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import sysconfig
import termios
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from backlog_cli.cli import shell_scripts
from backlog_cli.cli.app import app
from backlog_cli.cli.completion import FILES, answer_tab
from backlog_cli.cli.context import AppContext
from backlog_cli.cli.parsing import TyperUsageError
from backlog_cli.errors import BacklogError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 30.0  # seconds for one answer, on a busy machine
WIDTH, HEIGHT = 110, 40
NAMES = ("backlog", "bklg")
SHELLS = ("bash", "zsh", "fish")
HOMES = """\
settings: {stages: [{name: dirt, days: 10, max_days: 20}, {name: roof, days: 10, max_days: 20}]}
jobs:
- {job: '2401', buyers: [Anh Nguyen, Linh Nguyen], lot: 14, sold_date: 2026-07-18, stage: dirt}
- {job: '2417', buyers: [Tom Nguyen], lot: 9, sold_date: 2026-07-18, stage: dirt}
- {job: A-33, buyers: [José Muñoz], lot: 3, sold_date: 2026-07-18, stage: dirt}
- {job: A-34, buyers: [Pieter van der Berg], lot: 4, sold_date: 2026-07-18, stage: dirt}
- {job: A-35, buyers: ["Sean O'Brien"], lot: 5, sold_date: 2026-07-18, stage: dirt}
- {job: A-36, buyers: ["Al `touch pwned` $(touch pwned)"], lot: 7, sold_date: 2026-07-18, stage: dirt}
- {job: '1033', buyers: [Bo Ito], lot: 6, sold_date: 2026-02-08, stage: cancelled, cancelled: {date: 2026-03-01}}
- {job: '1033', buyers: [Kai Osei], lot: 6, sold_date: 2026-07-08, stage: roof}
"""
# What is typed behind the name, with the Tab key as it is, and what the line has then.
ENDS = (
    ("cal\t", "calendar"),
    ("sho\t240\t", "show 2401"),
    ("show a-34\t", "show a-34"),
    ("log ngu\t", "log nguyen"),
    ("show mun\t", "show munoz"),
    ("show Muñ\t", "show Muñoz"),
    ("show van\t", "show van.der.Berg"),
    ('show "van d\t', 'show "van der.Berg"'),
    ("show berg\t", "show berg"),
    ("show obr\t", "show obrien"),
    ("show chi\t", "show chi"),
    ("show lin\t", "show linh.Nguyen"),
    ("show 1033@\t", "show 1033@2026-02-08"),
    ("log 2401,os\t", "log 2401,osei"),
    ("stage 2401 ro\t", "stage 2401 roof"),
    ("log 2401 --mood ups\t", "log 2401 --mood upset"),
    ("log 2401 --how=em\t", "log 2401 --how=email"),
    ("shift 2401 fri --cause mat\t", "shift 2401 fri --cause material"),
    ("list lev\tr\t", "list level:red"),
    ("list closing:au\t", "list closing:aug"),
    ("list --columns job,contr\t", "list --columns job,contract"),
    ("set 2401 lender.lock_e\t", "set 2401 lender.lock_expires"),
    ("set 2401 lender.product fh\t", "set 2401 lender.product fha"),
    ("add 2500 --stage ro\t", "add 2500 --stage roof"),
    ("draft 2401 bad\t", "draft 2401 bad-news"),
    ("export xl\t", "export xlsx"),
    ("report handov\t", "report handover"),
    ("report job ose\t", "report job osei"),
    ("due --sort clo\t", "due --sort closing"),
    ("show --col\tal\t", "show --color always"),
    ("import da\t", "import data.csv"),
    ("import my\t", "import my\\ homes.csv"),
    ("export csv da\t", "export csv data.csv"),
    ("--file=da\t", "--file=data.csv"),
    ("show --file other.y\tsm\t", "show --file other.yaml smith"),
)
# Where a word is meant: nothing is offered, and no file's name stands in for it.
NOTHING = ("show da\t", "log 2401 da\t", "log 2401 --said da\t", "list da\t", "export xlsx - da\t", "find da\t", "report da\t")
# What a second press shows, and what is not shown there.
LISTS = (
    ("show \t\t", ("2401", "Nguyen, lot 14", "van.der.Berg", "A-34, lot 4", "2401, lot 14 or 2417, lot 9", "1033@2026-02-08")),
    ("l\t\t", ("Every open home", "Write down a call")),
    ("log 2401 --mood \t\t", ("delighted", "worried", "upset")),
    ("log 2401 --how \t\t", ("phone", "email", "visit")),
)


class Shell:
    """An interactive shell with a home folder of its own; what it shows is kept on a `screen`."""

    def __init__(self, program: str, home: Path, folder: Path) -> None:
        import pyte

        path = f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"
        environ = {"HOME": str(home), "PATH": path, "TERM": "xterm", "LANG": "C.UTF-8", "PS1": "$ "}
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self._stream = pyte.ByteStream(self.screen)
        self._process, self._terminal = pty.fork()
        if not self._process:
            os.chdir(folder)
            os.execvpe(program, [program, "-i"], environ)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        self.type("echo re''ady\r")
        self.until(lambda text: "\nready" in text)

    @property
    def text(self) -> str:
        """What is on the screen now."""
        return "\n".join(line.rstrip() for line in self.screen.display).strip()

    def type(self, keys: str) -> None:
        """Press these keys."""
        os.write(self._terminal, keys.encode())

    def press(self, keys: str) -> None:
        """Press these keys on an empty line of an empty screen; what is typed while the program answers a Tab key waits."""
        end = time.monotonic() + PATIENCE
        while True:
            self.type("\x15\x0c")  # take the line back, clear the screen
            self.settle()
            if len(self.text.splitlines()) == 1 and not any(f"{name} " in self.text for name in NAMES):
                break
            assert time.monotonic() < end, f"is not cleared:\n{self.text}"
        parts = [f"{part}\t" for part in keys.split("\t")]
        parts[-1] = parts[-1].removesuffix("\t")
        for part in filter(None, parts):
            self.type(part.rstrip("\t"))
            self.settle()
            if part.endswith("\t"):
                before = self.text
                self.type("\t")
                self.settle(answer_to=before)

    def settle(self, answer_to: str | None = None) -> None:
        """Read on until nothing more comes for a moment; after a Tab key, until the screen is another or stays."""
        end = time.monotonic() + (0 if answer_to is None else 3)
        while self._read(0.1) or (time.monotonic() < end and self.text == answer_to):
            pass

    def until(self, is_shown: Callable[[str], bool]) -> None:
        """Read on until the screen shows it."""
        end = time.monotonic() + PATIENCE
        while not is_shown(self.text):
            assert time.monotonic() < end, f"never came:\n{self.text}"
            self._read(0.2)

    def _read(self, patience: float) -> bool:
        if not select.select([self._terminal], [], [], patience)[0]:
            return False
        data = os.read(self._terminal, 65536)
        self._stream.feed(data)
        if b"\x1b[c" in data or b"\x1b[0c" in data:  # fish asks what kind of terminal this is
            os.write(self._terminal, b"\x1b[?6c")
        return True

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._terminal)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a backlog, and files whose names could be taken for words."""
    place = tmp_path_factory.mktemp("work")
    (place / "backlog.yaml").write_text(HOMES, encoding="utf-8")
    (place / "other.yaml").write_text("jobs:\n- {job: '7', buyers: [Ann Smith], sold_date: 2026-07-18, stage: framing}\n")
    for name in ("data.csv", "my homes.csv"):
        (place / name).touch()
    (place / "broken").mkdir()
    (place / "broken" / "backlog.yaml").write_text("jobs: [", encoding="utf-8")
    return place


@contextlib.contextmanager
def installed_shell(program: str, home: Path, folder: Path) -> Iterator[Shell]:
    """That shell, after `--install-completion` was typed in it and it was opened anew."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    # Where this is, fish does not begin to read every manual page of the machine.
    (home / ".local/share/fish/generated_completions").mkdir(parents=True, exist_ok=True)
    first = Shell(program, home, folder)
    try:
        first.type("backlog --install-completion\r")
        first.until(lambda text: "Open a new terminal" in text)
        assert f"set up in {program} for backlog and bklg" in first.text
    finally:
        first.close()
    shell = Shell(program, home, folder)
    try:
        yield shell
    finally:
        shell.close()


@pytest.fixture(scope="module", params=SHELLS)
def shell(request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """Each of the shells in its turn."""
    with installed_shell(request.param, tmp_path_factory.mktemp(request.param), folder) as opened:
        yield opened


def line_of(text: str, name: str) -> str:
    """What is on the line being typed, from the name of the program on."""
    return next((line[line.index(f"{name} ") :] for line in text.splitlines() if f"{name} " in line), "")


def test_bash_completes_a_home_and_a_term(folder: Path, tmp_path: Path) -> None:
    with installed_shell("bash", tmp_path, folder) as bash:
        for typed, ends in (("show mun\t", "show munoz"), ("list level:r\t", "list level:red")):
            bash.press(f"bklg {typed}")
            bash.until(lambda text, ends=ends: line_of(text, "bklg") == f"bklg {ends}")  # type: ignore[misc]


@pytest.mark.sweep
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("typed", "ends"), ENDS)
def test_the_tab_key_ends_the_word(shell: Shell, name: str, typed: str, ends: str) -> None:
    shell.press(f"{name} {typed}")
    shell.until(lambda text: line_of(text, name) == f"{name} {ends}")


@pytest.mark.sweep
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("typed", NOTHING)
def test_no_file_stands_in_for_a_word(shell: Shell, name: str, typed: str) -> None:
    shell.press(f"{name} {typed}")
    shell.type("Q")
    shell.until(lambda text: line_of(text, name) == f"{name} {typed.strip()}Q")


@pytest.mark.sweep
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("typed", "shown"), LISTS)
def test_the_list_says_what_each_word_is(shell: Shell, name: str, typed: str, shown: tuple[str, ...]) -> None:
    shell.press(f"{name} {typed}")
    shell.until(lambda text: all(words in text for words in shown))
    assert "data.csv" not in shell.text


@pytest.mark.sweep
def test_a_broken_file_offers_nothing_and_prints_nothing(shell: Shell, folder: Path) -> None:
    shell.press("cd broken\r")
    shell.settle()
    shell.press("bklg show \t\t")
    shell.type("Q")
    shell.until(lambda text: line_of(text, "bklg") == "bklg show Q")
    assert len(shell.text.splitlines()) == 1
    shell.press("cd ..\r")
    shell.settle()
    shell.press("cd . && bklg show ose\t")
    shell.until(lambda text: line_of(text, "bklg") == "bklg show osei")
    assert not list(folder.rglob("pwned"))


def test_the_script_is_shown_for_every_name(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell_scripts, "own_names", lambda: NAMES)
    for program in SHELLS:
        monkeypatch.setattr("typer._completion_shared._get_shell_name", lambda program=program: program)
        script = run("--show-completion").out
        assert [name in script for name in (f"_BACKLOG_COMPLETE={program}", "backlog", "bklg")] == [True] * 3
        assert "%" not in script.replace("%%", "").replace('%"$SUFFIX"', "")  # nothing is left to fill in


def test_what_stands_in_the_way_of_installing_is_said(
    home: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typer._completion_shared._get_shell_name", lambda: "tcsh")
    for option in ("--install-completion", "--show-completion"):
        answer = run(option)
        assert (answer.code, answer.out) == (2, "")
        assert "completion works in bash, zsh, fish and PowerShell" in answer.err
    monkeypatch.setattr("typer._completion_shared._get_shell_name", lambda: "bash")
    start = Path(os.environ["HOME"]) / ".bashrc"
    start.parent.mkdir(parents=True, exist_ok=True)
    start.write_bytes(b"# caf\xe9\n")
    answer = run("--install-completion")
    assert (answer.code, answer.out) == (5, "")
    assert "bash's start file can't be changed: it isn't UTF-8 text." in answer.err
    assert start.read_bytes() == b"# caf\xe9\n"
    start.unlink()
    assert "Tab completion is set up in bash" in run("--install-completion").out
    once = start.read_text().split()
    run("--install-completion")
    assert start.read_text().split() == once  # again does no more


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("done brandt ", ["1\tput the call in writing", "2\tdo the next step ”call with inspection result”"]),
        ("done 37 2", ["2\tdo the next step ”call with inspection result”"]),
        ("done 37 2 ", []),
        ("done 37 in wri", []),
        ("done nobody ", []),
        ("super ", ["Lund\tBea Lund, 3 homes", "Moreno\tHal Moreno, 4 homes"]),
        ("super mo", ["moreno\tHal Moreno, 4 homes"]),
        ("super HA", ["HAl\tHal Moreno, 4 homes"]),
        ("list super:", ["super:Lund\tBea Lund, 3 homes", "super:Moreno\tHal Moreno, 4 homes"]),
        ("list late Super:be", ["Super:bea\tBea Lund, 3 homes"]),
        ("list super:x", []),
        ("log okafor hi --by ", ["Dana\tDana Reyes"]),
        ("shift okafor fri x --by d", ["dana\tDana Reyes"]),
        ("meet okafor --by x", []),
    ],
)
def test_what_the_file_says_is_offered(sample: Path, line: str, offers: list[str]) -> None:
    environ = {"_BACKLOG_COMPLETE": "zsh", "_BACKLOG_LINE": f"backlog {line}"}
    answer = answer_tab(typer.main.get_command(app), environ, AppContext(today=date(2026, 11, 23)))
    assert answer.splitlines() == offers


def test_every_number_that_is_offered_is_the_one_that_done_takes(sample: Path, run: Callable[..., Any]) -> None:
    context = AppContext(today=date(2026, 11, 23))
    for job in ("37", "29", "44", "1052", "1058", "1012", "1049"):
        environ = {"_BACKLOG_COMPLETE": "fish", "_BACKLOG_LINE": f"backlog done {job} "}
        offers = answer_tab(typer.main.get_command(app), environ, context).splitlines()
        listed = run("done", job).out.splitlines()[1:]
        assert [offer.split("\t")[0] for offer in offers] == [re.match(r" *(\d+)  ", row)[1] for row in listed if row[2] != " "]  # type: ignore[index]


PIECES = ("show ", "log ", "--how", "=", " ", "'", '"', "\\", "é", ",", ":", "ngu", "24", "--file ", "-", "\n", "$(x)", "\0")
LINES = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@pytest.mark.sweep
@given(line=LINES, word=LINES, shell=st.sampled_from(SHELLS))
def test_whatever_is_on_the_line_the_answer_is_lines_of_offers(line: str, word: str, shell: str) -> None:
    environ = {"_BACKLOG_COMPLETE": shell, "_BACKLOG_LINE": f"backlog {line}", "_BACKLOG_WORD": word}
    with contextlib.suppress(BacklogError, TyperUsageError):  # these are kept from the screen by `cli.app`
        answer = answer_tab(typer.main.get_command(app), environ, AppContext(today=date(2026, 11, 23)))
        if shell != "bash" and answer not in ("", FILES) and "\n" not in line:
            assert all("\t" in offer for offer in answer.split("\n"))
