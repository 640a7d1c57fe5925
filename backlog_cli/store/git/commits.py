"""Commits of her file and its archives: made, and read back."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.store.git.program import GitError, trouble_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.store.git.program import GitAnswer
    from backlog_cli.store.git.repository import FileState, Repository

_LOCKED = ("index.lock", "Unable to create", "cannot lock ref", "unable to lock")
_NOTHING = ("nothing to commit", "no changes added to commit", "nothing added to commit")
LOCK_DELAYS = (0.05, 0.1, 0.2, 0.4, 0.8)  # seconds between tries while another git holds the index
_FORMAT = "%H%x00%ad%x00%an%x00%s%x00"
MAX_COMMITS = 1000
_OPTIONS = ("-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "commit.gpgSign=false", "-c", "i18n.commitEncoding=utf-8")


class Commit(NamedTuple):
    """One commit of her file: its name, when and by whom it was made, and its sentence."""

    name: str
    at: str  # YYYY-MM-DD HH:MM, in the time of whoever made it
    by: str
    text: str


def commit_files(repository: Repository, files: Sequence[FileState], message: str) -> bool:
    """Commit these files as they are on the disk and nothing else, whatever else is staged; False when they are no news.

    No hook runs and nothing is signed: both may ask something. Raise GitError.
    """
    paths = [f":(top,literal){state.path}" for state in files]
    new = [f":(top,literal){state.path}" for state in files if state.is_new]
    if new:
        run_when_free(repository, ("add", "--", *new))
    words = ("commit", "--quiet", "--only", "--no-verify", "--cleanup=whitespace", "--file=-", "--", *paths)
    answer = _answer_when_free(repository, (*_OPTIONS, *words), data=_clean_message(message).encode("utf-8", "replace"))
    if answer.code == 0:
        return True
    if any(sign in answer.out.decode("utf-8", "replace") + answer.err for sign in _NOTHING):
        return False
    raise GitError(trouble_of(answer))


def _clean_message(message: str) -> str:
    """The message with each of its lines cleaned of what could act, the first one never empty."""
    lines = [" ".join("".join(sign if sign.isprintable() else " " for sign in line).split()) for line in message.split("\n")]
    return "\n".join([lines[0] or "changed the file", *lines[1:]])


def run_when_free(repository: Repository, words: Sequence[str], *, data: bytes | None = None) -> GitAnswer:
    """Run git, again for a moment while another one holds the index. Raise GitError when it can't."""
    answer = _answer_when_free(repository, words, data=data)
    if answer.code != 0:
        raise GitError(trouble_of(answer))
    return answer


def _answer_when_free(repository: Repository, words: Sequence[str], *, data: bytes | None = None) -> GitAnswer:
    for delay in (*LOCK_DELAYS, None):
        answer = repository.git.run(*words, data=data)
        if answer.code == 0 or delay is None or not any(sign in answer.err for sign in _LOCKED):
            break
        time.sleep(delay)
    return answer


def commits_between(repository: Repository, old: str | None, new: str, *, most: int = MAX_COMMITS) -> tuple[Commit, ...]:
    """Return the commits of her file and its archives that `new` has and `old` hasn't, oldest first; merges are left out."""
    span = (new,) if old is None else (new, f"^{old}")
    return tuple(reversed(_log(repository, *span, most=most)))


def newest_commits(repository: Repository, *, most: int) -> tuple[Commit, ...]:
    """Return so many commits of her file and its archives, newest first."""
    return () if repository.commit_id("HEAD") is None else _log(repository, "HEAD", most=most)


def _log(repository: Repository, *span: str, most: int) -> tuple[Commit, ...]:
    said = repository.git.read(
        *("log", "--no-merges", "--no-show-signature", "--no-color", f"--max-count={most}", f"--format={_FORMAT}", "--date"),
        *("format:%Y-%m-%d %H:%M", "--encoding=utf-8", *span, "--", *repository.pathspecs),
    )
    fields = [field.lstrip("\n") for field in said.out.decode("utf-8", "replace").split("\0")]
    return tuple(Commit(*fields[at : at + 4]) for at in range(0, len(fields) - 3, 4))
