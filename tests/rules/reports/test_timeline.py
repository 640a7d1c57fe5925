"""From the sale to the keys: what was promised first, what was told, what the stages say, all on one scale."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from backlog_cli.dates.values import add_months
from backlog_cli.rules.backlog import with_history
from backlog_cli.rules.reports.timeline import forecast_closing, timeline, timeline_bar

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

    Job = Callable[..., JobSummary]
    MakeBook = Callable[..., Backlog]

TODAY = date(2026, 6, 4)


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def test_a_bar_knows_the_first_promise_the_told_end_and_the_closing(job: Job, book: MakeBook) -> None:
    shifts = [{"from": "2026-08-14", "to": "2026-09-30", "known_date": day(-5), "told_date": None}]
    home = job(closing={"contract": "2026-08-14", "internal": "2026-09-30", "told": "2026-08", "shifts": shifts})
    bar = timeline_bar(home, book(home), today=TODAY)
    assert (bar.promised, bar.closing, bar.moves) == (date(2026, 8, 14), date(2026, 9, 30), 1)
    assert (bar.short_days, bar.slip_days) == (30, 47)


def test_bars_stand_by_closing_and_those_without_one_come_last(job: Job, book: MakeBook) -> None:
    homes = (
        job(job="late", closing="2026-12-01"),
        job(job="never", closing=None),
        job(job="soon", closing="2026-07-01"),
        job(job="gone", stage="closed", closing={"closed_date": "2026-05-01"}),
        job(job="lost", stage="cancelled"),
    )
    assert [bar.summary.job for bar in timeline(book(*homes), today=TODAY).bars] == ["soon", "late", "never"]


def test_the_scale_snaps_to_whole_months_around_every_date(job: Job, book: MakeBook) -> None:
    found = timeline(book(job(closing="2026-12-11")), today=TODAY)
    assert (found.first, found.last) == (date(2026, 3, 1), date(2026, 12, 31))
    assert found.months == tuple(add_months(date(2026, 3, 1), n) for n in range(10))


def test_a_date_years_away_does_not_squeeze_the_others(job: Job, book: MakeBook) -> None:
    homes = (job(job="1", closing="2031-01-01"), job(job="2", closing={"contract": "2020-01-01", "internal": "2026-09-01"}))
    found = timeline(book(*homes), today=TODAY)
    assert (found.first, found.last) == (date(2025, 9, 1), date(2027, 9, 30))


def test_no_homes_make_an_empty_picture(book: MakeBook) -> None:
    assert timeline(book(), today=TODAY).bars == ()


@pytest.mark.parametrize(
    ("keys", "days"),
    [
        # framing 18, dry-in 10, rough-ins 16, pre-drywall 8, drywall 14, trim 18, flooring 12, finals 14, punch 8,
        # orientation 10, closing 4
        pytest.param({"stage_since": day(0)}, 132, id="the whole stage"),
        pytest.param({"stage_since": day(-10)}, 122, id="ten days of it are over"),
        pytest.param({"stage_since": day(-60)}, 114, id="it should be over"),
        pytest.param({"stage_since": None}, 132, id="nobody noted when it began"),
        pytest.param({"stage_since": day(3)}, 132, id="it begins in three days"),
        pytest.param({"stage": "closing", "stage_since": day(-1)}, 3, id="the last stage"),
    ],
)
def test_the_stages_still_to_come_make_a_forecast(job: Job, book: MakeBook, keys: dict[str, str], days: int) -> None:
    home = job(**keys)
    assert forecast_closing(home, book(home), today=TODAY) == TODAY + timedelta(days=days)


def test_a_forecast_goes_by_the_own_closings_and_says_so(job: Job, book: MakeBook) -> None:
    old = {"stage": "closed", "stages": {"punch": day(-60), "orientation": day(-30)}, "closing": {"closed_date": day(-10)}}
    home = job(stage="punch", stage_since=day(0), closing={"contract": day(20), "internal": day(20), "told": day(20)})
    five = [job(job=str(n), **old) for n in range(5)]
    bar = timeline_bar(home, with_history(book(home, *five)), today=TODAY)
    assert (bar.forecast, bar.source) == (TODAY + timedelta(days=44), "from your own 5 closings")
    assert bar.forecast_late == 24
    table = timeline_bar(home, with_history(book(home, *five[:4])), today=TODAY)
    assert (table.forecast, table.source, table.forecast_late) == (TODAY + timedelta(days=22), "", 2)
    assert timeline(with_history(book(home, *five)), today=TODAY).behind == (bar,)
    assert timeline(with_history(book(home, *five[:4])), today=TODAY).behind == ()


@pytest.mark.parametrize("stage", ["closed", "cancelled"])
def test_a_home_that_ended_has_no_forecast(job: Job, book: MakeBook, stage: str) -> None:
    home = job(stage=stage)
    assert forecast_closing(home, book(home), today=TODAY) is None
