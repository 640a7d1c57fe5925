"""Jobs that could not be read, as far as they can be made out, so that a name can still mean one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.home_key import raw_home_names
from backlog_cli.rules.names import people_in
from backlog_cli.rules.summary import Buyer, JobSummary, buyer_named
from backlog_cli.store.yaml.problems import format_problem
from backlog_cli.terms import CANCELLED, CLOSED

if TYPE_CHECKING:
    from backlog_cli.store.file_problems import UnreadableEntry
    from backlog_cli.store.load import LoadedFile


def placeholders(loaded: LoadedFile) -> dict[int, JobSummary]:
    """A job summary for each bad job by its place in `jobs`: number, buyers, lot and stage, nothing else to be relied on.

    Without them "nguyen" would quietly mean the other Nguyen while the first one's entry is broken.
    """
    jobs = loaded.source.data.get("jobs")
    places = [bad.place for bad in loaded.bad if bad.section == "jobs"]
    names = raw_home_names(loaded.source.data)
    return {place: _placeholder(jobs[place], names[place]) for place in places} if isinstance(jobs, list) else {}


def _placeholder(raw: object, name: str) -> JobSummary:
    said = raw if isinstance(raw, dict) else {}
    stage = said.get("stage")
    lot = said.get("lot")
    return JobSummary(
        job=name or "?",
        buyers=_buyers(said.get("buyers")),
        stage=stage if stage in (CLOSED, CANCELLED) else "contract",
        sold_date=None,
        lot=lot if isinstance(lot, str) else None,
    )


def _buyers(said: object) -> tuple[Buyer, ...]:
    each = said if isinstance(said, list) else [said]
    names = [one.get("name") if isinstance(one, dict) else one for one in each]
    return tuple(buyer_named(name) for name in people_in(name for name in names if isinstance(name, str) and name.strip()))


def unreadable_job_message(bad: UnreadableEntry, loaded: LoadedFile, name: str) -> str:
    """Why nothing can be done with a bad job: every problem of it with its line."""
    told = [problem for problem in loaded.errors if problem.place == bad.place]
    lines = "\n".join(format_problem(problem, loaded.source.text, name) for problem in told)
    return f"job {bad.label} can't be read as it is; fix it first.\n{lines}"
