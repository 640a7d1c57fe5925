"""An assistant that knows SKILL.md and the schemas alone plays a morning; one without a shell plays it by its tools."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import signal
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema
import pytest
import yaml

from backlog_cli.cli.app import VERBS, find_verb, load_command
from backlog_cli.cli.app import run as run_words
from backlog_cli.cli.mcp_server import TOOLS, Tool, answer_to, argument_name, command_words, input_schema, new_server
from backlog_cli.errors import Exit, UsageError
from backlog_cli.store.skill import SKILL, skill_rules, skill_text
from backlog_cli.views.data.document_schema import document_schema

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

TODAY = "2026-11-23"
TEXT = SKILL.read_text(encoding="utf-8")

try:
    import mcp  # noqa: F401 - asked for by name below
except ImportError:
    HAS_MCP = False
else:
    HAS_MCP = True

needs_mcp = pytest.mark.skipif(
    not HAS_MCP, reason="MCP IS NOT INSTALLED, SO NO ASSISTANT'S TOOL IS CALLED: pip install 'mcp>=2,<3'"
)


# --- what SKILL.md shows ---


def shapes(text: str = TEXT) -> list[list[str]]:
    """Every command line of its `sh` blocks, in words; those in capitals stand for what an assistant puts in."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


def is_placeholder(word: str) -> bool:
    return word.isupper() and not word.startswith("-")


def filled(shape: list[str], **values: object) -> list[str]:
    """The words of the command without its name: each placeholder as that value, its own words where they may be several."""

    def words(word: str) -> list[str]:
        if not is_placeholder(word):
            return [word]
        value = str(values[word.lower()])
        return value.split() if word in ("DATE", "TERMS", "WORDS") else [value]

    return [part for word in shape[1:] for part in words(word)]


ON_THE_SAMPLE = {
    "job": "HC-1037",
    "terms": "closing:dec",
    "words": "rent",
    "n": 1,
    "date": "dec 29",
    "note": "it's -5 outside, so the slab waits",
    "reason": "--the slab waits",
    "text": "paint codes",
}


@pytest.mark.parametrize("shape", shapes(), ids=" ".join)
def test_every_line_shown_works(shape: list[str], run: Callable[..., Any], sample: Path) -> None:
    run("log", "HC-1041", "a word that can be taken back")
    before = sample.read_bytes()
    answer = run(*filled(shape, **ON_THE_SAMPLE))
    assert answer.code in (Exit.DONE, Exit.FOUND), answer.err
    assert json.loads(answer.out)["schema_version"] == 1
    assert sample.read_bytes() == before


def test_every_line_asks_for_a_document_and_every_write_is_tried_first() -> None:
    assert [shape for shape in shapes() if "--json" not in shape] == []
    writing = [shape for shape in shapes() if find_verb(shape[1]).is_writing(shape) and shape[1] != "check"]
    assert [shape for shape in writing if "--dry-run" not in shape and "N" in shape] == []
    assert {shape[1] for shape in writing if "--dry-run" in shape} == {"log", "shift", "promise", "done", "undo"}


def test_every_verb_option_and_code_that_is_named_exists() -> None:
    named = set(re.findall(r"`(--[\w-]+)", TEXT))
    known = {name for verb in VERBS for param in load_command(verb).params for name in param.opts}
    assert sorted(named - known) == []
    codes = re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)
    assert [int(code) for code in codes] == [int(code) for code in Exit if code != Exit.INTERRUPTED]
    verbs = {words.split()[1] for words in re.findall(r"`(backlog [a-z]+)", TEXT)}
    verbs |= set(re.findall(r"`([a-z]+)`", TEXT.partition("- `add`")[2].partition("- Wrong?")[0]))
    assert sorted(verbs - {verb.name for verb in VERBS}) == []


def test_every_key_that_is_named_is_one_of_the_documents() -> None:
    named = {"due": "frog focus today owed ahead", "show": "say not_for_them", "done-list": "n", "list": "key"}
    named["shift"] = "changes echo breaks duties opened ended undo bad warnings"
    for kind, keys in named.items():
        schema = json.dumps(document_schema(kind))
        assert [key for key in keys.split() if f'"{key}": ' not in schema or f"`{key}`" not in TEXT] == []


