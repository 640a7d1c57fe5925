"""The words behind `set JOB`: which field of that home they mean, and what is to be in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.cli.field_values import CLEAR_WORDS, Surroundings, parse_value, value_in_file
from backlog_cli.cli.options import read_note, settle_date
from backlog_cli.errors import UsageError
from backlog_cli.fields import NEW, field_at, field_path, fields_in, is_table
from backlog_cli.keys import OWN_PREFIX, SHORT_FORMS
from backlog_cli.rules.change import Change, Put
from backlog_cli.rules.changes.home import set_field
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.home_dates import home_dates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.cli.context import AppContext
    from backlog_cli.fields import FieldPath
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.store.load import LoadedFile
    from backlog_cli.terms import Policy


_MEANS_SOMETHING_EMPTY = ("amendment_date",)  # written down and empty: one is needed and not signed yet


class FieldInput(NamedTuple):
    """A field of one home with its new value: None empties it, a list is added to the list there."""

    path: FieldPath
    value: object
    field: str  # as typed

    def change(self, loaded: LoadedFile, summary: JobSummary) -> Change:
        """Return the change to the file as it is now. Raise UsageError where one field of a block or list has to be named."""
        there = value_in_file(loaded, summary.job, self.path, self.field)
        if self.value is None and there is None and self.path[-1] not in _MEANS_SOMETHING_EMPTY:
            return Change(summary.job, (), f"left {self.field} empty")
        if self.value is not None or not isinstance(there, list):
            return set_field(summary, self.path, self.value)
        if any(isinstance(item, dict) for item in there):
            raise UsageError(
                f"{self.field} has {len(there)} of them. Empty a field of one ({self.field}.1.{next(iter(there[0]))}), "
                f"or remove one by hand: backlog edit {summary.typed}"
            )
        emptied = tuple(Put((*self.path, place), None) for place in range(len(there)))
        return Change(summary.job, emptied, f"emptied {self.field}")


def value_to_set(
    context: AppContext, summary: JobSummary, field: str, words: Sequence[str] | None, *, policy: Policy
) -> FieldInput:
    """Return what `set` shall write. Raise UsageError or BadDate, with what works, for words that name no field or no value."""

    def place_of(path: FieldPath, word: str) -> int:
        return _place_named(context, summary, path, word)

    field, rest = _deeper(field, list(words or ()))
    path = field_path(field, place_of)
    typed = rest[0] if len(rest) == 1 and rest[0] in CLEAR_WORDS else _typed(rest, field)
    among = Surroundings.of(policy, context.today, home_dates(summary))
    value = settle_date(context, lambda chosen: parse_value(path, typed, field=field, among=among._replace(chosen=chosen)))
    return FieldInput(path, value, field)


def _typed(rest: Sequence[str], field: str) -> str:
    return read_note(rest, question=f"{field}:", option="the value after the field", needed=True) or ""


def _deeper(field: str, words: list[str]) -> tuple[str, list[str]]:
    """`lender status ctc` is `lender.status ctc`, and `deposits new ...` is `deposits.new ...`: a blank will do for the dot."""
    while len(words) > 1 and not field.startswith(OWN_PREFIX):
        try:
            found = field_at(field_path(field))
        except UsageError:
            break
        word = words[0].casefold()
        is_item = found.is_list and (word == NEW or (word.isascii() and word.isdigit() and found.block is not None))
        is_key = found.block is not None and not found.is_list and word in fields_in(found.block) and word == words[0]
        if not (is_item or is_key or is_table(found)):
            break
        field, words = f"{field}.{words[0]}", words[1:]
    return field, words


def _place_named(context: AppContext, summary: JobSummary, path: FieldPath, word: str) -> int:
    """The place in a list of the one item that a word names: `chidi` among the buyers, `earnest` among the deposits."""
    from backlog_cli.workflows.read import model_of

    found: object = model_of(context.session, summary)
    for part in path:
        found = found[part] if isinstance(part, int) and isinstance(found, tuple) else getattr(found, str(part), ())
    items = found if isinstance(found, tuple) else ()
    names = [_item_name(item, str(path[-1])) for item in items]
    wanted = fold_case(word)
    for fits in (_has_word, str.startswith, str.__contains__):
        places = [place for place, name in enumerate(names) if fits(fold_case(name), wanted)]
        if len(places) == 1:
            return places[0]
    where = ".".join(map(str, path))
    if not names:
        raise UsageError(f"{where} is empty. Add one: backlog set {summary.typed} {where}.new ...")
    listed = "\n".join(f"  {where}.{n}  {shorten(name)}" for n, name in enumerate(names, 1))
    raise UsageError(f'not one of {where}, or more than one, goes by "{word}". There are:\n{listed}')


def _has_word(name: str, word: str) -> bool:
    return word in name.split()


def _item_name(item: object, key: str) -> str:
    """What an item is called by: its main text, else its kind."""
    if isinstance(item, str):
        return item
    names = (*SHORT_FORMS.get(key, ()), "kind", "what", "at")
    return next((str(value) for name in names if (value := getattr(item, name, None)) is not None), "")
