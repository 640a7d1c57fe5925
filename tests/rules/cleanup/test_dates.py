"""Dates that cannot be true, or that another date has left behind: both sides of each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.cleanup.dates import DATE_CHECKS
from backlog_cli.terms import Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary

    Build = Callable[..., JobSummary]

TODAY = date(2026, 6, 4)  # a Thursday; the home closes on Oct 30 and its start was Apr 20


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def closing(**keys: Any) -> dict[str, Any]:
    return {"closing": {"contract": "2026-10-30", "internal": "2026-10-30", "told": "2026-10"} | keys}


def talk(what: str, due: int) -> dict[str, Any]:
    return {"log": [{"at": day(-2), "next": {"what": what, "date": day(due)}}]}


def promise(text: str, **keys: Any) -> dict[str, Any]:
    return {"promises": [{"text": text} | keys]}


@pytest.mark.parametrize(
    ("keys", "kind", "what"),
    [
        pytest.param({}, None, None, id="the quiet home"),
        pytest.param(
            {"closing": day(-1)}, "closing-passed", "closing Wed Jun 3 has passed and the home is still open", id="passed"
        ),
        pytest.param({"closing": day(0)}, None, None, id="closing today"),
        # two days in the wrong order
        pytest.param(
            {"closing": "2026-07-01", "start_date": "2026-07-02"},
            "order",
            "closing Wed Jul 1 is before the start (Thu Jul 2)",
            id="closing, start",
        ),
        pytest.param(
            {"orientation_date": "2026-04-19"}, "order", "orientation Sun Apr 19 is before the start (Mon Apr 20)", id="visit"
        ),
        pytest.param({"orientation_date": "2026-04-20"}, None, None, id="visit on the day of the start"),
        pytest.param(
            {"predrywall_date": "2026-04-01"}, "order", "pre-drywall walk Wed Apr 1 is before the start (Mon Apr 20)", id="walk"
        ),
        pytest.param(
            {"predrywall_date": "2026-10-31"},
            "order",
            "pre-drywall walk Sat Oct 31 is after closing Fri Oct 30",
            id="walk, closing",
        ),
        pytest.param(
            {"predrywall_date": "2026-07-02", "orientation_date": "2026-07-01"},
            "order",
            "orientation Wed Jul 1 is before the pre-drywall walk (Thu Jul 2)",
            id="visit, walk",
        ),
        pytest.param(
            {"orientation_date": "2026-10-31"}, "order", "orientation Sat Oct 31 is after closing Fri Oct 30", id="late visit"
        ),
        pytest.param(
            {"lender": {"lock_expires": "2026-03-01"}}, "order", "rate lock Sun Mar 1 is before the sale (Mon Mar 2)", id="lock"
        ),
        pytest.param({"lender": {"lock_expires": "2026-03-02"}}, None, None, id="lock on the day of the sale"),
        pytest.param(
            {"lender": {"lock_expires": "2026-05-01", "applied_date": "2026-05-02"}},
            "order",
            "rate lock Fri May 1 is before the loan application (Sat May 2)",
            id="lock, application",
        ),
        pytest.param(
            promise("paint", made=day(0), due=day(-1)),
            "order",
            'promise "paint" is due Wed Jun 3, before it was made',
            id="promise",
        ),
        pytest.param(promise("paint", made=day(0), due=day(0)), None, None, id="promise for the same day"),
        # done on a day still ahead
        pytest.param(promise("paint", done=day(1)), "future", "promises.1.done Fri Jun 5 is in the future", id="kept tomorrow"),
        pytest.param(promise("paint", done=day(0)), None, None, id="kept today"),
        pytest.param(
            {"deposits": [{"paid": day(1)}]}, "future", "deposits.1.paid Fri Jun 5 is in the future", id="paid tomorrow"
        ),
        pytest.param(
            {"lender": {"applied_date": day(3)}}, "future", "lender.applied_date Sun Jun 7 is in the future", id="applied"
        ),
        pytest.param({"stage_since": day(1)}, "future", "stage_since Fri Jun 5 is in the future", id="stage"),
        pytest.param(
            {"log": [{"at": day(1)}]}, "future", "a conversation dated Fri Jun 5 is in the future, so it doesn't count", id="talk"
        ),
        pytest.param(
            {"escalation": {"name": "Priya", "told_date": day(2)}},
            "future",
            "escalation.told_date Sat Jun 6 is in the future",
            id="told",
        ),
        pytest.param(
            closing(shifts=[{"from": "2026-10-12", "to": "2026-10-30", "known_date": day(-1), "told_date": day(1)}]),
            "future",
            "closing.shifts.1.told_date Fri Jun 5 is in the future",
            id="a move told tomorrow",
        ),
        # a move
        pytest.param(
            closing(shifts=[{"from": "2026-10-12", "to": "2026-10-30", "known_date": day(-5), "told_date": day(-6)}]),
            "moves",
            "the move of closing to Fri Oct 30 was told Fri May 29, before it was known Sat May 30",
            id="told before it was known",
        ),
        # what is still on an old date
        pytest.param(
            closing(contract="2026-10-12") | {"appointments": [{"at": "2026-10-12 14:00", "what": "closing at title"}]},
            "old-date",
            'appointment Mon Oct 12 14:00 "closing at title" is on an old closing date',
            id="an appointment on the contract's day",
        ),
        pytest.param(
            closing(contract="2026-10-12") | {"insurance_bound": "2026-10-12"},
            "old-date",
            "home insurance starts Mon Oct 12, an old closing date",
            id="insurance",
        ),
        pytest.param(
            closing(contract="2026-10-12") | {"utilities_moved": "2026-10-12"},
            "old-date",
            "utilities move Mon Oct 12, an old closing date",
            id="utilities",
        ),
        pytest.param(
            closing() | {"insurance_bound": "2026-10-30", "utilities_moved": "2026-10-30"}, None, None, id="on the closing day"
        ),
        pytest.param(
            {"closing": {"contract": "2026-05-12", "internal": "2026-10-30"}, "insurance_bound": "2026-05-12"},
            None,
            None,
            id="bound long ago",
        ),
        pytest.param(
            {"appointments": [{"at": "2026-10-29", "what": "movers"}]},
            "old-date",
            'appointment Thu Oct 29 "movers" is 1 day before closing',
            id="movers before the keys",
        ),
        # one date, two days
        pytest.param(
            {"orientation_date": "2026-10-20 10:00", "appointments": [{"at": "2026-10-21 10:00", "what": "orientation"}]},
            "two-dates",
            "orientation: orientation_date says Tue Oct 20, an appointment Wed Oct 21",
            id="two days",
        ),
        pytest.param(
            {"orientation_date": "2026-10-20 10:00", "appointments": [{"at": "2026-10-20 10:00", "what": "orientation"}]},
            None,
            None,
            id="one day in both places",
        ),
        pytest.param(
            {"orientation_date": "2026-10-20 10:00", "appointments": [{"at": day(-3), "what": "orientation"}]},
            None,
            None,
            id="over",
        ),
        # a weekday in words
        pytest.param(talk("call by Tuesday", 1), "weekday", 'next step "call by Tuesday" is due Fri Jun 5', id="step"),
        pytest.param(talk("call by friday", 1), None, None, id="its own weekday"),
        pytest.param(talk("what the Tuesday crew did", 1), None, None, id="a weekday that is no day"),
        pytest.param(
            promise("text on Monday", due=day(1)), "weekday", 'promise "text on Monday" is due Fri Jun 5', id="promise's"
        ),
        pytest.param(promise("pass on: trusses come on Monday", due=day(1)), None, None, id="his answer"),
        pytest.param(promise("text on Monday", due=day(1), status="kept"), None, None, id="kept"),
        pytest.param(promise("text on Monday"), None, None, id="no day"),
    ],
)
def test_dates_that_lie(job: Build, keys: dict[str, Any], kind: str | None, what: str | None) -> None:
    home = job(**keys)
    found = [one for look in DATE_CHECKS for one in look(home, Policy(), TODAY)]
    assert [(one[0], one[1]) for one in found] == ([] if kind is None else [(kind, what)])
    assert all(one[2] for one in found)
