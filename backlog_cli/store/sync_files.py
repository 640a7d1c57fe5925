"""What other programs put beside her file: the marks of an editor that has it open, the second copies of a sync program."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from backlog_cli.errors import BacklogError
from backlog_cli.store.file_contents import read_file
from backlog_cli.store.yaml.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_cli.store.yaml.events import Tree

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
SYNC_COPY_WORDS = ("conflicted copy", ".sync-conflict-", "-safebackup-")


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


def sync_copies(path: Path) -> tuple[Path, ...]:
    """The second copies that a sync program made of the file when two machines changed it, sorted by name.

    Among them is what another program saved just as a command of ours was killed.
    """
    from backlog_cli.store.files import kept_saves

    found = {copy.name: copy for place in reversed(_known_paths(path)) for copy in _copies_in_folder(place)}
    found |= {copy.name: copy for copy in kept_saves(_known_paths(path)[-1])}
    return tuple(copy for _, copy in sorted(found.items()))


def read_copy(copy: Path) -> dict[str, Tree] | str:
    """What a second copy says as plain data, read within the same bounds as the file; in one line why it cannot be read."""
    try:
        return read_source(read_file(copy), copy.name).data
    except BacklogError as error:
        return error.message.partition("\n")[0]


def _copies_in_folder(place: Path) -> Iterator[Path]:
    stem = place.stem.casefold()
    try:
        names = [beside.name for beside in place.parent.iterdir()]
    except OSError:
        return
    for name in names:
        folded = name.casefold()
        if folded.startswith(stem) and any(part in folded for part in SYNC_COPY_WORDS):
            yield place.with_name(name)


def _known_paths(path: Path) -> tuple[Path, ...]:
    """The file by the name it was called and by the one it really has: editors and sync programs use either."""
    real = type(path)(os.path.realpath(path))
    named = path.absolute()
    return (named,) if real == named else (named, real)
