"""The verb that opens her editor: a copy to edit, checked when it is saved, brought together with what changed meanwhile."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.job_lookup import find_job_or_placeholder
from backlog_cli.cli.options import DRY_RUN, JSON, complete_job
from backlog_cli.cli.output import print_answer, show_result
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.cli.prompts import is_interactive, prompt
from backlog_cli.errors import NOTHING_CHANGED, BacklogError, BadFile, FileLocked, UsageError
from backlog_cli.terms import count_with_noun
from backlog_cli.workflows.notices import draft_notice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.cli.context import AppContext
    from backlog_cli.store.editing.drafts import Draft
    from backlog_cli.store.editing.edit_copy import EditCopy
    from backlog_cli.store.editing.review import EditReview
    from backlog_cli.workflows.read import Document

app = typer.Typer()
JOB_TO_OPEN = Annotated[
    str | None, typer.Argument(metavar="[JOB]", help="A home to open the file at.", autocompletion=complete_job)
]
STDERR = 2  # its descriptor
NO_DRAFT = "there's no edit left to continue: everything you saved is in the file, or was dropped."
QUICK_SECONDS = 1.0  # seconds under which an editor has not waited for anybody


@app.command(cls=VerbCommand)
def edit(
    ctx: typer.Context,
    job: JOB_TO_OPEN = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an edit you saved that didn't get into the file.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Drop that edit for good.")] = False,
    as_json: JSON = False,
    dry_run: DRY_RUN = False,
) -> None:
    """Open the file in your editor (VISUAL, else EDITOR), at a home if you like; what you save is checked, then written.

    A broken file opens too. What you typed is never thrown away: if it can't be used, you're told where it is. If the terminal
    or the computer died after you saved, the next `edit` offers what you saved.
    """
    context: AppContext = ctx.obj
    from backlog_cli.store.editing.drafts import find_drafts, sweep_drafts
    from backlog_cli.store.editing.editor import find_editor
    from backlog_cli.store.file_contents import read_file
    from backlog_cli.store.files import stop_on_termination
    from backlog_cli.workflows.hand_edit import write_edited_text
    from backlog_cli.workflows.write import WriteResult

    if sum((resume, drop, job is not None)) > 1:
        raise UsageError("--resume, --drop and a home to open the file at are three ways to edit; choose one.")
    path = context.location.path
    base = read_file(path)
    line = _start_line(context, base, job)
    if not dry_run:
        sweep_drafts(path, base, os.environ)
    left = find_drafts(path, base, os.environ)
    if drop:
        show_result(context, WriteResult((_drop_newest(left, dry_run=dry_run),)), as_json=as_json)
        return
    editor = find_editor(os.environ, is_terminal=is_interactive())
    draft, line = _resume(left, path.name) if resume else _start(context, left, base, line)
    with stop_on_termination(), contextlib.closing(draft), _keep_copy_on_failure(context, draft):
        edited = _edit_until_valid(context, draft, editor, line, as_json=as_json)
        if edited is None:
            result = WriteResult((NOTHING_CHANGED,))
        else:
            result = write_edited_text(context.session, draft, *edited, dry_run=dry_run)
        show_result(context, result, as_json=as_json)


def _drop_newest(left: Sequence[Draft], *, dry_run: bool) -> str:
    """Drop the newest unfinished edit, and say so. Raise UsageError when there isn't one."""
    if not left:
        raise UsageError(NO_DRAFT)
    if dry_run:
        return f"Would drop your edit of {count_with_noun(left[0].lines, 'line')}: {left[0].path}"
    left[0].drop()
    return f"Dropped your edit of {count_with_noun(left[0].lines, 'line')}."


def _resume(left: Sequence[Draft], name: str) -> tuple[EditCopy, int]:
    """Return the newest unfinished edit and the line to open it at. Raise UsageError when there isn't one."""
    from backlog_cli.store.editing.review import review_edit

    copy = next((copy for draft in left if (copy := draft.resume()) is not None), None)
    if copy is None:
        raise UsageError(NO_DRAFT)
    return copy, review_edit(copy.base, copy.read(), name).line


def _start(context: AppContext, left: Sequence[Draft], base: bytes, line: int) -> tuple[EditCopy, int]:
    """The copy to open, and at which line: an edit that is left, if she takes one up, else a new one of the file."""
    from backlog_cli.cli.output import print_error
    from backlog_cli.store.editing.edit_copy import create_edit_copy

    path = context.location.path
    for draft in left:
        if draft.base is None or not is_interactive():
            print_error(f"note: {draft_notice(draft, path.name)}")
        elif (answer := _ask_about_draft(draft, path.name)) == "g" and (copy := draft.resume()) is not None:
            copy.close()
            return _resume([draft], path.name)
        elif answer == "d":
            draft.drop()
    return create_edit_copy(base, path, os.environ), line


