"""Writing a text that was edited by hand, together with what changed in the file meanwhile."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from backlog_cli.errors import BadFile, FileLocked
from backlog_cli.workflows.notices import count_with_noun, lost_entries
from backlog_cli.workflows.read import document_of
from backlog_cli.workflows.write import Texts, WriteResult, commit, preview_write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_cli.rules.home_key import HomeKey
    from backlog_cli.store.editing.edit_copy import EditCopy
    from backlog_cli.workflows.read import BacklogSession, Document

MAX_NAMED = 4


def write_edited_text(session: BacklogSession, draft: EditCopy, text: bytes, *, dry_run: bool) -> WriteResult:
    """Write the text by the protocol. Raise FileLocked, the draft set aside, when the file was changed at the same lines."""
    from backlog_cli.store.editing.review import is_text, load_or_message

    edit = HandEdit(session, draft, text)
    if dry_run:
        if not is_text(draft.base):
            raise BadFile("the old text can't be shown beside the new one: it isn't UTF-8.")
        return preview_write(session, edit.make)._replace(warnings=(f"your text is kept: {draft.path}",))
    can_undo = not isinstance(load_or_message(draft.base, session.path.name), str)
    original = None if can_undo else draft.keep_original()
    saved, warnings = commit(session, edit.make, edit.record)
    if saved.after == saved.before:
        draft.delete()
        return WriteResult(("The file says that already. Nothing was changed.",))
    lines = tuple(edit.lines())
    draft.delete()
    if original is not None:
        warnings = (
            *warnings,
            f"note: undo skips this edit, because the old text couldn't be read; it's kept in {original}",
        )
    warnings = (*warnings, *edit.unreadable())
    texts, can_undo = Texts(saved.before, saved.after), can_undo and edit.record.is_kept
    return WriteResult(lines, is_written=True, can_undo=can_undo, warnings=warnings, texts=texts)


class HandEdit:
    """Makes the file's bytes from a text that was edited by hand, and keeps the bytes before and after."""

    def __init__(self, session: BacklogSession, draft: EditCopy, text: bytes) -> None:
        self.draft, self.text, self.name = draft, text, session.path.name
        self.record = session.new_record()
        self.before = self.after = b""

    def make(self, before: bytes) -> bytes:
        """Return the text, with what changed in the file meanwhile. Raise FileLocked when both touch the same lines."""
        self.before = before
        self.after = self.text if before == self.draft.base else self._merge_with(before)
        self._note()
        return self.after

    def lines(self) -> Iterator[str]:
        """Say how much changed, and of whom."""
        from backlog_cli.store.editing.merge import changed_line_count

        yield f"Edited by hand: {count_with_noun(changed_line_count(self.before, self.after), 'line')}."
        if self.before != self.draft.base:
            yield "The file was changed while you edited it; both changes are in it now."
        with suppress(BadFile):
            old, new = document_of(self.before, self.name), document_of(self.after, self.name)
            yield from _home_lines(old, new)
            mistakes = len(new.loaded.problems)
            if mistakes:
                yield f"{count_with_noun(mistakes, 'mistake')} to fix: backlog check"

    def unreadable(self) -> Iterator[str]:
        """Say what could not be read before and still cannot."""
        from backlog_cli.store.editing.review import review_edit

        verdict = review_edit(self.before, self.after, self.name)
        if verdict.problems:
            yield "\n".join(("saved, but this still can't be read:", *verdict.problems))

    def _merge_with(self, before: bytes) -> bytes:
        from backlog_cli.store.editing.merge import MergeConflict, merge_files

        try:
            return merge_files(self.draft.base, self.text, before, self.name)
        except MergeConflict as conflict:
            self.draft.reject()
            raise FileLocked(f"{self.name} was changed while you edited it.\n{conflict.message}") from None

    def _note(self) -> None:
        """Tell the journal. What was taken out by hand was meant to go: it is not told as lost later."""
        from backlog_cli.rules.home_key import home_keys
        from backlog_cli.store.editing.merge import changed_homes, changed_line_count
        from backlog_cli.store.editing.review import load_or_message, newly_unreadable
        from backlog_cli.store.journal.entries import DO, MEND

        old, new = (load_or_message(side, self.name) for side in (self.before, self.after))
        homes: tuple[HomeKey, ...] = ()
        gone: set[int] = set()
        if not isinstance(new, str) and not isinstance(old, str):
            numbers = [number for numbers in changed_homes(old.source.data, new.source.data) for number in numbers]
            mended = (bad.job for bad in newly_unreadable(new, old) if bad.job)
            homes = home_keys((*numbers, *mended), old.source.data, new.source.data)
            memory = self.record.journal_state()
            gone = set(lost_entries(memory, new.source.data)) - set(lost_entries(memory, old.source.data))
        sort = MEND if isinstance(old, str) else DO
        count = count_with_noun(changed_line_count(self.before, self.after), "line")
        self.record.describe(f"edited by hand: {count}", homes, sort=sort, instead=sorted(gone))


def _home_lines(old: Document, new: Document) -> Iterator[str]:
    """The homes that changed, the new ones and those that are gone, by number and name."""
    from backlog_cli.rules.summary import joint_name
    from backlog_cli.store.editing.merge import changed_homes

    names = {summary.job: f"{summary.job} {joint_name(summary)}" for document in (old, new) for summary in document.backlog.jobs}
    homes = changed_homes(old.loaded.source.data, new.loaded.source.data)
    for word, numbers in zip(("Changed", "New", "Gone"), homes, strict=True):
        if numbers:
            more = f" and {len(numbers) - MAX_NAMED} more" if len(numbers) > MAX_NAMED else ""
            yield f"{word}: {', '.join(names.get(number, number) for number in numbers[:MAX_NAMED])}{more}."
