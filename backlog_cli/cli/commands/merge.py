"""The verb that makes several copies of the file one again: merge."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.options import DRY_RUN, JSON
from backlog_cli.cli.parsing import VerbCommand, complete_file
from backlog_cli.cli.prompts import choose, is_interactive
from backlog_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_cli.cli.context import AppContext
    from backlog_cli.workflows.copy_merge import Choice, CopyMerge

app = typer.Typer()


@app.command(cls=VerbCommand)
def merge(
    ctx: typer.Context,
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...", help="The copies to take in; if left out, those that `due` names.", autocompletion=complete_file
        ),
    ] = None,
    install: Annotated[
        bool, typer.Option("--install", help="Have git merge this file home by home, not line by line; shows the three lines.")
    ] = False,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Take in what other copies of your file have and yours doesn't: "conflicted copy", "backlog 2.yaml", whatever the name.

    Nothing of yours is taken out. Where both copies changed the same thing, the safer value stays, and both are noted until
    you check it off with `done`. The copies themselves are left alone.
    """
    context: AppContext = ctx.obj
    from backlog_cli.cli.output import show_result
    from backlog_cli.workflows.copy_merge import CopyMerge, read_copies, write_merge

    if install:
        if files:
            raise UsageError("--install works alone; leave the copies out.")
        _set_up_driver(context, as_json=as_json, dry_run=dry_run)
        return
    session = context.session
    paths = [Path(typed) for typed in files or ()] or _copies_with_news(context)
    found = CopyMerge(session, read_copies(session, paths), today=context.today)
    if not (as_json or dry_run) and is_interactive():
        found.make(session.data())
        found.choices = tuple(_choices(found))
    result = write_merge(found, dry_run=dry_run)
    if as_json:
        from backlog_cli.views.data.copies_data import merged_copy_facts

        context.say_write(result, context.verb, {"copies": [merged_copy_facts(one) for one in found.merged]})
        return
    show_result(context, result, as_json=False)


def _set_up_driver(context: AppContext, *, as_json: bool, dry_run: bool) -> None:
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
    said = "Nothing was written (--dry-run)." if dry_run else "From now on, git merges this file home by home."
    said = "That was set up already." if is_done else said
    context.say("\n".join(f"{line.place}: {line.text}" for line in lines))  # whole, so that they can be compared and pasted
    context.say(format_lines([said], context.screen()))


def _copies_with_news(context: AppContext) -> list[Path]:
    """The copies beside the file that hold what it doesn't. Raise UsageError when there are none."""
    from backlog_cli.workflows.copies import CopyState, copies_beside, copies_notice

    numbers = (home.key.number for home in context.session.summaries().backlog.jobs)
    copies = copies_beside(context.session, numbers)
    paths = [copy.path for copy in copies if copy.state is CopyState.MORE]
    unread = [copy.path.name for copy in copies if copy.state is CopyState.UNREADABLE]
    if not paths and unread:
        raise UsageError(copies_notice(unread, CopyState.UNREADABLE))
    if not paths:
        raise UsageError("there's no other copy beside your file that holds anything new. Name one: backlog merge FILE")
    return paths


def _choices(merge: CopyMerge) -> Iterator[Choice]:
    """Ask which value is right, one conflict after the other; Enter leaves it open."""
    from backlog_cli.cli.output import print_answer
    from backlog_cli.rules.conflicts import field_phrase, value_words
    from backlog_cli.views.escape import escape_for_terminal
    from backlog_cli.workflows.copy_merge import Choice, can_choose, home_names

    names = home_names(merge)
    for merged in merge.merged:
        for conflict in filter(can_choose, merged.merge.conflicts):
            kept, other = (value_words(value, today=merge.today) for value in (conflict.kept, conflict.other))
            home = f"{names.get(conflict.job, conflict.job)}: " if conflict.job else ""
            print_answer(escape_for_terminal(f"{home}two copies disagree on {field_phrase(conflict.key)}."))
            is_ours = not any(one.text == conflict.kept and one.here == conflict.other for one in merged.merge.taken)
            sides = ("in your file", f"in {merged.copy.name}")
            lines = (f"{kept}, {sides[not is_ours]}", f"{other}, {sides[is_ours]}")
            answer = choose("Which is right?", (False, True), lines)
            if answer is not None:
                yield Choice(conflict, answer)
