"""The files of homes that ended long ago, one a year beside hers: what they hold, and how homes move there and back."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from backlog_cli.errors import BacklogError, CannotEdit, FileLocked, NoFile
from backlog_cli.rules.home_key import HomeKey, parse_home_key, raw_home_names, raw_homes, raw_key
from backlog_cli.store.archive.transfer import append_blocks, is_empty_archive, job_blocks, remove_blocks, write_empty_list
from backlog_cli.store.file_contents import read_file
from backlog_cli.store.files import atomic_write, create_file
from backlog_cli.store.load import load
from backlog_cli.store.paths import archive_names, error_cause
from backlog_cli.store.yaml.source import read_source

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from backlog_cli import model
    from backlog_cli.store.yaml.source import SourceFile

    ContentT = TypeVar("ContentT")

MAX_ARCHIVES = 60  # years that are read; a folder of more is not a folder of archives
MAX_READ_BYTES = 64 * 1024 * 1024  # bytes of all of them together


class ArchivedHomes(NamedTuple):
    """What the archives beside a file hold: every good home, newest year first, and sentences about what could not be read."""

    jobs: tuple[model.Job, ...] = ()
    told: tuple[str, ...] = ()


def archive_path(path: Path, year: int) -> Path:
    """Where homes that ended in that year go: `backlog-2025.yaml` beside the real `backlog.yaml`."""
    real = Path(os.path.realpath(path))
    return real.with_name(f"{real.stem}-{year:04}{real.suffix}")


def archives_beside(path: Path) -> tuple[Path, ...]:
    """The archives of the file behind `path`, oldest year first; empty when there are none or the folder cannot be read."""
    with contextlib.suppress(FileLocked):
        return _scan_archives(path)
    return ()


def _scan_archives(path: Path) -> tuple[Path, ...]:
    """The same. Raise FileLocked for a folder that cannot be read."""
    real = Path(os.path.realpath(path))
    named = archive_names(real)
    try:
        with os.scandir(real.parent) as beside:
            found = sorted(entry.name for entry in beside if named.fullmatch(entry.name) and not entry.is_dir())
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise FileLocked(f"{real.parent} cannot be read: {error_cause(error)}.") from None
    return tuple(real.with_name(name) for name in found[-MAX_ARCHIVES:])


def read_archives(path: Path, *, besides: Collection[HomeKey] = ()) -> ArchivedHomes:
    """The homes in the archives, each once, without those in `besides` (they are still in the file itself)."""
    jobs: dict[HomeKey, model.Job] = {}
    told: list[str] = []
    for name, loaded in _iter_archives(path, load, told):
        if loaded.bad:
            count = "1 home" if len(loaded.bad) == 1 else f"{len(loaded.bad)} homes"
            told.append(f"{count} in {name} cannot be read: backlog --file {name} check says why")
        for job in loaded.backlog_file.jobs:
            key = HomeKey(job.number_in_file, job.sold_date)
            if key not in besides:
                jobs.setdefault(key, job)
    return ArchivedHomes(_named_apart(jobs, besides), tuple(told))


def _named_apart(jobs: Mapping[HomeKey, model.Job], besides: Collection[HomeKey]) -> tuple[model.Job, ...]:
    """The jobs, each of whose number another home has, there or in the file, under its key."""
    users = Counter(key.number for key in (*jobs, *besides))
    return tuple(job.named(key.text) if users[key.number] > 1 else job for key, job in jobs.items())


def read_archives_as_data(
    path: Path, *, besides: Collection[HomeKey] = ()
) -> tuple[tuple[tuple[dict[str, object], str], ...], tuple[str, ...]]:
    """The same homes as plain data, each with the name of its archive; and sentences about what could not be read.

    Nothing is judged here: a home that commands would refuse is among them, with all that is written there.
    """
    homes: dict[HomeKey, tuple[dict[str, object], str]] = {}
    told: list[str] = []
    for name, source in _iter_archives(path, read_source, told):
        for home in homes_in(source):
            key = raw_key(home) or HomeKey("", None)
            if key not in besides:
                homes.setdefault(key, (home, name))
    return tuple(homes.values()), tuple(told)


def homes_in(source: SourceFile) -> tuple[dict[str, object], ...]:
    """The homes of a file as plain data, every value as typed, in the file's order; entries that are not homes are left out."""
    every = source.data.get("jobs")
    return tuple(home for home in every if isinstance(home, dict)) if isinstance(every, list) else ()  # type: ignore[misc]


