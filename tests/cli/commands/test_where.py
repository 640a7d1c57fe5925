"""`where`: which file and why, and what is not right here, each with its cure; and what runs `due` every morning."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.cli import doctor
from backlog_cli.cli.doctor import program_words
from backlog_cli.cli.shell_scripts import PLACES, completion_script, installed_shells, own_names
from backlog_cli.errors import FileLocked
from backlog_cli.exchange.extras import EXCEL_PACKAGES, MCP_PACKAGES, install_line
from backlog_cli.store import file_contents, sync_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).parent.parent.parent.parent
KEPT = ("file", "why", "is_there", "journal", "cache", "parser", "color", "width", "editor", "python", "version", "state_of_file")


def facts(run: Callable[..., Any], *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "where", "--json").out)
    return found


def troubles(run: Callable[..., Any], *words: str) -> dict[str, str]:
    return {trouble["what"]: trouble["cure"] for trouble in facts(run, *words)["troubles"]}


def refuse(path: Path) -> bytes:
    raise FileLocked(f"{path} cannot be read: permission denied.")


@pytest.fixture
def healthy(sample: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample on a computer where nothing is wrong."""
    monkeypatch.setenv("EDITOR", shlex.quote(sys.executable))
    monkeypatch.delenv("VISUAL", raising=False)
    return sample


def test_where_nothing_is_wrong_every_fact_has_one_line(healthy: Path, run: Callable[..., Any]) -> None:
    found = facts(run)
    assert found["troubles"] == []
    assert set(KEPT) < set(found)
    page = run("where").out
    assert page.startswith("file ")
    assert "!" not in page
    for words in (
        str(healthy),
        "it is in this folder",
        "9 homes, 0 left out, 0 warnings",
        "nothing to take back",
        "not a terminal",
    ):
        assert words in page.replace("it doesn't go to a terminal", "not a terminal")


def test_commands_that_can_be_taken_back_are_counted(healthy: Path, run: Callable[..., Any]) -> None:
    run("log", "1041", "called")
    assert "fine, 1 command to take back" in " ".join(run("where").out.split())
    assert facts(run)["undoable"] == 1


def test_a_word_that_cannot_be_read_is_a_mistake_of_the_file(healthy: Path, run: Callable[..., Any]) -> None:
    healthy.write_text(healthy.read_text(encoding="utf-8").replace("stage: framing", "stage: framming", 1), encoding="utf-8")
    found = facts(run)
    assert found["state_of_file"] == "9 homes, 0 left out, 0 warnings, 1 that can't be read"
    assert found["troubles"] == [
        {"what": "The file has mistakes: 0 left out, 0 warnings, 1 that can't be read", "cure": "backlog check"}
    ]


def test_what_is_wrong_comes_first_with_its_cure(healthy: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "no-such-editor")
    first, *rest = run("where").out.split("\n\n")
    assert first.startswith("! backlog edit would open no-such-editor, which isn't on this computer:")
    assert rest[0].startswith("file ")


def test_each_trouble_of_the_file_is_found(healthy: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assert "There's no backlog file here yet" in troubles(run, "--file", "other.yaml")
    Path("bad.yaml").write_text("jobs: [")
    assert troubles(run, "--file", "bad.yaml")["The file can't be read"] == "backlog check shows the line"
    Path("nothing").mkdir()
    assert run("where", "--file", "nothing").err.startswith(
        "backlog: nothing is a folder, not a backlog file, and it holds none."
    )
    with monkeypatch.context() as patch:
        patch.setattr(file_contents, "real_path", refuse)
        assert troubles(run)["The file can't be read"] == "see whose file it is, and who has it open"
    copy = healthy.read_text("utf-8").replace("lot:", "lot: 9#", 1)
    healthy.with_name("backlog (conflicted copy).yaml").write_text(copy, encoding="utf-8")
    (what,) = troubles(run)
    assert what == "There's another copy of the file: backlog (conflicted copy).yaml"
    monkeypatch.setenv("COLUMNS", "80")
    page = (ROOT / "docs" / "shells.md").read_text("utf-8")
    assert f"```text\n{run('where').out.split(chr(10) * 2)[0]}\n```" in page
    healthy.with_name("backlog (conflicted copy).yaml").unlink()
    healthy.write_text(healthy.read_text("utf-8").replace("lender:", "lendr:", 1), encoding="utf-8")
    assert any(what.startswith("The file has mistakes") for what in troubles(run))
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not os.fspath(path).startswith(str(healthy)) and access(path, mode))
    assert any(what == f"You may not write to {healthy}" for what in troubles(run))
    assert "; read only" in run("where").out


def test_each_trouble_of_the_journal_is_found(healthy: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    run("log", "1041", "called")
    folder = Path(facts(run)["journal"])
    with (folder / "lines.jsonl").open("a") as lines:
        lines.write('nothing of ours\n{"number": 2}\n{"number": 3, "half')  # the last one is being written
    assert any(what.startswith("The journal is damaged: 2 lines of it can't be read") for what in troubles(run))
    (folder / "moving").touch()
    assert troubles(run)["A move to the archive was interrupted"] == "backlog archive finishes it"
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: "state" not in os.fspath(path) and access(path, mode))
    assert any(what.startswith("The journal can't be written") for what in troubles(run))
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert troubles(run) == {"Nothing can be taken back: no home folder is known": "set HOME to your home folder"}
    assert facts(run)["journal"] == facts(run)["cache"] == "none: no home folder is known"


