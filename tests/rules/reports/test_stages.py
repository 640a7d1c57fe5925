"""Homes in each stage: every stage in order, counts that sum to the list, who has waited longest."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from backlog_cli.rules.backlog import with_history
from backlog_cli.rules.reports.stages import stage_counts
from backlog_cli.terms import CLOSED, DEFAULT_STAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

    Job = Callable[..., JobSummary]
    MakeBook = Callable[..., Backlog]

TODAY = date(2026, 6, 4)


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def test_every_stage_stands_in_order_and_the_counts_sum_to_the_open_homes(job: Job, book: MakeBook) -> None:
    homes = [job(job=str(n), stage=stage) for n, stage in enumerate(["trim", "framing", "trim", "closed", "cancelled"])]
    rungs = stage_counts(book(*homes), today=TODAY)
    assert [rung.stage for rung in rungs] == [stage.name for stage in DEFAULT_STAGES if stage.name != CLOSED]
    assert {rung.stage: rung.count for rung in rungs if rung.count} == {"framing": 1, "trim": 2}


def test_the_longest_there_comes_first_and_days_on_hold_do_not_count(job: Job, book: MakeBook) -> None:
    homes = (
        job(job="a", stage_since=day(-5)),
        job(job="b", stage_since=day(-40), hold={"what": "weather", "since": day(-38)}),
        job(job="c", stage_since=day(-12)),
        job(job="d", stage_since=None),
    )
    rung = next(rung for rung in stage_counts(book(*homes), today=TODAY) if rung.stage == "framing")
    assert [home.job for home in rung.homes] == ["c", "a", "b", "d"]
    assert rung.oldest is not None
    assert (rung.median_days, rung.oldest.job, rung.oldest_days) == (5, "c", 12)


def test_a_stage_nobody_dated_has_no_oldest(job: Job, book: MakeBook) -> None:
    rung = next(rung for rung in stage_counts(book(job(stage_since=None)), today=TODAY) if rung.count)
    assert (rung.median_days, rung.oldest, rung.oldest_days) == (None, None, None)


def test_the_usual_days_come_from_the_own_closings_once_there_are_five(job: Job, book: MakeBook) -> None:
    old = {"stage": "closed", "stages": {"framing": day(-90), "dry-in": day(-60)}, "closing": {"closed_date": day(-10)}}
    for count, expected in ((4, (18, "")), (5, (30, "from your own 5 closings"))):
        rungs = stage_counts(with_history(book(*(job(job=str(n), **old) for n in range(count)))), today=TODAY)
        assert next((rung.usual, rung.source) for rung in rungs if rung.stage == "framing") == expected


def test_stages_of_her_own_stand_as_she_wrote_them(job: Job, book: MakeBook) -> None:
    table = book(stages=[{"name": name, "days": "9"} for name in ("dig", "walls")])
    home = job(policy=table.policy, stage="walls")
    rungs = stage_counts(book(home, stages=[{"name": name, "days": "9"} for name in ("dig", "walls")]), today=TODAY)
    assert [(rung.stage, rung.count) for rung in rungs] == [("dig", 0), ("walls", 1)]
