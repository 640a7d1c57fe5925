"""What the Tab key offers: verbs and options, homes by number and by name, the words of closed lists."""

from __future__ import annotations

import os
import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_cli.cli.parsing import COMPLETION_VARIABLE, FILE_MARK, OPTIONS_WITH_VALUE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.store.cache.contents import CachedHomes
    from backlog_cli.store.cache.summaries import CachedBacklog

    Offer = tuple[str, str]  # what is typed, and what is shown beside it

# What a shell script gets where files are meant, in a line of its own.
FILES = ":files:"
_EVERYWHERE = (*OPTIONS_WITH_VALUE, "--debug")
_LISTING = "63"  # what bash calls the Tab key that only shows what there is
_MOST_HOMES = 3  # named beside a name that several homes have

# What a shell, or the help text of its menu, would act on. A name is only shown, so its like will do.
_SHELL_REPLACEMENTS = str.maketrans({"\\": "/", '"': "”", "'": "’", "`": "’", "$": " "})


# The answer to a shell


def answer_tab(group: Any, environ: Mapping[str, str], context: AppContext) -> str:
    """Return what `shell_scripts` and PowerShell are told for the line that is being typed: an offer a line.

    What offers something finds the context in its own, as a verb does.
    """
    shell = environ[COMPLETION_VARIABLE]
    if shell == "complete_powershell":
        from typer._completion_classes import PowerShellComplete

        power = PowerShellComplete(group, {"obj": context}, "backlog", COMPLETION_VARIABLE)
        items = power.get_completions(*power.get_completion_args())
        return "\n".join(power.format_completion(item) for item in items if not item.value.endswith(FILE_MARK))
    if shell not in ("bash", "zsh", "fish"):
        return ""  # a script of an older version, which would do something else with these lines
    *args, word = split_line(environ.get("_BACKLOG_LINE", ""))[1:]
    start = word.partition("=")[2] if word.startswith("--") and "=" in word else word
    offers = [(value, says) for value, says in _offers_of(group, args, word, context) if value.startswith(start)]
    if any(value.endswith(FILE_MARK) for value, _ in offers):
        return FILES
    found = [(value[len(start) :], _menu_text(says)) for value, says in offers]
    if shell == "bash":
        return _bash_answer(environ.get("_BACKLOG_WORD", ""), found, environ)
    return "\n".join(f"{word}{rest}\t{says}" for rest, says in found)


def _offers_of(group: Any, args: list[str], word: str, context: AppContext) -> list[Offer]:
    """What Typer finds for the word behind these. A global option may come behind the verb, which does not know it."""
    from typer._completion_classes import BashComplete

    finder = BashComplete(group, {"obj": context}, "backlog", COMPLETION_VARIABLE)
    if args and args[-1] in OPTIONS_WITH_VALUE:
        args = args[-1:]
    elif "=" in word and word.partition("=")[0] in OPTIONS_WITH_VALUE:
        args = []
    items = finder.get_completions(args, word)
    if args and word.startswith("-") and "=" not in word:
        items += [item for item in finder.get_completions([], word) if item.value in _EVERYWHERE]
    return list({item.value: item.help or "" for item in items}.items())


def _bash_answer(replaced: str, found: Sequence[Offer], environ: Mapping[str, str]) -> str:
    """The words, continued from what bash is going to replace; with their help where it only lists them."""
    words = [(replaced + rest, says) for rest, says in found]
    if environ.get("COMP_TYPE") != _LISTING or len(words) < 2 or not any(says for _, says in words):
        return "\n".join(word for word, _ in words)
    from backlog_cli.views.wrap import cell_len

    width = max(cell_len(word) for word, _ in words)
    columns = environ.get("_BACKLOG_COLUMNS", "")
    room = (int(columns) if columns.isdigit() else 80) - width - 4
    return "\n".join(f"{word}{' ' * (width - cell_len(word))}  {_cut(says, room)}".rstrip() for word, says in words)


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: max(room - 3, 0)]}..."


def split_line(line: str) -> list[str]:
    """Return the words of a line as a shell would take them apart; the last is the one being typed, "" for a new one."""
    from typer._click.shell_completion import split_arg_string

    # With a letter behind it, the last word is there even when it is empty or a quote is still open.
    *before, last = split_arg_string(f"{line}x")
    return [*before, last[:-1]] if before else ["", last[:-1]]


# What is offered


