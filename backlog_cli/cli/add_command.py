"""The options of `add`: one for every field of a home, made from the table of fields."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from typer.core import TyperOption

from backlog_cli.cli.parsing import VerbCommand, help_hint, is_like_option
from backlog_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import typer

    from backlog_cli.fields import Field

_MARK = "field__"  # in front of the names of these parameters; two more stand for a dot
_TOO = "__too"  # behind the name of a parameter that takes the other words for the same field
_NOT_ASKED = ("job", "buyers", "log", "stages", "closing.shifts", "cancelled")  # they have words or verbs of their own


class FieldOption(NamedTuple):
    """One option: the dotted name of its field, the words for it, and its help; `is_shown` by `--help`."""

    field: str
    words: tuple[str, ...]
    metavar: str
    help: str
    is_shown: bool


class AddCommand(VerbCommand):
    """A command that takes every field of a home as an option, besides its own."""

    def __init__(self, *args: Any, params: Sequence[Any] | None = None, **others: Any) -> None:
        found = field_options()
        self._field_words = frozenset(word for option in found for word in option.words)
        made = [made for option in found for made in _parameters(option)]
        arguments = [param for param in params or () if param.param_type_name == "argument"]
        own = [param for param in params or () if param.param_type_name != "argument"]
        super().__init__(*args, params=[*arguments, *made, *own], **others)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        given: dict[str, tuple[str, ...]] = {}
        words = list(args) if ctx.resilient_parsing else list(self._without_own_keys(self._join_values(args), given))
        rest = super().parse_args(ctx, words)
        for param in [name for name in ctx.params if name.startswith(_MARK)]:
            field = param.removeprefix(_MARK).removesuffix(_TOO).replace("__", ".")
            given[field] = (*given.get(field, ()), *(ctx.params.pop(param) or ()))
        ctx.meta[_MARK] = {field: typed for field, typed in given.items() if typed}
        return rest

    def _join_values(self, args: Sequence[str]) -> Iterator[str]:
        """The words of a field in one piece, up to the next option: `--sold jun 1 --lender Sable Creek Bank` needs no quotes.

        Only where number and buyer stand in front: behind an option they could not be told from its value.
        """
        first = next((place for place, word in enumerate(args) if self._is_option(word)), len(args))
        words = list(args)
        while words:
            word = words.pop(0)
            yield word
            if first > 1 and (word in self._field_words or _is_own_key(word)):
                value: list[str] = []
                while words and not self._is_option(words[0]):
                    value.append(words.pop(0))
                if value:
                    yield " ".join(value)

    def _is_option(self, word: str) -> bool:
        """Whether a word is an option; one with its value, `--sold=jun 1`, may hold blanks."""
        return is_like_option(word) or word.partition("=")[0] in self._field_words

    def _without_own_keys(self, words: Iterable[str], given: dict[str, tuple[str, ...]]) -> Iterator[str]:
        """The words without `--x_dog Rex`: her own keys go into `given`. Raise UsageError for one without a value."""
        left = iter(words)
        for word in left:
            name, sign, value = word.removeprefix("--").partition("=")
            if not _is_own_key(word):
                yield word
                continue
            typed = value if sign else next(left, "")
            if not typed or is_like_option(typed):
                raise UsageError(f"{word} needs a value. {help_hint(self.name)}")
            given[name] = (typed,)


def _is_own_key(word: str) -> bool:
    from backlog_cli.keys import OWN_PREFIX

    return word.startswith(f"--{OWN_PREFIX}")


def option_word(field: str) -> str:
    """Return the option that names a field, as `--help` shows it."""
    return next((option.words[0] for option in field_options() if option.field == field), f"--{field}")


def given_fields(ctx: typer.Context) -> Mapping[str, tuple[str, ...]]:
    """Return what was typed behind each option that names a field, by the field's dotted name."""
    found: Mapping[str, tuple[str, ...]] = ctx.meta.get(_MARK, {})
    return found


@cache
def field_options() -> tuple[FieldOption, ...]:
    """Return one option for every field, those of `--help` first."""
    from backlog_cli.keys import ADD_FIELDS

    made = {option.field: option for option in _all_options()}
    shown = [made.pop(name)._replace(is_shown=True) for name in ADD_FIELDS if name in made]
    return (*shown, *made.values())


def _all_options() -> Iterator[FieldOption]:
    from backlog_cli.fields import home_fields, short_names
    from backlog_cli.keys import KEY_SYNONYMS
    from backlog_cli.model import Buyer
    from backlog_cli.terms import DEFAULT_STAGES

    synonyms = {key: [word.strip() for word in typed.split(",")] for key, typed in KEY_SYNONYMS["jobs"].items()}
    taken = {"phone", "email", *short_names(), *home_fields()}
    names: dict[str, list[str]] = {}
    for short, whole in short_names().items():
        names.setdefault(whole, []).append(short)
    for key, kind in (("phone", "buyers.1.phone"), ("email", "buyers.1.email")):
        says = Buyer.model_fields[key].description or ""
        others = [word.strip().replace("_", "-") for word in KEY_SYNONYMS["buyers"][key].split(",")]
        words = [word for word in (key, kind, *others) if word != "number"]
        yield FieldOption(
            key, tuple(f"--{word}" for word in words), "TEXT", f"{says} Once for each buyer, in their order.", is_shown=False
        )
    for name, field in home_fields().items():
        if name.startswith(_NOT_ASKED):
            continue
        known = sorted({name, *names.get(name, ())}, key=lambda word: (len(word), word))
        words = [*known, *(word for word in synonyms.get(name, ()) if word.isidentifier() and word not in taken)]
        spelled = dict.fromkeys(f"--{form}" for word in words for form in (word.replace("_", "-"), word))
        says = (
            f"{field.says[:-1]}. One of: {', '.join(stage.name for stage in DEFAULT_STAGES)}." if name == "stage" else field.says
        )
        yield FieldOption(name, tuple(spelled), _metavar(field), says, is_shown=False)


def _metavar(field: Field) -> str:
    kind = str(field.kind)
    if field.name == "closing" or "datetime.date" in kind or "Moment" in kind:
        return "DATE"
    return "WORDS" if field.is_list and field.block is not None else "TEXT"


def _parameters(found: FieldOption) -> Iterator[TyperOption]:
    """The parameter of a field; what other words there are for it stand in a second one that no help shows."""
    first, *others = found.words
    name = _MARK + found.field.replace(".", "__")
    yield _parameter(name, (first,), found, is_shown=found.is_shown)
    if others:
        yield _parameter(name + _TOO, others, found, is_shown=False)


def _parameter(name: str, words: Sequence[str], found: FieldOption, *, is_shown: bool) -> TyperOption:
    def complete(ctx: typer.Context, _args: list[str], incomplete: str) -> list[tuple[str, str]]:
        from backlog_cli.cli.completion import value_completions
        from backlog_cli.cli.options import named_file

        return value_completions(named_file(ctx), found.field, incomplete)

    return TyperOption(
        param_decls=[name, *words],
        metavar=found.metavar,
        help=found.help,
        multiple=True,
        default=None,
        show_default=False,
        hidden=not is_shown,
        autocompletion=complete,
    )
