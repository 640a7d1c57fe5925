"""What two copies of the file disagreed on: from the day they were brought together until somebody settles it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.changes.done import item_numbers
from backlog_cli.rules.clocks.table import duties
from backlog_cli.rules.reports.office_copy import hide_private
from backlog_cli.terms import Level, Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary

TODAY = date(2026, 6, 4)
CLOSING: dict[str, Any] = {"key": "closing", "kept": "2026-12-18", "other": "2026-12-11", "at": "2026-06-03"}
WHEN: dict[str, Any] = {"key": "contact.when", "kept": "evenings", "other": "noon", "at": "2026-06-03"}


@pytest.mark.parametrize(
    ("found", "level", "text"),
    [
        (CLOSING, Level.RED, "two copies disagree on the closing date, Fri Dec 18 (in your file) or Fri Dec 11"),
        (CLOSING | {"key": "closing.told"}, Level.RED, "the closing date they were told,"),
        (CLOSING | {"key": "lender.lock_expires"}, Level.RED, "the end of the rate lock,"),
        (CLOSING | {"key": "promises.2.due"}, Level.RED, "the due date of promise 2,"),
        (
            CLOSING | {"key": "orientation_date", "kept": "2026-12-01 10:00"},
            Level.AMBER,
            "the orientation, Tue Dec 1 10:00 (in your file)",
        ),
        (WHEN, Level.AMBER, "when they like to be reached, evenings (in your file) or noon"),
        (WHEN | {"by": "Dana Reyes"}, Level.AMBER, "evenings (in your file) or noon (Dana Reyes)"),
        (WHEN | {"kept": None}, Level.AMBER, "nothing (in your file) or noon"),
        (WHEN | {"other": None}, Level.AMBER, "evenings (in your file) or nothing"),
        (WHEN | {"other": "a very long answer " * 9}, Level.AMBER, "a very long answer a very long answer…"),
    ],
)
def test_a_conflict_says_both_values(fired: Callable[..., list[Duty]], found: dict[str, Any], level: Level, text: str) -> None:
    (duty,) = fired("conflict", conflicts=[found])
    assert (duty.level, duty.day) == (level, date(2026, 6, 3))
    assert text in duty.text
    assert duty.next == "find out which is right, then check it off"


@pytest.mark.parametrize("stage", ["framing", "closed", "cancelled"])
def test_it_runs_whatever_became_of_the_sale(fired: Callable[..., list[Duty]], stage: str) -> None:
    assert fired("conflict", conflicts=[CLOSING], stage=stage, closing={"closed_date": "2026-06-01"})


def test_without_a_day_it_is_due_today(fired: Callable[..., list[Duty]]) -> None:
    (duty,) = fired("conflict", conflicts=[{"key": "lot", "kept": "1", "other": "2"}])
    assert duty.day == TODAY


@pytest.mark.parametrize("settled", ["2026-06-04", "true", "yes"])
def test_what_is_settled_is_quiet(fired: Callable[..., list[Duty]], settled: str) -> None:
    assert fired("conflict", conflicts=[CLOSING | {"settled": settled}]) == []


def test_done_settles_each_of_several(after_done: Callable[..., list[Duty]]) -> None:
    assert after_done("conflict", conflicts=[CLOSING, WHEN, WHEN | {"other": "never"}]) == []


def test_each_has_its_number(job: Callable[..., JobSummary], book: Callable[..., Backlog]) -> None:
    home = job(conflicts=[WHEN, CLOSING, WHEN | {"other": "never"}])
    found = [duty for duty in duties(home, book(), today=TODAY) if duty.rule == "conflict"]
    assert item_numbers(home, found, Policy(), today=TODAY) == (1, 2, 3)


def test_others_see_that_something_is_doubtful_but_not_what(job: Callable[..., JobSummary], book: Callable[..., Backlog]) -> None:
    home = hide_private(job(conflicts=[{"key": "notes", "kept": "divorce", "other": "a secret", "at": "2026-06-03"}]))
    (duty,) = (duty for duty in duties(home, book(), today=TODAY) if duty.rule == "conflict")
    assert duty.text == "two copies disagree on the notes"
