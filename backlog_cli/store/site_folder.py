"""A folder of pages on the disk: only pages of ours are replaced or removed in it, and none is written before all are there."""

from __future__ import annotations

import contextlib
import os
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import FileLocked, UsageError
from backlog_cli.store.exports import save_exports
from backlog_cli.store.files import (
    TEMP_DIGITS,
    TEMP_SUFFIX,
    block_signals,
    hold_lock,
    hold_signals,
    rename_with_retries,
    sync_folder_or_warn,
    temp_file,
)
from backlog_cli.store.own_files import (
    ForeignReason,
    NotOurs,
    foreign_reason_at,
    read_own_file,
    sweep_old_files,
    temp_name_start,
)
from backlog_cli.store.paths import MAX_BYTES, error_cause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from backlog_cli.store.exports import ExportMemory

MOST_NAMES = 3  # of other things in a folder, told in a refusal
# What systems put into any folder; besides, whatever begins with a dot.
_SYSTEM_FILES = frozenset({"desktop.ini", "Thumbs.db", "Icon\r"})


class SitePlan(NamedTuple):
    """What an export does to its folder, by file name.

    `gone` are pages of homes that are gone, `left` those of them that somebody changed: they stay.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class SiteFolder(NamedTuple):
    """A folder for pages, with what is known of earlier exports. `is_page` tells the names that our pages have."""

    path: Path
    memory: ExportMemory
    is_page: Callable[[str], bool]
    is_replacing: bool = False

    @property
    def real(self) -> Path:
        """The folder by its real name, whether it's there or not."""
        return Path(os.path.realpath(self.path))

    @property
    def known(self) -> Mapping[str, Sequence[str]]:
        """The digests of the pages that were exported here, by name."""
        return self.memory.sites.get(str(self.real), {})


def plan_site(folder: SiteFolder, pages: Mapping[str, bytes]) -> SitePlan:
    """Return what writing these pages would do.

    Raise UsageError for a folder that holds other things than pages of ours, for a page that isn't an earlier export unless it
    `is_replacing`, and for links; FileLocked when the disk refuses.
    """
    try:
        there = _names_in(folder)
        states = {name: _digest(folder.path / name) for name in pages if name in there}
        old = {name: _digest(folder.path / name) for name in folder.known if name in there and name not in pages}
    except OSError as error:
        raise FileLocked(f"{folder.path} cannot be read: {error_cause(error)}.") from None
    new, changed, same = [], [], []
    for name, data in pages.items():
        found = states.get(name)
        if found is None:
            new.append(name)
        elif found == sha256(data).hexdigest():
            same.append(name)
        elif folder.is_replacing or found in folder.known.get(name, ()):
            changed.append(name)
        else:
            raise UsageError(in_the_way(folder.path / name, is_ours=name in folder.known))
    gone = tuple(name for name, found in old.items() if found in folder.known[name])
    return SitePlan(tuple(new), tuple(changed), tuple(same), gone, tuple(name for name in old if name not in gone))


def _names_in(folder: SiteFolder) -> frozenset[str]:
    """The names in the folder; none while it isn't there. Raise UsageError for one that is no place for pages, or OSError."""
    there = names_in(folder.path)
    foreign = [name for name in others_in(there) if not (folder.is_replacing and folder.is_page(name))]
    if foreign and not there & folder.known.keys():  # what was added to a folder of ours stays there
        raise UsageError(_foreign(folder, foreign))
    return there


def names_in(path: Path) -> frozenset[str]:
    """Return the names in a folder to export to; none while it isn't there.

    Raise UsageError for a link, a file, a folder that isn't ours alone or has none above it; OSError when the disk refuses.
    """
    if not os.path.lexists(path):
        above = path.absolute().parent
        if not above.is_dir():
            raise UsageError(f"there's no folder {above} to make {path.name} in.")
        return frozenset()
    if path.is_symlink():
        raise UsageError(f"{path} is a link. Name the folder itself: {os.path.realpath(path)}")
    if not path.is_dir():
        raise UsageError(f"{path} is a file; name a folder.")
    if (why := foreign_reason_at(path, is_folder=True)) is not None:
        cure = f"Change that with chmod go-w {path}, or name another folder"
        raise UsageError(f"{path}: {why}. {cure if why is ForeignReason.OTHERS_WRITE else 'Name a folder of your own'}.")
    return frozenset(os.listdir(path))


