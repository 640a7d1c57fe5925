"""What `done` can tick off: the clock of each ticked duty falls silent, and nothing that is over is offered."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_cli.errors import UsageError
from backlog_cli.model import Job
from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.change import Append, Put
from backlog_cli.rules.changes.done import OpenItem, complete_item, item_numbers, numbered_list, open_items, select_item
from backlog_cli.rules.clocks.clock import Ending
from backlog_cli.rules.clocks.table import CLOCKS, duties
from backlog_cli.rules.summarize import summarize
from backlog_cli.store.yaml.source import read_source
from backlog_cli.terms import Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary

    Plain = Callable[..., dict[str, Any]]
    Stand = Callable[..., JobSummary]
    Homes = st.SearchStrategy[dict[str, Any]]

TODAY = date(2026, 6, 4)
SAMPLE_DAY = date(2026, 11, 23)
PRINTED = Path(__file__).parents[2] / "data" / "domain_section7.yaml"
POLICY = Policy()

# The rules whose duties end by a field that `done` writes; all others need a date, a word or a decision. A clock that
# came later has its own test beside it.
ENDED_BY_DONE = frozenset(
    {
        "promise",
        "promise-other",
        "issue",
        "inbound",
        "next-step",
        "written",
        "deposit",
        "decision",
        "loan-application",
        "ctc",
        "contingency",
        "amendment",
        "care",
        "pin",
        "escalation-untold",
        "appraisal",
        "plot-survey",
        "check-back",
    }
)


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def owed(summary: JobSummary, *, today: date = TODAY, policy: Policy = POLICY) -> list[str]:
    """The rules that `done` can end, one for each duty."""
    ended = {clock.rule for clock in CLOCKS if clock.endings is not None}
    return sorted(duty.rule for duty in duties(summary, Backlog(policy), today=today) if duty.rule in ended)


CALL = {"at": day(-3), "how": "phone", "kind": "update"}
SHIFT = {"from": day(30), "to": day(60), "known_date": day(-20), "told_date": day(-12)}
TOLD = {"internal": day(60), "told": day(60), "shifts": [SHIFT]}
CLOSED = {"stage": "closed", "closing": {"closed_date": day(-7)}}
LOST = {"stage": "cancelled", "cancelled": {"date": day(-90), "door": "open", "check_back": day(-1)}, "log": []}

ROWS = [
    pytest.param("promise", {"promises": [{"text": "paint codes", "due": day(-3)}]}, "paint", id="my promise"),
    pytest.param("promise", {"promises": {"text": "paint codes", "due": day(-3)}}, "paint", id="the only promise, no list"),
    pytest.param("promise", {"promises": [{"text": "x", "due": day(-3), "status": "late"}]}, "you", id="a late one"),
    pytest.param("promise-other", {"promises": [{"text": "plan", "by": "builder", "due": day(-1)}]}, "plan", id="theirs"),
    pytest.param("issue", {"issues": [{"id": "1", "text": "outlets", "due": day(-1)}]}, "outlets", id="an issue"),
    pytest.param("issue", {"issues": [{"text": "outlets", "severity": "high"}]}, "outlets", id="an issue without id"),
    pytest.param("inbound", {"log": [{"at": day(-2), "kind": "inbound", "how": "email"}]}, "email", id="their mail"),
    pytest.param(
        "next-step",
        {"log": [{"at": day(-9), "how": "text", "next": {"what": "send plan", "date": day(-1)}}]},
        "plan",
        id="a step",
    ),
    pytest.param("written", {"log": [CALL]}, "writing", id="a call not in writing"),
    pytest.param(
        "written", {"log": [CALL, {"at": day(-1), "kind": "internal", "how": "phone"}]}, "writing", id="an internal call"
    ),
    pytest.param("deposit", {"deposits": [{"kind": "options", "amount": "11400", "due": day(1)}]}, "11,400", id="a deposit"),
    pytest.param("decision", {"selections": [{"item": "tile", "decide_by": day(0)}]}, "tile", id="a selection"),
    pytest.param(
        "decision", {"selections": [{"item": "tile", "order_by": day(0), "status": "appointment"}]}, "tile", id="by order day"
    ),
    pytest.param("decision", {"change_requests": [{"what": "sink", "answer_by": day(-2)}]}, "sink", id="a change request"),
    pytest.param("loan-application", {"lender": {"name": "Birchline"}}, "applied", id="no application"),
    pytest.param("loan-application", {"lender": "Birchline"}, "applied", id="a lender by name only"),
    pytest.param("loan-application", {"lender": None}, "applied", id="no lender"),
    pytest.param("ctc", {"lender": {"status": "conditional"}, "closing": day(7)}, "ctc", id="not clear to close"),
    pytest.param("contingency", {"contingencies": [{"kind": "home-to-sell", "expires": day(3)}]}, "sell", id="a contingency"),
    pytest.param("contingency", {"contingencies": [{"kind": "inspection", "notice_until": day(2)}]}, "insp", id="a kick-out"),
    pytest.param(
        "contingency", {"contingencies": [{"kind": "appraisal", "status": "kick-out"}]}, "appraisal", id="a kick-out status"
    ),
    pytest.param("amendment", {"closing": TOLD | {"shifts": [SHIFT | {"amendment_date": None}]}}, "amendment", id="an amendment"),
    pytest.param("care", CLOSED, "day-7", id="the check-in of today"),
    pytest.param("care", CLOSED | {"care": {"done": "day-2"}}, "day-7", id="a check-in after the only one done"),
    pytest.param("care", {"stage": "closed", "stages": {"closed": day(-30)}}, "day-30", id="closed without closed_date"),
    pytest.param("pin", {"pin": {"level": "red", "reason": "wedding"}}, "wedding", id="a pin"),
    pytest.param("pin", {"pin": "amber"}, "pin", id="a pin in short"),
    pytest.param("pin", {"pin": {"level": "red", "until": day(9)}}, "pin", id="a pin with an end"),
    pytest.param("escalation-untold", {"escalation": "Priya Dole"}, "priya", id="the name they were not told"),
    pytest.param(
        "appraisal", {"closing": day(20), "lender": {"appraisal": {"ordered": day(-9)}}}, "appraisal", id="an appraisal"
    ),
    pytest.param("plot-survey", {"plot_survey": {"ordered": day(-30)}}, "plot", id="a plot survey"),
    pytest.param("plot-survey", {"plot_survey": {"ordered": None}, "start_date": day(1)}, "plot", id="one that was not ordered"),
    pytest.param("check-back", LOST, "check back", id="a buyer who may come back"),
    pytest.param("promise", CLOSED | {"promises": [{"text": "touch-up", "due": day(-1)}]}, "touch-up", id="after the keys"),
    pytest.param(
        "inbound", CLOSED | {"log": [{"at": day(-2), "kind": "inbound", "how": "text"}]}, "text", id="a message after the keys"
    ),
]


@pytest.mark.parametrize(("rule", "keys", "words"), ROWS)
def test_the_clock_of_a_ticked_duty_is_silent(
    plain: Plain, stand: Stand, after: Callable[..., JobSummary], rule: str, keys: dict[str, Any], words: str
) -> None:
    data = plain(**keys)
    before = stand(data)
    assert owed(before).count(rule) == 1
    tick = select_item(open_items(before, POLICY, today=TODAY), [words], "2401 Nguyen")
    now = after(data, complete_item(before, tick, on=TODAY))
    assert owed(now).count(rule) == 0
    assert tick.what not in [left.what for left in open_items(now, POLICY, today=TODAY)]


def test_every_rule_that_done_can_end_has_a_row() -> None:
    assert {row.values[0] for row in ROWS} == ENDED_BY_DONE
    assert {clock.rule for clock in CLOCKS if clock.endings is not None} >= ENDED_BY_DONE


def silenced(data: dict[str, Any], policy: Policy, after: Callable[..., JobSummary], today: date) -> JobSummary:
    """Tick off all there is, one after the other; each time one thing less is owed."""
    summary = summarize(Job.model_validate(data), policy)
    for _ in range(100):
        ticks = open_items(summary, policy, today=today)
        if not ticks:
            return summary
        before = owed(summary, today=today, policy=policy)
        summary = after(data, complete_item(summary, ticks[0], on=today), policy)
        left = open_items(summary, policy, today=today)
        assert len(left) == len(ticks) - 1
        assert len(owed(summary, today=today, policy=policy)) <= len(before)
    raise AssertionError("ticking has no end")


def printed(place: int) -> dict[str, Any]:
    """One of the nine jobs of the trade's own data, as typed."""
    jobs = read_source(PRINTED.read_bytes(), "printed").data["jobs"]
    assert isinstance(jobs, list)
    job = jobs[place]
    assert isinstance(job, dict)
    return job


