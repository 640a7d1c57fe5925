"""`check --purge`: after it, a search for the text finds it nowhere in what the program keeps; the rest is as it was."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store.purge.pattern import text_pattern
from tests.kills import is_killed_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NUMBER = "123-45-6789"
NOTE = f'José\'s "ssn": {NUMBER}'
STATE = ".local/state/backlog"


@pytest.fixture
def user(sample: Path) -> Path:
    return sample.parent.parent / "user"


def holding(user: Path, text: str = NUMBER) -> list[str]:
    """Every file that holds the text, raw, in quotes, escaped, or folded."""
    pattern, digits = text_pattern(text), re.sub(r"\W", "", text).encode()
    found = []
    for place in sorted(user.rglob("*")):
        if place.is_file():
            data = place.read_bytes()
            bare = re.sub(rb"\W", b"", data)
            if pattern.search(data.decode("utf-8", "replace")) or digits in bare:
                found.append(str(place.relative_to(user)))
    return found


@pytest.fixture
def busy(sample: Path, user: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with the number in a call between two others, and every place that keeps it: journal, copies, cache, a draft."""
    assert run("log", "okafor", "first words").code == 0
    assert run("log", "okafor", NOTE, "--yes").code == 0
    assert run("log", "okafor", "last words").code == 0
    assert run("log", "brandt", "other words").code == 0
    monkeypatch.setenv("EDITOR", "sed -i s/Birchline/Oakline/")
    assert run("edit", "--dry-run").code == 0
    assert run("list", "--json").code == 0
    assert run("export", "ics", "-o", "all.ics").code in (0, 2)
    kinds = {place.partition("/")[2] for place in holding(user)}
    assert {"lines.jsonl", "backlog.yaml", ".base"} <= {place.rpartition("/")[2] for place in kinds}
    assert any("/texts/" in place for place in kinds)
    assert any(place.endswith(".jobs") for place in kinds)
    return sample


def take_out(sample: Path) -> None:
    """She takes the number out of her file with an editor of her own."""
    sample.write_text(re.sub(r'José.*6789"?', "asked about the slab", sample.read_text("utf-8")), "utf-8")
    assert NUMBER not in sample.read_text("utf-8")


def test_a_text_is_taken_out_of_everything_that_is_kept(busy: Path, user: Path, run: Callable[..., Any]) -> None:
    before = busy.read_bytes()
    answer = run("check", "--purge", NUMBER)
    assert answer.code == 1
    assert holding(user) == []
    line = before[: before.index(NUMBER.encode())].count(b"\n") + 1
    assert f"backlog.yaml, line {line}: take it out there yourself." in answer.out.replace("\n  ", " ")
    assert busy.read_bytes() == before
    take_out(busy)
    again = run("check", "--purge", NUMBER)
    assert (again.code, again.out) == (0, "It isn't in anything the program keeps.\n")
    assert run("due").code == 0
    assert holding(user) == []


def test_what_needed_it_cannot_be_undone_and_all_else_can(busy: Path, user: Path, run: Callable[..., Any]) -> None:
    run("check", "--purge", NUMBER)
    take_out(busy)
    assert "wrote what check --purge has removed" in run("history").out
    assert "other words" not in run("history").out
    for words in ("other words", "last words"):
        assert run("undo").code == 0
        assert words not in busy.read_text("utf-8")
    refused = run("undo")
    assert refused.code != 0
    assert "its lines aren't known anymore" in refused.err.replace("\n  ", " ")
    assert "first words" in busy.read_text("utf-8")
    assert run("undo", "2").code == 0
    assert "first words" not in busy.read_text("utf-8")
    assert run("log", "okafor", "new words").code == 0
    assert run("undo").code == 0
    assert holding(user) == []
    assert run("where").code == 0
    assert "can't be read" not in run("where").out


def test_what_was_undone_cannot_be_done_again(busy: Path, user: Path, run: Callable[..., Any]) -> None:
    for _ in range(3):
        assert run("undo").code == 0
    assert NUMBER not in busy.read_text("utf-8")
    answer = run("check", "--purge", NUMBER)
    assert answer.code == 0
    assert holding(user) == []
    refused = run("redo")
    assert refused.code != 0
    assert "can't be done again" in refused.err
    assert run("undo").code == 0
    assert "first words" not in busy.read_text("utf-8")


def test_an_edit_that_took_it_out_is_purged_too(busy: Path, user: Path, run: Callable[..., Any], monkeypatch: Any) -> None:
    run("edit", "--drop")
    monkeypatch.setenv("EDITOR", "sed -i 's/text: .*6789.*/text: asked about the slab/'")
    assert run("edit").code == 0
    assert NUMBER not in busy.read_text("utf-8")
    assert holding(user) != []
    assert run("check", "--purge", NUMBER).code == 0
    assert holding(user) == []
    assert run("undo").code != 0