@pytest.mark.parametrize(
    ("environ", "option", "why"),
    [
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, (), "no: NO_COLOR is set"),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, (), "no: TERM is dumb"),
        ({"FORCE_COLOR": "1"}, (), "yes: FORCE_COLOR is 1"),
        ({"CLICOLOR_FORCE": "0"}, (), "no: CLICOLOR_FORCE is 0"),
        ({"NO_COLOR": "1"}, ("--color", "always"), "yes: --color always"),
        ({}, (), "no: it doesn't go to a terminal"),
    ],
)
def test_why_there_is_color_or_none(
    healthy: Path,
    run: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    environ: Mapping[str, str],
    option: tuple[str, ...],
    why: str,
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    page = re.sub(r"\x1b\[[\d;]*m", "", run(*option, "where").out)
    assert f"color       {why}, " in page


@pytest.mark.parametrize(
    ("folder", "program"),
    [
        ("Dropbox (Team)/homes", "Dropbox"),
        ("OneDrive - Heron Homes", "OneDrive"),
        ("Library/CloudStorage/GoogleDrive-ann@example.com/My Drive", "Google Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud Drive"),
        ("Nextcloud/work", "Nextcloud"),
        ("plain/homes", None),
    ],
)
def test_the_sync_program_is_known_by_its_folder(tmp_path: Path, folder: str, program: str | None) -> None:
    (tmp_path / folder).mkdir(parents=True)
    assert sync_files.sync_program(tmp_path / folder / "backlog.yaml") == program
    (tmp_path / ".stfolder").mkdir()
    assert sync_files.sync_program(tmp_path / folder / "backlog.yaml") == program or "Syncthing"


def test_completion_is_known_by_what_is_installed(healthy: Path, run: Callable[..., Any], tmp_path: Path) -> None:
    home = Path(os.environ["HOME"])
    assert "completion  not set up: backlog --install-completion" in run("where").out
    for shell, shape in PLACES.items():
        place = home / shape.format("backlog")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(completion_script(shell, "backlog"))
    assert installed_shells(home) == {"bash": True, "zsh": True, "fish": True}
    assert "completion  bash, zsh, fish" in run("where").out
    (home / PLACES["zsh"].format("bklg")).write_text("eval $(env _BKLG_COMPLETE=complete_zsh bklg)")
    assert troubles(run) == {"Tab completion in zsh is from an older version": "backlog --install-completion"}


def test_an_extra_that_is_missing_has_the_line_that_installs_it(
    healthy: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    pins = {"excel": "xlsxwriter>=3.3", "all": "xlsxwriter>=3.3"}
    monkeypatch.setattr(doctor, "_requirements", lambda: {"rich": {"": "rich>=14"}, "xlsxwriter": pins})
    versions = {"rich": "15.0.0"}
    monkeypatch.setattr(doctor, "_version", versions.get)
    assert facts(run)["packages"] == [{"name": "rich", "version": "15.0.0"}]
    assert [extra["is_installed"] for extra in facts(run)["extras"]] == [False, False]
    assert f"no excel{install_line((pins['excel'],))}" in "".join(run("where").out.replace("    ", "").split("\n")).replace(
        "  ", ""
    )
    versions["xlsxwriter"] = "3.3.1"
    assert facts(run)["extras"] == [{"name": "all", "is_installed": True}, {"name": "excel", "is_installed": True}]


def test_the_packages_of_an_extra_are_those_that_the_program_names() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert (tuple(extras["excel"]), tuple(extras["mcp"])) == (EXCEL_PACKAGES, MCP_PACKAGES)


def test_what_installs_is_what_installed_this_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert install_line(("mcp>=1",)) == f"{shlex.quote(sys.executable)} -m pip install 'mcp>=1'"
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    (tmp_path / "uv-receipt.toml").touch()
    assert install_line(("mcp>=1",)).startswith("uv pip install --python ")
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".local" / "pipx" / "venvs" / "backlog-cli"))
    assert install_line(("mcp>=1",)) == "pipx inject backlog-cli 'mcp>=1'"


def test_the_schedule_names_the_program_and_the_file_from_anywhere(
    healthy: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(healthy.parent.iterdir())
    page = run("where", "--schedule").out
    program = shlex.join(program_words())
    assert f"0 7 * * 1-5 {program} --file {shlex.quote(str(healthy))} due\n" in page
    assert f"0 7 * * 1-5 {program} --file {shlex.quote(str(healthy))} export site {healthy.parent}/site\n" in page
    assert Path(program_words()[0]).is_absolute()
    assert sorted(healthy.parent.iterdir()) == before
    assert run("where", "--schedule", "--json").code == 2
    monkeypatch.setattr(sys, "argv", ["/opt/x/backlog_cli/__main__.py"])
    monkeypatch.setattr(sys, "executable", "/opt/x/python")
    assert program_words() == ("/opt/x/python", "-m", "backlog_cli")


def test_only_names_that_start_this_program_are_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for place in (ours / "backlog", ours / "bklg", theirs / "backlog"):
        place.parent.mkdir(exist_ok=True)
        place.touch(mode=0o755)
    monkeypatch.setattr(sys, "argv", [str(ours / "bklg")])
    monkeypatch.setenv("PATH", f"{ours}{os.pathsep}{theirs}")
    assert own_names() == ("backlog", "bklg")
    monkeypatch.setenv("PATH", f"{theirs}{os.pathsep}{ours}")
    assert own_names() == ("bklg",)
    monkeypatch.setattr(sys, "argv", ["/elsewhere/__main__.py"])
    monkeypatch.setenv("PATH", str(theirs))
    assert own_names() == ("bklg",)
