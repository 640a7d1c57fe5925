"""The verbs for assistants: how they use the program at a shell, and its tools for those that have none."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from backlog_cli.cli.options import JSON
from backlog_cli.cli.output import print_error
from backlog_cli.cli.parsing import VerbCommand

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext

app = typer.Typer()
WAITING = "your assistant starts this itself; docs/assistants.md says how to set that up. Ctrl-C stops it."


@app.command(cls=VerbCommand)
def skill(ctx: typer.Context, as_json: JSON = False) -> None:
    """Print SKILL.md, which tells an assistant with a shell how to use backlog.

    Put it where your assistant looks for skills, in a folder named `backlog`.
    """
    from backlog_cli.store.skill import skill_text

    context: AppContext = ctx.obj
    if as_json:
        context.say_document("skill", {"text": skill_text()})
    else:
        context.say(skill_text())


@app.command(cls=VerbCommand)
def mcp(ctx: typer.Context) -> None:
    """Let an assistant that has no shell work with your backlog: a server of tools on standard input and output (MCP)."""
    from backlog_cli.cli.mcp_server import TOOLS, serve
    from backlog_cli.store.skill import skill_rules

    context: AppContext = ctx.obj
    if sys.stdin is not None and sys.stdin.isatty():
        print_error(WAITING)
    group: Any = ctx.find_root().command
    commands = {tool.verb: group.resolve_command(ctx, [tool.verb])[1] for tool in TOOLS}
    assert context.run is not None
    serve(context.run, commands, _global_options(context), skill_rules())


def _global_options(context: AppContext) -> list[str]:
    """The file and the day that every command is to work with, where they were chosen."""
    file = [word for name in context.file_names for word in ("--file", name)]
    return file if context.clock is not None else [*file, "--today", context.today.isoformat()]