def test_a_dry_run_and_a_document(busy: Path, user: Path, run: Callable[..., Any], state_of: Callable[..., str]) -> None:
    before = state_of(user)
    looked = run("check", "--purge", NUMBER, "--dry-run", "--json")
    assert looked.code == 1
    assert state_of(user) == before
    done = run("check", "--purge", NUMBER, "--json")
    would, did = json.loads(looked.out), json.loads(done.out)
    assert (would["dry_run"], did["dry_run"]) == (True, False)
    assert would["removed"] == did["removed"]
    assert would["standing"] == did["standing"] == [{"path": str(busy), "lines": did["standing"][0]["lines"]}]
    assert {one["what"] for one in did["removed"]} == {"the journal", "kept copies", "unfinished edits", "the cache"}
    assert NUMBER not in looked.out + done.out


def test_archives_copies_and_exports_are_named(busy: Path, run: Callable[..., Any]) -> None:
    folder = busy.parent
    (folder / "backlog-2025.yaml").write_text(f"jobs: []\n# {NUMBER}\n", "utf-8")
    (folder / "backlog (1).yaml").write_bytes(busy.read_bytes())
    (folder / "homes-conflicted copy.txt").write_bytes(busy.read_bytes())  # not hers to look into
    found = json.loads(run("check", "--purge", NUMBER, "--json").out)["standing"]
    assert [Path(one["path"]).name for one in found] == ["backlog.yaml", "backlog-2025.yaml", "backlog (1).yaml"]
    assert found[1]["lines"] == [2]


def test_what_killed_commands_left_goes_too(busy: Path, user: Path, run: Callable[..., Any]) -> None:
    (journal,) = (user / STATE).glob("*/lines.jsonl")
    half = [
        busy.with_name(".~backlog.yaml.0123456789ab.tmp"),
        journal.with_name("head.part"),
        journal.with_name("lines.jsonl.01234567"),
        journal.parent / "texts" / f"{'a' * 64}.01234567",
        user / STATE / "last.json.01234567",
    ]
    for place in half:
        place.write_text(f"half a text {NUMBER}")
    with journal.open("a") as lines:
        lines.write('{"number": 99, "say": "his ssn 123-45-')  # and one that was cut
    memory = user / STATE / "last.json"
    memory.write_text(json.dumps({f"/x/{NUMBER}": ["1", "2026-11-23"], "/y": [f"n {NUMBER}", "2026-11-23"]}))
    columns = user / STATE / "columns.json"
    columns.write_text(json.dumps({f"Unit\n{NUMBER}": {"unit": "job"}}))
    run("check", "--purge", NUMBER)
    assert holding(user) == []
    assert [place for place in half if place.exists()] == []
    assert json.loads(memory.read_text())["/y"] == ["n removed", "2026-11-23"]
    assert run("log", "brandt", "goes on").code == 0


def test_other_backlogs_and_what_is_not_ours(busy: Path, user: Path, run: Callable[..., Any], tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    shutil.copy(busy, other)
    assert run("--file", str(other), "log", "brandt", f"her ssn {NUMBER}", "--yes").code == 0
    hers = user / STATE / "notes.txt"  # on a Mac her file may stand there
    hers.write_text(NUMBER)
    (user / STATE / "link.json").symlink_to(other)
    run("check", "--purge", NUMBER)
    assert hers.read_text() == NUMBER
    assert NUMBER in other.read_text("utf-8")
    hers.unlink()
    (user / STATE / "link.json").unlink()
    assert holding(user) == []
    assert run("--file", str(other), "history").code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--purge", "12"), "at least 4 letters or digits"),
        (("--purge", ""), "at least 4 letters or digits"),
        (("--purge", NUMBER, "--fix"), "works alone"),
        (("channel", "--purge", NUMBER), "works alone"),
    ],
)
def test_what_is_refused(sample: Path, run: Callable[..., Any], words: tuple[str, ...], says: str) -> None:
    answer = run("check", *words)
    assert answer.code == 2
    assert says in answer.err


def test_the_text_may_come_by_a_pipe(busy: Path, user: Path, run: Callable[..., Any], typing: Callable[[str], None]) -> None:
    typing(f"{NUMBER}\n")
    assert run("check", "--purge", "-").code == 1
    assert holding(user) == []


STEPS = ("replace", "unlink", "fsync", "rename")


def steps_of(sample: Path, user: Path) -> Iterator[int]:
    """Each step at which a purge can be killed, everything as it was before."""
    saved = sample.parent.parent / "saved"
    shutil.copytree(user, saved, symlinks=True)
    step = 0
    while True:
        step += 1
        yield step
        shutil.rmtree(user)
        shutil.copytree(saved, user, symlinks=True)


@pytest.mark.sweep
@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed at a call")
def test_a_purge_that_is_killed_at_any_step_is_finished_by_the_next(
    busy: Path, user: Path, run: Callable[..., Any], counted: Callable[[str], None]
) -> None:
    text = busy.read_bytes()
    for step in steps_of(busy, user):
        if not is_killed_at(step, ("check", "--purge", NUMBER), STEPS):
            break
        history = run("history")
        assert history.code == 0
        assert history.out.count("2026-11-23") == 4
        assert run("check", "--purge", NUMBER).code == 1
        assert holding(user) == []
        assert run("undo").code == 0
        assert "unfinished" not in run("edit", "--drop", "--dry-run").err
        busy.write_bytes(text)
    assert step > 10
    counted(f"purge: killed at {step - 1} steps, finished by the next one each time")
