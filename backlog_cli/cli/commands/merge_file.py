"""The verb that git calls where two versions of a backlog file went different ways: merge-file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.parsing import VerbCommand, complete_file
from backlog_cli.errors import NOTHING_CHANGED, BacklogError, Exit

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext

app = typer.Typer()


@app.command("merge-file", cls=VerbCommand)
def merge_file(
    ctx: typer.Context,
    base: Annotated[str, typer.Argument(metavar="BASE", help="The version that both come from.", autocompletion=complete_file)],
    ours: Annotated[str, typer.Argument(metavar="OURS", help="Your version; it's written over.", autocompletion=complete_file)],
    theirs: Annotated[str, typer.Argument(metavar="THEIRS", help="The other version.", autocompletion=complete_file)],
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="What to call the file in messages; git's %P.", show_default=False)
    ] = None,
    stdout: Annotated[bool, typer.Option("--stdout", help="Print the result, and write nothing.")] = False,
) -> int:
    """Merge two versions of a backlog file home by home and entry by entry: what git runs for `backlog*.yaml`.

    Exits 0 when both fit together, and 1 when both changed the same thing: then the safer value is in the file, and the other
    one is noted under `conflicts` of its home. When a version can't be read or the result can't be written, your version stays
    as it is, and the exit is 3 or 5: git then leaves the file to you.
    """
    context: AppContext = ctx.obj
    from backlog_cli.views.terminal.messages import format_lines
    from backlog_cli.workflows.merge import conflict_lines, merge_files

    versions = [Path(typed).expanduser() for typed in (base, ours, theirs)]
    called = name or (versions[1].name if versions[1].name.startswith("backlog") else "backlog.yaml")
    try:
        found = merge_files(versions[0], versions[1], versions[2], name=called, today=context.today, is_written=not stdout)
    except BacklogError as error:
        error.message += "" if stdout else f"\n{NOTHING_CHANGED}"
        raise
    if stdout:
        sys.stdout.flush()
        sys.stdout.buffer.write(found.text)
    elif found.conflicts:
        context.say(format_lines(conflict_lines(found, called, today=context.today), context.screen()))
    return Exit.FOUND if found.conflicts else Exit.DONE
