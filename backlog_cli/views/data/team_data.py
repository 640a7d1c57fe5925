"""The manager's page for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.views.data.files_data import duplicate_facts, unread_facts
from backlog_cli.views.data.report_data import cause_facts, name_facts, share_facts
from backlog_cli.views.facts import duty_facts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from backlog_cli.rules.reports.team import AgentWeek, TeamWeek
    from backlog_cli.views.data.shapes import AgentWeekFacts, ReportTeamFacts
    from backlog_cli.workflows.many_files import FileRoster


def team_facts(found: TeamWeek, roster: FileRoster) -> ReportTeamFacts:
    """Return what `report week --json` holds of several files."""
    homes = [home.summary for agent in found.agents for part in (agent.red, agent.silent) for home in part]
    return {
        "agents": [_agent_facts(agent) for agent in found.agents],
        "totals": {
            "open": found.count("open"),
            "red": found.count("red"),
            "amber": found.count("amber"),
            "silent": found.count("silent"),
            "updates": share_facts(found.updates),
            "up_to_date": share_facts(found.up_to_date),
        },
        "causes": [cause_facts(cause) for cause in found.causes],
        "unread": unread_facts(roster),
        "copies": duplicate_facts(roster),
        "jobs": [name_facts(home) for home in {id(home): home for home in homes}.values()],
    }


def _agent_facts(agent: AgentWeek) -> AgentWeekFacts:
    return {
        "agent": agent.agent,
        "key": agent.key,
        "open": agent.open,
        "amber": agent.amber,
        "red": [
            {**name_facts(home.summary), "reason": home.reason and duty_facts(home.reason, home.number)} for home in agent.red
        ],
        "silent": [{**name_facts(home.summary), "since": home.since, "days_late": home.late} for home in agent.silent],
        "updates": share_facts(agent.updates),
        "up_to_date": share_facts(agent.up_to_date),
        "closings": _by_month(agent.closings),
        "overdue": agent.overdue,
        "undated": agent.undated,
        "closed": _by_month(agent.closed),
        "slips": len(agent.slips),
        "new_slips": agent.new_slips,
        "causes": [cause_facts(cause) for cause in agent.causes],
    }


def _by_month(counts: Mapping[date, int]) -> dict[str, int]:
    return {f"{month:%Y-%m}": counts[month] for month in sorted(counts)}
