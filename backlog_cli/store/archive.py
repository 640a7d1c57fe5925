"""The files of homes that ended long ago, one a year beside hers: which there are, and what they hold."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from backlog_cli.errors import BacklogError
from backlog_cli.frozen import Frozen
from backlog_cli.store.load import load
from backlog_cli.store.place import read

if TYPE_CHECKING:
    from collections.abc import Collection

    from backlog_cli import model

MOST_ARCHIVES = 60  # years that are read; a folder of more is no folder of archives
MOST_READ = 64 * 1024 * 1024  # bytes of all of them together


class Archived(Frozen):
    """What the archives beside a file hold: every good home, newest year first, and sentences about what could not be read."""

    jobs: tuple[model.Job, ...] = ()
    told: tuple[str, ...] = ()


def archive_for(path: Path, year: int) -> Path:
    """Where homes that ended in that year go: `backlog-2025.yaml` beside the real `backlog.yaml`."""
    real = Path(os.path.realpath(path))
    return real.with_name(f"{real.stem}-{year:04}{real.suffix}")


def archives_beside(path: Path) -> tuple[Path, ...]:
    """The archives of the file behind `path`, oldest year first; empty when there are none or the folder cannot be read."""
    real = Path(os.path.realpath(path))
    named = re.compile(rf"{re.escape(real.stem)}-[0-9]{{4}}{re.escape(real.suffix)}")
    try:
        with os.scandir(real.parent) as beside:
            found = sorted(entry.name for entry in beside if named.fullmatch(entry.name) and not entry.is_dir())
    except OSError:
        return ()
    return tuple(real.with_name(name) for name in found[-MOST_ARCHIVES:])


def archived_jobs(path: Path) -> tuple[model.Job, ...]:
    """The homes in the archives of the file behind `path`, newest year first; what cannot be read is left out."""
    return archived(path).jobs


def archived(path: Path, *, besides: Collection[str] = ()) -> Archived:
    """The homes in the archives, each number once, without those in `besides` (they still stand in the file itself)."""
    jobs: dict[str, model.Job] = {}
    told: list[str] = []
    room = MOST_READ
    for archive in reversed(archives_beside(path)):
        try:
            data = read(archive)
            room -= len(data)
            if room < 0:
                told.append(f"{archive.name} and older archives are left out: together they are over 64 MiB.")
                break
            loaded = load(data, archive.name)
        except BacklogError as error:
            first = error.message.partition("\n")[0]
            told.append(f"{archive.name} is left out: {first}")
            continue
        if loaded.bad:
            count = "1 home" if len(loaded.bad) == 1 else f"{len(loaded.bad)} homes"
            told.append(f"{count} in {archive.name} cannot be read: backlog --file {archive.name} check says why")
        for job in loaded.backlog.jobs:
            if job.job not in besides:
                jobs.setdefault(job.job, job)
    return Archived(tuple(jobs.values()), tuple(told))
