"""The job last shown or written, remembered for the day in the user's state folder, so that `.` can mean it."""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING

from backlog_cli.store.files import sweep_temp_files
from backlog_cli.store.paths import state_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

_TEMP_DIGITS = 8
MAX_FILES = 50  # remembered files; the oldest goes first


def last_job(path: Path, *, today: date, environ: Mapping[str, str]) -> str | None:
    """The number of the job last shown or written today in the file at `path`; None when there is none to be known."""
    entry = _load_jobs(environ).get(_file_key(path))
    if isinstance(entry, list) and len(entry) == 2 and entry[1] == today.isoformat() and isinstance(entry[0], str):
        return entry[0]
    return None


def save_last_job(path: Path, job: str, *, today: date, environ: Mapping[str, str]) -> None:
    """Keep `job` as the last one; where nothing can be written nothing is remembered, and nobody is told.

    What a killed command left half written here goes after an hour.
    """
    place = _state_path(environ)
    if place is None:
        return
    known = _load_jobs(environ)
    known.pop(_file_key(path), None)
    known[_file_key(path)] = [job, today.isoformat()]
    text = json.dumps(dict(list(known.items())[-MAX_FILES:]))
    temp = place.with_name(f"{place.name}.{os.urandom(_TEMP_DIGITS // 2).hex()}")
    sweep_temp_files(place.parent, lambda start: start == place.name, _TEMP_DIGITS, "")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(temp, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        temp.replace(place)
    except OSError:
        with contextlib.suppress(OSError):
            temp.unlink()


def _state_path(environ: Mapping[str, str]) -> Path | None:
    folder = state_folder(environ)
    return None if folder is None else folder / "last.json"


def _file_key(path: Path) -> str:
    return os.path.realpath(path)


def _load_jobs(environ: Mapping[str, str]) -> dict[str, object]:
    place = _state_path(environ)
    if place is None:
        return {}
    try:
        known = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