@pytest.mark.parametrize("place", range(9))
def test_all_that_the_trades_own_data_owes_and_done_can_end_ends(after: Callable[..., JobSummary], place: int) -> None:
    policy = Policy(amendments=True)
    summary = silenced(printed(place), policy, after, SAMPLE_DAY)
    assert owed(summary, today=SAMPLE_DAY, policy=policy) == []


@pytest.mark.parametrize(
    ("place", "whats"),
    [
        (1, ["put the call in writing", 'do the next step "call with inspection result"']),
        (
            4,
            [
                "help them apply for the loan",
                'get their choice on "structural options"',
                "collect the options deposit of $11,400",
                'get their choice on "design center"',
            ],
        ),
        (
            5,
            [
                'keep your promise "rough-in photos"',
                "answer their email about the rate",
                'resolve the issue "kitchen outlets on wrong wall"',
                "tell them to call Priya Dole when they can't reach you",
            ],
        ),
        (6, ["make the day-30 check-in"]),
        (8, []),
    ],
    ids=["HC-1037", "LR-1058", "HC-1044", "HC-1012", "HC-1033"],
)
def test_what_the_trades_own_data_offers_to_tick(stand: Stand, place: int, whats: list[str]) -> None:
    assert [tick.what for tick in open_items(stand(printed(place)), POLICY, today=SAMPLE_DAY)] == whats