def test_the_front_matter_is_what_skills_have() -> None:
    _, front, body = TEXT.split("---\n", 2)
    facts = yaml.safe_load(front)
    assert facts["name"] == SKILL.parent.name == "backlog"
    assert 100 < len(facts["description"]) <= 1024
    assert len(facts["compatibility"]) <= 500
    assert set(facts) == {"name", "description", "license", "compatibility"}
    assert len(TEXT.splitlines()) < 150
    assert body.startswith("\n# backlog\n")


def test_skill_prints_it_whole(run: Callable[..., Any]) -> None:
    assert run("skill").out == skill_text() == TEXT
    assert json.loads(run("skill", "--json").out)["text"] == TEXT


def test_its_rules_are_those_of_the_tools_too() -> None:
    assert skill_rules().startswith("- Write down only what the user said.")
    assert all(word in skill_rules() for word in ("Never send", "private", "`not_for_them`", "lock files"))
    assert "\n#" not in skill_rules()


# --- a morning ---


class Hands(NamedTuple):
    """What carries out commands: `do(verb, dry_run, values)` returns the document, `refused(verb, values)` the sentence."""

    do: Callable[[str, bool, dict[str, Any]], Awaitable[dict[str, Any]]]
    refused: Callable[[str, dict[str, Any]], Awaitable[str]]


async def morning(hands: Hands) -> None:
    """Everything is known from documents alone: whom to call, what was promised, which closing there is to move."""

    async def read(verb: str, **values: Any) -> dict[str, Any]:
        return await hands.do(verb, False, values)

    async def write(verb: str, **values: Any) -> dict[str, Any]:
        """First the dry run, then the same line without; both have to say the same."""
        tried = await hands.do(verb, True, values)
        written = await hands.do(verb, False, values)
        assert tried["changes"] == written["changes"] != []
        return written

    due = await read("due")
    homes = {home["key"]: home for home in due["jobs"]}
    first = [due["frog"], *due["focus"], *(duty["job"] for duty in due["owed"])]
    calls = list(dict.fromkeys(key for key in first if key in homes))[:5]
    assert len(calls) == 5

    # Five calls.
    for key in calls:
        shown = (await read("show", job=key))["jobs"][0]
        logged = await write("log", job=key, how="phone", note=f"called {shown['buyer']}: it's all as agreed\nand they're fine")
        assert {change["job"] for change in logged["changes"]} == {shown["job"]}
    owed = {duty["job"]: duty for duty in (await read("due"))["owed"]}
    assert {owed[homes[key]["job"]]["last"] for key in calls} == {due["as_of"]}

    # A closing moves.
    listed = await read("list", terms="closing:dec")
    home = listed["jobs"][0]
    moved = await write("shift", job=home["key"], date="+2w", reason="the cabinets are late")
    change = next(change for change in moved["changes"] if change["field"].startswith("closing"))
    assert change["job"] == home["job"]
    assert [duty["rule"] for duty in moved["duties"]["opened"] if "told" in duty["rule"]] != []
    again = next(one for one in (await read("list"))["jobs"] if one["key"] == home["key"])
    assert again["closing"] > home["closing"]
    assert again["told"] == home["told"]

    # A promise is kept: its number is asked for.
    promised = await write("promise", job=calls[0], date="fri", text="the paint codes")
    assert promised["changes"][0]["job"] == homes[calls[0]]["job"]
    open_items = (await read("done", job=calls[0]))["open"]
    number = next(item["n"] for item in open_items if "the paint codes" in item["text"])
    kept = await write("done", job=calls[0], n=number)
    assert [duty["text"] for duty in kept["duties"]["ended"] if "the paint codes" in duty["text"]] != []
    left = (await read("done", job=calls[0]))["open"]
    assert [item for item in left if "the paint codes" in item["text"]] == []

    # Nobody is guessed, and a refusal says what to do.
    assert "no job goes by" in await hands.refused("show", {"job": "nobody"})
    sentence = await hands.refused("shift", {"job": home["key"], "date": "feb 30", "reason": "permit"})
    assert "no Feb 30" in sentence
    assert "Nothing was changed." in sentence

    # One is taken back.
    assert kept["undo"].endswith(" undo")
    undone = await write("undo", number="")
    assert undone["changes"] != []
    back = (await read("done", job=calls[0]))["open"]
    assert [item["n"] for item in back if "the paint codes" in item["text"]] == [number]


