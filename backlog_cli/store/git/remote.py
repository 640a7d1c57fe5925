"""The shared copy of a repository: where it is, what it has that we don't, and sending it what it hasn't."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.store.git.program import NETWORK_SECONDS, GitError, trouble_of

if TYPE_CHECKING:
    from backlog_cli.store.git.repository import Repository

# A line that stalls is no line.
_OPTIONS = ("-c", "http.lowSpeedLimit=100", "-c", "http.lowSpeedTime=30")
_LOCKED = ("cannot lock ref", "failed to update ref")
_REJECTED = ("[rejected]", "fetch first", "non-fast-forward", *_LOCKED)


class NoRemote(GitError):
    """There is nowhere to send to (exit 2)."""

    exit_code = GitError.exit_code.USAGE


class Remote(NamedTuple):
    """The shared copy that a branch goes with: its name, the branch there, and where git keeps what it last saw of it."""

    name: str
    branch: str  # refs/heads/main
    seen: str  # refs/remotes/origin/main
    is_set: bool  # whether git knows that the two go together


def remote_of(repository: Repository, branch: str) -> Remote:
    """Return the shared copy for a branch: the one that git has for it, else the only one there is. Raise NoRemote."""
    wanted = "%(upstream)%00%(upstream:remotename)%00%(upstream:remoteref)"
    parts = repository.git.read("for-each-ref", f"--format={wanted}", f"refs/heads/{branch}").text.split("\0")
    if len(parts) == 3 and all(parts):
        return Remote(parts[1], parts[2], parts[0], is_set=True)
    names = repository.git.read("remote").text.split("\n")
    names = [name for name in names if name]
    if not names:
        raise NoRemote(
            "there's no shared copy to sync with yet; your changes are committed here. Say where it is: "
            "git remote add origin ADDRESS"
        )
    if len(names) > 1 and "origin" not in names:
        raise NoRemote(f"there are several shared copies ({', '.join(names)}): git push -u NAME {branch}, once, says which.")
    name = "origin" if "origin" in names else names[0]
    return Remote(name, f"refs/heads/{branch}", f"refs/remotes/{name}/{branch}", is_set=False)


def fetch(repository: Repository, remote: Remote) -> bool:
    """Take over what the shared copy has; no file of hers is touched. False when another sync is at it just now.

    Raise GitError when it can't be reached.
    """
    words = ("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", remote.name)
    answer = repository.git.run(*_OPTIONS, *words, seconds=NETWORK_SECONDS)
    if answer.code == 0 or any(sign in answer.err for sign in _LOCKED):
        return answer.code == 0
    raise GitError(trouble_of(answer))


def push(repository: Repository, remote: Remote) -> bool:
    """Send what is committed; False when somebody else sent something first. Raise GitError when it can't be done."""
    track = () if remote.is_set else ("--set-upstream",)
    words = ("push", "--quiet", "--recurse-submodules=no", *track, remote.name, f"HEAD:{remote.branch}")
    answer = repository.git.run(*_OPTIONS, *words, seconds=NETWORK_SECONDS, has_hooks=True)
    if answer.code == 0:
        return True
    if "currently checked out" in answer.err:
        raise GitError("the shared copy is a folder that somebody works in. It has to be one made with `git init --bare`.")
    if any(sign in answer.err for sign in _REJECTED):
        return False
    refused = [line.strip(" !") for line in answer.err.splitlines() if "[remote rejected]" in line]
    if refused:
        raise GitError(f"the shared copy doesn't take it: {refused[0]}")
    raise GitError(trouble_of(answer))
