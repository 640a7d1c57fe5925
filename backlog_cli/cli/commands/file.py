"""The verbs about the file itself: init, check."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.options import DRY_RUN, JSON, NOT_PRIVATE
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.cli.prompts import is_interactive, prompt
from backlog_cli.errors import Exit, UsageError

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.backlog import Backlog, FileNote
    from backlog_cli.rules.cleanup.report import CheckReport
    from backlog_cli.store.load import LoadedFile
    from backlog_cli.store.yaml.problems import Problem
    from backlog_cli.views.data.shapes import ProblemFacts, PurgeFacts
    from backlog_cli.workflows.copies import CopyBeside
    from backlog_cli.workflows.purging import Purge

app = typer.Typer()


@app.command(cls=VerbCommand)
def init(
    ctx: typer.Context,
    sample: Annotated[bool, typer.Option("--sample", help="Nine made-up homes, their dates moved to today.")] = False,
    as_json: JSON = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the file that would be made; write nothing.")] = False,
) -> None:
    """Start a file in this folder: empty with comments that explain it, or a sample to try things on.

    A file that is there already is left alone.
    """
    context: AppContext = ctx.obj
    from backlog_cli.cli.output import print_error
    from backlog_cli.rules.new_file import empty_file, move_sample_dates
    from backlog_cli.store.files import create_file, open_journal, stop_on_termination
    from backlog_cli.store.paths import FILE_NAME, OTHER_NAME
    from backlog_cli.store.sample import sample_text
    from backlog_cli.views.escape import escape_for_terminal
    from backlog_cli.workflows.editor_schema import with_schema_comment, write_schema_beside
    from backlog_cli.workflows.write import Texts, WriteResult

    name = OTHER_NAME if os.path.lexists(OTHER_NAME) else FILE_NAME  # one that is there already is refused
    path = Path(context.file or os.environ.get("BACKLOG_FILE") or name)
    text = move_sample_dates(sample_text(), today=context.today) if sample else empty_file(today=context.today)
    text = with_schema_comment(text, path)
    made = Texts(b"", text.encode("utf-8"))
    context.file = str(path)
    if dry_run and as_json:
        context.say_write(WriteResult((), diff=text, texts=made), "init")
    elif dry_run:
        context.say(f"{text}Nothing was written (--dry-run).")
    if dry_run:
        return
    with stop_on_termination():
        saved = create_file(path, made.after, environ=os.environ)
        context.has_made_file = True  # what fails from here on is said, and can't turn that into a failure
        warnings = (*saved.warnings, *write_schema_beside(path, os.environ))
    if (journal := open_journal(path, os.environ)) is not None:
        journal.begin()
    next_step = "To see its morning page: backlog" if sample else "Enter your first home: backlog add 1001 Kim Lee --sold today"
    lines = (f"Made {escape_for_terminal(str(path))}.", next_step)
    if as_json:
        context.say_write(WriteResult(lines, is_written=True, warnings=warnings, texts=made), "init")
    else:
        context.say("\n".join(lines))
    for warning in warnings:
        print_error(warning)


def _complete_kind(incomplete: str) -> list[tuple[str, str]]:
    from backlog_cli.cli.completion import word_completions
    from backlog_cli.rules.cleanup.fixes import CleanupKind

    return word_completions(CleanupKind, incomplete)


@app.command(cls=VerbCommand)
def check(
    ctx: typer.Context,
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND]",
            help="One kind of clean-up, home by home: channel, promise, since...",
            autocompletion=_complete_kind,
        ),
    ] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Fill in what the file already says; at a terminal, ask for the rest.")
    ] = False,
    purge: Annotated[
        str | None,
        typer.Option(
            "--purge",
            metavar="TEXT",
            help="Remove a text from the history, kept copies, unfinished edits and caches; - reads it from standard input.",
        ),
    ] = None,
    _yes: NOT_PRIVATE = False,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> int:
    """Find mistakes in the file, dates that can't be true, and fields to fill in; say who is red and what to do.

    Exits 1 if there are errors or warnings, and 0 if there are only fields to fill in.
    """
    context: AppContext = ctx.obj
    from backlog_cli.cli.commands.cleanup import fix_findings
    from backlog_cli.rules.cleanup.fixes import parse_kind
    from backlog_cli.rules.cleanup.report import check_report

    if purge is not None:
        if kind is not None or fix:
            raise UsageError("--purge works alone; leave everything else out.")
        return _purge(context, purge, as_json=as_json, is_dry=dry_run)
    if dry_run and not fix:
        raise UsageError("--dry-run goes with --fix or --purge: check alone writes nothing.")
    chosen = parse_kind(kind) if kind is not None else None
    _tell_drafts(context)
    found, loaded = context.session.problems()
    doubles = _double_homes(context, found.backlog)
    report = check_report(found.backlog, today=context.today, kind=chosen, doubles=doubles)
    code = Exit.FOUND if loaded.problems or doubles or report.conflicts else Exit.DONE
    if fix:
        fix_findings(context, chosen, as_json=as_json, is_dry=dry_run)
        return code
    if as_json:
        _say_check_facts(context, report, loaded, found.backlog)
    else:
        _draw_check(context, report, loaded, found.backlog, is_short=chosen is not None)
    return code


def _purge(context: AppContext, typed: str, *, as_json: bool, is_dry: bool) -> int:
    """Take a text out of what is kept. Exit 1 as long as her own files still have it."""
    from backlog_cli.views.terminal.messages import format_lines
    from backlog_cli.workflows.purging import purge_lines, purge_text

    text = typed if typed != "-" else prompt("What has to go?") if is_interactive() else sys.stdin.read()
    found = purge_text(context.session, text.strip(), dry_run=is_dry)
    if as_json:
        context.say_document("check-purge", _purge_facts(found, is_dry=is_dry))
    else:
        context.say(format_lines(purge_lines(found, dry_run=is_dry), context.screen()))
        if is_dry:
            context.say("Nothing was removed (--dry-run).")
    return Exit.DONE if found.is_complete else Exit.FOUND


def _purge_facts(purge: Purge, *, is_dry: bool) -> PurgeFacts:
    return {
        "dry_run": is_dry,
        "removed": [{"path": str(one.path), "what": one.kind, "places": one.places} for one in purge.removals],
        "standing": [{"path": str(one.path), "lines": list(one.lines)} for one in purge.standing],
        "open_drafts": [str(one.path) for one in purge.open_drafts],
        "in_git": purge.in_git,
    }


def _tell_drafts(context: AppContext) -> None:
    """Name each edit by hand that was saved and did not get into the file."""
    from backlog_cli.store.editing.drafts import find_drafts
    from backlog_cli.workflows.notices import draft_notice

    session = context.session
    for draft in find_drafts(session.path, session.data(), os.environ):
        session.notify(draft_notice(draft, session.path.name))


def _job_count(backlog: Backlog, loaded: LoadedFile) -> int:
    return len(backlog.jobs) + sum(bad.section == "jobs" for bad in loaded.bad)


def _say_check_facts(context: AppContext, report: CheckReport, loaded: LoadedFile, backlog: Backlog) -> None:
    from backlog_cli.views.data import records
    from backlog_cli.views.data.copies_data import copy_facts
    from backlog_cli.workflows.editor_schema import has_older_schema

    copies = _copies(context, backlog)
    noted = sorted(loaded.noted_problems, key=lambda noted: not noted[0].is_error)
    facts = records.check_facts(
        [problem_facts(problem, note) for problem, note in noted],
        report,
        backlog,
        [copy_facts(copy) for copy in copies],
        today=context.today,
        jobs=_job_count(backlog, loaded),
        has_older_schema=has_older_schema(context.location.path),
    )
    context.say_document("check", facts, backlog)


def _draw_check(context: AppContext, report: CheckReport, loaded: LoadedFile, backlog: Backlog, *, is_short: bool) -> None:
    from backlog_cli.cli.doctor import OLD_SCHEMA
    from backlog_cli.rules.cleanup.report import conflict_sentence
    from backlog_cli.store.yaml.problems import format_problem
    from backlog_cli.views.terminal.cleanup import check_page
    from backlog_cli.views.terminal.copies import copy_lines
    from backlog_cli.views.terminal.messages import format_lines
    from backlog_cli.workflows.editor_schema import has_older_schema

    name, screen = context.location.path.name, context.screen()
    errors, warnings = len(loaded.errors), len(loaded.warnings) + len(report.doubles) + len(report.conflicts)
    texts = [] if is_short else [format_problem(found, loaded.source.text, name) for found in _errors_first(loaded)]
    texts += (f"{name}: warning: {conflict_sentence(found, today=context.today)}" for found in report.conflicts)
    jobs = _job_count(backlog, loaded)
    page = check_page(texts, report, backlog.jobs, errors=errors, warnings=warnings, jobs=jobs, screen=screen, is_short=is_short)
    context.draw(page)
    if not is_short:
        copies = _copies(context, backlog)
        notes = [*copy_lines(copies, today=context.today)]
        if has_older_schema(context.location.path):
            notes.append(f"note: {OLD_SCHEMA.what}: {OLD_SCHEMA.cure}")
        context.say(format_lines(notes, screen))


def _errors_first(loaded: LoadedFile) -> list[Problem]:
    """The file's problems, errors first, each kind in the order of the file."""
    return sorted(loaded.problems, key=lambda problem: not problem.is_error)


def _double_homes(context: AppContext, backlog: Backlog) -> tuple[str, ...]:
    """Homes that are in the file and in one of its archives too."""
    from backlog_cli.rules.cleanup.report import double_homes
    from backlog_cli.rules.home_key import home_keys
    from backlog_cli.store.archive.year_files import read_archives_as_data

    path = context.location.path
    homes, _ = read_archives_as_data(path)
    archived = [(key, name) for home, name in homes for key in home_keys((str(home.get("job")),), {"jobs": [home]})]
    return double_homes(backlog.jobs, archived, name=path.name)


def _copies(context: AppContext, backlog: Backlog) -> tuple[CopyBeside, ...]:
    """The other copies beside the file, each with what only it holds; none is changed."""
    from backlog_cli.workflows.copies import copies_beside

    return copies_beside(context.session, (home.key.number for home in backlog.jobs), afresh=True)


def problem_facts(found: Problem, note: FileNote) -> ProblemFacts:
    """Return one problem as scripts see it."""
    from backlog_cli.views.data.envelope import note_facts

    return {**note_facts(note), "severity": found.severity}