@pytest.fixture(params=["warm", pytest.param("fresh", marks=pytest.mark.sweep)])
def shell(request: pytest.FixtureRequest, piped: Callable[..., Any], sample: Path) -> Hands:
    """An assistant at a shell, which takes the shape of each command from SKILL.md and holds each document to its schema."""
    reading = {shape[1]: shape for shape in shapes() if "--dry-run" not in shape}
    writing = {shape[1]: shape for shape in shapes() if "--dry-run" in shape}
    schemas: dict[str, Any] = {}

    def line(verb: str, dry_run: bool, values: dict[str, Any]) -> list[str]:
        is_listing = verb == "done" and "n" not in values
        shape = reading[verb] if is_listing or verb not in writing else writing[verb]
        # A document with all its keys; a list of all homes.
        left_out = {"--fields", shape[shape.index("--fields") + 1]} if "--fields" in shape else set()
        left_out |= {"TERMS"} if verb == "list" and "terms" not in values else set()
        left_out |= set() if dry_run else {"--dry-run"}
        return filled([word for word in shape if word not in left_out], **values)

    async def do(verb: str, dry_run: bool, values: dict[str, Any]) -> dict[str, Any]:
        answer = piped(*line(verb, dry_run, values), fresh=request.param == "fresh")
        assert answer.code == Exit.DONE, answer.told
        document: dict[str, Any] = json.loads(answer.text)
        hold(document)
        return document

    def hold(document: dict[str, Any]) -> None:
        kind = document["kind"]
        if kind not in schemas:
            # The command takes as long as ten others: one of them stands for all, but in the sweep.
            is_asked = not schemas or request.param == "fresh"
            schemas[kind] = json.loads(piped("schema", "--output", kind).text) if is_asked else document_schema(kind)
        jsonschema.validate(document, schemas[kind])

    async def refused(verb: str, values: dict[str, Any]) -> str:
        answer = piped(*line(verb, False, values))
        assert answer.code in (Exit.USAGE, Exit.NO_JOB)
        assert answer.text == ""
        return str(answer.told)

    return Hands(do, refused)


def test_a_morning_at_a_shell(shell: Hands) -> None:
    asyncio.run(morning(shell))


# --- the tools ---

COMMANDS = {tool.verb: load_command(find_verb(tool.verb)) for tool in TOOLS}
each_tool = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.verb)


def tool_of(verb: str) -> Tool:
    return next(tool for tool in TOOLS if tool.verb == verb)


def words_of(verb: str, **arguments: object) -> list[str]:
    return command_words(tool_of(verb), COMMANDS[verb], arguments)


@each_tool
def test_a_tool_is_told_by_the_verb_s_own_help(tool: Tool) -> None:
    schema = input_schema(tool, COMMANDS[tool.verb])
    assert {argument_name(option) for option in tool.options} < set(schema["properties"]) or not tool.words
    assert all(facts["description"] and facts["type"] for facts in schema["properties"].values())
    helps = {param.opts[0]: param.help for param in COMMANDS[tool.verb].params}
    assert all(schema["properties"][argument_name(name)]["description"].startswith(helps[name]) for name in tool.options)
    assert ("dry_run" in schema["properties"]) == tool.is_writing == find_verb(tool.verb).is_writing([])


def test_there_are_as_many_tools_as_an_assistant_can_keep_in_mind() -> None:
    assert 6 <= len(TOOLS) <= 8


