"""What commands cost: each run in turn with the others, so that a busy machine is busy for all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import TracebackType


class CouldNotRun(Exception):
    """A command that did not do what it should: the message says what it answered."""


class Cost(NamedTuple):
    """What one run took: seconds of CPU (user and system, children included), seconds by the wall, bytes at the peak."""

    cpu: float
    wall: float
    memory: int
    fsync: float | None = None


@dataclass(frozen=True)
class Command:
    """One command line with its surroundings. `typed` is what it reads; on a terminal it reads nothing."""

    words: tuple[str, ...]
    folder: Path
    environ: Mapping[str, str]
    is_terminal: bool = False
    typed: str = ""


@dataclass(eq=False)
class Runner:
    """One who takes part in a race: a command for each round, after what has to be `ready` before it, which is not timed."""

    name: str
    command: Callable[[int], Command]
    ready: Callable[[int], None] = field(default=lambda _: None)
    costs: list[Cost] = field(default_factory=list)
    trouble: str = ""

    def cpu(self) -> float | None:
        """The median of its CPU seconds; None when it never ran."""
        return median(cost.cpu for cost in self.costs) if self.costs else None

    def memory(self) -> float | None:
        """The median of its peaks in bytes; None when it never ran."""
        return median(cost.memory for cost in self.costs) if self.costs else None

    def fsync(self) -> float | None:
        """The median of the seconds it waited for the disk; None where that was not timed."""
        waits = [cost.fsync for cost in self.costs if cost.fsync is not None]
        return median(waits) if waits else None


class Stopwatch:
    """Runs commands through one small starter. `rounds` is how often each is timed, `until` the moment (monotonic) to stop at."""

    def __init__(self, rounds: int, *, until: float | None = None, tell: Callable[[str], None]) -> None:
        self.rounds = rounds
        self.tell = tell
        self._until = until
        self._starter = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("starter.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Stopwatch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._starter.communicate()

    def is_over(self) -> bool:
        """Whether the time is up."""
        return self._until is not None and time.monotonic() > self._until

    def run(self, command: Command) -> tuple[Cost, str]:
        """One run: what it took, and what it wrote. Raise CouldNotRun when it fails."""
        asked = {**command.__dict__, "folder": str(command.folder), "environ": dict(command.environ)}
        assert self._starter.stdin is not None
        assert self._starter.stdout is not None
        self._starter.stdin.write(json.dumps(asked) + "\n")
        self._starter.stdin.flush()
        answer = json.loads(self._starter.stdout.readline())
        if answer["code"]:
            shown = " ".join(answer["shown"].split())[-200:]
            raise CouldNotRun(f"ended with {answer['code']}: {shown}")
        waited = Path(command.environ.get("BENCH_FSYNC", os.devnull))
        fsync = float(waited.read_text()) if waited.is_file() else None
        return Cost(answer["cpu"], answer["wall"], answer["memory"], fsync), answer["shown"]

    def race(self, runners: Iterable[Runner], *, rounds: int | None = None) -> None:
        """Run all of them in turn: once to warm up, then round by round. Who fails is out, with the reason in `trouble`."""
        there = list(runners)
        for n in range((rounds or self.rounds) + 1):
            for runner in there:
                if not runner.trouble and not self.is_over():
                    self._take_turn(runner, n)
        for runner in there:
            if not runner.costs and not runner.trouble:
                runner.trouble = "there was no time for it"

    def _take_turn(self, runner: Runner, n: int) -> None:
        try:
            runner.ready(n)
            cost, _ = self.run(runner.command(n))
        except CouldNotRun as reason:
            runner.trouble = str(reason)
            runner.costs.clear()
        else:
            if n:
                runner.costs.append(cost)


def ratio(ours: Runner, floor: Runner) -> float | None:
    """The median of ours over the floor's, round by round; None when one of the two did not run."""
    return _paired(ours.costs, floor.costs, lambda one, other: one.cpu / other.cpu)


def more(ours: Runner, floor: Runner) -> float | None:
    """The median of the CPU seconds by which ours takes more, round by round; None when one of the two did not run."""
    return _paired(ours.costs, floor.costs, lambda one, other: one.cpu - other.cpu)


def _paired(ours: Sequence[Cost], floor: Sequence[Cost], compare: Callable[[Cost, Cost], float]) -> float | None:
    pairs = list(zip(ours, floor, strict=False))
    return median(compare(one, other) for one, other in pairs) if pairs else None
