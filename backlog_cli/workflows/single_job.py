"""One home written by its own lines, so that a write costs what the home costs and not what the file does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.errors import BacklogError
from backlog_cli.workflows.plan import WHOLE_FILE_READER, Outcome, ReadWays
from backlog_cli.workflows.read import Document

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.home_key import HomeKey
    from backlog_cli.store.cache.contents import CachedHomes
    from backlog_cli.store.cache.job_cache import JobCache
    from backlog_cli.store.journal.record import JournalWriter
    from backlog_cli.workflows.plan import WritePlan


class _RereadNeeded(BacklogError):
    """What was written is not among the things whose outcome is known without reading the lines again."""


class SingleJobWriter:
    """One home of a file whose `homes` are all cached."""

    def __init__(self, homes: CachedHomes, key: HomeKey) -> None:
        self.homes, self.key = homes, key
        self._place = homes.place(key)
        self._pages: tuple[Document, Document] | None = None
        self._lines = b""  # what the home's lines are now

    def carry_out(self, before: bytes, carry_out: Callable[[bytes, ReadWays], Outcome], record: JournalWriter) -> Outcome | None:
        """What `carry_out` makes of the file with all other homes taken out of it, put back between their untouched lines.

        First with the cached summary of the home, then with its lines read again. None when neither can be done: then the
        whole file is looked at, and any refusal is spoken there.
        """
        if self._has_damage():
            return None
        cached = ReadWays(self._cached_document, self._document_after)
        return self._apply_in_frame(before, carry_out, cached, record) or self._apply_in_frame(
            before, carry_out, WHOLE_FILE_READER, record
        )

    def _has_damage(self) -> bool:
        """Whether something in the home's lines could not be read: its place is told by the line of the whole file."""
        from backlog_cli.store.cache.summaries import backlog_of_one

        backlog = None if self._place is None else backlog_of_one(self.homes, self._place)
        return backlog is None or bool(backlog.jobs[0].unreadable)

    def _apply_in_frame(
        self, before: bytes, carry_out: Callable[[bytes, ReadWays], Outcome], reader: ReadWays, record: JournalWriter
    ) -> Outcome | None:
        from backlog_cli.store.journal.hunks import hunks_in
        from backlog_cli.store.yaml.encoding import is_within_limits

        if self._place is None or self.homes.head.frame is None:
            return None
        bounds = self.homes.bounds
        start, end = bounds[self._place], bounds[self._place + 1]
        head, tail = before[: bounds[0]], before[bounds[-1] :]
        try:
            found = carry_out(head + before[start:end] + tail, reader)
        except BacklogError:
            return None
        small = found.after
        lines = small[len(head) : len(small) - len(tail)]
        is_framed = len(small) >= len(head) + len(tail) and small == head + lines + tail
        is_its_own = {change.job for change in found.plan.changes} <= {self.key.number} and b"\r" not in lines
        is_closed_off = lines.endswith(b"\n") or end == len(before)
        rest = memoryview(before)
        after = b"".join((rest[:start], lines, rest[end:]))
        if not (is_framed and is_its_own and is_closed_off and is_within_limits(after)):
            return None
        record.hunks = hunks_in(before, start, end, lines)
        self._pages, self._lines = (found.before, found.document), lines
        return found._replace(after=after)

    # With the cached summary of the home.

    def _cached_document(self, small: bytes, name: str) -> Document:
        from backlog_cli.store.cache.summaries import backlog_of_one
        from backlog_cli.store.yaml.source import read_source

        backlog = None if self._place is None else backlog_of_one(self.homes, self._place)
        if backlog is None:
            raise _RereadNeeded("")
        return Document(read_source(small, name), backlog)

    def _document_after(self, document: Document, plan: WritePlan, after: bytes, name: str) -> Document:
        from backlog_cli.rules.summary_step import apply_change
        from backlog_cli.store.yaml.source import read_source

        if after == document.source.raw:
            return document
        talks, promises = (_entry_count(document.source.data, key) for key in ("log", "promises"))
        if talks is None or promises is None or len(plan.changes) != 1:
            raise _RereadNeeded("")
        summary = apply_change(document.backlog.job(self.key.number), plan.changes[0], talks=talks, promises=promises)
        if summary is None:
            raise _RereadNeeded("")
        return Document(read_source(after, name), document.backlog._replace(jobs=(summary,)))

    def save(self, cache: JobCache, digest: str) -> None:
        """Let the cache know the file as it is now, under the digest of its bytes: the other homes' entries are kept.

        A closed home teaches something about all the others: after it the cache is left to the next reading.
        """
        from backlog_cli.rules.summary import is_closed
        from backlog_cli.store.cache.summaries import with_home

        if self._pages is None or self._place is None:
            return
        before, after = self._pages
        old, new = (document.backlog.job(self.key.number) for document in self._pages)
        if is_closed(old) or is_closed(new) or after.backlog.bad:
            return
        warnings = after.backlog.warnings - before.backlog.warnings
        nodes = after.source.nodes - before.source.nodes
        homes = with_home(self.homes, self._place, new, self._lines, warnings=warnings, nodes=nodes)
        if homes is not None:
            cache.save(digest, homes)


def _entry_count(data: object, key: str) -> int | None:
    """How many entries that list of the one home has in the file; None where it is not a list."""
    jobs = data.get("jobs") if isinstance(data, dict) else None
    found = jobs[0].get(key) if isinstance(jobs, list) and isinstance(jobs[0], dict) else None
    return 0 if found is None or found == "" else len(found) if isinstance(found, list) else None
