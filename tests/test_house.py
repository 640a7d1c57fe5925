"""The house stands as it was drawn: who may import whom, who may touch the disk, the clock and the screen, what bears a sign."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parent.parent / "backlog_cli"
HOUSE = "backlog_cli"

# Arrows only point down, and rooms of one floor never look into each other.
FLOORS = {
    "errors": 0,
    "keys": 0,
    "terms": 1,
    "dates": 2,
    "model": 3,
    "rules": 4,
    "store": 5,
    "views": 5,
    "workflows": 6,
    "cli": 7,
    "__main__": 8,
}
PACKAGES = {
    "pydantic": ("model", "store.load"),
    "pydantic_core": ("model", "store.load"),
    "yaml": ("store",),
    "rich": ("views", "cli"),
    "typer": ("cli",),
}
# Pure decisions: no file, no clock, no screen, no other program.
PURE = ("errors", "terms", "dates", "model", "rules")
IMPURE = {"os", "sys", "io", "pathlib", "time", "subprocess", "socket", "shutil", "tempfile", "logging", "locale", "random"}
NOWHERE = {"pickle", "marshal", "shelve"}  # what they read can act
YAML_MAGIC = {"load", "dump", "serialize", "construct"}
CLOCKS = {"datetime.date.today", "datetime.datetime.today", "datetime.datetime.now", "datetime.datetime.utcnow"}
DISK = {
    "os": {"replace", "rename", "renames", "remove", "unlink", "rmdir", "removedirs", "mkdir", "makedirs", "truncate", "open"},
    "shutil": {"copy", "copy2", "copyfile", "copytree", "move", "rmtree"},
    "tempfile": {"mkstemp", "mkdtemp", "mktemp", "NamedTemporaryFile", "TemporaryFile", "TemporaryDirectory"},
}
DISK_METHODS = {"write_text", "write_bytes", "unlink", "touch", "mkdir", "rmdir", "rename", "symlink_to", "hardlink_to"}
WRITERS = ("store.yaml.patch", "store.yaml.splice")  # look.py has no business there
# `cli/fields.py` is the one room of the shell that reads the model: it is opened inside the body of `set` only, so that
# no other verb pays for it.
LAZY = "cli.field_values"


@dataclass(frozen=True)
class Import:
    """One import: the dotted name it brings in, and whether it runs when the module is loaded, in a body, or never."""

    target: str
    line: int
    is_top: bool
    is_typing: bool


@dataclass(frozen=True)
class Room:
    """One module's source under its name inside the house: `rules.job_lookup`."""

    name: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        return tuple(imports_of(self.tree))

    @cached_property
    def aliases(self) -> dict[str, str]:
        """What each imported name stands for: `dt` for `datetime`, `unlink` for `os.unlink`."""
        return {local: origin for node in self.nodes for local, origin in named(node)}

    @cached_property
    def calls(self) -> tuple[tuple[ast.Call, str], ...]:
        """Every call with the dotted name of what is called, as far as it has one."""
        return tuple((node, self.dotted(node.func)) for node in self.nodes if isinstance(node, ast.Call))

    def dotted(self, node: ast.AST) -> str:
        """`datetime.datetime.now` for `dt.datetime.now`; a leading dot when the root is no plain name."""
        if isinstance(node, ast.Name):
            return self.aliases.get(node.id, node.id)
        return f"{self.dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def is_in(name: str, *rooms: str) -> bool:
    """Whether a module is one of these rooms or lies in one of them."""
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def named(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
    elif isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def imports_of(node: ast.AST, *, is_top: bool = True, is_typing: bool = False) -> Iterator[Import]:
    """Every import below a node."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield Import(alias.name, node.lineno, is_top, is_typing)
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield Import(f"{'.' * node.level}{node.module or ''}.{alias.name}", node.lineno, is_top, is_typing)
    elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        for guarded in node.body:
            yield from imports_of(guarded, is_top=is_top, is_typing=True)
        for other in node.orelse:
            yield from imports_of(other, is_top=is_top, is_typing=is_typing)
    else:
        is_body = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):  # an import is never inside an expression
                yield from imports_of(child, is_top=is_top and not is_body, is_typing=is_typing)


# The rules of the house. Each yields complaints.


def floors(room: Room) -> Iterator[str]:
    own = room.name.partition(".")[0]
    for found in room.imports:
        package, _, inside = found.target.partition(".")
        if found.target.startswith("."):
            yield f"line {found.line}: imports are written out from {HOUSE}"
        if package != HOUSE or found.is_typing:
            continue
        other = inside.partition(".")[0]
        if other not in FLOORS or other == own:
            continue
        if own not in FLOORS or FLOORS[other] >= FLOORS[own]:
            yield f"line {found.line}: {own or HOUSE} must not import {other}"
        if own == "rules" and other == "model":
            yield f"line {found.line}: rules name the model in annotations only"


def packages(room: Room) -> Iterator[str]:
    for found in room.imports:
        package = found.target.partition(".")[0]
        if package in PACKAGES and not is_in(room.name, *PACKAGES[package]):
            yield f"line {found.line}: {package} belongs to {' and '.join(PACKAGES[package])}"
        if package in NOWHERE:
            yield f"line {found.line}: {package} is used nowhere"
        if package in IMPURE and is_in(room.name, *PURE):
            yield f"line {found.line}: {room.name} decides, it does not use {package}"


def looking(room: Room) -> Iterator[str]:
    """`look.py` can never write."""
    if room.name != "cli.commands.view":
        return
    for found in room.imports:
        target = found.target.removeprefix(f"{HOUSE}.")
        if is_in(target, *WRITERS) or target in ("store.files", "store.files.replace", "store.files.create"):
            yield f"line {found.line}: look.py must not import {target}"
    for call, name in room.calls:
        if name.endswith(".write") and not name.startswith("sys."):
            yield f"line {call.lineno}: look.py must not write"


def clock(room: Room) -> Iterator[str]:
    seen = [call.lineno for call, name in room.calls if name in CLOCKS]
    allowed = 1 if room.name == "cli.app" else 0
    for line in seen[allowed:]:
        yield f"line {line}: today is an argument; the clock is read once, in cli/app.py"


def disk(room: Room) -> Iterator[str]:
    if is_in(room.name, "store"):
        return
    for call, name in room.calls:
        module, _, function = name.rpartition(".")
        is_method = (
            isinstance(call.func, ast.Attribute) and call.func.attr in DISK_METHODS and module not in room.aliases.values()
        )
        if is_nowhere(room, call):
            continue
        if function in DISK.get(module, ()) or is_method or is_open_to_write(call, name):
            yield f"line {call.lineno}: only the store touches the disk ({name})"


def is_nowhere(room: Room, call: ast.Call) -> bool:
    return bool(call.args) and room.dotted(call.args[0]) == "os.devnull"


def is_open_to_write(call: ast.Call, name: str) -> bool:
    function = name.rpartition(".")[2]
    if function not in ("open", "fdopen"):
        return False
    is_method = isinstance(call.func, ast.Attribute) and name not in ("io.open", "codecs.open", "os.fdopen")
    place = 0 if is_method else 1
    modes = [*call.args[place : place + 1], *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    return any(not isinstance(mode, ast.Constant) or set("wax+") & set(str(mode.value)) for mode in modes)


def yaml_magic(room: Room) -> Iterator[str]:
    """Text is read from YAML events: nothing is guessed, built or rewritten."""
    if not any(is_in(origin, "yaml") for origin in room.aliases.values()):
        return
    dotted = [(node.lineno, room.dotted(node)) for node in room.nodes if isinstance(node, ast.Attribute | ast.Name)]
    for line, name in [*dotted, *((found.line, found.target) for found in room.imports)]:
        package, _, function = name.partition(".")
        if package == "yaml" and any(word in YAML_MAGIC for word in function.split("_")):
            yield f"line {line}: {name}"


def tricks(room: Room) -> Iterator[str]:
    for call, name in room.calls:
        if name == "print":
            yield f"line {call.lineno}: print() goes past the one door to the screen"
        if name in ("eval", "exec", "__import__"):
            yield f"line {call.lineno}: {name}()"
        if name.endswith("import_module") and room.name != "cli.app":
            yield f"line {call.lineno}: rooms are imported by name"
        if any(keyword.arg == "shell" and not is_false(keyword.value) for keyword in call.keywords):
            yield f"line {call.lineno}: shell=True"


def is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def signs(room: Room) -> Iterator[str]:
    """A sign on every door: one line, a whole sentence; and on every public function of the inner floors."""
    sign = ast.get_docstring(room.tree, clean=False) or ""
    if "\n" in sign or not sign.endswith(".") or not (sign[:1].isupper() or sign[:1] in "`"):
        yield "line 1: the module does not open with one plain sentence"
    if is_in(room.name, "rules", "store", "views", "workflows"):
        for function in public_functions(room.tree):
            if not ast.get_docstring(function):
                yield f"line {function.lineno}: {function.name} does not say what it means"


def public_functions(node: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for child in node.body:
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not child.name.startswith("_"):
            yield child
        if isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield from public_functions(child)


def light(room: Room) -> Iterator[str]:
    """Imports are the whole cost of a command: the shell opens the rooms it needs inside its bodies."""
    for found in room.imports:
        target = found.target.removeprefix(f"{HOUSE}.")
        if is_in(target, LAZY) and found.is_top and not found.is_typing:
            yield f"line {found.line}: {LAZY} is opened inside a body"
        if not is_in(room.name, "cli", "workflows") or room.name == LAZY or found.is_typing or not found.is_top:
            continue
        package = found.target.partition(".")[0]
        is_ours = package == HOUSE and (is_in(target, "terms", "errors", "cli", "workflows") or target == "__version__")
        if not (is_ours or package == "typer" or package in sys.stdlib_module_names):
            yield f"line {found.line}: {target} is opened inside a body"


RULES: tuple[Callable[[Room], Iterator[str]], ...] = (
    floors,
    packages,
    looking,
    clock,
    disk,
    yaml_magic,
    tricks,
    signs,
    light,
)


def complaints(room: Room) -> list[str]:
    return [f"{room.name} {complaint}" for rule in RULES for complaint in rule(room)]


@cache
def rooms() -> tuple[Room, ...]:
    """Every module of the house under its name; a folder's own module bears the folder's name, the house's own none."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        found.append(Room(name, path.read_text(encoding="utf-8")))
    return tuple(found)


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name or HOUSE)
def test_every_room_keeps_the_rules_of_the_house(room: Room) -> None:
    assert complaints(room) == []


