"""What two copies disagreed on, in words."""

from __future__ import annotations

from datetime import date

import pytest

from backlog_cli.rules.conflicts import MergeConflict, conflict_line, disagreement, is_vital
from backlog_cli.rules.summary import Conflict

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("conflict", "line"),
    [
        (
            MergeConflict("1041", "closing", "2026-12-18", "2026-12-11"),
            "1041: the closing date, Fri Dec 18 (in your file) or Fri Dec 11",
        ),
        (MergeConflict("", "settings.state", "TX", None), "the state in your settings, TX (in your file) or nothing"),
        (
            MergeConflict("1041", "promises.2.due", None, "2026-12-11"),
            "1041: the due date of promise 2, nothing (in your file) or Fri Dec 11",
        ),
    ],
)
def test_a_conflict_that_a_merge_found_is_one_line(conflict: MergeConflict, line: str) -> None:
    assert conflict_line(conflict, today=TODAY) == line


def test_a_conflict_in_the_file_says_who_wrote_the_other_value() -> None:
    found = Conflict(0, "lot", "7", "8", by="Dana Reyes")
    assert disagreement(found, today=TODAY) == "the lot, 7 (in your file) or 8 (Dana Reyes)"


@pytest.mark.parametrize("key", ["closing", "closing.told", "promises.1.due", "deposits.1.paid", "lender.lock_expires"])
def test_days_that_cost_somebody_something_are_vital(key: str) -> None:
    assert is_vital(Conflict(0, key))


@pytest.mark.parametrize("key", ["lot", "lender.name", "log.1.text"])
def test_the_rest_is_not(key: str) -> None:
    assert not is_vital(Conflict(0, key))
