"""Reading: from the file's bytes to its backlog, of which only those homes are parsed that are not in the cache."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from backlog_cli.errors import BacklogError, BadFile, NoSuchJob
from backlog_cli.workflows.past import find_journal, homes_written, is_halfway, is_settled, tell_damage, tell_past

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Set
    from pathlib import Path

    from backlog_cli import model
    from backlog_cli.dates.values import Moment
    from backlog_cli.rules.backlog import Backlog, FileNotes
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.store.cache.contents import CachedHomes
    from backlog_cli.store.cache.job_cache import JobCache
    from backlog_cli.store.cache.summaries import CachedBacklog
    from backlog_cli.store.file_problems import UnreadableEntry
    from backlog_cli.store.journal.record import JournalWriter
    from backlog_cli.store.load import LoadedFile
    from backlog_cli.store.yaml.source import SourceFile
    from backlog_cli.views.columns import HomeRecord


class Document(NamedTuple):
    """One reading of the file: what it says, and where that leaves every job.

    `reading` is None where the jobs' summaries were known already: then it is made when somebody asks for it.
    """

    source: SourceFile
    backlog: Backlog
    reading: LoadedFile | None = None

    def summary(self, job: str) -> JobSummary:
        """Return the summary of the job of that number. Raise NoSuchJob when somebody took it away in the meantime."""
        try:
            return self.backlog.job(job)
        except KeyError:
            raise NoSuchJob(f"job {job} is no longer in the file.") from None

    @property
    def loaded(self) -> LoadedFile:
        """All that the text says beside the homes' history, and every problem of it. Raise BadFile."""
        if self.reading is not None:
            return self.reading
        from backlog_cli.store.load import load_source

        return load_source(self.source)

    @property
    def sections(self) -> model.BacklogFile:
        """The file without its homes: settings, absences, local items."""
        if self.reading is not None:
            return self.reading.backlog_file
        from backlog_cli.store.load import load_sections

        return load_sections(self.source)

    def models(self) -> Iterator[model.Job]:
        """Make the model of each home in the order of `backlog.jobs`; thousands with all their history are never held at once."""
        from backlog_cli.store.load import iter_jobs

        return iter_jobs(self.source, self._places())

    def model(self, job: str) -> model.Job:
        """Return the model of the home that is called so."""
        from backlog_cli.store.load import iter_jobs

        return next(iter_jobs(self.source, {job: self._places()[job]}))

    def _places(self) -> Mapping[str, int]:
        """The place of each good home in the list, by what it is called; where nothing was read again, all are good."""
        from backlog_cli.rules.home_key import raw_home_names

        if self.reading is not None:
            return self.reading.places
        return {name: place for place, name in enumerate(raw_home_names(self.source.data))}


def document_of(data: bytes, name: str, *, like: SourceFile | None = None) -> Document:
    """What these bytes say. With a reading of nearly the same text (`like`) what both have is held once. Raise BadFile."""
    from backlog_cli.rules.summarize import backlog_with
    from backlog_cli.store.cache.touched import summaries_in

    loaded, jobs = summaries_in(data, name, like=like)
    bad = [left_out_line(left_out, name) for left_out in loaded.bad]
    backlog = backlog_with(loaded.backlog_file, jobs, bad, len(loaded.warnings))
    return Document(loaded.source, backlog._replace(notices=loaded.source.list_notices()), loaded)


def left_out_line(left_out: UnreadableEntry, name: str) -> str:
    """One line about an entry that could not be read, in full or in part: who it is and which lines of the file to look at."""
    lines = sorted(set(left_out.lines))
    where = f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(map(str, lines))}"
    who = f"job {left_out.label}" if left_out.section == "jobs" else left_out.label
    if left_out.is_left_out:
        return f"{who} is left out: {name} {where} cannot be read (backlog check says why)"
    return f"{who}: {name} {where} cannot be read and is left out (backlog check says why)"


def placeholders_in(document: Document | CachedBacklog) -> tuple[JobSummary, ...]:
    """A placeholder for each job that could not be read."""
    if not isinstance(document, Document):
        return document.unread
    if not document.backlog.bad:
        return ()
    from backlog_cli.store.placeholders import placeholders

    return tuple(placeholders(document.loaded).values())


