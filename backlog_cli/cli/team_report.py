"""`report week` over several files: the manager's page."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_cli.cli.many_files import read_roster
from backlog_cli.cli.output import errors_about, print_error
from backlog_cli.errors import BacklogError, Exit
from backlog_cli.workflows.many_files import NamedSession, recent_archived_homes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.reports.team import AgentWeek
    from backlog_cli.workflows.many_files import FileRoster


def show_team_week(context: AppContext, *, as_html: bool, as_json: bool) -> int:
    """Print the manager's page of the context's files. Return the exit code: 3 where one of them can't be read."""
    from backlog_cli.rules.reports.team import team_week

    roster = read_roster(context)
    agents = list(_agent_weeks(context, roster))
    found = team_week(agents, today=context.today)
    if as_json:
        from backlog_cli.views.data.team_data import team_facts

        context.say_document("report-team", team_facts(found, roster))
    elif agents:
        from backlog_cli.views.documents.blocks import markdown, web_page
        from backlog_cli.views.documents.team_page import team_blocks, team_title

        blocks = team_blocks(found, [str(reading.path) for reading in roster.unread])
        context.say(web_page(team_title(found), blocks) if as_html else context.screen().signs(markdown(blocks)))
    return Exit.FILE if roster.unread or len(agents) < len(roster.files) else Exit.DONE


def _agent_weeks(context: AppContext, roster: FileRoster) -> Iterator[AgentWeek]:
    from backlog_cli.rules.reports.team import agent_week

    for file in roster.files:
        with errors_about(str(file.path)):
            session = NamedSession(
                file, roster.shared, environ=os.environ, now=context.now(), verb=context.verb, notify=print_error
            )
            try:
                backlog = session.summaries().backlog
                archived = recent_archived_homes(session, backlog)
            except BacklogError as error:
                print_error(error.message)
                continue
            for line in backlog.bad:
                print_error(line)
        yield agent_week(backlog, file.agent, file.key, today=context.today, archived=archived)
