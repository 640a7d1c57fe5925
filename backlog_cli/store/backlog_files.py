"""Which backlog files several names stand for: files, folders and patterns, each file once, without the archives of one of them."""

from __future__ import annotations

import os
import re
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BacklogError, BadFile, NoFile
from backlog_cli.store.file_contents import open_regular_file, read_descriptor
from backlog_cli.store.paths import FILE_NAME, OTHER_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SUFFIXES = (".yaml", ".yml")
MOST_FILES = 10_000
DEEPEST = 4  # folders below the one that was named
_PATTERN_SIGNS = frozenset("*?[")
_HOMES = re.compile(rb"""^["']?(?:jobs|homes)["']?\s*:""", re.MULTILINE)
_ARCHIVE = re.compile(r"(.+)-[0-9]{4}(\.ya?ml)", re.IGNORECASE)


class Folder(NamedTuple):
    """One folder that was named, with the backlogs in it and below."""

    path: Path
    files: tuple[Path, ...]


def may_mean_several(name: str) -> bool:
    """Whether a name stands for more than the file of that name: it is a folder, or a pattern that no file is called."""
    return os.path.isdir(name) or (not _PATTERN_SIGNS.isdisjoint(name) and not os.path.lexists(name))


def split_names(value: str) -> tuple[str, ...]:
    """Return the names in BACKLOG_FILE, which may hold several as PATH does; a file that is there by the whole name is one."""
    if os.pathsep not in value or os.path.lexists(value):
        return (value,)
    return tuple(name for name in value.split(os.pathsep) if name)


def list_files(names: Sequence[str]) -> tuple[Path, ...]:
    """Return every backlog file that the names stand for, in their order, what is in a folder or fits a pattern sorted.

    A file that is meant twice, by links too, comes once; an archive beside its own file belongs to that. A file that was named
    comes whether it can be read or not. Raise NoFile where a name stands for nothing, BadFile where it stands for too much.
    """
    found: dict[tuple[int, int] | str, Path] = {}
    for path in (path for name in names for path in _files_of(name)):
        found.setdefault(_identity(path), path)
        if len(found) > MOST_FILES:
            raise BadFile(f"those are over {MOST_FILES:,} files. Name fewer at a time.")
    return tuple(_without_archives(tuple(found.values())))


def _files_of(name: str) -> Iterator[Path]:
    if not may_mean_several(name):
        yield Path(name)
        return
    if os.path.isdir(name):
        inside = list(_files_in(Path(name)))
        if not inside:
            raise BadFile(
                f"{name} is a folder, not a backlog file, and there's no backlog in it. Name the file itself with --file."
            )
        yield from inside
        return
    fitting = sorted(glob(name, recursive=True))
    if not fitting:
        raise NoFile(f"no file fits {name}. Name the files themselves with --file, or a folder they're in.")
    for place in fitting:
        yield from _files_in(Path(place)) if os.path.isdir(place) else (Path(place),)


def _files_in(folder: Path) -> Iterator[Path]:
    """The backlogs in a folder and those below; links to folders are not followed, hidden folders not looked into."""
    start = len(folder.parts)
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if len(here.parts) - start >= DEEPEST:
            folders.clear()
        usual = [name for name in (FILE_NAME, OTHER_NAME) if name in names]
        rest = sorted(name for name in names if name.casefold().endswith(SUFFIXES) and name[0] not in ".~#")
        yield from (here / name for name in rest if name in usual[:1] or (name not in usual and _holds_homes(here / name)))


def _holds_homes(path: Path) -> bool:
    """Whether a file seems to be a backlog: it is a file, and homes begin on one of its lines."""
    try:
        with open_regular_file(path) as descriptor:
            return _HOMES.search(read_descriptor(descriptor, path)) is not None
    except (OSError, BacklogError):
        return False


def _identity(path: Path) -> tuple[int, int] | str:
    """What is alike for two names of one file."""
    try:
        status = os.stat(path)
    except OSError:
        return os.path.abspath(path)
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)


def _without_archives(paths: Sequence[Path]) -> Iterable[Path]:
    named = {os.path.abspath(path) for path in paths}
    for path in paths:
        archive = _ARCHIVE.fullmatch(path.name)
        own = archive and os.path.abspath(path.with_name(archive[1] + archive[2]))
        if own not in named:
            yield path
