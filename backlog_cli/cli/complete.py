"""What the Tab key offers: job numbers with their buyers, read from the file; a broken file offers nothing, silently."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

# What a shell, or the help text of its menu, would act on. A name is only shown, so its like will do.
_ACTING = str.maketrans({"\\": "/", '"': "”", "'": "’", "`": "’", "$": " ", "[": "(", "]": ")", ":": " "})


def jobs_offered(incomplete: str) -> list[tuple[str, str]]:
    """Job numbers that begin as typed, each with its buyers, lot first where that is what was typed."""
    try:
        return _offered(incomplete)
    except Exception:  # a Tab key that prints an error breaks the line being typed
        return []


def _offered(incomplete: str) -> list[tuple[str, str]]:
    from backlog_cli.cli.desk import page_of
    from backlog_cli.rules.pick import folded
    from backlog_cli.rules.standing import joint_name
    from backlog_cli.store.place import read, wanted_file
    from backlog_cli.views.clean import clean

    path = wanted_file(_file_typed(), os.environ, Path.cwd()).path
    before, _, last = incomplete.rpartition(",")
    start = f"{before}," if before else ""
    word = folded(last)
    offers = []
    for standing in page_of(read(path), path.name).book.jobs:
        line = clean(f"{joint_name(standing)}{f', lot {standing.lot}' if standing.lot else ''}")
        if folded(standing.job).startswith(word) and _is_word(standing.job):
            offers.append((start + standing.job, line.translate(_ACTING)))
    return offers


def _is_word(job: str) -> bool:
    """Whether a job number can stand on a shell's line as it is; any other would have to be quoted."""
    return all(sign.isalnum() or sign in "-_./+" for sign in job)


def _file_typed() -> str | None:
    """The --file of the line being completed; the shell hands the whole line over in COMP_WORDS or the like."""
    words = shlex.split(os.environ.get("COMP_WORDS", "") or os.environ.get("_TYPER_COMPLETE_ARGS", ""))
    for place, word in enumerate(words):
        if word in ("--file", "-f") and place + 1 < len(words):
            return words[place + 1]
        if word.startswith("--file="):
            return word.partition("=")[2]
    return None
