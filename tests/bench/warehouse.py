"""What a builder's warehouse costs: exporting thousands of files, and asking DuckDB and Spark the ten questions about them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.data.builder import TODAY, write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

HOMES_A_FILE = 50
ROOT = Path(__file__).parent.parent.parent
_ASK = "from pathlib import Path; from tests.warehouse import {name}; {name}(Path({folder!r}))"


class WarehouseCost(NamedTuple):
    """One thing that was done: seconds by the clock and of processor time, the most memory in bytes, what it left in bytes."""

    work: str
    seconds: float
    cpu: float
    memory: int
    size: int = 0


def measured(folder: Path, files: int, tell: Callable[[str], None]) -> Iterator[WarehouseCost | str]:
    """Yield what each step costs, once each; a sentence for what is left out."""
    tell(f"{files} files of {HOMES_A_FILE} homes")
    write_files(folder / "agents", files, HOMES_A_FILE)
    yield f"{files * HOMES_A_FILE:,} homes in {files:,} files of {_size(folder / 'agents') // 2**20} MB together."
    for work, kind in (("jsonl, never read", "jsonl"), ("jsonl, known files", "jsonl"), ("parquet, known files", "parquet")):
        tell(f"export {work}")
        words = ["--file", str(folder / "agents"), "export", kind, str(folder / kind), "--replace"]
        yield _run(work, [sys.executable, "-m", "backlog_cli", "--today", str(TODAY), *words], folder, folder / kind)
    for name, package, program in (("DuckDB", "duckdb", None), ("Spark", "pyspark", "java")):
        if find_spec(package) is None or (program is not None and shutil.which(program) is None):
            yield f"{name} is left out: it isn't installed."
            continue
        tell(f"ten questions, {name}")
        code = _ASK.format(name=f"{name.lower()}_answers", folder=str(folder / "parquet"))
        yield _run(f"ten questions, {name}", [sys.executable, "-c", code], folder, None)


def _run(work: str, words: Sequence[str], folder: Path, target: Path | None) -> WarehouseCost:
    environ = {**os.environ, "HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "BACKLOG_FILE", "BACKLOG_TODAY"):
        environ.pop(name, None)
    (folder / "home").mkdir(exist_ok=True)
    start = time.monotonic()
    process = subprocess.Popen(words, cwd=folder, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{work}: exit code {process.returncode}"
    memory = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    size = 0 if target is None else _size(target)
    return WarehouseCost(work, time.monotonic() - start, used.ru_utime + used.ru_stime, memory, size)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def text_of(found: Sequence[WarehouseCost | str]) -> str:
    """The figures as a table of plain text."""
    rows = [f"{'WORK':<24}{'SECONDS':>9}{'CPU':>9}{'MEMORY':>10}{'ON DISK':>10}"]
    for cost in found:
        if isinstance(cost, str):
            rows.append(cost)
            continue
        size = f"{cost.size / 2**20:,.0f} MB" if cost.size else ""
        rows.append(f"{cost.work:<24}{cost.seconds:>9.1f}{cost.cpu:>9.1f}{cost.memory / 2**20:>7,.0f} MB{size:>10}")
    return "\n".join(rows) + "\n"