def job_numbers_in_use(document: Document | CachedBacklog, *, sold: str | None = None) -> dict[str, str]:
    """Every job number in use with its buyers, in a document those of jobs that cannot be read included.

    An ended sale frees its number, but not for a home that was `sold` on the same day (YYYY-MM-DD): that is the same home.
    """
    from backlog_cli.rules.summary import is_open, joint_name

    unreadable = document.loaded.bad if isinstance(document, Document) and document.backlog.bad else ()
    bad = {bad.job: "can't be read as it is" for bad in unreadable if bad.job}
    homes = [summary for summary in document.backlog.jobs if is_open(summary) or str(summary.sold_date) == sold]
    return bad | {summary.key.number: joint_name(summary) for summary in homes}


def is_first_home(document: Document) -> bool:
    """Return whether the file holds no home yet and doesn't say since when it is kept: whoever adds one begins it."""
    if document.backlog.jobs:
        return False
    return not document.loaded.bad and document.sections.settings.tracking_since is None


def read_and_save(
    cache: JobCache, data: bytes, digest: str, name: str, wanted: Set[str] | None = frozenset()
) -> tuple[CachedBacklog, LoadedFile]:
    """The backlog of a file whose homes are not all in the cache, which knows them afterwards. Raise BadFile.

    Where few of its homes were touched since it was read last, only those are parsed, and `wanted`, the numbers of others that
    shall be; with None all are. What is loaded is what was parsed.
    """
    from backlog_cli.store.cache.touched import reread

    latest = cache.load_latest() if wanted is not None else None
    few = reread(latest, data, name, wanted) if latest is not None and wanted is not None else None
    if few is not None:
        cache.save(digest, few.homes)
        return few.found, few.loaded
    return read_whole(cache, data, digest, name)


def read_whole(cache: JobCache, data: bytes, digest: str, name: str) -> tuple[CachedBacklog, LoadedFile]:
    """The backlog of a file that is parsed in full, and every problem of it; the cache knows it afterwards. Raise BadFile.

    What is loaded holds no models of the homes: thousands of them are never held at once.
    """
    from backlog_cli.store.cache.summaries import CachedBacklog, homes_of

    document = document_of(data, name)
    found = CachedBacklog(document.backlog, placeholders_in(document))
    cache.save(digest, homes_of(found, document.loaded))
    return found, document.loaded


FoundT = TypeVar("FoundT", "Document", "CachedBacklog")
ReadingT = TypeVar("ReadingT")


