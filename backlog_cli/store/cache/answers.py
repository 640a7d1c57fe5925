"""What a reading command answered, remembered under everything that the answer depends on."""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from backlog_cli.store.cache.storage import Cache

SLOTS = 16  # answers kept for one file: the page on this screen, the same as JSON, a list or two
MOST_SIGNS = 8 * 1024 * 1024  # of one answer; a longer one costs as much to read as to work out


class Answer(NamedTuple):
    """One answer: what was said, each part with where it went (`out` or `err`), the exit code, and which job it was about."""

    said: tuple[tuple[str, str], ...]
    code: int
    job: str | None = None


def question_of(*parts: object) -> str:
    """The name of a question: equal only when everything is that the answer depends on."""
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def remembered(cache: Cache, question: str) -> Answer | None:
    """The answer to just this question; None when it was not asked lately."""
    said = cache.known(_slot(question), question)
    if said is None:
        return None
    with suppress(ValueError, TypeError, KeyError):
        parts, code, job = json.loads(said)
        return Answer(tuple((str(where), str(text)) for where, text in parts), int(code), job)
    return None


def remember(cache: Cache, question: str, answer: Answer) -> None:
    """Keep the answer to this question in the place of an older one."""
    if sum(len(text) for _, text in answer.said) <= MOST_SIGNS:
        said = json.dumps([answer.said, answer.code, answer.job], separators=(",", ":"))
        cache.keep(_slot(question), question, said.encode("ascii"))


def _slot(question: str) -> str:
    return f"answer{int(question[:8], 16) % SLOTS}"
