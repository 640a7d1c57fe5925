"""Which editor is meant, how it is told a line, and what one run of it can come to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from backlog_cli.errors import FileLocked, Interrupted, UsageError
from backlog_cli.store.editing import editor
from backlog_cli.store.editing.editor import find_editor, open_command, run_editor

COPY = Path("/state/{x}/backlog.yaml")


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"EDITOR": "vim"}, ("vim",)),
        ({"VISUAL": "code --wait", "EDITOR": "vim"}, ("code", "--wait")),
        ({"VISUAL": "", "EDITOR": "vim"}, ("vim",)),
        ({"VISUAL": " \t", "EDITOR": " vim "}, ("vim",)),
        ({"EDITOR": "emacsclient -t -a ''"}, ("emacsclient", "-t", "-a", "")),
        ({"EDITOR": "'/opt/My Editor/ed' -x \"a b\""}, ("/opt/My Editor/ed", "-x", "a b")),
        ({"EDITOR": "sh -c 'vim \"$1\" < /dev/tty' --"}, ("sh", "-c", 'vim "$1" < /dev/tty', "--")),
        ({"EDITOR": "vim; rm -rf $HOME | x > y &"}, ("vim;", "rm", "-rf", "$HOME", "|", "x", ">", "y", "&")),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="words are told apart by other rules there")
def test_the_words_of_the_editor_are_told_apart_without_a_shell(environ: dict[str, str], words: tuple[str, ...]) -> None:
    assert find_editor(environ, is_terminal=False) == words
    assert find_editor(environ, is_terminal=True) == words


@pytest.mark.skipif(os.name == "nt", reason="homes are found by other rules there")
def test_a_tilde_is_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/Users/renata")
    assert find_editor({"EDITOR": "~/bin/ed ~/x"}, is_terminal=True) == ("/Users/renata/bin/ed", "~/x")


@pytest.mark.skipif(os.name == "nt", reason="the usual editors are others there")
def test_without_a_word_the_usual_editors_are_looked_for(tmp_path: Path) -> None:
    environ = {"PATH": str(tmp_path)}
    with pytest.raises(UsageError, match="EDITOR"):
        find_editor(environ, is_terminal=True)
    for name in ("vi", "nano"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
        assert find_editor(environ, is_terminal=True) == (name,)
    with pytest.raises(UsageError, match="no terminal"):
        find_editor(environ, is_terminal=False)


@pytest.mark.parametrize(("typed", "says"), [("vim 'oh", "quote is not closed"), ("''", "names no program"), ("# x", "")])
def test_words_that_make_no_sense_name_the_variable(typed: str, says: str) -> None:
    if not says:
        assert find_editor({"EDITOR": typed}, is_terminal=True) == ("#", "x")
        return
    with pytest.raises(UsageError, match=says) as caught:
        find_editor({"VISUAL": typed}, is_terminal=True)
    assert "VISUAL" in caught.value.message
    assert "EDITOR" in caught.value.message


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("vi", "+7 FILE"),
        ("vim -u NONE", "-u NONE +7 FILE"),
        ("/usr/bin/vim.tiny", "+7 FILE"),
        ("nvim", "+7 FILE"),
        ("nano -w", "-w +7 FILE"),
        ("emacs", "+7 FILE"),
        ("emacs-nox", "+7 FILE"),
        ("emacsclient -t", "-t +7 FILE"),
        ("micro", "+7 FILE"),
        ("gvim", "--nofork +7 FILE"),
        ("gvim -f", "-f +7 FILE"),
        ("hx", "FILE:7"),
        ("helix", "FILE:7"),
        ("code", "--wait --goto FILE:7"),
        ("code-insiders -w", "-w --goto FILE:7"),
        ("code --wait --goto", "--wait --goto FILE:7"),
        ("codium", "--wait --goto FILE:7"),
        ("subl", "--wait FILE:7"),
        ("kate", "--block --line 7 FILE"),
        ("ed", "FILE"),
        ("sed -i s/a/b/", "-i s/a/b/ FILE"),
        ("sh -c vim", "-c vim FILE"),
        ("my-vim-of-old", "FILE"),
        ("code-review.sh", "FILE"),
        ("notepad", "FILE"),
    ],
)
def test_an_editor_that_is_known_opens_at_the_line(typed: str, rest: str) -> None:
    words = typed.split()
    wanted = [words[0], *rest.replace("FILE", str(COPY)).split(" ")]
    assert open_command(words, COPY, 7) == wanted


@pytest.mark.parametrize(
    ("typed", "rest"),
    [("vim", "FILE"), ("code", "--wait FILE"), ("kate", "--block FILE"), ("hx", "FILE"), ("code -w", "-w FILE")],
)
def test_line_0_is_the_top(typed: str, rest: str) -> None:
    words = typed.split()
    assert open_command(words, COPY, 0) == [words[0], *rest.replace("FILE", str(COPY)).split(" ")]


def python(body: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", f"import os, signal, sys, time; {body}"]


def test_a_run_to_its_end_says_how_long_it_was_open() -> None:
    assert 0.2 <= run_editor(python("time.sleep(0.2)")) < 30


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        ("sys.exit(3)", FileLocked, "ended with code 3"),
        ("os.kill(os.getpid(), signal.SIGKILL)", FileLocked, "was killed"),
        ("signal.signal(2, signal.SIG_DFL); os.kill(os.getpid(), signal.SIGINT)", Interrupted, "stopped"),
        ("os.kill(os.getppid(), signal.SIGTERM); time.sleep(60)", Interrupted, "stopped"),
        ("os.kill(os.getppid(), signal.SIGINT); time.sleep(0.3); sys.exit(1)", Interrupted, "stopped"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_editor_that_ends_badly_is_told_apart(body: str, error: type[Exception], says: str) -> None:
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with pytest.raises(error, match=says):
        run_editor(python(body))
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_that_an_editor_took_for_its_own_is_no_end() -> None:
    assert run_editor(python("os.kill(os.getppid(), signal.SIGINT); time.sleep(0.2)")) > 0


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_who_was_started_deaf_to_ctrl_c_stays_so() -> None:
    old = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        deaf = "sys.exit(signal.getsignal(2) is not signal.SIG_IGN)"
        assert run_editor(python(deaf)) > 0
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, old)


@pytest.mark.parametrize("program", ["/no/such/editor", "no-such-editor", "/", "a\0b"])
def test_a_program_that_is_none_is_said(program: str) -> None:
    with pytest.raises(UsageError, match="could not be started"):
        run_editor([program, "x"])


@pytest.mark.skipif(os.name == "nt", reason="the first line of scripts")
def test_a_script_that_cannot_run_is_said(tmp_path: Path) -> None:
    script = tmp_path / "ed"
    script.write_text("#!/no/such/interpreter\n")
    with pytest.raises(UsageError, match="could not be started"):
        run_editor([str(script), "x"])
    script.chmod(0o755)
    with pytest.raises(UsageError, match="could not be started"):
        run_editor([str(script), "x"])


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_signal_that_comes_while_the_editor_starts_reaches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = subprocess.Popen

    def late(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        os.kill(os.getpid(), signal.SIGTERM)
        return begin(command, **options)

    monkeypatch.setattr(subprocess, "Popen", late)
    started = time.monotonic()
    with pytest.raises(Interrupted, match="stopped"):
        run_editor(python("time.sleep(60)"))
    assert time.monotonic() - started < 30


@pytest.mark.skipif(os.name == "nt", reason="terminals of POSIX")
@pytest.mark.parametrize("is_ours", [True, False])
def test_a_terminal_that_an_editor_leaves_without_echo_is_set_back(is_ours: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    import pty
    import termios

    master, slave = pty.openpty()
    leaves = f"import termios; t = termios.tcgetattr({slave}); t[3] &= ~termios.ECHO; termios.tcsetattr({slave}, 0, t)"
    os.set_inheritable(slave, True)
    begin = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda command, **options: begin(command, close_fds=False, **options))
    monkeypatch.setattr(os, "tcgetpgrp", lambda _: os.getpgrp() if is_ours else os.getpgrp() + 1)
    try:
        with os.fdopen(slave, closefd=False) as terminal:
            monkeypatch.setattr(sys, "stdin", terminal)
            before = termios.tcgetattr(slave)
            assert before[3] & termios.ECHO
            run_editor(python(leaves))
            after = termios.tcgetattr(slave)
        assert (after == before) is is_ours
    finally:
        os.close(slave)
        os.close(master)


def test_on_windows_a_path_keeps_its_backslashes_and_loses_its_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor, "IS_WINDOWS", True)
    assert find_editor({"EDITOR": r'"C:\Program Files\Ed\ed.exe" -w'}, is_terminal=True) == (r"C:\Program Files\Ed\ed.exe", "-w")


@pytest.mark.skipif(os.name == "nt", reason="descriptors of POSIX")
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_stream_that_would_be_closed_to_the_editor_is_handed_on(place: int) -> None:
    was = os.get_inheritable(place)
    os.set_inheritable(place, False)
    try:
        assert run_editor(python(f"os.fstat({place})")) > 0
    finally:
        os.set_inheritable(place, was)


def test_an_editor_whose_own_path_holds_blanks_needs_no_quotes(tmp_path: Path) -> None:
    program = tmp_path / "My Editor" / "ed"
    program.parent.mkdir()
    typed = {"VISUAL": f"{program} -x"}, {"VISUAL": f"{program}"}
    assert find_editor(typed[1], is_terminal=True)[0] == f"{tmp_path}/My"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert find_editor(typed[1], is_terminal=True) == (f"{program}",)
    assert find_editor(typed[0], is_terminal=True) == (f"{tmp_path}/My", "Editor/ed", "-x")  # which of the blanks was meant?
