"""`backlog edit` with real editors, well-behaved and not: what was typed gets into the file whole, or is kept and told where."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store.editing.edit_copy import BASE_NAME, ORIGIN_NAME
from tests.sampling import one_in
from tests.wording import NOTHING_CHANGED, is_unchanged_by

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the editors of these tests are shell and Python scripts")

SWAP = "sed -i s/Birchline/Oakline/"
PYTHON = "from pathlib import Path; import os, sys, time; p = Path(sys.argv[1]); t = p.read_bytes(); "


@pytest.fixture(autouse=True)
def _no_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def edited(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """`edited("sed -i s/a/b/", "okafor")`: `backlog edit okafor` with that EDITOR."""

    def run_with(editor: str, *words: str) -> Any:
        monkeypatch.setenv("EDITOR", editor)
        return run("edit", *words)

    return run_with


def python(body: str) -> str:
    """An editor in Python: `p` is the path of the copy, `t` its bytes."""
    return shlex.join([sys.executable, "-I", "-S", "-c", PYTHON + body])


def drafts(home: Path) -> list[Path]:
    """Every copy that is still there, and what an editor left; but for what stands beside each copy of ours."""
    found = sorted((home.parent / "user").glob(".local/state/backlog/drafts/**/*"))
    return [path for path in found if not path.is_dir() and path.name not in (BASE_NAME, ORIGIN_NAME)]


def kept(answer: str) -> Path:
    """The path that was told."""
    found = re.search(r"our text is kept: (.*)$", answer, re.MULTILINE)
    assert found, answer
    return Path(found[1].strip())


# What gets into the file


def test_what_the_editor_saves_is_written_and_only_that(sample: Path, edited: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    answer = edited("sed -i s/permitting/released/")
    assert (answer.code, answer.err) == (0, "")
    undo = "(backlog undo)".rjust(80 - len("Changed: LR-1052 Castellanos."))
    assert answer.out == f"Edited by hand: 1 line.\nChanged: LR-1052 Castellanos.{undo}\n"
    assert sample.read_bytes() == before.replace(b"permitting", b"released")
    assert drafts(sample.parent) == []


def test_the_change_stands_in_the_history_and_can_be_taken_back(
    sample: Path, edited: Callable[..., Any], run: Callable[..., Any]
) -> None:
    before = sample.read_bytes()
    edited(SWAP)
    after = sample.read_bytes()
    assert "edited by hand: 3 lines" in run("history").out
    assert "edited by hand" in run("history", "okafor").out
    assert run("history", "brandt").out == "Nothing has been written yet.\n"
    assert run("undo").code == 0
    assert sample.read_bytes() == before
    assert run("redo").code == 0
    assert sample.read_bytes() == after


@pytest.mark.parametrize(
    "change",
    [
        "p.write_bytes(t.replace(b'\\n', b'\\r\\n'))",
        "p.write_bytes(b'\\xef\\xbb\\xbf' + t)",
        "p.write_bytes(t.rstrip(b'\\n'))",
        "p.write_bytes(t + b'\\n\\n# the end   \\t\\n\\n\\n')",
        "p.write_bytes(t.replace(b'Birchline', 'B\\u00f6rch \\U0001f3e1'.encode()))",
        "q = p.with_name('new'); q.write_bytes(t + b'# moved in\\n'); os.replace(q, p)",
        "p.write_bytes(b'jobs: []\\n')",
    ],
)
def test_not_a_byte_is_added_to_what_the_editor_left(sample: Path, edited: Callable[..., Any], change: str) -> None:
    wanted = sample.with_name("wanted.yaml")
    wanted.write_bytes(sample.read_bytes())
    exec(f"{PYTHON.replace('sys.argv[1]', repr(str(wanted)))}{change}")  # noqa: S102 - the same lines that the editor runs
    assert edited(python(change)).code == 0
    assert sample.read_bytes() == wanted.read_bytes()


def test_a_copy_saved_unchanged_changes_nothing(sample: Path, edited: Callable[..., Any]) -> None:
    before = sample.stat()
    answer = edited("true")
    assert (answer.code, answer.out, answer.err) == (0, f"{NOTHING_CHANGED}.\n", "")
    assert sample.stat().st_ino == before.st_ino
    assert drafts(sample.parent) == []


def test_homes_that_came_and_went_are_named(sample: Path, edited: Callable[..., Any]) -> None:
    new = "- job: 2450\\n    buyers: [Kim Lee]\\n    sold_date: 2026-11-21\\n    stage: contract\\n"
    body = f"a, b = t.index(b'- job: HC-1041'), t.index(b'- job: HC-1037'); p.write_bytes(t[:a] + b'{new}  ' + t[b:])"
    answer = edited(python(body))
    assert answer.code == 0, answer.err
    assert "New: 2450 Lee.\nGone: HC-1041 Okafor. " in answer.out


def test_the_copy_is_private_and_called_yaml(sample: Path, edited: Callable[..., Any]) -> None:
    sample.rename(sample.with_name("my homes.txt"))
    body = (
        "w = p.parent.parent.parent.parent / 'seen'; w.write_text(f'{p.name} {p.stat().st_mode:o} {p.parent.stat().st_mode:o}')"
    )
    assert edited(python(body), "--file", "my homes.txt").code == 0
    assert (sample.parent.parent / "user/.local/state/seen").read_text() == "my-homes.yaml 100600 40700"


def test_without_a_state_folder_the_copy_lies_in_a_private_temporary_one(
    sample: Path, edited: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", "")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    answer = edited("sed -i s/jobs:/jabs/")
    assert answer.code == 3
    place = kept(answer.err)
    assert place.parent.parent == tmp_path
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_a_dry_run_shows_the_lines_and_keeps_the_text(sample: Path, edited: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    answer = edited("sed -i s/permitting/released/", "--dry-run")
    assert answer.code == 0
    assert re.search(r"- .*permitting\n.*\+ .*released\n", answer.out)
    assert "Nothing was written" in answer.out
    assert sample.read_bytes() == before
    assert b"released" in kept(answer.err).read_bytes()


def test_a_dry_run_of_what_is_no_text_shows_nothing_and_keeps_the_text(sample: Path, edited: Callable[..., Any]) -> None:
    sample.write_bytes(sample.read_bytes().replace(b"Birchline", b"Birchl\xefne"))
    answer = edited(python("p.write_bytes(t.replace(b'\\xef', b'i'))"), "--dry-run")
    assert answer.code == 3
    assert "isn't UTF-8" in answer.err
    assert b"Birchline" in kept(answer.err).read_bytes()


# Which editor, and where it opens


def test_visual_goes_before_editor_and_an_empty_one_is_none(
    sample: Path, edited: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "  ")
    assert edited(SWAP).code == 0
    monkeypatch.setenv("VISUAL", "sed -i s/Oakline/Elmline/")
    assert edited("false").code == 0
    assert b"Elmline" in sample.read_bytes()


@pytest.fixture
def nano(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """A `nano` that writes down how it was called and saves nothing."""
    place = tmp_path / "bin"
    place.mkdir()
    (place / "nano").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {shlex.quote(str(place / "called"))}\n')
    (place / "nano").chmod(0o755)
    monkeypatch.setenv("PATH", f"{place}:{os.environ['PATH']}")
    return lambda: (place / "called").read_text().splitlines()


def line_of(path: Path, text: bytes) -> int:
    return path.read_bytes()[: path.read_bytes().index(text)].count(b"\n") + 1


def test_the_copy_opens_at_the_home(sample: Path, edited: Callable[..., Any], nano: Callable[[], list[str]]) -> None:
    for typed in ("brandt", "37", "HC-1037", "110heron"):
        assert edited("nano -w", typed).code == 0
        assert nano()[:2] == ["-w", f"+{line_of(sample, b'- job: HC-1037')}"]
    assert edited("nano").code == 0
    assert len(nano()) == 1


def test_a_home_that_cannot_be_read_opens_at_its_line(
    sample: Path, edited: Callable[..., Any], nano: Callable[[], list[str]]
) -> None:
    sample.write_bytes(sample.read_bytes().replace(b"stage: permitting", b"stage: permiting"))
    edited("nano", "castellanos")
    assert nano()[0] == f"+{line_of(sample, b'- job: LR-1052')}"
    edited("nano")
    assert nano()[0] == f"+{line_of(sample, b'stage: permiting')}"


def test_a_file_that_cannot_be_read_opens_at_the_first_thing_to_mend(
    sample: Path, edited: Callable[..., Any], nano: Callable[[], list[str]]
) -> None:
    sample.write_bytes(sample.read_bytes().replace(b"    stage: permitting", b"\tstage: permitting"))
    for words in ((), ("castellanos",)):
        assert edited("nano", *words).code == 0
        assert nano()[0] == f"+{line_of(sample, b'stage: permitting')}"


def test_no_editor_opens_for_a_home_that_is_none(sample: Path, edited: Callable[..., Any]) -> None:
    answer = edited(SWAP, "nobody")
    assert answer.code == 4
    assert is_unchanged_by(answer.err)
    assert drafts(sample.parent) == []


def test_there_is_no_file_to_edit(home: Path, edited: Callable[..., Any]) -> None:
    answer = edited(SWAP)
    assert answer.code == 3
    assert "backlog init" in answer.err
    assert list(home.iterdir()) == []


def test_off_a_terminal_no_editor_is_guessed(sample: Path, run: Callable[..., Any], nano: Callable[[], list[str]]) -> None:
    answer = run("edit")
    assert answer.code == 2
    assert "EDITOR" in answer.err
    assert drafts(sample.parent) == []


@pytest.mark.parametrize(
    ("editor", "says"),
    [
        ("/no/such/editor --wait", "could not be started"),
        ("nosucheditor", "could not be started"),
        ("/", "could not be started"),
        ("sh -c 'oh", "a quote is not closed"),
        ("''", "names no program"),
        ("sample", "could not be started"),
    ],
)
def test_an_editor_that_cannot_be_started_is_named_and_what_to_set(
    sample: Path, edited: Callable[..., Any], editor: str, says: str
) -> None:
    before = sample.read_bytes()
    answer = edited(editor)
    assert answer.code == 2
    assert says in answer.err
    assert "EDITOR" in answer.err
    assert is_unchanged_by(answer.err)
    assert sample.read_bytes() == before
    assert drafts(sample.parent) == []


def test_a_shell_takes_arguments_of_its_own(sample: Path, edited: Callable[..., Any]) -> None:
    assert edited("""sh -c 'sed -i "s/Birchline/$0/" "$1"' 'Oak & Co; $(touch x)'""").code == 0
    assert edited("sh -c 'sed -i s/Cedar/Pine/ \"$0\"'").code == 0
    assert b"Pine A" in sample.read_bytes()


def test_a_program_may_lie_in_a_folder_with_blanks(sample: Path, edited: Callable[..., Any], tmp_path: Path) -> None:
    place = tmp_path / "My Editors" / "the editor"
    place.parent.mkdir()
    place.write_text(f'#!/bin/sh\n{SWAP} "$1"\n')
    place.chmod(0o755)
    assert edited(str(place)).code == 0
    assert b"Oakline" in sample.read_bytes()
    assert edited(f"'{place}' --option").code != 2


def test_nothing_of_the_editor_is_given_to_a_shell(sample: Path, edited: Callable[..., Any], tmp_path: Path) -> None:
    edited(f"true; touch {tmp_path / 'acted'}")
    edited(f"true $(touch {tmp_path / 'acted'})")
    assert not (tmp_path / "acted").exists()


# What cannot stand in the file


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("s/^jobs:/jabs/", "no colon"),
        ("s/stage: permitting/stage: permiting/", "permiting"),
        ("s/HC-1041/HC-1037/", "used by another open home too"),
        ("s/sold_date: 2026-07-18/sold_date: soonish/", "not a date"),
        ("1s/^/version: 999\\n/", "newer backlog"),
        ("1s/^/---\\njobs: []\\n---\\n/", "error"),
    ],
)
def test_what_breaks_a_home_or_the_file_is_set_aside_and_shown(
    sample: Path, edited: Callable[..., Any], change: str, says: str
) -> None:
    before = sample.read_bytes()
    answer = edited(f"sed -i '{change}'")
    assert answer.code == 3
    assert says in answer.err
    assert "backlog.yaml:" in answer.err
    assert is_unchanged_by(answer.err)
    assert sample.read_bytes() == before
    assert kept(answer.err).name == "backlog.yaml.rejected"
    assert stat.S_IMODE(kept(answer.err).stat().st_mode) == 0o600
    assert drafts(sample.parent) == [kept(answer.err)]


def test_a_mistake_that_leaves_nobody_out_is_saved_and_counted(sample: Path, edited: Callable[..., Any]) -> None:
    answer = edited("sed -i 's/stage: permitting/stage: permitting\\n    lendr: x/'")
    assert answer.code == 0
    assert "1 mistake to fix: backlog check" in answer.out


def test_a_home_that_was_bad_may_stay_bad(sample: Path, edited: Callable[..., Any]) -> None:
    sample.write_bytes(sample.read_bytes().replace(b"stage: permitting", b"stage: permiting"))
    assert edited(SWAP).code == 0
    assert edited("sed -i 's/stage: selections/stage: zelections/'").code == 3
    assert edited("sed -i s/permiting/permitting/").code == 0


@pytest.mark.parametrize(
    ("damage", "editor"),
    [
        ((b"    stage: permitting", b"\tstage: permitting"), "sed -i 's/^\\t/    /'"),
        ((b"Birchline", b"Birchl\xefne"), python("p.write_bytes(t.replace(b'\\xef', b'i'))")),
        ((b"jobs:", b"jabs"), "sed -i s/jabs/jobs:/"),
        ((b"\n", b"\n\x00"), python("p.write_bytes(t.replace(b'\\0', b''))")),
    ],
    ids=["a tab", "not UTF-8", "no colon", "NULs"],
)
def test_a_broken_file_is_mended(
    sample: Path, edited: Callable[..., Any], run: Callable[..., Any], damage: tuple[bytes, bytes], editor: str
) -> None:
    good = sample.read_bytes()
    broken = good.replace(*damage)
    sample.write_bytes(broken)
    assert run("check").code == 3
    answer = edited(editor)
    assert answer.code == 0, answer.err
    assert sample.read_bytes() == good
    assert "(backlog undo)" not in answer.out
    told = re.search(r"it's kept in (.*)", answer.err)
    assert told
    assert Path(told[1]).read_bytes() == broken
    assert "edited by hand" in run("history").out
    assert "Skipped: 2026-11-23 edited by hand: " in run("history").out
    refused = run("undo")
    assert refused.code == 2
    assert "nothing to take back.\nSkipped: 2026-11-23 edited by hand: " in refused.err
    assert sample.read_bytes() == good


def test_undo_passes_over_an_edit_of_a_text_that_could_not_be_read(
    sample: Path, edited: Callable[..., Any], run: Callable[..., Any]
) -> None:
    first = sample.read_bytes()
    assert run("log", "okafor", "called about the roof").code == 0
    assert run("log", "brandt", "sent pictures").code == 0
    logged = sample.read_bytes()
    broken = logged.replace(b"    stage: permitting", b"\tstage: permitting")
    sample.write_bytes(broken)
    assert edited("sed -i 's/^\t/    /'").code == 0
    assert run("shift", "okafor", "+1w", "rain").code == 0
    assert run("undo").out.startswith("Taken back: 2026-11-23 HC-1041: moved closing")
    assert sample.read_bytes() == logged
    listed = run("history").out.splitlines()[2:]
    assert listed[0] == "   2026-11-23 edited by hand: 1 line (stays: the text before it could not be read)"
    assert [line[:2] for line in listed[1:3]] == [" 1", " 2"]
    assert "changed by hand in between" in listed[3]
    # A long path folds the line.
    over, back, _ = re.sub(r"\n  (?=\S)", " ", run("undo").out).splitlines()
    assert over.startswith("Skipped: 2026-11-23 edited by hand: 1 line. The text before it couldn't be read, and is kept: /")
    assert Path(over.partition("is kept: ")[2]).read_bytes() == broken
    assert back.startswith("Taken back: 2026-11-23 HC-1037: logged")
    assert "(stays" not in run("history").out  # told once
    assert run("undo").out.startswith("Taken back: 2026-11-23 HC-1041: logged")
    assert sample.read_bytes() == first
    assert run("undo").code == 2
    for _ in range(3):
        assert run("redo").code == 0
    assert run("undo").code == 0
    assert sample.read_bytes() == logged


def test_a_mend_ends_what_could_be_done_again(sample: Path, edited: Callable[..., Any], run: Callable[..., Any]) -> None:
    run("log", "okafor", "called about the roof")
    run("undo")
    good = sample.read_bytes()
    sample.write_bytes(good + b"\t- x\n")
    assert edited("sed -i '$d'").code == 0
    assert run("redo").code == 2
    assert sample.read_bytes() == good


@pytest.mark.parametrize("is_elsewhere", [False, True])
def test_a_home_that_an_edit_mended_can_be_broken_again_by_undo_and_it_says_so(
    sample: Path, edited: Callable[..., Any], run: Callable[..., Any], is_elsewhere: bool
) -> None:
    bad = sample.read_bytes().replace(b"    stage: permitting", b"    sold_date: 2026-02-30\n    stage: permitting")
    sample.write_bytes(bad)
    assert edited("sed -i /2026-02-30/d").code == 0
    if is_elsewhere:
        sample.write_bytes(b"# by hand\n" + sample.read_bytes())
    answer = run("undo")
    assert answer.code == 0, answer.err
    assert "Castellanos cannot be read again, as before: backlog check" in answer.out
    assert sample.read_bytes() == (b"# by hand\n" if is_elsewhere else b"") + bad
    assert run("list").code == 3
    answer = run("redo")
    assert (answer.code, "cannot be read" in answer.out) == (0, False)
    assert b"2026-02-30" not in sample.read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        "p.write_bytes(b'\\xef\\xbb\\xbf' + t)",
        "p.write_bytes(t.replace(b'\\n', b'\\r\\n'))",
        "p.write_bytes(t.rstrip(b'\\n'))",
    ],
    ids=["a mark", "line ends", "the last line's end"],
)
def test_an_edit_of_what_cannot_be_seen_is_taken_back_and_stands_in_nobodys_way(
    sample: Path, edited: Callable[..., Any], run: Callable[..., Any], change: str
) -> None:
    run("log", "okafor", "called about the roof")
    logged = sample.read_bytes()
    assert edited(python(change)).code == 0
    changed = sample.read_bytes()
    answer = run("undo")
    assert (answer.code, answer.err) == (0, "")
    assert sample.read_bytes() == logged
    assert run("redo").code == 0
    # With other lines edited since, what cannot be seen stays, and the command below it is the one that goes.
    sample.write_bytes(changed + b"\n# by hand")
    assert run("undo").out.startswith("Taken back: 2026-11-23 ")
    assert b"# by hand" in sample.read_bytes()
    assert b"called about the roof" not in sample.read_bytes()


def test_a_broken_file_may_stay_broken_but_not_break_more(sample: Path, edited: Callable[..., Any]) -> None:
    sample.write_bytes(sample.read_bytes().replace(b"    stage: permitting", b"\tstage: permitting"))
    answer = edited(SWAP)
    assert answer.code == 0
    assert "saved, but this still can't be read" in answer.err
    assert b"Oakline" in sample.read_bytes()
    before = sample.read_bytes()
    assert edited("sed -i 's/    stage: sel/\\tstage: sel/'").code == 3
    assert edited(python("p.write_bytes(b'Segmentation fault')")).code == 3
    assert edited(python("p.write_bytes(b'\\x1f\\x8b' + t)")).code == 3
    assert sample.read_bytes() == before


# Editors that fail


@one_in(
    4,
    ("editor", "code", "says", "is_kept"),
    [
        (python("p.write_bytes(t + b'# typed'); sys.exit(3)"), 5, "ended with code 3", True),
        (python("p.write_bytes(t + b'# typed'); os.kill(os.getpid(), 9)"), 5, "was killed (signal 9)", True),
        (python("sys.exit(1)"), 5, "ended with code 1", False),
        (python("p.write_bytes(b'')"), 5, "empty", True),
        (python("p.write_bytes(b'\\xef\\xbb\\xbf \\n\\n')"), 5, "empty", True),
        (python("p.unlink()"), 5, "gone", False),
        (python("p.unlink(); p.mkdir()"), 5, "isn't a file", True),
        (python("p.unlink(); os.mkfifo(p)"), 5, "isn't a file", True),
        (python("p.unlink(); p.symlink_to('/dev/zero')"), 5, "isn't a file", True),
        (python("p.unlink(); p.symlink_to(p)"), 5, "cannot be read", True),
        (python("os.truncate(p, 33 * 2**20)"), 5, "33 MiB", True),
        (python("p.write_bytes(os.urandom(5000))"), 3, "this can't be saved:", True),
        (python("p.write_bytes(b'\\x7fELF\\0\\0\\0')"), 3, "this can't be saved:", True),
        (python("p.write_bytes(t.decode().encode('utf-16'))"), 3, "UTF-16", True),
        (python("p.write_bytes(b'error: no display\\n')"), 3, "this can't be saved:", True),
        (python("import shutil; shutil.rmtree(p.parent)"), 5, "gone", False),
    ],
)
def test_an_editor_that_fails_leaves_the_file_and_what_was_typed(
    sample: Path, edited: Callable[..., Any], editor: str, code: int, says: str, is_kept: bool
) -> None:
    before = sample.read_bytes()
    answer = edited(editor)
    assert answer.code == code
    assert says in answer.err
    assert is_unchanged_by(answer.err)
    assert sample.read_bytes() == before
    assert ("our text is kept" in answer.err) is is_kept
    if is_kept:
        assert os.path.lexists(kept(answer.err))
    else:
        assert drafts(sample.parent) == []


# The file changes meanwhile


def while_editing(typed: str, meanwhile: str) -> str:
    """An editor that saves what was typed while another command, or another editor, changes the file."""
    return shlex.join(["sh", "-c", f'{typed} "$0"; {meanwhile} >/dev/null || exit 9'])


ROOT = Path(__file__).parent.parent.parent
PROGRAM = f"PYTHONPATH={shlex.quote(str(ROOT))} {shlex.quote(sys.executable)} -m backlog_cli --today 2026-11-23"


def test_what_a_command_wrote_meanwhile_stays(sample: Path, edited: Callable[..., Any], run: Callable[..., Any]) -> None:
    editor = while_editing("sed -i s/permitting/released/", f"{PROGRAM} log okafor hello there")
    answer = edited(editor)
    assert answer.code == 0, answer.err
    assert "both changes are in it now" in answer.out
    assert b"stage: released" in sample.read_bytes()
    assert b"hello there" in sample.read_bytes()
    assert run("undo").code == 0
    assert b"hello there" in sample.read_bytes()
    assert b"stage: permitting" in sample.read_bytes()


def test_what_another_editor_saved_meanwhile_stays(sample: Path, edited: Callable[..., Any]) -> None:
    answer = edited(while_editing("sed -i s/permitting/released/", "sed -i s/Renata/Renate/ backlog.yaml"))
    assert answer.code == 0
    assert b"stage: released" in sample.read_bytes()
    assert b"agent: Renate" in sample.read_bytes()
    assert drafts(sample.parent) == []


@pytest.mark.parametrize(
    "meanwhile",
    [
        "sed -i 's/stage: permitting/stage: selections/' backlog.yaml",
        "sed -i 's/^jobs:/jabs/' backlog.yaml",
        python("open('backlog.yaml', 'ab').write(b'\\xff')") + " backlog.yaml",
    ],
    ids=["the same line", "broken", "not UTF-8"],
)
def test_two_changes_that_cannot_be_told_apart_are_not_mixed(sample: Path, edited: Callable[..., Any], meanwhile: str) -> None:
    answer = edited(while_editing("sed -i s/permitting/released/", meanwhile))
    now = sample.read_bytes()
    assert answer.code == 5
    assert "was changed while you edited it" in answer.err
    assert is_unchanged_by(answer.err)
    assert b"stage: released" not in now
    assert b"stage: released" in kept(answer.err).read_bytes()
    assert kept(answer.err).suffix == ".rejected"


def test_a_conflict_shows_both_sides(sample: Path, edited: Callable[..., Any]) -> None:
    answer = edited(
        while_editing("sed -i s/permitting/released/", "sed -i 's/stage: permitting/stage: selections/' backlog.yaml")
    )
    assert f"Line {line_of(sample, b'stage: selections')} was changed twice" in answer.err
    assert "stage: released" in answer.err
    assert "stage: selections" in answer.err


def test_the_same_change_made_twice_is_none(sample: Path, edited: Callable[..., Any]) -> None:
    answer = edited(while_editing("sed -i s/permitting/released/", "sed -i s/permitting/released/ backlog.yaml"))
    assert answer.code == 0
    assert "says that already" in answer.out
    assert drafts(sample.parent) == []


def test_a_file_that_is_gone_by_then_leaves_the_text(sample: Path, edited: Callable[..., Any]) -> None:
    answer = edited(while_editing(SWAP, "rm backlog.yaml"))
    assert answer.code == 3
    assert b"Oakline" in kept(answer.err).read_bytes()
    assert not sample.exists()


def test_a_conversation_taken_out_by_hand_is_not_told_as_lost(
    sample: Path, edited: Callable[..., Any], run: Callable[..., Any]
) -> None:
    before = sample.read_bytes()
    run("log", "okafor", "hello there")
    after = sample.read_bytes()
    assert after != before
    sample.with_name("old").write_bytes(before)
    assert edited(python("p.write_bytes(open('old', 'rb').read())")).code == 0
    sample.write_bytes(before + b"# a hand edit\n")
    assert run("list").err == ""
    assert (run("undo").code, run("undo").code) == (0, 0)
    assert sample.read_bytes() == before + b"# a hand edit\n"
    assert run("undo").code == 2


# Odd surroundings


@one_in(4, "streams", [">&-", ">&- 2>&-", "<&- >&- 2>&-", "> /dev/full", "| true"])
def test_what_was_typed_is_saved_though_nobody_can_be_told(sample: Path, starter: Any, streams: str) -> None:
    environ = starter.environ({"EDITOR": SWAP})
    answer = subprocess.run(["sh", "-c", f"{PROGRAM} edit {streams}"], env=environ, capture_output=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert b"Oakline" in sample.read_bytes()
    assert list(starter.user.glob(".local/state/backlog/drafts/*")) == []


def test_a_link_stays_a_link(sample: Path, edited: Callable[..., Any]) -> None:
    real = sample.parent.parent / "synced.yaml"
    sample.rename(real)
    sample.symlink_to(real)
    assert edited(SWAP).code == 0
    assert sample.is_symlink()
    assert b"Oakline" in real.read_bytes()


def test_a_backlog_that_is_killed_leaves_the_copy(sample: Path, starter: Any) -> None:
    before = sample.read_bytes()
    editor = shlex.join(["sh", "-c", f'{SWAP} "$0"; kill -9 $PPID'])
    answer = subprocess.run(["sh", "-c", f"exec env {PROGRAM} edit"], env=starter.environ({"EDITOR": editor}), check=False)
    assert answer.returncode == -9
    assert sample.read_bytes() == before
    (place,) = starter.user.glob(".local/state/backlog/drafts/*/*.yaml")
    assert b"Oakline" in place.read_bytes()
    shutil.rmtree(place.parent)


# Real editors


def test_ed_edits(sample: Path, edited: Callable[..., Any]) -> None:
    if shutil.which("ed") is None:
        pytest.skip("ed is not installed: the oldest editor is not tried")
    assert edited("""sh -c 'printf "%s\\n" ,s/Birchline/Oakline/ w q | ed -s "$0"'""").code == 0
    assert b"Oakline" in sample.read_bytes()


def test_vim_edits(sample: Path, terminal: Callable[..., Any]) -> None:
    vim = shutil.which("vim.tiny") or shutil.which("vim")
    if vim is None:
        pytest.skip("vim is not installed: a real screen editor is not tried")
    before = sample.read_bytes()
    environ = {"EDITOR": f"{vim} -N -u NONE -i NONE"}
    page = terminal("edit", "brandt", environ=environ)
    # The line it opens at is where the change strikes.
    page.answer("HC-1037", ":s/HC-1037/HC-1038/\r:wq\r")
    assert page.end() == 0
    assert sample.read_bytes() == before.replace(b"- job: HC-1037", b"- job: HC-1038", 1)
    page = terminal("edit", size=(200, 24), environ=environ)
    page.answer("My backlog", ":%s/Birchline/Oakline/\r:w\r:cq\r")
    assert page.end() == 5
    assert page.is_sane()
    assert b"Oakline" in kept(page.text).read_bytes()
    assert b"Oakline" not in sample.read_bytes()
    shutil.rmtree(kept(page.text).parent)


# At a terminal

BREAKS_ONCE = "p.write_bytes(t.replace(b'jabs', b'jobs:') if b'jabs' in t else t.replace(b'jobs:', b'jabs'))"
CHOICES = "(e/k/d)"


def test_a_broken_text_can_be_edited_again(sample: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("edit", environ={"EDITOR": python("t += b'# again\\n'; " + BREAKS_ONCE)})
    page.answer(CHOICES, "x\r")
    page.answer(CHOICES, "e\r")
    assert page.end() == 0
    assert sample.read_bytes().endswith(b"# again\n")
    assert "no colon" in page.text
    assert drafts_of(page) == []


@pytest.mark.parametrize(
    ("keys", "code", "name"),
    [
        ("k\r", 3, "backlog.yaml.rejected"),
        ("d\r", 3, "backlog.yaml"),
        ("\x03", 130, "backlog.yaml"),
        ("\x04", 130, "backlog.yaml"),
    ],
    ids=["keep", "drop", "Ctrl-C", "Ctrl-D"],
)
def test_a_broken_text_is_kept_whatever_is_chosen(
    sample: Path, terminal: Callable[..., Any], keys: str, code: int, name: str
) -> None:
    before = sample.read_bytes()
    page = terminal("edit", size=(200, 24), environ={"EDITOR": python(BREAKS_ONCE)})
    page.until(CHOICES)
    time.sleep(0.1)  # until the prompt behind the question listens
    page.type(keys)
    assert page.end() == code
    place = kept(page.text)
    assert place.name == name
    assert b"jabs" in place.read_bytes()
    assert sample.read_bytes() == before
    assert page.is_sane()
    assert is_unchanged_by(page.text)
    shutil.rmtree(place.parent)


def drafts_of(page: Any) -> list[str]:
    return re.findall(r"kept: (.*)", page.text)


WAITS = "print('ready', flush=True); "


def test_ctrl_c_belongs_to_the_editor(sample: Path, terminal: Callable[..., Any]) -> None:
    body = (
        "import signal; signal.signal(2, lambda *_: p.write_bytes(t + b'# typed on\\n')); "
        + WAITS
        + "exec('while p.read_bytes() == t: time.sleep(0.01)')"
    )
    page = terminal("edit", environ={"EDITOR": python(body)})
    page.answer("ready", "\x03")
    assert page.end() == 0
    assert sample.read_bytes().endswith(b"# typed on\n")


def test_an_editor_that_dies_of_ctrl_c_leaves_what_it_saved(sample: Path, terminal: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    body = "import signal; signal.signal(2, signal.SIG_DFL); p.write_bytes(t + b'# typed'); " + WAITS + "time.sleep(60)"
    page = terminal("edit", size=(200, 24), environ={"EDITOR": python(body)})
    page.answer("ready", "\x03")
    assert page.end() == 130
    assert sample.read_bytes() == before
    assert kept(page.text).read_bytes() == before + b"# typed"
    shutil.rmtree(kept(page.text).parent)


def test_a_termination_ends_the_editor_and_keeps_the_text(sample: Path, terminal: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    body = "p.write_bytes(t + b'# typed'); " + WAITS + "time.sleep(60)"
    page = terminal("edit", size=(200, 24), environ={"EDITOR": python(body)})
    page.until("ready")
    page.send(signal.SIGTERM)
    assert page.end() == 130
    assert sample.read_bytes() == before
    assert kept(page.text).read_bytes() == before + b"# typed"
    shutil.rmtree(kept(page.text).parent)


def test_an_editor_that_dies_leaves_the_terminal_as_it_was(sample: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("edit", environ={"EDITOR": "sh -c 'stty raw -echo; kill -9 $$'"})
    assert page.end() == 5
    assert page.is_sane()


def test_an_editor_that_comes_back_at_once_may_still_be_open(sample: Path, terminal: Callable[..., Any]) -> None:
    page = terminal("edit", size=(300, 24), environ={"EDITOR": "true"})
    assert page.end() == 0
    assert is_unchanged_by(page.text)
    told = re.search(r"What you save there is in (\S+)", page.text)
    if told:  # on a machine so busy that `true` takes a second it looks like an honest editor
        assert Path(told[1]).read_bytes() == sample.read_bytes()
        shutil.rmtree(Path(told[1]).parent)


def test_without_any_editor_the_usual_one_is_taken(sample: Path, terminal: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "vi").write_text(f'#!/bin/sh\n/bin/{SWAP} "$1"\n'.replace("/bin/sed", shutil.which("sed") or "sed"))
    (tmp_path / "vi").chmod(0o755)
    assert terminal("edit", environ={"PATH": str(tmp_path)}).end() == 0
    assert b"Oakline" in sample.read_bytes()
    page = terminal("edit", environ={"PATH": str(tmp_path / "none")})
    assert page.end() == 2
    assert "Set EDITOR" in page.text


# Hints


def test_a_writer_says_that_the_file_is_open_in_an_editor(
    sample: Path, run: Callable[..., Any], edited: Callable[..., Any]
) -> None:
    sample.with_name(".backlog.yaml.swp").write_bytes(b"")
    answer = run("log", "okafor", "hello there")
    assert answer.code == 0
    assert "note: open in vim" in answer.err
    assert "open in vim" not in run("list").err
    assert "open in vim" in edited(SWAP).err
    sample.with_name(".#backlog.yaml").symlink_to("renata@desk.4711:1")
    answer = run("undo")
    assert "open in vim" in answer.err
    assert "open in emacs" in answer.err
    assert "open in" not in run("log", "okafor", "more words", "--dry-run").err


COPY = "backlog (Renata's conflicted copy 2026-11-20).yaml"


def test_check_names_a_second_copy_that_holds_nothing_more_and_its_code_stays(sample: Path, run: Callable[..., Any]) -> None:
    before = run("check")
    assert before.code == 0
    sample.with_name(COPY).write_bytes(sample.read_bytes())
    run("log", "okafor", "a call that the copy does not know")
    answer = run("check")
    assert answer.code == 0
    assert f"note: {COPY} is another copy of your file." in answer.out
    assert answer.out.startswith(before.out)
    assert answer.out.endswith("It holds nothing that isn't in your file; you can delete it.\n")
    found = json.loads(run("check", "--json").out)
    assert found["copies"] == [{"name": COPY, "problem": None, "only_there": []}]
    sample.with_name(COPY).unlink()
    assert json.loads(run("check", "--json").out)["copies"] == []


def test_check_shows_what_only_a_second_copy_holds(sample: Path, run: Callable[..., Any]) -> None:
    older = sample.read_bytes()
    talk = "said \x1b]0;evil\x07 [red]" + "very long " * 12
    assert run("log", "okafor", talk, today="2026-11-19").code == 0
    assert run("set", "brandt", "lot", "99").code == 0
    assert run("add", "2450", "Kim", "Lee", "--sold", "today").code == 0
    there = sample.read_bytes()
    sample.with_name(COPY).write_bytes(there)
    sample.write_bytes(older)
    run("recover", "--forget")
    lines = run("check").out.splitlines()
    at = next(n for n, line in enumerate(lines) if COPY in line)
    assert lines[at].endswith(f'3 things are only in there: backlog merge "{COPY}"')
    home, lot, new = lines[at + 1 :]
    assert home.startswith('  only there: HC-1041: conversation of Thu Nov 19 "said \\x1b]0;evil\\x07 [red]very long')
    assert home.endswith('very long"')  # off a terminal nothing is cut
    assert lot.startswith("  only there: HC-1037: the lot, 99 (your file has ")
    assert new == '  only there: 2450: home sold Mon Nov 23 "Kim Lee"'
    found = json.loads(run("check", "--json").out)["copies"][0]
    assert [one["what"] for one in found["only_there"]] == ["conversation", "lot", "home"]
    assert found["only_there"][0]["day"] == "2026-11-19"
    assert (sample.read_bytes(), sample.with_name(COPY).read_bytes()) == (older, there)


def test_of_many_things_in_a_second_copy_the_first_are_shown_and_the_rest_counted(sample: Path, run: Callable[..., Any]) -> None:
    talks = b"".join(b"      - {at: 2026-11-%02d, how: text, text: talk %d}\n" % (n, n) for n in range(1, 12))
    home = b"jobs:\n  - job: HC-1041\n    log:\n"
    sample.with_name("backlog.sync-conflict-1.yaml").write_bytes(home + talks)
    out = run("check").out
    assert out.count("only there: HC-1041: conversation of") == 8
    assert "  +3 more: backlog check --json" in out


def test_a_second_copy_that_cannot_be_read_is_no_reason_to_stop(sample: Path, run: Callable[..., Any]) -> None:
    sample.with_name("backlog.sync-conflict-1.yaml").write_bytes(b"jobs: [\n")
    sample.with_name("backlog.sync-conflict-2.yaml").symlink_to("nowhere")
    answer = run("check")
    assert answer.code == 0
    assert "It can't be read: backlog.sync-conflict-1.yaml:" in answer.out
    assert "backlog.sync-conflict-2.yaml is a link to nowhere" in answer.out
    found = json.loads(run("check", "--json").out)["copies"]
    assert [copy["only_there"] for copy in found] == [[], []]
    assert all(copy["problem"] for copy in found)
