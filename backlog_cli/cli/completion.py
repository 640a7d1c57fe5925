"""What the Tab key offers: job numbers with their buyers, read from the file; a broken file offers nothing, silently."""

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
