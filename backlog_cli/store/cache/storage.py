"""What was worked out of a file, kept in the user's cache under the file's own bytes: taking it away changes no answer."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from backlog_cli.store.paths import CAREFUL, cache_folder, mark_of

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES = 256 * 1024 * 1024  # nothing of ours is larger: such a file is somebody else's
LONGEST_HEAD = 1024  # of the first line
OTHERS = ("rich", "pydantic", "yaml")  # what else the answers depend on


@cache
def program() -> str:
    """The mark of this very program: after one change in it, or in what it stands on, nothing remembered is taken up.

    Empty where its sources cannot be looked at (packed into an archive): then nothing is remembered at all.
    """
    house = Path(__file__).parents[2]
    try:
        traits = sorted(_traits(house))
        for name in OTHERS:
            found = find_spec(name)
            status = Path(found.origin).stat() if found and found.origin else None
            traits.append(f"{name} {status and (status.st_size, status.st_mtime_ns)}")
    except (OSError, ValueError, ImportError):
        return ""
    return sha256("\n".join([sys.version, *traits]).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _traits(folder: Path) -> list[str]:
    """Every source below a folder with its size and its date. Raises OSError when there is none."""
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


class Cache:
    """The remembered things of one file. Whatever is missing, damaged, foreign or of another day is simply not there.

    Each is a file of its own: a first line with what it was worked out of, then its text, proved by a check sum.
    """

    def __init__(self, path: Path, environ: Mapping[str, str]) -> None:
        folder = cache_folder(environ) if program() else None
        self._held: tuple[str, str, bytes] | None = None
        self._stem = None if folder is None else folder / mark_of(Path(os.path.realpath(path)))

    def known(self, sort: str, key: str, *, is_held: bool = False) -> bytes | None:
        """What is remembered of that sort under that key; None when nothing is, or nothing that can be relied on.

        `is_held` when it will be asked for again.
        """
        if self._held is not None and self._held[:2] == (sort, key):
            return self._held[2]
        found = self.last(sort, key)
        if found is None:
            return None
        if is_held:
            self._held = (sort, *found)
        return found[1]

    def last(self, sort: str, key: str | None = None) -> tuple[str, bytes] | None:
        """What was remembered of that sort last, with its key; as `known` when the key is given."""
        if self._stem is None:
            return None
        try:
            descriptor = os.open(f"{self._stem}.{sort}", os.O_RDONLY | CAREFUL)
        except (OSError, ValueError):
            return None
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or status.st_size > MOST_BYTES:
                return None
            head, is_whole, _ = os.read(descriptor, LONGEST_HEAD).partition(b"\n")
            if not is_whole or (key is not None and not head.startswith(_start(key).encode())):
                return None
            os.lseek(descriptor, len(head) + 1, os.SEEK_SET)
            said = b"".join(iter(lambda: os.read(descriptor, status.st_size + 1), b""))
        except OSError:
            return None
        finally:
            os.close(descriptor)
        with suppress(UnicodeDecodeError):
            key = head.partition(b" ")[0].decode("ascii") if key is None else key
            return (key, said) if head == _head(key, said) else None
        return None

    def has(self, sort: str, key: str) -> bool:
        """Whether something of that sort is remembered under that key, whole or not."""
        if self._stem is None:
            return False
        try:
            descriptor = os.open(f"{self._stem}.{sort}", os.O_RDONLY | CAREFUL)
        except (OSError, ValueError):
            return False
        try:
            return os.read(descriptor, len(_start(key))) == _start(key).encode()
        except OSError:
            return False
        finally:
            os.close(descriptor)

    def keep(self, sort: str, key: str, said: bytes) -> None:
        """Remember it in the place of what was there of that sort. Where nothing can be written nothing is."""
        if self._stem is None:
            return
        self._held = None
        # Written where it stays: half a text, or two at once, is no text by its check sum.
        flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC | CAREFUL
        with suppress(OSError, ValueError):
            self._stem.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(f"{self._stem}.{sort}", flags, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                if stat.S_ISREG(os.fstat(descriptor).st_mode):
                    file.write(_head(key, said) + b"\n")
                    file.write(said)


def _head(key: str, said: bytes) -> bytes:
    return f"{_start(key)}{len(said)} {crc32(said):08x}".encode()


def _start(key: str) -> str:
    return f"{key} {program()} "
