"""`backlog merge-file`: what git runs when two people changed the file, its exit codes, and what the next command makes of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Answer

BASE = """\
jobs:
  - job: A1
    buyers: [Kim Lee]
    sold_date: 2026-07-01
    stage: framing
    log:
      - {at: 2026-11-20, text: rain day}
"""
BROKEN = BASE + "\t- job: B2\n"


def add_talk(text: str, words: str) -> str:
    return text + f"      - {{at: 2026-11-21, text: {words}}}\n"


@pytest.fixture
def versions(home: Path) -> Callable[..., list[str]]:
    """`versions(base, ours, theirs)`: three files as git hands them out, by name; the second is the one that's written."""

    def made(*texts: str) -> list[str]:
        names = [".merge_file_a", ".merge_file_b", ".merge_file_c"]
        for name, text in zip(names, texts, strict=True):
            (home / name).write_text(text, "utf-8")
        return names

    return made


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "code", "said"),
    [
        (BASE, add_talk(BASE, "ours"), add_talk(BASE, "theirs"), 0, ""),
        ("", BASE, add_talk(BASE, "theirs"), 0, ""),  # both added the file
        (BASE, BASE.replace("framing", "trim"), BASE.replace("framing", "drywall"), 1, "A1: the stage,"),
        (BASE, BROKEN, add_talk(BASE, "theirs"), 3, "Nothing was changed."),
        (BASE, add_talk(BASE, "ours"), BROKEN, 3, "the other copy of backlog.yaml:8:1"),
    ],
)
def test_the_exit_code_tells_git_what_became_of_the_file(
    versions: Callable[..., list[str]], run: Callable[..., Answer], base: str, ours: str, theirs: str, code: int, said: str
) -> None:
    names = versions(base, ours, theirs)
    answer = run("merge-file", *names)
    assert answer.code == code
    assert said in answer.out + answer.err
    assert bool(answer.out + answer.err) == bool(code)
    after = Path(names[1]).read_text("utf-8")
    assert (after == ours) == (code > 1)
    if code < 2:
        assert run("list", "--file", names[1]).code == 0


def test_a_conflict_is_told_and_stands_in_the_file(versions: Callable[..., list[str]], run: Callable[..., Answer]) -> None:
    names = versions(BASE, BASE.replace("framing", "trim"), BASE.replace("framing", "drywall"))
    answer = run("merge-file", *names, "communities/north/backlog.yaml")
    assert answer.out == (
        "communities/north/backlog.yaml: you both changed 1 thing. It is under `conflicts`.\n"
        "  A1: the stage, drywall (in your file) or trim\n"
    )
    after = Path(names[1]).read_text("utf-8")
    assert "    stage: drywall\n" in after
    assert "- {key: stage, kept: drywall, other: trim, at: 2026-11-23}" in after or "- key: stage\n" in after


