"""Each write a commit, where `settings: {git: commit}` says so: after the write, never in its way, never sent anywhere."""

from __future__ import annotations

import re
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from backlog_cli.errors import BacklogError

if TYPE_CHECKING:
    from backlog_cli.store.git.repository import Repository
    from backlog_cli.workflows.read import BacklogSession

_TOLD = "git-told.json"  # by file, a mark of the trouble that was last told
_GIT_KEY = re.compile(rb"(?i)(?<![a-z])git(?![a-z])|version.?control")


def commit_write(session: BacklogSession) -> None:
    """Commit what this command has written, where the file's settings ask for it; what keeps git from it is said, once.

    The write is done and the lock is free: nothing raised here is hers to mend.
    """
    text = session.written_text
    if text is None or not _GIT_KEY.search(text) or not _wants_commits(session, text):
        return
    try:
        commit_changes(session)
    except BacklogError as error:
        _tell_once(session, error.message)
    else:
        _forget_told(session)


def _wants_commits(session: BacklogSession, text: bytes) -> bool:
    from backlog_cli.store.cache.summaries import names_in
    from backlog_cli.store.journal.entries import digest
    from backlog_cli.terms import GitUse
    from backlog_cli.workflows.read import read_and_save

    name = digest(text)
    homes = session.cache.load(name)
    found = (names_in(homes) if homes is not None else None) or read_and_save(session.cache, text, name, session.path.name)[0]
    return found.backlog.policy.git == GitUse.COMMIT


def commit_changes(session: BacklogSession) -> Repository:
    """Commit her file and its archives, as far as they changed, with the sentences of this command. Raise GitError."""
    from backlog_cli.store.git.commits import commit_files
    from backlog_cli.store.git.repository import find_repository

    repository = find_repository(session.path, session.environ)
    repository.require_quiet()
    if changed := repository.changed():
        sentences = tuple(dict.fromkeys(session.sentences))
        commit_files(repository, changed, "; ".join(sentences))
    return repository


def _tell_once(session: BacklogSession, trouble: str) -> None:
    """Say why there is no commit, unless a person has read just that the last time."""
    from backlog_cli.store.state_file import load_state, save_state

    known, key, mark = load_state(_TOLD, session.environ), _key(session), sha256(trouble.encode("utf-8", "replace")).hexdigest()
    if known.get(key) == mark:
        return
    if session.notify(f"saved, but git has no commit of it: {trouble}"):
        save_state(_TOLD, {**known, key: mark}, session.environ)


def _forget_told(session: BacklogSession) -> None:
    from backlog_cli.store.state_file import load_state, save_state

    known, key = load_state(_TOLD, session.environ), _key(session)
    if key in known:
        save_state(_TOLD, {name: mark for name, mark in known.items() if name != key}, session.environ)


def _key(session: BacklogSession) -> str:
    from backlog_cli.store.paths import path_digest

    with suppress(OSError):
        return path_digest(session.path.resolve())
    return path_digest(session.path)
