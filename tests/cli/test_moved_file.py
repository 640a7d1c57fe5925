"""The journal follows the file: moved, renamed, restored on another disk; a copy has its own, and nothing is claimed without."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.sampling import one_in
from tests.wording import is_unchanged_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Run = Callable[..., Any]

FILE = """\
jobs:
  - job: A1
    lot: "1"
    buyers: [Kim Lee]
    sold_date: 2026-07-01
    stage: framing
    log:
      - {at: 2026-11-01, with: [Kim Lee], how: text, text: rain day}
  - job: B2
    lot: "2"
    buyers: [Bo Ramos]
    sold_date: 2026-08-01
    stage: permitting
"""
MOVED = "was moved here from"
LOST = "no longer in"


@pytest.fixture
def path(home: Path) -> Path:
    """Her file after two commands."""
    place = home / "backlog.yaml"
    place.write_text(FILE)
    return place


@pytest.fixture
def written(run: Run, path: Path) -> list[bytes]:
    """The texts of her file: before two commands, between them and after."""
    texts = [path.read_bytes()]
    for words in (("log", "A1", "slab poured"), ("log", "B2", "permit came")):
        assert run(*words).code == 0
        texts.append(path.read_bytes())
    return texts


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system."""
    disks = (Path(tempfile.gettempdir()), Path("/dev/shm"))
    other = next((disk for disk in disks if os.access(disk, os.W_OK) and disk.stat().st_dev != tmp_path.stat().st_dev), None)
    if other is None:
        pytest.skip("NO SECOND FILE SYSTEM HERE: a move to another disk was NOT tested")
    with tempfile.TemporaryDirectory(dir=other) as folder:
        yield Path(folder)


def journals(home: Path) -> list[Path]:
    return sorted(path.parent for path in (home.parent / "user").rglob("lines.jsonl"))