def word_completions(words: Iterable[str] | Mapping[str, str] | type[StrEnum], incomplete: str) -> list[Offer]:
    """The words of a closed list that begin as typed, those of a vocabulary with what else agents call them."""
    if isinstance(words, type) and issubclass(words, StrEnum):
        from backlog_cli.terms import synonyms_of

        words = {word: ", ".join(typed[:3]) for word, typed in synonyms_of(words).items()}
    offers = words.items() if hasattr(words, "items") else ((word, "") for word in words)
    return _beginning(offers, incomplete)


def _beginning(offers: Iterable[Offer], typed: str) -> list[Offer]:
    """Those offers that begin as typed, in capitals or not. What is typed stays, and the rest follows."""
    start = typed.casefold()
    return [(typed + word[len(typed) :], _menu_text(says)) for word, says in offers if word.casefold().startswith(start)]


def silent(offers: Callable[..., list[Offer]]) -> Callable[..., list[Offer]]:
    """The same offers; none when anything goes wrong: a Tab key that prints an error breaks the line being typed."""

    def offers_or_none(*args: Any, **named: Any) -> list[Offer]:
        try:
            return offers(*args, **named)
        except Exception:
            return []

    return offers_or_none


@silent
def job_completions(file: str | None, incomplete: str) -> list[Offer]:
    """Job numbers that begin as typed, each with its buyers, and family names, each with its homes; behind a comma the next."""
    before, comma, last = incomplete.rpartition(",")
    homes = _read_homes(file)
    found = (
        [*_numbers(homes, last), *_names(homes, last, _family_names)] or _digits(homes, last) or _names(homes, last, _whole_names)
    )
    return [(before + comma + word, says) for word, says in found]


@silent
def stage_completions(file: str | None, incomplete: str) -> list[Offer]:
    """The stages of the file in building order, closed and cancelled, and `next`."""
    from backlog_cli.terms import CANCELLED, CLOSED

    words = dict.fromkeys(("next", *_read_stages(file), CLOSED, CANCELLED))
    return word_completions([word for word in words if _is_shell_word(word)], incomplete)


@silent
def field_completions(incomplete: str) -> list[Offer]:
    """Names of fields that begin as typed, each with what it holds: short names, then those with dots."""
    from backlog_cli.fields import home_fields, short_names

    names = {**{name: name for name in home_fields()}, **short_names()}
    begun = [name for name in names if name.startswith(incomplete.casefold())]
    in_order = sorted(begun, key=lambda name: (name.count("."), name))
    return _beginning([(name, _says_of(names[name])) for name in in_order], incomplete)


@silent
def value_completions(file: str | None, field: str, incomplete: str) -> list[Offer]:
    """The words that a field can hold, where they are few."""
    from backlog_cli.fields import home_fields, short_names

    name = short_names().get(field.casefold(), field.casefold())
    if name == "stage":
        return [(word, says) for word, says in stage_completions(file, incomplete) if word != "next"]
    vocabulary = next(_vocabularies(home_fields()[name].kind), None)
    return word_completions(vocabulary, incomplete) if vocabulary else []


def _vocabularies(kind: Any) -> Iterator[type[StrEnum]]:
    """The closed lists in the declared type of a field."""
    from typing import get_args

    if isinstance(kind, type) and issubclass(kind, StrEnum):
        yield kind
    for part in get_args(kind):
        yield from _vocabularies(part)


@silent
def column_completions(incomplete: str) -> list[Offer]:
    """Names of columns behind those that are typed already: `job,len` offers `job,lender`."""
    from backlog_cli.views.columns import COLUMNS

    before, comma, last = incomplete.rpartition(",")
    own = _beginning(((column.name, "") for column in COLUMNS), last)
    more = [(name, says) for name, says in field_completions(last) if name not in dict(own)]
    return [(before + comma + name, says) for name, says in (*own, *more)]


@silent
def term_completions(file: str | None, incomplete: str) -> list[Offer]:
    """Terms of a list, and the words behind the colon of those that have a few."""
    from backlog_cli.dates.values import MONTHS
    from backlog_cli.rules.due.selection import TERM_EXAMPLES, WORD_TERMS
    from backlog_cli.terms import DEFAULT_STAGES, Level, LoanProduct

    values: dict[str, Iterable[str]] = {
        "stage": [stage.name for stage in DEFAULT_STAGES],
        "closing": [month[:3].casefold() for month in MONTHS],
        "within": ["7d", "14d", "30d", "60d", "90d"],
        "level": [str(level) for level in Level],
        "product": [str(product) for product in LoanProduct],
    }
    key, colon, _ = incomplete.casefold().partition(":")
    if key == "super" and colon:
        named = _superintendents(file, incomplete.partition(":")[2])
        return _beginning([(f"{key}:{name}", says) for name, says in named], incomplete)
    if colon:
        return _beginning([(f"{key}:{value}", "") for value in values.get(key, ())], incomplete)
    terms = [(f"{name}:", f"such as {example}") for name, example in TERM_EXAMPLES.items()]
    return _beginning([*terms, *WORD_TERMS.items()], incomplete)


