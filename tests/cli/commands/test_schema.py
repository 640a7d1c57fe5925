"""`schema`: the schema printed, written, and put beside the file, where real editors read it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli import __version__
from backlog_cli.cli.doctor import OLD_SCHEMA
from backlog_cli.store.files import SCHEMA_NAME
from backlog_cli.store.schema.document import MADE_BY
from backlog_cli.store.schema.install import COMMENT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = "2026-11-23"
ONE_HOME = "jobs:\n- job: 1041\n  buyers: Kim Lee\n  sold_date: 2026-11-01\n  stage: framing\n"


def is_schema(path: Path) -> bool:
    return bool(json.loads(path.read_text("utf-8"))["$comment"].startswith(MADE_BY))


def test_it_is_printed_as_one_json_document(run: Any, home: Path) -> None:
    answer = run("schema")
    assert (answer.code, answer.err) == (0, "")
    found = json.loads(answer.out)
    assert found["definitions"]["Lender"]["properties"]["lock_expires"]["description"] == "The last day of the rate lock."
    assert list(home.iterdir()) == []


def test_it_is_written_to_a_file_and_over_an_older_one_of_ours_only(run: Any, home: Path) -> None:
    target = home / "for my editor.json"
    assert run("schema", str(target)).code == 0
    old = json.loads(target.read_text("utf-8"))
    target.write_text(json.dumps({"$comment": MADE_BY, "old": True}), "utf-8")
    assert run("schema", str(target)).code == 0
    assert json.loads(target.read_text("utf-8")) == old
    target.write_text("[1]", "utf-8")
    answer = run("schema", str(target))
    assert (answer.code, target.read_text("utf-8")) == (2, "[1]")
    assert "isn't a schema of this program" in " ".join(answer.err.split())
    assert run("schema", str(home)).code == 2


@pytest.mark.parametrize("words", [("init",), ("init", "--sample")])
def test_a_new_file_has_it_from_the_start(run: Any, home: Path, words: tuple[str, ...]) -> None:
    assert run(*words, today=DAY).code == 0
    assert (home / "backlog.yaml").read_text("utf-8").startswith(f"{COMMENT}\n# My backlog")
    assert is_schema(home / SCHEMA_NAME)
    assert run("check", today=DAY).code == 0


def test_a_file_made_by_import_has_it_too(run: Any, home: Path) -> None:
    (home / "homes.csv").write_text("Job,Buyer,Sold\n1041,Kim Lee,2026-11-01\n", "utf-8")
    assert run("import", "homes.csv", "--yes", today=DAY).code == 0
    assert (home / "backlog.yaml").read_text("utf-8").startswith(f"{COMMENT}\n")
    assert is_schema(home / SCHEMA_NAME)


def test_an_import_into_her_file_adds_no_comment(run: Any, home: Path) -> None:
    (home / "backlog.yaml").write_text(ONE_HOME, "utf-8")
    (home / "homes.csv").write_text("Job,Buyer,Sold\n1042,Bo Day,2026-11-01\n", "utf-8")
    assert run("import", "homes.csv", "--yes", today=DAY).code == 0
    assert "yaml-language-server" not in (home / "backlog.yaml").read_text("utf-8")
    assert not (home / SCHEMA_NAME).exists()


def test_what_somebody_else_keeps_there_stays_and_the_new_file_does_without(run: Any, home: Path) -> None:
    (home / SCHEMA_NAME).write_text("{}", "utf-8")
    answer = run("init", today=DAY)
    assert answer.code == 0
    assert "your editor gets no help with this file" in answer.err
    assert (home / SCHEMA_NAME).read_text("utf-8") == "{}"
    assert (home / "backlog.yaml").read_text("utf-8").startswith("# My backlog")
    assert run("schema", "--install").code == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"jobs: []\n", b"%s\njobs: []\n"),
        (b"# mine\r\njobs: []\r\n", b"%s\r\n# mine\r\njobs: []\r\n"),
        (b"\xef\xbb\xbfjobs: []", b"\xef\xbb\xbf%s\njobs: []"),
        (b"---\njobs: []\n", b"%s\n---\njobs: []\n"),
        (b"", b"%s\n"),
    ],
)
def test_the_comment_is_one_line_at_the_top_and_undo_takes_it_out(run: Any, home: Path, before: bytes, after: bytes) -> None:
    file = home / "backlog.yaml"
    file.write_bytes(before)
    after = after % COMMENT.encode()
    assert run("schema", "--install", "--dry-run").code == 0
    assert (file.read_bytes(), (home / SCHEMA_NAME).exists()) == (before, False)
    assert run("schema", "--install").code == 0
    assert (file.read_bytes(), is_schema(home / SCHEMA_NAME)) == (after, True)
    (home / SCHEMA_NAME).unlink()
    answer = run("schema", "--install")  # again: the file says so already, the schema is put back
    assert (answer.code, file.read_bytes(), is_schema(home / SCHEMA_NAME)) == (0, after, True)
    assert "undo" not in answer.out
    assert run("undo").code == 0
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("comment", "is_older"),
    [
        (f"{MADE_BY}: what a file may hold.", True),
        (f"{MADE_BY} 0.0.9: what a file may hold.", True),
        (f"{MADE_BY} {__version__}: what a file may hold.", False),
        (f"{MADE_BY} 10.2: what a file may hold.", False),  # another computer of hers has a newer one
        ("Made by somebody else", False),
        (None, False),
    ],
)
def test_a_schema_of_an_older_version_is_spoken_of_until_it_is_renewed(
    run: Any, home: Path, comment: str | None, is_older: bool
) -> None:
    (home / "backlog.yaml").write_text(ONE_HOME, "utf-8")
    if comment is not None:
        (home / SCHEMA_NAME).write_text(json.dumps({"$comment": comment}), "utf-8")

    def spoken_of() -> list[bool]:
        told = [trouble["cure"] for trouble in json.loads(run("where", "--json").out)["troubles"]]
        check = run("check", today=DAY)
        assert check.code == 0
        is_noted = f"note: {OLD_SCHEMA.what}: {OLD_SCHEMA.cure}" in " ".join(check.out.split())
        return [
            "backlog schema --install" in told,
            is_noted,
            json.loads(run("check", "--json", today=DAY).out)["has_older_schema"],
        ]

    assert spoken_of() == [is_older] * 3
    if is_older:
        assert run("schema", "--install").code == 0
        assert spoken_of() == [False] * 3


def test_a_schema_that_she_chose_herself_stays(run: Any, home: Path) -> None:
    file = home / "backlog.yaml"
    file.write_text(f"# yaml-language-server: $schema=../mine.json\n{ONE_HOME}", "utf-8")
    before = file.read_bytes()
    answer = run("schema", "--install")
    assert (answer.code, file.read_bytes(), (home / SCHEMA_NAME).exists()) == (2, before, False)
    assert "../mine.json" in answer.err


def test_a_file_that_is_json_has_no_comments(run: Any, home: Path) -> None:
    (home / "backlog.yaml").write_text('{"jobs": []}', "utf-8")
    answer = run("schema", "--install")
    assert (answer.code, (home / "backlog.yaml").read_text("utf-8")) == (2, '{"jobs": []}')
    assert not (home / SCHEMA_NAME).exists()
    assert "is JSON" in answer.err


def test_a_file_that_cannot_be_read_is_left_alone(run: Any, home: Path) -> None:
    (home / "backlog.yaml").write_text("jobs: [\n", "utf-8")
    assert run("schema", "--install").code == 3
    assert (home / "backlog.yaml").read_text("utf-8") == "jobs: [\n"


@pytest.mark.parametrize("words", [("x.json", "--install"), ("--dry-run",), ("x.json", "--dry-run")])
def test_options_that_do_not_go_together(run: Any, home: Path, words: tuple[str, ...]) -> None:
    assert run("schema", *words).code == 2
    assert list(home.iterdir()) == []


# A real editor's helper


class LanguageServer:
    """The program that VS Code, Neovim and others ask about YAML, spoken to as they do."""

    def __init__(self, program: str, folder: Path) -> None:
        self._process = subprocess.Popen(
            [program, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        self.folder, self._number, self._files = folder, 0, 0
        self._marks: dict[str, list[dict[str, Any]]] = {}
        skills = {
            "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}},
            "workspace": {"configuration": True},
        }
        self.ask("initialize", {"processId": os.getpid(), "rootUri": folder.as_uri(), "capabilities": skills})
        self._send({"method": "initialized", "params": {}})

    def close(self) -> None:
        with self._process:  # which closes its pipes
            self._process.kill()

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == self._number and "method" not in message:
                return message["result"]

    def marks(self, text: str) -> dict[str, str]:
        """Open a file of this text below our comment; what is marked in red, by the words it stands under."""
        lines = text.splitlines()
        found = self._open(f"{COMMENT}\n{text}")
        marks = {}
        for mark in found:
            start, end = mark["range"]["start"], mark["range"]["end"]
            line = lines[start["line"] - 1]
            marks[line[start["character"] : end["character"] if end["line"] == start["line"] else None].strip()] = mark["message"]
        return marks

    def words(self, text: str) -> list[str]:
        """What is offered at the `|` of a text."""
        answer = self._at("completion", text)
        return [item["label"] for item in (answer["items"] if isinstance(answer, dict) else answer)]

    def hover(self, text: str) -> str:
        """What is told of the word at the `|` of a text."""
        answer = self._at("hover", text)
        return str(answer["contents"]["value"]) if answer else ""

    def _at(self, question: str, text: str) -> Any:
        before, _, after = f"{COMMENT}\n{text}".partition("|")
        self._open(before + after)
        place = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return self.ask(f"textDocument/{question}", {"textDocument": {"uri": self._uri}, "position": place})

    def _open(self, text: str) -> list[dict[str, Any]]:
        self._files += 1
        self._uri = (self.folder / f"{self._files}.yaml").as_uri()
        document = {"uri": self._uri, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        while self._uri not in self._marks:
            self._read()
        return self._marks[self._uri]

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0"} | message).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self._to.flush()

    def _read(self) -> dict[str, Any]:
        size = 0
        while line := self._from.readline().strip():
            if line.lower().startswith(b"content-length:"):
                size = int(line.partition(b":")[2])
        message: dict[str, Any] = json.loads(self._from.read(size))
        if message.get("method") == "textDocument/publishDiagnostics":
            self._marks[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            settings = {"yaml": {"validate": True, "hover": True, "completion": True}}
            asked = message["params"].get("items", []) if message["method"] == "workspace/configuration" else None
            result = None if asked is None else [settings.get(item.get("section"), {}) for item in asked]
            self._send({"id": message["id"], "result": result})
        return message


@pytest.fixture
def server(run: Any, home: Path) -> Iterator[LanguageServer]:
    program = shutil.which("yaml-language-server")
    if program is None:
        pytest.skip("NO YAML-LANGUAGE-SERVER HERE: what an editor shows was NOT tested (npm install yaml-language-server)")
    assert run("init", "--sample", today=DAY).code == 0
    found = LanguageServer(program, home)
    with contextlib.closing(found):
        yield found


HOME = "jobs:\n  - job: 1041\n    buyers: [Kim Lee]\n    sold_date: 2026-11-01\n    stage: framing\n"
BAD_LINES = """\
    closing: 2027-02-30
    contact: pigeon
    price: lots
    lendr: Birchline
    notes: her ssn is 123-45-6789
    lot: [12]
    lender: {product: gold, lock_expires: 3/12}
    log:
      - {at: soon, how: Phone Call, mood: meh}
    pin: blue
