"""A folder of tables on the disk, written row by row: whole or not at all, and never over files of somebody else's."""

from __future__ import annotations

import contextlib
import json
import os
from contextlib import ExitStack
from hashlib import file_digest
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from backlog_cli.errors import FileLocked, UsageError
from backlog_cli.store.disk import sync
from backlog_cli.store.files import (
    TEMP_DIGITS,
    TEMP_SUFFIX,
    block_signals,
    hold_lock,
    hold_signals,
    rename_with_retries,
    stop_on_termination,
    sync_folder_or_warn,
    temp_file,
)
from backlog_cli.store.own_files import is_own_file, read_own_file, sweep_old_files, temp_name_start
from backlog_cli.store.paths import error_cause
from backlog_cli.store.site_folder import in_the_way, make_folder, names_in, other_things, others_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MANIFEST = "schema.json"  # what is in the tables; written last
MOST_MANIFEST_BYTES = 8 * 1024 * 1024
_BUFFER = 1 << 20


class TableFile(NamedTuple):
    """One table on the disk: its rows, and what its file is known by."""

    table: str
    name: str
    rows: int
    digest: str


class TableFolder(NamedTuple):
    """Where tables go: the file of each table. `convert` makes that file of the table's lines of JSON, if it isn't those.

    It is called with the name of the table, where the lines are, where its file is to be (empty, for this user alone), and
    the length of the longest line; it raises OSError when the disk refuses.
    """

    path: Path
    files: Mapping[str, str]
    convert: Callable[[str, Path, Path, int], None] | None = None
    is_replacing: bool = False

    @property
    def real(self) -> Path:
        """The folder by its real name, whether it's there or not."""
        return Path(os.path.realpath(self.path))


class TableWriter:
    """Takes the lines of each table as they come. What it holds in memory is one buffer a table."""

    def __init__(self, places: Mapping[str, Path], stack: ExitStack) -> None:
        self.places = places
        self._files: dict[str, IO[bytes]] = {
            table: stack.enter_context(place.open("ab", buffering=_BUFFER)) for table, place in places.items()
        }
        self.rows = dict.fromkeys(places, 0)
        self.longest = dict.fromkeys(places, 0)

    def append(self, table: str, line: bytes) -> None:
        """Add one row, as a line of JSON with its end. Raise OSError."""
        self._files[table].write(line)
        self.rows[table] += 1
        self.longest[table] = max(self.longest[table], len(line))

    def close(self) -> None:
        """Write what is left. Raise OSError."""
        for file in self._files.values():
            file.close()


def write_tables(
    folder: TableFolder,
    fill: Callable[[TableWriter], None],
    describe: Callable[[Sequence[TableFile], bool], bytes],
    *,
    environ: Mapping[str, str],
) -> tuple[tuple[TableFile, ...], Sequence[str]]:
    """Write the tables that `fill` appends to, and return them, with warnings.

    `describe` makes the manifest of them and of whether they are all in place. All of them are on the disk under other names
    before the first takes its place. Raise UsageError for a folder of other things and for tables that somebody changed,
    FileLocked when the disk refuses, and Interrupted; then what was there before is there still.
    """
    with hold_lock(folder.real / MANIFEST, environ), stop_on_termination():
        earlier = earlier_files(folder)
        _sweep(folder)
        is_new = not folder.real.exists()
        try:
            make_folder(folder.path)
            found = _write_all(folder, fill, describe, earlier)
        except OSError as error:
            raise FileLocked(f"{folder.path} could not be written: {error_cause(error)}.") from None
        finally:
            if is_new:
                with contextlib.suppress(OSError):  # nothing is in it when nothing was written
                    folder.real.rmdir()
        return found, sync_folder_or_warn(folder.real)


