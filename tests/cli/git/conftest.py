"""Real git in folders of its own: two clones of one shared copy, and nothing of this machine's settings."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from backlog_cli.views.data.document_schema import document_schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

START = """\
settings:
  git: commit
  tracking_since: 2026-11-01

jobs:
  # the first one
  - job: "1041"
    buyers: [Kim Lee]
    sold_date: 2026-11-01
    stage: framing
    closing: 2027-02-01
    log:
      - {at: 2026-11-20, how: phone, text: "called about the slab"}

  - job: "1042"
    buyers: [Ann Roe]
    sold_date: 2026-11-02
    stage: contract
"""


SETTINGS = "[user]\nname = Renata Vance\nemail = renata@example.com\n[init]\ndefaultBranch = main\n"


def answer_of_git(folder: Path, *words: str) -> str:
    """What git says; it must succeed."""
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """`git(folder, "status")`: what git says, run by nobody's settings but those made here. It must succeed."""
    if shutil.which("git") is None:
        pytest.skip("NO GIT HERE: commits and sync were NOT tested (apt install git)")
    use_own_settings(tmp_path, monkeypatch)
    return answer_of_git


def use_own_settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let git know nothing of this machine."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    settings = folder / "gitconfig"
    settings.write_text(SETTINGS)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Renata's repository (`work`), the shared copy (`hub.git`) and Dana's clone of it, made once and copied."""
    folder = tmp_path_factory.mktemp("clones")
    work, hub, dana = folder / "work", folder / "hub.git", folder / "dana"
    with pytest.MonkeyPatch.context() as patch:
        use_own_settings(folder, patch)
        answer_of_git(folder, "init", "-q", "--template=", "work")
        (work / "backlog.yaml").write_text(START)
        answer_of_git(work, "add", ".")
        answer_of_git(work, "commit", "-qm", "start")
        answer_of_git(folder, "clone", "-q", "--template=", "--bare", "work", str(hub))
        shutil.copytree(work, dana)
        for clone in (work, dana):
            answer_of_git(clone, "remote", "add", "origin", "../hub.git")
            answer_of_git(clone, "fetch", "-q")
            answer_of_git(clone, "branch", "-q", "-u", "origin/main")
        answer_of_git(dana, "config", "user.name", "Dana Cole")
    return folder


@pytest.fixture
def repository(home: Path, git: Callable[..., str], made: Path) -> Path:
    """The folder to work in as a repository with one commit of a file of two homes, which asks for commits."""
    shutil.copytree(made / "work", home, dirs_exist_ok=True)
    git(home, "remote", "remove", "origin")
    return home


@pytest.fixture
def clones(home: Path, git: Callable[..., str], made: Path) -> tuple[Path, Path]:
    """Renata's folder and Dana's, two clones of one shared copy."""
    shutil.copytree(made, home.parent, dirs_exist_ok=True, ignore=shutil.ignore_patterns("gitconfig"))
    return home, home.parent / "dana"


@pytest.fixture
def hold() -> Callable[[str], dict[str, Any]]:
    """`hold(out)`: a JSON document, once it fits the schema of its kind."""

    def held(out: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(out)
        Draft202012Validator(document_schema(found["kind"]), format_checker=FormatChecker()).validate(found)
        return found

    return held
