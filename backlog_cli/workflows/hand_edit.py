"""Writing a text that was edited by hand, together with what changed in the file meanwhile."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from backlog_cli.errors import BacklogError, BadFile, FileLocked
from backlog_cli.workflows.notices import count_with_noun, lost_entries
from backlog_cli.workflows.read import document_of
from backlog_cli.workflows.write import Texts, WriteResult, commit, preview_write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.home_key import HomeKey
    from backlog_cli.store.editing.edit_copy import EditCopy
    from backlog_cli.workflows.merge import MergeConflict
    from backlog_cli.workflows.read import BacklogSession, Document

MAX_NAMED = 4
UNREADABLE = "One of the texts cannot be read, so nothing can say whether the two changes fit together."


def write_edited_text(session: BacklogSession, draft: EditCopy, text: bytes, *, dry_run: bool) -> WriteResult:
    """Write the text by the protocol. Raise FileLocked, the draft set aside, when the file was changed at the same lines."""
    from backlog_cli.store.editing.review import is_text, load_or_message

    edit = HandEdit(session, draft, text)
    if dry_run:
        if not is_text(draft.base):
            raise BadFile("the old text cannot be shown beside the new one: it is not UTF-8.")
        return preview_write(session, edit.make)._replace(warnings=(f"your text is kept: {draft.path}",))
    can_undo = not isinstance(load_or_message(draft.base, session.path.name), str)
    original = None if can_undo else draft.keep_original()
    saved, warnings = commit(session, edit.make, edit.record)
    if saved.after == saved.before:
        draft.delete()
        return WriteResult(("The file says so already. Nothing was changed.",))
    lines = tuple(edit.lines())
    draft.delete()
    if original is not None:
        warnings = (
            *warnings,
            f"note: undo passes over this edit, because the old text could not be read; it is kept: {original}",
        )
    warnings = (*warnings, *edit.unreadable())
    texts, can_undo = Texts(saved.before, saved.after), can_undo and edit.record.is_kept
    return WriteResult(lines, is_written=True, can_undo=can_undo, warnings=warnings, texts=texts)


class HandEdit:
    """Makes the file's bytes from a text that was edited by hand, and keeps the bytes before and after."""

    def __init__(self, session: BacklogSession, draft: EditCopy, text: bytes) -> None:
        self.draft, self.text, self.name = draft, text, session.path.name
        self._today = session.now.day
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
                yield f"{count_with_noun(mistakes, 'mistake')} to mend: backlog check"

    def unreadable(self) -> Iterator[str]:
        """Say what could not be read before and still cannot."""
        from backlog_cli.store.editing.review import review_edit

        verdict = review_edit(self.before, self.after, self.name)
        if verdict.problems:
            yield "\n".join(("written, but this still cannot be read:", *verdict.problems))

    def _merge_with(self, before: bytes) -> bytes:
        try:
            return merge_edit(self.draft.base, self.text, before, self.name, today=self._today)
        except BacklogError as refusal:
            self.draft.reject()
            raise FileLocked(f"{self.name} was changed while you edited it.\n{refusal.message}") from None

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


def merge_edit(base: bytes, text: bytes, now: bytes, name: str, *, today: date) -> bytes:
    """Return an edited text with what changed in the file since its base. `name` is what messages call the file.

    Raise BacklogError where both changed the same thing, or where one of the three can't be read, so that nothing is proved.
    """
    from backlog_cli.store.editing.merge import merge_text
    from backlog_cli.store.editing.review import load_or_message, review_edit
    from backlog_cli.workflows.merge import merge_texts

    if text == now:
        return now
    if any(isinstance(load_or_message(side, name), str) for side in (base, text, now)):
        raise BadFile(UNREADABLE)
    found = merge_texts(base, text, now, name=name, today=today)
    if found.conflicts:
        merge_text(*(side.decode("utf-8") for side in (base, text, now)))  # shows the line, where it's one
        raise FileLocked(f"You and another command changed the same thing: {_field(found.conflicts[0])}.")
    review = review_edit(now, found.text, name)
    if review.is_worse:
        raise BadFile("\n".join(("The two changes together can't be saved in the file:", *review.problems)))
    return found.text


def _field(conflict: MergeConflict) -> str:
    if conflict.key == "job":
        return f"home {conflict.job}"
    return f"{conflict.key} of {conflict.job}" if conflict.job else conflict.key


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
