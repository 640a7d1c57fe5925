"""One command that wrote, as a line of the journal: what it said, which lines it changed, and between which two texts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from backlog_cli.rules.change import Append, Change, Put, Unquoted
from backlog_cli.rules.home_key import HomeKey, parse_home_key
from backlog_cli.store.journal.hunks import Hunk
from backlog_cli.store.yaml.encoding import BOM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.rules.change import Intent

DO, UNDO, REDO = "do", "undo", "redo"
PURGED_SAYING = "wrote what check --purge has removed"
MEND = "mend"  # an edit of a text that could not be read, which no undo brings back


class Entry(NamedTuple):
    """One command that wrote.

    `when` is its day, with the time if it had one, as text; `say` a sentence in the past tense; `homes` whom it was about.
    `marks` is what each of those homes is known by under another number (`rules.home_key.home_mark`).
    `before` and `after` are the SHA-256 of the file's bytes. `sort` is do, undo, redo or mend, and `of` the number of the entry
    that an undo or redo is about. `changes` is what was meant, so that it can be made again, and `was` what each of their intents
    found before (`rules.recovery.lost_entries`). `effect` is the name of what it did to what the file says
    (`rules.recovery.effect`), and `instead` the lost entries that it put back. `gaps` are the marks of changes before it that
    nobody could write down. `by` is who wrote, empty for the file's agent. One that
    `is_purged` wrote a text that was taken out of the journal, and lost what it wrote with it.
    """

    number: int
    when: str
    verb: str
    say: str
    homes: tuple[HomeKey, ...]
    before: str
    after: str
    hunks: tuple[Hunk, ...]
    changes: tuple[Change, ...] = ()
    was: tuple[tuple[Sequence[object], ...], ...] = ()
    sort: str = DO
    of: int | None = None
    instead: tuple[int, ...] = ()
    effect: str = ""
    gaps: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    is_purged: bool = False
    by: str = ""

    @property
    def jobs(self) -> tuple[str, ...]:
        """The numbers of the homes it was about."""
        return tuple(home.number for home in self.homes)

    @property
    def sentence(self) -> str:
        """What it did, with the home it was about in front."""
        return with_home(self.say, self.jobs)


def with_home(say: str, jobs: Sequence[str]) -> str:
    """Return what a command did, with the number of its home in front where there is one and the words don't name it."""
    return f"{jobs[0]}: {say}" if len(jobs) == 1 and jobs[0] not in say else say


_recent_digests: list[tuple[bytes, str]] = []  # a write asks several times for the names of the same two texts


def digest(data: bytes) -> str:
    """The name of a text: its SHA-256 in hex."""
    for known, name in _recent_digests:
        if known == data:  # a tenth of what it takes to work out the name
            return name
    name = hashlib.sha256(data).hexdigest()
    remember_digest(data, name)
    return name


def remember_digest(data: bytes, name: str) -> None:
    """The name of this text is known already."""
    _recent_digests[:] = [*_recent_digests[-2:], (data, name)]


def decode_text(data: bytes) -> str:
    """The file's text as hunks see it: without a byte-order mark; bytes that are not text come back as they were."""
    return data.removeprefix(BOM).decode("utf-8", errors="surrogateescape")


def encode_like(text: str, data: bytes) -> bytes:
    """The bytes of a text, with a byte-order mark when `data` begins with one."""
    return (BOM if data.startswith(BOM) else b"") + text.encode("utf-8", errors="surrogateescape")


def toggle_bom(data: bytes) -> bytes:
    """The bytes with a byte-order mark when they have none, and without it when they have one."""
    return data.removeprefix(BOM) if data.startswith(BOM) else BOM + data


