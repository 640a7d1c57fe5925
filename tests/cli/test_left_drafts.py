"""An edit that was saved before the terminal or the machine died is never lost: the next `edit` offers it (SAFETY 18)."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store.editing.edit_copy import BASE_NAME, ORIGIN_NAME, create_edit_copy
from tests.cli.test_edit_verb import PROGRAM, SWAP, drafts, python
from tests.kills import is_killed_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the editors of these tests are shell and Python scripts")


@pytest.fixture(autouse=True)
def _no_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def leave(sample: Path) -> Callable[..., Path]:
    """`leave(b"old", b"new")`: an edit that was killed after its editor saved the text with that change."""

    def left(old: bytes, new: bytes, base: bytes | None = None) -> Path:
        user = sample.parent.parent / "user"
        draft = create_edit_copy(sample.read_bytes() if base is None else base, sample, {"HOME": str(user)})
        draft.path.write_bytes(draft.base.replace(old, new))
        draft.close()
        return draft.path

    return left


def folders(sample: Path) -> list[Path]:
    return sorted((sample.parent.parent / "user").glob(".local/state/backlog/drafts/*"))


# Told and taken


def test_a_left_edit_is_named_by_check_where_and_edit(
    sample: Path, leave: Callable[..., Path], run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = leave(b"Birchline", b"Oakline")
    for words in (("check",), ("check", "channel"), ("edit",)):
        monkeypatch.setenv("EDITOR", "true")
        answer = run(*words)
        told = re.sub(r"\s+", "", answer.err)
        assert f"yousavedaneditofbacklog.yamlthatisn'tinthefile,3lines:{place}" in told
        assert "`backlogedit--resume`continuesit" in told
    assert place in drafts(sample.parent)
    assert f"Anedityousavedisn'tinthefile:{place}" in re.sub(r"\s+", "", run("where").out)
    troubles = json.loads(run("where", "--json").out)["troubles"]
    assert [one["cure"] for one in troubles if str(place) in one["what"]] == ["backlog edit offers it"]
    assert "edit" not in run("due").err + run("log", "okafor", "spoke").err


def test_it_is_taken_and_then_gone(sample: Path, leave: Callable[..., Path], run: Callable[..., Any], monkeypatch: Any) -> None:
    leave(b"Birchline", b"Oakline")
    monkeypatch.setenv("EDITOR", "true")
    answer = run("edit", "--resume")
    assert (answer.code, answer.err) == (0, "")
    assert b"Birchline" not in sample.read_bytes()
    assert folders(sample) == []
    assert run("edit", "--resume").code == 2
    assert run("undo").code == 0
    assert b"Birchline" in sample.read_bytes()


def test_it_is_dropped_and_then_gone(sample: Path, leave: Callable[..., Path], run: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    place = leave(b"Birchline", b"Oakline")
    assert str(place) in run("edit", "--drop", "--dry-run", "--json").out
    assert place.exists()
    assert run("edit", "--drop").out == "Dropped your edit of 3 lines.\n"
    assert folders(sample) == []
    assert sample.read_bytes() == before
    answer = run("edit", "--drop")
    assert answer.code == 2
    assert "no edit left" in answer.err


def test_of_two_the_newest_comes_first(
    sample: Path, leave: Callable[..., Path], run: Callable[..., Any], monkeypatch: Any
) -> None:
    old, new = leave(b"Birchline", b"Oakline"), leave(b"permitting", b"released")
    os.utime(old, (1, 1))
    monkeypatch.setenv("EDITOR", "true")
    assert run("check").err.count("you saved an edit") == 2
    assert run("edit", "--resume").code == 0
    assert b"released" in sample.read_bytes()
    assert b"Oakline" not in sample.read_bytes()
    assert not new.exists()
    # The other one began before that change: both are in the file then.
    answer = run("edit", "--resume")
    assert "both changes are in it now" in answer.out
    assert b"Oakline" in sample.read_bytes()
    assert b"released" in sample.read_bytes()
    assert folders(sample) == []


def test_the_file_changed_at_the_same_lines(
    sample: Path, leave: Callable[..., Path], run: Callable[..., Any], monkeypatch: Any
) -> None:
    place = leave(b"permitting", b"released")
    sample.write_bytes(sample.read_bytes().replace(b"permitting", b"drywall"))
    monkeypatch.setenv("EDITOR", "true")
    answer = run("edit", "--resume")
    assert answer.code == 5
    assert "was changed twice" in answer.err
    assert b"drywall" in sample.read_bytes()
    # Set aside, it is still offered, and can be brought into line.
    assert not place.exists()
    monkeypatch.setenv("EDITOR", "sed -i s/released/permitting/")
    assert "you saved an edit" in run("check").err
    assert run("edit", "--resume").code == 0
    assert folders(sample) == []


def test_one_that_cannot_be_read_is_kept_until_it_can(
    sample: Path, leave: Callable[..., Path], run: Callable[..., Any], monkeypatch: Any
) -> None:
    before = sample.read_bytes()
    leave(b"    stage: permitting", b"\tstage: released")
    monkeypatch.setenv("EDITOR", "true")
    for _ in range(2):
        answer = run("edit", "--resume")
        assert answer.code == 3
        assert "tab" in answer.err
        assert sample.read_bytes() == before
    monkeypatch.setenv("EDITOR", "sed -i 's/^\\t/    /'")
    assert run("edit", "--resume").code == 0
    assert sample.read_bytes() == before.replace(b"permitting", b"released")
    assert folders(sample) == []


@pytest.mark.parametrize("damage", ["base gone", "base cut", "origin gone", "origin of another", "copy is a link"])
def test_one_that_is_damaged_is_never_written(
    sample: Path, leave: Callable[..., Path], run: Callable[..., Any], monkeypatch: Any, damage: str
) -> None:
    before = sample.read_bytes()
    place = leave(b"Birchline", b"Oakline")
    base, origin = place.with_name(BASE_NAME), place.with_name(ORIGIN_NAME)
    if damage == "base gone":
        base.unlink()
    elif damage == "base cut":
        base.write_bytes(base.read_bytes()[:-100])
    elif damage == "origin gone":
        origin.unlink()
    elif damage == "origin of another":
        origin.write_bytes(origin.read_bytes().replace(b"backlog.yaml", b"other.yaml\0"))
    else:
        place.rename(place.with_name("away"))
        place.symlink_to("away")
    monkeypatch.setenv("EDITOR", "true")
    assert run("edit", "--resume").code in (0, 2)
    assert run("check").code in (0, 1)
    assert run("where").code == 0
    if not damage.startswith("origin of"):
        assert sample.read_bytes() == before
    if damage.startswith("base"):
        assert "The text it started from is gone" in re.sub(r"\s+", " ", run("check").err)


def test_what_got_into_the_file_is_not_offered(
    sample: Path, leave: Callable[..., Path], run: Callable[..., Any], monkeypatch: Any
) -> None:
    leave(b"Birchline", b"Oakline")  # killed behind its write: other lines changed since
    sample.write_bytes(sample.read_bytes().replace(b"Birchline", b"Oakline").replace(b"permitting", b"released"))
    assert run("check").err == ""
    monkeypatch.setenv("EDITOR", "true")
    assert run("edit").err == ""
    assert folders(sample) == []


def test_the_folder_was_moved_and_another_backlog_has_none(
    sample: Path, leave: Callable[..., Path], run: Callable[..., Any], monkeypatch: Any
) -> None:
    leave(b"Birchline", b"Oakline")
    other = sample.with_name("other.yaml")
    other.write_text("jobs: []\n")
    assert "you saved an edit" not in run("--file", "other.yaml", "check").err
    moved = sample.rename(sample.with_name("moved.yaml"))
    assert "you saved an edit" not in run("--file", "other.yaml", "check").err
    monkeypatch.setenv("EDITOR", "true")
    assert run("--file", "moved.yaml", "edit", "--resume").code == 0
    assert b"Oakline" in moved.read_bytes()


def test_an_untouched_copy_goes_after_thirty_days_and_a_saved_one_stays(
    sample: Path, leave: Callable[..., Path], run: Callable[..., Any], monkeypatch: Any
) -> None:
    untouched, saved, young = leave(b"", b""), leave(b"Birchline", b"Oakline"), leave(b"", b"")
    for place in (untouched, saved):
        long_ago = time.time() - 31 * 24 * 3600
        os.utime(place, (long_ago, long_ago))
        os.utime(place.parent, (long_ago, long_ago))
    monkeypatch.setenv("EDITOR", "true")
    assert run("edit", "--dry-run").code == 0
    assert untouched.exists()
    assert run("edit").code == 0
    assert (untouched.exists(), saved.exists(), young.exists()) == (False, True, True)


def test_an_edit_that_still_runs_is_left_alone(sample: Path, run: Callable[..., Any], monkeypatch: Any) -> None:
    user = sample.parent.parent / "user"
    draft = create_edit_copy(sample.read_bytes(), sample, {"HOME": str(user)})
    draft.path.write_bytes(draft.base.replace(b"Birchline", b"Oakline"))
    assert run("check").err == ""
    monkeypatch.setenv("EDITOR", "true")
    assert run("edit", "--resume").code == 2
    purged = run("check", "--purge", "Oakline")
    assert "open in another window" in purged.out.replace("\n  ", " ")
    assert purged.code == 1
    assert draft.path.exists()
    draft.close()
    assert "you saved an edit" in run("check").err


def test_she_is_asked_at_a_terminal(sample: Path, leave: Callable[..., Path], terminal: Callable[..., Any]) -> None:
    leave(b"Birchline", b"Oakline")
    surroundings = {"EDITOR": "true", "HOME": os.environ["HOME"]}
    for answers, word in ((("",), "Nothing was changed"), (("x", "g"), "Edited by hand: 3 lines")):
        window = terminal("edit", environ=surroundings)
        for answer in answers:
            window.answer("leave it for now (g/d)", f"{answer}\r")
        window.until(word)
        assert window.end() == 0
    assert b"Oakline" in sample.read_bytes()
    leave(b"permitting", b"released")
    window = terminal("edit", environ=surroundings)
    window.answer("leave it for now (g/d)", "d\r")
    assert window.end() == 0
    assert b"permitting" in sample.read_bytes()


# Killed


@pytest.mark.parametrize(
    "death",
    ["program", *(pytest.param(death, marks=pytest.mark.sweep) for death in ("both", "editor", "hangup", "terminate"))],
)
def test_whoever_is_killed_the_saved_text_is_offered(
    sample: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, death: str
) -> None:
    kills = {
        "program": "kill -9 $PPID",
        "both": "kill -9 $PPID $$",
        "editor": "kill -9 $$",
        "hangup": "kill -HUP $PPID; sleep 5",
        "terminate": "kill -TERM $PPID; sleep 5",
    }
    before = sample.read_bytes()
    editor = shlex.join(["sh", "-c", f'{SWAP} "$0"; {kills[death]}'])
    subprocess.run(
        ["sh", "-c", f"exec env {PROGRAM} edit"], env={**os.environ, "EDITOR": editor}, check=False, capture_output=True
    )
    assert sample.read_bytes() == before
    assert "you saved an edit" in run("check").err
    monkeypatch.setenv("EDITOR", "true")
    assert run("edit", "--resume").code == 0
    assert b"Oakline" in sample.read_bytes()
    assert folders(sample) == []


def test_an_editor_that_saves_when_its_terminal_is_closed(
    sample: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    import pty

    body = (
        "import signal; w = lambda *_: (time.sleep(0.3), p.write_bytes(t.replace(b'Birchline', b'Oakline')), os._exit(1)); "
        "signal.signal(signal.SIGHUP, w); print('open', flush=True); time.sleep(30)"
    )
    before = sample.read_bytes()
    monkeypatch.setenv("EDITOR", python(body))
    child, screen = pty.fork()
    if not child:
        os.execvp("sh", ["sh", "-c", f"exec env {PROGRAM} edit"])
    shown = b""
    while b"open" not in shown:
        shown += os.read(screen, 4096)
    os.close(screen)  # the window is closed: the system hangs up
    os.waitpid(child, 0)
    assert "you saved an edit" in run("check").err
    assert sample.read_bytes() == before
    monkeypatch.setenv("EDITOR", "true")
    assert run("edit", "--resume").code == 0
    assert b"Oakline" in sample.read_bytes()


CALLS = ("open", "replace", "unlink", "fsync", "rename", "rmdir", "close", "write")


@pytest.mark.sweep
def test_a_kill_at_any_call_to_the_disk_loses_nothing_that_was_saved(
    sample: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, counted: Callable[[str], None]
) -> None:
    user = sample.parent.parent / "user"
    before, wanted = sample.read_bytes(), sample.read_bytes().replace(b"Birchline", b"Oakline")
    seen = sample.with_name("seen")
    editor = shlex.join(["sh", "-c", f'{SWAP} "$0"; touch {seen}'])
    monkeypatch.setenv("EDITOR", editor)
    step = 1
    while is_killed_at(step, ("edit",), CALLS):
        if seen.exists() and sample.read_bytes() != wanted:
            monkeypatch.setenv("EDITOR", "true")
            assert run("edit", "--resume").code == 0, step
            monkeypatch.setenv("EDITOR", editor)
        if seen.exists():
            assert sample.read_bytes() == wanted, step
        sample.write_bytes(before)
        seen.unlink(missing_ok=True)
        shutil.rmtree(user / ".local/state", ignore_errors=True)
        step += 1
    assert step > 20
    counted(f"edit: killed at {step - 1} calls to the disk, nothing saved was lost")
