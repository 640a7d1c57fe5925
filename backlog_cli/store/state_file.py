"""Small files of the program's own in the user's state folder: what is lost with them has only to be typed again."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

from backlog_cli.store.own_files import MAX_STATE_BYTES, make_own_folder, read_own_file, replace_own_file
from backlog_cli.store.paths import state_folder

if TYPE_CHECKING:
    from collections.abc import Mapping


def load_state(name: str, environ: Mapping[str, str]) -> dict[str, object]:
    """Return what the state file of that name holds; nothing where it is missing, broken or not ours alone."""
    folder = state_folder(environ)
    if folder is None:
        return {}
    try:
        known = json.loads(read_own_file(folder / name))
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}


def save_state(name: str, known: Mapping[str, object], environ: Mapping[str, str]) -> None:
    """Put this into the state file of that name, without its first items where it is too long to be read again.

    Where nothing can be written nothing is remembered, and nobody is told.
    """
    folder = state_folder(environ)
    if folder is None:
        return
    left = dict(known)
    while len(data := json.dumps(left).encode()) > MAX_STATE_BYTES:
        left.pop(next(iter(left)))
    with contextlib.suppress(OSError):
        make_own_folder(folder)
        replace_own_file(folder / name, data)