def test_every_floor_is_inhabited_and_the_clock_is_read_in_one_place() -> None:
    names = [room.name for room in rooms()]
    for floor in FLOORS:
        assert any(is_in(name, floor) for name in names)
    assert {name.partition(".")[0] for name in names} == {*FLOORS, ""}
    read = [room.name for room in rooms() for _, name in room.calls if name in CLOCKS]
    assert read == ["cli.app"]


# The rules themselves, proved on small houses that break them

SIGN = '"""A room."""\n'


@pytest.mark.parametrize(
    ("room", "source", "complaint"),
    [
        # floors
        ("rules.due.morning", "from backlog_cli.store.files import read", "rules must not import store"),
        ("rules.due.morning", "from backlog_cli.views import style", "rules must not import views"),
        ("rules.due.morning", "def f():\n    import backlog_cli.cli.app", "rules must not import cli"),
        ("rules.due.morning", "from backlog_cli.model import Job", "rules name the model in annotations only"),
        ("rules.due.morning", "from backlog_cli import model", "rules name the model in annotations only"),
        ("rules.due.morning", "import backlog_cli.model as m", "rules name the model in annotations only"),
        ("rules.due.morning", "from ..model import Job", "imports are written out"),
        ("store.load", "from backlog_cli.views.escape import clean", "store must not import views"),
        ("views.terminal.cards", "def f():\n    from backlog_cli.store import keep", "views must not import store"),
        ("views.terminal.cards", "from backlog_cli.cli.context import Desk", "views must not import cli"),
        ("workflows.read", "from backlog_cli.cli.output import print_error", "workflows must not import cli"),
        ("workflows.read", "from backlog_cli.rules.summary import Backlog", "rules.summary.Backlog is opened inside a body"),
        ("store.load", "from backlog_cli.workflows.read import page_of", "store must not import workflows"),
        ("views.terminal.cards", "from backlog_cli.workflows.read import page_of", "views must not import workflows"),
        ("dates", "from backlog_cli.model import Job", "dates must not import model"),
        ("dates", "from backlog_cli import rules", "dates must not import rules"),
        ("terms", "from backlog_cli.dates import Moment", "terms must not import dates"),
        ("errors", "from backlog_cli.terms import Level", "errors must not import terms"),
        ("model", "from backlog_cli.rules.job_lookup import folded", "model must not import rules"),
        (
            "store.load",
            "try:\n    from backlog_cli.views import clean\nexcept ImportError:\n    pass",
            "store must not import views",
        ),
        ("", "from backlog_cli.errors import Exit", "backlog_cli must not import errors"),
        ("rules.due.morning", "class A:\n    from backlog_cli.model import Job", "rules name the model in annotations only"),
        ("rules.due.morning", "match 1:\n    case 1:\n        from backlog_cli.store import keep", "rules must not import store"),
        (
            "rules.due.morning",
            "for x in ():\n    with x:\n        from backlog_cli.store import keep",
            "rules must not import store",
        ),
        (
            "rules.due.morning",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    pass\nelse:\n    from backlog_cli.model import Job",
            "rules name the model in annotations only",
        ),
        # packages
        ("rules.due.morning", "import pydantic", "pydantic belongs to model and store.load"),
        ("store.yaml.patch", "from pydantic import ValidationError", "pydantic belongs to model and store.load"),
        ("store.loader", "import pydantic_core", "pydantic_core belongs to"),
        ("model", "import yaml", "yaml belongs to store"),
        ("cli.commands.daily", "def f():\n    from yaml import events", "yaml belongs to store"),
        ("rules.due.morning", "from rich.text import Text", "rich belongs to views and cli"),
        ("store.load", "import rich", "rich belongs to views and cli"),
        ("views.terminal.cards", "import typer", "typer belongs to cli"),
        ("views.terminal.cards", "import pickle", "pickle is used nowhere"),
        ("rules.due.morning", "import os", "rules.due.morning decides, it does not use os"),
        ("dates", "from time import time", "dates decides, it does not use time"),
        ("rules.due.morning", "def f():\n    import pathlib", "does not use pathlib"),
        # look.py
        (
            "cli.commands.view",
            "def f():\n    from backlog_cli.store.files import read, replace",
            "look.py must not import store.files.replace",
        ),
        ("cli.commands.view", "def f():\n    from backlog_cli.store import files", "look.py must not import store.files"),
        (
            "cli.commands.view",
            "def f():\n    from backlog_cli.store.yaml.patch import applied",
            "look.py must not import store.yaml.patch.applied",
        ),
        (
            "cli.commands.view",
            "def f():\n    from backlog_cli.store.yaml import patch as e",
            "look.py must not import store.yaml.patch",
        ),
        ("cli.commands.view", "def f(desk):\n    desk.write(None, is_dry=True)", "look.py must not write"),
        ("cli.commands.view", "def f(ctx):\n    ctx.obj.write(None)", "look.py must not write"),
        # the clock
        ("rules.due.morning", "from datetime import date\nT = date.today()", "today is an argument"),
        ("rules.due.morning", "from datetime import date as d\ndef f(): return d.today()", "today is an argument"),
        ("cli.commands.daily", "import datetime as dt\nx = dt.datetime.now(dt.UTC)", "today is an argument"),
        ("cli.commands.daily", "import datetime\nx = datetime.date.today()", "today is an argument"),
        ("cli.app", "from datetime import datetime\na = datetime.now()\nb = datetime.now()", "line 4: today is an argument"),
        # the disk
        ("cli.commands.daily", "open('x', 'w')", "only the store touches the disk"),
        ("cli.commands.daily", "open('x', mode='ab')", "only the store touches the disk"),
        ("cli.commands.daily", "open('x', m)", "only the store touches the disk"),
        ("cli.commands.daily", "from io import open as o\no('x', 'r+')", "only the store touches the disk"),
        ("views.terminal.cards", "from pathlib import Path\nPath('x').open('x')", "only the store touches the disk"),
        ("views.terminal.cards", "from pathlib import Path\nPath('x').write_text('')", "only the store touches the disk"),
        ("views.terminal.cards", "def f(path):\n    path.unlink()", "only the store touches the disk"),
        ("cli.commands.daily", "import os\nos.replace('a', 'b')", "only the store touches the disk (os.replace)"),
        ("cli.commands.daily", "from os import replace as swap\nswap('a', 'b')", "only the store touches the disk (os.replace)"),
        ("cli.commands.daily", "import os\nos.open('a', os.O_WRONLY)", "only the store touches the disk"),
        ("cli.commands.daily", "import os as o\no.remove('a')", "only the store touches the disk"),
        ("cli.commands.daily", "import shutil\nshutil.rmtree('a')", "only the store touches the disk"),
        ("cli.commands.daily", "import tempfile\ntempfile.mkstemp()", "only the store touches the disk"),
        # yaml by magic
        ("store.load", "import yaml\nyaml.load('')", "yaml.load"),
        ("store.load", "import yaml as y\nf = y.safe_load", "yaml.safe_load"),
        ("store.load", "from yaml import safe_dump", "yaml.safe_dump"),
        ("store.load", "from yaml import dump as spill\nspill({})", "yaml.dump"),
        # tricks
        ("store.files", "import subprocess\nsubprocess.run('ls', shell=True)", "shell=True"),
        ("store.files", "import subprocess\nsubprocess.run('ls', shell=is_easy)", "shell=True"),
        ("views.terminal.cards", "print('x')", "print() goes past"),
        ("rules.due.morning", "eval('1')", "eval()"),
        ("rules.due.morning", "from importlib import import_module\nimport_module('yaml')", "rooms are imported by name"),
        ("rules.due.morning", "import importlib\nimportlib.import_module('yaml')", "rooms are imported by name"),
        # signs
        ("rules.due.morning", "def f():\n    return 1", "f does not say what it means"),
        ("views.terminal.cards", "class A:\n    def shown(self):\n        return 1", "shown does not say what it means"),
        ("store.files", "async def f():\n    return 1", "f does not say what it means"),
        # light
        (
            "cli.commands.daily",
            "from backlog_cli.rules.job_lookup import folded",
            "rules.job_lookup.folded is opened inside a body",
        ),
        ("cli.commands.daily", "from backlog_cli.dates import Moment", "dates.Moment is opened inside a body"),
        ("cli.commands.daily", "from backlog_cli import dates", "dates is opened inside a body"),
        ("cli.commands.daily", "from rich.text import Text", "rich.text.Text is opened inside a body"),
        ("cli.commands.daily", "if True:\n    import rich", "rich is opened inside a body"),
        ("cli.commands.daily", "from backlog_cli.cli.field_values import field_path", "cli.field_values is opened inside a body"),
        ("cli.commands.daily", "from backlog_cli.cli import field_values", "cli.field_values is opened inside a body"),
    ],
)
def test_a_room_that_breaks_a_rule_is_refused(room: str, source: str, complaint: str) -> None:
    found = complaints(Room(room, SIGN + source))
    assert any(complaint in line for line in found), found


