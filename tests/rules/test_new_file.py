"""How a file begins: the empty one takes its first home, and the sample says the same on every day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backlog_cli.rules.change import Unquoted
from backlog_cli.rules.changes.home import add_job
from backlog_cli.rules.new_file import EMPTY_FILE, SAMPLE_DAY, empty_file, move_sample_dates
from backlog_cli.rules.urgency import verdict_of
from backlog_cli.store.load import load
from backlog_cli.store.yaml.patch import apply_changes
from backlog_cli.terms import Policy, Precision
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from backlog_cli.rules.change import Change
    from backlog_cli.rules.duty import Verdict
    from backlog_cli.store.load import LoadedFile

SAMPLE = (Path(__file__).parents[2] / "sample_backlog.yaml").read_text(encoding="utf-8")
DAYS = (
    date(2026, 11, 24),  # the next day
    date(2026, 12, 4),  # months that were told end in between
    date(2027, 1, 31),
    date(2028, 2, 29),
    date(2026, 6, 4),
    date(2025, 12, 27),  # a Saturday
    date(2031, 7, 5),
    date(2004, 2, 28),
)


def read(text: str) -> LoadedFile:
    loaded = load(text.encode("utf-8"), "backlog.yaml")
    assert loaded.problems == ()
    return loaded


def verdicts(text: str, today: date) -> dict[str, Verdict]:
    book = backlog_of(read(text).backlog_file)
    return {summary.job: verdict_of(summary, book, today=today) for summary in book.jobs}


# The empty file


def first_home(number: str) -> Change:
    fields = {"lot": "012", "sold_date": Unquoted("2026-06-01"), "stage": "contract", "contact": {"channel": "text"}}
    return add_job(number, ["Kim Lee"], fields, taken={}, starts_tracking=None)


def test_the_empty_file_says_the_day_it_was_begun() -> None:
    assert backlog_of(read(empty_file(today=date(2026, 6, 4))).backlog_file).policy.tracking_since == date(2026, 6, 4)


def test_the_empty_file_is_an_empty_backlog_with_the_usual_settings() -> None:
    book = backlog_of(read(EMPTY_FILE).backlog_file)
    assert book.jobs == ()
    assert book.policy == Policy()


def test_the_empty_file_takes_the_first_homes_and_keeps_every_line() -> None:
    after = apply_changes(read(EMPTY_FILE).source, [first_home("2450")])
    after = apply_changes(read(after.decode()).source, [first_home("2451")])
    assert [job.job for job in read(after.decode()).backlog_file.jobs] == ["2450", "2451"]
    lines = after.decode().splitlines()
    assert [line for line in lines if line in EMPTY_FILE.splitlines()] == EMPTY_FILE.splitlines()


def test_the_example_in_the_empty_file_works_when_its_comment_signs_are_taken_away() -> None:
    head, example = EMPTY_FILE.split("jobs:\n")
    text = f"{head}jobs:\n{re.sub('^#', '', example, flags=re.MULTILINE)}"
    (job,) = read(text).backlog_file.jobs
    assert (job.job, job.lot, len(job.buyers)) == ("HC-1041", "41", 2)


# The sample


def test_on_its_own_day_the_sample_stays_as_it_is() -> None:
    assert move_sample_dates(SAMPLE, today=SAMPLE_DAY) == SAMPLE


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_on_every_day_the_sample_owes_the_same(today: date) -> None:
    then, now = verdicts(SAMPLE, SAMPLE_DAY), verdicts(move_sample_dates(SAMPLE, today=today), today)
    for job, verdict in then.items():
        moved = now[job]
        assert (moved.level, moved.quadrant, moved.risk) == (verdict.level, verdict.quadrant, verdict.risk)
        assert [(duty.rule, duty.level) for duty in moved.reasons] == [(duty.rule, duty.level) for duty in verdict.reasons]
        gaps = [(duty.day and duty.day - SAMPLE_DAY) for duty in verdict.reasons if duty.rule != "credit-papers"]
        assert [(duty.day and duty.day - today) for duty in moved.reasons if duty.rule != "credit-papers"] == gaps


@pytest.mark.sweep
def test_on_every_day_of_a_year_and_a_half_the_sample_owes_the_same() -> None:
    then = {job: (verdict.level, verdict.quadrant) for job, verdict in verdicts(SAMPLE, SAMPLE_DAY).items()}
    for days in range(-60, 480):
        today = SAMPLE_DAY + timedelta(days=days)
        now = verdicts(move_sample_dates(SAMPLE, today=today), today)
        assert {job: (verdict.level, verdict.quadrant) for job, verdict in now.items()} == then, today


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_what_was_told_stays_as_exact_and_around_the_forecast(today: date) -> None:
    before, after = read(SAMPLE).backlog_file, read(move_sample_dates(SAMPLE, today=today)).backlog_file
    for old, new in zip(before.jobs, after.jobs, strict=True):
        if old.closing is None or old.closing.told is None or old.closing.internal is None:
            continue
        assert new.closing is not None
        assert new.closing.told is not None
        assert new.closing.internal is not None
        assert new.closing.told.precision is old.closing.told.precision
        assert (new.closing.internal in new.closing.told) is (old.closing.internal in old.closing.told)
        if old.closing.told.precision is Precision.DAY:
            assert new.closing.told.start - today == old.closing.told.start - SAMPLE_DAY


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_comments_and_layout_stay_and_weekdays_move_along(today: date) -> None:
    moved = move_sample_dates(SAMPLE, today=today)
    weekday = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[today.weekday()]
    assert f"as of {weekday} {today}" in moved
    numbers = re.compile(r"\d|Q\d|W\d\d|\w+day\b")
    assert numbers.sub("", moved) == numbers.sub("", SAMPLE)


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("closing: {told: 2027-03}", "closing: {told: 2027-03}"),
        ("closing: {internal: 2027-03-31, told: 2027-03}", "closing: {internal: 2027-04-10, told: 2027-04}"),
        ("closing: {internal: 2027-03-12, told: 2027-W10}", "closing: {internal: 2027-03-22, told: 2027-W12}"),
        ("closing: {internal: 2027-06-30, told: 2027-Q1}", "closing: {internal: 2027-07-10, told: 2027-Q1}"),
        ("internal: 2027-03-31 # for us\n  told: 2027-03-31", "internal: 2027-04-10 # for us\n  told: 2027-04-10"),
        ("buyers_told: false # told: later", "buyers_told: false # told: later"),
        ("from: 2026-12-28, n: 2026-1234, phone: 555-0137", "from: 2027-01-07, n: 2026-1234, phone: 555-0137"),
    ],
)
def test_ten_days_on(text: str, moved: str) -> None:
    assert move_sample_dates(text, today=SAMPLE_DAY + timedelta(days=10)) == moved
