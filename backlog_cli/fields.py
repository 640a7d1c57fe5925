"""The fields of a home by the names people type: `lender.lock_expires`, `lock`, `sold`, `buyers.2.phone`."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin

from backlog_cli.errors import UsageError
from backlog_cli.keys import FIELD_NAMES, OWN_PREFIX, VAGUE_NAMES, canonical_key
from backlog_cli.model import FileBlock, Job

if TYPE_CHECKING:
    from collections.abc import Callable

FieldPath = tuple[str | int, ...]

NEW = "new"  # in the place of an item: one more at the end of the list


class Field(NamedTuple):
    """One field of a home: the keys that lead to it, the kind of its value, and what documents say of it.

    `block` is the kind of block under it, or of each item of its list; None for plain values.
    """

    path: tuple[str, ...]
    kind: Any
    says: str
    block: type[FileBlock] | None = None
    is_list: bool = False
    is_past: bool = False

    @property
    def name(self) -> str:
        """The name with dots, as `set` takes it."""
        return ".".join(self.path)

    @property
    def item_kind(self) -> Any:
        """The kind of an item of its list."""
        return get_args(self.kind)[0] if get_origin(self.kind) is tuple else get_args(get_args(self.kind)[0])[0]


@cache
def fields_in(block: type[FileBlock], above: tuple[str, ...] = ()) -> dict[str, Field]:
    """Return the fields of one block by their keys."""
    blocks = block.blocks()
    return {
        key: Field((*above, key), kind, says, blocks[key], _is_list(kind), is_past=block.is_past(key))
        for key, kind, says in block.declared()
    }


@cache
def home_fields() -> dict[str, Field]:
    """Return every field of a home by its dotted name, in the file's order, without what is inside the items of lists."""
    found: dict[str, Field] = {}

    def walk(block: type[FileBlock], above: tuple[str, ...]) -> None:
        for field in fields_in(block, above).values():
            found[field.name] = field
            if field.block is not None and not field.is_list:
                walk(field.block, field.path)

    walk(Job, ())
    return found


@cache
def short_names() -> dict[str, str]:
    """Return every shorter name that means one field, with its dotted name: `sold`, `lock_expires`, `phone`, `deposit`."""
    names: dict[str, str] = {}
    ends: dict[str, list[str]] = {}
    for name in home_fields():
        ends.setdefault(name.rpartition(".")[2], []).append(name)
    for end, owners in ends.items():
        if len(owners) == 1 and (end not in VAGUE_NAMES or owners == [end]):
            names[end] = owners[0]
    for name, whole in list(names.items()):
        if name.endswith("_date"):
            names.setdefault(name.removesuffix("_date"), whole)
        if home_fields()[whole].is_list and name.endswith("s"):
            names.setdefault(f"{name[:-3]}y" if name.endswith("ies") else name[:-1], whole)
    return names | {name: whole for name, whole in FIELD_NAMES.items() if whole.split(".")[0] in home_fields()}


def field_path(typed: str, place_of: Callable[[FieldPath, str], int] | None = None) -> FieldPath:
    """Return the path that `lender.lock_expires`, `lock` or `deposits.2.paid` means: places count from 1 when typed, from 0 here.

    `place_of` finds the item of a list that a word names, as in `buyers.chidi.phone`. Raise UsageError for a field that
    the file doesn't know, with the nearest ones.
    """
    first, *rest = typed.strip().split(".")
    if first.startswith(OWN_PREFIX) and first != OWN_PREFIX:
        return (first, *rest)
    path: list[str | int] = []
    block: type[FileBlock] | None = Job
    field: Field | None = None
    for part in [*_whole_name(first), *rest]:
        if field is not None and field.is_list and (not path or not isinstance(path[-1], int)) and path[-1] != NEW:
            path.append(_place(tuple(path), part, typed, place_of))
            continue
        if field is not None and is_table(field):
            path.append(part)
            field, block = None, None
            continue
        field = _field_below(block, part, typed, field)
        block = field.block
        path.append(field.path[-1])
    return tuple(path)


def _whole_name(first: str) -> list[str]:
    """The keys that the first word stands for; the word itself where nobody knows it."""
    word = _key_form(first)
    if word in fields_in(Job) or word in FIELD_NAMES:
        return FIELD_NAMES.get(word, word).split(".")
    return (canonical_key("jobs", first) or short_names().get(word, word)).split(".")


def _place(path: FieldPath, part: str, typed: str, place_of: Callable[[FieldPath, str], int] | None) -> int | str:
    if part == NEW:
        return NEW
    if part.isascii() and part.isdigit():
        if int(part) < 1:
            raise UsageError(f"{typed}: places in a list count from 1.")
        return int(part) - 1
    if place_of is None:
        raise UsageError(f"{typed}: say which one, by its number: {'.'.join(map(str, path))}.1")
    return place_of(path, part)


def _field_below(block: type[FileBlock] | None, part: str, typed: str, above: Field | None) -> Field:
    if block is None:
        raise UsageError(f"there's no field \"{typed}\": there's nothing below {typed.rsplit('.', 1)[0]}.")
    known, word = fields_in(block), _key_form(part)
    name = word if word in known else canonical_key(above.path[-1] if above else "jobs", part)
    if name in known:
        return known[name]
    if part == typed:
        raise UsageError(f'there\'s no field "{part}".{_nearest(word)}')
    near = get_close_matches(word, known, n=3)
    where = typed[: typed.rfind(part)]
    guess = f" Did you mean {_or_list([where + name for name in near])}?" if near else f" There are: {', '.join(known)}."
    raise UsageError(f'there\'s no field "{part}" in {above.name if above else typed}.{guess}')


def _nearest(word: str) -> str:
    if canonical_key("log", word):
        return f" A conversation has one: backlog log JOB ... --{word.replace('_', '-')}"
    names = {**{name: name for name in home_fields()}, **short_names()}
    near = list(dict.fromkeys(names[name] for name in get_close_matches(word, names, n=6, cutoff=0.6)))[:3]
    if not near:
        near = [whole for name, whole in names.items() if len(word) > 2 and word in name][:3]
    return f" Did you mean {_or_list(near)}?" if near else " `backlog add --help` lists the fields."


def _or_list(words: list[str]) -> str:
    quoted = [f'"{word}"' for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def field_at(path: FieldPath) -> Field:
    """Return the field that a path leads to; for an item of a list of values, that of one value."""
    block: type[FileBlock] | None = Job
    found: Field | None = None
    for part in path:
        if found is not None and (isinstance(part, int) or part == NEW):
            found = found._replace(kind=found.item_kind, is_list=False)
        elif found is not None and is_table(found):
            found = found._replace(kind=get_args(_table_kind(found.kind))[1], block=None, is_past=found.path[-1] == "stages")
        elif block is not None:
            found = fields_in(block)[str(part)]
            block = found.block
    if found is None:
        raise UsageError("no field was named.")
    return found._replace(path=tuple(str(part + 1) if isinstance(part, int) else part for part in path))


def is_table(field: Field) -> bool:
    """Return whether a field is a table of her own keys, such as `stages`."""
    return _table_kind(field.kind) is not None


def _table_kind(kind: Any) -> Any:
    inner = get_args(kind)[0] if get_args(kind) else kind
    return next((one for one in (kind, inner) if get_origin(one) is dict), None)


def _is_list(kind: Any) -> bool:
    """Whether it is a list, marked or not, that may be left out or not."""
    return get_origin(kind) is tuple or (bool(get_args(kind)) and _is_list(get_args(kind)[0]))


def _key_form(word: str) -> str:
    return word.strip().casefold().replace("-", "_")