@pytest.mark.parametrize(
    ("verb", "arguments", "words"),
    [
        ("due", {}, []),
        ("due", {"ahead": 30, "fields": "job,level"}, ["--ahead=30", "--fields=job,level"]),
        ("list", {"terms": "stage:framing late", "all": True}, ["--all", "stage:framing", "late"]),
        ("show", {"job": 1041}, ["1041"]),
        ("show", {"job": "Grace Whitfield", "fields": None}, ["Grace Whitfield"]),
        ("log", {"job": "41", "note": "--a dash\nand  more"}, ["41", "--a dash\nand  more"]),
        ("log", {"job": "41", "note": "x", "promise": ["fri a", "mon b"]}, ["--promise=fri a", "--promise=mon b", "41", "x"]),
        ("log", {"job": "41", "note": "x", "promise": "fri a"}, ["--promise=fri a", "41", "x"]),
        ("log", {"job": "41", "said": "--no", "dry_run": True}, ["--dry-run", "--said=--no", "41"]),
        ("shift", {"job": "41", "date": "dec 12", "reason": "monday crew"}, ["41", "dec", "12", "monday crew"]),
        ("shift", {"job": "41", "date": "-3d", "reason": "", "dry_run": False}, ["41", "-3d"]),
        ("done", {"job": "41"}, ["41"]),
        ("done", {"job": "41", "n": 2}, ["41", "2"]),
        ("undo", {}, []),
    ],
)
def test_a_call_is_a_command_line(verb: str, arguments: dict[str, Any], words: list[str]) -> None:
    line = words_of(verb, **arguments)
    assert line[:2] == [verb, "--json"]
    rest = line[2:]
    place = rest.index("--")
    assert [*sorted(rest[:place]), *rest[place + 1 :]] == words


