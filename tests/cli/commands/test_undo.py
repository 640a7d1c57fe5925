"""Undo, redo, history: one step a command, also after work by hand elsewhere, and never a guess."""

from __future__ import annotations

import json
import os
import random
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store.yaml.source import read_source
from tests.sampling import one_in
from tests.wording import NOTHING_CHANGED, NOTHING_CHANGED_WITHIN, is_unchanged_by

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]

FILE = """\
# my homes
jobs:
  - job: A1
    buyers: [Kim Lee]
    sold_date: 2026-07-01
    stage: framing
    closing: 2027-03-19
    log:
      - at: 2026-11-01
        text: rain day

  - job: B2
    buyers: [Kim Lee]
    sold_date: 2026-07-01
    stage: framing
    closing: 2027-03-19
    log:
      - at: 2026-11-01
        text: rain day
  # the end
  - job: C3
    buyers: [Cy Okafor]
    sold_date: 2026-09-01
    stage: contract
"""

DAY = [
    ("log", "A1", "called about the roof"),
    ("log", "A1,B2", "rain again"),
    ("shift", "A1", "+2w", "windows", "late"),
    ("log", "A1", "told her", "--told", "--promise", "fri new plan"),
    ("promise", "B2", "fri", "paint codes"),
    ("done", "B2", "paint"),
    ("stage", "A1,B2", "drywall"),
    ("set", "C3", "lot", "12"),
    ("issue", "B2", "door sticks", "--wants", "a new door"),
    ("issue", "B2", "1", "--resolved"),
    ("ask", "C3", "which tile"),
    ("meet", "C3", "fri", "10:00", "walk"),
    ("add", "N1", "Kit Moe", "--sold", "today"),
    ("log", "N1", "welcome"),
]


@pytest.fixture
def path(home: Path) -> Path:
    place = home / "backlog.yaml"
    place.write_bytes(FILE.encode())
    return place


def state(path: Path) -> Path:
    """The folder of this file's journal."""
    (found,) = (path.parent.parent / "user").rglob("lines.jsonl")
    return found.parent


ENDS = [("close", "A1", "today"), ("cancel", "B2", "rate", "--door", "open"), ("away", "fri", "--cover", "Dana Reyes")]


@pytest.mark.parametrize("words", DAY[:3] + DAY[4:5] + DAY[6:9] + DAY[10:13] + ENDS, ids=lambda words: words[0])
def test_every_verb_is_taken_back_to_the_byte_and_done_again(run: Run, path: Path, words: tuple[str, ...]) -> None:
    assert run(*words).code == 0
    after = path.read_bytes()
    undone = run("undo")
    assert undone.code == 0
    assert undone.out.startswith("Taken back: 2026-11-23 ")
    assert undone.out.endswith("(backlog redo)\n")
    assert path.read_bytes() == FILE.encode()
    redone = run("redo")
    assert redone.out.startswith("Redone: 2026-11-23 ")
    assert redone.out.endswith("(backlog undo)\n")
    assert path.read_bytes() == after


def test_a_whole_day_of_twenty_and_more_goes_back_and_forth(run: Run, path: Path) -> None:
    texts = [path.read_bytes()]
    for words in [*DAY, *(("log", "C3", f"talk {n}") for n in range(10))]:
        assert run(*words).code == 0, words
        texts.append(path.read_bytes())
    assert len(texts) == 25
    for text in reversed(texts[:-1]):
        assert run("undo").code == 0
        assert path.read_bytes() == text
    refused = run("undo")
    assert (refused.code, refused.err) == (2, f"backlog: there's nothing to take back.\n{NOTHING_CHANGED}.\n")
    for text in texts[1:]:
        assert run("redo").code == 0
        assert path.read_bytes() == text
    assert run("redo").code == 2


@one_in(
    3,
    "odd",
    [
        FILE.replace("\n", "\r\n"),
        "\ufeff" + FILE,
        FILE.rstrip("\n"),
        FILE.replace("\n\n", "\r\n\n"),
        FILE.replace("  - job: B2\n", "  - job: B2\r\n").replace("    stage: framing\n", "    stage: framing   \r\n"),
    ],
    ids=["CRLF", "BOM", "no final newline", "mixed", "mixed inside"],
)
def test_line_ends_and_marks_come_back_to_the_byte(run: Run, path: Path, odd: str) -> None:
    path.write_bytes(odd.encode())
    for words in DAY:
        assert run(*words).code == 0, words
    for _ in DAY:
        assert run("undo").code == 0
    assert path.read_bytes() == odd.encode()


def test_nothing_has_been_written_yet(run: Run, path: Path) -> None:
    none = "there's no journal for this file on this machine. No command has written to it here."
    assert run("undo").err == f"backlog: {none}\n{NOTHING_CHANGED}.\n"
    assert run("redo").err == f"backlog: {none}\n{NOTHING_CHANGED}.\n"
    assert run("history").out == f"{none[0].upper()}{none[1:]}\n"


def test_a_new_command_ends_what_could_be_done_again(run: Run, path: Path) -> None:
    run("log", "A1", "first")
    run("undo")
    run("log", "A1", "second")
    assert run("redo").code == 2
    assert b"first" not in path.read_bytes()


def test_a_dry_undo_shows_the_lines_and_changes_nothing(run: Run, path: Path) -> None:
    run("log", "A1", "one")
    after = path.read_bytes()
    shown = run("undo", "--dry-run")
    assert "-         text: one" in shown.out
    assert path.read_bytes() == after
    assert run("undo").code == 0
    assert "+         text: one" in run("redo", "--dry-run").out
    assert path.read_bytes() == FILE.encode()


