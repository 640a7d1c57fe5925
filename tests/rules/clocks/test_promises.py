"""Promises both ways, issues, the agreed next step, pins, and the notes about them: each across its thresholds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.duty import Duty

    Fired = Callable[..., list[Duty]]

TODAY = date(2026, 6, 4)  # a Thursday


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def pairs(duties: list[Duty]) -> list[tuple[str, int | None]]:
    """Level, and the day as so many days from today."""
    return [(str(duty.level), None if duty.day is None else (duty.day - TODAY).days) for duty in duties]


def agreed(days: int, at: int = -3, **more: Any) -> dict[str, Any]:
    """A text of three days ago that ended with a step agreed for a day so many days from today."""
    step = {"what": "paint codes", "date": day(days)} | more
    return {"at": day(at), "kind": "update", "how": "text", "next": step}


def text(days: int, **more: Any) -> dict[str, Any]:
    return {"at": day(days), "kind": "update", "how": "text"} | more


# --- promise, promise-other ---


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        pytest.param(2, [], id="in two days"),
        pytest.param(1, [("amber", 1)], id="tomorrow"),
        pytest.param(0, [("amber", 0)], id="today"),
        pytest.param(-1, [("red", -1)], id="past"),
    ],
)
def test_my_promise_is_due(fired: Fired, due: int, expected: list[Any]) -> None:
    assert pairs(fired("promise", promises=[{"text": "paint codes", "by": "me", "due": day(due)}])) == expected
    assert pairs(fired("promise", promises=[{"text": "paint codes", "due": day(due)}])) == expected  # left out, it is me


@pytest.mark.parametrize("by", ["builder", "lender", "buyer"])
@pytest.mark.parametrize(
    ("due", "expected"),
    [
        pytest.param(3, [], id="in three days"),
        pytest.param(2, [("amber", 2)], id="in two days"),
        pytest.param(0, [("amber", 0)], id="today"),
        pytest.param(-2, [("amber", -2)], id="two days late"),
        pytest.param(-3, [("red", -3)], id="three days late"),
    ],
)
def test_the_promise_of_others_is_due(fired: Fired, by: str, due: int, expected: list[Any]) -> None:
    duties = fired("promise-other", promises=[{"text": "windows", "by": by, "due": day(due)}])
    assert pairs(duties) == expected
    assert [duty.next == "escalate it" for duty in duties] == [due <= -3] * len(expected)
    assert fired("promise", promises=[{"text": "windows", "by": by, "due": day(due)}]) == []


@pytest.mark.parametrize(
    ("keys", "open_"),
    [
        pytest.param({}, True, id="no status"),
        pytest.param({"status": "open"}, True, id="open"),
        pytest.param({"status": "late"}, True, id="late is still open"),
        pytest.param({"status": "kept"}, False, id="kept"),
        pytest.param({"status": "broken"}, False, id="broken"),
        pytest.param({"status": "withdrawn"}, False, id="withdrawn"),
        pytest.param({"done": day(-1)}, False, id="done"),
        pytest.param({"done": day(2)}, False, id="done on a day still ahead"),
        pytest.param({"due": None}, False, id="no day"),
    ],
)
def test_what_ends_a_promise(fired: Fired, keys: dict[str, Any], open_: bool) -> None:
    for by, rule in (("me", "promise"), ("builder", "promise-other")):
        assert bool(fired(rule, promises=[{"text": "paint codes", "by": by, "due": day(-5)} | keys])) is open_


def test_each_promise_speaks_and_the_one_who_must_deliver_is_chased(fired: Fired) -> None:
    promises = [{"text": "paint codes", "due": day(0)}, {"text": "photos", "due": day(-2), "needs": "Hal Moreno"}]
    duties = fired("promise", promises=promises)
    assert [duty.text for duty in duties] == [
        'you promised "paint codes" by Thu Jun 4',
        'you promised "photos" by Tue Jun 2',
    ]
    assert [duty.next for duty in duties] == ["do it today", "check with Hal Moreno on it"]


# --- issue ---


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param({"due": day(3)}, [], id="due in three days"),
        pytest.param({"due": day(2)}, [("amber", 2)], id="due in two days"),
        pytest.param({"due": day(0)}, [("amber", 0)], id="due today"),
        pytest.param({"due": day(-1)}, [("red", -1)], id="past due"),
        pytest.param({}, [], id="no day"),
        pytest.param({"due": day(9), "reassured_date": day(-3)}, [], id="reassured three days ago"),
        pytest.param({"due": day(9), "reassured_date": day(-4)}, [("amber", 9)], id="reassured four days ago"),
        pytest.param({"due": day(9), "opened": day(-3)}, [], id="never reassured, opened three days ago"),
        pytest.param({"due": day(9), "opened": day(-4)}, [("amber", 9)], id="never reassured, opened four days ago"),
        pytest.param({"opened": day(-30), "reassured_date": day(-1)}, [], id="reassured yesterday"),
        pytest.param({"reassured_date": day(-4)}, [("amber", None)], id="its day is due, whatever fired it"),
        pytest.param({"severity": "high", "owner": None, "due": day(9)}, [("red", 9)], id="high without an owner"),
        pytest.param({"severity": "high", "due": day(9)}, [], id="high with an owner"),
        pytest.param({"severity": "medium", "owner": None, "due": day(9)}, [], id="medium without an owner"),
        pytest.param({"due": day(-1), "status": "resolved"}, [], id="resolved"),
    ],
)
def test_an_issue_needs_its_day_an_owner_and_a_word(fired: Fired, keys: dict[str, Any], expected: list[Any]) -> None:
    assert pairs(fired("issue", issues=[{"text": "outlets on wrong wall", "owner": "Hal Moreno"} | keys])) == expected


def test_an_issue_says_all_that_is_wrong_with_it(fired: Fired) -> None:
    issues = [{"text": "outlets on wrong wall", "severity": "high", "due": day(1), "opened": day(-5)}]
    (duty,) = fired("issue", issues=issues)
    assert duty.text == '"outlets on wrong wall" is due Fri Jun 5, has no owner, not reassured for 5 days'


@pytest.mark.parametrize(
    ("keys", "action"),
    [
        ({"due": day(1), "owner": "Hal Moreno"}, "ask Hal Moreno for an update"),
        ({"due": day(1)}, "ask whoever is fixing it for an update"),
        ({"opened": day(-9), "owner": "Hal Moreno"}, "tell them it's being worked on, then ask Hal Moreno for an update"),
        ({"opened": day(-9), "severity": "high"}, "give it an owner and a due date"),
    ],
)
def test_an_issue_says_what_to_do_first(fired: Fired, keys: dict[str, Any], action: str) -> None:
    assert [duty.next for duty in fired("issue", issues=[{"text": "drafty door"} | keys])] == [action]


# --- next-step ---


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(2, [], id="in two days"),
        pytest.param(1, [("amber", 1)], id="tomorrow"),
        pytest.param(0, [("amber", 0)], id="today"),
        pytest.param(-1, [("red", -1)], id="missed"),
    ],
)
def test_the_agreed_step_falls_due(fired: Fired, days: int, expected: list[Any]) -> None:
    assert pairs(fired("next-step", log=[agreed(days)])) == expected


@pytest.mark.parametrize(
    ("log", "open_"),
    [
        pytest.param([agreed(-1)], True, id="nothing since"),
        pytest.param([agreed(-1, done=day(-1))], False, id="done"),
        pytest.param([agreed(-1, agreed="true")], True, id="agreed"),
        pytest.param([agreed(-1, agreed="false")], False, id="not agreed"),
        pytest.param([agreed(-1), text(-1)], False, id="an entry on its day"),
        pytest.param([agreed(-1), text(0)], False, id="an entry after its day"),
        pytest.param([agreed(-1), text(-2)], True, id="an entry before its day"),
        pytest.param([agreed(-1), text(0, kind="inbound")], True, id="their message"),
        pytest.param([agreed(-1), text(0, kind="internal")], True, id="an internal word"),
        pytest.param([agreed(-1), text(0, kind="attempt")], True, id="an attempt"),
        pytest.param([agreed(-1), text(0, how="phone", outcome="voicemail")], True, id="a voicemail"),
        pytest.param([agreed(-1), text(1)], True, id="an entry dated tomorrow"),
        pytest.param([agreed(-1), agreed(9, at=-2)], False, id="a newer step replaces it"),
        pytest.param([agreed(-1), text(-2, next="none")], False, id="none replaces it"),
        pytest.param([agreed(-1), text(-2, next="none: they will call")], False, id="none with a reason"),
        pytest.param([agreed(-1), agreed(-2, at=-2, agreed="false")], False, id="a newer step that was not agreed"),
        pytest.param([text(-3, next="send photos")], False, id="a step without a day"),
        pytest.param([agreed(0, at=0)], True, id="agreed today for today: the entry itself does not end it"),
        pytest.param([agreed(0, at=0), text(0)], False, id="agreed today for today, then done"),
    ],
)
def test_what_ends_the_agreed_step(fired: Fired, log: list[dict[str, Any]], open_: bool) -> None:
    assert bool(fired("next-step", log=log)) is open_


@pytest.mark.parametrize(
    ("days", "text_", "action"),
    [
        (1, "you agreed to paint codes by Fri Jun 5", "get it ready for tomorrow"),
        (0, "you agreed to: paint codes", "do it today"),
        (-1, "you agreed to paint codes by Wed Jun 3", "do it now and apologize"),
    ],
)
def test_the_step_stands_in_the_reason(fired: Fired, days: int, text_: str, action: str) -> None:
    assert [(duty.text, duty.next) for duty in fired("next-step", log=[agreed(days)])] == [(text_, action)]


# --- pin ---


@pytest.mark.parametrize(
    ("pin", "expected"),
    [
        pytest.param({"level": "red", "reason": "wedding"}, [("red", None)], id="red"),
        pytest.param({"level": "amber", "reason": "wedding"}, [("amber", None)], id="amber"),
        pytest.param("red", [("red", None)], id="the short form"),
        pytest.param({"level": "red", "until": day(1)}, [("red", None)], id="until tomorrow"),
        pytest.param({"level": "red", "until": day(0)}, [], id="over on its day"),
        pytest.param({"reason": "wedding"}, [], id="no level"),
    ],
)
def test_a_pin_holds_until_its_day(fired: Fired, pin: Any, expected: list[Any]) -> None:
    assert pairs(fired("pin", pin=pin)) == expected


# --- notes ---


@pytest.mark.parametrize(
    ("escalation", "noted"),
    [("Priya Dole", True), ({"name": "Priya Dole", "told_date": day(-9)}, False), ({"phone": "555-0110"}, False), (None, False)],
    ids=["never told", "told", "no name", "none"],
)
def test_whom_else_to_turn_to_is_noted_until_told(fired: Fired, escalation: Any, noted: bool) -> None:
    assert pairs(fired("escalation-untold", escalation=escalation)) == [("green", None)] * noted


@pytest.mark.parametrize(
    ("away", "last", "step", "days"),
    [
        pytest.param((5, 9), -2, 20, [5], id="the update on the first day away"),
        pytest.param((1, 5), -2, 20, [5], id="the update on the last day away"),
        pytest.param((6, 9), -2, 20, [], id="the update the day before"),
        pytest.param((1, 4), -2, 20, [], id="the update the day after"),
        pytest.param((1, 4), -2, 3, [3], id="the agreed step"),
        pytest.param((3, 9), -2, 3, [3, 5], id="both"),
        pytest.param((-9, -1), -9, 20, [], id="an absence that is over"),
        pytest.param((-9, 0), -9, 20, [-2], id="an absence that ends today"),
    ],
)
def test_what_falls_into_an_absence_is_noted(fired: Fired, away: tuple[int, int], last: int, step: int, days: list[int]) -> None:
    absence = {"from": day(away[0]), "to": day(away[1]), "cover": "Dana Reyes"}
    duties = fired("away", away=[absence], log=[agreed(step, at=last)])
    assert pairs(duties) == [("green", n) for n in days]


def test_before_days_away_that_began_nothing_can_be_done(fired: Fired) -> None:
    (duty,) = fired("away", away=[{"from": day(0), "to": day(3), "cover": "Dana Reyes"}], log=[agreed(2, at=-1)])
    assert duty.next == "hand it to Dana Reyes"


def test_the_note_names_who_fills_in(fired: Fired) -> None:
    (duty,) = fired("away", away=[{"from": day(1), "to": day(3), "cover": "Dana Reyes"}], log=[agreed(2, at=-1)])
    assert duty.text == '"paint codes" is agreed for Sat Jun 6, while you\'re away'
    assert duty.next == "hand it to Dana Reyes, or do it by Thu Jun 4"


def test_done_ends_what_was_not_told_of_the_escalation(after_done: Callable[..., list[Duty]]) -> None:
    assert after_done("escalation-untold", escalation="Priya Dole") == []
