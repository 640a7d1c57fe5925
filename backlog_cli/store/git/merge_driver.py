"""What tells git to let `backlog merge-file` merge her files: a line in .gitattributes, and two settings of the repository."""

from __future__ import annotations

import fnmatch
import os
import shlex
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import FileLocked
from backlog_cli.store.git.repository import FileState
from backlog_cli.store.own_files import replace_whole
from backlog_cli.store.paths import error_cause

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from backlog_cli.store.git.repository import Repository

ATTRIBUTES = ".gitattributes"
USUAL_PATTERN = "backlog*.yaml"
NAME = "backlog: merge by home, conversation and date"
_KEY_NAME, _KEY_DRIVER = "merge.backlog.name", "merge.backlog.driver"


class DriverLine(NamedTuple):
    """One of the three lines: where it goes, what it is there, and whether it is there already."""

    place: str
    text: str
    is_there: bool


def driver_lines(repository: Repository, program: Sequence[str]) -> tuple[DriverLine, ...]:
    """Return the three lines. `program` are the words that start this program from anywhere."""
    attribute = f"{_pattern(repository)} merge=backlog"
    settings = {_KEY_NAME: NAME, _KEY_DRIVER: _driver(program)}
    return (
        DriverLine(ATTRIBUTES, attribute, _has_attribute(repository)),
        *(DriverLine("git config", f"{key} {text}", repository.git.config(key) == text) for key, text in settings.items()),
    )


def is_installed(repository: Repository) -> bool:
    """Whether git merges her file by a driver of that name, whichever program that is."""
    return _has_attribute(repository) and repository.git.config(_KEY_DRIVER) is not None


def install_driver(repository: Repository, program: Sequence[str]) -> None:
    """Write the lines that are missing; what else is there stays. Raise GitError, FileLocked."""
    git = repository.git
    for key, text in {_KEY_NAME: NAME, _KEY_DRIVER: _driver(program)}.items():
        if git.config(key) != text:
            git.read("config", "--local", "--replace-all", key, text)
    if not _has_attribute(repository):
        _add_line(repository.top / ATTRIBUTES, f"{_pattern(repository)} merge=backlog")


def attribute_change(repository: Repository) -> tuple[FileState, ...]:
    """The line in .gitattributes, where it is not committed yet and nothing else in that file is either."""
    said = repository.git.read("status", "--porcelain=v1", "-z", "--untracked-files=all", "--", f":(top,literal){ATTRIBUTES}")
    states = tuple(FileState(field[3:], field[:2]) for field in said.fields())
    old = (repository.content("HEAD", ATTRIBUTES) or b"").splitlines()
    try:
        new = repository.place(ATTRIBUTES).read_bytes().splitlines()
    except OSError:
        return ()
    is_ours = new[: len(old)] == old and [line.endswith(b" merge=backlog") for line in new[len(old) :]] == [True]
    return states if is_ours else ()


def _driver(program: Sequence[str]) -> str:
    """The command as git's shell takes it: the whole path of this program, which need not be on anybody's PATH."""
    words = [word.replace("\\", "/") if os.name == "nt" else word for word in program]
    return f"{shlex.join(words).replace('%', '%%')} merge-file %O %A %B %P"


def _pattern(repository: Repository) -> str:
    name = repository.file.name
    if fnmatch.fnmatchcase(name, USUAL_PATTERN):
        return USUAL_PATTERN
    pattern = f"{repository.file.stem}*{repository.file.suffix}"
    return f'"{pattern}"' if any(sign.isspace() for sign in pattern) else pattern


def _has_attribute(repository: Repository) -> bool:
    """Whether git has the attribute for her file, wherever it says so."""
    answer = repository.git.run("check-attr", "-z", "merge", "--", repository.file.name)
    return answer.code == 0 and answer.fields()[2:3] == ("backlog",)


def _add_line(place: Path, line: str) -> None:
    """Put a line at the end of a file that may be missing. Raise FileLocked."""
    try:
        old = b""
        with suppress(FileNotFoundError):
            old = place.read_bytes()
        end = b"\r\n" if b"\r\n" in old else b"\n"
        gap = b"" if not old or old.endswith(b"\n") else end
        mode = 0o644 if not old else place.stat().st_mode & 0o777
        replace_whole(place, old + gap + line.encode() + end, mode=mode)
    except OSError as error:
        raise FileLocked(f"{place} cannot be written: {error_cause(error)}.") from None