def test_stdout_prints_the_result_and_writes_nothing(
    versions: Callable[..., list[str]], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    from backlog_cli.cli.app import run as run_words

    ours = add_talk(BASE, "ours")
    names = versions(BASE, ours, add_talk(BASE, "theirs"))
    assert run_words(["merge-file", "--stdout", *names]) == 0
    assert capfdbinary.readouterr().out.decode() == add_talk(ours, "theirs")
    assert Path(names[1]).read_text("utf-8") == ours


def test_a_version_that_is_not_there_is_named(run: Callable[..., Answer], versions: Callable[..., list[str]]) -> None:
    names = versions(BASE, BASE, BASE)
    answer = run("merge-file", "gone.yaml", *names[1:])
    assert answer.code == 3
    assert "gone.yaml" in answer.err


@pytest.mark.parametrize("is_rebase", [False, True])
def test_what_the_other_one_took_out_is_not_told_as_lost(
    home: Path, versions: Callable[..., list[str]], run: Callable[..., Answer], *, is_rebase: bool
) -> None:
    file = home / "backlog.yaml"
    file.write_text(BASE, "utf-8")
    for words in ("windows came late", "tiles came late"):
        assert run("log", "A1", words, "--text").code == 0
    base = file.read_text("utf-8")
    start = base.rindex("      - at", 0, base.index("windows"))
    gone = base[:start] + base[base.index("windows came late") :].partition("\n")[2]
    assert "tiles" in gone
    assert "windows" not in gone
    assert run("log", "A1", "doors came", "--text").code == 0
    mine = file.read_text("utf-8")
    names = versions(base, *((gone, mine) if is_rebase else (mine, gone)))
    if is_rebase:
        file.write_text(gone, "utf-8")  # git takes theirs first, and puts hers on top
    assert run("merge-file", *names, file.name).code == 0
    file.write_text(Path(names[1]).read_text("utf-8"), "utf-8")
    answer = run("due")
    assert "no longer in" not in answer.out + answer.err
    assert "windows" not in file.read_text("utf-8")
    lost = file.read_text("utf-8")
    file.write_text(lost[: lost.index("doors came")].rpartition("      - at")[0], "utf-8")
    assert "no longer in" in run("due").err  # what is really lost is told as before


# With git


@pytest.fixture
def git(home: Path) -> Callable[..., str]:
    """`git("merge", "dana")` in a repository that merges backlogs by our program."""

    def called(*words: str, is_fine: bool = True) -> str:
        who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")
        done = subprocess.run(["git", *who, *words], cwd=home, capture_output=True, text=True, check=False)
        assert (done.returncode == 0) == is_fine, done.stdout + done.stderr
        return done.stdout + done.stderr

    called("init", "-q", "-b", "main")
    called("config", "merge.backlog.driver", f"{sys.executable} -m backlog_cli --today 2026-11-23 merge-file %O %A %B %P")
    (home / ".gitattributes").write_text("backlog*.yaml merge=backlog\n")
    return called


def put_text(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text)


def branch(home: Path, git: Callable[..., str], theirs: Callable[[Path], object], ours: Callable[[Path], object]) -> Path:
    """The file, after each of two branches made something of it; the second is checked out."""
    path = home / "backlog.yaml"
    path.write_text(BASE)
    git("add", ".")
    git("commit", "-q", "-m", "begin")
    git("checkout", "-q", "-b", "dana")
    theirs(path)
    git("commit", "-q", "-a", "-m", "dana's")
    git("checkout", "-q", "main")
    ours(path)
    git("commit", "-q", "-a", "-m", "ann's")
    return path


def test_git_merges_what_two_branches_added_and_no_command_takes_it_for_an_older_copy(
    home: Path, git: Callable[..., str], run: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    def theirs(_: Path) -> None:
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("XDG_STATE_HOME", str(home.parent / "dana"))  # another machine
            assert run("log", "A1", "theirs", "--phone").code == 0

    def ours(_: Path) -> None:
        assert run("log", "A1", "ours", "--phone").code == 0
        assert run("promise", "A1", "fri", "photos").code == 0

    path = branch(home, git, theirs, ours)
    git("merge", "-q", "-m", "both", "dana")
    text = path.read_text()
    assert text.index("ours") < text.index("theirs")
    for words in (("due",), ("check",), ("list",)):
        assert "older copy" not in run(*words).err
    assert "theirs" in run("show", "A1", "--all").out
    assert run("undo").code == 0  # the promise, out of a file that holds more now
    assert "photos" not in path.read_text()
    assert "theirs" in path.read_text()
    assert "ours" in path.read_text()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("shift", "A1", "2027-04-02", "windows"), ("shift", "A1", "2027-04-16", "permit")),
        (("shift", "A1", "2027-04-16", "windows"), ("shift", "A1", "2027-04-02", "permit")),
        (("set", "A1", "stage", "trim"), ("set", "A1", "stage", "drywall")),
        (("set", "A1", "lot", "1"), ("set", "A1", "lot", "12")),
        (("cancel", "A1", "a job elsewhere"), ("log", "A1", "theirs", "--phone")),
        (("log", "A1", "ours", "--phone"), ("cancel", "A1", "a job elsewhere")),
    ],
    ids=" ".join,
)
def test_what_both_wrote_by_command_raises_no_false_alarm(
    home: Path, run: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch, ours: tuple[str, ...], theirs: tuple[str, ...]
) -> None:
    base = BASE.replace("    log:", "    closing: 2027-03-19\n    log:")
    copies = [home / name / "backlog.yaml" for name in ("base", "theirs", "ours")]
    for copy, words in zip(copies, ((), theirs, ours), strict=True):
        copy.parent.mkdir()
        copy.write_text(base)
        monkeypatch.setenv("XDG_STATE_HOME", str(home.parent / copy.parent.name))
        assert not words or run("--file", str(copy), *words).code == 0
    assert run("merge-file", *map(str, (copies[0], copies[2], copies[1]))).code < 2
    for words in (("due",), ("check",), ("list",)):
        assert "older copy" not in run("--file", str(copies[2]), *words).err
    assert "older copy" not in run("--file", str(copies[2]), "log", "A1", "next", "--phone").err
    assert run("--file", str(copies[2]), "undo").code == 0


@pytest.mark.sweep
def test_git_says_so_when_both_changed_the_same_thing(home: Path, git: Callable[..., str], run: Callable[..., Answer]) -> None:
    texts = BASE.replace("framing", "trim"), BASE.replace("framing", "drywall")
    path = branch(home, git, put_text(texts[0]), put_text(texts[1]))
    said = git("merge", "-m", "both", "dana", is_fine=False)
    assert "CONFLICT (content): Merge conflict in backlog.yaml" in said
    assert "backlog.yaml: you both changed 1 thing." in said
    assert "<<<<" not in path.read_text()
    assert run("list").code == 0
    git("commit", "-q", "-a", "-m", "settled")


@pytest.mark.sweep
def test_git_leaves_a_file_alone_that_cannot_be_merged(home: Path, git: Callable[..., str]) -> None:
    path = branch(home, git, put_text(BROKEN), put_text(add_talk(BASE, "ours")))
    said = git("merge", "-m", "both", "dana", is_fine=False)
    assert "the other copy of backlog.yaml:8:1" in said
    assert path.read_text() == add_talk(BASE, "ours")
