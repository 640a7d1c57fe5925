"""Rate lock, contingencies, deposits, the steps of the loan and its papers: each across its thresholds."""

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


# --- rate-lock ---


@pytest.mark.parametrize(
    ("lock", "closing", "expected"),
    [
        pytest.param(65, 60, [], id="five days past closing"),
        pytest.param(64, 60, [("amber", 64)], id="four days past closing"),
        pytest.param(60, 60, [("amber", 60)], id="the day of closing"),
        pytest.param(59, 60, [("red", 59)], id="one day before closing"),
        pytest.param(14, 12, [("amber", 14)], id="short cushion, 14 days left"),
        pytest.param(8, 6, [("amber", 8)], id="short cushion, eight days left"),
        pytest.param(7, 6, [("red", 7)], id="short cushion, seven days left"),
        pytest.param(5, 0, [], id="a full cushion is quiet however few days are left"),
        pytest.param(-1, -6, [], id="a full cushion past closing is quiet"),
        pytest.param(-1, -5, [("red", -1)], id="ended, closing passed and still open"),
        pytest.param(-1, 10, [("red", -1)], id="ended before closing"),
    ],
)
def test_the_lock_outlasts_closing_by_five_days(fired: Fired, lock: int, closing: int, expected: list[Any]) -> None:
    duties = fired("rate-lock", closing=day(closing), lender={"status": "ctc", "lock_expires": day(lock)})
    assert pairs(duties) == expected
    assert all(duty.is_money for duty in duties)


def test_the_lock_says_how_far_it_falls_short(fired: Fired) -> None:
    (duty,) = fired("rate-lock", closing=day(60), lender={"lock_expires": day(45)})
    assert duty.text == "rate lock ends Jul 19, 15 days before closing Aug 3"
    for left, words in ((0, "rate lock ends Jun 4"), (-1, "rate lock ended Jun 3")):
        (duty,) = fired("rate-lock", closing=day(60), lender={"lock_expires": day(left)})
        assert duty.text.startswith(words)


def test_a_lock_that_ended_needs_a_new_one(fired: Fired) -> None:
    assert [fired("rate-lock", closing=day(60), lender={"lock_expires": day(left)})[0].next for left in (0, -1)] == [
        "ask the lender to extend it",
        "ask the lender for a new one",
    ]


@pytest.mark.parametrize(("kind", "name"), [(None, "rate lock"), ("float-down", "float-down rate lock")])
def test_the_lock_goes_by_its_kind(fired: Fired, kind: str | None, name: str) -> None:
    (duty,) = fired("rate-lock", closing=day(60), lender={"lock_expires": day(45), "lock_kind": kind})
    assert duty.text.startswith(f"{name} ends")


# --- appraisal ---

ORDERED = {"ordered": day(-20)}


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        pytest.param(31, [], id="31 days to closing"),
        pytest.param(30, [("amber", 16)], id="30 days"),
        pytest.param(15, [("amber", 1)], id="15 days"),
        pytest.param(14, [("red", 0)], id="14 days"),
        pytest.param(-3, [("red", -17)], id="closing passed and still open"),
    ],
)
def test_the_appraisal_is_done_before_closing(fired: Fired, left: int, expected: list[Any]) -> None:
    duties = fired("appraisal", closing=day(left), lender={"status": "appraisal", "appraisal": ORDERED})
    assert pairs(duties) == expected
    assert all(duty.is_money for duty in duties)


