"""A file as large as a file may be: a command on it stays small, and one that writes one home reads that one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backlog_cli.store.yaml.encoding import MAX_BREAKS, is_within_limits
from tests.bench.homes import TODAY, backlog, job_number

if TYPE_CHECKING:
    from collections.abc import Callable

pytest.importorskip("resource", reason="Windows does not say how much memory a command took")

ROOT = Path(__file__).parent.parent.parent
HOMES, MIB = 17_500, 1024 * 1024

# Started by a small program: what a child has at its peak begins with what its parent had.
MEASURE = """\
import json, resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
memory = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps([code, memory, used.ru_utime + used.ru_stime]))
"""


def cost(folder: Path, *words: str, editor: str = "false") -> tuple[int, int, float]:
    """One command: its exit code, the bytes of memory at its peak, and the seconds it computed."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    environ |= {"EDITOR": editor}
    command = [sys.executable, "-m", "backlog_cli", "--today", str(TODAY), *words]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *command], cwd=folder, env=environ, stdout=subprocess.PIPE, check=True, text=True
    )
    code, memory, seconds = json.loads(done.stdout)
    return code, memory, seconds


@pytest.mark.sweep
def test_a_log_into_twenty_five_megabytes_stays_small_and_quick(tmp_path: Path, counted: Callable[[str], None]) -> None:
    text = backlog(HOMES, 2)
    assert len(text.encode()) > 25 * MIB - MIB
    (tmp_path / "backlog.yaml").write_text(text, encoding="utf-8")
    first, again = (cost(tmp_path, "log", job_number(3), said) for said in ("told them the roof is on", "and the windows"))
    for told, (code, memory, seconds) in (("the first log", first), ("the next log", again)):
        counted(f"{told} into {len(text) // MIB} MiB: {memory // MIB} MiB, {seconds:.1f} s")
        assert code == 0, told
        assert memory < 300 * MIB, (told, memory)
    assert again[1] < 200 * MIB
    assert again[2] < 10


VERBS = (
    ("add", "ZZ-1", "Kim", "Lee", "--sold", "2026-11-01"),
    ("log", job_number(3), "told them the windows are in"),
    ("log", job_number(3), "told them the doors are in", "--dry-run"),
    ("undo", "2"),
    ("redo",),
    ("undo",),
    ("edit",),
    ("shift", job_number(8), "+1w", "rain"),
    ("check",),
    ("report", "week"),
    ("export", "csv", "homes.csv"),
    ("export", "xlsx", "homes.xlsx"),
)


@pytest.mark.sweep
def test_what_compares_readings_of_five_thousand_homes_takes_less_than_250_mb(
    tmp_path: Path, counted: Callable[[str], None]
) -> None:
    file, editor = tmp_path / "backlog.yaml", tmp_path / "editor.py"
    file.write_text(backlog(5_000, 12), encoding="utf-8")
    editor.write_text("import sys\nwith open(sys.argv[1], 'a') as file:\n    file.write('# looked through\\n')\n")
    for words in (("due",), ("log", job_number(3), "told them the roof is on"), *VERBS):
        code, memory, seconds = cost(tmp_path, *words, editor=f"{sys.executable} {editor}")
        counted(f"{' '.join(words)} on 5,000 homes: {memory // MIB} MiB, {seconds:.1f} s")
        assert code in (0, 3 if words[0] == "check" else 0), words
        assert memory < 250 * MIB, (words, memory)


@pytest.mark.parametrize(
    ("line", "count", "is_within"),
    [
        (b"- a line as long as usual\n", 1_050_000, True),  # 17,500 homes
        (b"- a line\n", MAX_BREAKS, False),
        (b"- a\r\n", MAX_BREAKS // 2, False),
        (b"- a\n", 300_000, False),
        (b"- a\n", 200_000, True),
        (b"- a line as long as usual, and as one more, and more still\n", 700_000, False),  # over 32 MiB
    ],
)
def test_one_home_is_written_alone_wherever_the_whole_file_is_within_its_limits(line: bytes, count: int, is_within: bool) -> None:
    assert is_within_limits(line * count) is is_within
