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


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """`git(folder, "status")`: what git says, run by nobody's settings but those made here. It must succeed."""
    if shutil.which("git") is None:
        pytest.skip("NO GIT HERE: commits and sync were NOT tested (apt install git)")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    settings = tmp_path / "gitconfig"
    settings.write_text("[user]\nname = Renata Vance\nemail = renata@example.com\n[init]\ndefaultBranch = main\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def answered(folder: Path, *words: str) -> str:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return answered


@pytest.fixture
def repository(home: Path, git: Callable[..., str]) -> Path:
    """The folder to work in as a repository with one commit of a file of two homes, which asks for commits."""
    git(home, "init", "-q")
    (home / "backlog.yaml").write_text(START)
    git(home, "add", ".")
    git(home, "commit", "-qm", "start")
    return home


@pytest.fixture
def clones(repository: Path, git: Callable[..., str]) -> tuple[Path, Path]:
    """Renata's folder and Dana's, two clones of one shared copy."""
    hub, dana = repository.parent / "hub.git", repository.parent / "dana"
    git(repository.parent, "clone", "-q", "--bare", str(repository), str(hub))
    git(repository, "remote", "add", "origin", str(hub))
    git(repository, "push", "-qu", "origin", "main")
    git(repository.parent, "clone", "-q", str(hub), str(dana))
    git(dana, "config", "user.name", "Dana Cole")
    return repository, dana


@pytest.fixture
def hold() -> Callable[[str], dict[str, Any]]:
    """`hold(out)`: a JSON document, once it fits the schema of its kind."""

    def held(out: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(out)
        Draft202012Validator(document_schema(found["kind"]), format_checker=FormatChecker()).validate(found)
        return found

    return held
