"""Own history: how long stages took, how far told dates were off, why closings slipped, from closed homes alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.backlog import with_history
from backlog_cli.rules.clocks.build import stage_time
from backlog_cli.rules.history import (
    Cause,
    History,
    causes_of,
    first_promised_day,
    history_source,
    rounded_median,
    slips_of,
    slow_stage_days,
    stage_days,
    usual_stage_days,
)
from backlog_cli.terms import DEFAULT_STAGES, Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

    Job = Callable[..., JobSummary]
    MakeBook = Callable[..., Backlog]

TODAY = date(2026, 6, 4)


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def framed(days: int, **keys: Any) -> dict[str, Any]:
    """A closed home whose framing took so many days."""
    return {
        "stage": "closed",
        "stages": {"framing": day(-200), "dry-in": day(-200 + days)},
        "closing": {"contract": day(-40), "internal": day(-40), "told": day(-40), "closed_date": day(-40)},
    } | keys


@pytest.fixture
def learned(job: Job, book: MakeBook) -> Callable[..., History]:
    """`learned(framed(18), framed(20))`: what these homes teach."""
    return lambda *homes, **settings: (
        with_history(book(*(job(job=str(n), **keys) for n, keys in enumerate(homes)), **settings)).history
    )


def test_four_closings_leave_the_table_alone_and_the_fifth_replaces_it(learned: Callable[..., History]) -> None:
    four = learned(*(framed(days) for days in (30, 31, 32, 50)))
    assert usual_stage_days("framing", Policy(), four) == 18
    assert history_source(four, "framing") == ""
    five = learned(*(framed(days) for days in (30, 31, 32, 50, 33)))
    assert usual_stage_days("framing", Policy(), five) == 32
    assert history_source(five, "framing") == "from your own 5 closings"
    assert usual_stage_days("drywall", Policy(), five) == 14  # nobody noted that one
    assert history_source(five, "drywall") == ""
    assert history_source(five) == "from your own 5 closings"


def test_the_mapping_holds_every_stage_of_the_building_in_order(learned: Callable[..., History]) -> None:
    found = stage_days(Policy(), learned(*(framed(26) for _ in range(5))))
    assert list(found) == [stage.name for stage in DEFAULT_STAGES if stage.name != "closed"]
    assert sum(found.values()) == 237 - 18 + 26  # section 4: the defaults sum to 237


def test_the_pace_stretches_the_table_and_not_the_own_closings(learned: Callable[..., History]) -> None:
    slow = Policy(pace=1.5)
    assert (usual_stage_days("framing", slow, History()), slow_stage_days("framing", slow, History())) == (27, 45)
    own = learned(*(framed(days) for days in (20, 20, 20, 20, 40)))
    assert (usual_stage_days("framing", slow, own), slow_stage_days("framing", slow, own)) == (20, 40)


@pytest.mark.parametrize(
    ("lengths", "most"),
    [
        pytest.param((10, 12, 14, 16, 90), 90, id="the longest of few"),
        pytest.param((10, 11, 12, 13, 14, 15, 16, 17, 18, 90), 18, id="one in ten may be a mishap"),
        pytest.param((0, 0, 0, 1, 2), 7, id="a home is looked at once a week"),
    ],
)
def test_slow_means_slower_than_nine_in_ten(learned: Callable[..., History], lengths: tuple[int, ...], most: int) -> None:
    assert slow_stage_days("framing", Policy(), learned(*(framed(days) for days in lengths))) == most


def test_a_stage_is_measured_from_its_beginning_to_the_next_in_the_table(learned: Callable[..., History]) -> None:
    home = framed(20, stages={"framing": day(-200), "rough-ins": day(-170), "pre-drywall": day(-150), "closing": day(-43)})
    # dry-in was never noted: framing and dry-in together took 30 days, which is not a length of framing
    assert dict(learned(home).lengths) == {"rough-ins": (20,), "closing": (3,)}


def test_the_first_stage_begins_with_the_sale(learned: Callable[..., History]) -> None:
    home = framed(20, sold_date=day(-300), stages={"selections": day(-292)})
    assert dict(learned(home).lengths) == {"contract": (8,)}


def test_days_written_in_the_wrong_order_teach_nothing(learned: Callable[..., History]) -> None:
    assert dict(learned(framed(-5)).lengths) == {}


@pytest.mark.parametrize("stage", ["framing", "cancelled"])
def test_open_and_lost_homes_teach_nothing(learned: Callable[..., History], stage: str) -> None:
    assert learned(framed(20, stage=stage)) == History()


def test_a_closing_without_any_day_teaches_nothing(learned: Callable[..., History]) -> None:
    assert learned(framed(20, stage_since=None, closing={"contract": day(-40)})) == History()


def test_archived_homes_teach_too(job: Job, book: MakeBook) -> None:
    old = [job(job=f"old {n}", **framed(28)) for n in range(3)]
    here = with_history(book(*(job(job=str(n), **framed(24)) for n in range(2))))
    assert usual_stage_days("framing", here.policy, here.history) == 18
    assert usual_stage_days("framing", here.policy, with_history(here, old).history) == 28


def test_told_against_actual_counts_from_the_end_of_what_was_told(learned: Callable[..., History]) -> None:
    closing = {"contract": "2026-03-10", "internal": "2026-04-20", "told": "2026-04", "closed_date": "2026-05-04"}
    found = learned(framed(20, closing=closing), framed(20), framed(20, closing={"closed_date": day(-40)}))
    assert found.told_errors == (0, 4)
    assert found.first_errors == (0, 55)
    assert found.closings == 3


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        ({"contract": "2026-12-11", "shifts": [{"from": "2026-10-30", "to": "2026-12-11"}]}, date(2026, 10, 30)),
        ({"contract": "2026-12-11", "shifts": [{"what": "start", "from": "2026-03-01", "to": "2026-04-01"}]}, date(2026, 12, 11)),
        ({"contract": "2026-12-11", "shifts": [{"to": "2026-12-20"}]}, date(2026, 12, 11)),
        ({"told": "2026-Q4"}, date(2026, 12, 31)),
        (None, None),
    ],
    ids=["where the first move came from", "no move of another date", "a move from nowhere", "as told", "nothing"],
)
def test_the_first_promise_is_the_oldest_day_they_were_given(job: Job, closing: Any, expected: date | None) -> None:
    assert first_promised_day(job(closing=closing)) == expected


def test_causes_are_counted_with_their_days(job: Job) -> None:
    def moved(days: int, **why: str) -> dict[str, str]:
        return {"from": day(0), "to": day(days), **why}

    shifts = [
        moved(10, cause_kind="weather"),
        moved(4, cause_kind="weather"),
        moved(21, cause_kind="labor"),
        moved(2, cause="keys lost"),
        moved(3),
        moved(-7, cause_kind="labor"),  # earlier is not a slip
        moved(9, cause_kind="labor") | {"what": "orientation"},
    ]
    home = job(closing={"contract": day(0), "internal": day(40), "shifts": shifts})
    assert causes_of(slips_of(home)) == (
        Cause("weather", 2, 14),
        Cause("labor", 1, 21),
        Cause("no cause noted", 1, 3),
        Cause("other", 1, 2),
    )


@pytest.mark.parametrize(("numbers", "expected"), [((), None), ((5,), 5), ((9, 1, 5), 5), ((4, 1), 3), ((1, 2, 3, 4), 3)])
def test_the_middle_of_numbers_is_a_whole_number(numbers: tuple[int, ...], expected: int | None) -> None:
    assert rounded_median(numbers) == expected


def test_the_clock_of_a_stage_goes_by_the_own_closings_and_says_so(job: Job, book: MakeBook) -> None:
    closed = [job(job=f"old {n}", **framed(40)) for n in range(5)]
    waiting = job(stage_since=day(-61))
    before = with_history(book(waiting, *closed[:4]))
    assert [duty.text for duty in stage_time(waiting, before, today=TODAY)] == ["61 days in framing, 30 is already long"]
    words = ["61 days in framing, 40 is already long (from your own 5 closings)"]
    after = with_history(book(waiting, *closed))
    assert [duty.text for duty in stage_time(waiting, after, today=TODAY)] == words
    assert list(stage_time(waiting._replace(stage_since=TODAY - timedelta(days=60)), after, today=TODAY)) == []