def _write_all(
    folder: TableFolder,
    fill: Callable[[TableWriter], None],
    describe: Callable[[Sequence[TableFile], bool], bytes],
    earlier: Sequence[str],
) -> tuple[TableFile, ...]:
    with ExitStack() as temps:
        places = {table: temps.enter_context(_empty_temp(folder.real / name)) for table, name in folder.files.items()}
        lines = places
        if folder.convert is not None:
            lines = {table: temps.enter_context(_empty_temp(folder.real / name)) for table, name in folder.files.items()}
        writer = TableWriter(lines, temps)
        fill(writer)
        writer.close()
        if folder.convert is not None:
            for table, place in places.items():
                folder.convert(table, lines[table], place, writer.longest[table])
                lines[table].unlink()  # there may be little room on the disk
        found = tuple(
            TableFile(table, folder.files[table], writer.rows[table], _synced_digest(place)) for table, place in places.items()
        )
        # While the files change places, the manifest says that they do: an export that is killed there is written over.
        halfway = temps.enter_context(temp_file(folder.real / MANIFEST, describe(found, False), mode=0o600, owner=None))
        whole = temps.enter_context(temp_file(folder.real / MANIFEST, describe(found, True), mode=0o600, owner=None))
        with block_signals():
            hold_signals()
            rename_with_retries(halfway, folder.real / MANIFEST)
            for table, place in places.items():
                rename_with_retries(place, folder.real / folder.files[table])
            for name in earlier:
                if name not in folder.files.values():
                    (folder.real / name).unlink(missing_ok=True)
            rename_with_retries(whole, folder.real / MANIFEST)
        return found


def _empty_temp(place: Path) -> contextlib.AbstractContextManager[Path]:
    return temp_file(place, b"", mode=0o600, owner=None)


def _synced_digest(place: Path) -> str:
    """The digest of a file that is on the disk from now on. Raise OSError."""
    with place.open("rb+") as file:
        sync(file.fileno())
        return file_digest(file, "sha256").hexdigest()


def earlier_files(folder: TableFolder) -> tuple[str, ...]:
    """Return the names of the tables of an earlier export in the folder.

    Raise UsageError for a folder of other things, and for a file in the way: one that isn't of the earlier export, or was
    changed since, unless the folder `is_replacing`. Raise FileLocked for what can't be read.
    """
    try:
        there = names_in(folder.path)
        known = _digests(folder.real / MANIFEST) if MANIFEST in there else None
        if known is None:
            others = [name for name in others_in(there) if not (folder.is_replacing and _is_ours(folder, name))]
            if others:
                raise UsageError(other_things(folder.path, others))
            return ()
        for name in {*folder.files.values(), *known} & there:
            if not folder.is_replacing and not _is_as_exported(folder.path / name, known.get(name)):
                raise UsageError(in_the_way(folder.path / name, is_ours=name in known))
    except OSError as error:
        raise FileLocked(f"{folder.path} cannot be read: {error_cause(error)}.") from None
    return tuple(known)


def _is_ours(folder: TableFolder, name: str) -> bool:
    return name in folder.files.values() or name == MANIFEST


def _digests(manifest: Path) -> dict[str, str | None] | None:
    """The digest of each table by its file's name; None for one that may be either. None in all for no manifest of ours."""
    try:
        found = json.loads(read_own_file(manifest, most=MOST_MANIFEST_BYTES, folders=0))
        if found["kind"] != "warehouse":
            return None
        files = [table for table in found["tables"] if Path(table["file"]).name == table["file"]]
        return {table["file"]: table["sha256"] if found["is_whole"] else None for table in files}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


def _is_as_exported(place: Path, digest: str | None) -> bool:
    """Whether a file is ours alone, and as it was exported. Raise OSError."""
    if not is_own_file(place):
        return False
    if digest is None:
        return True
    with place.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == digest


def _sweep(folder: TableFolder) -> None:
    """Remove what killed exports of either kind left there long ago."""

    def is_leftover(name: str) -> bool:
        start = temp_name_start(name, TEMP_DIGITS, TEMP_SUFFIX)
        own = (start or "").removeprefix(".~")
        return own == MANIFEST or Path(own).stem in folder.files

    sweep_old_files(folder.real, is_leftover)