# Made-up homes of every kind


def hold_silence(data: dict[str, Any], after: Callable[..., JobSummary]) -> None:
    policy = Policy(amendments=True)
    summary = silenced(data, policy, after, TODAY)
    assert owed(summary, policy=policy) == []
    # What was ticked before its day does not come back on it; only check-ins and the lender's word have days of their own.
    for days in (1, 2, 15, 60):
        assert set(owed(summary, today=TODAY + timedelta(days=days), policy=policy)) <= {"care", "ctc"}


@settings(max_examples=40, deadline=None)
@given(draw=st.data())
def test_whatever_a_home_owes_ticking_all_leaves_nothing_that_done_can_end(
    homes: Homes, after: Callable[..., JobSummary], draw: st.DataObject
) -> None:
    hold_silence(draw.draw(homes), after)


@pytest.mark.sweep
@settings(max_examples=1500, deadline=None)
@given(draw=st.data())
def test_whatever_thousands_of_homes_owe_ticking_all_leaves_nothing(
    homes: Homes, after: Callable[..., JobSummary], draw: st.DataObject
) -> None:
    hold_silence(draw.draw(homes), after)


# What is offered, and in which order


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param({"promises": [{"text": "x", "due": day(-3), "done": day(-4)}]}, id="a kept promise"),
        pytest.param({"promises": [{"text": "x", "due": day(-3), "status": "broken"}]}, id="a broken promise"),
        pytest.param({"issues": [{"text": "x", "status": "resolved"}]}, id="a resolved issue"),
        pytest.param({"deposits": [{"due": day(-3), "paid": day(9)}]}, id="a paid deposit"),
        pytest.param({"selections": [{"item": "tile", "status": "changed"}]}, id="a changed selection"),
        pytest.param({"contingencies": [{"kind": "financing", "status": "waived"}]}, id="a waived contingency"),
        pytest.param({"lender": {"product": "cash"}, "closing": day(3)}, id="cash"),
        pytest.param({"lender": {"status": "conditional"}, "closing": day(15)}, id="clear to close is not asked yet"),
        pytest.param({"log": [{"at": day(1), "kind": "inbound"}]}, id="a message dated tomorrow"),
        pytest.param({"log": [{"at": day(1), "next": {"what": "x", "date": day(2)}}]}, id="a step of tomorrow's talk"),
        pytest.param({"log": [{"at": day(-3), "next": {"what": "x", "date": day(2), "agreed": "false"}}]}, id="not agreed"),
        pytest.param({"log": [{"at": day(-3), "next": "call"}]}, id="a step without a day"),
        pytest.param({"log": [{"at": day(-3), "next": {"what": "x", "date": day(-2)}}, {"at": day(-1)}]}, id="a step taken"),
        pytest.param({"log": [CALL, {"at": day(-1), "how": "email"}]}, id="a call that a mail put in writing"),
        pytest.param({"log": [CALL | {"written_date": day(-2)}]}, id="a call in writing"),
        pytest.param({"log": [{"at": day(-2), "kind": "inbound", "reply_owed": "false"}]}, id="no answer owed"),
        pytest.param({"closing": TOLD}, id="no amendment wanted"),
        pytest.param({"pin": {"level": "red", "until": day(0)}}, id="a pin that is over"),
        pytest.param({"escalation": {"name": "Priya", "told_date": day(-9)}}, id="told whom to call"),
        pytest.param(CLOSED | {"care": {"done": ["day-2", "day-7"]}}, id="both check-ins done"),
        pytest.param(CLOSED | {"log": [{"at": day(0), "kind": "check-in"}]}, id="checked in today"),
        pytest.param(
            CLOSED | {"log": [CALL], "escalation": "Priya", "pin": "red", "selections": ["tile"]} | {"care": {"done": "day-7"}},
            id="what the keys have settled",
        ),
        pytest.param({"stage": "cancelled", "deposits": [{"due": day(-3)}], "lender": None}, id="a lost sale"),
    ],
)
def test_what_is_over_or_not_due_is_not_offered(plain: Plain, stand: Stand, keys: dict[str, Any]) -> None:
    assert open_items(stand(plain(**keys)), POLICY, today=TODAY) == ()


