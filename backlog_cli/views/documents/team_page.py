"""The manager's page as blocks: silent buyers, red homes, closings by month and slips by cause, agent by agent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_days
from backlog_cli.dates.values import MONTHS
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.reports.team import agent_labels
from backlog_cli.terms import Level
from backlog_cli.views.documents.blocks import Bullet, Bullets, Heading, Paragraph, Table
from backlog_cli.views.documents.management import job_and_name, share_words
from backlog_cli.views.job_phrases import reason_words
from backlog_cli.views.terminal.charts import count_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from backlog_cli.rules.history import Cause
    from backlog_cli.rules.reports.team import AgentWeek, TeamRed, TeamWeek
    from backlog_cli.rules.reports.week import Share
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.documents.blocks import Block

# How much of each there is room for on one agent's line; what is left is counted.
MAX_SILENT = 5
MAX_RED = 3
MAX_CAUSES = 3
MAX_LABEL = 20  # characters of an agent in a table
TWO_LINES = 130  # characters; longer words are cut


def team_title(found: TeamWeek) -> str:
    """Return the page's title: `Team, week ending Mon Nov 30 2026`."""
    return f"Team, week ending {format_day(found.today, today=found.today)} {found.today.year}"


def team_blocks(found: TeamWeek, unread: Sequence[str] = ()) -> list[Block]:
    """Return the manager's page; `unread` are the files that can't be read, which it is without."""
    labels = agent_labels(found.agents)
    named = list(zip(labels, found.agents, strict=True))
    blocks: list[Block] = [Heading(team_title(found), 1), Paragraph(_counts(found))]
    if unread:
        blocks.append(Paragraph(f"Not counted, because the file can't be read: {', '.join(unread)}."))
    if not named:
        return blocks
    blocks += _silence(named)
    blocks += _red(named)
    blocks += _updates(found, named)
    blocks += _closings(found, named)
    blocks += _slips(found, named)
    more = "One agent's week: backlog --file FILE report week. One home: backlog show AGENT/NUMBER."
    return [*blocks, Paragraph(more, is_current=True)]


def _counts(found: TeamWeek) -> str:
    silent, homes = found.count("silent"), found.count("open")
    return (
        f"{count_phrase(len(found.agents), 'agent')}, {count_phrase(homes, 'open home')}: {found.count('red')} red, "
        f"{found.count('amber')} amber, {silent} silent. Updates on time, last four weeks: {share_words(found.updates)}."
    )


def _silence(agents: Sequence[tuple[str, AgentWeek]]) -> Iterator[Block]:
    yield Heading("Buyers who haven't heard from us")
    yield Paragraph("Homes whose update is 3 days late or more, the longest wait first.")
    silent = [(label, agent) for label, agent in agents if agent.silent]
    if silent:
        yield Bullets(tuple(Bullet(_silent_words(agent), f"{label}:") for label, agent in silent))
    calm = [label for label, agent in agents if not agent.silent]
    if calm:
        yield Paragraph(f"No one waiting that long: {', '.join(calm)}.")


def _silent_words(agent: AgentWeek) -> str:
    names = [f"{_name(home.summary)} {format_days(home.late)} late" for home in agent.silent[:MAX_SILENT]]
    more = len(agent.silent) - MAX_SILENT
    return f"{len(agent.silent)} of {agent.open} - {', '.join(names)}{f', and {more} more' if more > 0 else ''}"


def _name(summary: JobSummary) -> str:
    return shorten(job_and_name(summary), 40)


def _red(agents: Sequence[tuple[str, AgentWeek]]) -> Iterator[Block]:
    yield Heading("Red")
    red = [(label, agent) for label, agent in agents if agent.red]
    if not red:
        yield Paragraph("Nothing is red.")
        return
    yield Bullets(tuple(_red_bullet(label, agent) for label, agent in red))


def _red_bullet(label: str, agent: AgentWeek) -> Bullet:
    more = len(agent.red) - MAX_RED
    under = (*map(_red_words, agent.red[:MAX_RED]), *([f"and {more} more"] if more > 0 else []))
    return Bullet(f"{len(agent.red)} red, {agent.open} open", f"{label}:", Level.RED, under)