"""
MARKED = {
    "2027-02-30": "Write a day, such as 2026-07-18.",
    "pigeon": 'Valid values: "phone", "text", "group-text", "email", "video", "in-person", "portal", "mail".',
    "lots": "Write whole dollars, such as 8000, $8,000 or 8.5k.",
    "lendr": "Property lendr is not allowed.",
    "her ssn is 123-45-6789": "This looks like a number that must never be kept here. Take it out.",
    "[12]": "Write plain text on one line, in quotes if it holds : or [ or {.",
    "gold": 'Valid values: "conv-30", "conv-15", "fha", "va", "usda", "arm", "cash", "other".',
    "3/12": "Write a day, such as 2026-07-18.",
    "soon": "Write a day, or a day and a time, such as 2026-12-01 10:00.",
    "meh": 'Valid values: "delighted", "happy", "neutral", "worried", "upset".',
    "blue": 'Valid values: "red", "amber".',
}
FINE_LINES = """\
    "Realtor Name": Sol Whitaker
    loan: {name: Birchline, "Rate Lock": 2027-02-01}
    x_zip: 01234
    price: 425_000
    block: 012
    contact: {channel: TXT, local: yes}
    closing: {contract: 3/12/27, told: Q2 2027}
    log: [2026-11-20 called about the slab]
    insurance_bound: no
    escalation_clause: false
