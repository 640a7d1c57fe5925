"""What is open, for scripts: what can be checked off, promises, issues, questions, bookings, and where a home is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.bookings import upcoming_bookings
from backlog_cli.rules.changes.collisions import overlap_texts
from backlog_cli.rules.changes.done import open_items
from backlog_cli.rules.changes.write_effect import open_duties
from backlog_cli.views.facts import duty_facts, home_facts, homes_facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy
    from backlog_cli.views.data.write_shapes import (
        Bookings,
        HomeStages,
        OpenDuties,
        OpenIssues,
        OpenPromises,
        OpenQuestions,
    )


def open_duty_facts(homes: Sequence[JobSummary], backlog: Backlog, *, today: date) -> OpenDuties:
    """Return everything that `done` can check off of these homes, with its number."""
    found = [(home, one) for home in homes for one in open_duties(home, backlog, today=today)]
    return {"jobs": homes_facts(home for home, _ in found), "open": [duty_facts(one.duty, one.number) for _, one in found]}


def promise_facts(homes: Sequence[JobSummary], backlog: Backlog, *, today: date) -> OpenPromises:
    """Return every open promise of these homes, by its day."""
    numbers = _numbers(homes, backlog.policy, today)
    every = [(home, found) for home in homes for found in home.promises if found.is_open]
    every.sort(key=lambda pair: (pair[1].due is None, pair[1].due))
    return {
        "jobs": homes_facts(home for home, _ in every),
        "promises": [
            {
                "job": home.job,
                "text": found.text,
                "by": found.by,
                "is_mine": found.is_mine,
                "due": found.due,
                "made": found.made,
                "needs": found.needs,
                "noted_by": found.noted_by,
                "n": numbers.get((home.job, "promises", found.place)),
            }
            for home, found in every
        ],
    }


def issue_facts(backlog: Backlog) -> OpenIssues:
    """Return every open issue, by its day."""
    every = [(home, found) for home in backlog.jobs for found in home.issues if found.is_open]
    every.sort(key=lambda pair: (pair[1].due is None, pair[1].due))
    return {
        "jobs": homes_facts(home for home, _ in every),
        "issues": [
            {
                "job": home.job,
                "id": found.id,
                "text": found.text,
                "wants": found.wants,
                "owner": found.owner,
                "severity": found.severity,
                "opened": found.opened,
                "due": found.due,
                "reassured": found.reassured_date,
                "noted_by": found.noted_by,
            }
            for home, found in every
        ],
    }


def question_facts(backlog: Backlog, *, today: date) -> OpenQuestions:
    """Return every question without an answer, the oldest first."""
    numbers = _numbers(backlog.jobs, backlog.policy, today)
    every = [(home, found) for home in backlog.jobs for found in home.questions if found.answered is None]
    every.sort(key=lambda pair: (pair[1].asked is None, pair[1].asked))
    return {
        "jobs": homes_facts(home for home, _ in every),
        "questions": [
            {
                "job": home.job,
                "text": found.ask,
                "of": found.of,
                "asked": found.asked,
                "by": found.by,
                "n": numbers.get((home.job, "questions", found.place)),
            }
            for home, found in every
        ],
    }


def booking_facts(homes: Sequence[JobSummary], backlog: Backlog, *, today: date) -> Bookings:
    """Return what is booked with these homes from today on, and what of it takes the same minutes."""
    found = upcoming_bookings(homes, today=today)
    return {
        "jobs": homes_facts(booked.summary for booked in found),
        "bookings": [
            {
                "job": booked.summary.job,
                "at": booked.at,
                "kind": booked.kind,
                "what": booked.what,
                "minutes": booked.length if booked.at.clock else None,
                "where": booked.where,
            }
            for booked in found
        ],
        "overlaps": list(overlap_texts(found, backlog, today=today)),
    }


def stage_facts(homes: Sequence[JobSummary], policy: Policy) -> HomeStages:
    """Return the stage each of these homes is in, and all there are."""
    return {
        "jobs": [{**home_facts(home), "stage": home.stage, "stage_since": home.stage_since} for home in homes],
        "stages": [stage.name for stage in policy.stages],
    }


def _numbers(homes: Sequence[JobSummary], policy: Policy, today: date) -> Mapping[tuple[str, str, int], int]:
    """What `done` takes for each entry of a list of a home: by the home, the list, and the entry's place in it."""
    return {
        (home.job, str(item.ending.path[0]), item.ending.path[1]): number
        for home in homes
        for number, item in enumerate(open_items(home, policy, today=today), 1)
        if len(item.ending.path) == 2 and isinstance(item.ending.path[1], int)
    }
