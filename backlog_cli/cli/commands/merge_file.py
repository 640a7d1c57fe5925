"""The verb that git calls where two versions of a backlog file went different ways: merge-file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.parsing import VerbCommand, complete_file
from backlog_cli.errors import NOTHING_CHANGED, BacklogError, Exit

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext
    from backlog_cli.workflows.read import BacklogSession

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

    versions = Path(base).expanduser(), Path(ours).expanduser(), Path(theirs).expanduser()
    called = name or (versions[1].name if versions[1].name.startswith("backlog") else "backlog.yaml")
    try:
        session = None if stdout else _session(context, Path(name) if name else versions[1])
        found = merge_files(*versions, name=called, today=context.today, is_written=not stdout, session=session)
    except BacklogError as error:
        error.message += "" if stdout else f"\n{NOTHING_CHANGED}"
        raise
    if stdout:
        sys.stdout.flush()
        sys.stdout.buffer.write(found.text)
    elif found.conflicts:
        context.say(format_lines(conflict_lines(found, called, today=context.today), context.screen()))
    return Exit.FOUND if found.conflicts else Exit.DONE


def _session(context: AppContext, path: Path) -> BacklogSession | None:
    """What knows the history of her own file; git calls this in the folder that the name leads on from."""
    from backlog_cli.workflows.read import BacklogSession

    if not path.is_file():
        return None
    return BacklogSession(path.absolute(), os.environ, now=context.now(), verb=context.verb, notify=lambda _: False)
