"""The verb that brings several copies of the file together: merge."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.options import JSON
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.errors import UsageError

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext

app = typer.Typer()


@app.command(cls=VerbCommand)
def merge(
    ctx: typer.Context,
    install: Annotated[
        bool, typer.Option("--install", help="Let git merge this file by meaning in this repository; shows the three lines.")
    ] = False,
    as_json: JSON = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the lines only; write nothing.")] = False,
) -> None:
    """Let git merge this file by what its lines mean: nothing either of you wrote is lost."""
    context: AppContext = ctx.obj
    if not install:
        raise UsageError("merge needs --install.")
    install_driver(context, as_json=as_json, dry_run=dry_run)


def install_driver(context: AppContext, *, as_json: bool, dry_run: bool) -> None:
    """Set git's merge driver up for the repository that the file is in, and show the three lines."""
    from backlog_cli.cli.doctor import program_words
    from backlog_cli.store.git.merge_driver import driver_lines, install_driver
    from backlog_cli.store.git.repository import find_repository
    from backlog_cli.store.paths import real_path
    from backlog_cli.views.terminal.messages import format_lines

    repository = find_repository(real_path(context.location.path), os.environ)
    lines = driver_lines(repository, program_words())
    is_done = all(line.is_there for line in lines)
    if not dry_run:
        install_driver(repository, program_words())
    if as_json:
        rows = [{"place": line.place, "text": line.text, "was_there": line.is_there} for line in lines]
        context.say_document("merge-install", {"dry_run": dry_run, "repository": str(repository.top), "lines": rows})
        return
    context.say("\n".join(f"{line.place}: {line.text}" for line in lines))
    said = "Nothing was written (--dry-run)." if dry_run else "Git merges this file by meaning here from now on."
    said = "That was set up already." if is_done else said
    context.say(format_lines([said], context.screen()))