def others_in(there: Iterable[str]) -> list[str]:
    """Return the names among these that somebody put there, not a system, in their order."""
    return sorted(name for name in there if not name.startswith(".") and name not in _SYSTEM_FILES)


def _foreign(folder: SiteFolder, names: Sequence[str]) -> str:
    if all(folder.is_page(name) for name in names):
        return f"{folder.path} holds pages that weren't exported from here. Add --replace to write over them."
    return other_things(folder.path, names)


def other_things(path: Path, names: Sequence[str]) -> str:
    """Return a sentence that refuses a folder with these names in it."""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"{path} holds other things ({', '.join(names[:MOST_NAMES])}{more}). Name an empty folder, or a new one."


def in_the_way(place: Path, *, is_ours: bool) -> str:
    """Return a sentence that refuses to write over a file of the folder; `is_ours` for one that was exported there."""
    if is_ours:
        return f"{place} was changed since it was exported. Add --replace to write over it, or name another folder."
    return f"{place} is there already, and isn't an earlier export. Name another folder, or add --replace to write over it."


def _digest(place: Path) -> str:
    """The digest of a page that is hers alone. Raise UsageError for anything else, or OSError."""
    try:
        return sha256(read_own_file(place, most=MAX_BYTES, folders=0)).hexdigest()
    except NotOurs as error:
        raise UsageError(f"{place} isn't a page of yours: {error_cause(error)}. Remove it, or name another folder.") from None


def write_site(
    folder: SiteFolder, pages: Mapping[str, bytes], *, backlog: Path, environ: Mapping[str, str]
) -> tuple[SitePlan, Sequence[str]]:
    """Write the pages, the last one last, and return what was done, with warnings. Raise as `plan_site`.

    All of them are on the disk under other names before the first takes its place. Whatever happens in between, what stands
    in the folder is known for ours by the next export.
    """
    with hold_lock(folder.real / "index.html", environ):
        _sweep(folder)
        plan = plan_site(folder, pages)
        digests = {name: [sha256(data).hexdigest()] for name, data in pages.items()}
        warnings: list[str] = []

        def remember(more: Mapping[str, Sequence[str]]) -> None:
            known = {name: [*found, *more.get(name, ())] for name, found in digests.items()}
            others = {name: found for name, found in more.items() if name not in known}
            memory = folder.memory.with_site(folder.real, {**known, **others})
            warnings[:] = save_exports(backlog, memory, environ)

        try:
            with ExitStack() as temps, block_signals():
                make_folder(folder.path)
                drawn = {
                    name: temps.enter_context(temp_file(folder.real / name, pages[name], mode=0o600, owner=None))
                    for name in (*plan.new, *plan.changed)
                }
                remember(folder.known)
                hold_signals()
                for name in pages:  # in their order: the page that leads to the others comes last
                    if name in drawn:
                        rename_with_retries(drawn[name], folder.real / name)
        except OSError as error:
            raise FileLocked(
                f"{folder.path} could not be written: {error_cause(error)}. Export once more to finish it."
            ) from None
        stuck = {name: cause for name in plan.gone if (cause := _remove(folder.real / name))}
        remember({name: folder.known[name] for name in (*plan.left, *stuck)})
        warnings += [f"{name} could not be removed: {cause}." for name, cause in stuck.items()]
        return plan, [*warnings, *sync_folder_or_warn(folder.real)]


def _remove(place: Path) -> str | None:
    """Remove a page; why the disk refused, if it did."""
    try:
        os.unlink(place)
    except OSError as error:
        return error_cause(error)
    return None


def _sweep(folder: SiteFolder) -> None:
    """Remove what killed exports left there long ago."""

    def is_leftover(name: str) -> bool:
        start = temp_name_start(name, TEMP_DIGITS, TEMP_SUFFIX)
        return start is not None and folder.is_page(start.removeprefix(".~"))

    sweep_old_files(folder.real, is_leftover)


def make_folder(path: Path) -> None:
    """Make a folder for this user alone, if it isn't there. Raise OSError."""
    with contextlib.suppress(FileExistsError):
        os.mkdir(path, 0o700)
