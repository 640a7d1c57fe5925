"""Whatever a home says or leaves out: every verb writes what the file takes and reads back, or refuses in plain words."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_cli.dates.values import Moment
from backlog_cli.errors import UsageError
from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.changes.collisions import find_collisions, push_history
from backlog_cli.rules.changes.home import set_stage
from backlog_cli.rules.changes.log import LogInput, log_conversation, told_kind
from backlog_cli.rules.changes.shift import ShiftInput, day_before_shift, shift_date
from backlog_cli.rules.summary import untold_shifts
from backlog_cli.terms import CANCELLED, Channel, MovedDate, Policy, TalkKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary

    Stand = Callable[..., JobSummary]
    After = Callable[..., JobSummary]
    Homes = st.SearchStrategy[dict[str, Any]]

TODAY = date(2026, 6, 4)
POLICY = Policy()
TO_DAYS = st.dates(date(2026, 6, 4), date(2026, 8, 4))
MOVES = st.builds(
    ShiftInput, TO_DAYS, st.sampled_from(MovedDate), cause=st.none() | st.just("windows late"), is_told=st.booleans()
)
STAGES = st.sampled_from([*(stage.name for stage in POLICY.stages), CANCELLED])
WORDS = st.builds(
    LogInput,
    st.just(Moment(TODAY, "09:02")),
    note=st.none() | st.just("talked"),
    how=st.none() | st.sampled_from(Channel),
    kind=st.none() | st.sampled_from(TalkKind),
    is_told=st.booleans(),
    is_written=st.booleans(),
    is_missed=st.booleans(),
    is_inbound=st.booleans(),
    plan_b=st.none() | st.just("storage"),
    next_day=st.none() | st.just(date(2026, 6, 9)),
    next_what=st.just("call"),
    promises=st.sampled_from([(), ((date(2026, 6, 5), "codes"),)]),
)


def hold_shift(data: dict[str, Any], move: ShiftInput, stand: Stand, after: After) -> None:
    before = stand(data)
    try:
        change = shift_date(before, move, POLICY, today=TODAY)
    except UsageError:
        assert before.stage in ("closed", CANCELLED) or day_before_shift(before, move.what) == move.to_day
        return
    now = after(data, change)
    assert day_before_shift(now, move.what) == move.to_day
    assert len(now.shifts) == len(before.shifts) + 1
    assert now.shifts[: len(before.shifts)] == before.shifts or move.is_told
    if move.is_told and move.what is MovedDate.CLOSING:
        assert not [shift for shift in untold_shifts(now) if shift.what == MovedDate.CLOSING]
    assert all("None" not in line for line in find_collisions(now, move.what, Backlog(POLICY, (), (now, before)), today=TODAY))
    assert "None" not in (push_history(now) or "")


def hold_log(data: dict[str, Any], words: LogInput, stand: Stand, after: After) -> None:
    before = stand(data)
    try:
        change = log_conversation(before, words, POLICY, today=TODAY)
    except UsageError:
        return
    now = after(data, change)
    assert len(now.talks) == len(before.talks) + words.is_conversation
    assert len(now.promises) == len(before.promises) + len(words.promises)
    if words.is_told:
        kinds = {shift.what for shift in untold_shifts(before)} - {told_kind(before, words)}
        assert {shift.what for shift in untold_shifts(now)} == kinds
    if words.is_conversation:
        assert now.talks[-1].at.day == TODAY
        assert {buyer.name for buyer in now.buyers}.issuperset(now.talks[-1].buyers)


@settings(max_examples=60, deadline=None)
@given(draw=st.data())
def test_any_home_takes_any_verb_or_refuses_it(homes: Homes, stand: Stand, after: After, draw: st.DataObject) -> None:
    data = draw.draw(homes)
    hold_shift(deepcopy(data), draw.draw(MOVES), stand, after)
    hold_log(deepcopy(data), draw.draw(WORDS), stand, after)
    stage = draw.draw(STAGES)
    assert after(data, set_stage(stand(data), stage, today=TODAY)).stage == stage


@pytest.mark.sweep
@settings(max_examples=2000, deadline=None)
@given(draw=st.data())
def test_thousands_of_homes_take_any_verb_or_refuse_it(homes: Homes, stand: Stand, after: After, draw: st.DataObject) -> None:
    data = draw.draw(homes)
    hold_shift(deepcopy(data), draw.draw(MOVES), stand, after)
    hold_log(data, draw.draw(WORDS), stand, after)
