"""Every live home judged on one day, in the page's order: what the page, the list and the reports begin with."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.duty import Verdict
from backlog_cli.rules.summary import JobSummary, is_archived
from backlog_cli.rules.urgency import LEVEL_ORDER, first_firing_day, hardest_call, verdict_of
from backlog_cli.terms import Quadrant


class JudgedHome(NamedTuple):
    """A home with its verdict of the day."""

    summary: JobSummary
    verdict: Verdict


def judged_homes(backlog: Backlog, *, today: date, archived: bool = False) -> tuple[JudgedHome, ...]:
    """Return every live home with its verdict in the page's order; with `archived` the lost and long closed ones at the end."""
    chosen = (found for found in backlog.jobs if archived or not is_archived(found, today=today))
    judged = [JudgedHome(found, verdict_of(found, backlog, today=today)) for found in chosen]
    place = {id(verdict): n for n, verdict in enumerate(sort_verdicts(home.verdict for home in judged))}
    return tuple(sorted(judged, key=lambda home: place[id(home.verdict)]))


def ranked_verdicts(backlog: Backlog, *, today: date, archived: bool = False) -> tuple[Verdict, ...]:
    """Return the verdict on every live job in the page's order; with `archived` the lost and long closed ones at the end."""
    return tuple(home.verdict for home in judged_homes(backlog, today=today, archived=archived))


def sort_verdicts(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return the frog, then red, amber, green, archived; of each level do-now first, then by day, risk, job number as text."""
    every = tuple(verdicts)
    frog = hardest_call(every)
    return tuple(sorted(every, key=lambda verdict: (verdict is not frog, *_page_rank(verdict))))


def _page_rank(verdict: Verdict) -> tuple[int, bool, date, int, str]:
    is_later = verdict.quadrant is not Quadrant.DO_NOW
    return LEVEL_ORDER[verdict.level], is_later, first_firing_day(verdict), -verdict.risk.total, verdict.job
