"""Small files of the program's own in the user's state folder: what is lost with them has only to be typed again."""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING

from backlog_cli.store.files import sweep_temp_files
from backlog_cli.store.paths import state_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEMP_DIGITS = 8


def load_state(name: str, environ: Mapping[str, str]) -> dict[str, object]:
    """Return what the state file of that name holds; nothing where it is missing or broken."""
    folder = state_folder(environ)
    if folder is None:
        return {}
    try:
        known = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def save_state(name: str, known: Mapping[str, object], environ: Mapping[str, str]) -> None:
    """Put this into the state file of that name; where nothing can be written nothing is remembered, and nobody is told.

    What a killed command left half written here goes after an hour.
    """
    folder = state_folder(environ)
    if folder is None:
        return
    place = folder / name
    temp = place.with_name(f"{place.name}.{os.urandom(_TEMP_DIGITS // 2).hex()}")
    sweep_temp_files(place.parent, lambda start: start == place.name, _TEMP_DIGITS, "")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(temp, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(json.dumps(known))
        temp.replace(place)
    except OSError:
        with contextlib.suppress(OSError):
            temp.unlink()
