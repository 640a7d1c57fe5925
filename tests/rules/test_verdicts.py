"""The trade's sample file on its Monday before Thanksgiving: every job's colour, quadrant and reasons, to the day."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backlog_cli.rules.due.focus import focus_jobs
from backlog_cli.rules.due.morning import build_morning
from backlog_cli.rules.due.ranking import ranked_verdicts
from backlog_cli.rules.urgency import frog_reasons, hardest_call, verdict_of
from backlog_cli.store.load import load
from backlog_cli.terms import Level, Quadrant
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Verdict

SAMPLE = Path(__file__).parent.parent / "data" / "domain_section7.yaml"
MONDAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def sample() -> Backlog:
    loaded = load(SAMPLE.read_bytes(), SAMPLE.name)
    assert not loaded.errors
    return backlog_of(loaded.backlog_file)


def verdict(sample: Backlog, job: str) -> Verdict:
    return verdict_of(next(summary for summary in sample.jobs if summary.job == job), sample, today=MONDAY)


def reasons(found: Verdict) -> list[tuple[str, str, str | None]]:
    """Rule, level, day."""
    return [(duty.rule, str(duty.level), None if duty.day is None else duty.day.isoformat()) for duty in found.reasons]


@pytest.mark.parametrize(
    ("job", "level", "quadrant"),
    [
        ("HC-1037", "red", "do-now"),
        ("HC-1029", "red", "do-now"),
        ("LR-1058", "red", "do-now"),
        ("HC-1044", "red", "do-now"),
        ("LR-1052", "amber", "do-now"),
        ("HC-1012", "amber", "protect"),
        ("HC-1041", "green", "routine"),
        ("LR-1049", "green", "routine"),
        ("HC-1033", "archived", None),
    ],
)
def test_each_job_has_its_colour_and_its_quadrant(sample: Backlog, job: str, level: str, quadrant: str | None) -> None:
    found = verdict(sample, job)
    assert (found.level, found.quadrant) == (level, quadrant)


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        pytest.param(
            "HC-1037",
            [
                ("untold", "red", "2026-11-21"),
                ("mood", "red", "2026-11-18"),  # its day has come, the lock's has not
                ("rate-lock", "red", "2026-12-31"),
                ("needed-by", "red", "2026-12-31"),
                ("written", "amber", "2026-11-18"),
                ("next-step", "amber", "2026-11-24"),
                ("credit-papers", "green", "2027-01-01"),
                ("pushes", "green", None),
            ],
            id="HC-1037",
        ),
        pytest.param(
            "HC-1029",
            [("orientation", "red", "2026-11-20"), ("ctc", "amber", "2026-11-27"), ("away", "green", "2026-11-27")],
            id="HC-1029",
        ),
        pytest.param(
            "LR-1058",
            [
                ("decision", "red", "2026-11-19"),
                ("deposit", "amber", "2026-11-24"),
                ("loan-application", "amber", "2026-11-16"),
                ("away", "green", "2026-11-25"),
            ],
            id="LR-1058",
        ),
        pytest.param(
            "HC-1044",
            [
                ("promise", "red", "2026-11-20"),
                ("inbound", "red", "2026-11-22"),
                ("mood", "amber", "2026-11-19"),
                ("issue", "amber", "2026-11-25"),
                ("credit-papers", "green", "2026-10-10"),
                ("escalation-untold", "green", None),
                ("away", "green", "2026-11-25"),
            ],
            id="HC-1044",
        ),
        pytest.param(
            "LR-1052",
            [
                ("loan-application", "amber", "2026-10-12"),
                ("mood", "amber", "2026-11-15"),
                ("update", "amber", "2026-11-21"),
                ("contingency", "amber", "2026-11-30"),
            ],
            id="LR-1052",
        ),
        pytest.param("HC-1012", [("survey", "amber", "2026-11-30"), ("care", "amber", "2026-11-25")], id="HC-1012"),
        pytest.param(
            "HC-1041",
            [("credit-papers", "green", "2026-12-30"), ("away", "green", "2026-11-26"), ("away", "green", "2026-11-26")],
            id="HC-1041",
        ),
        pytest.param("LR-1049", [("away", "green", "2026-11-26")], id="LR-1049"),
        pytest.param("HC-1033", [], id="HC-1033"),
    ],
)
def test_each_job_has_every_reason_and_no_other(sample: Backlog, job: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert reasons(verdict(sample, job)) == expected


@pytest.mark.parametrize(
    ("job", "rule", "words"),
    [
        ("HC-1037", "untold", ("Dec 11 → Jan 15", "inspection", "you've known since Sat Nov 21", "they haven't been told")),
        ("HC-1037", "rate-lock", ("Dec 31", "15 days before closing Jan 15")),
        ("HC-1037", "needed-by", ("Dec 31", "lease", "15 days before closing Jan 15")),
        ("HC-1037", "mood", ("upset on Tue Nov 17", "no call or visit for 6 days", "I can't pay rent twice")),
        ("HC-1037", "pushes", ("3 times",)),
        ("HC-1029", "orientation", ("11 days before closing Dec 4",)),
        ("HC-1029", "ctc", ("11 days before closing Dec 4",)),
        ("LR-1058", "decision", ("structural options", "4 days late")),
        ("LR-1058", "deposit", ("option deposit $11,400", "due tomorrow")),
        ("LR-1058", "loan-application", ("14 days",)),
        ("HC-1044", "promise", ("rough-in photos", "Fri Nov 20")),
        ("HC-1044", "inbound", ("email", "Femi", "rate", "2 days")),
        ("HC-1044", "issue", ("kitchen outlets", "not reassured for 5 days")),
        ("HC-1044", "escalation-untold", ("Priya Dole",)),
        ("LR-1052", "update", ("9 days", "the voicemail on Fri Nov 20 doesn't count")),
        ("LR-1052", "contingency", ("home-to-sell", "7 days", "two showings last week")),
        ("LR-1052", "loan-application", ("49 days",)),
        ("HC-1012", "care", ("day-30", "before the survey", "Wed Nov 25")),
        ("HC-1041", "credit-papers", ("194 days old at closing",)),
        ("HC-1041", "away", ("video of second floor", "Thu Nov 26", "Dana Reyes")),
        ("LR-1049", "away", ("update", "Thu Nov 26", "Dana Reyes")),
    ],
)
def test_each_reason_says_its_facts(sample: Backlog, job: str, rule: str, words: tuple[str, ...]) -> None:
    text = next(f"{duty.text}: {duty.next}" for duty in verdict(sample, job).reasons if duty.rule == rule)
    assert [word for word in words if word not in text] == []


def test_the_hard_call_is_the_third_push_that_nobody_told(sample: Backlog) -> None:
    page = build_morning(sample, today=MONDAY)
    assert page.frog is not None
    assert page.frog.job == "HC-1037"
    assert page.frog.duties[0].next == "no plan yet, so work one out, then tell them in person (they're local)"


def test_the_page_holds_every_live_job_once_in_its_order(sample: Backlog) -> None:
    page = build_morning(sample, today=MONDAY)
    assert [found.job for found in page.verdicts] == [
        "HC-1037",  # the hard call
        "LR-1058",  # red, by day
        "HC-1044",  # the same day as the next, but riskier
        "HC-1029",
        "LR-1052",  # amber, do now
        "HC-1012",  # amber
        "LR-1049",  # green, riskier than the next
        "HC-1041",
    ]
    assert [found.job for found in page.focus] == ["HC-1029", "LR-1058", "HC-1044", "LR-1052"]
    assert ranked_verdicts(sample, today=MONDAY, archived=True)[-1].job == "HC-1033"


def test_five_updates_move_to_dana(sample: Backlog) -> None:
    moved = [
        duty.job
        for found in ranked_verdicts(sample, today=MONDAY)
        for duty in found.reasons
        if duty.rule == "away" and duty.text.startswith("an update") and "Dana Reyes" in duty.next
    ]
    assert sorted(moved) == ["HC-1029", "HC-1041", "HC-1044", "LR-1049", "LR-1058"]


def test_the_buyers_are_to_be_told_of_the_absence_tomorrow(sample: Backlog) -> None:
    (duty,) = build_morning(sample, today=MONDAY).away_untold
    assert (duty.rule, duty.job, duty.level, duty.day) == ("away-untold", "", "amber", date(2026, 11, 24))


def test_the_counts_and_the_notice_that_red_is_no_longer_rare(sample: Backlog) -> None:
    page = build_morning(sample, today=MONDAY)
    assert (page.open, page.live, page.red, page.amber, page.closing_soon, page.all_clear) == (7, 8, 4, 2, 1, 2)
    assert page.too_many_red is not None
    assert page.too_many_red.startswith("4 of 8 homes are red: Brandt, Nakamura, Adeyemi-Clarke, Whitfield. ")


def test_the_rest_of_the_page(sample: Backlog) -> None:
    page = build_morning(sample, today=MONDAY)
    assert [(owed.summary.job, owed.day.isoformat(), owed.cover) for owed in page.owed] == [
        ("LR-1052", "2026-11-21", None),
        ("HC-1037", "2026-11-24", None),
        ("HC-1044", "2026-11-25", "Dana Reyes"),
        ("LR-1058", "2026-11-25", "Dana Reyes"),
        ("HC-1041", "2026-11-26", "Dana Reyes"),
        ("LR-1049", "2026-11-26", "Dana Reyes"),
        ("HC-1029", "2026-11-27", "Dana Reyes"),
    ]
    assert page.owed_below == ()  # the one that is due is in focus
    assert page.protect is not None
    assert (page.protect.summary.job, page.protect.duty.rule) == ("HC-1012", "survey")
    assert page.good is not None
    assert (page.good.summary.job, page.good.text) == ("HC-1041", "was happy on Thu Nov 19")
    assert page.more_red == page.snoozed == 0


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_file_changes_nothing(sample: Backlog, seed: int) -> None:
    jobs = list(sample.jobs)
    random.Random(seed).shuffle(jobs)
    assert build_morning(sample._replace(jobs=tuple(jobs)), today=MONDAY) == build_morning(sample, today=MONDAY)


@pytest.mark.parametrize(
    ("today", "job", "rule", "level"),
    [
        pytest.param(date(2026, 11, 21), "HC-1037", "untold", "amber", id="news on its day"),
        pytest.param(date(2026, 11, 20), "HC-1037", "untold", None, id="the day before it was known"),
        pytest.param(date(2026, 11, 24), "LR-1052", "update", "red", id="three days after the due day"),
        pytest.param(date(2026, 11, 25), "LR-1052", "contingency", "red", id="five days left"),
        pytest.param(date(2026, 11, 27), "HC-1029", "ctc", "red", id="seven days to closing"),
        pytest.param(date(2026, 11, 27), "LR-1058", "deposit", "red", id="three days late"),
        pytest.param(date(2026, 11, 23), "LR-1052", "plot-survey", None, id="21 days since it was ordered"),
        pytest.param(date(2026, 11, 24), "LR-1052", "plot-survey", "amber", id="22 days since it was ordered"),
        pytest.param(date(2026, 12, 4), "HC-1029", "closing-passed", None, id="closing is today"),
        pytest.param(date(2026, 12, 5), "HC-1029", "closing-passed", "amber", id="closing was yesterday"),
        pytest.param(date(2026, 12, 7), "HC-1029", "closing-passed", "red", id="three days past closing"),
        pytest.param(date(2026, 12, 12), "HC-1037", "told-early", None, id="silent while the news runs"),
        pytest.param(date(2027, 3, 1), "HC-1033", "check-back", "amber", id="the day to ask again"),
        pytest.param(date(2027, 2, 28), "HC-1033", "check-back", None, id="the day before"),
    ],
)
def test_the_days_after_bring_what_they_must(sample: Backlog, today: date, job: str, rule: str, level: str | None) -> None:
    summary = next(found for found in sample.jobs if found.job == job)
    levels = {duty.rule: str(duty.level) for duty in verdict_of(summary, sample, today=today).reasons}
    assert levels.get(rule) == level


def names_first(sample: Backlog, today: date) -> dict[str, list[str]]:
    """The two reasons a screen has room for, by home."""
    found = (verdict_of(home, sample, today=today) for home in sample.jobs)
    return {verdict.job: [duty.rule for duty in verdict.reasons[:2]] for verdict in found}


def test_page_6_what_stops_the_closing_speaks_before_silence(sample: Backlog) -> None:
    assert names_first(sample, date(2026, 12, 4))["HC-1029"] == ["ctc", "orientation"]


def test_page_7_the_hard_call_is_the_closing_they_do_not_know_of(sample: Backlog) -> None:
    today = date(2026, 11, 30)
    verdicts = [verdict_of(home, sample, today=today) for home in sample.jobs]
    frog = hardest_call(verdicts)
    assert frog is not None
    first = frog_reasons(frog)[0]
    assert (frog.job, first.rule) == ("HC-1037", "untold")
    assert first.text.startswith("closing moved Dec 11 → Jan 15 (inspection)")
    assert first.text.endswith("they haven't been told")


@pytest.mark.parametrize("days", range(0, 120, 7))
def test_on_every_day_the_frog_and_the_focus_are_homes_of_the_page(sample: Backlog, days: int) -> None:
    today = MONDAY + timedelta(days=days)
    verdicts = [verdict_of(home, sample, today=today) for home in sample.jobs]
    frog = hardest_call(verdicts)
    chosen, more = focus_jobs(verdicts, frog)
    shown = {verdict.job for verdict in (*chosen, *((frog,) if frog else ()))}
    red = {verdict.job for verdict in verdicts if verdict.level is Level.RED}
    assert len(red - shown) == more
    assert len(chosen) <= 5
    do_now = {verdict.job for verdict in verdicts if verdict.quadrant is Quadrant.DO_NOW}
    assert more or len(chosen) == 5 or do_now | red <= shown
