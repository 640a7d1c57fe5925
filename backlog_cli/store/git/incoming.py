"""What others committed, taken into a repository without a merge of git's in her folder: her own files are written by us."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.store.git.commits import run_when_free
from backlog_cli.store.git.program import GitError
from backlog_cli.store.git.repository import MERGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backlog_cli.store.git.repository import Repository

_FILE_MODE = "100644"


class Incoming(NamedTuple):
    """What another commit has that ours hasn't: `base` is where the two parted; paths are from the top of the repository."""

    ours: str
    theirs: str
    base: str
    own: tuple[str, ...]  # her file and archives that they changed
    others: tuple[str, ...]  # other files that they changed


def incoming_of(repository: Repository, ours: str, theirs: str) -> Incoming | None:
    """Return what `theirs` has that `ours` hasn't; None when that is nothing. Raise GitError when the two never were one."""
    bases = repository.git.run("merge-base", ours, theirs)
    if bases.code != 0:
        raise GitError(
            "your folder and the shared copy don't belong together: each was started on its own. Make a new folder with "
            "`git clone`, and take your file in there: backlog merge FILE"
        )
    base = bases.text.split("\n")[0]
    if base == theirs:
        return None
    paths = changed_paths(repository, base, theirs)
    own = tuple(path for path in paths if repository.is_own(path))
    return Incoming(ours, theirs, base, own, tuple(path for path in paths if path not in own))


def finish_merge(repository: Repository) -> bool:
    """Finish a merge of git's that stopped at her own files only, which can be read; False for any other.

    Git stops where both sides changed one value, although the file notes both and is whole. Raise GitError.
    """
    git = repository.git
    open_paths = {field.partition("\t")[2] for field in git.read("ls-files", "-u", "-z").fields()}
    if repository.operation() != MERGE or not all(map(repository.is_own, open_paths)):
        return False
    if open_paths:
        run_when_free(repository, ("add", "--", *(f":(top,literal){path}" for path in sorted(open_paths))))
    run_when_free(repository, ("-c", "commit.gpgSign=false", "commit", "--quiet", "--no-edit", "--no-verify"))
    return True


def changed_paths(repository: Repository, old: str, new: str) -> tuple[str, ...]:
    """Return every file that differs between two commits."""
    return repository.git.read("diff-tree", "-r", "-z", "--no-renames", "--name-only", old, new).fields()


def require_room(repository: Repository, incoming: Incoming) -> None:
    """Raise GitError when other files of theirs would land on changes of hers that are not committed."""
    if not incoming.others:
        return
    specs = [f":(top,literal){path}" for path in incoming.others]
    said = repository.git.read("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", *specs)
    touched = [field[3:] for field in said.fields()]
    if not touched:
        return
    # A sync that was cut short has put their text there already.
    specs = [f":(top,literal){path}" for path in touched]
    tracked = set(repository.git.read("diff", "-z", "--name-only", "--no-renames", incoming.theirs, "--", *specs).fields())
    if tracked:
        raise GitError(
            f"somebody else changed {_named(tracked)} too, and your change isn't committed: use git commit for that first."
        )


def _named(paths: Sequence[str] | set[str]) -> str:
    names = sorted(paths)
    return " ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def merged_tree(repository: Repository, incoming: Incoming, own: Mapping[str, bytes | None]) -> str:
    """Return the tree of both: of her own files what `own` says (None for one that is gone), of others whichever was changed.

    Raise GitError when both changed another file, each in its own way.
    """
    git = repository.git
    with TemporaryDirectory(prefix="backlog-git-") as folder:
        index = Path(folder) / "index"
        git.read("read-tree", "-i", "-m", "--aggressive", incoming.base, incoming.ours, incoming.theirs, index=index)
        entries = "".join(_index_line(repository, incoming, path, data) for path, data in own.items())
        git.read("update-index", "-z", "--index-info", data=os.fsencode(entries), index=index)
        open_paths = {field.partition("\t")[2] for field in git.read("ls-files", "-u", "-z", index=index).fields()}
        if open_paths:
            raise GitError(f"both of you changed {_named(open_paths)}, which only git can settle: use git pull for that.")
        return git.read("write-tree", index=index).text


def _index_line(repository: Repository, incoming: Incoming, path: str, data: bytes | None) -> str:
    if data is None:
        return f"0 {'0' * len(incoming.ours)}\t{path}\0"
    blob = repository.git.read("hash-object", "-w", "--stdin", f"--path={repository.place(path)}", data=data).text
    return f"{_FILE_MODE} {blob}\t{path}\0"


def move_to(repository: Repository, incoming: Incoming, tree: str, message: str) -> str | None:
    """Make the merge and check it out, her own files excepted, which are written already.

    Return the new commit; None when another command has committed meanwhile. Raise GitError.
    """
    git = repository.git
    if incoming.base == incoming.ours and tree == git.read("rev-parse", f"{incoming.theirs}^{{tree}}").text:
        commit = incoming.theirs
    else:
        parents = ("-p", incoming.ours, "-p", incoming.theirs)
        commit = git.read("commit-tree", tree, *parents, data=message.encode("utf-8", "replace")).text
    if incoming.own:
        entries = _entries_in(repository, tree, incoming.own)
        run_when_free(repository, ("update-index", "-z", "--index-info"), data=os.fsencode(entries))
    if incoming.others:
        run_when_free(repository, ("read-tree", "-m", "-u", incoming.ours, tree))
    moved = git.run("update-ref", "-m", "backlog sync", "HEAD", commit, incoming.ours)
    return commit if moved.code == 0 else None


def _entries_in(repository: Repository, tree: str, paths: Sequence[str]) -> str:
    """What an index is told of these files as they are in a tree; those that are not in it go."""
    said = repository.git.read("ls-tree", "-r", "-z", "--full-tree", tree, "--", *paths).fields()
    there = {path: facts.split(" ") for facts, _, path in (entry.partition("\t") for entry in said)}
    gone = f"0 {'0' * len(tree)}"
    return "".join(f"{' '.join(there[path][::2]) if path in there else gone}\t{path}\0" for path in paths)