@pytest.mark.parametrize(
    ("lender", "expected"),
    [
        pytest.param({"appraisal": ORDERED}, [("red", -4)], id="ordered"),
        pytest.param({}, [], id="nothing written"),
        pytest.param({"appraisal": {"ordered": None}}, [], id="not ordered"),
        pytest.param({"appraisal": ORDERED | {"done": day(-2)}}, [], id="done"),
        pytest.param({"appraisal": day(-2)}, [], id="done, in short"),
        pytest.param({"appraisal": ORDERED | {"ok": "yes"}}, [], id="ok"),
        pytest.param({"appraisal": ORDERED | {"ok": "no", "done": day(-2)}}, [("red", -2)], id="done and not ok"),
        pytest.param({"appraisal": {"ok": "no"}}, [("red", 0)], id="not ok alone counts as done, today"),
        pytest.param({"appraisal": {"ok": "no"}, "status": "ctc"}, [], id="clear to close"),
        pytest.param({"appraisal": ORDERED, "status": "funded"}, [], id="funded"),
        pytest.param({"appraisal": {"ok": "no"}, "product": "cash"}, [], id="cash"),
        pytest.param({"appraisal": {"ok": "no"}, "status": "n/a"}, [], id="no loan"),
    ],
)
def test_when_an_appraisal_is_owed(fired: Fired, lender: dict[str, Any], expected: list[Any]) -> None:
    assert pairs(fired("appraisal", closing=day(10), lender=lender)) == expected


def test_a_low_appraisal_is_red_however_far_off_closing_is(fired: Fired) -> None:
    assert pairs(fired("appraisal", closing=day(200), lender={"appraisal": {"ok": "no"}})) == [("red", 0)]
    assert fired("appraisal", closing=None, lender={"appraisal": {"ok": "no"}}) == []


def test_the_appraisal_says_what_to_ask(fired: Fired) -> None:
    (duty,) = fired("appraisal", closing=day(10), lender={"appraisal": ORDERED})
    assert duty.text == "the appraisal ordered May 15 isn't done, 10 days before closing Jun 14"
    assert duty.next == "ask the lender when it's due"
    (duty,) = fired("appraisal", closing=day(10), lender={"appraisal": {"ok": "no"}})
    assert duty.text == "the appraisal came back with a problem, 10 days before closing Jun 14"


# --- contingency ---


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param({"expires": day(15)}, [], id="15 days left"),
        pytest.param({"expires": day(14)}, [("amber", 14)], id="14 days left"),
        pytest.param({"expires": day(6)}, [("amber", 6)], id="six days left"),
        pytest.param({"expires": day(5)}, [("red", 5)], id="five days left"),
        pytest.param({"expires": day(0)}, [("red", 0)], id="today"),
        pytest.param({"expires": day(-9)}, [("red", -9)], id="past"),
        pytest.param({"expires": None}, [], id="no last day"),
        pytest.param({"expires": day(5), "status": "open"}, [("red", 5)], id="open"),
        pytest.param({"expires": day(5), "status": "released"}, [], id="released"),
        pytest.param({"expires": day(5), "status": "waived"}, [], id="waived"),
        pytest.param({"expires": day(-5), "status": "expired"}, [], id="expired"),
        pytest.param({"expires": day(5), "released_date": day(-1)}, [], id="released on a day"),
        pytest.param({"expires": day(60), "status": "kick-out"}, [("red", 60)], id="kick-out"),
        pytest.param({"status": "kick-out"}, [("red", None)], id="kick-out without any day"),
        pytest.param({"expires": day(60), "notice_until": day(3)}, [("red", 3)], id="a notice while open"),
        pytest.param({"expires": day(2), "notice_until": day(3)}, [("red", 2)], id="the earlier of both days"),
        pytest.param({"notice_until": day(3)}, [("red", 3)], id="a notice alone"),
        pytest.param({"expires": day(60), "notice_until": day(3), "status": "released"}, [], id="a notice that was answered"),
        pytest.param(
            {"expires": day(60), "notice_until": day(3), "status": "kick-out", "released_date": day(-1)}, [], id="lifted"
        ),
    ],
)
def test_a_contingency_runs_out(fired: Fired, keys: dict[str, Any], expected: list[Any]) -> None:
    duties = fired("contingency", contingencies=[{"kind": "home-to-sell"} | keys])
    assert pairs(duties) == expected
    assert all(duty.is_money for duty in duties)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"expires": day(1)}, "financing contingency expires tomorrow, Fri Jun 5"),
        ({"expires": day(0)}, "financing contingency expires today"),
        ({"expires": day(-1)}, "financing contingency expired Wed Jun 3"),
        ({"notice_until": day(2)}, "the kick-out notice on the financing contingency is running until Sat Jun 6"),
        ({"status": "kick-out"}, "the kick-out notice on the financing contingency is running"),
    ],
)
def test_a_contingency_says_how_long_it_has(fired: Fired, keys: dict[str, Any], words: str) -> None:
    assert [duty.text for duty in fired("contingency", contingencies=[{"kind": "financing"} | keys])] == [words]


