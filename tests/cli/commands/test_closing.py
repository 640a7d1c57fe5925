"""How homes leave the backlog and come back, from words to file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store.load import load
from tests.wording import is_unchanged_by

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from backlog_cli import model

    Run = Callable[..., Any]


def job_in(path: Path, number: str) -> model.Job:
    loaded = load(path.read_bytes(), path.name)
    assert loaded.errors == ()
    return next(job for job in loaded.backlog_file.jobs if job.job == number)


def test_close_starts_the_care_clock_and_names_who_owns_what_is_missing(run: Run, sample: Path) -> None:
    answer = run("close", "whitfield", "fri")
    assert answer.code == 0
    assert answer.out.startswith("HC-1029 Whitfield lot 29: closed Fri Nov 20 (3 days ago).")
    assert "Check-ins: Nov 27, Dec 20, Jan 19, May 19, Oct 16." in answer.out
    assert "  clear to close: Sable Creek Bank (backlog set HC-1029 lender.status ctc)" in answer.out
    assert "backlog set HC-1029 care.survey.expected DATE" in answer.out
    job = job_in(sample, "HC-1029")
    assert job.closing is not None
    assert (job.stage, str(job.closing.closed_date), str(job.stages["punch"])) == ("closed", "2026-11-20", "2026-11-16")
    assert run("undo").code == 0
    assert job_in(sample, "HC-1029").stage == "punch"


@pytest.mark.parametrize("day", ["tomorrow", "2027-01-04", "feb 30", "2026-01-01"])
def test_close_refuses_a_day_to_come_or_before_the_sale(run: Run, sample: Path, day: str) -> None:
    before = sample.read_bytes()
    answer = run("close", "whitfield", *day.split())
    assert answer.code == 2
    assert is_unchanged_by(answer.err)
    assert sample.read_bytes() == before


CLOSINGS = [  # what speaks against a closing is said instead of congratulations
    ("whitfield", "", (), "that's 11 days before its closing date, Fri Dec 4, and the loan isn't clear to close."),
    ("whitfield", "", (("set", "29", "lender.status", "ctc"),), "that's 11 days before its closing date, Fri Dec 4."),
    ("whitfield", "", (("set", "29", "closing.internal", "2026-11-23"),), "Check this: the loan isn't clear to close."),
    (
        "whitfield",
        "",
        (("set", "29", "closing.internal", "2026-11-23"), ("set", "29", "lender.status", "funded")),
        "closed Mon Nov 23 (today). Well done.",
    ),
    (
        "whitfield",
        "fri",
        (("set", "29", "closing.internal", "2026-11-20"), ("set", "29", "lender.product", "cash")),
        "closed Fri Nov 20 (3 days ago). Well done.",
    ),
    ("sorensen", "", (), "Check this: that's 179 days before its closing date, Fri May 21 2027. If it hasn't closed"),
    ("brandt", "nov20", (), "before its closing date, Fri Jan 15 2027, and the loan isn't clear to close."),
    ("marchetti", "oct 20", (), "closed Tue Oct 20 (34 days ago); it used to say Mon Oct 26."),
    ("marchetti", "", (), "closed Mon Nov 23 (today); it used to say Mon Oct 26."),
    ("whitfield", "nov 20", (("close", "29"),), "closed Fri Nov 20 (3 days ago); it used to say Mon Nov 23."),
]


@pytest.mark.parametrize(("who", "day", "first", "said"), CLOSINGS)
def test_a_closing_says_what_was_there_before_and_what_is_missing(
    run: Run, sample: Path, who: str, day: str, first: tuple[tuple[str, ...], ...], said: str
) -> None:
    for words in first:
        assert run(*words).code == 0
    answer = run("close", who, *day.split())
    assert answer.code == 0
    assert said in " ".join(answer.out.split())
    assert ("Well done" in answer.out) is ("Well done" in said)
    assert ("If it hasn't closed: backlog undo" in " ".join(answer.out.split())) is (
        "it used to say" not in said and "Well" not in said
    )


def test_close_says_so_when_the_file_does_already(run: Run, sample: Path) -> None:
    assert run("close", "whitfield").code == 0
    before = sample.read_bytes()
    assert "says that already" in run("close", "whitfield").out
    assert sample.read_bytes() == before


def test_cancel_keeps_the_reason_the_lesson_and_the_door(run: Run, sample: Path) -> None:
    words = ("cancel", "nakamura", "rate", "--lesson", "talk of the lock sooner", "--door", "open", "--check-back", "3m")
    answer = run(*words)
    assert answer.code == 0
    assert "LR-1058 Nakamura lot 18: cancelled Mon Nov 23 (today), reason rate." in answer.out
    assert "Check back Tue Feb 23 2027 (in 92 days)" in answer.out
    assert "They paid $8,000 in deposits. What do they get back? backlog cancel LR-1058 --refund full" in answer.out
    lost = job_in(sample, "LR-1058").cancelled
    assert lost is not None
    assert (lost.reason, lost.lesson, lost.door, str(lost.check_back)) == (
        "rate",
        "talk of the lock sooner",
        "open",
        "2027-02-23",
    )
    assert run("cancel", "LR-1058", "--refund", "full").code == 0
    lost = job_in(sample, "LR-1058").cancelled
    assert lost is not None
    assert (lost.refund, str(lost.date)) == ("full", "2026-11-23")


def test_cancel_tells_what_is_still_open(run: Run, sample: Path) -> None:
    out = run("cancel", "1044", "they", "moved", "away").out
    assert 'The lesson: "they moved away"' in out
    assert '  promise "rough-in photos": you, Fri Nov 20 (backlog done HC-1044)' in out
    assert '  issue "kitchen outlets on wrong wall": Hal Moreno, Wed Nov 25 (backlog issue HC-1044 1 --resolved)' in out


def test_cancel_without_a_reason_asks_for_one_and_changes_nothing(run: Run, sample: Path) -> None:
    before = sample.read_bytes()
    answer = run("cancel", "1044")
    assert (answer.code, sample.read_bytes()) == (2, before)
    assert run("cancel", "1044", "--reason", "weather").code == 2
    assert run("cancel", "1012", "rate").code == 2
    assert sample.read_bytes() == before


def test_a_home_that_was_cancelled_comes_back_as_it_was(run: Run, sample: Path) -> None:
    run("cancel", "1044", "rate")
    answer = run("stage", "1044")
    assert answer.code == 0
    assert "HC-1044 Adeyemi-Clarke lot 44: cancelled → rough-ins, since Thu Nov 5 (18 days ago)." in answer.out
    assert "groom: job HC-1044: a cancellation" not in run("check").out
    assert job_in(sample, "HC-1044").stage == "rough-ins"


def test_a_home_lost_long_ago_needs_its_stage_named(run: Run, sample: Path) -> None:
    answer = run("stage", "1033")
    assert answer.code == 2
    assert "backlog stage HC-1033 framing" in answer.err
    assert run("stage", "1033", "permit").code == 0
    assert job_in(sample, "HC-1033").stage == "permitting"


@pytest.mark.parametrize("words", [("close", "1029"), ("cancel", "1029", "rate"), ("stage", "1012")])
def test_a_dry_run_shows_the_lines_and_writes_nothing(run: Run, sample: Path, words: tuple[str, ...]) -> None:
    before = sample.read_bytes()
    answer = run(*words, "--dry-run")
    assert answer.code == 0
    assert " + " in answer.out
    assert sample.read_bytes() == before


def test_a_low_score_asks_for_an_issue(run: Run, sample: Path) -> None:
    """000-5."""
    assert 'backlog issue HC-1012 survey 6 of 10 --wants "..."' in run("set", "1012", "care.survey.score", "6").out
    assert "backlog issue" not in run("set", "1012", "care.survey.score", "9").out


def test_the_asks_after_closing_are_set_field_by_field(run: Run, sample: Path) -> None:
    for field, value in (("referral.asked", "today"), ("referral.names", "Jo Park"), ("testimonial", "asked")):
        assert run("set", "1012", f"care.{field}", value).code == 0
    assert run("done", "1012", "day-30").code == 0
    care = job_in(sample, "HC-1012").care
    assert care is not None
    assert care.referral is not None
    assert (care.referral.names, care.testimonial, care.done) == (("Jo Park",), "asked", (2, 7, 30))


def test_show_counts_down_to_the_closing_with_owners(run: Run, sample: Path) -> None:
    job = json.loads(run("show", "1029", "--json").out)["jobs"][0]
    found = {one["what"]: (one["owner"], one["day"]) for one in job["missing"]}
    assert found["clear to close"] == ("Sable Creek Bank", "2026-11-27")
    assert found["closing disclosure"] == ("Sable Creek Bank, then the buyers", "2026-12-01")
    assert "   to closing    home insurance: the buyers, was due Nov 20 · " in run("show", "1029").out
    run("set", "1029", "insurance_bound", "today")
    assert "home insurance" not in run("show", "1029").out
    assert json.loads(run("show", "1041", "--json", "--fields", "missing").out)["jobs"] == [{"missing": []}]


def test_show_names_what_a_closed_homes_buyers_were_not_asked(run: Run, sample: Path) -> None:
    """001-10c, 001-10e."""
    job = json.loads(run("show", "1012", "--json").out)["jobs"][0]
    assert [one["what"] for one in job["missing"]] == ["a referral", "a testimonial"]
    run("set", "1012", "care.testimonial", "received")
    assert "   not asked yet a referral\n" in run("show", "1012").out