@silent
def superintendent_completions(file: str | None, incomplete: str) -> list[Offer]:
    """The names of the superintendents that begin as typed, each with the homes that are theirs."""
    return _beginning(_superintendents(file, incomplete), incomplete)


@silent
def writer_completions(file: str | None, incomplete: str) -> list[Offer]:
    """The first names of who covers, and of everybody else who had a conversation, each with the whole name."""
    from backlog_cli.rules.writers import known_writers

    names = {name.split()[0]: name for name in sorted(known_writers(_read_backlog(file)), key=len) if name.split()}
    return _beginning([(word, name) for word, name in sorted(names.items()) if _is_shell_word(word)], incomplete)


def _superintendents(file: str | None, typed: str) -> list[Offer]:
    """Of each superintendent the last name, which will do for all of it; the others once one of them is being typed."""
    from backlog_cli.rules.folding import fold_case
    from backlog_cli.rules.summary import is_open

    found: dict[str, list[JobSummary]] = {}
    for home in _read_backlog(file).jobs:
        names = (home.superintendent or "").split() if is_open(home) else []
        begun = [name for name in names if fold_case(name).startswith(fold_case(typed))] if typed else names[-1:]
        for name in begun[-1:]:
            found.setdefault(name, []).append(home)
    return [
        (name, ", ".join([*dict.fromkeys(home.superintendent or "" for home in homes), _count(homes)]))
        for name, homes in sorted(found.items(), key=lambda named: named[0].casefold())
        if _is_shell_word(name)
    ]


def _count(homes: Sequence[JobSummary]) -> str:
    return "1 home" if len(homes) == 1 else f"{len(homes)} homes"


@silent
def item_completions(file: str | None, job: str, today: str, incomplete: str) -> list[Offer]:
    """The numbers that `done JOB` takes on a day such as 2026-11-23, each with what it checks off."""
    from backlog_cli.rules.changes.done import open_items
    from backlog_cli.rules.job_lookup import resolve_job

    backlog = _read_backlog(file)
    home = resolve_job(job, backlog.jobs, reading=False)
    items = open_items(home, backlog.policy, today=date.fromisoformat(today))
    return _beginning([(str(number), item.what) for number, item in enumerate(items, 1)], incomplete)


def _says_of(name: str) -> str:
    from backlog_cli.fields import home_fields
    from backlog_cli.model import Buyer

    field = home_fields().get(name)
    return field.says if field else Buyer.model_fields[name.rpartition(".")[2]].description or ""


def _menu_text(words: str) -> str:
    from backlog_cli.views.escape import escape_for_terminal

    return escape_for_terminal(" ".join(words.split())).translate(_SHELL_REPLACEMENTS)


# Homes


class _Home(NamedTuple):
    """What is offered of a home: what it is called by, its buyers' names, its lot."""

    job: str
    buyers: tuple[tuple[str, str], ...]  # family name, given names
    lot: str | None
    is_open: bool


def _read_homes(file: str | None) -> list[_Home]:
    """The homes of the file, from the cache alone where it knows them. Raise what keeps the file from being read."""
    from backlog_cli.terms import CANCELLED, CLOSED

    cached, found = _read_file(file)
    rows: Iterable[tuple[str, list[tuple[str, str]], str | None, str]]
    if cached is not None:
        pairs = zip(cached.names, cached.entries, strict=True)
        rows = ((name, [(family, given) for _, family, given, *_ in home.buyers], home.lot, home.stage) for name, home in pairs)
    else:
        assert found is not None
        jobs = found.backlog.jobs
        rows = ((home.job, [(one.surname, one.parts.given) for one in home.buyers], home.lot, home.stage) for home in jobs)
    return [_Home(name, tuple(buyers), lot, stage not in (CLOSED, CANCELLED)) for name, buyers, lot, stage in rows]


def _read_backlog(file: str | None) -> Backlog:
    """All that is known of the homes, from the cache where it knows them. Raise what keeps the file from being read."""
    from backlog_cli.store.cache.summaries import backlog_in

    cached, found = _read_file(file)
    known = found if cached is None else backlog_in(cached)
    assert known is not None
    return known.backlog


def _read_stages(file: str | None) -> list[str]:
    from backlog_cli.store.cache.codec import decode
    from backlog_cli.terms import Policy

    cached, found = _read_file(file)
    policy = decode(Policy, cached.head.policy) if cached is not None else found.backlog.policy if found is not None else Policy()
    return [stage.name for stage in policy.stages]


