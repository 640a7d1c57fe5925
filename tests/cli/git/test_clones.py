"""Two people, two clones, one shared copy, and commands that die at any moment: nothing that was saved is lost or doubled."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from backlog_cli.store.git.program import Git
from backlog_cli.store.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Person(NamedTuple):
    """Somebody with a clone of her own; her new homes are numbered from `first` on."""

    name: str
    folder: Path
    first: int


class Story:
    """What two people do, drawn by lot; keeps which texts were saved, and which a killed command may have saved."""

    def __init__(self, people: Sequence[Person], seed: int) -> None:
        self.people, self.lot = people, random.Random(seed)
        self.saved: list[str] = []
        self.doubtful: list[str] = []
        self.killed = self.syncs = self.pulls = 0
        self._took = {"write": 0.3, "sync": 0.6}  # seconds, as measured

    def tell(self, steps: int) -> None:
        for step in range(steps):
            person = self.lot.choice(self.people)
            if self.lot.random() < 0.2:
                self.exchange(person)
            else:
                self.write(person, step)

    def write(self, person: Person, step: int) -> None:
        home, text = self.lot.choice(("1041", "1042")), f"{person.name}-{step}-x"
        words: tuple[str, ...] = self.lot.choice(
            (
                ("log", home, text, "--how", self.lot.choice(("phone", "text", "email"))),
                ("ask", home, text),
                ("promise", home, "fri", text),
                ("issue", home, text, "--wants", "a look at it"),
                ("add", str(person.first + step), "Bo", "Day", "--sold", "2026-11-20", "--lot", text),
            )
        )
        code = self.command(person, words, "write")
        (self.saved if code == 0 else self.doubtful).append(text)
        assert code in (0, None), (words, (person.folder.parent / f"{person.folder.name}.log").read_text()[-500:])

    def exchange(self, person: Person) -> None:
        """Sync, by the verb or by git itself with the driver; who was killed before has nothing to repair first."""
        if self.lot.random() < 0.7:
            self.syncs += 1
            assert self.command(person, ("sync",), "sync") in (0, None)
            return
        self.pulls += 1
        # What is not committed yet keeps git, not us, from merging: a kill between a write and its commit.
        _git(person.folder, "add", "backlog.yaml")
        subprocess.run(["git", "commit", "-qm", "the rest"], cwd=person.folder, capture_output=True, check=False)
        _git(person.folder, "pull", "-q", "--no-rebase", "--no-edit")
        _git(person.folder, "push", "-q")

    def command(self, person: Person, words: Sequence[str], kind: str, *, is_safe: bool = False) -> int | None:
        """Run one command in a process of its own, one in four killed at a moment drawn by lot. None for one that was."""
        start = time.monotonic()
        child = _start(person.folder, words)
        if not is_safe and self.lot.random() < 0.25:
            time.sleep(self.lot.random() * self._took[kind] * 1.1)
            os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code == -signal.SIGKILL:
            self.killed += 1
            return None
        self._took[kind] = 0.7 * self._took[kind] + 0.3 * (time.monotonic() - start)
        return code


def _start(folder: Path, words: Sequence[str]) -> int:
    from backlog_cli.cli import app

    child = os.fork()
    if not child:
        os.chdir(folder)
        sys.stdout = sys.stderr = (folder.parent / f"{folder.name}.log").open("a", encoding="utf-8")
        os._exit(app.run(["--today", "2026-11-23", *words]))
    return child


def _git(folder: Path, *words: str) -> str:
    """Run git, again for a while where the git of a killed command still holds its lock."""
    for _ in range(50):
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False, timeout=120)
        if done.returncode == 0 or ".lock" not in done.stderr:
            break
        time.sleep(0.1)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def play(clones: tuple[Path, Path], run: Callable[..., Any], steps: int, seed: int) -> Story:
    """Let both do `steps` things in all, then sync in turn, and hold every promise against what came of it."""
    people = [Person("renata", clones[0], 2000), Person("dana", clones[1], 6000)]
    for person in people:  # what these load, no child has to load again
        os.chdir(person.folder)
        assert [
            run(*words).code for words in (("sync",), ("merge", "--install"), ("ask", "1041", "which tiles?"), ("sync",))
        ] == [0] * 4
    story = Story(people, seed)
    story.tell(steps)
    for person in (*people, *people):
        for _ in range(3):  # the git of a killed command may be about to end
            if story.command(person, ("sync",), "sync", is_safe=True) == 0:
                break
            time.sleep(0.5)
    texts = [(person.folder / "backlog.yaml").read_text() for person in people]
    assert texts[0] == texts[1]
    assert [text for text in story.saved if texts[0].count(text) != 1] == []
    assert [text for text in story.doubtful if texts[0].count(text) > 1] == []
    assert "conflicts:" not in texts[0]
    assert texts[0].count("# the first one") == 1
    hub = clones[0].parent / "hub.git"
    for commit in _git(hub, "rev-list", "main").split():
        loaded = load(_git(hub, "show", f"{commit}:backlog.yaml").encode(), "backlog.yaml")
        assert not loaded.problems, commit
    left = [line for person in people for line in _git(person.folder, "status", "--porcelain").splitlines()]
    assert [line for line in left if not line.startswith("?? .~backlog")] == []  # temp files of the dead go after an hour
    return story


def test_a_few_commands_in_two_clones_that_die_at_any_moment(clones: tuple[Path, Path], run: Callable[..., Any]) -> None:
    folder = Path.cwd()
    play(clones, run, steps=8, seed=random.randrange(10**6))
    os.chdir(folder)


@pytest.mark.sweep
def test_two_hundred_commands_in_each_of_two_clones_that_die_at_any_moment(
    clones: tuple[Path, Path], run: Callable[..., Any], counted: Callable[[str], None]
) -> None:
    folder = Path.cwd()
    story = play(clones, run, steps=400, seed=random.randrange(10**6))
    os.chdir(folder)
    counted(f"two clones: {len(story.saved)} entries saved, 0 lost, 0 doubled; {story.killed} commands killed")
    counted(f"two clones: {story.syncs} syncs, {story.pulls} pulls by git with the driver, 0 conflicts")


# A sync that dies between any two of its steps: the git commands it runs, and its own calls to the disk.


def _dies(folder: Path, at: int) -> bool:
    """Whether a sync is over before it comes to that one of its steps; it dies there."""
    from backlog_cli.cli import app

    child = os.fork()
    if not child:
        count = iter(range(1, 10**6))

        def dying(call: Callable[..., Any]) -> Callable[..., Any]:
            def made(*args: Any, **named: Any) -> Any:
                if next(count) == at:
                    os._exit(77)
                return call(*args, **named)

            return made

        os.chdir(folder)
        for name in ("fsync", "rename", "replace", "unlink", "link"):
            setattr(os, name, dying(getattr(os, name)))
        Git.run = dying(Git.run)  # type: ignore[method-assign]
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os._exit(app.run(["--today", "2026-11-23", "sync"]))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 77


@pytest.mark.sweep
def test_a_sync_that_dies_at_any_of_its_steps_is_finished_by_the_next_one(
    clones: tuple[Path, Path], run: Callable[..., Any], tmp_path: Path, counted: Callable[[str], None]
) -> None:
    renata, dana = clones
    os.chdir(dana)
    run("log", "1041", "she likes the tiles", "--how", "text")
    (dana / "plan.txt").write_text("new")
    _git(dana, "add", "plan.txt")
    _git(dana, "commit", "-qm", "plan")
    assert run("sync").code == 0
    os.chdir(renata)
    run("ask", "1042", "which paint?")
    (renata / "backlog.yaml").write_text((renata / "backlog.yaml").read_text().replace("# the first one", "# the very first one"))
    places = (renata, renata.parent / "hub.git")
    for place in places:
        shutil.copytree(place, tmp_path / "kept" / place.name)
    step = 0
    while True:
        step += 1
        is_over = _dies(renata, step)
        text = (renata / "backlog.yaml").read_text()
        assert text.count("which paint?") == text.count("# the very first one") == 1
        assert run("sync").code == 0, step
        text = (renata / "backlog.yaml").read_text()
        for words in ("which paint?", "# the very first one", "she likes the tiles"):
            assert text.count(words) == 1, (step, words)
        assert (renata / "plan.txt").read_text() == "new"
        assert _git(renata.parent / "hub.git", "show", "main:backlog.yaml") == text
        if is_over:
            break
        for place in places:
            for old in place.iterdir():
                shutil.rmtree(old) if old.is_dir() else old.unlink()
            shutil.copytree(tmp_path / "kept" / place.name, place, dirs_exist_ok=True)
    counted(f"sync: killed at each of {step - 1} steps, 0 lost")


@pytest.mark.sweep
def test_syncs_and_writes_at_once_in_one_folder_come_to_the_same_end(clones: tuple[Path, Path], run: Callable[..., Any]) -> None:
    renata, dana = clones
    for turn in range(6):
        os.chdir(dana)
        assert [run(*words).code for words in (("ask", "1041", f"dana {turn} asks?"), ("sync",))] == [0, 0]
        started = [_start(renata, words) for words in (("sync",), ("ask", "1042", f"renata {turn} asks?"), ("sync",))]
        assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in started] == [0, 0, 0]
    for folder in (renata, dana):
        os.chdir(folder)
        assert run("sync").code == 0
    text = (renata / "backlog.yaml").read_text()
    assert text == (dana / "backlog.yaml").read_text()
    assert [text.count(f"{who} {turn} asks?") for who in ("renata", "dana") for turn in range(6)] == [1] * 12
