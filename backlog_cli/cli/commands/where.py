"""The verb that says which file is used and why, what is not right on this machine, and how `due` runs every morning."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.options import JSON
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.errors import UsageError

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext

app = typer.Typer()


@app.command(cls=VerbCommand)
def where(
    ctx: typer.Context,
    schedule: Annotated[
        bool, typer.Option("--schedule", help="Show the lines that run `due` every working morning. Installs nothing.")
    ] = False,
    forget_gone: Annotated[
        bool, typer.Option("--forget-gone", help="Remove the journals of files that are gone, and with them their history.")
    ] = False,
    as_json: JSON = False,
) -> None:
    """Say which file is used and why, what this machine offers, and what needs fixing, with how: that first.

    `--schedule` prints what to paste for cron, systemd, Windows Task Scheduler, and launchd on a Mac: the page by mail, or the
    pages for your phone in a folder.
    """
    context: AppContext = ctx.obj
    if schedule and as_json:
        raise UsageError("--schedule prints lines to paste; leave --json out.")
    if schedule:
        context.say(_schedule_text(context))
        return
    if forget_gone:
        _forget_gone(context)
    from backlog_cli.cli.doctor import check_up

    found = check_up(context)
    if as_json:
        troubles = [{"what": trouble.what, "cure": trouble.cure} for trouble in found.troubles]
        context.say_document("where", {**found.facts, "troubles": troubles}, found.backlog)
        return
    from backlog_cli.views.terminal.cards import checkup_page

    context.draw(checkup_page(found.troubles, found.lines, context.screen()))


def _forget_gone(context: AppContext) -> None:
    """Remove the journals whose file is gone; that of a file which was only moved here comes along first."""
    from backlog_cli.cli.output import print_error
    from backlog_cli.errors import BacklogError, FileLocked
    from backlog_cli.store.journal.adoption import gone_journals, remove_journal
    from backlog_cli.store.paths import error_cause, state_folder

    with suppress(BacklogError):
        context.session.find_journal()
    state = state_folder(os.environ)
    for gone in gone_journals(state) if state is not None else ():
        try:
            remove_journal(gone)
        except OSError as error:
            raise FileLocked(f"{gone.folder} cannot be removed: {error_cause(error)}.") from None
        print_error(f"Removed the journal of {gone.file}.")


def _schedule_text(context: AppContext) -> str:
    from backlog_cli.cli.doctor import program_words
    from backlog_cli.exchange.schedulers import MorningJob, require_plain, schedule_text

    file = Path(os.path.abspath(context.location.path))  # noqa: PTH100 - links stay as she named them
    job = MorningJob(program_words(), str(file), str(file.with_name("site")), str(file.with_name("morning.txt")))
    require_plain(job)
    return schedule_text(job, platform=sys.platform)
