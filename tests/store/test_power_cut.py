"""A power cut keeps what was reported: the order in which bytes, names and words go out, as the system saw it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TODAY = ("--today", "2026-11-23")


def traced(folder: Path, *words: str) -> list[str]:
    """The calls of one command that write, sync or name files, one a line, in their order."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("STRACE IS NOT INSTALLED, SO THE ORDER OF CALLS IS NOT PROVED: apt-get install strace")
    trace = folder.parent / "trace"
    watch = [strace, "-f", "-y", "-o", str(trace), "-e", "trace=write,fsync,rename,renameat2,link,linkat,openat"]
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder.parent / "user"), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [*watch, sys.executable, "-m", "backlog_cli", *TODAY, *words], cwd=folder, env=environ, capture_output=True, check=False
    )
    if b"ptrace" in done.stderr or b"attach" in done.stderr:
        pytest.skip(f"STRACE MAY NOT WATCH HERE, SO THE ORDER OF CALLS IS NOT PROVED: {done.stderr.decode()}")
    assert done.returncode == 0, done.stderr
    return trace.read_text("utf-8", "replace").splitlines()


def first(calls: list[str], pattern: str) -> int:
    """The place of the first call like this; there must be one."""
    places = [n for n, call in enumerate(calls) if re.search(pattern, call) and " = -1 " not in call]
    assert places, pattern
    return places[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "work"
    place.mkdir()
    return place


def test_bytes_reach_the_disk_before_the_name_and_the_name_before_the_word(folder: Path) -> None:
    (folder / "backlog.yaml").write_text("jobs:\n- {job: '1', buyers: [Kim Lee], sold_date: 2026-11-01, stage: framing}\n")
    calls = traced(folder, "set", "1", "lot", "12")
    temp = r"\.~backlog\.yaml\.[0-9a-f]{12}\.tmp"
    swapped = r"\.~backlog\.yaml\.[0-9a-f]{24}\.[0-9a-f]{12}\.tmp"
    intent = first(calls, r"write\(\d+<.*lines\.jsonl>.*number")
    order = [
        intent,
        first(calls, r"fsync\(\d+<.*lines\.jsonl>"),
        first(calls, rf"openat\(.*{temp}.*O_CREAT\|O_EXCL"),
        first(calls, rf"write\(\d+<.*{temp}>"),
        first(calls, rf"fsync\(\d+<.*{temp}>"),
        first(calls, rf'renameat2\(.*{swapped}.*backlog\.yaml", RENAME_EXCHANGE'),
        first(calls, rf"fsync\(\d+<{re.escape(str(folder.resolve()))}>"),
        first(calls, r'write\(1<.*"1 Lee'),
    ]
    assert order == sorted(order)
    assert first(calls, r"write\(\d+<.*lines\.jsonl>.*done") > order[5]
    # Nothing is written to the temp file once it was synced, and her own file is never opened to be written.
    assert not [call for call in calls[order[4] :] if re.search(rf"write\(\d+<.*{temp}>", call)]
    assert not [call for call in calls if re.search(r'openat\(.*/backlog\.yaml", O_(WRONLY|RDWR)', call)]


def test_a_new_file_is_on_the_disk_before_it_has_its_name_and_before_the_word(folder: Path) -> None:
    calls = traced(folder, "init")
    temp = r"\.~backlog\.yaml\.[0-9a-f]{12}\.tmp"
    order = [
        first(calls, rf"write\(\d+<.*{temp}>"),
        first(calls, rf"fsync\(\d+<.*{temp}>"),
        first(calls, rf'link\w*\(.*{temp}.*backlog\.yaml"'),
        first(calls, rf"fsync\(\d+<{re.escape(str(folder.resolve()))}>"),
        first(calls, r'write\(1<.*"Made'),
    ]
    assert order == sorted(order)
