"""What every test may ask for: the day it is, the pictures that screens are held against, and a real browser."""

from __future__ import annotations

import base64
import contextlib
import gc
import hashlib
import json
import os
import re
import select
import shutil
import signal
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A slow machine is not a failure. Where a change is judged (CI) the same examples are tried every time; elsewhere new ones are.
settings.register_profile(
    "house", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

EXPECTED = Path(__file__).parent / "expected"


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


@pytest.fixture(scope="session")
def writings() -> tuple[Writing, ...]:
    """All of them."""
    return WRITINGS


@pytest.fixture(scope="session")
def quick_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder on a disk in memory, where there is one: a search that saves ten thousand times does not wait for a real one."""
    memory = Path("/dev/shm")
    if not (os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 48 * 1024 * 1024):
        yield tmp_path_factory.mktemp("quick")
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


class Answer(NamedTuple):
    """What one command did: its exit code and both streams."""

    code: int
    out: str
    err: str


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with its own state folder and none of the machine's settings."""
    for name in ("BACKLOG_FILE", "BACKLOG_TODAY", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES"):
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


class Seen(NamedTuple):
    """One page as a real browser shows it: pictures, what it complained of, what it asked for, how it prints and reads."""

    wide: Path  # a picture 1200 across
    narrow: Path  # a picture 390 across, as a phone has it
    dark: Path  # the wide one for those who like it dark
    paper: Path  # what Print makes of it
    printed: Path  # a picture of that, as one long sheet
    complaints: tuple[str, ...]  # the console's errors and warnings, breaches of the page's own policy among them
    requests: tuple[str, ...]  # every address asked for besides the page itself
    sheets: int  # of Letter paper
    spills: int  # how far, on the phone, the page reaches beyond the screen
    faint: tuple[str, ...]  # texts of less than 4.5:1 contrast, light or dark
    text: str  # what a reader sees
    title: str


# Every text with its colour and with what lies behind it.
_COLOURS = """(() => { const out = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim(), own = walk.currentNode.parentElement;
    if (!text || !own.getClientRects().length || own.tagName == 'title') continue;
    const style = getComputedStyle(own), drawn = own.closest('svg');
    let back = own;
    while (back && getComputedStyle(back).backgroundColor == 'rgba(0, 0, 0, 0)') back = back.parentElement;
    if (drawn && own.classList.contains('on-bar')) continue;
    out.push([text.slice(0, 40), drawn ? style.fill : style.color,
              back ? getComputedStyle(back).backgroundColor : 'rgb(255, 255, 255)']);
  }
  return out; })()"""


class Chromium:
    """A headless browser spoken to over two pipes."""

    def __init__(self, program: str, folder: Path) -> None:
        theirs, self._down = os.pipe()
        self._up, back = os.pipe()
        # The shell puts the pipes where the browser looks for them: 3 to listen, 4 to answer.
        words = 'a=$1 b=$2; shift 2; exec 3<&"$a" 4>&"$b" && exec "$@"'
        options = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
        command = [*options.split(), "--disable-component-update", "--hide-scrollbars", "--remote-debugging-pipe"]
        self.process = subprocess.Popen(
            ["bash", "-c", words, "bash", str(theirs), str(back), program, *command, f"--user-data-dir={folder}"],
            pass_fds=(theirs, back),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(theirs)
        os.close(back)
        self._rest = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def close(self) -> None:
        """Ends the browser and whatever it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self._down)
        os.close(self._up)

    def ask(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """One command and its answer; what happens meanwhile is kept in `events`."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        os.write(self._down, json.dumps(message).encode() + b"\0")
        while True:
            heard = self._heard()
            if heard.get("id") == self._number:
                assert "error" not in heard, (method, heard["error"])
                return dict(heard["result"])
            self.events.append(heard)

    def until(self, method: str, session: str) -> None:
        """Waits for an event."""
        while not any(event.get("method") == method and event.get("sessionId") == session for event in self.events):
            self.events.append(self._heard())

    def _heard(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            assert select.select([self._up], [], [], 60)[0], "the browser does not answer"
            piece = os.read(self._up, 1 << 20)
            assert piece, "the browser ended"
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A browser for the whole session; skips where none is installed."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("NO CHROMIUM HERE: what the pages look like in a browser was NOT tested (apt install chromium)")
    found = Chromium(program, tmp_path_factory.mktemp("browser"))
    yield found
    found.close()


@pytest.fixture
def browser(chromium: Chromium, tmp_path: Path) -> Callable[[str], Seen]:
    """`browser(html)`: the page opened from a file in a real browser, looked at wide, narrow, dark and on paper."""

    def seen(markup: str) -> Seen:
        folder = tmp_path / "pages"
        folder.mkdir(exist_ok=True)
        number = len(list(folder.glob("*.html"))) + 1
        file = folder / f"{number}.html"
        file.write_text(markup, encoding="utf-8")
        target = chromium.ask("Target.createTarget", url="about:blank")["targetId"]
        tab = chromium.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

        def ask(method: str, **params: Any) -> dict[str, Any]:
            return chromium.ask(method, tab, **params)

        def value(expression: str) -> Any:
            return ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

        def picture(name: str, width: int) -> Path:
            ask("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 500)
            height = min(value("document.documentElement.scrollHeight"), 6000)
            area = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
            shot = ask("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=area)
            path = folder / f"{number}-{name}.png"
            path.write_bytes(base64.b64decode(shot["data"]))
            return path

        def scheme(name: str) -> list[str]:
            ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])
            found = value(_COLOURS)
            return [f"{name}: {text} ({ink} on {paper})" for text, ink, paper in found if contrast(ink, paper) < 4.5]

        for domain in ("Page", "Runtime", "Log", "Network"):
            ask(f"{domain}.enable")
        ask("Page.navigate", url=file.as_uri())
        chromium.until("Page.loadEventFired", tab)
        faint = scheme("light")
        wide, narrow = picture("wide", 1200), picture("narrow", 390)
        spills = value("document.documentElement.scrollWidth") - 390
        faint += scheme("dark")
        dark = picture("dark", 1200)
        ask("Emulation.setEmulatedMedia", media="print")
        on_paper = picture("printed", 725)  # Letter without its margins
        ask("Emulation.setEmulatedMedia", media="")
        ask("Emulation.clearDeviceMetricsOverride")
        printed = base64.b64decode(ask("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"])
        paper = folder / f"{number}.pdf"
        paper.write_bytes(printed)
        text, title = value("document.body.innerText"), value("document.title")
        happened = [event for event in chromium.events if event.get("sessionId") == tab]
        chromium.ask("Target.closeTarget", targetId=target)
        return Seen(
            wide=wide,
            narrow=narrow,
            dark=dark,
            paper=paper,
            printed=on_paper,
            complaints=tuple(filter(None, map(_complaint, happened))),
            requests=tuple(address for address in map(_request, happened) if address not in (None, file.as_uri())),
            sheets=len(re.findall(rb"/Type\s*/Page(?![A-Za-z])", printed)),
            spills=spills,
            faint=tuple(faint),
            text=text,
            title=title,
        )

    return seen


def _complaint(event: dict[str, Any]) -> str | None:
    method, params = event.get("method"), event.get("params", {})
    if method == "Log.entryAdded":
        return str(params["entry"]["text"])
    if method == "Runtime.consoleAPICalled":
        return str(params["args"])
    if method in ("Runtime.exceptionThrown", "Document.javascriptDialogOpening"):
        return str(params)
    return None


def _request(event: dict[str, Any]) -> str | None:
    return str(event["params"]["request"]["url"]) if event.get("method") == "Network.requestWillBeSent" else None


def contrast(ink: str, paper: str) -> float:
    """The contrast of two colours (`#rrggbb` or `rgb(...)`), from 1 to 21, as the web's accessibility rules count it."""
    lighter, darker = sorted((_light(ink), _light(paper)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _light(colour: str) -> float:
    if colour.startswith("#"):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    else:
        parts = [float(part) / 255 for part in re.findall(r"[\d.]+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.fixture
def contrast_of() -> Callable[[str, str], float]:
    """`contrast_of("#1b1f23", "#ffffff")`: from 1 to 21; 4.5 is the least for text."""
    return contrast