def _iter_archives(path: Path, reader: Callable[[bytes, str], ContentT], told: list[str]) -> Iterator[tuple[str, ContentT]]:
    """Each archive read, newest year first, with its name; one that cannot be read is left out and `told`."""
    room = MAX_READ_BYTES
    for archive in reversed(archives_beside(path)):
        try:
            data = read_file(archive)
            room -= len(data)
            if room < 0:
                told.append(f"{archive.name} and older archives are left out: together they are over 64 MiB.")
                return
            found = reader(data, archive.name)
        except BacklogError as error:
            first = error.message.partition("\n")[0]
            told.append(f"{archive.name} is left out: {first}")
            continue
        yield archive.name, found


# Moving homes. Two files are written, first the one that gains them: after a kill a home may be in both, never in none.


class ArchiveWrite(NamedTuple):
    """One archive that a move writes: its bytes now (None when there is no such file yet) and then, and whose homes it gains."""

    path: Path
    before: bytes | None
    after: bytes
    jobs: tuple[str, ...]


class TransferPlan(NamedTuple):
    """One move: the file's bytes afterwards, the archives to write, and the homes that are already in both files alike."""

    after: bytes
    shelves: tuple[ArchiveWrite, ...]
    halfway: tuple[str, ...]

    @property
    def jobs(self) -> tuple[str, ...]:
        """Every home that leaves the file."""
        return (*(job for shelf in self.shelves for job in shelf.jobs), *self.halfway)

    def jobs_by_archive(self) -> dict[str, tuple[str, ...]]:
        """Whose homes each archive gains, by the archive's name."""
        return {shelf.path.name: shelf.jobs for shelf in self.shelves}


def plan_transfer(path: Path, source: SourceFile, years: Mapping[str, int]) -> TransferPlan:
    """How these homes move to the archives of their years; nothing is written.

    A home that a killed command left in both files only leaves the one. Raise CannotEdit, with the line, when the lines of
    a home cannot be taken out, or an archive says something else of it.
    """
    blocks = job_blocks(source, list(years))
    there = _homes_in_archives(path, {block.number: key for block in blocks if (key := raw_key(block.data))})
    for block in blocks:
        if block.number in there and there[block.number][1] != block.data:
            raise CannotEdit(
                f"job {block.number} is in {there[block.number][0].name} too, and differs there; nothing was "
                "changed. Remove it from one of them by hand."
            )
    after = remove_blocks(source, blocks)
    shelves: list[ArchiveWrite] = []
    for year in sorted(set(years.values())):
        moving = [block for block in blocks if years[block.number] == year and block.number not in there]
        if moving:
            archive = archive_path(path, year)
            before = _bytes_or_none(archive)
            text = append_blocks(before, moving, source, name=archive.name, year=year)
            shelves.append(ArchiveWrite(archive, before, text, tuple(block.number for block in moving)))
    return TransferPlan(after, tuple(shelves), tuple(block.number for block in blocks if block.number in there))


def _bytes_or_none(archive: Path) -> bytes | None:
    try:
        return read_file(archive)
    except NoFile:
        if os.path.lexists(archive):
            raise
        return None


def _homes_in_archives(path: Path, keys: Mapping[str, HomeKey]) -> dict[str, tuple[Path, object]]:
    """Of these homes, by what they are called, the ones that are in an archive, with the newest one and what it says.

    A key without a day is any sale of that number. Raise BadFile, NoFile or FileLocked.
    """
    found: dict[str, tuple[Path, object]] = {}
    for archive in reversed(_scan_archives(path)):
        data = read_file(archive)
        # A look at the bytes first: the archives of ten years are not read for one home.
        likely = [(name, key) for name, key in keys.items() if name not in found and key.number.encode() in data]
        for job in raw_homes(read_source(data, archive.name).data) if likely else ():
            there = raw_key(job)
            for name, key in likely:
                if there is not None and _is_same_home(there, key):
                    found.setdefault(name, (archive, job))
    return found


def _is_same_home(one: HomeKey, other: HomeKey) -> bool:
    """Whether it may be the same home; a key without a day is any sale of its number."""
    return one.number == other.number and (one == other or None in (one.sold_date, other.sold_date))


def write_archives(plan: TransferPlan, written: list[ArchiveWrite], *, environ: Mapping[str, str]) -> list[str]:
    """Write the archives of a move, each noted in `written` as soon as it is; warnings of the disk. Raise FileLocked."""
    warnings: list[str] = []
    for shelf in plan.shelves:
        warnings += _write_archive(shelf, environ)
        written.append(shelf)
    return warnings


