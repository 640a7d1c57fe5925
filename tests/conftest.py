"""What every test may ask for: the day it is, the pictures that screens are held against, and a real browser."""

from __future__ import annotations

import gc
import hashlib
import os
import re
import shutil
import signal
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from tests.browser import VIEWS, Chromium, contrast, find_chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.browser import Seen

# A slow machine is not a failure. Where a change is judged (CI) the same examples are tried every time; elsewhere new ones are.
settings.register_profile(
    "house", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

EXPECTED = Path(__file__).parent / "expected"


def disk_in_memory() -> Path | None:
    """The folder of a disk in memory with room enough, from which programs can be started; None where there is none."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK) or os.statvfs(memory).f_flag & os.ST_NOEXEC:
        return None
    return memory if shutil.disk_usage(memory).free > 1024**3 else None


def pytest_configure() -> None:
    """Put the folders of all tests on a disk in memory: they save tens of thousands of times, and wait for no real one."""
    if memory := disk_in_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --rewrite` takes today's output as the new expected pictures; read the diff like code."""
    parser.addoption("--rewrite", action="store_true", help="write tests/expected/*.txt, README.md and docs/ again")


@pytest.fixture
def today() -> date:
    """The Thursday on which CLI.md's examples play."""
    return date(2026, 6, 4)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden(name, text)` holds `text` against `tests/expected/<name>.txt`; a name may begin with a folder."""
    rewrite = bool(request.config.getoption("--rewrite"))

    def hold(name: str, text: str) -> None:
        path = EXPECTED / f"{name}.txt"
        if rewrite:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        assert path.is_file(), f"no {path.name} yet: pytest --rewrite, then read it"
        assert text == path.read_bytes().decode("utf-8")

    return hold


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """`counted("log: 250 runs, 0 lost")` is printed at the end of the run, whichever process the test ran in."""
    return lambda text: record_property("counted", text)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what long searches have counted."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    lines = [str(value) for report in reports for name, value in getattr(report, "user_properties", ()) if name == "counted"]
    if lines:
        terminalreporter.section("counted")
        terminalreporter.write("".join(f"{line}\n" for line in lines))


@pytest.fixture(scope="session")
def state_of() -> Callable[..., str]:
    """`state_of(folder, ...)` is a name for all that lies in these folders: what it says and who may read it, but no dates.

    What is drawn by lot in the name of a file counts for nothing.
    """

    def state(*folders: Path) -> str:
        found = []
        for path in (path for folder in folders for path in folder.rglob("*")):
            name = re.sub(r"\b[0-9a-f]{8,12}\b|(?<=drafts/)\w+", "*", f"{path.relative_to(path.anchor)}")
            found.append((name, path.lstat().st_mode, path.read_bytes() if path.is_file() else b""))
        return hashlib.sha256(repr(sorted(found)).encode()).hexdigest()

    return state


# Every command that writes, for the tests that let it die and fail at each of its calls to the system.


class Writing(NamedTuple):
    """One command that writes: its name in the tests, its words, what was done just before it, and what is typed at it."""

    name: str
    words: tuple[str, ...]
    then: tuple[tuple[str, ...], ...] = ()
    typed: str = ""
    is_at_terminal: bool = False
    text: str = ""  # of the file, written by hand, instead of the two homes

    @property
    def is_new(self) -> bool:
        """Whether it makes the file."""
        return self.name == "init"

    @property
    def before(self) -> tuple[tuple[str, ...], ...]:
        """Every command that comes before it: two homes, one of them with something owed, and what it needs itself.

        Of a file by hand `BY_HAND` and its text is one of them.
        """
        start = (("init",), (BY_HAND, self.text)) if self.text else TWO_HOMES
        return () if self.is_new else (*start, *self.then)

    @property
    def after(self) -> tuple[str, ...]:
        """A command that may come after it."""
        is_empty = self.is_new or self.text == NO_HOMES
        return ("add", "1", "Kim", "Lee", "--sold", "2026-11-01") if is_empty else ("ask", "1041", "which tiles?")

    def homes(self, folder: Path) -> list[str]:
        """Every home in the backlog files of that folder, as often as it stands there; 1052 is what 1042 may be called."""
        texts = [path.read_text("utf-8") for path in folder.glob("backlog*.yaml")]
        found = (number for text in texts for number in re.findall(r"^ *- job: '?(\d+)", text, re.MULTILINE))
        return sorted("1042" if number == "1052" else number for number in found)

    def said(self, err: str) -> str:
        """What was said on stderr, without what is said of the file before every answer."""
        return "".join(line for line in err.splitlines(keepends=True) if "is read as `jobs:`" not in line)

    def doubled(self, folder: Path) -> bool:
        """Whether a home stands in two files: a move that was begun, which the next command tells and `archive` finishes."""
        homes = self.homes(folder)
        return len(homes) > len(set(homes))


BY_HAND = "by hand"
NO_HOMES = "# no homes yet\n"
# What nobody can read stands in it, the list of homes is called something else, and one home was sold before.
BAD_WORDS = """\
homes:
- job: 1041
  buyer: Kim Lee
  sold: 11/1/26
  stage: framing
  lot: "7"
  lot: "8"
  contact: phone
  closing: {contract: 2027-02-30, told: 2027-03}
  log:
  - {at: 2026-11-19, how: pigeon, mood: meh, text: odd}
  - 2026-11-20 called about the slab
  promises:
  - {text: paint chips, due: 2026-11-31}

- job: 1042
  buyers: [Ann Roe]   # and her sister
  sold_date: 2026-11-02
  stage: sheetrok
  log: ["2026-11-20 called about the slab"]
- sold_date: 2024-05-06
  job: 1041
  buyers: [Otto Vance]
  stage: cancelled
"""
TWO_HOMES = (
    ("init",),
    ("add", "1041", "Kim", "Lee", "--sold", "2026-11-01"),
    ("add", "1042", "Ann", "Roe", "--sold", "2026-11-02"),
    ("set", "1041", "closing", "2027-02-01"),
    ("promise", "1041", "fri", "paint chips"),
)
CANCELLED = ("cancel", "1042", "a better job elsewhere")
# Two old homes: the file of the one's year is there already, that of the other's is not.
TWO_OLD_HOMES = (
    *(("add", "1043", "Bo", "Day", "--sold", "2024-11-20"), ("close", "1043", "2025-03-03"), ("archive",)),
    *(("add", "1044", "Di", "Fox", "--sold", "2024-11-21"), ("close", "1044", "2025-04-04"), CANCELLED),
)
ANSWERS = "1041 the slab is poured\n1042 windows come Tuesday\n"
LOGGED = ("log", "1041", "walls are up")
A_COPY = tuple((*words, "--file", "copy.yaml") for words in (*TWO_HOMES, ("set", "1042", "lot", "7"), LOGGED))
WRITINGS = (
    Writing("log", ("log", "1041", "the slab is poured", "--how", "phone")),
    Writing("shift", ("shift", "1041", "+2w", "windows late")),
    Writing("promise", ("promise", "1041", "tue", "a plan of the kitchen")),
    Writing("done", ("done", "1041", "paint")),
    Writing("add", ("add", "1043", "Bo", "Day", "--sold", "2026-11-20")),
    Writing("set", ("set", "1042", "lot", "12")),
    Writing("stage", ("stage", "1041", "framing")),
    Writing("issue", ("issue", "1041", "crack in the slab", "--wants", "a look at it")),
    Writing("ask", ("ask", "1041", "is the rate locked?")),
    Writing("meet", ("meet", "1041", "2026-12-01", "10:00", "walk")),
    Writing("init", ("init",)),
    Writing("undo", ("undo",), (LOGGED,)),
    Writing("redo", ("redo",), (LOGGED, ("undo",))),
    Writing("recover", ("recover",), (LOGGED,)),
    Writing("edit", ("edit",)),
    Writing("close", ("close", "1042", "2026-11-20")),
    Writing("cancel", CANCELLED),
    Writing("stage of an ended home", ("stage", "1042", "contract"), (CANCELLED,)),
    Writing("away", ("away", "nov 25", "nov 29", "--cover", "Dana")),
    Writing("super", ("super", "--answers"), typed=ANSWERS),
    Writing("log -", ("log", "-", "--in"), typed=ANSWERS),
    Writing("import", ("import", "-", "--yes"), typed="Job\tBuyer\tSold\n1043\tBo Day\t2026-11-20\n"),
    Writing("check", ("check", "--fix"), typed="s\rq\r", is_at_terminal=True),
    Writing("merge", ("merge", "copy.yaml"), A_COPY),
    Writing("archive", ("archive",), TWO_OLD_HOMES),
    Writing("schema", ("schema", "--install"), text=BAD_WORDS),
    Writing("undo of archive", ("undo",), (*TWO_OLD_HOMES, ("archive",))),
    Writing("redo of archive", ("redo",), (*TWO_OLD_HOMES, ("archive",), ("undo",))),
    Writing("undo of an older one", ("undo", "2"), (LOGGED, ("set", "1042", "lot", "12"))),
    Writing("redo of an older one", ("redo",), (LOGGED, ("set", "1042", "lot", "12"), ("undo", "2"))),
    Writing("a new number", ("set", "1042", "job", "1052")),
    Writing("undo of a new number", ("undo",), (("set", "1042", "job", "1052"),)),
    Writing("first home", ("add", "1041", "Kim", "Lee", "--sold", "2026-11-01"), text=NO_HOMES),
    Writing("log among bad words", LOGGED, text=BAD_WORDS),
    Writing("recap of one line", ("log", "1042", "--written"), text=BAD_WORDS),
    Writing("undo among bad words", ("undo", "2"), (LOGGED, ("set", "1042", "stage", "drywall")), text=BAD_WORDS),
    Writing("a new number among bad words", ("set", "1042", "job", "1052"), text=BAD_WORDS),
)


@pytest.fixture(params=WRITINGS, ids=[writing.name for writing in WRITINGS])
def writing(request: pytest.FixtureRequest) -> Writing:
    """Each command that writes, one after another."""
    found: Writing = request.param
    return found


@pytest.fixture(
    params=[
        pytest.param(writing, id=writing.name, marks=pytest.mark.sweep if place % 4 else ())
        for place, writing in enumerate(WRITINGS)
    ]
)
def sampled_writing(request: pytest.FixtureRequest) -> Writing:
    """One in four of them, and in the sweep all."""
    found: Writing = request.param
    return found


@pytest.fixture(scope="session")
def writings() -> tuple[Writing, ...]:
    """All of them."""
    return WRITINGS


@pytest.fixture(scope="session")
def quick_folder() -> Iterator[Path]:
    """A folder in which commands may die: what they leave open there is nobody's mistake."""
    with tempfile.TemporaryDirectory(dir=disk_in_memory()) as folder:
        yield Path(folder)


class Answer(NamedTuple):
    """What one command did: its exit code and both streams."""

    code: int
    out: str
    err: str


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with its own state folder and none of the machine's settings."""
    for name in (
        "BACKLOG_FILE",
        "BACKLOG_TODAY",
        "BACKLOG_AGENT",
        "NO_COLOR",
        "FORCE_COLOR",
        "CLICOLOR_FORCE",
        "COLUMNS",
        "LINES",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay to the end: no search for garbage goes through them again."""
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def hearing() -> None:
    """A shell starts what runs in its background deaf to Ctrl-C; what these tests press it for is not."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def listening() -> Iterator[None]:
    """After a write Ctrl-C stays held to the program's end; these tests live on."""
    yield
    from backlog_cli.store.files import release_signals

    release_signals()


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """`run("log", "41", "called", today="2026-11-23")`: one command in this process, off a terminal.

    The page is wide, so that tests read whole sentences; how they fold is for `test_widths.py`.
    """
    from backlog_cli.cli.app import run as run_words

    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setattr("backlog_cli.store.file_contents.REOPEN_SECONDS", 0.001)  # nobody saves the broken files of tests

    def answered(*words: str, today: str | None = "2026-11-23") -> Answer:
        capsys.readouterr()
        code = run_words([*(("--today", today) if today else ()), *words])
        out, err = capsys.readouterr()
        return Answer(code, out, err)

    return answered


@pytest.fixture
def sample(home: Path) -> Path:
    """The sample file, as `backlog.yaml` in the folder to work in."""
    path = home / "backlog.yaml"
    path.write_bytes((Path(__file__).parent.parent / "sample_backlog.yaml").read_bytes())
    return path


# A real browser, for the pages that leave the program.


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A browser for the whole session; skips where none is installed."""
    program = find_chromium()
    if program is None:
        pytest.skip("NO CHROMIUM HERE: what the pages look like in a browser was NOT tested (apt install chromium)")
    found = Chromium(program, tmp_path_factory.mktemp("browser"))
    yield found
    found.close()


@pytest.fixture
def browser(chromium: Chromium, tmp_path: Path) -> Callable[[str], Seen]:
    """`browser(html)`: the page opened from a file in a real browser, looked at on every screen and on paper."""

    def seen(markup: str) -> Seen:
        file = tmp_path / "page.html"
        file.write_text(markup, encoding="utf-8")
        return chromium.look(file, VIEWS)

    return seen


@pytest.fixture
def contrast_of() -> Callable[[str, str], float]:
    """`contrast_of("#1b1f23", "#ffffff")`: from 1 to 21; 4.5 is the least for text."""
    return contrast