def test_what_was_promised_to_buyers_who_left_can_still_be_ticked_off(plain: Plain, stand: Stand) -> None:
    summary = stand(plain(stage="cancelled", promises=[{"text": "refund", "by": "builder"}]))
    assert [tick.what for tick in open_items(summary, POLICY, today=TODAY)] == ['get what the builder promised, "refund"']


@pytest.mark.parametrize(
    ("keys", "what", "day_of", "puts"),
    [
        ({"lender": {"status": "ctc", "papers": ["pay stubs"]}}, 'get "pay stubs" to the lender', None, {"done": "2026-06-04"}),
        (
            {"questions": [{"ask": "which wall?", "of": "lender"}]},
            'get an answer to "which wall?" from the lender',
            None,
            {"answered": "2026-06-04"},
        ),
        (
            {"contingencies": [{"kind": "financing", "expires": "2026-09-01"}]},
            "release the financing contingency",
            date(2026, 9, 1),
            {"released_date": "2026-06-04", "status": "released"},
        ),
        ({"deposits": [{"due": "2026-09-01"}]}, "collect the deposit", date(2026, 9, 1), {"paid": "2026-06-04"}),
        (
            {"lender": None},
            "help them apply for the loan",
            date(2026, 3, 9),
            {"status": "applied", "applied_date": "2026-06-04"},
        ),
        ({"change_requests": ["sink"]}, 'answer the change request "sink"', None, {"status": "answered"}),
        ({"pin": {"level": "red", "reason": "wedding"}}, 'take the pin off ("wedding")', None, {"until": "2026-06-04"}),
        (
            {"closing": TOLD | {"shifts": [SHIFT | {"amendment_date": None}]}},
            "get the amendment signed for the move to Aug 3",
            TODAY - timedelta(days=12),
            {"amendment_date": "2026-06-04"},
        ),
    ],
    ids=["paper", "question", "contingency", "deposit", "loan", "change", "pin", "amendment"],
)
def test_each_duty_has_its_words_its_day_and_its_fields(
    plain: Plain, stand: Stand, keys: dict[str, Any], what: str, day_of: date | None, puts: dict[str, str]
) -> None:
    (tick,) = open_items(stand(plain(**keys)), POLICY, today=TODAY)
    assert (tick.what, tick.day) == (what, day_of)
    change = complete_item(stand(plain(**keys)), tick, on=TODAY)
    assert {intent.path[-1]: intent.value for intent in change.intents} == puts


def test_they_come_by_day_and_those_without_a_day_last(plain: Plain, stand: Stand) -> None:
    promises = [{"text": "a"}, {"text": "b", "due": day(9)}, {"text": "c", "due": day(-9)}, {"text": "d"}]
    ticks = open_items(stand(plain(promises=promises, deposits=[{"kind": "second", "due": day(1)}])), POLICY, today=TODAY)
    assert [tick.what[-3:] for tick in ticks] == ['"c"', "sit", '"b"', '"a"', '"d"']


def test_two_that_read_alike_are_told_apart(plain: Plain, stand: Stand, after: Callable[..., JobSummary]) -> None:
    data = plain(promises=[{"text": "call back", "due": day(3)}, {"text": "call back", "due": day(1)}])
    ticks = open_items(stand(data), POLICY, today=TODAY)
    assert [(tick.what, tick.day) for tick in ticks] == [
        ('keep your promise "call back"', TODAY + timedelta(days=1)),
        ('keep your promise "call back" (no. 2)', TODAY + timedelta(days=3)),
    ]
    now = after(data, complete_item(stand(data), ticks[1], on=TODAY))
    assert [promise.is_open for promise in now.promises] == [False, True]


