"""What is beside her file: the marks of an editor that has it open, other YAML files, the copies of a sync program among them."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.store.paths import YAML_SUFFIXES, archive_names

if TYPE_CHECKING:
    from collections.abc import Iterator

# How the mark of each editor is called, around the name of the file it has open.
EDITOR_MARKS = (
    ("vim", ".{}.swp"),
    ("vim", ".{}.swo"),
    ("vim", ".{}.swn"),
    ("emacs", ".#{}"),
    ("emacs", "#{}#"),
    ("an office program", "~${}"),
    ("an office program", ".~lock.{}#"),
    ("kate", ".{}.kate-swp"),
)
# How the folders of sync programs are called, in lower case and without blanks; what follows may name the account.
SYNC_FOLDERS = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "googledrive": "Google Drive",
    "mydrive": "Google Drive",
    "mobiledocuments": "iCloud Drive",
    "iclouddrive": "iCloud Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "boxsync": "Box",
    "box-box": "Box",
    "pclouddrive": "pCloud",
}
# What sync programs and file managers put around the name of a file of which there are two, in small letters.
_COPY_WORDS = re.compile(r"conflict|copy|-safebackup-|^ ?\(?\d+\)?$")
MAX_BESIDE = 200  # YAML files that are looked at; a folder of more holds something else


class FileBeside(NamedTuple):
    """A YAML file in the folder of hers: its size in bytes, and when it was changed last in nanoseconds since 1970."""

    path: Path
    size: int
    changed: int

    def is_named_after(self, file: Path) -> bool:
        """Return whether its name holds that of `file`, as the names of all copies do that programs make."""
        return file.stem.casefold() in self.path.stem.casefold()

    def is_named_a_copy(self, file: Path) -> bool:
        """Return whether the rest of its name says that it's a copy of `file`: `backlog (1).yaml`, `Copy of backlog.yaml`."""
        return self.is_named_after(file) and is_name_of_copy(self.path.stem, file.stem)


def is_name_of_copy(stem: str, original: str) -> bool:
    """Return whether sync programs and file managers call a copy of the file so; names without their endings."""
    return _COPY_WORDS.search(stem.casefold().replace(original.casefold(), "", 1)) is not None


def open_editors(path: Path) -> dict[str, str]:
    """The editors that seem to have the file open, each with the name of the mark it left; empty when there are none."""
    found: dict[str, str] = {}
    for place in _known_paths(path):
        for editor, shape in EDITOR_MARKS:
            mark = shape.format(place.name)
            # An emacs mark is a link that leads nowhere.
            if editor not in found and os.path.lexists(place.with_name(mark)):
                found[editor] = mark
    return found


def sync_program(path: Path) -> str | None:
    """The sync program in whose folder the file seems to be; None when it is in none that is known."""
    for folder in Path(os.path.realpath(path)).parents:
        name = folder.name.casefold().replace(" ", "")
        for start, program in SYNC_FOLDERS.items():
            if name.startswith(start):
                return program
        if os.path.lexists(folder / ".stfolder"):
            return "Syncthing"
    return None


def files_beside(path: Path) -> tuple[FileBeside, ...]:
    """The YAML files in the folder of the file, whatever they are called, without itself and its archives; sorted by name.

    Among them is what another program saved just as a command of ours was killed. None of them is opened.
    """
    found = {one.path.name: one for place in reversed(_known_paths(path)) for one in _files_in_folder(place)}
    return tuple(one for _, one in sorted(found.items()))[:MAX_BESIDE]


def _files_in_folder(file: Path) -> Iterator[FileBeside]:
    archive = archive_names(file)
    kept = f".~{file.name}."  # how the copies begin that a killed command left
    with suppress(OSError):
        own = file.stat()
        with os.scandir(file.parent) as entries:
            names = [entry for entry in entries if entry.name.casefold().endswith((*YAML_SUFFIXES, ".tmp"))]
        for entry in names:
            is_yaml = not entry.name.endswith(".tmp") and not archive.fullmatch(entry.name)
            if is_yaml or (entry.name.startswith(kept) and _is_kept_save(file, entry.name)):
                status = entry.stat() if entry.is_file() else entry.stat(follow_symlinks=False)
                found = FileBeside(file.with_name(entry.name), status.st_size, status.st_mtime_ns)
                if not os.path.samestat(status, own) and (entry.is_file() or found.is_named_a_copy(file)):
                    yield found


def _is_kept_save(file: Path, name: str) -> bool:
    from backlog_cli.store.files import kept_saves

    return file.with_name(name) in kept_saves(file)


def _known_paths(path: Path) -> tuple[Path, ...]:
    """The file by the name it was called and by the one it really has: editors and sync programs use either."""
    real = type(path)(os.path.realpath(path))
    named = path.absolute()
    return (named,) if real == named else (named, real)
