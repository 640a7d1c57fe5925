"""Other people's programs for lists, diaries and calendars, each with as many items in its own format as ours has homes."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from tests.bench.homes import SEED, TODAY
from tests.bench.ours import environ_of
from tests.bench.stopwatch import Command, Runner

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Work(StrEnum):
    """What all of them can do in some way. NOTE adds to an item that is there."""

    START = "start"
    ADD = "add an entry"
    DUE = "list what is due"
    ALL = "list all"
    NOTE = "add a note to an item"


@dataclass(frozen=True)
class Calls:
    """How a peer is called for each work, and what it has to find around it. `typed` is what it asks for when it adds."""

    words: Mapping[Work, tuple[str, ...]]
    typed: str = ""
    environ: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Peer:
    """One program: the names it may be installed under, and how its items are laid out in a folder."""

    name: str
    programs: tuple[str, ...]
    lay: Callable[[Path, int], Calls]

    def found(self, more: Path | None) -> Path | None:
        """Where it is installed: in the folder `more`, or on the path; None when it is not."""
        usual = os.environ.get("PATH", os.defpath)
        path = f"{more}{os.pathsep}{usual}" if more else usual
        return next((Path(found).absolute() for name in self.programs if (found := shutil.which(name, path=path))), None)

    def runners(self, folder: Path, program: Path, items: int) -> dict[Work, Runner]:
        """Its works on so many items, laid out in that new folder. Lists are drawn on a terminal, the rest runs without one."""
        folder.mkdir(parents=True)
        calls = self.lay(folder, items)
        environ = {**environ_of(folder), **calls.environ}

        def command(work: Work) -> Command:
            words = (str(program), *calls.words[work])
            typed = calls.typed if work is Work.ADD else ""
            return Command(words, folder, environ, work in (Work.DUE, Work.ALL), typed)

        return {work: Runner(f"{self.name}: {work}", lambda _, work=work: command(work)) for work in calls.words}  # type: ignore[misc]


# One item in twenty lies in these days; they are what is due.
_SPAN = 400
_DUE_FROM = TODAY - timedelta(19)
_THEN = TODAY - timedelta(730)  # for diaries, which hold what was
_NOTE = "called about the paint"
_NAMES = ("Okafor", "Brandt", "Whitfield", "Nakamura", "Sorensen", "Marchetti", "Castellanos", "Kowalski")
_DOINGS = ("Call about the slab", "Send the pictures", "Ask for the cabinet samples", "Walk the lot", "Talk through the lock")


def items(count: int, *, seed: int = SEED) -> list[tuple[date, str]]:
    """So many days and texts, from twenty days before today on. The same for the same two numbers."""
    chance = Random(f"{seed} {count}")
    return [(_DUE_FROM + timedelta(n % _SPAN), f"{chance.choice(_DOINGS)} {chance.choice(_NAMES)} {n}") for n in range(count)]


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def _in_the_past(day: date) -> date:
    return day - (TODAY - _THEN)


def taskwarrior(folder: Path, count: int) -> Calls:
    """Taskwarrior's pending.data, one task on each line."""
    home = folder / "task"
    home.mkdir()
    entered = int(_moment(_DUE_FROM).timestamp())
    lines = [
        f'[description:"{text}" due:"{int(_moment(day).timestamp())}" entry:"{entered}" status:"pending" uuid:"{UUID(int=n)}"]\n'
        for n, (day, text) in enumerate(items(count), 1)
    ]
    (home / "pending.data").write_text("".join(lines))
    (folder / ".taskrc").write_text(f"data.location={home}\nconfirmation=off\nnews.version=2.6.0\n")
    tomorrow = TODAY + timedelta(1)
    words = {
        Work.START: ("--version",),
        Work.ADD: ("add", _NOTE, f"due:{tomorrow}"),
        Work.DUE: (f"due.before:{tomorrow}", "list"),
        Work.ALL: ("list",),
        Work.NOTE: (str(count // 2), "annotate", _NOTE),
    }
    return Calls(words)


def todo_txt(folder: Path, count: int) -> Calls:
    """todo.txt: one line for each item; what is due is found by its month, as the program knows no days."""
    _todo_file(folder / "todo.txt", count)
    config = folder / "todo.cfg"
    names = "".join(f"export {name}_FILE={folder / name.lower()}.txt\n" for name in ("TODO", "DONE", "REPORT"))
    config.write_text(f"export TODO_DIR={folder}\n{names}")
    called = ("-d", str(config))
    words = {
        Work.START: (*called, "shorthelp"),
        Work.ADD: (*called, "add", _NOTE),
        Work.DUE: (*called, "ls", f"due:{TODAY:%Y-%m}"),
        Work.ALL: (*called, "ls"),
    }
    return Calls(words)


def _todo_file(path: Path, count: int) -> None:
    path.write_text("".join(f"{_DUE_FROM} {text} @phone due:{day}\n" for day, text in items(count)))


def topydo(folder: Path, count: int) -> Calls:
    """topydo, on a todo.txt file."""
    _todo_file(folder / "todo.txt", count)
    called = ("-t", str(folder / "todo.txt"), "-d", str(folder / "done.txt"))
    words = {
        Work.START: ("-v",),
        Work.ADD: (*called, "add", f"{_NOTE} due:{TODAY + timedelta(1)}"),
        Work.DUE: (*called, "ls", f"due:<={TODAY}"),
        Work.ALL: (*called, "ls", "-x"),
    }
    return Calls(words)


def hledger(folder: Path, count: int) -> Calls:
    """hledger's journal: a quarter of an hour booked for each item."""
    journal = folder / "hours.journal"
    journal.write_text("".join(f"{day} {text}\n    talks:phone    0.25 h\n    time\n\n" for day, text in items(count)))
    called = ("-f", str(journal))
    words = {
        Work.START: ("--version",),
        Work.ADD: (*called, "add"),
        Work.DUE: (*called, "register", f"date:{_DUE_FROM}..{TODAY + timedelta(1)}"),
        Work.ALL: (*called, "register"),
    }
    return Calls(words, typed=f"{TODAY}\n{_NOTE}\ntalks:phone\n0.25 h\ntime\n\n.\n")


def todoman(folder: Path, count: int) -> Calls:
    """todoman: a folder of calendar files, one for each item, and its own index of them."""
    _calendar(folder / "lists" / "homes", count, _todo)
    config = folder / "config" / "todoman"
    config.mkdir(parents=True)
    settings = {"path": f"{folder}/lists/*", "default_list": "homes", "date_format": "%Y-%m-%d", "time_format": "%H:%M"}
    (config / "config.py").write_text("".join(f"{name} = {value!r}\n" for name, value in settings.items()))
    # It only knows "within so many hours from now".
    hours = int((_moment(TODAY + timedelta(1)) - datetime.now(UTC)).total_seconds() / 3600)
    words = {
        Work.START: ("--version",),
        Work.ADD: ("new", "-l", "homes", _NOTE),
        Work.DUE: ("list", "--due", str(hours)),
        Work.ALL: ("list",),
    }
    return Calls(words)


def _todo(day: date, text: str) -> list[str]:
    return ["BEGIN:VTODO", f"DUE;VALUE=DATE:{day:%Y%m%d}", f"SUMMARY:{text}", "STATUS:NEEDS-ACTION", "END:VTODO"]


def khal(folder: Path, count: int) -> Calls:
    """khal: a folder of calendar files, one for each item, and its own index of them."""
    events = folder / "events" / "homes"
    _calendar(events, count, _event)
    config = folder / "config" / "khal"
    config.mkdir(parents=True)
    day, minute = "%Y-%m-%d", "%H:%M"
    formats = "".join(f"{long}dateformat = {day}\n{long}datetimeformat = {day} {minute}\n" for long in ("", "long"))
    zones = "local_timezone = UTC\ndefault_timezone = UTC\n"
    text = f"[calendars]\n[[homes]]\npath = {events}\n[locale]\ntimeformat = {minute}\n{formats}{zones}"
    (config / "config").write_text(f"{text}[default]\ndefault_calendar = homes\n")
    words = {
        Work.START: ("--version",),
        Work.ADD: ("new", str(TODAY), "10:00", _NOTE),
        Work.DUE: ("list", str(_DUE_FROM), "20d"),
        Work.ALL: ("list", str(_DUE_FROM), f"{_SPAN}d"),
    }
    return Calls(words)


def _event(day: date, text: str) -> list[str]:
    return ["BEGIN:VEVENT", f"DTSTART:{day:%Y%m%d}T090000Z", f"DTEND:{day:%Y%m%d}T093000Z", f"SUMMARY:{text}", "END:VEVENT"]


def _calendar(folder: Path, count: int, entry: Callable[[date, str], list[str]]) -> None:
    folder.mkdir(parents=True)
    for n, (day, text) in enumerate(items(count)):
        begin, *rest = entry(day, text)
        stamps = (f"UID:home-{n}", f"DTSTAMP:{_DUE_FROM:%Y%m%d}T090000Z")
        lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//homes//EN", begin, *stamps, *rest, "END:VCALENDAR", "")
        (folder / f"home-{n}.ics").write_text("\r\n".join(lines), newline="")


def jrnl(folder: Path, count: int) -> Calls:
    """jrnl: one text file, a paragraph for each entry."""
    journal = folder / "journal.txt"
    entries = sorted((_in_the_past(day), text) for day, text in items(count))
    journal.write_text("".join(f"[{day} 09:00] {text}.\nThe crew is booked again.\n\n" for day, text in entries))
    config = folder / "config" / "jrnl"
    config.mkdir(parents=True)
    colors = "colors:\n  body: none\n  date: black\n  tags: yellow\n  title: cyan\n"
    usual = "editor: ''\nencrypt: false\ntemplate: false\ndefault_hour: 9\ndefault_minute: 0\nhighlight: true\nlinewrap: 79\n"
    text = f"version: v4.6\njournals:\n  default:\n    journal: {journal}\n{usual}{colors}"
    (config / "jrnl.yaml").write_text(f"{text}timeformat: '%Y-%m-%d %H:%M'\ntagsymbols: '@'\nindent_character: '|'\n")
    words = {
        Work.START: ("--version",),
        Work.ADD: (f"{_THEN}:", _NOTE),
        Work.DUE: ("-from", str(_in_the_past(_DUE_FROM)), "-to", str(_THEN)),
        Work.ALL: ("--short", "-to", str(_in_the_past(_DUE_FROM) + timedelta(_SPAN))),
    }
    return Calls(words)


def watson(folder: Path, count: int) -> Calls:
    """Watson: one JSON file, a frame for each entry."""
    home = folder / "watson"
    home.mkdir()
    frames = []
    for n, (day, text) in enumerate(items(count)):
        begun = int(_moment(_in_the_past(day)).timestamp())
        name = text.split()[-2]
        frames.append([begun, begun + 1800, name, f"{n:032x}", ["phone"], begun + 1800])
    (home / "frames").write_text(json.dumps(frames, indent=1))
    add = ("add", "--from", f"{_THEN} 18:00", "--to", f"{_THEN} 18:30", "Okafor")
    words = {
        Work.START: ("--version",),
        Work.ADD: add,
        Work.DUE: ("log", "-G", "--from", str(_in_the_past(_DUE_FROM)), "--to", str(_THEN)),
        Work.ALL: ("log", "-G", "--all"),
    }
    return Calls(words, environ={"WATSON_DIR": str(home)})


TASKWARRIOR = "Taskwarrior"

PEERS = (
    Peer(TASKWARRIOR, ("task",), taskwarrior),
    Peer("todo.txt-cli", ("todo-txt", "todo.sh"), todo_txt),
    Peer("hledger", ("hledger",), hledger),
    Peer("todoman", ("todoman", "todo"), todoman),
    Peer("khal", ("khal",), khal),
    Peer("jrnl", ("jrnl",), jrnl),
    Peer("topydo", ("topydo",), topydo),
    Peer("Watson", ("watson",), watson),
)

# Those that are to be left behind at every work; the others are written in faster languages or do much less.
SLOWER = ("jrnl", "todoman", "topydo", "khal", "Watson")