@pytest.mark.parametrize(
    ("verb", "arguments", "why"),
    [
        ("log", {"job": "41", "note": "x", "dryRun": True}, r'log takes no "dryRun"\. It takes job, note, '),
        ("log", {"note": "x"}, r"^job is missing\.$"),
        ("shift", {"job": "41", "reason": "monday crew late"}, r"^date is missing\.$"),
        ("promise", {"job": "41", "date": "fri", "text": " "}, r"^text is missing\.$"),
        ("done", {"n": 1}, r"^job is missing\.$"),
        ("log", {"job": ["41", "44"], "note": "x"}, r"^job takes text\.$"),
        ("log", {"job": "41", "note": "x", "dry_run": "yes"}, r"^dry_run is true or false\.$"),
        ("log", {"job": "41", "note": "x", "mood": True}, r"^mood takes text\.$"),
        ("log", {"job": "41", "note": "x", "topic": [{"a": 1}]}, r"^topic takes text\.$"),
        ("log", {"job": "41", "note": "x", "file": "/etc/passwd"}, r'log takes no "file"\.'),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused(verb: str, arguments: dict[str, Any], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        words_of(verb, **arguments)


def test_nothing_of_a_command_gets_onto_the_wire(sample: Path, capfd: pytest.CaptureFixture[str]) -> None:
    keyboard = sys.stdin
    answer = answer_to(run_words, ["--today", TODAY, "due", "--json"])
    assert json.loads(answer.document)["kind"] == "due"
    refused = answer_to(run_words, ["--today", TODAY, "ask", "--json", "--", "HC-1041", "-"])
    assert refused == ("", "backlog: the note on standard input is empty.\nNothing was changed.")
    assert capfd.readouterr() == ("", "")
    assert sys.stdin is keyboard


def test_a_write_answers_what_the_verb_answers(sample: Path, piped: Callable[..., Any]) -> None:
    words = words_of("shift", job="1037", date="+2w", reason="the windows' late — again", dry_run=True)
    answer = answer_to(run_words, ["--today", TODAY, *words])
    assert (answer.document, answer.remarks) == (piped(*words).text.strip(), "")
    assert "→" in answer.document


def test_after_a_write_the_server_can_be_stopped_again(sample: Path) -> None:
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    assert answer_to(run_words, ["--today", TODAY, "log", "--json", "--", "HC-1041", "x"]).document
    assert [signal.getsignal(number) for number in numbers] == before


def test_without_its_package_the_line_to_install_it_is_told(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.setitem(sys.modules, "mcp.server.stdio", None)
    answer = run("mcp")
    assert answer.code == Exit.USAGE
    said = "backlog: an assistant's tools need one more package. This line installs it: "
    assert " ".join(answer.err.split()).startswith(said)
    assert answer.err.rstrip().endswith("install 'mcp>=2,<3'")


def test_every_tool_is_told_on_the_page() -> None:
    page = (SKILL.parents[4] / "docs" / "assistants.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == [tool.verb for tool in TOOLS]


@pytest.fixture(params=["in this process", pytest.param("in its own", marks=pytest.mark.sweep)])
def talk(request: pytest.FixtureRequest, sample: Path) -> Callable[[Callable[[Any], Awaitable[None]]], None]:
    """`talk(story)`: `story(client)` with the protocol's own client, and a server here or in a process of its own."""
    from mcp import Client
    from mcp.client.stdio import StdioServerParameters, stdio_client

    words = ["-m", "backlog_cli", "--file", sample.name, "--today", TODAY, "mcp"]
    surroundings = {"HOME": os.environ["HOME"], "PYTHONWARNINGS": "error"}
    process = StdioServerParameters(command=sys.executable, args=words, env=surroundings, cwd=sample.parent)

    async def whole(story: Callable[[Any], Awaitable[None]]) -> None:
        here = new_server(run_words, COMMANDS, ["--today", TODAY], skill_rules())
        async with Client(here if request.param == "in this process" else stdio_client(process)) as client:
            await story(client)

    return lambda story: asyncio.run(whole(story))


@needs_mcp
def test_a_morning_by_the_tools(talk: Callable[..., None], run: Callable[..., Any], sample: Path) -> None:
    async def story(client: Any) -> None:
        async def do(verb: str, dry_run: bool, values: dict[str, Any]) -> dict[str, Any]:
            is_writing = tool_of(verb).is_writing and not (verb == "done" and "n" not in values)
            answer = await client.call_tool(verb, values | ({"dry_run": dry_run} if is_writing else {}))
            assert not answer.is_error, answer.content
            assert json.loads(answer.content[0].text) == answer.structured_content
            return dict(answer.structured_content)

        async def refused(verb: str, values: dict[str, Any]) -> str:
            answer = await client.call_tool(verb, values)
            assert answer.is_error
            assert answer.structured_content is None
            return "\n".join(content.text for content in answer.content)

        offered = (await client.list_tools()).tools
        assert [tool.name for tool in offered] == [tool.verb for tool in TOOLS]
        assert [tool.name for tool in offered if tool.annotations.read_only_hint] == ["due", "list", "show"]
        assert client.instructions == skill_rules()
        await morning(Hands(do, refused))
        # The file is read anew each time, and the document is the verb's own.
        sample.write_text(sample.read_text(encoding="utf-8").replace("Brandt", "Brand"), encoding="utf-8")
        for verb, values, words in (
            ("due", {}, ("due",)),
            ("list", {"terms": "closing:dec", "fields": "job,buyer"}, ("list", "closing:dec", "--fields", "job,buyer")),
            ("show", {"job": "Brand"}, ("show", "brand")),
            ("done", {"job": "Brand"}, ("done", "brand")),
        ):
            assert await do(verb, False, dict(values)) == json.loads(run(*words, "--json").out)
        assert (
            await refused("call", {}) == f'backlog: there\'s no tool "call". There are {", ".join(tool.verb for tool in TOOLS)}.'
        )

    talk(story)


@needs_mcp
def test_what_is_said_beside_a_document_comes_behind_it(talk: Callable[..., None], sample: Path) -> None:
    text = sample.read_text(encoding="utf-8")

    async def story(client: Any) -> None:
        fine = await client.call_tool("due", {"fields": "job"})
        assert len(fine.content) == 1
        sample.write_text(text.replace("stage: drywall", "stage: dryval"), encoding="utf-8")
        bad = await client.call_tool("due", {"fields": "job"})
        assert not bad.is_error
        assert [note["job"] for note in bad.structured_content["bad"]] == ["HC-1037"]
        assert "dryval" in bad.content[1].text
        sample.unlink()
        none = await client.call_tool("due", {})
        assert none.is_error
        assert "there's no file" in none.content[0].text

    talk(story)


@needs_mcp
@pytest.mark.sweep
@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals here")
def test_whoever_starts_the_server_at_a_terminal_is_told_what_it_is(terminal: Callable[..., Any], sample: Path) -> None:
    screen = terminal("mcp")
    screen.until("your assistant starts this itself")
    screen.type("\x03")
    assert screen.end() == Exit.INTERRUPTED