def test_each_contingency_speaks_for_itself(fired: Fired) -> None:
    both = [{"kind": "financing", "expires": day(10)}, {"kind": "home-to-sell", "expires": day(2), "note": "two showings"}]
    duties = fired("contingency", contingencies=both)
    assert [duty.text for duty in duties] == [
        "financing contingency expires in 10 days, Sun Jun 14",
        "home-to-sell contingency expires in 2 days, Sat Jun 6 (two showings)",
    ]


# --- deposit ---


@pytest.mark.parametrize(
    ("due", "expected", "words"),
    [
        pytest.param(4, [], "", id="four days ahead"),
        pytest.param(3, [("amber", 3)], "option deposit $11,400 due Sun Jun 7", id="three days ahead"),
        pytest.param(1, [("amber", 1)], "option deposit $11,400 due tomorrow", id="tomorrow"),
        pytest.param(0, [("amber", 0)], "option deposit $11,400 due today", id="today"),
        pytest.param(-2, [("amber", -2)], "option deposit $11,400 2 days late", id="two days late"),
        pytest.param(-3, [("red", -3)], "option deposit $11,400 3 days late", id="three days late"),
    ],
)
def test_a_deposit_falls_due(fired: Fired, due: int, expected: list[Any], words: str) -> None:
    duties = fired("deposit", deposits=[{"kind": "options", "amount": "11400", "due": day(due), "paid": None}])
    assert pairs(duties) == expected
    assert [duty.text for duty in duties] == [words] * len(expected)
    assert all(duty.is_money for duty in duties)
    assert {duty.next for duty in duties} <= {"ask them for it" if due <= 0 else "remind them"}


@pytest.mark.parametrize(
    "keys",
    [{"due": day(-9), "paid": day(-1)}, {"due": day(-9), "paid": day(4)}, {"paid": None}],
    ids=["paid", "paid on a day still ahead", "no due day"],
)
def test_a_deposit_paid_or_undated_is_quiet(fired: Fired, keys: dict[str, Any]) -> None:
    assert fired("deposit", deposits=[{"kind": "earnest"} | keys]) == []


# --- loan-application ---


@pytest.mark.parametrize(
    ("sold", "closing", "expected"),
    [
        pytest.param(-7, 60, [], id="seven days after the sale"),
        pytest.param(-8, 60, [("amber", -1)], id="eight days"),
        pytest.param(-21, 60, [("amber", -14)], id="21 days"),
        pytest.param(-22, 120, [("red", -15)], id="22 days, closing in 120"),
        pytest.param(-22, 121, [("amber", -15)], id="22 days, closing in 121"),
        pytest.param(-90, None, [("amber", -83)], id="no closing date: never red"),
        pytest.param(-90, -2, [("red", -83)], id="closing passed and still open"),
    ],
)
def test_the_loan_is_applied_for_within_a_week(fired: Fired, sold: int, closing: int | None, expected: list[Any]) -> None:
    keys = {"sold_date": day(sold), "closing": None if closing is None else day(closing), "lender": None}
    duties = fired("loan-application", **keys)
    assert pairs(duties) == expected
    assert all(duty.is_money for duty in duties)


