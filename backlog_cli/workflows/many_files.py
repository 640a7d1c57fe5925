"""Several backlog files, each read by its own session and cache, one after the other; what their agents and homes are called."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from backlog_cli.errors import BacklogError
from backlog_cli.workflows.read import BacklogSession, Document

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from backlog_cli.dates.values import Moment
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.home_key import HomeKey
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.store.cache.summaries import CachedBacklog

FoundT = TypeVar("FoundT")
ReadT = TypeVar("ReadT", Document, "CachedBacklog")


class FileReading(NamedTuple, Generic[FoundT]):
    """One of several files: what it says, or why it cannot be read. `agent` is who keeps it, else its folder's or own name.

    `session` is what read it.
    """

    path: Path
    agent: str
    found: FoundT | None
    error: BacklogError | None = None
    session: BacklogSession | None = None


def iter_backlogs(
    paths: Iterable[Path],
    environ: Mapping[str, str],
    *,
    now: Moment,
    read: Callable[[BacklogSession], FoundT],
    notify: Callable[[str], bool] = lambda _line: False,
) -> Iterator[FileReading[FoundT]]:
    """Read one file after another, none of them kept: what `read` makes of each, as `BacklogSession.summaries` or `.document`.

    A file that cannot be read comes with its error, and the others are read all the same. `notify` gets what a file or its past
    has to say.
    """
    for path in paths:
        session = BacklogSession(path, environ, now=now, verb="", notify=notify)
        try:
            found = read(session)
        except BacklogError as error:
            yield FileReading(path, file_label(path), None, error)
            continue
        backlog: Backlog | None = getattr(found, "backlog", None)
        yield FileReading(path, agent_name(path, backlog), found, session=session)


def agent_name(path: Path, backlog: Backlog | None) -> str:
    """Return whose file it is: `settings.agent`, else as `file_label`."""
    return (backlog.policy.agent if backlog is not None else None) or file_label(path)


def file_label(path: Path) -> str:
    """Return what to call a file of which nothing else is known: `vance` for vance.yaml, the folder of a backlog.yaml."""
    if path.stem.casefold() == "backlog":
        return path.absolute().parent.name or path.stem
    return path.stem.removeprefix("backlog-") or path.stem


class AgentFile(NamedTuple):
    """One of several files that can be read, by name: `key` tells it from the others, and is typed before a home's number.

    `homes` are its homes by name, as `BacklogSession.names` has them; `session` is what read them.
    """

    path: Path
    agent: str
    key: str
    homes: tuple[JobSummary, ...]
    session: BacklogSession | None = None


class FileRoster(NamedTuple):
    """Several files by name: those that can be read, those that cannot, and copies of others, each with the other's path.

    `shared` are the numbers that homes of several files bear.
    """

    files: tuple[AgentFile, ...]
    unread: tuple[FileReading[CachedBacklog], ...] = ()
    copies: tuple[tuple[Path, Path], ...] = ()
    shared: frozenset[str] = frozenset()


class _NamedFile(NamedTuple):
    """What is kept of one file while the others are read: its homes' marks and numbers, its homes where they are wanted."""

    path: Path
    agent: str
    marks: frozenset[int]
    numbers: frozenset[str]
    homes: tuple[JobSummary, ...]
    session: BacklogSession | None


def file_roster(
    paths: Iterable[Path],
    environ: Mapping[str, str],
    *,
    now: Moment,
    notify: Callable[[str], bool] = lambda _line: False,
    has_homes: bool = True,
) -> FileRoster:
    """Read several files by name alone; unless `has_homes`, nothing is kept of their homes.

    A file most of whose homes another one has is a copy of it: of the two one is taken.
    """
    named: list[_NamedFile] = []
    unread: list[FileReading[CachedBacklog]] = []
    for reading in iter_backlogs(paths, environ, now=now, read=BacklogSession.names, notify=notify):
        if reading.found is None:
            unread.append(reading)
            continue
        homes = reading.found.backlog.jobs
        marks, numbers = frozenset(map(_home_mark, homes)), frozenset(home.key.number for home in homes)
        kept = (homes, reading.session) if has_homes else ((), None)
        named.append(_NamedFile(reading.path, reading.agent, marks, numbers, *kept))
    copies = _copies(named)
    named = [file for file in named if file.path not in copies]
    keys = file_keys([(file.path, file.agent) for file in named])
    files = tuple(AgentFile(file.path, file.agent, key, file.homes, file.session) for file, key in zip(named, keys, strict=True))
    users = Counter(number for file in named for number in file.numbers)
    shared = frozenset(number for number, count in users.items() if count > 1)
    return FileRoster(files, tuple(unread), tuple(copies.items()), shared)


