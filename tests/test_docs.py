"""README and docs tell the truth: what they show is what the program prints, and they name all that there is."""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
import typer
import yaml

from backlog_cli.cli.app import PANELS, VERBS, app, load_command
from backlog_cli.cli.app import run as run_words
from backlog_cli.store.skill import SKILL

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
COMMANDS = ROOT / "docs" / "commands.md"
FILE_FORMAT = ROOT / "docs" / "file-format.md"
JSON = ROOT / "docs" / "json.md"
PAGES = (README, *sorted((ROOT / "docs").glob("*.md")))
BLOCK = re.compile(r"^```console\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
SHEET = re.compile(r"^<!-- ([\w./~]+) -->\n```text\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
TODAY = "2026-11-23"

each_page = pytest.mark.parametrize("page", (*PAGES, SKILL), ids=lambda page: page.name)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


# --- what is shown is what is printed ---


class Terminal(io.StringIO):
    """A stream that looks like a terminal of 80 cells without color."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(sample: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A fresh copy of the sample in a folder of its own, on the day of the sample, at a terminal of 80 by 24."""
    for name, value in {"NO_COLOR": "1", "COLUMNS": "80", "LINES": "24", "TERM": "xterm", "BACKLOG_TODAY": TODAY}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("EDITOR", sys.executable)  # it is there on every machine
    return monkeypatch


def shown(command: str, terminal: pytest.MonkeyPatch) -> str:
    """What a terminal shows after one command, git's too; `| head -N` shows its first N lines, `| tail -N` its last."""
    words = shlex.split(command)
    if words[0] == "cd":
        terminal.chdir(Path(words[1]).expanduser())
        return ""
    if words[0] == "git":
        if shutil.which("git") is None:
            pytest.skip("NO GIT HERE: what docs/sharing.md shows was NOT tested (apt install git)")
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout
    part = slice(None)
    if "|" in words:
        program, number = words[-2:]
        part = {"head": slice(int(number.lstrip("-"))), "tail": slice(int(number), None)}[program]
        words = words[: words.index("|")]
    assert words[0] == "backlog"
    screen = Terminal()
    with terminal.context() as patch:
        patch.setattr(sys, "stdout", screen)
        patch.setattr(sys, "stderr", screen)
        patch.setattr(sys, "stdin", io.StringIO())
        run_words(words[1:])
    return "".join(f"{line.rstrip()}\n" for line in screen.getvalue().splitlines()[part])


def commands(block: str) -> list[str]:
    return [line[2:] for line in block.splitlines() if line.startswith("$ ")]


def replayed(text: str, terminal: pytest.MonkeyPatch) -> str:
    """The page with every console block as the program prints it today, all commands run in order on one file."""

    def block(found: re.Match[str]) -> str:
        with terminal.context() as where:  # a block that goes elsewhere comes back at its end
            parts = [f"$ {command}\n{shown(command, where)}" for command in commands(found[1])]
        return "```console\n" + "\n".join(parts) + "```\n"

    write_sheets(text)
    return BLOCK.sub(block, text)


def write_sheets(text: str) -> None:
    """The files that a page shows, there for its commands."""
    for name, content in SHEET.findall(text):
        path = Path(name).expanduser()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


@each_page
def test_every_shown_output_is_what_the_program_prints(
    page: Path, sample: Path, terminal: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    text = text_of(page)
    actual = replayed(text, terminal)
    actual = actual.replace(str(sample.parent), "/Users/renata/homes").replace(str(sample.parent.parent), "/Users/renata")
    actual = actual.replace(str(Path(sys.executable).parent), "/usr/local/bin")
    actual = re.sub(r'"python": "[^"]*"', '"python": "3.11.7"', actual)
    actual = re.sub(r'"editor": [^,]*', '"editor": "nano"', actual)
    actual = re.sub(
        r'"packages": \[.*?\n  \]', '"packages": [\n    {"name": "rich", "version": "15.0.0"}\n  ]', actual, flags=re.DOTALL
    )
    actual = re.sub(
        r'"extras": \[.*?\n  \]', '"extras": [\n    {"name": "excel", "is_installed": true}\n  ]', actual, flags=re.DOTALL
    )
    actual = re.sub(r"^20\d\d-\d\d-\d\d \d\d:\d\d (?=\w)", "2026-11-23 09:12 ", actual, flags=re.MULTILINE)  # of a commit
    actual = re.sub(r"\b[0-9a-f]{32}\b", "3f1c0a86d2be4f7798a1c5d0e2b46913", actual)
    if request.config.getoption("--rewrite") and actual != text:
        page.write_text(actual, encoding="utf-8")
    assert text_of(page) == actual


@each_page
def test_no_shown_line_is_wider_than_a_terminal(page: Path) -> None:
    lines = "".join(BLOCK.findall(text_of(page))).splitlines()
    # A command that is typed, a line that is pasted elsewhere and a value of JSON are as long as they are.
    starts = ("$ ", "{", '"', "/", "0 7 ", "ExecStart=", "Register-")
    assert [line for line in lines if len(line) > 80 and not line.lstrip().startswith(starts)] == []


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(#[^)]+)?\)", text_of(page))
    assert [link for link, _ in links if not (page.parent / link).exists()] == []
    anchors = [(page.parent / link, anchor) for link, anchor in links if anchor and link.endswith(".md")]
    assert [anchor for target, anchor in anchors if anchor[1:] not in headings(target)] == []


def headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them of its headings."""
    titles = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


# --- the README ---


def test_the_readme_is_read_in_five_minutes() -> None:
    assert len(text_of(README).splitlines()) <= 250


def test_the_two_commands_are_those_that_ci_runs() -> None:
    first, second = re.findall(r"^python3 -m venv .*$", text_of(README), re.MULTILINE)
    assert first.endswith("&& .venv/bin/backlog --file sample_backlog.yaml --today 2026-11-23")
    assert second.endswith("-m pytest")
    assert text_of(ROOT / ".ci" / "run").splitlines()[-1] == second


def test_the_first_page_leads_from_a_spreadsheet_to_the_first_morning() -> None:
    page = text_of(README).splitlines()
    first_command = page.index("uv tool install '.[excel]'")
    morning = page.index("THE HARD CALL FIRST", first_command)
    typed = [line[2:] for line in page[first_command:morning] if line.startswith("$ ")]
    assert typed == ["cd ~/Documents", "backlog import tracker.csv --yes | tail -7", "backlog"]
    assert first_command < 50 < morning < 80
    first_setup = next(line for line in page if line.startswith("python3 -m venv"))
    assert "--editable '.[excel]'" in first_setup


def test_every_page_is_linked_from_the_readme() -> None:
    assert [page.name for page in PAGES[1:] if f"(docs/{page.name})" not in text_of(README)] == []


def test_what_the_readme_tells_to_type_first_makes_the_page_it_shows(
    home: Path, terminal: pytest.MonkeyPatch, sample: Path
) -> None:
    sample.unlink()
    tracked = (ROOT / "sample_backlog.yaml").read_bytes()
    assert "\nbacklog init --sample\n" in text_of(README)
    assert f"export BACKLOG_TODAY={TODAY}\n" in text_of(README)
    shown("backlog init --sample", terminal)
    morning = BLOCK.findall(text_of(README))[0]
    (command,) = commands(morning)
    assert f"$ {command}\n{shown(command, terminal)}" == morning
    assert (ROOT / "sample_backlog.yaml").read_bytes() == tracked


def test_no_example_needs_a_file_or_a_day() -> None:
    typed = [(page, command) for page in PAGES for block in BLOCK.findall(text_of(page)) for command in commands(block)]
    assert [command for _, command in typed if "--today" in command or " -f " in command] == []
    # With more than one person there is more than one file.
    assert [command for page, command in typed if "--file" in command and page.name != "sharing.md"] == []


# --- the page for contributors ---


def test_every_module_that_contributors_are_sent_to_exists() -> None:
    text = text_of(ROOT / "docs" / "contributing.md")
    named = [*re.findall(r"`([\w/]+(?:/|\.py))`", text), *re.findall(r"^([\w/]+(?:/|\.py)) {2,}", text, re.MULTILINE)]
    paths = [name for name in named if "/" in name and "NAME" not in name]
    assert len(paths) > 30
    assert [path for path in paths if not any((folder / path).exists() for folder in (ROOT, ROOT / "backlog_cli"))] == []


# --- the commands, written again from the program by `pytest --rewrite` ---


def commands_page() -> str:
    """Every verb with what it takes, as Markdown."""
    group = typer.main.get_command(app)
    lines = [
        "# Commands",
        "",
        "Written from the program by `pytest tests/test_docs.py --rewrite`; edit the help texts in `backlog_cli/cli` instead.",
        "",
        "The shape is always `backlog VERB [JOB] [DATE] [words...]`. Words need no quotes. Any beginning of a verb that fits",
        "only one will do. How to name a home and which dates you can type is told in [the guide](guide.md#naming-a-home).",
        "",
    ]
    for panel in PANELS:
        lines += [f"**{panel}**", "", "| Verb | What it does |", "| --- | --- |"]
        lines += [f"| [`{verb.name}`](#{verb.name}) | {cell(verb.help)} |" for verb in VERBS if verb.panel == panel]
        lines.append("")
    lines += ["## Options of every verb", "", "They may stand before or behind the verb.", "", *options_table(group.params)]
    for verb in VERBS:
        lines += ["", *verb_section(verb)]
    return "\n".join(lines) + "\n"


def verb_section(verb: Any) -> list[str]:
    """The section of one verb: its usage, what it does, what it takes."""
    command = load_command(verb)
    pieces = command.collect_usage_pieces(command.context_class(command, info_name=verb.name))
    lines = [f"## {verb.name}", "", f"`{' '.join(['backlog', verb.name, *pieces])}`", ""]
    for paragraph in (command.help or "").strip().split("\n\n"):
        lines += [" ".join(paragraph.split()), ""]
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    if arguments:
        lines += ["| Argument | |", "| --- | --- |"]
        lines += [f"| `{cell(str(param.metavar))}` | {cell(param.help or '')} |" for param in arguments]
        lines.append("")
    return lines + options_table(command.params)


def options_table(params: list[Any]) -> list[str]:
    options = [param for param in params if param.param_type_name == "option" and not param.hidden]
    rows = [f"| `{cell(option_form(param))}` | {cell(param.help or '')}{what_if_left_out(param)} |" for param in options]
    return ["| Option | |", "| --- | --- |", *rows] if rows else []


def option_form(param: Any) -> str:
    names = ", ".join(sorted(param.opts, key=len))
    return names if param.is_flag else f"{names} {param.metavar or param.type.name.upper()}"


def what_if_left_out(param: Any) -> str:
    """Where the value comes from when the option is not given."""
    if param.envvar:
        return f" When left out: the environment variable `{param.envvar}`."
    is_shown = param.show_default and not param.is_flag and param.default not in (None, (), [])
    return f" When left out: {param.default}." if is_shown else ""


def cell(text: str) -> str:
    """Text for a cell of a table."""
    return text.replace("|", "\\|")


def test_the_commands_page_is_what_the_program_takes(request: pytest.FixtureRequest) -> None:
    page = commands_page()
    if request.config.getoption("--rewrite"):
        COMMANDS.write_text(page, encoding="utf-8")
    assert text_of(COMMANDS) == page, "stale: pytest tests/test_docs.py --rewrite"


# --- what has to be named ---


def test_the_exit_codes_are_all_told() -> None:
    from backlog_cli.errors import Exit

    assert [code for code in Exit if f"| {int(code)} |" not in text_of(JSON)] == []


CLOCKS = re.compile(r"(?<=\| Clock \| Amber \| Red \|\n\| --- \| --- \| --- \|\n)(\|.*\n)+")


def test_every_clock_is_told_as_it_declares_itself(request: pytest.FixtureRequest) -> None:
    from backlog_cli.rules.clocks.table import ROWS

    rows = "".join(f"{clock.document_row}\n" for clock in ROWS)
    if request.config.getoption("--rewrite"):
        page = CLOCKS.sub(lambda _: rows, text_of(FILE_FORMAT))
        FILE_FORMAT.write_text(page, encoding="utf-8")
    assert [found[0] for found in CLOCKS.finditer(text_of(FILE_FORMAT))] == [rows]


def test_every_placeholder_of_a_draft_is_told() -> None:
    from backlog_cli.rules.letters.letter_parts import PLACEHOLDERS

    text = "".join(map(text_of, PAGES))
    assert [name for name in PLACEHOLDERS if f"`{{{name}}}`" not in text] == []


# --- documents for scripts ---


def json_commands() -> list[str]:
    """Every command on the page about JSON that answers with a document, without what shortens the answer."""
    typed = [command for block in BLOCK.findall(text_of(JSON)) for command in commands(block) if "--json" in command]
    return [re.sub(r" --fields \S+| \| head .*", "", command) for command in typed]


def test_every_verb_answers_a_script_and_every_document_is_shown() -> None:
    silent = [verb.name for verb in VERBS if not any("--json" in param.opts for param in load_command(verb).params)]
    assert silent == ["merge-file", "mcp"]  # git goes by the exit code; a conversation in it
    verbs = {command.split()[1] for command in json_commands()}
    # Those that only write answer alike.
    assert [verb.name for verb in VERBS if verb.writes is not True and verb.name not in (*verbs, *silent, "schema")] == []


KINDS = re.compile(r"(?<=\| Kind \| Printed by \|\n\| --- \| --- \|\n)(\|.*\n)*")


def test_every_kind_of_document_is_told(request: pytest.FixtureRequest) -> None:
    from backlog_cli.views.data.document_kinds import DOCUMENTS, document_title

    rows = "".join(f"| `{kind}` | {document_title(kind)} |\n" for kind in DOCUMENTS)
    if request.config.getoption("--rewrite"):
        JSON.write_text(KINDS.sub(lambda _: rows, text_of(JSON)), encoding="utf-8")
    assert [found[0] for found in KINDS.finditer(text_of(JSON))] == [rows]


def test_every_key_that_a_schema_names_is_told() -> None:
    from backlog_cli.views.data.document_kinds import DOCUMENTS
    from backlog_cli.views.data.document_schema import document_schema

    told = text_of(JSON)
    schemas = [document_schema(kind) for kind in DOCUMENTS if kind != "export-redacted"]  # the columns of a tracker
    blocks = [block for schema in schemas for block in (schema, *schema["$defs"].values())]
    assert sorted({key for block in blocks for key in block.get("properties", ()) if f"`{key}`" not in told}) == []


def test_every_key_of_a_document_is_told(terminal: pytest.MonkeyPatch) -> None:
    told = text_of(JSON)
    write_sheets(told)
    shown("backlog log castellanos one offer is in --next 'fri ask about it'", terminal)
    documents = [json.loads(shown(command, terminal)) for command in json_commands()]
    assert {document["schema_version"] for document in documents} == {1}
    assert sorted({key for document in documents for key in keys_of(document) if f"`{key}`" not in told}) == []


def keys_of(value: Any) -> Iterator[str]:
    """Every key of a document; not those of the file, and not the names of things that are counted."""
    if isinstance(value, list):
        for item in value:
            yield from keys_of(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in ("file", "parts", "reasons", "before", "after") or isinstance(inner, list):
                yield from keys_of(inner)


# --- the tables of a warehouse ---

SHARING = ROOT / "docs" / "sharing.md"
WAREHOUSE = re.compile(r"(?<=<!-- tables -->\n).*?(?=<!-- end of tables -->)", re.DOTALL)


def warehouse_tables() -> str:
    """Every table with its columns, as Markdown."""
    from backlog_cli.views.data.warehouse import TABLES

    parts = []
    for table in TABLES:
        parts += [f"\n**`{table.name}`**: {table.about}\n", "| Column | Type | |", "| --- | --- | --- |"]
        for column in table.columns:
            words = f"One of: {', '.join(column.words)}." if column.words else ""
            about = " ".join(filter(None, (column.about, words, _FOR_WHOM[column.secrecy])))
            parts.append(f"| `{column.name}` | {column.type} | {cell(about)} |")
    return "\n".join(parts) + "\n\n"


_FOR_WHOM = {"open": "", "team": "Not with `--redact`.", "private": "Only with `--private`."}


def test_every_column_of_a_warehouse_is_told(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--rewrite"):
        SHARING.write_text(WAREHOUSE.sub(lambda _: warehouse_tables(), text_of(SHARING)), encoding="utf-8")
    assert WAREHOUSE.findall(text_of(SHARING)) == [warehouse_tables()], "stale: pytest tests/test_docs.py --rewrite"


# --- the file ---

FILE_LEVEL = ("version", "settings", "away", "local_items", "jobs")


@pytest.fixture(scope="module")
def shown_blocks() -> list[str]:
    """Every block of YAML on the page about the file, the first one (an outline of the whole) left out."""
    return re.findall(r"^```yaml\n(.*?)^```\n", text_of(FILE_FORMAT), re.MULTILINE | re.DOTALL)[1:]


def as_one_file(blocks: list[str]) -> str:
    """The blocks as one backlog: those of a home under one entry of `jobs`."""
    of_home = [block for block in blocks if not block.startswith(FILE_LEVEL)]
    lines = "".join(of_home).splitlines(keepends=True)
    return "".join([*(block for block in blocks if block not in of_home), "jobs:\n  - ", "    ".join(lines)])


def test_every_key_of_the_file_stands_in_an_annotated_block(shown_blocks: list[str]) -> None:
    from backlog_cli.model import BacklogFile, FileBlock

    def missing(kind: type[FileBlock], value: Any, path: str) -> Iterator[str]:
        rows = value if isinstance(value, list) else [value]
        shown_keys = {key: row[key] for row in reversed(rows) if isinstance(row, dict) for key in row}
        for key, inner in kind.blocks().items():
            if key not in shown_keys:
                yield f"{path}{key}"
            elif inner is not None:
                yield from missing(inner, shown_keys[key], f"{path}{key}.")

    assert list(missing(BacklogFile, yaml.safe_load("version: 1\n" + as_one_file(shown_blocks)), "")) == []


def test_what_the_blocks_show_is_read_without_a_mistake(shown_blocks: list[str]) -> None:
    from backlog_cli.store.load import load

    assert load(as_one_file(shown_blocks).encode(), "backlog.yaml").problems == ()


def test_every_allowed_value_is_told_beside_its_key(shown_blocks: list[str]) -> None:
    from backlog_cli.fields import fields_in
    from backlog_cli.model import BacklogFile, FileBlock, WordKind

    def closed_lists(kind: Any) -> Iterator[WordKind]:
        yield from (mark for mark in getattr(kind, "__metadata__", ()) if isinstance(mark, WordKind))
        yield from (found for inner in get_args(kind) for found in closed_lists(inner))

    def missing(block: type[FileBlock]) -> Iterator[tuple[str, str]]:
        for key, field in fields_in(block).items():
            if field.block is not None:
                yield from missing(field.block)
                continue
            for words in closed_lists(field.kind):
                allowed = [word for word in words.words if not words.only or word in words.only]
                if not any(all(word in note for word in allowed) for note in notes_of(key, shown_blocks)):
                    yield block.__name__, key

    assert list(missing(BacklogFile)) == []


def notes_of(key: str, blocks: list[str]) -> list[str]:
    """What stands in the comments behind a key, wherever it stands."""
    found = re.findall(rf"^ *(?:- )?{key}:[^#\n]*((?:#[^\n]*)?(?:\n *#[^\n]*)*)", "".join(blocks), re.MULTILINE)
    return [" ".join(note.replace("#", " ").split()) for note in found]


def test_every_setting_is_shown_with_its_default(shown_blocks: list[str]) -> None:
    from backlog_cli.terms import DEFAULT_STAGES, Policy

    told = yaml.safe_load(next(block for block in shown_blocks if block.startswith("settings:")))["settings"]
    usual = Policy()._asdict()
    by_hand = ("agent", "days_off", "stages", "lead_days", "tracking_since")  # their defaults are told in words
    assert {key: value for key, value in told.items() if key not in by_hand} == {
        key: list(value) if isinstance(value, tuple) else value for key, value in usual.items() if key not in by_hand
    }
    assert [stage.name for stage in DEFAULT_STAGES if stage.name not in text_of(FILE_FORMAT)] == []


def test_every_short_form_is_told() -> None:
    from backlog_cli.model import BacklogFile, FileBlock

    def short_forms(kind: type[FileBlock]) -> Iterator[str]:
        yield from filter(None, (kind.short_form,))
        for inner in kind.blocks().values():
            yield from short_forms(inner) if inner is not None else ()

    table = text_of(FILE_FORMAT).partition("## Short forms")[2]
    assert [key for key in {"escalation_clause", *short_forms(BacklogFile)} if f"`{key}: " not in table] == []


def test_the_code_shown_to_contributors_is_the_program_s_own() -> None:
    text = text_of(ROOT / "docs" / "contributing.md")
    program = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "backlog_cli").rglob("*.py"))
    tests = (ROOT / "tests" / "views" / "test_columns.py").read_text(encoding="utf-8")
    shown_code = [textwrap.dedent(found) for found in re.findall(r"^ *```python\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)]
    assert len(shown_code) == 3
    assert [code for code in shown_code if code not in program and code.strip() not in tests] == []
