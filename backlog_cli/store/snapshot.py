"""Where every job of a file stands, remembered under the file's own bytes, so that an unchanged file is not read again."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from backlog_cli.frozen import Frozen
from backlog_cli.rules.standing import Book, Standing
from backlog_cli.store.shape import flat, revived

if TYPE_CHECKING:
    from backlog_cli.store.cache import Cache

SORT = "book"


class Known(Frozen):
    """What a reading of a file came to: the book, and a stand-in for each job that could not be read (`store.unread`)."""

    book: Book
    unread: tuple[Standing, ...] = ()


def known(cache: Cache, digest: str) -> Known | None:
    """What is remembered of the file with these bytes; None when nothing is."""
    said = cache.known(SORT, digest)
    if said is None:
        return None
    # A text that is whole by its check sum was written by this program; nothing but a wonder makes it another one.
    with suppress(ValueError, TypeError, KeyError, IndexError, AttributeError):
        return _known(said.split(b"\n"))
    return None


def remember(cache: Cache, digest: str, found: Known) -> None:
    """From now on this is known of the file with these bytes."""
    cache.keep(SORT, digest, "\n".join(_lines(found)).encode("utf-8", "surrogatepass"))


def _lines(found: Known) -> list[str]:
    """One line about the file, then one for each job."""
    book = found.book
    about = [flat(book.policy), flat(book.away), list(book.bad), book.warnings, flat(book.history), flat(found.unread)]
    return [_line(about), *(_line(flat(standing)) for standing in book.jobs)]


def _line(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _known(lines: list[bytes]) -> Known:
    policy, away, bad, warnings, history, unread = json.loads(lines[0])
    whole = revived(Book, [policy, away, [], bad, warnings, history])
    # Parsed as one text: a line at a time costs twice as much.
    jobs = json.loads(b"[" + b",".join(lines[1:]) + b"]")
    book = Book(
        policy=whole.policy,
        away=whole.away,
        jobs=tuple([revived(Standing, job) for job in jobs]),
        bad=whole.bad,
        warnings=whole.warnings,
        history=whole.history,
    )
    return Known(book, tuple(revived(Standing, one) for one in unread))
