"""Where her file is, and where ours are."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BadFile, FileLocked, NoFile
from backlog_cli.store.own_files import foreign_reason_at

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_NAME = "backlog.yaml"
OTHER_NAME = "backlog.yml"
YAML_SUFFIXES = (".yaml", ".yml")
MAX_BYTES = 32 * 1024 * 1024

PATTERN_SIGNS = frozenset("*?[")
IS_WINDOWS = os.name == "nt"
_MISSING_ERRNOS = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG}


class FileLocation(NamedTuple):
    """Which file a command works on, and in a few words why that one."""

    path: Path
    why: str


def data_folder(environ: Mapping[str, str]) -> Path | None:
    """The folder for user data by the customs of this system; None when no home can be told."""
    return _user_folder(environ, "XDG_DATA_HOME", ".local/share", "Library/Application Support", "APPDATA")


def state_folder(environ: Mapping[str, str]) -> Path | None:
    """The folder for locks and other state, `backlog` below it; None when no home can be told, or what is there isn't ours."""
    folder = named_state_folder(environ)
    return None if folder is None or foreign_reason_at(folder, is_folder=True) else folder


def named_state_folder(environ: Mapping[str, str]) -> Path | None:
    """The same, whosever it is."""
    return _user_folder(environ, "XDG_STATE_HOME", ".local/state", "Library/Application Support", "LOCALAPPDATA")


def cache_folder(environ: Mapping[str, str]) -> Path | None:
    """The folder for what can be worked out again, `backlog` below it; None when no home can be told."""
    return _user_folder(environ, "XDG_CACHE_HOME", ".cache", "Library/Caches", "LOCALAPPDATA")


def _user_folder(environ: Mapping[str, str], xdg: str, unix: str, mac: str, windows: str) -> Path | None:
    named = environ.get(xdg, "")
    if named and Path(named).is_absolute():
        return Path(named) / "backlog"
    if IS_WINDOWS:
        return Path(environ[windows]) / "backlog" if environ.get(windows) else None
    home = environ.get("HOME", "")
    if not home or not Path(home).is_absolute():
        return None
    return Path(home) / (mac if sys.platform == "darwin" else unix) / "backlog"


def may_mean_several(name: str) -> bool:
    """Whether a name stands for more than the file of that name: it is a folder, or a pattern that no file is called."""
    return Path(name).is_dir() or (not PATTERN_SIGNS.isdisjoint(name) and not os.path.lexists(name))


def split_names(value: str) -> tuple[str, ...]:
    """Return the names in BACKLOG_FILE, which may hold several as PATH does; a file that is there by the whole name is one."""
    if os.path.lexists(value):
        return (value,)
    return tuple(name for name in value.split(os.pathsep) if name)


def archive_names(file: Path) -> re.Pattern[str]:
    """What the archives of a file are called, whichever there are: `backlog-2025.yaml` beside `backlog.yaml`."""
    return re.compile(rf"{re.escape(file.stem)}-[0-9]{{4}}{re.escape(file.suffix)}")


def git_root(path: Path) -> Path | None:
    """The folder at or above the real file's with something called .git in it; None for none. No program is run for that:
    most files are in none, and `store.git.repository` asks git itself about the others.
    """
    with suppress(OSError):
        return next((folder for folder in Path(os.path.realpath(path)).parents if os.path.lexists(folder / ".git")), None)
    return None


def locate_file(option: str | None, environ: Mapping[str, str], folder: Path) -> FileLocation:
    """The file that a command means, whether it exists or not: `--file`, `BACKLOG_FILE`, here or above, the data folder."""
    if option is not None:
        return FileLocation(Path(option), "you named it with --file")
    if environ.get("BACKLOG_FILE"):
        return FileLocation(Path(environ["BACKLOG_FILE"]), "BACKLOG_FILE says so")
    if names := _names_in(folder):
        return FileLocation(folder / names[0], "it is in this folder" + _other_name_text(names))
    foreign = ""
    for above in folder.parents:
        found = _names_in(above)
        if names := [name for name in found if _is_users(above / name)]:
            return FileLocation(above / names[0], "it is in a folder above this one" + _other_name_text(names) + foreign)
        if found:
            foreign = f"; {above / found[0]} is somebody else's and isn't used"
    kept = data_folder(environ)
    if kept is not None and (names := _names_in(kept)):
        why = "it's in your data folder; there isn't one in this folder or above"
        return FileLocation(kept / names[0], why + _other_name_text(names) + foreign)
    return FileLocation(folder / FILE_NAME, "there isn't one yet; it would be made here" + foreign)


def _names_in(folder: Path) -> list[str]:
    return [name for name in (FILE_NAME, OTHER_NAME) if os.path.lexists(folder / name)]


def _is_users(path: Path) -> bool:
    """Whether it belongs to this user: in a folder above, anybody can have put one there (SAFETY 22)."""
    return IS_WINDOWS or os.lstat(path).st_uid == os.geteuid()


def _other_name_text(names: list[str]) -> str:
    return f"; {names[1]} is there too and is not read" if len(names) > 1 else ""


def real_path(path: Path) -> Path:
    """The regular file behind `path`, links followed. Raise NoFile, BadFile for what is not a file, or FileLocked."""
    try:
        real = Path(os.path.realpath(path, strict=True))
        mode = os.stat(real).st_mode
    except FileNotFoundError:
        raise NoFile(_missing_message(path)) from None
    except OSError as error:
        raise read_error(path, error) from None
    kinds = {
        stat.S_ISDIR: "a folder",
        stat.S_ISFIFO: "a pipe",
        stat.S_ISSOCK: "a socket",
        stat.S_ISCHR: "a device",
        stat.S_ISBLK: "a device",
    }
    for test, kind in kinds.items():
        if test(mode):
            raise BadFile(f"{path} is {kind}, not a backlog file. Name the file itself with --file.")
    return real


def _missing_message(path: Path) -> str:
    if path.is_symlink():
        return f"{path} is a link to {os.readlink(path)}, and there's nothing there. Fix the link, or name the file with --file."
    return f"there's no file {path}. Make one with `backlog init`, or name yours with --file."


def read_error(path: Path, error: OSError) -> NoFile | BadFile | FileLocked:
    """What to raise when the system would not open or read the file that messages call `path`."""
    if error.errno == errno.ELOOP:
        return BadFile(f"{path} is a link that leads back to itself. Mend the link, or name the file with --file.")
    if error.errno in _MISSING_ERRNOS:
        return NoFile(f"{path} cannot be read: {error_cause(error)}.")
    return FileLocked(f"{path} cannot be read: {error_cause(error)}.")


def error_cause(error: OSError) -> str:
    """Why the system refused, in its own words."""
    return (error.strerror or type(error).__name__).lower()


def path_digest(real: Path) -> str:
    """The name under which a file's lock and journal are kept."""
    return hashlib.sha256(os.fsencode(real)).hexdigest()[:32]


def journal_folder(path: Path, environ: Mapping[str, str]) -> Path | None:
    """Where the journal of the file behind `path` is kept; None when no state folder is known."""
    folder = state_folder(environ)
    return None if folder is None else folder / path_digest(Path(os.path.realpath(path)))
