"""What every test may ask for: the day it is, and the pictures that screens are held against."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A slow machine is no failure. Where a change is judged (CI) the same examples are tried every time; elsewhere new ones are.
settings.register_profile(
    "house", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

EXPECTED = Path(__file__).parent / "expected"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --rewrite` takes today's output as the new expected pictures; read the diff like code."""
    parser.addoption("--rewrite", action="store_true", help="write tests/expected/*.txt anew")


@pytest.fixture
def today() -> date:
    """The Thursday on which CLI.md's examples play."""
    return date(2026, 6, 4)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden(name, text)` holds `text` against `tests/expected/<name>.txt`."""
    rewrite = bool(request.config.getoption("--rewrite"))

    def hold(name: str, text: str) -> None:
        path = EXPECTED / f"{name}.txt"
        if rewrite:
            path.write_text(text, encoding="utf-8", newline="")
        assert path.is_file(), f"no {path.name} yet: pytest --rewrite, then read it"
        assert text == path.read_bytes().decode("utf-8")

    return hold


class Answer(NamedTuple):
    """What one command did: its exit code and both streams."""

    code: int
    out: str
    err: str


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with its own state folder and none of the machine's settings."""
    for name in ("BACKLOG_FILE", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(autouse=True)
def listening() -> Iterator[None]:
    """After a write Ctrl-C stays held to the program's end; these tests live on."""
    yield
    from backlog_cli.store.keep import release_signals

    release_signals()


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """`run("log", "41", "called", today="2026-11-23")`: one command in this process, off a terminal."""
    from backlog_cli.cli.app import run as run_words

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
