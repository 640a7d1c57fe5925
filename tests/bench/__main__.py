"""`python -m tests.bench [--short] [--json] [--peers FOLDER] [--warehouse FILES]`: what every command costs, and may cost."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.rows import Bench
from tests.bench.stopwatch import Stopwatch
from tests.bench.table import json_of, text_of

ROUNDS, SHORT_ROUNDS = 11, 3
SHORT_SECONDS = 100  # the short form begins nothing new after so long


def main() -> int:
    """Measure, print, and leave with 0 whatever was found: this is not a test."""
    words = argparse.ArgumentParser(prog="python -m tests.bench", description="What every command costs. Installs nothing.")
    words.add_argument("--short", action="store_true", help=f"{SHORT_ROUNDS} rounds and the smaller files, under two minutes")
    words.add_argument("--json", action="store_true", help="one JSON document instead of the tables")
    words.add_argument("--peers", type=Path, metavar="FOLDER", help="where more programs are, and a Python with the newest Typer")
    words.add_argument(
        "--warehouse", type=int, metavar="FILES", help="instead: export so many files of 50 homes, and ask ten questions (2000)"
    )
    asked = words.parse_args()
    if asked.warehouse is not None:
        from tests.bench import warehouse

        with tempfile.TemporaryDirectory() as folder:
            sys.stdout.write(warehouse.text_of(list(warehouse.measured(Path(folder), asked.warehouse, _tell))))
        return 0
    rounds = SHORT_ROUNDS if asked.short else ROUNDS
    until = time.monotonic() + SHORT_SECONDS if asked.short else None
    with tempfile.TemporaryDirectory() as folder, Stopwatch(rounds, until=until, tell=_tell) as watch:
        found = Bench(watch, Path(folder), asked.short, peers=asked.peers and asked.peers.absolute()).measured()
    sys.stdout.write((json_of if asked.json else text_of)(found, rounds=rounds))
    return 0


def _tell(line: str) -> None:
    sys.stderr.write(f"{line} ...\n")


if __name__ == "__main__":
    sys.exit(main())
