"""Where every job of a file stands, remembered under the file's own bytes, so that an unchanged file is not read again."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_cli.rules.backlog import Backlog, taught
from backlog_cli.rules.summary import JobSummary
from backlog_cli.store.cache.codec import flat, revived

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.store.cache.storage import Cache

SORT = "book"
_LINE = JobSummary._fields.index("line")


class CachedBacklog(NamedTuple):
    """What a reading of a file came to: the book, and a placeholder for each job that could not be read."""

    backlog: Backlog
    unread: tuple[JobSummary, ...] = ()


def known(cache: Cache, digest: str) -> CachedBacklog | None:
    """What is remembered of the file with these bytes; None when nothing is."""
    said = cache.known(SORT, digest)
    if said is None:
        return None
    # A text that is whole by its check sum was written by this program; nothing but a wonder makes it another one.
    with suppress(ValueError, TypeError, KeyError, IndexError, AttributeError):
        return _known(said.split(b"\n"))
    return None


def remember(cache: Cache, digest: str, found: CachedBacklog) -> None:
    """From now on this is known of the file with these bytes."""
    cache.keep(SORT, digest, "\n".join(_lines(found)).encode("utf-8", "surrogatepass"))


def one(cache: Cache, digest: str, job: str) -> Backlog | None:
    """The book with that one job in it; None when nothing is known of these bytes, or not of that job.

    Its warnings count from none, and the job's line is not known.
    """
    said = cache.known(SORT, digest, is_held=True)
    if said is None:
        return None
    wanted = _begins(job)
    at = said.find(b"\n" + wanted) + 1
    if not at:
        return None
    with suppress(ValueError, TypeError, KeyError, IndexError, AttributeError):
        policy, away, bad, _, history, *_ = json.loads(said[: said.index(b"\n")])
        end = said.find(b"\n", at)
        summary = revived(JobSummary, json.loads(said[at : end if end >= 0 else len(said)]))
        whole = revived(Backlog, [policy, away, [], bad, 0, history])
        return Backlog(whole.policy, whole.away, (summary,), whole.bad, 0, whole.history)
    return None


def _begins(job: str) -> bytes:
    return _line([job])[:-1].encode("utf-8", "surrogatepass") + b","


def step(cache: Cache, digests: tuple[str, str], summary: JobSummary, *, lines: int, warnings: int) -> bool:
    """Take what is known of a file to its next bytes, in which one home stands elsewhere; `lines` more stand in it.

    False when nothing was known of the bytes before. `digests` are those before and after; `warnings` is how many came.
    """
    said = cache.known(SORT, digests[0])
    if said is None:
        return False
    start = said.find(b"\n" + _begins(summary.job)) + 1
    if not start:
        return False
    head, end = said.index(b"\n"), said.find(b"\n", start)
    place = said.count(b"\n", 0, start) - 1  # in the list of homes
    about = json.loads(said[:head])
    about[3] += warnings
    about[6] = [*about[6][: place + 1], *(line + lines for line in about[6][place + 1 :])]
    # Copied once, in three pieces: there are megabytes of it.
    rest = memoryview(said)
    after = rest[end:] if end >= 0 else b""
    told = (_line(about).encode("utf-8", "surrogatepass"), rest[head:start], line_of(summary), after)
    cache.keep(SORT, digests[1], b"".join(told))
    return True


def line_of(summary: JobSummary) -> bytes:
    """One home as it is remembered. Where it begins in the file is told apart."""
    return _line(_lineless(summary)).encode("utf-8", "surrogatepass")


def put_together(
    about: bytes, lines: Sequence[bytes], places: Sequence[int], warnings: int
) -> tuple[CachedBacklog, bytes] | None:
    """What is known of a file whose homes are these, each beginning at one of `places`, and the text that says so.

    `about` is the first line of what was remembered of a file with the same settings, and nothing that could not be read.
    None where one of them is no such line.
    """
    with suppress(ValueError, TypeError, KeyError, IndexError, AttributeError):
        told = json.loads(about)
        told[3], told[4], told[6] = warnings, [], list(places)
        found = _known([_line(told).encode("utf-8", "surrogatepass"), *lines])
        known = CachedBacklog(taught(found.backlog), found.unread)
        told[4] = flat(known.backlog.history)
        return known, b"\n".join([_line(told).encode("utf-8", "surrogatepass"), *lines])
    return None


def _lines(found: CachedBacklog) -> list[str]:
    """One line about the file, then one for each job. Where the jobs stand is told apart: it changes with every line above."""
    backlog = found.backlog
    about = [
        flat(backlog.policy),
        flat(backlog.away),
        list(backlog.bad),
        backlog.warnings,
        flat(backlog.history),
        flat(found.unread),
    ]
    about.append([summary.line for summary in backlog.jobs])
    return [_line(about), *(_line(_lineless(summary)) for summary in backlog.jobs)]


def _lineless(summary: JobSummary) -> Any:
    plain = flat(summary)
    if len(plain) > _LINE:
        plain[_LINE] = 0
    return plain


def _line(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _known(lines: list[bytes]) -> CachedBacklog:
    policy, away, bad, warnings, history, unread, places = json.loads(lines[0])
    whole = revived(Backlog, [policy, away, [], bad, warnings, history])
    # Parsed as one text: a line at a time costs twice as much.
    jobs = json.loads(b"[" + b",".join(lines[1:]) + b"]")
    for job, place in zip(jobs, places, strict=True):
        job[_LINE:] = [place, *job[_LINE + 1 :]]
    backlog = Backlog(
        policy=whole.policy,
        away=whole.away,
        jobs=tuple([revived(JobSummary, job) for job in jobs]),
        bad=whole.bad,
        warnings=whole.warnings,
        history=whole.history,
    )
    return CachedBacklog(backlog, tuple(revived(JobSummary, one) for one in unread))