def _read_file(file: str | None) -> tuple[CachedHomes | None, CachedBacklog | None]:
    """What the cache has of the file; where it has nothing, what a reading of it comes to."""
    from hashlib import sha256

    from backlog_cli.store.cache.job_cache import JobCache
    from backlog_cli.store.file_contents import read_file
    from backlog_cli.store.paths import locate_file

    # The shell has not yet looked at these words.
    named = os.path.expandvars(os.path.expanduser(file)) if file else None  # noqa: PTH111 - a word, no path yet
    path = locate_file(named, os.environ, Path.cwd()).path
    data = read_file(path)
    digest, cache = sha256(data).hexdigest(), JobCache(path, os.environ)
    homes = cache.load(digest)
    if homes is not None:
        return homes, None
    from backlog_cli.workflows.read import read_and_save

    return None, read_and_save(cache, data, digest, path.name)[0]


def _numbers(homes: Iterable[_Home], typed: str) -> Iterator[Offer]:
    from backlog_cli.rules.folding import fold_case

    start = fold_case(typed)
    for home in homes:
        if fold_case(home.job).startswith(start) and _is_shell_word(home.job):
            yield typed + home.job[len(typed) :], _menu_text(_buyers_and_lot(home))


def _digits(homes: Iterable[_Home], typed: str) -> list[Offer]:
    """The digits of job numbers, as far as only one home has them: `1041` for HC-1041."""
    if not typed.isdecimal():
        return []
    found: dict[str, list[_Home]] = {}
    for home in homes:
        digits = "".join(sign for sign in home.job.partition("@")[0] if sign.isdecimal())
        if digits.startswith(typed):
            found.setdefault(digits, []).append(home)
    lone = ((digits, named[0]) for digits, named in found.items() if len(named) == 1)
    return [(digits, _menu_text(f"{home.job}, {_buyers_and_lot(home)}")) for digits, home in lone]


def _buyers_and_lot(home: _Home) -> str:
    from backlog_cli.rules.names import household

    return household(family for family, _ in home.buyers) + (f", lot {home.lot}" if home.lot else "")


def _names(homes: Iterable[_Home], typed: str, names_of: Callable[[_Home], Iterable[str]]) -> list[Offer]:
    """Names that begin as typed, each once, with the homes that it means: the open ones, where there are any."""
    found: dict[str, list[_Home]] = {}
    for home in homes:
        rests = (name_rest(name, typed) for name in map(shell_name, names_of(home)) if name)
        for whole in dict.fromkeys(typed + rest for rest in rests if rest is not None):
            found.setdefault(whole, []).append(home)
    meant = {name: [home for home in named if home.is_open] or named for name, named in found.items()}
    return [(name, _menu_text(_which_homes(meant[name]))) for name in sorted(meant, key=str.casefold)]


def _family_names(home: _Home) -> Iterator[str]:
    return (family for family, _ in home.buyers)


def _whole_names(home: _Home) -> Iterator[str]:
    """First name first, and the parts of a family name that people are called by: Berg for van der Berg."""
    from backlog_cli.rules.names import name_parts

    for family, given in home.buyers:
        if given:
            yield f"{given} {family}"
        yield from name_parts(family)


def _which_homes(homes: Sequence[_Home]) -> str:
    if len(homes) > _MOST_HOMES:
        return f"{len(homes)} homes"
    return " or ".join(home.job + (f", lot {home.lot}" if home.lot else "") for home in homes)


def shell_name(name: str) -> str:
    """A name as it can be typed without quotes and still be understood: `van.der.Berg`, `OBrien`."""
    import unicodedata

    words = unicodedata.normalize("NFC", name).replace("/", " ").split()
    kept = ("".join(sign for sign in word if sign.isalnum() or sign == "-").strip("-") for word in words)
    return ".".join(word for word in kept if word)


def name_rest(name: str, typed: str) -> str | None:
    """What of a name comes behind what is typed, compared as names are; None when it begins otherwise."""
    from backlog_cli.rules.names import name_key

    key = name_key(typed)
    if not name_key(name).startswith(key) or (typed and not key):
        return None
    size = next((size for size in range(len(name) + 1) if name_key(name[:size]) == key), None)
    if size is None:
        return None
    return name[size:].lstrip(".-") if re.search(r"[\s.-]$", typed) else name[size:]


def _is_shell_word(job: str) -> bool:
    """Whether a word needs no quotes on a shell's command line."""
    return not job.startswith("-") and all(sign.isalnum() or sign in "-_./+@" for sign in job)
