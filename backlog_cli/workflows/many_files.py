"""Several backlog files read one after another, each by its own session and cache, and what to call their agents and homes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from backlog_cli.errors import BacklogError
from backlog_cli.workflows.read import BacklogSession

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from backlog_cli.dates.values import Moment
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.store.cache.summaries import CachedBacklog

FoundT = TypeVar("FoundT")


class FileReading(NamedTuple, Generic[FoundT]):
    """One of several files: what it says, or why it cannot be read. `agent` is who keeps it, else its folder's or own name."""

    path: Path
    agent: str
    found: FoundT | None
    error: BacklogError | None = None


def iter_backlogs(
    paths: Iterable[Path],
    environ: Mapping[str, str],
    *,
    now: Moment,
    read: Callable[[BacklogSession], FoundT],
    notify: Callable[[str], bool] = lambda _line: False,
) -> Iterator[FileReading[FoundT]]:
    """Read one file after another, none of them kept: what `read` makes of each, such as `BacklogSession.summaries` or `.document`.

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
        yield FileReading(path, agent_name(path, backlog), found)


def agent_name(path: Path, backlog: Backlog | None) -> str:
    """Return whose file it is: `settings.agent`, else as `file_label`."""
    return (backlog.policy.agent if backlog is not None else None) or file_label(path)


def file_label(path: Path) -> str:
    """Return what to call a file of which nothing else is known: `vance` for vance.yaml, the folder of a backlog.yaml."""
    if path.stem.casefold() == "backlog":
        return path.absolute().parent.name or path.stem
    return path.stem.removeprefix("backlog-") or path.stem
