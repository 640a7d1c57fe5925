"""Files for other programs: written whole, never over a file of somebody else's; and what is remembered of the last export."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import UsageError
from backlog_cli.store.files import atomic_write, create_file
from backlog_cli.store.own_files import make_own_folder, read_own_file, replace_own_file
from backlog_cli.store.paths import error_cause, path_digest, state_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_BYTES = 8 * 1024 * 1024  # of what is remembered; such a file that is larger is not ours
MOST_FILES = 50  # exports remembered of one backlog; the oldest goes first
MOST_SITES = 5  # folders of pages remembered of one backlog
MOST_EVENTS = 10_000  # remembered of one calendar


class ExportMemory(NamedTuple):
    """What is known of earlier exports of one backlog: the digests of files and pages as they were written, calendars' events."""

    files: Mapping[str, str] = {}
    calendars: Mapping[str, Sequence[object]] = {}
    sites: Mapping[str, Mapping[str, Sequence[str]]] = {}  # by folder, the digests each page may have

    def with_file(self, target: Path, data: bytes) -> ExportMemory:
        """Return the memory with one more file, or one that was written again."""
        place = os.path.realpath(target)
        kept = {name: digest for name, digest in self.files.items() if name != place}
        return self._replace(files=dict([*kept.items(), (place, sha256(data).hexdigest())][-MOST_FILES:]))

    def with_calendar(self, name: str, events: Sequence[object]) -> ExportMemory:
        """Return the memory with the events that are in one calendar now."""
        return self._replace(calendars={**self.calendars, name: events[:MOST_EVENTS]})

    def with_site(self, folder: Path, pages: Mapping[str, Sequence[str]]) -> ExportMemory:
        """Return the memory with the pages that are in one folder now."""
        kept = {name: digests for name, digests in self.sites.items() if name != str(folder)}
        return self._replace(sites=dict([*kept.items(), (str(folder), pages)][-MOST_SITES:]))


def load_exports(path: Path, environ: Mapping[str, str]) -> ExportMemory:
    """Return what is remembered of the exports of the backlog at `path`; nothing where that is missing, damaged or foreign."""
    place = exports_path(path, environ)
    try:
        found = json.loads(read_own_file(place, most=MOST_BYTES)) if place is not None else None
    except (OSError, ValueError, RecursionError):
        return ExportMemory()
    files, calendars, sites = map(found.get, ExportMemory._fields) if isinstance(found, dict) else (None, None, None)
    if not isinstance(files, dict) or not isinstance(calendars, dict):
        return ExportMemory()
    return ExportMemory(
        {name: digest for name, digest in files.items() if isinstance(digest, str)},
        {name: events for name, events in calendars.items() if isinstance(events, list)},
        {name: _digests(pages) for name, pages in sites.items()} if isinstance(sites, dict) else {},
    )


def _digests(pages: object) -> dict[str, list[str]]:
    return {name: found for name, found in pages.items() if isinstance(found, list)} if isinstance(pages, dict) else {}


def save_exports(path: Path, memory: ExportMemory, environ: Mapping[str, str]) -> list[str]:
    """Keep this for the next export of the backlog at `path`. Return a warning where it could not be kept."""
    place = exports_path(path, environ)
    if place is None:
        return ["the export couldn't be recorded: there's no folder to keep that in."]
    try:
        make_own_folder(place.parent)
        replace_own_file(place, json.dumps(memory._asdict()).encode())
    except OSError as error:
        return [f"the export couldn't be recorded: {error_cause(error)}."]
    return []


def exports_path(path: Path, environ: Mapping[str, str]) -> Path | None:
    """Where the exports of the backlog at `path` are remembered; None when no state folder is known."""
    folder = state_folder(environ)
    return None if folder is None else folder / f"{path_digest(Path(os.path.realpath(path)))}.exports"


def write_export(
    target: Path, data: bytes, memory: ExportMemory, *, backlog: Path, is_replacing: bool, environ: Mapping[str, str]
) -> list[str]:
    """Write an export as a whole, and return warnings.

    An earlier export that nobody changed since is written over; anything else only when `is_replacing`. Raise UsageError for
    that, for a folder and for the backlog itself, and FileLocked when the disk refuses.
    """
    if os.path.realpath(target) == os.path.realpath(backlog) or _is_same_file(target, backlog):
        raise UsageError(f"{target} is your backlog itself; name another file for the export.")
    if target.is_dir():
        raise UsageError(f"{target} is a folder; name a file in it.")
    if not os.path.lexists(target):
        return list(create_file(target, data, environ=environ).warnings)
    known = memory.files.get(os.path.realpath(target))

    def replaced(before: bytes) -> bytes:
        if not is_replacing and known != sha256(before).hexdigest():
            raise UsageError(_in_the_way(target, is_ours=known is not None))
        return data

    return list(atomic_write(target, replaced, environ=environ).warnings)


def _is_same_file(one: Path, other: Path) -> bool:
    """Whether both names lead to one file, as hard links do."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def _in_the_way(target: Path, *, is_ours: bool) -> str:
    if is_ours:
        return f"{target} was changed since it was exported. Name another file, or add --replace to write over it."
    return f"{target} is there already, and isn't an earlier export. Name another file, or add --replace to write over it."
