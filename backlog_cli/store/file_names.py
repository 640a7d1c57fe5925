"""Which backlog files several names stand for: files, folders and patterns; each file once, no archive beside its own file."""

from __future__ import annotations

import os
import re
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING

from backlog_cli.errors import BacklogError, BadFile, NoFile
from backlog_cli.store.file_contents import open_regular_file, read_descriptor
from backlog_cli.store.paths import FILE_NAME, OTHER_NAME, YAML_SUFFIXES, may_mean_several

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_FILES = 10_000
DEEPEST = 4  # folders below the one that was named
_HOMES = re.compile(rb"""^["']?(?:jobs|homes)["']?\s*:""", re.MULTILINE)
_ARCHIVE = re.compile(r"(.+)-[0-9]{4}(\.ya?ml)", re.IGNORECASE)


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
    if Path(name).is_dir():
        inside = list(_files_in(Path(name)))
        if not inside:
            raise BadFile(f"{name} is a folder, not a backlog file, and it holds none. Name the file itself with --file.")
        yield from inside
        return
    fitting = sorted(glob(name, recursive=True))  # noqa: PTH207 - the pattern is hers, absolute or not
    if not fitting:
        raise NoFile(f"no file fits {name}. Name the files themselves with --file, or a folder they're in.")
    for place in fitting:
        yield from _files_in(Path(place)) if Path(place).is_dir() else (Path(place),)


def _files_in(folder: Path) -> Iterator[Path]:
    """The backlogs in a folder and those below; links to folders are not followed, hidden folders not looked into."""
    start = len(folder.parts)
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if len(here.parts) - start >= DEEPEST:
            folders.clear()
        usual = [name for name in (FILE_NAME, OTHER_NAME) if name in names]
        rest = sorted(name for name in names if name.casefold().endswith(YAML_SUFFIXES) and name[0] not in ".~#")
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
        status = path.stat()
    except OSError:
        return str(path.absolute())
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)


def _without_archives(paths: Sequence[Path]) -> Iterable[Path]:
    named = {os.path.realpath(path) for path in paths}
    for path in paths:
        archive = _ARCHIVE.fullmatch(path.name)
        if archive is None or os.path.realpath(path.with_name(archive[1] + archive[2])) not in named:
            yield path
