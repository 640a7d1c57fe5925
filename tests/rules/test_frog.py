"""The hardest call: six steps, their ties, the cases that once went wrong, and a frog exactly when the steps say so."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_cli.model import BacklogFile
from backlog_cli.rules.clocks.table import RULE_ORDER
from backlog_cli.rules.due.focus import focus_jobs
from backlog_cli.rules.summary import days_to_closing, is_live, is_open
from backlog_cli.rules.urgency import LEVEL_ORDER, frog_reasons, hardest_call, is_urgent, verdict_of
from backlog_cli.store.load import load
from backlog_cli.terms import Level, Quadrant
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Verdict
    from backlog_cli.rules.summary import JobSummary

    Build = Callable[..., JobSummary]
    Bind = Callable[..., Backlog]

CASES = Path(__file__).parent.parent / "data" / "cases"
TODAY = date(2026, 6, 4)  # a Thursday


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def text(days: int, **more: Any) -> dict[str, Any]:
    return {"at": day(days), "how": "text"} | more


def moved(known: int, **more: Any) -> dict[str, Any]:
    """A closing that moved out of what they were told; the day it became known is so many days from today."""
    shift = {"from": "2026-10-30", "to": "2026-11-20", "known_date": day(known), "cause": "x", "plan_b": "x"}
    return {"closing": {"contract": "2026-10-30", "internal": "2026-11-20", "told": "2026-10", "shifts": [shift | more]}}


def near(**more: Any) -> dict[str, Any]:
    """Closing in a week with everything in order, but for what is changed."""
    return {"closing": day(7), "lender": {"status": "ctc"}, "orientation_date": day(5)} | more


LATE_PROMISE = {"promises": [{"text": "paint codes", "due": day(-2)}]}
UPSET = {"log": [text(-2, mood="upset")]}
WORRIED = {"log": [text(-2, mood="worried")]}

# One home for each step, the hardest first.
STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("news of yesterday", moved(-1)),
    ("upset, never called", UPSET),
    ("news of today", moved(0)),
    ("a closing that nothing is ready for", near(lender={"status": "conditional"})),
    ("a survey scored low", {"stage": "closed", "closing": {"closed_date": day(-40)}, "care": {"survey": {"score": "4"}}}),
    ("a promise broken", LATE_PROMISE),
)


def judge(job: Build, book: Bind, number: str, keys: dict[str, Any]) -> Verdict:
    return verdict_of(job(job=number, **keys), book(), today=TODAY)


@pytest.mark.parametrize(("step", "name", "keys"), [(step, *found) for step, found in enumerate(STEPS, 1)])
def test_each_step_alone_makes_the_hardest_call(job: Build, book: Bind, step: int, name: str, keys: dict[str, Any]) -> None:
    found = judge(job, book, "1", keys)
    assert found.frog is not None, name
    assert found.frog.step == step
    assert hardest_call([found]) is found


@pytest.mark.parametrize("harder", range(len(STEPS)))
def test_a_harder_step_comes_first_whatever_the_number_and_the_order(job: Build, book: Bind, harder: int) -> None:
    found = [judge(job, book, str(9 - place), keys) for place, (_, keys) in enumerate(STEPS)][harder:]
    assert hardest_call(found) is hardest_call(found[::-1]) is found[0]


@pytest.mark.parametrize(
    ("harder", "easier"),
    [
        pytest.param(moved(-9), moved(-1), id="news: the oldest first"),
        pytest.param({"log": [text(-9, mood="upset")]}, {"log": [text(-2, mood="upset")]}, id="upset: the longest first"),
        pytest.param(
            near(lender={"status": "conditional"}, closing=day(2)),
            near(lender={"status": "conditional"}, closing=day(6)),
            id="closings: what was due first",
        ),
        pytest.param(
            LATE_PROMISE | {"log": [text(-9, mood="upset"), text(-5, how="phone"), text(-4)]},
            {"promises": [{"text": "x", "due": day(-90)}], "log": [text(-4, mood="worried")]},
            id="any other red: upset before worried",
        ),
        pytest.param(
            LATE_PROMISE | WORRIED,
            {"promises": [{"text": "x", "due": day(-90)}]},
            id="any other red: worried before neutral",
        ),
        pytest.param(
            {"promises": [{"text": "x", "due": day(-3)}], "log": [text(-1, mood="neutral")]},
            LATE_PROMISE | {"log": [text(-1, mood="happy")]},
            id="any other red: all other moods alike, the earliest day",
        ),
        pytest.param(LATE_PROMISE | {"escalation_clause": "true"}, LATE_PROMISE, id="ties: the higher risk"),
    ],
)
def test_within_one_step(job: Build, book: Bind, harder: dict[str, Any], easier: dict[str, Any]) -> None:
    first, second = judge(job, book, "2", harder), judge(job, book, "1", easier)
    assert first.frog is not None
    assert second.frog is not None
    assert first.frog.step == second.frog.step
    assert hardest_call([first, second]) is hardest_call([second, first]) is first


def test_the_last_tie_goes_by_the_job_number_as_text(job: Build, book: Bind) -> None:
    nine, ten = judge(job, book, "9", LATE_PROMISE), judge(job, book, "10", LATE_PROMISE)
    assert hardest_call([nine, ten]) is ten


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param({}, id="a quiet home"),
        pytest.param(WORRIED, id="worried alone: amber"),
        pytest.param({"log": [text(-2, mood="worried", next={"what": "x", "date": day(0)})]}, id="worried and due: still amber"),
        pytest.param({"log": [text(-40)]}, id="silent, and nothing at stake"),
        pytest.param({"pin": "red"}, id="pinned red, and nothing due"),
        pytest.param({"lender": {"status": "applied", "lock_expires": "2026-10-20"}}, id="red money, not due yet"),
        pytest.param({"log": [text(0, mood="upset")]}, id="upset today: due tomorrow"),
        pytest.param({"deposits": [{"kind": "options", "due": day(0)}]}, id="an amber deposit of today"),
        pytest.param(LATE_PROMISE | {"stage": "cancelled"}, id="cancelled"),
    ],
)
def test_there_is_no_hard_call_without_one_of_the_steps(job: Build, book: Bind, keys: dict[str, Any]) -> None:
    found = judge(job, book, "1", keys)
    assert (found.frog, hardest_call([found])) == (None, None)


@pytest.mark.parametrize(
    ("keys", "rule"),
    [
        pytest.param(UPSET | near(lender={"status": "conditional"}), "mood", id="upset, though the loan speaks first"),
        pytest.param(moved(0) | LATE_PROMISE, "untold", id="news of today, though amber"),
        pytest.param(LATE_PROMISE | near(orientation_date=None), "orientation", id="what stops a closing"),
        pytest.param(LATE_PROMISE, "promise", id="any other red"),
        pytest.param(near(closing=day(-3)), "closing-passed", id="a closing nobody noted"),
    ],
)
def test_a_frog_is_named_by_what_made_it_the_frog(job: Build, book: Bind, keys: dict[str, Any], rule: str) -> None:
    found = judge(job, book, "1", keys)
    assert frog_reasons(found)[0].rule == rule
    assert sorted(frog_reasons(found)) == sorted(found.reasons)


def test_a_home_that_is_no_frog_keeps_its_reasons_as_they_are(job: Build, book: Bind) -> None:
    found = judge(job, book, "1", WORRIED)
    assert frog_reasons(found) == found.reasons


# --- cases ---


def case(name: str, today: date) -> tuple[Verdict, ...]:
    loaded = load((CASES / name).read_bytes(), name)
    backlog = backlog_of(loaded.backlog_file)
    return tuple(verdict_of(home, backlog, today=today) for home in backlog.jobs if is_live(home, today=today))


def test_page_1_whatever_is_due_today_has_its_day() -> None:
    today = date(2026, 11, 18)
    rows = {
        (verdict.job, duty.rule)
        for verdict in case("due-today.yaml", today)
        for duty in verdict.reasons
        if is_urgent(duty, today=today)
    }
    assert rows == {("2401", "promise"), ("2402", "next-step"), ("2402", "inbound")}


def test_page_5_a_snooze_does_not_keep_an_answer_owed_out_of_the_focus() -> None:
    found = case("snoozed-message.yaml", date(2026, 11, 25))
    assert [(verdict.level, [duty.rule for duty in verdict.reasons]) for verdict in found] == [("red", ["inbound"])]
    assert focus_jobs(found, hardest_call(found)) == (found, 0)


def test_page_2_the_upset_buyer_is_the_hard_call_before_any_paint_code() -> None:
    found = hardest_call(case("upset.yaml", date(2026, 11, 19)))
    assert found is not None
    assert (found.job, frog_reasons(found)[0].rule) == ("2403", "mood")
    assert "no call or visit is logged" in frog_reasons(found)[0].text


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 12, 1), [("care", "amber", date(2026, 12, 2), False)]),
        (date(2026, 12, 2), [("care", "amber", date(2026, 12, 2), True)]),
        (date(2026, 12, 7), [("care", "amber", date(2026, 12, 7), True)]),
        (date(2026, 12, 14), [("care", "amber", date(2026, 12, 7), True)]),
        (date(2026, 12, 15), [("care", "red", date(2026, 12, 7), True)]),
    ],
)
def test_page_3_each_check_in_comes_on_its_day(today: date, expected: list[Any]) -> None:
    (found,) = case("check-ins.yaml", today)
    assert [(duty.rule, duty.level, duty.day, is_urgent(duty, today=today)) for duty in found.reasons] == expected


@pytest.mark.parametrize(
    ("today", "level", "is_frog"),
    [(date(2026, 12, 2), "amber", False), (date(2026, 12, 3), "red", True), (date(2026, 12, 8), "red", True)],
)
def test_page_4_a_closing_that_passed_is_asked_about(today: date, level: str, is_frog: bool) -> None:
    (found,) = case("closing-passed.yaml", today)
    assert found.reasons[0].text == "closing was Nov 30: did it close?"
    assert (found.level, found.quadrant) == (level, "do-now")
    assert (hardest_call([found]) is found) is is_frog


def test_page_9_a_low_survey_is_the_hard_call_when_nothing_is_worse() -> None:
    found = case("low-survey.yaml", date(2026, 11, 18))
    low = next(verdict for verdict in found if verdict.job == "1")
    assert (low.quadrant, low.reasons[0].rule, low.reasons[0].level) == (Quadrant.DO_NOW, "survey", "red")
    assert hardest_call(found) is low


# --- whatever a file says ---

DAYS = st.one_of(st.none(), st.integers(-40, 40).map(day))


def some(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({}, optional=keys)


ENTRY = st.fixed_dictionaries(
    {"at": st.integers(-40, 3).map(day)},
    optional={
        "how": st.sampled_from(["phone", "text", "email"]),
        "kind": st.sampled_from(["update", "inbound", "attempt", "check-in", "internal"]),
        "mood": st.sampled_from(["happy", "worried", "upset"]),
        "outcome": st.sampled_from(["reached", "voicemail"]),
        "next": some(what=st.just("x"), date=DAYS),
    },
)
MOVES = some(
    what=st.sampled_from(["closing", "orientation", "precon", "start"]),
    **{"from": DAYS, "to": DAYS},
    known_date=DAYS,
    told_date=DAYS,
    cause=st.just("x"),
)
HOMES = st.fixed_dictionaries(
    {
        "job": st.sampled_from(["1", "2", "3"]),
        "buyers": st.just(["Ann Gray"]),
        "sold_date": st.integers(-60, 0).map(day),
        "stage": st.sampled_from(["contract", "released", "framing", "closing", "closed", "cancelled"]),
    },
    optional={
        "closing": some(
            contract=DAYS, internal=DAYS, told=DAYS, closed_date=st.integers(-40, 0).map(day), shifts=st.lists(MOVES, max_size=2)
        ),
        "lender": some(
            status=st.sampled_from(["none", "applied", "ctc"]), lock_expires=DAYS, appraisal=some(ordered=DAYS, ok=st.just("no"))
        ),
        "needed_by": DAYS,
        "start_date": DAYS,
        "plot_survey": some(ordered=DAYS),
        "buffer_days": st.just("9"),
        "deposits": st.lists(some(due=DAYS), max_size=2),
        "contingencies": st.lists(some(expires=DAYS), max_size=1),
        "selections": st.lists(some(decide_by=DAYS), max_size=2),
        "log": st.lists(ENTRY, max_size=4),
        "promises": st.lists(some(due=DAYS, by=st.sampled_from(["me", "builder"])), max_size=2),
        "issues": st.lists(some(due=DAYS, opened=DAYS, severity=st.just("high")), max_size=2),
        "pin": st.sampled_from(["red", "amber"]),
        "care": st.fixed_dictionaries({"survey": some(expected=DAYS, score=st.sampled_from(["3", "9"]))}),
        "cancelled": some(check_back=DAYS, door=st.just("open")),
    },
)


@settings(max_examples=150, deadline=None)
@given(HOMES)
def test_no_reason_hides_a_stronger_one(keys: dict[str, Any]) -> None:
    found = backlog_of(BacklogFile.model_validate({"jobs": [keys]}))
    reasons = verdict_of(found.jobs[0], found, today=TODAY).reasons
    for place, first in enumerate(reasons):
        for later in reasons[place + 1 :]:
            assert LEVEL_ORDER[first.level] <= LEVEL_ORDER[later.level]
            if first.level is not later.level:
                continue
            has_come = is_urgent(first, today=TODAY)
            assert has_come or not is_urgent(later, today=TODAY)
            if has_come == is_urgent(later, today=TODAY):
                assert RULE_ORDER[first.rule] <= RULE_ORDER[later.rule]
            if has_come == is_urgent(later, today=TODAY) and first.rule == later.rule:
                assert (first.day or date.max) <= (later.day or date.max)


@settings(max_examples=150, deadline=None)
@given(HOMES)
def test_a_reason_and_its_action_are_one_sentence_with_one_colon_at_most(keys: dict[str, Any]) -> None:
    found = backlog_of(BacklogFile.model_validate({"jobs": [keys]}))
    for duty in verdict_of(found.jobs[0], found, today=TODAY).reasons:
        assert duty.text
        assert duty.next
        assert f"{duty.text}{duty.next}".count(":") <= 1, duty
        assert not duty.text.endswith((".", " ", ","))


def is_frog_by_the_book(home: JobSummary, verdict: Verdict) -> bool:
    """The six steps in the words of the trade: do-now, and red, or news of today."""
    if verdict.quadrant is not Quadrant.DO_NOW:
        return False
    is_news = any(duty.rule == "untold" for duty in verdict.reasons)
    return verdict.level is Level.RED or is_news


@settings(max_examples=150, deadline=None)
@given(st.lists(HOMES, max_size=3, unique_by=lambda home: home["job"]))
def test_there_is_a_hard_call_exactly_when_the_steps_say_so(homes: list[dict[str, Any]]) -> None:
    backlog = backlog_of(BacklogFile.model_validate({"jobs": homes}))
    judged = [(home, verdict_of(home, backlog, today=TODAY)) for home in backlog.jobs]
    frog = hardest_call(verdict for _, verdict in judged)
    fitting = [verdict for home, verdict in judged if is_frog_by_the_book(home, verdict)]
    assert (frog is not None) is bool(fitting)
    if frog is None:
        return
    assert frog in fitting
    news = [verdict for verdict in fitting if any(d.rule == "untold" and d.level is Level.RED for d in verdict.reasons)]
    assert not news or frog in news
    stops = ("ctc", "orientation", "rate-lock", "closing-passed", "deposit", "needed-by")
    assert frog.frog is not None
    for home, verdict in judged:
        if verdict not in fitting or frog.frog.step < 5:
            continue
        days = days_to_closing(home, today=TODAY)
        is_near = is_open(home) and days is not None and days <= 14
        assert not (is_near and any(duty.rule in stops and duty.level is Level.RED for duty in verdict.reasons))
