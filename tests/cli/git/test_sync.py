"""`sync`: what both wrote is in both files afterwards, in plain words, and nothing is lost whatever goes wrong."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.workflows.git_sync import Sync

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Git = Callable[..., str]


class Pair:
    """Two people with a folder each; `renata("log", ...)` runs a command in hers."""

    def __init__(self, folders: tuple[Path, Path], run: Callable[..., Any], git: Git) -> None:
        self.folders, self._run, self.git = folders, run, git

    def _do(self, folder: Path, words: tuple[str, ...]) -> Any:
        os.chdir(folder)
        return self._run(*words)

    def renata(self, *words: str) -> Any:
        return self._do(self.folders[0], words)

    def dana(self, *words: str) -> Any:
        return self._do(self.folders[1], words)

    @property
    def texts(self) -> tuple[str, str]:
        first, second = ((folder / "backlog.yaml").read_text() for folder in self.folders)
        return first, second

    def is_clean(self) -> bool:
        return all(self.git(folder, "status", "--porcelain") == "" for folder in self.folders)


@pytest.fixture
def pair(clones: tuple[Path, Path], run: Callable[..., Any], git: Git, monkeypatch: pytest.MonkeyPatch) -> Pair:
    monkeypatch.chdir(clones[0])  # and back at the end
    return Pair(clones, run, git)


def test_what_both_wrote_is_in_both_files_and_said_in_plain_words(pair: Pair) -> None:
    pair.dana("log", "1041", "she likes the tiles", "--how", "text")
    pair.dana("ask", "1042", "which paint?")
    assert pair.dana("sync").out == "Sent 2 changes of yours.\n"
    pair.renata("log", "1041", "walls are up", "--how", "phone")
    pair.renata("shift", "1041", "2027-02-15", "windows late")
    answer = pair.renata("sync")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        "Took in 2 changes from Dana Cole:",
        "  1041: logged a text to Kim",
        '  1042: noted a question for superintendent: "which paint?"',
        "Sent 2 changes of yours.",
    ]
    back = pair.dana("sync")
    assert back.out.splitlines()[0] == "Took in 2 changes from Renata Vance:"
    first, second = pair.texts
    assert first == second
    for words in ("she likes the tiles", "which paint?", "walls are up", "to: 2027-02-15", "# the first one"):
        assert first.count(words) == 1
    assert pair.is_clean()
    assert pair.renata("sync").out == "Nothing new on either side.\n"
    assert pair.renata("check").code == 0
    commits = pair.renata("history", "--commits").out
    assert "Dana Cole: 1041: logged a text to Kim" in commits
    assert "Renata Vance: 1041: logged a call with Kim" in commits


@pytest.mark.parametrize("is_apart", [False, True])
def test_what_the_other_one_took_out_is_not_told_as_lost(pair: Pair, *, is_apart: bool) -> None:
    pair.renata("log", "1041", "walls are up", "--how", "phone")
    pair.renata("log", "1042", "asked about paint", "--how", "text")
    pair.renata("sync")
    pair.dana("sync")
    file = pair.folders[1] / "backlog.yaml"
    text = file.read_text()
    start = text.rindex("      - ", 0, text.index("walls are up"))
    rest = text[text.index("walls are up") :].partition("\n")[2]
    file.write_text(text[:start] + rest)  # by hand
    pair.dana("cancel", "1042", "another city")
    pair.dana("sync")
    if is_apart:
        pair.renata("log", "1041", "roof is on", "--how", "phone")
    answer = pair.renata("sync")
    assert answer.code == 0
    assert "walls are up" not in pair.texts[0]
    answer = pair.renata("due")
    assert "no longer in" not in answer.out + answer.err


@pytest.mark.sweep
def test_what_was_edited_by_hand_goes_along_and_undo_takes_back_only_her_own(pair: Pair) -> None:
    pair.renata("ask", "1042", "which paint?")
    pair.dana("log", "1041", "she likes the tiles", "--how", "text")
    pair.dana("sync")
    file = pair.folders[0] / "backlog.yaml"
    file.write_text(file.read_text().replace("# the first one", "# the first one, on the corner"))
    assert pair.renata("sync").out.splitlines()[-1] == "Sent 2 changes of yours."
    assert pair.git(pair.folders[0], "log", "--no-merges", "--format=%s", "-1", "HEAD^1") == "edited by hand\n"
    assert "which paint?" in pair.renata("undo").out
    assert "she likes the tiles" in pair.texts[0]
    assert pair.renata("undo").code == 2


@pytest.mark.sweep
def test_without_commits_of_her_own_a_sync_makes_one_with_the_sentences_of_the_journal(pair: Pair) -> None:
    file = pair.folders[0] / "backlog.yaml"
    file.write_text(file.read_text().replace("  git: commit\n", ""))
    pair.renata("sync")
    pair.dana("sync")
    pair.renata("ask", "1042", "which paint?")
    pair.renata("log", "1041", "walls are up", "--how", "phone")
    pair.renata("sync")
    pair.dana("log", "1041", "she likes the tiles", "--how", "text")
    pair.dana("sync")
    pair.renata("sync")
    pair.renata("ask", "1041", "which tiles?")
    pair.renata("sync")
    subjects = pair.git(pair.folders[0], "log", "--no-merges", "--format=%s").splitlines()
    asked, other = ('noted a question for superintendent: "which tiles?"', 'noted a question for superintendent: "which paint?"')
    assert subjects[:3] == [
        f"1041: {asked}",
        "1041: logged a text to Kim",
        f"1042: {other}; 1041: logged a call with Kim",
    ]


def test_a_dry_run_shows_what_would_come_and_go_and_touches_nothing(pair: Pair) -> None:
    pair.dana("log", "1041", "she likes the tiles", "--how", "text")
    pair.dana("sync")
    file = pair.folders[0] / "backlog.yaml"
    file.write_text(file.read_text().replace("Kim Lee", "Kim Li"))
    before, head = pair.texts[0], pair.git(pair.folders[0], "rev-parse", "HEAD")
    answer = pair.renata("sync", "--dry-run")
    assert not answer.out.startswith("\n")
    assert "Would take in 1 change from Dana Cole:" in answer.out
    assert "Would send 1 change of yours." in answer.out
    assert "she likes the tiles" in answer.out
    assert (pair.texts[0], pair.git(pair.folders[0], "rev-parse", "HEAD")) == (before, head)


def test_the_document_names_what_came_and_what_went(pair: Pair, hold: Callable[[str], Any]) -> None:
    pair.dana("shift", "1041", "2027-02-15", "windows late")
    pair.dana("sync")
    pair.renata("shift", "1041", "2027-03-01", "permit late")
    found = hold(pair.renata("sync", "--json").out)
    assert [(one["by"], one["text"]) for one in found["taken"]] == [("Dana Cole", "1041: moved closing to 2027-02-15")]
    assert [one["text"] for one in found["sent"]] == ["1041: moved closing to 2027-03-01"]
    assert found["conflicts"] == [{"job": "1041", "key": "closing.internal", "kept": "2027-03-01", "other": "2027-02-15"}]
    assert found["kind"] == "sync"
    commits = hold(pair.renata("history", "--commits", "--json").out)["commits"]
    assert {one["by"] for one in commits} == {"Dana Cole", "Renata Vance"}


def test_both_moved_one_closing_the_later_one_is_in_the_file(pair: Pair) -> None:
    pair.dana("shift", "1041", "2027-02-15", "windows late")
    pair.dana("sync")
    pair.renata("shift", "1041", "2027-03-01", "permit late")
    answer = pair.renata("sync")
    assert "1041: the closing date, Mon Mar 1 2027 (in your file) or Mon Feb 15 2027" in answer.out
    assert pair.dana("sync").code == 0
    assert pair.texts[0] == pair.texts[1]
    # Nothing was lost: the value of the one gave way to the value of the other.
    assert "no longer in" not in pair.dana("list").err + pair.renata("list").err
    assert pair.renata("check").code == 1


def test_words_of_others_cannot_act_on_the_screen(pair: Pair) -> None:
    pair.git(pair.folders[1], "config", "user.name", "Dana \x1b[31mCole")
    pair.dana("ask", "1042", "which paint?")
    pair.git(pair.folders[1], "commit", "-q", "--amend", "-m", "asked \x1b]0;mine\x07 \u202e")
    pair.dana("sync")
    for answer in (pair.renata("sync"), pair.renata("history", "--commits"), pair.renata("history", "--commits", "--json")):
        assert not set("\x1b\x07\u202e") & set(answer.out + answer.err)


def test_an_archive_made_on_one_side_comes_over(pair: Pair) -> None:
    pair.renata("add", "1043", "Bo", "Day", "--sold", "2024-11-20")
    pair.renata("close", "1043", "2025-03-03")
    pair.renata("sync")
    pair.dana("sync")
    pair.dana("archive")
    pair.dana("sync")
    pair.renata("log", "1041", "walls are up")
    assert pair.renata("sync").code == 0
    archive = pair.folders[0] / "backlog-2025.yaml"
    assert "1043" in archive.read_text()
    assert archive.stat().st_mode & 0o777 == 0o600
    assert "1043" not in pair.texts[0]
    pair.dana("undo")
    pair.dana("sync")
    pair.renata("sync")
    assert (archive.exists(), "1043" in pair.texts[0], pair.is_clean()) == (False, True, True)


def test_other_files_come_along_and_her_own_stay(pair: Pair) -> None:
    renata, dana = pair.folders
    (dana / "plans").mkdir()
    (dana / "plans" / "über.txt").write_text("new")
    pair.git(dana, "add", ".")
    pair.git(dana, "commit", "-qm", "plans")
    pair.dana("ask", "1042", "which paint?")
    pair.dana("sync")
    (renata / "mine.txt").write_text("staged")
    pair.git(renata, "add", "mine.txt")
    pair.renata("ask", "1041", "which tiles?")
    assert "Took in 1 other file." in pair.renata("sync").out
    assert (renata / "plans" / "über.txt").read_text() == "new"
    assert pair.git(renata, "status", "--porcelain") == "A  mine.txt\n"


def test_another_file_that_both_changed_stops_it_before_anything_is_written(pair: Pair) -> None:
    for folder, text in zip(pair.folders, ("a\n", "b\n"), strict=True):
        (folder / "notes.txt").write_text(text)
        pair.git(folder, "add", ".")
        pair.git(folder, "commit", "-qm", "notes")
    pair.dana("ask", "1042", "which paint?")
    pair.dana("sync")
    pair.renata("ask", "1041", "which tiles?")
    before = pair.texts[0]
    answer = pair.renata("sync")
    assert (answer.code, pair.texts[0]) == (5, before)
    assert "both of you changed notes.txt" in answer.err
    assert "What you wrote is safe on this computer" in answer.err
    # One that isn't even committed is not written over either.
    pair.git(pair.folders[0], "reset", "-q", "--soft", "HEAD~2")
    (pair.folders[0] / "notes.txt").write_text("mine")
    answer = pair.renata("sync")
    assert ("your change isn't committed" in answer.err, (pair.folders[0] / "notes.txt").read_text()) == (True, "mine")


def test_a_command_between_fetching_and_committing_loses_nothing(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    pair.dana("log", "1041", "she likes the tiles", "--how", "text")
    pair.dana("sync")
    pair.renata("ask", "1041", "which tiles?")
    whole = Sync._write
    calls: list[Any] = []

    def write_and_be_overtaken(self: Sync, *arguments: Any) -> Any:
        found = whole(self, *arguments)
        if not calls:
            calls.append(pair.renata("ask", "1042", "which paint?"))
        return found

    monkeypatch.setattr(Sync, "_write", write_and_be_overtaken)
    assert pair.renata("sync").code == 0
    pair.dana("sync")
    assert pair.texts[0] == pair.texts[1]
    assert all(pair.texts[0].count(words) == 1 for words in ("which tiles?", "which paint?", "she likes the tiles"))
    assert pair.is_clean()


@pytest.mark.sweep
def test_somebody_who_sends_first_is_taken_in_before_ours_goes(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    from backlog_cli.store.git import remote

    whole = remote.push
    rivals = iter(("which tiles?", "which sink?"))

    def push_second(*arguments: Any) -> bool:
        question = next(rivals, None)
        if question is not None:
            pair.dana("ask", "1041", question)
            pair.git(pair.folders[1], "pull", "-q", "--no-edit")
            pair.git(pair.folders[1], "push", "-q")
            os.chdir(pair.folders[0])
        return whole(*arguments)

    pair.renata("ask", "1042", "which paint?")
    monkeypatch.setattr(remote, "push", push_second)
    answer = pair.renata("sync")
    assert answer.out.splitlines()[0] == "Took in 2 changes from Dana Cole:"
    assert answer.out.splitlines()[-1] == "Sent 1 change of yours."
    pair.dana("sync")
    assert pair.texts[0] == pair.texts[1]
    monkeypatch.setattr(remote, "push", lambda *_: False)
    pair.renata("ask", "1042", "which doors?")
    assert "the others keep sending just now" in pair.renata("sync").err


def test_git_itself_merges_with_the_driver_wherever_that_is(pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "it's my tools 100%" / "backlog"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m backlog_cli "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr("backlog_cli.cli.doctor.program_words", lambda: (str(program),))
    for person in (pair.renata, pair.dana):
        person("merge", "--install")
    pair.renata("sync")
    pair.dana("sync")
    pair.dana("log", "1041", "she likes the tiles", "--how", "text")
    pair.dana("sync")
    pair.renata("log", "1041", "walls are up", "--how", "phone")
    pair.git(pair.folders[0], "pull", "-q", "--no-rebase", "--no-edit")
    assert all(pair.texts[0].count(words) == 1 for words in ("she likes the tiles", "walls are up"))
    assert pair.renata("check").code == 0


@pytest.mark.sweep
def test_a_pull_that_stopped_at_a_value_both_changed_is_finished(pair: Pair) -> None:
    for person in (pair.renata, pair.dana):
        person("merge", "--install")
    pair.renata("sync")
    pair.dana("sync")
    pair.dana("shift", "1041", "2027-02-15", "windows late")
    pair.dana("sync")
    pair.renata("shift", "1041", "2027-03-01", "permit late")
    with pytest.raises(AssertionError):
        pair.git(pair.folders[0], "pull", "-q", "--no-rebase", "--no-edit")
    # A write in between stands, and waits for its commit.
    answer = pair.renata("ask", "1042", "which paint?")
    assert "in the middle of a merge" in answer.err
    assert "in the middle of a merge" in pair.renata("sync", "--dry-run").err
    assert pair.renata("sync").code == 0
    pair.dana("sync")
    assert pair.texts[0] == pair.texts[1]
    assert pair.is_clean()
    assert "2027-03-01" in pair.texts[0]
    assert "which paint?" in pair.texts[0]


# What may be the matter, and what is said. None of it changes her file or loses what she committed.


def _take_hub_away(pair: Pair) -> None:
    (pair.folders[0].parent / "hub.git").rename(pair.folders[0].parent / "gone.git")


def _begin_anew(pair: Pair) -> None:
    hub = pair.folders[0].parent / "hub.git"
    shutil.rmtree(hub)
    pair.git(hub.parent, "init", "-q", "--bare", str(hub))
    pair.git(pair.folders[1], "checkout", "-q", "--orphan", "other")
    pair.git(pair.folders[1], "commit", "-qm", "anew")
    pair.git(pair.folders[1], "push", "-q", str(hub), "other:main")


def _break_shared_copy(pair: Pair) -> None:
    (pair.folders[1] / "backlog.yaml").write_text("jobs: [")
    pair.git(pair.folders[1], "commit", "-qam", "broken")
    pair.git(pair.folders[1], "push", "-q")


def _refuse(pair: Pair) -> None:
    hook = pair.folders[0].parent / "hub.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)


def _take_file_out(pair: Pair) -> None:
    pair.git(pair.folders[1], "mv", "backlog.yaml", "backlog-2025.yaml")
    pair.git(pair.folders[1], "commit", "-qam", "moved")
    pair.git(pair.folders[1], "push", "-q")


def _forget_name(pair: Pair) -> None:
    pair.git(pair.folders[0], "config", "user.useConfigOnly", "true")
    pair.git(pair.folders[0], "config", "--global", "--unset", "user.email")


def _stop_a_merge(pair: Pair) -> None:
    for folder in pair.folders:
        (folder / "notes.txt").write_text(folder.name)
        pair.git(folder, "add", "notes.txt")
        pair.git(folder, "commit", "-qm", "notes")
    pair.git(pair.folders[1], "push", "-q")
    with pytest.raises(AssertionError):
        pair.git(pair.folders[0], "pull", "-q", "--no-rebase", "--no-edit")


def _share_a_work_tree(pair: Pair) -> None:
    pair.git(pair.folders[0], "remote", "set-url", "origin", str(pair.folders[1]))


TROUBLES: dict[str, tuple[Callable[[Pair], Any], int, str]] = {
    "the shared copy is gone": (_take_hub_away, 5, "there's no repository in the place where the shared copy should be"),
    "offline": (
        lambda pair: pair.git(pair.folders[0], "remote", "set-url", "origin", "http://127.0.0.1:9/hub.git"),
        5,
        "the shared copy can't be reached: are you online?",
    ),
    "no shared copy": (lambda pair: pair.git(pair.folders[0], "remote", "remove", "origin"), 2, "there's no shared copy"),
    "begun twice": (_begin_anew, 5, "don't belong together"),
    "a broken shared copy": (_break_shared_copy, 3, "the shared copy of backlog.yaml can't be read"),
    "not allowed": (_refuse, 5, "the shared copy doesn't take it"),
    "a folder somebody works in": (_share_a_work_tree, 5, "It has to be one made with `git init --bare`"),
    "a rebase": (lambda pair: (pair.folders[0] / ".git/rebase-merge").mkdir(), 5, "in the middle of a rebase"),
    "a merge of another file": (_stop_a_merge, 5, "in the middle of a merge"),
    "her file taken out": (_take_file_out, 3, "the shared copy has no backlog.yaml any more: Dana Cole took it out"),
    "nobody": (_forget_name, 5, "git doesn't know who you are"),
    "no branch": (lambda pair: pair.git(pair.folders[0], "checkout", "-q", "--detach"), 5, "no branch is checked out"),
    "no repository": (lambda pair: (pair.folders[0] / ".git").rename(pair.folders[0] / "git"), 2, "isn't in a git repository"),
}


QUICK = ("offline", "no shared copy", "begun twice", "a broken shared copy")


@pytest.mark.parametrize("name", [pytest.param(name, marks=[] if name in QUICK else pytest.mark.sweep) for name in TROUBLES])
def test_what_goes_wrong_is_said_and_nothing_is_lost(name: str, pair: Pair) -> None:
    bring_about, code, said = TROUBLES[name]
    pair.renata("ask", "1041", "which tiles?")
    bring_about(pair)
    folder = pair.folders[0]
    before = {place.name: place.read_bytes() for place in folder.iterdir() if place.is_file()}
    answer = pair.renata("sync")
    assert answer.code == code
    assert {place.name: place.read_bytes() for place in folder.iterdir() if place.is_file()} == before
    assert said in answer.err
    assert "Traceback" not in answer.err


def test_a_first_sync_fills_an_empty_shared_copy_and_remembers_it(repository: Path, git: Git, run: Callable[..., Any]) -> None:
    hub = repository.parent / "empty.git"
    git(repository.parent, "init", "-q", "--bare", str(hub))
    git(repository, "remote", "add", "origin", str(hub))
    assert run("sync").out == "Sent 1 change of yours.\n"
    assert git(repository, "rev-parse", "--abbrev-ref", "@{upstream}") == "origin/main\n"
    assert git(hub, "show", "main:backlog.yaml") == (repository / "backlog.yaml").read_text()


@pytest.mark.sweep
def test_line_ends_that_git_turns_stay_hers(pair: Pair) -> None:
    renata = pair.folders[0]
    pair.git(renata, "config", "core.autocrlf", "true")
    (renata / "backlog.yaml").unlink()
    pair.git(renata, "checkout", "backlog.yaml")
    pair.dana("ask", "1042", "which paint?")
    pair.dana("sync")
    pair.renata("ask", "1041", "which tiles?")
    assert pair.renata("sync").code == 0
    data = (renata / "backlog.yaml").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n")
    assert b"which paint?" in data
    assert pair.git(renata, "status", "--porcelain") == ""
    assert "\r" not in pair.git(renata, "show", "HEAD:backlog.yaml")
