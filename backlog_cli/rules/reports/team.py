"""The manager's week: who of the agents is silent with whom, what is red, what closes when, why dates slip, who is in time."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.values import add_months
from backlog_cli.rules.changes.done import item_numbers
from backlog_cli.rules.clocks.contact import update_day
from backlog_cli.rules.due.ranking import ranked_verdicts
from backlog_cli.rules.history import Cause, causes_of, slips_of
from backlog_cli.rules.reports.office_copy import redact_job, redact_text
from backlog_cli.rules.reports.week import SILENT_DAYS, WEEK, YEAR_MONTHS, Share, share_on_time, share_up_to_date
from backlog_cli.rules.summary import closed_day, closing_day, is_open, update_basis
from backlog_cli.terms import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary, Shift
    from backlog_cli.terms import Policy

MONTHS_AHEAD = 6  # with this one; what closes later is counted together


class SilentHome(NamedTuple):
    """Buyers who were not updated: `late` days past the day an update was due, which counts from `since`: the last one, else
    the sale or the file's beginning.
    """

    summary: JobSummary
    since: date
    late: int


class TeamRed(NamedTuple):
    """A home that is red, and the loudest of its reasons; `number` is what `done` takes for it."""

    summary: JobSummary
    reason: Duty | None
    number: int | None = None


class AgentWeek(NamedTuple):
    """One agent's part of the manager's page; nothing in it is private.

    `closings` are the open homes by the month of their closing, `closed` those of the last twelve months by theirs.
    """

    agent: str
    key: str
    open: int
    amber: int
    red: tuple[TeamRed, ...]
    silent: tuple[SilentHome, ...]  # the longest first
    updates: Share  # in time, of the last four weeks
    up_to_date: Share  # homes, as of today
    closings: Counter[date]
    overdue: int  # open homes whose closing is past
    undated: int  # open homes without a closing
    closed: Counter[date]
    slips: tuple[Shift, ...]  # of twelve months
    new_slips: int  # of this week

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Why the closings moved, the most frequent cause first."""
        return causes_of(self.slips)


class TeamWeek(NamedTuple):
    """The manager's page: every agent's part, those with the most silent homes first."""

    today: date
    agents: tuple[AgentWeek, ...]

    @property
    def months(self) -> tuple[date, ...]:
        """The months whose closings have a column: this one and those after it."""
        first = self.today.replace(day=1)
        return tuple(add_months(first, n) for n in range(MONTHS_AHEAD))

    @property
    def months_closed(self) -> tuple[tuple[date, int], ...]:
        """The months back to eleven ago with how many homes closed in each."""
        first = self.today.replace(day=1)
        months = (add_months(first, n) for n in range(1 - YEAR_MONTHS, 1))
        return tuple((month, sum(agent.closed[month] for agent in self.agents)) for month in months)

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Why closings moved, of all agents together."""
        return causes_of(slip for agent in self.agents for slip in agent.slips)

    @property
    def updates(self) -> Share:
        """Updates in time of all agents together."""
        return _sum_shares(agent.updates for agent in self.agents)

    @property
    def up_to_date(self) -> Share:
        """Homes that are up to date, of all agents together."""
        return _sum_shares(agent.up_to_date for agent in self.agents)

    def count(self, field: str) -> int:
        """Return a count of all agents together: `open`, `amber`, `overdue`, or how many are in `red`, `silent`, `slips`."""
        values = (getattr(agent, field) for agent in self.agents)
        return sum(value if isinstance(value, int) else len(value) for value in values)


def agent_labels(agents: Sequence[AgentWeek]) -> list[str]:
    """Return what to call each agent on the page: two of one name with what their homes are typed by."""
    users = Counter(agent.agent for agent in agents)
    return [f"{agent.agent} ({agent.key})" if users[agent.agent] > 1 else agent.agent for agent in agents]


def team_week(agents: Iterable[AgentWeek], *, today: date) -> TeamWeek:
    """Return the agents' weeks as one, the one with the most silent and red homes first."""
    ranked = sorted(agents, key=lambda agent: (-len(agent.silent), -len(agent.red), agent.agent.casefold(), agent.key))
    return TeamWeek(today, tuple(ranked))


def agent_week(backlog: Backlog, agent: str, key: str, *, today: date, archived: Sequence[JobSummary] = ()) -> AgentWeek:
    """Return one agent's part. `archived` are the homes of archives, which count for the last twelve months."""
    known = {home.job: home for home in backlog.jobs}
    backlog = backlog._replace(jobs=tuple(map(redact_job, backlog.jobs)))
    opened = [home for home in backlog.jobs if is_open(home)]
    every = (*backlog.jobs, *archived)
    here = {home.job: home for home in backlog.jobs}
    verdicts = ranked_verdicts(backlog, today=today)
    days = [day for home in opened if (day := closing_day(home)) is not None]
    first = add_months(today, -YEAR_MONTHS)
    slips = tuple(
        slip for home in every for slip in slips_of(home) if first < (slip.known_date or slip.told_date or first) <= today
    )
    return AgentWeek(
        agent=agent,
        key=key,
        open=len(opened),
        amber=sum(verdict.level is Level.AMBER for verdict in verdicts),
        red=tuple(
            _red_home(here[verdict.job], verdict.reasons, known[verdict.job], backlog.policy, today)
            for verdict in verdicts
            if verdict.level is Level.RED
        ),
        silent=tuple(sorted(silent_homes(opened, backlog, today), key=lambda found: (-found.late, found.summary.job))),
        updates=share_on_time(opened, backlog, today),
        up_to_date=share_up_to_date(opened, backlog, today),
        closings=Counter(day.replace(day=1) for day in days if day >= today),
        overdue=sum(day < today for day in days),
        undated=len(opened) - len(days),
        closed=Counter(day.replace(day=1) for home in every if (day := closed_day(home)) is not None and day <= today),
        slips=slips,
        new_slips=sum((slip.known_date or date.min) > today - timedelta(days=WEEK) for slip in slips),
    )


def _red_home(home: JobSummary, reasons: Iterable[Duty], whole: JobSummary, policy: Policy, today: date) -> TeamRed:
    found = next((duty for duty in reasons if duty.is_firing), None)
    if found is None:
        return TeamRed(home, None)
    (number,) = item_numbers(home, [found], policy, today=today, whole=whole)
    return TeamRed(home, found._replace(text=redact_text(found.text), next=redact_text(found.next)), number)


def silent_homes(homes: Iterable[JobSummary], backlog: Backlog, today: date) -> Iterator[SilentHome]:
    """Yield the homes whose update is three days late or more, as the clock counts it."""
    for home in homes:
        since, due = update_basis(home, backlog.policy, today=today), update_day(home, backlog.policy, today=today)
        if since is not None and due is not None and (today - due).days >= SILENT_DAYS:
            yield SilentHome(home, since, (today - due).days)


def _sum_shares(shares: Iterable[Share]) -> Share:
    every = tuple(shares)
    return Share(sum(share.part for share in every), sum(share.of for share in every))
