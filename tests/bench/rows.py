"""The rows of the table: each figure that is to be reached, what it is held against, and what was measured."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import floors
from tests.bench.homes import job_number
from tests.bench.ours import Place, Team
from tests.bench.peers import PEERS, SLOWER, TASKWARRIOR, Work
from tests.bench.stopwatch import CouldNotRun, Runner, Stopwatch, more, ratio

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FEW, MANY = 1_000, 10_000  # items of a peer
SIZES = ((50, 12), (500, 12), (5_000, 12), (50, 60), (500, 60))
USUAL, MIDDLE, BIG = SIZES[:3]
MORE = (150, 12)  # as many homes as anybody keeps
TEAM = (40, 60, 12)  # a busy manager's files, the homes in each, the conversations of each home
TEAM_WORKS = ("due", "list", "report week")
SEEN = 3  # rounds of what is only shown, and held against nothing
NEW_DAY = "due, on a new day"
EDITED, FIRST = "due, after a hand edit", "due, never read before"
LOG, TIMED_LOG, CHECK = "log, warm", "log, the disk timed", "check"
UNDO, EDIT = "undo", "edit"


@dataclass(frozen=True)
class Row:
    """One figure to reach. Times are milliseconds of CPU; None is what was not measured.

    `value` is what the limit speaks of, in this unit: times the floor, milliseconds a home, MiB, or how many. `holds` is None
    when `trouble` says why nothing was measured.
    """

    work: str
    floor: str
    floor_ms: float | None = None
    ours_ms: float | None = None
    value: float | None = None
    unit: str = "x"
    limit: float = 1
    fsync_ms: float | None = None
    trouble: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the figure is reached."""
        return None if self.value is None else self.value <= self.limit


@dataclass(frozen=True)
class Size:
    """One line of the growth table: a file of so many homes, and what each work on it takes (milliseconds, MiB at the peak)."""

    homes: int
    conversations: int
    megabytes: float
    works: Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True)
class SideBySide:
    """Programs on so many items each: the milliseconds of each work, None where one has none."""

    items: int
    programs: Mapping[str, Mapping[Work, float | None]]


@dataclass
class Findings:
    """All that one run of the bench found. `skipped` says what was left out, and why."""

    rows: list[Row] = field(default_factory=list)
    sizes: list[Size] = field(default_factory=list)
    side_by_side: list[SideBySide] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    bare_ms: float | None = None


def held_against(floor: Runner, ours: Runner, limit: float, *, timed: Runner | None = None) -> Row:
    """A row that says how many times the floor ours takes; `timed` is the same work with its waits for the disk."""
    return replace(_row(floor, ours), value=ratio(ours, floor), limit=limit, fsync_ms=_ms(timed.fsync()) if timed else None)


def grown(few: Runner, many: Runner, limit: float, *, timed: Runner | None = None) -> Row:
    """A row that says how many milliseconds each home takes that the big file has more than the usual one."""
    homes = BIG[0] - USUAL[0]
    found = more(many, few)
    each = None if found is None else found * 1e3 / homes
    return replace(_row(few, many), value=each, unit="ms a home", limit=limit, fsync_ms=_ms(timed.fsync()) if timed else None)


def _in_seconds(ours: Runner, limit: float) -> Row:
    """A row that says how many seconds of CPU ours takes, held against nothing else."""
    return Row(ours.name, "", ours_ms=_ms(ours.cpu()), value=ours.cpu(), unit="s", limit=limit, trouble=ours.trouble)


def _row(floor: Runner, ours: Runner) -> Row:
    return Row(ours.name, floor.name, _ms(floor.cpu()), _ms(ours.cpu()), trouble=ours.trouble or floor.trouble)


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1e3, 1)


def _mib(memory: float | None) -> float | None:
    return None if memory is None else round(memory / 1024**2, 1)


def _remembered(place: Place) -> Path:
    """What the program remembers of this user's file, as one JSON text."""
    kept = [path for path in place.cache.rglob("*") if path.is_file()]
    if not kept:
        raise CouldNotRun("nothing is remembered of the file")
    # One JSON text a line, after one that says of what.
    _, *lines = max(kept, key=lambda path: path.stat().st_size).read_text(encoding="utf-8").splitlines()
    path = place.folder / "remembered.json"
    path.write_text(f"[{','.join(lines)}]", encoding="utf-8")
    return path


