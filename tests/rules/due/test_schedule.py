"""When the stages ahead begin: on from today's stage, back from closing, the sooner of the two."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_cli.model import Job
from backlog_cli.rules.due.schedule import Basis, schedule_of
from backlog_cli.rules.history import History
from backlog_cli.rules.summarize import policy_of, summarize
from backlog_cli.terms import CLOSED

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.due.schedule import StageBegin
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy

TODAY = date(2026, 6, 4)


def begin(summary: JobSummary, stage: str, policy: Policy, **keys: Any) -> StageBegin:
    found = schedule_of(summary, policy, today=TODAY, **keys).begin(stage)
    assert found is not None
    return found


@pytest.fixture
def alone(job: Callable[..., JobSummary]) -> Callable[..., JobSummary]:
    """The quiet home without a closing date, some keys changed."""
    return lambda **keys: job(**({"closing": None} | keys))


def test_the_next_stage_begins_when_this_one_has_had_its_days(
    alone: Callable[..., JobSummary], policy: Callable[..., Policy]
) -> None:
    found = begin(alone(stage="framing", stage_since="2026-05-25"), "dry-in", policy())
    assert (found.day, found.basis) == (date(2026, 6, 12), Basis.STAGES)  # 18 days


def test_a_stage_that_takes_too_long_ends_today_at_the_earliest(
    alone: Callable[..., JobSummary], policy: Callable[..., Policy]
) -> None:
    assert begin(alone(stage="framing", stage_since="2026-03-01"), "dry-in", policy()).day == TODAY


def test_pace_stretches_every_stage(alone: Callable[..., JobSummary], policy: Callable[..., Policy]) -> None:
    home = alone(stage="framing", stage_since="2026-05-25")
    assert begin(home, "rough-ins", policy(pace="1.5")).day == date(2026, 5, 25) + timedelta(days=27 + 15)


def test_own_history_counts_instead_of_the_table(alone: Callable[..., JobSummary], policy: Callable[..., Policy]) -> None:
    home = alone(stage="framing", stage_since="2026-05-25")
    taught = History(5, (("framing", (18, 19, 20, 21, 40)), ("dry-in", (7, 7, 7, 7, 7)), ("rough-ins", (1, 1, 1, 1))))
    found = begin(home, "rough-ins", policy(pace="1.5"), history=taught)
    assert found.day == date(2026, 5, 25) + timedelta(days=27)


def test_days_on_hold_are_not_counted(alone: Callable[..., JobSummary], policy: Callable[..., Policy]) -> None:
    home = alone(stage="framing", stage_since="2026-05-25", hold={"what": "weather", "since": "2026-05-30"})
    assert begin(home, "dry-in", policy()).day == TODAY + timedelta(days=13)  # five of eighteen days were worked


def test_a_hold_that_ends_later_moves_the_next_stage_behind_it(
    alone: Callable[..., JobSummary], policy: Callable[..., Policy]
) -> None:
    hold = {"what": "permit", "since": "2026-05-30", "until": "2026-06-20"}
    home = alone(stage="framing", stage_since="2026-05-25", hold=hold)
    assert begin(home, "dry-in", policy()).day == date(2026, 6, 20) + timedelta(days=13)


def test_a_written_start_of_the_work_begins_the_foundation(
    alone: Callable[..., JobSummary], policy: Callable[..., Policy]
) -> None:
    home = alone(stage="permitting", stage_since="2026-06-01", start_date="2026-09-01")
    found = schedule_of(home, policy(), today=TODAY)
    assert [begin.day for name, begin in found.begins if name in ("foundation", "framing")] == [
        date(2026, 9, 1),
        date(2026, 9, 19),
    ]


def test_a_start_of_the_work_is_enough_where_no_day_of_the_stage_is_written(
    alone: Callable[..., JobSummary], policy: Callable[..., Policy]
) -> None:
    home = alone(stage="permitting", stage_since=None, start_date="2026-09-01")
    found = schedule_of(home, policy(), today=TODAY)
    assert found.begin("released") is None
    assert found.begin("foundation") is not None


def test_what_comes_before_a_written_start_of_the_work_is_not_later_than_it(
    alone: Callable[..., JobSummary], policy: Callable[..., Policy]
) -> None:
    home = alone(stage="contract", stage_since="2026-06-01", start_date="2026-06-15")
    assert begin(home, "permitting", policy()).day == date(2026, 6, 15)  # by the usual days it would be Jul 2


def test_a_new_contract_counts_from_the_sale(alone: Callable[..., JobSummary], policy: Callable[..., Policy]) -> None:
    home = alone(stage="contract", stage_since=None, sold_date="2026-06-01", start_date=None)
    assert begin(home, "selections", policy()).day == date(2026, 6, 11)


def test_back_from_the_closing_where_that_is_sooner(job: Callable[..., JobSummary], policy: Callable[..., Policy]) -> None:
    home = job(stage="framing", stage_since="2026-06-01", closing={"internal": "2026-08-01"})
    found = begin(home, "trim", policy())
    # trim 18, flooring 12, finals 14, punch 8, orientation 10, closing 4
    assert (found.day, found.basis) == (max(TODAY, date(2026, 8, 1) - timedelta(days=66)), Basis.CLOSING)


def test_the_day_they_need_it_counts_before_a_later_closing(
    job: Callable[..., JobSummary], policy: Callable[..., Policy]
) -> None:
    home = job(closing={"internal": "2026-10-30"}, needed_by={"date": "2026-10-01", "reason": "lease"})
    target = schedule_of(home, policy(), today=TODAY).target
    assert target is not None
    assert (target.day, target.basis) == (date(2026, 10, 1), Basis.NEEDED_BY)
    found = begin(home, "closing", policy())  # on from framing it would be Sep 30
    assert (found.day, found.basis) == (date(2026, 9, 27), Basis.NEEDED_BY)


@pytest.mark.parametrize("keys", [{"needed_by": "2026-06-04"}, {"needed_by": "2026-05-01"}], ids=["today", "past"])
def test_a_day_that_has_come_is_nothing_to_work_back_from(
    job: Callable[..., JobSummary], policy: Callable[..., Policy], keys: dict[str, Any]
) -> None:
    target = schedule_of(job(**keys), policy(), today=TODAY).target
    assert target is not None
    assert target.basis is Basis.CLOSING


@pytest.mark.parametrize("stage", [CLOSED, "cancelled"])
def test_a_home_that_is_done_has_no_stage_ahead(
    job: Callable[..., JobSummary], policy: Callable[..., Policy], stage: str
) -> None:
    assert schedule_of(job(stage=stage), policy(), today=TODAY).begins == ()


def test_nothing_known_says_nothing(alone: Callable[..., JobSummary], policy: Callable[..., Policy]) -> None:
    assert schedule_of(alone(stage_since=None, start_date=None), policy(), today=TODAY).begins == ()


def test_the_agents_own_stages_are_followed(alone: Callable[..., JobSummary], policy: Callable[..., Policy]) -> None:
    own = policy(stages=[{"name": "dig", "days": "5"}, {"name": "walls", "days": "30"}, {"name": "roof", "days": "9"}])
    home = alone(policy=own, stage="dig", stage_since="2026-06-03", start_date=None)
    found = schedule_of(home, own, today=TODAY)
    assert [(name, begin.day) for name, begin in found.begins] == [("walls", date(2026, 6, 8)), ("roof", date(2026, 7, 8))]


DAYS = st.integers(-200, 400).map(lambda days: (TODAY + timedelta(days=days)).isoformat())


@given(
    home=st.fixed_dictionaries(
        {"stage": st.sampled_from(["contract", "permitting", "foundation", "framing", "punch", "closing"])},
        optional={
            "stage_since": DAYS,
            "start_date": DAYS,
            "needed_by": DAYS,
            "closing": DAYS,
            "hold": st.fixed_dictionaries({"what": st.just("weather")}, optional={"since": DAYS, "until": DAYS}),
        },
    )
)
def test_no_stage_begins_in_the_past_or_before_the_one_ahead_of_it(home: dict[str, Any]) -> None:
    usual = policy_of(None)
    model = Job.model_validate({"job": "1", "buyers": "Kim Lee", "sold_date": "2026-01-05"} | home)
    found = schedule_of(summarize(model, usual), usual, today=TODAY)
    days = [begin.day for _, begin in found.begins]
    assert days == sorted(days)
    assert all(day >= TODAY for day in days)
