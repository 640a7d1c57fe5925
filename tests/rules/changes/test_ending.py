"""What `close`, `cancel` and `reopen` write, and how a home comes back to where it was."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, strategies

from backlog_cli.errors import UsageError
from backlog_cli.rules.changes.ending import LostSale, cancel_job, close_job, parse_loss, previous_stage, reopen_job
from backlog_cli.rules.summary import closed_day, is_closed, is_open
from backlog_cli.terms import CancelReason, Door, Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis import strategies as st

    from backlog_cli.rules.summary import JobSummary

    Plain = Callable[..., dict[str, Any]]
    Stand = Callable[..., JobSummary]
    After = Callable[..., JobSummary]

TODAY = date(2026, 6, 4)
POLICY = Policy()


def test_a_closed_home_has_its_day_in_every_place_that_rules_read(plain: Plain, stand: Stand, after: After) -> None:
    data = plain(stage="closing", stage_since="2026-05-28", closing="2026-06-02")
    found = after(data, close_job(stand(data), date(2026, 6, 2)))
    assert is_closed(found)
    assert (found.closed_date, found.stage_since, closed_day(found)) == (date(2026, 6, 2),) * 3
    assert found.contract == date(2026, 6, 2)
    assert dict(found.stage_entered) == {"closing": date(2026, 5, 28), "closed": date(2026, 6, 2)}


def test_closing_again_on_another_day_corrects_the_day(plain: Plain, stand: Stand, after: After) -> None:
    data = plain(stage="closed", closing={"closed_date": "2026-06-02"}, stages={"closed": "2026-06-02"})
    assert closed_day(after(data, close_job(stand(data), date(2026, 5, 30)))) == date(2026, 5, 30)
    assert close_job(stand(data), date(2026, 5, 30)).intents == ()


@pytest.mark.parametrize(("stage", "day"), [("cancelled", date(2026, 6, 2)), ("framing", date(2026, 3, 1))])
def test_a_lost_home_and_a_day_before_the_sale_are_refused(plain: Plain, stand: Stand, stage: str, day: date) -> None:
    with pytest.raises(UsageError):
        close_job(stand(plain(stage=stage)), day)


@pytest.mark.parametrize(
    ("words", "reason", "lesson"),
    [
        ("rate", "rate", None),
        ("Home unsold", "home-unsold", None),
        ("better-deal", "better-deal", None),
        ("rate: it went to 8 percent", "rate", "rate: it went to 8 percent"),
        ("delay at the town hall", "delay", "delay at the town hall"),
        ("rated us badly", "other", "rated us badly"),
        ("they moved to Spain", "other", "they moved to Spain"),
        ("better schools elsewhere", "other", "better schools elsewhere"),
    ],
)
def test_the_words_of_a_cancellation_are_a_reason_or_the_lesson(words: str, reason: str, lesson: str | None) -> None:
    found = parse_loss(words, LostSale())
    assert (found.reason, found.lesson) == (reason, lesson)


def test_a_reason_that_was_named_beats_the_words_and_both_lessons_are_kept() -> None:
    found = parse_loss("they were tired of waiting", LostSale(reason=CancelReason.DELAY, lesson="tell sooner"))
    assert found == LostSale(CancelReason.DELAY, "they were tired of waiting; tell sooner")
    assert parse_loss(None, LostSale(door=Door.OPEN)) == LostSale(door=Door.OPEN)


def test_a_cancelled_home_keeps_why_and_the_door(plain: Plain, stand: Stand, after: After) -> None:
    data = plain(stage_since="2026-05-20")
    loss = LostSale(CancelReason.RATE, "lock sooner", "half", Door.OPEN, date(2026, 9, 1))
    found = after(data, cancel_job(stand(data), loss, today=TODAY))
    assert found.stage == "cancelled"
    assert (found.cancelled_date, found.cancelled_reason, found.lesson) == (TODAY, "rate", "lock sooner")
    assert (found.refund, found.door, found.check_back) == ("half", "open", date(2026, 9, 1))
    assert dict(found.stage_entered) == {"framing": date(2026, 5, 20), "cancelled": TODAY}


def test_what_was_left_out_of_a_cancellation_is_added_without_moving_its_day(plain: Plain, stand: Stand, after: After) -> None:
    data = plain(stage="cancelled", cancelled={"date": "2026-05-01", "reason": "rate"})
    found = after(data, cancel_job(stand(data), LostSale(door=Door.CLOSED), today=TODAY))
    assert (found.cancelled_date, found.cancelled_reason, found.door) == (date(2026, 5, 1), "rate", "closed")


@pytest.mark.parametrize(
    ("stage", "loss"), [("closed", LostSale(CancelReason.RATE)), ("framing", LostSale()), ("cancelled", LostSale())]
)
def test_a_cancellation_of_a_closed_home_without_reason_or_without_news_is_refused(
    plain: Plain, stand: Stand, stage: str, loss: LostSale
) -> None:
    with pytest.raises(UsageError):
        cancel_job(stand(plain(stage=stage)), loss, today=TODAY)


def test_a_home_comes_back_to_the_stage_it_was_in_last(plain: Plain, stand: Stand, after: After) -> None:
    data = plain(stage_since="2026-05-20")
    lost = after(data, cancel_job(stand(data), LostSale(CancelReason.RATE, "lock sooner", door=Door.OPEN), today=TODAY))
    back = after(data, reopen_job(lost, None, POLICY, today=date(2026, 8, 1)))
    assert is_open(back)
    assert (back.stage, back.stage_since) == ("framing", date(2026, 5, 20))
    assert (back.cancelled_date, back.cancelled_reason, back.check_back) == (None, None, None)
    assert (back.lesson, back.door) == ("lock sooner", "open")


def test_a_reopened_home_has_not_closed(plain: Plain, stand: Stand, after: After) -> None:
    data = plain(stage="closed", stage_since="2026-06-02", closing={"closed_date": "2026-06-02", "told": "2026-06-02"})
    back = after(data, reopen_job(stand(data), None, POLICY, today=TODAY))
    assert (back.stage, back.stage_since, back.closed_date) == ("closing", TODAY, None)
    assert back.told is not None


def test_the_stage_before_is_the_latest_by_its_day_then_by_the_order_of_building(plain: Plain, stand: Stand) -> None:
    days = {"framing": "2026-04-01", "trim": "2026-05-01", "flooring": "2026-05-01", "cancelled": "2026-06-01"}
    assert previous_stage(stand(plain(stage="cancelled", stages=days)), POLICY) == "flooring"
    assert previous_stage(stand(plain(stage="cancelled")), POLICY) is None


def test_reopening_an_open_home_or_into_no_known_stage_is_refused(plain: Plain, stand: Stand) -> None:
    for stage, named in (("framing", None), ("cancelled", None), ("closed", "closed"), ("closed", "nowhere")):
        with pytest.raises(UsageError):
            reopen_job(stand(plain(stage=stage)), named, POLICY, today=TODAY)


@settings(max_examples=60)
@given(data=strategies.data())
def test_any_home_that_is_closed_or_lost_can_come_back(
    data: st.DataObject, homes: st.SearchStrategy[dict[str, Any]], stand: Stand, after: After
) -> None:
    home = data.draw(homes)
    before = stand(home)
    ended = before
    if is_open(before):
        is_lost = data.draw(strategies.booleans())
        change = cancel_job(before, LostSale(CancelReason.OTHER), today=TODAY) if is_lost else close_job(before, TODAY)
        ended = after(home, change)
    back = after(home, reopen_job(ended, "framing", POLICY, today=TODAY))
    assert is_open(back)
    assert (back.closed_date, back.cancelled_date, back.cancelled_reason) == (None, None, None)
    assert (back.promises, back.talks, back.shifts) == (before.promises, before.talks, before.shifts)
