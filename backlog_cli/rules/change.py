"""An intended edit of the file as data: which job, which fields, which values. `store.yaml.patch` carries it out."""

from __future__ import annotations

from typing import NamedTuple

# A value is None, text, a Bare, or a list or mapping of values. Text stays text: the editor quotes "no" or "12:30" so that
# it reads back as typed.

ABSENT = {"absent": True}  # the value noted where there is none; JSON, because the journal keeps it

# Keys and list places from the job's own mapping down: ("closing", "shifts", 2, "told_date").
Path = tuple[str | int, ...]


def last_key(path: Path) -> str:
    """Return the last key on a path, places in lists passed over: what its value, or the list it's in, is called."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


class Unquoted(str):
    """Text written without quotes because its type is not text: `2026-06-12`, `8000`, `true`."""

    __slots__ = ()


class _Intent(NamedTuple):
    """One edit of one place."""

    path: Path
    value: object

    # Setting a value is not adding it to a list, although both name a path and a value.
    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and tuple.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return tuple.__hash__(self)


class Put(_Intent):
    """Set the value at `path`, adding the last key (and mappings on the way) when missing.

    On a short form (`closing: 2027-03-19`) that cannot hold the key, the short form is widened in place first.
    A `dict` or `list` value replaces a scalar, null or missing value only, never a filled list or mapping.
    """

    __slots__ = ()


class Append(_Intent):
    """Add `value` (a mapping, or a scalar) as the last item of the list at `path`; a missing list is begun.

    A single text or mapping where a list is meant (`buyers: Chidi Okafor`) is widened to a list first.
    """

    __slots__ = ()


class Remove(_Intent):
    """Take out what is at `path`: a key with its value, or an entry of a list. `value` is None.

    No verb does this; it carries into one copy of a file what was taken out of another by hand.
    """

    __slots__ = ()


Intent = Put | Append | Remove


class Change(NamedTuple):
    """All edits of one command to one job, made together or not at all.

    `job` is the job number as text; None means the file's top level (settings, away, or a new job appended to `jobs`).
    `summary` is one sentence in the past tense for the history ("logged a call with Anh and Linh").
    """

    job: str | None
    intents: tuple[Intent, ...]
    summary: str


def without_outer_blanks(change: Change) -> Change:
    """The change with every text as it is read: without blanks and line breaks before and behind it."""
    return change._replace(intents=tuple(type(one)(one.path, _bare(one.value)) for one in change.intents))


def _bare(value: object) -> object:
    if type(value) is str:
        return value.strip()
    if isinstance(value, dict):
        return {key: _bare(one) for key, one in value.items()}
    return [_bare(one) for one in value] if type(value) in (list, tuple) else value  # type: ignore[attr-defined]
