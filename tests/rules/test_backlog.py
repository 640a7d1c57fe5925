"""The homes of one file together: their order, and the absences."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from backlog_cli.model import BacklogFile
from backlog_cli.rules.backlog import Backlog, absence_covering, jobs_by_number
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import (
        JobSummary,
    )

    Build = Callable[..., JobSummary]
    Bind = Callable[..., Backlog]

TODAY = date(2026, 6, 4)  # a Thursday


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def test_the_book_keeps_the_files_order_and_lines(book: Bind) -> None:
    jobs = [{"job": n, "buyers": "Anh Nguyen", "sold_date": day(-9), "stage": "contract"} for n in ("7", "3", "5")]
    found = backlog_of(BacklogFile.model_validate({"jobs": jobs}), (4, 9), ("job 12 left out",), 2)
    assert [(summary.job, summary.line) for summary in found.jobs] == [("7", 4), ("3", 9), ("5", 0)]
    assert (found.bad, found.warnings, list(jobs_by_number(found))) == (("job 12 left out",), 2, ["7", "3", "5"])


@pytest.mark.parametrize(("days", "today", "found"), [(0, 0, True), (3, 0, True), (4, 0, False), (-1, 0, False), (2, 4, False)])
def test_an_absence_holds_both_its_ends_until_it_is_over(book: Bind, days: int, today: int, found: bool) -> None:
    away = book(away=[{"from": day(0), "to": day(3)}])
    absence = absence_covering(away, TODAY + timedelta(days=days), today=TODAY + timedelta(days=today))
    assert (absence is not None) is found
