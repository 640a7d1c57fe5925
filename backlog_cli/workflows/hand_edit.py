"""Writing a text that was edited by hand, together with what changed in the file meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.errors import BacklogError, BadFile, FileLocked
from backlog_cli.terms import count_with_noun
from backlog_cli.workflows.notices import lost_entries
from backlog_cli.workflows.write import Texts, WriteResult, commit, preview_write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.conflicts import MergeConflict
    from backlog_cli.rules.home_key import HomeKey
    from backlog_cli.store.editing.edit_copy import EditCopy
    from backlog_cli.store.editing.review import EditReview
    from backlog_cli.store.load import LoadedFile
    from backlog_cli.workflows.read import BacklogSession

MAX_NAMED = 4
UNREADABLE = "One of the texts can't be read, so there's no way to tell whether the two changes fit together."


def write_edited_text(session: BacklogSession, draft: EditCopy, text: bytes, review: EditReview, *, dry_run: bool) -> WriteResult:
    """Write the text by the protocol. Raise FileLocked, the draft set aside, when the file was changed at the same lines.

    `review` is how it compares with what the draft began with.
    """
    from backlog_cli.store.editing.review import is_text

    edit = HandEdit(session, draft, text, review)
    if dry_run:
        if not is_text(draft.base):
            raise BadFile("the old text can't be shown beside the new one: it isn't UTF-8.")
        return preview_write(session, edit.make)._replace(warnings=(f"your text is kept: {draft.path}",))
    can_undo = not isinstance(review.old, str)
    original = None if can_undo else draft.keep_original()
    saved, warnings = commit(session, edit.make, edit.record)
    if saved.after == saved.before:
        draft.finish()
        return WriteResult(("The file says that already. Nothing was changed.",))
    lines = tuple(edit.lines())
    draft.finish()
    if original is not None:
        warnings = (
            *warnings,
            f"note: undo skips this edit, because the old text couldn't be read; it's kept in {original}",
        )
    warnings = (*warnings, *edit.unreadable())
    texts, can_undo = Texts(saved.before, saved.after), can_undo and edit.record.is_kept
    return WriteResult(lines, is_written=True, can_undo=can_undo, warnings=warnings, texts=texts)


class HandEdit:
    """Makes the file's bytes from a text that was edited by hand, and keeps the bytes before and after, and how they compare."""

    def __init__(self, session: BacklogSession, draft: EditCopy, text: bytes, review: EditReview) -> None:
        self.draft, self.text, self.name = draft, text, session.path.name
        self._today = session.now.day
        self.record = session.new_record()
        self.before = self.after = b""
        self.review = self._own_review = review

    def make(self, before: bytes) -> bytes:
        """Return the text, with what changed in the file meanwhile. Raise FileLocked when both touch the same lines."""
        from backlog_cli.store.editing.review import review_edit

        self.before, self.after, self.review = before, self.text, self._own_review
        if before != self.draft.base:
            self.after = self._merge_with(before)
            self.review = review_edit(before, self.after, self.name)
        self._note()
        return self.after

    def lines(self) -> Iterator[str]:
        """Say how much changed, and of whom."""
        from backlog_cli.store.editing.merge import changed_line_count

        yield f"Edited by hand: {count_with_noun(changed_line_count(self.before, self.after), 'line')}."
        if self.before != self.draft.base:
            yield "The file was changed while you edited it; both changes are in it now."
        old, new = self.review.old, self.review.new
        if not isinstance(old, str) and not isinstance(new, str):
            yield from _home_lines(old, new)
            if new.problems:
                yield f"{count_with_noun(len(new.problems), 'mistake')} to fix: backlog check"

    def unreadable(self) -> Iterator[str]:
        """Say what could not be read before and still cannot."""
        if self.review.problems:
            yield "\n".join(("saved, but this still can't be read:", *self.review.problems))

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
        from backlog_cli.store.editing.review import newly_unreadable
        from backlog_cli.store.journal.entries import DO, MEND

        old, new = self.review.old, self.review.new
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
    old = load_or_message(now, name)
    if isinstance(old, str) or any(isinstance(load_or_message(side, name, like=old), str) for side in (base, text)):
        raise BadFile(UNREADABLE)
    found = merge_texts(base, text, now, name=name, today=today)
    if found.conflicts:
        merge_text(*(side.decode("utf-8") for side in (base, text, now)))  # shows the line, where it's one
        raise FileLocked(f"You and another command changed the same thing: {_field(found.conflicts[0])}.")
    review = review_edit(now, found.text, name, old=old)
    if review.is_worse:
        raise BadFile("\n".join(("The two changes together can't be saved in the file:", *review.problems)))
    return found.text


def _field(conflict: MergeConflict) -> str:
    if conflict.key == "job":
        return f"home {conflict.job}"
    return f"{conflict.key} of {conflict.job}" if conflict.job else conflict.key


def _home_lines(old: LoadedFile, new: LoadedFile) -> Iterator[str]:
    """The homes that changed, the new ones and those that are gone, by number and name."""
    from backlog_cli.store.editing.merge import changed_homes

    homes = changed_homes(old.source.data, new.source.data)
    for word, numbers in zip(("Changed", "New", "Gone"), homes, strict=True):
        if numbers:
            more = f" and {len(numbers) - MAX_NAMED} more" if len(numbers) > MAX_NAMED else ""
            yield f"{word}: {', '.join(_home_label(number, new, old) for number in numbers[:MAX_NAMED])}{more}."


def _home_label(number: str, *readings: LoadedFile) -> str:
    """The number of a home with its buyers' name, from the first reading in which it can be read."""
    from backlog_cli.rules.summarize import policy_of, summarize
    from backlog_cli.rules.summary import joint_name
    from backlog_cli.store.load import iter_jobs

    for loaded in readings:
        if number in loaded.places:
            (job,) = iter_jobs(loaded.source, {number: loaded.places[number]})
            return f"{number} {joint_name(summarize(job, policy_of(loaded.backlog_file.settings)))}"
    return number