def _write_archive(shelf: ArchiveWrite, environ: Mapping[str, str]) -> tuple[str, ...]:
    if shelf.before is None:
        return create_file(shelf.path, shelf.after, environ=environ).warnings

    def make(now: bytes) -> bytes:
        if now != shelf.before:
            raise FileLocked(f"{shelf.path.name} was changed just now; try again.")
        return shelf.after

    return atomic_write(shelf.path, make, environ=environ).warnings


def restore_archive(shelf: ArchiveWrite, *, environ: Mapping[str, str]) -> bool:
    """Make an archive again what it was before the move; False when the disk or somebody's edit stands against it."""
    try:
        if shelf.before is None:
            if read_file(shelf.path) != shelf.after:
                return False
            shelf.path.unlink()
            return True
        old = shelf.before
        return atomic_write(shelf.path, lambda now: old if now == shelf.after else now, environ=environ).after == old
    except (BacklogError, OSError):
        return False


def rewrite_archive(archive: Path, make: Callable[[bytes | None], bytes | None], *, environ: Mapping[str, str]) -> bytes | None:
    """Let an archive say what `make` makes of its bytes, None for a file that isn't there. Return what it says now.

    Raise what `make` raises, FileLocked or UsageError.
    """
    if not os.path.lexists(archive):
        after = make(None)
        if after is not None:
            create_file(archive, after, environ=environ)
        return after
    if make(read_file(archive)) is None:
        archive.unlink()
        return None
    return atomic_write(archive, lambda before: make(before) or before, environ=environ).after


def remove_from_archives(path: Path, homes: Mapping[str, object], *, environ: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Take homes that are in the file again out of the archives: the names of the files they left, and what to do by hand.

    `homes` holds what the file says of each. One that an archive has something else to say of stays there, and is told.
    """
    left: list[str] = []
    told: list[str] = []
    for archive in archives_beside(path):
        try:
            if _remove_from_archive(archive, homes, environ):
                left.append(archive.name)
        except BacklogError as error:
            told.append(error.message)
    try:
        still = _homes_in_archives(path, {name: key for name, home in homes.items() if (key := raw_key(home))})
    except BacklogError:
        return left, [*told, "what was moved may still be in an archive too; the next command will say so."]
    told += (f"job {number} is still in {archive.name} too; delete it there by hand." for number, (archive, _) in still.items())
    return left, told


def _remove_from_archive(archive: Path, homes: Mapping[str, object], environ: Mapping[str, str]) -> bool:
    if not _identical_homes(archive.name, read_file(archive), homes):
        return False

    def make(now: bytes) -> bytes:
        source = read_source(now, archive.name)
        return write_empty_list(
            remove_blocks(source, job_blocks(source, _identical_homes(archive.name, now, homes))), archive.name
        )

    saved = atomic_write(archive, make, environ=environ)
    if is_empty_archive(saved.after):
        with contextlib.suppress(OSError):  # an empty archive does no harm
            archive.unlink()
    return saved.before != saved.after


def _identical_homes(name: str, data: bytes, homes: Mapping[str, object]) -> list[str]:
    """What those of these homes are called in an archive that it has, saying the same."""
    likely = [home for home in homes.values() if (key := raw_key(home)) and key.number.encode() in data]
    said = read_source(data, name).data if likely else {}
    return [called for called, home in zip(raw_home_names(said), raw_homes(said), strict=True) if home in likely]


def archives_with_duplicates(path: Path, keys: Mapping[str, HomeKey]) -> dict[str, str]:
    """Every home of the file, by what it is called, that is in an archive too, with the archive's name."""
    return {name: found[0].name for name, found in _homes_in_archives(path, keys).items()}


def archived_sales(path: Path, typed: str) -> tuple[tuple[str, str], ...]:
    """The homes of a number, or of a number and a sale date, in the archives: what each is called there, and its archive."""
    number, sold = parse_home_key(typed)
    found: list[tuple[str, str]] = []
    for archive in reversed(_scan_archives(path)):
        data = read_file(archive)
        said = read_source(data, archive.name).data if number.casefold().encode() in data.lower() else {}
        for called, home in zip(raw_home_names(said), raw_homes(said), strict=True):
            key = raw_key(home)
            digits = "".join(filter(str.isdigit, key.number)) if key is not None else ""
            if key is not None and number.casefold() in (key.number.casefold(), digits) and sold in (None, key.sold_date):
                found.append((called, archive.name))
    return tuple(found)
