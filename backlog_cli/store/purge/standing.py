"""Where her own files have a text: they are named with their lines, and never changed."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BacklogError
from backlog_cli.store.archive.year_files import archives_beside
from backlog_cli.store.exports import load_exports
from backlog_cli.store.file_contents import read_file
from backlog_cli.store.paths import data_folder
from backlog_cli.store.purge.pattern import lines_with
from backlog_cli.store.sync_files import files_beside
from backlog_cli.store.templates import TEMPLATES_FOLDER

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping


class StandingText(NamedTuple):
    """A file of hers that holds the text, and the lines on which it begins."""

    path: Path
    lines: tuple[int, ...]


def standing_texts(file: Path, pattern: re.Pattern[str], environ: Mapping[str, str]) -> tuple[StandingText, ...]:
    """Return every file of hers that is known and holds the text: the backlog first, then its archives, copies and exports."""
    found: dict[str, StandingText] = {}
    for place in _places(file, environ):
        real = os.path.realpath(place)
        if real not in found:
            with suppress(BacklogError):
                lines = lines_with(pattern, read_file(place).decode("utf-8", errors="surrogateescape"))
                found[real] = StandingText(place, lines)
    return tuple(text for text in found.values() if text.lines)


def _places(file: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    yield file
    yield from archives_beside(file)
    yield from (beside.path for beside in files_beside(file))
    memory = load_exports(file, environ)
    yield from map(Path, memory.files)
    yield from (Path(folder) / page for folder, pages in memory.sites.items() for page in pages)
    for folder in (file.parent / TEMPLATES_FOLDER, data_folder(environ)):
        if folder is not None:
            with suppress(OSError):
                yield from (place for place in sorted(folder.iterdir()) if not place.is_dir())