# After work by hand


ELSEWHERE: dict[str, Callable[[str], str]] = {
    "a comment above": lambda text: f"# by hand\n# by hand\n{text}",
    "a comment at the end": lambda text: f"{text}# by hand\n",
    "a home moved down": lambda text: text[:16] + text[text.index("  # the end") :] + text[16 : text.index("  # the end")],
    "line ends converted": lambda text: text.replace("\n", "\r\n"),
    "quotes elsewhere": lambda text: text.replace("stage: contract", 'stage: "contract"', 1),
    "another home's word changed": lambda text: text.replace("Cy Okafor", "Cyrus Okafor"),
    "this home's buyers changed": lambda text: text.replace("buyers: [Kim Lee]", "buyers: [Kim Lee, Ana Lee]"),
    "this home's older talk corrected": lambda text: text.replace("at: 2026-11-01", "at: 2026-11-02"),
    "this home's number quoted": lambda text: text.replace("job: A1", 'job: "A1"   # mine'),
    "a mark at the start": lambda text: "\ufeff" + text,
}


@one_in(5, "words", [DAY[0], DAY[1], ("stage", "A1", "drywall"), ("promise", "A1", "fri", "x"), DAY[12]], ids=str)
@pytest.mark.parametrize("name", ELSEWHERE)
def test_work_by_hand_elsewhere_stays_when_a_command_is_taken_back(
    run: Run, path: Path, name: str, words: tuple[str, ...]
) -> None:
    assert run(*words).code == 0
    after = path.read_bytes().decode()
    by_hand = ELSEWHERE[name](after)
    assert by_hand != after
    path.write_bytes(by_hand.encode())
    undone = run("undo")
    assert (undone.code, undone.err) == (0, "")
    assert path.read_bytes().decode() == ELSEWHERE[name](FILE)
    assert run("redo").code == 0
    assert path.read_bytes().decode() == by_hand


# Edits by hand between commands, in the worst taste, each away from what the commands wrote.
TASTELESS: list[Callable[[str], str]] = [
    lambda text: f"#by hand: jobs:\n\n\n{text}",
    lambda text: text.replace("    buyers: [Cy Okafor]", "    buyers:   [ Cy Okafor ,  Di Okafor, ]   # two of them"),
    lambda text: text.replace("  # the end\n", "  # the end\n\n   \n      # not yet\n"),
    lambda text: text.replace("    stage: framing\n", '    "stage":   framing   \n', 1),
    lambda text: text[:16] + text[16:].replace("- job: B2", "- # hers\n    job: B2"),
    lambda text: text.replace("at: 2026-11-01", "at: '2026-11-01'"),
    lambda text: text.replace(
        "  - job: C3", "  - {job: H9, buyers: [Al Moe], sold_date: 2026-10-01, stage: contract}\n\n  - job: C3"
    ),
    lambda text: text.replace("\n", "\r\n"),
    lambda text: "\ufeff" + text,
    lambda text: text + "\r\n\r\n# the very end\t",
]


