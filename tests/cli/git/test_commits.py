"""`settings: {git: commit}`: each write is a commit, and nothing about git ever stands in a write's way."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.git.conftest import START

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Git = Callable[..., str]
    Run = Callable[..., Any]

LOGGED = ("log", "1041", "walls are up", "--how", "phone")


def subjects(git: Callable[..., str], folder: Path) -> list[str]:
    return git(folder, "log", "--format=%s").splitlines()


def test_each_write_is_a_commit_with_the_sentence_of_the_journal(repository: Path, git: Git, run: Run) -> None:
    assert run(*LOGGED).code == 0
    assert run("ask", "1042", "which tiles?", "--dry-run").code == 0
    assert run("list").code == 0
    assert run("undo").err == ""
    assert subjects(git, repository) == ["1041: took back: logged a call with Kim", "1041: logged a call with Kim", "start"]
    assert git(repository, "status", "--porcelain") == ""
    assert git(repository, "show", "HEAD~1:backlog.yaml") != git(repository, "show", "HEAD:backlog.yaml")


def test_nothing_else_is_committed_whatever_is_staged(repository: Path, git: Git, run: Run) -> None:
    (repository / "staged.txt").write_text("mine")
    (repository / "new.txt").write_text("mine")
    git(repository, "add", "staged.txt")
    assert run(*LOGGED).err == ""
    assert git(repository, "show", "--name-only", "--format=").split() == ["backlog.yaml"]
    assert git(repository, "status", "--porcelain").split("\n") == ["A  staged.txt", "?? new.txt", ""]


def test_an_archive_is_committed_with_the_file_and_goes_with_its_undo(repository: Path, git: Git, run: Run) -> None:
    run("add", "1043", "Bo", "Day", "--sold", "2024-11-20")
    run("close", "1043", "2025-03-03")
    assert run("archive").err == ""
    assert git(repository, "show", "--name-only", "--format=").split() == ["backlog-2025.yaml", "backlog.yaml"]
    assert run("undo").err == ""
    assert git(repository, "show", "--name-status", "--format=").split() == ["D", "backlog-2025.yaml", "M", "backlog.yaml"]
    assert git(repository, "status", "--porcelain") == ""


def test_a_file_that_does_not_ask_for_commits_gets_none_and_loads_nothing(repository: Path, git: Git) -> None:
    file = repository / "backlog.yaml"
    file.write_text(file.read_text().replace("git: commit", "reply_days: 2"))
    code = (
        "import sys; from backlog_cli.cli.app import run; code = run(sys.argv[1:]); "
        "bad = [name for name in sys.modules if name.endswith(('.git.commits', '.git_commit'))]; "
        "sys.exit(f'{code} {bad}' if code or bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code, *LOGGED], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert subjects(git, repository) == ["start"]


# What may be the matter with git, how it comes about, and what is said.


def _have_no_name(git: Git, folder: Path) -> None:
    git(folder, "config", "user.useConfigOnly", "true")
    git(folder, "config", "--global", "--unset", "user.email")


def _leave_out(git: Git, folder: Path) -> None:
    git(folder, "rm", "-q", "--cached", "backlog.yaml")
    (folder / ".gitignore").write_text("*.yaml\n")


def _begin_merge(git: Git, folder: Path) -> None:
    (folder / ".git/MERGE_HEAD").write_text(git(folder, "rev-parse", "HEAD"))


TROUBLES: dict[str, tuple[Callable[[Git, Path], Any], str]] = {
    "no repository": (lambda _git, folder: (folder / ".git").rename(folder / "git"), "isn't in a git repository"),
    "in the middle of a merge": (_begin_merge, "in the middle of a merge"),
    "in the middle of a rebase": (lambda _git, folder: (folder / ".git/rebase-merge").mkdir(), "in the middle of a rebase"),
    "no branch": (lambda git, folder: git(folder, "checkout", "-q", "--detach"), "no branch is checked out"),
    "nobody": (_have_no_name, "git config --global user.name"),
    "left out": (_leave_out, "a .gitignore names it"),
    "locked": (lambda _git, folder: (folder / ".git/index.lock").touch(), "another git command is working there"),
}


QUICK = ("no repository", "in the middle of a merge", "nobody")


@pytest.mark.parametrize("name", [pytest.param(name, marks=[] if name in QUICK else pytest.mark.sweep) for name in TROUBLES])
def test_what_keeps_git_from_a_commit_is_said_once_and_the_write_stands(
    name: str, repository: Path, git: Git, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_about, said = TROUBLES[name]
    bring_about(git, repository)
    monkeypatch.setattr("backlog_cli.store.git.commits.LOCK_DELAYS", (0.001,))
    answer = run(*LOGGED)
    assert (answer.code, "walls are up" in (repository / "backlog.yaml").read_text()) == (0, True)
    assert said in answer.err
    assert answer.err.startswith("backlog: saved, but git has no commit of it: ")
    # A script's log is nobody who reads; a person's terminal is.
    monkeypatch.setattr("backlog_cli.cli.output.has_reader", lambda: True)
    assert said in run("ask", "1042", "which tiles?").err
    assert run("ask", "1042", "which paint?").err == ""


def test_there_may_be_no_git_at_all(repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    answer = run(*LOGGED)
    assert (answer.code, "git isn't on this computer" in answer.err) == (0, True)
    assert "git isn't on this computer" in run("sync").err


HOSTILE = (
    ("commit.gpgSign", "true"),
    ("gpg.program", "false"),
    ("core.editor", "sleep 60"),
    ("core.pager", "sleep 60"),
    ("core.fsmonitor", "sleep 60"),
    ("commit.template", "/nowhere"),
    ("commit.cleanup", "scissors"),
    ("core.autocrlf", "true"),
    ("status.relativePaths", "false"),
    ("log.showSignature", "true"),
    ("color.ui", "always"),
    ("commit.verbose", "true"),
    ("core.quotePath", "true"),
    ("status.showUntrackedFiles", "no"),
)


def test_settings_of_git_that_would_ask_or_hang_are_passed_by(
    repository: Path, git: Git, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, value in HOSTILE:
        git(repository, "config", key, value)
    for hook in ("pre-commit", "post-commit", "prepare-commit-msg", "commit-msg", "reference-transaction", "post-index-change"):
        place = repository / ".git/hooks" / hook
        place.parent.mkdir(exist_ok=True)
        place.write_text("#!/bin/sh\nsleep 60\nexit 1\n")
        place.chmod(0o755)
    # As a hook of another repository would run us.
    monkeypatch.setenv("GIT_DIR", str(repository.parent))
    monkeypatch.setenv("GIT_INDEX_FILE", str(repository.parent / "index"))
    start = time.monotonic()
    answer = run(*LOGGED)
    assert (answer.code, answer.err) == (0, "")
    assert time.monotonic() - start < 20
    for name in ("GIT_DIR", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name)
    assert git(repository, "-c", "color.ui=never", "-c", "log.showSignature=false", "log", "--format=%s", "-1") == (
        "1041: logged a call with Kim\n"
    )


def test_a_git_that_hangs_is_stopped(repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = repository.parent / "bin"
    slow.mkdir()
    (slow / "git").write_text("#!/bin/sh\nsleep 60 &\nsleep 60\n")
    (slow / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow}:{os.environ['PATH']}")
    from backlog_cli.store.git.program import Git, GitTimeout

    start = time.monotonic()
    with pytest.raises(GitTimeout, match="was stopped"):
        Git(repository, os.environ).run("status", seconds=0.2)
    assert time.monotonic() - start < 10


def test_a_link_to_a_file_elsewhere_is_committed_where_the_file_is(repository: Path, git: Git, run: Run) -> None:
    other = repository.parent / "other folder"
    (other / "sub [1] dir").mkdir(parents=True)
    git(other, "init", "-q")
    real = other / "sub [1] dir" / "my [a] backlog.yaml"
    (repository / "backlog.yaml").rename(real)
    (repository / "backlog.yaml").symlink_to(real)
    assert run(*LOGGED).err == ""
    assert git(other, "log", "-1", "--name-only", "--format=%s").splitlines()[::2] == [
        "1041: logged a call with Kim",
        "sub [1] dir/my [a] backlog.yaml",
    ]
    assert len(subjects(git, repository)) == 1


def test_a_second_work_tree_has_commits_of_its_own(repository: Path, git: Git, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = repository.parent / "tree"
    git(repository, "worktree", "add", "-q", "-b", "try", str(tree))
    monkeypatch.chdir(tree)
    assert run(*LOGGED).err == ""
    assert (len(subjects(git, tree)), len(subjects(git, repository))) == (2, 1)


def test_a_first_commit_a_half_staged_file_and_a_submodule(
    home: Path, git: Git, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(home, "init", "-q")
    (home / "backlog.yaml").write_text(START)
    (home / "other.txt").write_text("mine")
    git(home, "add", "other.txt")
    assert run(*LOGGED).err == ""
    assert git(home, "ls-tree", "--name-only", "HEAD") == "backlog.yaml\n"
    # Half of a change of hers is staged: the file is committed as it is on the disk.
    file = home / "backlog.yaml"
    file.write_text(file.read_text() + "# a note\n")
    git(home, "add", "backlog.yaml")
    assert run("ask", "1042", "which paint?").err == ""
    assert git(home, "status", "--porcelain") == "A  other.txt\n"
    outer = home.parent / "outer"
    outer.mkdir()
    git(outer, "init", "-q")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(home), "homes")
    monkeypatch.chdir(outer / "homes")
    git(outer / "homes", "checkout", "-q", "main")
    assert run("ask", "1042", "which tiles?").err == ""
    assert len(subjects(git, outer / "homes")) == 3


def test_a_repository_of_another_user_is_left_alone(repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    answer = run(*LOGGED)
    assert (answer.code, "belongs to another user of this computer" in answer.err) == (0, True)
    assert "belongs to another user" in run("where").out


def test_once_git_can_again_the_next_commit_takes_everything_along(
    repository: Path, git: Git, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backlog_cli.store.git.commits.LOCK_DELAYS", (0.001,))
    monkeypatch.setattr("backlog_cli.cli.output.has_reader", lambda: True)
    lock = repository / ".git/index.lock"
    for _ in range(2):  # said once, and once more after it worked in between
        lock.touch()
        assert "another git command is working there" in run("ask", "1042", f"which paint {_}?").err
        lock.unlink()
        assert run("ask", "1042", f"which tiles {_}?").err == ""
        assert git(repository, "show", "HEAD:backlog.yaml") == (repository / "backlog.yaml").read_text()


def test_what_is_purged_may_still_be_in_git_and_that_is_said(repository: Path, run: Run, hold: Callable[[str], Any]) -> None:
    run("log", "1041", "her sister is Wilhelmina")
    run("undo")
    answer = run("check", "--purge", "Wilhelmina")
    assert "Git keeps older versions of your file" in answer.out
    assert hold(run("check", "--purge", "Wilhelmina", "--json").out)["in_git"] is True


@pytest.mark.sweep
def test_a_hundred_writes_at_once_leave_no_lock_and_lose_nothing(repository: Path, git: Git) -> None:
    program = [sys.executable, "-m", "backlog_cli", "--today", "2026-11-23"]
    left = list(range(100))
    running: list[tuple[int, subprocess.Popen[bytes]]] = []
    codes: dict[int, int] = {}
    while left or running:
        while left and len(running) < 16:
            words = [*program, "ask", "1041", f"question {left[0]}?"]
            child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=repository)
            running.append((left.pop(0), child))
        number, child = running.pop(0)
        codes[number] = child.wait()
    assert set(codes.values()) <= {0, 5}  # on a busy machine some wait too long for their turn, and say so
    text = (repository / "backlog.yaml").read_text()
    assert [number for number in codes if (f"question {number}?" in text) != (codes[number] == 0)] == []
    assert not (repository / ".git/index.lock").exists()
    subprocess.run([*program, "ask", "1041", "the last one?"], check=True, stdout=subprocess.DEVNULL, cwd=repository)
    assert git(repository, "show", "HEAD:backlog.yaml") == (repository / "backlog.yaml").read_text()