def renamed_folder(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = path.parent.rename(path.parent.with_name("homes 2027")) / path.name
    monkeypatch.chdir(place.parent)
    return place


def renamed_file(path: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    return path.rename(path.with_name("backlog.yml"))


def moved_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = path.parent.parent / "new"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return path.rename(folder / path.name)


MOVES = [renamed_folder, renamed_file, moved_up]


@pytest.mark.parametrize("move", MOVES)
@one_in(3, "reader", [("list",), ("due",), ("history",), ("check",), ("where",), ("undo", "--dry-run")])
def test_a_moved_file_is_followed_and_it_is_said_once(
    run: Run, path: Path, written: list[bytes], monkeypatch: pytest.MonkeyPatch, move: Any, reader: tuple[str, ...]
) -> None:
    place = move(path, monkeypatch)
    assert run(*reader).err.count(MOVED) == 1
    assert MOVED not in run(*reader).err
    assert run("undo").code == run("undo").code == 0
    assert place.read_bytes() == written[0]
    assert len(journals(path.parent)) == 1


@pytest.mark.parametrize("word", ["undo", "recover"])
def test_the_very_first_command_after_the_move_may_need_the_journal(
    run: Run, path: Path, written: list[bytes], monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    place = renamed_folder(path, monkeypatch)
    answer = run(word, "--json")
    assert answer.code == 0
    assert MOVED in json.loads(answer.out)["notices"][0]
    assert place.read_bytes() == written[1 if word == "undo" else 2]


def test_a_file_restored_on_another_disk_is_followed(
    run: Run, path: Path, written: list[bytes], other_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.move(path, other_disk / path.name)
    monkeypatch.chdir(other_disk)
    assert MOVED in run("list").err
    assert run("undo").code == 0
    assert (other_disk / path.name).read_bytes() == written[1]


@pytest.mark.parametrize("text", [0, 1, 2], ids=["as it was at first", "as one command left it", "as the last command left it"])
@pytest.mark.parametrize("is_edited", [False, True], ids=["untouched", "edited by hand"])
def test_an_older_copy_restored_elsewhere_is_known_and_what_it_lacks_is_told(
    run: Run, path: Path, written: list[bytes], monkeypatch: pytest.MonkeyPatch, text: int, is_edited: bool
) -> None:
    place = renamed_folder(path, monkeypatch)
    by_hand = (lambda data: data.replace(b"buyers: [Kim Lee]\n", b"buyers: [Kim Lee]   # ring twice\n")) if is_edited else bytes
    place.write_bytes(by_hand(written[text]))
    told = run("list").err
    assert MOVED in told
    assert (LOST in told) == (text < 2)
    if text < 2:
        assert run("recover").code == 0
        assert sorted(place.read_bytes().splitlines()) == sorted(by_hand(written[2]).splitlines())


def test_a_copy_has_a_journal_of_its_own_and_the_original_keeps_its(run: Run, path: Path, written: list[bytes]) -> None:
    copy = path.with_name("copy.yaml")
    shutil.copy(path, copy)
    for word in ("undo", "recover"):
        answer = run("--file", "copy.yaml", word)
        assert (answer.code, "no journal for this file on this machine" in answer.err) == (2, True)
        assert is_unchanged_by(answer.err)
        assert "Nothing is lost" not in answer.out
    assert run("--file", "copy.yaml", "log", "A1", "only here").code == 0
    assert len(journals(path.parent)) == 2
    assert run("undo").code == 0
    assert path.read_bytes() == written[1]
    assert run("--file", "copy.yaml", "undo").code == 0
    assert copy.read_bytes() == written[2]


def test_a_copy_whose_original_went_away_before_any_command_is_the_file(run: Run, path: Path, written: list[bytes]) -> None:
    shutil.copy(path, path.with_name("copy.yaml"))
    path.unlink()
    assert MOVED in run("--file", "copy.yaml", "list").err
    assert run("--file", "copy.yaml", "undo").code == 0
    assert path.with_name("copy.yaml").read_bytes() == written[1]


@pytest.mark.parametrize("kind", [(), ("--sample",)])
def test_a_new_file_is_not_taken_for_one_like_it_that_is_gone(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, kind: tuple[str, ...]
) -> None:
    assert run("init", *kind).code == 0
    assert run("add", "Z9", "Ann Roe", "--sold", "today").code == 0
    shutil.rmtree(home)
    folder = home.with_name("again")
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert run("init", *kind).code == 0
    for words in (("list",), ("due",), ("check",)):
        answer = run(*words)
        assert MOVED not in answer.err
        assert LOST not in answer.err
    assert run("undo").code == 2


def test_another_file_is_not_taken_for_one_that_is_gone(run: Run, path: Path, written: list[bytes]) -> None:
    path.rename(path.parent.parent / "kept.txt")
    other = "".join(
        f"  - job: Z{n}\n    buyers: [Ann Roe{n}]\n    sold_date: 2026-07-0{n}\n    stage: trim\n" for n in range(1, 6)
    )
    path.with_name("other.yaml").write_text(f"jobs:\n{other}")
    assert run("--file", "other.yaml", "list").err == ""
    assert run("--file", "other.yaml", "undo").code == 2


@pytest.mark.parametrize("words", [("undo",), ("redo",), ("recover",), ("recover", "--forget"), ("undo", "--dry-run")])
def test_where_there_is_no_journal_nothing_is_claimed(run: Run, path: Path, words: tuple[str, ...]) -> None:
    before = path.read_bytes()
    answer = run(*words)
    assert answer.code == 2
    assert answer.err.startswith("backlog: there's no journal for this file on this machine.")
    assert answer.out == ""
    assert path.read_bytes() == before
    assert "There's no journal for this file on this machine." in run("history").out


@pytest.mark.parametrize("words", [("due",), ("log", "A1", "roof on"), ("check",)])
def test_a_journal_of_an_older_version_is_found_after_a_move_once_a_command_saw_its_file(
    run: Run, path: Path, written: list[bytes], words: tuple[str, ...]
) -> None:
    facts = json.loads(run("where", "--json").out)
    journal = Path(facts["journal"])
    assert "doesn't say which file" not in run("where").out
    (journal / "path").unlink()
    run("where", "--file", os.devnull)
    assert f"A journal doesn't say which file it's of: {journal}" in run("where", "--file", f"{path.parent / 'none.yaml'}").out
    assert run(*words).code == 0
    assert (journal / "path").read_bytes() == os.fsencode(path)
    moved = path.with_name("homes.yaml")
    path.rename(moved)
    assert MOVED in run("due", "--file", f"{moved}").err
    assert run("undo", "--file", f"{moved}").code == 0
    assert moved.read_bytes() == written[-1 if words[0] == "log" else -2]


def damaged(lines: Path) -> None:
    first, _, rest = lines.read_bytes().partition(b"\n")
    lines.write_bytes(b"\xff" * len(first) + b"\n" + rest)


def shortened(lines: Path) -> None:
    lines.write_bytes(b"".join(lines.read_bytes().splitlines(keepends=True)[:-2]))


@pytest.mark.parametrize("harm", [damaged, shortened])
@pytest.mark.parametrize("words", [("undo", "--dry-run"), ("recover",), ("recover", "--forget"), ("history",), ("check",)])
def test_a_damaged_journal_is_said(run: Run, path: Path, written: list[bytes], harm: Any, words: tuple[str, ...]) -> None:
    (folder,) = journals(path.parent)
    harm(folder / "lines.jsonl")
    answer = run(*words)
    assert "the journal of this file is damaged" in answer.err
    assert "Nothing is lost" not in answer.out
    assert "The journal is damaged" in run("where").out


def test_journals_of_gone_files_are_listed_with_the_word_that_removes_them(run: Run, path: Path, written: list[bytes]) -> None:
    path.rename(path.parent.parent / "kept.txt")
    other = path.with_name("backlog.yml")
    other.write_text("jobs: []\n")
    assert run("add", "Z9", "Ann Roe", "--sold", "today").code == 0
    shown = run("where")
    assert f"There's a journal for {path}, but that file is gone: backlog where --forget-gone" in " ".join(shown.out.split())
    (gone,) = json.loads(run("where", "--json").out)["gone_journals"]
    assert gone["file"] == str(path)
    assert run("where", "--forget-gone").err == f"backlog: Removed the journal of {path}.\n"
    assert not Path(gone["journal"]).exists()
    assert json.loads(run("where", "--json").out)["gone_journals"] == []
    assert len(journals(path.parent)) == 1
    assert run("undo").code == 0


@pytest.mark.parametrize("place", [b"", b"\x00", b"/\xff", b"relative", b"/nowhere/else/backlog.yaml"])
def test_a_journal_that_does_not_say_rightly_whose_it_is_is_nobodys(
    run: Run, path: Path, written: list[bytes], monkeypatch: pytest.MonkeyPatch, place: bytes
) -> None:
    (folder,) = journals(path.parent)
    (folder / "path").write_bytes(place)
    renamed_folder(path, monkeypatch)
    assert run("list").err == ""
    assert json.loads(run("where", "--json").out)["gone_journals"] == []
    assert folder.exists()


def test_a_link_in_place_of_a_journal_is_neither_followed_nor_removed(run: Run, path: Path, written: list[bytes]) -> None:
    (folder,) = journals(path.parent)
    real = folder.rename(path.parent / "elsewhere")
    folder.symlink_to(real)
    path.rename(path.with_name("backlog.yml"))
    assert MOVED not in run("list").err
    assert run("where", "--forget-gone").code == 0
    assert (real / "lines.jsonl").is_file()


def test_a_move_that_two_commands_find_at_once_is_made_once(
    run: Run, path: Path, written: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = renamed_folder(path, monkeypatch)
    rename = os.rename

    def overtaken(old: Any, new: Any) -> None:
        rename(old, new)
        raise FileNotFoundError

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", overtaken)
        assert run("list").err == ""
    assert run("undo").code == 0
    assert place.read_bytes() == written[1]


def test_the_ordinary_path_looks_at_no_other_journal(
    run: Run, path: Path, written: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    from backlog_cli.store.journal import adoption

    monkeypatch.setattr(adoption, "adopt_journal", None)
    assert run("list").code == run("log", "A1", "one more").code == run("undo").code == 0
