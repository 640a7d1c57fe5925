"""`python tests/smoke.py`: a morning, a `log`, a `shift` and `--help` with the releases that this Python has; needs no pytest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

SAMPLE = Path(__file__).parent.parent / "sample_backlog.yaml"
PROGRAM = Path(sysconfig.get_path("scripts")) / "backlog"

# The words of each command, its exit code, what it prints, and what is in the file afterwards.
COMMANDS = (
    ("", 0, "Okafor", "buyers:"),
    ("log okafor walked the slab with them --how phone", 0, "Okafor", "text: walked the slab with them"),
    ("shift okafor 2027-03-19 windows came late --cause material", 0, "Mar 19", "to: 2027-03-19"),
    ("log okafor called --hwo phone", 2, "no option --hwo", "buyers:"),
    ("shift --help", 0, "--cause", "buyers:"),
    ("skill", 0, "name: backlog", "buyers:"),
    ("--help", 0, "shift", "buyers:"),
)


def faults(folder: Path) -> list[str]:
    """Run every command on a copy of the sample in an empty folder. Return what went wrong, an entry for each command."""
    file = folder / "backlog.yaml"
    shutil.copyfile(SAMPLE, file)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BACKLOG", "XDG_", "PYTHON"))}
    environ = kept | {"HOME": str(folder / "home"), "PYTHONUTF8": "1"}
    found = []
    for words, code, printed, written in COMMANDS:
        command = [str(PROGRAM), "--today", "2026-11-23", *words.split()]
        run = subprocess.run(command, cwd=folder, env=environ, capture_output=True, encoding="utf-8", timeout=60, check=False)
        is_right = run.returncode == code and printed in (run.stderr if code else run.stdout) and bool(run.stderr) == bool(code)
        if not is_right or written not in file.read_text(encoding="utf-8"):
            found.append(f"backlog {words}: exit code {run.returncode}\n{run.stdout}{run.stderr}")
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        sys.exit("\n".join(faults(Path(scratch))) or None)
