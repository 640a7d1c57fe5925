"""Grooming: every look at a job, on both sides of what makes it speak."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.errors import UsageError
from backlog_cli.rules.cleanup.findings import cleanup_findings, job_findings
from backlog_cli.rules.cleanup.fixes import CleanupKind, FixKind, parse_kind
from backlog_cli.rules.urgency import verdict_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy

    Build = Callable[..., JobSummary]

TODAY = date(2026, 6, 4)  # a Thursday


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def shift(**keys: Any) -> dict[str, Any]:
    """A closing that moved within the told month, told and known; `keys` change the shift."""
    move = {"from": "2026-10-12", "to": "2026-10-30", "known_date": day(-5), "told_date": day(-5)} | keys
    return {"closing": {"contract": "2026-10-30", "internal": "2026-10-30", "told": "2026-10", "shifts": [move]}}


CLOSED: dict[str, Any] = {"stage": "closed", "closing": {"closed_date": day(-30)}}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param({}, [], id="the quiet home"),
        pytest.param({"stage_seen": day(-9), "stage_since": day(-40)}, [], id="seen nine days ago"),
        pytest.param({"stage_seen": day(-10), "stage_since": day(-40)}, ["stage not looked at for 10 days"], id="ten days ago"),
        pytest.param({"stage_seen": None, "stage_since": day(-9)}, [], id="entered nine days ago"),
        pytest.param({"stage_seen": None, "stage_since": None}, ["nobody noted when framing began"], id="never"),
        pytest.param({"stage_seen": day(1)}, ["stage_seen Fri Jun 5 is in the future"], id="seen tomorrow"),
        pytest.param(
            {"stage_since": day(1), "stage_seen": None}, ["stage_since Fri Jun 5 is in the future"], id="since tomorrow"
        ),
        pytest.param(
            {"stage": "released", "start_date": day(-1)},
            ["start Wed Jun 3 has passed, but the stage is still released"],
            id="start passed, stage before it",
        ),
        pytest.param({"stage": "released", "start_date": day(0)}, [], id="start today"),
        pytest.param({"stage": "foundation", "start_date": None}, [], id="foundation may begin without a start"),
        pytest.param({"start_date": None}, ["stage framing, but no start date"], id="past foundation without a start"),
        pytest.param({"start_date": day(1)}, ["stage framing, but the start Fri Jun 5 is in the future"], id="start ahead"),
        pytest.param(
            {"stages": {"framing": "2026-05-25", "foundation": "2026-05-26", "contract": "2026-03-02"}},
            ["framing began Mon May 25, before foundation (Tue May 26)"],
            id="stages out of order",
        ),
        pytest.param({"stages": {"framing": "2026-05-26", "foundation": "2026-05-26"}}, [], id="stages on one day"),
        pytest.param({"closing": day(0)}, [], id="closing today"),
        pytest.param(
            {"closing": day(-1)}, ["closing Wed Jun 3 has passed and the home is still open"], id="closing passed, still open"
        ),
        pytest.param({"closing": None}, ["no closing date at all, so most reminders are silent"], id="no closing"),
        pytest.param(
            {"orientation_date": "2026-10-31"}, ["orientation Sat Oct 31 is after closing Fri Oct 30"], id="orientation late"
        ),
        pytest.param({"orientation_date": "2026-10-30 09:00"}, [], id="orientation on the day of closing"),
        pytest.param(shift(), [], id="a move in order"),
        pytest.param(shift(told_date=day(-4)), [], id="told a day after it was known"),
        pytest.param(
            shift(told_date=day(-6)),
            ["the move of closing to Fri Oct 30 was told Fri May 29, before it was known Sat May 30"],
            id="told before it was known",
        ),
        pytest.param(
            shift(known_date=None, told_date=None),
            ["the move of closing to Fri Oct 30: the day you found out is blank, so nothing reminds you"],
            id="the day it was known is blank",
        ),
        pytest.param(shift(known_date=None), [], id="known blank, told"),
        pytest.param(shift(to=None), ["the move of closing has no new date"], id="no new day"),
        pytest.param(
            shift(**{"from": "2026-10-30"}), ["the move of closing to Fri Oct 30 doesn't move anything"], id="moves nothing"
        ),
        pytest.param(
            shift(to="2026-10-28"),
            ["the last move says Wed Oct 28, closing.internal says Fri Oct 30"],
            id="the last move and the forecast differ",
        ),
        pytest.param(shift(to="2026-10-28", what="start"), [], id="another date's move is its own"),
        pytest.param(
            {"closing": {"contract": "2026-10-30", "internal": "2026-11-20", "told": "2026-11"}},
            ["told November, later than the contract (Fri Oct 30), and no move"],
            id="told later than the contract without a move",
        ),
        pytest.param(
            {"closing": {"contract": "2026-10-30", "internal": "2026-10-30", "closed_date": day(-1)}},
            ["closed_date Wed Jun 3 is written, but the stage is framing"],
            id="closed by its date only",
        ),
        pytest.param({"stage": "closed", "closing": day(-30)}, ["closed, but the day it closed is blank"], id="closed, no day"),
        pytest.param(CLOSED, [], id="closed in order"),
        pytest.param(
            CLOSED | {"deposits": [{"kind": "second", "due": day(-90)}]},
            ["closed, but the second deposit is not marked paid"],
            id="closed but unpaid",
        ),
        pytest.param(CLOSED | {"deposits": [{"kind": "second", "paid": day(-90)}]}, [], id="closed and paid"),
        pytest.param(CLOSED | {"contact": None, "stage_seen": None, "expectations": []}, [], id="closed: preferences rest"),
        pytest.param(
            {"stage": "closed", "closing": {"contract": day(-400), "closed_date": day(-400)}, "pin": "red"}, [], id="archived"
        ),
        pytest.param({"deposits": [{"kind": "second"}]}, ["second deposit has no due date"], id="a deposit without a day"),
        pytest.param(
            {"cancelled": {"date": day(-2)}}, ["a cancellation is written, but the stage is framing"], id="cancelled by halves"
        ),
        pytest.param(
            {"stage": "cancelled", "cancelled": {"date": day(-2)}},
            ["cancelled, but the reason is blank"],
            id="lost without a reason",
        ),
        pytest.param(
            {"stage": "cancelled", "cancelled": {"reason": "rate", "date": day(-2)}}, [], id="lost, with its day and its reason"
        ),
        pytest.param(
            {"stage": "cancelled", "cancelled": {"reason": "rate"}}, ["cancelled, but the day is blank"], id="lost, no day"
        ),
        pytest.param(
            {"lender": {"product": "cash", "status": "applied"}},
            ["a cash sale with a loan that is applied"],
            id="cash with a loan",
        ),
        pytest.param({"lender": {"product": "cash", "status": "n/a"}}, [], id="cash"),
        pytest.param(
            {"contingencies": [{"kind": "financing"}]}, ["financing contingency has no expiration date"], id="contingency undated"
        ),
        pytest.param({"contingencies": [{"kind": "financing", "status": "released"}]}, [], id="contingency released"),
        pytest.param(
            {"log": [{"at": day(0)}, {"at": day(1)}]},
            ["a conversation dated Fri Jun 5 is in the future, so it doesn't count"],
            id="a conversation of tomorrow",
        ),
        pytest.param({"promises": [{"text": "paint codes"}]}, ['promise "paint codes" has no date'], id="promise undated"),
        pytest.param({"promises": [{"text": "paint codes", "done": day(-1)}]}, [], id="promise kept"),
        pytest.param(
            {"issues": [{"text": "drafty door", "opened": day(-1)}]},
            [
                'issue "drafty door": what they want is blank',
                'issue "drafty door": who fixes it is blank',
                'issue "drafty door": by when is blank',
            ],
            id="issue without its facts",
        ),
        pytest.param({"issues": [{"text": "drafty door", "status": "resolved"}]}, [], id="issue resolved"),
        pytest.param(
            {"issues": [{"text": "drafty door", "wants": "a new seal", "owner": "Hal Moreno", "due": day(5)}]},
            [],
            id="issue whole",
        ),
        pytest.param({"hold": "weather"}, ["on hold, but the day it began is blank"], id="hold without its day"),
        pytest.param({"hold": {"what": "weather", "since": day(-3), "until": day(1)}}, [], id="hold until tomorrow"),
        pytest.param(
            {"hold": {"what": "weather", "since": day(-3), "until": day(0)}},
            ["the hold should have ended Thu Jun 4"],
            id="hold over",
        ),
        pytest.param({"pin": {"level": "red", "until": day(1)}}, [], id="pin until tomorrow"),
        pytest.param({"pin": {"level": "red", "until": day(0)}}, ["the pin ended Thu Jun 4"], id="pin over"),
        pytest.param({"pin": "amber"}, ["pinned amber with no end date"], id="pin without an end"),
        pytest.param(
            {"contact": None},
            ["how they like to be reached is blank", "when they like to be reached is blank"],
            id="preferences blank",
        ),
        pytest.param({"contact": "text"}, ["when they like to be reached is blank"], id="the time is blank"),
        pytest.param({"contact": None, "sold_date": day(-6)}, [], id="blank, six days after the sale"),
        pytest.param({"contact": "text", "sold_date": day(-7)}, ["when they like to be reached is blank"], id="seven days after"),
        pytest.param(
            {"expectations": ["cost", "contact"]}, ["you haven't covered delay, escalation with them yet"], id="expectations"
        ),
        pytest.param({"start_date": day(0)}, [], id="the start is today"),
        pytest.param({"stage_seen": day(0)}, [], id="seen today"),
        pytest.param({"deposits": [{"kind": "second", "paid": day(-1)}]}, [], id="a deposit paid, whenever it was due"),
        pytest.param({"deposits": [{"kind": "second", "due": day(40)}]}, [], id="a deposit with its day"),
        pytest.param(
            {"expectations": ["cost", "contact", "delay"], "sold_date": day(-7)},
            ["you haven't covered escalation with them yet"],
            id="expectations, seven days after the sale",
        ),
        pytest.param({"expectations": [], "sold_date": day(-6)}, [], id="expectations, six days after the sale"),
        pytest.param(
            {"escalation": {"told_date": day(-5)}},
            ["they were told who to call above you, but the name is blank"],
            id="escalation without a name",
        ),
        pytest.param({"superintendent": None}, ["nobody noted who builds it"], id="no superintendent"),
        pytest.param({"superintendent": None, "stage": "released", "start_date": day(9)}, [], id="none needed before the start"),
    ],
)
def test_what_is_groomed(job: Build, policy: Callable[..., Policy], keys: dict[str, Any], expected: list[str]) -> None:
    found = job_findings(job(**keys), policy(), today=TODAY)
    assert [groom.what for groom in found] == expected
    assert all(groom.job == "2401" and groom.fix for groom in found)


# Where there is nothing to look at yet


@pytest.mark.parametrize(
    ("stage", "is_asked"),
    [
        ("contract", False),
        ("selections", False),
        ("permitting", False),
        ("released", True),
        ("foundation", True),
        ("framing", True),
        ("punch", True),
        ("closing", True),
    ],
)
def test_nobody_looks_at_a_home_of_which_nothing_stands(
    job: Build, policy: Callable[..., Policy], stage: str, is_asked: bool
) -> None:
    home = job(stage=stage, stage_seen=None, stage_since=day(-30), start_date=day(-60) if stage not in BEFORE_START else None)
    kinds = {found.kind for found in job_findings(home, policy(), today=TODAY)}
    assert (CleanupKind.SEEN in kinds) is is_asked


BEFORE_START = ("contract", "selections", "permitting", "released")


# What the file itself answers


@pytest.mark.parametrize(
    ("keys", "kind", "field", "known"),
    [
        ({"stage_since": None, "stages": {"framing": "2026-05-25"}}, "since", "stage_since", "2026-05-25"),
        ({"stage_since": None, "stages": {"foundation": "2026-05-01"}}, "since", "stage_since", None),
        ({"stage_since": None, "stage": "contract", "start_date": None}, "since", "stage_since", "2026-03-02"),
        ({"stage_since": None, "stage": "selections", "start_date": None}, "since", "stage_since", None),
        ({"stage": "closed", "closing": day(-30), "stage_since": day(-29)}, "closed-day", "closing.closed_date", day(-29)),
        ({"stage": "closed", "stages": {"closed": day(-28)}}, "closed-day", "closing.closed_date", day(-28)),
        ({"stage": "closed", "stage_since": None}, "closed-day", "closing.closed_date", None),
        ({"stage": "cancelled", "stages": {"cancelled": day(-9)}}, "cancelled-day", "cancelled.date", day(-9)),
        ({"stage": "cancelled", "stage_since": day(-8)}, "cancelled-day", "cancelled.date", day(-8)),
        ({"stage": "cancelled", "stage_since": None}, "cancelled-day", "cancelled.date", None),
    ],
)
def test_what_the_file_answers_itself_is_certain_and_all_else_is_asked(
    job: Build, policy: Callable[..., Policy], keys: dict[str, Any], kind: str, field: str, known: str | None
) -> None:
    (found,) = (one for one in job_findings(job(**keys), policy(), today=TODAY) if one.kind == kind)
    (mend,) = found.mends
    assert (mend.field, mend.words or None, mend.is_certain) == (field, known, known is not None)
    assert (found.certain_fix == mend) is (known is not None)
    assert known is not None or mend.asks


def test_every_kind_has_its_words() -> None:
    assert all(kind.label for kind in CleanupKind)
    assert len({kind.label for kind in CleanupKind}) == len(CleanupKind)
    assert parse_kind("chan") is CleanupKind.CHANNEL
    with pytest.raises(UsageError, match="kind of clean-up"):
        parse_kind("paint")


def test_grooming_goes_by_the_order_of_the_file(job: Build, book: Callable[..., Backlog]) -> None:
    found = cleanup_findings(book(job(job="9", pin="amber"), job(job="1"), job(job="5", superintendent=None)), today=TODAY)
    assert [(one.job, one.what, one.fix) for one in found] == [
        ("9", "pinned amber with no end date", "backlog set 9 pin.until DATE"),
        ("5", "nobody noted who builds it", "backlog set 5 superintendent NAME"),
    ]


def test_grooming_never_colours(job: Build, book: Callable[..., Backlog]) -> None:
    summary = job(stage_seen=None, stage_since=None, contact=None, expectations=[], superintendent=None, hold="weather")
    assert len(cleanup_findings(book(summary), today=TODAY)) >= 5
    assert verdict_of(summary, book(), today=TODAY).level == "green"


def test_one_key_says_that_somebody_looked(job: Build, policy: Callable[..., Policy]) -> None:
    (found,) = job_findings(job(stage_seen=day(-10), stage_since=day(-40)), policy(), today=TODAY)
    assert [(mend.key, mend.label, mend.way, mend.words) for mend in found.mends] == [
        ("s", "seen today, still framing", FixKind.STAGE, "framing"),
        ("n", "seen today, now dry-in", FixKind.STAGE, "dry-in"),
    ]


def test_nobody_is_offered_to_close_a_home_by_looking(job: Build, policy: Callable[..., Policy]) -> None:
    (found,) = job_findings(job(stage="closing", stage_seen=day(-10), stage_since=day(-40)), policy(), today=TODAY)
    assert [mend.key for mend in found.mends] == ["s"]


def test_a_place_in_a_list_is_named_as_set_counts_them(job: Build, policy: Callable[..., Policy]) -> None:
    promises = [{"text": "kept", "due": day(-1), "done": day(-1)}, {"text": "paint codes"}]
    (found,) = job_findings(job(promises=promises), policy(), today=TODAY)
    assert [mend.field for mend in found.mends] == ["promises.2.due"]
