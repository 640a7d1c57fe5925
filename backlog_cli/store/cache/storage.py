"""One file in the user's cache folder, believed only when it is ours alone, whole, and written by this very program."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from backlog_cli.store.own_files import foreign_reason_at, is_own_file, make_own_folder, open_own_file
from backlog_cli.store.paths import cache_folder, path_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_BYTES = 256 * 1024 * 1024  # nothing of ours is larger: such a file is somebody else's
LONGEST_HEAD = 1024  # of the first line
LIBRARIES = ("rich", "pydantic", "yaml", "nameparser")  # what else the summaries depend on
SUFFIX = "jobs"
OLD_SUFFIXES = ("book", "index", "parts", "names", *(f"answer{n}" for n in range(16)))  # of versions before 2026-12


@cache
def program_mark() -> str:
    """The mark of this very program: after one change in it, or in what it stands on, no cache is taken up.

    Empty where its sources cannot be looked at (packed into an archive): then nothing is cached at all.
    """
    house = Path(__file__).parents[2]
    try:
        traits = sorted(source_traits(house))
        for name in LIBRARIES:
            found = find_spec(name)
            status = Path(found.origin).stat() if found and found.origin else None
            traits.append(f"{name} {status and (status.st_size, status.st_mtime_ns)}")
    except (OSError, ValueError, ImportError):
        return ""
    return sha256("\n".join([sys.version, *traits]).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def source_traits(folder: Path) -> list[str]:
    """Every source below a folder with its size and its date. Raise OSError when there is none."""
    found: list[str] = []
    waiting = [os.fspath(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    status = entry.stat()
                    found.append(f"{entry.path} {status.st_size} {status.st_mtime_ns}")
                elif "." not in entry.name and not entry.name.startswith("__") and entry.is_dir():
                    waiting.append(entry.path)
    if not found:
        raise OSError("no sources")
    return found


class CacheFile:
    """The cache file of one backlog file. Whatever is missing, damaged, foreign or of another program is not there.

    A first line with the key (the digest of the backlog file's bytes), the program, the size and the check sum; then the body.
    """

    def __init__(self, path: Path, environ: Mapping[str, str]) -> None:
        self._folder = cache_folder(environ) if program_mark() else None
        self._name = f"{path_digest(Path(os.path.realpath(path)))}.{SUFFIX}"

    def read(self, key: str | None = None) -> tuple[str, bytes] | None:
        """The key and the body; None when there is nothing to be relied on, or the body is under another key than `key`."""
        descriptor = self._open(os.O_RDONLY)
        if descriptor is None:
            return None
        try:
            head, is_whole, _ = os.read(descriptor, LONGEST_HEAD).partition(b"\n")
            if not is_whole or (key is not None and not head.startswith(_start(key))):
                return None
            os.lseek(descriptor, len(head) + 1, os.SEEK_SET)
            size = os.fstat(descriptor).st_size
            body = b"".join(iter(lambda: os.read(descriptor, size + 1), b""))
        except OSError:
            return None
        finally:
            os.close(descriptor)
        with suppress(UnicodeDecodeError):
            key = head.partition(b" ")[0].decode("ascii")
            return (key, body) if head == _head(key, [body]) else None
        return None

    def has(self, key: str) -> bool:
        """Whether something is there under that key, whole or not."""
        descriptor = self._open(os.O_RDONLY)
        if descriptor is None:
            return False
        try:
            return os.read(descriptor, len(_start(key))) == _start(key)
        except OSError:
            return False
        finally:
            os.close(descriptor)

    def write(self, key: str, body: Sequence[bytes | memoryview]) -> None:
        """Put a body, in pieces, in the place of what was there. Where nothing can be written nothing is."""
        if self._folder is None or sum(map(len, body)) > MOST_BYTES - LONGEST_HEAD:
            return
        with suppress(OSError, ValueError):
            make_own_folder(self._folder)
            # Written where it stays: half a text, or two at once, fails its check sum.
            descriptor = self._open(os.O_CREAT | os.O_WRONLY)
            if descriptor is not None:
                with os.fdopen(descriptor, "wb") as file:
                    os.ftruncate(descriptor, 0)
                    file.write(_head(key, body) + b"\n")
                    file.writelines(body)
                _sweep(self._folder)

    def is_left_alone(self) -> bool:
        """Whether something that is not ours alone is in its place, or in that of its folder."""
        folder = self._folder
        if folder is None:
            return False
        return bool(foreign_reason_at(folder, is_folder=True) or foreign_reason_at(folder / self._name, most=MOST_BYTES))

    def _open(self, mode: int) -> int | None:
        """A descriptor of the file, opened without following links or changing a byte; None when it is not ours alone."""
        if self._folder is None:
            return None
        try:
            return open_own_file(self._folder / self._name, mode, most=MOST_BYTES)
        except (OSError, ValueError):
            return None


def _head(key: str, body: Iterable[bytes | memoryview]) -> bytes:
    size, check_sum = 0, 0
    for piece in body:
        size, check_sum = size + len(piece), crc32(piece, check_sum)
    return _start(key) + f"{size} {check_sum:08x}".encode()


def _start(key: str) -> bytes:
    return f"{key} {program_mark()} ".encode()


def _sweep(folder: Path) -> None:
    """Remove what earlier versions kept of any file: whole answers with buyers' data among it."""
    with os.scandir(folder) as entries:
        for entry in entries:
            stem, _, suffix = entry.name.partition(".")
            is_mark = len(stem) == 32 and set(stem) <= set("0123456789abcdef")
            if is_mark and suffix in OLD_SUFFIXES:
                with suppress(OSError):
                    if is_own_file(Path(entry.path)):
                        os.unlink(entry.path)
