"""One home written by its own lines, so that a write costs what the home costs and not what the file does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.cli.context import WHOLE, Document, Reader
from backlog_cli.errors import BacklogError

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.cli.context import WritePlan
    from backlog_cli.store.cache.index import Index
    from backlog_cli.store.cache.storage import Cache
    from backlog_cli.store.journal.record import Record

    CarriedOut = tuple[WritePlan, Document, Document, bytes]


class _ReadAnew(BacklogError):
    """What was written is not among the things whose outcome is known without reading the lines again."""


class SingleJobWriter:
    """One home of a file whose bytes are known, with all that is remembered of it. `digest` is that of those bytes."""

    def __init__(self, cache: Cache, digest: str, index: Index, job: str) -> None:
        self.cache, self.digest, self.index, self.job = cache, digest, index, job
        self._pages: tuple[Document, Document] | None = None
        self._longer = 0  # bytes by which the home's lines have grown
        self._lines = b""  # what they are now

    def carried_out(self, before: bytes, carry_out: Callable[[bytes, Reader], CarriedOut], record: Record) -> CarriedOut | None:
        """What `carry_out` makes of the file with all other homes taken out of it, put back between their untouched lines.

        First with what is remembered of the home, then with its lines read anew. None when neither can be done: then the
        whole file is looked at, and any refusal is spoken there.
        """
        remembered = Reader(self._first, self._then)
        return self._framed(before, carry_out, remembered, record) or self._framed(before, carry_out, WHOLE, record)

    def _framed(
        self, before: bytes, carry_out: Callable[[bytes, Reader], CarriedOut], reader: Reader, record: Record
    ) -> CarriedOut | None:
        from backlog_cli.store.journal.hunks import hunks_in
        from backlog_cli.store.yaml.encoding import is_well_bounded

        home, homes = self.index.home(self.job), self.index.homes
        if home is None:
            return None
        head, tail = before[: homes[0].start], before[homes[-1].end :]
        try:
            decision, page, next_page, small = carry_out(head + before[home.start : home.end] + tail, reader)
        except BacklogError:
            return None
        lines = small[len(head) : len(small) - len(tail)]
        is_framed = len(small) >= len(head) + len(tail) and small == head + lines + tail
        is_its_own = {change.job for change in decision.changes} <= {self.job} and b"\r" not in lines
        is_closed_off = lines.endswith(b"\n") or home.end == len(before)
        rest = memoryview(before)
        after = b"".join((rest[: home.start], lines, rest[home.end :]))
        if not (is_framed and is_its_own and is_closed_off and is_well_bounded(after)):
            return None
        record.hunks = hunks_in(before, home.start, home.end, lines)
        self._pages, self._longer, self._lines = (page, next_page), len(after) - len(before), lines
        return decision, page, next_page, after

    # With what is remembered of the home.

    def _first(self, small: bytes, name: str) -> Document:
        from backlog_cli.store.cache.snapshot import one
        from backlog_cli.store.yaml.source import read_source

        backlog = one(self.cache, self.digest, self.job)
        if backlog is None:
            raise _ReadAnew("")
        return Document(read_source(small, name), backlog)

    def _then(self, page: Document, decision: WritePlan, after: bytes, name: str) -> Document:
        from backlog_cli.rules.summary_step import apply_change
        from backlog_cli.store.yaml.source import read_source

        if after == page.source.raw:
            return page
        talks, promises = (_count(page.source.data, key) for key in ("log", "promises"))
        if talks is None or promises is None or len(decision.changes) != 1:
            raise _ReadAnew("")
        summary = apply_change(page.backlog.job(self.job), decision.changes[0], talks=talks, promises=promises)
        if summary is None:
            raise _ReadAnew("")
        return Document(read_source(after, name), page.backlog._replace(jobs=(summary,)))

    def carry_on(self, digest: str) -> None:
        """What is remembered of the file, taken to its next bytes, whose digest this is.

        A closed home teaches something about all the others: after it everything is worked out anew.
        """
        from backlog_cli.cli.completion import SORT
        from backlog_cli.rules.summary import is_closed
        from backlog_cli.store.cache import index as indexes
        from backlog_cli.store.cache import snapshot, untouched

        place = self.index.place(self.job)
        if self._pages is None or place is None:
            return
        old, new = (page.backlog.job(self.job) for page in self._pages)
        if is_closed(old) or is_closed(new) or self._pages[1].backlog.bad:
            return
        before, after = (page.source.text.count("\n") for page in self._pages)
        warnings = self._pages[1].backlog.warnings - self._pages[0].backlog.warnings
        if snapshot.step(self.cache, (self.digest, digest), new, lines=after - before, warnings=warnings):
            indexes.remember(self.cache, digest, self.index.moved(self.job, self._longer))
            nodes = self._pages[1].source.nodes - self._pages[0].source.nodes
            untouched.step(self.cache, (self.digest, digest), place, self._lines, warnings=warnings, nodes=nodes)
            offers = self.cache.known(SORT, self.digest)
            if offers is not None and old.buyers == new.buyers and old.lot == new.lot:
                self.cache.keep(SORT, digest, offers)


def _count(data: object, key: str) -> int | None:
    """How many entries that list of the one home has in the file; None where it is no list."""
    jobs = data.get("jobs") if isinstance(data, dict) else None
    found = jobs[0].get(key) if isinstance(jobs, list) and isinstance(jobs[0], dict) else None
    return 0 if found is None or found == "" else len(found) if isinstance(found, list) else None
