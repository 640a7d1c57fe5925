"""The file that git wants a merge in: written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from backlog_cli.errors import FileLocked
from backlog_cli.store.own_files import replace_whole
from backlog_cli.store.paths import error_cause


def write_merged(place: Path, data: bytes) -> None:
    """Put a merge in the place of one of its versions, its mode kept. Raise FileLocked when the disk refuses."""
    real = Path(os.path.realpath(place))
    try:
        replace_whole(real, data, mode=stat.S_IMODE(real.stat().st_mode), is_synced=True)
    except OSError as error:
        raise FileLocked(f"{place} can't be written: {error_cause(error)}.") from None
