"""What an assistant without a shell is offered: each tool is a verb with some of its options, carried out as a command line."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_cli import __version__
from backlog_cli.errors import NOTHING_CHANGED, BacklogError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mcp.server.lowlevel import Server
    from mcp_types import CallToolResult
    from mcp_types import Tool as OfferedTool

    Run = Callable[[Sequence[str]], int]

DRY_RUN = "--dry-run"


class Word(NamedTuple):
    """An argument given on the command line without the name of an option.

    `is_split` says that each of its words is one of the command line; a remark stays whole, as it was written.
    """

    name: str
    help: str
    is_needed: bool = True
    is_split: bool = False


class Tool(NamedTuple):
    """A verb as an assistant sees it: what it is good for, and which words and options of the verb it takes."""

    verb: str
    help: str
    words: tuple[Word, ...] = ()
    options: tuple[str, ...] = ()

    @property
    def is_writing(self) -> bool:
        """Whether it can change the file."""
        return DRY_RUN in self.options


JOB = Word(
    "job", 'The home: its job number ("HC-1041"), its lot ("lot41"), a buyer\'s last name, or the `key` of another answer.'
)
JOBS = JOB._replace(help=f"{JOB.help} Several with commas in between.")
DATES = '"fri", "dec 12", "tomorrow", "in 2 weeks", "2026-12-12"'
SHORT = "With `fields`, such as job,key,buyer,why, the answer stays short."
WRITES = "Call it with dry_run first, and again without once the changes are what was meant."

TOOLS = (
    Tool(
        "due",
        "What has to be done this morning: the hardest call first, what is due today, who is owed an update. Begin here. "
        f"{SHORT}",
        options=("--ahead", "--fields"),
    ),
    Tool(
        "list",
        f"The homes that were sold and haven't closed, the most urgent first; terms choose among them. {SHORT}",
        (
            Word(
                "terms",
                "All have to fit: names or other words, stage:framing, closing:aug, within:30d, level:red, super:moreno, "
                "community:heron, lender:summit, contingent, owed, late, closed.",
                is_needed=False,
                is_split=True,
            ),
        ),
        ("--all", "--sort", "--fields"),
    ),
    Tool(
        "show",
        "All about one home before a call: what was agreed, their own words, what is open, which closing date they were told "
        "(`say`), and which one isn't for them (`not_for_them`).",
        (JOB,),
        ("--fields",),
    ),
    Tool(
        "log",
        "Write down a conversation that has taken place with the buyers of a home: a call, a text, an email, a visit. "
        f"Only what the user said happened; leave out what you don't know. {WRITES}",
        (JOBS, Word("note", "What was said, in the user's words.", is_needed=False)),
        (
            *("--how", "--at", "--with", "--by", "--kind", "--mood", "--topic", "--said", "--next", "--promise"),
            *("--told", "--what", "--as", "--voicemail", "--missed", "--in", "--written", "--private", "--again", DRY_RUN),
        ),
    ),
    Tool(
        "shift",
        "Move a date of a home, closing unless `what` says otherwise; the old one is kept with the reason. The answer says what "
        f"the new date breaks. The buyers count as not told until a conversation is logged with `told`. {WRITES}",
        (
            JOBS,
            Word("date", f'The new date: {DATES}; "+2w" counts from the date that moves.', is_split=True),
            Word("reason", "Why, in the user's words.", is_needed=False),
        ),
        ("--what", "--cause", "--known", "--together", "--plan-b", "--told", "--ours", "--by", "--yes", DRY_RUN),
    ),
    Tool(
        "promise",
        f"Note a promise to the buyers, or by somebody to the user, with the day it's due. {WRITES}",
        (JOB, Word("date", f"The day it's due: {DATES}.", is_split=True), Word("text", "What is promised.")),
        ("--by", "--needs", "--yes", DRY_RUN),
    ),
    Tool(
        "done",
        "Check off something that has been done: a promise, an agreed call, a deposit, an answer. Without `n` it lists what "
        f"can be checked off, numbered. The numbers change after each change: read them again. {WRITES}",
        (
            JOB,
            Word("n", "Its number `n`, as `due`, `list`, `show` and `done` give it, or some of its words.", False, is_split=True),
        ),
        ("--at", "--by", DRY_RUN),
    ),
    Tool(
        "undo",
        f"Take back the last change, or an older one by its number, where nothing since depends on it. {WRITES}",
        (Word("number", "1, the newest, when left out.", is_needed=False),),
        (DRY_RUN,),
    ),
)


def serve(run: Run, commands: Mapping[str, Any], options: Sequence[str], instructions: str) -> None:
    """Answer an assistant on standard input and output until it hangs up.

    `run` carries out the words of one command, `commands` are Typer's by their verb, `options` go in front of every command.
    Raise UsageError where the protocol's package isn't installed.
    """
    try:
        import anyio
        from mcp.server.stdio import stdio_server
    except ImportError:
        from backlog_cli.exchange.extras import MCP_PACKAGES, install_line

        line = install_line(MCP_PACKAGES)
        raise UsageError(f"an assistant's tools need one more package. This line installs it: {line}") from None
    server = new_server(run, commands, options, instructions)

    async def answer() -> None:
        async with stdio_server() as (questions, answers):
            await server.run(questions, answers, server.create_initialization_options())

    # Sentences and paths in whole lines: nobody reads them on a screen.
    os.environ["COLUMNS"] = "10000"
    # Unlike a command, it may live for days.
    gc.enable()
    anyio.run(answer)


def new_server(run: Run, commands: Mapping[str, Any], options: Sequence[str], instructions: str) -> Server[Any]:
    """Return what answers an assistant, whatever it is connected to. The arguments are those of `serve`."""
    from mcp.server.lowlevel import Server
    from mcp_types import ListToolsResult

    tools = {tool.verb: tool for tool in TOOLS}

    async def list_tools(*_: object) -> ListToolsResult:
        return ListToolsResult(tools=[_offered(tool, commands[tool.verb]) for tool in TOOLS])

    async def call_tool(_: object, asked: Any) -> CallToolResult:
        # Nothing is awaited in here: one call at a time, in the main thread, where a write can hold signals back.
        tool = tools.get(asked.name)
        if tool is None:
            return _result(Answer("", f'backlog: there\'s no tool "{asked.name}". There are {", ".join(tools)}.'))
        try:
            words = command_words(tool, commands[tool.verb], asked.arguments or {})
        except BacklogError as error:
            return _result(Answer("", f"backlog: {error.message}" + (f"\n{NOTHING_CHANGED}" if tool.is_writing else "")))
        return _result(answer_to(run, [*options, *words]))

    return Server("backlog", version=__version__, instructions=instructions, on_list_tools=list_tools, on_call_tool=call_tool)


def _offered(tool: Tool, command: Any) -> OfferedTool:
    """The tool as the protocol describes it."""
    from mcp_types import Tool as OfferedTool
    from mcp_types import ToolAnnotations

    return OfferedTool(
        name=tool.verb,
        description=tool.help,
        input_schema=input_schema(tool, command),
        annotations=ToolAnnotations(read_only_hint=not tool.is_writing, destructive_hint=False, open_world_hint=False),
    )


def input_schema(tool: Tool, command: Any) -> dict[str, Any]:
    """Return the JSON Schema of a tool's arguments: its own words, and the verb's options as its help says them."""
    words = {word.name: {"type": "string", "description": word.help} for word in tool.words}
    options = {argument_name(option.opts[0]): _option_schema(option) for option in _options(tool, command)}
    return {
        "type": "object",
        "properties": words | options,
        "required": [word.name for word in tool.words if word.is_needed],
        "additionalProperties": False,
    }


def argument_name(option: str) -> str:
    """Return what an option is called among a tool's arguments: `plan_b` for `--plan-b`."""
    return option.removeprefix("--").replace("-", "_")