def _copies(files: Sequence[_NamedFile]) -> dict[Path, Path]:
    """The files that are copies of others, with the path of the other: of two, the one with the plainer name is kept.

    A home is the same when its number, its sale and its buyers are; over half of the homes have to be.
    """
    owners: dict[int, list[_NamedFile]] = {}
    copies: dict[Path, Path] = {}
    for file in sorted(files, key=lambda file: len(file.path.name)):
        others = Counter(other.path for mark in file.marks for other in owners.get(mark, ()))
        sizes = {other.path: len(other.marks) for mark in file.marks for other in owners.get(mark, ())}
        whole = next((path for path, count in others.most_common() if 2 * count > min(len(file.marks), sizes[path])), None)
        if whole is not None:
            copies[file.path] = whole
            continue
        for mark in file.marks:
            owners.setdefault(mark, []).append(file)
    return copies


def _home_mark(home: JobSummary) -> int:
    return hash((home.key, *sorted(buyer.name.casefold() for buyer in home.buyers)))


def file_keys(files: Sequence[tuple[Path, str]]) -> list[str]:
    """Return a short word for each of several files, given by path and agent: all different, and easy to type.

    It is the agent's last name, else the whole name, else the file's own or its folder's name; with a number where even that is
    taken.
    """
    shapes = [_shapes(path, agent) for path, agent in files]
    counts = [Counter(column) for column in zip(*shapes, strict=True)]
    keys: list[str] = []
    for shape in shapes:
        word = next((word for word, users in zip(shape, counts, strict=True) if users[word] == 1 and word not in keys), shape[-1])
        numbered = (word if n == 1 else f"{word}-{n}" for n in range(1, len(files) + 2))
        keys.append(next(key for key in numbered if key not in keys))
    return keys


def _shapes(path: Path, agent: str) -> tuple[str, str, str]:
    names = _words(agent) or ["file"]
    return names[-1], "-".join(names), "-".join(_words(file_label(path))) or "file"


def _words(name: str) -> list[str]:
    """The words of a name in small letters, nothing among them that a shell would take apart."""
    cleaned = "".join(sign if sign.isalnum() else " " for sign in name.casefold().replace("'", ""))
    return cleaned.split()


class NamedSession(BacklogSession):
    """A session of one of several files, which calls homes whose numbers others bear too `agent/1041`."""

    def __init__(
        self,
        file: AgentFile,
        shared: Collection[str],
        *,
        environ: Mapping[str, str] = os.environ,
        now: Moment,
        verb: str,
        notify: Callable[[str], bool],
    ) -> None:
        super().__init__(file.path, environ, now=now, verb=verb, notify=notify)
        if file.session is not None:
            self.go_on_from(file.session)
        self._key, self._shared = file.key, shared
        self.last_backlog: Backlog | None = None

    def _noticed(self, found: ReadT) -> ReadT:
        found = self._renamed(super()._noticed(found))
        self.last_backlog = found.backlog
        return found

    def _renamed(self, found: ReadT) -> ReadT:
        if not any(home.key.number in self._shared for home in found.backlog.jobs):
            return found
        backlog = found.backlog._replace(jobs=tuple(map(self._named, found.backlog.jobs)))
        if not isinstance(found, Document):
            return found._replace(backlog=backlog)
        loaded, names = found.loaded, [home.job for home in backlog.jobs]
        named = loaded._replace(
            lines=dict(zip(names, loaded.lines.values(), strict=True)),
            places=dict(zip(names, loaded.places.values(), strict=True)),
        )
        return found._replace(backlog=backlog, reading=named)

    def _named(self, home: JobSummary) -> JobSummary:
        number = home.key.number
        return home._replace(job=f"{self._key}/{home.job}", number=number) if number in self._shared else home


def recent_archived_homes(session: BacklogSession, backlog: Backlog) -> list[JobSummary]:
    """Return the homes in the archives of this year and the last beside a session's file, read by the cache as the file is.

    A home that is still in the file is not among them; an archive that can't be read is said.
    """
    from backlog_cli.store.archive.year_files import archives_beside

    here = {home.key for home in backlog.jobs}
    recent = [path for path in archives_beside(session.path) if int(path.stem[-4:]) >= session.now.day.year - 1]
    found: dict[HomeKey, JobSummary] = {}
    for reading in iter_backlogs(recent, session.environ, now=session.now, read=BacklogSession.summaries):
        if reading.found is None:
            session.notify(f"{reading.path.name} is left out: {str(reading.error).partition(chr(10))[0]}")
            continue
        found.update({home.key: home for home in reading.found.backlog.jobs if home.key not in here})
    return list(found.values())