class BacklogSession:
    """One command's dealings with one backlog file: its bytes, its summaries, its cache and its journal.

    `now` and `verb` are what the journal keeps of a write. `notify` prints, before any answer, what the file's past has to say,
    and returns whether a person's terminal took it.
    Every method raises NoFile or BadFile when there is nothing to be read.
    """

    def __init__(
        self,
        path: Path,
        environ: Mapping[str, str],
        *,
        now: Moment,
        verb: str,
        notify: Callable[[str], bool],
    ) -> None:
        from backlog_cli.store.cache.job_cache import JobCache

        self.path, self.environ, self.now, self.verb, self._print_notice = path, environ, now, verb, notify
        self.is_sure = False  # what looks like a private number isn't one
        self.by: str | None = None  # who does it, as typed behind --by
        self.cache = JobCache(path, environ)
        # Whether a change of this command is in the file: from then on nothing may turn the exit code.
        self.is_saved = False
        self.written_text: bytes | None = None  # what the file said after the last write of this command
        self.sentences: list[str] = []  # what the journal says of its writes
        self.notices: list[str] = []  # what was said of the file and its past
        self.lost_told: frozenset[int] = frozenset()  # the entries whose loss a person's terminal took
        self._notes: FileNotes | None = None
        self._data: bytes | None = None
        self._digest: str | None = None
        self._names: CachedBacklog | None = None
        self._known: CachedBacklog | None = None  # where every job stands in those bytes
        self._settled: JournalWriter | None = None
        self._has_found_journal = False
        self._writer: tuple[str | None] | None = None

    def data(self) -> bytes:
        """The file's bytes as this command found them first."""
        if self._data is None:
            from backlog_cli.store.file_contents import read_file

            self._data = read_file(self.path)
        return self._data

    def digest(self) -> str:
        """The name of those bytes."""
        if self._digest is None:
            from hashlib import sha256

            self._digest = sha256(self.data()).hexdigest()
        return self._digest

    def new_record(self) -> JournalWriter:
        """Return the journal's place for one write of this command."""
        from backlog_cli.store.files import open_journal
        from backlog_cli.store.journal.entries import remember_digest
        from backlog_cli.store.journal.record import JournalWriter

        with suppress(BacklogError):  # a file that can't be read has a journal all the same
            self.find_journal()
        if self._data is not None and self._digest is not None:
            remember_digest(self._data, self._digest)
        return JournalWriter(open_journal(self.path, self.environ), when=str(self.now), verb=self.verb)

    def writer(self) -> str | None:
        """Who writes, where it isn't the file's agent. Raise UsageError as `workflows.writer`, which is loaded if need be."""
        if self._writer is None:
            from backlog_cli.store.paths import git_root

            has_name = bool(self.by or self.environ.get("BACKLOG_AGENT"))
            repository = None if has_name else git_root(self.path)
            if has_name or repository is not None:
                from backlog_cli.workflows.writer import session_writer

                self._writer = (session_writer(self, repository),)
            else:
                self._writer = (None,)
        return self._writer[0]

    def find_journal(self) -> None:
        """Look, once a command, for the journal of a file that was moved here."""
        if not self._has_found_journal:
            self._has_found_journal = True
            find_journal(self)

    def cached(self) -> CachedHomes | None:
        """What the cache has of these bytes; None while it does not know them, or their past has something to say first."""
        return self.cache.load(self.digest()) if self._is_quiet() else None

    def _is_quiet(self) -> bool:
        return is_settled(self) and not is_halfway(self)

    def summaries(self) -> CachedBacklog:
        """Where every job stands."""
        from backlog_cli.store.cache.summaries import backlog_in

        if self._known is None or not self._is_quiet():
            homes = self.cached()
            self._known = (backlog_in(homes) if homes is not None else None) or self._read()
        return self._noticed(self._known)

    def go_on_from(self, other: BacklogSession) -> None:
        """Take over what another session has read of the file; what its past has to say is said again."""
        self.cache, self._data, self._digest = other.cache, other._data, other._digest
        self._names, self._known = other._names, other._known

    def problems(self) -> tuple[CachedBacklog, LoadedFile]:
        """Where every job stands, and all that is wrong with the file, read in full; no models of the homes are kept."""
        found, loaded = self._settled_reading(lambda: read_whole(self.cache, self.data(), self.digest(), self.path.name))
        self._notes = loaded.notes
        tell_past(self, loaded.source.data, found.backlog, again=True)
        tell_damage(self)
        return self._noticed(found), loaded

    def notes(self, backlog: Backlog) -> FileNotes:
        """Return what a document says of the file that `backlog` was read from; where there is anything, it is read in full."""
        from backlog_cli.rules.backlog import FileNotes, is_clean

        if is_clean(backlog):
            return FileNotes()
        if self._notes is None or self.is_saved:
            from backlog_cli.store.cache.touched import summaries_in
            from backlog_cli.store.file_contents import read_file

            data = read_file(self.path) if self.is_saved else self.data()
            self._notes = summaries_in(data, self.path.name)[0].notes
        return self._notes

    def names(self) -> CachedBacklog:
        """Every home by name, with the settings: enough to find the one that is meant."""
        from backlog_cli.store.cache.summaries import names_in

        if self._names is None:
            homes = self.cached()
            self._names = (names_in(homes) if homes is not None else None) or self._read()
        return self._noticed(self._names)

    def document(self) -> Document:
        """The file as it stands; of a file that is known, and with which nothing is wrong, the text alone is read."""
        from backlog_cli.rules.backlog import is_clean
        from backlog_cli.store.cache.summaries import backlog_in
        from backlog_cli.store.yaml.source import read_source

        homes = self.cached()
        known = backlog_in(homes) if homes is not None else None
        if known is not None and is_clean(known.backlog):
            return self._noticed(Document(read_source(self.data(), self.path.name), known.backlog))
        document = self._settled_reading(lambda: document_of(self.data(), self.path.name))
        self._notes = document.loaded.notes
        self.update_cache(document, self.digest())
        tell_past(self, document.source.data, document.backlog)
        return self._noticed(document)

    def _noticed(self, found: FoundT) -> FoundT:
        """The reading, once what there is to say of the file was said."""
        for line in found.backlog.notices:
            self.notify(line)
        return found

    def notify(self, line: str) -> bool:
        """Print what the file or its past has to say, once however often it is read; whether a person's terminal took it."""
        if line in self.notices:
            return False
        self.notices.append(line)
        return self._print_notice(line)

    def mark_told(self) -> None:
        """Keep that a person has read what an older copy lost: the command that told it has come to its end."""
        journal = self.past().journal if self.lost_told else None
        if journal is not None:
            journal.mark_told(self.lost_told)

    def document_in(self, data: bytes) -> Document:
        """The file as these bytes of it stand."""
        self._begin_with(data)
        return self.document()

    def _begin_with(self, data: bytes | None) -> None:
        """From now on the file is these bytes, or with None those that are there when it is read next."""
        self._data, self._digest, self._names, self._known, self._settled, self._notes = data, None, None, None, None, None

    def _settled_reading(self, read: Callable[[], ReadingT]) -> ReadingT:
        """What `read` makes of the file's bytes; where they were half a save, of the whole of it. Raise BadFile."""
        try:
            return read()
        except BadFile:
            from backlog_cli.store.file_contents import changes_again

            if not changes_again(self.path, self.data()):
                raise
        self._begin_with(None)
        return read()

    def update_cache(self, document: Document, digest: str) -> None:
        """Let the cache know where every job is in the file with these bytes."""
        from backlog_cli.store.cache.summaries import CachedBacklog, homes_of

        if not self.cache.has(digest):
            self.cache.save(digest, homes_of(CachedBacklog(document.backlog, placeholders_in(document)), document.loaded))

    def _read(self) -> CachedBacklog:
        def read() -> tuple[CachedBacklog, LoadedFile]:
            wanted = None if is_halfway(self) else homes_written(self)
            return read_and_save(self.cache, self.data(), self.digest(), self.path.name, wanted)

        found, loaded = self._settled_reading(read)
        self._known = found
        tell_past(self, loaded.source.data, found.backlog)
        return found

    def past(self) -> JournalWriter:
        """The journal, held against the file as this command found it first."""
        if self._settled is None:
            self._settled = self.new_record()
            self._settled.settle(self.data())
        return self._settled


