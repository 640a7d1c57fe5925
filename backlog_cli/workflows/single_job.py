"""One home written by its own lines, or added below the last ones: a write costs what the home costs, not what the file does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BacklogError
from backlog_cli.workflows.plan import WHOLE_FILE_READER, Outcome, ReadWays, document_after
from backlog_cli.workflows.read import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.change import Change
    from backlog_cli.rules.home_key import HomeKey
    from backlog_cli.store.cache.contents import CachedHomes
    from backlog_cli.store.cache.job_cache import JobCache
    from backlog_cli.store.journal.hunks import Hunk
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
        if self._place is None:
            return None
        written = _write_in_frame(before, self.homes, (self._place, self._place + 1), carry_out, reader)
        if written is None or not {change.job for change in written.outcome.plan.changes} <= {self.key.number}:
            return None
        record.hunks = written.hunks
        self._pages, self._lines = (written.outcome.before, written.outcome.document), written.lines
        return written.outcome._replace(after=written.after)

    def backlog_after(self, beside: Backlog, outcome: Outcome) -> Backlog:
        """Return where every home is after the write; `beside` holds them all as they were."""
        from backlog_cli.rules.backlog import with_home

        return with_home(beside, outcome.document.backlog.jobs[0])

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

    def save(self, cache: JobCache, after: bytes, _outcome: Outcome) -> None:
        """Let the cache know the file as it is now: the other homes' entries are kept.

        A closed home teaches something about all the others: after it the cache is left to the next reading.
        """
        from backlog_cli.rules.summary import is_closed
        from backlog_cli.store.cache.summaries import with_home
        from backlog_cli.store.journal.entries import digest

        if self._pages is None or self._place is None:
            return
        old_page, new_page = self._pages
        old, new = (document.backlog.job(self.key.number) for document in self._pages)
        if is_closed(old) or is_closed(new) or new_page.backlog.bad:
            return
        warnings = new_page.backlog.warnings - old_page.backlog.warnings
        nodes = new_page.source.nodes - old_page.source.nodes
        homes = with_home(self.homes, self._place, new, self._lines, warnings=warnings, nodes=nodes)
        if homes is not None:
            cache.save(digest(after), homes)


class NewJobWriter:
    """A home that is put below the last ones of a file whose `homes` are all cached; `number` is none of theirs."""

    def __init__(self, homes: CachedHomes, number: str, beside: Backlog) -> None:
        self.homes, self.number, self._beside = homes, number, beside

    def carry_out(self, before: bytes, carry_out: Callable[[bytes, ReadWays], Outcome], record: JournalWriter) -> Outcome | None:
        """Make of the file with its last homes alone what `carry_out` does, and put the others back; None where it can't be.

        The decision is told of all homes.
        """
        from backlog_cli.store.yaml.layout import LAST_ENTRIES
        from backlog_cli.store.yaml.tree import MAX_JOBS

        count = len(self.homes.entries)
        numbers = {entry.number for entry in self.homes.entries}
        if not 0 < count < MAX_JOBS or self.number in numbers or self._beside.bad:
            return None
        last = max(count - LAST_ENTRIES, 0), count
        written = _write_in_frame(before, self.homes, last, carry_out, ReadWays(self._document_beside, document_after))
        if written is None or not _is_append(written.outcome.plan.changes):
            return None
        record.hunks = written.hunks
        return written.outcome._replace(after=written.after)

    def _document_beside(self, small: bytes, name: str) -> Document:
        from backlog_cli.store.yaml.source import read_source

        return Document(read_source(small, name), self._beside)

    def backlog_after(self, beside: Backlog, outcome: Outcome) -> Backlog:
        """Return where every home is after the write, the new one last; `beside` holds those before it."""
        return beside._replace(jobs=(*beside.jobs, outcome.document.backlog.jobs[-1]))

    def save(self, cache: JobCache, after: bytes, outcome: Outcome) -> None:
        """Let the cache know the file as it is now: the entries of the homes above the last ones are kept.

        A closed home teaches something about all the others: after it the cache is left to the next reading.
        """
        from backlog_cli.rules.summary import is_closed
        from backlog_cli.store.cache.summaries import CachedBacklog, homes_of, with_last_homes
        from backlog_cli.store.journal.entries import digest

        small = outcome.document
        if is_closed(small.backlog.jobs[-1]) or small.backlog.bad:
            return
        last = homes_of(CachedBacklog(small.backlog), small.loaded)
        homes = with_last_homes(self.homes, last, nodes=small.source.nodes - outcome.before.source.nodes)
        if homes is not None:
            cache.save(digest(after), homes)


class _Written(NamedTuple):
    """A write to some homes of a file: its outcome with them alone, their lines as they are now, and the whole file's bytes."""

    outcome: Outcome
    lines: bytes
    after: bytes
    hunks: tuple[Hunk, ...] | None


def _write_in_frame(
    before: bytes,
    homes: CachedHomes,
    places: tuple[int, int],
    carry_out: Callable[[bytes, ReadWays], Outcome],
    reader: ReadWays,
) -> _Written | None:
    """What `carry_out` makes of the file with the homes from one place up to another, put back between the others' lines.

    None where that can't be done, or is refused: then the whole file is looked at, and any refusal is spoken there.
    """
    from backlog_cli.store.journal.hunks import hunks_in
    from backlog_cli.store.yaml.encoding import is_within_limits

    if homes.head.frame is None:
        return None
    bounds = homes.bounds
    start, end = bounds[places[0]], bounds[places[1]]
    head, tail = before[: bounds[0]], before[bounds[-1] :]
    try:
        found = carry_out(head + before[start:end] + tail, reader)
    except BacklogError:
        return None
    small = found.after
    lines = small[len(head) : len(small) - len(tail)]
    is_framed = len(small) >= len(head) + len(tail) and small == head + lines + tail
    is_closed_off = lines.endswith(b"\n") or end == len(before)
    rest = memoryview(before)
    after = b"".join((rest[:start], lines, rest[end:]))
    if not (is_framed and is_closed_off and b"\r" not in lines and is_within_limits(after)):
        return None
    return _Written(found, lines, after, hunks_in(before, start, end, lines))


def _is_append(changes: Sequence[Change]) -> bool:
    """Whether nothing is done but to add homes."""
    from backlog_cli.rules.change import Append

    return all(
        change.job is None and all(isinstance(intent, Append) and intent.path == ("jobs",) for intent in change.intents)
        for change in changes
    )


def _entry_count(data: object, key: str) -> int | None:
    """How many entries that list of the one home has in the file; None where it is not a list."""
    jobs = data.get("jobs") if isinstance(data, dict) else None
    found = jobs[0].get(key) if isinstance(jobs, list) and isinstance(jobs[0], dict) else None
    return 0 if found is None or found == "" else len(found) if isinstance(found, list) else None