@pytest.mark.parametrize(
    ("due", "on", "status"),
    [
        (-1, 0, "late"),
        (0, 0, "kept"),
        (3, 0, "kept"),
        (None, 0, "kept"),
        # Ticked off later than it was done: the day it was done counts.
        (-1, -1, "kept"),
        (-1, -3, "kept"),
        (-3, -1, "late"),
        (-3, -3, "kept"),
        (-3, -4, "kept"),
        (-30, -29, "late"),
        (5, -5, "kept"),
        (None, -9, "kept"),
    ],
)
@pytest.mark.parametrize("by", ["me", "builder", "lender", "buyer"])
def test_a_promise_kept_after_its_day_was_late(
    plain: Plain, stand: Stand, due: int | None, on: int, status: str, by: str
) -> None:
    summary = stand(plain(promises=[{"text": "x", "by": by, "due": None if due is None else day(due)}]))
    (tick,) = open_items(summary, POLICY, today=TODAY)
    assert complete_item(summary, tick, on=TODAY + timedelta(days=on)).intents == (
        Put(("promises", 0, "done"), day(on)),
        Put(("promises", 0, "status"), status),
    )


def test_nothing_is_done_before_the_sale(plain: Plain, stand: Stand) -> None:
    summary = stand(plain(promises=[{"text": "x"}]))
    (tick,) = open_items(summary, POLICY, today=TODAY)
    assert summary.sold_date is not None
    with pytest.raises(UsageError, match="was sold"):
        complete_item(summary, tick, on=summary.sold_date - timedelta(days=1))


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_the_number_of_a_duty_is_the_one_that_done_takes(homes: Homes, draw: st.DataObject) -> None:
    summary = summarize(Job.model_validate(draw.draw(homes)), POLICY)
    items = open_items(summary, POLICY, today=TODAY)
    found = duties(summary, Backlog(POLICY), today=TODAY)
    for duty, number in zip(found, item_numbers(summary, found, POLICY, today=TODAY), strict=True):
        assert number is None or items[number - 1].rule == duty.rule


def test_a_check_in_is_noted_by_its_day(plain: Plain, stand: Stand) -> None:
    (tick,) = open_items(stand(plain(**CLOSED)), POLICY, today=TODAY)
    assert complete_item(stand(plain(**CLOSED)), tick, on=TODAY).intents == (Append(("care", "done"), "day-7"),)


def test_the_places_of_the_file_are_kept_when_entries_are_skipped(plain: Plain, stand: Stand) -> None:
    log = [{"at": day(-1), "how": "text"}, {"kind": "inbound"}, {"at": day(-3), "kind": "inbound"}, {"at": day(-9)}]
    summary = stand(plain(log=[log[1], log[3], log[2]]))
    (tick,) = open_items(summary, POLICY, today=TODAY)
    assert complete_item(summary, tick, on=TODAY).intents == (Put(("log", 2, "reply_owed"), "false"),)


# Which one is meant

TICKS = (
    OpenItem('you promised "paint codes"', TODAY, Ending("", TODAY, ("promises", 0))),
    OpenItem("collect the options deposit of $11,400", None, Ending("", None, ("deposits", 0))),
    OpenItem("get their choice: Café tile", None, Ending("", None, ("selections", 0))),
)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (["1"], 0),
        (["03"], 2),
        (["paint"], 0),
        (["PAINT", "promised"], 0),
        (["cafe"], 2),
        (["deposit", "11,400"], 1),
        (["collected"], 1),
        (["choices"], 2),
        ([" 2 "], 1),
    ],
)
def test_a_number_or_words_name_one(words: list[str], place: int) -> None:
    assert select_item(TICKS, words, "2401 Nguyen") is TICKS[place]


@pytest.mark.parametrize(
    "words", [["0"], ["4"], ["9" * 5000], ["o"], ["e"], ["nothing"], [""], ["  "], ["²"], ["-1"], ["x" * 9000]]
)
def test_what_fits_none_or_several_is_refused_with_the_list(words: list[str]) -> None:
    with pytest.raises(UsageError) as refused:
        select_item(TICKS, words, "2401 Nguyen")
    assert refused.value.message.endswith(numbered_list(TICKS))
    assert len(refused.value.message) < 400


def test_blank_words_tick_nothing_even_when_there_is_only_one() -> None:
    with pytest.raises(UsageError):
        select_item(TICKS[:1], [""], "2401 Nguyen")


def test_a_home_that_owes_nothing_says_so() -> None:
    with pytest.raises(UsageError, match="2401 Nguyen: there's nothing to check off"):
        select_item((), ["1"], "2401 Nguyen")


def test_the_list_is_numbered_with_days() -> None:
    assert numbered_list(TICKS[:2]) == '  1  you promised "paint codes", Jun 4\n  2  collect the options deposit of $11,400'


def test_what_was_ticked_off_is_told_for_the_history(plain: Plain, stand: Stand) -> None:
    change = complete_item(stand(plain()), TICKS[0], on=TODAY)
    assert change.job == "2401"
    assert change.summary == 'checked off for Nguyen: you promised "paint codes"'
