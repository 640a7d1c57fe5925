"""What the Tab key offers: job numbers with their buyers, read from the file; a broken file offers nothing, silently."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.store.cache.storage import Cache

SORT = "names"

# What a shell, or the help text of its menu, would act on. A name is only shown, so its like will do.
_ACTING = str.maketrans({"\\": "/", '"': "”", "'": "’", "`": "’", "$": " ", "[": "(", "]": ")", ":": " "})


def jobs_offered(incomplete: str) -> list[tuple[str, str]]:
    """Job numbers that begin as typed, each with its buyers, lot first where that is what was typed."""
    try:
        return _offered(incomplete)
    except Exception:  # a Tab key that prints an error breaks the line being typed
        return []


def _offered(incomplete: str) -> list[tuple[str, str]]:
    from backlog_cli.rules.folding import folded

    before, _, last = incomplete.rpartition(",")
    start = f"{before}," if before else ""
    word = folded(last)
    return [(start + job, line) for name, job, line in _known_offers() if name.startswith(word)]


def _known_offers() -> list[list[str]]:
    """Every job that can be offered, from memory when the file was read before."""
    import json
    from hashlib import sha256

    from backlog_cli.store.cache.storage import Cache
    from backlog_cli.store.paths import read, wanted_file

    path = wanted_file(_file_typed(), os.environ, Path.cwd()).path
    data = read(path)
    digest = sha256(data).hexdigest()
    cache = Cache(path, os.environ)
    said = cache.known(SORT, digest)
    if said is not None:
        offers: list[list[str]] = json.loads(said)
        return offers
    from backlog_cli.cli.context import page_of

    backlog = page_of(data, path.name).backlog
    keep_offers(cache, digest, backlog)
    return offers_of(backlog)


def keep_offers(cache: Cache, digest: str, backlog: Backlog) -> None:
    """Remember what is offered while the file has these bytes."""
    import json

    cache.keep(SORT, digest, json.dumps(offers_of(backlog), separators=(",", ":")).encode("ascii"))


def offers_of(backlog: Backlog) -> list[list[str]]:
    """For each job that can stand on a shell's line: its number as compared, as typed, and what is shown beside it."""
    from backlog_cli.rules.folding import folded
    from backlog_cli.rules.summary import joint_name
    from backlog_cli.views.escape import clean

    offers = []
    for summary in backlog.jobs:
        if _is_word(summary.job):
            line = clean(f"{joint_name(summary)}{f', lot {summary.lot}' if summary.lot else ''}")
            offers.append([folded(summary.job), summary.job, line.translate(_ACTING)])
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
