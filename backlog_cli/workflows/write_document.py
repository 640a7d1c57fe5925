"""What a write did as one JSON document: the file read as it was and as it is, and what differs."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BacklogError, BadFile
from backlog_cli.rules.backlog import Backlog, FileNotes, is_clean
from backlog_cli.rules.changes.write_effect import FileState, effect_of
from backlog_cli.rules.home_key import raw_home_names, raw_homes
from backlog_cli.rules.summary import quote_for_shell
from backlog_cli.store.cache.touched import reread
from backlog_cli.terms import Policy
from backlog_cli.views.data.envelope import json_document
from backlog_cli.views.data.write_data import write_facts
from backlog_cli.workflows.read import document_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set
    from datetime import date

    from backlog_cli.store.cache.contents import CachedHomes
    from backlog_cli.store.cache.touched import Reread
    from backlog_cli.workflows.read import BacklogSession
    from backlog_cli.workflows.write import Texts, WriteResult


def write_document(
    session: BacklogSession, result: WriteResult, *, kind: str, file: str | None, facts: Mapping[str, object], today: date
) -> str:
    """Return the document of a write. `file` is the one that was named on the command line, `facts` what this verb alone says."""
    before, after = _read_both(session, result)
    effect = None if before is None or after is None else effect_of(before.state, after.state, today=today)
    written = write_facts(
        effect,
        None if after is None else after.state.backlog,
        dry_run=result.diff is not None,
        file=str(session.path.absolute()),
        echo=result.lines,
        diff=result.diff,
        undo=_undo_command(result, file) if result.is_written else None,
        notices=(*session.notices, *result.warnings),
        today=today,
    )
    return json_document(kind, {**written, **facts}, today=today, notes=None if after is None else after.notes)


def _undo_command(result: WriteResult, file: str | None) -> str | None:
    named = ("--file", quote_for_shell(file)) if file else ()
    return None if result.undo is None else " ".join(("backlog", *named, result.undo))


class _Reading(NamedTuple):
    """What a file says at one moment, and what there is to say of it."""

    state: FileState
    notes: FileNotes


def _read_both(session: BacklogSession, result: WriteResult) -> tuple[_Reading | None, _Reading | None]:
    """The file before and after the write; None for a text that cannot be read. Where nothing was changed both are the same."""
    if result.texts is not None:
        return _read_touched_homes(session, result.texts) or (
            _read_whole(session, result.texts.before),
            _read_whole(session, result.texts.after),
        )
    with suppress(BacklogError):  # there may be no file at all
        found = _read_whole(session, session.data())
        return found, found
    return _NO_FILE, _NO_FILE


_NO_FILE = _Reading(FileState({}, Backlog(Policy()), {}), FileNotes())


def _read_whole(session: BacklogSession, text: bytes) -> _Reading | None:
    with suppress(BadFile):
        document = document_of(text, session.path.name)
        return _Reading(_file_state(document.source.data, document.backlog, document.loaded.places), document.loaded.notes)
    return None


def _read_touched_homes(session: BacklogSession, texts: Texts) -> tuple[_Reading, _Reading] | None:
    """Both readings with the data of those homes alone that differ, by what the cache knows of the others.

    None where that is not enough: what differs is no home, or something cannot be read.
    """
    name = session.path.name
    cached = ((n, session.cache.load(sha256(text).hexdigest())) for n, text in enumerate(texts))
    known, homes = next(((n, found) for n, found in cached if found is not None), (0, None))
    other = None if homes is None else reread(homes, texts[1 - known], name, frozenset())
    if homes is None or other is None:
        return None
    numbers = Counter(entry.number for entry in homes.entries) | Counter(home.key.number for home in other.found.backlog.jobs)
    differing = {entry.number for entry in homes.entries} ^ {home.key.number for home in other.found.backlog.jobs}
    differing |= _numbers_in([other])
    read = _reread_both(homes, texts, name, differing)
    # Of a text with none of them the first home is read: it has to be compared with itself.
    if first := _numbers_in(read) - differing:
        read = _reread_both(homes, texts, name, differing | first)
    # Of a number that was sold more than once, the other homes say what each is called.
    is_enough = len(read) == 2 and max(numbers.values(), default=0) < 2 and all(is_clean(one.found.backlog) for one in read)
    if not is_enough:
        return None
    before, after = (_file_state(one.loaded.source.data, one.found.backlog, _places(one.loaded.source.data)) for one in read)
    return _Reading(before, FileNotes()), _Reading(after, FileNotes())


def _file_state(data: object, backlog: Backlog, places: Mapping[str, int]) -> FileState:
    by_name = {summary.job: summary for summary in backlog.jobs}
    return FileState(data, backlog, {place: by_name[name] for name, place in places.items() if name in by_name})


def _reread_both(homes: CachedHomes, texts: Texts, name: str, wanted: Set[str]) -> list[Reread]:
    """The readings of both texts; fewer where the whole file has to be looked at."""
    return [one for text in texts if (one := reread(homes, text, name, wanted)) is not None]


def _numbers_in(read: Sequence[Reread]) -> set[str]:
    return {str(home.get("job")) for one in read for home in raw_homes(one.loaded.source.data) if isinstance(home, dict)}


def _places(data: object) -> dict[str, int]:
    return {name: place for place, name in enumerate(raw_home_names(data))}
