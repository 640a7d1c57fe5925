"""Two people at work from one file: their commands and their hand edits come together, and git's own merge beside ours."""

from __future__ import annotations

import contextlib
import random
import re
import shutil
import subprocess
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from backlog_cli.cli.app import run as run_words
from backlog_cli.errors import BadFile
from backlog_cli.store.editing.comments import comment_counts
from backlog_cli.store.load import load
from backlog_cli.store.yaml.source import read_source
from backlog_cli.workflows.merge import merge_texts
from tests.data.honest import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backlog_cli.workflows.merge import Merge

MORNING = date(2026, 11, 30)
BASES = (FOLDER / "honest_12.yaml", Path(__file__).parent.parent.parent / "sample_backlog.yaml")
BUSY_HOMES = 4  # that both people write in
# What only adds, and what changes or takes out; `{mark}` is in the words of one command of one person and in no others.
ADDING = (
    "log {job} {mark} by phone --phone",
    "log {job} {mark} a text --text --mood happy",
    "log {job} {mark} they asked --in",
    "promise {job} fri {mark} photos",
    "ask {job} {mark} which tiles",
    "issue {job} {mark} a crack --wants a look",
    "meet {job} 2026-12-0{day} 1{day}:00 {mark} walk",
    "add {mark}0 Kim {mark} --sold 2026-11-2{day}",
)
CHANGING = (
    "shift {job} +{day}w {mark} is late",
    "set {job} notes {mark}",
    "set {job} lot {mark}",
    "set {job} orientation_date 2026-12-0{day}",
    "stage {job} next",
    "done {job} 1",
    "cancel {job} {mark} another city",
    "away 2026-12-2{day} 2026-12-29 --cover {mark}",
)


class Side(NamedTuple):
    """What one person made of the file, and the marks of what the program says it wrote."""

    text: bytes
    marks: frozenset[str]


@pytest.fixture
def person(home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Side]:
    """`person(base, random, "ann", 5, ADDING)`: five commands from that list, and maybe a comment by hand between them."""

    def side(base: bytes, lot: random.Random, name: str, count: int, verbs: tuple[str, ...]) -> Side:
        path = home / name / "backlog.yaml"
        shutil.rmtree(path.parent, ignore_errors=True)
        path.parent.mkdir()
        path.write_bytes(base)
        jobs = re.findall(rb"^ *- job: (\S+)", base, re.MULTILINE)[:BUSY_HOMES]
        marks = set()
        for at in range(count):
            mark = f"{name}{at}"
            words = lot.choice(verbs).format(job=lot.choice(jobs).decode(), mark=mark, day=lot.randint(1, 8)).split()
            code = run_words(["--today", str(MORNING), "--file", str(path), *words])
            capsys.readouterr()
            if code == 0 and any(mark in word for word in words):
                marks.add(mark)
            if lot.random() < 0.2:
                add_comment(path, f"# {name} noted {at}", lot)
        return Side(path.read_bytes(), frozenset(mark for mark in marks if mark.encode() in path.read_bytes()))

    return side


def add_comment(path: Path, comment: str, lot: random.Random) -> None:
    """Put a comment on a line of its own between two others, as an editor would, where it is one."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    before = load(path.read_bytes(), "x").source.data
    at = lot.randrange(len(lines) + 1)
    indent = re.match(" *", lines[at] if at < len(lines) else "")
    text = "".join([*lines[:at], f"{indent.group() if indent else ''}{comment}\n", *lines[at:]]).encode()
    with contextlib.suppress(BadFile):
        if read_source(text, "x").data == before:
            path.write_bytes(text)


def is_textual_conflict(folder: Path, base: bytes, ours: bytes, theirs: bytes) -> bool:
    """Whether git's own merge of the three texts, line by line, leaves marks in the file."""
    places = [folder / name for name in ("ours", "base", "theirs")]
    for place, text in zip(places, (ours, base, theirs), strict=True):
        place.write_bytes(text)
    return subprocess.run(["git", "merge-file", "-p", "-q", *places], capture_output=True, check=False).returncode != 0


