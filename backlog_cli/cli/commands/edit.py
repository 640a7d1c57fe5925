"""The verb that opens her editor: a copy to edit, checked when it is saved, brought together with what changed meanwhile."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Annotated

from backlog_cli.cli.options import DRY, _jobs_offered
from backlog_cli.cli.params import Argument
from backlog_cli.errors import BacklogError, BadFile, FileLocked, Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from backlog_cli.cli.context import AppContext, Document
    from backlog_cli.store.editing.edit_copy import Draft
    from backlog_cli.store.editing.review import Verdict
    from backlog_cli.store.journal.record import Record

AT_JOB = Annotated[str | None, Argument(metavar="[JOB]", help="A home to open the file at.", autocompletion=_jobs_offered)]
QUICK = 1.0  # seconds under which an editor has not waited for anybody
MOST_NAMED = 4


def edit_(context: AppContext, job: AT_JOB = None, dry_run: DRY = False) -> None:
    """Open the file in your editor (VISUAL, else EDITOR), at a home if you like; what you save is checked, then written.

    A file that cannot be read opens too. What you typed is never thrown away: when it cannot be taken, you are told where it is.
    """
    from backlog_cli.store.editing.edit_copy import draft_of
    from backlog_cli.store.editing.editor import editor_of
    from backlog_cli.store.files import termination_stops
    from backlog_cli.store.paths import read

    path = context.found().path
    base = read(path)
    line = _line_of(context, base, job)
    editor = editor_of(os.environ, is_terminal=context.asks())
    draft = draft_of(base, path.name, os.environ)
    with termination_stops(), _kept(draft):
        text = _checked(context, draft, editor, line)
        if text is not None:
            _write(context, draft, text, is_dry=dry_run)


@contextlib.contextmanager
def _kept(draft: Draft) -> Iterator[None]:
    """Whatever happens inside, a text that did not get into the file stays, and where it is gets told."""
    from backlog_cli.cli.context import AppContext
    from backlog_cli.cli.output import print_error

    try:
        yield
    except BaseException as error:
        if AppContext.is_saved or not draft.is_changed():
            draft.forget()
        elif isinstance(error, BacklogError) and not isinstance(error, Interrupted):
            error.message += f"\nYour text is kept: {draft.path}"
        else:
            print_error(f"your text is kept: {draft.path}")
        raise


def _line_of(context: AppContext, base: bytes, typed: str | None) -> int:
    """The line to open at: the home's, else the first thing to mend, else 0 for the top. Raises NoSuchJob."""
    from backlog_cli.store.editing.review import first_line

    try:
        page = context.page_in(base)
    except BadFile as error:
        return first_line(error.message, context.found().path.name)
    if typed is None:
        return min((min(bad.lines) for bad in page.loaded.bad), default=0)
    return _line_of_home(context, page, typed)


def _line_of_home(context: AppContext, page: Document, typed: str) -> int:
    from backlog_cli.store.placeholders import placeholders

    found = context.named(typed, page, reading=True)
    bad = {bad.place: bad.line for bad in page.loaded.bad if bad.section == "jobs"}
    place = next((place for place, summary in placeholders(page.loaded).items() if summary == found), None)
    return bad[place] if place is not None else page.loaded.lines[found.job]


def _checked(context: AppContext, draft: Draft, editor: tuple[str, ...], line: int) -> bytes | None:
    """The text as it was saved in the editor, fit to be written; None when nothing was changed. Raises what stands against it."""
    from backlog_cli.store.editing.editor import command_of, run_editor
    from backlog_cli.store.editing.review import is_blank, judged

    while True:
        seconds = run_editor(command_of(editor, draft.path, line))
        text = draft.text()
        if text == draft.base:
            _unchanged(context, draft, seconds)
            return None
        if is_blank(text) and not is_blank(draft.base):
            raise FileLocked("the editor left an empty copy; nothing was changed. To start anew, remove the file yourself.")
        verdict = judged(draft.base, text, context.found().path.name)
        if not verdict.is_worse:
            return text
        _choose(context, draft, verdict)
        line = verdict.line


def _unchanged(context: AppContext, draft: Draft, seconds: float) -> None:
    from backlog_cli.cli.output import print_error

    context.say("Nothing was changed.")
    if seconds >= QUICK or not context.asks():
        draft.forget()
        return
    # An editor with windows of its own may still have the copy open, so it stays.
    print_error(
        "note: the editor came back at once. If it is still open, it has to be told to wait: put its option for that into "
        f"EDITOR. What you save there is in {draft.path}"
    )


def _choose(context: AppContext, draft: Draft, verdict: Verdict) -> None:
    """Let her choose what becomes of a text that cannot be taken: back to the editor, or it raises BadFile."""
    from backlog_cli.cli.output import print_error

    if not context.asks():
        draft.reject()
        raise BadFile(_refusal(verdict))
    print_error(_refusal(verdict))
    while True:
        answer = context.ask("e: edit it again, k: keep it aside as rejected, d: drop it (e/k/d)").lower()
        if answer in ("e", "edit"):
            return
        if answer in ("k", "keep"):
            draft.reject()
            raise BadFile("set aside as rejected; nothing was changed.")
        if answer in ("d", "drop"):
            raise BadFile("dropped; nothing was changed.")