@pytest.mark.sweep
def test_thirty_commands_with_work_by_hand_in_between_are_all_taken_back_and_done_again(run: Run, path: Path) -> None:
    commands = [*DAY[:6], *DAY[7:], *(("log", f"{'ABC'[n % 3]}{n % 3 + 1}", f"talk {n}") for n in range(17))]
    wanted = FILE
    for n, words in enumerate(commands):
        assert run(*words).code == 0, words
        if n % 3 == 2:
            edit = TASTELESS[n // 3]
            wanted = edit(wanted)
            before = path.read_bytes().decode()
            path.write_bytes(edit(before).encode())
            assert path.read_bytes().decode() != before, n
    assert len(commands) == 30
    whole = path.read_bytes()
    for words in reversed(commands):
        undone = run("undo")
        assert (undone.code, undone.err) == (0, ""), words
    assert path.read_bytes().decode() == wanted
    assert run("undo").code == 2
    for words in commands:
        redone = run("redo")
        assert (redone.code, redone.err) == (0, ""), words
    assert path.read_bytes() == whole


def test_lines_that_were_changed_by_hand_are_shown_and_left_alone(run: Run, path: Path) -> None:
    run("log", "A1", "called about the roof")
    path.write_text(path.read_text().replace("about the roof", "about the whole roof"))
    before = path.read_bytes()
    refused = run("undo")
    assert refused.code == 3
    assert refused.err.splitlines()[:3] == [
        "backlog: this can't be taken back anymore: 2026-11-23 A1: logged a text to Kim",
        "Its lines have been changed since. It left:",
        "  -       - at: 2026-11-23",
    ]
    assert "  -         text: called about the roof\n" in refused.err
    assert "What's there now:\n  +       - at: 2026-11-23\n" in refused.err
    assert "  +         text: called about the whole roof\n" in refused.err
    assert refused.err.endswith(f"\nEdit the file by hand.\n{NOTHING_CHANGED}.\n")
    assert path.read_bytes() == before


def test_a_value_that_was_changed_by_hand_since_is_not_set_back(run: Run, path: Path) -> None:
    run("stage", "A1", "drywall")
    path.write_text(path.read_text().replace("stage: drywall", "stage: trim"))
    before = path.read_bytes()
    assert run("undo").code == 3
    assert path.read_bytes() == before


def test_the_same_lines_in_another_home_are_never_taken(run: Run, path: Path) -> None:
    run("log", "A1", "rain again")
    run("log", "B2", "rain again")
    text = path.read_text()
    entry = text[text.rindex("      - at: 2026-11-23") : text.index("  # the end")]
    path.write_text("# moved\n" + "".join(text.rsplit(entry, 1)))  # the newer of the two is taken out by hand
    before = path.read_bytes()
    assert run("undo").code == 3
    assert path.read_bytes() == before


def test_of_two_homes_with_the_same_entry_the_one_meant_loses_it(run: Run, path: Path) -> None:
    run("log", "B2", "rain again")
    run("log", "A1", "rain again")
    path.write_text("# moved\n# down\n" + path.read_text())
    assert run("undo").code == 0
    head, _, tail = path.read_text().partition("  - job: B2")
    assert "rain again" not in head
    assert "rain again" in tail


def test_a_home_that_was_renumbered_is_left_alone(run: Run, path: Path) -> None:
    run("stage", "A1", "drywall")
    path.write_text(path.read_text().replace("job: A1", "job: A9"))
    before = path.read_bytes()
    assert run("undo").code == 3
    assert path.read_bytes() == before


def test_a_file_that_is_broken_elsewhere_is_refused_in_plain_words(run: Run, path: Path) -> None:
    run("log", "A1", "one")
    path.write_text(path.read_text().replace("buyers: [Cy Okafor]", "buyers: [Cy Okafor"))
    before = path.read_bytes()
    for word in ("undo", "redo"):
        refused = run(word)
        assert refused.code == 3
        assert "backlog.yaml:" in refused.err
        assert "has to be readable first." in refused.err
        assert is_unchanged_by(refused.err)
    listed = run("history")
    assert listed.code == 0
    copy = listed.out.splitlines()[-1].removeprefix("The whole text as the last command left it: ")
    with open(copy, "rb") as file:  # noqa: PTH123 - as a person would
        assert b"text: one" in file.read()
    assert path.read_bytes() == before


def test_a_bad_job_elsewhere_does_not_stop_an_undo(run: Run, path: Path) -> None:
    run("log", "A1", "one")
    path.write_text(path.read_text().replace("sold_date: 2026-09-01", "sold_date: soon"))
    assert run("undo").code == 0
    assert path.read_text() == FILE.replace("sold_date: 2026-09-01", "sold_date: soon")


def test_an_undo_through_a_link_works_on_the_file_behind_it(run: Run, path: Path) -> None:
    other = path.with_name("sync") / "homes.yaml"
    other.parent.mkdir()
    path.rename(other)
    path.symlink_to(other)
    run("log", "A1", "one")
    assert run("--file", str(other), "undo").code == 0
    assert path.is_symlink()
    assert other.read_bytes() == FILE.encode()


def test_the_journal_names_homes_by_number_and_sale_date(run: Run, path: Path) -> None:
    sold = path.read_text().split("sold_date: ", 1)[1][:10]
    run("log", "A1", "one")
    run("undo")
    lines = [json.loads(line) for line in (state(path) / "lines.jsonl").read_text().splitlines() if line]
    assert [line["jobs"] for line in lines if "number" in line] == [[f"A1@{sold}"]] * 2
    entries = json.loads(run("history", "--json").out)["entries"]
    assert [[found["job"] for found in entry["jobs"]] for entry in entries] == [["A1"]] * 2


def test_a_killed_command_is_settled_by_the_next(run: Run, path: Path) -> None:
    run("log", "A1", "one")
    run("log", "A1", "two")
    lines = state(path) / "lines.jsonl"
    whole = lines.read_bytes()
    lines.write_bytes(whole[: whole.rindex(b'{"done"')])
    assert run("list").err == ""
    assert run("undo").code == 0
    assert b"two" not in path.read_bytes()
    assert b"one" in path.read_bytes()


def test_a_killed_undo_raises_no_alarm(run: Run, path: Path) -> None:
    run("log", "A1", "first")
    run("undo")
    lines = state(path) / "lines.jsonl"
    whole = lines.read_bytes()
    lines.write_bytes(whole[: whole.rindex(b'{"done"')])
    assert run("list").err == ""
    assert run("undo").code == 2
    assert run("redo").code == 0
    assert b"first" in path.read_bytes()


# Surroundings


def test_without_a_home_folder_a_write_goes_on_with_a_warning(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    written = run("log", "A1", "one")
    assert written.code == 0
    assert "cannot be taken back later" in written.err
    assert "backlog undo" not in written.out
    assert b"one" in path.read_bytes()
    refused = run("undo")
    assert refused.code == 2
    assert "there's no folder to keep one in" in refused.err
    assert run("history").code == 0


def test_a_state_folder_that_is_none_is_a_warning(run: Run, path: Path, home: Path) -> None:
    (home.parent / "user" / ".local").mkdir(parents=True)
    (home.parent / "user" / ".local" / "state").write_text("not a folder")
    written = run("log", "A1", "one")
    assert written.code == 0
    assert "cannot be taken back later" in written.err
    assert "backlog undo" not in written.out
    assert b"one" in path.read_bytes()


# A change that nobody could write down


def unwritten(run: Run, path: Path, *words: str) -> None:
    """A command while something else stands in the journal's place."""
    lines = state(path) / "lines.jsonl"
    lines.rename(lines.with_name("aside"))
    lines.mkdir()
    written = run(*words)
    lines.rmdir()
    lines.with_name("aside").rename(lines)
    assert (written.code, written.err.count("cannot be taken back later")) == (0, 1), written


def test_no_older_command_is_taken_back_for_one_that_was_not_written_down(run: Run, path: Path) -> None:
    run("log", "A1", "first")
    unwritten(run, path, "log", "A1", "second")
    before = path.read_bytes()
    for _ in range(2):
        refused = run("undo")
        assert refused.code == 2
        assert (
            "couldn't be written to the journal when it was made, so neither it nor anything before it can be taken back"
            in refused.err
        )
    assert "undo ends there" in run("history").out
    assert path.read_bytes() == before
    run("promise", "A1", "fri", "third")
    assert run("undo").code == 0
    assert path.read_bytes() == before
    assert run("undo").code == 2
    assert run("redo").code == 0
    assert b"third" in path.read_bytes()
    listed = run("history").out
    numbered = [line for line in listed.splitlines() if line[:2].strip().isdigit()]
    assert [line[:2] for line in numbered] == [" 1"]
    assert "noted a promise" in numbered[0]
    assert listed.count("undo ends there") == 1
    assert json.loads(run("history", "--json").out)["entries"][-1]["verb"] == "log"


def test_nothing_is_done_again_behind_a_change_that_was_not_written_down(run: Run, path: Path) -> None:
    run("log", "A1", "first")
    run("undo")
    unwritten(run, path, "log", "A1", "second")
    before = path.read_bytes()
    refused = run("redo")
    assert (refused.code, "what was undone before it can't be redone" in refused.err) == (2, True)
    assert path.read_bytes() == before


def test_an_edit_by_hand_on_top_of_it_changes_nothing_in_that(run: Run, path: Path) -> None:
    run("log", "A1", "first")
    unwritten(run, path, "log", "A1", "second")
    path.write_bytes(path.read_bytes() + b"# by hand\n")
    assert run("undo").code == 2
    run("log", "A1", "third")
    assert run("undo").code == 0
    assert run("undo").code == 2


def test_a_change_that_was_given_up_by_hand_no_longer_stands_in_the_way(run: Run, path: Path) -> None:
    run("log", "A1", "first")
    before = path.read_bytes()
    unwritten(run, path, "log", "A1", "second")
    path.write_bytes(before)
    assert run("undo").code == 0
    assert path.read_bytes() == FILE.encode()


def test_a_mark_that_could_not_be_taken_away_counts_once(run: Run, path: Path) -> None:
    run("log", "A1", "first")
    unwritten(run, path, "log", "A1", "second")
    lock = state(path).with_name(f"{state(path).name}.lock")
    mark = lock.read_bytes()
    assert len(mark) == 16 + 1 + 64 + 1
    run("log", "A1", "third")
    assert lock.read_bytes() == b""
    lock.write_bytes(mark)
    run("log", "A1", "fourth")
    assert [run("undo").code for _ in range(3)] == [0, 0, 2]


def read_only(run: Run, *words: str) -> None:
    """A command while the journal can be read, but is not this user's to write."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("backlog_cli.store.journal.journal.Journal.intend", refuse)
        written = run(*words)
    assert (written.code, written.err.count("cannot be taken back later")) == (0, 1), written


def test_an_undo_that_was_not_written_down_is_never_told_as_a_loss(run: Run, path: Path) -> None:
    run("log", "A1", "first")
    run("log", "A1", "second")
    read_only(run, "undo")
    read_only(run, "log", "A1", "third")
    for words in (("list",), ("recover",), ("promise", "A1", "fri", "fourth"), ("list",), ("recover",)):
        answer = run(*words)
        assert (answer.code, answer.err) == (0, ""), words
    assert b"second" not in path.read_bytes()
    assert [run("undo").code for _ in range(2)] == [0, 2]


def test_a_loss_before_an_undo_that_was_not_written_down_is_told_all_the_same(run: Run, path: Path) -> None:
    older = path.read_bytes()
    run("log", "A1", "first")
    run("log", "A1", "second")
    read_only(run, "undo")
    path.write_bytes(older + b"# mine\n")
    assert "1 conversation logged today is" in run("list").err
    assert run("recover").code == 0
    assert (b"first" in path.read_bytes(), b"second" in path.read_bytes()) == (True, False)


def test_homes_moved_by_an_archive_that_was_not_written_down_are_not_lost(run: Run, path: Path) -> None:
    run("cancel", "A1", "rate")
    read_only(run, "archive")
    for words in (("list",), ("recover",), ("log", "B2", "hello"), ("list",), ("recover",)):
        answer = run(*words)
        assert (answer.code, answer.err) == (0, ""), words
    assert b"A1" not in path.read_bytes()


def test_a_write_that_fails_leaves_the_marks_of_those_before_it(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("log", "A1", "first")
    unwritten(run, path, "log", "A1", "second")
    lock = state(path).with_name(f"{state(path).name}.lock")
    mark = lock.read_bytes()
    lines = state(path) / "lines.jsonl"
    lines.rename(lines.with_name("aside"))
    lines.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr("backlog_cli.store.files.exchange", _refuse)
        refused = run("log", "A1", "third")
    lines.rmdir()
    lines.with_name("aside").rename(lines)
    assert (refused.code, is_unchanged_by(refused.err)) == (5, True)
    assert lock.read_bytes() == mark
    assert run("undo").code == 2


def _refuse(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_many_changes_that_were_not_written_down_are_drawn_together(run: Run, path: Path) -> None:
    run("log", "A1", "first")
    read_only(run, "undo")
    lock = state(path).with_name(f"{state(path).name}.lock")
    mark = lock.read_bytes()
    lock.write_bytes(mark + b"".join(b"%016x %064x\n" % (n, n) for n in range(300)) + b"half a line")
    unwritten(run, path, "log", "A1", "second")
    assert len(lock.read_bytes()) == 16 + 2 + 1 + 64 + 1
    answer = run("list")
    assert (answer.code, answer.err) == (0, "")
    lock.write_bytes(mark.rstrip())
    unwritten(run, path, "log", "A1", "third")
    assert lock.read_bytes().count(b"\n") == 2


@pytest.mark.parametrize("mark", [b"x", b"\xff" * 90, b"0123456789abcdef " + b"0" * 30, b" " + b"0" * 64, b"\x00" * 5000])
def test_a_lock_file_with_something_else_in_it_is_no_mark(run: Run, path: Path, mark: bytes) -> None:
    run("log", "A1", "first")
    state(path).with_name(f"{state(path).name}.lock").write_bytes(mark)
    run("log", "A1", "second")
    assert [run("undo").code for _ in range(2)] == [0, 0]
    assert path.read_bytes() == FILE.encode()


def test_a_write_without_a_home_folder_is_noticed_once_there_is_one(
    run: Run, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("log", "A1", "first")
    with monkeypatch.context() as patch:
        patch.delenv("HOME")
        run("log", "A1", "second")
    assert run("undo").code == 2
    run("log", "A1", "third")
    assert [run("undo").code for _ in range(2)] == [0, 2]


def test_an_undo_says_that_what_was_changed_by_hand_since_stays(run: Run, path: Path) -> None:
    run("log", "A1", "first")
    assert "stays" not in run("undo").out
    assert "stays" not in run("redo").out
    path.write_bytes(path.read_bytes() + b"# by hand\n")
    assert run("undo").out.splitlines()[1] == "Everything changed since then stays."


def test_the_list_says_when_something_was_changed_by_hand_in_between(run: Run, path: Path) -> None:
    stays = "What you changed by hand in between isn't an undo step: it stays."
    path.write_bytes(path.read_bytes() + b"# before any command\n")
    run("log", "A1", "first")
    run("log", "A1", "second")
    assert stays not in run("history").out
    last = path.read_bytes()
    path.write_bytes(last + b"# by hand\n")
    assert stays in run("history").out
    run("log", "A1", "third")
    assert stays in run("history").out
    run("undo")
    assert stays in run("history").out
    path.write_bytes(last)
    run("undo")
    run("undo")
    assert "There's nothing to take back." in run("history").out.splitlines()


def test_a_killed_commands_undo_is_listed_and_rehearsed_as_it_is_done(run: Run, path: Path) -> None:
    run("log", "A1", "first")
    run("promise", "A1", "fri", "second")
    lines = state(path) / "lines.jsonl"
    whole = lines.read_bytes()
    lines.write_bytes(whole[: whole.rindex(b'{"done"')])
    assert "noted a promise" in run("history").out.splitlines()[0]
    assert "second" in run("undo", "--dry-run").out
    assert "noted a promise" in run("undo").out


def test_a_journal_that_was_looked_through_is_not_read_again_until_something_changes(
    run: Run, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("log", "A1", "first")
    older = path.read_bytes()
    run("log", "A1", "second")
    lines, looked = state(path) / "lines.jsonl", state(path) / "looked"
    path.write_bytes(path.read_bytes() + b"# by hand\n")
    assert run("list").err == ""
    seen = looked.read_bytes()
    whole = lines.read_bytes()
    lines.write_bytes(b"\xff" * len(whole))  # nobody looks
    assert run("list").err == ""
    assert looked.read_bytes() == seen
    lines.write_bytes(whole)
    path.write_bytes(older + b"# by hand\n")
    assert "1 conversation logged today is no longer in backlog.yaml" in run("list").err
    assert looked.read_bytes() == seen
    assert looked.read_bytes() == seen
    monkeypatch.setattr("backlog_cli.cli.output.has_reader", lambda: True)
    assert run("list").err != ""
    assert run("list").err == ""  # a person has read it
    assert looked.read_bytes() != seen
    assert run("recover").code == 0
    path.write_bytes(path.read_bytes() + b"# by hand\n")
    assert run("list").err == ""


@pytest.mark.parametrize("odd", ["folder", "garbage", "pipe", "longer"])
def test_a_look_that_cannot_be_kept_only_costs_time(run: Run, path: Path, odd: str) -> None:
    run("log", "A1", "first")
    path.write_text(path.read_text() + "# by hand\n")
    run("list")
    looked = state(path) / "looked"
    if odd == "longer":
        looked.write_bytes(looked.read_bytes() + b"0")
    elif odd == "garbage":
        looked.write_bytes(b"\xff \x00")
    else:
        looked.unlink()
        (looked.mkdir if odd == "folder" else lambda: os.mkfifo(looked))()
    path.write_text(FILE)
    assert "no longer in backlog.yaml" in run("list").err


def test_a_full_disk_under_the_journal_changes_nothing(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        refused = run("log", "A1", "one")
    assert refused.code == 5
    assert "no space left on device" in refused.err
    assert path.read_bytes() == FILE.encode()
    assert [place.name for place in path.parent.iterdir()] == ["backlog.yaml"]


def test_a_journal_of_garbage_costs_the_memory_and_nothing_else(run: Run, path: Path) -> None:
    run("log", "A1", "one")
    (state(path) / "lines.jsonl").write_bytes(b"\x00garbage\xff" * 1000)
    assert run("undo").code == 2
    assert run("log", "A1", "two").code == 0
    assert run("undo").code == 0
    assert b"one" in path.read_bytes()
    assert b"two" not in path.read_bytes()


# History


def test_history_reads_as_sentences_newest_first(run: Run, path: Path) -> None:
    for words in DAY:
        assert run(*words).code == 0
    run("undo")
    rows = run("history").out.splitlines()
    assert rows[0] == "   2026-11-23 N1: took back: logged a text to Kit"
    assert rows[1] == "   2026-11-23 N1: logged a text to Kit"
    assert rows[2] == " 1 2026-11-23 added N1 Kit Moe"
    assert rows[-3] == f"{len(DAY) - 2:2} 2026-11-23 A1: logged a text to Kim; B2: logged a text to Kim"
    assert rows[-2] == f"{len(DAY) - 1:2} 2026-11-23 A1: logged a text to Kim"
    steps = {entry["what"]: entry["undo"] for entry in json.loads(run("history", "--json").out)["entries"]}
    assert (steps["added N1 Kit Moe"], steps["logged a text to Kit"], steps["took back: logged a text to Kit"]) == (1, None, None)


def test_history_of_one_home_names_its_commands_alone(run: Run, path: Path) -> None:
    for words in DAY:
        assert run(*words).code == 0
    document = json.loads(run("history", "okafor", "--json").out)
    assert [entry["verb"] for entry in document["entries"]] == ["meet", "ask", "set"]
    assert all([found["job"] for found in entry["jobs"]] == ["C3"] for entry in document["entries"])
    assert len(run("history", "n1").out.splitlines()) == 2


@pytest.mark.parametrize("how", ["closed", "cancelled", "bad", "gone", "unreadable file"])
def test_history_knows_a_home_that_is_closed_bad_or_gone(run: Run, path: Path, how: str) -> None:
    run("log", "C3", "one")
    if how in ("closed", "cancelled"):
        assert run("stage", "C3", how).code == 0
    elif how == "bad":
        path.write_text(path.read_text().replace("sold_date: 2026-09-01", "sold_date: soon"))
    elif how == "gone":
        path.write_text(path.read_text()[: path.read_text().index("  # the end")])
    else:
        path.write_text("jobs: [")
    for typed in ("C3", "c3"):
        assert "logged a text to Cy" in run("history", typed).out
    assert run("history", "nobody").code in (3, 4)


def test_no_sign_of_a_sentence_reaches_the_screen_raw(run: Run, path: Path) -> None:
    assert run("promise", "A1", "fri", "\x1b[31mred\x07\u202e\u2028 [b]x[/b]").code == 0
    for words in (("history",), ("history", "--json"), ("undo",)):
        shown = run(*words)
        assert shown.code == 0
        assert not any(sign in shown.out for sign in "\x1b\x07\u202e\u2028")
        assert "[b]x[/b]" in shown.out


def test_history_numbers_every_step_and_says_what_else_is_kept(run: Run, path: Path) -> None:
    for n in range(23):
        assert run("log", "C3", f"talk {n}").code == 0
    lines = run("history").out.splitlines()
    assert lines[0] == " 1 2026-11-23 C3: logged a text to Cy"
    assert lines[22] == "23 2026-11-23 C3: logged a text to Cy"
    assert lines[23] == "Full copies of the last versions are kept too; `backlog where` names the folder."


# log twice


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """`clock("2026-11-23", "09:02")` sets the day and the time that a command without --today finds."""
    from datetime import datetime

    from backlog_cli.cli import app

    def at(day: str, time: str) -> None:
        class Clock(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Clock:  # noqa: ARG003 - the shape is the class's
                return cls.fromisoformat(f"{day} {time}")

        monkeypatch.setattr(app, "datetime", Clock)

    return at


def test_the_same_log_within_a_minute_is_told_and_not_doubled(run: Run, path: Path, clock: Callable[[str, str], None]) -> None:
    clock("2026-11-23", "09:02")
    assert run("log", "A1", "rain again", "--how", "phone", today=None).code == 0
    after = path.read_bytes()
    for time in ("09:02", "09:03"):
        clock("2026-11-23", time)
        again = run("log", "A1", "rain again", "--how", "phone", today=None)
        assert (again.code, again.out) == (0, f"Already logged at 09:02; {NOTHING_CHANGED_WITHIN}. --again to repeat.\n")
        assert path.read_bytes() == after
    dry = run("log", "A1", "rain again", "--how", "phone", "--dry-run", today=None)
    assert "Already logged at 09:02" in dry.out
    assert run("log", "A1", "rain again", "--how", "phone", "--again", today=None).code == 0
    assert path.read_bytes().count(b"rain again") == 2


OTHERS = {
    "another text": ("log", "A1", "rain"),
    "another home": ("log", "B2", "rain again"),
    "one home more": ("log", "A1,B2", "rain again"),
    "another channel": ("log", "A1", "rain again", "--how", "email"),
    "a mood": ("log", "A1", "rain again", "--mood", "happy"),
    "another kind": ("log", "A1", "rain again", "--kind", "check-in"),
    "a promise": ("log", "A1", "rain again", "--promise", "fri paint"),
    "another day": ("log", "A1", "rain again", "--at", "yesterday"),
    "a next step": ("log", "A1", "rain again", "--next", "fri call"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_log_that_says_anything_else_is_no_repeat(run: Run, path: Path, clock: Callable[[str, str], None], name: str) -> None:
    clock("2026-11-23", "09:02")
    assert run("log", "A1", "rain again", today=None).code == 0
    before = path.read_bytes()
    assert "Already" not in run(*OTHERS[name], today=None).out
    assert path.read_bytes() != before


@pytest.mark.parametrize(("day", "time"), [("2026-11-23", "09:04"), ("2026-11-24", "09:02"), ("2026-11-23", "08:59")])
def test_a_log_after_more_than_a_minute_is_no_repeat(
    run: Run, path: Path, clock: Callable[[str, str], None], day: str, time: str
) -> None:
    clock("2026-11-23", "09:02")
    run("log", "A1", "rain again", today=None)
    clock(day, time)
    run("log", "A1", "rain again", today=None)
    assert path.read_bytes().count(b"rain again") == 2


def test_a_minute_over_midnight_is_a_minute(run: Run, path: Path, clock: Callable[[str, str], None]) -> None:
    clock("2026-11-23", "23:59")
    run("log", "A1", "rain again", today=None)
    clock("2026-11-24", "00:00")
    assert "Already logged at 23:59" in run("log", "A1", "rain again", today=None).out


def test_told_twice_is_a_repeat_and_no_refusal(run: Run, path: Path, clock: Callable[[str, str], None]) -> None:
    clock("2026-11-23", "09:02")
    run("shift", "A1", "+2w", "windows", today=None)
    assert run("log", "A1", "told her", "--told", today=None).code == 0
    assert "Already logged at 09:02" in run("log", "A1", "told her", "--told", today=None).out


def test_what_was_undone_is_logged_anew(run: Run, path: Path, clock: Callable[[str, str], None]) -> None:
    clock("2026-11-23", "09:02")
    run("log", "A1", "rain again", today=None)
    run("undo", today=None)
    assert "Already" not in run("log", "A1", "rain again", today=None).out
    assert path.read_bytes().count(b"rain again") == 1


def test_with_today_nobody_knows_what_was_just_now(run: Run, path: Path) -> None:
    run("log", "A1", "rain again")
    run("log", "A1", "rain again")
    assert path.read_bytes().count(b"rain again") == 2


# One command alone, while what was written since stays

INDEPENDENT: list[tuple[str, ...]] = [
    ("log", "A1", "on the wrong home"),
    ("log", "A1", "on the right one", "--mood", "happy"),
    ("log", "B2", "rain again"),
    ("log", "C3", "which tile they like"),
    ("promise", "B2", "fri", "paint codes"),
    ("set", "C3", "lot", "12"),
    ("set", "B2", "plan", "Alder"),
    ("stage", "A1", "dry-in"),
    ("issue", "C3", "door sticks", "--wants", "a new door"),
    ("ask", "A1", "which tile"),
    ("meet", "B2", "fri", "10:00", "walk"),
    ("shift", "B2", "+2w", "windows", "late"),
    ("add", "N1", "Kit Moe", "--sold", "today"),
    ("away", "dec 24", "--cover", "Dana Reyes"),
]


def play(run: Run, path: Path, commands: list[tuple[str, ...]]) -> bytes:
    """What the file holds after these commands, begun anew."""
    path.write_bytes(FILE.encode())
    shutil.rmtree(path.parent.parent / "user", ignore_errors=True)
    for words in commands:
        assert run(*words).code == 0, words
    return path.read_bytes()


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=[pytest.mark.sweep] if seed > 2 else []) for seed in range(25)])
def test_a_command_taken_back_alone_is_as_if_it_had_never_been_typed(run: Run, path: Path, seed: int) -> None:
    chance = random.Random(seed)
    commands = chance.sample(INDEPENDENT, 5)
    number = chance.randint(1, 5)
    rest = [words for place, words in enumerate(commands) if place != 5 - number]
    expected = play(run, path, rest)
    before = play(run, path, commands)
    undone = run("undo", str(number))
    if undone.code != 0:  # two that begin or end on one line do depend on each other
        assert "What was written since depends on it:" in undone.err
        assert is_unchanged_by(undone.err)
        assert path.read_bytes() == before
        return
    # Where a new key goes depends on the keys that are there, so two keys of a home may have changed places.
    assert sorted(path.read_bytes().splitlines()) == sorted(expected.splitlines())
    assert read_source(path.read_bytes(), "x").data == read_source(expected, "x").data
    assert "older copy" not in run("due").err
    assert run("redo").code == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize("wrong", [0, 2, 3, 4, 5, 9])
def test_most_commands_can_be_taken_back_two_commands_later(run: Run, path: Path, wrong: int) -> None:
    later = [("stage", "A1", "dry-in"), ("set", "B2", "lot", "9")]
    expected = play(run, path, later)
    play(run, path, [INDEPENDENT[wrong], *later])
    assert run("undo", "3").code == 0
    assert path.read_bytes() == expected


def test_a_call_on_the_wrong_home_is_found_two_commands_later(run: Run, path: Path) -> None:
    play(run, path, [INDEPENDENT[0], INDEPENDENT[1], INDEPENDENT[4]])
    listed = run("history").out.splitlines()
    assert [line[:2].strip() for line in listed[:3]] == ["1", "2", "3"]
    assert "logged a text to Kim" in listed[2]
    undone = run("undo", "3")
    assert undone.code == 0
    assert undone.out.startswith("Taken back: 2026-11-23 A1: logged a text to Kim\n")
    text = path.read_text()
    assert "on the wrong home" not in text
    assert "on the right one" in text
    assert "paint codes" in text
    # What is left can still be taken back one by one, and the file is as it was.
    assert run("undo", "2").code == run("undo").code == 0
    assert path.read_bytes() == FILE.encode()
    assert run("undo").code == 2


DEPENDENT: list[tuple[list[tuple[str, ...]], str]] = [
    ([("add", "N1", "Kit Moe", "--sold", "today"), ("log", "N1", "welcome")], "N1: logged a text to Kit"),
    ([("promise", "B2", "fri", "codes"), ("done", "B2", "codes")], "checked off for Lee"),
    ([("issue", "B2", "door", "--wants", "new"), ("issue", "B2", "1", "--resolved")], 'resolved the issue "door"'),
    ([("stage", "A1", "dry-in"), ("stage", "A1", "rough-ins")], "moved from dry-in to rough-ins"),
    ([("set", "B2", "plan", "Alder"), ("set", "B2", "plan", "Birch")], "set plan"),
    ([("shift", "A1", "+2w", "late"), ("log", "A1", "told her", "--told")], "A1: logged a text to Kim"),
    ([("shift", "A1", "+2w", "late"), ("shift", "A1", "+1w", "later")], "moved closing to 2027-04-09"),
    ([("log", "A1", "called", "--phone"), ("log", "A1", "--written")], "logged what was owed to Lee"),
    ([("log", "A1", "hm", "--next", "fri call"), ("done", "A1", "call")], "checked off for Lee"),
    ([("close", "A1", "today"), ("stage", "A1", "punch")], "reopened"),
    ([("cancel", "B2", "rate"), ("cancel", "B2", "--door", "open")], "added to the cancellation"),
]


@one_in(4, ("commands", "named"), DEPENDENT, ids=[" then ".join(one[0] for one in row[0]) for row in DEPENDENT])
def test_what_depends_on_a_command_is_named_and_nothing_is_changed(
    run: Run, path: Path, commands: list[tuple[str, ...]], named: str
) -> None:
    without: bytes = play(run, path, [("set", "C3", "lot", "12")])
    before = play(run, path, [*commands, ("set", "C3", "lot", "12")])
    refused = run("undo", "3")
    assert refused.code == 3
    lines = refused.err.splitlines()
    assert lines[0].startswith("backlog: this can't be taken back alone: 2026-11-23 ")
    assert lines[1] == "What was written since depends on it:"
    assert lines[2].startswith("  2  2026-11-23 ")
    assert named in lines[2]
    assert lines[3] == "Take that back first: backlog undo 2"
    assert is_unchanged_by(refused.err)
    assert path.read_bytes() == before
    # As it says: then it goes.
    assert run("undo", "2").code == 0
    assert run("undo", "2").code == 0
    assert path.read_bytes() == without
    assert run("undo").code == 0
    assert path.read_bytes() == FILE.encode()


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("3", "there's no number 3 to take back: the numbers go from 1 to 2."),
        ("99999", "there's no number 99999 to take back"),
        ("0", "the newest command is number 1"),
        ("-1", "takes a whole number"),
        ("x", "takes a whole number"),
    ],
)
def test_a_number_that_no_command_has_is_refused(run: Run, path: Path, number: str, why: str) -> None:
    before = play(run, path, [("log", "A1", "one"), ("log", "A1", "two")])
    refused = run("undo", number)
    assert refused.code == 2
    assert why in refused.err
    assert is_unchanged_by(refused.err)
    assert path.read_bytes() == before


def test_lines_changed_by_hand_keep_a_command_from_being_taken_back(run: Run, path: Path) -> None:
    play(run, path, [("log", "A1", "one"), ("set", "C3", "lot", "12")])
    path.write_text(path.read_text().replace("text: one", "text: one and more"))
    before = path.read_bytes()
    refused = run("undo", "2")
    assert refused.code == 3
    assert "Its lines have been changed since." in refused.err
    assert path.read_bytes() == before
    assert run("undo", "1").code == 0


def test_a_dry_run_of_one_command_shows_its_lines_and_writes_nothing(run: Run, path: Path) -> None:
    before = play(run, path, [("set", "B2", "plan", "Alder"), ("set", "C3", "lot", "12")])
    shown = run("undo", "2", "--dry-run")
    assert shown.code == 0
    assert "-     plan: Alder" in shown.out
    assert "lot" not in shown.out
    assert path.read_bytes() == before


# A home in which something cannot be read may be written to, so what was written there is taken back as well.

ODD = """\
jobs:
  - job: A1
    buyers: [Kim Lee]
    sold_date: 2026-07-01
    stage: framing
    log: [{at: 2026-11-01, how: pigeon, text: rain day}]
  - {job: B2, buyers: [Bo Ramos], sold_date: 2026-07-02, stage: sheetrok}
  - {job: C3, buyers: [Cy Okafor], sold_date: 2026-09-01, stage: contract}
"""


@pytest.mark.parametrize(
    "words",
    [("set", "A1", "job", "A7"), ("log", "A1", "called"), ("set", "A1", "lot", "7"), ("set", "B2", "stage", "drywall")],
    ids=" ".join,
)
def test_a_command_on_a_home_with_a_bad_word_is_taken_back_alone_and_done_again(
    run: Run, path: Path, words: tuple[str, ...]
) -> None:
    path.write_text(ODD)
    assert run(*words).code == 0
    run("promise", "C3", "fri", "tiles")
    both = path.read_bytes()
    assert run("undo", "2").code == 0
    assert run("redo").code == 0
    assert path.read_bytes() == both
    assert run("undo").code == 0
    assert run("undo").code == 0
    assert path.read_text() == ODD


def test_no_undo_gives_two_open_homes_one_number(run: Run, path: Path) -> None:
    run("set", "C3", "job", "C9")
    run("add", "C3", "Pat Moe", "--sold", "2026-11-20")
    before = path.read_bytes()
    assert run("undo", "2").code == 3
    assert path.read_bytes() == before
    run("cancel", "C3", "rate")
    assert run("undo", "3").code == 0
    assert run("undo", "2").code == 3  # it would open the other sale again
