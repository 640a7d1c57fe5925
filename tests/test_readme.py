"""The README tells the truth: what it shows is what the program prints, and it shows every verb and option."""

from __future__ import annotations

import io
import json
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from backlog_cli.cli.app import VERBS
from backlog_cli.cli.app import run as run_words

if TYPE_CHECKING:
    import pytest

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"^```console\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


class Terminal(io.StringIO):
    """A stream that looks like a terminal of 80 cells without colour."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def shown(command: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a terminal shows after one of the README's commands."""
    words = shlex.split(command)
    assert words[0] == "backlog"
    screen = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", screen)
        patch.setattr(sys, "stderr", screen)
        patch.setattr(sys, "stdin", io.StringIO())
        run_words([*words[1:], "--today", "2026-11-23"])
    return "".join(f"{line.rstrip()}\n" for line in screen.getvalue().splitlines())


def commands(block: str) -> list[str]:
    return [line[2:] for line in block.splitlines() if line.startswith("$ ")]


def replayed(text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The README with every console block as the program prints it today, all commands run in order on one file."""

    def block(found: re.Match[str]) -> str:
        parts = [f"$ {command}\n{shown(command, monkeypatch)}" for command in commands(found[1])]
        return "```console\n" + "\n".join(parts) + "```\n"

    return BLOCK.sub(block, text)


def test_every_shown_output_is_what_the_program_prints(
    sample: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    monkeypatch.setenv("TERM", "xterm")
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    text = README.read_text(encoding="utf-8")
    actual = replayed(text, monkeypatch)
    actual = actual.replace(str(sample.parent), "/Users/renata/homes").replace(str(sample.parent.parent), "/Users/renata")
    actual = re.sub(r'"python": "[^"]*"', '"python": "3.11.7"', actual)
    actual = re.sub(r"\b[0-9a-f]{32}\b", "3f1c0a86d2be4f7798a1c5d0e2b46913", actual)
    if request.config.getoption("--rewrite"):
        README.write_text(actual, encoding="utf-8")
    assert actual == text


def test_every_verb_has_its_help_in_the_reference() -> None:
    text = README.read_text(encoding="utf-8")
    assert [verb.name for verb in VERBS if f"$ backlog {verb.name} --help\n" not in text] == []


def test_no_shown_line_is_wider_than_a_terminal() -> None:
    blocks = "".join(BLOCK.findall(README.read_text(encoding="utf-8")))
    wide = [
        line
        for line in blocks.splitlines()
        if len(line) > 80 and not line.startswith("$ ") and not line.lstrip().startswith(("{", '"', "/"))
    ]
    assert wide == []


def test_the_two_commands_are_those_that_ci_runs() -> None:
    text = README.read_text(encoding="utf-8")
    tests = re.findall(r"^python3 -m venv .*-m pytest$", text, re.MULTILINE)
    assert len(tests) == 1
    ci = (README.parent / ".ci" / "run").read_text(encoding="utf-8")
    assert ci.splitlines()[-1] == tests[0]


def test_the_exit_codes_are_all_told() -> None:
    from backlog_cli.errors import Exit

    text = README.read_text(encoding="utf-8")
    assert [code for code in Exit if f"| {int(code)} |" not in text] == []


def test_every_key_of_a_home_is_told() -> None:
    from backlog_cli.model import Job, Settings

    text = README.read_text(encoding="utf-8")
    keys = [field.alias or name for model in (Job, Settings) for name, field in model.model_fields.items()]
    assert [key for key in keys if f"`{key}`" not in text] == []


def test_every_clock_is_told() -> None:
    from backlog_cli.rules.clocks.table import ROWS

    text = README.read_text(encoding="utf-8")
    assert [row for row in (clock.document_row for clock in ROWS) if f"\n{row}\n" not in text] == []


def test_every_placeholder_of_a_draft_is_told() -> None:
    from backlog_cli.rules.letters.letter_parts import PLACEHOLDERS

    text = README.read_text(encoding="utf-8")
    assert [name for name in PLACEHOLDERS if f"`{{{name}}}`" not in text] == []


def test_the_json_shown_is_json() -> None:
    text = README.read_text(encoding="utf-8")
    documents = re.findall(r"--json[^\n]*\n(\{.*?^\})", text, re.MULTILINE | re.DOTALL)
    assert documents
    for document in documents:
        assert json.loads(document)["schema_version"] == 1