def _red_words(home: TeamRed) -> str:
    reason = f": {reason_words(home.reason)}" if home.reason is not None else ""
    return shorten(f"{_name(home.summary)}{reason}", TWO_LINES)


def _updates(found: TeamWeek, agents: Sequence[tuple[str, AgentWeek]]) -> Iterator[Block]:
    yield Heading("Updates on time, by agent")
    rows = [_update_row(label, agent) for label, agent in agents]
    total = tuple(str(found.count(field)) for field in ("open", "red", "amber", "silent"))
    rows.append(("All", *total, _short_share(found.up_to_date), _short_share(found.updates)))
    head = ("Agent", "Open", "Red", "Amber", "Silent", "Up to date", "On time")
    yield Table(head, tuple(rows), numbers=(1, 2, 3, 4, 5, 6))
    late = "Silent: homes whose update is 3 days late or more."
    yield Paragraph(f"{late} Up to date: homes, as of today. On time: updates of the last four weeks.", is_current=True)


def _update_row(label: str, agent: AgentWeek) -> tuple[str, ...]:
    counts = (agent.open, len(agent.red), agent.amber, len(agent.silent))
    return (shorten(label, MAX_LABEL), *map(str, counts), _short_share(agent.up_to_date), _short_share(agent.updates))


def _short_share(share: Share) -> str:
    """`83%`; of fewer than ten the counts."""
    return f"{share.percent}%" if share.percent is not None else share_words(share)


def _closings(found: TeamWeek, agents: Sequence[tuple[str, AgentWeek]]) -> Iterator[Block]:
    yield Heading("Closings by month")
    months = found.months
    counts = [_closing_counts(agent, months) for _, agent in agents]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    names = (*map(_month_name, months), "Later", "Past", "No date")
    # Nobody's closing is later, past or open: then there is no column for it.
    shown = [place for place in range(len(names)) if place < len(months) or sums[place]]
    head = ("Agent", *(names[place] for place in shown))
    labelled = [*zip((shorten(label, MAX_LABEL) for label, _ in agents), counts, strict=True), ("All", sums)]
    rows = tuple((label, *(_count(row[place]) for place in shown)) for label, row in labelled)
    yield Table(head, rows, numbers=tuple(range(1, len(head))))
    closed = ", ".join(f"{_month_name(month)} {count}" for month, count in found.months_closed if count)
    yield Paragraph(f"Closed in the last 12 months: {closed or 'none'}.")


def _closing_counts(agent: AgentWeek, months: Sequence[date]) -> tuple[int, ...]:
    near = [agent.closings[month] for month in months]
    return (*near, sum(agent.closings.values()) - sum(near), agent.overdue, agent.undated)


def _count(number: int) -> str:
    return str(number) if number else ""


def _month_name(month: date) -> str:
    return MONTHS[month.month - 1][:3]


def _slips(found: TeamWeek, agents: Sequence[tuple[str, AgentWeek]]) -> Iterator[Block]:
    yield Heading("Slips by cause, last 12 months")
    if not found.causes:
        yield Paragraph("No closing moved later.")
        return
    yield Table(("Cause", "Slips", "Days"), tuple(map(_cause_row, found.causes)), numbers=(1, 2), bar=1)
    slipped = sorted(((label, agent) for label, agent in agents if agent.slips), key=lambda named: -len(named[1].slips))
    yield Bullets(tuple(Bullet(_slip_words(agent), f"{label}:") for label, agent in slipped))


def _cause_row(cause: Cause) -> tuple[str, ...]:
    return cause.kind, str(cause.slips), str(cause.days)


def _slip_words(agent: AgentWeek) -> str:
    causes = ", ".join(f"{cause.kind} {cause.slips}" for cause in agent.causes[:MAX_CAUSES])
    new = f", {agent.new_slips} this week" if agent.new_slips else ""
    return f"{count_phrase(len(agent.slips), 'slip')}{new} - {causes}"