@pytest.mark.parametrize(
    "sign",
    ["", '"""no capital."""\n', '"""No end"""\n', '"""Two.\n\nParagraphs.\n"""\n', '"""\nA line down.\n"""\n', "# A comment.\n"],
)
@pytest.mark.parametrize("room", ["cli.commands.daily", "rules.due.morning", "", "__main__"])
def test_a_door_without_its_sign_is_refused(room: str, sign: str) -> None:
    assert complaints(Room(room, sign + "x = 1\n")) == [f"{room} line 1: the module does not open with one plain sentence"]


@pytest.mark.parametrize(
    ("room", "source"),
    [
        (
            "cli.commands.daily",
            "from backlog_cli.errors import BadWords\nfrom backlog_cli.terms import Level\nfrom backlog_cli.cli.options import x",
        ),
        (
            "cli.commands.daily",
            "import typer\nimport os\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from rich.text import Text",
        ),
        (
            "cli.commands.daily",
            "def f():\n    from backlog_cli.store.files import replace\n    from backlog_cli.views.terminal.messages import said",
        ),
        ("cli.commands.daily", "def f():\n    from backlog_cli.cli.field_values import field_path"),
        ("cli.field_values", "from backlog_cli.model import Job\nfrom backlog_cli.rules.job_lookup import choice"),
        ("cli.app", "from backlog_cli import __version__\nfrom datetime import datetime\nnow = datetime.now()"),
        ("cli.app", "from importlib import import_module\nimport_module('backlog_cli.cli.commands.daily')"),
        ("cli.app", "import os\nopen(os.devnull, 'w')\nos.open(os.devnull, os.O_WRONLY)"),
        (
            "cli.commands.view",
            "import sys\ndef f(desk):\n    from backlog_cli.store.files import read\n    sys.stdout.write('')\n    desk.say('')",
        ),
        ("cli.commands.view", "def f(desk):\n    return desk.today(), desk.now()"),
        ("rules.due.morning", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from backlog_cli import model"),
        ("rules.due.morning", "from backlog_cli.rules.job_lookup import folded\nfrom backlog_cli.dates import span"),
        ("rules.due.morning", "def _f():\n    return 'a'.replace('a', 'b')\nclass _A:\n    def g(self):\n        return 1"),
        ("store.load", "import yaml\nfrom yaml.events import ScalarEvent\nyaml.parse('')"),
        ("store.load", "from pydantic import ValidationError\nfrom backlog_cli.rules.change import Put"),
        ("store.files", "import os\nos.replace('a', 'b')\nopen('x', 'wb')"),
        (
            "views.terminal.cards",
            "from rich.text import Text\nfrom backlog_cli.rules.duty import Duty\nText('a').open()\nopen('x')",
        ),
        ("views.terminal.cards", "import dataclasses\ndataclasses.replace(1)\nopen('x', 'rb')\nopen('x', encoding='w')"),
        ("model", "import pydantic\nfrom backlog_cli.dates import Moment"),
        ("store.files", "import subprocess\nsubprocess.run(['ls'], shell=False)"),
    ],
)
def test_a_room_that_keeps_the_rules_is_left_alone(room: str, source: str) -> None:
    assert complaints(Room(room, SIGN + source)) == []
