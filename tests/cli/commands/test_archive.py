"""Moving old homes out of the file: two files, one command, one undo, and nothing lost on the way."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.cli.app import run as run_words
from backlog_cli.store import files
from backlog_cli.store.load import load
from tests.sampling import one_in
from tests.wording import is_unchanged_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Run = Callable[..., Any]

FILE = """\
# mine
jobs:
- job: "1"
  buyers: [Ann Bee]
  sold_date: 2023-01-01
  stage: closed
  closing: {closed_date: 2024-03-01}   # on a Friday

# the Cees
- job: "2"
  buyers: [Dee Cee]
  sold_date: 2024-01-01
  stage: cancelled
  cancelled: {date: 2025-06-01, reason: rate}
- job: "3"
  buyers: [Eff Gee]
  sold_date: 2026-01-01
  stage: framing
"""


@pytest.fixture
def file(home: Path) -> Path:
    path = home / "backlog.yaml"
    path.write_text(FILE)
    return path


def homes(path: Path) -> list[str]:
    """The homes in a file; it must be whole and readable."""
    if not path.exists():
        return []
    loaded = load(path.read_bytes(), path.name)
    assert loaded.bad == ()
    return [job.job for job in loaded.backlog_file.jobs]


def everything_beside(path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in path.parent.glob("backlog*.yaml")}


def everywhere(path: Path) -> list[str]:
    return sorted(job for one in path.parent.glob("backlog*.yaml") for job in homes(one))


def test_archive_moves_old_homes_to_the_file_of_their_year(run: Run, file: Path) -> None:
    answer = run("archive")
    assert answer.code == 0
    assert "Moved 1 home to backlog-2024.yaml: 1 Bee.\nMoved 1 home to backlog-2025.yaml: 2 Cee.\n" in answer.out
    assert homes(file) == ["3"]
    assert (
        (file.parent / "backlog-2024.yaml")
        .read_text()
        .endswith('jobs:\n\n- job: "1"\n' + FILE[FILE.index("  buyers: [Ann") : FILE.index("# the")])
    )
    assert "# the Cees\n" in (file.parent / "backlog-2025.yaml").read_text()
    assert oct((file.parent / "backlog-2025.yaml").stat().st_mode & 0o777) == "0o600"


@pytest.mark.parametrize("words", [("show", "2"), ("log", "2", "hi"), ("log", "3,2", "hi"), ("archive", "2")])
def test_a_home_that_was_moved_is_told_with_its_archive(words: tuple[str, ...], run: Run, file: Path) -> None:
    run("archive")
    before = everything_beside(file)
    answer = run(*words)
    assert answer.code == 4
    assert answer.err.startswith("backlog: job 2 was moved to backlog-2025.yaml: backlog --file backlog-2025.yaml show 2\n")
    assert everything_beside(file) == before
    assert run("--file", "backlog-2025.yaml", "show", "2").code == 0


def test_an_archive_with_blanks_in_its_name_is_told_as_the_shell_takes_it(run: Run, file: Path) -> None:
    other = file.with_name("my homes.yaml")
    other.write_text(file.read_text())
    run("--file", str(other), "archive")
    answer = run("--file", str(other), "show", "2")
    assert answer.err.startswith('backlog: job 2 was moved to my homes-2025.yaml: backlog --file "my homes-2025.yaml" show 2\n')


def test_an_archive_that_cannot_be_read_answers_for_no_home(run: Run, file: Path) -> None:
    (file.parent / "backlog-2025.yaml").write_text("jobs: [job: 9")
    answer = run("show", "9")
    assert answer.code == 4
    assert answer.err.startswith('backlog: no job goes by "9".')


def test_one_undo_takes_back_both_files_and_redo_moves_again(run: Run, file: Path) -> None:
    run("archive")
    answer = run("undo")
    assert answer.code == 0
    assert "Removed from backlog-2024.yaml again." in answer.out
    assert file.read_text() == FILE
    assert sorted(path.name for path in file.parent.iterdir()) == ["backlog.yaml"]
    assert run("redo").code == 0
    assert (homes(file), everywhere(file)) == (["3"], ["1", "2", "3"])
    assert run("undo").code == 0
    assert file.read_text() == FILE


def test_a_move_in_the_middle_of_a_day_goes_back_and_forth_with_the_rest(run: Run, file: Path) -> None:
    texts = [file.read_text()]
    for words in (("log", "1", "hello"), ("archive",), ("log", "3", "framing"), ("set", "3", "lot", "12")):
        assert run(*words).code == 0
        texts.append(file.read_text())
    for _ in range(2):
        for text in texts[-2::-1]:
            assert run("undo").code == 0
            assert file.read_text() == text
            assert everywhere(file) == ["1", "2", "3"]
        assert run("undo").code == 2
        for text in texts[1:]:
            assert run("redo").code == 0
            assert file.read_text() == text
            assert everywhere(file) == ["1", "2", "3"]
        assert run("redo").code == 2


def test_undo_leaves_a_home_that_was_changed_in_the_archive_and_says_so(run: Run, file: Path) -> None:
    run("archive", "1")
    archive = file.parent / "backlog-2024.yaml"
    archive.write_text(archive.read_text().replace("Ann", "Anna"))
    answer = run("undo")
    assert (answer.code, homes(file), homes(archive)) == (0, ["1", "2", "3"], ["1"])
    assert "job 1 is still in backlog-2024.yaml too; delete it there by hand." in answer.err
    refused = run("archive", "1")
    assert refused.code == 3
    assert "differs there" in refused.err
    assert everywhere(file) == ["1", "1", "2", "3"]


def test_a_second_move_adds_to_the_archive_and_its_undo_leaves_the_first(run: Run, file: Path) -> None:
    run("archive", "2")
    run("set", "1", "closing.closed_date", "2025-01-05")
    run("archive", "1")
    assert homes(file.parent / "backlog-2025.yaml") == ["2", "1"]
    assert run("undo").code == 0
    assert homes(file.parent / "backlog-2025.yaml") == ["2"]
    assert homes(file) == ["1", "3"]


def test_a_dry_run_writes_neither_file(run: Run, file: Path) -> None:
    answer = run("archive", "--dry-run")
    assert answer.code == 0
    assert '- - job: "1"' in answer.out
    assert file.read_text() == FILE
    assert [path.name for path in file.parent.iterdir()] == ["backlog.yaml"]


def test_open_homes_stay_and_nothing_old_is_said(run: Run, file: Path) -> None:
    assert run("archive", "3").code == 2
    assert run("archive", "1", "--before", "jan 1").code == 2
    assert "Nothing to archive yet" in run("archive", "--before", "2020-01-01").out
    assert file.read_text() == FILE


def test_a_home_to_check_back_on_stays_until_it_is_named(run: Run, sample: Path) -> None:
    answer = run("archive")
    assert "HC-1033 Poole stays until you check back, Mon Mar 1 2027" in answer.out
    assert run("archive", "1033").code == 0
    assert homes(sample.parent / "backlog-2026.yaml") == ["HC-1033"]


def test_what_commands_wrote_of_a_home_is_not_told_as_lost_when_it_is_archived(run: Run, file: Path) -> None:
    run("log", "1", "they are happy")
    run("archive", "1")
    file.write_text(file.read_text() + "# by hand\n")
    assert run("list").err == ""
    file.write_text(file.read_text().replace("# by hand\n", ""))
    run("undo")
    file.write_text(FILE)
    assert "1 conversation logged" in run("list").err


def test_a_broken_archive_stops_the_move_and_nothing_is_changed(run: Run, file: Path) -> None:
    (file.parent / "backlog-2024.yaml").write_text("jobs: [\n")
    answer = run("archive")
    assert answer.code == 3
    assert is_unchanged_by(answer.err)
    assert file.read_text() == FILE


# Halfway


def left_halfway(run: Run, file: Path) -> None:
    """As a kill between the two files leaves it."""
    run("archive", "1")
    file.write_text(FILE)
    from backlog_cli.store.archive.marker import begin_transfer

    begin_transfer(file, environ=os.environ)


def test_the_next_command_says_what_a_kill_left_in_both_files_and_archive_finishes(run: Run, file: Path) -> None:
    left_halfway(run, file)
    for words in (("list",), ("due",), ("log", "3", "hello")):
        assert "1 is in both backlog.yaml and backlog-2024.yaml; `backlog archive` finishes." in run(*words).err
    answer = run("archive")
    assert "Finished an interrupted move: 1 Bee is no longer in both files." in answer.out
    assert everywhere(file) == ["1", "2", "3"]
    assert run("list").err == ""


def test_archive_finishes_without_the_mark_too(run: Run, file: Path) -> None:
    run("archive", "1")
    file.write_text(FILE)
    assert run("archive", "2").code == 0
    assert everywhere(file) == ["1", "2", "3"]


def test_a_home_that_changed_since_the_kill_is_left_for_her_to_decide(run: Run, file: Path) -> None:
    left_halfway(run, file)
    file.write_text(FILE.replace("Ann", "Anna"))
    answer = run("archive")
    assert answer.code == 3
    assert "job 1 is in backlog-2024.yaml too, and differs there" in answer.err
    assert everywhere(file) == ["1", "1", "2", "3"]


class Dead(BaseException):
    """The process is no more: whatever it still tries does nothing."""


CALLS = ("open", "read", "write", "fsync", "close", "replace", "link", "unlink", "fchmod", "fstat", "lstat", "scandir")


@contextlib.contextmanager
def failing(at: int, *, is_dead: bool) -> Iterator[list[str]]:
    """From the `at`-th call to the system on nothing is done any more; or that one call alone fails."""
    met: list[str] = []
    opened: set[int] = set()

    def meeting(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            met.append(name)
            if len(met) == at and not is_dead:
                raise OSError(28, "No space left on device")
            if len(met) >= at and is_dead:
                raise Dead
            answer = real(*args, **named)
            if name == "open":
                opened.add(answer)
            elif name == "close":
                opened.discard(args[0])
            return answer

        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "LOCK_TIMEOUT", 0.02)
        for name in CALLS:
            patch.setattr(os, name, meeting(name, getattr(os, name)))
        with contextlib.suppress(Dead):
            yield met
    for descriptor in opened:  # as the system does when a process ends
        with contextlib.suppress(OSError):
            os.close(descriptor)


@one_in(2, "step", [61, 1])
@pytest.mark.parametrize("is_dead", [True, False], ids=["killed", "refused"])
@pytest.mark.parametrize("verb", ["archive", "undo"])
def test_whatever_call_fails_every_home_stands_in_one_of_the_files_at_least(
    run: Run, file: Path, verb: str, is_dead: bool, step: int, capsys: pytest.CaptureFixture[str]
) -> None:
    run("archive")
    run("undo")
    at, ended, code, outcomes = 1, False, 0, set()
    while not ended:
        for path in file.parent.iterdir():
            path.unlink()
        file.write_text(FILE)
        if verb == "undo":
            run("archive")
        before = file.read_text()
        with failing(at, is_dead=is_dead) as met:
            code = run_words([verb, "--today", "2026-11-23"])
        ended = len(met) < at
        files.release_signals()
        capsys.readouterr()
        there = everywhere(file)
        assert set(there) == {"1", "2", "3"}, (at, met[-1], there)
        if not is_dead:
            assert (code == 0) is (file.read_text() != before), (at, met[-1], code)
        if len(there) > 3:
            outcomes.add("both")
            assert "is in both" in run("list").err, (at, met[-1])
        finished = run("archive")
        assert finished.code == 0, (at, met[-1], finished.err)
        assert everywhere(file) == ["1", "2", "3"], (at, met[-1])
        at += step
    assert step > 1 or not is_dead or outcomes == {"both"}