def _options(tool: Tool, command: Any) -> Iterable[Any]:
    """Typer's options of the verb that the tool takes, in the tool's order."""
    known = {param.opts[0]: param for param in command.params}
    return [known[option] for option in tool.options]


def _option_schema(option: Any) -> dict[str, Any]:
    form = (option.metavar or "").strip('"')
    about = {"description": f"{option.help} ({form})" if " " in form else option.help}
    if option.is_flag:
        return {"type": "boolean", **about}
    if option.multiple:
        return {"type": "array", "items": {"type": "string"}, **about}
    return {"type": "integer" if option.type.name == "int" else "string", **about}


def command_words(tool: Tool, command: Any, arguments: Mapping[str, Any]) -> list[str]:
    """Return the command line that a call means. Raise UsageError for arguments that the tool doesn't take, or are missing.

    What is null or empty counts as left out.
    """
    given = {name: value for name, value in arguments.items() if value not in (None, "", [], False)}
    options = {argument_name(option.opts[0]): option for option in _options(tool, command)}
    names = [*(word.name for word in tool.words), *options]
    for name in arguments:
        if name not in names:
            raise UsageError(f'{tool.verb} takes no "{name}". It takes {", ".join(names)}.')
    line = [tool.verb, "--json"]
    for name in given.keys() & options.keys():
        line += _option_words(name, options[name], given[name])
    # Behind `--` a remark may begin with whatever it likes.
    line.append("--")
    for word in tool.words:
        text = _text(word.name, given.get(word.name, ""))
        if word.is_needed and not text.strip():
            raise UsageError(f"{word.name} is missing.")
        line += text.split() if word.is_split else filter(None, [text])
    return line


def _option_words(name: str, option: Any, value: object) -> list[str]:
    if option.is_flag:
        if value is not True:
            raise UsageError(f"{name} is true or false.")
        return [option.opts[0]]
    values = value if option.multiple and isinstance(value, list) else [value]
    return [f"{option.opts[0]}={_text(name, value)}" for value in values]


def _text(name: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise UsageError(f"{name} takes text.")
    return str(value)


class Answer(NamedTuple):
    """What a command printed: its document, "" for none, and what it said beside it."""

    document: str
    remarks: str


def answer_to(run: Run, words: Sequence[str]) -> Answer:
    """Carry out one command line in this process, with nobody at its keyboard; nothing of it gets onto the real streams."""
    from backlog_cli.store.files import release_signals

    out, err, stdin = io.StringIO(), io.StringIO(), sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            run(words)
    finally:
        sys.stdin = stdin
        release_signals()
    return Answer(out.getvalue().strip(), err.getvalue().strip())


def _result(answer: Answer) -> CallToolResult:
    """The answer as the protocol carries it. A command that refused has said why and printed no document."""
    from mcp_types import CallToolResult, TextContent

    texts = [TextContent(text=text) for text in answer if text]
    if not answer.document:
        return CallToolResult(content=[*texts], is_error=True)
    return CallToolResult(content=[*texts], structured_content=json.loads(answer.document))
