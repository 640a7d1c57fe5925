"""One run of git: never with a prompt, a pager, a shell or somebody's hook, never longer than it is given, in English."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BacklogError, Exit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LOCAL_SECONDS = 20.0  # for what happens on this computer
NETWORK_SECONDS = 90.0
_PATIENCE = 2.0  # seconds that a git which is told to end has for removing its locks

# What a git that runs us in a hook says of its own repository; ours may be another one.
_FOREIGN_VARIABLES = frozenset(
    {
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"),
        *("GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE", "GIT_QUARANTINE_PATH", "GIT_IMPLICIT_WORK_TREE"),
        *("GIT_GRAFT_FILE", "GIT_SHALLOW_FILE", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE"),
        *("GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_ATTR_SOURCE"),
        *("GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"),
        *("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"),
    }
)
_OWN_VARIABLES = {
    "GIT_TERMINAL_PROMPT": "0",
    "GCM_INTERACTIVE": "never",
    "GIT_OPTIONAL_LOCKS": "0",  # to look is not to write
    "GIT_EDITOR": ":",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
    "LANGUAGE": "",
}
_NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}")
_OPTIONS = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-c", "advice.detachedHead=false")


class GitError(BacklogError):
    """What keeps git from doing it, in plain words; nothing was changed."""

    exit_code = Exit.BUSY


class GitMissing(GitError):
    """There is no git on this computer (exit 2)."""

    exit_code = Exit.USAGE


class NoRepository(GitError):
    """The file's folder is in no repository (exit 2)."""

    exit_code = Exit.USAGE


class GitTimeout(GitError):
    """Git took too long, and was stopped."""


class GitAnswer(NamedTuple):
    """How one run of git ended."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """What it said on stdout, without the line end behind it."""
        return self.out.decode("utf-8", "surrogateescape").removesuffix("\n")

    def fields(self) -> tuple[str, ...]:
        """The parts of what it said, each ended by a NUL."""
        return tuple(self.out.decode("utf-8", "surrogateescape").split("\0")[:-1])


class Git:
    """Git, run in one folder."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder = folder
        self.environ = {name: value for name, value in environ.items() if name not in _FOREIGN_VARIABLES} | _OWN_VARIABLES

    def run(
        self,
        *words: str,
        data: bytes | None = None,
        seconds: float = LOCAL_SECONDS,
        index: Path | None = None,
        has_hooks: bool = False,
    ) -> GitAnswer:
        """Run git to its end, whatever that is. `index` is one to use in the place of the repository's.

        Raise GitMissing, GitTimeout.
        """
        environ = self.environ if index is None else {**self.environ, "GIT_INDEX_FILE": str(index)}
        command = ("git", *_OPTIONS, *(() if has_hooks else _NO_HOOKS), *words)
        try:
            child = subprocess.Popen(
                command,
                cwd=self.folder,
                env=environ,
                stdin=subprocess.DEVNULL if data is None else subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # Of a session of its own: nothing it starts finds a terminal to ask at, and a kill of ours leaves it to finish.
                start_new_session=os.name != "nt",
            )
        except OSError:
            raise GitMissing("git isn't on this computer. Your system's app store or package manager has it.") from None
        try:
            out, err = child.communicate(data, seconds)
        except subprocess.TimeoutExpired:
            _stop(child)
            raise GitTimeout(f"git took longer than {seconds:g} seconds, and was stopped.") from None
        except BaseException:
            _stop(child)
            raise
        return GitAnswer(child.returncode, out, err.decode("utf-8", "replace"))

    def read(self, *words: str, data: bytes | None = None, index: Path | None = None) -> GitAnswer:
        """Run git, which must be able to do it. Raise GitError with what it says."""
        answer = self.run(*words, data=data, index=index)
        if answer.code != 0:
            raise GitError(trouble_of(answer))
        return answer

    def config(self, name: str) -> str | None:
        """Return a setting of git's; None where it has none."""
        answer = self.run("config", "--get", name)
        return answer.text if answer.code == 0 else None


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End git and all that it started; asked first, it takes its locks along."""
    for number in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        try:
            if os.name == "nt":  # pragma: no cover - there are no groups of that sort there
                child.kill()
            else:
                os.killpg(child.pid, number)
            child.communicate(timeout=_PATIENCE)
        except (ProcessLookupError, PermissionError):
            break
        except subprocess.TimeoutExpired:
            continue
        except ValueError:  # its pipes are closed already
            break
    child.poll()


# What git says when it can't, and what that means for somebody who never used it.
_NO_NAME = (
    'git doesn\'t know who you are. It needs both of these, once: git config --global user.name "Your Name" and '
    "git config --global user.email you@example.com"
)
_NOT_OURS = (
    "the repository belongs to another user of this computer, so git won't touch it. If you trust it, `git status` there "
    "shows the command that says so"
)
_NO_SIGN_IN = (
    "the shared copy wants you to sign in, and git can't do that by itself yet. Run `git fetch` in that folder once and "
    "sign in there, or ask whoever set it up"
)
_TROUBLES: Sequence[tuple[tuple[str, ...], str]] = (
    (
        ("Please tell me who you are", "empty ident name", "auto-detect email", "no email was given", "no name was given"),
        _NO_NAME,
    ),
    (("dubious ownership",), _NOT_OURS),
    (
        ("index.lock",),
        "another git command is working there. If there is none, one was cut short: delete the file index.lock in .git",
    ),
    (
        (
            *("could not read Username", "could not read Password", "Authentication failed", "terminal prompts disabled"),
            *("Permission denied (publickey", "Host key verification failed", "returned error: 403", "returned error: 401"),
            *("Permission denied (password", "Permission denied, please try again"),
        ),
        _NO_SIGN_IN,
    ),
    (
        (
            *("Could not resolve host", "Network is unreachable", "Connection refused", "Connection timed out"),
            *("Failed to connect", "Operation timed out", "No route to host", "unable to access", "Connection reset"),
            *("Temporary failure in name resolution", "Could not resolve hostname", "early EOF", "hung up unexpectedly"),
        ),
        "the shared copy can't be reached: are you online?",
    ),
    (
        ("does not appear to be a git repository", "epository not found", "not found: did you run"),
        (
            "there's no repository in the place where the shared copy should be. `git remote -v` shows that place; "
            "`git remote set-url origin ADDRESS` corrects it"
        ),
    ),
    (("No space left on device",), "the disk is full"),
    (("insufficient permission", "Permission denied", "Read-only file system"), "git may not write there"),
)


def trouble_of(answer: GitAnswer) -> str:
    """Return why git could not do it: in our words where they are known, else in its own, on one line."""
    known = next((said for signs, said in _TROUBLES if any(sign in answer.err for sign in signs)), None)
    if known is not None:
        return known if known.endswith("?") else f"{known}."
    lines = [line.strip() for line in answer.err.splitlines() if line.strip()]
    first = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[0] if lines else "no reason given")
    return f"git says: {first.partition(': ')[2] or first}"
