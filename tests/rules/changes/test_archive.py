"""Which homes go to an archive, and which stay."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.errors import UsageError
from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.changes.archive import ended_day, old_homes, require_archivable, waiting_homes
from backlog_cli.terms import Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary

    Plain = Callable[..., dict[str, Any]]
    Stand = Callable[..., JobSummary]

TODAY = date(2026, 6, 4)


def closed(day: str | None) -> dict[str, Any]:
    return {"stage": "closed", "closing": {"closed_date": day}}


@pytest.mark.parametrize(
    ("keys", "is_old"),
    [
        ({"stage": "framing"}, False),
        (closed("2025-06-04"), False),
        (closed("2025-06-03"), True),
        (closed(None), False),
        ({"stage": "cancelled", "cancelled": {"date": "2026-06-01"}}, True),
        ({"stage": "cancelled", "stage_since": "2026-06-01"}, True),
        ({"stage": "cancelled"}, False),
        ({"stage": "cancelled", "cancelled": {"date": "2026-06-01", "check_back": "2026-06-03"}}, True),
        ({"stage": "cancelled", "cancelled": {"date": "2026-06-01", "check_back": "2026-06-04"}}, False),
        ({"stage": "cancelled", "cancelled": {"date": "2026-05-01", "check_back": "2026-06-03", "door": "open"}}, False),
        (
            {
                "stage": "cancelled",
                "cancelled": {"date": "2026-05-01", "check_back": "2026-06-03", "door": "open", "done": "2026-06-03"},
            },
            True,
        ),
    ],
)
def test_homes_closed_over_a_year_ago_and_cancelled_ones_are_old(
    plain: Plain, stand: Stand, keys: dict[str, Any], is_old: bool
) -> None:
    book = Backlog(Policy(), jobs=(stand(plain(**keys)),))
    assert bool(old_homes(book, before=None, today=TODAY)) is is_old


def test_with_a_day_every_home_that_ended_before_it_is_old(plain: Plain, stand: Stand) -> None:
    book = Backlog(Policy(), jobs=(stand(plain(**closed("2026-05-01"))), stand(plain(job="2", **closed("2026-05-02")))))
    assert [found.job for found in old_homes(book, before=date(2026, 5, 2), today=TODAY)] == ["2401"]


def test_a_home_to_check_back_on_waits_and_is_named(plain: Plain, stand: Stand) -> None:
    lost = stand(plain(stage="cancelled", cancelled={"date": "2026-06-01", "check_back": "2026-09-01"}))
    assert waiting_homes(Backlog(Policy(), jobs=(lost,)), before=None, today=TODAY) == (lost,)
    assert require_archivable(lost) is lost


def test_an_open_home_or_one_that_ended_nobody_knows_when_is_refused(plain: Plain, stand: Stand) -> None:
    for keys in ({"stage": "framing"}, {"stage": "cancelled"}, closed(None)):
        with pytest.raises(UsageError):
            require_archivable(stand(plain(**keys)))
    assert ended_day(stand(plain(**closed("2026-05-01")))) == date(2026, 5, 1)
