"""`merge --install`: three lines, once, and `where` says how it is."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Git = Callable[..., str]


def test_three_lines_are_shown_and_written_once(
    repository: Path, git: Git, run: Callable[..., Any], hold: Callable[[str], Any]
) -> None:
    (repository / ".gitattributes").write_bytes(b"*.png binary")
    shown = run("merge", "--install", "--dry-run").out.splitlines()
    assert [line.partition(": ")[0] for line in shown] == [
        ".gitattributes",
        "git config",
        "git config",
        "Nothing was written (--dry-run).",
    ]
    assert (repository / ".gitattributes").read_bytes() == b"*.png binary"
    assert run("merge", "--install").out.splitlines()[:3] == shown[:3]
    assert (repository / ".gitattributes").read_bytes() == b"*.png binary\nbacklog*.yaml merge=backlog\n"
    driver = git(repository, "config", "merge.backlog.driver")
    assert shlex.split(driver)[-5:] == ["merge-file", "%O", "%A", "%B", "%P"]
    again = run("merge", "--install")
    assert again.out.splitlines() == [*shown[:3], "That was set up already."]
    assert (repository / ".gitattributes").read_bytes().count(b"merge=backlog") == 1
    found = hold(run("merge", "--install", "--json").out)
    assert [line["was_there"] for line in found["lines"]] == [True] * 3


def test_a_file_of_another_name_in_a_folder_below_has_a_line_of_its_own(
    repository: Path, git: Git, run: Callable[..., Any]
) -> None:
    folder = repository / "my homes"
    folder.mkdir()
    (repository / "backlog.yaml").rename(folder / "old homes.yaml")
    run("--file", str(folder / "old homes.yaml"), "merge", "--install")
    assert (repository / ".gitattributes").read_text() == '"old homes*.yaml" merge=backlog\n'
    assert git(folder, "check-attr", "merge", "old homes.yaml", "old homes-2025.yaml").count("merge: backlog") == 2


def test_the_line_goes_along_with_the_next_sync(clones: tuple[Path, Path], git: Git, run: Callable[..., Any]) -> None:
    run("merge", "--install")
    assert run("sync").out == "Sent 1 change of yours.\n" or git(clones[0], "status", "--porcelain") == ""
    assert git(clones[0], "show", "origin/main:.gitattributes") == "backlog*.yaml merge=backlog\n"


def test_where_says_how_it_is(clones: tuple[Path, Path], run: Callable[..., Any], hold: Callable[[str], Any]) -> None:
    run("log", "1041", "walls are up")
    found = hold(run("where", "--json").out)["git"]
    assert found == {"repository": str(clones[0]), "commits": True, "driver": False, "shared": "origin", "unsent": 1}
    run("merge", "--install")
    answer = run("where").out
    assert "each write is a commit, merged home by home, shared copy origin, 1 change to send: backlog sync" in answer


def test_outside_a_repository_it_says_so(home: Path, sample: Path, git: Git, run: Callable[..., Any]) -> None:
    answer = run("merge", "--install")
    assert (answer.code, "isn't in a git repository" in answer.err) == (2, True)
    assert json.loads(run("where", "--json").out)["git"] is None
