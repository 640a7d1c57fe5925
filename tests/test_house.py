"""What neither import-linter nor ruff can say of the package: where the clock is read, the disk written and a package loaded."""

from __future__ import annotations

import ast
import sys
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOUSE = "backlog_cli"
ROOT = Path(__file__).parent.parent / HOUSE

YAML_MAGIC = {"load", "dump", "serialize", "construct"}
CLOCKS = {"datetime.date.today", "datetime.datetime.today", "datetime.datetime.now", "datetime.datetime.utcnow"}
DISK = {
    "os": {"replace", "rename", "renames", "remove", "unlink", "rmdir", "removedirs", "mkdir", "makedirs", "truncate", "open"},
    "shutil": {"copy", "copy2", "copyfile", "copytree", "move", "rmtree"},
    "tempfile": {"mkstemp", "mkdtemp", "mktemp", "NamedTemporaryFile", "TemporaryFile", "TemporaryDirectory"},
}
DISK_METHODS = {"write_text", "write_bytes", "unlink", "touch", "mkdir", "rmdir", "rename", "symlink_to", "hardlink_to"}
# The modules of the shell that read the model; `set`, `add` and `import` alone open them, so that no other command waits for it.
LAZY = (
    "cli.field_values",
    "cli.field_input",
    "cli.home_input",
    "workflows.sheet_import",
    "workflows.weaving",
    "workflows.write_document",
)