def _refusal(verdict: Verdict) -> str:
    return "\n".join(("this cannot stand in the file; nothing was changed:", *verdict.problems))


def _write(context: AppContext, draft: Draft, text: bytes, *, is_dry: bool) -> None:
    """Write the text by the protocol, with what changed in the file meanwhile."""
    from backlog_cli.cli.output import print_error
    from backlog_cli.store.editing.review import read_or_why

    name = context.found().path.name
    record = context.record()
    done: list[tuple[bytes, bytes]] = []

    def make(before: bytes) -> bytes:
        after = text if before == draft.base else _together(draft, text, before, name)
        _note(record, before, after, name)
        done[:] = [(before, after)]
        return after

    if is_dry:
        _rehearse(context, draft, make)
        return
    was_readable = not isinstance(read_or_why(draft.base, name), str)
    original = None if was_readable else draft.keep_original()
    said = "The file says so already; nothing needed to be changed."
    context.save(make, record, lambda: _told(draft, *done[0], name), can_undo=was_readable, nothing=said)
    draft.forget()
    if original is not None:
        print_error(f"note: undo passes over this edit, because the old text could not be read; it is kept: {original}")
    _warn(*done[0], name)


def _together(draft: Draft, text: bytes, before: bytes, name: str) -> bytes:
    """What was typed together with what changed in the file meanwhile. Raises FileBusy, the draft set aside, when they touch."""
    from backlog_cli.store.editing.merge import Conflict, together

    try:
        return together(draft.base, text, before, name)
    except Conflict as conflict:
        draft.reject()
        raise FileLocked(f"{name} was changed while you edited it; nothing was changed.\n{conflict.message}") from None


def _note(record: Record, before: bytes, after: bytes, name: str) -> None:
    """Tell the journal. What was taken out by hand was meant to go: it is not told as lost later."""
    from backlog_cli.cli.commands.undo import lost_entries
    from backlog_cli.store.editing.merge import changed_homes, lines_changed
    from backlog_cli.store.editing.review import read_or_why, spoilt
    from backlog_cli.store.journal.entries import DO, MEND

    old, new = (read_or_why(side, name) for side in (before, after))
    jobs: list[str] = []
    gone: set[int] = set()
    if not isinstance(new, str) and not isinstance(old, str):
        named = [number for numbers in changed_homes(old.source.data, new.source.data) for number in numbers]
        jobs = list(dict.fromkeys((*named, *(bad.job for bad in spoilt(new, old) if bad.job))))
        known = record.known()
        gone = set(lost_entries(known, new.source.data)) - set(lost_entries(known, old.source.data))
    sort = MEND if isinstance(old, str) else DO
    record.note(f"edited by hand: {_lines(lines_changed(before, after))}", jobs, sort=sort, instead=sorted(gone))


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"


def _told(draft: Draft, before: bytes, after: bytes, name: str) -> Iterable[str]:
    """What is true now: how much changed and of whom."""
    from backlog_cli.cli.context import page_of
    from backlog_cli.store.editing.merge import lines_changed

    yield f"Edited by hand: {_lines(lines_changed(before, after))}."
    if before != draft.base:
        yield "The file was changed while you edited it; both changes are in it now."
    with contextlib.suppress(BadFile):
        old, new = page_of(before, name), page_of(after, name)
        yield from _homes(old, new)
        mistakes = len(new.loaded.problems)
        if mistakes:
            yield f"{mistakes} {'mistake' if mistakes == 1 else 'mistakes'} to mend: backlog check"


def _homes(old: Document, new: Document) -> Iterable[str]:
    """The homes that say something else now, those that are new and those that are gone, by number and name."""
    from backlog_cli.rules.summary import joint_name
    from backlog_cli.store.editing.merge import changed_homes

    names = {summary.job: f"{summary.job} {joint_name(summary)}" for page in (old, new) for summary in page.backlog.jobs}
    homes = changed_homes(old.loaded.source.data, new.loaded.source.data)
    for word, numbers in zip(("Changed", "New", "Gone"), homes, strict=True):
        if numbers:
            more = f" and {len(numbers) - MOST_NAMED} more" if len(numbers) > MOST_NAMED else ""
            yield f"{word}: {', '.join(names.get(number, number) for number in numbers[:MOST_NAMED])}{more}."


def _warn(before: bytes, after: bytes, name: str) -> None:
    """Say what could not be read before and still cannot."""
    from backlog_cli.cli.output import print_error
    from backlog_cli.store.editing.review import judged

    verdict = judged(before, after, name)
    if verdict.problems:
        print_error("\n".join(("saved, but this still cannot be read:", *verdict.problems)))


def _rehearse(context: AppContext, draft: Draft, make: Callable[[bytes], bytes]) -> None:
    from backlog_cli.cli.output import print_error
    from backlog_cli.store.editing.review import is_text

    if not is_text(draft.base):
        raise BadFile("the old text cannot be shown beside the new one: it is not UTF-8. Nothing was changed.")
    context.rehearse(make)
    print_error(f"your text is kept: {draft.path}")
