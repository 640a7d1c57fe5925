"""Risk in its named parts, each on both sides of its threshold."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.duty import Risk
from backlog_cli.rules.risk import risk_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy

    Build = Callable[..., JobSummary]

TODAY = date(2026, 6, 4)  # a Thursday


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def said(days: int, **more: Any) -> dict[str, Any]:
    return {"at": day(days), "kind": "update", "how": "text"} | more


def pushed(times: int) -> dict[str, Any]:
    """Pushed a day at a time: no slip worth naming."""
    first = date(2026, 10, 30)
    days = [(first + timedelta(days=n)).isoformat() for n in range(times + 1)]
    shifts = [{"from": days[n], "to": days[n + 1], "told_date": day(-1)} for n in range(times)]
    return {"closing": {"contract": days[0], "internal": days[-1], "told": days[-1], "shifts": shifts}}


TRIES = [said(-3, kind="attempt"), said(-2, kind="attempt")]
BROKEN = {"text": "photos", "status": "broken"}


@pytest.mark.parametrize(
    ("keys", "parts"),
    [
        pytest.param({}, {}, id="a quiet home"),
        pytest.param({"log": [said(-1, mood="upset")]}, {"mood": 25}, id="upset"),
        pytest.param({"log": [said(-1, mood="worried")]}, {"mood": 12}, id="worried"),
        pytest.param({"log": [said(-31, mood="upset"), said(-1)]}, {}, id="upset a month ago"),
        pytest.param(pushed(1), {}, id="one push"),
        pytest.param(pushed(2), {"pushes": 10}, id="two pushes"),
        pytest.param(pushed(3), {"pushes": 20}, id="three pushes"),
        pytest.param(pushed(5), {"pushes": 20}, id="five pushes"),
        pytest.param({"closing": {"contract": "2026-10-01", "internal": "2026-10-31"}}, {}, id="a slip of 30 days"),
        pytest.param({"closing": {"contract": "2026-10-01", "internal": "2026-11-01"}}, {"slip": 10}, id="a slip of 31 days"),
        pytest.param({"closing": {"contract": "2026-10-01", "told": "2026-Q4"}}, {"slip": 10}, id="the told end counts"),
        pytest.param({"lender": {"status": "applied", "papers": [{"what": "x", "due": day(0)}]}}, {}, id="a paper due today"),
        pytest.param(
            {"lender": {"status": "applied", "papers": [{"what": "x", "due": day(-1)}]}}, {"papers": 12}, id="a paper past due"
        ),
        pytest.param({"lender": {"papers": [{"what": "x", "due": day(-1), "done": day(0)}]}}, {}, id="a paper handed in"),
        pytest.param({"selections": [{"item": "x", "decide_by": day(0)}]}, {}, id="a choice due today"),
        pytest.param({"selections": [{"item": "x", "decide_by": day(-1)}]}, {"selection": 12}, id="a selection is overdue"),
        pytest.param({"selections": [{"item": "x", "decide_by": day(-1), "status": "decided"}]}, {}, id="a choice made"),
        pytest.param({"change_requests": [{"what": "x", "answer_by": day(-1)}]}, {}, id="a change is not a selection"),
        pytest.param({"log": [said(-14, how="phone"), said(-9), *TRIES]}, {"no-word": 12}, id="no word for 14 days, two tries"),
        pytest.param({"log": [said(-13, how="phone"), *TRIES]}, {}, id="no update for 13 days"),
        pytest.param({"log": [said(-14, how="phone"), said(-9), TRIES[0]]}, {}, id="one try"),
        pytest.param({"log": [said(-20, how="phone"), said(-10, kind="inbound"), said(-9), *TRIES]}, {}, id="they wrote since"),
        pytest.param({"log": [*TRIES, said(-1, kind="inbound"), said(0)]}, {}, id="they wrote after the tries"),
        pytest.param({"log": [said(-9), *TRIES]}, {"no-word": 12}, id="never reached since the sale"),
        pytest.param({"contingencies": [{"kind": "financing", "expires": day(31)}]}, {}, id="a contingency in 31 days"),
        pytest.param({"contingencies": [{"kind": "financing", "expires": day(30)}]}, {"contingency": 10}, id="in 30 days"),
        pytest.param({"contingencies": [{"kind": "financing", "status": "kick-out"}]}, {"contingency": 10}, id="kicked out"),
        pytest.param({"contingencies": [{"kind": "financing", "expires": day(3), "status": "waived"}]}, {}, id="waived"),
        pytest.param({"lender": {"status": "applied", "lock_expires": "2026-10-30"}}, {}, id="a lock on the day of closing"),
        pytest.param({"lender": {"status": "applied", "lock_expires": "2026-10-29"}}, {"lock": 12}, id="a lock short of it"),
        pytest.param({"log": [said(-2, topic=["rate"]), said(-1, topic=["date"])]}, {}, id="rate once"),
        pytest.param({"log": [said(-30, topic=["rate"]), said(-1, topic=["rate"])]}, {"rate-topic": 8}, id="rate twice"),
        pytest.param({"log": [said(-31, topic=["rate"]), said(-1, topic=["rate"])]}, {}, id="rate twice, long ago"),
        pytest.param({"worries": ["New JOB in March"]}, {"life-change": 15}, id="a new job"),
        pytest.param({"worries": ["their income, perhaps"]}, {"life-change": 15}, id="income"),
        pytest.param({"worries": ["noise", "the family grows"]}, {"life-change": 15}, id="family"),
        pytest.param({"worries": ["jobsite dust", "familiar faces"]}, {}, id="words that only begin so"),
        pytest.param({"escalation_clause": "true"}, {"escalation-clause": 8}, id="an escalation clause"),
        pytest.param({"escalation_clause": {"cap": "3 %"}}, {"escalation-clause": 8}, id="a capped clause"),
        pytest.param({"escalation_clause": "false"}, {}, id="no clause"),
        pytest.param({"deposits": [{"kind": "second", "due": day(0)}]}, {}, id="a deposit due today"),
        pytest.param({"deposits": [{"kind": "second", "due": day(-1)}]}, {"deposit": 8}, id="a deposit late"),
        pytest.param({"deposits": [{"kind": "second", "due": day(-1), "paid": day(0)}]}, {}, id="a deposit paid"),
        pytest.param({"log": [said(-13)]}, {}, id="silent for 13 days"),
        pytest.param({"log": [said(-14)]}, {"silence": 10}, id="silent for 14 days"),
        pytest.param({"log": [said(-14)], "contact": {"worst_days": "21"}}, {}, id="their own worst day"),
        pytest.param({"promises": [BROKEN | {"due": day(-30)}]}, {"broken-promise": 8}, id="broken 30 days ago"),
        pytest.param({"promises": [BROKEN | {"due": day(-31)}]}, {}, id="broken 31 days ago"),
        pytest.param({"promises": [BROKEN | {"due": day(-3), "by": "builder"}]}, {"broken-promise": 8}, id="by the builder"),
        pytest.param({"promises": [BROKEN | {"due": day(-3), "by": "lender"}]}, {}, id="by the lender"),
        pytest.param({"promises": [BROKEN | {"due": day(0)}]}, {"broken-promise": 8}, id="broken on its day"),
        pytest.param({"promises": [BROKEN | {"due": day(3)}]}, {}, id="broken ahead of its day"),
        pytest.param({"promises": [{"text": "photos", "due": day(-3)}]}, {}, id="late is not broken"),
    ],
)
def test_each_part_of_the_risk(job: Build, policy: Callable[..., Policy], keys: dict[str, Any], parts: dict[str, int]) -> None:
    found = risk_of(job(**keys), policy(), today=TODAY)
    assert (found.total, dict(found.parts)) == (sum(parts.values()), parts)


def test_the_parts_stand_in_a_fixed_order_and_the_sum_is_capped(job: Build, policy: Callable[..., Policy]) -> None:
    days = ["2026-06-20", "2026-07-10", "2026-08-01", "2026-09-01"]
    shifts = [{"from": days[n], "to": days[n + 1], "told_date": day(-1)} for n in range(3)]
    everything: dict[str, Any] = {
        "closing": {"contract": days[0], "internal": days[-1], "told": days[-1], "shifts": shifts},
        "lender": {"lock_expires": "2026-08-31", "papers": [{"what": "x", "due": day(-1)}]},
        "selections": [{"item": "x", "decide_by": day(-1)}],
        "contingencies": [{"kind": "financing", "expires": day(1)}],
        "worries": ["job"],
        "escalation_clause": "true",
        "deposits": [{"kind": "second", "due": day(-1)}],
        "promises": [BROKEN | {"due": day(-1)}],
        "log": [said(-20, mood="upset", topic=["rate"]), said(-19, topic=["rate"]), *TRIES],
    }
    found = risk_of(job(**everything), policy(), today=TODAY)
    assert found.total == 100
    assert " ".join(name for name, _ in found.parts) == (
        "mood pushes slip papers selection no-word contingency lock rate-topic life-change escalation-clause deposit silence "
        "broken-promise"
    )


@pytest.mark.parametrize("stage", ["closed", "cancelled"])
def test_only_open_homes_have_a_risk(job: Build, policy: Callable[..., Policy], stage: str) -> None:
    assert risk_of(job(stage=stage, escalation_clause="true", log=[]), policy(), today=TODAY) == Risk()
