"""The parameters that a verb declares, and the words of a plain line sorted among them without any library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Offers = Callable[[str], Sequence[str | tuple[str, str]]]

MOST_DIGITS = 9  # of a number that is read here


class Argument:
    """Words that stand for themselves: how the help page names them, what it says, what the Tab key offers."""

    __slots__ = ("autocompletion", "help", "metavar")

    def __init__(self, *, metavar: str, help: str = "", autocompletion: Offers | None = None) -> None:
        self.metavar, self.help, self.autocompletion = metavar, help, autocompletion


class Option:
    """A switch, or words behind a name: `names` as they are typed, `--` and the parameter's own name when left out."""

    __slots__ = ("help", "metavar", "names")

    def __init__(self, *names: str, metavar: str = "", help: str = "") -> None:
        self.names, self.metavar, self.help = names, metavar, help


class Param:
    """One parameter of a verb's body. `kind` is the type of its value: bool for a switch, str, int, or list for many words."""

    __slots__ = ("default", "is_required", "kind", "name", "shown", "type")

    def __init__(self, name: str, hint: Any, default: object, *, is_required: bool) -> None:
        self.name, self.default, self.is_required = name, default, is_required
        self.type: Any = hint.__origin__
        self.shown: Argument | Option = hint.__metadata__[0]
        self.kind: type = _kind_of(self.type)

    @property
    def names(self) -> tuple[str, ...]:
        """How an option is typed; nothing for words that stand for themselves."""
        if isinstance(self.shown, Argument):
            return ()
        return self.shown.names or (f"--{self.name.replace('_', '-')}",)


def _kind_of(hint: Any) -> type:
    kinds = [kind for kind in getattr(hint, "__args__", ()) if kind is not type(None)] or [hint]
    # `list[str]` has its items for arguments, `list[str] | None` has itself.
    if hasattr(hint, "__origin__") or hasattr(kinds[0], "__origin__"):
        return list
    kind: type = kinds[0]
    return kind


def params_of(body: Callable[..., Any]) -> list[Param]:
    """The parameters of a verb's body behind its first, the desk, in their order."""
    code = body.__code__
    names = code.co_varnames[1 : code.co_argcount]
    hints: Mapping[str, Any] = body.__annotations__
    if any(isinstance(hints[name], str) for name in names):
        # The desk stands in every body, and in no room while the program runs.
        hints = get_type_hints(body, localns={"AppContext": object}, include_extras=True)
    defaults = body.__defaults__ or ()
    first = len(names) - len(defaults)
    return [
        Param(name, hints[name], defaults[n - first] if n >= first else None, is_required=n < first)
        for n, name in enumerate(names)
    ]


def understood(params: Sequence[Param], words: Iterable[str]) -> dict[str, object] | None:
    """The value of each parameter that these words give, by the parameter's name; None for words that are not plainly put.

    Those are for the library, which says what is wrong with them or reads what is not read here: it gives the same values for
    every line that this understands.
    """
    named = {name: param for param in params for name in param.names}
    given: dict[str, Any] = {param.name: param.default for param in params}
    loose: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            loose += rest
        elif not is_option(word):
            loose.append(word)
        elif not _is_taken(word, rest, named, given):
            return None
    places = [param for param in params if not param.names]
    return given if _are_placed(loose, places, given) else None


def is_option(word: str) -> bool:
    """Whether a word is an option by its looks; a date earlier is none, nor is a single dash."""
    return len(word) > 1 and word[0] == "-" and not is_earlier(word)


def is_earlier(word: str) -> bool:
    """Whether a word begins as a date earlier does, such as `-3d`."""
    return word[:1] == "-" and word[1:2].isdigit()


def _is_taken(word: str, rest: Any, named: Mapping[str, Param], given: dict[str, Any]) -> bool:
    name, sign, value = word.partition("=")
    param = named.get(name)
    if param is None:
        return False
    if param.kind is bool:
        given[param.name] = True
        return not sign
    if not sign:
        value = next(rest, "--")
        if is_option(value):
            return False
    if param.kind is int:
        given[param.name] = int(value) if value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS else None
        return given[param.name] is not None
    given[param.name] = [*(given[param.name] or ()), value] if param.kind is list else value
    return True


def _are_placed(words: list[str], places: Sequence[Param], given: dict[str, Any]) -> bool:
    for param in places:
        if not words:
            if param.is_required:
                return False
        elif param.kind is list:
            given[param.name], words = words, []
        else:
            given[param.name], words = words[0], words[1:]
    return not words
