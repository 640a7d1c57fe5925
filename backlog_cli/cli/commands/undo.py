"""The verbs that look back: undo, redo, history, recover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.job_lookup import find_job
from backlog_cli.cli.options import DRY_RUN, JSON, OPTIONAL_JOB
from backlog_cli.cli.output import show_result
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.errors import BadFile, Exit, NoSuchJob, UsageError

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.home_key import HomeKey
    from backlog_cli.store.journal.history import JournalState

app = typer.Typer()

MAX_COMMITS = 50  # that are listed


@app.command(cls=VerbCommand)
def undo(
    ctx: typer.Context,
    number: Annotated[
        int | None, typer.Argument(metavar="[N]", help="Which one, as `backlog history` numbers them; 1 is the newest.")
    ] = None,
    listing: Annotated[bool, typer.Option("--list", hidden=True)] = False,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Take back the last command, or number N alone where nothing written since depends on it.

    Lines you edited elsewhere stay; if you edited its own lines, it refuses.
    """
    from backlog_cli.workflows.recovery import reverse_command

    if number is not None and number < 1:
        raise UsageError("the newest command is number 1; `backlog history` lists them all.")
    if listing:
        raise UsageError("`backlog history` lists what can be taken back, numbered.")
    context: AppContext = ctx.obj
    result = reverse_command(context.session, is_redo=False, dry_run=dry_run, number=number or 1)
    show_result(context, result, as_json=as_json)


@app.command(cls=VerbCommand)
def redo(ctx: typer.Context, as_json: JSON = False, dry_run: DRY_RUN = False) -> None:
    """Redo what you last took back."""
    from backlog_cli.workflows.recovery import ARCHIVE, command_to_redo, reverse_command

    context: AppContext = ctx.obj
    entry = command_to_redo(context.session)
    if entry is not None and entry.verb == ARCHIVE:
        from backlog_cli.workflows.archiving import archive_again

        result = archive_again(context.session, entry, dry_run=dry_run)
    else:
        result = reverse_command(context.session, is_redo=True, dry_run=dry_run)
    show_result(context, result, as_json=as_json)


@app.command(cls=VerbCommand)
def history(
    ctx: typer.Context,
    job: OPTIONAL_JOB = None,
    commits: Annotated[bool, typer.Option("--commits", help="What git has of the file: when, by whom, what.")] = False,
    as_json: JSON = False,
) -> int:
    """What was written and when, newest first, numbered for undo; for one home if you name it.

    `--commits` shows what everybody wrote, where the file is in a git repository.
    """
    from backlog_cli.views.terminal.messages import format_lines
    from backlog_cli.workflows.past import tell_damage
    from backlog_cli.workflows.recovery import (
        NO_JOURNAL,
        backlog_or_none,
        current_bytes,
        history_lines,
        undo_limits,
    )

    context: AppContext = ctx.obj
    if commits:
        if job is not None:
            raise UsageError("--commits shows the whole file's; leave the home out.")
        _show_commits(context, as_json=as_json)
        return Exit.DONE
    backlog = backlog_or_none(context.session)
    record, now = context.session.new_record(), current_bytes(context.session)
    memory = record.require_state(now)
    tell_damage(context.session)
    keys = _keys_of_home(context, job, memory) if job is not None else None
    entries = [entry for entry in reversed(memory.entries) if keys is None or not keys.isdisjoint(entry.homes)]
    steps = {entry.number: n for n, entry in enumerate(reversed(memory.to_undo()), 1)}
    if as_json:
        from backlog_cli.views.data.history_data import history_facts

        context.say_document("history", history_facts(entries, steps, backlog), backlog)
        return Exit.DONE
    is_new = record.journal is not None and not record.journal.is_there()
    nothing = f"{NO_JOURNAL[0].upper()}{NO_JOURNAL[1:]}" if is_new else "Nothing has been written yet."
    lines = [*history_lines(memory, entries, steps)] or [nothing]
    if keys is None and memory.entries:
        lines += undo_limits(memory, record, now, is_readable=backlog is not None)
    context.say(format_lines(lines, context.screen()))
    return Exit.DONE


def _show_commits(context: AppContext, *, as_json: bool) -> None:
    """Show the newest commits of the file and its archives."""
    from backlog_cli.store.git.commits import newest_commits
    from backlog_cli.store.git.repository import find_repository
    from backlog_cli.views.data.sync_data import commit_facts
    from backlog_cli.views.terminal.messages import format_lines

    session = context.session
    found = newest_commits(find_repository(session.path, session.environ), most=MAX_COMMITS)
    if as_json:
        context.say_document("history-commits", {"commits": commit_facts(found)})
        return
    lines = [f"{commit.at} {commit.by}: {commit.text}" for commit in found] or ["Git has no commit of this file yet."]
    context.say(format_lines(lines, context.screen()))


def _keys_of_home(context: AppContext, typed: str, memory: JournalState) -> frozenset[HomeKey]:
    """All keys that the home that was typed ever had: one of the file, else one that the journal alone remembers.

    Raise as `find_job`.
    """
    from backlog_cli.rules.recovery.past_keys import past_keys

    try:
        homes = context.session.summaries()
        found = find_job(context, typed, homes, reading=True)
    except (BadFile, NoSuchJob):
        known = {key.number for entry in memory.entries for key in entry.homes}
        hits = [number for number in known if typed.casefold() in (number.casefold(), "".join(filter(str.isdigit, number)))]
        if len(hits) != 1:
            raise
        return past_keys([key for entry in memory.entries for key in entry.homes if key.number == hits[0]], memory.entries)
    others = [home.key for home in homes.backlog.jobs if home.key != found.key]
    return past_keys([found.key], memory.entries, others)


@app.command(cls=VerbCommand)
def recover(
    ctx: typer.Context,
    forget: Annotated[bool, typer.Option("--forget", help="They're gone on purpose; don't mention them again.")] = False,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Put back what commands wrote and an old copy, saved over the file, has lost."""
    from backlog_cli.workflows.recovery import forget_lost, put_back_lost

    context: AppContext = ctx.obj
    result = forget_lost(context.session) if forget else put_back_lost(context.session, dry_run=dry_run)
    show_result(context, result, as_json=as_json)