def _ask_about_draft(draft: Draft, name: str) -> str:
    """Let her choose what becomes of an edit that is left: "g" to go on, "d" to drop it, "" to leave it for now."""
    from datetime import datetime

    when = datetime.fromtimestamp(draft.saved).strftime("%b %-d at %H:%M")
    print_answer(f"You saved an edit of {name} on {when} that isn't in the file: {count_with_noun(draft.lines, 'line')}.")
    while True:
        answer = prompt("g: go on with it, d: drop it, Enter: leave it for now (g/d)").lower()
        if answer in ("g", "go", "d", "drop", ""):
            return answer[:1]


@contextlib.contextmanager
def _keep_copy_on_failure(context: AppContext, draft: EditCopy) -> Iterator[None]:
    """Whatever happens inside, a text that did not get into the file stays, and where it is gets told."""
    from backlog_cli.cli.output import print_error

    try:
        yield
    except BaseException as error:
        if context.is_saved:
            draft.finish()
        elif not draft.is_changed():
            draft.delete()
        elif isinstance(error, BacklogError):
            error.message += f"\nYour text is kept: {draft.path}"
        else:
            print_error(f"your text is kept: {draft.path}")
        raise


def _start_line(context: AppContext, base: bytes, typed: str | None) -> int:
    """The line to open at: the home's, else the first thing to mend, else 0 for the top. Raise NoSuchJob."""
    from backlog_cli.rules.backlog import is_clean
    from backlog_cli.store.editing.review import first_problem_line

    try:
        document = context.session.document_in(base)
    except BadFile as error:
        return first_problem_line(error.message, context.location.path.name)
    if typed is not None:
        return _home_line(context, document, typed)
    if is_clean(document.backlog):
        return 0
    return min((min(bad.lines) for bad in (*document.loaded.bad, *document.loaded.damaged)), default=0)


def _home_line(context: AppContext, document: Document, typed: str) -> int:
    from backlog_cli.store.placeholders import placeholders

    found = find_job_or_placeholder(context, typed, document, reading=True)
    if not document.backlog.bad:
        return found.line
    bad = {bad.place: bad.line for bad in document.loaded.bad if bad.section == "jobs"}
    place = next((place for place, summary in placeholders(document.loaded).items() if summary == found), None)
    return found.line if place is None else bad[place]


def _edit_until_valid(
    context: AppContext, draft: EditCopy, editor: tuple[str, ...], line: int, *, as_json: bool
) -> tuple[bytes, EditReview] | None:
    """The text as it was saved in the editor, fit to be written, and how it compares; None when nothing was changed.

    Raise what makes it unusable.
    """
    from backlog_cli.store.editing.editor import open_command, run_editor
    from backlog_cli.store.editing.review import is_blank, review_edit

    while True:
        # What it prints is no part of the document.
        seconds = run_editor(open_command(editor, draft.path, line), stdout=STDERR if as_json else None)
        text = draft.read()
        if text == draft.base:
            _keep_or_delete_copy(draft, seconds)
            return None
        if is_blank(text) and not is_blank(draft.base):
            raise FileLocked("the editor left an empty copy. To start over, remove the file yourself.")
        verdict = review_edit(draft.base, text, context.location.path.name)
        if not verdict.is_worse:
            return text, verdict
        _ask_about_rejection(draft, verdict)
        line = verdict.line


def _keep_or_delete_copy(draft: EditCopy, seconds: float) -> None:
    from backlog_cli.cli.output import print_error

    if seconds >= QUICK_SECONDS or not is_interactive():
        draft.delete()
        return
    # An editor with windows of its own may still have the copy open, so it stays.
    print_error(
        "note: the editor returned right away. If it's still open, it has to wait until you close it: put its option for that "
        f"into EDITOR. What you save there is in {draft.path}"
    )


def _ask_about_rejection(draft: EditCopy, verdict: EditReview) -> None:
    """Let her choose what becomes of a text that cannot be taken: back to the editor, or raise BadFile."""
    from backlog_cli.cli.output import print_error

    if not is_interactive():
        draft.reject()
        raise BadFile(_rejection_message(verdict))
    print_error(_rejection_message(verdict))
    while True:
        answer = prompt("e: edit it again, k: set it aside, d: drop it (e/k/d)").lower()
        if answer in ("e", "edit"):
            return
        if answer in ("k", "keep"):
            draft.reject()
            raise BadFile("set aside as rejected.")
        if answer in ("d", "drop"):
            raise BadFile("dropped.")


def _rejection_message(verdict: EditReview) -> str:
    return "\n".join(("this can't be saved:", *verdict.problems))