def entry_data(entry: Entry) -> dict[str, Any]:
    """Return what a line of the journal holds of an entry, as JSON has it."""
    return {
        "number": entry.number,
        "when": entry.when,
        "verb": entry.verb,
        "say": entry.say,
        "jobs": [home.text for home in entry.homes],
        "before": entry.before,
        "after": entry.after,
        "hunks": [[hunk.place, hunk.shift, hunk.home, hunk.above, hunk.old, hunk.new, hunk.below] for hunk in entry.hunks],
        "changes": [[change.job, change.summary, [_intent_data(one) for one in change.intents]] for change in entry.changes],
        "was": entry.was,
        "sort": entry.sort,
        "of": entry.of,
        "instead": entry.instead,
        "effect": entry.effect,
        "gaps": list(entry.gaps),
        "marks": list(entry.marks),
        **({"purged": True} if entry.is_purged else {}),
        **({"by": entry.by} if entry.by else {}),
    }


def parse_entry(data: dict[str, Any]) -> Entry | None:
    """The entry that a line holds; None when somebody else wrote it, or it was damaged."""
    try:
        return Entry(
            number=_expect(int, data["number"]),
            when=_expect(str, data["when"]),
            verb=_expect(str, data["verb"]),
            say=_expect(str, data["say"]),
            homes=tuple(map(parse_home_key, _parse_texts(data["jobs"]))),  # numbers alone in older lines
            before=_expect(str, data["before"]),
            after=_expect(str, data["after"]),
            hunks=tuple(_parse_hunk(*parts) for parts in _expect(list, data["hunks"])),
            changes=tuple(_parse_change(*parts) for parts in _expect(list, data["changes"])),
            was=tuple(tuple(_expect(list, one) for one in _expect(list, found)) for found in _expect(list, data["was"])),
            sort=_expect(str, data["sort"]),
            of=None if data["of"] is None else _expect(int, data["of"]),
            instead=tuple(numbers_in(data["instead"])),
            effect=_expect(str, data["effect"]),
            gaps=_parse_texts(data.get("gaps", [])),
            marks=_parse_texts(data.get("marks", [])),
            is_purged=data.get("purged") is True,
            by=_expect(str, data.get("by", "")),
        )
    except (KeyError, TypeError, ValueError, RecursionError):
        return None


KindT = TypeVar("KindT")


def _expect(kind: type[KindT], value: Any) -> KindT:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError
    return value


def _parse_texts(value: Any) -> tuple[str, ...]:
    return tuple(_expect(str, one) for one in _expect(list, value))


def numbers_in(value: Any) -> list[int]:
    """Return the numbers in a list of JSON; none when it is not a list."""
    return [one for one in value if isinstance(one, int)] if isinstance(value, list) else []


def _parse_hunk(place: Any, shift: Any, home: Any, *lines: Any) -> Hunk:
    above, old, new, below = map(_parse_texts, lines)
    return Hunk(_expect(int, place), _expect(int, shift), above, old, new, below, home=_expect(str, home))


def _parse_change(job: Any, summary: Any, intents: Any) -> Change:
    made = tuple(_parse_intent(one) for one in _expect(list, intents))
    return Change(None if job is None else _expect(str, job), made, _expect(str, summary))


def _intent_data(intent: Intent) -> list[Any]:
    return ["put" if isinstance(intent, Put) else "append", list(intent.path), _value_data(intent.value)]


def _parse_intent(data: Sequence[Any]) -> Intent:
    sort, path, value = data
    steps = tuple(step if isinstance(step, int) else _expect(str, step) for step in _expect(list, path))
    return (Put if sort == "put" else Append)(steps, _parse_value(value))


def _value_data(value: object) -> Any:
    """JSON for a value, a Bare as `{"bare": text}` and a mapping as a list of pairs under `"map"`."""
    if isinstance(value, Unquoted):
        return {"bare": str(value)}
    if isinstance(value, dict):
        return {"map": [[key, _value_data(inner)] for key, inner in value.items()]}
    if isinstance(value, list | tuple):
        return [_value_data(inner) for inner in value]
    return value


def _parse_value(data: Any) -> object:
    if isinstance(data, dict):
        return Unquoted(data["bare"]) if "bare" in data else {key: _parse_value(inner) for key, inner in data["map"]}
    if isinstance(data, list):
        return [_parse_value(inner) for inner in data]
    return data