"""


@pytest.mark.sweep
def test_an_editor_explains_suggests_and_marks(server: LanguageServer, home: Path) -> None:
    sample = (home / "backlog.yaml").read_text("utf-8")
    assert server.marks(sample.partition("\n")[2]) == {}
    assert server.marks(HOME + FINE_LINES) == {}

    marks = server.marks(HOME + BAD_LINES)
    assert set(marks) == set(MARKED)
    for words, sentence in MARKED.items():
        assert marks[words].removeprefix("Value is not accepted. ") == sentence
    bare = server.marks("jobs:\n  - job: 1041\n    buyers: K\n    sold_date: 2026-11-01\n")
    assert list(bare.values()) == ['Missing property "stage".']

    assert server.words(f"{HOME}    contact: |") == [
        "phone",
        "text",
        "group-text",
        "email",
        "video",
        "in-person",
        "portal",
        "mail",
    ]
    assert server.words(f"{HOME}    log:\n      - mood: |") == ["delighted", "happy", "neutral", "worried", "upset"]
    assert server.words("jobs:\n  - job: 1\n    stage: |\n")[:3] == ["contract", "selections", "permitting"]
    assert server.words(f"{HOME}    insurance_bound: |") == ["true", "false"]
    assert server.words(f"{HOME}    lot: |") == []
    assert {"closing", "lender", "promises"} <= set(server.words(f"{HOME}    |"))
    assert "buyers" not in server.words(f"{HOME}    le|")
    assert server.words(f"{HOME}    hold:\n      |") == ["what", "since", "until"]

    assert "The last day of the rate lock." in server.hover(f"{HOME}    lender: {{lock_ex|pires: 2027-02-01}}\n")
    assert "Where the home is today" in server.hover("jobs:\n  - job: 1\n    sta|ge: framing\n")
    assert "The last day of the rate lock." in server.hover(f"{HOME}    loan: {{rate lo|ck: 2027-02-01}}\n")
