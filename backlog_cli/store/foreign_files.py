"""What was found where files of the program's own would be and isn't ours alone: it is left alone, and `where` says so."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.store.column_names import STATE_NAME as COLUMNS_NAME
from backlog_cli.store.editing.edit_copy import BASE_NAME, COPIES_FOLDER, ORIGIN_NAME
from backlog_cli.store.exports import MOST_BYTES as MAX_EXPORTS_BYTES
from backlog_cli.store.exports import exports_path
from backlog_cli.store.files import lock_paths
from backlog_cli.store.journal.status import LINES, MAX_JOURNAL_BYTES, TEXTS
from backlog_cli.store.journal.texts import MAX_TEXT_BYTES
from backlog_cli.store.last_job import STATE_NAME as LAST_JOB_NAME
from backlog_cli.store.own_files import MAX_STATE_BYTES, ForeignReason, foreign_reason_at, is_own_folder
from backlog_cli.store.paths import MAX_BYTES, journal_folder, named_state_folder, state_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class ForeignFile(NamedTuple):
    """A file or folder that is left alone, why, and what ends that."""

    path: Path
    why: ForeignReason
    cure: str


def foreign_files(path: Path, environ: Mapping[str, str]) -> list[ForeignFile]:
    """Return what is left alone of the state of the backlog at `path`; what is inside such a folder isn't looked at."""
    found: list[ForeignFile] = []
    for place, most in _places(path, environ):
        if not any(foreign.path in place.parents for foreign in found):
            why = foreign_reason_at(place, is_folder=most is None, most=most)
            if why is not None:
                found.append(ForeignFile(place, why, _cure(place, why)))
    return found


def _places(path: Path, environ: Mapping[str, str]) -> Iterator[tuple[Path, int | None]]:
    """Every place with the most bytes that a file of ours has there; None for a folder. Folders come before what is in them."""
    named = named_state_folder(environ)
    if named is not None:
        yield named, None
    folder, journal, exports = state_folder(environ), journal_folder(path, environ), exports_path(path, environ)
    for lock in lock_paths(Path(os.path.realpath(path)), folder):
        yield lock, MAX_STATE_BYTES
    if folder is None or journal is None or exports is None:
        return
    for name in (LAST_JOB_NAME, COLUMNS_NAME):
        yield folder / name, MAX_STATE_BYTES
    yield exports, MAX_EXPORTS_BYTES
    drafts = folder / COPIES_FOLDER
    yield drafts, None
    for draft in _entries(drafts):
        yield draft, None
        yield draft / ORIGIN_NAME, MAX_STATE_BYTES
        yield draft / BASE_NAME, MAX_BYTES
    yield journal, None
    for place in _entries(journal):
        yield place, None if place.name == TEXTS else MAX_JOURNAL_BYTES if place.name == LINES else MAX_STATE_BYTES
    for text in _entries(journal / TEXTS):
        yield text, MAX_TEXT_BYTES


def _entries(folder: Path) -> list[Path]:
    """What is in a folder of ours; nothing where it isn't."""
    try:
        return sorted(folder.iterdir()) if is_own_folder(folder) else []
    except OSError:
        return []


def _cure(place: Path, why: ForeignReason) -> str:
    if why is ForeignReason.OTHERS_WRITE:
        return f"chmod go-w {shlex.quote(str(place))}"
    return f"see whose it is, then move it away: {place}"
