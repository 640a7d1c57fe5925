"""The job last shown or written today, remembered for the day in the user's state folder, so that `.` can mean it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_cli.store.state_file import load_state, save_state

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

STATE_NAME = "last.json"
MAX_FILES = 50  # remembered files; the oldest goes first


def last_job(path: Path, *, today: date, environ: Mapping[str, str]) -> str | None:
    """The number of the job last shown or written today in the file at `path`; None when there is none to be known."""
    entry = load_state(STATE_NAME, environ).get(_file_key(path))
    if isinstance(entry, list) and len(entry) == 2 and entry[1] == today.isoformat() and isinstance(entry[0], str):
        return entry[0]
    return None


def save_last_job(path: Path, job: str, *, today: date, environ: Mapping[str, str]) -> None:
    """Keep `job` as the last one; where nothing can be written nothing is remembered, and nobody is told."""
    known = load_state(STATE_NAME, environ)
    known.pop(_file_key(path), None)
    known[_file_key(path)] = [job, today.isoformat()]
    save_state(STATE_NAME, dict(list(known.items())[-MAX_FILES:]), environ)


def _file_key(path: Path) -> str:
    return os.path.realpath(path)
