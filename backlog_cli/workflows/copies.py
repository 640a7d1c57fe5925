"""Other copies of her file in its folder: which files are some, and whether they hold anything that the file does not."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BacklogError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.recovery.copies import OnlyInCopy
    from backlog_cli.store.sync_files import FileBeside
    from backlog_cli.workflows.read import BacklogSession

STATE_NAME = "copies.json"
MIN_BOUND = 1024 * 1024  # bytes; a file over this and four times the size of hers is no copy of it
_DIGITS = 16  # of a digest


class CopyState(StrEnum):
    """What a YAML file beside hers is."""

    OTHER = "other"  # no copy: a colleague's file, or something else
    NOTHING = "nothing"  # a copy that holds nothing that isn't in the file
    MORE = "more"  # a copy that does
    TAKEN = "taken"  # `merge` took it in
    UNREADABLE = "unreadable"  # called like a copy, and not to be read


class CopyBeside(NamedTuple):
    """A file beside hers and what it is; `only` is what only it holds, `why_not` says in one line why it can't be read."""

    path: Path
    state: CopyState
    only: tuple[OnlyInCopy, ...] = ()
    why_not: str | None = None

    @property
    def is_taken(self) -> bool:
        """Whether `merge` took it in."""
        return self.state is CopyState.TAKEN


def copies_beside(session: BacklogSession, numbers: Iterable[str], *, afresh: bool = False) -> tuple[CopyBeside, ...]:
    """Return the copies of the file in its folder, whatever they are called. `numbers` are those of its homes.

    A file that is as it was when it was looked at last is not read again; `afresh` reads all of them, for what only they hold.
    """
    from backlog_cli.store.sync_files import files_beside

    beside = files_beside(session.path)
    if not beside:
        return ()
    from backlog_cli.store.state_file import load_state, save_state

    known = load_state(STATE_NAME, session.environ)
    looking = _CopyReader(session, frozenset(number.encode() for number in numbers))
    found = []
    for file in beside:
        mark = known.get(_key(file.path))
        state = None if afresh and not _is_taken(mark) else _known_state(mark, file, session)
        copy = looking.look(file) if state is None else CopyBeside(file.path, state)
        if state is None:
            known.pop(_key(file.path), None)  # what was seen last stays longest
            known[_key(file.path)] = [file.size, file.changed, copy.state, session.digest()[:_DIGITS]]
        if copy.state is not CopyState.OTHER:
            found.append(copy)
    if looking.has_looked:
        save_state(STATE_NAME, known, session.environ)
    return tuple(found)


def remember_taken(paths: Iterable[Path], session: BacklogSession, *, before: str) -> None:
    """Keep that these copies were taken in, until the file has the digest `before` again: then it was undone.

    `before` is empty where they held nothing to take in; what was kept of them holds on.
    """
    from backlog_cli.store.state_file import load_state, save_state

    known = load_state(STATE_NAME, session.environ)
    for path in paths:
        if not before and _is_taken(known.get(_key(path))):
            continue
        try:
            status = path.stat()
        except OSError:  # gone, or not to be looked at any more: the file is written, and a copy that is there is told again
            continue
        known.pop(_key(path), None)
        known[_key(path)] = [status.st_size, status.st_mtime_ns, CopyState.TAKEN, before[:_DIGITS]]
    save_state(STATE_NAME, known, session.environ)


def _key(path: Path) -> str:
    return os.path.realpath(path)


def _is_taken(mark: object) -> bool:
    return isinstance(mark, list) and CopyState.TAKEN in mark


def _known_state(mark: object, file: FileBeside, session: BacklogSession) -> CopyState | None:
    """What a file was when it was looked at last; None where it, or what it was compared with, is not the same any more."""
    if not isinstance(mark, list) or len(mark) != 4 or mark[:2] != [file.size, file.changed] or mark[2] not in list(CopyState):
        return None
    state, is_same_text = CopyState(mark[2]), mark[3] == session.digest()[:_DIGITS]
    if (state is CopyState.MORE and not is_same_text) or (state is CopyState.TAKEN and is_same_text):
        return None
    return state


class _CopyReader:
    """Reads files beside hers; hers is parsed when the first of them needs it."""

    def __init__(self, session: BacklogSession, numbers: frozenset[bytes]) -> None:
        self._session, self._numbers = session, numbers
        self._ours: object = None
        self.has_looked = False

    def look(self, file: FileBeside) -> CopyBeside:
        """Return what a file is. One that names none of the homes is not parsed, unless it is called a copy."""
        from backlog_cli.store.file_contents import read_file

        self.has_looked = True
        path = file.path
        if file.size > max(MIN_BOUND, 4 * len(self._session.data())):
            return CopyBeside(path, CopyState.OTHER)
        is_copy = file.is_named_a_copy(self._session.path)
        try:
            text = read_file(path)
            is_copy = is_copy or any(number in text for number in self._numbers)
            return self._compare(path, text) if is_copy else CopyBeside(path, CopyState.OTHER)
        except BacklogError as error:
            if is_copy and file.is_named_after(self._session.path):
                return CopyBeside(path, CopyState.UNREADABLE, why_not=error.message.partition("\n")[0])
            return CopyBeside(path, CopyState.OTHER)

    def _compare(self, path: Path, text: bytes) -> CopyBeside:
        from backlog_cli.rules.recovery.copies import is_copy, only_in_copy

        data = _parse(text, path.name)
        if self._ours is None:
            self._ours = _parse(self._session.data(), self._session.path.name)
        if not is_copy(self._ours, data):
            return CopyBeside(path, CopyState.OTHER)
        only = only_in_copy(self._ours, data)
        is_old = all(found.here is not None for found in only) and self._was_ours(text)
        return CopyBeside(path, CopyState.NOTHING) if is_old or not only else CopyBeside(path, CopyState.MORE, only)

    def _was_ours(self, text: bytes) -> bool:
        """Whether a text is an earlier one of the file itself, which has gone on from there: a backup."""
        from backlog_cli.store.journal.entries import digest

        state, name = self._session.past().journal_state(), digest(text)
        return not state.missing and any(name in (entry.before, entry.after) for entry in state.entries)


def _parse(text: bytes, name: str) -> object:
    from backlog_cli.store.yaml.source import read_source

    return read_source(text, name).data


def tell_copies(session: BacklogSession, backlog: Backlog, *, today: date) -> None:
    """Say in a line that other copies hold something, and what two copies disagreed on that belongs to no home."""
    from backlog_cli.rules.conflicts import disagreement, open_conflicts

    found = copies_beside(session, (home.key.number for home in backlog.jobs))
    for state in (CopyState.MORE, CopyState.UNREADABLE):
        if names := [copy.path.name for copy in found if copy.state is state]:
            session.notify(copies_notice(names, state))
    for conflict in open_conflicts(backlog.conflicts):
        session.notify(f"two copies disagree on {disagreement(conflict, today=today)}: backlog check")


def copies_notice(names: Sequence[str], state: CopyState) -> str:
    """Return what to say of files, by their names, that are copies in that state."""
    from backlog_cli.terms import and_list

    is_one = len(names) == 1
    if state is CopyState.UNREADABLE:
        what = "looks like another copy of your file, but it" if is_one else "look like other copies of your file, but they"
        return f"{and_list(list(names))} {what} can't be read: backlog check"
    what = "is another copy of your file and has" if is_one else "are other copies of your file and have"
    return f"{and_list(list(names))} {what} things yours doesn't: backlog merge"
