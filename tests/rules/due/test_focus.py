"""At most five homes in focus, in which order, what a snooze keeps out, the one to protect, and when red is no longer rare."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.due.focus import focus_jobs, home_to_protect, too_many_red
from backlog_cli.rules.duty import Risk, Verdict
from backlog_cli.rules.urgency import hardest_call, verdict_of
from backlog_cli.terms import Level, Quadrant

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

    Build = Callable[..., JobSummary]
    Bind = Callable[..., Backlog]
    Focus = Callable[..., tuple[list[str], int]]

TODAY = date(2026, 6, 4)  # a Thursday


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def promise(days: int) -> dict[str, Any]:
    """Mine, due so many days from today: past it makes a home red and do-now."""
    return {"promises": [{"text": "paint codes", "due": day(days)}]}


def near(days: int = 10, **more: Any) -> dict[str, Any]:
    """Closing so many days from today, with everything in order but for what is changed."""
    return {"closing": day(days), "lender": {"status": "ctc"}, "orientation_date": day(5)} | more


WORRIED = {"log": [{"at": day(-2), "how": "text", "mood": "worried"}]}
PIN = {"pin": "red"}
MESSAGE = {"log": [{"at": day(-4), "how": "text"}, {"at": day(-1), "how": "text", "kind": "inbound"}]}
SILENT = {"log": [{"at": day(-40), "how": "text"}]}
DEPOSIT_DUE = {"deposits": [{"kind": "options", "due": day(0)}]}


@pytest.fixture
def focus(job: Build, book: Bind) -> Focus:
    """`focus({...}, {...})`: the numbers of the homes in focus, the first one given being 1, and how many more are red.

    The frog is left out of it unless `frog=True`.
    """

    def ask(*homes: dict[str, Any], frog: bool = False) -> tuple[list[str], int]:
        summaries = [job(**({"job": str(n)} | keys)) for n, keys in enumerate(homes, 1)]
        verdicts = [verdict_of(home, book(), today=TODAY) for home in summaries]
        first = hardest_call(verdicts) if frog else None
        chosen, more = focus_jobs(verdicts, first)
        again = focus_jobs(verdicts[::-1], first)
        assert again == (chosen, more), "whatever the order of the file"
        return [verdict.job for verdict in chosen], more

    return ask


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(SILENT, WORRIED | near(), id="red before amber, do-now or not"),
        pytest.param(promise(-1), SILENT | PIN, id="do-now before other reds"),
        pytest.param(promise(-1) | near(), promise(-9), id="closings within 14 days before an older day"),
        pytest.param(promise(-1) | near(14), promise(-1) | near(15), id="14 days are near, 15 are not"),
        pytest.param(promise(-1) | near(-2), promise(-9), id="a closing that passed is near"),
        pytest.param(promise(-2), promise(-1), id="the earliest day"),
        pytest.param(
            promise(-1) | {"selections": [{"item": "x", "decide_by": day(-9)}]}, promise(-2), id="the earliest of any row"
        ),
        pytest.param(promise(-1) | {"escalation_clause": "true"}, promise(-1), id="the higher risk"),
    ],
)
def test_which_home_comes_first(focus: Focus, first: dict[str, Any], second: dict[str, Any]) -> None:
    assert focus(second, first) == (["2", "1"], 0)
    assert focus(first, second) == (["1", "2"], 0)


def test_the_last_tie_goes_by_the_job_number_as_text(focus: Focus) -> None:
    assert focus({"job": "9"} | promise(-1), {"job": "10"} | promise(-1)) == (["10", "9"], 0)


@pytest.mark.parametrize(
    ("keys", "is_there"),
    [
        pytest.param(promise(-1), True, id="do now"),
        pytest.param(WORRIED, True, id="an amber home to do now"),
        pytest.param(PIN, True, id="red, though nothing is due"),
        pytest.param(promise(0), False, id="quick: a promise of today stands below"),
        pytest.param({"needed_by": "2026-11-01"}, False, id="protect"),
        pytest.param({}, False, id="routine"),
    ],
)
def test_who_is_in_focus(focus: Focus, keys: dict[str, Any], is_there: bool) -> None:
    assert focus(keys) == (["1"] * is_there, 0)


def test_the_hardest_call_is_not_told_twice(focus: Focus) -> None:
    assert focus(promise(-3), promise(-2), WORRIED, frog=True) == (["2", "3"], 0)


def test_at_most_five_and_how_many_more_are_red(focus: Focus) -> None:
    homes = [promise(-n) for n in range(1, 8)]
    assert focus(*homes) == (["7", "6", "5", "4", "3"], 2)
    assert focus(*homes, WORRIED, frog=True) == (["6", "5", "4", "3", "2"], 1)  # one more red, the amber one is not counted
    assert focus(*[WORRIED] * 6) == (["1", "2", "3", "4", "5"], 0)


# --- snooze ---


@pytest.mark.parametrize(
    ("keys", "is_there"),
    [
        pytest.param(promise(-1), True, id="a red row is shown all the same"),
        pytest.param(PIN, True, id="any red row"),
        pytest.param(WORRIED, False, id="amber rows are kept out"),
        pytest.param(WORRIED | promise(-1), True, id="a red row beside them"),
        pytest.param(MESSAGE | near(30), True, id="an answer owed, and important by itself"),
        pytest.param(MESSAGE, False, id="an answer owed, and nothing at stake"),
        pytest.param(DEPOSIT_DUE, False, id="money due, closing far off"),
        pytest.param(DEPOSIT_DUE | near(14), True, id="what stops a closing that is near"),
        pytest.param(DEPOSIT_DUE | near(15), False, id="a day further off"),
        pytest.param(near(14, contingencies=[{"kind": "financing", "expires": day(1)}]), True, id="red money"),
        pytest.param(near(14, lender={"status": "ctc", "appraisal": None}), False, id="nothing at all"),
    ],
)
def test_what_a_snooze_keeps_out(focus: Focus, keys: dict[str, Any], is_there: bool) -> None:
    assert focus(keys | {"snooze": day(5)}) == (["1"] * is_there, 0)


def test_a_row_that_sleeps_does_not_make_a_home_important(focus: Focus) -> None:
    # Urgent by their message, important by a mood that a snooze keeps out: routine until the snooze ends.
    both = {"log": [{"at": day(-4), "how": "text", "mood": "worried"}, {"at": day(-1), "how": "text", "kind": "inbound"}]}
    assert focus(both) == (["1"], 0)
    assert focus(both | {"snooze": day(1)}) == ([], 0)
    assert focus(both | {"snooze": day(0)}) == (["1"], 0)  # over on its day


def test_a_row_that_sleeps_gives_no_day(focus: Focus) -> None:
    early = promise(-1) | {"lender": None, "sold_date": day(-15)}  # the application is owed since eight days, amber
    risky = promise(-1) | {"escalation_clause": "true"}
    assert focus(early, risky) == (["1", "2"], 0)
    assert focus(early | {"snooze": day(3)}, risky) == (["2", "1"], 0)


def test_snooze_never_hides_the_frog(job: Build, book: Bind) -> None:
    asleep = verdict_of(job(snooze=day(9), **promise(-1)), book(), today=TODAY)
    assert hardest_call([asleep]) is asleep


# --- protect and the red notice ---


def judged(job: str, level: Level, quadrant: Quadrant = Quadrant.PROTECT, risk: int = 0) -> Verdict:
    return Verdict(job, level, quadrant, False, True, (), Risk(risk))


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        pytest.param([judged("1", Level.AMBER), judged("2", Level.RED)], "2", id="the strongest level"),
        pytest.param([judged("1", Level.AMBER, risk=20), judged("2", Level.AMBER, risk=50)], "2", id="the higher risk"),
        pytest.param([judged("9", Level.GREEN), judged("10", Level.GREEN)], "10", id="the job number as text"),
        pytest.param([judged("1", Level.RED, Quadrant.DO_NOW), judged("2", Level.GREEN)], "2", id="only what is not urgent"),
        pytest.param([judged("1", Level.RED, Quadrant.QUICK)], None, id="nobody"),
        pytest.param([], None, id="an empty backlog"),
    ],
)
def test_whom_to_protect(verdicts: list[Verdict], expected: str | None) -> None:
    found = home_to_protect(verdicts, ())
    assert (found.job if found else None) == expected


def test_who_is_above_is_not_named_again() -> None:
    first, second = judged("1", Level.RED), judged("2", Level.AMBER)
    assert home_to_protect([first, second], (first,)) is second
    assert home_to_protect([first], (first,)) is None


@pytest.mark.parametrize(
    ("red", "live", "is_said"),
    [(4, 19, True), (4, 20, False), (5, 24, True), (5, 25, False), (3, 5, False), (4, 5, True), (4, 4, False), (0, 0, False)],
)
def test_red_is_rare_or_the_red_homes_are_named(red: int, live: int, is_said: bool) -> None:
    verdicts = [judged(str(n), Level.RED if n < red else Level.AMBER) for n in range(live)]
    assert too_many_red(verdicts) == tuple(verdicts[:red] if is_said else ())


def test_two_sales_of_one_number_are_two_homes(job: Build, book: Bind) -> None:
    lost = {"stage": "cancelled", "cancelled": {"door": "open", "check_back": day(-1)}, "log": []}
    homes = [job(job="1", **lost), job(job="1", sold_date=day(-30), **promise(-1), **near())]
    verdicts = [verdict_of(home, book(), today=TODAY) for home in homes]
    assert [verdict.level for verdict in verdicts] == [Level.AMBER, Level.RED]
    assert focus_jobs(verdicts, None) == ((verdicts[1],), 0)
