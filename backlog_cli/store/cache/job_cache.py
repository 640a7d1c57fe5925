"""The cache of one backlog file: what its homes come to, by the digest of the bytes that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.store.cache.contents import parse, unparse
from backlog_cli.store.cache.storage import CacheFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from backlog_cli.store.cache.contents import CachedHomes


class JobCache:
    """Where each home of a file stands (its JobSummary), remembered under the digest of the bytes of its own lines.

    A file whose homes are all known is not parsed or validated; a hand edit or a `log` makes exactly the touched homes unknown,
    and only those are read again.
    """

    def __init__(self, path: Path, environ: Mapping[str, str]) -> None:
        self._file = CacheFile(path, environ)
        self._held: tuple[str, CachedHomes] | None = None

    def load(self, digest: str) -> CachedHomes | None:
        """What is cached of the backlog file with just these bytes: all its homes are known. None when it is not."""
        if self._held is None or self._held[0] != digest:
            self._held = self._parse(self._file.read(digest))
        return None if self._held is None else self._held[1]

    def load_latest(self) -> CachedHomes | None:
        """What is cached of the bytes that the backlog file had last."""
        if self._held is None:
            self._held = self._parse(self._file.read())
        return None if self._held is None else self._held[1]

    def has(self, digest: str) -> bool:
        """Whether something is cached under the digest of the file's bytes, damaged or not."""
        return self._file.has(digest)

    def save(self, digest: str, homes: CachedHomes) -> None:
        """From now on this is known of the file with these bytes. Where nothing can be written nothing is."""
        self._held = None
        self._file.write(digest, unparse(homes))

    @staticmethod
    def _parse(found: tuple[str, bytes] | None) -> tuple[str, CachedHomes] | None:
        homes = parse(found[1]) if found is not None else None
        return (found[0], homes) if found is not None and homes is not None else None
