"""What the Tab key offers: job numbers with their buyers, fields, columns and terms; a broken file offers nothing, silently."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a shell, or the help text of its menu, would act on. A name is only shown, so its like will do.
_SHELL_REPLACEMENTS = str.maketrans({"\\": "/", '"': "”", "'": "’", "`": "’", "$": " ", "[": "(", "]": ")", ":": " "})


def job_completions(incomplete: str) -> list[tuple[str, str]]:
    """Job numbers that begin as typed, each with its buyers, lot first where that is what was typed."""
    try:
        return _matching_completions(incomplete)
    except Exception:  # a Tab key that prints an error breaks the line being typed
        return []


def field_completions(incomplete: str) -> list[tuple[str, str]]:
    """Names of fields that begin as typed, each with what it holds: short names, then those with dots."""
    try:
        from backlog_cli.fields import home_fields, short_names

        fields, start = home_fields(), incomplete.casefold()
        names = {**{name: name for name in fields}, **short_names()}
        found = sorted((name.count("."), name) for name in names if name.startswith(start))
        return [(name, _menu_text(_says_of(names[name]))) for _, name in found]
    except Exception:  # as above
        return []


def column_completions(incomplete: str) -> list[tuple[str, str]]:
    """Names of columns behind those that are typed already: `job,len` offers `job,lender`."""
    before, comma, last = incomplete.rpartition(",")
    try:
        from backlog_cli.views.columns import COLUMNS

        own = [(column.name, "") for column in COLUMNS if column.name.startswith(last.casefold())]
        more = [(name, says) for name, says in field_completions(last) if name not in dict(own)]
        return [(before + comma + name, says) for name, says in (*own, *more)]
    except Exception:  # as above
        return []


def term_completions(incomplete: str) -> list[tuple[str, str]]:
    """Terms of a list, and the words behind the colon of those that have a few."""
    try:
        from backlog_cli.rules.due.selection import TERM_EXAMPLES, WORD_TERMS
        from backlog_cli.terms import DEFAULT_STAGES, Level, LoanProduct

        word = incomplete.casefold()
        values: dict[str, list[str]] = {
            "stage": [stage.name for stage in DEFAULT_STAGES],
            "level": [str(level) for level in Level],
            "product": [str(product) for product in LoanProduct],
        }
        key, colon, _ = word.partition(":")
        if colon:
            offers = [(f"{key}:{value}", "") for value in values.get(key, ())]
        else:
            offers = [*((f"{name}:", f"such as {example}") for name, example in TERM_EXAMPLES.items()), *WORD_TERMS.items()]
        return [(offer, _menu_text(says)) for offer, says in offers if offer.startswith(word)]
    except Exception:  # as above
        return []


def _says_of(name: str) -> str:
    from backlog_cli.fields import home_fields
    from backlog_cli.model import Buyer

    field = home_fields().get(name)
    return field.says if field else Buyer.model_fields[name.rpartition(".")[2]].description or ""


def _menu_text(words: str) -> str:
    return words.translate(_SHELL_REPLACEMENTS)


def _matching_completions(incomplete: str) -> list[tuple[str, str]]:
    from backlog_cli.rules.folding import fold_case

    before, _, last = incomplete.rpartition(",")
    start = f"{before}," if before else ""
    word = fold_case(last)
    return [(start + job, line) for name, job, line in _home_offers() if name.startswith(word)]


def _home_offers() -> Iterator[tuple[str, str, str]]:
    """For each home that can stand on a shell's line: its number as compared, as typed, and what is shown beside it."""
    from hashlib import sha256

    from backlog_cli.rules.folding import fold_case
    from backlog_cli.rules.names import household
    from backlog_cli.store.cache.job_cache import JobCache
    from backlog_cli.store.paths import locate_file, read_file
    from backlog_cli.views.escape import escape_for_terminal

    path = locate_file(_file_option(), os.environ, Path.cwd()).path
    data = read_file(path)
    digest, cache = sha256(data).hexdigest(), JobCache(path, os.environ)
    homes = cache.load(digest)
    if homes is None:
        from backlog_cli.workflows.read import read_and_save

        summaries = read_and_save(cache, data, digest, path.name)[0].backlog.jobs
        named = [(summary.job, [buyer.surname for buyer in summary.buyers], summary.lot) for summary in summaries]
    else:
        named = [
            (name, [family for _, family, *_ in entry.buyers], entry.lot)
            for name, entry in zip(homes.names, homes.entries, strict=True)
        ]
    for number, buyers, lot in named:
        if _is_shell_word(number):
            line = escape_for_terminal(f"{household(buyers)}{f', lot {lot}' if lot else ''}")
            yield fold_case(number), number, line.translate(_SHELL_REPLACEMENTS)


def _is_shell_word(job: str) -> bool:
    """Whether a job number can stand on a shell's line as it is; any other would have to be quoted."""
    return all(sign.isalnum() or sign in "-_./+@" for sign in job)


def _file_option() -> str | None:
    """The --file of the line being completed; the shell hands the whole line over in COMP_WORDS or the like."""
    words = shlex.split(os.environ.get("COMP_WORDS", "") or os.environ.get("_TYPER_COMPLETE_ARGS", ""))
    for place, word in enumerate(words):
        if word in ("--file", "-f") and place + 1 < len(words):
            return words[place + 1]
        if word.startswith("--file="):
            return word.partition("=")[2]
    return None