def entries(data: object, key: str = "") -> Iterator[str]:
    """Every entry of every list of a file, as text with the list it is in."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from entries(value, name)
    elif isinstance(data, list):
        for one in data:
            yield f"{key} {in_order(one)!r}"
            yield from entries(one, key) if key != "conflicts" else ()


def in_order(value: object) -> object:
    if isinstance(value, dict):
        return {key: in_order(one) for key, one in sorted(value.items()) if one not in ([], {})}
    return sorted(map(in_order, value), key=repr) if isinstance(value, list) else value


def without_conflicts(data: dict[str, Any]) -> object:
    homes = [{key: value for key, value in home.items() if key != "conflicts"} for home in data["jobs"]]
    return in_order({key: value for key, value in data.items() if key != "conflicts"} | {"jobs": homes})


def hold(base: bytes, ours: Side, theirs: Side) -> Merge:
    """The merge of two people's work, held against everything that must be true of it."""
    found = merge_texts(base, ours.text, theirs.text, name="backlog.yaml", today=MORNING)
    back = merge_texts(base, theirs.text, ours.text, name="backlog.yaml", today=MORNING)
    loaded = load(found.text, "backlog.yaml")
    sides = [load(side.text, "backlog.yaml") for side in (ours, theirs)]
    assert len(loaded.bad) <= max(len(side.bad) for side in sides)
    text = found.text.decode()
    for mark in ours.marks | theirs.marks:  # nothing that anybody wrote is missing
        assert re.search(rf"\b{mark}\b|\b{mark}0\b", text), mark
    counts = [Counter(entries(side.source.data)) for side in (load(base, "backlog.yaml"), *sides)]
    doubled = {
        entry: count
        for entry, count in Counter(entries(loaded.source.data)).items()
        if count > counts[1][entry] + counts[2][entry] - min(one[entry] for one in counts) and entry in counts[1] | counts[2]
    }
    assert not doubled
    known = comment_counts(read_source(base, "x"))
    for side in (ours, theirs):
        assert not (comment_counts(read_source(side.text, "x")) - known) - (comment_counts(loaded.source) - known)
    assert without_conflicts(loaded.source.data) == without_conflicts(read_source(back.text, "x").data)
    assert Counter(one[2:] for one in found.conflicts) == Counter(one[2:] for one in back.conflicts)
    return found


def played(person: Callable[..., Side], folder: Path, seeds: range, count: int, verbs: tuple[str, ...]) -> tuple[int, int]:
    """How many histories git's own merge conflicts in, and how many ours does."""
    textual = ours = 0
    for seed in seeds:
        lot = random.Random(seed)
        base = lot.choice(BASES).read_bytes()
        one, two = (person(base, lot, name, count, verbs) for name in ("ann", "dee"))
        found = hold(base, one, two)
        textual += is_textual_conflict(folder, base, one.text, two.text)
        ours += bool(found.conflicts)
    return textual, ours


def test_what_two_people_added_comes_together_without_a_conflict(
    person: Callable[..., Side], home: Path, counted: Callable[[str], None]
) -> None:
    textual, ours = played(person, home, range(2), 4, ADDING)
    assert textual == 2
    assert ours == 0
    counted(f"two people's additions, 2 histories: git's textual merge conflicts in {textual}, ours in {ours}")


def test_what_two_people_changed_is_all_there(person: Callable[..., Side], home: Path) -> None:
    played(person, home, range(100, 101), 3, ADDING + CHANGING)


@pytest.mark.sweep
@pytest.mark.parametrize("part", range(4))
def test_many_histories_of_two_people(person: Callable[..., Side], home: Path, counted: Callable[[str], None], part: int) -> None:
    seeds = range(1000 * part + 1000, 1000 * part + 1010)
    textual, ours = played(person, home, seeds, 10, ADDING)
    assert ours == 0
    counted(f"two people's additions, 10 histories of 20 commands: git's textual merge conflicts in {textual}, ours in {ours}")
    textual, ours = played(person, home, seeds, 10, ADDING + CHANGING)
    counted(f"additions and changes, 10 histories of 20 commands: git's textual merge conflicts in {textual}, ours in {ours}")