class Module:
    """One module's source under its name inside the package: `rules.job_lookup`."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.tree = ast.parse(source)
        self.nodes = tuple(ast.walk(self.tree))

    def is_in(self, *names: str) -> bool:
        """Whether the module is one of these, or lies in one of them."""
        return is_in(self.name, *names)

    @cached_property
    def aliases(self) -> dict[str, str]:
        """What each imported name stands for: `dt` for `datetime`, `unlink` for `os.unlink`."""
        return {local: origin for node in self.nodes for local, origin in imported(node)}

    @cached_property
    def calls(self) -> tuple[tuple[ast.Call, str], ...]:
        """Every call with the dotted name of what is called, as far as it has one."""
        return tuple((node, self.dotted(node.func)) for node in self.nodes if isinstance(node, ast.Call))

    def dotted(self, node: ast.AST) -> str:
        """`datetime.datetime.now` for `dt.datetime.now`; a leading dot when the root is not a plain name."""
        if isinstance(node, ast.Name):
            return self.aliases.get(node.id, node.id)
        return f"{self.dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def is_in(name: str, *names: str) -> bool:
    return any(name == other or name.startswith(f"{other}.") for other in names)


def imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
    elif isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def loaded_imports(node: ast.AST) -> Iterator[tuple[str, int]]:
    """Every import that runs when its module is loaded: the dotted name that it brings in, and its line."""
    for child in ast.iter_child_nodes(node):
        is_typing = isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING"
        if isinstance(child, ast.Import):
            yield from ((alias.name, child.lineno) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from ((f"{child.module}.{alias.name}", child.lineno) for alias in child.names)
        elif not is_typing and not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from loaded_imports(child)


# The rules of the package. Each yields complaints.


def clock(module: Module) -> Iterator[str]:
    seen = [call.lineno for call, name in module.calls if name in CLOCKS]
    for line in seen[1 if module.name == "cli.app" else 0 :]:
        yield f"line {line}: today is an argument; the clock is read once, in cli/app.py"


def disk(module: Module) -> Iterator[str]:
    if module.is_in("store"):
        return
    for call, name in module.calls:
        owner, _, function = name.rpartition(".")
        is_method = (
            isinstance(call.func, ast.Attribute) and call.func.attr in DISK_METHODS and owner not in module.aliases.values()
        )
        if call.args and module.dotted(call.args[0]) == "os.devnull":
            continue
        if function in DISK.get(owner, ()) or is_method or is_open_to_write(call, name):
            yield f"line {call.lineno}: only the store touches the disk ({name})"


def is_open_to_write(call: ast.Call, name: str) -> bool:
    if name.rpartition(".")[2] not in ("open", "fdopen"):
        return False
    is_method = isinstance(call.func, ast.Attribute) and name not in ("io.open", "codecs.open", "os.fdopen")
    place = 0 if is_method else 1
    modes = [*call.args[place : place + 1], *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    return any(not isinstance(mode, ast.Constant) or set("wax+") & set(str(mode.value)) for mode in modes)


def yaml_magic(module: Module) -> Iterator[str]:
    """Text is read from YAML events: nothing is guessed, built or rewritten."""
    origins = [(1, origin) for origin in module.aliases.values()]
    used = [(node.lineno, module.dotted(node)) for node in module.nodes if isinstance(node, ast.Attribute | ast.Name)]
    for line, name in [*used, *origins]:
        package, _, function = name.partition(".")
        if package == "yaml" and any(word in YAML_MAGIC for word in function.split("_")):
            yield f"line {line}: {name}"


def tricks(module: Module) -> Iterator[str]:
    for call, name in module.calls:
        if name == "__import__" or (name.endswith("import_module") and not module.is_in("cli")):
            yield f"line {call.lineno}: modules are imported by name"
        if module.is_in("cli.commands.view", "cli.commands.listing") and name.endswith(".write") and not name.startswith("sys."):
            yield f"line {call.lineno}: a command that shows must not write"


def one_sentence(module: Module) -> Iterator[str]:
    sentence = ast.get_docstring(module.tree, clean=False) or ""
    if "\n" in sentence or not sentence.endswith(".") or not (sentence[:1].isupper() or sentence[:1] in "`"):
        yield "line 1: the module does not open with one plain sentence"


def light(module: Module) -> Iterator[str]:
    """Imports are the whole cost of a command: the shell opens the modules it needs inside its bodies."""
    for target, line in loaded_imports(module.tree):
        package, _, inside = target.partition(".")
        is_ours = package == HOUSE and (is_in(inside, "terms", "errors", "cli", "workflows") or inside == "__version__")
        is_free = is_ours or package == "typer" or package in sys.stdlib_module_names
        is_shell = module.is_in("cli", "workflows") and not module.is_in(*LAZY)
        if is_shell and (is_in(inside, *LAZY) or not is_free):
            yield f"line {line}: {target} is opened inside a body"


RULES: tuple[Callable[[Module], Iterator[str]], ...] = (clock, disk, yaml_magic, tricks, one_sentence, light)


def complaints(module: Module) -> list[str]:
    return [f"{module.name} {complaint}" for rule in RULES for complaint in rule(module)]


def name_of(path: Path) -> str:
    """A module's name inside the package; `__init__` bears the name of its folder."""
    return ".".join(part for part in path.relative_to(ROOT).with_suffix("").parts if part != "__init__")


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package under its name."""
    return tuple(Module(name_of(path), path.read_text(encoding="utf-8")) for path in sorted(ROOT.rglob("*.py")))


def test_every_module_keeps_the_rules_of_the_house() -> None:
    assert [complaint for module in modules() for complaint in complaints(module)] == []


def test_the_clock_is_read_in_one_place() -> None:
    assert [module.name for module in modules() for _, name in module.calls if name in CLOCKS] == ["cli.app"]


@pytest.mark.parametrize(
    ("name", "source", "complaint"),
    [
        ("rules.due.morning", "from datetime import date as d\ndef f(): return d.today()", "today is an argument"),
        ("cli.commands.daily", "import datetime as dt\nx = dt.datetime.now(dt.UTC)", "today is an argument"),
        ("cli.app", "from datetime import datetime\na = datetime.now()\nb = datetime.now()", "line 4: today is an argument"),
        ("cli.commands.daily", "open('x', mode='ab')", "only the store touches the disk"),
        ("cli.commands.daily", "from io import open as o\no('x', 'r+')", "only the store touches the disk"),
        ("views.terminal.cards", "from pathlib import Path\nPath('x').open('x')", "only the store touches the disk"),
        ("views.terminal.cards", "def f(path):\n    path.unlink()", "only the store touches the disk"),
        ("cli.commands.daily", "from os import replace as swap\nswap('a', 'b')", "only the store touches the disk (os.replace)"),
        ("cli.commands.daily", "import shutil\nshutil.rmtree('a')", "only the store touches the disk"),
        ("store.load", "import yaml as y\nf = y.safe_load", "yaml.safe_load"),
        ("store.load", "from yaml import dump as spill\nspill({})", "yaml.dump"),
        ("rules.due.morning", "import importlib\nimportlib.import_module('yaml')", "modules are imported by name"),
        ("cli.commands.view", "def f(ctx):\n    ctx.obj.write(None)", "must not write"),
        ("cli.commands.daily", "from backlog_cli import model", "model is opened inside a body"),
        ("workflows.read", "from backlog_cli.rules.backlog import Backlog", "rules.backlog.Backlog is opened inside a body"),
        ("cli.commands.daily", "if True:\n    import rich", "rich is opened inside a body"),
        ("cli.commands.daily", "from backlog_cli.cli import field_values", "cli.field_values is opened inside a body"),
    ],
)
def test_a_module_that_breaks_a_rule_is_refused(name: str, source: str, complaint: str) -> None:
    found = complaints(Module(name, f'"""A module."""\n{source}'))
    assert any(complaint in line for line in found), found


@pytest.mark.parametrize(
    "start", ["", '"""no capital."""\n', '"""No end"""\n', '"""Two.\n\nParagraphs.\n"""\n', "# A comment.\n"]
)
def test_a_module_without_its_sentence_is_refused(start: str) -> None:
    assert complaints(Module("model", f"{start}x = 1\n")) == ["model line 1: the module does not open with one plain sentence"]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("cli.commands.daily", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from rich.text import Text"),
        ("cli.commands.daily", "def f():\n    from backlog_cli.cli.field_values import field_path"),
        ("cli.field_values", "from backlog_cli.model import Job"),
        ("cli.app", "from backlog_cli import __version__\nfrom datetime import datetime\nnow = datetime.now()"),
        ("cli.app", "import os\nopen(os.devnull, 'w')\nos.open(os.devnull, os.O_WRONLY)"),
        ("rules.due.morning", "def f(words):\n    return words.replace('a', 'b')"),
        ("store.load", "import yaml\nfrom yaml.events import ScalarEvent\nyaml.parse('')"),
        ("store.files", "import os\nos.replace('a', 'b')\nopen('x', 'wb')"),
        ("views.terminal.cards", "from rich.text import Text\nText('a').open()\nopen('x', 'rb')\nopen('x', encoding='w')"),
    ],
)
def test_a_module_that_keeps_the_rules_is_left_alone(name: str, source: str) -> None:
    assert complaints(Module(name, f'"""A module."""\n{source}')) == []