@dataclass(frozen=True)
class Bench:
    """One run of the bench in a folder of its own. `peers` is a folder with more programs and a Python with the newest Typer."""

    watch: Stopwatch
    folder: Path
    is_short: bool
    peers: Path | None = None
    found: Findings = field(default_factory=Findings)

    def measured(self) -> Findings:
        """Everything, one group of commands after the other."""
        for group in (self.one_morning, self.next_typer, self.a_team, self.growth, self.few_items, self.many_items):
            if self.watch.is_over():
                self.skip(group.__name__.replace("_", " "), "no time was left")
                continue
            try:
                group()
            except CouldNotRun as reason:
                self.skip(group.__name__.replace("_", " "), str(reason))
        return self.found

    def skip(self, what: str, why: str) -> None:
        """Note what is left out."""
        self.found.skipped.append(f"{what}: {why}")

    def race(self, runners: Iterable[Runner], *, rounds: int | None = None) -> None:
        """Let these run in turn, each once a round also where several rows need it."""
        self.watch.race(dict.fromkeys(runners), rounds=rounds)

    def place(self, name: str, homes: int, conversations: int) -> Place:
        """A new user with a file of that size. Raise CouldNotRun when the time is up."""
        if self.watch.is_over():
            raise CouldNotRun("no time was left")
        place = Place(self.folder / name, homes, conversations)
        place.prepare(self.watch)
        return place

    def one_morning(self) -> None:
        """The rows of fifty homes, and their floors."""
        self.watch.tell("one command, 50 homes")
        warm, edited, logged = (self.place(name, *USUAL) for name in ("warm", "edited", "logged"))
        more = self.place("more", *MORE)
        shown = self.watch.run(warm.command("due", is_terminal=True))[1]
        tab = warm.tab("Tab for a job's number, warm")
        if job_number(1) not in self.watch.run(tab.command(0))[1]:
            raise CouldNotRun("the Tab key offers nothing")
        bare, loading = floors.bare(self.folder), floors.loading(self.folder)
        drawing = floors.drawing(self.folder, _remembered(warm), shown)
        held = (
            (warm.version("backlog --version"), floors.importing_typer(self.folder), 1.1),
            (warm.new_day("due on a terminal, on a new day", self.watch, "due", is_terminal=True), drawing, 1.15),
            (warm.new_day("due --json", self.watch, "due", "--json"), bare, 8),
            (warm.new_day("list --tsv", self.watch, "list", "--tsv"), bare, 8),
            (edited.cold("due on a terminal, after a hand edit", "due", is_terminal=True), loading, 1.15),
            (more.cold("due on a terminal, after a hand edit, 150 homes", "due", is_terminal=True), loading, 1.3),
            (logged.warm_log("log, warm", self.watch), bare, 10),
            (edited.cold_log("log, after a hand edit"), loading, 1.3),
            *((logged.warm_write(verb, self.watch), loading, 1.3) for verb in ("shift", "add", "meet")),
            (tab, bare, 7),
        )
        timed = {
            "log, warm": logged.warm_log("log, warm, the disk timed", self.watch, is_timed=True),
            "log, after a hand edit": edited.cold_log("log, after a hand edit, the disk timed", is_timed=True),
        }
        self.race([bare, loading, *(runner for ours, floor, _ in held for runner in (ours, floor)), *timed.values()])
        self.found.bare_ms = _ms(bare.cpu())
        self.found.rows += [held_against(floor, ours, limit, timed=timed.get(ours.name)) for ours, floor, limit in held]
        self.found.rows.append(self._help())

    def _help(self) -> Row:
        """What the overview loads: a count of the two packages that it should not."""
        shown = self.watch.run(floors.modules_of_help(self.folder))[1]
        loaded = shown.rpartition("LOADED")[2].split()
        heavy = [name for name in ("pydantic", "yaml") if name in loaded]
        return Row("backlog --help", "pydantic and yaml", value=len(heavy), unit="loaded", limit=0)

    def next_typer(self) -> None:
        """Whether the newest Typer has become light enough to be let in."""
        newest = self.peers and self.peers / "python"
        if newest is None or not newest.exists():
            self.skip("the newest Typer", "no Python that has it, see --peers")
            return
        self.watch.tell("the newest Typer")
        version = self.watch.run(floors.typer_version(self.folder, newest))[1].strip()
        now = floors.small_command("the same, our Typer", self.folder, Path(sys.executable))
        then = floors.small_command(f"a small command, Typer {version}", self.folder, newest)
        self.race([now, then])
        self.found.rows.append(held_against(now, then, 1.15))

    def a_team(self) -> None:
        """A manager's files: each verb over all of them, with and without what is remembered."""
        files, homes, _ = TEAM
        self.watch.tell(f"{files} files of {homes} homes")
        team = Team(self.folder / "team", *TEAM)
        team.prepare()
        size = f"{files} files of {homes} homes"
        works = TEAM_WORKS[:1] if self.is_short else TEAM_WORKS
        held = [
            *((team.known(f"{words}, {size}", self.watch, *words.split()), 1.0) for words in works),
            *((team.first(f"{words}, {size}, never read before", *words.split()), 2.5) for words in works),
        ]
        self.race(runner for runner, _ in held)
        self.found.rows += [_in_seconds(runner, limit) for runner, limit in held]

    def growth(self) -> None:
        """How each work grows with the file."""
        sizes = {size: self._works(*size) for size in SIZES}
        self.race([runner for works in sizes.values() for runner in works.values()])
        for (homes, conversations), works in sizes.items():
            megabytes = self._file_of(homes, conversations).stat().st_size / 1e6
            figures = {name: (_ms(runner.cpu()), _mib(runner.memory())) for name, runner in works.items() if name != TIMED_LOG}
            self.found.sizes.append(Size(homes, conversations, round(megabytes, 1), figures))
        usual, big = sizes[USUAL], sizes[BIG]
        self.found.rows += [
            grown(usual[NEW_DAY], big[NEW_DAY], 0.12),
            grown(usual[LOG], big[LOG], 0.035, timed=big.get(TIMED_LOG)),
        ]
        if FIRST in big:
            self.found.rows.append(grown(usual[FIRST], big[FIRST], 0.65))
            peak = max(big.values(), key=lambda runner: runner.memory() or 0)
            self.found.rows.append(Row(f"{peak.name}, at its peak", "", value=_mib(peak.memory()), unit="MiB", limit=250))

    def _file_of(self, homes: int, conversations: int) -> Path:
        return Place(self.folder / f"{homes} of {conversations}", homes, conversations).file

    def _works(self, homes: int, conversations: int) -> dict[str, Runner]:
        """The works on a file of that size. The short form leaves out what reads the biggest file in full."""
        self.watch.tell(f"growth: {homes:,} homes of {conversations} conversations")
        place = self.place(f"{homes} of {conversations}", homes, conversations)
        size = f", {homes:,} homes"
        works = {
            NEW_DAY: place.new_day(NEW_DAY + size, self.watch, "due", is_terminal=True),
            LOG: place.warm_log(LOG + size, self.watch),
            TIMED_LOG: place.warm_log(TIMED_LOG + size, self.watch, is_timed=True),
            EDITED: place.cold(EDITED + size, "due", is_terminal=True),
            FIRST: place.first(FIRST + size, "due", is_terminal=True),
            CHECK: place.reading(CHECK + size, "check"),
        }
        if self.is_short and (homes, conversations) == BIG:
            self.skip(f"{homes:,} homes read in full", "not in the short form")
            return {name: works[name] for name in (NEW_DAY, LOG)}
        if (homes, conversations) == BIG:  # what compares several readings of the whole file
            works |= {UNDO: place.undo(UNDO + size, self.watch), EDIT: place.edit(EDIT + size)}
        return works

    def few_items(self) -> None:
        """Side by side with everybody who is installed: quicker at each work than those written in Python."""
        ours, theirs = self._programs(FEW)
        self.race(runner for works in (*ours.values(), *theirs.values()) for runner in works.values())
        self._show(FEW, ours, theirs)
        for name in SLOWER:
            for work, floor in theirs.get(name, {}).items():
                self.found.rows += [held_against(floor, works[work], 1) for works in ours.values() if work in works]

    def many_items(self) -> None:
        """Side by side on ten times as many; only Taskwarrior is held against."""
        if self.is_short:
            self.skip(f"side by side on {MANY:,} items", "not in the short form")
            return
        ours, theirs = self._programs(MANY)
        task = theirs.get(TASKWARRIOR, {})
        held = [
            (task[work], works[work])
            for works in ours.values()
            for work in (Work.DUE, Work.NOTE)
            if work in task and work in works
        ]
        self.race(runner for pair in held for runner in pair)
        self.found.rows += [held_against(floor, runner, 3) for floor, runner in held]
        others = [runner for works in (*ours.values(), *theirs.values()) for runner in works.values() if not runner.costs]
        self.race(others, rounds=SEEN)
        self._show(MANY, ours, theirs)

    def _programs(self, items: int) -> tuple[dict[str, dict[Work, Runner]], dict[str, dict[Work, Runner]]]:
        """Our works on so many homes of one conversation, all of them known, and those of every peer that is installed."""
        place = self.place(f"{items} homes", items, 1)
        size = f"{items:,} homes"
        logged = place.warm_log(f"log, {size}", self.watch)
        works = {
            Work.START: place.version("--version"),
            Work.ADD: logged,
            Work.DUE: place.new_day(f"due, {size}", self.watch, "due", is_terminal=True),
            Work.ALL: place.new_day(f"list, {size}", self.watch, "list", is_terminal=True),
            Work.NOTE: logged,
        }
        ours = {"backlog": works}
        theirs = {}
        for peer in PEERS:
            program = peer.found(self.peers)
            if program is None:
                self.skip(peer.name, "not installed")
                continue
            self.watch.tell(f"{items:,} items: {peer.name}")
            theirs[peer.name] = peer.runners(self.folder / f"{peer.programs[0]} {items}", program, items)
        return ours, theirs

    def _show(self, items: int, ours: Mapping[str, Mapping[Work, Runner]], theirs: Mapping[str, Mapping[Work, Runner]]) -> None:
        programs = {**ours, **theirs}
        times = {name: {work: _ms(runner.cpu()) for work, runner in works.items()} for name, works in programs.items()}
        self.found.side_by_side.append(SideBySide(items, times))
        for name, works in programs.items():
            troubles = [f"{runner.name}: {runner.trouble}" for runner in works.values() if runner.trouble]
            if troubles:
                self.skip(f"{name} on {items:,} items", "; ".join(troubles))