@pytest.mark.parametrize(
    ("lender", "missing"),
    [
        pytest.param(None, True, id="no lender"),
        pytest.param({"name": None, "product": None, "status": "none"}, True, id="none"),
        pytest.param("Birchline", True, id="a name alone"),
        pytest.param({"status": "pre-approved", "preapproved_date": day(-50)}, True, id="pre-approved"),
        pytest.param({"status": "applied"}, False, id="applied"),
        pytest.param({"status": "appraisal"}, False, id="appraisal"),
        pytest.param({"status": "conditional"}, False, id="conditional"),
        pytest.param({"status": "funded"}, False, id="funded"),
        pytest.param({"status": "pre-approved", "applied_date": day(-3)}, False, id="the day of the application"),
        pytest.param({"product": "cash"}, False, id="cash"),
        pytest.param({"status": "n/a"}, False, id="not applicable"),
    ],
)
def test_what_counts_as_an_application(fired: Fired, lender: Any, missing: bool) -> None:
    assert bool(fired("loan-application", sold_date=day(-40), lender=lender)) is missing


@pytest.mark.parametrize(
    ("tracked", "sold", "expected"),
    [
        pytest.param(-7, -90, [], id="the file is a week old"),
        pytest.param(-8, -90, [("amber", -1)], id="the file is eight days old"),
        pytest.param(-22, -90, [("red", -15)], id="the file is 22 days old"),
        pytest.param(-22, -9, [("amber", -2)], id="sold since: from the sale"),
        pytest.param(-7, -7, [], id="sold on its first day"),
        pytest.param(5, -90, [], id="a first day still ahead"),
    ],
)
def test_a_home_sold_before_the_file_began_counts_from_its_first_day(
    fired: Fired, tracked: int, sold: int, expected: list[Any]
) -> None:
    keys = {"lender": None, "closing": day(100), "sold_date": day(sold)}
    duties = fired("loan-application", settings={"tracking_since": day(tracked)}, **keys)
    assert pairs(duties) == expected
    assert [duty.text for duty in duties] == [f"no loan application, {-sold} days after the sale"] * len(expected)


# --- ctc ---


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        pytest.param(15, [], id="15 days to closing"),
        pytest.param(14, [("amber", 7)], id="14 days"),
        pytest.param(8, [("amber", 1)], id="eight days"),
        pytest.param(7, [("red", 0)], id="seven days"),
        pytest.param(0, [("red", -7)], id="today"),
        pytest.param(-2, [("red", -9)], id="closing passed and still open"),
    ],
)
def test_the_loan_is_clear_a_week_before_closing(fired: Fired, left: int, expected: list[Any]) -> None:
    duties = fired("ctc", closing=day(left), lender={"status": "conditional"})
    assert pairs(duties) == expected
    assert all(duty.is_money for duty in duties)


@pytest.mark.parametrize(
    ("lender", "missing"),
    [
        (None, True),
        ({"status": "conditional", "approved_date": day(-3)}, True),
        ({"status": "ctc"}, False),
        ({"status": "cd-acknowledged"}, False),
        ({"status": "funded"}, False),
        ({"product": "cash"}, False),
        ({"status": "n/a"}, False),
    ],
    ids=["no lender", "approved by date only", "ctc", "disclosure", "funded", "cash", "n/a"],
)
def test_clear_to_close_goes_by_the_status(fired: Fired, lender: Any, missing: bool) -> None:
    assert bool(fired("ctc", closing=day(5), lender=lender)) is missing


# --- credit-papers ---


@pytest.mark.parametrize(
    ("papers", "closing", "noted"),
    [
        pytest.param("2026-06-30", "2026-10-30", False, id="four months to the day"),
        pytest.param("2026-06-29", "2026-10-30", True, id="a day more"),
        pytest.param("2026-10-31", "2027-02-28", False, id="clamped at the month's end"),
        pytest.param("2026-10-31", "2027-03-01", True, id="past the clamped end"),
    ],
)
def test_credit_papers_are_noted_when_too_old_at_closing(fired: Fired, papers: str, closing: str, noted: bool) -> None:
    duties = fired("credit-papers", closing=closing, lender={"status": "conditional", "credit_docs_date": papers})
    assert [duty.level for duty in duties] == ["green"] * noted
