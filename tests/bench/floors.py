"""What nobody can do better: the least a program of our kind has to load, and the least it has to draw."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

from tests.bench.ours import ROOT, environ_of, python, script
from tests.bench.stopwatch import Command, Runner

if TYPE_CHECKING:
    from pathlib import Path

_TABLE = """\
import json
import sys

import typer
from rich.console import Console
from rich.table import Table

with open(sys.argv[1], encoding="utf-8") as remembered:
    json.load(remembered)
with open(sys.argv[2], encoding="utf-8") as shown:
    rows = json.load(shown)
table = Table(box=None, show_header=False, padding=0)
for row in rows:
    table.add_row(*row)
Console(markup=False, highlight=False).print(table)
"""

_COLD = f"""\
import sys
sys.path.insert(0, {str(ROOT)!r})
import typer
import rich.console
import yaml
import pydantic
from backlog_cli.model import BacklogFile
BacklogFile.model_rebuild()
"""

_TYPER = """\
import typer
app = typer.Typer(add_completion=False)
@app.command()
def hello(name: str = "you", times: int = 1, loud: bool = False) -> None:
    print(name * times)
app()
"""

_MODULES = """\
import sys
sys.argv = ["backlog", *sys.argv[1:]]
sys.path.insert(0, {root!r})
from backlog_cli.cli.app import run
run(sys.argv[1:])
print("LOADED", *sorted({{name.partition(".")[0] for name in sys.modules}}))
"""


def bare(folder: Path) -> Runner:
    """`python -I -c pass`: what every program written in Python pays."""
    return Runner("pass", lambda _: Command((sys.executable, "-I", "-c", "pass"), folder, environ_of(folder)))


def importing_typer(folder: Path) -> Runner:
    """Typer imported, and nothing done with it."""
    path = script(folder, "typer_floor.py", "import typer\n")
    return Runner("import typer", lambda _: Command(python(path), folder, environ_of(folder)))


def drawing(folder: Path, remembered: Path, page: str) -> Runner:
    """A script that imports typer and rich, reads the remembered JSON and draws a table with the rows of this page."""
    plain = re.sub("\x1b\\[[0-9;]*m", "", page)
    rows = [(line[:3], line[3:]) for line in plain.splitlines()]
    shown = folder / "rows.json"
    shown.write_text(json.dumps(rows), encoding="utf-8")
    path = script(folder, "table_floor.py", _TABLE)
    words = python(path, str(remembered), str(shown))
    return Runner("typer, rich, the JSON and a table", lambda _: Command(words, folder, environ_of(folder), is_terminal=True))


def loading(folder: Path) -> Runner:
    """All four packages imported and our models built."""
    path = script(folder, "cold_floor.py", _COLD)
    return Runner("typer, rich, yaml, pydantic and the models", lambda _: Command(python(path), folder, environ_of(folder)))


def small_command(name: str, folder: Path, interpreter: Path) -> Runner:
    """A command of three options, with the Typer of that Python."""
    path = script(folder, "typer_command.py", _TYPER)
    return Runner(name, lambda _: Command((str(interpreter), "-I", str(path)), folder, environ_of(folder)))


def typer_version(folder: Path, interpreter: Path) -> Command:
    """Which Typer that Python has."""
    question = "import importlib.metadata as m; print(m.version('typer'))"
    return Command((str(interpreter), "-I", "-c", question), folder, environ_of(folder))


def modules_of_help(folder: Path) -> Command:
    """`backlog --help`, and then a line with the packages that it loaded."""
    path = script(folder, "modules.py", _MODULES.format(root=str(ROOT)))
    return Command(python(path, "--help"), folder, environ_of(folder))
