"""The repository that her file is in: what of it is ours, its branch, and whether git is in the middle of something."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.store.git.program import Git, GitError, NoRepository, trouble_of
from backlog_cli.store.paths import archive_names

if TYPE_CHECKING:
    from collections.abc import Mapping

MERGE = "a merge"
# What git leaves in its folder while it is in the middle of something, and what she would call that.
_OPERATIONS = {
    "MERGE_HEAD": MERGE,
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
}
_BRANCH = "refs/heads/"


class FileState(NamedTuple):
    """A file of ours that differs from the last commit: its path from the top of the repository, and git's two letters."""

    path: str
    letters: str

    @property
    def is_new(self) -> bool:
        """Whether git does not know it yet."""
        return self.letters == "??"


class Repository(NamedTuple):
    """A repository and our place in it. `prefix` is the file's folder as seen from the top, empty or with a slash at its end."""

    git: Git
    file: Path  # the real one, links followed
    top: Path
    folder: Path  # git's own
    common: Path  # git's own, which the work trees of one repository share
    prefix: str

    def operation(self) -> str | None:
        """What git is in the middle of; None when it is in the middle of nothing."""
        return next((what for name, what in _OPERATIONS.items() if os.path.lexists(self.folder / name)), None)

    def branch(self) -> str | None:
        """The branch that is checked out; None when none is."""
        answer = self.git.run("symbolic-ref", "-q", "HEAD")
        return answer.text.removeprefix(_BRANCH) if answer.code == 0 and answer.text.startswith(_BRANCH) else None

    def require_quiet(self) -> str:
        """Return the branch. Raise GitError when git is in the middle of something, or on no branch."""
        operation = self.operation()
        if operation is not None:
            raise GitError(f"git is in the middle of {operation} there: finish it, or give it up (`git status` says how).")
        branch = self.branch()
        if branch is None:
            raise GitError("no branch is checked out there (git calls that a detached HEAD): git switch main")
        return branch

    def is_own(self, path: str) -> bool:
        """Whether that is her file or one of its archives; `path` from the top."""
        name = path.removeprefix(self.prefix)
        is_archive = path.startswith(self.prefix) and archive_names(self.file).fullmatch(name) is not None
        return path == self.own_path or is_archive

    @property
    def own_path(self) -> str:
        """Her file's path from the top."""
        return f"{self.prefix}{self.file.name}"

    @property
    def pathspecs(self) -> tuple[str, str]:
        """Her file and its archives as git takes them in the file's folder."""
        stem, suffix = (re.sub(r"([*?\[\\])", r"\\\1", part) for part in (self.file.stem, self.file.suffix))
        return f":(literal){self.file.name}", f":(glob){stem}-[0-9][0-9][0-9][0-9]{suffix}"

    def place(self, path: str) -> Path:
        """Where a file of the repository is on the disk."""
        return self.top / path

    def changed(self) -> tuple[FileState, ...]:
        """The files of ours that differ from the last commit. Raise GitError when git is told to leave her file out."""
        said = self.git.read(
            *("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignored=matching", "--"),
            *self.pathspecs,
        )
        found = [FileState(field[3:], field[:2]) for field in said.fields()]
        if any(state.letters == "!!" and self.own_path.startswith(state.path) for state in found):
            raise GitError(f"git is told to leave {self.file.name} out (a .gitignore names it).")
        return tuple(state for state in found if state.letters != "!!" and self.is_own(state.path))

    def commit_id(self, name: str) -> str | None:
        """Return the whole name of a commit, such as HEAD; None when there is none."""
        answer = self.git.run("rev-parse", "-q", "--verify", f"{name}^{{commit}}")
        return answer.text if answer.code == 0 else None

    def content(self, commit: str, path: str) -> bytes | None:
        """Return what a file says in a commit, as it would be on this disk; None when it is not in it."""
        answer = self.git.run("cat-file", "--filters", f"{commit}:{path}")
        return answer.out if answer.code == 0 else None


def find_repository(path: Path, environ: Mapping[str, str]) -> Repository:
    """Return the repository that the real file is in. Raise GitMissing, NoRepository, or GitError with what git says."""
    file = Path(os.path.realpath(path))
    git = Git(file.parent, environ)
    answer = git.run("rev-parse", "--absolute-git-dir", "--git-common-dir", "--show-toplevel", "--show-prefix")
    if answer.code != 0:
        if "not a git repository" in answer.err or "must be run in a work tree" in answer.err:
            raise NoRepository(f"{file.parent} isn't in a git repository. `git init` in that folder makes it one.")
        raise GitError(trouble_of(answer))
    folder, common, top, prefix = (answer.text + "\n").split("\n")[:4]
    return Repository(git, file, Path(top), Path(folder), file.parent / common, prefix)