def home_records(document: Document) -> dict[int, HomeRecord]:
    """Return what the file says of each home, by the `id` of its summary: for columns that show fields of the file."""
    from backlog_cli.views.columns import HomeRecord

    pairs = zip(document.backlog.jobs, document.models(), strict=True)
    return {id(summary): HomeRecord(job, job.own) for summary, job in pairs}


def backlog_with_archives(path: Path, document: Document) -> Backlog:
    """Return the backlog with what the homes in the archives beside the file teach as well."""
    from backlog_cli.rules.backlog import with_history

    old = archived_homes(path, document)[1]
    return with_history(document.backlog, old) if old else document.backlog


def archived_homes(path: Path, document: Document | CachedBacklog) -> tuple[tuple[model.Job, ...], list[JobSummary]]:
    """Return the homes of the archives beside the file, as their files tell of them and as summaries."""
    from backlog_cli.rules.summarize import summarize
    from backlog_cli.store.archive.year_files import read_archives

    jobs = read_archives(path, besides={summary.key for summary in document.backlog.jobs}).jobs
    return jobs, [summarize(job, document.backlog.policy)._replace(job=job.job) for job in jobs]


def model_of(session: BacklogSession, summary: JobSummary) -> model.Job:
    """All that the file says of one of its homes, of which only the lines are parsed where the cache knows them."""
    from backlog_cli.store.load import iter_jobs, load, load_without_jobs

    data, name = session.data(), session.path.name
    homes = session.cached()
    place = homes.place(summary.key) if homes is not None and homes.head.frame is not None else None
    if homes is not None and place is not None:
        bounds = homes.bounds
        text = b"".join((data[: bounds[0]], data[bounds[place] : bounds[place + 1]], data[bounds[-1] :]))
        try:
            jobs = load(text, name).backlog_file.jobs
        except BadFile:
            jobs = ()
        if [job.job for job in jobs] == [summary.job]:
            return jobs[0]
    loaded = load_without_jobs(data, name)
    return next(iter_jobs(loaded.source, {summary.job: loaded.places[summary.job]}))
